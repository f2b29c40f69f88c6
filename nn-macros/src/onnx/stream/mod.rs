//! Files that remember, by recurrent operators or by inputs that are what outputs were in the step before, which become streams: the graph is written anew as that of one step of one stream.
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
//! | `vectors` | what nodes of a step take |
//! | `earlier` | values of earlier steps in inputs that are carried |
//! | `recurrent` | operands and results of the operators |
//! | `states` | which output is the state after the step |

mod array;
mod earlier;
mod inputs;
mod moves;
mod recurrent;
mod states;
mod vectors;
mod walk;

use std::collections::HashSet;

use nn_onnx::{Model, Node};

use super::needed::{self, Producers};
use super::operators::is_standard;
use super::refused::{Cause, Refusals};
use crate::graph::{MAX_NODES, Mistake, title, visible};
use crate::model::Choice;

pub(super) use self::earlier::DOMAIN;
use self::walk::Walk;

/// The operators that remember.
pub(super) const RECURRENT: &[&str] = &["GRU", "LSTM", "RNN"];

/// Whether a node remembers.
pub(super) fn is_recurrent(node: &Node) -> bool {
    is_standard(&node.domain) && RECURRENT.contains(&node.op_type.as_str())
}

/// Whether a file remembers: by a node, or by inputs that have outputs of their names.
pub(super) fn has_memory(model: &Model, choice: &Choice) -> bool {
    is_of_recurrent_nodes(model)
        || model.graph.iter().any(|graph| {
            let nodes: Vec<&Node> = graph.node.iter().collect();
            inputs::carried(graph, &nodes, choice).iter().any(|(_, are_named)| *are_named)
        })
}

/// Whether a file has a node that remembers.
pub(super) fn is_of_recurrent_nodes(model: &Model) -> bool {
    model.graph.iter().flat_map(|graph| &graph.node).any(is_recurrent)
}

/// Makes the graph of a stream that of one step, and returns what the documentation says of it; nothing happens to other graphs.
pub(super) fn rewrite(model: &mut Model, choice: &Choice) -> Result<Vec<String>, Refusals> {
    let Some(graph) = &model.graph else { return Ok(Vec::new()) };
    if let Some(node) = graph.node.iter().find(|node| node.domain == DOMAIN) {
        return Err(Mistake::new(format!("{} is not supported", title(node))).into());
    }
    let is_candidate = graph.node.iter().any(is_recurrent) || graph.input.len().min(graph.output.len()) > 1;
    if !is_candidate || graph.node.len() > MAX_NODES {
        return Ok(Vec::new());
    }
    let producers = Producers::of(&graph.node)?;
    let mut seen = HashSet::new();
    let mut nodes: Vec<&Node> = Vec::new();
    for output in &graph.output {
        let needed = needed::nodes(&producers, &output.name)?;
        nodes.extend(needed.into_iter().filter(|node| seen.insert(std::ptr::from_ref(*node))));
    }
    let is_recurrent_file = nodes.iter().any(|node| is_recurrent(node));
    let carried = inputs::carried(graph, &nodes, choice);
    // What is refused is named where the file is a stream, and not one network of several.
    let is_stream = is_recurrent_file || carried.iter().any(|(_, are_named)| *are_named);
    let alone = is_recurrent_file.then(|| (Vec::new(), true));
    let opset = model.opset_import.iter().find(|set| is_standard(&set.domain)).map_or(0, |set| set.version);
    let mut first = None;
    for (carried, _) in carried.into_iter().filter(|(_, are_named)| *are_named || !is_stream).chain(alone) {
        let times = if is_recurrent_file { inputs::times(graph) } else { vec![None] };
        for time in times {
            let walked = Walk::of(graph, &nodes, (time, opset), &carried).and_then(|walk| states::finish(walk, choice));
            match walked {
                Ok((rewritten, remarks)) => {
                    model.graph = Some(rewritten);
                    return Ok(remarks);
                }
                Err(failure)
                    if first.as_ref().is_none_or(|found: &Failure| found.is_of_time && !failure.is_of_time) =>
                {
                    first = Some(failure);
                }
                Err(_) => {}
            }
        }
    }
    if !is_stream {
        return Ok(Vec::new());
    }
    let mut refusals = Refusals::default();
    let given: Vec<&str> = graph.input.iter().map(|input| input.name.as_str()).collect();
    refusals.add_nodes(&nodes, &given);
    for mistake in first.map(|failure| failure.mistakes).unwrap_or_default() {
        refusals.push(Cause::Node, mistake);
    }
    refusals.finish().map(|()| Vec::new())
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
