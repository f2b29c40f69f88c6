//! ONNX files whose recurrent layers see whole sequences, compiled: in both directions, back alone, with the batch behind the steps.

use nn_runtime::network;
use nn_runtime::prelude::*;
use safetensors::SafeTensors;

network! {
    #[onnx("../exporters/window_hidden_l.onnx")]
    struct Hidden;
}

network! {
    #[onnx("../exporters/window_steps_first_d.onnx")]
    struct StepsFirst;
}

network! {
    #[onnx("../exporters/window_flipped_d.onnx")]
    struct Flipped;
}

network! {
    #[onnx("../exporters/window_rnn_both_begun_o.onnx")]
    struct Begun;
}

network! {
    #[onnx("../exporters/window_tagger_l.onnx", loss = mse)]
    struct Tagger;
}

fn numbers(file: &SafeTensors<'_>, prefix: &str) -> Vec<f32> {
    let name = file.names().into_iter().find(|name| name.starts_with(prefix)).expect("the file has it");
    let tensor = file.tensor(name).expect("it was listed");
    tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Four windows of 7 steps of 3 numbers, to `f32` of what ONNX Runtime computes.
fn check<N: Parameters>(net: &N, io: &[u8]) {
    let file = SafeTensors::deserialize(io).expect("well formed");
    let (x, y) = (numbers(&file, "in."), numbers(&file, "out."));
    let inputs: &[N::Input] = bytemuck::cast_slice(&x);
    let largest = y.iter().fold(0.0, |largest: f32, number| largest.max(number.abs()));
    assert_eq!(inputs.len(), 4);
    for level in Level::available() {
        for (input, expected) in inputs.iter().zip(y.chunks(y.len() / 4)) {
            let output = net.predict_at(level, input);
            assert_eq!(output.as_ref().len(), expected.len());
            for (found, expected) in output.as_ref().iter().zip(expected) {
                assert!((found - expected).abs() <= 2e-6 * largest, "{level:?}: expected {expected}, found {found}");
            }
        }
    }
}

#[test]
fn windows_of_files_compute_what_onnx_runtime_does() {
    check(Hidden::pretrained(), include_bytes!("../../exporters/window_hidden_l.io.safetensors"));
    check(StepsFirst::pretrained(), include_bytes!("../../exporters/window_steps_first_d.io.safetensors"));
    check(Flipped::pretrained(), include_bytes!("../../exporters/window_flipped_d.io.safetensors"));
    check(Begun::pretrained(), include_bytes!("../../exporters/window_rnn_both_begun_o.io.safetensors"));
    check(Tagger::pretrained(), include_bytes!("../../exporters/window_tagger_l.io.safetensors"));
}

/// A file's network learns on: from targets that are half of what it yields.
#[test]
fn a_window_of_a_file_learns() {
    let file = include_bytes!("../../exporters/window_tagger_l.io.safetensors");
    let file = SafeTensors::deserialize(file).expect("well formed");
    let (x, mut y) = (numbers(&file, "in."), numbers(&file, "out."));
    for number in &mut y {
        *number *= 0.5;
    }
    let rows: Dataset<_, _> = x.as_chunks().0.iter().copied().zip(y.as_chunks().0.iter().copied()).collect();
    let mut net = Box::new(*Tagger::pretrained());
    let mut trainer = Trainer::new(Adam::new(0.01)).batch_size(4).epochs(60);
    let report = trainer.fit(&mut net, &rows).expect("rows that fit");
    let [first, last] = [0, 59].map(|epoch: usize| report.epochs[epoch].loss);
    assert!(last < 0.2 * first, "{first} at first, {last} at last");
}
