//! `Add`, `Sub` and `Concat`.

use std::collections::HashSet;

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{Lowering, Pending, Row, Step, Value, given, settled, unsupported};
use crate::graph::operation::Operation;
use crate::graph::{Mistake, title};

use super::affine::{self, Shift};
use super::{extent, norm, product};

/// The sum of two values of equal shape, or of a value and a constant.
pub(super) fn add<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => add_constant(lowering, node, row, (&constant, 1)),
        (Value::Constant(constant), Value::Row(row)) => add_constant(lowering, node, row, (&constant, 0)),
        (Value::Row(a), Value::Row(b)) => match product::sum_of_powers(node, &a, &b) {
            Some(sum) => Ok(sum),
            None if a.source == b.source && a.shape == b.shape && a.pending.is_none() && b.pending.is_none() => {
                Ok(Value::Row(lowering.scaled(node, a, 2.0)))
            }
            None => elementwise(lowering, node, Operation::Add, (settled(a)?, settled(b)?)),
        },
        (Value::Constant(a), Value::Constant(b)) => extent::arithmetic(node, (&a, &b), "adds", i64::checked_add),
    }
}

/// The difference of two values of equal shape, or of a value and a constant, or the deviation of a value from its mean.
pub(super) fn subtract<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => affine::add(lowering, node, row, (&constant, 1), Shift::Minus),
        (Value::Constant(constant), Value::Row(row)) => affine::add(lowering, node, row, (&constant, 0), Shift::From),
        (Value::Row(a), Value::Row(b)) => match norm::subtract_mean(node, &a, &b) {
            Some(deviation) => Ok(Value::Row(norm::deviation_alone(lowering, node, deviation, b)?)),
            None => elementwise(lowering, node, Operation::Sub, (settled(a)?, settled(b)?)),
        },
        (Value::Constant(a), Value::Constant(b)) => extent::arithmetic(node, (&a, &b), "subtracts", i64::checked_sub),
    }
}

/// A line that joins two values of equal shape.
pub(super) fn elementwise<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
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
    if a.shape != b.shape {
        let message = format!("{} joins rows of shape {:?} and {:?}", title(node), a.shape, b.shape);
        return Err(Mistake::new(message).note("both must have the same shape"));
    }
    refuse_repeated(node, &[a.source, b.source])?;
    Ok(Value::Row(lowering.push(node, operation, vec![a.source, b.source], a.shape)))
}

/// A number of gelu, the epsilon of a norm, or what is added to every row. The constant is the operand at its position.
fn add_constant<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    (constant, position): (&Constant<'a>, usize),
) -> Result<Value<'a>, Mistake> {
    if let Some(shifted) = constant.as_scalar().and_then(|number| product::shifted(node, &row, number)) {
        return Ok(shifted);
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
    if let Some(row) = rows.iter().find(|row| row.shape.len() != 1) {
        let message = format!("{} takes rows of shape {:?}, supported are vectors", title(node), row.shape);
        return Err(Mistake::new(message));
    }
    // The standard has no default.
    let axis = given(node, "axis").and_then(|axis| axis.i);
    if !matches!(axis, Some(1 | -1)) {
        let found = axis.map_or_else(|| "none".to_owned(), |axis| axis.to_string());
        return Err(unsupported(node, "axis", found, "the last axis, -1"));
    }
    if let [only] = &rows[..] {
        return Ok(Value::Row(only.clone()));
    }
    if rows.is_empty() {
        return Err(Mistake::new(format!("{} has no operands", title(node))));
    }
    let sources: Vec<_> = rows.iter().map(|row| row.source).collect();
    refuse_repeated(node, &sources)?;
    let length = rows.iter().map(|row| row.shape[0]).fold(0_usize, usize::saturating_add);
    Ok(Value::Row(lowering.push(node, Operation::Concat, sources, vec![length])))
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

fn refuse_repeated(node: &Node, sources: &[crate::model::Source]) -> Result<(), Mistake> {
    let different: HashSet<_> = sources.iter().collect();
    if different.len() < sources.len() {
        Err(Mistake::new(format!("{} joins a value with itself", title(node))))
    } else {
        Ok(())
    }
}
