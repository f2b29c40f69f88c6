//! Comparison of an f32 result with its f64 twin, and where it happened.

use std::fmt;

/// Largest error of an element, relative to the largest absolute value of its tensor: a hundred roundings to f32, for
/// sums of some hundred terms through some layers and for the polynomials of the activation functions.
pub const TOLERANCE: f64 = 1e-5;

/// What was being computed; printed when it went wrong.
#[derive(Clone, Debug)]
pub struct Place {
    /// Name of the network.
    pub network: &'static str,
    /// Name of the instruction set.
    pub level: &'static str,
    /// Rows of the batch.
    pub batch: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at level {}, batch of {}", self.network, self.level, self.batch)
    }
}

/// Asserts that `found` is within [`TOLERANCE`] of `expected`.
///
/// # Panics
/// If it is not, naming the element with the largest error.
pub fn assert_close(place: &Place, what: &str, expected: &[f64], found: &[f32]) {
    assert_within(place, what, expected, found, 0.0);
}

/// Asserts that no element of `found` is further from `expected` than [`TOLERANCE`] times the largest absolute value
/// of `expected`, or than `floor`, an absolute error.
///
/// # Panics
/// If one is, naming the element with the largest error.
pub fn assert_within(place: &Place, what: &str, expected: &[f64], found: &[f32], floor: f64) {
    assert_eq!(expected.len(), found.len(), "{place}: {what}: length");
    let largest = expected.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let allowed = (TOLERANCE * largest).max(floor);
    let errors = expected.iter().zip(found).map(|(expected, found)| (expected - f64::from(*found)).abs());
    // A NaN counts as the largest error of all.
    let rank = |error: f64| if error.is_nan() { f64::INFINITY } else { error };
    let worst = errors.map(rank).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((index, error)) = worst {
        let wrong = expected.iter().zip(found).filter(|(e, f)| rank((**e - f64::from(**f)).abs()) > allowed).count();
        assert!(
            error <= allowed,
            "{place}: {what}[{index}]: expected {}, found {}, off by {error:e}, allowed {allowed:e} \
             ({wrong} of {} elements are wrong)",
            expected[index],
            found[index],
            expected.len(),
        );
    }
}

/// The bits of numbers that must be equal to the last of them.
#[must_use]
pub fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Asserts that two results have the same bits.
///
/// # Panics
/// If they have not, naming the first element that differs.
pub fn assert_same_bits(place: &Place, what: &str, expected: &[f32], found: &[f32]) {
    assert_eq!(expected.len(), found.len(), "{place}: {what}: length");
    for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
        assert!(
            expected.to_bits() == found.to_bits(),
            "{place}: {what}[{index}]: expected the bits of {expected} ({:#010x}), found {found} ({:#010x})",
            expected.to_bits(),
            found.to_bits(),
        );
    }
}
