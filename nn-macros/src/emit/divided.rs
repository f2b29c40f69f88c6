//! A dense layer of a single row, divided between threads by panels of outputs.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::forward::parameters;
use super::kernels::{Extent, Kernels, forward_shape};
use crate::plan::tile::Tier;
use crate::plan::{Dense, PANELS_OF_A_THREAD, Plan, panels};

/// The layer's outputs of the row `x`, to `y`: with threads in parts, without them as a whole.
pub(super) fn print(
    plan: &Plan<'_>,
    tier: &Tier,
    dense: &Dense,
    (x, y): (&TokenStream, &Ident),
    kernels: &mut Kernels,
) -> TokenStream {
    let n_panels = panels(dense.outputs);
    let group = forward_shape(tier, dense, 1, n_panels.min(PANELS_OF_A_THREAD)).panels;
    let field = |index: usize| format_ident!("{}", plan.fields[index].name);
    let weight = field(dense.weight);
    let (bias, passed) = match dense.bias.map(field) {
        Some(bias) => (quote!(&net.#bias), quote!(weight, bias,)),
        None => (quote!(&[(); #n_panels]), quote!(weight,)),
    };
    let groups = kernels.forward_of(tier, dense, 1, Extent::Group(group));
    let rest = match n_panels % group {
        0 => quote!(|_, _, _| {}),
        rest => {
            let function = kernels.forward_of(tier, dense, 1, Extent::Group(rest));
            quote! {
                #[inline(always)] |weight, bias, y| {
                    if let (nn::Some(weight), nn::Some(bias), nn::Some(y)) =
                        (weight.first_chunk::<#rest>(), bias.first_chunk::<#rest>(), y.first_chunk_mut::<#rest>())
                    {
                        let _ = bias;
                        #function(simd, x, #passed nn::one_mut(y));
                    }
                }
            }
        }
    };
    let whole = kernels.forward(tier, dense, 1);
    let parameters = parameters(plan, dense);
    // The block keeps its `x` from what comes after, which may read the input.
    quote! {
        nn::if_parallel! {{
            let x = #x;
            nn::row_in_parts(
                &net.#weight,
                #bias,
                nn::panels_mut(#y),
                #[inline(always)] |weight: &[_; #group], bias, y| {
                    let _ = bias;
                    #groups(simd, x, #passed nn::one_mut(y));
                },
                #rest,
            );
        }}
        nn::if_single! {
            #whole(simd, #x, #parameters #y);
        }
    }
}
