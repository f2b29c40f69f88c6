//! What a file calls the outputs of a network.

use nn_onnx::{DataType, Node, Tensor};

use super::needed::{Output, Producers, ZIP_MAP};
use crate::graph::constant::Constant;
use crate::graph::lowering::given;
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
