//! `tanh` and its derivative.

use super::exp::{EXPONENT_BIT, ROUND, exp_nonpositive};
use super::{at_most, polynomial};
use crate::simd::{Simd, f32x16, prelude::*, splat, u32x16};

/// From here on `tanh` is one minus a quotient.
const FAR_FROM: f32 = 0.65;
/// `(tanh(x) - x)/x^3` in `x^2`, for `|x| <= 0.66`, relative error of `tanh` 8.0e-9.
const NEAR: [f32; 5] = [-0.333_332_48, 0.133_305_43, -0.053_665_057, 0.020_397_983, -0.005_439_458_4];
/// `e^(2r)` for `|r| <= 1.003 ln(2)/4`, with the largest relative error of `tanh(x)` that `r` causes for any
/// `x >= FAR_FROM` level, 3.0e-8.
const FAR: [f32; 6] = [1.0, 1.999_999_8, 1.999_957_8, 1.333_373_2, 0.670_600_3, 0.266_181_86];

/// The hyperbolic tangent.
///
/// Error: at most 1.7 ulp. Odd to the bit. `tanh(-inf) = -1`, `tanh(inf) = 1`.
///
/// A rational fit without the exponential would take two thirds of the time, at about 3 ulp.
#[inline(always)]
pub fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let square = x * x;
    let near = (square * polynomial(simd, square, NEAR)).mul_add(x, x);

    // 1 - 2/(e^(2x) + 1), for which e^(2x) may be less accurate than `exp` has it: 2x = n ln 2 + 2r in one step, with
    // r and not 2r in the polynomial. From 9.011 on the result is 1.
    let magnitude = at_most(simd, x.abs(), 9.5);
    let rounded = magnitude.mul_add(2.0 * core::f32::consts::LOG2_E, ROUND);
    let remainder = (rounded - ROUND).mul_add(-core::f32::consts::LN_2 / 2.0, magnitude);
    let significand: u32x16<S> = polynomial(simd, remainder, FAR).bitcast();
    let rounded: u32x16<S> = rounded.bitcast();
    let power: f32x16<S> = (significand + (rounded << EXPONENT_BIT)).bitcast();
    let far = splat(simd, -2.0) / (power + 1.0) + 1.0;

    // The comparison is false for NaN, which takes the side that has kept it. `near` has a sign, but for that of -0.
    magnitude.simd_ge(FAR_FROM).select(far, near).copysign(x)
}

/// The derivative of [`tanh`] at the pre-activation `z`, `4 e/(1 + e)^2` with `e = e^(-2|z|)`.
///
/// Error: at most 4.3 ulp, in the tails too. 0 at both infinities.
#[inline(always)]
pub fn tanh_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    let magnitude = at_most(simd, z.abs(), 55.0);
    let small = exp_nonpositive(simd, magnitude * -2.0);
    let denominator = small + 1.0;
    (small * 4.0) / (denominator * denominator)
}

/// The derivative of [`tanh`] where its value is `a`, `(1 - a)(1 + a)`.
///
/// Near `|a| = 1` it is as accurate as `a` allows: the spacing of floats there is 6e-8.
#[inline(always)]
pub fn tanh_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    let one = splat(simd, 1.0);
    (one - a) * (one + a)
}
