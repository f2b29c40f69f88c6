//! The header of an npy file: a Python dictionary of three entries.
//!
//! Format: `numpy.lib.format`, versions 1 to 3. Crates that read it parse all of Python's literals for these three; the
//! loader needs nothing else of them.

use std::io::Read;

use crate::weights::archive::{Axes, Description};
use crate::weights::element::{Element, Endian, Float};

/// The longest header that is read; `NumPy` itself reads 10,000 bytes.
const MAX_LEN: usize = 65_536;

/// Type and shape of an array.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    /// As written: `<f4`.
    kind: String,
    fortran_order: bool,
    shape: Vec<usize>,
}

/// Reads the header, after which the numbers follow; else what is there.
pub(super) fn read(file: &mut impl Read) -> Result<Header, String> {
    let mut start = [0; 8];
    read_exact(file, &mut start)?;
    if !start.starts_with(b"\x93NUMPY") {
        return Err("does not begin as an npy file".to_owned());
    }
    let len = match start[6] {
        1 => {
            let mut len = [0; 2];
            read_exact(file, &mut len)?;
            usize::from(u16::from_le_bytes(len))
        }
        2 | 3 => {
            let mut len = [0; 4];
            read_exact(file, &mut len)?;
            u32::from_le_bytes(len) as usize
        }
        version => return Err(format!("is of version {version} of npy")),
    };
    if len > MAX_LEN {
        return Err(format!("has a header of {len} bytes"));
    }
    let mut text = vec![0; len];
    read_exact(file, &mut text)?;
    let text = std::str::from_utf8(&text).map_err(|_| "has a header that is no text".to_owned())?;
    parse(text).ok_or_else(|| format!("has the header {:?}", text.trim()))
}

fn read_exact(file: &mut impl Read, buffer: &mut [u8]) -> Result<(), String> {
    file.read_exact(buffer).map_err(|error| format!("has no whole header: {error}"))
}

impl Header {
    pub(super) fn description(&self) -> Description {
        let axes = if self.fortran_order { Axes::FirstFastest } else { Axes::LastFastest };
        Description { element: self.element().ok_or_else(|| self.kind.clone()), shape: self.shape.clone(), axes }
    }

    /// Bytes of all numbers, if they are floating-point.
    pub(super) fn n_bytes(&self) -> Option<usize> {
        let size = self.element()?.size();
        self.shape.iter().try_fold(size, |bytes, extent| bytes.checked_mul(*extent))
    }

    fn element(&self) -> Option<Element> {
        let (order, float) = self.kind.split_at_checked(1)?;
        let endian = match order {
            "<" => Endian::Little,
            ">" => Endian::Big,
            _ => return None,
        };
        let float = match float {
            "f2" => Float::F16,
            "f4" => Float::F32,
            "f8" => Float::F64,
            _ => return None,
        };
        Some(Element { float, endian })
    }
}

/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` with its entries in any order.
fn parse(text: &str) -> Option<Header> {
    let mut rest = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    let (mut kind, mut fortran_order, mut shape) = (None, None, None);
    while !rest.is_empty() {
        let (key, after) = quoted(rest)?;
        let value = after.trim_start().strip_prefix(':')?.trim_start();
        let after = match key {
            "descr" if value.starts_with('[') => {
                let (record, after) = bracketed(value)?;
                kind = Some(record.to_owned());
                after
            }
            "descr" => {
                let (name, after) = quoted(value)?;
                kind = Some(name.to_owned());
                after
            }
            "fortran_order" => {
                let is_true = value.starts_with("True");
                fortran_order = Some(is_true);
                value.strip_prefix(if is_true { "True" } else { "False" })?
            }
            "shape" => {
                let (extents, after) = value.strip_prefix('(')?.split_once(')')?;
                shape = Some(extents_of(extents)?);
                after
            }
            _ => return None,
        };
        let after = after.trim_start();
        rest = if after.is_empty() { after } else { after.strip_prefix(',')?.trim_start() };
    }
    Some(Header { kind: kind?, fortran_order: fortran_order?, shape: shape? })
}

/// A string without escapes, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|quote| ['\'', '"'].contains(quote))?;
    text[1..].split_once(quote)
}

/// A list, with the lists in it, and what follows it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (index, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(text.split_at(index + 1)),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `3, 4` or `3,` or nothing; Python 2 wrote `3L`.
fn extents_of(text: &str) -> Option<Vec<usize>> {
    let text = text.trim();
    let text = text.strip_suffix(',').unwrap_or(text);
    if text.is_empty() {
        return Some(Vec::new());
    }
    let extent = |text: &str| {
        let text = text.trim();
        text.strip_suffix('L').unwrap_or(text).parse().ok()
    };
    text.split(',').map(extent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_numpy_are_read() {
        let header = |kind: &str, fortran_order, shape: &[usize]| {
            Some(Header { kind: kind.to_owned(), fortran_order, shape: shape.to_vec() })
        };
        for (text, expected) in [
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }   \n", header("<f4", false, &[3, 4])),
            ("{'descr': '>f8', 'fortran_order': True, 'shape': (3,), }", header(">f8", true, &[3])),
            ("{\"shape\": (), \"fortran_order\": False, \"descr\": \"<f2\"}", header("<f2", false, &[])),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L)}", header("<f4", false, &[3, 4])),
            (
                "{'descr': [('x', '<f4', (2,)), ('y', '<i2')], 'fortran_order': False, 'shape': (1,), }",
                header("[('x', '<f4', (2,)), ('y', '<i2')]", false, &[1]),
            ),
            ("", None),
            ("{}", None),
            ("{'descr': '<f4', 'fortran_order': False}", None),
            ("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}", None),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", None),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", None),
            ("{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}", None),
            ("{'descr: '<f4'}", None),
            ("{'descr': [[}", None),
            ("{\u{e9}", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn only_floating_point_types_are_elements() {
        let element = |kind: &str| Header { kind: kind.to_owned(), fortran_order: false, shape: vec![] }.element();
        assert_eq!(element("<f2"), Some(Element { float: Float::F16, endian: Endian::Little }));
        assert_eq!(element(">f8"), Some(Element { float: Float::F64, endian: Endian::Big }));
        for kind in ["<i4", "|u1", "<f16", "<c8", "", "\u{e9}f4", "f4"] {
            assert_eq!(element(kind), None, "{kind}");
        }
    }

    #[test]
    fn the_number_of_bytes_does_not_overflow() {
        let header = Header { kind: "<f8".to_owned(), fortran_order: false, shape: vec![usize::MAX, 2] };
        assert_eq!(header.n_bytes(), None);
    }
}
