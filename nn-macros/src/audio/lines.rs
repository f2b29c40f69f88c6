//! Lines as a person would write them, with the values of their parameters.

use std::collections::BTreeMap;

use crate::lowered::Lowered;

/// A network that is being written, each line behind the last one.
#[derive(Debug)]
pub(super) struct Lines {
    input: usize,
    /// Numbers of the last line.
    width: usize,
    list: Vec<String>,
    /// By their names in the declaration.
    parameters: BTreeMap<String, Vec<f32>>,
    remarks: Vec<String>,
    /// Label, inputs and outputs of each dense layer.
    views: Vec<(String, usize, usize)>,
    has_memory: bool,
}

/// The output of a line, or the input.
#[derive(Clone, Debug)]
pub(super) struct Value {
    label: String,
    /// Its numbers.
    pub(super) width: usize,
}

/// A layer with a memory. Matrices are in `PyTorch`'s order, `[gates outputs, inputs]`.
pub(super) struct Recurrent<'a> {
    pub(super) kind: &'a str,
    pub(super) outputs: usize,
    pub(super) weight_ih: Vec<f32>,
    pub(super) weight_hh: Vec<f32>,
    /// That of the inputs and that of the outputs.
    pub(super) bias: Option<[Vec<f32>; 2]>,
    /// `h0`, and `c0` of an LSTM, if a new stream does not begin with zeros.
    pub(super) initial: Vec<Vec<f32>>,
}

impl Lines {
    /// Of a network with so many inputs.
    pub(super) fn new(input: usize) -> Self {
        Self {
            input,
            width: input,
            list: Vec::new(),
            parameters: BTreeMap::new(),
            remarks: Vec::new(),
            views: Vec::new(),
            has_memory: false,
        }
    }

    pub(super) fn input(&self) -> usize {
        self.input
    }

    /// Numbers of the last line, or of the input.
    pub(super) fn output(&self) -> usize {
        self.width
    }

    /// Whether it is a stream.
    pub(super) fn have_memory(&self) -> bool {
        self.has_memory
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Label, inputs and outputs of each dense layer.
    pub(super) fn views(&self) -> &[(String, usize, usize)] {
        &self.views
    }

    /// A sentence for the documentation.
    pub(super) fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// The input, for lines that take it.
    pub(super) fn input_value(&self) -> Value {
        Value { label: "input".to_owned(), width: self.input }
    }

    /// A line that takes a value, which the line before it need not be, and other values behind its arguments. Its name is `label`.
    pub(super) fn call<'a>(
        &mut self,
        label: &str,
        (kind, mut arguments): (&str, Vec<String>),
        (from, others): (&Value, &[&Value]),
        width: usize,
        parameters: impl IntoIterator<Item = (&'a str, Vec<f32>)>,
    ) -> Value {
        arguments.extend(others.iter().map(|value| value.label.clone()));
        // An unnamed line is not taken by others.
        let before = self.list.last().map_or("input", |line| line.split(':').next().unwrap_or_default());
        if before != from.label {
            arguments.push(format!("from = {}", from.label));
        }
        let arguments = arguments.join(", ");
        self.line(
            label,
            &if arguments.is_empty() { kind.to_owned() } else { format!("{kind}({arguments})") },
            parameters,
        );
        if kind == "dense" {
            self.views.push((label.to_owned(), from.width, width));
        }
        self.has_memory |= kind == "conv1d";
        self.width = width;
        Value { label: label.to_owned(), width }
    }

    /// A line without parameters, whose numbers are as many as before it.
    pub(super) fn plain(&mut self, text: &str) {
        self.list.push(text.to_owned());
    }

    /// A line with parameters, whose roles are given with them.
    pub(super) fn line<'a>(
        &mut self,
        label: &str,
        text: &str,
        parameters: impl IntoIterator<Item = (&'a str, Vec<f32>)>,
    ) {
        self.list.push(format!("{label}: {text}"));
        let named = parameters.into_iter().map(|(role, values)| (format!("{label}.{role}"), values));
        self.parameters.extend(named);
    }

    /// A dense layer: `weight` is `[outputs, inputs]`.
    pub(super) fn dense(
        &mut self,
        label: &str,
        (outputs, activation): (usize, Option<&str>),
        weight: Vec<f32>,
        bias: Option<Vec<f32>>,
    ) {
        let activation = activation.map_or(String::new(), |activation| format!(", {activation}"));
        let no_bias = if bias.is_none() { ", bias = false" } else { "" };
        self.views.push((label.to_owned(), self.width, outputs));
        let bias = bias.map(|bias| ("bias", bias));
        self.line(
            label,
            &format!("dense({outputs}{activation}{no_bias})"),
            [("weight", weight)].into_iter().chain(bias),
        );
        self.width = outputs;
    }

    /// A layer with a memory.
    pub(super) fn recurrent(&mut self, label: &str, layer: Recurrent<'_>) {
        let Recurrent { kind, outputs, weight_ih, weight_hh, bias, initial } = layer;
        let no_bias = if bias.is_none() { ", bias = false" } else { "" };
        let with_initial = if initial.is_empty() { "" } else { ", initial = true" };
        let weights = [("weight_ih_l0", weight_ih), ("weight_hh_l0", weight_hh)];
        let biases = ["bias_ih_l0", "bias_hh_l0"].into_iter().zip(bias.into_iter().flatten());
        let parameters = weights.into_iter().chain(biases).chain(["h0", "c0"].into_iter().zip(initial));
        self.line(label, &format!("{kind}({outputs}{no_bias}{with_initial})"), parameters);
        self.width = outputs;
        self.has_memory = true;
    }

    /// The declaration. An empty one has no lines.
    pub(super) fn finish(self) -> Lowered {
        let lines: Vec<String> = self.list.iter().map(|line| format!("    {line},\n")).collect();
        Lowered {
            body: format!(": [{}] -> [{}] {{\n{}}}", self.input, self.width, lines.concat()),
            parameters: self.parameters,
            beside: Vec::new(),
            remarks: self.remarks,
        }
    }
}

/// A matrix `[rows, columns]` as `[columns, rows]`.
pub(super) fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| matrix.iter().skip(column).step_by(columns)).copied().collect()
}

/// Rows of gates in another order: gate `i` of the result is gate `order[i]` of `rows`, each of as many numbers.
pub(super) fn reordered(rows: &[f32], order: &[usize]) -> Vec<f32> {
    let of_gate = rows.len() / order.len();
    order.iter().flat_map(|gate| rows.iter().skip(gate * of_gate).take(of_gate)).copied().collect()
}
