//! Pools that are windows over the batch and the channels, too, as Keras on JAX exports them.

use super::arithmetic::computed;
use super::*;

/// A map of 3 x 4 pixels of 2 channels, which are the last axis.
const PIXELS: [f64; 24] = [
    1., -1., 2., -2., 3., -3., 4., -4., //
    5., -5., 6., -6., 7., -7., 8., -8., //
    9., -9., 10., -10., 11., -11., 12., -12.,
];

fn ints(name: &str, ints: &[i64], node: Node) -> Node {
    with(node, name, |attribute| attribute.ints = ints.to_vec())
}

fn of_ints(name: &str, ints: &[i64]) -> Tensor {
    let dims = vec![i64::try_from(ints.len()).expect("a few")];
    Tensor { name: name.into(), dims, data_type: DataType::Int64.into(), int64_data: ints.into(), ..Tensor::default() }
}

/// A window over `value`, to which two axes are added before, and from which they are taken behind.
fn window(value: &str, window: Node, output: &str) -> Vec<Node> {
    let [first, second] = ["first", "second"].map(|place| format!("{output} {place}"));
    let (operand, result) = (window.input[0].clone(), window.output[0].clone());
    assert_eq!(operand, second);
    vec![
        node("Unsqueeze", &[value, "axis 0"], &first),
        node("Unsqueeze", &[&first, "axis 1"], &second),
        window,
        node("Squeeze", &[&result, "axes"], output),
    ]
}

/// A model of maps with the channels at the end.
fn of_pixels(nodes: Vec<Node>, output: [Option<i64>; 3], constants: Vec<Tensor>) -> Model {
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    let [height, width, channels] = output;
    graph.input = vec![value("x", &[None, Some(3), Some(4), Some(2)])];
    graph.output = vec![value("y", &[None, height, width, channels])];
    graph.initializer.extend([of_ints("axis 0", &[0]), of_ints("axis 1", &[1]), of_ints("axes", &[0, 1])]);
    graph.initializer.extend(constants);
    model
}

fn max_pool(kernel: &[i64], strides: &[i64], pads: &[i64]) -> Model {
    let pool = node("MaxPool", &["y second"], "y pooled");
    let pool = ints("pads", pads, ints("strides", strides, ints("kernel_shape", kernel, pool)));
    of_pixels(window("x", pool, "y"), [None; 3], Vec::new())
}

/// The sums of windows of 2 x 2, divided by `count`, which `nodes` and `constants` make.
fn mean(pads: &[i64], count: &str, nodes: Vec<Node>, mut constants: Vec<Tensor>) -> Model {
    let conv = |operand: &str, output: &str| {
        ints("pads", pads, ints("strides", &[1, 2, 2, 1], node("Conv", &[operand, "ones"], output)))
    };
    let mut all = window("x", conv("sum second", "sum pooled"), "sum");
    if !nodes.is_empty() {
        all.extend(nodes);
        all.extend(window("map of ones", conv("count second", "count pooled"), "count"));
    }
    all.push(node("Div", &["sum", count], "y"));
    constants.push(tensor("ones", &[1, 1, 1, 2, 2, 1], &[1.0; 4]));
    of_pixels(all, [None; 3], constants)
}

/// The mean of the numbers that each window has, of a map of ones of this shape.
fn mean_without_padding(one: f32, shape: &[i64]) -> Model {
    let ones = with(node("ConstantOfShape", &["shape"], "map of ones"), "value", |attribute| {
        attribute.t = Some(Box::new(tensor("", &[1], &[one])));
    });
    mean(&[0, 0, 0, 0, 0, 1, 0, 0], "count", vec![ones], vec![of_ints("shape", shape)])
}

fn assert_computes(model: &Model, lines: &str, expected: &[f64]) {
    let text = declaration(&nn_onnx::encode(model));
    assert!(text.contains(lines), "{text}");
    assert_eq!(computed(model, &PIXELS), expected, "{text}");
}

#[test]
fn largest_numbers_of_windows_over_the_batch_are_a_pool_of_maps() {
    let lines = "permute([2, 0, 1]), max_pool(2), permute([1, 2, 0])";
    let model = max_pool(&[1, 2, 2, 1], &[1, 2, 2, 1], &[0; 8]);
    assert_computes(&model, lines, &[6., -1., 8., -3.]);
    let lines = "permute([2, 0, 1]), max_pool(2, padding = [0, 1, 0, 0]), permute([1, 2, 0])";
    let model = max_pool(&[1, 2, 2, 1], &[1, 2, 2, 1], &[0, 0, 0, 0, 0, 1, 0, 0]);
    assert_computes(&model, lines, &[6., -1., 8., -3., 10., -9., 12., -11.]);
}

#[test]
fn channels_may_be_the_first_axis() {
    // A map of 4 x 2 pixels of 3 channels.
    let model = max_pool(&[1, 1, 4, 2], &[1, 1, 4, 2], &[0; 8]);
    assert_computes(&model, "M: [3, 4, 2] -> [3, 1, 1] { max_pool([4, 2]),}", &[4., 8., 12.]);
}

#[test]
fn sums_that_are_divided_by_the_size_are_a_mean() {
    let lines = "permute([2, 0, 1]), avg_pool(2, padding = [0, 1, 0, 0]), permute([1, 2, 0])";
    let model = mean(&[0, 0, 0, 0, 0, 1, 0, 0], "four", Vec::new(), vec![tensor("four", &[], &[4.0])]);
    assert_computes(&model, lines, &[3.5, -3.5, 5.5, -5.5, 4.75, -4.75, 5.75, -5.75]);
}

#[test]
fn sums_that_are_divided_by_their_counts_are_a_mean_without_padding() {
    let lines = "avg_pool(2, padding = [0, 1, 0, 0], count_padding = false)";
    for shape in [[1, 3, 4, 1], [1, 3, 4, 2]] {
        let model = mean_without_padding(1.0, &shape);
        assert_computes(&model, lines, &[3.5, -3.5, 5.5, -5.5, 9.5, -9.5, 11.5, -11.5]);
    }
}

#[test]
fn other_windows_over_the_batch_are_refused() {
    let no_pads = [0; 8];
    let five = || vec![tensor("five", &[], &[5.0])];
    let wrong_weights = || {
        let mut model = mean(&no_pads, "four", Vec::new(), vec![tensor("four", &[], &[4.0])]);
        let graph = model.graph.as_mut().expect("the model has a graph");
        let ones = graph.initializer.iter_mut().find(|tensor| tensor.name == "ones").expect("the kernel");
        *ones = tensor("ones", &[1, 1, 1, 2, 2, 1], &[1.0, 1.0, 1.0, 2.0]);
        model
    };
    for (what, model) in [
        ("a window over rows of the batch", max_pool(&[2, 2, 2, 1], &[1; 4], &no_pads)),
        ("a stride over the batch", max_pool(&[1, 2, 2, 1], &[2, 2, 2, 1], &no_pads)),
        ("padding of the batch", max_pool(&[1, 2, 2, 1], &[1; 4], &[1, 0, 0, 0, 0, 0, 0, 0])),
        ("a window over pixels and channels", max_pool(&[1, 2, 2, 2], &[1; 4], &no_pads)),
        ("an extent that no map has", max_pool(&[1, i64::MAX, i64::MAX, 1], &[1; 4], &no_pads)),
        ("pads of other axes", max_pool(&[1, 2, 2, 1], &[1; 4], &[i64::MAX; 6])),
        ("another number than the size", mean(&no_pads, "five", Vec::new(), five())),
        ("a weighted sum", wrong_weights()),
        ("counts of twos", mean_without_padding(2.0, &[1, 3, 4, 1])),
        ("counts of a larger map", mean_without_padding(1.0, &[1, 4, 4, 1])),
        ("counts of three channels", mean_without_padding(1.0, &[1, 3, 4, 3])),
        ("counts of two rows", mean_without_padding(1.0, &[2, 3, 4, 1])),
        ("counts without extents", mean_without_padding(1.0, &[])),
    ] {
        let found = lines(&nn_onnx::encode(&model)).map(|lines| lines.declaration("M"));
        assert!(found.is_err(), "{what}: {found:?}");
    }
}
