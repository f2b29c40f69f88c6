//! Relative error of the functions of `#[math(fast)]` against `f64`, at every instruction set of the machine, and equality of bits.

mod accuracy;

use accuracy::{
    BLOCK, Function, Measure, accuracy, apply, check, gated, gelu_tanh_argument, logistic, mish_gate, normal,
};
use nn_runtime::math::{self, fast};
use nn_runtime::simd::{Level, Simd, f32x16};

const ALPHA: f32 = 0.75;
const SCALE: f64 = 1.050_700_987_355_480_5;
const SCALE_ALPHA: f64 = SCALE * 1.673_263_242_354_377_2;

fn softplus_of(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

accuracy! {
    exp: |simd, x| fast::exp(simd, x), |x| libm::exp(x), Relative, [88.722_84, -103.972_08, -87.336_5, 0.346_6], 1.0e-5, 1.0e-5;
    tanh: |simd, x| fast::tanh(simd, x), |x| libm::tanh(x), Relative, [1.0e-3, 0.6, 5.186, 5.19, 9.0], 6.5e-5, 6.5e-5;
    tanh_absolutely: |simd, x| fast::tanh(simd, x), |x| libm::tanh(x), Absolute, [0.6, 5.186, 5.19], 6.5e-5, 6.5e-5;
    sigmoid: |simd, x| fast::sigmoid(simd, x), |x| logistic(x), Relative, [0.3466, -16.64, -87.336_5, -88.73, 17.0], 1.0e-5, 1.0e-5;
    sigmoid_absolutely: |simd, x| fast::sigmoid(simd, x), |x| logistic(x), Absolute, [0.3466, 1.04, 17.0], 1.6e-6, 1.6e-6;
    softplus: |simd, x| fast::softplus(simd, x), |x| softplus_of(x), Relative, [0.3466, -87.336_5, -103.972_08, 17.0], 6.5e-5, 6.5e-5;
    log_sigmoid: |simd, x| fast::log_sigmoid(simd, x), |x| -softplus_of(-x), Relative, [0.3466, 87.336_5, 17.0], 6.5e-5, 6.5e-5;
    gelu: |simd, x| fast::gelu(simd, x), |x| gated(x, normal(x)), Relative, [-1.0e-3, -1.0, -5.846, -13.0, -14.75], 3.5e-5, 3.5e-5;
    gelu_tanh: |simd, x| fast::gelu_tanh(simd, x), |x| gated(x, logistic(gelu_tanh_argument(x)[0])), Relative,
        [-0.75, -10.0, -11.0, 4.9], 2.0e-5, 2.0e-5;
    silu: |simd, x| fast::silu(simd, x), |x| gated(x, logistic(x)), Relative, [-1.278, -88.73, -91.16, -108.6, 17.0], 1.0e-5, 1.0e-5;
    mish: |simd, x| fast::mish(simd, x), |x| gated(x, mish_gate(x)), Relative, [-1.192, -87.4, -108.6, 20.0], 1.0e-5, 1.0e-5;
    elu: |simd, x| fast::elu(simd, x, ALPHA), |x| if x > 0.0 { x } else { f64::from(ALPHA) * libm::expm1(x) }, Relative,
        [-17.328_68, -0.346_57, 1.0e-8], 2.0e-5, 2.0e-5;
    selu: |simd, x| fast::selu(simd, x), |x| if x > 0.0 { SCALE * x } else { SCALE_ALPHA * libm::expm1(x) }, Relative,
        [-17.328_68, -0.346_57, 1.0e-8], 2.0e-5, 2.0e-5;
    celu: |simd, x| fast::celu(simd, x, ALPHA),
        |x| if x > 0.0 { x } else { f64::from(ALPHA) * libm::expm1(x / f64::from(ALPHA)) }, Relative,
        [-12.996_5, -0.259_93, 1.0e-8], 2.0e-5, 2.0e-5;
}

/// A row of the guide's table: a range of arguments, and the largest error there, which is absolute and relative.
struct Range {
    from: f32,
    to: f32,
    absolute: f64,
    relative: f64,
}

/// Asserts the errors of ranges, a few of their numbers apart, and that they are no less than a half of what is stated.
fn check_ranges<F: Function>(name: &str, ranges: &[Range]) {
    let mut others = Vec::new();
    for Range { from, to, absolute, relative } in ranges {
        for level in Level::available() {
            let (mut worst_absolute, mut worst_relative) = (0.0_f64, 0.0_f64);
            for block in 0..64 {
                let arguments: [f32; BLOCK] = core::array::from_fn(|index| {
                    let share = (block * BLOCK + index) as f32 / (64 * BLOCK - 1) as f32;
                    (to - from).mul_add(share, *from)
                });
                for (argument, result) in arguments.iter().zip(apply::<F>(level, &arguments)) {
                    let exact = F::exact(f64::from(*argument));
                    let distance = (f64::from(result) - exact).abs();
                    worst_absolute = worst_absolute.max(distance);
                    if exact != 0.0 {
                        worst_relative = worst_relative.max(distance / exact.abs());
                    }
                }
            }
            println!("{name} at {level:?}, {from} to {to}: {worst_absolute:.2e} {worst_relative:.2e}");
            for (worst, stated) in [(worst_absolute, absolute), (worst_relative, relative)] {
                if worst > *stated || worst < 0.5 * stated {
                    others.push(format!("{from} to {to} at {level:?}: {worst:.3e}, stated {stated:.3e}"));
                }
            }
        }
    }
    assert!(others.is_empty(), "{name}: {others:#?}");
}

/// One table: a function and its ranges, from, to, absolute and relative error.
macro_rules! ranges {
    ($($test:ident: $name:ident, |$y:ident| $exact:expr, $(($from:expr, $to:expr, $absolute:expr, $relative:expr)),+;)*) => {
        $(
            #[test]
            fn $test() {
                struct This;
                impl Function for This {
                    #[inline(always)]
                    fn vector<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
                        fast::$name(simd, x)
                    }
                    fn exact($y: f64) -> f64 {
                        $exact
                    }
                }
                check_ranges::<This>(
                    stringify!($name),
                    &[$(Range { from: $from, to: $to, absolute: $absolute, relative: $relative }),+],
                );
            }
        )*
    };
}

ranges! {
    ranges_of_tanh: tanh, |x| libm::tanh(x),
        (0.0, 0.5, 1.1e-5, 6.4e-5), (0.5, 1.0, 4.9e-5, 6.5e-5), (1.0, 2.0, 6.1e-5, 6.3e-5), (2.0, 5.0, 6.5e-5, 6.5e-5), (5.0, 9.0, 6.4e-5, 6.4e-5);
    ranges_of_sigmoid: sigmoid, |x| logistic(x),
        (-80.0, -8.0, 1.5e-9, 9.2e-6), (-8.0, -2.0, 4.5e-7, 6.1e-6), (-2.0, 0.0, 1.5e-6, 5.2e-6), (0.0, 2.0, 1.5e-6, 2.6e-6),
        (2.0, 17.0, 5.0e-7, 5.4e-7);
    ranges_of_exp: exp, |x| libm::exp(x), (-80.0, -8.0, 1.1e-9, 1.0e-5), (-8.0, 0.0, 4.3e-6, 6.1e-6), (0.0, 8.0, 1.8e-2, 6.1e-6);
}

/// Where an exact function is at a limit, or where its argument is no number, the fast one has its bits; at zeros too, if that is `true`.
macro_rules! limits {
    ($($name:ident $(($alpha:expr))?, $at_zeros:expr;)*) => {
        #[test]
        fn limits_are_those_of_the_exact_functions() {
            $({
                struct Fast;
                impl Function for Fast {
                    #[inline(always)]
                    fn vector<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
                        fast::$name(simd, x $(, $alpha)?)
                    }
                    fn exact(x: f64) -> f64 {
                        x
                    }
                }
                struct Exact;
                impl Function for Exact {
                    #[inline(always)]
                    fn vector<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
                        math::$name(simd, x $(, $alpha)?)
                    }
                    fn exact(x: f64) -> f64 {
                        x
                    }
                }
                check_limits::<Fast, Exact>(stringify!($name), $at_zeros);
            })*
        }
    };
}

fn check_limits<F: Function, E: Function>(name: &str, at_zeros: bool) {
    let zeros = if at_zeros { [0.0, -0.0] } else { [f32::INFINITY; 2] };
    let nans =
        [0x7f80_0001, 0x7fc0_0000, 0x7fc0_01ff, 0x7fff_ffff, 0xff80_0001, 0xffc0_0155, 0xffff_ffff].map(f32::from_bits);
    let far = [f32::INFINITY, f32::NEG_INFINITY, 200.0, -200.0, 1.0e30, -1.0e30, f32::MAX, f32::MIN, 120.0, -120.0];
    let mut arguments = [1.0e20; BLOCK];
    for (to, argument) in arguments.iter_mut().zip(zeros.into_iter().chain(nans).chain(far)) {
        *to = argument;
    }
    for level in Level::available() {
        let (found, expected) = (apply::<F>(level, &arguments), apply::<E>(level, &arguments));
        for (argument, (found, expected)) in arguments.iter().zip(found.iter().zip(&expected)) {
            assert!(
                found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()),
                "{name}({argument:e}) at {level:?}: {found:e}, expected {expected:e}"
            );
        }
    }
}

limits! {
    exp, true;
    tanh, true;
    sigmoid, true;
    softplus, false;
    log_sigmoid, false;
    gelu, true;
    gelu_tanh, true;
    silu, true;
    mish, true;
    elu(0.75), true;
    selu, true;
    celu(0.75), true;
}

#[test]
fn tanh_is_odd_and_never_above_one() {
    struct This;
    impl Function for This {
        #[inline(always)]
        fn vector<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
            fast::tanh(simd, x)
        }
        fn exact(x: f64) -> f64 {
            x
        }
    }
    // Every float from 4.9 to 5.3.
    for first in (4.9_f32.to_bits()..5.3_f32.to_bits()).step_by(BLOCK) {
        let arguments: [f32; BLOCK] = core::array::from_fn(|index| f32::from_bits(first + index as u32));
        for level in Level::available() {
            let (above, below) = (apply::<This>(level, &arguments), apply::<This>(level, &arguments.map(|x| -x)));
            for (argument, (above, below)) in arguments.iter().zip(above.iter().zip(below)) {
                assert!(
                    *above <= 1.0 && above.to_bits() == (-below).to_bits(),
                    "{argument:e} at {level:?}: {above:e}, {below:e}"
                );
                assert!(
                    *argument < 5.19 || above.to_bits() == 1.0_f32.to_bits(),
                    "{argument:e} at {level:?}: {above:e}"
                );
            }
        }
    }
}
