//! `gelu_tanh` and its derivative.

use super::exp::{TWO_64, exp_nonpositive, one_plus_exp_parts};
use super::sigmoid::gated_derivative;
use super::{at_least, at_most, by_itself};
use crate::simd::{Simd, f32x16, splat};

/// `2 sqrt(2/pi)`, less [`LINEAR_LOW`]: rounded down to a multiple of `2^-20`.
const LINEAR: f32 = 1.595_768_9;
/// The rest of `2 sqrt(2/pi)`.
const LINEAR_LOW: f32 = 1.930_779e-7;
/// `2 sqrt(2/pi) 0.044715`, less [`CUBIC_LOW`].
const CUBIC: f32 = 0.071_354_814;
/// The rest of `2 sqrt(2/pi) 0.044715`.
const CUBIC_LOW: f32 = 2.398_832_5e-9;
/// Below minus this the function and its derivative round to 0.
const FAR: f32 = 11.0;

/// `x/2 (1 + tanh(u))` with `u = sqrt(2/pi) (x + 0.044715 x^3)`: [`gelu`](super::gelu) approximately, to 5e-4.
///
/// Error: at most 2 ulp, in the negative tail too (SSE2: 150 there); subnormal results are rounded, not flushed.
/// `gelu_tanh(-inf) = -0`, `gelu_tanh(inf) = inf`.
#[inline(always)]
pub fn gelu_tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // It is x/(1 + e^-2u), as `silu`, with 2u = x w in two parts, since e^-2u magnifies a rounding error by 2u.
            let limited = at_least(simd, x, -FAR);
            let square = limited * limited;
            let factor = square.mul_add(CUBIC, splat(simd, LINEAR + LINEAR_LOW));
            let product = limited * factor;
            // What the three roundings took away. Without fused multiply-add it is hardly anything, and does no harm.
            let square_low = limited.mul_add(limited, -square);
            let small = square_low.mul_add(CUBIC, square.mul_add(CUBIC_LOW, splat(simd, LINEAR_LOW)));
            let factor_low = square.mul_add(CUBIC, splat(simd, LINEAR) - factor) + small;
            let product_low = limited.mul_add(factor_low, limited.mul_add(factor, -product));
            let value = limited / one_plus_exp_parts(simd, -product, -product_low) * (1.0 / TWO_64);
            // From 4.9 on the result is x, and further on e^-2u is an arbitrary float. (Not `x` itself: see `activation::parts`.)
            x.simd_gt(6.0).select(limited, value)
        },
    )
}

/// The derivative of [`gelu_tanh`] at the pre-activation `z`, `s(2u) (1 + 2 z u' s(-2u))` with the logistic function `s`.
///
/// Absolute error at most 3e-7 (it has a zero, at -0.752). 0 at minus infinity, 1 at infinity.
#[inline(always)]
pub fn gelu_tanh_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let limited = at_least(simd, at_most(simd, z, FAR), -FAR);
            let square = limited * limited;
            let product = limited * square.mul_add(CUBIC, splat(simd, LINEAR + LINEAR_LOW));
            let slope = limited * square.mul_add(3.0 * CUBIC, splat(simd, LINEAR + LINEAR_LOW));
            let small = exp_nonpositive(simd, -product.abs());
            gated_derivative(simd, z, small, slope)
        },
    )
}
