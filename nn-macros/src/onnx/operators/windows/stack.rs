//! Values that are joined along an axis before that of the batch: what the layers of a stack end with. Most nodes behind take one of them.

use nn_onnx::Node;

use super::moves::{picked, sliced};
use super::parts::{as_row, uneven};
use super::{first_output, keep, place, view_of};
use crate::graph::Mistake;
use crate::graph::lowering::{Lowering, Row, int};
use crate::graph::operation::Operation;
use crate::graph::view::{Axis, View, contiguous};

/// Most values that are joined so: two for each layer of a stack.
const MOST_PARTS: usize = 64;

/// A node that joins values along an axis before that of the batch, or that takes what was joined so: what the layers of a stack end with. `None`
/// for any other node.
pub(super) fn of_stack<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<()>, Mistake> {
    let Some(name) = node.input.first().map(String::as_str) else { return Ok(None) };
    let output = first_output(node)?;
    if let Some((axis, parts)) = lowering.stacks.get(name).cloned()
        && let Some((start, end, is_number)) = range(lowering, node, (axis, &parts))?
    {
        let mut found = Vec::new();
        let mut first = 0;
        for part in &parts {
            let extent = part.axes[axis].extent;
            let (from, to) = (start.max(first), end.min(first + extent));
            if from < to {
                found.extend(part.part(axis, (from - first, to - from), 1));
            }
            first += extent;
        }
        match &found[..] {
            [only] if is_number => keep(lowering, node, output, only.at(axis, 0).ok_or_else(|| uneven(node))?)?,
            [only] => keep(lowering, node, output, only.clone())?,
            _ => drop(lowering.stacks.insert(output, (axis, found))),
        }
        return Ok(Some(()));
    }
    for name in &node.input {
        unstack(lowering, node, name)?;
    }
    if node.op_type != "Concat" || node.input.len() > MOST_PARTS {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for name in &node.input {
        let is_elsewhere = lowering.views.contains_key(name.as_str()) || place(lowering, name) > 0;
        match view_of(lowering, node, name)?.filter(|_| is_elsewhere) {
            Some(view) => parts.push(view),
            None => return Ok(None),
        }
    }
    let batch = parts.first().map_or(0, |part| part.batch);
    // The axis of layers and directions comes first.
    let is_first = |part: &View| part.batch == batch && batch > 0 && part.axis_of_row(int(node, "axis", 0)) == Some(0);
    let others = |part: &View| part.shape().get(1..).map(<[usize]>::to_vec);
    if !parts.iter().all(|part| is_first(part) && others(part) == others(&parts[0])) {
        return Ok(None);
    }
    lowering.stacks.insert(output, (0, parts));
    Ok(Some(()))
}

/// The positions that a node takes along the axis of a stack, and whether it takes that axis away; `None` for any other node.
fn range<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    (axis, parts): (usize, &[View]),
) -> Result<Option<(usize, usize, bool)>, Mistake> {
    let Some(first) = parts.first() else { return Ok(None) };
    let extent = parts.iter().map(|part| part.axes[axis].extent).sum();
    let mut whole = View { first: 0, ..first.clone() };
    whole.axes[axis] = Axis { extent, stride: 1 };
    let found = match node.op_type.as_str() {
        "Gather" => picked(lowering, node, &whole)?,
        "Slice" => sliced(lowering, node, &whole)?,
        _ => None,
    };
    let Some(found) = found else { return Ok(None) };
    let is_number = found.axes.len() < whole.axes.len();
    let count = if is_number { 1 } else { found.axes[axis].extent };
    // Nothing else is taken a part of.
    let is_along =
        if is_number {
            found.axes.iter().eq(whole.axes.iter().skip(1)) && axis == 0
        } else {
            found.axes.iter().zip(&whole.axes).enumerate().all(|(index, (found, whole))| {
                if index == axis { found.stride == whole.stride } else { found == whole }
            })
        };
    Ok((is_along && found.first + count <= extent).then_some((found.first, found.first + count, is_number)))
}

/// A stack as one value, by lines.
pub(super) fn unstack<'a>(lowering: &mut Lowering<'a>, node: &Node, name: &'a str) -> Result<(), Mistake> {
    let Some((_, parts)) = lowering.stacks.remove(name) else { return Ok(()) };
    let mut sources = Vec::new();
    let (mut extent, mut length) = (0, 0);
    for part in &parts {
        let row = as_row(lowering, node, &part.with_batch_in_front())?;
        let of_part = row.shape.iter().product();
        sources.push(lowering.as_declared(node, Row { shape: vec![of_part], ..row })?.source);
        extent += part.axes.first().map_or(0, |axis| axis.extent);
        length += of_part;
    }
    let Some(first) = parts.first() else { return Ok(()) };
    let source = lowering.push(node, Operation::Concat, sources, vec![length]).source;
    let mut shape = first.shape();
    shape[0] = extent;
    lowering.views.insert(name, View { source, first: 0, axes: contiguous(&shape), batch: first.batch });
    Ok(())
}
