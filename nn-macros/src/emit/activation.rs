//! Activations and their derivatives as printed expressions.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::language::activations::{Activation, FromOutput, Kind};

/// `f(z)` for a vector expression `z`.
pub(super) fn apply(activation: Activation, z: &TokenStream) -> TokenStream {
    match activation.facts().kind {
        Kind::Identity => z.clone(),
        Kind::Map { .. } => call(activation, "", z),
        Kind::OverRow => unreachable!("ir/builder gives what is over a row a value of its own"),
    }
}

/// `f(z)` for an expression `z` of half of the lanes, where there is a function for that: what most convolutions end with.
pub(super) fn apply_to_half(activation: Activation, z: &TokenStream) -> Option<TokenStream> {
    match activation.name() {
        _ if activation.is_identity() => Some(z.clone()),
        "relu" => Some(quote!(nn::math::relu_half(simd, #z))),
        _ => None,
    }
}

/// The function that computes an activation over a row for 16 rows in columns.
pub(super) fn columns_function(activation: Activation) -> Ident {
    format_ident!("{}_columns", activation.name())
}

/// `f'(z)` for a vector expression `z`.
pub(super) fn derivative(activation: Activation, z: &TokenStream) -> TokenStream {
    call(activation, "_derivative", z)
}

/// `f'(z)` for a vector expression `a = f(z)`.
pub(super) fn derivative_from_output(activation: Activation, a: &TokenStream) -> TokenStream {
    match activation.facts().kind {
        Kind::Map { from_output: FromOutput::SameSignIfPositive, .. } => call(activation, "_derivative", a),
        _ => call(activation, "_derivative_from_output", a),
    }
}

/// `nn::math::NAME(simd, value, constants)`.
fn call(activation: Activation, what: &str, value: &TokenStream) -> TokenStream {
    let function = format_ident!("{}{what}", activation.name());
    let constants = activation.constants().iter().map(|constant| float(*constant));
    quote!(nn::math::#function(simd, #value #(, #constants)*))
}

/// A constant as it is printed: `0.1`, `-2.0`.
pub(super) fn float(value: f32) -> TokenStream {
    let magnitude = Literal::f32_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#magnitude) } else { quote!(#magnitude) }
}
