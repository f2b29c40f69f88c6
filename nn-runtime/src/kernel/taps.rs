//! Several taps of a line of a kernel together, where a kernel's gradient is summed pixel by pixel.
//!
//! A sum waits for itself: with few channels a single tap has too few of them to keep a core busy. Letters: `H` rows of a map, `W` pixels of
//! each, `C` channels, `T` taps.

use core::array::from_fn;
use core::ops::Range;

use super::map::{Span, Window};

/// `body` with the line of `x` that a line of a window's taps reads, and the derivatives of the windows, for each row of windows of each row of a
/// batch. As of [`each_pixel`](super::each_pixel), `tap` is one of these taps.
#[inline(always)]
pub fn each_line<X, D>(x: &[X], d: &[D], window: &Window, tap: usize, mut body: impl FnMut(&[X], &[D])) {
    let Window { height, width } = window;
    let down = tap / width.kernel.max(1);
    let images =
        x.chunks_exact((height.len * width.len).max(1)).zip(d.chunks_exact((height.count * width.count).max(1)));
    for (x, d) in images {
        for (row, d) in d.chunks_exact(width.count.max(1)).enumerate() {
            let Some(read) = height.reads(row, down) else { continue };
            body(x.get(read * width.len..).and_then(|x| x.get(..width.len)).unwrap_or_default(), d);
        }
    }
}

/// As [`each_line`], where each row of a batch has its channels one behind the other.
#[inline(always)]
pub fn each_line_of_channels<D, const W: usize, const H: usize, const C: usize>(
    x: &[[[[f32; W]; H]; C]],
    d: &[D],
    window: &Window,
    tap: usize,
    mut body: impl FnMut([&[f32; W]; C], &[D]),
) {
    let Window { height, width } = window;
    let down = tap / width.kernel.max(1);
    for (x, d) in x.iter().zip(d.chunks_exact((height.count * width.count).max(1))) {
        for (row, d) in d.chunks_exact(width.count.max(1)).enumerate() {
            let Some(read) = height.reads(row, down).filter(|read| *read < H) else { continue };
            let lines = x.each_ref().map(
                #[inline(always)]
                |channel| &channel[read],
            );
            body(lines, d);
        }
    }
}

/// A line of pixels, whose channels lie as they may.
pub trait Line: Copy {
    /// The channels of a pixel.
    type Pixel;

    /// One of them.
    fn pixel(self, at: usize) -> Option<Self::Pixel>;

    /// `T` of them, so many places apart.
    fn pixels<const T: usize>(self, at: usize, apart: usize) -> Option<[Self::Pixel; T]>;
}

impl<'x, X> Line for &'x [X] {
    type Pixel = &'x X;

    #[inline(always)]
    fn pixel(self, at: usize) -> Option<&'x X> {
        self.get(at)
    }

    #[inline(always)]
    fn pixels<const T: usize>(self, at: usize, apart: usize) -> Option<[&'x X; T]> {
        let read = self.get(at..)?.get(..T.saturating_sub(1) * apart + 1)?;
        let first = read.first()?;
        // All are there.
        Some(from_fn(
            #[inline(always)]
            |tap| read.get(tap * apart).unwrap_or(first),
        ))
    }
}

impl<const W: usize, const C: usize> Line for [&[f32; W]; C] {
    type Pixel = [f32; C];

    #[inline(always)]
    fn pixel(self, at: usize) -> Option<[f32; C]> {
        if at >= W {
            return None;
        }
        Some(self.map(
            #[inline(always)]
            |line| line[at],
        ))
    }

    #[inline(always)]
    fn pixels<const T: usize>(self, at: usize, apart: usize) -> Option<[[f32; C]; T]> {
        let last = T.saturating_sub(1) * apart;
        if at >= W || last >= W - at {
            return None;
        }
        // All are there.
        Some(from_fn(
            #[inline(always)]
            |tap| self.pixel(at + tap * apart).unwrap_or([0.0; C]),
        ))
    }
}

/// `T` taps of a line of a kernel, side by side: the terms of their sums for some rows of windows.
///
/// Each of them sees its pixels in the order in which it sees them alone.
#[derive(Clone, Copy, Debug)]
pub struct Taps<'w, const T: usize> {
    width: &'w Span,
    /// The first of them.
    first: usize,
    /// The windows in which none of them is padding: the first, and the one behind the last.
    whole: (usize, usize),
}

impl<'w, const T: usize> Taps<'w, T> {
    /// From a tap on, counted row by row of the kernel.
    #[inline(always)]
    #[must_use]
    pub fn new(window: &'w Window, tap: usize) -> Self {
        let width = &window.width;
        let first = tap % width.kernel.max(1);
        let mut whole = (0, width.count);
        for tap in first..first + T {
            let (from, to) = width.positions_of(tap);
            whole = (whole.0.max(from), whole.1.min(to));
        }
        // Of a narrow map each window may have padding.
        Self { width, first, whole: (whole.0, whole.1.max(whole.0)) }
    }

    /// `body` with what one of them, counted from the first, reads in windows before those without padding, and their derivatives.
    #[inline(always)]
    pub fn before_whole<L: Line, D>(&self, tap: usize, line: L, d: &[D], body: impl FnMut(L::Pixel, &D)) {
        let (from, to) = self.width.positions_of(self.first + tap);
        self.with_padding(tap, from..to.min(self.whole.0), line, d, body);
    }

    /// As [`before_whole`](Self::before_whole), in windows behind them.
    #[inline(always)]
    pub fn behind_whole<L: Line, D>(&self, tap: usize, line: L, d: &[D], body: impl FnMut(L::Pixel, &D)) {
        let (from, to) = self.width.positions_of(self.first + tap);
        self.with_padding(tap, from.max(self.whole.1)..to, line, d, body);
    }

    #[inline(always)]
    fn with_padding<L: Line, D>(
        &self,
        tap: usize,
        windows: Range<usize>,
        line: L,
        d: &[D],
        mut body: impl FnMut(L::Pixel, &D),
    ) {
        for window in windows {
            let at = self.width.reads(window, self.first + tap);
            if let (Some(x), Some(d)) = (at.and_then(|at| line.pixel(at)), d.get(window)) {
                body(x, d);
            }
        }
    }

    /// `body` with what all of them read, in windows in which none is padding.
    #[inline(always)]
    pub fn whole<L: Line, D>(&self, line: L, d: &[D], mut body: impl FnMut([L::Pixel; T], &D)) {
        let Self { width, first, whole } = *self;
        let begin = (whole.0 * width.stride + first * width.dilation).saturating_sub(width.before);
        for (index, d) in d.get(whole.0..whole.1).unwrap_or_default().iter().enumerate() {
            if let Some(x) = line.pixels(begin + index * width.stride, width.dilation) {
                body(x, d);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{each_pixel, each_pixel_of_channels};

    /// What each tap sees, in order: a pixel and a derivative.
    type Seen = Vec<Vec<(usize, usize)>>;

    /// A line of `W` pixels, which are their numbers, in each of two rows.
    const W: usize = 7;

    #[expect(clippy::cast_sign_loss, reason = "pixels are counted from 0")]
    fn index(pixel: f32) -> usize {
        pixel as usize
    }

    fn window(kernel: usize, stride: usize, dilation: usize, [before, after]: [usize; 2]) -> Option<Window> {
        let height = Span { len: 2, count: 2, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };
        let read = (kernel - 1) * dilation + 1;
        let count = (before + W + after).checked_sub(read)? / stride + 1;
        Some(Window { height, width: Span { len: W, count, kernel, stride, dilation, before, after } })
    }

    fn alone(window: &Window, taps: usize, x: &[usize], d: &[usize]) -> Seen {
        let of_tap = |tap: usize| {
            let mut seen = Vec::new();
            each_pixel(x, d, window, tap, |x, d| seen.push((*x, *d)));
            seen
        };
        (0..taps).map(of_tap).collect()
    }

    /// The same of `T` taps together.
    fn together<const T: usize>(window: &Window, x: &[usize], d: &[usize]) -> Seen {
        let mut seen: Seen = vec![Vec::new(); T];
        let taps = Taps::<T>::new(window, 0);
        each_line(x, d, window, 0, |line, d| {
            for (tap, seen) in seen.iter_mut().enumerate() {
                taps.before_whole(tap, line, d, |x, d| seen.push((*x, *d)));
            }
            taps.whole(line, d, |x, d| x.into_iter().zip(&mut seen).for_each(|(x, seen)| seen.push((*x, *d))));
            for (tap, seen) in seen.iter_mut().enumerate() {
                taps.behind_whole(tap, line, d, |x, d| seen.push((*x, *d)));
            }
        });
        seen
    }

    /// The same of two channels behind each other, of which the second has numbers from 100 on.
    fn together_of_channels<const T: usize>(window: &Window, d: &[usize]) -> Seen {
        let channel = |first: usize| [0, 1].map(|row| from_fn(|at| (first + row * W + at) as f32));
        let x = [[channel(0), channel(100)]];
        let mut seen: Seen = vec![Vec::new(); T];
        let taps = Taps::<T>::new(window, 0);
        let add = |seen: &mut Vec<_>, [first, second]: [f32; 2], d: usize| {
            assert_eq!(index(first) + 100, index(second));
            seen.push((index(first), d));
        };
        each_line_of_channels::<usize, W, 2, 2>(&x, d, window, 0, |lines, d| {
            for (tap, seen) in seen.iter_mut().enumerate() {
                taps.before_whole(tap, lines, d, |x, d| add(seen, x, *d));
            }
            taps.whole(lines, d, |x, d| x.into_iter().zip(&mut seen).for_each(|(x, seen)| add(seen, x, *d)));
            for (tap, seen) in seen.iter_mut().enumerate() {
                taps.behind_whole(tap, lines, d, |x, d| add(seen, x, *d));
            }
        });
        for (tap, seen) in seen.iter().enumerate() {
            let mut alone = Vec::new();
            each_pixel_of_channels::<usize, W, 2, 2>(&x, d, window, tap, |x, d| alone.push((index(x[0]), *d)));
            assert_eq!(*seen, alone, "tap {tap} of {window:?}");
        }
        seen
    }

    fn check<const T: usize>() {
        let mut n_windows = 0;
        for (stride, dilation, before, after) in
            (0..3 * 3 * 10 * 10).map(|index| (1 + index % 3, 1 + index / 3 % 3, index / 9 % 10, index / 90))
        {
            let Some(window) = window(T, stride, dilation, [before, after]) else { continue };
            let x: Vec<usize> = (0..2 * W).collect();
            let d: Vec<usize> = (0..2 * window.width.count).collect();
            let expected = alone(&window, T, &x, &d);
            assert_eq!(together::<T>(&window, &x, &d), expected, "{window:?}");
            assert_eq!(together_of_channels::<T>(&window, &d), expected, "{window:?}");
            n_windows += 1;
        }
        assert!(n_windows > 500, "{n_windows} windows fit");
    }

    #[test]
    fn taps_see_together_what_they_see_alone() {
        check::<1>();
        check::<2>();
        check::<3>();
        check::<5>();
    }
}
