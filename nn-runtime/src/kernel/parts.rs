//! Parts of a gradient: what the sums over rows are added to.
//!
//! Letters: `I` inputs of a layer, `P` panels of its outputs, `R` inputs and `Q` panels of a tile. A part is of each panel of
//! a layer's weights some inputs, the same for the panels of a tile, or some panels of its biases. Without threads a part is
//! the whole.

use core::mem::replace;
use core::ops::Range;

use super::sink::{Block, Holds, Sink};
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// Some of a layer's weights.
#[derive(Debug)]
pub struct Inputs<'g, const P: usize, K: Sink> {
    pub(crate) block: Block<K>,
    pub(crate) columns: [Column<'g, K>; P],
}

/// Some inputs of a panel of outputs.
#[derive(Debug)]
pub struct Column<'g, K: Sink> {
    /// The first of them.
    pub(crate) first: usize,
    pub(crate) panels: K::Panels<'g>,
}

/// Some panels of a layer's biases.
#[derive(Debug)]
pub struct Outputs<'g, K: Sink> {
    pub(crate) block: Block<K>,
    /// The first of them.
    pub(crate) first: usize,
    pub(crate) panels: K::Panels<'g>,
}

impl<K: Sink> Column<'_, K> {
    /// How many there are.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        K::gradient(&self.panels).len()
    }
}

/// Panels of weights in a part.
#[must_use]
#[inline(always)]
pub fn weights_in<const P: usize, K: Sink>(part: &Inputs<'_, P, K>) -> usize {
    part.columns.iter().map(Column::len).sum()
}

/// Panels of biases in a part.
#[must_use]
#[inline(always)]
pub fn biases_in<K: Sink>(part: &Outputs<'_, K>) -> usize {
    K::gradient(&part.panels).len()
}

/// Stands for a gradient that has no parameters.
pub type Of<'g, K> = core::marker::PhantomData<(&'g mut Panel, K)>;

/// The first `n` panels of `all`, which keeps the others.
#[inline(always)]
fn take_panels<'g, K: Sink>(all: &mut K::Panels<'g>, n: usize) -> K::Panels<'g> {
    let (first, rest) = K::split(replace(all, K::none()), n);
    *all = rest;
    first
}

/// All weights of a layer of so many inputs, the first of the panels, which keep the others.
#[inline(always)]
pub fn all_inputs<'g, const P: usize, K: Sink>(
    panels: &mut K::Panels<'g>,
    inputs: usize,
    block: Block<K>,
) -> Inputs<'g, P, K> {
    let columns = core::array::from_fn(
        #[inline(always)]
        |_| Column { first: 0, panels: take_panels::<K>(panels, inputs) },
    );
    Inputs { block, columns }
}

/// All biases of a layer of so many panels, the first of the panels, which keep the others.
#[inline(always)]
pub fn all_outputs<'g, K: Sink>(panels: &mut K::Panels<'g>, n: usize, block: Block<K>) -> Outputs<'g, K> {
    Outputs { block, first: 0, panels: take_panels::<K>(panels, n) }
}

/// What is done with panels behind those of all parameters that are trained.
#[inline(always)]
pub fn skip<K: Sink>(panels: K::Panels<'_>, block: Block<K>) {
    K::skip(panels, block.holds);
}

/// Which tiles of `rows` inputs the part has at a panel, of the layer's `n` whole ones.
#[must_use]
#[inline(always)]
pub fn tiles<const P: usize, K: Sink>(part: &Inputs<'_, P, K>, panel: usize, rows: usize, n: usize) -> Range<usize> {
    match part.columns.get(panel) {
        Some(column) => column.first / rows..n.min((column.first + column.len()) / rows),
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
pub fn tile<'t, const R: usize, const Q: usize, const P: usize, K: Sink>(
    part: &'t mut Inputs<'_, P, K>,
    input: usize,
    panel: usize,
) -> [Option<&'t mut [Panel; R]>; Q] {
    let holds = part.block.holds;
    let mut columns = part.columns.iter_mut().skip(panel);
    core::array::from_fn(|_| {
        let column = columns.next()?;
        let tile =
            K::gradient_mut(&mut column.panels).get_mut(input.wrapping_sub(column.first)..)?.first_chunk_mut()?;
        if holds == Holds::Nothing {
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

/// What is done once the sums of a block are there for `n` panels from `panel` on.
#[inline(always)]
pub fn finish_panels<S: Simd, const P: usize, K: Sink>(simd: S, part: &mut Inputs<'_, P, K>, panel: usize, n: usize) {
    let block = part.block;
    if !block.is_last {
        return;
    }
    // Nothing is in the gradient of the panels that come next.
    let is_free = block.holds == Holds::Nothing;
    let (done, next) = part.columns.split_at_mut(P.min(panel.saturating_add(n)));
    let mut next = next.iter_mut();
    for column in done.iter_mut().skip(panel) {
        block.sink.finish(simd, &mut column.panels);
        if let (true, Some(next)) = (is_free, next.next()) {
            K::hand_on(&mut column.panels, &mut next.panels);
        }
    }
}

/// `add` for every `n` rows of `x` and `d`, in order.
#[inline(always)]
pub fn each_block<X, D, const P: usize, K: Sink>(
    n: usize,
    x: &[X],
    d: &[D],
    part: &mut Inputs<'_, P, K>,
    mut add: impl FnMut(&[X], &[D], &mut Inputs<'_, P, K>),
) {
    part.block.each(
        n,
        (x, d),
        #[inline(always)]
        |x, d, block| {
            part.block = block;
            add(x, d, part);
        },
    );
}

/// `part = part + sum of d`, over blocks of `n` rows.
#[inline(always)]
pub fn bias_gradient<S: Simd, const P: usize, K: Sink>(simd: S, n: usize, d: &[[Panel; P]], part: &mut Outputs<'_, K>) {
    add_blocks(
        simd,
        n,
        (d, d),
        part,
        #[inline(always)]
        |d, _, p| {
            let mut sum = splat(simd, 0.0);
            for row in d {
                if let Some(d) = row.get(p) {
                    sum += load(simd, d);
                }
            }
            sum
        },
    );
}

/// `part = part + sum`, for each block of `n` rows and each panel of a vector.
#[inline(always)]
pub(super) fn add_blocks<S: Simd, X, D, K: Sink>(
    simd: S,
    n: usize,
    rows: (&[X], &[D]),
    part: &mut Outputs<'_, K>,
    sum: impl Fn(&[X], &[D], usize) -> f32x16<S>,
) {
    part.block.each(
        n,
        rows,
        #[inline(always)]
        |x, d, block| {
            for (p, gradient) in (part.first..).zip(K::gradient_mut(&mut part.panels).iter_mut()) {
                let sum = sum(x, d, p);
                if block.holds == Holds::Nothing {
                    *gradient = Panel::ZERO;
                }
                add_to(simd, sum, gradient);
            }
            if block.is_last {
                block.sink.finish(simd, &mut part.panels);
            }
        },
    );
}
