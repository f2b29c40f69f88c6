//! The functions that kernels of whole rows and cells compute with: the exact ones, or others.

use super::exp::TWO_64;
use super::{by_itself, exp, sigmoid, tanh};
use crate::simd::{Simd, f32x16};

/// What such a kernel needs.
pub trait Functions {
    /// `e^x` for `x` up to 40; an arbitrary float beyond. NaN stays NaN.
    fn exp_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S>;

    /// `1 / (1 + e^-x)`
    fn sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S>;

    /// `tanh x`
    fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S>;

    /// `sigmoid(x) tanh(y)`
    fn sigmoid_times_tanh<S: Simd>(simd: S, x: f32x16<S>, y: f32x16<S>) -> f32x16<S>;
}

/// The functions of [`math`](crate::math), to a few ulp.
#[derive(Clone, Copy, Debug)]
pub struct Exact;

impl Functions for Exact {
    /// Without vectors by what is less code, with the same bits.
    #[inline(always)]
    fn exp_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        if cfg!(machines = "scalar") { super::exp::exp_up_to_40(simd, x) } else { exp(simd, x) }
    }

    #[inline(always)]
    fn sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        sigmoid(simd, x)
    }

    #[inline(always)]
    fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        tanh(simd, x)
    }

    /// A division serves both: a core starts one of 16 lanes in about ten cycles, and any other operation twice in each.
    ///
    /// Error: at most 3.9 ulp (SSE2: 4.0), as of two functions that are multiplied.
    #[inline(always)]
    fn sigmoid_times_tanh<S: Simd>(simd: S, x: f32x16<S>, y: f32x16<S>) -> f32x16<S> {
        by_itself(
            simd,
            #[inline(always)]
            move |simd| {
                let [numerator, denominator] = tanh::quotient(simd, y);
                // 2^64 times the product: a small numerator is divided, not multiplied with a power that it would vanish by.
                let scaled = numerator / (denominator * sigmoid::one_plus_exp_of_minus(simd, x));
                tanh::with_sign_of(y, scaled * (1.0 / TWO_64))
            },
        )
    }
}
