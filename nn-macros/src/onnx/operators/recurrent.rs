//! `LSTM`, `GRU` and `RNN`: of a step, as `stream` writes it, a vector in and a vector out; and over a window, in one direction of time or both.
//! Weights go from the standard's order of gates to the language's.

use nn_onnx::{Attribute, Node};

use super::join;
use crate::graph::lowering::{Lowering, Row, Value, given, int, text, unsupported};
use crate::graph::operation::{Operation, Written};
use crate::graph::{Mistake, title};
use crate::model::Source;

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

/// Where an operator goes in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Direction {
    Forward,
    Back,
    Both,
}

impl Direction {
    /// Where it goes in steps that are turned around.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Forward => Self::Back,
            Self::Back => Self::Forward,
            Self::Both => Self::Both,
        }
    }

    fn count(self) -> usize {
        if self == Self::Both { 2 } else { 1 }
    }
}

/// Where a node goes in time; `None` where nobody knows.
fn known_direction(node: &Node) -> Option<Direction> {
    match text(node, "direction", "forward").as_str() {
        "forward" => Some(Direction::Forward),
        "reverse" => Some(Direction::Back),
        "bidirectional" => Some(Direction::Both),
        _ => None,
    }
}

/// Whether a node goes through its steps from the last one as well, or alone.
pub(in crate::onnx) fn goes_back(node: &Node) -> bool {
    matches!(known_direction(node), Some(Direction::Back | Direction::Both))
}

/// Refuses what a stream does not compute.
pub(in crate::onnx) fn check_attributes(node: &Node) -> Result<(), Mistake> {
    super::attributes::check(node)?;
    facts(node)?;
    let direction = text(node, "direction", "forward");
    if direction != "forward" {
        return Err(unsupported(node, "direction", direction, "forward").note("a stream does not know inputs to come"));
    }
    check_others(node, 1)
}

/// Refuses what a layer over a window does not compute; the direction of one that it does.
pub(super) fn direction_of_window(node: &Node) -> Result<Direction, Mistake> {
    super::attributes::check(node)?;
    facts(node)?;
    let direction = known_direction(node).ok_or_else(|| {
        let found = text(node, "direction", "forward");
        unsupported(node, "direction", found, "forward, reverse or bidirectional")
    })?;
    check_others(node, direction.count())?;
    Ok(direction)
}

fn check_others(node: &Node, n_directions: usize) -> Result<(), Mistake> {
    let facts = facts(node)?;
    if let Some(clip) = given(node, "clip") {
        return Err(unsupported(node, "clip", clip.f.unwrap_or(0.0), "none"));
    }
    for (name, least, most) in [("input_forget", 0, 0), ("layout", 0, 1), ("linear_before_reset", 0, 1)] {
        let found = int(node, name, 0);
        if !(least..=most).contains(&found) {
            return Err(unsupported(node, name, found, if most == 0 { "0" } else { "0 or 1" }));
        }
    }
    if let Some(activations) = given(node, "activations") {
        let found = written(activations);
        let expected = facts.activations.repeat(n_directions);
        if found != expected && !(facts.kind == "rnn" && found == vec!["Relu"; n_directions]) {
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

fn written(attribute: &Attribute) -> Vec<String> {
    attribute.strings.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}

/// Parameters by their roles.
type Roles = Vec<(&'static str, Vec<f32>)>;

/// What a node has for each of its directions.
struct Parameters {
    outputs: usize,
    weights: Vec<Roles>,
    /// What its line has for them all.
    arguments: Vec<String>,
    initializers: Vec<String>,
}

/// The roles of the weights and biases of each direction.
const ROLES: [[&str; 4]; 2] = [
    ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"],
    ["weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"],
];

/// The roles of what a layer begins with.
const INITIAL: [&str; 2] = ["h0", "c0"];

/// Operand `index`, if it is given, as a constant.
fn floats<'a>(lowering: &Lowering<'a>, node: &'a Node, index: usize) -> Result<Option<Floats>, Mistake> {
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
}

/// The parameters of a node that takes so many numbers in each step.
fn parameters<'a>(
    lowering: &Lowering<'a>,
    node: &'a Node,
    (inputs, n_directions): (usize, usize),
) -> Result<Parameters, Mistake> {
    let facts = facts(node)?;
    let n_gates = facts.gates.len();
    let missing = |index: usize| Mistake::new(format!("{} lacks its operand {index}", title(node)));
    let (of_state, weight_hh) = floats(lowering, node, 2)?.ok_or_else(|| missing(2))?;
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
    let sums = n_gates.saturating_mul(outputs);
    expect(2, &of_state, &[n_directions, sums, outputs])?;
    let (of_input, weight_ih) = floats(lowering, node, 1)?.ok_or_else(|| missing(1))?;
    expect(1, &of_input, &[n_directions, sums, inputs])?;
    let bias = floats(lowering, node, 3)?;
    if let Some((shape, _)) = &bias {
        expect(3, shape, &[n_directions, 2 * sums])?;
    }
    let reordered = |numbers: &[f32]| -> Vec<f32> {
        let of_gate = (numbers.len() / n_gates).max(1);
        let gates: Vec<&[f32]> = numbers.chunks(of_gate).collect();
        facts.gates.iter().filter_map(|gate| gates.get(*gate)).flat_map(|gate| gate.iter().copied()).collect()
    };
    let of_direction = |numbers: &[f32], direction: usize| -> Vec<f32> {
        let length = (numbers.len() / n_directions).max(1);
        numbers.chunks(length).nth(direction).unwrap_or_default().to_vec()
    };
    let weights = (0..n_directions).zip(ROLES).map(|(direction, [ih, hh, bias_ih, bias_hh])| {
        let mut roles = vec![
            (ih, reordered(&of_direction(&weight_ih, direction))),
            (hh, reordered(&of_direction(&weight_hh, direction))),
        ];
        if let Some((_, bias)) = &bias {
            let bias = of_direction(bias, direction);
            let (of_input, of_state) = bias.split_at(bias.len() / 2);
            roles.extend([(bias_ih, reordered(of_input)), (bias_hh, reordered(of_state))]);
        }
        roles
    });
    let weights = weights.collect();
    let mut arguments = vec![outputs.to_string()];
    if given(node, "activations").is_some_and(|activations| written(activations).iter().all(|name| name == "Relu")) {
        arguments.push("relu".to_owned());
    }
    if bias.is_none() {
        arguments.push("bias = false".to_owned());
    }
    if facts.kind == "gru" && int(node, "linear_before_reset", 0) == 0 {
        arguments.push("reset = before".to_owned());
    }
    let initializers = (1..=3).filter_map(|index| lowering.initializer(node, index)).collect();
    Ok(Parameters { outputs, weights, arguments, initializers })
}

/// How many parts are remembered.
fn n_parts(node: &Node) -> usize {
    if node.op_type == "LSTM" { 2 } else { 1 }
}

/// What a line begins with, and the argument that says so; nothing where all of it is left out.
fn begin(layer: &mut Written, outputs: usize, initial: Vec<Option<Vec<f32>>>) {
    if initial.iter().any(Option::is_some) {
        layer.arguments.push("initial = true".to_owned());
        let initial = initial.into_iter().map(|numbers| numbers.unwrap_or_else(|| vec![0.0; outputs]));
        layer.parameters.extend(INITIAL.into_iter().zip(initial));
    }
}

/// The line of a step.
pub(super) fn recurrent<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    check_attributes(node)?;
    let row = lowering.plain_row(node, 0)?;
    let [inputs] = row.shape[..] else {
        return Err(Mistake::new(format!("{} takes rows of shape {:?}, expected vectors", title(node), row.shape)));
    };
    let Parameters { outputs, mut weights, arguments, initializers } = parameters(lowering, node, (inputs, 1))?;
    let parameters = weights.pop().unwrap_or_default();
    let mut layer = Written { kind: facts(node)?.kind, arguments, parameters, initializers };
    let initial: Result<Vec<_>, Mistake> =
        (5..5 + n_parts(node)).map(|index| Ok(floats(lowering, node, index)?.map(|(_, numbers)| numbers))).collect();
    begin(&mut layer, outputs, initial?);
    lowering.spend(node, layer.parameters.iter().map(|(_, values)| values.len()).sum())?;
    Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], vec![outputs])))
}

/// The lines of a node over a window: what they give is `[directions * units, steps]`.
pub(super) struct OfWindow {
    pub(super) source: Source,
    pub(super) units: usize,
}

/// The lines of a node that goes through the window `row`, `[numbers, steps]`.
pub(super) fn of_window<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    (row, direction): (Row, Direction),
) -> Result<OfWindow, Mistake> {
    let [inputs, steps] = row.shape[..] else {
        return Err(Mistake::new(format!("{} takes rows of shape {:?}, expected a window", title(node), row.shape)));
    };
    check_lengths(lowering, node, steps)?;
    let n_directions = direction.count();
    let Parameters { outputs, weights, arguments, initializers } = parameters(lowering, node, (inputs, n_directions))?;
    let kind = facts(node)?.kind;
    let initial: Vec<Option<Vec<f32>>> = (5..5 + n_parts(node))
        .map(|index| initial(lowering, node, index, (n_directions, outputs)))
        .collect::<Result<_, _>>()?;
    let all: usize = weights.iter().flatten().map(|(_, values)| values.len()).sum();
    lowering.spend(node, all + initial.iter().flatten().map(Vec::len).sum::<usize>())?;
    let layer = |parameters: Roles| Written {
        kind,
        arguments: arguments.clone(),
        parameters,
        initializers: initializers.clone(),
    };
    let begins = initial.iter().any(Option::is_some);
    if direction == Direction::Both && !begins {
        let mut layer = layer(weights.into_iter().flatten().collect());
        layer.arguments.push("bidirectional = true".to_owned());
        let row = lowering.push(node, Operation::Layer(layer), vec![row.source], vec![2 * outputs, steps]);
        return Ok(OfWindow { source: row.source, units: outputs });
    }
    // What a layer begins with is that of one direction.
    let mut rows = Vec::new();
    for (index, roles) in weights.into_iter().enumerate() {
        let roles = roles.into_iter().zip(ROLES[0]).map(|((_, numbers), role)| (role, numbers)).collect();
        let mut layer = layer(roles);
        if direction == Direction::Back || index > 0 {
            layer.arguments.push("reverse = true".to_owned());
        }
        let of_direction =
            initial.iter().map(|part| Some(part.as_ref()?.get(index * outputs..(index + 1) * outputs)?.to_vec()));
        begin(&mut layer, outputs, of_direction.collect());
        rows.push(lowering.push(node, Operation::Layer(layer), vec![row.source], vec![outputs, steps]));
    }
    match join::concat_channels(lowering, node, rows)? {
        Value::Row(row) => Ok(OfWindow { source: row.source, units: outputs }),
        Value::Constant(_) => unreachable!("layers yield rows"),
    }
}

/// What a part begins with, direction by direction; `None` for zeros, and where it is left out.
fn initial<'a>(
    lowering: &Lowering<'a>,
    node: &'a Node,
    index: usize,
    (n_directions, outputs): (usize, usize),
) -> Result<Option<Vec<f32>>, Mistake> {
    let found = floats(lowering, node, index).map_err(|mistake| {
        mistake.note("a window begins with zeros, or with constants that are the same for all rows")
    })?;
    let Some((shape, numbers)) = found.filter(|(_, numbers)| numbers.iter().any(|number| *number != 0.0)) else {
        return Ok(None);
    };
    let (of_row, is_first) = (n_directions * outputs, int(node, "layout", 0) != 0);
    let mut expected = vec![n_directions, numbers.len() / of_row.max(1), outputs];
    if is_first {
        expected.swap(0, 1);
    }
    let rows = expected[usize::from(!is_first)];
    // Of each direction those of all rows, or of each row those of all directions.
    let (length, n_parts) = if is_first { (of_row, 1) } else { (rows * outputs, n_directions) };
    let of_first = length / rows.max(1);
    let is_same = |part: &[f32]| part.chunks(of_first.max(1)).all(|of_row| Some(of_row) == part.get(..of_first));
    if shape != expected || length == 0 || numbers.chunks(length).count() != n_parts {
        return Err(Mistake::new(format!(
            "operand {index} of {} has shape {shape:?}, expected {expected:?}",
            title(node)
        )));
    }
    if !numbers.chunks(length).all(is_same) {
        return Err(Mistake::new(format!("operand {index} of {} differs over the batch", title(node)))
            .note("what a network begins with is the same for all rows"));
    }
    Ok(Some(numbers.chunks(length).flat_map(|part| part.iter().take(of_first).copied()).collect()))
}

/// Refuses lengths of sequences that are not all steps, and peepholes.
fn check_lengths<'a>(lowering: &Lowering<'a>, node: &'a Node, steps: usize) -> Result<(), Mistake> {
    if let Some(lengths) = lowering.optional(node, 4)? {
        let is_whole = match &lengths {
            Value::Constant(lengths) => lengths
                .as_ints()
                .is_some_and(|lengths| lengths.iter().all(|length| usize::try_from(*length).ok() == Some(steps))),
            Value::Row(_) => false,
        };
        if !is_whole {
            return Err(Mistake::new(format!("{} has lengths of sequences, operand 4", title(node)))
                .note(format!("a window has all its steps, here {steps}")));
        }
    }
    let peepholes = floats(lowering, node, 7)?;
    if peepholes.is_some_and(|(_, numbers)| numbers.iter().any(|number| *number != 0.0)) {
        return Err(Mistake::new(format!("{} has peepholes, operand 7", title(node)))
            .note("supported are gates that see the input and what was put out"));
    }
    Ok(())
}
