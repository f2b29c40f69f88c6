//! ONNX files with recurrent operators, compiled: streams that compute what ONNX Runtime does, step by step and in blocks, and that learn.

use nn_runtime::network;
use nn_runtime::prelude::*;
use safetensors::SafeTensors;

network! {
    #[onnx("../exporters/own_recurrent_gru_after.onnx")]
    struct GruAfter;
}

network! {
    #[onnx("../exporters/own_recurrent_gru_before.onnx")]
    struct GruBefore;
}

network! {
    #[onnx("../exporters/own_recurrent_rnn_relu.onnx")]
    struct RnnRelu;
}

network! {
    #[onnx("../exporters/own_recurrent_lstm_stack_initial.onnx")]
    struct LstmStack;
}

network! {
    #[onnx("../exporters/own_recurrent_gru_after.onnx", loss = mse)]
    struct Learning;
}

/// Four sequences of five steps, `[4, 5, 1, n]`.
fn rows<const N: usize>(file: &SafeTensors<'_>, name: &str) -> Vec<[f32; N]> {
    let tensor = file.tensor(name).expect("the file has it");
    assert_eq!(tensor.shape(), [4, 5, 1, N]);
    let numbers: Vec<f32> = tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    numbers.as_chunks().0.to_vec()
}

/// Every sequence, from what the file begins with.
fn check<N: Stream<Input = [f32; 3], Output = [f32; O]> + Parameters, const O: usize>(net: &N, io: &[u8]) {
    let file = SafeTensors::deserialize(io).expect("well formed");
    let (x, y) = (rows::<3>(&file, "in.x"), rows::<O>(&file, "out.y"));
    let largest = y.iter().flatten().fold(0.0, |largest: f32, number| largest.max(number.abs()));
    for level in Level::available() {
        for (x, y) in x.chunks(5).zip(y.chunks(5)) {
            let (mut state, mut outputs) = (net.new_state(), [[0.0; O]; 5]);
            net.process_at(level, &mut state, x, &mut outputs).expect("equal lengths");
            for (found, expected) in outputs.as_flattened().iter().zip(y.as_flattened()) {
                assert!((found - expected).abs() <= 2e-6 * largest, "{level:?}: expected {expected}, found {found}");
            }
            let mut state = net.new_state();
            for (x, block) in x.iter().zip(outputs) {
                assert_eq!(net.step_at(level, &mut state, x).map(f32::to_bits), block.map(f32::to_bits));
            }
        }
    }
}

#[test]
fn recurrent_operators_compute_what_onnx_runtime_does() {
    check(GruAfter::pretrained(), include_bytes!("../../exporters/own_recurrent_gru_after.io.safetensors"));
    check(GruBefore::pretrained(), include_bytes!("../../exporters/own_recurrent_gru_before.io.safetensors"));
    check(RnnRelu::pretrained(), include_bytes!("../../exporters/own_recurrent_rnn_relu.io.safetensors"));
    check(LstmStack::pretrained(), include_bytes!("../../exporters/own_recurrent_lstm_stack_initial.io.safetensors"));
}

/// A file's network learns on: from targets that are half of what it yields.
#[test]
fn a_network_of_a_file_learns_from_sequences() {
    let file = include_bytes!("../../exporters/own_recurrent_gru_after.io.safetensors");
    let file = SafeTensors::deserialize(file).expect("well formed");
    let (x, mut y) = (rows::<3>(&file, "in.x"), rows::<7>(&file, "out.y"));
    y.as_flattened_mut().iter_mut().for_each(|number| *number *= 0.5);
    let sequences: Vec<_> = x.chunks(5).zip(y.chunks(5)).map(|(x, y)| Window::new(x, y)).collect();
    let mut net = Box::new(*Learning::pretrained());
    let mut trainer = Trainer::new(Adam::new(0.01)).batch_size(4).epochs(40);
    let report = trainer.fit_sequences(&mut net, &sequences, 5).expect("sequences that fit");
    let [first, last] = [0, 39].map(|epoch: usize| report.epochs[epoch].loss);
    assert!(last < 0.2 * first, "{first} at first, {last} at last");
}
