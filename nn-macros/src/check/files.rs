//! The attributes that name a file: `#[weights(..)]` and `#[onnx(..)]`.

use proc_macro2::Ident;
use syn::Lit;

use crate::ast::{Attribute, Call, Place, Value};
use crate::check::arguments::{Parameter, Signature, bind};
use crate::errors::{Collector, Diagnostic};
use crate::model::{File, WeightsFile};

const WEIGHTS: Signature<'_> = Signature {
    title: "weights",
    usage: r#"weights("file.safetensors", names(label = "name"), prefix = "")"#,
    parameters: &[Parameter::required("path"), Parameter::optional("names"), Parameter::named("prefix")],
    variadic: false,
};

const ONNX: Signature<'_> = Signature {
    title: "onnx",
    usage: r#"onnx("model.onnx", loss = mse)"#,
    parameters: &[Parameter::required("path"), Parameter::named("loss")],
    variadic: false,
};

/// The file of `#[weights(..)]`, if there is one.
pub(super) fn weights(attributes: &[Attribute], errors: &mut Collector) -> Option<WeightsFile> {
    let calls = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Weights(call) => Some(call),
        _ => None,
    });
    let call = only(calls, "weights", errors)?;
    let bound = bind(&WEIGHTS, call, errors);
    let file = bound.get("path").and_then(|path| file(path, errors));
    let names = bound.get("names").map_or_else(|| Some(Vec::new()), |names| renamed(names, errors));
    let prefix = bound.get("prefix").map_or_else(|| Some(String::new()), |prefix| text(prefix, "`prefix`", errors));
    let file = file?;
    let prefix_place = bound.get("prefix").map_or(file.place, Value::place);
    Some(WeightsFile { file, prefix: prefix?, prefix_place, names: names? })
}

/// The file of `#[onnx(..)]`, and its loss as `#[loss(..)]` would be written.
pub(crate) fn onnx(attributes: &[Attribute], errors: &mut Collector) -> Option<(File, Option<Call>)> {
    let calls = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Onnx(call) => Some(call),
        _ => None,
    });
    let call = only(calls, "onnx", errors)?;
    for attribute in attributes {
        if let Attribute::Weights(weights) = attribute {
            errors.push(
                Diagnostic::new(weights.place(), "`weights` beside `onnx`")
                    .note("the ONNX file has the weights already")
                    .help("remove one of the attributes"),
            );
        }
    }
    let bound = bind(&ONNX, call, errors);
    let file = bound.get("path").and_then(|path| file(path, errors));
    let loss = bound.get("loss").map(|value| {
        let argument = crate::ast::Argument { name: None, value: value.clone() };
        let arguments = crate::ast::Arguments { list: vec![argument], place: value.place() };
        Call { name: Ident::new("loss", value.place().start), arguments: Some(arguments) }
    });
    Some((file?, loss))
}

/// The first of the attributes called `name`; the others are errors.
fn only<'a>(mut calls: impl Iterator<Item = &'a Call>, name: &str, errors: &mut Collector) -> Option<&'a Call> {
    let first = calls.next()?;
    for another in calls {
        errors.push(Diagnostic::new(another.place(), format!("a second `#[{name}(..)]`")).help("remove one of them"));
    }
    Some(first)
}

fn file(value: &Value, errors: &mut Collector) -> Option<File> {
    let path = text(value, "the path", errors)?;
    if path.is_empty() {
        errors.push(Diagnostic::new(value.place(), "the path is empty"));
        return None;
    }
    Some(File { path, place: value.place() })
}

/// `names(hidden = "fc1")`.
fn renamed(value: &Value, errors: &mut Collector) -> Option<Vec<(String, String, Place)>> {
    let usage = r#"write `names(label = "name in the file")`"#;
    let call = match value {
        Value::Call(call) if call.name == "names" => call,
        _ => {
            let found = value.describe();
            errors.push(Diagnostic::new(value.place(), format!("expected `names(..)`, found {found}")).help(usage));
            return None;
        }
    };
    let mut names: Vec<(String, String, Place)> = Vec::new();
    for argument in call.arguments.iter().flat_map(|arguments| &arguments.list) {
        let Some(label) = &argument.name else {
            let found = argument.value.describe();
            errors.push(Diagnostic::new(argument.place(), format!("expected a label, found {found}")).help(usage));
            return None;
        };
        if names.iter().any(|(known, ..)| label == known) {
            errors.push(Diagnostic::new(label, format!("`{label}` is named twice")).help("remove one of them"));
            return None;
        }
        let name = text(&argument.value, &format!("the name of `{label}` in the file"), errors)?;
        names.push((label.to_string(), name, label.into()));
    }
    Some(names)
}

/// The content of a string literal.
fn text(value: &Value, what: &str, errors: &mut Collector) -> Option<String> {
    if let Value::Literal { minus: None, literal } = value
        && let Lit::Str(text) = Lit::new(literal.clone())
    {
        return Some(text.value());
    }
    let error = Diagnostic::new(value.place(), format!("{what} must be a string literal, found {}", value.describe()));
    errors.push(match value {
        Value::Name(_) => error.note("the macro sees the name, not a constant's value"),
        _ => error,
    });
    None
}
