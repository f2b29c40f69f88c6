//! Training on a single row: what is done with the derivatives of parameters.
//!
//! Letters: `I` inputs and `P` panels of outputs of a dense layer, `X` numbers stored per row of its operand, `I` or more. Of a
//! layer of few outputs, `O`, whose weights have inputs in the lanes, `Q` panels of inputs.

use super::elementwise::keep;
use crate::optim::{Rule, change};
use crate::panel::Panel;
use crate::simd::{Simd, load, splat, store};

/// Adds the loss of the row.
#[inline(always)]
pub fn add_loss(total: &mut f64, losses: &[f32; 1]) {
    let [loss] = losses;
    *total += f64::from(*loss);
}

/// Whether a loss lets training go on.
#[must_use]
#[inline(always)]
pub fn is_finite(loss: f64) -> bool {
    loss.is_finite()
}

/// The gradient of the weights: `gradient [P, I] = x d`.
#[inline(always)]
pub fn outer<S: Simd, const X: usize, const I: usize, const P: usize>(
    simd: S,
    x: &[f32; X],
    d: &[Panel; P],
    gradient: &mut [[Panel; I]; P],
) {
    for (d, gradient) in d.iter().zip(gradient) {
        let d = load(simd, d);
        for (x, gradient) in x.iter().zip(gradient) {
            store(splat(simd, *x) * d, gradient);
        }
    }
}

/// A part of each moment.
#[inline(always)]
pub fn of_each<N, F: ?Sized, const M: usize>(moments: &mut [N; M], field: impl Fn(&mut N) -> &mut F) -> [&mut F; M] {
    moments.each_mut().map(field)
}

/// Row `index` of the array that each moment is.
#[inline(always)]
pub(super) fn rows_of<'m, const I: usize, const P: usize, const M: usize>(
    moments: &'m mut [&mut [[Panel; I]; P]; M],
    index: usize,
) -> [&'m mut [Panel]; M] {
    of_each(
        moments,
        #[inline(always)]
        |moment| moment[index].as_mut_slice(),
    )
}

/// A step of `rule` on the weights, `weight [P, I]`, against `x d`.
#[inline(always)]
pub fn descend_outer<S: Simd, R: Rule<M>, const X: usize, const I: usize, const P: usize, const M: usize>(
    simd: S,
    x: &[f32; X],
    d: &[Panel; P],
    weight: &mut [[Panel; I]; P],
    mut moments: [&mut [[Panel; I]; P]; M],
    rule: R,
) {
    const { assert!(X >= I) }
    for (p, (d, weight)) in d.iter().zip(weight).enumerate() {
        let d = load(simd, d);
        let moments = rows_of(&mut moments, p);
        change(
            simd,
            rule,
            weight,
            moments,
            #[inline(always)]
            |index| match x.get(index) {
                Some(x) => splat(simd, *x) * d,
                None => splat(simd, 0.0),
            },
        );
    }
}

/// As [`outer`] for a layer of few outputs: `gradient [O, Q] = x d`, of which `inputs` lanes are inputs.
#[inline(always)]
pub fn outer_of_few<S: Simd, const Q: usize, const O: usize>(
    simd: S,
    x: &[Panel; Q],
    d: &[Panel; 1],
    gradient: &mut [[Panel; Q]; O],
    inputs: usize,
) {
    let [Panel(d)] = d;
    for (d, gradient) in d.iter().zip(gradient) {
        let d = splat(simd, *d);
        for (panel, (x, gradient)) in x.iter().zip(gradient).enumerate() {
            store(keep(simd, load(simd, x) * d, inputs.saturating_sub(panel * Panel::LANES)), gradient);
        }
    }
}

/// As [`descend_outer`] for a layer of few outputs: a step on `weight [O, Q]`.
#[inline(always)]
pub fn descend_outer_of_few<S: Simd, R: Rule<M>, const Q: usize, const O: usize, const M: usize>(
    simd: S,
    x: &[Panel; Q],
    d: &[Panel; 1],
    weight: &mut [[Panel; Q]; O],
    mut moments: [&mut [[Panel; Q]; O]; M],
    (rule, inputs): (R, usize),
) {
    let [Panel(d)] = d;
    for (output, (d, weight)) in d.iter().zip(weight).enumerate() {
        let d = splat(simd, *d);
        let moments = rows_of(&mut moments, output);
        change(
            simd,
            rule,
            weight,
            moments,
            #[inline(always)]
            |panel| match x.get(panel) {
                Some(x) => keep(simd, load(simd, x) * d, inputs.saturating_sub(panel * Panel::LANES)),
                None => splat(simd, 0.0),
            },
        );
    }
}

/// A step of `rule` on a vector of parameters, `[P]`, against its gradient.
#[inline(always)]
pub fn descend<S: Simd, R: Rule<M>, const P: usize, const M: usize>(
    simd: S,
    d: &[Panel; P],
    vector: &mut [Panel; P],
    mut moments: [&mut [Panel; P]; M],
    rule: R,
) {
    let moments = of_each(
        &mut moments,
        #[inline(always)]
        |moment| moment.as_mut_slice(),
    );
    change(
        simd,
        rule,
        vector,
        moments,
        #[inline(always)]
        |index| match d.get(index) {
            Some(d) => load(simd, d),
            None => splat(simd, 0.0),
        },
    );
}
