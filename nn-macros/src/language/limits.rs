//! The largest numbers that a declaration may contain.

use nn_files::limits::Grouped;
pub(crate) use nn_files::limits::MAX_EXTENT;

/// Elements of a shape: the product of its extents.
pub(crate) const MAX_ELEMENTS: usize = 1 << 24;
/// Parameters of a network.
pub(crate) const MAX_PARAMETERS: usize = 1 << 28;

/// A number with `_` between groups of three digits, as one would write it in Rust.
pub(crate) fn grouped(number: usize) -> String {
    Grouped(number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_three_digits() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1_000"), (65_536, "65_536"), (1 << 28, "268_435_456")] {
            assert_eq!(grouped(number), text);
        }
    }
}
