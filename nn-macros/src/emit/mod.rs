//! Prints a plan. Decides nothing: every number and every choice comes from `plan`.
//!
//! The expansion is the struct, then one anonymous constant that holds everything else, so that no name of ours meets
//! the user's.

mod activation;
mod api;
mod batch;
mod contraction;
mod convolution;
mod dispatch;
mod documentation;
mod frames;
mod functions;
mod losses;
mod names;
mod numbers;
mod passes;
mod pretrained;
mod steps;
mod storage;
mod topology;

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::model::Math;
use crate::plan::Plan;

/// The whole expansion.
pub(crate) fn emit(plan: &Plan<'_>) -> TokenStream {
    let krate = &plan.model.crate_path;
    let conditions = plan.conditions();
    let network = storage::network(plan);
    let functions = functions::print(plan);
    let passes: TokenStream = plan.passes.iter().map(|pass| frames::print(plan, pass)).collect();
    let (name, local_name) = (&plan.model.name, plan.local_name());
    let alias = (*name != local_name).then(|| quote!(type #local_name = #name;));
    let workspace = plan.loss().map(|_| storage::workspace(plan));
    let memory = plan.model.is_stream().then(|| storage::memory(plan));
    let api = api::print(plan);
    // Functions, by far the most of it, have none: every token that is looked at takes time in the user's build.
    let private = without_suffixes(quote! {
        #passes
        #workspace
        #memory
        #api
    });
    // The same names, with other functions behind some.
    let nn = match plan.model.math {
        Math::Exact => quote!(self),
        Math::Fast => quote!(fast),
    };
    let network = without_suffixes(network);
    let pretrained = pretrained::print(plan);
    quote! {
        #network

        #(#conditions)*
        #[allow(clippy::large_stack_frames, reason = "the rows of a block are on the stack")]
        const _: () = {
            use #krate::__private::{#nn as nn, bytemuck};
            #alias
            #functions
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
