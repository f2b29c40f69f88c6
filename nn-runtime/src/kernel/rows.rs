//! Walks over the rows of a batch: whole tiles first, then single rows.

use core::ops::Range;

use crate::error::Error;
use crate::panel::Panel;

/// A row as an array of one.
#[inline(always)]
pub fn one<X>(row: &X) -> &[X; 1] {
    core::array::from_ref(row)
}

/// A row as an array of one.
#[inline(always)]
pub fn one_mut<X>(row: &mut X) -> &mut [X; 1] {
    core::array::from_mut(row)
}

/// A row, alone.
#[inline(always)]
pub fn row<X>(rows: &[X], index: usize) -> Option<&[X; 1]> {
    rows.get(index..).and_then(<[X]>::first_chunk)
}

/// A row, alone.
#[inline(always)]
pub fn row_mut<X>(rows: &mut [X], index: usize) -> Option<&mut [X; 1]> {
    rows.get_mut(index..).and_then(<[X]>::first_chunk_mut)
}

/// All rows before one, and that, alone.
#[inline(always)]
pub fn earlier_and_row<X>(rows: &mut [X], index: usize) -> Option<(&mut [X], &mut [X; 1])> {
    let (earlier, rest) = rows.split_at_mut_checked(index)?;
    Some((earlier, rest.first_chunk_mut()?))
}

/// The first row, alone.
#[inline(always)]
pub fn first_row<X, const R: usize>(rows: &mut [X; R]) -> &mut [X; 1] {
    const { assert!(R > 0) }
    match rows.first_chunk_mut() {
        Some(first) => first,
        None => unreachable!("there is a row, as asserted above"),
    }
}

/// The first `n` rows, or all if there are fewer.
#[inline(always)]
pub(super) fn take_rows<X>(rows: &[X], n: usize) -> &[X] {
    rows.get(..n).unwrap_or(rows)
}

/// The first `n` rows, or all if there are fewer.
#[inline(always)]
pub fn take_rows_mut<X>(rows: &mut [X], n: usize) -> &mut [X] {
    let n = n.min(rows.len());
    rows.split_at_mut(n).0
}

/// `many` for each `R` rows of `x` and `y`, `one` for each row left over.
#[inline(always)]
pub fn rows<X, Y, const R: usize>(
    x: &[X],
    y: &mut [Y],
    mut many: impl FnMut(&[X; R], &mut [Y; R]),
    mut one: impl FnMut(&X, &mut Y),
) {
    let n = x.len().min(y.len());
    let (x, x_rest) = take_rows(x, n).as_chunks::<R>();
    let (y, y_rest) = take_rows_mut(y, n).as_chunks_mut::<R>();
    for (x, y) in x.iter().zip(y) {
        many(x, y);
    }
    for (x, y) in x_rest.iter().zip(y_rest) {
        one(x, y);
    }
}

/// As [`rows`], with `pair` for each two of the rows left over.
#[inline(always)]
pub fn rows_and_pairs<X, Y, const R: usize>(
    x: &[X],
    y: &mut [Y],
    mut many: impl FnMut(&[X; R], &mut [Y; R]),
    pair: impl FnMut(&[X; 2], &mut [Y; 2]),
    one: impl FnMut(&X, &mut Y),
) {
    let n = x.len().min(y.len());
    let (x, x_rest) = take_rows(x, n).as_chunks::<R>();
    let (y, y_rest) = take_rows_mut(y, n).as_chunks_mut::<R>();
    for (x, y) in x.iter().zip(y) {
        many(x, y);
    }
    rows(x_rest, y_rest, pair, one);
}

/// As [`rows`], where `y` is overwritten with what depends on `x` alone. If more than half a group is left over, the last `R`
/// rows are one more group, and some rows are computed twice: a row takes about twice as long alone.
#[inline(always)]
pub fn rows_overlapping<X, Y, const R: usize>(
    x: &[X],
    y: &mut [Y],
    many: impl FnMut(&[X; R], &mut [Y; R]),
    mut one: impl FnMut(&X, &mut Y),
) {
    overlapping(
        x,
        y,
        R / 2 + 1,
        many,
        #[inline(always)]
        |x, y| {
            for (x, y) in x.iter().zip(y) {
                one(x, y);
            }
        },
    );
}

/// As [`rows_overlapping`], with `pair` for each two of the rows left over, unless it is all of a group but one: that many rows take longer
/// than a group.
#[inline(always)]
pub fn rows_and_pairs_overlapping<X, Y, const R: usize>(
    x: &[X],
    y: &mut [Y],
    many: impl FnMut(&[X; R], &mut [Y; R]),
    mut pair: impl FnMut(&[X; 2], &mut [Y; 2]),
    mut one: impl FnMut(&X, &mut Y),
) {
    overlapping(
        x,
        y,
        R - 1,
        many,
        #[inline(always)]
        |x, y| rows(x, y, &mut pair, &mut one),
    );
}

/// `many` for each `R` rows, and for the last `R` if at least `fewest` are left over, else `few` for those.
#[inline(always)]
fn overlapping<X, Y, const R: usize>(
    x: &[X],
    y: &mut [Y],
    fewest: usize,
    mut many: impl FnMut(&[X; R], &mut [Y; R]),
    few: impl FnOnce(&[X], &mut [Y]),
) {
    let n = x.len().min(y.len());
    let (x, y) = (take_rows(x, n), take_rows_mut(y, n));
    let rest = n % R;
    let is_joined = n > R && rest > 0 && rest >= fewest;
    for group in 0..n / R + usize::from(is_joined) {
        let first = (group * R).min(n - R);
        let (Some(x), Some(y)) = (x.get(first..), y.get_mut(first..)) else { return };
        let (Some(x), Some(y)) = (x.first_chunk(), y.first_chunk_mut()) else { return };
        many(x, y);
    }
    if let (false, Some(x), Some(y)) = (is_joined, x.get(n - rest..), y.get_mut(n - rest..)) {
        few(x, y);
    }
}

/// As [`rows`], with a third array that is read.
#[inline(always)]
pub fn rows_with<X, A, Y, const R: usize>(
    x: &[X],
    a: &[A],
    y: &mut [Y],
    mut many: impl FnMut(&[X; R], &[A; R], &mut [Y; R]),
    mut one: impl FnMut(&X, &A, &mut Y),
) {
    let n = x.len().min(y.len()).min(a.len());
    let (x, x_rest) = take_rows(x, n).as_chunks::<R>();
    let (a, a_rest) = take_rows(a, n).as_chunks::<R>();
    let (y, y_rest) = take_rows_mut(y, n).as_chunks_mut::<R>();
    for ((x, a), y) in x.iter().zip(a).zip(y) {
        many(x, a, y);
    }
    for ((x, a), y) in x_rest.iter().zip(a_rest).zip(y_rest) {
        one(x, a, y);
    }
}

/// As [`rows_with`], with `pair` for each two of the rows left over.
#[inline(always)]
pub fn rows_and_pairs_with<X, A, Y, const R: usize>(
    x: &[X],
    a: &[A],
    y: &mut [Y],
    mut many: impl FnMut(&[X; R], &[A; R], &mut [Y; R]),
    pair: impl FnMut(&[X; 2], &[A; 2], &mut [Y; 2]),
    one: impl FnMut(&X, &A, &mut Y),
) {
    let n = x.len().min(y.len()).min(a.len());
    let (x, x_rest) = take_rows(x, n).as_chunks::<R>();
    let (a, a_rest) = take_rows(a, n).as_chunks::<R>();
    let (y, y_rest) = take_rows_mut(y, n).as_chunks_mut::<R>();
    for ((x, a), y) in x.iter().zip(a).zip(y) {
        many(x, a, y);
    }
    rows_with(x_rest, a_rest, y_rest, pair, one);
}

/// `some` for all of `n` panels, `step` at a time.
#[inline(always)]
pub fn by_panels(n: usize, step: usize, mut some: impl FnMut(Range<usize>)) {
    let mut first = 0;
    while first < n {
        let end = n.min(first.saturating_add(step.max(1)));
        some(first..end);
        first = end;
    }
}

/// Whether a panel is in a range.
#[must_use]
#[inline(always)]
pub fn holds(panels: &Range<usize>, panel: usize) -> bool {
    panels.contains(&panel)
}

/// `some` for rows of `x` and `y`, at most `n` at a time; `one` for a row that is alone. Both are lent `memory`.
#[inline(always)]
pub fn in_blocks<X, Y, M>(
    n: usize,
    x: &[X],
    y: &mut [Y],
    memory: &mut M,
    mut some: impl FnMut(&[X], &mut [Y], &mut M),
    mut one: impl FnMut(&X, &mut Y, &mut M),
) {
    for (x, y) in x.chunks(n.max(1)).zip(y.chunks_mut(n.max(1))) {
        if let ([x], [y]) = (x, &mut *y) {
            one(x, y, memory);
        } else {
            some(x, y, memory);
        }
    }
}

/// `some` for rows of `x`, `a` and `y`, at most `n` at a time.
#[inline(always)]
pub fn in_blocks_with<X, A, Y>(n: usize, x: &[X], a: &[A], y: &mut [Y], mut some: impl FnMut(&[X], &[A], &mut [Y])) {
    for ((x, a), y) in x.chunks(n.max(1)).zip(a.chunks(n.max(1))).zip(y.chunks_mut(n.max(1))) {
        some(x, a, y);
    }
}

/// `one` for each row, in order.
#[inline(always)]
pub fn rows_in_place<X, Y>(x: &[X], y: &mut [Y], mut one: impl FnMut(&X, &mut Y)) {
    for (x, y) in x.iter().zip(y) {
        one(x, y);
    }
}

/// As [`rows_in_place`], with a third array that is read.
#[inline(always)]
pub fn rows_in_place_with<X, A, Y>(x: &[X], a: &[A], y: &mut [Y], mut one: impl FnMut(&X, &A, &mut Y)) {
    for ((x, a), y) in x.iter().zip(a).zip(y) {
        one(x, a, y);
    }
}

/// `one` for each pair of rows, in order.
#[inline(always)]
pub fn each_row<X, Y>(x: &[X], y: &[Y], mut one: impl FnMut(&X, &Y)) {
    for (x, y) in x.iter().zip(y) {
        one(x, y);
    }
}

/// `outputs = finish(rows)`, row by row.
#[inline(always)]
pub fn finish_rows<X, Y>(rows: &mut [X], outputs: &mut [Y], mut finish: impl FnMut(&mut X) -> Y) {
    for (row, output) in rows.iter_mut().zip(outputs) {
        *output = finish(row);
    }
}

/// All panels of some rows.
#[must_use]
#[inline(always)]
pub fn panels<const P: usize>(rows: &[[Panel; P]]) -> &[Panel] {
    rows.as_flattened()
}

/// All panels of some rows.
#[inline(always)]
pub fn panels_mut<const P: usize>(rows: &mut [[Panel; P]]) -> &mut [Panel] {
    rows.as_flattened_mut()
}

/// Refuses slices of unequal length.
///
/// # Errors
/// [`Error::BatchLength`] with `what`, the slice that should have had the length `expected`.
#[inline(always)]
pub fn check_rows(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::BatchLength { what, expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often `walk`, over the first `n` of 53 rows, calls its functions for groups, pairs and single rows.
    ///
    /// # Panics
    /// If a row is left out, or a row behind them is written.
    fn calls_of(n: usize, walk: impl Fn(&[usize], &mut [usize], &mut [usize; 3])) -> [usize; 3] {
        let x: [usize; 53] = core::array::from_fn(|index| index);
        let mut y = [usize::MAX; 53];
        let mut calls = [0; 3];
        walk(&x[..n], &mut y[..n], &mut calls);
        assert!(y[..n].iter().enumerate().all(|(index, y)| *y == 2 * index), "{n} rows: {y:?}");
        assert!(y[n..].iter().all(|y| *y == usize::MAX), "{n} rows: {y:?}");
        calls
    }

    /// Doubles some rows, and counts a call.
    fn double<const R: usize>(calls: &mut usize, x: &[usize; R], y: &mut [usize; R]) {
        *calls += 1;
        *y = x.map(|x| 2 * x);
    }

    #[test]
    fn every_row_is_computed_whatever_is_left_over() {
        for n in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 53] {
            let (groups, rest) = (n / 6, n % 6);
            let overlapping = calls_of(n, |x, y, [many, _, alone]| {
                rows_overlapping(x, y, |x, y| double::<6>(many, x, y), |x, y| double(alone, one(x), one_mut(y)));
            });
            let is_joined = n > 6 && rest > 3;
            let expected = if is_joined { [groups + 1, 0, 0] } else { [groups, 0, rest] };
            assert_eq!(overlapping, expected, "{n} rows");

            let pairs = [groups, rest / 2, rest % 2];
            let counted = calls_of(n, |x, y, [many, two, alone]| {
                let (many, two) = (|x: &_, y: &mut _| double::<6>(many, x, y), |x: &_, y: &mut _| double(two, x, y));
                rows_and_pairs(x, y, many, two, |x, y| double(alone, one(x), one_mut(y)));
            });
            assert_eq!(counted, pairs, "{n} rows");
            let counted = calls_of(n, |x, y, [many, two, alone]| {
                let many = |x: &_, _: &_, y: &mut _| double::<6>(many, x, y);
                let two = |x: &_, _: &_, y: &mut _| double(two, x, y);
                rows_and_pairs_with(x, x, y, many, two, |x, _, y| double(alone, one(x), one_mut(y)));
            });
            assert_eq!(counted, pairs, "{n} rows");
            let counted = calls_of(n, |x, y, [many, two, alone]| {
                let (many, two) = (|x: &_, y: &mut _| double::<6>(many, x, y), |x: &_, y: &mut _| double(two, x, y));
                rows_and_pairs_overlapping(x, y, many, two, |x, y| double(alone, one(x), one_mut(y)));
            });
            assert_eq!(counted, if n > 6 && rest == 5 { [groups + 1, 0, 0] } else { pairs }, "{n} rows");
        }
    }
}
