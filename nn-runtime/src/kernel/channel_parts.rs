//! Convolutions of streams with lanes over inputs, each part of whose outputs sees its own part of the channels.

use crate::panel::Panel;
use crate::simd::{Simd, load, splat, store};

/// Outputs of a part that share what is read of a column.
const SHARED: usize = 4;

/// The sums of a convolution at its only position, for 16 inputs in columns, where each of so many parts of the channels is summed for as
/// large a part of the outputs: a channel for each, or as many channels and outputs as fill panels. Columns are those of all channels, tap by
/// tap, and weights those of a part, tap by tap.
#[inline(always)]
pub fn convolve_by_parts<S: Simd, const X: usize, const T: usize, const P: usize, const O: usize>(
    simd: S,
    (channels, parts): (usize, usize),
    x: &[Panel; X],
    weight: &[[Panel; T]; P],
    bias: Option<&[Panel; P]>,
    y: &mut [Panel; O],
) {
    let (channels, parts) = (channels.max(1), parts.max(1));
    let (summed, of_part) = ((channels / parts).max(1), (O / parts).max(1));
    for (panel, (weight, y)) in weight.iter().zip(y.chunks_mut(Panel::LANES)).enumerate() {
        let bias = bias.and_then(|bias| bias.get(panel)).unwrap_or(&Panel::ZERO);
        let output = panel * Panel::LANES;
        if summed == 1 {
            one_by_one(simd, (channels, output), x, weight, bias, y);
        } else {
            of_a_part(simd, (channels, output / of_part * summed, summed), x, weight, bias, y);
        }
    }
}

/// Up to 16 outputs from one on, each of its own channel.
#[inline(always)]
fn one_by_one<S: Simd, const X: usize, const T: usize>(
    simd: S,
    (channels, first): (usize, usize),
    x: &[Panel; X],
    weight: &[Panel; T],
    bias: &Panel,
    y: &mut [Panel],
) {
    for (lane, (y, bias)) in y.iter_mut().zip(&bias.0).enumerate() {
        let mut sum = splat(simd, *bias);
        for (columns, weight) in x.chunks_exact(channels).zip(weight) {
            let factors = columns.get(first + lane).zip(weight.0.get(lane));
            if let Some((column, weight)) = factors {
                sum = load(simd, column).mul_add(splat(simd, *weight), sum);
            }
        }
        store(sum, y);
    }
}

/// 16 outputs of the same channels.
#[inline(always)]
fn of_a_part<S: Simd, const X: usize, const T: usize>(
    simd: S,
    (channels, first, summed): (usize, usize, usize),
    x: &[Panel; X],
    weight: &[Panel; T],
    bias: &Panel,
    y: &mut [Panel],
) {
    let (bias, _) = bias.0.as_chunks::<SHARED>();
    let (y, _) = y.as_chunks_mut::<SHARED>();
    for (block, (y, bias)) in y.iter_mut().zip(bias).enumerate() {
        let mut sums = bias.map(
            #[inline(always)]
            |bias| splat(simd, bias),
        );
        for (columns, weight) in x.chunks_exact(channels).zip(weight.chunks_exact(summed)) {
            let columns = columns.get(first..first + summed).unwrap_or_default();
            for (column, weight) in columns.iter().zip(weight) {
                let (column, (weights, _)) = (load(simd, column), weight.0.as_chunks::<SHARED>());
                for (sum, weight) in sums.iter_mut().zip(weights.get(block).copied().unwrap_or_default()) {
                    *sum = column.mul_add(splat(simd, weight), *sum);
                }
            }
        }
        for (sum, y) in sums.into_iter().zip(y) {
            store(sum, y);
        }
    }
}
