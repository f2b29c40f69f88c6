//! Which targets a loss has a meaning for, and the search for one that it has none for.

use crate::error::Error;
use crate::simd::{Kernel, Level, Simd, dispatch};

/// How far the sum of a distribution may be from 1: more than rounding of any format of numbers, less than a slip.
const SUM_TOLERANCE: f64 = 1e-3;

/// The targets that a loss has a meaning for. NaN is in no domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Domain {
    /// Finite numbers.
    Finite,
    /// Numbers from 0 to 1: each is the probability of one output.
    Probabilities,
    /// Finite numbers of 0 or more: counts, or their means.
    Counts,
    /// -1 or 1.
    Signs,
    /// Numbers from 0 to 1 that sum to 1 in each row, within 0.001.
    Distribution,
    /// Numbers from 0 to 1 that sum to 1 in each of so many places of a row, within 0.001. All places of a class are side by side.
    Distributions {
        /// Pixels of a map, or steps of a window.
        places: usize,
    },
}

impl Domain {
    /// Whether a row is in the domain. If this is false, [`first_outside`](Self::first_outside) has the last word. No branch
    /// depends on a number.
    #[inline]
    fn surely_holds<const O: usize>(self, row: &[f32; O]) -> bool {
        self.surely_holds_numbers(row) && self.sums_to_one(row)
    }

    /// As [`surely_holds`](Self::surely_holds), of a batch. A function by itself, so that training on one row does not pay for it.
    #[inline(never)]
    fn surely_holds_rows<const O: usize>(self, rows: &[[f32; O]]) -> bool {
        dispatch(Level::detect(), Holds(self, rows.as_flattened()))
            && rows.iter().fold(true, |sums, row| sums & self.sums_to_one(row))
    }

    /// Whether the sums of a row are what they have to be.
    #[inline]
    fn sums_to_one(self, row: &[f32]) -> bool {
        match self {
            Self::Distribution => is_one(sum(row)),
            Self::Distributions { places } => first_other_sum(row, places).is_none(),
            _ => true,
        }
    }

    /// Whether each number is in the domain, apart from -0, which may count as outside. Bits are collected instead of answers,
    /// because a fold of those would stay a loop over single numbers.
    #[expect(clippy::eq_op, reason = "the difference of a number with itself tells whether it is finite")]
    #[inline(always)]
    fn surely_holds_numbers(self, numbers: &[f32]) -> bool {
        match self {
            // NaN, unless the number is finite.
            Self::Finite => {
                numbers.iter().fold(
                    0,
                    #[inline(always)]
                    |bits, number| bits | (number - number).to_bits(),
                ) == 0
            }
            // The sign bit is set where the number is negative, and by the sum where it is not finite.
            Self::Counts => no_sign_after(numbers, INFINITY - 1),
            // No other bit than that of the sign differs.
            Self::Signs => numbers.iter().fold(0, |sum, number| sum | (number.abs().to_bits() ^ ONE)) == 0,
            // The sign bit is set where the number is negative, and by the sum where it is above 1.
            Self::Probabilities | Self::Distribution | Self::Distributions { .. } => no_sign_after(numbers, ONE),
        }
    }

    /// Refuses the first row that is not in the domain of the loss of this name.
    #[cold]
    #[inline(never)]
    fn first_outside(self, loss: &'static str, numbers: &[f32], n_outputs: usize) -> Result<(), Error> {
        for (row, target) in numbers.chunks_exact(n_outputs.max(1)).enumerate() {
            self.check_row(loss, row, target)?;
        }
        Ok(())
    }

    /// Refuses a row that is not in the domain of the loss of this name.
    pub(super) fn check_row(self, loss: &'static str, row: usize, target: &[f32]) -> Result<(), Error> {
        let kind = "row";
        if let Some((output, found)) = target.iter().enumerate().find(|(_, number)| !self.holds(**number)) {
            let found = *found;
            return Err(Error::Target { loss, kind, row, output, found, expected: self.expected() });
        }
        let other = match self {
            Self::Distribution => Some((None, sum(target))).filter(|(_, sum)| !is_one(*sum)),
            Self::Distributions { places } => first_other_sum(target, places).map(|(place, sum)| (Some(place), sum)),
            _ => None,
        };
        match other {
            Some((place, sum)) => Err(Error::TargetSum { loss, kind, row, place, found: sum as f32 }),
            None => Ok(()),
        }
    }

    fn holds(self, number: f32) -> bool {
        match self {
            Self::Finite => number.is_finite(),
            Self::Counts => number.is_finite() && number >= 0.0,
            Self::Signs => number.abs().to_bits() == ONE,
            Self::Probabilities | Self::Distribution | Self::Distributions { .. } => (0.0..=1.0).contains(&number),
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Finite => "a finite number",
            Self::Counts => "a finite number of 0 or more",
            Self::Signs => "-1 or 1",
            Self::Probabilities | Self::Distribution | Self::Distributions { .. } => "0 to 1",
        }
    }
}

/// [`Domain::surely_holds_numbers`] in the widest vectors there are.
struct Holds<'a>(Domain, &'a [f32]);

impl Kernel for Holds<'_> {
    type Output = bool;

    #[inline(always)]
    fn wide<S: Simd>(self, _: S) -> bool {
        let Self(domain, numbers) = self;
        domain.surely_holds_numbers(numbers)
    }
}

/// Refuses the first of some rows that is not in the domain of the loss of this name. Training asks for every batch.
#[inline]
pub(super) fn check<const O: usize>(domain: Domain, loss: &'static str, rows: &[[f32; O]]) -> Result<(), Error> {
    let are_inside = if let [row] = rows { domain.surely_holds(row) } else { domain.surely_holds_rows(rows) };
    if are_inside { Ok(()) } else { domain.first_outside(loss, rows.as_flattened(), O) }
}

/// Up to these, the bits of positive numbers up to 1 ascend from 0.
const ONE: u32 = 1.0_f32.to_bits();

/// The bits of the first positive number that is not finite.
const INFINITY: u32 = f32::INFINITY.to_bits();

/// Whether no number is negative, nor any with more bits than `most`, which are those of the largest number that may be.
#[inline(always)]
fn no_sign_after(numbers: &[f32], most: u32) -> bool {
    let bits = numbers.iter().map(
        #[inline(always)]
        |number| number.to_bits(),
    );
    bits.fold(
        0,
        #[inline(always)]
        |sum, bits| sum | bits | bits.wrapping_add(i32::MAX as u32 - most),
    ) >> 31
        == 0
}

#[inline]
fn is_one(sum: f64) -> bool {
    (sum - 1.0).abs() <= SUM_TOLERANCE
}

/// Places that are summed together.
const PLACES: usize = 16;

/// The first of so many places whose classes do not sum to 1, and their sum.
fn first_other_sum(row: &[f32], places: usize) -> Option<(usize, f64)> {
    // Some places of each class lie side by side; one place by itself would go through all of the row.
    (0..places).step_by(PLACES).find_map(|first| {
        let mut sums = [0.0; PLACES];
        for class in row.chunks_exact(places) {
            for (sum, number) in sums.iter_mut().zip(class.get(first..).unwrap_or_default()) {
                *sum += f64::from(*number);
            }
        }
        let of_places = sums.into_iter().take(places - first).enumerate();
        of_places.map(|(place, sum)| (first + place, sum)).find(|(_, sum)| !is_one(*sum))
    })
}

/// In four sums of `f64`: thousands of equal classes would add up their rounding in `f32`.
#[inline]
fn sum(row: &[f32]) -> f64 {
    let (groups, rest) = row.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for group in groups {
        for (sum, number) in sums.iter_mut().zip(group) {
            *sum += f64::from(*number);
        }
    }
    let [a, b, c, d] = sums;
    rest.iter().fold((a + b) + (c + d), |sum, number| sum + f64::from(*number))
}
