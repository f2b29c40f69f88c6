//! Normalisation of rows that is made of several operators, which are parts of other patterns too:
//!
//! ```text
//! layer_norm  (x - mean) / sqrt(mean of (x - mean)^2 + epsilon)
//! rms_norm    x / sqrt(mean of x^2 + epsilon), or times the reciprocal of the root
//! ```
//!
//! Weights and biases behind them are products and sums with constants, which `affine` takes in.

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{
    Lowering, Part, Pending, RULE_OF_NORMS, Row, Step, Value, given, int, not_here, settled, unsupported,
};
use crate::graph::operation::{Norm, Operation};
use crate::graph::{Mistake, title};
use crate::model::Activation;

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
    let from_start = |axis: &i64| if *axis < 0 { axis.saturating_add(row.rank() + 1) } else { *axis };
    let mut found: Vec<i64> = axes.iter().map(from_start).collect();
    found.sort_unstable();
    if !found.iter().copied().eq(1..=row.rank()) {
        return Err(unsupported(node, "axes", format!("{axes:?}"), row.all_axes()));
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
    let step = match (row.centred(), &row.pending) {
        (Some(is_centred), _) if is(2.0) => return Ok(squared(lowering, node, row, is_centred)),
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
pub(super) fn square<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let is_centred = a.centred()?;
    let is_square = a.source == b.source && b.centred() == Some(is_centred);
    is_square.then(|| squared(lowering, node, a.clone(), is_centred))
}

/// A square, which is a part of a norm or of a gelu, or else the activation.
fn squared<'a>(lowering: &mut Lowering<'a>, node: &Node, row: Row, is_centred: bool) -> Value<'a> {
    let value = (!is_centred).then(|| lowering.activate(node, row.clone(), Activation::of("square", &[])).source);
    let pending = Some(Pending { step: Step::Norm(Part::Square, is_centred), node: title(node), value });
    Value::Row(Row { pending, is_exclusive: true, ..row })
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
    if x.source != by.source || x.centred() != Some(*is_centred) {
        return None;
    }
    let norm = Norm { epsilon, is_centred: *is_centred, weight: None, bias: None, parameters: Vec::new() };
    Some(Ok(Value::Row(lowering.push(node, Operation::Norm(norm), vec![x.source], x.shape.clone()))))
}

fn pending<'a>(node: &Node, row: Row, step: Step) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node), value: None });
    Value::Row(Row { pending, ..row })
}
