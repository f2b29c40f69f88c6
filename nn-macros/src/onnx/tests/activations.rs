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
    ] {
        assert_eq!(declaration(&nn_onnx::encode(&model(nodes))), format!("M: [4] -> [4] {{ {expected},}}"));
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
