//! The state: lines so far, what names stand for, and the arguments of a node.

use std::collections::HashMap;

use nn_onnx::{Attribute, Node};

use super::constant::Constant;
use super::expression::Expression;
use super::operation::{Dense, Norm, Operation, Written};
pub(crate) use super::order::Order;
use super::view::View;
use super::{Graph, MAX_NODES, Mistake, title};
use crate::ir::LANES;
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Activation, Source};

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Constant(Constant<'a>),
    Row(Row),
}

/// A value that depends on the input.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) source: Source,
    /// Extents of one row.
    pub(crate) shape: Vec<usize>,
    /// What is still to be done to `source`, where no line can do it alone.
    pub(crate) pending: Option<Pending>,
    /// Whether the node that is looking at it is the only one that ever will.
    pub(crate) is_exclusive: bool,
}

impl Row {
    /// Number of axes without the batch.
    pub(crate) fn rank(&self) -> i64 {
        i64::try_from(self.shape.len()).unwrap_or(i64::MAX - 1)
    }

    /// What is supported, for messages.
    pub(crate) fn all_axes(&self) -> String {
        format!("all axes of rows of shape {:?}, without the batch", self.shape)
    }

    /// Whether it is one less its mean, or nothing is to be done to it; `None` for all others.
    pub(crate) fn centred(&self) -> Option<bool> {
        match &self.pending {
            None => Some(false),
            Some(Pending { step: Step::Deviation, .. }) => Some(true),
            Some(_) => None,
        }
    }
}

/// A step that becomes part of a line that follows.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) step: Step,
    /// The node that does it, for messages.
    pub(crate) node: String,
    /// What a line computes that does the step alone, where one does: nobody may read it, if the step becomes part of another.
    pub(crate) value: Option<Source>,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// `c0 + c1 x + c2 x^2 + c3 x^3`.
    Powers([f32; 4]),
    /// The function of a gelu.
    Bend(Gelu),
    /// `c (1 + bend(x))`.
    OnePlus(Gelu, f32),
    /// `c x (1 + bend(x))`: gelu where `c` is a half.
    Product(Gelu, f32),
    /// A batch of vectors whose axes are swapped: numbers, then rows.
    Swapped,
    /// A function that is no activation yet.
    Function(Expression),
    /// The sum of a row.
    Sum,
    /// The label of the class with the largest score.
    Label,
    /// The mean of a row.
    Mean,
    /// `x - mean`.
    Deviation,
    /// What a norm computes of `x`, or of its deviation where this is true.
    Norm(Part, bool),
    /// The weights of a norm over what it divides by.
    Slope(Norm),
    /// The product of that and `x`, which lacks that of the mean.
    Sloped(Norm),
    /// The product of that and the mean, times a sign, and the bias.
    Offset(Norm, f32),
    /// Values side by side, along an axis that is counted with the batch.
    Stack(usize, Vec<Source>),
    /// The numbers of `source` in another order.
    Permuted(Vec<usize>),
    /// Numbers that a file converts to integers.
    Whole,
}

/// What bends a gelu.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Gelu {
    /// `erf(x / sqrt 2)`.
    Erf,
    /// `tanh(sqrt(2 / pi) (x + 0.044715 x^3))`.
    Tanh,
}

/// A part of a norm of `x`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// `x^2`.
    Square,
    /// The mean of `x^2`.
    MeanSquare,
    /// It and epsilon.
    Sum(f32),
    /// The root of that sum.
    Root(f32),
    /// One over the root.
    Inverse(f32),
    /// The sum of `x^2`, but at least this number.
    SumOfSquares(f32),
    /// The root of that sum, but at least this number.
    Length(f32),
    /// One over that length.
    InverseLength(f32),
}

/// Where the parts of a norm may stand.
pub(crate) const RULE_OF_NORMS: &str = "squares, their sums and means, and roots of them are supported as parts of norms: \
    x / sqrt(mean(x^2) + epsilon), where x may be less its mean, and x / max(sqrt(sum(x^2)), epsilon), over all axes but the batch";

impl Step {
    /// Where the step may stand.
    fn rule(&self) -> &'static str {
        match self {
            Self::Powers(_) => "powers are supported as parts of gelu_tanh, and squares as parts of norms",
            Self::Bend(_) | Self::OnePlus(..) | Self::Product(..) => {
                "`Erf` and `Tanh` of powers are supported as parts of gelu"
            }
            Self::Swapped => {
                "a batch whose axes are swapped is supported where columns are picked, or behind a constant matrix, until it is swapped back"
            }
            Self::Function(_) => "comparisons, limits and magnitudes are supported as parts of activations",
            Self::Sum
            | Self::Mean
            | Self::Deviation
            | Self::Norm(..)
            | Self::Slope(_)
            | Self::Sloped(_)
            | Self::Offset(..) => RULE_OF_NORMS,
            Self::Stack(..) => "values side by side are supported where their sum or their mean is taken",
            Self::Whole => "integers are supported as positions of vectors in a constant matrix",
            Self::Permuted(_) => "another order of axes is supported in front of a dense layer",
            Self::Label => {
                "a network yields the scores of classes, of which the largest tells the label: choose their output"
            }
        }
    }
}

/// A line of the declaration.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The node that it is from, as messages name it.
    pub(crate) title: String,
    /// The layer's part of the node's name.
    pub(crate) name: Option<String>,
    pub(crate) operation: Operation,
    pub(crate) operands: Vec<Source>,
    /// Extents of one row of what it computes.
    pub(crate) shape: Vec<usize>,
}

impl Line {
    pub(crate) fn new(node: &Node, operation: Operation, operands: Vec<Source>, shape: Vec<usize>) -> Self {
        let name = layer_of_node(&node.name, &node.op_type).map(ToOwned::to_owned);
        Self { title: title(node), name, operation, operands, shape }
    }

    /// The activation that the line applies last.
    pub(crate) fn activation(&self) -> Option<Activation> {
        match &self.operation {
            Operation::Dense(dense) => dense.activation,
            Operation::Convolution(convolution) => convolution.activation,
            Operation::Activation(activation) => Some(*activation),
            _ => None,
        }
    }
}

/// A hundred parts for each of as many nodes as a graph may have.
const MOST_EFFORT: usize = 100 * MAX_NODES;

/// The state.
pub(crate) struct Lowering<'a> {
    pub(crate) graph: &'a Graph<'a>,
    pub(crate) values: HashMap<&'a str, Value<'a>>,
    /// Of values whose axes the file has in another order than their lines, which is that of their rows.
    pub(crate) orders: HashMap<&'a str, Order>,
    /// How many axes the file has before that of the batch, of rows where these are some.
    pub(crate) batches: HashMap<&'a str, usize>,
    /// Values that are not all numbers of a line.
    pub(crate) views: HashMap<&'a str, View>,
    /// Values that are joined along an axis of theirs, of which a node may take a part.
    pub(crate) stacks: HashMap<&'a str, (usize, Vec<View>)>,
    /// How many operands each name is, over all nodes and outputs.
    users: HashMap<&'a str, usize>,
    pub(crate) lines: Vec<Line>,
    /// How many numbers may still be kept. Nodes can share a constant, and each makes its own of it: a file of some
    /// kilobytes could otherwise fill the memory.
    budget: usize,
    /// How many parts of expressions may still be compared with activations, so that no file takes minutes.
    pub(crate) effort: usize,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(graph: &'a Graph<'a>, file_bytes: usize) -> Self {
        let mut users = HashMap::new();
        let operands = graph.nodes.iter().flat_map(|node| node.input.iter().map(String::as_str));
        for operand in operands.chain([graph.output]) {
            *users.entry(operand).or_insert(0) += 1;
        }
        let shape = if graph.is_number { Vec::new() } else { graph.input_shape.clone() };
        let input = Row { source: Source::Input, shape, pending: None, is_exclusive: false };
        let values = HashMap::from([(graph.input, Value::Row(input))]);
        // The numbers in the file, 64 times over.
        let budget = 4_096 + file_bytes.saturating_mul(64 / size_of::<f32>());
        let batches = (graph.batch_axis > 0).then_some((graph.input, graph.batch_axis)).into_iter().collect();
        Self {
            graph,
            values,
            orders: HashMap::new(),
            batches,
            views: HashMap::new(),
            stacks: HashMap::new(),
            users,
            lines: Vec::new(),
            budget,
            effort: MOST_EFFORT,
        }
    }

    /// Gives `value` the name `output`.
    pub(crate) fn define(&mut self, node: &Node, output: &'a str, mut value: Value<'a>) -> Result<(), Mistake> {
        match &mut value {
            Value::Row(row) => {
                row.is_exclusive &= self.users.get(output).copied().unwrap_or(0) == 1;
            }
            Value::Constant(constant) => self.spend(node, constant.len())?,
        }
        match self.values.insert(output, value) {
            None => Ok(()),
            Some(_) => Err(Mistake::new(format!("{} writes `{output}` a second time", title(node)))),
        }
    }

    /// Gives a name that has a value another, which the same nodes take.
    pub(crate) fn redefine(&mut self, name: &'a str, mut row: Row) {
        row.is_exclusive &= self.users.get(name).copied().unwrap_or(0) == 1;
        self.values.insert(name, Value::Row(row));
    }

    /// Keeps `count` numbers for `node`.
    pub(crate) fn spend(&mut self, node: &Node, count: usize) -> Result<(), Mistake> {
        self.afford(node, count)?;
        self.budget -= count;
        Ok(())
    }

    /// Whether `node` may keep `count` numbers.
    pub(crate) fn afford(&self, node: &Node, count: usize) -> Result<(), Mistake> {
        match self.budget.checked_sub(count) {
            Some(_) => Ok(()),
            None => Err(Mistake::new(format!("up to {} the nodes use constants of the file too often", title(node)))
                .note("the parameters would be more than 64 times as large as the file")),
        }
    }

    /// Operand `index` of `node`, which is finite if it is a constant; `None` if it is left out.
    pub(crate) fn optional(&self, node: &'a Node, index: usize) -> Result<Option<Value<'a>>, Mistake> {
        match self.any(node, index)? {
            Some(Value::Constant(constant)) => match constant.finite() {
                Ok(constant) => Ok(Some(Value::Constant(constant))),
                Err(mistake) => Err(mistake.note(format!("{} takes it", title(node)))),
            },
            other => Ok(other),
        }
    }

    /// The same of any numbers, for nodes that may not use them.
    pub(crate) fn any(&self, node: &'a Node, index: usize) -> Result<Option<Value<'a>>, Mistake> {
        let Some(name) = node.input.get(index).filter(|name| !name.is_empty()) else { return Ok(None) };
        if let Some(value) = self.values.get(name.as_str()) {
            return Ok(Some(value.clone()));
        }
        if let Some(tensor) = self.graph.constants.get(name.as_str()) {
            let constant = Constant::read(tensor, &format!("initializer `{name}`"));
            let constant = constant.map_err(|mistake| mistake.note(format!("{} takes it", title(node))))?;
            return Ok(Some(Value::Constant(constant)));
        }
        let mistake = Mistake::new(format!("{} takes `{name}`, which nothing before it computes", title(node)));
        Err(mistake.note("it is neither an input, nor an initializer, nor the first output of an earlier node"))
    }

    /// Operand `index` of `node`.
    pub(crate) fn operand(&self, node: &'a Node, index: usize) -> Result<Value<'a>, Mistake> {
        let missing = || Mistake::new(format!("{} lacks its operand {index}", title(node)));
        self.optional(node, index)?.ok_or_else(missing)
    }

    /// Operand `index` of `node`, which must depend on the input.
    pub(crate) fn row(&self, node: &'a Node, index: usize) -> Result<Row, Mistake> {
        match self.operand(node, index)? {
            Value::Row(row) => Ok(row),
            Value::Constant(_) => Err(Mistake::new(format!("operand {index} of {} is a constant", title(node)))
                .note("the values of a network depend on its input")),
        }
    }

    /// Operand `index` of `node`, which must depend on the input, with nothing pending.
    pub(crate) fn plain_row(&self, node: &'a Node, index: usize) -> Result<Row, Mistake> {
        self.row(node, index).and_then(settled)
    }

    /// A new line, whose value has this shape in the file. In the language it has the shape of its operand, if only that is another for
    /// the same numbers.
    pub(crate) fn push(&mut self, node: &Node, operation: Operation, operands: Vec<Source>, shape: Vec<usize>) -> Row {
        let length = |shape: &[usize]| shape.iter().product::<usize>();
        let before = operands.first().map(|operand| self.shape(*operand).to_vec());
        let kept = before.filter(|before| operation.keeps_shape() && length(before) == length(&shape));
        self.lines.push(Line::new(node, operation, operands, kept.unwrap_or_else(|| shape.clone())));
        Row { source: Source::Node(self.lines.len() - 1), shape, pending: None, is_exclusive: true }
    }

    /// A row that has the shape of the file in the language too: by a line `reshape`, where the line that computes it has another.
    pub(crate) fn as_declared(&mut self, node: &Node, row: Row) -> Result<Row, Mistake> {
        let row = settled(row)?;
        if self.shape(row.source) == row.shape {
            return Ok(row);
        }
        let fits =
            (1..=3).contains(&row.shape.len()) && row.shape.iter().all(|extent| (1..=MAX_EXTENT).contains(extent));
        if !fits {
            let message = format!("{} takes rows of shape {:?}", title(node), row.shape);
            let most = grouped(MAX_EXTENT);
            return Err(
                Mistake::new(message).note(format!("supported are one to three axes, of extents from 1 to {most}"))
            );
        }
        let (kind, arguments) = match row.shape[..] {
            [_] => ("flatten", Vec::new()),
            _ => ("reshape", vec![format!("{:?}", row.shape)]),
        };
        // Exporters reshape once for each user.
        let is_same =
            |line: &Line| line.operation.kind() == kind && line.operands == [row.source] && line.shape == row.shape;
        if let Some(index) = self.lines.iter().position(is_same) {
            return Ok(Row { source: Source::Node(index), is_exclusive: false, ..row });
        }
        let layer = Written { arguments, ..Written::plain(kind) };
        Ok(self.push(node, Operation::Layer(layer), vec![row.source], row.shape))
    }

    /// The line `activation`, after `row`.
    pub(crate) fn activate(&mut self, node: &Node, row: Row, activation: Activation) -> Row {
        self.push(node, Operation::Activation(activation), vec![row.source], row.shape)
    }

    /// The line `scale`, after `row`, unless the factor is 1.
    pub(crate) fn scaled(&mut self, node: &Node, row: Row, factor: f32) -> Row {
        if factor.to_bits() == 1.0_f32.to_bits() {
            return row;
        }
        self.push(node, Operation::Scale(factor), vec![row.source], row.shape)
    }

    /// A part of a norm that has no axis for it in the file, with one.
    pub(crate) fn with_axis(&self, row: &Row) -> Option<Row> {
        let is_part = matches!(row.pending, Some(Pending { step: Step::Norm(..), .. }));
        (is_part && row.shape.is_empty()).then(|| Row { shape: self.shape(row.source).to_vec(), ..row.clone() })
    }

    /// A sum or a mean of a vector, of which nothing else is made, as a dense layer of constant weights; any other value as it is.
    pub(crate) fn summed(&mut self, node: &Node, row: Row) -> Result<Row, Mistake> {
        let inputs = self.shape(row.source).iter().product::<usize>();
        let weight = match row.pending.as_ref().map(|pending| &pending.step) {
            Some(Step::Sum) => 1.0,
            Some(Step::Mean) => 1.0 / inputs as f32,
            _ => return Ok(row),
        };
        if self.shape(row.source).len() != 1 {
            return settled(row);
        }
        self.spend(node, inputs)?;
        let weight = vec![weight; inputs];
        let dense = Dense { inputs, outputs: 1, weight, bias: None, activation: None, parameters: Vec::new() };
        let sum = self.push(node, Operation::Dense(dense), vec![row.source], vec![1]);
        // Of a file that keeps no axis for it, it has none.
        let shape = if row.shape.is_empty() { Vec::new() } else { vec![1] };
        Ok(Row { shape, ..sum })
    }

    /// A value of one number as `n` of them.
    pub(crate) fn spread(&mut self, node: &Node, row: &Row, n: usize) -> Result<Row, Mistake> {
        let is_free = |line: &Line| matches!(&line.operation, Operation::Dense(dense) if dense.activation.is_none());
        // Outputs of one panel take as long as one output.
        if n <= LANES
            && self.exclusive_line(row).is_some_and(|line| is_free(line))
            && let Some(Line { operation: Operation::Dense(dense), operands, .. }) = self.line(row.source)
        {
            let (operands, inputs) = (operands.clone(), dense.inputs);
            let dense = Dense {
                outputs: n,
                weight: dense.weight.repeat(n),
                bias: dense.bias.as_ref().map(|bias| bias.repeat(n)),
                ..dense.clone()
            };
            self.spend(node, n.saturating_mul(inputs.saturating_add(1)))?;
            return Ok(self.push(node, Operation::Dense(dense), operands, vec![n]));
        }
        self.spend(node, n)?;
        let weight = vec![1.0; n];
        let dense = Dense { inputs: 1, outputs: n, weight, bias: None, activation: None, parameters: Vec::new() };
        Ok(self.push(node, Operation::Dense(dense), vec![row.source], vec![n]))
    }

    /// The line that computes `source`.
    pub(crate) fn line(&self, source: Source) -> Option<&Line> {
        match source {
            Source::Node(index) => self.lines.get(index),
            Source::Input => None,
        }
    }

    /// The shape of `source`.
    pub(crate) fn shape(&self, source: Source) -> &[usize] {
        self.line(source).map_or(&self.graph.input_shape, |line| &line.shape)
    }

    /// The name of operand `index`, if it is an initializer.
    pub(crate) fn initializer(&self, node: &Node, index: usize) -> Option<String> {
        node.input.get(index).filter(|name| self.graph.constants.contains_key(name.as_str())).cloned()
    }

    /// The line that computes `row`, if nothing else reads it.
    pub(crate) fn exclusive_line(&mut self, row: &Row) -> Option<&mut Line> {
        match row.source {
            Source::Node(index) if row.is_exclusive && row.pending.is_none() => self.lines.get_mut(index),
            _ => None,
        }
    }
}

/// `row`, unless something is pending that could only be done by a line that follows.
pub(crate) fn settled(row: Row) -> Result<Row, Mistake> {
    match &row.pending {
        None => Ok(row),
        Some(Pending { value: Some(source), .. }) => {
            Ok(Row { source: *source, shape: row.shape, pending: None, is_exclusive: row.is_exclusive })
        }
        Some(Pending { step, node, value: None }) => Err(not_here(node, step.rule())),
    }
}

/// A node of this title would compute something elsewhere.
pub(crate) fn not_here(title: &str, rule: &str) -> Mistake {
    Mistake::new(format!("{title} is not supported where it stands")).note(rule)
}

/// The attribute called `name`.
fn attribute<'a>(node: &'a Node, name: &str) -> Option<&'a Attribute> {
    node.attribute.iter().find(|attribute| attribute.name == name)
}

/// A number, or its default; it must be finite.
pub(crate) fn float(node: &Node, name: &str, default: f32) -> Result<f32, Mistake> {
    let number = attribute(node, name).map_or(default, |attribute| attribute.f.unwrap_or(0.0));
    if number.is_finite() { Ok(number) } else { Err(unsupported(node, name, number, "a finite number")) }
}

/// An integer, or its default.
pub(crate) fn int(node: &Node, name: &str, default: i64) -> i64 {
    attribute(node, name).map_or(default, |attribute| attribute.i.unwrap_or(0))
}

/// A text, or its default.
pub(crate) fn text(node: &Node, name: &str, default: &str) -> String {
    let text = attribute(node, name).and_then(|attribute| attribute.s.as_deref());
    text.map_or_else(|| default.to_owned(), |text| String::from_utf8_lossy(text).into_owned())
}

/// The attribute called `name` itself.
pub(crate) fn given<'a>(node: &'a Node, name: &str) -> Option<&'a Attribute> {
    attribute(node, name)
}

/// `` node `fc` (Gemm) has alpha = 0.5, supported is 1 ``.
pub(crate) fn unsupported(
    node: &Node,
    name: &str,
    found: impl std::fmt::Display,
    supported: impl std::fmt::Display,
) -> Mistake {
    Mistake::new(format!("{} has {name} = {found}, supported is {supported}", title(node)))
}

/// The layer's part of a node's name: `fc1` of `/net/fc1/Gemm`.
pub(crate) fn layer_of_node<'a>(node: &'a str, operator: &str) -> Option<&'a str> {
    let mut parts = node.rsplit('/');
    let last = parts.next()?;
    let is_operator = last.strip_prefix(operator).is_some_and(|number| {
        number.is_empty()
            || number.strip_prefix('_').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if is_operator { parts.next() } else { Some(last) }
}

/// How a network gets out of training mode.
pub(crate) const EXPORT_AGAIN: &str = "export the network again after `model.eval()`";

/// The mistake of a node that behaves as in training.
pub(crate) fn in_training_mode(node: &Node) -> Mistake {
    Mistake::new(format!("{} is in training mode: the network was exported while it trained", title(node)))
        .note("what such a file computes is random, and the statistics in it may be of a single batch")
        .help(EXPORT_AGAIN)
}

/// What the file holds is finite; what is computed from it may not be.
pub(crate) fn beyond_range(node: &Node) -> Mistake {
    Mistake::new(format!("{} makes parameters beyond the range of f32", title(node)))
}

/// Whether `found` is the constant `expected` up to rounding.
pub(crate) fn is_close(found: f32, expected: f32) -> bool {
    (found - expected).abs() <= 1e-6 * expected.abs()
}
