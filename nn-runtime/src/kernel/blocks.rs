//! Drives the printed passes over a batch, a block of rows at a time.
//!
//! The block is fixed by the plan, so the order of every sum is too. The loss is summed row by row; a gradient within a
//! block row by row, then block by block.

use super::check_rows;
use crate::error::Error;
use crate::loss::Target;
use crate::network::{Network, Train};
use crate::simd::Level;

/// Rows that [`loss`] looks at together: the largest row tile of any instruction set.
const LOSS_ROWS: usize = 8;

/// What the targets of these rows may take on the stack.
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

/// The printed passes.
pub trait Blocks: Train {
    /// A row of targets, `[Panel; P]`.
    type TargetRow: bytemuck::Pod;
    /// A row of targets as the workspace holds it.
    type StoredTarget: bytemuck::Pod;
    /// Rows that a workspace holds.
    const BLOCK_ROWS: usize;
    /// Numbers that the mean runs over in each row: the outputs, or 1 for cross entropy.
    const MEAN_OVER: usize;

    /// The rows of the workspace that hold a block's targets.
    fn targets(workspace: &mut Self::Workspace) -> &mut [Self::StoredTarget];

    /// Adds the loss of each row to `total`, in order.
    fn loss_block(&self, level: Level, inputs: &[Self::Input], targets: &[Self::TargetRow], total: &mut f64);

    /// What is done once per batch: the transposed weights.
    fn prepare(&self, level: Level, workspace: &mut Self::Workspace);

    /// Adds the loss of each of at most [`Self::BLOCK_ROWS`] rows to `total`, in order, and their part of the gradient to
    /// `gradient`. Their targets are in the workspace.
    fn gradient_block(
        &self,
        level: Level,
        inputs: &[Self::Input],
        step: Step,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
        total: &mut f64,
    );

    /// Adds the loss of a row to `total`, and writes its gradient. Its target is the first in the workspace; transposed
    /// weights are not needed.
    fn gradient_row(
        &self,
        level: Level,
        input: &Self::Input,
        step: Step,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
        total: &mut f64,
    );

    /// Adds the loss of a row to `total`, and takes `rate` times its gradient from the parameters, unless the loss is not
    /// finite.
    fn descend_row(
        &mut self,
        level: Level,
        input: &Self::Input,
        step: Step,
        workspace: &mut Self::Workspace,
        rate: f32,
        total: &mut f64,
    );
}

/// Checks a batch and returns the number that its mean divides by.
fn mean_over<N: Blocks, T>(inputs: &[N::Input], targets: &[T]) -> Result<f64, Error> {
    check_rows("targets", inputs.len(), targets.len())?;
    if inputs.is_empty() {
        return Err(Error::EmptyBatch);
    }
    Ok(inputs.len() as f64 * N::MEAN_OVER as f64)
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
    let count = mean_over::<N, T>(inputs, targets)?;
    // Wide rows go one by one, because they are on the stack.
    let total = if size_of::<N::TargetRow>() <= MAX_STACK_BYTES / LOSS_ROWS {
        total_loss::<N, T, LOSS_ROWS>(network, level, inputs, targets)
    } else {
        total_loss::<N, T, 1>(network, level, inputs, targets)
    };
    Ok((total / count) as f32)
}

/// The sum over rows of their losses, row by row, computed for `R` rows together.
fn total_loss<N: Blocks, T: Target<N::Loss, N::Output>, const R: usize>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    targets: &[T],
) -> f64 {
    let mut total = 0.0;
    let mut rows = [<N::TargetRow as bytemuck::Zeroable>::zeroed(); R];
    for (inputs, targets) in inputs.chunks(R).zip(targets.chunks(R)) {
        for (row, target) in rows.iter_mut().zip(targets) {
            target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        }
        network.loss_block(level, inputs, &rows, &mut total);
    }
    total
}

/// [`Train::gradients_at`] for generated networks.
///
/// # Errors
/// As [`Train::gradients_at`].
#[inline]
pub fn gradients<N: Blocks, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    (inputs, targets): (&[N::Input], &[T]),
    seed: u64,
    workspace: &mut N::Workspace,
    gradient: &mut N,
) -> Result<f32, Error> {
    let count = mean_over::<N, T>(inputs, targets)?;
    let scale = (1.0 / count) as f32;
    if let ([input], [target]) = (inputs, targets) {
        write_targets::<N, T>(core::slice::from_ref(target), workspace);
        let mut total = 0.0;
        network.gradient_row(level, input, Step { scale, first_row: 0, seed }, workspace, gradient, &mut total);
        return Ok((total / count) as f32);
    }
    Network::as_flat_mut(gradient).fill(0.0);
    network.prepare(level, workspace);
    let mut total = 0.0;
    let mut first_row = 0;
    for (inputs, targets) in inputs.chunks(N::BLOCK_ROWS).zip(targets.chunks(N::BLOCK_ROWS)) {
        write_targets::<N, T>(targets, workspace);
        network.gradient_block(level, inputs, Step { scale, first_row, seed }, workspace, gradient, &mut total);
        first_row += inputs.len();
    }
    Ok((total / count) as f32)
}

/// [`Train::descend_at`] for generated networks.
#[inline]
pub fn descend_on<N: Blocks, T: Target<N::Loss, N::Output>>(
    network: &mut N,
    level: Level,
    (input, target): (&N::Input, &T),
    seed: u64,
    rate: f32,
    workspace: &mut N::Workspace,
) -> f32 {
    let count = N::MEAN_OVER as f64;
    write_targets::<N, T>(core::slice::from_ref(target), workspace);
    let mut total = 0.0;
    let step = Step { scale: (1.0 / count) as f32, first_row: 0, seed };
    network.descend_row(level, input, step, workspace, rate, &mut total);
    (total / count) as f32
}

/// Puts the targets of a block where its passes find them.
#[inline]
fn write_targets<N: Blocks, T: Target<N::Loss, N::Output>>(targets: &[T], workspace: &mut N::Workspace) {
    for (row, target) in N::targets(workspace).iter_mut().zip(targets) {
        target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
    }
}
