//! Activations: one line each. Most follow from their rows in `language/activations.rs`; here is what looks at more than numbers.

use nn_onnx::Node;

use super::{is_close, product};
use crate::language::activations::{Activation, Facts, Operator};
use crate::language::table::Row;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lower::{Lowering, Value, float, given, int, text, unsupported};

/// Whatever precedes, `activation`.
fn apply<'a>(lowering: &mut Lowering<'a>, node: &'a Node, activation: Activation) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    Ok(Value::Row(lowering.activate(node, row, activation)))
}

/// What a row of the table says: attributes that are constants, and others that have to be what is computed here.
pub(super) fn by_row<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: &'static Row<Facts>,
    operator: &Operator,
) -> Result<Value<'a>, Mistake> {
    let mut constants = Vec::new();
    for attribute in operator.attributes {
        let found = float(node, attribute.name, attribute.default)?;
        match attribute.only {
            Some(only) if is_close(found, only) => {}
            Some(only) => return Err(unsupported(node, attribute.name, found, only)),
            None => constants.push((attribute.name, found)),
        }
    }
    for ((name, found), constant) in constants.iter().zip(row.constants) {
        if !constant.range.contains(*found) {
            return Err(unsupported(node, name, found, constant.range.describe_of_finite()));
        }
    }
    let constants: Vec<f32> = constants.into_iter().map(|(_, found)| found).collect();
    if let ("tanh", Some(part)) = (row.name, product::tanh(node, &lowering.row(node, 0)?)) {
        return Ok(part);
    }
    apply(lowering, node, Activation::new(row, &constants))
}

/// `x` between two limits, each of which may be left out.
pub(super) fn clip<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (min, max) = (limit(lowering, node, "min", 1)?, limit(lowering, node, "max", 2)?);
    // The least and the greatest number were the defaults until operator set 11.
    let (min, max) = (min.filter(|min| *min > f32::MIN), max.filter(|max| *max < f32::MAX));
    let activation = match (min, max) {
        (None, None) => return lowering.operand(node, 0),
        (Some(0.0), None) => Activation::of("relu", &[]),
        (Some(0.0), Some(6.0)) => Activation::of("relu6", &[]),
        (Some(min), Some(max)) if min < max => Activation::of("hard_tanh", &[min, max]),
        (min, max) => {
            let found = [min, max].map(|limit| limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string()));
            return Err(unsupported(node, "the limits min, max", found.join(", "), "two in order, or 0, none"));
        }
    };
    apply(lowering, node, activation)
}

/// A limit: until operator set 11 an attribute, then a constant operand.
fn limit<'a>(lowering: &Lowering<'a>, node: &'a Node, name: &str, index: usize) -> Result<Option<f32>, Mistake> {
    if lowering.graph.opset < 11 {
        return given(node, name).map(|_| float(node, name, 0.0)).transpose();
    }
    match lowering.optional(node, index)? {
        None => Ok(None),
        Some(Value::Constant(constant)) if constant.as_scalar().is_some() => Ok(constant.as_scalar()),
        Some(_) => Err(Mistake::new(format!("{} has a {name} that is no constant number", title(node)))),
    }
}

pub(super) fn gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let approximate = text(node, "approximate", "none");
    let name = match approximate.as_str() {
        "none" => "gelu",
        "tanh" => "gelu_tanh",
        other => return Err(unsupported(node, "approximate", other, "none or tanh")),
    };
    apply(lowering, node, Activation::of(name, &[]))
}

pub(super) fn softmax<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    over_row(lowering, node, Activation::of("softmax", &[]))
}

pub(super) fn log_softmax<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    over_row(lowering, node, Activation::of("log_softmax", &[]))
}

/// An activation over the last axis, of vectors.
fn over_row<'a>(lowering: &mut Lowering<'a>, node: &'a Node, activation: Activation) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    if row.shape.len() != 1 {
        let message = format!("{} takes rows of shape {:?}, supported are vectors", title(node), row.shape);
        return Err(Mistake::new(message));
    }
    // Until operator set 13 the default was 1; for a batch of vectors that is the last axis.
    let axis = int(node, "axis", if lowering.graph.opset < 13 { 1 } else { -1 });
    if !matches!(axis, 1 | -1) {
        return Err(unsupported(node, "axis", axis, "the last axis, -1"));
    }
    Ok(Value::Row(lowering.activate(node, row, activation)))
}
