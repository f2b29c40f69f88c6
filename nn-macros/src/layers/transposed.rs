//! `conv_transpose2d` and `conv_transpose1d`: each number of the operand, times a kernel, is added to a window of the result, and a bias
//! to each number of it, through an activation. It is what a convolution does to derivatives, as `PyTorch` computes it.

use std::rc::Rc;

use super::convolution::{refuse_apart, refuse_groups};
use super::window::{self, Axes, Map};
use super::{Checked, Kind, Operands, Site, Width, dense, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, ConvolutionParts, Operand, Span, Window};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::language::values::{size, subject};
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Value};

const PARAMETERS: &[Parameter] = &[
    Parameter::required("channels"),
    Parameter::required("kernel"),
    Parameter::optional("activation"),
    Parameter::named("stride"),
    Parameter::named("padding"),
    Parameter::named("output_padding"),
    Parameter::named("dilation"),
    Parameter::named("groups"),
    Parameter::named("bias"),
    Parameter::named("init"),
];

pub(super) const CONV_TRANSPOSE2D: Kind = Kind {
    name: "conv_transpose2d",
    aliases: &["convtranspose", "convtranspose2d", "conv2dtranspose", "deconv", "deconv2d", "deconvolution"],
    usage: "conv_transpose2d(channels, kernel, activation = identity, stride = 1, padding = 0, output_padding = 0, dilation = 1, \
            groups = 1, bias = true, init = he_normal, from = label)",
    parameters: PARAMETERS,
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::Unknown,
    operators: operators!["ConvTranspose": onnx::conv_transpose],
    check: |site| check(site, "conv_transpose2d", Axes::Image),
};

pub(super) const CONV_TRANSPOSE1D: Kind = Kind {
    name: "conv_transpose1d",
    aliases: &["convtranspose1d", "conv1dtranspose", "deconv1d"],
    usage: "conv_transpose1d(channels, kernel, activation = identity, stride = 1, padding = 0, output_padding = 0, dilation = 1, \
            groups = 1, bias = true, init = he_normal, from = label)",
    parameters: PARAMETERS,
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::Unknown,
    operators: operators![],
    check: |site| check(site, "conv_transpose1d", Axes::Time),
};

/// What is declared of the window that a number is added to.
struct Declared {
    kernel: [usize; 2],
    stride: [usize; 2],
    dilation: [usize; 2],
    /// Positions of the result that are left away, at the top, the bottom, the left and the right.
    padding: [usize; 4],
    /// Positions behind the others.
    output_padding: [usize; 2],
}

fn check(site: &mut Site<'_>, kind: &'static str, axes: Axes) -> Checked {
    let map = window::map(site, axes);
    if map.is_some_and(|map| dense::refuse_inputs(site, Some(map.channels))) {
        return Checked::default();
    }
    let outputs = site.arguments.get("channels");
    let outputs = outputs.and_then(|value| size(value, &subject("channels", site.title), site.errors));
    let kernel = window::of_axes(site, axes, "kernel", None);
    let stride = window::of_axes(site, axes, "stride", Some([1, 1]));
    let dilation = window::of_axes(site, axes, "dilation", Some([1, 1]));
    let padding = window::sides(site, axes, "padding", Some([0; 4]));
    let output_padding = window::of_axes_from(site, axes, ("output_padding", 0), Some([0, 0]));
    let activation = dense::activation(site);
    let bias = site.flag("bias", true);
    let init = dense::init(site, activation);
    let groups = match site.arguments.get("groups") {
        Some(value) => size(value, &subject("groups", site.title), site.errors),
        None => Some(1),
    };
    // With an argument that is not understood the shape is another one than was meant.
    let declared = || {
        let (kernel, stride, dilation) = (kernel?, stride?, dilation?);
        Some(Declared { kernel, stride, dilation, padding: padding?, output_padding: output_padding? })
    };
    let declared = declared().filter(|_| site.arguments.complete);
    let window = map.zip(declared.as_ref()).and_then(|(map, declared)| window(site, axes, map, declared));
    let has_groups = map.zip(outputs).zip(groups).is_some_and(|((map, outputs), groups)| {
        let pixels = window.map_or([0, 0], |window| [window.outputs(), window.inputs()]);
        refuse_groups(site, map, outputs, groups).is_none()
            && refuse_apart(site, groups, [(map.channels, pixels[0]), (outputs, pixels[1])]).is_none()
    });
    let default_init = site.argument("init").is_none();
    let transposed = || {
        let (map, window, outputs, groups) = (map?, window?, outputs?, groups.filter(|_| has_groups)?);
        let (bias, init, activation, output_padding) = (bias?, init?, activation?, output_padding?);
        let channels = map.channels;
        Some(layer(Transposed {
            kind,
            axes,
            channels,
            outputs,
            groups,
            window,
            output_padding,
            bias,
            init,
            activation,
            default_init,
        }))
    };
    let positions = window.map(|window| [window.height.len, window.width.len]);
    Checked {
        layer: transposed(),
        shape: outputs.zip(positions).and_then(|(outputs, positions)| window::shape(site, axes, outputs, positions)),
        size: site.argument("channels").map(ast::Value::place),
        activation: site.argument("activation").map(ast::Value::place),
    }
}

/// The windows of the result, one for each position of the map; an error where it would have no positions, or too many.
fn window(site: &mut Site<'_>, axes: Axes, map: Map, declared: &Declared) -> Option<Window> {
    let Declared { kernel, stride, dilation, padding: [top, bottom, left, right], output_padding } = *declared;
    let mut found = Vec::new();
    for (axis, len, before, after) in [(0, map.height, top, bottom), (1, map.width, left, right)] {
        let along = axes.along(axis);
        let most = stride[axis].max(dilation[axis]);
        if output_padding[axis] >= most {
            let message = format!(
                "`output_padding` of `{}` is {} along {along}, which is not below the stride or the dilation, {most}",
                site.title, output_padding[axis]
            );
            let error = Diagnostic::new(window::place(site, "output_padding"), message);
            site.errors
                .push(error.note("it chooses one of the sizes that a convolution of this stride makes the map's"));
            return None;
        }
        let reach = (kernel[axis] - 1).saturating_mul(dilation[axis]).saturating_add(output_padding[axis]);
        let all = (len - 1).saturating_mul(stride[axis]).saturating_add(reach).saturating_add(1);
        let Some(left) = all.checked_sub(before.saturating_add(after)).filter(|left| *left > 0) else {
            let message = format!(
                "the padding of `{}` leaves nothing of {} positions along {along}: {before} and {after}",
                site.title,
                grouped(all)
            );
            site.errors.push(Diagnostic::new(window::place(site, "padding"), message));
            return None;
        };
        if all > MAX_EXTENT {
            let message = format!(
                "`{}` has {} positions along {along}, at most {} are allowed",
                site.title,
                grouped(all),
                grouped(MAX_EXTENT)
            );
            site.errors.push(Diagnostic::new(window::place(site, "stride"), message));
            return None;
        }
        let (kernel, stride, dilation) = (kernel[axis], stride[axis], dilation[axis]);
        found.push(Span { len: left, count: len, kernel, stride, dilation, before, after });
    }
    let [height, width] = found[..] else { return None };
    Some(Window { height, width })
}

/// `y = f(W^T * x + b)`.
#[derive(Clone, Debug)]
struct Transposed {
    kind: &'static str,
    axes: Axes,
    channels: usize,
    outputs: usize,
    groups: usize,
    /// Of the result; a position for each of the operand.
    window: Window,
    output_padding: [usize; 2],
    bias: bool,
    init: Init,
    activation: Activation,
    /// Whether `init` was left to the activation.
    default_init: bool,
}

impl Transposed {
    /// `PyTorch`'s order: channels, outputs of a group, taps.
    fn weight_shape(&self) -> Vec<usize> {
        let taps = [self.window.height.kernel, self.window.width.kernel];
        let taps = if self.axes == Axes::Time { &taps[1..] } else { &taps[..] };
        [self.channels, self.outputs / self.groups].iter().chain(taps).copied().collect()
    }
}

impl Layer for Transposed {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("channels", Value::Count(self.outputs))];
        let mut of_window = window::arguments(self.axes, &self.window, [1, 1]).into_iter();
        arguments.extend(of_window.next());
        if !self.activation.is_identity() {
            arguments.push(Argument::new("activation", Value::Activation(self.activation)));
        }
        arguments.extend(of_window);
        arguments.extend(window::argument(self.axes, "output_padding", self.output_padding, [0, 0]));
        if self.groups != 1 {
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
        self.channels * self.window.outputs() * self.window.taps() * (self.outputs / self.groups)
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
            is_transposed: true,
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
mod onnx {
    use nn_onnx::Node;

    use super::super::convolution::onnx::{bias, constant};
    use super::super::window::onnx::{OfNode, axes, window};
    use super::{Axes, CONV_TRANSPOSE1D, CONV_TRANSPOSE2D, MAX_EXTENT};
    use crate::graph::lowering::{Lowering, Value, given, int, text, unsupported};
    use crate::graph::operation::{Convolution, Operation};
    use crate::graph::{Mistake, title};

    pub(super) fn conv_transpose<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.plain_row(node, 0)?;
        let axes = axes(lowering, node, &mut row)?;
        let weight = constant(lowering, node, 1)?;
        let (channels, rank) = (row.shape[0], row.shape.len());
        let Some((&[_, of_group], kernel)) = weight
            .shape
            .split_first_chunk::<2>()
            .filter(|([inputs, _], kernel)| *inputs == channels && kernel.len() + 1 == rank)
        else {
            let message = format!("{} has weights of shape {:?}", title(node), weight.shape);
            return Err(Mistake::new(message).note(format!("it takes rows of shape {:?}", row.shape)));
        };
        let group = int(node, "group", 1);
        let groups = usize::try_from(group).ok().filter(|groups| *groups > 0 && channels.is_multiple_of(*groups));
        let Some(groups) = groups else {
            return Err(unsupported(node, "group", group, format!("a divisor of {channels} channels")));
        };
        let outputs = of_group.saturating_mul(groups);
        let auto_pad = text(node, "auto_pad", "NOTSET");
        if !matches!(auto_pad.as_str(), "NOTSET" | "" | "VALID") {
            return Err(unsupported(node, "auto_pad", auto_pad, "NOTSET or VALID"));
        }
        if let Some(shape) = given(node, "output_shape") {
            return Err(unsupported(node, "output_shape", format!("{:?}", shape.ints), "pads and output_padding"));
        }
        let window = window(node, &row, Some(kernel))?;
        let output_padding = output_padding(node, &window)?;
        let bias = bias(lowering, node, outputs)?;
        let mut shape = vec![outputs];
        for (axis, len) in row.shape.iter().skip(1).enumerate() {
            let reach = (window.kernel[axis] - 1) * window.dilations[axis] + output_padding[axis];
            let all = (len - 1).saturating_mul(window.strides[axis]).saturating_add(reach + 1);
            let [before, after] = window.pads[axis];
            let left = all.checked_sub(before + after).filter(|left| (1..=MAX_EXTENT).contains(left));
            shape.push(left.ok_or_else(|| {
                Mistake::new(format!("{} makes {all} positions of {len}", title(node)))
                    .note(format!("{before} and {after} of them are padding, at most {MAX_EXTENT} are supported"))
            })?);
        }
        let kind = if axes == Axes::Time { CONV_TRANSPOSE1D.name } else { CONV_TRANSPOSE2D.name };
        let first = vec![outputs.to_string(), crate::model::of_axes(&window.kernel)];
        let mut others = window.arguments(&vec![1; rank - 1]);
        if output_padding.iter().any(|padding| *padding > 0) {
            others.push(format!("output_padding = {}", crate::model::of_axes(&output_padding)));
        }
        if groups > 1 {
            others.push(format!("groups = {groups}"));
        }
        let numbers = weight.as_floats().unwrap_or_default().to_vec();
        lowering.spend(node, numbers.len() + outputs)?;
        let parameters = [1, 2].into_iter().filter_map(|index| lowering.initializer(node, index)).collect();
        let parts = [groups, channels / groups];
        let convolution =
            Convolution { kind, first, others, parts, weight: numbers, bias, activation: None, parameters };
        Ok(Value::Row(lowering.push(node, Operation::Convolution(convolution), vec![row.source], shape)))
    }

    /// A number for each axis, below the stride or the dilation.
    fn output_padding(node: &Node, window: &OfNode<'_>) -> Result<Vec<usize>, Mistake> {
        let n = window.kernel.len();
        let Some(attribute) = given(node, "output_padding") else { return Ok(vec![0; n]) };
        let most = window.strides.iter().zip(&window.dilations).map(|(stride, dilation)| *stride.max(dilation));
        let numbers: Option<Vec<usize>> = attribute
            .ints
            .iter()
            .zip(most)
            .map(|(number, most)| usize::try_from(*number).ok().filter(|number| *number < most))
            .collect();
        numbers.filter(|numbers| numbers.len() == n && attribute.ints.len() == n).ok_or_else(|| {
            let supported = format!("{n} numbers from 0 on, below stride or dilation");
            unsupported(node, "output_padding", format!("{:?}", attribute.ints), supported)
        })
    }
}
