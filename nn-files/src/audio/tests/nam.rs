//! Options of Neural Amp Modeler's files: what they become, and what is refused of them.

use super::super::{Mistake, Options};
use super::{ARRAY, assert_refused, of_lstm, of_wavenet, read};
use crate::audio::Format::Nam;

/// What becomes of a text, or the message and its note.
fn lines(text: &str, size: Option<f64>) -> Result<String, String> {
    let found = super::super::read(text.as_bytes(), Nam, Options { size, ..Options::default() });
    let message = |Mistake { text, note, .. }: Mistake| [Some(text), note].into_iter().flatten().collect::<Vec<_>>();
    found.map(|found| found.to_string()).map_err(|mistake| message(mistake).join("; "))
}

/// An impulse response of four numbers.
fn of_linear(config: &str, n_weights: usize) -> String {
    of_lstm(&format!(r#""receptive_field": 4, {config}"#), n_weights).replace("LSTM", "Linear")
}

#[test]
fn an_impulse_response_is_a_convolution() {
    let found = lines(&of_linear(r#""bias": true"#, 5), None);
    assert_eq!(found.as_deref(), Ok(": [1] -> [1] {\n    response: conv1d(1, 4, causal = true),\n}"));
    let found = lines(&of_linear(r#""bias": false, "in_channels": 2, "out_channels": 3"#, 4), None);
    assert_eq!(found.as_deref(), Ok(": [2] -> [3] {\n    response: conv1d(3, 4, causal = true, bias = false),\n}"));
    let short = of_linear(r#""bias": false"#, 1).replace(": 4", ": 1");
    assert_eq!(lines(&short, None).as_deref(), Ok(": [1] -> [1] {\n    response: dense(1, bias = false),\n}"));
}

#[test]
fn the_first_number_of_an_impulse_response_is_that_of_the_newest_sample() {
    let text = of_linear(r#""bias": true, "in_channels": 1, "out_channels": 2"#, 0)
        .replace("\"weights\": []", "\"weights\": [1, 2, 3, 4, 5]");
    let found = read(Nam, &text).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    let parameters: Vec<_> = found.lines.iter().flat_map(|line| line.parameters.clone()).collect();
    let weight = vec![4.0, 3.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(parameters, [("weight", weight), ("bias", vec![5.0, 0.0])]);
}

#[test]
fn impulse_responses_that_are_wrong_say_where() {
    let cases = [
        (of_linear("\"bias\": 1", 5), "`config.bias` is 1, expected `true` or `false`"),
        (of_linear("\"bias\": true", 3), "`weights` has 3 numbers, too few for the impulse response, which takes [4]"),
        (
            of_linear("\"bias\": true", 4),
            "`weights` has 4 numbers, too few for the bias, which takes [1] from number 4",
        ),
        (of_linear("\"bias\": false", 5), "`weights` has 5 numbers, expected 4, which `config` has room for"),
        (
            of_linear(r#""bias": false, "in_channels": 65536, "out_channels": 65536"#, 4),
            "`config` has 17_179_869_184 weights, at most 16_777_216 are read",
        ),
        (
            of_linear("\"bias\": true", 5).replace(": 4", ": 0"),
            "`config.receptive_field` is 0, expected a whole number from 1",
        ),
    ];
    assert_refused(Nam, cases.iter().map(|(text, message)| (text.as_str(), *message)));
}

/// A `WaveNet` with this option in its array.
fn with_option(option: &str) -> String {
    of_wavenet(&format!("{ARRAY}, {option}"), 49)
}

#[test]
fn a_size_chooses_among_the_widths_of_an_array() {
    let of_list = |list: &str| {
        with_option(&format!(
            r#""slimmable": {{"method": "slice_channels_uniform", "kwargs": {{"allowed_channels": {list}}}}}"#
        ))
    };
    let of_all = with_option(r#""slimmable": {"method": "slice_channels_uniform", "kwargs": {}}"#);
    for (size, width) in [
        (None, 2),
        (Some(0.0), 1),
        (Some(-1.0), 1),
        (Some(f64::NAN), 1),
        (Some(0.499), 1),
        (Some(0.5), 2),
        (Some(9.0), 2),
    ] {
        for text in [&of_list("[1, 2]"), &of_all] {
            let found = lines(text, size).unwrap_or_else(|message| panic!("{message}"));
            assert!(found.contains(&format!("a0_l0_conv: conv1d({width}, 3")), "{size:?}: {found}");
            assert!(found.contains("a0_head: dense(1, bias = false)"), "{size:?}: {found}");
        }
    }
    // Of each matrix the first rows and columns.
    let found = super::super::read(
        of_list("[1, 2]").replace("0.5, 0.5]", "0.5, 7]").as_bytes(),
        Nam,
        Options { size: Some(0.2), ..Options::default() },
    );
    let found = found.unwrap_or_else(|mistake| panic!("{mistake:?}"));
    let lens: Vec<usize> =
        found.lines.iter().flat_map(|line| &line.parameters).map(|(_, values)| values.len()).collect();
    assert_eq!(lens, [1, 3, 1, 1, 1, 1, 3, 1, 1, 1, 1]);
    let wrong = [
        (of_list("[]"), "`config.layers[0].slimmable.kwargs.allowed_channels` does not end with 2"),
        (of_list("[1, 3]"), "`config.layers[0].slimmable.kwargs.allowed_channels` does not end with 2"),
        (of_list("[1, 1, 2]"), "`config.layers[0].slimmable.kwargs.allowed_channels` is not in ascending order"),
        (of_list("[0, 2]"), "`config.layers[0].slimmable.kwargs.allowed_channels[0]` is 0, expected a whole number"),
        (of_list("2"), "`config.layers[0].slimmable.kwargs.allowed_channels` is 2, expected a list"),
        (with_option(r#""slimmable": {}"#), "`config.layers[0].slimmable` has no `method`"),
        (
            with_option(r#""slimmable": {"method": "other"}"#),
            "`config.layers[0].slimmable.method` is \"other\", expected `slice_channels_uniform`",
        ),
    ];
    assert_refused(Nam, wrong.iter().map(|(text, message)| (text.as_str(), *message)));
    assert_eq!(
        lines(&of_wavenet(ARRAY, 49), Some(0.5)).as_ref().map_err(String::as_str),
        Err("`architecture` is \"WaveNet\", which has one size, and `size` chooses one of several")
    );
}

#[test]
fn what_would_mix_up_channels_has_its_full_width_alone() {
    let of = |option: &str| {
        let widths = r#""slimmable": {"method": "slice_channels_uniform", "kwargs": {"allowed_channels": [1, 2]}}"#;
        with_option(&format!("{widths}, {option}"))
    };
    let post = of("\"bottleneck\": 2").replace(
        "\"head\": null",
        r#""head": {"channels": 1, "out_channels": 1, "kernel_sizes": [1], "activation": "ReLU"}"#,
    );
    for (text, message) in [
        (of(r#""groups_input_mixin": 2"#), "`config.layers[0]` has groups, of which not all channels can be kept"),
        (of(r#""layer1x1": {"active": true, "groups": 2}"#), "`config.layers[0]` has groups"),
        (
            of(r#""head": {"out_channels": 1, "kernel_size": 2, "bias": false}"#),
            "`config.layers[0]` has a head with a kernel",
        ),
        (of(r#""conv_pre_film": {"active": true}"#), "`config.layers[0]` has `conv_pre_film`"),
        (post, "`config` has a `head` behind all arrays"),
    ] {
        let found = lines(&text, Some(0.0));
        assert!(found.as_ref().is_err_and(|found| found.starts_with(message)), "expected {message}, found {found:?}");
    }
}

#[test]
fn a_model_inside_computes_the_condition() {
    let inside = of_lstm(super::LSTM, 39).replace("\"weights\"", "\"sample_rate\": 48000, \"weights\"");
    let of = |inside: &str, n_weights: usize| {
        let text = of_wavenet(ARRAY, n_weights);
        text.replace("\"layers\"", &format!("\"condition_dsp\": {inside}, \"layers\""))
    };
    let found = lines(&of(&inside, 49), None).unwrap_or_else(|message| panic!("{message}"));
    let expected = "    condition_lstm_0: lstm(2, initial = true),
    condition_head: dense(1),
    a0_rechannel: dense(2, bias = false, from = input),
    a0_l0_conv: conv1d(2, 3, causal = true),
    a0_l0_mix: dense(2, bias = false, from = condition_head),
";
    assert!(found.contains(expected), "{found}");
    let two_inputs = inside.replace("input_size\": 1", "in_channels\": 2, \"input_size\": 2");
    let container = r#"{"version": "0.7.0", "architecture": "SlimmableContainer", "config": {}, "weights": []}"#;
    let at_another_rate =
        of(&inside, 49).replace("}, \"weights\": [0.5", "}, \"sample_rate\": 44100, \"weights\": [0.5");
    let cases = [
        (of("{}", 49), "`config.condition_dsp` has no `architecture`"),
        (of(&two_inputs, 49), "`config.condition_dsp.weights` has 39 numbers, too few"),
        (
            of(&inside.replace("\"hidden_size\": 2", "\"hidden_size\": 3"), 49),
            "`config.condition_dsp.weights` has 39 numbers",
        ),
        (of(container, 49), "`config.condition_dsp.architecture` is a container within another model"),
        (at_another_rate, "`config.condition_dsp.sample_rate` is 48000, expected 44100, that of the model around it"),
        (
            of(&of_linear(r#""bias": false, "in_channels": 2"#, 4), 49),
            "`config.condition_dsp` takes 2 numbers, expected 1, the input of the model around it",
        ),
        (
            of(&of_linear(r#""bias": false, "out_channels": 2"#, 4), 49),
            "`config.layers[0].condition_size` is 1, expected 2, the size of the condition",
        ),
    ];
    assert_refused(Nam, cases.iter().map(|(text, message)| (text.as_str(), *message)));
}

#[test]
fn a_model_inside_is_for_the_same_rate() {
    let of = |inside: &str| {
        let whole = of_wavenet(ARRAY, 49).replace("\"config\"", "\"sample_rate\": 48000, \"config\"");
        let text = whole.replace("\"layers\"", &format!("\"condition_dsp\": {inside}, \"layers\""));
        super::super::read(text.as_bytes(), Nam, Options { rate: Some(96_000.0), ..Options::default() })
    };
    let found = of(&of_wavenet(ARRAY, 49)).unwrap_or_else(|mistake| panic!("{mistake:?}")).to_string();
    for label in ["condition_a0_l1_conv", "a0_l1_conv"] {
        assert!(found.contains(&format!("    {label}: conv1d(2, 3, dilation = 4, causal = true)")), "{found}");
    }
    let found = of(&of_lstm(super::LSTM, 39)).map_err(|mistake| mistake.text);
    let message =
        "the network cannot be scaled from 48_000 to 96_000 samples a second: `condition_lstm_0` is a recurrent layer";
    assert_eq!(found.err().as_deref(), Some(message));
}

#[test]
fn activations_with_constants_are_lines() {
    let of = |activation: &str| of_wavenet(&ARRAY.replace("\"Tanh\"", activation), 49);
    let cases = [
        (r#"{"type": "Hardtanh", "min_val": -1.0, "max_val": 1}"#, "a0_l0_act: hard_tanh(-1.0, 1.0)"),
        (r#"{"type": "PReLU", "negative_slope": 0.5, "negative_slopes": [1]}"#, "a0_l0_act: leaky_relu(0.5)"),
        (r#"{"type": "PReLU", "negative_slopes": [0.5, 1]}"#, "a0_l0_act: prelu(per_channel = true)"),
        (
            "\"LeakyHardtanh\"",
            "a0_l0_act_within: hard_tanh(-1.0, 1.0),
    a0_l0_act_beyond: sub(a0_l0_act_within, from = a0_l0_sums),
    a0_l0_act_leak: affine(bias = false, trained = false),
    a0_l0_act: add(a0_l0_act_leak, from = a0_l0_act_within),",
        ),
        (
            r#"{"type": "LeakyHardTanh", "min_val": -0.5, "max_val": 2, "min_slope": 0.25, "max_slope": 0}"#,
            "a0_l0_act_within: hard_tanh(-0.5, 2.0),
    a0_l0_act_beyond_below: sub(a0_l0_sums),
    a0_l0_act_below: relu,
    a0_l0_act_leak_below: affine(bias = false, trained = false),
    a0_l0_act_beyond_above: sub(a0_l0_act_within, from = a0_l0_sums),
    a0_l0_act_above: relu,
    a0_l0_act_leak_above: affine(bias = false, trained = false),
    a0_l0_act: add(a0_l0_act_leak_below, a0_l0_act_leak_above, from = a0_l0_act_within),",
        ),
    ];
    for (activation, expected) in cases {
        let found = lines(&of(activation), None).unwrap_or_else(|message| panic!("{activation}: {message}"));
        assert!(found.contains(expected), "{activation}: {found}");
    }
    let wrong = [
        (
            r#"{"type": "Hardtanh", "min_val": -2}"#,
            "`config.layers[0].activation.min_val` is -2, expected -1; NeuralAmpModelerCore limits every `Hardtanh`",
        ),
        (
            r#"{"type": "LeakyHardtanh", "min_val": 1}"#,
            "`config.layers[0].activation` has the `min_val` 1, which is not below its `max_val` 1",
        ),
        (
            r#"{"type": "LeakyReLU", "negative_slope": 1e39}"#,
            "`config.layers[0].activation.negative_slope` is 1e+39, which is beyond `f32`",
        ),
        (r#"{"type": "PReLU", "negative_slopes": [1]}"#, "`config.layers[0].activation.negative_slopes` has shape [1]"),
        (r#"{"type": "Softsigmoid"}"#, "`config.layers[0].activation.type` is \"Softsigmoid\", which is not supported"),
    ];
    for (activation, message) in wrong {
        let found = lines(&of(activation), None);
        assert!(found.as_ref().is_err_and(|found| found.starts_with(message)), "expected {message}, found {found:?}");
    }
}
