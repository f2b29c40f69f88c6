//! Training on a single row: no weight is copied or transposed, and each is read where it lies.
//!
//! The derivative with respect to a layer's operand is a product of a panel of weights with a panel of the output's
//! derivative, whose lanes are added; the derivative with respect to a weight is one product. So a step of plain gradient
//! descent needs no gradient in memory: [`Purpose::Descent`] updates the weights at once.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::backward::{Training, gradient_name, row_arrays};
use super::forward::{parameters, value_name};
use super::kernels::{Kernels, Mode, finish_input_gradient, stored, vector_function};
use crate::model::Activation;
use crate::plan::tile::Tier;
use crate::plan::{Dense, Kernel, LANES, Lanes, Operand, Plan, ValueId, panels};

/// What is done with the derivative of a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is written to a gradient.
    Gradient,
    /// Its product with a rate is taken from the parameter.
    Descent,
}

/// The function that [`print`] prints.
pub(super) fn function_name(purpose: Purpose, tier: &Tier) -> Ident {
    match purpose {
        Purpose::Gradient => format_ident!("gradient_row{}", tier.suffix),
        Purpose::Descent => format_ident!("descend_row{}", tier.suffix),
    }
}

/// `gradient_row_wide(simd, net, x: &[[f32; I]; 1], step, workspace, gradient, total)` writes the whole gradient of the row
/// whose target is in the workspace; `descend_row_wide(simd, net, x, step, workspace, rate, total)` changes `net`, unless
/// the loss is not finite. Both add the row's loss to `total`.
pub(super) fn print(plan: &Plan<'_>, tier: &Tier, purpose: Purpose, kernels: &mut Kernels) -> TokenStream {
    let name = function_name(purpose, tier);
    let (network, workspace_type) = (plan.local_name(), plan.private_name("Workspace"));
    let inputs = plan.model.input.len();
    let mut row = Row { training: Training::new(plan, tier, kernels), purpose };
    let buffers = row.buffers();
    let forward = (0..plan.values.len()).map(|index| row.forward(ValueId(index))).collect::<TokenStream>();
    let loss = row.training.loss();
    let backward = (0..plan.values.len()).rev().map(|index| row.backward(ValueId(index))).collect::<TokenStream>();
    let (net, result, guard) = match purpose {
        Purpose::Gradient => (quote!(&#network), quote!(gradient: &mut #network), TokenStream::new()),
        Purpose::Descent => (
            quote!(&mut #network),
            quote!(rate: f32),
            quote!(if !nn::is_finite(*total) {
                return;
            }),
        ),
    };
    vector_function(
        &name,
        &quote! {
            net: #net,
            x: &[[f32; #inputs]; 1],
            step: nn::Step,
            workspace: &mut #workspace_type,
            #result,
            total: &mut f64,
        },
        &quote! {
            #buffers
            #forward
            let losses = &mut [0.0; 1];
            #loss
            nn::add_loss(total, losses);
            #guard
            #backward
        },
    )
}

struct Row<'a, 'k> {
    training: Training<'a, 'k>,
    purpose: Purpose,
}

impl Row<'_, '_> {
    /// Values, derivatives and targets of the row: the first of the workspace's rows, or, where the workspace has none,
    /// on the stack.
    fn buffers(&self) -> TokenStream {
        let plan = self.training.plan;
        if !plan.lanes_over_rows.training {
            let names = row_arrays(plan).into_iter().map(|(name, _)| name);
            return quote!(#(let #names = nn::first_row(&mut workspace.#names);)*);
        }
        let ids = || (0..plan.values.len()).map(ValueId);
        let declare = |name: Ident, id: ValueId| {
            let n_panels = plan.value(id).panels();
            quote!(let #name = &mut [[nn::Panel::ZERO; #n_panels]; 1];)
        };
        let values = ids().map(|id| declare(value_name(plan.value(id)), id));
        let trained = ids().filter(|id| plan.needs_gradient(*id));
        let gradients = trained.map(|id| declare(gradient_name(plan.value(id)), id));
        let targets = declare(format_ident!("targets"), plan.output());
        quote! {
            #(#values)*
            #(#gradients)*
            #targets
            nn::load_row(&nn::first_row(&mut workspace.targets)[0], &mut targets[0]);
        }
    }

    fn forward(&mut self, id: ValueId) -> TokenStream {
        let plan = self.training.plan;
        let Kernel::Dense(dense) = &plan.value(id).kernel else { return self.training.forward(id) };
        let function = self.training.kernels.forward(self.training.tier, dense, 1);
        let (operand, output) = (self.operand(dense), value_name(plan.value(id)));
        let parameters = parameters(plan, dense);
        quote!(#function(simd, #operand, #parameters #output);)
    }

    /// The row that a dense layer reads, as scalars unless inputs are in the lanes.
    fn operand(&self, dense: &Dense) -> TokenStream {
        match dense.input {
            Operand::Input => quote!(x),
            Operand::Value(input) if dense.lanes == Lanes::Inputs => {
                let input = value_name(self.training.plan.value(input));
                quote!(#input)
            }
            Operand::Value(input) => {
                let (from, to) = (panels(dense.inputs), stored(dense));
                let input = value_name(self.training.plan.value(input));
                quote!(nn::cast::<[[nn::Panel; #from]; 1], [[f32; #to]; 1]>(#input))
            }
        }
    }

    fn backward(&mut self, id: ValueId) -> TokenStream {
        let plan = self.training.plan;
        match &plan.value(id).kernel {
            Kernel::Dense(dense) => self.dense(id, dense),
            _ => self.training.backward(id),
        }
    }

    /// Operand, weights and biases of a dense layer: the weights change last.
    fn dense(&mut self, id: ValueId, dense: &Dense) -> TokenStream {
        let plan = self.training.plan;
        let value = plan.value(id);
        let d = gradient_name(value);
        let mut printed = self.training.through_activation(id, dense);
        let weight = format_ident!("{}", plan.fields[dense.weight].name);
        if let Operand::Value(input) = dense.input
            && plan.needs_gradient(input)
        {
            let fused = self.training.fused_activation(input);
            let mode = self.training.mode(input);
            let (kernels, tier) = (&mut *self.training.kernels, self.training.tier);
            let (a, to) = (value_name(plan.value(input)), gradient_name(plan.value(input)));
            printed.extend(match dense.lanes {
                Lanes::Outputs => {
                    let function = input_gradient(kernels, tier, dense, fused, mode);
                    let a = fused.map(|_| quote!(&#a[0],));
                    quote!(#function(simd, &#d[0], &net.#weight, #a &mut #to[0]);)
                }
                Lanes::Inputs => {
                    let function = kernels.input_gradient(tier, dense, 1, fused, mode);
                    let a = fused.map(|_| quote!(#a,));
                    let d = quote!(nn::cast::<[[nn::Panel; 1]; 1], [[f32; 16]; 1]>(#d));
                    quote!(#function(simd, #d, &net.#weight, #a #to);)
                }
            });
        }
        let operand = self.operand(dense);
        let bias = dense.bias.map(|bias| format_ident!("{}", plan.fields[bias].name));
        let outer = self.training.kernels.outer(self.training.tier, dense, self.purpose == Purpose::Descent);
        printed.extend(match self.purpose {
            Purpose::Gradient => {
                let bias = bias.map(|bias| quote!(gradient.#bias = #d[0];));
                quote! {
                    #outer(simd, &#operand[0], &#d[0], &mut gradient.#weight);
                    #bias
                }
            }
            Purpose::Descent => {
                let bias = bias.map(|bias| quote!(nn::descend(simd, &#d[0], &mut net.#bias, rate);));
                quote! {
                    #outer(simd, &#operand[0], &#d[0], &mut net.#weight, rate);
                    #bias
                }
            }
        });
        printed
    }
}

/// `fn(simd, d: &[Panel; PO], weight: &[[Panel; I]; PO], [a: &[Panel; PI],] y: &mut [Panel; PI])`: `y = d W f'(a)`, or
/// added to `y`, for one row. `fused` is the activation whose output `a` the operand is.
fn input_gradient(kernels: &mut Kernels, tier: &Tier, dense: &Dense, fused: Option<Activation>, mode: Mode) -> Ident {
    let (inputs, n_outputs) = (dense.inputs, panels(dense.outputs));
    let n_inputs = panels(inputs);
    let name = format!(
        "input_gradient_of_one_{inputs}x{}_{}{}{}",
        dense.outputs,
        activation::name(fused.unwrap_or(Activation::Identity)),
        if mode == Mode::Add { "_added" } else { "" },
        tier.suffix,
    );
    let straight = tier.is_straight(1, inputs * n_outputs);
    kernels.add(&name, |name| {
        let (groups, rest) = (inputs / LANES, inputs % LANES);
        let group = |group: TokenStream, first: First, n: usize| {
            let sums = Group { n, n_outputs, at_once: tier.vectors_of_a_row(), straight };
            let printed = sums.print(first);
            let names = (0..n).map(sum_name);
            let finished = finish_input_gradient(&quote!(sum), &quote!([#group]), fused, mode);
            quote! {
                #printed
                let sum = nn::lane_sums(simd, [#(#names,)*]);
                #finished
            }
        };
        let mut body = TokenStream::new();
        if straight {
            body.extend((0..groups).map(|index| {
                let printed = group(quote!(#index), First::Known(index * LANES), LANES);
                quote!({ #printed })
            }));
        } else if groups > 0 {
            let printed = group(quote!(group), First::OfGroup, LANES);
            body.extend(quote!(for group in 0..#groups { #printed }));
        }
        if rest > 0 {
            let printed = group(quote!(#groups), First::Known(groups * LANES), rest);
            body.extend(quote!({ #printed }));
        }
        let a = fused.map(|_| quote!(a: &[nn::Panel; #n_inputs],));
        let arguments = quote! {
            d: &[nn::Panel; #n_outputs], weight: &[[nn::Panel; #inputs]; #n_outputs], #a y: &mut [nn::Panel; #n_inputs],
        };
        vector_function(name, &arguments, &body)
    })
}

/// The products of up to 16 inputs' weights with the output's derivative, a vector for each input.
struct Group {
    n: usize,
    n_outputs: usize,
    /// Vectors that fit the registers.
    at_once: usize,
    straight: bool,
}

impl Group {
    /// `let sum_0 = ..`, for the inputs from `first` on.
    fn print(&self, first: First) -> TokenStream {
        let mut printed = TokenStream::new();
        for start in (0..self.n).step_by(self.at_once) {
            let inputs: Vec<usize> = (start..self.n.min(start + self.at_once)).collect();
            let names: Vec<Ident> = inputs.iter().map(|input| sum_name(*input)).collect();
            let places: Vec<TokenStream> = inputs.iter().map(|input| first.plus(*input)).collect();
            let step = |panel: &TokenStream| {
                quote! {
                    let d0 = nn::load(simd, &d[#panel]);
                    #(#names = nn::mul_add(nn::load(simd, &weight[#panel][#places]), d0, #names);)*
                }
            };
            printed.extend(quote!(#(let mut #names = nn::splat(simd, 0.0);)*));
            let n_outputs = self.n_outputs;
            if self.straight || n_outputs == 1 {
                printed.extend((0..n_outputs).map(|panel| step(&quote!(#panel))));
            } else {
                let body = step(&quote!(panel));
                printed.extend(quote!(for panel in 0..#n_outputs { #body }));
            }
        }
        printed
    }
}

/// The first input of a group.
#[derive(Clone, Copy)]
enum First {
    Known(usize),
    /// That of the group with the number of the loop.
    OfGroup,
}

impl First {
    fn plus(self, input: usize) -> TokenStream {
        match (self, input) {
            (Self::Known(first), _) => {
                let place = first + input;
                quote!(#place)
            }
            (Self::OfGroup, 0) => quote!(16 * group),
            (Self::OfGroup, _) => quote!(16 * group + #input),
        }
    }
}

fn sum_name(input: usize) -> Ident {
    format_ident!("sum_{input}")
}
