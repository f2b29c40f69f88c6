//! The constant that describes the network at run time.

use proc_macro2::TokenStream;
use quote::quote;

use super::activation::float;
use crate::language::table::Chosen;
use crate::model::{Layer, Model, Node, Shape, Source};

/// `&Topology { .. }`.
pub(super) fn print(model: &Model) -> TokenStream {
    let (name, input, output) = (model.name.to_string(), shape(&model.input), shape(&model.output));
    let loss = model.loss.map_or_else(
        || quote!(nn::core::option::Option::None),
        |declared| {
            let loss = call(declared);
            quote!(nn::core::option::Option::Some(#loss))
        },
    );
    let lines = model.nodes.iter().map(line);
    quote! {
        &nn::topology::Topology {
            name: #name,
            input: #input,
            output: #output,
            loss: #loss,
            lines: &[#(#lines,)*],
        }
    }
}

fn line(node: &Node) -> TokenStream {
    let (name, shape) = (&node.name, shape(&node.shape));
    let (kind, arguments) = written(&node.layer);
    let arguments = arguments
        .into_iter()
        .map(|(name, value)| quote!(nn::topology::Argument { name: #name, value: nn::topology::Value::#value }));
    let operands = node.layer.sources().into_iter().map(|source| match source {
        Source::Input => quote!(nn::topology::Operand::Input),
        Source::Node(index) => quote!(nn::topology::Operand::Line(#index)),
    });
    quote! {
        nn::topology::Line {
            name: #name,
            kind: #kind,
            arguments: &[#(#arguments),*],
            operands: &[#(#operands),*],
            shape: #shape,
        }
    }
}

/// The kind of a layer, and the arguments that differ from what they are by default.
fn written(layer: &Layer) -> (&'static str, Vec<(&'static str, TokenStream)>) {
    match layer {
        Layer::Dense { outputs, bias, activation, .. } => {
            let mut arguments = vec![("outputs", quote!(Count(#outputs)))];
            if !activation.is_identity() {
                let activation = call(*activation);
                arguments.push(("activation", quote!(Call(#activation))));
            }
            if !bias {
                arguments.push(("bias", quote!(Flag(false))));
            }
            ("dense", arguments)
        }
        Layer::Activation { activation, .. } => {
            let constants = activation.named_constants().map(|(name, constant)| {
                let constant = float(constant);
                (name, quote!(Number(#constant)))
            });
            (activation.name(), constants.collect())
        }
        Layer::Flatten { .. } => ("flatten", Vec::new()),
        Layer::Dropout { rate, .. } => {
            let rate = float(*rate);
            ("dropout", vec![("rate", quote!(Number(#rate)))])
        }
        Layer::Add { .. } => ("add", Vec::new()),
        Layer::Concat { .. } => ("concat", Vec::new()),
    }
}

/// An activation or a loss.
fn call<F>(chosen: Chosen<F>) -> TokenStream {
    let name = chosen.name();
    let constants = chosen.constants().iter().map(|constant| float(*constant));
    quote!(nn::topology::Call { name: #name, constants: &[#(#constants),*] })
}

fn shape(shape: &Shape) -> TokenStream {
    let extents = &shape.0;
    quote!(&[#(#extents),*])
}
