//! Error of every elementwise function against `f64`, at every instruction set of the machine, and equality of bits.

mod accuracy;

use accuracy::{
    Function, Measure, accuracy, check, gated, gelu_tanh_argument, gelu_tanh_slope, logistic, mish_gate, mish_slope,
    normal, normal_density,
};
use core::f32::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI, SQRT_2};
use nn_runtime::math::{self, Exact, Functions as _};
use nn_runtime::simd::{Simd, f32x16, splat};

const ALPHA: f32 = 0.75;
/// Arguments that a product of a sigmoid and a tangent has beside the one that varies.
const A_TANH: f32 = -0.63;
const A_SIGMOID: f32 = -7.3;
/// An alpha of `celu` with one of the largest errors.
const LARGE_ALPHA: f32 = 1.7;

fn celu_of(x: f64, alpha: f32) -> f64 {
    let alpha = f64::from(alpha);
    if x > 0.0 { x } else { alpha * libm::expm1(x / alpha) }
}

fn celu_slope(x: f64, alpha: f32) -> f64 {
    if x > 0.0 { 1.0 } else { libm::exp(x / f64::from(alpha)) }
}

const SCALE: f64 = 1.050_700_987_355_480_5;
const SCALE_ALPHA: f64 = SCALE * 1.673_263_242_354_377_2;

accuracy! {
    exp: |simd, x| math::exp(simd, x), |x| libm::exp(x), Ulp, [88.722_84, -103.972_08, -87.336_5, 0.346_6], 1.05, 1.05;
    expm1: |simd, x| math::expm1(simd, x), |x| libm::expm1(x), Ulp, [88.722_84, -17.328_68, 0.346_57, 1.0e-8], 1.7, 1.8;
    ln: |simd, x| math::ln(simd, x), |x| libm::log(x), Ulp, [1.0, FRAC_1_SQRT_2, SQRT_2, f32::MIN_POSITIVE], 1.0, 1.0;
    tanh: |simd, x| math::tanh(simd, x), |x| libm::tanh(x), Ulp,
        [0.346_573_6, 0.537_855_74, 0.996_717_93, 9.01, 10.0], 1.75, 1.7;
    sigmoid: |simd, x| math::sigmoid(simd, x), |x| logistic(x), Ulp,
        [0.5, -1.1, -16.64, -87.336_5, -103.972_08, 17.0], 1.7, 1.75;
    sigmoid_times_tanh: |simd, x| Exact::sigmoid_times_tanh(simd, x, x), |x| gated(libm::tanh(x), logistic(x)), Ulp,
        [0.346_573_6, -1.1, -16.64, -87.336_5, -103.972_08, 17.0], 3.9, 4.0;
    sigmoid_of_minus_times_tanh: |simd, x| Exact::sigmoid_times_tanh(simd, -x, x),
        |x| gated(libm::tanh(x), logistic(-x)), Ulp, [0.346_573_6, -1.1, 16.64, 87.336_5, 103.972_08, 17.0], 3.9, 4.0;
    sigmoid_times_a_tanh: |simd, x| Exact::sigmoid_times_tanh(simd, x, splat(simd, A_TANH)),
        |x| logistic(x) * libm::tanh(f64::from(A_TANH)), Ulp, [0.5, -1.1, -86.9, -103.5, 17.0], 3.9, 4.0;
    a_sigmoid_times_tanh: |simd, x| Exact::sigmoid_times_tanh(simd, splat(simd, A_SIGMOID), x),
        |x| logistic(f64::from(A_SIGMOID)) * libm::tanh(x), Ulp, [0.346_573_6, 9.01, 10.0, f32::MIN_POSITIVE], 3.9, 4.0;
    softplus: |simd, x| math::softplus(simd, x), |x| x.max(0.0) + libm::log1p(libm::exp(-x.abs())), Ulp,
        [-1.684_199_7e-3, -1.755_600_1e-3, -0.45, -87.336_5, -103.972_08, 17.0], 1.4, 1.85;
    erf: |simd, x| math::erf(simd, x), |x| libm::erf(x), Ulp, [0.925, 3.9, 4.0], 1.4, 1.5;
    gelu: |simd, x| math::gelu(simd, x), |x| gated(x, normal(x)), Ulp,
        [-0.031_200_986, -0.333_973_85, -1.865_319_6, -5.846_381_7, -13.0, -14.2, -14.7], 3.6, 3.7;
    silu: |simd, x| math::silu(simd, x), |x| gated(x, logistic(x)), Ulp,
        [-1.278, -16.68, -81.374_5, -87.0, -91.167_65, -104.0, -108.6, 17.0], 1.8, 1.8;
    elu: |simd, x| math::elu(simd, x, ALPHA), |x| if x > 0.0 { x } else { f64::from(ALPHA) * libm::expm1(x) }, Ulp,
        [-17.328_68, -0.346_57, 1.0e-8], 2.0, 2.0;
    selu: |simd, x| math::selu(simd, x), |x| if x > 0.0 { SCALE * x } else { SCALE_ALPHA * libm::expm1(x) }, Ulp,
        [-17.328_68, -0.346_57, 1.0e-8], 2.0, 2.0;
    elu_derivative: |simd, x| math::elu_derivative(simd, x, ALPHA),
        |x| if x > 0.0 { 1.0 } else { f64::from(ALPHA) * libm::exp(x) }, Ulp, [-87.336_5, -103.972_08], 1.5, 1.5;
    selu_derivative: |simd, x| math::selu_derivative(simd, x),
        |x| if x > 0.0 { SCALE } else { SCALE_ALPHA * libm::exp(x) }, Ulp, [-87.336_5, -103.972_08], 2.0, 2.0;
    sigmoid_derivative: |simd, x| math::sigmoid_derivative(simd, x), |x| logistic(x) * logistic(-x), Ulp,
        [0.5, 6.235, 87.336_5, 103.972_08], 3.3, 3.3;
    tanh_derivative: |simd, x| math::tanh_derivative(simd, x), |x| 4.0 * logistic(2.0 * x) * logistic(-2.0 * x), Ulp,
        [0.5, 43.668_2, 51.986_04], 4.3, 4.3;
    softplus_derivative_from_output: |simd, x| math::softplus_derivative_from_output(simd, x),
        |x| -libm::expm1(-x), Ulp,
        [17.0, -88.722_84], 1.6, 1.8;
    sigmoid_derivative_from_output: |simd, x| math::sigmoid_derivative_from_output(simd, x), |x| x * (1.0 - x), Ulp,
        [1.0], 1.5, 1.5;
    tanh_derivative_from_output: |simd, x| math::tanh_derivative_from_output(simd, x), |x| (1.0 - x) * (1.0 + x), Ulp,
        [1.0], 1.5, 1.5;
    gelu_derivative: |simd, x| math::gelu_derivative(simd, x), |x| normal(x) + gated(x, normal_density(x)), Absolute,
        [-0.751_8, -14.2, 5.0], 1.5e-7, 1.5e-7;
    silu_derivative: |simd, x| math::silu_derivative(simd, x),
        |x| logistic(x) + gated(x, logistic(x) * logistic(-x)), Absolute, [-1.278, -104.0, 17.0], 2.5e-7, 2.5e-7;
    hard_sigmoid: |simd, x| math::hard_sigmoid(simd, x), |x| (x / 6.0 + 0.5).clamp(0.0, 1.0), Absolute,
        [3.0], 6.0e-8, 6.0e-8;
    hard_swish: |simd, x| math::hard_swish(simd, x), |x| gated(x, (x / 6.0 + 0.5).clamp(0.0, 1.0)), Absolute,
        [3.0], 3.0e-7, 3.0e-7;
    hard_swish_derivative: |simd, x| math::hard_swish_derivative(simd, x),
        |x| if x <= -3.0 { 0.0 } else if x >= 3.0 { 1.0 } else { x / 3.0 + 0.5 }, Absolute, [3.0], 1.0e-7, 1.0e-7;
    softsign: |simd, x| math::softsign(simd, x), |x| if x.is_infinite() { x.signum() } else { x / (1.0 + x.abs()) }, Ulp,
        [1.0, 8_388_608.0, 1_073_741_824.0], 1.5, 1.5;
    softsign_derivative: |simd, x| math::softsign_derivative(simd, x), |x| 1.0 / ((1.0 + x.abs()) * (1.0 + x.abs())), Ulp,
        [1.0, 1.0e22], 3.6, 3.6;
    softsign_derivative_from_output: |simd, x| math::softsign_derivative_from_output(simd, x),
        |x| (1.0 - x.abs()) * (1.0 - x.abs()), Ulp, [1.0], 2.0, 2.0;
    relu6: |simd, x| math::relu6(simd, x), |x| if x.is_nan() { x } else { x.clamp(0.0, 6.0) }, Ulp, [6.0], 0.0, 0.0;
    hard_tanh: |simd, x| math::hard_tanh(simd, x, -0.5, 2.0), |x| if x.is_nan() { x } else { x.clamp(-0.5, 2.0) }, Ulp,
        [0.5, 2.0], 0.0, 0.0;
    hard_shrink: |simd, x| math::hard_shrink(simd, x, ALPHA), |x| if x.abs() <= f64::from(ALPHA) { 0.0 } else { x }, Ulp,
        [ALPHA], 0.0, 0.0;
    soft_shrink: |simd, x| math::soft_shrink(simd, x, ALPHA),
        |x| if x.abs() <= f64::from(ALPHA) { 0.0 } else { x - f64::from(ALPHA).copysign(x) }, Ulp, [ALPHA], 0.51, 0.51;
    threshold: |simd, x| math::threshold(simd, x, ALPHA, -2.0), |x| if x <= f64::from(ALPHA) { -2.0 } else { x }, Ulp,
        [ALPHA], 0.0, 0.0;
    square: |simd, x| math::square(simd, x), |x| x * x, Ulp, [1.0, 1.0e-19, 1.0e19], 0.51, 0.51;
    abs: |simd, x| math::abs(simd, x), |x| x.abs(), Ulp, [1.0], 0.0, 0.0;
    sqrt: |simd, x| math::sqrt(simd, x), |x| x.sqrt(), Ulp, [1.0], 0.51, 0.51;
    sqrt_derivative: |simd, x| math::sqrt_derivative(simd, x), |x| 0.5 / x.sqrt(), Ulp, [1.0], 1.5, 1.5;
    sqrt_derivative_from_output: |simd, x| math::sqrt_derivative_from_output(simd, x), |x| 0.5 / x, Ulp,
        [1.0, 1.5e-39, 4.3e37], 0.51, 0.51;
    log: |simd, x| math::log(simd, x), |x| libm::log(x), Ulp, [1.0, FRAC_1_SQRT_2, SQRT_2, 1.0e-38], 1.0, 1.0;
    log_derivative: |simd, x| math::log_derivative(simd, x), |x| 1.0 / x, Ulp, [1.0, 3.0e-39, 8.5e37], 0.51, 0.51;
    reciprocal: |simd, x| math::reciprocal(simd, x), |x| 1.0 / x, Ulp, [1.0, 3.0e-39, 8.5e37], 0.51, 0.51;
    reciprocal_derivative: |simd, x| math::reciprocal_derivative(simd, x), |x| -1.0 / (x * x), Ulp,
        [1.0, 5.4e-20, 9.2e18, 3.0e-39], 2.0, 2.0;
    reciprocal_derivative_from_output: |simd, x| math::reciprocal_derivative_from_output(simd, x), |x| -(x * x), Ulp,
        [1.0, 1.0e-19, 1.0e19], 0.51, 0.51;
    square_derivative: |simd, x| math::square_derivative(simd, x), |x| 2.0 * x, Ulp, [1.0, 1.0e-38, 1.7e38], 0.0, 0.0;
    celu: |simd, x| math::celu(simd, x, 0.5), |x| celu_of(x, 0.5), Ulp, [-8.664_34, -0.173_285, 1.0e-8], 1.1, 1.2;
    celu_of_small_alpha: |simd, x| math::celu(simd, x, ALPHA), |x| celu_of(x, ALPHA), Ulp,
        [-12.996_5, -0.259_93, 1.0e-8], 2.5, 2.5;
    celu_of_large_alpha: |simd, x| math::celu(simd, x, LARGE_ALPHA), |x| celu_of(x, LARGE_ALPHA), Ulp,
        [-29.458_76, -0.589_17, 1.0e-8], 3.2, 3.2;
    celu_derivative: |simd, x| math::celu_derivative(simd, x, ALPHA), |x| celu_slope(x, ALPHA), Ulp,
        [-65.502_4, -77.979_06], 1.3, 1.3;
    celu_derivative_from_output: |simd, x| math::celu_derivative_from_output(simd, x, ALPHA),
        |x| if x > 0.0 { 1.0 } else { x / f64::from(ALPHA) + 1.0 }, Ulp, [ALPHA], 1.5, 1.5;
    celu_derivative_of_large_alpha: |simd, x| math::celu_derivative(simd, x, LARGE_ALPHA),
        |x| celu_slope(x, LARGE_ALPHA), Ulp, [-148.472, -176.752_5], 1.3, 1.3;
    log_sigmoid: |simd, x| math::log_sigmoid(simd, x), |x| -((-x).max(0.0) + libm::log1p(libm::exp(-x.abs()))), Ulp,
        [1.684_199_7e-3, 1.755_600_1e-3, 0.45, 87.336_5, 103.972_08, -17.0], 1.4, 1.85;
    log_sigmoid_derivative: |simd, x| math::log_sigmoid_derivative(simd, x), |x| logistic(-x), Ulp,
        [0.5, 1.1, 16.64, 87.336_5, 103.972_08, -17.0], 1.7, 1.75;
    log_sigmoid_derivative_from_output: |simd, x| math::log_sigmoid_derivative_from_output(simd, x),
        |x| -libm::expm1(x), Ulp, [-17.0, 88.722_84], 1.6, 1.8;
    mish: |simd, x| math::mish(simd, x), |x| gated(x, mish_gate(x)), Ulp,
        [-1.192, -87.0, -91.167_65, -104.0, -108.6, 9.4, 20.0], 3.7, 3.7;
    mish_derivative: |simd, x| math::mish_derivative(simd, x), |x| mish_slope(x), Absolute,
        [-1.192, 1.945_711, -104.0, 12.0, 15.0], 3.5e-7, 3.5e-7;
    gelu_tanh: |simd, x| math::gelu_tanh(simd, x), |x| gated(x, logistic(gelu_tanh_argument(x)[0])), Ulp,
        [-0.752, -9.8, -10.0, -10.5, 4.9, 6.0], 2.0, 150.0;
    gelu_tanh_derivative: |simd, x| math::gelu_tanh_derivative(simd, x), |x| gelu_tanh_slope(x), Absolute,
        [-0.752, -10.5, 4.9, 11.0], 3.0e-7, 3.0e-7;
    sin: |simd, x| math::sin(simd, x), |x| libm::sin(x), Ulp, [PI, FRAC_PI_2, 12_800.0, 1.0e4, 8_388_608.0, 1.0e22], 2.2, 2.5;
    cos: |simd, x| math::cos(simd, x), |x| libm::cos(x), Ulp, [PI, FRAC_PI_2, 12_800.0, 1.0e4, 8_388_608.0, 1.0e22], 2.2, 2.5;
    cos_derivative: |simd, x| math::cos_derivative(simd, x), |x| -libm::sin(x), Ulp,
        [PI, FRAC_PI_2, 12_800.0, 1.0e4, 8_388_608.0, 1.0e22], 2.2, 2.5;
}
