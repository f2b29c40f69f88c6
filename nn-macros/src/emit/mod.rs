//! Prints a plan. Decides nothing: every number and every choice comes from `plan`.
//!
//! The expansion is the struct, then one anonymous constant that holds everything else, so that no name of ours meets
//! the user's.

mod activation;
mod api;
mod backward;
mod batch;
mod dispatch;
mod divided;
mod documentation;
mod few;
mod forward;
mod kernels;
mod lanes;
mod losses;
mod online;
mod passes;
mod pretrained;
mod storage;
mod tile;
mod topology;
mod walks;

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::plan::{Plan, Rows};
use kernels::Kernels;
use online::Purpose;

/// The whole expansion.
pub(crate) fn emit(plan: &Plan<'_>) -> TokenStream {
    let krate = &plan.model.crate_path;
    let conditions = plan.conditions();
    let network = storage::network(plan);
    let mut kernels = Kernels::default();
    let mut passes = TokenStream::new();
    for tier in &plan.tiers {
        passes.extend(forward::print(plan, tier, Rows::Exactly(1), &mut kernels));
        if plan.lanes_over_rows.inference {
            passes.extend(lanes::print_forward(plan, tier, &mut kernels));
        }
        let together = plan.rows_together(tier);
        if together != Rows::Exactly(1) && (!plan.lanes_over_rows.inference || plan.loss().is_some()) {
            passes.extend(forward::print(plan, tier, together, &mut kernels));
        }
        if let Some(loss) = plan.loss() {
            passes.extend(if plan.lanes_over_rows.training {
                lanes::print_gradient(plan, tier, loss, &mut kernels)
            } else {
                backward::print(plan, tier, &mut kernels)
            });
            if dispatch::serves_a_row(plan, tier) {
                passes.extend(online::print(plan, tier, Purpose::Gradient, &mut kernels));
                passes.extend(online::print(plan, tier, Purpose::Descent, &mut kernels));
            }
        }
    }
    let (name, local_name) = (&plan.model.name, plan.local_name());
    let alias = (*name != local_name).then(|| quote!(type #local_name = #name;));
    let kernels = kernels.print();
    let workspace = plan.loss().map(|_| storage::workspace(plan));
    let api = api::print(plan);
    let private = without_suffixes(quote! {
        #kernels
        #passes
        #workspace
        #api
    });
    let network = without_suffixes(network);
    let pretrained = pretrained::print(plan);
    quote! {
        #network

        #(#conditions)*
        #[allow(clippy::large_stack_frames, reason = "the rows of a block are on the stack")]
        const _: () = {
            use #krate::__private::{self as nn, bytemuck};
            #alias
            #private
            #pretrained
        };
    }
}

/// Writes `784usize` as a person would, `784`.
fn without_suffixes(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) => {
                let mut plain = Group::new(group.delimiter(), without_suffixes(group.stream()));
                plain.set_span(group.span());
                TokenTree::Group(plain)
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                match text.strip_suffix("usize").or(text.strip_suffix("u64")).map(str::parse::<u64>) {
                    Some(Ok(number)) => {
                        let mut plain = Literal::u64_unsuffixed(number);
                        plain.set_span(literal.span());
                        TokenTree::Literal(plain)
                    }
                    _ => TokenTree::Literal(literal),
                }
            }
            other => other,
        })
        .collect()
}
