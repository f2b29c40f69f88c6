//! Dense layers of few outputs: their weights have inputs in the lanes, and a sum ends with a sum over the lanes.
//!
//! Letters: `I` inputs and `O` outputs of a layer, `PI` panels of its inputs, `R` rows.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::kernels::{Kernels, activate_columns, function, suffix, vector_function};
use super::tile::{Contraction, Factor, Finish, Index, Steps};
use crate::plan::tile::{Task, Tier};
use crate::plan::{Dense, LANES, panels, partial_sums};

impl Kernels {
    /// `fn(simd, x: &[[Panel; PI]; R], weight: &[[Panel; PI]; O], bias: &[Panel; 1], y: &mut [[Panel; 1]; R])`, without `bias`
    /// if the layer has none. The bias is added last.
    pub(super) fn forward_of_few(&mut self, tier: &Tier, dense: &Dense, rows: usize) -> Ident {
        let (inputs, outputs) = (panels(dense.inputs), dense.outputs);
        let name = format!("{}{}", stem(dense), suffix(tier, rows));
        self.add(&name, |name| {
            let straight = tier.is_straight(rows, rows * inputs * outputs);
            let sums = partial_sums(outputs, inputs);
            let contraction = Contraction {
                rows,
                panels: outputs,
                steps: Steps::Known(inputs),
                sums,
                shape: tier.shape_of_all_panels(Task { rows, panels: outputs, length: inputs, sums }),
                some_panels: false,
                straight,
                straight_tiles: straight,
                left: Factor::Panel(&|r, k| quote!(&x[#r][#k])),
                right: Factor::Panel(&|p, k| quote!(&weight[#p][#k])),
                start: None,
                finish: Finish::Row(&|r, sums| {
                    let sum = if lanes(dense) < LANES { quote!(sums_of_half_lanes) } else { quote!(sums_of_lanes) };
                    let mut total = quote!(nn::#sum(simd, [#(#sums),*]));
                    if dense.bias.is_some() {
                        total = quote!(nn::plus(#total, nn::load(simd, &bias[0])));
                    }
                    let result = activation::apply(dense.activation, &quote!(total));
                    quote!(let total = #total; nn::store(#result, &mut y[#r][0]);)
                }),
            };
            let bias = bias(dense);
            let arguments = quote! {
                x: &[[nn::Panel; #inputs]; #rows], weight: &[[nn::Panel; #inputs]; #outputs], #bias
                y: &mut [[nn::Panel; 1]; #rows],
            };
            function(name, contraction.straight, &arguments, &contraction.print())
        })
    }

    /// `fn(simd, x: &[Panel; I], weight: &[[Panel; PI]; O], bias: &[Panel; 1], y: &mut [Panel; O])`, for 16 rows in columns: the
    /// sums of [`forward_of_few`](Self::forward_of_few), in the same order.
    pub(super) fn forward_lanes_of_few(&mut self, tier: &Tier, dense: &Dense) -> Ident {
        let (inputs, outputs, n_panels) = (dense.inputs, dense.outputs, panels(dense.inputs));
        let name = format!("{}_lanes{}", stem(dense), tier.suffix);
        self.add(&name, |name| {
            let sums = (0..outputs).map(|output| sum_over_lanes(dense, output)).collect::<TokenStream>();
            let (bias, activation) = (bias(dense), activate_columns(dense.activation));
            let arguments = quote! {
                x: &[nn::Panel; #inputs], weight: &[[nn::Panel; #n_panels]; #outputs], #bias y: &mut [nn::Panel; #outputs],
            };
            vector_function(name, &arguments, &quote!(#sums #activation))
        })
    }

    /// `fn(simd, x: &[[Panel; PI]], d: &[[f32; 16]], part: &mut Inputs<O>)`: adds the sum over rows of `x d` to the panels of
    /// inputs that `part` holds of the gradient.
    pub(super) fn weight_gradient_of_few(&mut self, tier: &Tier, dense: &Dense, block_rows: usize) -> Ident {
        let (inputs, outputs) = (panels(dense.inputs), dense.outputs);
        let name = format!("weight_gradient_{}x{outputs}{}", dense.inputs, tier.suffix);
        self.add(&name, |name| {
            let straight = tier.is_straight(inputs, inputs * outputs);
            let contraction = Contraction {
                rows: inputs,
                panels: outputs,
                steps: Steps::Rows { left: quote!(x), right: quote!(d) },
                sums: 1,
                shape: tier.weight_gradient_shape(dense, block_rows),
                some_panels: false,
                straight,
                straight_tiles: straight,
                left: Factor::Panel(&|i, _| quote!(&left[#i])),
                right: Factor::Scalar(&|p, _| quote!(right[#p])),
                start: None,
                finish: Finish::AddToPart { kept: &|panel, sum| kept(dense.inputs, panel, sum) },
            };
            let arguments = quote! {
                x: &[[nn::Panel; #inputs]], d: &[[f32; 16]], part: &mut nn::Inputs<'_, #outputs>,
            };
            function(name, contraction.straight, &arguments, &contraction.print())
        })
    }
}

/// The lanes of `sum` that are inputs, if `panel` is the last one: an activation of padding need not be 0.
fn kept(inputs: usize, panel: &Index, sum: &Ident) -> TokenStream {
    if inputs.is_multiple_of(LANES) { quote!(#sum) } else { quote!(nn::keep(simd, #sum, #inputs - 16 * (#panel))) }
}

/// `y[output]`, before the activation: products in the order of the lanes' partial sums, then lane `i` and `i + 8`, `i + 4`,
/// `i + 2`, `i + 1`. Lanes of padding are left out, which can change nothing but the sign of a zero; so a zero is added.
fn sum_over_lanes(dense: &Dense, output: usize) -> TokenStream {
    let n_sums = partial_sums(dense.outputs, panels(dense.inputs));
    let mut printed = TokenStream::new();
    let mut sums_of_lanes: Vec<Option<Ident>> = (0..lanes(dense))
        .map(|lane| {
            let mut sums: Vec<Option<Ident>> =
                (0..n_sums).map(|sum| partial_sum(dense, output, (lane, sum, n_sums), &mut printed)).collect();
            let mut distance = 1;
            while distance < n_sums {
                for first in (0..n_sums).step_by(2 * distance) {
                    sums[first] = joined(sums[first].take(), sums[first + distance].take(), &mut printed);
                }
                distance *= 2;
            }
            sums.swap_remove(0)
        })
        .collect();
    while sums_of_lanes.len() > 1 {
        let upper = sums_of_lanes.split_off(sums_of_lanes.len() / 2);
        for (lower, upper) in sums_of_lanes.iter_mut().zip(upper) {
            *lower = joined(lower.take(), upper, &mut printed);
        }
    }
    let total = sums_of_lanes.swap_remove(0);
    let mut total = quote!(#total);
    if !dense.inputs.is_multiple_of(lanes(dense)) {
        total = quote!(nn::plus(#total, nn::splat(simd, 0.0)));
    }
    if dense.bias.is_some() {
        total = quote!(nn::plus(#total, nn::splat(simd, bias[0].0[#output])));
    }
    quote!({ #printed nn::store(#total, &mut y[#output]); })
}

/// The variable of the partial sum `sum` of a lane: the panels `sum`, `sum + n_sums`, ..; none if all of them end before.
fn partial_sum(
    dense: &Dense,
    output: usize,
    (lane, sum, n_sums): (usize, usize, usize),
    printed: &mut TokenStream,
) -> Option<Ident> {
    let name = if sum == 0 { format_ident!("lane_{lane}") } else { format_ident!("lane_{lane}_{sum}") };
    let inputs = (sum..panels(dense.inputs)).step_by(n_sums).map(|panel| (panel, panel * LANES + lane));
    let mut terms = 0;
    for (panel, input) in inputs.take_while(|(_, input)| *input < dense.inputs) {
        let before = if terms == 0 { quote!(nn::splat(simd, 0.0)) } else { quote!(#name) };
        printed.extend(quote! {
            let #name = nn::mul_add(nn::load(simd, &x[#input]), nn::splat(simd, weight[#output][#panel].0[#lane]), #before);
        });
        terms += 1;
    }
    (terms > 0).then_some(name)
}

/// The sum of two variables in the first, or the one there is.
fn joined(first: Option<Ident>, second: Option<Ident>, printed: &mut TokenStream) -> Option<Ident> {
    match (first, second) {
        (Some(first), Some(second)) => {
            printed.extend(quote!(let #first = nn::plus(#first, #second);));
            Some(first)
        }
        (first, second) => first.or(second),
    }
}

/// The lanes that have inputs, if they fit the half of a vector, else all.
fn lanes(dense: &Dense) -> usize {
    if dense.inputs <= LANES / 2 { LANES / 2 } else { LANES }
}

/// `dense_64x1_tanh`, the beginning of a function's name.
fn stem(dense: &Dense) -> String {
    let bias = if dense.bias.is_some() { "" } else { "_without_bias" };
    format!("dense_{}x{}{bias}_{}", dense.inputs, dense.outputs, activation::name(dense.activation))
}

/// The parameter for the bias, if there is one.
fn bias(dense: &Dense) -> Option<TokenStream> {
    dense.bias.map(|_| quote!(bias: &[nn::Panel; 1],))
}
