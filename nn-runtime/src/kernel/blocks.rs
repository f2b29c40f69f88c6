//! Drives the printed passes over a batch, some rows at a time.
//!
//! The block is fixed by the plan, so the order of every sum is too. The loss is summed row by row; a gradient within a
//! block row by row, or with lanes over rows lane by lane, then block by block. Threads divide the rows of one pass and the parameters of the other, so they do
//! not change any of that.

use super::batch::Forward;
use super::check_rows;
use super::sink::{Block, Change, Changed, Holds, Keep, Sink};
use crate::error::Error;
use crate::loss::{Loss, Target, divisor};
use crate::network::{Parameters, Train};
use crate::optim::{self, Fused, PlainStep, Rule, Visit};
use crate::panel::Panel;
use crate::simd::Level;
use crate::threads;

/// What the targets of the rows that [`loss`] looks at together may take on the stack.
const MAX_STACK_BYTES: usize = 64 * 1024;

/// What a block needs to know of its batch.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// By which the batch mean divides.
    pub scale: f32,
    /// Position of the block's first row in the batch.
    pub first_row: usize,
    /// Selects the units that dropout removes.
    pub seed: u64,
}

impl Step {
    /// The key of the masks of the network's dropout layer `index`.
    #[must_use]
    #[inline]
    pub const fn dropout_key(&self, index: u64) -> u64 {
        self.seed ^ index.wrapping_mul(0xd6e8_feb8_6659_fd93)
    }

    /// The number of the block's first panel, for a value of `panels` panels a row.
    #[must_use]
    #[inline]
    pub const fn first_panel(&self, panels: usize) -> u32 {
        self.first_row.wrapping_mul(panels) as u32
    }
}

/// Counts the calls of `gradients`, so that each has dropout masks of its own.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
pub struct Counter([u64; 8]);

impl Counter {
    /// The seed for the next call.
    #[inline]
    pub fn next_seed(&mut self) -> u64 {
        let [calls, ..] = &mut self.0;
        *calls = calls.wrapping_add(1);
        *calls
    }
}

/// What every network with a loss has.
pub trait Blocks: Train + Forward {
    /// A row of targets, `[Panel; P]`.
    type TargetRow: bytemuck::Pod;
    /// A row of targets as the workspace holds it.
    type StoredTarget: bytemuck::Pod;
    /// Rows whose part of a gradient is summed before it is added.
    const BLOCK_ROWS: usize;
    /// Numbers that the mean runs over in each row: the outputs, half of them for the Gaussian loss, or 1 for cross entropy.
    const MEAN_OVER: usize;

    /// The rows of the workspace that hold targets and their weights: a block of them, or [`held_rows`] where threads may divide
    /// training.
    fn targets(workspace: &mut Self::Workspace) -> (&mut [Self::StoredTarget], &mut [f32]);

    /// Writes the loss of each row, without its weight.
    fn loss_rows(&self, level: Level, inputs: &[Self::Input], targets: &[Self::TargetRow], losses: &mut [f32]);

    /// Adds the loss of a row, times its weight, to `total`, and writes its gradient. Target and weight are the first in the
    /// workspace; transposed weights of layers are not needed.
    fn gradient_row(
        &self,
        level: Level,
        input: &Self::Input,
        step: Step,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
        total: &mut f64,
    );

    /// Adds the loss of a row, times its weight, to `total`, and changes the parameters by `rule`, unless the loss is not finite.
    fn descend_row<R: Rule<M>, const M: usize>(
        &mut self,
        level: Level,
        input: &Self::Input,
        step: Step,
        workspace: &mut Self::Workspace,
        rule: (R, &mut [Self; M]),
        total: &mut f64,
    );
}

/// The printed passes of training with lanes over outputs, which threads can divide.
pub trait Passes: Blocks {
    /// Rows of a batch with their places in a workspace.
    type Rows<'w>: Send + Sync;
    /// A part of a gradient, and of what its sums change.
    type Part<'g, K: Sink>: Send;

    /// What is done once per batch: the transposed weights.
    fn prepare(&self, level: Level, workspace: &mut Self::Workspace);

    /// As many rows as there are inputs, which are at most [`held_rows`].
    fn rows<'w>(inputs: &'w [Self::Input], workspace: &'w mut Self::Workspace) -> Self::Rows<'w>;

    /// The loss of each row, times its weight.
    fn losses<'r>(rows: &'r Self::Rows<'_>) -> &'r [f32];

    /// All of it, from the panels of whole networks.
    fn whole<K: Sink>(panels: K::Panels<'_>, block: Block<K>) -> Self::Part<'_, K>;

    /// Values, loss and their derivatives of each row, whose targets and weights are in the workspace.
    fn train_rows(&self, level: Level, step: Step, rows: Self::Rows<'_>);

    /// Puts what the rows contribute to a part of the gradient where it goes.
    fn train_parameters<K: Sink>(level: Level, rows: &Self::Rows<'_>, part: Self::Part<'_, K>);

    /// The first `n` rows, and the others.
    #[cfg(feature = "parallel")]
    fn split_rows(rows: Self::Rows<'_>, n: usize) -> (Self::Rows<'_>, Self::Rows<'_>);

    /// Two parts out of one.
    #[cfg(feature = "parallel")]
    fn split_part<K: Sink>(
        level: Level,
        part: Self::Part<'_, K>,
        share: threads::Share,
    ) -> (Self::Part<'_, K>, Self::Part<'_, K>);
}

/// The printed pass of training with lanes over rows, of networks too small for threads to divide it.
pub trait LanePasses: Blocks {
    /// Adds the loss of each of at most [`Self::BLOCK_ROWS`](Blocks::BLOCK_ROWS) rows, times its weight, to `total`, in order,
    /// and their part of the gradient to `gradient`. Targets and weights are in the workspace.
    fn gradient_block(
        &self,
        level: Level,
        inputs: &[Self::Input],
        scale: f32,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
        total: &mut f64,
    );
}

/// Rows that a workspace has room for, for blocks of `block_rows`: one block, or with threads to feed several.
#[must_use]
pub const fn held_rows(block_rows: usize) -> usize {
    if cfg!(feature = "parallel") { 4 * block_rows } else { block_rows }
}

/// The mean that a batch's loss is.
#[derive(Clone, Copy)]
struct Mean {
    /// By which the sum over rows is divided, when weights have been multiplied by `factor`.
    count: f64,
    /// Makes the weights' mean 1 where their sum divides, so that `1 / count` is a good number whatever they are; else 1.
    factor: f64,
}

impl Mean {
    /// Checks a batch.
    #[inline]
    fn over<N: Blocks, T: Target<N::Loss, N::Output>>(inputs: &[N::Input], targets: &[T]) -> Result<Self, Error> {
        check_rows("targets", inputs.len(), targets.len())?;
        if inputs.is_empty() {
            return Err(Error::EmptyBatch);
        }
        T::check(targets)?;
        let rows = inputs.len() as f64;
        let divisor = divisor(targets);
        let factor = if divisor == 0.0 { 0.0 } else { rows / divisor };
        Ok(Self { count: rows * N::MEAN_OVER as f64, factor })
    }

    /// The mean of a single row that is learned from at once: no other row shares in its weight.
    #[inline]
    fn of_one<N: Blocks>() -> Self {
        Self { count: N::MEAN_OVER as f64, factor: 1.0 }
    }

    /// What derivatives are multiplied by.
    #[inline]
    fn scale(self) -> f32 {
        (1.0 / self.count) as f32
    }

    #[inline]
    fn of(self, total: f64) -> f32 {
        (total / self.count) as f32
    }

    /// The weight of a row.
    #[inline]
    fn weight<L: Loss, Output, T: Target<L, Output>>(self, target: &T) -> f32 {
        if T::IS_WEIGHTED { (f64::from(target.weight()) * self.factor) as f32 } else { 1.0 }
    }
}

/// [`Train::loss_at`] for generated networks.
///
/// # Errors
/// As [`Train::loss_at`].
#[inline]
pub fn loss<N: Blocks, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    targets: &[T],
) -> Result<f32, Error> {
    let mean = Mean::over::<N, T>(inputs, targets)?;
    // As many rows as large networks take together, the largest row tile of any instruction set, or one.
    let total = match MAX_STACK_BYTES / size_of::<N::TargetRow>().max(1) {
        0..8 => total_loss::<N, T, 1>(network, level, inputs, targets, mean),
        8..64 => total_loss::<N, T, 8>(network, level, inputs, targets, mean),
        64.. => total_loss::<N, T, 64>(network, level, inputs, targets, mean),
    };
    Ok(mean.of(total))
}

/// The sum over rows of their losses times weights, row by row, computed for `R` rows together.
fn total_loss<N: Blocks, T: Target<N::Loss, N::Output>, const R: usize>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    targets: &[T],
    mean: Mean,
) -> f64 {
    let mut total = 0.0;
    let mut rows = [<N::TargetRow as bytemuck::Zeroable>::zeroed(); R];
    let mut losses = [0.0; R];
    for (inputs, targets) in inputs.chunks(R).zip(targets.chunks(R)) {
        for (row, target) in rows.iter_mut().zip(targets) {
            target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        }
        network.loss_rows(level, inputs, &rows, &mut losses);
        for (loss, target) in losses.iter().zip(targets) {
            total += f64::from(loss * mean.weight(target));
        }
    }
    total
}

/// [`Train::gradients_at`] for networks with lanes over outputs.
///
/// # Errors
/// As [`Train::gradients_at`].
#[inline]
pub fn gradients<N: Passes, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    (inputs, targets): (&[N::Input], &[T]),
    seed: u64,
    workspace: &mut N::Workspace,
    gradient: &mut N,
) -> Result<f32, Error> {
    let mean = Mean::over::<N, T>(inputs, targets)?;
    if let ([input], [target]) = (inputs, targets) {
        let total = gradient_of_one(network, level, (input, target), mean, seed, workspace, gradient);
        return Ok(mean.of(total));
    }
    let groups = Groups::of::<N>(inputs.len());
    let total = threads::enter(groups.parts, || {
        network.prepare(level, workspace);
        let mut total = 0.0;
        let mut holds = Holds::Nothing;
        for first_row in groups.first_rows() {
            let step = Step { scale: mean.scale(), first_row, seed };
            let rows = values(network, level, groups, (inputs, targets), (step, mean), workspace, &mut total);
            let block = Block { sink: Keep, holds, is_last: groups.is_last(first_row) };
            threads::train_parameters::<N, _>(level, &rows, N::whole(panels_of(gradient), block), groups.parts);
            holds = Holds::Sum;
        }
        total
    });
    Ok(mean.of(total))
}

/// How the rows of a batch are grouped, and divided between threads.
#[derive(Clone, Copy)]
struct Groups {
    rows: usize,
    of_a_group: usize,
    parts: threads::Parts,
}

impl Groups {
    #[inline]
    fn of<N: Passes>(rows: usize) -> Self {
        let held = held_rows(N::BLOCK_ROWS);
        // Forward, input gradient and weight gradient take about as long as each other.
        let parts = threads::parts(rows.min(held), 3 * N::FLOPS);
        // A single thread keeps fewer rows in its cache.
        Self { rows, of_a_group: if parts.is_one() { N::BLOCK_ROWS } else { held }, parts }
    }

    #[inline]
    fn first_rows(self) -> impl Iterator<Item = usize> {
        (0..self.rows).step_by(self.of_a_group.max(1))
    }

    fn is_last(self, first_row: usize) -> bool {
        self.rows - first_row <= self.of_a_group
    }
}

/// Values, losses and derivatives of a group of rows, whose losses are added to `total`.
#[inline]
fn values<'w, N: Passes, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    groups: Groups,
    (inputs, targets): (&'w [N::Input], &[T]),
    (step, mean): (Step, Mean),
    workspace: &'w mut N::Workspace,
    total: &mut f64,
) -> N::Rows<'w> {
    let end = inputs.len().min(step.first_row + groups.of_a_group);
    let inputs = inputs.get(step.first_row..end).unwrap_or_default();
    let targets = targets.get(step.first_row..end).unwrap_or_default();
    write_targets::<N, T>(targets, mean, workspace);
    threads::train_rows(network, level, step, N::rows(inputs, workspace), inputs.len(), groups.parts);
    let rows = N::rows(inputs, workspace);
    for loss in N::losses(&rows) {
        *total += f64::from(*loss);
    }
    rows
}

/// The parameters that training changes.
#[inline]
fn trained<N: Parameters>(network: &mut N) -> &mut [f32] {
    network.as_flat_mut().split_at_mut(N::TRAINED_LEN).0
}

/// The panels of a network.
#[inline]
fn panels_of<N: Parameters>(network: &mut N) -> &mut [Panel] {
    bytemuck::cast_slice_mut(core::slice::from_mut(network))
}

/// [`Train::learn_with`] for networks with lanes over outputs.
///
/// # Errors
/// As [`Train::learn_with`].
#[inline]
pub fn learn<N: Passes, T: Target<N::Loss, N::Output>, O: Fused>(
    network: &mut N,
    batch: (&[N::Input], &[T]),
    seed: u64,
    (optimizer, step): (&O, &optim::Step),
    moments: &mut [N],
    (workspace, gradient): (&mut N::Workspace, &mut N),
) -> Result<f32, Error> {
    optimizer.with_rule(step, OnBatch { network, level: step.level, batch, seed, moments, workspace, gradient })
}

/// The arguments of [`learn`], for a rule.
struct OnBatch<'a, N: Blocks, T> {
    network: &'a mut N,
    level: Level,
    batch: (&'a [N::Input], &'a [T]),
    seed: u64,
    moments: &'a mut [N],
    workspace: &'a mut N::Workspace,
    gradient: &'a mut N,
}

impl<N: Passes, T: Target<N::Loss, N::Output>> Visit for OnBatch<'_, N, T> {
    type Output = Result<f32, Error>;

    #[inline]
    fn visit<R: Rule<M>, const M: usize>(self, rule: R) -> Result<f32, Error> {
        let Self { network, level, batch: (inputs, targets), seed, moments, workspace, gradient } = self;
        let mean = Mean::over::<N, T>(inputs, targets)?;
        let moments = all_moments::<N, M>(moments)?;
        if let ([input], [target]) = (inputs, targets) {
            return Ok(descend_by_rule(network, level, (input, target), (seed, mean), (rule, moments), workspace));
        }
        let groups = Groups::of::<N>(inputs.len());
        let total = threads::enter(groups.parts, || {
            network.prepare(level, workspace);
            let mut total = 0.0;
            let mut holds = Holds::Nothing;
            for first_row in groups.first_rows() {
                let step = Step { scale: mean.scale(), first_row, seed };
                let rows = values(network, level, groups, (inputs, targets), (step, mean), workspace, &mut total);
                if !groups.is_last(first_row) {
                    let block = Block { sink: Keep, holds, is_last: false };
                    threads::train_parameters::<N, _>(level, &rows, N::whole(panels_of(gradient), block), groups.parts);
                } else if total.is_finite() {
                    let panels = Changed {
                        gradient: panels_of(gradient),
                        parameters: panels_of(network),
                        moments: moments.each_mut().map(panels_of),
                    };
                    let block = Block { sink: Change(rule), holds, is_last: true };
                    threads::train_parameters::<N, _>(level, &rows, N::whole(panels, block), groups.parts);
                }
                holds = Holds::Sum;
            }
            total
        });
        Ok(mean.of(total))
    }
}

/// [`Train::gradients_at`] for networks with lanes over rows, which have no dropout and so no use for a seed.
///
/// # Errors
/// As [`Train::gradients_at`].
#[inline]
pub fn gradients_in_lanes<N: LanePasses, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    (inputs, targets): (&[N::Input], &[T]),
    workspace: &mut N::Workspace,
    gradient: &mut N,
) -> Result<f32, Error> {
    let mean = Mean::over::<N, T>(inputs, targets)?;
    if let ([input], [target]) = (inputs, targets) {
        let total = gradient_of_one(network, level, (input, target), mean, 0, workspace, gradient);
        return Ok(mean.of(total));
    }
    Parameters::as_flat_mut(gradient).fill(0.0);
    let mut total = 0.0;
    for (inputs, targets) in inputs.chunks(N::BLOCK_ROWS).zip(targets.chunks(N::BLOCK_ROWS)) {
        write_targets::<N, T>(targets, mean, workspace);
        network.gradient_block(level, inputs, mean.scale(), workspace, gradient, &mut total);
    }
    Ok(mean.of(total))
}

/// [`Train::learn_with`] for networks with lanes over rows: they are so small that a gradient in memory costs nothing.
///
/// # Errors
/// As [`Train::learn_with`].
#[inline]
pub fn learn_in_lanes<N: LanePasses, T: Target<N::Loss, N::Output>, O: Fused>(
    network: &mut N,
    batch: (&[N::Input], &[T]),
    seed: u64,
    (optimizer, step): (&O, &optim::Step),
    moments: &mut [N],
    (workspace, gradient): (&mut N::Workspace, &mut N),
) -> Result<f32, Error> {
    optimizer
        .with_rule(step, InLanes(OnBatch { network, level: step.level, batch, seed, moments, workspace, gradient }))
}

/// See [`OnBatch`].
struct InLanes<'a, N: Blocks, T>(OnBatch<'a, N, T>);

impl<N: LanePasses, T: Target<N::Loss, N::Output>> Visit for InLanes<'_, N, T> {
    type Output = Result<f32, Error>;

    #[inline]
    fn visit<R: Rule<M>, const M: usize>(self, rule: R) -> Result<f32, Error> {
        let Self(OnBatch { network, level, batch, seed, moments, workspace, gradient }) = self;
        let mean = Mean::over::<N, T>(batch.0, batch.1)?;
        let moments = all_moments::<N, M>(moments)?;
        if let ([input], [target]) = batch {
            return Ok(descend_by_rule(network, level, (input, target), (seed, mean), (rule, moments), workspace));
        }
        let loss = gradients_in_lanes(network, level, batch, workspace, gradient)?;
        if loss.is_finite() {
            let gradient = gradient.as_flat().split_at(N::TRAINED_LEN).0;
            optim::sweep_all(level, rule, trained(network), gradient, moments.each_mut().map(trained));
        }
        Ok(loss)
    }
}

/// The gradient of a batch of one row; returns its loss before scaling.
#[inline]
fn gradient_of_one<N: Blocks, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    (input, target): (&N::Input, &T),
    mean: Mean,
    seed: u64,
    workspace: &mut N::Workspace,
    gradient: &mut N,
) -> f64 {
    write_targets::<N, T>(core::slice::from_ref(target), mean, workspace);
    let mut total = 0.0;
    let step = Step { scale: mean.scale(), first_row: 0, seed };
    network.gradient_row(level, input, step, workspace, gradient, &mut total);
    total
}

/// [`Train::descend_at`] for generated networks.
#[inline]
pub fn descend_on<N: Blocks, T: Target<N::Loss, N::Output>>(
    network: &mut N,
    level: Level,
    row: (&N::Input, &T),
    seed: u64,
    rate: f32,
    workspace: &mut N::Workspace,
) -> f32 {
    descend_by_rule(network, level, row, (seed, Mean::of_one::<N>()), (PlainStep::new(rate), &mut []), workspace)
}

/// [`Train::descend_with`] for generated networks.
///
/// # Errors
/// As [`Train::descend_with`].
#[inline]
pub fn descend_with<N: Blocks, T: Target<N::Loss, N::Output>, O: Fused>(
    network: &mut N,
    row: (&N::Input, &T),
    seed: u64,
    (optimizer, step): (&O, &optim::Step),
    moments: &mut [N],
    workspace: &mut N::Workspace,
) -> Result<f32, Error> {
    optimizer.with_rule(step, OnRow { network, level: step.level, row, seed, moments, workspace })
}

/// The arguments of [`descend_with`], for a rule.
struct OnRow<'a, N: Blocks, T> {
    network: &'a mut N,
    level: Level,
    row: (&'a N::Input, &'a T),
    seed: u64,
    moments: &'a mut [N],
    workspace: &'a mut N::Workspace,
}

impl<N: Blocks, T: Target<N::Loss, N::Output>> Visit for OnRow<'_, N, T> {
    type Output = Result<f32, Error>;

    #[inline]
    fn visit<R: Rule<M>, const M: usize>(self, rule: R) -> Result<f32, Error> {
        let Self { network, level, row, seed, moments, workspace } = self;
        let moments = all_moments(moments)?;
        Ok(descend_by_rule(network, level, row, (seed, Mean::of_one::<N>()), (rule, moments), workspace))
    }
}

/// As many moments as a rule has.
fn all_moments<N, const M: usize>(moments: &mut [N]) -> Result<&mut [N; M], Error> {
    let found = moments.len();
    <&mut [N; M]>::try_from(moments).map_err(|_| Error::OptimizerLength {
        what: "the list of moments",
        expected: M,
        found,
    })
}

/// A step on one row.
#[inline]
fn descend_by_rule<N: Blocks, T: Target<N::Loss, N::Output>, R: Rule<M>, const M: usize>(
    network: &mut N,
    level: Level,
    (input, target): (&N::Input, &T),
    (seed, mean): (u64, Mean),
    rule: (R, &mut [N; M]),
    workspace: &mut N::Workspace,
) -> f32 {
    if T::check(core::slice::from_ref(target)).is_err() {
        return f32::NAN;
    }
    write_targets::<N, T>(core::slice::from_ref(target), mean, workspace);
    let mut total = 0.0;
    let step = Step { scale: mean.scale(), first_row: 0, seed };
    network.descend_row(level, input, step, workspace, rule, &mut total);
    mean.of(total)
}

/// Puts the targets of a block and their weights where its passes find them.
#[inline]
fn write_targets<N: Blocks, T: Target<N::Loss, N::Output>>(targets: &[T], mean: Mean, workspace: &mut N::Workspace) {
    let (rows, weights) = N::targets(workspace);
    for ((row, weight), target) in rows.iter_mut().zip(weights).zip(targets) {
        target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        *weight = mean.weight(target);
    }
}
