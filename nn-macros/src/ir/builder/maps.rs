//! Values of lines over maps: convolutions, pools, norms of channels.

use super::groups::Stored;
use super::{Builder, ConvolutionParts, MOST_PLAIN_CHANNELS, Seen, VectorParts};
use crate::ir::field::{FieldKind, LaneAxis};
use crate::ir::{
    BatchNorm, Convolution, Definition, InputOrder, Operand, Pool, Resample, Value, ValueId, View, Window,
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

    /// Where groups are no whole panels, channels are moved apart before it, and outputs together behind it.
    pub(super) fn convolution_over(&mut self, operand: Seen, parts: ConvolutionParts) -> Operand {
        let Stored { groups, of_group, outputs: stored, is_apart, before, behind } = parts.stored();
        let ConvolutionParts { channels, outputs, is_transposed, window, shape, has_bias, init, activation, .. } =
            parts;
        let (inputs, taps) = (of_group[0] * window.taps(), window.taps());
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
        // Files have transposed weights channel by channel, so their groups have to be known even where there is no padding.
        if behind.is_some() || is_apart && is_transposed {
            self.graph.fields[weight.0].gates = groups;
        }
        if let (Some(bias), Some(_)) = (bias, &behind) {
            self.graph.fields[bias.0].gates = groups;
        }
        let is_plain =
            operand == Operand::Input.into() && groups == 1 && channels <= MOST_PLAIN_CHANNELS && !is_transposed;
        let (read, written) =
            if is_transposed { (window.outputs(), window.inputs()) } else { (window.inputs(), window.outputs()) };
        let (input, channels) = match before {
            None if is_plain => (Operand::Input, channels),
            None => (Operand::Value(self.map_of(operand, read)), channels),
            Some((channels, moves)) => {
                let input = Operand::Value(self.map_of(operand, read));
                let apart = self.map_within("apart", (channels, read), Definition::Rearrange { input, moves });
                (Operand::Value(apart), channels)
            }
        };
        let fused = self.fusible(activation, if is_apart { of_group[1] } else { outputs });
        let activation_of_sums = if fused { activation } else { Activation::IDENTITY };
        let definition = Definition::Convolve(Convolution {
            is_transposed,
            input,
            channels,
            outputs: stored,
            groups,
            of_group,
            window,
            weight,
            bias,
            activation: activation_of_sums,
        });
        let sums = match behind {
            None => self.push_map(written, definition),
            Some(moves) => {
                let input = Operand::Value(self.map_within("sums", (stored, written), definition));
                self.push_map(written, Definition::Rearrange { input, moves })
            }
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
