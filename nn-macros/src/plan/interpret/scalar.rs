//! Functions of single numbers and rows.

use nn_twin::topology::{Activation as Twin, Topology};

use crate::ir::{Along, Cell, Pool, Resample, Rule, Span, Window};
use crate::model::Activation;

/// An activation of the twin.
pub(super) struct Function {
    twin: Twin,
    name: &'static str,
    constants: Vec<f64>,
}

impl Function {
    pub(super) fn of(activation: Activation) -> Self {
        let text = activation.written();
        let (_, topology) = nn_twin::description::read(&format!("struct Net: [1] -> [1] {{ {text}, }}"));
        let twin = match &topology.nodes[0].layer {
            nn_twin::topology::Layer::Activation { activation, .. } => *activation,
            other => panic!("{text} is {other:?}"),
        };
        let constants = activation.constants().iter().copied().map(f64::from).collect();
        Self { twin, name: activation.name(), constants }
    }

    pub(super) fn value(&self, x: f32) -> f32 {
        self.twin.value(f64::from(x)) as f32
    }

    /// Over all numbers of a row.
    pub(super) fn over_row(&self, row: &mut [f32]) {
        let z: Vec<f64> = row.iter().map(|z| f64::from(*z)).collect();
        row.iter_mut().zip(self.twin.values(&z)).for_each(|(to, p)| *to = p as f32);
    }

    /// From the derivative with respect to the outputs `y` of a row to that with respect to what they were computed from.
    pub(super) fn over_row_derivative(&self, y: &[f32], d: &mut [f32]) {
        let (sum, inner) = (d.iter().sum::<f32>(), y.iter().zip(&*d).map(|(y, d)| y * d).sum::<f32>());
        for (y, d) in y.iter().zip(d) {
            *d = match self.name {
                "softmax" => y * (*d - inner),
                "log_softmax" => *d - y.exp() * sum,
                other => panic!("{other} is not over a row"),
            };
        }
    }

    pub(super) fn derivative(&self, x: f32) -> f32 {
        self.twin.derivative(f64::from(x)) as f32
    }

    /// From `a = f(x)`.
    pub(super) fn derivative_from_output(&self, a: f32) -> f32 {
        let a = f64::from(a);
        let above = |slope: f64| if a > 0.0 { 1.0 } else { slope };
        let slope = match self.name {
            "identity" => 1.0,
            "relu" => above(0.0),
            "leaky_relu" => above(self.constants[0]),
            "elu" => above(a + self.constants[0]),
            // Constants of Klambauer et al. 2017.
            "selu" if a > 0.0 => 1.050_700_987_355_480_5,
            "selu" => a + 1.758_099_340_847_376_6,
            "softplus" => 1.0 - (-a).exp(),
            "sigmoid" => a * (1.0 - a),
            "tanh" => 1.0 - a * a,
            "hard_sigmoid" => f64::from(a > 0.0 && a < 1.0) / 6.0,
            "softsign" => (1.0 - a.abs()).powi(2),
            "relu6" => f64::from(a > 0.0 && a < 6.0),
            "hard_tanh" => f64::from(a > self.constants[0] && a < self.constants[1]),
            "celu" => above(a / self.constants[0] + 1.0),
            "log_sigmoid" => 1.0 - a.exp(),
            "exp" => a,
            "hard_shrink" => f64::from(a.abs() > self.constants[0]),
            "soft_shrink" => f64::from(a != 0.0),
            "sqrt" => 0.5 / a,
            "reciprocal" => -a * a,
            other => panic!("the derivative of {other} does not follow from its output"),
        };
        slope as f32
    }
}

/// A row's loss, and its derivative with respect to what the network yields before `head`, times the number that a mean over
/// outputs divides by.
pub(super) fn loss(topology: &Topology, z: &[f64], target: &[f64]) -> (f64, Vec<f64>) {
    let loss = topology.loss.expect("the network is trained");
    let n = loss.mean_over(z.len()) as f64;
    let (value, slopes) = loss.of_row(z, target);
    (value, slopes.into_iter().map(|slope| slope * n).collect())
}

/// The taps of a window that lie in the map, row by row, and how many it has with padding.
fn taps(window: &Window, row: usize, column: usize) -> (Vec<usize>, usize) {
    let along = |span: Span, position: usize| {
        let read = |tap: usize| position * span.stride + tap * span.dilation;
        let inside = |tap: &usize| (span.before..span.before + span.len).contains(&read(*tap));
        let padded = (0..span.kernel).filter(|tap| read(*tap) < span.before + span.len + span.after).count();
        let found: Vec<usize> = (0..span.kernel).filter(inside).map(|tap| read(tap) - span.before).collect();
        (found, padded)
    };
    let ((rows, down), (columns, across)) = (along(window.height, row), along(window.width, column));
    let places = rows.iter().flat_map(|row| columns.iter().map(move |column| row * window.width.len + column));
    (places.collect(), down * across)
}

/// All windows: channel, place of the result, taps that lie in the map, and what a mean divides by.
fn windows(len: usize, pool: Pool, window: &Window) -> Vec<(usize, usize, Vec<usize>, f32)> {
    let mut all = Vec::new();
    for channel in 0..len / window.inputs() {
        for (row, column) in
            (0..window.height.count).flat_map(|row| (0..window.width.count).map(move |column| (row, column)))
        {
            let (inside, padded) = taps(window, row, column);
            let n = if pool == (Pool::Mean { counts_padding: true }) { padded } else { inside.len() };
            let place = channel * window.outputs() + row * window.width.count + column;
            all.push((channel, place, inside, n as f32));
        }
    }
    all
}

/// A pool of a map whose numbers are channel by channel.
pub(super) fn pool(x: &[f32], pool: Pool, window: &Window) -> Vec<f32> {
    let result = |(channel, _, inside, n): (usize, usize, Vec<usize>, f32)| {
        let numbers = inside.iter().map(|place| x[channel * window.inputs() + place]);
        match pool {
            Pool::Largest => {
                numbers.fold(f32::NEG_INFINITY, |largest, x| if x > largest || x.is_nan() { x } else { largest })
            }
            Pool::Mean { .. } => numbers.sum::<f32>() / n,
        }
    };
    windows(x.len(), pool, window).into_iter().map(result).collect()
}

/// The derivative with respect to that map. Of a pool that takes the largest, the numbers are the map's and the pool's.
pub(super) fn pool_derivative(numbers: Option<(&[f32], &[f32])>, d: &[f32], pool: Pool, window: &Window) -> Vec<f32> {
    let len = d.len() / window.outputs() * window.inputs();
    let mut slopes = vec![0.0; len];
    for (channel, place, inside, n) in windows(len, pool, window) {
        let at = |place: &usize| channel * window.inputs() + place;
        match numbers {
            Some((x, z)) => {
                let first = inside.iter().find(|tap| x[at(tap)].to_bits() == z[place].to_bits());
                slopes[at(first.expect("the largest is a number of the window"))] += d[place];
            }
            None => inside.iter().for_each(|tap| slopes[at(tap)] += d[place] / n),
        }
    }
    slopes
}

/// The positions that one along an axis is made of, with their parts.
fn parts(along: Along, position: usize) -> Vec<(usize, f32)> {
    match along.rule {
        Rule::Zeros(before) if position < before || position - before >= along.len => Vec::new(),
        Rule::Zeros(before) => vec![(position - before, 1.0)],
        Rule::Reflect(before) if position < before => vec![(before - position, 1.0)],
        Rule::Reflect(before) => {
            let (at, last) = (position - before, along.len - 1);
            vec![(if at > last { 2 * last - at } else { at }, 1.0)]
        }
        Rule::Replicate(before) => vec![(position.max(before).min(before + along.len - 1) - before, 1.0)],
        Rule::Repeat(times) => vec![(position / times, 1.0)],
        Rule::Interpolate(times) => {
            let at = ((position as f32 + 0.5) / times as f32 - 0.5).max(0.0);
            #[expect(clippy::cast_sign_loss, reason = "it is not negative")]
            let first = at as usize;
            if first + 1 < along.len {
                vec![(first, 1.0 - at.fract()), (first + 1, at.fract())]
            } else {
                vec![(first, 1.0)]
            }
        }
    }
}

/// Each number of a map of so many whose pixels are another map's in other places, the number that it is made of, and its part.
pub(super) fn resampled(resample: &Resample, len: usize) -> Vec<(usize, usize, f32)> {
    let Resample { height, width } = *resample;
    let mut all = Vec::new();
    for number in 0..len {
        let (channel, pixel) = (number / resample.outputs(), number % resample.outputs());
        for (row, of_row) in parts(height, pixel / width.count) {
            for (column, of_column) in parts(width, pixel % width.count) {
                let place = (channel * height.len + row) * width.len + column;
                all.push((number, place, of_row * of_column));
            }
        }
    }
    all
}

/// What a layer with memory computes number by number, from gates that lie one behind the other.
pub(super) fn cell(cell: Cell, inputs: &[Vec<f32>]) -> Vec<f32> {
    let len = inputs[0].len() / cell.gates()[0];
    let number = |unit: usize| unit_of_cell(cell, |input, gate| f64::from(inputs[input][gate * len + unit])) as f32;
    (0..len).map(number).collect()
}

/// The derivative with respect to one of the inputs of a cell, by differences of fourth order.
pub(super) fn cell_derivative(cell: Cell, input: usize, inputs: &[Vec<f32>], d: &[f32]) -> Vec<f32> {
    const STEP: f64 = 1e-4;
    let len = d.len();
    let slope = |place: usize| {
        let unit = place % len;
        let moved = |by: f64| {
            unit_of_cell(cell, |of, gate| {
                let at = gate * len + unit;
                f64::from(inputs[of][at]) + if (of, at) == (input, place) { by * STEP } else { 0.0 }
            })
        };
        (moved(-2.0) - 8.0 * moved(-1.0) + 8.0 * moved(1.0) - moved(2.0)) / (12.0 * STEP)
    };
    (0..inputs[input].len()).map(|place| (slope(place) * f64::from(d[place % len])) as f32).collect()
}

/// The number of a unit, from an input and a gate.
fn unit_of_cell(cell: Cell, gate: impl Fn(usize, usize) -> f64) -> f64 {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    match cell {
        Cell::Lstm => sigmoid(gate(0, 1)) * gate(1, 0) + sigmoid(gate(0, 0)) * gate(0, 2).tanh(),
        Cell::LstmOutput => sigmoid(gate(0, 3)) * gate(1, 0).tanh(),
        Cell::Gru => {
            let [r, z] = [0, 1].map(|part| sigmoid(gate(0, part) + gate(1, part)));
            let n = (r * gate(1, 2) + gate(0, 2)).tanh();
            z * (gate(2, 0) - n) + n
        }
        Cell::GruReset => sigmoid(gate(0, 0)) * gate(1, 0),
        Cell::GruBlend => sigmoid(gate(0, 1)) * (gate(2, 0) - gate(1, 0)) + gate(1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::activations::ACTIVATIONS;

    #[test]
    fn derivatives_follow_from_outputs_where_the_table_says_so() {
        for row in ACTIVATIONS {
            let constants: Vec<f32> = row.constants.iter().map(|constant| constant.default.unwrap_or(1.0)).collect();
            let activation = Activation::new(row, &constants);
            if !activation.derivative_follows_from_output() {
                continue;
            }
            let function = Function::of(activation);
            for x in [-4.0, -1.5, -0.3, 0.2, 1.1, 5.0] {
                if activation.is_singular() && x < 1.0 {
                    continue;
                }
                let (expected, found) = (function.derivative(x), function.derivative_from_output(function.value(x)));
                assert!((found - expected).abs() < 1e-6, "{activation:?} at {x}: {found}, expected {expected}");
            }
        }
    }
}
