//! Lines as a person would write them: only those that the output needs, activations in their dense layers, labels.

use std::collections::BTreeMap;

use super::label::Labels;
use crate::graph::lowering::{Line, Row};
use crate::graph::operation::{Convolution, Dense, Operation};
use crate::layers::onnx::layer_of_parameter;
use crate::model::{Activation, Names, Source};

/// A whole network.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    input: Vec<usize>,
    output: Vec<usize>,
    list: Vec<Line>,
    /// One for each line.
    labels: Vec<Option<String>>,
    /// Paths of the files that hold constants, beside the model's own.
    beside: Vec<String>,
    /// What the documentation says besides.
    remarks: Vec<String>,
    names: Names,
}

impl Lines {
    /// The lines that `output` needs.
    pub(super) fn new(input: Vec<usize>, lines: Vec<Line>, output: Row) -> Self {
        let mut last = output.source;
        // A dropout does nothing at the end of a trained network, and the language refuses one there.
        while let Source::Node(index) = last
            && let Operation::Dropout(_) = lines[index].operation
        {
            last = lines[index].operands[0];
        }
        let mut lines = fused(needed(lines, last));
        if lines.is_empty() {
            let operation = Operation::Activation(Activation::IDENTITY);
            let (title, operands, shape) = ("the input".to_owned(), vec![Source::Input], input.clone());
            lines.push(Line { title, name: None, operation, operands, shape });
        }
        let labels = labels(&lines);
        Self {
            input,
            output: output.shape,
            list: lines,
            labels,
            beside: Vec::new(),
            remarks: Vec::new(),
            names: Names::default(),
        }
    }

    /// The same, with paths of files that hold constants, and what the documentation says.
    pub(super) fn with_origin(self, beside: Vec<String>, remarks: Vec<String>) -> Self {
        Self { beside, remarks, ..self }
    }

    /// The same, with names.
    pub(super) fn with_names(self, names: Names) -> Self {
        Self { names, ..self }
    }

    /// What the file calls inputs and outputs.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn names_mut(&mut self) -> &mut Names {
        &mut self.names
    }

    /// Sentences for the documentation.
    pub(crate) fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Paths of the files that hold constants, beside the model's own.
    pub(crate) fn beside(&self) -> &[String] {
        &self.beside
    }

    /// Extents of one row of the input.
    pub(super) fn input(&self) -> &[usize] {
        &self.input
    }

    /// Label, inputs and outputs of every dense layer.
    pub(super) fn views(&self) -> impl Iterator<Item = (&str, usize, usize)> {
        self.labels.iter().zip(&self.list).filter_map(|(label, line)| match (label, &line.operation) {
            (Some(label), Operation::Dense(dense)) => Some((label.as_str(), dense.inputs, dense.outputs)),
            _ => None,
        })
    }

    /// Extents of one row of the output.
    pub(super) fn output(&self) -> &[usize] {
        &self.output
    }

    /// The last activation of the network, if it ends with one.
    pub(super) fn last_activation(&self) -> Option<Activation> {
        self.list.last().and_then(Line::activation)
    }

    /// The node that computes the output.
    pub(super) fn last_node(&self) -> &str {
        self.list.last().map_or("no node", |line| &line.title)
    }

    /// The lines that `text` names in backticks, by their labels or else by their kinds, with their nodes.
    pub(crate) fn nodes_named_in(&self, text: &str) -> Vec<(&str, &str)> {
        let names = self.labels.iter().zip(&self.list);
        names
            .map(|(label, line)| (label.as_deref().unwrap_or(line.operation.kind()), line.title.as_str()))
            .filter(|(name, _)| text.contains(&format!("`{name}`")))
            .collect()
    }

    /// `Name: [784] -> [10] { .. }`.
    pub(crate) fn declaration(&self, name: &str) -> String {
        let lines: Vec<String> = (0..self.list.len()).map(|index| format!("    {},", self.line(index))).collect();
        format!("{name}: {:?} -> {:?} {{\n{}\n}}", self.input, self.output, lines.join("\n"))
    }

    /// The values of every parameter, by its name in the declaration.
    pub(super) fn parameters(&self) -> BTreeMap<String, Vec<f32>> {
        let mut parameters = BTreeMap::new();
        for (label, line) in self.labels.iter().zip(&self.list) {
            let Some(label) = label else { continue };
            for (role, values) in line.operation.parameters() {
                parameters.insert(format!("{label}.{role}"), values);
            }
        }
        parameters
    }

    /// `fc1: dense(128, relu)`.
    fn line(&self, index: usize) -> String {
        let line = &self.list[index];
        let label = self.labels[index].as_ref().map_or(String::new(), |label| format!("{label}: "));
        let (from, others) = taken(index, line);
        let mut arguments = line.operation.arguments();
        let kind = match &line.operation {
            Operation::Activation(activation) => activation.written(),
            other => other.kind().to_owned(),
        };
        arguments.extend(others.iter().map(|source| self.name(*source)));
        arguments.extend(from.map(|source| format!("from = {}", self.name(source))));
        if arguments.is_empty() {
            return format!("{label}{kind}");
        }
        let arguments = arguments.join(", ");
        // An activation with a constant has its parentheses already.
        match kind.strip_suffix(')') {
            Some(open) => format!("{label}{open}, {arguments})"),
            None => format!("{label}{kind}({arguments})"),
        }
    }

    fn name(&self, source: Source) -> String {
        match source {
            Source::Input => "input".to_owned(),
            Source::Node(index) => self.labels[index].clone().unwrap_or_default(),
        }
    }
}

/// What line `index` takes in place of the line before it, if it does, and what it joins that with.
fn taken(index: usize, line: &Line) -> (Option<Source>, Vec<Source>) {
    let previous = index.checked_sub(1).map_or(Source::Input, Source::Node);
    let mut operands = line.operands.clone();
    // Neither a sum nor a product of two depends on their order.
    if let (Operation::Add | Operation::Mul, Some(position)) =
        (&line.operation, operands.iter().position(|operand| *operand == previous))
    {
        operands.swap(0, position);
    }
    let first = operands.remove(0);
    ((first != previous).then_some(first), operands)
}

/// The lines that `last` depends on, numbered anew.
fn needed(lines: Vec<Line>, last: Source) -> Vec<Line> {
    let mut is_needed = vec![false; lines.len()];
    if let Source::Node(last) = last {
        is_needed[last] = true;
    }
    for (index, line) in lines.iter().enumerate().rev() {
        if is_needed[index] {
            for operand in &line.operands {
                if let Source::Node(operand) = operand {
                    is_needed[*operand] = true;
                }
            }
        }
    }
    let replaced: Vec<Source> = (0..lines.len()).map(Source::Node).collect();
    renumbered(lines, &is_needed, &replaced)
}

/// The lines that are kept. Whoever takes line `i` takes `replaced[i]` instead, which is kept.
fn renumbered(lines: Vec<Line>, is_kept: &[bool], replaced: &[Source]) -> Vec<Line> {
    let mut n_kept = 0;
    let positions: Vec<usize> = is_kept
        .iter()
        .map(|is_kept| {
            n_kept += usize::from(*is_kept);
            n_kept.saturating_sub(1)
        })
        .collect();
    let renumber = |source: &mut Source| {
        if let Source::Node(index) = *source {
            *source = match replaced[index] {
                Source::Node(index) => Source::Node(positions[index]),
                Source::Input => Source::Input,
            };
        }
    };
    let kept = lines.into_iter().zip(is_kept).filter(|(_, is_kept)| **is_kept);
    kept.map(|(mut line, _)| {
        line.operands.iter_mut().for_each(renumber);
        line
    })
    .collect()
}

/// Activations become part of the dense layers and convolutions that they alone read.
fn fused(mut lines: Vec<Line>) -> Vec<Line> {
    let mut users = vec![0_usize; lines.len()];
    for source in lines.iter().flat_map(|line| &line.operands) {
        if let Source::Node(index) = source {
            users[*index] += 1;
        }
    }
    let mut is_kept = vec![true; lines.len()];
    let mut replaced: Vec<Source> = (0..lines.len()).map(Source::Node).collect();
    for index in 0..lines.len() {
        let Operation::Activation(activation) = lines[index].operation else { continue };
        let [Source::Node(before)] = lines[index].operands[..] else { continue };
        let (Operation::Dense(Dense { activation: fused, .. })
        | Operation::Convolution(Convolution { activation: fused, .. })) = &mut lines[before].operation
        else {
            continue;
        };
        if users[before] == 1 && fused.is_none() {
            *fused = Some(activation);
            is_kept[index] = false;
            replaced[index] = Source::Node(before);
        }
    }
    renumbered(lines, &is_kept, &replaced)
}

/// A label for every line with parameters, and for whatever a later line must name.
fn labels(lines: &[Line]) -> Vec<Option<String>> {
    let mut is_named = vec![false; lines.len()];
    for (index, line) in lines.iter().enumerate() {
        is_named[index] |= line.operation.initializers().is_some();
        let (from, others) = taken(index, line);
        for source in from.into_iter().chain(others) {
            if let Source::Node(operand) = source {
                is_named[operand] = true;
            }
        }
    }
    let mut labels = Labels::default();
    lines
        .iter()
        .zip(is_named)
        .map(|(line, is_named)| {
            let parameters = line.operation.initializers().unwrap_or_default();
            let layers = parameters.iter().filter_map(|parameter| layer_of_parameter(parameter));
            is_named.then(|| labels.choose(layers.chain(line.name.as_deref())))
        })
        .collect()
}
