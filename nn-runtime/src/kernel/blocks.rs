//! Drives the printed passes over a batch, some rows at a time.
//!
//! The block is fixed by the plan, so the order of every sum is too. The loss is summed row by row; a gradient within a
//! block row by row, or with lanes over rows lane by lane, then block by block. Threads divide the rows of one pass and the parameters of the other, so they do
//! not change any of that.

use super::batch::Forward;
use super::check_rows;
use super::parts::{Block, Holds, skip};
use crate::error::Error;
use crate::loss::{Loss, Target, divisor};
use crate::network::{Parameters, Train, with_scratch};
use crate::optim::{Change, Panels, Rule};
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

    /// Of a row of the block alone.
    #[must_use]
    #[inline]
    pub const fn at_row(self, row: usize) -> Self {
        Self { first_row: self.first_row + row, ..self }
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
    /// Blocks that both passes see at a time on one thread.
    const GROUP_BLOCKS: usize = 1;
    /// Numbers that the mean runs over in each row: the outputs, half of them for the Gaussian loss, or 1 for cross entropy.
    const MEAN_OVER: usize;
    /// The most rows of a batch, where training looks at all of them together.
    const MOST_ROWS: Option<usize> = None;

    /// The rows of the workspace that hold targets and their weights: a block of them, or [`held_rows`] where threads may divide
    /// training.
    fn targets(workspace: &mut Self::Workspace) -> (&mut [Self::StoredTarget], &mut [f32]);

    /// Writes the loss of each row, without its weight.
    fn loss_rows(
        &self,
        level: Level,
        inputs: &[Self::Input],
        targets: &[Self::TargetRow],
        losses: &mut [f32],
        scratch: &mut Self::Scratch,
    );

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

/// What rows contribute to the gradient of a network with lanes over outputs, which threads can divide.
pub trait GradientParts: Parameters {
    /// Rows of a batch with their places in a workspace.
    type Rows<'w>: Send + Sync;
    /// A part of a gradient, and of what its sums change.
    type Part<'g>: Send;

    /// All of it, the first of the panels of whole networks, which keep those of parameters that are not trained.
    fn whole<'g>(panels: &mut Panels<'g>, block: Block<'g>) -> Self::Part<'g>;

    /// Puts what the rows contribute to a part of the gradient where it goes.
    fn train_parameters(level: Level, rows: &Self::Rows<'_>, part: &mut Self::Part<'_>);

    /// Two parts out of one.
    #[cfg(feature = "parallel")]
    fn split_part(level: Level, part: Self::Part<'_>, share: threads::Share) -> (Self::Part<'_>, Self::Part<'_>);
}

/// The printed passes of training with lanes over outputs, which threads can divide.
pub trait Passes: Blocks + GradientParts {
    /// What is done once per batch: the transposed weights.
    fn prepare(&self, level: Level, workspace: &mut Self::Workspace);

    /// As many rows as there are inputs, which are at most [`held_rows`].
    fn rows<'w>(inputs: &'w [Self::Input], workspace: &'w mut Self::Workspace) -> Self::Rows<'w>;

    /// The loss of each row, times its weight.
    fn losses<'r>(rows: &'r Self::Rows<'_>) -> &'r [f32];

    /// Values, loss and their derivatives of each row, whose targets and weights are in the workspace.
    fn train_rows(&self, level: Level, step: Step, rows: Self::Rows<'_>);

    /// What a network keeps of each batch, to the places of the gradient that no pass writes.
    #[inline(always)]
    fn write_statistics(workspace: &Self::Workspace, gradient: &mut Self) {
        let _ = (workspace, gradient);
    }

    /// The first `n` rows, and the others.
    #[cfg(feature = "parallel")]
    fn split_rows(rows: Self::Rows<'_>, n: usize) -> (Self::Rows<'_>, Self::Rows<'_>);
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

/// Rows that a workspace has room for, for blocks of `block_rows`: those of a group, or with threads to feed more blocks.
#[must_use]
pub const fn held_rows(block_rows: usize, group_blocks: usize) -> usize {
    let blocks = if cfg!(feature = "parallel") && group_blocks < 4 { 4 } else { group_blocks };
    blocks * block_rows
}

/// The mean that a batch's loss is.
#[derive(Clone, Copy)]
pub(super) struct Mean {
    /// By which the sum over rows is divided, when weights have been multiplied by `factor`.
    count: f64,
    /// Makes the weights' mean 1 where their sum divides, so that `1 / count` is a good number whatever they are; else 1.
    factor: f64,
}

impl Mean {
    /// Checks a batch.
    #[inline]
    pub(super) fn over<N: Blocks, T: Target<N::Loss, N::Output>>(
        inputs: &[N::Input],
        targets: &[T],
    ) -> Result<Self, Error> {
        check_rows("targets", inputs.len(), targets.len())?;
        if inputs.is_empty() {
            return Err(Error::EmptyBatch);
        }
        T::check(targets)?;
        Ok(Self::of_rows(inputs.len(), divisor(targets), N::MEAN_OVER))
    }

    /// The mean over so many rows, whose weights add up to `divisor` where their loss divides by them, and numbers in each.
    #[inline]
    pub(super) fn of_rows(rows: usize, divisor: f64, mean_over: usize) -> Self {
        let rows = rows as f64;
        let factor = if divisor == 0.0 { 0.0 } else { rows / divisor };
        Self { count: rows * mean_over as f64, factor }
    }

    /// The mean of a single row that is learned from at once: no other row shares in its weight.
    #[inline]
    pub(super) fn of_one<N: Blocks>() -> Self {
        Self { count: N::MEAN_OVER as f64, factor: 1.0 }
    }

    /// What derivatives are multiplied by.
    #[inline]
    pub(super) fn scale(self) -> f32 {
        (1.0 / self.count) as f32
    }

    #[inline]
    pub(super) fn of(self, total: f64) -> f32 {
        (total / self.count) as f32
    }

    /// The weight of a row.
    #[inline]
    pub(super) fn weight<L: Loss, Output, T: Target<L, Output>>(self, target: &T) -> f32 {
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
    let total = with_scratch::<N, _>(|scratch| match MAX_STACK_BYTES / size_of::<N::TargetRow>().max(1) {
        0..8 => total_loss::<N, T, 1>(network, level, (inputs, targets), mean, scratch),
        8..64 => total_loss::<N, T, 8>(network, level, (inputs, targets), mean, scratch),
        64.. => total_loss::<N, T, 64>(network, level, (inputs, targets), mean, scratch),
    });
    Ok(mean.of(total))
}

/// The sum over rows of their losses times weights, row by row, computed for `R` rows together.
fn total_loss<N: Blocks, T: Target<N::Loss, N::Output>, const R: usize>(
    network: &N,
    level: Level,
    (inputs, targets): (&[N::Input], &[T]),
    mean: Mean,
    scratch: &mut N::Scratch,
) -> f64 {
    let mut total = 0.0;
    let mut rows = [<N::TargetRow as bytemuck::Zeroable>::zeroed(); R];
    let mut losses = [0.0; R];
    for (inputs, targets) in inputs.chunks(R).zip(targets.chunks(R)) {
        for (row, target) in rows.iter_mut().zip(targets) {
            target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        }
        network.loss_rows(level, inputs, &rows, &mut losses, scratch);
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
    check_most_rows::<N>(inputs.len())?;
    if let ([input], [target]) = (inputs, targets) {
        let total = gradient_of_one(network, level, (input, target), mean, seed, workspace, gradient);
        return Ok(mean.of(total));
    }
    let groups = Groups::of::<N>(inputs.len());
    let total = threads::enter(groups.parts, || {
        let (last, total) = to_the_last(network, level, groups, (inputs, targets), (seed, mean), workspace, gradient);
        last.train_parameters(level, groups, Panels::of_gradient(panels_of(gradient)), None);
        total
    });
    N::write_statistics(workspace, gradient);
    Ok(mean.of(total))
}

/// Refuses a batch of more rows than a workspace holds, where training looks at all of them together.
#[inline]
pub(super) fn check_most_rows<N: Blocks>(found: usize) -> Result<(), Error> {
    match N::MOST_ROWS {
        Some(most) if found > most => Err(Error::BatchRows { most, found }),
        _ => Ok(()),
    }
}

/// The last group of a batch, whose part of the gradient is still to be added.
pub(super) struct Last<'w, N: Passes> {
    rows: N::Rows<'w>,
    holds: Holds,
}

impl<N: Passes> Last<'_, N> {
    /// Adds it to the gradient of `panels`, and does a step against the sum.
    #[inline]
    pub(super) fn train_parameters<'g>(
        &self,
        level: Level,
        groups: Groups,
        mut panels: Panels<'g>,
        change: Option<&'g Change<'g>>,
    ) {
        let block = Block { holds: self.holds, change };
        let whole = N::whole(&mut panels, block);
        skip(panels.gradient, block);
        threads::train_parameters::<N>(level, &self.rows, whole, groups.parts);
    }
}

/// The gradient of all groups but the last, if there are others, and the values of that; and the sum of the losses of all rows.
pub(super) fn to_the_last<'w, N: Passes, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    groups: Groups,
    batch: (&'w [N::Input], &[T]),
    (seed, mean): (u64, Mean),
    workspace: &'w mut N::Workspace,
    gradient: &mut N,
) -> (Last<'w, N>, f64) {
    network.prepare(level, workspace);
    let mut total = 0.0;
    let mut holds = Holds::Nothing;
    let mut step = Step { scale: mean.scale(), first_row: 0, seed };
    while groups.rows - step.first_row > groups.of_a_group {
        let rows = values(network, level, groups, batch, (step, mean), workspace, &mut total);
        Last::<N> { rows, holds }.train_parameters(level, groups, Panels::of_gradient(panels_of(gradient)), None);
        holds = Holds::Sum;
        step.first_row += groups.of_a_group;
    }
    let rows = values(network, level, groups, batch, (step, mean), workspace, &mut total);
    (Last { rows, holds }, total)
}

/// How the rows of a batch are grouped, and divided between threads.
#[derive(Clone, Copy)]
pub(super) struct Groups {
    rows: usize,
    of_a_group: usize,
    pub(super) parts: threads::Parts,
}

impl Groups {
    #[inline]
    pub(super) fn of<N: Passes>(rows: usize) -> Self {
        let held = held_rows(N::BLOCK_ROWS, N::GROUP_BLOCKS).max(1);
        // Forward, input gradient and weight gradient take about as long as each other.
        let parts = threads::parts(rows.min(held), 3 * N::FLOPS);
        if N::MOST_ROWS.is_some() {
            return Self { rows, of_a_group: rows.max(1), parts };
        }
        // A single thread keeps fewer rows in its cache.
        let of_one = (N::BLOCK_ROWS * N::GROUP_BLOCKS).max(1);
        Self { rows, of_a_group: if parts.is_one() { of_one } else { held }, parts }
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
    // Rows that are looked at together are not divided.
    let parts = if N::MOST_ROWS.is_some() { threads::Parts::all(1) } else { groups.parts };
    threads::train_rows(network, level, step, N::rows(inputs, workspace), inputs.len(), parts);
    let rows = N::rows(inputs, workspace);
    for loss in N::losses(&rows) {
        *total += f64::from(*loss);
    }
    rows
}

/// The panels of a network.
#[inline]
pub(super) fn panels_of<N: Parameters>(network: &mut N) -> &mut [Panel] {
    bytemuck::cast_slice_mut(core::slice::from_mut(network))
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

/// The gradient of a batch of one row; returns its loss before scaling.
#[inline]
pub(super) fn gradient_of_one<N: Blocks, T: Target<N::Loss, N::Output>>(
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

/// Puts the targets of a block and their weights where its passes find them.
#[inline]
pub(super) fn write_targets<N: Blocks, T: Target<N::Loss, N::Output>>(
    targets: &[T],
    mean: Mean,
    workspace: &mut N::Workspace,
) {
    let (rows, weights) = N::targets(workspace);
    for ((row, weight), target) in rows.iter_mut().zip(weights).zip(targets) {
        target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        *weight = mean.weight(target);
    }
}
