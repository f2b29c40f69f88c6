//! `affine`: every number times a weight of its own, plus a bias of its own.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ir::{Builder, Definition, Operand, VectorParts};
use crate::language::arguments::Parameter;
use crate::model::{Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const KIND: Kind = Kind {
    name: "affine",
    aliases: &[],
    usage: "affine(bias = true, trained = true, from = label)",
    parameters: &[Parameter::named("bias"), Parameter::named("trained")],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let (bias, is_trained) = (site.flag("bias", true), site.flag("trained", true));
    let shape = site.shape();
    let affine = || Some(layer(Affine { shape: shape.clone()?, bias: bias?, is_trained: is_trained? }));
    Checked { layer: affine(), shape, ..Checked::default() }
}

/// `weight x + bias`, elementwise.
#[derive(Debug)]
struct Affine {
    shape: Shape,
    bias: bool,
    /// Whether training changes the parameters: if not, they come from a file.
    is_trained: bool,
}

impl Layer for Affine {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let flags = [("bias", self.bias), ("trained", self.is_trained)];
        let given = flags.into_iter().filter(|(_, flag)| !flag);
        given.map(|(name, flag)| Argument::new(name, Value::Flag(flag))).collect()
    }

    fn parameters(&self) -> Vec<Weights> {
        parameters(&self.shape, self.bias)
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.value();
        let parts = |role, init| VectorParts { role, shape: self.shape.0.clone(), init, is_trained: self.is_trained };
        let weight = builder.vector(parts("weight", Init::constant(1.0)));
        let bias = self.bias.then(|| builder.vector(parts("bias", Init::ZEROS)));
        builder.push(Definition::Affine { input, weight, bias })
    }
}

/// A weight for each number of a value, and a bias.
pub(super) fn parameters(shape: &Shape, bias: bool) -> Vec<Weights> {
    let roles = ["weight"].into_iter().chain(bias.then_some("bias"));
    roles.map(|role| Weights::vector(role, &shape.0)).collect()
}
