//! Activations that one operator computes, or several.

use super::*;

#[test]
fn exported_activations_of_several_operators_are_read_as_they_were_declared() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weights/data/onnx/curves.onnx");
    let content = std::fs::read(path).expect("the file is in the repository");
    assert_eq!(
        declaration(&content),
        "M: [6] -> [176] { base: dense(16), a: softsign, b: hard_tanh(-0.25, 0.5, from = base), \
         c: hard_tanh(-1, 1, from = base), d: relu6(from = base), e: celu(0.75, from = base), \
         f: log_sigmoid(from = base), g: mish(from = base), h: gelu_tanh(from = base), i: exp(from = b), \
         j: sin(from = base), gelu_tanh(from = e), concat(a, b, c, d, e, f, g, h, i, j),}"
    );
}

#[test]
fn exported_activations_that_jump_are_read_as_they_were_declared() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weights/data/onnx/shrunk.onnx");
    let content = std::fs::read(path).expect("the file is in the repository");
    assert_eq!(
        declaration(&content),
        "M: [6] -> [176] { base: dense(16), a: hard_shrink(0.5), b: hard_shrink(0.3, from = base), c: soft_shrink(0.5, from = base), \
         d: soft_shrink(0.2, from = base), e: threshold(0.1, 0, from = base), f: threshold(-0.7, 0.3, from = base), \
         g: threshold(0.25, -1.5, from = base), h: square(from = base), i: threshold(-0, 0, from = base), \
         j: dense(16, hard_shrink(0.4), from = base), k: dense(16, square, from = h), concat(a, b, c, d, e, f, g, h, i, j),}"
    );
}

#[test]
fn exported_arithmetic_of_one_number_is_read_as_it_was_declared() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weights/data/onnx/inverses.onnx");
    let content = std::fs::read(path).expect("the file is in the repository");
    assert_eq!(
        declaration(&content),
        "M: [6] -> [112] { base: dense(16), a: cos, b: abs(from = base), positive: softplus(from = base), c: sqrt, \
         d: log(from = positive), e: reciprocal(from = positive), f: dense(16, cos, from = c), g: dense(16, abs, from = d), \
         concat(a, b, c, d, e, f),}"
    );
}

#[test]
fn activations_are_read_from_the_nodes_that_compute_them() {
    for (nodes, expected) in [
        (vec![node("Softsign", &["x"], "y")], "softsign"),
        (vec![node("Celu", &["x"], "y")], "celu(1)"),
        (vec![node("Mish", &["x"], "y")], "mish"),
        (vec![node("Exp", &["x"], "y")], "exp"),
        (vec![node("Sin", &["x"], "y")], "sin"),
        (
            vec![with(node("Gelu", &["x"], "y"), "approximate", |attribute| attribute.s = Some(b"tanh".to_vec()))],
            "gelu_tanh",
        ),
        (vec![node("Softplus", &["x"], "s"), node("Tanh", &["s"], "t"), node("Mul", &["t", "x"], "y")], "mish"),
        (vec![node("Sigmoid", &["x"], "s"), node("Log", &["s"], "y")], "log_sigmoid"),
        (vec![node("Neg", &["x"], "n"), node("Softplus", &["n"], "s"), node("Neg", &["s"], "y")], "log_sigmoid"),
        (vec![node("Clip", &["x"], "y")], "identity"),
        (vec![node("Clip", &["x", "zero"], "y")], "relu"),
        (vec![node("Clip", &["x", "zero", "greatest"], "y")], "relu"),
        (vec![node("Clip", &["x", "zero", "six"], "y")], "relu6"),
        (vec![node("Clip", &["x", "half", "six"], "y")], "hard_tanh(0.5, 6)"),
        (vec![node("Clip", &["x", "half"], "y")], "threshold(0.5, 0.5)"),
        (vec![node("Shrink", &["x"], "y")], "hard_shrink(0.5)"),
        (vec![number("lambd", 0.25, node("Shrink", &["x"], "y"))], "hard_shrink(0.25)"),
        (vec![number("bias", 0.5, node("Shrink", &["x"], "y"))], "soft_shrink(0.5)"),
        (vec![number("bias", 2.0, number("lambd", 2.0, node("Shrink", &["x"], "y")))], "soft_shrink(2)"),
        (vec![node("ThresholdedRelu", &["x"], "y")], "threshold(1, 0)"),
        (vec![number("alpha", -0.5, node("ThresholdedRelu", &["x"], "y"))], "threshold(-0.5, 0)"),
        (vec![node("Pow", &["x", "two"], "y")], "square"),
        (vec![node("Mul", &["x", "x"], "y")], "square"),
        (vec![node("Relu", &["x"], "r"), node("Mul", &["r", "r"], "y")], "relu, square"),
        (vec![node("Mul", &["x", "x"], "s"), node("Mul", &["s", "s"], "y")], "square, square"),
        (vec![node("Pow", &["x", "two"], "s"), node("Mul", &["half", "s"], "y")], "square, scale(0.5)"),
        (
            vec![node("Pow", &["x", "two"], "s"), node("Sigmoid", &["x"], "g"), node("Mul", &["s", "g"], "y")],
            "s: square, sigmoid(from = input), mul(s)",
        ),
        (vec![node("MatMul", &["x", "w"], "h"), node("Pow", &["h", "two"], "y")], "h: dense(4, square, bias = false)"),
    ] {
        assert_eq!(declaration(&nn_onnx::encode(&model(nodes))), format!("M: [4] -> [4] {{ {expected},}}"));
    }
}

fn number(name: &str, number: f32, node: Node) -> Node {
    with(node, name, |attribute| attribute.f = Some(number))
}

#[test]
fn shrinkages_with_other_numbers_are_named() {
    let shrink = |lambda, bias| number("bias", bias, number("lambd", lambda, node("Shrink", &["x"], "y")));
    for (node, expected) in [
        (shrink(0.5, 0.25), "node `/y/Shrink` (Shrink) has bias = 0.25, supported is 0, or 0.5 as `lambd`"),
        (shrink(-0.5, 0.0), "node `/y/Shrink` (Shrink) has lambd = -0.5, supported is a number of 0 or more"),
        (shrink(0.5, f32::NAN), "node `/y/Shrink` (Shrink) has bias = NaN, supported is a finite number"),
        (
            number("alpha", f32::INFINITY, node("ThresholdedRelu", &["x"], "y")),
            "node `/y/ThresholdedRelu` (ThresholdedRelu) has alpha = inf, supported is a finite number",
        ),
    ] {
        assert_eq!(message(&model(vec![node])), expected);
    }
}

#[test]
fn every_order_of_a_gelu_with_tanh_is_read() {
    let product = |a: &'static str, b: &'static str, result| node("Mul", &[a, b], result);
    let cube = || vec![node("Pow", &["x", "three"], "cube")];
    let products = || vec![product("x", "x", "square"), product("square", "x", "cube")];
    let sum = || vec![product("cube", "k", "kc"), node("Add", &["x", "kc"], "sum"), product("root", "sum", "u")];
    let last = || vec![product("x", "plus", "p"), product("half", "p", "y")];
    let first = || vec![product("x", "half", "h"), product("h", "plus", "y")];
    for (before, behind) in [
        ([cube(), sum()].concat(), last()),
        ([cube(), sum()].concat(), first()),
        ([products(), sum()].concat(), last()),
        ([products(), sum()].concat(), vec![product("plus", "half", "h"), product("h", "x", "y")]),
    ] {
        let tanh = vec![node("Tanh", &["u"], "t"), node("Add", &["t", "one"], "plus")];
        let nodes = [before, tanh, behind].concat();
        assert_eq!(declaration(&nn_onnx::encode(&model(nodes))), "M: [4] -> [4] { gelu_tanh,}");
    }
}

#[test]
fn limits_were_attributes_until_operator_set_11() {
    let attribute =
        |name: &'static str, float: f32, node: Node| with(node, name, |attribute| attribute.f = Some(float));
    let clip = attribute("max", 6.0, attribute("min", 0.0, node("Clip", &["x"], "y")));
    for (node, expected) in [
        (clip, "relu6"),
        (attribute("min", 0.0, node("Clip", &["x"], "y")), "relu"),
        (attribute("max", f32::MAX, attribute("min", 0.0, node("Clip", &["x"], "y"))), "relu"),
        (node("Clip", &["x"], "y"), "identity"),
    ] {
        let mut model = model(vec![node]);
        model.opset_import[0].version = 10;
        assert_eq!(declaration(&nn_onnx::encode(&model)), format!("M: [4] -> [4] {{ {expected},}}"));
    }
}
