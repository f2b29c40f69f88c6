//! A layer norm that is written as a slope and an offset, as JAX and Keras write it:
//!
//! ```text
//! slope = weight / sqrt(mean((x - mean)^2) + epsilon)
//! y = x slope + (bias - mean slope), or (x - mean) slope + bias
//! ```
//!
//! The variance is also written `max(mean(x^2) - mean^2, 0)`, which loses digits where the mean is large; the line does not.

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{Line, Lowering, Part, Pending, Row, Step, Value, is_close};
use crate::graph::operation::{Grouping, Norm, Operation};
use crate::graph::{Mistake, title};
use crate::model::Source;

/// What a value is a mean of, and the factor of that mean, where a dense layer of equal weights computes it.
fn mean_of(lowering: &Lowering<'_>, row: &Row) -> Option<(Source, f32)> {
    if row.pending.is_some() {
        return None;
    }
    let (mut source, mut factor) = (row.source, 1.0_f32);
    // Nobody writes more factors than a sign and the number of elements.
    for _ in 0..4 {
        let Line { operation, operands, .. } = lowering.line(source)?;
        let [before] = operands[..] else { return None };
        match operation {
            Operation::Scale(by) => factor *= by,
            Operation::Dense(dense) if dense.outputs == 1 && dense.bias.is_none() && dense.activation.is_none() => {
                let (first, others) = dense.weight.split_first()?;
                let is_mean = others.iter().all(|other| other.to_bits() == first.to_bits());
                return is_mean.then(|| (before, factor * first * dense.inputs as f32));
            }
            _ => return None,
        }
        source = before;
    }
    None
}

/// Whether `b` is the mean of `a`, a value.
pub(super) fn is_mean(lowering: &Lowering<'_>, a: &Row, b: &Row) -> bool {
    let is_of = |(source, factor): (Source, f32)| source == a.source && is_close(factor, 1.0);
    a.pending.is_none() && a.shape.len() == 1 && b.shape == [1] && mean_of(lowering, b).is_some_and(is_of)
}

/// The mean square of deviations, where `mean(x^2) - mean^2` is subtracted.
pub(super) fn variance<'a>(lowering: &Lowering<'a>, node: &Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let Some(Pending { step: Step::Norm(Part::MeanSquare, false), .. }) = a.pending else { return None };
    let Some(Pending { step: Step::Norm(Part::Square, false), .. }) = b.pending else { return None };
    let (source, factor) = mean_of(lowering, &Row { pending: None, ..b.clone() })?;
    let is_found = source == a.source && is_close(factor.abs(), 1.0) && a.shape.len() == b.shape.len();
    is_found.then(|| pending(node, a, Step::Norm(Part::MeanSquare, true)))
}

/// The weights over the root, where a row is 1 over the root.
pub(super) fn weighted<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: &Row,
    (constant, position): (&Constant<'a>, usize),
) -> Option<Result<Value<'a>, Mistake>> {
    let Some(Pending { step: Step::Norm(Part::Inverse(epsilon), is_centred), .. }) = row.pending else { return None };
    let weight = constant.broadcast(&row.shape).filter(|_| row.shape.len() == 1 && constant.len() > 1)?;
    let parameters = lowering.initializer(node, position).into_iter().collect();
    let grouping = Grouping::All;
    let norm = Norm { epsilon, is_centred, grouping, weight: Some(weight), bias: None, parameters };
    Some(kept(lowering, node, row, &norm).map(|()| pending(node, row, Step::Slope(norm))))
}

/// Counts the numbers of a step.
fn kept(lowering: &mut Lowering<'_>, node: &Node, row: &Row, norm: &Norm) -> Result<(), Mistake> {
    let count = norm.weight.iter().chain(&norm.bias).map(Vec::len).sum::<usize>();
    lowering.spend(node, count.max(row.shape.len()))
}

/// The norm whose slope a row is.
fn slope_of(row: &Row) -> Option<Norm> {
    match &row.pending.as_ref()?.step {
        Step::Slope(norm) => Some(norm.clone()),
        Step::Norm(Part::Inverse(epsilon), is_centred) if row.shape.len() == 1 => Some(Norm {
            epsilon: *epsilon,
            is_centred: *is_centred,
            grouping: Grouping::All,
            weight: None,
            bias: None,
            parameters: Vec::new(),
        }),
        _ => None,
    }
}

/// The product of a slope and the value, its deviation or its mean.
pub(super) fn product<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    x: &Row,
    slope: &Row,
) -> Option<Result<Value<'a>, Mistake>> {
    let norm = slope_of(slope)?;
    let is_of_x = x.source == slope.source && x.shape == slope.shape;
    let step = match x.centred() {
        Some(is_centred) if is_of_x && is_centred == norm.is_centred => {
            return Some(line(lowering, node, slope, norm));
        }
        Some(false) if is_of_x => Step::Sloped(norm.clone()),
        Some(false) if norm.is_centred && x.shape == [1] => match mean_of(lowering, x)? {
            (source, factor) if source == slope.source && is_close(factor.abs(), 1.0) => {
                Step::Offset(norm.clone(), factor.signum())
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(kept(lowering, node, slope, &norm).map(|()| pending(node, slope, step)))
}

/// The line of a norm.
fn line<'a>(lowering: &mut Lowering<'a>, node: &Node, row: &Row, norm: Norm) -> Result<Value<'a>, Mistake> {
    kept(lowering, node, row, &norm)?;
    Ok(Value::Row(lowering.push(node, Operation::Norm(norm), vec![row.source], row.shape.clone())))
}

/// An offset with a bias, where a constant and it are added, or it is subtracted from a constant.
pub(super) fn biased<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: &Row,
    (constant, position): (&Constant<'a>, usize),
    sign: f32,
) -> Option<Result<Value<'a>, Mistake>> {
    let Some(Pending { step: Step::Offset(norm, factor), .. }) = &row.pending else { return None };
    let bias = constant.broadcast(&row.shape)?;
    if norm.bias.is_some() {
        return None;
    }
    let parameters = norm.parameters.iter().cloned().chain(lowering.initializer(node, position)).collect();
    let norm = Norm { bias: Some(bias), parameters, ..norm.clone() };
    let step = Step::Offset(norm.clone(), sign * factor);
    Some(kept(lowering, node, row, &norm).map(|()| pending(node, row, step)))
}

/// The norm, where its slope times the value and its offset are added, or the offset is taken away.
pub(super) fn sum<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    (a, b): (&Row, &Row),
    sign: f32,
) -> Option<Result<Value<'a>, Mistake>> {
    let (Some(Pending { step: Step::Sloped(sloped), .. }), Some(Pending { step: Step::Offset(offset, factor), .. })) =
        (&a.pending, &b.pending)
    else {
        return None;
    };
    let is_same = sloped.epsilon.to_bits() == offset.epsilon.to_bits() && sloped.weight == offset.weight;
    let is_taken_away = is_close(sign * factor, -1.0) && (sign > 0.0 || offset.bias.is_none());
    if a.source != b.source || a.shape != b.shape || !sloped.is_centred || !is_same || !is_taken_away {
        return None;
    }
    // The language has a bias beside weights alone.
    let ones = || vec![1.0; a.shape.iter().product()];
    let weight = offset.weight.clone().or_else(|| offset.bias.is_some().then(ones));
    Some(line(lowering, node, a, Norm { weight, ..offset.clone() }))
}

fn pending<'a>(node: &Node, row: &Row, step: Step) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node), value: None });
    Value::Row(Row { pending, ..row.clone() })
}
