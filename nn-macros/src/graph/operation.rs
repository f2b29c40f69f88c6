//! What a line does, and the parameters that it has.
//!
//! Most layers say it by themselves, in their own files. The list has those that readers of other nodes look into: a sum becomes the
//! bias of the dense layer or of the norm before it, a factor becomes weights.

use nn_onnx::Node;

use super::Mistake;
use super::lowering::beyond_range;
use crate::model::Activation;

/// What a line does.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Dense(Dense),
    Convolution(Convolution),
    Activation(Activation),
    Dropout(f32),
    Add,
    Sub,
    Mul,
    Concat,
    /// Numbers from the first up to the second, which is left out.
    Slice(usize, usize),
    /// Every number times this one.
    Scale(f32),
    Affine(Affine),
    Norm(Norm),
    /// Any other layer.
    Layer(Written),
}

/// A layer as its file writes it.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// What the language calls it.
    pub(crate) kind: &'static str,
    /// As they are written.
    pub(crate) arguments: Vec<String>,
    /// Roles and values, in row-major order.
    pub(crate) parameters: Vec<(&'static str, Vec<f32>)>,
    /// Names of the initializers that the parameters are made of.
    pub(crate) initializers: Vec<String>,
}

/// A dense layer and its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// `[outputs, inputs]`, row-major.
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Option<Vec<f32>>,
    pub(crate) activation: Option<Activation>,
    /// Names of the initializers that it is made of, the weights' first.
    pub(crate) parameters: Vec<String>,
}

/// A convolution and its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Convolution {
    /// What the language calls it.
    pub(crate) kind: &'static str,
    /// Channels and kernel, as they are written.
    pub(crate) first: Vec<String>,
    /// What is written behind the activation.
    pub(crate) others: Vec<String>,
    /// Groups of the weights that have outputs of their own, and parts of such a group, each of which goes output by output: a transposed
    /// convolution has as many parts as channels of a group, any other has one group and one part.
    pub(crate) parts: [usize; 2],
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Option<Vec<f32>>,
    pub(crate) activation: Option<Activation>,
    /// Names of the initializers that it is made of, the weights' first.
    pub(crate) parameters: Vec<String>,
}

/// `weight x + bias`, a number of each for every number of a row.
#[derive(Clone, Debug)]
pub(crate) struct Affine {
    /// In `f64`, because a dense layer may take them in.
    pub(crate) weight: Vec<f64>,
    pub(crate) bias: Option<Vec<f64>>,
    /// Whether a dense layer behind it takes it in: so it is for batch normalisation, and not where a file subtracts first, which
    /// is exact for numbers far from 0.
    pub(crate) is_foldable: bool,
    pub(crate) parameters: Vec<String>,
}

/// The numbers of a row with mean square 1, or with mean 0 and variance 1.
#[derive(Clone, Debug)]
pub(crate) struct Norm {
    pub(crate) epsilon: f32,
    /// Whether the mean is taken away.
    pub(crate) is_centred: bool,
    /// Which numbers are normalised together: not all of a centred one alone.
    pub(crate) grouping: Grouping,
    /// A number for each of a row, or in groups of channels one for each channel.
    pub(crate) weight: Option<Vec<f32>>,
    /// Only beside weights, and of a centred one.
    pub(crate) bias: Option<Vec<f32>>,
    pub(crate) parameters: Vec<String>,
}

/// The numbers that a norm looks at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// All of a row.
    All,
    /// Those of each of so many groups of channels.
    Channels(usize),
    /// Those of each channel of a map.
    Instances,
}

impl Norm {
    /// The numbers of a row of so many channels as parameters of the norm: one for each, or for each channel if all of a channel are the same.
    pub(crate) fn parameters_of(&self, numbers: &[f32], channels: usize) -> Option<Vec<f32>> {
        if self.grouping == Grouping::All {
            return Some(numbers.to_vec());
        }
        let of_channel = |numbers: &[f32]| {
            let (first, others) = numbers.split_first()?;
            others.iter().all(|other| other.to_bits() == first.to_bits()).then_some(*first)
        };
        numbers.chunks((numbers.len() / channels.max(1)).max(1)).map(of_channel).collect()
    }
}

impl Operation {
    /// What the language calls it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Dense(_) => "dense",
            Self::Convolution(convolution) => convolution.kind,
            Self::Activation(activation) => activation.name(),
            Self::Dropout(_) => "dropout",
            Self::Add => "add",
            Self::Sub => "sub",
            Self::Mul => "mul",
            Self::Slice(..) => "slice",
            Self::Concat => "concat",
            Self::Scale(_) => "scale",
            Self::Affine(_) => "affine",
            Self::Norm(Norm { grouping: Grouping::Channels(_), .. }) => "group_norm",
            Self::Norm(Norm { grouping: Grouping::Instances, .. }) => "instance_norm",
            Self::Norm(Norm { is_centred: true, .. }) => "layer_norm",
            Self::Norm(Norm { is_centred: false, .. }) => "rms_norm",
            Self::Layer(layer) => layer.kind,
        }
    }

    /// Whether a value has the shape of what it is computed from.
    pub(crate) fn keeps_shape(&self) -> bool {
        !matches!(self, Self::Dense(_) | Self::Convolution(_) | Self::Concat | Self::Slice(..) | Self::Layer(_))
    }

    /// The arguments, as they are written.
    pub(crate) fn arguments(&self) -> Vec<String> {
        match self {
            Self::Dense(dense) => {
                let activation = dense.activation.map(Activation::written);
                let bias = dense.bias.is_none().then(|| "bias = false".to_owned());
                [Some(dense.outputs.to_string()), activation, bias].into_iter().flatten().collect()
            }
            Self::Convolution(convolution) => {
                let activation = convolution.activation.map(Activation::written);
                let bias = convolution.bias.is_none().then(|| "bias = false".to_owned());
                let first = convolution.first.iter().cloned().chain(activation);
                first.chain(convolution.others.iter().cloned()).chain(bias).collect()
            }
            Self::Dropout(number) | Self::Scale(number) => vec![number.to_string()],
            Self::Slice(start, end) => vec![start.to_string(), end.to_string()],
            Self::Affine(affine) if affine.bias.is_none() => vec!["bias = false".to_owned()],
            Self::Layer(layer) => layer.arguments.clone(),
            Self::Norm(norm) => {
                let groups = match norm.grouping {
                    Grouping::Channels(groups) => Some(groups.to_string()),
                    Grouping::All | Grouping::Instances => None,
                };
                let affine = match (norm.grouping, &norm.weight) {
                    (Grouping::Instances, Some(_)) => Some("affine = true".to_owned()),
                    (Grouping::All | Grouping::Channels(_), None) => Some("affine = false".to_owned()),
                    _ => None,
                };
                let without = norm.is_centred && norm.weight.is_some() && norm.bias.is_none();
                let bias = without.then(|| "bias = false".to_owned());
                let epsilon = format!("eps = {}", norm.epsilon);
                groups.into_iter().chain([epsilon]).chain(affine).chain(bias).collect()
            }
            Self::Activation(_) | Self::Add | Self::Sub | Self::Mul | Self::Concat | Self::Affine(_) => Vec::new(),
        }
    }

    /// The parameters' roles and values.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, Vec<f32>)> {
        let rounded = |numbers: &[f64]| numbers.iter().map(|number| *number as f32).collect();
        let (weight, bias) = match self {
            Self::Dense(dense) => (Some(dense.weight.clone()), dense.bias.clone()),
            Self::Convolution(convolution) => (Some(convolution.weight.clone()), convolution.bias.clone()),
            Self::Affine(affine) => (Some(rounded(&affine.weight)), affine.bias.as_deref().map(rounded)),
            Self::Layer(layer) => return layer.parameters.clone(),
            Self::Norm(norm) => (norm.weight.clone(), norm.bias.clone()),
            _ => (None, None),
        };
        [("weight", weight), ("bias", bias)].into_iter().filter_map(|(role, values)| Some((role, values?))).collect()
    }

    /// Names of the initializers that the parameters are made of; nothing for a line without parameters.
    pub(crate) fn initializers(&self) -> Option<&[String]> {
        match self {
            Self::Dense(Dense { parameters, .. })
            | Self::Convolution(Convolution { parameters, .. })
            | Self::Affine(Affine { parameters, .. })
            | Self::Norm(Norm { weight: Some(_), parameters, .. }) => Some(parameters),
            Self::Layer(layer) if !layer.parameters.is_empty() => Some(&layer.initializers),
            _ => None,
        }
    }
}

impl Written {
    /// A layer without arguments or parameters.
    pub(crate) fn plain(kind: &'static str) -> Self {
        Self { kind, arguments: Vec::new(), parameters: Vec::new(), initializers: Vec::new() }
    }
}

/// `scale (W x + b) + shift` as `W' x + b'`, where the weights have so many groups of so many parts, each of which goes output by output.
fn take_behind(
    (weight, [groups, parts]): (&mut [f32], [usize; 2]),
    bias: &mut Option<Vec<f32>>,
    scale: &[f64],
    shift: &[f64],
) {
    let outputs = scale.len().max(1);
    let mut changed = bias.take().unwrap_or_else(|| vec![0.0; outputs]);
    for (bias, (scale, shift)) in changed.iter_mut().zip(scale.iter().zip(shift)) {
        *bias = (f64::from(*bias) * scale + shift) as f32;
    }
    let of_output = (weight.len() / outputs / parts.max(1)).max(1);
    let [of_group, outputs] = [weight.len(), outputs].map(|len| (len / groups.max(1)).max(1));
    for (weights, scale) in weight.chunks_exact_mut(of_group).zip(scale.chunks_exact(outputs)) {
        for (weights, scale) in weights.chunks_exact_mut(of_output).zip(scale.iter().cycle()) {
            for weight in weights {
                *weight = (f64::from(*weight) * scale) as f32;
            }
        }
    }
    *bias = Some(changed);
}

/// What the file holds is finite; what is computed from it may not be.
fn refuse_infinite(node: &Node, weight: &[f32], bias: Option<&Vec<f32>>) -> Result<(), Mistake> {
    let mut parameters = weight.iter().chain(bias.into_iter().flatten());
    if parameters.all(|parameter| parameter.is_finite()) { Ok(()) } else { Err(beyond_range(node)) }
}

impl Convolution {
    /// What stands behind it, channel by channel.
    pub(crate) fn take_behind(&mut self, scale: &[f64], shift: &[f64]) {
        take_behind((&mut self.weight, self.parts), &mut self.bias, scale, shift);
    }

    pub(crate) fn refuse_infinite(&self, node: &Node) -> Result<(), Mistake> {
        refuse_infinite(node, &self.weight, self.bias.as_ref())
    }
}

impl Dense {
    /// What stands behind it, number by number.
    pub(crate) fn take_behind(&mut self, scale: &[f64], shift: &[f64]) {
        take_behind((&mut self.weight, [1, 1]), &mut self.bias, scale, shift);
    }

    pub(crate) fn refuse_infinite(&self, node: &Node) -> Result<(), Mistake> {
        refuse_infinite(node, &self.weight, self.bias.as_ref())
    }
}
