//! Sums over lanes for 16 rows in columns: the sums of a layer of few outputs, in the same order.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::activation;
use super::super::names::count;
use crate::model::Activation;
use crate::plan::functions::few::summed_lanes;
use crate::plan::{Dense, LANES, SumOrder, panels};

/// All sums, then the activation in a loop.
pub(super) fn print(dense: &Dense, order: SumOrder) -> TokenStream {
    let sums = (0..dense.outputs).map(|output| sum_over_lanes(dense, order, output)).collect::<TokenStream>();
    let activation = (dense.activation != Activation::IDENTITY).then(|| {
        let applied = activation::apply(dense.activation, &quote!(z));
        quote!(nn::map_in_place(simd, y, #[inline(always)] |z| #applied);)
    });
    quote!(#sums #activation)
}

/// `y[output]`, before the activation: products in the order of the lanes' partial sums, then lane `i` and `i + 8`, `i + 4`,
/// `i + 2`, `i + 1`. Lanes of padding are left out, which can change nothing but the sign of a zero; so a zero is added.
fn sum_over_lanes(dense: &Dense, order: SumOrder, output: usize) -> TokenStream {
    let n_sums = order.parts;
    let mut printed = TokenStream::new();
    let mut sums_of_lanes: Vec<Option<Ident>> = (0..summed_lanes(dense))
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
    let output = count(output);
    let total = sums_of_lanes.swap_remove(0);
    let mut total = quote!(#total);
    if !dense.inputs.is_multiple_of(summed_lanes(dense)) {
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
        let [input, output, panel, lane] = [input, output, panel, lane].map(count);
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
