//! Streams against values computed in float64 by other frameworks (`data/golden/README.md`), and against published models.

use nn_runtime::network::{Network, Parameters};
use nn_runtime::simd::Level;
use nn_runtime::stream::{State, Stream};
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

nn_runtime::network! {
    pub struct Lstm40: [1] -> [1] {
        rnn: lstm(40),
        fc: dense(1),
    }
}

nn_runtime::network! {
    pub struct Conv1d: [1] -> [1] {
        conv1: conv1d(16, 3, tanh, causal = true),
        conv2: conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv3: conv1d(16, 3, tanh, dilation = 4, causal = true),
        fc: conv1d(1, 1, causal = true),
    }
}

nn_runtime::network! {
    /// The same network over a whole window.
    pub struct Window: [1, 32] -> [1, 32] {
        conv1: conv1d(16, 3, tanh, causal = true),
        conv2: conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv3: conv1d(16, 3, tanh, dilation = 4, causal = true),
        fc: conv1d(1, 1, causal = true),
    }
}

nn_runtime::network! {
    /// Four LSTMs, as three files of `RTNeural` have them.
    pub struct LstmTorch: [1] -> [1] {
        l0: lstm(8),
        l1: lstm(8),
        l2: lstm(8),
        l3: lstm(8),
        dense: dense(1),
    }
}

nn_runtime::network! {
    pub struct GruTorch: [1] -> [1] {
        l0: gru(8),
        l1: gru(8),
        l2: gru(8),
        l3: gru(8),
        dense: dense(1),
    }
}

/// Largest distance from a value, as a part of the largest number beside it.
const TOLERANCE: f64 = 1e-5;

pub(crate) fn array(file: &SafeTensors<'_>, name: &str) -> Vec<f64> {
    let array = file.tensor(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    match array.dtype() {
        Dtype::F32 => array.data().as_chunks().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect(),
        _ => array.data().as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect(),
    }
}

/// A network whose parameters have these values.
pub(crate) fn with_parameters<N: Parameters>(values: impl Fn(&str) -> Vec<f64>) -> Box<N> {
    let mut net = bytemuck::allocation::zeroed_box::<N>();
    for parameter in N::LAYOUT {
        let values = values(parameter.name);
        assert_eq!(values.len(), parameter.len(), "{}", parameter.name);
        for (position, value) in parameter.positions().zip(values) {
            net.as_flat_mut()[position] = value as f32;
        }
    }
    net
}

/// The outputs for a sequence of numbers at every level.
fn assert_outputs<N>(net: &N, inputs: &[f64], expected: &[f64])
where
    N: Stream<Input = [f32; 1], Output = [f32; 1]>,
{
    let inputs: Vec<[f32; 1]> = inputs.iter().map(|x| [*x as f32]).collect();
    let largest = expected.iter().fold(0.0, |largest: f64, y| largest.max(y.abs()));
    for level in Level::available() {
        let mut outputs = vec![[0.0]; inputs.len()];
        net.process_at(level, &mut State::new(), &inputs, &mut outputs).expect("equal lengths");
        for (step, (expected, [found])) in expected.iter().zip(&outputs).enumerate() {
            let error = (expected - f64::from(*found)).abs();
            assert!(error <= TOLERANCE * largest, "{level:?}: step {step}: expected {expected}, found {found}");
        }
    }
}

#[test]
fn forty_units_compute_what_jax_and_pytorch_compute() {
    let file = SafeTensors::deserialize(include_bytes!("../data/golden/lstm40.safetensors")).expect("well formed");
    let net = with_parameters::<Lstm40>(|name| array(&file, &format!("param.{}", name.trim_end_matches("_l0"))));
    let (x, y) = (array(&file, "x"), array(&file, "y"));
    assert_eq!((x.len(), y.len()), (3 * 16, 3 * 16));
    for (x, y) in x.chunks(16).zip(y.chunks(16)) {
        assert_outputs(&*net, x, y);
    }
}

#[test]
fn causal_convolutions_compute_what_jax_computes_and_what_a_window_does() {
    let file = SafeTensors::deserialize(include_bytes!("../data/golden/conv1d.safetensors")).expect("well formed");
    let net = with_parameters::<Conv1d>(|name| array(&file, &format!("param.{name}")));
    let window = with_parameters::<Window>(|name| array(&file, &format!("param.{name}")));
    let (x, y) = (array(&file, "x"), array(&file, "y"));
    assert_eq!((x.len(), y.len()), (8 * 32, 8 * 32));
    for (x, y) in x.chunks(32).zip(y.chunks(32)) {
        assert_outputs(&*net, x, y);
        let inputs: Vec<[f32; 1]> = x.iter().map(|x| [*x as f32]).collect();
        for level in Level::available() {
            let mut outputs = [[0.0]; 32];
            net.process_at(level, &mut State::new(), &inputs, &mut outputs).expect("equal lengths");
            let of_window = window.predict_at(level, inputs.as_flattened().try_into().expect("32 inputs"));
            assert_eq!(outputs.as_flattened(), of_window, "{level:?}");
        }
    }
}

/// All numbers of nested lists, in order.
fn flatten(value: &Value, to: &mut Vec<f64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flatten(value, to)),
        number => to.push(number.as_f64().expect("a number")),
    }
}

/// A model of `RTNeural` whose first line is a module by itself, and whose others are one of three layers.
fn check_published<N>(folder: &std::path::Path, kind: &str)
where
    N: Parameters + Stream<Input = [f32; 1], Output = [f32; 1]>,
{
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let numbers = |name: &str| -> Vec<f64> {
        read(name).split_whitespace().map(|number| number.trim_end_matches(',').parse().expect("a number")).collect()
    };
    let model: Value = serde_json::from_str(&read(&format!("{kind}_torch.json"))).expect("the file is JSON");
    let net = with_parameters::<N>(|name| {
        let (line, role) = name.split_once('.').expect("a parameter has a role");
        let key = match line {
            "dense" => name.to_owned(),
            "l0" => format!("{kind}.{role}"),
            line => {
                let index = line[1..].parse::<usize>().expect("the lines above") - 1;
                format!("{kind}2.{}{index}", role.trim_end_matches('0'))
            }
        };
        let mut values = Vec::new();
        flatten(&model[&key], &mut values);
        values
    });
    let (x, y) = (numbers(&format!("{kind}_torch_x_python.csv")), numbers(&format!("{kind}_torch_y_python.csv")));
    assert!(x.len() > 900 && x.len() == y.len(), "{} and {} numbers", x.len(), y.len());
    assert_outputs(&*net, &x, &y);
}

/// The models of `RTNeural` are not in this repository; `NN_CASES` names the folder that has theirs, `rtneural`.
#[test]
fn published_models_compute_what_is_published() {
    let Some(folder) = std::env::var_os("NN_CASES") else {
        eprintln!("left out: NN_CASES names no folder with models of others");
        return;
    };
    let folder = std::path::Path::new(&folder).join("rtneural");
    check_published::<LstmTorch>(&folder, "lstm");
    check_published::<GruTorch>(&folder, "gru");
}
