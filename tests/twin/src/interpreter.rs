//! The naive twin of the macro: forward pass and loss of a [`Topology`], in f64, written for the eye; `gradients` has the way back.
//!
//! One row at a time, one loop per sum, the chain rule as in the textbook. Nothing here is shared with the library.

use crate::recurrent::{steps_of, window_of, windows};
use crate::topology::{Activation, Layer, Source, Topology};
use crate::window::{Term, all_of_channels, covered, for_each_term, resampled};

/// The values of one row, by line: before the activation function and after it.
#[derive(Clone, Debug)]
pub struct Trace {
    /// `z`; for a line without an activation, the same as `after`.
    pub before: Vec<Vec<f64>>,
    /// `a`.
    pub after: Vec<Vec<f64>>,
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

    /// The losses of the steps of a window, one for each, that follow those which `memory` is of; it becomes that after them.
    ///
    /// # Panics
    /// If the topology has no loss, or lengths do not fit.
    pub fn losses_after(&self, inputs: &[Vec<f64>], targets: &[Vec<f64>], memory: &mut [Vec<f64>]) -> Vec<f64> {
        assert_eq!(inputs.len(), targets.len(), "as many targets as inputs");
        let steps = inputs.iter().zip(targets);
        steps.map(|(input, target)| self.row_loss(&self.trace_after(input, None, memory), target)).collect()
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
                Layer::Causal { input, weight, bias, groups, dilation, activation } => {
                    let x = value(input);
                    let earlier = &memory[index];
                    let sum = |(output, row): (usize, &Vec<f64>)| {
                        let (of_group, taps) = (x.len() / groups, row.len() * groups / x.len());
                        let first = output / (node.len / groups) * of_group;
                        let terms = row.iter().enumerate().map(|(term, weight)| {
                            let (channel, tap) = (first + term / taps, term % taps);
                            weight * of_age(earlier, x, (taps - 1 - tap) * dilation)[channel]
                        });
                        terms.sum::<f64>() + bias.as_ref().map_or(0.0, |bias| bias[output])
                    };
                    let sums = weight.iter().enumerate().map(sum).collect();
                    memory[index] = after(earlier, x);
                    (sums, *activation)
                }
                Layer::Earlier { input, ages } => {
                    let (x, earlier) = (value(input), &memory[index]);
                    let found = ages.iter().flat_map(|age| of_age(earlier, x, *age)).copied().collect();
                    memory[index] = after(earlier, x);
                    (found, Activation::Identity)
                }
                Layer::Average { input, rate } => {
                    let moved = memory[index].iter().zip(value(input)).map(|(y, x)| y + rate * (x - y));
                    memory[index] = moved.collect();
                    (memory[index].clone(), Activation::Identity)
                }
                Layer::Recurrent { input, cell, stack } => {
                    let x = value(input);
                    let after = if let [_, steps] = self.shape_of(*input) {
                        let rows = steps_of(x, *steps);
                        window_of(&stack.iter().fold(rows, |rows, layer| windows(layer, *cell, &rows).0))
                    } else {
                        let mut earlier = std::mem::take(&mut memory[index]);
                        let mut row = x.to_vec();
                        for recurrence in stack.iter().flatten() {
                            let rest = earlier.split_off(recurrence.remembered(*cell));
                            let next = recurrence.step(*cell, &row, &earlier);
                            row = next[..recurrence.units()].to_vec();
                            memory[index].extend(next);
                            earlier = rest;
                        }
                        row
                    };
                    (after, Activation::Identity)
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
            trace.after.push(activation.values_of(&node.shape, &before));
            trace.before.push(before);
        }
        trace
    }

    /// The loss of one row.
    pub(crate) fn row_loss(&self, trace: &Trace, target: &[f64]) -> f64 {
        let (loss, _) = self.loss_of(trace, target);
        loss
    }

    /// The loss of one row, and its derivative with respect to what it is computed from.
    pub(crate) fn loss_of(&self, trace: &Trace, target: &[f64]) -> (f64, Vec<f64>) {
        let loss = self.loss.expect("a topology with a loss");
        let row = if loss.contains_activation() { &trace.before } else { &trace.after };
        loss.of_row(last(row), target)
    }
}

pub(crate) fn activation_of(layer: &Layer) -> Activation {
    match layer {
        Layer::Dense { activation, .. }
        | Layer::LowRank { activation, .. }
        | Layer::Convolution { activation, .. }
        | Layer::Causal { activation, .. }
        | Layer::Activation { activation, .. } => *activation,
        _ => Activation::Identity,
    }
}

pub(crate) fn dropout_factor(masks: Option<&[Vec<bool>]>, index: usize, element: usize, rate: f64) -> f64 {
    match masks {
        None => 1.0,
        Some(masks) if masks[index][element] => 1.0 / (1.0 - rate),
        Some(_) => 0.0,
    }
}

/// The factor of number `i` of `len`: its own, or that of its channel.
pub(crate) fn factor(x: &[f64], i: usize, len: usize) -> f64 {
    x[i / (len / x.len())]
}

/// `W x + b`.
pub(crate) fn weighted(weight: &[Vec<f64>], x: &[f64], bias: Option<&Vec<f64>>) -> Vec<f64> {
    let sums = weight.iter().enumerate().map(|(output, row)| {
        let products = row.iter().zip(x).map(|(w, x)| w * x);
        products.sum::<f64>() + bias.map_or(0.0, |bias| bias[output])
    });
    sums.collect()
}

/// `weight x + bias`, number by number, or channel by channel.
fn affine(x: &[f64], weight: Option<&Vec<f64>>, bias: Option<&Vec<f64>>) -> Vec<f64> {
    let of =
        |vector: Option<&Vec<f64>>, i: usize, default: f64| vector.map_or(default, |vector| factor(vector, i, x.len()));
    x.iter().enumerate().map(|(i, x)| of(weight, i, 1.0) * x + of(bias, i, 0.0)).collect()
}

/// The numbers of a row with mean square 1, and mean 0 if `is_centred`; and the factor that they have.
pub(crate) fn normalised(x: &[f64], epsilon: f64, is_centred: bool) -> (Vec<f64>, f64) {
    let n = x.len() as f64;
    let mean = if is_centred { x.iter().sum::<f64>() / n } else { 0.0 };
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let factor = (variance + epsilon).sqrt().recip();
    (x.iter().map(|x| (x - mean) * factor).collect(), factor)
}

/// The input of so many steps before `x`, among those before it, of which the oldest is first.
fn of_age<'a>(earlier: &'a [f64], x: &'a [f64], age: usize) -> &'a [f64] {
    if age == 0 { x } else { &earlier[earlier.len() - age * x.len()..][..x.len()] }
}

/// As many inputs before the next one.
fn after(earlier: &[f64], x: &[f64]) -> Vec<f64> {
    [earlier, x].concat().split_off(x.len())
}

/// The position in a table that the first number is.
#[expect(clippy::cast_sign_loss, reason = "rows are drawn with positions that there are")]
pub(crate) fn position(x: &[f64]) -> usize {
    x[0] as usize
}

/// The root of the sum of squares.
pub(crate) fn length(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

pub(crate) fn scaled(values: &[f64], factor: f64) -> Vec<f64> {
    values.iter().map(|value| factor * value).collect()
}

pub(crate) fn last(values: &[Vec<f64>]) -> &[f64] {
    values.last().expect("a topology has at least one line")
}
