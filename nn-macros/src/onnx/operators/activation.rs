//! Activations: one line each.

use nn_onnx::Node;

use super::is_close;
use crate::model::Activation;
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lower::{Lowering, Value, float, int, text, unsupported};

/// Whatever precedes, `activation`.
fn apply<'a>(lowering: &mut Lowering<'a>, node: &'a Node, activation: Activation) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    Ok(Value::Row(lowering.activate(node, row, activation)))
}

pub(super) fn relu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    apply(lowering, node, Activation::of("relu", &[]))
}

pub(super) fn leaky_relu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let slope = float(node, "alpha", 0.01)?;
    apply(lowering, node, Activation::of("leaky_relu", &[slope]))
}

pub(super) fn elu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let alpha = float(node, "alpha", 1.0)?;
    if alpha <= 0.0 {
        return Err(unsupported(node, "alpha", alpha, "a number above 0"));
    }
    apply(lowering, node, Activation::of("elu", &[alpha]))
}

pub(super) fn selu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    for (name, expected) in [("alpha", 1.673_263_2), ("gamma", 1.050_701)] {
        let found = float(node, name, expected)?;
        if !is_close(found, expected) {
            return Err(unsupported(node, name, found, expected));
        }
    }
    apply(lowering, node, Activation::of("selu", &[]))
}

pub(super) fn gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let approximate = text(node, "approximate", "none");
    if approximate != "none" {
        return Err(unsupported(node, "approximate", approximate, "none"));
    }
    apply(lowering, node, Activation::of("gelu", &[]))
}

pub(super) fn softplus<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    apply(lowering, node, Activation::of("softplus", &[]))
}

pub(super) fn sigmoid<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    apply(lowering, node, Activation::of("sigmoid", &[]))
}

pub(super) fn tanh<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    apply(lowering, node, Activation::of("tanh", &[]))
}

pub(super) fn hard_sigmoid<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    // ONNX has other defaults than PyTorch's function, which this is.
    for (name, default, expected) in [("alpha", 0.2, 1.0 / 6.0), ("beta", 0.5, 0.5)] {
        let found = float(node, name, default)?;
        if !is_close(found, expected) {
            return Err(unsupported(node, name, found, expected));
        }
    }
    apply(lowering, node, Activation::of("hard_sigmoid", &[]))
}

pub(super) fn hard_swish<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    apply(lowering, node, Activation::of("hard_swish", &[]))
}

pub(super) fn softmax<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
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
    Ok(Value::Row(lowering.activate(node, row, Activation::of("softmax", &[]))))
}
