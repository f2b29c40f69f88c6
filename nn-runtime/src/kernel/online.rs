//! Training on a single row: what is done with the derivatives of parameters.
//!
//! Letters: `I` inputs and `P` panels of outputs of a dense layer, `X` numbers stored per row of its operand, `I` or more. Of a
//! layer of few outputs, `O`, whose weights have inputs in the lanes, `Q` panels of inputs.

use super::elementwise::keep;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, prelude::*, splat, store};

/// Adds the loss of the row.
#[inline(always)]
pub fn add_loss(total: &mut f64, losses: &[f32; 1]) {
    let [loss] = losses;
    *total += f64::from(*loss);
}

/// Whether a loss lets training go on.
#[must_use]
#[inline(always)]
pub fn is_finite(loss: f64) -> bool {
    loss.is_finite()
}

/// The gradient of the weights: `gradient [P, I] = x d`.
#[inline(always)]
pub fn outer<S: Simd, const X: usize, const I: usize, const P: usize>(
    simd: S,
    x: &[f32; X],
    d: &[Panel; P],
    gradient: &mut [[Panel; I]; P],
) {
    for (d, gradient) in d.iter().zip(gradient) {
        let d = load(simd, d);
        for (x, gradient) in x.iter().zip(gradient) {
            store(splat(simd, *x) * d, gradient);
        }
    }
}

/// A step of gradient descent on the weights: `weight [P, I] = weight - rate (x d)`.
#[inline(always)]
pub fn descend_outer<S: Simd, const X: usize, const I: usize, const P: usize>(
    simd: S,
    x: &[f32; X],
    d: &[Panel; P],
    weight: &mut [[Panel; I]; P],
    rate: f32,
) {
    let rate = splat(simd, -rate);
    for (d, weight) in d.iter().zip(weight) {
        let d = load(simd, d);
        for (x, weight) in x.iter().zip(weight) {
            store((splat(simd, *x) * d).mul_add(rate, load(simd, weight)), weight);
        }
    }
}

/// As [`outer`] for a layer of few outputs: `gradient [O, Q] = x d`, of which `inputs` lanes are inputs.
#[inline(always)]
pub fn outer_of_few<S: Simd, const Q: usize, const O: usize>(
    simd: S,
    x: &[Panel; Q],
    d: &[Panel; 1],
    gradient: &mut [[Panel; Q]; O],
    inputs: usize,
) {
    each_product(
        simd,
        x,
        d,
        gradient,
        inputs,
        #[inline(always)]
        |product, gradient| store(product, gradient),
    );
}

/// As [`descend_outer`] for a layer of few outputs: `weight [O, Q] = weight - rate (x d)`.
#[inline(always)]
pub fn descend_outer_of_few<S: Simd, const Q: usize, const O: usize>(
    simd: S,
    x: &[Panel; Q],
    d: &[Panel; 1],
    weight: &mut [[Panel; Q]; O],
    rate: f32,
    inputs: usize,
) {
    let rate = splat(simd, -rate);
    each_product(
        simd,
        x,
        d,
        weight,
        inputs,
        #[inline(always)]
        |product, weight| {
            store(product.mul_add(rate, load(simd, weight)), weight);
        },
    );
}

/// `f` for each product of a panel of `x` and a number of `d`, zero where there is no input.
#[inline(always)]
fn each_product<S: Simd, const Q: usize, const O: usize>(
    simd: S,
    x: &[Panel; Q],
    d: &[Panel; 1],
    weights: &mut [[Panel; Q]; O],
    inputs: usize,
    mut f: impl FnMut(f32x16<S>, &mut Panel),
) {
    let [Panel(d)] = d;
    for (d, weights) in d.iter().zip(weights) {
        let d = splat(simd, *d);
        for (panel, (x, weight)) in x.iter().zip(weights).enumerate() {
            f(keep(simd, load(simd, x) * d, inputs.saturating_sub(panel * Panel::LANES)), weight);
        }
    }
}

/// A step of gradient descent on the biases: `bias [P] = bias - rate d`.
#[inline(always)]
pub fn descend<S: Simd, const P: usize>(simd: S, d: &[Panel; P], bias: &mut [Panel; P], rate: f32) {
    let rate = splat(simd, -rate);
    for (d, bias) in d.iter().zip(bias) {
        store(load(simd, d).mul_add(rate, load(simd, bias)), bias);
    }
}
