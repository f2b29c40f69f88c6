//! Functions that take a layer's kernels over all rows, or over all blocks of rows: printed once for layers that are equal, so
//! that twenty layers of one shape compile little longer than five.
//!
//! Letters: as in [`super::kernels`].

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::kernels::{Extent, Kernels, Mode, forward_shape, input_gradient_shape, numbers, stored, vector_function};
use crate::model::Activation;
use crate::plan::tile::{Shape, Tier};
use crate::plan::{Dense, LANES, Lanes, panels};

impl Kernels {
    /// `fn(simd, x: &[[f32; X]], weight, bias, y: &mut [[Panel; PO]])`: the layer, for all rows.
    pub(super) fn forward_of_all(&mut self, tier: &Tier, dense: &Dense) -> Ident {
        let is_large = dense.is_large(false);
        let [many, one] = [tier.rows, 1].map(|rows| {
            if is_large { self.forward_of(tier, dense, rows, Extent::Range) } else { self.forward(tier, dense, rows) }
        });
        let bias = if dense.bias.is_some() { "" } else { "_without_bias" };
        let name = format!("dense_{}{bias}_{}_all{}", shape(dense), activation::name(dense.activation), tier.suffix);
        self.add(&name, |name| {
            let (x, outputs) = (operand(dense), panels(dense.outputs));
            let (outer, inner) = dense.lanes.extents(dense.inputs, dense.outputs);
            let bias = dense.bias.map(|_| quote!(bias: &[nn::Panel; #outputs],));
            let parameters = if dense.bias.is_some() { quote!(weight, bias,) } else { quote!(weight,) };
            let arguments = quote! {
                x: &[#x], weight: &[[nn::Panel; #inner]; #outer], #bias y: &mut [[nn::Panel; #outputs]],
            };
            let range = is_large.then(|| quote!(panels.clone(),));
            let body = quote! {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)] |x, y| #many(simd, x, #parameters y, #range),
                    #[inline(always)] |x, y| #one(simd, nn::one(x), #parameters nn::one_mut(y), #range),
                );
            };
            let shapes = [tier.rows, 1].map(|rows| forward_shape(tier, dense, rows, outputs));
            walk(tier, dense, name, &arguments, &by_panels(is_large, outputs, shapes, body))
        })
    }

    /// `fn(simd, d: &[[f32; 16 PO]], weight, [a: &[[Panel; PI]],] y: &mut [[Panel; PI]])`: the operand's derivative, for all
    /// rows.
    pub(super) fn input_gradient_of_all(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        fused: Option<Activation>,
        mode: Mode,
    ) -> Ident {
        let is_large = dense.is_large(true);
        let extent = if is_large { Extent::Range } else { Extent::All };
        let [many, one] = [tier.rows, 1].map(|rows| self.input_gradient_of(tier, dense, rows, (fused, mode), extent));
        let name = format!(
            "input_gradient_{}x{}_{}{}_all{}",
            dense.inputs,
            dense.outputs,
            activation::name(fused.unwrap_or(Activation::Identity)),
            if mode == Mode::Add { "_added" } else { "" },
            tier.suffix,
        );
        self.add(&name, |name| {
            let (inputs, outputs, read) = (panels(dense.inputs), dense.outputs, panels(dense.outputs) * LANES);
            let (outer, inner) = match dense.lanes {
                Lanes::Outputs => (inputs, outputs),
                Lanes::Inputs => (outputs, inputs),
            };
            let a = fused.map(|_| quote!(a: &[[nn::Panel; #inputs]],));
            let arguments = quote! {
                d: &[[f32; #read]], weight: &[[nn::Panel; #inner]; #outer], #a y: &mut [[nn::Panel; #inputs]],
            };
            let range = is_large.then(|| quote!(panels.clone(),));
            let body = if fused.is_some() {
                quote! {
                    nn::rows_with(
                        d,
                        a,
                        y,
                        #[inline(always)] |d, a, y| #many(simd, d, weight, a, y, #range),
                        #[inline(always)] |d, a, y| #one(simd, nn::one(d), weight, nn::one(a), nn::one_mut(y), #range),
                    );
                }
            } else {
                let rows = match mode {
                    Mode::Overwrite => quote!(rows_overlapping),
                    Mode::Add => quote!(rows),
                };
                quote! {
                    nn::#rows(
                        d,
                        y,
                        #[inline(always)] |d, y| #many(simd, d, weight, y, #range),
                        #[inline(always)] |d, y| #one(simd, nn::one(d), weight, nn::one_mut(y), #range),
                    );
                }
            };
            let shapes = [tier.rows, 1].map(|rows| input_gradient_shape(tier, dense, rows));
            walk(tier, dense, name, &arguments, &by_panels(is_large, inputs, shapes, body))
        })
    }

    /// `fn(simd, x: &[[f32; X]], d: &[[Panel; PO]], part: &mut Inputs)`: adds the sum over rows of `x d`, block by block.
    pub(super) fn weight_gradient_of_all(&mut self, tier: &Tier, dense: &Dense, block_rows: usize) -> Ident {
        let block = self.weight_gradient(tier, dense, block_rows);
        self.add(&format!("weight_gradient_{}_all{}", shape(dense), tier.suffix), |name| {
            let (outer, _) = dense.lanes.extents(dense.inputs, dense.outputs);
            let (x, outputs) = (operand(dense), panels(dense.outputs));
            let d = match dense.lanes {
                Lanes::Outputs => quote!([nn::Panel; #outputs]),
                Lanes::Inputs => quote!([f32; 16]),
            };
            let arguments = quote!(x: &[#x], d: &[#d], part: &mut nn::Inputs<'_, #outer>,);
            let body = quote! {
                nn::each_block(#block_rows, x, d, part, #[inline(always)] |x, d, part| #block(simd, x, d, part));
            };
            walk(tier, dense, name, &arguments, &body)
        })
    }

    /// `fn(simd, d: &[[Panel; PO]], part: &mut Outputs)`: adds the sum over rows of `d`, block by block.
    pub(super) fn bias_gradient_of_all(&mut self, tier: &Tier, dense: &Dense, block_rows: usize) -> Ident {
        let outputs = panels(dense.outputs);
        self.add(&format!("bias_gradient_{outputs}panels{}", tier.suffix), |name| {
            let arguments = quote!(d: &[[nn::Panel; #outputs]], part: &mut nn::Outputs<'_>);
            let function = vector_function(name, &arguments, &quote!(nn::bias_gradient(simd, #block_rows, d, part);));
            quote!(#[inline(never)] #function)
        })
    }

    /// `fn(simd, x, d: &[Panel; PO], weight)`, for a single row: `weight` becomes the derivative of the weights, or, with a
    /// further argument `rate` and called `descend_outer`, makes a step down it.
    pub(super) fn outer(&mut self, tier: &Tier, dense: &Dense, is_descent: bool) -> Ident {
        let function = if is_descent { "descend_outer" } else { "outer" };
        self.add(&format!("{function}_{}{}", shape(dense), tier.suffix), |name| {
            let (inputs, x, outputs) = (dense.inputs, operand(dense), panels(dense.outputs));
            let (outer, inner) = dense.lanes.extents(inputs, dense.outputs);
            let (rate, passed) = if is_descent { (quote!(rate: f32,), quote!(rate,)) } else { Default::default() };
            let (called, inputs) = match dense.lanes {
                Lanes::Outputs => (format_ident!("{function}"), None),
                Lanes::Inputs => (format_ident!("{function}_of_few"), Some(inputs)),
            };
            let arguments = quote! {
                x: &#x, d: &[nn::Panel; #outputs], weight: &mut [[nn::Panel; #inner]; #outer], #rate
            };
            walk(tier, dense, name, &arguments, &quote!(nn::#called(simd, x, d, weight, #passed #inputs);))
        })
    }
}

/// `body` for some panels of `n_panels` after others, whole tiles of both shapes, if the layer is large: then these weights are
/// in the second cache for all rows but the first.
fn by_panels(is_large: bool, n_panels: usize, [many, one]: [Shape; 2], body: TokenStream) -> TokenStream {
    if !is_large {
        return body;
    }
    let mut multiples = (1..one.panels).map(|factor| factor * many.panels);
    let step = multiples.find(|step| step.is_multiple_of(one.panels)).unwrap_or(one.panels * many.panels);
    quote!(nn::by_panels(#n_panels, #step, #[inline(always)] |panels| { #body });)
}

/// The function, part of its caller where the layer is a straight line.
fn walk(tier: &Tier, dense: &Dense, name: &Ident, arguments: &TokenStream, body: &TokenStream) -> TokenStream {
    if !tier.is_straight(1, dense.operations()) {
        return vector_function(name, arguments, body);
    }
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(simd: S, #arguments) { #body }
    }
}

/// A row of the operand as the layer's kernels take it.
fn operand(dense: &Dense) -> TokenStream {
    match dense.lanes {
        Lanes::Outputs => {
            let stored = stored(dense);
            quote!([f32; #stored])
        }
        Lanes::Inputs => {
            let inputs = panels(dense.inputs);
            quote!([nn::Panel; #inputs])
        }
    }
}

/// `784x128`, or `100of112x128` where the operand is a value with padding.
fn shape(dense: &Dense) -> String {
    let read = match dense.lanes {
        Lanes::Outputs => numbers(dense.inputs, stored(dense)),
        Lanes::Inputs => dense.inputs.to_string(),
    };
    format!("{read}x{}", dense.outputs)
}
