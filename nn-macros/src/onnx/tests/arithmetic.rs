//! Constants, norms and gates: what graphs become, and what that computes.

use super::*;

/// The model of `super`, with more constants: numbers, a vector that ends with 0, ones, and vectors of integers.
pub(super) fn graph_of(nodes: Vec<Node>) -> Model {
    let mut model = model(nodes);
    let ints = |name: &str, ints: &[i64]| Tensor {
        name: name.into(),
        dims: vec![i64::try_from(ints.len()).expect("a short list")],
        data_type: DataType::Int64.into(),
        raw_data: ints.iter().flat_map(|int| int.to_le_bytes()).collect(),
        ..Tensor::default()
    };
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.extend([
        tensor("one", &[1], &[1.0]),
        tensor("two", &[], &[2.0]),
        tensor("eps", &[], &[0.25]),
        tensor("minus", &[], &[-0.5]),
        tensor("tiny", &[], &[1e-45]),
        tensor("huge", &[4], &[f32::MAX; 4]),
        tensor("c", &[1, 4], &[1.0, 2.0, 4.0, 8.0]),
        tensor("ends", &[4], &[1.0, 2.0, 4.0, 0.0]),
        tensor("rows", &[2, 4], &[1.0; 8]),
        tensor("ones", &[4], &[1.0; 4]),
        tensor("zeros", &[4], &[0.0; 4]),
        ints("last", &[-1]),
        ints("batch", &[0]),
        ints("three_one", &[3, 1]),
        ints("all", &[4, 4]),
    ]);
    model
}

fn declared(nodes: Vec<Node>) -> String {
    declaration(&nn_onnx::encode(&graph_of(nodes)))
}

pub(super) fn int(name: &'static str, int: i64, node: Node) -> Node {
    with(node, name, |attribute| attribute.i = Some(int))
}

pub(super) fn float(name: &'static str, float: f32, node: Node) -> Node {
    with(node, name, |attribute| attribute.f = Some(float))
}

pub(super) fn axes(axes: &[i64], node: Node) -> Node {
    with(node, "axes", |attribute| attribute.ints = axes.to_vec())
}

/// What the float64 twin computes of the lines.
pub(super) fn computed(model: &Model, input: &[f64]) -> Vec<f64> {
    let lines = lines(&nn_onnx::encode(model)).unwrap_or_else(|error| panic!("{}", error.text()));
    let text = format!("struct {}", lines.declaration("M"));
    let network = parse_written(format!("@crate(::nn_runtime) {text}").parse().expect("a declaration is tokens"));
    let checked = network.and_then(|network| check(&network));
    assert!(checked.is_ok(), "{text}");
    let (_, mut topology) = nn_twin::description::read(&text);
    let parameters = lines.parameters();
    let values = topology.parameters();
    topology.set_parameters(values.iter().flat_map(|tensor| parameters[&tensor.name].iter().copied().map(f64::from)));
    topology.predict(input)
}

fn assert_computes(nodes: Vec<Node>, expected: [f64; 4]) {
    let text = declared(nodes.clone());
    let found = computed(&graph_of(nodes), &INPUT);
    assert_eq!(found.len(), expected.len(), "{text}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{text} computes {found} for {expected}");
    }
}

const INPUT: [f64; 4] = [1.0, -2.0, 0.5, 4.0];

#[test]
fn exported_norms_gates_and_products_with_constants_are_read_as_they_were_declared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weights/data/onnx");
    let read = |name: &str| std::fs::read(folder.join(name)).expect("the file is in the repository");
    assert_eq!(
        declaration(&read("norms.onnx")),
        // A norm without weights and the products and sums behind it are one line, as far as the language has it.
        "M: [9] -> [5] { given: affine, scale(0.3), hidden: dense(18, bias = false), slope: prelu, \
         layer_4: layer_norm(eps = 0.00001), factors: affine(bias = false), plain: rms_norm(eps = 0.001, affine = false), \
         layer_7: affine, first: glu, wide: dense(20, tanh, from = plain), layer_10: prelu(per_channel = true), \
         without_bias: layer_norm(eps = 0.01, bias = false), shifted: layer_norm(eps = 0.00001), swiglu, \
         layer_15: rms_norm(eps = 0.00000011920929), l2_norm(eps = 1e-12), concat(first), layer_18: dense(5), scale(-2.5),}"
    );
    assert_eq!(
        declaration(&read("images.onnx")),
        "M: [2, 3, 4] -> [2, 3, 4] { layer_0: affine, layer_1: prelu, layer_2: layer_norm(eps = 0.00001), scale(0.5), \
         layer_4: rms_norm(eps = 0.1), l2_norm(eps = 0.01), layer_norm(eps = 0.00001, affine = false),}"
    );
}

#[test]
fn arithmetic_with_constants_is_scale_and_affine() {
    let mul = |a, b, y| node("Mul", &[a, b], y);
    let add = |a, b, y| node("Add", &[a, b], y);
    for (nodes, expected, numbers) in [
        (vec![mul("x", "half", "y")], "scale(0.5),", [0.5, -1.0, 0.25, 2.0]),
        (vec![node("Neg", &["x"], "y")], "scale(-1),", [-1.0, 2.0, -0.5, -4.0]),
        (vec![node("Div", &["x", "half"], "y")], "scale(2),", [2.0, -4.0, 1.0, 8.0]),
        (vec![mul("c", "x", "y")], "y: affine(bias = false),", [1.0, -4.0, 2.0, 32.0]),
        (vec![node("Div", &["x", "c"], "y")], "y: affine(bias = false),", [1.0, -1.0, 0.125, 0.5]),
        (vec![add("one", "x", "y")], "y: affine,", [2.0, -1.0, 1.5, 5.0]),
        (vec![node("Sub", &["x", "c"], "y")], "y: affine,", [0.0, -4.0, -3.5, -4.0]),
        (vec![node("Sub", &["c", "x"], "y")], "y: affine,", [0.0, 4.0, 3.5, 4.0]),
        (vec![mul("x", "c", "p"), add("p", "b", "y")], "y: affine,", [2.0, -3.0, 3.0, 33.0]),
        (vec![mul("x", "half", "p"), add("b", "p", "y")], "y: affine,", [1.5, 0.0, 1.25, 3.0]),
        (vec![mul("x", "half", "p"), node("Sub", &["b", "p"], "y")], "y: affine,", [0.5, 2.0, 0.75, -1.0]),
        (vec![mul("x", "c", "p"), node("Sub", &["b", "p"], "y")], "y: affine,", [0.0, 5.0, -1.0, -31.0]),
        // A difference is exact for numbers that are far from 0; a product of both is not.
        (
            vec![node("Sub", &["x", "c"], "d"), node("Div", &["d", "v"], "y")],
            "d: affine, y: affine(bias = false),",
            [0.0, -2.0, -1.75, -2.0],
        ),
        (
            vec![mul("x", "c", "p"), mul("p", "c", "y")],
            "p: affine(bias = false), y: affine(bias = false),",
            [1.0, -8.0, 8.0, 256.0],
        ),
        // A product that is used twice.
        (
            vec![mul("x", "half", "p"), add("p", "b", "s"), node("Mul", &["s", "p"], "y")],
            "p: scale(0.5), \
            s: affine(from = input), mul(p),",
            [0.75, 0.0, 0.3125, 6.0],
        ),
    ] {
        assert_eq!(declared(nodes.clone()), format!("M: [4] -> [4] {{ {expected}}}"));
        assert_computes(nodes, numbers);
    }
}

#[test]
fn a_normalisation_without_a_dense_layer_is_affine() {
    let normalization = || {
        let node = node("BatchNormalization", &["x", "c.weight", "b", "v", "v"], "n");
        float("epsilon", 2.0, node)
    };
    let network = |nodes: Vec<Node>| {
        let mut model = graph_of(nodes);
        let graph = model.graph.as_mut().expect("the model has a graph");
        graph.initializer.push(tensor("c.weight", &[4], &[1.0, 2.0, 4.0, 8.0]));
        model
    };
    // c (x - 2) / 2 + 1
    let alone = network(vec![normalization(), node("Relu", &["n"], "y")]);
    assert_eq!(declaration(&nn_onnx::encode(&alone)), "M: [4] -> [4] { c: affine, relu,}");
    assert_eq!(computed(&alone, &INPUT), [0.5, 0.0, 0.0, 9.0]);
    let both = network(vec![
        normalization(),
        node("Relu", &["n"], "r"),
        node("MatMul", &["n", "w"], "m"),
        node("Add", &["m", "r"], "y"),
    ]);
    let expected = "M: [4] -> [4] { c: affine, r: relu, m: dense(4, from = input), add(r),}";
    assert_eq!(declaration(&nn_onnx::encode(&both)), expected);
    assert_eq!(computed(&both, &INPUT), [2.75, 2.25, 2.25, 11.25]);
}

/// `x` in `form`, over the root of its mean square and `eps`.
fn norm_of(x: &'static str, parts: [Node; 3]) -> Vec<Node> {
    let [square, root, last] = parts;
    let mean = axes(&[-1], node("ReduceMean", &["square"], "mean_square"));
    let mut nodes = vec![square, mean, node("Add", &["mean_square", "eps"], "sum"), root, last];
    if x == "d" {
        let mean = axes(&[1], node("ReduceMean", &["x"], "mean"));
        nodes.splice(0..0, [mean, node("Sub", &["x", "mean"], "d")]);
    }
    nodes
}

#[test]
fn norms_that_are_made_of_parts_are_norms() {
    let mean_square = INPUT.iter().map(|x| x * x).sum::<f64>() / 4.0;
    let of_rms = INPUT.map(|x| x / (mean_square + 0.25).sqrt());
    let deviation = INPUT.map(|x| x - INPUT.iter().sum::<f64>() / 4.0);
    let variance = deviation.iter().map(|d| d * d).sum::<f64>() / 4.0;
    let of_layer = deviation.map(|d| d / (variance + 0.25).sqrt());
    for (x, kind, numbers) in [("x", "rms_norm", of_rms), ("d", "layer_norm", of_layer)] {
        let squares = [node("Mul", &[x, x], "square"), node("Pow", &[x, "two"], "square")];
        let roots = [
            [node("Sqrt", &["sum"], "root"), node("Div", &[x, "root"], "y")],
            [node("Pow", &["sum", "half"], "root"), node("Div", &[x, "root"], "y")],
            [node("Pow", &["sum", "minus"], "inverse"), node("Mul", &[x, "inverse"], "y")],
        ];
        for (square, [root, last]) in squares.iter().flat_map(|square| roots.iter().map(move |root| (square, root))) {
            let nodes = norm_of(x, [square.clone(), root.clone(), last.clone()]);
            assert_eq!(declared(nodes.clone()), format!("M: [4] -> [4] {{ {kind}(eps = 0.25, affine = false),}}"));
            assert_computes(nodes, numbers);
        }
        for inverse in [node("Reciprocal", &["root"], "inverse"), node("Div", &["one", "root"], "inverse")] {
            let mut nodes =
                norm_of(x, [squares[0].clone(), node("Sqrt", &["sum"], "root"), node("Mul", &["inverse", x], "n")]);
            nodes.insert(nodes.len() - 1, inverse);
            let n = nodes.len();
            nodes.push(node("Mul", &["c", "n"], "w"));
            nodes.push(node("Identity", &["w"], "y"));
            let bias = if kind == "layer_norm" { ", bias = false" } else { "" };
            assert_eq!(declared(nodes.clone()), format!("M: [4] -> [4] {{ w: {kind}(eps = 0.25{bias}),}}"));
            let weighed = [numbers[0], 2.0 * numbers[1], 4.0 * numbers[2], 8.0 * numbers[3]];
            assert_computes(nodes.clone(), weighed);
            nodes[n + 1] = node("Add", &["w", "b"], "y");
            let line = match kind {
                "layer_norm" => "y: layer_norm(eps = 0.25),",
                _ => "rms_norm(eps = 0.25, affine = false), y: affine,",
            };
            assert_eq!(declared(nodes.clone()), format!("M: [4] -> [4] {{ {line}}}"));
            assert_computes(nodes, weighed.map(|number| number + 1.0));
        }
    }
}

#[test]
fn operators_that_are_norms_are_norms() {
    for (nodes, expected) in [
        (vec![node("LayerNormalization", &["x", "c", "b"], "y")], "y: layer_norm(eps = 0.00001),"),
        (
            vec![float("epsilon", 0.5, int("axis", 1, node("LayerNormalization", &["x", "c"], "y")))],
            "y: layer_norm(eps = 0.5, bias = false),",
        ),
        (vec![node("LayerNormalization", &["x", "ones", "zeros"], "y")], "layer_norm(eps = 0.00001, affine = false),"),
        (vec![node("LayerNormalization", &["x", "ones", "b"], "y")], "y: layer_norm(eps = 0.00001),"),
        (vec![node("RMSNormalization", &["x", "c"], "y")], "y: rms_norm(eps = 0.00001),"),
        (vec![node("RMSNormalization", &["x", "ones"], "y")], "rms_norm(eps = 0.00001, affine = false),"),
        // The second half of a layer norm.
        (
            vec![
                node("ReduceMean", &["x", "last"], "mean"),
                node("Sub", &["x", "mean"], "d"),
                node("RMSNormalization", &["d", "c"], "n"),
                node("Add", &["n", "b"], "y"),
            ],
            "y: layer_norm(eps = 0.00001),",
        ),
    ] {
        assert_eq!(declared(nodes), format!("M: [4] -> [4] {{ {expected}}}"));
    }
}

#[test]
fn ones_that_have_the_name_of_a_layer_are_its_weights() {
    let mut model = graph_of(vec![node("LayerNormalization", &["x", "norm.weight", "norm.bias"], "y")]);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.extend([tensor("norm.weight", &[4], &[1.0; 4]), tensor("norm.bias", &[4], &[0.0; 4])]);
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [4] -> [4] { norm: layer_norm(eps = 0.00001),}");
}

#[test]
fn slopes_are_prelu() {
    let prelu = |slope: &str| vec![node("PRelu", &["x", slope], "y")];
    assert_eq!(declared(prelu("one")), "M: [4] -> [4] { y: prelu,}");
    assert_eq!(declared(prelu("c")), "M: [4] -> [4] { y: prelu(per_channel = true),}");
    assert_computes(prelu("half"), [1.0, -1.0, 0.5, 4.0]);
    assert_computes(prelu("c"), [1.0, -4.0, 0.5, 4.0]);
}

/// `node` with two outputs.
pub(super) fn halves(node: Node) -> Node {
    Node { output: vec!["first".into(), "second".into()], ..node }
}

#[test]
fn halves_and_their_gates_are_read() {
    let split = || halves(int("axis", -1, node("Split", &["x"], "first")));
    let two = |nodes: Vec<Node>| {
        let mut model = graph_of(nodes);
        model.graph.as_mut().expect("the model has a graph").output = vec![value("y", &[None, Some(2)])];
        declaration(&nn_onnx::encode(&model))
    };
    let sigmoid = |x| node("Sigmoid", &[x], "s");
    let product = |a, b| node("Mul", &[a, b], "y");
    let glu = "M: [4] -> [2] { glu,}";
    assert_eq!(two(vec![split(), sigmoid("second"), product("first", "s")]), glu);
    assert_eq!(two(vec![split(), sigmoid("second"), product("s", "first")]), glu);
    let slice = |start: &str, end: &str, y: &str| node("Slice", &["x", start, end, "last"], y);
    let slices = |first: Node, second: Node| vec![first, second, sigmoid("second"), product("first", "s")];
    let with_two = |nodes: Vec<Node>| {
        let mut model = graph_of(nodes);
        let graph = model.graph.as_mut().expect("the model has a graph");
        let int = |name: &str, int: i64| Tensor {
            name: name.into(),
            dims: vec![1],
            data_type: DataType::Int64.into(),
            raw_data: int.to_le_bytes().to_vec(),
            ..Tensor::default()
        };
        graph.initializer.extend([int("at_1", 1), int("at_2", 2), int("at_3", 3), int("at_4", 4)]);
        declaration(&nn_onnx::encode(&model))
    };
    assert_eq!(with_two(slices(slice("batch", "at_2", "first"), slice("at_2", "at_4", "second"))), glu);
    assert_eq!(
        with_two(slices(slice("batch", "at_2", "first"), slice("at_1", "at_3", "second"))),
        "M: [4] -> [2] { first: slice(0, 2), slice(1, 3, from = input), sigmoid, mul(first),}"
    );
    let silu = |x| node("Mul", &[x, "s"], "g");
    assert_eq!(two(vec![split(), sigmoid("first"), silu("first"), product("g", "second")]), "M: [4] -> [2] { swiglu,}");
    assert_eq!(
        two(vec![split(), sigmoid("first"), product("second", "s")]),
        "M: [4] -> [2] { first: slice(0, 2), first_2: slice(2, 4, from = input), sigmoid(from = first), mul(first_2),}"
    );
    let lengths =
        vec![halves(int("axis", 1, node("Split", &["x", "three_one"], "first"))), node("Relu", &["second"], "y")];
    assert_eq!(declared(lengths), "M: [4] -> [1] { slice(3, 4), relu,}");
}
