//! Elementwise operators of constants, and activations that are taken apart.

use nn_onnx::{Attribute, Node};

use super::arithmetic::int;
use super::{Model, declaration, message, model, node, tensor, value, with};

/// `x` through these nodes to `y`, with more constants.
fn of(nodes: Vec<Node>) -> Model {
    let mut model = model(nodes);
    model.graph.as_mut().expect("a graph").initializer.extend([
        tensor("slope", &[], &[0.3]),
        tensor("minus_one", &[1], &[-1.0]),
        tensor("twenty", &[], &[20.0]),
        tensor("hundred", &[], &[100.0]),
        tensor("minus_hundred", &[], &[-100.0]),
        tensor("thousands", &[], &[10_000.0]),
        tensor("tiny", &[], &[1e-7]),
        tensor("ones", &[1, 4], &[1.0; 4]),
        tensor("mixed", &[4], &[0.0, 1.0, 2.0, 3.0]),
    ]);
    model
}

fn declared(nodes: Vec<Node>) -> String {
    declaration(&nn_onnx::encode(&of(nodes)))
}

#[test]
fn activations_are_known_by_their_numbers_however_they_are_written() {
    for (nodes, expected) in [
        (vec![node("Max", &["x", "zero"], "y")], "relu"),
        (vec![node("Max", &["zero", "x"], "m"), node("Min", &["six", "m"], "y")], "relu6"),
        (vec![node("Min", &["x", "two"], "m"), node("Max", &["m", "minus_one"], "y")], "hard_tanh(-1, 2)"),
        (
            vec![
                node("Mul", &["slope", "x"], "s"),
                node("Less", &["x", "zero"], "n"),
                node("Where", &["n", "s", "x"], "y"),
            ],
            "leaky_relu(0.3)",
        ),
        // `alpha (e^min(x, 0) - 1)` below 0.
        (
            vec![
                node("Greater", &["x", "zero"], "p"),
                node("Min", &["x", "zero"], "n"),
                node("Exp", &["n"], "e"),
                node("Sub", &["e", "one"], "d"),
                node("Mul", &["two", "d"], "s"),
                node("Where", &["p", "x", "s"], "y"),
            ],
            "elu(2)",
        ),
        (vec![node("Abs", &["x"], "a"), node("Add", &["a", "one"], "s"), node("Div", &["x", "s"], "y")], "softsign"),
        (vec![node("Exp", &["x"], "e"), node("Add", &["e", "ones"], "s"), node("Log", &["s"], "y")], "softplus"),
        // A limit beyond which it is the identity, and a test for NaN.
        (
            vec![
                node("Softplus", &["x"], "s"),
                node("Greater", &["x", "twenty"], "p"),
                node("Where", &["p", "x", "s"], "w"),
                node("Equal", &["x", "x"], "e"),
                node("Not", &["e"], "n"),
                node("Where", &["n", "x", "w"], "y"),
            ],
            "softplus",
        ),
        // `softplus(2 x) / 2`.
        (
            vec![
                node("Mul", &["x", "two"], "d"),
                node("Softplus", &["d"], "s"),
                node("Div", &["s", "two"], "h"),
                node("Greater", &["d", "twenty"], "p"),
                node("Where", &["p", "x", "h"], "y"),
            ],
            "scale(2), softplus, scale(0.5)",
        ),
        // Of the value before: what is nearer is none.
        (
            vec![node("Neg", &["x"], "n"), node("Max", &["n", "zero"], "m"), node("Neg", &["m"], "y")],
            "scale(-1), relu, scale(-1)",
        ),
        // Limits beyond which exponentials overflow, and in the units of another value.
        (vec![node("Min", &["x", "hundred"], "m"), node("Max", &["m", "minus_hundred"], "y")], "hard_tanh(-100, 100)"),
        (
            vec![
                node("Div", &["x", "hundred"], "d"),
                node("Greater", &["d", "hundred"], "p"),
                node("Where", &["p", "thousands", "x"], "w"),
                node("Max", &["w", "minus_hundred"], "y"),
            ],
            "hard_tanh(-100, 10000)",
        ),
        (vec![node("Max", &["x", "x"], "y")], "identity"),
        (vec![node("Max", &["x", "tiny"], "y")], "threshold(0.0000001, 0.0000001)"),
        (vec![node("Abs", &["x"], "y")], "abs"),
        (vec![node("Sign", &["x"], "s"), node("Mul", &["s", "x"], "y")], "abs"),
    ] {
        assert_eq!(declared(nodes), format!("M: [4] -> [4] {{ {expected},}}"));
    }
    // Of another layer's outputs, and with lines between that nothing else needs.
    let nodes = vec![node("MatMul", &["x", "w"], "h"), node("Tanh", &["h"], "t"), node("Max", &["t", "zero"], "y")];
    assert_eq!(declared(nodes), "M: [4] -> [4] { h: dense(4, tanh, bias = false), relu,}");
}

/// As the two exporters of `PyTorch` write them.
#[test]
fn activations_that_jump_are_known_by_their_numbers_and_constants() {
    for (nodes, expected) in [
        (
            vec![
                node("Abs", &["x"], "a"),
                node("LessOrEqual", &["a", "half"], "l"),
                node("Where", &["l", "zero", "x"], "y"),
            ],
            "hard_shrink(0.5)",
        ),
        (
            vec![
                node("Greater", &["x", "slope"], "g"),
                node("Neg", &["slope"], "minus"),
                node("Less", &["x", "minus"], "l"),
                node("Or", &["g", "l"], "o"),
                node("Where", &["o", "x", "zero"], "y"),
            ],
            "hard_shrink(0.3)",
        ),
        (
            vec![
                node("Abs", &["x"], "a"),
                node("Greater", &["a", "half"], "g"),
                node("Sign", &["x"], "s"),
                node("Mul", &["s", "half"], "m"),
                node("Sub", &["x", "m"], "d"),
                node("Mul", &["x", "zero"], "z"),
                node("Where", &["g", "d", "z"], "y"),
            ],
            "soft_shrink(0.5)",
        ),
        (
            vec![
                node("Greater", &["x", "slope"], "g"),
                node("Sub", &["x", "slope"], "d"),
                node("Where", &["g", "d", "zero"], "right"),
                node("Neg", &["slope"], "minus"),
                node("Less", &["x", "minus"], "l"),
                node("Add", &["x", "slope"], "s"),
                node("Where", &["l", "s", "zero"], "left"),
                node("Add", &["right", "left"], "y"),
            ],
            "soft_shrink(0.3)",
        ),
        (
            vec![node("LessOrEqual", &["x", "slope"], "l"), node("Where", &["l", "twenty", "x"], "y")],
            "threshold(0.3, 20)",
        ),
        (vec![node("Greater", &["x", "minus_one"], "g"), node("Where", &["g", "x", "zero"], "y")], "threshold(-1, 0)"),
    ] {
        assert_eq!(declared(nodes), format!("M: [4] -> [4] {{ {expected},}}"));
    }
}

#[test]
fn functions_that_are_no_activations_are_named() {
    let sign = || node("Sign", &["x"], "a");
    for (nodes, expected) in [
        (vec![node("Sign", &["x"], "y")], "node `/y/Sign` (Sign) is not supported where it stands"),
        (vec![sign(), node("MatMul", &["a", "w"], "y")], "node `/a/Sign` (Sign) is not supported where it stands"),
        (vec![sign(), node("Mul", &["a", "two"], "y")], "node `/y/Mul` (Mul) is not supported where it stands"),
        (vec![node("Min", &["x", "tiny"], "y")], "node `/y/Min` (Min) is not supported where it stands"),
        // Beyond its limit, and not from it on.
        (
            vec![node("GreaterOrEqual", &["x", "half"], "g"), node("Where", &["g", "x", "zero"], "y")],
            "node `/y/Where` (Where) is not supported where it stands",
        ),
        (vec![node("Min", &["x", "hundred"], "y")], "node `/y/Min` (Min) is not supported where it stands"),
        (vec![node("Max", &["x", "mixed"], "y")], "operand 1 of node `/y/Max` (Max) is a constant of shape [4]"),
        (vec![node("Max", &["x", "long"], "y")], "operand 1 of node `/y/Max` (Max) is a constant of shape [3]"),
        (vec![node("Less", &["x"], "y")], "node `/y/Less` (Less) has 1 operands, expected 2"),
        (
            vec![
                int("to", 1, node("Cast", &["long"], "l")),
                node("Sqrt", &["l"], "s"),
                node("Greater", &["s", "one"], "y"),
            ],
            "output `y` is a constant",
        ),
        (
            vec![node("Add", &["long", "b"], "s"), node("MatMul", &["x", "s"], "y")],
            "node `/s/Add` (Add) has constants of shape [3] and [4], which do not fit",
        ),
        (
            vec![node("Mul", &["greatest", "two"], "s"), node("Mul", &["x", "s"], "y")],
            "node `/s/Mul` (Mul) makes parameters beyond the range of f32",
        ),
        (
            vec![node("Div", &["one", "zero"], "s"), node("Mul", &["x", "s"], "y")],
            "node `/s/Div` (Div) makes parameters beyond the range of f32",
        ),
    ] {
        assert_eq!(message(&of(nodes)), expected);
    }
    // Half of a function each time: as many parts as a file can name.
    let mut nodes = vec![node("Sign", &["x"], "v0")];
    nodes.extend((1..40).map(|index| {
        let before = format!("v{}", index - 1);
        node("Max", &[&before, &before], &format!("v{index}"))
    }));
    nodes.push(node("Add", &["v39", "one"], "y"));
    assert!(message(&of(nodes)).ends_with("(Max) a function has more than 250 parts"));
}

/// A thousand products, each of the two before it, and after each a comparison: gone through as trees, none of them would end.
#[test]
fn values_that_share_what_they_are_made_of_take_no_time() {
    let mut nodes = vec![node("Tanh", &["x"], "v0"), node("Sigmoid", &["x"], "v1")];
    for index in 2..1_000 {
        let (a, b) = (format!("v{}", index - 2), format!("v{}", index - 1));
        nodes.push(node("Mul", &[&a, &b], &format!("v{index}")));
        nodes.push(node("Greater", &[&format!("v{index}"), "half"], &format!("g{index}")));
        nodes.push(node("Where", &[&format!("g{index}"), &a, &b], &format!("w{index}")));
    }
    nodes.push(node("Add", &["w2", "w999"], "s"));
    nodes.extend((3..999).map(|index| {
        let before = if index == 3 { "s".to_owned() } else { format!("s{}", index - 1) };
        node("Add", &[&before, &format!("w{index}")], &format!("s{index}"))
    }));
    nodes.push(node("Tanh", &["s998"], "y"));
    assert!(message(&of(nodes)).contains("(Add) a function has more than 250 parts"));
}

#[test]
fn constants_are_computed() {
    // (x - 0) / max(sqrt(two), half) and a bias that is a product of two shapes.
    let nodes = vec![
        node("Sqrt", &["six"], "root"),
        node("Max", &["root", "half"], "most"),
        node("Div", &["x", "most"], "d"),
        node("Mul", &["ones", "three"], "m"),
        node("Neg", &["m"], "n"),
        node("Add", &["d", "n"], "y"),
    ];
    let lines = super::lines(&nn_onnx::encode(&of(nodes))).unwrap_or_else(|error| panic!("{}", error.text()));
    let parameters = lines.parameters();
    let [(_, bias), (_, weight)] = &parameters.iter().collect::<Vec<_>>()[..] else { panic!("{parameters:?}") };
    assert_eq!((bias.as_slice(), weight.as_slice()), (&[-3.0; 4][..], &[6.0_f32.sqrt().recip(); 4][..]));
}

#[test]
fn axes_of_extent_1_compute_nothing() {
    let axes =
        |axes: &[i64], node: Node| with(node, "axes", |attribute: &mut Attribute| attribute.ints = axes.to_vec());
    let there_and_back = |nodes: Vec<Node>| {
        let mut all = vec![axes(&[1], node("Unsqueeze", &["x"], "u"))];
        all.extend(nodes);
        all
    };
    let dense = "M: [4] -> [4] { y: dense(4, bias = false),}";
    let back = axes(&[-2], node("Squeeze", &["u"], "s"));
    assert_eq!(declared(there_and_back(vec![back, node("MatMul", &["s", "w"], "y")])), dense);
    let nodes = vec![node("Relu", &["u"], "r"), node("Flatten", &["r"], "f"), node("MatMul", &["f", "w"], "y")];
    assert_eq!(declared(there_and_back(nodes)), "M: [4] -> [4] { relu, y: dense(4, bias = false),}");
    // What is no vector in the language becomes one.
    let mut model = of(vec![axes(&[1], node("Squeeze", &["x"], "s")), node("MatMul", &["s", "w"], "y")]);
    model.graph.as_mut().expect("a graph").input = vec![value("x", &[None, Some(1), Some(4)])];
    let expected = "M: [1, 4] -> [4] { flatten, y: dense(4, bias = false),}";
    assert_eq!(declaration(&nn_onnx::encode(&model)), expected);
    for (nodes, expected) in [
        (
            there_and_back(vec![node("MatMul", &["u", "w"], "y")]),
            "node `/y/MatMul` (MatMul) takes rows of shape [1, 4], its weights expect [4]",
        ),
        (
            vec![axes(&[0], node("Unsqueeze", &["x"], "y"))],
            "node `/y/Unsqueeze` (Unsqueeze) is not supported where it stands",
        ),
        (
            vec![axes(&[1], node("Squeeze", &["x"], "y"))],
            "node `/y/Squeeze` (Squeeze) has the axes [1], where the shape is [4]",
        ),
        (
            vec![node("Squeeze", &["x"], "y")],
            "node `/y/Squeeze` (Squeeze) takes away all axes of extent 1, the batch too if it is one",
        ),
        (vec![node("Squeeze", &["x", "x"], "y")], "the axes of node `/y/Squeeze` (Squeeze) are no constant integers"),
        (vec![node("Expand", &["x", "x"], "y")], "node `/y/Expand` (Expand) has a shape that is no constant"),
    ] {
        assert_eq!(message(&of(nodes)), expected);
    }
}
