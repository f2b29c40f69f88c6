//! A line that is an activation: `relu`, `leaky_relu(0.1, from = sum)`.

use super::{Checked, Site, layer};
use crate::ast::Place;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::activations::{Activation, Facts};
use crate::language::table::Row;
use crate::model::{Argument, Layer, Value};

pub(super) fn check(row: &'static Row<Facts>, site: &mut Site<'_>) -> Checked {
    let activation = row.chosen(&site.arguments, site.errors);
    let shape = site.shape();
    if activation.is_some_and(Activation::is_over_row) {
        refuse_image(site);
    }
    Checked {
        layer: activation.map(|activation| layer(Line { activation })),
        shape,
        activation: Some(Place::from(&site.call.name)),
        ..Checked::default()
    }
}

/// `f(x)`, elementwise, or softmax over the row.
#[derive(Debug)]
struct Line {
    activation: Activation,
}

impl Layer for Line {
    fn kind(&self) -> &'static str {
        self.activation.name()
    }

    fn arguments(&self) -> Vec<Argument> {
        let constants = self.activation.named_constants();
        constants.map(|(name, constant)| Argument::new(name, Value::Number(constant))).collect()
    }

    fn activation(&self) -> Option<Activation> {
        Some(self.activation)
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let operand = builder.operand();
        builder.activate(operand, self.activation)
    }
}

/// Softmax runs over one axis: an operand with several would leave open which.
fn refuse_image(site: &mut Site<'_>) {
    let Some(operand) = site.operand() else { return };
    let Some(shape) = operand.shape.as_ref().filter(|shape| shape.0.len() > 1) else { return };
    let error = Diagnostic::new(operand.place, format!("`{}` expects a vector, [n], found {shape}", site.title))
        .note(format_args!("{} has shape {shape}", operand.title))
        .help(format_args!("write a line `flatten` before `{}`", site.title));
    site.errors.push(error);
}
