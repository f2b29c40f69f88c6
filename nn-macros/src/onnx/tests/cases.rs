//! Files of today's exporters and of published robots, with the outputs that ONNX Runtime computes from them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nn_twin::topology::Topology;
use safetensors::{Dtype, SafeTensors};

use super::super::import;
use super::super::lines::Lines;
use super::streams;
use crate::elements::{Float, NonFinite, to_f32};
use crate::model::{Choice, Classes, File};
use crate::outline::Outline;

/// Largest error relative to the largest output: ONNX Runtime computes in `f32`, the twin in `f64`.
const TOLERANCE: f64 = 1e-6;

/// The same of policies, whose sums are longer.
const TOLERANCE_OF_POLICIES: f64 = 2e-6;

/// The same where the file has numbers of half precision, in which ONNX Runtime computes.
const TOLERANCE_OF_HALF: f64 = 5e-3;

/// Files that are refused, and what the message says.
const REFUSED: &[(&str, &str)] = &[
    ("end_argmax_d", "(ArgMax) is not supported"),
    ("end_softmax0_d", "(Softmax) has axis = 0"),
    ("end_topk_d", "(TopK) is not supported"),
    ("keras_tf_normalization", "expected one input, found `keras_tensor_21` of shape"),
    ("skl_mlpregressor_2out", "(Reshape) changes rows of shape [2] to [-1, 1]"),
    ("tf2onnx_normalization", "expected one input, found `x` of shape"),
    ("two_heads_d", "expected one output, found `linear_1` of shape [N, 4], `linear_2` of shape [N, 1]"),
    ("two_inputs_d", "expected one input, found `s` of shape [N, 5], `a` of shape [N, 3]"),
    ("unrolled_rnn_d", "an unrolled recurrent layer of 4 steps"),
    ("window_flat_d", "an unrolled recurrent layer of 7 steps"),
    ("unbatched", "input `x` has shape [8], expected a batch"),
];

/// Files without outputs of a network: labels alone, and numbers that ONNX Runtime does not compute with.
const WITHOUT_OUTPUTS: &[&str] = &["prec_bf16_d", "skl_mlpclassifier"];

/// The models of a folder, in the order of their names.
pub(super) fn models(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut models: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.strip_suffix(".onnx")?.to_owned(), path))
        })
        .collect();
    models.sort();
    models
}

/// Shapes and numbers, by their names.
pub(super) type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// The floats in a file, and whether any has half precision.
pub(super) fn floats(path: &Path) -> (Tensors, bool) {
    let content = std::fs::read(path).expect("outputs are beside a model");
    let tensors = SafeTensors::deserialize(&content).expect("a file of tensors");
    let (mut floats, mut has_half) = (BTreeMap::new(), false);
    for (name, view) in tensors.tensors() {
        let kind = match view.dtype() {
            // Positions of vectors.
            Dtype::I64 if name.starts_with("in.") => {
                let numbers = view.data().as_chunks().0.iter().map(|bytes| i64::from_le_bytes(*bytes) as f32).collect();
                floats.insert(name, (view.shape().to_vec(), numbers));
                continue;
            }
            Dtype::F32 => Float::F32,
            Dtype::F64 => Float::F64,
            Dtype::F16 => Float::F16,
            _ => continue,
        };
        has_half |= kind == Float::F16;
        let Ok(numbers) = to_f32(view.data(), kind, NonFinite::Refused) else { panic!("{name} has numbers") };
        floats.insert(name, (view.shape().to_vec(), numbers));
    }
    (floats, has_half)
}

/// The float64 interpreter of what was read from a file, which is a declaration without a mistake, with its parameters.
pub(super) fn twin(lines: &Lines) -> Topology {
    let network = crate::lowered::parsed(&lines.declaration(""), proc_macro2::Span::call_site());
    let checked = network.and_then(|network| crate::check::check(&network).map_err(|failure| failure.errors));
    if let Err(errors) = checked {
        panic!("{}\n{}", errors.texts().join("\n"), lines.declaration("M"));
    }
    let declaration = format!("struct {}", lines.declaration("M"));
    let (_, mut topology) = nn_twin::description::read(&declaration);
    let (values, parameters) = (lines.parameters(), topology.parameters());
    assert_eq!(parameters.len(), values.len(), "{declaration}");
    let numbers: Vec<f64> =
        parameters.iter().flat_map(|tensor| &values[&tensor.name]).map(|number| f64::from(*number)).collect();
    topology.set_parameters(numbers);
    topology
}

/// The largest error of the network of a file relative to its largest output, and whether its numbers have half precision; or why the
/// file is refused.
fn error(model: &Path, has_outputs: bool) -> Result<(f64, bool), String> {
    let content = std::fs::read(model).expect("the file was listed");
    let path = model.to_str().expect("a path in UTF-8").to_owned();
    let file = File { path, place: proc_macro2::Span::call_site().into() };
    let lines = import::lines(&content, (&file, &Choice::default()), &mut Outline::default());
    let lines = lines.map_err(|error| error.text().to_owned())?;
    if !has_outputs {
        return Ok((0.0, false));
    }
    if lines.remarks().iter().any(|remark| remark.starts_with("A stream")) {
        return Ok((streams::error(&lines, &floats(&model.with_extension("io.safetensors")).0), false));
    }
    let topology = twin(&lines);
    let (floats, has_half) = floats(&model.with_extension("io.safetensors"));
    let is_half = has_half || lines.remarks().iter().any(|remark| remark.contains("Float16"));
    let find = |prefix: &str, length: usize| {
        let is_row = |shape: &[usize]| shape.iter().skip(2).product::<usize>() == length;
        let fitting = floats.iter().find(|(name, (shape, _))| name.starts_with(prefix) && is_row(shape));
        fitting.map_or_else(|| panic!("{prefix} of {length} numbers"), |(_, (_, numbers))| numbers)
    };
    let (inputs, outputs) = (find("in.", topology.input), find("out.", topology.output()));
    let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
    for (input, output) in inputs.chunks(topology.input).zip(outputs.chunks(topology.output())) {
        let input: Vec<f64> = input.iter().map(|number| f64::from(*number)).collect();
        for (found, expected) in topology.predict(&input).iter().zip(output) {
            worst = worst.max((found - f64::from(*expected)).abs());
            largest = largest.max(f64::from(expected.abs()));
        }
    }
    Ok((worst / largest, is_half))
}

/// Checks all models of a folder; the number of those that are taken, and of all.
fn check(folder: &Path, tolerance: f64) -> (usize, usize) {
    let models = models(folder);
    let (mut n_taken, mut faults) = (0, Vec::new());
    for (name, path) in &models {
        let refused = REFUSED.iter().find(|(refused, _)| refused == name);
        match (error(path, !WITHOUT_OUTPUTS.contains(&name.as_str())), refused) {
            (Ok((error, is_half)), None) => {
                let most = if is_half { TOLERANCE_OF_HALF } else { tolerance };
                faults.extend((error > most).then(|| format!("{name} errs by {error:.1e}")));
                n_taken += 1;
            }
            (Ok(_), Some(_)) => faults.push(format!("{name} is no longer refused")),
            (Err(message), Some((_, expected))) if message.contains(expected) => {}
            (Err(message), _) => faults.push(format!("{name}: {message}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    (n_taken, models.len())
}

#[test]
fn files_of_exporters_compute_what_onnx_runtime_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/exporters");
    assert_eq!(check(&folder, TOLERANCE), (197, 208));
}

/// What ONNX Runtime calls the outputs of classifiers, in all places where converters write it.
#[test]
fn labels_of_classifiers_are_classes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/exporters");
    let iris = || Some(Classes::Texts(["setosa", "versicolor", "virginica"].map(str::to_owned).to_vec()));
    for (name, expected) in [
        ("skl_mlpclassifier", Some(Classes::Numbers(vec![0, 1, 2]))),
        ("skl_mlpclassifier_binary", Some(Classes::Numbers(vec![0, 1]))),
        ("skl_mlpclassifier_nozipmap", Some(Classes::Numbers(vec![0, 1, 2]))),
        ("skl_logistic_strings", iris()),
        ("skl_normalizer_logistic", iris()),
        ("skl_logistic_binary", Some(Classes::Numbers(vec![0, 1]))),
        ("skl_linear_svc", Some(Classes::Numbers(vec![-1, 0, 1]))),
        // One score for two classes.
        ("skl_linear_svc_binary", None),
        ("skl_pipeline_minmax_reg", None),
        ("end_logsoftmax_d", None),
    ] {
        let content = std::fs::read(folder.join(format!("{name}.onnx"))).expect("the file is in the repository");
        let lines = super::lines(&content).unwrap_or_else(|error| panic!("{name}: {}", error.text()));
        assert_eq!(lines.names().classes, expected, "{name}");
    }
}

/// Their licences do not let them be part of every copy of this repository.
#[test]
fn published_policies_compute_what_onnx_runtime_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases/policies");
    if folder.is_dir() {
        assert_eq!(check(&folder, TOLERANCE_OF_POLICIES), (6, 6));
    } else {
        println!("left out: {} is not there", folder.display());
    }
}
