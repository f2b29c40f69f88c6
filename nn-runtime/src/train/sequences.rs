//! Training on sequences: windows of several streams side by side, one after the other.

use core::ops::ControlFlow;

use super::clock::Clock;
use super::fit::{Record, learning_rate};
use super::learner::{Learner, Place};
use super::progress::Progress;
use super::report::{BatchReport, EpochReport, Report};
use super::rows::{NoValidation, Order};
use super::{Hooks, Settings, Trainer};
use crate::error::Error;
use crate::kernel::WindowPasses;
use crate::loss::{Target, divisor, weighted_mean};
use crate::optim::Optimizer;
use crate::random::{self, Purpose, derive_seed};
use crate::schedule::{Position, Schedule};
use crate::simd::Level;
use crate::stream::{State, Stream, TrainStream, Window};

impl<O: Optimizer> Trainer<'_, O, NoValidation> {
    /// Trains `net`, a stream or a box of one, on whole sequences, by truncated backpropagation through time.
    ///
    /// [`batch_size`](Self::batch_size) sequences at a time go through the network side by side, each from a new state
    /// ([`Stream::new_state`]). They are cut into windows of `steps` inputs; there is a step of the optimizer for the next window of all of
    /// them, the states go on from window to window, and derivatives go back to the first input of a window. A sequence that is shorter
    /// than the others has no part in later windows. Of a sequence the first [`warm_up`](Window::warm_up) inputs are not in the loss.
    /// For each epoch the sequences are in a new order, unless they are to be [in order](Self::in_order).
    ///
    /// The optimizer starts anew with every call. Batches and steps of the [reports](BatchReport) are windows.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! {
    ///     #[loss(mse)]
    ///     struct Smooth: [1] -> [1] { gru(4), dense(1) }
    /// }
    ///
    /// // Eight recordings, and what each output should be.
    /// let noisy: Vec<Vec<[f32; 1]>> = (0..8)
    ///     .map(|pitch| (0..200).map(|t| [(t as f32 * 0.04 * pitch as f32).cos() + if t % 2 == 0 { 0.3 } else { -0.3 }]).collect())
    ///     .collect();
    /// let clean: Vec<Vec<[f32; 1]>> =
    ///     (0..8).map(|pitch| (0..200).map(|t| [(t as f32 * 0.04 * pitch as f32).cos()]).collect()).collect();
    /// let sequences: Vec<_> =
    ///     noisy.iter().zip(&clean).map(|(noisy, clean)| Window::new(noisy, clean).warm_up(4)).collect();
    ///
    /// let mut net = Smooth::init(1);
    /// let mut trainer = Trainer::new(Adam::new(0.01)).batch_size(4).epochs(20).clip_norm(1.0);
    /// let report = trainer.fit_sequences(&mut net, &sequences, 32)?;
    /// assert!(report.epochs[19].loss < 0.5 * report.epochs[0].loss);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// - [`Error::Setting`] for a setting that is out of range, `steps` of 0, or one that is for rows alone: pictures that are changed, and
    ///   checkpoints; [`Error::WindowSteps`] if `steps` are more than a workspace has room for; [`Error::EmptyDataset`] if there is no
    ///   sequence, or none with a step in the loss; [`Error::BatchLength`] if the inputs and targets of one differ in number;
    ///   [`Error::Target`], [`Error::TargetSum`] or [`Error::Weight`] for a target outside of [the loss's domain](crate::loss): `net` is
    ///   unchanged.
    /// - [`Error::Diverged`] and [`Error::Setting`] of a schedule as of [`fit`](Trainer::fit).
    pub fn fit_sequences<N, Y>(
        &mut self,
        net: &mut impl AsMut<N>,
        sequences: &[Window<'_, N::Input, Y>],
        steps: usize,
    ) -> Result<Report, Error>
    where
        N: WindowPasses,
        Y: Target<N::Loss, N::Output>,
    {
        let Self { optimizer, validation: NoValidation, schedule, settings, hooks, checkpoints } = self;
        settings.check(size_of::<N::Input>() / size_of::<f32>(), 1)?;
        schedule.check()?;
        let refused =
            [("training: augment", settings.augment.is_some()), ("training: checkpoint", checkpoints.are_set())];
        if let Some((what, _)) = refused.into_iter().find(|(_, is_set)| *is_set) {
            return Err(Error::Setting { what, found: 1.0, expected: "none: it is for rows, and these are sequences" });
        }
        check_sequences::<N, Y>(sequences, steps)?;
        let level = settings.level.unwrap_or_else(Level::detect);
        let learner = Learner::new(net.as_mut(), &*optimizer, level, settings.clip)?;
        let mut course = Course {
            settings,
            schedule: &**schedule,
            base_learning_rate: optimizer.learning_rate(),
            sequences,
            order: (0..sequences.len()).collect(),
            steps,
            learner,
            workspace: bytemuck::zeroed_box(),
        };
        let mut record = Record::new(settings, 0);
        while let Some(epoch) = record.next_epoch() {
            let (report, flow) = course.run_epoch(epoch, hooks)?;
            record.add(&report, course.learner.net());
            let told = (hooks.on_epoch)(&report);
            record.stop_if(flow.is_break() || told.is_break());
        }
        Ok(record.finish(&mut course.learner))
    }
}

/// Tests what is trained on.
fn check_sequences<N: WindowPasses, Y: Target<N::Loss, N::Output>>(
    sequences: &[Window<'_, N::Input, Y>],
    steps: usize,
) -> Result<(), Error> {
    if steps == 0 {
        return Err(Error::Setting { what: "training: steps of a window", found: 0.0, expected: "1 or more" });
    }
    if steps > N::MOST_STEPS {
        return Err(Error::WindowSteps { most: N::MOST_STEPS, found: steps });
    }
    for sequence in sequences {
        crate::kernel::check_rows("targets", sequence.inputs.len(), sequence.targets.len())?;
        Y::check(sequence.in_the_loss())?;
    }
    if sequences.iter().all(|sequence| sequence.in_the_loss().is_empty()) {
        return Err(Error::EmptyDataset);
    }
    Ok(())
}

/// A training in progress.
struct Course<'c, 's, 'n, N: TrainStream, O, Y> {
    settings: &'c Settings,
    schedule: &'c dyn Schedule,
    base_learning_rate: f32,
    sequences: &'s [Window<'s, N::Input, Y>],
    /// The sequences in the order of the epoch.
    order: Vec<usize>,
    /// Of a window.
    steps: usize,
    learner: Learner<'n, N, O>,
    workspace: Box<N::Workspace>,
}

impl<'s, N: WindowPasses, O: Optimizer, Y: Target<N::Loss, N::Output>> Course<'_, 's, '_, N, O, Y> {
    /// One epoch, from 1, and whether a callback wants to go on.
    fn run_epoch(&mut self, epoch: usize, hooks: &mut Hooks<'_>) -> Result<(EpochReport, ControlFlow<()>), Error> {
        let clock = Clock::start();
        if self.settings.order == Order::Shuffled {
            self.order.sort_unstable();
            random::Stream::new(self.settings.seed, Purpose::RowOrder, epoch as u64).shuffle(&mut self.order);
        }
        let order = core::mem::take(&mut self.order);
        let groups = || order.chunks(self.settings.batch_size);
        let batches = groups().map(|group| self.n_windows(group)).sum();
        // Orders differ in how long the sequences are that go side by side.
        let progress = Progress::start(self.settings.progress, epoch, self.settings.epochs, batches);
        self.learner.remember_start();
        let mut sums = Sums { loss: 0.0, divisor: 0.0, learning_rate: 0.0, batch: 0, batches };
        let mut flow = ControlFlow::Continue(());
        for group in groups() {
            flow = self.run_group(group, epoch, &mut sums, (hooks, &progress))?;
            if flow.is_break() {
                break;
            }
        }
        self.learner.check_weights(Place { epoch, batch: sums.batch })?;
        self.order = order;
        let (loss, learning_rate) = (weighted_mean(sums.loss, sums.divisor), sums.learning_rate);
        let report = EpochReport { epoch, loss, learning_rate, validation: None, seconds: clock.seconds() };
        progress.finish(&report);
        Ok((report, flow))
    }

    /// The windows of some sequences side by side that have a step in the loss.
    fn n_windows(&self, group: &[usize]) -> usize {
        let longest = group.iter().map(|index| self.sequences[*index].inputs.len()).max().unwrap_or(0);
        let firsts = (0..longest).step_by(self.steps);
        firsts.filter(|first| self.windows(group, *first).iter().any(|window| !window.in_the_loss().is_empty())).count()
    }

    /// The windows of some sequences that begin with an input.
    fn windows(&self, group: &[usize], first: usize) -> Vec<Window<'s, N::Input, Y>> {
        let window = |index: &usize| {
            let Window { inputs, targets, warm_up } = self.sequences[*index];
            let range = first.min(inputs.len())..(first + self.steps).min(inputs.len());
            let warm_up = warm_up.saturating_sub(first).min(range.len());
            Window { inputs: &inputs[range.clone()], targets: &targets[range], warm_up }
        };
        group.iter().map(window).collect()
    }

    /// Some sequences side by side, from their beginnings to the end of the longest.
    fn run_group(
        &mut self,
        group: &[usize],
        epoch: usize,
        sums: &mut Sums,
        (hooks, progress): (&mut Hooks<'_>, &Progress),
    ) -> Result<ControlFlow<()>, Error> {
        let mut states = vec![self.learner.net().new_state(); group.len()];
        let longest = group.iter().map(|index| self.sequences[*index].inputs.len()).max().unwrap_or(0);
        for first in (0..longest).step_by(self.steps) {
            let windows = self.windows(group, first);
            let in_the_loss: f64 =
                windows.iter().map(|window| divisor::<N::Loss, N::Output, Y>(window.in_the_loss())).sum();
            if windows.iter().all(|window| window.in_the_loss().is_empty()) {
                warm_up(self.learner.net(), self.learner.level, &mut states, &windows);
                continue;
            }
            sums.batch += 1;
            let place = Place { epoch, batch: sums.batch };
            let epochs = self.settings.epochs;
            let step = self.learner.steps();
            let position =
                Position { step, steps: (sums.batches as u64).saturating_mul(epochs as u64), epoch: epoch - 1, epochs };
            sums.learning_rate = learning_rate(self.schedule, self.base_learning_rate, position)?;
            let dropout_seed = derive_seed(self.settings.seed, Purpose::Dropout, step);
            let level = self.learner.level;
            let (net, gradient) = self.learner.net_and_gradient();
            let loss = net.gradients_at(level, &mut states, &windows, dropout_seed, &mut self.workspace, gradient)?;
            let gradient_norm = self.learner.step(loss, sums.learning_rate, place)?;
            sums.loss += f64::from(loss) * in_the_loss;
            sums.divisor += in_the_loss;
            progress.batch_done(f64::from(weighted_mean(sums.loss, sums.divisor)));
            let flow = (hooks.on_batch)(&BatchReport {
                epoch,
                batch: sums.batch,
                batches: sums.batches,
                step: self.learner.steps(),
                loss,
                learning_rate: sums.learning_rate,
                gradient_norm,
            });
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// What an epoch has so far.
struct Sums {
    loss: f64,
    divisor: f64,
    learning_rate: f32,
    /// Windows, and how many there will be.
    batch: usize,
    batches: usize,
}

/// Lets streams see inputs that are in no loss.
fn warm_up<N: Stream, Y>(net: &N, level: Level, states: &mut [State<N>], windows: &[Window<'_, N::Input, Y>]) {
    for (state, window) in states.iter_mut().zip(windows) {
        for input in window.inputs {
            let _ = net.step_at(level, state, input);
        }
    }
}
