//! Files that remember, which become streams: the graph is written anew as that of one step of one stream. They remember by recurrent operators, by inputs that
//! are what outputs were in the step before, or by convolutions over a sequence that look back.
//!
//! ```text
//! model --inputs--> which inputs are the state --walk--> one step --states--> which outputs are it afterwards --> a model of one input
//! ```
//!
//! The step has vectors alone. Axes for the batch and for the steps of a sequence have the extent 1 in it, whatever they have in the file, and
//! nodes that only move elements are gone. So what stands around the operators is read as in any other file.
//!
//! | module | knows |
//! |---|---|
//! | `array`, `moves` | where nodes that compute nothing move each element |
//! | `inputs` | which inputs are a state, and which axes may be that of a sequence |
//! | `walk` | what is computed in a step |
//! | `sequence` | sequences that are longer than the input for a while: padding, and what is cut again |
//! | `convolution`, `along` | convolutions over steps, and what is computed along the numbers of one |
//! | `constants` | constants that nodes compute of others |
//! | `scan` | `Scan`, whose nodes are those of a step |
//! | `vectors` | what nodes of a step take |
//! | `earlier` | values of earlier steps in inputs that are carried |
//! | `recurrent` | operands and results of the operators |
//! | `states` | which output is the state after the step |

mod along;
mod array;
mod constants;
mod convolution;
mod earlier;
mod inputs;
mod moves;
mod recurrent;
mod scan;
mod sequence;
mod states;
mod vectors;
mod walk;

use std::collections::HashSet;

use nn_onnx::{Graph, Model, Node};

use super::needed::{self, Producers};
use super::operators::is_standard;
use super::operators::recurrent::goes_back;
use super::refused::{Cause, Refusals};
use crate::graph::lowering::int;
use crate::graph::{MAX_NODES, Mistake, title, visible};
use crate::model::Choice;

pub(super) use self::along::FROM_AN_AXIS;
pub(super) use self::earlier::DOMAIN;
pub(super) use self::inputs::{dimensions, is_state};
use self::walk::Walk;

/// What the documentation of a stream begins with.
pub(super) const REMARK: &str = "A stream: ";

/// The operators that remember.
pub(super) const RECURRENT: &[&str] = &["GRU", "LSTM", "RNN"];

/// Whether a node remembers.
pub(super) fn is_recurrent(node: &Node) -> bool {
    is_standard(&node.domain) && RECURRENT.contains(&node.op_type.as_str())
}

/// Whether a file remembers: by a node, by inputs that have outputs of their names, or by convolutions over a sequence of free length.
pub(super) fn has_memory(model: &Model, choice: &Choice) -> bool {
    is_of_recurrent_nodes(model)
        || model.graph.iter().any(|graph| {
            let nodes: Vec<&Node> = graph.node.iter().collect();
            !inputs::free_axes(graph).is_empty()
                || inputs::carried(graph, &nodes, choice).iter().any(|(_, are_named)| *are_named)
        })
}

/// Whether a file has a node that remembers.
pub(super) fn is_of_recurrent_nodes(model: &Model) -> bool {
    model.graph.iter().flat_map(|graph| &graph.node).any(is_recurrent)
}

/// Whether a file of one input remembers what comes later, which no stream does.
pub(super) fn needs_all_steps(graph: &Graph) -> bool {
    let is_constant = |name: &str| graph.initializer.iter().any(|tensor| tensor.name == name);
    let inputs = graph.input.iter().filter(|input| !is_constant(&input.name));
    inputs.count() == 1 && graph.node.iter().any(|node| is_recurrent(node) && goes_back(node))
}

/// Makes the graph of a stream that of one step, and returns what the documentation says of it; nothing happens to other graphs.
pub(super) fn rewrite(model: &mut Model, choice: &Choice) -> Result<Vec<String>, Refusals> {
    let Some(graph) = &model.graph else { return Ok(Vec::new()) };
    if let Some(node) = graph.node.iter().find(|node| node.domain == DOMAIN) {
        return Err(Mistake::new(format!("{} is not supported", title(node))).into());
    }
    let free_axes = inputs::free_axes(graph);
    let is_recurrent_file = graph.node.iter().any(is_recurrent);
    let is_candidate = is_recurrent_file || !free_axes.is_empty() || graph.input.len().min(graph.output.len()) > 1;
    if !is_candidate || graph.node.len() > MAX_NODES {
        return Ok(Vec::new());
    }
    // What is wrong with a `Scan` is told where the file is a stream.
    let (inlined, of_scan) = match scan::inlined(graph) {
        Ok(inlined) => (inlined, None),
        Err(mistake) => (None, Some(mistake)),
    };
    let graph = inlined.as_ref().unwrap_or(graph);
    let nodes = nodes_of_outputs(graph)?;
    let is_recurrent_file = nodes.iter().any(|node| is_recurrent(node));
    let carried = inputs::carried(graph, &nodes, choice);
    // What is refused is named where the file is a stream, and not one network of several.
    let has_states = is_recurrent_file || carried.iter().any(|(_, are_named)| *are_named);
    let is_stream = has_states || !free_axes.is_empty();
    let mut attempts = Vec::new();
    for (carried, _) in carried.into_iter().filter(|(_, are_named)| *are_named || !has_states) {
        let times = if is_recurrent_file { inputs::times(graph) } else { inputs::times_of_carried(graph, &carried) };
        attempts.extend(times.into_iter().map(|time| (carried.clone(), time)));
    }
    if is_recurrent_file {
        attempts.extend(inputs::times(graph).into_iter().map(|time| (Vec::new(), time)));
    } else {
        attempts.extend(free_axes.into_iter().map(|axis| (Vec::new(), Some(axis))));
    }
    let failure = match first_step(graph, &nodes, (opset(model), choice), attempts) {
        Ok((rewritten, remarks)) => {
            model.graph = Some(rewritten);
            return Ok(remarks);
        }
        Err(failure) => failure,
    };
    if !is_stream {
        return Ok(Vec::new());
    }
    let mut refusals = Refusals::default();
    let given: Vec<&str> = graph.input.iter().map(|input| input.name.as_str()).collect();
    refusals.add_nodes(&nodes, &given);
    for mistake in of_scan.into_iter().chain(failure.map(|failure| failure.mistakes).unwrap_or_default()) {
        refusals.push(Cause::Node, mistake);
    }
    refusals.finish().map(|()| Vec::new())
}

/// The same for a graph of a sequence whose length is fixed, which is no window; `None` where it is no stream.
pub(super) fn rewrite_fixed(model: &mut Model, choice: &Choice) -> Option<Vec<String>> {
    let graph = model.graph.as_ref().filter(|graph| graph.node.len() <= MAX_NODES)?;
    if graph.node.iter().any(|node| node.domain == DOMAIN || is_recurrent(node)) {
        return None;
    }
    let attempts = inputs::fixed_axes(graph).into_iter().map(|axis| (Vec::new(), Some(axis))).collect();
    let nodes = nodes_of_outputs(graph).ok()?;
    let (rewritten, remarks) = first_step(graph, &nodes, (opset(model), choice), attempts).ok()?;
    model.graph = Some(rewritten);
    Some(remarks)
}

/// All nodes that outputs need, in order.
fn nodes_of_outputs(graph: &Graph) -> Result<Vec<&Node>, Mistake> {
    let producers = Producers::of(&graph.node)?;
    let mut seen = HashSet::new();
    let mut nodes: Vec<&Node> = Vec::new();
    for output in &graph.output {
        let needed = needed::nodes(&producers, &output.name)?;
        nodes.extend(needed.into_iter().filter(|node| seen.insert(std::ptr::from_ref(*node))));
    }
    Ok(nodes)
}

/// The version of the standard's operators.
fn opset(model: &Model) -> i64 {
    model.opset_import.iter().find(|set| is_standard(&set.domain)).map_or(0, |set| set.version)
}

/// What may be carried, and the axis that may be that of steps.
type Attempt = (Vec<inputs::Carried>, Option<usize>);

/// The step of the first attempt that is one; or why there is none, if it is known.
fn first_step(
    graph: &Graph,
    nodes: &[&Node],
    (opset, choice): (i64, &Choice),
    attempts: Vec<Attempt>,
) -> Result<(Graph, Vec<String>), Option<Failure>> {
    let mut first: Option<Failure> = None;
    for (carried, time) in attempts {
        let walked = Walk::of(graph, nodes, (time, opset), &carried).and_then(|walk| states::finish(walk, choice));
        match walked {
            Ok((rewritten, remarks)) if !carried.is_empty() || rewritten.node.iter().any(remembers) => {
                return Ok((rewritten, remarks));
            }
            Err(failure) if first.as_ref().is_none_or(|found| found.is_of_time && !failure.is_of_time) => {
                first = Some(failure);
            }
            Ok(_) | Err(_) => {}
        }
    }
    Err(first)
}

/// Whether a node of a step remembers.
fn remembers(node: &Node) -> bool {
    is_recurrent(node) || node.domain == DOMAIN && (node.op_type != "Conv" || int(node, "kernel", 1) > 1)
}

/// Why a graph is no step.
#[derive(Debug)]
struct Failure {
    mistakes: Vec<Mistake>,
    /// Whether another axis may be that of the sequence.
    is_of_time: bool,
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self { mistakes: vec![mistake], is_of_time: false }
    }
}

/// Names in backticks.
fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", visible(name))).collect();
    names.join(", ")
}
