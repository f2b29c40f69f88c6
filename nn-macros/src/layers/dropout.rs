//! `dropout`: removes elements at random while training.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ir::{Builder, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Layer, Value};

pub(super) const KIND: Kind = Kind {
    name: "dropout",
    aliases: &["drop"],
    usage: "dropout(rate, from = label)",
    parameters: &[Parameter::required("rate")],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let rate = site
        .arguments
        .get("rate")
        .and_then(|value| number(value, Range::Fraction, &subject("rate", site.title), site.errors));
    Checked { layer: rate.map(|rate| layer(Dropout { rate })), shape: site.shape(), ..Checked::default() }
}

/// While training, removes each element with probability `rate` in (0, 1) and divides the others by `1 - rate`.
#[derive(Debug)]
struct Dropout {
    rate: f32,
}

impl Layer for Dropout {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("rate", Value::Number(self.rate))]
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.dropout(self.rate)
    }
}
