//! Networks for another rate of samples, and rates that a network cannot have.

use super::{ARRAY, LSTM, of_lstm, of_wavenet};
use crate::audio::Format::{self, Nam, Rtneural};
use crate::audio::{Declaration, Mistake, Options, read};

/// The network in a text for so many samples a second.
fn at(format: Format, text: &str, rate: f64) -> Result<Declaration, Mistake> {
    read(text.as_bytes(), format, Options { rate: Some(rate), size: None })
}

/// A model whose network was trained at this rate, as JSON has it.
fn trained_at(text: &str, rate: &str) -> String {
    text.replacen('{', &format!("{{\"sample_rate\": {rate}, "), 1)
}

/// A `WaveNet` with these two dilations, and the dilations of what is made of it at a rate.
fn dilations(of_file: &str, trained: &str, rate: f64) -> Result<Vec<String>, Mistake> {
    let array = ARRAY.replace("[1, 2]", of_file);
    let body = at(Nam, &trained_at(&of_wavenet(&array, 49), trained), rate)?.to_string();
    let lines = body.lines().filter(|line| line.contains("conv1d"));
    Ok(lines.map(|line| line.split_once("conv1d").map_or("", |(_, arguments)| arguments).to_owned()).collect())
}

#[test]
fn dilations_are_multiplied_and_divided() {
    let expected = |first: &str, second: &str| {
        Ok([first, second].map(|dilation| format!("(2, 3, {dilation}causal = true),")).to_vec())
    };
    assert_eq!(dilations("[1, 2]", "48000", 96_000.0), expected("dilation = 2, ", "dilation = 4, "));
    assert_eq!(dilations("[1, 2]", "48000.0", 144_000.0), expected("dilation = 3, ", "dilation = 6, "));
    assert_eq!(dilations("[1, 2]", "48000", 48_000.0), expected("", "dilation = 2, "));
    assert_eq!(dilations("[2, 4]", "96000", 48_000.0), expected("", "dilation = 2, "));
    // Three halves of even ones are whole.
    assert_eq!(dilations("[2, 6]", "32000", 48_000.0), expected("dilation = 3, ", "dilation = 9, "));
    assert_eq!(dilations("[147, 294]", "44100", 48_000.0), expected("dilation = 160, ", "dilation = 320, "));
}

#[test]
fn everything_that_looks_back_is_scaled() {
    let head = r#""head": {"out_channels": 1, "kernel_size": 2, "head_dilation": 5, "bias": false}"#;
    let array = format!("{ARRAY}, {head}");
    let text = trained_at(&of_wavenet(&array, 51), "48000").replace(
        "\"head\": null",
        r#""head": {"channels": 2, "out_channels": 1, "activation": "ReLU", "kernel_sizes": [1, 4]}"#,
    );
    // Behind the arrays: 1 x 2 and 2, then 2 x 4 and 1.
    let text = text.replacen("\"weights\": [", &format!("\"weights\": [{}", "0.25, ".repeat(13)), 1);
    let found = at(Nam, &text, 96_000.0).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    let body = found.to_string();
    for line in [
        "a0_l0_conv: conv1d(2, 3, dilation = 2, causal = true)",
        "a0_l1_conv: conv1d(2, 3, dilation = 4, causal = true)",
        "a0_head: conv1d(1, 2, dilation = 10, causal = true, bias = false)",
        "head_0: dense(2)",
        "head_1: conv1d(1, 4, dilation = 2, causal = true)",
    ] {
        assert!(body.contains(&format!("    {line},\n")), "{line} is not in {body}");
    }
    assert_eq!(found.sample_rate, Some(96_000.0));
    let remarks = [
        "It was trained at 48000 samples a second.",
        "It is scaled from 48_000 to 96_000 samples a second.",
        // 2 x 2, 2 x 4, 10 and 3 x 2.
        "Its convolutions look back over 28 inputs.",
    ];
    assert_eq!(found.remarks, remarks);
}

#[test]
fn parameters_are_those_of_the_file() {
    let text = trained_at(&of_wavenet(ARRAY, 49), "48000");
    let [as_it_is, scaled] = [48_000.0, 96_000.0].map(|rate| {
        let found = at(Nam, &text, rate).unwrap_or_else(|mistake| panic!("{mistake:?}"));
        found.lines.into_iter().map(|line| (line.label, line.parameters)).collect::<Vec<_>>()
    });
    assert_eq!(as_it_is, scaled);
}

#[test]
fn rates_that_a_network_cannot_have_say_why() {
    let lstm = trained_at(&of_lstm(LSTM, 39), "48000");
    let wavenet = |rate: &str| trained_at(&of_wavenet(ARRAY, 49), rate);
    let cases = [
        (
            Nam,
            lstm.clone(),
            96_000.0,
            "the network cannot be scaled from 48_000 to 96_000 samples a second: `lstm_0` is a recurrent layer",
        ),
        (
            Nam,
            wavenet("48000"),
            44_100.0,
            "the network cannot be scaled from 48_000 to 44_100 samples a second: the dilation 1 of `a0_l0_conv` becomes 0.91875, which is no \
             whole number",
        ),
        (
            Nam,
            wavenet("48000"),
            24_000.0,
            "the network cannot be scaled from 48_000 to 24_000 samples a second: the dilation 1 of `a0_l0_conv` becomes 0.5",
        ),
        (Nam, wavenet("48000"), 0.5, "`rate` is 0.5, expected a whole number of samples a second from 1 to"),
        (Nam, wavenet("48000"), 1e10, "`rate` is 10000000000, expected a whole number of samples a second"),
        (Nam, wavenet("44100.5"), 96_000.0, "`sample_rate` of the file is 44100.5, expected a whole number"),
        (Nam, wavenet("0"), 96_000.0, "`sample_rate` of the file is 0, expected a whole number"),
        (Nam, wavenet("\"48k\""), 96_000.0, "`sample_rate` is \"48k\", expected a number"),
        (Nam, of_wavenet(ARRAY, 49), 96_000.0, "the file has no `sample_rate`, which `rate` is to be a multiple of"),
        (
            Rtneural,
            super::of_layers(r#"{"type": "activation", "activation": "tanh", "shape": [2], "weights": []}"#),
            96_000.0,
            "the network cannot be scaled to 96000 samples a second",
        ),
    ];
    for (format, text, rate, message) in cases {
        let found = at(format, &text, rate).map(|found| found.to_string()).map_err(|mistake| mistake.text);
        assert!(found.as_ref().is_err_and(|found| found.starts_with(message)), "expected {message}, found {found:?}");
    }
    // At its own rate any network stays as it is.
    assert!(at(Nam, &lstm, 48_000.0).is_ok());
}

#[test]
fn the_largest_numbers_are_errors_too() {
    let array = ARRAY.replace("[1, 2]", "[65536, 65536]");
    let text = trained_at(&of_wavenet(&array, 49), "1");
    let found = at(Nam, &text, 1e9).unwrap_or_else(|mistake| panic!("{mistake:?}"));
    // nn-macros says how far a convolution may look back.
    assert!(found.to_string().contains("dilation = 65536000000000"), "{found}");
}
