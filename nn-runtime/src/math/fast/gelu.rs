//! `gelu` and `gelu_tanh`.

use super::super::{at_least, at_most, by_itself, polynomial, relu};
use super::exp::exp_nonpositive;
use super::sigmoid::one_plus_exp_of_minus;
use crate::simd::{Simd, f32x16, splat};

/// `e^(x^2/2) P(-x) = N/D` for `x` from 0 to 14.8, `P` the normal distribution, relative error 2.6e-5.
const N: [f32; 3] = [0.500_012_7, 0.279_412_87, 0.063_009_38];
/// See [`N`].
const D: [f32; 4] = [1.0, 1.357_495_1, 0.705_272_7, 0.157_776_1];

/// `2 sqrt(2/pi)`
const LINEAR: f32 = 1.595_769;
/// `2 sqrt(2/pi) 0.044715`
const CUBIC: f32 = 0.071_354_814;

/// `x P(x)`, `P` the normal distribution: `x/2 (1 + erf(x/sqrt 2))`.
///
/// Relative error: at most 3.5e-5, in the negative tail too, where subnormal results are rounded, not flushed. `gelu(-inf) = 0`,
/// `gelu(inf) = inf`.
#[inline(always)]
pub fn gelu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // Beyond this e^(-x^2/2) is 0.
            let magnitude = at_most(simd, x.abs(), 14.75);
            let decay = exp_nonpositive(simd, (magnitude * magnitude) * -0.5);
            let share = (magnitude * polynomial(simd, magnitude, N)) / polynomial(simd, magnitude, D);
            relu(simd, x) - share * decay
        },
    )
}

/// `x/2 (1 + tanh(u))` with `u = sqrt(2/pi) (x + 0.044715 x^3)`.
///
/// Relative error: at most 2e-5 from -10.0 on; below, where it is soon -0, the absolute one is at most 4e-38.
/// `gelu_tanh(-inf) = -0`, `gelu_tanh(inf) = inf`.
#[inline(always)]
pub fn gelu_tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // x/(1 + e^-2u)
            let limited = at_least(simd, x, -11.0);
            let argument = limited * (limited * limited).mul_add(CUBIC, splat(simd, LINEAR));
            limited / one_plus_exp_of_minus(simd, argument)
        },
    )
}
