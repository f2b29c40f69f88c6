//! A graph of an ONNX file while its nodes become lines: what the functions that read nodes work with.
//!
//! It stands below `layers`, because a layer reads the nodes that it is imported from; `onnx` builds it, and walks over the nodes.

pub(crate) mod constant;
pub(crate) mod expression;
pub(crate) mod lowering;
pub(crate) mod operation;
mod order;
pub(crate) mod view;

use std::collections::{BTreeSet, HashMap};

use nn_onnx::{DataType, Node, Tensor, ValueInfo};

use crate::model::Classes;

/// Each node is code to print; no network of layers that differ has more.
pub(crate) const MAX_NODES: usize = 10_000;

/// Why a file is no network that can be declared.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    message: String,
    notes: Vec<String>,
    help: Option<String>,
    subject: Subject,
}

/// What of the declaration a mistake is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Subject {
    File,
    /// The input that was chosen.
    Input,
    /// The output that was chosen.
    Output,
    /// Which axis is that of the batch.
    Batch,
}

impl Mistake {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), notes: Vec::new(), help: None, subject: Subject::File }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// It is one of what was chosen.
    pub(crate) fn of(self, subject: Subject) -> Self {
        Self { subject, ..self }
    }

    /// What is wrong.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The rules, or where numbers come from.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What to do.
    pub(crate) fn written_help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What of the declaration it is of.
    pub(crate) fn subject(&self) -> Subject {
        self.subject
    }
}

/// A text of one line that shows what it contains: names in a file may have line breaks, and characters that change the order of others.
pub(crate) fn one_line(text: &str) -> String {
    escaped(text, |_| false)
}

/// A name as it stands between backticks in messages.
pub(crate) fn visible(name: &str) -> String {
    escaped(name, |character| character == '`')
}

/// The text with all that cannot be seen, and what `is_escaped` besides, as numbers.
fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            character if is_escaped(character) => escaped.extend(character.escape_unicode()),
            '"' | '\'' | '\\' => escaped.push(character),
            _ => escaped.extend(character.escape_debug()),
        }
    }
    escaped
}

/// A graph whose frame has been checked; its nodes have not.
pub(crate) struct Graph<'a> {
    /// Those that the output depends on, each behind the nodes that it depends on.
    pub(crate) nodes: Vec<&'a Node>,
    pub(crate) constants: HashMap<&'a str, &'a Tensor>,
    /// Version of the standard operators.
    pub(crate) opset: i64,
    pub(crate) input: &'a str,
    pub(crate) input_type: DataType,
    /// Extents of one row of the input.
    pub(crate) input_shape: Vec<usize>,
    /// Whether that is one number, for which the file has no axis.
    pub(crate) is_number: bool,
    /// The shape of the input as the file has it: `[N, 784]`.
    pub(crate) written_shape: String,
    /// The extent of the batch, where the file fixes it.
    pub(crate) batch: Option<i64>,
    /// Which axis of the input is that of the batch.
    pub(crate) batch_axis: usize,
    /// Whether the batch may be behind other axes between nodes, and dense layers be those of each step: of a file whose recurrent nodes see all steps of a window, and of
    /// one that is no network otherwise.
    pub(crate) is_of_windows: bool,
    pub(crate) output: &'a str,
    /// Extents of one row of the output, where the file fixes them.
    pub(crate) output_shape: Option<Vec<usize>>,
    /// What the output distinguishes, if the file says it.
    pub(crate) classes: Option<Classes>,
    /// What of the file is left out, for the documentation.
    pub(crate) left_out: Vec<String>,
}

impl Graph<'_> {
    /// What the documentation says of the file.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let operands = self.nodes.iter().flat_map(|node| &node.input);
        let tensors = operands.filter_map(|operand| self.constants.get(operand.as_str()));
        let types = tensors.map(|tensor| tensor.data_type()).chain([self.input_type]);
        let rounded = |kind: &DataType| matches!(kind, DataType::Double | DataType::Float16 | DataType::Bfloat16);
        let names: BTreeSet<String> = types.filter(rounded).map(|kind| format!("{kind:?}")).collect();
        let mut remarks = Vec::new();
        if !names.is_empty() {
            let names = names.into_iter().collect::<Vec<_>>().join(" and ");
            remarks.push(format!("Its numbers of type {names} are `f32` here, weights rounded once."));
        }
        if !self.left_out.is_empty() {
            remarks.push(format!("Left out: {}.", self.left_out.join(", ")));
        }
        remarks
    }
}

/// How messages name a node.
pub(crate) fn title(node: &Node) -> String {
    let operator = visible(&node.op_type);
    match (node.name.as_str(), node.output.first()) {
        ("", Some(output)) => format!("the node of `{}` ({operator})", visible(output)),
        ("", None) => format!("a node without a name ({operator})"),
        (name, _) => format!("node `{}` ({operator})", visible(name)),
    }
}

/// The mistake of a matrix product without a constant.
pub(crate) fn product_of_values(node: &Node) -> Mistake {
    Mistake::new(format!("{} multiplies two values that depend on the input", title(node)))
        .note("the second factor must be a constant, the weights: there is no attention")
}

/// The extents of a row of an input or an output, where the file fixes them.
pub(crate) fn shape_of_row(value: &ValueInfo) -> Option<Vec<usize>> {
    let shape = value.r#type.as_ref()?.tensor_type.as_ref()?.shape.as_ref()?;
    let row = shape.dim.get(1..)?;
    row.iter().map(|dimension| dimension.dim_value.and_then(|extent| usize::try_from(extent).ok())).collect()
}
