//! `upsample`: each pixel of a map becomes a whole number of pixels along each axis, its own or between two of them.

use super::window::{self, Axes, Map, RuleOf};
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast::Value as Written;
use crate::errors::Diagnostic;
use crate::ir::{Along, Builder, Operand, Resample, Rule};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Argument, Layer, Value};

pub(super) const KIND: Kind = Kind {
    name: "upsample",
    aliases: &["upsampling", "upsampling2d", "upsampling1d", "interpolate", "resize"],
    usage: "upsample(factor, mode = nearest, from = label)",
    parameters: &[Parameter::required("factor"), Parameter::named("mode")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["Resize": onnx::resize, "Upsample": onnx::upsample],
    check,
};

/// What stands between pixels.
const MODES: &[(&str, RuleOf)] = &[("nearest", Rule::Repeat), ("bilinear", Rule::Interpolate)];

fn check(site: &mut Site<'_>) -> Checked {
    let axes = window::axes_of_operand(site);
    let map = window::map(site, axes);
    let factor = window::of_axes(site, axes, "factor", None);
    let mode = window::word(site, "mode", MODES);
    // With an argument that is not understood the shape is another one than was meant.
    let known = map.zip(factor).zip(mode).filter(|_| site.arguments.complete);
    let resample = known.and_then(|((map, factor), rule)| resample(site, axes, map, (factor, rule)));
    let upsampled = || {
        let (resample, factor) = (resample?, factor?);
        Some(layer(Upsampled { axes, factor, resample }))
    };
    let counts = resample.map(|resample| [resample.height.count, resample.width.count]);
    Checked {
        layer: upsampled(),
        shape: map.zip(counts).and_then(|(map, counts)| window::shape(site, axes, map.channels, counts)),
        size: site.argument("factor").map(Written::place),
        ..Checked::default()
    }
}

/// An error where an axis has more positions than a shape may have.
fn resample(site: &mut Site<'_>, axes: Axes, map: Map, (factor, rule): ([usize; 2], RuleOf)) -> Option<Resample> {
    let along = |len: usize, factor: usize| Along { len, count: len.saturating_mul(factor), rule: rule(factor) };
    let resample = Resample { height: along(map.height, factor[0]), width: along(map.width, factor[1]) };
    for (axis, along) in [resample.height, resample.width].into_iter().enumerate() {
        if along.count > MAX_EXTENT {
            let message = format!(
                "`{}` has {} positions along {}, at most {} are allowed",
                site.title,
                grouped(along.count),
                axes.along(axis),
                grouped(MAX_EXTENT)
            );
            site.errors.push(Diagnostic::new(window::place(site, "factor"), message));
            return None;
        }
    }
    Some(resample)
}

/// The pixels of a map, each several times or between each other.
#[derive(Debug)]
struct Upsampled {
    axes: Axes,
    factor: [usize; 2],
    resample: Resample,
}

impl Layer for Upsampled {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let factor = window::argument(self.axes, "factor", self.factor, [0, 0]);
        let mode = match self.resample.width.rule {
            Rule::Interpolate(_) => Some(Argument::new("mode", Value::Word("bilinear"))),
            _ => None,
        };
        factor.into_iter().chain(mode).collect()
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.resample(self.resample)
    }
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use nn_onnx::Node;

    use super::super::window::onnx::axes;
    use super::KIND;
    use crate::graph::lowering::{Lowering, Row, Value, given, int, text, unsupported};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{Mistake, title};
    use crate::language::limits::MAX_EXTENT;

    /// Where the pixels of a result lie in the map, and which one is the nearest.
    const OF_MIDDLES: [&str; 2] = ["half_pixel", "pytorch_half_pixel"];

    pub(super) fn resize<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.plain_row(node, 0)?;
        axes(lowering, node, &mut row)?;
        // Operator set 10 has scales where later ones have regions, and counts from the corners of pixels.
        let is_old = node.input.len() == 2;
        let default = if is_old { "asymmetric" } else { "half_pixel" };
        let of_corners = if is_old { "floor" } else { "round_prefer_floor" };
        let coordinates = text(node, "coordinate_transformation_mode", default);
        let nearest = text(node, "nearest_mode", of_corners);
        for (name, only) in [("antialias", 0), ("exclude_outside", 0)] {
            let found = int(node, name, 0);
            if found != only {
                return Err(unsupported(node, name, found, only));
            }
        }
        if let Some(found) = given(node, "axes") {
            let all: Vec<i64> = (0..=row.rank()).collect();
            if found.ints != all {
                return Err(unsupported(node, "axes", format!("{:?}", found.ints), format!("{all:?}")));
            }
        }
        let policy = text(node, "keep_aspect_ratio_policy", "stretch");
        if policy != "stretch" {
            return Err(unsupported(node, "keep_aspect_ratio_policy", policy, "stretch"));
        }
        let mode = mode(node)?;
        let is_of_middles = OF_MIDDLES.contains(&coordinates.as_str());
        if mode == "bilinear" && !is_of_middles {
            return Err(unsupported(node, "coordinate_transformation_mode", coordinates, "half_pixel, of linear"));
        }
        if mode == "nearest" && !is_of_middles && coordinates != "asymmetric" {
            let supported = "half_pixel or asymmetric";
            return Err(unsupported(node, "coordinate_transformation_mode", coordinates, supported));
        }
        // Whole factors: the middle of a pixel is never half way between two.
        let is_known = match nearest.as_str() {
            "floor" => !is_of_middles,
            "round_prefer_floor" | "round_prefer_ceil" => is_of_middles,
            _ => false,
        };
        if mode == "nearest" && !is_known {
            let supported = if is_of_middles { "round_prefer_floor" } else { "floor" };
            return Err(unsupported(node, "nearest_mode", nearest, format!("{supported} beside {coordinates}")));
        }
        let factors = match (lowering.optional(node, if is_old { 1 } else { 2 })?, lowering.optional(node, 3)?) {
            (_, Some(sizes)) => of_sizes(node, &row, &sizes)?,
            (Some(scales), None) => of_scales(node, &row, &scales)?,
            (None, None) => return Err(Mistake::new(format!("{} has neither scales nor sizes", title(node)))),
        };
        upsampled(lowering, node, &row, (mode, &factors))
    }

    /// Until operator set 9, which counts from the corners of pixels.
    pub(super) fn upsample<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.plain_row(node, 0)?;
        axes(lowering, node, &mut row)?;
        let found = text(node, "mode", "nearest");
        if found != "nearest" {
            return Err(unsupported(node, "mode", found, "nearest"));
        }
        let factors = match (lowering.optional(node, 1)?, given(node, "scales")) {
            (Some(scales), _) => of_scales(node, &row, &scales)?,
            (None, Some(scales)) => whole(node, &row, &scales.floats)?,
            (None, None) => return Err(Mistake::new(format!("{} has no scales", title(node)))),
        };
        upsampled(lowering, node, &row, ("nearest", &factors))
    }

    fn mode(node: &Node) -> Result<&'static str, Mistake> {
        match text(node, "mode", "nearest").as_str() {
            "nearest" => Ok("nearest"),
            "linear" => Ok("bilinear"),
            other => Err(unsupported(node, "mode", other, "nearest or linear")),
        }
    }

    fn of_scales(node: &Node, row: &Row, scales: &Value<'_>) -> Result<Vec<usize>, Mistake> {
        match scales {
            Value::Constant(constant) if constant.as_floats().is_some() => {
                whole(node, row, constant.as_floats().unwrap_or_default())
            }
            _ => Err(Mistake::new(format!("{} has scales that are no constant numbers", title(node)))),
        }
    }

    /// Factors of the axes behind the channels; the batch and the channels stay.
    fn whole(node: &Node, row: &Row, scales: &[f32]) -> Result<Vec<usize>, Mistake> {
        let is_whole = |scale: &f32| *scale >= 1.0 && scale.fract() == 0.0 && *scale <= MAX_EXTENT as f32;
        let is_one = |scale: &f32| scale.to_bits() == 1.0_f32.to_bits();
        match scales {
            [batch, channels, factors @ ..]
                if is_one(batch)
                    && is_one(channels)
                    && factors.len() + 1 == row.shape.len()
                    && factors.iter().all(is_whole) =>
            {
                #[expect(clippy::cast_sign_loss, reason = "it is not negative")]
                let factors = factors.iter().map(|factor| *factor as usize).collect();
                Ok(factors)
            }
            _ => Err(Mistake::new(format!("{} has the scales {scales:?}", title(node)))
                .note("supported are whole factors of the axes behind the channels")),
        }
    }

    fn of_sizes(node: &Node, row: &Row, sizes: &Value<'_>) -> Result<Vec<usize>, Mistake> {
        let sizes = match sizes {
            Value::Constant(constant) => constant.as_extents(),
            Value::Row(_) => None,
        };
        let sizes = sizes.ok_or_else(|| Mistake::new(format!("{} has sizes that are no constant", title(node))))?;
        let extents = sizes.iter().skip(1).map(|extent| extent.and_then(|extent| usize::try_from(extent).ok()));
        let extents: Option<Vec<usize>> = extents.collect();
        let fits = |extents: &Vec<usize>| {
            let pairs = || extents.iter().zip(&row.shape);
            extents.len() == row.shape.len()
                && extents[0] == row.shape[0]
                && pairs().all(|(to, from)| *from > 0 && *to > 0 && to % from == 0)
        };
        let Some(extents) = extents.filter(fits) else {
            let found: Vec<String> =
                sizes.iter().map(|extent| extent.map_or_else(|| "N".to_owned(), |extent| extent.to_string())).collect();
            let message = format!("{} makes [{}] of rows of shape {:?}", title(node), found.join(", "), row.shape);
            return Err(Mistake::new(message).note("supported are whole factors of the axes behind the channels"));
        };
        Ok(extents.iter().zip(&row.shape).skip(1).map(|(to, from)| to / from).collect())
    }

    fn upsampled<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: &Row,
        (mode, factors): (&str, &[usize]),
    ) -> Result<Value<'a>, Mistake> {
        let mut shape = vec![row.shape[0]];
        for (len, factor) in row.shape.iter().skip(1).zip(factors) {
            let count = len.checked_mul(*factor).filter(|count| *count <= MAX_EXTENT);
            let message = || Mistake::new(format!("{} makes {factor} times {len} positions", title(node)));
            shape.push(count.ok_or_else(message)?);
        }
        let mut arguments = vec![crate::model::of_axes(factors)];
        if mode != "nearest" {
            arguments.push(format!("mode = {mode}"));
        }
        let layer = Written { arguments, ..Written::plain(KIND.name) };
        Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], shape)))
    }
}
