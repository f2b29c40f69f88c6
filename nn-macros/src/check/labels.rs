//! Labels: unique, usable as names of methods, and different from what is generated anyway.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::ast::Line;
use crate::errors::{Collector, Diagnostic};

/// What the generated struct has or inherits under this name. `label` and `label_mut` must both stay clear of it.
const TAKEN: &[&str] = &[
    "FLOPS",
    "LAYOUT",
    "NAME",
    "PARAMETERS",
    "TOPOLOGY",
    "WORKSPACE_BYTES",
    "ZERO",
    "as_flat",
    "as_flat_mut",
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "clone_to_uninit",
    "default",
    "descend",
    "descend_at",
    "eq",
    "fmt",
    "from",
    "gradients",
    "gradients_at",
    "init",
    "initialize",
    "into",
    "load",
    "loss",
    "loss_at",
    "ne",
    "predict",
    "predict_at",
    "predict_batch",
    "predict_batch_at",
    "pretrained",
    "process",
    "save",
    "step",
    "to_onnx",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
    "workspace",
    "zeroed",
    "zeros",
];

/// Reports labels that cannot be used, and repeated ones.
pub(super) fn check(lines: &[Line], errors: &mut Collector) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for label in lines.iter().filter_map(|line| line.label.as_ref()) {
        let text = label.to_string();
        if seen.insert(text.clone(), 0).is_some() {
            errors.push(
                Diagnostic::new(label, format!("label `{text}` is used twice"))
                    .note("a label names one layer, in `from` and in weight files"),
            );
        } else {
            errors.extend(refuse(label, &text));
        }
    }
    refuse_mut_clashes(lines, errors);
}

/// Whether `label` can be a method, were it the only label.
pub(crate) fn is_usable(label: &Ident) -> bool {
    refuse(label, &label.to_string()).is_none()
}

/// Why `label` alone cannot be used.
fn refuse(label: &Ident, text: &str) -> Option<Diagnostic> {
    if let Some(plain) = text.strip_prefix("r#") {
        return Some(
            Diagnostic::new(label, format!("label `{text}` is a raw identifier"))
                .note("a label also names the layer's parameters in weight files")
                .help(format_args!("write another name, such as `{plain}_layer`")),
        );
    }
    if text == "input" {
        return Some(
            Diagnostic::new(label, "label `input` already names the network's input")
                .help("write another name, such as `first`"),
        );
    }
    if text == "_" {
        return Some(Diagnostic::new(label, "label `_` is no name").help("leave `_:` out: a label is optional"));
    }
    if is_keyword(text) {
        return Some(
            Diagnostic::new(label, format!("label `{text}` is a keyword of Rust"))
                .help(format_args!("write another name, such as `{}`", example(text))),
        );
    }
    let with_mut = format!("{text}_mut");
    let taken = TAKEN.iter().find(|taken| **taken == text || **taken == with_mut)?;
    Some(
        Diagnostic::new(label, format!("label `{text}` clashes with the method `{taken}` of the network"))
            .note(format_args!("a layer's label becomes the methods `{text}` and `{with_mut}`"))
            .help(format_args!("write another name, such as `{}`", example(text))),
    )
}

/// A name like `text` that is free.
fn example(text: &str) -> String {
    format!("{}_layer", text.to_lowercase())
}

/// Keywords of every edition: a network may be declared in any.
fn is_keyword(text: &str) -> bool {
    text == "gen" || syn::parse_str::<Ident>(text).is_err()
}

/// `a` gets a method `a_mut`: a label `a_mut` would be the same.
fn refuse_mut_clashes(lines: &[Line], errors: &mut Collector) {
    let labels: Vec<(&Ident, String)> =
        lines.iter().filter_map(|line| line.label.as_ref()).map(|label| (label, label.to_string())).collect();
    for (label, text) in &labels {
        let Some(base) = text.strip_suffix("_mut") else { continue };
        if labels.iter().any(|(_, other)| other == base) {
            errors.push(
                Diagnostic::new(
                    *label,
                    format!("label `{text}` clashes with the method `{text}` of the layer `{base}`"),
                )
                .note(format_args!("a layer's label becomes the methods `{base}` and `{text}`")),
            );
        }
    }
}
