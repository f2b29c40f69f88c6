//! Lets every layer of a model write its values.

use crate::ir::{Builder, Graph, Line, Outline};
use crate::model::{Model, Node};

/// The values and fields of a network.
pub(super) fn lower(model: &Model) -> Graph {
    let line = |node: &Node| Line {
        label: node.label.clone(),
        name: node.name.clone(),
        len: node.shape.len(),
        pixels: node.shape.places(),
        operands: node.operands.clone(),
        only_renames: node.layer.only_renames(),
    };
    let mut builder = Builder::new(Outline {
        input: model.input.len(),
        lines: model.nodes.iter().map(line).collect(),
        is_trained: model.loss.is_some(),
        head: model.loss.and_then(crate::model::Loss::head),
    });
    for node in &model.nodes {
        builder.line(|builder| node.layer.lower(builder));
    }
    builder.finish()
}
