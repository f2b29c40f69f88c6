//! Values at zeros, infinities, NaN and kinks, and reductions, at every instruction set.

extern crate std;

use super::{
    abs, abs_derivative, celu, celu_derivative, celu_derivative_from_output, cos, cos_derivative, dropout,
    dropout_mask, elu, elu_derivative, elu_derivative_from_output, erf, exp, exp_derivative,
    exp_derivative_from_output, expm1, gelu, gelu_derivative, gelu_tanh, gelu_tanh_derivative, hard_shrink,
    hard_shrink_derivative, hard_shrink_derivative_from_output, hard_sigmoid, hard_sigmoid_derivative,
    hard_sigmoid_derivative_from_output, hard_swish, hard_swish_derivative, hard_tanh, hard_tanh_derivative,
    hard_tanh_derivative_from_output, leaky_relu, leaky_relu_derivative, ln, log, log_derivative, log_sigmoid,
    log_sigmoid_derivative, log_sigmoid_derivative_from_output, max, mish, mish_derivative, reciprocal,
    reciprocal_derivative, reciprocal_derivative_from_output, relu, relu_derivative, relu_derivative_from_output,
    relu6, relu6_derivative, relu6_derivative_from_output, selu, selu_derivative, selu_derivative_from_output, sigmoid,
    sigmoid_derivative, sigmoid_derivative_from_output, silu, silu_derivative, sin, sin_derivative, soft_shrink,
    soft_shrink_derivative, soft_shrink_derivative_from_output, softplus, softplus_derivative,
    softplus_derivative_from_output, softsign, softsign_derivative, softsign_derivative_from_output, sqrt,
    sqrt_derivative, sqrt_derivative_from_output, square, square_derivative, sum, tanh, tanh_derivative,
    tanh_derivative_from_output, threshold, threshold_derivative,
};
use crate::simd::{Kernel, Level, Simd, dispatch, f32x16};
use std::vec::Vec;

const INF: f32 = f32::INFINITY;
const NAN: f32 = f32::NAN;

/// The results of an expression in `(simd, lanes)` for an array of 16 lanes, at every level.
macro_rules! at_every_level {
    ($arguments:expr, $output:ty, |$simd:ident, $x:ident| $result:expr) => {{
        struct This([f32; 16]);
        impl Kernel for This {
            type Output = $output;
            #[inline(always)]
            fn wide<S: Simd>(self, $simd: S) -> $output {
                let $x = f32x16::load_array_ref($simd, &self.0);
                $result
            }
        }
        let arguments = $arguments;
        Level::available().map(move |level| (level, dispatch(level, This(arguments))))
    }};
}

/// Asserts that a function takes each argument to the value beside it, to the bit, signs of zeros included.
macro_rules! assert_values {
    ($($name:ident $(($($parameter:expr),+))?: $($argument:expr => $value:expr),+;)+) => {
        $(
            for (argument, value) in [$(($argument, $value)),+] {
                let (argument, value): (f32, f32) = (argument, value);
                let results = at_every_level!([argument; 16], [f32; 16], |simd, x| {
                    $name(simd, x $($(, $parameter)+)?).to_array()
                });
                for (level, result) in results {
                    for lane in result {
                        assert!(
                            lane.to_bits() == value.to_bits() || (lane.is_nan() && value.is_nan()),
                            "{}({argument:e}) at {level:?}: {lane:e}, expected {value:e}",
                            stringify!($name)
                        );
                    }
                }
            }
        )+
    };
}

#[test]
fn elementary_functions_at_special_values() {
    assert_values! {
        exp: 0.0 => 1.0, -0.0 => 1.0, INF => INF, -INF => 0.0, NAN => NAN, 89.0 => INF, 88.722_83 => 3.402_798_5e38,
            -200.0 => 0.0, -104.0 => 0.0, -103.0 => 1.4e-45;
        expm1: 0.0 => 0.0, -0.0 => -0.0, INF => INF, -INF => -1.0, NAN => NAN, 1.0e-45 => 1.0e-45, 89.0 => INF;
        ln: 1.0 => 0.0, 0.0 => -INF, -0.0 => -INF, -1.0 => NAN, -INF => NAN, INF => INF, NAN => NAN,
            1.0e-45 => -103.278_93;
        tanh: 0.0 => 0.0, -0.0 => -0.0, INF => 1.0, -INF => -1.0, NAN => NAN, 9.02 => 1.0, -9.02 => -1.0,
            1.0e-45 => 1.0e-45;
        sigmoid: 0.0 => 0.5, INF => 1.0, -INF => 0.0, NAN => NAN, -104.0 => 0.0, 20.0 => 1.0;
        softplus: INF => INF, -INF => 0.0, NAN => NAN, 30.0 => 30.0, 0.0 => core::f32::consts::LN_2;
        erf: 0.0 => 0.0, -0.0 => -0.0, INF => 1.0, -INF => -1.0, NAN => NAN, 4.0 => 1.0;
    }
}

/// What machines without vectors compute in place of `exp`.
#[test]
fn the_exponential_up_to_40_has_the_bits_of_the_exponential() {
    let below_zero = ((-0.0_f32).to_bits()..=(-INF).to_bits()).step_by(9973);
    let up_to_40 = (0..=40.0_f32.to_bits()).step_by(9973);
    let subnormal = ((-103.98_f32).to_bits()..(-104.0_f32).to_bits()).step_by(13);
    let bits: Vec<u32> =
        below_zero.chain(up_to_40).chain(subnormal).chain([40.0_f32.to_bits(), NAN.to_bits()]).collect();
    for bits in bits.chunks(16) {
        let arguments: [f32; 16] = core::array::from_fn(|lane| f32::from_bits(bits[lane % bits.len()]));
        let results = at_every_level!(arguments, [[f32; 16]; 2], |simd, x| {
            [exp(simd, x).to_array(), super::exp::exp_up_to_40(simd, x).to_array()]
        });
        for (level, [expected, found]) in results {
            for (argument, (expected, found)) in arguments.iter().zip(expected.iter().zip(found)) {
                assert!(
                    expected.to_bits() == found.to_bits() || (argument.is_nan() && found.is_nan()),
                    "{argument:e} at {level:?}: {found:e}, expected {expected:e}"
                );
            }
        }
    }
}

#[test]
fn a_nan_of_any_bits_stays_nan() {
    for bits in [0x7f80_0001, 0x7fc0_0000, 0x7fc0_01ff, 0x7fff_ffff, 0xff80_0001, 0xffc0_0155, 0xffff_ffff] {
        let nan = f32::from_bits(bits);
        assert_values! {
            exp: nan => NAN;
            expm1: nan => NAN;
            ln: nan => NAN;
            tanh: nan => NAN;
            sigmoid: nan => NAN;
            softplus: nan => NAN;
            erf: nan => NAN;
            gelu: nan => NAN;
            silu: nan => NAN;
            elu(1.0): nan => NAN;
            selu: nan => NAN;
            relu: nan => NAN;
            leaky_relu(0.01): nan => NAN;
            hard_sigmoid: nan => NAN;
            hard_swish: nan => NAN;
            gelu_derivative: nan => NAN;
            silu_derivative: nan => NAN;
            sigmoid_derivative: nan => NAN;
            softplus_derivative: nan => NAN;
            tanh_derivative: nan => NAN;
            elu_derivative(1.0): nan => NAN;
            selu_derivative: nan => NAN;
            hard_swish_derivative: nan => NAN;
            sigmoid_derivative_from_output: nan => NAN;
            softplus_derivative_from_output: nan => NAN;
            softsign: nan => NAN;
            relu6: nan => NAN;
            hard_tanh(-1.0, 1.0): nan => NAN;
            celu(1.0): nan => NAN;
            celu(2.7): nan => NAN;
            log_sigmoid: nan => NAN;
            mish: nan => NAN;
            gelu_tanh: nan => NAN;
            sin: nan => NAN;
            hard_shrink(0.5): nan => NAN;
            soft_shrink(0.5): nan => NAN;
            threshold(0.5, 20.0): nan => NAN;
            square: nan => NAN;
            square_derivative: nan => NAN;
            cos: nan => NAN;
            cos_derivative: nan => NAN;
            abs: nan => NAN;
            sqrt: nan => NAN;
            sqrt_derivative: nan => NAN;
            sqrt_derivative_from_output: nan => NAN;
            log: nan => NAN;
            log_derivative: nan => NAN;
            reciprocal: nan => NAN;
            reciprocal_derivative: nan => NAN;
            reciprocal_derivative_from_output: nan => NAN;
            softsign_derivative: nan => NAN;
            celu_derivative(2.7): nan => NAN;
            log_sigmoid_derivative: nan => NAN;
            mish_derivative: nan => NAN;
            gelu_tanh_derivative: nan => NAN;
            exp_derivative: nan => NAN;
            sin_derivative: nan => NAN;
            softsign_derivative_from_output: nan => NAN;
            celu_derivative_from_output(2.7): nan => NAN;
            log_sigmoid_derivative_from_output: nan => NAN;
            exp_derivative_from_output: nan => NAN;
            tanh_derivative_from_output: nan => NAN;
            elu_derivative_from_output(1.0): nan => NAN;
            selu_derivative_from_output: nan => NAN;
        }
    }
}

#[test]
fn activations_at_kinks_and_infinities() {
    assert_values! {
        relu: -1.0 => 0.0, 0.0 => 0.0, -0.0 => -0.0, 2.5 => 2.5, INF => INF, -INF => 0.0;
        relu_derivative: -1.0 => 0.0, 0.0 => 0.0, 1.0e-45 => 1.0, INF => 1.0, NAN => 0.0;
        relu_derivative_from_output: 0.0 => 0.0, 2.0 => 1.0, NAN => 0.0;
        leaky_relu(0.25): -2.0 => -0.5, 0.0 => 0.0, 3.0 => 3.0, -INF => -INF;
        leaky_relu_derivative(0.25): -2.0 => 0.25, 0.0 => 0.25, 3.0 => 1.0;
        elu(0.5): 0.0 => 0.0, 3.0 => 3.0, -INF => -0.5, INF => INF;
        elu_derivative(0.5): 0.0 => 0.5, 3.0 => 1.0, -INF => 0.0, INF => 1.0;
        elu_derivative_from_output(0.5): 0.0 => 0.5, -0.25 => 0.25, 3.0 => 1.0;
        selu: 0.0 => 0.0, 1.0 => 1.050_701, -INF => -1.758_099_3, INF => INF;
        selu_derivative: 0.0 => 1.758_099_3, 2.0 => 1.050_701, -INF => 0.0;
        selu_derivative_from_output: 0.0 => 1.758_099_3, 2.0 => 1.050_701, -1.758_099_3 => 0.0;
        gelu: 0.0 => 0.0, -0.0 => -0.0, INF => INF, -INF => 0.0, 10.0 => 10.0;
        gelu_derivative: 0.0 => 0.5, INF => 1.0, -INF => -0.0, 10.0 => 1.0;
        silu: 0.0 => 0.0, INF => INF, -INF => -0.0, 30.0 => 30.0;
        silu_derivative: 0.0 => 0.5, INF => 1.0, -INF => -0.0;
        softplus_derivative: 0.0 => 0.5, INF => 1.0, -INF => 0.0;
        softplus_derivative_from_output: 0.0 => 0.0, INF => 1.0;
        sigmoid_derivative: 0.0 => 0.25, INF => 0.0, -INF => 0.0;
        sigmoid_derivative_from_output: 0.5 => 0.25, 0.0 => 0.0, 1.0 => 0.0;
        tanh_derivative: 0.0 => 1.0, INF => 0.0, -INF => 0.0;
        tanh_derivative_from_output: 0.5 => 0.75, 1.0 => 0.0, -1.0 => 0.0;
        hard_sigmoid: -3.0 => 0.0, 3.0 => 1.0, 0.0 => 0.5, INF => 1.0, -INF => 0.0;
        hard_sigmoid_derivative: -3.0 => 0.0, 3.0 => 0.0, 2.999_999_8 => 1.0 / 6.0, 0.0 => 1.0 / 6.0, NAN => 0.0;
        hard_sigmoid_derivative_from_output: 0.0 => 0.0, 0.5 => 1.0 / 6.0, 1.0 => 0.0;
        hard_swish: -3.0 => 0.0, 0.0 => 0.0, 3.0 => 3.0, 4.5 => 4.5, -INF => 0.0, INF => INF;
        hard_swish_derivative: -3.0 => 0.0, 0.0 => 0.5, 3.0 => 1.0, -INF => 0.0, INF => 1.0;
    }
}

#[test]
fn limited_activations_at_kinks_and_infinities() {
    assert_values! {
        relu6: -1.0 => 0.0, 0.0 => 0.0, -0.0 => -0.0, 2.5 => 2.5, 6.0 => 6.0, 6.5 => 6.0, INF => 6.0, -INF => 0.0;
        relu6_derivative: -1.0 => 0.0, 0.0 => 0.0, -0.0 => 0.0, 1.0e-45 => 1.0, 5.999_999_5 => 1.0, 6.0 => 0.0,
            INF => 0.0, -INF => 0.0, NAN => 0.0;
        relu6_derivative_from_output: 0.0 => 0.0, 2.0 => 1.0, 6.0 => 0.0, NAN => 0.0;
        hard_tanh(-1.0, 1.0): -2.0 => -1.0, -0.5 => -0.5, 0.0 => 0.0, -0.0 => -0.0, 1.0 => 1.0, INF => 1.0, -INF => -1.0;
        hard_tanh(0.0, 2.0): -2.0 => 0.0, 0.0 => 0.0, -0.0 => -0.0, 3.0 => 2.0;
        hard_tanh(-0.0, 2.0): -2.0 => -0.0, 0.0 => 0.0, -0.0 => -0.0;
        hard_tanh(-2.0, 0.0): 2.0 => 0.0, 0.0 => 0.0, -0.0 => -0.0;
        hard_tanh_derivative(-1.0, 2.0): -1.0 => 0.0, -0.999_999_94 => 1.0, 0.0 => 1.0, 1.999_999_9 => 1.0, 2.0 => 0.0,
            INF => 0.0, -INF => 0.0, NAN => 0.0;
        hard_tanh_derivative_from_output(-1.0, 2.0): -1.0 => 0.0, 0.5 => 1.0, 2.0 => 0.0, NAN => 0.0;
    }
}

/// Where NaN is neither within limits nor below one, a derivative is 1 there, as `PyTorch` has it on GPUs.
#[test]
fn activations_that_jump_at_kinks_and_infinities() {
    assert_values! {
        hard_shrink(0.5): -0.75 => -0.75, -0.5 => 0.0, -0.25 => 0.0, -0.0 => 0.0, 0.0 => 0.0, 0.5 => 0.0,
            0.500_000_06 => 0.500_000_06, INF => INF, -INF => -INF;
        hard_shrink(0.0): 0.0 => 0.0, 1.0e-45 => 1.0e-45, -2.0 => -2.0;
        hard_shrink_derivative(0.5): -0.75 => 1.0, -0.5 => 0.0, 0.0 => 0.0, 0.5 => 0.0, 0.500_000_06 => 1.0, INF => 1.0,
            -INF => 1.0, NAN => 1.0;
        hard_shrink_derivative_from_output(0.5): -0.75 => 1.0, 0.0 => 0.0, 0.500_000_06 => 1.0, INF => 1.0, NAN => 1.0;
        hard_shrink_derivative_from_output(0.0): 0.0 => 0.0, 1.0e-45 => 1.0;
        soft_shrink(0.5): -0.75 => -0.25, -0.5 => 0.0, -0.25 => 0.0, -0.0 => 0.0, 0.0 => 0.0, 0.25 => 0.0, 0.5 => 0.0,
            0.500_000_06 => 5.960_464_5e-8, 2.0 => 1.5, INF => INF, -INF => -INF;
        soft_shrink(0.0): 0.0 => 0.0, 1.0e-45 => 1.0e-45, -2.0 => -2.0, INF => INF;
        soft_shrink_derivative(0.5): -0.75 => 1.0, -0.5 => 0.0, 0.0 => 0.0, 0.5 => 0.0, 0.500_000_06 => 1.0, INF => 1.0,
            -INF => 1.0, NAN => 1.0;
        soft_shrink_derivative_from_output(0.5): -0.25 => 1.0, 0.0 => 0.0, -0.0 => 0.0, 1.0e-45 => 1.0, INF => 1.0, NAN => 1.0;
        threshold(0.5, 20.0): -INF => 20.0, 0.0 => 20.0, 0.5 => 20.0, 0.500_000_06 => 0.500_000_06, INF => INF;
        threshold(0.0, -0.0): -1.0 => -0.0, -0.0 => -0.0, 0.0 => -0.0, 3.0 => 3.0;
        threshold_derivative(0.5, 20.0): -INF => 0.0, 0.5 => 0.0, 0.500_000_06 => 1.0, INF => 1.0, NAN => 1.0;
        square: -1.5 => 2.25, 0.0 => 0.0, -0.0 => 0.0, 1.0e-30 => 0.0, 1.0e30 => INF, INF => INF, -INF => INF;
        square_derivative: -1.5 => -3.0, 0.0 => 0.0, -0.0 => -0.0, 3.0e38 => INF, INF => INF, -INF => -INF;
    }
}

#[test]
fn smooth_activations_at_zeros_and_infinities() {
    assert_values! {
        softsign: 0.0 => 0.0, -0.0 => -0.0, 1.0 => 0.5, -3.0 => -0.75, 1.0e-45 => 1.0e-45, INF => 1.0, -INF => -1.0,
            f32::MAX => 1.0;
        softsign_derivative: 0.0 => 1.0, -1.0 => 0.25, INF => 0.0, -INF => 0.0;
        softsign_derivative_from_output: 0.0 => 1.0, -0.5 => 0.25, 1.0 => 0.0, -1.0 => 0.0;
        celu(0.5): 0.0 => 0.0, 3.0 => 3.0, -1.0e-45 => -1.0e-45, -INF => -0.5, INF => INF;
        celu(2.7): 0.0 => 0.0, 3.0 => 3.0, -1.0e-45 => -1.0e-45, -INF => -2.7, INF => INF;
        celu_derivative(0.5): 0.0 => 1.0, 3.0 => 1.0, -INF => 0.0, INF => 1.0;
        celu_derivative_from_output(0.5): 0.0 => 1.0, -0.25 => 0.5, -0.5 => 0.0, 3.0 => 1.0;
        log_sigmoid: INF => -0.0, -INF => -INF, -30.0 => -30.0, 0.0 => -core::f32::consts::LN_2;
        log_sigmoid_derivative: 0.0 => 0.5, INF => 0.0, -INF => 1.0;
        log_sigmoid_derivative_from_output: 0.0 => -0.0, -0.0 => 0.0, -INF => 1.0;
        mish: 0.0 => 0.0, -0.0 => -0.0, INF => INF, -INF => -0.0, 30.0 => 30.0;
        mish_derivative: 0.0 => 0.6, INF => 1.0, -INF => -0.0;
        gelu_tanh: 0.0 => 0.0, -0.0 => -0.0, INF => INF, -INF => -0.0, 10.0 => 10.0;
        gelu_tanh_derivative: 0.0 => 0.5, INF => 1.0, -INF => -0.0;
        exp_derivative: 0.0 => 1.0, INF => INF, -INF => 0.0;
        exp_derivative_from_output: 0.0 => 0.0, 2.5 => 2.5, INF => INF;
        sin: 0.0 => 0.0, -0.0 => -0.0, 1.0e-45 => 1.0e-45, INF => NAN, -INF => NAN, core::f32::consts::FRAC_PI_2 => 1.0,
            core::f32::consts::PI => -8.742_278e-8;
        cos: 0.0 => 1.0, -0.0 => 1.0, INF => NAN, -INF => NAN, core::f32::consts::FRAC_PI_2 => -4.371_139e-8,
            core::f32::consts::PI => -1.0;
        sin_derivative: 0.0 => 1.0, INF => NAN;
        cos_derivative: 0.0 => -0.0, -0.0 => 0.0, core::f32::consts::FRAC_PI_2 => -1.0, INF => NAN, -INF => NAN;
    }
}

#[test]
fn activations_that_are_infinite_at_zero() {
    assert_values! {
        abs: -1.5 => 1.5, 2.5 => 2.5, 0.0 => 0.0, -0.0 => 0.0, -1.0e-45 => 1.0e-45, INF => INF, -INF => INF;
        abs_derivative: -1.5 => -1.0, -1.0e-45 => -1.0, -0.0 => 0.0, 0.0 => 0.0, 1.0e-45 => 1.0, INF => 1.0, -INF => -1.0,
            NAN => 0.0;
        sqrt: 0.0 => 0.0, -0.0 => -0.0, 2.25 => 1.5, 2.0 => core::f32::consts::SQRT_2, -1.0 => NAN, -1.0e-45 => NAN,
            1.0e-45 => 3.743_392e-23, INF => INF, -INF => NAN;
        sqrt_derivative: 0.0 => INF, -0.0 => -INF, 4.0 => 0.25, -1.0 => NAN, INF => 0.0, -INF => NAN;
        sqrt_derivative_from_output: 0.0 => INF, 2.0 => 0.25, INF => 0.0;
        log: 1.0 => 0.0, 0.0 => -INF, -0.0 => -INF, -1.0 => NAN, -INF => NAN, INF => INF, 1.0e-45 => -103.278_93;
        log_derivative: 0.0 => INF, -0.0 => -INF, 4.0 => 0.25, -2.0 => -0.5, INF => 0.0, -INF => -0.0;
        reciprocal: 0.0 => INF, -0.0 => -INF, 4.0 => 0.25, -2.0 => -0.5, 1.0e-45 => INF, 3.0e38 => 3.333_333e-39, INF => 0.0,
            -INF => -0.0;
        reciprocal_derivative: 0.0 => -INF, -0.0 => -INF, 2.0 => -0.25, -2.0 => -0.25, INF => -0.0, -INF => -0.0;
        reciprocal_derivative_from_output: 0.5 => -0.25, -0.5 => -0.25, 0.0 => -0.0, INF => -INF, -INF => -INF;
    }
}

#[test]
fn celu_of_alpha_one_is_elu() {
    let lanes: [f32; 16] = core::array::from_fn(|lane| lane as f32 * 0.37 - 4.1);
    let results = at_every_level!(lanes, ([f32; 16], [f32; 16], [f32; 16], [f32; 16]), |simd, x| {
        let values = (celu(simd, x, 1.0).to_array(), elu(simd, x, 1.0).to_array());
        (values.0, values.1, celu_derivative(simd, x, 1.0).to_array(), elu_derivative(simd, x, 1.0).to_array())
    });
    for (level, (celu, elu, celu_derivative, elu_derivative)) in results {
        assert_eq!(celu.map(f32::to_bits), elu.map(f32::to_bits), "{level:?}");
        assert_eq!(celu_derivative.map(f32::to_bits), elu_derivative.map(f32::to_bits), "{level:?}");
    }
}

/// A far argument, and near ones beside it, have the bits that they have alone; and no value is above 1.
#[test]
fn sines_do_not_depend_on_their_neighbours() {
    let of = |lanes: [f32; 16]| {
        at_every_level!(lanes, [[f32; 16]; 2], |simd, x| [sin(simd, x).to_array(), cos(simd, x).to_array()])
    };
    for step in 0_u32..200 {
        let near: [f32; 16] =
            core::array::from_fn(|lane| (step as f32 * 16.0 + lane as f32) * core::f32::consts::FRAC_PI_2);
        let mut mixed = near;
        mixed[3] = -1.0e6 * (step + 1) as f32;
        mixed[9] = INF;
        for (((level, alone), (_, mixed)), (_, far)) in of(near).zip(of(mixed)).zip(of([mixed[3]; 16])) {
            for ((alone, mixed), far) in alone.iter().zip(mixed).zip(far) {
                for lane in 0..16 {
                    let expected = if lane == 3 { far[0] } else { alone[lane] };
                    assert!(
                        lane == 9 || mixed[lane].to_bits() == expected.to_bits(),
                        "step {step} at {level:?}, lane {lane}"
                    );
                    assert!(
                        alone[lane].abs() <= 1.0 && far[lane].abs() <= 1.0,
                        "step {step} at {level:?}, lane {lane}"
                    );
                }
                assert!(mixed[9].is_nan(), "step {step} at {level:?}");
            }
        }
    }
}

#[test]
fn sum_is_pairwise_in_a_fixed_order() {
    let lanes: [f32; 16] = core::array::from_fn(|lane| libm::exp2f(lane as f32 * 5.0 - 40.0) * 1.3);
    let mut expected = lanes;
    for width in [8, 4, 2, 1] {
        for lane in 0..width {
            expected[lane] += expected[lane + width];
        }
    }
    for (level, result) in at_every_level!(lanes, f32, |_simd, x| sum(x)) {
        assert_eq!(result.to_bits(), expected[0].to_bits(), "{level:?}");
    }
}

#[test]
fn max_finds_the_largest_and_a_nan_in_every_lane() {
    for place in 0..16 {
        let mut lanes: [f32; 16] = core::array::from_fn(|lane| -(lane as f32) - 1.0);
        lanes[place] = -0.5;
        for (level, result) in at_every_level!(lanes, f32, |_simd, x| max(x)) {
            assert_eq!(result.to_bits(), (-0.5_f32).to_bits(), "lane {place} at {level:?}");
        }
        lanes[place] = NAN;
        for (level, result) in at_every_level!(lanes, f32, |_simd, x| max(x)) {
            assert!(result.is_nan(), "lane {place} at {level:?}: {result}");
        }
    }
}

/// The factors of `count` counters from `first` on, asserted to be equal at every level.
fn factors(key: u64, first: u32, count: u32, rate: f32) -> Vec<f32> {
    struct This(u64, u32, u32, f32);
    impl Kernel for This {
        type Output = Vec<f32>;
        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Vec<f32> {
            let Self(key, first, count, rate) = self;
            (0..count).flat_map(|step| dropout_mask(simd, key, first.wrapping_add(step), rate).to_array()).collect()
        }
    }
    let mut results = Level::available().map(|level| dispatch(level, This(key, first, count, rate)));
    let best = results.next().unwrap_or_default();
    assert!(results.all(|other| other == best), "masks differ between instruction sets");
    best
}

/// How far two masks are from independent: the correlation of what they keep, in standard deviations.
fn correlation(left: &[f32], right: &[f32], rate: f64) -> f64 {
    assert_eq!(left.len(), right.len());
    let centered = |factor: &f32| if *factor == 0.0 { rate - 1.0 } else { rate };
    let sum: f64 = left.iter().zip(right).map(|(left, right)| centered(left) * centered(right)).sum();
    sum / (rate * (1.0 - rate) * (left.len() as f64).sqrt())
}

#[test]
fn dropout_keeps_the_stated_share() {
    for rate in [0.01_f32, 0.1, 0.3, 0.5, 0.9] {
        for key in [0, 1, 2, u64::MAX, 0x1234_5678_9abc_def0] {
            let factors = factors(key, 0, 1 << 14, rate);
            let count = factors.len() as f64;
            let dropped = factors.iter().filter(|factor| **factor == 0.0).count() as f64;
            let deviation = (count * f64::from(rate) * f64::from(1.0 - rate)).sqrt();
            assert!(
                (dropped - count * f64::from(rate)).abs() < 4.5 * deviation,
                "{rate} {key:x}: {dropped} of {count}"
            );
            let factor = 1.0 / (1.0 - rate);
            assert!(factors.iter().all(|other| *other == 0.0 || other.to_bits() == factor.to_bits()));
        }
    }
}

#[test]
fn dropout_is_independent_between_lanes_counters_and_keys() {
    let (count, rate) = (1 << 14, 0.5);
    for key in [0_u64, 5, 0xdead_beef_0000_0000] {
        let base = factors(key, 0, count, rate);
        for bit in [0, 1, 4, 5, 31, 32, 33, 63] {
            let other = correlation(&base, &factors(key ^ (1 << bit), 0, count, rate), f64::from(rate));
            assert!(other.abs() < 4.5, "key {key:x}, bit {bit}: {other} standard deviations");
        }
        for distance in [1, 2, 3, 8, 15, 16, 17, 32, 256, 4096, 65536] {
            let other = correlation(&base[distance..], &base[..base.len() - distance], f64::from(rate));
            assert!(other.abs() < 4.5, "key {key:x}, distance {distance}: {other} standard deviations");
        }
        for (first, step) in [(count, 1), (1 << 20, 2), (u32::MAX - count, 3)] {
            let other = correlation(&base, &factors(key, first, count, rate), f64::from(rate));
            assert!(other.abs() < 4.5, "key {key:x}, counters from {first} ({step}): {other} standard deviations");
        }
    }
}

#[test]
fn dropout_at_the_ends_of_its_rates() {
    assert!(factors(3, 9, 64, 0.0).iter().all(|factor| factor.to_bits() == 1.0_f32.to_bits()));
    assert!(factors(3, 9, 64, 1.0).iter().all(|factor| *factor == 0.0));
}

#[test]
fn dropout_is_the_product_with_its_mask() {
    let lanes: [f32; 16] = core::array::from_fn(|lane| lane as f32 - 7.5);
    let results = at_every_level!(lanes, ([f32; 16], [f32; 16]), |simd, x| {
        (dropout(simd, x, 11, 4, 0.4).to_array(), (x * dropout_mask(simd, 11, 4, 0.4)).to_array())
    });
    for (level, (result, product)) in results {
        assert_eq!(result.map(f32::to_bits), product.map(f32::to_bits), "{level:?}");
        assert!(result.contains(&0.0) || result.contains(&-0.0), "{level:?}: nothing dropped");
    }
}
