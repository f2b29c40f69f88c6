//! Values whose axes a file has in another order than the lines so far: TensorFlow's `[height, width, channels]`, between `Transpose` nodes.
//!
//! Such a value is kept as its line has it, and the order of the file beside its name. Elementwise nodes compute with it as it is, joins,
//! pads and means find their axes, a second `Transpose` takes the order back, and a dense layer takes its weights in the line's order. For
//! all other nodes the numbers are moved, by lines `permute`, `pixel_shuffle` and their kin. So who reads a node never sees an order.

use nn_onnx::Node;

use super::{activations, axes, elementwise, is_standard, join, windows};
use crate::graph::constant::Constant;
use crate::graph::lowering::{Line, Lowering, Order, Pending, Row, Step, Value, given, int, settled};
use crate::graph::operation::{Operation, Written};
use crate::graph::{Mistake, title};
use crate::layers::onnx::{largest_of_map, mean_of_map, softmax_over};
use crate::model::Source;

/// Elementwise operators that no table of them has.
const ELEMENTWISE: &[&str] = &["Cast", "Clip", "Dropout", "Gelu", "Identity", "PRelu", "Shrink", "ThresholdedRelu"];

/// Reads a node whose operands may be in another order.
pub(super) fn lower<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Result<Value<'a>, Mistake> {
    let standard = if is_standard(&node.domain) { node.op_type.as_str() } else { "" };
    if standard == "Transpose"
        && let Some(value) = transpose(lowering, node)
    {
        return Ok(value);
    }
    if standard == "Pad"
        && let Some(value) = pad_of_input(lowering, node, &read)
    {
        return value;
    }
    if standard == "MatMul"
        && let Some(value) = windows::of_each_step(lowering, node)?
    {
        return Ok(value);
    }
    if matches!(standard, "Softmax" | "LogSoftmax")
        && let Some(value) = softmax(lowering, node)?
    {
        return Ok(value);
    }
    let first = node.input.iter().find_map(|name| lowering.orders.get(name.as_str()).cloned());
    let Some(order) = first else { return read(lowering, node) };
    let found = match standard {
        operator if is_elementwise(operator) => elementwise_in(lowering, node, &order, &read)?,
        "Concat" => concat(lowering, node, &order)?,
        "Pad" => with_axes_of(lowering, node, &order, 1, pads_in, &read)?,
        "Slice" => with_axes_of(lowering, node, &order, 3, axes_in, &read)?,
        "ReduceMean" | "ReduceMax" => reduce(lowering, node, &order)?,
        "Shape" => Some(with_row(lowering, node, |row| order.in_file(&row), &read)?),
        "Gemm" | "MatMul" => dense(lowering, node, &order, &read)?,
        "Squeeze" | "Unsqueeze" if !order.is_flat() => of_axes(lowering, node, &order)?,
        "Flatten" | "Reshape" => flat(lowering, node, &order, &read)?,
        _ => None,
    };
    if let Some(value) = found {
        return Ok(value);
    }
    move_operands(lowering, node)?;
    read(lowering, node)
}

/// Moves the numbers of all operands of a node to where the file has them.
fn move_operands<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
    node.input.iter().try_for_each(|name| move_value(lowering, node, name))
}

/// Moves the numbers of a value to where the file has them, if they are in another order.
pub(super) fn move_value<'a>(lowering: &mut Lowering<'a>, node: &Node, name: &'a str) -> Result<(), Mistake> {
    let Some(order) = lowering.orders.remove(name) else { return Ok(()) };
    if let Some(Value::Row(row)) = lowering.values.get(name) {
        let moved = moved(lowering, node, row.clone(), &order)?;
        lowering.redefine(name, moved);
    }
    Ok(())
}

pub(super) fn is_elementwise(operator: &str) -> bool {
    activations().any(|(_, found)| found.name == operator)
        || ELEMENTWISE.contains(&operator)
        || elementwise::is_operator(operator)
}

/// Another order of axes of a value, or the one of before; `None` for what is no value of several axes, or moves the batch.
fn transpose<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Value<'a>> {
    let (name, output) = (node.input.first()?.as_str(), node.output.first()?.as_str());
    let Some(Value::Row(row)) = lowering.values.get(name) else { return None };
    let row = row.clone();
    let before = lowering.orders.get(name).cloned().unwrap_or_else(|| Order::of_lines(row.shape.len()));
    let axes = before.axes()?;
    let perm: Vec<i64> = match given(node, "perm") {
        Some(perm) => perm.ints.clone(),
        None => (0..=row.rank()).rev().collect(),
    };
    let (batch, others) = perm.split_first()?;
    let others: Vec<usize> =
        others.iter().map(|axis| usize::try_from(*axis).ok()?.checked_sub(1)).collect::<Option<_>>()?;
    let mut sorted = others.clone();
    sorted.sort_unstable();
    // What waits for a line that knows its axes has them as they are.
    let is_free = matches!(&row.pending, None | Some(Pending { step: Step::Function(_), .. }));
    if *batch != 0 || others.len() < 2 || !is_free || !sorted.iter().copied().eq(0..axes.len()) {
        return None;
    }
    let order = Order::of_axes(others.iter().map(|axis| axes[*axis]).collect());
    Some(Value::Row(keep(lowering, output, row, order)))
}

/// A row in an order, which is remembered beside the name of the result; one that no number moves in has another shape, and no order.
fn keep<'a>(lowering: &mut Lowering<'a>, output: &'a str, row: Row, order: Order) -> Row {
    if order.moves_nothing(&row.shape) {
        return order.in_file(&row);
    }
    lowering.orders.insert(output, order);
    row
}

/// The order of the result of a node.
fn keep_result<'a>(lowering: &mut Lowering<'a>, node: &'a Node, value: Value<'a>, order: &Order) -> Value<'a> {
    match (value, node.output.first()) {
        (Value::Row(row), Some(output)) => Value::Row(keep(lowering, output, row, order.clone())),
        (value, _) => value,
    }
}

/// What is read while some names have other values.
fn with_values<'a, T>(
    lowering: &mut Lowering<'a>,
    values: Vec<(&'a str, Value<'a>)>,
    read: impl FnOnce(&mut Lowering<'a>) -> T,
) -> T {
    let before: Vec<_> = values.into_iter().map(|(name, value)| (name, lowering.values.insert(name, value))).collect();
    let found = read(lowering);
    for (name, value) in before.into_iter().rev() {
        match value {
            Some(value) => lowering.values.insert(name, value),
            None => lowering.values.remove(name),
        };
    }
    found
}

/// A node read with another row in place of its first operand.
fn with_row<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    change: impl FnOnce(Row) -> Row,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    let changed = node.input.first().map(|name| (name.as_str(), Value::Row(change(row))));
    with_values(lowering, changed.into_iter().collect(), |lowering| read(lowering, node))
}

/// An elementwise node, as the lines have its operands; `None` if these have no common order.
fn elementwise_in<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    order: &Order,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Result<Option<Value<'a>>, Mistake> {
    let mut changed: Vec<(&'a str, Value<'a>)> = Vec::new();
    for (index, name) in node.input.iter().enumerate() {
        if changed.iter().any(|(known, _)| *known == name.as_str()) {
            continue;
        }
        match lowering.any(node, index)? {
            Some(Value::Row(row)) => match lowering.orders.get(name.as_str()) {
                Some(other) if other == order => {}
                None => match as_line(&row, order) {
                    Some(row) => changed.push((name, Value::Row(row))),
                    None => return Ok(None),
                },
                Some(_) => return Ok(None),
            },
            Some(Value::Constant(constant)) if constant.len() > 1 => {
                let constant = order.axes().and_then(|axes| constant_in(&constant, axes));
                let Some(constant) = constant else { return Ok(None) };
                lowering.spend(node, constant.len())?;
                changed.push((name, Value::Constant(constant)));
            }
            Some(Value::Constant(_)) | None => {}
        }
    }
    let value = with_values(lowering, changed, |lowering| read(lowering, node))?;
    if let Value::Row(row) = &value
        && row.shape.len() != order.axes().map_or(1, <[usize]>::len)
    {
        let message = format!("{} makes rows of shape {:?} of axes in another order", title(node), row.shape);
        return Err(Mistake::new(message));
    }
    Ok(Some(keep_result(lowering, node, value, order)))
}

/// A row that has no order, as a line would have it: a vector along one axis is in every order.
fn as_line(row: &Row, order: &Order) -> Option<Row> {
    let back = order.back();
    let fits = order.axes()?.len() == row.shape.len() && back.moves_nothing(&row.shape);
    fits.then(|| back.in_file(row))
}

/// A constant that is spread over values of such axes, as the lines have them; `None` if it is of no floats, or differs over the batch.
fn constant_in<'a>(constant: &Constant<'a>, axes: &[usize]) -> Option<Constant<'a>> {
    let floats = constant.as_floats()?;
    let missing = (axes.len() + 1).checked_sub(constant.shape.len())?;
    let mut extents = vec![1; missing];
    extents.extend(&constant.shape);
    let (batch, of_file) = extents.split_first()?;
    if *batch != 1 {
        return None;
    }
    // Axis `i` of the file is axis `axes[i]` of a line.
    let (from, shape) = super::columns::permuted(of_file, &Order::of_axes(axes.to_vec()).back().with_batch())?;
    Some(Constant::floats(shape, from.into_iter().map(|place| floats[place]).collect()))
}

/// Channels of values in one order, one behind the other; `None` if the file joins other axes.
fn concat<'a>(lowering: &mut Lowering<'a>, node: &'a Node, order: &Order) -> Result<Option<Value<'a>>, Mistake> {
    let axis = given(node, "axis").and_then(|axis| axis.i).and_then(|axis| order.axis(axis));
    let mut rows = Vec::new();
    for (index, name) in node.input.iter().enumerate() {
        let Value::Row(row) = lowering.operand(node, index)? else { return Ok(None) };
        match lowering.orders.get(name.as_str()) {
            Some(other) if other == order => rows.push(row),
            None => match as_line(&row, order) {
                Some(row) => rows.push(row),
                None => return Ok(None),
            },
            Some(_) => return Ok(None),
        }
    }
    if axis != Some(0) {
        return Ok(None);
    }
    let rows = rows.into_iter().map(settled).collect::<Result<_, _>>()?;
    let joined = join::concat_channels(lowering, node, rows)?;
    Ok(Some(keep_result(lowering, node, joined, order)))
}

/// A node with a constant operand that is about axes, which is changed to those of the lines; `None` if it has none.
fn with_axes_of<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    order: &Order,
    index: usize,
    change: fn(&[i64], &Order) -> Option<Vec<i64>>,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Result<Option<Value<'a>>, Mistake> {
    let Some(Value::Constant(constant)) = lowering.optional(node, index)? else { return Ok(None) };
    // Pads may be of some axes alone, which another operand names.
    let is_of_all = index == 3 || lowering.optional(node, 3)?.is_none();
    let changed = constant.as_ints().filter(|_| is_of_all).and_then(|ints| change(ints, order));
    let (Some(changed), Some(name)) = (changed, node.input.get(index)) else { return Ok(None) };
    let constant = Constant::ints(constant.shape.clone(), changed);
    let value = with_values(lowering, vec![(name, Value::Constant(constant))], |lowering| read(lowering, node))?;
    Ok(Some(keep_result(lowering, node, value, order)))
}

/// Numbers before all axes, then behind them, the batch's first.
fn pads_in(pads: &[i64], order: &Order) -> Option<Vec<i64>> {
    let axes = order.axes()?;
    let n = axes.len() + 1;
    if pads.len() != 2 * n {
        return None;
    }
    let mut changed = pads.to_vec();
    for (of_file, axis) in axes.iter().enumerate() {
        changed[axis + 1] = pads[of_file + 1];
        changed[n + axis + 1] = pads[n + of_file + 1];
    }
    Some(changed)
}

/// Positions around a value along axes of which the first is that of channels for a line, but not for the file: the last axis is that. `None`
/// for any other node.
fn pad_of_input<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Option<Result<Value<'a>, Mistake>> {
    let name = node.input.first()?.as_str();
    let Some(Value::Row(row)) = lowering.values.get(name).filter(|_| !lowering.orders.contains_key(name)) else {
        return None;
    };
    let (row, n) = (row.clone(), row.shape.len() + 1);
    let Ok(Some(Value::Constant(pads))) = lowering.optional(node, 1) else { return None };
    let is_none =
        |axis: usize| pads.as_ints().is_some_and(|pads| pads.get(axis) == Some(&0) && pads.get(n + axis) == Some(&0));
    if n < 3 || pads.len() != 2 * n || is_none(1) || !is_none(n - 1) {
        return None;
    }
    let order = Order::of_axes((1..n - 1).chain([0]).collect());
    Some(moved(lowering, node, row, &order.back()).and_then(|moved| {
        lowering.orders.insert(name, order.clone());
        let padded = with_values(lowering, vec![(name, Value::Row(moved))], |lowering| {
            with_axes_of(lowering, node, &order, 1, pads_in, &read)
        });
        lowering.orders.remove(name);
        match padded? {
            Some(padded) => Ok(padded),
            None => read(lowering, node),
        }
    }))
}

/// With axes of extent 1 that were not there, or without some; `None` for others.
fn of_axes<'a>(lowering: &mut Lowering<'a>, node: &'a Node, order: &Order) -> Result<Option<Value<'a>>, Mistake> {
    let (Some(list), row) = (axes::axes(lowering, node)?, lowering.row(node, 0)?) else { return Ok(None) };
    let is_added = node.op_type == "Unsqueeze";
    let rank = row.shape.len() + if is_added { list.len() } else { 0 };
    let Some(mut places) = axes::positions(&list, rank, 1) else { return Ok(None) };
    let (mut order, mut shape) = (order.clone(), row.shape.clone());
    if !is_added {
        places.reverse();
    }
    for place in places {
        if is_added {
            order = order.with_axis(place);
            shape.push(1);
            continue;
        }
        let (without, axis) = order.without_axis(place);
        if shape.remove(axis) != 1 {
            return Ok(None);
        }
        order = without;
    }
    Ok(Some(keep_result(lowering, node, Value::Row(Row { shape, ..row }), &order)))
}

/// Axes, counted with the batch.
fn axes_in(list: &[i64], order: &Order) -> Option<Vec<i64>> {
    list.iter().map(|axis| i64::try_from(order.axis(*axis)? + 1).ok()).collect()
}

/// The mean or the largest number of each channel; `None` over other axes.
fn reduce<'a>(lowering: &mut Lowering<'a>, node: &'a Node, order: &Order) -> Result<Option<Value<'a>>, Mistake> {
    let (Some(list), Some(of_file)) = (axes::axes(lowering, node)?, order.axes()) else { return Ok(None) };
    let found: Option<Vec<usize>> = list.iter().map(|axis| order.axis(*axis)).collect();
    let mut found = found.unwrap_or_default();
    found.sort_unstable();
    let row = lowering.row(node, 0)?;
    if !found.iter().copied().eq(1..of_file.len()) || !matches!(of_file.len(), 2 | 3) {
        return Ok(None);
    }
    let row = settled(row)?;
    let keeps = int(node, "keepdims", 1) == 1;
    let pooled = match node.op_type.as_str() {
        "ReduceMean" => mean_of_map(lowering, node, &row, keeps)?,
        _ => largest_of_map(lowering, node, &row, keeps)?,
    };
    Ok(Some(match pooled {
        Value::Row(pooled) if keeps => Value::Row(order.in_file(&pooled)),
        other => other,
    }))
}

/// Softmax over one of several axes, which is the first of the line, that of channels, or becomes it: a line that moves the axis back is no
/// work then. `None` for a vector.
fn softmax<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<Value<'a>>, Mistake> {
    let (Some(name), Some(output)) = (node.input.first(), node.output.first()) else { return Ok(None) };
    let Some(Value::Row(row)) = lowering.values.get(name.as_str()) else { return Ok(None) };
    let row = settled(row.clone())?;
    let before = lowering.orders.get(name.as_str()).cloned().unwrap_or_else(|| Order::of_lines(row.shape.len()));
    let Some(axes) = before.axes().filter(|axes| axes.len() > 1) else { return Ok(None) };
    let (activation, place) = softmax_over(lowering, node, axes.len())?;
    let channels = axes[place];
    let (row, order) = if channels == 0 {
        (row, before)
    } else {
        let others = (0..axes.len()).filter(|axis| *axis != channels);
        let first: Vec<usize> = [channels].into_iter().chain(others).collect();
        let places = axes.iter().filter_map(|axis| first.iter().position(|other| other == axis)).collect();
        (moved(lowering, node, row, &Order::of_axes(first))?, Order::of_axes(places))
    };
    let shape = row.shape.clone();
    let map = match &shape[..] {
        [channels, others @ ..] if others.len() > 2 => vec![*channels, others.iter().product()],
        _ => shape.clone(),
    };
    let row = lowering.as_declared(node, Row { shape: map, ..row })?;
    let result = lowering.activate(node, row, activation);
    Ok(Some(Value::Row(keep(lowering, output, Row { shape, ..result }, order))))
}

/// A matrix product of a vector that is a map in another order: the weights are read in the order of the lines.
fn dense<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    order: &Order,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Result<Option<Value<'a>>, Mistake> {
    let Value::Row(row) = lowering.operand(node, 0)? else { return Ok(None) };
    let Some(shape) = order.flat_shape() else { return Ok(None) };
    let len = shape.iter().product();
    lowering.spend(node, len)?;
    let Some(from) = order.flat_places() else { return Ok(None) };
    let pending = Some(Pending { step: Step::Permuted(from), node: title(node), value: None });
    with_row(lowering, node, |_| Row { pending, shape: vec![len], ..row }, read).map(Some)
}

/// A map in another order that becomes a vector; `None` if the file makes something else of it.
fn flat<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    order: &Order,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Result<Option<Value<'a>>, Mistake> {
    let row = settled(lowering.row(node, 0)?)?;
    if order.is_flat() {
        return Ok(None);
    }
    let (len, flat) = (row.shape.iter().product::<usize>(), order.clone().flattened(&row.shape));
    let value = with_row(lowering, node, |row| order.in_file(&row), read)?;
    let (Value::Row(row), Some(output)) = (value, node.output.first()) else { return Ok(None) };
    if row.shape != [len] {
        return Ok(None);
    }
    lowering.orders.insert(output, flat);
    Ok(Some(Value::Row(row)))
}

/// The numbers of a row where the file has them, by lines that move them.
pub(super) fn moved(lowering: &mut Lowering<'_>, node: &Node, row: Row, order: &Order) -> Result<Row, Mistake> {
    let mut row = settled(row)?;
    let (shape, axes) = order.of_map(&row.shape);
    let in_file: Vec<usize> = axes.iter().map(|axis| shape[*axis]).collect();
    let of_result = if order.is_flat() { vec![in_file.iter().product()] } else { in_file };
    let lines = shuffled(&shape, &axes).map_or_else(|| permuted(&shape, &axes), |line| vec![line]);
    for (before, line, behind) in lines {
        let operand = lowering.as_declared(node, Row { shape: before, ..row })?;
        // Exporters move once for each user.
        let is_same = |other: &Line| {
            let Operation::Layer(found) = &other.operation else { return false };
            (found.kind, &found.arguments) == (line.kind, &line.arguments) && other.operands == [operand.source]
        };
        row = match lowering.lines.iter().position(is_same) {
            Some(index) => Row { source: Source::Node(index), shape: behind, pending: None, is_exclusive: false },
            None => lowering.push(node, Operation::Layer(line), vec![operand.source], behind),
        };
    }
    Ok(Row { shape: of_result, ..row })
}

/// What is moved: the shape before, the line, and the shape behind it.
type Moved = (Vec<usize>, Written, Vec<usize>);

/// A line `pixel_shuffle` or `pixel_unshuffle`, where five axes say that.
fn shuffled(shape: &[usize], axes: &[usize]) -> Option<Moved> {
    let [a, b, c, d, e] = *<&[usize; 5]>::try_from(shape).ok()?;
    let (kind, r, mode, before) = match axes {
        [0, 3, 1, 4, 2] if b == c => ("pixel_shuffle", b, "crd", vec![a * b * b, d, e]),
        [2, 3, 0, 4, 1] if a == b => ("pixel_shuffle", a, "dcr", vec![a * a * c, d, e]),
        [0, 2, 4, 1, 3] if c == e => ("pixel_unshuffle", c, "crd", vec![a, b * c, d * c]),
        [2, 4, 0, 1, 3] if c == e => ("pixel_unshuffle", c, "dcr", vec![a, b * c, d * c]),
        _ => return None,
    };
    let behind = match kind {
        "pixel_shuffle" => vec![before[0] / r / r, before[1] * r, before[2] * r],
        _ => vec![before[0] * r * r, before[1] / r, before[2] / r],
    };
    let mut arguments = vec![r.to_string()];
    if mode != "crd" {
        arguments.push(format!("mode = {mode}"));
    }
    Some((before, Written { arguments, ..Written::plain(kind) }, behind))
}

/// Lines `permute`: one, where up to three axes are moved, counting neighbours that stay together as one; else one for each axis that is
/// moved to the front. Together they are one move.
fn permuted(shape: &[usize], axes: &[usize]) -> Vec<Moved> {
    let line = |before: Vec<usize>, order: &[usize]| {
        let behind = order.iter().map(|axis| before[*axis]).collect();
        (before, Written { arguments: vec![format!("{order:?}")], ..Written::plain("permute") }, behind)
    };
    if axes.len() <= 3 {
        return vec![line(shape.to_vec(), axes)];
    }
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for axis in axes.iter().copied().filter(|axis| shape[*axis] > 1) {
        // The next axis, but for some of extent 1 between.
        let is_next = |last: usize| last < axis && (last + 1..axis).all(|between| shape[between] == 1);
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| is_next(*last)) => run.push(axis),
            _ => runs.push(vec![axis]),
        }
    }
    let extent = |run: &Vec<usize>| run.iter().map(|axis| shape[*axis]).product::<usize>();
    let mut now = runs.clone();
    now.sort_unstable();
    if runs.len() <= 3 {
        let order: Vec<usize> = runs.iter().filter_map(|run| now.iter().position(|other| other == run)).collect();
        return vec![line(now.iter().map(extent).collect(), &order)];
    }
    // Those at the end that are in order stay where they are.
    let n_kept = 1 + runs.windows(2).rev().take_while(|pair| pair[0] < pair[1]).count();
    let mut lines = Vec::new();
    for run in runs.iter().rev().skip(n_kept) {
        let Some(place) = now.iter().position(|other| other == run).filter(|place| *place > 0) else { continue };
        let before =
            [&now[..place], &now[place..=place], &now[place + 1..]].map(|part| part.iter().map(extent).product());
        lines.push(line(before.to_vec(), &[1, 0, 2]));
        now[..=place].rotate_right(1);
    }
    lines
}
