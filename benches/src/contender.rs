//! What is timed: a peer, made ready for one case; and the check that it computes what ours does.

use std::fmt::Display;
use std::time::{Duration, Instant};

use crate::case::{Case, Measure};
use crate::model::{Model, numbers, targets};

/// Everything that a contender is made from.
#[derive(Clone, Debug)]
pub struct Task {
    /// What is measured.
    pub case: Case,
    /// The network.
    pub model: Model,
    /// Shape `[batch, I]`.
    pub inputs: Vec<f32>,
    /// Shape `[batch, O]`.
    pub targets: Vec<f32>,
    /// Of the optimizer, in training.
    pub learning_rate: f32,
}

/// How far the first input of a dependent call moves with the first output of the call before.
pub const FEEDBACK: f32 = 0.125;

/// Adam's term for stability, for all contenders; the decays are 0.9 and 0.999.
pub const ADAM_EPSILON: f32 = 1e-8;

/// The error of a peer: a message.
pub type PeerResult<T> = Result<T, Box<dyn std::error::Error>>;

/// One way to compute networks.
pub trait Peer {
    /// As in options and in results.
    fn name(&self) -> &str;

    /// Makes the work of `task` ready, or says with `None` that this peer has no such thing.
    ///
    /// # Errors
    /// What the peer reports; the case is then left out and the error shown.
    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>>;

    /// Whether its outputs are compared by itself, with those of a network of its own.
    fn verifies_itself(&self) -> bool {
        false
    }
}

/// The work of one task: buffers are allocated and weights are where the peer wants them.
pub trait Contender {
    /// Does the work `calls` times, the loop inside, so that a call costs no dynamic dispatch.
    ///
    /// Each run of dependent calls starts from the task's input; training goes on where the last run ended.
    fn run(&mut self, calls: usize);

    /// Does the work `calls` times, and tells how long that took.
    ///
    /// # Errors
    /// None, unless the work is done by another program.
    fn time(&mut self, calls: usize) -> PeerResult<Duration> {
        let start = Instant::now();
        self.run(calls);
        Ok(start.elapsed())
    }

    /// Shape `[batch, O]`: outputs of the last call, or in training what the network now predicts for the inputs.
    fn outputs(&mut self) -> Vec<f32>;
}

impl Task {
    /// The task of a case as it is timed: the learning rate is so small that millions of steps leave the network as it
    /// is, so that every round measures the same and no number decays into the subnormal range.
    #[must_use]
    pub fn timed(case: Case) -> Self {
        let model = Model::of(case.net);
        Self {
            case,
            inputs: numbers(case.batch * model.n_inputs(), 1),
            targets: targets(&model, case.batch),
            learning_rate: if case.measure == Measure::Adam { 1e-7 } else { 1e-6 },
            model,
        }
    }

    /// The same with a learning rate that shows in the outputs after a few steps.
    #[must_use]
    pub fn verified(case: Case) -> Self {
        let learning_rate = if case.measure == Measure::Adam { 1e-3 } else { 1e-2 };
        Self { learning_rate, ..Self::timed(case) }
    }
}

/// Calls that are made before outputs are compared: more than one where state is carried over.
const fn calls_to_verify(measure: Measure) -> usize {
    match measure {
        Measure::Predict => 1,
        Measure::PredictDependent => 5,
        Measure::Sgd | Measure::Adam => 3,
    }
}

/// Runs a peer and compares its outputs with the expected ones of [`expected_outputs`].
///
/// # Errors
/// If an output differs by more than 1e-4 of the largest expected one, with the place and both numbers.
pub fn verify(contender: &mut dyn Contender, task: &Task, expected: &[f32]) -> PeerResult<()> {
    contender.run(calls_to_verify(task.case.measure));
    agree(&task.case, &contender.outputs(), expected)
}

/// Compares outputs with the expected ones; `what` stands in front of errors.
///
/// # Errors
/// As [`verify`].
pub fn agree(what: &dyn Display, outputs: &[f32], expected: &[f32]) -> PeerResult<()> {
    if outputs.len() != expected.len() {
        return Err(format!("{what}: {} outputs, expected {}", outputs.len(), expected.len()).into());
    }
    let largest = expected.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    for (index, (found, expected)) in outputs.iter().zip(expected).enumerate() {
        // Written so that NaN is an error.
        let is_close = (found - expected).abs() <= 1e-4 * largest;
        if !is_close {
            return Err(format!("{what}: output {index} is {found}, ours is {expected}").into());
        }
    }
    Ok(())
}

/// What ours computes for a task of [`Task::verified`].
///
/// # Errors
/// None in practice: ours has every case.
pub fn expected_outputs(task: &Task) -> PeerResult<Vec<f32>> {
    let ours = crate::ours::Ours.contender(task)?;
    let mut ours = ours.ok_or("ours lacks the case")?;
    ours.run(calls_to_verify(task.case.measure));
    Ok(ours.outputs())
}
