//! Everything on the calling thread.

use super::{Halves, Parts};
use crate::kernel::{Forward, GradientParts, Passes, Step, StreamBlock, WindowPasses, train_block};
use crate::simd::Level;
use crate::stream::State;

/// The parts that work is divided into.
#[inline(always)]
pub(crate) const fn parts(_rows: usize, _flops: usize) -> Parts {
    Parts::all(1)
}

/// What `work` returns.
#[inline(always)]
pub(crate) fn enter<R>(_parts: Parts, work: impl FnOnce() -> R) -> R {
    work()
}

/// The parts that flat slices are divided into.
#[inline(always)]
pub(crate) const fn parts_of_numbers(_len: usize) -> Parts {
    Parts::all(1)
}

/// Both.
#[inline(always)]
pub(crate) fn join<A, B>(halves: Halves, a: impl FnOnce(Parts) -> A, b: impl FnOnce(Parts) -> B) -> (A, B) {
    let Halves([first, second]) = halves;
    (a(first), b(second))
}

/// The outputs of a batch.
#[inline(always)]
pub(crate) fn predict_rows<N: Forward>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
    _parts: Parts,
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
    _parts: Parts,
) {
    network.train_rows(level, step, rows);
}

/// The parts that blocks of streams are divided into.
#[inline(always)]
pub(crate) const fn parts_of_blocks(_blocks: &[StreamBlock], _flops: usize) -> Parts {
    Parts::all(1)
}

/// The passes of training over blocks of streams, of which there is one.
#[inline(always)]
pub(crate) fn train_windows<N: WindowPasses>(
    network: &N,
    level: Level,
    step: Step,
    (_blocks, states): (&[StreamBlock], &mut [State<N>]),
    rows: N::Rows<'_>,
    _parts: Parts,
) {
    train_block(network, level, step, states, rows);
}

/// The pass of training over parameters.
#[inline(always)]
pub(crate) fn train_parameters<N: GradientParts>(
    level: Level,
    rows: &N::Rows<'_>,
    mut part: N::Part<'_>,
    _parts: Parts,
) {
    N::train_parameters(level, rows, &mut part);
}
