//! Labels: unique, usable as names of methods, and different from what is generated anyway.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::ast::Line;
use crate::errors::{Collector, Diagnostic};
use crate::surface;

/// What the struct has besides the names of the public surface.
const INHERITED: &[&[&str]] = &[
    // Provided constants and methods of nn-runtime's traits.
    &["TRAINED_LEN", "as_flat", "as_flat_mut", "init", "load", "save", "scratch", "to_onnx", "workspace", "zeros"],
    // Methods of traits that are derived, or that are implemented for every type.
    &["borrow", "borrow_mut", "clone", "clone_from", "clone_into", "clone_to_uninit", "default", "from", "into", "ne"],
    &["to_owned", "try_from", "try_into", "type_id", "zeroed"],
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
    let taken = [text, &with_mut].into_iter().find(|name| is_taken(name))?;
    Some(
        Diagnostic::new(label, format!("label `{text}` clashes with the method `{taken}` of the network"))
            .note(format_args!("a layer's label becomes the methods `{text}` and `{with_mut}`"))
            .help(format_args!("write another name, such as `{}`", example(text))),
    )
}

/// Whether the struct has or inherits something called `name`.
fn is_taken(name: &str) -> bool {
    surface::names().contains(name) || INHERITED.iter().any(|names| names.contains(&name))
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proc_macro2::Span;
    use syn::{Item, TraitItem};

    use super::*;

    fn assert_refused(name: &str) {
        for label in [name, name.strip_suffix("_mut").unwrap_or(name)] {
            assert!(!is_usable(&Ident::new(label, Span::call_site())), "`{label}` can be a label beside `{name}`");
        }
    }

    #[test]
    fn no_label_is_a_name_of_the_public_surface() {
        assert!(surface::names().len() > 15);
        let inherited = INHERITED.iter().copied().flatten().copied();
        for name in surface::names().iter().map(String::as_str).chain(inherited) {
            assert_refused(name);
        }
    }

    #[test]
    fn no_label_is_a_name_in_the_traits_of_nn_runtime() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../nn-runtime/src/network.rs");
        let text = std::fs::read_to_string(path).expect("the file is in the repository");
        let file = syn::parse_file(&text).expect("the file is Rust");
        let mut found = Vec::new();
        for item in file.items {
            let Item::Trait(item) = item else { continue };
            found.push(item.ident.to_string());
            for item in item.items {
                match item {
                    TraitItem::Const(constant) => assert_refused(&constant.ident.to_string()),
                    TraitItem::Fn(method) => assert_refused(&method.sig.ident.to_string()),
                    _ => {}
                }
            }
        }
        assert_eq!(found, ["Network", "Parameters", "Train"]);
    }

    #[test]
    fn a_label_and_the_same_with_mut_clash_in_any_order() {
        for lines in ["x: dense(3), x_mut: dense(2)", "x_mut: dense(3), x: dense(2)"] {
            let text = format!("@crate(::nn_runtime) struct N: [4] -> [2] {{ {lines} }}");
            let Ok(network) = crate::parse::parse_written(text.parse().expect("the test's tokens")) else {
                panic!("{text} has the grammar of a network")
            };
            let mut errors = Collector::new();
            check(&network.lines, &mut errors);
            let errors = errors.finish().expect_err("the labels clash");
            assert_eq!(errors.texts().len(), 1, "{text}");
            assert!(errors.texts()[0].starts_with("label `x_mut` clashes with the method `x_mut` of the layer `x`"));
        }
    }
}
