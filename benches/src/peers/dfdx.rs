//! dfdx: networks and shapes in types; only the rows of the batch are known at run time.
//!
//! Independent calls read an input tensor that is there already, whose copy shares its memory, and leave the output as a
//! tensor. dfdx's `flush_denormals_to_zero` would change the processor's mode for all contenders and is not called; with the
//! learning rates of a timed task no number gets that small.

use std::convert::Infallible;
use std::hint::black_box;

use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorMut};
use dfdx::optim::{Adam, Optimizer, Sgd};
use dfdx::prelude::*;

use crate::case::{Measure, Net};
use crate::contender::{ADAM_EPSILON, Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::model::{Layer, Loss};

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dfdx;

/// Another name, so that those of layers stay readable.
type Dense<const I: usize, const O: usize> = builders::Linear<I, O>;
type XorNet = ((Dense<2, 8>, Tanh), (Dense<8, 1>, Sigmoid));
type ControlNet = ((Dense<17, 64>, Tanh), (Dense<64, 64>, Tanh), (Dense<64, 6>, Tanh));
type FieldNet = ((Dense<32, 64>, ReLU), (Dense<64, 64>, ReLU), (Dense<64, 64>, ReLU), Dense<64, 16>);
// Without the softmax at the end, whose loss works on logits.
type MnistNet = ((Dense<784, 128>, ReLU), Dense<128, 10>);
type WideNet = ((Dense<784, 512>, ReLU), (Dense<512, 512>, ReLU), Dense<512, 10>);

impl Peer for Dfdx {
    fn name(&self) -> &'static str {
        "dfdx"
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        let device = Cpu::default();
        Ok(Some(match task.case.net {
            Net::Xor => contender::<2, 1, _>(device.build_module::<XorNet, f32>(), task),
            Net::Control => contender::<17, 6, _>(device.build_module::<ControlNet, f32>(), task),
            Net::Field => contender::<32, 16, _>(device.build_module::<FieldNet, f32>(), task),
            Net::Mnist => contender::<784, 10, _>(device.build_module::<MnistNet, f32>(), task),
            Net::Wide => contender::<784, 10, _>(device.build_module::<WideNet, f32>(), task),
        }))
    }
}

/// A batch of `N` numbers a row.
type Batch<const N: usize, T = NoneTape> = Tensor<(usize, Const<N>), f32, Cpu, T>;
type Tape = OwnedTape<f32, Cpu>;

/// What dfdx derives for a chain of layers, under one name.
trait Network<const I: usize, const O: usize>:
    Module<Batch<I>, Output = Batch<O>>
    + Module<Batch<I, Tape>, Output = Batch<O, Tape>>
    + TensorCollection<f32, Cpu>
    + 'static
{
}

impl<const I: usize, const O: usize, M> Network<I, O> for M where
    M: Module<Batch<I>, Output = Batch<O>>
        + Module<Batch<I, Tape>, Output = Batch<O, Tape>>
        + TensorCollection<f32, Cpu>
        + 'static
{
}

/// Copies the parameters of the layers in order; a weight `[O, I]` and a bias `[O]` take turns.
struct Copy<'a>(std::vec::IntoIter<&'a [f32]>);

impl TensorVisitor<f32, Cpu> for Copy<'_> {
    type Viewer = ViewTensorMut;
    type Err = Infallible;
    type E2 = f32;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, f32, Cpu>,
        tensor: &mut Tensor<S, f32, Cpu>,
    ) -> Result<Option<Tensor<S, f32, Cpu>>, Infallible> {
        tensor.copy_from(self.0.next().expect("as many layers as the type has"));
        Ok(None)
    }
}

fn set_parameters<M: TensorCollection<f32, Cpu>>(network: &mut M, layers: &[Layer]) {
    let values: Vec<&[f32]> = layers.iter().flat_map(|layer| [&layer.weights[..], &layer.biases]).collect();
    let mut copy = Copy(values.into_iter());
    let Ok(_) = M::iter_tensors(&mut RecursiveWalker { m: network, f: &mut copy });
}

fn contender<const I: usize, const O: usize, M: Network<I, O>>(mut network: M, task: &Task) -> Box<dyn Contender> {
    set_parameters(&mut network, &task.model.layers);
    let has_softmax = task.model.loss == Loss::CrossEntropy;
    let inputs = batch::<I>(&task.inputs);
    let learning_rate = f64::from(task.learning_rate);
    match task.case.measure {
        Measure::Predict => Box::new(Inference { network, has_softmax, inputs, output: None }),
        Measure::PredictDependent => {
            Box::new(Dependent { network, has_softmax, input: task.inputs.clone(), output: Vec::new() })
        }
        Measure::Sgd => {
            let config = SgdConfig { lr: learning_rate, momentum: None, weight_decay: None };
            let optimizer = Sgd::new(&network, config);
            Box::new(Training::<I, O, M, _>::new(network, optimizer, inputs, task))
        }
        Measure::Adam => {
            let config = AdamConfig { lr: learning_rate, eps: f64::from(ADAM_EPSILON), ..AdamConfig::default() };
            let optimizer = Adam::new(&network, config);
            Box::new(Training::<I, O, M, _>::new(network, optimizer, inputs, task))
        }
    }
}

fn batch<const N: usize>(values: &[f32]) -> Batch<N> {
    Cpu::default().tensor_from_vec(values.to_vec(), (values.len() / N, Const::<N>))
}

fn forward<const I: usize, const O: usize, M: Network<I, O>>(
    network: &M,
    inputs: Batch<I>,
    has_softmax: bool,
) -> Batch<O> {
    let logits = network.forward(inputs);
    if has_softmax { logits.softmax::<Axis<1>>() } else { logits }
}

struct Inference<const I: usize, const O: usize, M> {
    network: M,
    has_softmax: bool,
    inputs: Batch<I>,
    output: Option<Batch<O>>,
}

impl<const I: usize, const O: usize, M: Network<I, O>> Contender for Inference<I, O, M> {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.output = Some(forward(&self.network, black_box(&self.inputs).clone(), self.has_softmax));
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.as_ref().map_or_else(Vec::new, Tensor::as_vec)
    }
}

struct Dependent<const I: usize, const O: usize, M> {
    network: M,
    has_softmax: bool,
    input: Vec<f32>,
    output: Vec<f32>,
}

impl<const I: usize, const O: usize, M: Network<I, O>> Contender for Dependent<I, O, M> {
    fn run(&mut self, calls: usize) {
        let mut input = self.input.clone();
        for _ in 0..calls {
            self.output = forward(&self.network, batch::<I>(&input), self.has_softmax).as_vec();
            input[0] = self.input[0] + FEEDBACK * self.output[0];
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.clone()
    }
}

struct Training<const I: usize, const O: usize, M, P> {
    network: M,
    optimizer: P,
    /// None only while a step is made, which takes the memory for gradients and gives it back.
    gradients: Option<Gradients<f32, Cpu>>,
    inputs: Batch<I>,
    targets: Batch<O>,
    loss: Loss,
}

impl<const I: usize, const O: usize, M: Network<I, O>, P: Optimizer<M, Cpu, f32>> Training<I, O, M, P> {
    fn new(network: M, optimizer: P, inputs: Batch<I>, task: &Task) -> Self {
        let gradients = Some(network.alloc_grads());
        Self { network, optimizer, gradients, inputs, targets: batch(&task.targets), loss: task.model.loss }
    }

    fn step(&mut self) {
        let gradients = self.gradients.take().expect("each step gives it back");
        let logits = self.network.forward(self.inputs.clone().traced(gradients));
        let loss = match self.loss {
            Loss::Mse => mse_loss(logits, self.targets.clone()),
            Loss::CrossEntropy => cross_entropy_with_logits_loss(logits, self.targets.clone()),
        };
        let mut gradients = loss.backward();
        self.optimizer.update(&mut self.network, &gradients).expect("every parameter has a gradient");
        self.network.zero_grads(&mut gradients);
        self.gradients = Some(gradients);
    }
}

impl<const I: usize, const O: usize, M, P> Contender for Training<I, O, M, P>
where
    M: Network<I, O>,
    P: Optimizer<M, Cpu, f32>,
{
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.step();
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        forward(&self.network, self.inputs.clone(), self.loss == Loss::CrossEntropy).as_vec()
    }
}
