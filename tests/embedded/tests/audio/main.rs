//! Models of `RTNeural` and Neural Amp Modeler, compiled, against what Keras and `PyTorch` compute with them (`models/audio/make.py`), and
//! `NeuralAmpModelerCore` (`models/audio/core.py`).

mod core;
mod dispatch;
mod loading;

use nn_runtime::prelude::*;
use nn_runtime::simd::Level;
use safetensors::SafeTensors;

network! {
    #[rtneural("models/audio/gru.json")]
    struct Gru;
}

network! {
    #[rtneural("models/audio/lstm.json")]
    struct Lstm;
}

network! {
    /// Without a memory.
    #[rtneural("models/audio/dense.json")]
    struct Dense;
}

network! {
    #[nam("models/audio/amp.nam")]
    pub struct Amp;
}

network! {
    #[rtneural("models/audio/conv.json")]
    struct Conv;
}

network! {
    /// Over time and over features.
    #[rtneural("models/audio/conv2d.json")]
    struct Conv2d;
}

network! {
    #[nam("models/audio/convnet.nam")]
    struct ConvNet;
}

network! {
    /// Of the first generation.
    #[nam("models/audio/wavenet.nam")]
    struct WaveNet;
}

network! {
    /// With every option of the second.
    #[nam("models/audio/wavenet2.nam")]
    struct WaveNet2;
}

/// Largest distance from a value, as a part of the largest number beside it.
const TOLERANCE: f32 = 1e-5;

/// The rows of an array.
fn rows<const N: usize>(name: &str) -> Vec<[f32; N]> {
    rows_of(include_bytes!("../../models/audio/io.safetensors"), name)
}

/// The rows of an array of a file.
fn rows_of<const N: usize>(content: &[u8], name: &str) -> Vec<[f32; N]> {
    let file = SafeTensors::deserialize(content).expect("it is well formed");
    let array = file.tensor(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let numbers: Vec<f32> = array.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    assert!(!numbers.is_empty(), "{name}");
    numbers.as_chunks().0.to_vec()
}

fn assert_near<const N: usize>(title: &str, expected: &[[f32; N]], found: &[[f32; N]]) {
    let largest = expected.as_flattened().iter().fold(0.0, |largest: f32, y| largest.max(y.abs()));
    assert_eq!(expected.len(), found.len(), "{title}");
    for (index, (expected, found)) in expected.as_flattened().iter().zip(found.as_flattened()).enumerate() {
        let error = (expected - found).abs();
        assert!(error <= TOLERANCE * largest, "{title}: number {index}: expected {expected}, found {found}");
    }
}

/// In one block, and step by step, at every level.
fn check<N, const I: usize, const O: usize>(net: &N, name: &str)
where
    N: Stream<Input = [f32; I], Output = [f32; O]> + Parameters,
{
    check_rows(net, name, (&rows(&format!("{name}.x")), &rows(&format!("{name}.y"))));
}

/// The same for these inputs and outputs.
fn check_rows<N, const I: usize, const O: usize>(net: &N, name: &str, (inputs, expected): (&[[f32; I]], &[[f32; O]]))
where
    N: Stream<Input = [f32; I], Output = [f32; O]> + Parameters,
{
    for level in Level::available() {
        let title = format!("{name}, {level:?}");
        let (mut state, mut outputs) = (net.new_state(), vec![[0.0; O]; inputs.len()]);
        net.process_at(level, &mut state, inputs, &mut outputs).expect("equal lengths");
        // Windows that begin before the first input have no outputs in other programs.
        assert_near(&title, expected, &outputs[inputs.len() - expected.len()..]);
        let mut state = net.new_state();
        let steps: Vec<[f32; O]> = inputs.iter().map(|input| net.step_at(level, &mut state, input)).collect();
        assert_eq!(steps, outputs, "{title}");
    }
}

#[test]
fn streams_compute_what_their_programs_compute() {
    check(Gru::pretrained(), "gru");
    check(Lstm::pretrained(), "lstm");
    check(Conv::pretrained(), "conv");
    check(Conv2d::pretrained(), "conv2d");
    check(Amp::pretrained(), "amp");
    check(ConvNet::pretrained(), "convnet");
    check(WaveNet::pretrained(), "wavenet");
    check(WaveNet2::pretrained(), "wavenet2");
}

#[test]
fn networks_without_a_memory_compute_what_their_programs_compute() {
    let (inputs, expected) = (rows::<3>("dense.x"), rows::<2>("dense.y"));
    for level in Level::available() {
        let found: Vec<[f32; 2]> = inputs.iter().map(|input| Dense::pretrained().predict_at(level, input)).collect();
        assert_near(&format!("{level:?}"), &expected, &found);
    }
}

#[test]
fn a_network_begins_with_the_state_of_its_file() {
    let net = Amp::pretrained();
    let state = net.new_state();
    assert_ne!(state, State::NEW);
    let names: Vec<&str> = state.parts().map(|(name, _)| name).collect();
    assert_eq!(names, ["lstm_0_h", "lstm_0_c", "lstm_1_h", "lstm_1_c"]);
    for (part, parameter) in [("lstm_0_h", "lstm_0.h0"), ("lstm_1_c", "lstm_1.c0")] {
        let found = state.parts().find(|(name, _)| *name == part).map(|(_, numbers)| numbers.collect::<Vec<f32>>());
        let layout = Amp::LAYOUT.iter().find(|known| known.name == parameter).expect("it has these");
        assert!(!layout.is_trained, "{parameter}");
        let expected: Vec<f32> = layout.positions().map(|position| net.as_flat()[position]).collect();
        assert_eq!(found, Some(expected), "{part}");
    }
    // What generic code may call begins there too.
    let mut fresh = net.new_state();
    let [first] = net.step(&mut fresh, &[0.5]);
    assert_eq!(net.predict_at(Level::detect(), &[0.5]).map(f32::to_bits), [first.to_bits()]);
    assert_eq!(Gru::pretrained().new_state(), State::NEW);
}

network! {
    /// For twice as many samples a second.
    #[nam("models/audio/wavenet.nam", rate = 96000)]
    struct WaveNetTwice;
}

network! {
    /// For twice as many samples a second.
    #[nam("models/audio/wavenet2.nam", rate = 96000)]
    struct WaveNet2Twice;
}

network! {
    /// For three times as many samples a second.
    #[nam("models/audio/convnet.nam", rate = 144000)]
    struct ConvNetThrice;
}

/// A network whose dilations are `n` times as large computes on each of `n` interleaved signals what it computed on one.
fn check_interleaved<N, M, const I: usize, const O: usize>(net: &N, scaled: &M, n: usize)
where
    N: Stream<Input = [f32; I], Output = [f32; O]> + Parameters,
    M: Stream<Input = [f32; I], Output = [f32; O]> + Parameters,
{
    const STEPS: usize = 96;
    assert_eq!(net.as_flat(), scaled.as_flat(), "{}: other parameters", M::NAME);
    assert!(State::<M>::LEN > State::<N>::LEN, "{} looks back no further", M::NAME);
    let sample = |signal: usize, step: usize| ((step as f32 + 1.0) * (signal as f32 + 0.7) * 0.37).sin();
    for level in Level::available() {
        let signals: Vec<Vec<[f32; I]>> =
            (0..n).map(|signal| (0..STEPS).map(|step| [sample(signal, step); I]).collect()).collect();
        let alone: Vec<Vec<[f32; O]>> = signals
            .iter()
            .map(|signal| {
                let mut state = net.new_state();
                signal.iter().map(|input| net.step_at(level, &mut state, input)).collect()
            })
            .collect();
        let interleaved: Vec<[f32; I]> =
            (0..STEPS).flat_map(|step| signals.iter().map(move |signal| signal[step])).collect();
        let (mut state, mut outputs) = (scaled.new_state(), vec![[0.0; O]; interleaved.len()]);
        scaled.process_at(level, &mut state, &interleaved, &mut outputs).expect("equal lengths");
        for (index, output) in outputs.iter().enumerate() {
            let expected = alone[index % n][index / n].map(f32::to_bits);
            assert_eq!(output.map(f32::to_bits), expected, "{}, {level:?}, step {index}", M::NAME);
        }
        assert!(alone[0] != alone[1], "{}: the signals are alike", M::NAME);
    }
}

#[test]
fn a_network_for_another_rate_computes_on_interleaved_signals_what_it_computes_on_one() {
    check_interleaved(WaveNet::pretrained(), WaveNetTwice::pretrained(), 2);
    check_interleaved(WaveNet2::pretrained(), WaveNet2Twice::pretrained(), 2);
    check_interleaved(ConvNet::pretrained(), ConvNetThrice::pretrained(), 3);
}
