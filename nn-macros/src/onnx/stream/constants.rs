//! Constants that nodes compute of others: weights over their lengths, say. They are computed as in a network without memory.

use std::collections::HashMap;

use nn_onnx::{DataType, Node, Tensor};

use super::along::{POOL, REDUCTIONS};
use super::array::{Array, Element};
use crate::graph::lowering::{Lowering, Value};
use crate::graph::{Graph, Mistake};
use crate::onnx::operators;

/// What a node computes of constants alone; `None` where an operand depends on the input, or where nothing is computed of constants.
pub(super) fn computed(opset: i64, node: &Node, operands: &[Option<Array>]) -> Result<Option<Array>, Mistake> {
    let operator = node.op_type.as_str();
    let is_computed = operators::is_elementwise(operator) || REDUCTIONS.contains(&operator) && operator != POOL;
    if !is_computed || !operators::is_standard(&node.domain) {
        return Ok(None);
    }
    let mut tensors = Vec::new();
    let mut inputs = Vec::new();
    for (index, operand) in operands.iter().enumerate() {
        let Some(array) = operand else {
            inputs.push(String::new());
            continue;
        };
        let Some(tensor) = tensor(&format!("operand {index}"), array) else { return Ok(None) };
        inputs.push(tensor.name.clone());
        tensors.push(tensor);
    }
    let node = Node { input: inputs, ..node.clone() };
    let n_bytes = tensors.iter().map(|tensor| tensor.raw_data.len()).sum();
    let graph = Graph {
        nodes: vec![&node],
        constants: tensors.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect::<HashMap<_, _>>(),
        opset,
        input: "",
        input_type: DataType::Float,
        input_shape: Vec::new(),
        is_number: false,
        written_shape: String::new(),
        batch: None,
        batch_axis: 0,
        is_of_windows: false,
        output: "",
        output_shape: None,
        classes: None,
        left_out: Vec::new(),
    };
    match operators::lower(&mut Lowering::new(&graph, n_bytes), &node)? {
        Some(Value::Constant(constant)) => {
            let elements = constant.as_floats().map(|floats| floats.iter().copied().map(Element::Number).collect());
            Ok(elements.and_then(|elements| Array::of_shape(&constant.shape, elements)))
        }
        Some(Value::Row(_)) | None => Ok(None),
    }
}

fn tensor(name: &str, array: &Array) -> Option<Tensor> {
    let (data_type, raw_data) = match (array.as_numbers(), array.as_ints()) {
        (Some(numbers), _) => (DataType::Float, numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
        (None, Some(ints)) => (DataType::Int64, ints.iter().flat_map(|int| int.to_le_bytes()).collect()),
        (None, None) => return None,
    };
    let dims = array.shape().into_iter().map(|extent| i64::try_from(extent).ok()).collect::<Option<_>>()?;
    Some(Tensor { name: name.to_owned(), dims, data_type: data_type.into(), raw_data, ..Tensor::default() })
}
