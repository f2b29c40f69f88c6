//! The earlier inputs of a layer, channel by channel: a ring of numbers for each, in which inputs that follow each other are the lanes of a
//! vector.
//!
//! Letters: `C` channels, `N` panels of an input, `P` panels of a ring. The last panel of a ring is its first again, so that any 16 numbers
//! that follow each other lie together: a ring has `R = 16 (P - 1)` numbers, a power of two from 32 on, and no age is above `R - 16`.

use bytemuck::Pod;

use super::super::columns::pad;
use super::super::recurrent::keep_state;
use super::super::rows::{take_rows, take_rows_mut};
use crate::math::flush_subnormals;
use crate::panel::Panel;
use crate::simd::{Simd, load};

/// Inputs that are computed together: one for each lane.
const LANES: usize = Panel::LANES;

/// No more inputs than this are computed one by one: most lanes would be idle.
const FEW_STEPS: usize = 2;

/// The numbers of a ring, those that lie twice included, and how many there are without them.
#[inline(always)]
fn ring<const P: usize>(ring: &[Panel; P]) -> (&[f32], usize) {
    const { assert!(P > 2 && (P - 1).is_power_of_two()) }
    (bytemuck::cast_slice(ring), LANES * (P - 1))
}

/// See [`ring`].
#[inline(always)]
fn ring_mut<const P: usize>(ring: &mut [Panel; P]) -> (&mut [f32], usize) {
    const { assert!(P > 2 && (P - 1).is_power_of_two()) }
    (bytemuck::cast_slice_mut(ring), LANES * (P - 1))
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
    for (number, past) in bytemuck::cast_slice::<Panel, f32>(&kept).iter().zip(past) {
        let (past, n) = ring_mut(past);
        let at = now as usize & (n - 1);
        for at in [at, at + n] {
            if let Some(to) = past.get_mut(at) {
                *to = *number;
            }
        }
    }
}

/// The next 16 inputs, one in each lane, take the places of the oldest. Some of them may be no inputs: the next ones take their places.
#[inline(always)]
pub fn remember_lanes<S: Simd, const C: usize, const P: usize>(
    simd: S,
    x: &[Panel; C],
    now: u32,
    past: &mut [[Panel; P]; C],
) {
    for (x, past) in x.iter().zip(past) {
        let (past, n) = ring_mut(past);
        let at = now as usize & (n - 1);
        let Some((_, next)) = past.split_at_mut_checked(at) else { continue };
        let Some(next) = next.first_chunk_mut() else { continue };
        flush_subnormals(simd, load(simd, x)).store_array(next);
        let Some((numbers, again)) = past.split_at_mut_checked(n) else { continue };
        if at < LANES {
            // The first ones lie again behind the last.
            again.iter_mut().zip(numbers).skip(at).for_each(|(to, number)| *to = *number);
        } else if at > n - LANES {
            // What is behind the last is the first.
            numbers.iter_mut().zip(again).take(at + LANES - n).for_each(|(to, number)| *to = *number);
        }
    }
}

/// The inputs of these ages for each of 16 inputs `x` that have been remembered, one in each lane: `y` are the channels of the first age, then
/// those of the next.
#[inline(always)]
pub fn recall_lanes<const C: usize, const P: usize, const K: usize, const Y: usize>(
    x: &[Panel; C],
    past: &[[Panel; P]; C],
    now: u32,
    ages: &[u32; K],
    y: &mut [Panel; Y],
) {
    const { assert!(Y == C * K) }
    for (age, y) in ages.iter().zip(y.chunks_exact_mut(C)) {
        // What is subnormal is itself until it is earlier.
        if *age == 0 {
            y.copy_from_slice(x);
            continue;
        }
        for (past, y) in past.iter().zip(y) {
            let (past, n) = ring(past);
            let from = past.split_at_checked(now.wrapping_sub(*age) as usize & (n - 1));
            if let Some(numbers) = from.and_then(|(_, numbers)| numbers.first_chunk()) {
                *y = Panel(*numbers);
            }
        }
    }
}

/// `many` for each 16 inputs, and for some that are left over, how many being told; `one` for each of a few.
#[inline(always)]
pub fn each_step_in_lanes<M, X: Pod, Y: Pod>(
    state: &mut M,
    inputs: &[X],
    outputs: &mut [Y],
    many: impl Fn(&mut M, &[X; LANES], &mut [Y; LANES], u32),
    one: impl Fn(&mut M, &X, &mut Y),
) {
    let n = inputs.len().min(outputs.len());
    let (x, x_rest) = take_rows(inputs, n).as_chunks::<LANES>();
    let (y, y_rest) = take_rows_mut(outputs, n).as_chunks_mut::<LANES>();
    for (x, y) in x.iter().zip(y) {
        many(state, x, y, LANES as u32);
    }
    if x_rest.len() <= FEW_STEPS {
        for (x, y) in x_rest.iter().zip(y_rest) {
            one(state, x, y);
        }
    } else {
        let mut padded = [Y::zeroed(); LANES];
        many(state, &pad(x_rest), &mut padded, x_rest.len() as u32);
        for (from, to) in padded.iter().zip(y_rest) {
            *to = *from;
        }
    }
}

/// As [`each_step_in_lanes`], stream by stream, where inputs and outputs of a step lie side by side: those of 16 steps of a stream are
/// gathered.
#[inline(always)]
pub fn each_step_of_streams_in_lanes<M, X: Pod, Y: Pod>(
    states: &mut [M],
    inputs: &[X],
    outputs: &mut [Y],
    many: impl Fn(&mut M, &[X; LANES], &mut [Y; LANES], u32),
    one: impl Fn(&mut M, &X, &mut Y),
) {
    let n = states.len().max(1);
    for (stream, state) in states.iter_mut().enumerate() {
        for (inputs, outputs) in inputs.chunks(n.saturating_mul(LANES)).zip(outputs.chunks_mut(n.saturating_mul(LANES)))
        {
            let (mut x, mut y, mut steps) = ([X::zeroed(); LANES], [Y::zeroed(); LANES], 0);
            for (to, from) in x.iter_mut().zip(inputs.iter().skip(stream).step_by(n)) {
                *to = *from;
                steps += 1;
            }
            let (x_some, y_some) = (take_rows(&x, steps), take_rows_mut(&mut y, steps));
            each_step_in_lanes(state, x_some, y_some, &many, &one);
            for (to, from) in outputs.iter_mut().skip(stream).step_by(n).zip(&y) {
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

    type Recalled = [[[f32; CHANNELS]; AGES.len()]; 90];

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
    struct Channels {
        alone: usize,
        together: usize,
    }

    impl Kernel for Channels {
        type Output = Recalled;

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Recalled {
            let (mut clock, mut past) = (Clock([u32::MAX - 40; 16]), [[Panel::ZERO; 3]; CHANNELS]);
            let mut all = [[[f32::NAN; CHANNELS]; AGES.len()]; 90];
            let mut step = 0;
            while step < all.len() {
                for _ in 0..self.alone.min(all.len() - step) {
                    let mut x = [Panel::ZERO];
                    (0..CHANNELS).for_each(|channel| x[0].0[channel] = number(step, channel));
                    let mut y = [[Panel([f32::NAN; 16])]; AGES.len()];
                    recall_channels(&x, &past, now(&clock), &AGES, &mut y);
                    assert!(y.iter().all(|[y]| y.0[CHANNELS..] == [0.0; 13]), "padding");
                    remember_channels(simd, &x, now(&clock), &mut past);
                    tick(&mut clock);
                    all[step] = y.map(|[Panel([a, b, c, ..])]| [a, b, c]);
                    step += 1;
                }
                let n = self.together.min(all.len() - step);
                if n == 0 {
                    continue;
                }
                let x: [Panel; CHANNELS] = core::array::from_fn(|channel| {
                    // What is no input is anything.
                    Panel(core::array::from_fn(|lane| if lane < n { number(step + lane, channel) } else { f32::NAN }))
                });
                let mut y = [Panel([f32::NAN; 16]); CHANNELS * AGES.len()];
                remember_lanes(simd, &x, now(&clock), &mut past);
                recall_lanes(&x, &past, now(&clock), &AGES, &mut y);
                tick_by(&mut clock, n as u32);
                for lane in 0..n {
                    all[step + lane] =
                        core::array::from_fn(|age| core::array::from_fn(|channel| y[age * CHANNELS + channel].0[lane]));
                }
                step += n;
            }
            all
        }
    }

    #[test]
    fn channels_recall_what_rows_do() {
        for level in Level::available() {
            let expected = dispatch(level, Rows);
            for (alone, together) in [(1, 0), (0, 16), (1, 16), (3, 5), (7, 11), (2, 16), (15, 3)] {
                let found = dispatch(level, Channels { alone, together });
                assert_eq!(expected, found, "{alone} alone, {together} together");
            }
        }
    }

    #[test]
    fn groups_of_inputs_come_in_order() {
        let inputs: [u32; 41] = core::array::from_fn(|index| index as u32);
        for n in [0, 1, 2, 3, 15, 16, 17, 18, 19, 32, 41] {
            let (mut seen, mut outputs) = (0, [0; 41]);
            each_step_in_lanes(
                &mut seen,
                &inputs[..n],
                &mut outputs[..n],
                |seen, x, y, n| {
                    for (x, y) in x.iter().zip(y).take(n as usize) {
                        assert_eq!(*x, *seen);
                        (*y, *seen) = (x + 1, *seen + 1);
                    }
                },
                |seen, x, y| {
                    assert_eq!(*x, *seen);
                    (*y, *seen) = (x + 1, *seen + 1);
                },
            );
            assert!((0..n).all(|index| outputs[index] == index as u32 + 1) && outputs[n..].iter().all(|y| *y == 0));
        }
    }
}
