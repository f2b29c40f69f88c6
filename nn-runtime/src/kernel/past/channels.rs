//! The earlier inputs of a layer, channel by channel: a ring of numbers for each, in which inputs that follow each other are the lanes of a
//! vector.
//!
//! Letters: `C` channels, `N` panels of an input, `G` groups of 16 inputs that are computed together, `P` panels of a ring. The last panels of
//! a ring, as many as the most groups, are its first ones again, so that the numbers of all groups lie together wherever they begin: a ring has
//! `16 R` numbers, where `R` is the power of two that `P` is above, and no age is above `16 R` less those of the groups.

use bytemuck::Pod;

use super::super::recurrent::keep_state;
use super::super::rows::{take_rows, take_rows_mut};
use crate::math::flush_subnormals;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load};

/// Inputs of a group: one for each lane.
const LANES: usize = Panel::LANES;

/// No more inputs than this are computed one by one: most lanes would be idle.
const FEW_STEPS: usize = 2;

/// Panels of a ring of `panels`, without those that lie twice.
const fn panels_once(panels: usize) -> usize {
    1 << panels.ilog2()
}

/// The numbers of a ring, those that lie twice included, and how many there are without them.
#[inline(always)]
fn ring<const P: usize>(ring: &[Panel; P]) -> (&[f32], usize) {
    const { assert!(P > 2 && !P.is_power_of_two()) }
    (bytemuck::cast_slice(ring), const { LANES * panels_once(P) })
}

/// See [`ring`].
#[inline(always)]
fn ring_mut<const P: usize>(ring: &mut [Panel; P]) -> (&mut [f32], usize) {
    const { assert!(P > 2 && !P.is_power_of_two()) }
    (bytemuck::cast_slice_mut(ring), const { LANES * panels_once(P) })
}

/// As [`recall`](super::recall).
#[inline(always)]
pub fn recall_channels<const N: usize, const C: usize, const P: usize, const K: usize>(
    x: &[Panel; N],
    past: &[[Panel; P]; C],
    now: u32,
    ages: &[u32; K],
    y: &mut [[Panel; N]],
) {
    for (age, y) in ages.iter().zip(y) {
        if *age == 0 {
            *y = *x;
            continue;
        }
        *y = [Panel::ZERO; N];
        for (past, number) in past.iter().zip(bytemuck::cast_slice_mut::<Panel, f32>(y)) {
            let (past, n) = ring(past);
            *number = past.get(now.wrapping_sub(*age) as usize & (n - 1)).copied().unwrap_or_default();
        }
    }
}

/// As [`remember`](super::remember).
#[inline(always)]
pub fn remember_channels<S: Simd, const N: usize, const C: usize, const P: usize>(
    simd: S,
    x: &[Panel; N],
    now: u32,
    past: &mut [[Panel; P]; C],
) {
    let mut kept = [Panel::ZERO; N];
    keep_state(simd, x, &mut kept);
    let n = const { LANES * panels_once(P) };
    let at = now as usize & (n - 1);
    let again = (at + n < const { LANES * P }).then_some(at + n);
    for at in [Some(at), again].into_iter().flatten() {
        for (number, past) in bytemuck::cast_slice::<Panel, f32>(&kept).iter().zip(past.iter_mut()) {
            if let Some(to) = ring_mut(past).0.get_mut(at) {
                *to = *number;
            }
        }
    }
}

/// The next inputs, one in each lane of each group, take the places of the oldest. Some of them may be no inputs: the next ones take their
/// places.
#[inline(always)]
pub fn remember_lanes<S: Simd, const C: usize, const P: usize, const G: usize>(
    simd: S,
    x: &[[Panel; C]; G],
    now: u32,
    past: &mut [[Panel; P]; C],
) {
    const { assert!(panels_once(P) + G <= P) }
    let n = const { LANES * panels_once(P) };
    let at = now as usize & (n - 1);
    for (channel, past) in past.iter_mut().enumerate() {
        let Some((_, next)) = ring_mut(past).0.split_at_mut_checked(at) else { continue };
        let (next, _) = next.as_chunks_mut::<LANES>();
        for (x, next) in x.iter().zip(next) {
            flush_subnormals(simd, load(simd, &x[channel])).store_array(next);
        }
    }
    if at < const { LANES * P } - n || at + LANES * G > n {
        for past in past {
            lie_twice(ring_mut(past).0, n, (at, LANES * G));
        }
    }
}

/// So many numbers of a ring of `n` have been written from a place on: the first ones lie again behind the last, and what is behind the last is
/// the first. Never part of its callers: a network has one for each history, whose code is most of what it would have.
#[inline(never)]
fn lie_twice(past: &mut [f32], n: usize, (at, written): (usize, usize)) {
    let twice = past.len().saturating_sub(n);
    let Some((numbers, again)) = past.split_at_mut_checked(n) else { return };
    if at < twice {
        again.iter_mut().zip(numbers).skip(at).take(written).for_each(|(to, number)| *to = *number);
    } else {
        numbers.iter_mut().zip(again).take((at + written).saturating_sub(n)).for_each(|(to, number)| *to = *number);
    }
}

/// The inputs of these ages for each of the inputs `x` that have been remembered, one in each lane of each group: `y` are the channels of the
/// first age, then those of the next.
#[inline(always)]
pub fn recall_lanes<const C: usize, const P: usize, const K: usize, const Y: usize, const G: usize>(
    x: &[[Panel; C]; G],
    past: &[[Panel; P]; C],
    now: u32,
    ages: &[u32; K],
    y: &mut [[Panel; Y]; G],
) {
    const { assert!(Y == C * K && panels_once(P) + G <= P) }
    for (group, (x, y)) in x.iter().zip(y).enumerate() {
        for (age, y) in ages.iter().zip(y.chunks_exact_mut(C)) {
            // What is subnormal is itself until it is earlier.
            if *age == 0 {
                y.copy_from_slice(x);
                continue;
            }
            for (past, y) in past.iter().zip(y) {
                let (past, n) = ring(past);
                let at = (now.wrapping_sub(*age) as usize & (n - 1)) + LANES * group;
                if let Some(numbers) = past.split_at_checked(at).and_then(|(_, numbers)| numbers.first_chunk()) {
                    *y = Panel(*numbers);
                }
            }
        }
    }
}

/// The rings of all channels, at a time.
#[derive(Clone, Copy)]
pub struct Rings<'a> {
    numbers: &'a [f32],
    /// Numbers from one ring to the next.
    stride: usize,
    /// Numbers of a ring but one, which is a power of two.
    last: usize,
    now: u32,
}

/// See [`Rings`].
#[must_use]
#[inline(always)]
pub fn rings<const C: usize, const P: usize>(past: &[[Panel; P]; C], now: u32) -> Rings<'_> {
    const { assert!(P > 2 && !P.is_power_of_two()) }
    let numbers = bytemuck::cast_slice(past.as_flattened());
    Rings { numbers, stride: LANES * P, last: const { LANES * panels_once(P) - 1 }, now }
}

/// The rings from a channel on, from the place of a group's earlier inputs on.
#[derive(Clone, Copy)]
pub struct Tap<'a> {
    numbers: &'a [f32],
    /// As of [`Rings`].
    stride: usize,
}

/// Of the inputs of the age `tap`, the `N` channels that are `part` of all, from `group` on.
#[must_use]
#[inline(always)]
pub fn tap_at<'a, const N: usize, const K: usize>(
    rings: Rings<'a>,
    ages: &[u32; K],
    (tap, part): (usize, usize),
    group: usize,
) -> Option<Tap<'a>> {
    let place = rings.now.wrapping_sub(*ages.get(tap)?) as usize & rings.last;
    let (_, numbers) = rings.numbers.split_at_checked(rings.stride * N * part + place + LANES * group)?;
    Some(Tap { numbers, stride: rings.stride })
}

/// One of these channels, for so many groups.
#[must_use]
#[inline(always)]
pub fn groups_of<const G: usize>(tap: Tap<'_>, channel: usize) -> Option<&[[f32; LANES]; G]> {
    let (_, numbers) = tap.numbers.split_at_checked(tap.stride * channel)?;
    numbers.as_chunks::<LANES>().0.first_chunk()
}

/// The rings of the `N` channels that are `part` of all, and the place of the input of the age `tap`.
#[must_use]
#[inline(always)]
pub fn rings_at<'a, const N: usize, const C: usize, const P: usize, const K: usize>(
    past: &'a [[Panel; P]; C],
    now: u32,
    ages: &[u32; K],
    (tap, part): (usize, usize),
) -> Option<(&'a [[Panel; P]; N], usize)> {
    const { assert!(N > 0 && C.is_multiple_of(N)) }
    let place = now.wrapping_sub(*ages.get(tap)?) as usize;
    Some((past.as_chunks().0.get(part)?, place))
}

/// The number at a place of a ring, which may have gone round.
#[must_use]
#[inline(always)]
pub fn number_at<const P: usize>(of: &[Panel; P], place: usize) -> f32 {
    let (numbers, n) = ring(of);
    numbers.get(place & (n - 1)).copied().unwrap_or_default()
}

/// A vector of numbers that lie anywhere.
#[inline(always)]
pub fn load_lanes<S: Simd>(simd: S, numbers: &[f32; LANES]) -> f32x16<S> {
    f32x16::load_array_ref(simd, numbers)
}

/// `many` for each `MANY` groups of 16 inputs; `some` for each `SOME` groups of what is left, and for less than that, how many inputs there are
/// being told; `one` for each of a few.
#[inline(always)]
pub fn each_step_in_lanes<M, X: Pod, Y: Pod, const MANY: usize, const SOME: usize>(
    state: &mut M,
    inputs: &[X],
    outputs: &mut [Y],
    many: impl Fn(&mut M, &[[X; LANES]; MANY], &mut [[Y; LANES]; MANY]),
    some: impl Fn(&mut M, &[[X; LANES]; SOME], &mut [[Y; LANES]; SOME], u32),
    one: impl Fn(&mut M, &X, &mut Y),
) {
    let n = inputs.len().min(outputs.len());
    let (x, y) = (take_rows(inputs, n), take_rows_mut(outputs, n));
    let whole = n / (LANES * MANY) * (LANES * MANY);
    let (Some((x, x_rest)), Some((y, y_rest))) = (x.split_at_checked(whole), y.split_at_mut_checked(whole)) else {
        return;
    };
    let (x, y) = (x.as_chunks::<LANES>().0.as_chunks(), y.as_chunks_mut::<LANES>().0.as_chunks_mut());
    for (x, y) in x.0.iter().zip(y.0) {
        many(state, x, y);
    }
    let whole = x_rest.len() / (LANES * SOME) * (LANES * SOME);
    let (Some((x, x_rest)), Some((y, y_rest))) = (x_rest.split_at_checked(whole), y_rest.split_at_mut_checked(whole))
    else {
        return;
    };
    let (x, y) = (x.as_chunks::<LANES>().0.as_chunks(), y.as_chunks_mut::<LANES>().0.as_chunks_mut());
    for (x, y) in x.0.iter().zip(y.0) {
        some(state, x, y, const { (LANES * SOME) as u32 });
    }
    if x_rest.len() <= FEW_STEPS {
        for (x, y) in x_rest.iter().zip(y_rest) {
            one(state, x, y);
        }
    } else {
        let first = x_rest.first().copied().unwrap_or(X::zeroed());
        let mut padded = ([[first; LANES]; SOME], [[Y::zeroed(); LANES]; SOME]);
        for (from, to) in x_rest.iter().zip(padded.0.as_flattened_mut()) {
            *to = *from;
        }
        some(state, &padded.0, &mut padded.1, x_rest.len() as u32);
        for (from, to) in padded.1.as_flattened().iter().zip(y_rest) {
            *to = *from;
        }
    }
}

/// As [`each_step_in_lanes`], stream by stream, where inputs and outputs of a step lie side by side: those of as many steps of a stream as
/// `many` takes are gathered.
#[inline(always)]
pub fn each_step_of_streams_in_lanes<M, X: Pod, Y: Pod, const MANY: usize, const SOME: usize>(
    states: &mut [M],
    inputs: &[X],
    outputs: &mut [Y],
    many: impl Fn(&mut M, &[[X; LANES]; MANY], &mut [[Y; LANES]; MANY]),
    some: impl Fn(&mut M, &[[X; LANES]; SOME], &mut [[Y; LANES]; SOME], u32),
    one: impl Fn(&mut M, &X, &mut Y),
) {
    let n = states.len().max(1);
    let of_round = n.saturating_mul(LANES * MANY);
    for (stream, state) in states.iter_mut().enumerate() {
        for (inputs, outputs) in inputs.chunks(of_round).zip(outputs.chunks_mut(of_round)) {
            let (mut x, mut y, mut steps) = ([[X::zeroed(); LANES]; MANY], [[Y::zeroed(); LANES]; MANY], 0);
            for (to, from) in x.as_flattened_mut().iter_mut().zip(inputs.iter().skip(stream).step_by(n)) {
                *to = *from;
                steps += 1;
            }
            let (x, y_of_steps) = (take_rows(x.as_flattened(), steps), take_rows_mut(y.as_flattened_mut(), steps));
            each_step_in_lanes(state, x, y_of_steps, &many, &some, &one);
            for (to, from) in outputs.iter_mut().skip(stream).step_by(n).zip(y.as_flattened()) {
                *to = *from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, now, recall, remember, tick, tick_by};
    use super::*;
    use crate::simd::{Kernel, Level, dispatch};

    const CHANNELS: usize = 3;
    const AGES: [u32; 4] = [16, 5, 1, 0];

    const INPUTS: usize = 190;

    type Recalled = [[[f32; CHANNELS]; AGES.len()]; INPUTS];

    /// Number `channel` of input `step`; some are subnormal.
    fn number(step: usize, channel: usize) -> f32 {
        if step % 7 == 3 { 1e-40 } else { (step * CHANNELS + channel) as f32 + 1.0 }
    }

    /// All inputs, as rows of a ring of rows.
    struct Rows;

    impl Kernel for Rows {
        type Output = Recalled;

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Recalled {
            let (mut clock, mut past) = (Clock([u32::MAX - 40; 16]), [[Panel::ZERO]; 16]);
            core::array::from_fn(|step| {
                let mut x = [Panel::ZERO];
                (0..CHANNELS).for_each(|channel| x[0].0[channel] = number(step, channel));
                let mut y = [[Panel([f32::NAN; 16])]; AGES.len()];
                recall(&x, &past, now(&clock), &AGES, &mut y);
                remember(simd, &x, now(&clock), &mut past);
                tick(&mut clock);
                y.map(|[Panel([a, b, c, ..])]| [a, b, c])
            })
        }
    }

    /// The same channel by channel: so many one by one, then so many together, and so on.
    struct Channels<const G: usize, const P: usize> {
        alone: usize,
        together: usize,
    }

    impl<const G: usize, const P: usize> Kernel for Channels<G, P> {
        type Output = Recalled;

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Recalled {
            let (mut clock, mut past) = (Clock([u32::MAX - 40; 16]), [[Panel::ZERO; P]; CHANNELS]);
            let mut all = [[[f32::NAN; CHANNELS]; AGES.len()]; INPUTS];
            let mut step = 0;
            while step < all.len() {
                for _ in 0..self.alone.min(all.len() - step) {
                    let mut x = [Panel::ZERO];
                    (0..CHANNELS).for_each(|channel| x[0].0[channel] = number(step, channel));
                    let mut y = [[Panel([f32::NAN; 16])]; AGES.len()];
                    recall_channels(&x, &past, now(&clock), &AGES, &mut y);
                    assert!(y.iter().all(|[y]| y.0[CHANNELS..] == [0.0; 13]), "padding");
                    let time = now(&clock);
                    for (tap, channel) in (0..AGES.len()).flat_map(|tap| (0..CHANNELS).map(move |at| (tap, at))) {
                        let (alone, at) =
                            rings_at::<1, _, _, _>(&past, time, &AGES, (tap, channel)).expect("a channel");
                        let (all, _) = rings_at::<CHANNELS, _, _, _>(&past, time, &AGES, (tap, 0)).expect("a tap");
                        let found = [number_at(&alone[0], at), number_at(&all[channel], at)].map(f32::to_bits);
                        assert!(AGES[tap] == 0 || found == [y[tap][0].0[channel].to_bits(); 2], "{tap} {channel}");
                    }
                    assert!(rings_at::<1, _, _, _>(&past, time, &AGES, (AGES.len(), 0)).is_none());
                    assert!(rings_at::<1, _, _, _>(&past, time, &AGES, (0, CHANNELS)).is_none());
                    remember_channels(simd, &x, time, &mut past);
                    tick(&mut clock);
                    all[step] = y.map(|[Panel([a, b, c, ..])]| [a, b, c]);
                    step += 1;
                }
                let n = self.together.min(all.len() - step);
                if n == 0 {
                    continue;
                }
                let x: [[Panel; CHANNELS]; G] = core::array::from_fn(|group| {
                    core::array::from_fn(|channel| {
                        // What is no input is anything.
                        let at = |lane| LANES * group + lane;
                        let of_lane = |lane| if at(lane) < n { number(step + at(lane), channel) } else { f32::NAN };
                        Panel(core::array::from_fn(of_lane))
                    })
                });
                let mut y = [[Panel([f32::NAN; 16]); CHANNELS * AGES.len()]; G];
                remember_lanes(simd, &x, now(&clock), &mut past);
                recall_lanes(&x, &past, now(&clock), &AGES, &mut y);
                let rings = rings(&past, now(&clock));
                for (number, group) in (0..AGES.len() * CHANNELS).flat_map(|at| (0..G).map(move |group| (at, group))) {
                    let (tap, channel) = (number / CHANNELS, number % CHANNELS);
                    let of_all = tap_at::<CHANNELS, _>(rings, &AGES, (tap, 0), group).expect("a tap");
                    let of_one = tap_at::<1, _>(rings, &AGES, (tap, channel), group).expect("a channel");
                    for found in [groups_of::<1>(of_all, channel), groups_of::<1>(of_one, 0)] {
                        let found = bits(found.expect("no ring ends before")[0]);
                        assert!(AGES[tap] == 0 || found == bits(y[group][number].0), "{number} of group {group}");
                    }
                }
                tick_by(&mut clock, n as u32);
                for lane in 0..n {
                    let y = &y[lane / LANES];
                    all[step + lane] = core::array::from_fn(|age| {
                        core::array::from_fn(|channel| y[age * CHANNELS + channel].0[lane % LANES])
                    });
                }
                step += n;
            }
            all
        }
    }

    fn bits(numbers: [f32; LANES]) -> [u32; LANES] {
        numbers.map(f32::to_bits)
    }

    #[test]
    fn channels_recall_what_rows_do() {
        for level in Level::available() {
            let expected = dispatch(level, Rows);
            for (alone, together) in [(1, 0), (0, 16), (1, 16), (3, 5), (7, 11), (2, 16), (15, 3)] {
                let found = dispatch(level, Channels::<1, 3> { alone, together });
                assert_eq!(expected, found, "{alone} alone, {together} together");
                // One group, where rings have room for two.
                assert_eq!(expected, dispatch(level, Channels::<1, 6> { alone, together }), "{alone}, {together}");
            }
            for (alone, together) in [(0, 32), (1, 32), (3, 17), (5, 31), (0, 2)] {
                let found = dispatch(level, Channels::<2, 6> { alone, together });
                assert_eq!(expected, found, "{alone} alone, {together} together");
            }
            assert_eq!(expected, dispatch(level, Channels::<4, 12> { alone: 3, together: 64 }));
        }
    }

    #[test]
    fn groups_of_inputs_come_in_order() {
        let inputs: [u32; 141] = core::array::from_fn(|index| index as u32);
        for n in [0, 1, 2, 3, 15, 16, 17, 18, 19, 32, 33, 47, 64, 66, 67, 80, 96, 97, 128, 141] {
            let (mut seen, mut outputs) = (0, [0; 141]);
            let take = |seen: &mut u32, x: &[u32], y: &mut [u32]| {
                for (x, y) in x.iter().zip(y) {
                    assert_eq!(*x, *seen);
                    (*y, *seen) = (x + 1, *seen + 1);
                }
            };
            each_step_in_lanes(
                &mut seen,
                &inputs[..n],
                &mut outputs[..n],
                |seen, x: &[_; 4], y| take(seen, x.as_flattened(), y.as_flattened_mut()),
                |seen, x: &[_; 2], y, n| take(seen, &x.as_flattened()[..n as usize], y.as_flattened_mut()),
                |seen, x, y| take(seen, &[*x], core::slice::from_mut(y)),
            );
            assert!((0..n).all(|index| outputs[index] == index as u32 + 1) && outputs[n..].iter().all(|y| *y == 0));
        }
    }
}
