//! Models whose outputs `NeuralAmpModelerCore` computed.

use nn_runtime::audio::{self, Loader};
use nn_runtime::prelude::*;

use super::loading::{bits, message, path};
use super::{check_rows, rows_of};

network! {
    /// An impulse response.
    #[nam("models/audio/linear.nam")]
    struct Linear;
}

network! {
    /// One for two channels, and a third that is 0.
    #[nam("models/audio/linear_stereo.nam")]
    struct Stereo;
}

network! {
    /// A `WaveNet` inside gives the condition.
    #[nam("models/audio/condition.nam")]
    struct Condition;
}

network! {
    /// An LSTM inside gives the condition.
    #[nam("models/audio/condition_lstm.nam")]
    struct ConditionLstm;
}

network! {
    /// Quotients in place of tangents.
    #[nam("models/audio/fasttanh.nam")]
    struct FastTanh;
}

network! {
    /// The narrowest of several widths.
    #[nam("models/audio/slimmable.nam", size = 0)]
    struct Narrow;
}

network! {
    /// A width between.
    #[nam("models/audio/slimmable.nam", size = 0.5)]
    struct Middle;
}

network! {
    /// All channels.
    #[nam("models/audio/slimmable.nam")]
    struct Wide;
}

fn array<const N: usize>(name: &str) -> Vec<[f32; N]> {
    rows_of(include_bytes!("../../models/audio/core.safetensors"), name)
}

/// Against the outputs of a model, of one of its sizes; and loaded while the program runs, the network has the same bits.
fn check<N, const I: usize, const O: usize>(net: &N, stem: &str, size: Option<f64>)
where
    N: Stream<Input = [f32; I], Output = [f32; O]> + Parameters,
{
    let outputs = size.map_or(format!("{stem}.y"), |size| format!("{stem}.{size}.y"));
    check_rows(net, &outputs, (&array::<I>(&format!("{stem}.x")), &array::<O>(&outputs)));
    let loader = size.map_or(Loader::new(), |size| Loader::new().size(size));
    let mut loaded = N::init(7);
    loader.load(&mut loaded, path(&format!("{stem}.nam"))).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bits(loaded.as_flat()), bits(net.as_flat()), "{outputs}");
}

#[test]
fn streams_compute_what_neural_amp_modeler_core_computes() {
    check(Linear::pretrained(), "linear", None);
    check(Stereo::pretrained(), "linear_stereo", None);
    check(Condition::pretrained(), "condition", None);
    check(ConditionLstm::pretrained(), "condition_lstm", None);
    check(FastTanh::pretrained(), "fasttanh", None);
}

#[test]
fn a_size_is_a_width() {
    check(Narrow::pretrained(), "slimmable", Some(0.0));
    check(Middle::pretrained(), "slimmable", Some(0.5));
    check(Wide::pretrained(), "slimmable", Some(1.0));
    const { assert!(Narrow::PARAMETERS < Middle::PARAMETERS && Middle::PARAMETERS < Wide::PARAMETERS) };
    let found = message(audio::load(&mut Narrow::zeros(), path("slimmable.nam")));
    assert!(found.contains("line 0 of the network is `a0_rechannel: dense(6, bias = false)`"), "{found}");
    let found = message(Loader::new().size(0.5).open(path("wavenet.nam")));
    assert!(found.contains("`architecture` is \"WaveNet\", which has one size"), "{found}");
}

nn_runtime::dispatch! {
    enum AnyWidth { Narrow(Narrow), Wide(Wide), Inside(Condition) }
    enum AnyWidthState;
}

#[test]
fn widths_are_arms() {
    for (file, size, arm) in
        [("slimmable", Some(0.1), "Narrow"), ("slimmable", None, "Wide"), ("condition", None, "Inside")]
    {
        let loader = size.map_or(Loader::new(), |size| Loader::new().size(size));
        let model = loader.open(path(&format!("{file}.nam"))).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(AnyWidth::from_model(&model).map(|any| any.name()).ok(), Some(arm), "{file}");
    }
}

#[test]
fn what_a_model_inside_remembers_is_part_of_the_state() {
    let state = ConditionLstm::pretrained().new_state();
    let names: Vec<&str> = state.parts().map(|(name, _)| name).collect();
    assert!(names.contains(&"condition_lstm_0_h"), "{names:?}");
    assert_ne!(state, State::NEW);
}
