//! A network as plain numbers: what every contender is made from, so that all compute the same one.

use nn_runtime::prelude::*;

use crate::case::Net;

/// The functions that follow a layer's sums in the five networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// None.
    Identity,
    /// `max(x, 0)`.
    Relu,
    /// Hyperbolic tangent.
    Tanh,
    /// `1 / (1 + e^-x)`.
    Sigmoid,
    /// `e^x`, divided by its sum over the row.
    Softmax,
}

/// The losses of the five networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The mean over batch and outputs of `(p - y)^2`.
    Mse,
    /// The mean over the batch of `-sum y log p`, behind a softmax.
    CrossEntropy,
}

/// One dense layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// `I`.
    pub inputs: usize,
    /// `O`.
    pub outputs: usize,
    /// Shape `[O, I]`, row-major.
    pub weights: Vec<f32>,
    /// Shape `[O]`.
    pub biases: Vec<f32>,
    /// What follows the sums.
    pub activation: Activation,
}

/// A chain of dense layers and its loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Which network it is.
    pub net: Net,
    /// From input to output.
    pub layers: Vec<Layer>,
    /// What training minimises.
    pub loss: Loss,
}

impl Model {
    /// The model that is compared: the numbers of [`ours::network`](crate::ours::network). No bias is zero, so that a
    /// contender that loses them is found out.
    #[must_use]
    pub fn of(net: Net) -> Self {
        use Activation::{Identity, Relu, Sigmoid, Softmax, Tanh};
        match net {
            Net::Xor => read(net, &*crate::ours::network::<crate::Xor>(), &[Tanh, Sigmoid], Loss::Mse),
            Net::Control => read(net, &*crate::ours::network::<crate::Control>(), &[Tanh, Tanh, Tanh], Loss::Mse),
            Net::Field => read(net, &*crate::ours::network::<crate::Field>(), &[Relu, Relu, Relu, Identity], Loss::Mse),
            Net::Mnist => read(net, &*crate::ours::network::<crate::Mnist>(), &[Relu, Softmax], Loss::CrossEntropy),
            Net::Wide => read(net, &*crate::ours::network::<crate::Wide>(), &[Relu, Relu, Softmax], Loss::CrossEntropy),
        }
    }

    /// Numbers in an input row.
    #[must_use]
    pub fn n_inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// Numbers in an output row.
    #[must_use]
    pub fn n_outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }

    /// The output by the definitions, slowly, in `f64`. Shapes: `input [I]`, result `[O]`.
    #[must_use]
    pub fn reference(&self, input: &[f32]) -> Vec<f64> {
        let mut row: Vec<f64> = input.iter().map(|value| f64::from(*value)).collect();
        for layer in &self.layers {
            let weights = layer.weights.chunks_exact(layer.inputs);
            row = weights
                .zip(&layer.biases)
                .map(|(weights, bias)| {
                    let products = weights.iter().zip(&row).map(|(weight, value)| f64::from(*weight) * value);
                    f64::from(*bias) + products.sum::<f64>()
                })
                .collect();
            activate(layer.activation, &mut row);
        }
        row
    }
}

fn activate(activation: Activation, row: &mut [f64]) {
    match activation {
        Activation::Identity => {}
        Activation::Relu => row.iter_mut().for_each(|x| *x = x.max(0.0)),
        Activation::Tanh => row.iter_mut().for_each(|x| *x = x.tanh()),
        Activation::Sigmoid => row.iter_mut().for_each(|x| *x = 1.0 / (1.0 + (-*x).exp())),
        Activation::Softmax => {
            let sum: f64 = row.iter().map(|x| x.exp()).sum();
            for x in row {
                *x = x.exp() / sum;
            }
        }
    }
}

/// Reads a network through the table that describes its storage.
fn read<N: Parameters>(net: Net, network: &N, activations: &[Activation], loss: Loss) -> Model {
    let values = |name: &str, index: usize| -> Vec<f32> {
        let parameter = &N::LAYOUT[index];
        assert!(parameter.name.ends_with(name), "parameter {index} is {}, expected a {name}", parameter.name);
        parameter.positions().map(|position| network.as_flat()[position]).collect()
    };
    assert_eq!(N::LAYOUT.len(), 2 * activations.len(), "a weight and a bias for each layer of {net}");
    let layers = activations.iter().enumerate().map(|(index, activation)| {
        let weight = &N::LAYOUT[2 * index];
        Layer {
            inputs: weight.fan_in,
            outputs: weight.fan_out,
            weights: values("weight", 2 * index),
            biases: values("bias", 2 * index + 1),
            activation: *activation,
        }
    });
    Model { net, layers: layers.collect(), loss }
}

/// `n` reproducible numbers in [-1, 1): a Weyl sequence, in `f64` because its steps would show in `f32`.
#[must_use]
pub fn numbers(n: usize, seed: u32) -> Vec<f32> {
    let mut state = f64::from(seed) * 0.324_717_957_244_746;
    let mut next = || {
        state = (state + 0.618_033_988_749_895).fract();
        (2.0 * state - 1.0) as f32
    };
    (0..n).map(|_| next()).collect()
}

/// Targets that fit the loss: one class of the row for cross entropy, else numbers in [0, 1). Shape `[batch, n_outputs]`.
#[must_use]
pub fn targets(model: &Model, batch: usize) -> Vec<f32> {
    let n_outputs = model.n_outputs();
    match model.loss {
        Loss::Mse => numbers(batch * n_outputs, 7).iter().map(|value| 0.5 + 0.5 * value).collect(),
        Loss::CrossEntropy => {
            let mut rows = vec![0.0; batch * n_outputs];
            for (index, row) in rows.chunks_exact_mut(n_outputs).enumerate() {
                row[(index * 7) % n_outputs] = 1.0;
            }
            rows
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_have_the_shapes_they_are_described_with() {
        for net in Net::ALL {
            let model = Model::of(net);
            let outputs = model.layers.iter().map(|layer| layer.outputs);
            assert_eq!(std::iter::once(model.n_inputs()).chain(outputs).collect::<Vec<_>>(), net.sizes(), "{net}");
            for layer in &model.layers {
                assert_eq!((layer.weights.len(), layer.biases.len()), (layer.inputs * layer.outputs, layer.outputs));
                assert!(layer.biases.iter().all(|bias| *bias != 0.0), "{net}");
            }
        }
    }

    #[test]
    fn targets_of_cross_entropy_name_one_class() {
        let model = Model::of(Net::Wide);
        for row in targets(&model, 32).chunks_exact(10) {
            let count = |wanted: f32| row.iter().filter(|value| value.to_bits() == wanted.to_bits()).count();
            assert_eq!((count(1.0), count(0.0)), (1, 9));
        }
    }
}
