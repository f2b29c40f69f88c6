//! Gradients of a [`Topology`] by the chain rule, and what their rounding errors scale with.

use crate::activation::by_pixel;
use crate::interpreter::{
    Trace, activation_of, dropout_factor, factor, length, normalised, position, scaled, weighted,
};
use crate::recurrent::{Sized, steps_of, window_of, windows, windows_back};
use crate::topology::{Activation, Layer, LossKind, Recurrence, Source, Tensor, Topology};
use crate::window::{Term, all_of_channels, covered, for_each_term, resampled};

/// For each row, for each line, which elements a dropout keeps; only the entries of dropout lines are read.
pub type Masks = [Vec<Vec<bool>>];

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

impl Gradients {
    /// The place of a parameter in `parameters`.
    fn tensor(&self, line: &str, role: &str) -> usize {
        let name = format!("{line}.{role}");
        let found = self.parameters.iter().position(|tensor| tensor.name == name);
        found.unwrap_or_else(|| panic!("there is no parameter {name}"))
    }

    /// Adds what a row contributes to the derivative of a parameter, and to its magnitudes.
    fn add(&mut self, line: &str, role: &str, values: &[f64], sizes: &[f64]) {
        let tensor = self.tensor(line, role);
        add(&mut self.parameters[tensor].values, values);
        add(&mut self.magnitudes[tensor], sizes);
    }

    /// Adds what a row contributes to the derivative of a matrix, and to its magnitudes. Returns the derivative with
    /// respect to `x`, which the matrix multiplies, and its size.
    fn add_weights(
        &mut self,
        (line, role): (&str, &str),
        weight: &[Vec<f64>],
        x: &[f64],
        (d_z, size_z): (&[f64], &[f64]),
    ) -> (Vec<f64>, Vec<f64>) {
        let tensor = self.tensor(line, role);
        let (mut d_x, mut size_x) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        for (o, d) in d_z.iter().enumerate() {
            for (i, x) in x.iter().enumerate() {
                let element = o * weight[o].len() + i;
                self.parameters[tensor].values[element] += d * x;
                self.magnitudes[tensor][element] += size_z[o] * x.abs();
                d_x[i] += weight[o][i] * d;
                size_x[i] += (weight[o][i] * d).abs();
            }
        }
        (d_x, size_x)
    }
}

/// `of_vector` of a vector, or of the channels of each pixel, of the outputs `a` and their derivatives `d`.
fn over_vectors(shape: &[usize], a: &[f64], d: &[f64], of_vector: impl Fn(&[f64], &[f64]) -> Vec<f64>) -> Vec<f64> {
    if shape.len() == 1 {
        return of_vector(a, d);
    }
    let pixels = shape[1..].iter().product();
    by_pixel(shape, d, |d, pixel| {
        let a: Vec<f64> = a.iter().skip(pixel).step_by(pixels).copied().collect();
        of_vector(&a, d)
    })
}

impl Topology {
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
        let shape = &self.nodes[index].shape;
        match activation_of(&self.nodes[index].layer) {
            // da_i/dz_j = a_i (1 if i = j, else 0) - a_i a_j.
            Activation::Softmax => over_vectors(shape, a, d_after, |a, d| {
                let inner: f64 = a.iter().zip(d).map(|(a, d)| a * d).sum();
                a.iter().zip(d).map(|(a, d)| a * (d - inner)).collect()
            }),
            // dy_i/dz_j = (1 if i = j, else 0) - e^y_j.
            Activation::LogSoftmax => over_vectors(shape, a, d_after, |a, d| {
                let sum: f64 = d.iter().sum();
                a.iter().zip(d).map(|(y, d)| d - y.exp() * sum).collect()
            }),
            elementwise => z.iter().zip(d_after).map(|(z, d)| elementwise.derivative(*z) * d).collect(),
        }
    }

    /// What the rounding error of [`through_activation`](Self::through_activation) scales with: the same products, with the
    /// terms of a derivative that is a difference, such as `1 - a^2`, added up.
    fn sizes_through_activation(&self, index: usize, trace: &Trace, sizes: &[f64]) -> Vec<f64> {
        let (a, shape) = (&trace.after[index], &self.nodes[index].shape);
        let with = |terms: fn(f64) -> f64| a.iter().zip(sizes).map(|(a, size)| terms(*a) * size).collect();
        match activation_of(&self.nodes[index].layer) {
            Activation::Softmax => over_vectors(shape, a, sizes, |a, sizes| {
                let inner: f64 = a.iter().zip(sizes).map(|(a, size)| a * size).sum();
                a.iter().zip(sizes).map(|(a, size)| a * (size + inner)).collect()
            }),
            Activation::LogSoftmax => over_vectors(shape, a, sizes, |a, sizes| {
                let sum: f64 = sizes.iter().sum();
                a.iter().zip(sizes).map(|(y, size)| size + y.exp() * sum).collect()
            }),
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
    #[expect(clippy::too_many_lines, reason = "an arm for each kind of line")]
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
        let value = |source: &Source| match source {
            Source::Input => row,
            Source::Node(index) => &trace.after[*index],
        };
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
                        result.add(&node.name, "bias", &d_z, &size_z);
                    }
                    let (d_x, size_x) =
                        result.add_weights((&node.name, "weight"), weight, value(input), (&d_z, &size_z));
                    add(&mut d_after[place(input)], &d_x);
                    add(&mut sizes[place(input)], &size_x);
                }
                Layer::LowRank { input, down, up, bias, .. } => {
                    if bias.is_some() {
                        result.add(&node.name, "bias", &d_z, &size_z);
                    }
                    let x = value(input);
                    let projected = weighted(down, x, None);
                    let (d, size) = result.add_weights((&node.name, "up"), up, &projected, (&d_z, &size_z));
                    let (d_x, size_x) = result.add_weights((&node.name, "down"), down, x, (&d, &size));
                    add(&mut d_after[place(input)], &d_x);
                    add(&mut sizes[place(input)], &size_x);
                }
                Layer::Convolution { input, weight, is_transposed, bias, groups, window, .. } => {
                    if let Some(bias) = bias {
                        let sums = |values: &[f64]| -> Vec<f64> {
                            values.chunks(node.len / bias.len()).map(|pixels| pixels.iter().sum()).collect()
                        };
                        result.add(&node.name, "bias", &sums(&d_z), &sums(&size_z));
                    }
                    let (x, tensor) = (value(input), result.tensor(&node.name, "weight"));
                    let shapes = (self.shape_of(*input), &node.shape[..]);
                    for_each_term((window, *is_transposed), *groups, shapes, |term| {
                        let Term { row: channel, output, weight: tap, input: from } = term;
                        let w = weight[channel][tap];
                        let element = channel * weight[channel].len() + tap;
                        result.parameters[tensor].values[element] += d_z[output] * x[from];
                        result.magnitudes[tensor][element] += size_z[output] * x[from].abs();
                        d_after[place(input)][from] += w * d_z[output];
                        sizes[place(input)][from] += w.abs() * size_z[output];
                    });
                }
                Layer::Pool { input, pool, .. } | Layer::GlobalPool { input, pool } => {
                    let windows = match &node.layer {
                        Layer::Pool { window, .. } => covered(window, self.shape_of(*input), &node.shape),
                        _ => all_of_channels(self.shape_of(*input)),
                    };
                    for (output, covered) in windows.iter().enumerate() {
                        for (from, slope) in covered.slopes(*pool, value(input)) {
                            d_after[place(input)][from] += slope * d_z[output];
                            sizes[place(input)][from] += slope * size_z[output];
                        }
                    }
                }
                Layer::Resample { input, rules } => {
                    for (to, parts) in resampled(*rules, self.shape_of(*input), &node.shape).iter().enumerate() {
                        for (from, part) in parts {
                            d_after[place(input)][*from] += part * d_z[to];
                            sizes[place(input)][*from] += part * size_z[to];
                        }
                    }
                }
                Layer::Activation { input, .. } | Layer::Flatten { input } => {
                    add(&mut d_after[place(input)], &d_z);
                    add(&mut sizes[place(input)], &size_z);
                }
                Layer::Move { input, from } => {
                    for (to, from) in from.iter().enumerate() {
                        d_after[place(input)][*from] += d_z[to];
                        sizes[place(input)][*from] += size_z[to];
                    }
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
                Layer::Scale { input, factor } => {
                    add(&mut d_after[place(input)], &scaled(&d_z, *factor));
                    add(&mut sizes[place(input)], &scaled(&size_z, factor.abs()));
                }
                Layer::Affine { input, weight, bias, is_trained } => {
                    let x = value(input);
                    if *is_trained {
                        result.add(&node.name, "weight", &products(&d_z, x), &products(&size_z, &absolute(x)));
                    }
                    if *is_trained && bias.is_some() {
                        result.add(&node.name, "bias", &d_z, &size_z);
                    }
                    add(&mut d_after[place(input)], &products(&d_z, weight));
                    add(&mut sizes[place(input)], &products(&size_z, &absolute(weight)));
                }
                Layer::Prelu { input, slope } => {
                    let x = value(input);
                    let below = |i: usize| if x[i] > 0.0 { 0.0 } else { x[i] };
                    let (mut d_slope, mut sizes_of_slope) = (vec![0.0; slope.len()], vec![0.0; slope.len()]);
                    for i in 0..d_z.len() {
                        let own = i / (d_z.len() / slope.len());
                        d_slope[own] += d_z[i] * below(i);
                        sizes_of_slope[own] += size_z[i] * below(i).abs();
                        let factor = if x[i] > 0.0 { 1.0 } else { slope[own] };
                        d_after[place(input)][i] += d_z[i] * factor;
                        sizes[place(input)][i] += size_z[i] * factor.abs();
                    }
                    result.add(&node.name, "weight", &d_slope, &sizes_of_slope);
                }
                Layer::Norm { input, epsilon, is_centred, groups, weight, bias } => {
                    let (x, len) = (value(input), node.len / groups);
                    let of_groups: Vec<(Vec<f64>, f64)> =
                        x.chunks(len).map(|x| normalised(x, *epsilon, *is_centred)).collect();
                    // A rounding error of a number counts by the factor for those that are made of it.
                    let condition = |(x, (_, factor)): (&[f64], &(Vec<f64>, f64))| {
                        1.0 + factor * x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()))
                    };
                    let conditions: Vec<f64> = x.chunks(len).zip(&of_groups).map(condition).collect();
                    if let Some(bias) = bias {
                        result.add(&node.name, "bias", &summed(&d_z, bias.len()), &summed(&size_z, bias.len()));
                    }
                    let y: Vec<f64> = of_groups.iter().flat_map(|(y, _)| y.iter().copied()).collect();
                    let (mut d, mut size) = (d_z.clone(), size_z.clone());
                    if let Some(weight) = weight {
                        let size_y: Vec<f64> =
                            y.iter().enumerate().map(|(i, y)| y.abs() + conditions[i / len]).collect();
                        let (d_weight, size_weight) = (products(&d_z, &y), products(&size_z, &size_y));
                        let n = weight.len();
                        result.add(&node.name, "weight", &summed(&d_weight, n), &summed(&size_weight, n));
                        let spread: Vec<f64> = (0..node.len).map(|i| factor(weight, i, node.len)).collect();
                        (d, size) = (products(&d, &spread), products(&size, &absolute(&spread)));
                    }
                    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
                    let centre = f64::from(u8::from(*is_centred));
                    for (group, (y, factor)) in of_groups.iter().enumerate() {
                        let (first, condition) = (group * len, conditions[group]);
                        let (d, size) = (&d[first..first + len], &size[first..first + len]);
                        let (mean_d, mean_size) = (centre * mean(d), centre * mean(size));
                        let (slope, slope_size) = (mean(&products(d, y)), mean(&products(size, &absolute(y))));
                        for i in 0..len {
                            d_after[place(input)][first + i] += factor * (d[i] - mean_d - y[i] * slope);
                            sizes[place(input)][first + i] +=
                                factor * condition * (size[i] + mean_size + y[i].abs() * slope_size);
                        }
                    }
                }
                Layer::Recurrent { input, cell, stack } if node.shape.len() == 2 => {
                    let steps = node.shape[1];
                    let mut inputs = vec![steps_of(value(input), steps)];
                    for layer in stack {
                        inputs.push(windows(layer, *cell, &inputs[inputs.len() - 1]).0);
                    }
                    let (d, size) = (steps_of(&d_z, steps), steps_of(&size_z, steps));
                    let mut given: Vec<(Vec<f64>, Vec<f64>)> = d.into_iter().zip(size).collect();
                    for (layer, rows) in stack.iter().zip(&inputs).rev() {
                        given = windows_back(layer, *cell, rows, &given, |back| {
                            let Recurrence { end, weight_ih, weight_hh, bias, .. } = back.recurrence;
                            if bias.is_some() {
                                for (kind, (d, size)) in ["ih", "hh"].into_iter().zip(&back.sums) {
                                    result.add(&node.name, &format!("bias_{kind}_{end}"), d, size);
                                }
                            }
                            let [of_input, of_state] = [("ih", weight_ih), ("hh", weight_hh)]
                                .map(|(kind, weight)| (format!("weight_{kind}_{end}"), weight));
                            let mut through = |(role, weight): &(String, &Vec<Vec<f64>>), x, (d, size): &Sized| {
                                result.add_weights((&node.name, role), weight, x, (d, size))
                            };
                            if let Some((reset, of_reset)) = back.of_reset() {
                                // Of what is handed back nothing is left to do.
                                through(&of_state, reset, &of_reset);
                            }
                            [through(&of_input, back.x, &back.sums[0]), through(&of_state, back.h, &back.of_output())]
                        });
                    }
                    let (d_x, size_x): (Vec<_>, Vec<_>) = given.into_iter().unzip();
                    add(&mut d_after[place(input)], &window_of(&d_x));
                    add(&mut sizes[place(input)], &window_of(&size_x));
                }
                Layer::Recurrent { .. } | Layer::Causal { .. } | Layer::Earlier { .. } | Layer::Average { .. } => {
                    panic!("a stream has no loss")
                }
                Layer::BatchNorm { .. } => panic!("`batch_norm` trains on whole batches, and the twin row by row"),
                Layer::Embedding { input, table } => {
                    let first = position(value(input)) * node.len;
                    let (mut d_table, mut size_table) = (vec![0.0; table.len()], vec![0.0; table.len()]);
                    d_table[first..first + node.len].copy_from_slice(&d_z);
                    size_table[first..first + node.len].copy_from_slice(&size_z);
                    result.add(&node.name, "weight", &d_table, &size_table);
                }
                Layer::Length { input, epsilon } => {
                    let x = value(input);
                    let factor = length(x).max(*epsilon).recip();
                    let y = scaled(x, factor);
                    let is_short = length(x) < *epsilon;
                    let sum = |values: &[f64]| if is_short { 0.0 } else { values.iter().sum::<f64>() };
                    let slope = sum(&products(&d_z, &y));
                    let slope_size = sum(&products(&size_z, &absolute(&y)));
                    for i in 0..x.len() {
                        d_after[place(input)][i] += factor * (d_z[i] - y[i] * slope);
                        sizes[place(input)][i] += 2.0 * factor * (size_z[i] + y[i].abs() * slope_size);
                    }
                }
                Layer::Gated { input, is_first } => {
                    let n = d_z.len();
                    let (first, second) = value(input).split_at(n);
                    for i in 0..n {
                        let (a, b) = (first[i], second[i]);
                        let (d_a, d_b) = if *is_first {
                            (Activation::Silu.derivative(a) * b, Activation::Silu.value(a))
                        } else {
                            (Activation::Sigmoid.value(b), a * Activation::Sigmoid.derivative(b))
                        };
                        d_after[place(input)][i] += d_z[i] * d_a;
                        d_after[place(input)][n + i] += d_z[i] * d_b;
                        // A derivative that is a difference has the error of its terms, which are at most 1.
                        let (size_a, size_b) = if *is_first {
                            (b.abs(), d_b.abs())
                        } else {
                            (d_a, a.abs() * Activation::Sigmoid.value(b))
                        };
                        sizes[place(input)][i] += size_z[i] * size_a;
                        sizes[place(input)][n + i] += size_z[i] * size_b;
                    }
                }
                Layer::Mul { inputs } => {
                    for (position, input) in inputs.iter().enumerate() {
                        let others = inputs.iter().enumerate().filter(|(other, _)| *other != position);
                        let others: Vec<&[f64]> = others.map(|(_, source)| value(source)).collect();
                        let pixels = d_z.len() / self.len_of(*input);
                        for i in 0..d_z.len() {
                            let factor: f64 = others.iter().map(|other| factor(other, i, d_z.len())).product();
                            d_after[place(input)][i / pixels] += d_z[i] * factor;
                            sizes[place(input)][i / pixels] += size_z[i] * factor.abs();
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
}

fn products(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left * right).collect()
}

/// The sums of `n` parts of numbers, one behind the other.
fn summed(values: &[f64], n: usize) -> Vec<f64> {
    values.chunks(values.len() / n).map(|part| part.iter().sum()).collect()
}

fn add(to: &mut [f64], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

fn absolute(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.abs()).collect()
}
