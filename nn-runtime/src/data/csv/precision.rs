//! Columns whose values differ in the file and are equal as `f32`: times in seconds since 1970, long numbers of orders.
//!
//! An `f32` has 24 bits, so 1700000000 and 1700000010 become the same number, and no normalisation brings the difference
//! back. A column is refused if fewer than [`ENOUGH`] different numbers are left of it, and at most half of those that the
//! file has. So prices, identities and measurements pass in which a few neighbours fall together, and so do long columns that
//! keep enough steps. Numbers that differ by less than arithmetic in `f64` errs by count as one.

use std::collections::{BTreeMap, BTreeSet};

use super::number::Number;

/// Different numbers in a column that are enough, however many the file has.
pub(super) const ENOUGH: usize = 256;

/// Different numbers of the file that are kept: where more collapse to fewer than [`ENOUGH`], more than half are lost.
const MOST: usize = 2 * ENOUGH;

/// What was seen of a column.
#[derive(Default)]
pub(super) struct Watched {
    /// The different numbers that became each `f32`, with the lines where they were first.
    seen: BTreeMap<u32, Vec<(Number, u64)>>,
    /// How many there are in all.
    n_numbers: usize,
    /// The first two that fell together.
    example: Option<[(Number, u64); 2]>,
}

impl Watched {
    pub(super) fn add(&mut self, number: Number, line: u64) {
        // No two of them become the same `f32`.
        if number.is_short || self.n_numbers == MOST {
            return;
        }
        let same = self.seen.entry(number.narrow.to_bits()).or_default();
        if same.iter().any(|(known, _)| known.is(number)) {
            return;
        }
        if let Some(first) = same.first() {
            self.example.get_or_insert([*first, (number, line)]);
        }
        same.push((number, line));
        self.n_numbers += 1;
    }

    /// Two numbers that fell together, if too much of the column did. `values` are all of it.
    pub(super) fn collapsed(&self, values: impl Iterator<Item = f32>) -> Option<[(Number, u64); 2]> {
        let example = self.example?;
        let n_lost = self.n_numbers - self.seen.len();
        let mut left = BTreeSet::new();
        for value in values {
            left.insert(value.to_bits());
            if left.len() == ENOUGH {
                return None;
            }
        }
        (n_lost >= left.len()).then_some(example)
    }
}
