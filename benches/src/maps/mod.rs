//! Convolutional networks, and what the benchmarks and the program `maps` do with them.
//!
//! Their weights are made up, so that no file is needed; what they take does not depend on them.

pub mod files;
mod networks;
pub mod table;
#[cfg(feature = "tract-onnx")]
mod tract;

use std::fmt;

pub use networks::{Autoencoder, DsCnn, LeNet, Mobilenet, Resnet8, shapes};
use shapes::{Depthwise, First, Square};
#[cfg(feature = "tract-onnx")]
pub use tract::contender as tract;

use crate::contender::{Contender, PeerResult};
use crate::model::numbers;
use crate::ours::{inference, training};

/// One of the networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Net {
    /// [`LeNet`].
    LeNet,
    /// [`Resnet8`].
    Resnet8,
    /// [`DsCnn`].
    DsCnn,
    /// [`Mobilenet`].
    Mobilenet,
    /// [`Autoencoder`].
    Autoencoder,
    /// [`Square`].
    Square,
    /// [`First`].
    First,
    /// [`Depthwise`].
    Depthwise,
}

/// What is done with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Inference.
    Predict,
    /// A step of plain stochastic gradient descent: loss, gradients, update.
    Sgd,
}

/// What one number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The network.
    pub net: Net,
    /// What is done with it.
    pub measure: Measure,
    /// Rows in a call.
    pub batch: usize,
}

/// The most rows of a case.
pub const MOST_ROWS: usize = 32;

/// A rate that leaves the network as it is, and one that shows after a few steps.
const RATES: [f32; 2] = [1e-6, 1e-2];

/// Steps after which trained networks are compared.
pub const CHECKED_STEPS: usize = 3;

impl Net {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::LeNet,
        Self::Resnet8,
        Self::DsCnn,
        Self::Mobilenet,
        Self::Autoencoder,
        Self::Square,
        Self::First,
        Self::Depthwise,
    ];

    /// As in options, names of files and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeNet => "lenet",
            Self::Resnet8 => "resnet8",
            Self::DsCnn => "ds_cnn",
            Self::Mobilenet => "mobilenet",
            Self::Autoencoder => "autoencoder",
            Self::Square => "square",
            Self::First => "first",
            Self::Depthwise => "depthwise",
        }
    }

    /// Floating-point operations of a row: two for each multiply-add.
    #[must_use]
    pub const fn flops(self) -> usize {
        match self {
            Self::LeNet => LeNet::FLOPS,
            Self::Resnet8 => Resnet8::FLOPS,
            Self::DsCnn => DsCnn::FLOPS,
            Self::Mobilenet => Mobilenet::FLOPS,
            Self::Autoencoder => Autoencoder::FLOPS,
            Self::Square => Square::FLOPS,
            Self::First => First::FLOPS,
            Self::Depthwise => Depthwise::FLOPS,
        }
    }

    /// Numbers of an input, and of an output.
    #[must_use]
    pub const fn sizes(self) -> (usize, usize) {
        match self {
            Self::LeNet => (784, 10),
            Self::Resnet8 => (3_072, 10),
            Self::DsCnn => (490, 12),
            Self::Mobilenet => (27_648, 2),
            Self::Autoencoder => (640, 640),
            Self::Square => (16_384, 16),
            Self::First => (784, 8),
            Self::Depthwise => (8_000, 64),
        }
    }

    /// Inputs of some rows.
    #[must_use]
    pub fn inputs(self, batch: usize) -> Vec<f32> {
        numbers(batch * self.sizes().0, 1)
    }
}

impl Measure {
    /// As in questions to programs and in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::Sgd => "sgd",
        }
    }
}

impl Case {
    /// All cases, network by network.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let predictions = |net| [1, MOST_ROWS].map(|batch| Self { net, measure: Measure::Predict, batch });
        let mut cases: Vec<Self> = Net::ALL.into_iter().flat_map(predictions).collect();
        cases.insert(2, Self { net: Net::LeNet, measure: Measure::Sgd, batch: MOST_ROWS });
        cases
    }

    /// Floating-point operations of all sums of a call; in training as many again for gradients of weights and, but for the first layer,
    /// for those of inputs.
    #[must_use]
    pub fn flops(&self) -> usize {
        /// Of the first layer: 5x5, to 6 channels of 28x28 pixels.
        const FIRST: usize = 2 * 25 * 6 * 28 * 28;
        self.batch
            * match self.measure {
                Measure::Predict => self.net.flops(),
                Measure::Sgd => 3 * self.net.flops() - FIRST,
            }
    }

    /// Ours, as it is timed.
    ///
    /// # Errors
    /// None in practice.
    pub fn ours(&self) -> PeerResult<Box<dyn Contender>> {
        self.contender(RATES[0])
    }

    fn contender(&self, rate: f32) -> PeerResult<Box<dyn Contender>> {
        let inputs = self.net.inputs(self.batch);
        Ok(match (self.measure, self.net) {
            (Measure::Sgd, _) => training::<LeNet, 784, 10>(&inputs, &targets(self.batch), rate)?,
            (Measure::Predict, Net::LeNet) => inference::<LeNet, 784, 10>(&inputs),
            (Measure::Predict, Net::Resnet8) => inference::<Resnet8, 3_072, 10>(&inputs),
            (Measure::Predict, Net::DsCnn) => inference::<DsCnn, 490, 12>(&inputs),
            (Measure::Predict, Net::Mobilenet) => inference::<Mobilenet, 27_648, 2>(&inputs),
            (Measure::Predict, Net::Autoencoder) => inference::<Autoencoder, 640, 640>(&inputs),
            (Measure::Predict, Net::Square) => inference::<Square, 16_384, 16>(&inputs),
            (Measure::Predict, Net::First) => inference::<First, 784, 8>(&inputs),
            (Measure::Predict, Net::Depthwise) => inference::<Depthwise, 8_000, 64>(&inputs),
        })
    }

    /// What ours computes, with a rate that shows.
    ///
    /// # Errors
    /// None in practice.
    pub fn expected(&self) -> PeerResult<Vec<f32>> {
        let mut ours = self.contender(RATES[1])?;
        ours.run(if self.measure == Measure::Sgd { CHECKED_STEPS } else { 1 });
        Ok(ours.outputs())
    }
}

/// A class for each row: 7 times its position, modulo 10.
fn targets(batch: usize) -> Vec<f32> {
    (0..batch).flat_map(|row| (0..10).map(move |class| if class == row * 7 % 10 { 1.0 } else { 0.0 })).collect()
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.net.name(), self.measure.name(), self.batch)
    }
}
