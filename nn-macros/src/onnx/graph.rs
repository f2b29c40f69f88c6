//! What a file may contain: format and operator versions, one input and one output.

use std::collections::{HashMap, HashSet};

use nn_onnx::{Model, Node, Tensor, ValueInfo};

use super::input::{self, Input};
use super::needed::{self, Output, Producers};
use super::operators::is_standard;
use super::refused::Refusals;
use crate::graph::{Graph, MAX_NODES, Mistake, shape_of_row, visible};
use crate::language::limits::grouped;

/// IR version 3 introduced operator sets.
const IR_VERSIONS: std::ops::RangeInclusive<i64> = 3..=14;
/// From operator set 7 on `Gemm` and `Add` broadcast as they do today; the operators here have kept their meaning since.
const OPSETS: std::ops::RangeInclusive<i64> = 7..=28;

/// The graph of `model`, of which `output` chooses an output; or all that is in the way.
pub(super) fn read<'a>(model: &'a Model, output: Option<&str>) -> Result<Graph<'a>, Refusals> {
    let opset = opset(model)?;
    let graph = model.graph.as_ref().ok_or_else(|| Mistake::new("there is no graph"))?;
    let constants: HashMap<&str, &Tensor> =
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
    let (output, mut left_out) = match needed::output(graph, &known, &producers, output) {
        Ok(found) => found,
        Err(mistake) => {
            let nodes = needed::nodes_of_any(graph, &known, &producers)?;
            return Err(Refusals::from(mistake).and_of(&nodes, &names));
        }
    };
    let nodes = needed::nodes(&producers, output.value)?;
    let input = input(&inputs, &nodes, output.value).map_err(Refusals::from).and_then(|(input, others)| {
        left_out.extend(others);
        input::read(input)
    });
    let Input { name: input, kind: input_type, batch, row: input_shape, written: written_shape } = match input {
        Ok(input) => input,
        Err(refusals) => return Err(refusals.and_of(&nodes, &names)),
    };
    let Output { value: output, shape: output_shape } = output;
    Ok(Graph {
        nodes,
        constants,
        opset,
        input,
        input_type,
        input_shape,
        written_shape,
        batch,
        output,
        output_shape,
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

/// The one input that the output depends on; and what the documentation says of the others.
fn input<'a>(inputs: &[&'a ValueInfo], nodes: &[&Node], output: &str) -> Result<(&'a ValueInfo, Vec<String>), Mistake> {
    let operands: HashSet<&str> =
        nodes.iter().flat_map(|node| &node.input).map(String::as_str).chain([output]).collect();
    let (needed, others): (Vec<_>, Vec<_>) =
        inputs.iter().copied().partition(|input| operands.contains(input.name.as_str()));
    match (&needed[..], &others[..]) {
        ([input], _) | ([], [input]) => {
            let others = others.iter().filter(|other| other.name != input.name);
            Ok((input, others.map(|other| format!("input `{}`", visible(&other.name))).collect()))
        }
        ([], _) => Err(count(inputs)),
        (several, _) => Err(count(several)),
    }
}

fn count(inputs: &[&ValueInfo]) -> Mistake {
    let found = if inputs.is_empty() { "none".to_owned() } else { input::names(inputs) };
    let mistake = Mistake::new(format!("expected one input, found {found}"));
    let others = input::of_other_types(inputs);
    // scikit-learn's converter writes an input for each column of a table.
    let are_columns = inputs.len() > 1 && inputs.iter().all(|input| shape_of_row(input).as_deref() == Some(&[1]));
    let has_help = others.is_some() || are_columns;
    let others = others.map(|others| format!("{others}, a network takes numbers of type Float"));
    let mistake = others.into_iter().fold(mistake, Mistake::note);
    if has_help {
        mistake.help("export with one input of floats that has all of these as its columns")
    } else {
        mistake
    }
}

/// The extents of a row of the input and of the output, where the file fixes them, whatever else is wrong with it.
pub(super) fn declared_shapes(
    graph: &nn_onnx::Graph,
    wanted: Option<&str>,
) -> (Option<Vec<usize>>, Option<Vec<usize>>) {
    let is_constant = |input: &&ValueInfo| graph.initializer.iter().any(|tensor| tensor.name == input.name);
    let mut inputs = graph.input.iter().filter(|input| !is_constant(input));
    let input = inputs.next().filter(|_| inputs.next().is_none());
    let output = match wanted {
        Some(wanted) => graph.output.iter().find(|output| output.name == wanted),
        None => graph.output.first().filter(|_| graph.output.len() == 1),
    };
    (input.and_then(shape_of_row), output.and_then(shape_of_row))
}
