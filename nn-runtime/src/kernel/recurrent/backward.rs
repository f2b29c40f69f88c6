//! The derivatives of what layers with memory compute: from that with respect to a result, `d`, to that with respect to each of the
//! numbers that it is computed from, which is written, or added to what is there.
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

/// That of [`lstm_cell`](super::lstm_cell): with respect to its gates, of which the last, `o`, has no part in it, and to the cell of the step
/// before.
#[inline(always)]
pub fn lstm_cell_backward<
    S: Simd,
    M: Functions,
    const P: usize,
    const ADDS_TO_GATES: bool,
    const ADDS_TO_BEFORE: bool,
>(
    simd: S,
    (gates, before): (&[[Panel; P]; 4], &[Panel; P]),
    d: &[Panel; P],
    (to_gates, to_before): (&mut [[Panel; P]; 4], &mut [Panel; P]),
) {
    let ([i, f, g, _], [to_i, to_f, to_g, to_o]) = (gates, to_gates);
    if !ADDS_TO_GATES {
        *to_o = [Panel::ZERO; P];
    }
    let of_gates = i.iter().zip(f).zip(g);
    let to = to_i.iter_mut().zip(to_f).zip(to_g).zip(to_before);
    for ((((i, f), g), (before, d)), (((to_i, to_f), to_g), to_before)) in of_gates.zip(before.iter().zip(d)).zip(to) {
        let (i, f, g) =
            (M::sigmoid(simd, load(simd, i)), M::sigmoid(simd, load(simd, f)), M::tanh(simd, load(simd, g)));
        let d = load(simd, d);
        put::<S, ADDS_TO_GATES>(simd, d * g * of_sigmoid(simd, i), to_i);
        put::<S, ADDS_TO_GATES>(simd, d * load(simd, before) * of_sigmoid(simd, f), to_f);
        put::<S, ADDS_TO_GATES>(simd, d * i * of_tanh(simd, g), to_g);
        put::<S, ADDS_TO_BEFORE>(simd, d * f, to_before);
    }
}

/// That of [`lstm_output`](super::lstm_output): with respect to its gates, of which the last alone, `o`, has a part in it, and to the cell.
#[inline(always)]
pub fn lstm_output_backward<
    S: Simd,
    M: Functions,
    const P: usize,
    const ADDS_TO_GATES: bool,
    const ADDS_TO_CELL: bool,
>(
    simd: S,
    (gates, cell): (&[[Panel; P]; 4], &[Panel; P]),
    d: &[Panel; P],
    (to_gates, to_cell): (&mut [[Panel; P]; 4], &mut [Panel; P]),
) {
    let ([_, _, _, o], [to_i, to_f, to_g, to_o]) = (gates, to_gates);
    if !ADDS_TO_GATES {
        [*to_i, *to_f, *to_g] = [[Panel::ZERO; P]; 3];
    }
    for ((o, cell), (d, (to_o, to_cell))) in o.iter().zip(cell).zip(d.iter().zip(to_o.iter_mut().zip(to_cell))) {
        let (o, t, d) = (M::sigmoid(simd, load(simd, o)), M::tanh(simd, load(simd, cell)), load(simd, d));
        put::<S, ADDS_TO_GATES>(simd, d * t * of_sigmoid(simd, o), to_o);
        put::<S, ADDS_TO_CELL>(simd, d * o * of_tanh(simd, t), to_cell);
    }
}

/// Three gates, or derivatives with respect to them.
type Gates<const P: usize> = [[Panel; P]; 3];

/// That of [`gru_state`](super::gru_state): with respect to the gates that the input has, to those of the state, in which the reset is a
/// factor of `n`, and to the state of the step before.
#[inline(always)]
pub fn gru_state_backward<
    S: Simd,
    M: Functions,
    const P: usize,
    const ADDS_TO_INPUT: bool,
    const ADDS_TO_STATE: bool,
    const ADDS_TO_BEFORE: bool,
>(
    simd: S,
    (of_input, of_state, before): (&Gates<P>, &Gates<P>, &[Panel; P]),
    d: &[Panel; P],
    (to_input, to_state, to_before): (&mut Gates<P>, &mut Gates<P>, &mut [Panel; P]),
) {
    let ([a_r, a_z, a_n], [b_r, b_z, b_n]) = (of_input, of_state);
    let of_input = a_r.iter().zip(a_z).zip(a_n);
    let of_state = b_r.iter().zip(b_z).zip(b_n);
    let ([a_to_r, a_to_z, a_to_n], [b_to_r, b_to_z, b_to_n]) = (to_input, to_state);
    let to_input = a_to_r.iter_mut().zip(a_to_z).zip(a_to_n);
    let to_state = b_to_r.iter_mut().zip(b_to_z).zip(b_to_n);
    let of_unit = of_input.zip(of_state).zip(before.iter().zip(d));
    for (
        ((((a_r, a_z), a_n), ((b_r, b_z), b_n)), (before, d)),
        ((((a_to_r, a_to_z), a_to_n), ((b_to_r, b_to_z), b_to_n)), to_before),
    ) in of_unit.zip(to_input.zip(to_state).zip(to_before))
    {
        let (b_n, d) = (load(simd, b_n), load(simd, d));
        let r = M::sigmoid(simd, load(simd, a_r) + load(simd, b_r));
        let z = M::sigmoid(simd, load(simd, a_z) + load(simd, b_z));
        let n = M::tanh(simd, r.mul_add(b_n, load(simd, a_n)));
        let of_n = d * (splat(simd, 1.0) - z) * of_tanh(simd, n);
        let (of_r, of_z) = (of_n * b_n * of_sigmoid(simd, r), d * (load(simd, before) - n) * of_sigmoid(simd, z));
        put::<S, ADDS_TO_INPUT>(simd, of_r, a_to_r);
        put::<S, ADDS_TO_INPUT>(simd, of_z, a_to_z);
        put::<S, ADDS_TO_INPUT>(simd, of_n, a_to_n);
        put::<S, ADDS_TO_STATE>(simd, of_r, b_to_r);
        put::<S, ADDS_TO_STATE>(simd, of_z, b_to_z);
        put::<S, ADDS_TO_STATE>(simd, of_n * r, b_to_n);
        put::<S, ADDS_TO_BEFORE>(simd, d * z, to_before);
    }
}

/// That of [`gru_reset`](super::gru_reset): with respect to its gates, of which the first alone, `r`, has a part in it, and to the state of the
/// step before.
#[inline(always)]
pub fn gru_reset_backward<
    S: Simd,
    M: Functions,
    const P: usize,
    const ADDS_TO_GATES: bool,
    const ADDS_TO_BEFORE: bool,
>(
    simd: S,
    ([r, _], before): (&[[Panel; P]; 2], &[Panel; P]),
    d: &[Panel; P],
    ([to_r, to_z], to_before): (&mut [[Panel; P]; 2], &mut [Panel; P]),
) {
    if !ADDS_TO_GATES {
        *to_z = [Panel::ZERO; P];
    }
    for ((r, before), (d, (to_r, to_before))) in r.iter().zip(before).zip(d.iter().zip(to_r.iter_mut().zip(to_before)))
    {
        let (r, d) = (M::sigmoid(simd, load(simd, r)), load(simd, d));
        put::<S, ADDS_TO_GATES>(simd, d * load(simd, before) * of_sigmoid(simd, r), to_r);
        put::<S, ADDS_TO_BEFORE>(simd, d * r, to_before);
    }
}

/// That of [`gru_blend`](super::gru_blend): with respect to its gates, of which the second alone, `z`, has a part in it, to the new numbers and
/// to the state of the step before.
#[inline(always)]
pub fn gru_blend_backward<
    S: Simd,
    M: Functions,
    const P: usize,
    const ADDS_TO_GATES: bool,
    const ADDS_TO_NEW: bool,
    const ADDS_TO_BEFORE: bool,
>(
    simd: S,
    ([_, z], new, before): (&[[Panel; P]; 2], &[Panel; P], &[Panel; P]),
    d: &[Panel; P],
    ([to_r, to_z], to_new, to_before): (&mut [[Panel; P]; 2], &mut [Panel; P], &mut [Panel; P]),
) {
    if !ADDS_TO_GATES {
        *to_r = [Panel::ZERO; P];
    }
    let to = to_z.iter_mut().zip(to_new).zip(to_before);
    for ((((z, new), before), d), ((to_z, to_new), to_before)) in z.iter().zip(new).zip(before).zip(d).zip(to) {
        let (z, d) = (M::sigmoid(simd, load(simd, z)), load(simd, d));
        put::<S, ADDS_TO_GATES>(simd, d * (load(simd, before) - load(simd, new)) * of_sigmoid(simd, z), to_z);
        put::<S, ADDS_TO_NEW>(simd, d * (splat(simd, 1.0) - z), to_new);
        put::<S, ADDS_TO_BEFORE>(simd, d * z, to_before);
    }
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
                        lstm_cell_backward::<S, Exact, 2, ADD, ADD>(simd, (&gates, &x4), &d, (&mut to_gates, to4));
                    } else {
                        lstm_output_backward::<S, Exact, 2, ADD, ADD>(simd, (&gates, &x4), &d, (&mut to_gates, to4));
                    }
                    [*to0, *to1, *to2, *to3] = to_gates;
                }
                Cell::Gru => {
                    let (a, b) = ([x0, x1, x2], [x3, x4, x5]);
                    let (mut to_a, mut to_b) = ([*to0, *to1, *to2], [*to3, *to4, *to5]);
                    gru_state_backward::<S, Exact, 2, ADD, ADD, ADD>(
                        simd,
                        (&a, &b, &x6),
                        &d,
                        (&mut to_a, &mut to_b, to6),
                    );
                    ([*to0, *to1, *to2], [*to3, *to4, *to5]) = (to_a, to_b);
                }
                Cell::Reset => {
                    let mut to_gates = [*to0, *to1];
                    gru_reset_backward::<S, Exact, 2, ADD, ADD>(simd, (&[x0, x1], &x2), &d, (&mut to_gates, to2));
                    [*to0, *to1] = to_gates;
                }
                Cell::Blend => {
                    let mut to_gates = [*to0, *to1];
                    gru_blend_backward::<S, Exact, 2, ADD, ADD, ADD>(
                        simd,
                        (&[x0, x1], &x2, &x3),
                        &d,
                        (&mut to_gates, to2, to3),
                    );
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
