//! Floating-point elements of files, little endian, to finite `f32`.

/// A type of floating-point elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Float {
    F16,
    Bf16,
    F32,
    F64,
}

/// Whether NaN and infinity are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NonFinite {
    Refused,
    #[cfg_attr(not(feature = "weights"), allow(dead_code, reason = "an option of `#[weights(..)]`"))]
    Allowed,
}

/// An element that is no parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unfit {
    /// Its position.
    pub(crate) index: usize,
    /// What it is: `NaN`, `1e300, beyond the range of f32`.
    pub(crate) found: String,
}

impl Float {
    /// Bytes of an element.
    #[cfg(feature = "onnx")]
    pub(crate) fn size(self) -> usize {
        match self {
            Self::F16 | Self::Bf16 => 2,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// The elements in `bytes`, each rounded to the nearest `f32`; bytes behind the last whole element are left out.
pub(crate) fn to_f32(bytes: &[u8], float: Float, non_finite: NonFinite) -> Result<Vec<f32>, Unfit> {
    let round = |elements: &mut dyn Iterator<Item = f64>| rounded(elements, non_finite);
    match float {
        Float::F16 => round(&mut bytes.as_chunks().0.iter().map(|bytes| f64::from(f16(u16::from_le_bytes(*bytes))))),
        Float::Bf16 => round(&mut bytes.as_chunks().0.iter().map(|bytes| f64::from(bf16(u16::from_le_bytes(*bytes))))),
        Float::F32 => round(&mut bytes.as_chunks().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes)))),
        Float::F64 => round(&mut bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes))),
    }
}

/// Rounds every element, and refuses what is not finite afterwards.
#[cfg(feature = "onnx")]
pub(crate) fn finite(mut elements: impl Iterator<Item = f64>) -> Result<Vec<f32>, Unfit> {
    rounded(&mut elements, NonFinite::Refused)
}

/// Rounds every element. A finite one beyond the range of `f32` is unfit whatever is allowed.
fn rounded(elements: &mut dyn Iterator<Item = f64>, non_finite: NonFinite) -> Result<Vec<f32>, Unfit> {
    let mut values = Vec::with_capacity(elements.size_hint().0);
    for (index, element) in elements.enumerate() {
        let value = element as f32;
        if !value.is_finite() && (element.is_finite() || non_finite == NonFinite::Refused) {
            let found =
                if element.is_finite() { format!("{element:e}, beyond the range of f32") } else { element.to_string() };
            return Err(Unfit { index, found });
        }
        values.push(value);
    }
    Ok(values)
}

/// The upper half of an `f32`.
fn bf16(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// IEEE 754 binary16: 5 bits of exponent, 10 of fraction. Every value is an `f32`.
fn f16(bits: u16) -> f32 {
    let (exponent, fraction) = (u32::from(bits >> 10) & 0x1f, u32::from(bits) & 0x3ff);
    let magnitude = match exponent {
        // A subnormal is a multiple of 2^-24.
        0 => fraction as f32 * f32::from_bits((127 - 24) << 23),
        0x1f => f32::from_bits(0x7f80_0000 | (fraction << 13)),
        _ => f32::from_bits(((exponent + 127 - 15) << 23) | (fraction << 13)),
    };
    if bits >> 15 == 0 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_is_its_formula() {
        for bits in 0..=u16::MAX {
            let (exponent, fraction) = (i32::from(bits >> 10) & 0x1f, f64::from(bits & 0x3ff));
            let magnitude = match exponent {
                0 => fraction * 2_f64.powi(-24),
                0x1f if fraction == 0.0 => f64::INFINITY,
                0x1f => f64::NAN,
                _ => (1.0 + fraction / 1_024.0) * 2_f64.powi(exponent - 15),
            };
            let expected = if bits >> 15 == 0 { magnitude } else { -magnitude };
            let found = f64::from(f16(bits));
            assert!(found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(), "{bits:#06x}");
        }
    }

    #[test]
    fn elements_are_rounded_to_the_nearest() {
        let doubles = [0.1_f64, 1.0 + 2_f64.powi(-24), 1.0 + 2_f64.powi(-24) + 2_f64.powi(-50), -0.0, 1e-50];
        let bytes: Vec<u8> = doubles.iter().flat_map(|double| double.to_le_bytes()).collect();
        let expected = [0.1_f32, 1.0, 1.0 + f32::EPSILON, -0.0, 0.0];
        let found = to_f32(&bytes, Float::F64, NonFinite::Refused).expect("all are finite");
        assert_eq!(found.iter().map(|value| value.to_bits()).collect::<Vec<_>>(), expected.map(f32::to_bits));
        assert_eq!(to_f32(&[0x00, 0x3c, 0x01, 0x00], Float::F16, NonFinite::Refused), Ok(vec![1.0, 2_f32.powi(-24)]));
        assert_eq!(to_f32(&[0x80, 0x3f], Float::Bf16, NonFinite::Refused), Ok(vec![1.0]));
    }

    #[test]
    fn what_is_not_finite_is_named() {
        let bytes: Vec<u8> = [1.0, 1e300].iter().flat_map(|double: &f64| double.to_le_bytes()).collect();
        let found = "1e300, beyond the range of f32".to_owned();
        assert_eq!(to_f32(&bytes, Float::F64, NonFinite::Refused), Err(Unfit { index: 1, found }));
        assert_eq!(
            to_f32(&[0x00, 0xfc], Float::F16, NonFinite::Refused),
            Err(Unfit { index: 0, found: "-inf".to_owned() })
        );
        assert_eq!(
            to_f32(&[0xc0, 0x7f], Float::Bf16, NonFinite::Refused),
            Err(Unfit { index: 0, found: "NaN".to_owned() })
        );
        assert_eq!(to_f32(&[0x00, 0xfc], Float::F16, NonFinite::Allowed), Ok(vec![f32::NEG_INFINITY]));
        assert!(to_f32(&bytes, Float::F64, NonFinite::Allowed).is_err(), "a finite number has no place in f32");
    }
}
