//! The activation functions and their derivatives, written as in the textbooks, in f64.

use crate::topology::Activation;

const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// `sqrt(2/pi)`
const GELU_TANH_SCALE: f64 = 0.797_884_560_802_865_4;
const GELU_TANH_CUBIC: f64 = 0.044_715;

/// What becomes of the channels of each pixel, `[channels, ..]`, which `of_pixel` is told with the position of the pixel.
pub(crate) fn by_pixel(shape: &[usize], numbers: &[f64], of_pixel: impl Fn(&[f64], usize) -> Vec<f64>) -> Vec<f64> {
    let pixels: usize = shape[1..].iter().product();
    let mut all = vec![0.0; numbers.len()];
    for pixel in 0..pixels {
        let channels: Vec<f64> = numbers.iter().skip(pixel).step_by(pixels).copied().collect();
        for (channel, number) in of_pixel(&channels, pixel).into_iter().enumerate() {
            all[channel * pixels + pixel] = number;
        }
    }
    all
}

impl Activation {
    /// `f` of the numbers of a row.
    #[must_use]
    pub fn values(self, row: &[f64]) -> Vec<f64> {
        match self {
            Self::Softmax => softmax(row),
            Self::LogSoftmax => {
                let total = log_sum_exp(row);
                row.iter().map(|x| x - total).collect()
            }
            elementwise => row.iter().map(|x| elementwise.value(*x)).collect(),
        }
    }

    /// `f` of the numbers of this shape: softmax is over the first axis, the channels of each pixel.
    #[must_use]
    pub fn values_of(self, shape: &[usize], numbers: &[f64]) -> Vec<f64> {
        if shape.len() > 1 { by_pixel(shape, numbers, |pixel, _| self.values(pixel)) } else { self.values(numbers) }
    }

    /// `f(x)` of an elementwise activation.
    ///
    /// # Panics
    /// For softmax, which needs the row.
    #[must_use]
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Relu => x.max(0.0),
            Self::LeakyRelu(slope) => {
                if x > 0.0 {
                    x
                } else {
                    slope * x
                }
            }
            Self::Elu(alpha) => {
                if x > 0.0 {
                    x
                } else {
                    alpha * x.exp_m1()
                }
            }
            Self::Selu => SELU_SCALE * Self::Elu(SELU_ALPHA).value(x),
            Self::Gelu => x * normal_distribution(x),
            Self::Silu => x * sigmoid(x),
            Self::Softplus => softplus(x),
            Self::Sigmoid => sigmoid(x),
            Self::Tanh => x.tanh(),
            Self::HardSigmoid => (x / 6.0 + 0.5).clamp(0.0, 1.0),
            Self::HardSwish => x * Self::HardSigmoid.value(x),
            Self::Softsign => x / (1.0 + x.abs()),
            Self::HardTanh(min, max) => x.clamp(min, max),
            Self::Relu6 => x.clamp(0.0, 6.0),
            Self::Celu(alpha) => x.max(0.0) + (alpha * (x / alpha).exp_m1()).min(0.0),
            Self::LogSigmoid => -softplus(-x),
            Self::Mish => x * softplus(x).tanh(),
            // (1 + tanh(u)) / 2 is sigmoid(2 u), which keeps its precision far left of zero.
            Self::GeluTanh => x * sigmoid(2.0 * GELU_TANH_SCALE * (x + GELU_TANH_CUBIC * x.powi(3))),
            Self::Exp => x.exp(),
            Self::Sin => x.sin(),
            Self::HardShrink(lambda) => {
                if x.abs() > lambda {
                    x
                } else {
                    0.0
                }
            }
            Self::SoftShrink(lambda) => (x - lambda).max(0.0) + (x + lambda).min(0.0),
            Self::Threshold(theta, value) => {
                if x > theta {
                    x
                } else {
                    value
                }
            }
            Self::Square => x.powi(2),
            Self::Cos => x.cos(),
            Self::Abs => x.max(-x),
            Self::Sqrt => x.sqrt(),
            Self::Log => x.ln(),
            Self::Reciprocal => 1.0 / x,
            Self::Softmax | Self::LogSoftmax => unreachable!("softmax is computed by row, in `values`"),
        }
    }

    /// `f'(x)` of an elementwise activation; at a kink, the value that the library documents.
    ///
    /// # Panics
    /// For softmax, which needs the row.
    #[must_use]
    pub fn derivative(self, x: f64) -> f64 {
        match self {
            Self::Identity => 1.0,
            Self::Relu => f64::from(x > 0.0),
            Self::LeakyRelu(slope) => {
                if x > 0.0 {
                    1.0
                } else {
                    slope
                }
            }
            Self::Elu(alpha) => {
                if x > 0.0 {
                    1.0
                } else {
                    alpha * x.exp()
                }
            }
            Self::Selu => SELU_SCALE * Self::Elu(SELU_ALPHA).derivative(x),
            Self::Gelu => {
                let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
                normal_distribution(x) + x * density
            }
            Self::Silu => sigmoid(x) + x * sigmoid(x) * (1.0 - sigmoid(x)),
            Self::Softplus => sigmoid(x),
            Self::Sigmoid => sigmoid(x) * (1.0 - sigmoid(x)),
            Self::Tanh => 1.0 - x.tanh() * x.tanh(),
            Self::HardSigmoid => {
                if -3.0 < x && x < 3.0 {
                    1.0 / 6.0
                } else {
                    0.0
                }
            }
            Self::HardSwish => {
                if x <= -3.0 {
                    0.0
                } else if x >= 3.0 {
                    1.0
                } else {
                    x / 3.0 + 0.5
                }
            }
            Self::Softsign => (1.0 + x.abs()).powi(-2),
            Self::HardTanh(min, max) => f64::from(min < x && x < max),
            Self::Relu6 => f64::from(0.0 < x && x < 6.0),
            Self::Celu(alpha) => {
                if x > 0.0 {
                    1.0
                } else {
                    (x / alpha).exp()
                }
            }
            Self::LogSigmoid => sigmoid(-x),
            Self::Mish => {
                let tanh = softplus(x).tanh();
                tanh + x * (1.0 - tanh * tanh) * sigmoid(x)
            }
            Self::GeluTanh => {
                let argument = 2.0 * GELU_TANH_SCALE * (x + GELU_TANH_CUBIC * x.powi(3));
                let slope = 2.0 * GELU_TANH_SCALE * (1.0 + 3.0 * GELU_TANH_CUBIC * x * x);
                sigmoid(argument) + x * slope * sigmoid(argument) * sigmoid(-argument)
            }
            Self::Exp => x.exp(),
            Self::Sin => x.cos(),
            Self::HardShrink(lambda) | Self::SoftShrink(lambda) => f64::from(x.abs() > lambda),
            Self::Threshold(theta, _) => f64::from(x > theta),
            Self::Square => 2.0 * x,
            Self::Cos => -x.sin(),
            Self::Abs => f64::from(x > 0.0) - f64::from(x < 0.0),
            Self::Sqrt => 0.5 / x.sqrt(),
            Self::Log => 1.0 / x,
            Self::Reciprocal => -1.0 / x.powi(2),
            Self::Softmax | Self::LogSoftmax => unreachable!("softmax is differentiated by row, in `gradients`"),
        }
    }

    /// Where the derivative jumps: next to these points f32 and f64 may take different branches.
    #[must_use]
    pub fn kinks(self) -> Vec<f64> {
        match self {
            Self::Relu | Self::LeakyRelu(_) | Self::Elu(_) | Self::Selu | Self::Abs => vec![0.0],
            Self::HardSigmoid | Self::HardSwish => vec![-3.0, 3.0],
            Self::HardTanh(min, max) => vec![min, max],
            Self::Relu6 => vec![0.0, 6.0],
            Self::HardShrink(lambda) | Self::SoftShrink(lambda) => vec![-lambda, lambda],
            Self::Threshold(theta, _) => vec![theta],
            _ => Vec::new(),
        }
    }
}

/// `1 / (1 + e^-x)`.
#[must_use]
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// `ln(1 + e^x)`, without overflow.
#[must_use]
pub fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// `e^x` over the sum of the row, from the largest down, so that nothing overflows.
#[must_use]
pub fn softmax(row: &[f64]) -> Vec<f64> {
    let total = log_sum_exp(row);
    row.iter().map(|x| (x - total).exp()).collect()
}

/// `ln(sum e^x)`.
#[must_use]
pub fn log_sum_exp(row: &[f64]) -> f64 {
    let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + row.iter().map(|x| (x - largest).exp()).sum::<f64>().ln()
}

fn normal_distribution(x: f64) -> f64 {
    // By erfc, which keeps its precision far left of zero.
    libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_match_central_differences_away_from_kinks() {
        let activations = [
            Activation::Softsign,
            Activation::HardTanh(-1.0, 1.0),
            Activation::HardTanh(-0.25, 2.5),
            Activation::Relu6,
            Activation::Celu(1.0),
            Activation::Celu(0.4),
            Activation::LogSigmoid,
            Activation::Mish,
            Activation::GeluTanh,
            Activation::Exp,
            Activation::Sin,
            Activation::HardShrink(0.5),
            Activation::HardShrink(0.0),
            Activation::SoftShrink(0.5),
            Activation::SoftShrink(1.25),
            Activation::Threshold(0.1, 20.0),
            Activation::Threshold(-1.5, -0.25),
            Activation::Square,
            Activation::Cos,
            Activation::Abs,
        ];
        let all = (-160..=160).map(|index| f64::from(index) * 0.05 + 0.013);
        assert_slopes(&activations, &all);
        // Those that are for positive numbers.
        let positive = (0..=160).map(|index| f64::from(index) * 0.05 + 1.013);
        assert_slopes(&[Activation::Sqrt, Activation::Log, Activation::Reciprocal], &positive);
    }

    fn assert_slopes(activations: &[Activation], arguments: &(impl Iterator<Item = f64> + Clone)) {
        let step = 1e-5;
        for activation in activations {
            for x in arguments.clone() {
                assert!(activation.kinks().iter().all(|kink| (x - kink).abs() > 2.0 * step));
                let difference = (activation.value(x + step) - activation.value(x - step)) / (2.0 * step);
                let derivative = activation.derivative(x);
                // The third derivative over 6 times the step squared, and rounding over the step.
                let tolerance = 1e-9 * (1.0 + difference.abs());
                assert!(
                    (derivative - difference).abs() <= tolerance,
                    "{activation:?} at {x}: {derivative}, {difference}"
                );
            }
        }
    }

    #[test]
    fn values_match_those_by_hand() {
        let close = |activation: Activation, x: f64, expected: f64| {
            let value = activation.value(x);
            assert!((value - expected).abs() < 1e-12, "{activation:?}({x}) = {value}, expected {expected}");
        };
        close(Activation::Softsign, -3.0, -0.75);
        close(Activation::HardTanh(-1.0, 2.0), 3.0, 2.0);
        close(Activation::HardTanh(-1.0, 2.0), -3.0, -1.0);
        close(Activation::Relu6, 7.0, 6.0);
        close(Activation::Relu6, -7.0, 0.0);
        close(Activation::Celu(2.0), -2.0, 2.0 * ((-1.0_f64).exp() - 1.0));
        close(Activation::Celu(2.0), 2.0, 2.0);
        close(Activation::LogSigmoid, 0.0, -std::f64::consts::LN_2);
        // With 1 + e^x = 4 the hyperbolic tangent is (16 - 1)/(16 + 1).
        close(Activation::Mish, 3.0_f64.ln(), 3.0_f64.ln() * 15.0 / 17.0);
        close(Activation::GeluTanh, 1.0, 0.841_191_990_608_302_8);
        close(Activation::Exp, -2.0, 0.135_335_283_236_612_7);
        close(Activation::Sin, std::f64::consts::FRAC_PI_6, 0.5);
        close(Activation::HardShrink(0.5), -0.75, -0.75);
        close(Activation::HardShrink(0.5), -0.5, 0.0);
        close(Activation::HardShrink(0.5), 0.5, 0.0);
        close(Activation::SoftShrink(0.5), -0.75, -0.25);
        close(Activation::SoftShrink(0.5), 0.25, 0.0);
        close(Activation::SoftShrink(0.5), 2.0, 1.5);
        close(Activation::Threshold(0.1, 20.0), 0.1, 20.0);
        close(Activation::Threshold(0.1, 20.0), 0.2, 0.2);
        close(Activation::Square, -1.5, 2.25);
        close(Activation::Cos, std::f64::consts::FRAC_PI_3, 0.5);
        close(Activation::Abs, -1.5, 1.5);
        close(Activation::Sqrt, 2.25, 1.5);
        close(Activation::Log, 0.5, -std::f64::consts::LN_2);
        close(Activation::Reciprocal, -4.0, -0.25);
    }
}
