//! The safetensors format: reading a file's tensors, and writing parameters.

use std::borrow::Cow;

use nn_files::{Kind, Wanted, recognise};
use safetensors::tensor::{Metadata, SafeTensorError, View, serialize};
use safetensors::{Dtype, SafeTensors};

use super::archive::{Archive, Axes, Description};
use super::element::{Element, Float};
use crate::error::Problem;
use crate::layout::Parameter;

/// Key of the metadata under which the declaration stands.
pub(super) const TOPOLOGY: &str = "nn-runtime.topology";

/// A file's tensors, borrowed from its bytes.
pub(crate) struct Tensors<'a> {
    header: Metadata,
    /// What follows the header.
    data: &'a [u8],
}

impl<'a> Tensors<'a> {
    /// Reads the header, which has to describe `bytes` to the last one. `wanted` is what the file is to be.
    pub(crate) fn read(bytes: &'a [u8], wanted: Wanted) -> Result<Self, Problem> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| header_problem(bytes, &error, wanted))?;
        let data =
            bytes.split_at_checked(bytes.len().saturating_sub(header.data_len())).map_or(&[][..], |(_, data)| data);
        Ok(Self { header, data })
    }

    /// A text of the header.
    pub(crate) fn metadata(&self, key: &str) -> Option<&str> {
        self.header.metadata().as_ref()?.get(key).map(String::as_str)
    }

    /// Name and bytes of every tensor, in the order of the names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (String, &'a [u8])> {
        self.names().into_iter().map(|name| {
            let data = self.get(&name).map_or(&[][..], |(_, _, data)| data);
            (name, data)
        })
    }

    /// Type, shape and bytes of a tensor.
    pub(crate) fn get(&self, name: &str) -> Option<(Dtype, &[usize], &'a [u8])> {
        let tensor = self.header.info(name)?;
        let (start, end) = tensor.data_offsets;
        Some((tensor.dtype, &tensor.shape, self.data.get(start..end)?))
    }
}

/// What is wrong with a file that has no readable header; most often it is no such file at all.
fn header_problem(bytes: &[u8], error: &SafeTensorError, wanted: Wanted) -> Problem {
    let expected = "a whole safetensors file";
    match recognise(bytes) {
        Some(Kind::Safetensors) => {}
        Some(kind) => {
            let problem = Problem::new("content", format!("is {}", kind.name()), expected);
            return match kind.help(wanted) {
                Some(help) => problem.help(help),
                None => problem,
            };
        }
        None => return Problem::new("content", "does not begin as a safetensors file does", expected),
    }
    let found = match error {
        SafeTensorError::MetadataIncompleteBuffer | SafeTensorError::InvalidHeaderLength => {
            format!("has {} bytes, which is not the length that its header tells", bytes.len())
        }
        other => format!("cannot be read: {other}"),
    };
    Problem::new("content", found, expected)
}

impl Archive for Tensors<'_> {
    fn item(&self) -> &'static str {
        "tensor"
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.header.offset_keys();
        names.sort();
        names
    }

    fn describe(&mut self, name: &str) -> Result<Option<Description>, Problem> {
        Ok(self.get(name).map(|(dtype, shape, _)| {
            let element = match dtype {
                Dtype::F16 => Ok(Element::little(Float::F16)),
                Dtype::BF16 => Ok(Element::little(Float::Bf16)),
                Dtype::F32 => Ok(Element::little(Float::F32)),
                Dtype::F64 => Ok(Element::little(Float::F64)),
                other => Err(other.to_string()),
            };
            Description { element, shape: shape.to_vec(), axes: Axes::LastFastest }
        }))
    }

    fn data(&mut self, name: &str) -> Result<Cow<'_, [u8]>, Problem> {
        Ok(Cow::Borrowed(self.get(name).map_or(&[], |(_, _, data)| data)))
    }

    fn topology(&self) -> Option<&str> {
        self.metadata(TOPOLOGY)
    }
}

/// An array to be written as it is.
pub(crate) struct Stored<'a> {
    pub(crate) dtype: Dtype,
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Cow<'a, [u8]>,
}

impl Stored<'_> {
    /// A parameter of a network whose flat slice is `flat`, in row-major order and without padding.
    pub(crate) fn parameter(parameter: &Parameter, flat: &[f32]) -> Self {
        Self { dtype: Dtype::F32, shape: parameter.shape.to_vec(), data: Cow::Owned(parameter.to_le_bytes(flat)) }
    }
}

impl View for &Stored<'_> {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.data)
    }

    fn data_len(&self) -> usize {
        self.data.len()
    }
}

/// A file of these tensors with one text in its header. With a single text the bytes are always the same.
pub(crate) fn write(tensors: &[(String, Stored<'_>)], key: &str, text: String) -> Result<Vec<u8>, Problem> {
    let metadata = [(key.to_owned(), text)].into_iter().collect();
    let tensors = tensors.iter().map(|(name, stored)| (name, stored));
    serialize(tensors, Some(metadata))
        .map_err(|error| Problem::new("network", format!("cannot be written: {error}"), "one that fits the format"))
}
