//! Values whose batch is not their first axis, and parts of windows: what stands around recurrent operators that see all steps at once.
//!
//! The operators take `[steps, batch, numbers]`, so files turn values around them, and some have the batch as the second axis all the way. Where
//! the numbers of such a value are is known from its [`View`]: nodes that move numbers change that alone. What computes takes the value
//! with the batch in front, and its result has the batch where the value had it. A part of a window becomes lines where a node takes it.

mod moves;
mod parts;
mod stack;
mod steps;

use nn_onnx::Node;

use self::parts::{row_of, whole};
pub(super) use self::steps::of_each_step;
use super::{is_elementwise, order};
use crate::graph::constant::Constant;
use crate::graph::lowering::{Lowering, Order, Row, Value, int, settled};
use crate::graph::view::{View, contiguous};
use crate::graph::{Mistake, title};
use crate::onnx::stream::{self, FROM_AN_AXIS};

/// How a node is read whose operands have the batch in front.
pub(super) type Read<'f, 'a> = &'f dyn Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>;

/// Reads a node of values around a recurrent operator, and names its results; `None` for any other node.
pub(super) fn lower<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    read: Read<'_, 'a>,
) -> Result<Option<()>, Mistake> {
    if !lowering.graph.is_of_windows {
        return Ok(None);
    }
    if stream::is_recurrent(node) {
        return steps::over_window(lowering, node).map(Some);
    }
    if let Some(done) = stack::of_stack(lowering, node)? {
        return Ok(Some(done));
    }
    if let Some(moved) = moves::moved(lowering, node)? {
        for (output, view) in node.output.iter().zip(moved).filter(|(output, _)| !output.is_empty()) {
            keep(lowering, node, output, view)?;
        }
        return Ok(Some(()));
    }
    if let Some(value) = moves::counted(lowering, node)? {
        return named(lowering, node, value).map(Some);
    }
    let found = match steps::joined(lowering, node)? {
        None => steps::reduced(lowering, node)?,
        joined => joined,
    };
    if let Some(view) = found {
        let output = first_output(node)?;
        return keep(lowering, node, output, view).map(Some);
    }
    let is_elsewhere = |name: &String| lowering.views.contains_key(name.as_str()) || place(lowering, name) > 0;
    if !node.input.iter().any(is_elsewhere) {
        return Ok(None);
    }
    let value = computed(lowering, node, read)?;
    named(lowering, node, value).map(Some)
}

/// Whether recurrent nodes begin with all that is made of what a node yields.
pub(super) fn is_begin(lowering: &Lowering<'_>, node: &Node) -> bool {
    let is_state = |output: &String| stream::is_state(output, &lowering.graph.nodes);
    lowering.graph.is_of_windows && node.output.first().is_some_and(is_state)
}

fn first_output(node: &Node) -> Result<&str, Mistake> {
    node.output.first().map(String::as_str).ok_or_else(|| Mistake::new(format!("{} has no output", title(node))))
}

fn named<'a>(lowering: &mut Lowering<'a>, node: &'a Node, value: Value<'a>) -> Result<(), Mistake> {
    let output = first_output(node)?;
    lowering.define(node, output, value)
}

/// How many axes the file has before that of the batch.
fn place(lowering: &Lowering<'_>, name: &str) -> usize {
    lowering.batches.get(name).copied().unwrap_or(0)
}

/// The value of the output, with the batch in front.
pub(super) fn finish<'a>(lowering: &mut Lowering<'a>, node: &Node, name: &'a str) -> Result<bool, Mistake> {
    stack::unstack(lowering, node, name)?;
    let is_behind = lowering.batches.remove(name).is_some();
    let Some(view) = lowering.views.remove(name) else { return Ok(is_behind) };
    let (row, order) = row_of(lowering, node, &view.with_batch_in_front())?;
    lowering.values.insert(name, Value::Row(row));
    lowering.orders.extend(order.map(|order| (name, order)));
    Ok(view.batch > 0)
}

/// Where the numbers of a value are; `None` for a constant, and for what a line that follows will compute.
fn view_of<'a>(lowering: &mut Lowering<'a>, node: &Node, name: &'a str) -> Result<Option<View>, Mistake> {
    if let Some(view) = lowering.views.get(name) {
        return Ok(Some(view.clone()));
    }
    if lowering.orders.get(name).is_some_and(Order::is_flat) {
        order::move_value(lowering, node, name)?;
    }
    let Some(Value::Row(row)) = lowering.values.get(name) else { return Ok(None) };
    let Ok(row) = settled(row.clone()) else { return Ok(None) };
    let of_line = contiguous(&row.shape);
    let axes = match lowering.orders.get(name).and_then(Order::axes) {
        Some(axes) => axes.iter().filter_map(|axis| of_line.get(*axis).copied()).collect(),
        None => of_line,
    };
    Ok(Some(View { source: row.source, first: 0, axes, batch: place(lowering, name) }))
}

/// Names a value: as a row, where it is all numbers of a line.
fn keep<'a>(lowering: &mut Lowering<'a>, node: &'a Node, output: &'a str, view: View) -> Result<(), Mistake> {
    if whole(lowering, &view).is_none() {
        return match lowering.views.insert(output, view) {
            None => Ok(()),
            Some(_) => Err(Mistake::new(format!("{} writes `{output}` a second time", title(node)))),
        };
    }
    let (row, order) = row_of(lowering, node, &view)?;
    lowering.orders.extend(order.map(|order| (output, order)));
    if view.batch > 0 {
        lowering.batches.insert(output, view.batch);
    }
    lowering.define(node, output, Value::Row(row))
}

/// A node that computes, whose operands have the batch in front while it is read.
fn computed<'a>(lowering: &mut Lowering<'a>, node: &'a Node, read: Read<'_, 'a>) -> Result<Value<'a>, Mistake> {
    let mut found: Vec<(&'a str, Row, Option<Order>)> = Vec::new();
    let mut constants: Vec<(&'a str, Constant<'a>)> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (index, name) in node.input.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let name = name.as_str();
        if let Some(view) = lowering.views.get(name).cloned() {
            places.push((view.batch, view.rank()));
            let (row, order) = row_of(lowering, node, &view.with_batch_in_front())?;
            found.push((name, row, order));
            continue;
        }
        match lowering.any(node, index)? {
            Some(Value::Row(row)) => {
                places.push((place(lowering, name), row.shape.len() + 1));
                found.push((name, row, lowering.orders.get(name).cloned()));
            }
            Some(Value::Constant(constant)) => constants.push((name, constant)),
            None => {}
        }
    }
    let (batch, rank) = places.iter().copied().max().unwrap_or((0, 1));
    if places.iter().any(|(other, of)| *other != batch || batch > 0 && *of != rank) {
        return Err(Mistake::new(format!("{} joins values whose batches are different axes", title(node)))
            .help("bring them to `[batch, steps, numbers]` first"));
    }
    if batch > 0 {
        refuse_other_axes(lowering, node, (batch, rank))?;
        if is_elementwise(&node.op_type) {
            for (_, constant) in &mut constants {
                with_batch_in_front(node, constant, (batch, rank))?;
            }
        }
    }
    let output = first_output(node)?;
    let value = in_place_of(lowering, found, constants, |lowering| read(lowering, node))?;
    if batch > 0 && matches!(value, Value::Row(_)) {
        lowering.batches.insert(output, batch);
    }
    Ok(value)
}

/// What is read while names have other values, and no batch is behind another axis.
fn in_place_of<'a, T>(
    lowering: &mut Lowering<'a>,
    rows: Vec<(&'a str, Row, Option<Order>)>,
    constants: Vec<(&'a str, Constant<'a>)>,
    read: impl FnOnce(&mut Lowering<'a>) -> T,
) -> T {
    let names: Vec<&'a str> =
        rows.iter().map(|(name, ..)| *name).chain(constants.iter().map(|(name, _)| *name)).collect();
    let before: Vec<_> = names
        .iter()
        .map(|name| {
            (
                lowering.values.remove(name),
                lowering.orders.remove(name),
                lowering.batches.remove(name),
                lowering.views.remove(name),
            )
        })
        .collect();
    for (name, row, order) in rows {
        lowering.values.insert(name, Value::Row(row));
        lowering.orders.extend(order.map(|order| (name, order)));
    }
    lowering.values.extend(constants.into_iter().map(|(name, constant)| (name, Value::Constant(constant))));
    let found = read(lowering);
    for (name, (value, order, batch, view)) in names.into_iter().zip(before).rev() {
        lowering.values.remove(name);
        lowering.orders.remove(name);
        lowering.values.extend(value.map(|value| (name, value)));
        lowering.orders.extend(order.map(|order| (name, order)));
        lowering.batches.extend(batch.map(|batch| (name, batch)));
        lowering.views.extend(view.map(|view| (name, view)));
    }
    found
}

/// Refuses what would compute something else with the batch in front.
fn refuse_other_axes(lowering: &Lowering<'_>, node: &Node, (batch, rank): (usize, usize)) -> Result<(), Mistake> {
    let operator = node.op_type.as_str();
    let is_behind = |axis: i64| {
        let axis = if axis < 0 { axis.saturating_add(i64::try_from(rank).unwrap_or(i64::MAX)) } else { axis };
        usize::try_from(axis).is_ok_and(|axis| axis > batch)
    };
    let fits = match operator {
        "MatMul" => is_behind(-1),
        "Concat" => is_behind(int(node, "axis", 0)),
        _ if FROM_AN_AXIS.contains(&operator) => {
            let is_old = matches!(operator, "Softmax" | "LogSoftmax") && lowering.graph.opset < 13;
            is_behind(int(node, "axis", if is_old { 1 } else { -1 }))
        }
        _ => is_elementwise(operator),
    };
    if fits {
        return Ok(());
    }
    Err(Mistake::new(format!("{} takes a value whose batch is axis {batch}", title(node)))
        .note("supported there are elementwise operators, and products, norms and softmax over axes behind it")
        .help("bring the value to `[batch, steps, numbers]` first"))
}

/// A constant that is spread over values whose batch is behind other axes, as it is spread over those whose batch is the first.
fn with_batch_in_front(node: &Node, constant: &mut Constant<'_>, (batch, rank): (usize, usize)) -> Result<(), Mistake> {
    let Some(missing) = rank.checked_sub(constant.shape.len()) else { return Ok(()) };
    if missing > batch {
        return Ok(());
    }
    let mut shape: Vec<usize> = vec![1; missing];
    shape.extend(&constant.shape);
    if shape.remove(batch) != 1 {
        let message =
            format!("{} takes a constant of shape {:?}, which differs over the batch", title(node), constant.shape);
        return Err(Mistake::new(message));
    }
    shape.insert(0, 1);
    constant.shape = shape;
    Ok(())
}
