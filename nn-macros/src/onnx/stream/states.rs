//! What a file takes as an input and yields as an output is a state, if it yields what the next step begins with.

use nn_onnx::{DataType, Dimension, Graph, TensorShape, TensorType, Type, ValueInfo};

use super::array::Array;
use super::recurrent::Part;
use super::walk::Walk;
use super::{Failure, REMARK, earlier, listed};
use crate::graph::{Mistake, visible};
use crate::model::Choice;
use crate::onnx::needed::{self, Producers};

/// The graph of a step, and what the documentation says of it.
pub(super) fn finish(mut walk: Walk<'_>, choice: &Choice) -> Result<(Graph, Vec<String>), Failure> {
    let wanted = choice.output.as_ref().map(|(name, _)| name.as_str());
    let mut of_states = Vec::new();
    for input in walk.states.clone() {
        if let Some(next) = walk.next_of(&input) {
            of_states.push((input, next));
            continue;
        }
        match walk.graph.output.iter().find(|output| is_next(&walk, &input, &output.name)) {
            Some(output) => of_states.push((input, output.name.clone())),
            // A constant, which older files list among the inputs.
            None if walk.has_default(&input) => {}
            None if walk.mistakes.is_empty() => {
                let name = visible(&input);
                return Err(Mistake::new(format!(
                    "input `{name}` is what recurrent nodes begin with, and no output is what they end with"
                ))
                .note("a stream carries its state from step to step: an input whose next value is an output")
                .help("export the state as an output too, or without the input: it is zeros then")
                .into());
            }
            None => of_states.push((input, String::new())),
        }
    }
    let is_state = |name: &str| of_states.iter().any(|(_, output)| output == name);
    let mut kept: Vec<&ValueInfo> = walk
        .graph
        .output
        .iter()
        .filter(|output| wanted == Some(output.name.as_str()) || !is_state(&output.name))
        .collect();
    if kept.is_empty() {
        // What is put out is what is remembered.
        kept = walk.graph.output.iter().take(1).collect();
    }
    let mut outputs = Vec::new();
    for output in kept {
        // Without its value one of the mistakes is in the way.
        let Some(array) = walk.arrays.get(output.name.as_str()).cloned() else { continue };
        let is_chosen = wanted.is_none_or(|wanted| wanted == output.name);
        match walk.output(&output.name, &array) {
            Ok(length) => outputs.push(vector(&output.name, length)),
            Err(mistake) if is_chosen => walk.mistakes.push(mistake),
            Err(_) => {}
        }
    }
    if walk.mistakes.is_empty() && !(walk.carried.is_empty() && walk.postponed.is_empty()) {
        earlier::resolve(&mut walk)?;
    }
    if !walk.mistakes.is_empty() || outputs.is_empty() {
        if walk.mistakes.is_empty() {
            walk.mistakes.push(Mistake::new("no output depends on a node that remembers"));
        }
        return Err(Failure { mistakes: walk.mistakes, is_of_time: walk.is_of_time });
    }
    let is_constant = |name: &str| walk.graph.initializer.iter().any(|tensor| tensor.name == name);
    let inputs = walk.graph.input.iter().filter(|input| !walk.states.contains(&input.name) || is_constant(&input.name));
    let inputs: Vec<ValueInfo> = inputs
        .map(|input| match walk.length_of(&input.name) {
            Some(length) => vector(&input.name, length),
            None => input.clone(),
        })
        .collect();
    let mut remarks = Vec::new();
    if !of_states.is_empty() {
        let (inputs, outputs): (Vec<String>, Vec<String>) = of_states.into_iter().unzip();
        remarks.push(format!(
            "{REMARK}the inputs {} and the outputs {} are its state.",
            listed(&inputs),
            listed(&outputs)
        ));
    }
    if walk.time.is_some() {
        remarks.push(format!("{REMARK}the steps of a sequence are its inputs, one after the other."));
    }
    let mut initializer = walk.graph.initializer.clone();
    initializer.append(&mut walk.initializers);
    refuse_loops(&walk)?;
    let graph = Graph {
        node: walk.nodes,
        initializer,
        input: inputs,
        output: outputs,
        value_info: Vec::new(),
        ..walk.graph.clone()
    };
    Ok((graph, remarks))
}

/// What is carried from step to step may be computed in any way, but not from itself.
fn refuse_loops(walk: &Walk<'_>) -> Result<(), Mistake> {
    let producers = Producers::of(&walk.nodes)?;
    for output in &walk.graph.output {
        needed::nodes(&producers, &output.name).map_err(|mistake| {
            mistake.note("in the next step: supported are averages, and loops inside of `LSTM`, `GRU` and `RNN`")
        })?;
    }
    Ok(())
}

/// Whether an output is what `input` is in the next step.
fn is_next(walk: &Walk<'_>, input: &str, output: &str) -> bool {
    let (Some(Array { elements, .. }), Some(length)) = (walk.arrays.get(output), walk.length_of(input)) else {
        return false;
    };
    let expected = |index: usize| {
        let (Part { node, which }, unit) = walk.remembered(input, index)?;
        let value = walk.of_parts.get(node)?[which]?;
        Some(super::array::Element::Of { value, index: unit })
    };
    elements.len() == length && elements.iter().enumerate().all(|(index, element)| expected(index) == Some(*element))
}

/// A batch of vectors.
fn vector(name: &str, length: usize) -> ValueInfo {
    let batch = Dimension { dim_value: None, dim_param: Some("N".to_owned()) };
    let numbers = Dimension { dim_value: i64::try_from(length).ok(), dim_param: None };
    let shape = TensorShape { dim: vec![batch, numbers] };
    let tensor_type = TensorType { elem_type: DataType::Float.into(), shape: Some(shape) };
    ValueInfo {
        name: name.to_owned(),
        r#type: Some(Type { tensor_type: Some(tensor_type) }),
        doc_string: String::new(),
    }
}
