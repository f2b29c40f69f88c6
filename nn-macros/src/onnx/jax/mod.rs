//! What JAX has no operator of ONNX for, and its exporter writes with the operations of JAX: pools and repeated pixels, as Keras has them. They become
//! operators on maps, which are read as any other, between `Transpose` nodes where the channels are the last axis. The nodes of before
//! stay where they are, and nobody needs them.

mod repeats;
mod windows;

use std::collections::HashMap;

use nn_onnx::{Attribute, AttributeType, Model, Node, Tensor, ValueInfo};

use super::needed::Producers;
use super::operators::is_standard;
use crate::graph::constant::Constant;
use crate::graph::lowering::given;

/// Writes such nodes of a model anew.
pub(super) fn rewrite(model: &mut Model) {
    let Some(graph) = &mut model.graph else { return };
    // Whoever reads the graph says that two nodes write one value.
    let Ok(producers) = Producers::of(&graph.node) else { return };
    let reader = Reader {
        producers,
        constants: graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect(),
        shapes: graph.value_info.iter().chain(&graph.input).map(|value| (value.name.as_str(), value)).collect(),
    };
    let found = |node| {
        let (repeated, shape) = reader.repeated(node)?;
        Some((repeated, Some(shape)))
    };
    let found = |node| reader.pool(node).map(|pool| (pool, None)).or_else(|| found(node));
    let found: Vec<_> =
        graph.node.iter().enumerate().filter_map(|(position, node)| Some((position, found(node)?))).collect();
    for (position, (nodes, constant)) in found.into_iter().rev() {
        graph.node.splice(position..=position, nodes);
        graph.initializer.extend(constant);
    }
}

/// What stands around a node.
struct Reader<'a> {
    producers: Producers<'a>,
    constants: HashMap<&'a str, &'a Tensor>,
    shapes: HashMap<&'a str, &'a ValueInfo>,
}

impl<'a> Reader<'a> {
    /// The constant axes of a node: until operator set 13 an attribute, then an operand.
    fn axes(&self, node: &'a Node) -> Option<Vec<i64>> {
        match node.input.get(1) {
            Some(axes) => Some(self.constant(axes)?.as_ints()?.to_vec()),
            None => Some(given(node, "axes")?.ints.clone()),
        }
    }

    fn constant(&self, name: &str) -> Option<Constant<'a>> {
        Constant::read(self.constants.get(name)?, name).ok()
    }

    /// The node of a standard operator that computes a value.
    fn of(&self, value: &str, operator: &str) -> Option<&'a Node> {
        self.producers.node(value).filter(|node| is_standard(&node.domain) && node.op_type == operator)
    }
}

/// A node on maps of `rank` axes, from `value` to `output`; between changes of the order of axes where the channels are the last.
fn of_maps(node: Node, (value, rank, has_channels_last): (&str, usize, bool), output: &str) -> Vec<Node> {
    let between = |operator: &str, input: &str, output: &str, node: Node| Node {
        input: vec![input.to_owned()],
        output: vec![output.to_owned()],
        op_type: operator.to_owned(),
        ..node
    };
    let operator = node.op_type.clone();
    if !has_channels_last {
        return vec![between(&operator, value, output, node)];
    }
    let transpose =
        |perm: Vec<i64>| Node { name: node.name.clone(), attribute: vec![ints("perm", perm)], ..Node::default() };
    let rank = i64::try_from(rank).unwrap_or(0);
    let to_front = transpose([0, rank + 1].into_iter().chain(1..=rank).collect());
    let to_back = transpose([0].into_iter().chain(2..rank + 2).chain([1]).collect());
    let (map, result) = (format!("{output} (map)"), format!("{output} (of the map)"));
    vec![
        between("Transpose", value, &map, to_front),
        between(&operator, &map, &result, node),
        between("Transpose", &result, output, to_back),
    ]
}

fn ints(name: &str, ints: Vec<i64>) -> Attribute {
    Attribute { ints, ..attribute(name, AttributeType::Ints) }
}

fn attribute(name: &str, kind: AttributeType) -> Attribute {
    Attribute { name: name.to_owned(), kind: kind as i32, ..Attribute::default() }
}
