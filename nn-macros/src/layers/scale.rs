//! `scale`: every number times a constant.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ir::{Builder, Definition, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Layer, Value};

pub(super) const KIND: Kind = Kind {
    name: "scale",
    aliases: &["rescaling", "rescale"],
    usage: "scale(factor, from = label)",
    parameters: &[Parameter::required("factor")],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let factor = site
        .arguments
        .get("factor")
        .and_then(|value| number(value, Range::Finite, &subject("factor", site.title), site.errors));
    Checked { layer: factor.map(|factor| layer(Scale { factor })), shape: site.shape(), ..Checked::default() }
}

/// `factor x`.
#[derive(Debug)]
struct Scale {
    factor: f32,
}

impl Layer for Scale {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("factor", Value::Number(self.factor))]
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.as_it_is();
        builder.push_like(input, Definition::Scale { input, factor: self.factor })
    }
}
