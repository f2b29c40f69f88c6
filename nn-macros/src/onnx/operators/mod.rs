//! The table of operators: one row for each.

mod activation;
mod dense;
mod join;
mod normalization;
mod product;
mod shape;

use nn_onnx::Node;

use super::graph::{Mistake, title};
use super::lower::{Lowering, Value};

/// How an operator is lowered.
type Lower = for<'a> fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>;

/// Every supported operator.
static OPERATORS: &[(&str, Lower)] = &[
    ("Add", join::add),
    ("BatchNormalization", normalization::batch_normalization),
    ("Cast", shape::cast),
    ("Concat", join::concat),
    ("Constant", shape::constant),
    ("Div", product::divide),
    ("Dropout", shape::dropout),
    ("Elu", activation::elu),
    ("Erf", product::erf),
    ("Flatten", shape::flatten),
    ("Gelu", activation::gelu),
    ("Gemm", dense::gemm),
    ("HardSigmoid", activation::hard_sigmoid),
    ("HardSwish", activation::hard_swish),
    ("Identity", shape::identity),
    ("LeakyRelu", activation::leaky_relu),
    ("MatMul", dense::matmul),
    ("Mul", product::multiply),
    ("Relu", activation::relu),
    ("Reshape", shape::reshape),
    ("Selu", activation::selu),
    ("Sigmoid", activation::sigmoid),
    ("Slice", shape::slice),
    ("Softmax", activation::softmax),
    ("Softplus", activation::softplus),
    ("Sub", join::subtract),
    ("Tanh", activation::tanh),
    ("Transpose", shape::transpose),
];

/// Operators that networks of images and sequences need.
const PLANNED: &[&str] =
    &["AveragePool", "Conv", "ConvTranspose", "GRU", "GlobalAveragePool", "GlobalMaxPool", "LSTM", "MaxPool", "RNN"];

fn find(operator: &str) -> Option<Lower> {
    OPERATORS.iter().find(|(name, _)| *name == operator).map(|(_, lower)| *lower)
}

pub(super) fn is_supported(operator: &str) -> bool {
    find(operator).is_some()
}

pub(super) fn is_planned(operator: &str) -> bool {
    PLANNED.contains(&operator)
}

/// All names, for messages.
pub(super) fn names() -> String {
    OPERATORS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// The value of a node.
pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    match find(&node.op_type) {
        Some(lower) => lower(lowering, node),
        None => Err(Mistake::new(format!("{} is not supported", title(node)))),
    }
}

/// Whether `found` is the constant `expected` up to rounding.
fn is_close(found: f32, expected: f32) -> bool {
    (found - expected).abs() <= 1e-6 * expected.abs()
}
