//! Sequences with convolutions: causal ones are streams, whatever way they are padded; others are named.

use super::*;

/// Sequences of 2 channels and a free length, as `[N, channels, T]`.
const FREE: [Option<i64>; 3] = [None, Some(2), None];

/// The same of 8 steps.
const FIXED: [Option<i64>; 3] = [None, Some(2), Some(8)];

fn ints(name: &str, ints: &[i64]) -> Tensor {
    let dims = vec![i64::try_from(ints.len()).expect("a small list")];
    Tensor { name: name.into(), dims, data_type: DataType::Int64.into(), int64_data: ints.into(), ..Tensor::default() }
}

fn list(node: Node, name: &str, ints: &[i64]) -> Node {
    with(node, name, |attribute| attribute.ints = ints.to_vec())
}

fn number(node: Node, name: &str, int: i64) -> Node {
    with(node, name, |attribute| attribute.i = Some(int))
}

/// A model of `x`, of this shape, with weights `kernel` of two channels, three of them and three taps, `kernel 2` of three and three channels, a bias, and lists of
/// integers.
fn sequence(shape: [Option<i64>; 3], nodes: Vec<Node>) -> Model {
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &shape)];
    graph.output = vec![value("y", &[None, None, None])];
    let weights = |n: u8| (0..n).map(|index| f32::from(index % 5) - 1.5).collect::<Vec<f32>>();
    graph.initializer.extend([
        tensor("kernel", &[3, 2, 3], &weights(18)),
        tensor("kernel 2", &[3, 3, 3], &weights(27)),
        tensor("kernel 4", &[3, 2, 1, 3], &weights(18)),
        tensor("bias", &[3], &[0.5, -1.0, 2.0]),
        tensor("nothing", &[1, 2, 2], &[0.0; 4]),
        tensor("other", &[1, 2, 2], &[1.0; 4]),
        ints("front", &[0, 0, 2, 0, 0, 0]),
        ints("front 4", &[0, 0, 4, 0, 0, 0]),
        ints("behind", &[0, 0, 0, 0, 0, 2]),
        ints("-2", &[-2]),
        ints("0", &[0]),
        ints("1", &[1]),
        ints("2", &[2]),
        ints("3", &[3]),
        ints("end", &[i64::MAX]),
    ]);
    model
}

fn conv(operand: &str, output: &str, pads: [i64; 2]) -> Node {
    list(node("Conv", &[operand, "kernel", "bias"], output), "pads", &pads)
}

/// What a causal convolution by the node `label` is.
fn causal(label: &str) -> String {
    format!("M: [2] -> [3] {{ {label}: conv1d(3, 3, causal = true),}}")
}

#[test]
fn padding_of_the_start_is_a_causal_convolution_however_it_is_written() {
    let by = |operator: &str, inputs: &[&str]| vec![node(operator, inputs, "p"), conv("p", "y", [0, 0])];
    let both = |slice: &[&str]| vec![conv("x", "c", [2, 2]), node("Slice", slice, "y")];
    let lengths = |extent: &str| {
        vec![
            node("Shape", &["x"], "shape"),
            node("Gather", &["shape", extent], "length"),
            conv("x", "c", [2, 2]),
            node("Slice", &["c", "0", "length", "2"], "y"),
        ]
    };
    let first_then_later = vec![conv("x", "c", [4, 0]), node("Slice", &["c", "0", "-2", "2"], "y")];
    for (what, nodes) in [
        ("pads", vec![conv("x", "y", [2, 0])]),
        ("a node before it", by("Pad", &["x", "front"])),
        ("zeros in front", vec![number(node("Concat", &["nothing", "x"], "p"), "axis", 2), conv("p", "y", [0, 0])]),
        ("a part cut off", both(&["c", "0", "-2", "2"])),
        ("a part cut off up to the length", lengths("2")),
        ("a part of the padding cut off by negative pads", {
            let cut = list(
                with(node("Pad", &["c"], "y"), "mode", |mode| mode.s = Some(b"constant".to_vec())),
                "pads",
                &[0, 0, 0, 0, 0, -2],
            );
            vec![conv("x", "c", [2, 2]), cut]
        }),
    ] {
        let label = if what.contains("cut off") { "c" } else { "y" };
        assert_eq!(declaration(&nn_onnx::encode(&sequence(FREE, nodes))), causal(label), "{what}");
    }
    // Not the padding's own size: what comes later is two steps late.
    assert_eq!(
        message(&sequence(FREE, first_then_later)),
        "node `/c/Conv` (Conv) computes with the padding in front of a sequence"
    );
}

#[test]
fn other_layouts_and_attributes_are_the_same_layer() {
    let turn = |operand: &str, output: &str| list(node("Transpose", &[operand], output), "perm", &[0, 2, 1]);
    let nodes = vec![turn("x", "t"), conv("t", "c", [2, 0]), turn("c", "y")];
    assert_eq!(declaration(&nn_onnx::encode(&sequence([None, None, Some(2)], nodes))), causal("c"));
    // Over two axes, of which one has the extent 1.
    let nodes = vec![
        node("Unsqueeze", &["x", "2"], "u"),
        list(list(node("Conv", &["u", "kernel 4", "bias"], "c"), "pads", &[0, 4, 0, 0]), "dilations", &[1, 2]),
        node("Relu", &["c"], "r"),
        node("Squeeze", &["r", "2"], "y"),
    ];
    assert_eq!(
        declaration(&nn_onnx::encode(&sequence(FREE, nodes))),
        "M: [2] -> [3] { c: conv1d(3, 3, relu, dilation = 2, causal = true),}"
    );
    // Of three taps, one is before this step and one behind it.
    let same = |mode: &str| {
        let same = with(node("Conv", &["x", "kernel"], "y"), "auto_pad", |attribute| attribute.s = Some(mode.into()));
        sequence(FREE, vec![same])
    };
    for mode in ["SAME_UPPER", "SAME_LOWER"] {
        assert_eq!(message(&same(mode)), "node `/y/Conv` (Conv) looks at 1 later step");
    }
    // Of two, the other one is before it.
    let mut two = same("SAME_LOWER");
    let graph = two.graph.as_mut().expect("the model has a graph");
    graph.node[0].input[1] = "two taps".to_owned();
    graph.initializer.push(tensor("two taps", &[3, 2, 2], &[0.5; 12]));
    assert_eq!(declaration(&nn_onnx::encode(&two)), "M: [2] -> [3] { y: conv1d(3, 2, causal = true, bias = false),}");
}

/// Weights over their lengths, times a factor, as weight normalisation is exported where nothing is folded.
#[test]
fn weights_that_are_computed_of_constants_are_constants() {
    let length = list(number(node("ReduceL2", &["kernel"], "length"), "keepdims", 1), "axes", &[1, 2]);
    let nodes = vec![
        length,
        node("Div", &["kernel", "length"], "normed"),
        node("Mul", &["normed", "two"], "weight"),
        list(node("Conv", &["x", "weight", "bias"], "y"), "pads", &[2, 0]),
    ];
    let found = lines(&nn_onnx::encode(&sequence(FREE, nodes))).unwrap_or_else(|error| panic!("{}", error.text()));
    let parameters = found.parameters();
    let (_, weights) = parameters.iter().find(|(name, _)| name.ends_with("weight")).expect("the weights");
    let lengths: Vec<f32> =
        weights.chunks(6).map(|of| of.iter().map(|weight| weight * weight).sum::<f32>().sqrt()).collect();
    assert!(lengths.len() == 3 && lengths.iter().all(|length| (length - 2.0).abs() < 1e-6), "{lengths:?}");
}

#[test]
fn numbers_of_a_step_may_be_in_front_of_the_steps() {
    let of = |node: Node| sequence(FREE, vec![conv("x", "c", [2, 0]), node]);
    let softmax = of(number(node("Softmax", &["c"], "y"), "axis", 1));
    assert_eq!(declaration(&nn_onnx::encode(&softmax)), "M: [2] -> [3] { c: conv1d(3, 3, softmax, causal = true),}");
    let norm = with(node("BatchNormalization", &["c", "long", "long", "long", "long"], "n"), "epsilon", |attribute| {
        attribute.f = Some(0.0);
    });
    // The end is cut behind the norm.
    let cut = vec![conv("x", "c", [2, 2]), norm, node("Relu", &["n"], "r"), node("Slice", &["r", "0", "-2", "2"], "y")];
    assert_eq!(
        declaration(&nn_onnx::encode(&sequence(FREE, cut))),
        "M: [2] -> [3] { c: conv1d(3, 3, relu, causal = true),}"
    );
    // Weights that depend on the input are none.
    let of_input = ["long", "c", "long", "long", "long"];
    let text = error(&of(node("BatchNormalization", &of_input, "y")));
    assert!(text.contains("node `/y/BatchNormalization` (BatchNormalization)"), "{text}");
    // Slopes and products that are the same for all steps.
    let with_constant = |operator: &str, shape: &[i64]| {
        let mut model = of(node(operator, &["c", "slopes"], "y"));
        let slopes = tensor("slopes", shape, &[0.25, 0.5, 0.75]);
        model.graph.as_mut().expect("the model has a graph").initializer.push(slopes);
        lines(&nn_onnx::encode(&model)).unwrap_or_else(|error| panic!("{}", error.text()))
    };
    for shape in [&[3, 1][..], &[1, 3, 1]] {
        let slopes = with_constant("PRelu", shape).declaration("M");
        assert!(slopes.contains("prelu(per_channel = true)"), "{shape:?}: {slopes}");
        // The convolution takes the factors in.
        let product = with_constant("Mul", shape).parameters();
        assert_eq!(product["c.bias"], [0.125, -0.5, 1.5], "{shape:?}");
    }
    // Of all steps.
    let all = |node: Node, expected: &str| assert_eq!(message(&of(node)), expected);
    all(number(node("Softmax", &["c"], "y"), "axis", 2), "node `/y/Softmax` (Softmax) takes steps in the last axis");
    all(
        node("LayerNormalization", &["c", "long"], "y"),
        "node `/y/LayerNormalization` (LayerNormalization) takes steps in the last axis",
    );
}

#[test]
fn a_sequence_that_is_late_is_a_delay() {
    let nodes = vec![node("Pad", &["x", "front"], "p"), node("Slice", &["p", "0", "-2", "2"], "y")];
    let mut late = sequence(FREE, nodes);
    assert!(message(&late).contains("not fixed"), "nothing tells that it is a sequence: {}", message(&late));
    let graph = late.graph.as_mut().expect("the model has a graph");
    graph.node.push(conv("y", "z", [2, 0]));
    graph.output[0].name = "z".to_owned();
    assert_eq!(declaration(&nn_onnx::encode(&late)), "M: [2] -> [3] { delay(2), z: conv1d(3, 3, causal = true),}");
}

/// What is computed of zeros is zeros there, so that each convolution may begin with some.
#[cfg(feature = "weights")]
#[test]
fn padding_for_several_convolutions_is_that_of_each_where_zeros_stay_zeros() {
    let chain = |bias: &[&str]| {
        let taking = |operand, kernel| [&[operand, kernel], bias].concat();
        vec![
            node("Pad", &["x", "front 4"], "p"),
            node("Conv", &taking("p", "kernel"), "c"),
            node("Tanh", &["c"], "t"),
            node("Add", &["t", "t"], "s"),
            node("Conv", &taking("s", "kernel 2"), "y"),
        ]
    };
    let found = lines(&nn_onnx::encode(&sequence(FREE, chain(&[])))).unwrap_or_else(|error| panic!("{}", error.text()));
    let inputs: Vec<Vec<f64>> = (0..6).map(|t| vec![f64::from(t % 4) - 1.0, f64::from(t * t % 7) / 4.0]).collect();
    let weight = |outputs: usize, channels: usize, tap: usize, of: usize, channel: usize| {
        assert!(of < outputs);
        f64::from(u8::try_from((of * channels + channel) * 3 + tap).expect("a few") % 5) - 1.5
    };
    // The sum over a window that ends with step `t`, of steps that are zeros before the first.
    let convolved = |steps: &[Vec<f64>], channels: usize, t: usize| -> Vec<f64> {
        let sum = |of: usize| {
            let taps = (0..3).filter_map(|tap| Some((tap, (t + tap).checked_sub(2)?)));
            taps.flat_map(|(tap, at)| (0..channels).map(move |channel| (tap, at, channel)))
                .map(|(tap, at, channel)| weight(3, channels, tap, of, channel) * steps[at][channel])
                .sum()
        };
        (0..3).map(sum).collect()
    };
    let doubled: Vec<Vec<f64>> =
        (0..6).map(|t| convolved(&inputs, 2, t).iter().map(|number| 2.0 * number.tanh()).collect()).collect();
    let expected: Vec<f64> = (0..6).flat_map(|t| convolved(&doubled, 3, t)).collect();
    let computed = cases::twin(&found).stream(&inputs).concat();
    assert_eq!(computed.len(), expected.len());
    for (computed, expected) in computed.iter().zip(&expected) {
        assert!((computed - expected).abs() < 1e-12, "{computed}, {expected}");
    }
    let refused = sequence(FREE, chain(&["bias"]));
    assert_eq!(message(&refused), "node `/c/Conv` (Conv) computes with the padding in front of a sequence");
    assert!(error(&refused).contains("help: pad in front of each convolution, by its own size"), "{}", error(&refused));
}

#[test]
fn a_fixed_length_is_a_window_where_it_can_be_one() {
    let nodes = || vec![conv("x", "y", [2, 0])];
    let window = declaration(&nn_onnx::encode(&sequence(FIXED, nodes())));
    assert_eq!(window, "M: [2, 8] -> [3, 8] { y: conv1d(3, 3, padding = [2, 0]),}");
    // All steps as one vector.
    let mut flat = sequence(FIXED, vec![conv("x", "c", [2, 0]), node("Flatten", &["c"], "y")]);
    flat.graph.as_mut().expect("the model has a graph").output = vec![value("y", &[None, Some(24)])];
    let flat = declaration(&nn_onnx::encode(&flat));
    assert_eq!(flat, "M: [2, 8] -> [24] { c: conv1d(3, 3, padding = [2, 0]), flatten,}");
    // A dense layer of each step is none of a window.
    let turned = |rows: &str| list(node("Transpose", &[rows], "t"), "perm", &[0, 2, 1]);
    let mut dense = sequence(FIXED, vec![conv("x", "c", [2, 0]), turned("c"), node("MatMul", &["t", "m"], "y")]);
    dense.graph.as_mut().expect("the model has a graph").initializer.push(tensor("m", &[3, 2], &[0.5; 6]));
    let dense = declaration(&nn_onnx::encode(&dense));
    assert_eq!(dense, "M: [2] -> [2] { c: conv1d(3, 3, causal = true), y: dense(2, bias = false),}");
}

/// A file of a chunk: what was before it is an input, and what is to be there in front of the next one an output.
#[test]
fn earlier_steps_in_front_of_a_sequence_are_the_state() {
    let chunk = |next: &[&str]| {
        let mut model = sequence(
            FREE,
            vec![
                number(node("Concat", &["cache", "x"], "all"), "axis", 2),
                conv("all", "y", [0, 0]),
                node("Slice", next, "cache_next"),
            ],
        );
        let graph = model.graph.as_mut().expect("the model has a graph");
        graph.input.push(value("cache", &[None, Some(2), Some(2)]));
        graph.output.push(value("cache_next", &[None, Some(2), Some(2)]));
        model
    };
    assert_eq!(declaration(&nn_onnx::encode(&chunk(&["all", "-2", "end", "2"]))), causal("y"));
    // Newest first: what is before a sequence is not what is in it.
    let mut turned = chunk(&["all", "-2", "end", "2"]);
    let graph = turned.graph.as_mut().expect("the model has a graph");
    graph.node.pop();
    graph.node.extend([
        node("Slice", &["x", "-1", "end", "2"], "new"),
        node("Slice", &["cache", "0", "1", "2"], "old"),
        number(node("Concat", &["new", "old"], "cache_next"), "axis", 2),
    ]);
    graph.initializer.push(ints("-1", &[-1]));
    assert_eq!(message(&turned), "node `/all/Concat` (Concat) takes steps that do not follow each other");
    let first = chunk(&["all", "0", "2", "2"]);
    assert_eq!(message(&first), "node `/cache_next/Slice` (Slice) picks the steps [0, 2] of a sequence");
}

/// What a `Scan` computes in each step, and its attributes.
fn scanning(change: impl FnOnce(Node) -> Node) -> Model {
    let body = Graph {
        node: vec![
            node("Sub", &["new", "before"], "distance"),
            node("Mul", &["distance", "half"], "change"),
            node("Add", &["before", "change"], "after"),
            node("Identity", &["after"], "given"),
        ],
        input: ["before", "new"].map(|name| value(name, &[None, Some(2)])).into(),
        output: ["after", "given"].map(|name| value(name, &[None, Some(2)])).into(),
        ..Graph::default()
    };
    let scan = with(node("Scan", &["average", "steps"], "average_next"), "body", |attribute| {
        attribute.g = Some(nn_onnx::encode_graph(&body));
    });
    let mut scan = change(number(scan, "num_scan_inputs", 1));
    scan.output.push("averages".to_owned());
    let turn = |operand: &str, output: &str| list(node("Transpose", &[operand], output), "perm", &[1, 0, 2]);
    let mut model = sequence([None, None, Some(2)], vec![turn("x", "steps"), scan, turn("averages", "y")]);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input.push(value("average", &[None, Some(2)]));
    graph.output.push(value("average_next", &[None, Some(2)]));
    model
}

#[test]
fn a_scan_is_the_nodes_of_a_step() {
    let found = declaration(&nn_onnx::encode(&scanning(|scan| scan)));
    assert_eq!(found, "M: [2] -> [2] { ema(0.5),}");
    for (name, expected) in [
        ("scan_input_directions", "scan_input_directions = [1], supported is forward, 0"),
        ("scan_output_directions", "scan_output_directions = [1], supported is forward, 0"),
        ("scan_input_axes", "scan_input_axes = [1], supported is 0"),
    ] {
        let text = error(&scanning(|scan| list(scan, name, &[1])));
        assert!(text.contains(&format!("node `/average_next/Scan` (Scan) has {expected}")), "{text}");
    }
}

/// All lines of the error, without the path.
fn told(model: &Model) -> Vec<String> {
    error(model).lines().map(|line| line.trim_start_matches("`m.onnx`: ").to_owned()).collect()
}

#[test]
fn what_looks_at_later_steps_is_told_with_what_to_do() {
    assert_eq!(
        told(&sequence(FREE, vec![conv("x", "y", [1, 1])])),
        [
            "node `/y/Conv` (Conv) looks at 1 later step",
            "note: a stream has an output for each input, from it and from those before it",
            "help: a network that sees all steps at once is a window: export it with the axis of steps fixed and behind the channels, \
             `[N, channels, T]`, or declare it over one and load its weights",
        ]
    );
    let strided = list(conv("x", "y", [2, 0]), "strides", &[2]);
    assert_eq!(
        told(&sequence(FREE, vec![strided]))[..2],
        [
            "node `/y/Conv` (Conv) has strides = [2] over steps, supported is 1",
            "note: a stream has an output for each input"
        ]
    );
    assert_eq!(
        told(&sequence(FREE, vec![conv("x", "c", [2, 0]), node("GlobalAveragePool", &["c"], "y")]))[..2],
        [
            "node `/y/GlobalAveragePool` (GlobalAveragePool) takes all steps of a sequence",
            "note: a stream has not seen the end when it is at a step"
        ]
    );
    let front = || conv("x", "c", [2, 0]);
    let pool = list(node("MaxPool", &["c"], "y"), "kernel_shape", &[2]);
    let mean = list(node("ReduceMean", &["c"], "y"), "axes", &[2]);
    let all = |node: Node| vec![front(), node];
    let text = error(&sequence(FREE, all(pool.clone())));
    assert!(text.contains("help: a network that sees all steps at once is a window"), "{text}");
    for (nodes, expected) in [
        (all(pool), "node `/y/MaxPool` (MaxPool) is not supported in a network that remembers"),
        (all(mean), "node `/y/ReduceMean` (ReduceMean) takes all steps of a sequence"),
        (vec![conv("x", "y", [0, 0])], "node `/y/Conv` (Conv) yields 2 steps fewer than the input has"),
        (vec![conv("x", "y", [2, 2])], "output `y` is 2 steps longer than the input"),
        (
            vec![front(), conv("x", "d", [2, 2]), node("Add", &["c", "d"], "y")],
            "node `/y/Add` (Add) takes sequences of which one is 2 steps longer",
        ),
        (vec![conv("x", "d", [2, 2]), node("Slice", &["d", "2", "end", "2"], "y")], "output `y` looks at later steps"),
        (
            vec![
                with(node("Pad", &["x", "front"], "p"), "mode", |mode| mode.s = Some("reflect".into())),
                conv("p", "y", [0, 0]),
            ],
            "node `/p/Pad` (Pad) has mode = reflect over steps, supported is constant",
        ),
        (
            vec![node("Pad", &["x", "front", "half"], "p"), conv("p", "y", [0, 0])],
            "node `/p/Pad` (Pad) pads steps with other numbers than zeros",
        ),
        (
            vec![number(node("Concat", &["other", "x"], "p"), "axis", 2), conv("p", "y", [0, 0])],
            "node `/p/Concat` (Concat) puts other constants than zeros in front of a sequence",
        ),
        (
            vec![number(node("Concat", &["x", "x"], "p"), "axis", 2), conv("p", "y", [0, 0])],
            "node `/p/Concat` (Concat) puts one sequence behind another",
        ),
        (
            vec![node("Pad", &["x", "behind"], "p"), node("Sigmoid", &["p"], "s"), conv("s", "y", [0, 0])],
            "node `/y/Conv` (Conv) looks at 2 later steps",
        ),
        (
            vec![node("Slice", &["x", "0", "3", "2"], "p"), conv("p", "y", [2, 0])],
            "node `/p/Slice` (Slice) picks the steps [0, 3] of a sequence",
        ),
    ] {
        assert_eq!(message(&sequence(FREE, nodes)), expected);
    }
}

/// Which numbers are those of one step is not known any more.
#[test]
fn steps_are_not_joined_with_numbers() {
    let behind = |last: Vec<Node>| sequence(FREE, [vec![conv("x", "c", [2, 0])], last].concat());
    let reshape = |target: &[i64]| {
        let mut model = behind(vec![node("Reshape", &["c", "target"], "r"), node("Softmax", &["r"], "y")]);
        model.graph.as_mut().expect("the model has a graph").initializer.push(ints("target", target));
        model
    };
    let flat = number(node("Flatten", &["c"], "r"), "axis", 1);
    assert_eq!(
        told(&behind(vec![flat, node("Softmax", &["r"], "y")])),
        [
            "node `/r/Flatten` (Flatten) does not fit the shape [1, 3, 1]",
            "note: steps of a sequence stay an axis of their own"
        ]
    );
    for target in [&[0, -1][..], &[1, -1], &[-1, 3]] {
        let found = message(&reshape(target));
        assert_eq!(found, "node `/r/Reshape` (Reshape) does not fit the shape [1, 3, 1]", "{target:?}");
    }
    // The number of steps is none of what a step computes with.
    let scaled = behind(vec![
        node("Shape", &["c"], "shape"),
        node("Gather", &["shape", "2"], "length"),
        number(node("Cast", &["length"], "number"), "to", 1),
        node("Div", &["c", "number"], "y"),
    ]);
    let found = message(&scaled);
    assert_eq!(found, "node `/number/Cast` (Cast) converts to Float in a network that remembers");
}

/// A convolution of one tap remembers nothing: a free axis is one that is not fixed.
#[test]
fn a_sequence_without_memory_is_no_stream() {
    let mut model = sequence(FREE, vec![node("Conv", &["x", "one tap"], "y")]);
    model.graph.as_mut().expect("the model has a graph").initializer.push(tensor("one tap", &[3, 2, 1], &[0.5; 6]));
    assert_eq!(message(&model), "axis 2 of input `x`, of shape [N, 2, N], is not fixed");
}
