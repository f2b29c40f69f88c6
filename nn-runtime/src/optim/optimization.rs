//! An optimization in progress: the owner of an optimizer's moments and of the step count.

use alloc::boxed::Box;
use core::fmt;

use super::{Fused, Optimizer, Step};
use crate::error::Error;
use crate::loss::Target;
use crate::network::{Parameters, Train, keep_statistics};
use crate::simd::Level;

/// An optimizer at work on networks of type `N`: for training loops of one's own.
///
/// [`Optimizer::start`] makes one; memory is allocated there and nowhere else.
///
/// ```
/// use nn_runtime::{network::Parameters, optim::{Adam, Optimizer}};
/// fn twenty_steps<N: Parameters>(net: &mut N, gradient: impl Fn(&N) -> Box<N>) -> Result<(), nn_runtime::Error> {
///     let mut optimization = Adam::new(1e-3).start()?;
///     for _ in 0..20 {
///         let gradient = gradient(net);
///         optimization.step(net, &gradient)?;
///     }
///     Ok(())
/// }
/// ```
pub struct Optimization<N, O> {
    optimizer: O,
    /// Steps done.
    steps: u64,
    /// As many as [`Optimizer::n_moments`].
    moments: Box<[N]>,
}

impl<N: Parameters, O: Optimizer> Optimization<N, O> {
    /// Before the first step: all moments zero.
    ///
    /// # Errors
    /// [`Error::Setting`] for a setting of the optimizer that is out of range.
    pub fn new(optimizer: O) -> Result<Self, Error> {
        optimizer.check()?;
        let moments = bytemuck::zeroed_slice_box(optimizer.n_moments());
        Ok(Self { optimizer, steps: 0, moments })
    }

    /// One step at the optimizer's own learning rate, with the best instruction set.
    ///
    /// # Errors
    /// None for the optimizers of this crate, whose lengths fit here by construction; those of another's
    /// [`Optimizer::update`].
    pub fn step(&mut self, net: &mut N, gradient: &N) -> Result<(), Error> {
        self.step_at(Level::detect(), self.optimizer.learning_rate(), net, gradient)
    }

    /// One step with the instruction set and the learning rate given, as a schedule needs it.
    ///
    /// # Errors
    /// As [`step`](Self::step); the step is then not counted.
    pub fn step_at(&mut self, level: Level, learning_rate: f32, net: &mut N, gradient: &N) -> Result<(), Error> {
        let step = Step { number: self.steps.saturating_add(1), learning_rate, level };
        let moments = bytemuck::cast_slice_mut(&mut self.moments);
        let (n, len) = (N::TRAINED_LEN, net.as_flat().len());
        let (parameters, _) = net.as_flat_mut().split_at_mut(n);
        let whole = gradient;
        let (gradient, _) = gradient.as_flat().split_at(n);
        if n == len {
            self.optimizer.update(&step, parameters, gradient, moments)?;
        } else {
            // An optimizer has its moments one behind the other, and no place between them for what is not trained.
            let n_moments = self.optimizer.n_moments();
            for index in 1..n_moments {
                moments.copy_within(index * len..index * len + n, index * n);
            }
            let (packed, _) = moments.split_at_mut(n_moments * n);
            let result = self.optimizer.update(&step, parameters, gradient, packed);
            for index in (1..n_moments).rev() {
                moments.copy_within(index * n..(index + 1) * n, index * len);
            }
            for moment in moments.chunks_exact_mut(len) {
                moment.split_at_mut(n).1.fill(0.0);
            }
            result?;
        }
        keep_statistics(net, whole);
        self.steps = self.steps.saturating_add(1);
        Ok(())
    }

    /// Learns from one row at the optimizer's own learning rate, with the best instruction set: loss, derivatives and step in one
    /// pass through the parameters, and no gradient in memory.
    ///
    /// The same bits as the gradient of a batch of one, and a [`step`](Self::step). Returns the loss before the step. If it is not
    /// finite, nothing is changed and no step counted. For a target outside of [the loss's domain](crate::loss) it is NaN. The weight of a
    /// [weighted](crate::loss::Weighted) target counts as in [`descend_at`](Train::descend_at). Dropout draws masks by the number of the step.
    ///
    /// ```
    /// use nn_runtime::{optim::Adam, prelude::*};
    ///
    /// network! {
    ///     #[loss(mse)]
    ///     struct Line: [1] -> [1] { dense(1) }
    /// }
    ///
    /// let (mut net, mut workspace) = (Line::init(1), Line::workspace());
    /// let mut optimization = Adam::new(0.02).start()?;
    /// for step in 0..1_000 {
    ///     let x = (step % 10) as f32 / 10.0;
    ///     optimization.descend(&mut *net, &[x], &[2.0 * x - 1.0], &mut workspace);
    /// }
    /// assert!(net.predict(&[0.5])[0].abs() < 1e-2);
    /// # Ok::<(), nn_runtime::Error>(())
    /// ```
    #[inline]
    pub fn descend<T: Target<N::Loss, N::Output>>(
        &mut self,
        net: &mut N,
        input: &N::Input,
        target: &T,
        workspace: &mut N::Workspace,
    ) -> f32
    where
        N: Train,
        O: Fused,
    {
        self.descend_at(Level::detect(), self.optimizer.learning_rate(), net, input, target, workspace)
    }

    /// As [`descend`](Self::descend), with the instruction set and the learning rate given, as a schedule needs it.
    #[inline]
    pub fn descend_at<T: Target<N::Loss, N::Output>>(
        &mut self,
        level: Level,
        learning_rate: f32,
        net: &mut N,
        input: &N::Input,
        target: &T,
        workspace: &mut N::Workspace,
    ) -> f32
    where
        N: Train,
        O: Fused,
    {
        let number = self.steps.saturating_add(1);
        let step = Step { number, learning_rate, level };
        let loss = net.descend_with(input, target, number, (&self.optimizer, &step), &mut self.moments, workspace);
        // The only error is a wrong number of moments, and `new` has made the right one.
        let loss = loss.unwrap_or(f32::NAN);
        self.steps = self.steps.saturating_add(u64::from(loss.is_finite()));
        loss
    }

    /// Learns from a batch at the optimizer's own learning rate, with the best instruction set: the same bits as its gradient and a
    /// [`step`](Self::step), but faster, because parameters change while a cache holds their gradient.
    ///
    /// `gradient` is working memory: any batch may write to it, and what it holds afterwards is not specified. Returns the loss before
    /// the step. If it is not finite, nothing is changed and no step counted; a finite loss does not exclude a gradient that overflows.
    /// Dropout draws masks by the number of the step.
    ///
    /// ```
    /// use nn_runtime::{optim::Adam, prelude::*};
    ///
    /// network! {
    ///     #[loss(mse)]
    ///     struct Line: [1] -> [1] { dense(1) }
    /// }
    ///
    /// let (mut net, mut gradient, mut workspace) = (Line::init(1), Line::zeros(), Line::workspace());
    /// let inputs: [[f32; 1]; 10] = core::array::from_fn(|row| [row as f32 / 10.0]);
    /// let targets = inputs.map(|[x]| [2.0 * x - 1.0]);
    /// let mut optimization = Adam::new(0.02).start()?;
    /// for _ in 0..1_000 {
    ///     optimization.learn(&mut *net, (&inputs, &targets), &mut workspace, &mut gradient)?;
    /// }
    /// assert!(net.predict(&[0.5])[0].abs() < 1e-2);
    /// # Ok::<(), nn_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`gradients_at`](Train::gradients_at); nothing is changed then.
    #[inline]
    pub fn learn<T: Target<N::Loss, N::Output>>(
        &mut self,
        net: &mut N,
        batch: (&[N::Input], &[T]),
        workspace: &mut N::Workspace,
        gradient: &mut N,
    ) -> Result<f32, Error>
    where
        N: Train,
        O: Fused,
    {
        self.learn_at(Level::detect(), self.optimizer.learning_rate(), net, batch, workspace, gradient)
    }

    /// As [`learn`](Self::learn), with the instruction set and the learning rate given, as a schedule needs it.
    ///
    /// # Errors
    /// As [`learn`](Self::learn).
    #[inline]
    pub fn learn_at<T: Target<N::Loss, N::Output>>(
        &mut self,
        level: Level,
        learning_rate: f32,
        net: &mut N,
        batch: (&[N::Input], &[T]),
        workspace: &mut N::Workspace,
        gradient: &mut N,
    ) -> Result<f32, Error>
    where
        N: Train,
        O: Fused,
    {
        let number = self.steps.saturating_add(1);
        let step = Step { number, learning_rate, level };
        let optimizer = (&self.optimizer, &step);
        let loss = net.learn_with(batch, number, optimizer, &mut self.moments, (workspace, gradient))?;
        self.steps = self.steps.saturating_add(u64::from(loss.is_finite()));
        Ok(loss)
    }

    /// The optimizer, as it was given.
    pub const fn optimizer(&self) -> &O {
        &self.optimizer
    }

    /// Steps done so far.
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// The moments, each laid out as the network; with [`steps`](Self::steps), all there is to save.
    pub fn moments(&self) -> &[N] {
        &self.moments
    }

    /// Goes on from a saved state: `steps` done, and the moments of that time.
    ///
    /// # Errors
    /// [`Error::OptimizerLength`] if there are more or fewer moments than the optimizer has; nothing is changed then.
    pub fn resume(&mut self, steps: u64, moments: &[N]) -> Result<(), Error> {
        if moments.len() != self.moments.len() {
            let (expected, found) = (self.moments.len(), moments.len());
            return Err(Error::OptimizerLength { what: "the list of saved moments", expected, found });
        }
        self.moments.copy_from_slice(moments);
        self.steps = steps;
        Ok(())
    }
}

impl<N, O: fmt::Debug> fmt::Debug for Optimization<N, O> {
    /// Without the moments, which may be megabytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { optimizer, steps, moments } = self;
        f.debug_struct("Optimization")
            .field("optimizer", optimizer)
            .field("steps", steps)
            .field("n_moments", &moments.len())
            .finish()
    }
}
