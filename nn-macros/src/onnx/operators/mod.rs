//! Who reads an operator. A layer reads those that are its alone, by its row in `layers/mod.rs`, and an activation is a row of
//! `language/activations.rs`. The table here has the operators that are no single layer's:
//!
//! - `Add`, `Sub`, `Mul`, `Div` and `Neg` are a bias of a dense layer, `scale`, `affine`, a join, or a part of a gelu, a gate or a norm, as
//!   their operands and the lines before them tell; `Concat` joins vectors or the extents of a shape.
//! - `ReduceL1`, `ReduceMean`, `ReduceSum`, `ReduceSumSquare`, `ReduceL2`, `Pow`, `Sqrt`, `Reciprocal`, `Erf` and `Log` are parts of such patterns; so is
//!   `Tanh`, which is an activation everywhere else, and a sum or a mean alone is a dense layer of constant weights.
//! - Roots, logarithms, reciprocals, powers and quotients that are no part of such a pattern are lines of their own (`arithmetic`), and so are
//!   then the parts of norms that they are computed from.
//! - `LSTM`, `GRU` and `RNN` are lines of a stream, in the step that `stream` makes of the graph.
//! - `windows` reads them where a network sees all steps at once, and what turns values around there.
//! - `earlier` reads what `stream` writes for values of earlier steps.
//! - `BatchNormalization` is taken in by a dense layer, before or behind it, or else is `affine`.
//! - All others compute nothing, or compute with shapes.

mod affine;
mod alone;
mod arithmetic;
pub(super) mod attributes;
mod axes;
mod batch_normalization;
mod columns;
mod earlier;
mod elementwise;
mod extent;
mod integers;
mod join;
mod norm;
mod order;
mod others;
mod product;
pub(super) mod recurrent;
mod shape;
mod slope;
mod windows;

use nn_onnx::Node;

use super::stream::DOMAIN;
use crate::graph::lowering::{Lowering, Row, Value, settled};
use crate::graph::{Mistake, title};
use crate::language::activations::{ACTIVATIONS, Facts, Operator};
use crate::language::table;
use crate::layers;
use crate::layers::onnx::Read;

/// Every operator that is no single layer's.
static OPERATORS: &[(&str, Read)] = &[
    ("Add", join::add),
    ("BatchNormalization", batch_normalization::batch_normalization),
    ("Cast", shape::cast),
    ("Concat", join::concat),
    ("Constant", shape::constant),
    ("ConstantOfShape", extent::constant_of_shape),
    ("Div", product::divide),
    ("Erf", product::erf),
    ("Expand", axes::expand),
    ("Einsum", columns::einsum),
    ("Gather", columns::gather),
    ("GRU", recurrent::recurrent),
    ("GatherND", columns::gather_nd),
    ("Identity", shape::identity),
    ("LSTM", recurrent::recurrent),
    ("Log", product::logarithm),
    ("LpNormalization", alone::lp_normalization),
    ("Mod", integers::modulo),
    ("Mul", product::multiply),
    ("Neg", affine::negate),
    ("Pow", norm::power),
    ("RNN", recurrent::recurrent),
    ("Range", integers::range),
    ("Reciprocal", norm::reciprocal),
    ("ReduceL1", norm::reduce),
    ("ReduceL2", norm::reduce),
    ("ReduceMax", norm::largest),
    ("ReduceMean", norm::reduce),
    ("ReduceSum", norm::reduce),
    ("ReduceSumSquare", norm::reduce),
    ("Shape", extent::shape),
    ("SimplifiedLayerNormalization", |lowering, node| read_as("RMSNormalization", lowering, node)),
    ("Sqrt", norm::square_root),
    ("Squeeze", axes::squeeze),
    ("Sub", join::subtract),
    ("Transpose", shape::transpose),
    ("Unsqueeze", axes::unsqueeze),
];

/// A supported operator.
enum Supported {
    Function(Read),
    Activation(&'static table::Row<Facts>, &'static Operator),
}

fn find(operator: &str) -> Option<Supported> {
    let function = OPERATORS.iter().find(|(name, _)| *name == operator).map(|(_, read)| *read);
    let of_layer = layers::onnx::operators().find(|found| found.name == operator).map(|found| found.read);
    function.or(of_layer).map(Supported::Function).or_else(|| {
        let (row, operator) = activations().find(|(_, found)| found.name == operator)?;
        Some(Supported::Activation(row, operator))
    })
}

/// The activations that are operators.
fn activations() -> impl Iterator<Item = (&'static table::Row<Facts>, &'static Operator)> {
    ACTIVATIONS.iter().filter_map(|row| Some((row, row.facts.operator.as_ref()?)))
}

/// Whether a set of operators is the standard's own.
pub(super) fn is_standard(domain: &str) -> bool {
    matches!(domain, "" | "ai.onnx")
}

/// Reads a node as if it were another operator, whose operands and attributes it has.
fn read_as<'a>(operator: &str, lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    match find(operator) {
        Some(Supported::Function(read)) => read(lowering, node),
        _ => unreachable!("`{operator}` is read by a function"),
    }
}

/// The operators of another set that are supported.
pub(super) fn names_of(domain: &str) -> Vec<&'static str> {
    others::names_of(domain)
}

pub(super) fn is_supported(domain: &str, operator: &str) -> bool {
    if !is_standard(domain) {
        return domain == DOMAIN || others::find(domain, operator).is_some();
    }
    find(operator).is_some() || elementwise::names().any(|name| name == operator)
}

/// Whether a standard operator computes each number by itself.
pub(super) fn is_elementwise(operator: &str) -> bool {
    order::is_elementwise(operator)
}

/// Set and name of every operator.
#[cfg(test)]
pub(super) fn all() -> Vec<(&'static str, &'static str)> {
    let standard = OPERATORS
        .iter()
        .map(|(name, _)| *name)
        .chain(layers::onnx::operators().map(|operator| operator.name))
        .chain(activations().map(|(_, operator)| operator.name))
        .chain(elementwise::names());
    standard.map(|name| ("", name)).chain(others::all()).collect()
}

/// All names, for messages.
pub(super) fn names() -> String {
    let activations = activations().map(|(_, operator)| operator.name);
    let mut names: Vec<&str> = OPERATORS
        .iter()
        .map(|(name, _)| *name)
        .chain(layers::onnx::operators().map(|operator| operator.name))
        .chain(activations)
        .chain(elementwise::names())
        .collect();
    names.sort_unstable();
    names.join(", ")
}

/// The value of a node: a part of a pattern, or else what it computes by itself. `None` where all its results have their names already.
pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<Value<'a>>, Mistake> {
    if node.domain == DOMAIN {
        return earlier::lower(lowering, node).map(Some);
    }
    attributes::check(node)?;
    let in_order = |lowering: &mut Lowering<'a>, node| {
        order::lower(lowering, node, |lowering, node| {
            read(lowering, node)
                .or_else(|mistake| alone::with_parts_alone(lowering, node, read).unwrap_or(Err(mistake)))
        })
    };
    match windows::lower(lowering, node, &in_order)? {
        Some(()) => Ok(None),
        None => in_order(lowering, node).map(Some),
    }
}

/// The value of the output with the batch in front; whether it was behind other axes.
pub(super) fn bring_forward<'a>(lowering: &mut Lowering<'a>, node: &Node, name: &'a str) -> Result<bool, Mistake> {
    windows::finish(lowering, node, name)
}

/// Moves the numbers of a value to where the file has them.
pub(super) fn move_value<'a>(lowering: &mut Lowering<'a>, node: &Node, name: &'a str) -> Result<(), Mistake> {
    order::move_value(lowering, node, name)
}

/// The value of the output, with nothing pending.
pub(super) fn finish(lowering: &mut Lowering<'_>, node: &Node, row: Row) -> Result<Row, Mistake> {
    let row = lowering.summed(node, row)?;
    alone::part(lowering, node, &row).unwrap_or_else(|| settled(row))
}

fn read<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    if !is_standard(&node.domain) {
        return match others::find(&node.domain, &node.op_type) {
            Some(read) => read(lowering, node),
            None => Err(Mistake::new(format!("{} is not supported", title(node)))),
        };
    }
    norm::settle_sums(lowering, node)?;
    if let Some(value) = norm::limit(lowering, node) {
        return Ok(value);
    }
    if let Some(value) = integers::lower(lowering, node) {
        return value;
    }
    if let Some(value) = elementwise::lower(lowering, node) {
        return value;
    }
    // What a layer does not read of its operators.
    let special = match node.op_type.as_str() {
        "Reshape" => axes::reshape(lowering, node),
        "MatMul" => columns::left_product(lowering, node),
        "Clip" => elementwise::clip(lowering, node),
        _ => None,
    };
    if let Some(value) = special {
        return value;
    }
    let value = match find(&node.op_type) {
        Some(Supported::Function(lower)) => lower(lowering, node),
        Some(Supported::Activation(row, operator)) => match product::part_of_gelu(lowering, node)? {
            Some(part) => Ok(part),
            None => layers::onnx::by_row(lowering, node, row, operator),
        },
        None => Err(Mistake::new(format!("{} is not supported", title(node)))),
    };
    value
        .or_else(|mistake| elementwise::recognise(lowering, node).ok_or(mistake))
        .or_else(|mistake| arithmetic::lower(lowering, node).unwrap_or(Err(mistake)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_has_one_reader() {
        let names = names();
        let names: Vec<&str> = names.split(", ").collect();
        assert!(names.is_sorted_by(|name, next| name < next), "{names:?}");
    }
}
