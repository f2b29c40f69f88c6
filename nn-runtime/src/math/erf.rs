//! The error function.

use super::exp::exp_nonpositive;
use super::{at_most, by_itself, polynomial};
use crate::simd::{Simd, f32x16, splat};

/// `erf(x)/x - 1` in `x^2`, for `|x| <= 0.95`, relative error of `erf` 6.1e-10.
const NEAR: [f32; 7] =
    [0.128_379_17, -0.376_126_32, 0.112_836_64, -0.026_857_706, 0.005_196_952, -8.097_701e-4, 8.185_082e-5];
/// `ln(1 - erf(x))` for `x` from 0.92 to 4, relative error of `erf` 1.5e-9.
const FAR: [f32; 7] =
    [-1.956_818e-4, -1.127_675_7, -0.637_182_3, -0.103_931_546, 0.022_226_894, -0.003_043_210_6, 1.959_364_6e-4];

/// The error function, `2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`.
///
/// Error: at most 1.4 ulp (SSE2: 1.5). Odd to the bit. `erf(-inf) = -1`, `erf(inf) = 1`.
#[inline(always)]
pub fn erf<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    by_itself(
        simd,
        #[inline(always)]
        move |simd| {
            // From 3.92 on the result is 1.
            let magnitude = at_most(simd, x.abs(), 4.0);
            let square = x * x;
            let near = polynomial(simd, square, NEAR).mul_add(x, x);
            let complement = exp_nonpositive(simd, polynomial(simd, magnitude, FAR));
            let far = splat(simd, 1.0) - complement;
            magnitude.simd_ge(0.925).select(far.copysign(x), near)
        },
    )
}
