//! The operators of layers that remember. What they remember is an input of the model, and an output for the next step.

use nn_onnx::Tensor;

use super::graph::{Exported, int, ints, part, signed, tensor, texts};
use super::layers::Site;
use super::maps;
use crate::layout::Parameter;
use crate::topology::{Line, Topology, Value};

/// Something that is remembered.
pub(super) struct State {
    /// Its name as an input.
    pub(super) name: String,
    /// Its name as an output.
    pub(super) next: String,
    /// Without the batch.
    pub(super) shape: Vec<usize>,
    /// The parameter that it is in a new stream; zeros without one.
    pub(super) initial: Option<String>,
}

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

/// The state of a line with its names: as the network calls its parts, unless something else is called so.
fn state(graph: &Exported, topology: &Topology, line: &Line, (what, shape): (&str, Vec<usize>)) -> State {
    let name = match line.label() {
        Some(label) => format!("{label}_{what}"),
        None => format!("layer{}_{what}", line.name),
    };
    let next = |name: &str| format!("{name}_next");
    let is_free = |name: &str| {
        let states = graph.states.iter().flat_map(|state| [state.name.as_str(), &state.next]);
        topology.lines.iter().map(|line| line.name).chain(states).all(|other| other != name)
    };
    let name = if is_free(&name) && is_free(&next(&name)) { name } else { part(line, what) };
    State { next: next(&name), name, shape, initial: None }
}

/// `rnn`, `lstm` or `gru`: a sequence of one step.
pub(super) fn recurrent(graph: &mut Exported, site: &Site, topology: &Topology) {
    let Some(facts) = facts(site.line) else { return };
    let (line, units) = (site.line, site.line.shape.first().copied().unwrap_or(1));
    let names = ["axis", "x", "W", "R", "B"].map(|name| site.part(name));
    let [axis, x, w, r, b] = &names;
    graph.numbers(axis, &[0]);
    graph.push("Unsqueeze", &[site.x(), axis], x, Vec::new());
    let b = if site.flag("bias", true) { b.as_str() } else { "" };
    let mut states: Vec<State> =
        facts.parts.iter().map(|what| state(graph, topology, line, (what, vec![units]))).collect();
    let mut operands = vec![x.as_str(), w, r, b, ""];
    let before: Vec<String> = facts.parts.iter().map(|what| site.part(&format!("{what}_before"))).collect();
    for (state, before) in states.iter_mut().zip(&before) {
        graph.push("Unsqueeze", &[&state.name, axis], before, Vec::new());
    }
    operands.extend(before.iter().map(String::as_str));
    let after: Vec<String> = facts.parts.iter().map(|what| site.part(&format!("{what}_after"))).collect();
    let results: Vec<&str> = [""].into_iter().chain(after.iter().map(String::as_str)).collect();
    let mut attributes = vec![int("hidden_size", signed(units))];
    if line.kind == "gru" {
        let resets_first = line.argument("reset") == Some(Value::Word("before"));
        attributes.push(int("linear_before_reset", i64::from(!resets_first)));
    }
    if let Some(Value::Call(activation)) = line.argument("activation")
        && activation.name == "relu"
    {
        attributes.push(texts("activations", &["Relu"]));
    }
    graph.push_all(facts.operator, &operands, &results, attributes);
    for (index, (state, after)) in states.iter_mut().zip(&after).enumerate() {
        if site.flag("initial", false) {
            state.initial = Some(part(line, ["h0", "c0"].get(index).copied().unwrap_or("h0")));
        }
        let squeezed = if index == 0 { site.result } else { &state.next };
        graph.push("Squeeze", &[after, axis], squeezed, Vec::new());
        if index == 0 {
            graph.push("Identity", &[site.result], &state.next, Vec::new());
        }
    }
    graph.states.extend(states);
}

/// Whether a parameter is one of a layer with gates, which are written in the standard's order instead.
pub(super) fn is_of_gates(parameter: &Parameter, topology: &Topology) -> bool {
    let line = parameter.name.rsplit_once('.').map_or("", |(line, _)| line);
    topology.lines.iter().any(|other| other.name == line && facts(other).is_some())
}

/// The weights of the layers with gates: `W` of `[1, sums, inputs]`, `R` of `[1, sums, units]`, and both biases, one behind the other.
pub(super) fn weights(topology: &Topology, layout: &[Parameter], flat: &[f32]) -> Vec<Tensor> {
    let mut weights = Vec::new();
    for line in topology.lines {
        let Some(facts) = facts(line) else { continue };
        let numbers = |role: &str| {
            let name = part(line, role);
            let parameter = layout.iter().find(|parameter| parameter.name == name)?;
            let bytes = parameter.to_le_bytes(flat);
            let of_gate = (bytes.len() / facts.gates.len()).max(1);
            let gates = facts.gates.iter().filter_map(|gate| bytes.chunks(of_gate).nth(*gate));
            Some((parameter.shape, gates.flatten().copied().collect::<Vec<u8>>()))
        };
        for (name, role) in [("W", "weight_ih_l0"), ("R", "weight_hh_l0")] {
            let Some((shape, bytes)) = numbers(role) else { continue };
            let shape: Vec<usize> = [1].into_iter().chain(shape.iter().copied()).collect();
            weights.push(tensor(&part(line, name), &shape, bytes));
        }
        let biases = ["bias_ih_l0", "bias_hh_l0"].map(numbers);
        if let [Some((shape, mut both)), Some((_, of_state))] = biases {
            both.extend(of_state);
            let sums: usize = shape.iter().product();
            weights.push(tensor(&part(line, "B"), &[1, 2 * sums], both));
        }
    }
    weights
}

/// What a state of its own name is in a new stream: a default of the input, for one stream.
pub(super) fn defaults(states: &[State], layout: &[Parameter], flat: &[f32]) -> Vec<Tensor> {
    let default = |state: &State| {
        let parameter = layout.iter().find(|parameter| state.initial.as_deref() == Some(parameter.name))?;
        let shape: Vec<usize> = [1].into_iter().chain(parameter.shape.iter().copied()).collect();
        Some(tensor(&state.name, &shape, parameter.to_le_bytes(flat)))
    };
    states.iter().filter_map(default).collect()
}

/// What the operand was in so many steps and is in this one, oldest first, `[N, steps + 1, numbers]`; its name.
fn window(graph: &mut Exported, site: &Site, topology: &Topology, (steps, numbers): (usize, usize)) -> String {
    let names = ["axis", "new", "window", "starts", "ends"].map(|name| site.part(name));
    let [axis, new, window, starts, ends] = &names;
    let state = state(graph, topology, site.line, ("history", vec![steps, numbers]));
    graph.numbers(axis, &[1]);
    graph.push("Unsqueeze", &[site.x(), axis], new, Vec::new());
    graph.push("Concat", &[&state.name, new], window, vec![int("axis", 1)]);
    graph.numbers(starts, &[1]);
    graph.numbers(ends, &[signed(steps + 1)]);
    graph.push("Slice", &[window, starts, ends, axis], &state.next, Vec::new());
    graph.states.push(state);
    window.clone()
}

/// A causal convolution of the input and those before it.
pub(super) fn convolution(
    graph: &mut Exported,
    site: &Site,
    topology: &Topology,
    (channels, bias, sum): (usize, bool, &str),
) {
    let of = |name: &str| match site.line.argument(name) {
        Some(Value::Counts([count, ..])) => *count,
        _ => 1,
    };
    let steps = of("kernel").saturating_sub(1) * of("dilation");
    let [map, column] = ["map", "column"].map(|name| site.part(name));
    if steps == 0 {
        let axis = site.part("axis");
        graph.numbers(&axis, &[2]);
        graph.push("Unsqueeze", &[site.x(), &axis], &map, Vec::new());
    } else {
        let window = window(graph, site, topology, (steps, channels));
        graph.push("Transpose", &[&window], &map, vec![ints("perm", vec![0, 2, 1])]);
    }
    maps::convolution(graph, site.line, (&map, channels), bias, &column);
    graph.push("Flatten", &[&column], sum, vec![int("axis", 1)]);
}

/// The operand of some steps before.
pub(super) fn delay(graph: &mut Exported, site: &Site, topology: &Topology) {
    let steps = steps(site);
    let numbers = site.line.shape.first().copied().unwrap_or(1);
    let window = window(graph, site, topology, (steps, numbers));
    let names = ["first", "behind", "oldest"].map(|name| site.part(name));
    let [first, behind, oldest] = &names;
    graph.numbers(first, &[0]);
    graph.numbers(behind, &[1]);
    graph.push("Slice", &[&window, first, behind, &site.part("axis")], oldest, Vec::new());
    graph.push("Flatten", &[oldest], site.result, vec![int("axis", 1)]);
}

/// The operand and those before it, one behind the other; the name of the value, which is the operand's where it is all.
pub(super) fn stack(graph: &mut Exported, site: &Site, topology: &Topology) -> String {
    let steps = steps(site);
    if steps <= 1 {
        return site.x().to_owned();
    }
    let numbers = site.line.shape.first().copied().unwrap_or(steps) / steps;
    let mut window = window(graph, site, topology, (steps - 1, numbers));
    if site.line.argument("order") == Some(Value::Word("newest_first")) {
        let names = ["last", "before", "backward", "turned"].map(|name| site.part(name));
        let [last, before, backward, turned] = &names;
        graph.numbers(last, &[-1]);
        // One before the first, counted from the end.
        graph.numbers(before, &[-1 - signed(steps)]);
        graph.numbers(backward, &[-1]);
        graph.push("Slice", &[&window, last, before, &site.part("axis"), backward], turned, Vec::new());
        window.clone_from(turned);
    }
    graph.push("Flatten", &[&window], site.result, vec![int("axis", 1)]);
    site.result.to_owned()
}

/// `y' + rate (x - y')`, where `y'` is remembered.
pub(super) fn ema(graph: &mut Exported, site: &Site, topology: &Topology) {
    let state = state(graph, topology, site.line, ("average", site.line.shape.to_vec()));
    let names = ["distance", "rate", "change"].map(|name| site.part(name));
    let [distance, rate, change] = &names;
    graph.floats(rate, &[], &[site.number("rate")]);
    graph.push("Sub", &[site.x(), &state.name], distance, Vec::new());
    graph.push("Mul", &[distance, rate], change, Vec::new());
    graph.push("Add", &[&state.name, change], site.result, Vec::new());
    graph.push("Identity", &[site.result], &state.next, Vec::new());
    graph.states.push(state);
}

fn steps(site: &Site) -> usize {
    match site.line.argument("steps") {
        Some(Value::Count(steps)) => steps,
        _ => 1,
    }
}
