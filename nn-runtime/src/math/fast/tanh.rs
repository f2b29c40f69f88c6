//! `tanh`.

use super::super::{at_least, at_most, by_itself, polynomial};
use crate::simd::{Simd, f32x16};

/// `tanh(x) = x N(x^2)/D(x^2)` for `x` from 0 to 5.186, relative error 6.4e-5. At that end the quotient is 1, and before it is below.
/// With a coefficient less the error is 4.4e-4.
const N: [f32; 3] = [0.999_936_2, 0.101_832_04, 6.526_850_5e-4];
/// See [`N`].
const D: [f32; 3] = [1.0, 0.434_785_46, 0.012_641_251];
/// A little above that end: the quotient would be above 1.
const END: f32 = 5.19;

/// Numerator and denominator of [`tanh`]; the latter is at least 1.
#[inline(always)]
pub(super) fn quotient<S: Simd>(simd: S, x: f32x16<S>) -> [f32x16<S>; 2] {
    let limited = at_least(simd, at_most(simd, x, END), -END);
    let square = limited * limited;
    let numerator = limited * polynomial(simd, square, N);
    // Rounding takes no quotient above 1 then.
    [numerator, polynomial(simd, square, D).max(numerator.abs())]
}

/// The hyperbolic tangent.
///
/// Relative error: at most 6.5e-5. Odd to the bit, nowhere above 1. `tanh(-inf) = -1`, `tanh(inf) = 1`, as from 5.19 on.
///
/// Cost: 11 operations, 6 of them multiplications or multiply-adds, one a division.
#[inline(always)]
pub fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let [numerator, denominator] = quotient(simd, x);
            numerator / denominator
        },
    )
}
