//! Convolutions and what joins them, each with the next numbers of the file.

use super::Numbers;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Lines, Value};
use crate::language::limits::grouped;

/// The largest matrix that one of several groups becomes. A file may have far fewer numbers.
const MAX_ELEMENTS: usize = 1 << 24;

/// What is written to, and what numbers are taken from.
pub(super) struct Writer<'n, 'a> {
    pub(super) lines: Lines,
    pub(super) numbers: &'n mut Numbers<'a>,
}

/// The sizes of a convolution over time, which looks at this input and at earlier ones.
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
}

impl Writer<'_, '_> {
    /// The numbers of a convolution, whether or not anything comes of them: weights, `[outputs, inputs, kernel]`, and the bias. What is outside of
    /// the groups is 0.
    pub(super) fn take(
        &mut self,
        title: &str,
        inputs: usize,
        convolution: Convolution,
        at: &Item<'_>,
    ) -> Result<(Vec<f32>, Option<Vec<f32>>), Mistake> {
        let Convolution { outputs, kernel, groups, bias, .. } = convolution;
        if inputs % groups != 0 || outputs % groups != 0 {
            let what = format!("divides {inputs} channels and {outputs} outputs of {title} into {groups} groups");
            return Err(at.mistake(&what));
        }
        let elements = outputs.saturating_mul(inputs).saturating_mul(kernel);
        if elements > MAX_ELEMENTS {
            let (found, most) = (grouped(elements), grouped(MAX_ELEMENTS));
            return Err(at.mistake(&format!("has {found} weights for {title}, at most {most} are read")));
        }
        let of_group = inputs / groups;
        let weight = self.numbers.take(&format!("the weights of {title}"), &[outputs, of_group, kernel])?;
        let mut whole = vec![0.0; elements];
        for (output, row) in weight.chunks(of_group * kernel).enumerate() {
            let first = (output * inputs + output / (outputs / groups) * of_group) * kernel;
            whole.iter_mut().skip(first).zip(row).for_each(|(to, number)| *to = *number);
        }
        let bias = bias.then(|| self.numbers.take(&format!("the bias of {title}"), &[outputs])).transpose()?;
        Ok((whole, bias))
    }

    /// The line of a convolution.
    pub(super) fn convolve(
        &mut self,
        label: &str,
        input: &Value,
        convolution: Convolution,
        at: &Item<'_>,
    ) -> Result<Value, Mistake> {
        let parameters = self.take(label, input.width, convolution, at)?;
        Ok(self.write(label, input, convolution, parameters))
    }

    /// The line of a convolution whose numbers are there.
    pub(super) fn write(
        &mut self,
        label: &str,
        input: &Value,
        convolution: Convolution,
        (weight, bias): (Vec<f32>, Option<Vec<f32>>),
    ) -> Value {
        let Convolution { outputs, kernel, dilation, .. } = convolution;
        let mut arguments = vec![outputs.to_string()];
        let kind = if kernel == 1 {
            "dense"
        } else {
            arguments.extend([kernel.to_string(), format!("dilation = {dilation}"), "causal = true".to_owned()]);
            "conv1d"
        };
        if bias.is_none() {
            arguments.push("bias = false".to_owned());
        }
        let parameters = [("weight", weight)].into_iter().chain(bias.map(|bias| ("bias", bias)));
        self.lines.call(label, (kind, arguments), (input, &[]), outputs, parameters)
    }

    /// The sum of values of equal width.
    pub(super) fn add(&mut self, label: &str, first: &Value, others: &[&Value]) -> Value {
        self.lines.call(label, ("add", Vec::new()), (first, others), first.width, [])
    }

    /// The product of two values of equal width.
    pub(super) fn mul(&mut self, label: &str, first: &Value, second: &Value) -> Value {
        self.lines.call(label, ("mul", Vec::new()), (first, &[second]), first.width, [])
    }

    /// One value minus another.
    pub(super) fn sub(&mut self, label: &str, first: &Value, second: &Value) -> Value {
        self.lines.call(label, ("sub", Vec::new()), (first, &[second]), first.width, [])
    }

    /// Some numbers of a value.
    pub(super) fn slice(&mut self, label: &str, input: &Value, (start, end): (usize, usize)) -> Value {
        let arguments = vec![start.to_string(), end.to_string()];
        self.lines.call(label, ("slice", arguments), (input, &[]), end - start, [])
    }

    /// Every number times a constant.
    pub(super) fn scale(&mut self, label: &str, input: &Value, factor: f32) -> Value {
        self.lines.call(label, ("scale", vec![factor.to_string()]), (input, &[]), input.width, [])
    }
}
