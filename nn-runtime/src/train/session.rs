//! A training on rows in progress: everything that is allocated, and the single step.

use super::Clip;
use super::evaluate::Tally;
use super::learner::{Learner, Place};
use super::report::ValidationReport;
use super::rows::{Batch, Rows};
use crate::data::augment::InEpoch;
use crate::error::Error;
use crate::loss::{Target, divisor};
use crate::network::Train;
use crate::optim::Optimizer;
use crate::simd::Level;

/// The network under training and the memory that it takes.
pub(super) struct Session<'n, N: Train, O, Y> {
    pub(super) learner: Learner<'n, N, O>,
    workspace: Box<N::Workspace>,
    batch: Batch<N::Input, Y>,
    batch_size: usize,
    tally: Tally<N>,
}

/// What one step is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'i> {
    pub(super) place: Place,
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

impl<'n, N: Train, O: Optimizer, Y: Target<N::Loss, N::Output>> Session<'n, N, O, Y> {
    pub(super) fn new(
        net: &'n mut N,
        optimizer: O,
        level: Level,
        clip: Clip,
        batch_size: usize,
    ) -> Result<Self, Error> {
        Ok(Self {
            learner: Learner::new(net, optimizer, level, clip)?,
            workspace: bytemuck::zeroed_box(),
            batch: Batch::new(batch_size),
            batch_size,
            tally: Tally::new(batch_size),
        })
    }

    /// One step on the rows of the task. The network changes only if loss and gradient are finite.
    pub(super) fn step(&mut self, rows: &Rows<'_, N::Input, Y>, task: &Task<'_>) -> Result<Outcome, Error> {
        let (inputs, targets) = self.batch.gather(rows, task.indices, task.augment);
        let divisor = divisor(targets);
        let level = self.learner.level;
        let (net, gradient) = self.learner.net_and_gradient();
        let loss = net.gradients_at(level, inputs, targets, task.dropout_seed, &mut self.workspace, gradient)?;
        let gradient_norm = self.learner.step(loss, task.learning_rate, task.place)?;
        Ok(Outcome { loss, divisor, gradient_norm })
    }

    /// Loss and accuracy on other rows, after a batch of an epoch. Where the network has an output that is not finite, what it
    /// learned in this epoch is no good.
    pub(super) fn validate(&mut self, rows: &Rows<'_, N::Input, Y>, place: Place) -> Result<ValidationReport, Error> {
        self.tally.reset();
        for indices in rows.indices().chunks(self.batch_size) {
            let (inputs, targets) = self.batch.gather(rows, indices, None);
            match self.tally.add(self.learner.net(), self.learner.level, inputs, targets) {
                Err(Error::NotFinite { row, found: value, .. }) => {
                    self.learner.return_to_start();
                    let (row, weights_of) = (indices.get(row).copied(), "the start of that epoch");
                    let Place { epoch, batch } = place;
                    return Err(Error::Diverged { what: "validation output", row, value, epoch, batch, weights_of });
                }
                result => result?,
            }
        }
        let (loss, accuracy, exact_match) = (self.tally.loss(), self.tally.accuracy(), self.tally.exact_match());
        Ok(ValidationReport { loss, accuracy, exact_match })
    }
}
