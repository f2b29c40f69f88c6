//! The logistic function, `silu`, and their derivatives.

use super::exp::{TWO_64, exp_nonpositive, one_plus_exp};
use super::{at_least, at_most, by_itself};
use crate::simd::{Simd, f32x16, splat};

/// Where `e^-x`, and with it every function here, has long become 0.
const FAR: f32 = 110.0;

/// `e^-|x|`
#[inline(always)]
fn fall<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    exp_nonpositive(simd, at_least(simd, -x.abs(), -FAR))
}

/// The logistic function, `1/(1 + e^-x)`.
///
/// Error: at most 1.7 ulp; subnormal results are rounded, not flushed. `sigmoid(-inf) = 0`, `sigmoid(inf) = 1`.
#[inline(always)]
pub fn sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| splat(simd, 1.0 / TWO_64) / one_plus_exp_of_minus(simd, x),
    )
}

/// `2^-64 (1 + e^-x)`, from `2^-64` to `2^95`. NaN stays NaN.
#[inline(always)]
pub(super) fn one_plus_exp_of_minus<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    // From 17.4 on it is 2^-64, and further on e^-x is an arbitrary float.
    let limited = at_least(simd, at_most(simd, x, 20.0), -FAR);
    one_plus_exp(simd, -limited)
}

/// The derivative of [`sigmoid`] at the pre-activation `z`, `s(z) s(-z)`.
///
/// Error: at most 3.3 ulp. 0 at both infinities.
#[inline(always)]
pub fn sigmoid_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // The smaller of s(z) and s(-z), less its square: where the two are close to each other, so are the errors.
            let small = fall(simd, z);
            let share = small / (small + 1.0);
            (-share).mul_add(share, share)
        },
    )
}

/// The derivative of [`sigmoid`] where its value is `a`, `a (1 - a)`.
///
/// Near `a = 1` it is as accurate as `a` allows: the spacing of floats there is 6e-8.
#[inline(always)]
pub fn sigmoid_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    a * (splat(simd, 1.0) - a)
}

/// `x sigmoid(x)`, also called swish.
///
/// Error: at most 1.8 ulp, in the negative tail too. `silu(-inf) = -0`, `silu(inf) = inf`.
#[inline(always)]
pub fn silu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // x/(1 + e^-x). The result is still a normal number where e^-x overflows, so the denominator is scaled by 2^-64.
            let limited = at_least(simd, x, -FAR);
            let quotient = limited / one_plus_exp(simd, -limited) * (1.0 / TWO_64);
            // From 17.4 on the result is x, and further on e^-x is an arbitrary float. (Not `x` itself: see `activation::parts`.)
            x.simd_gt(20.0).select(limited, quotient)
        },
    )
}

/// The derivative of [`silu`] at the pre-activation `z`, `s(z) (1 + z s(-z))`.
///
/// Absolute error at most 2.5e-7 (it has a zero, at -1.278). 0 at minus infinity, 1 at infinity.
#[inline(always)]
pub fn silu_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let bounded = at_least(simd, at_most(simd, z, FAR), -FAR);
            gated_derivative(simd, z, fall(simd, z), bounded)
        },
    )
}

/// The derivative of `x s(u)`, where `s` is the [`sigmoid`] and `u` an odd function of `x` that grows with it: `small` is `e^-|u|`, and
/// `slope` is `x` times the derivative of `u`.
#[inline(always)]
pub(super) fn gated_derivative<S: Simd>(simd: S, z: f32x16<S>, small: f32x16<S>, slope: f32x16<S>) -> f32x16<S> {
    let large_share = splat(simd, 1.0) / (small + 1.0);
    let small_share = small * large_share;
    let negative = z.simd_lt(0.0);
    let value = negative.select(small_share, large_share);
    let complement = negative.select(large_share, small_share);
    value * slope.mul_add(complement, 1.0)
}
