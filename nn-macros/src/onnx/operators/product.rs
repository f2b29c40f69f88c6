//! Products of values, and products and functions as parts of activations:
//!
//! ```text
//! silu        x sigmoid(x)
//! hard_swish  x hard_sigmoid(x)
//! mish        x tanh(softplus(x))
//! gelu        x (1 + erf(x / sqrt 2)) / 2, the factors in any order
//! gelu_tanh   x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, in any order too
//! log_sigmoid -softplus(-x), or the logarithm of sigmoid(x)
//! ```

use std::f32::consts::FRAC_1_SQRT_2;

use nn_onnx::Node;

use super::is_close;
use super::join::elementwise;
use crate::model::{Activation, Source};
use crate::onnx::constant::Constant;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lines::Operation;
use crate::onnx::lower::{Gelu, Lowering, Pending, Row, Step, Value, settled};

/// `sqrt(2 / pi)`.
const ROOT: f32 = 0.797_884_6;

pub(super) fn multiply<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (a, b) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?);
    match (a, b) {
        (Value::Row(row), Value::Constant(constant)) | (Value::Constant(constant), Value::Row(row)) => {
            let factor = scalar(node, &constant)?;
            scale(lowering, node, row, factor)
        }
        (Value::Row(a), Value::Row(b)) => multiply_rows(lowering, node, &a, &b),
        (Value::Constant(_), Value::Constant(_)) => {
            Err(Mistake::new(format!("{} multiplies two constants", title(node))).help("export with constant folding"))
        }
    }
}

pub(super) fn divide<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    match lowering.operand(node, 1)? {
        Value::Constant(constant) => {
            let divisor = scalar(node, &constant)?;
            scale(lowering, node, row, 1.0 / divisor)
        }
        Value::Row(_) => Err(no_activation(node)),
    }
}

pub(super) fn erf<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    match row.pending {
        Some(Pending { step: Step::Scaled(factor), .. }) if is_close(factor, FRAC_1_SQRT_2) => {
            Ok(pending(node, row, Step::Bend(Gelu::Erf)))
        }
        _ => Err(no_activation(node)),
    }
}

/// `-x`.
pub(super) fn negate<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    scale(lowering, node, row, -1.0)
}

/// The logarithm of a sigmoid.
pub(super) fn logarithm<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let Some((activation, x)) = computed(lowering, row.source) else { return Err(no_activation(node)) };
    if activation.name() != "sigmoid" {
        return Err(no_activation(node));
    }
    let x = Row { source: x, ..row };
    Ok(Value::Row(lowering.activate(node, x, Activation::of("log_sigmoid", &[]))))
}

/// What a function of a pending value is, where it is a part of an activation.
pub(super) fn part<'a>(node: &Node, function: &str, row: &Row) -> Option<Value<'a>> {
    let step = match (function, &row.pending.as_ref()?.step) {
        ("tanh", Step::Powers([constant, linear, square, cube])) => {
            let expected = [(*constant, 0.0), (*linear, ROOT), (*square, 0.0), (*cube, ROOT * 0.044_715)];
            if !expected.iter().all(|(found, expected)| is_close(*found, *expected)) {
                return None;
            }
            Step::Bend(Gelu::Tanh)
        }
        ("softplus", Step::Scaled(factor)) if is_close(*factor, -1.0) => Step::SoftplusOfNegated,
        _ => return None,
    };
    Some(pending(node, row.clone(), step))
}

/// A constant factor.
fn scalar(node: &Node, constant: &Constant<'_>) -> Result<f32, Mistake> {
    let factor = constant.as_scalar().filter(|factor| factor.is_normal());
    factor.ok_or_else(|| no_activation(node))
}

fn no_activation(node: &Node) -> Mistake {
    Mistake::new(format!("{} is not supported where it stands", title(node)))
        .note("supported are x sigmoid(x), x hard_sigmoid(x), x tanh(softplus(x)), log(sigmoid(x)), and gelu, x (1 + erf(x / sqrt 2)) / 2, or with tanh")
}

fn pending<'a>(node: &Node, row: Row, step: Step) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node) });
    Value::Row(Row { pending, ..row })
}

fn scale<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, factor: f32) -> Result<Value<'a>, Mistake> {
    let step = match row.pending.as_ref().map(|pending| &pending.step) {
        None => Step::Scaled(factor),
        Some(Step::Scaled(other)) => Step::Scaled(factor * other),
        Some(Step::Powers(powers)) => Step::Powers(powers.map(|power| factor * power)),
        Some(Step::OnePlus(gelu, other)) => Step::OnePlus(*gelu, factor * other),
        Some(Step::SoftplusOfNegated) if is_close(factor, -1.0) => {
            let x = Row { pending: None, ..row };
            return Ok(Value::Row(lowering.activate(node, x, Activation::of("log_sigmoid", &[]))));
        }
        Some(Step::Product(gelu, other)) => return Ok(product(lowering, node, row.clone(), (*gelu, factor * other))),
        Some(Step::Bend(_) | Step::SoftplusOfNegated | Step::Affine { .. }) => return settled(row).map(Value::Row),
    };
    Ok(pending(node, row, step))
}

/// `c x (1 + bend(x))`.
fn product<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, (gelu, factor): (Gelu, f32)) -> Value<'a> {
    if is_close(factor, 0.5) {
        let name = match gelu {
            Gelu::Erf => "gelu",
            Gelu::Tanh => "gelu_tanh",
        };
        return Value::Row(lowering.activate(node, Row { pending: None, ..row }, Activation::of(name, &[])));
    }
    pending(node, row, Step::Product(gelu, factor))
}

/// The coefficients of the powers of its source that `row` is.
fn powers(row: &Row) -> Option<[f32; 4]> {
    match row.pending.as_ref().map(|pending| &pending.step) {
        None => Some([0.0, 1.0, 0.0, 0.0]),
        Some(Step::Scaled(factor)) => Some([0.0, *factor, 0.0, 0.0]),
        Some(Step::Powers(powers)) => Some(*powers),
        _ => None,
    }
}

/// The square or the cube of a value.
pub(super) fn power<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let Value::Constant(exponent) = lowering.operand(node, 1)? else { return Err(no_activation(node)) };
    let powers = [(2.0, [0.0, 0.0, 1.0, 0.0]), (3.0, [0.0, 0.0, 0.0, 1.0])];
    let found = exponent.as_scalar().and_then(|found| powers.iter().find(|(exponent, _)| is_close(found, *exponent)));
    let (_, powers) = found.ok_or_else(|| no_activation(node))?;
    Ok(pending(node, row, Step::Powers(*powers)))
}

/// The product of two sums of powers of one value, up to the cube.
fn product_of_powers(a: &Row, b: &Row) -> Option<Step> {
    let (a, b) = (powers(a)?, powers(b)?);
    let mut product = [0.0; 7];
    for (i, a) in a.iter().enumerate() {
        b.iter().enumerate().for_each(|(j, b)| product[i + j] += a * b);
    }
    let (powers, higher) = product.split_first_chunk()?;
    higher.iter().all(|power| is_close(*power, 0.0)).then_some(Step::Powers(*powers))
}

/// The sum of a value's powers.
pub(super) fn sum_of_powers<'a>(node: &Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let is_power = |row: &Row| matches!(&row.pending, Some(Pending { step: Step::Powers(_), .. }));
    if a.source != b.source || !(is_power(a) || is_power(b)) {
        return None;
    }
    let (mut sum, others) = (powers(a)?, powers(b)?);
    sum.iter_mut().zip(others).for_each(|(power, other)| *power += other);
    Some(pending(node, a.clone(), Step::Powers(sum)))
}

/// A number added to a part of an activation.
pub(super) fn shifted<'a>(node: &Node, row: &Row, number: f32) -> Option<Value<'a>> {
    let step = match &row.pending.as_ref()?.step {
        Step::Bend(gelu) if is_close(number, 1.0) => Step::OnePlus(*gelu, 1.0),
        Step::Powers([constant, others @ ..]) => {
            let [linear, square, cube] = *others;
            Step::Powers([constant + number, linear, square, cube])
        }
        _ => return None,
    };
    Some(pending(node, row.clone(), step))
}

fn multiply_rows<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: &Row, b: &Row) -> Result<Value<'a>, Mistake> {
    for (x, other) in [(a, b), (b, a)] {
        let factor = match x.pending.as_ref().map(|pending| &pending.step) {
            None => 1.0,
            Some(Step::Scaled(factor)) => *factor,
            _ => continue,
        };
        if let Some(Pending { step: Step::OnePlus(gelu, one), .. }) = other.pending
            && x.source == other.source
        {
            return Ok(product(lowering, node, x.clone(), (gelu, factor * one)));
        }
        if x.pending.is_none()
            && let Some(activation) = gated(lowering, x.source, other)
        {
            return Ok(Value::Row(lowering.activate(node, x.clone(), activation)));
        }
    }
    if a.source == b.source {
        let step = product_of_powers(a, b).ok_or_else(|| no_activation(node))?;
        return Ok(pending(node, a.clone(), step));
    }
    let (Some(a), Some(b)) = (settled(a.clone()).ok(), settled(b.clone()).ok()) else {
        return Err(no_activation(node));
    };
    elementwise(lowering, node, Operation::Mul, (a, b))
}

/// The activation that multiplies `x` by `gate`, which is computed from it.
fn gated(lowering: &Lowering<'_>, x: Source, gate: &Row) -> Option<Activation> {
    let (activation, of) = computed(lowering, gate.source).filter(|_| gate.pending.is_none())?;
    match activation.name() {
        "sigmoid" if of == x => Some(Activation::of("silu", &[])),
        "hard_sigmoid" if of == x => Some(Activation::of("hard_swish", &[])),
        "tanh" => {
            let (inner, of) = computed(lowering, of)?;
            (inner.name() == "softplus" && of == x).then(|| Activation::of("mish", &[]))
        }
        _ => None,
    }
}

/// The activation whose value `value` is, and what it is applied to.
fn computed(lowering: &Lowering<'_>, value: Source) -> Option<(Activation, Source)> {
    let Source::Node(index) = value else { return None };
    let line = lowering.lines.get(index)?;
    match (&line.operation, &line.operands[..]) {
        (Operation::Activation(activation), [x]) => Some((*activation, *x)),
        _ => None,
    }
}
