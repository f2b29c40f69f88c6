//! Messages of a model that is written: constants, attributes, values of the caller.

use nn_onnx::{Attribute, AttributeType, DataType, Dimension, Graph, Tensor, TensorShape, TensorType, Type, ValueInfo};

pub(super) fn tensor(name: &str, shape: &[usize], raw_data: Vec<u8>) -> Tensor {
    let dims = shape.iter().map(|extent| signed(*extent)).collect();
    Tensor { name: name.to_owned(), dims, data_type: DataType::Float as i32, raw_data, ..Tensor::default() }
}

/// A vector of integers.
pub(super) fn numbers(name: &str, numbers: &[i64]) -> Tensor {
    Tensor {
        name: name.to_owned(),
        dims: vec![signed(numbers.len())],
        data_type: DataType::Int64 as i32,
        raw_data: numbers.iter().flat_map(|number| number.to_le_bytes()).collect(),
        ..Tensor::default()
    }
}

/// An extent, which the language limits to 16,777,216.
pub(super) fn signed(extent: usize) -> i64 {
    i64::try_from(extent).unwrap_or(i64::MAX)
}

pub(super) fn int(name: &str, value: i64) -> Attribute {
    Attribute { name: name.to_owned(), i: Some(value), kind: AttributeType::Int as i32, ..Attribute::default() }
}

pub(super) fn ints(name: &str, values: Vec<i64>) -> Attribute {
    Attribute { name: name.to_owned(), ints: values, kind: AttributeType::Ints as i32, ..Attribute::default() }
}

pub(super) fn float(name: &str, value: f32) -> Attribute {
    Attribute { name: name.to_owned(), f: Some(value), kind: AttributeType::Float as i32, ..Attribute::default() }
}

pub(super) fn text(name: &str, value: &str) -> Attribute {
    let s = Some(value.as_bytes().to_vec());
    Attribute { name: name.to_owned(), s, kind: AttributeType::String as i32, ..Attribute::default() }
}

pub(super) fn texts(name: &str, values: &[&str]) -> Attribute {
    let strings = values.iter().map(|value| value.as_bytes().to_vec()).collect();
    Attribute { name: name.to_owned(), strings, kind: AttributeType::Strings as i32, ..Attribute::default() }
}

/// An axis whose extent only a call fixes.
pub(super) fn symbolic(name: &str) -> Dimension {
    Dimension { dim_param: Some(name.to_owned()), ..Dimension::default() }
}

/// An axis of this extent.
pub(super) fn fixed(extent: usize) -> Dimension {
    Dimension { dim_value: Some(signed(extent)), ..Dimension::default() }
}

/// A value of the caller's, or of a graph within a node: a batch of arrays of this shape.
pub(super) fn value_info(name: &str, shape: &[usize]) -> ValueInfo {
    value_of(name, shape.iter().map(|extent| fixed(*extent)))
}

/// The same with any axes behind that of the batch.
pub(super) fn value_of(name: &str, axes: impl IntoIterator<Item = Dimension>) -> ValueInfo {
    let shape = TensorShape { dim: core::iter::once(symbolic("N")).chain(axes).collect() };
    let tensor_type = TensorType { elem_type: DataType::Float as i32, shape: Some(shape) };
    ValueInfo { name: name.to_owned(), r#type: Some(Type { tensor_type: Some(tensor_type) }), ..ValueInfo::default() }
}

/// A graph within a node.
pub(super) fn subgraph(name: &str, graph: &Graph) -> Attribute {
    let g = Some(nn_onnx::encode_graph(graph));
    Attribute { name: name.to_owned(), g, kind: AttributeType::Graph as i32, ..Attribute::default() }
}
