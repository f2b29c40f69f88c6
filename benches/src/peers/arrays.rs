//! Hand-written passes over arrays of constant size, as plain loops: what a Rust user writes without any library.
//!
//! Letters: `I` inputs of a layer, `O` its outputs, `R` rows that are computed together, `T` outputs that are computed
//! together. A layer owns the layers behind it, so that all sizes are known to the compiler and everything is inlined.

use std::hint::black_box;

use super::plain::{Descent, activate, derive, loss, multiply_add};
use crate::case::{Measure, Net};
use crate::contender::{Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::model::{self, Activation, Loss};

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrays;

impl Peer for Arrays {
    fn name(&self) -> &'static str {
        "arrays"
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        Ok(Some(match task.case.net {
            Net::Xor => contender::<2, Layer<2, 8, TANH, Layer<8, 1, SIGMOID, End<1>>>>(task),
            Net::Control => contender::<17, Layer<17, 64, TANH, Layer<64, 64, TANH, Layer<64, 6, TANH, End<6>>>>>(task),
            Net::Field => contender::<
                32,
                Layer<32, 64, RELU, Layer<64, 64, RELU, Layer<64, 64, RELU, Layer<64, 16, IDENTITY, End<16>>>>>,
            >(task),
            Net::Mnist => contender::<784, Layer<784, 128, RELU, Layer<128, 10, SOFTMAX, End<10>>>>(task),
            Net::Wide => {
                contender::<784, Layer<784, 512, RELU, Layer<512, 512, RELU, Layer<512, 10, SOFTMAX, End<10>>>>>(task)
            }
        }))
    }
}

// Constants of a type cannot be an enum's yet.
const IDENTITY: u8 = 0;
const RELU: u8 = 1;
const TANH: u8 = 2;
const SIGMOID: u8 = 3;
const SOFTMAX: u8 = 4;

const fn activation(constant: u8) -> Activation {
    match constant {
        RELU => Activation::Relu,
        TANH => Activation::Tanh,
        SIGMOID => Activation::Sigmoid,
        SOFTMAX => Activation::Softmax,
        _ => Activation::Identity,
    }
}

/// Rows and outputs of a tile of sums, so many as the registers hold.
const ROWS: usize = 4;
const TILE: usize = if cfg!(target_feature = "avx512f") { 32 } else { 16 };
/// Outputs that a single row computes together.
const LONG_TILE: usize = if cfg!(target_feature = "avx512f") { 128 } else { 64 };

/// A layer and all behind it; or the end.
trait Rest<const I: usize> {
    /// `[f32; O]` of the last layer.
    type Output: AsRef<[f32]> + Copy;

    fn new(layers: &[model::Layer], batch: usize, descent: Option<&Descent>) -> Self;

    /// Output of one row, nothing kept.
    fn predict(&self, input: &[f32; I]) -> Self::Output;

    /// Outputs of all layers, kept for the way back.
    fn forward(&mut self, inputs: &[[f32; I]]);

    /// The outputs that [`forward`](Self::forward) kept; the inputs at the end.
    fn append_outputs(&self, inputs: &[[f32; I]], outputs: &mut Vec<f32>);

    /// Gradients of all layers, and the derivatives with respect to the inputs if they are asked for.
    fn backward(&mut self, inputs: &[[f32; I]], slopes: Option<&mut [[f32; I]]>, targets: &[f32], kind: Loss) -> f32;

    fn update(&mut self, descent: &Descent);
}

/// Behind the last layer: its outputs are the network's, and what is returned to it are the derivatives of the loss.
struct End<const O: usize>;

impl<const O: usize> Rest<O> for End<O> {
    type Output = [f32; O];

    fn new(_: &[model::Layer], _: usize, _: Option<&Descent>) -> Self {
        Self
    }

    #[inline(always)]
    fn predict(&self, input: &[f32; O]) -> [f32; O] {
        *input
    }

    #[inline(always)]
    fn forward(&mut self, _: &[[f32; O]]) {}

    fn append_outputs(&self, inputs: &[[f32; O]], outputs: &mut Vec<f32>) {
        outputs.extend(inputs.as_flattened());
    }

    #[inline(always)]
    fn backward(&mut self, inputs: &[[f32; O]], slopes: Option<&mut [[f32; O]]>, targets: &[f32], kind: Loss) -> f32 {
        let slopes = slopes.map_or(&mut [][..], |slopes| slopes.as_flattened_mut());
        loss(kind, inputs.as_flattened(), targets, slopes, inputs.len())
    }

    fn update(&mut self, _: &Descent) {}
}

/// Weights `[I, O]`, biases `[O]`; also their gradients and moments.
#[derive(Clone)]
struct Parameters<const I: usize, const O: usize> {
    weights: Vec<[f32; O]>,
    biases: [f32; O],
}

impl<const I: usize, const O: usize> Parameters<I, O> {
    fn zeros() -> Self {
        Self { weights: vec![[0.0; O]; I], biases: [0.0; O] }
    }

    #[inline(always)]
    fn weights(&self) -> &[[f32; O]; I] {
        self.weights.as_slice().try_into().expect("made with I rows")
    }
}

/// What training needs for a layer.
struct Memory<const I: usize, const O: usize> {
    /// Derivatives with respect to the outputs, then to the sums.
    slopes: Vec<[f32; O]>,
    gradient: Parameters<I, O>,
    /// None without Adam.
    moments: Option<[Parameters<I, O>; 2]>,
}

struct Layer<const I: usize, const O: usize, const A: u8, N> {
    parameters: Parameters<I, O>,
    outputs: Vec<[f32; O]>,
    memory: Option<Memory<I, O>>,
    next: N,
}

impl<const I: usize, const O: usize, const A: u8, N: Rest<O>> Rest<I> for Layer<I, O, A, N> {
    type Output = N::Output;

    fn new(layers: &[model::Layer], batch: usize, descent: Option<&Descent>) -> Self {
        let (layer, rest) = layers.split_first().expect("as many layers as the type has");
        assert_eq!((layer.inputs, layer.outputs, layer.activation), (I, O, activation(A)), "the type is the model's");
        let mut parameters = Parameters::zeros();
        for (output, row) in layer.weights.chunks_exact(I).enumerate() {
            for (weights, weight) in parameters.weights.iter_mut().zip(row) {
                weights[output] = *weight;
            }
        }
        parameters.biases.copy_from_slice(&layer.biases);
        let memory = descent.map(|descent| Memory {
            slopes: vec![[0.0; O]; batch],
            gradient: Parameters::zeros(),
            moments: (descent.n_moments() == 2).then(|| [Parameters::zeros(), Parameters::zeros()]),
        });
        Self { parameters, outputs: vec![[0.0; O]; batch], memory, next: N::new(rest, batch, descent) }
    }

    #[inline(always)]
    fn predict(&self, input: &[f32; I]) -> N::Output {
        let mut output = [[0.0; O]];
        sums::<I, O, 1, LONG_TILE>(&self.parameters, std::array::from_ref(input), &mut output);
        activate(activation(A), output.as_flattened_mut(), O);
        self.next.predict(&output[0])
    }

    #[inline(always)]
    fn forward(&mut self, inputs: &[[f32; I]]) {
        let outputs = &mut self.outputs[..inputs.len()];
        let (blocks, rest) = inputs.as_chunks::<ROWS>();
        let (output_blocks, output_rest) = outputs.as_chunks_mut::<ROWS>();
        for (inputs, outputs) in blocks.iter().zip(output_blocks) {
            sums::<I, O, ROWS, TILE>(&self.parameters, inputs, outputs);
            activate(activation(A), outputs.as_flattened_mut(), O);
        }
        for (input, output) in rest.iter().zip(output_rest) {
            let output = std::array::from_mut(output);
            sums::<I, O, 1, LONG_TILE>(&self.parameters, std::array::from_ref(input), output);
            activate(activation(A), output.as_flattened_mut(), O);
        }
        self.next.forward(outputs);
    }

    fn append_outputs(&self, inputs: &[[f32; I]], outputs: &mut Vec<f32>) {
        self.next.append_outputs(&self.outputs[..inputs.len()], outputs);
    }

    #[inline(always)]
    fn backward(&mut self, inputs: &[[f32; I]], slopes: Option<&mut [[f32; I]]>, targets: &[f32], kind: Loss) -> f32 {
        let memory = self.memory.as_mut().expect("made for training");
        let value = self.next.backward(&self.outputs, Some(&mut memory.slopes), targets, kind);
        derive(activation(A), self.outputs.as_flattened(), memory.slopes.as_flattened_mut());
        gradients(inputs, &memory.slopes, &mut memory.gradient);
        if let Some(slopes) = slopes {
            input_slopes(self.parameters.weights(), &memory.slopes, slopes);
        }
        value
    }

    #[inline(always)]
    fn update(&mut self, descent: &Descent) {
        let memory = self.memory.as_mut().expect("made for training");
        let Parameters { weights, biases } = &mut self.parameters;
        let weights = weights.as_flattened_mut();
        let gradient = &memory.gradient;
        if let Some([means, squares]) = &mut memory.moments {
            let (mean, square) = (means.weights.as_flattened_mut(), squares.weights.as_flattened_mut());
            descent.update(weights, gradient.weights.as_flattened(), mean, square);
            descent.update(biases, &gradient.biases, &mut means.biases, &mut squares.biases);
        } else {
            descent.update(weights, gradient.weights.as_flattened(), &mut [], &mut []);
            descent.update(biases, &gradient.biases, &mut [], &mut []);
        }
        self.next.update(descent);
    }
}

/// `x W + b` for `R` rows, `T` outputs at a time.
#[inline(always)]
fn sums<const I: usize, const O: usize, const R: usize, const T: usize>(
    parameters: &Parameters<I, O>,
    inputs: &[[f32; I]; R],
    outputs: &mut [[f32; O]; R],
) {
    let weights = parameters.weights();
    let mut first = 0;
    while first + T <= O {
        let mut tile = [[0.0; T]; R];
        for row in &mut tile {
            row.copy_from_slice(&parameters.biases[first..first + T]);
        }
        for (input, weights) in weights.iter().enumerate() {
            let weights = &weights[first..first + T];
            for (row, inputs) in tile.iter_mut().zip(inputs) {
                for (sum, weight) in row.iter_mut().zip(weights) {
                    *sum = multiply_add(inputs[input], *weight, *sum);
                }
            }
        }
        for (outputs, row) in outputs.iter_mut().zip(&tile) {
            outputs[first..first + T].copy_from_slice(row);
        }
        first += T;
    }
    if first < O {
        // The rest is narrower than a tile; its width is a constant too, so that these loops vectorise as well.
        let width = O % T;
        let mut tile = [[0.0; T]; R];
        for row in &mut tile {
            row[..width].copy_from_slice(&parameters.biases[O - width..]);
        }
        for (input, weights) in weights.iter().enumerate() {
            for (row, inputs) in tile.iter_mut().zip(inputs) {
                for (sum, weight) in row[..width].iter_mut().zip(&weights[O - width..]) {
                    *sum = multiply_add(inputs[input], *weight, *sum);
                }
            }
        }
        for (outputs, row) in outputs.iter_mut().zip(&tile) {
            outputs[O - width..].copy_from_slice(&row[..width]);
        }
    }
}

/// Gradients of a layer: `x^T d` and the sum of `d`. Four inputs' weights are summed together.
#[inline(always)]
fn gradients<const I: usize, const O: usize>(
    inputs: &[[f32; I]],
    slopes: &[[f32; O]],
    gradient: &mut Parameters<I, O>,
) {
    gradient.biases = [0.0; O];
    for slope in slopes {
        for (sum, value) in gradient.biases.iter_mut().zip(slope) {
            *sum += value;
        }
    }
    for (block, rows) in gradient.weights.chunks_mut(ROWS).enumerate() {
        let first_input = block * ROWS;
        let mut first = 0;
        while first < O {
            let width = TILE.min(O - first);
            let mut tile = [[0.0; TILE]; ROWS];
            if width == TILE && rows.len() == ROWS {
                for (input, slope) in inputs.iter().zip(slopes) {
                    let slope = &slope[first..first + TILE];
                    for (row, input) in tile.iter_mut().zip(&input[first_input..first_input + ROWS]) {
                        for (sum, value) in row.iter_mut().zip(slope) {
                            *sum = multiply_add(*input, *value, *sum);
                        }
                    }
                }
            } else {
                for (input, slope) in inputs.iter().zip(slopes) {
                    let slope = &slope[first..first + width];
                    for (row, input) in tile.iter_mut().zip(&input[first_input..first_input + rows.len()]) {
                        for (sum, value) in row[..width].iter_mut().zip(slope) {
                            *sum = multiply_add(*input, *value, *sum);
                        }
                    }
                }
            }
            for (row, sums) in rows.iter_mut().zip(&tile) {
                row[first..first + width].copy_from_slice(&sums[..width]);
            }
            first += width;
        }
    }
}

/// Derivatives with respect to a layer's inputs: `d W^T`, each a sum over the outputs in 16 parts.
#[inline(always)]
fn input_slopes<const I: usize, const O: usize>(weights: &[[f32; O]; I], slopes: &[[f32; O]], result: &mut [[f32; I]]) {
    for (slope, result) in slopes.iter().zip(result) {
        for (weights, result) in weights.iter().zip(result) {
            let (slope_parts, slope_rest) = slope.as_chunks::<16>();
            let (weight_parts, weight_rest) = weights.as_chunks::<16>();
            let mut parts = [0.0; 16];
            for (slope, weight) in slope_parts.iter().zip(weight_parts) {
                for ((sum, slope), weight) in parts.iter_mut().zip(slope).zip(weight) {
                    *sum = multiply_add(*slope, *weight, *sum);
                }
            }
            let rest: f32 = slope_rest.iter().zip(weight_rest).map(|(slope, weight)| slope * weight).sum();
            // In halves, so that it stays in vectors.
            for half in [8, 4, 2, 1] {
                for lane in 0..half {
                    parts[lane] += parts[lane + half];
                }
            }
            *result = parts[0] + rest;
        }
    }
}

fn contender<const I: usize, L: Rest<I> + 'static>(task: &Task) -> Box<dyn Contender> {
    let inputs: Vec<[f32; I]> = task.inputs.as_chunks().0.to_vec();
    let descent = task.case.measure.trains().then(|| Descent::new(task));
    let block = if descent.is_some() { task.case.batch } else { Inference::<I, L>::BLOCK };
    let layers = Box::new(L::new(&task.model.layers, block, descent.as_ref()));
    match (task.case.measure, descent) {
        (Measure::PredictDependent, _) => Box::new(Dependent { layers, input: inputs[0], output: None }),
        (_, Some(descent)) => {
            Box::new(Training { layers, inputs, targets: task.targets.clone(), loss: task.model.loss, descent })
        }
        _ => Box::new(Inference { layers, inputs, outputs: Vec::with_capacity(task.targets.len()) }),
    }
}

struct Inference<const I: usize, L> {
    layers: Box<L>,
    inputs: Vec<[f32; I]>,
    outputs: Vec<f32>,
}

impl<const I: usize, L: Rest<I>> Inference<I, L> {
    /// Rows that go through all layers before the next ones do, so that what is between stays in the cache.
    const BLOCK: usize = 64;
}

impl<const I: usize, L: Rest<I>> Contender for Inference<I, L> {
    fn run(&mut self, calls: usize) {
        if let [input] = self.inputs.as_slice() {
            for _ in 0..calls {
                let output = black_box(self.layers.predict(black_box(input)));
                self.outputs.clear();
                self.outputs.extend(output.as_ref());
            }
        } else {
            for _ in 0..calls {
                let outputs = black_box(&mut self.outputs);
                outputs.clear();
                for block in black_box(&self.inputs).chunks(Self::BLOCK) {
                    self.layers.forward(block);
                    self.layers.append_outputs(block, outputs);
                }
            }
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.outputs.clone()
    }
}

struct Dependent<const I: usize, L: Rest<I>> {
    layers: Box<L>,
    input: [f32; I],
    output: Option<L::Output>,
}

impl<const I: usize, L: Rest<I>> Contender for Dependent<I, L> {
    fn run(&mut self, calls: usize) {
        let (start, mut input) = (self.input[0], self.input);
        for _ in 0..calls {
            let output = self.layers.predict(&input);
            input[0] = start + FEEDBACK * output.as_ref()[0];
            self.output = Some(output);
        }
        black_box(&self.output);
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.map_or_else(Vec::new, |output| output.as_ref().to_vec())
    }
}

struct Training<const I: usize, L> {
    layers: Box<L>,
    inputs: Vec<[f32; I]>,
    targets: Vec<f32>,
    loss: Loss,
    descent: Descent,
}

impl<const I: usize, L: Rest<I>> Contender for Training<I, L> {
    fn run(&mut self, calls: usize) {
        let Self { layers, inputs, targets, loss, descent } = self;
        for _ in 0..calls {
            layers.forward(black_box(inputs));
            black_box(layers.backward(inputs, None, targets, *loss));
            descent.next_step();
            layers.update(descent);
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.inputs.iter().flat_map(|input| self.layers.predict(input).as_ref().to_vec()).collect()
    }
}
