//! The functions that kernels of whole rows and cells compute with: the exact ones, or others.

use super::{exp, sigmoid, tanh};
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
    #[inline(always)]
    fn sigmoid_times_tanh<S: Simd>(simd: S, x: f32x16<S>, y: f32x16<S>) -> f32x16<S> {
        Self::sigmoid(simd, x) * Self::tanh(simd, y)
    }
}

/// The functions of [`math`](crate::math), to a few ulp.
#[derive(Clone, Copy, Debug)]
pub struct Exact;

impl Functions for Exact {
    #[inline(always)]
    fn exp_nonpositive<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        exp(simd, x)
    }

    #[inline(always)]
    fn sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        sigmoid(simd, x)
    }

    #[inline(always)]
    fn tanh<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
        tanh(simd, x)
    }
}
