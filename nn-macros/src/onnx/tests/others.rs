//! Operators of other sets.

use nn_onnx::{Attribute, Node};

use crate::model::Classes;

use super::{declaration, lines, message, model, node, with};

fn of_set(domain: &str, node: Node) -> Node {
    Node { domain: domain.into(), ..node }
}

fn text(name: &str, text: &str, node: Node) -> Node {
    with(node, name, |attribute: &mut Attribute| attribute.s = Some(text.into()))
}

fn number(name: &str, number: f32, node: Node) -> Node {
    with(node, name, |attribute| attribute.f = Some(number))
}

fn numbers(name: &str, numbers: &[f32], node: Node) -> Node {
    with(node, name, |attribute| attribute.floats = numbers.to_vec())
}

#[test]
fn what_the_optimiser_of_onnx_runtime_joins_is_read() {
    let gemm = || of_set("com.microsoft", node("FusedGemm", &["x", "w", "b"], "y"));
    let gelu = |operator: &str, inputs: &[&str]| of_set("com.microsoft", node(operator, inputs, "y"));
    for (node, expected) in [
        (text("activation", "Relu", gemm()), "y: dense(4, relu)"),
        (number("activation_alpha", 0.25, text("activation", "LeakyRelu", gemm())), "y: dense(4, leaky_relu(0.25))"),
        (text("activation", "LeakyRelu", gemm()), "y: dense(4, leaky_relu(0.01))"),
        (number("alpha", 1.0, gelu("QuickGelu", &["x"])), "silu"),
        (number("alpha", 2.0, gelu("QuickGelu", &["x"])), "scale(2), silu, scale(0.5)"),
        (gelu("Gelu", &["x"]), "gelu"),
        (gelu("FastGelu", &["x"]), "gelu_tanh"),
    ] {
        assert_eq!(declaration(&nn_onnx::encode(&model(vec![node]))), format!("M: [4] -> [4] {{ {expected},}}"));
    }
    let biased =
        declaration(&nn_onnx::encode(&model(vec![node("MatMul", &["x", "w"], "h"), gelu("BiasGelu", &["h", "b"])])));
    assert_eq!(biased, "M: [4] -> [4] { h: dense(4, gelu),}");
}

/// The norm of a sum, which later nodes may take too.
#[test]
fn norms_of_sums_are_read() {
    let of = |operator: &str, inputs: &[&str], last: &[&str]| {
        let norm = Node {
            output: ["n", "", "", "s"].map(str::to_owned).to_vec(),
            ..of_set("com.microsoft", number("epsilon", 0.5, node(operator, inputs, "n")))
        };
        declaration(&nn_onnx::encode(&model(vec![node("Relu", &["x"], "r"), norm, node("Mul", last, "y")])))
    };
    assert_eq!(
        of("SkipLayerNormalization", &["x", "r", "v", "b"], &["n", "half"]),
        "M: [4] -> [4] { relu, add(input), n: layer_norm(eps = 0.5), scale(0.5),}"
    );
    assert_eq!(
        of("SkipLayerNormalization", &["x", "r", "v", "b", "b"], &["n", "s"]),
        "M: [4] -> [4] { relu, add(input), n: affine, n_2: layer_norm(eps = 0.5), mul(n),}"
    );
    assert_eq!(
        of("SkipSimplifiedLayerNormalization", &["x", "r", "v"], &["n", "s"]),
        "M: [4] -> [4] { relu, n: add(input), n_2: rms_norm(eps = 0.5), mul(n),}"
    );
    // ONNX Runtime's own epsilon, where the file has none; and what it adds must be known.
    let plain = |inputs: &[&str]| {
        let norm = of_set("com.microsoft", node("SkipLayerNormalization", inputs, "y"));
        model(vec![node("Relu", &["x"], "r"), norm])
    };
    assert_eq!(
        declaration(&nn_onnx::encode(&plain(&["x", "r", "v"]))),
        "M: [4] -> [4] { relu, add(input), y: layer_norm(eps = 0.000000000001, bias = false),}"
    );
    assert_eq!(
        message(&plain(&["x", "r", "v", "b", "r"])),
        "operand 4 of node `/y/SkipLayerNormalization` (SkipLayerNormalization) is no constant"
    );
    let simplified = node("SimplifiedLayerNormalization", &["x", "v"], "y");
    assert_eq!(declaration(&nn_onnx::encode(&model(vec![simplified]))), "M: [4] -> [4] { y: rms_norm(eps = 0.00001),}");
}

#[test]
fn models_of_attributes_are_read() {
    let scaler = of_set("ai.onnx.ml", node("Scaler", &["x"], "y"));
    let scaler = numbers("scale", &[2.0], numbers("offset", &[1.0, 2.0, 3.0, 4.0], scaler));
    let scaled = lines(&nn_onnx::encode(&model(vec![scaler]))).unwrap_or_else(|error| panic!("{}", error.text()));
    let values: Vec<Vec<f32>> = scaled.parameters().into_values().collect();
    assert_eq!(values, [vec![-2.0, -4.0, -6.0, -8.0], vec![2.0; 4]]);

    let regressor = of_set("ai.onnx.ml", node("LinearRegressor", &["x"], "y"));
    let weights: Vec<f32> = (0..8).map(|index| index as f32).collect();
    let regressor = numbers("intercepts", &[0.5, 1.5], numbers("coefficients", &weights, regressor));
    let regressor = with(regressor, "targets", |attribute| attribute.i = Some(2));
    let dense = lines(&nn_onnx::encode(&model(vec![regressor]))).unwrap_or_else(|error| panic!("{}", error.text()));
    let values: Vec<Vec<f32>> = dense.parameters().into_values().collect();
    assert_eq!(values, [vec![0.5, 1.5], weights]);
}

/// A classifier of 4 numbers, whose scores are `y`.
fn classifier(transform: &str, labels: &[&str]) -> Node {
    let classifier = of_set("ai.onnx.ml", node("LinearClassifier", &["x"], "label"));
    let weights: Vec<f32> = (0..8).map(|index| index as f32).collect();
    let classifier = numbers("intercepts", &[0.5, 1.5], numbers("coefficients", &weights, classifier));
    let mut classifier = with(text("post_transform", transform, classifier), "classlabels_strings", |attribute| {
        attribute.strings = labels.iter().map(|label| label.as_bytes().to_vec()).collect();
    });
    classifier.output.push("y".to_owned());
    classifier
}

#[test]
fn classifiers_are_dense_layers_and_their_labels_are_classes() {
    for (transform, activation) in [("NONE", ""), ("LOGISTIC", ", sigmoid"), ("SOFTMAX", ", softmax")] {
        let lines = lines(&nn_onnx::encode(&model(vec![classifier(transform, &["ham", "spam"])])));
        let lines = lines.unwrap_or_else(|error| panic!("{}", error.text()));
        let expected = format!("M: [4] -> [2] {{\n    label: dense(2{activation}),\n}}");
        assert_eq!(lines.declaration("M"), expected);
        assert_eq!(lines.parameters()["label.bias"], [0.5, 1.5]);
        assert_eq!(lines.names().classes, Some(Classes::Texts(vec!["ham".into(), "spam".into()])));
    }
    let normalizer = |norm: &str, of: &str| text("norm", norm, of_set("ai.onnx.ml", node("Normalizer", &[of], "y")));
    assert_eq!(
        declaration(&nn_onnx::encode(&model(vec![normalizer("L2", "x")]))),
        "M: [4] -> [4] { l2_norm(eps = 1.1754944e-38),}"
    );
    for (nodes, expected) in [
        (
            vec![classifier("SOFTMAX_ZERO", &["ham", "spam"])],
            "node `/label/LinearClassifier` (LinearClassifier) has post_transform = SOFTMAX_ZERO, supported is NONE, LOGISTIC or \
             SOFTMAX",
        ),
        (
            vec![classifier("NONE", &["ham", "spam", "eggs"])],
            "node `/label/LinearClassifier` (LinearClassifier) has 8 coefficients and 2 intercepts for 4 inputs and 3 outputs",
        ),
        (
            vec![Node { output: vec!["y".into(), "scores".into()], ..classifier("NONE", &["ham", "spam"]) }],
            "node `/label/LinearClassifier` (LinearClassifier) is not supported where it stands",
        ),
        (
            vec![normalizer("MAX", "x")],
            "node `/y/Normalizer` (Normalizer) has norm = MAX, supported is L1 of vectors, and L2",
        ),
    ] {
        assert_eq!(message(&model(nodes)), expected);
    }
}

#[test]
fn operators_of_other_sets_with_other_arguments_are_named() {
    let ml = |operator: &str| of_set("ai.onnx.ml", node(operator, &["x"], "y"));
    for (node, expected) in [
        (
            text("activation", "Softmax", of_set("com.microsoft", node("FusedGemm", &["x", "w"], "y"))),
            "node `/y/FusedGemm` (FusedGemm) has activation = Softmax, supported is an operator that is an activation",
        ),
        (
            number("alpha", 0.0, of_set("com.microsoft", node("QuickGelu", &["x"], "y"))),
            "node `/y/QuickGelu` (QuickGelu) has alpha = 0, supported is a number whose reciprocal is finite, but not 0",
        ),
        (numbers("scale", &[1.0; 3], ml("Scaler")), "node `/y/Scaler` (Scaler) has scale = 3 numbers, supported is 4"),
        (
            numbers("coefficients", &[1.0; 3], ml("LinearRegressor")),
            "node `/y/LinearRegressor` (LinearRegressor) has 3 coefficients and 0 intercepts for 4 inputs and 1 outputs",
        ),
        (
            text("post_transform", "SOFTMAX", ml("LinearRegressor")),
            "node `/y/LinearRegressor` (LinearRegressor) has post_transform = SOFTMAX, supported is NONE",
        ),
        (
            numbers("coefficients", &[f32::NAN; 4], ml("LinearRegressor")),
            "node `/y/LinearRegressor` (LinearRegressor) has a coefficient that is not finite",
        ),
        (
            ml("TreeEnsembleRegressor"),
            "node `/y/TreeEnsembleRegressor` (TreeEnsembleRegressor) is from the operator set `ai.onnx.ml`",
        ),
    ] {
        assert_eq!(message(&model(vec![node])), expected);
    }
}
