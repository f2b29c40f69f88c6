//! `softplus` and its derivative.

use super::exp::exp_nonpositive;
use super::{at_least, expm1, polynomial, relu, sigmoid};
use crate::simd::{Simd, f32x16, prelude::*};

/// `(ln(1 + e) - e)/e^2` for `e` from 0 to 1, relative error of the logarithm 8.0e-10.
const LN_1_PLUS: [f32; 10] = [
    -0.499_999_88,
    0.333_326_9,
    -0.249_885_78,
    0.198_979_27,
    -0.161_293_21,
    0.124_670_89,
    -0.083_073_62,
    0.041_980_993,
    -0.013_631_314,
    0.002_072_915_4,
];

/// `ln(1 + e^x)`.
///
/// Error: at most 2 ulp (SSE2: 2.6); subnormal results are rounded, not flushed. `softplus(-inf) = 0`,
/// `softplus(inf) = inf`.
#[inline(always)]
pub fn softplus<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let small = exp_nonpositive(simd, at_least(simd, -x.abs(), -110.0));
    let logarithm = (small * small).mul_add(polynomial(simd, small, LN_1_PLUS), small);
    relu(simd, x) + logarithm
}

/// The derivative of [`softplus`] at the pre-activation `z`, [`sigmoid`]`(z)`.
#[inline(always)]
pub fn softplus_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    sigmoid(simd, z)
}

/// The derivative of [`softplus`] where its value is `a`, `1 - e^-a`.
///
/// Error: at most 1.6 ulp (SSE2: 1.8). 0 at 0, 1 at infinity.
#[inline(always)]
pub fn softplus_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    -expm1(simd, -a)
}
