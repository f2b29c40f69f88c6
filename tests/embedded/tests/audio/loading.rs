//! Models that are loaded while the program runs, against the networks that are made of the same files while compiling.

use std::path::{Path, PathBuf};

use nn_runtime::audio::{self, Loader};
use nn_runtime::prelude::*;

use super::{Amp, Conv, Conv2d, ConvNet, Dense, Gru, Lstm, WaveNet, WaveNet2, WaveNetTwice, rows};

network! {
    /// The layers of `amp.nam`, written by hand and with other labels.
    struct ByHand: [1] -> [1] {
        first: lstm(5, initial = true),
        lstm(5, initial = true),
        out: dense(1),
    }
}

network! {
    /// The layers of `gru.json`, without any label.
    struct Unlabelled: [1] -> [1] {
        dense(4, tanh),
        gru(5),
        dense(1),
    }
}

pub(super) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/audio").join(name)
}

pub(super) fn content(name: &str) -> Vec<u8> {
    let path = path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(super) fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// The error of a result that must be one.
pub(super) fn message<T>(result: Result<T, Error>) -> String {
    result.err().map(|error| error.to_string()).expect("it is refused")
}

/// Over whatever a network held, from a path and from bytes, all numbers are those of the network that was compiled, padding too.
fn assert_loads<N: Parameters>(pretrained: &N, name: &str) {
    let mut net = N::init(7);
    assert_ne!(bits(net.as_flat()), bits(pretrained.as_flat()), "{name}");
    audio::load(&mut net, path(name)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bits(net.as_flat()), bits(pretrained.as_flat()), "{name}");
    let mut net = N::zeros();
    audio::from_bytes(&mut net, &content(name)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bits(net.as_flat()), bits(pretrained.as_flat()), "{name}");
}

#[test]
fn a_loaded_network_has_the_bits_of_a_compiled_one() {
    assert_loads(Gru::pretrained(), "gru.json");
    assert_loads(Lstm::pretrained(), "lstm.json");
    assert_loads(Dense::pretrained(), "dense.json");
    assert_loads(Conv::pretrained(), "conv.json");
    assert_loads(Conv2d::pretrained(), "conv2d.json");
    assert_loads(Amp::pretrained(), "amp.nam");
    assert_loads(ConvNet::pretrained(), "convnet.nam");
    assert_loads(WaveNet::pretrained(), "wavenet.nam");
    assert_loads(WaveNet2::pretrained(), "wavenet2.nam");
}

#[test]
fn a_network_that_is_written_by_hand_computes_what_a_file_says() {
    let inputs = rows::<1>("amp.x");
    let mut net = ByHand::init(1);
    audio::load(&mut net, path("amp.nam")).expect("the layers are those of the file");
    // The state that the file begins with, too.
    let (mut state, mut expected) = (net.new_state(), Amp::pretrained().new_state());
    assert_ne!(state, State::NEW);
    for input in &inputs {
        let (found, expected) = (net.step(&mut state, input), Amp::pretrained().step(&mut expected, input));
        assert_eq!(bits(&found), bits(&expected));
    }
    let inputs = rows::<1>("gru.x");
    let mut net = Unlabelled::init(1);
    audio::load(&mut net, path("gru.json")).expect("the layers are those of the file");
    let (mut state, mut expected) = (State::new(), State::new());
    for input in &inputs {
        let (found, expected) = (net.step(&mut state, input), Gru::pretrained().step(&mut expected, input));
        assert_eq!(bits(&found), bits(&expected));
    }
}

#[test]
fn a_model_says_what_it_is() {
    let amp = Loader::new().open(path("amp.nam")).expect("it is a model");
    assert_eq!(amp.sample_rate(), Some(48_000.0));
    let body = ": [1] -> [1] {\n    lstm_0: lstm(5, initial = true),\n    lstm_1: lstm(5, initial = true),\n    head: dense(1),\n}";
    assert_eq!(amp.to_string(), body);
    assert!(amp.fits::<Amp>() && amp.fits::<ByHand>() && !amp.fits::<Gru>() && !amp.fits::<WaveNet>());
    let gru = Loader::new().read(&content("gru.json")).expect("it is a model");
    assert_eq!(gru.sample_rate(), None);
    assert!(gru.fits::<Gru>() && gru.fits::<Unlabelled>() && !gru.fits::<Amp>());
}

/// A file's text with other numbers for the last ones of `weights`.
fn with_last_weight(name: &str, number: &str) -> Vec<u8> {
    let text = String::from_utf8(content(name)).expect("it is text");
    let end = text.rfind(']').expect("a list ends");
    let start = text[..end].rfind(',').expect("it has several numbers");
    format!("{}, {number}{}", &text[..start], &text[end..]).into_bytes()
}

#[test]
fn the_factor_behind_a_wavenet_is_a_number_of_the_file() {
    let scaled = |factor: &str| {
        let mut net = WaveNet::zeros();
        audio::from_bytes(&mut net, &with_last_weight("wavenet.nam", factor)).expect("only a number differs");
        let mut state = net.new_state();
        let outputs: Vec<f32> = rows::<1>("wavenet.x").iter().map(|input| net.step(&mut state, input)[0]).collect();
        outputs
    };
    let (one, half) = (scaled("1.0"), scaled("0.5"));
    assert!(one.iter().any(|output| *output != 0.0));
    assert_eq!(bits(&half), bits(&one.iter().map(|output| 0.5 * output).collect::<Vec<_>>()));
}

#[test]
fn a_network_for_another_rate_takes_files_at_that_rate() {
    let mut net = WaveNetTwice::zeros();
    Loader::new().rate(96_000.0).load(&mut net, path("wavenet.nam")).expect("the dilations are those");
    assert_eq!(bits(net.as_flat()), bits(WaveNetTwice::pretrained().as_flat()));
    let model = Loader::new().rate(96_000.0).open(path("wavenet.nam")).expect("they divide");
    assert_eq!(model.sample_rate(), Some(96_000.0));
    assert!(model.fits::<WaveNetTwice>() && !model.fits::<WaveNet>());
    let found = message(audio::load(&mut net, path("wavenet.nam")));
    assert!(
        found.contains(
            "line 1 of the network is `a0_l0_conv: conv1d(5, 3, causal = true)`, expected `a0_l0_conv: conv1d(5, 3, dilation = 2, causal = true)`"
        ),
        "{found}"
    );
    let found = message(Loader::new().rate(96_000.0).open(path("amp.nam")));
    assert!(
        found.contains("cannot be scaled from 48_000 to 96_000 samples a second: `lstm_0` is a recurrent layer"),
        "{found}"
    );
}

#[test]
fn a_size_chooses_among_the_models_of_a_file() {
    let model = |name: &str| String::from_utf8(content(name)).expect("it is text");
    let container = format!(
        r#"{{"version": "0.7.0", "architecture": "SlimmableContainer", "weights": [],
            "config": {{"submodels": [{{"max_value": 0.5, "model": {}}}, {{"max_value": 1.0, "model": {}}}]}}}}"#,
        model("amp.nam"),
        model("wavenet.nam")
    );
    let read = |loader: Loader| loader.read(container.as_bytes()).expect("it has models");
    assert!(read(Loader::new()).fits::<WaveNet>());
    assert!(read(Loader::new().size(0.7)).fits::<WaveNet>());
    let mut net = Amp::zeros();
    Loader::new().size(0.2).from_bytes(&mut net, container.as_bytes()).expect("it is the first");
    assert_eq!(bits(net.as_flat()), bits(Amp::pretrained().as_flat()));
}

/// A network of other layers is as it was, and is told what differs.
fn assert_refused<N: Parameters>(name: &str, expected: &str) {
    let mut net = N::init(3);
    let before = bits(net.as_flat());
    let found = message(audio::from_bytes(&mut net, &content(name)));
    let help = "declare the network by a file of this architecture, with `#[nam(..)]` or `#[rtneural(..)]`; `audio::Loader` has `size` and `rate`";
    assert_eq!(found, format!("weights: bytes, {expected} ({help})"), "{name}");
    assert_eq!(bits(net.as_flat()), before, "{name}");
}

network! {
    struct TwoOutputs: [1] -> [2] { lstm(5, initial = true), lstm(5, initial = true), dense(2) }
}

network! {
    struct ZeroState: [1] -> [1] { lstm(5), lstm(5), dense(1) }
}

network! {
    struct OneMore: [1] -> [1] { lstm(5, initial = true), lstm(5, initial = true), dense(1), tanh }
}

network! {
    struct OneLess: [1] -> [5] { lstm(5, initial = true), lstm(5, initial = true) }
}

#[test]
fn networks_of_other_layers_stay_as_they_are() {
    assert_refused::<TwoOutputs>(
        "amp.nam",
        "an LSTM of Neural Amp Modeler: signature is `[1] -> [1]`, expected `[1] -> [2]`",
    );
    assert_refused::<OneLess>(
        "amp.nam",
        "an LSTM of Neural Amp Modeler: signature is `[1] -> [1]`, expected `[1] -> [5]`",
    );
    assert_refused::<ZeroState>(
        "amp.nam",
        "an LSTM of Neural Amp Modeler: line 0 of the network is `lstm(5, initial = true)`, expected `lstm(5)`",
    );
    assert_refused::<OneMore>(
        "amp.nam",
        "an LSTM of Neural Amp Modeler: line 3 of the network is not there, expected `tanh`",
    );
    assert_refused::<WaveNet>(
        "convnet.nam",
        "a ConvNet of Neural Amp Modeler: line 0 of the network is `a0_rechannel: conv1d(4, 2, causal = true, bias = false)`, expected \
         `a0_rechannel: dense(5, bias = false)`",
    );
    assert_refused::<Unlabelled>(
        "amp.nam",
        "an LSTM of Neural Amp Modeler: line 0 of the network is `lstm(5, initial = true)`, expected `dense(4, tanh)`",
    );
    assert_refused::<ByHand>(
        "gru.json",
        "a model of RTNeural: line 0 of the network is `first: dense(4, tanh)`, expected `first: lstm(5, initial = true)`",
    );
}

#[test]
fn files_that_are_no_models_say_what_they_are() {
    let mut net = Amp::init(3);
    let before = bits(net.as_flat());
    let mut refused = |bytes: &[u8]| message(audio::from_bytes(&mut net, bytes));
    let cases: [(&[u8], &str); 5] = [
        (b"", "audio: bytes: the file is empty, expected JSON (whatever wrote or fetched it did not finish)"),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "audio: bytes: the file is a pointer of Git LFS, expected JSON (`git lfs pull` fetches the file that it stands for)",
        ),
        (
            include_bytes!("../../models/audio/io.safetensors"),
            "audio: bytes: the file is a safetensors file, expected JSON (`#[weights(\"file.safetensors\")]` reads weights for a network that is \
             declared)",
        ),
        (b"{}", "audio: bytes: the file has no `in_shape`"),
        (
            br#"{"architecture": "Sequential", "version": "0.5.4", "config": {}, "weights": []}"#,
            "audio: bytes: `architecture` is \"Sequential\", expected `LSTM`, `WaveNet`, `ConvNet`, `Linear` or `SlimmableContainer`",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refused(bytes), expected);
    }
    let whole = content("amp.nam");
    for len in (0..whole.len() - 2).step_by(53) {
        refused(&whole[..len]);
    }
    assert_eq!(bits(net.as_flat()), before);
    match audio::load(&mut net, path("absent.nam")) {
        Err(Error::File { path, .. }) => assert!(path.ends_with("absent.nam"), "{path}"),
        other => panic!("{other:?}"),
    }
    let found = message(audio::load(&mut net, path("make.py")));
    assert!(found.contains("make.py: the file is plain text, expected JSON"), "{found}");
}

/// What was found by fuzzing the macro with such files.
#[test]
fn inputs_that_fuzzing_found_are_read_or_errors() {
    let (mut n_models, mut n_errors) = (0, 0);
    for folder in ["macro_nam", "macro_rtneural"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(folder);
        for entry in std::fs::read_dir(folder).expect("every target has inputs") {
            let content = std::fs::read(entry.expect("a folder can be listed").path()).expect("it was listed");
            match Loader::new().read(&content) {
                Ok(model) => {
                    n_models += 1;
                    let mut net = Amp::init(3);
                    let before = bits(net.as_flat());
                    if model.give(&mut net).is_err() {
                        assert_eq!(bits(net.as_flat()), before, "an error, and the network changed");
                    }
                    assert!(model.to_string().starts_with(": ["), "{model}");
                }
                Err(error) => {
                    n_errors += 1;
                    assert!(error.to_string().len() < 1 << 16, "a long message");
                }
            }
        }
    }
    assert!(n_models > 0 && n_errors > 99, "{n_models} models, {n_errors} errors");
}
