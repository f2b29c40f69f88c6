//! `exp` and `expm1`, and the pieces of `exp` that the other functions share.

use super::{at_least, at_most, by_itself, polynomial};
use crate::simd::{Simd, f32x16, splat, u32x16};

/// `1.5 * 2^23`. A small `x` plus this is `x` rounded to an integer, which the low bits of the sum hold.
pub(super) const ROUND: f32 = 12_582_912.0;
/// The bit patterns of floats have the exponent, plus 127, from this bit on.
pub(super) const EXPONENT_BIT: u32 = 23;
const EXPONENT_BIAS: u32 = 127;

/// `ROUND` with the bias of exponents and 64: the bits of a sum with `n`, shifted, are those of `2^(n + 64)`.
pub(super) const ROUND_TO_POWER: f32 = ROUND + 127.0 + 64.0;
/// 2^64
pub(super) const TWO_64: f32 = 18_446_744_073_709_551_616.0;

/// `ln 2` in two parts. The first has 9 significant bits, so its product with an exponent is exact also where
/// multiply-add is not fused.
pub(super) const LN_2_HIGH: f32 = 355.0 / 512.0;
pub(super) const LN_2_LOW: f32 = -2.121_944_4e-4;

/// `(e^r - 1 - r)/r^2` for `|r| <= 1.005 ln(2)/2`, relative error of `e^r` 3.2e-9.
const EXP: [f32; 5] = [0.499_999_94, 0.166_665_18, 0.041_668_423, 0.008_369_064, 0.001_381_388_2];
/// `(e^r - 1 - r)/r^2` for `|r| <= 1.005 ln(2)/2` with the relative error of `e^r - 1` level, 1.4e-8.
const EXPM1: [f32; 5] = [0.499_999_97, 0.166_665_4, 0.041_667_21, 0.008_366_846_5, 0.001_388_246_3];

/// `x = n ln 2 + r` with integer `n` and `|r|` hardly above `ln(2)/2`.
struct Reduced<S: Simd> {
    /// `ROUND + n`, or another integer in place of `ROUND`, whose bits hold `n`.
    rounded: f32x16<S>,
    /// `r`
    remainder: f32x16<S>,
}

/// Splits `x`, `|x| < 2^21`; `round` is `ROUND` plus a small integer.
#[inline(always)]
fn reduce<S: Simd>(x: f32x16<S>, round: f32) -> Reduced<S> {
    let rounded = x.mul_add(core::f32::consts::LOG2_E, round);
    let n = rounded - round;
    let remainder = n.mul_add(-LN_2_LOW, n.mul_add(-LN_2_HIGH, x));
    Reduced { rounded, remainder }
}

/// Splits `x + low` for an exact argument in two parts, `|low|` at most `x/100`; `round` is `ROUND` plus a small integer.
#[inline(always)]
fn reduce_parts<S: Simd>(x: f32x16<S>, low: f32x16<S>, round: f32) -> Reduced<S> {
    let rounded = x.mul_add(core::f32::consts::LOG2_E, round);
    let n = rounded - round;
    // Both small terms first: then one rounding counts.
    let remainder = n.mul_add(-LN_2_HIGH, x) + n.mul_add(-LN_2_LOW, low);
    Reduced { rounded, remainder }
}

/// Splits `x / unit` for `unit` above 0.
///
/// The multiples of `unit ln 2` are taken off before the division, since `e^x` magnifies a rounding error of `x` by `x`.
/// Where `unit` is 1 the bits are those of [`reduce`].
#[inline(always)]
fn reduce_over<S: Simd>(simd: S, x: f32x16<S>, unit: f32) -> Reduced<S> {
    // As LN_2_HIGH and LN_2_LOW: 9 significant bits, and the rest.
    let ln_2 = core::f64::consts::LN_2 * f64::from(unit);
    let high = f32::from_bits((ln_2 as f32).to_bits().wrapping_add(0x4000) & 0xffff_8000);
    let low = (ln_2 - f64::from(high)) as f32;
    let rounded = x.mul_add(core::f32::consts::LOG2_E / unit, ROUND);
    let n = rounded - ROUND;
    let remainder = n.mul_add(-low, n.mul_add(-high, x)) / splat(simd, unit);
    Reduced { rounded, remainder }
}

/// `2^(n + offset)` for `rounded = ROUND + n`; it must be a normal number.
///
/// The bits of `ROUND` vanish in the shift. If `rounded` is NaN the result is an arbitrary float, so it may only be
/// multiplied with a number that is NaN then too.
#[inline(always)]
pub(super) fn power_of_two<S: Simd>(rounded: u32x16<S>, offset: i32) -> f32x16<S> {
    ((rounded << EXPONENT_BIT) + (EXPONENT_BIAS.wrapping_add_signed(offset) << EXPONENT_BIT)).bitcast()
}

/// `2^(n + 64)` for `rounded = ROUND_TO_POWER + n`; it must be a normal number. As [`power_of_two`] if it is NaN.
#[inline(always)]
pub(super) fn power_of_two_64<S: Simd>(rounded: f32x16<S>) -> f32x16<S> {
    let bits: u32x16<S> = rounded.bitcast();
    (bits << EXPONENT_BIT).bitcast()
}

/// `unit (e^r - 1)` for a power of two `unit`, which changes no rounding; for use where 1 is added.
#[inline(always)]
fn above_one<S: Simd>(simd: S, remainder: f32x16<S>, unit: f32) -> f32x16<S> {
    let [c0, c1, c2, c3, c4] = EXP;
    let tail = polynomial(simd, remainder, [unit * c0, unit * c1, unit * c2, unit * c3, unit * c4]);
    (remainder * remainder).mul_add(tail, remainder * unit)
}

/// `e^x` for `-127 <= x <= 0`; a subnormal result is rounded once. NaN stays NaN.
#[inline(always)]
pub(super) fn exp_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    // Two factors that are normal numbers: one times 2^-64, the other times 2^64.
    let Reduced { rounded, remainder } = reduce(x, ROUND_TO_POWER);
    (above_one(simd, remainder, 1.0 / TWO_64) + 1.0 / TWO_64) * power_of_two_64(rounded)
}

/// `e^x` for `x` up to 40 with the bits of [`exp`], and an arbitrary float beyond; NaN stays NaN.
#[inline(always)]
pub(super) fn exp_up_to_40<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    exp_nonpositive(simd, at_least(simd, x, -127.0))
}

/// `e^x` as [`exp_nonpositive`] gives it for `-127 <= x <= 0`, and `2^64` times what was rounded off when 1 was added.
#[inline(always)]
pub(super) fn exp_nonpositive_parts<S: Simd>(simd: S, x: f32x16<S>) -> [f32x16<S>; 2] {
    let Reduced { rounded, remainder } = reduce(x, ROUND_TO_POWER);
    let above_one = above_one(simd, remainder, 1.0);
    let power = power_of_two_64(rounded);
    // The products with a power of two are exact, so both are the same where multiply-add is not fused.
    let large = power.mul_add(above_one, power);
    let rest = power.mul_add(above_one, power - large);
    [large * (1.0 / TWO_64), rest]
}

/// `2^-64 (1 + e^x)` for `x` from -40 to 110, an arbitrary float beyond; NaN stays NaN.
#[inline(always)]
pub(super) fn one_plus_exp<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    one_plus_exp_of(simd, reduce(x, ROUND_TO_POWER - 128.0))
}

/// `2^-64 (1 + e^(x + low))` for `x` from -40 to 120, `|low|` at most `|x|/100`, an arbitrary float beyond; NaN stays NaN.
#[inline(always)]
pub(super) fn one_plus_exp_parts<S: Simd>(simd: S, x: f32x16<S>, low: f32x16<S>) -> f32x16<S> {
    one_plus_exp_of(simd, reduce_parts(x, low, ROUND_TO_POWER - 128.0))
}

/// `2^-64 (1 + e^x)` of the `x` that was split by `ROUND_TO_POWER - 128`.
#[inline(always)]
fn one_plus_exp_of<S: Simd>(simd: S, Reduced { rounded, remainder }: Reduced<S>) -> f32x16<S> {
    /// What 1 is in this scale.
    const UNIT: f32 = 1.0 / TWO_64;
    let power = power_of_two_64(rounded);
    // 1 + 2^n is exact up to n = 23, so that only the last addition rounds; the rest is the 1 that it lacks for n = 24.
    let sum = power + UNIT;
    let rest = (power - sum) + UNIT;
    power.mul_add(above_one(simd, remainder, 1.0), rest) + sum
}

/// `2^64 e^x` for `x` from -110 to 40, an arbitrary float beyond; NaN stays NaN.
#[inline(always)]
pub(super) fn exp_times_2_64<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let Reduced { rounded, remainder } = reduce(x, ROUND_TO_POWER);
    let power = power_of_two_64(rounded);
    power.mul_add(above_one(simd, remainder, 1.0), power)
}

/// An exponential that is multiplied by something before it underflows.
pub(super) struct Decay<S: Simd> {
    /// `e^r - 1`
    above_one: f32x16<S>,
    /// `n`, at the place of the exponent.
    exponent: u32x16<S>,
}

impl<S: Simd> Decay<S> {
    /// `factor e^(x + low)`, for a factor below `2^60` that may be 0 or subnormal only where `x > -0.34`.
    /// An arbitrary float if something is NaN.
    #[inline(always)]
    pub(super) fn times(&self, factor: f32x16<S>) -> f32x16<S> {
        let large = factor * TWO_64;
        let large: u32x16<S> = large.mul_add(self.above_one, large).bitcast();
        let large: f32x16<S> = (large + self.exponent).bitcast();
        large * (1.0 / TWO_64)
    }
}

/// `e^(x + low)`, `-127 <= x <= 0`, `|low|` at most `|x|/100`.
#[inline(always)]
pub(super) fn decay<S: Simd>(simd: S, x: f32x16<S>, low: f32x16<S>) -> Decay<S> {
    let Reduced { rounded, remainder } = reduce_parts(x, low, ROUND);
    let bits: u32x16<S> = rounded.bitcast();
    Decay { above_one: above_one(simd, remainder, 1.0), exponent: bits << EXPONENT_BIT }
}

/// `e^x`.
///
/// Error: at most 1.05 ulp; subnormal results are rounded, not flushed. `exp(-inf) = 0`, `exp(inf) = inf`, and infinity
/// from 88.72284 on.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // Outside these limits the result is infinite or rounds to 0, as it does at them.
            let x = at_least(simd, at_most(simd, x, 89.0), -104.0);
            exp_of(simd, reduce(x, ROUND))
        },
    )
}

/// `e^(x / unit)`, for `unit` from 1e-30 to 1e30; as [`exp`] in everything else.
#[inline(always)]
pub(super) fn exp_over<S: Simd>(simd: S, x: f32x16<S>, unit: f32) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let x = at_least(simd, at_most(simd, x, 89.0 * unit), -104.0 * unit);
            exp_of(simd, reduce_over(simd, x, unit))
        },
    )
}

/// `e^x` of the `x` that was split by `ROUND`.
#[inline(always)]
fn exp_of<S: Simd>(simd: S, Reduced { rounded, remainder }: Reduced<S>) -> f32x16<S> {
    let significand = above_one(simd, remainder, 1.0) + 1.0;
    // n reaches from -150 to 128: its power of two is applied in two halves.
    let bits: u32x16<S> = rounded.bitcast();
    let half = bits >> 1;
    (significand * power_of_two(half, 0)) * power_of_two(bits - half, 0)
}

/// The derivative of [`exp`] at the pre-activation `z`, `e^z`.
#[inline(always)]
pub fn exp_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    exp(simd, z)
}

/// The derivative of [`exp`] where its value is `a`, `a`.
#[inline(always)]
pub fn exp_derivative_from_output<S: Simd>(_simd: S, a: f32x16<S>) -> f32x16<S> {
    a
}

/// `e^x - 1`, accurate also near 0.
///
/// Error: at most 1.7 ulp (SSE2: 1.8). `expm1(-inf) = -1`, `expm1(inf) = inf`, and infinity from 88.72284 on; the sign
/// of 0 is kept.
#[inline(always)]
pub fn expm1<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // Below -20 the result is -1.
            let limited = at_least(simd, at_most(simd, x, 89.0), -20.0);
            let value = expm1_of(simd, reduce(limited, ROUND));
            // Tiny arguments are their own result; halving a subnormal one would round.
            (x * x).simd_lt(1.0e-15).select(x, value)
        },
    )
}

/// `unit (e^(x / unit) - 1)`, for `unit` from 1e-15 to 1e15: `x` where that is near 0; as [`expm1`] in everything else.
#[inline(always)]
pub(super) fn expm1_over<S: Simd>(simd: S, x: f32x16<S>, unit: f32) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let limited = at_least(simd, at_most(simd, x, 89.0 * unit), -20.0 * unit);
            let value = expm1_of(simd, reduce_over(simd, limited, unit)) * unit;
            (x * x).simd_lt(1.0e-15 * unit * unit).select(x, value)
        },
    )
}

/// `e^x - 1` of the `x` that was split by `ROUND`; a subnormal one is rounded.
#[inline(always)]
fn expm1_of<S: Simd>(simd: S, Reduced { rounded, remainder }: Reduced<S>) -> f32x16<S> {
    let tail = polynomial(simd, remainder, EXPM1);
    let near = (remainder * remainder).mul_add(tail, remainder);
    // 2^n (near + 1) - 1, in halves since 2^128 is no number.
    let half_power = power_of_two(rounded.bitcast(), -1);
    let half = half_power.mul_add(near, half_power - 0.5);
    half + half
}
