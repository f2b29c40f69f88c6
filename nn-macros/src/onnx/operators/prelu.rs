//! `PRelu`: a rectifier with constant slopes.

use nn_onnx::Node;

use crate::onnx::graph::{Mistake, title};
use crate::onnx::lower::{Lowering, Value};
use crate::onnx::operation::{Operation, Prelu};

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
    let parameters = lowering.initializer(node, 1).into_iter().collect();
    let operation = Operation::Prelu(Prelu { slope, parameters });
    Ok(Value::Row(lowering.push(node, operation, vec![row.source], row.shape)))
}
