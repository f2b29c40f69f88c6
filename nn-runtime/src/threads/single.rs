//! Everything on the calling thread.

use crate::kernel::{Forward, Passes, Step};
use crate::simd::Level;

/// In how many parts work is divided.
#[inline(always)]
pub(crate) const fn parts(_rows: usize, _flops: usize) -> usize {
    1
}

/// What `work` returns.
#[inline(always)]
pub(crate) fn enter<R>(_n_parts: usize, work: impl FnOnce() -> R) -> R {
    work()
}

/// In how many parts flat slices are divided.
#[inline(always)]
pub(crate) const fn parts_of_numbers(_len: usize) -> usize {
    1
}

/// Where the first half of one part ends, and how many parts it has: all, in none.
#[inline(always)]
pub(crate) const fn middle(len: usize, _n_parts: usize, _unit: usize) -> (usize, usize) {
    (len, 0)
}

/// Both.
#[inline(always)]
pub(crate) fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
    (a(), b())
}

/// The outputs of a batch.
#[inline(always)]
pub(crate) fn predict_rows<N: Forward>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
    _n_parts: usize,
) {
    network.predict_rows(level, inputs, outputs);
}

/// The pass of training over rows.
#[inline(always)]
pub(crate) fn train_rows<N: Passes>(
    network: &N,
    level: Level,
    step: Step,
    rows: N::Rows<'_>,
    _n_rows: usize,
    _n_parts: usize,
) {
    network.train_rows(level, step, rows);
}

/// The pass of training over parameters.
#[inline(always)]
pub(crate) fn train_parameters<N: Passes>(level: Level, rows: &N::Rows<'_>, part: N::Part<'_>, _n_parts: usize) {
    N::train_parameters(level, rows, part);
}
