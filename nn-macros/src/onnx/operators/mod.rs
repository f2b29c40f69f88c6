//! The table of operators: one row for each, and one for each activation that is an operator in `language/activations.rs`.

mod activation;
mod affine;
mod batch_normalization;
mod dense;
mod extent;
mod join;
mod norm;
mod part;
mod prelu;
mod product;
mod shape;

use nn_onnx::Node;

use super::graph::{Mistake, title};
use super::lower::{Lowering, Value};
use crate::language::activations::{ACTIVATIONS, Facts, Operator};
use crate::language::table::Row;

/// How an operator is lowered.
type Lower = for<'a> fn(&mut Lowering<'a>, &'a Node) -> Result<Value<'a>, Mistake>;

/// Every supported operator but those that are activations of the table.
static OPERATORS: &[(&str, Lower)] = &[
    ("Add", join::add),
    ("BatchNormalization", batch_normalization::batch_normalization),
    ("Cast", shape::cast),
    ("Clip", activation::clip),
    ("Concat", join::concat),
    ("Constant", shape::constant),
    ("ConstantOfShape", extent::constant_of_shape),
    ("Div", product::divide),
    ("Dropout", shape::dropout),
    ("Erf", product::erf),
    ("Flatten", shape::flatten),
    ("Gather", extent::gather),
    ("Gelu", activation::gelu),
    ("Gemm", dense::gemm),
    ("Identity", shape::identity),
    ("LayerNormalization", norm::layer_normalization),
    ("Log", product::logarithm),
    ("LogSoftmax", activation::log_softmax),
    ("MatMul", dense::matmul),
    ("Mul", product::multiply),
    ("Neg", affine::negate),
    ("PRelu", prelu::prelu),
    ("Pow", norm::power),
    ("RMSNormalization", norm::rms_normalization),
    ("Reciprocal", norm::reciprocal),
    ("ReduceMean", norm::reduce_mean),
    ("Reshape", shape::reshape),
    ("Shape", extent::shape),
    ("Slice", part::slice),
    ("Softmax", activation::softmax),
    ("Split", part::split),
    ("Sqrt", norm::square_root),
    ("Sub", join::subtract),
    ("Transpose", shape::transpose),
    ("Unsqueeze", extent::unsqueeze),
];

/// Operators that networks of images and sequences need.
const PLANNED: &[&str] =
    &["AveragePool", "Conv", "ConvTranspose", "GRU", "GlobalAveragePool", "GlobalMaxPool", "LSTM", "MaxPool", "RNN"];

/// A supported operator.
enum Supported {
    Function(Lower),
    Activation(&'static Row<Facts>, &'static Operator),
}

fn find(operator: &str) -> Option<Supported> {
    let function = OPERATORS.iter().find(|(name, _)| *name == operator).map(|(_, lower)| Supported::Function(*lower));
    function.or_else(|| {
        let (row, operator) = activations().find(|(_, found)| found.name == operator)?;
        Some(Supported::Activation(row, operator))
    })
}

/// The activations that are operators.
fn activations() -> impl Iterator<Item = (&'static Row<Facts>, &'static Operator)> {
    ACTIVATIONS.iter().filter_map(|row| Some((row, row.facts.operator.as_ref()?)))
}

pub(super) fn is_supported(operator: &str) -> bool {
    find(operator).is_some()
}

pub(super) fn is_planned(operator: &str) -> bool {
    PLANNED.contains(&operator)
}

/// All names, for messages.
pub(super) fn names() -> String {
    let activations = activations().map(|(_, operator)| operator.name);
    let mut names: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).chain(activations).collect();
    names.sort_unstable();
    names.join(", ")
}

/// The value of a node.
pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    match find(&node.op_type) {
        Some(Supported::Function(lower)) => lower(lowering, node),
        Some(Supported::Activation(row, operator)) => activation::by_row(lowering, node, row, operator),
        None => Err(Mistake::new(format!("{} is not supported", title(node)))),
    }
}

/// Whether `found` is the constant `expected` up to rounding.
fn is_close(found: f32, expected: f32) -> bool {
    (found - expected).abs() <= 1e-6 * expected.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_an_activation_or_a_function() {
        let names = names();
        let names: Vec<&str> = names.split(", ").collect();
        assert!(names.is_sorted_by(|name, next| name < next), "{names:?}");
    }
}
