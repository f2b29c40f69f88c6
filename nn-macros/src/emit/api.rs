//! What users call: the public surface, with what the plan says of it, and what nn-runtime calls behind it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{activation, batch, dispatch, losses, names, passes, pretrained, storage, topology};
use crate::model::Loss;
use crate::plan::step::PassKind;
use crate::plan::{Accessor, Field, FieldId, LanesOverSteps, Plan, Rows, TierId, panels};
use crate::surface::{self, Bodies, Length, Stream, Targets, Terms, Training, TrainingBodies, View, ViewBodies};

/// All impls.
pub(super) fn print(plan: &Plan<'_>) -> TokenStream {
    let terms = terms(plan);
    let inherent = surface::inherent(&terms);
    let values = surface::values(&terms);
    let finish = finish(plan);
    let is_stream = plan.model.is_stream();
    let predict_rows = if is_stream { stream_rows(plan) } else { predict_rows(plan) };
    let network = surface::network(&terms);
    let parameters = surface::parameters(&terms);
    let forward = (!is_stream).then(|| forward(plan, &terms.name));
    let batches = (!is_stream).then(|| (0..plan.tiers.len()).map(|tier| batch::predict_rows(plan, TierId(tier))));
    let batches: TokenStream = batches.into_iter().flatten().collect();
    let stream = terms.stream.as_ref().map(|stream| surface::stream(&terms, stream));
    let train = terms.training.as_ref().map(|training| {
        if is_stream { surface::train_stream(&terms, training) } else { surface::train(&terms, training) }
    });
    let (row_losses, passes) = plan.loss().map(|loss| (row_losses(plan, loss), passes::print(plan, loss))).unzip();
    quote! {
        #inherent #(#values)* #finish #predict_rows #batches #network #parameters #forward #stream #row_losses #train #passes
    }
}

/// What the plan says of the public surface.
fn terms(plan: &Plan<'_>) -> Terms {
    let is_stream = plan.model.is_stream();
    Terms {
        nn: quote!(nn),
        name: plan.local_name(),
        inputs: Length::Known(plan.model.input.len()),
        outputs: Length::Known(plan.model.output.len()),
        views: plan.accessors.iter().map(|accessor| view(plan, accessor)).collect(),
        training: plan.loss().map(|loss| training(plan, loss)),
        stream: plan.model.is_stream().then(|| stream(plan)),
        pretrained: pretrained::terms(plan),
        names: plan.model.names.clone(),
        bodies: Bodies {
            declared_name: plan.model.name.to_string(),
            n_parameters: plan.fields.iter().map(Field::len).sum(),
            n_flops: plan.flops(),
            inference_bytes: plan.inference_bytes(),
            scratch: plan.scratch(),
            layout: storage::layout(plan),
            topology: topology::print(plan.model),
            predict: if is_stream {
                quote! {
                    let _ = scratch;
                    nn::first_step(self, level, input)
                }
            } else {
                predict(plan)
            },
            predict_batch: if is_stream {
                quote!(nn::first_steps(self, level, inputs, outputs))
            } else {
                quote!(nn::predict_batch(self, level, inputs, outputs))
            },
            predict_batch_with: if is_stream {
                quote! {
                    let _ = scratch;
                    nn::first_steps(self, level, inputs, outputs)
                }
            } else {
                quote!(nn::predict_batch_with(self, level, inputs, outputs, scratch))
            },
        },
    }
}

/// The views of a labelled layer.
fn view(plan: &Plan<'_>, accessor: &Accessor) -> View {
    let order = storage::order(plan.field(accessor.weight));
    let field = |id: FieldId| names::field(plan, id);
    let weight = field(accessor.weight);
    let (bias, bias_mut) = match accessor.bias.map(field) {
        Some(bias) => (
            quote!(nn::core::option::Option::Some(&self.#bias)),
            quote!(nn::core::option::Option::Some(&mut self.#bias)),
        ),
        None => (quote!(nn::core::option::Option::None), quote!(nn::core::option::Option::None)),
    };
    View {
        label: accessor.label.clone(),
        inputs: Length::Known(accessor.inputs),
        outputs: Length::Known(accessor.outputs),
        bodies: ViewBodies {
            read: quote!(nn::Dense::new(nn::panels(&self.#weight), #bias, #order)),
            write: quote!(nn::DenseMut::new(nn::panels_mut(&mut self.#weight), #bias_mut, #order)),
        },
    }
}

fn training(plan: &Plan<'_>, loss: Loss) -> Training {
    let (gradients, learn) = if plan.model.is_stream() {
        (TokenStream::new(), TokenStream::new())
    } else if plan.lanes_over_rows.training {
        let gradients = quote! {
            let _ = seed;
            nn::gradients_in_lanes(self, level, (inputs, targets), workspace, gradient)
        };
        (gradients, quote!(let _ = seed; nn::learn_in_lanes(self, batch, optimizer, moments, memory)))
    } else {
        (
            quote!(nn::gradients(self, level, (inputs, targets), seed, workspace, gradient)),
            quote!(nn::learn(self, batch, seed, optimizer, moments, memory)),
        )
    };
    let workspace = plan.private_name("Workspace");
    Training {
        marker: losses::marker(plan, loss),
        targets: Targets::OfTheLoss,
        workspace: quote!(#workspace),
        bodies: TrainingBodies {
            seed: if plan.n_dropouts() > 0 { quote!(workspace.calls.next_seed()) } else { quote!(0) },
            gradients,
            learn,
            // Half of a probability is 0 as a logit.
            threshold: loss.is_of_logits().then(|| quote!(0.0)),
        },
    }
}

/// The functions for many inputs that are computed together, and for some, and how many these many are.
fn of_lanes(plan: &Plan<'_>, lanes: LanesOverSteps, tier: TierId) -> (Ident, Ident, u32) {
    let of = |groups| names::of_kind(plan, PassKind::StepColumns(groups), tier);
    (of(lanes.many), of(lanes.some), u32::try_from(lanes.inputs()).unwrap_or(u32::MAX))
}

/// What a stream has more.
fn stream(plan: &Plan<'_>) -> Stream {
    let memory = plan.private_name("Memory");
    let step = dispatch::calls_for_a_row(plan, &|tier| {
        let stream_row = names::stream_row(plan, tier);
        quote!(#stream_row(simd, self, nn::memory(state), input))
    });
    let process = dispatch::by_level(plan, &|tier| {
        let next = if plan.step_is_short() { names::next_output(plan, tier) } else { names::stream_row(plan, tier) };
        let one = quote!(#[inline(always)] |state, input, output| *output = #next(simd, self, state, input));
        if let Some(lanes) = plan.lanes_over_steps {
            let (many, some, all) = of_lanes(plan, lanes, tier);
            return quote!(nn::each_step_in_lanes(
                nn::memory(state), inputs, outputs,
                #[inline(always)] |state, x, outputs| #many(simd, self, state, x, outputs, #all),
                #[inline(always)] |state, x, outputs, n| #some(simd, self, state, x, outputs, n),
                #one,
            ));
        }
        if plan.has_blocks_of_steps() {
            let (block, most) = (names::of_kind(plan, PassKind::StepBlock, tier), plan.steps_together);
            return quote!(nn::each_block_of_steps::<#most, _, _, _>(
                nn::memory(state), inputs, outputs,
                #[inline(always)] |state, inputs, outputs| #block(simd, self, state, inputs, outputs),
                #one,
            ));
        }
        quote!(nn::each_step(nn::memory(state), inputs, outputs, #one))
    });
    let process_many = dispatch::by_level(plan, &|tier| {
        let together = plan.streams_in_rows(tier);
        let stream_row = names::stream_row(plan, tier);
        let one = quote! {
            #[inline(always)] |state, input, output| *output = #stream_row(simd, self, nn::memory(state), input)
        };
        if let Some(lanes) = plan.lanes_over_steps {
            let (many, some, all) = of_lanes(plan, lanes, tier);
            return quote!(nn::each_step_of_streams_in_lanes(
                states, inputs, outputs,
                #[inline(always)] |state, x, outputs| #many(simd, self, nn::memory(state), x, outputs, #all),
                #[inline(always)] |state, x, outputs, n| #some(simd, self, nn::memory(state), x, outputs, n),
                #one,
            ));
        }
        if together == 1 {
            return quote!(nn::each_step_of_streams(states, inputs, outputs, #one));
        }
        let rows = names::of_kind(plan, PassKind::StepRows, tier);
        quote!(nn::each_step_in_rows::<#together, _, _, _>(
            states, inputs, outputs,
            #[inline(always)] |states, inputs, outputs| #rows(simd, self, states, inputs, outputs),
            #one,
        ))
    });
    Stream {
        memory: quote!(#memory),
        parts: storage::state_parts(plan),
        step,
        process: quote! {
            nn::check_rows("outputs", inputs.len(), outputs.len())?;
            #process;
            nn::core::result::Result::Ok(())
        },
        process_many: quote! {
            nn::check_streams(states.len(), inputs.len(), outputs.len())?;
            #process_many;
            nn::core::result::Result::Ok(())
        },
    }
}

/// `fn stream_row_wide(simd, net, state, input) -> [f32; O]`, and what it does.
fn stream_rows(plan: &Plan<'_>) -> TokenStream {
    let (n_panels, network) = (plan.value(plan.output()).panels(), plan.local_name());
    let (inputs, outputs, memory) = (plan.model.input.len(), plan.model.output.len(), plan.private_name("Memory"));
    let functions = (0..plan.tiers.len()).map(TierId).map(|tier| {
        let (name, step) = (names::stream_row(plan, tier), names::of_kind(plan, PassKind::Step, tier));
        let next = names::next_output(plan, tier);
        quote! {
            /// The output for the next input.
            #[inline(always)]
            fn #next<S: nn::Simd>(
                simd: S, net: &#network, state: &mut #memory, input: &[f32; #inputs],
            ) -> [f32; #outputs] {
                let mut y = [[nn::Panel::ZERO; #n_panels]; 1];
                #step(simd, net, state, nn::one(input), &mut y);
                finish(simd, &mut y[0])
            }

            /// The same, compiled for its instruction set by itself.
            #[inline(always)]
            fn #name<S: nn::Simd>(
                simd: S, net: &#network, state: &mut #memory, input: &[f32; #inputs],
            ) -> [f32; #outputs] {
                nn::Simd::vectorize(simd, #[inline(always)] || #next(simd, net, state, input))
            }
        }
    });
    functions.collect()
}

/// The output for one input.
fn predict(plan: &Plan<'_>) -> TokenStream {
    let (unused, scratch) = scratch(plan);
    let predicted = dispatch::calls_for_a_row(plan, &|tier| {
        let predict_row = names::predict_row(plan, tier);
        quote!(#predict_row(simd, self, input #scratch))
    });
    quote!(#unused #predicted)
}

/// What is to be done with `scratch`, and the argument that it is: nothing, if it is empty.
pub(super) fn scratch(plan: &Plan<'_>) -> (Option<TokenStream>, Option<TokenStream>) {
    if plan.scratch() == 0 { (Some(quote!(let _ = scratch;)), None) } else { (None, Some(quote!(, scratch))) }
}

/// `fn predict_row_wide(simd, net, input) -> [f32; O]`, which inference of a row calls, and that of a batch for the rows that are left. The
/// memory of maps is a further argument, if there are any.
fn predict_rows(plan: &Plan<'_>) -> TokenStream {
    let (n_panels, network) = (plan.value(plan.output()).panels(), plan.local_name());
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let (parameter, lent) = (batch::scratch_parameter(plan), batch::scratch_argument(plan));
    let functions = (0..plan.tiers.len()).map(TierId).map(|tier| {
        let name = names::predict_row(plan, tier);
        let forward = names::of_kind(plan, PassKind::Inference(Rows::Exactly(1)), tier);
        quote! {
            /// The output for one input.
            #[inline(always)]
            fn #name<S: nn::Simd>(simd: S, net: &#network, input: &[f32; #inputs] #parameter) -> [f32; #outputs] {
                nn::Simd::vectorize(
                    simd,
                    #[inline(always)]
                    || {
                        let mut y = [[nn::Panel::ZERO; #n_panels]; 1];
                        #forward(simd, net, nn::one(input), &mut y #lent);
                        finish(simd, &mut y[0])
                    },
                )
            }
        }
    });
    functions.collect()
}

/// How nn-runtime reaches the printed passes of inference.
fn forward(plan: &Plan<'_>, name: &Ident) -> TokenStream {
    let ((unused, scratch), n_panels) = (scratch(plan), plan.scratch());
    let predict_rows = dispatch::calls(plan, &|tier| {
        let predict_rows = names::predict_rows(plan, tier);
        quote!(#predict_rows(simd, self, inputs, outputs #scratch))
    });
    quote! {
        impl nn::Forward for #name {
            const FLOPS: usize = Self::FLOPS;

            #[inline]
            fn predict_rows(&self, level: nn::Level, inputs: &[Self::Input], outputs: &mut [Self::Output]) {
                self.predict_rows_with(level, inputs, outputs, &mut [nn::Panel::ZERO; #n_panels]);
            }

            #[inline]
            fn predict_rows_with(
                &self, level: nn::Level, inputs: &[Self::Input], outputs: &mut [Self::Output], scratch: &mut Self::Scratch,
            ) {
                #unused
                #predict_rows;
            }
        }
    }
}

/// The functions that compute the losses of rows.
fn row_losses(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    let row_loss = losses::print(plan, loss);
    let rows_losses = (0..plan.tiers.len()).map(|tier| losses::print_rows(plan, TierId(tier)));
    quote!(#row_loss #(#rows_losses)*)
}

/// `fn finish(simd, y: &mut [Panel; P]) -> [f32; O]`: the last activation, and away with the padding.
fn finish(plan: &Plan<'_>) -> TokenStream {
    let (outputs, places) = (plan.model.output.len(), plan.model.output.places());
    let n_panels = panels(outputs);
    let head = match plan.head {
        Some(head) if head.is_over_row() && places > 1 => {
            let function = format_ident!("{}", head.name());
            let channels = outputs / places;
            let n_panels = panels(channels);
            quote! {
                nn::each_place::<#channels, #places, #n_panels>(y, #[inline(always)] |y| {
                    nn::#function::<_, nn::Math, #channels, #n_panels>(simd, y);
                })
            }
        }
        Some(head) if head.is_over_row() => {
            let function = format_ident!("{}", head.name());
            quote!(nn::#function::<_, nn::Math, #outputs, #n_panels>(simd, y))
        }
        Some(head) => {
            let applied = activation::apply(head, &quote!(z));
            quote!(nn::map_in_place(
                simd,
                y,
                #[inline(always)]
                |z| #applied
            ))
        }
        None => {
            return quote! {
                /// The row without padding.
                #[inline(always)]
                fn finish<S: nn::Simd>(_simd: S, y: &mut [nn::Panel; #n_panels]) -> [f32; #outputs] {
                    let mut output = [0.0; #outputs];
                    nn::store_row(y, 0, &mut output);
                    output
                }
            };
        }
    };
    quote! {
        /// The last activation, then the row without padding.
        fn finish<S: nn::Simd>(simd: S, y: &mut [nn::Panel; #n_panels]) -> [f32; #outputs] {
            nn::Simd::vectorize(simd, #[inline(always)] || #head);
            let mut output = [0.0; #outputs];
            nn::store_row(y, 0, &mut output);
            output
        }
    }
}
