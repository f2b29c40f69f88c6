//! Values of earlier steps: inputs that a file carries from step to step as it yields them, moved but not changed. A number of such an input
//! is one of a value some steps before.
//!
//! Which, is known at the end of the walk alone. Until then a node that takes such numbers takes a vector that is postponed.

use std::collections::HashMap;

use nn_onnx::{Attribute, AttributeType, Node};

use super::array::{Array, Element};
use super::sequence::{first_later, looks_later};
use super::vectors::MOST_RUNS;
use super::walk::Walk;
use crate::graph::constant::Constant;
use crate::graph::lowering::int;
use crate::graph::{Mistake, title};

/// The set of operators that the step has and no file: `Delay`, `Stack`, `Ema` and `Conv`, of which the last is causal.
pub(in crate::onnx) const DOMAIN: &str = "\0stream";

/// A vector that is postponed.
const VECTOR: &str = "Vector";

/// A number of a value some steps before.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Earlier {
    value: usize,
    index: usize,
    age: usize,
}

/// Neighbours of one value at one step.
#[derive(Clone, Copy, Debug)]
struct Run {
    value: usize,
    age: usize,
    start: usize,
    end: usize,
}

pub(super) fn node_of(operator: &str, of: &Node, input: Vec<String>, output: String) -> Node {
    // Exporters put the operator behind the name of a layer.
    let layer = of.name.strip_suffix(&of.op_type).filter(|name| name.ends_with('/'));
    Node {
        op_type: operator.to_owned(),
        domain: DOMAIN.to_owned(),
        name: layer.map_or_else(|| of.name.clone(), |layer| format!("{layer}{operator}")),
        input,
        output: vec![output],
        ..Node::default()
    }
}

pub(super) fn count(name: &str, count: usize) -> Attribute {
    let kind = AttributeType::Int.into();
    Attribute { name: name.to_owned(), i: i64::try_from(count).ok(), kind, ..Attribute::default() }
}

/// A vector whose numbers are known later.
pub(super) fn postpone(walk: &mut Walk<'_>, node: &Node, array: &Array) -> String {
    let name = walk.fresh();
    walk.push(node_of(VECTOR, node, Vec::new(), name.clone()));
    walk.postponed.insert(name.clone(), array.elements.clone());
    name
}

/// Writes nodes for all that is postponed.
pub(super) fn resolve(walk: &mut Walk<'_>) -> Result<(), Mistake> {
    for (state, output) in &walk.carried {
        let (found, expected) = (walk.arrays.get(output.as_str()), walk.length(*state));
        if found.is_none_or(|array| array.elements.len() != expected) {
            return Err(Mistake::new(format!(
                "output `{output}` has not the {expected} numbers that the next step begins with"
            )));
        }
    }
    find_averages(walk);
    let mut renamed: HashMap<String, String> = HashMap::new();
    let mut lines = Lines::default();
    for (node, sequence) in std::mem::take(&mut walk.joined) {
        lines.check_order(walk, &node, &sequence)?;
    }
    for mut node in std::mem::take(&mut walk.nodes) {
        for input in &mut node.input {
            if let Some(name) = renamed.get(input.as_str()) {
                input.clone_from(name);
            }
        }
        if node.domain == DOMAIN && node.op_type == VECTOR {
            let elements = walk.postponed.get(&node.output[0]).cloned().unwrap_or_default();
            let numbers = lines.earlier(walk, &node, &elements)?;
            renamed.insert(node.output[0].clone(), lines.vector(walk, &node, &numbers)?);
            continue;
        }
        if node.domain == DOMAIN && node.op_type == "Conv" {
            let elements = walk.postponed.get(&node.input[0]).cloned().unwrap_or_default();
            node.input[0] = lines.newest(walk, &node, &elements)?;
        }
        walk.push(node);
    }
    Ok(())
}

/// `y' + rate (x - y')`, where `y'` is carried, becomes an average.
fn find_averages(walk: &mut Walk<'_>) {
    let carried: Vec<(usize, String)> = walk.carried.iter().map(|(state, output)| (*state, output.clone())).collect();
    for (state, output) in carried {
        let length = walk.length(state);
        let is_all = |elements: &[Element], of: usize| {
            let all = (0..length).map(|index| Element::Of { value: of, index });
            elements.iter().copied().eq(all)
        };
        let Some(Element::Of { value: next, .. }) = walk.arrays[output.as_str()].elements.first().copied() else {
            continue;
        };
        if !is_all(&walk.arrays[output.as_str()].elements, next) {
            continue;
        }
        let is_before = |name: &str| walk.postponed.get(name).is_some_and(|elements| is_all(elements, state));
        let by = |operator: &str, name: &str| {
            let is_it = |node: &&Node| node.op_type == operator && node.output.first().is_some_and(|out| out == name);
            walk.nodes.iter().find(is_it).filter(|node| node.input.len() == 2)
        };
        let average = || {
            let sum = by("Add", walk.name(next)?)?;
            let (first, second) = (sum.input[0].as_str(), sum.input[1].as_str());
            let change = if is_before(first) { second } else { Some(first).filter(|_| is_before(second))? };
            let product = by("Mul", change)?;
            let of = |index: usize| Some((rate(walk, &product.input[index])?, product.input[1 - index].as_str()));
            let (rate, distance) = of(1).or_else(|| of(0))?;
            let difference = by("Sub", distance)?;
            is_before(&difference.input[1]).then(|| (sum.output[0].clone(), rate, difference.input[0].clone()))
        };
        let Some((output, rate, x)) = average() else { continue };
        let state_name = walk.name(state).map(str::to_owned);
        let state_name = state_name.as_deref();
        let kind = AttributeType::Float.into();
        let attribute = vec![Attribute { name: "rate".to_owned(), f: Some(rate), kind, ..Attribute::default() }];
        if let Some(sum) = walk.nodes.iter_mut().find(|node| node.output.first() == Some(&output)) {
            let name = state_name.and_then(|name| name.strip_suffix("_average")).unwrap_or(&sum.name).to_owned();
            *sum = Node { attribute, name, ..node_of("Ema", sum, vec![x], output) };
        }
    }
}

/// A constant all of whose numbers are the same.
fn rate(walk: &Walk<'_>, name: &str) -> Option<f32> {
    let constant = Constant::read(walk.initializer(name)?, name).ok()?;
    let (first, others) = constant.as_floats()?.split_first()?;
    others.iter().all(|other| other.to_bits() == first.to_bits()).then_some(*first)
}

/// What is written for values of earlier steps, each once.
#[derive(Default)]
struct Lines {
    known: HashMap<(usize, usize), Earlier>,
    delayed: HashMap<(usize, usize), String>,
    stacked: HashMap<(usize, usize, usize, bool), String>,
}

impl Lines {
    /// What elements are.
    fn earlier(&mut self, walk: &Walk<'_>, node: &Node, elements: &[Element]) -> Result<Vec<Earlier>, Mistake> {
        elements.iter().map(|element| self.of_element(walk, node, *element)).collect()
    }

    fn of_element(&mut self, walk: &Walk<'_>, node: &Node, element: Element) -> Result<Earlier, Mistake> {
        let mut at = element;
        // Elements on the way, and how many steps lead from each to the next.
        let mut path = Vec::new();
        let mut n_carried = 0;
        let mut found = loop {
            let Element::Of { value, index } = at else {
                if at == Element::Later {
                    return Err(looks_later(&title(node), None));
                }
                let message = format!("{} takes constants beside numbers that depend on the input", title(node));
                return Err(Mistake::new(message));
            };
            if let Some(earlier) = self.known.get(&(value, index)) {
                break *earlier;
            }
            if let Some((kept, age)) = walk.kept(value, index) {
                path.push(((value, index), age));
                at = kept;
                continue;
            }
            let Some(output) = walk.carried.get(&value) else { break Earlier { value, index, age: 0 } };
            // More than there are: one is there twice.
            if n_carried >= walk.n_carried() {
                let of = walk.name(value).unwrap_or_default();
                return Err(Mistake::new(format!("{} takes `{of}`, which never changes", title(node)))
                    .note("what a file carries from step to step is computed or given in one of them"));
            }
            n_carried += 1;
            path.push(((value, index), 1));
            at = walk.arrays[output.as_str()].elements[index];
        };
        for (key, age) in path.into_iter().rev() {
            found.age += age;
            self.known.insert(key, found);
        }
        Ok(found)
    }

    /// What stands in front of a sequence is what the sequence was before, oldest first.
    fn check_order(&mut self, walk: &Walk<'_>, node: &Node, sequence: &Array) -> Result<(), Mistake> {
        let Some(axis) = sequence.axis_of_steps() else { return Ok(()) };
        let mut before: Option<Vec<Earlier>> = None;
        for step in 0..first_later(sequence, axis) {
            let found = self.earlier(walk, node, &sequence.picked(axis, &[step]).elements)?;
            let follows = |(before, now): (&Earlier, &Earlier)| *before == Earlier { age: now.age + 1, ..*now };
            if before.is_some_and(|before| !before.iter().zip(&found).all(follows)) {
                return Err(not_in_order(node));
            }
            before = Some(found);
        }
        Ok(())
    }

    /// The vector whose last inputs a convolution looks at: the elements are its channels, each with all taps.
    fn newest(&mut self, walk: &mut Walk<'_>, node: &Node, elements: &[Element]) -> Result<String, Mistake> {
        let attribute = |name: &str| usize::try_from(int(node, name, 1)).unwrap_or(1).max(1);
        let (taps, dilation) = (attribute("kernel"), attribute("dilation"));
        let mut newest = Vec::new();
        for channel in self.earlier(walk, node, elements)?.chunks(taps) {
            let Some(last) = channel.last().copied() else { continue };
            for (tap, found) in channel.iter().rev().enumerate() {
                if *found != (Earlier { age: last.age + tap * dilation, ..last }) {
                    return Err(not_in_order(node));
                }
            }
            newest.push(last);
        }
        self.vector(walk, node, &newest)
    }

    /// The name of a vector of these numbers.
    fn vector(&mut self, walk: &mut Walk<'_>, node: &Node, numbers: &[Earlier]) -> Result<String, Mistake> {
        let runs = runs(numbers);
        let mut names = Vec::new();
        let mut at = 0;
        while let Some(run) = runs.get(at).copied() {
            let [older_first, newer_first] = [true, false].map(|older_first| stacked(walk, &runs[at..], older_first));
            let n = older_first.max(newer_first);
            if n > 1 {
                let is_newest_first = newer_first > older_first;
                let age = if is_newest_first { run.age } else { run.age + 1 - n };
                names.push(self.stack(walk, node, (run.value, age), (n, is_newest_first))?);
            } else {
                let name = self.delay(walk, node, (run.value, run.age))?;
                let is_all = (run.start, run.end) == (0, walk.length(run.value));
                names.push(if is_all { name } else { walk.slice(node, name, (run.start, run.end)) });
            }
            at += n.max(1);
        }
        if names.len() > MOST_RUNS {
            let found = names.len();
            return Err(Mistake::new(format!(
                "{} takes {found} runs of neighbours, supported are {MOST_RUNS}",
                title(node)
            )));
        }
        walk.joined(node, names)
    }

    /// The name of a value so many steps before.
    fn delay(&mut self, walk: &mut Walk<'_>, node: &Node, (value, age): (usize, usize)) -> Result<String, Mistake> {
        let name = walk.taken(node, value)?;
        if age == 0 {
            return Ok(name);
        }
        if let Some(known) = self.delayed.get(&(value, age)) {
            return Ok(known.clone());
        }
        let delayed = walk.fresh();
        let attribute = vec![count("steps", age)];
        let node = self.carried(walk, node, (value, age));
        walk.push(Node { attribute, ..node_of("Delay", &node, vec![name], delayed.clone()) });
        self.delayed.insert((value, age), delayed.clone());
        Ok(delayed)
    }

    /// A node with the name of the input that carries a value as long as to this age, for the label; or else with that of the node itself.
    fn carried(&self, walk: &Walk<'_>, node: &Node, (value, oldest): (usize, usize)) -> Node {
        let is_it = |state: &usize| walk.length(*state) == oldest * walk.length(value);
        let keys = self.known.iter().filter(|(_, earlier)| (earlier.value, earlier.age) == (value, oldest));
        let state = keys.map(|((state, _), _)| *state).filter(is_it).min().and_then(|state| walk.name(state));
        let name = state.map(|state| state.strip_suffix("_history").unwrap_or(state).to_owned());
        Node { name: name.unwrap_or_else(|| node.name.clone()), op_type: node.op_type.clone(), ..Node::default() }
    }

    /// The name of so many steps of a value, of which the newest has this age.
    fn stack(
        &mut self,
        walk: &mut Walk<'_>,
        node: &Node,
        (value, age): (usize, usize),
        (steps, is_newest_first): (usize, bool),
    ) -> Result<String, Mistake> {
        let key = (value, age, steps, is_newest_first);
        if let Some(known) = self.stacked.get(&key) {
            return Ok(known.clone());
        }
        let name = self.delay(walk, node, (value, age))?;
        let stacked = walk.fresh();
        let attribute = vec![count("steps", steps), count("is_newest_first", usize::from(is_newest_first))];
        let node = self.carried(walk, node, (value, age + steps - 1));
        walk.push(Node { attribute, ..node_of("Stack", &node, vec![name], stacked.clone()) });
        self.stacked.insert(key, stacked.clone());
        Ok(stacked)
    }
}

fn not_in_order(node: &Node) -> Mistake {
    Mistake::new(format!("{} takes steps that do not follow each other", title(node)))
        .note("a stream looks at an input and at those before it, oldest first")
}

fn runs(numbers: &[Earlier]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for Earlier { value, index, age } in numbers.iter().copied() {
        match runs.last_mut() {
            Some(last) if (last.value, last.age, last.end) == (value, age, index) && index > 0 => last.end += 1,
            _ => runs.push(Run { value, age, start: index, end: index + 1 }),
        }
    }
    runs
}

/// How many of the runs are all of one value at steps that follow each other.
fn stacked(walk: &Walk<'_>, runs: &[Run], is_older_first: bool) -> usize {
    let Some(first) = runs.first() else { return 0 };
    let is_next = |(step, run): (usize, &Run)| {
        let age = if is_older_first { first.age.checked_sub(step) } else { Some(first.age + step) };
        run.value == first.value && (run.start, run.end) == (0, walk.length(run.value)) && Some(run.age) == age
    };
    runs.iter().enumerate().take_while(|(step, run)| is_next((*step, run))).count()
}
