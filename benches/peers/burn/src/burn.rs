//! burn: tensors whose device says at run time which backend computes, and whether there is a graph behind them.
//!
//! Two peers, one for each of its processor backends, both compiled without its threads. The weights are `[I, O]`, as burn
//! stores them, and go through its `linear`. Inference has no graph: independent calls read an input tensor that is there
//! already and leave the output as a tensor. Training hands each parameter to burn's optimizer itself, which is what its
//! `ModuleOptimizer` does behind a search for the parameter's state.

use std::hint::black_box;
use std::mem;

use burn_core::tensor::activation::{relu, sigmoid, softmax, tanh};
use burn_core::tensor::loss::cross_entropy_with_logits;
use burn_core::tensor::module::linear;
use burn_core::tensor::{Device, Gradients, Tensor, TensorData};
use burn_optim::{AdamConfig, Optimizer, SgdConfig};

use nn_benches::case::Measure;
use nn_benches::contender::{ADAM_EPSILON, Contender, FEEDBACK, Peer, PeerResult, Task};
use nn_benches::model::{Activation, Loss};

/// The peers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Burn {
    /// Products by the crate `gemm`.
    Flex,
    /// Products by `matrixmultiply`.
    Ndarray,
}

impl Burn {
    fn device(self) -> Device {
        match self {
            Self::Flex => Device::flex(),
            #[expect(deprecated, reason = "the backend goes away in favour of flex; until then it is compared")]
            Self::Ndarray => Device::ndarray(),
        }
    }
}

impl Peer for Burn {
    fn name(&self) -> &'static str {
        match self {
            Self::Flex => "burn-flex",
            Self::Ndarray => "burn-ndarray",
        }
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        let device = self.device();
        Ok(Some(match task.case.measure {
            Measure::Predict => {
                let inputs = inputs(task, &device);
                Box::new(Inference { layers: layers(task, &device), output: inputs.clone(), inputs })
            }
            Measure::PredictDependent => {
                let (layers, input) = (layers(task, &device), task.inputs.clone());
                Box::new(Dependent { layers, device, input, output: Vec::new() })
            }
            Measure::Sgd => Box::new(Training::new(task, &device, SgdConfig::new().build())),
            Measure::Adam => {
                let config = AdamConfig::new().with_beta_1(0.9).with_beta_2(0.999).with_epsilon(ADAM_EPSILON);
                Box::new(Training::new(task, &device, config.build()))
            }
        }))
    }
}

struct Layer {
    /// Shape `[I, O]`.
    weights: Tensor<2>,
    /// Shape `[O]`.
    biases: Tensor<1>,
    activation: Activation,
}

fn layers(task: &Task, device: &Device) -> Vec<Layer> {
    let layers = task.model.layers.iter().map(|layer| {
        let transposed = (0..layer.inputs).flat_map(|i| layer.weights.iter().skip(i).step_by(layer.inputs));
        Layer {
            weights: matrix(&transposed.copied().collect::<Vec<_>>(), layer.outputs, device),
            biases: Tensor::from_data(TensorData::new(layer.biases.clone(), [layer.outputs]), device),
            activation: layer.activation,
        }
    });
    layers.collect()
}

/// Shape `[values.len() / columns, columns]`.
fn matrix(values: &[f32], columns: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len() / columns, columns]), device)
}

fn inputs(task: &Task, device: &Device) -> Tensor<2> {
    matrix(&task.inputs, task.model.n_inputs(), device)
}

/// Shapes: `inputs [B, I]`, result `[B, O]`. Softmax is left out where the loss works on logits.
fn forward(layers: &[Layer], inputs: &Tensor<2>, has_softmax: bool) -> Tensor<2> {
    let mut values = inputs.clone();
    for layer in layers {
        let sums = linear(values, layer.weights.clone(), Some(layer.biases.clone()));
        values = match layer.activation {
            Activation::Relu => relu(sums),
            Activation::Tanh => tanh(sums),
            Activation::Sigmoid => sigmoid(sums),
            Activation::Softmax if has_softmax => softmax(sums, 1),
            Activation::Softmax | Activation::Identity => sums,
        };
    }
    values
}

fn numbers(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap_or_default()
}

struct Inference {
    layers: Vec<Layer>,
    inputs: Tensor<2>,
    output: Tensor<2>,
}

impl Contender for Inference {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.output = forward(&self.layers, black_box(&self.inputs), true);
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        numbers(self.output.clone())
    }
}

struct Dependent {
    layers: Vec<Layer>,
    device: Device,
    input: Vec<f32>,
    output: Vec<f32>,
}

impl Contender for Dependent {
    fn run(&mut self, calls: usize) {
        let mut input = self.input.clone();
        for _ in 0..calls {
            let tensor = matrix(&input, input.len(), &self.device);
            self.output = numbers(forward(&self.layers, &tensor, true));
            input[0] = self.input[0] + FEEDBACK * self.output[0];
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.clone()
    }
}

/// What the optimizer keeps for a layer.
struct State<O: Optimizer> {
    weights: Option<O::State<2>>,
    biases: Option<O::State<1>>,
}

struct Training<O: Optimizer> {
    /// Leaves of a graph.
    layers: Vec<Layer>,
    /// One for each layer.
    states: Vec<State<O>>,
    inputs: Tensor<2>,
    targets: Tensor<2>,
    loss: Loss,
    optimizer: O,
    learning_rate: f64,
}

impl<O: Optimizer> Training<O> {
    fn new(task: &Task, device: &Device, optimizer: O) -> Self {
        let device = device.clone().autodiff();
        let layers = layers(task, &device).into_iter().map(|layer| Layer {
            weights: layer.weights.require_grad(),
            biases: layer.biases.require_grad(),
            ..layer
        });
        Self {
            layers: layers.collect(),
            states: task.model.layers.iter().map(|_| State { weights: None, biases: None }).collect(),
            inputs: inputs(task, &device),
            targets: matrix(&task.targets, task.model.n_outputs(), &device),
            loss: task.model.loss,
            optimizer,
            learning_rate: f64::from(task.learning_rate),
        }
    }

    fn step(&mut self) {
        let outputs = forward(&self.layers, &self.inputs, false);
        let targets = self.targets.clone();
        let loss = match self.loss {
            Loss::Mse => (outputs - targets).square().mean(),
            Loss::CrossEntropy => cross_entropy_with_logits(outputs, targets),
        };
        let mut gradients = loss.backward();
        let layers = mem::take(&mut self.layers).into_iter().zip(&mut self.states);
        let layers = layers.map(|(layer, state)| Layer {
            weights: update(&self.optimizer, self.learning_rate, layer.weights, &mut gradients, &mut state.weights),
            biases: update(&self.optimizer, self.learning_rate, layer.biases, &mut gradients, &mut state.biases),
            activation: layer.activation,
        });
        self.layers = layers.collect();
    }
}

/// The parameter after a step, a leaf again. It comes by value, so that burn may write over it.
fn update<const D: usize, O: Optimizer>(
    optimizer: &O,
    learning_rate: f64,
    parameter: Tensor<D>,
    gradients: &mut Gradients,
    state: &mut Option<O::State<D>>,
) -> Tensor<D> {
    let gradient = parameter.grad_remove(gradients).expect("the loss depends on every parameter");
    let (parameter, new) = optimizer.step(learning_rate, parameter.inner(), gradient, state.take());
    *state = new;
    parameter.autodiff().require_grad()
}

impl<O: Optimizer> Contender for Training<O> {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.step();
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        numbers(forward(&self.layers, &self.inputs, true))
    }
}
