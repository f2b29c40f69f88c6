//! Activations in pieces, linear or exponential, and their derivatives.
//!
//! At a kink the derivative is that of the left piece, and 0 at both ends of what is limited on both sides.

use super::exp::{exp_over, expm1_over};
use super::{GIVES_SECOND, KEEPS_SECOND_NAN, at_most, by_itself, exp, expm1};
#[cfg(not(machines = "scalar"))]
use crate::simd::Half;
use crate::simd::{Simd, f32x16, splat};

/// The scale of [`selu`], 1.0507009873554805.
pub(super) const SELU_SCALE: f32 = 1.050_701;
/// The scale of [`selu`] times its alpha, 1.7580993408473766.
pub(super) const SELU_SCALE_ALPHA: f32 = 1.758_099_3;

/// `max(x, 0)` and `min(x, 0)`, of which at least one is a zero, or NaN where `x` is; nothing where that takes more than an
/// operation each.
///
/// A selection between `x` and something else, written where `x` was, would be compiled to a masked store, which takes several
/// times as long on AMD's processors with AVX2.
#[inline(always)]
pub(super) fn parts<S: Simd>(simd: S, x: f32x16<S>) -> Option<[f32x16<S>; 2]> {
    let zero = splat(simd, 0.0);
    // Where x86 gives the second operand, ARM64 gives 0 before -0, and NaN before both.
    if KEEPS_SECOND_NAN { Some([x.max(zero), zero.min(x)]) } else { None }
}

/// `max(x, 0)`; NaN stays NaN, and `relu(-0) = -0`.
#[inline(always)]
pub fn relu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let zero = splat(simd, 0.0);
    if GIVES_SECOND { zero.max(x) } else { x.simd_lt(zero).select(zero, x) }
}

/// [`relu`] of half of the lanes.
#[cfg(not(machines = "scalar"))]
#[inline(always)]
pub fn relu_half<S: Simd>(simd: S, x: Half<S>) -> Half<S> {
    if GIVES_SECOND { Half::splat(simd, 0.0).max(x) } else { Half::of(relu(simd, x.whole())) }
}

/// The derivative of [`relu`] at the pre-activation `z`: 1 for `z > 0`, else 0, also for NaN.
#[inline(always)]
pub fn relu_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    z.simd_gt(0.0).select(splat(simd, 1.0), splat(simd, 0.0))
}

/// The derivative of [`relu`] where its value is `a`: 1 for `a > 0`, else 0, also for NaN.
#[inline(always)]
pub fn relu_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    relu_derivative(simd, a)
}

/// `x`, limited to 0 and 6; NaN stays NaN, and `relu6(-0) = -0`.
#[inline(always)]
pub fn relu6<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    at_most(simd, relu(simd, x), 6.0)
}

/// The derivative of [`relu6`] at the pre-activation `z`: 1 for `0 < z < 6`, else 0, also for NaN.
#[inline(always)]
pub fn relu6_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    hard_tanh_derivative(simd, z, 0.0, 6.0)
}

/// The derivative of [`relu6`] where its value is `a`: 1 for `0 < a < 6`, else 0, also for NaN.
#[inline(always)]
pub fn relu6_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    relu6_derivative(simd, a)
}

/// `x`, limited to `min` and `max`, for `min < max`; NaN stays NaN, and a zero keeps its sign, also where a limit is 0.
#[inline(always)]
pub fn hard_tanh<S: Simd>(simd: S, x: f32x16<S>, min: f32, max: f32) -> f32x16<S> {
    let (low, high) = (splat(simd, min), splat(simd, max));
    if GIVES_SECOND {
        return high.min(low.max(x));
    }
    let limited = x.simd_lt(low).select(low, x);
    limited.simd_gt(high).select(high, limited)
}

/// The derivative of [`hard_tanh`] at the pre-activation `z`: 1 for `min < z < max`, else 0, also for NaN.
#[inline(always)]
pub fn hard_tanh_derivative<S: Simd>(simd: S, z: f32x16<S>, min: f32, max: f32) -> f32x16<S> {
    (z.simd_gt(min) & z.simd_lt(max)).select(splat(simd, 1.0), splat(simd, 0.0))
}

/// The derivative of [`hard_tanh`] where its value is `a`: 1 for `min < a < max`, else 0, also for NaN.
#[inline(always)]
pub fn hard_tanh_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>, min: f32, max: f32) -> f32x16<S> {
    hard_tanh_derivative(simd, a, min, max)
}

/// `x` for `x > 0`, else `slope x`.
#[inline(always)]
pub fn leaky_relu<S: Simd>(simd: S, x: f32x16<S>, slope: f32) -> f32x16<S> {
    let Some([above, below]) = parts(simd, x) else { return x.simd_gt(0.0).select(x, x * slope) };
    below.mul_add(slope, above)
}

/// The derivative of [`leaky_relu`] at the pre-activation `z`: 1 for `z > 0`, else `slope`, also for NaN.
#[inline(always)]
pub fn leaky_relu_derivative<S: Simd>(simd: S, z: f32x16<S>, slope: f32) -> f32x16<S> {
    z.simd_gt(0.0).select(splat(simd, 1.0), splat(simd, slope))
}

/// `x` for `x > 0`, else `alpha (e^x - 1)`.
///
/// Error: at most 2 ulp. `elu(-inf) = -alpha`, `elu(inf) = inf`.
#[inline(always)]
pub fn elu<S: Simd>(simd: S, x: f32x16<S>, alpha: f32) -> f32x16<S> {
    let Some([above, below]) = parts(simd, x) else { return x.simd_gt(0.0).select(x, expm1(simd, x) * alpha) };
    expm1(simd, below).mul_add(alpha, above)
}

/// The derivative of [`elu`] at the pre-activation `z`: 1 for `z > 0`, else `alpha e^z`.
///
/// Error: at most 2 ulp.
#[inline(always)]
pub fn elu_derivative<S: Simd>(simd: S, z: f32x16<S>, alpha: f32) -> f32x16<S> {
    z.simd_gt(0.0).select(splat(simd, 1.0), exp(simd, z) * alpha)
}

/// The derivative of [`elu`] where its value is `a`: 1 for `a > 0`, else `a + alpha`; for `alpha > 0`.
#[inline(always)]
pub fn elu_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>, alpha: f32) -> f32x16<S> {
    a.simd_gt(0.0).select(splat(simd, 1.0), a + alpha)
}

/// `x` for `x > 0`, else `alpha (e^(x / alpha) - 1)`; for `alpha` from 1e-15 to 1e15.
///
/// Error: at most 1.2 ulp where `alpha` is a power of two, else 3.2 (found for 15 values of it). `celu(-inf) = -alpha`, `celu(inf) = inf`. With
/// `alpha = 1` the bits are those of [`elu`].
#[inline(always)]
pub fn celu<S: Simd>(simd: S, x: f32x16<S>, alpha: f32) -> f32x16<S> {
    let Some([above, below]) = parts(simd, x) else { return x.simd_gt(0.0).select(x, expm1_over(simd, x, alpha)) };
    expm1_over(simd, below, alpha) + above
}

/// The derivative of [`celu`] at the pre-activation `z`: 1 for `z > 0`, else `e^(z / alpha)`. It has no jump.
///
/// Error: at most 1.3 ulp, in the tail too.
#[inline(always)]
pub fn celu_derivative<S: Simd>(simd: S, z: f32x16<S>, alpha: f32) -> f32x16<S> {
    z.simd_gt(0.0).select(splat(simd, 1.0), exp_over(simd, z, alpha))
}

/// The derivative of [`celu`] where its value is `a`: 1 for `a > 0`, else `a/alpha + 1`.
///
/// Error: at most 1.5 ulp. Near `a = -alpha` it is as accurate as `a` allows.
#[inline(always)]
pub fn celu_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>, alpha: f32) -> f32x16<S> {
    // The sum first: near -alpha it is exact.
    a.simd_gt(0.0).select(splat(simd, 1.0), (a + alpha) / splat(simd, alpha))
}

/// `scale x` for `x > 0`, else `scale alpha (e^x - 1)`, with `scale` 1.0507009873554805 and `alpha` 1.6732632423543772.
///
/// Error: at most 2 ulp. `selu(-inf) = -scale alpha`, `selu(inf) = inf`.
#[inline(always)]
pub fn selu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    x.simd_gt(0.0).select(x * SELU_SCALE, expm1(simd, x) * SELU_SCALE_ALPHA)
}

/// The derivative of [`selu`] at the pre-activation `z`: `scale` for `z > 0`, else `scale alpha e^z`.
///
/// Error: at most 2 ulp.
#[inline(always)]
pub fn selu_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    z.simd_gt(0.0).select(splat(simd, SELU_SCALE), exp(simd, z) * SELU_SCALE_ALPHA)
}

/// The derivative of [`selu`] where its value is `a`: `scale` for `a > 0`, else `a + scale alpha`.
#[inline(always)]
pub fn selu_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    a.simd_gt(0.0).select(splat(simd, SELU_SCALE), a + SELU_SCALE_ALPHA)
}

/// `x/6 + 1/2`, limited to 0 and 1.
#[inline(always)]
pub fn hard_sigmoid<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let line = x.mul_add(1.0 / 6.0, splat(simd, 0.5));
    let line = x.simd_ge(3.0).select(splat(simd, 1.0), line);
    x.simd_le(-3.0).select(splat(simd, 0.0), line)
}

/// The derivative of [`hard_sigmoid`] at the pre-activation `z`: 1/6 for `|z| < 3`, else 0, also for NaN.
#[inline(always)]
pub fn hard_sigmoid_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    z.abs().simd_lt(3.0).select(splat(simd, 1.0 / 6.0), splat(simd, 0.0))
}

/// The derivative of [`hard_sigmoid`] where its value is `a`: 1/6 for `0 < a < 1`, else 0, also for NaN.
#[inline(always)]
pub fn hard_sigmoid_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    (a.simd_gt(0.0) & a.simd_lt(1.0)).select(splat(simd, 1.0 / 6.0), splat(simd, 0.0))
}

/// `x` [`hard_sigmoid`]`(x)`: 0 up to -3, `x` from 3 on, a parabola between.
#[inline(always)]
pub fn hard_swish<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let parabola = x * x.mul_add(1.0 / 6.0, splat(simd, 0.5));
            let right = x.simd_ge(3.0).select(x, parabola);
            x.simd_le(-3.0).select(splat(simd, 0.0), right)
        },
    )
}

/// The derivative of [`hard_swish`] at the pre-activation `z`: 0 up to -3, 1 from 3 on, `z/3 + 1/2` between.
#[inline(always)]
pub fn hard_swish_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let line = z.mul_add(1.0 / 3.0, splat(simd, 0.5));
            let right = z.simd_ge(3.0).select(splat(simd, 1.0), line);
            z.simd_le(-3.0).select(splat(simd, 0.0), right)
        },
    )
}

/// `x` for `x < -lambda` and `x > lambda`, else 0; for `lambda >= 0`. NaN stays NaN.
#[inline(always)]
pub fn hard_shrink<S: Simd>(simd: S, x: f32x16<S>, lambda: f32) -> f32x16<S> {
    x.abs().simd_le(lambda).select(splat(simd, 0.0), x)
}

/// The derivative of [`hard_shrink`] at the pre-activation `z`: 0 for `-lambda <= z <= lambda`, else 1, also for NaN, as
/// `PyTorch` has it on GPUs.
#[inline(always)]
pub fn hard_shrink_derivative<S: Simd>(simd: S, z: f32x16<S>, lambda: f32) -> f32x16<S> {
    z.abs().simd_le(lambda).select(splat(simd, 0.0), splat(simd, 1.0))
}

/// The derivative of [`hard_shrink`] where its value is `a`: 0 for `a = 0`, else 1, also for NaN.
#[inline(always)]
pub fn hard_shrink_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>, lambda: f32) -> f32x16<S> {
    // What is not 0 is `z` itself, beyond `lambda`.
    hard_shrink_derivative(simd, a, lambda)
}

/// `x - lambda` for `x > lambda`, `x + lambda` for `x < -lambda`, else 0; for `lambda >= 0`. NaN stays NaN.
#[inline(always)]
pub fn soft_shrink<S: Simd>(simd: S, x: f32x16<S>, lambda: f32) -> f32x16<S> {
    // Less itself between the limits, which is 0, and less the nearer limit beyond them; a selection would take three operations more.
    x - hard_tanh(simd, x, -lambda, lambda)
}

/// The derivative of [`soft_shrink`] at the pre-activation `z`: 0 for `-lambda <= z <= lambda`, else 1, also for NaN, as
/// `PyTorch` has it on GPUs.
#[inline(always)]
pub fn soft_shrink_derivative<S: Simd>(simd: S, z: f32x16<S>, lambda: f32) -> f32x16<S> {
    hard_shrink_derivative(simd, z, lambda)
}

/// The derivative of [`soft_shrink`] where its value is `a`: 0 for `a = 0`, else 1, also for NaN.
#[inline(always)]
pub fn soft_shrink_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>, _: f32) -> f32x16<S> {
    // The difference of two numbers is 0 only if they are equal: subnormal numbers are not flushed here.
    a.simd_eq(0.0).select(splat(simd, 0.0), splat(simd, 1.0))
}

/// `x` for `x > theta`, else `value`. NaN stays NaN.
#[inline(always)]
pub fn threshold<S: Simd>(simd: S, x: f32x16<S>, theta: f32, value: f32) -> f32x16<S> {
    x.simd_le(theta).select(splat(simd, value), x)
}

/// The derivative of [`threshold`] at the pre-activation `z`: 0 for `z <= theta`, else 1, also for NaN, as in `PyTorch`.
#[inline(always)]
pub fn threshold_derivative<S: Simd>(simd: S, z: f32x16<S>, theta: f32, _: f32) -> f32x16<S> {
    z.simd_le(theta).select(splat(simd, 0.0), splat(simd, 1.0))
}

/// `x x`.
#[inline(always)]
pub fn square<S: Simd>(_: S, x: f32x16<S>) -> f32x16<S> {
    x * x
}

/// The derivative of [`square`] at the pre-activation `z`: `2 z`.
#[inline(always)]
pub fn square_derivative<S: Simd>(_: S, z: f32x16<S>) -> f32x16<S> {
    z + z
}

/// `abs(x)`; NaN stays NaN.
#[inline(always)]
pub fn abs<S: Simd>(_: S, x: f32x16<S>) -> f32x16<S> {
    x.abs()
}

/// The derivative of [`abs`] at the pre-activation `z`: 1 for `z > 0`, -1 for `z < 0`, else 0, also for NaN.
#[inline(always)]
pub fn abs_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    let not_above = z.simd_lt(0.0).select(splat(simd, -1.0), splat(simd, 0.0));
    z.simd_gt(0.0).select(splat(simd, 1.0), not_above)
}

/// `sqrt(x)`, correctly rounded. NaN below 0; `sqrt(-0) = -0`.
#[inline(always)]
pub fn sqrt<S: Simd>(_: S, x: f32x16<S>) -> f32x16<S> {
    x.sqrt()
}

/// The derivative of [`sqrt`] at the pre-activation `z`: `1 / (2 sqrt(z))`. NaN below 0; infinity at 0.
///
/// Error: at most 1.5 ulp.
#[inline(always)]
pub fn sqrt_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    sqrt_derivative_from_output(simd, z.sqrt())
}

/// The derivative of [`sqrt`] where its value is `a`: `1 / (2 a)`.
///
/// Error: at most half an ulp.
#[inline(always)]
pub fn sqrt_derivative_from_output<S: Simd>(simd: S, a: f32x16<S>) -> f32x16<S> {
    splat(simd, 0.5) / a
}

/// `1 / x`, correctly rounded. `reciprocal(0) = inf`, `reciprocal(-0) = -inf`.
#[inline(always)]
pub fn reciprocal<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    splat(simd, 1.0) / x
}

/// The derivative of [`reciprocal`] at the pre-activation `z`: `-1 / z^2`. Minus infinity at 0.
///
/// Error: at most 2 ulp; where it is subnormal, 1.
#[inline(always)]
pub fn reciprocal_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    reciprocal_derivative_from_output(simd, reciprocal(simd, z))
}

/// The derivative of [`reciprocal`] where its value is `a`: `-a^2`.
///
/// Error: at most half an ulp.
#[inline(always)]
pub fn reciprocal_derivative_from_output<S: Simd>(_: S, a: f32x16<S>) -> f32x16<S> {
    -(a * a)
}
