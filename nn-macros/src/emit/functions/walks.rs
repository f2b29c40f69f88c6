//! Functions that call others over rows.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::names::count;
use crate::plan::functions::{ArgumentKind, Function, Outer, RowsWalk};

/// A function for several rows, one for a single row, and maybe one for two, over all rows.
pub(super) fn rows(function: &Function, walk: &RowsWalk) -> TokenStream {
    let (many, one) = (format_ident!("{}", walk.many), format_ident!("{}", walk.one));
    let range = walk.by_panels.map(|_| quote!(panels.clone(),));
    // The slices are taken apart row by row, the others handed on.
    let (mut slices, mut of_many, mut of_one) = (Vec::new(), Vec::new(), Vec::new());
    for argument in &function.arguments {
        let name = format_ident!("{}", argument.name);
        of_many.push(quote!(#name));
        of_one.push(match &argument.kind {
            ArgumentKind::Array(array) if array.is_slice && array.is_mutable => quote!(nn::one_mut(#name)),
            ArgumentKind::Array(array) if array.is_slice => quote!(nn::one(#name)),
            _ => quote!(#name),
        });
        if matches!(&argument.kind, ArgumentKind::Array(array) if array.is_slice) {
            slices.push(name);
        }
    }
    let pairs = if walk.pair.is_some() { "_and_pairs" } else { "" };
    let kind = match (slices.len(), walk.may_overlap) {
        (3, _) => "_with",
        (_, true) => "_overlapping",
        (_, false) => "",
    };
    let called = format_ident!("rows{pairs}{kind}");
    let pair = walk.pair.as_ref().map(|pair| {
        let pair = format_ident!("{pair}");
        quote!(#[inline(always)] |#(#slices),*| #pair(simd, #(#of_many,)* #range),)
    });
    let body = quote! {
        nn::#called(
            #(#slices,)*
            #[inline(always)] |#(#slices),*| #many(simd, #(#of_many,)* #range),
            #pair
            #[inline(always)] |#(#slices),*| #one(simd, #(#of_one,)* #range),
        );
    };
    match walk.by_panels {
        None => body,
        Some(by) => {
            let (panels, step) = (count(by.panels), count(by.step));
            quote!(nn::by_panels(#panels, #step, #[inline(always)] |panels| { #body });)
        }
    }
}

/// A function of a row, for all rows of the first argument and the last.
pub(super) fn each_row(function: &Function, called: &str) -> TokenStream {
    let called = format_ident!("{called}");
    let names: Vec<_> = function.arguments.iter().map(|argument| format_ident!("{}", argument.name)).collect();
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return TokenStream::new() };
    quote!(nn::rows_in_place(#first, #last, #[inline(always)] |#first, #last| #called(simd, #(#names),*));)
}

/// The product of a row's operand and its output's derivative.
pub(super) fn outer(outer: &Outer) -> TokenStream {
    let stem = if outer.is_descent { "descend_outer" } else { "outer" };
    let few = if outer.inputs_in_lanes.is_some() { "_of_few" } else { "" };
    let (called, inputs) = (format_ident!("{stem}{few}"), outer.inputs_in_lanes.map(count));
    match (outer.is_descent, inputs) {
        (true, None) => quote!(nn::#called(simd, x, d, weight, moments, rule);),
        (true, Some(inputs)) => quote!(nn::#called(simd, x, d, weight, moments, (rule, #inputs));),
        (false, inputs) => quote!(nn::#called(simd, x, d, weight, #inputs);),
    }
}
