//! `pixel_shuffle` and `pixel_unshuffle`: channels become pixels between those that there are, and pixels become channels.

use super::window::{self, Axes};
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast::Value as Written;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::language::values::{size, subject};
use crate::model::{Argument, Layer, Shape, Value};

pub(super) const SHUFFLE: Kind = Kind {
    name: "pixel_shuffle",
    aliases: &["depthtospace", "subpixel"],
    usage: "pixel_shuffle(factor, mode = crd, from = label)",
    parameters: PARAMETERS,
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["DepthToSpace": onnx::depth_to_space],
    check: |site| check(site, true),
};

pub(super) const UNSHUFFLE: Kind = Kind {
    name: "pixel_unshuffle",
    aliases: &["spacetodepth"],
    usage: "pixel_unshuffle(factor, mode = crd, from = label)",
    parameters: PARAMETERS,
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["SpaceToDepth": onnx::space_to_depth],
    check: |site| check(site, false),
};

const PARAMETERS: &[Parameter] = &[Parameter::required("factor"), Parameter::named("mode")];

/// Which axis of the many channels is the slowest, by the names that ONNX has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The few channels, then rows and columns between pixels: `PyTorch`'s.
    ChannelsFirst,
    /// Rows and columns, then the few channels: that of TensorFlow.
    ChannelsLast,
}

const MODES: &[(&str, Mode)] = &[("crd", Mode::ChannelsFirst), ("dcr", Mode::ChannelsLast)];

fn check(site: &mut Site<'_>, is_shuffle: bool) -> Checked {
    let map = window::map(site, Axes::Image);
    let factor = match site.arguments.get("factor") {
        Some(value) => size(value, &subject("factor", site.title), site.errors),
        None => None,
    };
    let mode = window::word(site, "mode", MODES);
    let known = map.zip(factor).filter(|_| site.arguments.complete);
    let [channels, height, width] = known.map_or([0; 3], |(map, _)| [map.channels, map.height, map.width]);
    let shape = known.and_then(|(_, factor)| {
        if is_shuffle {
            shuffled(site, [channels, height, width], factor)
        } else {
            unshuffled(site, [channels, height, width], factor)
        }
    });
    let pixels = || {
        let (factor, mode, _) = (factor?, mode?, shape.as_ref()?);
        Some(layer(Pixels { is_shuffle, shape: [channels, height, width], factor, mode }))
    };
    Checked { layer: pixels(), shape, size: site.argument("factor").map(Written::place), ..Checked::default() }
}

/// The shape with so many times the rows and columns.
fn shuffled(site: &mut Site<'_>, [channels, height, width]: [usize; 3], factor: usize) -> Option<Shape> {
    let of_pixel = factor.saturating_mul(factor);
    let place = window::place(site, "factor");
    if !channels.is_multiple_of(of_pixel) {
        let message = format!("`{}` makes {factor} by {factor} pixels of each, of {channels} channels", site.title);
        site.errors.push(
            Diagnostic::new(place, message)
                .note(format_args!("the channels must be a multiple of {}", grouped(of_pixel))),
        );
        return None;
    }
    let counts = [height, width].map(|len| len.saturating_mul(factor));
    let too_long = counts.into_iter().enumerate().find(|(_, count)| *count > MAX_EXTENT);
    if let Some((axis, count)) = too_long {
        let along = Axes::Image.along(axis);
        let most = grouped(MAX_EXTENT);
        let message =
            format!("`{}` has {} positions along {along}, at most {most} are allowed", site.title, grouped(count));
        site.errors.push(Diagnostic::new(place, message));
        return None;
    }
    Some(Shape([channels / of_pixel].into_iter().chain(counts).collect()))
}

/// The shape with so many times fewer rows and columns.
fn unshuffled(site: &mut Site<'_>, [channels, height, width]: [usize; 3], factor: usize) -> Option<Shape> {
    let place = window::place(site, "factor");
    if !height.is_multiple_of(factor) || !width.is_multiple_of(factor) {
        let message = format!("`{}` makes channels of {factor} by {factor} pixels, of {height} by {width}", site.title);
        site.errors.push(Diagnostic::new(place, message).note("height and width must be multiples of the factor"));
        return None;
    }
    let all = channels.saturating_mul(factor).saturating_mul(factor);
    if all > MAX_EXTENT {
        let message =
            format!("`{}` makes {} channels, at most {} are allowed", site.title, grouped(all), grouped(MAX_EXTENT));
        site.errors.push(Diagnostic::new(place, message));
        return None;
    }
    Some(Shape(vec![all, height / factor, width / factor]))
}

/// A map with more pixels and fewer channels, or the other way round.
#[derive(Debug)]
struct Pixels {
    is_shuffle: bool,
    /// Of the operand.
    shape: [usize; 3],
    factor: usize,
    mode: Mode,
}

impl Layer for Pixels {
    fn kind(&self) -> &'static str {
        if self.is_shuffle { SHUFFLE.name } else { UNSHUFFLE.name }
    }

    fn arguments(&self) -> Vec<Argument> {
        let mode = (self.mode == Mode::ChannelsLast).then(|| Argument::new("mode", Value::Word("dcr")));
        [Argument::new("factor", Value::Count(self.factor))].into_iter().chain(mode).collect()
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let (r, [channels, height, width]) = (self.factor, self.shape);
        match (self.is_shuffle, self.mode) {
            (true, Mode::ChannelsFirst) => builder.permuted(&[channels / r / r, r, r, height, width], &[0, 3, 1, 4, 2]),
            (true, Mode::ChannelsLast) => builder.permuted(&[r, r, channels / r / r, height, width], &[2, 3, 0, 4, 1]),
            (false, mode) => {
                let order = if mode == Mode::ChannelsFirst { [0, 2, 4, 1, 3] } else { [2, 4, 0, 1, 3] };
                builder.permuted(&[channels, height / r, r, width / r, r], &order)
            }
        }
    }
}

/// How they are read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use nn_onnx::Node;

    use super::{SHUFFLE, UNSHUFFLE};
    use crate::graph::lowering::{Lowering, Value, int, text, unsupported};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{Mistake, title};
    use crate::language::limits::MAX_EXTENT;

    pub(super) fn depth_to_space<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        shuffle(lowering, node, (SHUFFLE.name, mode(node)?))
    }

    /// Before operator set 25 it has one mode, that of TensorFlow.
    pub(super) fn space_to_depth<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        shuffle(lowering, node, (UNSHUFFLE.name, mode(node)?))
    }

    fn mode(node: &Node) -> Result<&'static str, Mistake> {
        match text(node, "mode", "DCR").as_str() {
            "DCR" => Ok("dcr"),
            "CRD" => Ok("crd"),
            other => Err(unsupported(node, "mode", other, "DCR or CRD")),
        }
    }

    fn shuffle<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        (kind, mode): (&'static str, &str),
    ) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        let row = lowering.as_declared(node, row)?;
        let found = int(node, "blocksize", 0);
        let Some(r) = usize::try_from(found).ok().filter(|r| (1..=MAX_EXTENT).contains(r)) else {
            return Err(unsupported(node, "blocksize", found, "a number from 1 on"));
        };
        let [channels, height, width] = row.shape[..] else {
            let message = format!("{} takes rows of shape {:?}", title(node), row.shape);
            return Err(Mistake::new(message).note("supported are [channels, height, width]"));
        };
        let is_shuffle = kind == SHUFFLE.name;
        let shape = if is_shuffle {
            [channels / r / r, height.saturating_mul(r), width.saturating_mul(r)]
        } else {
            [channels.saturating_mul(r).saturating_mul(r), height / r, width / r]
        };
        let product = |shape: &[usize]| shape.iter().fold(1_usize, |all, extent| all.saturating_mul(*extent));
        if product(&shape) != product(&row.shape) || shape.iter().any(|extent| *extent > MAX_EXTENT) {
            let message = format!("{} has blocksize = {r}, of rows of shape {:?}", title(node), row.shape);
            return Err(Mistake::new(message).note("blocks must be whole"));
        }
        let mut arguments = vec![r.to_string()];
        if mode != "crd" {
            arguments.push(format!("mode = {mode}"));
        }
        let layer = Written { arguments, ..Written::plain(kind) };
        Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], shape.to_vec())))
    }
}
