//! Maps: values whose numbers are channels of pixels, and windows that move over them.
//!
//! Letters: `P` panels of a pixel, `H` rows of a map, `C` its channels.

use core::array::from_mut;

use super::mul_add;
use super::online::rows_of;
use super::parts::{Block, Column, Holds, Inputs};
use super::taps::{Line, each_line, each_line_of_channels};
use super::units;
use crate::optim::{Changed, Rule, change};
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// One axis of a window that moves over a map.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Positions of the map.
    pub len: usize,
    /// Positions of the window.
    pub count: usize,
    /// Taps: positions of the map that a window has.
    pub kernel: usize,
    /// From one position of the window to the next.
    pub stride: usize,
    /// From one tap to the next.
    pub dilation: usize,
    /// Positions of padding before the map.
    pub before: usize,
    /// Positions of padding behind it that belong to windows.
    pub after: usize,
}

/// A window over rows and columns of a map.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Over its rows.
    pub height: Span,
    /// Over its columns.
    pub width: Span,
}

impl Span {
    /// The position of the map that a tap of a window is, if it is no padding.
    #[inline(always)]
    pub(super) fn reads(&self, position: usize, tap: usize) -> Option<usize> {
        (position * self.stride + tap * self.dilation).checked_sub(self.before).filter(|at| *at < self.len)
    }

    /// The windows of which a tap is no padding: the first of them, and the one behind the last.
    #[inline(always)]
    pub(super) fn positions_of(&self, tap: usize) -> (usize, usize) {
        let stride = self.stride.max(1);
        let first = self.before.saturating_sub(tap * self.dilation).div_ceil(stride);
        let end = (self.len + self.before).saturating_sub(tap * self.dilation).div_ceil(stride);
        (first.min(self.count), end.min(self.count))
    }

    /// Taps of a window that lie in the padded map.
    #[inline(always)]
    fn taps_with_padding(&self, position: usize) -> usize {
        let all = self.before + self.len + self.after;
        let room = all.saturating_sub(position * self.stride);
        self.kernel.min(room.div_ceil(self.dilation.max(1)))
    }
}

/// Which rows of a map a row of pixels is computed from: with tap `tap + tap_stride t` the row `read_step j + read + tap_step t`, for row `j`.
#[derive(Clone, Copy, Debug)]
pub struct TapRows {
    /// The row for the first tap of the first row.
    pub read: isize,
    /// From one row to the next.
    pub read_step: usize,
    /// From one tap to the next.
    pub tap_step: isize,
    /// The first tap.
    pub tap: usize,
    /// To the next.
    pub tap_stride: usize,
    /// How many there are.
    pub taps: usize,
}

impl TapRows {
    /// The row of the map, and the tap.
    #[inline(always)]
    fn of(&self, row: usize, tap: usize) -> (usize, usize) {
        let at = (self.read_step * row).cast_signed() + self.read + self.tap_step * tap.cast_signed();
        // A row before the first one is beyond the last one.
        (at.cast_unsigned(), self.tap + self.tap_stride * tap)
    }
}

/// `body` with each row of a map that a row of pixels is computed from, and the row of the kernel that it is multiplied with.
#[inline(always)]
pub fn each_tap<T, const H: usize>(map: &[T; H], along: TapRows, row: usize, mut body: impl FnMut(&T, usize)) {
    for tap in 0..along.taps {
        let (at, of_kernel) = along.of(row, tap);
        if let Some(line) = map.get(at) {
            body(line, of_kernel);
        }
    }
}

/// As [`each_tap`], with the row of each channel of a map that has its channels one behind the other.
#[inline(always)]
pub fn each_tap_of_channels<T, const H: usize, const C: usize>(
    map: &[[T; H]; C],
    along: TapRows,
    row: usize,
    mut body: impl FnMut([&T; C], usize),
) {
    for tap in 0..along.taps {
        let (at, of_kernel) = along.of(row, tap);
        if at < H {
            body(
                map.each_ref().map(
                    #[inline(always)]
                    |channel| &channel[at],
                ),
                of_kernel,
            );
        }
    }
}

/// The place of what a tap reads, `shift` from the first pixel of a tile; beyond all places if it is before the first one.
#[inline(always)]
fn place_of(first: usize, shift: isize, (tap, step): (usize, isize)) -> usize {
    (first.cast_signed() + shift + tap.cast_signed() * step).cast_unsigned()
}

/// `N` pixels that a tap reads.
#[inline(always)]
pub fn pixels_of<const N: usize, T, const W: usize>(
    line: &[T; W],
    first: usize,
    shift: isize,
    tap: (usize, isize),
) -> Option<&[T; N]> {
    line.get(place_of(first, shift, tap)..)?.first_chunk()
}

/// The pixel that a tap reads, unless it is one of padding.
#[inline(always)]
pub fn pixel_of<T, const W: usize>(line: &[T; W], first: usize, shift: isize, tap: (usize, isize)) -> Option<&T> {
    line.get(place_of(first, shift, tap))
}

/// `body` with the pixel of `x` that a tap of a window reads, and the derivative of the window, for each window of each row of a batch.
///
/// Both are pixel by pixel, row behind row; `tap` counts row by row of the kernel.
#[inline(always)]
pub fn each_pixel<X, D>(x: &[X], d: &[D], window: &Window, tap: usize, mut body: impl FnMut(&X, &D)) {
    let Window { width, .. } = window;
    let across = tap % width.kernel.max(1);
    let (first, end) = width.positions_of(across);
    let start = (first * width.stride + across * width.dilation).saturating_sub(width.before);
    each_line(
        x,
        d,
        window,
        tap,
        #[inline(always)]
        |line, d| {
            let (Some(line), Some(d)) = (line.get(start..), d.get(first..end)) else { return };
            for (x, d) in line.iter().step_by(width.stride.max(1)).zip(d) {
                body(x, d);
            }
        },
    );
}

/// As [`each_pixel`], where each row of a batch has its channels one behind the other.
#[inline(always)]
pub fn each_pixel_of_channels<D, const W: usize, const H: usize, const C: usize>(
    x: &[[[[f32; W]; H]; C]],
    d: &[D],
    window: &Window,
    tap: usize,
    mut body: impl FnMut(&[f32; C], &D),
) {
    let Window { width, .. } = window;
    let across = tap % width.kernel.max(1);
    let (first, end) = width.positions_of(across);
    each_line_of_channels(
        x,
        d,
        window,
        tap,
        #[inline(always)]
        |lines, d| {
            for (position, d) in (first..end).zip(d.iter().skip(first)) {
                let at = (position * width.stride + across * width.dilation).saturating_sub(width.before);
                if let Some(x) = lines.pixel(at) {
                    body(&x, d);
                }
            }
        },
    );
}

/// A value in an array that several are in: the `G` rows of `N` panels behind the first `SKIPPED` panels, and the `REST` behind these.
#[inline(always)]
pub fn lend<const SKIPPED: usize, const N: usize, const REST: usize, const G: usize, const ALL: usize>(
    memory: &mut [Panel; ALL],
) -> (&mut [[Panel; N]; G], &mut [Panel; REST]) {
    const { assert!(SKIPPED + N * G + REST == ALL) }
    let found = memory.split_at_mut_checked(SKIPPED).and_then(|(_, behind)| behind.split_at_mut_checked(N * G));
    match found.map(|(value, rest)| (value.as_chunks_mut().0.first_chunk_mut(), rest.first_chunk_mut())) {
        Some((Some(value), Some(rest))) => (value, rest),
        _ => unreachable!("there are as many, as asserted above"),
    }
}

/// The gradient of a kernel, all of it and of one block of rows: whatever is there counts as 0.
#[inline(always)]
pub fn whole_kernel<const I: usize, const P: usize>(gradient: &mut [[Panel; I]; P]) -> Inputs<'_, P> {
    let columns = gradient.each_mut().map(
        #[inline(always)]
        |panels| Column { first: 0, panels },
    );
    Inputs { block: Block { holds: Holds::Nothing, change: None }, columns, changed: Changed::default() }
}

/// A step of `rule` on weights against their gradient.
#[inline(always)]
pub fn descend_by_gradient<S: Simd, R: Rule<M>, const I: usize, const P: usize, const M: usize>(
    simd: S,
    gradient: &[[Panel; I]; P],
    weight: &mut [[Panel; I]; P],
    mut moments: [&mut [[Panel; I]; P]; M],
    rule: R,
) {
    for (p, (gradient, weight)) in gradient.iter().zip(weight).enumerate() {
        let moments = rows_of(&mut moments, p);
        change(
            simd,
            rule,
            weight,
            moments,
            #[inline(always)]
            |index| match gradient.get(index) {
                Some(gradient) => load(simd, gradient),
                None => splat(simd, 0.0),
            },
        );
    }
}

/// The sum of all pixels.
#[inline(always)]
pub fn sum_of_pixels<S: Simd, const P: usize>(simd: S, pixels: &[[Panel; P]]) -> [Panel; P] {
    let mut sums = [Panel::ZERO; P];
    for (p, to) in sums.iter_mut().enumerate() {
        let mut sum = splat(simd, 0.0);
        for pixel in pixels {
            if let Some(panel) = pixel.get(p) {
                sum += load(simd, panel);
            }
        }
        store(sum, to);
    }
    sums
}

/// The sum of `f(x, d)` over all pixels, in the order of [`vector_gradient`](super::vector_gradient).
#[inline(always)]
pub fn sum_of_terms<S: Simd, const P: usize>(
    simd: S,
    x: &[[Panel; P]],
    d: &[[Panel; P]],
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) -> [Panel; P] {
    let mut sums = [Panel::ZERO; P];
    for (p, to) in sums.iter_mut().enumerate() {
        let mut sum = splat(simd, 0.0);
        for (x, d) in x.iter().zip(d) {
            if let (Some(x), Some(d)) = (x.get(p), d.get(p)) {
                sum += f(load(simd, x), load(simd, d));
            }
        }
        store(sum, to);
    }
    sums
}

/// Each channel of maps, row behind row, times its number in the row's vector; added to what is there if `ADDED`.
#[inline(always)]
pub fn multiply_channels<S: Simd, const P: usize, const ADDED: bool>(
    simd: S,
    x: &[[Panel; P]],
    z: &[[Panel; P]],
    y: &mut [[Panel; P]],
) {
    // As many pixels for each row.
    let pixels = (x.len() / z.len().max(1)).max(1);
    for ((x, z), y) in x.chunks_exact(pixels).zip(z).zip(y.chunks_exact_mut(pixels)) {
        for (x, y) in x.iter().zip(y) {
            for ((x, z), y) in x.iter().zip(z).zip(y) {
                let product = load(simd, x) * load(simd, z);
                store(if ADDED { load(simd, y) + product } else { product }, y);
            }
        }
    }
}

/// The sum over the pixels of each row of the products of two maps, channel by channel; added to what is there if `ADDED`.
#[inline(always)]
pub fn sums_of_products<S: Simd, const P: usize, const ADDED: bool>(
    simd: S,
    d: &[[Panel; P]],
    x: &[[Panel; P]],
    y: &mut [[Panel; P]],
) {
    let pixels = (x.len() / y.len().max(1)).max(1);
    for ((d, x), y) in d.chunks_exact(pixels).zip(x.chunks_exact(pixels)).zip(y) {
        for (p, y) in y.iter_mut().enumerate() {
            let mut sum = splat(simd, 0.0);
            for (d, x) in d.iter().zip(x) {
                if let (Some(d), Some(x)) = (d.get(p), x.get(p)) {
                    sum = mul_add(load(simd, d), load(simd, x), sum);
                }
            }
            store(if ADDED { load(simd, y) + sum } else { sum }, y);
        }
    }
}

/// The shape of a kernel that is [transposed](transpose_kernel).
#[derive(Clone, Copy, Debug)]
pub struct KernelShape {
    /// Channels of the operand that an output is computed from.
    pub summed: usize,
    /// Channels of the result that such a channel is for.
    pub outputs: usize,
    /// Of the window.
    pub taps: usize,
    /// Whether there are several such parts. Each begins in panels of its own, on both sides.
    pub has_groups: bool,
}

/// A kernel with channels and outputs exchanged: `to[c / 16][t][o][c % 16] = from[o / 16][t][c][o % 16]`, with `o` and `c` counted within
/// their group where they are no panels. Padding becomes 0.
pub fn transpose_kernel(from: &[Panel], to: &mut [Panel], shape: KernelShape) {
    let KernelShape { summed, outputs, taps, has_groups } = shape;
    let (summed, outputs) = (summed.max(1), outputs.max(1));
    // Numbers of a group that are stored.
    let apart = |numbers: usize| if has_groups { numbers.next_multiple_of(Panel::LANES).max(1) } else { numbers };
    let (from_apart, to_apart) = (apart(outputs), apart(summed));
    to.fill(Panel::ZERO);
    let to = bytemuck::must_cast_slice_mut::<Panel, f32>(to);
    let from = bytemuck::must_cast_slice::<Panel, f32>(from);
    for (panel, from) in from.chunks_exact((taps * summed * Panel::LANES).max(1)).enumerate() {
        for (place, lanes) in from.as_chunks::<{ Panel::LANES }>().0.iter().enumerate() {
            let (tap, channel) = (place / summed, place % summed);
            for (lane, number) in lanes.iter().enumerate() {
                let output = panel * Panel::LANES + lane;
                let (group, output) = if has_groups { (output / from_apart, output % from_apart) } else { (0, output) };
                let channel = group * to_apart + channel;
                let place = (channel / Panel::LANES * taps + tap) * outputs + output;
                let place = place * Panel::LANES + channel % Panel::LANES;
                if let (true, Some(to)) = (output < outputs, to.get_mut(place)) {
                    *to = *number;
                }
            }
        }
    }
}

/// `body` with the pixels that a window has, and their number with padding: rows of the map behind each other, rows of windows behind each
/// other, row by row of a batch. `taps` goes over them in order.
#[inline(always)]
fn each_window<Y>(y: &mut [Y], window: &Window, mut body: impl FnMut(&mut Y, usize, (usize, usize), usize)) {
    let Window { height, width } = window;
    for (image, y) in y.chunks_exact_mut((height.count * width.count).max(1)).enumerate() {
        for (row, y) in y.chunks_exact_mut(width.count.max(1)).enumerate() {
            for (column, y) in y.iter_mut().enumerate() {
                body(y, image, (row, column), height.taps_with_padding(row) * width.taps_with_padding(column));
            }
        }
    }
}

/// `body` with the place of each tap of a window that is no padding, in order.
#[inline(always)]
fn each_place(window: &Window, image: usize, (row, column): (usize, usize), mut body: impl FnMut(usize)) {
    let Window { height, width } = window;
    for down in 0..height.kernel {
        let Some(read) = height.reads(row, down) else { continue };
        for across in 0..width.kernel {
            if let Some(at) = width.reads(column, across) {
                body((image * height.len + read) * width.len + at);
            }
        }
    }
}

/// Panels of a pixel that are pooled side by side, because each sum and each largest number waits for itself. Numbers are pooled one by one, which is
/// the least code.
const SIDE_BY_SIDE: usize = if cfg!(machines = "scalar") { 1 } else { 4 };

/// The largest number of each window, channel by channel; NaN if it has one. All channels of a tap follow each other, which is the least
/// code.
#[cfg(machines = "scalar")]
#[inline(always)]
pub fn max_pool<S: Simd, const P: usize>(_: S, x: &[[Panel; P]], y: &mut [[Panel; P]], window: &Window) {
    each_window(
        y,
        window,
        #[inline(always)]
        |y, image, position, _| {
            let y = units::units_mut(y);
            y.fill(f32::NEG_INFINITY);
            each_place(
                window,
                image,
                position,
                #[inline(always)]
                |place| {
                    if let Some(x) = x.get(place) {
                        super::numbers::keep_larger(units::units(x), y);
                    }
                },
            );
        },
    );
}

/// The largest number of each window, channel by channel; NaN if it has one.
#[cfg(not(machines = "scalar"))]
#[inline(always)]
pub fn max_pool<S: Simd, const P: usize>(simd: S, x: &[[Panel; P]], y: &mut [[Panel; P]], window: &Window) {
    each_window(
        y,
        window,
        #[inline(always)]
        |y, image, position, _| {
            let (several, others) = y.as_chunks_mut::<SIDE_BY_SIDE>();
            let first = several.len() * SIDE_BY_SIDE;
            for (index, y) in several.iter_mut().enumerate() {
                largest_of_window(simd, x, (index * SIDE_BY_SIDE, y), (window, image, position));
            }
            for (index, y) in others.iter_mut().enumerate() {
                largest_of_window(simd, x, (first + index, from_mut(y)), (window, image, position));
            }
        },
    );
}

/// The largest numbers of some panels of a window's pixels, from the first one on.
#[cfg(not(machines = "scalar"))]
#[inline(always)]
fn largest_of_window<S: Simd, const P: usize, const N: usize>(
    simd: S,
    x: &[[Panel; P]],
    (first, y): (usize, &mut [Panel; N]),
    (window, image, position): (&Window, usize, (usize, usize)),
) {
    let mut largest = [splat(simd, f32::NEG_INFINITY); N];
    each_place(
        window,
        image,
        position,
        #[inline(always)]
        |place| {
            if let Some(x) = x.get(place).and_then(|x| x.get(first..)?.first_chunk::<N>()) {
                for (largest, x) in largest.iter_mut().zip(x) {
                    let x = load(simd, x);
                    *largest = (largest.simd_ge(x) | largest.is_nan()).select(*largest, x);
                }
            }
        },
    );
    for (y, largest) in y.iter_mut().zip(largest) {
        store(largest, y);
    }
}

/// Adds the derivative `d` of each window to that of the first of its numbers which is its largest, `z`.
#[inline(always)]
pub fn max_pool_backward<S: Simd, const P: usize>(
    simd: S,
    [x, z, d]: [&[[Panel; P]]; 3],
    y: &mut [[Panel; P]],
    window: &Window,
) {
    let Window { height, width } = window;
    let n = (height.count * width.count).max(1);
    for (index, (z, d)) in z.iter().zip(d).enumerate() {
        let (image, position) = (index / n, (index % n / width.count.max(1), index % width.count.max(1)));
        for (p, (z, d)) in z.iter().zip(d).enumerate() {
            let (z, d) = (load(simd, z), load(simd, d));
            let zero = splat(simd, 0.0);
            // What is not yet handed on.
            let mut left = d;
            each_place(
                window,
                image,
                position,
                #[inline(always)]
                |place| {
                    if let (Some(x), Some(y)) =
                        (x.get(place).and_then(|x| x.get(p)), y.get_mut(place).and_then(|y| y.get_mut(p)))
                    {
                        let x = load(simd, x);
                        let is_largest = x.simd_eq(z) | (x.is_nan() & z.is_nan());
                        store(load(simd, y) + is_largest.select(left, zero), y);
                        left = is_largest.select(zero, left);
                    }
                },
            );
        }
    }
}

/// The mean of the numbers of each window, channel by channel; of padding too, as zeros, if that counts.
#[inline(always)]
pub fn mean_pool<S: Simd, const P: usize>(
    simd: S,
    x: &[[Panel; P]],
    y: &mut [[Panel; P]],
    (window, counts_padding): (&Window, bool),
) {
    each_window(
        y,
        window,
        #[inline(always)]
        |y, image, position, padded| {
            let pixels = (window, image, position, counts_padding.then_some(padded));
            let (several, others) = units::units_mut(y).as_chunks_mut::<SIDE_BY_SIDE>();
            let first = several.len() * SIDE_BY_SIDE;
            for (index, y) in several.iter_mut().enumerate() {
                mean_of_window(simd, x, (index * SIDE_BY_SIDE, y), pixels);
            }
            for (index, y) in others.iter_mut().enumerate() {
                mean_of_window(simd, x, (first + index, from_mut(y)), pixels);
            }
        },
    );
}

/// The mean of some units of a window's pixels, from the first one on. It divides by `n`, or else by the number of pixels that are no padding.
#[inline(always)]
fn mean_of_window<S: Simd, const P: usize, const N: usize>(
    simd: S,
    x: &[[Panel; P]],
    (first, y): (usize, &mut [units::Unit; N]),
    (window, image, position, n): (&Window, usize, (usize, usize), Option<usize>),
) {
    let simd = units::by_unit(simd);
    let (mut sums, mut pixels) = ([splat(simd, 0.0); N], 0_usize);
    each_place(
        window,
        image,
        position,
        #[inline(always)]
        |place| {
            if let Some(x) = x.get(place).and_then(|x| units::units(x).get(first..)?.first_chunk::<N>()) {
                for (sum, x) in sums.iter_mut().zip(x) {
                    *sum += units::load(simd, x);
                }
                pixels += 1;
            }
        },
    );
    let n = splat(simd, n.unwrap_or(pixels) as f32);
    for (y, sum) in y.iter_mut().zip(sums) {
        units::store(sum / n, y);
    }
}

/// Adds the derivative `d` of each window, over what its mean divides by, to that of each of its numbers.
#[inline(always)]
pub fn mean_pool_backward<S: Simd, const P: usize>(
    simd: S,
    d: &[[Panel; P]],
    y: &mut [[Panel; P]],
    (window, counts_padding): (&Window, bool),
) {
    let Window { height, width } = window;
    let n_windows = (height.count * width.count).max(1);
    for (index, d) in d.iter().enumerate() {
        let (row, column) = (index % n_windows / width.count.max(1), index % width.count.max(1));
        let mut n = 0_usize;
        each_place(window, 0, (row, column), |_| n += 1);
        if counts_padding {
            n = height.taps_with_padding(row) * width.taps_with_padding(column);
        }
        let n = splat(simd, n as f32);
        for (p, d) in d.iter().enumerate() {
            let d = load(simd, d) / n;
            each_place(
                window,
                index / n_windows,
                (row, column),
                #[inline(always)]
                |place| {
                    if let Some(y) = y.get_mut(place).and_then(|y| y.get_mut(p)) {
                        store(load(simd, y) + d, y);
                    }
                },
            );
        }
    }
}
