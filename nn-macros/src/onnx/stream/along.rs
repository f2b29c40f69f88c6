//! Nodes that compute along axes: norms and softmax of the numbers of a step, and sums that make one number of them.

use nn_onnx::{Attribute, AttributeType, Node};

use super::array::{Array, Axis};
use super::sequence::WINDOW;
use super::walk::Walk;
use crate::graph::lowering::{given, int};
use crate::graph::{Mistake, title};

/// Operators that compute along axes, from one on to the last.
pub(in crate::onnx) const FROM_AN_AXIS: &[&str] = &[
    "LayerNormalization",
    "LogSoftmax",
    "LpNormalization",
    "RMSNormalization",
    "SimplifiedLayerNormalization",
    "Softmax",
];

/// Operators that make one number of all of a vector. The last is a mean over all axes behind the first two.
pub(super) const REDUCTIONS: &[&str] = &["ReduceL1", "ReduceL2", "ReduceMean", "ReduceSum", "ReduceSumSquare", POOL];

pub(super) const POOL: &str = "GlobalAveragePool";

/// One number of a vector.
pub(super) fn reduce(walk: &mut Walk<'_>, node: &Node, operands: &[Option<Array>]) -> Result<Array, Mistake> {
    let x = operands.first().and_then(Option::as_ref).filter(|array| array.is_value());
    let x = x.ok_or_else(|| Mistake::new(format!("{} takes no numbers that depend on the input", title(node))))?;
    let rank = x.axes.len();
    let is_pool = node.op_type == POOL;
    let axes = match operands.get(1).and_then(Option::as_ref) {
        _ if is_pool => i64::try_from(rank).ok().map(|rank| (2..rank).collect()),
        Some(axes) => axes.as_ints(),
        None => given(node, "axes").map(|axes| axes.ints.clone()),
    };
    let reduced: Option<Vec<usize>> =
        axes.as_ref().and_then(|axes| axes.iter().map(|axis| Array::position(*axis, rank)).collect());
    let reduced = reduced.unwrap_or_else(|| (0..rank).collect());
    if reduced.iter().any(|axis| x.axes[*axis].1 == Axis::Time) {
        return Err(Mistake::new(format!("{} takes all steps of a sequence", title(node)))
            .note("a stream has not seen the end when it is at a step")
            .help(WINDOW));
    }
    // The elements are in the same order where all other axes have the extent 1.
    let of_others = |axis: usize| !reduced.contains(&axis);
    let is_all = (0..rank).filter(|axis| of_others(*axis)).all(|axis| x.axes[axis].0 == 1);
    if !is_all || reduced.iter().any(|axis| x.axes[*axis].1 == Axis::Batch) {
        let found = axes.map_or("all".to_owned(), |axes| format!("{axes:?}"));
        return Err(Mistake::new(format!(
            "{} has axes = {found}, supported are those of a step's numbers",
            title(node)
        ))
        .note("a stream takes vectors, one in a step"));
    }
    let vector = Array { axes: vec![(x.elements.len(), Axis::Numbers)], elements: x.elements.clone() };
    let input = vec![walk.name_of(node, &vector)?];
    let is_kept = is_pool || int(node, "keepdims", 1) != 0;
    let left = |axis| if of_others(axis) { Some(x.axes[axis]) } else { is_kept.then_some((1, Axis::Numbers)) };
    let left: Vec<(usize, Axis)> = (0..rank).filter_map(left).collect();
    let name = node.output.first().cloned().unwrap_or_default();
    let attribute = |name: &str| Attribute { name: name.to_owned(), ..Attribute::default() };
    let axes = Attribute { ints: vec![-1], kind: AttributeType::Ints.into(), ..attribute("axes") };
    let kept = Attribute { i: Some(1), kind: AttributeType::Int.into(), ..attribute("keepdims") };
    let op_type = if is_pool { "ReduceMean".to_owned() } else { node.op_type.clone() };
    walk.push(Node { op_type, input, output: vec![name.clone()], attribute: vec![axes, kept], ..node.clone() });
    let value = walk.add_value(name, 1);
    Ok(Array::of_value(value, left))
}

/// The node with the last axis in place of that of the numbers, of a node that computes along that axis alone, where an axis of steps is behind it: as in windows
/// `[batch, channels, time]`.
pub(super) fn of_channels(opset: i64, node: &Node, operands: &[Option<Array>]) -> Option<Node> {
    let is_one_axis = match node.op_type.as_str() {
        "Softmax" | "LogSoftmax" => opset >= 13,
        operator => operator == "LpNormalization",
    };
    let x = operands.first()?.as_ref().filter(|x| is_one_axis && x.n_axes_behind() > 0)?;
    let found = Array::position(int(node, "axis", -1), x.axes.len());
    if found.map(|axis| axis + 1) != Some(x.axes.len() - x.n_axes_behind()) {
        return None;
    }
    let mut turned = node.clone();
    turned.attribute.retain(|attribute| attribute.name != "axis");
    Some(turned)
}

/// A norm or a softmax is one of the numbers of a step.
pub(super) fn refuse_other_axes(opset: i64, node: &Node, axes: &[(usize, Axis)]) -> Result<(), Mistake> {
    let is_softmax = matches!(node.op_type.as_str(), "Softmax" | "LogSoftmax");
    let default = if is_softmax && opset < 13 { 1 } else { -1 };
    let found = given(node, "axis").and_then(|axis| axis.i).unwrap_or(default);
    let first = Array::position(found, axes.len());
    let is_of_step = |first: usize| {
        let behind = &axes[first..];
        let is_last = first + 1 == axes.len();
        // Those of one axis alone have no others to look at.
        let is_one_axis = is_softmax && opset >= 13 || node.op_type == "LpNormalization";
        if is_one_axis {
            is_last
        } else {
            behind.iter().all(|(extent, axis)| *extent == 1 && *axis == Axis::One || *axis == Axis::Numbers)
        }
    };
    if first.is_some_and(is_of_step) {
        return Ok(());
    }
    Err(Mistake::new(format!("{} has axis = {found}, supported is the last", title(node))))
}
