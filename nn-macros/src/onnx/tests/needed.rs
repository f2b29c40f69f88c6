//! Files with more inputs and outputs than a network has, with nodes out of order, and with numbers of other types.

use nn_onnx::{DataType, Node, Tensor, Type};
use proc_macro2::Span;

use super::super::import;
use super::arithmetic::int;
use super::{Model, declaration, graph, lines, message, model, node, value};
use crate::model::File;
use crate::outline::Outline;

/// The declaration that the output called `name` is of, or the text of the error.
fn of_output(model: &Model, name: &str) -> Result<String, String> {
    let file = File { path: "m.onnx".to_owned(), place: Span::call_site().into() };
    let output = Some((name.to_owned(), Span::call_site().into()));
    let lines = import::lines(&nn_onnx::encode(model), (&file, output), &mut Outline::default());
    lines.map(|lines| lines.declaration("M")).map_err(|error| error.text().to_owned())
}

fn with_type(model: &mut Model, kind: DataType) {
    let graph = model.graph.as_mut().expect("a graph");
    for value in graph.input.iter_mut().chain(&mut graph.output) {
        let Some(Type { tensor_type: Some(tensor) }) = &mut value.r#type else { panic!("a tensor") };
        tensor.elem_type = kind.into();
    }
}

/// A hidden value, two heads, a label, and an input that is passed through.
fn heads() -> Model {
    let mut model = model(vec![
        node("MatMul", &["x", "w"], "hidden"),
        node("Identity", &["state"], "state_outs"),
        node("Relu", &["hidden"], "policy"),
        node("Ceil", &["hidden"], "value"),
        int("axis", 1, node("ArgMax", &["policy"], "label")),
    ]);
    let graph = model.graph.as_mut().expect("a graph");
    graph.input.push(value("state", &[None]));
    graph.output = ["label", "policy", "value", "state_outs"].map(|name| value(name, &[None, Some(4)])).into();
    let Some(Type { tensor_type: Some(tensor) }) = &mut graph.output[0].r#type else { panic!("a tensor") };
    tensor.elem_type = DataType::Int64.into();
    model
}

#[test]
fn an_output_is_chosen_and_what_it_does_not_need_is_left_out() {
    let expected = "M: [4] -> [4] {\n    hidden: dense(4, relu, bias = false),\n}";
    assert_eq!(of_output(&heads(), "policy").as_deref(), Ok(expected));
    let error = of_output(&heads(), "value").expect_err("an operator that is not supported");
    assert!(error.starts_with("`m.onnx`: node `/value/Ceil` (Ceil) is not supported"), "{error}");
    assert_eq!(
        of_output(&heads(), "polcy").expect_err("no such output"),
        "`m.onnx`: there is no output `polcy`, found `label` of shape [N, 4], `policy` of shape [N, 4], \
         `value` of shape [N, 4], `state_outs` of shape [N, 4]\nhelp: did you mean `policy`?"
    );
    assert_eq!(
        super::error(&heads()),
        "`m.onnx`: expected one output, found `label` of shape [N, 4], `policy` of shape [N, 4], \
         `value` of shape [N, 4], `state_outs` of shape [N, 4]\n\
         help: choose one, as `#[onnx(\"..\", output = \"policy\")]` does: what it does not need is left out"
    );
}

#[test]
fn labels_and_what_is_passed_through_need_no_choice() {
    let mut model = heads();
    model.graph.as_mut().expect("a graph").output.remove(2);
    let lines = lines(&nn_onnx::encode(&model)).unwrap_or_else(|error| panic!("{}", error.text()));
    assert_eq!(lines.remarks(), ["Left out: output `label`, output `state_outs`, an input unchanged, input `state`."]);
    model.graph.as_mut().expect("a graph").output.remove(1);
    assert_eq!(
        message(&model),
        "no output has floats of its own, found `label` of shape [N, 4], `state_outs` of shape [N, 4]"
    );
}

#[test]
fn probabilities_in_dictionaries_are_the_output() {
    let zip_map = Node { domain: "ai.onnx.ml".into(), ..node("ZipMap", &["p"], "y") };
    let mut model =
        model(vec![node("MatMul", &["x", "w"], "h"), int("axis", 1, node("Softmax", &["h"], "p")), zip_map]);
    model.graph.as_mut().expect("a graph").output[0].r#type = Some(Type { tensor_type: None });
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [4] -> [4] { h: dense(4, softmax, bias = false),}");
}

#[test]
fn nodes_may_be_in_any_order() {
    let nodes = vec![node("Tanh", &["r"], "y"), node("Relu", &["h"], "r"), node("MatMul", &["x", "w"], "h")];
    let expected = "M: [4] -> [4] { h: dense(4, relu, bias = false), tanh,}";
    assert_eq!(declaration(&nn_onnx::encode(&model(nodes))), expected);
}

#[test]
fn numbers_of_other_types_become_f32() {
    for (kind, written) in
        [(DataType::Double, "Double"), (DataType::Float16, "Float16"), (DataType::Bfloat16, "Bfloat16")]
    {
        let mut model = graph(|graph| {
            let half: &[u8] = match kind {
                DataType::Double => &0.5_f64.to_le_bytes(),
                DataType::Float16 => &[0x00, 0x38],
                _ => &[0x00, 0x3f],
            };
            let raw_data = half.repeat(16);
            graph.initializer[0] = Tensor { data_type: kind.into(), raw_data, ..graph.initializer[0].clone() };
            graph.node.push(int("to", kind as i64, node("Cast", &["m"], "y")));
            graph.node[0].output = vec!["m".into()];
        });
        with_type(&mut model, kind);
        let lines = lines(&nn_onnx::encode(&model)).unwrap_or_else(|error| panic!("{}", error.text()));
        assert_eq!(lines.parameters()["y.weight"], [0.5; 16]);
        assert_eq!(lines.remarks(), [format!("Its numbers of type {written} are `f32` here, weights rounded once.")]);
    }
    let mut indices = graph(|_| {});
    with_type(&mut indices, DataType::Int64);
    assert_eq!(message(&indices), "input `x` has elements of type Int64, expected Float");
    // No type is named.
    let cast = node("Cast", &["x"], "y");
    assert_eq!(message(&model(vec![cast])), "node `/y/Cast` (Cast) converts to Undefined, supported is Float");
}
