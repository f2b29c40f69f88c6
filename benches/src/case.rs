//! What is measured: one of five networks, one way to use it, one batch.

use std::fmt;

/// One of the networks at the root of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Net {
    /// [`Xor`](crate::Xor), 2-8-1.
    Xor,
    /// [`Control`](crate::Control), 17-64-64-6.
    Control,
    /// [`Field`](crate::Field), 32-64-64-64-16.
    Field,
    /// [`Mnist`](crate::Mnist), 784-128-10.
    Mnist,
    /// [`Wide`](crate::Wide), 784-512-512-10.
    Wide,
}

/// One way to use a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Inference; a processor may overlap one call with the next.
    Predict,
    /// Inference of one row whose first input depends on the last output, as in a control loop or a filter.
    PredictDependent,
    /// A training step of plain stochastic gradient descent: loss, gradients, update.
    Sgd,
    /// The same with Adam.
    Adam,
}

/// What one number of the comparison is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    /// The network.
    pub net: Net,
    /// The way to use it.
    pub measure: Measure,
    /// Rows in a call.
    pub batch: usize,
}

impl Net {
    /// All of them, from small to large.
    pub const ALL: [Self; 5] = [Self::Xor, Self::Control, Self::Field, Self::Mnist, Self::Wide];

    /// As in options and in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xor => "xor",
            Self::Control => "control",
            Self::Field => "field",
            Self::Mnist => "mnist",
            Self::Wide => "wide",
        }
    }

    /// Numbers in a row of the input, of each layer between, and of the output.
    #[must_use]
    pub const fn sizes(self) -> &'static [usize] {
        match self {
            Self::Xor => &[2, 8, 1],
            Self::Control => &[17, 64, 64, 6],
            Self::Field => &[32, 64, 64, 64, 16],
            Self::Mnist => &[784, 128, 10],
            Self::Wide => &[784, 512, 512, 10],
        }
    }

    /// Layers in words, for people.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Xor => "2-8-1 (tanh, sigmoid), mse",
            Self::Control => "17-64-64-6 (tanh), mse",
            Self::Field => "32-64-64-64-16 (relu, linear out), mse",
            Self::Mnist => "784-128-10 (relu, softmax), cross entropy",
            Self::Wide => "784-512-512-10 (relu, softmax), cross entropy",
        }
    }
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Predict, Self::PredictDependent, Self::Sgd, Self::Adam];

    /// As in options and in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::PredictDependent => "predict_dependent",
            Self::Sgd => "sgd",
            Self::Adam => "adam",
        }
    }

    /// The batches it is measured at.
    #[must_use]
    pub const fn batches(self) -> &'static [usize] {
        match self {
            Self::Predict => &[1, 32, 256, 4096],
            Self::PredictDependent => &[1],
            Self::Sgd | Self::Adam => &[1, 32, 256],
        }
    }

    /// Whether parameters change.
    #[must_use]
    pub const fn trains(self) -> bool {
        matches!(self, Self::Sgd | Self::Adam)
    }
}

impl Case {
    /// All cases, network by network.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut cases = Vec::new();
        for net in Net::ALL {
            for measure in Measure::ALL {
                cases.extend(measure.batches().iter().map(|batch| Self { net, measure, batch: *batch }));
            }
        }
        cases
    }

    /// Floating-point operations of the matrix products in a call, activations and updates left out: `2 I O` for each
    /// layer's sums and row; in training as many again for the gradient of its weights and, but for the first layer, for
    /// the gradient of its input.
    #[must_use]
    pub fn flops(&self) -> usize {
        let sums = |pair: &[usize]| 2 * pair[0] * pair[1];
        let layers = self.net.sizes().windows(2);
        let all: usize = layers.clone().map(sums).sum();
        let inner: usize = layers.skip(1).map(sums).sum();
        self.batch * if self.measure.trains() { 2 * all + inner } else { all }
    }
}

impl fmt::Display for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} at batch {}", self.net, self.measure, self.batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flops_of_training_leave_out_the_first_input_gradient() {
        let flops = |measure| Case { net: Net::Mnist, measure, batch: 32 }.flops();
        assert_eq!(flops(Measure::Predict), 32 * 2 * (784 * 128 + 128 * 10));
        assert_eq!(flops(Measure::Predict), 32 * crate::Mnist::FLOPS);
        assert_eq!(flops(Measure::Adam), 32 * (4 * (784 * 128 + 128 * 10) + 2 * 128 * 10));
    }

    #[test]
    fn descriptions_start_with_the_sizes() {
        for net in Net::ALL {
            let sizes: Vec<String> = net.sizes().iter().map(usize::to_string).collect();
            assert!(net.description().starts_with(&format!("{} ", sizes.join("-"))), "{net}");
        }
    }
}
