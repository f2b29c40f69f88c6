//! The activation functions and their derivatives, written as in the textbooks, in f64.

use crate::topology::Activation;

const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

impl Activation {
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
            Self::Softmax => unreachable!("softmax is computed by row, in `forward`"),
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
            Self::Softmax => unreachable!("softmax is differentiated by row, in `gradients`"),
        }
    }

    /// Where the derivative jumps: next to these points f32 and f64 may take different branches.
    #[must_use]
    pub fn kinks(self) -> &'static [f64] {
        match self {
            Self::Relu | Self::LeakyRelu(_) | Self::Elu(_) | Self::Selu => &[0.0],
            Self::HardSigmoid | Self::HardSwish => &[-3.0, 3.0],
            _ => &[],
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
