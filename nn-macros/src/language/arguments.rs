//! Binding of the arguments of a call to the parameters of what is called.

use proc_macro2::Ident;

use crate::ast::{Argument, Call, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::suggest::suggest_name;

/// A parameter of a layer, an activation, an initialiser or a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) presence: Presence,
}

/// How an argument may be given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Presence {
    /// By position or name; must be given.
    Required,
    /// By position or name.
    Optional,
    /// By name only.
    Named,
}

impl Parameter {
    pub(crate) const fn required(name: &'static str) -> Self {
        Self { name, presence: Presence::Required }
    }

    pub(crate) const fn optional(name: &'static str) -> Self {
        Self { name, presence: Presence::Optional }
    }

    pub(crate) const fn named(name: &'static str) -> Self {
        Self { name, presence: Presence::Named }
    }
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature<'a> {
    /// How errors name this call: `hidden`.
    pub(crate) title: &'a str,
    /// `dense(outputs, activation, bias = true, ..)`.
    pub(crate) usage: &'a str,
    pub(crate) parameters: &'a [Parameter],
    /// Whether any number of positional arguments beyond the parameters may follow.
    pub(crate) variadic: bool,
}

/// The arguments of a call, each with its parameter.
pub(crate) struct Bound<'a> {
    values: Vec<(&'static str, &'a Value)>,
    /// Positional arguments beyond the parameters, of a variadic call.
    pub(crate) rest: Vec<&'a Value>,
    /// Whether every argument found its parameter.
    pub(crate) complete: bool,
}

impl<'a> Bound<'a> {
    /// The argument for `parameter`, if it was given.
    pub(crate) fn get(&self, parameter: &str) -> Option<&'a Value> {
        self.values.iter().find(|(name, _)| *name == parameter).map(|(_, value)| *value)
    }
}

/// Binds positional arguments in order, then named ones. Reports unknown, repeated, surplus and missing arguments, and
/// positional ones after named ones.
pub(crate) fn bind<'a>(signature: &Signature<'_>, call: &'a Call, errors: &mut Collector) -> Bound<'a> {
    let mut bound = Bound { values: Vec::new(), rest: Vec::new(), complete: true };
    let errors_before = errors.len();
    let list = call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    let mut positional = signature.parameters.iter().filter(|parameter| parameter.presence != Presence::Named);
    let mut named_seen: Option<&Ident> = None;
    let mut surplus = false;
    for argument in list {
        match &argument.name {
            Some(name) => {
                bind_named(signature, name, argument, &mut bound, errors);
                named_seen = Some(name);
            }
            None => match (named_seen, positional.next()) {
                (Some(name), next) => errors.push(refuse_after_named(signature, argument, name, next)),
                (None, Some(parameter)) => bound.values.push((parameter.name, &argument.value)),
                (None, None) if signature.variadic => bound.rest.push(&argument.value),
                (None, None) => {
                    // One forgotten name shifts all arguments after it: blame the first only.
                    if !surplus {
                        errors.push(refuse_surplus(signature, argument));
                    }
                    surplus = true;
                }
            },
        }
    }
    bound.complete = errors.len() == errors_before;
    if bound.complete {
        refuse_missing(signature, call, &mut bound, errors);
    }
    bound
}

fn bind_named<'a>(
    signature: &Signature<'_>,
    name: &Ident,
    argument: &'a Argument,
    bound: &mut Bound<'a>,
    errors: &mut Collector,
) {
    let text = name.to_string();
    let Some(parameter) = signature.parameters.iter().find(|parameter| parameter.name == text) else {
        let suggestion = suggest_name(&text, signature.parameters.iter().map(|parameter| parameter.name));
        errors.push(
            Diagnostic::new(name, format!("unknown argument `{text}` for `{}`", signature.title))
                .note(usage(signature))
                .did_you_mean(suggestion),
        );
        return;
    };
    if bound.get(parameter.name).is_some() {
        errors.push(
            Diagnostic::new(argument.place(), format!("argument `{text}` given twice for `{}`", signature.title))
                .help("remove one of them"),
        );
        return;
    }
    bound.values.push((parameter.name, &argument.value));
}

fn refuse_after_named(
    signature: &Signature<'_>,
    argument: &Argument,
    named: &Ident,
    next: Option<&Parameter>,
) -> Diagnostic {
    let message = format!("positional argument of `{}` after a named one", signature.title);
    let error = Diagnostic::new(argument.place(), message).note(usage(signature));
    let found = argument.value.describe();
    match next {
        Some(parameter) => error.help(format_args!(
            "write it before `{named}`, or as `{} = {}`",
            parameter.name,
            found.trim_matches('`')
        )),
        None => error.help(format_args!("write it before `{named}`")),
    }
}

fn refuse_surplus(signature: &Signature<'_>, argument: &Argument) -> Diagnostic {
    let most = signature.parameters.iter().filter(|parameter| parameter.presence != Presence::Named).count();
    let takes = match most {
        0 => "no positional argument".to_owned(),
        1 => "one positional argument".to_owned(),
        most => format!("at most {most} positional arguments"),
    };
    Diagnostic::new(
        argument.place(),
        format!("`{}` takes {takes}, found {} as well", signature.title, argument.value.describe()),
    )
    .note(usage(signature))
}

fn refuse_missing(signature: &Signature<'_>, call: &Call, bound: &mut Bound<'_>, errors: &mut Collector) {
    let place = call.arguments.as_ref().map_or((&call.name).into(), |arguments| arguments.place);
    for parameter in signature.parameters {
        if parameter.presence == Presence::Required && bound.get(parameter.name).is_none() {
            bound.complete = false;
            errors.push(
                Diagnostic::new(place, format!("missing argument `{}` of `{}`", parameter.name, signature.title))
                    .note(usage(signature)),
            );
        }
    }
}

/// The usage line as a sentence.
fn usage(signature: &Signature<'_>) -> String {
    format!("it is written `{}`", signature.usage)
}
