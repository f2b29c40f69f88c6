//! What is refused, and how the message says so.

use crate::ast::AudioFormat::{self, Nam, Rtneural};

use super::read;

/// Each text is refused with a message that begins so.
fn assert_refused<'a>(format: AudioFormat, cases: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let wrong = cases.into_iter().filter_map(|(text, message)| {
        let found = read(format, text).map(|lines| lines.finish().body).map_err(|mistake| mistake.text().to_owned());
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
        (r#"{"type": "conv2d", "shape": [null, 3, 1, 1]}"#, "`layers[0]` is a `conv2d`, which is not supported yet"),
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
    assert_eq!(lines.finish().body, ": [1] -> [1] {\n    lstm_0: lstm(2, initial = true),\n    head: dense(1),\n}");
    let whole = of_lstm(LSTM, 39);
    let cases = [
        (r#"{"in_shape": [1], "layers": []}"#, "the file is a model of RTNeural"),
        ("{}", "the file has no `architecture`"),
        (&whole.replace("LSTM", "WaveNet2"), "`architecture` is \"WaveNet2\", expected"),
        (&whole.replace("LSTM", "Linear"), "`architecture` is \"Linear\", expected `LSTM`, `WaveNet`"),
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
    assert_eq!(lines.finish().body, ": [2] -> [2] {\n    tanh,\n}");
}
