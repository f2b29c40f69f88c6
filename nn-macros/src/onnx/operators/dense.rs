//! Products with constant matrices: dense layers.

use nn_onnx::Node;

use super::affine::beyond_range;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::onnx::constant::{Constant, transpose};
use crate::onnx::graph::{Mistake, title};
use crate::onnx::lines::Line;
use crate::onnx::lower::{Lowering, Row, Value, float, int, settled, unsupported};
use crate::onnx::operation::{Dense, Operation};

/// `alpha A B + beta C` with a row `A`, a constant `B`, transposed or not, and an optional constant `C`.
pub(super) fn gemm<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let transposes_row = int(node, "transA", 0);
    if transposes_row != 0 {
        return Err(unsupported(node, "transA", transposes_row, 0));
    }
    let weight = weight(lowering, node, int(node, "transB", 0) != 0)?;
    let alpha = float(node, "alpha", 1.0)?;
    let mut dense = weight.scaled(alpha);
    if let Some(bias) = lowering.optional(node, 2)? {
        let beta = float(node, "beta", 1.0)?;
        let bias = match bias {
            Value::Constant(bias) => bias.broadcast(&[dense.outputs]),
            Value::Row(_) => {
                let mistake = Mistake::new(format!("{} adds a value that depends on the input", title(node)));
                return Err(mistake.help("export the sum as an `Add` of its own"));
            }
        };
        let Some(bias) = bias else {
            let message = format!("the bias of {} does not fit its {} outputs", title(node), dense.outputs);
            return Err(Mistake::new(message));
        };
        dense.bias = Some(if is_one(beta) { bias } else { bias.iter().map(|bias| beta * bias).collect() });
    }
    layer(lowering, node, dense)
}

/// `A B` with a row `A` and a constant `B`.
pub(super) fn matmul<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let dense = weight(lowering, node, false)?;
    layer(lowering, node, dense)
}

/// A factor of exactly 1 changes no bit.
fn is_one(factor: f32) -> bool {
    factor.to_bits() == 1.0_f32.to_bits()
}

impl Dense {
    fn scaled(mut self, factor: f32) -> Self {
        if !is_one(factor) {
            self.weight.iter_mut().for_each(|weight| *weight *= factor);
        }
        self
    }
}

/// The constant operand 1, in the order `[outputs, inputs]`.
fn weight<'a>(lowering: &Lowering<'a>, node: &'a Node, is_transposed: bool) -> Result<Dense, Mistake> {
    let Value::Constant(constant) = lowering.operand(node, 1)? else {
        let mistake = Mistake::new(format!("{} multiplies two values that depend on the input", title(node)));
        return Err(mistake.note("the second factor must be a constant: the weights"));
    };
    let (rows, columns, elements) = match (&constant, &constant.shape[..], constant.as_floats()) {
        (Constant { .. }, [rows, columns], Some(elements)) => (*rows, *columns, elements),
        (_, shape, _) => {
            let message = format!("the weights of {} have shape {shape:?}, expected a matrix of floats", title(node));
            return Err(Mistake::new(message));
        }
    };
    let (outputs, inputs) = if is_transposed { (rows, columns) } else { (columns, rows) };
    if !(1..=MAX_EXTENT).contains(&outputs) {
        let message = format!("{} has {outputs} outputs, supported are 1 to {}", title(node), grouped(MAX_EXTENT));
        return Err(Mistake::new(message));
    }
    let weight = if is_transposed { elements.to_vec() } else { transpose(elements, rows, columns) };
    let names = node.input.iter().skip(1).take(2).filter(|name| lowering.graph.constants.contains_key(name.as_str()));
    Ok(Dense { inputs, outputs, weight, bias: None, activation: None, parameters: names.cloned().collect() })
}

fn layer<'a>(lowering: &mut Lowering<'a>, node: &'a Node, mut dense: Dense) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    if row.shape != [dense.inputs] {
        let expected = [dense.inputs];
        let message = format!("{} takes rows of shape {:?}, its weights expect {expected:?}", title(node), row.shape);
        return Err(Mistake::new(message));
    }
    let mut row = settled(row)?;
    if let Some(Line { operation: Operation::Affine(affine), operands, .. }) = lowering.line(row.source)
        && affine.is_foldable
        && let (Some(shift), [source]) = (&affine.bias, &operands[..])
    {
        dense.take_in_front(&affine.weight, shift);
        row = Row { source: *source, ..row };
    }
    dense.refuse_infinite(node)?;
    lowering.spend(node, dense.weight.len())?;
    let shape = vec![dense.outputs];
    Ok(Value::Row(lowering.push(node, Operation::Dense(dense), vec![row.source], shape)))
}

impl Dense {
    /// `W (scale x + shift) + b` as `W' x + b'`.
    fn take_in_front(&mut self, scale: &[f64], shift: &[f64]) {
        let mut bias = self.bias.take().unwrap_or_else(|| vec![0.0; self.outputs]);
        for (bias, weights) in bias.iter_mut().zip(self.weight.chunks_exact_mut(self.inputs)) {
            let mut sum = f64::from(*bias);
            for ((weight, scale), shift) in weights.iter_mut().zip(scale).zip(shift) {
                sum += f64::from(*weight) * shift;
                *weight = (f64::from(*weight) * scale) as f32;
            }
            *bias = sum as f32;
        }
        self.bias = Some(bias);
    }

    /// `scale (W x + b) + shift` as `W' x + b'`.
    pub(super) fn take_behind(&mut self, scale: &[f64], shift: &[f64]) {
        let mut bias = self.bias.take().unwrap_or_else(|| vec![0.0; self.outputs]);
        let rows = self.weight.chunks_exact_mut(self.inputs.max(1));
        for (((bias, weights), scale), shift) in bias.iter_mut().zip(rows).zip(scale).zip(shift) {
            for weight in weights {
                *weight = (f64::from(*weight) * scale) as f32;
            }
            *bias = (f64::from(*bias) * scale + shift) as f32;
        }
        self.bias = Some(bias);
    }

    /// What the file holds is finite; what is computed from it may not be.
    pub(super) fn refuse_infinite(&self, node: &Node) -> Result<(), Mistake> {
        let mut parameters = self.weight.iter().chain(self.bias.iter().flatten());
        if parameters.all(|parameter| parameter.is_finite()) {
            return Ok(());
        }
        Err(beyond_range(node))
    }
}
