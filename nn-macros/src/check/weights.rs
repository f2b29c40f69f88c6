//! `#[weights(..)]`: the file, and how to read it, in the words of `nn_runtime::weights::Loader`.
//!
//! The path is the first argument and `prefix` a named one, as everywhere; the other options are words and calls, in any
//! order, and are taken out before arguments are bound.

use crate::ast::{Argument, Arguments, Attribute, Call, Place, Value};
use crate::check::files::{file, only, text};
use crate::errors::{Collector, Diagnostic};
use crate::language::arguments::{Parameter, Signature, bind};
use crate::language::suggest::suggest_name;
use crate::model::{Renamed, Transposed, WeightsFile};

const WEIGHTS: Signature<'_> = Signature {
    title: "weights",
    usage: r#"weights("file.safetensors", names(label = "name"), prefix = "")"#,
    parameters: &[Parameter::required("path"), Parameter::optional("names"), Parameter::named("prefix")],
    variadic: false,
};

/// Options that have arguments.
const CALLS: &[&str] = &["names", "transposed"];

/// Options that are words.
const WORDS: &[&str] = &["all_transposed", "allow_extra", "allow_non_finite", "any_topology"];

/// The file of `#[weights(..)]`, if there is one.
pub(super) fn weights(attributes: &[Attribute], errors: &mut Collector) -> Option<WeightsFile> {
    let calls = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Weights(call) => Some(call),
        _ => None,
    });
    let call = only(calls, "weights", errors)?;
    let errors_before = errors.len();
    let (options, others) = options(call, errors);
    let bound = bind(&WEIGHTS, &others, errors);
    let path = bound.get("path").and_then(|path| file(path, errors));
    let names = match (options.call("names"), bound.get("names")) {
        (Some(call), _) => renamed(call, errors),
        (None, Some(other)) => refuse_other(other, errors),
        (None, None) => Some(Vec::new()),
    };
    let layers = options.call("transposed").map_or_else(|| Some(Vec::new()), |call| labels(call, errors));
    let prefix = bound.get("prefix").map_or_else(|| Some(String::new()), |prefix| text(prefix, "`prefix`", errors));
    if errors.len() != errors_before {
        return None;
    }
    let file = path?;
    let prefix_place = bound.get("prefix").map_or(file.place, Value::place);
    Some(WeightsFile {
        file,
        prefix: prefix?,
        prefix_place,
        names: names?,
        transposed: Transposed { all: options.word("all_transposed"), layers: layers? },
        allow_extra: options.word("allow_extra").is_some(),
        any_topology: options.word("any_topology").is_some(),
        allow_non_finite: options.word("allow_non_finite").is_some(),
    })
}

/// The options that are words and calls.
struct Options<'a>(Vec<(String, &'a Value)>);

impl<'a> Options<'a> {
    fn call(&self, name: &str) -> Option<&'a Call> {
        self.0.iter().find_map(|(known, value)| match value {
            Value::Call(call) if known == name => Some(call),
            _ => None,
        })
    }

    fn word(&self, name: &str) -> Option<Place> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.place())
    }
}

/// The options, and the call without them. Reports options that are unknown, given twice, or of another form.
fn options<'a>(call: &'a Call, errors: &mut Collector) -> (Options<'a>, Call) {
    let mut options: Vec<(String, &Value)> = Vec::new();
    let mut others = Vec::new();
    let list = call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    for argument in list {
        let option = match (&argument.name, &argument.value) {
            // What is no option in the first place is meant as the path.
            (None, Value::Name(name) | Value::Call(Call { name, .. }))
                if is_option(&name.to_string()) || others.iter().any(|other: &Argument| other.name.is_none()) =>
            {
                name.to_string()
            }
            (Some(name), _) if is_option(&name.to_string()) => {
                let error = Diagnostic::new(argument.place(), format!("the option `{name}` is no named argument"));
                errors.push(error.help(format_args!("write `{}`", usage(&name.to_string()))));
                continue;
            }
            _ => {
                others.push(argument.clone());
                continue;
            }
        };
        if options.iter().any(|(known, _)| *known == option) {
            let error = Diagnostic::new(argument.value.place(), format!("the option `{option}` is given twice"));
            errors.push(error.help("remove one of them"));
            continue;
        }
        match refuse_option(&option, &argument.value) {
            Some(error) => errors.push(error),
            None => options.push((option, &argument.value)),
        }
    }
    let place = call.arguments.as_ref().map(|arguments| arguments.place);
    let arguments = place.map(|place| Arguments { list: others, place });
    (Options(options), Call { name: call.name.clone(), arguments })
}

fn is_option(name: &str) -> bool {
    CALLS.contains(&name) || WORDS.contains(&name)
}

/// How an option is written.
fn usage(option: &str) -> String {
    match option {
        "names" => r#"names(label = "name in the file")"#.to_owned(),
        "transposed" => "transposed(label)".to_owned(),
        word => word.to_owned(),
    }
}

/// What is wrong with a word or a call as an option.
fn refuse_option(option: &str, value: &Value) -> Option<Diagnostic> {
    let place = value.place();
    match value {
        Value::Call(_) if CALLS.contains(&option) => None,
        Value::Name(_) if WORDS.contains(&option) => None,
        Value::Call(_) if WORDS.contains(&option) => Some(
            Diagnostic::new(place, format!("the option `{option}` has no arguments"))
                .help(format_args!("write `{option}` alone")),
        ),
        Value::Name(_) if option == "transposed" => Some(
            Diagnostic::new(place, "the option `transposed` names no layers")
                .help("write `transposed(label)`, or `all_transposed`"),
        ),
        Value::Name(_) if option == "names" => Some(
            Diagnostic::new(place, "the option `names` has no names").help(format_args!("write `{}`", usage(option))),
        ),
        Value::Name(_) | Value::Call(_) | Value::Literal { .. } | Value::List { .. } => {
            let known: Vec<String> = CALLS.iter().chain(WORDS).map(|known| format!("`{known}`")).collect();
            let suggestion = suggest_name(option, CALLS.iter().chain(WORDS).copied());
            Some(
                Diagnostic::new(place, format!("unknown option {} of `weights`", value.describe()))
                    .note(format_args!("there are {}, and `prefix = \"..\"`", known.join(", ")))
                    .did_you_mean(suggestion),
            )
        }
    }
}

/// A value in the place of an option.
fn refuse_other<T>(value: &Value, errors: &mut Collector) -> Option<T> {
    errors.push(
        Diagnostic::new(value.place(), format!("expected `names(..)`, found {}", value.describe()))
            .help(format_args!("write `{}`", usage("names"))),
    );
    None
}

/// `names(hidden = "fc1", output(weight = "kernel"))`.
fn renamed(call: &Call, errors: &mut Collector) -> Option<Vec<Renamed>> {
    let mut names: Vec<Renamed> = Vec::new();
    for argument in list(call) {
        let list = match (&argument.name, &argument.value) {
            (Some(label), value) => vec![name_of(&label.to_string(), None, value, label.into(), errors)?],
            (None, Value::Call(layer)) => parts(layer, errors)?,
            (None, value) => {
                let error = Diagnostic::new(value.place(), format!("expected a label, found {}", value.describe()));
                errors.push(error.help(format_args!("write `{}`", usage("names"))));
                return None;
            }
        };
        for renamed in list {
            let is_same = |known: &&Renamed| known.layer == renamed.layer && known.part == renamed.part;
            if names.iter().any(|known| is_same(&known)) {
                let label =
                    renamed.part.as_ref().map_or(renamed.layer.clone(), |part| format!("{}.{part}", renamed.layer));
                let error = Diagnostic::new(renamed.place, format!("`{label}` is named twice"));
                errors.push(error.help("remove one of them"));
                return None;
            }
            names.push(renamed);
        }
    }
    Some(names)
}

/// `output(weight = "kernel", bias = "offset")`: the names of a layer's parameters, whole.
fn parts(layer: &Call, errors: &mut Collector) -> Option<Vec<Renamed>> {
    let label = layer.name.to_string();
    let usage = format!("write `{label}(weight = \"name in the file\")`");
    let mut parts = Vec::new();
    for argument in list(layer) {
        let Some(part) = &argument.name else {
            let found = argument.value.describe();
            let error =
                Diagnostic::new(argument.place(), format!("expected a parameter such as `weight`, found {found}"));
            errors.push(error.help(usage));
            return None;
        };
        parts.push(name_of(&label, Some(part.to_string()), &argument.value, part.into(), errors)?);
    }
    if parts.is_empty() {
        errors.push(Diagnostic::new(layer.place(), format!("`{label}` is given no names")).help(usage));
        return None;
    }
    Some(parts)
}

fn name_of(layer: &str, part: Option<String>, value: &Value, place: Place, errors: &mut Collector) -> Option<Renamed> {
    let title = part.as_ref().map_or(layer.to_owned(), |part| format!("{layer}.{part}"));
    let name = text(value, &format!("the name of `{title}` in the file"), errors)?;
    Some(Renamed { layer: layer.to_owned(), part, name, place })
}

/// `transposed(hidden, output)`; a layer without a label is named by its position.
fn labels(call: &Call, errors: &mut Collector) -> Option<Vec<(String, Place)>> {
    let mut labels: Vec<(String, Place)> = Vec::new();
    for argument in list(call) {
        let label = match (&argument.name, &argument.value) {
            (None, Value::Name(name)) => name.to_string(),
            (None, Value::Literal { minus: None, literal }) if literal.to_string().parse::<usize>().is_ok() => {
                literal.to_string()
            }
            _ => {
                let found = argument.value.describe();
                let error = Diagnostic::new(argument.place(), format!("expected a label, found {found}"));
                errors.push(error.help("write `transposed(label)`"));
                return None;
            }
        };
        if labels.iter().any(|(known, _)| *known == label) {
            let error = Diagnostic::new(argument.place(), format!("`{label}` is named twice"));
            errors.push(error.help("remove one of them"));
            return None;
        }
        labels.push((label, argument.place()));
    }
    if labels.is_empty() {
        let error = Diagnostic::new(call.place(), "the option `transposed` names no layers");
        errors.push(error.help("write `transposed(label)`, or `all_transposed`"));
        return None;
    }
    Some(labels)
}

fn list(call: &Call) -> &[Argument] {
    call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list)
}
