//! What is done with the channels of each place of a row by itself: of each pixel of a map, or each step of a window.
//!
//! A row has all places of a channel side by side. Letters: `C` channels, padded to `Q` panels; `L` places; `P` panels of a row.

use core::array::from_fn;

use crate::math;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, splat};

/// `change` for the channels of each place, which it gets as a vector, zeros behind them.
#[inline(always)]
pub fn each_place<const C: usize, const L: usize, const Q: usize>(
    row: &mut [Panel],
    mut change: impl FnMut(&mut [Panel; Q]),
) {
    let row = bytemuck::cast_slice_mut::<Panel, f32>(row);
    for place in 0..L {
        let mut vector = [Panel::ZERO; Q];
        let channels = row.iter().skip(place).step_by(L).take(C);
        for (from, to) in channels.zip(bytemuck::cast_slice_mut::<Panel, f32>(&mut vector)) {
            *to = *from;
        }
        change(&mut vector);
        let channels = row.iter_mut().skip(place).step_by(L).take(C);
        for (to, from) in channels.zip(bytemuck::cast_slice::<Panel, f32>(&vector)) {
            *to = *from;
        }
    }
}

/// Cross entropy of the softmax of each place, from the logits: the sum of what [`cross_entropy`](super::cross_entropy) is of each, and
/// its derivative. Targets `y` have the same order as the logits.
///
/// `label_smoothing` moves that part of a place's targets to all classes alike, `(1 - label_smoothing) y + label_smoothing sum y / C`, so that
/// a place without a target has none then either.
#[inline(always)]
pub fn cross_entropy_of_places<S: Simd, const C: usize, const L: usize, const P: usize>(
    simd: S,
    (z, y): (&[Panel; P], &[Panel; P]),
    scale: f32,
    d: &mut [Panel; P],
    label_smoothing: f32,
) -> f32 {
    let (z, y) = (bytemuck::cast_slice::<Panel, f32>(z), bytemuck::cast_slice::<Panel, f32>(y));
    let d = bytemuck::cast_slice_mut::<Panel, f32>(d);
    d.get_mut(C * L..).unwrap_or_default().fill(0.0);
    let zero = splat(simd, 0.0);
    let (kept, share) = (splat(simd, 1.0 - label_smoothing), splat(simd, label_smoothing / C as f32));
    let scale = splat(simd, scale);
    let mut loss = zero;
    // 16 places at a time, a place in each lane.
    for first in (0..L).step_by(Panel::LANES) {
        let n = Panel::LANES.min(L - first);
        let mut largest = splat(simd, f32::NEG_INFINITY);
        let mut weight = zero;
        for channel in 0..C {
            let z = some(simd, z, channel * L + first, n);
            largest = (largest.simd_ge(z) | largest.is_nan()).select(largest, z);
            weight += some(simd, y, channel * L + first, n);
        }
        let mut sum = zero;
        for channel in 0..C {
            let at = channel * L + first;
            let e = math::exp(simd, some(simd, z, at, n) - largest);
            sum += e;
            put(e, d, at, n);
        }
        let (log_sum, factor, share) = (math::ln(simd, sum), weight / sum, share * weight);
        for channel in 0..C {
            let at = channel * L + first;
            let target = some(simd, y, at, n).mul_add(kept, share);
            // A class that is not the target costs nothing, even where its logit is so low that its distance is infinite. Nor does a lane
            // without a place.
            loss += target.simd_eq(zero).select(zero, target * (log_sum - (some(simd, z, at, n) - largest)));
            let derivative = (some(simd, d, at, n) * factor - target) * scale;
            put(math::flush_subnormals(simd, derivative), d, at, n);
        }
    }
    math::sum(loss)
}

/// `n` numbers from one on, at most 16, zeros behind them.
#[inline(always)]
fn some<S: Simd>(simd: S, numbers: &[f32], at: usize, n: usize) -> f32x16<S> {
    let numbers = numbers.get(at..).unwrap_or_default();
    match numbers.first_chunk() {
        Some(all) if n == Panel::LANES => f32x16::load_array_ref(simd, all),
        _ => f32x16::load_array(
            simd,
            from_fn(
                #[inline(always)]
                |lane| if lane < n { numbers.get(lane).copied().unwrap_or(0.0) } else { 0.0 },
            ),
        ),
    }
}

/// The first `n` lanes to the numbers from one on.
#[inline(always)]
fn put<S: Simd>(value: f32x16<S>, numbers: &mut [f32], at: usize, n: usize) {
    let numbers = numbers.get_mut(at..).unwrap_or_default();
    match numbers.first_chunk_mut() {
        Some(all) if n == Panel::LANES => value.store_array(all),
        _ => {
            for (number, lane) in numbers.iter_mut().take(n).zip(value.to_array()) {
                *number = lane;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::cross_entropy;
    use crate::simd::{Kernel, Level, dispatch};

    const CLASSES: usize = 3;

    /// The loss of a row of `L` places and its derivative.
    struct Row<'a, const L: usize, const P: usize> {
        z: &'a [f32],
        y: &'a [f32],
        label_smoothing: f32,
    }

    fn row<const P: usize>(numbers: &[f32]) -> [Panel; P] {
        let mut panels = [Panel::ZERO; P];
        bytemuck::cast_slice_mut::<Panel, f32>(&mut panels)[..numbers.len()].copy_from_slice(numbers);
        panels
    }

    impl<const L: usize, const P: usize> Kernel for Row<'_, L, P> {
        type Output = (f32, Vec<f32>);

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let mut d = [Panel([7.0; 16]); P];
            let (z, y) = (row(self.z), row(self.y));
            let loss = cross_entropy_of_places::<S, CLASSES, L, P>(simd, (&z, &y), 0.5, &mut d, self.label_smoothing);
            (loss, bytemuck::cast_slice::<Panel, f32>(&d).to_vec())
        }
    }

    /// The loss of one place, and its derivative.
    struct Place([f32; CLASSES], [f32; CLASSES]);

    impl Kernel for Place {
        type Output = (f32, [f32; CLASSES]);

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let mut d = [Panel::ZERO];
            let loss = cross_entropy::<S, CLASSES, 1>(simd, (&row(&self.0), &row(&self.1)), 0.5, &mut d);
            (loss, from_fn(|class| d[0].0[class]))
        }
    }

    fn of_places<const L: usize, const P: usize>() {
        let z: Vec<f32> = (0..CLASSES * L).map(|index| ((index * 37 % 23) as f32 - 11.0) * 0.7).collect();
        let y: Vec<f32> = (0..CLASSES * L).map(|index| f32::from(index / L == index % L % CLASSES)).collect();
        for level in Level::available() {
            let (loss, d) = dispatch(level, Row::<L, P> { z: &z, y: &y, label_smoothing: 0.0 });
            let mut sum = 0.0;
            for place in 0..L {
                let of = |numbers: &[f32]| from_fn(|class| numbers[class * L + place]);
                let (expected, slopes) = dispatch(level, Place(of(&z), of(&y)));
                sum += expected;
                let found: [f32; CLASSES] = of(&d);
                let close = found.iter().zip(slopes).all(|(found, slope)| (found - slope).abs() < 1e-6);
                assert!(close, "place {place} of {L}: {found:?}, expected {slopes:?}");
            }
            assert!((loss - sum).abs() < 1e-5 * sum, "{loss} of {L} places, expected {sum}");
            assert!(d[CLASSES * L..].iter().all(|padding| *padding == 0.0));
        }
    }

    #[test]
    fn the_loss_of_places_is_the_sum_of_theirs() {
        of_places::<1, 1>();
        of_places::<2, 1>();
        of_places::<15, 3>();
        of_places::<16, 3>();
        of_places::<17, 4>();
        of_places::<21, 4>();
    }

    #[test]
    fn a_place_without_a_target_costs_nothing() {
        let (z, y) = ([1.0, -200.0, 2.0, 0.5, 3.0, 100.0], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        for level in Level::available() {
            for label_smoothing in [0.0, 0.25] {
                let (loss, d) = dispatch(level, Row::<2, 1> { z: &z, y: &y, label_smoothing });
                assert!(loss > 0.0 && d[0] < 0.0);
                assert!([1, 3, 5].into_iter().all(|number| d[number] == 0.0), "{d:?}");
                let alone = dispatch(level, Row::<1, 1> { z: &[1.0, 2.0, 3.0], y: &[1.0, 0.0, 0.0], label_smoothing });
                assert_eq!((loss, [d[0], d[2], d[4]]), (alone.0, [alone.1[0], alone.1[1], alone.1[2]]));
            }
        }
    }

    #[test]
    fn large_logits_do_not_overflow() {
        for level in Level::available() {
            let row = Row::<1, 1> { z: &[3e38, -3e38, 0.0], y: &[1.0, 0.0, 0.0], label_smoothing: 0.0 };
            let (loss, d) = dispatch(level, row);
            assert_eq!((loss, &d[..3]), (0.0, &[0.0; 3][..]));
        }
    }

    #[test]
    fn vectors_of_places_are_their_channels() {
        let mut panels = row::<1>(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let mut seen = Vec::new();
        each_place::<3, 2, 1>(&mut panels, |vector: &mut [Panel; 1]| {
            seen.push(vector[0].0[..4].to_vec());
            vector[0].0.iter_mut().for_each(|number| *number += 10.0);
        });
        assert_eq!(seen, [[1.0, 3.0, 5.0, 0.0], [2.0, 4.0, 6.0, 0.0]]);
        assert_eq!(panels[0].0[..7], [11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 0.0]);
    }
}
