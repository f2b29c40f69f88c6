//! Drives the printed passes over a batch, a block of rows at a time.
//!
//! The block is fixed by the plan, so the order of every sum is too: within a block row by row, then block by block.

use super::check_rows;
use crate::error::Error;
use crate::loss::Target;
use crate::network::{Network, Train};
use crate::simd::Level;

/// Rows that [`loss`] looks at together: the largest row tile of any instruction set.
pub const LOSS_ROWS: usize = 8;

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
    /// Rows that a workspace holds.
    const BLOCK_ROWS: usize;
    /// Numbers that the mean runs over in each row: the outputs, or 1 for cross entropy.
    const MEAN_OVER: usize;

    /// The rows of the workspace that hold a block's targets.
    fn targets(workspace: &mut Self::Workspace) -> &mut [Self::TargetRow];

    /// The summed loss of at most [`LOSS_ROWS`] rows.
    fn loss_block(&self, level: Level, inputs: &[Self::Input], targets: &[Self::TargetRow]) -> f64;

    /// What is done once per batch: the transposed weights.
    fn prepare(&self, level: Level, workspace: &mut Self::Workspace);

    /// The summed loss of at most [`Self::BLOCK_ROWS`] rows, whose targets are in the workspace; adds their part of the
    /// gradient to `gradient`.
    fn gradient_block(
        &self,
        level: Level,
        inputs: &[Self::Input],
        step: Step,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
    ) -> f64;
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
    let mut total = 0.0;
    let mut rows = [<N::TargetRow as bytemuck::Zeroable>::zeroed(); LOSS_ROWS];
    for (inputs, targets) in inputs.chunks(LOSS_ROWS).zip(targets.chunks(LOSS_ROWS)) {
        for (row, target) in rows.iter_mut().zip(targets) {
            target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        }
        total += network.loss_block(level, inputs, &rows);
    }
    Ok((total / count) as f32)
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
    Network::as_flat_mut(gradient).fill(0.0);
    network.prepare(level, workspace);
    let mut total = 0.0;
    let mut first_row = 0;
    for (inputs, targets) in inputs.chunks(N::BLOCK_ROWS).zip(targets.chunks(N::BLOCK_ROWS)) {
        for (row, target) in N::targets(workspace).iter_mut().zip(targets) {
            target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
        }
        total += network.gradient_block(level, inputs, Step { scale, first_row, seed }, workspace, gradient);
        first_row += inputs.len();
    }
    Ok((total / count) as f32)
}
