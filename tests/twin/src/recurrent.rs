//! Layers with a memory: a step, a window of steps in both directions, and the chain rule back through them.

use crate::interpreter::weighted;
use crate::topology::{Activation, Cell, Recurrence};

/// Rows of numbers, one for each step.
type Rows = Vec<Vec<f64>>;

impl Recurrence {
    /// Numbers that it gives in a step.
    pub(crate) fn units(&self) -> usize {
        self.weight_hh[0].len()
    }

    /// Numbers that it remembers from one step to the next: its output, and behind it the cell of an LSTM.
    pub(crate) fn remembered(&self, cell: Cell) -> usize {
        self.units() * if cell == Cell::Lstm { 2 } else { 1 }
    }

    /// What it remembers before the first step.
    pub(crate) fn begin(&self, cell: Cell) -> Vec<f64> {
        if self.initial.is_empty() { vec![0.0; self.remembered(cell)] } else { self.initial.concat() }
    }

    /// The sums over the inputs, and those over the output before.
    fn sums(&self, cell: Cell, x: &[f64], h: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let [bias_ih, bias_hh] = [0, 1].map(|which| self.bias.as_ref().map(|bias| &bias[which]));
        let (a, mut b) = (weighted(&self.weight_ih, x, bias_ih), weighted(&self.weight_hh, h, bias_hh));
        if let Some(reset) = reset_first(cell, (&a, &b), h) {
            let n = h.len();
            b.truncate(2 * n);
            b.extend(weighted(&self.weight_hh, &reset, bias_hh).split_off(2 * n));
        }
        (a, b)
    }

    /// The derivatives with respect to the sums that make up a reset, and to the output before by it: `d` are those with respect to the sums over the
    /// output before, whose last are over what was reset.
    fn back_through_reset(&self, (a, b): (&[f64], &[f64]), h: &[f64], d: &[f64], is_size: bool) -> [Vec<f64>; 2] {
        let n = h.len();
        let of = |x: f64| if is_size { x.abs() } else { x };
        let d_reset =
            |unit: usize| (0..n).map(|new| d[2 * n + new] * of(self.weight_hh[2 * n + new][unit])).sum::<f64>();
        let r = |unit: usize| Activation::Sigmoid.value(a[unit] + b[unit]);
        let slope = |r: f64| r * if is_size { 1.0 + r } else { 1.0 - r };
        [
            (0..n).map(|unit| d_reset(unit) * of(h[unit]) * slope(r(unit))).collect(),
            (0..n).map(|unit| d_reset(unit) * r(unit)).collect(),
        ]
    }

    /// What it remembers after a step, from what it remembered before.
    pub(crate) fn step(&self, cell: Cell, x: &[f64], before: &[f64]) -> Vec<f64> {
        let (h, c) = before.split_at(self.units());
        let (a, b) = self.sums(cell, x, h);
        after_step(cell, (&a, &b), (h, c))
    }

    /// The derivatives with respect to both kinds of sums and to what was remembered before a step, but for what sums make of it, from that
    /// with respect to what is remembered after it. With `is_size` all terms count by their magnitudes.
    fn back(&self, cell: Cell, x: &[f64], before: &[f64], d_after: &[f64], is_size: bool) -> [Vec<f64>; 3] {
        let n = self.units();
        let (h, c) = before.split_at(n);
        let (a, b) = self.sums(cell, x, h);
        let of = |x: f64| if is_size { x.abs() } else { x };
        let difference = |x: f64, y: f64| if is_size { x.abs() + y.abs() } else { x - y };
        let sum = |gate: usize, unit: usize| a[gate * n + unit] + b[gate * n + unit];
        let sigmoid = |z: f64| Activation::Sigmoid.value(z);
        let slope_of_sigmoid = |s: f64| s * difference(1.0, s);
        let slope_of_tanh = |t: f64| difference(1.0, t * t);
        let (mut d_a, mut d_b, mut d_before) = (vec![0.0; a.len()], vec![0.0; b.len()], vec![0.0; before.len()]);
        for unit in 0..n {
            let d_h = d_after[unit];
            match cell {
                Cell::Rnn(activation) => {
                    let z = sum(0, unit);
                    let slope = match activation {
                        Activation::Tanh => slope_of_tanh(z.tanh()),
                        other => other.derivative(z),
                    };
                    (d_a[unit], d_b[unit]) = (d_h * slope, d_h * slope);
                }
                Cell::Lstm => {
                    let [i, f, o] = [0, 1, 3].map(|gate| sigmoid(sum(gate, unit)));
                    let g = sum(2, unit).tanh();
                    let t = (f * c[unit] + i * g).tanh();
                    let d_c = d_after[n + unit] + d_h * o * slope_of_tanh(t);
                    let gates = [
                        d_c * of(g) * slope_of_sigmoid(i),
                        d_c * of(c[unit]) * slope_of_sigmoid(f),
                        d_c * i * slope_of_tanh(g),
                        d_h * of(t) * slope_of_sigmoid(o),
                    ];
                    for (gate, d) in gates.into_iter().enumerate() {
                        (d_a[gate * n + unit], d_b[gate * n + unit]) = (d, d);
                    }
                    d_before[n + unit] = d_c * f;
                }
                Cell::Gru { resets_first: true } => {
                    let z = sigmoid(sum(1, unit));
                    let new = sum(2, unit).tanh();
                    let d_new = d_h * difference(1.0, z) * slope_of_tanh(new);
                    let d_z = d_h * difference(h[unit], new) * slope_of_sigmoid(z);
                    for (gate, d) in [(1, d_z), (2, d_new)] {
                        (d_a[gate * n + unit], d_b[gate * n + unit]) = (d, d);
                    }
                    d_before[unit] = d_h * z;
                }
                Cell::Gru { resets_first: false } => {
                    let [r, z] = [0, 1].map(|gate| sigmoid(sum(gate, unit)));
                    let of_state = b[2 * n + unit];
                    let new = (a[2 * n + unit] + r * of_state).tanh();
                    let d_new = d_h * difference(1.0, z) * slope_of_tanh(new);
                    let d_z = d_h * difference(h[unit], new) * slope_of_sigmoid(z);
                    let d_r = d_new * of(of_state) * slope_of_sigmoid(r);
                    for (gate, (of_a, of_b)) in [(d_r, d_r), (d_z, d_z), (d_new, d_new * r)].into_iter().enumerate() {
                        (d_a[gate * n + unit], d_b[gate * n + unit]) = (of_a, of_b);
                    }
                    d_before[unit] = d_h * z;
                }
            }
        }
        if cell == (Cell::Gru { resets_first: true }) {
            let [d_r, d_h] = self.back_through_reset((&a, &b), h, &d_b, is_size);
            d_a[..n].copy_from_slice(&d_r);
            d_b[..n].copy_from_slice(&d_r);
            add(&mut d_before, &d_h);
        }
        [d_a, d_b, d_before]
    }
}

/// What the last sums over the output before are over, where that is not the output itself but a part of each number, by the reset.
fn reset_first(cell: Cell, (a, b): (&[f64], &[f64]), h: &[f64]) -> Option<Vec<f64>> {
    let part = |unit: usize| h[unit] * Activation::Sigmoid.value(a[unit] + b[unit]);
    (cell == Cell::Gru { resets_first: true }).then(|| (0..h.len()).map(part).collect())
}

/// The steps of a window `[channels, time]`.
pub(crate) fn steps_of(x: &[f64], steps: usize) -> Rows {
    (0..steps).map(|t| x.iter().skip(t).step_by(steps).copied().collect()).collect()
}

/// The window of some steps.
pub(crate) fn window_of(rows: &Rows) -> Vec<f64> {
    (0..rows[0].len()).flat_map(|channel| rows.iter().map(move |row| row[channel])).collect()
}

/// The order in which a layer goes through the steps of a window.
fn order(recurrence: &Recurrence, steps: usize) -> Vec<usize> {
    if recurrence.is_reversed { (0..steps).rev().collect() } else { (0..steps).collect() }
}

/// What a layer gives for each step of a window, and what each direction remembers before each step.
pub(crate) fn windows(layer: &[Recurrence], cell: Cell, rows: &Rows) -> (Rows, Vec<Rows>) {
    let (mut given, mut remembered) = (vec![Vec::new(); rows.len()], Vec::new());
    for recurrence in layer {
        let (mut memory, mut before) = (recurrence.begin(cell), vec![Vec::new(); rows.len()]);
        for t in order(recurrence, rows.len()) {
            let next = recurrence.step(cell, &rows[t], &memory);
            before[t] = std::mem::replace(&mut memory, next);
            given[t].extend_from_slice(&memory[..recurrence.units()]);
        }
        remembered.push(before);
    }
    (given, remembered)
}

/// A derivative, and what its rounding error scales with.
pub(crate) type Sized = (Vec<f64>, Vec<f64>);

/// What a step back needs of a layer, and what it yields.
pub(crate) struct Back<'a> {
    pub(crate) recurrence: &'a Recurrence,
    pub(crate) x: &'a [f64],
    pub(crate) h: &'a [f64],
    /// What the last third of the sums over the output before are over, where that is not the output; the derivative through it is
    /// in those of the other sums already.
    pub(crate) reset: Option<Vec<f64>>,
    /// With respect to the sums over the inputs, and over the output before.
    pub(crate) sums: [Sized; 2],
}

impl Back<'_> {
    /// The derivatives with respect to the sums over the output before itself, and zeros for others.
    pub(crate) fn of_output(&self) -> Sized {
        let n = self.h.len();
        let [_, (d, size)] = &self.sums;
        let kept = |all: &[f64]| match self.reset {
            Some(_) => (0..3 * n).map(|sum| if sum < 2 * n { all[sum] } else { 0.0 }).collect(),
            None => all.to_vec(),
        };
        (kept(d), kept(size))
    }

    /// What was reset, if sums are over that, and the derivatives with respect to them, and zeros for others.
    pub(crate) fn of_reset(&self) -> Option<(&[f64], Sized)> {
        let n = self.h.len();
        let [_, (d, size)] = &self.sums;
        let kept = |all: &[f64]| (0..3 * n).map(|sum| if sum < 2 * n { 0.0 } else { all[sum] }).collect();
        Some((self.reset.as_deref()?, (kept(d), kept(size))))
    }
}

/// The chain rule from the derivatives with respect to what a layer gives for each step of a window. `through` has the derivatives with
/// respect to the sums of a step, and tells those with respect to its input and to the output before. Returns those with respect to the inputs.
pub(crate) fn windows_back(
    layer: &[Recurrence],
    cell: Cell,
    rows: &Rows,
    d_given: &[Sized],
    mut through: impl FnMut(&Back<'_>) -> [Sized; 2],
) -> Vec<Sized> {
    let (_, remembered) = windows(layer, cell, rows);
    let mut d_rows: Vec<Sized> = rows.iter().map(|row| (vec![0.0; row.len()], vec![0.0; row.len()])).collect();
    let mut first = 0;
    for (direction, recurrence) in layer.iter().enumerate() {
        let n = recurrence.units();
        let mut d_memory = (vec![0.0; recurrence.remembered(cell)], vec![0.0; recurrence.remembered(cell)]);
        for t in order(recurrence, rows.len()).into_iter().rev() {
            add(&mut d_memory.0, &d_given[t].0[first..first + n]);
            add(&mut d_memory.1, &d_given[t].1[first..first + n]);
            let before = &remembered[direction][t];
            let [d_a, d_b, d_before] = recurrence.back(cell, &rows[t], before, &d_memory.0, false);
            let [size_a, size_b, size_before] = recurrence.back(cell, &rows[t], before, &d_memory.1, true);
            let sums = [(d_a, size_a), (d_b, size_b)];
            let h = &before[..n];
            let (a, b) = recurrence.sums(cell, &rows[t], h);
            let reset = reset_first(cell, (&a, &b), h);
            let [d_x, d_h] = through(&Back { recurrence, x: &rows[t], h, reset, sums });
            add(&mut d_rows[t].0, &d_x.0);
            add(&mut d_rows[t].1, &d_x.1);
            d_memory = (d_before, size_before);
            add(&mut d_memory.0, &d_h.0);
            add(&mut d_memory.1, &d_h.1);
        }
        first += n;
    }
    d_rows
}

/// Adds to the first numbers.
fn add(to: &mut [f64], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

/// What a layer with a memory remembers after a step: its output, and behind it the cell of an LSTM. `a` are the sums over the inputs, `b`
/// those over the output before.
fn after_step(cell: Cell, (a, b): (&[f64], &[f64]), (h, c): (&[f64], &[f64])) -> Vec<f64> {
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
