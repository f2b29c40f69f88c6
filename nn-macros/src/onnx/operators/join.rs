//! `Add`, `Sub` and `Concat`.

use std::collections::HashSet;

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{Lowering, Pending, Row, Step, Value, given, settled, unsupported};
use crate::graph::operation::{Operation, Written};
use crate::graph::{Mistake, title};

use super::affine::{self, Shift};
use super::{extent, norm, product, slope};

/// The sum of two values of equal shape, or of a value and a constant.
pub(super) fn add<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => add_constant(lowering, node, row, (&constant, 1)),
        (Value::Constant(constant), Value::Row(row)) => add_constant(lowering, node, row, (&constant, 0)),
        (Value::Row(a), Value::Row(b)) => add_rows(lowering, node, a, b),
        (Value::Constant(a), Value::Constant(b)) => extent::arithmetic(node, (&a, &b), "adds", i64::checked_add),
    }
}

/// The difference of two values of equal shape, or of a value and a constant, or the deviation of a value from its mean.
pub(super) fn subtract<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => affine::add(lowering, node, row, (&constant, 1), Shift::Minus),
        (Value::Constant(constant), Value::Row(row)) => {
            if let Some(offset) = slope::biased(lowering, node, &row, (&constant, 0), -1.0) {
                return offset;
            }
            affine::add(lowering, node, row, (&constant, 0), Shift::From)
        }
        (Value::Row(a), Value::Row(b)) => subtract_rows(lowering, node, a, b),
        (Value::Constant(a), Value::Constant(b)) => extent::arithmetic(node, (&a, &b), "subtracts", i64::checked_sub),
    }
}

fn add_rows<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: Row, b: Row) -> Result<Value<'a>, Mistake> {
    if let Some(sum) = product::sum_of_powers(lowering, node, &a, &b) {
        return Ok(sum);
    }
    for parts in [(&a, &b), (&b, &a)] {
        if let Some(norm) = slope::sum(lowering, node, parts, 1.0) {
            return norm;
        }
    }
    if a.source == b.source && a.shape == b.shape && a.pending.is_none() && b.pending.is_none() {
        return Ok(Value::Row(lowering.scaled(node, a, 2.0)));
    }
    elementwise(lowering, node, Operation::Add, (settled(a)?, settled(b)?))
}

fn subtract_rows<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: Row, b: Row) -> Result<Value<'a>, Mistake> {
    if let Some(deviation) = norm::subtract_mean(node, &a, &b) {
        return Ok(Value::Row(norm::deviation_alone(lowering, node, deviation)?));
    }
    if let Some(variance) = slope::variance(lowering, node, &a, &b) {
        return Ok(variance);
    }
    if let Some(norm) = slope::sum(lowering, node, (&a, &b), -1.0) {
        return norm;
    }
    let is_deviation = slope::is_mean(lowering, &a, &b);
    let difference = elementwise(lowering, node, Operation::Sub, (settled(a.clone())?, settled(b)?))?;
    Ok(match difference {
        Value::Row(line) if is_deviation => Value::Row(norm::deviation_of(node, a, &line)),
        other => other,
    })
}

/// A line that joins two values of equal shape.
pub(super) fn elementwise<'a>(
    lowering: &mut Lowering<'a>,
    node: &Node,
    operation: Operation,
    (a, b): (Row, Row),
) -> Result<Value<'a>, Mistake> {
    // One number stands for all.
    let (a, b) = match (&a.shape[..], &b.shape[..]) {
        ([1], [n]) if *n > 1 => (lowering.spread(node, &a, *n)?, b),
        ([n], [1]) if *n > 1 => {
            let wide = lowering.spread(node, &b, *n)?;
            (a, wide)
        }
        _ => (a, b),
    };
    for (map, vector) in [(&a, &b), (&b, &a)] {
        if let (Operation::Mul, Some(vector)) = (&operation, of_channels(lowering, node, map, vector)) {
            let sources = vec![map.source, vector.source];
            refuse_repeated(node, &sources)?;
            return Ok(Value::Row(lowering.push(node, operation, sources, map.shape.clone())));
        }
    }
    if a.shape != b.shape {
        let message = format!("{} joins rows of shape {:?} and {:?}", title(node), a.shape, b.shape);
        return Err(Mistake::new(message).note("both must have the same shape"));
    }
    refuse_repeated(node, &[a.source, b.source])?;
    let shape = a.shape.clone();
    let sources = alike(lowering, node, vec![a, b], 0)?.into_iter().map(|row| row.source).collect();
    Ok(Value::Row(lowering.push(node, operation, sources, shape)))
}

/// The vector that has a number for each channel of a map, `[channels, 1, 1]` in the file, if `vector` is that.
fn of_channels(lowering: &mut Lowering<'_>, node: &Node, map: &Row, vector: &Row) -> Option<Row> {
    let (channels, extents) = map.shape.split_first()?;
    let (of_vector, ones) = vector.shape.split_first()?;
    let is_map = matches!(extents.len(), 1 | 2) && map.shape == lowering.shape(map.source);
    let fits = of_vector == channels && ones.len() == extents.len() && ones.iter().all(|extent| *extent == 1);
    if !is_map || !fits || map.shape == vector.shape {
        return None;
    }
    if lowering.shape(vector.source).len() == 1 {
        return Some(vector.clone());
    }
    let flat = Operation::Layer(Written::plain("flatten"));
    Some(lowering.push(node, flat, vec![vector.source], vec![*channels]))
}

/// A number of gelu, the epsilon of a norm, or what is added to every row. The constant is the operand at its position.
fn add_constant<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    (constant, position): (&Constant<'a>, usize),
) -> Result<Value<'a>, Mistake> {
    if let Some(shifted) = product::shifted(lowering, node, &row, (constant, position)) {
        return Ok(shifted);
    }
    if let Some(offset) = slope::biased(lowering, node, &row, (constant, position), 1.0) {
        return offset;
    }
    match norm::add_epsilon(node, &row, constant) {
        Some(sum) => Ok(sum),
        None => affine::add(lowering, node, row, (constant, position), Shift::Plus),
    }
}

/// Vectors, one behind the other.
pub(super) fn concat<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    if let Some(Value::Constant(_)) = lowering.optional(node, 0)? {
        return extent::concat(lowering, node);
    }
    if let Some(stack) = stack(lowering, node) {
        return Ok(stack);
    }
    let rows: Vec<Row> =
        (0..node.input.len()).map(|index| lowering.plain_row(node, index)).collect::<Result<_, _>>()?;
    let rank = rows.first().map_or(1, Row::rank);
    // The standard has no default.
    let axis = given(node, "axis").and_then(|axis| axis.i);
    if axis != Some(1) && axis != Some(-rank) {
        let found = axis.map_or_else(|| "none".to_owned(), |axis| axis.to_string());
        return Err(unsupported(
            node,
            "axis",
            found,
            if rank == 1 { "the last axis, -1" } else { "the axis of channels, 1" },
        ));
    }
    concat_channels(lowering, node, rows)
}

/// Vectors, or channels of maps that have all other extents alike.
pub(super) fn concat_channels<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    rows: Vec<Row>,
) -> Result<Value<'a>, Mistake> {
    if let [only] = &rows[..] {
        return Ok(Value::Row(only.clone()));
    }
    if rows.is_empty() {
        return Err(Mistake::new(format!("{} has no operands", title(node))));
    }
    let is_other = |row: &&Row| row.shape.is_empty() || row.shape.get(1..) != rows[0].shape.get(1..);
    if let Some(row) = rows.iter().find(is_other) {
        let (first, found) = (&rows[0].shape, &row.shape);
        let message = format!("{} joins rows of shape {first:?} and {found:?}", title(node));
        return Err(Mistake::new(message)
            .note("supported are vectors, and the channels of maps that have all other extents alike"));
    }
    let rows = alike(lowering, node, rows, 1)?;
    let sources: Vec<_> = rows.iter().map(|row| row.source).collect();
    refuse_repeated(node, &sources)?;
    let joined = |shapes: &[&[usize]]| -> Vec<usize> {
        let length = shapes.iter().filter_map(|shape| shape.first()).fold(0_usize, |sum, len| sum.saturating_add(*len));
        let others = shapes.first().into_iter().flat_map(|shape| shape.iter().skip(1));
        [&length].into_iter().chain(others).copied().collect()
    };
    let shape = joined(&rows.iter().map(|row| &row.shape[..]).collect::<Vec<_>>());
    // Vectors that have the axes of a map in the file, as behind a global pool, are vectors here.
    let of_line = joined(&sources.iter().map(|source| lowering.shape(*source)).collect::<Vec<_>>());
    let line = lowering.push(node, Operation::Concat, sources, of_line);
    Ok(Value::Row(Row { shape, ..line }))
}

/// Vectors side by side, each with an axis of its own for that.
fn stack<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Option<Value<'a>> {
    let (mut sources, mut vector) = (Vec::new(), None);
    let axis = given(node, "axis")?.i?;
    for index in 0..node.input.len() {
        let Ok(Value::Row(row)) = lowering.operand(node, index) else { return None };
        let len = match (&row.pending, &row.shape[..]) {
            // Along the axis of the batch, or behind it.
            (Some(Pending { step: Step::Stack(0, of_one), .. }), [len]) if of_one.len() == 1 && axis == 0 => *len,
            (None, [1, len]) if axis == 1 && lowering.shape(row.source).len() == 1 => *len,
            _ => return None,
        };
        if *vector.get_or_insert(len) != len {
            return None;
        }
        sources.push(row.source);
    }
    let (source, len) = (*sources.first()?, vector?);
    let different: HashSet<_> = sources.iter().collect();
    if different.len() < sources.len() {
        return None;
    }
    let shape = if axis == 0 { vec![len] } else { vec![sources.len(), len] };
    let step = Step::Stack(usize::try_from(axis).ok()?, sources);
    let pending = Some(Pending { step, node: title(node), value: None });
    Some(Value::Row(Row { source, shape, pending, is_exclusive: false }))
}

/// Rows that are alike in the file, with lines that are: where one is a vector in the shape of a map, all have the shape of the file. The
/// first `n_others` extents may differ.
fn alike(lowering: &mut Lowering<'_>, node: &Node, rows: Vec<Row>, n_others: usize) -> Result<Vec<Row>, Mistake> {
    let of_line = |row: &Row| lowering.shape(row.source).get(n_others..).map(<[usize]>::to_vec);
    let first = rows.first().map(of_line);
    if rows.iter().all(|row| Some(of_line(row)) == first) {
        return Ok(rows);
    }
    rows.into_iter().map(|row| lowering.as_declared(node, row)).collect()
}

fn refuse_repeated(node: &Node, sources: &[crate::model::Source]) -> Result<(), Mistake> {
    let different: HashSet<_> = sources.iter().collect();
    if different.len() < sources.len() {
        Err(Mistake::new(format!("{} joins a value with itself", title(node))))
    } else {
        Ok(())
    }
}
