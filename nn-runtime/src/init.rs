//! Seeded, reproducible initialisers: what a parameter's elements are drawn from, and the drawing.

use crate::layout::Parameter;
use crate::random::{Purpose, Stream};

/// The distribution that a parameter is drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// All zero; biases start so.
    Zeros,
    /// Every element this value.
    Constant(f32),
    /// Normal, mean 0, the given standard deviation.
    Normal(f32),
    /// Uniform in `[-bound, bound)`.
    Uniform(f32),
    /// He et al. 2015: normal, variance `2 / fan_in`. For `ReLU` and its kin.
    HeNormal,
    /// Uniform with the variance of [`Init::HeNormal`].
    HeUniform,
    /// Glorot and Bengio 2010: normal, variance `2 / (fan_in + fan_out)`.
    GlorotNormal,
    /// Uniform with the variance of [`Init::GlorotNormal`]. For sigmoid, tanh, softmax and linear outputs.
    GlorotUniform,
    /// `LeCun` et al. 1998: normal, variance `1 / fan_in`. For SELU.
    LecunNormal,
    /// Uniform with the variance of [`Init::LecunNormal`].
    LecunUniform,
    /// Sitzmann et al. 2020: uniform in `[-bound, bound)` with `bound = sqrt(6 / fan_in) / omega`. For layers whose outputs are
    /// multiplied by `omega` before a sine.
    Siren(f32),
}

/// Fills a network's parameters: every logical element from its [`Init`], every padding element with 0.
///
/// `flat` is the whole storage that `layout` describes. Elements are drawn in row-major order of the logical shape, so
/// padding and panels have no influence; each parameter has its own stream, made of `seed` and its position in
/// `layout`, so neither have the other parameters. The values are the same on every machine and instruction set.
///
/// ```
/// use nn_runtime::{init::{Init, initialize}, layout::{Order, Parameter}};
/// let bias = Parameter {
///     name: "output.bias",
///     shape: &[3],
///     is_trained: true,
///     momentum: None,
///     offset: 0,
///     stored_len: 16,
///     order: Order::Vector { len: 3 },
///     init: Init::Constant(0.5),
///     fan_in: 8,
///     fan_out: 3,
/// };
/// let mut flat = [9.0; 16];
/// initialize(&mut flat, &[bias], 42);
/// assert_eq!(flat[..4], [0.5, 0.5, 0.5, 0.0]);
/// ```
pub fn initialize(flat: &mut [f32], layout: &[Parameter], seed: u64) {
    flat.fill(0.0);
    for (index, parameter) in layout.iter().enumerate() {
        let mut stream = Stream::new(seed, Purpose::Parameter, index as u64);
        let law = Law::of(parameter);
        for position in parameter.positions() {
            if let Some(element) = flat.get_mut(position) {
                *element = law.draw(&mut stream);
            }
        }
    }
}

/// What is left of an [`Init`] when the size of the layer is known.
#[derive(Clone, Copy, Debug)]
enum Law {
    Constant(f32),
    /// Mean 0 and this standard deviation.
    Normal(f64),
    /// In `[-bound, bound)`.
    Uniform(f32),
}

impl Law {
    fn of(parameter: &Parameter) -> Self {
        let fan_in = parameter.fan_in.max(1) as f64;
        let fan_sum = fan_in + parameter.fan_out.max(1) as f64;
        let normal = |variance: f64| Self::Normal(libm::sqrt(variance));
        // The variance of a uniform distribution in [-b, b) is b^2 / 3.
        let uniform = |variance: f64| Self::Uniform(libm::sqrt(3.0 * variance) as f32);
        match parameter.init {
            Init::Zeros => Self::Constant(0.0),
            Init::Constant(value) => Self::Constant(value),
            Init::Normal(deviation) => Self::Normal(f64::from(deviation)),
            Init::Uniform(bound) => Self::Uniform(bound),
            Init::HeNormal => normal(2.0 / fan_in),
            Init::HeUniform => uniform(2.0 / fan_in),
            Init::GlorotNormal => normal(2.0 / fan_sum),
            Init::GlorotUniform => uniform(2.0 / fan_sum),
            Init::LecunNormal => normal(1.0 / fan_in),
            Init::LecunUniform => uniform(1.0 / fan_in),
            Init::Siren(omega) => uniform(2.0 / (fan_in * f64::from(omega) * f64::from(omega))),
        }
    }

    fn draw(self, stream: &mut Stream) -> f32 {
        match self {
            Self::Constant(value) => value,
            Self::Normal(deviation) => (deviation * stream.normal()) as f32,
            Self::Uniform(bound) => bound * stream.signed_unit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Order;
    use std::{vec, vec::Vec};

    /// Inputs, outputs and stored elements of the weight that most tests fill.
    const INPUTS: usize = 300;
    const OUTPUTS: usize = 200;
    const STORED: usize = 13 * INPUTS * 16;

    fn weight(init: Init) -> Parameter {
        Parameter {
            name: "hidden.weight",
            shape: &[OUTPUTS, INPUTS],
            is_trained: true,
            momentum: None,
            offset: 0,
            stored_len: STORED,
            order: Order::DenseWeight { inputs: INPUTS, outputs: OUTPUTS },
            init,
            fan_in: INPUTS,
            fan_out: OUTPUTS,
        }
    }

    fn vector(init: Init, len: usize, offset: usize) -> Parameter {
        Parameter {
            name: "hidden.bias",
            shape: &[],
            is_trained: true,
            momentum: None,
            offset,
            stored_len: len.next_multiple_of(16),
            order: Order::Vector { len },
            init,
            fan_in: 4,
            fan_out: 5,
        }
    }

    /// The logical elements that `init` gives the weight.
    fn drawn(init: Init, seed: u64) -> Vec<f64> {
        let mut flat = vec![f32::NAN; STORED];
        initialize(&mut flat, &[weight(init)], seed);
        weight(init).positions().map(|position| f64::from(flat[position])).collect()
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// Mean, variance and fourth standardised moment.
    fn moments(values: &[f64]) -> (f64, f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let central = |power: i32| values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n;
        (mean, central(2), central(4) / central(2).powi(2))
    }

    #[test]
    fn each_distribution_has_the_variance_of_its_formula() {
        let (inputs, outputs) = (INPUTS as f64, OUTPUTS as f64);
        let cases = [
            (Init::Normal(0.3), 0.09, 3.0),
            (Init::Uniform(0.3), 0.03, 1.8),
            (Init::HeNormal, 2.0 / inputs, 3.0),
            (Init::HeUniform, 2.0 / inputs, 1.8),
            (Init::GlorotNormal, 2.0 / (inputs + outputs), 3.0),
            (Init::GlorotUniform, 2.0 / (inputs + outputs), 1.8),
            (Init::LecunNormal, 1.0 / inputs, 3.0),
            (Init::LecunUniform, 1.0 / inputs, 1.8),
            (Init::Siren(30.0), 2.0 / (inputs * 900.0), 1.8),
        ];
        // 60,000 draws: standard errors are 0.4 % of the deviation for the mean, 0.6 % for a normal's variance and
        // 0.02 for its kurtosis; five of each are allowed.
        for (init, variance, kurtosis) in cases {
            let (mean, found, fourth) = moments(&drawn(init, 11));
            assert!(mean.abs() < 0.021 * variance.sqrt(), "{init:?}: mean {mean}");
            assert!((found / variance - 1.0).abs() < 0.03, "{init:?}: variance {found}, expected {variance}");
            assert!((fourth - kurtosis).abs() < 0.1, "{init:?}: kurtosis {fourth}, expected {kurtosis}");
        }
    }

    #[test]
    fn uniform_keeps_to_its_bound_and_nearly_reaches_it() {
        for (init, bound) in [
            (Init::Uniform(0.7), 0.7),
            (Init::GlorotUniform, (6.0_f64 / 500.0).sqrt()),
            (Init::Siren(30.0), (6.0_f64 / 300.0).sqrt() / 30.0),
        ] {
            let values = drawn(init, 5);
            let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
            let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!(smallest >= -f64::from(bound as f32) && largest < f64::from(bound as f32), "{smallest} {largest}");
            assert!(smallest < -0.999 * bound && largest > 0.999 * bound, "{smallest} {largest}");
        }
    }

    #[test]
    fn constants_are_exact_and_padding_is_zero() {
        for init in [Init::Zeros, Init::Constant(-1.5), Init::HeNormal, Init::GlorotUniform] {
            let mut flat = vec![f32::NAN; STORED];
            initialize(&mut flat, &[weight(init)], 1);
            let mut logical = vec![false; STORED];
            weight(init).positions().for_each(|position| logical[position] = true);
            for (position, value) in flat.iter().enumerate() {
                match (logical[position], init) {
                    (false, _) => assert_eq!(value.to_bits(), 0, "padding at {position}"),
                    (true, Init::Zeros) => assert_eq!(value.to_bits(), 0),
                    (true, Init::Constant(constant)) => assert_eq!(value.to_bits(), constant.to_bits()),
                    (true, _) => assert!(value.is_finite()),
                }
            }
        }
    }

    #[test]
    fn values_do_not_depend_on_panels_or_on_other_parameters() {
        // The same 7 elements alone, and behind a larger neighbour at another place; the weight [7, 1] holds the
        // same logical elements as the vector.
        let mut alone = [0.0; 32];
        initialize(&mut alone, &[vector(Init::Zeros, 1, 0), vector(Init::HeNormal, 7, 16)], 3);
        let mut behind = [0.0; 80];
        initialize(&mut behind, &[vector(Init::Normal(1.0), 50, 0), vector(Init::HeNormal, 7, 64)], 3);
        assert_eq!(bits(&alone[16..23]), bits(&behind[64..71]));
        let narrow = Parameter { order: Order::DenseWeight { inputs: 1, outputs: 7 }, ..vector(Init::HeNormal, 7, 16) };
        let mut panels = [0.0; 32];
        initialize(&mut panels, &[vector(Init::Zeros, 1, 0), narrow], 3);
        assert_eq!(bits(&alone), bits(&panels));
    }

    #[test]
    fn seeds_and_positions_change_the_values() {
        assert_ne!(drawn(Init::HeNormal, 1), drawn(Init::HeNormal, 2));
        let mut flat = [0.0; 32];
        initialize(&mut flat, &[vector(Init::HeNormal, 16, 0), vector(Init::HeNormal, 16, 16)], 1);
        assert_ne!(flat[..16], flat[16..]);
    }

    #[test]
    fn values_are_reproducible() {
        let mut flat = [0.0; 16];
        initialize(&mut flat, &[vector(Init::Normal(1.0), 4, 0)], 42);
        assert_eq!(bits(&flat[..4]), bits(&NORMAL));
        initialize(&mut flat, &[vector(Init::Uniform(1.0), 4, 0)], 42);
        assert_eq!(bits(&flat[..4]), bits(&UNIFORM));
    }

    /// From an independent implementation of `SplitMix64`, PCG32 and Box-Muller in Python.
    const NORMAL: [f32; 4] = [0.585_922_84, -0.367_781_55, -1.578_624_7, -1.285_166_1];
    const UNIFORM: [f32; 4] = [0.950_036_05, 0.574_381_8, -0.310_084_7, 0.821_575_9];
}
