//! The derivative of a single row's operand.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::super::names::count;
use super::super::{activation, contraction};
use crate::plan::LANES;
use crate::plan::functions::RowGradient;

/// Groups of 16 inputs, then the inputs that are left.
pub(super) fn print(gradient: &RowGradient) -> TokenStream {
    let RowGradient { inputs, panels, at_once, is_straight, .. } = *gradient;
    let (groups, rest) = (inputs / LANES, inputs % LANES);
    let group = |group: TokenStream, first: First, n: usize| {
        let printed = Group { n, n_outputs: panels, at_once, straight: is_straight }.print(first);
        let names = (0..n).map(sum_name);
        let finished = finish(gradient, &group);
        quote! {
            #printed
            let sum = nn::lane_sums(simd, [#(#names,)*]);
            #finished
        }
    };
    let n_groups = count(groups);
    let mut body = TokenStream::new();
    if is_straight {
        body.extend((0..groups).map(|index| {
            let number = count(index);
            let printed = group(quote!(#number), First::Known(index * LANES), LANES);
            quote!({ #printed })
        }));
    } else if groups > 0 {
        let printed = group(quote!(group), First::OfGroup, LANES);
        body.extend(quote!(for group in 0..#n_groups { #printed }));
    }
    if rest > 0 {
        let printed = group(quote!(#n_groups), First::Known(groups * LANES), rest);
        body.extend(quote!({ #printed }));
    }
    body
}

/// `y = sum f'(a)` for a group of inputs, or added to `y`.
fn finish(gradient: &RowGradient, group: &TokenStream) -> TokenStream {
    let slope =
        gradient.derivative.map(|fused| activation::derivative_from_output(fused, &quote!(nn::load(simd, &a[#group]))));
    contraction::store(&quote!(sum), slope.as_ref(), &quote!(y[#group]), gradient.start)
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
                printed.extend((0..n_outputs).map(|panel| step(&count(panel).to_token_stream())));
            } else {
                let (body, n_outputs) = (step(&quote!(panel)), count(n_outputs));
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
                let place = count(first + input);
                quote!(#place)
            }
            (Self::OfGroup, 0) => quote!(16 * group),
            (Self::OfGroup, _) => {
                let input = count(input);
                quote!(16 * group + #input)
            }
        }
    }
}

fn sum_name(input: usize) -> Ident {
    format_ident!("sum_{input}")
}
