//! The architecture `ConvNet`: dilated convolutions of kernel 2 behind each other, and a dense layer.

use super::Numbers;
use super::activation::Activation;
use super::writer::Writer;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Convolution, Lines, Roles};
use crate::limits::MAX_EXTENT;

/// More are no model of an amplifier.
const MAX_LAYERS: usize = 1000;

pub(super) fn lower(config: &Item<'_>, numbers: &mut Numbers<'_>) -> Result<Lines, Mistake> {
    let optional = |key: &str| config.find(key).map_or(Ok(1), |item| item.count(1, MAX_EXTENT));
    let (inputs, outputs, groups) = (optional("in_channels")?, optional("out_channels")?, optional("groups")?);
    let channels = config.get("channels")?.count(1, MAX_EXTENT)?;
    let (dilations, has_norm) = (config.get("dilations")?, config.get("batchnorm")?.flag()?);
    let list = dilations.list()?;
    if list.is_empty() || list.len() > MAX_LAYERS {
        return Err(dilations.mistake(&format!("has {} layers, expected 1 to {MAX_LAYERS}", list.len())));
    }
    let activation = Activation::read(&config.get("activation")?, channels)?;
    let mut writer = Writer { lines: Lines::new(inputs), numbers };
    let mut value = writer.lines.input_value();
    for (index, dilation) in list.iter().enumerate() {
        let dilation = dilation.count(1, MAX_EXTENT)?;
        let convolution = Convolution { outputs: channels, kernel: 2, dilation, groups, bias: !has_norm };
        value = writer.convolve(&format!("conv_{index}"), &value, convolution, config)?;
        if has_norm {
            let label = format!("norm_{index}");
            let parameters = norm(&label, channels, writer.numbers, config)?;
            value = writer.lines.call(&label, ("affine", Vec::new()), (&value, &[]), channels, parameters);
        }
        value = activation.clone().write(&mut writer, &format!("activation_{index}"), &value);
    }
    writer.convolve("head", &value, Convolution::pointwise(outputs, 1, true), config)?;
    Ok(writer.lines)
}

/// A norm with the mean and variance of a trained network: a factor and an offset for each channel.
fn norm(label: &str, channels: usize, numbers: &mut Numbers<'_>, config: &Item<'_>) -> Result<Roles, Mistake> {
    let mut take = |what: &str, len: usize| numbers.take(&format!("the {what} of {label}"), &[len]);
    let (means, variances) = (take("means", channels)?, take("variances", channels)?);
    let (weights, biases) = (take("weights", channels)?, take("biases", channels)?);
    let epsilon = f64::from(take("constant", 1)?.first().copied().unwrap_or_default());
    let (mut factors, mut offsets) = (Vec::new(), Vec::new());
    for (((mean, variance), weight), bias) in means.iter().zip(&variances).zip(&weights).zip(&biases) {
        let sum = f64::from(*variance) + epsilon;
        let factor = f64::from(*weight) / sum.sqrt();
        let offset = f64::from(*bias) - f64::from(*mean) * factor;
        if sum <= 0.0 || !(factor as f32).is_finite() || !(offset as f32).is_finite() {
            let what = format!("has {label}, which divides by the root of {sum}: of its variance and its constant");
            return Err(config.mistake(&what));
        }
        factors.push(factor as f32);
        offsets.push(offset as f32);
    }
    Ok(vec![("weight", factors), ("bias", offsets)])
}
