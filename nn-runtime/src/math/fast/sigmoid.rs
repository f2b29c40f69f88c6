//! The logistic function and `silu`.

use super::super::exp::{EXPONENT_BIT, ROUND};
use super::super::{at_least, at_most, by_itself, polynomial};
use super::exp::EXPM1;
use crate::simd::{Simd, f32x16, splat, u32x16};

/// Beyond minus this `e^-x` is infinite.
const FAR: f32 = 89.0;

/// `1 + e^-x`: infinite below -88.73, 1 from 18 on. NaN stays NaN.
#[inline(always)]
pub(super) fn one_plus_exp_of_minus<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    /// The bits of a sum with `n`, shifted, are those of `2^(n - 1)`, which is a number up to `n = 128`.
    const ROUND_TO_HALF_POWER: f32 = ROUND + 127.0 - 1.0;
    let limited = at_least(simd, at_most(simd, x, 20.0), -FAR);
    // -x = n ln 2 - r
    let rounded = limited.mul_add(-core::f32::consts::LOG2_E, ROUND_TO_HALF_POWER);
    let r = (rounded - ROUND_TO_HALF_POWER).mul_add(core::f32::consts::LN_2, limited);
    let half_power: f32x16<S> = (rounded.bitcast::<u32x16<S>>() << EXPONENT_BIT).bitcast();
    let [c0, c1, c2, c3] = EXPM1;
    polynomial(simd, r, [2.0, -2.0 * c0, 2.0 * c1, -2.0 * c2, 2.0 * c3]).mul_add(half_power, 1.0)
}

/// The logistic function, `1/(1 + e^-x)`.
///
/// Relative error: at most 1e-5. `sigmoid(0) = 0.5`, `sigmoid(-inf) = 0`, `sigmoid(inf) = 1`; 0 below -88.73.
#[inline(always)]
pub fn sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| splat(simd, 1.0) / one_plus_exp_of_minus(simd, x),
    )
}

/// `x sigmoid(x)`, also called swish.
///
/// Relative error: at most 1e-5 from -88.7 on; below, where it is -0, the absolute one is at most 2.8e-37. `silu(-inf) = -0`,
/// `silu(inf) = inf`.
#[inline(always)]
pub fn silu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| at_least(simd, x, -FAR) / one_plus_exp_of_minus(simd, x),
    )
}
