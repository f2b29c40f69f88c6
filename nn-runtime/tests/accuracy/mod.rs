//! Measures functions of a vector against `f64`, at every instruction set of the machine.
//!
//! The arguments are every 1531st bit pattern of `f32` and all patterns near each function's critical points, or with
//! `NN_EXHAUSTIVE=1` all 2³² patterns: minutes per function, to be run with `--release`.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use nn_runtime::simd::{Kernel, Level, Simd, dispatch, f32x16};

/// A function under test and its twin in `f64`.
pub(crate) trait Function {
    fn vector<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S>;
    fn exact(x: f64) -> f64;
}

/// Arguments in one block.
pub(crate) const BLOCK: usize = 4096;

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

pub(crate) fn apply<F: Function>(level: Level, arguments: &[f32; BLOCK]) -> [f32; BLOCK] {
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
pub(crate) enum Measure {
    /// Distance from the exact value in its units in the last place.
    Ulp,
    /// Distance from the exact value.
    Absolute,
    /// Distance from the exact value, divided by its magnitude, or by [`SMALL`] where that is larger.
    Relative,
}

/// Below this an error of a fast function is absolute.
const SMALL: f64 = 1e-30;

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
        Measure::Relative => distance / exact.abs().clamp(SMALL, LIMIT),
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
pub(crate) fn check<F: Function>(name: &str, measure: Measure, critical: &[f32], fused: f64, unfused: f64) {
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

pub(crate) use accuracy;

// The functions in `f64`.

pub(crate) fn logistic(x: f64) -> f64 {
    if x < 0.0 { libm::exp(x) / (1.0 + libm::exp(x)) } else { 1.0 / (1.0 + libm::exp(-x)) }
}

/// `p(x)`, and the share of the normal distribution up to `x`.
pub(crate) fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * core::f64::consts::PI).sqrt()
}

pub(crate) fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2)
}

/// `x f(x)` where `f` is 0 at minus infinity and falls fast.
pub(crate) fn gated(x: f64, gate: f64) -> f64 {
    if gate == 0.0 { 0.0 } else { x * gate }
}

/// `tanh(softplus(x))`, and its derivative; `e` to the fourth power does not overflow.
pub(crate) fn mish_gate(x: f64) -> f64 {
    let exp = libm::exp(x.min(100.0));
    let n = exp * (exp + 2.0);
    n / (n + 2.0)
}

pub(crate) fn mish_slope(x: f64) -> f64 {
    // sech^2 softplus'
    let cosh = libm::cosh(libm::log1p(libm::exp(x.clamp(-800.0, 100.0))));
    mish_gate(x) + gated(x.min(100.0), logistic(x) / (cosh * cosh))
}

/// Twice what `gelu_tanh` takes the hyperbolic tangent of, and its derivative.
pub(crate) fn gelu_tanh_argument(x: f64) -> [f64; 2] {
    let factor = 2.0 * (2.0 / core::f64::consts::PI).sqrt();
    [factor * (x + 0.044_715 * x * x * x), factor * (1.0 + 3.0 * 0.044_715 * x * x)]
}

pub(crate) fn gelu_tanh_slope(x: f64) -> f64 {
    let [argument, slope] = gelu_tanh_argument(x);
    logistic(argument) + gated(x * slope, logistic(argument) * logistic(-argument))
}
