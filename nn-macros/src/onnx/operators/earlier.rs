//! What `stream` writes for values of earlier steps: `delay`, `stack`, `ema` and causal convolutions, which no file has as operators.

use nn_onnx::Node;

use crate::graph::lowering::{Lowering, Value, float, int};
use crate::graph::operation::{Operation, Written};
use crate::graph::{Mistake, title};
use crate::layers::onnx::causal_convolution;

pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    if node.op_type == "Conv" {
        return causal_convolution(lowering, node);
    }
    let row = lowering.plain_row(node, 0)?;
    let &[numbers] = &row.shape[..] else {
        return Err(Mistake::new(format!("{} takes rows of shape {:?}, expected vectors", title(node), row.shape)));
    };
    let steps = usize::try_from(int(node, "steps", 1)).unwrap_or(1);
    let (kind, arguments, length) = match node.op_type.as_str() {
        "Delay" => ("delay", vec![steps.to_string()], numbers),
        "Ema" => ("ema", vec![float(node, "rate", 1.0)?.to_string()], numbers),
        _ => {
            let order = (int(node, "is_newest_first", 0) != 0).then(|| "order = newest_first".to_owned());
            ("stack", [steps.to_string()].into_iter().chain(order).collect(), numbers.saturating_mul(steps))
        }
    };
    let layer = Written { arguments, ..Written::plain(kind) };
    Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], vec![length])))
}
