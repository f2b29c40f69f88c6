//! Layers of maps as exporters write them.

use super::arithmetic::computed;
use super::*;

/// Nodes from a map of this shape to `y`, of that one, with constants.
fn of_map(shape: &[i64], nodes: Vec<Node>, output: &[i64], constants: Vec<Tensor>) -> Model {
    let batch = |extents: &[i64]| [None].into_iter().chain(extents.iter().copied().map(Some)).collect::<Vec<_>>();
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &batch(shape))];
    graph.output = vec![value("y", &batch(output))];
    graph.initializer.extend(constants);
    model
}

fn assert_computes(model: &Model, input: &[f64], expected: &[f64]) {
    let (text, found) = (declaration(&nn_onnx::encode(model)), computed(model, input));
    assert_eq!(found.len(), expected.len(), "{text}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{text} computes {found} for {expected}");
    }
}

fn ints(name: &str, ints: &[i64], node: Node) -> Node {
    with(node, name, |attribute| attribute.ints = ints.to_vec())
}

/// The nodes of squeeze and excitation, whose factors are 1 for the first channel and a half for the second.
fn excitation(last: Node) -> (Vec<Node>, Vec<Tensor>) {
    let nodes = vec![
        node("GlobalAveragePool", &["x"], "g"),
        node("Conv", &["g", "squeeze.weight", "squeeze.bias"], "s"),
        node("Relu", &["s"], "r"),
        node("Conv", &["r", "excite.weight"], "e"),
        last,
        node("Mul", &["x", "h"], "y"),
    ];
    let constants = vec![
        tensor("squeeze.weight", &[1, 2, 1, 1], &[1.0, 1.0]),
        tensor("squeeze.bias", &[1], &[-2.0]),
        tensor("excite.weight", &[2, 1, 1, 1], &[6.0, 0.0]),
    ];
    (nodes, constants)
}

#[test]
fn squeeze_and_excitation_is_a_product_with_a_vector() {
    let (nodes, constants) =
        excitation(with(node("HardSigmoid", &["e"], "h"), "alpha", |alpha| alpha.f = Some(1.0 / 6.0)));
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 2], constants);
    let hard = "hard_sigmoid";
    let text = declaration(&nn_onnx::encode(&model));
    let expected = format!(
        "M: [2, 1, 2] -> [2, 1, 2] {{ global_avg_pool, squeeze: dense(1, relu), excite: dense(2, {hard}, bias = false), \
         mul(input),}}"
    );
    assert_eq!(text, expected);
    // Means 1 and 2, whose sum less 2 is 1.
    assert_computes(&model, &[0.5, 1.5, 1.0, 3.0], &[0.5, 1.5, 0.5, 1.5]);

    let (nodes, constants) = excitation(node("Sigmoid", &["e"], "h"));
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 2], constants);
    assert_eq!(declaration(&nn_onnx::encode(&model)), expected.replace(hard, "sigmoid"));
    let factor = 1.0 / (1.0 + (-6.0_f64).exp());
    assert_computes(&model, &[0.5, 1.5, 1.0, 3.0], &[0.5 * factor, 1.5 * factor, 0.5, 1.5]);
}

/// A map of one pixel is no vector in the language: it becomes one.
#[test]
fn maps_of_one_pixel_are_factors_of_channels() {
    let pool = ints("kernel_shape", &[1, 2], node("MaxPool", &["x"], "p"));
    let nodes = vec![pool, node("Mul", &["p", "x"], "y")];
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 2], Vec::new());
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [2, 1, 2] -> [2, 1, 2] { max_pool([1, 2], stride = 1), flatten, mul(input),}"
    );
    assert_computes(&model, &[1.0, 2.0, -3.0, -4.0], &[2.0, 4.0, 9.0, 12.0]);
}

#[test]
fn products_of_other_maps_and_windows_over_vectors_are_refused() {
    let pool = |kernel: &[i64]| ints("kernel_shape", kernel, node("MaxPool", &["x"], "p"));
    let product = |kernel: &[i64]| vec![pool(kernel), node("Mul", &["x", "p"], "y")];
    let refused = of_map(&[2, 2, 2], product(&[1, 2]), &[2, 2, 2], Vec::new());
    assert_eq!(message(&refused), "node `/y/Mul` (Mul) joins rows of shape [2, 2, 2] and [2, 2, 1]");
    let conv = |attributes: fn(Node) -> Node| {
        let nodes = vec![
            node("GlobalAveragePool", &["x"], "g"),
            attributes(node("Conv", &["g", "weight"], "c")),
            node("Flatten", &["c"], "y"),
        ];
        of_map(&[2, 2, 2], nodes, &[1], vec![tensor("weight", &[1, 2, 1, 1], &[1.0, 2.0])])
    };
    assert_computes(&conv(|node| ints("strides", &[3, 2], node)), &[1.0; 8], &[3.0]);
    let expected = "node `/c/Conv` (Conv) takes rows of shape [2, 1, 1], which were [2]";
    assert_eq!(message(&conv(|node| ints("pads", &[1, 1, 1, 1], node))), expected);
    assert_eq!(message(&conv(|node| ints("pads", &[1, 0, 1, 0], ints("strides", &[3, 1], node)))), expected);
}
