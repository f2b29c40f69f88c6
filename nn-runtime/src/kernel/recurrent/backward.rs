//! The derivatives of what layers with memory compute: from that with respect to a result, `d`, to that with respect to each of the
//! numbers that it is computed from, which is written, or with `ADD` added.
//!
//! Where `d` is 0 in padding, all of these are.

use crate::math::Functions;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// Writes or adds a derivative.
#[inline(always)]
fn put<S: Simd, const ADD: bool>(simd: S, x: f32x16<S>, to: &mut Panel) {
    store(if ADD { load(simd, to) + x } else { x }, to);
}

/// `s (1 - s)`, the derivative of a logistic function that is `s`.
#[inline(always)]
fn of_sigmoid<S: Simd>(simd: S, s: f32x16<S>) -> f32x16<S> {
    s * (splat(simd, 1.0) - s)
}

/// `1 - t t`, the derivative of a hyperbolic tangent that is `t`.
#[inline(always)]
fn of_tanh<S: Simd>(simd: S, t: f32x16<S>) -> f32x16<S> {
    splat(simd, 1.0) - t * t
}

/// `d sigmoid(gate)`: that with respect to a number that a gate is a factor of.
#[inline(always)]
fn through_gate<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    gate: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    for ((gate, d), to) in gate.iter().zip(d).zip(to) {
        put::<S, ADD>(simd, load(simd, d) * M::sigmoid(simd, load(simd, gate)), to);
    }
}

/// That of [`lstm_cell`](super::lstm_cell) with respect to its gates. The last of them, `o`, has no part in it.
#[inline(always)]
pub fn lstm_cell_to_gates<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    gates: &[[Panel; P]; 4],
    before: &[Panel; P],
    d: &[Panel; P],
    to: &mut [[Panel; P]; 4],
) {
    let ([i, f, g, _], [to_i, to_f, to_g, to_o]) = (gates, to);
    if !ADD {
        *to_o = [Panel::ZERO; P];
    }
    let of_gates = i.iter().zip(f).zip(g);
    let to = to_i.iter_mut().zip(to_f).zip(to_g);
    for ((((i, f), g), (before, d)), ((to_i, to_f), to_g)) in of_gates.zip(before.iter().zip(d)).zip(to) {
        let (i, f, g) =
            (M::sigmoid(simd, load(simd, i)), M::sigmoid(simd, load(simd, f)), M::tanh(simd, load(simd, g)));
        let d = load(simd, d);
        put::<S, ADD>(simd, d * g * of_sigmoid(simd, i), to_i);
        put::<S, ADD>(simd, d * load(simd, before) * of_sigmoid(simd, f), to_f);
        put::<S, ADD>(simd, d * i * of_tanh(simd, g), to_g);
    }
}

/// That of [`lstm_cell`](super::lstm_cell) with respect to the cell of the step before.
#[inline(always)]
pub fn lstm_cell_to_before<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [_, f, _, _]: &[[Panel; P]; 4],
    _before: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    through_gate::<S, M, P, ADD>(simd, f, d, to);
}

/// That of [`lstm_output`](super::lstm_output) with respect to its gates, of which the last alone, `o`, has a part in it.
#[inline(always)]
pub fn lstm_output_to_gates<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    gates: &[[Panel; P]; 4],
    cell: &[Panel; P],
    d: &[Panel; P],
    to: &mut [[Panel; P]; 4],
) {
    let ([_, _, _, o], [to_i, to_f, to_g, to_o]) = (gates, to);
    if !ADD {
        [*to_i, *to_f, *to_g] = [[Panel::ZERO; P]; 3];
    }
    for ((o, cell), (d, to)) in o.iter().zip(cell).zip(d.iter().zip(to_o)) {
        let o = M::sigmoid(simd, load(simd, o));
        put::<S, ADD>(simd, load(simd, d) * M::tanh(simd, load(simd, cell)) * of_sigmoid(simd, o), to);
    }
}

/// That of [`lstm_output`](super::lstm_output) with respect to the cell.
#[inline(always)]
pub fn lstm_output_to_cell<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    gates: &[[Panel; P]; 4],
    cell: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    let [_, _, _, o] = gates;
    for ((o, cell), (d, to)) in o.iter().zip(cell).zip(d.iter().zip(to)) {
        let (o, t) = (M::sigmoid(simd, load(simd, o)), M::tanh(simd, load(simd, cell)));
        put::<S, ADD>(simd, load(simd, d) * o * of_tanh(simd, t), to);
    }
}

/// Three gates, or derivatives with respect to them.
type Gates<const P: usize> = [[Panel; P]; 3];

/// That of [`gru_state`](super::gru_state) with respect to the gates that the input has, or `OF_STATE`: in these the reset is a factor of `n`.
#[inline(always)]
fn gru_state_to_gates<S: Simd, M: Functions, const P: usize, const ADD: bool, const OF_STATE: bool>(
    simd: S,
    ([a_r, a_z, a_n], [b_r, b_z, b_n]): (&Gates<P>, &Gates<P>),
    (before, d): (&[Panel; P], &[Panel; P]),
    [to_r, to_z, to_n]: &mut Gates<P>,
) {
    let of_input = a_r.iter().zip(a_z).zip(a_n);
    let of_state = b_r.iter().zip(b_z).zip(b_n);
    let to = to_r.iter_mut().zip(to_z).zip(to_n);
    for (((((a_r, a_z), a_n), ((b_r, b_z), b_n)), (before, d)), ((to_r, to_z), to_n)) in
        of_input.zip(of_state).zip(before.iter().zip(d)).zip(to)
    {
        let (b_n, d) = (load(simd, b_n), load(simd, d));
        let r = M::sigmoid(simd, load(simd, a_r) + load(simd, b_r));
        let z = M::sigmoid(simd, load(simd, a_z) + load(simd, b_z));
        let n = M::tanh(simd, r.mul_add(b_n, load(simd, a_n)));
        let of_n = d * (splat(simd, 1.0) - z) * of_tanh(simd, n);
        put::<S, ADD>(simd, of_n * b_n * of_sigmoid(simd, r), to_r);
        put::<S, ADD>(simd, d * (load(simd, before) - n) * of_sigmoid(simd, z), to_z);
        put::<S, ADD>(simd, if OF_STATE { of_n * r } else { of_n }, to_n);
    }
}

/// That of [`gru_state`](super::gru_state) with respect to the gates that the input has.
#[inline(always)]
pub fn gru_state_to_gates_of_input<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    of_input: &Gates<P>,
    of_state: &Gates<P>,
    before: &[Panel; P],
    d: &[Panel; P],
    to: &mut Gates<P>,
) {
    gru_state_to_gates::<S, M, P, ADD, false>(simd, (of_input, of_state), (before, d), to);
}

/// That of [`gru_state`](super::gru_state) with respect to the gates of the state.
#[inline(always)]
pub fn gru_state_to_gates_of_state<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    of_input: &Gates<P>,
    of_state: &Gates<P>,
    before: &[Panel; P],
    d: &[Panel; P],
    to: &mut Gates<P>,
) {
    gru_state_to_gates::<S, M, P, ADD, true>(simd, (of_input, of_state), (before, d), to);
}

/// That of [`gru_state`](super::gru_state) with respect to the state of the step before.
#[inline(always)]
pub fn gru_state_to_before<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [_, a_z, _]: &Gates<P>,
    [_, b_z, _]: &Gates<P>,
    _before: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    for ((a_z, b_z), (d, to)) in a_z.iter().zip(b_z).zip(d.iter().zip(to)) {
        let z = M::sigmoid(simd, load(simd, a_z) + load(simd, b_z));
        put::<S, ADD>(simd, load(simd, d) * z, to);
    }
}

/// That of [`gru_reset`](super::gru_reset) with respect to its gates, of which the first alone, `r`, has a part in it.
#[inline(always)]
pub fn gru_reset_to_gates<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [r, _]: &[[Panel; P]; 2],
    before: &[Panel; P],
    d: &[Panel; P],
    [to_r, to_z]: &mut [[Panel; P]; 2],
) {
    if !ADD {
        *to_z = [Panel::ZERO; P];
    }
    for ((r, before), (d, to)) in r.iter().zip(before).zip(d.iter().zip(to_r)) {
        let r = M::sigmoid(simd, load(simd, r));
        put::<S, ADD>(simd, load(simd, d) * load(simd, before) * of_sigmoid(simd, r), to);
    }
}

/// That of [`gru_reset`](super::gru_reset) with respect to the state of the step before.
#[inline(always)]
pub fn gru_reset_to_before<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [r, _]: &[[Panel; P]; 2],
    _before: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    through_gate::<S, M, P, ADD>(simd, r, d, to);
}

/// That of [`gru_blend`](super::gru_blend) with respect to its gates, of which the second alone, `z`, has a part in it.
#[inline(always)]
pub fn gru_blend_to_gates<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [_, z]: &[[Panel; P]; 2],
    new: &[Panel; P],
    before: &[Panel; P],
    d: &[Panel; P],
    [to_r, to_z]: &mut [[Panel; P]; 2],
) {
    if !ADD {
        *to_r = [Panel::ZERO; P];
    }
    for ((z, new), ((before, d), to)) in z.iter().zip(new).zip(before.iter().zip(d).zip(to_z)) {
        let z = M::sigmoid(simd, load(simd, z));
        put::<S, ADD>(simd, load(simd, d) * (load(simd, before) - load(simd, new)) * of_sigmoid(simd, z), to);
    }
}

/// That of [`gru_blend`](super::gru_blend) with respect to the new numbers.
#[inline(always)]
pub fn gru_blend_to_new<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [_, z]: &[[Panel; P]; 2],
    _new: &[Panel; P],
    _before: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    for ((z, d), to) in z.iter().zip(d).zip(to) {
        put::<S, ADD>(simd, load(simd, d) * (splat(simd, 1.0) - M::sigmoid(simd, load(simd, z))), to);
    }
}

/// That of [`gru_blend`](super::gru_blend) with respect to the state of the step before.
#[inline(always)]
pub fn gru_blend_to_before<S: Simd, M: Functions, const P: usize, const ADD: bool>(
    simd: S,
    [_, z]: &[[Panel; P]; 2],
    _new: &[Panel; P],
    _before: &[Panel; P],
    d: &[Panel; P],
    to: &mut [Panel; P],
) {
    through_gate::<S, M, P, ADD>(simd, z, d, to);
}

#[cfg(test)]
mod tests {
    use super::super::{gru_blend, gru_reset, gru_state, lstm_cell, lstm_output};
    use super::*;
    use crate::math::Exact;
    use crate::simd::{Kernel, Level, dispatch};

    /// The units of a cell that are looked at: of two panels the second has padding.
    const UNITS: usize = 19;

    /// The numbers that a cell is computed from, one panel pair after the other.
    type Numbers = [[Panel; 2]; 8];

    fn numbers(seed: f32) -> Numbers {
        let mut all = [[Panel::ZERO; 2]; 8];
        for (row, panels) in all.iter_mut().enumerate() {
            for (unit, number) in bytemuck::cast_slice_mut::<Panel, f32>(panels).iter_mut().enumerate().take(UNITS) {
                *number = ((unit * 5 + row * 11) as f32 * 0.61 + seed).sin() * 2.0;
            }
        }
        all
    }

    /// What each cell makes of the numbers, and their derivatives: 8 rows for `f`, those that it does not read are left alone.
    #[derive(Clone, Copy)]
    enum Cell {
        Lstm,
        Output,
        Gru,
        Reset,
        Blend,
    }

    struct Derivatives<const ADD: bool> {
        cell: Cell,
        x: Numbers,
        d: [Panel; 2],
        to: Numbers,
    }

    impl<const ADD: bool> Kernel for Derivatives<ADD> {
        type Output = Numbers;

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Numbers {
            let Self { cell, x, d, mut to } = self;
            let [x0, x1, x2, x3, x4, x5, x6, _] = x;
            let [to0, to1, to2, to3, to4, to5, to6, _] = &mut to;
            match cell {
                Cell::Lstm | Cell::Output => {
                    let gates = [x0, x1, x2, x3];
                    let mut to_gates = [*to0, *to1, *to2, *to3];
                    if matches!(cell, Cell::Lstm) {
                        lstm_cell_to_gates::<S, Exact, 2, ADD>(simd, &gates, &x4, &d, &mut to_gates);
                        lstm_cell_to_before::<S, Exact, 2, ADD>(simd, &gates, &x4, &d, to4);
                    } else {
                        lstm_output_to_gates::<S, Exact, 2, ADD>(simd, &gates, &x4, &d, &mut to_gates);
                        lstm_output_to_cell::<S, Exact, 2, ADD>(simd, &gates, &x4, &d, to4);
                    }
                    [*to0, *to1, *to2, *to3] = to_gates;
                }
                Cell::Gru => {
                    let (a, b) = ([x0, x1, x2], [x3, x4, x5]);
                    let (mut to_a, mut to_b) = ([*to0, *to1, *to2], [*to3, *to4, *to5]);
                    gru_state_to_gates_of_input::<S, Exact, 2, ADD>(simd, &a, &b, &x6, &d, &mut to_a);
                    gru_state_to_gates_of_state::<S, Exact, 2, ADD>(simd, &a, &b, &x6, &d, &mut to_b);
                    gru_state_to_before::<S, Exact, 2, ADD>(simd, &a, &b, &x6, &d, to6);
                    ([*to0, *to1, *to2], [*to3, *to4, *to5]) = (to_a, to_b);
                }
                Cell::Reset => {
                    let mut to_gates = [*to0, *to1];
                    gru_reset_to_gates::<S, Exact, 2, ADD>(simd, &[x0, x1], &x2, &d, &mut to_gates);
                    gru_reset_to_before::<S, Exact, 2, ADD>(simd, &[x0, x1], &x2, &d, to2);
                    [*to0, *to1] = to_gates;
                }
                Cell::Blend => {
                    let mut to_gates = [*to0, *to1];
                    gru_blend_to_gates::<S, Exact, 2, ADD>(simd, &[x0, x1], &x2, &x3, &d, &mut to_gates);
                    gru_blend_to_new::<S, Exact, 2, ADD>(simd, &[x0, x1], &x2, &x3, &d, to2);
                    gru_blend_to_before::<S, Exact, 2, ADD>(simd, &[x0, x1], &x2, &x3, &d, to3);
                    [*to0, *to1] = to_gates;
                }
            }
            to
        }
    }

    /// The cell in float64, of a unit.
    fn value(cell: Cell, x: [f64; 8]) -> f64 {
        let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
        let [i, f, g, o, c, b_n, h, _] = x;
        match cell {
            Cell::Lstm => logistic(f) * c + logistic(i) * g.tanh(),
            Cell::Output => logistic(o) * c.tanh(),
            Cell::Gru => {
                let [a_r, a_z, a_n, b_r, b_z] = [i, f, g, o, c];
                let (r, z) = (logistic(a_r + b_r), logistic(a_z + b_z));
                let n = (a_n + r * b_n).tanh();
                (1.0 - z) * n + z * h
            }
            Cell::Reset => {
                let [r, h] = [i, g];
                logistic(r) * h
            }
            Cell::Blend => {
                let ([_, z], [new, h]) = ([i, f], [g, o]);
                (1.0 - logistic(z)) * new + logistic(z) * h
            }
        }
    }

    fn of(all: &Numbers, row: usize, unit: usize) -> f64 {
        f64::from(bytemuck::cast_slice::<Panel, f32>(&all[row])[unit])
    }

    #[test]
    fn derivatives_are_those_of_the_equations() {
        let (x, [d, ..]) = (numbers(0.3), numbers(1.7));
        for (cell, n_rows) in [(Cell::Lstm, 5), (Cell::Output, 5), (Cell::Gru, 7), (Cell::Reset, 3), (Cell::Blend, 4)] {
            for level in Level::available() {
                let written = dispatch(level, Derivatives::<false> { cell, x, d, to: [[Panel([9.0; 16]); 2]; 8] });
                let added = dispatch(level, Derivatives::<true> { cell, x, d, to: [[Panel([9.0; 16]); 2]; 8] });
                for unit in 0..32 {
                    let of_unit: [f64; 8] = core::array::from_fn(|row| of(&x, row, unit));
                    for row in 0..n_rows {
                        let moved = |by: f64| {
                            let mut moved = of_unit;
                            moved[row] += by;
                            value(cell, moved)
                        };
                        let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                        let expected = if unit < UNITS { slope * of(&[d; 8], 0, unit) } else { 0.0 };
                        let found = of(&written, row, unit);
                        assert!(
                            (expected - found).abs() < 1e-6,
                            "{level:?}: row {row}, unit {unit}: {expected}, {found}"
                        );
                        let sum = of(&added, row, unit);
                        assert!((9.0 + expected - sum).abs() < 1e-5, "{level:?}: row {row}, unit {unit}: {sum}");
                    }
                }
            }
        }
    }

    struct Forward(Numbers);

    impl Kernel for Forward {
        type Output = [[Panel; 2]; 5];

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let [x0, x1, x2, x3, x4, x5, x6, _] = self.0;
            let mut y = [[Panel::ZERO; 2]; 5];
            lstm_cell::<_, Exact, _>(simd, &[x0, x1, x2, x3], &x4, &mut y[0]);
            lstm_output::<_, Exact, _>(simd, &[x0, x1, x2, x3], &x4, &mut y[1]);
            gru_state::<_, Exact, _>(simd, &[x0, x1, x2], &[x3, x4, x5], &x6, &mut y[2]);
            gru_reset::<_, Exact, _>(simd, &[x0, x1], &x2, &mut y[3]);
            gru_blend::<_, Exact, _>(simd, &[x0, x1], &x2, &x3, &mut y[4]);
            y
        }
    }

    #[test]
    fn the_equations_of_these_tests_are_those_of_the_cells() {
        let x = numbers(0.3);
        let found = dispatch(Level::detect(), Forward(x));
        let cells = [Cell::Lstm, Cell::Output, Cell::Gru, Cell::Reset, Cell::Blend];
        for (cell, found) in cells.into_iter().zip(found) {
            for unit in 0..UNITS {
                let expected = value(cell, core::array::from_fn(|row| of(&x, row, unit)));
                assert!((expected - of(&[found; 8], 0, unit)).abs() < 1e-6, "unit {unit}");
            }
        }
    }
}
