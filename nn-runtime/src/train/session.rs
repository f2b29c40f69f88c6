//! A training in progress: everything that is allocated, and the single step.

use super::Clip;
use super::evaluate::Tally;
use super::report::ValidationReport;
use super::rows::{Batch, Rows};
use crate::clip::{all_finite, clip_norm, clip_value};
use crate::data::augment::InEpoch;
use crate::error::Error;
use crate::loss::{Target, divisor};
use crate::network::Train;
use crate::optim::{Optimization, Optimizer};
use crate::simd::Level;

/// The network under training and the memory that it takes, allocated once and on the heap: networks may be megabytes.
pub(super) struct Session<'n, N: Train, O, Y> {
    net: &'n mut N,
    level: Level,
    clip: Clip,
    optimization: Optimization<N, O>,
    workspace: Box<N::Workspace>,
    gradient: Box<N>,
    /// The weights at the start of the epoch, for the case that a step makes some infinite.
    epoch_start: Box<N>,
    batch: Batch<N::Input, Y>,
    batch_size: usize,
    tally: Tally<N>,
}

/// What one step is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'i> {
    /// The epoch, from 1.
    pub(super) epoch: usize,
    /// The batch in the epoch, from 1.
    pub(super) batch: usize,
    pub(super) indices: &'i [usize],
    /// What happens to its pictures.
    pub(super) augment: Option<InEpoch<'i>>,
    pub(super) learning_rate: f32,
    pub(super) dropout_seed: u64,
}

/// What came of one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) loss: f32,
    /// What the batch counts in a mean over batches.
    pub(super) divisor: f64,
    pub(super) gradient_norm: Option<f64>,
}

impl<N: Train, O: Optimizer, Y> Session<'_, N, O, Y> {
    pub(super) fn net(&self) -> &N {
        self.net
    }

    /// Steps done.
    pub(super) fn steps(&self) -> u64 {
        self.optimization.steps()
    }

    /// Begins an epoch.
    pub(super) fn remember_start(&mut self) {
        copy(self.net, &mut self.epoch_start);
    }

    /// Gives the network other weights.
    pub(super) fn replace_weights(&mut self, weights: &N) {
        copy(weights, self.net);
    }
}

/// What a checkpoint needs.
#[cfg(feature = "safetensors")]
impl<N: Train, O: Optimizer, Y> Session<'_, N, O, Y> {
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

impl<'n, N: Train, O: Optimizer, Y: Target<N::Loss, N::Output>> Session<'n, N, O, Y> {
    pub(super) fn new(
        net: &'n mut N,
        optimizer: O,
        level: Level,
        clip: Clip,
        batch_size: usize,
    ) -> Result<Self, Error> {
        Ok(Self {
            net,
            level,
            clip,
            optimization: optimizer.start()?,
            workspace: bytemuck::zeroed_box(),
            gradient: bytemuck::zeroed_box(),
            epoch_start: bytemuck::zeroed_box(),
            batch: Batch::new(batch_size),
            batch_size,
            tally: Tally::new(batch_size),
        })
    }

    /// One step on the rows of the task. The network changes only if loss and gradient are finite.
    pub(super) fn step(&mut self, rows: &Rows<'_, N::Input, Y>, task: &Task<'_>) -> Result<Outcome, Error> {
        let (inputs, targets) = self.batch.gather(rows, task.indices, task.augment);
        let divisor = divisor(targets);
        let (workspace, gradient) = (&mut *self.workspace, &mut *self.gradient);
        let loss = self.net.gradients_at(self.level, inputs, targets, task.dropout_seed, workspace, gradient)?;
        if !loss.is_finite() {
            return Err(self.diverged("loss", loss, task));
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
            return Err(self.diverged("gradient", value, task));
        }
        self.optimization.step_at(self.level, task.learning_rate, self.net, &self.gradient)?;
        Ok(Outcome { loss, divisor, gradient_norm })
    }

    /// Tests the weights after the last step of an epoch, which no later loss tests.
    pub(super) fn check_weights(&mut self, epoch: usize, batch: usize) -> Result<(), Error> {
        if all_finite(self.net.as_flat()) {
            return Ok(());
        }
        let value = first_not_finite(self.net.as_flat());
        let task = Task { epoch, batch, indices: &[], augment: None, learning_rate: 0.0, dropout_seed: 0 };
        Err(self.diverged("weight", value, &task))
    }

    /// The error for a value that is not finite. If the step before made weights infinite, they go back to the start of
    /// the epoch.
    fn diverged(&mut self, what: &'static str, value: f32, task: &Task<'_>) -> Error {
        let weights_of = if all_finite(self.net.as_flat()) {
            "before that batch"
        } else {
            copy(&*self.epoch_start, self.net);
            "the start of that epoch"
        };
        Error::Diverged { what, row: None, value, epoch: task.epoch, batch: task.batch, weights_of }
    }

    /// Loss and accuracy on other rows, after a batch of an epoch. Where the network has an output that is not finite, what it
    /// learned in this epoch is no good.
    pub(super) fn validate(
        &mut self,
        rows: &Rows<'_, N::Input, Y>,
        epoch: usize,
        batch: usize,
    ) -> Result<ValidationReport, Error> {
        self.tally.reset();
        for indices in rows.indices().chunks(self.batch_size) {
            let (inputs, targets) = self.batch.gather(rows, indices, None);
            match self.tally.add(self.net, self.level, inputs, targets) {
                Err(Error::NotFinite { row, found: value, .. }) => {
                    copy(&*self.epoch_start, self.net);
                    let (row, weights_of) = (indices.get(row).copied(), "the start of that epoch");
                    return Err(Error::Diverged { what: "validation output", row, value, epoch, batch, weights_of });
                }
                result => result?,
            }
        }
        let (loss, accuracy, exact_match) = (self.tally.loss(), self.tally.accuracy(), self.tally.exact_match());
        Ok(ValidationReport { loss, accuracy, exact_match })
    }
}

/// Copies weights between two places in memory; an assignment may pass through the stack.
pub(super) fn copy<N: Train>(from: &N, to: &mut N) {
    to.as_flat_mut().copy_from_slice(from.as_flat());
}

/// The first element that is infinite or NaN.
fn first_not_finite(values: &[f32]) -> f32 {
    values.iter().copied().find(|value| !value.is_finite()).unwrap_or(f32::NAN)
}
