//! Arithmetic that is no part of an activation or of a norm: roots, logarithms, reciprocals, powers and quotients, each in lines of its own.

use nn_onnx::Node;

use super::affine;
use super::join::elementwise;
use crate::graph::Mistake;
use crate::graph::lowering::{Lowering, Row, Value, settled};
use crate::graph::operation::Operation;
use crate::model::Activation;

/// What a node computes by itself; `None` if it is another operator, or has other operands.
pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    match node.op_type.as_str() {
        "Log" => Some(of_row(lowering, node, &["log"])),
        "Reciprocal" => Some(of_row(lowering, node, &["reciprocal"])),
        "Sqrt" => Some(of_row(lowering, node, &["sqrt"])),
        "Pow" => power(lowering, node),
        "Div" => quotient(lowering, node),
        _ => None,
    }
}

/// The activations of these names, one after the other.
fn of_row<'a>(lowering: &mut Lowering<'a>, node: &'a Node, names: &[&str]) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    Ok(Value::Row(names.iter().fold(row, |row, name| lowering.activate(node, row, Activation::of(name, &[])))))
}

/// Powers that are roots, reciprocals, or products of few factors.
fn power<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    let Ok(Value::Constant(exponent)) = lowering.operand(node, 1) else { return None };
    let exponent = exponent.as_number()?;
    let is = |expected: f32| exponent.to_bits() == expected.to_bits();
    let names: &[&str] = match exponent {
        _ if is(-1.0) => &["reciprocal"],
        _ if is(-0.5) => &["sqrt", "reciprocal"],
        _ if is(0.5) => &["sqrt"],
        _ if is(1.0) => &[],
        _ if is(2.0) => &["square"],
        _ if is(3.0) => return Some(lowering.plain_row(node, 0).and_then(|row| cube(lowering, node, row))),
        _ => return None,
    };
    Some(of_row(lowering, node, names))
}

/// `x^2 x`.
pub(super) fn cube<'a>(lowering: &mut Lowering<'a>, node: &Node, row: Row) -> Result<Value<'a>, Mistake> {
    let square = lowering.activate(node, row.clone(), Activation::of("square", &[]));
    elementwise(lowering, node, Operation::Mul, (square, row))
}

/// The product with a reciprocal.
fn quotient<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    let (Ok(dividend), Ok(Value::Row(divisor))) = (lowering.operand(node, 0), lowering.operand(node, 1)) else {
        return None;
    };
    Some(divide(lowering, node, dividend, divisor))
}

fn divide<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    dividend: Value<'a>,
    divisor: Row,
) -> Result<Value<'a>, Mistake> {
    let divisor = settled(divisor)?;
    let inverted =
        |lowering: &mut Lowering<'a>| lowering.activate(node, divisor.clone(), Activation::of("reciprocal", &[]));
    match dividend {
        Value::Constant(constant) => {
            let inverse = inverted(lowering);
            match constant.as_scalar() {
                Some(factor) => Ok(Value::Row(lowering.scaled(node, inverse, factor))),
                None => affine::multiply(lowering, node, inverse, (&constant, 0)),
            }
        }
        Value::Row(row) => {
            let row = settled(row)?;
            let inverse = inverted(lowering);
            elementwise(lowering, node, Operation::Mul, (row, inverse))
        }
    }
}
