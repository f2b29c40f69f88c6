//! Maps from channel by channel, as callers and files have them, to pixel by pixel, and back.
//!
//! Sixteen pixels of sixteen channels are turned in registers. One by one, the numbers of a pixel are as far apart as a map is large: a
//! distance of 4 KiB maps all of them to one set of the first cache.

use super::transpose::turn;
use crate::panel::Panel;
use crate::simd::Simd;

const LANES: usize = Panel::LANES;

/// A row of numbers, channel by channel, pixel by pixel with zeros in the padding; added to what is there if `ADDED`.
#[inline(always)]
pub fn to_pixels<S: Simd, const ADDED: bool>(simd: S, x: &[f32], y: &mut [Panel], channels: usize, pixels: usize) {
    // By itself, so that it has a stack frame of its own where the compiler does not optimise.
    simd.vectorize(
        #[inline(always)]
        || {
            let (of_pixel, pixels) = (channels.next_multiple_of(LANES).max(LANES), pixels.max(1));
            let x = x.get(..channels * pixels).unwrap_or(x);
            let y = bytemuck::must_cast_slice_mut::<Panel, f32>(y);
            for first in groups::<ADDED>(pixels) {
                for channel in (0..channels).step_by(LANES) {
                    let from = x.get(channel * pixels + first..).unwrap_or_default();
                    let to = y.get_mut(first * of_pixel + channel..).unwrap_or_default();
                    turn::<S, ADDED>(simd, (from, pixels), (to, of_pixel));
                }
            }
            let Some(first) = rest::<ADDED>(pixels) else { return };
            for channel in (0..channels).step_by(LANES) {
                let (mut numbers, mut turned) = ([[0.0; LANES]; LANES], [[0.0; LANES]; LANES]);
                for (x, to) in x.chunks_exact(pixels).skip(channel).zip(&mut numbers) {
                    put::<false>(x.get(first..).unwrap_or_default(), to);
                }
                turn::<S, false>(simd, (numbers.as_flattened(), LANES), (turned.as_flattened_mut(), LANES));
                let y = y.get_mut(first * of_pixel..).unwrap_or_default();
                for (turned, y) in turned.iter().zip(y.chunks_exact_mut(of_pixel)) {
                    put::<ADDED>(turned, y.get_mut(channel..).unwrap_or_default());
                }
            }
        },
    );
}

/// A row of pixels channel by channel, with zeros in the padding behind them; added to what is there if `ADDED`.
#[inline(always)]
pub fn from_pixels<S: Simd, const ADDED: bool>(simd: S, x: &[Panel], y: &mut [f32], channels: usize, pixels: usize) {
    simd.vectorize(
        #[inline(always)]
        || {
            let (of_pixel, pixels) = (channels.next_multiple_of(LANES).max(LANES), pixels.max(1));
            let x = bytemuck::must_cast_slice::<Panel, f32>(x);
            let (y, padding) = y.split_at_mut((channels * pixels).min(y.len()));
            for first in groups::<ADDED>(pixels) {
                for channel in (0..channels).step_by(LANES) {
                    let from = x.get(first * of_pixel + channel..).unwrap_or_default();
                    let to = y.get_mut(channel * pixels + first..).unwrap_or_default();
                    turn::<S, ADDED>(simd, (from, of_pixel), (to, pixels));
                }
            }
            if !ADDED {
                padding.fill(0.0);
            }
            let Some(first) = rest::<ADDED>(pixels) else { return };
            for channel in (0..channels).step_by(LANES) {
                let (mut numbers, mut turned) = ([[0.0; LANES]; LANES], [[0.0; LANES]; LANES]);
                let x = x.get(first * of_pixel..).unwrap_or_default();
                for (x, to) in x.chunks_exact(of_pixel).zip(&mut numbers) {
                    put::<false>(x.get(channel..).unwrap_or_default(), to);
                }
                turn::<S, false>(simd, (numbers.as_flattened(), LANES), (turned.as_flattened_mut(), LANES));
                for (turned, y) in turned.iter().zip(y.chunks_exact_mut(pixels).skip(channel)) {
                    put::<ADDED>(turned, y.get_mut(first..).unwrap_or_default());
                }
            }
        },
    );
}

/// Where groups of sixteen pixels begin. The last group is the last sixteen, some of them a second time, unless that would add them twice.
#[inline(always)]
fn groups<const ADDED: bool>(pixels: usize) -> impl Iterator<Item = usize> {
    let whole = pixels / LANES;
    let n = if ADDED || whole == 0 { whole } else { pixels.div_ceil(LANES) };
    (0..n).map(move |group| (group * LANES).min(pixels.saturating_sub(LANES)))
}

/// The first pixel that no group has.
#[inline(always)]
fn rest<const ADDED: bool>(pixels: usize) -> Option<usize> {
    let is_left = !pixels.is_multiple_of(LANES) && (ADDED || pixels < LANES);
    is_left.then(|| pixels / LANES * LANES)
}

/// As many numbers as both have, up to sixteen.
#[inline(always)]
fn put<const ADDED: bool>(from: &[f32], to: &mut [f32]) {
    for (from, to) in from.iter().zip(to).take(LANES) {
        *to = if ADDED { *to + *from } else { *from };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Kernel, Level, dispatch};

    /// From channel by channel to pixels and back, into memory that holds ones.
    struct ThereAndBack<'a, const ADDED: bool> {
        x: &'a [f32],
        pixels: &'a mut [Panel],
        y: &'a mut [f32],
        shape: (usize, usize),
    }

    impl<const ADDED: bool> Kernel for ThereAndBack<'_, ADDED> {
        type Output = ();

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) {
            let (channels, pixels) = self.shape;
            to_pixels::<S, ADDED>(simd, self.x, self.pixels, channels, pixels);
            from_pixels::<S, ADDED>(simd, self.pixels, self.y, channels, pixels);
        }
    }

    /// Numbers stand where a loop over them puts them, padding is 0, and what is added to stays in the sum.
    fn check<const ADDED: bool>(channels: usize, pixels: usize) {
        let start = if ADDED { 1.0 } else { 0.0 };
        let (stored, len) = (channels.div_ceil(LANES), channels * pixels);
        let x: Vec<f32> = (0..len).map(|number| number as f32 + 2.0).collect();
        for level in Level::available() {
            let mut map = vec![Panel([1.0; LANES]); stored * pixels];
            let mut y = vec![1.0; len.next_multiple_of(LANES)];
            let shape = (channels, pixels);
            dispatch(level, ThereAndBack::<ADDED> { x: &x, pixels: &mut map, y: &mut y, shape });
            for (place, number) in map.iter().flat_map(|panel| panel.0).enumerate() {
                let (pixel, channel) = (place / (stored * LANES), place % (stored * LANES));
                let expected = if channel < channels { x[channel * pixels + pixel] } else { 0.0 };
                let expected = expected + start;
                assert_eq!(number.to_bits(), expected.to_bits(), "{level:?} {channels} {pixels}: {pixel}, {channel}");
            }
            let (numbers, padding) = y.split_at(len);
            let is_back = numbers.iter().zip(&x).all(|(y, x)| y.to_bits() == (x + 2.0 * start).to_bits());
            assert!(is_back, "{level:?} {channels} {pixels}");
            assert!(padding.iter().all(|number| number.to_bits() == start.to_bits()));
        }
    }

    #[test]
    fn maps_are_turned_and_turned_back() {
        for channels in [1, 3, 15, 16, 17, 33, 53] {
            for pixels in [1, 2, 15, 16, 17, 49, 64] {
                check::<false>(channels, pixels);
                check::<true>(channels, pixels);
            }
        }
    }
}
