//! burn on its processor backends, flex and ndarray, by one file: in burn a backend is a device.
//!
//! Independent calls read an input tensor that is there already and leave the output as a tensor; both backends compute at
//! once, not when a tensor is read.

use std::hint::black_box;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig, MseLoss, Reduction};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::{relu, sigmoid, softmax, tanh};
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::case::Measure;
use crate::contender::{ADAM_EPSILON, Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::model::{Activation, Loss};

/// One of burn's backends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Burn {
    /// The backend for processors that burn recommends.
    Flex,
    /// The older one, around the crate ndarray.
    Ndarray,
}

impl Burn {
    fn device(self) -> Device {
        match self {
            Self::Flex => Device::flex(),
            // Deprecated in favour of flex, and still a way that programs compute today.
            #[expect(deprecated, reason = "compared as long as it exists")]
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
                let inputs = matrix(&task.inputs, task.model.n_inputs(), &device);
                Box::new(Inference { network: Network::new(task, &device), output: inputs.clone(), inputs })
            }
            Measure::PredictDependent => {
                let network = Network::new(task, &device);
                Box::new(Dependent { network, device, input: task.inputs.clone(), output: Vec::new() })
            }
            Measure::Sgd => Box::new(Training::new(task, &device.autodiff(), SgdConfig::new().init())),
            Measure::Adam => {
                let optimizer = AdamConfig::new().with_epsilon(ADAM_EPSILON).init();
                Box::new(Training::new(task, &device.autodiff(), optimizer))
            }
        }))
    }
}

/// Shape: `[values / columns, columns]`.
fn matrix(values: &[f32], columns: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len() / columns, columns]), device)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap_or_default()
}

#[derive(Module, Debug)]
struct Network {
    layers: Vec<Linear>,
    #[module(skip)]
    activations: Vec<Activation>,
}

impl Network {
    fn new(task: &Task, device: &Device) -> Self {
        let layers = task.model.layers.iter().map(|layer| {
            // burn keeps `[I, O]`.
            let weights = matrix(&layer.weights, layer.inputs, device).transpose();
            let weights = matrix(&numbers(weights), layer.outputs, device);
            let biases = Tensor::from_data(TensorData::new(layer.biases.clone(), [layer.outputs]), device);
            Linear { weight: Param::from_tensor(weights), bias: Some(Param::from_tensor(biases)) }
        });
        let activations = task.model.layers.iter().map(|layer| layer.activation);
        Self { layers: layers.collect(), activations: activations.collect() }
    }

    /// Without the softmax at the end, whose loss works on logits.
    fn logits(&self, inputs: Tensor<2>) -> Tensor<2> {
        self.layers.iter().zip(&self.activations).fold(inputs, |values, (layer, activation)| {
            let sums = layer.forward(values);
            match activation {
                Activation::Relu => relu(sums),
                Activation::Tanh => tanh(sums),
                Activation::Sigmoid => sigmoid(sums),
                Activation::Softmax | Activation::Identity => sums,
            }
        })
    }

    fn forward(&self, inputs: Tensor<2>) -> Tensor<2> {
        let logits = self.logits(inputs);
        if self.activations.last() == Some(&Activation::Softmax) { softmax(logits, 1) } else { logits }
    }
}

struct Inference {
    network: Network,
    inputs: Tensor<2>,
    output: Tensor<2>,
}

impl Contender for Inference {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.output = self.network.forward(black_box(&self.inputs).clone());
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        numbers(self.output.clone())
    }
}

struct Dependent {
    network: Network,
    device: Device,
    input: Vec<f32>,
    output: Vec<f32>,
}

impl Contender for Dependent {
    fn run(&mut self, calls: usize) {
        let mut input = self.input.clone();
        for _ in 0..calls {
            self.output = numbers(self.network.forward(matrix(&input, input.len(), &self.device)));
            input[0] = self.input[0] + FEEDBACK * self.output[0];
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.clone()
    }
}

struct Training {
    /// None only while a step is made, which takes the network and gives it back.
    network: Option<Network>,
    optimizer: ModuleOptimizer,
    inputs: Tensor<2>,
    targets: Tensor<2>,
    /// Shape `[B]`, for cross entropy.
    classes: Tensor<1, Int>,
    cross_entropy: CrossEntropyLoss,
    loss: Loss,
    learning_rate: f64,
}

impl Training {
    fn new(task: &Task, device: &Device, optimizer: ModuleOptimizer) -> Self {
        let targets = matrix(&task.targets, task.model.n_outputs(), device);
        Self {
            network: Some(Network::new(task, device)),
            optimizer,
            inputs: matrix(&task.inputs, task.model.n_inputs(), device),
            classes: targets.clone().argmax(1).squeeze_dim(1),
            targets,
            cross_entropy: CrossEntropyLossConfig::new().init(device),
            loss: task.model.loss,
            learning_rate: f64::from(task.learning_rate),
        }
    }

    fn step(&mut self) {
        let network = self.network.take().expect("each step gives it back");
        let logits = network.logits(self.inputs.clone());
        let loss = match self.loss {
            Loss::Mse => MseLoss::new().forward(logits, self.targets.clone(), Reduction::Mean),
            Loss::CrossEntropy => self.cross_entropy.forward(logits, self.classes.clone()),
        };
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimizer.step(self.learning_rate, network, gradients));
    }
}

impl Contender for Training {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.step();
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.network.as_ref().map_or_else(Vec::new, |network| numbers(network.forward(self.inputs.clone())))
    }
}
