//! Models of this repository, and published ones, against what others compute with them.

mod mutations;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nn_files::audio::Options;

use super::import::{declaration, lowered};
use crate::ast::AudioFormat;
use crate::lowered::Lowered;
use crate::plan::interpret::files::outputs;

/// Largest distance from a value, as a part of the largest number beside it.
const TOLERANCE: f64 = 1e-5;

/// The format of a file, by the end of its name.
fn format_of(path: &Path) -> AudioFormat {
    if path.extension().is_some_and(|extension| extension == "nam") { AudioFormat::Nam } else { AudioFormat::Rtneural }
}

/// The models of this repository, which `make.py` and `core.py` beside them make.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/embedded/models/audio")
}

/// Compares all outputs for a file from number `skipped` on, in whole rows.
fn assert_outputs(path: &Path, x: &[f32], y: &[f32], skipped: usize) {
    assert_outputs_of((path, None), x, y, skipped);
}

/// The same for a file that has several models.
fn assert_outputs_of((path, size): (&Path, Option<f64>), x: &[f32], y: &[f32], skipped: usize) {
    let format = format_of(path);
    let content = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let found = declaration(&content, format, Options { size, rate: None });
    let lowered = lowered(found.unwrap_or_else(|mistake| panic!("{}: {mistake:?}", path.display())));
    let size = size.map_or(String::new(), |size| format!(", size = {size}"));
    let tokens =
        format!("@crate(::nn_runtime) #[{}({:?}{size})] struct Net;", format.name(), path.display().to_string());
    let model = crate::model(tokens.parse().expect("a declaration is tokens"));
    let model = model.unwrap_or_else(|failure| panic!("{}: {:?}", path.display(), failure.errors.texts()));
    let inputs: Vec<Vec<f32>> = x.chunks(model.input.len()).map(<[f32]>::to_vec).collect();
    let expected: Vec<&[f32]> = y.chunks(model.output.len()).collect();
    // Windows that begin before the first input have no outputs in other programs.
    let later = inputs.len().checked_sub(expected.len()).expect("no more outputs than inputs");
    assert!(later == 0 || skipped == 0, "{}", path.display());
    let largest = y.iter().fold(0.0, |largest: f64, y| largest.max(f64::from(y.abs())));
    for (which, found) in outputs(&model, &lowered.body, &inputs).iter().enumerate() {
        for (step, (expected, found)) in expected.iter().zip(&found[later..]).enumerate().skip(skipped) {
            for (expected, found) in expected.iter().zip(found) {
                let error = (f64::from(*expected) - found).abs();
                let title = format!("{}, run {which}, step {step}", path.display());
                assert!(error <= TOLERANCE * largest, "{title}: expected {expected}, found {found}, largest {largest}");
            }
        }
    }
}

/// All arrays of a file in the safetensors format, of `f32`.
#[cfg(feature = "weights")]
fn arrays(path: &Path) -> BTreeMap<String, Vec<f32>> {
    let content = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = safetensors::SafeTensors::deserialize(&content).expect("the file is well formed");
    let numbers = |data: &[u8]| data.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    file.iter().map(|(name, array)| (name.to_owned(), numbers(array.data()))).collect()
}

#[cfg(feature = "weights")]
#[test]
fn models_compute_what_their_programs_compute() {
    let io = arrays(&folder().join("io.safetensors"));
    let mut n_models = 0;
    let of_rtneural = ["conv.json", "conv2d.json", "dense.json", "gru.json", "lstm.json"];
    let of_nam = ["amp.nam", "convnet.nam", "convnet_plain.nam", "wavenet.nam", "wavenet2.nam"];
    for name in of_rtneural.into_iter().chain(of_nam) {
        let stem = name.split('.').next().unwrap_or_default();
        assert_outputs(&folder().join(name), &io[&format!("{stem}.x")], &io[&format!("{stem}.y")], 0);
        n_models += 1;
    }
    assert_eq!(io.len(), 2 * n_models, "a model is left out");
}

#[cfg(feature = "weights")]
#[test]
fn models_compute_what_neural_amp_modeler_core_computes() {
    let io = arrays(&folder().join("core.safetensors"));
    let mut n_outputs = 0;
    let mut check = |stem: &str, size: Option<f64>, key: &str| {
        assert_outputs_of((&folder().join(format!("{stem}.nam")), size), &io[&format!("{stem}.x")], &io[key], 0);
        n_outputs += 1;
    };
    let of_one_size = ["linear", "linear_stereo", "condition", "condition_lstm", "fasttanh"];
    for stem in of_one_size {
        check(stem, None, &format!("{stem}.y"));
    }
    for (text, size) in [("0", 0.0), ("0.3", 0.3), ("0.5", 0.5), ("1", 1.0)] {
        check("slimmable", Some(size), &format!("slimmable.{text}.y"));
    }
    assert_outputs(&folder().join("slimmable.nam"), &io["slimmable.x"], &io["slimmable.1.y"], 0);
    assert_eq!(io.len(), n_outputs + of_one_size.len() + 1, "a model is left out");
}

/// The folder of models that others published, if there is one.
fn published() -> Option<PathBuf> {
    let folder = std::env::var_os("NN_CASES");
    if folder.is_none() {
        eprintln!("left out: NN_CASES names no folder with models of others");
    }
    folder.map(PathBuf::from)
}

#[test]
fn models_of_rtneural_compute_what_is_published() {
    // Keras has no outputs where a window begins before the first input, and with the padding `same` it looks at inputs to come. So its outputs are
    // those of 8 + 2 + 3 steps later, but for one at the beginning, and some at the end, that look at the padding.
    const LATER: usize = 13;
    let Some(folder) = published().map(|folder| folder.join("rtneural")) else { return };
    let numbers = |name: String| -> Vec<f32> {
        let path = folder.join(&name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text.split_whitespace().map(|number| number.trim_end_matches(',').parse().expect("a number")).collect()
    };
    let io = |name: &str| (numbers(format!("{name}_x_python.csv")), numbers(format!("{name}_y_python.csv")));
    for name in ["conv", "dense", "gru", "lstm"] {
        let (x, y) = io(name);
        assert_outputs(&folder.join(format!("{name}.json")), &x, &y, 0);
    }
    let ((x, y), n_outputs) = (io("conv2d"), 8);
    let n_steps = x.len() / 23;
    let mut expected = vec![0.0; n_steps * n_outputs];
    let known = &y[n_outputs..(n_steps - LATER) * n_outputs];
    expected[(LATER + 1) * n_outputs..].copy_from_slice(known);
    assert_outputs(&folder.join("conv2d.json"), &x, &expected, LATER + 1);
}

#[test]
fn models_of_neural_amp_modeler_compute_what_is_published() {
    let Some(folder) = published().map(|folder| folder.join("nam")) else { return };
    let numbers = |name: &str| -> Vec<f32> {
        let path = folder.join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    for (name, x, y) in [
        ("reference_lstm", "input_lstm", "expected_output_lstm"),
        ("reference_lstm_standard", "input_lstm_standard", "expected_output_lstm_standard"),
    ] {
        assert_outputs(&folder.join(format!("{name}.nam")), &numbers(x), &numbers(y), 0);
    }
    // Those that look back, which begin with other inputs.
    for name in ["a2_film", "a2_gated", "a2_grouped"] {
        let (x, y) = (numbers(&format!("input_{name}")), numbers(&format!("expected_{name}")));
        assert_outputs(&folder.join(format!("{name}.nam")), &x[..512], &y[..512], 64);
    }
    let (x, y) = (numbers("input_standard"), numbers("expected_output_standard"));
    assert_outputs(&folder.join("reference_standard.nam"), &x[..4400], &y[..4400], 4300);
    assert_eq!(text_of(&folder, "wavenet_a1_standard", None), text_of(&folder, "reference_standard", None));
    // The models of a container that have files of their own; the first is an LSTM, which begins with the state in its file.
    let (container, x) = ("slimmable_container", numbers("input_slim"));
    for (which, sizes, n_steps, skipped, alone) in
        [(0, [Some(0.0), Some(0.3)], 512, 0, "lstm"), (1, [Some(0.33), Some(0.5)], 512, 64, "wavenet")]
    {
        let ([first, second], y) = (sizes, numbers(&format!("expected_slim_{which}")));
        assert_outputs_of((&folder.join(format!("{container}.nam")), first), &x[..n_steps], &y[..n_steps], skipped);
        let text = text_of(&folder, container, first);
        assert_eq!(text, text_of(&folder, container, second), "{which}");
        assert_eq!(text, text_of(&folder, alone, None), "{which}");
    }
    assert_eq!(text_of(&folder, container, Some(0.66)), text_of(&folder, container, None));
}

/// What becomes of a file: the text of the declaration, and the values of its parameters.
fn text_of(folder: &Path, name: &str, size: Option<f64>) -> (String, BTreeMap<String, Vec<f32>>) {
    let content = std::fs::read(folder.join(format!("{name}.nam"))).unwrap_or_else(|error| panic!("{name}: {error}"));
    let found = declaration(&content, AudioFormat::Nam, Options { size, rate: None });
    let Lowered { body, parameters, .. } = lowered(found.unwrap_or_else(|mistake| panic!("{name}: {mistake:?}")));
    (body, parameters)
}

/// What the program computes begins with half a second of silence.
#[cfg(feature = "weights")]
#[test]
fn models_compute_what_the_program_for_amplifiers_computes() {
    const SILENCE: usize = 24_000;
    let Some(folder) = published().map(|folder| folder.join("nam")) else { return };
    let io = arrays(&folder.join("core.io.safetensors"));
    let behind_silence = |numbers: &[f32]| [vec![0.0; SILENCE].as_slice(), &numbers[..2048]].concat();
    // The first model of the container is the one that `lstm.nam` has, too.
    let (x, y) = (behind_silence(&io["x"]), behind_silence(&io["lstm"]));
    assert_outputs(&folder.join("lstm.nam"), &x, &y, SILENCE);
    assert_eq!(io["lstm"], io["slimmable_container_0.3"]);
    // Behind all that they look back over, silence does not matter.
    // The larger ones are compiled, in `tests/embedded/tests/published.in`.
    for (name, key, size, earlier) in
        [("slimmable_container", "slimmable_container_1.0", None, 4100), ("A2", "a2_nano", Some(0.2), 6400)]
    {
        let n_steps = earlier + 64;
        let path = folder.join(format!("{name}.nam"));
        assert_outputs_of((&path, size), &io["x"][..n_steps], &io[key][..n_steps], earlier);
    }
}
