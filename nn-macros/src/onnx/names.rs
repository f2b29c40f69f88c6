//! What a file calls the numbers of a network.

use std::collections::HashSet;

use nn_onnx::{DataType, Model, Node, Tensor};

use super::needed::{Output, Producers, ZIP_MAP};
use crate::graph::constant::Constant;
use crate::graph::lowering::given;
use crate::graph::visible;
use crate::model::Classes;

/// Nodes between a classifier and the output, which change no order: no converter writes more, and nodes may go in a circle.
const MOST_STEPS: usize = 16;

/// The classes of an output, where the file says it: beside the dictionaries that it is made into, of the classifier that computes it,
/// or of the constant that its largest number picks a label of.
pub(super) fn classes(graph: &nn_onnx::Graph, producers: &Producers<'_>, output: &Output<'_>) -> Option<Classes> {
    let dictionaries = producers.node(output.name).filter(|node| node.op_type == ZIP_MAP);
    dictionaries
        .and_then(|node| labels(node, "classlabels_int64s"))
        .or_else(|| labels(classifier(producers, output.value)?, "classlabels_ints"))
        .or_else(|| picked_labels(graph, producers, output.value))
}

/// The labels among the attributes of a node.
fn labels(node: &Node, numbers: &str) -> Option<Classes> {
    let texts = given(node, "classlabels_strings").map(|attribute| &attribute.strings[..]).unwrap_or_default();
    let numbers = given(node, numbers).map(|attribute| &attribute.ints[..]).unwrap_or_default();
    match (texts, numbers) {
        ([], []) => None,
        ([], numbers) => Some(Classes::Numbers(numbers.to_vec())),
        (texts, _) => Some(Classes::Texts(texts.iter().map(|text| utf8(text)).collect())),
    }
}

/// The classifier whose scores `value` is.
fn classifier<'a>(producers: &Producers<'a>, mut value: &'a str) -> Option<&'a Node> {
    for _ in 0..MOST_STEPS {
        let node = producers.node(value)?;
        match node.op_type.as_str() {
            "LinearClassifier" => return (node.output.get(1).is_some_and(|scores| scores == value)).then_some(node),
            "Identity" | "Cast" | "Normalizer" => value = node.input.first()?,
            _ => return None,
        }
    }
    None
}

/// The constant of which the position of the largest number of `value` picks an element.
fn picked_labels(graph: &nn_onnx::Graph, producers: &Producers<'_>, value: &str) -> Option<Classes> {
    let picks = graph.node.iter().filter(|node| node.op_type == "ArrayFeatureExtractor");
    picks.into_iter().find_map(|node| {
        let [constant, position] = &node.input[..] else { return None };
        let largest = producers.node(position).filter(|node| node.op_type == "ArgMax")?;
        let is_of_value = unchanged(producers, largest.input.first()?) == unchanged(producers, value);
        let tensor = graph.initializer.iter().find(|tensor| is_of_value && tensor.name == *constant)?;
        of_tensor(tensor)
    })
}

/// The first name of a value.
fn unchanged<'v>(producers: &Producers<'v>, mut value: &'v str) -> &'v str {
    for _ in 0..MOST_STEPS {
        match producers.node(value) {
            Some(Node { op_type, input, .. }) if op_type == "Identity" && input.len() == 1 => value = &input[0],
            _ => break,
        }
    }
    value
}

fn of_tensor(tensor: &Tensor) -> Option<Classes> {
    if tensor.data_type() == DataType::String {
        return Some(Classes::Texts(tensor.string_data.iter().map(|text| utf8(text)).collect()));
    }
    let constant = Constant::read(tensor, "the labels").ok()?;
    constant.as_ints().map(|numbers| Classes::Numbers(numbers.to_vec()))
}

fn utf8(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// The keys under which exporters of policies for robots write names of actions, and the one of observations: those of mjlab and of
/// what is built on Isaac Lab. The joints may be all of a robot, so they count where they are as many as the outputs.
const OUTPUT_KEYS: &[&str] = &["action_names", "joint_names"];
const INPUT_KEY: &str = "observation_names";

/// More names than that are not told in the documentation.
const MOST_TERMS: usize = 64;

/// The names of inputs and of outputs in the metadata of a file, where there is one for each number.
pub(super) fn columns(model: &Model, n_inputs: Option<usize>, n_outputs: Option<usize>) -> [Option<Vec<String>>; 2] {
    let one_for_each = |key: &str, length: Option<usize>| {
        let names = listed(model, key)?;
        let different: HashSet<&String> = names.iter().collect();
        (Some(names.len()) == length && different.len() == names.len()).then_some(names)
    };
    let outputs = OUTPUT_KEYS.iter().find_map(|key| one_for_each(key, n_outputs));
    [one_for_each(INPUT_KEY, n_inputs), outputs]
}

/// What the documentation says of names that are not one for each input: the terms of an observation, of several numbers each.
pub(super) fn remark(model: &Model, n_inputs: usize) -> Option<String> {
    let terms = listed(model, INPUT_KEY).filter(|terms| (1..=MOST_TERMS).contains(&terms.len()))?;
    let terms: Vec<String> = terms.iter().map(|term| visible(term)).collect();
    let written = terms.iter().map(|term| format!("`{term}`")).collect::<Vec<_>>().join(", ");
    (terms.len() != n_inputs).then(|| {
        format!(
            "Its {n_inputs} inputs are the terms {written}, in this order. How many numbers each has, the file does not say; \
             `input_names({} = 3, ..)` does.",
            terms[0]
        )
    })
}

/// The names behind a key, between commas; some programs write them as a list, with brackets and quotes.
fn listed(model: &Model, key: &str) -> Option<Vec<String>> {
    let entry = model.metadata_props.iter().find(|entry| entry.key == key)?;
    let text = entry.value.trim().trim_start_matches('[').trim_end_matches(']');
    let names: Vec<String> = text.split(',').map(|name| name.trim().trim_matches(['"', '\'']).to_owned()).collect();
    names.iter().all(|name| !name.is_empty()).then_some(names)
}
