//! Lines as a person would write them, with the values of their parameters.

use std::collections::BTreeMap;

use super::json::Mistake;
use crate::language::limits::grouped;
use crate::lowered::Lowered;

/// The most weights of a convolution. In groups a file may have far fewer numbers for them.
const MAX_ELEMENTS: usize = 1 << 24;

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
    /// Earlier inputs that convolutions look at, one behind the other.
    n_earlier: usize,
}

/// The output of a line, or the input.
#[derive(Clone, Debug)]
pub(super) struct Value {
    label: String,
    /// Its numbers.
    pub(super) width: usize,
}

/// The weights of a convolution, `[outputs, inputs, kernel]`, and its bias.
pub(super) type Parameters = (Vec<f32>, Option<Vec<f32>>);

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
            n_earlier: 0,
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

    /// A convolution.
    pub(super) fn convolve(
        &mut self,
        label: &str,
        input: &Value,
        convolution: Convolution,
        (weight, bias): Parameters,
    ) -> Value {
        let Convolution { outputs, kernel, dilation, .. } = convolution;
        let mut arguments = vec![outputs.to_string()];
        let kind = if kernel == 1 {
            "dense"
        } else {
            arguments.extend([kernel.to_string(), format!("dilation = {dilation}"), "causal = true".to_owned()]);
            self.n_earlier = self.n_earlier.saturating_add((kernel - 1).saturating_mul(dilation));
            "conv1d"
        };
        if bias.is_none() {
            arguments.push("bias = false".to_owned());
        }
        let parameters = [("weight", weight)].into_iter().chain(bias.map(|bias| ("bias", bias)));
        self.call(label, (kind, arguments), (input, &[]), outputs, parameters)
    }

    /// The last line, whose name is `label`, or the input where there is no line.
    pub(super) fn last(&self) -> Value {
        let label = self.list.last().map_or("input", |line| label_of(line));
        Value { label: label.to_owned(), width: self.width }
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
        let before = self.list.last().map_or("input", |line| label_of(line));
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
    pub(super) fn finish(mut self) -> Lowered {
        if self.n_earlier > 0 {
            self.remark(format!("Its convolutions look back over {} inputs.", grouped(self.n_earlier)));
        }
        let lines: Vec<String> = self.list.iter().map(|line| format!("    {line},\n")).collect();
        Lowered {
            body: format!(": [{}] -> [{}] {{\n{}}}", self.input, self.width, lines.concat()),
            parameters: self.parameters,
            beside: Vec::new(),
            remarks: self.remarks,
        }
    }
}

/// A convolution over time, which looks at this input and at earlier ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution {
    pub(super) outputs: usize,
    pub(super) kernel: usize,
    pub(super) dilation: usize,
    pub(super) groups: usize,
    pub(super) bias: bool,
}

impl Convolution {
    /// Of this input alone.
    pub(super) fn pointwise(outputs: usize, groups: usize, bias: bool) -> Self {
        Self { outputs, kernel: 1, dilation: 1, groups, bias }
    }

    /// Weights, `[outputs, inputs / groups, kernel]`, as those of one group, in which what is outside of the groups is 0; or what is wrong. In a panel
    /// of 16 channels groups would save nothing.
    pub(super) fn whole(
        self,
        inputs: usize,
        weight: impl FnOnce([usize; 3]) -> Result<Vec<f32>, Mistake>,
        wrong: impl Fn(&str) -> Mistake,
    ) -> Result<Vec<f32>, Mistake> {
        let Self { outputs, kernel, groups, .. } = self;
        if !inputs.is_multiple_of(groups) || !outputs.is_multiple_of(groups) {
            return Err(wrong(&format!("divides {inputs} channels and {outputs} outputs into {groups} groups")));
        }
        let elements = outputs.saturating_mul(inputs).saturating_mul(kernel);
        if elements > MAX_ELEMENTS {
            let (found, most) = (grouped(elements), grouped(MAX_ELEMENTS));
            return Err(wrong(&format!("has {found} weights, at most {most} are read")));
        }
        let of_group = inputs / groups;
        let weight = weight([outputs, of_group, kernel])?;
        let mut whole = vec![0.0; elements];
        for (output, row) in weight.chunks(of_group * kernel).enumerate() {
            let first = (output * inputs + output / (outputs / groups) * of_group) * kernel;
            whole.iter_mut().skip(first).zip(row).for_each(|(to, number)| *to = *number);
        }
        Ok(whole)
    }
}

/// A matrix `[rows, columns]` as `[columns, rows]`.
pub(super) fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| matrix.iter().skip(column).step_by(columns)).copied().collect()
}

/// The label of a line; of a line without one the line itself, which nothing but the next line takes.
fn label_of(line: &str) -> &str {
    line.split(':').next().unwrap_or_default()
}

/// Rows of gates in another order: gate `i` of the result is gate `order[i]` of `rows`, each of as many numbers.
pub(super) fn reordered(rows: &[f32], order: &[usize]) -> Vec<f32> {
    let of_gate = rows.len() / order.len();
    order.iter().flat_map(|gate| rows.iter().skip(gate * of_gate).take(of_gate)).copied().collect()
}
