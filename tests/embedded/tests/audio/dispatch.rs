//! `dispatch!`: a file chooses one of several networks.

use std::hint::black_box;

use allocation_counter::measure;
use nn_runtime::audio::Loader;
use nn_runtime::prelude::*;

use super::loading::{bits, content, message, path};
use super::{Amp, ConvNet, WaveNet, WaveNetTwice, rows};

nn_runtime::dispatch! {
    /// The models of these tests.
    pub(crate) enum AnyAmp {
        /// Recurrent.
        Lstm(Amp),
        /// Of the first generation.
        Standard(WaveNet),
        /// With norms.
        ConvNet(ConvNet),
    }
    /// What one of them remembers.
    #[derive(Clone)]
    pub(crate) enum AnyState;
}

nn_runtime::dispatch! {
    enum OneArm { Only(Amp) }
    enum OneState;
}

/// All that the expansion could mean by a bare name means something else here.
mod shadowed {
    #![expect(dead_code, unused_macros, reason = "they are there to be in the way")]
    #![expect(non_camel_case_types, reason = "names of primitive types")]

    type Net = super::super::Amp;

    mod core {}
    mod std {}
    mod nn_runtime {}
    struct AsRef;
    struct Box;
    struct Error;
    struct Path;
    struct Result;
    struct State;
    struct str;
    struct u8;
    struct usize;
    macro_rules! concat {
        () => {};
    }
    macro_rules! stringify {
        () => {};
    }

    ::nn_runtime::dispatch! {
        #[derive(Debug)]
        pub(super) enum Any { Ok(Net), Err(super::super::WaveNet) }
        #[derive(Debug)]
        pub(super) enum AnyState;
    }
}

/// Chosen by a file, a network computes the bits that it has alone: step by step, in blocks, from its own state.
fn check<N>(net: &N, name: &str, arm: &str)
where
    N: Stream<Input = [f32; 1], Output = [f32; 1]> + Parameters,
{
    let any = AnyAmp::load(path(name)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(any.name(), arm);
    let inputs = rows::<1>(&format!("{}.x", name.trim_end_matches(".nam")));
    let mut expected = vec![[0.0]; inputs.len()];
    net.process_at(Level::detect(), &mut net.new_state(), &inputs, &mut expected).expect("equal lengths");
    let same = |found: &[[f32; 1]]| assert_eq!(bits(found.as_flattened()), bits(expected.as_flattened()), "{name}");

    let mut state = any.new_state();
    let steps: Vec<[f32; 1]> = inputs.iter().map(|input| any.step(&mut state, input).expect("its own state")).collect();
    same(&steps);

    // Again in blocks, in the memory that the state has.
    let mut outputs = vec![[0.0]; inputs.len()];
    any.reset(&mut state).expect("its own state");
    for (inputs, outputs) in inputs.chunks(7).zip(outputs.chunks_mut(7)) {
        any.process(&mut state, inputs, outputs).expect("its own state, and equal lengths");
    }
    same(&outputs);

    // A copy of a state goes on as the state does.
    let mut copy = state.clone();
    assert_eq!(any.step(&mut copy, &[0.5]).ok(), any.step(&mut state, &[0.5]).ok());

    // Silence, and what comes after it.
    any.reset(&mut state).expect("its own state");
    any.prewarm(&mut state, &[0.0], 50).expect("its own state");
    let mut alone = net.new_state();
    alone.prewarm(net, &[0.0], 50);
    let expected = net.step_at(Level::detect(), &mut alone, &[0.25]);
    assert_eq!(any.step(&mut state, &[0.25]).ok(), Some(expected), "{name}");
}

#[test]
fn a_file_chooses_the_network_with_its_layers() {
    check(Amp::pretrained(), "amp.nam", "Lstm");
    check(WaveNet::pretrained(), "wavenet.nam", "Standard");
    check(ConvNet::pretrained(), "convnet.nam", "ConvNet");
}

#[test]
fn a_file_that_no_arm_fits_is_compared_with_each() {
    let found = message(AnyAmp::from_bytes(&content("gru.json")));
    let expected = "weights: bytes, a model of RTNeural: 3 problems
  for `Lstm`: line 0 of the network is `lstm_0: dense(4, tanh)`, expected `lstm_0: lstm(5, initial = true)`
  for `Standard`: line 0 of the network is `a0_rechannel: dense(4, tanh)`, expected `a0_rechannel: dense(5, bias = false)`
  for `ConvNet`: line 0 of the network is `conv_0: dense(4, tanh)`, expected `conv_0: conv1d(4, 2, causal = true, bias = false)`";
    assert_eq!(found, expected);
    let found = message(OneArm::from_bytes(&content("convnet.nam")));
    assert!(
        found.starts_with("weights: bytes, a ConvNet of Neural Amp Modeler: for `Only`: line 0 of the network is `"),
        "{found}"
    );
    assert!(matches!(AnyAmp::load(path("absent.nam")), Err(Error::File { .. })));
    assert!(matches!(AnyAmp::from_bytes(b"{}"), Err(Error::Audio { .. })));
    assert!(OneArm::load(path("amp.nam")).is_ok_and(|only| only.name() == "Only"));
}

#[test]
fn it_stands_beside_any_names() {
    let any = shadowed::Any::load(path("wavenet.nam")).expect("it fits");
    assert_eq!(any.name(), "Err");
    assert!(any.step(&mut any.new_state(), &[0.5]).is_ok_and(|[output]| output.is_finite()));
}

#[test]
fn a_model_that_was_read_with_options_chooses_too() {
    nn_runtime::dispatch! {
        enum ByRate { AsItIs(WaveNet), Twice(WaveNetTwice) }
        enum ByRateState;
    }
    for (rate, name) in [(48_000.0, "AsItIs"), (96_000.0, "Twice")] {
        let model = Loader::new().rate(rate).open(path("wavenet.nam")).expect("the dilations divide");
        assert!(ByRate::from_model(&model).is_ok_and(|net| net.name() == name), "{rate}");
    }
}

#[test]
fn a_state_of_another_network_is_an_error_that_changes_nothing() {
    let (lstm, standard) =
        (AnyAmp::load(path("amp.nam")).expect("it fits"), AnyAmp::load(path("wavenet.nam")).expect("it fits"));
    let mut state = standard.new_state();
    let first = standard.step(&mut state, &[0.5]).expect("its own state");
    let expected = "state: it is one of `Standard`, expected one of `Lstm`, the network's arm";
    let (inputs, mut outputs) = ([[0.25]; 4], [[9.0]; 4]);
    assert_eq!(message(lstm.step(&mut state, &[0.25])), expected);
    assert_eq!(message(lstm.process(&mut state, &inputs, &mut outputs)), expected);
    assert_eq!(message(lstm.reset(&mut state)), expected);
    assert_eq!(message(lstm.prewarm(&mut state, &[0.25], 3)), expected);
    assert_eq!(outputs, [[9.0]; 4]);
    // The state goes on where it was.
    let mut other = standard.new_state();
    assert_eq!(standard.step(&mut other, &[0.5]).ok(), Some(first));
    assert_eq!(standard.step(&mut other, &[0.25]).ok(), standard.step(&mut state, &[0.25]).ok());
    // Slices of unequal length, as of a network alone.
    assert!(matches!(standard.process(&mut state, &inputs, &mut outputs[..3]), Err(Error::BatchLength { .. })));
}

#[test]
fn nothing_is_allocated_while_it_plays() {
    for name in ["amp.nam", "wavenet.nam", "convnet.nam"] {
        let any = AnyAmp::load(path(name)).expect("it fits");
        let mut state = any.new_state();
        let (inputs, mut outputs) = ([[0.25]; 64], [[0.0]; 64]);
        let _ = Level::detect();
        let used = measure(|| {
            black_box(any.step(&mut state, &[0.5]).is_ok());
            black_box(any.process(&mut state, &inputs, &mut outputs).is_ok());
            black_box(any.reset(&mut state).is_ok());
            black_box(any.prewarm(&mut state, &[0.0], 9).is_ok());
        });
        assert_eq!(used.count_total, 0, "{name}");
        assert!(outputs.iter().any(|[output]| *output != 0.0), "{name}");
    }
}
