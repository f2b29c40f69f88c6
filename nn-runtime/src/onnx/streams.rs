//! The operators of layers that keep earlier inputs, and states. What a stream remembers is an input of the model, and an output for the next step.

use nn_onnx::{Graph, Tensor};

use super::graph::{Exported, part};
use super::layers::Site;
use super::maps;
use super::messages::{int, ints, signed, subgraph, tensor, value_info};
use super::sequence::{self, Steps};
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

/// The state of a line with its names: as the network calls its parts, unless something else is called so.
pub(super) fn state(graph: &Exported, topology: &Topology, line: &Line, (what, shape): (&str, Vec<usize>)) -> State {
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

/// What a state of its own name is in a new stream: a default of the input, for one stream.
pub(super) fn defaults(states: &[State], layout: &[Parameter], flat: &[f32]) -> Vec<Tensor> {
    let default = |state: &State| {
        let parameter = layout.iter().find(|parameter| state.initial.as_deref() == Some(parameter.name))?;
        let shape: Vec<usize> = [1].into_iter().chain(parameter.shape.iter().copied()).collect();
        Some(tensor(&state.name, &shape, parameter.to_le_bytes(flat)))
    };
    states.iter().filter_map(default).collect()
}

/// What the operand was in so many steps and is in this one, oldest first, `[N, steps + 1, numbers]`; its name. Over a sequence what it was before
/// and is in all of it, `[steps + T, N, numbers]`.
fn window(graph: &mut Exported, site: &Site, topology: &Topology, (steps, numbers): (usize, usize)) -> String {
    if let Some(length) = graph.steps {
        return window_of_sequence(graph, site, topology, (length, steps, numbers));
    }
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

fn window_of_sequence(
    graph: &mut Exported,
    site: &Site,
    topology: &Topology,
    (length, steps, numbers): (Steps, usize, usize),
) -> String {
    let names = ["axis", "before", "window", "starts", "ends", "after"].map(|name| site.part(name));
    let [axis, before, window, starts, ends, after] = &names;
    let state = state(graph, topology, site.line, ("history", vec![steps, numbers]));
    let new = sequence::steps_of(graph, site, length, &[numbers]);
    let perm = || vec![ints("perm", sequence::steps_first(1))];
    graph.push("Transpose", &[&state.name], before, perm());
    graph.push("Concat", &[before, &new], window, vec![int("axis", 0)]);
    for (name, number) in [(axis, 0), (starts, -signed(steps)), (ends, i64::MAX)] {
        graph.numbers(name, &[number]);
    }
    graph.push("Slice", &[window, starts, ends, axis], after, Vec::new());
    graph.push("Transpose", &[after], &state.next, perm());
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
    let [map, column, ordered] = ["map", "column", "ordered"].map(|name| site.part(name));
    if graph.steps.is_some() && steps > 0 {
        let window = window(graph, site, topology, (steps, channels));
        graph.push("Transpose", &[&window], &map, vec![ints("perm", vec![1, 2, 0])]);
        maps::convolution(graph, site.line, (&map, channels), bias, &column);
        graph.push("Transpose", &[&column], &ordered, vec![ints("perm", vec![2, 0, 1])]);
        sequence::rows_of(graph, site, (&ordered, sum), site.line.shape);
        return;
    }
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
    graph.numbers(behind, &[if graph.steps.is_some() { -signed(steps) } else { 1 }]);
    graph.push("Slice", &[&window, first, behind, &site.part("axis")], oldest, Vec::new());
    if graph.steps.is_some() {
        return sequence::rows_of(graph, site, (oldest, site.result), site.line.shape);
    }
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
    if graph.steps.is_some() {
        stack_of_sequence(graph, site, &window, steps);
        return site.result.to_owned();
    }
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

/// The parts of a window that begin a step apart, beside each other.
fn stack_of_sequence(graph: &mut Exported, site: &Site, window: &str, steps: usize) {
    let mut parts: Vec<String> = Vec::new();
    for step in 0..steps {
        let names = ["from", "to", "part"].map(|name| site.part(&format!("{name}{step}")));
        let [from, to, part] = &names;
        let later = signed(steps - 1 - step);
        graph.numbers(from, &[signed(step)]);
        graph.numbers(to, &[if later == 0 { i64::MAX } else { -later }]);
        graph.push("Slice", &[window, from, to, &site.part("axis")], part, Vec::new());
        parts.push(part.clone());
    }
    if site.line.argument("order") == Some(Value::Word("newest_first")) {
        parts.reverse();
    }
    let beside = site.part("beside");
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    graph.push("Concat", &parts, &beside, vec![int("axis", 2)]);
    sequence::rows_of(graph, site, (&beside, site.result), site.line.shape);
}

/// `y' + rate (x - y')`, where `y'` is remembered.
pub(super) fn ema(graph: &mut Exported, site: &Site, topology: &Topology) {
    let state = state(graph, topology, site.line, ("average", site.line.shape.to_vec()));
    let rate = site.part("rate");
    graph.floats(&rate, &[], &[site.number("rate")]);
    if let Some(length) = graph.steps {
        average_of_sequence(graph, site, &state, length);
    } else {
        for (operator, operands, result) in average(site, (&state.name, site.x(), site.result)) {
            graph.push(operator, &[&operands[0], &operands[1]], &result, Vec::new());
        }
        graph.push("Identity", &[site.result], &state.next, Vec::new());
    }
    graph.states.push(state);
}

/// The operators of an average, from what it was and what is new.
fn average(site: &Site, (before, new, after): (&str, &str, &str)) -> [(&'static str, [String; 2], String); 3] {
    let [distance, rate, change] = ["distance", "rate", "change"].map(|name| site.part(name));
    let [before, new, after] = [before, new, after].map(str::to_owned);
    [
        ("Sub", [new, before.clone()], distance.clone()),
        ("Mul", [distance, rate], change.clone()),
        ("Add", [before, change], after),
    ]
}

/// Each average needs the one before it, so the steps are those of a loop.
fn average_of_sequence(graph: &mut Exported, site: &Site, state: &State, length: Steps) {
    let names = ["before", "new", "after", "given", "averages"].map(|name| site.part(name));
    let [before, new, after, given, averages] = &names;
    let mut step = Exported::default();
    for (operator, operands, result) in average(site, (before, new, after)) {
        step.push(operator, &[&operands[0], &operands[1]], &result, Vec::new());
    }
    step.push("Identity", &[after], given, Vec::new());
    let value = |name: &String| value_info(name, &state.shape);
    let step = Graph {
        name: site.part("step"),
        input: [before, new].map(value).into(),
        output: [after, given].map(value).into(),
        ..step.into_graph()
    };
    let steps = sequence::steps_of(graph, site, length, &state.shape);
    let attributes = vec![int("num_scan_inputs", 1), subgraph("body", &step)];
    graph.push_all("Scan", &[&state.name, &steps], &[&state.next, averages], attributes);
    sequence::rows_of(graph, site, (averages, site.result), &state.shape);
}

fn steps(site: &Site) -> usize {
    match site.line.argument("steps") {
        Some(Value::Count(steps)) => steps,
        _ => 1,
    }
}
