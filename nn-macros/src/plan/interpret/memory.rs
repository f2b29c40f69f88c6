//! The arrays of a pass.

use std::collections::BTreeMap;

use crate::plan::step::Place;

/// What each place holds.
#[derive(Default)]
pub(super) struct Memory {
    places: BTreeMap<Place, Vec<f32>>,
}

impl Memory {
    /// One row after the other.
    pub(super) fn of_rows(rows: impl Iterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for (place, numbers) in rows.flat_map(|row| row.places) {
            all.places.entry(place).or_default().extend(numbers);
        }
        all
    }

    pub(super) fn allocate(&mut self, place: Place, numbers: Vec<f32>) {
        self.places.insert(place, numbers);
    }

    /// Memory whose contents are unknown, unless it is there.
    pub(super) fn ensure(&mut self, place: Place, size: usize) {
        self.places.entry(place).or_insert_with(|| vec![f32::NAN; size]);
    }

    /// The memory of `old` under another name.
    pub(super) fn rename(&mut self, old: Place, place: Place) {
        let numbers = self.places.remove(&old).unwrap_or_else(|| panic!("{old:?} has no memory"));
        self.places.insert(place, numbers);
    }

    pub(super) fn read(&self, place: Place) -> Vec<f32> {
        self.places.get(&place).unwrap_or_else(|| panic!("{place:?} has no memory")).clone()
    }

    pub(super) fn write(&mut self, place: Place, numbers: Vec<f32>) {
        let memory = self.places.get_mut(&place).unwrap_or_else(|| panic!("{place:?} has no memory"));
        assert_eq!(memory.len(), numbers.len(), "size of {place:?}");
        *memory = numbers;
    }
}
