//! The operators of layers of maps: convolutions and pools.

use nn_onnx::Attribute;

use super::graph::{Exported, part};
use super::layers::Site;
use super::messages::{float, int, ints, signed, text};
use crate::topology::{Line, Value};

/// `W * x + b`; a layer without the argument `groups` has one, or one for each channel.
pub(super) fn convolution(graph: &mut Exported, line: &Line, (x, channels): (&str, usize), bias: bool, result: &str) {
    let (weight, b) = (part(line, "weight"), part(line, "bias"));
    let operands = if bias { vec![x, &weight, &b] } else { vec![x, &weight] };
    let groups = if line.kind == "depthwise_conv2d" { channels } else { groups(line) };
    let mut attributes = window(line, &[]);
    attributes.extend(dilations(line));
    attributes.push(int("group", signed(groups)));
    graph.push("Conv", &operands, result, attributes);
}

/// The same in the other direction.
pub(super) fn transposed_convolution(graph: &mut Exported, line: &Line, x: &str, bias: bool, result: &str) {
    let (weight, b) = (part(line, "weight"), part(line, "bias"));
    let operands = if bias { vec![x, &weight, &b] } else { vec![x, &weight] };
    let mut attributes = window(line, &[]);
    attributes.extend(dilations(line));
    attributes.extend(of_axes("output_padding", counts(line, "output_padding").unwrap_or_default()));
    attributes.extend(Some(groups(line)).filter(|groups| *groups > 1).map(|groups| int("group", signed(groups))));
    graph.push("ConvTranspose", &operands, result, attributes);
}

fn groups(line: &Line) -> usize {
    counts(line, "groups").and_then(|groups| groups.first().copied()).unwrap_or(1)
}

/// By the running mean and variance; the operator has no form without weights.
pub(super) fn batch_norm(graph: &mut Exported, site: &Site) {
    let [weight, bias, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(|name| site.part(name));
    if !site.flag("affine", true) {
        let channels = site.line.shape.first().copied().unwrap_or(1);
        graph.floats(&weight, &[channels], &vec![1.0; channels]);
        graph.floats(&bias, &[channels], &vec![0.0; channels]);
    }
    let epsilon = float("epsilon", site.number("eps"));
    graph.push("BatchNormalization", &[site.x(), &weight, &bias, &mean, &variance], site.result, vec![epsilon]);
}

/// A number for each channel, or one for all; of a map with axes of extent 1, so that the operator takes it for all pixels.
pub(super) fn of_channels(graph: &mut Exported, site: &Site, role: &str) -> String {
    let (parameter, n_axes) = (site.part(role), site.line.shape.len().saturating_sub(1));
    let is_of_all = role == "weight" && site.line.kind == "prelu" && !site.flag("per_channel", false);
    if n_axes == 0 || is_of_all {
        return parameter;
    }
    let [axes, spread] = ["axes", "spread"].map(|name| site.part(&format!("{role}_{name}")));
    graph.numbers(&axes, &(1..=n_axes).map(signed).collect::<Vec<i64>>());
    graph.push("Unsqueeze", &[&parameter, &axes], &spread, Vec::new());
    spread
}

/// The operator for maps of one group for each channel, over numbers that have been given an axis for groups, then the weights: so `PyTorch`
/// exports it, because the operator for groups is newer than operator set 17.
pub(super) fn group_norm(graph: &mut Exported, site: &Site) {
    let groups = match site.line.argument("groups") {
        Some(Value::Count(groups)) => groups,
        _ => 1,
    };
    let names = ["groups", "grouped", "ones", "zeros", "normalised", "shape"].map(|name| site.part(name));
    let [of_groups, grouped, ones, zeros, normalised, shape] = &names;
    graph.numbers(of_groups, &[0, signed(groups), -1]);
    graph.push("Reshape", &[site.x(), of_groups], grouped, Vec::new());
    graph.floats(ones, &[groups], &vec![1.0; groups]);
    graph.floats(zeros, &[groups], &vec![0.0; groups]);
    let epsilon = float("epsilon", site.number("eps"));
    graph.push("InstanceNormalization", &[grouped, ones, zeros], normalised, vec![epsilon]);
    let extents = site.line.shape.iter().map(|extent| signed(*extent));
    graph.numbers(shape, &[0].into_iter().chain(extents).collect::<Vec<i64>>());
    if !site.flag("affine", true) {
        graph.push("Reshape", &[normalised, shape], site.result, Vec::new());
        return;
    }
    let [restored, product] = ["restored", "product"].map(|name| site.part(name));
    graph.push("Reshape", &[normalised, shape], &restored, Vec::new());
    let weight = of_channels(graph, site, "weight");
    if !site.flag("bias", true) {
        graph.push("Mul", &[&restored, &weight], site.result, Vec::new());
        return;
    }
    graph.push("Mul", &[&restored, &weight], &product, Vec::new());
    let bias = of_channels(graph, site, "bias");
    graph.push("Add", &[&product, &bias], site.result, Vec::new());
}

/// The operator has no form without weights.
pub(super) fn instance_norm(graph: &mut Exported, site: &Site) {
    let (affine, has_bias) = (site.flag("affine", false), site.flag("bias", true));
    let channels = site.line.shape.first().copied().unwrap_or(1);
    let mut parameter = |role: &str, made: &str, neutral: f32, is_given: bool| {
        if is_given {
            return site.part(role);
        }
        let made = site.part(made);
        graph.floats(&made, &[channels], &vec![neutral; channels]);
        made
    };
    let weight = parameter("weight", "ones", 1.0, affine);
    let bias = parameter("bias", "zeros", 0.0, affine && has_bias);
    let epsilon = float("epsilon", site.number("eps"));
    graph.push("InstanceNormalization", &[site.x(), &weight, &bias], site.result, vec![epsilon]);
}

pub(super) fn max_pool(graph: &mut Exported, site: &Site) {
    let mut attributes = pool(site);
    attributes.extend(dilations(site.line));
    graph.push("MaxPool", &[site.x()], site.result, attributes);
}

/// Dilations are newer than operator set 17.
pub(super) fn avg_pool(graph: &mut Exported, site: &Site) {
    let mut attributes = pool(site);
    attributes.push(int("count_include_pad", i64::from(site.flag("count_padding", true))));
    graph.push("AveragePool", &[site.x()], site.result, attributes);
}

/// A number for each channel; the operator keeps the axes of the map, with the extent 1.
pub(super) fn global(graph: &mut Exported, site: &Site, operator: &str) {
    let pooled = site.part("pooled");
    graph.push(operator, &[site.x()], &pooled, Vec::new());
    graph.push("Flatten", &[&pooled], site.result, vec![int("axis", 1)]);
}

/// The last step of a window, and no axis of time.
pub(super) fn last(graph: &mut Exported, site: &Site) {
    let names = ["starts", "ends", "axes", "step"].map(|name| site.part(name));
    let [starts, ends, axes, step] = &names;
    for (name, number) in [(starts, -1), (ends, i64::MAX), (axes, 2)] {
        graph.numbers(name, &[number]);
    }
    graph.push("Slice", &[site.x(), starts, ends, axes], step, Vec::new());
    graph.push("Flatten", &[step], site.result, vec![int("axis", 1)]);
}

/// The nearest pixel is the one that is repeated; between pixels the distance to their middles counts.
pub(super) fn upsample(graph: &mut Exported, site: &Site) {
    let scales = site.part("scales");
    let of_axes = counts(site.line, "factor").unwrap_or_default();
    // The language limits a factor to an extent, which f32 has exactly.
    let factors: Vec<f32> = [1, 1].iter().chain(of_axes).map(|factor| *factor as f32).collect();
    graph.floats(&scales, &[factors.len()], &factors);
    let attributes = match site.line.argument("mode") {
        Some(Value::Word("bilinear")) => {
            vec![text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel")]
        }
        _ => vec![
            text("mode", "nearest"),
            text("coordinate_transformation_mode", "asymmetric"),
            text("nearest_mode", "floor"),
        ],
    };
    graph.push("Resize", &[site.x(), "", &scales], site.result, attributes);
}

/// The operator lists what is before each axis, then what is behind; the batch and the channels have nothing around them.
pub(super) fn pad(graph: &mut Exported, site: &Site) {
    let pads = site.part("pads");
    let sides = counts(site.line, "sides").unwrap_or_default();
    let side = |first: usize| sides.iter().skip(first).step_by(2).map(|count| signed(*count));
    let numbers: Vec<i64> = [0, 0].into_iter().chain(side(0)).chain([0, 0]).chain(side(1)).collect();
    graph.numbers(&pads, &numbers);
    let mode = match site.line.argument("mode") {
        Some(Value::Word("reflect")) => "reflect",
        Some(Value::Word("replicate")) => "edge",
        _ => "constant",
    };
    graph.push("Pad", &[site.x(), &pads], site.result, vec![text("mode", mode)]);
}

/// From a first position of each axis behind the channels up to another.
pub(super) fn crop(graph: &mut Exported, site: &Site) {
    let sides = counts(site.line, "sides").unwrap_or_default();
    let starts: Vec<i64> = sides.iter().step_by(2).map(|count| signed(*count)).collect();
    let left = site.line.shape.iter().skip(1).map(|extent| signed(*extent));
    let ends: Vec<i64> = starts.iter().zip(left).map(|(start, extent)| start + extent).collect();
    let axes: Vec<i64> = (2..).take(starts.len()).collect();
    let names = ["starts", "ends", "axes"].map(|name| site.part(name));
    for (name, numbers) in names.iter().zip([&starts, &ends, &axes]) {
        graph.numbers(name, numbers);
    }
    let [starts, ends, axes] = &names;
    graph.push("Slice", &[site.x(), starts, ends, axes], site.result, Vec::new());
}

pub(super) fn pixel_shuffle(graph: &mut Exported, site: &Site) {
    let mode = if is_dcr(site) { "DCR" } else { "CRD" };
    let attributes = vec![int("blocksize", factor(site)), text("mode", mode)];
    graph.push("DepthToSpace", &[site.x()], site.result, attributes);
}

/// The operator has no form with the channels of the map first.
pub(super) fn pixel_unshuffle(graph: &mut Exported, site: &Site) {
    let r = factor(site);
    if is_dcr(site) {
        graph.push("SpaceToDepth", &[site.x()], site.result, vec![int("blocksize", r)]);
        return;
    }
    let [channels, height, width] = [0, 1, 2].map(|axis| site.line.shape.get(axis).map_or(1, |extent| signed(*extent)));
    let names = ["parts", "shape", "moved", "joined"].map(|name| site.part(name));
    let [parts, shape, moved, joined] = &names;
    graph.numbers(shape, &[-1, channels / (r * r).max(1), height, r, width, r]);
    graph.push("Reshape", &[site.x(), shape], parts, Vec::new());
    graph.push("Transpose", &[parts], moved, vec![ints("perm", vec![0, 1, 3, 5, 2, 4])]);
    graph.numbers(joined, &[-1, channels, height, width]);
    graph.push("Reshape", &[moved, joined], site.result, Vec::new());
}

/// The batch stays in front.
pub(super) fn permute(graph: &mut Exported, site: &Site) {
    let axes = list(site.line, "axes").iter().map(|axis| signed(axis + 1));
    let perm = [0].into_iter().chain(axes).collect();
    graph.push("Transpose", &[site.x()], site.result, vec![ints("perm", perm)]);
}

pub(super) fn reshape(graph: &mut Exported, site: &Site) {
    let shape = site.part("shape");
    let extents = site.line.shape.iter().map(|extent| signed(*extent));
    let numbers: Vec<i64> = [-1].into_iter().chain(extents).collect();
    graph.numbers(&shape, &numbers);
    graph.push("Reshape", &[site.x(), &shape], site.result, Vec::new());
}

fn factor(site: &Site) -> i64 {
    match site.line.argument("factor") {
        Some(Value::Count(factor)) => signed(factor),
        _ => 1,
    }
}

fn is_dcr(site: &Site) -> bool {
    site.line.argument("mode") == Some(Value::Word("dcr"))
}

/// Numbers that are written as a list.
fn list(line: &Line, name: &str) -> &'static [usize] {
    match line.argument(name) {
        Some(Value::List(list)) => list,
        _ => &[],
    }
}

/// The attributes that both pools have; the stride is the kernel where it is not given.
fn pool(site: &Site) -> Vec<Attribute> {
    let mut attributes = window(site.line, counts(site.line, "kernel").unwrap_or_default());
    attributes.push(int("ceil_mode", i64::from(site.flag("ceil", false))));
    attributes
}

/// Kernel, stride and padding. What is not given is left out: the operators' defaults are the language's, but for the stride of pools.
fn window(line: &Line, default_stride: &[usize]) -> Vec<Attribute> {
    let stride = counts(line, "stride").unwrap_or(default_stride);
    // The operators list what is before each axis, then what is behind.
    let sides = counts(line, "padding").unwrap_or_default();
    let padding: Vec<usize> = [0, 1].iter().flat_map(|side| sides.iter().skip(*side).step_by(2)).copied().collect();
    let named = [("kernel_shape", counts(line, "kernel").unwrap_or_default()), ("strides", stride), ("pads", &padding)];
    named.into_iter().filter_map(|(name, numbers)| of_axes(name, numbers)).collect()
}

fn dilations(line: &Line) -> Option<Attribute> {
    of_axes("dilations", counts(line, "dilation").unwrap_or_default())
}

/// A list of numbers, unless there are none.
fn of_axes(name: &str, numbers: &[usize]) -> Option<Attribute> {
    (!numbers.is_empty()).then(|| ints(name, numbers.iter().map(|number| signed(*number)).collect()))
}

/// Numbers of elements, where they are not what they are by default.
fn counts(line: &Line, name: &str) -> Option<&'static [usize]> {
    match line.argument(name) {
        Some(Value::Counts(counts)) => Some(counts),
        _ => None,
    }
}
