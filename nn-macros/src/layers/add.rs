//! `add`: elementwise sum of values of equal shape.

use super::{Checked, Kind, Operands, Site, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind =
    Kind { name: "add", usage: "add(label, .., from = label)", parameters: &[], operands: Operands::Join, check };

fn check(site: &mut Site<'_>) -> Checked {
    let shape = common_shape(site);
    Checked { layer: site.all_known().then(|| layer(Add)), shape, ..Checked::default() }
}

/// Elementwise sum, in the order of the operands.
#[derive(Debug)]
struct Add;

impl Layer for Add {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn description(&self, operands: &[&str]) -> String {
        operands.join(" + ")
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let inputs = builder.values();
        builder.push(Definition::Add { inputs })
    }
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
