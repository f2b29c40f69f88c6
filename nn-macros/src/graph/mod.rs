//! A graph of an ONNX file while its nodes become lines: what the functions that read nodes work with.
//!
//! It stands below `layers`, because a layer reads the nodes that it is imported from; `onnx` builds it, and walks over the nodes.

pub(crate) mod constant;
pub(crate) mod lowering;
pub(crate) mod operation;

use std::collections::HashMap;

use nn_onnx::{Node, Tensor, ValueInfo};

use crate::errors::Diagnostic;
use crate::model::File;

/// Each node is code to print; no network of layers that differ has more.
pub(crate) const MAX_NODES: usize = 10_000;

/// Why a file is no network that can be declared.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    message: String,
    notes: Vec<String>,
    help: Option<String>,
}

impl Mistake {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), notes: Vec::new(), help: None }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The error at the path of `file`.
    pub(crate) fn at(self, file: &File) -> Diagnostic {
        let error = Diagnostic::new(file.place, format!("`{}`: {}", file.path, self.message));
        let error = self.notes.into_iter().fold(error, Diagnostic::note);
        self.help.into_iter().fold(error, Diagnostic::help)
    }
}

/// A graph whose frame has been checked; its nodes have not.
pub(crate) struct Graph<'a> {
    pub(crate) nodes: &'a [Node],
    pub(crate) constants: HashMap<&'a str, &'a Tensor>,
    /// Version of the standard operators.
    pub(crate) opset: i64,
    pub(crate) input: &'a str,
    /// Extents of one row of the input.
    pub(crate) input_shape: Vec<usize>,
    /// The extent of the batch, where the file fixes it.
    pub(crate) batch: Option<i64>,
    pub(crate) output: &'a ValueInfo,
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
