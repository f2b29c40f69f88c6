//! Drives the printed passes over windows of streams: an input after the other forward, then backward, a window after the other.
//!
//! The rows of a workspace are the inputs of a window. What a window contributes to a gradient is summed over its inputs in order, as over
//! the rows of a block, then window by window.

use super::blocks::{GradientParts, Mean, Step, panels_of};
use super::check_rows;
use super::parts::{Block, Holds, skip};
use crate::error::Error;
use crate::loss::{Target, divisor};
use crate::network::Network;
use crate::optim::Panels;
use crate::simd::Level;
use crate::stream::{State, TrainStream, Window};
use crate::threads;

/// What the targets of the steps that [`window_loss`] looks at together may take on the stack.
const MAX_STACK_BYTES: usize = 64 * 1024;

/// The printed passes of training of a stream.
pub trait WindowPasses: TrainStream + GradientParts {
    /// A row of targets, `[Panel; P]`.
    type TargetRow: bytemuck::Pod;
    /// The most inputs of a window, as many as a workspace has rows.
    const MOST_STEPS: usize;
    /// As of [`Blocks`](super::Blocks).
    const MEAN_OVER: usize;
    /// Floating-point operations of a step.
    const FLOPS: usize;

    /// The rows of the workspace that hold targets and their weights.
    fn targets(workspace: &mut Self::Workspace) -> (&mut [Self::TargetRow], &mut [f32]);

    /// What is done once per batch: the transposed weights.
    fn prepare(&self, level: Level, workspace: &mut Self::Workspace);

    /// As many rows as there are inputs.
    fn rows<'w>(inputs: &'w [Self::Input], workspace: &'w mut Self::Workspace) -> Self::Rows<'w>;

    /// The loss of each row, times its weight.
    fn losses<'r>(rows: &'r Self::Rows<'_>) -> &'r [f32];

    /// Values and losses of each input, and what the stream remembers after the last.
    fn forward(&self, level: Level, step: Step, state: &mut State<Self>, rows: Self::Rows<'_>);

    /// The derivatives of the losses of all inputs.
    fn backward(&self, level: Level, step: Step, rows: Self::Rows<'_>);

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
    for (state, window) in states.iter_mut().zip(windows) {
        write_targets::<N, T>(window, mean, workspace);
        network.forward(level, step, state, N::rows(window.inputs, workspace));
        let rows = N::rows(window.inputs, workspace);
        for loss in N::losses(&rows).iter().skip(window.warm_up) {
            total += f64::from(*loss);
        }
        network.backward(level, step, rows);
        step.first_row += window.inputs.len();
        // A window without inputs has no part in the sum.
        if !window.inputs.is_empty() {
            add_to_gradient::<N>(level, &N::rows(window.inputs, workspace), window.inputs.len(), holds, gradient);
            holds = Holds::Sum;
        }
    }
    Ok(mean.of(total))
}

/// What the inputs of a window contribute to the gradient.
#[inline]
fn add_to_gradient<N: WindowPasses>(level: Level, rows: &N::Rows<'_>, steps: usize, holds: Holds, gradient: &mut N) {
    let mut panels = Panels::of_gradient(panels_of(gradient));
    let block = Block { holds, change: None };
    let whole = N::whole(&mut panels, block);
    skip(panels.gradient, block);
    let parts = threads::parts(steps, N::FLOPS);
    threads::enter(parts, || threads::train_parameters::<N>(level, rows, whole, parts));
}

/// Puts the targets of a window and their weights where its passes find them.
#[inline]
fn write_targets<N: WindowPasses, T: Target<N::Loss, N::Output>>(
    window: &Window<'_, N::Input, T>,
    mean: Mean,
    workspace: &mut N::Workspace,
) {
    let (rows, weights) = N::targets(workspace);
    for (index, ((row, weight), target)) in rows.iter_mut().zip(weights).zip(window.targets).enumerate() {
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
