//! What a file may contain: format and operator versions, one input and one output, shapes.

use std::collections::{HashMap, HashSet};

use nn_onnx::{DataType, Model, Node, Tensor, ValueInfo};

use super::names;
use super::needed::{self, Output, Producers, is_real, written};
use super::operators::{self, is_standard};
use crate::ast::Place;
use crate::graph::{Graph, MAX_NODES, Mistake, shape_of_row, title};
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT, grouped};
use crate::model::Choice;

/// IR version 3 introduced operator sets.
const IR_VERSIONS: std::ops::RangeInclusive<i64> = 3..=14;
/// From operator set 7 on `Gemm` and `Add` broadcast as they do today; the operators here have kept their meaning since.
const OPSETS: std::ops::RangeInclusive<i64> = 7..=28;

/// The graph of `model`, of which an input and an output may be chosen.
pub(super) fn read<'a>(model: &'a Model, choice: &Choice) -> Result<Graph<'a>, Mistake> {
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
        return Err(Mistake::new(format!("the graph has {found} nodes, at most {} are supported", grouped(MAX_NODES))));
    }
    let producers = Producers::of(&graph.node)?;
    let names = inputs.iter().map(|input| input.name.as_str()).collect();
    let (output, mut left_out) = needed::output(graph, &names, &producers, wanted_output.as_deref())?;
    let nodes = needed::nodes(&producers, output.value)?;
    let (input, others) = needed::input(graph, &inputs, (&nodes, output.value), wanted_input.as_deref())?;
    constants.remove(input.name.as_str());
    left_out.extend(others);
    refuse_unsupported(&nodes)?;
    let (input_type, batch, input_shape) = shape_of_input(input)?;
    let classes = names::classes(graph, &producers, &output);
    let Output { value: output, shape: output_shape, .. } = output;
    let input = &input.name;
    Ok(Graph {
        nodes,
        constants,
        opset,
        input,
        input_type,
        input_shape,
        batch,
        output,
        output_shape,
        classes,
        left_out,
    })
}

/// An operator that does not exist here is one mistake, however often it is used.
fn refuse_unsupported(nodes: &[&Node]) -> Result<(), Mistake> {
    let is_unsupported = |node: &&&Node| !operators::is_supported(&node.domain, &node.op_type);
    let Some(first) = nodes.iter().find(is_unsupported) else { return Ok(()) };
    if !is_standard(&first.domain) {
        let message = format!("{} is from the operator set `{}`", title(first), first.domain);
        let supported = operators::names_of(&first.domain);
        let note = match &supported[..] {
            [] => "the standard operators alone are supported".to_owned(),
            names => format!("of that set are supported {}", names.join(", ")),
        };
        return Err(Mistake::new(message).note(note));
    }
    let verb = if operators::is_planned(&first.op_type) { "is not yet supported" } else { "is not supported" };
    let mut others: Vec<&str> = nodes.iter().filter(is_unsupported).map(|node| node.op_type.as_str()).collect();
    let mut seen = HashSet::from([first.op_type.as_str()]);
    others.retain(|operator| seen.insert(operator));
    let mistake = Mistake::new(format!("{} {verb}", title(first)));
    let note = format!("supported are {}", operators::names());
    Err(match others.len() {
        0 => mistake.note(note),
        _ => mistake.note(note).help(format!("{} would be refused too", others.join(", "))),
    })
}

/// The type of numbers, the extent of the batch where it is fixed, and the extents of a row.
fn shape_of_input(input: &ValueInfo) -> Result<(DataType, Option<i64>, Vec<usize>), Mistake> {
    let name = &input.name;
    let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref());
    let tensor = tensor.ok_or_else(|| Mistake::new(format!("input `{name}` is no tensor")))?;
    if !is_real(tensor.elem_type()) {
        let message = format!("input `{name}` has elements of type {:?}, expected Float", tensor.elem_type());
        return Err(Mistake::new(message).note("Double, Float16 and Bfloat16 are supported too, and computed as Float"));
    }
    let dimensions = tensor.shape.as_ref().map(|shape| shape.dim.as_slice());
    let dimensions = dimensions.ok_or_else(|| Mistake::new(format!("input `{name}` has no shape")))?;
    let written = written(dimensions);
    let [batch, row @ ..] = dimensions else { return Err(Mistake::new(format!("input `{name}` is a scalar"))) };
    if !(1..=3).contains(&row.len()) {
        let message = format!("input `{name}` has shape {written}, expected a batch of vectors, sequences or images");
        let mistake = Mistake::new(message).note("the first axis is the batch; one to three others follow");
        return Err(if row.is_empty() {
            mistake.help("export the network with an input that has a batch: `x[None]`")
        } else {
            mistake
        });
    }
    let mut shape = Vec::new();
    for (axis, dimension) in row.iter().enumerate() {
        let extent = dimension.dim_value.and_then(|extent| usize::try_from(extent).ok());
        let Some(extent) = extent else {
            let message = format!("axis {} of input `{name}`, of shape {written}, is not fixed", axis + 1);
            let mistake = Mistake::new(message).note("only the first axis, the batch, may depend on the call");
            return Err(mistake.help("export the network with this axis fixed"));
        };
        if !(1..=MAX_EXTENT).contains(&extent) {
            let message = format!("axis {} of input `{name}` has the extent {extent}", axis + 1);
            return Err(Mistake::new(message).note(format!("extents are from 1 to {}", grouped(MAX_EXTENT))));
        }
        shape.push(extent);
    }
    let elements = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    if elements.is_none_or(|elements| elements > MAX_ELEMENTS) {
        let message = format!("input `{name}` of shape {written} has more than {} elements", grouped(MAX_ELEMENTS));
        return Err(Mistake::new(message));
    }
    Ok((tensor.elem_type(), batch.dim_value, shape))
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
