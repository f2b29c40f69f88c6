//! Constants, norms and gates that are refused.

use super::arithmetic::*;
use super::*;

/// The error names the number, what it is expected to be, and the node: of the constant, or in a note that which takes it.
#[test]
fn constants_that_are_not_finite_are_named() {
    for (number, written) in [(f32::INFINITY, "inf"), (f32::NEG_INFINITY, "-inf"), (f32::NAN, "NaN")] {
        for operator in ["Add", "Div", "Mul", "Sub"] {
            let arithmetic = || node(operator, &["x", "c"], "y");
            let of_graph = |initializer: Vec<Tensor>, nodes: Vec<Node>| {
                let mut model = model(nodes);
                model.graph.as_mut().expect("the model has a graph").initializer.extend(initializer);
                error(&model)
            };
            let note = format!("node `/y/{operator}` ({operator}) takes it");
            for (dims, subject) in [(&[][..], "initializer `c`"), (&[1], "element 0 of initializer `c`")] {
                let text = of_graph(vec![tensor("c", dims, &[number])], vec![arithmetic()]);
                assert!(
                    text.starts_with(&format!("`m.onnx`: {subject} is {written}, expected a finite number")),
                    "{text}"
                );
                assert!(text.contains(&note), "{text}");
            }
            for (node, expected) in [
                (
                    with(node("Constant", &[], "c"), "value", |attribute| {
                        attribute.t = Some(Box::new(tensor("", &[], &[number])));
                    }),
                    format!("the tensor of node `/c/Constant` (Constant) is {written}, expected a finite number"),
                ),
                (
                    float("value_float", number, node("Constant", &[], "c")),
                    format!("node `/c/Constant` (Constant) has value_float = {written}, supported is a finite number"),
                ),
                (
                    with(node("Constant", &[], "c"), "value_floats", |attribute| attribute.floats = vec![1.0, number]),
                    format!(
                        "node `/c/Constant` (Constant) has value_floats = [1.0, {written}], supported is finite numbers"
                    ),
                ),
            ] {
                let text = of_graph(Vec::new(), vec![node, arithmetic()]);
                assert_eq!(text.trim_start_matches("`m.onnx`: "), expected);
            }
        }
    }
}

#[test]
fn arithmetic_that_cannot_be_declared_is_named() {
    for (nodes, expected) in [
        (
            vec![node("Mul", &["x", "long"], "y")],
            "node `/y/Mul` (Mul) multiplies a constant of shape [3], where rows have shape [4]",
        ),
        (
            vec![node("Div", &["x", "rows"], "y")],
            "node `/y/Div` (Div) divides a constant of shape [2, 4], where rows have shape [4]",
        ),
        (
            vec![node("Sub", &["x", "all"], "y")],
            "node `/y/Sub` (Sub) subtracts a constant of shape [2], where rows have shape [4]",
        ),
        (vec![node("Div", &["x", "ends"], "y")], "node `/y/Div` (Div) divides by 0"),
        (vec![node("Div", &["x", "zero"], "y")], "node `/y/Div` (Div) divides by 0"),
        (vec![node("Div", &["x", "tiny"], "y")], "node `/y/Div` (Div) makes parameters beyond the range of f32"),
        (
            vec![node("Div", &["long", "x"], "y")],
            "node `/y/Div` (Div) multiplies a constant of shape [3], where rows have shape [4]",
        ),
        (vec![node("Sub", &["one", "two"], "y")], "output `y` is a constant"),
        (vec![node("Div", &["one", "two"], "y")], "output `y` is a constant"),
        (vec![node("Pow", &["x", "eps"], "y")], "node `/y/Pow` (Pow) is not supported where it stands"),
        (vec![node("Pow", &["x", "x"], "y")], "node `/y/Pow` (Pow) is not supported where it stands"),
        (
            vec![node("ReduceMean", &["x"], "y")],
            "node `/y/ReduceMean` (ReduceMean) has axes = [], supported is all axes of rows of shape [4], without the batch",
        ),
        (
            vec![node("ReduceMean", &["x", "batch"], "y")],
            "node `/y/ReduceMean` (ReduceMean) has axes = [0], supported is all axes of rows of shape [4], without the batch",
        ),
        (
            vec![axes(&[i64::MIN], node("ReduceMean", &["x"], "y"))],
            "node `/y/ReduceMean` (ReduceMean) has axes = [-9223372036854775808], supported is all axes of rows of shape [4], \
             without the batch",
        ),
        (
            vec![node("ReduceMean", &["x", "half"], "y")],
            "the axes of node `/y/ReduceMean` (ReduceMean) are no constant integers",
        ),
    ] {
        assert_eq!(message(&graph_of(nodes)), expected);
    }
}

#[test]
fn operators_with_other_arguments_are_named() {
    for (nodes, expected) in [
        (
            vec![int("axis", i64::MIN, node("LayerNormalization", &["x", "c"], "y"))],
            "node `/y/LayerNormalization` (LayerNormalization) has axis = -9223372036854775808, supported is all axes of rows of \
             shape [4], without the batch",
        ),
        (
            vec![float("epsilon", 0.0, node("LayerNormalization", &["x", "c"], "y"))],
            "node `/y/LayerNormalization` (LayerNormalization) has epsilon = 0, supported is a number above 0",
        ),
        (
            vec![node("LayerNormalization", &["x", "long"], "y")],
            "operand 1 of node `/y/LayerNormalization` (LayerNormalization) is no constant of shape [4]",
        ),
        (
            vec![node("LayerNormalization", &["x", "c", "x"], "y")],
            "operand 2 of node `/y/LayerNormalization` (LayerNormalization) is no constant of shape [4]",
        ),
        (
            vec![node("RMSNormalization", &["x"], "y")],
            "node `/y/RMSNormalization` (RMSNormalization) lacks its operand 1",
        ),
        (
            vec![node("PRelu", &["x", "long"], "y")],
            "node `/y/PRelu` (PRelu) has slopes of shape [3], where rows have shape [4]",
        ),
        (vec![node("PRelu", &["x", "x"], "y")], "the slopes of node `/y/PRelu` (PRelu) are no constant"),
        (vec![node("Split", &["x"], "y")], "node `/y/Split` (Split) has axis = 0, supported is the last axis, -1"),
        (
            vec![halves(int("axis", 1, node("Split", &["x", "all"], "first"))), node("Relu", &["second"], "y")],
            "node `/first/Split` (Split) splits 4 numbers into 2 outputs by [4, 4]",
        ),
        (
            vec![halves(int("axis", 1, node("Split", &["x", "x"], "first"))), node("Relu", &["second"], "y")],
            "node `/first/Split` (Split) takes its lengths from a value",
        ),
        (
            vec![Node {
                output: ["y", "a", "b", "c", "d"].map(String::from).into(),
                ..int("axis", 1, node("Split", &["x"], "y"))
            }],
            "node `/y/Split` (Split) splits 4 numbers into 5 outputs by equal parts",
        ),
    ] {
        assert_eq!(message(&graph_of(nodes)), expected);
    }
}

#[test]
fn numbers_that_nodes_spread_over_rows_do_not_fill_the_memory() {
    let nodes = (0..1_000).map(|index| match index {
        0 => node("Sub", &["x", "half"], "v0"),
        _ => node("Sub", &[&format!("v{}", index - 1), "half"], &format!("v{index}")),
    });
    let mut model = model(nodes.collect());
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &[None, Some(3), Some(1_000), Some(1_000)])];
    graph.output = vec![value("v999", &[])];
    let message = message(&model);
    assert!(message.ends_with("the nodes use constants of the file too often"), "{message}");
}
