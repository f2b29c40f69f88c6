//! `pad`: pixels around a map, which are zeros, or those of the map.

use super::window::{self, Axes, Map, RuleOf};
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Along, Builder, Operand, Resample, Rule};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Argument, Layer, Value};

pub(super) const KIND: Kind = Kind {
    name: "pad",
    aliases: &[
        "padding",
        "zeropad",
        "zeropad2d",
        "zeropadding2d",
        "reflectionpad2d",
        "replicationpad2d",
        "constantpad2d",
    ],
    usage: "pad(sides, mode = zero, from = label)",
    parameters: &[Parameter::required("sides"), Parameter::named("mode")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["Pad": onnx::pad],
    check,
};

/// What stands around a map, behind so many positions.
const MODES: &[(&str, RuleOf)] = &[("zero", Rule::Zeros), ("reflect", Rule::Reflect), ("replicate", Rule::Replicate)];

fn check(site: &mut Site<'_>) -> Checked {
    let axes = window::axes_of_operand(site);
    let map = window::map(site, axes);
    let sides = window::sides(site, axes, "sides", None);
    let mode = window::word(site, "mode", MODES);
    // With an argument that is not understood the shape is another one than was meant.
    let known = map.zip(sides).zip(mode).filter(|_| site.arguments.complete);
    let resample = known.and_then(|((map, sides), rule)| resample(site, axes, map, (sides, rule)));
    let padded = || {
        let (resample, sides) = (resample?, sides?);
        Some(layer(Padded { axes, sides, resample }))
    };
    let counts = resample.map(|resample| [resample.height.count, resample.width.count]);
    Checked {
        layer: padded(),
        shape: map.zip(counts).and_then(|(map, counts)| window::shape(site, axes, map.channels, counts)),
        size: site.argument("sides").map(ast::Value::place),
        ..Checked::default()
    }
}

/// An error where an axis has more positions than a shape may have, or not so many as are reflected.
fn resample(
    site: &mut Site<'_>,
    axes: Axes,
    map: Map,
    ([top, bottom, left, right], rule): ([usize; 4], RuleOf),
) -> Option<Resample> {
    let along =
        |len: usize, before: usize, after: usize| Along { len, count: len + before + after, rule: rule(before) };
    let resample = Resample { height: along(map.height, top, bottom), width: along(map.width, left, right) };
    let spans = [(resample.height, top.max(bottom)), (resample.width, left.max(right))];
    for (axis, (along, side)) in spans.into_iter().enumerate() {
        let of_axis = axes.along(axis);
        if matches!(along.rule, Rule::Reflect(_)) && side >= along.len {
            let message =
                format!("`{}` reflects {side} positions along {of_axis}, where {} are", site.title, along.len);
            let error = Diagnostic::new(window::place(site, "sides"), message);
            site.errors
                .push(error.note("the outermost position is not repeated: there must be one more than are reflected"));
            return None;
        }
        if along.count > MAX_EXTENT {
            let message = format!(
                "`{}` has {} positions along {of_axis}, at most {} are allowed",
                site.title,
                grouped(along.count),
                grouped(MAX_EXTENT)
            );
            site.errors.push(Diagnostic::new(window::place(site, "sides"), message));
            return None;
        }
    }
    Some(resample)
}

/// A map with pixels around it.
#[derive(Debug)]
struct Padded {
    axes: Axes,
    /// Top, bottom, left and right.
    sides: [usize; 4],
    resample: Resample,
}

impl Layer for Padded {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let sides = Argument::new("sides", window::counts_of_sides(self.axes, self.sides));
        let mode = match self.resample.width.rule {
            Rule::Reflect(_) => Some("reflect"),
            Rule::Replicate(_) => Some("replicate"),
            _ => None,
        };
        [sides].into_iter().chain(mode.map(|mode| Argument::new("mode", Value::Word(mode)))).collect()
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
    use crate::graph::lowering::{Lowering, Row, Value, float, given, text, unsupported};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{Mistake, title};
    use crate::language::limits::MAX_EXTENT;

    /// Numbers before and behind each axis.
    type Sides = Vec<[usize; 2]>;

    pub(super) fn pad<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.plain_row(node, 0)?;
        let mode = match text(node, "mode", "constant").as_str() {
            "constant" => "zero",
            "reflect" => "reflect",
            "edge" => "replicate",
            other => return Err(unsupported(node, "mode", other, "constant, reflect or edge")),
        };
        if mode == "zero" {
            let value = match lowering.optional(node, 2)? {
                None => Some(float(node, "value", 0.0)?),
                Some(Value::Constant(constant)) => constant.as_number(),
                Some(Value::Row(_)) => None,
            };
            if value != Some(0.0) {
                let found = value.map_or_else(|| "no constant number".to_owned(), |value| value.to_string());
                return Err(unsupported(node, "value", found, 0));
            }
        }
        let (pads, cuts) = pads(lowering, node, &row)?;
        if cuts.iter().flatten().any(|cut| *cut > 0) {
            row = cut(lowering, node, row, &cuts)?;
        }
        if pads.iter().flatten().all(|pad| *pad == 0) {
            return Ok(Value::Row(row));
        }
        axes(lowering, node, &mut row)?;
        let mut shape = vec![row.shape[0]];
        for (len, [before, after]) in row.shape.iter().skip(1).zip(&pads) {
            let count = len + before + after;
            if count > MAX_EXTENT || mode == "reflect" && *before.max(after) >= *len {
                let message = format!("{} has {before} and {after} positions around {len}", title(node));
                let most =
                    format!("at most {MAX_EXTENT} are supported together, and to reflect one less than there are");
                return Err(Mistake::new(message).note(most));
            }
            shape.push(count);
        }
        let pads: Vec<usize> = pads.into_iter().flatten().collect();
        let mut arguments = vec![crate::model::of_axes(&pads)];
        if mode != "zero" {
            arguments.push(format!("mode = {mode}"));
        }
        let layer = Written { arguments, ..Written::plain(KIND.name) };
        Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], shape)))
    }

    /// The map without outer pixels, by a line `crop`; one at least is left.
    fn cut(lowering: &mut Lowering<'_>, node: &Node, row: Row, cuts: &[[usize; 2]]) -> Result<Row, Mistake> {
        let row = lowering.as_declared(node, row)?;
        let mut shape = vec![row.shape[0]];
        for (len, [before, after]) in row.shape.iter().skip(1).zip(cuts) {
            let left = len.checked_sub(before.saturating_add(*after)).filter(|left| *left > 0);
            shape.push(left.ok_or_else(|| {
                Mistake::new(format!("{} takes {before} and {after} positions of {len}", title(node)))
            })?);
        }
        let sides: Vec<usize> = cuts.iter().flatten().copied().collect();
        let layer = Written { arguments: vec![crate::model::of_axes(&sides)], ..Written::plain("crop") };
        Ok(lowering.push(node, Operation::Layer(layer), vec![row.source], shape))
    }

    /// What is put before and behind each axis but that of channels, and what is taken away.
    fn pads<'a>(lowering: &Lowering<'a>, node: &'a Node, row: &Row) -> Result<(Sides, Sides), Mistake> {
        let integers = |index: usize, what: &str| match lowering.optional(node, index)? {
            None => Ok(None),
            Some(Value::Constant(constant)) if constant.as_ints().is_some() => {
                Ok(constant.as_ints().map(<[i64]>::to_vec))
            }
            Some(_) => Err(Mistake::new(format!("{} has {what} that are no constant integers", title(node)))),
        };
        let pads = match integers(1, "pads")? {
            Some(pads) => pads,
            None => given(node, "pads").map_or_else(Vec::new, |pads| pads.ints.clone()),
        };
        // With the batch.
        let n_axes = row.shape.len() + 1;
        let all = || (0..).take(n_axes).collect::<Vec<i64>>();
        let axes = integers(3, "axes")?.unwrap_or_else(all);
        let (mut of_axes, mut cut_of_axes) = (vec![[0; 2]; n_axes], vec![[0; 2]; n_axes]);
        let refused = || {
            let supported =
                format!("{} numbers from -{MAX_EXTENT} to {MAX_EXTENT}, of axes behind the channels", 2 * axes.len());
            unsupported(node, "pads", format!("{pads:?}"), supported)
        };
        if pads.len() != 2 * axes.len() {
            return Err(refused());
        }
        for (index, axis) in axes.iter().enumerate() {
            let counted = if *axis < 0 { axis.saturating_add(row.rank() + 1) } else { *axis };
            let sides = [pads[index], pads[index + axes.len()]];
            let is_small = |side: &i64| side.unsigned_abs() <= MAX_EXTENT as u64;
            let at = usize::try_from(counted).ok().filter(|axis| *axis < n_axes && sides.iter().all(is_small));
            let Some(at) = at else { return Err(refused()) };
            of_axes[at] = sides.map(|side| usize::try_from(side).unwrap_or(0));
            cut_of_axes[at] = sides.map(|side| usize::try_from(-side).unwrap_or(0));
        }
        let (kept, padded) = of_axes.split_at(n_axes.min(2));
        let (also_kept, cut) = cut_of_axes.split_at(n_axes.min(2));
        // What is reflected depends on what is there.
        let is_mixed = text(node, "mode", "constant") != "constant" && cut.iter().flatten().any(|cut| *cut > 0);
        let is_of_channels = kept.iter().chain(also_kept).flatten().any(|pad| *pad > 0);
        if is_of_channels || is_mixed { Err(refused()) } else { Ok((padded.to_vec(), cut.to_vec())) }
    }
}
