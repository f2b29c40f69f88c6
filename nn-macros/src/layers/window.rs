//! Windows that move over maps, as convolutions and pools write them: kernel, stride, dilation and padding.

use super::Site;
use crate::ast::{Place, Value};
use crate::errors::Diagnostic;
use crate::ir::{Rule, Span, Window};
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT, grouped};
use crate::language::suggest::suggest_name;
use crate::language::values::{sizes, subject};
use crate::model::{self, Argument, Shape};

/// The axes that a window moves over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axes {
    /// `[channels, time]`.
    Time,
    /// `[channels, height, width]`.
    Image,
}

/// The shape of an operand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Map {
    pub(super) channels: usize,
    pub(super) height: usize,
    pub(super) width: usize,
}

/// What is declared of a window besides the map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    /// Of height and width; along time the height is 1.
    pub(super) kernel: [usize; 2],
    pub(super) stride: [usize; 2],
    pub(super) dilation: [usize; 2],
    pub(super) padding: Padding,
    /// Whether the last window may begin where it does not fit any more.
    pub(super) ceil: bool,
}

/// What stands around a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    /// Top, bottom, left and right.
    Given([usize; 4]),
    /// So much that each position, or each of a stride, has a window; an odd one behind the map.
    SameUpper,
    /// As that; an odd one before the map.
    SameLower,
    /// `PyTorch`'s, where there is no stride.
    Same,
    /// All of it before the map: a window has nothing that comes later.
    Causal,
}

/// The ways to pad that have a name.
const NAMED: &[(&str, Padding)] =
    &[("same", Padding::Same), ("same_upper", Padding::SameUpper), ("same_lower", Padding::SameLower)];

impl Axes {
    fn shape(self) -> &'static str {
        match self {
            Self::Time => "[channels, time]",
            Self::Image => "[channels, height, width]",
        }
    }

    /// What an axis is called: 0 or 1, along time 1.
    pub(super) fn along(self, axis: usize) -> &'static str {
        match (self, axis) {
            (Self::Time, _) => "time",
            (Self::Image, 0) => "the height",
            (Self::Image, _) => "the width",
        }
    }

    /// How the numbers of padding are listed.
    fn sides(self) -> &'static str {
        match self {
            Self::Time => "[before, after]",
            Self::Image => "[top, bottom, left, right]",
        }
    }
}

/// The rule of an axis, of its number.
pub(super) type RuleOf = fn(usize) -> Rule;

/// The axes of a layer that takes maps of one axis or two.
pub(super) fn axes_of_operand(site: &Site<'_>) -> Axes {
    if site.shape().is_some_and(|shape| shape.0.len() == 2) { Axes::Time } else { Axes::Image }
}

/// An argument that is one of these words, by default the first.
pub(super) fn word<T: Copy>(site: &mut Site<'_>, name: &str, words: &[(&str, T)]) -> Option<T> {
    let Some(value) = site.arguments.get(name) else { return words.first().map(|(_, first)| *first) };
    let text = if let Value::Name(name) = value { name.to_string() } else { String::new() };
    let found = words.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let (subject, all, found) = (subject(name, site.title), all.join(" or "), value.describe());
        let error = Diagnostic::new(value.place(), format!("{subject} must be {all}, found {found}"));
        site.errors.push(error.did_you_mean(suggest_name(&text, words.iter().map(|(word, _)| *word))));
    }
    found.map(|(_, chosen)| *chosen)
}

/// The operand, which must have the axes.
pub(super) fn map(site: &mut Site<'_>, axes: Axes) -> Option<Map> {
    let operand = site.operand()?;
    let shape = operand.shape.clone()?;
    match (axes, &shape.0[..]) {
        (Axes::Time, [channels, time]) => return Some(Map { channels: *channels, height: 1, width: *time }),
        (Axes::Image, [channels, height, width]) => {
            return Some(Map { channels: *channels, height: *height, width: *width });
        }
        _ => {}
    }
    let error = Diagnostic::new(operand.place, format!("`{}` expects {}, found {shape}", site.title, axes.shape()))
        .note(format_args!("{} has shape {shape}", operand.title));
    let name = site.call.name.to_string();
    let other = match (axes, shape.0.len()) {
        (Axes::Image, 2) => name.strip_suffix("2d").map(|stem| format!("{stem}1d")),
        (Axes::Time, 3) => name.strip_suffix("1d").map(|stem| format!("{stem}2d")),
        _ => None,
    };
    site.errors.push(match other.filter(|other| super::find(other).is_some()) {
        Some(other) => error.help(format_args!(
            "for {} write `{other}`",
            if axes == Axes::Image { "[channels, time]" } else { "[channels, height, width]" }
        )),
        None => error,
    });
    None
}

/// Sizes along the axes, one for all or one for each; `default` where the argument is not given.
pub(super) fn of_axes(site: &mut Site<'_>, axes: Axes, name: &str, default: Option<[usize; 2]>) -> Option<[usize; 2]> {
    of_axes_from(site, axes, (name, 1), default)
}

/// As [`of_axes`], numbers from `least` on; along time that is the height's.
pub(super) fn of_axes_from(
    site: &mut Site<'_>,
    axes: Axes,
    (name, least): (&str, usize),
    default: Option<[usize; 2]>,
) -> Option<[usize; 2]> {
    let Some(value) = site.arguments.get(name) else { return default };
    let subject = subject(name, site.title);
    match axes {
        Axes::Time => sizes(value, least, (&subject, "[time]"), site.errors).map(|[time]| [least, time]),
        Axes::Image => sizes(value, least, (&subject, "[height, width]"), site.errors),
    }
}

/// Numbers of the top, the bottom, the left and the right: one for all, one for each axis of an image, or one for each side; `default` where
/// the argument is not given.
pub(super) fn sides(site: &mut Site<'_>, axes: Axes, name: &str, default: Option<[usize; 4]>) -> Option<[usize; 4]> {
    let Some(value) = site.arguments.get(name) else { return default };
    let subject = subject(name, site.title);
    match (axes, value) {
        (Axes::Time, _) => {
            sizes(value, 0, (&subject, axes.sides()), site.errors).map(|[before, after]| [0, 0, before, after])
        }
        // Of height and width, on both sides of each.
        (Axes::Image, Value::List { list, .. }) if list.len() == 2 => {
            sizes(value, 0, (&subject, "[height, width]"), site.errors)
                .map(|[height, width]| [height, height, width, width])
        }
        (Axes::Image, _) => sizes(value, 0, (&subject, axes.sides()), site.errors),
    }
}

/// The argument `padding`.
pub(super) fn padding(site: &mut Site<'_>, axes: Axes) -> Option<Padding> {
    let Some(value) = site.arguments.get("padding") else { return Some(Padding::Given([0; 4])) };
    if let Value::Name(name) = value {
        let text = name.to_string();
        let found = NAMED.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let suggestion = suggest_name(&text, NAMED.iter().map(|(name, _)| *name));
            let error = Diagnostic::new(value.place(), format!("unknown padding `{text}` of `{}`", site.title));
            let error = error
                .note(format_args!("there are `same`, `same_upper` and `same_lower`, or numbers {}", axes.sides()));
            site.errors.push(match text.as_str() {
                "valid" | "none" => error.help("write `padding = 0`, or nothing"),
                _ => error.did_you_mean(suggestion),
            });
        }
        return found.map(|(_, padding)| *padding);
    }
    sides(site, axes, "padding", None).map(Padding::Given)
}

/// The window over a map; an error where it has no position, or more than a shape may have.
pub(super) fn window(site: &mut Site<'_>, axes: Axes, map: Map, declared: &Declared) -> Option<Window> {
    let Declared { kernel, stride, dilation, padding, ceil } = *declared;
    let place = |name: &str| site.argument(name).map_or(site.kind_place(), Value::place);
    if padding == Padding::Same && stride != [1, 1] {
        let error = Diagnostic::new(place("padding"), format!("`padding = same` of `{}` has a stride", site.title))
            .note("it is PyTorch's, which keeps the shape")
            .help("write `same_upper`, as TensorFlow pads, or the numbers");
        site.errors.push(error);
        return None;
    }
    let [top, bottom, left, right] = match padding {
        Padding::Given(sides) => sides,
        Padding::Causal => [0, 0, (kernel[1] - 1).saturating_mul(dilation[1]), 0],
        Padding::Same | Padding::SameUpper | Padding::SameLower => {
            let sides = |axis: usize, len: usize| {
                let extent = (kernel[axis] - 1).saturating_mul(dilation[axis]).saturating_add(1);
                let windows = (len.div_ceil(stride[axis]) - 1) * stride[axis];
                let all = windows.saturating_add(extent).saturating_sub(len);
                let (less, more) = (all / 2, all - all / 2);
                if padding == Padding::SameLower { [more, less] } else { [less, more] }
            };
            let ([top, bottom], [left, right]) = (sides(0, map.height), sides(1, map.width));
            [top, bottom, left, right]
        }
    };
    let spans = [(0, map.height, top, bottom), (1, map.width, left, right)];
    let mut found = Vec::new();
    for (axis, len, before, after) in spans {
        let extent = (kernel[axis] - 1).saturating_mul(dilation[axis]).saturating_add(1);
        let padded = len.saturating_add(before).saturating_add(after);
        let along = axes.along(axis);
        if extent > padded {
            let message = format!(
                "the window of `{}` takes {} positions along {along}, but there are {}",
                site.title,
                grouped(extent),
                grouped(padded)
            );
            let error = Diagnostic::new(place("kernel"), message);
            let of = format!("{} of {len} and {before} and {after} of padding", grouped(padded));
            let error = if before + after > 0 { error.note(of) } else { error };
            // The channels of a picture stand last in other libraries.
            let is_turned = len <= 4 && len < map.channels && axis == 1 && axes == Axes::Image;
            let channels = map.channels;
            site.errors.push(if is_turned {
                error.note(format_args!("a map is [channels, height, width], so this one has {channels} channels"))
            } else {
                error
            });
            return None;
        }
        let steps = padded - extent;
        let mut count = steps / stride[axis] + 1;
        // PyTorch's rule: the last window must begin in the map or in the padding before it.
        if ceil && !steps.is_multiple_of(stride[axis]) && count * stride[axis] < len + before {
            count += 1;
        }
        if count > MAX_EXTENT || padded > MAX_EXTENT {
            let message = format!(
                "`{}` has {} positions along {along}, at most {} are allowed",
                site.title,
                grouped(count.max(padded)),
                grouped(MAX_EXTENT)
            );
            site.errors.push(Diagnostic::new(place("padding"), message));
            return None;
        }
        found.push(Span {
            len,
            count,
            kernel: kernel[axis],
            stride: stride[axis],
            dilation: dilation[axis],
            before,
            after,
        });
    }
    let [height, width] = found[..] else { return None };
    Some(Window { height, width })
}

/// The positions of a window.
pub(super) fn counts(window: &Window) -> [usize; 2] {
    [window.height.count, window.width.count]
}

/// The shape of so many channels at so many positions; an error where a map has not so many numbers.
pub(super) fn shape(site: &mut Site<'_>, axes: Axes, channels: usize, [height, width]: [usize; 2]) -> Option<Shape> {
    let shape = Shape(match axes {
        Axes::Time => vec![channels, width],
        Axes::Image => vec![channels, height, width],
    });
    if shape.len() <= MAX_ELEMENTS {
        return Some(shape);
    }
    let message = format!(
        "`{}` makes a map of {}, at most {} are allowed",
        site.title,
        grouped(shape.len()),
        grouped(MAX_ELEMENTS)
    );
    site.errors.push(Diagnostic::new(site.kind_place(), message));
    None
}

/// The arguments that a window is declared by, but for those that are what they are by default. `default_stride` is that of each axis.
pub(super) fn arguments(axes: Axes, window: &Window, default_stride: [usize; 2]) -> Vec<Argument> {
    let Window { height, width } = window;
    let of_axes = |name, numbers: [usize; 2], default: [usize; 2]| argument(axes, name, numbers, default);
    let sides = [height.before, height.after, width.before, width.after];
    let padding = (sides != [0; 4]).then(|| counts_of_sides(axes, sides));
    [
        of_axes("kernel", [height.kernel, width.kernel], [0, 0]),
        of_axes("stride", [height.stride, width.stride], default_stride),
        of_axes("dilation", [height.dilation, width.dilation], [1, 1]),
        padding.map(|padding| Argument::new("padding", padding)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Numbers along the axes, if they are not what they are by default.
pub(super) fn argument(axes: Axes, name: &'static str, numbers: [usize; 2], default: [usize; 2]) -> Option<Argument> {
    let value = match (axes, numbers) {
        (Axes::Time, [_, time]) => model::Value::Counts([time, 0, 0, 0], 1),
        (Axes::Image, [height, width]) => model::Value::Counts([height, width, 0, 0], 2),
    };
    (numbers != default).then(|| Argument::new(name, value))
}

/// Numbers of the top, the bottom, the left and the right.
pub(super) fn counts_of_sides(axes: Axes, sides: [usize; 4]) -> model::Value {
    match (axes, sides) {
        (Axes::Time, [_, _, before, after]) => model::Value::Counts([before, after, 0, 0], 2),
        (Axes::Image, sides) => model::Value::Counts(sides, 4),
    }
}

/// The tokens of an argument, or of the line's kind.
pub(super) fn place(site: &Site<'_>, name: &str) -> Place {
    site.argument(name).map_or(site.kind_place(), Value::place)
}

/// How a window is read from a node of an ONNX file.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    use nn_onnx::Node;

    use super::Axes;
    use crate::graph::lowering::{Lowering, Row, given, int, text, unsupported};
    use crate::graph::{Mistake, title};
    use crate::language::limits::MAX_EXTENT;
    use crate::model::of_axes;

    /// What a node says of its window: numbers for each axis.
    pub(in crate::layers) struct OfNode<'a> {
        pub(in crate::layers) row: &'a Row,
        pub(in crate::layers) kernel: Vec<usize>,
        pub(in crate::layers) strides: Vec<usize>,
        pub(in crate::layers) dilations: Vec<usize>,
        pub(in crate::layers) padding: Option<String>,
        /// Before and behind each axis.
        pub(in crate::layers) pads: Vec<[usize; 2]>,
    }

    /// The axes of a map, which it has in the language from then on.
    pub(in crate::layers) fn axes(lowering: &mut Lowering<'_>, node: &Node, row: &mut Row) -> Result<Axes, Mistake> {
        let axes = match row.shape.len() {
            2 => Axes::Time,
            3 => Axes::Image,
            _ => {
                let message = format!("{} takes rows of shape {:?}", title(node), row.shape);
                return Err(Mistake::new(message).note("supported are [channels, time] and [channels, height, width]"));
            }
        };
        *row = lowering.as_declared(node, row.clone())?;
        Ok(axes)
    }

    /// The attributes of a window, for each axis that it moves along.
    pub(crate) struct Attributes {
        kernel: Vec<usize>,
        pub(crate) strides: Vec<usize>,
        pub(crate) dilations: Vec<usize>,
        /// How the language writes padding that follows from the extents.
        pub(crate) padding: Option<String>,
        /// Before and behind each axis.
        pub(crate) pads: Vec<[usize; 2]>,
    }

    /// The window of a node whose kernel has these extents, unless the node says so itself.
    pub(in crate::layers) fn window<'a>(
        node: &Node,
        row: &'a Row,
        kernel: Option<&[usize]>,
    ) -> Result<OfNode<'a>, Mistake> {
        let Attributes { kernel, strides, dilations, padding, pads } = attributes(node, row.shape.len() - 1, kernel)?;
        Ok(OfNode { row, kernel, strides, dilations, padding, pads })
    }

    /// What a node says of its window along `rank` axes, whose kernel has these extents, unless the node says so itself.
    pub(crate) fn attributes(node: &Node, rank: usize, kernel: Option<&[usize]>) -> Result<Attributes, Mistake> {
        let list = |name: &str, n: usize, least: usize| -> Result<Option<Vec<usize>>, Mistake> {
            let Some(attribute) = given(node, name) else { return Ok(None) };
            let sizes: Option<Vec<usize>> = attribute
                .ints
                .iter()
                .map(|size| usize::try_from(*size).ok().filter(|size| (least..=MAX_EXTENT).contains(size)))
                .collect();
            if let Some(sizes) = sizes.filter(|sizes| sizes.len() == n) {
                Ok(Some(sizes))
            } else {
                let found = format!("{:?}", attribute.ints);
                Err(unsupported(node, name, found, format!("{n} numbers from {least} to {MAX_EXTENT}")))
            }
        };
        let of_node = list("kernel_shape", rank, 1)?;
        let kernel = match (of_node, kernel) {
            (Some(given), Some(of_weights)) if given != of_weights => {
                let supported = format!("{of_weights:?}, as the weights have it");
                return Err(unsupported(node, "kernel_shape", format!("{given:?}"), supported));
            }
            (Some(given), _) => given,
            (None, Some(of_weights)) => of_weights.to_vec(),
            (None, None) => return Err(Mistake::new(format!("{} has no kernel_shape", title(node)))),
        };
        let strides = list("strides", rank, 1)?.unwrap_or_else(|| vec![1; rank]);
        let dilations = list("dilations", rank, 1)?.unwrap_or_else(|| vec![1; rank]);
        let pads = list("pads", 2 * rank, 0)?.unwrap_or_else(|| vec![0; 2 * rank]);
        let pads: Vec<[usize; 2]> = (0..rank).map(|axis| [pads[axis], pads[axis + rank]]).collect();
        let auto_pad = text(node, "auto_pad", "NOTSET");
        let padding = match auto_pad.as_str() {
            "NOTSET" | "" | "VALID" => None,
            "SAME_UPPER" => Some("same_upper".to_owned()),
            "SAME_LOWER" => Some("same_lower".to_owned()),
            other => return Err(unsupported(node, "auto_pad", other, "NOTSET, VALID, SAME_UPPER or SAME_LOWER")),
        };
        if auto_pad != "NOTSET" && pads.iter().flatten().any(|pad| *pad > 0) {
            return Err(unsupported(node, "auto_pad", auto_pad, "NOTSET beside numbers of padding"));
        }
        Ok(Attributes { kernel, strides, dilations, padding, pads })
    }

    /// Whether an attribute is 1.
    pub(in crate::layers) fn flag(node: &Node, name: &str) -> Result<bool, Mistake> {
        match int(node, name, 0) {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(unsupported(node, name, other, "0 or 1")),
        }
    }

    impl OfNode<'_> {
        /// Arguments by name, but for those that are 1 or 0; the stride where it is not `stride`.
        pub(in crate::layers) fn arguments(&self, stride: &[usize]) -> Vec<String> {
            let mut arguments = Vec::new();
            if self.strides != stride {
                arguments.push(format!("stride = {}", of_axes(&self.strides)));
            }
            if self.dilations.iter().any(|dilation| *dilation != 1) {
                arguments.push(format!("dilation = {}", of_axes(&self.dilations)));
            }
            let pads: Vec<usize> = self.pads.iter().flatten().copied().collect();
            match &self.padding {
                Some(padding) => arguments.push(format!("padding = {padding}")),
                None if pads.iter().any(|pad| *pad > 0) => {
                    arguments.push(format!("padding = {}", of_axes(&pads)));
                }
                None => {}
            }
            arguments
        }

        /// Positions of the window along each axis, or a mistake where there are none.
        pub(in crate::layers) fn counts(&self, node: &Node, ceil: bool) -> Result<Vec<usize>, Mistake> {
            let extents =
                self.row.shape.iter().skip(1).zip(&self.kernel).zip(&self.strides).zip(&self.dilations).zip(&self.pads);
            extents
                .map(|((((len, kernel), stride), dilation), [before, after])| {
                    if self.padding.is_some() {
                        return Ok(len.div_ceil(*stride));
                    }
                    let window = (kernel - 1).saturating_mul(*dilation).saturating_add(1);
                    let steps = (len + before + after).checked_sub(window).ok_or_else(|| {
                        let message = format!("{} has a window of {window} over {len}", title(node));
                        Mistake::new(message).note(format!("with {before} and {after} of padding"))
                    })?;
                    let mut count = steps / stride + 1;
                    if ceil && steps % stride != 0 && count * stride < len + before {
                        count += 1;
                    }
                    Ok(count)
                })
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::parse::parse_written;

    /// So weight files tell them, and a network that is loaded from one reads them.
    #[test]
    fn lines_are_written_as_they_are_declared() {
        for (line, input, channels) in [
            (
                "conv2d(4, 3, relu, stride = 2, dilation = [1, 2], padding = [1, 0, 2, 1], bias = false)",
                "[16, 9, 9]",
                4,
            ),
            ("conv2d(32, [3, 1], leaky_relu(0.5), stride = [2, 1], padding = 1, groups = 2)", "[32, 9, 9]", 32),
            ("depthwise_conv2d([1, 3], tanh)", "[16, 9, 9]", 16),
            ("conv1d(5, 3, sigmoid, stride = 2, dilation = 2, padding = [2, 0])", "[16, 9]", 5),
            ("conv1d(16, 3, groups = 16)", "[16, 9]", 16),
            ("max_pool(3, stride = [3, 1], dilation = [1, 2], padding = 1, ceil = true)", "[16, 9, 9]", 16),
            ("max_pool([3, 2])", "[16, 9, 9]", 16),
            ("avg_pool(2, stride = 1, padding = [0, 1], count_padding = false)", "[16, 9]", 16),
        ] {
            let text = format!("@crate(::nn_runtime) struct N: {input} -> [{channels}] {{ {line}, global_max_pool }}");
            let network = parse_written(text.parse().expect("the test's tokens"));
            let model = network.and_then(|network| check(&network));
            let model = model.unwrap_or_else(|failure| panic!("{line}: {:?}", failure.errors.texts()));
            assert_eq!(model.nodes[0].layer.description(&[]), line);
        }
    }
}
