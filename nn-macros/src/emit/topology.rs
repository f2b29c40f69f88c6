//! The constant that describes the network at run time.

use proc_macro2::TokenStream;
use quote::quote;

use super::activation::float;
use crate::model::{Argument, Model, Node, Shape, Source, Value};

/// `&Topology { .. }`.
pub(super) fn print(model: &Model) -> TokenStream {
    let (name, input, output) = (model.name.to_string(), shape(&model.input), shape(&model.output));
    let loss = model.loss.map_or_else(
        || quote!(nn::core::option::Option::None),
        |declared| {
            // What nn-runtime prints as a flag.
            let logits = if declared.is_of_logits() { "_from_logits" } else { "" };
            let loss = call(&format!("{}{logits}", declared.name()), &declared.numbers());
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
    let kind = node.layer.kind();
    let arguments = node.layer.arguments().into_iter().map(|Argument { name, value }| {
        let value = match value {
            Value::Count(count) => quote!(Count(#count)),
            Value::Flag(flag) => quote!(Flag(#flag)),
            Value::Number(number) => {
                let number = float(number);
                quote!(Number(#number))
            }
            Value::Activation(activation) => {
                let activation = call(activation.name(), activation.constants());
                quote!(Call(#activation))
            }
            Value::Named(number) => {
                let number = float(number);
                quote!(Named(#number))
            }
            Value::Word(word) => quote!(Word(#word)),
            Value::List(list, n) => {
                let list = &list[..n.min(list.len())];
                quote!(List(&[#(#list),*]))
            }
            Value::Counts(list, n) => {
                let list = &list[..n.min(list.len())];
                quote!(Counts(&[#(#list),*]))
            }
        };
        quote!(nn::topology::Argument { name: #name, value: nn::topology::Value::#value })
    });
    let operands = node.operands.iter().map(|source| match source {
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

/// An activation or a loss.
fn call(name: &str, constants: &[f32]) -> TokenStream {
    let constants = constants.iter().map(|constant| float(*constant));
    quote!(nn::topology::Call { name: #name, constants: &[#(#constants),*] })
}

fn shape(shape: &Shape) -> TokenStream {
    let extents = &shape.0;
    quote!(&[#(#extents),*])
}
