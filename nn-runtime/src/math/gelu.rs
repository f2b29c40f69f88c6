//! `gelu` and its derivative, by way of the tail of the normal distribution.

use super::exp::decay;
use super::{at_most, polynomial, relu};
use crate::simd::{Simd, f32x16, prelude::*, splat, u32x16};

/// `e^(x^2/2) P(-x)` for `x` from 0 to 14.8, `P` the normal distribution: numerator and denominator of a rational
/// minimax fit of the relative error (Lawson's weights), with the common factor, 1.58, that loses least when the
/// coefficients are rounded: 9.2e-9. All coefficients are positive, so nothing cancels.
const NUMERATOR: [f32; 5] = [0.792_031, 0.695_235_67, 0.290_960_4, 0.064_603_426, 0.006_555_896];
const DENOMINATOR: [f32; 6] = [1.584_062, 2.654_370_5, 1.907_763_4, 0.745_530_9, 0.161_946_67, 0.016_433_012];

/// What `gelu` and its derivative are made of, for `x = |z|`.
struct Tail<S: Simd> {
    /// `min(x, 14.75)`; beyond, `e^(-x^2/2)` and everything in proportion to it is 0.
    magnitude: f32x16<S>,
    /// `-x^2/2` in two parts.
    exponent: [f32x16<S>; 2],
    /// `e^(x^2/2) P(-x)`
    ratio: f32x16<S>,
}

#[inline(always)]
fn tail<S: Simd>(simd: S, z: f32x16<S>) -> Tail<S> {
    let magnitude = at_most(simd, z.abs(), 14.75);
    // In two parts, since e^(-x^2/2) magnifies a rounding error of the square by x^2/2: the upper 12 bits of x have an
    // exact square, and x^2 - high^2 = (x - high)(x + high).
    let bits: u32x16<S> = magnitude.bitcast();
    let high: f32x16<S> = (bits & 0xffff_f000).bitcast();
    let exponent = [(high * high) * -0.5, ((magnitude - high) * -0.5) * (magnitude + high)];
    let ratio = polynomial(simd, magnitude, NUMERATOR) / polynomial(simd, magnitude, DENOMINATOR);
    Tail { magnitude, exponent, ratio }
}

/// `x P(x)`, `P` the normal distribution: `x/2 (1 + erf(x/sqrt 2))`.
///
/// Error: at most 2.7 ulp for `x > 0`, 4.2 ulp for `x > -2`, and 6.5 ulp in the negative tail, down to where the result
/// vanishes (SSE2: 2.7, 5.5, 8); subnormal results are rounded, not flushed. `gelu(-inf) = 0`, `gelu(inf) = inf`.
#[inline(always)]
pub fn gelu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let Tail { magnitude, exponent: [upper, lower], ratio } = tail(simd, x);
    // P(x) = 1 - P(-x), so x P(x) = max(x, 0) - |x| P(-|x|), which keeps the tail accurate.
    relu(simd, x) - decay(simd, upper, lower).times(magnitude * ratio)
}

/// The derivative of [`gelu`] at the pre-activation `z`, `P(z) + z p(z)`, `p` the normal density.
///
/// Absolute error at most 1.5e-7 (it has a zero, at -0.752). 0 at minus infinity, 1 at infinity.
#[inline(always)]
pub fn gelu_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    /// `p(0)`
    const PEAK: f32 = 0.398_942_3;
    let Tail { magnitude, exponent: [upper, lower], ratio } = tail(simd, z);
    // For negative z it is P(-x) - x p(x), and for positive z one minus that.
    let part = decay(simd, upper, lower).times(magnitude.mul_add(-PEAK, ratio));
    z.simd_lt(0.0).select(part, splat(simd, 1.0) - part)
}
