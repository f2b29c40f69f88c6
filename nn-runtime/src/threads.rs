//! Divides work between the threads of rayon's current pool, with the feature `parallel`; without it the caller does all.
//!
//! Rows of a batch are independent, and so are the numbers of a gradient or a parameter: what is divided is which of them a
//! thread computes, never a sum. So the number of threads changes no bit.

use crate::panel::Panel;

#[cfg(feature = "parallel")]
mod pool;
#[cfg(not(feature = "parallel"))]
mod single;

#[cfg(feature = "parallel")]
pub use self::pool::*;
#[cfg(not(feature = "parallel"))]
pub(crate) use self::single::*;

/// `f` on parts of the numbers, on several threads if there are many.
#[inline]
pub(crate) fn each_part(values: &mut [f32], f: impl Fn(&mut [f32]) + Send + Sync + Copy) {
    fn divide(values: &mut [f32], n_parts: usize, f: impl Fn(&mut [f32]) + Send + Sync + Copy) {
        if n_parts == 1 {
            return f(values);
        }
        let (middle, first) = middle(values.len(), n_parts, Panel::LANES);
        let (values, rest) = values.split_at_mut(middle);
        join(|| divide(values, first, f), || divide(rest, n_parts - first, f));
    }
    divide(values, parts_of_numbers(values.len()), f);
}

/// The first `n` elements of each slice, and the others.
#[inline(always)]
pub(crate) fn split_all<X, const M: usize>(slices: [&mut [X]; M], n: usize) -> ([&mut [X]; M], [&mut [X]; M]) {
    let mut rests: [&mut [X]; M] = core::array::from_fn(|_| Default::default());
    let mut places = rests.iter_mut();
    let firsts = slices.map(|slice| {
        let (first, rest) = slice.split_at_mut(n);
        if let Some(place) = places.next() {
            *place = rest;
        }
        first
    });
    (firsts, rests)
}
