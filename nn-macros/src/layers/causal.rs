//! `conv1d` on a vector: a causal convolution over the inputs of a stream, each a pixel of `[channels, time]`.

use std::rc::Rc;

use super::convolution::{CONV1D, refuse_apart, refuse_groups};
use super::history::keep;
use super::window::{self, Axes, Map};
use super::{Checked, Site, dense, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, ConvolutionParts, Operand, Span, Window};
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::language::values::{size, subject};
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Shape, Value};

/// Checks a line whose operand is a vector of so many channels.
pub(super) fn check(site: &mut Site<'_>, channels: usize) -> Checked {
    if dense::refuse_inputs(site, Some(channels)) {
        return Checked::default();
    }
    let outputs =
        site.arguments.get("channels").and_then(|value| size(value, &subject("channels", site.title), site.errors));
    let kernel = window::of_axes(site, Axes::Time, "kernel", None).map(|[_, time]| time);
    let dilation = window::of_axes(site, Axes::Time, "dilation", Some([1, 1])).map(|[_, time]| time);
    let activation = dense::activation(site);
    let (bias, init) = (site.flag("bias", true), dense::init(site, activation));
    let groups = match site.arguments.get("groups") {
        Some(value) => size(value, &subject("groups", site.title), site.errors),
        None => Some(1),
    };
    let map = Map { channels, height: 1, width: 1 };
    let groups = groups.filter(|groups| {
        outputs.is_some_and(|outputs| {
            refuse_groups(site, map, outputs, *groups).is_none()
                && refuse_apart(site, *groups, [(channels, kernel.unwrap_or(0)), (outputs, 1)]).is_none()
        })
    });
    let (is_plain, is_causal) = (refuse_windows(site).is_none(), refuse_the_future(site).is_none());
    let steps = kernel.zip(dilation).and_then(|(kernel, dilation)| earlier(site, channels, kernel, dilation));
    let default_init = site.argument("init").is_none();
    let causal = || {
        let (outputs, kernel, dilation, groups) = (outputs?, kernel?, dilation?, groups?);
        let (bias, init, activation) = (bias?, init?, activation?);
        steps.filter(|_| is_plain && is_causal && site.arguments.complete)?;
        Some(layer(Causal { channels, outputs, kernel, dilation, groups, bias, init, activation, default_init }))
    };
    Checked {
        layer: causal(),
        shape: outputs.map(|outputs| Shape(vec![outputs])),
        size: site.argument("channels").map(ast::Value::place),
        activation: site.argument("activation").map(ast::Value::place),
    }
}

/// An error for what a window that moves over `[channels, time]` may have, and one that moves with the time does not.
fn refuse_windows(site: &mut Site<'_>) -> Option<()> {
    let (name, help) = if site.argument("padding").is_some() {
        ("padding", "remove it: inputs before the first are zero")
    } else {
        window::of_axes(site, Axes::Time, "stride", None).filter(|[_, stride]| *stride > 1)?;
        ("stride", "remove it: a stream has an output for each input")
    };
    let error = Diagnostic::new(
        window::place(site, name),
        format!("`{}` takes one input at a time and has `{name}`", site.title),
    );
    site.errors.push(error.help(help));
    Some(())
}

/// An error for a convolution that is not said to be causal.
fn refuse_the_future(site: &mut Site<'_>) -> Option<()> {
    if site.flag("causal", false)? {
        return None;
    }
    let operand = site.operand()?;
    let shape = operand.shape.clone()?;
    let error = Diagnostic::new(operand.place, format!("`{}` expects [channels, time], found {shape}", site.title))
        .note(format_args!("{} has shape {shape}", operand.title))
        .help("write `causal = true` for a stream, which takes one input after the other");
    site.errors.push(error);
    Some(())
}

/// The earlier inputs that a window looks at; an error where they are too many.
fn earlier(site: &mut Site<'_>, channels: usize, kernel: usize, dilation: usize) -> Option<usize> {
    let steps = (kernel - 1).saturating_mul(dilation);
    if steps > MAX_EXTENT {
        let message = format!(
            "`{}` looks back {} steps, at most {} are allowed",
            site.title,
            grouped(steps),
            grouped(MAX_EXTENT)
        );
        site.errors.push(Diagnostic::new(window::place(site, "dilation"), message));
        return None;
    }
    keep(site, "dilation", channels, steps).map(|_| steps)
}

/// `y = f(W_0 x of (kernel - 1) dilation steps before + .. + W_last x + b)`.
#[derive(Clone, Debug)]
struct Causal {
    channels: usize,
    outputs: usize,
    kernel: usize,
    dilation: usize,
    groups: usize,
    bias: bool,
    init: Init,
    activation: Activation,
    /// Whether `init` was left to the activation.
    default_init: bool,
}

impl Causal {
    fn weight_shape(&self) -> Vec<usize> {
        vec![self.outputs, self.channels / self.groups, self.kernel]
    }
}

impl Layer for Causal {
    fn kind(&self) -> &'static str {
        CONV1D.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![
            Argument::new("channels", Value::Count(self.outputs)),
            Argument::new("kernel", Value::Counts([self.kernel, 0, 0, 0], 1)),
        ];
        if !self.activation.is_identity() {
            arguments.push(Argument::new("activation", Value::Activation(self.activation)));
        }
        let counts = [("dilation", self.dilation), ("groups", self.groups)];
        let counts = counts.into_iter().filter(|(_, count)| *count != 1);
        arguments.extend(counts.map(|(name, count)| Argument::new(name, Value::Counts([count, 0, 0, 0], 1))));
        arguments.push(Argument::new("causal", Value::Flag(true)));
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
        self.outputs * self.kernel * (self.channels / self.groups)
    }

    fn activation(&self) -> Option<Activation> {
        Some(self.activation)
    }

    /// As for a dense layer.
    fn followed_by(&self, activation: Activation) -> Option<Rc<dyn Layer>> {
        let follows = self.default_init && self.activation.is_identity();
        follows.then(|| layer(Self { init: activation.facts().init, ..self.clone() }))
    }

    fn remembers(&self) -> bool {
        true
    }

    /// A convolution over as many pixels as it has taps: the inputs that they look at.
    fn lower(&self, builder: &mut Builder) -> Operand {
        let taps = self.kernel;
        let width = Span { kernel: taps, count: 1, ..Span::point(taps) };
        let parts = ConvolutionParts {
            channels: self.channels,
            outputs: self.outputs,
            groups: self.groups,
            is_transposed: false,
            window: Window { height: Span::point(1), width },
            shape: self.weight_shape(),
            has_bias: self.bias,
            init: self.init,
            activation: self.activation,
        };
        if taps == 1 {
            return builder.convolution(parts);
        }
        let history = builder.history("history", (0..taps).rev().map(|tap| tap * self.dilation).collect());
        builder.convolution_of(history, parts)
    }
}

/// How it is read from an ONNX file: of the step that is made of one which remembers.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    use nn_onnx::Node;

    use super::super::convolution::onnx::{bias, constant};
    use super::CONV1D;
    use crate::graph::lowering::{Lowering, Value, int};
    use crate::graph::operation::{Convolution, Operation};
    use crate::graph::{Mistake, title};

    pub(crate) fn causal_convolution<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        let weight = constant(lowering, node, 1)?;
        let &[outputs, _, kernel] = &weight.shape[..] else {
            return Err(Mistake::new(format!("{} has weights of shape {:?}", title(node), weight.shape)));
        };
        let bias = bias(lowering, node, outputs)?;
        let numbers = weight.as_floats().unwrap_or_default().to_vec();
        lowering.spend(node, numbers.len() + outputs)?;
        let counts = [("dilation", int(node, "dilation", 1)), ("groups", int(node, "group", 1))];
        let counts = counts.into_iter().filter(|(_, count)| *count != 1);
        let convolution = Convolution {
            kind: CONV1D.name,
            first: vec![outputs.to_string(), kernel.to_string()],
            others: counts
                .map(|(name, count)| format!("{name} = {count}"))
                .chain(["causal = true".to_owned()])
                .collect(),
            parts: [1, 1],
            weight: numbers,
            bias,
            activation: None,
            parameters: [1, 2].into_iter().filter_map(|index| lowering.initializer(node, index)).collect(),
        };
        let operation = Operation::Convolution(convolution);
        Ok(Value::Row(lowering.push(node, operation, vec![row.source], vec![outputs])))
    }
}
