//! All that is in the way of a file is named at once, the true cause first.

use crate::model::Choice;
use nn_onnx::{DataType, Node, Tensor, Type, ValueInfo};

use super::super::import;
use super::{Model, changed, error, graph, message, model, node, value, with};

/// The lines of the error, without the path and without the list of supported operators.
fn told(model: &Model) -> Vec<String> {
    let text = error(model);
    let lines = text.lines().filter(|line| !line.starts_with("note: supported are"));
    lines.map(|line| line.trim_start_matches("`m.onnx`: ").to_owned()).collect()
}

fn typed(name: &str, extents: &[Option<i64>], kind: DataType) -> ValueInfo {
    let mut value = value(name, extents);
    let Some(Type { tensor_type: Some(tensor) }) = &mut value.r#type else { panic!("a tensor") };
    tensor.elem_type = kind.into();
    value
}

#[test]
fn nodes_that_do_not_depend_on_each_other_are_refused_together() {
    let nodes = vec![
        node("Asin", &["x"], "a"),
        node("Sub", &["x", "long"], "b"),
        node("Mul", &["x", "long"], "c"),
        node("Sum", &["a", "b", "c"], "y"),
    ];
    assert_eq!(
        told(&model(nodes)),
        [
            "node `/a/Asin` (Asin) is not supported",
            "note: refused too: node `/y/Sum` (Sum) is not supported",
            "note: refused too: node `/b/Sub` (Sub) subtracts a constant of shape [3], where rows have shape [4]",
            "note: refused too: node `/c/Mul` (Mul) multiplies a constant of shape [3], where rows have shape [4]",
        ]
    );
}

/// `Relu` and `Gemm` would take any value, and `Mul` would not take one of this shape.
#[test]
fn what_depends_on_a_refused_node_is_no_mistake_of_its_own() {
    let nodes = vec![
        node("Mul", &["x", "long"], "a"),
        node("Relu", &["a"], "b"),
        node("Mul", &["b", "long"], "c"),
        node("Gemm", &["c", "w"], "y"),
    ];
    let expected = ["node `/a/Mul` (Mul) multiplies a constant of shape [3], where rows have shape [4]"];
    assert_eq!(told(&model(nodes)), expected);
    let split = Node { output: vec!["a".into(), "b".into()], ..node("Split", &["x"], "a") };
    let nodes = vec![split, node("Relu", &["b"], "c"), node("Add", &["a", "c"], "y")];
    assert_eq!(told(&model(nodes)), ["node `/a/Split` (Split) has axis = 0, supported is the last axis, -1"]);
}

#[test]
fn a_part_of_a_pattern_that_several_nodes_take_is_named_once() {
    let nodes = vec![
        with(node("Transpose", &["x"], "c"), "perm", |attribute| attribute.ints = vec![1, 0]),
        node("Relu", &["c"], "a"),
        node("Tanh", &["c"], "b"),
        node("Add", &["a", "b"], "y"),
    ];
    assert_eq!(
        told(&model(nodes)),
        [
            "node `/c/Transpose` (Transpose) is not supported where it stands",
            "note: a batch whose axes are swapped is supported where columns are picked, or behind a constant matrix, until it is swapped back",
        ]
    );
}

#[test]
fn a_long_list_ends_with_a_number() {
    let refused = (0..12).map(|index| node("Mul", &["x", "long"], &format!("v{index}")));
    let names: Vec<String> = (0..12).map(|index| format!("v{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let told = told(&model(refused.chain([node("Max", &names, "y")]).collect()));
    assert_eq!(told.len(), 9, "{told:?}");
    assert!(told[0].starts_with("node `/v0/Mul` (Mul) multiplies"), "{told:?}");
    assert!(told[7].starts_with("note: refused too: node `/v7/Mul` (Mul) multiplies"), "{told:?}");
    assert_eq!(told[8], "note: and 4 more");
}

/// A recurrent layer takes a state whose shape is computed with operators that are not supported either.
#[test]
fn the_kind_of_a_network_is_named_before_what_feeds_it() {
    let nodes = |operator: &str| {
        vec![
            node("Shape", &["x"], "shape"),
            with(node("Gather", &["shape", "shape"], "batch"), "axis", |attribute| attribute.i = Some(1)),
            node("NonZero", &["zero"], "range"),
            node("Scatter", &["range", "batch"], "state"),
            node(operator, &["x", "w", "state"], "y"),
        ]
    };
    for operator in ["Loop", "Scan", "If", "Attention", "MultiHeadAttention"] {
        let told = told(&model(nodes(operator)));
        assert!(told[0].starts_with(&format!("node `/y/{operator}` ({operator}) is not ")), "{told:?}");
        let others: Vec<&str> = told[1..].iter().filter_map(|line| line.strip_prefix("note: refused too: ")).collect();
        let expected = [
            "node `/range/NonZero` (NonZero) is not supported",
            "node `/state/Scatter` (Scatter) is not supported",
            "node `/batch/Gather` (Gather) has axis = 1, supported is 0, of a vector",
        ];
        assert_eq!(others, expected, "{operator}");
    }
}

/// Attention that an exporter takes apart: its products are behind nodes that are refused first.
#[test]
fn products_of_values_are_named_before_the_axes_that_are_permuted_for_them() {
    let nodes = vec![
        with(node("Transpose", &["x"], "t"), "perm", |attribute| attribute.ints = vec![2, 0, 1]),
        node("MatMul", &["x", "t"], "scores"),
        node("Softmax", &["scores"], "p"),
        node("MatMul", &["p", "x"], "y"),
    ];
    let mut model = model(nodes);
    let input = vec![value("x", &[None, Some(3), Some(4)])];
    model.graph.as_mut().expect("a graph").input = input;
    let expected = [
        "node `/scores/MatMul` (MatMul) multiplies two values that depend on the input",
        "note: the second factor must be a constant, the weights: there is no attention",
        "note: refused too: node `/y/MatMul` (MatMul) multiplies two values that depend on the input",
        "note: refused too: node `/t/Transpose` (Transpose) has perm = [2, 0, 1], supported is the order that there is, [0, 1, 2]",
    ];
    assert_eq!(told(&model), expected);
}

#[test]
fn operators_of_onnx_runtime_tell_at_which_level_to_optimise() {
    let of_set = |domain: &str| {
        let fused = Node { domain: domain.into(), ..node("GroupNorm", &["x"], "y") };
        told(&model(vec![fused]))
    };
    let level = "help: optimise at most at the level `ORT_ENABLE_BASIC` of ONNX Runtime: higher ones join operators into its own";
    assert_eq!(
        of_set("com.microsoft"),
        [
            "node `/y/GroupNorm` (GroupNorm) is from the operator set `com.microsoft`",
            "note: of that set are supported BiasGelu, FastGelu, FusedGemm, FusedMatMul, Gelu, QuickGelu, SkipLayerNormalization, \
             SkipSimplifiedLayerNormalization",
            level,
        ]
    );
    assert_eq!(of_set("com.microsoft.nchwc")[1..], ["note: the standard operators alone are supported", level]);
    assert_eq!(of_set("com.example")[1..], ["note: the standard operators alone are supported"]);
}

#[test]
fn inputs_that_are_no_floats_are_named_with_their_types() {
    for (kind, has_help) in
        [(DataType::Int64, true), (DataType::Int32, true), (DataType::Bool, true), (DataType::String, false)]
    {
        let told = told(&graph(|graph| graph.input = vec![typed("age", &[None, Some(4)], kind)]));
        assert_eq!(told[0], format!("input `age` has elements of type {kind:?}, expected Float"));
        let help = "help: export with numbers of type Float, `x.float()`";
        assert_eq!(told.iter().any(|line| line == help), has_help, "{told:?}");
    }
    let columns = changed(|model| {
        let graph = model.graph.as_mut().expect("a graph");
        let column = |name: &str, kind| typed(name, &[None, Some(1)], kind);
        graph.input = vec![
            column("age", DataType::Int64),
            column("income", DataType::Float),
            column("sex", DataType::Bool),
            column("children", DataType::Int64),
        ];
        graph.node = vec![node("Concat", &["age", "income", "sex", "children"], "y")];
    });
    assert_eq!(
        told(&columns),
        [
            "expected one input, found `age` of shape [N, 1], `income` of shape [N, 1], `sex` of shape [N, 1], `children` of shape [N, 1]",
            "note: node `/y/Concat` (Concat) takes `age`",
            "note: node `/y/Concat` (Concat) takes `income`",
            "note: node `/y/Concat` (Concat) takes `sex`",
            "note: node `/y/Concat` (Concat) takes `children`",
            "note: `age`, `children` are of type Int64, `sex` is of type Bool, a network takes numbers of type Float",
            "help: export with one input of floats that has all of these as its columns",
        ]
    );
    let floats = changed(|model| {
        let graph = model.graph.as_mut().expect("a graph");
        graph.input = ["age", "income"].map(|name| value(name, &[None, Some(1)])).into();
        graph.node = vec![node("Concat", &["age", "income"], "y")];
    });
    let expected = [
        "expected one input, found `age` of shape [N, 1], `income` of shape [N, 1]",
        "note: node `/y/Concat` (Concat) takes `age`",
        "note: node `/y/Concat` (Concat) takes `income`",
        "help: export with one input of floats that has all of these as its columns",
    ];
    assert_eq!(told(&floats), expected);
}

/// Each of the nodes quotes the constant that all of them share.
#[test]
fn messages_of_a_small_file_do_not_fill_the_memory() {
    let nodes = (0..9_000).map(|index| {
        with(node("Gather", &["x", "positions"], &format!("v{index}")), "axis", |attribute| attribute.i = Some(1))
    });
    let names: Vec<String> = (0..9_000).map(|index| format!("v{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut model = model(nodes.chain([node("Max", &names, "y")]).collect());
    model.graph.as_mut().expect("a graph").initializer.push(Tensor {
        name: "positions".into(),
        dims: vec![20_000],
        data_type: DataType::Int64.into(),
        int64_data: vec![1_000_000; 20_000],
        ..Tensor::default()
    });
    let refusals = import::lines_of(&mut model, 1 << 20, (&super::file(), &Choice::default()))
        .expect_err("there are no such positions");
    let n_bytes: usize = refusals.texts().map(|text| text.message.len()).sum();
    assert!((4_000_000..5_000_000).contains(&n_bytes), "{n_bytes}");
}

#[test]
fn the_shape_of_the_input_is_told_and_what_to_export_with() {
    let free = "help: export with the batch alone not fixed, as the first axis: `dynamic_shapes=({0: torch.export.Dim(\"N\")},)`";
    let rule = "note: only the first axis, the batch, may depend on the call";
    for (extents, expected) in [
        (
            &[Some(4)][..],
            &[
                "input `x` has shape [4], expected a batch of vectors, sequences or images",
                "note: the first axis is the batch; one to three others follow",
                "help: export the network with an input that has a batch: `x[None]`",
            ][..],
        ),
        (&[None, None], &["axis 1 of input `x`, of shape [N, N], is not fixed", rule, free]),
        (&[None, None, None], &["axes 1, 2 of input `x`, of shape [N, N, N], are not fixed", rule, free]),
        (&[Some(4), None], &["axis 1 of input `x`, of shape [4, N], is not fixed", rule, free]),
        (&[Some(1), None, Some(3)], &["axis 1 of input `x`, of shape [1, N, 3], is not fixed", rule, free]),
        (
            &[None, None, Some(3)],
            &[
                "axis 1 of input `x`, of shape [N, N, 3], is not fixed",
                rule,
                "help: export the network with this axis fixed",
            ],
        ),
    ] {
        assert_eq!(told(&graph(|graph| graph.input = vec![value("x", extents)])), expected);
    }
}

#[test]
fn a_fixed_batch_is_told_where_a_shape_is_refused() {
    for batch in [1, 7] {
        let mut model = model(vec![node("Squeeze", &["x"], "y")]);
        model.graph.as_mut().expect("a graph").input = vec![value("x", &[Some(batch), Some(4)])];
        assert_eq!(
            told(&model),
            [
                "node `/y/Squeeze` (Squeeze) takes away all axes of extent 1, the batch too if it is one".to_owned(),
                format!("note: input `x` has shape [{batch}, 4]: its batch is fixed to {batch}"),
                "help: name the axes: `x.squeeze(-1)` in place of `x.squeeze()`".to_owned(),
            ]
        );
        let flatten = with(node("Flatten", &["x"], "y"), "axis", |attribute| attribute.i = Some(0));
        let mut model = super::model(vec![flatten]);
        model.graph.as_mut().expect("a graph").input = vec![value("x", &[Some(batch), Some(4)])];
        let told = told(&model);
        assert_eq!(told[0], "node `/y/Flatten` (Flatten) has axis = 0, supported is 1, which keeps the batch");
        let help =
            "help: a batch that is not fixed may do without it: `dynamic_shapes=({0: torch.export.Dim(\"N\")},)`";
        assert_eq!(told[2], help);
    }
}

#[test]
fn what_is_wrong_with_the_input_and_with_the_nodes_is_told_together() {
    let wrong = |operator: &str| {
        graph(|graph| {
            graph.input = vec![typed("x", &[None, None], DataType::Int64)];
            graph.node = vec![node("Ceil", &["x"], "c"), node(operator, &["c", "w"], "y")];
        })
    };
    let of_input = [
        "input `x` has elements of type Int64, expected Float",
        "axis 1 of input `x`, of shape [N, N], is not fixed",
        "node `/c/Ceil` (Ceil) is not supported",
    ];
    let is_told = |told: &[String]| -> Vec<String> {
        told.iter()
            .filter(|line| {
                !line.starts_with("help:") && (!line.starts_with("note:") || line.starts_with("note: refused too"))
            })
            .map(|line| line.trim_start_matches("note: refused too: ").to_owned())
            .collect()
    };
    assert_eq!(is_told(&told(&wrong("Gemm"))), of_input);
    let told = is_told(&told(&wrong("Loop")));
    assert_eq!(told[0], "node `/y/Loop` (Loop) is not supported");
    assert_eq!(told[1..], of_input);
}

/// Whichever output is chosen, the network is a recurrent one.
#[test]
fn what_every_output_needs_is_refused_before_one_is_chosen() {
    let scan = Node { output: vec!["h".into(), "c".into()], ..node("Scan", &["x", "w"], "h") };
    let nodes = vec![scan, node("Ceil", &["h"], "a"), node("Floor", &["c"], "b")];
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("a graph");
    graph.output = ["a", "b", "x"].map(|name| value(name, &[None, Some(4)])).into();
    assert_eq!(
        told(&model),
        [
            "node `/h/Scan` (Scan) is not supported",
            "note: refused too: expected one output, found `a` of shape [N, 4], `b` of shape [N, 4], `x` of shape [N, 4]",
            "help: choose one, as `#[onnx(\"..\", output = \"a\")]` does: what it does not need is left out",
        ]
    );
}

#[test]
fn names_in_a_file_cannot_add_lines_to_a_message() {
    let hostile = Node { name: "a`\nhelp: run `b\u{202e}\u{1b}[31m\"".into(), ..node("Asin", &["x"], "y") };
    let told = told(&model(vec![hostile]));
    assert_eq!(told, ["node `a\\u{60}\\nhelp: run \\u{60}b\\u{202e}\\u{1b}[31m\"` (Asin) is not supported"]);
    let output = changed(|model| {
        let graph = model.graph.as_mut().expect("a graph");
        graph.node.push(node("Relu", &["x"], "a\"\n"));
        graph.output.push(value("a\"\n", &[]));
        graph.output.swap(0, 1);
    });
    assert_eq!(message(&output), "expected one output, found `a\"\\n`, `y`");
    let help =
        "\nhelp: choose one, as `#[onnx(\"..\", output = \"a\\\"\\n\")]` does: what it does not need is left out";
    assert!(error(&output).ends_with(help), "{}", error(&output));
}
