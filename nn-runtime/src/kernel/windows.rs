//! Drives the printed passes over windows of streams: some streams side by side, an input of each after the other forward, then backward.
//!
//! The rows of a workspace are the steps of some windows of one length: first that of each stream for the first input, then those for the
//! second, and so on. Which streams stand side by side follows from shapes and lengths alone, because what they contribute to a gradient is
//! summed over these rows in order, as over those of a block, then block by block. Threads go through the streams of several blocks at the same time.

use super::blocks::{GradientParts, Mean, Step, held_rows, panels_of};
use super::check_rows;
use super::parts::{Block, Holds, skip};
use super::streams::{some_rows, some_rows_mut};
use crate::error::Error;
use crate::loss::{Target, divisor};
use crate::network::Network;
use crate::optim::Panels;
use crate::simd::Level;
use crate::stream::{State, TrainStream, Window};
use crate::threads;

/// What the targets of the steps that [`window_loss`] looks at together may take on the stack.
const MAX_STACK_BYTES: usize = 64 * 1024;

/// Blocks of streams that a workspace has room for.
const BLOCKS: usize = held_rows(1, 1);

/// The printed passes of training of a stream.
pub trait WindowPasses: TrainStream + GradientParts {
    /// A row of targets, `[Panel; P]`.
    type TargetRow: bytemuck::Pod;
    /// The most inputs of a window.
    const MOST_STEPS: usize;
    /// The most streams side by side. A workspace has rows for as many windows of that many inputs, or for [`held_rows`] of them.
    const STREAMS: usize;
    /// As of [`Blocks`](super::Blocks).
    const MEAN_OVER: usize;
    /// Floating-point operations of a step.
    const FLOPS: usize;

    /// The rows of the workspace that hold inputs, targets and their weights.
    fn given(workspace: &mut Self::Workspace) -> (&mut [Self::Input], &mut [Self::TargetRow], &mut [f32]);

    /// What is done once per batch: the transposed weights.
    fn prepare(&self, level: Level, workspace: &mut Self::Workspace);

    /// So many rows from the first one on.
    fn rows(first: usize, n: usize, workspace: &mut Self::Workspace) -> Self::Rows<'_>;

    /// The same rows, for a while.
    fn lend<'r>(rows: &'r mut Self::Rows<'_>) -> Self::Rows<'r>;

    /// The loss of each row, times its weight.
    fn losses<'r>(rows: &'r Self::Rows<'_>) -> &'r [f32];

    /// Values and losses of all rows, and what the streams remember after their last inputs.
    fn forward(&self, level: Level, step: Step, states: &mut [State<Self>], rows: Self::Rows<'_>);

    /// The derivatives of the losses of all rows, which are those of `n` streams.
    fn backward(&self, level: Level, step: Step, n: usize, rows: Self::Rows<'_>);

    /// The first `n` rows, and the others.
    #[cfg(feature = "parallel")]
    fn split_rows(rows: Self::Rows<'_>, n: usize) -> (Self::Rows<'_>, Self::Rows<'_>);

    /// Writes the loss of each input, without its weight.
    fn loss_rows(
        &self,
        level: Level,
        state: &mut State<Self>,
        inputs: &[Self::Input],
        targets: &[Self::TargetRow],
        losses: &mut [f32],
    );
}

/// Streams that stand side by side, with windows of one length.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StreamBlock {
    pub(crate) streams: usize,
    pub(crate) steps: usize,
}

impl StreamBlock {
    /// The first of some windows.
    #[inline]
    fn of<I, T>(windows: &[Window<'_, I, T>], most: usize) -> Self {
        let steps = windows.first().map_or(0, |window| window.inputs.len());
        let equal = windows.iter().take(most).take_while(|window| window.inputs.len() == steps);
        Self { streams: equal.count(), steps }
    }

    /// Rows of all steps.
    #[inline]
    pub(crate) const fn rows(self) -> usize {
        self.streams.saturating_mul(self.steps)
    }
}

/// States of streams, and the next window of each.
type Streams<'s, 'w, N, T> = (&'s mut [State<N>], &'s [Window<'w, <N as Network>::Input, T>]);

/// The mean that the loss of some windows is; checks them all.
fn mean_over<N: WindowPasses, T: Target<N::Loss, N::Output>>(
    states: &[State<N>],
    windows: &[Window<'_, N::Input, T>],
) -> Result<Mean, Error> {
    if states.len() != windows.len() {
        return Err(Error::WindowStates { windows: windows.len(), states: states.len() });
    }
    let (mut steps, mut divided_by) = (0, 0.0);
    for window in windows {
        check_rows("targets", window.inputs.len(), window.targets.len())?;
        let targets = window.in_the_loss();
        T::check(targets)?;
        steps += targets.len();
        divided_by += divisor::<N::Loss, N::Output, T>(targets);
    }
    if steps == 0 {
        return Err(Error::EmptyBatch);
    }
    Ok(Mean::of_rows(steps, divided_by, N::MEAN_OVER))
}

/// [`TrainStream::gradients_at`] for generated networks.
///
/// # Errors
/// As [`TrainStream::gradients_at`].
#[inline]
pub fn window_gradients<N: WindowPasses, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    (states, windows): Streams<'_, '_, N, T>,
    seed: u64,
    workspace: &mut N::Workspace,
    gradient: &mut N,
) -> Result<f32, Error> {
    let mean = mean_over::<N, T>(states, windows)?;
    let most = N::MOST_STEPS;
    if let Some(window) = windows.iter().find(|window| window.inputs.len() > most) {
        return Err(Error::WindowSteps { most, found: window.inputs.len() });
    }
    network.prepare(level, workspace);
    let (mut total, mut holds) = (0.0, Holds::Nothing);
    let mut step = Step { scale: mean.scale(), first_row: 0, seed };
    let (mut states, mut windows) = (states, windows);
    while !windows.is_empty() {
        let (mut blocks, mut n_streams, mut n_rows, mut n_blocks) = ([StreamBlock::default(); BLOCKS], 0, 0, 0);
        for place in &mut blocks {
            let later = windows.get(n_streams..).unwrap_or_default();
            if later.is_empty() {
                break;
            }
            n_blocks += 1;
            *place = StreamBlock::of(later, N::STREAMS);
            write_given::<N, T>(later, *place, n_rows, mean, workspace);
            (n_streams, n_rows) = (n_streams + place.streams, n_rows + place.rows());
        }
        let (some, later) = states.split_at_mut(n_streams.min(states.len()));
        let blocks = some_rows(&blocks, 0, n_blocks);
        let parts = threads::parts_of_blocks(blocks, N::FLOPS);
        let rows = N::rows(0, n_rows, workspace);
        threads::enter(parts, || threads::train_windows(network, level, step, (blocks, some), rows, parts));
        let mut first = 0;
        for &block in blocks {
            let (some, rest) = windows.split_at_checked(block.streams).unwrap_or_default();
            // Windows without inputs have no part in the sum.
            if block.rows() > 0 {
                let rows = N::rows(first, block.rows(), workspace);
                total = add_losses::<N, T>(total, N::losses(&rows), some, block);
                add_to_gradient::<N>(level, &rows, block.rows(), holds, gradient);
                holds = Holds::Sum;
            }
            (first, windows) = (first + block.rows(), rest);
        }
        states = later;
        step.first_row += n_rows;
    }
    Ok(mean.of(total))
}

/// Values and derivatives of the rows of a block.
#[inline]
pub(crate) fn train_block<N: WindowPasses>(
    network: &N,
    level: Level,
    step: Step,
    states: &mut [State<N>],
    mut rows: N::Rows<'_>,
) {
    network.forward(level, step, states, N::lend(&mut rows));
    network.backward(level, step, states.len(), rows);
}

/// The losses of a block, stream by stream, added to what there is.
#[inline]
fn add_losses<N: WindowPasses, T>(
    mut total: f64,
    losses: &[f32],
    windows: &[Window<'_, N::Input, T>],
    block: StreamBlock,
) -> f64 {
    for (stream, window) in windows.iter().enumerate() {
        let n = block.streams.max(1);
        // To skip steps of `step_by` is a division that may panic.
        let first = window.warm_up.saturating_mul(n).saturating_add(stream);
        for loss in losses.iter().skip(first).step_by(n) {
            total += f64::from(*loss);
        }
    }
    total
}

/// What the rows of a block contribute to the gradient.
#[inline]
fn add_to_gradient<N: WindowPasses>(level: Level, rows: &N::Rows<'_>, n_rows: usize, holds: Holds, gradient: &mut N) {
    let mut panels = Panels::of_gradient(panels_of(gradient));
    let block = Block { holds, change: None };
    let whole = N::whole(&mut panels, block);
    skip(panels.gradient, block);
    let parts = threads::parts(n_rows, N::FLOPS);
    threads::enter(parts, || threads::train_parameters::<N>(level, rows, whole, parts));
}

/// Puts the inputs of a block, their targets and the weights of these where the passes find them, from a row on.
#[inline]
fn write_given<N: WindowPasses, T: Target<N::Loss, N::Output>>(
    windows: &[Window<'_, N::Input, T>],
    block: StreamBlock,
    first: usize,
    mean: Mean,
    workspace: &mut N::Workspace,
) {
    let (inputs, rows, weights) = N::given(workspace);
    let (n, n_rows) = (block.streams.max(1), block.rows());
    let (inputs, rows) = (some_rows_mut(inputs, first, n_rows), some_rows_mut(rows, first, n_rows));
    let weights = some_rows_mut(weights, first, n_rows);
    for (stream, window) in windows.iter().take(block.streams).enumerate() {
        let given = inputs.iter_mut().zip(rows.iter_mut().zip(&mut *weights)).skip(stream).step_by(n);
        for (index, ((to, (row, weight)), (input, target))) in
            given.zip(window.inputs.iter().zip(window.targets)).enumerate()
        {
            *to = *input;
            let row = bytemuck::cast_slice_mut(core::slice::from_mut(row));
            // A target that is not looked at may be anything.
            *weight = if index < window.warm_up {
                row.fill(0.0);
                0.0
            } else {
                target.write(row);
                mean.weight(target)
            };
        }
    }
}

/// [`TrainStream::loss_at`] for generated networks.
///
/// # Errors
/// As [`TrainStream::loss_at`].
#[inline]
pub fn window_loss<N: WindowPasses, T: Target<N::Loss, N::Output>>(
    network: &N,
    level: Level,
    states: &mut [State<N>],
    windows: &[Window<'_, N::Input, T>],
) -> Result<f32, Error> {
    let mean = mean_over::<N, T>(states, windows)?;
    let total = match MAX_STACK_BYTES / size_of::<N::TargetRow>().max(1) {
        0..8 => total_loss::<N, T, 1>(network, level, (states, windows), mean),
        8..64 => total_loss::<N, T, 8>(network, level, (states, windows), mean),
        64.. => total_loss::<N, T, 64>(network, level, (states, windows), mean),
    };
    Ok(mean.of(total))
}

/// The sum over steps of their losses times weights, in order, `R` at a time.
fn total_loss<N: WindowPasses, T: Target<N::Loss, N::Output>, const R: usize>(
    network: &N,
    level: Level,
    (states, windows): Streams<'_, '_, N, T>,
    mean: Mean,
) -> f64 {
    let mut total = 0.0;
    let mut rows = [<N::TargetRow as bytemuck::Zeroable>::zeroed(); R];
    let mut losses = [0.0; R];
    for (state, window) in states.iter_mut().zip(windows) {
        let mut warm_up = window.warm_up;
        for (inputs, targets) in window.inputs.chunks(R).zip(window.targets.chunks(R)) {
            for (row, target) in rows.iter_mut().zip(targets).skip(warm_up) {
                target.write(bytemuck::cast_slice_mut(core::slice::from_mut(row)));
            }
            network.loss_rows(level, state, inputs, &rows, &mut losses);
            for (loss, target) in losses.iter().zip(targets).skip(warm_up) {
                total += f64::from(loss * mean.weight(target));
            }
            warm_up = warm_up.saturating_sub(inputs.len());
        }
    }
    total
}
