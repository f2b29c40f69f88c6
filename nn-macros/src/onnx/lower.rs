//! Nodes in order, each to a line, a change of the line before it, or a constant.

use nn_onnx::Node;

use super::input::FREE_BATCH;
use super::lines::Lines;
use super::operators;
use super::refused::{Cause, Refusals, outputs};
use super::stream;
use crate::graph::lowering::{Lowering, Row, Value, settled};
use crate::graph::{Graph, MAX_NODES, Mistake, title, visible};
use crate::language::limits::grouped;

/// Operators that change the axes of a batch: where one of them is refused, a fixed batch may be why it is there.
const OF_SHAPES: &[&str] = &["Expand", "Flatten", "Gather", "Reshape", "Squeeze", "Unsqueeze"];

/// The lines of the network that `graph`, from a file of `file_bytes`, computes; or all that is in the way.
pub(super) fn lower(graph: &Graph<'_>, file_bytes: usize) -> Result<Lines, Refusals> {
    let mut refusals = Refusals::default();
    // What depends on a refused node is unknown, and no mistake of its own.
    let mut unknown = refusals.add_nodes(&graph.nodes, &[graph.input]);
    let mut lowering = Lowering::new(graph, file_bytes);
    for node in graph.nodes.iter().copied() {
        let is_unknown = outputs(node).any(|output| unknown.contains(output))
            || node.input.iter().any(|input| unknown.contains(input.as_str()));
        if !is_unknown {
            // A node can be many lines.
            let lowered = lower_node(&mut lowering, node);
            if lowering.lines.len() > MAX_NODES {
                let message = format!("up to {} the nodes are more than {} lines", title(node), grouped(MAX_NODES));
                refusals.push(Cause::Node, Mistake::new(message));
                break;
            }
            let Err(mistake) = lowered else { continue };
            refusals.push(Cause::Node, of_batch(graph, node, mistake));
            if refusals.is_full() {
                break;
            }
        }
        unknown.extend(outputs(node));
    }
    refusals.finish()?;
    Ok(finish(lowering)?)
}

/// The mistake of a node, and what to pass to the exporter where the file fixes the batch.
fn of_batch(graph: &Graph<'_>, node: &Node, mistake: Mistake) -> Mistake {
    let Some(batch) = graph.batch.filter(|_| OF_SHAPES.contains(&node.op_type.as_str())) else { return mistake };
    let (input, shape) = (visible(graph.input), &graph.written_shape);
    let has_help = mistake.written_help().is_some();
    let mistake = mistake.note(format!("input `{input}` has shape {shape}: its batch is fixed to {batch}"));
    if has_help { mistake } else { mistake.help(format!("a batch that is not fixed may do without it: {FREE_BATCH}")) }
}

fn lower_node<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
    let Some(value) = operators::lower(lowering, node)? else { return Ok(()) };
    let Some(output) = node.output.first() else {
        return Err(Mistake::new(format!("{} has no output", title(node))));
    };
    lowering.define(node, output, value)
}

fn finish(mut lowering: Lowering<'_>) -> Result<Lines, Mistake> {
    let name = lowering.graph.output;
    let is_behind = match lowering.graph.nodes.last() {
        Some(last) => operators::bring_forward(&mut lowering, last, name)?,
        None => false,
    };
    if is_behind && !lowering.graph.nodes.iter().any(|node| stream::is_recurrent(node)) {
        return Err(Mistake::new(format!("output `{}` has its batch behind other axes", visible(name))));
    }
    if let Some(last) = lowering.graph.nodes.last() {
        operators::move_value(&mut lowering, last, name)?;
    }
    let row = match lowering.values.remove(name) {
        Some(Value::Row(row)) => match lowering.graph.nodes.last() {
            Some(last) => operators::finish(&mut lowering, last, row)?,
            None => settled(row)?,
        },
        Some(Value::Constant(_)) => return Err(Mistake::new(format!("output `{}` is a constant", visible(name)))),
        None => return Err(Mistake::new(format!("no node computes the output `{}`", visible(name)))),
    };
    if let Some(declared) = &lowering.graph.output_shape
        && *declared != row.shape
        && !is_behind
    {
        let message =
            format!("output `{name}` is declared as {declared:?} for each row, its nodes yield {:?}", row.shape);
        return Err(Mistake::new(message));
    }
    // What only another shape tells from a row of the language is such a row.
    let shape = lowering.shape(row.source).to_vec();
    Ok(Lines::new(lowering.graph.input_shape.clone(), lowering.lines, Row { shape, ..row }))
}
