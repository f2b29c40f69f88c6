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

/// Some of the parts that work is divided into, numbered from 0: what a thread does, and those that help it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    first: usize,
    n: usize,
}

impl Parts {
    /// All of `n` parts, at least one.
    pub(crate) const fn all(n: usize) -> Self {
        Self { first: 0, n: if n == 0 { 1 } else { n } }
    }

    /// Whether there is nothing to divide.
    #[inline(always)]
    pub(crate) const fn is_one(self) -> bool {
        self.n == 1
    }

    /// The first half, and the others.
    pub(crate) const fn halves(self) -> Halves {
        let n = self.n / 2;
        Halves([Self { first: self.first, n }, Self { first: self.first + n, n: self.n - n }])
    }
}

/// The parts of two halves, which may differ by one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Halves(pub(crate) [Parts; 2]);

impl Halves {
    /// Where the first half of `len` things ends, a multiple of `unit`.
    pub(crate) const fn middle(self, len: usize, unit: usize) -> usize {
        let Self([first, second]) = self;
        let n = len.div_ceil(unit) * first.n / (first.n + second.n) * unit;
        if n < len { n } else { len }
    }
}

/// `f` on parts of the numbers, on several threads if there are many.
#[inline]
pub(crate) fn each_part(values: &mut [f32], f: impl Fn(&mut [f32]) + Send + Sync + Copy) {
    fn divide(values: &mut [f32], parts: Parts, f: impl Fn(&mut [f32]) + Send + Sync + Copy) {
        if parts.is_one() {
            return f(values);
        }
        let halves = parts.halves();
        let (values, rest) = values.split_at_mut(halves.middle(values.len(), Panel::LANES));
        join(halves, |parts| divide(values, parts, f), |parts| divide(rest, parts, f));
    }
    let parts = parts_of_numbers(values.len());
    enter(parts, || divide(values, parts, f));
}

/// The first `n` elements of each slice, or all if there are fewer, and the others.
#[inline(always)]
pub(crate) fn split_all<X, const M: usize>(slices: [&mut [X]; M], n: usize) -> ([&mut [X]; M], [&mut [X]; M]) {
    let mut rests: [&mut [X]; M] = core::array::from_fn(|_| Default::default());
    let mut places = rests.iter_mut();
    let firsts = slices.map(|slice| {
        let (first, rest) = slice.split_at_mut(n.min(slice.len()));
        if let Some(place) = places.next() {
            *place = rest;
        }
        first
    });
    (firsts, rests)
}
