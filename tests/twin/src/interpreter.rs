//! The naive twin of the macro: forward pass, loss and gradients of a [`Topology`], in f64, written for the eye.
//!
//! One row at a time, one loop per sum, the chain rule as in the textbook. Nothing here is shared with the library.

use crate::activation::softmax;
use crate::topology::{Activation, Layer, LossKind, Source, Tensor, Topology};

/// For each row, for each line, which elements a dropout keeps; only the entries of dropout lines are read.
pub type Masks = [Vec<Vec<bool>>];

/// The values of one row, by line: before the activation function and after it.
#[derive(Clone, Debug)]
pub struct Trace {
    /// `z`; for a line without an activation, the same as `after`.
    pub before: Vec<Vec<f64>>,
    /// `a`.
    pub after: Vec<Vec<f64>>,
}

/// The derivatives of the loss.
#[derive(Clone, Debug)]
pub struct Gradients {
    /// Mean loss of the batch.
    pub loss: f64,
    /// With respect to the parameters, in the order of [`Topology::parameters`].
    pub parameters: Vec<Tensor>,
    /// What the rounding error of each element of `parameters` scales with: the sum of the absolute values of its
    /// terms, and for the derivative in a term, which is a sum over the users of a value times that of an activation, that
    /// of their terms.
    pub magnitudes: Vec<Vec<f64>>,
    /// With respect to the inputs, by row.
    pub inputs: Vec<Vec<f64>>,
}

impl Topology {
    /// The output for one input; dropout does nothing.
    #[must_use]
    pub fn predict(&self, input: &[f64]) -> Vec<f64> {
        self.trace(input, None).after.pop().unwrap_or_else(|| input.to_vec())
    }

    /// The mean loss of a batch; dropout does nothing.
    ///
    /// # Panics
    /// If the topology has no loss.
    #[must_use]
    pub fn mean_loss(&self, inputs: &[Vec<f64>], targets: &[Vec<f64>]) -> f64 {
        let rows = inputs.iter().zip(targets);
        rows.map(|(input, target)| self.row_loss(&self.trace(input, None), target)).sum::<f64>() / inputs.len() as f64
    }

    /// All values of one row. `masks` has an entry for each line; without it dropout does nothing.
    ///
    /// # Panics
    /// If lengths do not fit.
    #[must_use]
    pub fn trace(&self, input: &[f64], masks: Option<&[Vec<bool>]>) -> Trace {
        assert_eq!(input.len(), self.input, "length of the input row");
        let mut trace = Trace { before: Vec::new(), after: Vec::new() };
        for (index, node) in self.nodes.iter().enumerate() {
            let value = |source: &Source| match source {
                Source::Input => input,
                Source::Node(index) => &trace.after[*index],
            };
            let (before, activation) = match &node.layer {
                Layer::Dense { input, weight, bias, activation } => {
                    let sums = weight.iter().enumerate().map(|(output, row)| {
                        let products = row.iter().zip(value(input)).map(|(w, x)| w * x);
                        products.sum::<f64>() + bias.as_ref().map_or(0.0, |bias| bias[output])
                    });
                    (sums.collect(), *activation)
                }
                Layer::Activation { input, activation } => (value(input).to_vec(), *activation),
                Layer::Flatten { input } => (value(input).to_vec(), Activation::Identity),
                Layer::Dropout { input, rate } => {
                    let kept = value(input).iter().enumerate();
                    (kept.map(|(i, x)| x * dropout_factor(masks, index, i, *rate)).collect(), Activation::Identity)
                }
                Layer::Sub { left, right } => {
                    let pairs = value(left).iter().zip(value(right));
                    (pairs.map(|(left, right)| left - right).collect(), Activation::Identity)
                }
                Layer::Mul { inputs } => {
                    let product = |i: usize| inputs.iter().map(|source| value(source)[i]).product();
                    ((0..node.len).map(product).collect(), Activation::Identity)
                }
                Layer::Slice { input, start } => {
                    (value(input)[*start..*start + node.len].to_vec(), Activation::Identity)
                }
                Layer::Add { inputs } => {
                    let sum = |i: usize| inputs.iter().map(|source| value(source)[i]).sum();
                    ((0..node.len).map(sum).collect(), Activation::Identity)
                }
                Layer::Concat { inputs } => (inputs.iter().flat_map(value).copied().collect(), Activation::Identity),
            };
            assert_eq!(before.len(), node.len, "length of line {}", node.name);
            trace.after.push(match activation {
                Activation::Softmax => softmax(&before),
                elementwise => before.iter().map(|z| elementwise.value(*z)).collect(),
            });
            trace.before.push(before);
        }
        trace
    }

    /// The loss of one row.
    fn row_loss(&self, trace: &Trace, target: &[f64]) -> f64 {
        let (loss, _) = self.loss_of(trace, target);
        loss
    }

    /// The loss of one row, and its derivative with respect to what it is computed from.
    fn loss_of(&self, trace: &Trace, target: &[f64]) -> (f64, Vec<f64>) {
        let loss = self.loss.expect("a topology with a loss");
        let row = if loss.contains_activation() { &trace.before } else { &trace.after };
        loss.of_row(last(row), target)
    }

    /// The derivative of one row's loss with respect to the last line's `z`.
    fn last_derivative(&self, trace: &Trace, target: &[f64]) -> Vec<f64> {
        let (_, derivative) = self.loss_of(trace, target);
        if self.loss.is_some_and(LossKind::contains_activation) {
            return derivative;
        }
        self.through_activation(self.nodes.len() - 1, trace, &derivative)
    }

    /// `dL/dz` of a line, from its `dL/da`.
    fn through_activation(&self, index: usize, trace: &Trace, d_after: &[f64]) -> Vec<f64> {
        let (z, a) = (&trace.before[index], &trace.after[index]);
        match activation_of(&self.nodes[index].layer) {
            // da_i/dz_j = a_i (1 if i = j, else 0) - a_i a_j.
            Activation::Softmax => {
                let inner: f64 = a.iter().zip(d_after).map(|(a, d)| a * d).sum();
                a.iter().zip(d_after).map(|(a, d)| a * (d - inner)).collect()
            }
            elementwise => z.iter().zip(d_after).map(|(z, d)| elementwise.derivative(*z) * d).collect(),
        }
    }

    /// What the rounding error of [`through_activation`](Self::through_activation) scales with: the same products, with the
    /// terms of a derivative that is a difference, such as `1 - a^2`, added up.
    fn sizes_through_activation(&self, index: usize, trace: &Trace, sizes: &[f64]) -> Vec<f64> {
        let a = &trace.after[index];
        let with = |terms: fn(f64) -> f64| a.iter().zip(sizes).map(|(a, size)| terms(*a) * size).collect();
        match activation_of(&self.nodes[index].layer) {
            Activation::Tanh => with(|a| 1.0 + a * a),
            Activation::Sigmoid => with(|a| a + a * a),
            Activation::Softsign => with(|a| (1.0 + a.abs()).powi(2)),
            _ => absolute(&self.through_activation(index, trace, sizes)),
        }
    }

    /// The mean loss of a batch and its derivatives. Without `masks` dropout does nothing.
    ///
    /// # Panics
    /// If the topology has no loss, or lengths do not fit.
    #[must_use]
    pub fn gradients(&self, inputs: &[Vec<f64>], targets: &[Vec<f64>], masks: Option<&Masks>) -> Gradients {
        assert_eq!(inputs.len(), targets.len(), "as many targets as inputs");
        let batch = inputs.len() as f64;
        let mut parameters = self.parameters();
        for tensor in &mut parameters {
            tensor.values.fill(0.0);
        }
        let magnitudes = parameters.iter().map(|tensor| tensor.values.clone()).collect();
        let mut result = Gradients { loss: 0.0, parameters, magnitudes, inputs: Vec::new() };
        for (row, (input, target)) in inputs.iter().zip(targets).enumerate() {
            let masks = masks.map(|masks| masks[row].as_slice());
            let trace = self.trace(input, masks);
            result.loss += self.row_loss(&trace, target) / batch;
            let d_last: Vec<f64> = self.last_derivative(&trace, target).iter().map(|d| d / batch).collect();
            self.add_row(input, &trace, masks, &d_last, &mut result);
        }
        result
    }

    /// Reverse mode for one row: adds to `result.parameters`, pushes to `result.inputs`.
    fn add_row(&self, row: &[f64], trace: &Trace, masks: Option<&[Vec<bool>]>, d_last: &[f64], result: &mut Gradients) {
        // d_after[index] is dL/da of the line, a sum over its users; the input's comes last.
        let mut d_after: Vec<Vec<f64>> = self.nodes.iter().map(|node| vec![0.0; node.len]).collect();
        d_after.push(vec![0.0; self.input]);
        // The same sums, of absolute values.
        let mut sizes = d_after.clone();
        let place = |source: &Source| match source {
            Source::Input => self.nodes.len(),
            Source::Node(index) => *index,
        };
        let mut tensor_index = result.parameters.len();
        for (index, node) in self.nodes.iter().enumerate().rev() {
            let (d_z, size_z) = if index + 1 == self.nodes.len() {
                (d_last.to_vec(), absolute(d_last))
            } else {
                let d_z = self.through_activation(index, trace, &d_after[index]);
                (d_z, self.sizes_through_activation(index, trace, &sizes[index]))
            };
            match &node.layer {
                Layer::Dense { input, weight, bias, .. } => {
                    if bias.is_some() {
                        tensor_index -= 1;
                        add(&mut result.parameters[tensor_index].values, &d_z);
                        add(&mut result.magnitudes[tensor_index], &size_z);
                    }
                    tensor_index -= 1;
                    let x = match input {
                        Source::Input => row,
                        Source::Node(index) => &trace.after[*index],
                    };
                    for (o, d) in d_z.iter().enumerate() {
                        for (i, x) in x.iter().enumerate() {
                            let element = o * weight[o].len() + i;
                            result.parameters[tensor_index].values[element] += d * x;
                            result.magnitudes[tensor_index][element] += size_z[o] * x.abs();
                            d_after[place(input)][i] += weight[o][i] * d;
                            sizes[place(input)][i] += (weight[o][i] * d).abs();
                        }
                    }
                }
                Layer::Activation { input, .. } | Layer::Flatten { input } => {
                    add(&mut d_after[place(input)], &d_z);
                    add(&mut sizes[place(input)], &size_z);
                }
                Layer::Dropout { input, rate } => {
                    for (i, (d, size)) in d_z.iter().zip(&size_z).enumerate() {
                        let factor = dropout_factor(masks, index, i, *rate);
                        d_after[place(input)][i] += d * factor;
                        sizes[place(input)][i] += size * factor;
                    }
                }
                Layer::Add { inputs } => {
                    for input in inputs {
                        add(&mut d_after[place(input)], &d_z);
                        add(&mut sizes[place(input)], &size_z);
                    }
                }
                Layer::Sub { left, right } => {
                    add(&mut d_after[place(left)], &d_z);
                    add(&mut d_after[place(right)], &d_z.iter().map(|d| -d).collect::<Vec<_>>());
                    add(&mut sizes[place(left)], &size_z);
                    add(&mut sizes[place(right)], &size_z);
                }
                Layer::Mul { inputs } => {
                    let value = |source: &Source| match source {
                        Source::Input => row,
                        Source::Node(index) => &trace.after[*index],
                    };
                    for (position, input) in inputs.iter().enumerate() {
                        let others = inputs.iter().enumerate().filter(|(other, _)| *other != position);
                        let others: Vec<&[f64]> = others.map(|(_, source)| value(source)).collect();
                        for i in 0..d_z.len() {
                            let factor: f64 = others.iter().map(|other| other[i]).product();
                            d_after[place(input)][i] += d_z[i] * factor;
                            sizes[place(input)][i] += size_z[i] * factor.abs();
                        }
                    }
                }
                Layer::Slice { input, start } => {
                    let part = *start..*start + d_z.len();
                    add(&mut d_after[place(input)][part.clone()], &d_z);
                    add(&mut sizes[place(input)][part], &size_z);
                }
                Layer::Concat { inputs } => {
                    let mut start = 0;
                    for input in inputs {
                        let part = start..start + self.len_of(*input);
                        start = part.end;
                        add(&mut d_after[place(input)], &d_z[part.clone()]);
                        add(&mut sizes[place(input)], &size_z[part]);
                    }
                }
            }
        }
        result.inputs.extend(d_after.pop());
    }

    /// The smallest distance of any `z` of this row from a kink of its activation function, and with a target also of
    /// any output from a kink of the loss. An exact zero is left out: it comes from zeros, which f32 has as well. Without
    /// `masks` dropout does nothing.
    #[must_use]
    pub fn distance_from_kinks(&self, input: &[f64], target: Option<&[f64]>, masks: Option<&[Vec<bool>]>) -> f64 {
        let trace = self.trace(input, masks);
        let mut distances = Vec::new();
        for (node, before) in self.nodes.iter().zip(&trace.before) {
            let kinks = activation_of(&node.layer).kinks();
            distances.extend(kinks.iter().flat_map(|kink| before.iter().map(move |z| (z - kink).abs())));
        }
        if let (Some(target), Some(loss)) = (target, self.loss) {
            let outputs = last(&trace.after).iter().zip(target);
            distances.extend(outputs.map(|(p, y)| loss.distance_from_kink(*p, *y)));
        }
        distances.into_iter().filter(|distance| *distance != 0.0).fold(f64::INFINITY, f64::min)
    }
}

fn activation_of(layer: &Layer) -> Activation {
    match layer {
        Layer::Dense { activation, .. } | Layer::Activation { activation, .. } => *activation,
        _ => Activation::Identity,
    }
}

fn dropout_factor(masks: Option<&[Vec<bool>]>, index: usize, element: usize, rate: f64) -> f64 {
    match masks {
        None => 1.0,
        Some(masks) if masks[index][element] => 1.0 / (1.0 - rate),
        Some(_) => 0.0,
    }
}

fn add(to: &mut [f64], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

fn absolute(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.abs()).collect()
}

fn last(values: &[Vec<f64>]) -> &[f64] {
    values.last().expect("a topology has at least one line")
}
