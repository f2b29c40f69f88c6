//! The documentation of the struct: the table of layers, and what its activations compute.

use proc_macro2::TokenStream;
use quote::quote;

use crate::language::limits;
use crate::model::{Model, Node, Shape, Source};
use crate::plan::Plan;

/// `#[doc = ".."]` attributes: one row per line of the declaration, then the totals and the activations.
pub(super) fn table(plan: &Plan<'_>) -> TokenStream {
    let model = plan.model;
    let mut lines = Vec::new();
    if !model.attributes.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!("A neural network, `{} -> {}`:", shape(&model.input), shape(&model.output)));
    lines.push(String::new());
    lines.push("| layer | kind | output | parameters | multiply-adds |".to_string());
    lines.push("|---|---|---|---:|---:|".to_string());
    lines.extend(model.nodes.iter().map(|node| row(model, node)));
    lines.push(String::new());
    let parameters: usize = plan.fields.iter().map(crate::plan::Field::len).sum();
    let trained = model.loss.map_or(String::new(), |loss| format!(", trained with {}", loss.facts().words));
    let (parameters, multiply_adds) = (grouped(parameters), grouped(plan.flops() / 2));
    lines.push(format!("{parameters} parameters, {multiply_adds} multiply-adds{trained}."));
    let activations = activations(model);
    if !activations.is_empty() {
        lines.push(String::new());
        lines.push(activations);
    }
    lines.push(String::new());
    lines.push(methods_of_traits(model).to_string());
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

fn row(model: &Model, node: &Node) -> String {
    let names = node.operands.iter().map(|source| match source {
        Source::Input => "input",
        Source::Node(index) => model.nodes[*index].name.as_str(),
    });
    let kind = node.layer.description(&names.collect::<Vec<_>>());
    let parameters = node.layer.parameters().iter().map(|parameter| parameter.shape.iter().product::<usize>()).sum();
    let multiply_adds = node.layer.multiply_adds();
    format!(
        "| `{}` | {kind} | `{}` | {} | {} |",
        node.name,
        shape(&node.shape),
        grouped(parameters),
        grouped(multiply_adds)
    )
}

/// What each activation computes, in the order in which the lines name them.
fn activations(model: &Model) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for activation in model.nodes.iter().filter_map(|node| node.layer.activation()) {
        let constants = activation.named_constants().map(|(name, constant)| format!("{name} = {constant}"));
        let arguments = constants.collect::<Vec<_>>().join(", ");
        let name = activation.name();
        let called = if arguments.is_empty() { name.to_owned() } else { format!("{name}({arguments})") };
        let sentence = format!("`{called}` is {}.", activation.row().doc);
        if !activation.is_identity() && !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences.join(" ")
}

/// Methods that are not printed beside the struct, and so would not be found.
fn methods_of_traits(model: &Model) -> &'static str {
    match model.loss {
        None if model.is_stream() => {
            "It is a stream: its outputs depend on earlier inputs, which a `State` remembers. More methods are in nn-runtime's trait `Parameters`: `init`, `zeros`, `save`, `load`."
        }
        Some(_) => {
            "More methods are in nn-runtime's traits `Parameters` (`init`, `zeros`, `save`, `load`, `to_onnx`) and `Train` (`workspace`)."
        }
        None => "More methods are in nn-runtime's trait `Parameters`: `init`, `zeros`, `save`, `load`, `to_onnx`.",
    }
}

fn shape(shape: &Shape) -> String {
    format!("{:?}", shape.0)
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    limits::grouped(number).replace('_', ",")
}
