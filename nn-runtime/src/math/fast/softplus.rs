//! `softplus`, `log_sigmoid` and `mish`.

use super::super::{at_least, at_most, by_itself, polynomial, relu};
use super::exp::{FAR, exp_nonpositive};
use crate::simd::{Simd, f32x16};

/// `ln(1 + e)/e` for `e` from 0 to 1, relative error 5.7e-5.
const LN_1_PLUS: [f32; 5] = [0.999_943_3, -0.496_977_8, 0.306_300_97, -0.157_427_24, 0.041_347_306];

/// `ln(1 + e^x)`.
///
/// Relative error: at most 6.5e-5; subnormal results are rounded, not flushed. `softplus(-inf) = 0`, `softplus(inf) = inf`.
#[inline(always)]
pub fn softplus<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let small = exp_nonpositive(simd, -x.abs());
            small.mul_add(polynomial(simd, small, LN_1_PLUS), relu(simd, x))
        },
    )
}

/// `ln sigmoid(x)`, which is `-`[`softplus`]`(-x)`.
///
/// Relative error: at most 6.5e-5, as [`softplus`]. `log_sigmoid(-inf) = -inf`, `log_sigmoid(inf) = -0`.
#[inline(always)]
pub fn log_sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    -softplus(simd, -x)
}

/// `x tanh(softplus(x))`.
///
/// Relative error: at most 1e-5 where the result is above 1e-36, below an absolute one of 1e-41. `mish(-inf) = -0`, `mish(inf) = inf`.
#[inline(always)]
pub fn mish<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // tanh(ln(1 + e)) = n / (n + 2) with n = e (e + 2), in which nothing cancels; from 20 on it is 1.
            let limited = at_least(simd, x, -FAR);
            let exp = exp_nonpositive(simd, at_most(simd, limited, 20.0));
            let numerator = exp.mul_add(exp, exp + exp);
            limited * (numerator / (numerator + 2.0))
        },
    )
}
