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

/// `x = f(x)`, number by number: one function for all activations, as their layers would each have its loop.
#[inline(never)]
pub fn map_numbers(x: &mut [Panel], f: fn(Single, f32x16<Single>) -> f32x16<Single>) {
    for x in flat_mut(x) {
        *x = f(Single, f32x16::of(*x)).number();
    }
}

/// The sum of products in so many interleaved parts, the first from `start`; parts are joined in pairs.
#[inline]
fn sum(products: impl Iterator<Item = f32>, parts: usize, start: f32) -> f32 {
    // A tree: what the numbers `2 n` and `2 n + 1` are joined to is `n`, and the parts are behind all of these.
    const NODES: usize = 2 * MOST_PARTS;
    let mut sums = [0.0; NODES];
    sums[parts % NODES] = start;
    for (term, product) in products.enumerate() {
        sums[(parts | term & parts.wrapping_sub(1)) % NODES] += product;
    }
    for n in (1..parts).rev() {
        sums[n % NODES] = sums[2 * n % NODES] + sums[(2 * n + 1) % NODES];
    }
    sums[1]
}

/// The number at a place, 0 beyond the last.
#[inline(always)]
fn at(numbers: &[f32], place: usize) -> f32 {
    numbers.get(place).copied().unwrap_or(0.0)
}

/// `y = first + W x`.
///
/// Shapes: `x [I]`, `weight [ceil(O / 16)][I][16]`, `first [O]` or none, `y [O]`.
pub fn sums(x: &[f32], weight: &[f32], first: &[f32], parts: usize, y: &mut [f32]) {
    for (output, y) in y.iter_mut().enumerate() {
        let mut place = output / LANES * x.len() * LANES + output % LANES;
        let products = x.iter().map(|x| {
            let product = *x * at(weight, place);
            place += LANES;
            product
        });
        *y = sum(products, parts, at(first, output));
    }
}

/// `y = y + x`, number by number.
pub fn add_to_sums(x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// So many numbers of a row.
#[inline(always)]
#[must_use]
pub fn beginning(row: &[f32], n: usize) -> &[f32] {
    row.get(..n).unwrap_or(row)
}

/// So many numbers of a row; those behind them, which are padding, become 0.
#[inline(always)]
pub fn beginning_mut(row: &mut [f32], n: usize) -> &mut [f32] {
    let (numbers, padding) = row.split_at_mut(n.min(row.len()));
    padding.fill(0.0);
    numbers
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
    let ((x, _), (weight, _)) = (x.as_chunks::<LANES>(), weight.as_chunks::<LANES>());
    for (output, y) in y.iter_mut().enumerate() {
        let mut total = 0.0;
        if output < outputs {
            let panels = weight.get(output * x.len()..).unwrap_or_default();
            let mut sums = [0.0; LANES];
            for (lane, to) in sums.iter_mut().take(lanes).enumerate() {
                *to = sum(panels.iter().zip(x).map(|(weight, x)| x[lane] * weight[lane]), parts, 0.0);
            }
            total = in_pairs(sums, lanes / 2, |a, b| a + b);
        }
        *y = if bias.is_empty() { total } else { total + at(bias, output) };
    }
}

/// Positions along an axis of a map that are written with the same taps.
///
/// What is written for position `j` up to `count` begins at `first + step j` numbers. With tap `t` it reads position
/// `read_step j + read + tap_step t`, if that is one of `len`, and the weights from `weight + weight_step t` on.
pub struct Phase {
    /// Where the first position is written.
    pub first: usize,
    /// To the next.
    pub step: usize,
    /// How many are written.
    pub count: usize,
    /// What the first one reads for the first tap.
    pub read: isize,
    /// From one position to the next.
    pub read_step: isize,
    /// From one tap to the next.
    pub tap_step: isize,
    /// Weights of the first tap.
    pub weight: usize,
    /// To those of the next.
    pub weight_step: usize,
    /// How many taps there are.
    pub taps: usize,
    /// How many positions can be read.
    pub len: usize,
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
    /// From what one group of outputs reads to what the next does, and the outputs of a group.
    pub group: (usize, usize),
    /// Terms of a tap.
    pub summed: usize,
    /// Weights of 16 outputs.
    pub weights: usize,
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
    let operands = (x, weight);
    let (mut row, mut to_row) = (rows.read, rows.first);
    for _ in 0..rows.count {
        let (mut column, mut to) = (columns.read, to_row + columns.first);
        for _ in 0..columns.count {
            let pixel = y.get_mut(to..).unwrap_or_default();
            for (output, y) in pixel.iter_mut().take(shape.stored).enumerate() {
                let mut total = 0.0;
                if output < shape.numbers {
                    total = pixel_sum(shape, &operands, (row, column), output, at(bias, output));
                }
                *y = if shape.adds { *y + total } else { total };
            }
            column += columns.read_step;
            to += columns.step;
        }
        row += rows.read_step;
        to_row += rows.step;
    }
}

/// One sum, whose first tap reads this row and column, which may be none of the map.
#[inline(never)]
fn pixel_sum(
    shape: &Convolution,
    (x, weight): &(&[f32], &[f32]),
    (mut row, first_column): (isize, isize),
    output: usize,
    start: f32,
) -> f32 {
    let Convolution { rows, columns, .. } = shape;
    let mut total = start;
    let first = output / shape.group.1.max(1) * shape.group.0;
    let mut at_weights = output / LANES * shape.weights + output % LANES + rows.weight + columns.weight;
    for _ in 0..rows.taps {
        // A position before the first one is beyond the last one.
        if row.cast_unsigned() < rows.len {
            let (mut column, mut at_weight) = (first_column, at_weights);
            for _ in 0..columns.taps {
                if column.cast_unsigned() < columns.len {
                    let mut at_x = first + row.cast_unsigned() * shape.row + column.cast_unsigned() * shape.pixel;
                    for term in 0..shape.summed {
                        total += at(x, at_x) * at(weight, at_weight + term * LANES);
                        at_x += shape.channel;
                    }
                }
                column += columns.tap_step;
                at_weight += columns.weight_step;
            }
        }
        row += rows.tap_step;
        at_weights += rows.weight_step;
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
    row.iter().take(n).fold(f32::NEG_INFINITY, |largest, z| larger(largest, *z))
}

/// `y = max(y, x)`, number by number.
pub(super) fn keep_larger(x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y = larger(*y, *x);
    }
}

/// The larger one of two numbers, NaN if one is NaN.
#[inline(always)]
fn larger(largest: f32, x: f32) -> f32 {
    if largest >= x || largest.is_nan() { largest } else { x }
}

/// The exponential of a number up to 0.
#[inline(never)]
fn exp<M: Functions>(x: f32) -> f32 {
    M::exp_nonpositive(Single, f32x16::of(x)).number()
}
