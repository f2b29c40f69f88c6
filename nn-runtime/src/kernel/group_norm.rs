//! Norms of groups of channels: the numbers of a group at all pixels of a row with mean 0 and variance 1, with mean square 1, or over their
//! length.
//!
//! Letters: `P` panels of a pixel's channels. A sum runs over the pixels of a row channel by channel, pixels of even and of odd places apart
//! and some pixels at a time, so that rounding errors of large maps stay small; then over the channels of a group.

use super::elementwise::keep;
use crate::math;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// Pixels that are summed before their sum is added to that of others.
const PIXELS_AT_ONCE: usize = 128;

/// What the numbers of a group are divided by.
#[derive(Clone, Copy, Debug)]
pub enum GroupNorm {
    /// The root of their mean square and epsilon, after their mean is taken from them.
    Deviation(f32),
    /// The root of their mean square and epsilon.
    MeanSquare(f32),
    /// The root of the sum of their squares, but at least epsilon.
    Length(f32),
}

/// How the channels of a map are divided into groups.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    /// Pixels of a row; 1 of a vector.
    pub pixels: usize,
    /// Of a pixel.
    pub channels: usize,
    /// Which divide the channels.
    pub groups: usize,
}

impl Groups {
    /// Channels of a group.
    #[inline(always)]
    fn size(self) -> usize {
        (self.channels / self.groups.max(1)).max(1)
    }

    /// Numbers of a group.
    #[inline(always)]
    fn len(self) -> f32 {
        (self.size() * self.pixels) as f32
    }

    /// Channels in the panel `p` and behind it.
    #[inline(always)]
    fn lanes(self, p: usize) -> usize {
        self.channels.saturating_sub(p * Panel::LANES)
    }

    /// Turns the sum of each channel into that of its group. Groups of whole panels are added up panel by panel, then lane by lane, those
    /// of other sizes channel by channel. Sums have zeros in their padding, and what they become may have others there.
    #[inline(always)]
    fn join<S: Simd, const P: usize>(self, simd: S, sums: &mut [Panel; P]) {
        let size = self.size();
        if size == 1 {
            return;
        }
        if self.groups == 1 || size.is_multiple_of(Panel::LANES) {
            for group in sums.chunks_mut(size.div_ceil(Panel::LANES).max(1)) {
                let mut sum = splat(simd, 0.0);
                for panel in &*group {
                    sum += load(simd, panel);
                }
                let sum = splat(simd, math::sum(sum));
                for panel in group {
                    store(sum, panel);
                }
            }
            return;
        }
        let numbers = bytemuck::cast_slice_mut::<Panel, f32>(sums);
        for group in numbers.chunks_exact_mut(size).take(self.groups) {
            let mut sum = 0.0;
            for number in &*group {
                sum += *number;
            }
            group.fill(sum);
        }
    }
}

/// What a norm knows of the groups of a row, for each channel.
struct Moments<const P: usize> {
    /// The mean, or 0.
    mean: [Panel; P],
    /// What the mean is off by: the mean of distances from it. Of numbers that are divided by their length, which have no mean, the length.
    rest: [Panel; P],
    /// What distances are multiplied by.
    factor: [Panel; P],
}

/// The sums over the pixels of two maps of what `terms` makes of each.
#[inline(always)]
fn sums_over<S: Simd, X, Y>(
    simd: S,
    (x, y): (&[X], &[Y]),
    terms: impl Fn(&X, &Y) -> (f32x16<S>, f32x16<S>),
) -> (f32x16<S>, f32x16<S>) {
    let zero = splat(simd, 0.0);
    let (mut first, mut second) = (zero, zero);
    for (x, y) in x.chunks(PIXELS_AT_ONCE).zip(y.chunks(PIXELS_AT_ONCE)) {
        let (mut first_even, mut second_even, mut first_odd, mut second_odd) = (zero, zero, zero, zero);
        let ((x, last_x), (y, last_y)) = (x.as_chunks::<2>(), y.as_chunks::<2>());
        for ([x_even, x_odd], [y_even, y_odd]) in x.iter().zip(y) {
            let (a, b) = terms(x_even, y_even);
            first_even += a;
            second_even += b;
            let (a, b) = terms(x_odd, y_odd);
            first_odd += a;
            second_odd += b;
        }
        for (x, y) in last_x.iter().zip(last_y) {
            let (a, b) = terms(x, y);
            first_even += a;
            second_even += b;
        }
        first += first_even + first_odd;
        second += second_even + second_odd;
    }
    (first, second)
}

/// The panel `p` of a pixel.
#[inline(always)]
fn panel<S: Simd, const P: usize>(simd: S, pixel: &[Panel; P], p: usize) -> f32x16<S> {
    match pixel.get(p) {
        Some(panel) => load(simd, panel),
        None => splat(simd, 0.0),
    }
}

/// The moments of the pixels of a row.
///
/// The mean is taken twice: the mean of the distances from the first one is what that is off by, so neither a mean that is far from 0 nor
/// the rounding errors of a long sum cost digits of a deviation (Chan et al. 1983). Nothing is fused, so that every
/// instruction set has the same bits.
#[inline(always)]
fn moments<S: Simd, const P: usize>(simd: S, x: &[[Panel; P]], groups: Groups, norm: GroupNorm) -> Moments<P> {
    let zeros = [Panel::ZERO; P];
    let mut moments = Moments { mean: zeros, rest: zeros, factor: zeros };
    let len = splat(simd, groups.len());
    if let GroupNorm::Deviation(_) = norm {
        for (p, mean) in moments.mean.iter_mut().enumerate() {
            let (sum, _) = sums_over(
                simd,
                (x, x),
                #[inline(always)]
                |x, _| (panel(simd, x, p), splat(simd, 0.0)),
            );
            store(keep(simd, sum, groups.lanes(p)), mean);
        }
        groups.join(simd, &mut moments.mean);
        for mean in &mut moments.mean {
            store(load(simd, mean) / len, mean);
        }
    }
    for (p, (rest, squares)) in moments.rest.iter_mut().zip(&mut moments.factor).enumerate() {
        let mean = panel(simd, &moments.mean, p);
        let (sum, sum_of_squares) = sums_over(
            simd,
            (x, x),
            #[inline(always)]
            |x, _| {
                let distance = panel(simd, x, p) - mean;
                (distance, distance * distance)
            },
        );
        store(keep(simd, sum, groups.lanes(p)), rest);
        store(keep(simd, sum_of_squares, groups.lanes(p)), squares);
    }
    groups.join(simd, &mut moments.factor);
    match norm {
        GroupNorm::Deviation(_) => groups.join(simd, &mut moments.rest),
        _ => moments.rest = zeros,
    }
    let one = splat(simd, 1.0);
    for (rest, factor) in moments.rest.iter_mut().zip(&mut moments.factor) {
        let (off, squares) = (load(simd, rest) / len, load(simd, factor));
        store(off, rest);
        let divisor = match norm {
            GroupNorm::Deviation(epsilon) => {
                let variance = squares / len - off * off;
                // Equal numbers may leave less than nothing. A variance that is no number stays none.
                let variance = variance.simd_lt(0.0).select(splat(simd, 0.0), variance);
                (variance + epsilon).sqrt()
            }
            GroupNorm::MeanSquare(epsilon) => (squares / len + epsilon).sqrt(),
            GroupNorm::Length(epsilon) => {
                let length = squares.sqrt();
                store(length, rest);
                length.simd_lt(epsilon).select(splat(simd, epsilon), length)
            }
        };
        store(one / divisor, factor);
    }
    moments
}

/// `y = (x - mean) / sqrt(variance + epsilon)` over the numbers of each group of channels at all pixels of a row, with the variance that
/// divides by their number; or what [`GroupNorm`] says. Padding becomes 0.
///
/// Shapes: `x` and `y` are pixels, row behind row. Cost: three passes over `x`.
#[inline(always)]
pub fn normalise_groups<S: Simd, const P: usize>(
    simd: S,
    x: &[[Panel; P]],
    y: &mut [[Panel; P]],
    groups: Groups,
    norm: GroupNorm,
) {
    let pixels = groups.pixels.max(1);
    for (x, y) in x.chunks_exact(pixels).zip(y.chunks_exact_mut(pixels)) {
        let moments = moments(simd, x, groups, norm);
        for p in 0..P {
            let (mean, factor) = (panel(simd, &moments.mean, p), panel(simd, &moments.factor, p));
            let rest = match norm {
                GroupNorm::Deviation(_) => panel(simd, &moments.rest, p),
                GroupNorm::MeanSquare(_) | GroupNorm::Length(_) => splat(simd, 0.0),
            };
            for (x, y) in x.iter().zip(&mut *y) {
                if let Some(y) = y.get_mut(p) {
                    let normalised = (panel(simd, x, p) - mean - rest) * factor;
                    store(keep(simd, normalised, groups.lanes(p)), y);
                }
            }
        }
    }
}

/// The chain rule for [`normalise_groups`]: turns `d = dL/dy` into `dL/dx = (d - mean d - y mean(d y)) / sqrt(variance + epsilon)` over each
/// group, in place; without `mean d` where no mean is taken away, and with sums in place of means of what is divided by its length, unless
/// that is less than epsilon: then it is `d / epsilon`. Padding becomes 0.
#[inline(always)]
pub fn normalise_groups_backward<S: Simd, const P: usize>(
    simd: S,
    [x, y]: [&[[Panel; P]]; 2],
    d: &mut [[Panel; P]],
    groups: Groups,
    norm: GroupNorm,
) {
    let (pixels, len) = (groups.pixels.max(1), splat(simd, groups.len()));
    for ((x, y), d) in x.chunks_exact(pixels).zip(y.chunks_exact(pixels)).zip(d.chunks_exact_mut(pixels)) {
        let moments = moments(simd, x, groups, norm);
        let (mut sums, mut products) = ([Panel::ZERO; P], [Panel::ZERO; P]);
        for (p, (sum, product)) in sums.iter_mut().zip(&mut products).enumerate() {
            let (of_d, of_products) = sums_over(
                simd,
                (y, &*d),
                #[inline(always)]
                |y, d| {
                    let d = panel(simd, d, p);
                    (d, panel(simd, y, p) * d)
                },
            );
            store(keep(simd, of_d, groups.lanes(p)), sum);
            store(keep(simd, of_products, groups.lanes(p)), product);
        }
        groups.join(simd, &mut sums);
        groups.join(simd, &mut products);
        let zero = splat(simd, 0.0);
        for p in 0..P {
            let (sum, product, factor) =
                (panel(simd, &sums, p), panel(simd, &products, p), panel(simd, &moments.factor, p));
            let (mean, slope) = match norm {
                GroupNorm::Deviation(_) => (sum / len, product / len),
                GroupNorm::MeanSquare(_) => (zero, product / len),
                // A length below epsilon has no part in it.
                GroupNorm::Length(epsilon) => {
                    (zero, panel(simd, &moments.rest, p).simd_lt(epsilon).select(zero, product))
                }
            };
            for (y, d) in y.iter().zip(&mut *d) {
                if let Some(d) = d.get_mut(p) {
                    let derivative = (load(simd, d) - mean - panel(simd, y, p) * slope) * factor;
                    store(keep(simd, derivative, groups.lanes(p)), d);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Kernel, Level, dispatch};

    /// What padding holds before.
    const OLD: f32 = 7.5;

    /// Numbers from -1 to 1 that look random.
    fn number(index: usize) -> f32 {
        let mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    /// Rows of `[pixels][channels]`, padded to panels.
    struct Map<const P: usize> {
        groups: Groups,
        pixels: Vec<[Panel; P]>,
    }

    impl<const P: usize> Map<P> {
        fn new(groups: Groups, rows: usize, value: impl Fn(usize) -> f32) -> Self {
            let mut pixels = vec![[Panel([OLD; 16]); P]; rows * groups.pixels];
            for (pixel, panels) in pixels.iter_mut().enumerate() {
                let numbers = bytemuck::cast_slice_mut::<Panel, f32>(panels);
                for (channel, to) in numbers.iter_mut().enumerate().take(groups.channels) {
                    *to = value(pixel * groups.channels + channel);
                }
            }
            Self { groups, pixels }
        }

        /// The places of the numbers of each group of each row: pixel, then channel.
        fn places(&self) -> Vec<Vec<(usize, usize)>> {
            let Groups { pixels, channels, groups } = self.groups;
            let size = channels / groups;
            let of = |row: usize, group: usize| {
                let of_pixel =
                    move |pixel: usize| (group * size..(group + 1) * size).map(move |c| (row * pixels + pixel, c));
                (0..pixels).flat_map(of_pixel).collect()
            };
            (0..self.pixels.len() / pixels).flat_map(|row| (0..groups).map(move |group| of(row, group))).collect()
        }

        fn at(&self, (pixel, channel): (usize, usize)) -> f64 {
            f64::from(self.pixels[pixel][channel / 16].0[channel % 16])
        }

        fn assert_no_padding(&self) {
            for pixel in &self.pixels {
                let padding = bytemuck::cast_slice::<Panel, f32>(pixel).iter().skip(self.groups.channels);
                assert!(padding.into_iter().all(|number| *number == 0.0), "{:?}", self.groups);
            }
        }
    }

    struct Both<'a, const P: usize> {
        x: &'a Map<P>,
        y: &'a mut Map<P>,
        d: &'a mut Map<P>,
        norm: GroupNorm,
    }

    impl<const P: usize> Kernel for Both<'_, P> {
        type Output = ();

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) {
            let Self { x, y, d, norm } = self;
            normalise_groups(simd, &x.pixels, &mut y.pixels, x.groups, norm);
            normalise_groups_backward(simd, [&x.pixels, &y.pixels], &mut d.pixels, x.groups, norm);
        }
    }

    /// Forward and backward against sums in float64, and the same bits at every level and for each row alone.
    fn check<const P: usize>(groups: Groups, norm: GroupNorm, (middle, spread): (f32, f32), tolerance: f64) {
        const ROWS: usize = 2;
        let x = Map::<P>::new(groups, ROWS, |index| middle + spread * number(index));
        let d = Map::<P>::new(groups, ROWS, |index| number(index + 1_000_000));
        let of = |level: Level, x: &Map<P>, d: &Map<P>| {
            let rows = x.pixels.len() / groups.pixels;
            let (mut y, mut d) = (Map::<P>::new(groups, rows, |_| OLD), Map { groups, pixels: d.pixels.clone() });
            dispatch(level, Both { x, y: &mut y, d: &mut d, norm });
            (y, d)
        };
        let (y, of_x) = of(Level::detect(), &x, &d);
        y.assert_no_padding();
        of_x.assert_no_padding();
        for level in Level::available() {
            let (again, d_again) = of(level, &x, &d);
            assert!(again.pixels == y.pixels && d_again.pixels == of_x.pixels, "{level:?}, {groups:?}, {norm:?}");
        }
        for row in 0..ROWS {
            let rows = row * groups.pixels..(row + 1) * groups.pixels;
            let alone = |map: &Map<P>| Map { groups, pixels: map.pixels[rows.clone()].to_vec() };
            let (again, d_again) = of(Level::detect(), &alone(&x), &alone(&d));
            assert!(
                again.pixels == y.pixels[rows.clone()] && d_again.pixels == of_x.pixels[rows.clone()],
                "{groups:?}"
            );
        }
        for places in x.places() {
            let n = places.len() as f64;
            let sum = |of: &dyn Fn((usize, usize)) -> f64| places.iter().map(|place| of(*place)).sum::<f64>();
            let centre = if let GroupNorm::Deviation(_) = norm { sum(&|place| x.at(place)) / n } else { 0.0 };
            let squares = sum(&|place| (x.at(place) - centre).powi(2));
            let divisor = match norm {
                GroupNorm::Deviation(epsilon) | GroupNorm::MeanSquare(epsilon) => {
                    (squares / n + f64::from(epsilon)).sqrt()
                }
                GroupNorm::Length(epsilon) => squares.sqrt().max(f64::from(epsilon)),
            };
            let normalised = |place: (usize, usize)| (x.at(place) - centre) / divisor;
            let (sum_of_d, product) = (sum(&|place| d.at(place)), sum(&|place| d.at(place) * normalised(place)));
            let (mean, slope) = match norm {
                GroupNorm::Deviation(_) => (sum_of_d / n, product / n),
                GroupNorm::MeanSquare(_) => (0.0, product / n),
                GroupNorm::Length(epsilon) if squares.sqrt() < f64::from(epsilon) => (0.0, 0.0),
                GroupNorm::Length(_) => (0.0, product),
            };
            for place in places.iter().copied() {
                let expected = normalised(place);
                let error = (y.at(place) - expected).abs();
                assert!(error < tolerance * expected.abs().max(1.0), "{groups:?}, {norm:?}, {place:?}: {error}");
                let expected = (d.at(place) - mean - expected * slope) / divisor;
                let error = (of_x.at(place) - expected).abs();
                assert!(
                    error < tolerance * (1.0 / divisor).max(1.0),
                    "{groups:?}, {norm:?}, {place:?}: d errs by {error}"
                );
            }
        }
    }

    fn check_channels<const P: usize>(channels: usize) {
        let norms =
            [GroupNorm::Deviation(1e-5), GroupNorm::MeanSquare(1e-6), GroupNorm::Length(1e-12), GroupNorm::Length(1e6)];
        for groups in (1..=channels).filter(|groups| channels.is_multiple_of(*groups)) {
            for pixels in [1, 2, 7, 131, 300].into_iter().filter(|pixels| channels / groups * pixels > 2) {
                for norm in norms {
                    check::<P>(Groups { pixels, channels, groups }, norm, (0.3, 1.0), 4e-6);
                }
            }
        }
    }

    #[test]
    fn groups_of_all_sizes_are_normalised_as_in_float64() {
        check_channels::<1>(1);
        check_channels::<1>(15);
        check_channels::<1>(16);
        check_channels::<2>(17);
        check_channels::<2>(24);
        check_channels::<3>(48);
        check_channels::<4>(53);
        check_channels::<4>(60);
    }

    /// A mean of 10,000 has 0.001 as its last digit, and sums of many such numbers have fewer digits yet.
    #[test]
    fn a_mean_that_is_far_from_0_costs_no_digits() {
        for (channels, groups) in [(16, 1), (16, 16), (16, 4), (12, 3), (12, 2)] {
            for pixels in [64, 3_000] {
                let of = Groups { pixels, channels, groups };
                check::<1>(of, GroupNorm::Deviation(1e-5), (1e4, 2.0), 2e-6);
                check::<1>(of, GroupNorm::Deviation(1e-5), (-1e4, 0.1), 2e-6);
            }
        }
    }

    /// What is left of equal numbers is not divided by a negative variance.
    #[test]
    fn equal_numbers_become_0() {
        for value in [0.1, 1e4 / 3.0, -7.7e-6] {
            let groups = Groups { pixels: 77, channels: 10, groups: 2 };
            let x = Map::<1>::new(groups, 1, |_| value);
            let (mut y, mut d) = (Map::<1>::new(groups, 1, |_| OLD), Map::<1>::new(groups, 1, number));
            let norm = GroupNorm::Deviation(1e-12);
            dispatch(Level::detect(), Both { x: &x, y: &mut y, d: &mut d, norm });
            let numbers = |map: &Map<1>| bytemuck::cast_slice::<[Panel; 1], f32>(&map.pixels).to_vec();
            assert!(numbers(&y).iter().all(|number| number.abs() < 1e-3), "{value}: {:?}", y.pixels[0]);
            assert!(numbers(&d).iter().all(|number| number.is_finite()), "{value}");
        }
    }
}
