//! Exported models: the bytes that ONNX Runtime was given once (`data/onnx/check.py`), and the values that it computed.
//!
//! `NN_BLESS=1` writes the models anew; the script then has to check them and to write the values.

use std::path::{Path, PathBuf};

use nn_runtime::onnx::{self, Steps};
use nn_runtime::prelude::*;
use nn_weights_tests::streams::{Amp, Frames, Gates, Histories, Shaped, Stacked};
use nn_weights_tests::windows::{Begun, Ended, Gesture, Tagged};
use nn_weights_tests::{
    Activations, Classes, Curves, Enlarged, Gated, Grouped, Grown, Image, Images, Inverses, Joins, Maps, Model, Moved,
    Norms, Parted, Pools, Sequence, Shrunk, Steps as ByStrides, Stretched, drawn,
};
use safetensors::SafeTensors;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/onnx")
}

fn values(name: &str, key: &str) -> Vec<f32> {
    let file = std::fs::read(folder().join(format!("{name}.safetensors"))).expect("the file is in the repository");
    let tensors = SafeTensors::deserialize(&file).expect("a whole file");
    let data = tensors.tensor(key).expect("inputs and outputs").data();
    data.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Largest error relative to the largest output of a row.
const TOLERANCE: f32 = 1e-6;

/// The same of maps: a number goes through several sums of a hundred terms, of which some nearly cancel, and each is rounded in an order of
/// its own.
const TOLERANCE_OF_MAPS: f32 = 4e-6;

/// The model is that of the file, and the network computes what ONNX Runtime computed with it.
fn check<N: Parameters>(net: &N) {
    check_within(net, TOLERANCE);
}

fn check_within<N: Parameters>(net: &N, tolerance: f32) {
    let name = exported(net);
    let (x, expected) = (values(&name, "x"), values(&name, "y"));
    let inputs: &[N::Input] = bytemuck::cast_slice(&x);
    assert!(inputs.len() > 8, "{} inputs", inputs.len());
    let n_outputs = expected.len() / inputs.len();
    for (input, expected) in inputs.iter().zip(expected.chunks(n_outputs)) {
        let output = net.predict_at(Level::detect(), input);
        close(N::NAME, output.as_ref(), expected, tolerance);
    }
}

/// The model is that of the file; its name.
fn exported<N: Parameters>(net: &N) -> String {
    exported_as(N::NAME.to_lowercase(), &onnx::to_bytes(net).expect("finite weights"))
}

fn exported_as(name: String, bytes: &[u8]) -> String {
    let path = folder().join(format!("{name}.onnx"));
    if std::env::var_os("NN_BLESS").is_some() {
        std::fs::write(&path, bytes).expect("the folder is writable");
    }
    let golden = std::fs::read(&path).expect("the file is in the repository");
    assert!(bytes == golden, "the model of {name} is not {}; NN_BLESS=1 writes it anew", path.display());
    name
}

/// Of the largest number, because gelu's tail is a difference that engines compute with few digits.
fn close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    let largest = expected.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs();
        assert!(error <= tolerance * largest, "{what}, output {index}: {found}, ONNX Runtime has {expected}");
    }
}

/// A stream, step by step: ONNX Runtime was given what it yielded as its state.
fn check_stream<N: Stream + Parameters>(net: &N) {
    check_steps(net, &exported(net));
}

/// The same stream, whose steps ONNX Runtime computed all at once.
fn check_sequence<N: Stream + Parameters>(net: &N, steps: Steps) {
    let bytes = onnx::sequence_to_bytes(net, steps).expect("finite weights");
    check_steps(net, &exported_as(format!("{}_sequence", N::NAME.to_lowercase()), &bytes));
}

fn check_steps<N: Stream + Parameters>(net: &N, name: &str) {
    let (x, expected) = (values(name, "x"), values(name, "y"));
    let inputs: &[N::Input] = bytemuck::cast_slice(&x);
    assert_eq!(inputs.len(), 24);
    for level in Level::available() {
        let mut state = net.new_state();
        let outputs: Vec<f32> =
            inputs.iter().flat_map(|input| net.step_at(level, &mut state, input).as_ref().to_vec()).collect();
        // Of the largest of all steps: those of one may be small, being differences of what rounds.
        close(&format!("{}, {level:?}, steps one behind the other", N::NAME), &outputs, &expected, 2.0 * TOLERANCE);
        for (part, numbers) in state.parts() {
            let numbers: Vec<f32> = numbers.collect();
            let expected = values(name, &format!("{part}_next"));
            close(&format!("{}, {part}", N::NAME), &numbers, &expected, 2.0 * TOLERANCE);
        }
    }
}

#[test]
fn activations_are_those_of_onnx_runtime() {
    check(&*Activations::init(1));
    check(&*Curves::init(6));
    check(&*Shrunk::init(8));
    check(&*Inverses::init(10));
    check(&*Classes::init(9));
}

#[test]
fn joins_images_and_lines_that_do_nothing_are_those_of_onnx_runtime() {
    check(&*Joins::init(2));
    check(&*Image::init(3));
    check(&*Gated::init(5));
}

#[test]
fn norms_gates_and_products_with_constants_are_those_of_onnx_runtime() {
    check(&*drawn::<Norms>(6));
    check(&*drawn::<Images>(7));
}

#[test]
fn dense_layers_are_those_of_onnx_runtime() {
    check(&*Model::init(4));
}

#[test]
fn convolutions_and_pools_are_those_of_onnx_runtime() {
    check_within(&*drawn::<Maps>(11), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Pools>(12), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Parted>(19), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Sequence>(13), TOLERANCE_OF_MAPS);
    check_within(&*Grown::init(14), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Enlarged>(15), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Grouped>(17), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Stretched>(16), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Moved>(17), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<ByStrides>(18), TOLERANCE_OF_MAPS);
}

#[test]
fn layers_with_gates_are_those_of_onnx_runtime_step_by_step() {
    check_stream(&*Gates::init(21));
}

#[test]
fn layers_that_keep_earlier_inputs_are_those_of_onnx_runtime_step_by_step() {
    check_stream(&*drawn::<Histories>(22));
}

#[test]
fn streams_of_samples_are_those_of_onnx_runtime_step_by_step() {
    check_stream(&*Amp::init(23));
}

#[test]
fn norms_and_gates_of_streams_are_those_of_onnx_runtime_step_by_step() {
    check_stream(&*drawn::<Shaped>(25));
}

#[test]
fn streams_of_images_are_those_of_onnx_runtime_step_by_step() {
    check_stream(&*drawn::<Frames>(24));
}

#[test]
fn several_layers_of_a_line_are_those_of_onnx_runtime_step_by_step() {
    check_stream(&*Stacked::init(26));
}

#[test]
fn streams_over_a_sequence_are_those_of_onnx_runtime() {
    check_sequence(&*Gates::init(21), Steps::Any);
    check_sequence(&*drawn::<Histories>(22), Steps::Any);
    check_sequence(&*Amp::init(23), Steps::Any);
    check_sequence(&*drawn::<Shaped>(25), Steps::Any);
    check_sequence(&*drawn::<Frames>(24), Steps::Fixed(24));
    check_sequence(&*Stacked::init(26), Steps::Fixed(24));
}

#[test]
fn layers_with_gates_over_windows_are_those_of_onnx_runtime() {
    check_within(&*Gesture::init(31), TOLERANCE_OF_MAPS);
    check_within(&*Begun::init(32), TOLERANCE_OF_MAPS);
    check_within(&*drawn::<Tagged>(33), TOLERANCE_OF_MAPS);
    check_within(&*Ended::init(34), TOLERANCE_OF_MAPS);
}

/// As the parts of a state are called; a name that a line has, with a dot.
#[test]
fn a_state_is_inputs_and_outputs_with_the_names_of_lines() {
    let names = |bytes: Result<Vec<u8>, nn_runtime::Error>| {
        let graph = nn_onnx::decode(&bytes.expect("finite weights")).expect("a whole model").graph.expect("a graph");
        [graph.input, graph.output].map(|values| values.into_iter().map(|value| value.name).collect::<Vec<_>>())
    };
    let [inputs, outputs] = names(onnx::to_bytes(&Gates::init(1)));
    let state = State::<Gates>::NEW;
    let parts: Vec<&str> = state.parts().map(|(name, _)| name).collect();
    assert_eq!(inputs[1..], parts);
    let next: Vec<String> = parts.iter().map(|part| format!("{part}_next")).collect();
    assert_eq!((inputs[0].as_str(), outputs[0].as_str(), &outputs[1..]), ("input", "output", &next[..]));
    let [inputs, _] = names(onnx::to_bytes(&Frames::init(1)));
    assert_eq!(inputs, ["input", "short.h", "layer4_history", "short_h_history", "layer7_h"]);
}

/// What a node of this operator says of itself, of the first one.
fn attributes(bytes: &[u8], operator: &str) -> Vec<(String, i64, String)> {
    let graph = nn_onnx::decode(bytes).expect("a whole model").graph.expect("a graph");
    let node = graph.node.iter().find(|node| node.op_type == operator).expect("a node of this operator");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a text");
    let attributes = node.attribute.iter().map(|attribute| {
        let texts = attribute.s.iter().chain(&attribute.strings).map(|bytes| text(bytes));
        (attribute.name.clone(), attribute.i.unwrap_or(0), texts.collect::<Vec<_>>().join(" "))
    });
    attributes.collect()
}

#[test]
fn recurrent_nodes_say_their_directions_and_where_a_reset_stands() {
    let int = |name: &str, value| (name.to_owned(), value, String::new());
    let text = |name: &str, value: &str| (name.to_owned(), 0, value.to_owned());
    let both = text("direction", "bidirectional");
    let gesture = onnx::to_bytes(&Gesture::init(1)).expect("finite weights");
    assert_eq!(attributes(&gesture, "LSTM"), [int("hidden_size", 6), both.clone()]);
    assert_eq!(attributes(&gesture, "GRU"), [int("hidden_size", 7), int("linear_before_reset", 1)]);
    assert_eq!(
        attributes(&gesture, "RNN"),
        [int("hidden_size", 5), text("activations", "Relu Relu"), both],
        "an activation for each direction"
    );
    let begun = onnx::to_bytes(&Begun::init(1)).expect("finite weights");
    assert_eq!(attributes(&begun, "GRU"), [int("hidden_size", 6), int("linear_before_reset", 0)]);
    let histories = onnx::sequence_to_bytes(&Histories::init(1), Steps::Any).expect("finite weights");
    assert_eq!(attributes(&histories, "Scan"), [int("num_scan_inputs", 1), int("body", 0)]);
}

#[test]
fn a_sequence_has_an_axis_of_steps_behind_that_of_streams() {
    let axes = |steps| {
        let bytes = onnx::sequence_to_bytes(&Frames::init(1), steps).expect("finite weights");
        let graph = nn_onnx::decode(&bytes).expect("a whole model").graph.expect("a graph");
        let of = |value: &nn_onnx::ValueInfo| {
            let shape = value.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref()?.shape.clone());
            let axis = |axis: nn_onnx::Dimension| {
                axis.dim_param.unwrap_or_else(|| axis.dim_value.expect("a name or an extent").to_string())
            };
            shape.expect("a shape").dim.into_iter().map(axis).collect::<Vec<_>>().join(" ")
        };
        [of(&graph.input[0]), of(&graph.input[1]), of(&graph.output[0]), of(&graph.output[1])]
    };
    assert_eq!(axes(Steps::Any), ["N T 2 5 4", "N 4", "N T 6", "N 4"]);
    assert_eq!(axes(Steps::Fixed(7)), ["N 7 2 5 4", "N 4", "N 7 6", "N 4"]);
    let error = onnx::sequence_to_bytes(&Frames::init(1), Steps::Fixed(0)).expect_err("a sequence of nothing");
    assert_eq!(error.to_string(), "weights: bytes: the sequence has 0 steps, expected one step or more");
}

#[test]
fn inputs_and_outputs_have_the_shapes_of_maps() {
    let shapes = |bytes: Result<Vec<u8>, nn_runtime::Error>| {
        let graph = nn_onnx::decode(&bytes.expect("finite weights")).expect("a whole model").graph.expect("a graph");
        [&graph.input[0], &graph.output[0]].map(|value| {
            let shape = value.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref()?.shape.as_ref());
            let extents = shape.expect("a shape").dim.iter().map(|extent| extent.dim_value);
            extents.collect::<Vec<_>>()
        })
    };
    let [input, output] = shapes(onnx::to_bytes(&Pools::init(1)));
    assert_eq!((input, output), (vec![None, Some(4), Some(7), Some(10)], vec![None, Some(2), Some(4), Some(6)]));
    let [input, output] = shapes(onnx::to_bytes(&Sequence::init(1)));
    assert_eq!((input, output), (vec![None, Some(3), Some(20)], vec![None, Some(4)]));
}

#[test]
fn the_model_says_what_it_is() {
    let model = nn_onnx::decode(&onnx::to_bytes(&Joins::init(2)).expect("finite weights")).expect("a whole model");
    assert_eq!((model.ir_version, model.producer_name.as_str()), (8, "nn-runtime"));
    assert_eq!(model.doc_string, Joins::TOPOLOGY.to_string());
    let graph = model.graph.expect("a graph");
    assert_eq!(graph.name, "Joins");
    let names = |values: &[nn_onnx::ValueInfo]| values.iter().map(|value| value.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&graph.input), ["input"]);
    assert_eq!(names(&graph.output), ["outputs"], "another line is called `output`, and the last has no label");
    let initializers: Vec<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    let parameters: Vec<&str> = Joins::LAYOUT.iter().map(|parameter| parameter.name).collect();
    assert_eq!(initializers, parameters);
    assert!(graph.node.iter().all(|node| node.op_type != "Dropout" && node.op_type != "Identity"));
}

#[test]
fn a_file_is_written_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.onnx");
    Model::init(4).to_onnx(&path).expect("a new file");
    Model::init(5).to_onnx(&path).expect("an old file");
    assert_eq!(std::fs::read(&path).expect("the file"), onnx::to_bytes(&Model::init(5)).expect("finite weights"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}
