//! The fields of the network's struct: one array of panels per parameter.

use super::{LANES, panels};
use crate::language::initialisers::Init;

/// Outputs up to which a dense layer has its inputs in the lanes.
const FEW_OUTPUTS: usize = 4;

/// Inputs from which on that pays: fewer are summed as fast one by one.
const FEWEST_INPUTS: usize = 8;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// As [`LaneAxis`] says.
    Weight { inputs: usize, outputs: usize, lanes: LaneAxis },
    /// `[ceil(len / 16)]` panels: biases, and what numbers of a row are multiplied by one by one. In the order of a map's pixels
    /// `[pixels][ceil(channels / 16)]`.
    Vector { len: usize, fan_in: usize },
    /// `[rows][ceil(len / 16)]` panels: vectors of which an index picks one.
    Table { rows: usize, len: usize },
}

/// What the lanes of a dense layer's weights are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaneAxis {
    /// Outputs: `[ceil(outputs / 16)][inputs]` panels.
    Outputs,
    /// The sum, over inputs: `[outputs][ceil(inputs / 16)]` panels. A single output would use one lane of 16, and as many panels as there are
    /// inputs. Its sum ends with a sum over the lanes.
    Sum,
}

impl LaneAxis {
    /// The arrangement for a layer.
    pub(crate) fn of(inputs: usize, outputs: usize) -> Self {
        if outputs <= FEW_OUTPUTS && inputs >= FEWEST_INPUTS { Self::Sum } else { Self::Outputs }
    }

    /// Extents of the array of panels: the outer one, then the inner one.
    pub(crate) fn extents(self, inputs: usize, outputs: usize) -> (usize, usize) {
        match self {
            Self::Outputs => (panels(outputs), inputs),
            Self::Sum => (outputs, panels(inputs)),
        }
    }
}

/// The order in which a matrix of weights has its inputs, where files have them channel by channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputOrder {
    /// As files.
    AsFiles,
    /// Those of a map of so many pixels, pixel by pixel.
    Pixels(usize),
    /// Those of so many taps of a kernel, tap by tap.
    Taps(usize),
    /// The same of a transposed kernel, which files have input by input. The terms of an output lie so many apart in the taps that it
    /// could have: those between reach its neighbours.
    TransposedTaps { taps: usize, apart: usize },
}

impl InputOrder {
    /// Pixels or taps.
    pub(crate) fn places(self) -> usize {
        match self {
            Self::AsFiles => 1,
            Self::Pixels(n) | Self::Taps(n) | Self::TransposedTaps { taps: n, .. } => n,
        }
    }
}

/// One parameter.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Name in Rust: `hidden_weight`.
    pub(crate) name: String,
    /// Name in weight files: `hidden.weight`.
    pub(crate) path: String,
    pub(crate) kind: FieldKind,
    /// Of weights, and of vectors with a number for each of a map.
    pub(crate) order: InputOrder,
    pub(crate) init: Init,
    /// Whether training changes it; what it does not change lies behind all that it does.
    pub(crate) is_trained: bool,
    /// The part of a batch in what training keeps as a running mean of batches.
    pub(crate) momentum: Option<f32>,
    /// Parts of the outputs that begin in panels of their own: the gates of a layer with memory, the groups of a convolution that are no
    /// whole panels, those of a transposed one; 1 elsewhere. A weight's kind, and a vector's, count what is stored: their padding is part
    /// of it.
    pub(crate) gates: usize,
    /// Which gates of a tensor of files it has, if not all: the others are the fields behind it, or before.
    pub(crate) part: Option<Part>,
    /// Logical extents, as files have them.
    pub(crate) shape: Vec<usize>,
    /// First `f32` in the flat slice.
    pub(crate) offset: usize,
}

/// Some of the gates of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) first: usize,
    /// How many the tensor has.
    pub(crate) all: usize,
}

impl Field {
    /// The tensor of files that begins with this field: the field, or with the gates of those behind it; nothing for these.
    pub(crate) fn tensor(&self) -> Option<Self> {
        let Some(Part { first, all }) = self.part else { return Some(self.clone()) };
        let outputs = stored_outputs(all, self.units());
        let kind = match self.kind {
            FieldKind::Weight { inputs, lanes, .. } => FieldKind::Weight { inputs, outputs, lanes },
            FieldKind::Vector { fan_in, .. } => FieldKind::Vector { len: outputs, fan_in },
            table @ FieldKind::Table { .. } => table,
        };
        let shape = [all * self.units()].into_iter().chain(self.shape.iter().skip(1).copied()).collect();
        (first == 0).then(|| Self { gates: all, part: None, kind, shape, ..self.clone() })
    }

    /// Panels of storage.
    pub(crate) fn stored_panels(&self) -> usize {
        match self.kind {
            FieldKind::Weight { inputs, outputs, lanes } => {
                let (outer, inner) = lanes.extents(inputs, outputs);
                outer * inner
            }
            FieldKind::Vector { len, .. } => self.order.places() * panels(len / self.order.places()),
            FieldKind::Table { rows, len } => rows * panels(len),
        }
    }

    /// Where the logical element `index`, in row-major order, lies in the flat slice: `nn_runtime::layout::Parameter`
    /// says the same.
    pub(crate) fn position(&self, index: usize) -> usize {
        match self.kind {
            FieldKind::Weight { inputs, outputs, lanes } => {
                let places = self.order.places();
                let (output, channel, place) = match self.order {
                    // Files have channels of all groups, each with the outputs of its own.
                    InputOrder::TransposedTaps { .. } => {
                        let (of_group, summed) = (outputs_of_group(outputs, self.gates, self.units()), inputs / places);
                        let channel = index / places / of_group;
                        (channel / summed * of_group + index / places % of_group, channel % summed, index % places)
                    }
                    _ => (index / inputs, index % inputs / places, index % places),
                };
                let (output, input) = (self.stored_output(output), place * (inputs / places) + channel);
                self.offset
                    + match lanes {
                        LaneAxis::Outputs => ((output / LANES) * inputs + input) * LANES + output % LANES,
                        LaneAxis::Sum => output * panels(inputs) * LANES + input,
                    }
            }
            FieldKind::Vector { .. } if self.order.places() == 1 => self.offset + self.stored_output(index),
            FieldKind::Vector { len, .. } => {
                let pixels = self.order.places();
                self.offset + index % pixels * panels(len / pixels) * LANES + index / pixels
            }
            FieldKind::Table { len, .. } => self.offset + index / len * panels(len) * LANES + index % len,
        }
    }

    /// The place of an output among those that are stored.
    fn stored_output(&self, output: usize) -> usize {
        let units = self.units();
        if self.gates == 1 { output } else { output / units * units.next_multiple_of(LANES) + output % units }
    }

    /// Outputs of a gate.
    pub(crate) fn units(&self) -> usize {
        match (self.order, &self.shape[..]) {
            (InputOrder::TransposedTaps { .. }, [_, of_group, ..]) => *of_group,
            (_, shape) => shape.first().map_or(1, |outputs| outputs / self.gates).max(1),
        }
    }

    /// Logical elements.
    pub(crate) fn len(&self) -> usize {
        match self.kind {
            _ if self.gates > 1 => self.shape.iter().product(),
            FieldKind::Weight { inputs, outputs, .. } => inputs * outputs,
            FieldKind::Vector { len, .. } => len,
            FieldKind::Table { rows, len } => rows * len,
        }
    }
}

/// Outputs of a group, where all that are stored are given: one group has all of them.
fn outputs_of_group(outputs: usize, groups: usize, of_group: usize) -> usize {
    if groups == 1 { outputs } else { of_group }
}

/// Outputs of so many gates, each in whole panels; those of one have no padding among them.
pub(super) fn stored_outputs(gates: usize, units: usize) -> usize {
    if gates == 1 { units } else { gates * units.next_multiple_of(LANES) }
}
