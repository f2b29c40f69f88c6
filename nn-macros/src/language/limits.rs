//! The largest numbers that a declaration may contain.

/// Every extent of a shape, and so every number of inputs and outputs.
pub(crate) const MAX_EXTENT: usize = 65_536;
/// Elements of a shape: the product of its extents.
pub(crate) const MAX_ELEMENTS: usize = 1 << 24;
/// Parameters of a network.
pub(crate) const MAX_PARAMETERS: usize = 1 << 28;

/// A number with `_` between groups of three digits, as one would write it in Rust.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
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
