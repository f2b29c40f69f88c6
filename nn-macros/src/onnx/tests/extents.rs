//! Arithmetic of shapes: what it comes to, and what is refused.

use super::arithmetic::int;
use super::*;

/// Rows of `[2, 3]` to a vector, with integers of which each is called as it is, `i2`, and lists of one, `l2`.
fn graph_of(nodes: Vec<Node>, outputs: i64) -> Model {
    let mut model = model(nodes);
    let integer = |name: String, dims: &[i64], int: i64| Tensor {
        name,
        dims: dims.into(),
        data_type: DataType::Int64.into(),
        raw_data: int.to_le_bytes().to_vec(),
        ..Tensor::default()
    };
    let graph = model.graph.as_mut().expect("the model has a graph");
    for number in -1..5 {
        graph.initializer.push(integer(format!("i{number}"), &[], number));
        graph.initializer.push(integer(format!("l{number}"), &[1], number));
    }
    graph.initializer.push(integer("most".into(), &[], i64::MAX));
    graph.input = vec![value("x", &[None, Some(2), Some(3)])];
    graph.output = vec![value("y", &[None, Some(outputs)])];
    model
}

fn declared(nodes: Vec<Node>, outputs: i64) -> String {
    declaration(&nn_onnx::encode(&graph_of(nodes, outputs)))
}

/// `x.view(x.size(0), -1)`.
#[test]
fn the_batch_of_a_shape_is_kept() {
    let nodes = || {
        vec![
            node("Shape", &["x"], "shape"),
            node("Gather", &["shape", "i0"], "batch"),
            node("Unsqueeze", &["batch", "l0"], "list"),
            with(node("Concat", &["list", "l-1"], "target"), "axis", |attribute| attribute.i = Some(0)),
            node("Reshape", &["x", "target"], "y"),
        ]
    };
    assert_eq!(declared(nodes(), 6), "M: [2, 3] -> [6] { flatten,}");
    // Of a batch that is fixed too.
    let mut fixed = graph_of(nodes(), 6);
    fixed.graph.as_mut().expect("the model has a graph").input = vec![value("x", &[Some(7), Some(2), Some(3)])];
    assert_eq!(declaration(&nn_onnx::encode(&fixed)), "M: [2, 3] -> [6] { flatten,}");
    let of_other_rows = node("Reshape", &["flat", "shape"], "y");
    let nodes = vec![node("Flatten", &["x"], "flat"), node("Shape", &["x"], "shape"), of_other_rows];
    let found = message(&graph_of(nodes, 6));
    assert_eq!(found, "output `y` is declared as [6] for each row, its nodes yield [2, 3]");
}

/// `x.chunk(2, dim=-1)`.
#[test]
fn halves_of_a_shape_are_positions() {
    let nodes = vec![
        node("Flatten", &["x"], "flat"),
        node("Shape", &["flat"], "shape"),
        node("Gather", &["shape", "l-1"], "length"),
        node("Add", &["length", "l1"], "more"),
        node("Div", &["more", "i2"], "half"),
        node("Mul", &["half", "l2"], "whole"),
        node("Sub", &["whole", "l1"], "end"),
        node("Slice", &["flat", "half", "end", "l-1"], "y"),
    ];
    assert_eq!(declared(nodes, 2), "M: [2, 3] -> [2] { flatten, slice(3, 5),}");
}

#[test]
fn ones_of_a_shape_are_no_weights() {
    for (axis, shape) in [(0, "[3] -> [3]"), (1, "[3] -> [3]")] {
        let start = with(node("Shape", &["x"], "shape"), "start", |attribute| attribute.i = Some(axis));
        let ones = with(node("ConstantOfShape", &["shape"], "ones"), "value", |attribute| {
            attribute.t = Some(Box::new(tensor("", &[1], &[1.0])));
        });
        let mut model = graph_of(vec![start, ones, node("RMSNormalization", &["x", "ones"], "y")], 3);
        model.graph.as_mut().expect("the model has a graph").input = vec![value("x", &[None, Some(3)])];
        let expected = format!("M: {shape} {{ rms_norm(eps = 0.00001, affine = false),}}");
        assert_eq!(declaration(&nn_onnx::encode(&model)), expected);
    }
}

#[test]
fn shapes_that_cannot_be_computed_are_named() {
    let shape = || node("Shape", &["x"], "shape");
    for (nodes, expected) in [
        (
            vec![shape(), node("Mul", &["shape", "i2"], "y")],
            "node `/y/Mul` (Mul) computes with the extent of the batch",
        ),
        (vec![node("Div", &["i1", "i0"], "y")], "node `/y/Div` (Div) divides 1 and 0, which has no result"),
        (
            vec![node("Add", &["most", "i1"], "y")],
            "node `/y/Add` (Add) adds 9223372036854775807 and 1, which has no result",
        ),
        (vec![shape(), node("Gather", &["shape", "i3"], "y")], "node `/y/Gather` (Gather) takes the extents [3] of 3"),
        (
            vec![node("Gather", &["x", "i0"], "y")],
            "node `/y/Gather` (Gather) has axis = 0, supported is that of the columns",
        ),
        (
            vec![node("Gather", &["i1", "i0"], "y")],
            "node `/y/Gather` (Gather) has axis = 0, supported is 0, of a vector",
        ),
        (vec![shape(), node("Identity", &["shape"], "y")], "output `y` is a constant"),
        (
            vec![shape(), node("ConstantOfShape", &["half"], "y")],
            "operand 0 of node `/y/ConstantOfShape` (ConstantOfShape) is no constant list of integers",
        ),
        (
            vec![node("ConstantOfShape", &["l-1"], "y")],
            "node `/y/ConstantOfShape` (ConstantOfShape) makes a constant of unknown shape",
        ),
        (
            vec![node("ConstantOfShape", &["most"], "y")],
            "up to node `/y/ConstantOfShape` (ConstantOfShape) the nodes use constants of the file too often",
        ),
        (
            vec![shape(), node("Unsqueeze", &["shape", "l0"], "y")],
            "node `/y/Unsqueeze` (Unsqueeze) adds axes to a constant of shape [3]",
        ),
        (
            vec![int("axis", 0, node("Concat", &["l1", "x"], "y"))],
            "operand 1 of node `/y/Concat` (Concat) is no constant list of integers",
        ),
        (
            vec![int("axis", 0, node("Concat", &["l1", "i1"], "y"))],
            "operand 1 of node `/y/Concat` (Concat) is no list of extents",
        ),
        (
            vec![shape(), with(node("Cast", &["shape"], "y"), "to", |attribute| attribute.i = Some(1))],
            "node `/y/Cast` (Cast) converts the batch",
        ),
    ] {
        assert_eq!(message(&graph_of(nodes, 6)), expected);
    }
}

/// The shape that `x.expand(-1, 6)` asks for, as older exporters of `PyTorch` write it: where it is -1, the extent stays.
#[test]
fn shapes_are_chosen_where_others_hold_minus_one() {
    let nodes = vec![
        node("Flatten", &["x"], "flat"),
        node("Shape", &["flat"], "shape"),
        with(node("Concat", &["l-1", "l1"], "asked"), "axis", |attribute| attribute.i = Some(0)),
        node("Equal", &["asked", "l-1"], "is_kept"),
        node("Where", &["is_kept", "shape", "asked"], "target"),
        node("Expand", &["flat", "target"], "y"),
    ];
    assert_eq!(declared(nodes, 6), "M: [2, 3] -> [6] { flatten,}");
}

#[test]
fn comparisons_ranges_and_rests_are_positions() {
    // 3 mod 2 = 1, and the numbers 1, 2 of 1 .. 3; the batch is more than 0, and not -1.
    let nodes = vec![
        node("Flatten", &["x"], "flat"),
        node("Mod", &["i3", "i2"], "rest"),
        node("Range", &["rest", "i3", "i1"], "places"),
        node("Shape", &["flat"], "shape"),
        node("Gather", &["shape", "i0"], "batch"),
        node("Greater", &["batch", "i0"], "is_more"),
        node("Equal", &["batch", "i-1"], "is_none"),
        node("Not", &["is_none"], "is_some"),
        node("And", &["is_more", "is_some"], "is_both"),
        node("Where", &["is_both", "places", "i4"], "chosen"),
        with(node("Gather", &["flat", "chosen"], "y"), "axis", |attribute| attribute.i = Some(1)),
    ];
    assert_eq!(declared(nodes, 2), "M: [2, 3] -> [2] { flatten, slice(1, 3),}");
    // What is decided while compiling is no choice; the other value may be anything.
    let nodes = vec![
        node("Flatten", &["x"], "flat"),
        node("LessOrEqual", &["i2", "i1"], "is_less"),
        node("Relu", &["flat"], "r"),
        node("Where", &["is_less", "flat", "r"], "y"),
    ];
    assert_eq!(declared(nodes, 6), "M: [2, 3] -> [6] { flatten, relu,}");
    // Downwards, with the sign of the divisor or of the dividend.
    let nodes = |fmod: i64| {
        vec![
            node("Flatten", &["x"], "flat"),
            with(node("Mod", &["i-1", "i3"], "rest"), "fmod", |attribute| attribute.i = Some(fmod)),
            node("Range", &["rest", "i0", "i-1"], "places"),
            with(node("Gather", &["flat", "places"], "y"), "axis", |attribute| attribute.i = Some(1)),
        ]
    };
    assert_eq!(
        declared(nodes(0), 2),
        "M: [2, 3] -> [2] { flat: flatten, y: slice(2, 3), y_2: slice(1, 2, from = flat), concat(y, from = y_2),}"
            .replace("concat(y, from = y_2)", "concat(y_2, from = y)")
    );
    assert_eq!(message(&graph_of(nodes(1), 2)), "node `/y/Gather` (Gather) picks the positions [] of 6");
}

/// `b.expand(x.shape[0], 6)`: ones are multiplied by -1, and compared.
#[test]
fn constants_of_a_shape_may_be_integers() {
    let minus_ones = with(node("ConstantOfShape", &["l2"], "ones"), "value", |attribute| {
        attribute.t = Some(Box::new(Tensor {
            dims: vec![1],
            data_type: DataType::Int64.into(),
            raw_data: (-1_i64).to_le_bytes().to_vec(),
            ..Tensor::default()
        }));
    });
    let nodes = vec![
        node("Flatten", &["x"], "flat"),
        minus_ones,
        node("Shape", &["flat"], "shape"),
        with(node("Concat", &["l-1", "l1"], "asked"), "axis", |attribute| attribute.i = Some(0)),
        node("Equal", &["asked", "ones"], "is_kept"),
        node("Where", &["is_kept", "shape", "asked"], "target"),
        node("Expand", &["flat", "target"], "y"),
    ];
    assert_eq!(declared(nodes, 6), "M: [2, 3] -> [6] { flatten,}");
}

#[test]
fn what_the_batch_decides_is_no_constant() {
    let of = |last: Node| {
        vec![
            node("Shape", &["x"], "shape"),
            node("Gather", &["shape", "i0"], "batch"),
            last,
            node("Reshape", &["x", "target"], "y"),
        ]
    };
    let cases = [
        (
            node("Equal", &["batch", "i1"], "target"),
            "node `/target/Equal` (Equal) computes with the extent of the batch",
        ),
        (
            node("Range", &["i0", "batch", "i1"], "target"),
            "node `/target/Range` (Range) computes with the extent of the batch",
        ),
        (node("Range", &["i0", "i3", "i0"], "target"), "node `/target/Range` (Range) goes from 0 to 3 in steps of 0"),
        (
            node("Range", &["i0", "most", "i1"], "target"),
            "node `/target/Range` (Range) goes from 0 to 9223372036854775807 in steps of 1",
        ),
        (node("Range", &["zero", "half", "one"], "target"), "operand 0 of node `/target/Range` (Range) is no integer"),
        (node("Mod", &["i3", "i0"], "target"), "node `/target/Mod` (Mod) divides 3 and 0, which has no result"),
        (node("Equal", &["i3", "half"], "target"), "node `/target/Equal` (Equal) joins constants of other types"),
        // As many numbers, but not side by side.
        (
            node("Equal", &["upright", "flat_row"], "target"),
            "node `/target/Equal` (Equal) joins constants of shape [3, 1] and [1, 3]",
        ),
        (
            node("Mod", &["upright", "flat_row"], "target"),
            "node `/target/Mod` (Mod) divides integers of shape [3, 1] and [1, 3]",
        ),
        (node("Equal", &["shape", "v"], "target"), "node `/target/Equal` (Equal) joins constants of shape [3] and [4]"),
    ];
    let three = |name: &str, dims: &[i64]| Tensor {
        name: name.into(),
        dims: dims.into(),
        data_type: DataType::Int64.into(),
        raw_data: [1_i64, 2, 3].iter().flat_map(|int| int.to_le_bytes()).collect(),
        ..Tensor::default()
    };
    for (last, expected) in cases {
        let mut model = graph_of(of(last), 6);
        let graph = model.graph.as_mut().expect("the model has a graph");
        graph.initializer.extend([three("upright", &[3, 1]), three("flat_row", &[1, 3])]);
        assert_eq!(message(&model), expected);
    }
}
