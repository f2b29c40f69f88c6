//! Products and quotients of values, and products and the error function as parts of activations and gates:
//!
//! ```text
//! silu        x sigmoid(x)
//! hard_swish  x hard_sigmoid(x)
//! mish        x tanh(softplus(x))
//! gelu        x (1 + erf(x / sqrt 2)) / 2, the factors in any order
//! gelu_tanh   x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, in any order too
//! log_sigmoid -softplus(-x), or the logarithm of sigmoid(x)
//! glu         a sigmoid(b) of the halves of a vector
//! swiglu      silu(a) b
//! ```

use std::f32::consts::FRAC_1_SQRT_2;

use nn_onnx::Node;

use super::join::elementwise;
use super::{affine, extent, norm, slope};
use crate::graph::constant::Constant;
use crate::graph::lowering::Line;
use crate::graph::lowering::{Gelu, Lowering, Part, Pending, Row, Step, Value, is_close, not_here, settled};
use crate::graph::operation::{Operation, Written};
use crate::graph::{Mistake, title};
use crate::layers::onnx::gate_of_halves;
use crate::model::{Activation, Source};

/// `sqrt(2 / pi)`.
const ROOT: f32 = 0.797_884_6;

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
            (Some(_), Some(divisor)) => scale(lowering, node, row, affine::reciprocal(node, divisor)?),
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
        Some((source, _)) => Ok(pending(node, Row { source, ..row }, Step::Bend(Gelu::Erf))),
        None => Err(no_activation(node)),
    }
}

/// The logarithm of an activation that has one.
pub(super) fn logarithm<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let found = computed(lowering, row.source).and_then(|(activation, x)| match activation.name() {
        "sigmoid" => Some((Activation::of("log_sigmoid", &[]), x)),
        "softmax" => Some((Activation::of("log_softmax", &[]), x)),
        _ => None,
    });
    match found {
        Some((activation, source)) => Ok(Value::Row(lowering.activate(node, Row { source, ..row }, activation))),
        None => Err(no_activation(node)),
    }
}

/// `-x`, where it is an activation.
pub(super) fn negated<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: &Row) -> Option<Value<'a>> {
    let (activation, before) = computed(lowering, row.source)?;
    let Line { operation: Operation::Scale(factor), operands, .. } = lowering.line(before)? else { return None };
    let [source] = operands[..] else { return None };
    let is_found = activation.name() == "softplus" && factor.to_bits() == (-1.0_f32).to_bits();
    let row = Row { source, ..row.clone() };
    is_found.then(|| Value::Row(lowering.activate(node, row, Activation::of("log_sigmoid", &[]))))
}

/// `Tanh` of powers, where it is a part of a gelu.
pub(super) fn part_of_gelu<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Result<Option<Value<'a>>, Mistake> {
    if node.op_type == "Tanh" { Ok(tanh(node, &lowering.row(node, 0)?)) } else { Ok(None) }
}

fn tanh<'a>(node: &Node, row: &Row) -> Option<Value<'a>> {
    let Step::Powers([constant, linear, square, cube]) = row.pending.as_ref()?.step else { return None };
    let expected = [(constant, 0.0), (linear, ROOT), (square, 0.0), (cube, ROOT * 0.044_715)];
    let is_gelu = expected.iter().all(|(found, expected)| is_close(*found, *expected));
    is_gelu.then(|| pending(node, row.clone(), Step::Bend(Gelu::Tanh)))
}

/// The activation whose value `value` is, and what it is applied to.
fn computed(lowering: &Lowering<'_>, value: Source) -> Option<(Activation, Source)> {
    let line = lowering.line(value)?;
    match (&line.operation, &line.operands[..]) {
        (Operation::Activation(activation), [x]) => Some((*activation, *x)),
        _ => None,
    }
}

/// The coefficients of the powers of its source that `row` is.
fn powers(row: &Row) -> Option<[f32; 4]> {
    match row.pending.as_ref().map(|pending| &pending.step) {
        None => Some([0.0, 1.0, 0.0, 0.0]),
        Some(Step::Norm(Part::Square, false)) => Some([0.0, 0.0, 1.0, 0.0]),
        Some(Step::Powers(powers)) => Some(*powers),
        _ => None,
    }
}

/// The product of two sums of powers of one value, up to the cube.
fn product_of_powers(a: &Row, b: &Row) -> Option<Step> {
    // A square alone may be a part of a norm.
    if a.source != b.source || a.shape != b.shape || a.pending.is_none() && b.pending.is_none() {
        return None;
    }
    let (a, b) = (powers(a)?, powers(b)?);
    let mut product = [0.0; 7];
    for (i, a) in a.iter().enumerate() {
        b.iter().enumerate().for_each(|(j, b)| product[i + j] += a * b);
    }
    let (powers, higher) = product.split_first_chunk()?;
    higher.iter().all(|power| *power == 0.0).then_some(Step::Powers(*powers))
}

/// The sum of a value's powers.
pub(super) fn sum_of_powers<'a>(lowering: &mut Lowering<'a>, node: &Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let is_power = |row: &Row| matches!(&row.pending, Some(Pending { step: Step::Powers(_), .. }));
    if a.source != b.source || a.shape != b.shape || !(is_power(a) || is_power(b)) {
        return None;
    }
    let (mut sum, others) = (powers(a)?, powers(b)?);
    sum.iter_mut().zip(others).for_each(|(power, other)| *power += other);
    let value = joined(lowering, node, Operation::Add, a, b);
    Some(with_value(node, a.clone(), Step::Powers(sum), value))
}

/// The line that joins two values, each with a line that it is.
fn joined(lowering: &mut Lowering<'_>, node: &Node, operation: Operation, a: &Row, b: &Row) -> Option<Source> {
    let values = (settled(a.clone()).ok()?, settled(b.clone()).ok()?);
    match elementwise(lowering, node, operation, values) {
        Ok(Value::Row(row)) => Some(row.source),
        _ => None,
    }
}

/// A number added to a part of an activation.
pub(super) fn shifted<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: &Row,
    (constant, position): (&Constant<'a>, usize),
) -> Option<Value<'a>> {
    let number = constant.as_scalar()?;
    match &row.pending.as_ref()?.step {
        Step::Bend(gelu) if is_close(number, 1.0) => Some(pending(node, row.clone(), Step::OnePlus(*gelu, 1.0))),
        Step::Powers([before, linear, square, cube]) => {
            let step = Step::Powers([before + number, *linear, *square, *cube]);
            let value = settled(row.clone()).ok().and_then(|value| {
                match affine::add(lowering, node, value, (constant, position), affine::Shift::Plus) {
                    Ok(Value::Row(row)) => Some(row.source),
                    _ => None,
                }
            });
            Some(with_value(node, row.clone(), step, value))
        }
        _ => None,
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
    let rule = "supported are x sigmoid(x), x hard_sigmoid(x), x tanh(softplus(x)), log(sigmoid(x)), log(softmax(x)), and gelu, \
        x (1 + erf(x / sqrt 2)) / 2, or with tanh";
    not_here(&title(node), rule)
}

fn no_quotient(node: &Node) -> Mistake {
    not_here(&title(node), "supported are quotients by constants, and x / sqrt(mean(x^2) + epsilon)")
}

fn pending<'a>(node: &Node, row: Row, step: Step) -> Value<'a> {
    with_value(node, row, step, None)
}

fn with_value<'a>(node: &Node, row: Row, step: Step, value: Option<Source>) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node), value });
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
        _ => match slope::weighted(lowering, node, &row, (constant, position)) {
            Some(weighted) => weighted,
            None => affine::multiply(lowering, node, row, (constant, position)),
        },
    }
}

/// A factor of what is still to be done.
fn scale<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, factor: f32) -> Result<Value<'a>, Mistake> {
    match row.pending.as_ref().map(|pending| &pending.step) {
        Some(Step::OnePlus(gelu, other)) => {
            let step = Step::OnePlus(*gelu, factor * other);
            Ok(pending(node, row, step))
        }
        Some(Step::Powers(powers)) => {
            let step = Step::Powers(powers.map(|power| factor * power));
            let value = settled(row.clone()).ok().map(|value| lowering.scaled(node, value, factor).source);
            Ok(with_value(node, row, step, value))
        }
        Some(Step::Norm(Part::Square, false)) => {
            let scaled = lowering.scaled(node, settled(row.clone())?, factor);
            Ok(with_value(node, row, Step::Powers([0.0, 0.0, factor, 0.0]), Some(scaled.source)))
        }
        // The sum over as many is the mean.
        Some(Step::Norm(Part::SumOfSquares(0.0), is_centred))
            if is_close(factor * lowering.shape(row.source).iter().product::<usize>() as f32, 1.0) =>
        {
            let step = Step::Norm(Part::MeanSquare, *is_centred);
            Ok(pending(node, row, step))
        }
        Some(Step::Product(gelu, other)) => {
            let (gelu, factor) = (*gelu, factor * other);
            Ok(product(lowering, node, row, (gelu, factor)))
        }
        _ => {
            let row = settled(row)?;
            Ok(Value::Row(lowering.scaled(node, row, factor)))
        }
    }
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

fn multiply_rows<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: &Row, b: &Row) -> Result<Value<'a>, Mistake> {
    for (x, other) in [(a, b), (b, a)] {
        if let Some(norm) = norm::normalise(lowering, node, x, other, false) {
            return norm;
        }
        if let Some(part) = slope::product(lowering, node, x, other) {
            return part;
        }
        if x.pending.is_some() {
            continue;
        }
        if let Some(Pending { step: Step::OnePlus(gelu, one), .. }) = other.pending {
            let found = factors(lowering, x.source).into_iter().find(|(source, _)| *source == other.source);
            if let Some((source, factor)) = found {
                return Ok(product(lowering, node, Row { source, ..x.clone() }, (gelu, factor * one)));
            }
        }
        if let Some(activation) = gated(lowering, x.source, other) {
            return Ok(Value::Row(lowering.activate(node, x.clone(), activation)));
        }
        if let Some((operation, source)) = gate_of_a_vector(lowering, x, other) {
            return Ok(Value::Row(lowering.push(node, operation, vec![source], x.shape.clone())));
        }
    }
    if let Some(square) = norm::square(lowering, node, a, b) {
        return Ok(square);
    }
    if let Some(powers) = product_of_powers(a, b) {
        let value = joined(lowering, node, Operation::Mul, a, b);
        return Ok(with_value(node, a.clone(), powers, value));
    }
    let (a, b) = (settled(a.clone())?, settled(b.clone())?);
    // Of a square itself.
    if let Some(square) = norm::square(lowering, node, &a, &b) {
        return Ok(square);
    }
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

/// The layer that multiplies one half of a vector by `gate`, which is computed from the other, and that vector.
fn gate_of_a_vector(lowering: &Lowering<'_>, x: &Row, gate: &Row) -> Option<(Operation, Source)> {
    if gate.pending.is_some() {
        return None;
    }
    let Line { operation: Operation::Activation(activation), operands, .. } = lowering.line(gate.source)? else {
        return None;
    };
    let ((whole, start), (other, start_of_gate)) = (half(lowering, x.source)?, half(lowering, *operands.first()?)?);
    if whole != other || start == start_of_gate {
        return None;
    }
    let layer = gate_of_halves(activation.name(), start_of_gate == 0)?;
    Some((Operation::Layer(Written::plain(layer)), whole))
}

/// The vector that `source` is a half of, and where the half begins.
fn half(lowering: &Lowering<'_>, source: Source) -> Option<(Source, usize)> {
    let Line { operation: Operation::Slice(start, end), operands, .. } = lowering.line(source)? else { return None };
    let [whole] = operands[..] else { return None };
    let [len] = lowering.shape(whole) else { return None };
    let middle = len / 2;
    (len % 2 == 0 && [(0, middle), (middle, *len)].contains(&(*start, *end))).then_some((whole, *start))
}
