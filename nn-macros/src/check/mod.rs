//! `ast::Network` to `model::Model`: names, arguments, wiring, shapes, and the rules between them.
//!
//! One phase: every check runs, whatever the others found. What an error leaves unknown is `None`, and nothing is
//! checked against it, so that one mistake is one error.

pub(crate) mod attributes;
pub(crate) mod files;
pub(crate) mod labels;
mod lines;
mod rules;
mod shapes;
mod weights;
mod wiring;

#[cfg(test)]
mod tests;

use proc_macro2::Ident;

use crate::ast::{Line, Network, Place};
use crate::errors::{Collector, Diagnostic};
use crate::language::math::Math;
use crate::layers::Checked;
use crate::model::{Loss, Model, Names, Node, Shape, Source, WeightsFile};
use crate::outline::{Failure, Outline};

/// Modules inside the expansion that a network of that name would meet.
const RESERVED: &[&str] = &["bytemuck", "nn"];

/// A network in which some things may still be unknown.
struct Draft<'a> {
    network: &'a Network,
    input: Option<Shape>,
    output: Option<Shape>,
    /// The loss and its tokens.
    loss: Option<(Loss, Place)>,
    /// The most rows of a batch and their tokens.
    batch: Option<(usize, Place)>,
    /// The most steps of a window and their tokens.
    window: Option<(usize, Place)>,
    math: Math,
    weights: Option<WeightsFile>,
    lines: Vec<DraftLine<'a>>,
    /// Whether every name of an operand was resolved.
    is_wired: bool,
}

/// A line and what its check found out.
struct DraftLine<'a> {
    line: &'a Line,
    title: String,
    /// What it takes, where that is known.
    operands: Vec<Source>,
    checked: Checked,
}

/// Checks a declaration; the errors come with the outline that the fallback needs.
pub(crate) fn check(network: &Network) -> Result<Model, Box<Failure>> {
    let mut errors = Collector::new();
    let attributes = attributes::passed_on(&network.attributes, &mut errors);
    let draft = draft(network, &mut errors);
    rules::check(&draft, &mut errors);
    match errors.finish() {
        Ok(()) => Ok(model(&draft, attributes)),
        Err(errors) => Err(Box::new(Failure { errors, outline: outline(&draft) })),
    }
}

fn draft<'a>(network: &'a Network, errors: &mut Collector) -> Draft<'a> {
    let loss = attributes::loss(&network.attributes, errors);
    let batch = attributes::batch(&network.attributes, errors);
    let window = attributes::window(&network.attributes, errors);
    let math = attributes::math(&network.attributes, errors);
    let weights = weights::weights(&network.attributes, errors);
    let input = shapes::shape(&network.input, "input", errors);
    let output = shapes::shape(&network.output, "output", errors);
    if network.lines.is_empty() {
        errors.push(
            Diagnostic::new(network.body, format!("`{}` has no layers", network.name)).help("write `{ dense(1) }`"),
        );
    }
    refuse_reserved_name(&network.name, errors);
    labels::check(&network.lines, errors);
    let (lines, is_wired) = lines::check(&network.lines, input.as_ref(), errors);
    Draft { network, input, output, loss, batch, window, math, weights, lines, is_wired }
}

/// The name of the struct must not be one that the expansion needs.
pub(crate) fn refuse_reserved_name(name: &Ident, errors: &mut Collector) {
    if RESERVED.contains(&name.to_string().as_str()) {
        errors.push(
            Diagnostic::new(name.span(), format!("the expansion uses the name `{name}` itself"))
                .help("choose another name for the network"),
        );
    }
}

/// Everything is known when there was no error.
fn model(draft: &Draft<'_>, attributes: Vec<syn::Attribute>) -> Model {
    let network = draft.network;
    let mut nodes: Vec<Node> = draft.lines.iter().enumerate().map(|(index, line)| node(index, line)).collect();
    for index in 0..nodes.len() {
        follow_activation(&mut nodes, index);
    }
    let (Some(input), Some(output)) = (draft.input.clone(), draft.output.clone()) else {
        unreachable!("check/shapes.rs reports a shape that it cannot read")
    };
    Model {
        crate_path: network.crate_path.clone(),
        attributes,
        visibility: network.visibility.clone(),
        name: network.name.clone(),
        input,
        output,
        nodes,
        loss: draft.loss.map(|(loss, _)| loss),
        batch: draft.batch.map(|(rows, _)| rows),
        window: draft.window.map(|(steps, _)| steps),
        math: draft.math,
        weights: draft.weights.clone(),
        parameters: network.parameters.clone(),
        names: Names::default(),
    }
}

fn node(index: usize, line: &DraftLine<'_>) -> Node {
    let (Some(layer), Some(shape)) = (line.checked.layer.clone(), line.checked.shape.clone()) else {
        unreachable!("check/lines.rs and layers/ report whatever leaves a layer unknown")
    };
    let label = line.line.label.clone();
    let name = label.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
    let place = label.as_ref().map_or((&line.line.call.name).into(), Place::from);
    Node { label, name, place, shape, operands: line.operands.clone(), layer }
}

/// Where `dense(64), relu` says what `dense(64, relu)` says, it starts from the same weights.
fn follow_activation(nodes: &mut [Node], index: usize) {
    let this = Source::Node(index);
    let is_only_user = nodes.iter().flat_map(|node| &node.operands).filter(|source| **source == this).count() == 1;
    let next = nodes.get(index + 1).filter(|next| is_only_user && next.operands == [this] && next.layer.keeps_shape());
    if let Some(activation) = next.and_then(|next| next.layer.activation())
        && let Some(layer) = nodes[index].layer.followed_by(activation)
    {
        nodes[index].layer = layer;
    }
}

/// The declared API as far as it is known.
fn outline(draft: &Draft<'_>) -> Outline {
    let mut outline = Outline::of(draft.network);
    for line in &draft.lines {
        let view = line.checked.layer.as_ref().and_then(|layer| layer.view());
        if let (Some(label), Some(view)) = (&line.line.label, view) {
            outline.add_view(label, Some(view.inputs), Some(view.outputs));
        }
    }
    outline
}
