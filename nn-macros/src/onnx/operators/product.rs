//! Products and quotients of values, and products and the error function as parts of activations and gates:
//!
//! ```text
//! silu        x sigmoid(x)
//! hard_swish  x hard_sigmoid(x)
//! gelu        x (1 + erf(x / sqrt 2)) / 2, the factors in any order
//! glu         a sigmoid(b) of the halves of a vector
//! swiglu      silu(a) b
//! ```

use std::f32::consts::FRAC_1_SQRT_2;

use nn_onnx::Node;

use super::join::elementwise;
use super::{affine, extent, is_close, norm};
use crate::model::{Activation, Source};
use crate::onnx::constant::Constant;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lines::Line;
use crate::onnx::lower::{Lowering, Pending, Row, Step, Value, not_here, settled};
use crate::onnx::operation::Operation;

/// How many lines `scale` before a value are looked through for the factor of gelu.
const MAX_FACTORS: usize = 4;

pub(super) fn multiply<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => multiply_by(lowering, node, row, (&constant, 1)),
        (Value::Constant(constant), Value::Row(row)) => multiply_by(lowering, node, row, (&constant, 0)),
        (Value::Row(a), Value::Row(b)) => multiply_rows(lowering, node, &a, &b),
        (Value::Constant(a), Value::Constant(b)) => extent::arithmetic(node, (&a, &b), "multiplies", i64::checked_mul),
    }
}

pub(super) fn divide<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) => match (&row.pending, constant.as_scalar()) {
            (Some(_), Some(divisor)) => scale(lowering, node, row, 1.0 / divisor),
            _ => affine::divide(lowering, node, row, &constant),
        },
        (Value::Constant(one), Value::Row(row)) if one.as_scalar() == Some(1.0) => norm::invert(node, row),
        (Value::Row(a), Value::Row(b)) => {
            norm::normalise(lowering, node, &a, &b, true).unwrap_or_else(|| Err(no_quotient(node)))
        }
        (Value::Constant(_), Value::Row(_)) => Err(no_quotient(node)),
        (Value::Constant(a), Value::Constant(b)) => extent::arithmetic(node, (&a, &b), "divides", i64::checked_div),
    }
}

pub(super) fn erf<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let scaled = factors(lowering, row.source).into_iter().find(|(_, factor)| is_close(*factor, FRAC_1_SQRT_2));
    match scaled {
        Some((source, _)) => Ok(pending(node, Row { source, ..row }, Step::Erf)),
        None => Err(no_activation(node)),
    }
}

/// What a value is a multiple of: itself, and what stands before the lines `scale` that it ends with.
fn factors(lowering: &Lowering<'_>, mut source: Source) -> Vec<(Source, f32)> {
    let mut factors = vec![(source, 1.0)];
    let mut product = 1.0;
    while factors.len() <= MAX_FACTORS
        && let Some(Line { operation: Operation::Scale(factor), operands, .. }) = lowering.line(source)
        && let [before] = operands[..]
    {
        product *= factor;
        source = before;
        factors.push((source, product));
    }
    factors
}

fn no_activation(node: &Node) -> Mistake {
    let rule = "supported are x sigmoid(x), x hard_sigmoid(x), and gelu, x (1 + erf(x / sqrt 2)) / 2";
    not_here(&title(node), rule)
}

fn no_quotient(node: &Node) -> Mistake {
    not_here(&title(node), "supported are quotients by constants, and x / sqrt(mean(x^2) + epsilon)")
}

fn pending<'a>(node: &Node, row: Row, step: Step) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node) });
    Value::Row(Row { pending, ..row })
}

fn multiply_by<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    (constant, position): (&Constant<'a>, usize),
) -> Result<Value<'a>, Mistake> {
    match (&row.pending, constant.as_scalar()) {
        (Some(_), Some(factor)) => scale(lowering, node, row, factor),
        _ => affine::multiply(lowering, node, row, (constant, position)),
    }
}

/// A factor of what is still to be done.
fn scale<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, factor: f32) -> Result<Value<'a>, Mistake> {
    match row.pending.as_ref().map(|pending| &pending.step) {
        Some(Step::OnePlusErf(other)) => {
            let step = Step::OnePlusErf(factor * other);
            Ok(pending(node, row, step))
        }
        Some(Step::Product(other)) => {
            let factor = factor * other;
            Ok(product(lowering, node, row, factor))
        }
        _ => settled(row).map(Value::Row),
    }
}

/// `c x (1 + erf(x / sqrt 2))`.
fn product<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, factor: f32) -> Value<'a> {
    if is_close(factor, 0.5) {
        return Value::Row(lowering.activate(node, Row { pending: None, ..row }, Activation::of("gelu", &[])));
    }
    pending(node, row, Step::Product(factor))
}

fn multiply_rows<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: &Row, b: &Row) -> Result<Value<'a>, Mistake> {
    for (x, other) in [(a, b), (b, a)] {
        if let Some(norm) = norm::normalise(lowering, node, x, other, false) {
            return norm;
        }
        if x.pending.is_some() {
            continue;
        }
        if let Some(Pending { step: Step::OnePlusErf(one), .. }) = other.pending {
            let found = factors(lowering, x.source).into_iter().find(|(source, _)| *source == other.source);
            if let Some((source, factor)) = found {
                return Ok(product(lowering, node, Row { source, ..x.clone() }, factor * one));
            }
        }
        if let Some(activation) = gated(lowering, x.source, other) {
            return Ok(Value::Row(lowering.activate(node, x.clone(), activation)));
        }
        if let Some((operation, source)) = gate_of_halves(lowering, x, other) {
            return Ok(Value::Row(lowering.push(node, operation, vec![source], x.shape.clone())));
        }
    }
    if let Some(square) = norm::square(node, a, b) {
        return Ok(square);
    }
    elementwise(lowering, node, Operation::Mul, (settled(a.clone())?, settled(b.clone())?))
}

/// The activation that multiplies `x` by `gate`, which is computed from it.
fn gated(lowering: &Lowering<'_>, x: Source, gate: &Row) -> Option<Activation> {
    let line = lowering.line(gate.source).filter(|line| gate.pending.is_none() && line.operands == [x])?;
    let Operation::Activation(gate) = line.operation else { return None };
    match gate.name() {
        "sigmoid" => Some(Activation::of("silu", &[])),
        "hard_sigmoid" => Some(Activation::of("hard_swish", &[])),
        _ => None,
    }
}

/// The layer that multiplies one half of a vector by `gate`, which is computed from the other, and that vector.
fn gate_of_halves(lowering: &Lowering<'_>, x: &Row, gate: &Row) -> Option<(Operation, Source)> {
    if gate.pending.is_some() {
        return None;
    }
    let Line { operation: Operation::Activation(activation), operands, .. } = lowering.line(gate.source)? else {
        return None;
    };
    let ((whole, start), (other, start_of_gate)) = (half(lowering, x.source)?, half(lowering, *operands.first()?)?);
    match (activation.name(), start == 0, start_of_gate == 0) {
        ("sigmoid", true, false) if whole == other => Some((Operation::Glu, whole)),
        ("silu", false, true) if whole == other => Some((Operation::Swiglu, whole)),
        _ => None,
    }
}

/// The vector that `source` is a half of, and where the half begins.
fn half(lowering: &Lowering<'_>, source: Source) -> Option<(Source, usize)> {
    let Line { operation: Operation::Slice(start, end), operands, .. } = lowering.line(source)? else { return None };
    let [whole] = operands[..] else { return None };
    let [len] = lowering.shape(whole) else { return None };
    let middle = len / 2;
    (len % 2 == 0 && [(0, middle), (middle, *len)].contains(&(*start, *end))).then_some((whole, *start))
}
