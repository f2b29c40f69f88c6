//! `concat`: vectors, one behind the other, or the channels of maps.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT, grouped};
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind = Kind {
    name: "concat",
    aliases: &["cat", "concatenate", "join"],
    usage: "concat(label, .., from = label)",
    parameters: &[],
    operands: Operands::Join,
    roles: &[],
    width: Width::Unknown,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = joined_shape(site);
    let pixels = shape.as_ref().map_or(1, |shape| shape.0.iter().skip(1).product());
    Checked { layer: site.all_known().then(|| layer(Concat { pixels })), shape, ..Checked::default() }
}

/// The operands, one behind the other.
#[derive(Debug)]
struct Concat {
    /// Of maps whose channels are joined; 1 for vectors.
    pixels: usize,
}

impl Layer for Concat {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn description(&self, operands: &[&str]) -> String {
        format!("concat of {}", operands.join(", "))
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        if self.pixels > 1 {
            return builder.concat_channels(self.pixels);
        }
        let inputs = builder.values();
        builder.push(Definition::Concat { inputs })
    }
}

fn joined_shape(site: &mut Site<'_>) -> Option<Shape> {
    refuse_other_maps(site)?;
    // With one operand something was meant that is not there.
    if site.operands.len() < 2 {
        return None;
    }
    let shapes: Option<Vec<&Shape>> = site.operands.iter().map(|operand| operand.shape.as_ref()).collect();
    let shapes = shapes?;
    let channels: usize = shapes.iter().filter_map(|shape| shape.0.first()).sum();
    let joined = Shape([&channels].into_iter().chain(shapes[0].0.iter().skip(1)).copied().collect());
    let (most, what) = if joined.0.len() > 1 { (MAX_ELEMENTS, "a map") } else { (MAX_EXTENT, "a vector") };
    if joined.len() <= most && channels <= MAX_EXTENT {
        return Some(joined);
    }
    let message =
        format!("`{}` makes {what} of {}, at most {} are allowed", site.title, grouped(joined.len()), grouped(most));
    site.errors.push(Diagnostic::new(site.kind_place(), message));
    None
}

/// An error at the first operand whose extents, but for the first, are not those of the first operand.
fn refuse_other_maps(site: &mut Site<'_>) -> Option<()> {
    let mut known = site.operands.iter().filter_map(|operand| operand.shape.as_ref().map(|shape| (operand, shape)));
    let Some((first, of_first)) = known.next() else { return Some(()) };
    let Some((other, found)) = known.find(|(_, shape)| shape.0.get(1..) != of_first.0.get(1..)) else {
        return Some(());
    };
    let error = Diagnostic::new(other.place, format!("`{}` joins {of_first} and {found}", site.title))
        .note(format_args!("{} has shape {of_first}, {} has shape {found}", first.title, other.title))
        .note("all extents but the first must be the same");
    site.errors.push(if of_first.0.len() == found.0.len() {
        error
    } else {
        error.help("flatten the map on a line of its own, and join that line")
    });
    None
}
