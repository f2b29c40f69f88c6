//! Training: a [`Trainer`] holds the settings, [`Trainer::fit`] runs them on a network and a data set.
//!
//! The result is a function of the network's first weights, the data and the settings, seed included: the same to the
//! bit in every run and on every instruction set with fused multiply-add. The library prints nothing; what happens is
//! told to callbacks and in the [`Report`].
//!
//! ```
//! use core::ops::ControlFlow;
//! use nn_runtime::{data::Dataset, loss::Target, network::Train, optim::Adam, schedule::Cosine, train::Trainer};
//!
//! fn train<N: Train, Y>(net: &mut N, data: &Dataset<N::Input, Y>) -> Result<f32, nn_runtime::Error>
//! where
//!     Y: Target<N::Loss, N::Output>,
//! {
//!     let report = Trainer::new(Adam::new(1e-3))
//!         .batch_size(64)
//!         .epochs(20)
//!         .schedule(Cosine::new())
//!         .validation_split(0.1)
//!         .on_epoch(|epoch| {
//!             println!("epoch {}: loss {}", epoch.epoch, epoch.loss);
//!             ControlFlow::Continue(())
//!         })
//!         .fit(net, data)?;
//!     Ok(report.epochs.last().map_or(f32::NAN, |epoch| epoch.loss))
//! }
//! ```

#[cfg(feature = "safetensors")]
mod checkpoint;
#[cfg(not(feature = "safetensors"))]
#[path = "checkpoint/absent.rs"]
mod checkpoint;
mod clock;
mod evaluate;
mod fit;
mod learner;
mod progress;
mod report;
mod rows;
mod sequences;
mod session;
#[cfg(test)]
mod tests;

pub use evaluate::{Evaluation, evaluate};
pub use report::{BatchReport, EarlyStopping, EpochReport, Report, ValidationReport};
pub use rows::{HeldOut, NoValidation, Validation};

use core::ops::ControlFlow;
#[cfg(feature = "safetensors")]
use std::path::PathBuf;

use self::checkpoint::Checkpoints;
use self::rows::Order;
use crate::data::{Augment, Dataset};
use crate::error::Error;
use crate::schedule::{Constant, Schedule};
use crate::simd::Level;

/// The settings of a training, each with a default; [`fit`](Self::fit) checks and runs them.
///
/// `O` is the optimizer; `V` says where validation rows come from.
pub struct Trainer<'a, O, V = NoValidation> {
    optimizer: O,
    validation: V,
    schedule: Box<dyn Schedule + 'a>,
    settings: Settings,
    hooks: Hooks<'a>,
    checkpoints: Checkpoints,
}

/// The settings that are plain values.
#[derive(Clone, Debug)]
struct Settings {
    batch_size: usize,
    epochs: usize,
    seed: u64,
    order: Order,
    augment: Option<Augment>,
    clip: Clip,
    early_stopping: Option<EarlyStopping>,
    /// The best of the machine unless given.
    level: Option<Level>,
    progress: progress::Display,
}

/// What is done to a gradient before a step.
#[derive(Clone, Copy, Debug)]
enum Clip {
    Nothing,
    Norm(f32),
    Value(f32),
}

/// A function of the user's that is told something and says whether to go on.
type Callback<'a, T> = Box<dyn FnMut(&T) -> ControlFlow<()> + 'a>;

/// The user's callbacks.
struct Hooks<'a> {
    on_epoch: Callback<'a, EpochReport>,
    on_batch: Callback<'a, BatchReport>,
}

impl<O> Trainer<'_, O> {
    /// One epoch in batches of 32 rows, shuffled with seed 0, at a constant learning rate, without validation.
    #[must_use]
    pub fn new(optimizer: O) -> Self {
        let settings = Settings {
            batch_size: 32,
            epochs: 1,
            seed: 0,
            order: Order::Shuffled,
            augment: None,
            clip: Clip::Nothing,
            early_stopping: None,
            level: None,
            progress: progress::Display::Hidden,
        };
        let hooks = Hooks {
            on_epoch: Box::new(|_| ControlFlow::Continue(())),
            on_batch: Box::new(|_| ControlFlow::Continue(())),
        };
        let checkpoints = Checkpoints::default();
        Self { optimizer, validation: NoValidation, schedule: Box::new(Constant), settings, hooks, checkpoints }
    }
}

impl<'a, O, V> Trainer<'a, O, V> {
    /// Rows per step, 1 or more; the last batch of an epoch holds what is left. 32 by default.
    #[must_use]
    pub fn batch_size(mut self, rows: usize) -> Self {
        self.settings.batch_size = rows;
        self
    }

    /// Passes over the data, 1 by default; with 0 the network stays as it is and the report is empty.
    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.settings.epochs = epochs;
        self
    }

    /// Seed of the order of rows, of the rows held out, of changed pictures and of dropout; 0 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Visits the rows in the order of the data set in every epoch, and holds out the last ones, instead of shuffling.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.settings.order = Order::AsGiven;
        self
    }

    /// Changes the pictures that are trained on at random, anew in every epoch; those to validate on stay as they are. Needs no memory
    /// beyond that of a batch. Targets stay as they are, so where each pixel has a class only [erasing](Augment::erase) is allowed.
    #[must_use]
    pub fn augment(mut self, augment: Augment) -> Self {
        self.settings.augment = Some(augment);
        self
    }

    /// Changes the learning rate from step to step; constant by default.
    #[must_use]
    pub fn schedule(mut self, schedule: impl Schedule + 'a) -> Self {
        self.schedule = Box::new(schedule);
        self
    }

    /// Scales every gradient to a Euclidean norm of at most `max_norm`, greater than 0. Replaces
    /// [`clip_value`](Self::clip_value).
    #[must_use]
    pub fn clip_norm(mut self, max_norm: f32) -> Self {
        self.settings.clip = Clip::Norm(max_norm);
        self
    }

    /// Limits every element of a gradient to `[-limit, limit]`, `limit` greater than 0. Replaces
    /// [`clip_norm`](Self::clip_norm).
    #[must_use]
    pub fn clip_value(mut self, limit: f32) -> Self {
        self.settings.clip = Clip::Value(limit);
        self
    }

    /// Stops when the validation loss, or without validation the training loss, no longer improves, and gives the
    /// network the weights of the best epoch, also when all epochs were run.
    #[must_use]
    pub fn early_stopping(mut self, early_stopping: EarlyStopping) -> Self {
        self.settings.early_stopping = Some(early_stopping);
        self
    }

    /// Computes with this instruction set instead of the best one.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.settings.level = Some(level);
        self
    }

    /// Shows a progress bar with the loss on standard error, one line an epoch, if that is a terminal.
    #[cfg(feature = "progress")]
    #[must_use]
    pub fn progress(mut self) -> Self {
        self.settings.progress = progress::Display::Bar;
        self
    }

    /// Calls back after every epoch; [`ControlFlow::Break`] ends the training.
    #[must_use]
    pub fn on_epoch(mut self, callback: impl FnMut(&EpochReport) -> ControlFlow<()> + 'a) -> Self {
        self.hooks.on_epoch = Box::new(callback);
        self
    }

    /// Calls back after every step; [`ControlFlow::Break`] ends the training after a report on the rows seen so far.
    #[must_use]
    pub fn on_batch(mut self, callback: impl FnMut(&BatchReport) -> ControlFlow<()> + 'a) -> Self {
        self.hooks.on_batch = Box::new(callback);
        self
    }

    /// Writes the whole state of the training to a file after every so many epochs, 1 or more, and after the last. The file is
    /// replaced as a whole: whenever the process ends, it holds the state of one epoch or of the next.
    ///
    /// [`resume`](Self::resume) goes on from there. The file is one of weights too, of the latest ones:
    /// [`Loader::allow_extra`](crate::weights::Loader::allow_extra) loads them. An epoch that [`on_batch`](Self::on_batch)
    /// broke off is not written. Only one training may write to a file at a time.
    #[cfg(feature = "safetensors")]
    #[must_use]
    pub fn checkpoint(mut self, path: impl Into<PathBuf>, every_epochs: usize) -> Self {
        self.checkpoints.save = Some((path.into(), every_epochs));
        self
    }

    /// Every [`fit`](Self::fit) goes on from the checkpoint in a file as if the training had never stopped: network, moments, counters and reports are
    /// the file's, and the result is that of an uninterrupted training to the bit.
    ///
    /// Callbacks are told of the epochs that follow. With early stopping the file also has the weights of the best epoch:
    /// [`Loader::prefix`](crate::weights::Loader::prefix) with `"best."` loads them.
    ///
    /// Network, optimizer, schedule and all settings have to be those of the file, except for the number of epochs, which may
    /// be larger; a schedule then sees the larger number. Of schedules and optimizers that are not of this crate the settings
    /// are known only if they implement [`Schedule::describe`] and
    /// [`Optimizer::describe`](crate::optim::Optimizer::describe); of the data only the number of rows is compared.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    /// use std::path::Path;
    ///
    /// network! {
    ///     #[loss(mse)]
    ///     struct Line: [1] -> [1] { dense(1) }
    /// }
    ///
    /// fn train(data: &Dataset<[f32; 1], [f32; 1]>, file: &Path) -> Result<Box<Line>, Error> {
    ///     let mut net = Line::init(1);
    ///     let mut trainer = Trainer::new(Adam::new(0.01)).epochs(20).checkpoint(file, 5);
    ///     if file.exists() {
    ///         trainer = trainer.resume(file);
    ///     }
    ///     trainer.fit(&mut net, data)?;
    ///     Ok(net)
    /// }
    /// # let folder = tempfile::tempdir()?;
    /// # let file = folder.path().join("line.ckpt");
    /// # let data = Dataset::from([([0.0], [1.0]), ([1.0], [3.0])]);
    /// # let once = train(&data, &file)?;
    /// # assert_eq!(train(&data, &file)?, once);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "safetensors")]
    #[must_use]
    pub fn resume(mut self, path: impl Into<PathBuf>) -> Self {
        self.checkpoints.resume = Some(path.into());
        self
    }

    /// Holds out this part of the rows, in `[0, 1)` and rounded to whole rows, and measures loss and accuracy on them
    /// after every epoch. Which rows depends on the seed alone. Replaces [`validation`](Self::validation).
    #[must_use]
    pub fn validation_split(self, fraction: f64) -> Trainer<'a, O, HeldOut> {
        self.with_validation(HeldOut { fraction })
    }

    /// Measures loss and accuracy on `data` after every epoch. Replaces
    /// [`validation_split`](Self::validation_split).
    #[must_use]
    pub fn validation<X, Y>(self, data: &'a Dataset<X, Y>) -> Trainer<'a, O, &'a Dataset<X, Y>> {
        self.with_validation(data)
    }

    fn with_validation<W>(self, validation: W) -> Trainer<'a, O, W> {
        let Self { optimizer, validation: _, schedule, settings, hooks, checkpoints } = self;
        Trainer { optimizer, validation, schedule, settings, hooks, checkpoints }
    }
}

impl Settings {
    /// Tests every setting, for rows of so many numbers and targets that name a class in so many places.
    fn check(&self, numbers: usize, places: usize) -> Result<(), Error> {
        let positive = |what, found: f32| {
            let expected = "a finite number greater than 0";
            if found.is_finite() && found > 0.0 { Ok(()) } else { Err(Error::Setting { what, found, expected }) }
        };
        if self.batch_size == 0 {
            return Err(Error::Setting { what: "training: batch size", found: 0.0, expected: "1 or more" });
        }
        match self.clip {
            Clip::Nothing => {}
            Clip::Norm(max_norm) => positive("training: the norm to clip at", max_norm)?,
            Clip::Value(limit) => positive("training: the value to clip at", limit)?,
        }
        if let Some(EarlyStopping { min_delta: found, .. }) = self.early_stopping
            && !(found.is_finite() && found >= 0.0)
        {
            let what = "training: early stopping's min_delta";
            return Err(Error::Setting { what, found, expected: "a finite number, 0 or more" });
        }
        if places > 1 && self.augment.as_ref().is_some_and(Augment::moves_pixels) {
            let expected = "none that moves pixels: each has a class, which stays where it is";
            return Err(Error::Setting { what: "training: augment", found: 1.0, expected });
        }
        self.augment.as_ref().map_or(Ok(()), |augment| augment.check(numbers))
    }
}
