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
        // TensorFlow has extents in 32 bits.
        (Value::Constant(constant), Some(DataType::Int32))
            if constant
                .as_extents()
                .is_some_and(|extents| extents.iter().flatten().all(|int| i32::try_from(*int).is_ok())) =>
        {
            Ok(Value::Constant(constant))
        }
        (_, target) => {
            let found = target.map_or_else(|| to.to_string(), |target| format!("{target:?}"));
            Err(Mistake::new(format!("{} converts to {found}, supported is Float", title(node))))
        }
    }
}

/// Floats with their axes in another order, such as a kernel whose channels are its last axes.
fn permuted<'a>(node: &Node, constant: &Constant<'a>) -> Option<Constant<'a>> {
    let floats = constant.as_floats()?;
    let rank = constant.shape.len();
    // Without an order the axes are reversed. The batch that is put in front is that of `columns`.
    let reversed = || (0..rank).rev().map(|axis| i64::try_from(axis).unwrap_or(i64::MAX)).collect();
    let axes: Vec<i64> = given(node, "perm").map_or_else(reversed, |perm| perm.ints.clone());
    let perm: Vec<i64> = [0].into_iter().chain(axes.into_iter().map(|axis| axis.saturating_add(1))).collect();
    let (from, shape) = columns::permuted(&constant.shape, &perm)?;
    Some(Constant::floats(shape, from.into_iter().filter_map(|place| floats.get(place)).copied().collect()))
}

/// The transpose of a constant: frameworks store weights either way.
pub(super) fn transpose<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let constant = match lowering.operand(node, 0)? {
        Value::Constant(constant) => constant,
        Value::Row(row) => return columns::transpose(node, row),
    };
    let is_swap = given(node, "perm").is_none_or(|perm| perm.ints == [1, 0]);
    let transposed = constant.transposed().filter(|_| is_swap).or_else(|| permuted(node, &constant));
    let transposed = transposed.ok_or_else(|| {
        let perm = given(node, "perm").map_or_else(|| "none".to_owned(), |perm| format!("{:?}", perm.ints));
        let supported = format!("an order of the axes of {:?}, which are floats", constant.shape);
        unsupported(node, "perm", perm, supported)
    })?;
    Ok(Value::Constant(transposed))
}
