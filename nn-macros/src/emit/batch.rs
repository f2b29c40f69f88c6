//! Inference of a batch: the walk over its rows.

use proc_macro2::TokenStream;
use quote::quote;

use super::names;
use crate::plan::step::PassKind;
use crate::plan::{Plan, Rows, TierId};

/// The outputs of a batch, at the instruction sets of a tier.
pub(super) fn predict_rows(plan: &Plan<'_>, tier: TierId) -> TokenStream {
    let n_panels = plan.value(plan.output()).panels();
    let together = plan.rows_together(tier);
    let many = names::of_kind(plan, PassKind::Inference(together), tier);
    let predict_row = names::predict_row(plan, tier);
    let one = quote!(#[inline(always)] |x, output| *output = #predict_row(simd, self, x));
    if plan.lanes_over_rows.inference {
        let lanes = names::of_kind(plan, PassKind::InferenceColumns, tier);
        return quote! {
            nn::lane_rows(
                inputs,
                outputs,
                #[inline(always)] |x, outputs| #lanes(simd, self, x, outputs),
                #one,
            )
        };
    }
    let rows = match together {
        Rows::Exactly(rows) => rows,
        Rows::UpTo(rows) => {
            let block = |rows: usize| {
                quote! {
                    let mut y = [[nn::Panel::ZERO; #n_panels]; #rows];
                    let y = nn::take_rows_mut(&mut y, x.len());
                    #many::<_, #rows>(simd, self, x, y);
                    nn::finish_rows(y, outputs, #[inline(always)] |y| finish(simd, y));
                }
            };
            let mut some = block(rows);
            if let Some(few) = together.smaller_block() {
                let block = block(few);
                some = quote!(if x.len() <= #few { #block } else { #some });
            }
            return quote! {
                nn::in_blocks(
                    #rows,
                    inputs,
                    outputs,
                    #[inline(always)] |x, outputs| { #some },
                    #one,
                )
            };
        }
    };
    if rows == 1 {
        return quote! {
            nn::rows_in_place(inputs, outputs, #one)
        };
    }
    quote! {
        nn::rows_overlapping(
            inputs,
            outputs,
            #[inline(always)] |x, outputs| {
                let mut y = [[nn::Panel::ZERO; #n_panels]; #rows];
                #many(simd, self, x, &mut y);
                nn::finish_rows(&mut y, outputs, #[inline(always)] |y| finish(simd, y));
            },
            #one,
        )
    }
}
