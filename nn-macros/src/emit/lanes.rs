//! The passes of narrow networks over 16 rows of a batch, a row in each lane: values are columns, one panel for each
//! number of a row.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::backward::gradient_name;
use super::forward::{parameters, value_name};
use super::kernels::{Kernels, Mode, vector_function};
use super::losses;
use crate::model::{Activation, Loss};
use crate::plan::tile::Tier;
use crate::plan::{Dense, Kernel, Lanes as WeightLanes, Operand, Plan, Value, ValueId};

/// `forward_lanes_wide(simd, net, x: &[[f32; I]; 16], outputs: &mut [[f32; O]; 16])`, the last activation included.
pub(super) fn forward_name(tier: &Tier) -> Ident {
    format_ident!("forward_lanes{}", tier.suffix)
}

/// `gradient_lanes_wide(simd, net, x: &[[f32; I]], targets, scale, gradient, total)`.
pub(super) fn gradient_function_name(tier: &Tier) -> Ident {
    format_ident!("gradient_lanes{}", tier.suffix)
}

/// Numbers of a row as it is turned: the power of two from `len` on.
pub(super) fn turned(len: usize) -> usize {
    len.next_power_of_two()
}

/// Prints the forward function.
pub(super) fn print_forward(plan: &Plan<'_>, tier: &Tier, kernels: &mut Kernels) -> TokenStream {
    let (name, network) = (forward_name(tier), plan.local_name());
    let output = plan.without_dropout(plan.output());
    let (inputs, outputs) = (plan.model.input.len(), plan.value(output).len);
    let mut lanes = Lanes { plan, tier, kernels, is_training: false, written: Vec::new() };
    let values = (0..=output.0).map(|index| lanes.forward(ValueId(index))).collect::<TokenStream>();
    let result = lanes.value(output);
    let head = match plan.head {
        Some(Activation::Softmax) => quote!(nn::softmax_columns::<_, #outputs>(simd, &mut #result);),
        Some(head) => {
            let applied = activation::apply(head, &quote!(z));
            quote!(nn::map_in_place(simd, &mut #result, #[inline(always)] |z| #applied);)
        }
        None => TokenStream::new(),
    };
    let load = load(inputs, &quote!(x));
    let turned = turned(outputs);
    vector_function(
        &name,
        &quote!(net: &#network, x: &[[f32; #inputs]; 16], outputs: &mut [[f32; #outputs]; 16]),
        &quote! {
            #load
            #values
            #head
            nn::store_columns::<_, #outputs, #turned>(simd, &#result, outputs);
        },
    )
}

/// Prints the training function for a block of rows.
pub(super) fn print_gradient(plan: &Plan<'_>, tier: &Tier, loss: Loss, kernels: &mut Kernels) -> TokenStream {
    let (name, network) = (gradient_function_name(tier), plan.local_name());
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let sums = plan.dense().map(|dense| Sums::of(plan, dense));
    let (start, finish): (TokenStream, TokenStream) = sums.map(|sums| (sums.start(), sums.finish())).unzip();
    let mut lanes = Lanes { plan, tier, kernels, is_training: true, written: vec![false; plan.values.len()] };
    let forward = (0..plan.values.len()).map(|index| lanes.forward(ValueId(index))).collect::<TokenStream>();
    let loss = lanes.loss(loss);
    let backward = (0..plan.values.len()).rev().map(|index| lanes.backward(ValueId(index))).collect::<TokenStream>();
    let load = load(inputs, &quote!(x));
    let turned = turned(outputs);
    vector_function(
        &name,
        &quote! {
            net: &#network,
            x: &[[f32; #inputs]],
            targets: &[[f32; #turned]],
            scale: f32,
            gradient: &mut #network,
            total: &mut f64,
        },
        &quote! {
            #start
            nn::lane_groups(x, targets, #[inline(always)] |x, targets, n| {
                #load
                let mut target_columns = [nn::Panel::ZERO; #turned];
                nn::load_columns::<_, #turned, #turned>(simd, targets, &mut target_columns);
                #forward
                #loss
                #backward
            });
            #finish
        },
    )
}

/// `let mut x_columns = ..`: the rows of `x`, turned.
fn load(inputs: usize, x: &TokenStream) -> TokenStream {
    let turned = turned(inputs);
    quote! {
        let mut x_columns = [nn::Panel::ZERO; #inputs];
        nn::load_columns::<_, #inputs, #turned>(simd, #x, &mut x_columns);
    }
}

struct Lanes<'a, 'k> {
    plan: &'a Plan<'a>,
    tier: &'a Tier,
    kernels: &'k mut Kernels,
    is_training: bool,
    /// Whether the derivative with respect to a value has been written, so that the next is added.
    written: Vec<bool>,
}

impl Lanes<'_, '_> {
    /// The columns that hold a value; those of the input have no copy.
    fn value(&self, id: ValueId) -> Ident {
        let id = if self.is_training { id } else { self.plan.without_dropout(id) };
        match self.plan.value(id).kernel {
            Kernel::Load => format_ident!("x_columns"),
            _ => value_name(self.plan.value(id)),
        }
    }

    fn operand(&self, dense: &Dense) -> Ident {
        match dense.input {
            Operand::Input => format_ident!("x_columns"),
            Operand::Value(input) => self.value(input),
        }
    }

    /// `let mut hidden_value = ..`.
    fn forward(&mut self, id: ValueId) -> TokenStream {
        let value = self.plan.value(id);
        let (name, n) = (value_name(value), value.len);
        let computed = match &value.kernel {
            Kernel::Load | Kernel::Dropout { .. } => return TokenStream::new(),
            Kernel::Dense(dense) => {
                let function = self.kernels.forward_lanes(self.tier, dense);
                let (operand, parameters) = (self.operand(dense), parameters(self.plan, dense));
                quote!(#function(simd, &#operand, #parameters &mut #name);)
            }
            Kernel::Map { input, activation } => {
                let applied = activation::apply(*activation, &quote!(z));
                let input = self.value(*input);
                quote!(nn::map(simd, &#input, &mut #name, #[inline(always)] |z| #applied);)
            }
            Kernel::Softmax { input } => {
                let input = self.value(*input);
                quote!(#name = #input; nn::softmax_columns::<_, #n>(simd, &mut #name);)
            }
            Kernel::Add { inputs } => {
                let inputs: Vec<_> = inputs.iter().map(|input| self.value(*input)).collect();
                let (first, second, others) = (&inputs[0], &inputs[1], &inputs[2..]);
                quote! {
                    nn::add(simd, &#first, &#second, &mut #name);
                    #(nn::add_assign(simd, &#others, &mut #name);)*
                }
            }
            Kernel::Concat { inputs } => {
                let mut at = 0;
                let mut parts = TokenStream::new();
                for input in inputs {
                    let (from, n) = (self.value(*input), self.plan.value(*input).len);
                    parts.extend((0..n).map(|number| {
                        let to = at + number;
                        quote!(#name[#to] = #from[#number];)
                    }));
                    at += n;
                }
                parts
            }
        };
        quote! {
            let mut #name = [nn::Panel::ZERO; #n];
            #computed
        }
    }

    /// The loss of each row, and its derivative with respect to the last value.
    fn loss(&mut self, loss: Loss) -> TokenStream {
        let output = self.plan.output();
        let value = self.plan.value(output);
        let (prediction, d, n) = (self.value(output), gradient_name(value), value.len);
        self.written[output.0] = true;
        let function = losses::columns_function(loss);
        let constant = losses::constant(loss).map(|constant| quote!(, #constant));
        let targets = (0..n).map(|index| quote!(target_columns[#index]));
        quote! {
            let target_columns = [#(#targets,)*];
            let mut #d = [nn::Panel::ZERO; #n];
            nn::#function::<_, #n>(simd, (&#prediction, &target_columns), scale, &mut #d, (n, total) #constant);
        }
    }

    /// The chain rule for one kernel: from the derivative with respect to its output to those of its operands.
    fn backward(&mut self, id: ValueId) -> TokenStream {
        if !self.plan.needs_gradient(id) {
            return TokenStream::new();
        }
        let value = self.plan.value(id);
        let (output, d) = (value_name(value), gradient_name(value));
        match &value.kernel {
            Kernel::Load => TokenStream::new(),
            Kernel::Dense(dense) => self.dense(dense, &output, &d),
            Kernel::Map { input, activation } => {
                let argument = self.value(*input);
                let slope = activation::derivative(*activation, &quote!(z));
                let passed = self.pass_on(&d, 0, *input);
                quote! {
                    nn::scale_by(simd, &#argument, &mut #d, #[inline(always)] |z| #slope);
                    #passed
                }
            }
            Kernel::Add { inputs } => inputs.iter().map(|input| self.pass_on(&d, 0, *input)).collect(),
            Kernel::Concat { inputs } => {
                let mut at = 0;
                let mut printed = TokenStream::new();
                for input in inputs {
                    printed.extend(self.pass_on(&d, at, *input));
                    at += self.plan.value(*input).len;
                }
                printed
            }
            Kernel::Softmax { .. } | Kernel::Dropout { .. } => {
                unreachable!("plan/lanes.rs keeps it out of training with lanes over rows")
            }
        }
    }

    /// Weights, biases and operand of a dense layer.
    fn dense(&mut self, dense: &Dense, output: &Ident, d: &Ident) -> TokenStream {
        let mut printed = TokenStream::new();
        if dense.activation != Activation::Identity {
            let slope = activation::derivative_from_output(dense.activation, &quote!(a));
            printed.extend(quote!(nn::scale_by(simd, &#output, &mut #d, #[inline(always)] |a| #slope);));
        }
        let operand = self.operand(dense);
        printed.extend(Sums::of(self.plan, dense).add(&operand, d));
        if let Operand::Value(input) = dense.input
            && self.plan.needs_gradient(input)
        {
            let (value, weight) = (self.plan.value(input), format_ident!("{}", self.plan.fields[dense.weight].name));
            let (to, declared, mode) = self.gradient(input, value);
            let function = self.kernels.input_gradient_lanes(self.tier, dense, mode);
            printed.extend(quote! {
                #declared
                #function(simd, &#d, &net.#weight, &mut #to);
            });
        }
        printed
    }

    /// Hands the numbers from `at` on of a derivative on to `input`, unchanged.
    fn pass_on(&mut self, d: &Ident, at: usize, input: ValueId) -> TokenStream {
        if !self.plan.needs_gradient(input) {
            return TokenStream::new();
        }
        let value = self.plan.value(input);
        let (to, declared, mode) = self.gradient(input, value);
        let numbers = (0..value.len).map(|number| {
            let from = at + number;
            match mode {
                Mode::Overwrite => quote!(#to[#number] = #d[#from];),
                Mode::Add => quote! {
                    nn::store(nn::plus(nn::load(simd, &#to[#number]), nn::load(simd, &#d[#from])), &mut #to[#number]);
                },
            }
        });
        quote!(#declared #(#numbers)*)
    }

    /// The columns of a derivative, their declaration if they are new, and what a kernel does with them.
    fn gradient(&mut self, id: ValueId, value: &Value) -> (Ident, TokenStream, Mode) {
        let (name, n) = (gradient_name(value), value.len);
        if std::mem::replace(&mut self.written[id.0], true) {
            (name, TokenStream::new(), Mode::Add)
        } else {
            let declared = quote!(let mut #name = [nn::Panel::ZERO; #n];);
            (name, declared, Mode::Overwrite)
        }
    }
}

/// The sums over rows that become a layer's gradient: a vector for each parameter, whose lanes are added at the end.
struct Sums {
    /// The field.
    weight: Ident,
    /// The variable that holds its sums.
    weights: Ident,
    /// As the two above.
    bias: Option<(Ident, Ident)>,
    lanes: WeightLanes,
    inputs: usize,
    outputs: usize,
}

impl Sums {
    fn of(plan: &Plan<'_>, dense: &Dense) -> Self {
        let field = |index: usize| {
            let name = &plan.fields[index].name;
            (format_ident!("{name}"), format_ident!("{name}_sums"))
        };
        let (weight, weights) = field(dense.weight);
        let (bias, lanes) = (dense.bias.map(field), dense.lanes);
        Self { weight, weights, bias, lanes, inputs: dense.inputs, outputs: dense.outputs }
    }

    fn start(&self) -> TokenStream {
        let Self { weights, inputs, outputs, .. } = self;
        let bias = self.bias.iter().map(|(_, sums)| quote!(let mut #sums = [nn::splat(simd, 0.0); #outputs];));
        quote! {
            let mut #weights = [[nn::splat(simd, 0.0); #inputs]; #outputs];
            #(#bias)*
        }
    }

    /// Adds what 16 rows contribute.
    fn add(&self, operand: &Ident, d: &Ident) -> TokenStream {
        let weights = &self.weights;
        let bias = self.bias.iter().map(|(_, sums)| quote!(nn::add_to_bias_sums(simd, &#d, &mut #sums);));
        quote! {
            nn::add_to_weight_sums(simd, &#operand, &#d, &mut #weights);
            #(#bias)*
        }
    }

    fn finish(&self) -> TokenStream {
        let Self { weight, weights, .. } = self;
        let bias =
            self.bias.iter().map(|(bias, sums)| quote!(nn::finish_bias_sums(simd, &#sums, &mut gradient.#bias);));
        let finish = match self.lanes {
            WeightLanes::Outputs => quote!(finish_weight_sums),
            WeightLanes::Inputs => quote!(finish_weight_sums_of_few),
        };
        quote! {
            nn::#finish(simd, &#weights, &mut gradient.#weight);
            #(#bias)*
        }
    }
}
