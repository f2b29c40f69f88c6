//! `tanh` and its derivative.

use super::exp::exp_nonpositive;
use super::{at_most, by_itself, polynomial};
use crate::simd::{Simd, f32x16, splat, u32x16};

/// `(tanh(r) - r)/r^3` in `r^2`, for `r` from 0 to `ln(2)/2`: fitted to the largest error of [`tanh`] in ulp as it is
/// measured, so with all its roundings.
const TANH: [f32; 3] = [-0.333_329_83, 0.133_122, -0.050_006_382];
/// `1.5 * 2^15`, plus 126, which is 1 less than exponents have. A small `x` plus this keeps 8 bits after the point, and
/// above them the sum's bits end in the integer part of `x` plus 126.
const FLOOR: f32 = 49_152.0 + 126.0;
/// How many bits after the point, as a mask of what is before it.
const FLOOR_MASK: u32 = 0xffff_ff00;
/// From the integer bits of such a sum to the bits of an exponent.
const FLOOR_TO_EXPONENT: u32 = 15;
/// The bit of the sign.
const SIGN: u32 = 0x8000_0000;

/// Numerator and denominator of `tanh |x|`, the latter from 1 to `2^29`. The quotient errs by at most 1.75 ulp.
#[inline(always)]
pub(super) fn quotient<S: Simd>(simd: S, x: f32x16<S>) -> [f32x16<S>; 2] {
    // |x| = n ln(2)/2 + r with integer n and r from 0 to ln(2)/2. From 9.011 on the quotient is 1.
    let magnitude = at_most(simd, x.abs(), 10.0);
    let sum: u32x16<S> = magnitude.mul_add(2.0 * core::f32::consts::LOG2_E, FLOOR).bitcast();
    let floor = sum & FLOOR_MASK;
    let n = floor.bitcast::<f32x16<S>>() - FLOOR;
    let remainder = n.mul_add(-core::f32::consts::LN_2 / 2.0, magnitude);
    let square = remainder * remainder;
    let h = (remainder * square).mul_add(polynomial(simd, square, TANH), remainder);

    // With t = tanh(n ln(2)/2) = (2^n - 1)/(2^n + 1) and h = tanh(r) it is (t + h)/(1 + t h). Both times (2^n + 1)/2 it
    // is N/D with N = h (2^n + 1)/2 + (2^n - 1)/2, D = N + (1 - h). No term is negative, for n = 0 it is h to the bit,
    // and with D made from N the rounding error of N hardly counts near 1.
    let half_power: f32x16<S> = (floor << FLOOR_TO_EXPONENT).bitcast();
    let numerator = h.mul_add(half_power + 0.5, half_power - 0.5);
    [numerator, numerator + (splat(simd, 1.0) - h)]
}

/// `magnitude`, which is not negative, with the sign of `x`.
#[inline(always)]
pub(super) fn with_sign_of<S: Simd>(x: f32x16<S>, magnitude: f32x16<S>) -> f32x16<S> {
    (magnitude.bitcast::<u32x16<S>>() | (x.bitcast::<u32x16<S>>() & SIGN)).bitcast()
}

/// The hyperbolic tangent.
///
/// Error: at most 1.75 ulp. Odd to the bit. `tanh(-inf) = -1`, `tanh(inf) = 1`.
///
/// Cost: 19 operations, 8 of them multiplications or multiply-adds, one a division. One rational function of `x` takes
/// 15, 11 of them the former, but errs by 3 ulp. Rounding to the nearest `n` instead of down would save one or two, but
/// errs by 2.2 ulp or more: a negative `r` cancels.
#[inline(always)]
pub fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let [numerator, denominator] = quotient(simd, x);
            with_sign_of(x, numerator / denominator)
        },
    )
}

/// The derivative of [`tanh`] at the pre-activation `z`, `4 e/(1 + e)^2` with `e = e^(-2|z|)`.
///
/// Error: at most 4.3 ulp, in the tails too. 0 at both infinities.
#[inline(always)]
pub fn tanh_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let magnitude = at_most(simd, z.abs(), 55.0);
            let small = exp_nonpositive(simd, magnitude * -2.0);
            let denominator = small + 1.0;
            (small * 4.0) / (denominator * denominator)
        },
    )
}

/// The derivative of [`tanh`] where its value is `a`, `(1 - a)(1 + a)`.
///
/// Near `|a| = 1` it is as accurate as `a` allows: the spacing of floats there is 6e-8.
#[inline(always)]
pub fn tanh_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    let one = splat(simd, 1.0);
    (one - a) * (one + a)
}
