//! Lines as a person would write them, with the values of their parameters.

use super::json::Mistake;
use super::{Declaration, Line, Operand, Taps};
use crate::limits::Grouped;

/// The most weights of a convolution. In groups a file may have far fewer numbers for them.
const MAX_ELEMENTS: usize = 1 << 24;

/// A network that is being written, each line behind the last one.
#[derive(Debug)]
pub(super) struct Lines {
    input: usize,
    list: Vec<Line>,
    remarks: Vec<String>,
}

/// The output of a line, or the input.
#[derive(Clone, Debug)]
pub(super) struct Value {
    operand: Operand,
    /// Its numbers.
    pub(super) width: usize,
}

/// The values of some parameters, each with its role.
pub(super) type Roles = Vec<(&'static str, Vec<f32>)>;

/// The weights of a convolution, `[outputs, inputs, kernel]`, and its bias.
pub(super) type Parameters = (Vec<f32>, Option<Vec<f32>>);

/// A layer with a memory. Matrices are in `PyTorch`'s order, `[gates outputs, inputs]`.
pub(super) struct Recurrent {
    pub(super) kind: &'static str,
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
        Self { input, list: Vec::new(), remarks: Vec::new() }
    }

    /// Numbers of the last line, or of the input.
    pub(super) fn output(&self) -> usize {
        self.list.last().map_or(self.input, |line| line.outputs)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A sentence for the documentation.
    pub(super) fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// The lines, for what changes all of them.
    pub(super) fn list_mut(&mut self) -> &mut [Line] {
        &mut self.list
    }

    /// Puts a text before the labels of all lines that there are.
    pub(super) fn put_before_labels(&mut self, text: &str) {
        for line in self.list.iter_mut().filter(|line| !line.label.is_empty()) {
            line.label.insert_str(0, text);
        }
    }

    /// The last line, or the input where there is no line.
    pub(super) fn last(&self) -> Value {
        let operand = self.list.len().checked_sub(1).map_or(Operand::Input, Operand::Line);
        Value { operand, width: self.output() }
    }

    /// The input, for lines that take it.
    pub(super) fn input_value(&self) -> Value {
        Value { operand: Operand::Input, width: self.input }
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
        let taps = (kernel > 1).then_some(Taps { kernel, dilation });
        let mut arguments = vec![outputs.to_string()];
        let kind = if taps.is_some() { "conv1d" } else { "dense" };
        if bias.is_none() {
            arguments.push(NO_BIAS.to_owned());
        }
        let parameters = [("weight", weight)].into_iter().chain(bias.map(|bias| ("bias", bias))).collect();
        let value = self.call(label, (kind, arguments), (input, &[]), outputs, parameters);
        if let Some(line) = self.list.last_mut() {
            line.taps = taps;
        }
        value
    }

    /// A line that takes a value, which the line before it need not be, and other values behind its arguments. Its name is `label`, unless that
    /// is empty.
    pub(super) fn call(
        &mut self,
        label: &str,
        (kind, arguments): (&'static str, Vec<String>),
        (from, others): (&Value, &[&Value]),
        outputs: usize,
        parameters: Roles,
    ) -> Value {
        let operands = [from].into_iter().chain(others.iter().copied()).map(|value| value.operand).collect();
        let label = label.to_owned();
        self.list.push(Line { label, kind, arguments, taps: None, operands, inputs: from.width, outputs, parameters });
        self.last()
    }

    /// A line that takes the one before it, and has as many numbers.
    pub(super) fn like(&mut self, label: &str, (kind, arguments): (&'static str, Vec<String>), parameters: Roles) {
        let last = self.last();
        self.call(label, (kind, arguments), (&last, &[]), last.width, parameters);
    }

    /// A dense layer: `weight` is `[outputs, inputs]`.
    pub(super) fn dense(
        &mut self,
        label: &str,
        (outputs, activation): (usize, Option<String>),
        weight: Vec<f32>,
        bias: Option<Vec<f32>>,
    ) {
        let no_bias = bias.is_none().then(|| NO_BIAS.to_owned());
        let arguments = [outputs.to_string()].into_iter().chain(activation).chain(no_bias).collect();
        let parameters = [("weight", weight)].into_iter().chain(bias.map(|bias| ("bias", bias))).collect();
        let last = self.last();
        self.call(label, ("dense", arguments), (&last, &[]), outputs, parameters);
    }

    /// A layer with a memory.
    pub(super) fn recurrent(&mut self, label: &str, layer: Recurrent) {
        let Recurrent { kind, outputs, weight_ih, weight_hh, bias, initial } = layer;
        let no_bias = bias.is_none().then(|| NO_BIAS.to_owned());
        let with_initial = (!initial.is_empty()).then(|| "initial = true".to_owned());
        let arguments = [outputs.to_string()].into_iter().chain(no_bias).chain(with_initial).collect();
        let weights = [("weight_ih_l0", weight_ih), ("weight_hh_l0", weight_hh)];
        let biases = ["bias_ih_l0", "bias_hh_l0"].into_iter().zip(bias.into_iter().flatten());
        let parameters = weights.into_iter().chain(biases).chain(["h0", "c0"].into_iter().zip(initial)).collect();
        let last = self.last();
        self.call(label, (kind, arguments), (&last, &[]), outputs, parameters);
    }

    /// The declaration. An empty one has no lines.
    pub(super) fn finish(mut self, title: &str, sample_rate: Option<f64>) -> Declaration {
        let steps = |taps: Taps| (taps.kernel - 1).saturating_mul(taps.dilation);
        let earlier = self.list.iter().filter_map(|line| line.taps).map(steps).fold(0, usize::saturating_add);
        if earlier > 0 {
            self.remark(format!("Its convolutions look back over {} inputs.", Grouped(earlier)));
        }
        let output = self.output();
        Declaration {
            input: self.input,
            output,
            lines: self.list,
            title: title.to_owned(),
            remarks: self.remarks,
            sample_rate,
        }
    }
}

/// How a layer without a bias says so.
const NO_BIAS: &str = "bias = false";

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
            let (found, most) = (Grouped(elements), Grouped(MAX_ELEMENTS));
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

/// Rows of gates in another order: gate `i` of the result is gate `order[i]` of `rows`, each of as many numbers.
pub(super) fn reordered(rows: &[f32], order: &[usize]) -> Vec<f32> {
    let of_gate = rows.len() / order.len();
    order.iter().flat_map(|gate| rows.iter().skip(gate * of_gate).take(of_gate)).copied().collect()
}
