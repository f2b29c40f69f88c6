//! `prelu`: a rectifier with a slope that is trained (He et al. 2015).

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand, VectorParts};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Init, Layer, Parameter as Weights, Value};

pub(super) const KIND: Kind = Kind {
    name: "prelu",
    aliases: &[],
    usage: "prelu(slope = 0.25, per_channel = false, from = label)",
    parameters: &[Parameter::optional("slope"), Parameter::named("per_channel")],
    operands: Operands::One,
    roles: &["weight"],
    width: Width::OfOperand,
    operators: operators!["PRelu": onnx::prelu],
    check,
};

/// The slope that training begins with: that of the paper.
const SLOPE: f32 = 0.25;

fn check(site: &mut Site<'_>) -> Checked {
    let slope = match site.arguments.get("slope") {
        Some(value) => number(value, Range::Finite, &subject("slope", site.title), site.errors),
        None => Some(SLOPE),
    };
    let per_channel = site.flag("per_channel", false);
    let shape = site.shape();
    let channels = match per_channel {
        Some(true) => channels(site),
        _ => Some(1),
    };
    let prelu = || Some(layer(Prelu { slope: slope?, channels: channels?, per_channel: per_channel? }));
    Checked { layer: prelu(), shape, ..Checked::default() }
}

/// The channels of a vector, its numbers; there is no layer yet that makes others.
fn channels(site: &mut Site<'_>) -> Option<usize> {
    let shape = site.shape()?;
    if let [channels] = shape.0[..] {
        return Some(channels);
    }
    let operand = site.operand()?;
    let message = format!("`{}` has a slope for each number of a vector, [n], found {shape}", site.title);
    let error = Diagnostic::new(operand.place, message)
        .note(format_args!("{} has shape {shape}", operand.title))
        .help(format_args!("write a line `flatten` before `{}`, or leave out `per_channel`", site.title));
    site.errors.push(error);
    None
}

/// `x` where it is positive, else a slope times `x`.
#[derive(Debug)]
struct Prelu {
    /// At first.
    slope: f32,
    /// Numbers with a slope of their own, or 1.
    channels: usize,
    per_channel: bool,
}

impl Layer for Prelu {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        self.per_channel.then(|| Argument::new("per_channel", Value::Flag(true))).into_iter().collect()
    }

    fn parameters(&self) -> Vec<Weights> {
        vec![Weights::vector("weight", &[self.channels])]
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.value();
        let init = Init::constant(self.slope);
        let slope = builder.vector(VectorParts { role: "weight", shape: vec![self.channels], init, is_trained: true });
        builder.push(Definition::Prelu { input, slope })
    }
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use crate::graph::lowering::{Lowering, Value};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{Mistake, title};
    use nn_onnx::Node;

    pub(super) fn prelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        let Value::Constant(constant) = lowering.operand(node, 1)? else {
            return Err(Mistake::new(format!("the slopes of {} are no constant", title(node))));
        };
        let slope = match (constant.as_scalar(), &row.shape[..]) {
            (Some(slope), _) => Some(vec![slope]),
            (None, [_]) => constant.broadcast(&row.shape),
            (None, _) => None,
        };
        let slope = slope.ok_or_else(|| {
            let (shape, found) = (&row.shape, &constant.shape);
            Mistake::new(format!("{} has slopes of shape {found:?}, where rows have shape {shape:?}", title(node)))
                .note("supported are one slope for all numbers, and one for each number of a vector")
        })?;
        lowering.spend(node, slope.len())?;
        let operation = Operation::Layer(Written {
            kind: super::KIND.name,
            arguments: (slope.len() > 1).then(|| "per_channel = true".to_owned()).into_iter().collect(),
            parameters: vec![("weight", slope)],
            initializers: lowering.initializer(node, 1).into_iter().collect(),
        });
        Ok(Value::Row(lowering.push(node, operation, vec![row.source], row.shape)))
    }
}
