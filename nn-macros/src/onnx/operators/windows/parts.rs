//! Parts of lines as lines: what a node takes that is not all numbers of one.

use nn_onnx::Node;

use crate::graph::lowering::{Lowering, Order, Row};
use crate::graph::operation::{Operation, Written};
use crate::graph::view::{Axis, View, contiguous};
use crate::graph::{Mistake, title};
use crate::model::of_axes;
use crate::onnx::operators::order;

/// Most parts that a value is joined of whose numbers do not lie evenly: those of both directions.
const MOST_PARTS: usize = 2;

/// A value that is all numbers of a line, and the order in which the file has its axes, if that is another.
pub(super) fn whole(lowering: &Lowering<'_>, view: &View) -> Option<(Row, Option<Order>)> {
    let len = lowering.shape(view.source).iter().product();
    let (shape, order) = view.order(len)?;
    let row = Row { source: view.source, shape, pending: None, is_exclusive: false };
    let order = Order::of_axes(order);
    Some(if order.moves_nothing(&row.shape) { (order.in_file(&row), None) } else { (row, Some(order)) })
}

/// The same of any value whose batch is in front, by lines where it is a part.
pub(super) fn row_of(lowering: &mut Lowering<'_>, node: &Node, view: &View) -> Result<(Row, Option<Order>), Mistake> {
    let part = match whole(lowering, view) {
        Some(_) => view.clone(),
        None => match cut(lowering, node, view) {
            Some(part) => part,
            None => joined(lowering, node, view)?,
        },
    };
    let (row, order) = whole(lowering, &part).ok_or_else(|| uneven(node))?;
    // What takes a vector takes one of the language.
    let row = if row.shape.len() == 1 { lowering.as_declared(node, row)? } else { row };
    Ok((row, order))
}

pub(super) fn uneven(node: &Node) -> Mistake {
    Mistake::new(format!("{} takes numbers of a window in an order that no line has", title(node)))
        .note("supported are axes in any order, parts of the channels and of the steps, and steps that are turned around for a recurrent layer")
}

/// The row that a value is, with its axes as the file has them.
pub(super) fn as_row(lowering: &mut Lowering<'_>, node: &Node, view: &View) -> Result<Row, Mistake> {
    let (row, order) = row_of(lowering, node, view)?;
    let row = match order {
        Some(order) => order::moved(lowering, node, row, &order)?,
        None => row,
    };
    lowering.as_declared(node, row)
}

/// Channels and steps of a line, `slice`, `last` and `crop`; `None` where the value is something else.
pub(super) fn cut(lowering: &mut Lowering<'_>, node: &Node, view: &View) -> Option<View> {
    let (channels, steps) = match *lowering.shape(view.source) {
        [channels] => (channels, 1),
        [channels, steps] => (channels, steps),
        _ => return None,
    };
    let of_channel = isize::try_from(steps).ok()?;
    let is_of_channels = |axis: &Axis| axis.stride % of_channel == 0;
    let runs = |is_wanted: &dyn Fn(&Axis) -> bool, stride: isize| {
        let axes = view.axes.iter().filter(|axis| is_wanted(axis)).copied().collect();
        let part = View { axes, ..view.clone() };
        match part.runs()[..] {
            [] => Some(1),
            [run] if run.stride == stride => Some(run.extent),
            _ => None,
        }
    };
    let n_channels = runs(&is_of_channels, of_channel)?;
    let n_steps = runs(&|axis| !is_of_channels(axis), 1)?;
    let (channel, step) = (view.first / steps, view.first % steps);
    let mut source = view.source;
    if n_channels < channels {
        let shape = if lowering.shape(source).len() == 1 { vec![n_channels] } else { vec![n_channels, steps] };
        let part = Operation::Slice(channel, channel + n_channels);
        source = lowering.push(node, part, vec![source], shape).source;
    }
    if n_steps < steps {
        let behind = steps.checked_sub(step + n_steps)?;
        let (layer, shape) = if n_steps == 1 && behind == 0 {
            (Written::plain("last"), vec![n_channels])
        } else {
            (Written { arguments: vec![of_axes(&[step, behind])], ..Written::plain("crop") }, vec![n_channels, n_steps])
        };
        source = lowering.push(node, Operation::Layer(layer), vec![source], shape).source;
    }
    let left = isize::try_from(n_steps).ok()?;
    let axes = view.axes.iter().map(|axis| {
        if is_of_channels(axis) { Axis { stride: axis.stride / of_channel * left, ..*axis } } else { *axis }
    });
    Some(View { source, first: 0, axes: axes.collect(), batch: view.batch })
}

/// Vectors, one behind the other, of a value whose numbers lie unevenly along an axis: what two directions end with.
pub(super) fn joined(lowering: &mut Lowering<'_>, node: &Node, view: &View) -> Result<View, Mistake> {
    let apart = view.axes.iter().position(|axis| axis.extent > 1 && axis.extent <= MOST_PARTS);
    let (axis, n) = apart.map(|axis| (axis, view.axes[axis].extent)).ok_or_else(|| uneven(node))?;
    let mut sources = Vec::new();
    let mut length = 0;
    for position in 0..n {
        let mut part = view.at(axis, position).ok_or_else(|| uneven(node))?;
        if part.axes.is_empty() {
            part.axes.push(Axis { extent: 1, stride: 1 });
        }
        let part = cut(lowering, node, &part).ok_or_else(|| uneven(node))?;
        let row = as_row(lowering, node, &part)?;
        length = row.shape.iter().product();
        sources.push(lowering.as_declared(node, Row { shape: vec![length], ..row })?.source);
    }
    let source = lowering.push(node, Operation::Concat, sources, vec![n * length]).source;
    let mut axes = contiguous(&view.at(axis, 0).map(|part| part.shape()).unwrap_or_default());
    axes.insert(axis, Axis { extent: n, stride: isize::try_from(length).unwrap_or(isize::MAX) });
    Ok(View { source, first: 0, axes, batch: view.batch })
}
