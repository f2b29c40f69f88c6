//! Reads the text of a `network!` declaration into a [`Topology`]: a second, independent reading of the grammar.
//!
//! It is for declarations that compile, so it panics where the text is wrong.

use crate::moves::moved;
use crate::topology::{Activation, Cell, Layer, LossKind, Node, Pool, Recurrence, Rule, Source, Topology, Window};
use crate::window::channels_and_extents;

/// The name and the topology of a declaration. Weights and biases are zero.
///
/// # Panics
/// If the text is not a declaration that `network!` takes.
#[must_use]
pub fn read(text: &str) -> (String, Topology) {
    let mut reader = Reader { tokens: tokens(text), position: 0 };
    let mut loss = None;
    while reader.take("#") {
        reader.expect("[");
        match reader.next().as_str() {
            "loss" => {
                reader.expect("(");
                loss = Some(reader.loss());
                reader.expect(")");
            }
            // How many steps and streams a workspace holds is nothing to a twin.
            "window" | "batch" => {
                while !reader.take(")") {
                    reader.next();
                }
            }
            other => panic!("attribute `{other}` is unknown to the tests"),
        }
        reader.expect("]");
    }
    if reader.take("pub") && reader.take("(") {
        reader.expect("crate");
        reader.expect(")");
    }
    reader.expect("struct");
    let name = reader.next();
    reader.expect(":");
    let input_shape = reader.shape();
    reader.expect("->");
    let output = reader.shape();
    reader.expect("{");
    let mut topology = Topology { input: input_shape.iter().product(), input_shape, nodes: Vec::new(), loss };
    while !reader.take("}") {
        let node = reader.line(&topology);
        topology.nodes.push(node);
    }
    let last = topology.nodes.last().map_or(&topology.input_shape, |node| &node.shape);
    assert_eq!(*last, output, "the last line of {name} gives the declared output");
    if let Some(LossKind::CrossEntropy { places, .. }) = &mut topology.loss {
        *places = output.iter().skip(1).product();
    }
    (name, topology)
}

/// Appends a line, given as its text.
pub(crate) fn push_line(topology: &mut Topology, text: &str) {
    let node = Reader { tokens: tokens(text), position: 0 }.line(topology);
    topology.nodes.push(node);
}

/// One argument of a line: `value`, `name = value`, `value(inner, ..)`, or a list for `value`.
pub(crate) struct Argument {
    pub(crate) name: Option<String>,
    /// Empty for a list.
    pub(crate) value: String,
    list: Vec<usize>,
    inner: Vec<Argument>,
}

impl Argument {
    fn number(&self) -> f64 {
        // The macro stores constants as f32; the twin starts from the same number.
        let number: f32 = self.value.parse().unwrap_or_else(|_| panic!("`{}` is not a number", self.value));
        f64::from(number)
    }

    fn size(&self) -> usize {
        self.value.parse().unwrap_or_else(|_| panic!("`{}` is not a size", self.value))
    }

    /// The list, or one number.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        if self.value.is_empty() { self.list.clone() } else { vec![self.size()] }
    }
}

struct Reader {
    tokens: Vec<String>,
    position: usize,
}

impl Reader {
    fn peek(&self) -> &str {
        self.tokens.get(self.position).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        let token = self.peek().to_owned();
        self.position += 1;
        token
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.position += usize::from(found);
        found
    }

    fn expect(&mut self, token: &str) {
        let found = self.next();
        assert_eq!(found, token, "at token {} of {:?}", self.position, self.tokens);
    }

    fn shape(&mut self) -> Vec<usize> {
        self.expect("[");
        let mut extents = Vec::new();
        while !self.take("]") {
            extents.push(self.next().parse().expect("an extent"));
            self.take(",");
        }
        extents
    }

    fn loss(&mut self) -> LossKind {
        let loss = self.argument();
        // Numbers may be given by position; there is one at most, and before the flags.
        let number = |default: f64| match loss.inner.first() {
            Some(first) if first.name.as_deref() != Some("from_logits") => first.number(),
            _ => default,
        };
        let from_logits = loss.inner.iter().any(|argument| argument.value == "true");
        match loss.value.as_str() {
            "mse" => LossKind::Mse,
            "mae" => LossKind::Mae,
            "huber" => LossKind::Huber(number(f64::NAN)),
            "log_cosh" => LossKind::LogCosh,
            "quantile" => LossKind::Quantile(number(f64::NAN)),
            "poisson" => LossKind::Poisson,
            "gaussian" => LossKind::Gaussian,
            "hinge" => LossKind::Hinge,
            "binary_cross_entropy" => LossKind::BinaryCrossEntropy { positive_weight: number(1.0), from_logits },
            "cross_entropy" => LossKind::CrossEntropy { label_smoothing: number(0.0), from_logits, places: 1 },
            other => panic!("loss `{other}` is unknown to the tests"),
        }
    }

    fn argument(&mut self) -> Argument {
        let mut value = self.signed();
        let mut name = None;
        if self.take("=") {
            name = Some(value);
            value = self.signed();
        }
        let list = if value.is_empty() { self.shape() } else { Vec::new() };
        let inner = self.arguments();
        Argument { name, value, list, inner }
    }

    /// A word or a number; nothing before a list.
    fn signed(&mut self) -> String {
        if self.peek() == "[" {
            return String::new();
        }
        if self.take("-") { format!("-{}", self.next()) } else { self.next() }
    }

    /// `(argument, ..)`, or nothing.
    fn arguments(&mut self) -> Vec<Argument> {
        let mut arguments = Vec::new();
        if self.take("(") {
            while !self.take(")") {
                arguments.push(self.argument());
                self.take(",");
            }
        }
        arguments
    }

    /// `label: kind(arguments),`
    #[expect(clippy::too_many_lines, reason = "an arm for each kind of line")]
    fn line(&mut self, topology: &Topology) -> Node {
        let index = topology.nodes.len();
        let mut kind = self.next();
        let mut name = index.to_string();
        if self.take(":") {
            name = kind;
            kind = self.next();
        }
        let arguments = self.arguments();
        self.take(",");
        let named = |wanted: &str| arguments.iter().find(|argument| argument.name.as_deref() == Some(wanted));
        let positional: Vec<&Argument> = arguments.iter().filter(|argument| argument.name.is_none()).collect();
        let before = index.checked_sub(1).map_or(Source::Input, Source::Node);
        let source = |label: &str| source_named(topology, label);
        let input = named("from").map_or(before, |argument| source(&argument.value));
        let size = |name: &str, index: usize| named(name).unwrap_or_else(|| positional[index]).size();
        let flag = |name: &str, default: bool| named(name).map_or(default, |argument| argument.value == "true");
        // The line before, or `from`, and behind it those named.
        let joined = || {
            let others = positional.iter().map(|argument| source(&argument.value));
            std::iter::once(input).chain(others).collect::<Vec<Source>>()
        };
        let same = |source: Source| topology.shape_of(source).to_vec();
        let (shape, layer) = match kind.as_str() {
            "dense" => {
                let outputs = positional[0].size();
                let activation = positional.get(1).map_or(Activation::Identity, |argument| activation(argument));
                let weight = vec![vec![0.0; topology.len_of(input)]; outputs];
                let bias = flag("bias", true).then(|| vec![0.0; outputs]);
                (vec![outputs], Layer::Dense { input, weight, bias, activation })
            }
            "low_rank" => {
                let (outputs, rank) = (size("outputs", 0), size("rank", 1));
                let given = named("activation").or(positional.get(2).copied());
                let activation = given.map_or(Activation::Identity, activation);
                let (down, up) = (vec![vec![0.0; topology.len_of(input)]; rank], vec![vec![0.0; rank]; outputs]);
                let bias = flag("bias", true).then(|| vec![0.0; outputs]);
                (vec![outputs], Layer::LowRank { input, down, up, bias, activation })
            }
            "flatten" => (vec![topology.len_of(input)], Layer::Flatten { input }),
            "reshape" => (positional[0].sizes(), Layer::Flatten { input }),
            "permute" | "pixel_shuffle" | "pixel_unshuffle" | "crop" => {
                let moved = moved(&kind, topology.shape_of(input), &arguments);
                let (shape, from) = moved.expect("these layers move numbers");
                (shape, Layer::Move { input, from })
            }
            "dropout" => (same(input), Layer::Dropout { input, rate: positional[0].number() }),
            "add" => {
                let inputs = joined();
                (same(inputs[0]), Layer::Add { inputs })
            }
            "sub" => {
                let [left, right] = joined()[..] else { panic!("`sub` takes two values") };
                (same(left), Layer::Sub { left, right })
            }
            "mul" => {
                let inputs = joined();
                let longest = inputs.iter().copied().max_by_key(|source| topology.shape_of(*source).len());
                (same(longest.expect("a join has operands")), Layer::Mul { inputs })
            }
            "slice" => {
                let (start, end) = (size("start", 0), size("end", 1));
                let mut shape = same(input);
                shape[0] = end - start;
                let start = start * shape[1..].iter().product::<usize>();
                (shape, Layer::Slice { input, start })
            }
            "scale" => {
                let factor = named("factor").unwrap_or_else(|| positional[0]).number();
                (same(input), Layer::Scale { input, factor })
            }
            "affine" => {
                let len = topology.len_of(input);
                let (bias, is_trained) = (flag("bias", true).then(|| vec![0.0; len]), flag("trained", true));
                (same(input), Layer::Affine { input, weight: vec![1.0; len], bias, is_trained })
            }
            "prelu" => {
                let channels = same(input)[0];
                let slopes = if flag("per_channel", false) { channels } else { 1 };
                let slope = named("slope").or(positional.first().copied()).map_or(0.25, Argument::number);
                (same(input), Layer::Prelu { input, slope: vec![slope; slopes] })
            }
            "layer_norm" | "rms_norm" => {
                let (len, is_centred) = (topology.len_of(input), kind == "layer_norm");
                let default = if is_centred { f64::from(1e-5_f32) } else { f64::from(f32::EPSILON) };
                let epsilon = named("eps").or(positional.first().copied()).map_or(default, Argument::number);
                let weight = flag("affine", true).then(|| vec![1.0; len]);
                let bias = (flag("affine", true) && flag("bias", is_centred)).then(|| vec![0.0; len]);
                (same(input), Layer::Norm { input, epsilon, is_centred, groups: 1, weight, bias })
            }
            "group_norm" | "instance_norm" => {
                let shape = same(input);
                let (channels, is_of_instances) = (shape[0], kind == "instance_norm");
                let groups = if is_of_instances { channels } else { size("groups", 0) };
                let epsilon = named("eps").or(positional.get(usize::from(!is_of_instances)).copied());
                let epsilon = epsilon.map_or(f64::from(1e-5_f32), Argument::number);
                let is_affine = flag("affine", !is_of_instances);
                let weight = is_affine.then(|| vec![1.0; channels]);
                let bias = (is_affine && flag("bias", true)).then(|| vec![0.0; channels]);
                (shape, Layer::Norm { input, epsilon, is_centred: true, groups, weight, bias })
            }
            "batch_norm" => {
                let shape = same(input);
                let channels = shape.first().copied().unwrap_or(1);
                let default = f64::from(1e-5_f32);
                let epsilon = named("eps").or(positional.first().copied()).map_or(default, Argument::number);
                let affine = flag("affine", true).then(|| [vec![1.0; channels], vec![0.0; channels]]);
                let running = [vec![0.0; channels], vec![1.0; channels]];
                (shape, Layer::BatchNorm { input, epsilon, affine, running })
            }
            "embedding" => {
                let [rows, len] = [size("rows", 0), size("outputs", 1)];
                (vec![len], Layer::Embedding { input, table: vec![0.0; rows * len] })
            }
            "rnn" | "lstm" | "gru" => {
                let outputs = size("outputs", 0);
                let cell = match kind.as_str() {
                    "rnn" => {
                        let given = named("activation").or(positional.get(1).copied());
                        Cell::Rnn(given.map_or(Activation::Tanh, activation))
                    }
                    "lstm" => Cell::Lstm,
                    _ => Cell::Gru { resets_first: named("reset").is_some_and(|reset| reset.value == "before") },
                };
                let n_layers = named("layers").map_or(1, Argument::size);
                let ends = if flag("bidirectional", false) { vec!["", "_reverse"] } else { vec![""] };
                let mut shape = same(input);
                let sums = cell.gates() * outputs;
                let n_initial = if flag("initial", false) { 1 + usize::from(cell == Cell::Lstm) } else { 0 };
                let recurrence = |layer: usize, end: &str| {
                    let inputs = if layer == 0 { topology.shape_of(input)[0] } else { ends.len() * outputs };
                    let [weight_ih, weight_hh] = [inputs, outputs].map(|inputs| vec![vec![0.0; inputs]; sums]);
                    let bias = flag("bias", true).then(|| [vec![0.0; sums], vec![0.0; sums]]);
                    let initial = vec![vec![0.0; outputs]; n_initial];
                    let is_reversed = !end.is_empty() || flag("reverse", false);
                    let end = format!("l{layer}{end}");
                    Recurrence { end, is_reversed, weight_ih, weight_hh, bias, initial }
                };
                let stack =
                    (0..n_layers).map(|layer| ends.iter().map(|end| recurrence(layer, end)).collect()).collect();
                shape[0] = ends.len() * outputs;
                (shape, Layer::Recurrent { input, cell, stack })
            }
            "conv1d" if topology.shape_of(input).len() == 1 => {
                let [outputs, kernel] = [size("channels", 0), size("kernel", 1)];
                let sized = |name: &str| named(name).map_or(1, |argument| argument.sizes()[0]);
                let (groups, dilation) = (sized("groups"), sized("dilation"));
                let weight = vec![vec![0.0; topology.len_of(input) / groups * kernel]; outputs];
                let bias = flag("bias", true).then(|| vec![0.0; outputs]);
                let given = named("activation").or(positional.get(2).copied());
                let activation = given.map_or(Activation::Identity, activation);
                (vec![outputs], Layer::Causal { input, weight, bias, groups, dilation, activation })
            }
            "delay" => (same(input), Layer::Earlier { input, ages: vec![size("steps", 0)] }),
            "stack" => {
                let steps = size("steps", 0);
                let is_newest_first = named("order").is_some_and(|order| order.value == "newest_first");
                let ages = (0..steps).map(|step| if is_newest_first { step } else { steps - 1 - step });
                (vec![topology.len_of(input) * steps], Layer::Earlier { input, ages: ages.collect() })
            }
            "ema" => {
                let rate = named("rate").or(positional.first().copied()).map_or(f64::NAN, Argument::number);
                (same(input), Layer::Average { input, rate })
            }
            "l2_norm" => {
                let default = f64::from(1e-12_f32);
                let epsilon = named("eps").or(positional.first().copied()).map_or(default, Argument::number);
                (same(input), Layer::Length { input, epsilon })
            }
            "glu" | "swiglu" => (vec![topology.len_of(input) / 2], Layer::Gated { input, is_first: kind == "swiglu" }),
            "conv2d" | "conv1d" | "depthwise_conv2d" => convolution(&kind, input, topology.shape_of(input), &arguments),
            "conv_transpose2d" | "conv_transpose1d" => transposed(input, topology.shape_of(input), &arguments),
            "max_pool" | "avg_pool" => {
                let counts_padding = flag("count_padding", true);
                let pool = if kind == "max_pool" { Pool::Largest } else { Pool::Mean { counts_padding } };
                pooled(pool, input, topology.shape_of(input), &arguments)
            }
            "upsample" => {
                let shape = same(input);
                let factor = of_axes(given(&arguments, &["factor"], "factor"), &shape, [1, 1]);
                let is_nearest = named("mode").is_none_or(|mode| mode.value == "nearest");
                let rules = factor.map(if is_nearest { Rule::Repeat } else { Rule::Interpolate });
                let extents = shape[1..].iter().zip(&factor[3 - shape.len()..]).map(|(len, factor)| len * factor);
                ([shape[0]].into_iter().chain(extents).collect(), Layer::Resample { input, rules })
            }
            "pad" => {
                let shape = same(input);
                let numbers = given(&arguments, &["sides"], "sides").expect("it has sides").sizes();
                let (before, after) = sides(&shape, &numbers);
                let rule = match named("mode").map_or("zero", |mode| mode.value.as_str()) {
                    "zero" => Rule::Zeros,
                    "reflect" => Rule::Reflect,
                    "replicate" => Rule::Replicate,
                    other => panic!("mode `{other}` is unknown to the tests"),
                };
                let around = [0, 1].map(|axis| before[axis] + after[axis]);
                let extents = shape[1..].iter().zip(&around[3 - shape.len()..]).map(|(len, around)| len + around);
                ([shape[0]].into_iter().chain(extents).collect(), Layer::Resample { input, rules: before.map(rule) })
            }
            "global_max_pool" => (vec![topology.shape_of(input)[0]], Layer::GlobalPool { input, pool: Pool::Largest }),
            "last" => {
                let [channels, steps] = topology.shape_of(input)[..] else { panic!("`last` takes a window") };
                let from = (1..=channels).map(|channel| channel * steps - 1).collect();
                (vec![channels], Layer::Move { input, from })
            }
            "global_avg_pool" | "mean_over_time" => {
                let pool = Pool::Mean { counts_padding: false };
                (vec![topology.shape_of(input)[0]], Layer::GlobalPool { input, pool })
            }
            "concat" => {
                let inputs = joined();
                let mut shape = same(inputs[0]);
                shape[0] = inputs.iter().map(|source| topology.shape_of(*source)[0]).sum();
                (shape, Layer::Concat { inputs })
            }
            _ => {
                let inner = arguments.into_iter().filter(|argument| argument.name.as_deref() != Some("from"));
                let activation =
                    activation(&Argument { name: None, value: kind, list: Vec::new(), inner: inner.collect() });
                (same(input), Layer::Activation { input, activation })
            }
        };
        Node { name, len: shape.iter().product(), shape, layer }
    }
}

/// `conv2d(channels, kernel, activation, ..)` and its kin.
fn convolution(kind: &str, input: Source, shape: &[usize], arguments: &[Argument]) -> (Vec<usize>, Layer) {
    let (channels, _) = channels_and_extents(shape);
    let is_depthwise = kind == "depthwise_conv2d";
    let names: &[&str] = if is_depthwise { &["kernel", "activation"] } else { &["channels", "kernel", "activation"] };
    let given = |name: &str| given(arguments, names, name);
    let outputs = given("channels").map_or(channels, Argument::size);
    let groups = given("groups").map_or(if is_depthwise { channels } else { 1 }, Argument::size);
    let (window, extents) = window(shape, &given, [1, 1]);
    // A map of time has a window of time.
    let axes = 3 - shape.len();
    let weight_shape: Vec<usize> =
        [outputs, channels / groups].into_iter().chain(window.kernel[axes..].iter().copied()).collect();
    let weight = vec![vec![0.0; weight_shape[1..].iter().product()]; outputs];
    let bias = given("bias").is_none_or(|bias| bias.value == "true").then(|| vec![0.0; outputs]);
    let activation = given("activation").map_or(Activation::Identity, activation);
    let shape = [outputs].into_iter().chain(extents[axes..].iter().copied()).collect();
    (shape, Layer::Convolution { input, weight, weight_shape, is_transposed: false, bias, groups, window, activation })
}

/// `conv_transpose2d(channels, kernel, activation, ..)` and that of time.
fn transposed(input: Source, shape: &[usize], arguments: &[Argument]) -> (Vec<usize>, Layer) {
    let (channels, extents) = channels_and_extents(shape);
    let given = |name: &str| given(arguments, &["channels", "kernel", "activation"], name);
    let outputs = given("channels").expect("it has channels").size();
    let of_axes = |name: &str, default| of_axes(given(name), shape, default);
    let (kernel, stride, dilation) =
        (of_axes("kernel", [1, 1]), of_axes("stride", [1, 1]), of_axes("dilation", [1, 1]));
    let (before, after) = sides(shape, &given("padding").map_or(vec![0], Argument::sizes));
    let behind = of_axes("output_padding", [0, 0]);
    let extent = |axis: usize| {
        let last = (extents[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis];
        let behind = if shape.len() == 2 && axis == 0 { 0 } else { behind[axis] };
        last + 1 + behind - before[axis] - after[axis]
    };
    let axes = 3 - shape.len();
    let groups = given("groups").map_or(1, Argument::size);
    let weight_shape: Vec<usize> =
        [channels, outputs / groups].into_iter().chain(kernel[axes..].iter().copied()).collect();
    let weight = vec![vec![0.0; weight_shape[1..].iter().product()]; channels];
    let bias = given("bias").is_none_or(|bias| bias.value == "true").then(|| vec![0.0; outputs]);
    let activation = given("activation").map_or(Activation::Identity, activation);
    let window = Window { kernel, stride, dilation, before, after };
    let shape = [outputs].into_iter().chain([extent(0), extent(1)][axes..].iter().copied()).collect();
    (shape, Layer::Convolution { input, weight, weight_shape, is_transposed: true, bias, groups, window, activation })
}

/// `max_pool(kernel, stride, ..)` and `avg_pool`.
fn pooled(pool: Pool, input: Source, shape: &[usize], arguments: &[Argument]) -> (Vec<usize>, Layer) {
    let given = |name: &str| given(arguments, &["kernel", "stride"], name);
    let kernel = of_axes(given("kernel"), shape, [1, 1]);
    let (window, extents) = window(shape, &given, kernel);
    let extents = extents[3 - shape.len()..].iter().copied();
    ([shape[0]].into_iter().chain(extents).collect(), Layer::Pool { input, pool, window })
}

/// An argument by its name, or by its place among those without one.
fn given<'a>(arguments: &'a [Argument], names: &[&str], name: &str) -> Option<&'a Argument> {
    let placed = || {
        let place = names.iter().position(|other| *other == name)?;
        arguments.iter().filter(|argument| argument.name.is_none()).nth(place)
    };
    arguments.iter().find(|argument| argument.name.as_deref() == Some(name)).or_else(placed)
}

/// Numbers of height and width: one for both, or one for each; along time the height is as if there were no window.
fn of_axes(argument: Option<&Argument>, shape: &[usize], default: [usize; 2]) -> [usize; 2] {
    let Some(argument) = argument else { return default };
    match argument.sizes()[..] {
        [time] if shape.len() == 2 => [1, time],
        [both] => [both, both],
        [height, width] => [height, width],
        _ => panic!("a window has two axes at most"),
    }
}

/// Numbers of the top and the left, then of the bottom and the right: one for all, one for each axis, or one for each side.
fn sides(shape: &[usize], numbers: &[usize]) -> ([usize; 2], [usize; 2]) {
    match (shape.len(), numbers) {
        (2, [both]) => ([0, *both], [0, *both]),
        (2, [before, after]) => ([0, *before], [0, *after]),
        (_, [all]) => ([*all; 2], [*all; 2]),
        (_, [height, width]) => ([*height, *width], [*height, *width]),
        (_, [top, bottom, left, right]) => ([*top, *left], [*bottom, *right]),
        (_, sides) => panic!("{sides:?} is no padding"),
    }
}

/// The window that arguments describe, and how many positions it has along height and width.
fn window<'a>(
    shape: &[usize],
    given: &impl Fn(&str) -> Option<&'a Argument>,
    default_stride: [usize; 2],
) -> (Window, [usize; 2]) {
    let (_, extents) = channels_and_extents(shape);
    let kernel = of_axes(given("kernel"), shape, [1, 1]);
    let stride = of_axes(given("stride"), shape, default_stride);
    let dilation = of_axes(given("dilation"), shape, [1, 1]);
    let is_set = |name: &str| given(name).is_some_and(|flag| flag.value == "true");
    // From the first number that a window covers to the last.
    let reach = |axis: usize| (kernel[axis] - 1) * dilation[axis];
    let padding = given("padding");
    let (before, after) = match padding.map_or("", |padding| padding.value.as_str()) {
        // Nothing comes before its time.
        _ if is_set("causal") => ([0, reach(1)], [0, 0]),
        "same" => ([reach(0) / 2, reach(1) / 2], [reach(0).div_ceil(2), reach(1).div_ceil(2)]),
        rule @ ("same_upper" | "same_lower") => {
            // ONNX: the output has `ceil(extent / stride)` positions, and the padding is what these need.
            let total = |axis: usize| {
                let last = (extents[axis].div_ceil(stride[axis]) - 1) * stride[axis];
                (last + reach(axis) + 1).saturating_sub(extents[axis])
            };
            let (less, more) = ([total(0) / 2, total(1) / 2], [total(0).div_ceil(2), total(1).div_ceil(2)]);
            if rule == "same_upper" { (less, more) } else { (more, less) }
        }
        _ => sides(shape, &padding.map_or(vec![0], Argument::sizes)),
    };
    let positions = |axis: usize| {
        let free = extents[axis] + before[axis] + after[axis] - reach(axis) - 1;
        let whole = free / stride[axis] + 1;
        // PyTorch: with `ceil` what is left over has a window too, if that begins in the map or before it.
        let begins_inside = whole * stride[axis] < extents[axis] + before[axis];
        let is_left = is_set("ceil") && !free.is_multiple_of(stride[axis]) && begins_inside;
        whole + usize::from(is_left)
    };
    (Window { kernel, stride, dilation, before, after }, [positions(0), positions(1)])
}

fn source_named(topology: &Topology, label: &str) -> Source {
    let found = topology.nodes.iter().position(|node| node.name == label);
    match found {
        Some(index) => Source::Node(index),
        None if label == "input" => Source::Input,
        None => panic!("label `{label}` is unknown"),
    }
}

fn activation(argument: &Argument) -> Activation {
    let constant = |default: f64| argument.inner.first().map_or(default, Argument::number);
    // By its name, or by its place among those without one.
    let named = |name: &str, place: usize, default: f64| {
        let found = argument.inner.iter().find(|constant| constant.name.as_deref() == Some(name));
        let placed = || argument.inner.iter().filter(|constant| constant.name.is_none()).nth(place);
        found.or_else(placed).map_or(default, Argument::number)
    };
    match argument.value.as_str() {
        "identity" => Activation::Identity,
        "relu" => Activation::Relu,
        "leaky_relu" => Activation::LeakyRelu(constant(f64::from(0.01_f32))),
        "elu" => Activation::Elu(constant(1.0)),
        "selu" => Activation::Selu,
        "gelu" if argument.inner.first().is_some_and(|word| word.value == "tanh") => Activation::GeluTanh,
        "gelu" => Activation::Gelu,
        "silu" => Activation::Silu,
        "softplus" => Activation::Softplus,
        "sigmoid" => Activation::Sigmoid,
        "tanh" => Activation::Tanh,
        "hard_sigmoid" => Activation::HardSigmoid,
        "hard_swish" => Activation::HardSwish,
        "softsign" => Activation::Softsign,
        "hard_tanh" => Activation::HardTanh(named("min", 0, -1.0), named("max", 1, 1.0)),
        "relu6" => Activation::Relu6,
        "celu" => Activation::Celu(constant(1.0)),
        "log_sigmoid" => Activation::LogSigmoid,
        "mish" => Activation::Mish,
        "gelu_tanh" => Activation::GeluTanh,
        "exp" => Activation::Exp,
        "sin" => Activation::Sin,
        "hard_shrink" => Activation::HardShrink(constant(0.5)),
        "soft_shrink" => Activation::SoftShrink(constant(0.5)),
        "threshold" => Activation::Threshold(named("theta", 0, f64::NAN), named("value", 1, f64::NAN)),
        "square" => Activation::Square,
        "cos" => Activation::Cos,
        "abs" => Activation::Abs,
        "sqrt" => Activation::Sqrt,
        "log" => Activation::Log,
        "reciprocal" => Activation::Reciprocal,
        "softmax" => Activation::Softmax,
        "log_softmax" => Activation::LogSoftmax,
        other => panic!("activation `{other}` is unknown to the tests"),
    }
}

/// Words and numbers, and every other character by itself; `->` is one token.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_word = false;
    for (position, character) in text.char_indices() {
        let in_number = tokens.last().is_some_and(|token| token.starts_with(|c: char| c.is_ascii_digit()));
        let exponent_sign = character == '-' && in_number && text[..position].ends_with('e');
        let part = character.is_alphanumeric() || character == '_' || character == '.' || exponent_sign;
        match tokens.last_mut() {
            Some(word) if part && in_word => word.push(character),
            Some(arrow) if character == '>' && arrow == "-" => arrow.push(character),
            _ if character.is_whitespace() => {}
            _ => tokens.push(character.to_string()),
        }
        in_word = part;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_becomes_its_topology() {
        let (name, topology) = read(
            "#[loss(huber(delta = 0.5))] pub struct Joined: [2, 3] -> [9] {
                flatten, a: dense(4, leaky_relu(0.2)), b: dense(4, bias = false, from = a), add(a), tanh,
                dropout(1e-1), concat(a), out: dense(9, sigmoid),
            }",
        );
        assert_eq!(name, "Joined");
        assert_eq!(topology.input, 6);
        assert_eq!(topology.loss, Some(LossKind::Huber(0.5)));
        assert_eq!(topology.nodes.iter().map(|node| node.len).collect::<Vec<_>>(), [6, 4, 4, 4, 4, 4, 8, 9]);
        let names: Vec<String> = topology.parameters().into_iter().map(|tensor| tensor.name).collect();
        assert_eq!(names, ["a.weight", "a.bias", "b.weight", "out.weight", "out.bias"]);
        let node = |index: usize| &topology.nodes[index].layer;
        assert_eq!(*node(3), Layer::Add { inputs: vec![Source::Node(2), Source::Node(1)] });
        assert_eq!(*node(4), Layer::Activation { input: Source::Node(3), activation: Activation::Tanh });
        assert_eq!(*node(5), Layer::Dropout { input: Source::Node(4), rate: f64::from(0.1_f32) });
        assert_eq!(*node(6), Layer::Concat { inputs: vec![Source::Node(5), Source::Node(1)] });
        let Layer::Dense { activation, .. } = node(1) else { panic!("line 1 is dense") };
        assert_eq!(*activation, Activation::LeakyRelu(f64::from(0.2_f32)));
    }

    #[test]
    fn constants_of_activations_are_read_by_name_or_place() {
        let of = |text: &str| {
            let (_, topology) = read(&format!("struct Line: [3] -> [3] {{ {text}, }}"));
            let Layer::Activation { activation, .. } = topology.nodes[0].layer else {
                panic!("`{text}` is an activation")
            };
            activation
        };
        assert_eq!(of("hard_tanh"), Activation::HardTanh(-1.0, 1.0));
        assert_eq!(of("hard_tanh(min = -0.5, max = 2)"), Activation::HardTanh(-0.5, 2.0));
        assert_eq!(of("hard_tanh(max = 2.0)"), Activation::HardTanh(-1.0, 2.0));
        assert_eq!(of("hard_tanh(-0.5, 2.0)"), Activation::HardTanh(-0.5, 2.0));
        assert_eq!(of("hard_tanh(-0.5, max = 2.0)"), Activation::HardTanh(-0.5, 2.0));
        assert_eq!(of("celu"), Activation::Celu(1.0));
        assert_eq!(of("celu(alpha = 0.3)"), Activation::Celu(f64::from(0.3_f32)));
        assert_eq!(of("softsign"), Activation::Softsign);
        assert_eq!(of("relu6"), Activation::Relu6);
        assert_eq!(of("log_sigmoid"), Activation::LogSigmoid);
        assert_eq!(of("mish"), Activation::Mish);
        assert_eq!(of("gelu_tanh"), Activation::GeluTanh);
        assert_eq!(of("gelu(tanh)"), Activation::GeluTanh);
        assert_eq!(of("exp"), Activation::Exp);
        assert_eq!(of("sin"), Activation::Sin);
        assert_eq!(of("hard_shrink"), Activation::HardShrink(0.5));
        assert_eq!(of("soft_shrink(lambda = 0.25)"), Activation::SoftShrink(0.25));
        assert_eq!(of("threshold(0.5, 20)"), Activation::Threshold(0.5, 20.0));
        assert_eq!(of("threshold(value = 20, theta = -0.5)"), Activation::Threshold(-0.5, 20.0));
        assert_eq!(of("square"), Activation::Square);
        assert_eq!(of("cos"), Activation::Cos);
        assert_eq!(of("abs"), Activation::Abs);
        assert_eq!(of("sqrt"), Activation::Sqrt);
        assert_eq!(of("log"), Activation::Log);
        assert_eq!(of("reciprocal"), Activation::Reciprocal);
    }
}
