//! Tensors of a file, and what nodes compute from them alone.

use std::borrow::Cow;

use nn_onnx::{DataType, Tensor};

use super::Mistake;
use crate::elements::{Float, NonFinite, Unfit, finite, to_f32};

/// A tensor whose length fits its shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Constant<'a> {
    pub(crate) shape: Vec<usize>,
    pub(crate) elements: Elements<'a>,
}

/// Row-major elements.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Elements<'a> {
    /// Finite.
    Floats(Cow<'a, [f32]>),
    Ints(Cow<'a, [i64]>),
    /// Of a shape whose batch is not known, or what is computed from it.
    Extents(Vec<Option<i64>>),
    Bools(Vec<bool>),
    /// Floats of which one is not finite, as this says: nobody may compute with them.
    NotFinite(String),
}

impl<'a> Constant<'a> {
    pub(crate) fn floats(shape: Vec<usize>, floats: Vec<f32>) -> Self {
        Self { shape, elements: Elements::Floats(floats.into()) }
    }

    pub(crate) fn ints(shape: Vec<usize>, ints: Vec<i64>) -> Self {
        Self { shape, elements: Elements::Ints(ints.into()) }
    }

    /// Integers, of which those that depend on the batch may be unknown.
    pub(crate) fn extents(shape: Vec<usize>, extents: Vec<Option<i64>>) -> Self {
        let elements = match extents.iter().copied().collect::<Option<Vec<i64>>>() {
            Some(ints) => Elements::Ints(ints.into()),
            None => Elements::Extents(extents),
        };
        Self { shape, elements }
    }

    /// Reads a tensor whose elements are in the model; `name` is how messages call it.
    pub(crate) fn read(tensor: &'a Tensor, name: &str) -> Result<Self, Mistake> {
        let shape: Option<Vec<usize>> = tensor.dims.iter().map(|extent| usize::try_from(*extent).ok()).collect();
        let shape = shape.ok_or_else(|| Mistake::new(format!("{name} has the shape {:?}", tensor.dims)))?;
        let length = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
        let elements = match tensor.data_type() {
            DataType::Int64 => Elements::Ints(ints(tensor, name)?),
            DataType::Int32 => Elements::Ints(short_ints(tensor, name)?),
            DataType::Bool => Elements::Bools(bools(tensor)),
            _ => floats(tensor, name)?,
        };
        let constant = Self { shape, elements };
        if length != Some(constant.len()) {
            let message = format!("{name} of shape {:?} has {} elements", constant.shape, constant.len());
            return Err(Mistake::new(message));
        }
        Ok(constant)
    }

    /// Number of elements.
    pub(crate) fn len(&self) -> usize {
        match &self.elements {
            Elements::Floats(floats) => floats.len(),
            Elements::Ints(ints) => ints.len(),
            Elements::Extents(extents) => extents.len(),
            Elements::Bools(bools) => bools.len(),
            // As the file says, which nobody has compared with what is there.
            Elements::NotFinite(_) => self.shape.iter().fold(1, |length, extent| length.saturating_mul(*extent)),
        }
    }

    /// Itself, unless it is of floats of which one is not finite.
    pub(crate) fn finite(self) -> Result<Self, Mistake> {
        match self.elements {
            Elements::NotFinite(message) => Err(Mistake::new(message)),
            _ => Ok(self),
        }
    }

    /// The numbers, if they are floats.
    pub(crate) fn as_floats(&self) -> Option<&[f32]> {
        match &self.elements {
            Elements::Floats(floats) => Some(floats),
            Elements::Ints(_) | Elements::Extents(_) | Elements::Bools(_) | Elements::NotFinite(_) => None,
        }
    }

    /// The numbers, if they are integers.
    pub(crate) fn as_ints(&self) -> Option<&[i64]> {
        match &self.elements {
            Elements::Ints(ints) => Some(ints),
            Elements::Floats(_) | Elements::Extents(_) | Elements::Bools(_) | Elements::NotFinite(_) => None,
        }
    }

    /// The numbers, if they are integers; `None` among them depends on the batch.
    pub(crate) fn as_extents(&self) -> Option<Vec<Option<i64>>> {
        match &self.elements {
            Elements::Ints(ints) => Some(ints.iter().copied().map(Some).collect()),
            Elements::Extents(extents) => Some(extents.clone()),
            Elements::Floats(_) | Elements::Bools(_) | Elements::NotFinite(_) => None,
        }
    }

    /// The truth value, if it is one.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.elements {
            Elements::Bools(bools) => match bools[..] {
                [only] => Some(only),
                _ => None,
            },
            Elements::Floats(_) | Elements::Ints(_) | Elements::Extents(_) | Elements::NotFinite(_) => None,
        }
    }

    /// The number, if it is one.
    pub(crate) fn as_scalar(&self) -> Option<f32> {
        match self.as_floats()? {
            [scalar] => Some(*scalar),
            _ => None,
        }
    }

    /// The matrix with its axes swapped; `None` if there are not two.
    pub(crate) fn transposed(&self) -> Option<Self> {
        let [rows, columns] = self.shape[..] else { return None };
        if let Some(ints) = self.as_ints() {
            let transposed = (0..columns).flat_map(|column| ints.iter().skip(column).step_by(columns.max(1)).copied());
            return Some(Self::ints(vec![columns, rows], transposed.collect()));
        }
        let floats = self.as_floats()?;
        Some(Self::floats(vec![columns, rows], transpose(floats, rows, columns)))
    }

    /// The number, if it is one, of any type that has numbers.
    pub(crate) fn as_number(&self) -> Option<f32> {
        match self.as_ints() {
            Some([int]) => Some(*int as f32),
            _ => self.as_scalar(),
        }
    }

    /// A number for each element of a row of this shape, the same for all rows: axes may be left out at the front, be 1, and one
    /// may stand for the batch.
    pub(crate) fn broadcast(&self, row: &[usize]) -> Option<Vec<f32>> {
        let floats = self.as_floats()?;
        let axes = match self.shape.len().checked_sub(row.len()) {
            None | Some(0) => &self.shape[..],
            Some(1) if self.shape[0] == 1 => &self.shape[1..],
            _ => return None,
        };
        let behind = &row[row.len() - axes.len()..];
        if axes.iter().zip(behind).any(|(axis, extent)| *axis != 1 && axis != extent) {
            return None;
        }
        let length = row.iter().product();
        if floats.len() == length {
            return Some(floats.to_vec());
        }
        // How far apart neighbours along an axis are in the constant: nowhere, where its extent is 1.
        let mut step = 1;
        let mut strides = vec![0; row.len()];
        for (stride, axis) in strides.iter_mut().rev().zip(axes.iter().rev()) {
            *stride = if *axis == 1 { 0 } else { step };
            step *= axis;
        }
        let element = |index: usize| {
            let mut rest = index;
            let mut position = 0;
            for (extent, stride) in row.iter().zip(&strides).rev() {
                position += rest % extent * stride;
                rest /= extent;
            }
            floats.get(position).copied()
        };
        (0..length).map(element).collect()
    }
}

/// A row-major matrix of `rows` with its axes swapped.
pub(crate) fn transpose(elements: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut transposed = vec![0.0; elements.len()];
    // Both factors are extents of a tensor with as many elements; an empty one has no rows to walk over.
    for (row, elements) in elements.chunks_exact(columns.max(1)).enumerate() {
        for (column, element) in elements.iter().enumerate() {
            transposed[column * rows + row] = *element;
        }
    }
    transposed
}

fn ints<'a>(tensor: &'a Tensor, name: &str) -> Result<Cow<'a, [i64]>, Mistake> {
    if tensor.raw_data.is_empty() {
        return Ok(tensor.int64_data.as_slice().into());
    }
    let (chunks, rest) = tensor.raw_data.as_chunks();
    refuse_part_of_an_element(rest, name)?;
    Ok(chunks.iter().map(|bytes| i64::from_le_bytes(*bytes)).collect::<Vec<_>>().into())
}

fn short_ints<'a>(tensor: &Tensor, name: &str) -> Result<Cow<'a, [i64]>, Mistake> {
    if tensor.raw_data.is_empty() {
        return Ok(tensor.int32_data.iter().map(|int| i64::from(*int)).collect::<Vec<_>>().into());
    }
    let (chunks, rest) = tensor.raw_data.as_chunks();
    refuse_part_of_an_element(rest, name)?;
    Ok(chunks.iter().map(|bytes| i64::from(i32::from_le_bytes(*bytes))).collect::<Vec<_>>().into())
}

/// One byte for each, or one number.
fn bools(tensor: &Tensor) -> Vec<bool> {
    if tensor.raw_data.is_empty() {
        return tensor.int32_data.iter().map(|number| *number != 0).collect();
    }
    tensor.raw_data.iter().map(|byte| *byte != 0).collect()
}

fn floats<'a>(tensor: &'a Tensor, name: &str) -> Result<Elements<'a>, Mistake> {
    let float = match tensor.data_type() {
        DataType::Float => Float::F32,
        DataType::Double => Float::F64,
        DataType::Float16 => Float::F16,
        DataType::Bfloat16 => Float::Bf16,
        other => {
            let message = format!("{name} has elements of type {other:?}");
            return Err(Mistake::new(message).note(
                "expected Float, Double, Float16 or Bfloat16, Int64 or Int32 for shapes, or Bool for a training mode",
            ));
        }
    };
    let elements = if tensor.raw_data.is_empty() {
        match float {
            Float::F32 => finite(tensor.float_data.iter().copied().map(f64::from)),
            Float::F64 => finite(tensor.double_data.iter().copied()),
            Float::F16 | Float::Bf16 => {
                // One number for each: the bits.
                let bits =
                    tensor.int32_data.iter().map(|bits| bits.to_le_bytes()).flat_map(|[low, high, ..]| [low, high]);
                to_f32(&bits.collect::<Vec<u8>>(), float, NonFinite::Refused)
            }
        }
    } else {
        refuse_part_of_an_element(&tensor.raw_data[tensor.raw_data.len() / float.size() * float.size()..], name)?;
        to_f32(&tensor.raw_data, float, NonFinite::Refused)
    };
    Ok(match elements {
        Ok(elements) => Elements::Floats(elements.into()),
        Err(unfit) => Elements::NotFinite(not_finite(tensor, name, &unfit)),
    })
}

/// A product or a sum with such a number would be no number for every input.
fn not_finite(tensor: &Tensor, name: &str, Unfit { index, found }: &Unfit) -> String {
    let subject = if tensor.dims.is_empty() { name.to_owned() } else { format!("element {index} of {name}") };
    format!("{subject} is {found}, expected a finite number")
}

fn refuse_part_of_an_element(rest: &[u8], name: &str) -> Result<(), Mistake> {
    if rest.is_empty() { Ok(()) } else { Err(Mistake::new(format!("{name} ends within an element"))) }
}
