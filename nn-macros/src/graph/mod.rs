//! A graph of an ONNX file while its nodes become lines: what the functions that read nodes work with.
//!
//! It stands below `layers`, because a layer reads the nodes that it is imported from; `onnx` builds it, and walks over the nodes.

pub(crate) mod constant;
pub(crate) mod expression;
pub(crate) mod lowering;
pub(crate) mod operation;

use std::collections::{BTreeSet, HashMap};

use nn_onnx::{DataType, Node, Tensor, ValueInfo};

use crate::errors::Diagnostic;
use crate::model::{Choice, Classes, File};

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

    /// The error at the path of `file`, or at the name that was chosen.
    pub(crate) fn at(self, file: &File, choice: &Choice) -> Diagnostic {
        let chosen = match self.subject {
            Subject::File => None,
            Subject::Input => choice.input.as_ref(),
            Subject::Output => choice.output.as_ref(),
        };
        let place = chosen.map_or(file.place, |(_, place)| *place);
        let error = Diagnostic::new(place, format!("`{}`: {}", file.path, self.message));
        let error = self.notes.into_iter().fold(error, Diagnostic::note);
        self.help.into_iter().fold(error, Diagnostic::help)
    }
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
    /// The extent of the batch, where the file fixes it.
    pub(crate) batch: Option<i64>,
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
    let operator = &node.op_type;
    match (node.name.as_str(), node.output.first()) {
        ("", Some(output)) => format!("the node of `{output}` ({operator})"),
        ("", None) => format!("a node without a name ({operator})"),
        (name, _) => format!("node `{name}` ({operator})"),
    }
}

/// The extents of a row of an input or an output, where the file fixes them.
pub(crate) fn shape_of_row(value: &ValueInfo) -> Option<Vec<usize>> {
    let shape = value.r#type.as_ref()?.tensor_type.as_ref()?.shape.as_ref()?;
    let row = shape.dim.get(1..)?;
    row.iter().map(|dimension| dimension.dim_value.and_then(|extent| usize::try_from(extent).ok())).collect()
}
