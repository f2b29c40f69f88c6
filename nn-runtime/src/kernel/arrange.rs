//! Maps from channel by channel, as callers and files have them, to pixel by pixel, and back.
//!
//! Sixteen pixels of sixteen channels are turned in registers. One by one, the numbers of a pixel are as far apart as a map is large: a
//! distance of 4 KiB maps all of them to one set of the first cache.

use super::transpose::turn;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, store};

const LANES: usize = Panel::LANES;

/// A row of numbers, channel by channel, pixel by pixel with zeros in the padding; added to what is there if `ADDED`.
#[inline(always)]
pub fn to_pixels<S: Simd, const ADDED: bool>(simd: S, x: &[f32], y: &mut [Panel], channels: usize, pixels: usize) {
    // By itself, so that it has a stack frame of its own where the compiler does not optimise.
    simd.vectorize(
        #[inline(always)]
        || {
            let stored = channels.div_ceil(LANES).max(1);
            for (block, y) in y.chunks_mut((LANES * stored).max(1)).enumerate() {
                let first = block * LANES;
                for panel in 0..stored {
                    let mut numbers = [Panel::ZERO; LANES];
                    for (channel, numbers) in (panel * LANES..channels).zip(&mut numbers) {
                        let channel = x.get(channel * pixels..).and_then(|x| x.get(first..pixels)).unwrap_or_default();
                        copy(channel, &mut numbers.0);
                    }
                    let mut turned = [Panel::ZERO; LANES];
                    turn(simd, &numbers, &mut turned);
                    for (turned, y) in turned.iter().zip(y.iter_mut().skip(panel).step_by(stored)) {
                        let turned = load(simd, turned);
                        store(if ADDED { load(simd, y) + turned } else { turned }, y);
                    }
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
            let stored = channels.div_ceil(LANES).max(1);
            let (y, padding) = y.split_at_mut((channels * pixels).min(y.len()));
            for (block, x) in x.chunks((LANES * stored).max(1)).enumerate() {
                let first = block * LANES;
                for panel in 0..stored {
                    let mut numbers = [Panel::ZERO; LANES];
                    for (x, numbers) in x.iter().skip(panel).step_by(stored).zip(&mut numbers) {
                        *numbers = *x;
                    }
                    let mut turned = [Panel::ZERO; LANES];
                    turn(simd, &numbers, &mut turned);
                    let of_panel = y.chunks_exact_mut(pixels.max(1)).skip(panel * LANES);
                    for (turned, y) in turned.iter().zip(of_panel) {
                        let y = y.get_mut(first..).unwrap_or_default();
                        if let Some(y) = y.first_chunk_mut::<LANES>() {
                            let turned = load(simd, turned);
                            let sum = if ADDED { f32x16::load_array_ref(simd, y) + turned } else { turned };
                            sum.store_array(y);
                        } else {
                            for (turned, y) in turned.0.iter().zip(y) {
                                *y = if ADDED { *y + *turned } else { *turned };
                            }
                        }
                    }
                }
            }
            if !ADDED {
                padding.fill(0.0);
            }
        },
    );
}

/// The numbers that there are: all sixteen at once, or one by one.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32; LANES]) {
    if let Some(from) = from.first_chunk() {
        *to = *from;
    } else {
        for (from, to) in from.iter().zip(to) {
            *to = *from;
        }
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
