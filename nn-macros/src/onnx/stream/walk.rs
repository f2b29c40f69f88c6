//! Goes through the nodes of a graph, and writes those of one step: what moves elements is known element by element, all else takes vectors.

use std::collections::HashMap;

use nn_onnx::{Attribute, AttributeType, Graph, Node, Tensor};

use super::along::{self, FROM_AN_AXIS, REDUCTIONS};
use super::array::{Array, Axis, Element};
use super::recurrent::{self, Part};
use super::sequence::{self, History};
use super::{Failure, constants, convolution, inputs, is_recurrent, moves, scan};
use crate::graph::constant::Constant;
use crate::graph::lowering::int;
use crate::graph::{Mistake, title, visible};
use crate::onnx::operators;

/// Most elements that nodes may move, all together.
const MOST_MOVED: usize = 1 << 24;

/// A vector of the step.
#[derive(Debug)]
pub(super) struct Vector {
    /// `None` for what lines cannot take: the cell of an LSTM.
    pub(super) name: Option<String>,
    length: usize,
    /// How messages call it.
    pub(super) title: String,
}

/// The step so far.
pub(super) struct Walk<'a> {
    pub(super) graph: &'a Graph,
    pub(super) constants: HashMap<&'a str, &'a Tensor>,
    /// The axis of inputs that is the sequence's, and its length, where that is fixed.
    pub(super) time: Option<usize>,
    pub(super) steps: Option<usize>,
    opset: i64,
    pub(super) values: Vec<Vector>,
    /// What names stand for.
    pub(super) arrays: HashMap<&'a str, Array>,
    pub(super) nodes: Vec<Node>,
    pub(super) initializers: Vec<Tensor>,
    /// Inputs that are remembered.
    pub(super) states: Vec<String>,
    /// What elements of them are.
    remembered: HashMap<(usize, usize), (Part, usize)>,
    /// Inputs that are what an output was in the step before, by their values, with these outputs.
    pub(super) carried: HashMap<usize, String>,
    /// What is kept of values.
    histories: HashMap<usize, History>,
    /// Sequences with what is carried in front of them, and the nodes that put it there.
    pub(super) joined: Vec<(Node, Array)>,
    /// Vectors with numbers of those.
    pub(super) postponed: HashMap<String, Vec<Element>>,
    /// What remembered inputs are in a new stream, if the file says so.
    defaults: HashMap<usize, Vec<f32>>,
    pub(super) n_fresh: usize,
    /// Parts of vectors: whose, from where to where.
    pub(super) slices: HashMap<(String, usize, usize), String>,
    pub(super) n_recurrent: usize,
    /// The values of each recurrent node's parts after the step.
    pub(super) of_parts: Vec<[Option<usize>; 2]>,
    n_moved: usize,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) is_of_time: bool,
}

impl<'a> Walk<'a> {
    /// The step that `nodes` are, if the axis `time` of inputs is that of a sequence.
    pub(super) fn of(
        graph: &'a Graph,
        nodes: &[&'a Node],
        (time, opset): (Option<usize>, i64),
        carried: &[(String, String)],
    ) -> Result<Self, Failure> {
        let constants: HashMap<&str, &Tensor> =
            graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
        let mut walk = Self {
            graph,
            constants,
            time,
            steps: None,
            opset,
            values: Vec::new(),
            arrays: HashMap::new(),
            nodes: Vec::new(),
            initializers: Vec::new(),
            states: Vec::new(),
            remembered: HashMap::new(),
            carried: HashMap::new(),
            histories: HashMap::new(),
            joined: Vec::new(),
            postponed: HashMap::new(),
            defaults: HashMap::new(),
            n_fresh: 0,
            slices: HashMap::new(),
            n_recurrent: 0,
            of_parts: Vec::new(),
            n_moved: 0,
            mistakes: Vec::new(),
            is_of_time: false,
        };
        for input in &graph.input {
            let default = walk.constants.get(input.name.as_str()).copied();
            let next = carried.iter().find(|(name, _)| *name == input.name).map(|(_, next)| next.clone());
            let is_state = next.is_some() || inputs::is_state(&input.name, nodes);
            if default.is_some() && !is_state {
                continue;
            }
            let (axes, steps) = inputs::axes(input, is_state, time)?;
            let length = axes.iter().map(|(extent, _)| extent).product();
            let default = match default {
                Some(default) => {
                    let constant = Constant::read(default, &format!("initializer `{}`", visible(&input.name)))?;
                    let constant = constant.finite()?;
                    let numbers = constant.as_floats().filter(|numbers| numbers.len() == length);
                    // Of several streams, say, which a stream alone does not have.
                    let Some(numbers) = numbers.map(<[f32]>::to_vec) else { continue };
                    Some(numbers)
                }
                None => None,
            };
            if is_state {
                walk.states.push(input.name.clone());
            }
            walk.steps = walk.steps.or(steps);
            let value = walk.add_value(input.name.clone(), length);
            walk.carried.extend(next.map(|next| (value, next)));
            walk.defaults.extend(default.map(|numbers| (value, numbers)));
            walk.arrays.insert(&input.name, Array::of_value(value, axes));
        }
        for node in nodes {
            match walk.step(node) {
                Ok(()) => {}
                Err(failure) if failure.is_of_time => return Err(failure),
                Err(failure) => walk.mistakes.extend(failure.mistakes),
            }
        }
        Ok(walk)
    }

    fn step(&mut self, node: &'a Node) -> Result<(), Failure> {
        let mut operands = Vec::new();
        for name in &node.input {
            match self.operand(node, name)? {
                Operand::Known(array) => operands.push(Some(array)),
                Operand::None => operands.push(None),
                // Of a node that is a mistake already.
                Operand::Unknown => return Ok(()),
            }
        }
        let results = if is_recurrent(node) {
            recurrent::walk(self, node, &operands)?
        } else if let Some(array) = scan::walk(node, &operands)? {
            vec![array]
        } else {
            let is_standard = operators::is_standard(&node.domain);
            let longer = if is_standard { sequence::walk(self, node, &operands)? } else { None };
            let moved = match longer {
                None if is_standard => moves::moved(node, &operands, self.steps)?,
                other => other,
            };
            match moved {
                Some(moved) => moved,
                None => vec![self.compute(node, &operands)?],
            }
        };
        self.spend(node, results.iter().map(|array| array.elements.len()).fold(0, usize::saturating_add))?;
        self.arrays.extend(node.output.iter().map(String::as_str).zip(results).filter(|(name, _)| !name.is_empty()));
        Ok(())
    }

    fn operand(&self, node: &Node, name: &str) -> Result<Operand, Mistake> {
        if name.is_empty() {
            return Ok(Operand::None);
        }
        if let Some(array) = self.arrays.get(name) {
            return Ok(Operand::Known(array.clone()));
        }
        let Some(tensor) = self.constants.get(name) else { return Ok(Operand::Unknown) };
        let constant = Constant::read(tensor, &format!("initializer `{}`", visible(name)))?.finite();
        let taken = |mistake: Mistake| mistake.note(format!("{} takes it", title(node)));
        let array = moves::array_of(&constant.map_err(taken)?);
        array.map(Operand::Known).ok_or_else(|| {
            Mistake::new(format!("{} takes `{}`, which has neither floats nor integers", title(node), visible(name)))
        })
    }

    /// Counts elements that are moved.
    pub(super) fn spend(&mut self, node: &Node, n_elements: usize) -> Result<(), Mistake> {
        self.n_moved = self.n_moved.saturating_add(n_elements);
        if self.n_moved > MOST_MOVED {
            return Err(Mistake::new(format!("up to {} the nodes move too many elements", title(node))));
        }
        Ok(())
    }

    /// A node of the step that takes vectors and yields one.
    pub(super) fn compute(&mut self, node: &Node, operands: &[Option<Array>]) -> Result<Array, Mistake> {
        let operator = node.op_type.as_str();
        let is_elementwise = operators::is_elementwise(operator) && operators::is_standard(&node.domain);
        let is_product = matches!(operator, "Gemm" | "MatMul");
        let is_along = FROM_AN_AXIS.contains(&operator);
        if operator == "Conv"
            && operators::is_standard(&node.domain)
            && let Some(array) = convolution::walk(self, node, operands)?
        {
            return Ok(array);
        }
        if let Some(array) = sequence::spread(self, node, operands)? {
            return Ok(array);
        }
        if let Some(constant) = constants::computed(self.opset, node, operands)? {
            return Ok(constant);
        }
        if REDUCTIONS.contains(&operator) && operators::is_standard(&node.domain) {
            return along::reduce(self, node, operands);
        }
        // By numbers that training left.
        let is_norm = operator == "BatchNormalization" && operators::is_standard(&node.domain);
        if !(is_elementwise || is_product || is_along || is_norm) {
            let refused = not_of_a_step(node);
            return Err(if self.time.is_some() { refused.help(sequence::WINDOW) } else { refused });
        }
        if is_norm && operands.iter().flatten().take(1).any(|x| x.axis_of_steps() == Some(1)) {
            return Err(Mistake::new(format!("{} takes steps for channels", title(node)))
                .note("the channels of what it takes are axis 1"));
        }
        let of_channels = along::of_channels(self.opset, node, operands);
        let by_channel = is_norm || of_channels.is_some();
        if let Some((operands, behind)) = without_axes_behind(node, operands, (is_elementwise, by_channel))? {
            let mut array = self.compute(of_channels.as_ref().unwrap_or(node), &operands)?;
            array.axes.extend(behind);
            return Ok(array);
        }
        let mut axes: Option<Vec<(usize, Axis)>> = None;
        let mut lengths = Vec::new();
        let mut names = Vec::new();
        for (index, operand) in operands.iter().enumerate() {
            let Some(array) = operand else {
                names.push(String::new());
                continue;
            };
            if !array.is_value() {
                let is_weight = (is_product || is_along || is_norm) && index > 0;
                lengths.extend((!is_weight).then_some(array.elements.len()));
                names.push(if is_weight {
                    self.constant(node, index, array)?
                } else {
                    self.vector(node, index, array)?
                });
                continue;
            }
            if index > 0 && (is_along || is_product || is_norm) {
                return Err(crate::graph::product_of_values(node));
            }
            let name = self.name_of(node, array)?;
            names.push(name);
            lengths.push(array.elements.len());
            match &axes {
                None => axes = Some(array.axes.clone()),
                Some(other) => {
                    if other.iter().any(|axis| axis.1 == Axis::Time) != array.has_steps() {
                        return Err(Mistake::new(format!("{} joins a step with the end of a sequence", title(node)))
                            .note("a stream has not seen the end when it is at a step"));
                    }
                    if array.axes.len() > other.len() {
                        axes = Some(array.axes.clone());
                    }
                }
            }
        }
        let mut axes = axes.ok_or_else(|| {
            Mistake::new(format!("{} computes with constants alone", title(node))).help("export with constant folding")
        })?;
        let mut length = lengths.iter().copied().max().unwrap_or(1);
        if let (true, Some(weight)) = (is_product, operands.get(1).and_then(Option::as_ref)) {
            let [rows, columns] = weight.shape()[..] else {
                return Err(Mistake::new(format!("the weights of {} have shape {:?}", title(node), weight.shape())));
            };
            length = if int(node, "transB", 0) == 0 { columns } else { rows };
        }
        if is_along {
            along::refuse_other_axes(self.opset, node, &axes)?;
        }
        match axes.last_mut() {
            Some(last) => *last = (length, Axis::Numbers),
            None => axes.push((length, Axis::Numbers)),
        }
        let name = node.output.first().cloned().unwrap_or_default();
        let mut written = Node { input: names, output: vec![name.clone()], ..node.clone() };
        if is_along {
            written.attribute.retain(|attribute| attribute.name != "axis");
            let kind = AttributeType::Int.into();
            written.attribute.push(Attribute { name: "axis".to_owned(), i: Some(-1), kind, ..Attribute::default() });
        }
        self.push(written);
        let value = self.add_value(name, length);
        Ok(Array::of_value(value, axes))
    }

    pub(super) fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }

    pub(super) fn add_value(&mut self, name: String, length: usize) -> usize {
        let title = format!("`{}`", visible(&name));
        self.values.push(Vector { name: Some(name), length, title });
        self.values.len() - 1
    }

    pub(super) fn add_cell(&mut self, node: &Node, length: usize) -> usize {
        self.values.push(Vector { name: None, length, title: format!("the cell of {}", title(node)) });
        self.values.len() - 1
    }

    /// How many numbers a value has.
    pub(super) fn length(&self, value: usize) -> usize {
        self.values[value].length
    }

    /// The name of a value.
    pub(super) fn name(&self, value: usize) -> Option<&str> {
        self.values[value].name.as_deref()
    }

    /// Adds a value that is what is kept of another.
    pub(super) fn add_history(&mut self, node: &Node, length: usize, history: History) -> usize {
        self.values.push(Vector { name: None, length, title: format!("what {} keeps", title(node)) });
        self.histories.insert(self.values.len() - 1, history);
        self.values.len() - 1
    }

    /// What an element that is kept was, and how many steps ago.
    pub(super) fn kept(&self, value: usize, index: usize) -> Option<(Element, usize)> {
        self.histories.get(&value)?.kept(index)
    }

    /// An element that is not kept, and how many steps ago it was this one.
    pub(super) fn origin(&self, mut element: Element) -> (Element, usize) {
        let mut age = 0;
        while let Element::Of { value, index } = element
            && let Some((kept, steps)) = self.kept(value, index)
        {
            (element, age) = (kept, age + steps);
        }
        (element, age)
    }

    /// Whether a value is of earlier steps.
    pub(super) fn is_earlier(&self, value: usize) -> bool {
        self.carried.contains_key(&value) || self.histories.contains_key(&value)
    }

    /// How many numbers are carried.
    pub(super) fn n_carried(&self) -> usize {
        self.carried.keys().map(|value| self.length(*value)).sum()
    }

    /// A constant of the file or of the step.
    pub(super) fn initializer(&self, name: &str) -> Option<&Tensor> {
        let of_step = self.initializers.iter().find(|tensor| tensor.name == name);
        of_step.or_else(|| self.constants.get(name).copied())
    }

    /// The name of a constant of what these elements of a remembered input are in a new stream, if the file says so.
    pub(super) fn default(&mut self, initial: &Array) -> Option<String> {
        let number = |element: &Element| match element {
            Element::Of { value, index } => self.defaults.get(value)?.get(*index).copied(),
            _ => None,
        };
        let numbers: Vec<f32> = initial.elements.iter().map(number).collect::<Option<_>>()?;
        Some(self.floats(initial.shape(), &numbers))
    }

    /// The output that an input is in the next step, where it is carried.
    pub(super) fn next_of(&self, input: &str) -> Option<String> {
        let carried = |(value, next): (&usize, &String)| (self.name(*value) == Some(input)).then(|| next.clone());
        self.carried.iter().find_map(carried)
    }

    /// Whether the file says what an input is in a new stream.
    pub(super) fn has_default(&self, input: &str) -> bool {
        self.defaults.keys().any(|value| self.name(*value) == Some(input))
    }

    /// Notes that a part begins with elements of an input, each of which begins one alone.
    pub(super) fn remember(&mut self, node: &Node, part: Part, initial: &Array) -> Result<(), Mistake> {
        for (unit, element) in initial.elements.iter().enumerate() {
            let of_state = match *element {
                Element::Of { value, index }
                    if !self.carried.contains_key(&value)
                        && self.values[value].name.as_ref().is_some_and(|name| self.states.contains(name)) =>
                {
                    self.remembered.insert((value, index), (part, unit))
                }
                _ => {
                    return Err(Mistake::new(format!("{} begins with what another node computes", title(node)))
                        .note("supported are zeros, constants, and inputs that are for this alone"));
                }
            };
            if of_state.is_some() {
                return Err(Mistake::new(format!("{} begins with what another node begins with too", title(node)))
                    .note("each has its own state"));
            }
        }
        Ok(())
    }

    /// What an element of a state is.
    pub(super) fn remembered(&self, input: &str, index: usize) -> Option<(Part, usize)> {
        let value = self.values.iter().position(|value| value.name.as_deref() == Some(input))?;
        self.remembered.get(&(value, index)).copied()
    }

    /// How many numbers a step has of an input.
    pub(super) fn length_of(&self, input: &str) -> Option<usize> {
        self.values.iter().find(|value| value.name.as_deref() == Some(input)).map(|value| value.length)
    }

    /// Writes an output, and returns its length.
    pub(super) fn output(&mut self, name: &str, array: &Array) -> Result<usize, Mistake> {
        let node = Node { op_type: "Identity".to_owned(), output: vec![name.to_owned()], ..Node::default() };
        if let Some(more) = array.axis_of_steps().map(|axis| array.axes[axis].0).filter(|extent| *extent > 1) {
            return Err(Mistake::new(format!(
                "output `{}` is {} steps longer than the input",
                visible(name),
                more - 1
            ))
            .note("a stream has an output for each input"));
        }
        if array.elements.contains(&Element::Later) {
            return Err(sequence::looks_later(&format!("output `{}`", visible(name)), None));
        }
        let found = self.name_of(&node, &array.without_last_axes(array.n_axes_behind()))?;
        if found != name {
            self.push(Node { input: vec![found], ..node });
        }
        Ok(array.elements.len())
    }
}

/// The refusal of an operator that computes something else than vectors.
fn not_of_a_step(node: &Node) -> Mistake {
    let (end, note) = if operators::is_supported(&node.domain, &node.op_type) {
        (
            " in a network that remembers",
            "a stream takes vectors: supported are dense layers, convolutions that look back, elementwise operators, softmax and norms of a step",
        )
    } else {
        ("", "the network remembers: it is a stream of vectors")
    };
    Mistake::new(format!("{} is not supported{end}", title(node))).note(note)
}

/// Operands, and the axes that were behind theirs.
type WithoutAxes = (Vec<Option<Array>>, Vec<(usize, Axis)>);

/// The operands of a node that computes each number by itself, or each channel, without the axis of steps behind the numbers, as in windows `[batch, channels,
/// time]`, and axes of extent 1 around it; `None` where no operand has one.
fn without_axes_behind(
    node: &Node,
    operands: &[Option<Array>],
    (is_elementwise, by_channel): (bool, bool),
) -> Result<Option<WithoutAxes>, Mistake> {
    // The others of a norm are weights, whatever depends on the input is refused then.
    let looked_at = if by_channel { operands.get(..1).unwrap_or_default() } else { operands };
    let has_behind = |array: &&Array| array.is_value() && array.n_axes_behind() > 0;
    let Some(of) = looked_at.iter().flatten().find(has_behind) else { return Ok(None) };
    let behind = of.axes[of.axes.len() - of.n_axes_behind()..].to_vec();
    let without = |array: &Array| {
        let n = behind.len().min(array.axes.len());
        let last = &array.axes[array.axes.len() - n..];
        let fits = if array.is_value() { last == behind } else { last.iter().all(|(extent, _)| *extent == 1) };
        fits.then(|| array.without_last_axes(n))
    };
    let mut all = Vec::new();
    for (index, operand) in operands.iter().enumerate() {
        all.push(match operand {
            Some(array) if is_elementwise || by_channel && index == 0 => Some(without(array)),
            Some(array) if by_channel => Some(Some(array.clone())),
            Some(_) => Some(None),
            None => None,
        });
    }
    if all.contains(&Some(None)) {
        return Err(Mistake::new(format!("{} takes steps in the last axis", title(node))).note(
            "a stream takes one step after the other: numbers that are computed together are the last axis, or steps",
        ));
    }
    Ok(Some((all.into_iter().map(Option::flatten).collect(), behind)))
}

/// What a node takes.
enum Operand {
    Known(Array),
    /// It is left out.
    None,
    Unknown,
}
