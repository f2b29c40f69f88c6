//! Pixels that are repeated by an axis of their own, as JAX repeats them.

use super::arithmetic::computed;
use super::*;

/// Two pixels of two rows, of one channel, which is the last axis.
const PIXELS: [f64; 4] = [1.0, 2.0, 3.0, 4.0];

fn of_ints(name: &str, ints: &[i64]) -> Tensor {
    let dims = vec![i64::try_from(ints.len()).expect("a few")];
    Tensor { name: name.into(), dims, data_type: DataType::Int64.into(), int64_data: ints.into(), ..Tensor::default() }
}

/// The extents of one of the three nodes, behind the extent of the batch, which is the one at `position` of `value`.
fn extents(name: &str, value: &str, position: &str) -> [Node; 3] {
    let [shape, batch] = ["shape", "batch"].map(|what| format!("{name} {what}"));
    let axis = |node| with(node, "axis", |axis| axis.i = Some(0));
    [
        node("Shape", &[value], &shape),
        axis(node("Gather", &[&shape, position], &batch)),
        axis(node("Concat", &[&batch, &format!("{name} extents")], name)),
    ]
}

/// Each pixel of a row twice, with the extents of the three nodes.
fn twice(split: &[i64], spread: &[i64], joined: &[i64], position: &str) -> Model {
    let mut nodes: Vec<Node> = extents("split to", "x", position).into();
    nodes.extend(extents("spread to", "x", "first"));
    nodes.push(node("Reshape", &["x", "split to"], "split"));
    nodes.push(node("Expand", &["split", "spread to"], "spread"));
    nodes.extend(extents("joined to", "spread", "first"));
    nodes.push(node("Reshape", &["spread", "joined to"], "y"));
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &[None, Some(2), Some(2), Some(1)])];
    graph.output = vec![value("y", &[None, None, None, None])];
    let lists = [("split to extents", split), ("spread to extents", spread), ("joined to extents", joined)];
    graph.initializer.extend(lists.map(|(name, list)| of_ints(name, list)));
    graph.initializer.extend([of_ints("first", &[0]), of_ints("second", &[1])]);
    model
}

#[test]
fn pixels_that_are_given_an_axis_and_spread_are_upsampled() {
    for (model, lines, expected) in [
        (
            twice(&[2, 2, 1, 1], &[2, 2, 2, 1], &[2, 4, 1], "first"),
            "upsample([1, 2])",
            [1., 1., 2., 2., 3., 3., 4., 4.],
        ),
        (
            twice(&[2, 1, 2, 1], &[2, 2, 2, 1], &[4, 2, 1], "first"),
            "upsample([2, 1])",
            [1., 2., 1., 2., 3., 4., 3., 4.],
        ),
    ] {
        let text = declaration(&nn_onnx::encode(&model));
        assert!(text.contains(lines), "{text}");
        assert_eq!(computed(&model, &PIXELS), expected, "{text}");
    }
}

#[test]
fn other_spread_axes_are_refused() {
    for (what, model) in [
        ("an extent that is no batch's", twice(&[2, 2, 1, 1], &[2, 2, 2, 1], &[2, 4, 1], "second")),
        ("a copy in front of the axis", twice(&[1, 2, 2, 1], &[2, 2, 2, 1], &[4, 2, 1], "first")),
        ("two axes that are spread", twice(&[2, 1, 2, 1], &[2, 2, 2, 2], &[4, 2, 2], "first")),
        ("another axis that is joined", twice(&[2, 2, 1, 1], &[2, 2, 2, 1], &[4, 2, 1], "first")),
        ("extents beyond all numbers", twice(&[2, i64::MAX, 1, 1], &[2, i64::MAX, 2, 1], &[2, -2, 1], "first")),
        ("a factor of 0", twice(&[2, 2, 1, 1], &[2, 2, 0, 1], &[2, 0, 1], "first")),
        ("no axes", twice(&[], &[], &[], "first")),
    ] {
        let found = lines(&nn_onnx::encode(&model)).map(|lines| lines.declaration("M"));
        assert!(found.is_err(), "{what}: {found:?}");
    }
}
