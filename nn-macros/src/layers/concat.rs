//! `concat`: vectors, one behind the other.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind = Kind {
    name: "concat",
    aliases: &["cat", "concatenate", "join"],
    usage: "concat(label, .., from = label)",
    parameters: &[],
    operands: Operands::Join,
    roles: &[],
    width: Width::Unknown,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = joined_shape(site);
    Checked { layer: site.all_known().then(|| layer(Concat)), shape, ..Checked::default() }
}

/// The operands, one behind the other.
#[derive(Debug)]
struct Concat;

impl Layer for Concat {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn description(&self, operands: &[&str]) -> String {
        format!("concat of {}", operands.join(", "))
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let inputs = builder.values();
        builder.push(Definition::Concat { inputs })
    }
}

fn joined_shape(site: &mut Site<'_>) -> Option<Shape> {
    refuse_image(site)?;
    // With one operand something was meant that is not there.
    if site.operands.len() < 2 {
        return None;
    }
    let lengths: Option<Vec<usize>> =
        site.operands.iter().map(|operand| operand.shape.as_ref().map(Shape::len)).collect();
    let length = lengths?.iter().sum();
    if length <= MAX_EXTENT {
        return Some(Shape(vec![length]));
    }
    let message =
        format!("`{}` makes a vector of {}, at most {} are allowed", site.title, grouped(length), grouped(MAX_EXTENT));
    site.errors.push(Diagnostic::new(site.kind_place(), message));
    None
}

/// An error at the first operand that is no vector.
fn refuse_image(site: &mut Site<'_>) -> Option<()> {
    let is_image = |shape: &&Shape| shape.0.len() > 1;
    let Some((operand, shape)) =
        site.operands.iter().find_map(|operand| operand.shape.as_ref().filter(is_image).map(|shape| (operand, shape)))
    else {
        return Some(());
    };
    let error = Diagnostic::new(operand.place, format!("`{}` joins vectors, [n], found {shape}", site.title))
        .note(format_args!("{} has shape {shape}", operand.title))
        .help("flatten it on a line of its own, and join that line");
    site.errors.push(error);
    None
}
