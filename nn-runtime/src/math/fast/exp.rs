//! `exp`, and the activations that are exponential below 0.

use super::super::activation::{SELU_SCALE, SELU_SCALE_ALPHA, parts};
use super::super::exp::{EXPONENT_BIT, ROUND, ROUND_TO_POWER, TWO_64, power_of_two, power_of_two_64};
use super::super::{at_least, at_most, by_itself, polynomial};
use crate::simd::{Simd, f32x16, splat, u32x16};

/// `(e^r - 1)/r` for `|r| <= 1.003 ln(2)/2`, relative error 1.52e-5; of `e^r`, 6.4e-6. A degree less would be 1.8e-4 of `e^r`, or 7.6e-5
/// if `e^0` were not 1, and would jump by twice as much where pieces meet.
pub(super) const EXPM1: [f32; 4] = [0.999_984_9, 0.500_012_7, 0.167_673_14, 0.041_666_59];

/// Below this `e^x` is 0, and above minus this infinite.
pub(super) const FAR: f32 = 110.0;

/// `x = n ln 2 + r`: the bits of `round + n`, and `r`; `round` is `ROUND` plus a small integer.
#[inline(always)]
fn reduce<S: Simd>(x: f32x16<S>, round: f32) -> [f32x16<S>; 2] {
    let rounded = x.mul_add(core::f32::consts::LOG2_E, round);
    [rounded, (rounded - round).mul_add(-core::f32::consts::LN_2, x)]
}

/// `unit e^r` for a power of two `unit`.
#[inline(always)]
fn exp_of_remainder<S: Simd>(simd: S, r: f32x16<S>, unit: f32) -> f32x16<S> {
    let [c0, c1, c2, c3] = EXPM1;
    polynomial(simd, r, [unit, unit * c0, unit * c1, unit * c2, unit * c3])
}

/// `e^x` for `x` up to 40, an arbitrary float beyond; a subnormal result is rounded. NaN stays NaN.
#[inline(always)]
pub(super) fn exp_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let [rounded, r] = reduce(at_least(simd, x, -FAR), ROUND_TO_POWER);
    exp_of_remainder(simd, r, 1.0 / TWO_64) * power_of_two_64(rounded)
}

/// `e^x`.
///
/// Relative error: at most 1e-5. Subnormal results are rounded, not flushed. `exp(0) = 1`, `exp(-inf) = 0`, `exp(inf) = inf`.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let limited = at_least(simd, at_most(simd, x, 89.0), -104.0);
            let [rounded, r] = reduce(limited, ROUND);
            let bits: u32x16<S> = rounded.bitcast();
            let half = bits >> 1;
            (exp_of_remainder(simd, r, 1.0) * power_of_two(half, 0)) * power_of_two(bits - half, 0)
        },
    )
}

/// `e^x - 1` for `x` up to 0, relative error 3e-5; an arbitrary float beyond. NaN stays NaN.
#[inline(always)]
fn expm1_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            /// With the bias of exponents.
            const ROUND_TO_PLAIN_POWER: f32 = ROUND + 127.0;
            // Below -20 the result is -1.
            let [rounded, r] = reduce(at_least(simd, x, -20.0), ROUND_TO_PLAIN_POWER);
            let power: f32x16<S> = (rounded.bitcast::<u32x16<S>>() << EXPONENT_BIT).bitcast();
            // Where the power is 1, this is -0, to which a zero of either sign can be added.
            let less_one = -(splat(simd, 1.0) - power);
            power.mul_add(r * polynomial(simd, r, EXPM1), less_one)
        },
    )
}

/// `x` for `x > 0`, else `alpha (e^x - 1)`.
///
/// Relative error: at most 2e-5. `elu(-inf) = -alpha`, `elu(inf) = inf`.
#[inline(always)]
pub fn elu<S: Simd>(simd: S, x: f32x16<S>, alpha: f32) -> f32x16<S> {
    let Some([above, below]) = parts(simd, x) else {
        return x.simd_gt(0.0).select(x, expm1_nonpositive(simd, x) * alpha);
    };
    expm1_nonpositive(simd, below).mul_add(alpha, above)
}

/// `1.0507009873554805 x` for `x > 0`, else `1.7580993408473766 (e^x - 1)`.
///
/// Relative error: at most 2e-5. `selu(-inf) = -1.7580993`, `selu(inf) = inf`.
#[inline(always)]
pub fn selu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    x.simd_gt(0.0).select(x * SELU_SCALE, expm1_nonpositive(simd, x) * SELU_SCALE_ALPHA)
}

/// `x` for `x > 0`, else `alpha (e^(x / alpha) - 1)`; for `alpha` from 1e-15 to 1e15.
///
/// Relative error: at most 2e-5. `celu(-inf) = -alpha`, `celu(inf) = inf`.
#[inline(always)]
pub fn celu<S: Simd>(simd: S, x: f32x16<S>, alpha: f32) -> f32x16<S> {
    let scaled = splat(simd, 1.0 / alpha);
    let Some([above, below]) = parts(simd, x) else {
        return x.simd_gt(0.0).select(x, expm1_nonpositive(simd, x * scaled) * alpha);
    };
    expm1_nonpositive(simd, below * scaled).mul_add(alpha, above)
}
