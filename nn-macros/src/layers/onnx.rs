//! The ONNX operators that are one layer's alone, and the names of layers in files.

use nn_onnx::Node;

use super::KINDS;
use super::activation::onnx::OPERATORS as OF_ACTIVATIONS;
pub(crate) use super::activation::onnx::{by_row, softmax_over, with_constants};
pub(crate) use super::causal::onnx::causal_convolution;
pub(crate) use super::gated::onnx::gate_of_halves;
pub(crate) use super::norm::onnx::l2_norm;
pub(crate) use super::pool::onnx::{largest_of_map, mean_of_map};
pub(crate) use super::window::onnx::attributes as window_attributes;
use crate::graph::Mistake;
use crate::graph::lowering::{Lowering, Value};
use crate::language::foreign::ROLES;

/// Reads a node: yields its value, and writes the lines that compute it.
pub(crate) type Read = for<'a> fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>;

/// An operator that a layer is read from.
pub(crate) struct Operator {
    pub(crate) name: &'static str,
    pub(crate) read: Read,
}

/// The operators of all layers, but for those of the rows of activations.
pub(crate) fn operators() -> impl Iterator<Item = &'static Operator> {
    KINDS.iter().flat_map(|kind| kind.operators).chain(OF_ACTIVATIONS)
}

/// Every role that a parameter of a layer may have.
fn roles() -> impl Iterator<Item = &'static str> {
    KINDS.iter().flat_map(|kind| kind.roles).copied()
}

/// The layer's part of a parameter's name: `encoder.0` of `encoder.0.weight`. Names that exporters make up,
/// `onnx::MatMul_12`, have none.
pub(crate) fn layer_of_parameter(parameter: &str) -> Option<&str> {
    let (layer, last) = parameter.rsplit_once(['.', '/', '_'])?;
    let last = last.to_ascii_lowercase();
    roles().chain(ROLES.iter().copied()).any(|role| role == last).then_some(layer)
}
