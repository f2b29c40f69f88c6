//! The input of a file: the type of its numbers, its batch, and the extents of a row.

use std::collections::HashSet;

use nn_onnx::{DataType, Dimension, Node, TensorType, ValueInfo};

use super::needed::{is_real, written};
use super::refused::{Cause, Refusals};
use crate::graph::{Mistake, visible};
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT, grouped};

/// What to pass to exporters of `PyTorch` for a batch that depends on the call.
pub(super) const FREE_BATCH: &str = "`dynamic_shapes=({0: torch.export.Dim(\"N\")},)`";

/// What the file says of its input.
pub(super) struct Input<'a> {
    pub(super) name: &'a str,
    /// The type of its numbers.
    pub(super) kind: DataType,
    /// The extent of the batch, where it is fixed.
    pub(super) batch: Option<i64>,
    /// The extents of a row.
    pub(super) row: Vec<usize>,
    /// Whether a row is one number without an axis for it.
    pub(super) is_number: bool,
    /// The whole shape, for messages.
    pub(super) written: String,
}

/// Names in backticks, for messages.
pub(super) fn names(inputs: &[&ValueInfo]) -> String {
    let names: Vec<String> = inputs.iter().map(|input| format!("`{}`", visible(&input.name))).collect();
    names.join(", ")
}

/// The inputs whose numbers are no floats, type by type.
pub(super) fn of_other_types(inputs: &[&ValueInfo]) -> Option<String> {
    let mut kinds: Vec<(DataType, Vec<&ValueInfo>)> = Vec::new();
    for input in inputs.iter().copied() {
        let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref());
        let kind = tensor.map(TensorType::elem_type).filter(|kind| !is_real(*kind));
        let Some(kind) = kind.filter(|kind| *kind != DataType::Undefined) else { continue };
        match kinds.iter_mut().find(|(found, _)| *found == kind) {
            Some((_, of_kind)) => of_kind.push(input),
            None => kinds.push((kind, vec![input])),
        }
    }
    let written: Vec<String> = kinds
        .iter()
        .map(|(kind, inputs)| {
            let verb = if inputs.len() == 1 { "is" } else { "are" };
            format!("{} {verb} of type {kind:?}", names(inputs))
        })
        .collect();
    (!written.is_empty()).then(|| written.join(", "))
}

/// Operators through which integers go that are positions of vectors in a table.
const OF_POSITIONS: &[&str] =
    &["Cast", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Split", "Squeeze", "Unsqueeze"];

/// Whether all that is made of a value is positions of vectors in a table.
pub(super) fn is_of_positions(value: &str, nodes: &[&Node]) -> bool {
    let mut positions = HashSet::from([value]);
    let mut has_table = false;
    for node in nodes {
        let takes = |index: usize| node.input.get(index).is_some_and(|input| positions.contains(input.as_str()));
        let n_taken = (0..node.input.len()).filter(|index| takes(*index)).count();
        let operator = node.op_type.as_str();
        let is_table = n_taken == 1 && operator == "Gather" && takes(1);
        has_table |= is_table;
        if n_taken == 0 || is_table || operator == "Shape" {
            continue;
        }
        if n_taken > 1 || !takes(0) || !OF_POSITIONS.contains(&operator) {
            return false;
        }
        positions.extend(node.output.iter().map(String::as_str));
    }
    has_table
}

/// What the file says of `input`, whose axis `batch_axis` is that of the batch, or all that is wrong with it. `is_of_positions` tells whether its numbers may be
/// integers.
pub(super) fn read(input: &ValueInfo, is_of_positions: bool, batch_axis: usize) -> Result<Input<'_>, Refusals> {
    let name = visible(&input.name);
    let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref());
    let tensor = tensor.ok_or_else(|| Mistake::new(format!("input `{name}` is no tensor")))?;
    let kind = tensor.elem_type();
    let mut refusals = Refusals::default();
    let is_position = is_of_positions && matches!(kind, DataType::Int64 | DataType::Int32);
    if !is_real(kind) && !is_position {
        refusals.push(Cause::Input, of_type(&name, kind));
    }
    let dimensions = tensor.shape.as_ref().map(|shape| shape.dim.as_slice());
    let is_number = is_position && dimensions.is_some_and(|dimensions| dimensions.len() == 1);
    let row = match dimensions {
        Some(_) if is_number => Ok(vec![1]),
        Some(dimensions) => row(&name, dimensions, batch_axis),
        None => Err(Mistake::new(format!("input `{name}` has no shape"))),
    };
    let dimensions = dimensions.unwrap_or_default();
    let row = row.unwrap_or_else(|mistake| {
        refusals.push(Cause::Input, mistake);
        Vec::new()
    });
    refusals.finish()?;
    let batch = dimensions.get(batch_axis).and_then(|batch| batch.dim_value);
    Ok(Input { name: &input.name, kind, batch, row, is_number, written: written(dimensions) })
}

fn of_type(name: &str, kind: DataType) -> Mistake {
    let mistake = Mistake::new(format!("input `{name}` has elements of type {kind:?}, expected Float"))
        .note("Double, Float16 and Bfloat16 are supported too, and computed as Float");
    match kind {
        DataType::Int64 | DataType::Int32 | DataType::Bool => {
            let mistake =
                mistake.note("integers are supported as positions of vectors in a constant matrix, an embedding");
            mistake.help("export with numbers of type Float, `x.float()`")
        }
        _ => mistake,
    }
}

/// The extents of a row.
fn row(name: &str, dimensions: &[Dimension], batch_axis: usize) -> Result<Vec<usize>, Mistake> {
    let Some(batch) = dimensions.get(batch_axis) else {
        return Err(Mistake::new(format!("input `{name}` is a scalar")));
    };
    let row: Vec<(usize, &Dimension)> = dimensions.iter().enumerate().filter(|(axis, _)| *axis != batch_axis).collect();
    let written = written(dimensions);
    if !(1..=3).contains(&row.len()) {
        let message = format!("input `{name}` has shape {written}, expected a batch of vectors, sequences or images");
        let mistake = Mistake::new(message).note("the first axis is the batch; one to three others follow");
        return Err(if row.is_empty() {
            mistake.help("export the network with an input that has a batch: `x[None]`")
        } else {
            mistake
        });
    }
    let extent = |dimension: &Dimension| dimension.dim_value.and_then(|extent| usize::try_from(extent).ok());
    let extents: Vec<Option<usize>> = row.iter().map(|(_, dimension)| extent(dimension)).collect();
    let free: Vec<String> = row
        .iter()
        .zip(&extents)
        .filter(|(_, extent)| extent.is_none())
        .map(|((axis, _), _)| axis.to_string())
        .collect();
    if !free.is_empty() {
        let (axes, verb) = if free.len() == 1 { ("axis", "is") } else { ("axes", "are") };
        let message = format!("{axes} {} of input `{name}`, of shape {written}, {verb} not fixed", free.join(", "));
        let mistake = Mistake::new(message).note(if batch_axis == 0 {
            "only the first axis, the batch, may depend on the call"
        } else {
            "only the second axis, the batch, may depend on the call"
        });
        let is_batch_fixed = batch.dim_value.is_some();
        return Err(if free.len() == row.len() || is_batch_fixed {
            mistake.help(format!("export with the batch alone not fixed, as the first axis: {FREE_BATCH}"))
        } else {
            mistake.help("export the network with this axis fixed")
        });
    }
    let shape: Vec<usize> = extents.into_iter().flatten().collect();
    if let Some((axis, extent)) =
        row.iter().map(|(axis, _)| axis).zip(&shape).find(|(_, extent)| !(1..=MAX_EXTENT).contains(*extent))
    {
        let message = format!("axis {axis} of input `{name}`, of shape {written}, has the extent {extent}");
        return Err(Mistake::new(message).note(format!("extents are from 1 to {}", grouped(MAX_EXTENT))));
    }
    let elements = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    if elements.is_none_or(|elements| elements > MAX_ELEMENTS) {
        let message = format!("input `{name}` of shape {written} has more than {} elements", grouped(MAX_ELEMENTS));
        return Err(Mistake::new(message));
    }
    Ok(shape)
}
