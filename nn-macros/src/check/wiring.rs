//! Which values a line takes: the line before it, `from`, and the labels that a join names.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use proc_macro2::Ident;

use crate::ast::{Call, Line, Place, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::arguments::Bound;
use crate::language::suggest::suggest_name;
use crate::layers::{Named, Operand, Operands};
use crate::model::{Shape, Source};

/// The names of a network, and whether everything that was asked for existed.
pub(super) struct Wiring<'a> {
    lines: &'a [Line],
    labels: HashMap<String, usize>,
    input: Option<&'a Shape>,
    /// False after an error in the name of an operand: then nobody can say which layers are unused.
    pub(super) is_complete: bool,
}

impl<'a> Wiring<'a> {
    pub(super) fn new(lines: &'a [Line], input: Option<&'a Shape>) -> Self {
        let mut wiring = Self { lines, labels: HashMap::new(), input, is_complete: true };
        for (index, line) in lines.iter().enumerate() {
            let Some(label) = &line.label else { continue };
            match wiring.labels.entry(label.to_string()) {
                Entry::Vacant(vacant) => _ = vacant.insert(index),
                // The first one counts; check/labels.rs reports the others.
                Entry::Occupied(_) => wiring.is_complete = false,
            }
        }
        wiring
    }

    /// The operands of line `index`. `shapes` are those of the lines before it.
    pub(super) fn operands(
        &mut self,
        index: usize,
        named: Named,
        arguments: &Bound<'_>,
        shapes: &[Option<Shape>],
        errors: &mut Collector,
    ) -> Vec<Operand> {
        let errors_before = errors.len();
        let call = &self.lines[index].call;
        let first = match arguments.get("from") {
            Some(value) => self.named(index, value, shapes, errors),
            None => self.previous(index, shapes),
        };
        let mut operands = vec![first];
        if named.operands() == Operands::Join {
            for value in &arguments.rest {
                let operand = self.named(index, value, shapes, errors);
                refuse_repeated(call, &operands, &operand, errors);
                operands.push(operand);
            }
            if arguments.rest.is_empty() && arguments.complete {
                errors.push(missing_operand(call, named));
            }
        }
        self.is_complete &= arguments.complete && errors.len() == errors_before;
        operands
    }

    /// The line before line `index`, or the input.
    fn previous(&self, index: usize, shapes: &[Option<Shape>]) -> Operand {
        let place = Place::from(&self.lines[index].call.name);
        match index.checked_sub(1) {
            None => self.operand(Source::Input, place, shapes),
            Some(previous) => self.operand(Source::Node(previous), place, shapes),
        }
    }

    /// The value that an argument names.
    fn named(&self, index: usize, value: &Value, shapes: &[Option<Shape>], errors: &mut Collector) -> Operand {
        let unknown = |title: String| Operand { source: None, shape: None, title, place: value.place() };
        let Value::Name(name) = value else {
            errors.push(
                Diagnostic::new(value.place(), format!("expected the label of a layer, found {}", value.describe()))
                    .note("a label is written before a layer: `skip: dense(8)`"),
            );
            return unknown(value.describe());
        };
        match self.resolve(index, name) {
            Ok(source) => self.operand(source, value.place(), shapes),
            Err(error) => {
                errors.push(error);
                unknown(format!("`{name}`"))
            }
        }
    }

    fn resolve(&self, index: usize, name: &Ident) -> Result<Source, Diagnostic> {
        let text = name.to_string();
        let title = self.lines[index].title();
        match self.labels.get(&text) {
            Some(&earlier) if earlier < index => Ok(Source::Node(earlier)),
            Some(&same) if same == index => {
                Err(Diagnostic::new(name, format!("`{title}` takes its own output")).help("name an earlier layer"))
            }
            Some(_) => Err(Diagnostic::new(name, format!("`{title}` takes `{text}`, which comes later"))
                .note("a layer takes values of the lines above it")
                .help(format_args!("move `{text}` above `{title}`"))),
            None if text == "input" => Ok(Source::Input),
            None => {
                let earlier = self.lines[..index].iter().filter_map(|line| line.label.as_ref()).map(Ident::to_string);
                let known: Vec<String> = earlier.chain(["input".to_owned()]).collect();
                let error = Diagnostic::new(name, format!("unknown label `{text}`"));
                Err(match suggest_name(&text, known.iter().map(String::as_str)) {
                    Some(suggestion) => error.did_you_mean(Some(suggestion)),
                    None => error.note(format_args!("the values above are {}", listed(&known))),
                })
            }
        }
    }

    fn operand(&self, source: Source, place: Place, shapes: &[Option<Shape>]) -> Operand {
        let (shape, title) = match source {
            Source::Input => (self.input.cloned(), "the input".to_owned()),
            Source::Node(index) => {
                let line = &self.lines[index];
                let title = match &line.label {
                    Some(label) => format!("`{label}`"),
                    None => format!("the `{}` before it", line.call.name),
                };
                (shapes.get(index).cloned().flatten(), title)
            }
        };
        Operand { source: Some(source), shape, title, place }
    }
}

/// `` `a`, `b` ``.
fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn missing_operand(call: &Call, named: Named) -> Diagnostic {
    let place = call.arguments.as_ref().map_or((&call.name).into(), |arguments| arguments.place);
    Diagnostic::new(place, format!("`{}` joins at least two values, found one", call.name))
        .note("it takes the line before it, and those that it names")
        .help(format_args!("write `{}`", named.usage()))
}

/// A value joined with itself is a slip: mostly the label of the line before, which is taken anyway.
fn refuse_repeated(call: &Call, operands: &[Operand], operand: &Operand, errors: &mut Collector) {
    let Some(position) = operands.iter().position(|other| operand.source.is_some() && other.source == operand.source)
    else {
        return;
    };
    let error = Diagnostic::new(operand.place, format!("`{}` joins {} with itself", call.name, operand.title));
    errors.push(if position == 0 {
        error.note(format_args!("{} is taken already, as the line before or by `from`", operand.title))
    } else {
        error.help("name each value once")
    });
}
