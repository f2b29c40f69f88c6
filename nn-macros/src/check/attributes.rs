//! Attributes of the struct: the loss is ours, some are passed on, the rest is refused. Those that name files: `files`.

use crate::ast::{Attribute, Call, Place, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::attributes::{OWN, PASSED_ON, suggestion};
use crate::language::foreign::Topic;
use crate::language::losses::LOSSES;
use crate::language::math::Math;
use crate::language::table::choose;
use crate::language::values::size;
use crate::model::Loss;

/// The loss and its tokens, if there is one.
pub(crate) fn loss(attributes: &[Attribute], errors: &mut Collector) -> Option<(Loss, Place)> {
    let mut losses = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Loss(call) => Some(call),
        _ => None,
    });
    let first = losses.next()?;
    for another in losses {
        errors.push(
            Diagnostic::new(another.place(), "a second `#[loss(..)]`")
                .help("a network has one loss: remove the others"),
        );
    }
    read(first, errors)
}

/// The most rows of a batch and their tokens, if they are declared.
pub(crate) fn batch(attributes: &[Attribute], errors: &mut Collector) -> Option<(usize, Place)> {
    let batches = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Batch(call) => Some(call),
        _ => None,
    });
    number(batches, "rows", "#[batch(64)]", errors)
}

/// The most steps of a window and their tokens, if they are declared.
pub(crate) fn window(attributes: &[Attribute], errors: &mut Collector) -> Option<(usize, Place)> {
    let windows = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Window(call) => Some(call),
        _ => None,
    });
    number(windows, "steps", "#[window(256)]", errors)
}

/// How accurate the functions are: exact, unless declared.
pub(crate) fn math(attributes: &[Attribute], errors: &mut Collector) -> Math {
    let mut calls = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Math(call) => Some(call),
        _ => None,
    });
    let Some(first) = calls.next() else { return Math::default() };
    for another in calls {
        errors.push(Diagnostic::new(another.place(), "a second `#[math(..)]`").help("remove one of them"));
    }
    let list = first.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    let word = match list {
        [only] if only.name.is_none() => match &only.value {
            Value::Name(word) => Some(word),
            _ => None,
        },
        _ => None,
    };
    let Some(word) = word else {
        let error = Diagnostic::new(first.place(), "expected `fast` or `exact`");
        errors.push(error.help("write `#[math(fast)]`"));
        return Math::default();
    };
    Math::named(&word.to_string()).unwrap_or_else(|| {
        let unknown = Diagnostic::new(word, format!("`math` is `fast` or `exact`, found `{word}`"));
        errors.push(unknown.did_you_mean(Math::suggestion(&word.to_string())));
        Math::default()
    })
}

/// The only number of an attribute, which may stand there once.
fn number<'a>(
    mut calls: impl Iterator<Item = &'a Call>,
    of: &str,
    example: &str,
    errors: &mut Collector,
) -> Option<(usize, Place)> {
    let first = calls.next()?;
    let name = &first.name;
    for another in calls {
        let message = format!("a second `#[{name}(..)]`");
        errors.push(Diagnostic::new(another.place(), message).help("remove one of them"));
    }
    let list = first.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    match list {
        [only] if only.name.is_none() => {
            let number = size(&only.value, &format!("the number of {of} of `{name}`"), errors)?;
            Some((number, first.place()))
        }
        _ => {
            let error = Diagnostic::new(first.place(), format!("expected a number of {of}"));
            errors.push(error.help(format_args!("write `{example}`")));
            None
        }
    }
}

fn read(call: &Call, errors: &mut Collector) -> Option<(Loss, Place)> {
    let list = call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    match list {
        [only] if only.name.is_none() => {
            let loss = choose(LOSSES, Topic::Loss, &only.value, errors)?;
            Some((loss, only.value.place()))
        }
        [] => {
            errors.push(Diagnostic::new(call.place(), "expected a loss").help("write `#[loss(mse)]`"));
            None
        }
        [only] => {
            errors.push(
                Diagnostic::new(only.place(), "expected the loss alone, found a named argument")
                    .help(format_args!("write `#[loss({})]`", only.value.describe().trim_matches('`'))),
            );
            None
        }
        [_, second, ..] => {
            errors.push(
                Diagnostic::new(second.place(), "expected one loss, found more")
                    .note("a constant belongs to the loss: `#[loss(huber(1.0))]`"),
            );
            None
        }
    }
}

/// The attributes for the generated struct; errors for those that it cannot have.
pub(crate) fn passed_on(attributes: &[Attribute], errors: &mut Collector) -> Vec<syn::Attribute> {
    let others = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Other(attribute) => Some(attribute),
        Attribute::Loss(_)
        | Attribute::Batch(_)
        | Attribute::Window(_)
        | Attribute::Math(_)
        | Attribute::Weights(_)
        | Attribute::Onnx(_)
        | Attribute::Audio(..) => None,
    });
    let mut passed = Vec::new();
    for attribute in others {
        match refuse(attribute) {
            Some(error) => errors.push(error),
            None => passed.push(attribute.clone()),
        }
    }
    passed
}

fn refuse(attribute: &syn::Attribute) -> Option<Diagnostic> {
    let segments: Vec<_> = attribute.path().segments.iter().map(|segment| &segment.ident).collect();
    let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return None };
    let path = segments.iter().map(ToString::to_string).collect::<Vec<_>>().join("::");
    if PASSED_ON.contains(&path.as_str()) {
        return None;
    }
    let place = Place { start: first.span(), end: last.span() };
    let error = Diagnostic::new(place, format!("a network cannot have the attribute `{path}`"));
    Some(match path.as_str() {
        "derive" => error
            .note("it is already `Clone`, `Copy`, `Debug` and `PartialEq`")
            .help("implement other traits by hand, outside of `network!`"),
        "repr" => error.note("it is already `repr(C)`, with the alignment that its vector code needs"),
        "optimizer" | "optim" | "sgd" | "adam" | "learning_rate" | "lr" => {
            Diagnostic::new(place, format!("unknown attribute `{path}`")).note(
                "an optimizer and its learning rate are given when a network is trained, as in `Adam::new(0.001)`",
            )
        }
        _ => {
            let own = OWN.join("`, `");
            Diagnostic::new(place, format!("unknown attribute `{path}`"))
                .note(format_args!("`{own}`, documentation, `cfg` and lint levels are known"))
                .did_you_mean(suggestion(&path))
        }
    })
}
