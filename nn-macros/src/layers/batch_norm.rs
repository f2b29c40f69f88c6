//! `batch_norm`: each channel less its mean, over its deviation: while training those of all rows and pixels of the batch, later those
//! that training has kept.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ir::{BatchNorm, Builder, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Layer, Parameter as Weights, Shape, Untrained, Value};

pub(super) const KIND: Kind = Kind {
    name: "batch_norm",
    aliases: &["batchnorm", "batchnorm1d", "batchnorm2d", "batchnormalization", "bn"],
    usage: "batch_norm(eps = 1e-5, momentum = 0.1, affine = true, from = label)",
    parameters: &[Parameter::optional("eps"), Parameter::named("momentum"), Parameter::named("affine")],
    operands: Operands::One,
    roles: &["weight", "bias", "running_mean", "running_var"],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

/// `PyTorch`'s.
const EPSILON: f32 = 1e-5;
const MOMENTUM: f32 = 0.1;

fn check(site: &mut Site<'_>) -> Checked {
    let mut constant = |name: &str, default: f32, range: Range| match site.arguments.get(name) {
        Some(value) => number(value, range, &subject(name, site.title), site.errors),
        None => Some(default),
    };
    let epsilon = constant("eps", EPSILON, Range::Positive);
    let momentum = constant("momentum", MOMENTUM, Range::Fraction);
    let is_affine = site.flag("affine", true);
    let shape = site.shape();
    let norm = || {
        let (shape, epsilon) = (shape.clone()?, epsilon?);
        Some(layer(Norm { shape, epsilon, momentum: momentum?, is_affine: is_affine? }))
    };
    Checked { layer: norm(), shape, ..Checked::default() }
}

/// Batch normalisation of a vector's numbers, or of a map's channels.
#[derive(Debug)]
struct Norm {
    shape: Shape,
    epsilon: f32,
    momentum: f32,
    is_affine: bool,
}

impl Norm {
    fn channels(&self) -> usize {
        self.shape.0.first().copied().unwrap_or(1)
    }
}

impl Layer for Norm {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("eps", Value::Number(self.epsilon))];
        if self.momentum.to_bits() != MOMENTUM.to_bits() {
            arguments.push(Argument::new("momentum", Value::Named(self.momentum)));
        }
        if !self.is_affine {
            arguments.push(Argument::new("affine", Value::Flag(false)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        let roles = KIND.roles.iter().skip(if self.is_affine { 0 } else { 2 });
        roles.map(|role| Weights::vector(role, &[self.channels()])).collect()
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn needs_whole_batch(&self) -> bool {
        true
    }

    fn untrained_in_streams(&self) -> Option<Untrained> {
        Some(Untrained {
            why: "it takes the statistics of a batch, and a stream has one step at a time: those behind it are not computed yet",
            help: "write `layer_norm`",
        })
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let pixels = self.shape.0.iter().skip(1).product();
        builder.batch_norm(
            pixels,
            &BatchNorm {
                channels: self.channels(),
                epsilon: self.epsilon,
                momentum: self.momentum,
                is_affine: self.is_affine,
            },
        )
    }
}
