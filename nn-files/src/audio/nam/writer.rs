//! Convolutions and what joins them, each with the next numbers of the file.

use super::Numbers;
use super::wavenet::Width;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Convolution, Lines, Parameters, Value};

/// What is written to, and what numbers are taken from.
pub(super) struct Writer<'n, 'a> {
    pub(super) lines: Lines,
    pub(super) numbers: &'n mut Numbers<'a>,
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
    ) -> Result<Parameters, Mistake> {
        let take = |shape: [usize; 3]| self.numbers.take(&format!("the weights of {title}"), &shape);
        let weight = convolution.whole(inputs, take, |what| at.mistake(&format!("{what}, those of {title}")))?;
        let take = |numbers: &mut Numbers<'_>| numbers.take(&format!("the bias of {title}"), &[convolution.outputs]);
        let bias = convolution.bias.then(|| take(self.numbers)).transpose()?;
        Ok((weight, bias))
    }

    /// The same of a convolution of which only the first inputs and outputs are kept.
    pub(super) fn take_part(
        &mut self,
        title: &str,
        (inputs, outputs): (Width, Width),
        convolution: Convolution,
        at: &Item<'_>,
    ) -> Result<Parameters, Mistake> {
        let whole = Convolution { outputs: outputs.full, ..convolution };
        let (weight, bias) = self.take(title, inputs.full, whole, at)?;
        let (of_output, kept) = (inputs.full * convolution.kernel, inputs.kept * convolution.kernel);
        let rows = weight.chunks(of_output).take(outputs.kept);
        let weight = rows.flat_map(|row| row.iter().take(kept)).copied().collect();
        Ok((weight, bias.map(|bias| bias.into_iter().take(outputs.kept).collect())))
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
        Ok(self.lines.convolve(label, input, convolution, parameters))
    }

    /// The sum of values of equal width.
    pub(super) fn add(&mut self, label: &str, first: &Value, others: &[&Value]) -> Value {
        self.lines.call(label, ("add", Vec::new()), (first, others), first.width, Vec::new())
    }

    /// The product of two values of equal width.
    pub(super) fn mul(&mut self, label: &str, first: &Value, second: &Value) -> Value {
        self.lines.call(label, ("mul", Vec::new()), (first, &[second]), first.width, Vec::new())
    }

    /// One value minus another.
    pub(super) fn sub(&mut self, label: &str, first: &Value, second: &Value) -> Value {
        self.lines.call(label, ("sub", Vec::new()), (first, &[second]), first.width, Vec::new())
    }

    /// Some numbers of a value.
    pub(super) fn slice(&mut self, label: &str, input: &Value, (start, end): (usize, usize)) -> Value {
        let arguments = vec![start.to_string(), end.to_string()];
        self.lines.call(label, ("slice", arguments), (input, &[]), end - start, Vec::new())
    }

    /// Every number times a factor, plus an offset: constants, which training does not change.
    pub(super) fn affine(&mut self, label: &str, input: &Value, factor: f32, offset: f32) -> Value {
        let arguments = vec!["trained = false".to_owned()];
        let parameters = vec![("weight", vec![factor; input.width]), ("bias", vec![offset; input.width])];
        self.lines.call(label, ("affine", arguments), (input, &[]), input.width, parameters)
    }

    /// Every number times a factor, which stands among the numbers of a file, and so among the parameters.
    pub(super) fn scale(&mut self, label: &str, input: &Value, factor: f32) -> Value {
        let arguments = vec!["bias = false".to_owned(), "trained = false".to_owned()];
        let parameters = vec![("weight", vec![factor; input.width])];
        self.lines.call(label, ("affine", arguments), (input, &[]), input.width, parameters)
    }
}
