//! `Scan`: of one step it is the nodes inside of it, which take a step of a sequence and yield one.

use std::collections::HashSet;

use nn_onnx::{Graph, Node, decode_graph};

use super::Failure;
use super::array::{Array, Axis};
use super::earlier::{DOMAIN, node_of};
use crate::graph::lowering::{given, int};
use crate::graph::{MAX_NODES, Mistake, title, visible};
use crate::onnx::operators::is_standard;

/// Takes the step from a sequence whose first axis is that of steps.
const STEP: &str = "Step";

/// Makes a sequence of steps again.
const SEQUENCE: &str = "Sequence";

fn is_scan(node: &Node) -> bool {
    node.op_type == "Scan" && is_standard(&node.domain)
}

/// The graph with the nodes inside of each `Scan` in its place; `None` where it has none.
pub(super) fn inlined(graph: &Graph) -> Result<Option<Graph>, Mistake> {
    if !graph.node.iter().any(is_scan) {
        return Ok(None);
    }
    let mut inlined = Graph { node: Vec::new(), ..graph.clone() };
    for node in &graph.node {
        if is_scan(node) {
            inline(node, &mut inlined)?;
        } else {
            inlined.node.push(node.clone());
        }
    }
    Ok(Some(inlined))
}

fn inline(node: &Node, graph: &mut Graph) -> Result<(), Mistake> {
    for name in ["scan_input_directions", "scan_output_directions"] {
        if let Some(directions) = given(node, name).filter(|list| list.ints.iter().any(|direction| *direction != 0)) {
            let found = &directions.ints;
            return Err(Mistake::new(format!("{} has {name} = {found:?}, supported is forward, 0", title(node)))
                .note("a stream does not know inputs to come"));
        }
    }
    for name in ["scan_input_axes", "scan_output_axes"] {
        if let Some(axes) = given(node, name).filter(|list| list.ints.iter().any(|axis| *axis != 0)) {
            return Err(Mistake::new(format!("{} has {name} = {:?}, supported is 0", title(node), axes.ints)));
        }
    }
    let wrong = || Mistake::new(format!("{} has other operands than the graph inside of it", title(node)));
    let body = given(node, "body").and_then(|body| body.g.as_deref()).ok_or_else(wrong)?;
    let body =
        decode_graph(body).map_err(|error| Mistake::new(format!("the graph inside of {} {error}", title(node))))?;
    let n_sequences = usize::try_from(int(node, "num_scan_inputs", 0)).map_err(|_| wrong())?;
    let n_states = node.input.len().checked_sub(n_sequences).ok_or_else(wrong)?;
    if body.input.len() != node.input.len() || body.output.len() != node.output.len() || body.output.len() < n_states {
        return Err(wrong());
    }
    if graph.node.len() + body.node.len() > MAX_NODES || body.node.iter().any(|inner| inner.domain == DOMAIN) {
        return Err(Mistake::new(format!("{} is not supported", title(node))));
    }
    let outer: HashSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    if let Some(inner) = body.initializer.iter().find(|tensor| outer.contains(tensor.name.as_str())) {
        let name = visible(&inner.name);
        return Err(Mistake::new(format!("the graph inside of {} has a second `{name}`", title(node))));
    }
    let identity = |from: &str, to: &str| Node {
        op_type: "Identity".to_owned(),
        name: node.name.clone(),
        input: vec![from.to_owned()],
        output: vec![to.to_owned()],
        ..Node::default()
    };
    for (index, (outer, inner)) in node.input.iter().zip(&body.input).enumerate() {
        graph.node.push(if index < n_states {
            identity(outer, &inner.name)
        } else {
            node_of(STEP, node, vec![outer.clone()], inner.name.clone())
        });
    }
    graph.node.extend(body.node);
    graph.initializer.extend(body.initializer);
    for (index, (outer, inner)) in node.output.iter().zip(&body.output).enumerate() {
        graph.node.push(if index < n_states {
            identity(&inner.name, outer)
        } else {
            node_of(SEQUENCE, node, vec![inner.name.clone()], outer.clone())
        });
    }
    Ok(())
}

/// What the nodes around the inside of a `Scan` yield; `None` for others.
pub(super) fn walk(node: &Node, operands: &[Option<Array>]) -> Result<Option<Array>, Failure> {
    if node.domain != DOMAIN {
        return Ok(None);
    }
    let Some(Some(x)) = operands.first() else { return Ok(None) };
    let mut array = x.clone();
    if node.op_type == SEQUENCE {
        array.axes.insert(0, (1, Axis::Time));
        return Ok(Some(array));
    }
    if array.axes.first() != Some(&(1, Axis::Time)) {
        let mistake = Mistake::new(format!("axis 0 of what {} takes is no axis of steps", title(node)))
            .note("a stream takes one step after the other: the axis of steps is that of an input");
        return Err(Failure { mistakes: vec![mistake], is_of_time: true });
    }
    array.axes.remove(0);
    Ok(Some(array))
}
