//! `softsign` and its derivative.

use super::{at_least, at_most, by_itself};
use crate::simd::{Simd, f32x16, splat};

/// `x / (1 + |x|)`.
///
/// Error: at most 1.5 ulp. Odd to the bit. `softsign(-inf) = -1`, `softsign(inf) = 1`.
#[inline(always)]
pub fn softsign<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // Long before this limit, 2^30, the quotient is 1; infinity over infinity would be NaN.
            let limited = at_least(simd, at_most(simd, x, 1_073_741_824.0), -1_073_741_824.0);
            limited / (limited.abs() + 1.0)
        },
    )
}

/// The derivative of [`softsign`] at the pre-activation `z`, `1 / (1 + |z|)^2`.
///
/// Error: at most 3.6 ulp. 0 at both infinities.
#[inline(always)]
pub fn softsign_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // The square of the quotient, since that of the denominator overflows before the result is 0.
            let share = splat(simd, 1.0) / (z.abs() + 1.0);
            share * share
        },
    )
}

/// The derivative of [`softsign`] where its value is `a`, `(1 - |a|)^2`.
///
/// Error: at most 2 ulp. Near `|a| = 1` it is as accurate as `a` allows: the spacing of floats there is 6e-8.
#[inline(always)]
pub fn softsign_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    let share = splat(simd, 1.0) - a.abs();
    share * share
}
