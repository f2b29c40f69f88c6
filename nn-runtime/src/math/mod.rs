//! Elementwise functions on 16 lanes: exponentials, activations and their derivatives, dropout, reductions.
//!
//! Every function is straight-line vector code without tables, branches or allocation, but for what [`sin`] and [`cos`] do
//! with arguments beyond 12800. Only operations that IEEE 754
//! rounds exactly are used (`+ - * /`, square roots, fused multiply-add, comparisons with select, the smaller or larger of a number
//! and a limit, integer operations on the bits), in a fixed order, so **the result is identical to the bit on every
//! instruction set with fused multiply-add**, for all 2³² arguments; which bits a NaN carries is the one thing left
//! open. SSE2 and WebAssembly have no fused multiply-add, so there results may differ by rounding; the bounds below
//! hold there too unless stated.
//!
//! Errors are in units in the last place (ulp) of the exact result, asserted by `tests/math_accuracy.rs` and given in
//! each function's documentation. These are the largest that were found, over all arguments (`tanh`, `gelu`, `silu`,
//! `softplus`) or over every 17th of 2³² and all near the critical ones:
//!
//! | | fused | SSE2 | | | fused | SSE2 |
//! |---|---|---|---|---|---|---|
//! | [`exp`] | 1.00 | 0.98 | | [`softplus`] | 1.38 | 1.83 |
//! | [`expm1`] | 1.57 | 1.70 | | [`erf`] | 1.20 | 1.34 |
//! | [`ln`] | 0.93 | 0.91 | | [`gelu`] | 3.54 | 3.69 |
//! | [`tanh`] | 1.72 | 1.68 | | [`gelu`], `x < -1` | 2.96 | 3.61 |
//! | [`sigmoid`] | 1.69 | 1.69 | | [`silu`] | 1.77 | 1.73 |
//!
//! The polynomials are our own minimax fits, by the Remez exchange in 40-digit arithmetic, with the weight that makes
//! the *relative* error of the function level; the coefficients were then rounded to `f32`. The errors stated beside
//! them are those before rounding. Where a comment says so, rounding was searched for the least error as measured.
//!
//! NaN gives NaN unless a function says otherwise. Cheaper functions of a larger error are in [`fast`].

#![cfg_attr(machines = "scalar", allow(unreachable_pub, reason = "there, what is public is made by `lane_by_lane`"))]

#[macro_use]
mod each_lane;
mod activation;
mod erf;
mod exp;
pub mod fast;
mod functions;
mod gelu;
mod gelu_tanh;
mod ln;
mod mish;
mod random;
mod reduce;
mod sigmoid;
mod sin;
mod softplus;
mod softsign;
mod tanh;
#[cfg(test)]
mod tests;

#[cfg(not(machines = "scalar"))]
pub use activation::relu_half;
pub use functions::{Exact, Functions};
pub use random::{dropout, dropout_mask};
#[cfg(machines = "scalar")]
pub(crate) use reduce::in_pairs;
pub(crate) use reduce::sum_of_half;
pub use reduce::{max, sum};

use crate::simd::{Simd, f32x16, splat, u32x16};

// Where there are vectors these are re-exports; elsewhere functions of the same names, number by number.
lane_by_lane! {
        activation: abs, abs_derivative, celu(alpha), celu_derivative(alpha),
        celu_derivative_from_output(alpha), elu(alpha), elu_derivative(alpha),
        elu_derivative_from_output(alpha), hard_shrink(lambda), hard_shrink_derivative(lambda),
        hard_shrink_derivative_from_output(lambda), hard_sigmoid, hard_sigmoid_derivative,
        hard_sigmoid_derivative_from_output, hard_swish, hard_swish_derivative, hard_tanh(min, max),
        hard_tanh_derivative(min, max), hard_tanh_derivative_from_output(min, max), leaky_relu(slope),
        leaky_relu_derivative(slope), reciprocal, reciprocal_derivative, reciprocal_derivative_from_output,
        relu, relu_derivative, relu_derivative_from_output, relu6, relu6_derivative,
        relu6_derivative_from_output, selu, selu_derivative, selu_derivative_from_output, soft_shrink(lambda),
        soft_shrink_derivative(lambda), soft_shrink_derivative_from_output(lambda), sqrt, sqrt_derivative,
        sqrt_derivative_from_output, square, square_derivative, threshold(theta, value),
        threshold_derivative(theta, value);
        erf: erf;
        exp: exp, exp_derivative, exp_derivative_from_output, expm1;
        gelu: gelu, gelu_derivative;
        gelu_tanh: gelu_tanh, gelu_tanh_derivative;
        ln: ln, log, log_derivative;
        mish: mish, mish_derivative;
        sigmoid: sigmoid, sigmoid_derivative, sigmoid_derivative_from_output, silu, silu_derivative;
        sin: cos, cos_derivative, sin, sin_derivative;
        softplus: log_sigmoid, log_sigmoid_derivative, log_sigmoid_derivative_from_output, softplus,
        softplus_derivative, softplus_derivative_from_output;
        softsign: softsign, softsign_derivative, softsign_derivative_from_output;
        tanh: tanh, tanh_derivative, tanh_derivative_from_output;
}

/// `c[0] + c[1] x + c[2] x² + ...` by Horner's rule.
///
/// Written out, because a compiler that is to save code keeps the loop, whose coefficients it then stores to the stack one by one.
#[cfg(machines = "scalar")]
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(simd: S, x: f32x16<S>, coefficients: [f32; N]) -> f32x16<S> {
    macro_rules! add_terms {
        ($sum:ident, $($power:literal)*) => {
            const { assert!(N <= 16, "a polynomial has more coefficients than are written out") };
            $(if $power + 1 < N {
                $sum = $sum.mul_add(x, coefficients[$power % N]);
            })*
        };
    }
    let mut sum = splat(simd, coefficients[N - 1]);
    add_terms!(sum, 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0);
    sum
}

/// `c[0] + c[1] x + c[2] x² + ...` by Horner's rule.
#[cfg(not(machines = "scalar"))]
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(simd: S, x: f32x16<S>, coefficients: [f32; N]) -> f32x16<S> {
    let mut sum = splat(simd, coefficients[N - 1]);
    for coefficient in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, *coefficient);
    }
    sum
}

/// `f(simd)`, which a build with debug assertions compiles once instead of in every place, unless it optimises.
///
/// Unoptimised, an operation on 16 lanes is long code; optimised, a call would cost as much as a short function.
#[inline(always)]
fn by_itself<S: Simd>(simd: S, f: impl FnOnce(S) -> f32x16<S>) -> f32x16<S> {
    if cfg!(debug_assertions) {
        simd.vectorize(
            #[inline(always)]
            || f(simd),
        )
    } else {
        f(simd)
    }
}

/// `x`, or 0 where its magnitude is below `f32::MIN_POSITIVE`, 1.2e-38; NaN stays NaN.
///
/// Multiplying a subnormal number takes x86 cores more than a hundred cycles. What decays towards 0, such as an
/// optimizer's moments and the parameters that it decays, is therefore cut off here, by the same rule on every machine.
#[inline(always)]
pub fn flush_subnormals<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    // Neither normal numbers nor infinities and NaN have the exponent 0. Integers are compared: AVX-512 does both in one.
    let bits: u32x16<S> = x.bitcast();
    (bits & EXPONENT).simd_eq(0).select(splat(simd, 0.0), x)
}

/// The bits of the exponent.
const EXPONENT: u32 = 0x7f80_0000;

/// As [`flush_subnormals`] for a single number, such as a learning rate that decays over a training.
#[must_use]
#[inline]
pub const fn flush_subnormal(x: f32) -> f32 {
    if x.to_bits() & EXPONENT == 0 { 0.0 } else { x }
}

/// Whether `min` and `max` give the second operand if one is NaN or both are zeros, as x86 does.
const GIVES_SECOND: bool = cfg!(any(machines = "x86", machines = "scalar"));

/// Whether `min` and `max` give NaN if the *second* operand is NaN: x86 gives that operand then, and ARM64 always NaN.
/// The scalar functions do not, and WebAssembly's relaxed instructions may not.
const KEEPS_SECOND_NAN: bool = GIVES_SECOND || cfg!(machines = "arm");

/// `x` where it is below `limit`, else `limit`, which is not 0; NaN stays NaN.
#[inline(always)]
fn at_most<S: Simd>(simd: S, x: f32x16<S>, limit: f32) -> f32x16<S> {
    let limit = splat(simd, limit);
    if KEEPS_SECOND_NAN { limit.min(x) } else { x.simd_gt(limit).select(limit, x) }
}

/// `x` where it is above `limit`, else `limit`, which is not 0; NaN stays NaN.
#[inline(always)]
fn at_least<S: Simd>(simd: S, x: f32x16<S>, limit: f32) -> f32x16<S> {
    let limit = splat(simd, limit);
    if KEEPS_SECOND_NAN { limit.max(x) } else { x.simd_lt(limit).select(limit, x) }
}
