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
    operators: operators!["Dropout": onnx::dropout],
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

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use crate::graph::lowering::{EXPORT_AGAIN, Lowering, Value, float, in_training_mode, unsupported};
    use crate::graph::operation::Operation;
    use crate::graph::{Mistake, title};
    use nn_onnx::Node;

    pub(super) fn dropout<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        refuse_training(lowering, node)?;
        // Until operator set 12 the ratio was an attribute.
        let rate = match lowering.optional(node, 1)? {
            Some(Value::Constant(constant)) => constant
                .as_scalar()
                .ok_or_else(|| Mistake::new(format!("the ratio of {} is no number", title(node))))?,
            Some(Value::Row(_)) => return Err(Mistake::new(format!("the ratio of {} is no constant", title(node)))),
            None => float(node, "ratio", 0.5)?,
        };
        if !(0.0..1.0).contains(&rate) {
            return Err(unsupported(node, "ratio", rate, "a number from 0, below 1"));
        }
        if rate == 0.0 {
            return Ok(Value::Row(row));
        }
        Ok(Value::Row(lowering.push(node, Operation::Dropout(rate), vec![row.source], row.shape)))
    }

    /// A network that was exported while it trained: its `Dropout` nodes say so, its normalisations may not.
    fn refuse_training<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Result<(), Mistake> {
        // The operand is there from operator set 12 on.
        let training = match lowering.optional(node, 2)? {
            None => return Ok(()),
            Some(Value::Constant(constant)) => constant.as_bool(),
            Some(Value::Row(_)) => None,
        };
        match training {
            Some(false) => Ok(()),
            Some(true) => Err(in_training_mode(node)),
            None => Err(Mistake::new(format!("the training mode of {} is no constant truth value", title(node)))
                .note("a declared network infers; its mode cannot depend on the input")
                .help(EXPORT_AGAIN)),
        }
    }
}
