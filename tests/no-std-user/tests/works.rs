//! A crate without `std` and without an allocator computes, whatever instruction sets it is compiled for.
#![forbid(unsafe_code)]

use nn_no_std_user::{Large, Mixed};
use nn_runtime::simd::{Kernel, Level, Simd, dispatch};

#[test]
fn a_network_in_a_static_predicts() {
    assert!((nn_no_std_user::predict(&[0.0, 0.0]) - 0.5).abs() < 1e-6);
}

#[test]
fn rows_are_the_same_alone_and_in_a_batch() {
    let mut net = Mixed::ZERO;
    net.initialize(3);
    let inputs: [[f32; 6]; 37] =
        core::array::from_fn(|row| core::array::from_fn(|i| (row * 6 + i) as f32 * 0.01 - 1.0));
    let mut outputs = [[0.0; 5]; 37];
    nn_no_std_user::predict_all(&net, &inputs, &mut outputs).expect("as many outputs as inputs");
    for (input, output) in inputs.iter().zip(&outputs) {
        assert_eq!(net.predict(input).map(f32::to_bits), output.map(f32::to_bits));
        assert!((output.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{output:?} are probabilities");
    }

    let mut large = Box::new(Large::ZERO);
    large.initialize(4);
    let mut outputs = [[0.0; 53]; 19];
    let alone =
        nn_no_std_user::predict_large(&large, &[[0.5; 100]; 19], &mut outputs).expect("as many outputs as inputs");
    assert!(outputs.iter().all(|output| output.map(f32::to_bits) == alone.map(f32::to_bits)));
}

/// Tells which body ran.
struct Body;

impl Kernel for Body {
    type Output = &'static str;
    fn wide<S: Simd>(self, _: S) -> &'static str {
        "wide"
    }
    fn medium<S: Simd>(self, _: S) -> &'static str {
        "medium"
    }
    fn narrow<S: Simd>(self, _: S) -> &'static str {
        "narrow"
    }
}

#[test]
fn the_only_level_is_what_the_target_guarantees() {
    let expected = if cfg!(target_feature = "avx512vbmi2") {
        "wide"
    } else if cfg!(all(target_feature = "avx2", target_feature = "fma")) {
        "medium"
    } else {
        "narrow"
    };
    assert!(Level::available().eq([Level::baseline()]), "{:?}", Level::available().collect::<Vec<_>>());
    assert_eq!(dispatch(Level::detect(), Body), expected);
}

#[test]
fn a_stream_plays() {
    use nn_no_std_user::streams::{Amp, Mixed, play, play_blocks};
    use nn_runtime::stream::State;

    let mut amp = Amp::ZERO;
    amp.initialize(5);
    let (mut state, mut twin) = (State::NEW, State::NEW);
    let played: [f32; 9] = core::array::from_fn(|step| play(&amp, &mut state, step as f32 * 0.1));
    let mut block = [[0.0]; 9];
    let samples: [[f32; 1]; 9] = core::array::from_fn(|step| [step as f32 * 0.1]);
    amp.process(&mut twin, &samples, &mut block).expect("equal lengths");
    assert_eq!(played.map(f32::to_bits), block.map(|[sample]| sample.to_bits()));

    let mut mixed = Mixed::ZERO;
    mixed.initialize(6);
    let (mut kept, mut outputs) = ([0.0; State::<Mixed>::LEN], [[0.0; 4]; 5]);
    play_blocks(&mixed, &mut kept, &[[0.5; 3]; 5], &mut outputs).expect("equal lengths");
    let first = outputs;
    play_blocks(&mixed, &mut kept, &[[0.5; 3]; 5], &mut outputs).expect("equal lengths");
    assert_eq!(first, outputs, "the second block begins anew");
    assert!(kept.iter().any(|number| *number != 0.0));
}

#[test]
fn a_stream_looks_back() {
    use nn_no_std_user::streams::{Windows, look_back};
    use nn_runtime::stream::State;

    let mut net = Windows::ZERO;
    net.initialize(7);
    let (mut kept, mut outputs) = ([0.0; State::<Windows>::LEN], [[0.0; 3]; 9]);
    look_back(&net, &mut kept, &[[0.5, -0.5]; 9], &mut outputs).expect("equal lengths");
    let (mut state, mut twin) = (State::NEW, [[0.0; 3]; 9]);
    state.prewarm(&net, &[0.0; 2], 3);
    twin.iter_mut().for_each(|output| *output = net.step(&mut state, &[0.5, -0.5]));
    assert_eq!(outputs, twin);
}

#[test]
fn streams_side_by_side_are_those_alone() {
    use nn_no_std_user::streams::{Causal, Mixed, look_back_together, play_together};
    use nn_runtime::stream::State;

    let mut causal = Causal::ZERO;
    causal.initialize(9);
    let inputs: [[f32; 2]; 99] = core::array::from_fn(|step| [(step as f32 * 0.4).sin(), (step as f32 * 0.9).cos()]);
    let (mut states, mut outputs) = ([State::NEW; 1], [[0.0; 3]; 99]);
    look_back_together(&causal, &mut states, &inputs, &mut outputs).expect("whole steps");
    let mut state = State::NEW;
    assert_eq!(outputs, inputs.map(|input| causal.step(&mut state, &input)));

    let mut mixed = Mixed::ZERO;
    mixed.initialize(10);
    let inputs: [[f32; 3]; 21] =
        core::array::from_fn(|row| core::array::from_fn(|i| (row * 3 + i) as f32 * 0.03 - 1.0));
    let (mut states, mut alone, mut outputs) = ([State::NEW; 7], [State::NEW; 7], [[0.0; 4]; 21]);
    play_together(&mixed, &mut states, &inputs, &mut outputs).expect("whole steps");
    for (row, (input, output)) in inputs.iter().zip(&outputs).enumerate() {
        assert_eq!(*output, mixed.step(&mut alone[row % 7], input));
    }
}

#[test]
fn a_stream_learns() {
    use nn_no_std_user::streams::{Learning, Recorded, learn_windows};
    use nn_runtime::stream::State;

    let mut net = Learning::ZERO;
    net.initialize(8);
    let (mut workspace, mut gradient) = (bytemuck::zeroed(), Learning::ZERO);
    let inputs: [[f32; 2]; 16] = core::array::from_fn(|step| [(step as f32 * 0.4).sin(), (step as f32 * 0.9).cos()]);
    let targets = inputs.map(|[x, y]| [x + y, x * y]);
    let window = Recorded::new(&inputs, &targets);
    let mut losses = [[0.0; 2]; 300];
    for loss in &mut losses {
        let mut states = [State::NEW; 2];
        *loss = learn_windows(&mut net, &mut states, &[window, window.warm_up(5)], &mut workspace, &mut gradient)
            .expect("windows that fit");
    }
    let ([first, twin], [last, _]) = (losses[0], losses[299]);
    assert!((first - twin).abs() < 1e-5, "{first} before, {twin} with derivatives");
    assert!(last < 0.5 * first, "{first} at first, {last} at last");
}
