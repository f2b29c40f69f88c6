//! Values of lines over maps: convolutions, pools, norms of channels.

use super::{Builder, ConvolutionParts, MOST_PLAIN_CHANNELS, Seen, VectorParts};
use crate::ir::field::{FieldKind, LaneAxis};
use crate::ir::{
    BatchNorm, Convolution, Definition, InputOrder, LANES, Moves, Operand, Pool, Resample, Value, ValueId, View,
    Window, has_padding,
};
use crate::language::activations::Activation;
use crate::language::initialisers::Init;

impl Builder {
    /// The channels of maps of so many pixels, one map's behind those of another.
    pub(crate) fn concat_channels(&mut self, pixels: usize) -> Operand {
        let inputs = self.maps(pixels);
        self.push_map(pixels, Definition::ConcatChannels { inputs })
    }

    /// The value that the line is, a map.
    pub(super) fn push_map(&mut self, pixels: usize, definition: Definition) -> Operand {
        let (name, len) = (self.stem(""), self.at().len);
        self.push_value(name, (len, pixels), definition)
    }

    /// The line as batch normalisation of a map of so many pixels, or of a vector.
    pub(crate) fn batch_norm(&mut self, pixels: usize, norm: &BatchNorm) -> Operand {
        let input = self.map(pixels);
        let len = norm.channels;
        let kind = FieldKind::Vector { len, fan_in: 1 };
        let mut field =
            |role, init, is_trained| self.field(kind, VectorParts { role, shape: vec![len], init, is_trained });
        let affine =
            norm.is_affine.then(|| [field("weight", Init::constant(1.0), true), field("bias", Init::ZEROS, true)]);
        let running = [field("running_mean", Init::ZEROS, false), field("running_var", Init::constant(1.0), false)];
        for field in running {
            self.graph.fields[field.0].momentum = Some(norm.momentum);
        }
        self.push_map(pixels, Definition::BatchNorm { input, norm: *norm, affine, running })
    }

    /// A pool of maps.
    pub(crate) fn pool(&mut self, pool: Pool, window: Window) -> Operand {
        let input = self.map(window.inputs());
        self.push_map(window.outputs(), Definition::Pool { input, pool, window })
    }

    /// The pixels of a map in other places.
    pub(crate) fn resample(&mut self, resample: Resample) -> Operand {
        let input = self.map(resample.inputs());
        self.push_map(resample.outputs(), Definition::Resample { input, resample })
    }

    /// The line as the pixels of a map, one behind the other.
    pub(crate) fn pixels_in_order(&mut self, map: ValueId) -> Operand {
        let Value { len, pixels, .. } = self.graph.values[map.0];
        let view = View::whole(len).permuted(&[len / pixels, pixels], &[1, 0]);
        self.view = view.filter(|view| !view.is_whole(len));
        Operand::Value(map)
    }

    /// The line as a convolution.
    pub(crate) fn convolution(&mut self, parts: ConvolutionParts) -> Operand {
        let operand = self.seen();
        self.convolution_over(operand, parts)
    }

    /// The line as a convolution over a value of its own.
    pub(crate) fn convolution_of(&mut self, map: ValueId, parts: ConvolutionParts) -> Operand {
        self.convolution_over(Operand::Value(map).into(), parts)
    }

    /// Groups begin in panels of their own: a panel of outputs is summed from the numbers of one group, and one of channels has the
    /// derivatives of one. Where a group has other numbers, channels are moved apart before it, and outputs together behind it.
    pub(super) fn convolution_over(&mut self, operand: Seen, parts: ConvolutionParts) -> Operand {
        let ConvolutionParts { channels, outputs, groups, is_transposed, window, shape, has_bias, init, activation } =
            parts;
        let [summed, of_channel] = [channels / groups, outputs / groups];
        // Several outputs of a channel alone are its copies, each with a kernel of its own.
        let is_depthwise = groups > 1 && summed == 1;
        let (of_group, groups) = if is_depthwise { ([1, 1], outputs) } else { ([summed, of_channel], groups) };
        let is_apart = groups > 1 && !is_depthwise;
        let [channels_apart, outputs_apart] = of_group.map(|numbers| is_apart && has_padding(numbers));
        let stored = if outputs_apart { groups * of_channel.next_multiple_of(LANES) } else { outputs };
        let (inputs, taps) = (summed * window.taps(), window.taps());
        let lanes = LaneAxis::Outputs;
        let (matrix, vector) =
            (FieldKind::Weight { inputs, outputs: stored, lanes }, FieldKind::Vector { len: stored, fan_in: inputs });
        let parts = |role, shape, init| VectorParts { role, shape, init, is_trained: true };
        let order = if is_transposed {
            InputOrder::TransposedTaps { taps, apart: window.height.taps_apart() * window.width.taps_apart() }
        } else {
            InputOrder::Taps(taps)
        };
        let weight = self.field_in(order, matrix, parts("weight", shape, init));
        let bias = has_bias.then(|| self.field(vector, parts("bias", vec![outputs], Init::ZEROS)));
        if is_apart && (outputs_apart || is_transposed) {
            self.graph.fields[weight.0].gates = groups;
        }
        if let Some(bias) = bias.filter(|_| outputs_apart) {
            self.graph.fields[bias.0].gates = groups;
        }
        let is_plain =
            operand == Operand::Input.into() && groups == 1 && channels <= MOST_PLAIN_CHANNELS && !is_transposed;
        let (read, written) =
            if is_transposed { (window.outputs(), window.inputs()) } else { (window.inputs(), window.outputs()) };
        let input = if is_plain {
            Operand::Input
        } else {
            let map = self.map_of(operand, read);
            let moves = if is_depthwise && of_channel > 1 {
                Some((outputs, Moves::copies(channels, read, of_channel)))
            } else {
                let moves = Moves::apart([groups, summed], read);
                channels_apart.then(|| (groups * summed.next_multiple_of(LANES), moves))
            };
            Operand::Value(moves.map_or(map, |(channels, moves)| {
                let definition = Definition::Rearrange { input: Operand::Value(map), moves };
                self.map_within("apart", (channels, read), definition)
            }))
        };
        let channels = match input {
            Operand::Input => channels,
            Operand::Value(map) => self.graph.values[map.0].channels(),
        };
        let fused = self.fusible(activation, of_group[1]);
        let convolution = Convolution {
            is_transposed,
            input,
            channels,
            outputs: stored,
            groups,
            of_group,
            window,
            weight,
            bias,
            activation: if fused { activation } else { Activation::IDENTITY },
        };
        let definition = Definition::Convolve(convolution);
        let sums = if outputs_apart {
            let input = Operand::Value(self.map_within("sums", (stored, written), definition));
            let moves = Moves::apart([groups, of_channel], written).back();
            self.push_map(written, Definition::Rearrange { input, moves })
        } else {
            self.push_map(written, definition)
        };
        if fused { sums } else { self.activate(sums, activation) }
    }

    /// A map within the line: so many channels of so many pixels.
    fn map_within(&mut self, suffix: &str, (channels, pixels): (usize, usize), definition: Definition) -> ValueId {
        let name = self.stem(suffix);
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (channels * pixels, pixels), definition);
        id
    }
}
