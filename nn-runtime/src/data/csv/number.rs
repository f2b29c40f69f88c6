//! A field as a number: the nearest `f32`, and what it was before it was rounded.

use std::fmt;

/// A number of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// The nearest `f32`.
    pub(super) narrow: f32,
    wide: f64,
    /// An integer that `f64` may not hold.
    integer: Option<i128>,
    /// Whether it has so few digits that no other such number is the same `f32`.
    pub(super) is_short: bool,
}

/// Decimal digits that every `f32` keeps.
const DIGITS: usize = 6;

/// From here on not every integer is a `f64`.
const INTEGERS: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The number that `text` is, less `offset`; not finite where it is beyond the range of `f32`.
    pub(super) fn read(text: &str, offset: f64) -> Option<Self> {
        let wide: f64 = text.parse().ok()?;
        let integer = if wide.abs() >= INTEGERS { text.parse::<i128>().ok() } else { None };
        if offset == 0.0 {
            let narrow = nearest(wide, text)?;
            return Some(Self { narrow, wide, integer, is_short: n_digits(text) <= DIGITS });
        }
        let is_integer = offset.fract() == 0.0 && offset.abs() < 1e30;
        let integer = integer.filter(|_| is_integer).and_then(|integer| integer.checked_sub(offset as i128));
        let wide = integer.map_or(wide - offset, |integer| integer as f64);
        Some(Self { narrow: wide as f32, wide, integer, is_short: false })
    }

    /// Whether the two are one number, which arithmetic in `f64` may have given different last digits.
    pub(super) fn is(self, other: Self) -> bool {
        /// 256 units in the last place of an `f64`.
        const NOISE: f64 = f64::EPSILON * 256.0;
        match (self.integer, other.integer) {
            (Some(one), Some(other)) => one == other,
            _ if self.wide.fract() == 0.0 && other.wide.fract() == 0.0 => self.wide.total_cmp(&other.wide).is_eq(),
            _ => (self.wide - other.wide).abs() <= NOISE * self.wide.abs(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.integer {
            Some(integer) => write!(f, "{integer}"),
            None => write!(f, "{}", self.wide),
        }
    }
}

/// The `f32` nearest to the text: that of `wide`, unless `wide` lies in the middle of two and the text beside it.
fn nearest(wide: f64, text: &str) -> Option<f32> {
    let narrow = wide as f32;
    let rest = wide - f64::from(narrow);
    let next = if rest > 0.0 { narrow.next_up() } else { narrow.next_down() };
    let is_middle = rest != 0.0 && (f64::from(next) - wide).abs().total_cmp(&rest.abs()).is_eq();
    if narrow.is_finite() && !is_middle { Some(narrow) } else { text.parse().ok() }
}

/// Digits from the first that is not 0 to the exponent.
fn n_digits(text: &str) -> usize {
    let mantissa = text.bytes().take_while(|byte| !matches!(byte, b'e' | b'E'));
    mantissa.filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_f32_is_that_of_the_text() {
        use rand_core::{Rng as _, SeedableRng as _};
        let mut random = rand_pcg::Pcg64::seed_from_u64(5);
        let mut texts: Vec<String> =
            ["0", "-0.0", "1e39", "-1e39", "inf", "NaN", "1e-50", "3.4028235677973366e38"].map(str::to_owned).to_vec();
        // In the middle of two, and beside it by less than a `f64` tells.
        texts.extend(["1.000000059604644775390625", "1.00000005960464477539062500000001"].map(str::to_owned));
        texts.extend(["16777217", "16777217.0000000000000001", "7.006492321624085e-46"].map(str::to_owned));
        for _ in 0..20_000 {
            texts.push(f32::from_bits(random.next_u32()).to_string());
            texts.push(f64::from_bits(random.next_u64()).to_string());
            texts.push(format!("{}.{}", random.next_u32() % 100_000, random.next_u32()));
        }
        for text in texts {
            let expected: f32 = text.parse().expect("a number");
            let found = Number::read(&text, 0.0).expect("a number").narrow;
            assert!(found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(), "{text}");
        }
        assert!(Number::read("x", 0.0).is_none() && Number::read("", 1.0).is_none());
    }

    #[test]
    fn digits_are_counted_from_the_first_that_matters() {
        for (text, expected) in [("0.00123", 3), ("1700000000", 10), ("-1.5e10", 2), ("0", 0), ("100.0", 4)] {
            assert_eq!(n_digits(text), expected, "{text}");
        }
    }
}
