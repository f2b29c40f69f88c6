//! `dense`: every output is a weighted sum of all inputs, plus a bias, through an activation.

use super::{Checked, Kind, Operands, Site};
use crate::ast::{Call, Place, Value};
use crate::errors::Diagnostic;
use crate::language::activations::ACTIVATIONS;
use crate::language::arguments::Parameter;
use crate::language::foreign::Topic;
use crate::language::initialisers::INITIALISERS;
use crate::language::table::choose;
use crate::language::values::{boolean, size, subject};
use crate::model::{Activation, Init, Layer, Shape};

pub(super) const KIND: Kind = Kind {
    name: "dense",
    usage: "dense(outputs, activation = identity, bias = true, init = he_normal, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::optional("activation"),
        Parameter::named("bias"),
        Parameter::named("init"),
    ],
    operands: Operands::One,
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    if refuse_swapped(site) {
        return Checked::default();
    }
    let outputs = outputs(site);
    let activation = activation(site);
    let bias = match site.arguments.get("bias") {
        Some(value) => boolean(value, &subject("bias", site.title), site.errors),
        None => Some(true),
    };
    let given_init = site.arguments.get("init");
    let init = match given_init {
        Some(value) => choose(INITIALISERS, Topic::Initialiser, value, site.errors),
        None => activation.map(|activation| activation.facts().init),
    };
    let inputs = inputs(site);
    Checked {
        layer: layer(site, inputs, outputs, activation, bias, init),
        shape: outputs.map(|outputs| Shape(vec![outputs])),
        size: site.argument("outputs").map(Value::place),
        activation: site.argument("activation").map(Value::place),
        default_init: given_init.is_none(),
    }
}

fn layer(
    site: &Site<'_>,
    inputs: Option<usize>,
    outputs: Option<usize>,
    activation: Option<Activation>,
    bias: Option<bool>,
    init: Option<Init>,
) -> Option<Layer> {
    Some(Layer::Dense {
        input: site.source()?,
        inputs: inputs?,
        outputs: outputs?,
        bias: bias?,
        init: init?,
        activation: activation?,
    })
}

fn outputs(site: &mut Site<'_>) -> Option<usize> {
    let value = site.arguments.get("outputs")?;
    size(value, &subject("outputs", site.title), site.errors)
}

fn activation(site: &mut Site<'_>) -> Option<Activation> {
    match site.arguments.get("activation") {
        None => Some(Activation::IDENTITY),
        Some(value @ (Value::Name(name) | Value::Call(Call { name, .. })))
            if super::find(&name.to_string()).is_some_and(|named| !is_activation(named)) =>
        {
            refuse_layer(site, &name.to_string(), value.place());
            None
        }
        Some(value) => choose(ACTIVATIONS, Topic::Activation, value, site.errors),
    }
}

fn is_activation(named: super::Named) -> bool {
    matches!(named, super::Named::Activation(_))
}

fn refuse_layer(site: &mut Site<'_>, name: &str, place: Place) {
    site.errors.push(
        Diagnostic::new(place, format!("expected an activation, found the layer `{name}`"))
            .help(format_args!("write `{name}` on a line of its own, after `{}`", site.title)),
    );
}

/// `dense(relu, 64)` is one mistake, not two, and in `dense(relu)` the size is what is missing.
fn refuse_swapped(site: &mut Site<'_>) -> bool {
    let Some(first @ (Value::Name(name) | Value::Call(Call { name, .. }))) = site.argument("outputs") else {
        return false;
    };
    let second = site.argument("activation");
    let literal = second.filter(|second| matches!(second, Value::Literal { .. }));
    let names_activation = super::find(&name.to_string()).is_some_and(is_activation);
    let help = match (literal, second) {
        (Some(size), _) => format!("write `dense({}, {})`", size.describe(), first.describe().trim_matches('`')),
        (None, None) if names_activation => format!("write the number of outputs before {}", first.describe()),
        _ => return false,
    };
    let place = Place::from_to(first.place(), second.unwrap_or(first).place());
    let message = format!("`outputs` of `{}` comes first, then the activation", site.title);
    site.errors.push(Diagnostic::new(place, message).help(help));
    true
}

/// The length of the operand, which must be a vector.
fn inputs(site: &mut Site<'_>) -> Option<usize> {
    let shape = site.shape()?;
    if let [inputs] = shape.0[..] {
        return Some(inputs);
    }
    let operand = site.operand()?;
    let error = Diagnostic::new(operand.place, format!("`{}` expects a vector, [n], found {shape}", site.title))
        .note(format_args!("{} has shape {shape}", operand.title))
        .help(format_args!("write a line `flatten` before `{}`", site.title));
    site.errors.push(error);
    None
}
