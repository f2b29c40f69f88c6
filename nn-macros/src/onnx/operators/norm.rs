//! Normalisation of rows, by one operator or made of several:
//!
//! ```text
//! layer_norm  (x - mean) / sqrt(mean of (x - mean)^2 + epsilon)
//! rms_norm    x / sqrt(mean of x^2 + epsilon), or times the reciprocal of the root
//! ```
//!
//! Weights and biases behind them are products and sums with constants, which `affine` takes in.

use nn_onnx::Node;

use crate::onnx::constant::Constant;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::label::layer_of_parameter;
use crate::onnx::lower::{
    Lowering, Part, Pending, RULE_OF_NORMS, Row, Step, Value, float, given, int, not_here, settled, unsupported,
};
use crate::onnx::operation::{Norm, Operation};

pub(super) fn layer_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    one_operator(lowering, node, row, true)
}

pub(super) fn rms_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    // Exporters find the operator in the second half of a layer norm too.
    match centred(&row) {
        Some(is_centred) => one_operator(lowering, node, Row { pending: None, ..row }, is_centred),
        None => settled(row).map(Value::Row),
    }
}

fn one_operator<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    is_centred: bool,
) -> Result<Value<'a>, Mistake> {
    let axis = int(node, "axis", -1);
    let first = if axis < 0 { axis.saturating_add(rank(&row) + 1) } else { axis };
    if first != 1 {
        return Err(unsupported(node, "axis", axis, all_axes(&row)));
    }
    let epsilon = float(node, "epsilon", 1e-5)?;
    if epsilon <= 0.0 {
        return Err(unsupported(node, "epsilon", epsilon, "a number above 0"));
    }
    let weight = effective(lowering, node, 1, &row, 1.0)?;
    // The other operator has none.
    let has_bias = node.op_type == "LayerNormalization" && node.input.get(2).is_some_and(|name| !name.is_empty());
    let bias = if has_bias { effective(lowering, node, 2, &row, 0.0)? } else { None };
    let (weight, bias) = match (weight, bias) {
        (None, Some(bias)) => (Some(vec![1.0; bias.len()]), Some(bias)),
        others => others,
    };
    let parameters = (1..=2).filter_map(|index| lowering.initializer(node, index)).collect();
    push(lowering, node, row, Norm { epsilon, is_centred, weight, bias, parameters })
}

/// The constant operand `index`, a number for each of the row; `None` if it changes nothing, because all are `neutral`, and has no
/// layer's name: neither operator has a form without weights, so exporters make up ones and zeros.
fn effective<'a>(
    lowering: &Lowering<'a>,
    node: &'a Node,
    index: usize,
    row: &Row,
    neutral: f32,
) -> Result<Option<Vec<f32>>, Mistake> {
    let vector = vector(lowering, node, index, row)?;
    let is_neutral = vector.iter().all(|number| number.to_bits() == neutral.to_bits());
    let is_named = lowering.initializer(node, index).is_some_and(|name| layer_of_parameter(&name).is_some());
    Ok((is_named || !is_neutral).then_some(vector))
}

/// The constant operand `index`, a number for each of the row.
fn vector<'a>(lowering: &Lowering<'a>, node: &'a Node, index: usize, row: &Row) -> Result<Vec<f32>, Mistake> {
    let vector = match lowering.operand(node, index)? {
        Value::Constant(constant) => constant.broadcast(&row.shape),
        Value::Row(_) => None,
    };
    let expected = &row.shape;
    vector
        .ok_or_else(|| Mistake::new(format!("operand {index} of {} is no constant of shape {expected:?}", title(node))))
}

/// Number of axes without the batch.
fn rank(row: &Row) -> i64 {
    i64::try_from(row.shape.len()).unwrap_or(i64::MAX - 1)
}

/// What is supported, for messages.
fn all_axes(row: &Row) -> String {
    format!("all axes of rows of shape {:?}, without the batch", row.shape)
}

/// Means of rows, or of their squares.
pub(super) fn reduce_mean<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    // From operator set 18 on the axes are an operand.
    let axes = match lowering.optional(node, 1)? {
        Some(Value::Constant(constant)) => constant.as_ints().map(<[i64]>::to_vec),
        Some(Value::Row(_)) => None,
        None => Some(given(node, "axes").map(|axes| axes.ints.clone()).unwrap_or_default()),
    };
    let axes = axes.ok_or_else(|| Mistake::new(format!("the axes of {} are no constant integers", title(node))))?;
    let from_start = |axis: &i64| if *axis < 0 { axis.saturating_add(rank(&row) + 1) } else { *axis };
    let mut found: Vec<i64> = axes.iter().map(from_start).collect();
    found.sort_unstable();
    if !found.iter().copied().eq(1..=rank(&row)) {
        return Err(unsupported(node, "axes", format!("{axes:?}"), all_axes(&row)));
    }
    let keeps = int(node, "keepdims", 1);
    if keeps != 1 {
        return Err(unsupported(node, "keepdims", keeps, 1));
    }
    let step = match &row.pending {
        None => Step::Mean,
        Some(Pending { step: Step::Norm(Part::Square, is_centred), .. }) => Step::Norm(Part::MeanSquare, *is_centred),
        Some(_) => return settled(row).map(Value::Row),
    };
    Ok(pending(node, row, step))
}

/// Squares, and powers that are roots.
pub(super) fn power<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    let exponent = match lowering.operand(node, 1)? {
        Value::Constant(constant) => constant.as_number(),
        Value::Row(_) => None,
    };
    let is = |expected: f32| exponent.is_some_and(|exponent| exponent.to_bits() == expected.to_bits());
    if is(3.0) && row.pending.is_none() {
        return Ok(pending(node, row, Step::Powers([0.0, 0.0, 0.0, 1.0])));
    }
    let step = match (centred(&row), &row.pending) {
        (Some(is_centred), _) if is(2.0) => Step::Norm(Part::Square, is_centred),
        (_, Some(Pending { step: Step::Norm(Part::Sum(epsilon), is_centred), .. })) if is(0.5) => {
            Step::Norm(Part::Root(*epsilon), *is_centred)
        }
        (_, Some(Pending { step: Step::Norm(Part::Sum(epsilon), is_centred), .. })) if is(-0.5) => {
            Step::Norm(Part::Inverse(*epsilon), *is_centred)
        }
        _ => return Err(not_here(&title(node), RULE_OF_NORMS)),
    };
    Ok(pending(node, row, step))
}

pub(super) fn square_root<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    match row.pending {
        Some(Pending { step: Step::Norm(Part::Sum(epsilon), is_centred), .. }) => {
            Ok(pending(node, row, Step::Norm(Part::Root(epsilon), is_centred)))
        }
        _ => Err(not_here(&title(node), RULE_OF_NORMS)),
    }
}

pub(super) fn reciprocal<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    invert(node, row)
}

/// `1 / row`.
pub(super) fn invert(node: &Node, row: Row) -> Result<Value<'_>, Mistake> {
    match row.pending {
        Some(Pending { step: Step::Norm(Part::Root(epsilon), is_centred), .. }) => {
            Ok(pending(node, row, Step::Norm(Part::Inverse(epsilon), is_centred)))
        }
        _ => Err(not_here(&title(node), RULE_OF_NORMS)),
    }
}

/// A mean square and `epsilon`, if that is what is added.
pub(super) fn add_epsilon<'a>(node: &'a Node, row: &Row, constant: &Constant<'_>) -> Option<Value<'a>> {
    let Some(Pending { step: Step::Norm(Part::MeanSquare, is_centred), .. }) = row.pending else { return None };
    let epsilon = constant.as_scalar().filter(|epsilon| *epsilon > 0.0)?;
    Some(pending(node, row.clone(), Step::Norm(Part::Sum(epsilon), is_centred)))
}

/// `x - mean`, if that is what is subtracted.
pub(super) fn subtract_mean<'a>(node: &'a Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let is_mean = matches!(b.pending, Some(Pending { step: Step::Mean, .. }));
    (a.pending.is_none() && is_mean && a.source == b.source).then(|| pending(node, a.clone(), Step::Deviation))
}

/// The square of a value, or of its deviation from its mean, if that is what is multiplied.
pub(super) fn square<'a>(node: &'a Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let is_centred = centred(a)?;
    let is_square = a.source == b.source && centred(b) == Some(is_centred);
    is_square.then(|| pending(node, a.clone(), Step::Norm(Part::Square, is_centred)))
}

/// `x` over the root of its own mean square, if that is what `by` is, or times the reciprocal of it.
pub(super) fn normalise<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    x: &Row,
    by: &Row,
    is_quotient: bool,
) -> Option<Result<Value<'a>, Mistake>> {
    let Some(Pending { step: Step::Norm(part, is_centred), .. }) = &by.pending else { return None };
    let epsilon = match part {
        Part::Root(epsilon) if is_quotient => *epsilon,
        Part::Inverse(epsilon) if !is_quotient => *epsilon,
        _ => return None,
    };
    if x.source != by.source || centred(x) != Some(*is_centred) {
        return None;
    }
    let norm = Norm { epsilon, is_centred: *is_centred, weight: None, bias: None, parameters: Vec::new() };
    Some(push(lowering, node, Row { pending: None, ..x.clone() }, norm))
}

/// Whether a row is one less its mean, or nothing is to be done to it; `None` for all others.
fn centred(row: &Row) -> Option<bool> {
    match &row.pending {
        None => Some(false),
        Some(Pending { step: Step::Deviation, .. }) => Some(true),
        Some(_) => None,
    }
}

fn push<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, norm: Norm) -> Result<Value<'a>, Mistake> {
    lowering.spend(node, [&norm.weight, &norm.bias].into_iter().flatten().map(Vec::len).sum())?;
    Ok(Value::Row(lowering.push(node, Operation::Norm(norm), vec![row.source], row.shape)))
}

fn pending<'a>(node: &Node, row: Row, step: Step) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node) });
    Value::Row(Row { pending, ..row })
}
