//! Recurrent layers whose steps are nodes.

use super::*;

fn exported(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/exporters/unrolled_{name}_d.onnx"));
    std::fs::read(path).expect("the file is in the repository")
}

/// `PyTorch` has no operator for `nn.RNN`: the error tells what the file is before the nodes that come of it.
#[test]
fn an_unrolled_layer_that_is_refused_is_named_first() {
    let error = lines(&exported("rnn")).expect_err("an unrolled layer over a window");
    let text = error.text();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "`m.onnx`: node `node_MatMul_32` (MatMul) multiplies with weights that 3 more take, each behind the one before: an unrolled \
             recurrent layer of 4 steps"
        )
    );
    assert!(text.contains("the file computes windows of 4 steps alone"), "{text}");
    assert!(text.contains("refused too: node `node_transpose` (Transpose)"), "{text}");
    assert!(text.contains("declare the layer, `rnn(6)`, and load its weights; or export it as one operator"), "{text}");
}

/// Of a window that is one vector, dense layers make the same; the documentation says what they are.
#[test]
fn an_unrolled_layer_that_is_taken_is_remarked() {
    let lines = lines(&exported("cells")).unwrap_or_else(|error| panic!("{}", error.text()));
    let remarks = lines.remarks().join("\n");
    assert!(
        remarks.contains(
            "Node `node_linear_1` (Gemm) multiplies with weights that 2 more take, each behind the one before: an unrolled recurrent layer of 3 \
             steps. Its weights are here 3 times, and it computes windows of 3 steps alone; `rnn(6)` is a layer for any."
        ),
        "{remarks}"
    );
}

/// Weights that are shared side by side, by two layers, or transposed behind themselves.
#[test]
fn shared_weights_are_no_steps() {
    let product = |from: &str, to: &str| node("MatMul", &[from, "w"], to);
    let is_named = |nodes: Vec<Node>| {
        let graph = model(nodes).graph.expect("a graph");
        crate::onnx::unrolled::find(&graph).is_some()
    };
    let chain = [product("x", "p"), product("p", "q"), product("q", "y")];
    assert!(is_named(chain.to_vec()));
    assert!(!is_named(chain[..2].to_vec()), "two layers");
    let beside = vec![product("x", "p"), product("x", "q"), product("x", "r"), node("Add", &["p", "q"], "y")];
    assert!(!is_named(beside), "side by side");
    let back = |from: &str, to: &str| node("MatMul", &[from, "t"], to);
    let transposed = vec![product("x", "p"), node("Transpose", &["w"], "t"), back("p", "q"), product("q", "y")];
    assert!(!is_named(transposed), "an autoencoder that shares its weights");
    let each_time = ["x", "p", "q"].iter().zip(["p", "q", "y"]).flat_map(|(from, to)| {
        let of = format!("t{to}");
        [node("Transpose", &["w"], &of), node("MatMul", &[from, &of], to)]
    });
    assert!(is_named(each_time.collect()), "transposed in each step");
}
