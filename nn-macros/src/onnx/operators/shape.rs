//! What computes nothing and is no layer: types and constants.

use nn_onnx::{DataType, Node};

use crate::graph::constant::{Constant, Elements};
use crate::graph::lowering::{Lowering, Pending, Row, Step, Value, float, given, int, settled, unsupported};
use crate::graph::{Mistake, title};
use crate::onnx::needed::is_real;

use super::columns;

pub(super) fn identity<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    lowering.operand(node, 0)
}

pub(super) fn constant<'a>(_: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let [attribute] = &node.attribute[..] else {
        return Err(Mistake::new(format!("{} has {} attributes, expected one", title(node), node.attribute.len())));
    };
    let constant =
        match (attribute.name.as_str(), &attribute.t) {
            ("value", Some(tensor)) => Constant::read(tensor, &format!("the tensor of {}", title(node)))?.finite()?,
            ("value_float", _) => Constant::floats(Vec::new(), vec![float(node, "value_float", 0.0)?]),
            ("value_int", _) => Constant::ints(Vec::new(), vec![int(node, "value_int", 0)]),
            ("value_ints", _) => Constant::ints(vec![attribute.ints.len()], attribute.ints.clone()),
            ("value_floats", _) if attribute.floats.iter().all(|float| float.is_finite()) => {
                Constant::floats(vec![attribute.floats.len()], attribute.floats.clone())
            }
            ("value_floats", _) => {
                return Err(unsupported(node, "value_floats", format!("{:?}", attribute.floats), "finite numbers"));
            }
            (name, _) => return Err(Mistake::new(format!("{} has the attribute `{name}`", title(node))).note(
                "supported are numbers and integers: `value`, `value_float`, `value_floats`, `value_int`, `value_ints`",
            )),
        };
    Ok(Value::Constant(constant))
}

/// Numbers stay what they are; constants change their type.
pub(super) fn cast<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let to = int(node, "to", 0);
    let target = i32::try_from(to).ok().and_then(|to| DataType::try_from(to).ok());
    match (lowering.operand(node, 0)?, target) {
        // The numbers of classes, whose vectors a table holds.
        (Value::Row(row), Some(DataType::Int64 | DataType::Int32)) => {
            if let Some(Pending { step: Step::Whole, .. }) = row.pending {
                return Ok(Value::Row(row));
            }
            let row = settled(row)?;
            let pending = Some(Pending { step: Step::Whole, node: title(node), value: None });
            Ok(Value::Row(Row { pending, ..row }))
        }
        // All numbers are `f32` here, and their types in the file are rounded to it once.
        (row @ Value::Row(_), Some(target)) if is_real(target) => Ok(row),
        (Value::Constant(constant), Some(target)) if is_real(target) => {
            let floats = |numbers: Vec<f32>| Elements::Floats(numbers.into());
            let elements = match constant.elements {
                Elements::Ints(ints) => floats(ints.iter().map(|int| *int as f32).collect()),
                Elements::Bools(bools) => floats(bools.iter().map(|truth| f32::from(u8::from(*truth))).collect()),
                floats @ Elements::Floats(_) => floats,
                Elements::Extents(_) => return Err(Mistake::new(format!("{} converts the batch", title(node)))),
                Elements::NotFinite(message) => return Err(Mistake::new(message)),
            };
            Ok(Value::Constant(Constant { elements, ..constant }))
        }
        (
            Value::Constant(constant @ Constant { elements: Elements::Ints(_) | Elements::Extents(_), .. }),
            Some(DataType::Int64),
        ) => Ok(Value::Constant(constant)),
        (_, target) => {
            let found = target.map_or_else(|| to.to_string(), |target| format!("{target:?}"));
            Err(Mistake::new(format!("{} converts to {found}, supported is Float", title(node))))
        }
    }
}

/// The transpose of a constant: frameworks store weights either way.
pub(super) fn transpose<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let constant = match lowering.operand(node, 0)? {
        Value::Constant(constant) => constant,
        Value::Row(row) => return columns::transpose(lowering, node, row),
    };
    let is_swap = given(node, "perm").is_none_or(|perm| perm.ints == [1, 0]);
    let transposed = constant.transposed().filter(|_| is_swap);
    let transposed = transposed.ok_or_else(|| {
        let perm = given(node, "perm").map_or_else(|| "none".to_owned(), |perm| format!("{:?}", perm.ints));
        unsupported(node, "perm", perm, "[1, 0], of a matrix")
            .note(format!("the constant has shape {:?}", constant.shape))
    })?;
    Ok(Value::Constant(transposed))
}
