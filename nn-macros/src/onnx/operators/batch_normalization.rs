//! Batch normalisation of a trained network: `scale (x - mean) / sqrt(variance + epsilon) + shift`, which a dense layer
//! before or behind it computes with other parameters, and a line `affine` where there is none. A convolution before it takes it in, too;
//! any other map is normalised by a line `batch_norm`.

use nn_onnx::Node;

use super::affine::affine;
use crate::graph::lowering::Line;
use crate::graph::lowering::in_training_mode;
use crate::graph::lowering::{Lowering, Row, Value, float, int, unsupported};
use crate::graph::operation::{Affine, Operation, Written};
use crate::graph::{Mistake, title};

pub(super) fn batch_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    // From operator set 14 on an attribute says so; before, outputs behind the first are those of training.
    let writes_statistics = node.output.iter().skip(1).any(|output| !output.is_empty());
    if int(node, "training_mode", 0) != 0 || writes_statistics {
        return Err(in_training_mode(node));
    }
    let row = lowering.plain_row(node, 0)?;
    // Channels are those of the file.
    let row = if row.shape.len() > 1 { lowering.as_declared(node, row)? } else { row };
    // The first axis is that of channels.
    let length = row.shape.first().copied().unwrap_or(1);
    let [scale, shift, mean, variance] = [
        statistics(lowering, node, 1, length)?,
        statistics(lowering, node, 2, length)?,
        statistics(lowering, node, 3, length)?,
        statistics(lowering, node, 4, length)?,
    ];
    let epsilon = f64::from(float(node, "epsilon", 1e-5)?);
    let is_map = row.shape.len() > 1;
    if is_map && !matches!(lowering.exclusive_line(&row), Some(Line { operation: Operation::Convolution(_), .. })) {
        return layer(lowering, node, row, epsilon as f32, [scale, shift, mean, variance]);
    }
    let deviation = variance.iter().map(|variance| (variance + epsilon).sqrt());
    let scale: Vec<f64> = scale.iter().zip(deviation).map(|(scale, deviation)| scale / deviation).collect();
    let shift: Vec<f64> =
        shift.iter().zip(&mean).zip(&scale).map(|((shift, mean), scale)| shift - mean * scale).collect();
    if scale.iter().chain(&shift).any(|number| !number.is_finite()) {
        return Err(Mistake::new(format!("{} divides by a variance that is not positive", title(node))));
    }
    match lowering.exclusive_line(&row).map(|line| &mut line.operation) {
        Some(Operation::Dense(dense)) => {
            dense.take_behind(&scale, &shift);
            dense.refuse_infinite(node)?;
            return Ok(Value::Row(row));
        }
        Some(Operation::Convolution(convolution)) => {
            convolution.take_behind(&scale, &shift);
            convolution.refuse_infinite(node)?;
            return Ok(Value::Row(row));
        }
        _ => {}
    }
    let parameters = lowering.initializer(node, 1).into_iter().collect();
    affine(lowering, node, row, Affine { weight: scale, bias: Some(shift), is_foldable: true, parameters })
}

/// The layer of the language, where no convolution can take it in.
fn layer<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: Row,
    epsilon: f32,
    parameters: [Vec<f64>; 4],
) -> Result<Value<'a>, Mistake> {
    if epsilon <= 0.0 {
        return Err(unsupported(node, "epsilon", epsilon, "a number above 0"));
    }
    lowering.spend(node, parameters.iter().map(Vec::len).sum())?;
    let rounded = parameters.map(|numbers| numbers.iter().map(|number| *number as f32).collect());
    let roles = ["weight", "bias", "running_mean", "running_var"];
    let layer = Written {
        kind: "batch_norm",
        arguments: vec![format!("eps = {epsilon:?}")],
        parameters: roles.into_iter().zip(rounded).collect(),
        initializers: (1..=4).filter_map(|index| lowering.initializer(node, index)).collect(),
    };
    Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], row.shape)))
}

/// The constant operand `index`: a number for each element.
fn statistics<'a>(lowering: &Lowering<'a>, node: &'a Node, index: usize, length: usize) -> Result<Vec<f64>, Mistake> {
    let value = lowering.operand(node, index)?;
    let floats = match &value {
        Value::Constant(constant) => constant.as_floats().filter(|floats| floats.len() == length),
        Value::Row(_) => None,
    };
    let numbers = floats.map(|floats| floats.iter().copied().map(f64::from).collect());
    let expected = [length];
    numbers
        .ok_or_else(|| Mistake::new(format!("operand {index} of {} is no constant of shape {expected:?}", title(node))))
}
