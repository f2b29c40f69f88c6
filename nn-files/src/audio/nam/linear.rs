//! The architecture `Linear`: an impulse response, which each channel is convolved with, and an offset. Channels that are no inputs are 0.

use super::Numbers;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Convolution, Lines};
use crate::limits::MAX_EXTENT;

pub(super) fn lower(config: &Item<'_>, numbers: &mut Numbers<'_>) -> Result<Lines, Mistake> {
    let optional = |key: &str| config.find(key).map_or(Ok(1), |item| item.count(1, MAX_EXTENT));
    let (inputs, outputs) = (optional("in_channels")?, optional("out_channels")?);
    let kernel = config.get("receptive_field")?.count(1, MAX_EXTENT)?;
    let bias = config.get("bias")?.flag()?;
    // Its first number is that of the newest sample, which a kernel has last.
    let mut response = numbers.take("the impulse response", &[kernel])?;
    response.reverse();
    let offset = if bias { numbers.take("the bias", &[1])? } else { Vec::new() };
    let convolution = Convolution { outputs, kernel, dilation: 1, groups: 1, bias };
    let diagonal = |[outputs, inputs, kernel]: [usize; 3]| {
        let numbers = |(output, input)| if output == input { response.clone() } else { vec![0.0; kernel] };
        Ok((0..outputs).flat_map(|output| (0..inputs).map(move |input| (output, input))).flat_map(numbers).collect())
    };
    let weight = convolution.whole(inputs, diagonal, |what| config.mistake(what))?;
    let of_output = |output| if output < inputs { offset.first().copied().unwrap_or_default() } else { 0.0 };
    let bias = bias.then(|| (0..outputs).map(of_output).collect());
    let mut lines = Lines::new(inputs);
    let input = lines.input_value();
    lines.convolve("response", &input, convolution, (weight, bias));
    Ok(lines)
}
