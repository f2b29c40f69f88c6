//! `sin`, `cos`, and their derivatives.

use super::by_itself;
use super::exp::ROUND;
use super::polynomial;
use crate::simd::{Simd, f32x16, u32x16};

/// `(sin(r) - r)/r^3` in `r^2` for `|r| <= 1.0005 pi/2`, relative error of the sine 6.1e-9. Each coefficient
/// was rounded before the next was fitted, and the neighbours searched: 6.2e-9.
const SIN: [f32; 4] = [-0.166_666_6, 0.008_333_069, -0.000_198_097_74, 2.606_081_8e-6];
/// `pi` in four parts that add up to 57 bits. The first three have 11 bits, so their products with what has 13 are exact also
/// where multiply-add is not fused.
const PI: [f32; 4] = [3.140_625, 9.675_026e-4, 1.509_906_7e-7, 5.126_688e-12];
/// From here on, hardly below `2^12 pi`, [`reduce_far`] takes over.
const FAR: f32 = 12_800.0;
/// The bit of the sign.
const SIGN: u32 = 0x8000_0000;
/// `2^245 / pi` as an integer of 256 bits.
const INVERSE_PI: [u128; 2] = [0x000a_2f98_36e4_e441_529f_c275_7d1f_534d, 0xdc0d_b629_5993_c439_041f_e516_3abd_ebbc];

/// `x = (n + shift) pi + r + low` with integer `n` and `|r|` hardly above `pi/2`.
struct Reduced<S: Simd> {
    /// An integer that is odd where `n` is.
    parity: u32x16<S>,
    /// `r`
    remainder: f32x16<S>,
    /// At most 2.1e-8, and a rounding error of it at most 2^-24 `r`.
    low: f32x16<S>,
}

/// Which multiples of `pi` are subtracted.
#[derive(Clone, Copy)]
enum Multiples {
    /// Those by an integer, the zeros of the sine.
    Whole,
    /// Those by an integer and a half, the zeros of the cosine.
    Half,
}

/// Splits `x`, which is not negative.
///
/// The branch is taken for angles that a trained network hardly has; a call of [`sin`] is as fast as one of [`exp`](super::exp).
/// Digits of `1/pi` for all lanes, selected by exponent, would be the branchless way, and several times as many operations.
#[inline(always)]
fn reduce<S: Simd>(simd: S, x: f32x16<S>, multiples: Multiples) -> Reduced<S> {
    let (rounded, multiple) = match multiples {
        Multiples::Whole => {
            let rounded = x.mul_add(core::f32::consts::FRAC_1_PI, ROUND);
            (rounded, rounded - ROUND)
        }
        Multiples::Half => {
            let rounded = x.mul_add(core::f32::consts::FRAC_1_PI, -0.5) + ROUND;
            (rounded, (rounded - ROUND) + 0.5)
        }
    };
    // A small difference is exact until the last part, so that its error is relative to it.
    let [p0, p1, p2, p3] = PI;
    let remainder = multiple.mul_add(-p1, multiple.mul_add(-p0, x));
    let remainder = multiple.mul_add(-p2, remainder);
    let low = multiple * -p3;
    let parity: u32x16<S> = rounded.bitcast();
    if x.simd_gt(FAR).any_true() {
        let (mut parities, mut remainders, mut lows) = (parity.to_array(), remainder.to_array(), low.to_array());
        reduce_far(&x.to_array(), multiples, &mut parities, &mut remainders, &mut lows);
        let parity = u32x16::load_array_ref(simd, &parities);
        let (remainder, low) = (f32x16::load_array_ref(simd, &remainders), f32x16::load_array_ref(simd, &lows));
        return Reduced { parity, remainder, low };
    }
    Reduced { parity, remainder, low }
}

/// Splits those of `x` that are above [`FAR`], by as many digits of `1/pi` as it takes (Payne and Hanek 1983), in integers: the
/// same bits everywhere. NaN for infinity.
#[cold]
#[inline(never)]
fn reduce_far(
    x: &[f32; 16],
    multiples: Multiples,
    parities: &mut [u32; 16],
    remainders: &mut [f32; 16],
    lows: &mut [f32; 16],
) {
    for (((x, parity), remainder), low) in x.iter().zip(parities).zip(remainders).zip(lows) {
        if *x == f32::INFINITY {
            *remainder = f32::NAN;
        } else if *x > FAR {
            // x = m 2^(shift - 10) with an integer m of 24 bits.
            let significand = (x.to_bits() & 0x007f_ffff) | 0x0080_0000;
            let shift = (x.to_bits() >> 23) - (127 + 23 - 10);
            // 2^(shift - 10) / pi, of which the first bit stands for 1: those before it give multiples of 2 pi.
            let [first, second] = INVERSE_PI;
            let digits = (first << shift) | ((second >> 1) >> (127 - shift));
            // x / pi modulo 2, the first bit for 1 again. The 96 digits that fit leave 95 - 24 correct after the point, and of
            // all x none is much nearer to a multiple than 2^-30.
            let turns = (u128::from(significand) * (digits >> 32)) << 32;
            let turns = match multiples {
                Multiples::Whole => turns,
                Multiples::Half => turns.wrapping_sub(1 << 126),
            };
            *low = 0.0;
            // Rounded to the nearest integer, and the signed rest, 2^64 for 1.
            *parity = (turns.wrapping_add(1 << 126) >> 127) as u32;
            let rest = (turns >> 63) as i64;
            *remainder = (rest as f64 * (core::f64::consts::PI / 18_446_744_073_709_551_616.0)) as f32;
        }
    }
}

/// `sin(r)`, with the sign that the last bit of `flips` flips.
#[inline(always)]
fn sine_of<S: Simd>(simd: S, Reduced { parity, remainder, low }: Reduced<S>, flips: u32x16<S>) -> f32x16<S> {
    let square = remainder * remainder;
    // The low part times the cosine, for which 1 serves: where it does not, near pi/2, other errors hardly count.
    let tail = (remainder * square).mul_add(polynomial(simd, square, SIN), low);
    let sine: u32x16<S> = (remainder + tail).bitcast();
    (sine ^ ((parity << 31) ^ flips)).bitcast()
}

/// The sine of `x` radians.
///
/// Error: at most 2.2 ulp (SSE2: 2.5), for all arguments. Odd to the bit. NaN at infinities.
///
/// Where one of 16 arguments is beyond 12800 these alone are reduced one by one, which takes some 8 ns each.
#[inline(always)]
pub fn sin<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // The sign is put back at the end: the steps would lose that of a zero.
            let sign = x.bitcast::<u32x16<S>>() & SIGN;
            sine_of(simd, reduce(simd, x.abs(), Multiples::Whole), sign)
        },
    )
}

/// The cosine of `x` radians.
///
/// Error: at most 2.2 ulp (SSE2: 2.5), for all arguments. Even to the bit. NaN at infinities. Far arguments as with [`sin`].
#[inline(always)]
pub fn cos<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // cos((n + 1/2) pi + r) = -(-1)^n sin(r)
            sine_of(simd, reduce(simd, x.abs(), Multiples::Half), u32x16::splat(simd, SIGN))
        },
    )
}

/// The derivative of [`sin`] at the pre-activation `z`, [`cos`]`(z)`.
#[inline(always)]
pub fn sin_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    cos(simd, z)
}

/// The derivative of [`cos`] at the pre-activation `z`, `-`[`sin`]`(z)`.
#[inline(always)]
pub fn cos_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    -sin(simd, z)
}
