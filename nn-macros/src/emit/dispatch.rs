//! The choice between the functions printed for each instruction set, made when the code runs.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Plan, TierId};

/// One expression per instruction set; `level` and `self` are in scope, and `simd` in the expressions.
pub(super) fn by_level(plan: &Plan<'_>, expression: &dyn Fn(TierId) -> TokenStream) -> TokenStream {
    let expressions = plan.tier_of_machine.iter().map(|tier| expression(*tier));
    quote!(nn::dispatch!(level, simd => #(#expressions),*))
}

/// As [`by_level`], for what is done with a single row.
pub(super) fn by_level_for_a_row(plan: &Plan<'_>, expression: &dyn Fn(TierId) -> TokenStream) -> TokenStream {
    let expressions: Vec<TokenStream> = plan.tiers_of_a_row().map(expression).collect();
    if expressions.len() == plan.tier_of_machine.len() {
        return by_level(plan, expression);
    }
    quote!(nn::dispatch_eight_lanes!(level, simd => #(#expressions),*))
}

/// As [`by_level`], for calls of functions that are compiled for their instruction set by themselves.
pub(super) fn calls(plan: &Plan<'_>, call: &dyn Fn(TierId) -> TokenStream) -> TokenStream {
    let calls = plan.tier_of_machine.iter().map(|tier| call(*tier));
    quote!(nn::dispatch_calls!(level, simd => #(#calls),*))
}

/// As [`by_level_for_a_row`], for calls of functions that are compiled for their instruction set by themselves.
pub(super) fn calls_for_a_row(plan: &Plan<'_>, call: &dyn Fn(TierId) -> TokenStream) -> TokenStream {
    let calls = plan.tiers_of_a_row().map(call);
    quote!(nn::dispatch_calls!(level, simd => #(#calls),*))
}
