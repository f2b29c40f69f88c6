//! The declaration that stands in the metadata of files saved by nn-runtime, against the one that reads them.
//!
//! Names and shapes of tensors do not tell `relu` from `tanh`, nor where a sum is.

use std::str::FromStr as _;

use proc_macro2::TokenStream;

use crate::ast::Declaration;
use crate::check::check;
use crate::errors::Diagnostic;
use crate::model::{Layer, Model, Node, WeightsFile};
use crate::parse::parse;

/// Key of the metadata.
pub(super) const KEY: &str = "nn-runtime.topology";

/// Longer texts, and deeper brackets, are of no declaration.
const MAX_LENGTH: usize = 1 << 20;
const MAX_DEPTH: usize = 16;

/// The first line in which the declaration `text` computes something else than `model`.
pub(super) fn compare(text: &str, model: &Model, weights: &WeightsFile) -> Option<Diagnostic> {
    let path = &weights.file.path;
    let Some(saved) = read(text) else {
        let message = format!("`{path}` has metadata `{KEY}` that is no declaration");
        return Some(Diagnostic::new(weights.file.place, message));
    };
    let note = "the file has the declaration of the network that it was saved from";
    if (&saved.input, &saved.output) != (&model.input, &model.output) {
        let message = format!("`{path}` was saved from a network `{} -> {}`", saved.input, saved.output);
        return Some(Diagnostic::new(weights.file.place, message).note(note));
    }
    let n_lines = saved.nodes.len().max(model.nodes.len());
    let differs = (0..n_lines).find(|index| match (saved.nodes.get(*index), model.nodes.get(*index)) {
        (Some(saved), Some(node)) => !is_same(saved, node),
        _ => true,
    })?;
    let place = model.nodes.get(differs).map_or(weights.file.place, |node| node.place);
    let there = match lines(text).nth(differs) {
        Some(line) => format!("`{line}`"),
        None => "no more lines".to_owned(),
    };
    let message = format!("`{path}` was saved from another network, which has {there} here");
    Some(Diagnostic::new(place, message).note(note))
}

/// The model of a declaration, if it is one.
fn read(text: &str) -> Option<Model> {
    // The compiler's reader of tokens recurses.
    let depth = text.bytes().scan(0_usize, |depth, byte| {
        match byte {
            b'(' | b'[' | b'{' => *depth += 1,
            b')' | b']' | b'}' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    });
    if text.len() > MAX_LENGTH || depth.max().unwrap_or(0) > MAX_DEPTH {
        return None;
    }
    let tokens = TokenStream::from_str(&format!("@crate() {text}")).ok()?;
    match parse(tokens).ok()? {
        Declaration::Written(network) => check(&network).ok(),
        Declaration::Imported(_) => None,
    }
}

/// Initial weights do not matter, and labels of layers without weights do not either.
fn is_same(saved: &Node, node: &Node) -> bool {
    let is_same = |saved: &dyn Layer, layer: &dyn Layer| {
        saved.kind() == layer.kind()
            && saved.arguments() == layer.arguments()
            && saved.parameters() == layer.parameters()
    };
    saved.operands == node.operands && is_same(&*saved.layer, &*node.layer)
}

/// The lines between the braces, without commas.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let body = text.split_once('{').map_or("", |(_, body)| body);
    let lines = body.lines().map(|line| line.trim().trim_end_matches(','));
    lines.filter(|line| !line.is_empty()).take_while(|line| *line != "}")
}
