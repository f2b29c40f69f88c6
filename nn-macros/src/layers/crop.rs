//! `crop`: a map without some of its outer pixels.

use super::window::{self, Axes};
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast::Value as Written;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::arguments::Parameter;
use crate::model::{Argument, Layer};

pub(super) const KIND: Kind = Kind {
    name: "crop",
    aliases: &["cropping", "cropping2d", "cropping1d", "centercrop"],
    usage: "crop(sides, from = label)",
    parameters: &[Parameter::required("sides")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    // Those of `slice` and `pad`.
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let axes = window::axes_of_operand(site);
    let map = window::map(site, axes);
    let sides = window::sides(site, axes, "sides", None);
    // With an argument that is not understood the shape is another one than was meant.
    let known = map.zip(sides).filter(|_| site.arguments.complete);
    let left = known.and_then(|(map, sides)| Some((map, sides, left(site, axes, [map.height, map.width], sides)?)));
    Checked {
        layer: left.map(|(map, sides, _)| layer(Crop { axes, shape: [map.channels, map.height, map.width], sides })),
        shape: left.and_then(|(map, _, counts)| window::shape(site, axes, map.channels, counts)),
        size: site.argument("sides").map(Written::place),
        ..Checked::default()
    }
}

/// The rows and columns that are left; an error where none are.
fn left(
    site: &mut Site<'_>,
    axes: Axes,
    lens: [usize; 2],
    [top, bottom, left, right]: [usize; 4],
) -> Option<[usize; 2]> {
    let mut counts = [0; 2];
    for (axis, (before, after)) in [(top, bottom), (left, right)].into_iter().enumerate() {
        counts[axis] = lens[axis].saturating_sub(before + after);
        if counts[axis] == 0 {
            let (along, len) = (axes.along(axis), lens[axis]);
            let message = format!("`{}` takes {} positions along {along}, where {len} are", site.title, before + after);
            let error = Diagnostic::new(window::place(site, "sides"), message);
            site.errors.push(error.note("one at least must be left"));
            return None;
        }
    }
    Some(counts)
}

/// A map without its outer pixels.
#[derive(Debug)]
struct Crop {
    axes: Axes,
    /// Of the operand.
    shape: [usize; 3],
    /// Top, bottom, left and right.
    sides: [usize; 4],
}

impl Layer for Crop {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("sides", window::counts_of_sides(self.axes, self.sides))]
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let ([channels, height, width], [top, bottom, left, right]) = (self.shape, self.sides);
        builder.cut(&self.shape, &[(0, channels), (top, height - top - bottom), (left, width - left - right)])
    }
}
