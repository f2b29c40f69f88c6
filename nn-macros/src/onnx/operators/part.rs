//! Parts of vectors: `Slice` and `Split`.

use nn_onnx::Node;

use crate::onnx::graph::{MAX_NODES, Mistake, title};
use crate::onnx::lower::{Lowering, Value, given, int, unsupported};
use crate::onnx::operation::Operation;

/// Some numbers of vectors, one behind the other. Positions below 0 count from the end, and those beyond an end are that end.
pub(super) fn slice<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let [len] = row.shape[..] else {
        let message = format!("{} takes rows of shape {:?}, supported are vectors", title(node), row.shape);
        return Err(Mistake::new(message));
    };
    // Before operator set 10 these were attributes.
    let numbers = |name: &str, index: usize| -> Result<Option<Vec<i64>>, Mistake> {
        if lowering.graph.opset < 10 {
            return Ok(given(node, name).map(|attribute| attribute.ints.clone()));
        }
        if node.input.get(index).is_none_or(String::is_empty) {
            return Ok(None);
        }
        match lowering.operand(node, index)? {
            Value::Constant(constant) => Ok(constant.as_ints().map(<[i64]>::to_vec)),
            Value::Row(_) => Err(Mistake::new(format!("{} takes its `{name}` from a value", title(node)))
                .note("positions must be constants")),
        }
    };
    let (starts, ends) = (numbers("starts", 1)?, numbers("ends", 2)?);
    let (axes, steps) = (numbers("axes", 3)?, numbers("steps", 4)?);
    let (Some([start]), Some([end])) = (starts.as_deref(), ends.as_deref()) else {
        return Err(Mistake::new(format!("{} slices several axes, supported is the last", title(node))));
    };
    if !matches!(axes.as_deref(), Some([1 | -1])) {
        return Err(Mistake::new(format!("{} slices the axes {axes:?}, supported is the last, -1", title(node))));
    }
    if !matches!(steps.as_deref(), None | Some([1])) {
        return Err(Mistake::new(format!("{} has the steps {steps:?}, supported is 1", title(node))));
    }
    let [start, end] = [*start, *end].map(|position| {
        let from_end = i64::try_from(len).unwrap_or(i64::MAX);
        let position = if position < 0 { position.saturating_add(from_end) } else { position };
        usize::try_from(position.clamp(0, from_end)).unwrap_or(0)
    });
    if start >= end {
        return Err(Mistake::new(format!("{} yields no numbers", title(node))));
    }
    Ok(Value::Row(lowering.push(node, Operation::Slice(start, end), vec![row.source], vec![end - start])))
}

/// Vectors, one behind the other, of the lengths that are given or of equal length. The last may be shorter.
pub(super) fn split<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let [len] = row.shape[..] else {
        let message = format!("{} takes rows of shape {:?}, supported are vectors", title(node), row.shape);
        return Err(Mistake::new(message));
    };
    let axis = int(node, "axis", 0);
    if !matches!(axis, 1 | -1) {
        return Err(unsupported(node, "axis", axis, "the last axis, -1"));
    }
    if lowering.lines.len() + node.output.len() > MAX_NODES {
        return Err(Mistake::new(format!("{} has {} outputs", title(node), node.output.len())));
    }
    let lengths = lengths(lowering, node, len)?;
    let mut parts = Vec::new();
    let mut start = 0;
    for length in lengths {
        let end = start + length;
        parts.push(lowering.push(node, Operation::Slice(start, end), vec![row.source], vec![length]));
        start = end;
    }
    let mut parts = parts.into_iter();
    let first = parts.next().ok_or_else(|| Mistake::new(format!("{} has no output", title(node))))?;
    for (output, part) in node.output.iter().skip(1).zip(parts).filter(|(output, _)| !output.is_empty()) {
        lowering.define(node, output, Value::Row(part))?;
    }
    Ok(Value::Row(first))
}

/// One for each output.
fn lengths<'a>(lowering: &Lowering<'a>, node: &'a Node, len: usize) -> Result<Vec<usize>, Mistake> {
    let n_outputs = node.output.len();
    // From operator set 13 on they are an operand.
    let given = match lowering.optional(node, 1)? {
        Some(Value::Constant(constant)) => Some(constant.as_ints().map(<[i64]>::to_vec).unwrap_or_default()),
        Some(Value::Row(_)) => {
            return Err(Mistake::new(format!("{} takes its lengths from a value", title(node)))
                .note("lengths must be constants"));
        }
        None => given(node, "split").map(|split| split.ints.clone()),
    };
    let each = len.div_ceil(n_outputs.max(1));
    let equal = |index: usize| len.saturating_sub(index * each).min(each);
    let lengths: Vec<usize> = given.as_ref().map_or_else(
        || (0..n_outputs).map(equal).collect(),
        |given| given.iter().map(|length| usize::try_from(*length).unwrap_or(0)).collect(),
    );
    let sum = lengths.iter().fold(0_usize, |sum, length| sum.saturating_add(*length));
    if lengths.len() == n_outputs && sum == len && !lengths.contains(&0) {
        return Ok(lengths);
    }
    let given = given.map_or_else(|| "equal parts".to_owned(), |given| format!("{given:?}"));
    Err(Mistake::new(format!("{} splits {len} numbers into {n_outputs} outputs by {given}", title(node)))
        .note("each output must have at least one number, and all numbers must have an output"))
}
