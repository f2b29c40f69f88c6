//! `flatten`: all axes into one.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind = Kind {
    name: "flatten",
    aliases: &[],
    usage: "flatten(from = label)",
    parameters: &[],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = site.shape().and_then(|shape| flattened(site, &shape));
    Checked { layer: Some(layer(Flatten)), shape, ..Checked::default() }
}

/// All axes into one; the numbers stay where they are.
#[derive(Debug)]
struct Flatten;

impl Layer for Flatten {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn only_renames(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.operand()
    }
}

fn flattened(site: &mut Site<'_>, shape: &Shape) -> Option<Shape> {
    let elements = shape.len();
    if elements <= MAX_EXTENT {
        return Some(Shape(vec![elements]));
    }
    let message = format!(
        "`{}` turns {shape} into [{}], at most {} are allowed",
        site.title,
        grouped(elements),
        grouped(MAX_EXTENT)
    );
    site.errors.push(Diagnostic::new(site.kind_place(), message));
    None
}
