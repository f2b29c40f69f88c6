//! The constant that describes the network at run time.

use proc_macro2::TokenStream;
use quote::quote;

use super::activation::float;
use crate::model::{Activation, Layer, Loss, Model, Node, Shape, Source};

/// `&Topology { .. }`.
pub(super) fn print(model: &Model) -> TokenStream {
    let (name, input, output) = (model.name.to_string(), shape(&model.input), shape(&model.output));
    let loss = model.loss.map_or_else(
        || quote!(nn::core::option::Option::None),
        |declared| {
            let loss = loss(declared);
            quote!(nn::core::option::Option::Some(nn::topology::Loss::#loss))
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
    let layer = layer(&node.layer);
    let operands = node.layer.sources().into_iter().map(|source| match source {
        Source::Input => quote!(nn::topology::Operand::Input),
        Source::Node(index) => quote!(nn::topology::Operand::Line(#index)),
    });
    quote! {
        nn::topology::Line {
            name: #name,
            layer: nn::topology::Layer::#layer,
            operands: &[#(#operands),*],
            shape: #shape,
        }
    }
}

fn layer(layer: &Layer) -> TokenStream {
    match layer {
        Layer::Dense { inputs, outputs, bias, activation, .. } => {
            let activation = activation_path(*activation);
            quote!(Dense { inputs: #inputs, outputs: #outputs, bias: #bias, activation: #activation })
        }
        Layer::Activation { activation, .. } => {
            let activation = activation_path(*activation);
            quote!(Activation(#activation))
        }
        Layer::Flatten { .. } => quote!(Flatten),
        Layer::Dropout { rate, .. } => {
            let rate = float(*rate);
            quote!(Dropout { rate: #rate })
        }
        Layer::Add { .. } => quote!(Add),
        Layer::Concat { .. } => quote!(Concat),
    }
}

fn activation_path(activation: Activation) -> TokenStream {
    let variant = match activation {
        Activation::Identity => quote!(Identity),
        Activation::Relu => quote!(Relu),
        Activation::LeakyRelu { slope } => {
            let slope = float(slope);
            quote!(LeakyRelu { slope: #slope })
        }
        Activation::Elu { alpha } => {
            let alpha = float(alpha);
            quote!(Elu { alpha: #alpha })
        }
        Activation::Selu => quote!(Selu),
        Activation::Gelu => quote!(Gelu),
        Activation::Silu => quote!(Silu),
        Activation::Softplus => quote!(Softplus),
        Activation::Sigmoid => quote!(Sigmoid),
        Activation::Tanh => quote!(Tanh),
        Activation::HardSigmoid => quote!(HardSigmoid),
        Activation::HardSwish => quote!(HardSwish),
        Activation::Softmax => quote!(Softmax),
    };
    quote!(nn::topology::Activation::#variant)
}

fn loss(loss: Loss) -> TokenStream {
    match loss {
        Loss::Mse => quote!(Mse),
        Loss::Mae => quote!(Mae),
        Loss::Huber { delta } => {
            let delta = float(delta);
            quote!(Huber { delta: #delta })
        }
        Loss::BinaryCrossEntropy => quote!(BinaryCrossEntropy),
        Loss::CrossEntropy => quote!(CrossEntropy),
    }
}

fn shape(shape: &Shape) -> TokenStream {
    let extents = &shape.0;
    quote!(&[#(#extents),*])
}
