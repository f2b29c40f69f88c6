//! Columns that are picked, swapped axes, and products that are written otherwise.

use nn_onnx::{Attribute, DataType, Model, Node, Tensor};

use super::arithmetic::int;
use super::{declaration, message, model, node, with};

fn ints(name: &str, dims: &[i64], ints: &[i64]) -> Tensor {
    let raw_data = ints.iter().flat_map(|int| int.to_le_bytes()).collect();
    Tensor { name: name.into(), dims: dims.into(), data_type: DataType::Int64.into(), raw_data, ..Tensor::default() }
}

fn perm(axes: &[i64], node: Node) -> Node {
    with(node, "perm", |attribute: &mut Attribute| attribute.ints = axes.to_vec())
}

fn equation(text: &str, inputs: &[&str]) -> Node {
    with(node("Einsum", inputs, "y"), "equation", |attribute| attribute.s = Some(text.into()))
}

fn of(nodes: Vec<Node>) -> Model {
    let mut model = model(nodes);
    model.graph.as_mut().expect("a graph").initializer.extend([
        ints("second", &[], &[1]),
        ints("middle", &[2], &[1, -2]),
        ints("some", &[3], &[0, 2, 3]),
        ints("turned", &[4], &[3, 0, 1, 1]),
        ints("beyond", &[1], &[4]),
        ints("none", &[0], &[]),
        ints("lists", &[2, 1], &[0, 3]),
    ]);
    model
}

fn declared(nodes: Vec<Node>) -> String {
    declaration(&nn_onnx::encode(&of(nodes)))
}

#[test]
fn columns_are_slices() {
    for (positions, expected) in [
        ("middle", "[4] -> [2] { slice(1, 3),}"),
        ("some", "[4] -> [3] { slice_0: slice(0, 1), layer_1: slice(2, 4, from = input), concat(slice_0),}"),
    ] {
        let text = declared(vec![int("axis", 1, node("Gather", &["x", positions], "y"))]);
        assert_eq!(text.matches("slice(").count(), expected.matches("slice(").count(), "{text}");
        assert_eq!(text.split("->").nth(1).map(|text| &text[..4]), expected.split("->").nth(1).map(|text| &text[..4]));
    }
    // A single column has no axis of its own.
    let number = declared(vec![int("axis", -1, node("Gather", &["x", "second"], "y"))]);
    assert_eq!(number, "M: [4] -> [1] { slice(1, 2),}");
}

#[test]
fn a_batch_may_stand_across_between_two_transpositions() {
    let across = |nodes: Vec<Node>, last: &str| {
        let mut all = vec![perm(&[1, 0], node("Transpose", &["x"], "t"))];
        all.extend(nodes);
        all.push(perm(&[1, 0], node("Transpose", &[last], "y")));
        all
    };
    assert_eq!(declared(across(Vec::new(), "t")), "M: [4] -> [4] { identity,}");
    assert_eq!(declared(across(vec![node("Gather", &["t", "middle"], "g")], "g")), "M: [4] -> [2] { slice(1, 3),}");
    let lists = declared(across(vec![node("GatherND", &["t", "lists"], "g")], "g"));
    assert!(lists.starts_with("M: [4] -> [2] {") && lists.matches("slice(").count() == 2, "{lists}");
    let product = declared(across(vec![node("MatMul", &["w", "t"], "h")], "h"));
    assert_eq!(product, "M: [4] -> [4] { h: dense(4, bias = false),}");
    // In its own order.
    assert_eq!(declared(vec![perm(&[0, 1], node("Transpose", &["x"], "y"))]), "M: [4] -> [4] { identity,}");
    for nodes in [
        vec![node("Transpose", &["x"], "y")],
        vec![node("Transpose", &["x"], "t"), node("Relu", &["t"], "y")],
        vec![node("Transpose", &["x"], "t"), node("MatMul", &["t", "w"], "y")],
    ] {
        let found = message(&of(nodes));
        assert!(found.ends_with("(Transpose) is not supported where it stands"), "{found}");
    }
}

#[test]
fn products_with_letters_are_dense_layers() {
    for (text, inputs) in [("ni,io->no", ["x", "w"]), ("b i, o i -> b o", ["x", "w"]), ("io,ni->no", ["w", "x"])] {
        let declared = declared(vec![equation(text, &inputs)]);
        assert!(declared.ends_with(": dense(4, bias = false),}"), "{declared}");
    }
    for text in ["ni,io->on", "ni,io", "ni->n", "nij,io->no", "ni,ni->n", "nn,nn->nn", "ni,jo->no"] {
        let expected = format!("node `/y/Einsum` (Einsum) computes `{text}`");
        assert_eq!(message(&of(vec![equation(text, &["x", "w"])])), expected);
    }
}

#[test]
fn positions_that_cannot_be_picked_are_named() {
    let gather = |positions: &str| int("axis", 1, node("Gather", &["x", positions], "y"));
    for (nodes, expected) in [
        (vec![gather("beyond")], "node `/y/Gather` (Gather) picks the positions [4] of 4"),
        (vec![gather("none")], "node `/y/Gather` (Gather) picks the positions [] of 4"),
        (vec![gather("lists")], "node `/y/Gather` (Gather) has positions of shape [2, 1], supported is a list"),
        (vec![gather("x")], "the positions of node `/y/Gather` (Gather) are no constant integers"),
        (vec![gather("w")], "the positions of node `/y/Gather` (Gather) are no constant integers"),
        (
            vec![node("GatherND", &["x", "lists"], "y")],
            "node `/y/GatherND` (GatherND) picks by positions of shape [2, 1]",
        ),
        (
            vec![equation("ni,io->no", &["x", "long"])],
            "node `/y/Einsum` (Einsum) has weights of shape [3], where rows have shape [4]",
        ),
    ] {
        assert_eq!(message(&of(nodes)), expected);
    }
}
