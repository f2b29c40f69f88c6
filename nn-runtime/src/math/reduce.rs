//! Sums and maxima across the 16 lanes, in an order that no instruction set changes.

#[cfg(not(machines = "scalar"))]
use crate::simd::prelude::*;
use crate::simd::{Simd, f32x16};

/// The sum of the 16 lanes, in pairs: lane `i` and `i + 8`, then `i + 4`, `i + 2` and `i + 1`.
#[inline(always)]
#[cfg(not(machines = "scalar"))]
pub fn sum<S: Simd>(v: f32x16<S>) -> f32 {
    let (low, high) = v.split();
    let (low, high) = (low + high).split();
    let four = *(low + high);
    (four[0] + four[2]) + (four[1] + four[3])
}

/// The sum of the first 8 lanes, in the pairs of [`sum`].
#[inline(always)]
#[cfg(not(machines = "scalar"))]
pub(crate) fn sum_of_half<S: Simd>(v: f32x16<S>) -> f32 {
    let (low, high) = v.split().0.split();
    let four = *(low + high);
    (four[0] + four[2]) + (four[1] + four[3])
}

/// The largest of the 16 lanes, paired as in [`sum`]; NaN if a lane is NaN, and of equal zeros the one further left.
#[inline(always)]
#[cfg(not(machines = "scalar"))]
pub fn max<S: Simd>(v: f32x16<S>) -> f32 {
    // A false comparison takes the right one, which keeps a NaN there; a NaN on the left is the second condition.
    let (left, right) = v.split();
    let (left, right) = (left.simd_ge(right) | left.is_nan()).select(left, right).split();
    let four = *(left.simd_ge(right) | left.is_nan()).select(left, right);
    larger(larger(four[0], four[2]), larger(four[1], four[3]))
}

/// The sum of the 16 lanes, in pairs: lane `i` and `i + 8`, then `i + 4`, `i + 2` and `i + 1`.
#[inline]
#[cfg(machines = "scalar")]
pub fn sum<S: Simd>(v: f32x16<S>) -> f32 {
    in_pairs(v.to_array(), 8, |a, b| a + b)
}

/// The sum of the first 8 lanes, in the pairs of [`sum`].
#[inline]
#[cfg(machines = "scalar")]
pub(crate) fn sum_of_half<S: Simd>(v: f32x16<S>) -> f32 {
    in_pairs(v.to_array(), 4, |a, b| a + b)
}

/// The largest of the 16 lanes, paired as in [`sum`]; NaN if a lane is NaN, and of equal zeros the one further left.
#[inline]
#[cfg(machines = "scalar")]
pub fn max<S: Simd>(v: f32x16<S>) -> f32 {
    in_pairs(v.to_array(), 8, larger)
}

/// Number `i` and `i + distance`, then of half the distance, down to 1.
#[cfg(machines = "scalar")]
#[inline(always)]
pub(crate) fn in_pairs(mut numbers: [f32; 16], distance: usize, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut distance = distance;
    while distance > 0 {
        let (left, right) = numbers.split_at_mut(distance & 15);
        for (left, right) in left.iter_mut().zip(right) {
            *left = f(*left, *right);
        }
        distance /= 2;
    }
    numbers[0]
}

/// One pair of [`max`].
#[inline(always)]
fn larger(left: f32, right: f32) -> f32 {
    if left >= right || left.is_nan() { left } else { right }
}
