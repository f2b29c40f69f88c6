//! Files with recurrent operators.

use super::*;

#[cfg(feature = "weights")]
use super::cases::{Tensors, floats};

/// The largest error relative to the largest output, of calls that each begin with a state or with zeros. What begins with an input of the file
/// begins with a parameter here.
#[cfg(feature = "weights")]
pub(super) fn error(lines: &Lines, io: &Tensors) -> f64 {
    let declaration = format!("struct {}", lines.declaration("M"));
    let values = lines.parameters();
    let n_calls = io.values().next().map_or(0, |(shape, _)| shape[0]);
    let call = |name: &str, call: usize| -> Option<Vec<f64>> {
        let (_, numbers) = io.get(name)?;
        let part = numbers.chunks(numbers.len() / n_calls).nth(call)?;
        Some(part.iter().map(|number| f64::from(*number)).collect())
    };
    let initial = |layer: &str, of: usize| match layer {
        "rnn.h0" => call("in.h_in", of),
        "rnn.c0" => call("in.c_in", of),
        _ => {
            // `[layers, units, parts]` of two LSTM.
            let (layer, part) = (usize::from(layer.starts_with("lstm_5")), usize::from(layer.ends_with("c0")));
            let all = call("in.input_3", of)?;
            Some(all.chunks(2).skip(layer * 128).take(128).map(|parts| parts[part]).collect())
        }
    };
    let has_state = io.contains_key("in.h_in") || io.contains_key("in.input_3");
    let declaration = if has_state {
        declaration.replace("lstm(256", "lstm(256, initial = true").replace("lstm(128", "lstm(128, initial = true")
    } else {
        declaration
    };
    let (_, mut topology) = nn_twin::description::read(&declaration);
    let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
    for of in 0..n_calls {
        let parameters: Vec<f64> = topology
            .parameters()
            .iter()
            .flat_map(|tensor| match values.get(&tensor.name) {
                Some(values) => values.iter().map(|number| f64::from(*number)).collect(),
                None => initial(&tensor.name, of).unwrap_or_else(|| panic!("{} is a state", tensor.name)),
            })
            .collect();
        topology.set_parameters(parameters);
        // The steps are an axis in front of the numbers, or behind them.
        let rows = |name: &str, length: usize| -> Option<Vec<f64>> {
            let numbers = call(name, of)?;
            let (shape, _) = io.get(name)?;
            let n_steps = numbers.len() / length;
            let is_first = shape.last() == Some(&length);
            let place = |at: usize| if is_first { at } else { at % length * n_steps + at / length };
            Some((0..numbers.len()).map(|at| numbers[place(at)]).collect())
        };
        let names = ["x", "obs", "input_2", "keras_tensor", "keras_tensor_8"];
        let x = names.iter().find_map(|name| rows(&format!("in.{name}"), topology.input));
        let x = x.expect("the inputs of a call");
        let names = ["linear", "actions", "activation_2", "y", "select", "conv1d_14", "glu", "Identity:0"];
        let y = names.iter().find_map(|name| rows(&format!("out.{name}"), topology.output()));
        let y = y.expect("the outputs of a call");
        let steps: Vec<Vec<f64>> = x.chunks(topology.input).map(<[f64]>::to_vec).collect();
        let found: Vec<f64> = topology.stream(&steps).concat();
        // Of files that yield the last step alone.
        for (found, expected) in found[found.len() - y.len()..].iter().zip(&y) {
            worst = worst.max((found - expected).abs());
            largest = largest.max(expected.abs());
        }
    }
    worst / largest
}

/// Two LSTM whose states are one input.
#[cfg(feature = "weights")]
#[test]
fn a_published_model_of_speech_computes_what_onnx_runtime_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases/speech/dtln_1.onnx");
    let Ok(content) = std::fs::read(&path) else {
        println!("left out: {} is not there", path.display());
        return;
    };
    let lines = lines(&content).unwrap_or_else(|error| panic!("{}", error.text()));
    let error = error(&lines, &floats(&path.with_extension("io.safetensors")).0);
    assert!(error < 2e-6, "{error:e}");
}

/// 128 steps that carry their state, of which ONNX Runtime's outputs are known of every eighth; `tests/embedded/models/frames.py` wrote them.
#[cfg(feature = "weights")]
#[test]
fn published_streams_compute_what_onnx_runtime_does_over_many_steps() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (known, _) = floats(&root.join("tests/embedded/models/frames.safetensors"));
    for (name, folder, most) in [("lstm_force", "policies", 2e-6), ("dtln_1", "speech", 2e-6)] {
        let path = root.join("../shared/cases").join(folder).join(format!("{name}.onnx"));
        let Ok(content) = std::fs::read(&path) else {
            println!("left out: {} is not there", path.display());
            continue;
        };
        let lines = lines(&content).unwrap_or_else(|error| panic!("{}", error.text()));
        let topology = super::cases::twin(&lines);
        let number = |index: usize| {
            let number = (index * 7919 % 2001) as f32 / 1000.0 - 1.0;
            f64::from(if name == "dtln_1" { number.abs() } else { number })
        };
        let inputs: Vec<f64> = (0..128 * topology.input).map(number).collect();
        let steps: Vec<Vec<f64>> = inputs.chunks(topology.input).map(<[f64]>::to_vec).collect();
        let found = topology.stream(&steps).into_iter().skip(7).step_by(8).flatten();
        let (_, expected) = &known[name];
        assert_eq!(expected.len(), 16 * topology.output());
        let largest = expected.iter().fold(0.0, |largest: f64, number| largest.max(f64::from(number.abs())));
        let errors = found.zip(expected).map(|(found, expected)| (found - f64::from(*expected)).abs());
        let worst = errors.fold(0.0, f64::max) / largest;
        assert!(worst < most, "{name}: {worst:e}");
    }
}

/// A recurrent node of 2 units with 4 inputs, behind which `y` is a vector; with its state as inputs and outputs.
fn recurrent(operator: &str, change: impl FnOnce(&mut Node)) -> Model {
    let gates = match operator {
        "LSTM" => 4,
        "GRU" => 3,
        _ => 1,
    };
    let numbers =
        |count: i64| (0_u8..).take(usize::try_from(count).expect("a count")).map(f32::from).collect::<Vec<_>>();
    let mut step = node(operator, &["s", "W", "R", "B", "", "h", "c"], "Y");
    step.output = ["Y", "h_next", "c_next"].map(str::to_owned).into();
    if operator != "LSTM" {
        step.input.truncate(6);
        step.output.truncate(2);
    }
    change(&mut step);
    let axes = |name: &str, operator: &str, from: &str, to: &str, axes: &[i64]| {
        with(Node { name: name.into(), ..node(operator, &[from], to) }, "axes", |attribute| {
            attribute.ints = axes.into();
        })
    };
    let nodes = vec![axes("in", "Unsqueeze", "x", "s", &[0]), step, axes("out", "Squeeze", "Y", "y", &[0, 1])];
    let mut model = model(nodes);
    model.opset_import[0].version = 11;
    let graph = model.graph.as_mut().expect("a graph");
    graph.initializer.extend([
        tensor("W", &[1, 2 * gates, 4], &numbers(8 * gates)),
        tensor("R", &[1, 2 * gates, 2], &numbers(4 * gates)),
        tensor("B", &[1, 4 * gates], &numbers(4 * gates)),
    ]);
    let state = |name: &str| value(name, &[Some(1), Some(1), Some(2)]);
    let parts: &[(&str, &str)] =
        if operator == "LSTM" { &[("h", "h_next"), ("c", "c_next")] } else { &[("h", "h_next")] };
    for (before, after) in parts {
        graph.input.push(state(before));
        graph.output.push(state(after));
    }
    model
}

fn set(name: &'static str, change: impl FnOnce(&mut Attribute)) -> impl FnOnce(&mut Node) {
    move |step| *step = with(step.clone(), name, change)
}

/// Gates go to the language's order.
#[test]
fn recurrent_operators_are_layers_that_remember() {
    for (operator, line, first) in [
        ("LSTM", "lstm(2)", [0.0, 16.0, 24.0, 8.0].as_slice()),
        ("GRU", "gru(2, reset = before)", &[8.0, 0.0, 16.0]),
        ("RNN", "rnn(2)", &[0.0]),
    ] {
        let model = recurrent(operator, |_| {});
        let lines = lines(&nn_onnx::encode(&model)).unwrap_or_else(|error| panic!("{}", error.text()));
        let found = lines.declaration("M");
        assert!(found.starts_with("M: [4] -> [2]") && found.contains(line), "{found}");
        let parameters = lines.parameters();
        let (_, weights) = parameters.iter().find(|(name, _)| name.ends_with("weight_ih_l0")).expect("the weights");
        let starts: Vec<f32> = weights.chunks(8).map(|gate| gate[0]).collect();
        assert_eq!(starts, first, "{operator}");
    }
    let after = recurrent("GRU", set("linear_before_reset", |attribute| attribute.i = Some(1)));
    assert!(declaration(&nn_onnx::encode(&after)).contains("gru(2)"));
    let relu = recurrent("RNN", set("activations", |attribute| attribute.strings = vec![b"Relu".to_vec()]));
    assert!(declaration(&nn_onnx::encode(&relu)).contains("rnn(2, relu)"));
}

/// Every attribute that is not computed is named.
#[test]
fn attributes_of_recurrent_operators_that_are_not_computed_are_named() {
    let text = |text: &'static str| move |attribute: &mut Attribute| attribute.s = Some(text.into());
    let int = |int: i64| move |attribute: &mut Attribute| attribute.i = Some(int);
    let activations = |names: &'static [&str]| {
        move |attribute: &mut Attribute| attribute.strings = names.iter().map(|name| name.as_bytes().to_vec()).collect()
    };
    for (model, expected) in [
        (recurrent("LSTM", set("direction", text("bidirectional"))), "direction = bidirectional, supported is forward"),
        (recurrent("GRU", set("direction", text("reverse"))), "direction = reverse, supported is forward"),
        (recurrent("LSTM", set("clip", |attribute| attribute.f = Some(3.0))), "clip = 3, supported is none"),
        (recurrent("LSTM", set("input_forget", int(1))), "input_forget = 1, supported is 0"),
        (recurrent("LSTM", set("layout", int(2))), "layout = 2, supported is 0 or 1"),
        (recurrent("GRU", set("linear_before_reset", int(2))), "linear_before_reset = 2, supported is 0 or 1"),
        (recurrent("RNN", set("hidden_size", int(3))), "hidden_size = 3, supported is 2, as its weights have it"),
        (recurrent("RNN", set("activations", activations(&["Elu"]))), "activations = Elu, supported is Tanh or Relu"),
        (
            recurrent("GRU", set("activations", activations(&["Tanh", "Tanh"]))),
            "activations = Tanh, Tanh, supported is Sigmoid, Tanh",
        ),
        (
            recurrent("LSTM", set("activation_alpha", |attribute| attribute.floats = vec![0.5])),
            "activation_alpha = [0.5], supported is none",
        ),
        (
            recurrent("LSTM", set("activation_beta", |attribute| attribute.floats = vec![0.5])),
            "activation_beta = [0.5], supported is none",
        ),
    ] {
        let found = message(&model);
        assert!(found.ends_with(expected), "{found}");
    }
}

#[test]
fn what_is_no_stream_is_named() {
    let mut without = recurrent("LSTM", |_| {});
    without.graph.as_mut().expect("a graph").output.truncate(2);
    assert_eq!(message(&without), "input `c` is what recurrent nodes begin with, and no output is what they end with");
    let mut peepholes = recurrent("LSTM", |step| step.input.push("P".into()));
    peepholes.graph.as_mut().expect("a graph").initializer.push(tensor("P", &[1, 6], &[1.0; 6]));
    assert_eq!(message(&peepholes), "node `/Y/LSTM` (LSTM) has peepholes, operand 7");
}
