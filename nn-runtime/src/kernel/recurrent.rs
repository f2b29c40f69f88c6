//! What layers with memory compute number by number.
//!
//! `M` are the functions: the exact ones, or those of `#[math(fast)]`. Gates of `P` panels lie one behind the other, so that the numbers of a unit lie in equal lanes. Zeros in the padding of what is
//! remembered stay zeros.

mod backward;

pub use backward::{
    gru_blend_backward, gru_reset_backward, gru_state_backward, lstm_cell_backward, lstm_output_backward,
};

use super::units::{by_unit, load, store, units, units_mut};
use crate::math::{Functions, flush_subnormals};
use crate::panel::Panel;
use crate::simd::Simd;

/// An LSTM's cell, `y = sigmoid(f) c + sigmoid(i) tanh(g)` of the gates `i f g o` and the cell `c` of the step before.
#[inline(always)]
pub fn lstm_cell<S: Simd, M: Functions, const P: usize>(
    simd: S,
    gates: &[[Panel; P]; 4],
    before: &[Panel; P],
    y: &mut [Panel; P],
) {
    let (simd, [i, f, g, _]) = (by_unit(simd), gates);
    let (i, f, g) = (units(i), units(f), units(g));
    for ((i, f), ((g, before), y)) in i.iter().zip(f).zip(g.iter().zip(units(before)).zip(units_mut(y))) {
        let kept = M::sigmoid(simd, load(simd, f));
        let new = M::sigmoid_times_tanh(simd, load(simd, i), load(simd, g));
        store(kept.mul_add(load(simd, before), new), y);
    }
}

/// An LSTM's output, `y = sigmoid(o) tanh(c)` of the gates `i f g o` and the cell `c`.
#[inline(always)]
pub fn lstm_output<S: Simd, M: Functions, const P: usize>(
    simd: S,
    gates: &[[Panel; P]; 4],
    cell: &[Panel; P],
    y: &mut [Panel; P],
) {
    let (simd, [_, _, _, o]) = (by_unit(simd), gates);
    for ((o, cell), y) in units(o).iter().zip(units(cell)).zip(units_mut(y)) {
        store(M::sigmoid_times_tanh(simd, load(simd, o), load(simd, cell)), y);
    }
}

/// A GRU's state, `y = (1 - z) n + z h` with `r = sigmoid(a_r + b_r)`, `z = sigmoid(a_z + b_z)` and `n = tanh(a_n + r b_n)`, of the gates
/// `r z n` that the input has, `a`, and those of the state `h` of the step before, `b`.
#[inline(always)]
pub fn gru_state<S: Simd, M: Functions, const P: usize>(
    simd: S,
    of_input: &[[Panel; P]; 3],
    of_state: &[[Panel; P]; 3],
    before: &[Panel; P],
    y: &mut [Panel; P],
) {
    let (simd, before, y) = (by_unit(simd), units(before), units_mut(y));
    // Not by `map`: its closure is a call that no vector goes through in a register.
    let ([a_r, a_z, a_n], [b_r, b_z, b_n]) = (of_input, of_state);
    let resets = units(a_r).iter().zip(units(b_r));
    let updates = units(a_z).iter().zip(units(b_z));
    let news = units(a_n).iter().zip(units(b_n));
    for (((a_r, b_r), (a_z, b_z)), ((a_n, b_n), (before, y))) in resets.zip(updates).zip(news.zip(before.iter().zip(y)))
    {
        let r = M::sigmoid(simd, load(simd, a_r) + load(simd, b_r));
        let z = M::sigmoid(simd, load(simd, a_z) + load(simd, b_z));
        let n = M::tanh(simd, r.mul_add(load(simd, b_n), load(simd, a_n)));
        store(z.mul_add(load(simd, before) - n, n), y);
    }
}

/// What a GRU multiplies with weights where it resets first, `y = sigmoid(r) h` of the gates `r z` and the state `h` of the step before.
#[inline(always)]
pub fn gru_reset<S: Simd, M: Functions, const P: usize>(
    simd: S,
    gates: &[[Panel; P]; 2],
    before: &[Panel; P],
    y: &mut [Panel; P],
) {
    let (simd, [r, _]) = (by_unit(simd), gates);
    for ((r, before), y) in units(r).iter().zip(units(before)).zip(units_mut(y)) {
        store(M::sigmoid(simd, load(simd, r)) * load(simd, before), y);
    }
}

/// A GRU's state, `y = (1 - sigmoid(z)) n + sigmoid(z) h` of the gates `r z`, the new numbers `n` and the state `h` of the step before.
#[inline(always)]
pub fn gru_blend<S: Simd, M: Functions, const P: usize>(
    simd: S,
    gates: &[[Panel; P]; 2],
    new: &[Panel; P],
    before: &[Panel; P],
    y: &mut [Panel; P],
) {
    let (simd, [_, z]) = (by_unit(simd), gates);
    for ((z, new), (before, y)) in units(z).iter().zip(units(new)).zip(units(before).iter().zip(units_mut(y))) {
        let new = load(simd, new);
        store(M::sigmoid(simd, load(simd, z)).mul_add(load(simd, before) - new, new), y);
    }
}

/// `state = x`, and 0 for numbers that are subnormal: what is remembered may decay for a long time, as in silence.
#[inline(always)]
pub fn keep_state<S: Simd>(simd: S, x: &[Panel], state: &mut [Panel]) {
    let simd = by_unit(simd);
    for (x, state) in units(x).iter().zip(units_mut(state)) {
        store(flush_subnormals(simd, load(simd, x)), state);
    }
}

/// `step` for each input in turn, with the same state.
#[inline(always)]
pub fn each_step<M, X, Y>(state: &mut M, inputs: &[X], outputs: &mut [Y], step: impl Fn(&mut M, &X, &mut Y)) {
    for (input, output) in inputs.iter().zip(outputs) {
        step(state, input, output);
    }
}

/// `some` for each `R` inputs in turn, with the same state, and for what is left, unless it is less than half as many: `one` for each of these,
/// as `some` prepares memory for all.
#[inline(always)]
pub fn each_block_of_steps<const R: usize, M, X, Y>(
    state: &mut M,
    inputs: &[X],
    outputs: &mut [Y],
    some: impl Fn(&mut M, &[X], &mut [Y]),
    one: impl Fn(&mut M, &X, &mut Y),
) {
    const { assert!(R > 1) }
    for (inputs, outputs) in inputs.chunks(R).zip(outputs.chunks_mut(R)) {
        if inputs.len() < R / 2 {
            each_step(state, inputs, outputs, &one);
        } else {
            some(state, inputs, outputs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Exact;
    use crate::simd::{Kernel, Level, dispatch};
    use std::{vec, vec::Vec};

    /// Numbers that are all different, the last `32 - n` of each 32 zero.
    fn gates<const G: usize>(n: usize, seed: f32) -> [[Panel; 2]; G] {
        let mut gates = [[Panel::ZERO; 2]; G];
        for (gate, panels) in gates.iter_mut().enumerate() {
            for (unit, number) in bytemuck::cast_slice_mut::<Panel, f32>(panels).iter_mut().enumerate().take(n) {
                *number = ((unit * 7 + gate * 13) as f32 * 0.37 + seed).sin() * 3.0;
            }
        }
        gates
    }

    fn numbers(panels: &[Panel; 2]) -> Vec<f64> {
        bytemuck::cast_slice::<Panel, f32>(panels).iter().copied().map(f64::from).collect()
    }

    fn assert_near(expected: &[f64], found: &[Panel; 2], n: usize) {
        for (unit, (expected, found)) in expected.iter().zip(numbers(found)).enumerate() {
            if unit < n {
                assert!((expected - found).abs() < 1e-6, "unit {unit}: expected {expected}, found {found}");
            } else {
                assert!(found == 0.0, "padding {unit} is {found}");
            }
        }
    }

    /// All cells.
    struct Cells<'a> {
        four: &'a [[Panel; 2]; 4],
        three: [&'a [[Panel; 2]; 3]; 2],
        before: &'a [Panel; 2],
    }

    impl Kernel for Cells<'_> {
        type Output = [[Panel; 2]; 5];

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let mut y = [[Panel::ZERO; 2]; 5];
            let [cell, output, state, reset, blend] = &mut y;
            lstm_cell::<_, Exact, _>(simd, self.four, self.before, cell);
            lstm_output::<_, Exact, _>(simd, self.four, self.before, output);
            gru_state::<_, Exact, _>(simd, self.three[0], self.three[1], self.before, state);
            let [_, r, z] = *self.three[0];
            gru_reset::<_, Exact, _>(simd, &[r, z], self.before, reset);
            gru_blend::<_, Exact, _>(simd, &[r, z], &self.three[1][0], self.before, blend);
            y
        }
    }

    struct Keep<'a>(&'a [Panel]);

    impl Kernel for Keep<'_> {
        type Output = Panel;

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Panel {
            let mut state = [Panel([7.0; 16])];
            keep_state(simd, self.0, &mut state);
            state[0]
        }
    }

    fn logistic(x: f64) -> f64 {
        1.0 / (1.0 + (-x).exp())
    }

    #[test]
    fn cells_are_those_of_the_equations() {
        for n in [1, 15, 16, 17, 32] {
            let (four, a, b) = (gates::<4>(n, 0.1), gates::<3>(n, 0.2), gates::<3>(n, 0.3));
            let [before] = gates::<1>(n, 0.4);
            let old = numbers(&before);
            let [i, f, g, o] = four.each_ref().map(numbers);
            let [a_of, b_of] = [a, b].map(|gates| gates.each_ref().map(numbers));
            let cell: Vec<f64> = (0..32).map(|u| logistic(f[u]) * old[u] + logistic(i[u]) * g[u].tanh()).collect();
            let output: Vec<f64> = (0..32).map(|u| logistic(o[u]) * old[u].tanh()).collect();
            let state: Vec<f64> = (0..32)
                .map(|u| {
                    let [r, z] = [0, 1].map(|gate| logistic(a_of[gate][u] + b_of[gate][u]));
                    let new = (a_of[2][u] + r * b_of[2][u]).tanh();
                    (1.0 - z) * new + z * old[u]
                })
                .collect();
            let reset: Vec<f64> = (0..32).map(|u| logistic(a_of[1][u]) * old[u]).collect();
            let blend: Vec<f64> = (0..32)
                .map(|u| {
                    let z = logistic(a_of[2][u]);
                    (1.0 - z) * b_of[0][u] + z * old[u]
                })
                .collect();
            let mut bits: Vec<Vec<u32>> = Vec::new();
            for level in Level::available() {
                let y = dispatch(level, Cells { four: &four, three: [&a, &b], before: &before });
                assert_near(&cell, &y[0], n);
                assert_near(&output, &y[1], n);
                assert_near(&state, &y[2], n);
                assert_near(&reset, &y[3], n);
                assert_near(&blend, &y[4], n);
                if level.has_fused_multiply_add() {
                    bits.push(bytemuck::cast_slice::<[Panel; 2], f32>(&y).iter().map(|x| x.to_bits()).collect());
                }
            }
            assert!(bits.windows(2).all(|pair| pair[0] == pair[1]), "levels differ for {n}");
        }
    }

    #[test]
    fn what_decays_becomes_zero() {
        let numbers = vec![f32::MIN_POSITIVE, f32::MIN_POSITIVE / 2.0, -1e-40, -0.5, f32::NAN];
        let mut x = [Panel::ZERO];
        bytemuck::cast_slice_mut::<Panel, f32>(&mut x)[..5].copy_from_slice(&numbers);
        for level in Level::available() {
            let Panel(kept) = dispatch(level, Keep(&x));
            assert_eq!(kept[..4], [f32::MIN_POSITIVE, 0.0, 0.0, -0.5]);
            assert!(kept[4].is_nan() && kept[5..].iter().all(|x| *x == 0.0));
        }
    }
}
