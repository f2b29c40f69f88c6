//! What the attributes that name a file have in common, `#[onnx(..)]`, `#[rtneural(..)]` and `#[nam(..)]`. `#[weights(..)]` is in `weights`.

use proc_macro2::Ident;
use syn::Lit;

use crate::ast::{Argument, Arguments, Attribute, AudioFormat, Call, Place, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::arguments::{Parameter, Signature, bind};
use crate::language::limits::MAX_ELEMENTS;
use crate::language::values::{Range, number, size};
use crate::model::{Choice, DeclaredNames, File};

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
    /// What the declaration calls the numbers of the input and of the output.
    pub(crate) input_names: Option<DeclaredNames>,
    pub(crate) output_names: Option<DeclaredNames>,
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
    refuse_weights_beside(attributes, ("onnx", "ONNX file"), errors);
    let (inputs, call) = taken_out(call, "inputs", errors);
    let input = inputs.and_then(|inputs| chosen_input(&inputs, errors));
    let (input_names, call) = taken_out(&call, "input_names", errors);
    let (output_names, call) = taken_out(&call, "output_names", errors);
    let [input_names, output_names] =
        [input_names, output_names].map(|call| call.and_then(|call| names(&call, errors)));
    let bound = bind(&ONNX, &call, errors);
    let file = bound.get("path").and_then(|path| file(path, errors));
    let loss = bound.get("loss").map(|value| {
        let argument = Argument { name: None, value: value.clone() };
        let arguments = Arguments { list: vec![argument], place: value.place() };
        Call { name: Ident::new("loss", value.place().start), arguments: Some(arguments) }
    });
    let output = bound.get("output").and_then(|value| Some((text(value, "the output", errors)?, value.place())));
    Some(Onnx { file: file?, choice: Choice { input, output }, input_names, output_names, loss })
}

/// What `#[rtneural(..)]` or `#[nam(..)]` says.
#[cfg_attr(not(feature = "audio"), allow(dead_code, reason = "files are not read without the feature"))]
pub(crate) struct Audio {
    pub(crate) format: AudioFormat,
    pub(crate) file: File,
    /// Which of several models, or widths, of a file, from 0 to 1.
    pub(crate) size: Option<f64>,
    /// Samples a second that the network is to be for.
    pub(crate) rate: Option<f64>,
}

/// The one attribute that names a file of real-time audio.
pub(crate) fn audio(attributes: &[Attribute], errors: &mut Collector) -> Option<Audio> {
    let format = attributes.iter().find_map(|attribute| match attribute {
        Attribute::Audio(format, _) => Some(*format),
        _ => None,
    })?;
    let title = format.name();
    for attribute in attributes {
        let (name, call) = match attribute {
            Attribute::Audio(other, call) if *other != format => (other.name(), call),
            Attribute::Onnx(call) => ("onnx", call),
            _ => continue,
        };
        errors.push(
            Diagnostic::new(call.place(), format!("`{name}` beside `{title}`"))
                .note("each of the files has a whole network")
                .help("remove one of the attributes"),
        );
    }
    let calls = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Audio(other, call) if *other == format => Some(call),
        _ => None,
    });
    let call = only(calls, title, errors)?;
    refuse_weights_beside(attributes, (title, "file"), errors);
    let parameters: &[Parameter] = match format {
        // With a rate, a message that says more than that the argument is unknown.
        AudioFormat::Rtneural => &[Parameter::required("path"), Parameter::named("rate")],
        AudioFormat::Nam => &[Parameter::required("path"), Parameter::named("size"), Parameter::named("rate")],
    };
    let signature = Signature { title, usage: format.usage(), parameters, variadic: false };
    let bound = bind(&signature, call, errors);
    let size = bound.get("size").map(|value| number(value, Range::NonNegative, "`size`", errors));
    let rate = bound.get("rate").map(|value| number(value, Range::Positive, "`rate`", errors));
    let file = bound.get("path").and_then(|path| file(path, errors))?;
    // Of a number that is none the error has been told.
    let told = |number: Option<Option<f32>>| match number {
        None => Some(None),
        Some(number) => number.map(|number| Some(f64::from(number))),
    };
    Some(Audio { format, file, size: told(size)?, rate: told(rate)? })
}

/// A file that declares a network has its weights.
fn refuse_weights_beside(attributes: &[Attribute], (title, file): (&str, &str), errors: &mut Collector) {
    for attribute in attributes {
        if let Attribute::Weights(weights) = attribute {
            errors.push(
                Diagnostic::new(weights.place(), format!("`weights` beside `{title}`"))
                    .note(format_args!("the {file} has the weights already"))
                    .help("remove one of the attributes"),
            );
        }
    }
}

/// The argument `name(..)`, which may stand anywhere, and the call without it.
fn taken_out(call: &Call, name: &str, errors: &mut Collector) -> (Option<Call>, Call) {
    let mut call = call.clone();
    let mut found: Option<Call> = None;
    if let Some(arguments) = &mut call.arguments {
        arguments.list.retain(|argument| match &argument.value {
            // One input too: `input` is not `output` misspelt.
            value if argument.name.as_ref().is_some_and(|given| given == name || format!("{given}s") == name) => {
                let error = Diagnostic::new(argument.place(), format!("`{name}(..)` takes names in parentheses"));
                let value = value.describe();
                errors.push(error.help(format_args!("write `{name}({})`", value.trim_matches('`'))));
                false
            }
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

/// The names in `output_names(FL_hip, "FR hip", joint_pos = 12)`; those of several numbers have positions, `joint_pos[0]`.
fn names(call: &Call, errors: &mut Collector) -> Option<DeclaredNames> {
    let title = &call.name;
    let place = call.arguments.as_ref().map_or_else(|| call.place(), |arguments| arguments.place);
    let errors_before = errors.len();
    let mut list: Vec<String> = Vec::new();
    for argument in call.arguments.iter().flat_map(|arguments| &arguments.list) {
        let found = match (&argument.name, &argument.value) {
            (None, Value::Name(name)) => vec![name.to_string()],
            (None, value @ Value::Literal { .. }) => text(value, "a name", errors).into_iter().collect(),
            (Some(name), value) => {
                let size = size(value, &format!("the number of columns of `{name}`"), errors).unwrap_or(0);
                (0..size).map(|position| format!("{name}[{position}]")).collect()
            }
            (None, Value::Call(_) | Value::List { .. }) => {
                let error = Diagnostic::new(argument.place(), format!("`{title}(..)` takes names"));
                errors.push(error.help(format_args!("write `{title}(\"FL_hip\", joint_pos = 12)`")));
                Vec::new()
            }
        };
        if let Some(name) = found.iter().find(|name| list.contains(name)) {
            let error = Diagnostic::new(argument.place(), format!("`{name}` stands twice in `{title}(..)`"));
            errors.push(error.help("give each column a name of its own"));
        }
        list.extend(found);
        if list.len() > MAX_ELEMENTS {
            break;
        }
    }
    if list.is_empty() && errors.len() == errors_before {
        let error = Diagnostic::new(place, format!("`{title}(..)` has no names"));
        errors.push(error.help(format_args!("write `{title}(\"FL_hip\", \"FR_hip\")`, a name for each number")));
    }
    (errors.len() == errors_before).then_some(DeclaredNames { list, place })
}

/// The one name in `inputs(obs)`; what is no identifier is written in quotes.
fn chosen_input(call: &Call, errors: &mut Collector) -> Option<(String, Place)> {
    let list = call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    let place = call.arguments.as_ref().map_or_else(|| call.place(), |arguments| arguments.place);
    let Some((first, others)) = list.split_first() else {
        errors.push(Diagnostic::new(place, "`inputs(..)` names no input").help("write `inputs(obs)`"));
        return None;
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
