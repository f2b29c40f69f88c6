//! `sub`: elementwise difference of two values of equal shape.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::model::Layer;

pub(super) const KIND: Kind = Kind {
    name: "sub",
    aliases: &["subtract", "minus", "difference"],
    usage: "sub(label, from = label)",
    parameters: &[],
    operands: Operands::Join,
    roles: &[],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    refuse_more(site);
    let shape = site.common_shape();
    Checked { layer: site.all_known().then(|| layer(Sub)), shape, ..Checked::default() }
}

/// Which of several values would be taken away first is not said.
fn refuse_more(site: &mut Site<'_>) {
    let Some(third) = site.operands.get(2) else { return };
    let error = Diagnostic::new(third.place, format!("`{}` takes one value from another, found a third", site.title))
        .help("write a line `sub` for each, or `add` them first");
    site.errors.push(error);
}

/// The first operand minus the second.
#[derive(Debug)]
struct Sub;

impl Layer for Sub {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn description(&self, operands: &[&str]) -> String {
        operands.join(" - ")
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let [left, right] = builder.alike()[..] else { unreachable!("check/wiring.rs gives it two operands") };
        builder.push_like(left, Definition::Subtract { left, right })
    }
}
