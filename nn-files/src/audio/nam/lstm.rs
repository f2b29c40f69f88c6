//! The architecture `LSTM`: layers behind each other, and a dense one. Of each layer the weights of inputs and outputs are one matrix, there is
//! one bias, and the state that it begins with: what it remembers after some time of silence.

use super::Numbers;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Lines, Recurrent};
use crate::limits::MAX_EXTENT;

/// More layers are no model of an amplifier.
const MAX_LAYERS: usize = 100;

/// Gates `i f g o`.
const GATES: usize = 4;

pub(super) fn lower(config: &Item<'_>, numbers: &mut Numbers<'_>) -> Result<Lines, Mistake> {
    let size = |key: &str| config.get(key)?.count(1, MAX_EXTENT);
    let optional = |key: &str| config.find(key).map_or(Ok(1), |item| item.count(1, MAX_EXTENT));
    let (input, hidden) = (size("input_size")?, size("hidden_size")?);
    let n_layers = config.get("num_layers")?.count(1, MAX_LAYERS)?;
    let (channels, outputs) = (optional("in_channels")?, optional("out_channels")?);
    if input != channels {
        let size = config.get("input_size")?;
        return Err(size.mistake(&format!("is {input}, expected {channels}, the number of `in_channels`")));
    }
    let mut lines = Lines::new(input);
    for index in 0..n_layers {
        let (inputs, sums) = (lines.output(), GATES * hidden);
        let title = format!("layer {index}");
        let both = numbers.take(&format!("the weights of {title}"), &[sums, inputs + hidden])?;
        let bias = numbers.take(&format!("the bias of {title}"), &[sums])?;
        let initial = ["the initial output", "the initial cell"];
        let initial = initial.map(|what| numbers.take(&format!("{what} of {title}"), &[hidden]));
        let rows = || both.chunks(inputs + hidden).map(|row| row.split_at(inputs));
        let layer = Recurrent {
            kind: "lstm",
            outputs: hidden,
            weight_ih: rows().flat_map(|(of_input, _)| of_input).copied().collect(),
            weight_hh: rows().flat_map(|(_, of_state)| of_state).copied().collect(),
            bias: Some([bias, vec![0.0; sums]]),
            initial: initial.into_iter().collect::<Result<_, _>>()?,
        };
        lines.recurrent(&format!("lstm_{index}"), layer);
    }
    let weight = numbers.take("the weights of the head", &[outputs, hidden])?;
    let bias = numbers.take("the bias of the head", &[outputs])?;
    lines.dense("head", (outputs, None), weight, Some(bias));
    Ok(lines)
}
