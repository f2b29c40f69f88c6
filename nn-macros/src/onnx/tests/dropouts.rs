//! Dropouts, which do nothing in a trained network, and files in training mode.

use super::*;

/// A truth value with the name `name`.
fn truth(name: &str, is_true: bool) -> Tensor {
    Tensor {
        name: name.into(),
        data_type: DataType::Bool.into(),
        raw_data: vec![u8::from(is_true)],
        ..Tensor::default()
    }
}

/// `Dropout` with the operand `mode`, which is `constant` where it is given.
fn dropout(mode: &str, constant: Option<Tensor>) -> Model {
    let mut model = model(vec![
        node("Identity", &["x"], "same"),
        node("Dropout", &["x", "half", mode], "d"),
        node("Relu", &["d"], "y"),
    ]);
    model.graph.as_mut().expect("the model has a graph").initializer.extend(constant);
    model
}

#[test]
fn a_network_in_training_mode_is_refused() {
    let text = error(&dropout("mode", Some(truth("mode", true))));
    let expected = "`m.onnx`: node `/d/Dropout` (Dropout) is in training mode: the network was exported while it trained\n\
        note: what such a file computes is random, and the statistics in it may be of a single batch\n\
        help: export the network again after `model.eval()`";
    assert_eq!(text, expected);
    let as_number = Tensor { raw_data: Vec::new(), int32_data: vec![1], ..truth("mode", true) };
    assert!(message(&dropout("mode", Some(as_number))).contains("is in training mode"));
    let computed = message(&dropout("same", None));
    assert_eq!(computed, "the training mode of node `/d/Dropout` (Dropout) is no constant truth value");
    let wrong = message(&dropout("half", None));
    assert_eq!(wrong, "the training mode of node `/d/Dropout` (Dropout) is no constant truth value");
    let normalization = || node("BatchNormalization", &["x", "b", "b", "v", "v"], "y");
    let expected = "node `/y/BatchNormalization` (BatchNormalization) is in training mode: the network was exported while \
        it trained";
    let attribute = with(normalization(), "training_mode", |attribute| attribute.i = Some(1));
    assert_eq!(message(&model(vec![attribute])), expected);
    let with_statistics = Node { output: vec!["y".into(), "mean".into(), "variance".into()], ..normalization() };
    assert_eq!(message(&model(vec![with_statistics])), expected);
}

#[test]
fn a_network_that_infers_keeps_its_dropouts() {
    let expected = "M: [4] -> [4] { dropout(0.5), relu,}";
    for model in [
        dropout("mode", Some(truth("mode", false))),
        dropout("mode", Some(Tensor { raw_data: Vec::new(), int32_data: vec![0], ..truth("mode", false) })),
        dropout("", None),
        model(vec![
            with(node("Dropout", &["x"], "d"), "ratio", |attribute| attribute.f = Some(0.5)),
            node("Relu", &["d"], "y"),
        ]),
    ] {
        assert_eq!(declaration(&nn_onnx::encode(&model)), expected);
    }
}
