//! What the attributes that name a file have in common, and `#[onnx(..)]`. `#[weights(..)]` is in `weights`.

use proc_macro2::Ident;
use syn::Lit;

use crate::ast::{Argument, Arguments, Attribute, Call, Place, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::arguments::{Parameter, Signature, bind};
use crate::model::{Choice, File};

const ONNX: Signature<'_> = Signature {
    title: "onnx",
    usage: r#"onnx("model.onnx", inputs(obs), output = "actions", loss = mse)"#,
    parameters: &[Parameter::required("path"), Parameter::named("output"), Parameter::named("loss")],
    variadic: false,
};

/// What `#[onnx(..)]` says.
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "files are not read without the feature"))]
pub(crate) struct Onnx {
    pub(crate) file: File,
    pub(crate) choice: Choice,
    /// The loss, as `#[loss(..)]` would be written.
    pub(crate) loss: Option<Call>,
}

/// The attribute `#[onnx(..)]`.
pub(crate) fn onnx(attributes: &[Attribute], errors: &mut Collector) -> Option<Onnx> {
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
    let (inputs, call) = taken_out(call, "inputs", errors);
    let input = inputs.and_then(|inputs| chosen_input(&inputs, errors));
    let bound = bind(&ONNX, &call, errors);
    let file = bound.get("path").and_then(|path| file(path, errors));
    let loss = bound.get("loss").map(|value| {
        let argument = Argument { name: None, value: value.clone() };
        let arguments = Arguments { list: vec![argument], place: value.place() };
        Call { name: Ident::new("loss", value.place().start), arguments: Some(arguments) }
    });
    let output = bound.get("output").and_then(|value| Some((text(value, "the output", errors)?, value.place())));
    Some(Onnx { file: file?, choice: Choice { input, output }, loss })
}

/// The argument `name(..)`, which may stand anywhere, and the call without it.
fn taken_out(call: &Call, name: &str, errors: &mut Collector) -> (Option<Call>, Call) {
    let mut call = call.clone();
    let mut found: Option<Call> = None;
    if let Some(arguments) = &mut call.arguments {
        arguments.list.retain(|argument| match &argument.value {
            Value::Call(inner) if argument.name.is_none() && inner.name == name => {
                if found.is_some() {
                    let error = Diagnostic::new(inner.place(), format!("a second `{name}(..)`"));
                    errors.push(error.help("remove one of them"));
                } else {
                    found = Some(inner.clone());
                }
                false
            }
            _ => true,
        });
    }
    (found, call)
}

/// The one name in `inputs(obs)`; what is no identifier is written in quotes.
fn chosen_input(call: &Call, errors: &mut Collector) -> Option<(String, Place)> {
    let list = call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    let place = call.arguments.as_ref().map_or_else(|| call.place(), |arguments| arguments.place);
    let (first, others) = match list {
        [first, others @ ..] => (first, others),
        [] => {
            errors.push(Diagnostic::new(place, "`inputs(..)` names no input").help("write `inputs(obs)`"));
            return None;
        }
    };
    if let Some(other) = others.first() {
        let error = Diagnostic::new(other.place(), format!("`inputs(..)` names {} inputs", list.len()));
        errors.push(error.note("a network has one input").help(format_args!(
            "write `inputs({})`, if the output needs no other",
            first.value.describe().trim_matches('`')
        )));
        return None;
    }
    match (&first.name, &first.value) {
        (None, Value::Name(name)) => Some((name.to_string(), name.into())),
        (None, value @ Value::Literal { .. }) => Some((text(value, "the input", errors)?, value.place())),
        _ => {
            let error = Diagnostic::new(first.place(), "`inputs(..)` takes the name of an input");
            errors.push(error.help("write `inputs(obs)`, or `inputs(\"obs:0\")` where the name is no identifier"));
            None
        }
    }
}

/// The first of the attributes called `name`; the others are errors.
pub(super) fn only<'a>(
    mut calls: impl Iterator<Item = &'a Call>,
    name: &str,
    errors: &mut Collector,
) -> Option<&'a Call> {
    let first = calls.next()?;
    for another in calls {
        errors.push(Diagnostic::new(another.place(), format!("a second `#[{name}(..)]`")).help("remove one of them"));
    }
    Some(first)
}

pub(super) fn file(value: &Value, errors: &mut Collector) -> Option<File> {
    let path = text(value, "the path", errors)?;
    if path.is_empty() {
        errors.push(Diagnostic::new(value.place(), "the path is empty"));
        return None;
    }
    Some(File { path, place: value.place() })
}

/// The content of a string literal.
pub(super) fn text(value: &Value, what: &str, errors: &mut Collector) -> Option<String> {
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
