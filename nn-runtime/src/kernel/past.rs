//! The earlier inputs of a layer: a ring of rows, in which a time is a row.

mod channels;

pub use channels::{
    Rings, Tap, each_step_in_lanes, each_step_of_streams_in_lanes, groups_of, load_lanes, number_at, recall_channels,
    recall_lanes, remember_channels, remember_lanes, rings, rings_at, tap_at,
};

use bytemuck::{Pod, Zeroable};

use super::elementwise::add_assign;
use super::recurrent::keep_state;
use crate::panel::Panel;
use crate::simd::Simd;

/// How many inputs a stream has seen, counted round; as large as a panel, so that no padding follows it.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
pub struct Clock([u32; 16]);

/// The number of the next input.
#[must_use]
#[inline(always)]
pub fn now(clock: &Clock) -> u32 {
    let Clock([now, ..]) = clock;
    *now
}

/// That input has been seen.
#[inline(always)]
pub fn tick(clock: &mut Clock) {
    tick_by(clock, 1);
}

/// So many inputs have been seen.
#[inline(always)]
pub fn tick_by(clock: &mut Clock, n: u32) {
    let Clock([now, ..]) = clock;
    *now = now.wrapping_add(n);
}

/// The time so many inputs later.
#[must_use]
#[inline(always)]
pub fn later(now: u32, inputs: usize) -> u32 {
    now.wrapping_add(inputs as u32)
}

/// `y` has the inputs of these ages, one behind the other. That of age 0 is `x`; the others are in `past`, of which `R` is a power of two, and
/// no age is larger.
#[inline(always)]
pub fn recall<const P: usize, const R: usize, const K: usize>(
    x: &[Panel; P],
    past: &[[Panel; P]; R],
    now: u32,
    ages: &[u32; K],
    y: &mut [[Panel; P]],
) {
    const { assert!(R.is_power_of_two()) }
    for (age, y) in ages.iter().zip(y) {
        let earlier = past.get(now.wrapping_sub(*age) as usize & (R - 1)).filter(|_| *age > 0);
        *y = *earlier.unwrap_or(x);
    }
}

/// `x` takes the place of the oldest input, and 0 that of its subnormal numbers: each of them would slow down as many steps as there are
/// inputs.
#[inline(always)]
pub fn remember<S: Simd, const P: usize, const R: usize>(
    simd: S,
    x: &[Panel; P],
    now: u32,
    past: &mut [[Panel; P]; R],
) {
    if let Some(oldest) = past.get_mut(now as usize & (R - 1)) {
        keep_state(simd, x, oldest);
    }
}

/// Adds to the derivatives of earlier inputs of windows their parts of `d`, which has one for each of these ages of each stream. Those of a
/// step lie side by side, and the last ones are of age 1. Age 0 is no earlier input, and what is before a window is left out.
#[inline(always)]
pub fn add_to_earlier<S: Simd, const P: usize, const K: usize>(
    simd: S,
    d: &[[Panel; P]],
    ages: &[usize; K],
    earlier: &mut [[Panel; P]],
) {
    const { assert!(K > 0) }
    let (streams, _) = d.as_chunks::<K>();
    let (n, end) = (streams.len(), earlier.len());
    for (stream, d) in streams.iter().enumerate() {
        for (age, d) in ages.iter().zip(d) {
            // There is no row of age 0.
            let step = end.checked_sub(age.wrapping_mul(n));
            if let Some(to) = step.and_then(|step| earlier.get_mut(step.wrapping_add(stream))) {
                add_assign(simd, d, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Kernel, Level, dispatch};

    /// Steps of a ring of four rows, across the end of the clock.
    struct Steps<const K: usize> {
        ages: [u32; K],
    }

    impl<const K: usize> Kernel for Steps<K> {
        type Output = ();

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) {
            let (mut clock, mut past) = (Clock([u32::MAX - 5; 16]), [[Panel::ZERO; 2]; 4]);
            let number = |step: i32| if step < 0 { 0.0 } else { step as f32 + 1.0 };
            for step in 0..12 {
                let (x, mut y) = ([Panel([number(step); 16]); 2], [[Panel([f32::NAN; 16]); 2]; K]);
                recall(&x, &past, now(&clock), &self.ages, &mut y);
                remember(simd, &x, now(&clock), &mut past);
                tick(&mut clock);
                for (age, y) in self.ages.iter().zip(&y) {
                    assert_eq!(*y, [Panel([number(step - i32::try_from(*age).expect("small")); 16]); 2], "age {age}");
                }
            }
        }
    }

    struct Remember;

    impl Kernel for Remember {
        type Output = [[Panel; 1]; 1];

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let mut past = [[Panel([1.0; 16])]];
            remember(simd, &[Panel([1e-40; 16])], 7, &mut past);
            past
        }
    }

    struct AddToEarlier;

    impl Kernel for AddToEarlier {
        type Output = [f32; 3];

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> [f32; 3] {
            let d = [1.0, 2.0, 3.0, 4.0].map(|d| [Panel([d; 16])]);
            let mut earlier = [10.0, 20.0, 30.0].map(|d| [Panel([d; 16])]);
            add_to_earlier(simd, &d, &[3, 1, 0, 4], &mut earlier);
            add_to_earlier(simd, &d, &[3, 1, 0, 4], &mut []);
            // Two streams side by side: two earlier steps of each.
            let mut of_two = [[Panel::ZERO; 1]; 4];
            add_to_earlier(simd, &d, &[2, 1], &mut of_two);
            assert_eq!(of_two, [1.0, 3.0, 2.0, 4.0].map(|d| [Panel([d; 16])]));
            earlier.map(|[Panel([d, ..])]| d)
        }
    }

    #[test]
    fn derivatives_go_to_the_inputs_that_were_recalled() {
        for level in Level::available() {
            // Age 0 is no earlier input, and that of age 4 is before the window.
            assert_eq!(dispatch(level, AddToEarlier).map(f32::to_bits), [11.0, 20.0, 32.0].map(f32::to_bits));
        }
    }

    #[test]
    fn inputs_are_recalled_by_their_age() {
        for level in Level::available() {
            dispatch(level, Steps { ages: [4, 2, 0] });
            dispatch(level, Steps { ages: [0, 1, 3, 4] });
            dispatch(level, Steps { ages: [3] });
            assert_eq!(dispatch(level, Remember), [[Panel::ZERO; 1]; 1]);
        }
    }
}
