//! `layer_norm` and `rms_norm`: the numbers of a row with mean 0 and variance 1 (Ba et al. 2016), or with mean square 1 (Zhang and
//! Sennrich 2019), then each times a weight of its own, plus a bias of its own.

use super::{Checked, Kind, Operands, Site, Width, affine, layer};
use crate::ir::{Builder, Definition, Operand, VectorParts};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const LAYER_NORM: Kind = Kind {
    name: "layer_norm",
    aliases: &["layernorm", "layernormalization", "ln"],
    usage: "layer_norm(eps = 1e-5, affine = true, bias = true, from = label)",
    parameters: &[Parameter::optional("eps"), Parameter::named("affine"), Parameter::named("bias")],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::OfOperand,
    check: |site| check(site, true),
};

pub(super) const RMS_NORM: Kind = Kind {
    name: "rms_norm",
    aliases: &["rmsnorm", "rmsnormalization"],
    usage: "rms_norm(eps = 1.1920929e-7, affine = true, from = label)",
    parameters: &[Parameter::optional("eps"), Parameter::named("affine")],
    operands: Operands::One,
    roles: &["weight"],
    width: Width::OfOperand,
    check: |site| check(site, false),
};

fn check(site: &mut Site<'_>, is_centred: bool) -> Checked {
    let epsilon = match site.arguments.get("eps") {
        Some(value) => number(value, Range::Positive, &subject("eps", site.title), site.errors),
        // As PyTorch has them.
        None => Some(if is_centred { 1e-5 } else { f32::EPSILON }),
    };
    let (affine, bias) = (site.flag("affine", true), site.flag("bias", is_centred));
    let shape = site.shape();
    let norm = || {
        let (shape, epsilon, affine, bias) = (shape.clone()?, epsilon?, affine?, bias?);
        Some(layer(Norm { shape, epsilon, is_centred, affine, bias: bias && affine }))
    };
    Checked { layer: norm(), shape, ..Checked::default() }
}

/// `weight (x - mean) / sqrt(variance + epsilon) + bias` over all numbers of a row.
#[derive(Debug)]
struct Norm {
    shape: Shape,
    epsilon: f32,
    /// Whether the mean is taken away.
    is_centred: bool,
    /// Whether there are parameters.
    affine: bool,
    bias: bool,
}

impl Layer for Norm {
    fn kind(&self) -> &'static str {
        if self.is_centred { LAYER_NORM.name } else { RMS_NORM.name }
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("eps", Value::Number(self.epsilon))];
        if !self.affine {
            arguments.push(Argument::new("affine", Value::Flag(false)));
        } else if self.is_centred && !self.bias {
            arguments.push(Argument::new("bias", Value::Flag(false)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        if self.affine { affine::parameters(&self.shape, self.bias) } else { Vec::new() }
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let normalise =
            Definition::Normalise { input: builder.value(), epsilon: self.epsilon, is_centred: self.is_centred };
        if !self.affine {
            return builder.push(normalise);
        }
        let input = builder.part("normalised", normalise);
        let parts = |role, init| VectorParts { role, shape: self.shape.0.clone(), init, is_trained: true };
        let weight = builder.vector(parts("weight", Init::constant(1.0)));
        let bias = self.bias.then(|| builder.vector(parts("bias", Init::ZEROS)));
        builder.push(Definition::Affine { input, weight, bias })
    }
}
