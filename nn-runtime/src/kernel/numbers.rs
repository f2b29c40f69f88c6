//! Sums number by number, for a machine without vectors: one function for all layers of a kind.
//!
//! The order of each sum is what it is in vectors, so that its bits are those of any machine that rounds products and sums.

use super::batch_norm::{batch_factors, normalised};
use crate::math::{self, Functions, in_pairs};
use crate::panel::Panel;
use crate::simd::{Simd, Single, f32x16, load, splat, store};

/// Numbers of a panel.
const LANES: usize = Panel::LANES;

/// Partial sums that a sum may have, a power of two.
const MOST_PARTS: usize = 8;

/// The numbers of some panels, or of arrays of them.
#[inline(always)]
pub fn flat<T: bytemuck::NoUninit>(panels: &[T]) -> &[f32] {
    bytemuck::must_cast_slice(panels)
}

/// The numbers of some panels, or of arrays of them.
#[inline(always)]
pub fn flat_mut<T: bytemuck::Pod>(panels: &mut [T]) -> &mut [f32] {
    bytemuck::must_cast_slice_mut(panels)
}

/// That an activation is of single numbers.
#[inline(always)]
#[must_use]
pub fn single<S: Simd>(_: S) -> Single {
    Single
}

/// `x = f(x)`, number by number.
#[inline(always)]
pub fn map_numbers(x: &mut [Panel], f: impl Fn(f32x16<Single>) -> f32x16<Single>) {
    for x in flat_mut(x) {
        *x = f(f32x16::of(*x)).number();
    }
}

/// The sum of `weight[step.0 k] x[step.1 k]` in so many interleaved parts, the first from `start`; parts are joined in pairs.
#[inline]
fn sum(weight: &[f32], x: &[f32], step: (usize, usize), parts: usize, start: f32) -> f32 {
    let mut sums = [0.0; MOST_PARTS];
    let mut total = start;
    for (part, to) in sums.iter_mut().take(parts).enumerate() {
        let (mut at_weight, mut at_x) = (part * step.0, part * step.1);
        while let (Some(weight), Some(x)) = (weight.get(at_weight), x.get(at_x)) {
            total += *x * *weight;
            at_weight += parts * step.0;
            at_x += parts * step.1;
        }
        *to = total;
        total = 0.0;
    }
    let mut n = parts;
    while n > 1 {
        n /= 2;
        for index in 0..n {
            sums[index % MOST_PARTS] = sums[2 * index % MOST_PARTS] + sums[(2 * index + 1) % MOST_PARTS];
        }
    }
    sums[0]
}

/// The number at a place, 0 beyond the last.
#[inline(always)]
fn at(numbers: &[f32], place: usize) -> f32 {
    numbers.get(place).copied().unwrap_or(0.0)
}

/// `y = first + W x`, then `last` is added: of the first `inputs` numbers of `x`, the first `outputs` of `y`; the others become 0.
///
/// Shapes: `weight [ceil(O / 16)][I][16]`; `first` and `last [O]`, or none.
pub fn sums(
    (x, inputs): (&[f32], usize),
    weight: &[f32],
    (first, last): (&[f32], &[f32]),
    parts: usize,
    outputs: usize,
    y: &mut [f32],
) {
    let x = x.get(..inputs).unwrap_or(x);
    for (output, y) in y.iter_mut().enumerate() {
        let weight = weight.get(output / LANES * inputs * LANES + output % LANES..).unwrap_or_default();
        let start = at(first, output);
        let mut total = if output < outputs { sum(weight, x, (LANES, 1), parts, start) } else { 0.0 };
        if !last.is_empty() {
            total += at(last, output);
        }
        *y = total;
    }
}

/// `y = W x + bias`, each sum in `lanes` lanes that are then added: the first `outputs` of `y`; the others become what `bias` is there.
///
/// Shapes: `x [ceil(I / 16)][16]`, `weight [O][ceil(I / 16)][16]`; `bias [O]`, or none.
pub fn few_sums(
    x: &[f32],
    weight: &[f32],
    bias: &[f32],
    (lanes, parts): (usize, usize),
    outputs: usize,
    y: &mut [f32],
) {
    for (output, y) in y.iter_mut().enumerate() {
        let mut total = 0.0;
        if output < outputs {
            let weight = weight.get(output * x.len()..).unwrap_or_default();
            let mut sums = [0.0; LANES];
            for (lane, to) in sums.iter_mut().take(lanes).enumerate() {
                let (weight, x) = (weight.get(lane..), x.get(lane..));
                *to = sum(weight.unwrap_or_default(), x.unwrap_or_default(), (LANES, LANES), parts, 0.0);
            }
            total = in_pairs(sums, lanes / 2, |a, b| a + b);
        }
        *y = if bias.is_empty() { total } else { total + at(bias, output) };
    }
}

/// Positions along an axis of a map that are written with the same taps: `first + step j` for `j` up to `count`. With tap
/// `tap + tap_stride t` it reads `read_step j + read + tap_step t`, if that is one of `len`.
pub struct Phase {
    /// The first position that is written.
    pub first: usize,
    /// To the next.
    pub step: usize,
    /// How many are written.
    pub count: usize,
    /// What the first one reads for the first tap.
    pub read: isize,
    /// From one position to the next.
    pub read_step: usize,
    /// From one tap to the next.
    pub tap_step: isize,
    /// The first tap.
    pub tap: usize,
    /// To the next.
    pub tap_stride: usize,
    /// How many there are.
    pub taps: usize,
    /// How many positions can be read.
    pub len: usize,
}

impl Phase {
    /// What is read for a position and a tap, and the tap of the kernel.
    #[inline(always)]
    fn reads(&self, position: usize, tap: usize) -> Option<(usize, usize)> {
        let at = (self.read_step * position).cast_signed() + self.read + self.tap_step * tap.cast_signed();
        // A position before the first one is beyond the last one.
        let at = at.cast_unsigned();
        (at < self.len).then_some((at, self.tap + self.tap_stride * tap))
    }
}

/// A convolution of a map: where its numbers are.
pub struct Convolution {
    /// The rows that are written.
    pub rows: Phase,
    /// The pixels of a row that are.
    pub columns: Phase,
    /// From one channel of what is read to the next.
    pub channel: usize,
    /// From one pixel to the next.
    pub pixel: usize,
    /// From one row to the next.
    pub row: usize,
    /// From what one output reads to what the next does.
    pub output: usize,
    /// From what one group of outputs reads to what the next does, and the outputs of a group.
    pub group: (usize, usize),
    /// Terms of a tap.
    pub summed: usize,
    /// Terms of a sum.
    pub inner: usize,
    /// Taps of a row of the kernel.
    pub kernel_width: usize,
    /// Pixels of a row of what is written.
    pub written_width: usize,
    /// Numbers of a pixel of what is written that are no padding.
    pub numbers: usize,
    /// All of them.
    pub stored: usize,
    /// Whether sums are added to what is there.
    pub adds: bool,
}

/// The sums of all pixels: over rows of the kernel, taps and channels, in order, without taps in padding.
///
/// Shapes: `weight [ceil(O / 16)][inner][16]`, `bias [O]` or none, `y [H][W][stored]`.
pub fn convolve(shape: &Convolution, x: &[f32], weight: &[f32], bias: &[f32], y: &mut [f32]) {
    let Convolution { rows, columns, .. } = shape;
    for row in 0..rows.count {
        for column in 0..columns.count {
            let pixel = (rows.first + rows.step * row) * shape.written_width + columns.first + columns.step * column;
            let pixel = y.get_mut(pixel * shape.stored..).unwrap_or_default();
            for (output, y) in pixel.iter_mut().take(shape.stored).enumerate() {
                let total = if output < shape.numbers {
                    pixel_sum(shape, (x, weight), (row, column), output, at(bias, output))
                } else {
                    0.0
                };
                *y = if shape.adds { *y + total } else { total };
            }
        }
    }
}

/// One sum.
#[inline]
fn pixel_sum(
    shape: &Convolution,
    (x, weight): (&[f32], &[f32]),
    (row, column): (usize, usize),
    output: usize,
    start: f32,
) -> f32 {
    let mut total = start;
    let first = output * shape.output + output / shape.group.1.max(1) * shape.group.0;
    let of_output = output / LANES * shape.inner * LANES + output % LANES;
    for down in 0..shape.rows.taps {
        let Some((at_row, down)) = shape.rows.reads(row, down) else { continue };
        for across in 0..shape.columns.taps {
            let Some((at_column, across)) = shape.columns.reads(column, across) else { continue };
            let mut at_x = first + at_row * shape.row + at_column * shape.pixel;
            let mut at_weight = of_output + (down * shape.kernel_width + across) * shape.summed * LANES;
            for _ in 0..shape.summed {
                total += at(x, at_x) * at(weight, at_weight);
                at_x += shape.channel;
                at_weight += LANES;
            }
        }
    }
    total
}

/// `y = (y - mean) factor + shift` for each pixel: batch normalisation by running moments.
pub fn normalise_pixels<S: Simd, const P: usize>(
    simd: S,
    (mean, variance): (&[Panel; P], &[Panel; P]),
    (scale, shift): (Option<&[Panel; P]>, Option<&[Panel; P]>),
    epsilon: f32,
    y: &mut [Panel],
) {
    let factors = batch_factors(simd, variance, scale, epsilon);
    for pixel in y.as_chunks_mut::<P>().0 {
        for (p, ((y, mean), factor)) in pixel.iter_mut().zip(mean).zip(&factors).enumerate() {
            let shift = shift.map_or(splat(simd, 0.0), |shift| load(simd, &shift[p]));
            store(normalised(load(simd, y), load(simd, mean), load(simd, factor), shift), y);
        }
    }
}

/// Softmax over the first `O` numbers of a row: `p = e^(z - max z) / sum e^(z - max z)`; padding becomes 0.
#[inline(always)]
pub fn softmax<S: Simd, M: Functions, const O: usize, const P: usize>(_: S, row: &mut [Panel; P]) {
    softmax_of::<M>(flat_mut(row), O);
}

/// The logarithm of softmax over the first `O` numbers of a row: `y = (z - max z) - log sum e^(z - max z)`; padding becomes 0.
#[inline(always)]
pub fn log_softmax<S: Simd, M: Functions, const O: usize, const P: usize>(_: S, row: &mut [Panel; P]) {
    log_softmax_of::<M>(flat_mut(row), O);
}

/// What [`softmax`] does.
fn softmax_of<M: Functions>(row: &mut [f32], n: usize) {
    let largest = largest_of(row, n);
    let mut sums = [0.0; LANES];
    for (index, z) in row.iter_mut().enumerate() {
        *z = if index < n { exp::<M>(*z - largest) } else { 0.0 };
        sums[index % LANES] += *z;
    }
    let sum = in_pairs(sums, LANES / 2, |a, b| a + b);
    for e in row {
        *e /= sum;
    }
}

/// What [`log_softmax`] does.
fn log_softmax_of<M: Functions>(row: &mut [f32], n: usize) {
    let largest = largest_of(row, n);
    let mut sums = [0.0; LANES];
    for (index, z) in row.iter_mut().enumerate().take(n) {
        *z -= largest;
        sums[index % LANES] += exp::<M>(*z);
    }
    let sum = in_pairs(sums, LANES / 2, |a, b| a + b);
    let log_sum = math::ln(Single, f32x16::of(sum)).number();
    for (index, y) in row.iter_mut().enumerate() {
        *y = if index < n { *y - log_sum } else { 0.0 };
    }
}

/// The largest of the first `n` numbers, NaN if one is NaN.
fn largest_of(row: &[f32], n: usize) -> f32 {
    let mut largest = f32::NEG_INFINITY;
    for z in row.iter().take(n) {
        largest = if largest >= *z || largest.is_nan() { largest } else { *z };
    }
    largest
}

/// The exponential of a number up to 0.
fn exp<M: Functions>(x: f32) -> f32 {
    M::exp_nonpositive(Single, f32x16::of(x)).number()
}
