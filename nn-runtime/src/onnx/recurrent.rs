//! `RNN`, `LSTM` and `GRU`: over a step, over a sequence, and over a window.
//!
//! The operators take steps first, `[T, N, numbers]`, and give them with an axis of directions, `[T, directions, N, units]`.

use nn_onnx::{Attribute, Tensor};

use super::graph::{Exported, part};
use super::layers::Site;
use super::messages::{int, ints, signed, tensor, text, texts};
use super::sequence::{self, Steps};
use super::streams::{State, state};
use crate::layout::Parameter;
use crate::topology::{Line, Topology, Value};

/// An operator with gates: those of the standard by their places among `PyTorch`'s.
struct Facts {
    kind: &'static str,
    operator: &'static str,
    gates: &'static [usize],
    /// What is remembered.
    parts: &'static [&'static str],
}

static FACTS: &[Facts] = &[
    Facts { kind: "rnn", operator: "RNN", gates: &[0], parts: &["h"] },
    // `i f g o` as `i o f c`.
    Facts { kind: "lstm", operator: "LSTM", gates: &[0, 3, 1, 2], parts: &["h", "c"] },
    // `r z n` as `z r h`.
    Facts { kind: "gru", operator: "GRU", gates: &[1, 0, 2], parts: &["h"] },
];

fn facts(line: &Line) -> Option<&'static Facts> {
    FACTS.iter().find(|facts| facts.kind == line.kind)
}

/// The layers of a line: how many, in how many directions of time, of how many units.
#[derive(Clone, Copy)]
struct Stack {
    layers: usize,
    directions: usize,
    units: usize,
}

impl Stack {
    fn of(line: &Line) -> Self {
        let layers = match line.argument("layers") {
            Some(Value::Count(layers)) => layers,
            _ => 1,
        };
        let directions = if line.argument("bidirectional") == Some(Value::Flag(true)) { 2 } else { 1 };
        let outputs = line.shape.first().copied().unwrap_or(1);
        Self { layers, directions, units: outputs / directions }
    }

    /// What the names of a layer's values have at their end, where there are several.
    fn end(self, layer: usize) -> String {
        if self.layers == 1 { String::new() } else { format!("_l{layer}") }
    }

    /// The name of what a layer remembers, as the network's state has it.
    fn named(self, layer: usize, what: &str) -> String {
        if self.layers == 1 { what.to_owned() } else { format!("l{layer}_{what}") }
    }
}

/// What a line goes through.
#[derive(Clone, Copy, PartialEq)]
enum Over {
    /// One step of a stream: its state before and after are values of the caller.
    Step,
    /// A sequence of a stream, in rows; the same.
    Sequence(Steps),
    /// A window, which begins anew in each row.
    Window,
}

/// `rnn`, `lstm` or `gru`: an operator for each layer.
pub(super) fn recurrent(graph: &mut Exported, site: &Site, topology: &Topology, inputs: usize) {
    let Some(facts) = facts(site.line) else { return };
    let over = match graph.steps {
        _ if site.line.shape.len() > 1 => Over::Window,
        Some(steps) => Over::Sequence(steps),
        None => Over::Step,
    };
    let stack = Stack::of(site.line);
    let [axis, direction, mut x] = ["axis", "direction", "x"].map(|name| site.part(name));
    if over != Over::Window {
        graph.numbers(&axis, &[0]);
    }
    match over {
        Over::Step => graph.push("Unsqueeze", &[site.x(), &axis], &x, Vec::new()),
        Over::Sequence(steps) => x = sequence::steps_of(graph, site, steps, &[inputs]),
        Over::Window => graph.push("Transpose", &[site.x()], &x, vec![ints("perm", vec![2, 0, 1])]),
    }
    if over != Over::Step {
        // The axis of directions, or how two of them become one.
        graph.numbers(&direction, if stack.directions == 1 { &[1] } else { &[0, 0, -1] });
    }
    for index in 0..stack.layers {
        x = Layer { site, facts, stack, over, index }.export(graph, topology, &x);
    }
    match over {
        Over::Step => {}
        Over::Sequence(_) => sequence::rows_of(graph, site, (&x, site.result), site.line.shape),
        Over::Window => graph.push("Transpose", &[&x], site.result, vec![ints("perm", vec![1, 2, 0])]),
    }
}

/// A layer of a line.
struct Layer<'a> {
    site: &'a Site<'a>,
    facts: &'static Facts,
    stack: Stack,
    over: Over,
    index: usize,
}

impl Layer<'_> {
    /// The name of a value or a constant of this layer.
    fn part(&self, name: &str) -> String {
        self.site.part(&format!("{name}{}", self.stack.end(self.index)))
    }

    /// From steps `[T, N, numbers]` to those of the layer; their name.
    fn export(&self, graph: &mut Exported, topology: &Topology, x: &str) -> String {
        let [w, r, b, all] = ["W", "R", "B", "all"].map(|name| self.part(name));
        let b = if self.site.flag("bias", true) { b.as_str() } else { "" };
        let states = self.states(graph, topology);
        let before = match self.over {
            Over::Window => self.initial(graph, x),
            _ => self.before(graph, &states),
        };
        let mut operands = vec![x, &w, &r, b, ""];
        operands.extend(before.iter().map(String::as_str));
        // Names of operands that are left out stand before others alone.
        let n_operands = operands.iter().rposition(|operand| !operand.is_empty()).map_or(0, |last| last + 1);
        operands.truncate(n_operands);
        let after: Vec<String> = self.facts.parts.iter().map(|what| self.part(&format!("{what}_after"))).collect();
        let mut results = vec![if self.over == Over::Step { "" } else { all.as_str() }];
        if self.over != Over::Window {
            results.extend(after.iter().map(String::as_str));
        }
        graph.push_all(self.facts.operator, &operands, &results, self.attributes());
        self.squeeze_states(graph, &states, &after);
        graph.states.extend(states);
        match self.over {
            Over::Step => after.into_iter().next().unwrap_or_default(),
            _ => self.join_directions(graph, &all),
        }
    }

    fn attributes(&self) -> Vec<Attribute> {
        let line = self.site.line;
        let mut attributes = vec![int("hidden_size", signed(self.stack.units))];
        if line.kind == "gru" {
            let resets_first = line.argument("reset") == Some(Value::Word("before"));
            attributes.push(int("linear_before_reset", i64::from(!resets_first)));
        }
        if let Some(Value::Call(activation)) = line.argument("activation")
            && activation.name == "relu"
        {
            attributes.push(texts("activations", &vec!["Relu"; self.stack.directions]));
        }
        if self.stack.directions > 1 {
            attributes.push(text("direction", "bidirectional"));
        } else if self.site.flag("reverse", false) {
            attributes.push(text("direction", "reverse"));
        }
        attributes
    }

    /// What the layer remembers, where that is the caller's.
    fn states(&self, graph: &Exported, topology: &Topology) -> Vec<State> {
        if self.over == Over::Window {
            return Vec::new();
        }
        let line = self.site.line;
        let state_of = |(what, initial): (&&str, &str)| {
            let what = self.stack.named(self.index, what);
            let initial = self.site.flag("initial", false).then(|| part(line, initial));
            State { initial, ..state(graph, topology, line, (&what, vec![self.stack.units])) }
        };
        self.facts.parts.iter().zip(INITIAL).map(state_of).collect()
    }

    /// States with the axis of directions; their names.
    fn before(&self, graph: &mut Exported, states: &[State]) -> Vec<String> {
        let before: Vec<String> = self.facts.parts.iter().map(|what| self.part(&format!("{what}_before"))).collect();
        for (state, before) in states.iter().zip(&before) {
            graph.push("Unsqueeze", &[&state.name, &self.site.part("axis")], before, Vec::new());
        }
        before
    }

    /// The parameters that a window begins with, for each row; none where it begins with zeros.
    fn initial(&self, graph: &mut Exported, x: &str) -> Vec<String> {
        if !self.site.flag("initial", false) {
            return Vec::new();
        }
        let names = ["one", "rows", "units", "shape"].map(|name| self.part(name));
        let [one, rows, units, shape] = &names;
        graph.numbers(one, &[1]);
        graph.numbers(units, &[signed(self.stack.units)]);
        graph.push("Shape", &[x], rows, vec![int("start", 1), int("end", 2)]);
        graph.push("Concat", &[one, rows, units], shape, vec![int("axis", 0)]);
        let initial = self.facts.parts.iter().zip(INITIAL).map(|(what, initial)| {
            let before = self.part(&format!("{what}_before"));
            graph.push("Expand", &[&self.site.part(initial), shape], &before, Vec::new());
            before
        });
        initial.collect()
    }

    /// The states after the layer. That of the last layer of a step is what the line gives.
    fn squeeze_states(&self, graph: &mut Exported, states: &[State], after: &[String]) {
        let axis = self.site.part("axis");
        let gives_the_result = self.over == Over::Step && self.index + 1 == self.stack.layers;
        for (index, (state, after)) in states.iter().zip(after).enumerate() {
            let is_result = gives_the_result && index == 0;
            let squeezed = if is_result { self.site.result } else { &state.next };
            graph.push("Squeeze", &[after, &axis], squeezed, Vec::new());
            if is_result {
                graph.push("Identity", &[self.site.result], &state.next, Vec::new());
            }
        }
    }

    /// Steps without an axis of directions, whose units stand one behind the other; their name.
    fn join_directions(&self, graph: &mut Exported, all: &str) -> String {
        let [given, beside] = ["given", "beside"].map(|name| self.part(name));
        let direction = self.site.part("direction");
        if self.stack.directions == 1 {
            graph.push("Squeeze", &[all, &direction], &given, Vec::new());
        } else {
            graph.push("Transpose", &[all], &beside, vec![ints("perm", vec![0, 2, 1, 3])]);
            graph.push("Reshape", &[&beside, &direction], &given, Vec::new());
        }
        given
    }
}

/// The parameters that a layer begins with, by what they are.
const INITIAL: [&str; 2] = ["h0", "c0"];

/// Whether a parameter is one of a layer with gates, which are written in the standard's order instead.
pub(super) fn is_of_gates(parameter: &Parameter, topology: &Topology) -> bool {
    let line = parameter.name.rsplit_once('.').map_or("", |(line, _)| line);
    topology.lines.iter().any(|other| other.name == line && facts(other).is_some())
}

/// The weights of the layers with gates, for each direction: `W` of `[sums, inputs]`, `R` of `[sums, units]`, and both biases, one behind the
/// other; and what windows begin with.
pub(super) fn weights(topology: &Topology, layout: &[Parameter], flat: &[f32]) -> Vec<Tensor> {
    let mut weights = Vec::new();
    for line in topology.lines {
        let Some(facts) = facts(line) else { continue };
        let stack = Stack::of(line);
        let find = |role: &str| layout.iter().find(|parameter| parameter.name == part(line, role));
        for layer in 0..stack.layers {
            for (name, roles) in [("W", &["weight_ih"][..]), ("R", &["weight_hh"]), ("B", &["bias_ih", "bias_hh"])] {
                let name = part(line, &format!("{name}{}", stack.end(layer)));
                let directions = ["", "_reverse"].into_iter().take(stack.directions);
                let roles = directions.flat_map(|end| roles.iter().map(move |role| format!("{role}_l{layer}{end}")));
                let found: Option<Vec<&Parameter>> = roles.map(|role| find(&role)).collect();
                weights.extend(found.and_then(|found| joined(&name, (facts, stack), &found, flat)));
            }
        }
        if line.shape.len() > 1 {
            let begins = INITIAL.into_iter().filter_map(find);
            weights.extend(begins.map(|begin| tensor(begin.name, begin.shape, begin.to_le_bytes(flat))));
        }
    }
    weights
}

/// Parameters one behind the other, each with its gates in the standard's order; the axes behind that of the sums are those of the first.
fn joined(name: &str, (facts, stack): (&Facts, Stack), parameters: &[&Parameter], flat: &[f32]) -> Option<Tensor> {
    let (sums, inputs) = parameters.first()?.shape.split_first()?;
    let mut bytes = Vec::new();
    for parameter in parameters {
        let numbers = parameter.to_le_bytes(flat);
        let of_gate = (numbers.len() / facts.gates.len()).max(1);
        let gates = facts.gates.iter().filter_map(|gate| numbers.chunks(of_gate).nth(*gate));
        bytes.extend(gates.flatten());
    }
    let sums = sums * parameters.len() / stack.directions;
    let shape: Vec<usize> = [stack.directions, sums].into_iter().chain(inputs.iter().copied()).collect();
    Some(tensor(name, &shape, bytes))
}
