//! Counter-based random masks for dropout: a mask is a function of key, counter and rate, whoever asks and when.

use super::by_itself;
use crate::simd::{Simd, f32x16, splat, u32x16};

/// Increment and multipliers of `SplitMix64` (Steele, Lea, Flood 2014).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const SPLIT_MIX: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];

/// Shifts and multipliers of two 32-bit hash rounds with little bias, found by search (Wellons, "hash prospector").
const FIRST: ([u32; 3], [u32; 2]) = ([16, 15, 16], [0x7feb_352d, 0x846c_a68b]);
const SECOND: ([u32; 3], [u32; 2]) = ([16, 15, 15], [0x21f0_aaad, 0xd35a_2d97]);

/// Spreads a key over 64 bits, so that keys that differ in one bit or by 1 have nothing in common.
#[inline(always)]
fn spread(key: u64) -> u64 {
    let mut state = key.wrapping_add(GOLDEN);
    state = (state ^ (state >> 30)).wrapping_mul(SPLIT_MIX[0]);
    state = (state ^ (state >> 27)).wrapping_mul(SPLIT_MIX[1]);
    state ^ (state >> 31)
}

/// A bijection of 32-bit numbers: xor with a shift, multiply, twice, and a last xor.
#[inline(always)]
fn round<S: Simd>(x: u32x16<S>, (shifts, multipliers): ([u32; 3], [u32; 2])) -> u32x16<S> {
    let x = (x ^ (x >> shifts[0])) * multipliers[0];
    let x = (x ^ (x >> shifts[1])) * multipliers[1];
    x ^ (x >> shifts[2])
}

/// 16 uniform 32-bit numbers; lane `l` is number `16 counter + l` (mod 2³²) of the key's sequence.
#[inline(always)]
fn uniform<S: Simd>(simd: S, key: u64, counter: u32) -> u32x16<S> {
    const LANES: [u32; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    let key = spread(key);
    let index = u32x16::load_array(simd, LANES) + counter.wrapping_mul(16);
    let mixed = round(index ^ (key as u32), FIRST);
    round(mixed + (key >> 32) as u32, SECOND)
}

/// The factors of inverted dropout: 0 with probability `rate`, else `1/(1 - rate)`.
///
/// The same key, counter and rate give the same factors, on every machine; lane `l` uses number `16 counter + l`
/// (mod 2³²) of the key's sequence. `rate` is from 0 (every factor is 1) to 1 (every factor is 0).
#[inline(always)]
#[expect(clippy::cast_sign_loss, reason = "a float below 0 or NaN becomes 0")]
pub fn dropout_mask<S: Simd>(simd: S, key: u64, counter: u32, rate: f32) -> f32x16<S> {
    // Exact in f64. At rate 1 the conversion saturates, one short of dropping all: there the factor is 0.
    let threshold = (f64::from(rate) * 4_294_967_296.0) as u32;
    let factor = if rate < 1.0 { 1.0 / (1.0 - rate) } else { 0.0 };
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let kept = uniform(simd, key, counter).simd_ge(threshold);
            kept.select(splat(simd, factor), splat(simd, 0.0))
        },
    )
}

/// Inverted dropout: `x` times [`dropout_mask`], to the bit.
///
/// A dropped NaN or infinity is NaN, so that dropout hides no fault.
#[inline(always)]
pub fn dropout<S: Simd>(simd: S, x: f32x16<S>, key: u64, counter: u32, rate: f32) -> f32x16<S> {
    x * dropout_mask(simd, key, counter, rate)
}
