//! Which networks compute a batch with lanes over its rows instead of lanes over a layer's outputs.
//!
//! A vector of outputs is wasted on a narrow layer: of 16 lanes, 2-8-1 uses eight and then one. With a row in each lane
//! all are used, and all weights are scalars. What it costs is turning inputs and outputs, and that every multiply-add is
//! printed: so it is for small networks. Results have the same bits either way.
//!
//! The inputs of a stream follow each other, and where layers look at earlier ones alone, 16 of them are such rows. Several such groups
//! together share each weight that is read.

use crate::ir::Graph;
use crate::plan::{Definition, Dense, FieldKind, LANES, Value, ValueId};

/// Numbers that a network with lanes over rows may read or yield per row: they are turned in registers.
const MOST_INPUTS: usize = LANES;

/// Numbers that a value within it may have.
const MOST_NUMBERS: usize = 2 * LANES;

/// Multiply-adds per row that are printed for it at most.
const MOST_MULTIPLY_ADDS: usize = 320;

/// Numbers that a value of a stream with lanes over its inputs may have in each step.
const MOST_CHANNELS: usize = 4 * LANES;

/// Channels up to which a group of 16 inputs has too few sums to keep a core busy: each waits four cycles for itself, and two start in each.
const FEW_CHANNELS: usize = 4;

/// Estimated vector operations of an activation, of any kind.
const ACTIVATION: usize = 16;

/// Estimated vector operations to turn 16 rows of up to 16 numbers, and the overhead of a row's functions otherwise.
const TURN: usize = 64;

/// Whether inference in batches has a row in each lane, and whether training has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LanesOverRows {
    pub(crate) inference: bool,
    pub(crate) training: bool,
}

/// How many groups of 16 inputs a stream computes together, an input in each lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LanesOverSteps {
    /// Of many inputs.
    pub(crate) many: usize,
    /// Of what is left.
    pub(crate) some: usize,
}

impl LanesOverSteps {
    /// The inputs that are remembered together at most.
    pub(crate) fn inputs(self) -> usize {
        LANES * self.many
    }
}

/// Whether a stream computes many of its inputs together, and how many: no number goes from a step to the next but those that layers
/// see of earlier inputs.
pub(super) fn over_steps(inputs: usize, values: &[Value]) -> Option<LanesOverSteps> {
    let outputs = values.last().map_or(0, |value| value.len);
    let pixels = |id: ValueId| values[id.0].pixels;
    let has_columns = |value: &Value| match &value.definition {
        // The taps of a convolution are the only maps.
        // A kernel for each channel fills the lanes by itself where the channels fill a panel.
        Definition::Convolve(convolution) => {
            let fills_lanes = convolution.is_depthwise() && convolution.channels > LANES;
            convolution.pixels_written() == 1 && !fills_lanes
        }
        Definition::History { .. } | Definition::Load => true,
        Definition::Dense(_)
        | Definition::Map { .. }
        | Definition::OverRow { .. }
        | Definition::Dropout { .. }
        | Definition::Add { .. }
        | Definition::Concat { .. }
        | Definition::Subtract { .. }
        | Definition::Multiply { .. }
        | Definition::Slice { .. }
        | Definition::Scale { .. }
        | Definition::Affine { .. }
        | Definition::Prelu { .. }
        | Definition::Normalise { .. } => value.definition.reads().into_iter().all(|read| pixels(read) == 1),
        _ => false,
    };
    let channels = |value: &Value| value.len / value.pixels;
    let widest = values.iter().map(channels).max().unwrap_or(0);
    let has_lanes = inputs <= MOST_INPUTS
        && outputs <= MOST_INPUTS
        && widest <= MOST_CHANNELS
        && values.iter().all(has_columns)
        && values.iter().any(|value| matches!(value.definition, Definition::History { .. }));
    let groups = if widest <= FEW_CHANNELS { (4, 2) } else { (2, 1) };
    has_lanes.then_some(LanesOverSteps { many: groups.0, some: groups.1 })
}

/// Decides for a network of `inputs` numbers, from shapes alone.
pub(super) fn decide(inputs: usize, graph: &Graph) -> LanesOverRows {
    let Graph { values, fields, scans, .. } = graph;
    let outputs = values.last().map_or(0, |value| value.len);
    let dense = || {
        values.iter().filter_map(|value| match &value.definition {
            Definition::Dense(dense) => Some(dense),
            _ => None,
        })
    };
    let multiply_adds: usize = dense().map(|dense| dense.inputs * dense.outputs).sum();
    let elementwise: usize = values.iter().map(|value| value.len).sum();
    let is_narrow = values.iter().all(|value| value.len <= MOST_NUMBERS);
    let fits = is_narrow && inputs <= MOST_INPUTS && outputs <= MOST_INPUTS && multiply_adds <= MOST_MULTIPLY_ADDS;
    // Vector operations for 16 rows.
    let over_rows = multiply_adds + ACTIVATION * elementwise + 2 * TURN;
    let over_outputs: usize = dense().map(Dense::operations).sum::<usize>()
        + values.iter().map(|value| ACTIVATION * value.panels()).sum::<usize>();
    // Rows of a batch may pick different vectors of a table, which lie in different places.
    let has_table = fields.iter().any(|field| matches!(field.kind, FieldKind::Table { .. }));
    let has_maps = !scans.is_empty()
        || values.iter().any(|value| {
            value.pixels > 1
                || matches!(
                    value.definition,
                    Definition::Convolve(_)
                        | Definition::Pool { .. }
                        | Definition::BatchNorm { .. }
                        | Definition::Resample { .. }
                        | Definition::Arrange { .. }
                        | Definition::NormaliseGroups { .. }
                        | Definition::Rearrange { .. }
                )
        });
    let inference = fits && !has_table && !has_maps && over_rows < LANES * over_outputs;
    // A mask of dropout belongs to a panel of outputs, what a singular or a growing activation makes of rows that are not there would
    // reach sums over rows, and the others are rare in networks that are so small: these stay as they are.
    let is_plain = |value: &Value| match &value.definition {
        Definition::Dropout { .. } | Definition::OverRow { .. } | Definition::Normalise { .. } => false,
        Definition::Map { activation, .. } | Definition::Dense(Dense { activation, .. })
            if activation.clears_padding() =>
        {
            false
        }
        Definition::Dense(_) => true,
        other => other.parameters().iter().all(|field| !fields[field.0].is_trained),
    };
    LanesOverRows { inference, training: inference && values.iter().all(is_plain) }
}
