//! Parts of norms that a file uses for something else: each becomes lines that compute it alone.
//!
//! ```text
//! mean(x^2) + epsilon   square, a dense layer of constant weights
//! its root, and 1 / it  sqrt, reciprocal
//! max(.., epsilon)      threshold
//! ```

use nn_onnx::Node;

use super::join::elementwise;
use crate::graph::Mistake;
use crate::graph::lowering::{Lowering, Part, Pending, Row, Step, Value, int, settled, unsupported};
use crate::graph::operation::{Affine, Dense, Norm, Operation};
use crate::layers::onnx::l2_norm;
use crate::model::{Activation, Source};

/// Reads a node again, with lines in place of the parts of norms that it takes; `None` if it takes none. Other nodes still take the
/// parts.
pub(super) fn with_parts_alone<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    read: impl Fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>,
) -> Option<Result<Value<'a>, Mistake>> {
    let mut parts = Vec::new();
    for name in node.input.iter().map(String::as_str) {
        let Some(Value::Row(row)) = lowering.values.get(name).filter(|_| !name.is_empty()) else { continue };
        let row = row.clone();
        match part(lowering, node, &row) {
            Some(Ok(alone)) => {
                lowering.redefine(name, alone);
                parts.push((name, row));
            }
            Some(Err(mistake)) => return Some(Err(mistake)),
            None => {}
        }
    }
    if parts.is_empty() {
        return None;
    }
    let value = read(lowering, node);
    for (name, row) in parts {
        lowering.values.insert(name, Value::Row(row));
    }
    Some(value)
}

/// A part of a norm of a vector as lines; `None` if the value is none.
pub(super) fn part(lowering: &mut Lowering<'_>, node: &Node, row: &Row) -> Option<Result<Row, Mistake>> {
    let Pending { step, value: None, .. } = row.pending.as_ref()? else { return None };
    let [len] = *lowering.shape(row.source) else { return None };
    if row.shape.len() > 1 {
        return None;
    }
    // A number for each row has an axis where the file keeps one.
    let of_row = vec![1; row.shape.len()];
    Some(match step {
        Step::Norm(Part::Square, true) => {
            deviation(lowering, node, row.source, len).map(|row| squared(lowering, node, row))
        }
        Step::Norm(part, is_centred) => {
            let number = number(lowering, node, (row.source, len), (*part, *is_centred));
            number.map(|number| Row { shape: of_row, ..number })
        }
        Step::Slope(norm) => slope(lowering, node, (row.source, len), norm),
        Step::Sloped(norm) => sloped(lowering, node, (row.source, len), norm),
        Step::Offset(norm, factor) => offset(lowering, node, (row.source, len), (norm, *factor)),
        _ => return None,
    })
}

fn squared(lowering: &mut Lowering<'_>, node: &Node, row: Row) -> Row {
    lowering.activate(node, row, Activation::of("square", &[]))
}

fn vector(source: Source, len: usize) -> Row {
    Row { source, shape: vec![len], pending: None, is_exclusive: false }
}

/// The mean of a vector, in each of as many places.
fn mean(lowering: &mut Lowering<'_>, node: &Node, source: Source, len: usize) -> Result<Row, Mistake> {
    let mean = Pending { step: Step::Mean, node: String::new(), value: None };
    let mean = lowering.summed(node, Row { pending: Some(mean), ..vector(source, len) })?;
    let mean = settled(mean)?;
    if len > 1 { lowering.spread(node, &mean, len) } else { Ok(mean) }
}

/// `x - mean`.
pub(super) fn deviation(lowering: &mut Lowering<'_>, node: &Node, source: Source, len: usize) -> Result<Row, Mistake> {
    let mean = mean(lowering, node, source, len)?;
    Ok(lowering.push(node, Operation::Sub, vec![source, mean.source], vec![len]))
}

/// What a norm divides by, or a part of that.
fn number(
    lowering: &mut Lowering<'_>,
    node: &Node,
    (source, len): (Source, usize),
    (part, is_centred): (Part, bool),
) -> Result<Row, Mistake> {
    let x = if is_centred { deviation(lowering, node, source, len)? } else { vector(source, len) };
    let square = squared(lowering, node, x);
    let weight_and_bias = match part {
        Part::Square | Part::MeanSquare => (1.0 / len as f32, None),
        Part::Sum(epsilon) | Part::Root(epsilon) | Part::Inverse(epsilon) => (1.0 / len as f32, Some(epsilon)),
        Part::SumOfSquares(_) | Part::Length(_) | Part::InverseLength(_) => (1.0, None),
    };
    let mut number = total(lowering, node, &square, weight_and_bias)?;
    let is_root = !matches!(part, Part::Square | Part::MeanSquare | Part::Sum(_) | Part::SumOfSquares(_));
    if is_root {
        number = lowering.activate(node, number, Activation::of("sqrt", &[]));
    }
    if let Part::SumOfSquares(least) | Part::Length(least) | Part::InverseLength(least) = part
        && least > 0.0
    {
        number = lowering.activate(node, number, Activation::of("threshold", &[least, least]));
    }
    if matches!(part, Part::Inverse(_) | Part::InverseLength(_)) {
        number = lowering.activate(node, number, Activation::of("reciprocal", &[]));
    }
    Ok(number)
}

/// The weights of a norm over what it divides by.
fn slope(
    lowering: &mut Lowering<'_>,
    node: &Node,
    (source, len): (Source, usize),
    norm: &Norm,
) -> Result<Row, Mistake> {
    let part = (Part::Inverse(norm.epsilon), norm.is_centred);
    let mut slope = number(lowering, node, (source, len), part)?;
    if len > 1 {
        slope = lowering.spread(node, &slope, len)?;
    }
    match &norm.weight {
        Some(weight) => {
            let parts = (weight.as_slice(), None);
            affine(lowering, node, slope, parts, norm.parameters.clone())
        }
        None => Ok(slope),
    }
}

fn affine(
    lowering: &mut Lowering<'_>,
    node: &Node,
    row: Row,
    (weight, bias): (&[f32], Option<&[f32]>),
    parameters: Vec<String>,
) -> Result<Row, Mistake> {
    let wide = |numbers: &[f32]| numbers.iter().copied().map(f64::from).collect::<Vec<f64>>();
    lowering.spend(node, weight.len() + bias.map_or(0, <[f32]>::len))?;
    let affine = Affine { weight: wide(weight), bias: bias.map(wide), is_foldable: false, parameters };
    Ok(lowering.push(node, Operation::Affine(affine), vec![row.source], row.shape))
}

/// The product of `x` and its slope.
fn sloped(
    lowering: &mut Lowering<'_>,
    node: &Node,
    (source, len): (Source, usize),
    norm: &Norm,
) -> Result<Row, Mistake> {
    let slope = slope(lowering, node, (source, len), norm)?;
    Ok(lowering.push(node, Operation::Mul, vec![source, slope.source], vec![len]))
}

/// The product of the mean, its slope and a factor, and the bias.
fn offset(
    lowering: &mut Lowering<'_>,
    node: &Node,
    (source, len): (Source, usize),
    (norm, factor): (&Norm, f32),
) -> Result<Row, Mistake> {
    let mean = mean(lowering, node, source, len)?;
    let slope = slope(lowering, node, (source, len), norm)?;
    let product = lowering.push(node, Operation::Mul, vec![mean.source, slope.source], vec![len]);
    match &norm.bias {
        Some(bias) => affine(lowering, node, product, (&vec![factor; len], Some(bias)), Vec::new()),
        None => Ok(lowering.scaled(node, product, factor)),
    }
}

/// A row over the root of the sum of its squares, or a vector over the sum of its magnitudes.
pub(super) fn lp_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let (p, axis) = (int(node, "p", 2), int(node, "axis", -1));
    let is_all = row.rank() == 1 && matches!(axis, 1 | -1);
    if !is_all {
        return Err(unsupported(node, "axis", axis, row.all_axes()));
    }
    match p {
        1 => over_magnitudes(lowering, node, row),
        2 => Ok(Value::Row(l2_norm(lowering, node, row, 0.0))),
        _ => Err(unsupported(node, "p", p, "1 or 2")),
    }
}

/// A vector over the sum of its magnitudes; zeros for zeros.
pub(super) fn over_magnitudes<'a>(lowering: &mut Lowering<'a>, node: &Node, row: Row) -> Result<Value<'a>, Mistake> {
    let magnitudes = lowering.activate(node, row.clone(), Activation::of("abs", &[]));
    // Of zeros the sum would have no reciprocal.
    let sum = total(lowering, node, &magnitudes, (1.0, Some(f32::MIN_POSITIVE)))?;
    let inverse = lowering.activate(node, sum, Activation::of("reciprocal", &[]));
    elementwise(lowering, node, Operation::Mul, (row, inverse))
}

/// The sum of the numbers of a vector, each times a weight, and of a bias.
fn total(
    lowering: &mut Lowering<'_>,
    node: &Node,
    row: &Row,
    (weight, bias): (f32, Option<f32>),
) -> Result<Row, Mistake> {
    let inputs = row.shape.iter().product();
    lowering.spend(node, inputs)?;
    let (weight, bias) = (vec![weight; inputs], bias.map(|bias| vec![bias]));
    let dense = Dense { inputs, outputs: 1, weight, bias, activation: None, parameters: Vec::new() };
    Ok(lowering.push(node, Operation::Dense(dense), vec![row.source], vec![1]))
}
