//! Files with more inputs and outputs than a network has, with nodes out of order, and with numbers of other types.

use nn_onnx::{DataType, Node, Tensor, Type};
use proc_macro2::Span;

use super::super::import;
use super::super::lines::Lines;
use super::arithmetic::int;
use super::{Model, declaration, graph, lines, message, model, node, value};
use crate::model::{Choice, File};
use crate::outline::Outline;

/// The declaration that the output called `name` is of, or the text of the error.
fn of_output(model: &Model, name: &str) -> Result<String, String> {
    of_choice(model, None, Some(name))
}

fn of_choice(model: &Model, input: Option<&str>, output: Option<&str>) -> Result<String, String> {
    lines_of_choice(model, input, output).map(|lines| lines.declaration("M"))
}

fn lines_of_choice(model: &Model, input: Option<&str>, output: Option<&str>) -> Result<Lines, String> {
    let file = File { path: "m.onnx".to_owned(), place: Span::call_site().into() };
    let named = |name: &str| (name.to_owned(), Span::call_site().into());
    let choice = Choice { input: input.map(named), output: output.map(named) };
    let lines = import::lines(&nn_onnx::encode(model), (&file, &choice), &mut Outline::default());
    lines.map_err(|error| error.text().to_owned())
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

/// Two outputs, of which one needs both inputs, and an input with a default.
fn inputs() -> Model {
    let mut model = model(vec![
        node("Mul", &["x", "v"], "scaled"),
        node("MatMul", &["scaled", "w"], "alone"),
        node("Add", &["alone", "command"], "both"),
    ]);
    let graph = model.graph.as_mut().expect("a graph");
    graph.input.extend([value("command", &[None, Some(4)]), value("v", &[Some(4)])]);
    graph.output = ["alone", "both"].map(|name| value(name, &[None, Some(4)])).into();
    model
}

#[test]
fn an_input_is_chosen_and_the_others_keep_their_defaults() {
    let expected = "M: [4] -> [4] {\n    scaled: affine(bias = false),\n    alone: dense(4, bias = false),\n}";
    for input in [None, Some("x")] {
        assert_eq!(of_choice(&inputs(), input, Some("alone")).as_deref(), Ok(expected), "{input:?}");
    }
    // One with a default is an input where it is chosen.
    let mut model = model(vec![node("Mul", &["x", "v"], "scaled"), node("Add", &["scaled", "command"], "y")]);
    let graph = model.graph.as_mut().expect("a graph");
    graph.input.push(value("command", &[None, Some(4)]));
    let default = |name: &str| super::tensor(name, &[1, 4], &[1.0, 2.0, 3.0, 4.0]);
    graph.initializer.extend([default("x"), default("command")]);
    for (input, weight, bias) in [("command", [1.0; 4], [2.0, 4.0, 6.0, 8.0]), ("x", [2.0; 4], [1.0, 2.0, 3.0, 4.0])] {
        let parameters = lines_of_choice(&model, Some(input), None).map(|lines| lines.parameters());
        let parameters = parameters.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((&parameters["y.weight"][..], &parameters["y.bias"][..]), (&weight[..], &bias[..]), "{input}");
    }
}

#[test]
fn inputs_that_do_not_fit_are_named_with_their_shapes_and_the_nodes_that_need_them() {
    let help = "help: export the network with one input that holds them all, with constants for the others, or choose an output \
                that depends on one";
    for (input, output, expected) in [
        (
            Some("obs"),
            "alone",
            "there is no input `obs`, found `x` of shape [N, 4], `command` of shape [N, 4], `v` of shape [4]"
                .to_owned(),
        ),
        (
            Some("comand"),
            "both",
            "there is no input `comand`, found `x` of shape [N, 4], `command` of shape [N, 4], `v` of shape [4]\n\
             help: did you mean `command`?"
                .to_owned(),
        ),
        (
            Some("command"),
            "alone",
            "the output `alone` does not depend on the input `command`\nnote: it depends on `x` of shape [N, 4]"
                .to_owned(),
        ),
        (
            Some("x"),
            "both",
            format!(
                "the output `both` depends on `command` of shape [N, 4] too\n\
                 note: node `/both/Add` (Add) takes `command`\n{help}"
            ),
        ),
        (
            None,
            "both",
            format!(
                "expected one input, found `x` of shape [N, 4], `command` of shape [N, 4]\n\
                 note: node `/scaled/Mul` (Mul) takes `x`\nnote: node `/both/Add` (Add) takes `command`\n{help}"
            ),
        ),
    ] {
        let error = of_choice(&inputs(), input, Some(output)).expect_err(&expected);
        assert_eq!(error, format!("`m.onnx`: {expected}"));
    }
    let mut model = graph(|graph| graph.input.push(value("b", &[Some(4)])));
    let initializer = super::tensor("x", &[1, 4], &[0.0; 4]);
    model.graph.as_mut().expect("a graph").initializer.push(initializer);
    assert_eq!(
        super::error(&model),
        "`m.onnx`: each input has a default, found `x` of shape [N, 4], `b` of shape [4]\n\
         help: choose one, as `#[onnx(\"..\", inputs(x))]` does: the others keep theirs"
    );
    assert_eq!(of_choice(&model, Some("x"), None).as_deref(), Ok("M: [4] -> [4] {\n    y: dense(4, bias = false),\n}"));
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
