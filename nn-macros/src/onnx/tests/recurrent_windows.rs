//! Recurrent operators that see whole sequences: in both directions or back, with the batch in front of the steps or behind them.

use super::*;

/// Sequences of 4 steps of 3 numbers, the batch in front.
const ROWS: [Option<i64>; 3] = [None, Some(4), Some(3)];

/// The same with the batch behind the steps.
const STEPS: [Option<i64>; 3] = [Some(4), None, Some(3)];

fn ints(name: &str, kind: DataType, ints: &[i64]) -> Tensor {
    let dims = vec![i64::try_from(ints.len()).expect("a small list")];
    let mut tensor = Tensor { name: name.into(), dims, data_type: kind.into(), ..Tensor::default() };
    match kind {
        DataType::Int32 => {
            tensor.int32_data = ints.iter().map(|int| i32::try_from(*int).expect("a small integer")).collect();
        }
        _ => tensor.int64_data = ints.into(),
    }
    tensor
}

/// A model from `x` to `y`, with weights of a layer of two units in both directions, `W`, `R`, and in one, `W1`, `R1`.
fn window(shape: [Option<i64>; 3], nodes: Vec<Node>) -> Model {
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &shape)];
    graph.output = vec![value("y", &[None, None, None])];
    let weights = |n: usize| (0..n).map(|index| (index % 7) as f32 / 4.0 - 0.6).collect::<Vec<f32>>();
    graph.initializer.extend([
        tensor("W", &[2, 6, 3], &weights(36)),
        tensor("R", &[2, 6, 2], &weights(24)),
        tensor("W1", &[1, 6, 3], &weights(18)),
        tensor("R1", &[1, 6, 2], &weights(12)),
        tensor("of rnn", &[2, 2, 3], &weights(12)),
        tensor("of rnn before", &[2, 2, 2], &weights(8)),
        tensor("begin", &[2, 2, 2], &weights(8)),
        tensor("nothing", &[2, 2, 2], &[0.0; 8]),
        ints("all", DataType::Int32, &[4, 4]),
        ints("some", DataType::Int32, &[4, 3]),
        ints("join", DataType::Int64, &[0, 0, -1]),
        ints("-1", DataType::Int64, &[-1]),
        ints("lowest", DataType::Int64, &[i64::MIN]),
        ints("0", DataType::Int64, &[0]),
    ]);
    model
}

fn text(node: Node, name: &str, text: &'static str) -> Node {
    with(node, name, |attribute| attribute.s = Some(text.into()))
}

/// A node that yields this beside its first output.
fn with_outputs(mut node: Node, second: &str) -> Node {
    node.output.push(second.to_owned());
    node
}

fn perm(operand: &str, output: &str, order: &[i64]) -> Node {
    with(node("Transpose", &[operand], output), "perm", |perm| perm.ints = order.to_vec())
}

/// A GRU in both directions, whose operands behind `R` are these.
fn both(operand: &str, others: &[&str], output: &str) -> Node {
    let inputs: Vec<&str> = [operand, "W", "R"].into_iter().chain(others.iter().copied()).collect();
    text(node("GRU", &inputs, output), "direction", "bidirectional")
}

/// Directions beside each other, `[T, N, 2 * units]`.
fn joined(operand: &str, output: &str) -> [Node; 2] {
    [perm(operand, "beside", &[0, 2, 1, 3]), node("Reshape", &["beside", "join"], output)]
}

fn read(model: &Model) -> String {
    declaration(&nn_onnx::encode(model))
}

#[test]
fn both_directions_are_a_window_wherever_the_batch_is() {
    let gru = "gru(2, bias = false, reset = before, bidirectional = true)";
    let [beside, join] = joined("all steps", "y");
    let nodes = vec![both("x", &[], "all steps"), beside.clone(), join.clone()];
    assert_eq!(
        read(&window(STEPS, nodes)),
        format!("M: [4, 3] -> [4, 4] {{ y: permute([1, 0]), all_steps: {gru}, permute([1, 0]),}}").replace("y: ", "")
    );
    // Turned around them, and turned back.
    let [beside, join] = joined("all steps", "j");
    let nodes = vec![perm("x", "t", &[1, 0, 2]), both("t", &[], "all steps"), beside, join, perm("j", "y", &[1, 0, 2])];
    let turned = read(&window(ROWS, nodes));
    assert_eq!(turned, format!("M: [4, 3] -> [4, 4] {{ permute([1, 0]), all_steps: {gru}, permute([1, 0]),}}"));
    // `layout = 1`, of channels before steps.
    let batch_first = with(both("t", &[], "all steps"), "layout", |layout| layout.i = Some(1));
    let [flat, flat_join] = [perm("all steps", "beside", &[0, 2, 3, 1]), node("Reshape", &["beside", "join 4"], "y")];
    let mut model = window([None, Some(3), Some(4)], vec![perm("x", "t", &[0, 2, 1]), batch_first, flat, flat_join]);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.push(ints("join 4", DataType::Int64, &[0, -1, 4]));
    assert_eq!(read(&model), format!("M: [3, 4] -> [4, 4] {{ all_steps: {gru},}}"));
}

#[test]
fn what_a_window_begins_with_may_be_zeros_or_the_same_for_all_rows() {
    let fixed = [Some(4), Some(2), Some(3)];
    let begun = |begin: &str, lengths: &str| {
        let [beside, join] = joined("all steps", "y");
        window(fixed, vec![both("x", &["", lengths, begin], "all steps"), beside, join])
    };
    assert!(read(&begun("nothing", "all")).contains("bidirectional = true)"));
    assert_eq!(message(&begun("begin", "")), "operand 5 of node `/all steps/GRU` (GRU) differs over the batch");
    assert_eq!(message(&begun("", "some")), "node `/all steps/GRU` (GRU) has lengths of sequences, operand 4");
}

#[test]
fn windows_that_cannot_be_declared_are_named() {
    let free = window([None, None, Some(3)], vec![perm("x", "t", &[1, 0, 2]), both("t", &[], "y")]);
    assert!(message(&free).starts_with("axis 1 of input `x`, of shape [N, N, 3], is not fixed"), "{}", message(&free));
    assert_eq!(
        message(&window(ROWS, vec![both("x", &[], "y")])),
        "axis 1 of what node `/y/GRU` (GRU) takes is not the batch, which is axis 0"
    );
    let mixed = |names: &[&str]| {
        let rnn = text(node("RNN", &["x", "of rnn", "of rnn before"], "y"), "direction", "bidirectional");
        let names: Vec<Vec<u8>> = names.iter().map(|name| name.as_bytes().to_vec()).collect();
        window(STEPS, vec![with(rnn, "activations", |attribute| attribute.strings = names)])
    };
    assert!(read(&mixed(&["Relu", "Relu"])).contains("rnn(2, relu, bias = false, bidirectional = true)"));
    assert_eq!(
        message(&mixed(&["Relu", "Tanh"])),
        "node `/y/RNN` (RNN) has activations = Relu, Tanh, supported is Tanh or Relu"
    );
    // Steps that are turned around, and stay so.
    let [beside, join] = joined("all steps", "j");
    let turned = node("Slice", &["j", "-1", "lowest", "0", "-1"], "y");
    assert_eq!(
        message(&window(STEPS, vec![both("x", &[], "all steps"), beside.clone(), join.clone(), turned])),
        "node `/y/Slice` (Slice) takes numbers of a window in an order that no line has"
    );
    let softmax = with(node("Softmax", &["j"], "y"), "axis", |axis| axis.i = Some(0));
    assert_eq!(
        message(&window(STEPS, vec![both("x", &[], "all steps"), beside, join, softmax])),
        "node `/y/Softmax` (Softmax) takes a value whose batch is axis 1"
    );
    // What a layer ends with, as integers.
    let ended = text(with_outputs(node("GRU", &["x", "W1", "R1"], ""), "last"), "direction", "reverse");
    let whole = with(node("Cast", &["last"], "y"), "to", |to| to.i = Some(i32::from(DataType::Int64).into()));
    let message_of_cast = message(&window(STEPS, vec![ended, whole]));
    assert_eq!(message_of_cast, "node `/y/Cast` (Cast) is not supported where it stands");
    // A matrix with as many columns as the batch is no dense layer of one output.
    let columns = vec![
        node("Shape", &["x"], "shape"),
        node("Slice", &["shape", "0", "one", "0"], "rows"),
        with(node("Concat", &["three", "rows"], "target"), "axis", |axis| axis.i = Some(0)),
        node("Expand", &["half", "target"], "columns"),
        node("MatMul", &["x", "columns"], "y"),
    ];
    let mut matrix = window(ROWS, columns);
    let graph = matrix.graph.as_mut().expect("the model has a graph");
    let half = tensor("half", &[1, 1], &[0.5]);
    graph.initializer.extend([ints("one", DataType::Int64, &[1]), ints("three", DataType::Int64, &[3]), half]);
    assert_eq!(message(&matrix), "node `/columns/Expand` (Expand) spreads a value of shape [1, 1] to [3, N]");
    // What nothing remembers has rows.
    assert!(message(&window(ROWS, vec![perm("x", "y", &[1, 0, 2])])).contains("(Transpose) has perm = [1, 0, 2]"));
}

/// A layer that goes back in steps that are turned around goes forward.
#[test]
fn turned_steps_are_the_other_direction() {
    let back = text(node("GRU", &["t", "W1", "R1"], "s"), "direction", "reverse");
    let turned = |operand: &str, output: &str| node("Slice", &[operand, "-1", "lowest", "0", "-1"], output);
    let squeeze = node("Squeeze", &["s", "axis"], "q");
    let mut model = window(STEPS, vec![turned("x", "t"), back, squeeze, turned("q", "y")]);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.push(ints("axis", DataType::Int64, &[1]));
    let found = read(&model);
    assert!(found.contains("gru(2, bias = false, reset = before)"), "{found}");
}
