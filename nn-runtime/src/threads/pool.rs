//! Work divided by `rayon::join`, in halves until there is a part for each thread.

use super::{Halves, Parts};
use crate::kernel::{
    Column, Forward, GradientParts, Inputs, Outputs, Passes, Step, StreamBlock, WindowPasses, train_block,
};
use crate::network::with_scratch;
use crate::optim::Changed;
use crate::panel::Panel;
use crate::simd::Level;
use crate::stream::State;

/// Rows of a part are a multiple of these, but for the last part: no tile of rows is cut.
const ROWS: usize = 16;

/// Floating-point operations that keep a thread busy for longer than it takes to wake it.
const MIN_FLOPS: usize = 1 << 21;

/// Bytes of weights for a single row that do, where the other thread is of the same pool and awake.
const MIN_ROW_BYTES: usize = 1 << 17;

/// Numbers of a flat slice that do.
const MIN_NUMBERS: usize = 1 << 15;

/// The parts that a batch of `rows` rows of `flops` floating-point operations each is divided into.
pub(crate) fn parts(rows: usize, flops: usize) -> Parts {
    // The pool, which may have to be started, is asked only if that could matter.
    match most_parts(rows, flops) {
        1 => Parts::all(1),
        most => Parts::all(most.min(::rayon::current_num_threads())),
    }
}

/// In how many parts any number of threads would divide it: each has [`ROWS`] rows and [`MIN_FLOPS`] operations or more.
fn most_parts(rows: usize, flops: usize) -> usize {
    (rows / ROWS).min(rows.saturating_mul(flops) / MIN_FLOPS).max(1)
}

/// The parts that flat slices of `len` numbers are divided into.
pub(crate) fn parts_of_numbers(len: usize) -> Parts {
    match len / MIN_NUMBERS {
        0 | 1 => Parts::all(1),
        most => Parts::all(most.min(::rayon::current_num_threads())),
    }
}

/// What `work` returns, done by a thread of the pool if there are several parts: only such a thread can [`join`].
#[inline]
pub(crate) fn enter<R: Send>(parts: Parts, work: impl FnOnce() -> R + Send) -> R {
    if parts.is_one() { work() } else { ::rayon::scope(|_| work()) }
}

/// Both, maybe at the same time.
///
/// A thread whose number is that of a part in the second half does that half itself. So of two threads each does the same
/// part of every pass, whichever of them begins, and finds in its cache what it wrote there.
#[inline]
pub(crate) fn join<A: Send, B: Send>(
    halves: Halves,
    a: impl FnOnce(Parts) -> A + Send,
    b: impl FnOnce(Parts) -> B + Send,
) -> (A, B) {
    let Halves([first, second]) = halves;
    if ::rayon::current_thread_index().is_some_and(|index| index >= second.first) {
        let (b, a) = ::rayon::join(|| b(second), || a(first));
        (a, b)
    } else {
        ::rayon::join(|| a(first), || b(second))
    }
}

/// The outputs of a batch.
pub(crate) fn predict_rows<N: Forward>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
    parts: Parts,
) {
    if parts.is_one() {
        // A thread of the pool has a stack of its own size, and may have other work on it.
        return with_scratch::<N, _>(|scratch| network.predict_rows_with(level, inputs, outputs, scratch));
    }
    let halves = parts.halves();
    let n = halves.middle(inputs.len(), ROWS);
    let (inputs, inputs_rest) = split_rows(inputs, n);
    let (outputs, outputs_rest) = split_rows_mut(outputs, n);
    join(
        halves,
        |parts| predict_rows(network, level, inputs, outputs, parts),
        |parts| predict_rows(network, level, inputs_rest, outputs_rest, parts),
    );
}

/// The pass of training over rows.
pub(crate) fn train_rows<N: Passes>(
    network: &N,
    level: Level,
    step: Step,
    rows: N::Rows<'_>,
    n_rows: usize,
    parts: Parts,
) {
    if parts.is_one() {
        return network.train_rows(level, step, rows);
    }
    let halves = parts.halves();
    let n = halves.middle(n_rows, ROWS);
    let step_rest = Step { first_row: step.first_row + n, ..step };
    let (rows, rest) = N::split_rows(rows, n);
    join(
        halves,
        |parts| train_rows(network, level, step, rows, n, parts),
        |parts| train_rows(network, level, step_rest, rest, n_rows - n, parts),
    );
}

/// The parts that blocks of streams, of `flops` floating-point operations for each row, are divided into: at most one for each.
pub(crate) fn parts_of_blocks(blocks: &[StreamBlock], flops: usize) -> Parts {
    let (some, rows) =
        blocks.iter().fold((0, 0), |(some, rows), block| (some + usize::from(block.rows() > 0), rows + block.rows()));
    match most_parts(rows, flops).min(some).max(1) {
        1 => Parts::all(1),
        most => Parts::all(most.min(::rayon::current_num_threads())),
    }
}

/// The passes of training over blocks of streams, whose rows lie one behind the other.
pub(crate) fn train_windows<N: WindowPasses>(
    network: &N,
    level: Level,
    step: Step,
    (blocks, states): (&[StreamBlock], &mut [State<N>]),
    rows: N::Rows<'_>,
    parts: Parts,
) {
    let (streams, n) = match blocks {
        [] => return,
        [block] => return train_block(network, level, step, take_states(states, block.streams).0, rows),
        _ => {
            let middle = if parts.is_one() { 1 } else { parts.halves().middle(blocks.len(), 1) };
            blocks.iter().take(middle).fold((middle, 0), |(middle, n), block| (middle, n + block.rows()))
        }
    };
    let (blocks, blocks_rest) = blocks.split_at(streams.min(blocks.len()));
    let (states, states_rest) = take_states(states, blocks.iter().map(|block| block.streams).sum());
    let (rows, rows_rest) = N::split_rows(rows, n);
    let step_rest = Step { first_row: step.first_row + n, ..step };
    if parts.is_one() {
        train_windows(network, level, step, (blocks, states), rows, parts);
        return train_windows(network, level, step_rest, (blocks_rest, states_rest), rows_rest, parts);
    }
    join(
        parts.halves(),
        |parts| train_windows(network, level, step, (blocks, states), rows, parts),
        |parts| train_windows(network, level, step_rest, (blocks_rest, states_rest), rows_rest, parts),
    );
}

/// The first `n` states, and the others.
fn take_states<N: WindowPasses>(states: &mut [State<N>], n: usize) -> (&mut [State<N>], &mut [State<N>]) {
    states.split_at_mut(n.min(states.len()))
}

/// The pass of training over parameters.
pub(crate) fn train_parameters<N: GradientParts>(
    level: Level,
    rows: &N::Rows<'_>,
    mut part: N::Part<'_>,
    parts: Parts,
) {
    if parts.is_one() {
        return N::train_parameters(level, rows, &mut part);
    }
    let halves = parts.halves();
    let (part, rest) = N::split_part(level, part, Share(halves));
    join(
        halves,
        |parts| train_parameters::<N>(level, rows, part, parts),
        |parts| train_parameters::<N>(level, rows, rest, parts),
    );
}

/// The outputs `y` of a dense layer for one row: `group` computes `G` panels of them from as many of the layer's panels of
/// weights and biases, `rest` the last ones, fewer than `G`. A thread that is not of a pool does everything itself, because
/// waking another to hand it over would take longer than the work.
#[inline]
pub fn row_in_parts<W: Sync, B: Sync, const G: usize>(
    weight: &[W],
    bias: &[B],
    y: &mut [Panel],
    group: impl Fn(&[W; G], &[B; G], &mut [Panel; G]) + Sync,
    rest: impl FnOnce(&[W], &[B], &mut [Panel]),
) {
    fn divide<W: Sync, B: Sync, const G: usize>(
        weight: &[[W; G]],
        bias: &[[B; G]],
        y: &mut [[Panel; G]],
        parts: Parts,
        group: &(impl Fn(&[W; G], &[B; G], &mut [Panel; G]) + Sync),
    ) {
        if parts.is_one() {
            for ((weight, bias), y) in weight.iter().zip(bias).zip(y) {
                group(weight, bias, y);
            }
            return;
        }
        let halves = parts.halves();
        let n = halves.middle(y.len(), 1);
        let (weight, weight_rest) = split_rows(weight, n);
        let (bias, bias_rest) = split_rows(bias, n);
        let (y, y_rest) = split_rows_mut(y, n);
        join(
            halves,
            |parts| divide(weight, bias, y, parts, group),
            |parts| divide(weight_rest, bias_rest, y_rest, parts, group),
        );
    }
    let parts = match ::rayon::current_thread_index() {
        Some(_) => {
            Parts::all((y.len() / G).min(size_of_val(weight) / MIN_ROW_BYTES).min(::rayon::current_num_threads()))
        }
        None => Parts::all(1),
    };
    let ((weight, weight_rest), (bias, bias_rest)) = (weight.as_chunks(), bias.as_chunks());
    let (y, y_rest) = y.as_chunks_mut();
    divide(weight, bias, y, parts, &group);
    rest(weight_rest, bias_rest, y_rest);
}

/// How much of a part of a gradient goes to the first of two.
#[derive(Clone, Copy, Debug)]
pub struct Share(Halves);

/// The panels that go to the first of two parts, of so many in the parameters of both. Taken from one parameter after another,
/// they are, but for the tile that the border runs through, those that a pass over a flat slice divides in the same way.
#[must_use]
#[inline]
pub fn panels_of_first(share: Share, n_panels: &[usize]) -> usize {
    let Share(halves) = share;
    halves.middle(n_panels.iter().sum(), 1)
}

/// The first `n` rows, and the others.
#[inline]
pub fn split_rows<X>(rows: &[X], n: usize) -> (&[X], &[X]) {
    rows.split_at(n.min(rows.len()))
}

/// The first `n` rows, and the others.
#[inline]
pub fn split_rows_mut<X>(rows: &mut [X], n: usize) -> (&mut [X], &mut [X]) {
    rows.split_at_mut(n.min(rows.len()))
}

/// The first `n_panels` panels and the others, without cutting a tile of `rows` inputs and `panels` panels; `n_panels` is
/// lowered by what the first part has.
#[must_use]
#[inline]
pub fn split_inputs<'g, const P: usize>(
    part: Inputs<'g, P>,
    [rows, panels]: [usize; 2],
    n_panels: &mut usize,
) -> (Inputs<'g, P>, Inputs<'g, P>) {
    let mut rests: [Column<'g>; P] = core::array::from_fn(|_| Column::default());
    let mut places = rests.iter_mut();
    let mut number = 0;
    let mut n_inputs = 0;
    let columns = part.columns.map(|column| {
        let Column { first, panels: inputs } = column;
        if number % panels == 0 {
            // A group of panels that go through the layer's inputs together; the last may be smaller.
            let in_group = panels.min(P - number);
            n_inputs = inputs.len();
            if *n_panels < n_inputs * in_group {
                n_inputs = *n_panels / in_group / rows * rows;
                *n_panels = 0;
            } else {
                *n_panels -= n_inputs * in_group;
            }
        }
        number += 1;
        let (inputs, rest) = inputs.split_at_mut(n_inputs);
        if let Some(place) = places.next() {
            *place = Column { first: first + inputs.len(), panels: rest };
        }
        Column { first, panels: inputs }
    });
    let [changed, changed_rest] = [(); 2].map(|()| Changed::default());
    (
        Inputs { block: part.block, columns, changed },
        Inputs { block: part.block, columns: rests, changed: changed_rest },
    )
}

/// The first `n_panels` panels and the others; `n_panels` is lowered by what the first part has.
#[must_use]
#[inline]
pub fn split_outputs<'g>(part: Outputs<'g>, n_panels: &mut usize) -> (Outputs<'g>, Outputs<'g>) {
    let Outputs { block, first, panels, changed } = part;
    let n = (*n_panels).min(panels.len());
    *n_panels -= n;
    let (panels, rest) = panels.split_at_mut(n);
    (
        Outputs { block, first, panels, changed },
        Outputs { block, first: first + n, panels: rest, changed: Changed::default() },
    )
}

/// What belongs to a level, of one for AVX-512, AVX2 and the baseline of x86, or of the only one of another target.
#[inline]
#[must_use]
pub fn by_level<T: Copy, const N: usize>(level: Level, of_levels: [T; N]) -> T {
    #[cfg(machines = "x86")]
    let index = match (level.avx512(), level.avx2()) {
        (Some(_), _) => 0,
        (None, Some(_)) => 1,
        (None, None) => 2,
    };
    #[cfg(not(machines = "x86"))]
    let index = {
        let _ = level;
        0
    };
    of_levels[index]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(n_threads: usize) -> ::rayon::ThreadPool {
        ::rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads can be started")
    }

    #[test]
    fn small_batches_stay_on_the_calling_thread() {
        // 2-8-1 whatever the batch up to thousands of rows, 784-128-10 up to 31 rows, and a single row always.
        for (rows, flops) in [(0, 203_264), (1, 203_264), (31, 203_264), (16, usize::MAX), (4096, 48), (64, 17_000)] {
            assert_eq!(most_parts(rows, flops), 1, "{rows} rows of {flops}");
            pool(8).install(|| assert!(parts(rows, flops).is_one()));
        }
    }

    #[test]
    fn large_batches_have_a_part_for_each_thread() {
        for n_threads in [1, 2, 3, 8] {
            pool(n_threads).install(|| {
                let each_one = Parts::all(n_threads);
                assert_eq!(parts(256, 203_264), each_one);
                assert_eq!(parts(usize::MAX, usize::MAX), each_one);
                assert_eq!(parts_of_numbers(1 << 20), each_one);
                assert!(parts_of_numbers(100).is_one());
            });
        }
    }

    #[test]
    fn parts_are_whole_tiles_and_about_equal() {
        for n_parts in 2..10 {
            for len in [0, 1, 15, 16, 17, 53, 200, 256, 4096] {
                let halves = Parts::all(n_parts).halves();
                let Halves([first, second]) = halves;
                let n = halves.middle(len, ROWS);
                assert_eq!((first.first, second.first, second.n), (0, first.n, n_parts - first.n));
                assert!(n <= len && (n.is_multiple_of(ROWS) || n == len), "{n} of {len} in {n_parts}");
                assert!(n.abs_diff(len * first.n / n_parts) <= ROWS, "{n} of {len} in {n_parts}");
            }
        }
    }
}
