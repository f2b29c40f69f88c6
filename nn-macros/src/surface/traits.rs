//! The traits that users may name: of the standard library and of nn-runtime.
//!
//! Traits that nn-runtime reaches printed passes through, such as `Passes`, are no part of the surface: see `emit/passes.rs`.

use quote::quote;

use super::{Bodies, Implementation, Stream, Terms, Training, TrainingBodies};

/// `Debug`, the references that a box of the network gives too, and `PartialEq`.
pub(crate) fn values(terms: &Terms) -> [Implementation; 4] {
    let Terms { nn, name, bodies: Bodies { declared_name, .. }, .. } = terms;
    let debug = Implementation {
        of: quote!(#nn::core::fmt::Debug for #name),
        items: quote! {
            fn fmt(&self, f: &mut #nn::core::fmt::Formatter<'_>) -> #nn::core::fmt::Result {
                f.debug_struct(#declared_name).field("parameters", &Self::PARAMETERS).finish_non_exhaustive()
            }
        },
    };
    let as_ref = Implementation {
        of: quote!(#nn::core::convert::AsRef<#name> for #name),
        items: quote! {
            #[inline]
            fn as_ref(&self) -> &#name {
                self
            }
        },
    };
    let as_mut = Implementation {
        of: quote!(#nn::core::convert::AsMut<#name> for #name),
        items: quote! {
            #[inline]
            fn as_mut(&mut self) -> &mut #name {
                self
            }
        },
    };
    let equality = Implementation {
        of: quote!(#nn::core::cmp::PartialEq for #name),
        items: quote! {
            fn eq(&self, other: &Self) -> bool {
                #nn::Parameters::as_flat(self) == #nn::Parameters::as_flat(other)
            }
        },
    };
    [debug, as_ref, as_mut, equality]
}

/// `nn_runtime::Network`.
pub(crate) fn network(terms: &Terms) -> Implementation {
    let Terms { nn, name, inputs, outputs, bodies, .. } = terms;
    let Bodies { declared_name, topology, scratch, predict, predict_batch, predict_batch_with, .. } = bodies;
    let items = quote! {
        type Input = [f32; #inputs];
        type Output = [f32; #outputs];
        type Scratch = [#nn::Panel; #scratch];

        const NAME: &'static str = #declared_name;
        const TOPOLOGY: &'static #nn::topology::Topology = #topology;

        #[inline]
        fn predict_at(&self, level: #nn::Level, input: &Self::Input) -> Self::Output {
            self.predict_with_at(level, input, &mut [#nn::Panel::ZERO; #scratch])
        }

        #[inline]
        fn predict_batch_at(
            &self,
            level: #nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #predict_batch
        }

        #[inline]
        fn predict_with_at(
            &self,
            level: #nn::Level,
            input: &Self::Input,
            scratch: &mut Self::Scratch,
        ) -> Self::Output {
            #predict
        }

        #[inline]
        fn predict_batch_with_at(
            &self,
            level: #nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
            scratch: &mut Self::Scratch,
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #predict_batch_with
        }
    };
    Implementation { of: quote!(#nn::Network for #name), items }
}

/// `nn_runtime::Parameters`.
pub(crate) fn parameters(terms: &Terms) -> Implementation {
    let Terms { nn, name, bodies: Bodies { layout, .. }, .. } = terms;
    let items = quote! {
        const LAYOUT: &'static [#nn::Parameter] = #layout;
        const PARAMETERS: usize = Self::PARAMETERS;
    };
    Implementation { of: quote!(#nn::Parameters for #name), items }
}

/// `nn_runtime::Stream`.
pub(crate) fn stream(terms: &Terms, stream: &Stream) -> Implementation {
    let Terms { nn, name, .. } = terms;
    let Stream { memory, parts, step, process, process_many } = stream;
    let items = quote! {
        type Memory = #memory;

        const STATE_PARTS: &'static [#nn::StatePart] = #parts;

        #[inline]
        fn step_at(&self, level: #nn::Level, state: &mut #nn::State<Self>, input: &Self::Input) -> Self::Output {
            #step
        }

        #[inline]
        fn process_at(
            &self,
            level: #nn::Level,
            state: &mut #nn::State<Self>,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #process
        }

        #[inline]
        fn process_many_at(
            &self,
            level: #nn::Level,
            states: &mut [#nn::State<Self>],
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #process_many
        }
    };
    Implementation { of: quote!(#nn::Stream for #name), items }
}

/// `nn_runtime::Train`.
pub(crate) fn train(terms: &Terms, training: &Training) -> Implementation {
    let Terms { nn, name, .. } = terms;
    let Training { marker, workspace, bodies: TrainingBodies { gradients, learn, threshold, .. }, .. } = training;
    let threshold = threshold.as_ref().map(|threshold| quote!(const THRESHOLD: f32 = #threshold;));
    let items = quote! {
        type Workspace = #workspace;
        type Loss = #marker;

        #threshold

        #[inline]
        fn loss_at<T: #nn::Target<Self::Loss, Self::Output>>(
            &self,
            level: #nn::Level,
            inputs: &[Self::Input],
            targets: &[T],
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #nn::loss(self, level, inputs, targets)
        }

        #[inline]
        fn gradients_at<T: #nn::Target<Self::Loss, Self::Output>>(
            &self,
            level: #nn::Level,
            inputs: &[Self::Input],
            targets: &[T],
            seed: u64,
            workspace: &mut #workspace,
            gradient: &mut Self,
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #gradients
        }

        #[inline]
        fn descend_at<T: #nn::Target<Self::Loss, Self::Output>>(
            &mut self,
            level: #nn::Level,
            input: &Self::Input,
            target: &T,
            seed: u64,
            rate: f32,
            workspace: &mut #workspace,
        ) -> f32 {
            #nn::descend_on(self, level, (input, target), seed, rate, workspace)
        }

        #[inline]
        fn descend_with<T: #nn::Target<Self::Loss, Self::Output>, O: #nn::Fused>(
            &mut self,
            input: &Self::Input,
            target: &T,
            seed: u64,
            optimizer: (&O, &#nn::OptimizerStep),
            moments: &mut [Self],
            workspace: &mut #workspace,
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #nn::descend_with(self, (input, target), seed, optimizer, moments, workspace)
        }

        #[inline]
        fn learn_with<T: #nn::Target<Self::Loss, Self::Output>, O: #nn::Fused>(
            &mut self,
            batch: (&[Self::Input], &[T]),
            seed: u64,
            optimizer: (&O, &#nn::OptimizerStep),
            moments: &mut [Self],
            memory: (&mut #workspace, &mut Self),
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #learn
        }
    };
    Implementation { of: quote!(#nn::Train for #name), items }
}

/// `nn_runtime::TrainStream`.
pub(crate) fn train_stream(terms: &Terms, training: &Training) -> Implementation {
    let Terms { nn, name, .. } = terms;
    let Training { marker, workspace, bodies: TrainingBodies { threshold, .. }, .. } = training;
    let threshold = threshold.as_ref().map(|threshold| quote!(const THRESHOLD: f32 = #threshold;));
    let items = quote! {
        type Workspace = #workspace;
        type Loss = #marker;

        #threshold

        #[inline]
        fn loss_at<T: #nn::Target<Self::Loss, Self::Output>>(
            &self,
            level: #nn::Level,
            states: &mut [#nn::State<Self>],
            windows: &[#nn::StreamWindow<'_, Self::Input, T>],
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #nn::window_loss(self, level, states, windows)
        }

        #[inline]
        fn gradients_at<T: #nn::Target<Self::Loss, Self::Output>>(
            &self,
            level: #nn::Level,
            states: &mut [#nn::State<Self>],
            windows: &[#nn::StreamWindow<'_, Self::Input, T>],
            seed: u64,
            workspace: &mut #workspace,
            gradient: &mut Self,
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #nn::window_gradients(self, level, (states, windows), seed, workspace, gradient)
        }
    };
    Implementation { of: quote!(#nn::TrainStream for #name), items }
}
