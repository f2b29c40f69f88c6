//! What is refused, and how the message says so.

mod nam;
mod rate;

use super::Format::{Nam, Rtneural};
use super::{Declaration, Format, Mistake, Options};

/// What is made of a text.
fn read(format: Format, text: &str) -> Result<Declaration, Mistake> {
    super::read(text.as_bytes(), format, Options::default())
}

/// Each text is refused with a message that begins so.
fn assert_refused<'a>(format: Format, cases: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let wrong = cases.into_iter().filter_map(|(text, message)| {
        let found = read(format, text).map(|found| found.to_string()).map_err(|mistake| mistake.text);
        let is_right = found.as_ref().is_err_and(|found| found.starts_with(message));
        let start: String = text.chars().take(300).collect();
        (!is_right).then(|| format!("{start}\nexpected {message}\nfound {found:?}\n"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// A model of `RTNeural` with these layers.
fn of_layers(layers: &str) -> String {
    format!(r#"{{"in_shape": [null, null, 2], "layers": [{layers}]}}"#)
}

#[test]
fn files_of_rtneural_that_are_wrong_say_where() {
    let cases = [
        ("", "the file is empty, expected JSON"),
        ("nonsense", "the file is plain text, expected JSON"),
        (r#"{"in_shape": [1], "layers": ["#, "the file is not JSON: EOF while parsing a list"),
        ("[1]", "the file is a list of 1, expected an object with `in_shape`"),
        ("{}", "the file has no `in_shape`"),
        (r#"{"in_shape": 1}"#, "`in_shape` is 1, expected a list"),
        (r#"{"in_shape": []}"#, "`in_shape` is an empty list"),
        (r#"{"in_shape": [null, 0]}"#, "`in_shape[1]` is 0, expected a whole number from 1 to 65_536"),
        (r#"{"in_shape": [null, 1.5]}"#, "`in_shape[1]` is 1.5, expected a whole number"),
        (r#"{"in_shape": [null, 1e9]}"#, "`in_shape[1]` is 1000000000.0, expected a whole number"),
        (r#"{"in_shape": [null, "2"]}"#, "`in_shape[1]` is \"2\", expected a whole number"),
        (r#"{"in_shape": [null, 9, 60000, 60000]}"#, "`in_shape` has 3600000000 numbers at a time"),
        (r#"{"in_shape": [null, 1]}"#, "the file has no `layers`"),
        (r#"{"in_shape": [null, 1], "layers": {}}"#, "`layers` is an object, expected a list"),
        (r#"{"in_shape": [null, 1], "layers": []}"#, "`layers` has no layer that computes anything"),
        (r#"{"architecture": "LSTM"}"#, "the file is a model of Neural Amp Modeler"),
        (r#"{"lstm.weight_ih_l0": [[1]]}"#, "the file is a `state_dict` of PyTorch"),
    ];
    assert_refused(Rtneural, cases);
    let many = of_layers(&format!("{}{{}}", "{}, ".repeat(1000)));
    assert_refused(Rtneural, [(many.as_str(), "`layers` has 1001 layers, at most 1000")]);
}

#[test]
fn layers_of_rtneural_that_are_wrong_say_where() {
    let dense = r#"{"type": "dense", "shape": [null, null, 1], "weights": [[[1], [2]], [3]]"#;
    let cases = [
        ("1", "`layers[0]` is 1, expected an object with `type`"),
        ("{}", "`layers[0]` has no `type`"),
        (r#"{"type": 1, "shape": [1]}"#, "`layers[0].type` is 1, expected a text"),
        (r#"{"type": "attention", "shape": [1]}"#, "`layers[0].type` is \"attention\", expected `dense`"),
        (r#"{"type": "dense"}"#, "`layers[0]` has no `shape`"),
        (r#"{"type": "dense", "shape": [2]}"#, "`layers[0]` has no `weights`"),
        (r#"{"type": "dense", "shape": [2], "weights": []}"#, "`layers[0].weights` has 0 arrays, expected 1 or 2"),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[[1, 2]]]}"#,
            "`layers[0].weights[0]` has shape [1, 2], expected [2, 1]",
        ),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[1, 2]]}"#,
            "`layers[0].weights[0]` has shape [2], expected [2, 1]",
        ),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[[1], [2, 3]]]}"#,
            "`layers[0].weights[0][1]` has 2 elements, expected 1",
        ),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[[1], [[2]]]]}"#,
            "`layers[0].weights[0][1][0]` is a list of 1, expected a number",
        ),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[[1], [null]]]}"#,
            "`layers[0].weights[0][1][0]` is `null`, expected a number",
        ),
        (r#"{"type": "dense", "shape": [1], "weights": [[[1], [NaN]]]}"#, "the file is not JSON: expected value"),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[[1], [1e39]]]}"#,
            "`layers[0].weights[0][1][0]` is 1e+39, which is beyond `f32`",
        ),
        (
            r#"{"type": "dense", "shape": [1], "weights": [[[1], [1e999]]]}"#,
            "the file is not JSON: number out of range",
        ),
        (&format!(r#"{dense}, "activation": 3}}"#), "`layers[0].activation` is 3, expected a text"),
        (
            &format!(r#"{dense}, "activation": "swish"}}"#),
            "`layers[0].activation` is \"swish\", which RTNeural does not have",
        ),
        (
            &format!(r#"{dense}}}, {{"type": "activation", "shape": [2], "activation": "tanh"}}"#),
            "`layers[1].shape` ends with 2, expected 1",
        ),
        (r#"{"type": "conv2d", "shape": [null, 3, 1, 1]}"#, "`layers[0]` has no `kernel_size_time`"),
        (r#"{"type": "conv1d", "shape": [2]}"#, "`layers[0]` has no `kernel_size`"),
        (r#"{"type": "conv1d", "shape": [2], "kernel_size": []}"#, "`layers[0].kernel_size` is an empty list"),
        (
            r#"{"type": "conv1d", "shape": [2], "kernel_size": 3, "dilation": 1, "weights": [[[[1, 2], [3, 4]]], [0, 0]]}"#,
            "`layers[0].weights[0]` has shape [1, 2, 2], expected [3, 2, 2]",
        ),
        (
            r#"{"type": "conv1d", "shape": [3], "kernel_size": 1, "dilation": 1, "groups": 2, "weights": [[]]}"#,
            "`layers[0]` divides 2 channels and 3 outputs into 2 groups",
        ),
        (
            r#"{"type": "conv1d", "shape": [2], "kernel_size": 2, "dilation": 1, "strides": 2, "weights": [[]]}"#,
            "`layers[0].strides` is not 1",
        ),
        (
            r#"{"type": "conv1d", "shape": [65536], "kernel_size": [65536], "dilation": 1, "weights": [[]]}"#,
            "`layers[0]` has 8_589_934_592 weights, at most 16_777_216 are read",
        ),
        (
            r#"{"type": "batchnorm2d", "shape": [2], "epsilon": 1, "num_filters_in": 3, "weights": [[1, 1, 1], [1, 1, 1]]}"#,
            "`layers[0]` has 3 channels, which do not divide 2 numbers",
        ),
        (
            r#"{"type": "lstm", "shape": [1], "activation": "relu"}"#,
            "`layers[0]` is a `lstm` with the activation `relu`, expected `tanh`",
        ),
        (
            r#"{"type": "lstm", "shape": [1], "weights": [[[1, 2, 3]], [], []]}"#,
            "`layers[0].weights[0]` has shape [1, 3], expected [2, 4]",
        ),
        (
            r#"{"type": "gru", "shape": [1], "weights": [[[1, 2, 3], [1, 2, 3]], [[1, 2, 3]], [1, 2, 3]]}"#,
            "`layers[0].weights[2]` has shape [3], expected [2, 3]",
        ),
        (
            r#"{"type": "prelu", "shape": [2], "weights": [[[1], [2]]]}"#,
            "`layers[0].weights[0]` has 2 rows, expected 1",
        ),
        (
            r#"{"type": "prelu", "shape": [2], "weights": [[[1, 2, 3]]]}"#,
            "`layers[0].weights[0][0]` has shape [3], expected [2]",
        ),
        (r#"{"type": "prelu", "shape": [2], "weights": [[1, 2]]}"#, "`layers[0].weights[0]` has 2 rows"),
        (r#"{"type": "batchnorm", "shape": [2], "weights": [[0, 0], [1, 1]]}"#, "`layers[0]` has no `epsilon`"),
        (
            r#"{"type": "batchnorm", "shape": [2], "epsilon": 0.5, "weights": [[0, 0], [1, -1]]}"#,
            "`layers[0]` divides number 1 by the root of -0.5",
        ),
    ];
    let cases = cases.map(|(layers, message)| (of_layers(layers), message));
    assert_refused(Rtneural, cases.iter().map(|(text, message)| (text.as_str(), *message)));
}

/// A model of Neural Amp Modeler: an LSTM with one input and 2 units has 4 x 3 weights, 4 biases, 1 output and 1 cell of each unit, and a head.
fn of_lstm(config: &str, n_weights: usize) -> String {
    let weights = vec!["0.5"; n_weights].join(", ");
    format!(r#"{{"version": "0.5.4", "architecture": "LSTM", "config": {{{config}}}, "weights": [{weights}]}}"#)
}

const LSTM: &str = r#""input_size": 1, "hidden_size": 2, "num_layers": 1"#;

#[test]
fn files_of_neural_amp_modeler_that_are_wrong_say_where() {
    let lines = read(Nam, &of_lstm(LSTM, 8 * 3 + 8 + 4 + 3)).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    assert_eq!(lines.to_string(), ": [1] -> [1] {\n    lstm_0: lstm(2, initial = true),\n    head: dense(1),\n}");
    let whole = of_lstm(LSTM, 39);
    let cases = [
        (r#"{"in_shape": [1], "layers": []}"#, "the file is a model of RTNeural"),
        ("{}", "the file has no `architecture`"),
        (&whole.replace("LSTM", "WaveNet2"), "`architecture` is \"WaveNet2\", expected"),
        (&whole.replace("LSTM", "Linear"), "`config` has no `receptive_field`"),
        (&whole.replace("0.5.4", "1.0.0"), "`version` is \"1.0.0\", expected one of 0.5.x, 0.6.x, 0.7.x"),
        (&whole.replace("0.5.4", "0.50.4"), "`version` is \"0.50.4\", expected one of"),
        (&whole.replace("\"0.5.4\"", "0.5"), "`version` is 0.5, expected a text"),
        (&whole.replace("\"version\"", "\"versions\""), "the file has no `version`"),
        (&whole.replace("\"config\"", "\"configs\""), "the file has no `config`"),
        (&whole.replace("\"weights\"", "\"weight\""), "the file has no `weights`"),
        (&whole.replace("[0.5, 0.5", "[0.5, \"a\""), "`weights[1]` is \"a\", expected a number"),
        (&whole.replace("[0.5, 0.5", "[[0.5], 0.5"), "`weights` has shape [39, 1], expected [39]"),
        (&of_lstm("", 39), "`config` has no `input_size`"),
        (&of_lstm(&LSTM.replace(": 2", ": 0"), 39), "`config.hidden_size` is 0, expected a whole number from 1"),
        (
            &of_lstm(&LSTM.replace(": 2", ": 1000000000"), 39),
            "`config.hidden_size` is 1000000000, expected a whole number",
        ),
        (&of_lstm(&LSTM.replace(": 2", ": 65536"), 39), "`weights` has 39 numbers, too few for the weights of layer 0"),
        (
            &of_lstm(&LSTM.replace("layers\": 1", "layers\": 101"), 39),
            "`config.num_layers` is 101, expected a whole number from 1 to 100",
        ),
        (
            &of_lstm(LSTM, 38),
            "`weights` has 38 numbers, too few for the bias of the head, which takes [1] from number 38 on",
        ),
        (&of_lstm(LSTM, 40), "`weights` has 40 numbers, expected 39, which `config` has room for"),
        (
            &of_lstm(&format!(r#"{LSTM}, "in_channels": 2"#), 39),
            "`config.input_size` is 1, expected 2, the number of `in_channels`",
        ),
    ];
    assert_refused(Nam, cases);
}

/// An array of layers of a `WaveNet`.
const ARRAY: &str = r#""input_size": 1, "condition_size": 1, "head_size": 1, "channels": 2, "kernel_size": 3, "dilations": [1, 2],
    "activation": "Tanh", "gated": false, "head_bias": false"#;

/// A `WaveNet` of one array: of the layers 2 x 2 x 3 + 2 and 2 and 2 x 2 + 2 numbers, 2 before and 2 behind them, and the factor.
fn of_wavenet(array: &str, n_weights: usize) -> String {
    let config = format!(r#""layers": [{{{array}}}], "head": null, "head_scale": 0.5"#);
    of_lstm(&config, n_weights).replace("LSTM", "WaveNet")
}

#[test]
fn wavenets_that_are_wrong_say_where() {
    let lines =
        read(Nam, &of_wavenet(ARRAY, 2 * (14 + 2 + 6) + 2 + 2 + 1)).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    let expected = ": [1] -> [1] {
    a0_rechannel: dense(2, bias = false),
    a0_l0_conv: conv1d(2, 3, causal = true),
    a0_l0_mix: dense(2, bias = false, from = input),
    a0_l0_sums: add(a0_l0_conv),
    a0_l0_act: tanh,
    a0_l0_out: dense(2),
    a0_l0_next: add(a0_rechannel),
    a0_l1_conv: conv1d(2, 3, dilation = 2, causal = true),
    a0_l1_mix: dense(2, bias = false, from = input),
    a0_l1_sums: add(a0_l1_conv),
    a0_l1_act: tanh,
    a0_sum: add(a0_l1_act, from = a0_l0_act),
    a0_head: dense(1, bias = false),
    scaled: affine(bias = false, trained = false),
}";
    assert_eq!(lines.to_string(), expected);
    let with = |from: &str, to: &str| of_wavenet(&ARRAY.replacen(from, to, 1), 49);
    let and = |option: &str| of_wavenet(&format!("{ARRAY}, {option}"), 49);
    let cases = [
        (
            of_wavenet(ARRAY, 48),
            "`weights` has 48 numbers, too few for `head_scale`, which takes [1] from number 48 on",
        ),
        (of_wavenet(ARRAY, 50), "`weights` has 50 numbers, expected 49, which `config` has room for"),
        (of_lstm(r#""layers": []"#, 1).replace("LSTM", "WaveNet"), "`config.layers` has 0 arrays of layers"),
        (
            with("input_size\": 1", "input_size\": 3"),
            "`config.layers[0].input_size` is 3, expected 1, the size of what it takes",
        ),
        (
            with("condition_size\": 1", "condition_size\": 3"),
            "`config.layers[0].condition_size` is 3, expected 1, the size of the condition",
        ),
        (with("[1, 2]", "[]"), "`config.layers[0].dilations` has 0 layers"),
        (with("[1, 2]", "[1, 0]"), "`config.layers[0].dilations[1]` is 0, expected a whole number from 1"),
        (
            with("\"kernel_size\": 3", "\"kernel_sizes\": [3]"),
            "`config.layers[0].kernel_sizes` has 1 elements, expected 2",
        ),
        (with("Tanh", "Slowtanh"), "`config.layers[0].activation` is \"Slowtanh\", which is not supported"),
        (with("\"Tanh\"", "{\"type\": 1}"), "`config.layers[0].activation.type` is 1, expected a text"),
        (with("\"gated\": false", "\"gated\": 1"), "`config.layers[0].gated` is 1, expected `true` or `false`"),
        (
            with("\"gated\": false", "\"gating_mode\": \"half\""),
            "`config.layers[0].gating_mode` is \"half\", expected `none`",
        ),
        (with("\"head_bias\": false", "\"head_bias\": null"), "`config.layers[0]` has no `head_bias`"),
        (and(r#""head": {"out_channels": 1}"#), "`config.layers[0].head` has no `kernel_size`"),
        (
            and(r#""groups_input": 3"#),
            "`config.layers[0]` divides 2 channels and 2 outputs into 3 groups, those of a0_l0_conv",
        ),
        (
            and(r#""layer1x1": {"active": false}, "bottleneck": 3"#),
            "`config.layers[0]` has no `layer1x1`, and 2 channels with",
        ),
        (
            and(r#""layer1x1_post_film": {"active": true}"#),
            "`config.layers[0].layer1x1_post_film` is there in a layer that is not blended",
        ),
        (
            and(r#""layer1x1_post_film": {"active": true}, "layer1x1": {"active": false}"#),
            "`config.layers[0].layer1x1_post_film` is there without a `layer1x1`",
        ),
        (
            and(r#""head1x1_post_film": {"active": true}"#),
            "`config.layers[0].head1x1_post_film` is there without a `head1x1`",
        ),
        (
            of_wavenet(ARRAY, 49)
                .replace("\"head\": null", r#""head": {"channels": 1, "out_channels": 1, "kernel_sizes": []}"#),
            "`config.head.kernel_sizes` has 0 layers",
        ),
    ];
    assert_refused(Nam, cases.iter().map(|(text, message)| (text.as_str(), *message)));
}

#[test]
fn a_size_chooses_among_the_models_of_a_container() {
    let model = |hidden: usize| {
        let n_weights = 4 * hidden * (1 + hidden) + 6 * hidden + hidden + 1;
        of_lstm(&LSTM.replace("\"hidden_size\": 2", &format!("\"hidden_size\": {hidden}")), n_weights)
    };
    let models = [(0.5, 1), (0.75, 2), (1.0, 3)]
        .map(|(most, hidden)| format!(r#"{{"max_value": {most}, "model": {}}}"#, model(hidden)));
    let text = |models: &str| {
        format!(
            r#"{{"version": "0.7.0", "architecture": "SlimmableContainer", "config": {{"submodels": [{models}]}}, "weights": []}}"#
        )
    };
    let container = text(&models.join(", "));
    let of = |text: &str, size| super::read(text.as_bytes(), Nam, Options { size, ..Options::default() });
    for (size, hidden) in [(None, 3), (Some(0.0), 1), (Some(0.5), 2), (Some(0.8), 3), (Some(1.0), 3), (Some(7.0), 3)] {
        let found = of(&container, size).unwrap_or_else(|mistake| panic!("{mistake:?}")).to_string();
        assert!(found.contains(&format!("lstm({hidden}, ")), "{size:?}: {found}");
    }
    let nested = text(&format!(r#"{{"max_value": 1, "model": {container}}}"#));
    let cases = [
        (text(""), "`config.submodels` has 0 models, expected 1 to 100"),
        (text("1"), "`config.submodels[0]` is 1, expected an object with `max_value`"),
        (text(r#"{"max_value": 1}"#), "`config.submodels[0]` has no `model`"),
        (text(r#"{"max_value": 1, "model": {}}"#), "`config.submodels[0].model` has no `architecture`"),
        (nested, "`config.submodels[0].model.architecture` is a container within another model"),
    ];
    assert_refused(Nam, cases.iter().map(|(text, message)| (text.as_str(), *message)));
    let mistake = of(&model(2), Some(0.5)).err().map(|mistake| mistake.text);
    assert_eq!(
        mistake.as_deref(),
        Some("`architecture` is \"LSTM\", which has one size, and `size` chooses one of several")
    );
}

#[test]
fn what_python_writes_and_json_has_not_is_said_to_be_that() {
    for word in ["NaN", "Infinity", "-Infinity"] {
        let text = of_layers(&format!(r#"{{"type": "dense", "shape": [1], "weights": [[[1], [{word}]]]}}"#));
        let mistake = read(Rtneural, &text).err().unwrap_or_else(|| panic!("{text} is taken"));
        assert!(format!("{mistake:?}").contains("which Python writes all the same"), "{mistake:?}");
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let inside = format!("{{\"a\": {text}}}");
    let message = "the file is not JSON: recursion limit exceeded";
    assert_refused(Rtneural, [(text.as_str(), message), (inside.as_str(), message)]);
}

#[test]
fn a_mark_before_the_text_is_passed_over() {
    let text = of_layers(r#"{"type": "activation", "activation": "tanh", "shape": [null, null, 2], "weights": []}"#);
    let lines = read(Rtneural, &format!("\u{feff}{text}")).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    assert_eq!(lines.to_string(), ": [2] -> [2] {\n    tanh,\n}");
}
