//! `mul`: elementwise product of values of equal shape.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ir::{Builder, Definition, Operand};
use crate::model::Layer;

pub(super) const KIND: Kind = Kind {
    name: "mul",
    aliases: &["multiply", "times", "product", "hadamard"],
    usage: "mul(label, .., from = label)",
    parameters: &[],
    operands: Operands::Join,
    roles: &[],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = site.common_shape();
    Checked { layer: site.all_known().then(|| layer(Mul)), shape, ..Checked::default() }
}

/// The product of two at a time, in the order of the operands.
#[derive(Debug)]
struct Mul;

impl Layer for Mul {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn description(&self, operands: &[&str]) -> String {
        operands.join(" * ")
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let operands = builder.alike();
        let (Some((first, others)), Some(last)) = (operands.split_first(), operands.len().checked_sub(2)) else {
            unreachable!("check/wiring.rs gives it two operands")
        };
        let mut left = *first;
        for right in &others[..last] {
            left = builder.part_like("product", left, Definition::Multiply { left, right: *right });
        }
        builder.push_like(left, Definition::Multiply { left, right: others[last] })
    }
}
