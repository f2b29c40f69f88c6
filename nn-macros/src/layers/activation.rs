//! A line that is an activation: `relu`, `leaky_relu(0.1, from = sum)`.

use super::{Checked, Site};
use crate::ast::Place;
use crate::errors::Diagnostic;
use crate::language::activations::{Activation, Facts};
use crate::language::table::Row;
use crate::model::Layer;

pub(super) fn check(row: &'static Row<Facts>, site: &mut Site<'_>) -> Checked {
    let activation = row.chosen(&site.arguments, site.errors);
    let shape = site.shape();
    if activation.is_some_and(Activation::is_over_row) {
        refuse_image(site);
    }
    let layer = site.source().zip(activation).map(|(input, activation)| Layer::Activation { input, activation });
    Checked { layer, shape, activation: Some(Place::from(&site.call.name)), ..Checked::default() }
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
