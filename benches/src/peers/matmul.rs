//! Passes written by hand around somebody else's matrix product: buffers allocated once, loops for the rest fused.
//!
//! Letters: `B` rows of the batch, `I` inputs of a layer, `O` its outputs. Everything is row-major; weights are `[I, O]`.

use std::hint::black_box;

use super::plain::{Descent, activate, derive, loss};
use crate::case::Measure;
use crate::contender::{Contender, FEEDBACK, Task};
use crate::model::{Activation, Loss};

/// A matrix in a slice. Its transpose is the same slice read the other way round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix<'a> {
    /// Row-major, before any transposition.
    pub(super) values: &'a [f32],
    /// Rows before any transposition.
    pub(super) rows: usize,
    /// Columns before any transposition.
    pub(super) columns: usize,
    /// Whether rows and columns are exchanged.
    pub(super) is_transposed: bool,
}

impl<'a> Matrix<'a> {
    const fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { values, rows, columns, is_transposed: false }
    }

    const fn transposed(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { values, rows, columns, is_transposed: true }
    }
}

/// What happens to the numbers that are in the result already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// They are added.
    Add,
    /// They are not even read.
    Replace,
}

/// A library's matrix product.
pub(super) trait Product: 'static {
    /// The name of the peer.
    const NAME: &'static str;

    /// `c = a b`, or `c += a b`, on one thread. Shapes: `a [m, k]`, `b [k, n]`, `c [m, n]`, `c` row-major.
    fn multiply(a: Matrix<'_>, b: Matrix<'_>, before: Before, c: &mut [f32]);
}

struct Layer {
    inputs: usize,
    outputs: usize,
    activation: Activation,
    /// Shape `[I, O]`.
    weights: Vec<f32>,
    /// Shape `[O]`.
    biases: Vec<f32>,
    /// Shape `[B, O]`.
    values: Vec<f32>,
}

impl Layer {
    fn forward<P: Product>(&mut self, inputs: &[f32]) {
        let rows = self.values.chunks_exact_mut(self.outputs);
        rows.for_each(|row| row.copy_from_slice(&self.biases));
        let batch = self.values.len() / self.outputs;
        let inputs = Matrix::new(inputs, batch, self.inputs);
        let weights = Matrix::new(&self.weights, self.inputs, self.outputs);
        P::multiply(inputs, weights, Before::Add, &mut self.values);
        activate(self.activation, &mut self.values, self.outputs);
    }
}

/// What training needs for a layer.
struct Slopes {
    /// Derivatives of the loss with respect to the layer's sums, `[B, O]`.
    values: Vec<f32>,
    weights: Gradient,
    biases: Gradient,
}

/// The gradient of a parameter and its moments, each as long as the parameter, or empty.
struct Gradient {
    values: Vec<f32>,
    means: Vec<f32>,
    squares: Vec<f32>,
}

impl Gradient {
    fn new(len: usize, n_moments: usize) -> Self {
        let moment = || vec![0.0; if n_moments == 2 { len } else { 0 }];
        Self { values: vec![0.0; len], means: moment(), squares: moment() }
    }

    fn update(&mut self, descent: &Descent, parameters: &mut [f32]) {
        descent.update(parameters, &self.values, &mut self.means, &mut self.squares);
    }
}

struct Network<P> {
    layers: Vec<Layer>,
    inputs: Vec<f32>,
    product: std::marker::PhantomData<P>,
}

impl<P: Product> Network<P> {
    fn new(task: &Task) -> Self {
        let layers = task.model.layers.iter().map(|layer| {
            let (inputs, outputs) = (layer.inputs, layer.outputs);
            let mut weights = vec![0.0; inputs * outputs];
            for (output, row) in layer.weights.chunks_exact(inputs).enumerate() {
                for (input, weight) in row.iter().enumerate() {
                    weights[input * outputs + output] = *weight;
                }
            }
            let values = vec![0.0; task.case.batch * outputs];
            Layer { inputs, outputs, activation: layer.activation, weights, biases: layer.biases.clone(), values }
        });
        Self { layers: layers.collect(), inputs: task.inputs.clone(), product: std::marker::PhantomData }
    }

    fn forward(&mut self) {
        let mut inputs = self.inputs.as_slice();
        for layer in &mut self.layers {
            layer.forward::<P>(inputs);
            inputs = &layer.values;
        }
    }

    fn outputs(&self) -> &[f32] {
        self.layers.last().map_or(&self.inputs, |layer| &layer.values)
    }
}

/// A peer's work of `task`.
pub(super) fn contender<P: Product>(task: &Task) -> Box<dyn Contender> {
    let network = Network::<P>::new(task);
    match task.case.measure {
        Measure::Predict => Box::new(Inference(network)),
        Measure::PredictDependent => Box::new(Dependent { start: network.inputs[0], network }),
        Measure::Sgd | Measure::Adam => Box::new(Training::new(network, task)),
    }
}

struct Inference<P>(Network<P>);

impl<P: Product> Contender for Inference<P> {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            black_box(&mut self.0).forward();
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.0.outputs().to_vec()
    }
}

struct Dependent<P> {
    start: f32,
    network: Network<P>,
}

impl<P: Product> Contender for Dependent<P> {
    fn run(&mut self, calls: usize) {
        self.network.inputs[0] = self.start;
        for _ in 0..calls {
            self.network.forward();
            self.network.inputs[0] = self.start + FEEDBACK * self.network.outputs()[0];
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.network.outputs().to_vec()
    }
}

struct Training<P> {
    network: Network<P>,
    slopes: Vec<Slopes>,
    targets: Vec<f32>,
    loss: Loss,
    descent: Descent,
}

impl<P: Product> Training<P> {
    fn new(network: Network<P>, task: &Task) -> Self {
        let descent = Descent::new(task);
        let slopes = network.layers.iter().map(|layer| Slopes {
            values: vec![0.0; layer.values.len()],
            weights: Gradient::new(layer.weights.len(), descent.n_moments()),
            biases: Gradient::new(layer.outputs, descent.n_moments()),
        });
        Self { slopes: slopes.collect(), targets: task.targets.clone(), loss: task.model.loss, descent, network }
    }

    fn step(&mut self) -> f32 {
        self.network.forward();
        let n_layers = self.slopes.len();
        let outputs = self.network.outputs();
        let batch = outputs.len() / self.network.layers[n_layers - 1].outputs;
        let value = loss(self.loss, outputs, &self.targets, &mut self.slopes[n_layers - 1].values, batch);
        for index in (0..n_layers).rev() {
            self.backward(index, batch);
        }
        self.descent.next_step();
        for (layer, slopes) in self.network.layers.iter_mut().zip(&mut self.slopes) {
            slopes.weights.update(&self.descent, &mut layer.weights);
            slopes.biases.update(&self.descent, &mut layer.biases);
        }
        value
    }

    /// From the derivatives with respect to a layer's outputs to its gradients, and to the derivatives with respect to
    /// its inputs, if those are another layer's outputs.
    fn backward(&mut self, index: usize, batch: usize) {
        let layer = &self.network.layers[index];
        let (before, rest) = self.slopes.split_at_mut(index);
        let slopes = &mut rest[0];
        derive(layer.activation, &layer.values, &mut slopes.values);
        let inputs = if index == 0 { &self.network.inputs } else { &self.network.layers[index - 1].values };
        let slope = Matrix::new(&slopes.values, batch, layer.outputs);
        let transposed_inputs = Matrix::transposed(inputs, batch, layer.inputs);
        P::multiply(transposed_inputs, slope, Before::Replace, &mut slopes.weights.values);
        slopes.biases.values.fill(0.0);
        for row in slopes.values.chunks_exact(layer.outputs) {
            for (sum, value) in slopes.biases.values.iter_mut().zip(row) {
                *sum += value;
            }
        }
        if let Some(previous) = before.last_mut() {
            let weights = Matrix::transposed(&layer.weights, layer.inputs, layer.outputs);
            P::multiply(slope, weights, Before::Replace, &mut previous.values);
        }
    }
}

impl<P: Product> Contender for Training<P> {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            black_box(black_box(&mut *self).step());
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.network.forward();
        self.network.outputs().to_vec()
    }
}
