//! `gelu` and its derivative, by way of the tail of the normal distribution.

use super::exp::decay;
use super::{at_most, by_itself, polynomial, relu};
use crate::simd::{Simd, f32x16, splat, u32x16};

/// `e^(x^2/2) P(-x) = N/(sqrt(2 pi) x N + G)` for `x` from 0 to 14.76, `P` the normal distribution: a minimax fit of the
/// relative error (Lawson's weights), 1.7e-8 before rounding, with the common factor and the rounding for which a search
/// found the least error of [`gelu`] as measured. All coefficients are positive, so nothing cancels.
const N: [f32; 5] = [0.76, 0.695_713_7, 0.300_732_97, 0.069_347_754, 0.007_407_324];
/// See [`N`].
const G: [f32; 5] = [1.52, 0.699_175_95, 0.175_414_89, 0.018_485_71, 1.777_523_5e-6];
/// `sqrt(2 pi)`
const SQRT_2_PI: f32 = 2.506_628_3;

/// What `gelu` and its derivative are made of, for `x = |z|`.
struct Tail<S: Simd> {
    /// `min(x, 14.75)`; beyond, `e^(-x^2/2)` and everything in proportion to it is 0.
    magnitude: f32x16<S>,
    /// `-x^2/2` in two parts.
    exponent: [f32x16<S>; 2],
    /// `N` and `x N`
    numerators: [f32x16<S>; 2],
    /// `sqrt(2 pi) x N + G`. For large `x` an error of `N` is in numerator and denominator, and the quotient without it.
    denominator: f32x16<S>,
}

#[inline(always)]
fn tail<S: Simd>(simd: S, z: f32x16<S>) -> Tail<S> {
    let magnitude = at_most(simd, z.abs(), 14.75);
    // In two parts, since e^(-x^2/2) magnifies a rounding error of the square by x^2/2: the upper 12 bits of x have an
    // exact square, and x^2 - high^2 = (x - high)(x + high).
    let bits: u32x16<S> = magnitude.bitcast();
    let high: f32x16<S> = (bits & 0xffff_f000).bitcast();
    let exponent = [(high * high) * -0.5, ((magnitude - high) * -0.5) * (magnitude + high)];
    let numerator = polynomial(simd, magnitude, N);
    let product = magnitude * numerator;
    let denominator = product.mul_add(SQRT_2_PI, polynomial(simd, magnitude, G));
    Tail { magnitude, exponent, numerators: [numerator, product], denominator }
}

/// `x P(x)`, `P` the normal distribution: `x/2 (1 + erf(x/sqrt 2))`.
///
/// Error: at most 3.6 ulp (SSE2: 3.7); 3 ulp (3.7) in the negative tail, from -1 down to where the result vanishes, and
/// 3.4 ulp for `x > 0`. Subnormal results are rounded, not flushed. `gelu(-inf) = 0`, `gelu(inf) = inf`.
#[inline(always)]
pub fn gelu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            let Tail { exponent: [upper, lower], numerators: [_, product], denominator, .. } = tail(simd, x);
            // P(x) = 1 - P(-x), so x P(x) = max(x, 0) - |x| P(-|x|), which keeps the tail accurate.
            relu(simd, x) - decay(simd, upper, lower).times(product / denominator)
        },
    )
}

/// The derivative of [`gelu`] at the pre-activation `z`, `P(z) + z p(z)`, `p` the normal density.
///
/// Absolute error at most 1.5e-7 (it has a zero, at -0.752). 0 at minus infinity, 1 at infinity.
#[inline(always)]
pub fn gelu_derivative<S: Simd>(simd: S, z: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            /// `p(0)`
            const PEAK: f32 = 0.398_942_3;
            let Tail { magnitude, exponent: [upper, lower], numerators: [numerator, _], denominator } = tail(simd, z);
            // For negative z it is P(-x) - x p(x), and for positive z one minus that.
            let part = decay(simd, upper, lower).times(magnitude.mul_add(-PEAK, numerator / denominator));
            z.simd_lt(0.0).select(part, splat(simd, 1.0) - part)
        },
    )
}
