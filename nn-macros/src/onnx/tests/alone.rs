//! Arithmetic that is no part of an activation or of a norm, parts of norms that stand alone, and norms that are a slope and an offset.

use super::arithmetic::{axes, int};
use super::reductions::{X, assert_computes, ints, of_length, reduce};
use super::*;

fn declared(nodes: Vec<Node>) -> String {
    declaration(&nn_onnx::encode(&of_length(nodes, 4)))
}

fn assert_declared(nodes: Vec<Node>, expected: &str) {
    assert_eq!(declared(nodes), format!("M: [4] -> [4] {{ {expected},}}"));
}

/// Above 0, of which there are roots and logarithms.
const POSITIVE: [f64; 4] = [1.0, 2.0, 0.5, 4.0];

#[test]
fn operators_of_one_number_are_activations() {
    for (operator, name) in
        [("Abs", "abs"), ("Cos", "cos"), ("Log", "log"), ("Reciprocal", "reciprocal"), ("Sqrt", "sqrt")]
    {
        assert_declared(vec![node(operator, &["x"], "y")], name);
        let dense = vec![node("MatMul", &["x", "w"], "h"), node(operator, &["h"], "y")];
        assert_declared(dense, &format!("h: dense(4, {name}, bias = false)"));
        let later = vec![node("Add", &["x", "b"], "e"), node(operator, &["e"], "y")];
        assert_declared(later, &format!("e: affine, {name}"));
        // Of an image, number by number.
        let mut model = of_length(vec![node(operator, &["x"], "y")], 4);
        let graph = model.graph.as_mut().expect("the model has a graph");
        graph.input = vec![value("x", &[None, Some(2), Some(3)])];
        graph.output = vec![value("y", &[None, Some(2), Some(3)])];
        assert_eq!(declaration(&nn_onnx::encode(&model)), format!("M: [2, 3] -> [2, 3] {{ {name},}}"));
    }
}

#[test]
fn powers_are_roots_reciprocals_and_products() {
    let model = |exponent: f32| {
        let mut model = of_length(vec![node("Pow", &["x", "e"], "y")], 4);
        model.graph.as_mut().expect("the model has a graph").initializer.push(tensor("e", &[], &[exponent]));
        model
    };
    for (exponent, expected) in [
        (-1.0, "reciprocal"),
        (-0.5, "sqrt, reciprocal"),
        (0.5, "sqrt"),
        (1.0, "identity"),
        (2.0, "square"),
        (3.0, "square, mul(input)"),
    ] {
        let model = model(exponent);
        assert_eq!(declaration(&nn_onnx::encode(&model)), format!("M: [4] -> [4] {{ {expected},}}"));
        assert_computes(&model, &POSITIVE, &POSITIVE.map(|x| x.powf(f64::from(exponent))));
    }
    assert_eq!(message(&model(1.5)), "node `/y/Pow` (Pow) is not supported where it stands");
    // Of a square, which is one line before it.
    let cube = vec![node("Mul", &["x", "x"], "q"), node("Pow", &["q", "three"], "y")];
    assert_computes(&of_length(cube, 4), &X, &X.map(|x| x.powi(6)));
}

#[test]
fn polynomials_that_are_no_part_of_a_gelu_are_lines() {
    type Case = (Vec<Node>, fn(f64) -> f64);
    let cube = || node("Pow", &["x", "three"], "c");
    let cases: [Case; 6] = [
        (vec![cube(), node("Tanh", &["c"], "y")], |x| x.powi(3).tanh()),
        (vec![cube(), node("Mul", &["c", "x"], "y")], |x| x.powi(4)),
        (vec![cube(), node("Mul", &["c", "half"], "y")], |x| 0.5 * x.powi(3)),
        (vec![cube(), node("Add", &["c", "x"], "y")], |x| x.powi(3) + x),
        (vec![cube(), node("Add", &["c", "two"], "d"), node("Relu", &["d"], "y")], |x| (x.powi(3) + 2.0).max(0.0)),
        (
            vec![
                node("Mul", &["x", "x"], "q"),
                node("Mul", &["q", "x"], "c"),
                node("Mul", &["c", "k"], "k_c"),
                node("Add", &["k_c", "q"], "s"),
                node("Add", &["s", "one"], "y"),
            ],
            |x| 0.044_715 * x.powi(3) + x * x + 1.0,
        ),
    ];
    for (nodes, expected) in cases {
        assert_computes(&of_length(nodes, 4), &X, &X.map(expected));
    }
}

#[test]
fn quotients_are_products_with_reciprocals() {
    let exp = || node("Exp", &["x"], "e");
    assert_declared(vec![node("Div", &["two", "x"], "y")], "reciprocal, scale(2)");
    assert_declared(vec![node("Div", &["one", "x"], "y")], "reciprocal");
    assert_declared(vec![node("Div", &["c", "x"], "y")], "reciprocal, y: affine(bias = false)");
    assert_computes(&of_length(vec![node("Div", &["c", "x"], "y")], 4), &X, &[1.0, -1.0, 8.0, 2.0]);
    assert_computes(&of_length(vec![exp(), node("Div", &["x", "e"], "y")], 4), &X, &X.map(|x| x / x.exp()));
    assert_computes(&of_length(vec![node("Div", &["x", "x"], "y")], 4), &X, &[1.0; 4]);
    // By a number of each row, and of one by all numbers.
    let mean = || reduce("ReduceMean", "x", "m");
    assert_computes(&of_length(vec![mean(), node("Div", &["x", "m"], "y")], 4), &X, &X.map(|x| x / 0.875));
    assert_computes(&of_length(vec![mean(), node("Div", &["m", "x"], "y")], 4), &X, &X.map(|x| 0.875 / x));
    let sum = vec![reduce("ReduceL1", "x", "s"), node("Max", &["s", "half"], "m"), node("Div", &["x", "m"], "y")];
    assert_computes(&of_length(sum, 4), &X, &X.map(|x| x / 7.5));
}

/// What is an activation in pieces stays one.
#[test]
fn logarithms_and_quotients_that_are_parts_of_activations_are_these() {
    let exp = || node("Exp", &["x"], "e");
    let add = |x: &str, y: &str| node("Add", &[x, "one"], y);
    assert_declared(vec![exp(), add("e", "s"), node("Log", &["s"], "y")], "softplus");
    assert_declared(vec![add("x", "s"), node("Log", &["s"], "y")], "s: affine, log");
    assert_declared(vec![node("Sigmoid", &["x"], "s"), node("Log", &["s"], "y")], "log_sigmoid");
    assert_declared(vec![node("Abs", &["x"], "a"), add("a", "s"), node("Div", &["x", "s"], "y")], "softsign");
    assert_declared(vec![node("Mul", &["x", "x"], "q"), node("Sqrt", &["q"], "y")], "abs");
    let sigmoid = |last: Node| vec![node("Neg", &["x"], "n"), node("Exp", &["n"], "e"), add("e", "s"), last];
    assert_declared(sigmoid(node("Reciprocal", &["s"], "y")), "sigmoid");
    assert_declared(sigmoid(node("Div", &["one", "s"], "y")), "sigmoid");
    assert_declared(sigmoid(node("Div", &["x", "s"], "y")), "silu");
}

/// A root is not that of another value, and nothing but a norm takes one in.
#[test]
fn parts_of_norms_that_something_else_takes_are_lines() {
    let root = || {
        vec![
            node("Mul", &["x", "x"], "square"),
            reduce("ReduceMean", "square", "mean_square"),
            node("Add", &["mean_square", "eps"], "sum"),
            node("Sqrt", &["sum"], "root"),
        ]
    };
    // The mean square is 21.25 / 4.
    let number = 5.5625_f64.sqrt();
    let relu = || node("Relu", &["x"], "r");
    let rectified = X.map(|x| x.max(0.0));
    let of = |nodes: Vec<Node>| of_length([root(), nodes].concat(), 4);
    assert_computes(&of(vec![relu(), node("Div", &["r", "root"], "y")]), &X, &rectified.map(|x| x / number));
    assert_computes(&of(vec![node("Mul", &["x", "root"], "y")]), &X, &X.map(|x| x * number));
    assert_computes(&of(vec![relu(), node("Add", &["r", "root"], "y")]), &X, &rectified.map(|x| x + number));
    // One that a norm takes too.
    let both = vec![node("Div", &["x", "root"], "n"), node("Add", &["n", "root"], "y")];
    assert_computes(&of(both), &X, &X.map(|x| x / number + number));
    // The output itself, a number for each row.
    let nodes = [root(), vec![node("Identity", &["root"], "y")]].concat();
    assert_computes(&of_length(nodes, 1), &X, &[number]);
    let length = 21.25_f64.sqrt();
    let l2 = || reduce("ReduceL2", "x", "l");
    assert_computes(&of_length(vec![l2(), node("Relu", &["l"], "y")], 1), &X, &[length]);
    assert_computes(
        &of_length(vec![l2(), relu(), node("Div", &["r", "l"], "y")], 4),
        &X,
        &rectified.map(|x| x / length),
    );
    let clip = |least: &str| vec![l2(), node("Clip", &["l", least], "c"), relu(), node("Div", &["r", "c"], "y")];
    assert_computes(&of_length(clip("eps"), 4), &X, &rectified.map(|x| x / length));
    assert_computes(&of_length(clip("six"), 4), &X, &rectified.map(|x| x / 6.0));
    assert_computes(&of_length(vec![int("keepdims", 1, l2()), node("Log", &["l"], "y")], 1), &X, &[length.ln()]);
    // Of deviations, whose variance is 21.25 / 4 - 0.875^2.
    let variance = || {
        vec![
            reduce("ReduceMean", "x", "m"),
            node("Sub", &["x", "m"], "d"),
            node("Mul", &["d", "d"], "q"),
            reduce("ReduceMean", "q", "v"),
        ]
    };
    let nodes = [variance(), vec![node("Mul", &["x", "v"], "y")]].concat();
    assert_computes(&of_length(nodes, 4), &X, &X.map(|x| x * 4.546_875));
    let nodes = [variance(), vec![relu(), node("Add", &["q", "r"], "y")]].concat();
    assert_computes(&of_length(nodes, 4), &X, &X.map(|x| (x - 0.875).powi(2) + x.max(0.0)));
    let without_axis = vec![l2(), int("keepdims", 0, axes(&[1], node("ReduceMax", &["l"], "y")))];
    let expected = "node `/y/ReduceMax` (ReduceMax) has axes = [1], supported is the axes of a map behind its channels";
    assert_eq!(message(&of_length(without_axis, 4)), expected);
}

/// The variance as the mean square of deviations, from their sum, or less the square of the mean.
fn variances() -> Vec<Vec<Node>> {
    let mean = || reduce("ReduceMean", "x", "m");
    let deviation = || vec![mean(), node("Sub", &["x", "m"], "d")];
    let of_squares = || vec![mean(), node("Mul", &["x", "x"], "q"), reduce("ReduceMean", "q", "s")];
    let square_of_mean = |less: Node| {
        [of_squares(), vec![node("Mul", &["m", "m"], "mm"), node("Sub", &["s", "mm"], "u"), less]].concat()
    };
    vec![
        [deviation(), vec![node("Mul", &["d", "d"], "q"), reduce("ReduceMean", "q", "v")]].concat(),
        [deviation(), vec![reduce("ReduceSumSquare", "d", "s"), node("Div", &["s", "n"], "v")]].concat(),
        [
            vec![reduce("ReduceSum", "x", "t"), node("Div", &["t", "n"], "m"), node("Sub", &["x", "m"], "d")],
            vec![node("Pow", &["d", "two"], "q"), reduce("ReduceSum", "q", "s"), node("Div", &["s", "n"], "v")],
        ]
        .concat(),
        square_of_mean(node("Max", &["zero", "u"], "v")),
        square_of_mean(node("Relu", &["u"], "v")),
        square_of_mean(node("Clip", &["u", "zero"], "v")),
        [of_squares(), vec![node("Pow", &["m", "two"], "mm"), node("Sub", &["s", "mm"], "v")]].concat(),
    ]
}

#[test]
fn slopes_and_offsets_are_layer_norms() {
    let slope = || {
        vec![
            node("Add", &["v", "eps"], "e"),
            node("Sqrt", &["e"], "root"),
            node("Div", &["one", "root"], "inverse"),
            node("Mul", &["inverse", "c"], "slope"),
        ]
    };
    let product = || node("Mul", &["x", "slope"], "p");
    let weighted = "layer_norm(eps = 0.25, bias = false)";
    let whole = "layer_norm(eps = 0.25)";
    let plain = "layer_norm(eps = 0.25, affine = false)";
    let forms: [(Vec<Node>, bool, &str); 6] = [
        (
            vec![
                product(),
                node("Neg", &["m"], "minus_m"),
                node("Mul", &["minus_m", "slope"], "o"),
                node("Add", &["o", "b"], "ob"),
                node("Add", &["p", "ob"], "y"),
            ],
            true,
            whole,
        ),
        (
            vec![
                product(),
                node("Mul", &["m", "slope"], "o"),
                node("Sub", &["b", "o"], "ob"),
                node("Add", &["ob", "p"], "y"),
            ],
            true,
            whole,
        ),
        (
            vec![
                product(),
                node("Mul", &["slope", "m"], "o"),
                node("Sub", &["p", "o"], "w"),
                node("Add", &["w", "b"], "y"),
            ],
            true,
            whole,
        ),
        (vec![product(), node("Mul", &["m", "slope"], "o"), node("Sub", &["p", "o"], "y")], false, weighted),
        (
            vec![node("Sub", &["x", "m"], "dd"), node("Mul", &["dd", "slope"], "w"), node("Add", &["w", "b"], "y")],
            true,
            whole,
        ),
        (
            vec![
                node("Mul", &["x", "inverse"], "p"),
                node("Mul", &["m", "inverse"], "o"),
                node("Sub", &["p", "o"], "y"),
            ],
            false,
            plain,
        ),
    ];
    let root = (4.546_875_f64 + 0.25).sqrt();
    let weights = [1.0, 2.0, 4.0, 8.0];
    for variance in variances() {
        for (form, has_bias, line) in &forms {
            let mut model = of_length([variance.clone(), slope(), form.clone()].concat(), 4);
            model.graph.as_mut().expect("a graph").initializer.push(tensor("n", &[], &[4.0]));
            let text = declaration(&nn_onnx::encode(&model));
            assert!(text.contains(line) && text.matches(',').count() <= 3, "{text}");
            let number = |index: usize| {
                let weight = if *line == plain { 1.0 } else { weights[index] };
                (X[index] - 0.875) / root * weight + if *has_bias { 1.0 } else { 0.0 }
            };
            assert_computes(&model, &X, &[number(0), number(1), number(2), number(3)]);
        }
    }
}

/// Parts that do not fit are arithmetic, however they are put together.
#[test]
fn slopes_and_offsets_that_do_not_fit_are_lines() {
    let mean = || vec![reduce("ReduceMean", "x", "m"), node("Relu", &["x"], "r")];
    let slope = || {
        vec![
            node("Add", &["v", "eps"], "e"),
            node("Pow", &["e", "minus"], "inverse"),
            node("Mul", &["inverse", "c"], "slope"),
        ]
    };
    let deviations =
        || vec![node("Sub", &["x", "m"], "d"), node("Mul", &["d", "d"], "q"), reduce("ReduceMean", "q", "v")];
    let root = (4.546_875_f64 + 0.25).sqrt();
    let slopes = [1.0, 2.0, 4.0, 8.0].map(|weight: f64| weight / root);
    let of = |last: Vec<Node>| of_length([mean(), deviations(), slope(), last].concat(), 4);
    let computes = |last: Vec<Node>, number: &dyn Fn(f64, f64) -> f64| {
        let expected: Vec<f64> = X.iter().zip(slopes).map(|(x, slope)| number(*x, slope)).collect();
        assert_computes(&of(last), &X, &expected);
    };
    let product = || node("Mul", &["x", "slope"], "p");
    let offset = || node("Mul", &["m", "slope"], "o");
    computes(vec![node("Identity", &["slope"], "y")], &|_, slope| slope);
    computes(vec![product(), node("Identity", &["p"], "y")], &|x, slope| x * slope);
    computes(vec![offset(), node("Identity", &["o"], "y")], &|_, slope| 0.875 * slope);
    computes(vec![node("Mul", &["r", "slope"], "y")], &|x, slope| x.max(0.0) * slope);
    computes(vec![product(), offset(), node("Add", &["p", "o"], "y")], &|x, slope| (x + 0.875) * slope);
    computes(vec![product(), offset(), node("Sub", &["o", "p"], "y")], &|x, slope| (0.875 - x) * slope);
    computes(vec![product(), offset(), node("Add", &["o", "b"], "ob"), node("Sub", &["p", "ob"], "y")], &|x, slope| {
        (x - 0.875) * slope - 1.0
    });
    computes(
        vec![product(), node("Neg", &["m"], "n"), node("Mul", &["n", "slope"], "o"), node("Add", &["r", "o"], "y")],
        &|x, slope| x.max(0.0) - 0.875 * slope,
    );
    // Without its mean, a slope is that of a root mean square.
    let squares = vec![node("Mul", &["x", "x"], "q"), reduce("ReduceMean", "q", "v")];
    let nodes = [squares, slope(), vec![product(), node("Identity", &["p"], "y")]].concat();
    let root = 5.5625_f64.sqrt();
    assert_eq!(declared(nodes.clone()), "M: [4] -> [4] { p: rms_norm(eps = 0.25),}");
    assert_computes(&of_length(nodes, 4), &X, &[1.0 / root, -4.0 / root, 2.0 / root, 32.0 / root]);
}

/// As JAX guards a variance of no degrees of freedom.
#[test]
fn numbers_that_are_not_chosen_need_not_be_finite() {
    let nodes = |condition: &str| {
        vec![
            node("Greater", &[condition, "zero"], "is_above"),
            node("Expand", &["nan", "shape"], "all_nan"),
            node("Relu", &["x"], "r"),
            node("Where", &["is_above", "r", "all_nan"], "y"),
        ]
    };
    let model = |condition: &str| {
        let mut model = of_length(nodes(condition), 4);
        let graph = model.graph.as_mut().expect("the model has a graph");
        graph.initializer.push(tensor("nan", &[], &[f32::NAN]));
        graph.initializer.push(ints("shape", &[1, 1]));
        model
    };
    assert_eq!(declaration(&nn_onnx::encode(&model("two"))), "M: [4] -> [4] { relu,}");
    let expected = "initializer `nan` is NaN, expected a finite number";
    assert_eq!(message(&model("zero")), expected);
    let used = of_length(vec![node("Where", &["x", "x", "nan"], "y")], 4);
    let mut used = used;
    used.graph.as_mut().expect("a graph").initializer.push(tensor("nan", &[], &[f32::NAN]));
    assert_eq!(message(&used), expected);
}
