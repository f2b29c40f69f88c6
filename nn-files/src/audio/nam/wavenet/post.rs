//! Convolutions behind all arrays, each behind an activation.

use super::MAX_LAYERS;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Convolution, Parameters, Value};
use crate::audio::nam::activation::Activation;
use crate::audio::nam::writer::Writer;
use crate::limits::MAX_EXTENT;

/// What a file says of them.
pub(super) struct Post<'a> {
    item: Item<'a>,
    activation: Vec<Activation>,
    convolutions: Vec<Convolution>,
}

impl<'a> Post<'a> {
    pub(super) fn read(item: &Item<'a>, inputs: usize) -> Result<Self, Mistake> {
        let size = |key: &str| item.get(key)?.count(1, MAX_EXTENT);
        if let Some(found) = item.find("in_channels") {
            let channels = found.count(1, MAX_EXTENT)?;
            if channels != inputs {
                return Err(found.mistake(&format!("is {channels}, expected {inputs}, what the last array gives")));
            }
        }
        let (channels, outputs, kernels) = (size("channels")?, size("out_channels")?, item.get("kernel_sizes")?);
        let list = kernels.list()?;
        if list.is_empty() || list.len() > MAX_LAYERS {
            return Err(kernels.mistake(&format!("has {} layers, expected 1 to {MAX_LAYERS}", list.len())));
        }
        let (mut convolutions, mut activation, mut width) = (Vec::new(), Vec::new(), inputs);
        for (index, kernel) in list.iter().enumerate() {
            activation.push(Activation::read(&item.get("activation")?, width)?);
            width = if index + 1 == list.len() { outputs } else { channels };
            let kernel = kernel.count(1, MAX_EXTENT)?;
            convolutions.push(Convolution { outputs: width, kernel, dilation: 1, groups: 1, bias: true });
        }
        Ok(Self { item: item.clone(), activation, convolutions })
    }

    pub(super) fn take(&self, writer: &mut Writer<'_, '_>, input: &Value) -> Result<Vec<Parameters>, Mistake> {
        let mut width = input.width;
        let mut all = Vec::new();
        for (index, convolution) in self.convolutions.iter().enumerate() {
            all.push(writer.take(&format!("head_{index}"), width, *convolution, &self.item)?);
            width = convolution.outputs;
        }
        Ok(all)
    }

    pub(super) fn write(self, writer: &mut Writer<'_, '_>, mut value: Value, parameters: Vec<Parameters>) {
        let layers = self.activation.into_iter().zip(self.convolutions).zip(parameters);
        for (index, ((activation, convolution), parameters)) in layers.enumerate() {
            let activated = activation.write(writer, &format!("head_{index}_act"), &value);
            value = writer.lines.convolve(&format!("head_{index}"), &activated, convolution, parameters);
        }
    }
}
