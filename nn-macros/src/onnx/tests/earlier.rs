//! Files that carry values from step to step.

use super::*;

/// What nn-runtime exports, in `tests/weights`.
fn exported(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weights/data/onnx").join(name);
    std::fs::read(path).expect("the file is in the repository")
}

#[test]
fn exported_streams_are_read_as_they_were_declared() {
    let found = declaration(&exported("histories.onnx"));
    for line in [
        "smooth: ema(0.25)",
        "wide: conv1d(8, 3, gelu_tanh, dilation = 2, causal = true)",
        "conv1d(8, 2, groups = 8, causal = true, bias = false)",
        "point: conv1d(8, 1, relu, causal = true)",
        "late: delay(3",
        "newest: stack(3, order = newest_first, from = smooth)",
        "oldest: stack(4, from = input)",
        "ema(0.5)",
    ] {
        assert!(found.contains(line), "{line}: {found}");
    }
    let found = declaration(&exported("gates.onnx"));
    for line in [
        "first: lstm(7)",
        "elman: rnn(6, relu, from = input)",
        "gru(9)",
        "before: gru(5, reset = before, initial = true)",
        "plain: rnn(18, bias = false)",
        "lstm(6, bias = false, initial = true)",
    ] {
        assert!(found.contains(line), "{line}: {found}");
    }
}

#[test]
fn a_stream_of_images_is_refused() {
    let error = lines(&exported("frames.onnx")).expect_err("a stream takes vectors");
    assert!(error.text().contains("(Conv) is not supported in a network that remembers"), "{}", error.text());
}

/// The integers that a node takes.
fn ints(name: &str, ints: &[i64]) -> Tensor {
    let raw_data = ints.iter().flat_map(|int| int.to_le_bytes()).collect();
    let dims = vec![i64::try_from(ints.len()).expect("a small list")];
    Tensor { name: name.into(), dims, data_type: DataType::Int64.into(), raw_data, ..Tensor::default() }
}

fn on_axis(node: Node, axis: i64) -> Node {
    with(node, "axis", |attribute| attribute.i = Some(axis))
}

/// Rows `x` of 4 numbers and a state `cache` of this shape, which yields `cache_out`.
fn carrying(shape: &[Option<i64>], nodes: Vec<Node>) -> Model {
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("a graph");
    graph.input.push(value("cache", shape));
    graph.output.push(value("cache_out", shape));
    graph.initializer.extend([
        ints("one_1", &[1]),
        ints("two_1", &[2]),
        ints("three_1", &[3]),
        ints("zero_1", &[0]),
        tensor("kernel", &[3, 4, 3], &[0.25; 36]),
        tensor("halves", &[4], &[0.5; 4]),
    ]);
    model
}

/// A window of three steps, `[1, 4, 3]`, of which the last two go on.
fn window(order: [&str; 2]) -> Vec<Node> {
    vec![
        node("Unsqueeze", &["x", "two_1"], "new"),
        on_axis(node("Concat", &order, "all"), 2),
        node("Slice", &["all", "one_1", "three_1", "two_1"], "cache_out"),
    ]
}

#[test]
fn a_convolution_over_what_is_carried_is_causal() {
    let cache = [Some(1), Some(4), Some(2)];
    let mut nodes = window(["cache", "new"]);
    nodes.extend([node("Conv", &["all", "kernel"], "c"), node("Squeeze", &["c", "two_1"], "y")]);
    let model = carrying(&cache, nodes);
    let found = declaration(&nn_onnx::encode(&model));
    assert!(found.contains("conv1d(3, 3, causal = true, bias = false)"), "{found}");
}

#[test]
fn vectors_of_what_is_carried_are_delays_and_stacks() {
    let cache = [Some(1), Some(4), Some(2)];
    let mut nodes = window(["cache", "new"]);
    // The oldest, then all, channel by channel.
    nodes.push(node("Slice", &["all", "zero_1", "one_1", "two_1"], "oldest"));
    nodes.push(node("Squeeze", &["oldest", "two_1"], "y"));
    let found = declaration(&nn_onnx::encode(&carrying(&cache, nodes)));
    assert_eq!(found, "M: [4] -> [4] { delay(2),}");
    let mut nodes = window(["cache", "new"]);
    nodes.push(with(node("Transpose", &["all"], "turned"), "perm", |attribute| attribute.ints = vec![0, 2, 1]));
    nodes.push(on_axis(node("Flatten", &["turned"], "y"), 1));
    let found = declaration(&nn_onnx::encode(&carrying(&cache, nodes)));
    assert_eq!(found, "M: [4] -> [12] { stack(3),}");
}

#[test]
fn an_average_is_carried() {
    let cache = [None, Some(4)];
    for (sum, rate) in [(["cache", "change"], "half"), (["change", "cache"], "halves")] {
        let nodes = vec![
            node("Sub", &["x", "cache"], "distance"),
            node("Mul", &["distance", rate], "change"),
            node("Add", &sum, "cache_out"),
            node("Tanh", &["cache_out"], "y"),
        ];
        let found = declaration(&nn_onnx::encode(&carrying(&cache, nodes)));
        assert_eq!(found, "M: [4] -> [4] { ema(0.5), tanh,}");
    }
}

#[test]
fn what_is_carried_and_no_layer_is_named() {
    let wide = [Some(1), Some(4), Some(2)];
    // Newest first.
    let mut nodes = window(["new", "cache"]);
    nodes[2] = node("Slice", &["all", "zero_1", "two_1", "two_1"], "cache_out");
    nodes.extend([node("Conv", &["all", "kernel"], "c"), node("Squeeze", &["c", "two_1"], "y")]);
    let found = message(&carrying(&wide, nodes));
    assert!(found.ends_with("takes steps that do not follow each other"), "{found}");
    let mut nodes = window(["new", "cache"]);
    nodes.extend([node("Conv", &["all", "kernel"], "c"), node("Squeeze", &["c", "two_1"], "y")]);
    let found = message(&carrying(&wide, nodes));
    assert!(found.ends_with("takes `cache`, which never changes"), "{found}");
    // What is computed goes back into the computation.
    let nodes = vec![
        node("Gemm", &["cache", "w", "b"], "g"),
        node("Add", &["x", "g"], "sum"),
        node("Tanh", &["sum"], "cache_out"),
        node("Identity", &["cache_out"], "y"),
    ];
    let found = message(&carrying(&[None, Some(4)], nodes));
    assert!(found.contains("depends on its own output"), "{found}");
}

/// Two inputs that nothing carries are two inputs.
#[test]
fn a_file_of_two_inputs_is_no_stream() {
    let mut model = model(vec![
        node("Gemm", &["x", "w", "b"], "y"),
        node("Gemm", &["s", "w", "b"], "z"),
        node("Add", &["y", "z"], "t"),
    ]);
    let graph = model.graph.as_mut().expect("a graph");
    graph.input.push(value("s", &[None, Some(4)]));
    graph.output = vec![value("t", &[None, Some(4)]), value("z", &[None, Some(4)])];
    let found = message(&model);
    assert!(found.starts_with("expected one output"), "{found}");
}
