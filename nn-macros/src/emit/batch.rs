//! Inference of a batch: the walk over its rows, and the memory of those that go through the network together.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names;
use crate::plan::step::{Pass, PassKind, Slot};
use crate::plan::{Plan, Rows, TierId};

/// The arrays of a pass over several rows. Its caller has them, zeros at first, and lends them for one group of rows after the other: zeros
/// for each group would take a good part of the time of a small layer.
pub(super) struct Memory {
    names: Vec<Ident>,
    n_panels: Vec<usize>,
}

impl Memory {
    /// That of a pass; one over a single row has its own.
    pub(super) fn of(plan: &Plan<'_>, pass: &Pass) -> Self {
        let is_lent = !matches!(pass.kind, PassKind::Inference(Rows::Exactly(1)));
        let new = || pass.steps.iter().filter(|step| is_lent && step.slot == Slot::New).map(|step| step.writes);
        Self {
            names: new().map(|place| names::place(plan, place)).collect(),
            n_panels: new().map(|place| plan.panels_in(place, pass.kind)).collect(),
        }
    }

    /// That of the pass over the rows that go through the network together.
    pub(super) fn of_rows_together(plan: &Plan<'_>, tier: TierId) -> Self {
        let kind = PassKind::Inference(plan.rows_together(tier));
        let pass = plan.passes.iter().find(|pass| pass.kind == kind && pass.tier == tier);
        pass.map_or(Self { names: Vec::new(), n_panels: Vec::new() }, |pass| Self::of(plan, pass))
    }

    /// The arrays, for so many rows.
    pub(super) fn declared(&self, rows: usize) -> TokenStream {
        let Self { names, n_panels } = self;
        quote!(#(let mut #names = [[nn::Panel::ZERO; #n_panels]; #rows];)*)
    }

    /// The last argument of a call, if there is any memory.
    pub(super) fn argument(&self) -> TokenStream {
        let names = &self.names;
        if names.is_empty() { TokenStream::new() } else { quote!(, (#(&mut #names,)*)) }
    }

    /// The last parameter, if there is any memory: arrays, or slices of as many rows or more.
    pub(super) fn parameter(&self, rows: Rows) -> TokenStream {
        let Self { names, n_panels } = self;
        if names.is_empty() {
            return TokenStream::new();
        }
        match rows {
            Rows::Exactly(n) => quote!(, (#(#names,)*): (#(&mut [[nn::Panel; #n_panels]; #n],)*)),
            Rows::UpTo(_) => quote!(, (#(#names,)*): (#(&mut [[nn::Panel; #n_panels]],)*)),
        }
    }
}

/// The array of the values of maps, as a last parameter, if there are any.
pub(super) fn scratch_parameter(plan: &Plan<'_>) -> Option<TokenStream> {
    let n_panels = plan.scratch();
    (n_panels > 0).then(|| quote!(, memory: &mut [nn::Panel; #n_panels]))
}

/// That array as the last argument.
pub(super) fn scratch_argument(plan: &Plan<'_>) -> Option<TokenStream> {
    (plan.scratch() > 0).then(|| quote!(, memory))
}

/// `fn predict_rows_wide(simd, net, inputs, outputs)`: the outputs of a batch. The memory of maps is a further argument, if there are any. A
/// function by itself, so that its rows are on the stack only while it runs.
pub(super) fn predict_rows(plan: &Plan<'_>, tier: TierId) -> TokenStream {
    let (name, network) = (names::predict_rows(plan, tier), plan.local_name());
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let (walk, scratch) = (walk(plan, tier), scratch_parameter(plan));
    quote! {
        /// The outputs of a batch.
        fn #name<S: nn::Simd>(
            simd: S, net: &#network, inputs: &[[f32; #inputs]], outputs: &mut [[f32; #outputs]] #scratch
        ) {
            nn::Simd::vectorize(simd, #[inline(always)] || { #walk });
        }
    }
}

/// The walk over the rows of a batch, at the instruction sets of a tier.
fn walk(plan: &Plan<'_>, tier: TierId) -> TokenStream {
    let n_panels = plan.value(plan.output()).panels();
    let together = plan.rows_together(tier);
    let many = names::of_kind(plan, PassKind::Inference(together), tier);
    let predict_row = names::predict_row(plan, tier);
    let scratch = scratch_argument(plan);
    let one = quote!(#[inline(always)] |x, output| *output = #predict_row(simd, net, x #scratch));
    if plan.lanes_over_rows.inference {
        let lanes = names::of_kind(plan, PassKind::InferenceColumns, tier);
        return quote!(nn::lane_rows(inputs, outputs, #[inline(always)] |x, outputs| #lanes(simd, net, x, outputs), #one));
    }
    let memory = Memory::of_rows_together(plan, tier);
    let lent = memory.argument();
    let alone = quote!(nn::rows_in_place(inputs, outputs, #one));
    // Rows that are computed one by one have no use for zeros.
    let unless_fewer = |rows: usize, walk: &TokenStream| quote!(if inputs.len() < #rows { #alone } else { #walk });
    match together {
        Rows::UpTo(rows) => {
            let blocks = |rows: usize| {
                let memory = memory.declared(rows);
                // Both closures use it.
                let (shared, name) =
                    if scratch.is_some() { (quote!(memory), quote!(memory)) } else { (quote!(&mut ()), quote!(_)) };
                quote! {
                    let mut y = [[nn::Panel::ZERO; #n_panels]; #rows];
                    #memory
                    nn::in_blocks(
                        #rows,
                        inputs,
                        outputs,
                        #shared,
                        #[inline(always)] |x, outputs, #name| {
                            let y = nn::take_rows_mut(&mut y, x.len());
                            #many(simd, net, x, y #lent #scratch);
                            nn::finish_rows(y, outputs, #[inline(always)] |y| finish(simd, y));
                        },
                        #[inline(always)] |x, output, #name| *output = #predict_row(simd, net, x #scratch),
                    );
                }
            };
            let walk = together.smaller_blocks().rev().fold(blocks(rows), |walk, few| {
                let some = blocks(few);
                quote!(if inputs.len() <= #few { #some } else { #walk })
            });
            unless_fewer(2, &walk)
        }
        Rows::Exactly(1) => alone,
        Rows::Exactly(rows) => {
            let memory = memory.declared(rows);
            let walk = quote! {
                let mut y = [[nn::Panel::ZERO; #n_panels]; #rows];
                #memory
                nn::rows_overlapping(
                    inputs,
                    outputs,
                    #[inline(always)] |x, outputs| {
                        #many(simd, net, x, &mut y #lent);
                        nn::finish_rows(&mut y, outputs, #[inline(always)] |y| finish(simd, y));
                    },
                    #one,
                );
            };
            unless_fewer(rows, &walk)
        }
    }
}
