//! Walks over the rows of several streams: those of a step lie side by side, a row for each stream, and behind them those of the next step.

use super::check_rows;
use super::rows::{take_rows, take_rows_mut};
use crate::error::Error;

/// So many rows from the first one on, or those of them that there are.
#[inline(always)]
pub fn some_rows<X>(rows: &[X], first: usize, n: usize) -> &[X] {
    take_rows(rows.get(first..).unwrap_or_default(), n)
}

/// See [`some_rows`].
#[inline(always)]
pub fn some_rows_mut<X>(rows: &mut [X], first: usize, n: usize) -> &mut [X] {
    take_rows_mut(rows.get_mut(first..).unwrap_or_default(), n)
}

/// The rows of a step, of `n` streams.
#[inline(always)]
pub fn rows_of_step<X>(rows: &[X], step: usize, n: usize) -> &[X] {
    some_rows(rows, step.wrapping_mul(n), n)
}

/// See [`rows_of_step`].
#[inline(always)]
pub fn rows_of_step_mut<X>(rows: &mut [X], step: usize, n: usize) -> &mut [X] {
    some_rows_mut(rows, step.wrapping_mul(n), n)
}

/// The rows of all earlier steps, and those of a step, of `n` streams.
#[inline(always)]
pub fn earlier_and_rows_of_step<X>(rows: &mut [X], step: usize, n: usize) -> (&mut [X], &mut [X]) {
    let (earlier, rest) = rows.split_at_mut_checked(step.wrapping_mul(n)).unwrap_or_default();
    (earlier, take_rows_mut(rest, n))
}

/// The number of each step and its rows, of `n` streams, which have all steps.
#[inline(always)]
pub fn each_step_of_rows<X>(rows: &[X], n: usize) -> impl DoubleEndedIterator<Item = (usize, &[X])> {
    // The length of `chunks` would be a division that may panic.
    let steps = rows.len().checked_div(n).unwrap_or(0);
    (0..steps).map(
        #[inline(always)]
        move |step| (step, rows_of_step(rows, step, n)),
    )
}

/// `f` for each of them, in order.
#[inline(always)]
pub fn each_mut<X>(all: &mut [X], f: impl FnMut(&mut X)) {
    all.iter_mut().for_each(f);
}

/// `f` for a pixel of each row: `x` has `n` for each of `y`.
#[inline(always)]
pub fn pixel_of_each<X, Y>(x: &[X], (n, pixel): (usize, usize), y: &mut [Y], mut f: impl FnMut(&X, &mut Y)) {
    for (x, y) in x.chunks(n.max(1)).zip(y) {
        if let Some(x) = x.get(pixel) {
            f(x, y);
        }
    }
}

/// Refuses inputs that are no whole number of steps of so many streams, and outputs that are not as many.
///
/// # Errors
/// [`Error::BatchLength`] for `outputs`, [`Error::StepsOfStreams`] for inputs.
#[inline]
pub fn check_streams(streams: usize, inputs: usize, outputs: usize) -> Result<(), Error> {
    check_rows("outputs", inputs, outputs)?;
    match inputs.checked_rem(streams) {
        Some(0) => Ok(()),
        None if inputs == 0 => Ok(()),
        _ => Err(Error::StepsOfStreams { streams, found: inputs }),
    }
}

/// `one` for each stream and each of its inputs, stream by stream. Inputs and outputs of a step lie side by side.
#[inline(always)]
pub fn each_step_of_streams<M, X, Y>(
    states: &mut [M],
    inputs: &[X],
    outputs: &mut [Y],
    mut one: impl FnMut(&mut M, &X, &mut Y),
) {
    let n = states.len().max(1);
    for (stream, state) in states.iter_mut().enumerate() {
        let steps = inputs.iter().skip(stream).step_by(n);
        for (input, output) in steps.zip(outputs.iter_mut().skip(stream).step_by(n)) {
            one(state, input, output);
        }
    }
}

/// `some` for each `R` streams and each of their steps, a few streams after the other; `one` for a stream that is alone. Inputs and outputs of a
/// step lie side by side.
#[inline(always)]
pub fn each_step_in_rows<const R: usize, M, X, Y>(
    states: &mut [M],
    inputs: &[X],
    outputs: &mut [Y],
    mut some: impl FnMut(&mut [M], &[X], &mut [Y]),
    mut one: impl FnMut(&mut M, &X, &mut Y),
) {
    const { assert!(R > 1) }
    let n = states.len().max(1);
    for (block, states) in states.chunks_mut(R).enumerate() {
        let (first, streams) = (block.wrapping_mul(R), states.len());
        for (inputs, outputs) in inputs.chunks(n).zip(outputs.chunks_mut(n)) {
            let (inputs, outputs) = (some_rows(inputs, first, streams), some_rows_mut(outputs, first, streams));
            if let ([state], [input], [output]) = (&mut *states, inputs, &mut *outputs) {
                one(state, input, output);
            } else {
                some(states, inputs, outputs);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_steps_lie_side_by_side() {
        let mut rows: [usize; 7] = std::array::from_fn(|row| row);
        assert_eq!(rows_of_step(&rows, 1, 3), [3, 4, 5]);
        assert_eq!(rows_of_step_mut(&mut rows, 2, 3), [6]);
        assert_eq!(rows_of_step(&rows, 3, 3), [0; 0]);
        let (earlier, step) = earlier_and_rows_of_step(&mut rows, 1, 3);
        assert_eq!((&*earlier, &*step), (&[0, 1, 2][..], &[3, 4, 5][..]));
        assert_eq!(each_step_of_rows(&rows[..6], 3).next_back(), Some((1, &[3, 4, 5][..])));
        let mut y = [0; 3];
        pixel_of_each(&rows, (2, 1), &mut y, |x, y| *y = *x);
        assert_eq!(y, [1, 3, 5]);
    }

    #[test]
    fn inputs_are_a_whole_number_of_steps() {
        for (streams, inputs) in [(3, 6), (1, 5), (3, 0), (0, 0)] {
            assert!(check_streams(streams, inputs, inputs).is_ok(), "{inputs} inputs of {streams} streams");
        }
        for (streams, inputs) in [(3, 7), (0, 1), (4, 2)] {
            let refused = check_streams(streams, inputs, inputs);
            assert!(matches!(refused, Err(Error::StepsOfStreams { .. })), "{inputs} inputs of {streams} streams");
        }
        assert!(matches!(check_streams(3, 6, 5), Err(Error::BatchLength { what: "outputs", expected: 6, found: 5 })));
    }
}
