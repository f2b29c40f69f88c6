//! `conv2d`, `conv1d` and `depthwise_conv2d`: every output is a weighted sum of what a window has of the operand, plus a bias, through an
//! activation. The window is not turned, as in every library of networks.

use std::rc::Rc;

use super::window::{self, Axes, Declared, Map, Padding};
use super::{Checked, Kind, Operands, Site, Width, causal, dense, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, ConvolutionParts, LANES, Operand, Window};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_ELEMENTS, grouped};
use crate::language::values::{size, subject};
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Value};

pub(super) const CONV2D: Kind = Kind {
    name: "conv2d",
    aliases: &["conv", "convolution", "convolution2d"],
    usage: "conv2d(channels, kernel, activation = identity, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, \
            init = he_normal, from = label)",
    parameters: &[
        Parameter::required("channels"),
        Parameter::required("kernel"),
        Parameter::optional("activation"),
        Parameter::named("stride"),
        Parameter::named("padding"),
        Parameter::named("dilation"),
        Parameter::named("groups"),
        Parameter::named("bias"),
        Parameter::named("init"),
    ],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::Unknown,
    operators: operators!["Conv": onnx::conv],
    check: |site| check(site, "conv2d", Axes::Image),
};

pub(super) const CONV1D: Kind = Kind {
    name: "conv1d",
    aliases: &["convolution1d"],
    usage: "conv1d(channels, kernel, activation = identity, stride = 1, padding = 0, dilation = 1, groups = 1, causal = false, \
            bias = true, init = he_normal, from = label)",
    parameters: &[
        Parameter::required("channels"),
        Parameter::required("kernel"),
        Parameter::optional("activation"),
        Parameter::named("stride"),
        Parameter::named("padding"),
        Parameter::named("dilation"),
        Parameter::named("groups"),
        Parameter::named("causal"),
        Parameter::named("bias"),
        Parameter::named("init"),
    ],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::Unknown,
    operators: operators![],
    check: |site| check(site, "conv1d", Axes::Time),
};

pub(super) const DEPTHWISE_CONV2D: Kind = Kind {
    name: "depthwise_conv2d",
    aliases: &["depthwiseconv", "depthwiseconv2d"],
    usage: "depthwise_conv2d(kernel, activation = identity, stride = 1, padding = 0, dilation = 1, bias = true, init = he_normal, \
            from = label)",
    parameters: &[
        Parameter::required("kernel"),
        Parameter::optional("activation"),
        Parameter::named("stride"),
        Parameter::named("padding"),
        Parameter::named("dilation"),
        Parameter::named("bias"),
        Parameter::named("init"),
    ],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::Unknown,
    operators: operators![],
    check: |site| check(site, "depthwise_conv2d", Axes::Image),
};

fn check(site: &mut Site<'_>, kind: &'static str, axes: Axes) -> Checked {
    if let (Axes::Time, Some([channels])) = (axes, site.shape().as_ref().map(|shape| &shape.0[..])) {
        return causal::check(site, *channels);
    }
    let is_depthwise = kind == DEPTHWISE_CONV2D.name;
    let map = window::map(site, axes);
    if map.is_some_and(|map| dense::refuse_inputs(site, Some(map.channels))) {
        return Checked::default();
    }
    let outputs = match site.arguments.get("channels") {
        Some(value) => size(value, &subject("channels", site.title), site.errors),
        None => map.filter(|_| is_depthwise).map(|map| map.channels),
    };
    let kernel = window::of_axes(site, axes, "kernel", None);
    let stride = window::of_axes(site, axes, "stride", Some([1, 1]));
    let dilation = window::of_axes(site, axes, "dilation", Some([1, 1]));
    let padding = padding(site, axes);
    let activation = dense::activation(site);
    let bias = site.flag("bias", true);
    let init = dense::init(site, activation);
    let groups = match site.arguments.get("groups") {
        Some(value) => size(value, &subject("groups", site.title), site.errors),
        None if is_depthwise => map.map(|map| map.channels),
        None => Some(1),
    };
    // With an argument that is not understood the shape is another one than was meant.
    let window = map.zip(kernel).filter(|_| site.arguments.complete).and_then(|(map, kernel)| {
        let declared = Declared { kernel, stride: stride?, dilation: dilation?, padding: padding?, ceil: false };
        window::window(site, axes, map, &declared)
    });
    let has_groups = map.zip(outputs).zip(groups).is_some_and(|((map, outputs), groups)| {
        let pixels = window.map_or([0, 0], |window| [window.inputs(), window.outputs()]);
        refuse_groups(site, map, outputs, groups).is_none()
            && refuse_apart(site, groups, [(map.channels, pixels[0]), (outputs, pixels[1])]).is_none()
    });
    let default_init = site.argument("init").is_none();
    let convolution = || {
        let (map, window, outputs, groups) = (map?, window?, outputs?, groups.filter(|_| has_groups)?);
        let (bias, init, activation) = (bias?, init?, activation?);
        let channels = map.channels;
        Some(layer(Convolution { kind, axes, channels, outputs, groups, window, bias, init, activation, default_init }))
    };
    Checked {
        layer: convolution(),
        shape: outputs
            .zip(window)
            .and_then(|(outputs, window)| window::shape(site, axes, outputs, window::counts(&window))),
        size: site.argument("channels").map(ast::Value::place),
        activation: site.argument("activation").map(ast::Value::place),
    }
}

/// The argument `padding`, or what `causal` makes of it.
fn padding(site: &mut Site<'_>, axes: Axes) -> Option<Padding> {
    let padding = window::padding(site, axes);
    let is_causal = site.flag("causal", false)?;
    if !is_causal {
        return padding;
    }
    if site.argument("padding").is_some() {
        let error = Diagnostic::new(
            window::place(site, "padding"),
            format!("`{}` is causal and has padding", site.title),
        )
        .note(
            "a causal convolution is padded before the first number, by as much as its window has behind the last tap",
        )
        .help("remove `padding` or `causal`");
        site.errors.push(error);
        return None;
    }
    Some(Padding::Causal)
}

/// An error for groups that the channels, or the outputs, do not have.
pub(super) fn refuse_groups(site: &mut Site<'_>, map: Map, outputs: usize, groups: usize) -> Option<()> {
    let place = window::place(site, "groups");
    let channels = map.channels;
    for (count, what) in [(channels, "channels"), (outputs, "outputs")] {
        if !count.is_multiple_of(groups) {
            let error = Diagnostic::new(place, format!("`{}` divides {count} {what} into {groups} groups", site.title));
            site.errors.push(error.note("each group has as many channels, and as many outputs"));
            return Some(());
        }
    }
    None
}

/// An error for groups that would take too much as they are stored, in whole panels or as copies of channels: so many channels of so many
/// pixels, and outputs.
pub(super) fn refuse_apart(site: &mut Site<'_>, groups: usize, sides: [(usize, usize); 2]) -> Option<()> {
    let [(channels, _), (outputs, _)] = sides;
    let is_depthwise = groups == channels;
    let stored = sides.map(|(numbers, pixels)| {
        let numbers = if is_depthwise { outputs } else { groups * (numbers / groups).next_multiple_of(LANES) };
        numbers.saturating_mul(pixels)
    });
    let stored = stored.into_iter().max().filter(|stored| groups > 1 && *stored > MAX_ELEMENTS)?;
    let message = format!("`{}` has {groups} groups, which take {} numbers", site.title, grouped(stored));
    let error = Diagnostic::new(window::place(site, "groups"), message);
    let rule = if is_depthwise {
        "each output has a copy of its channel".to_owned()
    } else {
        format!("each has its channels, and its outputs, in multiples of {LANES}")
    };
    site.errors.push(error.note(format_args!("{rule}; at most {} are allowed", grouped(MAX_ELEMENTS))));
    Some(())
}

/// `y = f(W * x + b)`.
#[derive(Clone, Debug)]
struct Convolution {
    kind: &'static str,
    axes: Axes,
    channels: usize,
    outputs: usize,
    groups: usize,
    window: Window,
    bias: bool,
    init: Init,
    activation: Activation,
    /// Whether `init` was left to the activation.
    default_init: bool,
}

impl Convolution {
    /// `PyTorch`'s order: outputs, channels of a group, taps.
    fn weight_shape(&self) -> Vec<usize> {
        let taps = [self.window.height.kernel, self.window.width.kernel];
        let taps = if self.axes == Axes::Time { &taps[1..] } else { &taps[..] };
        [self.outputs, self.channels / self.groups].iter().chain(taps).copied().collect()
    }
}

impl Layer for Convolution {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn arguments(&self) -> Vec<Argument> {
        let is_depthwise = self.kind == DEPTHWISE_CONV2D.name;
        let mut arguments = Vec::new();
        if !is_depthwise {
            arguments.push(Argument::new("channels", Value::Count(self.outputs)));
        }
        let mut of_window = window::arguments(self.axes, &self.window, [1, 1]).into_iter();
        arguments.extend(of_window.next());
        if !self.activation.is_identity() {
            arguments.push(Argument::new("activation", Value::Activation(self.activation)));
        }
        arguments.extend(of_window);
        if self.groups != 1 && !is_depthwise {
            arguments.push(Argument::new("groups", Value::Counts([self.groups, 0, 0, 0], 1)));
        }
        if !self.bias {
            arguments.push(Argument::new("bias", Value::Flag(false)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        let mut parameters = vec![Weights::vector("weight", &self.weight_shape())];
        if self.bias {
            parameters.push(Weights::vector("bias", &[self.outputs]));
        }
        parameters
    }

    fn multiply_adds(&self) -> usize {
        self.outputs * self.window.outputs() * self.window.taps() * (self.channels / self.groups)
    }

    fn activation(&self) -> Option<Activation> {
        Some(self.activation)
    }

    /// As for a dense layer.
    fn followed_by(&self, activation: Activation) -> Option<Rc<dyn Layer>> {
        let follows = self.default_init && self.activation.is_identity();
        follows.then(|| layer(Self { init: activation.facts().init, ..self.clone() }))
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.convolution(ConvolutionParts {
            channels: self.channels,
            outputs: self.outputs,
            groups: self.groups,
            is_transposed: false,
            window: self.window.flattened(),
            shape: self.weight_shape(),
            has_bias: self.bias,
            init: self.init,
            activation: self.activation,
        })
    }
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    use nn_onnx::Node;

    use super::super::window::onnx::{axes, window};
    use super::{Axes, CONV1D, CONV2D, DEPTHWISE_CONV2D};
    use crate::graph::constant::Constant;
    use crate::graph::lowering::{Lowering, Row, Value, int, unsupported};
    use crate::graph::operation::{Convolution, Dense, Operation};
    use crate::graph::{Mistake, title};
    use crate::model::of_axes;

    pub(super) fn conv<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.plain_row(node, 0)?;
        let weight = constant(lowering, node, 1)?;
        if let Some(dense) = of_a_vector(lowering, node, &row, &weight)? {
            return Ok(dense);
        }
        let axes = axes(lowering, node, &mut row)?;
        let (channels, rank) = (row.shape[0], row.shape.len());
        let Some((&[outputs, of_group], kernel)) =
            weight.shape.split_first_chunk::<2>().filter(|(_, kernel)| kernel.len() + 1 == rank)
        else {
            let message = format!("{} has weights of shape {:?}", title(node), weight.shape);
            return Err(Mistake::new(message).note(format!("it takes rows of shape {:?}", row.shape)));
        };
        let group = int(node, "group", 1);
        let groups =
            usize::try_from(group).ok().filter(|groups| *groups > 0 && of_group.checked_mul(*groups) == Some(channels));
        let Some(groups) = groups else {
            let supported = format!("{channels} channels over {of_group}, as the weights have it");
            return Err(unsupported(node, "group", group, supported));
        };
        let window = window(node, &row, Some(kernel))?;
        let bias = bias(lowering, node, outputs)?;
        let is_depthwise = axes == Axes::Image && groups > 1 && groups == channels && outputs == channels;
        let kind = match axes {
            Axes::Time => CONV1D.name,
            Axes::Image if is_depthwise => DEPTHWISE_CONV2D.name,
            Axes::Image => CONV2D.name,
        };
        let kernel = of_axes(&window.kernel);
        let first = if is_depthwise { vec![kernel] } else { vec![outputs.to_string(), kernel] };
        let mut others = window.arguments(&vec![1; rank - 1]);
        if groups > 1 && !is_depthwise {
            others.push(format!("groups = {groups}"));
        }
        let numbers = weight.as_floats().unwrap_or_default().to_vec();
        lowering.spend(node, numbers.len() + outputs)?;
        let shape = [outputs].into_iter().chain(window.counts(node, false)?).collect();
        let parameters = [1, 2].into_iter().filter_map(|index| lowering.initializer(node, index)).collect();
        let convolution =
            Convolution { kind, first, others, parts: [1, 1], weight: numbers, bias, activation: None, parameters };
        Ok(Value::Row(lowering.push(node, Operation::Convolution(convolution), vec![row.source], shape)))
    }

    /// A kernel of one tap over a map of one pixel that is a vector in the language, as a dense layer.
    fn of_a_vector<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: &Row,
        weight: &Constant<'a>,
    ) -> Result<Option<Value<'a>>, Mistake> {
        let (Some((&channels, pixel)), Some((&[outputs, inputs], kernel))) =
            (row.shape.split_first(), weight.shape.split_first_chunk::<2>())
        else {
            return Ok(None);
        };
        let is_one = |extents: &[usize]| extents.iter().all(|extent| *extent == 1);
        let is_vector = matches!(pixel.len(), 1 | 2) && is_one(pixel) && lowering.shape(row.source) == [channels];
        if !is_vector || kernel.len() != pixel.len() || !is_one(kernel) || inputs != channels {
            return Ok(None);
        }
        let window = window(node, row, Some(kernel))?;
        let has_padding = window.pads.iter().flatten().any(|pad| *pad > 0);
        if int(node, "group", 1) != 1 || has_padding {
            return Ok(None);
        }
        let bias = bias(lowering, node, outputs)?;
        let numbers = weight.as_floats().unwrap_or_default().to_vec();
        lowering.spend(node, numbers.len() + outputs)?;
        let parameters = [1, 2].into_iter().filter_map(|index| lowering.initializer(node, index)).collect();
        let dense = Dense { inputs, outputs, weight: numbers, bias, activation: None, parameters };
        let row = lowering.push(node, Operation::Dense(dense), vec![row.source], vec![outputs]);
        // The file keeps the axes, the language has a vector.
        let shape = [outputs].into_iter().chain(pixel.iter().copied()).collect();
        Ok(Some(Value::Row(Row { shape, ..row })))
    }

    /// The bias of so many outputs, operand 2.
    pub(in crate::layers) fn bias<'a>(
        lowering: &Lowering<'a>,
        node: &'a Node,
        outputs: usize,
    ) -> Result<Option<Vec<f32>>, Mistake> {
        let bias = match lowering.optional(node, 2)? {
            None => return Ok(None),
            Some(Value::Constant(bias)) => bias,
            Some(Value::Row(_)) => {
                return Err(Mistake::new(format!("{} adds a value that depends on the input", title(node))));
            }
        };
        match bias.as_floats().filter(|floats| floats.len() == outputs) {
            Some(floats) => Ok(Some(floats.to_vec())),
            None => Err(Mistake::new(format!("operand 2 of {} is no constant of shape [{outputs}]", title(node)))),
        }
    }

    /// Operand `index`, a constant of floats.
    pub(in crate::layers) fn constant<'a>(
        lowering: &Lowering<'a>,
        node: &'a Node,
        index: usize,
    ) -> Result<Constant<'a>, Mistake> {
        match lowering.operand(node, index)? {
            Value::Constant(constant) if constant.as_floats().is_some() => Ok(constant),
            _ => Err(Mistake::new(format!("operand {index} of {} is no constant of floats", title(node)))
                .note("the weights of a convolution are constants")),
        }
    }
}
