//! What the program prints is what the macro makes of the file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use nn_onnx::{DataType, Dimension, Graph, Node, OperatorSet, TensorShape, TensorType, Type, ValueInfo};

use super::{USAGE, run};
use crate::model::Model;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

fn file(name: &str) -> String {
    folder(name).to_str().expect("a path in UTF-8").to_owned()
}

fn printed(arguments: &[&str]) -> Result<String, (String, u8)> {
    run(arguments.iter().map(Into::into))
}

/// What is between the braces of `network! { .. }`.
fn declaration(text: &str) -> &str {
    let start = text.strip_prefix("network! {\n").expect("the declaration comes first");
    start.split_once("\n}\n").expect("the declaration ends").0
}

/// The checked network that the macro makes of a declaration.
fn model(declaration: &str) -> Model {
    let tokens = format!("@crate(::nn_runtime) {declaration}").parse().expect("tokens");
    crate::model(tokens).unwrap_or_else(|failure| panic!("{declaration}: {:?}", failure.errors.texts()))
}

/// All that a network is but for the values of its parameters.
fn described(model: &Model) -> String {
    let mut text = format!("{:?} -> {:?}\n", model.input, model.output);
    for node in &model.nodes {
        let (layer, label) = (&node.layer, node.label.as_ref().map(ToString::to_string));
        let (arguments, parameters) = (layer.arguments(), layer.parameters());
        let parts = (&node.name, layer.kind(), arguments, parameters, &node.operands, &node.shape);
        writeln!(text, "{label:?} {parts:?}").expect("writing to a string does not fail");
    }
    text
}

#[test]
fn a_printed_declaration_is_the_network_that_the_macro_imports() {
    let (mut n_taken, mut n_refused) = (0, 0);
    for folder in ["tests/exporters", "tests/embedded/models"].map(folder) {
        let entries = std::fs::read_dir(folder).expect("the folder is in the repository");
        for path in entries.map(|entry| entry.expect("a folder can be listed").path()) {
            if path.extension().is_none_or(|extension| extension != "onnx") {
                continue;
            }
            let path = path.to_str().expect("a path in UTF-8");
            match printed(&[path]) {
                Ok(text) => {
                    let imported = model(&format!("#[onnx({path:?})] struct Net;"));
                    assert_eq!(described(&model(declaration(&text))), described(&imported), "{path}");
                    n_taken += 1;
                }
                Err((text, code)) => {
                    assert!(text.starts_with(&format!("`{path}` is refused:\n1. ")), "{text}");
                    assert_eq!(code, 1);
                    n_refused += 1;
                }
            }
        }
    }
    assert!(n_taken > 100 && n_refused >= 10, "{n_taken} taken, {n_refused} refused");
}

/// `tests/embedded/tests/models.rs` compiles this declaration.
#[test]
fn a_printed_declaration_is_one_that_is_compiled_elsewhere() {
    let text = printed(&[&file("tests/embedded/models/joins.onnx")]).expect("a network");
    let lines = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let compiled = lines(&std::fs::read_to_string(folder("tests/embedded/tests/models.rs")).expect("a source"));
    let (head, body) = declaration(&text).split_once('\n').expect("lines");
    assert_eq!(head.trim(), "struct Net: [2, 3] -> [2] {");
    let written = format!("struct Joins: [2, 3] -> [2] {{\n{}", lines(body));
    assert!(compiled.contains(&written), "{written}");
}

#[test]
fn the_page_shows_what_is_printed() {
    let page = std::fs::read_to_string(folder("docs/onnx.md")).expect("the page is in the repository");
    for name in ["skl_pipeline_standard_clf", "two_inputs_d"] {
        let path = format!("tests/exporters/{name}.onnx");
        let text = printed(&[&file(&path)]).unwrap_or_else(|(text, _)| text);
        let text = text.replace(&file(&path), &path);
        assert!(page.contains(&format!("\n{text}```")), "{text}");
    }
}

#[test]
fn shapes_sizes_and_what_is_left_out_are_told() {
    let path = file("tests/exporters/two_heads_d.onnx");
    let text = printed(&["--output", "linear_1", &path]).expect("an output is chosen");
    let expected = "network! {
    struct Net: [8] -> [4] {
        t: dense(16, tanh),
        p: dense(4),
    }
}

line   shape  parameters  multiply-adds
input  [8]
t      [16]          144            128
p      [4]            68             64
all                  212            192

The parameters take 848 bytes, as `f32` without padding.
Left out: output `linear_2`.
";
    assert_eq!(text, expected);
    assert_eq!(printed(&[&path, "--output", "linear_1"]).as_deref(), Ok(expected));
    let text = printed(&[&file("tests/exporters/prec_f64_d.onnx")]).expect("a network");
    assert!(
        text.ends_with("weights rounded once.\nExport after `model.float()` for a file that computes in `f32`, too.\n")
    );
    let text = printed(&[&file("tests/exporters/bare_call.onnx")]).expect("a network");
    assert!(text.ends_with("Read beside it: `bare_call.onnx.data`.\n"), "{text}");
}

#[test]
fn files_that_cannot_be_read_and_other_arguments_are_errors() {
    let none = file("tests/exporters/none.onnx");
    let found = printed(&[&none]).expect_err("there is no such file");
    let system = std::fs::metadata(&none).expect_err("there is no such file");
    assert_eq!(found, (format!("cannot read `{none}`: {system}\n"), 1));
    let folder = file("tests");
    assert_eq!(printed(&[&folder]), Err((format!("cannot read `{folder}`: it is no file\n"), 1)));
    let manifest = file("Cargo.toml");
    let expected = format!("`{manifest}` is plain text, expected an ONNX model\n");
    assert_eq!(printed(&[&manifest]), Err((expected, 1)));
    let (text, code) = printed(&["a\nb\u{1b}"]).expect_err("there is no such file");
    assert!(text.starts_with("cannot read `a\\nb\\u{1b}`: ") && text.lines().count() == 1 && code == 1, "{text}");
    for (arguments, expected) in [
        (&[][..], "no file is named"),
        (&["a.onnx", "b.onnx"], "more than one file is named"),
        (&["a.onnx", "--output"], "`--output` is not followed by a name"),
        (&["a.onnx", "--output", "y", "--output", "z"], "`--output` is given twice"),
        (&["--all\n"], "unknown option \"--all\\n\""),
    ] {
        assert_eq!(printed(arguments), Err((format!("{expected}\n\n{USAGE}"), 2)));
    }
    assert_eq!(printed(&["--help"]).as_deref(), Ok(USAGE));
}

fn value(name: &str) -> ValueInfo {
    let dimension = |dim_value| Dimension { dim_value, dim_param: None };
    let shape = Some(TensorShape { dim: vec![dimension(None), dimension(Some(4))] });
    let tensor_type = Some(TensorType { elem_type: DataType::Float.into(), shape });
    ValueInfo { name: name.into(), r#type: Some(Type { tensor_type }), doc_string: String::new() }
}

/// What the program prints of a file with these nodes from `x` to `y`, and with another output of this name.
fn printed_of(test: &str, node: Vec<Node>, other: &str) -> Result<String, (String, u8)> {
    let graph = Graph { node, input: vec![value("x")], output: vec![value("y"), value(other)], ..Graph::default() };
    let opset_import = vec![OperatorSet { domain: String::new(), version: 17 }];
    let model = nn_onnx::Model { ir_version: 8, opset_import, graph: Some(graph), ..nn_onnx::Model::default() };
    let path = std::env::temp_dir().join(format!("nn-macros-{}-{test}.onnx", std::process::id()));
    std::fs::write(&path, nn_onnx::encode(&model)).expect("a temporary file");
    let path = path.to_str().expect("a path in UTF-8");
    let text = printed(&["--output", "y", path]);
    std::fs::remove_file(path).expect("the file was written");
    text.map_err(|(text, code)| (text.replace(path, "m.onnx"), code))
}

fn node(operator: &str, name: &str, inputs: &[&str], output: &str) -> Node {
    let input = inputs.iter().map(|input| (*input).to_owned()).collect();
    let (op_type, name) = (operator.to_owned(), name.to_owned());
    Node { op_type, name, input, output: vec![output.to_owned()], ..Node::default() }
}

#[test]
fn hostile_names_are_printed_as_what_they_are() {
    let hostile = "a`\n2. \u{1b}[2J\u{202e}\"";
    let text = printed_of("left-out", vec![node("Relu", hostile, &["x"], "y")], hostile).expect("a network");
    let escaped = "a\\u{60}\\n2. \\u{1b}[2J\\u{202e}\"";
    assert!(text.ends_with(&format!("Left out: output `{escaped}`.\n")), "{text}");
    let nodes =
        vec![node("Asin", hostile, &["x"], "a"), node(hostile, "", &["x"], "b"), node("Add", "", &["a", "b"], "y")];
    let (text, code) = printed_of("refused", nodes, "z").expect_err("there are no such operators");
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("note: supported are Abs")).collect();
    let expected = [
        "`m.onnx` is refused:".to_owned(),
        format!("1. node `{escaped}` (Asin) is not supported"),
        format!("2. the node of `b` ({escaped}) is not supported"),
    ];
    assert_eq!((lines, code), (expected.iter().map(String::as_str).collect(), 1));
}

/// What the language refuses is told of all lines, with the nodes that they are.
#[test]
fn all_that_the_language_refuses_is_told() {
    let large = file("tests/builds/tests/ui/onnx/large-image.onnx");
    let (text, code) = printed(&[&large]).expect_err("the image is too large");
    let expected = format!(
        "`{large}` is refused:\n1. `flatten` turns [3, 224, 224] into [150_528], at most 65_536 are allowed\n   \
         note: `flatten` is node `/f/Flatten` (Flatten)\n\
         2. an extent of the output must be an integer from 1 to 65_536, found 150528\n"
    );
    assert_eq!((text, code), (expected, 1));
}
