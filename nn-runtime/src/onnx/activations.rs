//! The operators of each activation: a row of the table, and a function where one operator does not do it.

use super::graph::{Exported, part};
use super::messages::{float, int};
use crate::topology::Line;

/// Computes an activation of `x` with its constants into `result`.
type Export = fn(&mut Exported, &Line, &[f32], (&str, &str));

/// Every activation but the identity, which has no operator.
static ACTIVATIONS: &[(&str, Export)] = &[
    ("relu", |graph, _, _, (x, y)| graph.push("Relu", &[x], y, Vec::new())),
    ("leaky_relu", |graph, _, constants, (x, y)| graph.push("LeakyRelu", &[x], y, alpha(constants))),
    ("elu", |graph, _, constants, (x, y)| graph.push("Elu", &[x], y, alpha(constants))),
    // The defaults of the operator are the constants of the paper.
    ("selu", |graph, _, _, (x, y)| graph.push("Selu", &[x], y, Vec::new())),
    ("gelu", gelu),
    ("silu", silu),
    ("softplus", |graph, _, _, (x, y)| graph.push("Softplus", &[x], y, Vec::new())),
    ("sigmoid", |graph, _, _, (x, y)| graph.push("Sigmoid", &[x], y, Vec::new())),
    ("tanh", |graph, _, _, (x, y)| graph.push("Tanh", &[x], y, Vec::new())),
    ("hard_sigmoid", |graph, _, _, (x, y)| {
        graph.push("HardSigmoid", &[x], y, vec![float("alpha", 1.0 / 6.0), float("beta", 0.5)]);
    }),
    ("hard_swish", |graph, _, _, (x, y)| graph.push("HardSwish", &[x], y, Vec::new())),
    ("softmax", |graph, line, _, (x, y)| graph.push("Softmax", &[x], y, vec![int("axis", axis_of_channels(line))])),
    ("log_softmax", |graph, line, _, (x, y)| {
        graph.push("LogSoftmax", &[x], y, vec![int("axis", axis_of_channels(line))]);
    }),
    ("softsign", |graph, _, _, (x, y)| graph.push("Softsign", &[x], y, Vec::new())),
    ("relu6", relu6),
    ("hard_tanh", hard_tanh),
    ("celu", |graph, _, constants, (x, y)| graph.push("Celu", &[x], y, alpha(constants))),
    ("log_sigmoid", log_sigmoid),
    ("mish", mish),
    ("gelu_tanh", gelu_tanh),
    ("exp", |graph, _, _, (x, y)| graph.push("Exp", &[x], y, Vec::new())),
    ("sin", |graph, _, _, (x, y)| graph.push("Sin", &[x], y, Vec::new())),
    ("hard_shrink", |graph, _, constants, (x, y)| graph.push("Shrink", &[x], y, shrinkage(constants, &[0.0]))),
    ("soft_shrink", |graph, _, constants, (x, y)| graph.push("Shrink", &[x], y, shrinkage(constants, constants))),
    ("threshold", threshold),
    ("square", |graph, _, _, (x, y)| graph.push("Mul", &[x, x], y, Vec::new())),
    ("cos", |graph, _, _, (x, y)| graph.push("Cos", &[x], y, Vec::new())),
    ("abs", |graph, _, _, (x, y)| graph.push("Abs", &[x], y, Vec::new())),
    ("sqrt", |graph, _, _, (x, y)| graph.push("Sqrt", &[x], y, Vec::new())),
    ("log", |graph, _, _, (x, y)| graph.push("Log", &[x], y, Vec::new())),
    ("reciprocal", |graph, _, _, (x, y)| graph.push("Reciprocal", &[x], y, Vec::new())),
];

/// How the activation of this name is exported.
pub(super) fn named(name: &str) -> Option<Export> {
    ACTIVATIONS.iter().find(|(row, _)| *row == name).map(|(_, export)| *export)
}

#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ACTIVATIONS.iter().map(|(name, _)| *name)
}

/// The axis that softmax is over: that of a vector is the last one.
fn axis_of_channels(line: &Line) -> i64 {
    if line.shape.len() > 1 { 1 } else { -1 }
}

fn alpha(constants: &[f32]) -> Vec<nn_onnx::Attribute> {
    constants.first().map(|alpha| float("alpha", *alpha)).into_iter().collect()
}

/// Half of the width that becomes 0, and what is subtracted beyond it.
fn shrinkage(lambda: &[f32], bias: &[f32]) -> Vec<nn_onnx::Attribute> {
    let named = [("lambd", lambda), ("bias", bias)];
    named.into_iter().filter_map(|(name, constants)| Some(float(name, *constants.first()?))).collect()
}

/// `ThresholdedRelu` has the value 0, and no operator another one.
fn threshold(graph: &mut Exported, line: &Line, constants: &[f32], (x, y): (&str, &str)) {
    // A line has both.
    let [theta, value] = [0, 1].map(|index| constants.get(index).copied().unwrap_or_default());
    if value == 0.0 {
        return graph.push("ThresholdedRelu", &[x], y, vec![float("alpha", theta)]);
    }
    let names = ["theta", "value", "is_below"].map(|name| part(line, name));
    let [theta_name, value_name, is_below] = &names;
    for (name, constant) in [(theta_name, theta), (value_name, value)] {
        graph.push("Constant", &[], name, vec![float("value_float", constant)]);
    }
    graph.push("LessOrEqual", &[x, theta_name], is_below, Vec::new());
    graph.push("Where", &[is_below, value_name, x], y, Vec::new());
}

/// The limits are nodes, since another line may have others.
fn hard_tanh(graph: &mut Exported, line: &Line, constants: &[f32], (x, y): (&str, &str)) {
    let names = ["min", "max"].map(|name| part(line, name));
    for (name, limit) in names.iter().zip(constants) {
        graph.push("Constant", &[], name, vec![float("value_float", *limit)]);
    }
    let [min, max] = &names;
    graph.push("Clip", &[x, min, max], y, Vec::new());
}

/// `x tanh(softplus(x))`; it is an operator from operator set 18 on.
fn mish(graph: &mut Exported, line: &Line, _: &[f32], (x, y): (&str, &str)) {
    let [softplus, tanh] = ["softplus", "tanh"].map(|name| part(line, name));
    graph.push("Softplus", &[x], &softplus, Vec::new());
    graph.push("Tanh", &[&softplus], &tanh, Vec::new());
    graph.push("Mul", &[x, &tanh], y, Vec::new());
}

fn relu6(graph: &mut Exported, _: &Line, _: &[f32], (x, y): (&str, &str)) {
    let (zero, six) = (graph.constant("constant.0", 0.0), graph.constant("constant.6", 6.0));
    graph.push("Clip", &[x, zero, six], y, Vec::new());
}

/// `-softplus(-x)`: the logarithm of a sigmoid would be infinite where that is 0.
fn log_sigmoid(graph: &mut Exported, line: &Line, _: &[f32], (x, y): (&str, &str)) {
    let [negated, softplus] = ["negated", "softplus"].map(|name| part(line, name));
    graph.push("Neg", &[x], &negated, Vec::new());
    graph.push("Softplus", &[&negated], &softplus, Vec::new());
    graph.push("Neg", &[&softplus], y, Vec::new());
}

/// `x sigmoid(x)`.
fn silu(graph: &mut Exported, line: &Line, _: &[f32], (x, y): (&str, &str)) {
    let sigmoid = part(line, "sigmoid");
    graph.push("Sigmoid", &[x], &sigmoid, Vec::new());
    graph.push("Mul", &[x, &sigmoid], y, Vec::new());
}

/// `x (erf(x / sqrt 2) + 1) / 2`, in the order of operators that engines look for to compute it in one.
fn gelu(graph: &mut Exported, line: &Line, _: &[f32], (x, y): (&str, &str)) {
    let root = graph.constant("constant.root_of_2", core::f32::consts::SQRT_2);
    let (one, half) = (graph.constant("constant.1", 1.0), graph.constant("constant.0_5", 0.5));
    let parts = ["scaled", "erf", "shifted", "product"].map(|name| part(line, name));
    let [scaled, erf, shifted, product] = &parts;
    graph.push("Div", &[x, root], scaled, Vec::new());
    graph.push("Erf", &[scaled], erf, Vec::new());
    graph.push("Add", &[erf, one], shifted, Vec::new());
    graph.push("Mul", &[x, shifted], product, Vec::new());
    graph.push("Mul", &[product, half], y, Vec::new());
}

/// `x/2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`, in the order of operators that ONNX Runtime looks for to compute it in one:
/// the half is in front.
fn gelu_tanh(graph: &mut Exported, line: &Line, _: &[f32], (x, y): (&str, &str)) {
    let [one, half] = [("constant.1", 1.0), ("constant.0_5", 0.5)].map(|(name, value)| graph.constant(name, value));
    let three = graph.constant("constant.3", 3.0);
    let cubic = graph.constant("constant.0_044715", 0.044_715);
    let root = graph.constant("constant.root_of_2_over_pi", 0.797_884_6);
    let parts = ["half", "cube", "scaled", "cubic", "product", "tanh", "shifted"].map(|name| part(line, name));
    let [halved, cube, scaled, sum, product, tanh, shifted] = &parts;
    graph.push("Mul", &[x, half], halved, Vec::new());
    graph.push("Pow", &[x, three], cube, Vec::new());
    graph.push("Mul", &[cube, cubic], scaled, Vec::new());
    graph.push("Add", &[x, scaled], sum, Vec::new());
    graph.push("Mul", &[sum, root], product, Vec::new());
    graph.push("Tanh", &[product], tanh, Vec::new());
    graph.push("Add", &[tanh, one], shifted, Vec::new());
    graph.push("Mul", &[halved, shifted], y, Vec::new());
}
