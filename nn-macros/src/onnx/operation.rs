//! What a line does, and the parameters that it has.

use crate::model::Activation;

/// What a line does.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Dense(Dense),
    Activation(Activation),
    Flatten,
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
    Prelu(Prelu),
    Norm(Norm),
    /// `a sigmoid(b)` of the halves of a vector.
    Glu,
    /// `silu(a) b` of the halves of a vector.
    Swiglu,
}

/// A dense layer and its parameters.
#[derive(Clone, Debug)]
pub(super) struct Dense {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// `[outputs, inputs]`, row-major.
    pub(super) weight: Vec<f32>,
    pub(super) bias: Option<Vec<f32>>,
    pub(super) activation: Option<Activation>,
    /// Names of the initializers that it is made of, the weights' first.
    pub(super) parameters: Vec<String>,
}

/// `weight x + bias`, a number of each for every number of a row.
#[derive(Clone, Debug)]
pub(super) struct Affine {
    /// In `f64`, because a dense layer may take them in.
    pub(super) weight: Vec<f64>,
    pub(super) bias: Option<Vec<f64>>,
    /// Whether a dense layer behind it takes it in: so it is for batch normalisation, and not where a file subtracts first, which
    /// is exact for numbers far from 0.
    pub(super) is_foldable: bool,
    pub(super) parameters: Vec<String>,
}

/// `x` where it is positive, else `slope x`.
#[derive(Clone, Debug)]
pub(super) struct Prelu {
    /// One, or one for each number of a vector.
    pub(super) slope: Vec<f32>,
    pub(super) parameters: Vec<String>,
}

/// The numbers of a row with mean square 1, or with mean 0 and variance 1.
#[derive(Clone, Debug)]
pub(super) struct Norm {
    pub(super) epsilon: f32,
    /// Whether the mean is taken away.
    pub(super) is_centred: bool,
    pub(super) weight: Option<Vec<f32>>,
    /// Only beside weights, and of a centred one.
    pub(super) bias: Option<Vec<f32>>,
    pub(super) parameters: Vec<String>,
}

impl Operation {
    /// What the language calls it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Dense(_) => "dense",
            Self::Activation(activation) => activation.name(),
            Self::Flatten => "flatten",
            Self::Dropout(_) => "dropout",
            Self::Add => "add",
            Self::Sub => "sub",
            Self::Mul => "mul",
            Self::Slice(..) => "slice",
            Self::Concat => "concat",
            Self::Scale(_) => "scale",
            Self::Affine(_) => "affine",
            Self::Prelu(_) => "prelu",
            Self::Norm(Norm { is_centred: true, .. }) => "layer_norm",
            Self::Norm(Norm { is_centred: false, .. }) => "rms_norm",
            Self::Glu => "glu",
            Self::Swiglu => "swiglu",
        }
    }

    /// The arguments, as they are written.
    pub(super) fn arguments(&self) -> Vec<String> {
        match self {
            Self::Dense(dense) => {
                let activation = dense.activation.map(Activation::written);
                let bias = dense.bias.is_none().then(|| "bias = false".to_owned());
                [Some(dense.outputs.to_string()), activation, bias].into_iter().flatten().collect()
            }
            Self::Dropout(number) | Self::Scale(number) => vec![number.to_string()],
            Self::Slice(start, end) => vec![start.to_string(), end.to_string()],
            Self::Affine(affine) if affine.bias.is_none() => vec!["bias = false".to_owned()],
            Self::Prelu(prelu) if prelu.slope.len() > 1 => vec!["per_channel = true".to_owned()],
            Self::Norm(norm) => {
                let without = match norm {
                    Norm { weight: None, .. } => Some("affine = false".to_owned()),
                    Norm { is_centred: true, bias: None, .. } => Some("bias = false".to_owned()),
                    Norm { .. } => None,
                };
                [format!("eps = {}", norm.epsilon)].into_iter().chain(without).collect()
            }
            Self::Activation(_)
            | Self::Flatten
            | Self::Add
            | Self::Sub
            | Self::Mul
            | Self::Concat
            | Self::Affine(_)
            | Self::Prelu(_)
            | Self::Glu
            | Self::Swiglu => Vec::new(),
        }
    }

    /// The parameters' roles and values.
    pub(super) fn parameters(&self) -> Vec<(&'static str, Vec<f32>)> {
        let rounded = |numbers: &[f64]| numbers.iter().map(|number| *number as f32).collect();
        let (weight, bias) = match self {
            Self::Dense(dense) => (Some(dense.weight.clone()), dense.bias.clone()),
            Self::Affine(affine) => (Some(rounded(&affine.weight)), affine.bias.as_deref().map(rounded)),
            Self::Prelu(prelu) => (Some(prelu.slope.clone()), None),
            Self::Norm(norm) => (norm.weight.clone(), norm.bias.clone()),
            _ => (None, None),
        };
        [("weight", weight), ("bias", bias)].into_iter().filter_map(|(role, values)| Some((role, values?))).collect()
    }

    /// Names of the initializers that the parameters are made of; nothing for a line without parameters.
    pub(super) fn initializers(&self) -> Option<&[String]> {
        match self {
            Self::Dense(Dense { parameters, .. })
            | Self::Affine(Affine { parameters, .. })
            | Self::Prelu(Prelu { parameters, .. })
            | Self::Norm(Norm { weight: Some(_), parameters, .. }) => Some(parameters),
            _ => None,
        }
    }
}
