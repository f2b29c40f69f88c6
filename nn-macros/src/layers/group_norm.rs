//! `group_norm`: the numbers of each group of channels, of a row and all of its pixels, with mean 0 and variance 1 (Wu and He 2018), then
//! each channel times a weight, plus a bias. `instance_norm`: the same with a group for each channel of a map (Ulyanov et al. 2016).

use super::norm::epsilon;
use super::window::place;
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{self, Builder, Definition, Operand, VectorParts};
use crate::language::arguments::Parameter;
use crate::language::values::{size, subject};
use crate::model::{Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const GROUP_NORM: Kind = Kind {
    name: "group_norm",
    aliases: &["groupnorm", "groupnormalization", "gn"],
    usage: "group_norm(groups, eps = 1e-5, affine = true, bias = true, from = label)",
    parameters: &[
        Parameter::required("groups"),
        Parameter::optional("eps"),
        Parameter::named("affine"),
        Parameter::named("bias"),
    ],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::OfOperand,
    operators: operators!["GroupNormalization": onnx::group_normalization],
    check: check_groups,
};

pub(super) const INSTANCE_NORM: Kind = Kind {
    name: "instance_norm",
    aliases: &["instancenorm", "instancenorm1d", "instancenorm2d", "instancenormalization"],
    usage: "instance_norm(eps = 1e-5, affine = false, bias = true, from = label)",
    parameters: &[Parameter::optional("eps"), Parameter::named("affine"), Parameter::named("bias")],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::OfOperand,
    operators: operators!["InstanceNormalization": onnx::instance_normalization],
    check: check_instances,
};

/// `PyTorch`'s.
const EPSILON: f32 = 1e-5;

fn check_groups(site: &mut Site<'_>) -> Checked {
    let groups =
        site.arguments.get("groups").and_then(|value| size(value, &subject("groups", site.title), site.errors));
    let (epsilon, affine, bias) = (epsilon(site, EPSILON), site.flag("affine", true), site.flag("bias", true));
    let shape = site.shape();
    let groups = shape.as_ref().zip(groups).and_then(|(shape, groups)| divided(site, shape, groups));
    let norm = || {
        let (shape, epsilon, affine) = (shape.clone()?, epsilon?, affine?);
        Some(layer(Norm { shape, groups: groups?, is_of_instances: false, epsilon, affine, bias: bias? && affine }))
    };
    Checked { layer: norm(), shape, ..Checked::default() }
}

/// As many groups, if the channels are whole groups of several numbers.
fn divided(site: &mut Site<'_>, shape: &Shape, groups: usize) -> Option<usize> {
    let channels = shape.0.first().copied()?;
    let (place, title) = (place(site, "groups"), site.title);
    if !channels.is_multiple_of(groups) {
        let numbers = if shape.0.len() == 1 { "numbers" } else { "channels" };
        let error = Diagnostic::new(place, format!("`{title}` divides {channels} {numbers} into {groups} groups"));
        site.errors.push(error.note(format_args!("each group has as many {numbers}")));
        return None;
    }
    if shape.len() == groups {
        let error = Diagnostic::new(place, format!("the groups of `{title}` have one number each"))
            .note("a number less the mean of itself is 0, whatever it is");
        site.errors.push(error);
        return None;
    }
    Some(groups)
}

fn check_instances(site: &mut Site<'_>) -> Checked {
    let (epsilon, affine, bias) = (epsilon(site, EPSILON), site.flag("affine", false), site.flag("bias", true));
    let shape = site.shape();
    let channels = shape.as_ref().and_then(|shape| channels(site, shape));
    let norm = || {
        let (shape, epsilon, affine) = (shape.clone()?, epsilon?, affine?);
        let groups = channels?;
        Some(layer(Norm { shape, groups, is_of_instances: true, epsilon, affine, bias: bias? && affine }))
    };
    Checked { layer: norm(), shape, ..Checked::default() }
}

/// The channels of a map of several pixels.
fn channels(site: &mut Site<'_>, shape: &Shape) -> Option<usize> {
    let operand = site.operand()?;
    let (title, found) = (site.title, format!("{} has shape {shape}", operand.title));
    let error = match &shape.0[..] {
        [_] => {
            let message = format!("`{title}` expects [channels, time] or [channels, height, width], found {shape}");
            Diagnostic::new(operand.place, message).note(found).help("for all numbers of a vector write `layer_norm`")
        }
        [channels, ..] if *channels == shape.len() => {
            Diagnostic::new(operand.place, format!("the channels of `{title}` have one number each"))
                .note(found)
                .note("a number less the mean of itself is 0, whatever it is")
        }
        [channels, ..] => return Some(*channels),
        [] => return None,
    };
    site.errors.push(error);
    None
}

/// `weight (x - mean) / sqrt(variance + epsilon) + bias` over the numbers of each group of channels, with a weight and a bias for each channel.
#[derive(Debug)]
struct Norm {
    shape: Shape,
    groups: usize,
    /// Whether it is `instance_norm`, which has a group for each channel.
    is_of_instances: bool,
    epsilon: f32,
    /// Whether there are parameters.
    affine: bool,
    bias: bool,
}

impl Norm {
    fn channels(&self) -> usize {
        self.shape.0.first().copied().unwrap_or(1)
    }
}

impl Layer for Norm {
    fn kind(&self) -> &'static str {
        if self.is_of_instances { INSTANCE_NORM.name } else { GROUP_NORM.name }
    }

    fn arguments(&self) -> Vec<Argument> {
        let groups = (!self.is_of_instances).then(|| Argument::new("groups", Value::Count(self.groups)));
        let epsilon = Argument::new("eps", Value::Number(self.epsilon));
        let flag = |name, flag| Argument::new(name, Value::Flag(flag));
        let affine = (self.affine == self.is_of_instances).then(|| flag("affine", self.affine));
        let bias = (self.affine && !self.bias).then(|| flag("bias", false));
        groups.into_iter().chain([epsilon]).chain(affine).chain(bias).collect()
    }

    fn parameters(&self) -> Vec<Weights> {
        let roles = GROUP_NORM.roles.iter().take(usize::from(self.affine) + usize::from(self.bias));
        roles.map(|role| Weights::vector(role, &[self.channels()])).collect()
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let pixels = self.shape.0.iter().skip(1).product();
        let input = builder.map(pixels);
        let normalise = builder.normalised(input, ir::Norm::Deviation(self.epsilon), self.groups);
        if !self.affine {
            return builder.push_like(input, normalise);
        }
        let input = builder.part_like("normalised", input, normalise);
        let parts = |role, init| VectorParts { role, shape: vec![self.channels()], init, is_trained: true };
        let weight = builder.vector(parts("weight", Init::constant(1.0)));
        let bias = self.bias.then(|| builder.vector(parts("bias", Init::ZEROS)));
        builder.push_like(input, Definition::Affine { input, weight, bias })
    }
}

/// How they are read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use nn_onnx::Node;

    use super::super::norm::onnx::{is_named, refuse_stash_type};
    use crate::graph::lowering::{Lowering, Row, Value, float, given, int, unsupported};
    use crate::graph::operation::{Grouping, Norm, Operation};
    use crate::graph::{Mistake, title};

    /// The channels of a map, each by itself; or groups of channels that have been given an axis: so exporters write a group norm.
    pub(super) fn instance_normalization<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
    ) -> Result<Value<'a>, Mistake> {
        let epsilon = epsilon(node)?;
        let row = lowering.plain_row(node, 0)?;
        let source = lowering.shape(row.source).to_vec();
        let channels = source.first().copied().unwrap_or(1);
        let grouping = match row.shape[..] {
            // Parts of a vector, or of a map.
            [groups, _] if groups > 0 && row.shape != source && channels.is_multiple_of(groups) => {
                Grouping::Channels(groups)
            }
            [_, _] | [_, _, _] if row.shape == source => Grouping::Instances,
            _ => {
                return Err(Mistake::new(format!("{} takes rows of shape {:?}", title(node), row.shape)).note(
                    "supported are [channels, time] and [channels, height, width], and groups of channels or of the numbers of a vector, \
                     [groups, numbers]",
                ));
            }
        };
        let numbers: usize = source.iter().product();
        refuse_single(node, numbers, row.shape[0])?;
        let norm = norm(lowering, node, (row.shape[0], channels), (grouping, epsilon))?;
        let normalised = lowering.push(node, Operation::Norm(norm), vec![row.source], source);
        Ok(Value::Row(Row { shape: row.shape, ..normalised }))
    }

    pub(super) fn group_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        if lowering.shape(row.source) != row.shape {
            let (found, shape) = (lowering.shape(row.source), &row.shape);
            return Err(Mistake::new(format!("{} takes rows of shape {shape:?}, which were {found:?}", title(node))));
        }
        refuse_stash_type(node)?;
        let epsilon = epsilon(node)?;
        if given(node, "num_groups").is_none() {
            return Err(Mistake::new(format!("{} lacks its attribute num_groups", title(node))));
        }
        let (found, channels) = (int(node, "num_groups", 0), row.shape.first().copied().unwrap_or(1));
        let groups = usize::try_from(found).ok().filter(|groups| *groups > 0 && channels.is_multiple_of(*groups));
        let groups = groups
            .ok_or_else(|| unsupported(node, "num_groups", found, format!("a divisor of {channels} channels")))?;
        refuse_single(node, row.shape.iter().product(), groups)?;
        // Until operator set 20 there is a weight for each group, later for each channel.
        let is_of_channels = |index: usize| match lowering.operand(node, index) {
            Ok(Value::Constant(constant)) => constant.len() == channels,
            _ => false,
        };
        let parts = if is_of_channels(1) && is_of_channels(2) { channels } else { groups };
        let norm = norm(lowering, node, (parts, channels), (Grouping::Channels(groups), epsilon))?;
        Ok(Value::Row(lowering.push(node, Operation::Norm(norm), vec![row.source], row.shape)))
    }

    fn epsilon(node: &Node) -> Result<f32, Mistake> {
        let epsilon = float(node, "epsilon", 1e-5)?;
        if epsilon > 0.0 { Ok(epsilon) } else { Err(unsupported(node, "epsilon", epsilon, "a number above 0")) }
    }

    fn refuse_single(node: &Node, numbers: usize, groups: usize) -> Result<(), Mistake> {
        if numbers > groups {
            return Ok(());
        }
        Err(Mistake::new(format!("the groups of {} have one number each", title(node)))
            .note("a number less the mean of itself is 0, whatever it is"))
    }

    /// The norm, with a weight and a bias for each channel; the file has them for so many parts of the channels.
    fn norm<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        (parts, channels): (usize, usize),
        (grouping, epsilon): (Grouping, f32),
    ) -> Result<Norm, Mistake> {
        let vector = |index: usize| {
            let found = match lowering.operand(node, index)? {
                Value::Constant(constant) if constant.shape == [parts] => constant.broadcast(&[parts]),
                _ => None,
            };
            let expected = [parts];
            found.ok_or_else(|| {
                Mistake::new(format!("operand {index} of {} is no constant of shape {expected:?}", title(node)))
            })
        };
        let (weight, bias) = (vector(1)?, vector(2)?);
        // The operators have no form without weights, so exporters make up ones and zeros.
        let is_neutral =
            weight.iter().all(|weight| weight.to_bits() == 1.0_f32.to_bits()) && bias.iter().all(|bias| *bias == 0.0);
        if is_neutral && !is_named(lowering, node, 1) {
            return Ok(Norm { epsilon, is_centred: true, grouping, weight: None, bias: None, parameters: Vec::new() });
        }
        lowering.spend(node, 2 * channels)?;
        let of_channels = |numbers: Vec<f32>| {
            let of_part = channels / parts.max(1);
            Some(numbers.into_iter().flat_map(|number| std::iter::repeat_n(number, of_part)).collect())
        };
        let parameters = (1..=2).filter_map(|index| lowering.initializer(node, index)).collect();
        let (weight, bias) = (of_channels(weight), of_channels(bias));
        Ok(Norm { epsilon, is_centred: true, grouping, weight, bias, parameters })
    }
}
