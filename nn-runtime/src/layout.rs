//! The description of a network's storage: which parameter lies where in its flat slice of `f32`.
//!
//! Letters: `I` inputs of a layer, `O` its outputs.

use crate::init::Init;

/// How the logical elements of a parameter are arranged in panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// A dense layer's weights, logical shape `[O, I]`, stored `[ceil(O / 16)][I][16]`: for each group of 16 outputs,
    /// one panel per input.
    DenseWeight {
        /// `I`.
        inputs: usize,
        /// `O`.
        outputs: usize,
    },
    /// The weights of a dense layer with few outputs, logical shape `[O, I]`, stored `[O][ceil(I / 16)][16]`: for each output
    /// its inputs, padded to whole panels.
    DenseRows {
        /// `I`.
        inputs: usize,
        /// `O`.
        outputs: usize,
    },
    /// The weights of a convolution, logical shape `[outputs, channels, pixels]` where `pixels` are the taps of its kernel, or those of a
    /// dense layer behind a map of so many pixels; stored `[ceil(outputs / 16)][pixels][channels][16]`.
    PixelWeight {
        /// Channels that an output is computed from.
        channels: usize,
        /// Taps of a kernel, or pixels.
        pixels: usize,
        /// Number of outputs.
        outputs: usize,
    },
    /// The weights of a convolution whose groups are no whole panels, logical shape `[groups outputs, channels, taps]`, stored
    /// `[groups][ceil(outputs / 16)][taps][channels][16]`: each group padded to whole panels.
    GroupedKernel {
        /// Channels that an output is computed from.
        channels: usize,
        /// Of the kernel.
        taps: usize,
        /// Number of groups.
        groups: usize,
        /// Outputs of a group.
        outputs: usize,
    },
    /// The weights of a transposed convolution, logical shape `[groups channels, outputs, taps]`, stored
    /// `[groups][ceil(outputs / 16)][taps][channels][16]`.
    TransposedKernel {
        /// Of the operand, in a group.
        channels: usize,
        /// Of the kernel.
        taps: usize,
        /// Number of groups.
        groups: usize,
        /// Outputs of a group.
        outputs: usize,
    },
    /// The weights of a dense layer with few outputs behind a map of so many pixels, logical shape `[outputs, channels, pixels]`, stored
    /// `[outputs][ceil(pixels channels / 16)][16]`, pixel by pixel.
    PixelRows {
        /// Channels of a pixel.
        channels: usize,
        /// Number of pixels.
        pixels: usize,
        /// Number of outputs.
        outputs: usize,
    },
    /// The weights of the gates of a layer with memory, logical shape `[gates units, inputs]`, stored
    /// `[gates][ceil(units / 16)][inputs][16]`: each gate padded to whole panels. With one input, a bias of theirs.
    Gates {
        /// Inputs of a unit.
        inputs: usize,
        /// Number of gates.
        gates: usize,
        /// Units of a gate.
        units: usize,
    },
    /// A vector of `len` elements, stored contiguously and padded to whole panels.
    Vector {
        /// Number of logical elements.
        len: usize,
    },
    /// A number for each of a map, logical shape `[channels, pixels]`, stored pixel by pixel, `[pixels][ceil(channels / 16)][16]`.
    Map {
        /// Channels of a pixel.
        channels: usize,
        /// Number of pixels.
        pixels: usize,
    },
    /// Vectors of which an index picks one, logical shape `[rows, len]`, stored `[rows][ceil(len / 16)][16]`: each padded to whole
    /// panels.
    Table {
        /// Number of vectors.
        rows: usize,
        /// Elements of each.
        len: usize,
    },
}

impl Order {
    /// Place of the element `[output, input]`, or `[row, element]` of a table, or `[channel, pixel]` of a map, counted from the parameter's
    /// first; of a vector's element `output`. The inputs of kernels are counted channel by channel.
    #[inline]
    pub(crate) const fn place(self, output: usize, input: usize) -> usize {
        match self {
            Self::DenseWeight { inputs, .. } => ((output / 16) * inputs + input) * 16 + output % 16,
            Self::DenseRows { inputs, .. } => output * inputs.div_ceil(16) * 16 + input,
            Self::PixelWeight { channels, pixels, .. } => {
                ((output / 16) * channels * pixels + by_pixels(input, channels, pixels)) * 16 + output % 16
            }
            Self::GroupedKernel { channels, taps, outputs, .. }
            | Self::TransposedKernel { channels, taps, outputs, .. } => {
                let outputs = if outputs == 0 { 1 } else { outputs };
                let panel = output / outputs * outputs.div_ceil(16) + output % outputs / 16;
                (panel * channels * taps + by_pixels(input, channels, taps)) * 16 + output % outputs % 16
            }
            Self::PixelRows { channels, pixels, .. } => {
                output * (channels * pixels).div_ceil(16) * 16 + by_pixels(input, channels, pixels)
            }
            Self::Gates { inputs, units, .. } => {
                let units = if units == 0 { 1 } else { units };
                let panel = output / units * units.div_ceil(16) + output % units / 16;
                (panel * inputs + input) * 16 + output % units % 16
            }
            Self::Vector { .. } => output,
            Self::Map { channels, .. } => input * channels.div_ceil(16) * 16 + output,
            Self::Table { len, .. } => output * len.div_ceil(16) * 16 + input,
        }
    }

    /// Elements that are stored, padding included.
    #[inline]
    pub(crate) const fn stored_len(self) -> usize {
        match self {
            Self::DenseWeight { inputs, outputs } => outputs.div_ceil(16) * inputs * 16,
            Self::DenseRows { inputs, outputs } => outputs * inputs.div_ceil(16) * 16,
            Self::PixelWeight { channels, pixels, outputs } => outputs.div_ceil(16) * channels * pixels * 16,
            Self::GroupedKernel { channels, taps, groups, outputs }
            | Self::TransposedKernel { channels, taps, groups, outputs } => {
                groups * outputs.div_ceil(16) * channels * taps * 16
            }
            Self::PixelRows { channels, pixels, outputs } => outputs * (channels * pixels).div_ceil(16) * 16,
            Self::Gates { inputs, gates, units } => gates * units.div_ceil(16) * inputs * 16,
            Self::Vector { len } => len.div_ceil(16) * 16,
            Self::Map { channels, pixels } => pixels * channels.div_ceil(16) * 16,
            Self::Table { rows, len } => rows * len.div_ceil(16) * 16,
        }
    }
}

/// The place of an input among those pixel by pixel, of its place channel by channel.
const fn by_pixels(input: usize, channels: usize, pixels: usize) -> usize {
    if pixels == 0 { 0 } else { input % pixels * channels + input / pixels }
}

/// One parameter of a network: its name, its logical shape and its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// `label.weight` or `label.bias`; a layer without a label is named by the position of its line, from 0.
    pub name: &'static str,
    /// Logical shape, in `PyTorch`'s order: `[O, I]` for a dense layer's weights, `[O]` for its bias, that of a value for what its
    /// numbers are multiplied by.
    pub shape: &'static [usize],
    /// Whether training changes it. Parameters that it does not change, statistics of data, lie behind all others in the flat
    /// slice.
    pub is_trained: bool,
    /// For a running mean of what batches have, such as that of `batch_norm`: the part of the newest batch. Gradients hold the batch's
    /// own there.
    pub momentum: Option<f32>,
    /// First element in the flat slice, counted in `f32`; a multiple of 16.
    pub offset: usize,
    /// Elements in the flat slice, padding included; a multiple of 16.
    pub stored_len: usize,
    /// The arrangement of the logical elements.
    pub order: Order,
    /// The distribution that `init` draws from.
    pub init: Init,
    /// Inputs that feed one output; scales `init`.
    pub fan_in: usize,
    /// Outputs that one input feeds; scales `init`.
    pub fan_out: usize,
}

/// Elements of the flat slice that training changes, padding included: its first ones.
pub(crate) const fn trained_len(layout: &[Parameter]) -> usize {
    let (mut len, mut index) = (0, 0);
    while index < layout.len() {
        if layout[index].is_trained {
            len += layout[index].stored_len;
        }
        index += 1;
    }
    len
}

impl Parameter {
    /// Number of logical elements: the product of `shape`.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self.order {
            Order::DenseWeight { inputs, outputs } | Order::DenseRows { inputs, outputs } => inputs * outputs,
            Order::PixelWeight { channels, pixels, outputs } | Order::PixelRows { channels, pixels, outputs } => {
                channels * pixels * outputs
            }
            Order::GroupedKernel { channels, taps, groups, outputs }
            | Order::TransposedKernel { channels, taps, groups, outputs } => channels * taps * groups * outputs,
            Order::Gates { inputs, gates, units } => inputs * gates * units,
            Order::Vector { len } => len,
            Order::Map { channels, pixels } => channels * pixels,
            Order::Table { rows, len } => rows * len,
        }
    }

    /// Whether there are no logical elements; never so in a network that compiled.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Place in the flat slice of the logical element `index`, counted in row-major order of `shape`.
    ///
    /// ```
    /// use nn_runtime::{init::Init, layout::{Order, Parameter}};
    /// let weight = Parameter {
    ///     name: "hidden.weight",
    ///     shape: &[20, 3],
    ///     is_trained: true,
    ///     momentum: None,
    ///     offset: 64,
    ///     stored_len: 2 * 3 * 16,
    ///     order: Order::DenseWeight { inputs: 3, outputs: 20 },
    ///     init: Init::HeNormal,
    ///     fan_in: 3,
    ///     fan_out: 20,
    /// };
    /// // Output 17, input 2: second panel group, third panel, lane 1.
    /// assert_eq!(weight.position(17 * 3 + 2), 64 + (3 + 2) * 16 + 1);
    /// ```
    #[must_use]
    pub const fn position(&self, index: usize) -> usize {
        match self.order {
            Order::DenseWeight { inputs, .. }
            | Order::DenseRows { inputs, .. }
            | Order::Gates { inputs, .. }
            | Order::Table { len: inputs, .. } => {
                // A layer has inputs; a description that says otherwise is no reason to panic.
                let inputs = if inputs == 0 { 1 } else { inputs };
                self.offset + self.order.place(index / inputs, index % inputs)
            }
            Order::PixelWeight { channels, pixels, .. }
            | Order::PixelRows { channels, pixels, .. }
            | Order::GroupedKernel { channels, taps: pixels, .. } => {
                let inputs = if channels * pixels == 0 { 1 } else { channels * pixels };
                self.offset + self.order.place(index / inputs, index % inputs)
            }
            Order::TransposedKernel { channels, taps, outputs, .. } => {
                let (taps, outputs) = (if taps == 0 { 1 } else { taps }, if outputs == 0 { 1 } else { outputs });
                let channels = if channels == 0 { 1 } else { channels };
                let (channel, output) = (index / taps / outputs, index / taps % outputs);
                let (group, channel) = (channel / channels, channel % channels);
                self.offset + self.order.place(group * outputs + output, channel * taps + index % taps)
            }
            Order::Vector { .. } => self.offset + index,
            Order::Map { pixels, .. } => {
                let pixels = if pixels == 0 { 1 } else { pixels };
                self.offset + self.order.place(index / pixels, index % pixels)
            }
        }
    }

    /// The logical elements in row-major order of `shape`, little-endian: what files hold.
    #[cfg(any(feature = "safetensors", feature = "onnx-export"))]
    pub(crate) fn to_le_bytes(self, flat: &[f32]) -> alloc::vec::Vec<u8> {
        let value = |position: usize| flat.get(position).copied().unwrap_or_default();
        self.positions().flat_map(|position| value(position).to_le_bytes()).collect()
    }

    /// Positions in the flat slice of all logical elements, in row-major order of `shape`. Padding is left out.
    pub fn positions(&self) -> impl Iterator<Item = usize> + use<> {
        let this = *self;
        (0..this.len()).map(move |index| this.position(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{vec, vec::Vec};

    /// A parameter that is stored so, from number 32 on.
    fn parameter(order: Order) -> Parameter {
        Parameter {
            name: "layer.weight",
            shape: &[],
            is_trained: true,
            momentum: None,
            offset: 32,
            stored_len: order.stored_len(),
            order,
            init: Init::Zeros,
            fan_in: 1,
            fan_out: 1,
        }
    }

    #[test]
    fn groups_of_kernels_begin_in_panels_of_their_own() {
        for (channels, taps, groups, outputs) in [(2, 9, 4, 3_usize), (5, 1, 2, 16), (1, 4, 3, 17), (3, 2, 1, 20)] {
            let of_group = outputs.div_ceil(16);
            let place = |group: usize, output: usize, channel: usize, tap: usize| {
                (((group * of_group + output / 16) * taps + tap) * channels + channel) * 16 + output % 16
            };
            for is_transposed in [false, true] {
                let order = if is_transposed {
                    Order::TransposedKernel { channels, taps, groups, outputs }
                } else {
                    Order::GroupedKernel { channels, taps, groups, outputs }
                };
                let weight = parameter(order);
                assert_eq!(weight.len(), channels * taps * groups * outputs);
                let (outer, inner) = if is_transposed { (channels, outputs) } else { (outputs, channels) };
                let expected = (0..weight.len()).map(|index| {
                    let (tap, within) = (index % taps, index / taps % inner);
                    let (number, group) = (index / taps / inner % outer, index / taps / inner / outer);
                    let (output, channel) = if is_transposed { (within, number) } else { (number, within) };
                    32 + place(group, output, channel, tap)
                });
                let found: Vec<usize> = weight.positions().collect();
                assert_eq!(found, expected.collect::<Vec<_>>(), "{order:?}");
                assert!(found.iter().all(|place| *place < 32 + weight.stored_len), "{order:?}");
            }
        }
    }

    #[test]
    fn gates_begin_in_panels_of_their_own() {
        for (inputs, gates, units) in [(1, 4, 40), (3, 3, 16), (2, 4, 17), (5, 3, 1)] {
            let order = Order::Gates { inputs, gates, units };
            let weight = parameter(order);
            assert_eq!(weight.len(), gates * units * inputs);
            let panels = units.div_ceil(16);
            let expected = (0..gates * units * inputs).map(|index| {
                let (sum, input) = (index / inputs, index % inputs);
                let (gate, unit) = (sum / units, sum % units);
                32 + ((gate * panels + unit / 16) * inputs + input) * 16 + unit % 16
            });
            let found: Vec<usize> = weight.positions().collect();
            assert_eq!(found, expected.collect::<Vec<_>>(), "{order:?}");
            let mut taken = vec![false; 32 + order.stored_len()];
            for place in found {
                assert!(!std::mem::replace(&mut taken[place], true), "{order:?}");
            }
        }
    }
}
