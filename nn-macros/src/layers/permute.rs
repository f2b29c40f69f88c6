//! `permute`: the axes of a map in another order.

use super::reshape::list;
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast::Value as Written;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{position, subject};
use crate::model::{Argument, Layer, Shape};

pub(super) const KIND: Kind = Kind {
    name: "permute",
    aliases: &["transpose", "swapaxes", "movedim"],
    usage: "permute([axes], from = label)",
    parameters: &[Parameter::required("axes")],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    // A file swaps axes back and forth: `onnx/operators` has it.
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let order = order(site);
    let shape = site.shape().filter(|shape| refuse_vector(site, shape).is_none());
    let known = shape.zip(order).filter(|(shape, order)| refuse_other_axes(site, shape, order).is_none());
    let permuted = known.as_ref().map(|(shape, order)| Shape(order.iter().map(|axis| shape.0[*axis]).collect()));
    Checked {
        layer: known.map(|(shape, order)| layer(Permute { shape, order })),
        shape: permuted,
        size: site.argument("axes").map(Written::place),
        ..Checked::default()
    }
}

/// The axes that are declared.
fn order(site: &mut Site<'_>) -> Option<Vec<usize>> {
    // With an argument too many the axes were meant as one list.
    let value = site.arguments.get("axes").filter(|_| site.arguments.complete)?;
    let subject = subject("axes", site.title);
    let Written::List { list, .. } = value else {
        let message = format!("{subject} must be a list of axes, found {}", value.describe());
        site.errors.push(Diagnostic::new(value.place(), message).note(RULE));
        return None;
    };
    let read: Vec<Option<usize>> =
        list.iter().map(|axis| position(axis, &format!("an axis of {subject}"), site.errors)).collect();
    read.into_iter().collect()
}

const RULE: &str =
    "axis 0 is that of the channels; axis `i` of the result is the axis that stands at place `i` of the list";

/// An error for an operand that has one axis.
fn refuse_vector(site: &mut Site<'_>, shape: &Shape) -> Option<()> {
    if shape.0.len() > 1 {
        return None;
    }
    let operand = site.operand()?;
    let message =
        format!("`{}` expects a map, [channels, time] or [channels, height, width], found {shape}", site.title);
    let error = Diagnostic::new(operand.place, message).note(format_args!("{} has shape {shape}", operand.title));
    site.errors
        .push(error.help(format_args!("make a map of the vector on a line `reshape([..])` before `{}`", site.title)));
    Some(())
}

/// An error where the list has not each axis of the operand once.
fn refuse_other_axes(site: &mut Site<'_>, shape: &Shape, order: &[usize]) -> Option<()> {
    let n = shape.0.len();
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    if sorted.iter().copied().eq(0..n) {
        return None;
    }
    let place = site.argument("axes").map_or(site.kind_place(), Written::place);
    let all: Vec<String> = (0..n).map(|axis| axis.to_string()).collect();
    let message = format!("`axes` of `{}` must have each of {} once, found {order:?}", site.title, all.join(", "));
    site.errors.push(Diagnostic::new(place, message).note(format_args!("it takes a map of shape {shape}")).note(RULE));
    Some(())
}

/// The axes of a map in another order.
#[derive(Debug)]
struct Permute {
    /// Of the operand.
    shape: Shape,
    order: Vec<usize>,
}

impl Layer for Permute {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("axes", list(&self.order))]
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.permuted(&self.shape.0, &self.order)
    }
}
