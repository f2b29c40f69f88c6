//! The loss of one row as a printed expression.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation::float;
use super::batch::{self, Memory};
use super::names;
use crate::language::losses::Parts;
use crate::model::Loss;
use crate::plan::step::PassKind;
use crate::plan::{Plan, Rows, TierId};

/// `fn row_loss(simd, p, y, scale, d) -> f32`: a row's loss, and its derivative in `d`.
pub(super) fn print(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    let output = plan.value(plan.output());
    let (n, n_panels) = (output.len, output.panels());
    let constants = constants(loss);
    let places = plan.model.output.places();
    let call = if loss.facts().parts == Parts::Places && places > 1 {
        let function = format_ident!("{}_of_places", loss.name());
        let channels = n / places;
        // What is left out is 0.
        let constants = if constants.is_empty() { quote!(, 0.0) } else { constants };
        quote!(nn::#function::<_, #channels, #places, #n_panels>(simd, (p, y), scale, d #constants))
    } else {
        let function = format_ident!("{}", loss.function());
        quote!(nn::#function::<_, #n, #n_panels>(simd, (p, y), scale, d #constants))
    };
    quote! {
        /// The loss of a row before scaling, and its derivative after scaling.
        fn row_loss<S: nn::Simd>(
            simd: S, p: &[nn::Panel; #n_panels], y: &[nn::Panel; #n_panels], scale: f32, d: &mut [nn::Panel; #n_panels],
        ) -> f32 {
            nn::Simd::vectorize(simd, #[inline(always)] || #call)
        }
    }
}

/// The function that computes the loss of 16 rows in columns.
pub(super) fn columns_function(loss: Loss) -> Ident {
    format_ident!("{}_columns", loss.function())
}

/// The loss's own constants, as further arguments.
pub(super) fn constants(loss: Loss) -> TokenStream {
    let constants = loss.numbers().into_iter().map(float);
    quote!(#(, #constants)*)
}

/// `fn loss_rows_wide(simd, net, inputs, targets, losses)`: writes the loss of each row. The memory of maps is a further argument, if there are
/// any. A function by itself, so that its rows are on the stack only while it runs.
pub(super) fn print_rows(plan: &Plan<'_>, tier: TierId) -> TokenStream {
    if plan.model.is_stream() {
        return print_steps(plan, tier);
    }
    let (name, network) = (names::loss_rows(plan, tier), plan.local_name());
    let (inputs, together) = (plan.model.input.len(), plan.rows_together(tier));
    let n_panels = plan.value(plan.output()).panels();
    let [many, one] = [together, Rows::Exactly(1)].map(|rows| names::of_kind(plan, PassKind::Inference(rows), tier));
    // The loss is wanted, not its derivative: any scale will do.
    let loss = quote! {
        nn::row_losses(p, y, losses, |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; #n_panels]));
    };
    let memory = Memory::of_rows_together(plan, tier);
    let (Rows::UpTo(rows) | Rows::Exactly(rows)) = together;
    let (declared, lent) = (memory.declared(rows), memory.argument());
    let (scratch, parameter) = (batch::scratch_argument(plan), batch::scratch_parameter(plan));
    let walk = match together {
        Rows::UpTo(_) => quote! {
            let mut p = [[nn::Panel::ZERO; #n_panels]; #rows];
            #declared
            nn::in_blocks_with(#rows, inputs, targets, losses, #[inline(always)] |x, y, losses| {
                let p = nn::take_rows_mut(&mut p, x.len());
                #many(simd, net, x, p #lent #scratch);
                #loss
            });
        },
        Rows::Exactly(1) => quote! {
            #declared
            nn::rows_in_place_with(inputs, targets, losses, #[inline(always)] |x, y, loss| {
                let p = &mut [[nn::Panel::ZERO; #n_panels]; 1];
                #one(simd, net, nn::one(x), p #scratch);
                let (y, losses) = (nn::one(y), nn::one_mut(loss));
                #loss
            });
        },
        Rows::Exactly(_) => quote! {
            let mut p = [[nn::Panel::ZERO; #n_panels]; #rows];
            #declared
            nn::rows_with(
                inputs,
                targets,
                losses,
                #[inline(always)] |x, y, losses| {
                    let p = &mut p;
                    #many(simd, net, x, p #lent #scratch);
                    #loss
                },
                #[inline(always)] |x, y, loss| {
                    let p = &mut [[nn::Panel::ZERO; #n_panels]; 1];
                    #one(simd, net, nn::one(x), p);
                    let (y, losses) = (nn::one(y), nn::one_mut(loss));
                    #loss
                },
            );
        },
    };
    quote! {
        fn #name<S: nn::Simd>(
            simd: S, net: &#network, inputs: &[[f32; #inputs]], targets: &[[nn::Panel; #n_panels]], losses: &mut [f32]
            #parameter
        ) {
            nn::Simd::vectorize(simd, #[inline(always)] || { #walk });
        }
    }
}

/// `fn loss_rows_wide(simd, net, state, inputs, targets, losses)`: writes the loss of each step of a stream.
fn print_steps(plan: &Plan<'_>, tier: TierId) -> TokenStream {
    let (name, network) = (names::loss_rows(plan, tier), plan.local_name());
    let (memory, step) = (plan.private_name("Memory"), names::of_kind(plan, PassKind::Step, tier));
    let (inputs, n_panels) = (plan.model.input.len(), plan.value(plan.output()).panels());
    quote! {
        fn #name<S: nn::Simd>(
            simd: S,
            net: &#network,
            state: &mut #memory,
            inputs: &[[f32; #inputs]],
            targets: &[[nn::Panel; #n_panels]],
            losses: &mut [f32],
        ) {
            nn::Simd::vectorize(simd, #[inline(always)] || {
                nn::rows_in_place_with(inputs, targets, losses, #[inline(always)] |x, y, loss| {
                    let p = &mut [[nn::Panel::ZERO; #n_panels]; 1];
                    #step(simd, net, state, nn::one(x), p);
                    let (y, losses) = (nn::one(y), nn::one_mut(loss));
                    nn::row_losses(p, y, losses, |p, y| {
                        row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; #n_panels])
                    });
                });
            });
        }
    }
}

/// The marker type of the loss.
pub(super) fn marker(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    let facts = loss.facts();
    let marker = format_ident!("{}", facts.marker);
    let (outputs, places) = (plan.model.output.len(), plan.model.output.places());
    let parts = facts.mean_over(outputs, places);
    match facts.parts {
        Parts::Pairs => quote!(nn::#marker<#parts>),
        Parts::Places if parts > 1 => quote!(nn::#marker<#parts>),
        Parts::Places | Parts::Outputs => quote!(nn::#marker),
    }
}
