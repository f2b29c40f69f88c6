//! `mish` and its derivative.

use super::exp::{TWO_64, exp_times_2_64};
use super::{at_least, at_most, by_itself};
use crate::simd::{Simd, f32x16, splat};

/// `tanh(ln(1 + e)) = ((1 + e)^2 - 1) / ((1 + e)^2 + 1) = n / (n + 2)` with `n = e (e + 2)`, in which nothing cancels.
struct Quotient<S: Simd> {
    /// `e`
    exp: f32x16<S>,
    /// `2^64 n`: a normal number also where `e` is not.
    scaled_numerator: f32x16<S>,
    /// `n + 2`
    denominator: f32x16<S>,
}

/// For `x` from -110 to 20.
#[inline(always)]
fn quotient<S: Simd>(simd: S, x: f32x16<S>) -> Quotient<S> {
    let scaled = exp_times_2_64(simd, x);
    let exp = scaled * (1.0 / TWO_64);
    let scaled_numerator = scaled.mul_add(exp, scaled + scaled);
    let denominator = scaled_numerator.mul_add(1.0 / TWO_64, splat(simd, 2.0));
    Quotient { exp, scaled_numerator, denominator }
}

/// `x tanh(softplus(x))`.
///
/// Error: at most 3.7 ulp, in the negative tail too; subnormal results are rounded, not flushed. `mish(-inf) = -0`,
/// `mish(inf) = inf`.
#[inline(always)]
pub fn mish<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let limited = at_least(simd, x, -110.0);
            let Quotient { scaled_numerator, denominator, .. } = quotient(simd, limited);
            let value = limited * scaled_numerator / denominator * (1.0 / TWO_64);
            // From 9.4 on the result is x, and further on e^x is an arbitrary float. (Not `x` itself: see `activation::parts`.)
            x.simd_gt(20.0).select(limited, value)
        },
    )
}

/// The derivative of [`mish`] at the pre-activation `z`, `e/(n + 2) (e + 2 + 4 z (e + 1)/(n + 2))` with `e = e^z` and
/// `n = e (e + 2)`.
///
/// Absolute error at most 3.5e-7 (it has a zero, at -1.192). 0 at minus infinity, 1 at infinity.
#[inline(always)]
pub fn mish_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // From 12 on the result is 1.
            let limited = at_least(simd, at_most(simd, z, 15.0), -110.0);
            let Quotient { exp, denominator, .. } = quotient(simd, limited);
            let share = splat(simd, 1.0) / denominator;
            let slope = (limited * 4.0) * (exp + 1.0);
            (exp * share) * slope.mul_add(share, exp + 2.0)
        },
    )
}
