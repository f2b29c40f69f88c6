//! The choice between the functions printed for each instruction set, made when the code runs.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Plan, TierId};

/// One expression per instruction set; `level` and `self` are in scope, and `simd` in the expressions.
pub(super) fn by_level(plan: &Plan<'_>, expression: &dyn Fn(TierId) -> TokenStream) -> TokenStream {
    let [wide, medium, narrow] = plan.tier_of_level.map(expression);
    quote!(nn::dispatch!(level, simd => #wide, #medium, #narrow))
}

/// As [`by_level`], for what is done with a single row.
pub(super) fn by_level_for_a_row(plan: &Plan<'_>, expression: &dyn Fn(TierId) -> TokenStream) -> TokenStream {
    if !plan.row_fits_eight_lanes() {
        return by_level(plan, expression);
    }
    let [_, medium, narrow] = plan.tier_of_level.map(expression);
    quote!(nn::dispatch_eight_lanes!(level, simd => #medium, #narrow))
}
