//! The loop over epochs and batches.

use core::ops::ControlFlow;

use super::clock::Clock;
use super::learner::{Learner, Place, copy};
use super::progress::Progress;
use super::report::{BatchReport, Best, EpochReport, Report};
use super::rows::{Order, Rows, Validation};
use super::session::{Session, Task};
use super::{Hooks, Settings, Trainer};
use crate::data::Dataset;
use crate::error::Error;
use crate::loss::{Loss, Target, weighted_mean};
use crate::network::{Parameters, Train};
use crate::optim::Optimizer;
use crate::random::{Purpose, Stream, derive_seed};
use crate::schedule::{Position, Schedule};
use crate::simd::Level;

impl<O: Optimizer, V> Trainer<'_, O, V> {
    /// Trains `net`, a network or a box of one, on `data`: for each epoch the rows in a new order, a step for each batch, then validation.
    ///
    /// The optimizer starts anew with every call, unless the training is resumed from a checkpoint. Memory is allocated before the first step only: a gradient, the
    /// optimizer's moments, one copy of the weights (two with early stopping), a workspace and a batch.
    ///
    /// # Errors
    /// - [`Error::Setting`] or [`Error::SplitFraction`] for a setting that is out of range, [`Error::Shape`] for rows that are no
    ///   pictures of the shape to [augment](Trainer::augment), [`Error::EmptyDataset`] if there are no rows to train on or to validate on, [`Error::HeldOut`] if the part held out leaves none on one
    ///   side: `net` is unchanged.
    /// - [`Error::Target`], [`Error::TargetSum`] or [`Error::Weight`] for the first target outside of [the loss's domain](crate::loss), of rows to
    ///   train on and of rows to validate on: `net` is unchanged.
    /// - [`Error::Diverged`] if the loss, the gradient or a weight is no longer finite: `net` holds the last good
    ///   weights. Likewise if an output on a row to validate on is not, which may be that row's fault: `net` holds those of the
    ///   start of the epoch.
    /// - With the feature `safetensors`: `Error::Checkpoint` and [`Error::File`] for a checkpoint to resume from that does not
    ///   fit or cannot be read: `net` is unchanged. [`Error::File`] for one that cannot be written: `net` holds the weights so
    ///   far, and the file the checkpoint before.
    /// - [`Error::Setting`] for a schedule's factor that is negative or not finite: `net` holds the weights so far.
    pub fn fit<N, Y>(&mut self, net: &mut impl AsMut<N>, data: &Dataset<N::Input, Y>) -> Result<Report, Error>
    where
        N: Train,
        Y: Target<N::Loss, N::Output>,
        V: Validation<N::Input, Y>,
    {
        let Self { optimizer, validation, schedule, settings, hooks, checkpoints } = self;
        settings.check(size_of::<N::Input>() / size_of::<f32>(), <N::Loss as Loss>::PLACES)?;
        schedule.check()?;
        let (training, validation) = validation.divide(data, settings.order, settings.seed)?;
        Y::check(data.targets())?;
        if let Some(rows) = &validation
            && !core::ptr::eq(rows.data(), data)
        {
            Y::check(rows.data().targets()).map_err(Error::of_validation)?;
        }
        let batch_size = settings.batch_size.min(training.indices().len());
        let level = settings.level.unwrap_or_else(Level::detect);
        let mut session = Session::new(net.as_mut(), &*optimizer, level, settings.clip, batch_size)?;
        let mut course = Course::new(settings, &**schedule, optimizer.learning_rate(), training, batch_size);
        let mut record = Record::new(settings, validation.as_ref().map_or(0, |rows| rows.indices().len()));
        checkpoints.resume(&course, &mut session, &mut record)?;

        while let Some(epoch) = record.next_epoch() {
            let (epoch_report, flow) = course.run_epoch(epoch, &mut session, validation.as_ref(), hooks)?;
            record.add(&epoch_report, session.learner.net());
            let told = (hooks.on_epoch)(&epoch_report);
            record.stop_if(flow.is_break() || told.is_break());
            // An epoch that was broken off in the middle is no state to go on from.
            if flow.is_continue() {
                checkpoints.save(&course, &session, &record)?;
            }
        }
        Ok(record.finish(&mut session.learner))
    }
}

/// What came of the epochs so far.
pub(super) struct Record<N> {
    best: Best,
    /// With early stopping, those of the best epoch.
    best_weights: Option<Box<N>>,
    report: Report,
    n_epochs: usize,
    #[cfg_attr(not(feature = "safetensors"), expect(dead_code, reason = "compared with that of a checkpoint"))]
    validation_rows: usize,
}

impl<N: Parameters> Record<N> {
    pub(super) fn new(settings: &Settings, validation_rows: usize) -> Self {
        Self {
            best: Best::new(settings.early_stopping),
            best_weights: settings.early_stopping.map(|_| bytemuck::zeroed_box()),
            report: Report { epochs: Vec::new(), best_epoch: None, stopped_early: false },
            n_epochs: settings.epochs,
            validation_rows,
        }
    }

    /// The number of the next epoch, from 1, unless the training is over.
    pub(super) fn next_epoch(&self) -> Option<usize> {
        (!self.is_over()).then_some(self.report.epochs.len() + 1)
    }

    pub(super) fn is_over(&self) -> bool {
        self.report.stopped_early || self.report.epochs.len() >= self.n_epochs
    }

    pub(super) fn add(&mut self, report: &EpochReport, net: &N) {
        if self.push(report)
            && let Some(weights) = &mut self.best_weights
        {
            copy(net, weights);
        }
    }

    /// Whether the epoch is the best so far.
    fn push(&mut self, report: &EpochReport) -> bool {
        self.report.epochs.push(*report);
        let is_best = self.best.add(report);
        self.report.stopped_early |= self.best.is_patience_over();
        is_best
    }

    pub(super) fn stop_if(&mut self, is_told: bool) {
        self.report.stopped_early |= is_told;
    }

    /// The report, when the network has the weights that it is to have.
    pub(super) fn finish<O: Optimizer>(mut self, learner: &mut Learner<'_, N, O>) -> Report {
        self.report.best_epoch = self.best.epoch();
        if let (Some(weights), Some(_)) = (&self.best_weights, self.report.best_epoch) {
            learner.replace_weights(weights);
        }
        self.report
    }
}

/// What a checkpoint needs.
#[cfg(feature = "safetensors")]
impl<N: Parameters> Record<N> {
    pub(super) fn epochs(&self) -> &[EpochReport] {
        &self.report.epochs
    }

    pub(super) fn best_weights(&self) -> Option<&N> {
        self.best_weights.as_deref()
    }

    pub(super) fn validation_rows(&self) -> usize {
        self.validation_rows
    }

    /// Takes over the epochs of an earlier training; which was the best, and whether patience is over, follows from them.
    pub(super) fn resume(&mut self, reports: &[EpochReport], best: Option<&N>) {
        for report in reports {
            self.push(report);
        }
        if let (Some(to), Some(from)) = (&mut self.best_weights, best) {
            copy(from, to);
        }
    }
}

/// What stays the same from epoch to epoch, and the order of the rows.
pub(super) struct Course<'c, 'd, X, Y> {
    pub(super) settings: &'c Settings,
    pub(super) schedule: &'c dyn Schedule,
    base_learning_rate: f32,
    rows: Rows<'d, X, Y>,
    /// The rows' indices in the order of the current epoch.
    order: Vec<usize>,
    batch_size: usize,
}

impl<'c, 'd, X, Y> Course<'c, 'd, X, Y> {
    fn new(
        settings: &'c Settings,
        schedule: &'c dyn Schedule,
        base_learning_rate: f32,
        rows: Rows<'d, X, Y>,
        batch_size: usize,
    ) -> Self {
        let order = rows.indices().to_vec();
        Self { settings, schedule, base_learning_rate, rows, order, batch_size }
    }

    #[cfg(feature = "safetensors")]
    pub(super) fn n_rows(&self) -> usize {
        self.order.len()
    }

    /// One epoch, from 1, and whether a callback wants to go on.
    fn run_epoch<N, O>(
        &mut self,
        epoch: usize,
        session: &mut Session<'_, N, O, Y>,
        validation: Option<&Rows<'_, X, Y>>,
        hooks: &mut Hooks<'_>,
    ) -> Result<(EpochReport, ControlFlow<()>), Error>
    where
        N: Train<Input = X>,
        O: Optimizer,
        Y: Target<N::Loss, N::Output>,
    {
        let clock = Clock::start();
        let batches = self.order.len().div_ceil(self.batch_size);
        let progress = Progress::start(self.settings.progress, epoch, self.settings.epochs, batches);
        self.arrange_rows(epoch);
        session.learner.remember_start();

        let (mut loss_sum, mut divisor, mut learning_rate, mut last_batch) = (0.0, 0.0, 0.0, 0);
        let mut flow = ControlFlow::Continue(());
        for (index, indices) in self.order.chunks(self.batch_size).enumerate() {
            let batch = index + 1;
            last_batch = batch;
            learning_rate = self.learning_rate(session.learner.steps(), batches, epoch)?;
            let place = Place { epoch, batch };
            let dropout_seed = derive_seed(self.settings.seed, Purpose::Dropout, session.learner.steps());
            let augment = self.settings.augment.as_ref().map(|augment| augment.in_epoch(self.settings.seed, epoch));
            let task = Task { place, indices, augment, learning_rate, dropout_seed };
            let outcome = session.step(&self.rows, &task)?;
            loss_sum += f64::from(outcome.loss) * outcome.divisor;
            divisor += outcome.divisor;
            if batch == batches {
                session.learner.check_weights(place)?;
            }
            progress.batch_done(f64::from(weighted_mean(loss_sum, divisor)));
            flow = (hooks.on_batch)(&BatchReport {
                epoch,
                batch,
                batches,
                step: session.learner.steps(),
                loss: outcome.loss,
                learning_rate,
                gradient_norm: outcome.gradient_norm,
            });
            if flow.is_break() {
                session.learner.check_weights(place)?;
                break;
            }
        }

        let loss = weighted_mean(loss_sum, divisor);
        let validation =
            validation.map(|rows| session.validate(rows, Place { epoch, batch: last_batch })).transpose()?;
        let report = EpochReport { epoch, loss, learning_rate, validation, seconds: clock.seconds() };
        progress.finish(&report);
        Ok((report, flow))
    }

    /// Puts the rows in the order of the epoch, which depends on the seed and the epoch alone, not on earlier orders.
    fn arrange_rows(&mut self, epoch: usize) {
        if self.settings.order == Order::Shuffled {
            self.order.copy_from_slice(self.rows.indices());
            Stream::new(self.settings.seed, Purpose::RowOrder, epoch as u64).shuffle(&mut self.order);
        }
    }

    /// Learning rate of the step after `step` steps.
    fn learning_rate(&self, step: u64, batches: usize, epoch: usize) -> Result<f32, Error> {
        let epochs = self.settings.epochs;
        let steps = (batches as u64).saturating_mul(epochs as u64);
        learning_rate(self.schedule, self.base_learning_rate, Position { step, steps, epoch: epoch - 1, epochs })
    }
}

/// The learning rate that a schedule makes of the optimizer's.
pub(super) fn learning_rate(schedule: &dyn Schedule, base: f32, position: Position) -> Result<f32, Error> {
    let found = schedule.factor(position);
    if !(found.is_finite() && found >= 0.0) {
        let what = "schedule: the learning rate's factor";
        return Err(Error::Setting { what, found, expected: "a finite number, 0 or more" });
    }
    Ok(base * found)
}
