//! The training pass of a group of rows, in two functions. The first does what each row needs by itself: forward with all
//! values kept, the loss, then the chain rule from the last value to the first. The second sums over rows: the gradient.
//! So the first can be divided between threads by rows and the second by parameters, and no sum changes its order.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::forward::{add, concat, load, map, parameters, softmax, value_name};
use super::kernels::{Kernels, Mode, stored};
use crate::model::Activation;
use crate::plan::tile::Tier;
use crate::plan::{Dense, Kernel, LANES, Lanes, Operand, Plan, Value, ValueId, panels};

/// The field of the workspace that holds the loss's derivative with respect to a value.
pub(super) fn gradient_name(value: &Value) -> Ident {
    format_ident!("{}_gradient", value.name)
}

/// The field of the workspace that holds a layer's transposed weights.
pub(super) fn transposed_name(plan: &Plan<'_>, dense: &Dense) -> Ident {
    format_ident!("{}_transposed", plan.fields[dense.weight].name)
}

/// Whether a dense layer passes a derivative on to its operand. With outputs in the lanes, it needs its weights transposed.
pub(super) fn has_input_gradient(plan: &Plan<'_>, dense: &Dense) -> bool {
    matches!(dense.input, Operand::Value(input) if plan.needs_gradient(input))
}

/// The two functions that [`print`] prints.
pub(super) fn rows_name(tier: &Tier) -> Ident {
    format_ident!("train_rows{}", tier.suffix)
}

/// See [`rows_name`].
pub(super) fn parameters_name(tier: &Tier) -> Ident {
    format_ident!("train_parameters{}", tier.suffix)
}

/// `train_rows_wide(simd, net, step, rows)`: all that is done for each row by itself: values, loss and their derivatives.
/// `train_parameters_wide(simd, rows, part)`: adds what these rows contribute to a part of the gradient.
pub(super) fn print(plan: &Plan<'_>, tier: &Tier, kernels: &mut Kernels) -> TokenStream {
    let (rows_name, parameters_name) = (rows_name(tier), parameters_name(tier));
    let (network, rows, part) = (plan.local_name(), plan.private_name("Rows"), plan.private_name("Part"));
    let mut training = Training::new(plan, tier, kernels);
    let names = row_arrays(plan).into_iter().map(|(name, _)| name);
    let transposed = transposed(plan).into_iter().map(|(name, _)| name);
    let forward = (0..plan.values.len()).map(|index| training.forward(ValueId(index))).collect::<TokenStream>();
    let loss = training.loss();
    let backward = (0..plan.values.len()).rev().map(|index| training.backward(ValueId(index))).collect::<TokenStream>();
    let parameters =
        (0..plan.values.len()).rev().map(|index| training.parameters(ValueId(index))).collect::<TokenStream>();
    quote! {
        #[inline(always)]
        fn #rows_name<S: nn::Simd>(simd: S, net: &#network, step: nn::Step, rows: #rows<'_>) {
            let #rows { x, #(#names,)* losses, #(#transposed,)* } = rows;
            #forward
            #loss
            #backward
        }

        #[inline(always)]
        fn #parameters_name<S: nn::Simd>(simd: S, rows: &#rows<'_>, part: &mut #part<'_>) {
            #parameters
        }
    }
}

/// The arrays of the workspace with an element for each row, and the panels of an element.
pub(super) fn row_arrays(plan: &Plan<'_>) -> Vec<(Ident, usize)> {
    let values = || (0..plan.values.len()).map(|index| (ValueId(index), &plan.values[index]));
    let gradients = values().filter(|(id, _)| plan.needs_gradient(*id));
    values()
        .map(|(_, value)| (value_name(value), value.panels()))
        .chain([(format_ident!("targets"), plan.value(plan.output()).panels())])
        .chain(gradients.map(|(_, value)| (gradient_name(value), value.panels())))
        .collect()
}

/// The transposed weights in the workspace, and their layers.
pub(super) fn transposed<'p>(plan: &'p Plan<'_>) -> Vec<(Ident, &'p Dense)> {
    plan.dense()
        .filter(|dense| dense.lanes == Lanes::Outputs && has_input_gradient(plan, dense))
        .map(|dense| (transposed_name(plan, dense), dense))
        .collect()
}

/// A training pass being printed.
pub(super) struct Training<'a, 'k> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) tier: &'a Tier,
    pub(super) kernels: &'k mut Kernels,
    /// Whether the derivative with respect to a value has been written, so that the next is added.
    written: Vec<bool>,
}

impl<'a, 'k> Training<'a, 'k> {
    pub(super) fn new(plan: &'a Plan<'a>, tier: &'a Tier, kernels: &'k mut Kernels) -> Self {
        Self { plan, tier, kernels, written: vec![false; plan.values.len()] }
    }

    fn value(&self, id: ValueId) -> Ident {
        value_name(self.plan.value(id))
    }

    fn gradient(&self, id: ValueId) -> Ident {
        gradient_name(self.plan.value(id))
    }

    /// One kernel over all rows of the block.
    pub(super) fn forward(&mut self, id: ValueId) -> TokenStream {
        let value = self.plan.value(id);
        let output = value_name(value);
        match &value.kernel {
            Kernel::Load => load(&output),
            Kernel::Dense(dense) => {
                let function = self.kernels.forward_of_all(self.tier, dense);
                let operand = self.operand(dense, &TokenStream::new());
                let parameters = parameters(self.plan, dense);
                quote!(#function(simd, #operand, #parameters #output);)
            }
            Kernel::Map { input, activation } => map(*activation, &self.value(*input), &output),
            Kernel::Softmax { input } => softmax(value, &self.value(*input), &output),
            Kernel::Dropout { input, rate, index } => {
                let input = self.value(*input);
                let masked = mask(*index, *rate, value.panels(), &output);
                quote! {
                    nn::copy(nn::panels(#input), nn::panels_mut(#output));
                    #masked
                }
            }
            Kernel::Add { inputs } => {
                let inputs: Vec<_> = inputs.iter().map(|input| self.value(*input)).collect();
                add(&inputs, &output)
            }
            Kernel::Concat { inputs } => {
                let parts = inputs.iter().map(|input| (self.value(*input), self.plan.value(*input).len));
                concat(parts, &output)
            }
        }
    }

    /// The rows that a dense layer reads, as scalars unless inputs are in the lanes; `owner` is what stands before the name of their array.
    fn operand(&self, dense: &Dense, owner: &TokenStream) -> TokenStream {
        match dense.input {
            Operand::Input => quote!(#owner x),
            Operand::Value(input) if dense.lanes == Lanes::Inputs => {
                let input = self.value(input);
                quote!(#owner #input)
            }
            Operand::Value(input) => {
                let (from, to) = (panels(dense.inputs), stored(dense));
                let input = self.value(input);
                quote!(nn::cast_rows::<[nn::Panel; #from], [f32; #to]>(#owner #input))
            }
        }
    }

    /// The loss of each row, and its derivative with respect to the last value.
    pub(super) fn loss(&mut self) -> TokenStream {
        let output = self.plan.output();
        let prediction = self.value(output);
        self.written[output.0] = true;
        if !self.plan.needs_gradient(output) {
            let n_panels = self.plan.value(output).panels();
            return quote! {
                nn::row_losses(#prediction, targets, losses, |p, y| {
                    row_loss(simd, p, y, step.scale, &mut [nn::Panel::ZERO; #n_panels])
                });
            };
        }
        let gradient = self.gradient(output);
        quote! {
            nn::row_losses_with(#prediction, targets, #gradient, losses, |p, y, d| {
                row_loss(simd, p, y, step.scale, d)
            });
        }
    }

    /// The chain rule for one kernel: from the derivative with respect to its output to those of its operands.
    pub(super) fn backward(&mut self, id: ValueId) -> TokenStream {
        if !self.plan.needs_gradient(id) {
            return TokenStream::new();
        }
        debug_assert!(self.written[id.0], "every value reaches the output");
        let value = self.plan.value(id);
        let (output, d) = (value_name(value), gradient_name(value));
        match &value.kernel {
            Kernel::Load => TokenStream::new(),
            Kernel::Dense(dense) => self.dense(id, dense),
            Kernel::Map { input, activation } => {
                let argument = self.value(*input);
                let slope = activation::derivative(*activation, &quote!(z));
                let passed = self.pass_on(&d, *input);
                quote! {
                    nn::scale_by(
                        simd, nn::panels(#argument), nn::panels_mut(#d), #[inline(always)] |z| #slope,
                    );
                    #passed
                }
            }
            Kernel::Softmax { input } => {
                let n_panels = value.panels();
                let passed = self.pass_on(&d, *input);
                quote! {
                    nn::rows_in_place(#output, #d, #[inline(always)] |p, d| nn::softmax_backward::<S, #n_panels>(simd, p, d));
                    #passed
                }
            }
            Kernel::Dropout { input, rate, index } => {
                let masked = mask(*index, *rate, value.panels(), &d);
                let passed = self.pass_on(&d, *input);
                quote!(#masked #passed)
            }
            Kernel::Add { inputs } => inputs.iter().map(|input| self.pass_on(&d, *input)).collect(),
            Kernel::Concat { inputs } => {
                let mut at = 0;
                let mut printed = TokenStream::new();
                for input in inputs {
                    let n = self.plan.value(*input).len;
                    if self.plan.needs_gradient(*input) {
                        let to = self.gradient(*input);
                        let function = match self.mode(*input) {
                            Mode::Overwrite => quote!(nn::copy_last_numbers),
                            Mode::Add => quote!(nn::add_numbers),
                        };
                        printed.extend(quote! {
                            nn::rows_in_place(#d, #to, #[inline(always)] |d, to| #function(d, #at, to, 0, #n));
                        });
                    }
                    at += n;
                }
                printed
            }
        }
    }

    /// The chain rule for the activation of a dense layer, unless the kernel that wrote the derivative contains it.
    pub(super) fn through_activation(&self, id: ValueId, dense: &Dense) -> TokenStream {
        if dense.activation == Activation::Identity || self.plan.derivative_is_fused(id) {
            return TokenStream::new();
        }
        let (output, d) = (self.value(id), self.gradient(id));
        let slope = activation::derivative_from_output(dense.activation, &quote!(a));
        quote!(nn::scale_by(simd, nn::panels(#output), nn::panels_mut(#d), #[inline(always)] |a| #slope);)
    }

    /// The activation whose derivative an input gradient with respect to `input` contains.
    pub(super) fn fused_activation(&self, input: ValueId) -> Option<Activation> {
        match &self.plan.value(input).kernel {
            Kernel::Dense(before) if self.plan.derivative_is_fused(input) => Some(before.activation),
            _ => None,
        }
    }

    /// The operand of a dense layer.
    fn dense(&mut self, id: ValueId, dense: &Dense) -> TokenStream {
        let d = self.gradient(id);
        let mut printed = self.through_activation(id, dense);
        if let Operand::Value(input) = dense.input
            && self.plan.needs_gradient(input)
        {
            printed.extend(self.input_gradient(&d, dense, input));
        }
        printed
    }

    /// Weights and biases, if the kernel has any.
    fn parameters(&mut self, id: ValueId) -> TokenStream {
        let value = self.plan.value(id);
        let Kernel::Dense(dense) = &value.kernel else { return TokenStream::new() };
        let (d, block_rows) = (gradient_name(value), self.plan.block_rows);
        let weight_gradient = self.kernels.weight_gradient_of_all(self.tier, dense, block_rows);
        let operand = self.operand(dense, &quote!(rows.));
        let d_as_read = match dense.lanes {
            Lanes::Outputs => quote!(rows.#d),
            Lanes::Inputs => quote!(nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(rows.#d)),
        };
        let field = |index: usize| format_ident!("{}", self.plan.fields[index].name);
        let weight = field(dense.weight);
        let bias = dense.bias.map(field).map(|bias| {
            let function = self.kernels.bias_gradient_of_all(self.tier, dense, block_rows);
            quote!(#function(simd, rows.#d, &mut part.#bias);)
        });
        quote! {
            #weight_gradient(simd, #operand, #d_as_read, &mut part.#weight);
            #bias
        }
    }

    fn input_gradient(&mut self, d: &Ident, dense: &Dense, input: ValueId) -> TokenStream {
        let fused = self.fused_activation(input);
        let mode = self.mode(input);
        let function = self.kernels.input_gradient_of_all(self.tier, dense, fused, mode);
        let weight = match dense.lanes {
            Lanes::Outputs => {
                let transposed = transposed_name(self.plan, dense);
                quote!(#transposed)
            }
            Lanes::Inputs => {
                let weight = format_ident!("{}", self.plan.fields[dense.weight].name);
                quote!(&net.#weight)
            }
        };
        let (from, to) = (panels(dense.outputs), panels(dense.outputs) * LANES);
        let d = quote!(nn::cast_rows::<[nn::Panel; #from], [f32; #to]>(#d));
        let (a, y) = (self.value(input), self.gradient(input));
        let a = fused.map(|_| quote!(#a,));
        quote!(#function(simd, #d, #weight, #a #y);)
    }

    /// Hands a derivative on unchanged.
    fn pass_on(&mut self, d: &Ident, input: ValueId) -> TokenStream {
        if !self.plan.needs_gradient(input) {
            return TokenStream::new();
        }
        let to = self.gradient(input);
        match self.mode(input) {
            Mode::Overwrite => quote!(nn::copy(nn::panels(#d), nn::panels_mut(#to));),
            Mode::Add => quote!(nn::add_assign(simd, nn::panels(#d), nn::panels_mut(#to));),
        }
    }

    /// The first derivative that reaches a value is written, further ones are added.
    pub(super) fn mode(&mut self, id: ValueId) -> Mode {
        if std::mem::replace(&mut self.written[id.0], true) { Mode::Add } else { Mode::Overwrite }
    }
}

/// The mask of a dropout layer, applied in place.
fn mask(index: usize, rate: f32, n_panels: usize, rows: &Ident) -> TokenStream {
    let index = index as u64;
    let rate = activation::float(rate);
    quote! {
        nn::dropout(
            simd, nn::panels_mut(#rows), step.dropout_key(#index), step.first_panel(#n_panels), #rate,
        );
    }
}
