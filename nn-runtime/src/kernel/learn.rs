//! Changes parameters by a gradient that is computed along.

use super::blocks::{
    Blocks, Groups, LanePasses, Mean, Passes, Step, check_most_rows, gradient_of_one, gradients_in_lanes, panels_of,
    to_the_last, write_targets,
};
use crate::error::Error;
use crate::loss::Target;
use crate::network::{Parameters, keep_statistics};
use crate::optim::{self, Change, Fused, Panels, PlainStep, Rule, Visit};
use crate::panel::Panel;
use crate::simd::Level;
use crate::threads;

/// [`learn_with`](crate::network::Train::learn_with) for networks with lanes over outputs.
///
/// # Errors
/// As [`learn_with`](crate::network::Train::learn_with).
#[inline]
pub fn learn<N: Passes, T: Target<N::Loss, N::Output>, O: Fused>(
    network: &mut N,
    batch: (&[N::Input], &[T]),
    seed: u64,
    (optimizer, step): (&O, &optim::Step),
    moments: &mut [N],
    (workspace, gradient): (&mut N::Workspace, &mut N),
) -> Result<f32, Error> {
    let mean = Mean::over::<N, T>(batch.0, batch.1)?;
    check_most_rows::<N>(batch.0.len())?;
    check_moments(optimizer.n_moments(), moments)?;
    let mut loss = f32::NAN;
    optimizer.with_change(step, &mut |change| {
        loss = learn_by(network, step.level, batch, (seed, mean), (change, moments), (&mut *workspace, &mut *gradient));
    });
    if N::MOST_ROWS.is_some() && loss.is_finite() {
        // A gradient of one row has them already.
        if batch.0.len() > 1 {
            N::write_statistics(workspace, gradient);
        }
        keep_statistics(network, gradient);
    }
    Ok(loss)
}

/// As [`learn`], compiled for all optimizers together.
fn learn_by<N: Passes, T: Target<N::Loss, N::Output>>(
    network: &mut N,
    level: Level,
    (inputs, targets): (&[N::Input], &[T]),
    (seed, mean): (u64, Mean),
    (change, moments): (&Change<'_>, &mut [N]),
    (workspace, gradient): (&mut N::Workspace, &mut N),
) -> f32 {
    if let ([input], [target]) = (inputs, targets) {
        let total = gradient_of_one(network, level, (input, target), mean, seed, workspace, gradient);
        let loss = mean.of(total);
        change_all(network, loss, (change, moments), gradient);
        return loss;
    }
    let groups = Groups::of::<N>(inputs.len());
    threads::enter(groups.parts, || {
        let (last, total) = to_the_last(network, level, groups, (inputs, targets), (seed, mean), workspace, gradient);
        let loss = mean.of(total);
        if loss.is_finite() && groups.parts.is_one() {
            last.train_parameters(level, groups, all_panels(network, moments, gradient), Some(change));
        } else if loss.is_finite() {
            // What each thread has of a gradient fits its own cache.
            last.train_parameters(level, groups, Panels::of_gradient(panels_of(gradient)), None);
            change_all(network, loss, (change, moments), gradient);
        }
        loss
    })
}

/// A step against a gradient in memory, unless the loss is not finite.
fn change_all<N: Parameters>(network: &mut N, loss: f32, (change, moments): (&Change<'_>, &mut [N]), gradient: &mut N) {
    if loss.is_finite() {
        let (trained, _) = all_panels(network, moments, gradient).split(N::TRAINED_LEN / Panel::LANES);
        trained.change(change);
    }
}

/// All panels of a network, its moments and its gradient.
fn all_panels<'g, N: Parameters>(network: &'g mut N, moments: &'g mut [N], gradient: &'g mut N) -> Panels<'g> {
    Panels::with_moments(panels_of(gradient), panels_of(network), moments.iter_mut().map(panels_of))
}

/// [`learn_with`](crate::network::Train::learn_with) for networks with lanes over rows: they are so small that a gradient in memory costs nothing.
///
/// # Errors
/// As [`learn_with`](crate::network::Train::learn_with).
#[inline]
pub fn learn_in_lanes<N: LanePasses, T: Target<N::Loss, N::Output>, O: Fused>(
    network: &mut N,
    (inputs, targets): (&[N::Input], &[T]),
    (optimizer, step): (&O, &optim::Step),
    moments: &mut [N],
    (workspace, gradient): (&mut N::Workspace, &mut N),
) -> Result<f32, Error> {
    check_moments(optimizer.n_moments(), moments)?;
    let loss = gradients_in_lanes(network, step.level, (inputs, targets), workspace, gradient)?;
    optimizer.with_change(step, &mut |change| change_all(network, loss, (change, moments), gradient));
    Ok(loss)
}

/// Whether there are as many moments as an optimizer has.
fn check_moments<N>(expected: usize, moments: &[N]) -> Result<(), Error> {
    if moments.len() == expected { Ok(()) } else { Err(other_moments(expected, moments.len())) }
}

/// There are more or fewer moments than an optimizer has.
fn other_moments(expected: usize, found: usize) -> Error {
    Error::OptimizerLength { what: "the list of moments", expected, found }
}

/// [`descend_at`](crate::network::Train::descend_at) for generated networks.
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

/// [`descend_with`](crate::network::Train::descend_with) for generated networks.
///
/// # Errors
/// As [`descend_with`](crate::network::Train::descend_with).
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
    <&mut [N; M]>::try_from(moments).map_err(|_| other_moments(M, found))
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
