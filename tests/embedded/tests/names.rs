//! What a file calls the outputs of its network.

use nn_runtime::prelude::*;

network! {
    #[onnx("../exporters/skl_logistic_strings.onnx")]
    struct Iris;
}

network! {
    #[onnx("../exporters/skl_linear_svc.onnx")]
    struct Signs;
}

#[test]
fn the_largest_output_of_a_classifier_tells_the_class() {
    const CLASSES: [&str; 3] = Iris::CLASSES;
    let probabilities = Iris::pretrained().predict(&[5.1, 3.5, 1.4, 0.2]);
    let largest = (0..3).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b])).expect("three classes");
    assert_eq!(CLASSES[largest], "setosa");
    assert_eq!(CLASSES, ["setosa", "versicolor", "virginica"]);
}

#[test]
fn classes_may_be_numbers() {
    assert_eq!(Signs::CLASSES, [-1_i64, 0, 1]);
}
