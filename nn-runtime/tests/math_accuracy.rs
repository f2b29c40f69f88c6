//! Error of every elementwise function against `f64`, at every instruction set of the machine, and equality of bits.
//!
//! The arguments are every 1531st bit pattern of `f32` and all patterns near each function's critical points, or with
//! `NN_EXHAUSTIVE=1` all 2³² patterns: minutes per function, to be run with `--release`.

use core::f32::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI, SQRT_2};
use nn_runtime::math;
use nn_runtime::simd::{Kernel, Level, Simd, dispatch, f32x16};

/// A function under test and its twin in `f64`.
trait Function {
    fn vector<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S>;
    fn exact(x: f64) -> f64;
}

/// Arguments in one block.
const BLOCK: usize = 4096;

struct Apply<'a, F> {
    arguments: &'a [f32; BLOCK],
    results: &'a mut [f32; BLOCK],
    function: core::marker::PhantomData<F>,
}

impl<F: Function> Kernel for Apply<'_, F> {
    type Output = ();
    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) {
        let (arguments, results) = (self.arguments.as_chunks::<16>().0, self.results.as_chunks_mut::<16>().0);
        for (argument, result) in arguments.iter().zip(results) {
            F::vector(simd, f32x16::load_array_ref(simd, argument)).store_array(result);
        }
    }
}

fn apply<F: Function>(level: Level, arguments: &[f32; BLOCK]) -> [f32; BLOCK] {
    let mut results = [0.0; BLOCK];
    dispatch(level, Apply::<F> { arguments, results: &mut results, function: core::marker::PhantomData });
    results
}

/// The spacing of `f32` at `value`.
fn spacing(value: f64) -> f64 {
    let exponent = (value.to_bits() >> 52) & 0x7ff;
    f64::from_bits((exponent.clamp(1023 - 126, 1023 + 127) - 23) << 52)
}

/// What is measured of a result.
#[derive(Clone, Copy)]
enum Measure {
    /// Distance from the exact value in its units in the last place.
    Ulp,
    /// Distance from the exact value.
    Absolute,
}

/// 2^128: what infinity counts as, and exact values beyond.
const LIMIT: f64 = (1_u128 << 127) as f64 * 2.0;

fn error(measure: Measure, result: f32, exact: f64) -> f64 {
    if result.is_nan() || exact.is_nan() {
        return if result.is_nan() && exact.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let distance = (f64::from(result).clamp(-LIMIT, LIMIT) - exact.clamp(-LIMIT, LIMIT)).abs();
    match measure {
        Measure::Ulp => distance / spacing(exact),
        Measure::Absolute => distance,
    }
}

/// Runs `visit` over blocks of the arguments.
fn for_each_block(critical: &[f32], mut visit: impl FnMut(&[f32; BLOCK])) {
    let mut block = [0.0; BLOCK];
    let mut length = 0;
    let mut push = |bits: u32| {
        block[length] = f32::from_bits(bits);
        length += 1;
        if length == BLOCK {
            visit(&block);
            length = 0;
        }
    };
    if std::env::var("NN_EXHAUSTIVE").is_ok_and(|value| value == "1") {
        (0..=u32::MAX).for_each(&mut push);
        return;
    }
    (0..=u32::MAX).step_by(1531).for_each(&mut push);
    for center in [0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN].iter().chain(critical) {
        for bits in [center.to_bits(), (-center).to_bits()] {
            (0..8192).for_each(|offset| push(bits.wrapping_sub(4096).wrapping_add(offset)));
        }
    }
    (0..BLOCK as u32).for_each(push);
}

/// Asserts the bounds with and without fused multiply-add, and equal bits wherever it is fused.
fn check<F: Function>(name: &str, measure: Measure, critical: &[f32], fused: f64, unfused: f64) {
    let levels: Vec<Level> = Level::available().collect();
    let mut worst = vec![(0.0, 0.0_f32); levels.len()];
    for_each_block(critical, |arguments| {
        let results: Vec<[f32; BLOCK]> = levels.iter().map(|level| apply::<F>(*level, arguments)).collect();
        let mut of_fused = levels.iter().zip(&results).filter(|(level, _)| level.has_fused_multiply_add());
        if let Some((first_level, first)) = of_fused.next() {
            for (level, other) in of_fused {
                for lane in 0..BLOCK {
                    let (left, right) = (first[lane], other[lane]);
                    let equal = left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan());
                    assert!(equal, "{name}({:e}): {first_level:?} {left:e}, {level:?} {right:e}", arguments[lane]);
                }
            }
        }
        for (lane, argument) in arguments.iter().enumerate() {
            let exact = F::exact(f64::from(*argument));
            let mut error_of_last = (f32::NAN, f64::INFINITY);
            for (result, worst) in results.iter().zip(&mut worst) {
                let result = result[lane];
                if result.to_bits() != error_of_last.0.to_bits() || result.is_nan() {
                    error_of_last = (result, error(measure, result, exact));
                }
                let error = error_of_last.1;
                if error > worst.0 {
                    *worst = (error, *argument);
                }
            }
        }
    });
    for (level, (error, argument)) in levels.iter().zip(worst) {
        println!("{name} at {level:?}: largest error {error:.4e} at {argument:e}");
        let bound = if level.has_fused_multiply_add() { fused } else { unfused };
        assert!(error <= bound, "{name} at {level:?}: error {error} at {argument:e}, expected at most {bound}");
    }
}

/// One test: name, vector function of `(simd, x)`, its exact twin, measure, critical points, bounds fused and unfused.
macro_rules! accuracy {
    ($($name:ident: |$simd:ident, $x:ident| $vector:expr, |$y:ident| $exact:expr, $measure:ident, $critical:expr,
        $fused:expr, $unfused:expr;)*) => {
        $(
            #[test]
            fn $name() {
                struct This;
                impl Function for This {
                    #[inline(always)]
                    fn vector<S: Simd>($simd: S, $x: f32x16<S>) -> f32x16<S> {
                        $vector
                    }
                    fn exact($y: f64) -> f64 {
                        $exact
                    }
                }
                check::<This>(stringify!($name), Measure::$measure, &$critical, $fused, $unfused);
            }
        )*
    };
}

fn logistic(x: f64) -> f64 {
    if x < 0.0 { libm::exp(x) / (1.0 + libm::exp(x)) } else { 1.0 / (1.0 + libm::exp(-x)) }
}

/// `p(x)`, and the share of the normal distribution up to `x`.
fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * core::f64::consts::PI).sqrt()
}

fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2)
}

/// `x f(x)` where `f` is 0 at minus infinity and falls fast.
fn gated(x: f64, gate: f64) -> f64 {
    if gate == 0.0 { 0.0 } else { x * gate }
}

/// `tanh(softplus(x))`, and its derivative; `e` to the fourth power does not overflow.
fn mish_gate(x: f64) -> f64 {
    let exp = libm::exp(x.min(100.0));
    let n = exp * (exp + 2.0);
    n / (n + 2.0)
}

fn mish_slope(x: f64) -> f64 {
    // sech^2 softplus'
    let cosh = libm::cosh(libm::log1p(libm::exp(x.clamp(-800.0, 100.0))));
    mish_gate(x) + gated(x.min(100.0), logistic(x) / (cosh * cosh))
}

/// Twice what `gelu_tanh` takes the hyperbolic tangent of, and its derivative.
fn gelu_tanh_argument(x: f64) -> [f64; 2] {
    let factor = 2.0 * (2.0 / core::f64::consts::PI).sqrt();
    [factor * (x + 0.044_715 * x * x * x), factor * (1.0 + 3.0 * 0.044_715 * x * x)]
}

fn gelu_tanh_slope(x: f64) -> f64 {
    let [argument, slope] = gelu_tanh_argument(x);
    logistic(argument) + gated(x * slope, logistic(argument) * logistic(-argument))
}

const ALPHA: f32 = 0.75;
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
