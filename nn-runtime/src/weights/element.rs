//! The types of numbers that files hold, and their conversion to `f32`.

use core::fmt;

/// A floating-point type in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    /// IEEE 754 binary16.
    F16,
    /// The upper half of an `f32`.
    Bf16,
    F32,
    F64,
}

/// Order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endian {
    Little,
    #[cfg_attr(not(feature = "npz"), expect(dead_code, reason = "safetensors are little-endian"))]
    Big,
}

/// How a number lies in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) float: Float,
    pub(super) endian: Endian,
}

/// Why a number of a file is none of an `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unusable {
    /// A finite `f64` beyond the largest `f32`.
    TooLarge(f64),
    /// NaN or infinite.
    NotFinite(f32),
}

/// Whether NaN and infinity are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NonFinite {
    Refused,
    Allowed,
}

impl Element {
    pub(super) const fn little(float: Float) -> Self {
        Self { float, endian: Endian::Little }
    }

    /// Bytes of a number.
    pub(super) const fn size(self) -> usize {
        match self.float {
            Float::F16 | Float::Bf16 => 2,
            Float::F32 => 4,
            Float::F64 => 8,
        }
    }

    /// Converts the numbers of `data` in order, to `f32` exactly or rounded to nearest, until one is unusable: then its
    /// index.
    pub(super) fn convert(
        self,
        data: &[u8],
        non_finite: NonFinite,
        mut put: impl FnMut(usize, f32),
    ) -> Result<(), (usize, Unusable)> {
        match self.float {
            Float::F16 => self.each(data, |bytes| Ok(half(self.u16(bytes))), non_finite, &mut put),
            Float::Bf16 => {
                let upper = |bytes| Ok(f32::from_bits(u32::from(self.u16(bytes)) << 16));
                self.each(data, upper, non_finite, &mut put)
            }
            Float::F32 => self.each(data, |bytes| Ok(f32::from_bits(self.u32(bytes))), non_finite, &mut put),
            Float::F64 => self.each(data, |bytes| narrow(f64::from_bits(self.u64(bytes))), non_finite, &mut put),
        }
    }

    fn each<const SIZE: usize>(
        self,
        data: &[u8],
        read: impl Fn([u8; SIZE]) -> Result<f32, Unusable>,
        non_finite: NonFinite,
        put: &mut impl FnMut(usize, f32),
    ) -> Result<(), (usize, Unusable)> {
        debug_assert_eq!(SIZE, self.size());
        let (numbers, _) = data.as_chunks::<SIZE>();
        for (index, bytes) in numbers.iter().enumerate() {
            let value = read(*bytes).map_err(|unusable| (index, unusable))?;
            if non_finite == NonFinite::Refused && !value.is_finite() {
                return Err((index, Unusable::NotFinite(value)));
            }
            put(index, value);
        }
        Ok(())
    }

    fn u16(self, bytes: [u8; 2]) -> u16 {
        if self.endian == Endian::Little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) }
    }

    fn u32(self, bytes: [u8; 4]) -> u32 {
        if self.endian == Endian::Little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }
    }

    fn u64(self, bytes: [u8; 8]) -> u64 {
        if self.endian == Endian::Little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) }
    }
}

/// Rounds to nearest; what rounds beyond the largest `f32` would become infinite.
fn narrow(value: f64) -> Result<f32, Unusable> {
    let narrow = value as f32;
    if value.is_finite() && narrow.is_infinite() { Err(Unusable::TooLarge(value)) } else { Ok(narrow) }
}

/// A binary16 as `f32`, exactly.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let (exponent, fraction) = (u32::from(bits >> 10) & 0x1f, u32::from(bits) & 0x3ff);
    let magnitude = match exponent {
        // Subnormal: a multiple of 2^-24, which is normal as `f32`.
        0 => (fraction as f32 * 5.960_464_5e-8).to_bits(),
        0x1f => 0x7f80_0000 | fraction << 13,
        _ => (exponent + 112) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(value) => write!(f, "{value:e}"),
            Self::NotFinite(value) => write!(f, "{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(element: Element, data: &[u8]) -> Result<Vec<f32>, (usize, Unusable)> {
        let mut values = Vec::new();
        element.convert(data, NonFinite::Refused, |_, value| values.push(value))?;
        Ok(values)
    }

    #[test]
    fn every_binary16_is_its_definition() {
        for bits in 0..=u16::MAX {
            let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
            let magnitude = match exponent {
                0 => fraction * 2.0_f64.powi(-24),
                31 if fraction == 0.0 => f64::INFINITY,
                31 => f64::NAN,
                _ => (1024.0 + fraction) * 2.0_f64.powi(exponent - 25),
            };
            let expected = if bits >> 15 == 1 { -magnitude } else { magnitude };
            let found = half(bits);
            let same = f64::from(found).to_bits() == expected.to_bits();
            assert!(same || (found.is_nan() && expected.is_nan()), "{bits:#06x}: {found}, expected {expected}");
        }
    }

    #[test]
    fn f64_is_rounded_to_nearest_and_refused_beyond_f32() {
        let f64s = Element::little(Float::F64);
        let largest = f64::from(f32::MAX);
        // Half a unit in the last place above the largest is where rounding to infinity begins.
        let last_below = f64::from_bits((largest + 2.0_f64.powi(103)).to_bits() - 1);
        assert_eq!(converted(f64s, &last_below.to_le_bytes()), Ok(vec![f32::MAX]));
        let first_beyond = largest + 2.0_f64.powi(103);
        assert_eq!(converted(f64s, &first_beyond.to_le_bytes()), Err((0, Unusable::TooLarge(first_beyond))));
        // 1 + 2^-24 lies in the middle, and goes to the even neighbour.
        assert_eq!(converted(f64s, &(1.0 + 2.0_f64.powi(-24)).to_le_bytes()), Ok(vec![1.0]));
        assert_eq!(converted(f64s, &1e-300_f64.to_le_bytes()), Ok(vec![0.0]));
    }

    #[test]
    fn both_orders_of_bytes_are_read() {
        for (float, big) in [
            (Float::F16, &[0x3e, 0x00][..]),
            (Float::Bf16, &[0x3f, 0xc0]),
            (Float::F32, &[0x3f, 0xc0, 0, 0]),
            (Float::F64, &[0x3f, 0xf8, 0, 0, 0, 0, 0, 0]),
        ] {
            let little: Vec<u8> = big.iter().rev().copied().collect();
            assert_eq!(converted(Element { float, endian: Endian::Big }, big), Ok(vec![1.5]), "{float:?}");
            assert_eq!(converted(Element::little(float), &little), Ok(vec![1.5]), "{float:?}");
        }
    }

    #[test]
    fn numbers_that_are_not_finite_are_refused_unless_allowed() {
        let data = [1.0_f32.to_le_bytes(), f32::NEG_INFINITY.to_le_bytes()].concat();
        let element = Element::little(Float::F32);
        assert_eq!(converted(element, &data), Err((1, Unusable::NotFinite(f32::NEG_INFINITY))));
        let mut values = Vec::new();
        element.convert(&data, NonFinite::Allowed, |_, value| values.push(value)).expect("allowed");
        assert_eq!(values, [1.0, f32::NEG_INFINITY]);
    }
}
