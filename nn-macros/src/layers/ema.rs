//! `ema`: the exponential moving average of what a stream has seen.

use super::{Checked, Kind, Operands, Site, Width, dense, layer};
use crate::ir::{Builder, Definition, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Layer, Value};

pub(super) const KIND: Kind = Kind {
    name: "ema",
    aliases: &["exponentialmovingaverage", "onepole"],
    usage: "ema(rate, from = label)",
    parameters: &[Parameter::required("rate")],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let rate = site
        .arguments
        .get("rate")
        .and_then(|value| number(value, Range::Fraction, &subject("rate", site.title), site.errors));
    let inputs = dense::inputs(site);
    Checked { layer: inputs.and(rate).map(|rate| layer(Ema { rate })), shape: site.shape(), ..Checked::default() }
}

/// `y = y' + rate (x - y')`, where `y'` is that of the step before, and 0 in the first.
#[derive(Debug)]
struct Ema {
    rate: f32,
}

impl Layer for Ema {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("rate", Value::Number(self.rate))]
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn remembers(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.value();
        let before = builder.carry("average", builder.len());
        let distance = builder.part("distance", Definition::Subtract { left: input, right: before });
        let change = builder.part("change", Definition::Scale { input: distance, factor: self.rate });
        let next = builder.part("", Definition::Add { inputs: vec![before, change] });
        builder.carried(before, next);
        Operand::Value(next)
    }
}
