//! Activations and their derivatives as printed expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::Activation;

/// `f(z)` for a vector expression `z`.
pub(super) fn apply(activation: Activation, z: &TokenStream) -> TokenStream {
    match activation {
        Activation::Identity => z.clone(),
        Activation::Relu => quote!(nn::math::relu(simd, #z)),
        Activation::LeakyRelu { slope } => call_with("leaky_relu", z, slope),
        Activation::Elu { alpha } => call_with("elu", z, alpha),
        Activation::Selu => quote!(nn::math::selu(simd, #z)),
        Activation::Gelu => quote!(nn::math::gelu(simd, #z)),
        Activation::Silu => quote!(nn::math::silu(simd, #z)),
        Activation::Softplus => quote!(nn::math::softplus(simd, #z)),
        Activation::Sigmoid => quote!(nn::math::sigmoid(simd, #z)),
        Activation::Tanh => quote!(nn::math::tanh(simd, #z)),
        Activation::HardSigmoid => quote!(nn::math::hard_sigmoid(simd, #z)),
        Activation::HardSwish => quote!(nn::math::hard_swish(simd, #z)),
        Activation::Softmax => unreachable!("plan/graph.rs gives softmax a step of its own"),
    }
}

/// `f'(z)` for a vector expression `z`.
pub(super) fn derivative(activation: Activation, z: &TokenStream) -> TokenStream {
    match activation {
        Activation::Relu => quote!(nn::math::relu_derivative(simd, #z)),
        Activation::LeakyRelu { slope } => call_with("leaky_relu_derivative", z, slope),
        Activation::Elu { alpha } => call_with("elu_derivative", z, alpha),
        Activation::Selu => quote!(nn::math::selu_derivative(simd, #z)),
        Activation::Gelu => quote!(nn::math::gelu_derivative(simd, #z)),
        Activation::Silu => quote!(nn::math::silu_derivative(simd, #z)),
        Activation::Softplus => quote!(nn::math::softplus_derivative(simd, #z)),
        Activation::Sigmoid => quote!(nn::math::sigmoid_derivative(simd, #z)),
        Activation::Tanh => quote!(nn::math::tanh_derivative(simd, #z)),
        Activation::HardSigmoid => quote!(nn::math::hard_sigmoid_derivative(simd, #z)),
        Activation::HardSwish => quote!(nn::math::hard_swish_derivative(simd, #z)),
        Activation::Identity | Activation::Softmax => unreachable!("plan/graph.rs prints no pass for it"),
    }
}

/// `f'(z)` for a vector expression `a = f(z)`.
pub(super) fn derivative_from_output(activation: Activation, a: &TokenStream) -> TokenStream {
    match activation {
        Activation::Relu => quote!(nn::math::relu_derivative_from_output(simd, #a)),
        // The slope is positive, so z and f(z) have the same sign.
        Activation::LeakyRelu { slope } => call_with("leaky_relu_derivative", a, slope),
        Activation::Elu { alpha } => call_with("elu_derivative_from_output", a, alpha),
        Activation::Selu => quote!(nn::math::selu_derivative_from_output(simd, #a)),
        Activation::Softplus => quote!(nn::math::softplus_derivative_from_output(simd, #a)),
        Activation::Sigmoid => quote!(nn::math::sigmoid_derivative_from_output(simd, #a)),
        Activation::Tanh => quote!(nn::math::tanh_derivative_from_output(simd, #a)),
        Activation::HardSigmoid => quote!(nn::math::hard_sigmoid_derivative_from_output(simd, #a)),
        Activation::Identity | Activation::Gelu | Activation::Silu | Activation::HardSwish | Activation::Softmax => {
            unreachable!("plan/graph.rs does not fuse it while training")
        }
    }
}

fn call_with(function: &str, value: &TokenStream, constant: f32) -> TokenStream {
    let function = quote::format_ident!("{function}");
    let constant = float(constant);
    quote!(nn::math::#function(simd, #value, #constant))
}

/// A constant as it is printed: `0.1`, `-2.0`.
pub(super) fn float(value: f32) -> TokenStream {
    let magnitude = Literal::f32_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#magnitude) } else { quote!(#magnitude) }
}
