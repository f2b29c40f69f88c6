//! Every attribute of every operator: what it may be, and what is said of other values.

mod maps;

use std::collections::{BTreeMap, BTreeSet};

use self::maps::{RESIZED, WINDOWS, of_pixels, of_transposed, of_windows};
use super::super::operators::{all, attributes::known_of};
use nn_onnx::AttributeType;

use super::arithmetic::{axes, computed, float, graph_of, int};
use super::*;

const X: [f64; 4] = [1.0, -2.0, 0.5, 4.0];

/// What becomes of an attribute.
enum What {
    /// The message of a node that has another value than those that are supported.
    Refused(&'static str),
    /// Every value is supported, and of [`X`] this is computed.
    Computes(&'static [f64]),
    /// What is computed is the same without it.
    ChangesNothing,
}

use What::{ChangesNothing, Computes, Refused};

/// An attribute in the last of some nodes, in a file of an operator set.
struct Case {
    set: &'static str,
    version: i64,
    attribute: &'static str,
    nodes: Vec<Node>,
    what: What,
}

impl Case {
    fn operator(&self) -> &str {
        &self.last().op_type
    }

    fn last(&self) -> &Node {
        self.nodes.last().expect("a case has a node")
    }

    fn model(&self) -> Model {
        let mut model = of(self.nodes.clone());
        if WINDOWS.contains(&self.operator()) {
            let graph = model.graph.as_mut().expect("the model has a graph");
            graph.input = vec![super::value("x", &[None, Some(2), Some(4), Some(4)])];
        }
        if RESIZED.contains(&self.operator()) {
            let graph = model.graph.as_mut().expect("the model has a graph");
            graph.input = vec![super::value("x", &[None, Some(1), Some(2), Some(2)])];
            graph.output = vec![super::value("y", &[None, Some(1), Some(2), Some(4)])];
        }
        model.opset_import[0].version = self.version;
        model
    }

    fn without_attribute(&self) -> Model {
        let mut nodes = self.nodes.clone();
        let last = nodes.last_mut().expect("a case has a node");
        last.attribute.retain(|attribute| attribute.name != self.attribute);
        Self { nodes, what: ChangesNothing, ..*self }.model()
    }
}

/// The constants of `arithmetic`, and a matrix that is not its own transpose.
fn of(nodes: Vec<Node>) -> Model {
    let mut model = graph_of(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    let numbers: Vec<f32> = (0..16_u8).map(f32::from).collect();
    let ints = |name: &str, dims: &[i64], ints: &[i64]| Tensor {
        name: name.into(),
        dims: dims.into(),
        data_type: DataType::Int64.into(),
        int64_data: ints.into(),
        ..Tensor::default()
    };
    let more = [
        tensor("m", &[4, 4], &numbers),
        tensor("scales", &[4], &[1.0, 1.0, 1.0, 2.0]),
        tensor("kernel", &[2, 2, 2, 2], &numbers),
        ints("zero_rest", &[2], &[0, -1]),
        ints("lists", &[2, 1], &[0, 3]),
        ints("three", &[1], &[3]),
        ints("image", &[4], &[-1, 1, 2, 2]),
        ints("below", &[4], &[-1, -2, -3, -4]),
    ];
    graph.initializer.retain(|known| more.iter().all(|tensor| tensor.name != known.name));
    graph.initializer.extend(more);
    model
}

fn text(name: &'static str, text: &str, node: Node) -> Node {
    with(node, name, |attribute| attribute.s = Some(text.into()))
}

fn ints(name: &'static str, ints: &[i64], node: Node) -> Node {
    with(node, name, |attribute| attribute.ints = ints.to_vec())
}

fn floats(name: &'static str, floats: &[f32], node: Node) -> Node {
    with(node, name, |attribute| attribute.floats = floats.to_vec())
}

fn constant(name: &'static str, tensor: Tensor, node: Node) -> Node {
    with(node, name, |attribute| attribute.t = Some(Box::new(tensor)))
}

/// A case of the standard's own set.
fn case(version: i64, attribute: &'static str, nodes: Vec<Node>, what: What) -> Case {
    Case { set: "", version, attribute, nodes, what }
}

/// A node alone.
fn alone(version: i64, attribute: &'static str, node: Node, what: What) -> Case {
    case(version, attribute, vec![node], what)
}

/// A norm of groups of four numbers.
fn groups(n: i64) -> Node {
    int("num_groups", n, node("GroupNormalization", &["x", "ones", "zeros"], "y"))
}

/// A node that takes `x` alone, at an operator set that has all attributes.
fn plain(operator: &str, attribute: &'static str, set: impl FnOnce(Node) -> Node, what: What) -> Case {
    alone(23, attribute, set(node(operator, &["x"], "y")), what)
}

fn of_set(set: &'static str, case: Case) -> Case {
    let nodes = case.nodes.into_iter().map(|node| Node { domain: set.into(), ..node }).collect();
    Case { set, nodes, ..case }
}

fn of_activations() -> Vec<Case> {
    let number = |operator: &str, attribute, number, what| {
        plain(operator, attribute, |node| float(attribute, number, node), what)
    };
    let axis = |operator: &str, what| plain(operator, "axis", |node| int("axis", 0, node), what);
    vec![
        number("Celu", "alpha", 0.0, Refused("has alpha = 0, supported is a number from 1e-15 to 1e15")),
        number(
            "Clip",
            "max",
            0.5,
            Refused("has the limits min, max = none, 0.5, supported is two in order, or the first alone"),
        ),
        number("Clip", "min", 0.5, Computes(&[1.0, 0.5, 0.5, 4.0])),
        number("Shrink", "bias", 0.25, Refused("has bias = 0.25, supported is 0, or 0.5 as `lambd`")),
        number("Shrink", "lambd", 1.0, Computes(&[0.0, -2.0, 0.0, 4.0])),
        number("ThresholdedRelu", "alpha", 0.75, Computes(&[1.0, 0.0, 0.0, 4.0])),
        number("Elu", "alpha", -1.0, Refused("has alpha = -1, supported is a number above 0")),
        plain(
            "Gelu",
            "approximate",
            |node| text("approximate", "sinc", node),
            Refused("has approximate = sinc, supported is none or tanh"),
        ),
        number("HardSigmoid", "alpha", 0.25, Refused("has alpha = 0.25, supported is 0.16666667")),
        plain(
            "HardSigmoid",
            "beta",
            |node| float("beta", 0.25, float("alpha", 1.0 / 6.0, node)),
            Refused("has beta = 0.25, supported is 0.5"),
        ),
        number("LeakyRelu", "alpha", f32::NAN, Refused("has alpha = NaN, supported is a finite number")),
        axis("LogSoftmax", Refused("has axis = 0, supported is the last axis, -1")),
        number("Selu", "alpha", 1.0, Refused("has alpha = 1, supported is 1.6732632")),
        number("Selu", "gamma", 1.0, Refused("has gamma = 1, supported is 1.050701")),
        axis("Softmax", Refused("has axis = 0, supported is the last axis, -1")),
    ]
}

fn of_norms() -> Vec<Case> {
    let batch = || node("BatchNormalization", &["x", "b", "b", "v", "v"], "y");
    let mut cases = vec![
        alone(17, "epsilon", float("epsilon", 2.0, batch()), Computes(&[0.5, -1.0, 0.25, 2.0])),
        alone(17, "momentum", float("momentum", 0.5, batch()), ChangesNothing),
        alone(8, "spatial", int("spatial", 0, batch()), ChangesNothing),
        alone(
            17,
            "training_mode",
            int("training_mode", 1, batch()),
            Refused("is in training mode: the network was exported while it trained"),
        ),
        plain(
            "Dropout",
            "ratio",
            |node| float("ratio", 1.0, node),
            Refused("has ratio = 1, supported is a number from 0, below 1"),
        ),
        plain("Dropout", "seed", |node| int("seed", 7, node), ChangesNothing),
        alone(
            17,
            "epsilon",
            float("epsilon", 0.0, node("InstanceNormalization", &["x", "one", "one"], "y")),
            Refused("has epsilon = 0, supported is a number above 0"),
        ),
        alone(
            21,
            "epsilon",
            float("epsilon", -0.5, groups(2)),
            Refused("has epsilon = -0.5, supported is a number above 0"),
        ),
        alone(18, "num_groups", groups(3), Refused("has num_groups = 3, supported is a divisor of 4 channels")),
        alone(21, "num_groups", groups(0), Refused("has num_groups = 0, supported is a divisor of 4 channels")),
        alone(21, "stash_type", int("stash_type", 7, groups(2)), Refused("has stash_type = 7, supported is 1, Float")),
        plain(
            "LpNormalization",
            "axis",
            |node| int("axis", 0, node),
            Refused("has axis = 0, supported is all axes of rows of shape [4], without the batch"),
        ),
        plain("LpNormalization", "p", |node| int("p", 3, node), Refused("has p = 3, supported is 1 or 2")),
    ];
    for operator in ["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"] {
        let norm = || node(operator, &["x", "b"], "y");
        let axis = "has axis = 0, supported is all axes of rows of shape [4], without the batch";
        cases.extend([
            alone(23, "axis", int("axis", 0, norm()), Refused(axis)),
            alone(
                23,
                "epsilon",
                float("epsilon", 0.0, norm()),
                Refused("has epsilon = 0, supported is a number above 0"),
            ),
            alone(23, "stash_type", int("stash_type", 7, norm()), Refused("has stash_type = 7, supported is 1, Float")),
        ]);
    }
    for operator in ["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"] {
        let nodes = vec![
            node("Relu", &["x"], "r"),
            Node { domain: "com.microsoft".into(), ..float("epsilon", -1.0, node(operator, &["x", "r", "b"], "y")) },
        ];
        let what = Refused("has epsilon = -1, supported is a number above 0");
        cases.push(Case { set: "com.microsoft", ..case(17, "epsilon", nodes, what) });
    }
    for operator in ["ReduceL1", "ReduceL2", "ReduceMean", "ReduceSum", "ReduceSumSquare"] {
        let axis = "has axes = [0], supported is all axes of rows of shape [4], without the batch";
        let noop = "has noop_with_empty_axes = 1, supported is 0 where no axes are named";
        cases.extend([
            plain(operator, "axes", |node| axes(&[0], node), Refused(axis)),
            case(23, "keepdims", without_axis(operator).0, Computes(without_axis(operator).1)),
            plain(operator, "noop_with_empty_axes", |node| int("noop_with_empty_axes", 1, node), Refused(noop)),
        ]);
    }
    let of_maps = "has axes = [0], supported is the axes of a map behind its channels";
    let of_none = "has axes = [], supported is the axes of a map behind its channels";
    let largest = vec![
        node("Reshape", &["x", "image"], "h"),
        node("Mul", &["x", "r"], "y"),
        int("keepdims", 0, axes(&[2, 3], node("ReduceMax", &["h"], "r"))),
    ];
    cases.extend([
        plain("ReduceMax", "axes", |node| axes(&[0], node), Refused(of_maps)),
        case(23, "keepdims", largest, Computes(&[4.0, -8.0, 2.0, 16.0])),
        plain("ReduceMax", "noop_with_empty_axes", |node| int("noop_with_empty_axes", 1, node), Refused(of_none)),
    ]);
    cases
}

/// A factor or a divisor that is reduced without its axis, gets it back, and is spread over the row; and what that computes of [`X`].
fn without_axis(operator: &str) -> (Vec<Node>, &'static [f64]) {
    let back = axes(&[1], node("Unsqueeze", &["r"], "u"));
    let reduction = int("keepdims", 0, axes(&[1], node(operator, &["x"], "r")));
    let over_length = &[0.216_930_458, -0.433_860_916, 0.108_465_229, 0.867_721_831];
    match operator {
        "ReduceL2" => (vec![back, node("Div", &["x", "u"], "y"), reduction], over_length),
        "ReduceSumSquare" => {
            (vec![back, node("Sqrt", &["u"], "l"), node("Div", &["x", "l"], "y"), reduction], over_length)
        }
        "ReduceL1" => (vec![back, node("Mul", &["x", "u"], "y"), reduction], &[7.5, -15.0, 3.75, 30.0]),
        "ReduceMean" => (vec![back, node("Mul", &["x", "u"], "y"), reduction], &[0.875, -1.75, 0.4375, 3.5]),
        _ => (vec![back, node("Mul", &["x", "u"], "y"), reduction], &[3.5, -7.0, 1.75, 14.0]),
    }
}

fn of_products() -> Vec<Case> {
    let products = |gemm: fn() -> Node| {
        [
            ("alpha", float("alpha", 2.0, gemm()), Computes(&[89.0, 96.0, 103.0, 110.0])),
            ("beta", float("beta", -1.0, gemm()), Computes(&[43.0, 46.5, 50.0, 53.5])),
            ("transA", int("transA", 1, gemm()), Refused("has transA = 1, supported is 0")),
            ("transB", int("transB", 1, gemm()), Computes(&[12.0, 26.0, 40.0, 54.0])),
        ]
    };
    let mut cases: Vec<Case> =
        products(|| node("Gemm", &["x", "m", "b"], "y")).map(|(name, node, what)| alone(17, name, node, what)).into();
    let fused = || text("activation", "Relu", node("FusedGemm", &["x", "m", "b"], "y"));
    let of_fused = |(name, node, what)| of_set("com.microsoft", alone(17, name, node, what));
    cases.extend(products(|| text("activation", "Relu", node("FusedGemm", &["x", "m", "b"], "y"))).map(of_fused));
    let product = || node("FusedMatMul", &["x", "m"], "y");
    cases.extend(
        [
            ("alpha", float("alpha", 0.5, product()), Computes(&[22.00, 23.75, 25.50, 27.25])),
            ("transA", int("transA", 1, product()), Refused("has transA = 1, supported is 0")),
            ("transB", int("transB", 1, product()), Computes(&[11.0, 25.0, 39.0, 53.0])),
            ("transBatchA", int("transBatchA", 1, product()), Refused("has transBatchA = 1, supported is 0")),
            ("transBatchB", int("transBatchB", 1, product()), Refused("has transBatchB = 1, supported is 0")),
        ]
        .map(of_fused),
    );
    let other = |activation: &str| text("activation", activation, node("FusedGemm", &["x", "m", "b"], "y"));
    let hard = || float("activation_alpha", 1.0 / 6.0, other("HardSigmoid"));
    let of_activation = [
        (
            "activation",
            other("Softmax"),
            Refused("has activation = Softmax, supported is an operator that is an activation"),
        ),
        (
            "activation_alpha",
            float("activation_alpha", -1.0, other("Elu")),
            Refused("has activation_alpha = -1, supported is a number above 0"),
        ),
        // The default of the standard, which is not that of the language.
        ("activation_alpha", other("HardSigmoid"), Refused("has activation_alpha = 0.2, supported is 0.16666667")),
        (
            "activation_alpha",
            float("activation_alpha", 0.5, fused()),
            Refused("has activation_alpha = 0.5, supported is none, for Relu has no such number"),
        ),
        (
            "activation_beta",
            float("activation_beta", 0.25, hard()),
            Refused("has activation_beta = 0.25, supported is 0.5"),
        ),
        (
            "activation_gamma",
            float("activation_gamma", 1.0, other("Selu")),
            Refused("has activation_gamma = 1, supported is 1.050701"),
        ),
    ];
    cases.extend(of_activation.map(of_fused));
    // The columns -1, -2, 0 and -1; with the sign of the divisor they are 2, 1, 0 and 2.
    cases.push(case(
        17,
        "fmod",
        vec![
            int("axis", 1, node("Gather", &["x", "rests"], "y")),
            int("fmod", 1, node("Mod", &["below", "three"], "rests")),
        ],
        Computes(&[4.0, 0.5, 1.0, 4.0]),
    ));
    cases.push(plain(
        "Einsum",
        "equation",
        |node| Node { input: vec!["x".into(), "m".into()], ..text("equation", "ni,oj->no", node) },
        Refused("computes `ni,oj->no`"),
    ));
    cases
}

fn of_other_sets() -> Vec<Case> {
    let ml = |case| of_set("ai.onnx.ml", case);
    let regressor = || floats("coefficients", &[1.0; 4], node("LinearRegressor", &["x"], "y"));
    let scaler = |name, numbers: &[f32], what| ml(plain("Scaler", name, |node| floats(name, numbers, node), what));
    // Four scores of as many classes, each that of one number.
    let bare = || Node { output: vec!["label".into(), "y".into()], ..node("LinearClassifier", &["x"], "y") };
    let labels = |node| ints("classlabels_ints", &[0, 1, 2, 3], node);
    let identity = |node| {
        let mut identity = [0.0; 16];
        identity.iter_mut().step_by(5).for_each(|number| *number = 1.0);
        floats("coefficients", &identity, node)
    };
    let classes = || identity(labels(bare()));
    let classifier = |name, node, what| ml(alone(17, name, node, what));
    vec![
        ml(plain(
            "LinearRegressor",
            "coefficients",
            |node| floats("coefficients", &[1.0; 3], node),
            Refused("has 3 coefficients and 0 intercepts for 4 inputs and 1 outputs"),
        )),
        ml(alone(
            17,
            "intercepts",
            floats("intercepts", &[1.0; 2], regressor()),
            Refused("has 4 coefficients and 2 intercepts for 4 inputs and 1 outputs"),
        )),
        ml(alone(
            17,
            "post_transform",
            text("post_transform", "LOGISTIC", regressor()),
            Refused("has post_transform = LOGISTIC, supported is NONE"),
        )),
        ml(alone(
            17,
            "targets",
            int("targets", -1, regressor()),
            Refused("has targets = -1, supported is a number above 0"),
        )),
        classifier(
            "classlabels_ints",
            ints("classlabels_ints", &[3, 4], identity(bare())),
            Refused("has 16 coefficients and 0 intercepts for 4 inputs and 2 outputs"),
        ),
        classifier(
            "classlabels_strings",
            with(identity(bare()), "classlabels_strings", |attribute| attribute.strings = vec!["a".into(), "b".into()]),
            Refused("has 16 coefficients and 0 intercepts for 4 inputs and 2 outputs"),
        ),
        classifier(
            "coefficients",
            floats("coefficients", &[1.0; 3], labels(bare())),
            Refused("has 3 coefficients and 0 intercepts for 4 inputs and 4 outputs"),
        ),
        classifier(
            "intercepts",
            floats("intercepts", &[1.0; 2], classes()),
            Refused("has 16 coefficients and 2 intercepts for 4 inputs and 4 outputs"),
        ),
        classifier("multi_class", int("multi_class", 1, classes()), ChangesNothing),
        classifier(
            "post_transform",
            text("post_transform", "PROBIT", classes()),
            Refused("has post_transform = PROBIT, supported is NONE, LOGISTIC or SOFTMAX"),
        ),
        ml(plain(
            "Normalizer",
            "norm",
            |node| text("norm", "MAX", node),
            Refused("has norm = MAX, supported is L1 of vectors, and L2"),
        )),
        scaler("offset", &[1.0; 3], Refused("has offset = 3 numbers, supported is 4")),
        scaler("scale", &[1.0; 3], Refused("has scale = 3 numbers, supported is 4")),
        of_set(
            "com.microsoft",
            plain(
                "QuickGelu",
                "alpha",
                |node| float("alpha", 0.0, node),
                Refused("has alpha = 0, supported is a number whose reciprocal is finite, but not 0"),
            ),
        ),
    ]
}

fn of_constants() -> Vec<Case> {
    let added = |attribute, constant: Node, what| Case {
        nodes: vec![node("Add", &["x", "k1"], "y"), constant],
        ..alone(17, attribute, node("Constant", &[], "k1"), what)
    };
    let k = || node("Constant", &[], "k1");
    let strings = Tensor { data_type: DataType::String.into(), ..tensor("t", &[1], &[]) };
    let two_numbers = tensor("t", &[2], &[1.0; 2]);
    let picked = |attribute, constant: Node| {
        let gather = int("axis", 1, node("Gather", &["x", "k1"], "y"));
        case(17, attribute, vec![gather, constant], Computes(&[-2.0]))
    };
    vec![
        added(
            "value",
            constant("value", strings, k()),
            Refused("the tensor of node `/k1/Constant` (Constant) has elements of type String"),
        ),
        added(
            "value_float",
            float("value_float", f32::NAN, k()),
            Refused("has value_float = NaN, supported is a finite number"),
        ),
        added(
            "value_floats",
            floats("value_floats", &[f32::INFINITY], k()),
            Refused("has value_floats = [inf], supported is finite numbers"),
        ),
        picked("value_int", int("value_int", -3, k())),
        picked("value_ints", ints("value_ints", &[1], k())),
        alone(
            17,
            "value",
            constant("value", two_numbers, node("ConstantOfShape", &["three"], "y")),
            Refused("the value of node `/y/ConstantOfShape` (ConstantOfShape) is no single number"),
        ),
    ]
}

fn of_axes() -> Vec<Case> {
    let two = |operator: &str, inputs: &[&str]| Node {
        output: vec!["y".into(), "second".into()],
        ..node(operator, inputs, "y")
    };
    let last = "has axis = 0, supported is the last axis, -1";
    let slice = |starts: &[i64], ends: &[i64], of: &[i64]| {
        ints("axes", of, ints("ends", ends, ints("starts", starts, node("Slice", &["x"], "y"))))
    };
    vec![
        plain("Cast", "round_mode", |node| text("round_mode", "down", int("to", 1, node)), ChangesNothing),
        plain("Cast", "saturate", |node| int("saturate", 0, int("to", 1, node)), ChangesNothing),
        plain("Cast", "to", |node| int("to", 9, node), Refused("converts to Bool, supported is Float")),
        alone(17, "axis", int("axis", 0, node("Concat", &["x", "x"], "y")), Refused(last)),
        alone(
            17,
            "axis",
            int("axis", 1, node("Concat", &["last", "last"], "y")),
            Refused("has axis = 1, supported is 0, of lists of extents"),
        ),
        plain(
            "Flatten",
            "axis",
            |node| int("axis", 0, node),
            Refused("has axis = 0, supported is 1, which keeps the batch"),
        ),
        alone(
            17,
            "axis",
            int("axis", 0, node("Gather", &["x", "three"], "y")),
            Refused("has axis = 0, supported is that of the columns"),
        ),
        alone(
            17,
            "batch_dims",
            int("batch_dims", 1, node("GatherND", &["x", "lists"], "y")),
            Refused("has batch_dims = 1, supported is 0"),
        ),
        alone(
            17,
            "allowzero",
            int("allowzero", 1, node("Reshape", &["x", "zero_rest"], "y")),
            Refused("has allowzero = 1, supported is 0, where the shape that is asked for has a 0"),
        ),
        alone(
            17,
            "allowzero",
            int("allowzero", 1, node("Reshape", &["m", "zero_rest"], "y")),
            Refused("has allowzero = 1, supported is 0, where the shape that is asked for has a 0"),
        ),
        alone(9, "axes", slice(&[1], &[2], &[0]), Refused("has axes = [0], supported is the last axis, [-1]")),
        alone(
            9,
            "ends",
            slice(&[1], &[2, 2], &[1]),
            Refused("has ends = [2, 2], supported is one position, of the last axis"),
        ),
        alone(
            9,
            "starts",
            slice(&[1, 1], &[2], &[1]),
            Refused("has starts = [1, 1], supported is one position, of the last axis"),
        ),
        alone(17, "axis", int("axis", 0, two("Split", &["x"])), Refused(last)),
        alone(
            18,
            "num_outputs",
            int("num_outputs", 3, int("axis", 1, two("Split", &["x"]))),
            Refused("has num_outputs = 3, supported is 2, the number of outputs"),
        ),
        alone(
            12,
            "split",
            ints("split", &[1, 1], int("axis", 1, two("Split", &["x"]))),
            Refused("splits 4 numbers into 2 outputs by [1, 1]"),
        ),
        alone(
            12,
            "axes",
            axes(&[1], node("Squeeze", &["x"], "y")),
            Refused("has the axes [1], where the shape is [4]"),
        ),
        plain(
            "Transpose",
            "perm",
            |node| ints("perm", &[1, 1], node),
            Refused("has perm = [1, 1], supported is the order that there is, [0, 1]"),
        ),
        alone(
            17,
            "perm",
            ints("perm", &[0, 0], node("Transpose", &["m"], "y")),
            Refused("has perm = [0, 0], supported is an order of the axes of [4, 4], which are floats"),
        ),
        alone(
            12,
            "axes",
            axes(&[5], node("Unsqueeze", &["x"], "y")),
            Refused("has the axes [5], where the shape is [4]"),
        ),
    ]
}

/// Extents from one up to another, as the target of a reshape: nothing but them gives a vector of 4.
fn of_shapes() -> Vec<Case> {
    let reshape = || node("Expand", &["half", "shape"], "wide");
    let of_part = |attribute, shape: Node| {
        case(17, attribute, vec![reshape(), node("Add", &["x", "wide"], "y"), shape], Computes(&[1.5, -1.5, 1.0, 4.5]))
    };
    vec![
        of_part("end", int("end", -1, node("Shape", &["m"], "shape"))),
        of_part("start", int("start", 1, node("Shape", &["m"], "shape"))),
    ]
}

fn cases() -> Vec<Case> {
    [
        of_activations(),
        of_pixels(),
        of_transposed(),
        of_windows(),
        of_norms(),
        of_products(),
        of_other_sets(),
        of_constants(),
        of_axes(),
        of_shapes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The operators that have no attributes.
const WITHOUT: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "Abs",
            "Add",
            "And",
            "Cos",
            "Div",
            "Equal",
            "Erf",
            "Exp",
            "Expand",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Greater",
            "GreaterOrEqual",
            "HardSwish",
            "Identity",
            "Less",
            "LessOrEqual",
            "Log",
            "MatMul",
            "Max",
            "Min",
            "Mish",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "PRelu",
            "Pow",
            "Range",
            "Reciprocal",
            "Relu",
            "Sigmoid",
            "Sign",
            "Sin",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Sub",
            "Tanh",
            "Where",
        ],
    ),
    ("ai.onnx.ml", &["ArrayFeatureExtractor"]),
    ("com.microsoft", &["BiasGelu", "FastGelu", "Gelu"]),
];

#[test]
fn values_of_attributes_that_are_not_supported_are_named() {
    for case in cases() {
        let model = case.model();
        let (operator, attribute) = (case.operator(), case.attribute);
        match case.what {
            Refused(expected) => {
                let title = format!("node `{}` ({operator})", case.last().name);
                let expected =
                    if expected.contains("node `") { expected.to_owned() } else { format!("{title} {expected}") };
                assert_eq!(message(&model), expected, "{attribute}");
            }
            Computes(expected) => {
                let found = computed(&model, &X);
                assert_eq!(found.len(), expected.len(), "{operator}, {attribute}");
                for (found, expected) in found.iter().zip(expected) {
                    assert!((found - expected).abs() < 1e-5, "{operator}, {attribute}: {found}, expected {expected}");
                }
                let before = lines(&nn_onnx::encode(&case.without_attribute()))
                    .is_ok_and(|_| computed(&case.without_attribute(), &X) == found);
                assert!(!before, "{operator}: {attribute} has its default");
            }
            ChangesNothing => {
                let [with, without] = [&model, &case.without_attribute()].map(|model| {
                    lines(&nn_onnx::encode(model))
                        .unwrap_or_else(|error| panic!("{operator}, {attribute}: {}", error.text()))
                });
                assert_eq!(with.declaration("M"), without.declaration("M"), "{operator}, {attribute}");
                assert_eq!(with.parameters(), without.parameters(), "{operator}, {attribute}");
            }
        }
    }
}

#[test]
fn every_attribute_of_every_operator_has_a_case() {
    let mut of_cases: BTreeMap<(&str, String), BTreeSet<&str>> = BTreeMap::new();
    for case in cases() {
        of_cases.entry((case.set, case.operator().to_owned())).or_default().insert(case.attribute);
    }
    let without = WITHOUT.iter().flat_map(|(set, names)| names.iter().map(move |name| (*set, (*name).to_owned())));
    without.for_each(|operator| {
        of_cases.entry(operator).or_default();
    });
    // Those that remember have theirs in `streams.rs`.
    let read = all().into_iter().filter(|(_, name)| !crate::onnx::stream::RECURRENT.contains(name));
    let read: BTreeSet<(&str, String)> = read.map(|(set, name)| (set, name.to_owned())).collect();
    for operator in &read {
        let found = of_cases.get(operator).unwrap_or_else(|| {
            panic!("{operator:?} is read, and has no case here: give it one for each attribute, or add it to `WITHOUT`")
        });
        let known: BTreeSet<&str> = known_of(operator.0, &operator.1).iter().map(|known| known.name).collect();
        assert_eq!(
            *found, known,
            "left are the attributes of {operator:?} that have a case, right those of operators/attributes.rs"
        );
    }
    for operator in of_cases.keys() {
        assert!(read.contains(operator), "{operator:?} has a case, and is not read");
    }
}

#[test]
fn attributes_that_an_operator_has_not_are_named() {
    let relu = || node("Relu", &["x"], "y");
    let softmax = || node("Softmax", &["x"], "y");
    let kind = |kind: AttributeType, mut node: Node| {
        node.attribute.iter_mut().for_each(|attribute| attribute.kind = kind.into());
        node
    };
    let squeeze = axes(&[1], node("Squeeze", &["x", "last"], "y"));
    for (node, expected) in [
        (int("saturate", 1, relu()), "node `/y/Relu` (Relu) has the attribute `saturate`"),
        (
            float("softcap", 1.0, text("scale\n", "a", int("axis", 0, softmax()))),
            "node `/y/Softmax` (Softmax) has the attributes `scale\\n`, `softcap`",
        ),
        (
            text("value_string", "a", node("Constant", &[], "y")),
            "node `/y/Constant` (Constant) has the attribute `value_string`",
        ),
        (float("axis", 1.0, softmax()), "node `/y/Softmax` (Softmax) has an attribute `axis` that is no Int"),
        (
            kind(AttributeType::Float, int("axis", 1, softmax())),
            "node `/y/Softmax` (Softmax) has an attribute `axis` that is no Int",
        ),
        (int("axis", 1, int("axis", 0, softmax())), "node `/y/Softmax` (Softmax) has the attribute `axis` twice"),
        (squeeze, "node `/y/Squeeze` (Squeeze) has `axes` twice, as an attribute and as operand 1"),
    ] {
        assert_eq!(message(&of(vec![node])), expected);
    }
    let text = error(&of(vec![float("softcap", 1.0, softmax())]));
    assert!(text.ends_with("\nnote: of this operator are supported `axis`"), "{text}");
    let text = error(&of(vec![int("saturate", 1, relu())]));
    assert!(text.ends_with("\nnote: the operator is supported without attributes"), "{text}");
    // What programs write for themselves.
    assert_eq!(declaration(&nn_onnx::encode(&of(vec![int("__order", 1, relu())]))), "M: [4] -> [4] { relu,}");
}
