//! What computes nothing: shapes, types, constants, dropout.

use nn_onnx::{DataType, Node};

use crate::model::Source;
use crate::onnx::constant::{Constant, Elements};
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lines::Line;
use crate::onnx::lower::{Lowering, Row, Value, float, given, int, settled, unsupported};
use crate::onnx::operation::Operation;

pub(super) fn identity<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    lowering.operand(node, 0)
}

pub(super) fn constant<'a>(_: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let [attribute] = &node.attribute[..] else {
        return Err(Mistake::new(format!("{} has {} attributes, expected one", title(node), node.attribute.len())));
    };
    let constant =
        match (attribute.name.as_str(), &attribute.t) {
            ("value", Some(tensor)) => Constant::read(tensor, &format!("the tensor of {}", title(node)))?,
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
        (row @ Value::Row(_), Some(DataType::Float)) => Ok(row),
        (Value::Constant(constant), Some(DataType::Float)) => {
            let floats = |numbers: Vec<f32>| Elements::Floats(numbers.into());
            let elements = match constant.elements {
                Elements::Ints(ints) => floats(ints.iter().map(|int| *int as f32).collect()),
                Elements::Bools(bools) => floats(bools.iter().map(|truth| f32::from(u8::from(*truth))).collect()),
                floats @ Elements::Floats(_) => floats,
                Elements::Extents(_) => return Err(Mistake::new(format!("{} converts the batch", title(node)))),
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
    let Value::Constant(constant) = lowering.operand(node, 0)? else {
        return Err(Mistake::new(format!("{} permutes the axes of a value", title(node)))
            .note("a constant matrix alone can be transposed"));
    };
    let is_swap = given(node, "perm").is_none_or(|perm| perm.ints == [1, 0]);
    let transposed = constant.transposed().filter(|_| is_swap);
    let transposed = transposed.ok_or_else(|| {
        Mistake::new(format!("{} permutes the axes of a constant of shape {:?}", title(node), constant.shape))
            .note("a constant matrix alone can be transposed")
    })?;
    Ok(Value::Constant(transposed))
}

pub(super) fn dropout<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    refuse_training(lowering, node)?;
    // Until operator set 12 the ratio was an attribute.
    let rate = match lowering.optional(node, 1)? {
        Some(Value::Constant(constant)) => {
            constant.as_scalar().ok_or_else(|| Mistake::new(format!("the ratio of {} is no number", title(node))))?
        }
        Some(Value::Row(_)) => return Err(Mistake::new(format!("the ratio of {} is no constant", title(node)))),
        None => float(node, "ratio", 0.5)?,
    };
    if !(0.0..1.0).contains(&rate) {
        return Err(unsupported(node, "ratio", rate, "a number from 0, below 1"));
    }
    if rate == 0.0 {
        return Ok(Value::Row(row));
    }
    Ok(Value::Row(lowering.push(node, Operation::Dropout(rate), vec![row.source], row.shape)))
}

/// A network that was exported while it trained: its `Dropout` nodes say so, its normalisations may not.
fn refuse_training<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
    // The operand is there from operator set 12 on.
    let training = match lowering.optional(node, 2)? {
        None => return Ok(()),
        Some(Value::Constant(constant)) => constant.as_bool(),
        Some(Value::Row(_)) => None,
    };
    match training {
        Some(false) => Ok(()),
        Some(true) => Err(in_training_mode(node)),
        None => Err(Mistake::new(format!("the training mode of {} is no constant truth value", title(node)))
            .note("a declared network infers; its mode cannot depend on the input")
            .help(EXPORT_AGAIN)),
    }
}

/// How a network gets out of training mode.
const EXPORT_AGAIN: &str = "export the network again after `model.eval()`";

/// The mistake of a node that behaves as in training.
pub(super) fn in_training_mode(node: &Node) -> Mistake {
    Mistake::new(format!("{} is in training mode: the network was exported while it trained", title(node)))
        .note("what such a file computes is random, and the statistics in it may be of a single batch")
        .help(EXPORT_AGAIN)
}

pub(super) fn flatten<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    let axis = int(node, "axis", 1);
    // Counted from the end, the first axis of a row is -1, -2 or -3.
    let from_the_end = i64::try_from(row.shape.len()).map_or(1, i64::wrapping_neg);
    if axis != 1 && axis != from_the_end {
        return Err(unsupported(node, "axis", axis, "1, which keeps the batch"));
    }
    flat(lowering, node, row)
}

/// To a vector, or to the shape that it has.
pub(super) fn reshape<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    let target = match lowering.operand(node, 1)? {
        Value::Constant(constant) => constant.as_extents().filter(|_| constant.shape.len() == 1),
        Value::Row(_) => None,
    };
    let target = target.ok_or_else(|| {
        Mistake::new(format!("{} has a shape that is no constant list of integers", title(node)))
            .help("export the network with a fixed shape: `torch.flatten(x, 1)` instead of `x.view(x.size(0), -1)`")
    })?;
    let length: usize = row.shape.iter().product();
    let is =
        |target: &Option<i64>, extent: usize| target.and_then(|target| usize::try_from(target).ok()) == Some(extent);
    let (first, rest) = target.split_first().map_or((Some(1), &[][..]), |(first, rest)| (*first, rest));
    let keeps_batch = match first {
        // The batch itself, as it is of any other value.
        None => true,
        Some(0) => int(node, "allowzero", 0) == 0,
        Some(-1) => !rest.contains(&Some(-1)),
        first => first == lowering.graph.batch,
    };
    let is_same =
        rest.len() == row.shape.len() && rest.iter().zip(&row.shape).all(|(target, extent)| is(target, *extent));
    let is_flat = matches!(rest, [target] if *target == Some(-1) || is(target, length));
    if !keeps_batch || !(is_same || is_flat) {
        let written = target.iter().map(|extent| extent.map_or_else(|| "N".to_owned(), |extent| extent.to_string()));
        let written = written.collect::<Vec<_>>().join(", ");
        let message = format!("{} changes rows of shape {:?} to [{written}]", title(node), row.shape);
        return Err(
            Mistake::new(message).note(format!("supported is a vector for each row, [0, -1] or [-1, {length}]"))
        );
    }
    if is_same { Ok(Value::Row(row)) } else { flat(lowering, node, row) }
}

fn flat<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row) -> Result<Value<'a>, Mistake> {
    if row.shape.len() == 1 {
        return Ok(Value::Row(row));
    }
    let row = settled(row)?;
    let length = row.shape.iter().product();
    // Exporters flatten once for each user.
    let same = |line: &Line| matches!(line.operation, Operation::Flatten) && line.operands == [row.source];
    if let Some(index) = lowering.lines.iter().position(same) {
        return Ok(Value::Row(Row {
            source: Source::Node(index),
            shape: vec![length],
            pending: None,
            is_exclusive: false,
        }));
    }
    Ok(Value::Row(lowering.push(node, Operation::Flatten, vec![row.source], vec![length])))
}
