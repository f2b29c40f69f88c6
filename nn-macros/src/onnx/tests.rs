//! Graphs in, declarations or messages out.

mod activations;
mod alone;
mod arithmetic;
mod attributes;
#[cfg(feature = "weights")]
mod cases;
mod columns;
mod dropouts;
mod earlier;
mod elementwise;
mod extents;
mod external;
mod maps;
mod mutations;
mod names;
mod needed;
#[cfg(feature = "weights")]
mod nodes;
mod others;
mod recurrent_windows;
mod reductions;
mod refused;
mod refused_arithmetic;
mod repeats;
mod sequences;
mod streams;
mod unrolled;
mod windows;

use std::path::Path;

use nn_onnx::{
    Attribute, DataType, Dimension, Entry, Graph, Model, Node, OperatorSet, Tensor, TensorShape, TensorType, Type,
    ValueInfo,
};
use proc_macro2::Span;

use super::import;
use super::lines::Lines;
use crate::check::check;
use crate::errors::Diagnostic;
use crate::model::{Choice, File};
use crate::outline::Outline;
use crate::parse::parse_written;

fn file() -> File {
    File { path: "m.onnx".to_owned(), place: Span::call_site().into() }
}

/// A model of the folder that the tests of embedded networks share.
fn recorded(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/embedded/models");
    std::fs::read(folder.join(format!("{name}.onnx"))).expect("the file is in the repository")
}

/// What nn-runtime exports is what is read.
#[test]
fn an_exported_network_of_differences_products_and_parts_is_read_as_it_was_declared() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weights/data/onnx/gated.onnx");
    let content = std::fs::read(path).expect("the file is in the repository");
    assert_eq!(
        declaration(&content),
        "M: [9] -> [4] { a: dense(12, tanh), b: dense(12, sigmoid), gate: mul(a), c: sub(a, from = b), mul(gate), mul(b), \
         low: slice(0, 4), high: slice(7, 11, from = c), difference: sub(low), layer_8: dense(4, from = high), \
         mul(difference),}"
    );
}

fn lines(content: &[u8]) -> Result<Lines, Diagnostic> {
    import::lines(content, (&file(), &Choice::default()), &mut Outline::default())
}

/// The lines between the braces, in one line.
fn declaration(content: &[u8]) -> String {
    let lines = lines(content).unwrap_or_else(|error| panic!("{}", error.text()));
    lines.declaration("M").replace(",\n", ",").replace("    ", " ").replace('\n', "")
}

fn error(model: &Model) -> String {
    match lines(&nn_onnx::encode(model)) {
        Ok(lines) => panic!("there is no mistake: {}", lines.declaration("M")),
        Err(error) => error.text().to_owned(),
    }
}

/// The first line of the error, without the path.
fn message(model: &Model) -> String {
    let text = error(model);
    text.lines().next().unwrap_or_default().trim_start_matches("`m.onnx`: ").to_owned()
}

fn value(name: &str, extents: &[Option<i64>]) -> ValueInfo {
    let dimension = |extent: &Option<i64>| match extent {
        Some(_) => Dimension { dim_value: *extent, dim_param: None },
        None => Dimension { dim_value: None, dim_param: Some("N".into()) },
    };
    let shape = TensorShape { dim: extents.iter().map(dimension).collect() };
    let tensor_type = TensorType { elem_type: DataType::Float.into(), shape: Some(shape) };
    let doc_string = String::new();
    ValueInfo { name: name.into(), r#type: Some(Type { tensor_type: Some(tensor_type) }), doc_string }
}

fn tensor(name: &str, dims: &[i64], floats: &[f32]) -> Tensor {
    let raw_data = floats.iter().flat_map(|float| float.to_le_bytes()).collect();
    Tensor { name: name.into(), dims: dims.into(), data_type: DataType::Float.into(), raw_data, ..Tensor::default() }
}

fn node(operator: &str, inputs: &[&str], output: &str) -> Node {
    Node {
        op_type: operator.into(),
        name: format!("/{output}/{operator}"),
        input: inputs.iter().map(|input| (*input).to_owned()).collect(),
        output: vec![output.into()],
        ..Node::default()
    }
}

fn with(mut node: Node, name: &str, set: impl FnOnce(&mut Attribute)) -> Node {
    let mut attribute = Attribute { name: name.into(), ..Attribute::default() };
    set(&mut attribute);
    node.attribute.push(attribute);
    node
}

/// Rows of 4 numbers through `nodes` to `y`, with a matrix `w`, vectors `b` and `v`, and numbers `half` and `zero`.
fn model(nodes: Vec<Node>) -> Model {
    let initializer = vec![
        tensor("w", &[4, 4], &[0.5; 16]),
        tensor("b", &[4], &[1.0; 4]),
        tensor("v", &[4], &[2.0; 4]),
        tensor("half", &[], &[0.5]),
        tensor("zero", &[], &[0.0]),
        tensor("one", &[], &[1.0]),
        tensor("two", &[], &[2.0]),
        tensor("three", &[], &[3.0]),
        tensor("k", &[], &[0.044_715]),
        tensor("root", &[], &[0.797_884_6]),
        tensor("six", &[1], &[6.0]),
        tensor("greatest", &[], &[f32::MAX]),
        tensor("long", &[3], &[1.0; 3]),
        tensor("v2", &[4, 1], &[2.0; 4]),
    ];
    let (input, output) = (vec![value("x", &[None, Some(4)])], vec![value("y", &[])]);
    let graph = Graph { node: nodes, name: "g".into(), initializer, input, output, ..Graph::default() };
    let opset_import = vec![OperatorSet { domain: String::new(), version: 17 }];
    Model { ir_version: 8, opset_import, graph: Some(graph), ..Model::default() }
}

fn changed(change: impl FnOnce(&mut Model)) -> Model {
    let mut model = model(vec![node("MatMul", &["x", "w"], "y")]);
    change(&mut model);
    model
}

fn graph(change: impl FnOnce(&mut Graph)) -> Model {
    changed(|model| change(model.graph.as_mut().expect("the model has a graph")))
}

#[test]
fn models_become_declarations() {
    for (name, expected) in [
        ("gemm", "M: [5] -> [3] { a: dense(17, relu), b: dense(16, tanh), c: dense(3, softmax),}"),
        (
            "joins",
            "M: [2, 3] -> [2] { flat: flatten, a: dense(8, relu, bias = false), dropout(0.25), \
             b: dense(8, bias = false), add(a), e: elu(1), concat(e, from = flat), c: dense(2),}",
        ),
        ("old", "M: [4] -> [3] { a: dense(3, sigmoid),}"),
        (
            "residual",
            "M: [6] -> [3] { stem: dense(12, relu), block_0: dense(12, silu), block_3: dense(12), add(stem), \
             head: dense(3, softmax),}",
        ),
        ("gelu", "M: [4] -> [2] { layer_0: dense(18, gelu), layer_2: dense(2),}"),
        ("gelu_dynamo", "M: [4] -> [2] { layer_0: dense(18, gelu), layer_2: dense(2),}"),
        ("gelu_20", "M: [4] -> [2] { layer_0: dense(18, gelu), layer_2: dense(2),}"),
        (
            "arithmetic",
            "M: [2, 3, 4] -> [5] { centred: affine, standard: affine(bias = false), p: prelu, \
             layer: layer_norm(eps = 0.0001), root: rms_norm(eps = 0.01), flatten, rms: rms_norm(eps = 0.5), batch: affine, \
             minus: scale(-1), layer_2: slice(4, 14), slice(14, 24, from = minus), sigmoid, mul(layer_2), rest: affine, \
             out: dense(5), y: affine(bias = false),}",
        ),
        (
            "normed",
            "M: [7] -> [3] { layer: affine, layer_2: affine(bias = false), hidden_0: dense(24), \
             hidden_1: layer_norm(eps = 0.00001), hidden_2: prelu(per_channel = true), hidden_3: glu, \
             norm: rms_norm(eps = 0.000001), up: dense(32), swiglu, down: dense(12), add(hidden_3), \
             layer_norm(eps = 0.00001, affine = false), head_1: dense(3), head_2: prelu, layer_3: affine,}",
        ),
    ] {
        assert_eq!(declaration(&recorded(name)), expected, "{name}");
    }
}

fn planned(model: &crate::model::Model) -> crate::plan::Plan<'_> {
    crate::plan::plan(model, crate::plan::Family::X86)
}

#[test]
fn a_printed_declaration_is_one_that_the_language_accepts() {
    for name in [
        "activations",
        "arithmetic",
        "gemm",
        "joins",
        "old",
        "residual",
        "gelu",
        "gelu_dynamo",
        "gelu_20",
        "normed",
        "normed_17",
        "normed_dynamo",
        "normed_23",
    ] {
        let lines = lines(&recorded(name)).unwrap_or_else(|error| panic!("{}", error.text()));
        let text = format!("@crate(::nn_runtime) struct {}", lines.declaration("M"));
        let model = parse_written(text.parse().expect("it is tokens")).and_then(|network| check(&network));
        let model = model.unwrap_or_else(|failure| panic!("{text}: {:?}", failure.errors.texts()));
        let plan = planned(&model);
        let parameters = lines.parameters();
        let tensors: Vec<_> = plan.fields.iter().filter_map(crate::plan::Field::tensor).collect();
        assert_eq!(parameters.len(), tensors.len(), "{name}");
        for field in &tensors {
            assert_eq!(parameters.get(&field.path).map(Vec::len), Some(field.len()), "{name}: {}", field.path);
        }
    }
}

#[test]
fn what_the_output_does_not_need_is_left_out() {
    let content = nn_onnx::encode(&model(vec![
        node("MatMul", &["x", "w"], "unused"),
        node("Gemm", &["x", "w", "b"], "y"),
        node("Softmax", &["y"], "probabilities"),
    ]));
    assert_eq!(declaration(&content), "M: [4] -> [4] { y: dense(4),}");
    assert_eq!(
        declaration(&nn_onnx::encode(&model(vec![node("Identity", &["x"], "y")]))),
        "M: [4] -> [4] { identity,}"
    );
}

#[test]
fn a_normalisation_is_folded_into_every_dense_layer_behind_it() {
    let normalization = node("BatchNormalization", &["x", "b", "b", "v", "v"], "n");
    let content = nn_onnx::encode(&model(vec![
        with(normalization, "epsilon", |attribute| attribute.f = Some(2.0)),
        node("MatMul", &["n", "w"], "p"),
        node("Gemm", &["n", "w", "b"], "q"),
        node("Add", &["p", "q"], "y"),
    ]));
    let lines = lines(&content).unwrap_or_else(|error| panic!("{}", error.text()));
    let parameters = lines.parameters();
    // (x - 2) / 2 + 1 = x / 2: four weights of 0.5 become 0.25, and nothing is left for the bias.
    assert_eq!(parameters["p.weight"], [0.25; 16]);
    assert_eq!(parameters["p.bias"], [0.0; 4]);
    assert_eq!(parameters["q.bias"], [1.0; 4]);
}

#[test]
fn a_sum_that_is_used_twice_takes_no_bias() {
    let model =
        model(vec![node("MatMul", &["x", "w"], "m"), node("Add", &["m", "b"], "a"), node("Add", &["a", "m"], "y")]);
    let expected = "M: [4] -> [4] { m: dense(4, bias = false), a: affine, add(m),}";
    assert_eq!(declaration(&nn_onnx::encode(&model)), expected);
}

#[test]
fn files_that_are_no_models_are_refused() {
    for (model, expected) in [
        (changed(|model| model.ir_version = 2), "IR version 2, expected 3 to 14"),
        (changed(|model| model.opset_import.clear()), "no version of the standard operators is given"),
        (changed(|model| model.opset_import[0].version = 6), "operator set 6, expected 7 to 28"),
        (changed(|model| model.graph = None), "there is no graph"),
        (
            graph(|graph| {
                graph.input.push(value("z", &[None, Some(4)]));
                graph.node = vec![node("Add", &["x", "z"], "y")];
            }),
            "expected one input, found `x` of shape [N, 4], `z` of shape [N, 4]",
        ),
        (
            graph(|graph| graph.output.push(value("w", &[None, Some(4)]))),
            "expected one output, found `y`, `w` of shape [N, 4]",
        ),
        (graph(|graph| graph.output.clear()), "expected one output, found none"),
        (
            graph(|graph| graph.input = vec![value("x", &[None, None])]),
            "axis 1 of input `x`, of shape [N, N], is not fixed",
        ),
        (
            graph(|graph| graph.input = vec![value("x", &[None, Some(0)])]),
            "axis 1 of input `x`, of shape [N, 0], has the extent 0",
        ),
        (
            graph(|graph| graph.input = vec![value("x", &[Some(4)])]),
            "input `x` has shape [4], expected a batch of vectors, sequences or images",
        ),
        (graph(|graph| graph.input[0].r#type = None), "input `x` is no tensor"),
        (
            graph(|graph| graph.output = vec![value("y", &[None, Some(5)])]),
            "output `y` is declared as [5] for each row, its nodes yield [4]",
        ),
        (graph(|graph| graph.output = vec![value("w", &[])]), "no node computes the output `w`"),
        (graph(|graph| graph.initializer[0].dims = vec![4, 5]), "initializer `w` of shape [4, 5] has 16 elements"),
        (graph(|graph| graph.initializer[0].dims = vec![-1]), "initializer `w` has the shape [-1]"),
        (
            graph(|graph| graph.initializer[0].dims = vec![i64::MAX; 3]),
            "initializer `w` of shape [9223372036854775807, 9223372036854775807, 9223372036854775807] has 16 elements",
        ),
        (
            graph(|graph| graph.initializer[0].data_location = 1),
            "initializer `w` is in another file, and none is named",
        ),
        (
            graph(|graph| graph.initializer[0].external_data = vec![Entry::default()]),
            "initializer `w` is in another file, and none is named",
        ),
        (graph(|graph| graph.initializer[0].data_type = 8), "initializer `w` has elements of type String"),
        (graph(|graph| graph.initializer[0].data_type = 9), "initializer `w` of shape [4, 4] has 64 elements"),
        (graph(|graph| graph.initializer[0].raw_data.truncate(63)), "initializer `w` ends within an element"),
        (
            graph(|graph| graph.initializer[0] = tensor("w", &[4, 4], &[f32::NAN; 16])),
            "element 0 of initializer `w` is NaN, expected a finite number",
        ),
        (
            graph(|graph| {
                graph.initializer.remove(0);
            }),
            "node `/y/MatMul` (MatMul) takes `w`, which nothing before it computes",
        ),
    ] {
        assert_eq!(message(&model), expected);
    }
}

#[test]
fn nodes_that_cannot_be_declared_are_named() {
    let int = |name: &'static str, int: i64, node: Node| with(node, name, |attribute| attribute.i = Some(int));
    let float = |name: &'static str, float: f32, node: Node| with(node, name, |attribute| attribute.f = Some(float));
    for (nodes, expected) in [
        (vec![node("GRU", &["x", "w"], "y")], "node `/y/GRU` (GRU) takes a value of shape [1, 4], expected three axes"),
        (vec![node("Asin", &["x"], "y")], "node `/y/Asin` (Asin) is not supported"),
        (
            vec![node("Clip", &["x", "two", "half"], "y")],
            "node `/y/Clip` (Clip) has the limits min, max = 2, 0.5, supported is two in order, or the first alone",
        ),
        (
            vec![node("Clip", &["x", "", "half"], "y")],
            "node `/y/Clip` (Clip) has the limits min, max = none, 0.5, supported is two in order, or the first alone",
        ),
        (vec![node("Clip", &["x", "x"], "y")], "node `/y/Clip` (Clip) has a min that is no constant number"),
        (vec![node("Clip", &["x", "v"], "y")], "node `/y/Clip` (Clip) has a min that is no constant number"),
        (
            vec![float("alpha", 0.0, node("Celu", &["x"], "y"))],
            "node `/y/Celu` (Celu) has alpha = 0, supported is a number from 1e-15 to 1e15",
        ),
        (
            vec![Node { domain: "com.example".into(), ..node("Relu", &["x"], "y") }],
            "node `/y/Relu` (Relu) is from the operator set `com.example`",
        ),
        (
            vec![int("transA", 1, node("Gemm", &["x", "w"], "y"))],
            "node `/y/Gemm` (Gemm) has transA = 1, supported is 0",
        ),
        (
            vec![node("MatMul", &["x", "x"], "y")],
            "node `/y/MatMul` (MatMul) multiplies two values that depend on the input",
        ),
        (
            vec![node("MatMul", &["x", "b"], "y")],
            "the weights of node `/y/MatMul` (MatMul) have shape [4], expected a matrix of floats",
        ),
        (vec![node("MatMul", &["w", "w"], "y")], "operand 0 of node `/y/MatMul` (MatMul) is a constant"),
        (vec![node("Gemm", &["x"], "y")], "node `/y/Gemm` (Gemm) lacks its operand 1"),
        (vec![node("Gemm", &["x", "w", "long"], "y")], "the bias of node `/y/Gemm` (Gemm) does not fit its 4 outputs"),
        (vec![node("Gemm", &["x", "w", "x"], "y")], "node `/y/Gemm` (Gemm) adds a value that depends on the input"),
        (vec![node("Erf", &["x"], "y")], "node `/y/Erf` (Erf) is not supported where it stands"),
        (
            vec![node("BatchNormalization", &["x", "b", "b", "v", "long"], "y")],
            "operand 4 of node `/y/BatchNormalization` (BatchNormalization) is no constant of shape [4]",
        ),
        (vec![node("Sub", &["x", "x"], "y")], "node `/y/Sub` (Sub) joins a value with itself"),
        (vec![int("axis", 1, node("Concat", &["x", "x"], "y"))], "node `/y/Concat` (Concat) joins a value with itself"),
        (vec![int("axis", -1, node("Concat", &[], "y"))], "node `/y/Concat` (Concat) has no operands"),
        (
            vec![int("axis", 0, node("Softmax", &["x"], "y"))],
            "node `/y/Softmax` (Softmax) has axis = 0, supported is the last axis, -1",
        ),
        (
            vec![int("axis", 0, node("Flatten", &["x"], "y"))],
            "node `/y/Flatten` (Flatten) has axis = 0, supported is 1, which keeps the batch",
        ),
        (
            vec![node("Reshape", &["x", "w"], "y")],
            "node `/y/Reshape` (Reshape) has a shape that is no constant list of integers",
        ),
        (
            vec![node("HardSigmoid", &["x"], "y")],
            "node `/y/HardSigmoid` (HardSigmoid) has alpha = 0.2, supported is 0.16666667",
        ),
        (
            vec![float("alpha", -1.0, node("Elu", &["x"], "y"))],
            "node `/y/Elu` (Elu) has alpha = -1, supported is a number above 0",
        ),
        (
            vec![float("alpha", f32::NAN, node("LeakyRelu", &["x"], "y"))],
            "node `/y/LeakyRelu` (LeakyRelu) has alpha = NaN, supported is a finite number",
        ),
        (
            vec![with(node("Gelu", &["x"], "y"), "approximate", |attribute| attribute.s = Some(b"sinc".to_vec()))],
            "node `/y/Gelu` (Gelu) has approximate = sinc, supported is none or tanh",
        ),
        (vec![int("to", 7, node("Cast", &["x"], "y"))], "node `/y/Cast` (Cast) is not supported where it stands"),
        (
            vec![node("Relu", &["later"], "y"), node("Relu", &["y"], "later")],
            "node `/y/Relu` (Relu) depends on its own output",
        ),
        (vec![node("Relu", &["x"], "y"), node("Tanh", &["x"], "y")], "node `/y/Tanh` (Tanh) writes `y` a second time"),
        (vec![Node { output: Vec::new(), ..node("Relu", &["x"], "y") }], "no node computes the output `y`"),
        (
            vec![float("alpha", f32::MAX, node("Gemm", &["x", "v2"], "y"))],
            "node `/y/Gemm` (Gemm) makes parameters beyond the range of f32",
        ),
    ] {
        assert_eq!(message(&model(nodes)), expected);
    }
}

#[test]
fn an_unsupported_operator_is_one_mistake_however_often_it_is_used() {
    let nodes = vec![
        node("Loop", &["x", "w"], "c"),
        node("Scan", &["c"], "p"),
        node("Loop", &["p", "w"], "d"),
        node("Ceil", &["d"], "y"),
    ];
    let text = error(&model(nodes));
    let lines: Vec<&str> = text.lines().collect();
    let [first, note, others @ ..] = &lines[..] else { panic!("{text}") };
    assert_eq!(*first, "`m.onnx`: node `/c/Loop` (Loop) is not supported, and 1 more of `Loop`");
    assert!(note.starts_with("note: supported are Abs, Add, And, AveragePool, BatchNormalization, "), "{note}");
    let expected = [
        "note: refused too: node `/p/Scan` (Scan) is not supported",
        "note: refused too: node `/y/Ceil` (Ceil) is not supported",
    ];
    assert_eq!(*others, expected);
}

#[test]
fn constants_that_are_used_again_and_again_do_not_fill_the_memory() {
    let nodes = (0..1_000).map(|index| match index {
        0 => node("MatMul", &["x", "w"], "v0"),
        _ => node("MatMul", &[&format!("v{}", index - 1), "w"], &format!("v{index}")),
    });
    let mut model = model(nodes.collect());
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer[0] = tensor("w", &[200, 200], &vec![0.5; 40_000]);
    graph.input = vec![value("x", &[None, Some(200)])];
    graph.output = vec![value("v999", &[])];
    // What a recurrent layer of a thousand steps is, when they are nodes.
    let error = error(&model);
    assert!(error.contains("an unrolled recurrent layer of "), "{error}");
    let message = error.lines().find(|line| line.contains("up to node `/v")).unwrap_or(&error);
    assert!(message.ends_with("the nodes use constants of the file too often"), "{error}");
}

#[test]
fn damaged_files_are_errors_or_networks_and_never_a_panic() {
    // A thread each: no test here takes longer.
    std::thread::scope(|scope| {
        for name in ["joins", "residual", "gelu", "old"] {
            scope.spawn(move || damage(name));
        }
    });
}

/// Every end of a file, and every bit of it.
fn damage(name: &str) {
    let content = recorded(name);
    let n_errors = (0..content.len()).filter(|end| lines(&content[..*end]).is_err()).count();
    assert!(n_errors > content.len() / 2, "{name}: {n_errors} of {} truncations are errors", content.len());
    for bit in 0..8 * content.len() {
        let mut damaged = content.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        if let Ok(lines) = lines(&damaged) {
            let text = format!("@crate(::nn_runtime) struct {}", lines.declaration("M"));
            // What the lines say may be wrong for the language, and is then reported; they are always tokens.
            let network = parse_written(text.parse().expect("a declaration is tokens"));
            assert!(network.is_ok(), "{name}, bit {bit}: {text}");
            let _ = network.and_then(|network| check(&network));
        }
    }
}
