//! `add`: elementwise sum of values of equal shape.

use super::{Checked, Kind, Operands, Site};
use crate::errors::Diagnostic;
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind =
    Kind { name: "add", usage: "add(label, .., from = label)", parameters: &[], operands: Operands::Join, check };

fn check(site: &mut Site<'_>) -> Checked {
    let shape = common_shape(site);
    Checked { layer: site.sources().map(|inputs| Layer::Add { inputs }), shape, ..Checked::default() }
}

/// The shape that all operands have; an error at the first that differs.
fn common_shape(site: &mut Site<'_>) -> Option<Shape> {
    let mut known = site.operands.iter().filter_map(|operand| operand.shape.as_ref().map(|shape| (operand, shape)));
    let (first, shape) = known.next()?;
    let Some((other, found)) = known.find(|(_, other)| *other != shape) else {
        return Some(shape.clone());
    };
    let error = Diagnostic::new(other.place, format!("`{}` joins {shape} and {found}", site.title))
        .note(format_args!("{} has shape {shape}, {} has shape {found}", first.title, other.title));
    site.errors.push(error);
    None
}
