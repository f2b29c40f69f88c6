//! The natural logarithm, and its derivative.

use super::by_itself;
use super::exp::{LN_2_HIGH, LN_2_LOW};
use super::polynomial;
use super::reciprocal;
use crate::simd::{Simd, f32x16, i32x16, splat};

/// `(ln(1 + f) - f)/f^2` for `1 + f` from `sqrt(1/2)` to `sqrt(2)`: -1/2, then the fit, relative error of `ln` 5.8e-9.
const LN: [f32; 9] = [
    -0.5,
    0.333_333_3,
    -0.250_008_2,
    0.200_012_28,
    -0.166_233_6,
    0.142_017_45,
    -0.131_601_51,
    0.127_616_27,
    -0.076_346_22,
];
/// The bits of `sqrt(1/2)`.
const SQRT_HALF_BITS: i32 = 0x3f35_04f3;

/// `ln x`.
///
/// Error: at most 1 ulp, subnormal arguments included. `ln(0) = ln(-0) = -inf`, `ln(inf) = inf`, NaN below 0.
#[inline(always)]
pub fn ln<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // A subnormal argument is brought into the normal range, by 2^23.
            let subnormal = x.simd_lt(f32::MIN_POSITIVE);
            let normal = subnormal.select(x * 8_388_608.0, x);
            // normal = 2^n (1 + f): n counts from sqrt(1/2), so that f is small on both sides of 1.
            let bits: i32x16<S> = normal.bitcast();
            let n = (bits - SQRT_HALF_BITS) >> 23;
            let significand: f32x16<S> = (bits - (n << 23)).bitcast();
            let n: f32x16<S> = n.to_float();
            let n = n - subnormal.select(splat(simd, 23.0), splat(simd, 0.0));
            let f = significand - 1.0;
            let near = (f * f).mul_add(polynomial(simd, f, LN), f);
            let finite = n.mul_add(LN_2_HIGH, n.mul_add(LN_2_LOW, near));
            // What the bits of 0, negative numbers, infinity and NaN made of this is replaced.
            let ordinary = x.simd_gt(0.0) & x.simd_lt(f32::INFINITY);
            let zero = x.simd_eq(0.0);
            let other = x.simd_lt(0.0).select(splat(simd, f32::NAN), x);
            ordinary.select(finite, zero.select(splat(simd, f32::NEG_INFINITY), other))
        },
    )
}

/// The natural logarithm of `x`, [`ln`]: what the activation is called.
#[inline(always)]
pub fn log<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    ln(simd, x)
}

/// The derivative of [`log`] at the pre-activation `z`: `1 / z`, correctly rounded, also where `z` is negative.
#[inline(always)]
pub fn log_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    reciprocal(simd, z)
}
