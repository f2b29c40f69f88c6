//! candle: tensors without a graph for inference, with one for training.
//!
//! The weights are `[I, O]` and multiplied as they lie, which was never slower than `candle_nn::Linear`'s transposed
//! view. Independent calls read an input tensor that is there already and leave the output as a tensor.

use std::hint::black_box;

use candle_core::{D, Device, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer, ParamsAdamW, SGD};

use crate::case::Measure;
use crate::contender::{ADAM_EPSILON, Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::model::{Activation, Loss};

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candle;

type Result<T> = candle_core::Result<T>;

impl Peer for Candle {
    fn name(&self) -> &'static str {
        "candle"
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        let shape = (task.case.batch, task.model.n_inputs());
        let inputs = Tensor::from_slice(&task.inputs, shape, &Device::Cpu)?;
        Ok(Some(match task.case.measure {
            Measure::Predict => Box::new(Inference { layers: constants(task)?, output: inputs.clone(), inputs }),
            Measure::PredictDependent => {
                let (layers, input) = (constants(task)?, task.inputs.clone());
                Box::new(Dependent { layers, input, output: Vec::new() })
            }
            Measure::Sgd => {
                let (layers, variables) = variables(task)?;
                let optimizer = SGD::new(variables, f64::from(task.learning_rate))?;
                Box::new(Training::new(task, layers, inputs, optimizer)?)
            }
            Measure::Adam => {
                let (layers, variables) = variables(task)?;
                let parameters = ParamsAdamW {
                    lr: f64::from(task.learning_rate),
                    beta1: 0.9,
                    beta2: 0.999,
                    eps: f64::from(ADAM_EPSILON),
                    weight_decay: 0.0,
                };
                Box::new(Training::new(task, layers, inputs, AdamW::new(variables, parameters)?)?)
            }
        }))
    }
}

struct Layer {
    /// Shape `[I, O]`.
    weights: Tensor,
    /// Shape `[O]`.
    biases: Tensor,
    activation: Activation,
}

fn constants(task: &Task) -> Result<Vec<Layer>> {
    let layers = task.model.layers.iter().map(|layer| {
        let weights = Tensor::from_slice(&layer.weights, (layer.outputs, layer.inputs), &Device::Cpu)?;
        Ok(Layer {
            weights: weights.t()?.contiguous()?,
            biases: Tensor::from_slice(&layer.biases, layer.outputs, &Device::Cpu)?,
            activation: layer.activation,
        })
    });
    layers.collect()
}

fn variables(task: &Task) -> Result<(Vec<Layer>, Vec<Var>)> {
    let mut variables = Vec::new();
    let mut variable = |tensor: &Tensor| -> Result<Tensor> {
        let variable = Var::from_tensor(tensor)?;
        let tensor = variable.as_tensor().clone();
        variables.push(variable);
        Ok(tensor)
    };
    let mut layers = constants(task)?;
    for layer in &mut layers {
        layer.weights = variable(&layer.weights)?;
        layer.biases = variable(&layer.biases)?;
    }
    Ok((layers, variables))
}

/// Shapes: `inputs [B, I]`, result `[B, O]`. Softmax is left out where the loss works on logits.
fn forward(layers: &[Layer], inputs: &Tensor, has_softmax: bool) -> Result<Tensor> {
    let mut values = inputs.clone();
    for layer in layers {
        let sums = values.matmul(&layer.weights)?.broadcast_add(&layer.biases)?;
        values = match layer.activation {
            Activation::Relu => sums.relu()?,
            Activation::Tanh => sums.tanh()?,
            // candle's `sigmoid` has no gradient of its own in every version; this one is its definition.
            Activation::Sigmoid => candle_nn::ops::sigmoid(&sums)?,
            Activation::Softmax if has_softmax => candle_nn::ops::softmax_last_dim(&sums)?,
            Activation::Softmax | Activation::Identity => sums,
        };
    }
    Ok(values)
}

fn numbers(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().and_then(|flat| flat.to_vec1()).unwrap_or_default()
}

struct Inference {
    layers: Vec<Layer>,
    inputs: Tensor,
    output: Tensor,
}

impl Contender for Inference {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.output = forward(&self.layers, black_box(&self.inputs), true).expect("it worked when it was verified");
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        numbers(&self.output)
    }
}

struct Dependent {
    layers: Vec<Layer>,
    input: Vec<f32>,
    output: Vec<f32>,
}

impl Dependent {
    fn call(&self, input: &[f32]) -> Result<Vec<f32>> {
        let input = Tensor::from_slice(input, (1, input.len()), &Device::Cpu)?;
        forward(&self.layers, &input, true)?.squeeze(0)?.to_vec1()
    }
}

impl Contender for Dependent {
    fn run(&mut self, calls: usize) {
        let mut input = self.input.clone();
        for _ in 0..calls {
            self.output = self.call(&input).expect("it worked when it was verified");
            input[0] = self.input[0] + FEEDBACK * self.output[0];
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.clone()
    }
}

struct Training<O> {
    layers: Vec<Layer>,
    inputs: Tensor,
    targets: Tensor,
    /// Shape `[B]`, for cross entropy.
    classes: Tensor,
    loss: Loss,
    optimizer: O,
}

impl<O: Optimizer> Training<O> {
    fn new(task: &Task, layers: Vec<Layer>, inputs: Tensor, optimizer: O) -> Result<Self> {
        let shape = (task.case.batch, task.model.n_outputs());
        let targets = Tensor::from_slice(&task.targets, shape, &Device::Cpu)?;
        let classes = targets.argmax(D::Minus1)?;
        Ok(Self { layers, inputs, targets, classes, loss: task.model.loss, optimizer })
    }

    fn step(&mut self) -> Result<()> {
        let outputs = forward(&self.layers, &self.inputs, false)?;
        let loss = match self.loss {
            Loss::Mse => candle_nn::loss::mse(&outputs, &self.targets)?,
            Loss::CrossEntropy => candle_nn::loss::cross_entropy(&outputs, &self.classes)?,
        };
        self.optimizer.backward_step(&loss)
    }
}

impl<O: Optimizer> Contender for Training<O> {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.step().expect("it worked when it was verified");
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        forward(&self.layers, &self.inputs, true).map(|outputs| numbers(&outputs)).unwrap_or_default()
    }
}
