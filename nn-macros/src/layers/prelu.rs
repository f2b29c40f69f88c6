//! `prelu`: a rectifier with a slope that is trained (He et al. 2015).

use super::{Checked, Kind, Operands, Site, Width, layer};
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
        // Of a vector each number is a channel.
        Some(true) => shape.as_ref().and_then(|shape| shape.0.first().copied()),
        _ => Some(1),
    };
    let prelu = || {
        let pixels = shape.as_ref()?.0.iter().skip(1).product();
        Some(layer(Prelu { slope: slope?, channels: channels?, pixels, per_channel: per_channel? }))
    };
    Checked { layer: prelu(), shape, ..Checked::default() }
}

/// `x` where it is positive, else a slope times `x`.
#[derive(Debug)]
struct Prelu {
    /// At first.
    slope: f32,
    /// Channels with a slope of their own, or 1.
    channels: usize,
    /// Numbers of a channel.
    pixels: usize,
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
        let input = if self.per_channel { builder.map(self.pixels) } else { builder.as_it_is() };
        let init = Init::constant(self.slope);
        let slope = builder.vector(VectorParts { role: "weight", shape: vec![self.channels], init, is_trained: true });
        builder.push_like(input, Definition::Prelu { input, slope })
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
        let slope = match constant.as_scalar() {
            Some(slope) => Some(vec![slope]),
            None => constant.broadcast(&row.shape).and_then(|slopes| of_channels(&slopes, &row.shape)),
        };
        let slope = slope.ok_or_else(|| {
            let (shape, found) = (&row.shape, &constant.shape);
            Mistake::new(format!("{} has slopes of shape {found:?}, where rows have shape {shape:?}", title(node)))
                .note("supported are one slope for all numbers, one for each number of a vector, and one for each channel of a map")
        })?;
        if slope.len() > 1 && lowering.shape(row.source) != row.shape {
            let (found, shape) = (lowering.shape(row.source), &row.shape);
            return Err(Mistake::new(format!("{} takes rows of shape {shape:?}, which were {found:?}", title(node))));
        }
        lowering.spend(node, slope.len())?;
        let operation = Operation::Layer(Written {
            kind: super::KIND.name,
            arguments: (slope.len() > 1).then(|| "per_channel = true".to_owned()).into_iter().collect(),
            parameters: vec![("weight", slope)],
            initializers: lowering.initializer(node, 1).into_iter().collect(),
        });
        Ok(Value::Row(lowering.push(node, operation, vec![row.source], row.shape)))
    }

    /// The slope of each channel, if all numbers of a channel have the same.
    fn of_channels(slopes: &[f32], shape: &[usize]) -> Option<Vec<f32>> {
        let of_channel = |slopes: &[f32]| {
            let (first, others) = slopes.split_first()?;
            others.iter().all(|slope| slope.to_bits() == first.to_bits()).then_some(*first)
        };
        slopes.chunks(shape.iter().skip(1).product::<usize>().max(1)).map(of_channel).collect()
    }
}
