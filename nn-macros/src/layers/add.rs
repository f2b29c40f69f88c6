//! `add`: elementwise sum of values of equal shape.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ir::{Builder, Definition, Operand};
use crate::model::Layer;

pub(super) const KIND: Kind = Kind {
    name: "add",
    aliases: &["sum", "residual", "skip", "plus"],
    usage: "add(label, .., from = label)",
    parameters: &[],
    operands: Operands::Join,
    roles: &[],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = site.common_shape();
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
        let inputs = builder.alike();
        builder.push_like(inputs[0], Definition::Add { inputs })
    }
}
