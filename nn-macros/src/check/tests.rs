//! Declarations in, models or error texts out.

use std::str::FromStr as _;

use proc_macro2::TokenStream;

use super::check;
use crate::model::{Activation, Loss, Model, Node, Shape, Source, written};
use crate::parse::parse_written as parse;

/// The model of a declaration, or the texts of its errors.
fn checked(declaration: &str) -> Result<Model, Vec<String>> {
    let tokens = TokenStream::from_str(&format!("@crate(::nn_runtime) {declaration}")).expect("the test's tokens");
    let failure = match parse(tokens).and_then(|network| check(&network)) {
        Ok(model) => return Ok(model),
        Err(failure) => failure,
    };
    Err(failure.errors.texts().iter().map(|text| (*text).to_owned()).collect())
}

fn model(declaration: &str) -> Model {
    checked(declaration).unwrap_or_else(|errors| panic!("{declaration}: {errors:#?}"))
}

/// The layers of `struct N: <head> { <lines> }`, each as it would be written, with what it takes and how it starts.
fn layers(head: &str, lines: &str) -> Vec<String> {
    model(&format!("struct N: {head} {{ {lines} }}")).nodes.iter().map(described).collect()
}

/// `dense(4, relu) of input, init he_normal`.
fn described(node: &Node) -> String {
    let operands = node.operands.iter().map(|operand| match operand {
        Source::Input => "input".to_owned(),
        Source::Node(index) => index.to_string(),
    });
    let layer = written(node.layer.kind(), &node.layer.arguments());
    let text = format!("{layer} of {}", operands.collect::<Vec<_>>().join(" "));
    match init(node) {
        Some(init) => format!("{text}, init {init}"),
        None => text,
    }
}

/// The initialiser of a line's weights.
fn init(node: &Node) -> Option<String> {
    let debug = format!("{:?}", node.layer);
    let (_, init) = debug.split_once("init: ")?;
    init.split_once(", activation").map(|(init, _)| init.to_owned())
}

/// The first lines of the errors.
fn errors(declaration: &str) -> Vec<String> {
    let texts = checked(declaration).err().unwrap_or_default();
    texts.iter().map(|text| text.lines().next().unwrap_or_default().to_owned()).collect()
}

/// The function that computes a loss, and the numbers that it takes.
fn function(loss: Option<Loss>) -> (String, Vec<f32>) {
    let loss = loss.expect("the network has a loss");
    (loss.function(), loss.numbers())
}

#[test]
fn a_classifier_with_everything_in_its_head() {
    let model = model(
        "/// Reads digits.
         #[loss(cross_entropy)]
         #[allow(dead_code)]
         pub(crate) struct Digits: [784] -> [10] {
             hidden: dense(128, relu),
             output: dense(10, softmax),
         }",
    );
    assert_eq!(model.name, "Digits");
    assert_eq!(model.crate_path.to_string(), ":: nn_runtime");
    assert_eq!(model.attributes.len(), 2);
    assert!(matches!(model.visibility, syn::Visibility::Restricted(_)));
    assert_eq!((model.input, model.output), (Shape(vec![784]), Shape(vec![10])));
    assert_eq!(function(model.loss), ("cross_entropy".to_owned(), vec![]));
    let names: Vec<&str> = model.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["hidden", "output"]);
    assert_eq!(described(&model.nodes[0]), "dense(128, relu) of input, init he_normal");
    assert_eq!(described(&model.nodes[1]), "dense(10, softmax) of 0, init glorot_uniform");
}

#[test]
fn every_spelling_of_arguments() {
    let expected = "dense(1000, leaky_relu(0.25), bias = false) of input, init normal(0.5)";
    for line in [
        "dense(1_000, leaky_relu(0.25), bias = false, init = normal(0.5))",
        "dense(0x3E8, leaky_relu(slope = 0.25), init = normal(std = 0.5_f32), bias = false,),",
        "dense(outputs = 1000usize, bias = false, activation = leaky_relu(25e-2), init = normal(5e-1), from = input)",
        "dense(1000, bias=false, init=normal(std=0.5), activation=leaky_relu(slope=0.25))",
    ] {
        assert_eq!(layers("[2] -> [1000]", line), [expected], "{line}");
    }
}

#[test]
fn every_activation_and_its_constants() {
    for (line, expected) in [
        ("identity", "identity"),
        ("relu", "relu"),
        ("relu()", "relu"),
        ("leaky_relu", "leaky_relu(0.01)"),
        ("leaky_relu(-1)", "leaky_relu(-1)"),
        ("elu", "elu(1)"),
        ("elu(alpha = 2)", "elu(2)"),
        ("selu", "selu"),
        ("gelu", "gelu"),
        ("silu", "silu"),
        ("softplus", "softplus"),
        ("sigmoid", "sigmoid"),
        ("tanh", "tanh"),
        ("hard_sigmoid", "hard_sigmoid"),
        ("hard_swish", "hard_swish"),
        ("softsign", "softsign"),
        ("relu6", "relu6"),
        ("hard_tanh", "hard_tanh(-1, 1)"),
        ("hard_tanh(-0.5, max = 2)", "hard_tanh(-0.5, 2)"),
        ("celu", "celu(1)"),
        ("celu(alpha = 0.5)", "celu(0.5)"),
        ("log_sigmoid", "log_sigmoid"),
        ("mish", "mish"),
        ("gelu_tanh", "gelu_tanh"),
        ("gelu(tanh)", "gelu_tanh"),
        ("gelu(approximate = tanh)", "gelu_tanh"),
        ("exp", "exp"),
        ("sin", "sin"),
        ("hard_shrink", "hard_shrink(0.5)"),
        ("hard_shrink(0)", "hard_shrink(0)"),
        ("soft_shrink(lambda = 0.25)", "soft_shrink(0.25)"),
        ("threshold(0.1, 20)", "threshold(0.1, 20)"),
        ("threshold(value = -1, theta = 2)", "threshold(2, -1)"),
        ("square", "square"),
        ("cos", "cos"),
        ("abs", "abs"),
        ("sqrt", "sqrt"),
        ("log", "log"),
        ("reciprocal", "reciprocal"),
        ("softmax", "softmax"),
    ] {
        assert_eq!(layers("[4] -> [4]", line), [format!("{expected} of input")], "{line}");
        let model = model(&format!("struct N: [4] -> [4] {{ dense(4, {line}) }}"));
        assert_eq!(model.nodes[0].layer.activation().map(Activation::written).as_deref(), Some(expected), "{line}");
    }
}

#[test]
fn every_initialiser() {
    for (value, expected) in [
        ("zeros", "zeros"),
        ("constant(-0.5)", "constant(-0.5)"),
        ("normal(0.1)", "normal(0.1)"),
        ("uniform(bound = 0.1)", "uniform(0.1)"),
        ("he_normal", "he_normal"),
        ("he_uniform", "he_uniform"),
        ("glorot_normal", "glorot_normal"),
        ("glorot_uniform", "glorot_uniform"),
        ("lecun_normal", "lecun_normal"),
        ("lecun_uniform", "lecun_uniform"),
        ("siren", "siren(30)"),
        ("siren(omega = 10)", "siren(10)"),
    ] {
        let layers = layers("[4] -> [4]", &format!("dense(4, init = {value})"));
        assert_eq!(layers, [format!("dense(4) of input, init {expected}")], "{value}");
    }
}

#[test]
fn every_loss() {
    for (loss, last, (name, numbers)) in [
        ("mse", "relu", ("mse", &[][..])),
        ("mae", "softmax", ("mae", &[])),
        ("huber(1.0)", "tanh", ("huber", &[1.0])),
        ("huber(delta = 2)", "tanh", ("huber", &[2.0])),
        ("log_cosh", "tanh", ("log_cosh", &[])),
        ("quantile(0.5)", "identity", ("quantile", &[0.5])),
        ("poisson", "relu", ("poisson", &[])),
        ("gaussian", "tanh", ("gaussian", &[])),
        ("hinge", "tanh", ("hinge", &[])),
        ("binary_cross_entropy", "sigmoid", ("binary_cross_entropy", &[])),
        ("binary_cross_entropy(positive_weight = 1)", "sigmoid", ("binary_cross_entropy", &[])),
        ("binary_cross_entropy(2)", "sigmoid", ("binary_cross_entropy_with_positive_weight", &[2.0])),
        ("binary_cross_entropy(from_logits = true)", "tanh", ("binary_cross_entropy", &[])),
        ("cross_entropy(from_logits = true)", "identity", ("cross_entropy", &[])),
        ("cross_entropy(0.25, from_logits = true)", "tanh", ("cross_entropy_with_label_smoothing", &[0.25])),
        ("cross_entropy(from_logits = false)", "softmax", ("cross_entropy", &[])),
        ("cross_entropy", "softmax", ("cross_entropy", &[])),
        ("cross_entropy(0)", "softmax", ("cross_entropy", &[])),
        ("cross_entropy(0.25)", "softmax", ("cross_entropy_with_label_smoothing", &[0.25])),
        ("cross_entropy(label_smoothing = 0.25)", "softmax", ("cross_entropy_with_label_smoothing", &[0.25])),
    ] {
        for lines in [format!("dense(4, {last})"), format!("dense(4), {last}")] {
            let model = model(&format!("#[loss({loss})] struct N: [2] -> [4] {{ {lines} }}"));
            assert_eq!(function(model.loss), (name.to_owned(), numbers.to_vec()), "{loss}");
        }
    }
}

#[test]
fn branches_and_joins() {
    let found = layers(
        "[3] -> [11]",
        "a: dense(4, relu), b: dense(4), sum: add(a), r: relu, c: dense(4, from = b), concat(r, input), dropout(0.5), tanh",
    );
    let expected = [
        "dense(4, relu) of input, init he_normal",
        "dense(4) of 0, init glorot_uniform",
        "add of 1 0",
        "relu of 2",
        "dense(4) of 1, init glorot_uniform",
        "concat of 4 3 input",
        "dropout(0.5) of 5",
        "tanh of 6",
    ];
    assert_eq!(found, expected);
}

#[test]
fn joins_take_from_before_the_named_values() {
    let found = layers("[4] -> [4]", "a: dense(4), b: dense(4), add(b, from = a)");
    assert_eq!(found[2], "add of 0 1");
}

#[test]
fn flatten_keeps_the_number_of_elements() {
    let model = model("struct N: [2, 3, 5] -> [30] { relu, flatten }");
    let shapes: Vec<&Shape> = model.nodes.iter().map(|node| &node.shape).collect();
    assert_eq!(shapes, [&Shape(vec![2, 3, 5]), &Shape(vec![30])]);
    assert_eq!(model.nodes[1].name, "1");
    assert_eq!(model.nodes[1].label, None);
}

#[test]
fn the_activation_that_follows_decides_the_default_init() {
    let init = |lines: &str| init(&model(&format!("struct N: [4] -> [4] {{ {lines} }}")).nodes[0]).unwrap_or_default();
    assert_eq!(init("dense(4), relu"), "he_normal");
    assert_eq!(init("dense(4), selu"), "lecun_normal");
    assert_eq!(init("dense(4, tanh), relu"), "glorot_uniform");
    assert_eq!(init("dense(4, init = zeros), relu"), "zeros");
    assert_eq!(init("dense(4), dense(4), relu"), "glorot_uniform");
    // Another user besides the activation.
    assert_eq!(init("a: dense(4), relu, add(a)"), "glorot_uniform");
}

#[test]
fn fragments_of_a_callers_macro_are_read_through() {
    use proc_macro2::{Delimiter, Group, Literal, TokenTree};
    use quote::quote;
    let size = TokenTree::from(Group::new(Delimiter::None, TokenTree::from(Literal::usize_unsuffixed(3)).into()));
    let model = parse(quote!(@crate(::nn_runtime) struct N: [#size] -> [#size] { dense(#size) }))
        .and_then(|network| check(&network));
    assert!(model.is_ok_and(|model| model.output == Shape(vec![3])));
}

/// Each mistake gives exactly these errors.
#[test]
fn one_mistake_is_one_error() {
    let cases: &[(&str, &str)] = include!("mistakes.in");
    let wrong: Vec<_> = cases
        .iter()
        .map(|(declaration, expected)| (declaration, expected, errors(declaration)))
        .filter(|(_, expected, found)| found != &[**expected])
        .collect();
    assert!(wrong.is_empty(), "declaration, expected, found: {wrong:#?}");
}

#[test]
fn names_of_other_libraries_are_translated_or_said_to_be_missing() {
    let text = |declaration: &str| checked(declaration).err().unwrap_or_default().join("\n");
    let line = |line: &str| text(&format!("struct N: [4] -> [2] {{ {line}, dense(2) }}"));
    let activation = |name: &str| text(&format!("struct N: [4] -> [2] {{ dense(3, {name}), dense(2) }}"));
    let loss = |name: &str| text(&format!("#[loss({name})] struct N: [4] -> [2] {{ dense(2) }}"));
    for (found, expected) in [
        (line("linear(3)"), "unknown layer `linear`\nhelp: did you mean `dense`?"),
        (line("swish"), "unknown layer `swish`\nhelp: did you mean `silu`?"),
        (line("LayerNorm"), "unknown layer `LayerNorm`\nhelp: did you mean `layer_norm`?"),
        (
            activation("PReLU"),
            "unknown activation `PReLU`\nnote: `prelu` has a parameter: it is a layer, on a line of its own\nhelp: write \
                `prelu`",
        ),
        (
            activation("glu"),
            "expected an activation, found the layer `glu`\nhelp: write `glu` on a line of its own, after `dense`",
        ),
        (activation("linear"), "unknown activation `linear`\nhelp: did you mean `identity`?"),
        (activation("hardswish"), "unknown activation `hardswish`\nhelp: did you mean `hard_swish`?"),
        (loss("mean_squared_error"), "unknown loss `mean_squared_error`\nhelp: did you mean `mse`?"),
        (loss("l1"), "unknown loss `l1`\nhelp: did you mean `mae`?"),
        (
            loss("categorical_crossentropy"),
            "unknown loss `categorical_crossentropy`\nhelp: did you mean `cross_entropy`?",
        ),
        (
            loss("bce_with_logits"),
            "unknown loss `bce_with_logits`\nnote: `binary_cross_entropy` alone is for outputs that are probabilities, \
                with `sigmoid` on the last line\nhelp: write `binary_cross_entropy(from_logits = true)`",
        ),
        (
            loss("nll"),
            "unknown loss `nll`\nnote: with `softmax` on the last line, where others have `log_softmax`\n\
                help: write `cross_entropy`",
        ),
        (
            loss("smooth_l1"),
            "unknown loss `smooth_l1`\nnote: with `beta` 1, the default, it is `huber(1.0)`; with another it is \
                `huber(beta)` divided by `beta`\nhelp: write `huber(1.0)`",
        ),
    ] {
        assert_eq!(found, expected);
    }
    for (found, name) in [
        (line("tanhshrink"), "the activation `tanhshrink`"),
        (activation("tanhshrink"), "the activation `tanhshrink`"),
        (activation("quick_gelu"), "the activation `quick_gelu`"),
        (activation("relu2"), "the activation `relu2`"),
        (activation("crelu"), "the activation `crelu`"),
        (line("conv3d(3)"), "the layer `conv3d`"),
        (line("weight_norm"), "the layer `weight_norm`"),
        (line("bidirectional(3)"), "the layer `bidirectional`"),
        (line("lp_pool(2)"), "the layer `lp_pool`"),
        (line("dropout2d(0.5)"), "the layer `dropout2d`"),
        (loss("rmse"), "the loss `rmse`"),
        (loss("msle"), "the loss `msle`"),
        (loss("squared_hinge"), "the loss `squared_hinge`"),
    ] {
        assert!(found.starts_with(&format!("{name} is not supported yet\nnote: ")), "{found}");
        assert!(!found.contains("help"), "{found}");
    }
    // A typo is one still.
    assert_eq!(activation("rleu"), "unknown activation `rleu`\nhelp: did you mean `relu`?");
    assert_eq!(loss("huberr"), "unknown loss `huberr`\nhelp: did you mean `huber`?");
}

#[test]
fn what_other_libraries_write_is_one_error_with_what_to_write() {
    let line = |line: &str| format!("struct N: [1, 28, 28] -> [2] {{ {line}, flatten, dense(2) }}");
    let vector = |line: &str| format!("struct N: [4] -> [2] {{ {line}, dense(2) }}");
    for (declaration, expected) in [
        (line("conv2d(16, kernel_size = 3)"), "help: did you mean `kernel`?"),
        (line("conv2d(16, 3, strides = 2)"), "help: did you mean `stride`?"),
        (line("conv2d(16, 3, pad = 1)"), "help: did you mean `padding`?"),
        (line("conv2d(filters = 16, kernel = 3)"), "help: did you mean `channels`?"),
        (line("conv2d(16, 3, padding = valid)"), "help: write `padding = 0`, or nothing"),
        (line("conv2d(16, (3, 3))"), "help: a list stands in brackets: `[3, 3]`"),
        (line("conv2d(1, 16, 3)"), "help: write `conv2d(16, 3)`"),
        (line("conv_transpose2d(1, 16, 3)"), "help: write `conv_transpose2d(16, 3)`"),
        (vector("dense(4, 8)"), "help: write `dense(8)`"),
        (vector("dense(4, 8, bias = false)"), "help: write `dense(8, bias = false)`"),
        (vector("dense(units = 8)"), "help: did you mean `outputs`?"),
        (vector("dense(8, use_bias = false)"), "help: did you mean `bias`?"),
        (vector("dense(8, in_features = 4)"), "help: remove it"),
        (vector("dense(8, leaky_relu(alpha = 0.1))"), "help: did you mean `slope`?"),
        (vector("conv1d(4, 16, 3, causal = true)"), "help: write `conv1d(16, 3, causal = true)`"),
        (vector("dropout(p = 0.5)"), "help: did you mean `rate`?"),
        (vector("layer_norm(epsilon = 0.1)"), "help: did you mean `eps`?"),
        (vector("lstm(16, num_layers = 2)"), "help: did you mean `layers`?"),
        (vector("a: dense(4), b: dense(4), a + b"), "help: write a line `add(a, b)` with the labels of the two lines"),
        (vector("dense(8).relu"), "help: write a comma"),
        (vector("dense(8) -> relu"), "help: write a comma"),
        (format!("#[batch_size(32)] {}", vector("relu")), "help: did you mean `batch`?"),
        (format!("#[windo(32)] {}", vector("relu")), "help: did you mean `window`?"),
    ] {
        let errors = checked(&declaration).err().unwrap_or_default();
        assert_eq!(errors.len(), 1, "{declaration}: {errors:#?}");
        assert_eq!(errors[0].lines().last(), Some(expected), "{declaration}: {errors:#?}");
    }
    for (declaration, expected) in [
        (vector("lstm(4, 16)"), "note: the number of inputs follows from the line before"),
        ("#[optimizer(adam)] struct N: [4] -> [2] { dense(2) }".to_owned(), "note: an optimizer and its learning rate"),
        ("#[zzz] struct N: [4] -> [2] { dense(2) }".to_owned(), "note: `batch`, `loss`, `math`, `nam`, `onnx`, "),
        (
            "struct N: [28, 28, 1] -> [2] { conv2d(8, 3), flatten, dense(2) }".to_owned(),
            "note: a map is [channels, height, width], so this one has 28 channels",
        ),
        (
            "struct N: [784] -> [784] { reshape(1, 28, 28), flatten }".to_owned(),
            "note: it is written `reshape([extents]",
        ),
    ] {
        let errors = checked(&declaration).err().unwrap_or_default();
        assert_eq!(errors.len(), 1, "{declaration}: {errors:#?}");
        assert!(errors[0].contains(expected), "{declaration}: {errors:#?}");
    }
}

#[test]
fn the_list_of_attributes_is_what_the_parser_takes() {
    let read = include_str!("../parse/mod.rs").split("inside.is_ident(\"").skip(1);
    let read = read.filter_map(|rest| rest.split('"').next());
    let mut read: Vec<&str> = read.chain(crate::ast::AudioFormat::ALL.map(crate::ast::AudioFormat::name)).collect();
    read.sort_unstable();
    assert_eq!(crate::language::attributes::OWN, read);
}

#[test]
fn two_mistakes_are_two_errors() {
    for (declaration, expected) in [
        (
            "struct N: [4] -> [2] { a: dens(4), b: dense(2, rellu) }",
            ["unknown layer `dens`", "unknown activation `rellu`"],
        ),
        (
            "struct N: [4] -> [2] { dense(0), dropout(2.0), dense(2) }",
            [
                "`outputs` of `dense` must be an integer from 1 to 65_536, found 0",
                "`rate` of `dropout` must be a number above 0 and below 1, found 2.0",
            ],
        ),
        (
            "struct N: 4 -> [2] { a dense(4), dense(2) }",
            ["expected the input's shape in brackets, found `4`", "expected `,` or `:` between `a` and `dense`"],
        ),
        (
            "struct N: [4] -> [2] { a: dense(4), b: dense(4, from = a), dense(3, from = a) }",
            ["the last layer produces [3], but `N` is declared `-> [2]`", "the output of `b` is never used"],
        ),
    ] {
        assert_eq!(errors(declaration), expected, "{declaration}");
    }
}

/// A declaration that uses the whole grammar, in pieces that can be left out, doubled and swapped.
const PIECES: &[&str] = &[
    "#[doc = \"Doc.\"]",
    "#",
    "[loss(huber(delta = 1.0))]",
    "pub",
    "(crate)",
    "struct",
    "Net",
    ":",
    "[4]",
    "->",
    "[2]",
    "{ a : dense ( 8 , leaky_relu ( slope = - 0.1 ) , bias = false , init = normal ( 0.1 ) ) , flatten , skip : relu ,",
    "dropout",
    "(0.5)",
    ",",
    "sum :",
    "add",
    "(skip)",
    ",",
    "out",
    ":",
    "dense",
    "(2 , tanh , from = sum)",
    ", concat (a) , dense(2) }",
];

#[test]
fn damaged_declarations_have_errors_and_never_panic() {
    assert_eq!(model(&PIECES.join(" ")).nodes.len(), 8, "undamaged, it is right");
    let mut n_damaged = 0;
    let mut damage = |pieces: Vec<&str>| {
        let text = format!("@crate(::nn_runtime) {}", pieces.join(" "));
        let Ok(tokens) = TokenStream::from_str(&text) else { return };
        let failure = parse(tokens).and_then(|network| check(&network)).err();
        n_damaged += usize::from(failure.is_some());
        if let Some(failure) = failure {
            assert!(!failure.errors.texts().is_empty(), "{text}");
            let expansion = crate::fallback::fallback(&failure);
            assert!(syn::parse2::<syn::File>(expansion).is_ok(), "{text}");
        }
    };
    for index in 0..PIECES.len() {
        let mut without = PIECES.to_vec();
        without.remove(index);
        damage(without);
        let mut doubled = PIECES.to_vec();
        doubled.insert(index, PIECES[index]);
        damage(doubled);
        for other in 0..index {
            let mut swapped = PIECES.to_vec();
            swapped.swap(index, other);
            damage(swapped);
            damage(PIECES[other..=index].to_vec());
            damage(PIECES[..other].iter().chain(&PIECES[index..]).copied().collect());
        }
    }
    assert!(n_damaged > 300, "only {n_damaged} damaged declarations had errors");
}
