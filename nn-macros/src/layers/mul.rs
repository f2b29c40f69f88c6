//! `mul`: elementwise product of values of equal shape, or of maps and of vectors that have a number for each channel.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::model::{Layer, Shape};

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
    let shape = shape(site);
    let pixels = shape.as_ref().map_or(1, |shape| shape.0.iter().skip(1).product());
    let of_map: Vec<bool> =
        site.operands.iter().map(|operand| operand.shape.as_ref().is_some_and(|shape| shape.0.len() > 1)).collect();
    let of_map = if of_map.contains(&true) { of_map } else { vec![true; of_map.len()] };
    Checked { layer: site.all_known().then(|| layer(Mul { of_map, pixels })), shape, ..Checked::default() }
}

/// The shape that all operands have, or that of the maps among them, whose channels the vectors have a number for. An error at the first
/// operand that does not fit.
fn shape(site: &mut Site<'_>) -> Option<Shape> {
    let known = || site.operands.iter().filter_map(|operand| operand.shape.as_ref().map(|shape| (operand, shape)));
    let Some((map, of_map)) = known().find(|(_, shape)| shape.0.len() > 1) else { return site.common_shape() };
    let fits = |shape: &Shape| shape == of_map || shape.0[..] == of_map.0[..1];
    let Some((other, found)) = known().find(|(_, shape)| !fits(shape)) else { return Some(of_map.clone()) };
    let error = Diagnostic::new(other.place, format!("`{}` joins {of_map} and {found}", site.title))
        .note(format_args!("{} has shape {of_map}, {} has shape {found}", map.title, other.title));
    let error = if found.0.len() == 1 {
        error.note(format_args!("a vector has a number for each channel of a map, which are {}", of_map.0[0]))
    } else {
        error
    };
    site.errors.push(error);
    None
}

/// The product of two at a time, in the order of the operands.
#[derive(Debug)]
struct Mul {
    /// Of each operand, whether it has the shape of the product, or else a number for each channel.
    of_map: Vec<bool>,
    /// Of the product; 1 for vectors.
    pixels: usize,
}

impl Layer for Mul {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn description(&self, operands: &[&str]) -> String {
        operands.join(" * ")
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let operands = builder.maps_and_vectors(&self.of_map, self.pixels);
        let Some((mut left, last)) = operands.first().copied().zip(operands.len().checked_sub(1)) else {
            unreachable!("check/wiring.rs gives it two operands")
        };
        // A map of one pixel is a vector.
        let is_map = |index: usize| self.pixels == 1 || self.of_map[index];
        let mut left_is_map = is_map(0);
        for (index, right) in operands.into_iter().enumerate().skip(1) {
            let (map, definition) = match (left_is_map, is_map(index)) {
                (true, false) => (left, Definition::MultiplyChannels { map: left, vector: right }),
                (false, true) => (right, Definition::MultiplyChannels { map: right, vector: left }),
                _ => (left, Definition::Multiply { left, right }),
            };
            if index == last {
                return builder.push_like(map, definition);
            }
            left_is_map |= is_map(index);
            left = builder.part_like("product", map, definition);
        }
        Operand::Value(left)
    }
}
