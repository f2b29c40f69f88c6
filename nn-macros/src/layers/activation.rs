//! A line that is an activation: `relu`, `leaky_relu(0.1, from = sum)`.

use super::{Checked, Site, layer};
use crate::ast::Place;
use crate::ir::{Builder, Operand};
use crate::language::activations::{Activation, Facts};
use crate::language::table::Row;
use crate::model::{Argument, Layer, Value};

pub(super) fn check(row: &'static Row<Facts>, site: &mut Site<'_>) -> Checked {
    let activation = row.chosen(&site.arguments, site.errors);
    let shape = site.shape();
    Checked {
        layer: activation.map(|activation| layer(Line { activation })),
        shape,
        activation: Some(Place::from(&site.call.name)),
        ..Checked::default()
    }
}

/// `f(x)`, elementwise, or softmax over a vector or the channels of each pixel.
#[derive(Debug)]
struct Line {
    activation: Activation,
}

impl Layer for Line {
    fn kind(&self) -> &'static str {
        self.activation.name()
    }

    fn arguments(&self) -> Vec<Argument> {
        let constants = self.activation.named_constants();
        constants.map(|(name, constant)| Argument::new(name, Value::Number(constant))).collect()
    }

    fn activation(&self) -> Option<Activation> {
        Some(self.activation)
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let operand = builder.operand();
        builder.activate(operand, self.activation)
    }
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    use crate::graph::lowering::{Lowering, Value, float, given, int, is_close, text, unsupported};
    use crate::graph::{Mistake, title};
    use crate::language::activations::{self, Activation, Facts};
    use crate::language::table::Row;
    use crate::layers::onnx::Operator;
    use nn_onnx::Node;

    /// The operators that look at more than numbers; those of numbers stand in the rows of the table.
    pub(in crate::layers) static OPERATORS: &[Operator] = operators![
        "Clip": clip, "Gelu": gelu, "LogSoftmax": softmax, "Shrink": shrink, "Softmax": softmax,
        "ThresholdedRelu": thresholded_relu
    ];

    /// Whatever precedes, `activation`.
    fn apply<'a>(lowering: &mut Lowering<'a>, node: &'a Node, activation: Activation) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        Ok(Value::Row(lowering.activate(node, row, activation)))
    }

    /// What a row of the table says: attributes that are constants, and others that have to be what is computed here.
    pub(crate) fn by_row<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: &'static Row<Facts>,
        operator: &activations::Operator,
    ) -> Result<Value<'a>, Mistake> {
        let activation = with_constants(node, row, operator, "")?;
        apply(lowering, node, activation)
    }

    /// The activation of a row with the constants that a node has as attributes; their names begin with `prefix`.
    pub(crate) fn with_constants(
        node: &Node,
        row: &'static Row<Facts>,
        operator: &activations::Operator,
        prefix: &str,
    ) -> Result<Activation, Mistake> {
        let mut constants = Vec::new();
        for attribute in operator.attributes {
            let name = format!("{prefix}{}", attribute.name);
            let found = float(node, &name, attribute.default)?;
            match attribute.only {
                Some(only) if is_close(found, only) => {}
                Some(only) => return Err(unsupported(node, &name, found, only)),
                None => constants.push((name, found)),
            }
        }
        for ((name, found), constant) in constants.iter().zip(row.constants) {
            if !constant.range.contains(*found) {
                return Err(unsupported(node, name, found, constant.range.describe_of_finite()));
            }
        }
        let constants: Vec<f32> = constants.into_iter().map(|(_, found)| found).collect();
        Ok(Activation::new(row, &constants))
    }

    /// `x` between two limits, each of which may be left out.
    pub(super) fn clip<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let (min, max) = (limit(lowering, node, "min", 1)?, limit(lowering, node, "max", 2)?);
        // The least and the greatest number were the defaults until operator set 11.
        let (min, max) = (min.filter(|min| *min > f32::MIN), max.filter(|max| *max < f32::MAX));
        let activation = match (min, max) {
            (None, None) => return lowering.operand(node, 0),
            (Some(0.0), None) => Activation::of("relu", &[]),
            (Some(0.0), Some(6.0)) => Activation::of("relu6", &[]),
            (Some(min), None) => Activation::of("threshold", &[min, min]),
            (Some(min), Some(max)) if min < max => Activation::of("hard_tanh", &[min, max]),
            (min, max) => {
                let found = [min, max].map(|limit| limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string()));
                return Err(unsupported(
                    node,
                    "the limits min, max",
                    found.join(", "),
                    "two in order, or the first alone",
                ));
            }
        };
        apply(lowering, node, activation)
    }

    /// A limit: until operator set 11 an attribute, then a constant operand.
    fn limit<'a>(lowering: &Lowering<'a>, node: &'a Node, name: &str, index: usize) -> Result<Option<f32>, Mistake> {
        match lowering.optional(node, index)? {
            None => given(node, name).map(|_| float(node, name, 0.0)).transpose(),
            Some(Value::Constant(constant)) if constant.as_scalar().is_some() => Ok(constant.as_scalar()),
            Some(_) => Err(Mistake::new(format!("{} has a {name} that is no constant number", title(node)))),
        }
    }

    /// `x - bias` above `lambd`, `x + bias` below its negative, else 0.
    pub(super) fn shrink<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let (lambda, bias) = (float(node, "lambd", 0.5)?, float(node, "bias", 0.0)?);
        if lambda < 0.0 {
            return Err(unsupported(node, "lambd", lambda, "a number of 0 or more"));
        }
        let name = match bias {
            0.0 => "hard_shrink",
            _ if bias.to_bits() == lambda.to_bits() => "soft_shrink",
            _ => return Err(unsupported(node, "bias", bias, format!("0, or {lambda} as `lambd`"))),
        };
        apply(lowering, node, Activation::of(name, &[lambda]))
    }

    /// `x` above `alpha`, else 0.
    pub(super) fn thresholded_relu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let alpha = float(node, "alpha", 1.0)?;
        apply(lowering, node, Activation::of("threshold", &[alpha, 0.0]))
    }

    pub(super) fn gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let approximate = text(node, "approximate", "none");
        let name = match approximate.as_str() {
            "none" => "gelu",
            "tanh" => "gelu_tanh",
            other => return Err(unsupported(node, "approximate", other, "none or tanh")),
        };
        apply(lowering, node, Activation::of(name, &[]))
    }

    /// The row of `Softmax` or `LogSoftmax`, and the axis that it is over, counted without the batch.
    pub(crate) fn softmax_over(
        lowering: &Lowering<'_>,
        node: &Node,
        rank: usize,
    ) -> Result<(Activation, usize), Mistake> {
        let is_old = lowering.graph.opset < 13;
        let axis = int(node, "axis", if is_old { 1 } else { -1 });
        let last = i64::try_from(rank).unwrap_or(i64::MAX);
        let found = if axis < 0 { axis.saturating_add(last + 1) } else { axis };
        // Until operator set 13 all axes from there on were one.
        let place = usize::try_from(found - 1).ok().filter(|place| *place < rank && (!is_old || found == last));
        let Some(place) = place else {
            return Err(unsupported(
                node,
                "axis",
                axis,
                if is_old || rank == 1 { "the last axis, -1" } else { "an axis behind the batch" },
            ));
        };
        let name = if node.op_type == "Softmax" { "softmax" } else { "log_softmax" };
        Ok((Activation::of(name, &[]), place))
    }

    pub(super) fn softmax<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        if row.shape.len() != 1 {
            let message =
                format!("{} takes rows of shape {:?}, supported are vectors and maps", title(node), row.shape);
            return Err(Mistake::new(message));
        }
        let (activation, _) = softmax_over(lowering, node, 1)?;
        Ok(Value::Row(lowering.activate(node, row, activation)))
    }
}
