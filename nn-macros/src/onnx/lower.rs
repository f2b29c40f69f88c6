//! Nodes in order, each to a line, a change of the line before it, or a constant.

use nn_onnx::Node;

use super::lines::Lines;
use super::operators;
use crate::graph::lowering::{Lowering, Row, Value, settled};
use crate::graph::{Graph, Mistake, title};

/// The lines of the network that `graph`, from a file of `file_bytes`, computes.
pub(super) fn lower(graph: &Graph<'_>, file_bytes: usize) -> Result<Lines, Mistake> {
    let mut lowering = Lowering::new(graph, file_bytes);
    for node in &graph.nodes {
        lower_node(&mut lowering, node)?;
    }
    finish(lowering)
}

fn lower_node<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
    let value = operators::lower(lowering, node)?;
    let Some(output) = node.output.first() else {
        return Err(Mistake::new(format!("{} has no output", title(node))));
    };
    lowering.define(node, output, value)
}

fn finish(mut lowering: Lowering<'_>) -> Result<Lines, Mistake> {
    let name = lowering.graph.output;
    let row = match lowering.values.remove(name) {
        Some(Value::Row(row)) => {
            let row = match lowering.graph.nodes.last() {
                Some(last) => lowering.summed(last, row)?,
                None => row,
            };
            settled(row)?
        }
        Some(Value::Constant(_)) => return Err(Mistake::new(format!("output `{name}` is a constant"))),
        None => return Err(Mistake::new(format!("no node computes the output `{name}`"))),
    };
    if let Some(declared) = &lowering.graph.output_shape
        && *declared != row.shape
    {
        let message =
            format!("output `{name}` is declared as {declared:?} for each row, its nodes yield {:?}", row.shape);
        return Err(Mistake::new(message));
    }
    // What only another shape tells from a row of the language is such a row.
    let shape = lowering.shape(row.source).to_vec();
    Ok(Lines::new(lowering.graph.input_shape.clone(), lowering.lines, Row { shape, ..row }))
}
