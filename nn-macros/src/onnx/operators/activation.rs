//! Activations: one line each. Most follow from their rows in `language/activations.rs`; here is what looks at more than numbers.

use nn_onnx::Node;

use super::is_close;
use crate::language::activations::{Activation, Facts, Operator};
use crate::language::table::Row;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lower::{Lowering, Value, float, int, text, unsupported};

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
    apply(lowering, node, Activation::new(row, &constants))
}

pub(super) fn gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let approximate = text(node, "approximate", "none");
    if approximate != "none" {
        return Err(unsupported(node, "approximate", approximate, "none"));
    }
    apply(lowering, node, Activation::of("gelu", &[]))
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
