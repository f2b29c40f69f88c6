//! Arithmetic of a value and a constant: `scale` for a number, `affine` for a number for each element, or a part of what is before.

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{Line, Lowering, Row, Value, beyond_range, settled};
use crate::graph::operation::{Affine, Norm, Operation};
use crate::graph::{Mistake, title};

use super::product;

/// What is added: `row + constant`, `row - constant`, `constant - row`.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shift {
    Plus,
    Minus,
    From,
}

/// `-x`.
pub(super) fn negate<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    Ok(product::negated(lowering, node, &row).unwrap_or_else(|| scale(lowering, node, row, -1.0)))
}

/// `row constant`; `position` is the operand that is constant.
pub(super) fn multiply<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    (constant, position): (&Constant<'a>, usize),
) -> Result<Value<'a>, Mistake> {
    let row = settled(row)?;
    if let Some(factor) = constant.as_scalar() {
        return Ok(scale(lowering, node, row, factor));
    }
    let weight = broadcast(lowering, node, constant, &row, "multiplies")?;
    if into_convolution(lowering, node, &row, (&weight, 1.0), position)? {
        return Ok(Value::Row(row));
    }
    let parameters: Vec<String> = lowering.initializer(node, position).into_iter().collect();
    if row.is_exclusive
        && let Some(Line { operation: Operation::Norm(norm @ Norm { weight: None, .. }), operands, .. }) =
            lowering.line(row.source)
        && let Some(weight) = norm.parameters_of(&weight, channels_of(lowering, &row))
    {
        let norm = Norm { weight: Some(weight), parameters, ..norm.clone() };
        let operands = operands.clone();
        lowering.spend(node, norm.weight.as_ref().map_or(0, Vec::len))?;
        return Ok(Value::Row(lowering.push(node, Operation::Norm(norm), operands, row.shape)));
    }
    let weight = weight.into_iter().map(f64::from).collect();
    affine(lowering, node, row, Affine { weight, bias: None, is_foldable: false, parameters })
}

/// `row / constant`.
pub(super) fn divide<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    constant: &Constant<'a>,
) -> Result<Value<'a>, Mistake> {
    let row = settled(row)?;
    if let Some(divisor) = constant.as_scalar() {
        let factor = reciprocal(node, divisor)?;
        return Ok(scale(lowering, node, row, factor));
    }
    let divisors = broadcast(lowering, node, constant, &row, "divides")?;
    if divisors.contains(&0.0) {
        return Err(by_zero(node));
    }
    let weight = divisors.into_iter().map(|divisor| 1.0 / f64::from(divisor)).collect();
    let parameters = lowering.initializer(node, 1).into_iter().collect();
    affine(lowering, node, row, Affine { weight, bias: None, is_foldable: false, parameters })
}

/// The factor that a division by a number is.
pub(super) fn reciprocal(node: &Node, divisor: f32) -> Result<f32, Mistake> {
    if divisor == 0.0 {
        return Err(by_zero(node));
    }
    let factor = 1.0 / divisor;
    if factor.is_finite() { Ok(factor) } else { Err(beyond_range(node)) }
}

fn by_zero(node: &Node) -> Mistake {
    Mistake::new(format!("{} divides by 0", title(node)))
}

/// A sum or a difference, with the products of the line before it.
pub(super) fn add<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    (constant, position): (&Constant<'a>, usize),
    shift: Shift,
) -> Result<Value<'a>, Mistake> {
    let row = settled(row)?;
    let verb = if shift == Shift::Plus { "adds" } else { "subtracts" };
    let bias = broadcast(lowering, node, constant, &row, verb)?;
    let bias = if shift == Shift::Minus { bias.into_iter().map(|bias| -bias).collect() } else { bias };
    let name = lowering.initializer(node, position);
    if shift != Shift::From
        && let Some(Line { operation: Operation::Dense(dense), .. }) = lowering.exclusive_line(&row)
    {
        match &mut dense.bias {
            Some(known) => known.iter_mut().zip(bias).for_each(|(known, bias)| *known += bias),
            none => *none = Some(bias),
        }
        dense.parameters.extend(name);
        dense.refuse_infinite(node)?;
        return Ok(Value::Row(row));
    }
    if shift != Shift::From && into_convolution(lowering, node, &row, (&bias, 0.0), position)? {
        return Ok(Value::Row(row));
    }
    let sign = if shift == Shift::From { -1.0 } else { 1.0 };
    let wide = |numbers: &[f32]| numbers.iter().map(|number| f64::from(*number)).collect::<Vec<f64>>();
    let mut row = row;
    let mut parts = Affine { weight: vec![1.0; bias.len()], bias: None, is_foldable: false, parameters: Vec::new() };
    let before = lowering.line(row.source).filter(|line| !matches!(line.operation, Operation::Dense(_)));
    if let Some(Line { operation, operands, .. }) = before.cloned()
        && let [source] = operands[..]
    {
        match operation {
            Operation::Norm(norm @ Norm { is_centred: true, weight: Some(_), bias: None, .. })
                if row.is_exclusive
                    && shift != Shift::From
                    && norm.parameters_of(&bias, channels_of(lowering, &row)).is_some() =>
            {
                let bias = norm.parameters_of(&bias, channels_of(lowering, &row)).unwrap_or_default();
                lowering.spend(node, bias.len())?;
                let parameters = norm.parameters.iter().cloned().chain(name).collect();
                let norm = Norm { bias: Some(bias), parameters, ..norm };
                return Ok(Value::Row(lowering.push(node, Operation::Norm(norm), operands, row.shape)));
            }
            // The language knows no bias there, so it stands in a line with the weights: the product is then rounded once.
            Operation::Norm(Norm {
                is_centred: false,
                weight: Some(weight),
                bias: None,
                epsilon,
                grouping,
                parameters,
            }) if row.is_exclusive => {
                let norm =
                    Norm { is_centred: false, weight: None, bias: None, epsilon, grouping, parameters: Vec::new() };
                row = lowering.push(node, Operation::Norm(norm), operands, row.shape);
                parts = Affine { weight: wide(&weight), parameters, ..parts };
            }
            Operation::Scale(factor) => {
                row = Row { source, ..row };
                parts.weight.fill(f64::from(factor));
            }
            Operation::Affine(affine @ Affine { bias: None, .. }) => {
                row = Row { source, ..row };
                parts = affine;
            }
            _ => {}
        }
    }
    parts.weight.iter_mut().for_each(|weight| *weight *= sign);
    parts.parameters.extend(name);
    affine(lowering, node, row, Affine { bias: Some(wide(&bias)), ..parts })
}

/// Whether the convolution before takes in a number for each channel: factors, where one that changes nothing is 1, or what is added, where
/// it is 0.
fn into_convolution<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: &Row,
    (numbers, neutral): (&[f32], f64),
    position: usize,
) -> Result<bool, Mistake> {
    let name = lowering.initializer(node, position);
    let Some(Line { operation: Operation::Convolution(convolution), shape, .. }) = lowering.exclusive_line(row) else {
        return Ok(false);
    };
    let Some((channels, others)) = shape.split_first().filter(|_| *shape == row.shape) else { return Ok(false) };
    let pixels = others.iter().product::<usize>().max(1);
    let is_same = |channel: &[f32]| channel.iter().all(|number| number.to_bits() == channel[0].to_bits());
    if convolution.activation.is_some() || !numbers.chunks(pixels).all(is_same) {
        return Ok(false);
    }
    let of_channels: Vec<f64> = numbers.iter().step_by(pixels).map(|number| f64::from(*number)).collect();
    let others = vec![1.0 - neutral; *channels];
    if neutral > 0.0 {
        convolution.take_behind(&of_channels, &others);
    } else {
        convolution.take_behind(&others, &of_channels);
    }
    convolution.parameters.extend(name);
    convolution.refuse_infinite(node)?;
    Ok(true)
}

/// The line `affine`, after `row`.
pub(super) fn affine<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    affine: Affine,
) -> Result<Value<'a>, Mistake> {
    let mut numbers = affine.weight.iter().chain(affine.bias.iter().flatten());
    if numbers.any(|number| !(*number as f32).is_finite()) {
        return Err(beyond_range(node));
    }
    lowering.spend(node, affine.weight.len() + affine.bias.as_ref().map_or(0, Vec::len))?;
    Ok(Value::Row(lowering.push(node, Operation::Affine(affine), vec![row.source], row.shape)))
}

/// The line `scale`, after `row`.
fn scale<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, factor: f32) -> Value<'a> {
    Value::Row(lowering.push(node, Operation::Scale(factor), vec![row.source], row.shape))
}

/// Channels of a value, or numbers of a vector.
fn channels_of(lowering: &Lowering<'_>, row: &Row) -> usize {
    lowering.shape(row.source).first().copied().unwrap_or(1)
}

/// A number of the constant for each of the row.
fn broadcast(
    lowering: &Lowering<'_>,
    node: &Node,
    constant: &Constant<'_>,
    row: &Row,
    verb: &str,
) -> Result<Vec<f32>, Mistake> {
    // A file of some bytes may have a row of millions of numbers.
    lowering.afford(node, row.shape.iter().product())?;
    constant.broadcast(&row.shape).ok_or_else(|| {
        let (shape, found) = (&row.shape, &constant.shape);
        Mistake::new(format!("{} {verb} a constant of shape {found:?}, where rows have shape {shape:?}", title(node)))
            .note("supported are floats: one for all numbers of a row, one for each, or what broadcasts to these")
    })
}
