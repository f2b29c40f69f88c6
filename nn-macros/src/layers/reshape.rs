//! `reshape`: the same numbers in the same order, as a value of another shape.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast::Value as Written;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::language::values::{size, subject};
use crate::model::{Argument, Layer, Shape, Value};

pub(super) const KIND: Kind = Kind {
    name: "reshape",
    aliases: &["view", "unflatten"],
    usage: "reshape([extents], from = label)",
    parameters: &[Parameter::required("shape")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    // Those of `flatten`, which a new shape is in most files.
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = shape(site).filter(|shape| refuse_other_length(site, shape).is_none());
    Checked {
        layer: shape.clone().map(|shape| layer(Reshape { shape })),
        shape,
        size: site.argument("shape").map(Written::place),
        ..Checked::default()
    }
}

/// The extents that are declared.
fn shape(site: &mut Site<'_>) -> Option<Shape> {
    let value = site.arguments.get("shape").filter(|_| site.arguments.complete)?;
    let subject = subject("shape", site.title);
    let list = match value {
        Written::List { list, .. } if (1..=3).contains(&list.len()) => list,
        _ => {
            let message = format!("{subject} must be a list of one to three extents, found {}", value.describe());
            let error = Diagnostic::new(value.place(), message)
                .note("a value is a vector, [n], or a map, [channels, time] or [channels, height, width]");
            let is_number = matches!(value, Written::Literal { minus: None, .. });
            site.errors.push(if is_number {
                error.help(format_args!("write `[{}]`", value.describe()))
            } else {
                error
            });
            return None;
        }
    };
    let read: Vec<Option<usize>> =
        list.iter().map(|extent| size(extent, &format!("an extent of {subject}"), site.errors)).collect();
    read.into_iter().collect::<Option<_>>().map(Shape)
}

/// An error if the operand has more or fewer numbers.
fn refuse_other_length(site: &mut Site<'_>, shape: &Shape) -> Option<()> {
    let operand = site.operand()?;
    let found = operand.shape.clone()?;
    // Three extents do not overflow.
    let (is, asked) = (found.len(), shape.len());
    if is == asked {
        return None;
    }
    let place = site.argument("shape").map_or(site.kind_place(), Written::place);
    let message = format!("`{}` makes {shape} of {found}", site.title);
    let error = Diagnostic::new(place, message).note(format_args!(
        "{} has {} numbers, {shape} {}",
        operand.title,
        grouped(is),
        grouped(asked)
    ));
    // What the last extent would have to be.
    let others: usize = shape.0.iter().rev().skip(1).product();
    let last = is.checked_div(others).filter(|last| last * others == is && (1..=MAX_EXTENT).contains(last));
    site.errors.push(match last {
        Some(last) => {
            let mut fitting = shape.clone();
            if let Some(extent) = fitting.0.last_mut() {
                *extent = last;
            }
            error.help(format_args!("write `{fitting}`, or change the line before"))
        }
        None => error,
    });
    Some(())
}

/// The same numbers as a value of this shape.
#[derive(Debug)]
struct Reshape {
    shape: Shape,
}

impl Layer for Reshape {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("shape", list(&self.shape.0))]
    }

    fn only_renames(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.renamed()
    }
}

/// Up to four numbers as an argument.
pub(super) fn list(numbers: &[usize]) -> Value {
    let mut all = [0; 4];
    all.iter_mut().zip(numbers).for_each(|(place, number)| *place = *number);
    Value::List(all, numbers.len())
}
