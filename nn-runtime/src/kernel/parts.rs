//! Parts of a gradient: what the sums over rows are added to.
//!
//! Letters: `I` inputs of a layer, `P` panels of its outputs, `R` inputs and `Q` panels of a tile. A part is of each panel of
//! a layer's weights some inputs, the same for the panels of a tile, or some panels of its biases. Without threads a part is
//! the whole.

use core::ops::Range;

use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// What a gradient holds before a block of rows is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Nothing of this batch: whatever is there counts as 0. So no pass through memory is needed to clear it.
    Nothing,
    /// The sum over earlier blocks.
    Sum,
}

/// Some of a layer's weights.
#[derive(Debug)]
pub struct Inputs<'g, const P: usize> {
    pub(crate) holds: Holds,
    pub(crate) columns: [Column<'g>; P],
}

/// Some inputs of a panel of outputs.
#[derive(Debug)]
pub struct Column<'g> {
    /// The first of them.
    pub(crate) first: usize,
    pub(crate) panels: &'g mut [Panel],
}

/// Some panels of a layer's biases.
#[derive(Debug)]
pub struct Outputs<'g> {
    pub(crate) holds: Holds,
    /// The first of them.
    pub(crate) first: usize,
    pub(crate) panels: &'g mut [Panel],
}

/// Panels of weights in a part.
#[must_use]
#[inline(always)]
pub fn weights_in<const P: usize>(part: &Inputs<'_, P>) -> usize {
    part.columns.iter().map(|column| column.panels.len()).sum()
}

/// Panels of biases in a part.
#[must_use]
#[inline(always)]
pub fn biases_in(part: &Outputs<'_>) -> usize {
    part.panels.len()
}

/// Stands for a gradient that has no parameters.
pub type Of<'g> = core::marker::PhantomData<&'g mut Panel>;

/// All weights of a layer.
#[inline(always)]
pub fn all_inputs<const I: usize, const P: usize>(weight: &mut [[Panel; I]; P], holds: Holds) -> Inputs<'_, P> {
    Inputs { holds, columns: weight.each_mut().map(|panels| Column { first: 0, panels }) }
}

/// All biases of a layer.
#[inline(always)]
pub fn all_outputs<const P: usize>(bias: &mut [Panel; P], holds: Holds) -> Outputs<'_> {
    Outputs { holds, first: 0, panels: bias }
}

/// Which tiles of `rows` inputs the part has at a panel, of the layer's `n` whole ones.
#[must_use]
#[inline(always)]
pub fn tiles<const P: usize>(part: &Inputs<'_, P>, panel: usize, rows: usize, n: usize) -> Range<usize> {
    match part.columns.get(panel) {
        Some(column) => column.first / rows..n.min((column.first + column.panels.len()) / rows),
        None => 0..0,
    }
}

/// The inputs `input .. input + R` of a row, or panels of them.
#[must_use]
#[inline(always)]
pub fn part_of_row<const R: usize, T, const X: usize>(row: &[T; X], input: usize) -> Option<&[T; R]> {
    row.get(input..)?.first_chunk()
}

/// For each of `Q` panels from `panel` on the inputs `input .. input + R`, `None` if they are not in the part.
#[inline(always)]
pub fn tile<'t, const R: usize, const Q: usize, const P: usize>(
    part: &'t mut Inputs<'_, P>,
    input: usize,
    panel: usize,
) -> [Option<&'t mut [Panel; R]>; Q] {
    let mut columns = part.columns.iter_mut().skip(panel);
    core::array::from_fn(|_| {
        let column = columns.next()?;
        let tile = column.panels.get_mut(input.wrapping_sub(column.first)..)?.first_chunk_mut()?;
        if part.holds == Holds::Nothing {
            *tile = [Panel::ZERO; R];
        }
        Some(tile)
    })
}

/// `to = to + sum`.
#[inline(always)]
pub fn add_to<S: Simd>(simd: S, sum: f32x16<S>, to: &mut Panel) {
    store(load(simd, to) + sum, to);
}

/// `add` for every `n` rows of `x` and `d`, in order.
#[inline(always)]
pub fn each_block<X, D, const P: usize>(
    n: usize,
    x: &[X],
    d: &[D],
    part: &mut Inputs<'_, P>,
    mut add: impl FnMut(&[X], &[D], &mut Inputs<'_, P>),
) {
    let n = n.max(1);
    for (x, d) in x.chunks(n).zip(d.chunks(n)) {
        add(x, d, part);
        part.holds = Holds::Sum;
    }
}

/// `part = part + sum of d`, over blocks of `n` rows.
#[inline(always)]
pub fn bias_gradient<S: Simd, const P: usize>(simd: S, n: usize, d: &[[Panel; P]], part: &mut Outputs<'_>) {
    for block in d.chunks(n.max(1)) {
        for (p, gradient) in (part.first..P).zip(part.panels.iter_mut()) {
            let mut sum = splat(simd, 0.0);
            for row in block {
                if let Some(d) = row.get(p) {
                    sum += load(simd, d);
                }
            }
            if part.holds == Holds::Nothing {
                *gradient = Panel::ZERO;
            }
            add_to(simd, sum, gradient);
        }
        part.holds = Holds::Sum;
    }
}
