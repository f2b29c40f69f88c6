//! `slice`: some numbers of a vector, one behind the other.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{position, subject};
use crate::model::{Argument, Layer, Shape, Value};

pub(super) const KIND: Kind = Kind {
    name: "slice",
    aliases: &[],
    usage: "slice(start, end, from = label)",
    parameters: &[Parameter::required("start"), Parameter::required("end")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let [start, end] = ["start", "end"].map(|name| {
        let value = site.arguments.get(name)?;
        position(value, &subject(name, site.title), site.errors)
    });
    let range = start.zip(end).filter(|range| refuse_range(site, *range).is_none());
    Checked {
        layer: range.map(|(start, end)| layer(Slice { start, end })),
        shape: range.map(|(start, end)| Shape(vec![end - start])),
        size: site.argument("end").map(crate::ast::Value::place),
        ..Checked::default()
    }
}

/// An error if the operand is no vector, or has no such numbers.
fn refuse_range(site: &mut Site<'_>, (start, end): (usize, usize)) -> Option<()> {
    let end_place = site.argument("end").map_or(site.kind_place(), crate::ast::Value::place);
    if start >= end {
        let message = format!("`{}` starts at {start} and ends at {end}, which are no numbers", site.title);
        site.errors.push(Diagnostic::new(end_place, message).note("`end` is the position behind the last number"));
        return Some(());
    }
    let operand = site.operand()?;
    let shape = operand.shape.clone()?;
    let error = match shape.0[..] {
        [len] if end <= len => return None,
        [len] => Diagnostic::new(
            end_place,
            format!("`{}` ends at {end}, but {} has {len} numbers", site.title, operand.title),
        ),
        _ => Diagnostic::new(operand.place, format!("`{}` expects a vector, [n], found {shape}", site.title))
            .note(format_args!("{} has shape {shape}", operand.title))
            .help(format_args!("write a line `flatten` before `{}`", site.title)),
    };
    site.errors.push(error);
    Some(())
}

/// The numbers from `start` up to `end`, which is left out.
#[derive(Debug)]
struct Slice {
    start: usize,
    end: usize,
}

impl Layer for Slice {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("start", Value::Count(self.start)), Argument::new("end", Value::Count(self.end))]
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.value();
        builder.push(Definition::Slice { input, start: self.start })
    }
}
