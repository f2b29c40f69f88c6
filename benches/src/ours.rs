//! The contender that all others are compared with: networks declared with `network!`.

use std::hint::black_box;

use nn_runtime::loss::Target;
use nn_runtime::optim::Fused;
use nn_runtime::prelude::*;

use crate::case::{Measure, Net};
use crate::contender::{ADAM_EPSILON, Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::{Control, Field, Mnist, Wide, Xor};

/// This library, at the best instruction set of the machine or the one that `NN_LEVEL` names.
#[derive(Clone, Copy, Debug)]
pub struct Ours;

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "ours"
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        match task.case.net {
            Net::Xor => contender::<Xor, 2, 1>(task),
            Net::Control => contender::<Control, 17, 6>(task),
            Net::Field => contender::<Field, 32, 16>(task),
            Net::Mnist => contender::<Mnist, 784, 10>(task),
            Net::Wide => contender::<Wide, 784, 10>(task),
        }
        .map(Some)
    }
}

/// A network of the type `N` with the parameters that are compared.
///
/// Not those of `init`, which sets biases to zero: a contender that loses them would not be found out.
#[must_use]
pub fn network<N: Parameters>() -> Box<N> {
    let mut net: Box<N> = bytemuck::zeroed_box();
    for (index, parameter) in N::LAYOUT.iter().enumerate() {
        let scale = (3.0 / parameter.fan_in as f32).sqrt().min(1.0);
        let numbers = crate::model::numbers(parameter.len(), 11 + index as u32);
        // The sequence is too regular for a matrix: neighbours would be almost equal. Sines of it are not.
        for (position, number) in parameter.positions().zip(numbers) {
            net.as_flat_mut()[position] = scale * (number * 7919.0).sin();
        }
    }
    net
}

fn contender<N, const I: usize, const O: usize>(task: &Task) -> PeerResult<Box<dyn Contender>>
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
{
    let inputs: Vec<[f32; I]> = rows(&task.inputs);
    let targets: Vec<[f32; O]> = rows(&task.targets);
    let outputs = vec![[0.0; O]; inputs.len()];
    let (level, net) = (Level::detect(), network::<N>());
    let rate = task.learning_rate;
    Ok(match task.case.measure {
        Measure::Predict => Box::new(Inference { level, net, scratch: N::scratch(), inputs, outputs }),
        Measure::PredictDependent => Box::new(Dependent { level, net, input: inputs[0], output: [0.0; O] }),
        Measure::Sgd if inputs.len() == 1 => {
            let workspace = bytemuck::zeroed_box();
            Box::new(Descent { level, net, workspace, input: inputs[0], target: targets[0], rate })
        }
        Measure::Adam if inputs.len() == 1 => {
            let optimization = Optimization::new(Adam::new(rate).epsilon(ADAM_EPSILON))?;
            let workspace = bytemuck::zeroed_box();
            Box::new(RowByRow { level, net, workspace, optimization, input: inputs[0], target: targets[0] })
        }
        Measure::Sgd => Box::new(Training::new(level, net, inputs, targets, Sgd::new(rate))?),
        Measure::Adam => Box::new(Training::new(level, net, inputs, targets, Adam::new(rate).epsilon(ADAM_EPSILON))?),
    })
}

/// Inference of some rows, by a network with the parameters that are compared.
#[must_use]
pub fn inference<N, const I: usize, const O: usize>(inputs: &[f32]) -> Box<dyn Contender>
where
    N: Parameters<Input = [f32; I], Output = [f32; O]> + 'static,
{
    let inputs: Vec<[f32; I]> = rows(inputs);
    let outputs = vec![[0.0; O]; inputs.len()];
    Box::new(Inference { level: Level::detect(), net: network::<N>(), scratch: N::scratch(), inputs, outputs })
}

/// Steps of plain stochastic gradient descent on some rows.
///
/// # Errors
/// If the rate is none.
pub fn training<N, const I: usize, const O: usize>(
    inputs: &[f32],
    targets: &[f32],
    rate: f32,
) -> PeerResult<Box<dyn Contender>>
where
    N: Train<Input = [f32; I], Output = [f32; O]> + 'static,
    [f32; O]: Target<N::Loss, [f32; O]>,
{
    Ok(Box::new(Training::new(Level::detect(), network::<N>(), rows(inputs), rows(targets), Sgd::new(rate))?))
}

fn rows<const N: usize>(flat: &[f32]) -> Vec<[f32; N]> {
    flat.as_chunks().0.to_vec()
}

struct Inference<N: Network, const I: usize, const O: usize> {
    level: Level,
    net: Box<N>,
    /// The values of maps between two calls: peers keep memory for theirs, too.
    scratch: Box<Scratch<N>>,
    inputs: Vec<[f32; I]>,
    outputs: Vec<[f32; O]>,
}

impl<N, const I: usize, const O: usize> Contender for Inference<N, I, O>
where
    N: Parameters<Input = [f32; I], Output = [f32; O]>,
{
    fn run(&mut self, calls: usize) {
        let Self { level, net, scratch, inputs, outputs } = self;
        if let ([input], [output]) = (inputs.as_slice(), outputs.as_mut_slice()) {
            for _ in 0..calls {
                *output = black_box(net.predict_with_at(*level, black_box(input), scratch));
            }
        } else {
            for _ in 0..calls {
                let result = net.predict_batch_with_at(*level, black_box(inputs), black_box(outputs), scratch);
                debug_assert!(result.is_ok(), "as many outputs as inputs");
            }
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.outputs.as_flattened().to_vec()
    }
}

struct Dependent<N, const I: usize, const O: usize> {
    level: Level,
    net: Box<N>,
    input: [f32; I],
    output: [f32; O],
}

impl<N, const I: usize, const O: usize> Contender for Dependent<N, I, O>
where
    N: Parameters<Input = [f32; I], Output = [f32; O]>,
{
    fn run(&mut self, calls: usize) {
        let (start, mut input) = (self.input[0], self.input);
        for _ in 0..calls {
            self.output = self.net.predict_at(self.level, &input);
            input[0] = start + FEEDBACK * self.output[0];
        }
        black_box(&self.output);
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.to_vec()
    }
}

/// Gradient descent on one row, in one pass.
struct Descent<N: Train, const I: usize, const O: usize> {
    level: Level,
    net: Box<N>,
    workspace: Box<Workspace<N>>,
    input: [f32; I],
    target: [f32; O],
    rate: f32,
}

impl<N, const I: usize, const O: usize> Contender for Descent<N, I, O>
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
{
    fn run(&mut self, calls: usize) {
        let Self { level, net, workspace, input, target, rate } = self;
        for _ in 0..calls {
            black_box(net.descend_at(*level, black_box(input), black_box(target), 0, *rate, workspace));
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.net.predict_at(self.level, &self.input).to_vec()
    }
}

/// An optimizer with moments on one row, in one pass.
struct RowByRow<N: Train, P, const I: usize, const O: usize> {
    level: Level,
    net: Box<N>,
    workspace: Box<Workspace<N>>,
    optimization: Optimization<N, P>,
    input: [f32; I],
    target: [f32; O],
}

impl<N, P, const I: usize, const O: usize> Contender for RowByRow<N, P, I, O>
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
    P: Fused,
{
    fn run(&mut self, calls: usize) {
        let Self { level, net, workspace, optimization, input, target } = self;
        let rate = optimization.optimizer().learning_rate();
        for _ in 0..calls {
            black_box(optimization.descend_at(*level, rate, net, black_box(input), black_box(target), workspace));
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.net.predict_at(self.level, &self.input).to_vec()
    }
}

struct Training<N: Train, P, const I: usize, const O: usize> {
    level: Level,
    net: Box<N>,
    gradient: Box<N>,
    workspace: Box<Workspace<N>>,
    optimization: Optimization<N, P>,
    inputs: Vec<[f32; I]>,
    targets: Vec<[f32; O]>,
}

impl<N, P, const I: usize, const O: usize> Training<N, P, I, O>
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
    P: Fused,
{
    fn new(
        level: Level,
        net: Box<N>,
        inputs: Vec<[f32; I]>,
        targets: Vec<[f32; O]>,
        optimizer: P,
    ) -> Result<Self, Error> {
        let optimization = Optimization::new(optimizer)?;
        let (gradient, workspace) = (bytemuck::zeroed_box(), bytemuck::zeroed_box());
        Ok(Self { level, net, gradient, workspace, optimization, inputs, targets })
    }

    /// One step; everything that is specific to the library's way of training is here.
    fn step(&mut self) -> Result<f32, Error> {
        let Self { level, net, gradient, workspace, optimization, inputs, targets } = self;
        let rate = optimization.optimizer().learning_rate();
        optimization.learn_at(*level, rate, net, black_box((&**inputs, &**targets)), workspace, gradient)
    }
}

impl<N, P, const I: usize, const O: usize> Contender for Training<N, P, I, O>
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
    P: Fused,
{
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            let loss = black_box(self.step());
            debug_assert!(loss.is_ok(), "as many targets as inputs");
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.inputs.iter().flat_map(|input| self.net.predict_at(self.level, input)).collect()
    }
}
