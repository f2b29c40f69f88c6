//! Shapes of the head, and how shapes are written.

use std::fmt;

use crate::ast;
use crate::errors::{Collector, Diagnostic};
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT, grouped};
use crate::language::values::size;
use crate::model::Shape;

/// Reads the shape of the `what`: "input" or "output".
pub(super) fn shape(written: &ast::Shape, what: &str, errors: &mut Collector) -> Option<Shape> {
    let rank = written.extents.len();
    if !(1..=3).contains(&rank) {
        let found = if rank == 0 { "none".to_owned() } else { rank.to_string() };
        errors.push(
            Diagnostic::new(written.place, format!("the {what}'s shape must have one to three extents, found {found}"))
                .note("shapes are [n], [channels, time] and [channels, height, width]"),
        );
        return None;
    }
    let subject = format!("an extent of the {what}");
    let extents: Vec<Option<usize>> = written.extents.iter().map(|value| size(value, &subject, errors)).collect();
    let shape = Shape(extents.into_iter().collect::<Option<_>>()?);
    // Three extents of at most 2^16 fit 64 bits; a compiler on a 32-bit host needs the check.
    let elements = shape.0.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    if elements.is_none_or(|elements| elements > MAX_ELEMENTS) {
        let message = format!("the {what} {shape} has more than {} elements", grouped(MAX_ELEMENTS));
        errors.push(
            Diagnostic::new(written.place, message).note(format_args!(
                "each extent may be up to {}, and their product too is limited",
                grouped(MAX_EXTENT)
            )),
        );
        return None;
    }
    Some(shape)
}

impl fmt::Display for Shape {
    /// `[1, 28, 28]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
