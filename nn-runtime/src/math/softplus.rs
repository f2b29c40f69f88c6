//! `softplus`, `log_sigmoid`, and their derivatives.

use super::exp::{TWO_64, exp_nonpositive_parts};
use super::{at_least, by_itself, expm1, relu, sigmoid};
use crate::simd::{Simd, f32x16};

/// `(ln(1 + e) - e)/e^2` for `e` from 0 to 1, relative error of the logarithm 5.1e-9, rounded as the search for the
/// least error of [`softplus`] found.
const LN_1_PLUS: [f32; 9] = [
    -0.499_999_23,
    0.333_304_88,
    -0.249_585_72,
    0.196_953_79,
    -0.153_553_56,
    0.106_805_16,
    -0.057_664_268,
    0.020_204_833,
    -0.003_318_716,
];

/// `ln(1 + e^x)`.
///
/// Error: at most 1.4 ulp (SSE2: 1.85); subnormal results are rounded, not flushed. `softplus(-inf) = 0`,
/// `softplus(inf) = inf`.
#[inline(always)]
pub fn softplus<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let [small, rest] = exp_nonpositive_parts(simd, at_least(simd, -x.abs(), -110.0));
            // Horner's rule in the square, in pairs, is faster; the last step alone rounds less.
            let [c0, c1, c2, c3, c4, c5, c6, c7, c8] = LN_1_PLUS;
            let square = small * small;
            let pair = |even: f32, odd: f32| small.mul_add(odd, even);
            let tail =
                pair(c7, c8).mul_add(square, pair(c5, c6)).mul_add(square, pair(c3, c4)).mul_add(square, pair(c1, c2));
            let tail = tail.mul_add(small, c0);
            // The logarithm grows by the rest of the exponential over 1 + e, where that counts about 5/8 of it. The large term
            // comes last: then one rounding counts.
            square.mul_add(tail, rest.mul_add(0.625 / TWO_64, relu(simd, x))) + small
        },
    )
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

/// `ln sigmoid(x)`, which is `-`[`softplus`]`(-x)`.
///
/// Error: at most 1.4 ulp (SSE2: 1.85), as [`softplus`]. `log_sigmoid(-inf) = -inf`, `log_sigmoid(inf) = -0`.
#[inline(always)]
pub fn log_sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    -softplus(simd, -x)
}

/// The derivative of [`log_sigmoid`] at the pre-activation `z`, [`sigmoid`]`(-z)`.
///
/// Error: at most 1.7 ulp, as [`sigmoid`]. 1 at minus infinity, 0 at infinity.
#[inline(always)]
pub fn log_sigmoid_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    sigmoid(simd, -z)
}

/// The derivative of [`log_sigmoid`] where its value is `a`, `1 - e^a`.
///
/// Error: at most 1.6 ulp (SSE2: 1.8). 0 at both zeros, 1 at minus infinity.
#[inline(always)]
pub fn log_sigmoid_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    softplus_derivative_from_output(simd, -a)
}
