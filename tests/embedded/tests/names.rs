//! What a file, or the declaration, calls the numbers of a network.

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

network! {
    #[onnx("models/policy.onnx", input_names(base_ang_vel = 3, joint_pos = 4))]
    struct Policy;
}

network! {
    #[onnx("models/policy.onnx", output_names("FL hip", FR_hip, rear = 2))]
    struct Renamed;
}

/// Looked up while compiling.
const RL_HIP: usize = Policy::output_column("RL_hip_joint");
const YAW_RATE: usize = Policy::input_column("base_ang_vel[2]");

#[test]
fn columns_have_the_names_of_the_file_or_of_the_declaration() {
    assert_eq!(Policy::OUTPUT_NAMES, ["FL_hip_joint", "FR_hip_joint", "RL_hip_joint", "RR_hip_joint"]);
    assert_eq!((RL_HIP, YAW_RATE), (2, 2));
    assert_eq!(Policy::INPUT_NAMES[3..], ["joint_pos[0]", "joint_pos[1]", "joint_pos[2]", "joint_pos[3]"]);
    assert_eq!(Renamed::OUTPUT_NAMES, ["FL hip", "FR_hip", "rear[0]", "rear[1]"]);
    let mut observation = [0.0; 7];
    observation[YAW_RATE] = 0.5;
    let (found, same) = (Policy::pretrained().predict(&observation), Renamed::pretrained().predict(&observation));
    assert_eq!(found[RL_HIP].to_bits(), same[Renamed::output_column("rear[0]")].to_bits());
}

#[test]
#[should_panic(expected = "no output is called `FL_knee`, expected one of `FL_hip_joint`, `FR_hip_joint`")]
fn a_name_that_there_is_not_is_told_at_run_time_too() {
    let _ = Policy::output_column(std::hint::black_box("FL_knee"));
}
