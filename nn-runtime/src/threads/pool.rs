//! Work divided by `rayon::join`, in halves until there is a part for each thread.

use super::split_all;
use crate::kernel::{Forward, Inputs, Outputs, Passes, Step};
use crate::simd::Level;

/// Rows of a part are a multiple of these, but for the last part: no tile of rows is cut.
const ROWS: usize = 16;

/// Floating-point operations that keep a thread busy for longer than it takes to wake it.
const MIN_FLOPS: usize = 1 << 21;

/// Numbers of a flat slice that do.
const MIN_NUMBERS: usize = 1 << 15;

/// In how many parts a batch of `rows` rows of `flops` floating-point operations each is divided.
pub(crate) fn parts(rows: usize, flops: usize) -> usize {
    // The pool, which may have to be started, is asked only if that could matter.
    match most_parts(rows, flops) {
        1 => 1,
        most => most.min(::rayon::current_num_threads()),
    }
}

/// In how many parts any number of threads would divide it: each has [`ROWS`] rows and [`MIN_FLOPS`] operations or more.
fn most_parts(rows: usize, flops: usize) -> usize {
    (rows / ROWS).min(rows.saturating_mul(flops) / MIN_FLOPS).max(1)
}

/// What `work` returns, done by a thread of the pool if there are several parts: it hands them out faster.
#[inline]
pub(crate) fn enter<R: Send>(n_parts: usize, work: impl FnOnce() -> R + Send) -> R {
    if n_parts == 1 { work() } else { ::rayon::scope(|_| work()) }
}

/// The outputs of a batch.
pub(crate) fn predict_rows<N: Forward>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
    n_parts: usize,
) {
    if n_parts == 1 {
        return network.predict_rows(level, inputs, outputs);
    }
    let share = Share { first: n_parts / 2, n_parts };
    let n = share.of(inputs.len(), ROWS);
    let (inputs, inputs_rest) = split_rows(inputs, n);
    let (outputs, outputs_rest) = split_rows_mut(outputs, n);
    ::rayon::join(
        || predict_rows(network, level, inputs, outputs, share.first),
        || predict_rows(network, level, inputs_rest, outputs_rest, n_parts - share.first),
    );
}

/// The pass of training over rows.
pub(crate) fn train_rows<N: Passes>(
    network: &N,
    level: Level,
    step: Step,
    rows: N::Rows<'_>,
    n_rows: usize,
    n_parts: usize,
) {
    if n_parts == 1 {
        return network.train_rows(level, step, rows);
    }
    let share = Share { first: n_parts / 2, n_parts };
    let n = share.of(n_rows, ROWS);
    let step_rest = Step { first_row: step.first_row + n, ..step };
    let (rows, rest) = N::split_rows(rows, n);
    ::rayon::join(
        || train_rows(network, level, step, rows, n, share.first),
        || train_rows(network, level, step_rest, rest, n_rows - n, n_parts - share.first),
    );
}

/// The pass of training over parameters.
pub(crate) fn train_parameters<N: Passes>(level: Level, rows: &N::Rows<'_>, part: N::Part<'_>, n_parts: usize) {
    if n_parts == 1 {
        return N::train_parameters(level, rows, part);
    }
    let share = Share { first: n_parts / 2, n_parts };
    let (part, rest) = N::split_part(level, part, share);
    ::rayon::join(
        || train_parameters::<N>(level, rows, part, share.first),
        || train_parameters::<N>(level, rows, rest, n_parts - share.first),
    );
}

/// In how many parts flat slices of `len` numbers are divided.
pub(crate) fn parts_of_numbers(len: usize) -> usize {
    match len / MIN_NUMBERS {
        0 | 1 => 1,
        most => most.min(::rayon::current_num_threads()),
    }
}

/// Where the first half of `n_parts` parts of `len` things ends, a multiple of `unit`, and how many parts it has.
pub(crate) const fn middle(len: usize, n_parts: usize, unit: usize) -> (usize, usize) {
    let share = Share { first: n_parts / 2, n_parts };
    (share.of(len, unit), share.first)
}

/// Both, maybe at the same time.
#[inline]
pub(crate) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    ::rayon::join(a, b)
}

/// How many of a number of equal parts go to the first of two.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    first: usize,
    n_parts: usize,
}

impl Share {
    /// Of `len` things, in units of `unit`.
    const fn of(self, len: usize, unit: usize) -> usize {
        let n = len.div_ceil(unit) * self.first / self.n_parts * unit;
        if n < len { n } else { len }
    }
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

/// The first inputs and the others, without cutting a tile of `rows`.
#[must_use]
#[inline]
pub fn split_inputs<const P: usize>(part: Inputs<'_, P>, rows: usize, share: Share) -> (Inputs<'_, P>, Inputs<'_, P>) {
    let n = share.of(part.panels.first().map_or(0, |panel| panel.len()), rows);
    let (panels, rest) = split_all(part.panels, n);
    (
        Inputs { holds: part.holds, first: part.first, panels },
        Inputs { holds: part.holds, first: part.first + n, panels: rest },
    )
}

/// The first panels and the others.
#[must_use]
#[inline]
pub fn split_outputs(part: Outputs<'_>, share: Share) -> (Outputs<'_>, Outputs<'_>) {
    let Outputs { holds, first, panels } = part;
    let n = share.of(panels.len(), 1);
    let (panels, rest) = panels.split_at_mut(n);
    (Outputs { holds, first, panels }, Outputs { holds, first: first + n, panels: rest })
}

/// The number for a level: for AVX-512, AVX2, or the baseline.
#[inline]
#[must_use]
pub fn by_level(level: Level, [wide, medium, narrow]: [usize; 3]) -> usize {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    {
        if level.avx512().is_some() {
            return wide;
        }
        if level.avx2().is_some() {
            return medium;
        }
    }
    let _ = (level, wide, medium);
    narrow
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
            pool(8).install(|| assert_eq!(parts(rows, flops), 1));
        }
    }

    #[test]
    fn large_batches_have_a_part_for_each_thread() {
        for n_threads in [1, 2, 3, 8] {
            pool(n_threads).install(|| {
                assert_eq!(parts(256, 203_264), n_threads);
                assert_eq!(parts(usize::MAX, usize::MAX), n_threads);
                assert_eq!(parts_of_numbers(1 << 20), n_threads);
                assert_eq!(parts_of_numbers(100), 1);
            });
        }
    }

    #[test]
    fn parts_are_whole_tiles_and_about_equal() {
        for n_parts in 2..10 {
            for len in [0, 1, 15, 16, 17, 53, 200, 256, 4096] {
                let (n, first) = middle(len, n_parts, ROWS);
                assert!(n <= len && (n % ROWS == 0 || n == len), "{n} of {len} in {n_parts}");
                assert!(n.abs_diff(len * first / n_parts) <= ROWS, "{n} of {len} in {n_parts}");
            }
        }
    }
}
