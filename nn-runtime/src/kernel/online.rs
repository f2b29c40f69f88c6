//! Training on a single row: what is done with the derivatives of parameters.
//!
//! Letters: `I` inputs and `P` panels of outputs of a dense layer, `X` numbers stored per row of its operand, `I` or more.

use crate::panel::Panel;
use crate::simd::{Simd, load, prelude::*, splat, store};

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

/// A step of gradient descent on the biases: `bias [P] = bias - rate d`.
#[inline(always)]
pub fn descend<S: Simd, const P: usize>(simd: S, d: &[Panel; P], bias: &mut [Panel; P], rate: f32) {
    let rate = splat(simd, -rate);
    for (d, bias) in d.iter().zip(bias) {
        store(load(simd, d).mul_add(rate, load(simd, bias)), bias);
    }
}
