//! The fields of the network's struct: one array of panels per parameter.

use crate::model::Init;
use crate::plan::{LANES, panels};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// `[ceil(outputs / 16)][inputs]` panels.
    Weight { inputs: usize, outputs: usize },
    /// `[ceil(len / 16)]` panels.
    Bias { len: usize, fan_in: usize },
}

/// One parameter.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Name in Rust: `hidden_weight`.
    pub(crate) name: String,
    /// Name in weight files: `hidden.weight`.
    pub(crate) path: String,
    pub(crate) kind: FieldKind,
    pub(crate) init: Init,
    /// First `f32` in the flat slice.
    pub(crate) offset: usize,
}

impl Field {
    /// Panels of storage.
    pub(crate) fn stored_panels(&self) -> usize {
        match self.kind {
            FieldKind::Weight { inputs, outputs } => panels(outputs) * inputs,
            FieldKind::Bias { len, .. } => panels(len),
        }
    }

    /// Where the logical element `index`, in row-major order, lies in the flat slice: `nn_runtime::layout::Parameter`
    /// says the same.
    pub(crate) fn position(&self, index: usize) -> usize {
        match self.kind {
            FieldKind::Weight { inputs, .. } => {
                let (output, input) = (index / inputs, index % inputs);
                self.offset + ((output / LANES) * inputs + input) * LANES + output % LANES
            }
            FieldKind::Bias { .. } => self.offset + index,
        }
    }

    /// Logical elements.
    pub(crate) fn len(&self) -> usize {
        match self.kind {
            FieldKind::Weight { inputs, outputs } => inputs * outputs,
            FieldKind::Bias { len, .. } => len,
        }
    }
}
