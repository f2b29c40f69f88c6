//! What a file may contain: format and operator versions, one input and one output.

use std::collections::{HashMap, HashSet};

use nn_onnx::{Model, Tensor, ValueInfo};

use super::input::{self, Input};
use super::names;
use super::needed::{self, Output, Producers};
use super::operators::is_standard;
use super::refused::Refusals;
use crate::ast::Place;
use crate::graph::{Graph, MAX_NODES, Mistake, shape_of_row};
use crate::language::limits::grouped;
use crate::model::Choice;

/// IR version 3 introduced operator sets.
const IR_VERSIONS: std::ops::RangeInclusive<i64> = 3..=14;
/// From operator set 7 on `Gemm` and `Add` broadcast as they do today; the operators here have kept their meaning since.
const OPSETS: std::ops::RangeInclusive<i64> = 7..=28;

/// The graph of `model`, of which an input and an output may be chosen; or all that is in the way. `window` is the axis of the batch in the input of a file
/// whose recurrent nodes see all steps at once.
pub(super) fn read<'a>(model: &'a Model, choice: &Choice, window: Option<usize>) -> Result<Graph<'a>, Refusals> {
    let opset = opset(model)?;
    let graph = model.graph.as_ref().ok_or_else(|| Mistake::new("there is no graph"))?;
    let chosen = |choice: &'_ Option<(String, Place)>| choice.as_ref().map(|(name, _)| name.clone());
    let (wanted_input, wanted_output) = (chosen(&choice.input), chosen(&choice.output));
    // An input may have a constant of the same name, which is its default.
    let mut constants: HashMap<&str, &Tensor> =
        graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
    let inputs: Vec<&ValueInfo> =
        graph.input.iter().filter(|input| !constants.contains_key(input.name.as_str())).collect();
    if graph.node.len() > MAX_NODES {
        let found = grouped(graph.node.len());
        let message = format!("the graph has {found} nodes, at most {} are supported", grouped(MAX_NODES));
        return Err(Mistake::new(message).into());
    }
    let producers = Producers::of(&graph.node)?;
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let known: HashSet<&str> = names.iter().copied().collect();
    let (output, mut left_out) = match needed::output(graph, &known, &producers, wanted_output.as_deref()) {
        Ok(found) => found,
        Err(mistake) => {
            let nodes = needed::nodes_of_any(graph, &known, &producers)?;
            return Err(Refusals::from(mistake).and_of(&nodes, &names));
        }
    };
    let nodes = needed::nodes(&producers, output.value)?;
    let batch_axis = window.unwrap_or(0);
    let found = needed::input(graph, &inputs, (&nodes, output.value), wanted_input.as_deref());
    let input = found.map_err(Refusals::from).and_then(|(input, others)| {
        left_out.extend(others);
        input::read(input, input::is_of_positions(&input.name, &nodes), batch_axis)
    });
    let Input { name: input, kind: input_type, batch, row: input_shape, is_number, written: written_shape } =
        match input {
            Ok(input) => input,
            Err(refusals) => return Err(refusals.and_of(&nodes, &names)),
        };
    constants.remove(input);
    let classes = names::classes(graph, &producers, &output);
    let Output { value: output, shape: output_shape, .. } = output;
    Ok(Graph {
        nodes,
        constants,
        opset,
        input,
        input_type,
        input_shape,
        is_number,
        written_shape,
        batch,
        batch_axis,
        is_of_windows: window.is_some(),
        output,
        output_shape,
        classes,
        left_out,
    })
}

/// The version of the standard operators.
fn opset(model: &Model) -> Result<i64, Mistake> {
    if !IR_VERSIONS.contains(&model.ir_version) {
        let (found, least, most) = (model.ir_version, IR_VERSIONS.start(), IR_VERSIONS.end());
        return Err(Mistake::new(format!("IR version {found}, expected {least} to {most}")));
    }
    let standard = model.opset_import.iter().find(|set| is_standard(&set.domain));
    let opset = standard.ok_or_else(|| Mistake::new("no version of the standard operators is given"))?.version;
    if !OPSETS.contains(&opset) {
        let (least, most) = (OPSETS.start(), OPSETS.end());
        let mistake = Mistake::new(format!("operator set {opset}, expected {least} to {most}"));
        return Err(mistake.help("convert it with `onnx.version_converter`, or export it with `opset_version=17`"));
    }
    Ok(opset)
}

/// The extents of a row of the input and of the output, where the file fixes them, whatever else is wrong with it.
pub(super) fn declared_shapes(graph: &nn_onnx::Graph, choice: &Choice) -> (Option<Vec<usize>>, Option<Vec<usize>>) {
    let is_constant = |input: &&ValueInfo| graph.initializer.iter().any(|tensor| tensor.name == input.name);
    let mut inputs = graph.input.iter().filter(|input| !is_constant(input));
    let input = match &choice.input {
        Some((wanted, _)) => graph.input.iter().find(|input| input.name == *wanted),
        None => inputs.next().filter(|_| inputs.next().is_none()),
    };
    let output = match &choice.output {
        Some((wanted, _)) => graph.output.iter().find(|output| output.name == *wanted),
        None => graph.output.first().filter(|_| graph.output.len() == 1),
    };
    (input.and_then(shape_of_row), output.and_then(shape_of_row))
}
