//! What users call: the inherent methods and constants, and the traits of nn-runtime.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{activation, batch, dispatch, losses, names, passes, pretrained, storage, topology};
use crate::model::Loss;
use crate::plan::step::PassKind;
use crate::plan::{Field, FieldId, Plan, Rows, TierId, panels};

/// Numbers that the printed signatures share.
struct Signature<'a> {
    plan: &'a Plan<'a>,
    name: &'a Ident,
    workspace: &'a Ident,
    inputs: usize,
    outputs: usize,
}

/// All impls.
pub(super) fn print(plan: &Plan<'_>) -> TokenStream {
    let (name, workspace) = (plan.local_name(), plan.private_name("Workspace"));
    let signature = Signature {
        plan,
        name: &name,
        workspace: &workspace,
        inputs: plan.model.input.len(),
        outputs: plan.model.output.len(),
    };
    let inherent = signature.inherent();
    let values = signature.value_traits();
    let network = signature.network();
    let train = plan.loss().map(|loss| signature.train(loss));
    quote!(#inherent #values #network #train)
}

impl Signature<'_> {
    fn inherent(&self) -> TokenStream {
        let Self { plan, name, inputs, outputs, .. } = self;
        let parameters: usize = plan.fields.iter().map(Field::len).sum();
        let flops = plan.flops();
        let accessors = self.accessors();
        let pretrained = pretrained::method(plan);
        let training = plan.loss().map(|loss| self.inherent_training(loss));
        quote! {
            impl #name {
                /// Parameters, padding not counted.
                pub const PARAMETERS: usize = #parameters;
                /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
                pub const FLOPS: usize = #flops;
                /// Name, shape and place of every parameter, in the order of declaration.
                pub const LAYOUT: &'static [nn::Parameter] = <Self as nn::Network>::LAYOUT;
                /// Shapes, loss and layers, as they were declared.
                pub const TOPOLOGY: &'static nn::topology::Topology = <Self as nn::Network>::TOPOLOGY;
                /// All parameters zero.
                pub const ZERO: Self = nn::bytemuck::zeroed();

                #pretrained

                /// Draws all parameters anew, as `init` does.
                pub fn initialize(&mut self, seed: u64) {
                    nn::initialize(nn::Network::as_flat_mut(self), <Self as nn::Network>::LAYOUT, seed);
                }

                /// The output for one input. Neither allocates nor locks nor panics.
                #[must_use]
                #[inline]
                pub fn predict(&self, input: &[f32; #inputs]) -> [f32; #outputs] {
                    nn::Network::predict_at(self, nn::Level::detect(), input)
                }

                /// The outputs for a batch of inputs, each to the bit what `predict` gives.
                ///
                /// # Errors
                /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
                #[inline]
                pub fn predict_batch(
                    &self,
                    inputs: &[[f32; #inputs]],
                    outputs: &mut [[f32; #outputs]],
                ) -> nn::core::result::Result<(), nn::Error> {
                    nn::Network::predict_batch_at(self, nn::Level::detect(), inputs, outputs)
                }

                #accessors
                #training
            }
        }
    }

    fn inherent_training(&self, loss: Loss) -> TokenStream {
        let Self { plan, workspace, inputs, outputs, .. } = self;
        let marker = losses::marker(loss);
        let seed = if plan.n_dropouts() > 0 { quote!(workspace.calls.next_seed()) } else { quote!(0) };
        quote! {
            /// Bytes that a workspace takes.
            pub const WORKSPACE_BYTES: usize = nn::core::mem::size_of::<#workspace>();

            /// The mean loss of a batch, without dropout.
            ///
            /// # Errors
            /// If `targets` and `inputs` differ in length, or are empty, or if a target is outside of the loss's domain.
            #[inline]
            pub fn loss<T: nn::Target<#marker, [f32; #outputs]>>(
                &self,
                inputs: &[[f32; #inputs]],
                targets: &[T],
            ) -> nn::core::result::Result<f32, nn::Error> {
                nn::Train::loss_at(self, nn::Level::detect(), inputs, targets)
            }

            /// The mean loss of a batch, and its derivative with respect to every parameter, in `gradient`.
            ///
            /// Each call with the same workspace has dropout masks of its own, in an order that never changes.
            ///
            /// # Errors
            /// As `loss`; `gradient` is then unchanged.
            #[inline]
            pub fn gradients<T: nn::Target<#marker, [f32; #outputs]>>(
                &self,
                inputs: &[[f32; #inputs]],
                targets: &[T],
                workspace: &mut nn::Workspace<Self>,
                gradient: &mut Self,
            ) -> nn::core::result::Result<f32, nn::Error> {
                let seed = #seed;
                nn::Train::gradients_at(self, nn::Level::detect(), inputs, targets, seed, workspace, gradient)
            }

            /// Learns from one row at once: a step of plain gradient descent, `w - rate dL/dw` for every parameter, and no
            /// gradient in memory. Returns the row's loss before the step; if that is not finite, nothing is changed. For a target
            /// outside of the loss's domain it is NaN.
            ///
            /// `rate` is finite and 0 or more. Dropout draws a mask of its own for each call, as in `gradients`.
            #[inline]
            pub fn descend<T: nn::Target<#marker, [f32; #outputs]>>(
                &mut self,
                input: &[f32; #inputs],
                target: &T,
                rate: f32,
                workspace: &mut nn::Workspace<Self>,
            ) -> f32 {
                let seed = #seed;
                nn::Train::descend_at(self, nn::Level::detect(), input, target, seed, rate, workspace)
            }
        }
    }

    fn accessors(&self) -> TokenStream {
        let accessors = self.plan.accessors.iter().map(|accessor| {
            let (label, inputs, outputs) = (&accessor.label, accessor.inputs, accessor.outputs);
            let order = storage::order(self.plan.field(accessor.weight));
            let label_mut = format_ident!("{label}_mut");
            let field = |id: FieldId| names::field(self.plan, id);
            let weight = field(accessor.weight);
            let (bias, bias_mut) = match accessor.bias.map(field) {
                Some(bias) => (
                    quote!(nn::core::option::Option::Some(&self.#bias)),
                    quote!(nn::core::option::Option::Some(&mut self.#bias)),
                ),
                None => (quote!(nn::core::option::Option::None), quote!(nn::core::option::Option::None)),
            };
            let doc = format!(" Weights and biases of the layer `{label}`, {inputs} inputs, {outputs} outputs.");
            let doc_mut = format!(" As `{label}`, for writing.");
            quote! {
                #[doc = #doc]
                #[must_use]
                #[inline]
                pub fn #label(&self) -> nn::Dense<'_, #inputs, #outputs> {
                    nn::Dense::new(nn::panels(&self.#weight), #bias, #order)
                }

                #[doc = #doc_mut]
                #[must_use]
                #[inline]
                pub fn #label_mut(&mut self) -> nn::DenseMut<'_, #inputs, #outputs> {
                    nn::DenseMut::new(nn::panels_mut(&mut self.#weight), #bias_mut, #order)
                }
            }
        });
        quote!(#(#accessors)*)
    }

    /// Debug, `PartialEq`, and the references that a box of the network gives too.
    fn value_traits(&self) -> TokenStream {
        let name = self.name;
        let text = self.plan.model.name.to_string();
        quote! {
            impl nn::core::fmt::Debug for #name {
                fn fmt(&self, f: &mut nn::core::fmt::Formatter<'_>) -> nn::core::fmt::Result {
                    f.debug_struct(#text).field("parameters", &Self::PARAMETERS).finish_non_exhaustive()
                }
            }

            impl nn::core::convert::AsRef<#name> for #name {
                #[inline]
                fn as_ref(&self) -> &#name {
                    self
                }
            }

            impl nn::core::convert::AsMut<#name> for #name {
                #[inline]
                fn as_mut(&mut self) -> &mut #name {
                    self
                }
            }

            impl nn::core::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    nn::Network::as_flat(self) == nn::Network::as_flat(other)
                }
            }
        }
    }

    fn network(&self) -> TokenStream {
        let Self { plan, name, inputs, outputs, .. } = self;
        let text = plan.model.name.to_string();
        let layout = storage::layout(plan);
        let topology = topology::print(plan.model);
        let n_panels = plan.value(plan.output()).panels();
        let finish = self.head();
        let predict = dispatch::by_level_for_a_row(plan, &|tier| {
            let forward = names::of_kind(plan, PassKind::Inference(Rows::Exactly(1)), tier);
            quote! {{
                let mut y = [[nn::Panel::ZERO; #n_panels]; 1];
                #forward(simd, self, nn::one(input), &mut y);
                finish(simd, &mut y[0])
            }}
        });
        let predict_batch = dispatch::by_level(plan, &|tier| batch::predict_rows(plan, tier));
        quote! {
            #finish

            impl nn::Network for #name {
                type Input = [f32; #inputs];
                type Output = [f32; #outputs];

                const NAME: &'static str = #text;
                const LAYOUT: &'static [nn::Parameter] = #layout;
                const TOPOLOGY: &'static nn::topology::Topology = #topology;
                const PARAMETERS: usize = Self::PARAMETERS;

                #[inline]
                fn predict_at(&self, level: nn::Level, input: &Self::Input) -> Self::Output {
                    #predict
                }

                #[inline]
                fn predict_batch_at(
                    &self,
                    level: nn::Level,
                    inputs: &[Self::Input],
                    outputs: &mut [Self::Output],
                ) -> nn::core::result::Result<(), nn::Error> {
                    nn::predict_batch(self, level, inputs, outputs)
                }
            }

            impl nn::Forward for #name {
                const FLOPS: usize = Self::FLOPS;

                #[inline]
                fn predict_rows(&self, level: nn::Level, inputs: &[Self::Input], outputs: &mut [Self::Output]) {
                    #predict_batch;
                }
            }
        }
    }

    /// `fn finish(simd, y: &mut [Panel; P]) -> [f32; O]`: the last activation, and away with the padding.
    fn head(&self) -> TokenStream {
        let outputs = self.outputs;
        let n_panels = panels(outputs);
        let head = match self.plan.head {
            Some(head) if head.is_over_row() => quote!(nn::softmax::<_, #outputs, #n_panels>(simd, y)),
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

    fn train(&self, loss: Loss) -> TokenStream {
        let Self { plan, name, workspace, .. } = self;
        let marker = losses::marker(loss);
        let passes = passes::print(plan, loss);
        let gradients = if plan.lanes_over_rows.training {
            quote! {
                let _ = seed;
                nn::gradients_in_lanes(self, level, (inputs, targets), workspace, gradient)
            }
        } else {
            quote!(nn::gradients(self, level, (inputs, targets), seed, workspace, gradient))
        };
        let row_loss = losses::print(plan, loss);
        let rows_losses = (0..plan.tiers.len()).map(|tier| losses::print_rows(plan, TierId(tier)));
        quote! {
            #row_loss
            #(#rows_losses)*

            impl nn::Train for #name {
                type Workspace = #workspace;
                type Loss = #marker;

                #[inline]
                fn loss_at<T: nn::Target<Self::Loss, Self::Output>>(
                    &self,
                    level: nn::Level,
                    inputs: &[Self::Input],
                    targets: &[T],
                ) -> nn::core::result::Result<f32, nn::Error> {
                    nn::loss(self, level, inputs, targets)
                }

                #[inline]
                fn gradients_at<T: nn::Target<Self::Loss, Self::Output>>(
                    &self,
                    level: nn::Level,
                    inputs: &[Self::Input],
                    targets: &[T],
                    seed: u64,
                    workspace: &mut #workspace,
                    gradient: &mut Self,
                ) -> nn::core::result::Result<f32, nn::Error> {
                    #gradients
                }

                #[inline]
                fn descend_at<T: nn::Target<Self::Loss, Self::Output>>(
                    &mut self,
                    level: nn::Level,
                    input: &Self::Input,
                    target: &T,
                    seed: u64,
                    rate: f32,
                    workspace: &mut #workspace,
                ) -> f32 {
                    nn::descend_on(self, level, (input, target), seed, rate, workspace)
                }
            }

            #passes
        }
    }
}
