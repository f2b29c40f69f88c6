//! Goes through the nodes of a graph, and writes those of one step: what moves elements is known element by element, all else takes vectors.

use std::collections::HashMap;

use nn_onnx::{Attribute, AttributeType, Graph, Node, Tensor};

use super::array::{Array, Axis, Element};
use super::recurrent::{self, Part};
use super::{Failure, earlier, inputs, is_recurrent, moves};
use crate::graph::constant::Constant;
use crate::graph::lowering::{given, int};
use crate::graph::{Mistake, title, visible};
use crate::onnx::operators;

/// Most elements that nodes may move, all together.
const MOST_MOVED: usize = 1 << 24;

/// Operators that compute along axes, from one on to the last.
const FROM_AN_AXIS: &[&str] = &[
    "LayerNormalization",
    "LogSoftmax",
    "LpNormalization",
    "RMSNormalization",
    "SimplifiedLayerNormalization",
    "Softmax",
];

/// Operators that make one number of all of a vector.
const REDUCTIONS: &[&str] = &["ReduceL1", "ReduceL2", "ReduceMean", "ReduceSum", "ReduceSumSquare"];

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
        } else {
            let is_standard = operators::is_standard(&node.domain);
            let moved = if is_standard { moves::moved(node, &operands, self.steps)? } else { None };
            match moved {
                Some(moved) => moved,
                None => vec![self.compute(node, &operands)?],
            }
        };
        self.n_moved = results.iter().map(|array| array.elements.len()).fold(self.n_moved, usize::saturating_add);
        if self.n_moved > MOST_MOVED {
            return Err(Mistake::new(format!("up to {} the nodes move too many elements", title(node))).into());
        }
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

    /// A node of the step that takes vectors and yields one.
    fn compute(&mut self, node: &Node, operands: &[Option<Array>]) -> Result<Array, Mistake> {
        let operator = node.op_type.as_str();
        let is_elementwise = operators::is_elementwise(operator) && operators::is_standard(&node.domain);
        let is_product = matches!(operator, "Gemm" | "MatMul");
        let is_along = FROM_AN_AXIS.contains(&operator);
        if operator == "Conv"
            && operators::is_standard(&node.domain)
            && let Some(array) = earlier::convolution(self, node, operands)?
        {
            return Ok(array);
        }
        if REDUCTIONS.contains(&operator) && operators::is_standard(&node.domain) {
            return self.reduce(node, operands);
        }
        // By numbers that training left.
        let is_norm = operator == "BatchNormalization" && operators::is_standard(&node.domain);
        if !(is_elementwise || is_product || is_along || is_norm) {
            let is_known = operators::is_supported(&node.domain, operator);
            let (end, note) = if is_known {
                (
                    " in a network that remembers",
                    "a stream takes vectors: supported are dense layers, elementwise operators, softmax and norms",
                )
            } else {
                ("", "the network remembers: it is a stream of vectors")
            };
            return Err(Mistake::new(format!("{} is not supported{end}", title(node))).note(note));
        }
        if let Some(without_steps) = without_steps(node, operands, is_elementwise)? {
            let mut array = self.compute(node, &without_steps)?;
            array.axes.push((1, Axis::Time));
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
                    if other.iter().any(|axis| axis.1 == Axis::Time) != array.has(Axis::Time) {
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
            self.refuse_other_axes(node, &axes)?;
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

    /// One number of a vector.
    fn reduce(&mut self, node: &Node, operands: &[Option<Array>]) -> Result<Array, Mistake> {
        let x = operands.first().and_then(Option::as_ref).filter(|array| array.is_value());
        let x = x.ok_or_else(|| Mistake::new(format!("{} takes no numbers that depend on the input", title(node))))?;
        let axes = match operands.get(1).and_then(Option::as_ref) {
            Some(axes) => axes.as_ints(),
            None => given(node, "axes").map(|axes| axes.ints.clone()),
        };
        let mut left = x.axes.clone();
        let last = left.pop();
        let is_last = |axes: &Vec<i64>| match axes[..] {
            [axis] => Array::position(axis, x.axes.len()) == Some(left.len()),
            _ => false,
        };
        if !axes.as_ref().is_some_and(is_last) || last.is_none_or(|(_, axis)| axis == Axis::Time) {
            let found = axes.map_or("all".to_owned(), |axes| format!("{axes:?}"));
            return Err(Mistake::new(format!("{} has axes = {found}, supported is the last", title(node)))
                .note("a stream takes vectors, one in a step"));
        }
        let input = vec![self.name_of(node, x)?];
        if int(node, "keepdims", 1) != 0 {
            left.push((1, Axis::Numbers));
        }
        let name = node.output.first().cloned().unwrap_or_default();
        let attribute = |name: &str| Attribute { name: name.to_owned(), ..Attribute::default() };
        let axes = Attribute { ints: vec![-1], kind: AttributeType::Ints.into(), ..attribute("axes") };
        let kept = Attribute { i: Some(1), kind: AttributeType::Int.into(), ..attribute("keepdims") };
        self.push(Node { input, output: vec![name.clone()], attribute: vec![axes, kept], ..node.clone() });
        let value = self.add_value(name, 1);
        Ok(Array::of_value(value, left))
    }

    /// A norm or a softmax is one of the numbers of a step.
    fn refuse_other_axes(&self, node: &Node, axes: &[(usize, Axis)]) -> Result<(), Mistake> {
        let is_softmax = matches!(node.op_type.as_str(), "Softmax" | "LogSoftmax");
        let default = if is_softmax && self.opset < 13 { 1 } else { -1 };
        let found = given(node, "axis").and_then(|axis| axis.i).unwrap_or(default);
        let first = Array::position(found, axes.len());
        let is_of_step = |first: usize| {
            let behind = &axes[first..];
            let is_last = first + 1 == axes.len();
            // Those of one axis alone have no others to look at.
            let is_one_axis = is_softmax && self.opset >= 13 || node.op_type == "LpNormalization";
            if is_one_axis {
                is_last
            } else {
                behind.iter().all(|(extent, axis)| *extent == 1 && *axis == Axis::One || *axis == Axis::Numbers)
            }
        };
        if first.is_some_and(is_of_step) {
            return Ok(());
        }
        Err(Mistake::new(format!("{} has axis = {found}, supported is the last", title(node))))
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
        let found = self.name_of(&node, &array.without_last_steps())?;
        if found != name {
            self.push(Node { input: vec![found], ..node });
        }
        Ok(array.elements.len())
    }
}

/// The operands of an elementwise node without an axis of steps behind the numbers, as in windows `[batch, channels, time]`; `None` where no operand has
/// one.
fn without_steps(
    node: &Node,
    operands: &[Option<Array>],
    is_elementwise: bool,
) -> Result<Option<Vec<Option<Array>>>, Mistake> {
    let ends_with_steps = |array: &Array| array.axes.last().is_some_and(|(_, axis)| *axis == Axis::Time);
    if !operands.iter().flatten().any(ends_with_steps) {
        return Ok(None);
    }
    let is_of_each_step = |array: &Array| match array.axes[..] {
        _ if array.is_value() => ends_with_steps(array),
        [.., (last, _)] => last == 1,
        [] => true,
    };
    if !is_elementwise || !operands.iter().flatten().all(is_of_each_step) {
        return Err(Mistake::new(format!("{} takes steps in the last axis", title(node))).note(
            "a stream takes one step after the other: numbers that are computed together are the last axis, or steps",
        ));
    }
    Ok(Some(operands.iter().map(|operand| operand.as_ref().map(Array::without_last_axis)).collect()))
}

/// What a node takes.
enum Operand {
    Known(Array),
    /// It is left out.
    None,
    Unknown,
}
