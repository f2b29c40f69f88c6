//! Normalisation of rows that is made of several operators, which are parts of other patterns too:
//!
//! ```text
//! layer_norm  (x - mean) / sqrt(mean of (x - mean)^2 + epsilon)
//! rms_norm    x / sqrt(mean of x^2 + epsilon), or times the reciprocal of the root
//! l2_norm     x / max(sqrt(sum of x^2), epsilon), or the limit below the root, or times a limited reciprocal of the root
//! ```
//!
//! Weights and biases behind them are products and sums with constants, which `affine` takes in.

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{
    Lowering, Part, Pending, RULE_OF_NORMS, Row, Step, Value, beyond_range, given, int, not_here, settled, unsupported,
};
use crate::graph::operation::{Grouping, Norm, Operation};
use crate::graph::{Mistake, title};
use crate::layers::onnx::l2_norm;
use crate::model::{Activation, Source};

use super::axes::axes;
use super::{alone, arithmetic};
use crate::layers::onnx::{largest_of_map, mean_of_map};

/// Sums and means of rows, or of their squares, and of values that stand side by side.
pub(super) fn reduce<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    if let Value::Constant(constant) = lowering.operand(node, 0)? {
        return reduce_constant(lowering, node, &constant);
    }
    let row = lowering.row(node, 0)?;
    let axes = axes(lowering, node)?.unwrap_or_default();
    if axes.is_empty() && int(node, "noop_with_empty_axes", 0) != 0 {
        let found = int(node, "noop_with_empty_axes", 0);
        let mistake = unsupported(node, "noop_with_empty_axes", found, "0 where no axes are named");
        return Err(mistake.note(RULE_OF_NORMS));
    }
    // Values that are stacked in front of the batch have an axis more than their rows tell.
    let is_in_front = matches!(row.pending, Some(Pending { step: Step::Stack(0, _), .. }));
    let rank = row.rank() + 1 + i64::from(is_in_front);
    let from_start = |axis: &i64| if *axis < 0 { axis.saturating_add(rank) } else { *axis };
    let mut found: Vec<i64> = axes.iter().map(from_start).collect();
    found.sort_unstable();
    let keeps = int(node, "keepdims", 1);
    if let Some(Pending { step: Step::Stack(axis, sources), .. }) = &row.pending {
        let (axis, sources) = (*axis, sources.clone());
        return of_stack(lowering, node, (row, axis, sources), (&found, keeps));
    }
    // Over height and width, or time.
    if node.op_type == "ReduceMean"
        && row.pending.is_none()
        && row.rank() > 1
        && found.iter().copied().eq(2..=row.rank())
    {
        return mean_of_map(lowering, node, &row, keeps == 1);
    }
    if row.shape.is_empty() || !found.iter().copied().eq(1..=row.rank()) {
        return Err(unsupported(node, "axes", format!("{axes:?}"), row.all_axes()));
    }
    if keeps != 1 && row.shape.len() != 1 {
        return Err(unsupported(node, "keepdims", keeps, 1));
    }
    let row = if node.op_type == "ReduceL1" {
        lowering.activate(node, settled(row)?, Activation::of("abs", &[]))
    } else {
        as_square(lowering, row)
    };
    let step = match (node.op_type.as_str(), &row.pending) {
        ("ReduceMean", Some(Pending { step: Step::Norm(Part::Square, is_centred), .. })) => {
            Step::Norm(Part::MeanSquare, *is_centred)
        }
        ("ReduceSum", Some(Pending { step: Step::Norm(Part::Square, is_centred), .. })) => {
            Step::Norm(Part::SumOfSquares(0.0), *is_centred)
        }
        ("ReduceSumSquare", Some(Pending { step: Step::Deviation, .. })) => Step::Norm(Part::SumOfSquares(0.0), true),
        (operator, None) => of_value(operator),
        // What else is pending is no part of it.
        (operator, Some(_)) => {
            let step = of_value(operator);
            return Ok(reduced(node, settled(row)?, step, keeps));
        }
    };
    Ok(reduced(node, row, step, keeps))
}

/// The largest number of each channel of a map.
pub(super) fn largest<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let axes = axes(lowering, node)?.unwrap_or_default();
    let rank = row.rank() + 1;
    let mut found: Vec<i64> =
        axes.iter().map(|axis| if *axis < 0 { axis.saturating_add(rank) } else { *axis }).collect();
    found.sort_unstable();
    if row.rank() < 2 || !found.iter().copied().eq(2..rank) {
        return Err(unsupported(node, "axes", format!("{axes:?}"), "the axes of a map behind its channels"));
    }
    largest_of_map(lowering, node, &row, int(node, "keepdims", 1) == 1)
}

/// What waits for a line as a number for each row, for which a file has an axis if it keeps that. With the axis it has the shape of what is
/// reduced, for which it stands; [`Lowering::with_axis`] gives it back.
fn reduced<'a>(node: &Node, row: Row, step: Step, keeps: i64) -> Value<'a> {
    let shape = if keeps == 0 { Vec::new() } else { row.shape.clone() };
    pending(node, Row { shape, ..row }, step)
}

/// What an operator makes of a value.
fn of_value(operator: &str) -> Step {
    match operator {
        "ReduceMean" => Step::Mean,
        "ReduceSumSquare" => Step::Norm(Part::SumOfSquares(0.0), false),
        "ReduceL2" => Step::Norm(Part::Length(0.0), false),
        _ => Step::Sum,
    }
}

/// The same of a constant, over any axes: weights over their lengths are exported so.
fn reduce_constant<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    constant: &Constant<'a>,
) -> Result<Value<'a>, Mistake> {
    let wrong = |what: &str| Mistake::new(format!("{} reduces {what}", title(node)));
    let floats = constant.as_floats().ok_or_else(|| wrong("a constant that is not of floats"))?;
    let axes = axes(lowering, node)?.unwrap_or_default();
    let rank = constant.shape.len();
    let position = |axis: &i64| {
        let axis = if *axis < 0 { axis.checked_add(i64::try_from(rank).ok()?)? } else { *axis };
        usize::try_from(axis).ok().filter(|axis| *axis < rank)
    };
    let reduced: Option<Vec<usize>> = match &axes[..] {
        [] if int(node, "noop_with_empty_axes", 0) != 0 => Some(Vec::new()),
        [] => Some((0..rank).collect()),
        axes => axes.iter().map(position).collect(),
    };
    let reduced =
        reduced.ok_or_else(|| wrong(&format!("the axes {axes:?} of a constant of shape {:?}", constant.shape)))?;
    let is_kept = |axis: usize| !reduced.contains(&axis);
    // The place of each element in the result.
    let extents: Vec<usize> =
        constant.shape.iter().enumerate().map(|(axis, extent)| if is_kept(axis) { *extent } else { 1 }).collect();
    // A constant without numbers may have any other extents.
    let length = extents.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    let length = length.ok_or_else(|| beyond_range(node))?;
    lowering.spend(node, length)?;
    let mut sums = vec![0.0_f64; length];
    let operator = node.op_type.as_str();
    for (index, number) in floats.iter().enumerate() {
        let (mut rest, mut place, mut stride) = (index, 0, 1);
        for (extent, kept) in constant.shape.iter().zip(&extents).rev() {
            let at = rest % extent;
            rest /= extent;
            if *kept > 1 || *extent == 1 {
                place += at * stride;
            }
            stride *= kept;
        }
        let number = f64::from(*number);
        sums[place] += match operator {
            "ReduceL1" => number.abs(),
            "ReduceL2" | "ReduceSumSquare" => number * number,
            _ => number,
        };
    }
    let count = floats.len() as f64 / length.max(1) as f64;
    let finished = sums.into_iter().map(|sum| match operator {
        "ReduceL2" => sum.sqrt() as f32,
        "ReduceMean" => (sum / count) as f32,
        _ => sum as f32,
    });
    let numbers: Vec<f32> = finished.collect();
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(beyond_range(node));
    }
    let shape = if int(node, "keepdims", 1) == 0 {
        constant.shape.iter().enumerate().filter(|(axis, _)| is_kept(*axis)).map(|(_, extent)| *extent).collect()
    } else {
        extents
    };
    Ok(Value::Constant(Constant::floats(shape, numbers)))
}

/// A value that a line squares, with the square pending.
fn as_square(lowering: &Lowering<'_>, row: Row) -> Row {
    let source = match lowering.line(row.source).map(|line| (&line.operation, &line.operands[..])) {
        Some((Operation::Activation(activation), [source])) if activation.name() == "square" => *source,
        _ => return row,
    };
    if row.pending.is_some() {
        return row;
    }
    let node = lowering.line(row.source).map_or_else(String::new, |line| line.title.clone());
    Row { source, pending: Some(Pending { step: Step::Norm(Part::Square, false), node, value: None }), ..row }
}

/// The sum or the mean of values that stand side by side.
fn of_stack<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    (row, axis, sources): (Row, usize, Vec<Source>),
    (axes, keeps): (&[i64], i64),
) -> Result<Value<'a>, Mistake> {
    let factor = match node.op_type.as_str() {
        "ReduceSum" => 1.0,
        "ReduceMean" => 1.0 / sources.len() as f32,
        _ => return settled(row).map(Value::Row),
    };
    let is_axis = matches!(axes, [found] if usize::try_from(*found) == Ok(axis));
    if !is_axis || keeps != 0 {
        return Err(Mistake::new(format!("{} reduces the axes {axes:?} with keepdims = {keeps}", title(node))).note(
            format!("the values stand side by side along axis {axis}; supported is that axis, with keepdims = 0"),
        ));
    }
    let shape = row.shape.get(row.shape.len().saturating_sub(1)..).unwrap_or_default().to_vec();
    if let [only] = sources[..] {
        return Ok(Value::Row(Row { source: only, shape, pending: None, is_exclusive: false }));
    }
    let sum = lowering.push(node, Operation::Add, sources, shape);
    Ok(Value::Row(lowering.scaled(node, sum, factor)))
}

/// Makes lines of the sums and means among the operands of a node, unless it takes the mean away from what it is the mean of.
pub(super) fn settle_sums<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
    let is_sum = |row: &Row| matches!(row.pending, Some(Pending { step: Step::Sum | Step::Mean, .. }));
    for name in &node.input {
        let Some(Value::Row(row)) = lowering.values.get(name.as_str()).filter(|_| !name.is_empty()) else { continue };
        if !is_sum(row) || is_deviation(lowering, node) {
            continue;
        }
        let row = row.clone();
        let settled = lowering.summed(node, row)?;
        lowering.redefine(name, settled);
    }
    Ok(())
}

/// Whether a node is `x - mean(x)`.
fn is_deviation<'a>(lowering: &Lowering<'a>, node: &'a Node) -> bool {
    match (lowering.operand(node, 0), lowering.operand(node, 1)) {
        (Ok(Value::Row(a)), Ok(Value::Row(b))) => node.op_type == "Sub" && subtract_mean(node, &a, &b).is_some(),
        _ => false,
    }
}

/// A length, or the squares that it is the root of, that is at least a number; or the inverse of one that is at most a number. A mean square
/// is at least 0.
pub(super) fn limit<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Option<Value<'a>> {
    let is_row = |index: usize| matches!(lowering.operand(node, index), Ok(Value::Row(_)));
    let number = |index: usize| match lowering.optional(node, index) {
        Ok(Some(Value::Constant(constant))) => constant.as_scalar(),
        _ => None,
    };
    let attribute = |name: &str| given(node, name).and_then(|attribute| attribute.f);
    let is_given = |index: usize| !matches!(lowering.optional(node, index), Ok(None));
    let (row, least, most) = match node.op_type.as_str() {
        "Clip" => {
            let (least, most) = (number(1).or_else(|| attribute("min")), number(2).or_else(|| attribute("max")));
            // The largest number is no limit.
            let most = most.filter(|most| *most < f32::MAX);
            if is_given(2) && number(2).is_none() {
                return None;
            }
            (0, least, most)
        }
        "Max" | "Min" if node.input.len() == 2 => {
            let row = usize::from(!is_row(0));
            let limit = number(1 - row);
            if node.op_type == "Max" { (row, limit, None) } else { (row, None, limit) }
        }
        "Relu" => (0, Some(0.0), None),
        _ => return None,
    };
    let Ok(Value::Row(row)) = lowering.operand(node, row) else { return None };
    let Some(Pending { step: Step::Norm(part, is_centred), .. }) = row.pending else { return None };
    if matches!(part, Part::MeanSquare) && least.is_some_and(|least| least <= 0.0) && most.is_none() {
        return Some(Value::Row(row));
    }
    if is_centred {
        return None;
    }
    let part = match (part, least, most) {
        (Part::SumOfSquares(known), Some(least), None) => Part::SumOfSquares(known.max(least)),
        (Part::Length(known), Some(least), None) => Part::Length(known.max(least)),
        (Part::InverseLength(known), None, Some(most)) if most > 0.0 => Part::InverseLength(known.max(1.0 / most)),
        _ => return None,
    };
    Some(pending(node, row, Step::Norm(part, false)))
}

/// The value whose magnitude `source` is, which has the same square, or itself.
fn magnitude(lowering: &Lowering<'_>, source: Source) -> Source {
    match lowering.line(source).map(|line| (&line.operation, &line.operands[..])) {
        Some((Operation::Activation(activation), [of]))
            if activation.name() == "abs" || activation.name() == "leaky_relu" && *activation.constants() == [-1.0] =>
        {
            *of
        }
        _ => source,
    }
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
        let value = match arithmetic::cube(lowering, node, row.clone())? {
            Value::Row(cube) => Some(cube.source),
            Value::Constant(_) => None,
        };
        let step = Step::Powers([0.0, 0.0, 0.0, 1.0]);
        return Ok(Value::Row(Row { pending: Some(Pending { step, node: title(node), value }), ..row }));
    }
    let step = match (row.centred(), &row.pending) {
        (Some(is_centred), _) if is(2.0) => return Ok(squared(lowering, node, row, is_centred)),
        (_, Some(Pending { step: Step::Norm(Part::Sum(epsilon), is_centred), .. })) if is(0.5) => {
            Step::Norm(Part::Root(*epsilon), *is_centred)
        }
        (_, Some(Pending { step: Step::Norm(Part::Sum(epsilon), is_centred), .. })) if is(-0.5) => {
            Step::Norm(Part::Inverse(*epsilon), *is_centred)
        }
        (_, Some(Pending { step: Step::Norm(Part::SumOfSquares(least), false), .. })) if is(0.5) => {
            Step::Norm(Part::Length(least.sqrt()), false)
        }
        (_, Some(Pending { step: Step::Norm(Part::SumOfSquares(least), false), .. })) if is(-0.5) => {
            Step::Norm(Part::InverseLength(least.sqrt()), false)
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
        Some(Pending { step: Step::Norm(Part::SumOfSquares(least), false), .. }) => {
            Ok(pending(node, row, Step::Norm(Part::Length(least.sqrt()), false)))
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
        Some(Pending { step: Step::Norm(Part::Length(least), false), .. }) => {
            Ok(pending(node, row, Step::Norm(Part::InverseLength(least), false)))
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
pub(super) fn subtract_mean(node: &Node, a: &Row, b: &Row) -> Option<Row> {
    let is_mean = matches!(b.pending, Some(Pending { step: Step::Mean, .. }));
    let pending = Some(Pending { step: Step::Deviation, node: title(node), value: None });
    (a.pending.is_none() && is_mean && a.source == b.source && a.shape == b.shape).then(|| Row { pending, ..a.clone() })
}

/// A deviation from a mean, with the line that computes it where it is no part of a norm.
pub(super) fn deviation_alone(lowering: &mut Lowering<'_>, node: &Node, mut deviation: Row) -> Result<Row, Mistake> {
    if let ([len], [_]) = (&deviation.shape[..], lowering.shape(deviation.source)) {
        let (len, source) = (*len, deviation.source);
        let value = alone::deviation(lowering, node, source, len)?.source;
        deviation.pending = deviation.pending.map(|pending| Pending { value: Some(value), ..pending });
    }
    Ok(deviation)
}

/// The deviation of `x` from its mean, which a line computes.
pub(super) fn deviation_of(node: &Node, x: Row, line: &Row) -> Row {
    let pending = Pending { step: Step::Deviation, node: title(node), value: Some(line.source) };
    Row { pending: Some(pending), is_exclusive: false, ..x }
}

/// The square of a value, or of its deviation from its mean, if that is what is multiplied.
pub(super) fn square<'a>(lowering: &mut Lowering<'a>, node: &'a Node, a: &Row, b: &Row) -> Option<Value<'a>> {
    let is_centred = a.centred()?;
    let is_square = a.source == b.source && a.shape == b.shape && b.centred() == Some(is_centred);
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
    if x.shape != by.shape {
        return None;
    }
    let epsilon = match part {
        Part::Root(epsilon) if is_quotient => *epsilon,
        Part::Inverse(epsilon) if !is_quotient => *epsilon,
        Part::Length(epsilon) | Part::InverseLength(epsilon) => {
            let x = settled(x.clone()).ok()?;
            let is_found = is_quotient == matches!(part, Part::Length(_));
            let is_of_x = magnitude(lowering, x.source) == magnitude(lowering, by.source);
            return (is_found && is_of_x).then(|| Ok(Value::Row(l2_norm(lowering, node, x, *epsilon))));
        }
        _ => return None,
    };
    if x.source != by.source || x.centred() != Some(*is_centred) {
        return None;
    }
    let (is_centred, grouping) = (*is_centred, Grouping::All);
    let norm = Norm { epsilon, is_centred, grouping, weight: None, bias: None, parameters: Vec::new() };
    Some(Ok(Value::Row(lowering.push(node, Operation::Norm(norm), vec![x.source], x.shape.clone()))))
}

fn pending<'a>(node: &Node, row: Row, step: Step) -> Value<'a> {
    let pending = Some(Pending { step, node: title(node), value: None });
    Value::Row(Row { pending, ..row })
}
