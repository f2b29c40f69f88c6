//! Sums, means and lengths of rows, values side by side, axes in another order, norms of groups, vectors of tables.

use super::arithmetic::{axes, computed, graph_of, int};
use super::*;

pub(super) fn assert_computes(model: &Model, input: &[f64], expected: &[f64]) {
    let (text, found) = (declaration(&nn_onnx::encode(model)), computed(model, input));
    assert_eq!(found.len(), expected.len(), "{text}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{text} computes {found} for {expected}");
    }
}

/// The model of `super`, whose output has `length` numbers.
pub(super) fn of_length(nodes: Vec<Node>, length: usize) -> Model {
    let mut model = graph_of(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.output = vec![value("y", &[None, i64::try_from(length).ok()])];
    model
}

pub(super) const X: [f64; 4] = [1.0, -2.0, 0.5, 4.0];

pub(super) fn reduce(operator: &str, x: &str, y: &str) -> Node {
    axes(&[1], node(operator, &[x], y))
}

#[test]
fn sums_and_means_of_a_row_are_dense_layers() {
    assert_computes(&of_length(vec![reduce("ReduceSum", "x", "y")], 1), &X, &[3.5]);
    assert_computes(&of_length(vec![reduce("ReduceMean", "x", "y")], 1), &X, &[0.875]);
    // The axes as an operand, from the end.
    assert_computes(&of_length(vec![node("ReduceSum", &["x", "last"], "y")], 1), &X, &[3.5]);
    // One number for all of a row, added, taken away, as a factor, on either side.
    let mean = || reduce("ReduceMean", "x", "m");
    let relu = || node("Relu", &["x"], "r");
    let cases = [
        (vec![mean(), relu(), node("Add", &["m", "r"], "y")], [1.875, 0.875, 1.375, 4.875]),
        (vec![mean(), relu(), node("Sub", &["r", "m"], "y")], [0.125, -0.875, -0.375, 3.125]),
        (vec![mean(), relu(), node("Sub", &["m", "r"], "y")], [-0.125, 0.875, 0.375, -3.125]),
        (vec![mean(), relu(), node("Mul", &["m", "r"], "y")], [0.875, 0.0, 0.4375, 3.5]),
        (
            vec![mean(), node("Sub", &["x", "m"], "d"), node("Relu", &["m"], "r"), node("Mul", &["x", "r"], "y")],
            [0.875, -1.75, 0.4375, 3.5],
        ),
    ];
    for (nodes, expected) in cases {
        assert_computes(&of_length(nodes, 4), &X, &expected);
    }
    // The deviation from it, which is a part of a norm elsewhere.
    let deviation = || vec![mean(), node("Sub", &["x", "m"], "d")];
    let expected = X.map(|x| x - 0.875);
    assert_computes(&of_length([deviation(), vec![node("Identity", &["d"], "y")]].concat(), 4), &X, &expected);
    let nodes = [deviation(), vec![relu(), node("Add", &["r", "d"], "y")]].concat();
    assert_computes(&of_length(nodes, 4), &X, &[1.125, -2.875, 0.125, 7.125]);
}

/// The way in which dueling networks join their two heads.
#[test]
fn a_number_of_a_dense_layer_for_all_is_that_layer_with_its_weights_repeated() {
    let mut model = of_length(
        vec![
            node("MatMul", &["x", "head"], "value"),
            reduce("ReduceMean", "x", "mean"),
            node("Add", &["value", "x"], "sum"),
            node("Sub", &["sum", "mean"], "y"),
        ],
        4,
    );
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.push(tensor("head", &[4, 1], &[1.0, 2.0, 3.0, 4.0]));
    let value = 1.0 - 4.0 + 1.5 + 16.0;
    assert_computes(&model, &X, &X.map(|x| value + x - 0.875));
    let text = declaration(&nn_onnx::encode(&model));
    assert!(text.contains("dense(4, bias = false)"), "{text}");
    assert!(!text.contains("dense(1, bias = false, from = input)"), "the value's layer is repeated: {text}");
}

#[test]
fn lengths_of_rows_are_norms() {
    let length = 21.25_f64.sqrt();
    let expected = X.map(|x| x / length);
    let sum = || vec![node("Mul", &["x", "x"], "q"), reduce("ReduceSum", "q", "s")];
    let clip = |x: &str, least: &str, y: &str| node("Clip", &[x, least], y);
    let forms: [Vec<Node>; 7] = [
        vec![reduce("ReduceL2", "x", "l"), node("Div", &["x", "l"], "y")],
        vec![reduce("ReduceL2", "x", "l"), clip("l", "eps", "c"), node("Div", &["x", "c"], "y")],
        vec![reduce("ReduceL2", "x", "l"), node("Max", &["eps", "l"], "c"), node("Div", &["x", "c"], "y")],
        [sum(), vec![clip("s", "eps", "c"), node("Sqrt", &["c"], "l"), node("Div", &["x", "l"], "y")]].concat(),
        [sum(), vec![node("Pow", &["s", "half"], "l"), node("Div", &["x", "l"], "y")]].concat(),
        vec![
            reduce("ReduceSumSquare", "x", "s"),
            node("Sqrt", &["s"], "l"),
            node("Reciprocal", &["l"], "r"),
            node("Min", &["r", "two"], "m"),
            node("Mul", &["x", "m"], "y"),
        ],
        // A power of the magnitude, as older exporters write it.
        vec![
            node("Abs", &["x"], "a"),
            node("Pow", &["a", "two"], "q"),
            reduce("ReduceSum", "q", "s"),
            node("Pow", &["s", "half"], "l"),
            node("Div", &["x", "l"], "y"),
        ],
    ];
    for nodes in forms {
        let model = of_length(nodes, 4);
        assert_computes(&model, &X, &expected);
        let text = declaration(&nn_onnx::encode(&model));
        assert!(text.contains("l2_norm(eps = "), "{text}");
    }
    // Below the limit, which is 0.25, its root, or 1 over 2.
    let small = X.map(|x| x / 128.0);
    let limited =
        |nodes: Vec<Node>, least: f64| assert_computes(&of_length(nodes, 4), &small, &small.map(|x| x / least));
    limited(vec![reduce("ReduceL2", "x", "l"), clip("l", "eps", "c"), node("Div", &["x", "c"], "y")], 0.25);
    limited(
        [sum(), vec![clip("s", "eps", "c"), node("Sqrt", &["c"], "l"), node("Div", &["x", "l"], "y")]].concat(),
        0.5,
    );
    limited(
        vec![
            reduce("ReduceL2", "x", "l"),
            node("Div", &["one", "l"], "r"),
            node("Min", &["r", "two"], "m"),
            node("Mul", &["m", "x"], "y"),
        ],
        0.5,
    );
    // One operator, and zeros, which a file without a limit divides by 0.
    assert_computes(&of_length(vec![node("LpNormalization", &["x"], "y")], 4), &X, &expected);
    assert_computes(&of_length(vec![node("LpNormalization", &["x"], "y")], 4), &[0.0; 4], &[0.0; 4]);
    let over_magnitudes = of_length(vec![int("p", 1, node("LpNormalization", &["x"], "y"))], 4);
    assert_computes(&over_magnitudes, &X, &X.map(|x| x / 7.5));
    assert_computes(&over_magnitudes, &[0.0; 4], &[0.0; 4]);
}

/// Weights over their lengths, as weight normalisation is exported where nothing is folded.
#[test]
fn reductions_of_constants_are_constants() {
    let of = |operator: &str, keepdims: i64, last: Vec<Node>| {
        let reduced = int("keepdims", keepdims, axes(&[1], node(operator, &["w", ""], "r")));
        let mut model = of_length([vec![reduced], last].concat(), 2);
        let graph = model.graph.as_mut().expect("the model has a graph");
        graph.initializer.retain(|tensor| tensor.name != "w");
        graph.initializer.push(tensor("w", &[2, 4], &[3.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 2.0]));
        model
    };
    let over =
        |by: &str| vec![node("Div", &["w", by], "n"), node("Transpose", &["n"], "t"), node("MatMul", &["x", "t"], "y")];
    // x is 1, -2, 0.5, 4.
    assert_computes(&of("ReduceL2", 1, over("r")), &X, &[1.0, 4.0]);
    assert_computes(&of("ReduceSum", 1, over("r")), &X, &[5.0 / 7.0, 4.0]);
    assert_computes(&of("ReduceMean", 1, over("r")), &X, &[20.0 / 7.0, 16.0]);
    assert_computes(&of("ReduceSumSquare", 1, over("r")), &X, &[0.2, 2.0]);
    // Limited, and without the axis.
    let limited = [vec![node("Clip", &["r", "", "two"], "c")], over("c")].concat();
    assert_computes(&of("ReduceL2", 1, limited), &X, &[2.5, 4.0]);
    let product = vec![node("Transpose", &["w"], "t"), node("MatMul", &["x", "t"], "p"), node("Mul", &["p", "r"], "y")];
    assert_computes(&of("ReduceL2", 0, product), &X, &[25.0, 16.0]);
    let beyond = int("keepdims", 1, axes(&[2], node("ReduceL2", &["w", ""], "y")));
    assert_eq!(
        message(&of_length(vec![beyond], 2)),
        "node `/y/ReduceL2` (ReduceL2) reduces the axes [2] of a constant of shape [4, 4]"
    );
}

/// A tensor without numbers may have any other extents, whose product is no number of this machine.
#[test]
fn reductions_of_nothing_stay_small() {
    let reduced = int("keepdims", 1, axes(&[0], node("ReduceSum", &["nothing", ""], "r")));
    let mut model = of_length(vec![reduced, node("Mul", &["x", "r"], "y")], 4);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.push(Tensor {
        name: "nothing".into(),
        dims: vec![0, 1 << 40, 1 << 40],
        data_type: DataType::Float.into(),
        ..Tensor::default()
    });
    assert_eq!(message(&model), "node `/r/ReduceSum` (ReduceSum) makes parameters beyond the range of f32");
}

/// As `x.var(-1, keepdim=True)` is exported: the axis goes and comes back.
#[test]
fn what_is_reduced_without_its_axis_may_get_it_back() {
    let variance = || {
        vec![
            reduce("ReduceMean", "x", "m"),
            node("Sub", &["x", "m"], "d"),
            node("Mul", &["d", "d"], "q"),
            int("keepdims", 0, reduce("ReduceMean", "q", "v")),
        ]
    };
    let last = || vec![node("Add", &["w", "eps"], "s"), node("Sqrt", &["s"], "r"), node("Div", &["d", "r"], "y")];
    let d = X.map(|x| x - 0.875);
    let root = (d.iter().map(|d| d * d).sum::<f64>() / 4.0 + 0.25).sqrt();
    let expected = d.map(|d| d / root);
    let back = [axes(&[1], node("Unsqueeze", &["v"], "w")), node("Reshape", &["v", "upright"], "w")];
    for back in back {
        let mut model = of_length([variance(), vec![back], last()].concat(), 4);
        model.graph.as_mut().expect("a graph").initializer.push(ints("upright", &[-1, 1]));
        assert_computes(&model, &X, &expected);
    }
    // Without it a number for each row does not fit the numbers of a row.
    let without = [variance(), vec![node("Identity", &["v"], "w")], last()].concat();
    assert_eq!(message(&of_length(without, 4)), "node `/y/Div` (Div) joins rows of shape [4] and []");
    let mean = vec![int("keepdims", 0, reduce("ReduceMean", "x", "m")), node("Sub", &["x", "m"], "y")];
    assert_eq!(message(&of_length(mean, 4)), "node `/y/Sub` (Sub) joins rows of shape [4] and []");
    let mean = vec![
        int("keepdims", 0, reduce("ReduceMean", "x", "m")),
        axes(&[-1], node("Unsqueeze", &["m"], "u")),
        node("Sub", &["x", "u"], "y"),
    ];
    assert_computes(&of_length(mean, 4), &X, &d);
}

#[test]
fn values_side_by_side_are_added_up() {
    let relu = || node("Relu", &["x"], "r");
    for (axis, axes_of_values) in [(0, [0]), (1, [1])] {
        let beside = |x: &str, y: &str| axes(&axes_of_values, node("Unsqueeze", &[x], y));
        let stack = || int("axis", axis, node("Concat", &["a", "b"], "s"));
        let reduced = |operator: &str| int("keepdims", 0, axes(&axes_of_values, node(operator, &["s"], "y")));
        let of = |operator: &str| vec![relu(), beside("x", "a"), beside("r", "b"), stack(), reduced(operator)];
        assert_computes(&of_length(of("ReduceMean"), 4), &X, &[1.0, -1.0, 0.5, 4.0]);
        assert_computes(&of_length(of("ReduceSum"), 4), &X, &[2.0, -2.0, 1.0, 8.0]);
    }
}

#[test]
fn axes_in_another_order_are_taken_in_by_the_weights() {
    let mut model = graph_of(vec![
        with(node("Transpose", &["x"], "t"), "perm", |attribute| attribute.ints = vec![0, 2, 1]),
        node("Flatten", &["t"], "f"),
        node("MatMul", &["f", "identity"], "y"),
    ]);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &[None, Some(2), Some(3)])];
    graph.output = vec![value("y", &[None, Some(6)])];
    let identity: Vec<f32> = (0..36).map(|place| f32::from(u8::from(place % 7 == 0))).collect();
    graph.initializer.push(tensor("identity", &[6, 6], &identity));
    assert_computes(&model, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], &[0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
}

#[test]
fn a_norm_of_each_group_is_read_with_its_weights() {
    let mut model = of_length(
        vec![
            node("Reshape", &["x", "groups"], "g"),
            node("InstanceNormalization", &["g", "weight", "bias"], "n"),
            node("Flatten", &["n"], "y"),
        ],
        4,
    );
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.push(Tensor {
        name: "groups".into(),
        dims: vec![3],
        data_type: DataType::Int64.into(),
        raw_data: [0_i64, 2, -1].iter().flat_map(|extent| extent.to_le_bytes()).collect(),
        ..Tensor::default()
    });
    graph.initializer.push(tensor("weight", &[2], &[1.0, 2.0]));
    graph.initializer.push(tensor("bias", &[2], &[0.0, 0.5]));
    let normalised = |a: f64, b: f64| {
        let (mean, half) = (0.5 * (a + b), 0.5 * (a - b));
        let root = (half * half + f64::from(1e-5_f32)).sqrt();
        [(a - mean) / root, (b - mean) / root]
    };
    let ([a, b], [c, d]) = (normalised(1.0, -2.0), normalised(0.5, 4.0));
    assert_computes(&model, &X, &[a, b, 2.0 * c + 0.5, 2.0 * d + 0.5]);
}

#[test]
fn reductions_that_are_no_part_of_a_layer_are_named() {
    let of = |nodes: Vec<Node>| of_length(nodes, 4);
    let here = "is not supported where it stands";
    let cases = [
        // A length is limited from below, its inverse from above.
        (
            vec![reduce("ReduceL2", "x", "l"), node("Min", &["l", "two"], "m"), node("Div", &["x", "m"], "y")],
            "node `/y/Div` (Div) joins rows of shape [4] and [1]",
        ),
        (
            vec![int("keepdims", 0, reduce("ReduceL2", "x", "y"))],
            "output `y` is declared as [4] for each row, its nodes yield []",
        ),
        (
            vec![int("noop_with_empty_axes", 1, node("ReduceSum", &["x"], "y"))],
            "node `/y/ReduceSum` (ReduceSum) has noop_with_empty_axes = 1, supported is 0 where no axes are named",
        ),
        (
            vec![int("p", 3, node("LpNormalization", &["x"], "y"))],
            "node `/y/LpNormalization` (LpNormalization) has p = 3, supported is 1 or 2",
        ),
        (
            vec![node("InstanceNormalization", &["x", "one", "one"], "y")],
            "node `/y/InstanceNormalization` (InstanceNormalization) takes rows of shape [4]",
        ),
        (
            vec![
                node("Relu", &["x"], "r"),
                axes(&[0], node("Unsqueeze", &["x"], "a")),
                axes(&[0], node("Unsqueeze", &["r"], "b")),
                int("axis", 0, node("Concat", &["a", "b"], "s")),
                int("keepdims", 0, axes(&[1], node("ReduceMean", &["s"], "y"))),
            ],
            "node `/y/ReduceMean` (ReduceMean) reduces the axes [1] with keepdims = 0",
        ),
        (
            vec![axes(&[0], node("Unsqueeze", &["x"], "a")), node("Relu", &["a"], "y")],
            "node `/a/Unsqueeze` (Unsqueeze) {here}",
        ),
    ];
    for (nodes, expected) in cases {
        assert_eq!(message(&of(nodes)), expected.replace("{here}", here));
    }
}

/// So that another file with these statistics can be loaded.
#[test]
fn a_normaliser_keeps_its_name() {
    let mut model = of_length(
        vec![node("Sub", &["x", "actor.observations.mean"], "d"), node("Div", &["d", "actor.observations.std"], "y")],
        4,
    );
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.initializer.push(tensor("actor.observations.mean", &[4], &[1.0, 2.0, 3.0, 4.0]));
    graph.initializer.push(tensor("actor.observations.std", &[4], &[2.0, 2.0, 4.0, 4.0]));
    let text = declaration(&nn_onnx::encode(&model));
    assert!(text.contains("observations: affine"), "{text}");
    assert_computes(&model, &X, &[0.0, -2.0, -0.625, 0.0]);
}

/// A file whose input has this type and these extents of a row, and a table of three vectors.
fn of_classes(nodes: Vec<Node>, (kind, row): (DataType, &[i64]), output: &[i64]) -> Model {
    let mut model = graph_of(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    let batch = |row: &[i64]| -> Vec<Option<i64>> { [None].into_iter().chain(row.iter().copied().map(Some)).collect() };
    graph.input = vec![value("x", &batch(row))];
    if let Some(Type { tensor_type: Some(tensor) }) = &mut graph.input[0].r#type {
        tensor.elem_type = kind.into();
    }
    graph.output = vec![value("y", &batch(output))];
    graph.initializer.push(tensor("kinds.weight", &[3, 2], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]));
    let second = Tensor { dims: Vec::new(), ..ints("second", &[1]) };
    graph.initializer.extend([second, ints("ends", &[2]), ints("starts", &[1])]);
    model
}

pub(super) fn ints(name: &str, ints: &[i64]) -> Tensor {
    Tensor {
        name: name.into(),
        dims: vec![i64::try_from(ints.len()).expect("a short list")],
        data_type: DataType::Int64.into(),
        raw_data: ints.iter().flat_map(|int| int.to_le_bytes()).collect(),
        ..Tensor::default()
    }
}

fn to_integers(x: &str, y: &str) -> Node {
    int("to", i64::from(i32::from(DataType::Int64)), node("Cast", &[x], y))
}

#[test]
fn vectors_that_numbers_of_a_row_pick_are_embeddings() {
    let picked = |x: &str, y: &str| node("Gather", &["kinds.weight", x], y);
    // The whole input is one class, without an axis for it, or with one.
    let model = of_classes(vec![picked("x", "y")], (DataType::Int64, &[]), &[2]);
    assert_computes(&model, &[2.0], &[4.0, 5.0]);
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [1] -> [2] { kinds: embedding(3, 2),}");
    let flat = vec![picked("x", "v"), node("Flatten", &["v"], "y")];
    assert_computes(&of_classes(flat, (DataType::Int32, &[1]), &[2]), &[1.0], &[2.0, 3.0]);
    // Several, with a copy of the table each.
    let several = vec![picked("x", "v"), node("Flatten", &["v"], "y")];
    assert_computes(&of_classes(several, (DataType::Int64, &[2]), &[4]), &[1.0, 0.0], &[2.0, 3.0, 0.0, 1.0]);
    // A column of floats, converted, with or without its axis.
    let column = vec![int("axis", 1, node("Gather", &["x", "second"], "c")), to_integers("c", "i"), picked("i", "y")];
    assert_computes(&of_classes(column, (DataType::Float, &[2]), &[2]), &[7.0, 2.0], &[4.0, 5.0]);
    let column = vec![
        node("Slice", &["x", "starts", "ends", "starts"], "c"),
        to_integers("c", "i"),
        picked("i", "v"),
        axes(&[1], node("Squeeze", &["v"], "y")),
    ];
    assert_computes(&of_classes(column, (DataType::Float, &[2]), &[2]), &[7.0, 1.0], &[2.0, 3.0]);
}

#[test]
fn integers_that_are_no_positions_are_named() {
    let here = "is not supported where it stands";
    let cases = [
        (
            vec![node("Relu", &["x"], "y")],
            DataType::Int64,
            "input `x` has elements of type Int64, expected Float".to_owned(),
        ),
        (
            vec![node("Gather", &["kinds.weight", "x"], "v"), node("Mul", &["v", "x"], "y")],
            DataType::Int64,
            "input `x` has elements of type Int64, expected Float".to_owned(),
        ),
        (
            vec![to_integers("x", "i"), node("Relu", &["i"], "y")],
            DataType::Float,
            format!("node `/i/Cast` (Cast) {here}"),
        ),
        (
            vec![to_integers("x", "i"), int("axis", 1, node("Gather", &["kinds.weight", "i"], "y"))],
            DataType::Float,
            "node `/y/Gather` (Gather) has axis = 1, supported is 0, that of the vectors".to_owned(),
        ),
        (
            vec![to_integers("x", "i"), node("Gather", &["ones", "i"], "y")],
            DataType::Float,
            "node `/y/Gather` (Gather) takes vectors of a constant of shape [4]".to_owned(),
        ),
    ];
    for (nodes, kind, expected) in cases {
        assert_eq!(message(&of_classes(nodes, (kind, &[1]), &[2])), expected);
    }
}

/// What stands alone is a line, whatever reads it: a factor, a reduction, a norm, several nodes.
#[test]
fn values_that_are_parts_elsewhere_keep_what_is_made_of_them() {
    let mean = || reduce("ReduceMean", "x", "m");
    let deviation = || vec![mean(), node("Sub", &["x", "m"], "d")];
    let with = |nodes: Vec<Node>, last: Node| [nodes, vec![last]].concat();
    let d = X.map(|x| x - 0.875);
    assert_computes(&of_length(with(deviation(), node("Mul", &["d", "half"], "y")), 4), &X, &d.map(|d| 0.5 * d));
    assert_computes(&of_length(with(deviation(), node("Div", &["d", "two"], "y")), 4), &X, &d.map(|d| 0.5 * d));
    let squares: f64 = d.iter().map(|d| d * d).sum();
    assert_computes(&of_length(with(deviation(), reduce("ReduceSum", "d", "y")), 1), &X, &[0.0]);
    let length = with(deviation(), reduce("ReduceL2", "d", "l"));
    assert_computes(&of_length(with(length, node("Div", &["d", "l"], "y")), 4), &X, &d.map(|d| d / squares.sqrt()));
    // A multiple of a square, and a norm of one.
    let square = || vec![node("Mul", &["x", "x"], "q"), node("Mul", &["q", "half"], "h")];
    assert_computes(&of_length(with(square(), reduce("ReduceSum", "h", "y")), 1), &X, &[10.625]);
    let one = vec![node("Mul", &["x", "x"], "q"), node("RMSNormalization", &["q", "ones"], "y")];
    let root = ((1.0 + 16.0 + 0.0625 + 256.0) / 4.0 + f64::from(1e-5_f32)).sqrt();
    assert_computes(&of_length(one, 4), &X, &X.map(|x| x * x / root));
    // A mean that two nodes take: a sum with it is no bias of its line.
    let mut both = of_length(
        vec![
            mean(),
            node("Add", &["m", "one"], "a"),
            node("Mul", &["m", "two"], "b"),
            node("Concat", &["a", "b"], "y"),
        ],
        2,
    );
    both.graph.as_mut().expect("a graph").node[3].attribute =
        vec![int("axis", 1, node("Concat", &[], "y")).attribute.remove(0)];
    assert_computes(&both, &X, &[1.875, 1.75]);
    // One value side by side with none.
    let alone = vec![
        axes(&[0], node("Unsqueeze", &["x"], "a")),
        int("keepdims", 0, axes(&[0], node("ReduceSum", &["a"], "y"))),
    ];
    assert_computes(&of_length(alone, 4), &X, &X);
}

/// Products and sums of one value in other shapes, sums over the batch, and axes that are not those of rows.
#[test]
fn what_only_looks_like_a_square_or_a_sum_is_refused() {
    let refused = |nodes: Vec<Node>| {
        let mut model = graph_of(nodes);
        // A file need not say what it yields.
        model.graph.as_mut().expect("a graph").output = vec![ValueInfo { name: "y".into(), ..ValueInfo::default() }];
        assert!(lines(&nn_onnx::encode(&model)).is_err(), "{}", declaration(&nn_onnx::encode(&model)));
    };
    let wide = |operator: &str| {
        vec![
            axes(&[2], node("Unsqueeze", &["x"], "a")),
            axes(&[1], node("Unsqueeze", &["x"], "b")),
            node(operator, &["a", "b"], "c"),
            node("Flatten", &["c"], "y"),
        ]
    };
    refused(wide("Mul"));
    refused(wide("Add"));
    refused(vec![
        axes(&[2], node("Unsqueeze", &["x"], "a")),
        reduce("ReduceMean", "x", "m"),
        node("Sub", &["a", "m"], "d"),
        node("Mul", &["d", "d"], "q"),
        axes(&[1, 2], node("ReduceMean", &["q"], "v")),
        node("Add", &["v", "eps"], "s"),
        node("Sqrt", &["s"], "r"),
        node("Div", &["d", "r"], "n"),
        node("Flatten", &["n"], "y"),
    ]);
    let stack = |last: Node| {
        vec![
            node("Relu", &["x"], "r"),
            axes(&[0], node("Unsqueeze", &["x"], "a")),
            axes(&[0], node("Unsqueeze", &["r"], "b")),
            int("axis", 0, node("Concat", &["a", "b"], "s")),
            last,
        ]
    };
    // Over the batch.
    refused(stack(int("keepdims", 0, axes(&[-2], node("ReduceSum", &["s"], "y")))));
    let front = stack(int("keepdims", 0, axes(&[-3], node("ReduceSum", &["s"], "y"))));
    assert_computes(&of_length(front, 4), &X, &[2.0, -2.0, 1.0, 8.0]);
    refused(stack(node("Flatten", &["s"], "y")));
    // Whole rows, of which one is a number without an axis.
    let number = Tensor { dims: Vec::new(), ..ints("first", &[0]) };
    let mut column =
        graph_of(vec![int("axis", 1, node("Gather", &["x", "first"], "n")), node("ReduceSum", &["n"], "y")]);
    column.graph.as_mut().expect("a graph").initializer.push(number);
    assert!(message(&column).contains("has axes = []"), "{}", message(&column));
}

/// A node of many lines is as many nodes.
#[test]
fn small_files_are_no_large_networks() {
    let mut nodes = vec![node("Relu", &["x"], "v0")];
    nodes.extend((0..6_000).map(|index| node("Pow", &[&format!("v{index}"), "minus"], &format!("v{}", index + 1))));
    nodes.push(node("Relu", &["v6000"], "y"));
    let model = of_length(nodes, 4);
    assert!(message(&model).contains("the nodes are more than 10_000 lines"), "{}", message(&model));
}
