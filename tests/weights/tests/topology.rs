//! The constant description of a network.

use nn_runtime::topology::{Argument, Call, Line, Operand, Value};
use nn_weights_tests::{Activations, Lines, Model, Small};

#[test]
fn it_prints_the_declaration() {
    assert_eq!(
        Lines::TOPOLOGY.to_string(),
        "#[loss(cross_entropy)]
struct Lines: [2, 3] -> [4] {
    flat: flatten,
    first: dense(16, leaky_relu(0.125)),
    dropout(0.25),
    second: dense(16, bias = false),
    add(first),
    joined: elu(1.5),
    third: dense(5, gelu, from = first),
    concat(joined, flat),
    dense(4, softmax),
}
"
    );
    assert_eq!(Model::TOPOLOGY.line(1).to_string(), "fc2: dense(17, tanh, bias = false)");
    assert_eq!(Model::TOPOLOGY.line(3).to_string(), "");
}

#[test]
fn every_activation_is_printed_as_it_is_declared() {
    let text = Activations::TOPOLOGY.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for expected in [
        // The line before it is what it takes anyway.
        "a: identity,",
        "b: relu(from = base),",
        "c: leaky_relu(0.2, from = base),",
        "d: elu(1.5, from = base),",
        "e: selu(from = base),",
        "f: gelu(from = base),",
        "g: silu(from = base),",
        "h: softplus(from = base),",
        "i: sigmoid(from = base),",
        "j: tanh(from = base),",
        "k: hard_sigmoid(from = base),",
        "l: hard_swish(from = base),",
    ] {
        assert!(lines.contains(&expected), "{expected} is not in {text}");
    }
    assert_eq!(lines[lines.len() - 2], "concat(a, b, c, d, e, f, g, h, i, j, k, l),");
}

#[test]
fn it_knows_shapes_operands_and_constants() {
    let topology = Lines::TOPOLOGY;
    assert_eq!((topology.name, topology.loss), ("Lines", Some(Call { name: "cross_entropy", constants: &[] })));
    assert_eq!((topology.input, topology.output), (&[2, 3][..], &[4][..]));
    let arguments = &[
        Argument { name: "outputs", value: Value::Count(5) },
        Argument { name: "activation", value: Value::Call(Call { name: "gelu", constants: &[] }) },
    ];
    let third = Line { name: "third", kind: "dense", arguments, operands: &[Operand::Line(1)], shape: &[5] };
    assert_eq!(topology.lines[6], third);
    assert_eq!(third.argument("outputs"), Some(Value::Count(5)));
    assert_eq!(topology.lines[3].argument("bias"), Some(Value::Flag(false)));
    assert_eq!(topology.lines[2].argument("rate"), Some(Value::Number(0.25)));
    assert_eq!(topology.lines[5].argument("alpha"), Some(Value::Number(1.5)));
    assert_eq!(topology.lines[0].operands, [Operand::Input]);
    assert_eq!(topology.lines[7].operands, [Operand::Line(6), Operand::Line(5), Operand::Line(0)]);
    assert_eq!((topology.lines[4].name, topology.lines[4].label()), ("4", None));
    assert_eq!(topology.lines[6].label(), Some("third"));
}

#[test]
fn a_network_without_a_loss_says_so() {
    assert_eq!(Model::TOPOLOGY.loss, None);
    assert_eq!(Small::TOPOLOGY.loss, Some(Call { name: "mse", constants: &[] }));
}
