//! What `#[math(fast)]` chooses: the same functions, to a relative error of 1e-4 instead of a few ulp, in about three fifths of the operations.
//!
//! They are as reproducible as the exact ones: the same operations in the same order, so **the bits are the same on every instruction set
//! with fused multiply-add**, and among those without. At infinities, zeros and NaN, and where an exact function has reached its limit,
//! they have the exact functions' values. Activations that are not here, and all derivatives that are computed from an argument, are the
//! exact ones.
//!
//! Errors are asserted by `tests/math_fast.rs`. The largest relative ones that were found are in the guide, `docs/math.md`. The polynomials are our own minimax fits, by Lawson's weights; the errors beside them are those before rounding.

mod exp;
mod gelu;
mod sigmoid;
mod softplus;
mod tanh;

use super::Functions;
use crate::simd::{Simd, f32x16};

lane_by_lane! {
        exp: celu(alpha), elu(alpha), exp, selu;
        gelu: gelu, gelu_tanh;
        sigmoid: sigmoid, silu;
        softplus: log_sigmoid, mish, softplus;
        tanh: tanh;
}

/// The functions of this module.
#[derive(Clone, Copy, Debug)]
pub struct Fast;

impl Functions for Fast {
    #[inline(always)]
    fn exp_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        exp::exp_nonpositive(simd, x)
    }

    #[inline(always)]
    fn sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        sigmoid(simd, x)
    }

    #[inline(always)]
    fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        tanh(simd, x)
    }

    /// A division serves both.
    #[inline(always)]
    fn sigmoid_times_tanh<S: Simd>(simd: S, x: f32x16<S>, y: f32x16<S>) -> f32x16<S> {
        let [numerator, denominator] = tanh::quotient(simd, y);
        // Where the sigmoid is 0, this is infinite.
        numerator / (denominator * sigmoid::one_plus_exp_of_minus(simd, x))
    }
}
