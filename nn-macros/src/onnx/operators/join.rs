//! `Add`, `Sub` and `Concat`.

use std::collections::HashSet;

use nn_onnx::Node;

use crate::onnx::constant::Constant;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lines::{Line, Operation};
use crate::onnx::lower::{Lowering, Row, Value, int, settled, unsupported};

use super::product;

/// The sum of two values of equal shape, or of a dense layer and its bias.
pub(super) fn add<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => add_constant(lowering, node, row, &constant, 1),
        (Value::Constant(constant), Value::Row(row)) => add_constant(lowering, node, row, &constant, 0),
        (Value::Row(a), Value::Row(b)) => {
            if let Some(sum) = product::sum_of_powers(node, &a, &b) {
                return Ok(sum);
            }
            let (a, b) = (settled(a)?, settled(b)?);
            elementwise(lowering, node, Operation::Add, (a, b))
        }
        (Value::Constant(_), Value::Constant(_)) => {
            Err(Mistake::new(format!("{} adds two constants", title(node))).help("export with constant folding"))
        }
    }
}

/// The difference of two values of equal shape.
pub(super) fn subtract<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.plain_row(node, 0)?, lowering.plain_row(node, 1)?);
    elementwise(lowering, node, Operation::Sub, (a, b))
}

/// A line that joins two values of equal shape.
pub(super) fn elementwise<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    operation: Operation,
    (a, b): (Row, Row),
) -> Result<Value<'a>, Mistake> {
    if a.shape != b.shape {
        let message = format!("{} joins rows of shape {:?} and {:?}", title(node), a.shape, b.shape);
        return Err(Mistake::new(message).note("both must have the same shape"));
    }
    refuse_repeated(node, &[a.source, b.source])?;
    Ok(Value::Row(lowering.push(node, operation, vec![a.source, b.source], a.shape)))
}

/// A bias, or a number of gelu. `position` is the operand that is constant.
fn add_constant<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    constant: &Constant<'a>,
    position: usize,
) -> Result<Value<'a>, Mistake> {
    if let Some(shifted) = constant.as_scalar().and_then(|number| product::shifted(node, &row, number)) {
        return Ok(shifted);
    }
    let row = settled(row)?;
    let outputs = row.shape.iter().product();
    let bias = if row.shape.len() == 1 { constant.broadcast(outputs) } else { None };
    let name = node.input.get(position).filter(|name| lowering.graph.constants.contains_key(name.as_str())).cloned();
    if let (Some(bias), Some(Line { operation: Operation::Dense(dense), .. })) = (bias, lowering.exclusive_line(&row)) {
        match &mut dense.bias {
            Some(known) => known.iter_mut().zip(bias).for_each(|(known, bias)| *known += bias),
            none => *none = Some(bias),
        }
        dense.parameters.extend(name);
        dense.refuse_infinite(node)?;
        return Ok(Value::Row(row));
    }
    let mistake = Mistake::new(format!("{} adds a constant of shape {:?}", title(node), constant.shape));
    Err(mistake.note("supported are two values, and a bias directly behind `MatMul` or `Gemm`"))
}

/// Vectors, one behind the other.
pub(super) fn concat<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let rows: Vec<Row> =
        (0..node.input.len()).map(|index| lowering.plain_row(node, index)).collect::<Result<_, _>>()?;
    if let Some(row) = rows.iter().find(|row| row.shape.len() != 1) {
        let message = format!("{} takes rows of shape {:?}, supported are vectors", title(node), row.shape);
        return Err(Mistake::new(message));
    }
    let axis = int(node, "axis", 1);
    if !matches!(axis, 1 | -1) {
        return Err(unsupported(node, "axis", axis, 1));
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

fn refuse_repeated(node: &Node, sources: &[crate::model::Source]) -> Result<(), Mistake> {
    let different: HashSet<_> = sources.iter().collect();
    if different.len() < sources.len() {
        Err(Mistake::new(format!("{} joins a value with itself", title(node))))
    } else {
        Ok(())
    }
}
