//! Random declarations of networks over maps: convolutions, pools, joins of maps, and what may stand behind them.

use std::fmt::Write as _;

use crate::description::push_line;
use crate::generate::ELEMENTWISE;
use crate::random::Random;
use crate::topology::{Layer, Source, Topology};
use crate::window::channels_and_extents;

/// Products of all convolutions and dense layers for a row: what the tests have time for.
const MOST_PRODUCTS: usize = 150_000;

/// Numbers of a map.
const MOST_NUMBERS: usize = 6_000;

/// A network that is being drawn.
struct Maps<'r> {
    random: &'r mut Random,
    /// Without a loss.
    topology: Topology,
    lines: Vec<Line>,
    n_products: usize,
    /// Whether there may be norms of the batch, which have their running statistics here, for there is no loss then.
    has_batch_norm: bool,
}

struct Line {
    text: String,
    /// Whether another line names it.
    has_label: bool,
    is_used: bool,
}

/// What is written inside of `network!` for the next network of a sequence.
#[must_use]
pub fn declaration(index: usize, random: &mut Random) -> String {
    let input_shape = input_shape(random);
    let has_dropout = random.chance(0.1);
    let topology = Topology { input: input_shape.iter().product(), input_shape, nodes: Vec::new(), loss: None };
    let has_batch_norm = random.chance(0.1);
    let mut maps = Maps { random, topology, lines: Vec::new(), n_products: 0, has_batch_norm };
    for _ in 0..maps.random.between(1, 6) {
        maps.push_random(has_dropout);
    }
    let loss = maps.finish();
    maps.written(index, loss)
}

/// Of time or of an image.
fn input_shape(random: &mut Random) -> Vec<usize> {
    let channels = channels(random);
    loop {
        let mut shape = vec![channels, random.between(1, 12), random.between(1, 12)];
        shape.truncate(if random.chance(0.7) { 3 } else { 2 });
        // Most maps are small.
        if shape.iter().product::<usize>() <= 1_000 || random.chance(0.1) {
            return shape;
        }
    }
}

/// Few, or next to a whole number of panels, or any.
fn channels(random: &mut Random) -> usize {
    let edges = [1, 2, 3, 4, 5, 15, 16, 16, 17, 32, 32, 32, 33, 40];
    if random.chance(0.7) { edges[random.below(edges.len())] } else { random.between(1, 40) }
}

impl Maps<'_> {
    fn last(&self) -> Source {
        self.lines.len().checked_sub(1).map_or(Source::Input, Source::Node)
    }

    fn shape(&self, source: Source) -> Vec<usize> {
        self.topology.shape_of(source).to_vec()
    }

    /// Every value before the last that has as many axes, in any order.
    fn earlier(&mut self) -> Vec<Source> {
        let n_axes = self.shape(self.last()).len();
        let mut sources: Vec<Source> = (0..self.lines.len().saturating_sub(1)).map(Source::Node).collect();
        if !self.lines.is_empty() {
            sources.push(Source::Input);
        }
        sources.retain(|source| self.topology.shape_of(*source).len() == n_axes);
        for index in (1..sources.len()).rev() {
            sources.swap(index, self.random.below(index + 1));
        }
        sources
    }

    /// The name of a value, which from now on has a label and a user.
    fn take(&mut self, source: Source) -> String {
        match source {
            Source::Input => "input".to_owned(),
            Source::Node(index) => {
                self.lines[index].has_label = true;
                self.lines[index].is_used = true;
                format!("l{index}")
            }
        }
    }

    /// Appends a line that takes the one before it.
    fn push(&mut self, text: String) {
        if let Some(last) = self.lines.last_mut() {
            last.is_used = true;
        }
        self.push_from_elsewhere(text);
    }

    /// Appends a line that leaves the one before it.
    fn push_from_elsewhere(&mut self, text: String) {
        let index = self.lines.len();
        push_line(&mut self.topology, &format!("l{index}: {text}"));
        let node = &self.topology.nodes[index];
        self.n_products += match &node.layer {
            Layer::Convolution { input, weight, is_transposed: true, .. } => {
                self.topology.len_of(*input) / weight.len() * weight.iter().map(Vec::len).sum::<usize>()
            }
            Layer::Convolution { weight, .. } | Layer::Dense { weight, .. } => {
                node.len / weight.len() * weight.iter().map(Vec::len).sum::<usize>()
            }
            _ => 0,
        };
        self.lines.push(Line { text, has_label: false, is_used: false });
    }

    fn one_of(&mut self, texts: &[&'static str]) -> &'static str {
        texts[self.random.below(texts.len())]
    }

    fn push_one_of(&mut self, texts: &[&'static str]) {
        let text = self.one_of(texts).to_owned();
        self.push(text);
    }

    /// Appends a line `kind(arguments)` that takes the last value, or sometimes one before it.
    fn push_of_any(&mut self, kind: &str, arguments: impl FnOnce(&mut Self, &[usize]) -> Option<String>) {
        let source = if self.random.chance(0.2) { self.earlier().pop() } else { None };
        let shape = self.shape(source.unwrap_or(self.last()));
        let Some(arguments) = arguments(self, &shape) else { return };
        match source {
            Some(source) => {
                let label = self.take(source);
                let separator = if arguments.is_empty() { "" } else { ", " };
                self.push_from_elsewhere(format!("{kind}({arguments}{separator}from = {label})"));
            }
            None if arguments.is_empty() => self.push(kind.to_owned()),
            None => self.push(format!("{kind}({arguments})")),
        }
    }

    fn push_random(&mut self, has_dropout: bool) {
        // The constant is large because variances that are drawn may be negative.
        const NORMS: [&str; 3] =
            ["batch_norm(eps = 1.0)", "batch_norm(eps = 1.5)", "batch_norm(eps = 1.0, affine = false)"];
        if self.has_batch_norm && self.random.chance(0.4) {
            return self.push_one_of(&NORMS);
        }
        match self.random.below(34) {
            0..=6 => self.push_convolution(),
            7 | 8 => self.push_depthwise(),
            9 | 10 => self.push_pool("max_pool"),
            11 | 12 => self.push_pool("avg_pool"),
            13 => self.push_one_of(&ELEMENTWISE),
            14 | 15 => self.push_elementwise_join(),
            16 | 17 => self.push_concat(),
            20..=22 => self.push_transposed(),
            23 | 24 => self.push_upsample(),
            25 | 26 => self.push_pad(),
            27 => self.push_crop(),
            28 => self.push_pixels(),
            29 | 30 => self.push_permute(),
            31 => self.push_reshape(),
            32 => self.push_channels(),
            33 => self.push_one_of(&["softmax", "log_softmax"]),
            18 if self.random.chance(0.6) => self.push_excitation(),
            19 if has_dropout => self.push("dropout(0.25)".to_owned()),
            _ => self.push_elementwise(),
        }
    }

    fn push_convolution(&mut self) {
        let is_image = self.shape(self.last()).len() == 3;
        self.push_of_any(if is_image { "conv2d" } else { "conv1d" }, |maps, shape| {
            let (outputs, groups) = maps.outputs_and_groups(shape[0]);
            let is_causal = !is_image && maps.random.chance(0.3);
            let window = maps.window(shape, 1, if is_causal { Pad::Causal } else { Pad::Any })?;
            let products = outputs * shape[1..].iter().product::<usize>() * shape[0] / groups * 9;
            if maps.n_products + products > MOST_PRODUCTS {
                return None;
            }
            let (kernel, others) = window;
            let groups = if groups == 1 { String::new() } else { format!(", groups = {groups}") };
            Some(format!("{outputs}, {kernel}{}{others}{groups}{}", maps.activation_of_pixels(), maps.bias()))
        });
    }

    fn push_transposed(&mut self) {
        let is_image = self.shape(self.last()).len() == 3;
        self.push_of_any(if is_image { "conv_transpose2d" } else { "conv_transpose1d" }, |maps, shape| {
            let (_, extents) = channels_and_extents(shape);
            let (axes, (outputs, groups)) = (3 - shape.len(), maps.outputs_and_groups(shape[0]));
            let (kernel, stride) = (maps.of_axes(axes, 1, 4), maps.of_axes(axes, 1, 3));
            let dilation = if maps.random.chance(0.7) { [1, 1] } else { maps.of_axes(axes, 1, 3) };
            let most = [0, 1].map(|axis| stride[axis].max(dilation[axis]) - 1);
            let behind = [0, 1].map(|axis| if maps.random.chance(0.5) { 0 } else { maps.random.below(most[axis] + 1) });
            let (padding, sides) = loop {
                let (padding, sides) = maps.padding(axes, Pad::Any, false);
                if !padding.contains("same") {
                    break (padding, sides);
                }
            };
            let mut numbers = outputs;
            for axis in axes..2 {
                let reach = (kernel[axis] - 1) * dilation[axis] + behind[axis];
                let all = (extents[axis] - 1) * stride[axis] + reach + 1;
                numbers *= all.checked_sub(sides[2 * axis] + sides[2 * axis + 1]).filter(|left| *left > 0)?;
            }
            let products = shape.iter().product::<usize>() * outputs / groups * kernel[0] * kernel[1];
            if maps.n_products + products > MOST_PRODUCTS || numbers > MOST_NUMBERS {
                return None;
            }
            let mut others = padding;
            for (name, numbers, default) in
                [("stride", stride, 1), ("dilation", dilation, 1), ("output_padding", behind, 0)]
            {
                if numbers[axes..].iter().any(|number| *number != default) {
                    let listed = maps.listed(axes, numbers);
                    let _ = write!(others, ", {name} = {listed}");
                }
            }
            if groups > 1 {
                let _ = write!(others, ", groups = {groups}");
            }
            let kernel = maps.listed(axes, kernel);
            Some(format!("{outputs}, {kernel}{}{others}{}", maps.activation_of_pixels(), maps.bias()))
        });
    }

    fn push_upsample(&mut self) {
        self.push_of_any("upsample", |maps, shape| {
            let axes = 3 - shape.len();
            let factor = maps.of_axes(axes, 1, 4);
            let numbers = shape.iter().product::<usize>() * factor[0] * factor[1];
            let mode = maps.one_of(&["", ", mode = nearest", ", mode = bilinear", ", mode = bilinear"]);
            (numbers <= MOST_NUMBERS).then(|| format!("{}{mode}", maps.listed(axes, factor)))
        });
    }

    fn push_pad(&mut self) {
        self.push_of_any("pad", |maps, shape| {
            let (channels, extents) = channels_and_extents(shape);
            let axes = 3 - shape.len();
            let mode = maps.one_of(&["", ", mode = zero", ", mode = reflect", ", mode = replicate"]);
            let (padding, [top, bottom, left, right]) = maps.padding(axes, Pad::Any, false);
            let sides = padding.strip_prefix(", padding = ").filter(|sides| !sides.contains("same"))?;
            let least = (top.max(bottom) + 1, left.max(right) + 1);
            let is_short = extents[1] < least.1 || axes == 0 && extents[0] < least.0;
            let height = if axes == 0 { extents[0] + top + bottom } else { 1 };
            let numbers = channels * height * (extents[1] + left + right);
            let fits = numbers <= MOST_NUMBERS && !(is_short && mode.contains("reflect"));
            fits.then(|| format!("{sides}{mode}"))
        });
    }

    fn push_crop(&mut self) {
        self.push_of_any("crop", |maps, shape| {
            let (_, extents) = channels_and_extents(shape);
            let axes = 3 - shape.len();
            let (padding, [top, bottom, left, right]) = maps.padding(axes, Pad::Any, false);
            let sides = padding.strip_prefix(", padding = ").filter(|sides| !sides.contains("same"))?;
            let fits = left + right < extents[1] && (axes == 1 || top + bottom < extents[0]);
            fits.then(|| sides.to_owned())
        });
    }

    /// More pixels of fewer channels, or the other way round.
    fn push_pixels(&mut self) {
        let shape = self.shape(self.last());
        if shape.len() != 3 {
            return self.push_permute();
        }
        let factors = |fits: fn(&[usize], usize) -> bool| (2..=4).filter(|r| fits(&shape, *r)).collect::<Vec<usize>>();
        let of_channels = factors(|shape, r| shape[0].is_multiple_of(r * r));
        let of_pixels = factors(|shape, r| shape[1].is_multiple_of(r) && shape[2].is_multiple_of(r));
        let mode = self.one_of(&["", "", ", mode = crd", ", mode = dcr"]);
        let (kind, factors) = if of_pixels.is_empty() || !of_channels.is_empty() && self.random.chance(0.5) {
            ("pixel_shuffle", of_channels)
        } else {
            ("pixel_unshuffle", of_pixels)
        };
        if let Some(factor) = factors.get(self.random.below(factors.len().max(1))) {
            self.push(format!("{kind}({factor}{mode})"));
        } else if self.n_products + self.topology.len_of(self.last()) * 16 < MOST_PRODUCTS {
            // So many channels as are needed.
            let channels = 4 * self.random.between(1, 9);
            self.push(format!("conv2d({channels}, 1)"));
            self.push(format!("pixel_shuffle(2{mode})"));
        }
    }

    fn push_permute(&mut self) {
        self.push_of_any("permute", |maps, shape| {
            const OF_IMAGES: [&str; 6] = ["[0, 1, 2]", "[0, 2, 1]", "[1, 0, 2]", "[1, 2, 0]", "[2, 0, 1]", "[2, 1, 0]"];
            let order = if shape.len() == 2 { maps.one_of(&["[1, 0]", "[0, 1]"]) } else { maps.one_of(&OF_IMAGES) };
            Some(order.to_owned())
        });
    }

    /// The same numbers, as a map of other extents; or the outputs of a dense layer as a map.
    fn push_reshape(&mut self) {
        let shape = self.shape(self.last());
        let len: usize = shape.iter().product();
        let extents = [channels(self.random), self.random.between(1, 4), self.random.between(1, 4)];
        let outputs: usize = extents.iter().product();
        if self.random.chance(0.3) && self.n_products + len * outputs <= MOST_PRODUCTS {
            self.push("flatten".to_owned());
            let activation = self.activation();
            self.push(format!("dense({outputs}{activation})"));
            return self.push(format!("reshape({extents:?})"));
        }
        let divisor = |of: usize, random: &mut Random| {
            let divisors: Vec<usize> = (1..=of.min(48)).filter(|divisor| of.is_multiple_of(*divisor)).collect();
            divisors[random.below(divisors.len())]
        };
        // With the channels that there are nothing moves.
        let channels = if self.random.chance(0.4) { shape[0] } else { divisor(len, self.random) };
        let height = divisor(len / channels, self.random);
        let text = if self.random.chance(0.5) {
            format!("reshape([{channels}, {}])", len / channels)
        } else {
            format!("reshape([{channels}, {height}, {}])", len / channels / height)
        };
        self.push(text);
    }

    /// Some channels.
    fn push_channels(&mut self) {
        self.push_of_any("slice", |maps, shape| {
            let start = maps.random.below(shape[0]);
            let end = maps.random.between(start + 1, shape[0]);
            Some(format!("{start}, {end}"))
        });
    }

    fn push_depthwise(&mut self) {
        if self.shape(self.last()).len() != 3 {
            return self.push_convolution();
        }
        self.push_of_any("depthwise_conv2d", |maps, shape| {
            let (kernel, others) = maps.window(shape, 1, Pad::Any)?;
            Some(format!("{kernel}{}{others}{}", maps.activation_of_pixels(), maps.bias()))
        });
    }

    fn push_pool(&mut self, kind: &str) {
        self.push_of_any(kind, |maps, shape| {
            let most_dilation = if kind == "max_pool" { 2 } else { 1 };
            let (kernel, mut others) = maps.window(shape, 0, Pad::Pool { most_dilation })?;
            if maps.random.chance(0.6) && !others.contains("same") {
                others += ", ceil = true";
            }
            if kind == "avg_pool" && maps.random.chance(0.5) {
                others += ", count_padding = false";
            }
            Some(format!("{kernel}{others}"))
        });
    }

    /// A sum, a difference or a product with a map of the same shape.
    fn push_elementwise_join(&mut self) {
        let shape = self.shape(self.last());
        let mut sources = self.earlier();
        sources.retain(|source| self.topology.shape_of(*source) == shape);
        let kind = self.one_of(&["add", "add", "sub", "mul"]);
        sources.truncate(if kind == "sub" { 1 } else { self.random.between(1, 2) });
        if sources.is_empty() {
            // Without a partner the join gets one: the last map once more, through a window that keeps its shape.
            let (last, channels) = (self.last(), shape[0]);
            let name = if shape.len() == 3 { "conv2d" } else { "conv1d" };
            if self.n_products + channels * self.topology.len_of(last) > MOST_PRODUCTS {
                return;
            }
            let activation = self.activation();
            self.push(format!("{name}({channels}, 1{activation})"));
            sources.push(last);
        }
        let labels: Vec<String> = sources.into_iter().map(|source| self.take(source)).collect();
        self.push(format!("{kind}({})", labels.join(", ")));
    }

    /// A factor for each channel, computed from the map, from one before it, or from both.
    fn push_excitation(&mut self) {
        let map = self.last();
        let shape = self.shape(map);
        let mut sources = self.earlier();
        sources.retain(|source| self.topology.shape_of(*source)[0] == shape[0]);
        let from = sources.pop().unwrap_or(map);
        if map == Source::Input || self.n_products + shape[0] * shape[0] > MOST_PRODUCTS {
            return;
        }
        let kind = self.one_of(&["global_avg_pool", "global_max_pool"]);
        let label = self.take(from);
        self.push_from_elsewhere(format!("{kind}(from = {label})"));
        if self.random.chance(0.6) {
            let activation = self.one_of(&["sigmoid", "hard_sigmoid", "tanh"]);
            self.push(format!("dense({}, {activation})", shape[0]));
        }
        let (vector, label) = (self.last(), self.take(map));
        if self.random.chance(0.5) {
            return self.push(format!("mul({label})"));
        }
        let vector = self.take(vector);
        let other = if self.random.chance(0.4) { format!(", {vector}") } else { String::new() };
        let kind = self.one_of(&["relu", "tanh", "identity"]);
        if other.is_empty() || kind == "identity" {
            return self.push_from_elsewhere(format!("mul({vector}, from = {label})"));
        }
        self.push_from_elsewhere(format!("{kind}(from = {vector})"));
        self.push(format!("mul({label}{other})"));
    }

    /// The channels of maps whose other extents are the same.
    fn push_concat(&mut self) {
        let shape = self.shape(self.last());
        let mut sources = self.earlier();
        sources.retain(|source| self.topology.shape_of(*source)[1..] == shape[1..]);
        sources.truncate(self.random.between(1, 2));
        let numbers: usize = sources.iter().map(|source| self.topology.len_of(*source)).sum();
        if sources.is_empty() || numbers + self.topology.len_of(self.last()) > MOST_NUMBERS {
            return self.push_convolution();
        }
        let labels: Vec<String> = sources.into_iter().map(|source| self.take(source)).collect();
        self.push(format!("concat({})", labels.join(", ")));
    }

    fn push_elementwise(&mut self) {
        const LAYERS: [&str; 17] = [
            "scale(0.3)",
            "scale(-1.5)",
            "scale(0.7)",
            "prelu",
            "affine",
            "affine(bias = false, trained = false)",
            "hard_shrink(0.1)",
            "layer_norm",
            "rms_norm(affine = false)",
            "prelu(per_channel = true)",
            "layer_norm(bias = false)",
            "rms_norm",
            "l2_norm",
            "group_norm",
            "group_norm",
            "instance_norm",
            "instance_norm(eps = 1e-3, affine = true)",
        ];
        let text = self.one_of(&LAYERS);
        if text.starts_with("group_norm") || text.starts_with("instance_norm") {
            return self.push_group_norm(text);
        }
        // Of few numbers a norm leaves hardly anything but signs.
        let is_long = self.topology.len_of(self.last()) >= 8 && !self.lines.is_empty();
        if is_long || !text.contains("norm") {
            self.push(text.to_owned());
        }
    }

    /// A norm of groups of channels that have more than a few numbers, of which it would leave hardly anything but signs.
    fn push_group_norm(&mut self, text: &str) {
        const FEWEST_NUMBERS: usize = 8;
        let shape = self.shape(self.last());
        let (channels, numbers) = (shape[0], shape.iter().product::<usize>());
        if self.topology.nodes.is_empty() {
            return;
        }
        if text.starts_with("instance_norm") {
            if shape.len() > 1 && numbers / channels >= FEWEST_NUMBERS {
                self.push(text.to_owned());
            }
            return;
        }
        let is_divisor = |groups: &usize| channels.is_multiple_of(*groups) && numbers / groups >= FEWEST_NUMBERS;
        let divisors: Vec<usize> = (1..=channels).filter(is_divisor).collect();
        let others = self.one_of(&["", "", ", eps = 1e-3", ", bias = false", ", affine = false"]);
        if let Some(groups) = divisors.get(self.random.below(divisors.len().max(1))) {
            self.push(format!("group_norm({groups}{others})"));
        }
    }

    /// Output channels, and groups: a channel for each output, several outputs of a channel, groups of whole panels, and of any other size.
    fn outputs_and_groups(&mut self, channels: usize) -> (usize, usize) {
        if self.random.chance(0.6) {
            return (self::channels(self.random), 1);
        }
        if self.random.chance(0.4) {
            return (channels * [1, 1, 2, 3][self.random.below(4)], channels);
        }
        let divisors: Vec<usize> = (2..=channels).filter(|groups| channels.is_multiple_of(*groups)).collect();
        let Some(groups) = divisors.get(self.random.below(divisors.len().max(1))) else {
            return (self::channels(self.random), 1);
        };
        let of_group = if self.random.chance(0.3) { 16 * self.random.between(1, 2) } else { self.random.between(1, 6) };
        (groups * of_group, *groups)
    }

    /// Kernel, and the other arguments of a window that has a position in the map, if such a one was drawn. By default the stride is
    /// `stride`, or the kernel.
    fn window(&mut self, shape: &[usize], stride: usize, pad: Pad) -> Option<(String, String)> {
        let (_, extents) = channels_and_extents(shape);
        let axes = 3 - shape.len();
        let most_dilation = if let Pad::Pool { most_dilation } = pad { most_dilation } else { 2 };
        let kernel = self.of_axes(axes, 1, 5);
        let strides = if self.random.chance(0.6) { None } else { Some(self.of_axes(axes, 1, 3)) };
        let dilation = if self.random.chance(0.7) { [1, 1] } else { self.of_axes(axes, 1, most_dilation) };
        let reach = |axis: usize| (kernel[axis] - 1) * dilation[axis];
        let stride_is_one = strides.map_or(if stride == 1 { [1, 1] } else { kernel }, |strides| strides) == [1, 1];
        let (padding, [top, bottom, left, right]) = self.padding(axes, pad, stride_is_one);
        let (before, after) = ([top, left], [bottom, right]);
        let is_named = padding.contains("same") || pad == Pad::Causal;
        for axis in axes..2 {
            let padded = extents[axis] + if is_named { reach(axis) } else { before[axis] + after[axis] };
            // Each window of a pool covers a number of the map: taps are not all beside it, nor on both sides of it.
            let covers = extents[axis] >= dilation[axis] && before[axis].max(after[axis]) <= reach(axis);
            if reach(axis) >= padded || matches!(pad, Pad::Pool { .. }) && !covers {
                return None;
            }
        }
        let mut others = String::new();
        if let Some(strides) = strides {
            others += ", stride = ";
            others += &self.listed(axes, strides);
        }
        if dilation != [1, 1] {
            others += ", dilation = ";
            others += &self.listed(axes, dilation);
        }
        Some((self.listed(axes, kernel), others + &padding))
    }

    /// The same number for both axes, or one for each; along time there is one.
    fn of_axes(&mut self, axes: usize, low: usize, high: usize) -> [usize; 2] {
        let width = self.random.between(low, high);
        match axes {
            1 => [1, width],
            _ if self.random.chance(0.5) => [width, width],
            _ => [self.random.between(low, high), width],
        }
    }

    fn listed(&mut self, axes: usize, [height, width]: [usize; 2]) -> String {
        match axes {
            1 if self.random.chance(0.5) => format!("[{width}]"),
            1 => width.to_string(),
            _ if height == width && self.random.chance(0.8) => width.to_string(),
            _ => format!("[{height}, {width}]"),
        }
    }

    /// The argument as it is written, and what it says of top, bottom, left and right, unless it is a name.
    fn padding(&mut self, axes: usize, pad: Pad, stride_is_one: bool) -> (String, [usize; 4]) {
        let mut sides = [(); 4].map(|()| self.random.below(4));
        match self.random.below(6) {
            _ if pad == Pad::Causal => (", causal = true".to_owned(), [0; 4]),
            0 => (String::new(), [0; 4]),
            1 => (format!(", padding = {}", sides[0]), [sides[0]; 4]),
            2 if axes == 1 => (format!(", padding = [{}, {}]", sides[2], sides[3]), sides),
            2 => {
                sides = [sides[0], sides[0], sides[2], sides[2]];
                (format!(", padding = [{}, {}]", sides[0], sides[2]), sides)
            }
            3 if axes == 0 => (format!(", padding = {sides:?}"), sides),
            4 if stride_is_one => (", padding = same".to_owned(), [0; 4]),
            _ if self.random.chance(0.5) => (", padding = same_lower".to_owned(), [0; 4]),
            _ => (", padding = same_upper".to_owned(), [0; 4]),
        }
    }

    /// `[, activation]`
    fn activation(&mut self) -> String {
        if self.random.chance(0.7) { format!(", {}", self.one_of(&ELEMENTWISE)) } else { String::new() }
    }

    /// `[, activation]` of a convolution.
    fn activation_of_pixels(&mut self) -> String {
        if self.random.chance(0.05) { ", softmax".to_owned() } else { self.activation() }
    }

    /// `[, bias = false]`
    fn bias(&mut self) -> &'static str {
        if self.random.chance(0.2) { ", bias = false" } else { "" }
    }

    /// A loss that takes any last line.
    fn loss(&mut self) -> &'static str {
        const LOSSES: [&str; 7] = [
            "mse",
            "mae",
            "huber(0.7)",
            "log_cosh",
            "quantile(0.9)",
            "hinge",
            "binary_cross_entropy(from_logits = true)",
        ];
        let loss = self.one_of(&LOSSES);
        // A sigmoid yields no logits, and softmax neither.
        let ends = |name| self.lines.last().is_some_and(|line| line.text.contains(name));
        if (ends("sigmoid") || ends("softmax")) && loss.contains("from_logits") { "mse" } else { loss }
    }

    /// A loss of a class for each pixel, whose map ends with softmax or with logits.
    fn classes(&mut self) -> &'static str {
        let ends = |name| self.lines.last().is_some_and(|line| line.text.contains(name));
        if !ends("sigmoid") && !ends("softmax") && self.random.chance(0.3) {
            return self.one_of(&["cross_entropy(from_logits = true)", "cross_entropy(0.1, from_logits = true)"]);
        }
        self.push("softmax".to_owned());
        self.one_of(&["cross_entropy", "cross_entropy", "cross_entropy(0.2)"])
    }

    /// Ends with a map, or with vectors behind it, and joins what no line uses yet. The loss, if there is one.
    fn finish(&mut self) -> Option<&'static str> {
        let before_last = 0..self.lines.len().saturating_sub(1);
        let unused: Vec<Source> = before_last.filter(|index| !self.lines[*index].is_used).map(Source::Node).collect();
        let is_open = self.lines.last().is_none_or(|line| line.text.starts_with("dropout"));
        let has_loss = self.random.chance(0.8) && !self.has_batch_norm;
        if unused.is_empty() && !is_open && self.random.chance(0.3) {
            if has_loss && self.random.chance(0.2) {
                self.push("sigmoid".to_owned());
                return Some("binary_cross_entropy");
            }
            let has_classes = self.shape(self.last())[0] > 1;
            if has_loss && has_classes && self.random.chance(0.4) {
                return Some(self.classes());
            }
            return has_loss.then(|| self.loss());
        }
        self.push_vectors(unused);
        if !is_open && self.random.chance(0.2) {
            return has_loss.then(|| self.loss());
        }
        if has_loss && self.random.chance(0.3) {
            let outputs = self.random.between(2, 20);
            self.push(format!("dense({outputs}, softmax)"));
            return Some("cross_entropy");
        }
        for _ in 0..self.random.between(1, 2) {
            let outputs = [1, 2, 5, 10, 16, 17, 33][self.random.below(7)];
            let (activation, bias) = (self.activation(), self.bias());
            self.push(format!("dense({outputs}{activation}{bias})"));
        }
        has_loss.then(|| self.loss())
    }

    /// Makes vectors of the last map and of these, and one vector of all.
    fn push_vectors(&mut self, maps: Vec<Source>) {
        const KINDS: [&str; 4] = ["flatten", "flatten", "global_avg_pool", "global_max_pool"];
        let last = self.last();
        let mut vectors = Vec::new();
        for map in maps {
            let label = self.take(map);
            let kind = self.one_of(&KINDS);
            self.push_from_elsewhere(format!("{kind}(from = {label})"));
            vectors.push(self.last());
        }
        let kind = self.one_of(&KINDS);
        if vectors.is_empty() {
            self.push(kind.to_owned());
        } else {
            let label = self.take(last);
            self.push_from_elsewhere(format!("{kind}(from = {label})"));
            let labels: Vec<String> = vectors.into_iter().map(|vector| self.take(vector)).collect();
            self.push(format!("concat({})", labels.join(", ")));
        }
        let len = self.topology.len_of(self.last());
        match self.random.below(6) {
            0 => self.push_one_of(&ELEMENTWISE),
            1 if len > 1 => {
                let start = self.random.below(len - 1);
                let end = self.random.between(start + 1, len);
                self.push(format!("slice({start}, {end})"));
            }
            2 => self.push("affine".to_owned()),
            _ => {}
        }
    }

    fn written(&self, index: usize, loss: Option<&str>) -> String {
        let loss = loss.map_or(String::new(), |loss| format!("    #[loss({loss})]\n"));
        let (input, output) = (&self.topology.input_shape, self.shape(self.last()));
        let mut text = format!("{loss}    struct Net{index:02}: {input:?} -> {output:?} {{\n");
        for (index, line) in self.lines.iter().enumerate() {
            let label = if line.has_label { format!("l{index}: ") } else { String::new() };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "        {label}{},", line.text);
        }
        text + "    }\n"
    }
}

/// What a window may have around the map.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pad {
    Any,
    /// All before it.
    Causal,
    /// Less than a window.
    Pool {
        most_dilation: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::read;

    #[test]
    fn networks_have_every_layer_and_form_of_padding() {
        let mut random = Random::new(5);
        let all: String = (0..500).map(|index| declaration(index, &mut random)).collect();
        for text in [
            "conv2d",
            "conv1d",
            "depthwise",
            "conv_transpose2d",
            "conv_transpose1d",
            "output_padding",
            "upsample",
            "bilinear",
            "pad(",
            "crop(",
            "pixel_shuffle(",
            "pixel_unshuffle(",
            "dcr",
            "permute(",
            "reshape(",
            "slice(",
            "reflect",
            "replicate",
            "max_pool",
            "avg_pool",
            "global_max",
            "global_avg",
            "concat",
            "add",
            "sub",
            "mul",
            "global_avg_pool(from",
            "scale",
            "dropout",
            "batch_norm(",
            "flatten",
            "dense",
            "groups",
            "causal",
            "ceil",
            "count_padding",
            "same,",
            "same_upper",
            "same_lower",
            "dilation",
            "stride",
            "bias",
            "padding = [",
            "padding = 1",
        ] {
            assert!(all.contains(text), "no network has {text}");
        }
        for text in all.split_inclusive("    }\n") {
            let (_, topology) = read(text);
            assert!(topology.nodes.iter().all(|node| node.len > 0), "{text}");
        }
    }
}
