//! The inherent constants and methods.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{
    Bodies, Classes, Implementation, Length, Pretrained, Targets, Terms, Training, TrainingBodies, View, ViewBodies,
};

/// `impl Name { .. }`.
pub(crate) fn inherent(terms: &Terms) -> Implementation {
    let Terms { nn, name, outputs, bodies, .. } = terms;
    let Bodies { n_parameters, n_flops, inference_bytes, .. } = bodies;
    let pretrained = terms.pretrained.as_ref().map(pretrained);
    let views = terms.views.iter().map(|view| methods_of_view(terms, view));
    let classes = terms.names.classes.as_ref().map(|found| classes(found, outputs));
    let input_names = terms.names.inputs.as_ref().map(|names| columns(terms, "input", names));
    let output_names = terms.names.outputs.as_ref().map(|names| columns(terms, "output", names));
    let methods = if terms.stream.is_some() { methods_of_windows } else { methods_of_training };
    let training = terms.training.as_ref().map(|training| methods(terms, training));
    let calls = if terms.stream.is_some() { methods_of_stream(terms) } else { methods_of_rows(terms) };
    let items = quote! {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = #n_parameters;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = #n_flops;
        /// Bytes of values between input and output that inference has on the stack, at most: of as many rows as it takes together. Those of maps
        /// and windows are elsewhere with `predict_with`, which a stream does not have; `loss` has them on the stack.
        pub const INFERENCE_BYTES: usize = #inference_bytes;
        /// Name, shape and place of every parameter, in the order of declaration.
        pub const LAYOUT: &'static [#nn::Parameter] = <Self as #nn::Parameters>::LAYOUT;
        /// Shapes, loss and layers, as they were declared.
        pub const TOPOLOGY: &'static #nn::topology::Topology = <Self as #nn::Network>::TOPOLOGY;
        /// All parameters zero.
        pub const ZERO: Self = #nn::bytemuck::zeroed();

        #classes
        #input_names
        #output_names

        #pretrained

        /// Draws all parameters anew, as `init` does.
        pub fn initialize(&mut self, seed: u64) {
            #nn::initialize(#nn::Parameters::as_flat_mut(self), <Self as #nn::Parameters>::LAYOUT, seed);
        }

        #calls

        #(#views)*
        #training
    };
    Implementation { of: quote!(#name), items }
}

/// Without a memory.
fn methods_of_rows(terms: &Terms) -> TokenStream {
    let Terms { nn, inputs, outputs, .. } = terms;
    quote! {
        /// The output for one input. Neither allocates nor locks nor panics.
        #[must_use]
        #[inline]
        pub fn predict(&self, input: &[f32; #inputs]) -> [f32; #outputs] {
            #nn::Network::predict_at(self, #nn::Level::detect(), input)
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
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #nn::Network::predict_batch_at(self, #nn::Level::detect(), inputs, outputs)
        }

        /// As `predict`, with the values of maps and windows in `scratch`, not on the stack: for a thread whose stack has less than
        /// `INFERENCE_BYTES`. Whatever `scratch` held before, the bits are the same.
        #[must_use]
        #[inline]
        pub fn predict_with(&self, input: &[f32; #inputs], scratch: &mut #nn::Scratch<Self>) -> [f32; #outputs] {
            #nn::Network::predict_with_at(self, #nn::Level::detect(), input, scratch)
        }

        /// As `predict_batch`, with the values of maps and windows in `scratch`, and on the calling thread alone.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch_with(
            &self,
            inputs: &[[f32; #inputs]],
            outputs: &mut [[f32; #outputs]],
            scratch: &mut #nn::Scratch<Self>,
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #nn::Network::predict_batch_with_at(self, #nn::Level::detect(), inputs, outputs, scratch)
        }
    }
}

/// With a memory.
fn methods_of_stream(terms: &Terms) -> TokenStream {
    let Terms { nn, inputs, outputs, .. } = terms;
    quote! {
        /// The state of a new stream of this network: the parameters `h0` and `c0` of layers that have them, zeros elsewhere.
        #[must_use]
        #[inline]
        pub fn new_state(&self) -> #nn::State<Self> {
            #nn::Stream::new_state(self)
        }

        /// The output for the next input: `state` has what the network remembers of those before. Neither allocates nor locks nor
        /// panics.
        #[must_use]
        #[inline]
        pub fn step(&self, state: &mut #nn::State<Self>, input: &[f32; #inputs]) -> [f32; #outputs] {
            #nn::Stream::step_at(self, #nn::Level::detect(), state, input)
        }

        /// The outputs for the next inputs, as many as there are, each to the bit what `step` gives. Neither allocates nor locks nor
        /// panics.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` and `state` are then unchanged.
        #[inline]
        pub fn process(
            &self,
            state: &mut #nn::State<Self>,
            inputs: &[[f32; #inputs]],
            outputs: &mut [[f32; #outputs]],
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #nn::Stream::process_at(self, #nn::Level::detect(), state, inputs, outputs)
        }

        /// The outputs of several streams, each for its next inputs. Those of a step lie side by side, one for each state in their order,
        /// and behind them those of the next step: a step of all streams is a slice of one input for each. Each output has to the bit what
        /// `step` gives. Neither allocates nor locks nor panics.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length, or are no whole number of steps; `outputs` and `states` are then unchanged.
        #[inline]
        pub fn process_many(
            &self,
            states: &mut [#nn::State<Self>],
            inputs: &[[f32; #inputs]],
            outputs: &mut [[f32; #outputs]],
        ) -> #nn::core::result::Result<(), #nn::Error> {
            #nn::Stream::process_many_at(self, #nn::Level::detect(), states, inputs, outputs)
        }
    }
}

/// With a file that names classes.
fn classes(classes: &Classes, outputs: &Length) -> TokenStream {
    let (kind, values): (_, Vec<TokenStream>) = match classes {
        Classes::Texts(texts) => (quote!(&'static str), texts.iter().map(|text| quote!(#text)).collect()),
        Classes::Numbers(numbers) => (quote!(i64), numbers.iter().map(|number| integer(*number)).collect()),
    };
    quote! {
        /// The class that each output is of, in order, as the file names them.
        pub const CLASSES: [#kind; #outputs] = [#(#values),*];
    }
}

/// With names of the numbers of inputs or outputs.
fn columns(terms: &Terms, what: &str, names: &[String]) -> TokenStream {
    let Terms { nn, inputs, outputs, .. } = terms;
    let length = if what == "input" { inputs } else { outputs };
    let constant = format_ident!("{}_NAMES", what.to_uppercase());
    let method = format_ident!("{what}_column");
    let doc = format!(" What each number of an {what} is, in order.");
    let doc_method = format!(
        " The position of the number called `name` in an {what}: in a constant it is looked up while compiling."
    );
    quote! {
        #[doc = #doc]
        pub const #constant: [&'static str; #length] = [#(#names),*];

        #[doc = #doc_method]
        ///
        /// # Panics
        /// If no number is called so, with the names that there are. In a constant that is an error of the compiler.
        #[must_use]
        pub const fn #method(name: &str) -> usize {
            #nn::column(&Self::#constant, name, #what)
        }
    }
}

/// `-3` as it is written.
fn integer(number: i64) -> TokenStream {
    let magnitude = Literal::u64_unsuffixed(number.unsigned_abs());
    if number < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}

/// With a file of parameters.
fn pretrained(pretrained: &Pretrained) -> TokenStream {
    let Pretrained { path, constant } = pretrained;
    let doc = format!(" The trained network: the parameters of `{path}`.");
    quote! {
        #[doc = #doc]
        ///
        /// They are a part of the program: nothing is read, allocated or copied.
        #[must_use]
        #[inline]
        pub const fn pretrained() -> &'static Self {
            &#constant
        }
    }
}

/// With a label of a dense layer. `check::labels` sees to it that both names are free.
fn methods_of_view(terms: &Terms, view: &View) -> TokenStream {
    let nn = &terms.nn;
    let View { label, inputs, outputs, bodies: ViewBodies { read, write } } = view;
    let label_mut = format_ident!("{label}_mut");
    let doc = format!(" Weights and biases of the layer `{label}`, {inputs} inputs, {outputs} outputs.");
    let doc_mut = format!(" As `{label}`, for writing.");
    quote! {
        #[doc = #doc]
        #[must_use]
        #[inline]
        pub fn #label(&self) -> #nn::Dense<'_, #inputs, #outputs> {
            #read
        }

        #[doc = #doc_mut]
        #[must_use]
        #[inline]
        pub fn #label_mut(&mut self) -> #nn::DenseMut<'_, #inputs, #outputs> {
            #write
        }
    }
}

/// With a loss.
fn methods_of_training(terms: &Terms, training: &Training) -> TokenStream {
    let Terms { nn, inputs, .. } = terms;
    let Training { workspace, bodies: TrainingBodies { seed, .. }, .. } = training;
    let generics = of_a_target(terms, training);
    quote! {
        /// Bytes that a workspace takes: what training needs beside the network and its gradient.
        pub const WORKSPACE_BYTES: usize = #nn::core::mem::size_of::<#workspace>();

        /// The mean loss of a batch, without dropout.
        ///
        /// # Errors
        /// If `targets` and `inputs` differ in length, or are empty, or if a target is outside of the loss's domain.
        #[inline]
        pub fn loss #generics(
            &self,
            inputs: &[[f32; #inputs]],
            targets: &[T],
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #nn::Train::loss_at(self, #nn::Level::detect(), inputs, targets)
        }

        /// The mean loss of a batch, and its derivative with respect to every parameter, in `gradient`.
        ///
        /// Each call with the same workspace has dropout masks of its own, in an order that never changes.
        ///
        /// # Errors
        /// As `loss`; `gradient` is then unchanged.
        #[inline]
        pub fn gradients #generics(
            &self,
            inputs: &[[f32; #inputs]],
            targets: &[T],
            workspace: &mut #nn::Workspace<Self>,
            gradient: &mut Self,
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            let seed = #seed;
            #nn::Train::gradients_at(self, #nn::Level::detect(), inputs, targets, seed, workspace, gradient)
        }

        /// Learns from one row at once: a step of plain gradient descent, `w - rate dL/dw` for every parameter, and no
        /// gradient in memory. Returns the row's loss before the step; if that is not finite, nothing is changed. For a target
        /// outside of the loss's domain it is NaN.
        ///
        /// `rate` is finite and 0 or more. Dropout draws a mask of its own for each call, as in `gradients`.
        #[inline]
        pub fn descend #generics(
            &mut self,
            input: &[f32; #inputs],
            target: &T,
            rate: f32,
            workspace: &mut #nn::Workspace<Self>,
        ) -> f32 {
            let seed = #seed;
            #nn::Train::descend_at(self, #nn::Level::detect(), input, target, seed, rate, workspace)
        }
    }
}

/// `<T: Target<..>>`.
fn of_a_target(terms: &Terms, training: &Training) -> TokenStream {
    let Terms { nn, outputs, .. } = terms;
    let marker = &training.marker;
    match training.targets {
        Targets::OfTheLoss => quote!(<T: #nn::Target<#marker, [f32; #outputs]>>),
        Targets::OfAnyType => quote!(<T>),
    }
}

/// With a loss and a memory.
fn methods_of_windows(terms: &Terms, training: &Training) -> TokenStream {
    let Terms { nn, inputs, .. } = terms;
    let Training { workspace, bodies: TrainingBodies { seed, .. }, .. } = training;
    let generics = of_a_target(terms, training);
    quote! {
        /// Bytes that a workspace takes: what training needs beside the network, its gradient and the states.
        pub const WORKSPACE_BYTES: usize = #nn::core::mem::size_of::<#workspace>();

        /// The mean loss of some windows, each the next inputs of the stream whose state stands in the same place, without dropout. The
        /// states go on.
        ///
        /// # Errors
        /// If states and windows, or the inputs and targets of a window, differ in number, if no step is in the loss, or if a target is
        /// outside of the loss's domain; the states are then unchanged.
        #[inline]
        pub fn loss #generics(
            &self,
            states: &mut [#nn::State<Self>],
            windows: &[#nn::StreamWindow<'_, [f32; #inputs], T>],
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            #nn::TrainStream::loss_at(self, #nn::Level::detect(), states, windows)
        }

        /// The mean loss of some windows, each the next inputs of the stream whose state stands in the same place, and its derivative with
        /// respect to every parameter, in `gradient`: through all steps of a window, and not beyond its first. The states go on.
        ///
        /// Each call with the same workspace has dropout masks of its own, in an order that never changes.
        ///
        /// # Errors
        /// As `loss`, and if a window has more steps than the declaration says, `#[window(..)]`, or 64; states and `gradient` are then
        /// unchanged.
        #[inline]
        pub fn gradients #generics(
            &self,
            states: &mut [#nn::State<Self>],
            windows: &[#nn::StreamWindow<'_, [f32; #inputs], T>],
            workspace: &mut #workspace,
            gradient: &mut Self,
        ) -> #nn::core::result::Result<f32, #nn::Error> {
            let seed = #seed;
            #nn::TrainStream::gradients_at(self, #nn::Level::detect(), states, windows, seed, workspace, gradient)
        }
    }
}
