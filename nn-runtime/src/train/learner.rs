//! A network under training: what every step does with a gradient, whatever it was computed from.

use super::Clip;
use crate::clip::{all_finite, clip_norm, clip_value};
use crate::error::Error;
use crate::network::Parameters;
use crate::optim::{Optimization, Optimizer};
use crate::simd::Level;

/// The network and the memory for its steps, allocated once and on the heap: networks may be megabytes.
pub(super) struct Learner<'n, N, O> {
    net: &'n mut N,
    pub(super) level: Level,
    clip: Clip,
    optimization: Optimization<N, O>,
    /// What a step is against.
    gradient: Box<N>,
    /// The weights at the start of the epoch, for the case that a step makes some infinite.
    epoch_start: Box<N>,
}

/// Where in a training a step is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The epoch, from 1.
    pub(super) epoch: usize,
    /// The batch in the epoch, from 1.
    pub(super) batch: usize,
}

impl<'n, N: Parameters, O: Optimizer> Learner<'n, N, O> {
    pub(super) fn new(net: &'n mut N, optimizer: O, level: Level, clip: Clip) -> Result<Self, Error> {
        let (gradient, epoch_start) = (bytemuck::zeroed_box(), bytemuck::zeroed_box());
        Ok(Self { net, level, clip, optimization: optimizer.start()?, gradient, epoch_start })
    }

    pub(super) fn net(&self) -> &N {
        self.net
    }

    /// The network, and the gradient for the next step, to be written.
    pub(super) fn net_and_gradient(&mut self) -> (&N, &mut N) {
        (self.net, &mut self.gradient)
    }

    /// Steps done.
    pub(super) fn steps(&self) -> u64 {
        self.optimization.steps()
    }

    /// Begins an epoch.
    pub(super) fn remember_start(&mut self) {
        copy(self.net, &mut self.epoch_start);
    }

    /// The weights of the start of the epoch.
    pub(super) fn return_to_start(&mut self) {
        copy(&*self.epoch_start, self.net);
    }

    /// Gives the network other weights.
    pub(super) fn replace_weights(&mut self, weights: &N) {
        copy(weights, self.net);
    }

    /// One step against the gradient, which is clipped, and its norm before that where it is limited. The network changes only if loss and
    /// gradient are finite.
    pub(super) fn step(&mut self, loss: f32, learning_rate: f32, place: Place) -> Result<Option<f64>, Error> {
        if !loss.is_finite() {
            return Err(self.diverged("loss", loss, place));
        }
        let flat = self.gradient.as_flat_mut();
        let (finite, gradient_norm) = match self.clip {
            Clip::Nothing => (all_finite(flat), None),
            Clip::Norm(max_norm) => {
                let norm = clip_norm(flat, max_norm);
                (norm.is_finite(), Some(norm))
            }
            Clip::Value(limit) => {
                // Tested before clipping, which would hide an infinite element.
                let finite = all_finite(flat);
                if finite {
                    clip_value(flat, limit);
                }
                (finite, None)
            }
        };
        if !finite {
            let value = first_not_finite(self.gradient.as_flat());
            return Err(self.diverged("gradient", value, place));
        }
        self.optimization.step_at(self.level, learning_rate, self.net, &self.gradient)?;
        Ok(gradient_norm)
    }

    /// Tests the weights after the last step of an epoch, which no later loss tests.
    pub(super) fn check_weights(&mut self, place: Place) -> Result<(), Error> {
        if all_finite(self.net.as_flat()) {
            return Ok(());
        }
        let value = first_not_finite(self.net.as_flat());
        Err(self.diverged("weight", value, place))
    }

    /// The error for a value that is not finite. If the step before made weights infinite, they go back to the start of
    /// the epoch.
    fn diverged(&mut self, what: &'static str, value: f32, place: Place) -> Error {
        let weights_of = if all_finite(self.net.as_flat()) {
            "before that batch"
        } else {
            self.return_to_start();
            "the start of that epoch"
        };
        Error::Diverged { what, row: None, value, epoch: place.epoch, batch: place.batch, weights_of }
    }
}

/// What a checkpoint needs.
#[cfg(feature = "safetensors")]
impl<N: Parameters, O: Optimizer> Learner<'_, N, O> {
    pub(super) fn optimizer(&self) -> &O {
        self.optimization.optimizer()
    }

    pub(super) fn moments(&self) -> &[N] {
        self.optimization.moments()
    }

    /// Goes on from the state of an earlier training.
    pub(super) fn resume(&mut self, net: &N, steps: u64, moments: &[N]) -> Result<(), Error> {
        self.optimization.resume(steps, moments)?;
        self.replace_weights(net);
        Ok(())
    }
}

/// Copies weights between two places in memory; an assignment may pass through the stack.
pub(super) fn copy<N: Parameters>(from: &N, to: &mut N) {
    to.as_flat_mut().copy_from_slice(from.as_flat());
}

/// The first element that is infinite or NaN.
fn first_not_finite(values: &[f32]) -> f32 {
    values.iter().copied().find(|value| !value.is_finite()).unwrap_or(f32::NAN)
}
