//! `LSTM`, `GRU` and `RNN` of a step, as `stream` writes it: a vector in, a vector out. Weights go from the standard's order of gates to the
//! language's.

use nn_onnx::{Attribute, Node};

use crate::graph::lowering::{Lowering, Value, given, int, text, unsupported};
use crate::graph::operation::{Operation, Written};
use crate::graph::{Mistake, title};

/// An operator: its gates in the language's order, by their places in the standard's, and the activations that it may have.
struct Facts {
    operator: &'static str,
    kind: &'static str,
    gates: &'static [usize],
    activations: &'static [&'static str],
}

static FACTS: &[Facts] = &[
    // `i o f c` as `i f g o`.
    Facts { operator: "LSTM", kind: "lstm", gates: &[0, 2, 3, 1], activations: &["Sigmoid", "Tanh", "Tanh"] },
    // `z r h` as `r z n`.
    Facts { operator: "GRU", kind: "gru", gates: &[1, 0, 2], activations: &["Sigmoid", "Tanh"] },
    Facts { operator: "RNN", kind: "rnn", gates: &[0], activations: &["Tanh"] },
];

fn facts(node: &Node) -> Result<&'static Facts, Mistake> {
    let found = FACTS.iter().find(|facts| facts.operator == node.op_type);
    found.ok_or_else(|| Mistake::new(format!("{} does not remember", title(node))))
}

/// Shape and numbers of a constant.
type Floats = (Vec<usize>, Vec<f32>);

/// Refuses what the layers do not compute.
pub(in crate::onnx) fn check_attributes(node: &Node) -> Result<(), Mistake> {
    super::attributes::check(node)?;
    let facts = facts(node)?;
    let direction = text(node, "direction", "forward");
    if direction != "forward" {
        let is_both = direction == "bidirectional";
        let refused =
            unsupported(node, "direction", direction, "forward").note("a stream does not know inputs to come");
        let kind = facts.kind;
        return Err(if is_both {
            refused.help(format!(
                "a window has its end: declare the network over one, with `{kind}(.., bidirectional = true)`, and load its weights"
            ))
        } else {
            refused
        });
    }
    if let Some(clip) = given(node, "clip") {
        return Err(unsupported(node, "clip", clip.f.unwrap_or(0.0), "none"));
    }
    for (name, least, most) in [("input_forget", 0, 0), ("layout", 0, 1), ("linear_before_reset", 0, 1)] {
        let found = int(node, name, 0);
        if !(least..=most).contains(&found) {
            return Err(unsupported(node, name, found, if most == 0 { "0" } else { "0 or 1" }));
        }
    }
    let written = |attribute: &Attribute| -> Vec<String> {
        attribute.strings.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    };
    if let Some(activations) = given(node, "activations") {
        let (found, expected) = (written(activations), facts.activations);
        if found != expected && !(facts.kind == "rnn" && found == ["Relu"]) {
            let supported = if facts.kind == "rnn" { "Tanh or Relu".to_owned() } else { expected.join(", ") };
            return Err(unsupported(node, "activations", found.join(", "), supported));
        }
    }
    // None of these functions has a constant.
    for name in ["activation_alpha", "activation_beta"] {
        if let Some(found) = given(node, name).filter(|attribute| !attribute.floats.is_empty()) {
            return Err(unsupported(node, name, format!("{:?}", found.floats), "none"));
        }
    }
    Ok(())
}

/// The line of a step.
pub(super) fn recurrent<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    check_attributes(node)?;
    let facts = facts(node)?;
    let row = lowering.plain_row(node, 0)?;
    let [inputs] = row.shape[..] else {
        return Err(Mistake::new(format!("{} takes rows of shape {:?}, expected vectors", title(node), row.shape)));
    };
    let n_gates = facts.gates.len();
    let floats = |index: usize| -> Result<Option<Floats>, Mistake> {
        match lowering.optional(node, index)? {
            None => Ok(None),
            Some(Value::Constant(constant)) => {
                let floats = constant.as_floats().map(<[f32]>::to_vec);
                let floats =
                    floats.ok_or_else(|| Mistake::new(format!("operand {index} of {} has no floats", title(node))))?;
                Ok(Some((constant.shape, floats)))
            }
            Some(Value::Row(_)) => Err(Mistake::new(format!("operand {index} of {} is no constant", title(node)))),
        }
    };
    let missing = |index: usize| Mistake::new(format!("{} lacks its operand {index}", title(node)));
    let (of_state, weight_hh) = floats(2)?.ok_or_else(|| missing(2))?;
    let outputs = of_state.last().copied().unwrap_or(0);
    let expect = |index: usize, found: &[usize], expected: &[usize]| {
        if found == expected && outputs > 0 {
            return Ok(());
        }
        Err(Mistake::new(format!("operand {index} of {} has shape {found:?}, expected {expected:?}", title(node))))
    };
    let hidden = int(node, "hidden_size", i64::try_from(outputs).unwrap_or(0));
    if usize::try_from(hidden).ok() != Some(outputs) {
        return Err(unsupported(node, "hidden_size", hidden, format!("{outputs}, as its weights have it")));
    }
    let sums = n_gates * outputs;
    expect(2, &of_state, &[1, sums, outputs])?;
    let (of_input, weight_ih) = floats(1)?.ok_or_else(|| missing(1))?;
    expect(1, &of_input, &[1, sums, inputs])?;
    let reordered = |numbers: &[f32]| -> Vec<f32> {
        let of_gate = (numbers.len() / n_gates).max(1);
        let gates: Vec<&[f32]> = numbers.chunks(of_gate).collect();
        facts.gates.iter().filter_map(|gate| gates.get(*gate)).flat_map(|gate| gate.iter().copied()).collect()
    };
    let mut parameters = vec![("weight_ih_l0", reordered(&weight_ih)), ("weight_hh_l0", reordered(&weight_hh))];
    let mut arguments = vec![outputs.to_string()];
    if given(node, "activations").is_some_and(|activations| activations.strings == [b"Relu".to_vec()]) {
        arguments.push("relu".to_owned());
    }
    if let Some((shape, bias)) = floats(3)? {
        expect(3, &shape, &[1, 2 * sums])?;
        let (of_input, of_state) = bias.split_at(sums);
        parameters.extend([("bias_ih_l0", reordered(of_input)), ("bias_hh_l0", reordered(of_state))]);
    } else {
        arguments.push("bias = false".to_owned());
    }
    if facts.kind == "gru" && int(node, "linear_before_reset", 0) == 0 {
        arguments.push("reset = before".to_owned());
    }
    let n_parts = if facts.kind == "lstm" { 2 } else { 1 };
    let initial = [floats(5)?, floats(6)?].map(|found| found.map(|(_, numbers)| numbers));
    if initial.iter().any(Option::is_some) {
        arguments.push("initial = true".to_owned());
        let initial = initial.into_iter().take(n_parts).map(|numbers| numbers.unwrap_or_else(|| vec![0.0; outputs]));
        parameters.extend(["h0", "c0"].into_iter().zip(initial));
    }
    lowering.spend(node, parameters.iter().map(|(_, values)| values.len()).sum())?;
    let initializers = (1..=3).filter_map(|index| lowering.initializer(node, index)).collect();
    let layer = Written { kind: facts.kind, arguments, parameters, initializers };
    Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], vec![outputs])))
}
