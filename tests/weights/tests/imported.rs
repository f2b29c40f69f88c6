//! What `to_onnx` wrote, `#[onnx(..)]` reads back: the network of the file computes the same bits.

use nn_runtime::prelude::*;
use nn_weights_tests::streams::{Amp, Gates, Histories, Shaped, Stacked};
use nn_weights_tests::windows::{Ended, Gesture, Tagged};
use nn_weights_tests::{
    Activations, Classes, Grouped, Images, Joins, Maps, Model, Norms, Pools, Sequence, Shrunk, Steps, drawn,
};

/// Networks of the files that `tests/onnx.rs` compares with what is exported.
mod imported {
    use nn_runtime::network;

    network! {
        #[onnx("data/onnx/activations.onnx")]
        pub(super) struct Activations;
    }

    network! {
        #[onnx("data/onnx/amp.onnx")]
        pub(super) struct Amp;
    }

    network! {
        #[onnx("data/onnx/amp_sequence.onnx")]
        pub(super) struct AmpOfSequence;
    }

    network! {
        #[onnx("data/onnx/classes.onnx")]
        pub(super) struct Classes;
    }

    network! {
        #[onnx("data/onnx/ended.onnx")]
        pub(super) struct Ended;
    }

    network! {
        #[onnx("data/onnx/gates.onnx")]
        pub(super) struct Gates;
    }

    network! {
        #[onnx("data/onnx/gates_sequence.onnx")]
        pub(super) struct GatesOfSequence;
    }

    network! {
        #[onnx("data/onnx/grouped.onnx")]
        pub(super) struct Grouped;
    }

    network! {
        #[onnx("data/onnx/histories.onnx")]
        pub(super) struct Histories;
    }

    network! {
        #[onnx("data/onnx/histories_sequence.onnx")]
        pub(super) struct HistoriesOfSequence;
    }

    network! {
        #[onnx("data/onnx/images.onnx")]
        pub(super) struct Images;
    }

    network! {
        #[onnx("data/onnx/joins.onnx")]
        pub(super) struct Joins;
    }

    network! {
        #[onnx("data/onnx/maps.onnx")]
        pub(super) struct Maps;
    }

    network! {
        #[onnx("data/onnx/model.onnx")]
        pub(super) struct Model;
    }

    network! {
        #[onnx("../exporters/sequence_normed_d.onnx")]
        pub(super) struct NormedOfSequence;
    }

    network! {
        #[onnx("data/onnx/gesture.onnx")]
        pub(super) struct Gesture;
    }

    network! {
        #[onnx("data/onnx/norms.onnx")]
        pub(super) struct Norms;
    }

    network! {
        #[onnx("data/onnx/pools.onnx")]
        pub(super) struct Pools;
    }

    network! {
        #[onnx("data/onnx/sequence.onnx")]
        pub(super) struct Sequence;
    }

    network! {
        #[onnx("data/onnx/shaped.onnx")]
        pub(super) struct Shaped;
    }

    network! {
        #[onnx("data/onnx/shaped_sequence.onnx")]
        pub(super) struct ShapedOfSequence;
    }

    network! {
        #[onnx("data/onnx/shrunk.onnx")]
        pub(super) struct Shrunk;
    }

    network! {
        #[onnx("data/onnx/stacked.onnx")]
        pub(super) struct Stacked;
    }

    network! {
        #[onnx("data/onnx/stacked_sequence.onnx")]
        pub(super) struct StackedOfSequence;
    }

    network! {
        #[onnx("data/onnx/steps.onnx")]
        pub(super) struct Steps;
    }

    network! {
        #[onnx("data/onnx/tagged.onnx")]
        pub(super) struct Tagged;
    }
}

fn check<N: Parameters, I: Network<Input = N::Input, Output = N::Output>>(exported: &N, imported: &I) {
    check_with(exported, imported, |_, _| {});
}

/// As [`check`], with inputs that `set` has changed, given the number of the row.
fn check_with<N: Parameters, I: Network<Input = N::Input, Output = N::Output>>(
    exported: &N,
    imported: &I,
    set: impl Fn(usize, &mut [f32]),
) {
    for row in 0..40 {
        let mut input: N::Input = bytemuck::zeroed();
        let numbers: &mut [f32] = bytemuck::cast_slice_mut(std::slice::from_mut(&mut input));
        for (index, number) in numbers.iter_mut().enumerate() {
            *number = ((7 * index + 3 * row) % 11) as f32 / 4.0 - 1.2;
        }
        set(row, numbers);
        let level = Level::detect();
        let (expected, found) = (exported.predict_at(level, &input), imported.predict_at(level, &input));
        let bits = |output: &N::Output| output.as_ref().iter().map(|number| number.to_bits()).collect::<Vec<u32>>();
        assert_eq!(bits(&found), bits(&expected), "{}, row {row}", N::NAME);
    }
}

#[test]
fn exported_networks_come_back_with_the_same_bits() {
    check(&*Activations::init(1), imported::Activations::pretrained());
    check(&*Joins::init(2), imported::Joins::pretrained());
    check(&*Model::init(4), imported::Model::pretrained());
    check(&*Gesture::init(31), imported::Gesture::pretrained());
    check(&*drawn::<Norms>(6), imported::Norms::pretrained());
    check(&*drawn::<Images>(7), imported::Images::pretrained());
    check(&*Shrunk::init(8), imported::Shrunk::pretrained());
    // The numbers of classes.
    check_with(&*Classes::init(9), imported::Classes::pretrained(), |row, numbers| {
        numbers[1] = (row % 7) as f32;
        numbers[4] = (row % 3) as f32;
    });
}

#[test]
fn maps_come_back_with_the_same_declaration_and_the_same_bits() {
    check(&*drawn::<Maps>(11), imported::Maps::pretrained());
    check(&*drawn::<Pools>(12), imported::Pools::pretrained());
    // Zeros stand for a bias that is not there.
    check(&*drawn::<Grouped>(17), imported::Grouped::pretrained());
    check(&*drawn::<Sequence>(13), imported::Sequence::pretrained());
    check(&*drawn::<Steps>(18), imported::Steps::pretrained());
    for (exported, imported) in [
        (Maps::TOPOLOGY, imported::Maps::TOPOLOGY),
        (Pools::TOPOLOGY, imported::Pools::TOPOLOGY),
        (Sequence::TOPOLOGY, imported::Sequence::TOPOLOGY),
    ] {
        assert_eq!(exported.to_string(), imported.to_string());
    }
}

/// Step by step, from what each begins with.
fn check_stream<N: Stream + Parameters, I: Stream<Input = N::Input, Output = N::Output> + Parameters>(
    exported: &N,
    imported: &I,
) {
    for level in Level::available() {
        let (mut state, mut other) = (exported.new_state(), imported.new_state());
        for step in 0..40 {
            let mut input: N::Input = bytemuck::zeroed();
            let numbers: &mut [f32] = bytemuck::cast_slice_mut(std::slice::from_mut(&mut input));
            for (index, number) in numbers.iter_mut().enumerate() {
                *number = ((7 * index + 3 * step) % 11) as f32 / 4.0 - 1.2;
            }
            let outputs = [exported.step_at(level, &mut state, &input), imported.step_at(level, &mut other, &input)];
            let [expected, found] =
                outputs.map(|output| output.as_ref().iter().map(|number| number.to_bits()).collect::<Vec<u32>>());
            assert_eq!(found, expected, "{}, {level:?}, step {step}", N::NAME);
        }
    }
}

#[test]
fn exported_streams_come_back_with_the_same_bits() {
    check_stream(&*Gates::init(21), imported::Gates::pretrained());
    check_stream(&*drawn::<Histories>(22), imported::Histories::pretrained());
    check_stream(&*Amp::init(23), imported::Amp::pretrained());
    check_stream(&*drawn::<Shaped>(25), imported::Shaped::pretrained());
}

/// Each layer of a line is a line.
#[test]
fn several_layers_of_a_line_come_back_with_the_same_bits() {
    check_stream(&*Stacked::init(26), imported::Stacked::pretrained());
}

/// The steps of the sequence are the inputs of a stream.
#[test]
fn exported_sequences_come_back_as_the_stream() {
    check_stream(&*Gates::init(21), imported::GatesOfSequence::pretrained());
    check_stream(&*Stacked::init(26), imported::StackedOfSequence::pretrained());
    check_stream(&*drawn::<Histories>(22), imported::HistoriesOfSequence::pretrained());
    check_stream(&*Amp::init(23), imported::AmpOfSequence::pretrained());
    check_stream(&*drawn::<Shaped>(25), imported::ShapedOfSequence::pretrained());
}

network! {
    /// The file `sequence_normed_d` of the exporters, whose length is free there, over 40 steps.
    struct Normed: [2, 40] -> [4, 40] {
        conv: conv1d(8, 3, dilation = 2, padding = [4, 0]),
        gate: slice(4, 8),
        gated: sigmoid,
        slice(0, 4, from = conv),
        mul(gated),
    }
}

/// A sequence of another program is a stream that computes the bits of the window.
#[test]
fn sequences_of_free_length_are_streams_with_the_bits_of_a_window() {
    let stream = imported::NormedOfSequence::pretrained();
    let mut window = Normed::init(1);
    window.as_flat_mut().copy_from_slice(stream.as_flat());
    let inputs: [[f32; 2]; 40] =
        core::array::from_fn(|t| core::array::from_fn(|c| ((7 * t + 5 * c) % 11) as f32 / 4.0 - 1.2));
    let columns: [[f32; 40]; 2] = core::array::from_fn(|c| core::array::from_fn(|t| inputs[t][c]));
    for level in Level::available() {
        let expected = window.predict_at(level, bytemuck::cast_ref(&columns));
        let expected: &[f32] = bytemuck::cast_slice(expected.as_ref());
        let mut state = stream.new_state();
        for (t, input) in inputs.iter().enumerate() {
            let found = stream.step_at(level, &mut state, input);
            let found: Vec<u32> = found.as_ref().iter().map(|number| number.to_bits()).collect();
            let expected: Vec<u32> = (0..4).map(|c| expected[40 * c + t].to_bits()).collect();
            assert_eq!(found, expected, "{level:?}, step {t}");
        }
    }
}

/// A window comes back as a stream, which is given its steps one by one: what it yields are the columns of the outputs, and behind `last` the
/// output itself.
#[test]
fn exported_windows_come_back_as_streams_with_the_same_bits() {
    let steps: [[f32; 3]; 8] =
        core::array::from_fn(|t| core::array::from_fn(|c| ((7 * t + 5 * c) % 11) as f32 / 4.0 - 1.2));
    let window: [f32; 24] = core::array::from_fn(|index| steps[index % 8][index / 8]);
    for level in Level::available() {
        let (tagged, mut state) = (imported::Tagged::pretrained(), imported::Tagged::pretrained().new_state());
        let whole = drawn::<Tagged>(33).predict_at(level, &window);
        for (t, step) in steps.iter().enumerate() {
            let outputs = tagged.step_at(level, &mut state, step);
            let expected: [f32; 5] = core::array::from_fn(|unit| whole[unit * 8 + t]);
            assert_eq!(outputs.map(f32::to_bits), expected.map(f32::to_bits), "{level:?}, step {t}");
        }
        let (ended, mut state) = (imported::Ended::pretrained(), imported::Ended::pretrained().new_state());
        let outputs = steps.map(|step| ended.step_at(level, &mut state, &step));
        let expected = Ended::init(34).predict_at(level, &window);
        assert_eq!(outputs[7].map(f32::to_bits), expected.map(f32::to_bits), "{level:?}");
    }
}
