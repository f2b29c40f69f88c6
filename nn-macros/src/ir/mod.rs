//! What layers lower themselves to: values over a closed set of definitions, and fields of parameters.
//!
//! A layer knows the builder, and nothing behind this module knows a layer. Here is nothing of tiers, tiles or memory.

mod builder;
mod cell;
mod field;
mod layout;
mod resample;
mod scan;
mod view;
mod window;

use proc_macro2::Ident;

pub(crate) use crate::ir::builder::{
    Builder, ConvolutionParts, DenseParts, GateParts, Graph, Line, Outline, VectorParts,
};
pub(crate) use crate::ir::cell::Cell;
pub(crate) use crate::ir::field::{Field, FieldKind, InputOrder, LaneAxis, Part};
pub(crate) use crate::ir::layout::Layout;
pub(crate) use crate::ir::resample::{Along, Resample, Rule};
pub(crate) use crate::ir::scan::Scan;
pub(crate) use crate::ir::view::{MovedAxis, Moves, View};
pub(crate) use crate::ir::window::{Phase, Span, Window};
use crate::language::activations::Activation;

/// Lanes of a panel, the unit of storage.
pub(crate) const LANES: usize = 16;

/// Bytes of a panel.
pub(crate) const PANEL_BYTES: usize = LANES * size_of::<f32>();

/// Panels that hold `len` numbers.
pub(crate) fn panels(len: usize) -> usize {
    len.div_ceil(LANES)
}

/// Whether panels of `len` numbers have more lanes than that.
pub(crate) fn has_padding(len: usize) -> bool {
    !len.is_multiple_of(LANES)
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Source {
    /// The network's input.
    Input,
    /// The output of a line.
    Node(usize),
}

/// Index into the fields of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldId(pub(crate) usize);

/// Index into the values of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ValueId(pub(crate) usize);

/// What a dense layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// The caller's rows, `[f32; I]` each.
    Input,
    /// The panels of a value.
    Value(ValueId),
}

/// An array of panels for each row.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// Stem of the names of its buffers; unique.
    pub(crate) name: String,
    /// Numbers per row.
    pub(crate) len: usize,
    /// Pixels that the numbers are channels of; 1 for a vector.
    pub(crate) pixels: usize,
    pub(crate) definition: Definition,
    /// How many values are computed from it while training; the loss counts as one.
    pub(crate) n_users: usize,
    /// Whether it depends on a parameter, so that training needs the loss's derivative with respect to it.
    pub(crate) is_trained: bool,
}

impl Value {
    /// Panels of a row.
    pub(crate) fn panels(&self) -> usize {
        self.layout().panels()
    }

    /// How a row of it lies in memory, unless it is one of columns.
    pub(crate) fn layout(&self) -> Layout {
        Layout::of(self.len, self.pixels)
    }

    /// Numbers of a pixel.
    pub(crate) fn channels(&self) -> usize {
        self.len / self.pixels
    }
}

/// How a value is computed.
#[derive(Clone, Debug)]
pub(crate) enum Definition {
    /// The input row, padded to panels.
    Load,
    Dense(Dense),
    Convolve(Convolution),
    /// The largest number of each window, or the mean of its numbers, channel by channel.
    Pool {
        input: ValueId,
        pool: Pool,
        window: Window,
    },
    /// The pixels of a map in other places.
    Resample {
        input: ValueId,
        resample: Resample,
    },
    /// The same numbers in another layout.
    Arrange {
        input: Operand,
    },
    /// Numbers in other places, or some of them.
    Rearrange {
        input: Operand,
        moves: Moves,
    },
    /// Channels of one value behind those of another, pixel by pixel.
    ConcatChannels {
        inputs: Vec<ValueId>,
    },
    BatchNorm {
        input: ValueId,
        norm: BatchNorm,
        affine: Option<[FieldId; 2]>,
        /// Mean and variance.
        running: [FieldId; 2],
    },
    /// Elementwise.
    Map {
        input: ValueId,
        activation: Activation,
    },
    /// An activation over all numbers of a row, where the loss does not contain it.
    OverRow {
        input: ValueId,
        activation: Activation,
    },
    /// A copy of its input in inference; `index` tells the network's dropout layers apart.
    Dropout {
        input: ValueId,
        rate: f32,
        index: usize,
    },
    Add {
        inputs: Vec<ValueId>,
    },
    Concat {
        inputs: Vec<ValueId>,
    },
    /// `left - right`.
    Subtract {
        left: ValueId,
        right: ValueId,
    },
    /// `left right`, elementwise.
    Multiply {
        left: ValueId,
        right: ValueId,
    },
    /// `map vector`, where each channel of a map has a number of a vector.
    MultiplyChannels {
        map: ValueId,
        vector: ValueId,
    },
    /// Numbers from `start` on.
    Slice {
        input: ValueId,
        start: usize,
    },
    /// `factor input`.
    Scale {
        input: ValueId,
        factor: f32,
    },
    /// `weight input + bias`, elementwise; or channel by channel, where the input is a map and the parameters are as many as its channels.
    Affine {
        input: ValueId,
        weight: FieldId,
        bias: Option<FieldId>,
    },
    /// `input` where it is positive, else `slope input`, elementwise; one slope may be for all, or for a channel of a map.
    Prelu {
        input: ValueId,
        slope: FieldId,
    },
    /// The vector of a table whose position the input is, one number.
    Embedding {
        input: ValueId,
        table: FieldId,
    },
    /// The input over what a norm divides it by.
    Normalise {
        input: ValueId,
        norm: Norm,
    },
    /// The same of each of so many groups of its channels, over all pixels.
    NormaliseGroups {
        input: ValueId,
        norm: Norm,
        groups: usize,
    },
    /// What a later value was in the step before, and zeros in the first: it outlives the step. In a scan that is the step of a window.
    Carry {
        /// The later value, and none until it is written.
        of: Option<ValueId>,
    },
    /// What its input was so many steps before, for each of these ages, one behind the other as pixels of a map; 0 is now, and one at least
    /// is larger. The inputs up to the oldest outlive the step.
    History {
        input: ValueId,
        ages: Vec<usize>,
    },
    /// What a layer with memory makes of the sums of its gates, and of what it remembers.
    Cell {
        cell: Cell,
        /// As the cell says.
        inputs: Vec<ValueId>,
    },
}

/// A dense layer with its fused activation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dense {
    pub(crate) input: Operand,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// With the sum in the lanes the operand is a value.
    pub(crate) lanes: LaneAxis,
    pub(crate) weight: FieldId,
    pub(crate) bias: Option<FieldId>,
    /// What each sum begins with, where that is a value; a bias is then added to the finished sum.
    pub(crate) start: Option<ValueId>,
    /// Applied before the sums are stored. While training, its derivative follows from its output.
    pub(crate) activation: Activation,
}

/// A convolution with its fused activation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Convolution {
    /// The caller's rows, channel by channel, or a value's pixels.
    pub(crate) input: Operand,
    /// Of the operand, and of the result; where groups are padded to whole panels, with that padding.
    pub(crate) channels: usize,
    pub(crate) outputs: usize,
    /// Parts of the channels that parts of the outputs are computed from. As many as channels: each output from its own channel.
    pub(crate) groups: usize,
    /// Channels that an output is computed from, and outputs that a channel is for: those of a group, without padding.
    pub(crate) of_group: [usize; 2],
    /// Whether the numbers of a position are added to a window of the result, rather than computed from one of the operand.
    pub(crate) is_transposed: bool,
    /// Of the operand; of the result if it is transposed.
    pub(crate) window: Window,
    pub(crate) weight: FieldId,
    pub(crate) bias: Option<FieldId>,
    /// As a dense layer's.
    pub(crate) activation: Activation,
}

/// The oldest input that a history looks at, in steps: so many inputs outlive a step.
pub(crate) fn oldest(ages: &[usize]) -> usize {
    ages.iter().copied().max().unwrap_or(0)
}

impl Convolution {
    /// Whether each channel has a kernel of its own, and nothing is summed over channels.
    pub(crate) fn is_depthwise(&self) -> bool {
        self.groups > 1 && self.groups == self.channels
    }

    /// Pixels of the operand.
    pub(crate) fn pixels_read(&self) -> usize {
        if self.is_transposed { self.window.outputs() } else { self.window.inputs() }
    }

    /// Pixels of the result.
    pub(crate) fn pixels_written(&self) -> usize {
        if self.is_transposed { self.window.inputs() } else { self.window.outputs() }
    }

    /// Channels that an output is computed from.
    pub(crate) fn summed(&self) -> usize {
        self.of_group[0]
    }

    /// Outputs that are no padding.
    pub(crate) fn computed(&self) -> usize {
        self.groups * self.of_group[1]
    }

    pub(crate) fn multiply_adds(&self) -> usize {
        self.computed() * self.window.outputs() * self.window.taps() * self.summed()
    }
}

/// What batch normalisation is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BatchNorm {
    pub(crate) channels: usize,
    pub(crate) epsilon: f32,
    /// The part of a batch in the running mean and variance.
    pub(crate) momentum: f32,
    /// Whether a weight and a bias for each channel follow.
    pub(crate) is_affine: bool,
}

/// What a pool makes of the numbers of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pool {
    Largest,
    /// Whether padding counts as zeros, rather than not at all.
    Mean {
        counts_padding: bool,
    },
}

/// A labelled dense layer: gets accessors.
#[derive(Clone, Debug)]
pub(crate) struct Accessor {
    pub(crate) label: Ident,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) weight: FieldId,
    pub(crate) bias: Option<FieldId>,
}

/// What the numbers of a row are divided by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Norm {
    /// The root of their mean square and epsilon, after their mean is taken from them.
    Deviation(f32),
    /// The root of their mean square and epsilon.
    MeanSquare(f32),
    /// The root of the sum of their squares, but at least epsilon.
    Length(f32),
}

impl Definition {
    /// The values that it is computed from.
    pub(crate) fn reads(&self) -> Vec<ValueId> {
        match self {
            Self::Load | Self::Carry { .. } => Vec::new(),
            Self::Dense(dense) => {
                let input = match dense.input {
                    Operand::Input => None,
                    Operand::Value(id) => Some(id),
                };
                input.into_iter().chain(dense.start).collect()
            }
            Self::Convolve(Convolution { input, .. }) | Self::Arrange { input } | Self::Rearrange { input, .. } => {
                match input {
                    Operand::Input => Vec::new(),
                    Operand::Value(id) => vec![*id],
                }
            }
            Self::Map { input, .. }
            | Self::Pool { input, .. }
            | Self::BatchNorm { input, .. }
            | Self::Resample { input, .. }
            | Self::OverRow { input, .. }
            | Self::Dropout { input, .. }
            | Self::Slice { input, .. }
            | Self::Scale { input, .. }
            | Self::Affine { input, .. }
            | Self::Prelu { input, .. }
            | Self::Embedding { input, .. }
            | Self::History { input, .. }
            | Self::Normalise { input, .. }
            | Self::NormaliseGroups { input, .. } => vec![*input],
            Self::Subtract { left, right } | Self::Multiply { left, right } => vec![*left, *right],
            Self::MultiplyChannels { map, vector } => vec![*map, *vector],
            Self::Add { inputs }
            | Self::Concat { inputs }
            | Self::ConcatChannels { inputs }
            | Self::Cell { inputs, .. } => inputs.clone(),
        }
    }

    /// The parameters that it is computed from.
    pub(crate) fn parameters(&self) -> Vec<FieldId> {
        if let Self::BatchNorm { affine, running, .. } = self {
            return affine.iter().flatten().chain(running).copied().collect();
        }
        let (weight, bias) = match self {
            Self::Dense(dense) => (dense.weight, dense.bias),
            Self::Convolve(convolution) => (convolution.weight, convolution.bias),
            Self::Affine { weight, bias, .. } => (*weight, *bias),
            Self::Prelu { slope, .. } => (*slope, None),
            Self::Embedding { table, .. } => (*table, None),
            _ => return Vec::new(),
        };
        [Some(weight), bias].into_iter().flatten().collect()
    }

    /// Gives its parameters other places.
    fn move_parameters(&mut self, to: impl Fn(FieldId) -> FieldId) {
        if let Self::BatchNorm { affine, running, .. } = self {
            affine.iter_mut().flatten().chain(running).for_each(|field| *field = to(*field));
            return;
        }
        let (weight, bias) = match self {
            Self::Dense(dense) => (&mut dense.weight, dense.bias.as_mut()),
            Self::Convolve(convolution) => (&mut convolution.weight, convolution.bias.as_mut()),
            Self::Affine { weight, bias, .. } => (weight, bias.as_mut()),
            Self::Prelu { slope, .. } => (slope, None),
            Self::Embedding { table, .. } => (table, None),
            _ => return,
        };
        [Some(weight), bias].into_iter().flatten().for_each(|field| *field = to(*field));
    }
}
