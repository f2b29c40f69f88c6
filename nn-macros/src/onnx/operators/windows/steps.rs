//! What goes over all steps of a window: recurrent operators, means, and products of each step.

use nn_onnx::Node;

use super::parts::{as_row, uneven};
use super::{first_output, keep, place, view_of};
use crate::graph::lowering::{Lowering, Order, Row, Value, int};
use crate::graph::operation::{Convolution, Operation};
use crate::graph::view::{Axis, View, contiguous};
use crate::graph::{Mistake, Subject, title};
use crate::layers::onnx::{largest_of_map, mean_of_map};
use crate::onnx::operators::{axes, join, recurrent};

/// A recurrent operator that goes through a window.
pub(super) fn over_window<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
    let direction = recurrent::direction_of_window(node)?;
    let name = node.input.first().map(String::as_str).unwrap_or_default();
    let view = view_of(lowering, node, name)?;
    let view =
        view.ok_or_else(|| Mistake::new(format!("{} takes no numbers that depend on the input", title(node))))?;
    let is_first = int(node, "layout", 0) != 0;
    let of_batch = usize::from(!is_first);
    let [steps, _] = view.axes[..] else {
        let message = format!("{} takes rows of shape {:?}, expected steps of numbers", title(node), view.shape());
        return Err(Mistake::new(message));
    };
    if view.batch != of_batch {
        let message =
            format!("axis {of_batch} of what {} takes is not the batch, which is axis {}", title(node), view.batch);
        return Err(Mistake::new(message)
            .note("its axes are steps, batch, numbers; with `layout = 1` the batch comes first")
            .of(Subject::Batch));
    }
    // Steps that are turned around are those of the other direction.
    let is_turned = steps.extent > 1 && steps.stride < 0 && direction != recurrent::Direction::Both;
    let mut window = View { axes: vec![view.axes[1], view.axes[0]], batch: 0, ..view.clone() };
    if is_turned {
        window = window.part(1, (steps.extent - 1, steps.extent), -1).ok_or_else(|| uneven(node))?;
    }
    let row = as_row(lowering, node, &window)?;
    let direction = if is_turned { direction.turned() } else { direction };
    let recurrent::OfWindow { source, units } = recurrent::of_window(lowering, node, (row, direction))?;
    let (n, steps) = (if direction == recurrent::Direction::Both { 2 } else { 1 }, steps.extent);
    let stride = |numbers: usize| isize::try_from(numbers).unwrap_or(isize::MAX);
    let directions = Axis { extent: n, stride: stride(units * steps) };
    let of_units = Axis { extent: units, stride: stride(steps) };
    let all_steps = Axis { extent: steps, stride: 1 };
    let all =
        View { source, first: 0, axes: vec![all_steps, directions, of_units], batch: if is_first { 0 } else { 2 } };
    let all = if is_turned { all.part(0, (steps - 1, steps), -1).ok_or_else(|| uneven(node))? } else { all };
    // A direction ends at the last step, or at the first.
    let ends_last = direction != recurrent::Direction::Back;
    let both = Axis { stride: directions.stride - stride(steps - 1), ..directions };
    let ended = View {
        source,
        first: if ends_last { steps - 1 } else { 0 },
        axes: vec![if n == 2 { both } else { directions }, of_units],
        batch: usize::from(!is_first),
    };
    for (output, view) in node.output.iter().zip([all, ended]).filter(|(output, _)| !output.is_empty()) {
        keep(lowering, node, output, view)?;
    }
    Ok(())
}

/// The mean or the largest number over axes of a value whose batch is not its first axis, or over all steps, `[steps, numbers]`; `None` for any other node.
pub(super) fn reduced<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<View>, Mistake> {
    let Some(name) = node.input.first().map(String::as_str) else { return Ok(None) };
    let is_behind = place(lowering, name) > 0;
    let has_order = lowering.orders.contains_key(name);
    if !matches!(node.op_type.as_str(), "ReduceMean" | "ReduceMax") || has_order && !is_behind {
        return Ok(None);
    }
    let (Some(view), Some(list)) = (view_of(lowering, node, name)?, axes::axes(lowering, node)?) else {
        return Ok(None);
    };
    let gone: Option<Vec<usize>> = list.iter().map(|axis| view.axis_of_row(*axis)).collect();
    let gone = gone.filter(|gone| is_behind || view.axes.len() == 2 && *gone == [0]);
    let Some(gone) = gone.filter(|gone| !gone.is_empty() && gone.len() < view.axes.len()) else { return Ok(None) };
    let (kept, over): (Vec<usize>, Vec<usize>) = (0..view.axes.len()).partition(|axis| !gone.contains(axis));
    let extent = |axes: &[usize]| axes.iter().map(|axis| view.axes[*axis].extent).product::<usize>();
    let shape = vec![extent(&kept), extent(&over)];
    let axes = kept.iter().chain(&over).map(|axis| view.axes[*axis]).collect();
    let row = as_row(lowering, node, &View { axes, batch: 0, ..view.clone() })?;
    let row = lowering.as_declared(node, Row { shape, ..row })?;
    let pooled = match node.op_type.as_str() {
        "ReduceMean" => mean_of_map(lowering, node, &row, false)?,
        _ => largest_of_map(lowering, node, &row, false)?,
    };
    let Value::Row(pooled) = pooled else { return Ok(None) };
    let of_kept: Vec<usize> = kept.iter().map(|axis| view.axes[*axis].extent).collect();
    let mut result = View { source: pooled.source, first: 0, axes: contiguous(&of_kept), batch: 0 };
    result.batch = kept.iter().filter(|axis| **axis < view.batch).count();
    if int(node, "keepdims", 1) == 1 {
        // From the front, so that the places of others are known.
        for axis in over {
            result.axes.insert(axis, Axis { extent: 1, stride: 1 });
        }
        result.batch = view.batch;
    }
    Ok(Some(result))
}

/// The numbers of each step, one behind the other, of sequences whose numbers are the last axis; `None` for any other node.
pub(super) fn joined<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<View>, Mistake> {
    if node.op_type != "Concat" {
        return Ok(None);
    }
    let mut views = Vec::new();
    for name in &node.input {
        match view_of(lowering, node, name)? {
            Some(view) => views.push(view),
            None => return Ok(None),
        }
    }
    let Some(first) = views.first().filter(|first| first.axes.len() == 2) else { return Ok(None) };
    let (batch, steps) = (first.batch, first.axes[0].extent);
    let fits = |view: &View| {
        let is_last = view.axis_of_row(int(node, "axis", 0)) == Some(1);
        is_last && view.batch == batch && view.axes.len() == 2 && view.axes[0].extent == steps
    };
    if !views.iter().all(fits) {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for view in &views {
        rows.push(as_row(lowering, node, &View { axes: vec![view.axes[1], view.axes[0]], batch: 0, ..view.clone() })?);
    }
    let Value::Row(joined) = join::concat_channels(lowering, node, rows)? else { return Ok(None) };
    let axes = contiguous(&[joined.shape.first().copied().unwrap_or(1), steps]);
    Ok(Some(View { source: joined.source, first: 0, axes: vec![axes[1], axes[0]], batch }))
}

/// A product of each step with a constant matrix, or of each pixel: a convolution of one tap. `None` for any other node.
pub(in crate::onnx::operators) fn of_each_step<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
) -> Result<Option<Value<'a>>, Mistake> {
    let (Some(name), Ok(Value::Constant(weight))) = (node.input.first(), lowering.operand(node, 1)) else {
        return Ok(None);
    };
    let (&[inputs, outputs], Some(floats)) = (&weight.shape[..], weight.as_floats()) else { return Ok(None) };
    if !lowering.graph.is_of_windows {
        return Ok(None);
    }
    let Some(view) = view_of(lowering, node, name)? else { return Ok(None) };
    let Some((last, others)) = view.axes.split_last() else { return Ok(None) };
    let is_of_map = others.iter().any(|axis| axis.extent > 1) || lowering.shape(view.source).len() > 1;
    let is_of_steps = matches!(others.len(), 1 | 2) && is_of_map;
    if !is_of_steps || last.extent != inputs || outputs == 0 || view.batch > 0 {
        return Ok(None);
    }
    lowering.spend(node, floats.len())?;
    let Some(weight) = weight.transposed() else { return Ok(None) };
    let numbers = weight.as_floats().unwrap_or_default().to_vec();
    let axes: Vec<Axis> = [*last].into_iter().chain(others.iter().copied()).collect();
    let row = as_row(lowering, node, &View { axes, ..view.clone() })?;
    let (kind, kernel) = if others.len() == 1 { ("conv1d", "1") } else { ("conv2d", "1") };
    let convolution = Convolution {
        kind,
        first: vec![outputs.to_string(), kernel.to_owned()],
        others: Vec::new(),
        parts: [1, 1],
        weight: numbers,
        bias: None,
        activation: None,
        parameters: lowering.initializer(node, 1).into_iter().collect(),
    };
    let shape: Vec<usize> = [outputs].into_iter().chain(others.iter().map(|axis| axis.extent)).collect();
    let row = lowering.push(node, Operation::Convolution(convolution), vec![row.source], shape);
    let order = Order::of_axes((1..=others.len()).chain([0]).collect());
    if order.moves_nothing(&row.shape) {
        return Ok(Some(Value::Row(order.in_file(&row))));
    }
    let output = first_output(node)?;
    lowering.orders.insert(output, order);
    Ok(Some(Value::Row(row)))
}
