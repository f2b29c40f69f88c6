//! Lanes over the rows of a batch: 16 rows of a narrow network are computed together, one row in each lane.
//!
//! A value is then an array of columns, a panel for each of its numbers, which holds that number for 16 rows. Every row
//! sees the operations that it sees alone, in the same order, so its bits are the same. Letters: `N` numbers of a row,
//! `P` the power of two from `N` on, at most 16.

use super::elementwise::keep;
use super::loss::smooth;
use super::rows::{take_rows, take_rows_mut};
use crate::math;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store, vectors};

/// Rows of a group: one for each lane.
const ROWS: usize = Panel::LANES;

/// A group with no more rows than this goes row by row: most lanes would be idle.
const FEW_ROWS: usize = 2;

/// `many` for each 16 rows of `x` and `y`, also for a last group that is padded; `one` for each of a few rows left over.
#[inline(always)]
pub fn lane_rows<X: bytemuck::Pod, Y: bytemuck::Pod>(
    x: &[X],
    y: &mut [Y],
    mut many: impl FnMut(&[X; ROWS], &mut [Y; ROWS]),
    mut one: impl FnMut(&X, &mut Y),
) {
    let n = x.len().min(y.len());
    let (x, x_rest) = take_rows(x, n).as_chunks::<ROWS>();
    let (y, y_rest) = take_rows_mut(y, n).as_chunks_mut::<ROWS>();
    for (x, y) in x.iter().zip(y) {
        many(x, y);
    }
    if x_rest.len() <= FEW_ROWS {
        for (x, y) in x_rest.iter().zip(y_rest) {
            one(x, y);
        }
    } else {
        let mut padded = [Y::zeroed(); ROWS];
        many(&pad(x_rest), &mut padded);
        for (from, to) in padded.iter().zip(y_rest) {
            *to = *from;
        }
    }
}

/// `many` for each 16 rows of `x`, of `y` and of weights, and the number of rows among them; the last group is padded.
#[inline(always)]
pub fn lane_groups<X: bytemuck::Pod, Y: bytemuck::Pod>(
    x: &[X],
    y: &[Y],
    weights: &[f32],
    mut many: impl FnMut(&[X; ROWS], &[Y; ROWS], &[f32; ROWS], usize),
) {
    let (x, x_rest) = x.as_chunks::<ROWS>();
    let (y, y_rest) = y.as_chunks::<ROWS>();
    let (weights, weights_rest) = weights.as_chunks::<ROWS>();
    for ((x, y), weights) in x.iter().zip(y).zip(weights) {
        many(x, y, weights, ROWS);
    }
    if !x_rest.is_empty() {
        many(&pad(x_rest), &pad(y_rest), &pad(weights_rest), x_rest.len());
    }
}

/// Up to 16 rows, and the first of them again behind: what is not finite there is not finite in a real row either.
#[inline(always)]
fn pad<X: bytemuck::Pod>(rows: &[X]) -> [X; ROWS] {
    let mut padded = [rows.first().copied().unwrap_or(X::zeroed()); ROWS];
    for (from, to) in rows.iter().zip(&mut padded) {
        *to = *from;
    }
    padded
}

/// The columns of 16 rows.
#[inline(always)]
pub fn load_columns<S: Simd, const N: usize, const P: usize>(
    simd: S,
    rows: &[[f32; N]; ROWS],
    columns: &mut [Panel; N],
) {
    let mut padded = [[0.0; P]; ROWS];
    for (from, to) in rows.iter().zip(&mut padded) {
        for (from, to) in from.iter().zip(to) {
            *to = *from;
        }
    }
    // A place is a row, 4 bits, and a number. Each round of taking every other lane turns it right by a bit.
    let (places, _) = padded.as_flattened().as_chunks::<ROWS>();
    let mut turned: [f32x16<S>; P] = core::array::from_fn(
        #[inline(always)]
        |p| match places.get(p) {
            Some(places) => f32x16::load_array_ref(simd, places),
            None => splat(simd, 0.0),
        },
    );
    for _ in 0..P.ilog2() {
        turned = core::array::from_fn(
            #[inline(always)]
            |p| {
                let pair = p % (P / 2).max(1) * 2;
                let (even, odd) = (turned[pair], turned[(pair + 1) % P]);
                if p < P / 2 { even.unzip_low(odd) } else { even.unzip_high(odd) }
            },
        );
    }
    for (vector, column) in turned.into_iter().zip(columns) {
        store(vector, column);
    }
}

/// The rows of 16 columns: undoes [`load_columns`].
#[inline(always)]
pub fn store_columns<S: Simd, const N: usize, const P: usize>(
    simd: S,
    columns: &[Panel; N],
    rows: &mut [[f32; N]; ROWS],
) {
    let mut turned: [f32x16<S>; P] = core::array::from_fn(
        #[inline(always)]
        |p| match columns.get(p) {
            Some(column) => load(simd, column),
            None => splat(simd, 0.0),
        },
    );
    for _ in 0..P.ilog2() {
        turned = core::array::from_fn(
            #[inline(always)]
            |p| {
                let (first, second) = (turned[p / 2], turned[(p / 2 + P / 2) % P]);
                if p % 2 == 0 { first.zip_low(second) } else { first.zip_high(second) }
            },
        );
    }
    let mut padded = [[0.0; P]; ROWS];
    let (places, _) = padded.as_flattened_mut().as_chunks_mut::<ROWS>();
    for (vector, places) in turned.into_iter().zip(places) {
        vector.store_array(places);
    }
    for (from, to) in padded.iter().zip(rows) {
        for (from, to) in from.iter().zip(to) {
            *to = *from;
        }
    }
}

/// The largest number of each row, NaN if one is NaN.
#[inline(always)]
pub(super) fn largest<S: Simd, const N: usize>(simd: S, columns: &[Panel; N]) -> f32x16<S> {
    let mut largest = splat(simd, f32::NEG_INFINITY);
    for column in columns {
        let column = load(simd, column);
        largest = (largest.simd_ge(column) | largest.is_nan()).select(largest, column);
    }
    largest
}

/// The sum of each row in the order of [`math::sum`], for terms that are not -0.
#[inline(always)]
pub(super) fn sum_columns<S: Simd, const N: usize>(simd: S, columns: &[f32x16<S>; N]) -> f32x16<S> {
    let zero = splat(simd, 0.0);
    let mut sums = [zero; ROWS];
    for (n, column) in columns.iter().enumerate() {
        let lane = n % ROWS;
        sums[lane] = if n < ROWS { *column } else { sums[lane] + *column };
    }
    // What is beyond the row is 0, and adding 0 changes nothing: such sums are left out.
    let n = N.min(ROWS);
    for distance in [8, 4] {
        for lane in 0..distance {
            if lane + distance < n {
                sums[lane] += sums[lane + distance];
            }
        }
    }
    let [first, second, third, fourth, ..] = sums;
    let even = if n > 2 { first + third } else { first };
    let odd = if n > 3 { second + fourth } else { second };
    if n > 1 { even + odd } else { even }
}

/// For each of `N` vectors the sum of its lanes, in the first `N` lanes of the result, zeros behind: pairs of neighbours,
/// then pairs of those.
#[inline(always)]
pub fn lane_sums<S: Simd, const N: usize>(simd: S, vectors: [f32x16<S>; N]) -> f32x16<S> {
    let zero = splat(simd, 0.0);
    let mut padded = [zero; ROWS];
    for (from, to) in vectors.into_iter().zip(&mut padded) {
        *to = from;
    }
    let eight: [f32x16<S>; 8] = pair_sums(simd, &padded);
    let four: [f32x16<S>; 4] = pair_sums(simd, &eight);
    let two: [f32x16<S>; 2] = pair_sums(simd, &four);
    let [sums] = pair_sums(simd, &two);
    sums
}

/// `sums [O, I] = sums + d x`, each lane by itself.
#[inline(always)]
pub fn add_to_weight_sums<S: Simd, const I: usize, const O: usize>(
    simd: S,
    x: &[Panel; I],
    d: &[Panel; O],
    sums: &mut [[f32x16<S>; I]; O],
) {
    for (d, sums) in d.iter().zip(sums) {
        let d = load(simd, d);
        for (x, sum) in x.iter().zip(sums) {
            *sum = load(simd, x).mul_add(d, *sum);
        }
    }
}

/// `sums [O] = sums + d`, each lane by itself.
#[inline(always)]
pub fn add_to_bias_sums<S: Simd, const O: usize>(simd: S, d: &[Panel; O], sums: &mut [f32x16<S>; O]) {
    for (d, sum) in d.iter().zip(sums) {
        *sum += load(simd, d);
    }
}

/// Adds up lanes: `gradient = gradient + sum of the lanes of sums [O, I]`, in a gradient's order of panels.
#[inline(always)]
pub fn finish_weight_sums<S: Simd, const I: usize, const O: usize, const P: usize>(
    simd: S,
    sums: &[[f32x16<S>; I]; O],
    gradient: &mut [[Panel; I]; P],
) {
    // By itself, so that its vectors have a stack frame of their own where the compiler does not optimise.
    simd.vectorize(
        #[inline(always)]
        || weight_totals(simd, sums, gradient),
    );
}

#[inline(always)]
fn weight_totals<S: Simd, const I: usize, const O: usize, const P: usize>(
    simd: S,
    sums: &[[f32x16<S>; I]; O],
    gradient: &mut [[Panel; I]; P],
) {
    let mut totals = [[0.0; I]; O];
    let (whole, rest) = sums.as_flattened().as_chunks::<ROWS>();
    let (whole_totals, rest_totals) = totals.as_flattened_mut().as_chunks_mut::<ROWS>();
    for (sums, totals) in whole.iter().zip(whole_totals) {
        lane_sums(simd, *sums).store_array(totals);
    }
    if !rest.is_empty() {
        let mut total = [0.0; ROWS];
        lane_sums(simd, padded(simd, rest)).store_array(&mut total);
        for (from, to) in total.iter().zip(rest_totals) {
            *to = *from;
        }
    }
    for (totals, gradient) in totals.chunks(ROWS).zip(gradient) {
        for (lane, totals) in totals.iter().enumerate() {
            for (total, panel) in totals.iter().zip(&mut *gradient) {
                panel.0[lane % ROWS] += total;
            }
        }
    }
}

/// As [`finish_weight_sums`] for a layer of few outputs, whose weights have inputs in the lanes: `P` panels of them.
#[inline(always)]
pub fn finish_weight_sums_of_few<S: Simd, const I: usize, const O: usize, const P: usize>(
    simd: S,
    sums: &[[f32x16<S>; I]; O],
    gradient: &mut [[Panel; P]; O],
) {
    simd.vectorize(
        #[inline(always)]
        || {
            for (sums, gradient) in sums.iter().zip(gradient) {
                for (sums, gradient) in sums.chunks(ROWS).zip(gradient) {
                    let total = lane_sums(simd, padded(simd, sums));
                    store(load(simd, gradient) + total, gradient);
                }
            }
        },
    );
}

/// Adds up lanes: `gradient = gradient + sum of the lanes of sums [O]`.
#[inline(always)]
pub fn finish_bias_sums<S: Simd, const O: usize, const P: usize>(
    simd: S,
    sums: &[f32x16<S>; O],
    gradient: &mut [Panel; P],
) {
    simd.vectorize(
        #[inline(always)]
        || {
            for (sums, gradient) in sums.chunks(ROWS).zip(gradient) {
                let total = lane_sums(simd, padded(simd, sums));
                store(load(simd, gradient) + total, gradient);
            }
        },
    );
}

/// Up to 16 vectors, zeros behind them.
#[inline(always)]
fn padded<S: Simd>(simd: S, vectors: &[f32x16<S>]) -> [f32x16<S>; ROWS] {
    let mut padded = [splat(simd, 0.0); ROWS];
    for (from, to) in vectors.iter().zip(&mut padded) {
        *to = *from;
    }
    padded
}

/// The lanes as numbers.
#[inline(always)]
fn lanes<S: Simd>(vector: f32x16<S>) -> [f32; ROWS] {
    let mut lanes = [0.0; ROWS];
    vector.store_array(&mut lanes);
    lanes
}

/// Sums of neighbouring lanes, of two vectors in one: half as many vectors, `M = N / 2`.
#[inline(always)]
fn pair_sums<S: Simd, const N: usize, const M: usize>(simd: S, terms: &[f32x16<S>; N]) -> [f32x16<S>; M] {
    vectors(
        simd,
        #[inline(always)]
        |p| {
            let (first, second) = (terms[2 * p % N], terms[(2 * p + 1) % N]);
            first.unzip_low(second) + first.unzip_high(second)
        },
    )
}

/// What derivatives are multiplied by for the mean, and the weight of each row.
pub(super) type Scale<'a> = (f32, &'a [f32; ROWS]);

/// For each row what its derivatives are multiplied by, and its weight.
#[inline(always)]
pub(super) fn scales<S: Simd>(simd: S, (scale, weights): Scale<'_>) -> (f32x16<S>, f32x16<S>) {
    let weights = f32x16::load_array_ref(simd, weights);
    (weights * scale, weights)
}

/// Adds the losses of the first `n` rows, times their weights, to `total`, in order.
#[inline(always)]
fn add_losses<S: Simd>(losses: f32x16<S>, weights: f32x16<S>, n: usize, total: &mut f64) {
    for loss in lanes(losses * weights).iter().take(n) {
        *total += f64::from(*loss);
    }
}

/// Columns of predictions or logits, and of targets.
pub(super) type Pair<'a, const N: usize> = (&'a [Panel; N], &'a [Panel; N]);

/// As the function of the same name for one row, with `term(p, y) -> (loss, derivative)`: the derivatives of the first
/// `n` rows in `d`, 0 in the others.
#[inline(always)]
pub(super) fn elementwise<S: Simd, const N: usize>(
    simd: S,
    (p, y): Pair<'_, N>,
    weights: f32x16<S>,
    d: &mut [Panel; N],
    (n, total): (usize, &mut f64),
    term: impl Fn(f32x16<S>, f32x16<S>) -> (f32x16<S>, f32x16<S>),
) {
    let losses = vectors(
        simd,
        #[inline(always)]
        |index| {
            let (loss, derivative) = term(load(simd, &p[index]), load(simd, &y[index]));
            store(keep(simd, math::flush_subnormals(simd, derivative), n), &mut d[index]);
            loss
        },
    );
    add_losses(sum_columns::<S, N>(simd, &losses), weights, n, total);
}

/// As [`cross_entropy`](super::cross_entropy) for one row.
#[inline(always)]
pub fn cross_entropy_columns<S: Simd, const N: usize>(
    simd: S,
    columns: Pair<'_, N>,
    scale: Scale<'_>,
    d: &mut [Panel; N],
    rows: (usize, &mut f64),
) {
    cross_entropy_of(
        simd,
        columns,
        scale,
        d,
        rows,
        #[inline(always)]
        |y| y,
    );
}

/// As [`cross_entropy_with_label_smoothing`](super::cross_entropy_with_label_smoothing) for one row.
#[inline(always)]
pub fn cross_entropy_with_label_smoothing_columns<S: Simd, const N: usize>(
    simd: S,
    columns: Pair<'_, N>,
    scale: Scale<'_>,
    d: &mut [Panel; N],
    rows: (usize, &mut f64),
    label_smoothing: f32,
) {
    cross_entropy_of(simd, columns, scale, d, rows, smooth::<S, N>(simd, label_smoothing));
}

/// As [`cross_entropy_columns`], with `target(y)` instead of each target.
#[inline(always)]
fn cross_entropy_of<S: Simd, const N: usize>(
    simd: S,
    (z, y): Pair<'_, N>,
    scale: Scale<'_>,
    d: &mut [Panel; N],
    (n, total): (usize, &mut f64),
    target: impl Fn(f32x16<S>) -> f32x16<S>,
) {
    let largest = largest(simd, z);
    let e: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |index| math::exp(simd, load(simd, &z[index]) - largest),
    );
    let sum = sum_columns(simd, &e);
    let weight = sum_columns::<S, N>(
        simd,
        &vectors(
            simd,
            #[inline(always)]
            |index| target(load(simd, &y[index])),
        ),
    );
    let (log_sum, factor) = (math::ln(simd, sum), weight / sum);
    let (scale, weights) = scales(simd, scale);
    let losses = vectors(
        simd,
        #[inline(always)]
        |index| {
            let y = target(load(simd, &y[index]));
            let derivative = math::flush_subnormals(simd, (e[index] * factor - y) * scale);
            store(keep(simd, derivative, n), &mut d[index]);
            // A class that is not the target costs nothing, even where its logit is infinitely far.
            y.simd_eq(0.0).select(splat(simd, 0.0), y * (log_sum - (load(simd, &z[index]) - largest)))
        },
    );
    add_losses(sum_columns::<S, N>(simd, &losses), weights, n, total);
}

/// As [`gaussian`](super::gaussian) for one row, with its `term(mean, s, y) -> (loss, derivatives)`.
#[inline(always)]
pub(super) fn pairs<S: Simd, const N: usize>(
    simd: S,
    (p, y): Pair<'_, N>,
    weights: f32x16<S>,
    d: &mut [Panel; N],
    (n, total): (usize, &mut f64),
    term: impl Fn(f32x16<S>, f32x16<S>, f32x16<S>) -> (f32x16<S>, [f32x16<S>; 2]),
) {
    let (means, s) = p.split_at(N / 2);
    let (d_means, d_s) = d.split_at_mut(N / 2);
    // Zeros behind the pairs change no sum.
    let mut losses = [splat(simd, 0.0); N];
    let pairs = means.iter().zip(s).zip(y).zip(d_means.iter_mut().zip(d_s)).zip(&mut losses);
    for ((((mean, s), y), (d_mean, d_s)), to) in pairs {
        let (loss, derivatives) = term(load(simd, mean), load(simd, s), load(simd, y));
        for (derivative, d) in derivatives.into_iter().zip([d_mean, d_s]) {
            store(keep(simd, math::flush_subnormals(simd, derivative), n), d);
        }
        *to = loss;
    }
    add_losses(sum_columns::<S, N>(simd, &losses), weights, n, total);
}
