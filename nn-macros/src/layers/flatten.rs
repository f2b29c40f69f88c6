//! `flatten`: all axes into one.

use super::{Checked, Kind, Operands, Site};
use crate::errors::Diagnostic;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind =
    Kind { name: "flatten", usage: "flatten(from = label)", parameters: &[], operands: Operands::One, check };

fn check(site: &mut Site<'_>) -> Checked {
    let shape = site.shape().and_then(|shape| flattened(site, &shape));
    Checked { layer: site.source().map(|input| Layer::Flatten { input }), shape, ..Checked::default() }
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
