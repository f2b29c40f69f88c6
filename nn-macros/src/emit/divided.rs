//! A dense layer of a single row, divided between threads by panels of outputs.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::forward::parameters;
use super::kernels::{Kernels, function, numbers, stored};
use super::tile::{Contraction, Factor, Finish, Index, Steps};
use crate::plan::tile::{Shape, Task, Tier};
use crate::plan::{Dense, Plan, panels, partial_sums};

/// Panels of outputs that a thread computes together at most. The weights are streamed, and four panels keep up with the
/// cache that they come from.
const MOST_PANELS: usize = 4;

/// The layer's outputs of the row `x`, to `y`: with threads in parts, without them as a whole.
pub(super) fn print(
    plan: &Plan<'_>,
    tier: &Tier,
    dense: &Dense,
    (x, y): (&TokenStream, &Ident),
    kernels: &mut Kernels,
) -> TokenStream {
    let shape = shape(tier, dense);
    let (group, rest) = (shape.panels, panels(dense.outputs) % shape.panels);
    let field = |index: usize| format_ident!("{}", plan.fields[index].name);
    let weight = field(dense.weight);
    let n_panels = panels(dense.outputs);
    let (bias, bias_of_group) = match dense.bias.map(field) {
        Some(bias) => (quote!(&net.#bias), Some(quote!(bias,))),
        None => (quote!(&[(); #n_panels]), None),
    };
    let groups = kernels.forward_of_panels(tier, dense, Shape { panels: group, ..shape });
    let rest = if rest == 0 {
        quote!(|_, _, _| {})
    } else {
        let function = kernels.forward_of_panels(tier, dense, Shape { panels: rest, ..shape });
        quote! {
            #[inline(always)] |weight, bias, y| {
                if let (nn::Some(weight), nn::Some(bias), nn::Some(y)) =
                    (weight.first_chunk::<#rest>(), bias.first_chunk::<#rest>(), y.first_chunk_mut::<#rest>())
                {
                    let _ = bias;
                    #function(simd, x, weight, #bias_of_group y);
                }
            }
        }
    };
    let whole = kernels.forward(tier, dense, 1);
    let parameters = parameters(plan, dense);
    quote! {
        nn::if_parallel! {{
            let x = #x;
            nn::row_in_parts(
                &net.#weight,
                #bias,
                nn::panels_mut(#y),
                #[inline(always)] |weight: &[_; #group], bias, y| {
                    let _ = bias;
                    #groups(simd, x, weight, #bias_of_group y);
                },
                #rest,
            );
        }}
        nn::if_single! {
            #whole(simd, #x, #parameters #y);
        }
    }
}

fn shape(tier: &Tier, dense: &Dense) -> Shape {
    let n_panels = panels(dense.outputs);
    let sums = partial_sums(n_panels, dense.inputs);
    tier.shape(Task { rows: 1, panels: n_panels.min(MOST_PANELS), length: dense.inputs, sums }, true)
}

impl Kernels {
    /// `fn(simd, x: &[[f32; X]; 1], weight: &[[Panel; I]; G], bias: &[Panel; G], y: &mut [Panel; G])`: some panels of the sums
    /// of [`forward`](Self::forward), in the same order; `G` is `shape.panels`.
    fn forward_of_panels(&mut self, tier: &Tier, dense: &Dense, shape: Shape) -> Ident {
        let (inputs, stored, n_panels) = (dense.inputs, stored(dense), shape.panels);
        let name = format!(
            "dense_{}x{}{}_{}_{n_panels}panels{}",
            numbers(inputs, stored),
            dense.outputs,
            if dense.bias.is_some() { "" } else { "_without_bias" },
            activation::name(dense.activation),
            tier.suffix,
        );
        self.add(&name, |name| {
            let load_bias = |_: &Index, p: &Index| quote!(nn::load(simd, &bias[#p]));
            let bias = dense.bias.map(|_| quote!(bias: &[nn::Panel; #n_panels],));
            let contraction = Contraction {
                rows: 1,
                panels: n_panels,
                steps: Steps::Known(inputs),
                sums: partial_sums(panels(dense.outputs), inputs),
                shape,
                some_panels: false,
                straight: false,
                straight_tiles: false,
                left: Factor::Scalar(&|r, k| quote!(x[#r][#k])),
                right: Factor::Panel(&|p, k| quote!(&weight[#p][#k])),
                start: if dense.bias.is_some() { Some(&load_bias) } else { None },
                finish: Finish::Each(&|_, p, sum| {
                    let result = activation::apply(dense.activation, &quote!(#sum));
                    quote!(nn::store(#result, &mut y[#p]);)
                }),
            };
            let printed = function(
                name,
                &contraction,
                &quote!(
                    x: &[[f32; #stored]; 1], weight: &[[nn::Panel; #inputs]; #n_panels], #bias
                    y: &mut [nn::Panel; #n_panels],
                ),
            );
            quote!(nn::if_parallel! { #printed })
        })
    }
}
