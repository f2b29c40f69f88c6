//! What layers lower themselves to: values over a closed set of definitions, and fields of parameters.
//!
//! A layer knows the builder, and nothing behind this module knows a layer. Here is nothing of tiers, tiles or memory.

mod builder;
mod field;
mod layout;

use proc_macro2::Ident;

pub(crate) use crate::ir::builder::{Builder, DenseParts, Graph, Line, Outline, VectorParts};
pub(crate) use crate::ir::field::{Field, FieldKind, LaneAxis};
pub(crate) use crate::ir::layout::Layout;
use crate::language::activations::Activation;

/// Lanes of a panel, the unit of storage.
pub(crate) const LANES: usize = 16;

/// Bytes of a panel.
pub(crate) const PANEL_BYTES: usize = LANES * size_of::<f32>();

/// Panels that hold `len` numbers.
pub(crate) fn panels(len: usize) -> usize {
    len.div_ceil(LANES)
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
    pub(crate) definition: Definition,
    /// How many values are computed from it while training; the loss counts as one.
    pub(crate) n_users: usize,
    /// Whether it depends on a parameter, so that training needs the loss's derivative with respect to it.
    pub(crate) is_trained: bool,
}

impl Value {
    /// Panels of a row.
    pub(crate) fn panels(&self) -> usize {
        Layout::Panels { len: self.len }.panels()
    }
}

/// How a value is computed.
#[derive(Clone, Debug)]
pub(crate) enum Definition {
    /// The input row, padded to panels.
    Load,
    Dense(Dense),
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
    /// `weight input + bias`, elementwise.
    Affine {
        input: ValueId,
        weight: FieldId,
        bias: Option<FieldId>,
    },
    /// `input` where it is positive, else `slope input`, elementwise; one slope may be for all.
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
    /// Applied before the sums are stored. While training, its derivative follows from its output.
    pub(crate) activation: Activation,
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
            Self::Load => Vec::new(),
            Self::Dense(dense) => match dense.input {
                Operand::Input => Vec::new(),
                Operand::Value(id) => vec![id],
            },
            Self::Map { input, .. }
            | Self::OverRow { input, .. }
            | Self::Dropout { input, .. }
            | Self::Slice { input, .. }
            | Self::Scale { input, .. }
            | Self::Affine { input, .. }
            | Self::Prelu { input, .. }
            | Self::Embedding { input, .. }
            | Self::Normalise { input, .. } => vec![*input],
            Self::Subtract { left, right } | Self::Multiply { left, right } => vec![*left, *right],
            Self::Add { inputs } | Self::Concat { inputs } => inputs.clone(),
        }
    }

    /// The parameters that it is computed from.
    pub(crate) fn parameters(&self) -> Vec<FieldId> {
        let (weight, bias) = match self {
            Self::Dense(dense) => (dense.weight, dense.bias),
            Self::Affine { weight, bias, .. } => (*weight, *bias),
            Self::Prelu { slope, .. } => (*slope, None),
            Self::Embedding { table, .. } => (*table, None),
            _ => return Vec::new(),
        };
        [Some(weight), bias].into_iter().flatten().collect()
    }

    /// Gives its parameters other places.
    fn move_parameters(&mut self, to: impl Fn(FieldId) -> FieldId) {
        let (weight, bias) = match self {
            Self::Dense(dense) => (&mut dense.weight, dense.bias.as_mut()),
            Self::Affine { weight, bias, .. } => (weight, bias.as_mut()),
            Self::Prelu { slope, .. } => (slope, None),
            Self::Embedding { table, .. } => (table, None),
            _ => return,
        };
        [Some(weight), bias].into_iter().flatten().for_each(|field| *field = to(*field));
    }
}
