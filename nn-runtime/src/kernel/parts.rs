//! Parts of a gradient: where the sums over rows go, and what they change once they are complete.
//!
//! Letters: `I` inputs of a layer, `P` panels of its outputs, `R` inputs and `Q` panels of a tile. A part is of each panel of
//! a layer's weights some inputs, the same for the panels of a tile, or some panels of its biases. Without threads a part is
//! the whole.

use core::fmt;
use core::mem::{swap, take};
use core::ops::Range;

use crate::optim::change::split_panels;
use crate::optim::{Change, Changed, Panels, descended};
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

/// What is done with the sums of a tile.
#[derive(Clone, Copy, Debug)]
pub enum Put {
    /// They are the gradient.
    Written,
    /// They are added to the gradient.
    Added,
    /// They are the gradient, and multiplied by this they are added to the weights at once: the gradient is not written.
    Descended(f32),
}

/// What is done with the sums of a block of rows.
#[derive(Clone, Copy)]
pub struct Block<'g> {
    pub(crate) holds: Holds,
    /// A step against what is there when they have been added, if they are the last of the batch.
    pub(crate) change: Option<&'g Change<'g>>,
}

impl Block<'_> {
    #[inline(always)]
    fn put(&self) -> Put {
        match (self.holds, self.change) {
            (Holds::Sum, _) => Put::Added,
            (Holds::Nothing, Some(Change { factor: Some(factor), .. })) => Put::Descended(*factor),
            (Holds::Nothing, _) => Put::Written,
        }
    }

    /// `some` for every `n` rows of `x` and `d`, in order, with the block that they are.
    #[inline(always)]
    pub(super) fn each<X, D>(mut self, n: usize, (x, d): (&[X], &[D]), mut some: impl FnMut(&[X], &[D], Self)) {
        let (n, change) = (n.max(1), self.change);
        let mut n_rows = x.len().min(d.len());
        for (x, d) in x.chunks(n).zip(d.chunks(n)) {
            n_rows -= n_rows.min(n);
            self.change = change.filter(|_| n_rows == 0);
            some(x, d, self);
            self.holds = Holds::Sum;
        }
    }
}

impl fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block").field("holds", &self.holds).field("changes", &self.change.is_some()).finish()
    }
}

/// Some of a layer's weights.
#[derive(Debug)]
pub struct Inputs<'g, const P: usize> {
    pub(crate) block: Block<'g>,
    pub(crate) columns: [Column<'g>; P],
    /// What changes with them: as many panels, or none.
    pub(crate) changed: Changed<'g>,
}

/// Some inputs of a panel of outputs.
#[derive(Debug, Default)]
pub struct Column<'g> {
    /// The first of them.
    pub(crate) first: usize,
    pub(crate) panels: &'g mut [Panel],
}

/// Some panels of a layer's biases.
#[derive(Debug)]
pub struct Outputs<'g> {
    pub(crate) block: Block<'g>,
    /// The first of them.
    pub(crate) first: usize,
    pub(crate) panels: &'g mut [Panel],
    /// What changes with them: as many panels, or none.
    pub(crate) changed: Changed<'g>,
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

/// The first `n` panels of `all`, which keeps the others.
#[inline(always)]
fn take_panels<'g>(all: &mut Panels<'g>, n: usize) -> Panels<'g> {
    let (first, rest) = take(all).split(n);
    *all = rest;
    first
}

/// All weights of a layer of so many inputs, the first of the panels, which keep the others.
#[inline(always)]
pub fn all_inputs<'g, const P: usize>(panels: &mut Panels<'g>, inputs: usize, block: Block<'g>) -> Inputs<'g, P> {
    let Panels { mut gradient, changed } = take_panels(panels, P.saturating_mul(inputs));
    let columns = core::array::from_fn(
        #[inline(always)]
        |_| {
            let (panels, rest) = split_panels(take(&mut gradient), inputs);
            gradient = rest;
            Column { first: 0, panels }
        },
    );
    Inputs { block, columns, changed }
}

/// All biases of a layer of so many panels, the first of the panels, which keep the others.
#[inline(always)]
pub fn all_outputs<'g>(panels: &mut Panels<'g>, n: usize, block: Block<'g>) -> Outputs<'g> {
    let Panels { gradient, changed } = take_panels(panels, n);
    Outputs { block, first: 0, panels: gradient, changed }
}

/// What is done with panels of a gradient that no pass writes, of parameters that are not trained.
#[inline(always)]
pub(super) fn skip(gradient: &mut [Panel], block: Block<'_>) {
    if block.holds == Holds::Nothing {
        gradient.fill(Panel::ZERO);
    }
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

/// What is done with the sums of the tiles of a part.
#[must_use]
#[inline(always)]
pub fn put<const P: usize>(part: &Inputs<'_, P>) -> Put {
    part.block.put()
}

/// Where the sums of a tile go by `put`: for each of `Q` panels from `panel` on the inputs `input .. input + R`, `None` if they are not in the
/// part.
#[inline(always)]
pub fn tile<'t, const R: usize, const Q: usize, const P: usize>(
    part: &'t mut Inputs<'_, P>,
    put: Put,
    input: usize,
    panel: usize,
) -> [Option<&'t mut [Panel; R]>; Q] {
    let descends = matches!(put, Put::Descended(_));
    let Inputs { columns, changed, .. } = part;
    debug_assert!(!descends || !changed.parameters.is_empty(), "a step at once is one on the weights of a whole layer");
    // Of weights, as of their gradient, a part has as many for each panel.
    let before = columns.get(panel).map_or(0, |column| panel.saturating_mul(column.panels.len()));
    let (_, mut weights) = split_panels(changed.parameters, before);
    let mut columns = columns.iter_mut().skip(panel).map(|column| (column.first, &mut *column.panels));
    core::array::from_fn(|_| {
        let (first, mut panels) = columns.next()?;
        if descends {
            (panels, weights) = split_panels(take(&mut weights), panels.len());
        }
        panels.get_mut(input.wrapping_sub(first)..)?.first_chunk_mut()
    })
}

/// Puts a sum where it goes. Negative zero becomes zero, as in a sum that begins with zero.
#[inline(always)]
pub fn put_sum<S: Simd>(simd: S, put: Put, sum: f32x16<S>, to: &mut Panel) {
    let sum_from_zero = splat(simd, 0.0) + sum;
    let new = match put {
        Put::Written => sum_from_zero,
        Put::Added => load(simd, to) + sum,
        Put::Descended(factor) => descended(simd, load(simd, to), sum_from_zero, factor),
    };
    store(new, to);
}

/// What is done once the sums of a block are there for `n` panels from `panel` on.
#[inline(always)]
pub fn finish_panels<const P: usize>(part: &mut Inputs<'_, P>, panel: usize, n: usize) {
    if let (Some(change), Put::Written | Put::Added) = (part.block.change, part.block.put()) {
        change_panels(&mut part.columns, &mut part.changed, panel..panel.saturating_add(n), change, part.block.holds);
    }
}

/// A step on some panels of a layer's weights. If the batch is a single block, the memory of their gradient is then that of the panels
/// that come next, so that a cache holds it until the last panel is done, however many there are.
#[inline(never)]
fn change_panels(
    columns: &mut [Column<'_>],
    changed: &mut Changed<'_>,
    complete: Range<usize>,
    change: &Change<'_>,
    held: Holds,
) {
    let (done, next) = columns.split_at_mut(columns.len().min(complete.end));
    let mut next = next.iter_mut();
    for (index, column) in done.iter_mut().enumerate().skip(complete.start) {
        let n = column.panels.len();
        change.of(column.panels, &mut changed.some(index * n, n));
        if let (Holds::Nothing, Some(next)) = (held, next.next()) {
            swap(&mut column.panels, &mut next.panels);
        }
    }
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

/// As [`each_block`], for so many panels of the part before the next ones: what a block adds to is then in the second cache still when the
/// next block comes. They are whole tiles. Where nothing is left of a gradient but its change, all of them have the memory of the first.
#[inline(always)]
pub fn each_block_by_panels<X, D, const P: usize>(
    (n, together): (usize, usize),
    x: &[X],
    d: &[D],
    part: &mut Inputs<'_, P>,
    mut add: impl FnMut(&[X], &[D], &mut Inputs<'_, P>),
) {
    let whole = part.block;
    let together = if x.len().min(d.len()) > n { together.max(1) } else { P };
    let mut first = 0;
    while first < P {
        let last = P.min(first.saturating_add(together));
        let mut others = leave(&mut part.columns, first..last);
        part.block = whole;
        each_block(n, x, d, part, &mut add);
        swap_others(&mut part.columns, &mut others, first..last);
        if let (Holds::Nothing, Some(_)) = (whole.holds, whole.change) {
            hand_on(&mut part.columns, first..last);
        }
        first = last;
    }
}

/// All panels but those of some columns, which stay.
fn leave<'g, const P: usize>(columns: &mut [Column<'g>; P], some: Range<usize>) -> [&'g mut [Panel]; P] {
    let mut others = core::array::from_fn(|_| Default::default());
    swap_others(columns, &mut others, some);
    others
}

/// Swaps the panels of all columns but some.
fn swap_others<'g>(columns: &mut [Column<'g>], others: &mut [&'g mut [Panel]], some: Range<usize>) {
    for (index, (column, other)) in columns.iter_mut().zip(others).enumerate() {
        if !some.contains(&index) {
            swap(&mut column.panels, other);
        }
    }
}

/// Gives the memory of some columns to those behind them.
fn hand_on(columns: &mut [Column<'_>], some: Range<usize>) {
    let (done, next) = columns.split_at_mut(columns.len().min(some.end));
    for (column, next) in done.iter_mut().skip(some.start).zip(next) {
        if column.panels.len() == next.panels.len() {
            swap(&mut column.panels, &mut next.panels);
        }
    }
}

/// `part = part + sum of d`, over blocks of `n` rows.
#[inline(always)]
pub fn bias_gradient<S: Simd, const P: usize>(simd: S, n: usize, d: &[[Panel; P]], part: &mut Outputs<'_>) {
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
pub(super) fn add_blocks<S: Simd, X, D>(
    simd: S,
    n: usize,
    rows: (&[X], &[D]),
    part: &mut Outputs<'_>,
    sum: impl Fn(&[X], &[D], usize) -> f32x16<S>,
) {
    part.block.each(
        n,
        rows,
        #[inline(always)]
        |x, d, block| {
            for (p, gradient) in (part.first..).zip(part.panels.iter_mut()) {
                let sum = sum(x, d, p);
                put_sum(simd, if block.holds == Holds::Sum { Put::Added } else { Put::Written }, sum, gradient);
            }
            if let Some(change) = block.change {
                change.of(part.panels, &mut part.changed);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::{Block, Holds, Panels, Put, all_inputs, each_block_by_panels, finish_panels, put, put_sum, tile};
    use crate::optim::{Change, Changed};
    use crate::panel::Panel;
    use crate::simd::{Kernel, Level, Simd, dispatch, splat};

    #[test]
    fn only_the_last_block_of_rows_changes_parameters() {
        let change = Change::new(&|_, _| {}, None);
        let mut seen = Vec::new();
        let block = Block { holds: Holds::Nothing, change: Some(&change) };
        block.each(2, (&[0; 5], &[0; 5]), |x, _, block| seen.push((x.len(), block.holds, block.change.is_some())));
        assert_eq!(seen, [(2, Holds::Nothing, false), (2, Holds::Sum, false), (1, Holds::Sum, true)]);
    }

    /// Panels of two inputs whose numbers are their places, in a layer of five panels of which two are done together. Tells where the
    /// gradients are that its steps are made against.
    fn gradients_of_steps(holds: Holds) -> Vec<f32> {
        let mut gradient: [Panel; 10] = std::array::from_fn(|place| Panel([place as f32; 16]));
        let seen = std::sync::Mutex::new(Vec::new());
        let change = |gradient: &[Panel], _: &mut Changed<'_>| {
            seen.lock().expect("no panic").extend(gradient.iter().map(|panel| panel.0[0]));
        };
        let change = Change::new(&change, None);
        let block = Block { holds, change: Some(&change) };
        let mut part = all_inputs::<5>(&mut Panels::of_gradient(&mut gradient), 2, block);
        for (panel, n) in [(0, 2), (2, 2), (4, 1)] {
            finish_panels(&mut part, panel, n);
        }
        seen.into_inner().expect("no panic")
    }

    #[test]
    fn a_single_block_uses_the_gradient_of_its_first_panels_again() {
        assert_eq!(gradients_of_steps(Holds::Nothing), [0, 1, 2, 3, 0, 1, 2, 3, 0, 1].map(|place| place as f32));
        assert_eq!(gradients_of_steps(Holds::Sum), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|place| place as f32));
    }

    /// What five rows in blocks of two do to a gradient, and to weights if it is a whole batch that changes them, so many of five columns of
    /// two inputs together. Also where the gradients are that the steps are made against, which begin with 1,000 times their column.
    fn after_blocks_by_panels(together: usize, holds: Holds, is_last: bool) -> ([Panel; 10], [Panel; 10], Vec<usize>) {
        let mut gradient: [Panel; 10] = std::array::from_fn(|place| Panel([1e3 * (place / 2) as f32; 16]));
        let mut weights = [Panel([0.5; 16]); 10];
        let begin = gradient.as_ptr().addr();
        let places = std::sync::Mutex::new(Vec::new());
        let change = |gradient: &[Panel], changed: &mut Changed<'_>| {
            let place = (gradient.as_ptr().addr() - begin) / size_of::<Panel>();
            places.lock().expect("no panic").push(place);
            for (weight, gradient) in changed.parameters.iter_mut().zip(gradient) {
                weight.0.iter_mut().zip(gradient.0).for_each(|(weight, gradient)| *weight -= gradient);
            }
        };
        let change = Change::new(&change, None);
        let block = Block { holds, change: is_last.then_some(&change) };
        let mut part = all_inputs::<5>(&mut Panels::with_moments(&mut gradient, &mut weights, []), 2, block);
        let (x, d) = ([0.1, 0.2, 0.4, 0.8, 1.6], [3.0; 5]);
        each_block_by_panels((2, together), &x, &d, &mut part, |x: &[f32], d: &[f32], part| {
            let sum: f32 = x.iter().zip(d).map(|(x, d)| x * d).sum();
            let how = put(part);
            for (index, column) in part.columns.iter_mut().enumerate() {
                for panel in &mut *column.panels {
                    let before = if matches!(how, Put::Added) { panel.0[0] } else { 0.0 };
                    panel.0 = [before + sum * (index + 1) as f32; 16];
                }
            }
            for index in 0..5 {
                if !part.columns[index].panels.is_empty() {
                    finish_panels(part, index, 1);
                }
            }
        });
        (gradient, weights, places.into_inner().expect("no panic"))
    }

    #[test]
    fn blocks_by_panels_are_blocks() {
        for holds in [Holds::Nothing, Holds::Sum] {
            let (gradient, weights, places) = after_blocks_by_panels(5, holds, false);
            assert!(places.is_empty() && weights == [Panel([0.5; 16]); 10], "no step");
            for together in [1, 2, 3, 4, 7, 0] {
                assert_eq!(after_blocks_by_panels(together, holds, false).0, gradient, "{together}, {holds:?}");
            }
            let (_, weights, places) = after_blocks_by_panels(5, holds, true);
            assert_eq!(places, [0, 2, 4, 6, 8], "all at once have memory of their own");
            for together in [1, 2, 3, 4, 7] {
                assert_eq!(after_blocks_by_panels(together, holds, true).1, weights, "{together}, {holds:?}");
            }
        }
    }

    #[test]
    fn a_whole_batch_uses_the_gradient_of_its_first_panels_again() {
        let places = |together, holds| after_blocks_by_panels(together, holds, true).2;
        assert_eq!(places(2, Holds::Nothing), [0, 2, 0, 2, 0]);
        assert_eq!(places(1, Holds::Nothing), [0; 5]);
        assert_eq!(places(2, Holds::Sum), [0, 2, 4, 6, 8], "earlier groups are in the gradient");
    }

    /// Puts a sum of 2 into every place of a tile of one input, the second, and two panels, the second and the third.
    struct PutTwo<'a, 'g>(&'a mut super::Inputs<'g, 3>);

    impl Kernel for PutTwo<'_, '_> {
        type Output = ();

        fn wide<S: Simd>(self, simd: S) {
            let how = put(self.0);
            let [Some([first]), Some([second])] = tile(self.0, how, 1, 1) else { panic!("the part has all inputs") };
            put_sum(simd, how, splat(simd, 2.0), first);
            put_sum(simd, how, splat(simd, 2.0), second);
        }
    }

    #[test]
    fn plain_descent_changes_weights_at_once_where_a_batch_is_one_block() {
        // What is left to do behind a sum over several blocks is to be seen in the weights.
        let change = |_: &[Panel], changed: &mut Changed<'_>| {
            changed.parameters.iter_mut().for_each(|panel| panel.0 = [9.0; 16]);
        };
        let after = |holds, factor: Option<f32>| {
            let [mut gradient, mut weights] = [3.0, 5.0].map(|number| [Panel([number; 16]); 6]);
            let change = factor.map(|factor| Change::new(&change, Some(factor)));
            let block = Block { holds, change: change.as_ref() };
            let mut part = all_inputs(&mut Panels::with_moments(&mut gradient, &mut weights, []), 2, block);
            dispatch(Level::detect(), PutTwo(&mut part));
            finish_panels(&mut part, 1, 2);
            [gradient, weights].map(|panels| panels.map(|panel| panel.0[15]))
        };
        let untouched = [[3.0; 6], [5.0; 6]];
        let with = |which: usize, number| {
            let mut numbers = untouched;
            [numbers[which][3], numbers[which][5]] = [number; 2];
            numbers
        };
        assert_eq!(after(Holds::Nothing, None), with(0, 2.0));
        assert_eq!(after(Holds::Sum, None), with(0, 5.0));
        let [gradient, weights] = after(Holds::Sum, Some(-0.5));
        assert_eq!(
            (gradient, weights),
            (with(0, 5.0)[0], [5.0, 5.0, 9.0, 9.0, 9.0, 9.0]),
            "an earlier block is in the gradient"
        );
        assert_eq!(after(Holds::Nothing, Some(-0.5)), with(1, 4.0), "the second input of the last two panels");
    }

    #[test]
    fn a_negative_zero_of_a_sum_is_a_zero_of_a_gradient() {
        struct Zero<'a>(Put, &'a mut Panel);

        impl Kernel for Zero<'_> {
            type Output = ();

            fn wide<S: Simd>(self, simd: S) {
                put_sum(simd, self.0, splat(simd, -0.0), self.1);
            }
        }

        // A weight of -0 stays what it is where 0 is taken from it, and would become 0 otherwise.
        for (put, before, expected) in [(Put::Written, 7.0, 0.0_f32), (Put::Descended(-0.5), -0.0, -0.0)] {
            let mut panel = Panel([before; 16]);
            dispatch(Level::detect(), Zero(put, &mut panel));
            assert!(panel.0.iter().all(|number| number.to_bits() == expected.to_bits()), "{put:?}: {panel:?}");
        }
    }
}
