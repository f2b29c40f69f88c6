//! Values of a window that are computed step by step, each step from the one before.

use super::ValueId;

/// Values that are next to each other, maps whose pixels are the steps of a window: all of them are computed for a step before the next one.
///
/// Carries come first, each with what a later value of the scan was in the step before; what begins a scan is in their first pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scan {
    pub(crate) first: ValueId,
    pub(crate) last: ValueId,
    pub(crate) steps: usize,
    /// Whether it begins with the last pixel.
    pub(crate) is_reversed: bool,
}

impl Scan {
    pub(crate) fn has(&self, id: ValueId) -> bool {
        (self.first..=self.last).contains(&id)
    }

    /// The pixel that it begins with.
    pub(crate) fn first_pixel(&self) -> usize {
        if self.is_reversed { self.steps - 1 } else { 0 }
    }
}
