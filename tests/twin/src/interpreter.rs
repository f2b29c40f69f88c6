//! The naive twin of the macro: forward pass, loss and gradients of a [`Topology`], in f64, written for the eye.
//!
//! One row at a time, one loop per sum, the chain rule as in the textbook. Nothing here is shared with the library.

use crate::topology::{Activation, Cell, Layer, LossKind, Pool, Source, Tensor, Topology};
use crate::window::{Term, all_of_channels, covered, for_each_term, resampled};

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

    /// The outputs of a stream for inputs that follow each other, from its beginning.
    #[must_use]
    pub fn stream(&self, inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut memory = self.new_memory();
        let mut next = |input: &Vec<f64>| {
            let trace = self.trace_after(input, None, &mut memory);
            trace.after.last().cloned().unwrap_or_else(|| input.clone())
        };
        inputs.iter().map(&mut next).collect()
    }

    /// All values of one row. `masks` has an entry for each line; without it dropout does nothing.
    ///
    /// # Panics
    /// If lengths do not fit.
    #[must_use]
    pub fn trace(&self, input: &[f64], masks: Option<&[Vec<bool>]>) -> Trace {
        self.trace_after(input, masks, &mut self.new_memory())
    }

    /// As [`trace`](Self::trace), of a row that follows others, which `memory` is of. It becomes that of this row.
    #[expect(clippy::too_many_lines, reason = "an arm for each kind of line")]
    fn trace_after(&self, input: &[f64], masks: Option<&[Vec<bool>]>, memory: &mut [Vec<f64>]) -> Trace {
        assert_eq!(input.len(), self.input, "length of the input row");
        let mut trace = Trace { before: Vec::new(), after: Vec::new() };
        for (index, node) in self.nodes.iter().enumerate() {
            let value = |source: &Source| match source {
                Source::Input => input,
                Source::Node(index) => &trace.after[*index],
            };
            let (before, activation) = match &node.layer {
                Layer::Dense { input, weight, bias, activation } => {
                    (weighted(weight, value(input), bias.as_ref()), *activation)
                }
                Layer::LowRank { input, down, up, bias, activation } => {
                    (weighted(up, &weighted(down, value(input), None), bias.as_ref()), *activation)
                }
                Layer::Convolution { input, weight, is_transposed, bias, groups, window, activation, .. } => {
                    let shapes = (self.shape_of(*input), &node.shape[..]);
                    let mut sums = vec![0.0; node.len];
                    for_each_term((window, *is_transposed), *groups, shapes, |term| {
                        let Term { row: channel, output, weight: tap, input: from } = term;
                        sums[output] += weight[channel][tap] * value(input)[from];
                    });
                    if let Some(bias) = bias {
                        let pixels = node.len / bias.len();
                        sums.iter_mut().enumerate().for_each(|(i, sum)| *sum += bias[i / pixels]);
                    }
                    (sums, *activation)
                }
                Layer::Pool { input, pool, window } => {
                    let results = covered(window, self.shape_of(*input), &node.shape).into_iter();
                    (results.map(|covered| covered.pooled(*pool, value(input))).collect(), Activation::Identity)
                }
                Layer::Resample { input, rules } => {
                    let made =
                        |parts: Vec<(usize, f64)>| parts.iter().map(|(from, part)| part * value(input)[*from]).sum();
                    let all = resampled(*rules, self.shape_of(*input), &node.shape);
                    (all.into_iter().map(made).collect(), Activation::Identity)
                }
                Layer::GlobalPool { input, pool } => {
                    let results = all_of_channels(self.shape_of(*input)).into_iter();
                    (results.map(|covered| covered.pooled(*pool, value(input))).collect(), Activation::Identity)
                }
                Layer::Activation { input, activation } => (value(input).to_vec(), *activation),
                Layer::Flatten { input } => (value(input).to_vec(), Activation::Identity),
                Layer::Move { input, from } => {
                    (from.iter().map(|from| value(input)[*from]).collect(), Activation::Identity)
                }
                Layer::Dropout { input, rate } => {
                    let kept = value(input).iter().enumerate();
                    (kept.map(|(i, x)| x * dropout_factor(masks, index, i, *rate)).collect(), Activation::Identity)
                }
                Layer::Sub { left, right } => {
                    let pairs = value(left).iter().zip(value(right));
                    (pairs.map(|(left, right)| left - right).collect(), Activation::Identity)
                }
                Layer::Mul { inputs } => {
                    let product = |i: usize| inputs.iter().map(|source| factor(value(source), i, node.len)).product();
                    ((0..node.len).map(product).collect(), Activation::Identity)
                }
                Layer::Slice { input, start } => {
                    (value(input)[*start..*start + node.len].to_vec(), Activation::Identity)
                }
                Layer::Scale { input, factor } => {
                    (value(input).iter().map(|x| factor * x).collect(), Activation::Identity)
                }
                Layer::Affine { input, weight, bias, .. } => {
                    (affine(value(input), Some(weight), bias.as_ref()), Activation::Identity)
                }
                Layer::Prelu { input, slope } => {
                    let slope = |i: usize| factor(slope, i, node.len);
                    let rectified = value(input).iter().enumerate();
                    let rectified = rectified.map(|(i, x)| if *x > 0.0 { *x } else { slope(i) * x });
                    (rectified.collect(), Activation::Identity)
                }
                Layer::Norm { input, epsilon, is_centred, groups, weight, bias } => {
                    let of_groups = value(input).chunks(node.len / groups);
                    let normalised: Vec<f64> =
                        of_groups.flat_map(|group| normalised(group, *epsilon, *is_centred).0).collect();
                    (affine(&normalised, weight.as_ref(), bias.as_ref()), Activation::Identity)
                }
                Layer::BatchNorm { input, epsilon, affine, running: [mean, variance] } => {
                    let pixels = node.len / mean.len();
                    let of = |(number, x): (usize, &f64)| {
                        let channel = number / pixels;
                        let normalised = (x - mean[channel]) / (variance[channel] + epsilon).sqrt();
                        affine
                            .as_ref()
                            .map_or(normalised, |[weight, bias]| normalised * weight[channel] + bias[channel])
                    };
                    (value(input).iter().enumerate().map(of).collect(), Activation::Identity)
                }
                Layer::Embedding { input, table } => {
                    let first = position(value(input)) * node.len;
                    (table[first..first + node.len].to_vec(), Activation::Identity)
                }
                Layer::Recurrent { input, cell, weight_ih, weight_hh, bias } => {
                    let before = std::mem::take(&mut memory[index]);
                    let (h, rest) = before.split_at(node.len);
                    let [bias_ih, bias_hh] = [0, 1].map(|which| bias.as_ref().map(|bias| &bias[which]));
                    let (a, mut b) = (weighted(weight_ih, value(input), bias_ih), weighted(weight_hh, h, bias_hh));
                    if let Cell::Gru { resets_first: true } = cell {
                        let n = node.len;
                        let reset: Vec<f64> =
                            (0..n).map(|unit| h[unit] * Activation::Sigmoid.value(a[unit] + b[unit])).collect();
                        b.truncate(2 * n);
                        b.extend(weighted(weight_hh, &reset, bias_hh).split_off(2 * n));
                    }
                    memory[index] = recurrent(*cell, (&a, &b), (h, rest));
                    (memory[index][..node.len].to_vec(), Activation::Identity)
                }
                Layer::Length { input, epsilon } => {
                    let factor = length(value(input)).max(*epsilon).recip();
                    (scaled(value(input), factor), Activation::Identity)
                }
                Layer::Gated { input, is_first } => {
                    let (first, second) = value(input).split_at(node.len);
                    let pairs = first.iter().zip(second);
                    let product = |(a, b): (&f64, &f64)| {
                        if *is_first { Activation::Silu.value(*a) * b } else { a * Activation::Sigmoid.value(*b) }
                    };
                    (pairs.map(product).collect(), Activation::Identity)
                }
                Layer::Add { inputs } => {
                    let sum = |i: usize| inputs.iter().map(|source| value(source)[i]).sum();
                    ((0..node.len).map(sum).collect(), Activation::Identity)
                }
                Layer::Concat { inputs } => (inputs.iter().flat_map(value).copied().collect(), Activation::Identity),
            };
            assert_eq!(before.len(), node.len, "length of line {}", node.name);
            trace.after.push(activation.values(&before));
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
            // dy_i/dz_j = (1 if i = j, else 0) - e^y_j.
            Activation::LogSoftmax => {
                let sum: f64 = d_after.iter().sum();
                a.iter().zip(d_after).map(|(y, d)| d - y.exp() * sum).collect()
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
            Activation::Softmax => {
                let inner: f64 = a.iter().zip(sizes).map(|(a, size)| a * size).sum();
                a.iter().zip(sizes).map(|(a, size)| a * (size + inner)).collect()
            }
            Activation::LogSoftmax => {
                let sum: f64 = sizes.iter().sum();
                a.iter().zip(sizes).map(|(y, size)| size + y.exp() * sum).collect()
            }
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
                        sizes[place(input)][from] += (w * d_z[output]).abs();
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
                Layer::Recurrent { .. } => panic!("a stream has no loss"),
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

    /// Whether derivatives of this row have digits in `f32`: no output that one is computed from is at its limit, and no sum cancels
    /// to rounding errors. Without `masks` dropout does nothing.
    #[must_use]
    pub fn has_digits(&self, input: &[f64], masks: Option<&[Vec<bool>]>) -> bool {
        let trace = self.trace(input, masks);
        let value = |source: &Source| match source {
            Source::Input => input,
            Source::Node(index) => &trace.after[*index],
        };
        let any_cancels = self.nodes.iter().any(|node| match &node.layer {
            Layer::Add { inputs } => cancels(&inputs.iter().map(value).collect::<Vec<_>>()),
            Layer::Sub { left, right } => cancels(&[value(left), &scaled(value(right), -1.0)]),
            _ => false,
        });
        !any_cancels && self.least_left_of_outputs(&trace) >= LEAST_LEFT
    }

    /// The smallest part of a number that is left where a derivative is computed from an output that is near its limit: `1 - a^2`
    /// of a hyperbolic tangent, `a + alpha` of elu. With few digits left of it, as few are left of the derivative.
    fn least_left_of_outputs(&self, trace: &Trace) -> f64 {
        let left = self.nodes.iter().zip(&trace.after).flat_map(|(node, after)| {
            let activation = activation_of(&node.layer);
            after.iter().map(move |a| match activation {
                Activation::Tanh => 1.0 - a * a,
                Activation::Sigmoid | Activation::Softsign => 1.0 - a.abs(),
                Activation::Elu(alpha) | Activation::Celu(alpha) => (1.0 + a / alpha).min(1.0),
                Activation::Selu => (1.0 + a / SELU_LIMIT).min(1.0),
                Activation::Softplus | Activation::LogSigmoid => 1.0 - (-a.abs()).exp(),
                _ => 1.0,
            })
        });
        left.fold(1.0, f64::min)
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
            // The rounding error of a large exponent or angle is an error of its size in what is computed from it.
            if matches!(activation_of(&node.layer), Activation::Exp | Activation::Sin) {
                let is_large = before.iter().any(|z| z.abs() > MOST_ARGUMENT);
                distances.extend(is_large.then_some(f64::MIN_POSITIVE));
            }
        }
        for node in &self.nodes {
            let value = |source: &Source| match source {
                Source::Input => input,
                Source::Node(index) => &trace.after[*index],
            };
            match &node.layer {
                // The second largest may be the largest in f32.
                Layer::Pool { input, pool: Pool::Largest, window } => {
                    let windows = covered(window, self.shape_of(*input), &node.shape);
                    distances.extend(windows.iter().flat_map(|covered| covered.distances_from_largest(value(input))));
                }
                Layer::GlobalPool { input, pool: Pool::Largest } => {
                    let windows = all_of_channels(self.shape_of(*input));
                    distances.extend(windows.iter().flat_map(|covered| covered.distances_from_largest(value(input))));
                }
                Layer::Prelu { input, .. } => distances.extend(value(input).iter().map(|x| x.abs())),
                // Numbers that are nearly equal tell little about what they are normalised to.
                Layer::Norm { input, epsilon, is_centred, groups, .. } => {
                    for x in value(input).chunks(node.len / groups) {
                        let (_, factor) = normalised(x, *epsilon, *is_centred);
                        let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
                        distances.extend((factor * largest > MOST_CONDITION).then_some(f64::MIN_POSITIVE));
                        // One number beside zeros, or two numbers however often, are normalised to the same whatever they are:
                        // what is left of the derivative is rounding.
                        let mut different: Vec<u64> = x.iter().map(|x| (x + 0.0).to_bits()).collect();
                        different.sort_unstable();
                        different.dedup();
                        let n_free =
                            if *is_centred { different.len() } else { 1 + x.iter().filter(|x| **x != 0.0).count() };
                        distances.extend((n_free < 3).then_some(f64::MIN_POSITIVE));
                    }
                }
                // Of one number alone nothing is left but its sign.
                Layer::Length { input, epsilon } => {
                    let x = value(input);
                    distances.push((length(x) - epsilon).abs());
                    let n_free = x.iter().filter(|x| **x != 0.0).count();
                    distances.extend((n_free < 2).then_some(f64::MIN_POSITIVE));
                }
                _ => {}
            }
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
        Layer::Dense { activation, .. }
        | Layer::LowRank { activation, .. }
        | Layer::Convolution { activation, .. }
        | Layer::Activation { activation, .. } => *activation,
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

/// The largest number over the deviation, up to which rounding errors of a norm are small.
const MOST_CONDITION: f64 = 40.0;
/// What must be left of an output near its limit, or hardly a digit of a derivative is.
const LEAST_LEFT: f64 = 1e-5;
/// Selu for an argument without limit, negated.
const SELU_LIMIT: f64 = 1.758_099_340_847_376_6;
/// The largest argument of `exp` and `sin` up to which rounding errors of it are small.
const MOST_ARGUMENT: f64 = 20.0;

/// The factor of number `i` of `len`: its own, or that of its channel.
fn factor(x: &[f64], i: usize, len: usize) -> f64 {
    x[i / (len / x.len())]
}

/// `W x + b`.
fn weighted(weight: &[Vec<f64>], x: &[f64], bias: Option<&Vec<f64>>) -> Vec<f64> {
    let sums = weight.iter().enumerate().map(|(output, row)| {
        let products = row.iter().zip(x).map(|(w, x)| w * x);
        products.sum::<f64>() + bias.map_or(0.0, |bias| bias[output])
    });
    sums.collect()
}

/// Whether a sum of numbers is nearly nothing beside them.
fn cancels(terms: &[&[f64]]) -> bool {
    const NEARLY_NOTHING: f64 = 1e-6;
    let numbers = 0..terms.first().map_or(0, |term| term.len());
    let mut sums = numbers.map(|i| {
        let of = |part: fn(f64) -> f64| terms.iter().map(|term| part(term[i])).sum::<f64>();
        (of(|x| x).abs(), of(f64::abs))
    });
    sums.any(|(sum, size)| size > 0.0 && sum < NEARLY_NOTHING * size)
}

/// `weight x + bias`, number by number, or channel by channel.
fn affine(x: &[f64], weight: Option<&Vec<f64>>, bias: Option<&Vec<f64>>) -> Vec<f64> {
    let of =
        |vector: Option<&Vec<f64>>, i: usize, default: f64| vector.map_or(default, |vector| factor(vector, i, x.len()));
    x.iter().enumerate().map(|(i, x)| of(weight, i, 1.0) * x + of(bias, i, 0.0)).collect()
}

/// The numbers of a row with mean square 1, and mean 0 if `is_centred`; and the factor that they have.
fn normalised(x: &[f64], epsilon: f64, is_centred: bool) -> (Vec<f64>, f64) {
    let n = x.len() as f64;
    let mean = if is_centred { x.iter().sum::<f64>() / n } else { 0.0 };
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let factor = (variance + epsilon).sqrt().recip();
    (x.iter().map(|x| (x - mean) * factor).collect(), factor)
}

/// What a layer with a memory remembers after a step: its output, and behind it the cell of an LSTM. `a` are the sums over the inputs, `b`
/// those over the output before.
fn recurrent(cell: Cell, (a, b): (&[f64], &[f64]), (h, c): (&[f64], &[f64])) -> Vec<f64> {
    let n = h.len();
    let sigmoid = |z: f64| Activation::Sigmoid.value(z);
    let sum = |gate: usize, unit: usize| a[gate * n + unit] + b[gate * n + unit];
    match cell {
        Cell::Rnn(activation) => (0..n).map(|unit| activation.value(sum(0, unit))).collect(),
        Cell::Lstm => {
            let next: Vec<f64> = (0..n)
                .map(|unit| sigmoid(sum(1, unit)) * c[unit] + sigmoid(sum(0, unit)) * sum(2, unit).tanh())
                .collect();
            let output = next.iter().enumerate().map(|(unit, c)| sigmoid(sum(3, unit)) * c.tanh());
            output.chain(next.iter().copied()).collect()
        }
        Cell::Gru { resets_first } => {
            let next = |unit: usize| {
                let (r, z) = (sigmoid(sum(0, unit)), sigmoid(sum(1, unit)));
                let new = (a[2 * n + unit] + if resets_first { 1.0 } else { r } * b[2 * n + unit]).tanh();
                (1.0 - z) * new + z * h[unit]
            };
            (0..n).map(next).collect()
        }
    }
}

/// The position in a table that the first number is.
#[expect(clippy::cast_sign_loss, reason = "rows are drawn with positions that there are")]
fn position(x: &[f64]) -> usize {
    x[0] as usize
}

/// The root of the sum of squares.
fn length(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn products(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left * right).collect()
}

/// The sums of `n` parts of numbers, one behind the other.
fn summed(values: &[f64], n: usize) -> Vec<f64> {
    values.chunks(values.len() / n).map(|part| part.iter().sum()).collect()
}

fn scaled(values: &[f64], factor: f64) -> Vec<f64> {
    values.iter().map(|value| factor * value).collect()
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
