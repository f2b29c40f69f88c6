//! Binding of the arguments of a call to the parameters of what is called.

use proc_macro2::Ident;

use crate::ast::{Argument, Call, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::foreign::plain;
use crate::language::suggest::suggest_name;

/// What other libraries call arguments, [plain], and which of ours they are.
const NAMES: &[(&[&str], &str)] = &[
    (
        &["units", "outfeatures", "hiddensize", "hidden", "features", "outputsize", "numoutputs", "noutputs", "width"],
        "outputs",
    ),
    (&["outchannels", "filters", "outputchannels", "numfilters", "features"], "channels"),
    (&["kernelsize", "kernelshape", "filtersize", "poolsize", "ksize", "windowsize", "window"], "kernel"),
    (&["strides"], "stride"),
    (&["pad", "pads", "paddings"], "padding"),
    (&["dilations", "dilationrate"], "dilation"),
    (&["group", "featuregroupcount"], "groups"),
    (&["usebias", "hasbias", "biased"], "bias"),
    (&["act", "activationfn", "nonlinearity"], "activation"),
    (&["kernelinit", "kernelinitializer", "initializer", "weightinit", "initialiser"], "init"),
    (&["p", "prob", "probability", "ratio", "keepprob"], "rate"),
    (&["epsilon"], "eps"),
    (&["numlayers", "nlayers", "depth"], "layers"),
    (&["bidir"], "bidirectional"),
    (&["gobackwards", "backwards", "backward", "reversed"], "reverse"),
    (&["alpha", "negativeslope"], "slope"),
    (&["scalefactor", "upscalefactor", "downscalefactor", "scale"], "factor"),
    (&["ceilmode"], "ceil"),
    (&["countincludepad"], "count_padding"),
    (&["input", "inputs", "inbound"], "from"),
];

/// How many inputs there are, as other libraries call it.
const OF_INPUTS: &[&str] = &["infeatures", "inchannels", "inputsize", "inputshape", "inputdim", "ninputs", "indim"];

const NO_INPUTS: &str = "the number of inputs follows from the line before";

/// The parameter that `name` is in other libraries.
fn of_others(name: &str, parameters: &[Parameter]) -> Option<&'static str> {
    let name = plain(name);
    let mut meant = NAMES.iter().filter(|(names, _)| names.contains(&name.as_str())).map(|(_, ours)| *ours);
    meant.find(|ours| parameters.iter().any(|parameter| parameter.name == *ours))
}

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
        let error = Diagnostic::new(name, format!("unknown argument `{text}` for `{}`", signature.title));
        errors.push(if OF_INPUTS.contains(&plain(&text).as_str()) {
            error.note(NO_INPUTS).help("remove it")
        } else {
            let names = || signature.parameters.iter().map(|parameter| parameter.name);
            let same = of_others(&text, signature.parameters);
            error.note(usage(signature)).did_you_mean(same.or_else(|| suggest_name(&text, names())))
        });
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
    let error = Diagnostic::new(
        argument.place(),
        format!("`{}` takes {takes}, found {} as well", signature.title, argument.value.describe()),
    );
    let has_outputs = signature.parameters.iter().any(|parameter| matches!(parameter.name, "outputs" | "channels"));
    let is_number = matches!(argument.value, Value::Literal { .. });
    let error = if has_outputs && is_number && most == 1 { error.note(NO_INPUTS) } else { error };
    error.note(usage(signature))
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
