//! What a state is to its owner.

use nn_runtime::history::History;
use nn_runtime::prelude::*;

network! {
    /// One number of each kind of memory.
    pub struct Small: [1] -> [2] {
        voice: lstm(3),
        gru(2),
    }
}

fn net() -> Box<Small> {
    Small::init(3)
}

#[test]
fn a_state_is_plain_data_of_a_known_size() {
    const LEN: usize = State::<Small>::LEN;
    assert_eq!(LEN, 3 + 3 + 2);
    // Whole panels, and nothing else.
    assert_eq!(size_of::<State<Small>>(), 3 * 64);
    let mut state = State::<Small>::default();
    let output = net().step(&mut state, &[0.5]);
    let copy = state;
    assert_eq!(copy, state);
    let names: Vec<&str> = state.parts().map(|(name, _)| name).collect();
    assert_eq!(names, ["voice_h", "voice_c", "layer1_h"]);
    let (_, last) = state.parts().last().expect("three parts");
    assert!(last.eq(output));
    let shown = format!("{:?}", State::<Small>::NEW);
    assert_eq!(shown, r#"State {"voice_h": [0.0, 0.0, 0.0], "voice_c": [0.0, 0.0, 0.0], "layer1_h": [0.0, 0.0]}"#);
    let (net, mut other) = (net(), State::new());
    let moved = std::thread::spawn(move || net.step(&mut other, &[0.5])).join().expect("no panic");
    assert_eq!(moved, output);
}

#[test]
fn slices_of_other_lengths_are_refused() {
    let (net, mut state) = (net(), State::new());
    let _ = net.step(&mut state, &[1.0]);
    let before = state;
    let error = state.restore(&[0.0; 7]).expect_err("a number is missing");
    assert_eq!(error.to_string(), "state: the slice has 7 numbers, expected 8, those of the state");
    let mut numbers = [9.0; 9];
    assert!(state.save(&mut numbers).is_err());
    assert_eq!(numbers, [9.0; 9]);
    let mut outputs = [[7.0; 2]; 2];
    let error = net.process(&mut state, &[[1.0]; 3], &mut outputs).expect_err("an output is missing");
    assert_eq!(error.to_string(), "batch: outputs has length 2, expected 3, the number of inputs");
    assert_eq!((state, outputs), (before, [[7.0; 2]; 2]));
    net.process(&mut state, &[], &mut []).expect("nothing is a block too");
    assert_eq!(state, before);
}

#[test]
fn numbers_that_are_not_finite_stay_until_a_reset() {
    let (net, mut state) = (net(), State::new());
    let first = net.step(&mut state, &[1.0]);
    let _ = net.step(&mut state, &[f32::NAN]);
    assert!(net.step(&mut state, &[1.0]).iter().all(|y| y.is_nan()));
    assert_ne!(state, state.clone(), "a NaN is unlike itself");
    state.reset();
    assert_eq!(net.step(&mut state, &[1.0]), first);
}

#[test]
fn what_decays_is_never_subnormal() {
    let mut net = Box::new(Small::ZERO);
    // An LSTM that forgets half in each step.
    net.initialize(1);
    for parameter in Small::LAYOUT.iter().filter(|parameter| parameter.name.contains("bias")) {
        for position in parameter.positions() {
            net.as_flat_mut()[position] = 0.0;
        }
    }
    for parameter in Small::LAYOUT.iter().filter(|parameter| parameter.name.contains("weight_hh")) {
        for position in parameter.positions() {
            net.as_flat_mut()[position] *= 1e-3;
        }
    }
    let mut state = State::new();
    let _ = net.step(&mut state, &[1.0]);
    for _ in 0..400 {
        let _ = net.step(&mut state, &[0.0]);
        assert!(state.parts().flat_map(|(_, part)| part).all(|x| !x.is_subnormal()), "{state:?}");
    }
    assert_eq!(state, State::NEW, "silence ends");
}

#[test]
fn a_stream_begins_as_other_libraries_begin() {
    let net = net();
    let bound = 1.0 / 3.0_f32.sqrt();
    let voice = Small::LAYOUT.iter().filter(|parameter| parameter.name.starts_with("voice"));
    let names: Vec<&str> = voice.clone().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["voice.weight_ih_l0", "voice.weight_hh_l0", "voice.bias_ih_l0", "voice.bias_hh_l0"]);
    for parameter in voice {
        let numbers: Vec<f32> = parameter.positions().map(|position| net.as_flat()[position]).collect();
        assert!(numbers.iter().all(|x| x.abs() <= bound), "{}", parameter.name);
        assert!(numbers.iter().any(|x| x.abs() > bound / 2.0), "{}", parameter.name);
    }
    assert_eq!(Small::PARAMETERS, 4 * 3 * (1 + 3 + 2) + 3 * 2 * (3 + 2 + 2));
    assert_eq!(Small::FLOPS, 2 * (4 * 3 * (1 + 3) + 3 * 2 * (3 + 2)));
    assert_eq!(Small::TOPOLOGY.to_string(), "struct Small: [1] -> [2] {\n    voice: lstm(3),\n    gru(2),\n}\n");
}

network! {
    /// Earlier inputs of both kinds, in rings that go round at different steps.
    struct Windows: [2] -> [3] {
        a: conv1d(3, 3, dilation = 2, causal = true),
        delay(1),
        add(a),
    }
}

#[test]
fn earlier_inputs_are_kept_in_order_wherever_they_lie() {
    const LEN: usize = State::<Windows>::LEN;
    assert_eq!(LEN, 4 * 2 + 3);
    let (net, mut state) = (Windows::init(5), State::<Windows>::NEW);
    for step in 0..9_u8 {
        let (x, mut numbers) = ([f32::from(step), -1.0], [f32::NAN; LEN]);
        let output = net.step(&mut state, &x);
        state.save(&mut numbers).expect("as many numbers");
        let inputs = numbers[..8].as_chunks::<2>().0;
        let expected = [3, 2, 1, 0].map(|age| if step < age { [0.0, 0.0] } else { [f32::from(step - age), -1.0] });
        assert_eq!(inputs, expected);
        // The same stream, whose next input is the first of a clock.
        let mut other = State::NEW;
        other.restore(&numbers).expect("as many numbers");
        assert_eq!(other, state);
        assert_eq!(net.step(&mut other, &[7.0, 8.0]), net.step(&mut state.clone(), &[7.0, 8.0]));
        assert!(output.iter().all(|y| y.is_finite()));
    }
    let names: Vec<&str> = state.parts().map(|(name, _)| name).collect();
    assert_eq!(names, ["a_history", "layer1"]);
    state.reset();
    assert_eq!(state, State::NEW);
    state.prewarm(&net, &[1.0, 2.0], 5);
    let mut other = State::NEW;
    for _ in 0..5 {
        let _ = net.step(&mut other, &[1.0, 2.0]);
    }
    assert_eq!(state, other);
}

network! {
    /// A policy that sees four observations, the oldest first.
    pub struct Policy: [3] -> [2] {
        stack(4),
        hidden: dense(8, elu),
        last: dense(2),
    }
}

network! {
    /// The same parameters, for a history outside of the network.
    pub struct Plain: [12] -> [2] {
        hidden: dense(8, elu),
        last: dense(2),
    }
}

#[test]
fn a_stack_is_the_history_in_front_of_a_network() {
    let (policy, mut plain) = (Policy::init(9), Box::new(Plain::ZERO));
    plain.as_flat_mut().copy_from_slice(policy.as_flat());
    let first = [0.5, -1.0, 2.0];
    // The first observation stands for all before it, or zeros do.
    for (mut history, prewarmed) in [(History::<3, 4>::new(), 3), (History::zeros(), 0)] {
        let mut state = State::<Policy>::NEW;
        state.prewarm(&policy, &first, prewarmed);
        for step in 0..7_u8 {
            let observation = first.map(|x| x + 0.25 * f32::from(step));
            history.push(&observation);
            assert_eq!(policy.step(&mut state, &observation), plain.predict(&history.oldest_first()), "step {step}");
        }
    }
}
