//! The arrays of a workspace: what training over a block of rows keeps.

use super::step::{Operation, PassKind, Place, Slot};
use super::tile::{Tier, Tile};
use super::{
    Convolution, Definition, Family, Field, FieldId, LANES, LaneAxis, LanesOverRows, Layout, Operand, PANEL_BYTES,
    Plan, Rows, SECOND_CACHE_BYTES, Value, ValueId, oldest, panels,
};
use crate::ir::Graph;

/// Rows of a block, unless its bytes say otherwise: enough that adding up the gradient takes little beside computing it.
const BLOCK_ROWS: usize = 64;

/// Rows of a block with lanes over rows, which keeps targets alone and has sums across lanes at its end.
const BLOCK_ROWS_OF_LANES: usize = 256;

/// Fewer rows are not worth a pass over the gradient.
const FEWEST_BLOCK_ROWS: usize = 8;

/// The most blocks of a group on one thread.
const MOST_GROUP_BLOCKS: usize = 4;

/// The most that a block of rows may take in a workspace; with threads a workspace holds four.
const BLOCK_BYTES: usize = 32 << 20;

/// As much of a network with maps, whose pixels keep a core busy in few rows too.
const BLOCK_BYTES_OF_MAPS: usize = 4 << 20;

/// The rows whose part of a gradient is summed before it is added. A function of shapes alone, for it is an order of sums.
///
/// Values and derivatives of a block that the second cache does not hold are read from memory in the second pass, so it has
/// fewer rows as long as these bytes are more than those of the gradient, which each block goes through. And no block exceeds
/// a limit, down to a single row.
pub(super) fn block_rows(graph: &Graph, lanes: LanesOverRows, batch: Option<usize>) -> usize {
    // A layer that looks at all rows together needs them all.
    if let Some(rows) = batch {
        return rows;
    }
    if lanes.training {
        return BLOCK_ROWS_OF_LANES;
    }
    let (row_bytes, gradient_bytes) = (row_bytes_of_training(graph), gradient_bytes(graph));
    let mut rows = BLOCK_ROWS;
    while rows > FEWEST_BLOCK_ROWS && rows * row_bytes > SECOND_CACHE_BYTES && rows / 2 * row_bytes >= gradient_bytes {
        rows /= 2;
    }
    let most = if has_maps(graph) { BLOCK_BYTES_OF_MAPS } else { BLOCK_BYTES };
    while rows > 1 && rows * row_bytes > most {
        rows /= 2;
    }
    rows
}

/// Blocks of rows that both passes see at a time on one thread: several where a gradient that each block goes through is more than the
/// second cache holds beside other things, and more than the rows of these blocks. The second pass adds all of them to some panels of a layer,
/// then to the next ones. That changes no order of sums.
pub(super) fn group_blocks(graph: &Graph, block_rows: usize) -> usize {
    let gradient_bytes = gradient_bytes(graph);
    if has_maps(graph) || gradient_bytes <= SECOND_CACHE_BYTES / 2 {
        return 1;
    }
    halved(MOST_GROUP_BLOCKS, block_rows * row_bytes_of_training(graph), gradient_bytes)
}

/// The most streams that make a step together.
const MOST_STREAMS: usize = 16;

/// The most that rows of these may take on the stack: half of L1, which has the weights of a small network too.
const STREAM_BYTES: usize = 24 << 10;

/// The most steps of a stream that are computed together.
const MOST_STEPS: usize = 16;

/// The most that rows of these may take on the stack.
const STEP_BYTES: usize = 64 << 10;

/// The most streams whose windows go through a network together: as many rows as the largest tile has.
const MOST_WINDOWS: usize = 8;

/// The most that these may take in a workspace, but for a single one.
const WINDOW_BYTES: usize = 4 << 20;

/// Streams that make a step together, a row of each. Without vectors it saves nothing, and 16 steps of one stream in columns take less time.
pub(super) fn streams_together(graph: &Graph, family: Family, lanes_over_steps: bool) -> usize {
    let row_bytes = graph.values.iter().map(Value::panels).sum::<usize>() * PANEL_BYTES;
    if family == Family::Scalar || lanes_over_steps { 1 } else { halved(MOST_STREAMS, row_bytes, STREAM_BYTES) }
}

/// Streams that go through a window of so many steps together: as many as are declared, or a function of shapes alone, for it is an order of
/// sums.
pub(super) fn streams_of_a_window(graph: &Graph, steps: usize, declared: Option<usize>) -> usize {
    if let Some(streams) = declared {
        return streams;
    }
    halved(MOST_WINDOWS, steps * row_bytes_of_training(graph), WINDOW_BYTES)
}

/// `n`, or a half of it, and so on, down to 1, so that the bytes of all are not more than some.
fn halved(mut n: usize, bytes_of_one: usize, most: usize) -> usize {
    while n > 1 && n * bytes_of_one > most {
        n /= 2;
    }
    n
}

/// Whether a value has pixels or steps.
fn has_maps(graph: &Graph) -> bool {
    graph.values.iter().any(|value| value.pixels > 1)
}

/// The parameters, and so their gradient.
fn gradient_bytes(graph: &Graph) -> usize {
    graph.fields.iter().map(Field::stored_panels).sum::<usize>() * PANEL_BYTES
}

/// Values and derivatives of a row.
fn row_bytes_of_training(graph: &Graph) -> usize {
    let of_values: usize = graph.values.iter().map(Value::panels).sum();
    let of_derivatives: usize = graph.values.iter().filter(|value| value.is_trained).map(Value::panels).sum();
    (of_values + of_derivatives) * PANEL_BYTES
}

impl Plan<'_> {
    /// Steps of a stream that are computed together, a row of each.
    pub(super) fn steps_by_bytes(&self) -> usize {
        let ids = (0..self.values.len()).map(ValueId).filter(|id| !self.is_of_one_step(*id));
        let row_panels: usize = ids.map(|id| self.value(id).panels()).sum();
        halved(MOST_STEPS, row_panels * PANEL_BYTES, STEP_BYTES)
    }

    /// Rows of training that belong together: a block, or all steps of the windows that go through a network together.
    pub(crate) fn rows_of_training(&self) -> usize {
        self.block_rows * self.streams_of_a_window
    }

    /// How the rows of a pass lie in a value, in its derivative, in the input or in the targets; nothing else has rows.
    pub(crate) fn layout(&self, place: Place, kind: PassKind) -> Option<Layout> {
        let len = match place {
            Place::State(id) => return Some(self.layout_of_state(id, kind)),
            Place::Value(id) | Place::Gradient(id) => self.value(id).len,
            Place::Targets => self.value(self.output()).len,
            Place::Input => self.model.input.len(),
            _ => return None,
        };
        Some(match place {
            Place::Value(id) if kind.is_columns() && self.value(id).pixels > 1 => {
                Layout::PixelColumns { channels: self.value(id).channels(), pixels: self.value(id).pixels }
            }
            _ if kind.is_columns() => Layout::Columns { len },
            Place::Input => Layout::Plain { len },
            Place::Value(id) | Place::Gradient(id) => self.value(id).layout(),
            _ => Layout::Panels { len },
        })
    }

    /// The panels that a value has in a pass for one row, or for all groups of 16 in columns.
    pub(crate) fn panels_in(&self, place: Place, kind: PassKind) -> usize {
        self.layout(place, kind).map_or(0, Layout::panels) * kind.groups()
    }

    /// Of a history whose only reader is a convolution that finds what it reads where it is remembered, the value that it has earlier inputs
    /// of: where these lie channel by channel, and all channels are summed. In columns the inputs that follow each other are a vector wherever
    /// they begin; in a step each number of one is a factor for all lanes.
    pub(crate) fn reader_recalls(&self, id: ValueId, kind: PassKind) -> Option<ValueId> {
        let Definition::History { input, ages } = &self.value(id).definition else { return None };
        let mut readers = self.values.iter().filter(|value| value.definition.reads().contains(&id));
        let (reader, others) = (readers.next()?, readers.next());
        // The newest is the last.
        let is_causal = ages.split_last().is_some_and(|(now, earlier)| *now == 0 && earlier.iter().all(|age| *age > 0));
        let sums_all = matches!(&reader.definition, Definition::Convolve(convolution) if convolution.groups == 1);
        let is_alone = others.is_none() && sums_all && id != self.output();
        let is_by_channels =
            matches!(kind, PassKind::StepColumns(_)) || kind == PassKind::Step && self.lanes_over_steps.is_some();
        (is_by_channels && is_causal && is_alone && ages.len() > 1).then_some(*input)
    }

    /// How what a stream remembers lies: a history has its earlier inputs one behind the other, the oldest first.
    fn layout_of_state(&self, id: ValueId, kind: PassKind) -> Layout {
        match &self.value(id).definition {
            Definition::History { ages, .. } => {
                // Columns are remembered before they are seen.
                let steps = oldest(ages) + if kind.is_columns() { LANES * kind.groups() } else { 0 };
                Layout::of(self.value(id).channels() * steps, steps)
            }
            _ => self.value(id).layout(),
        }
    }

    /// The most bytes of values between input and output that a pass of inference has, for the rows that it takes together.
    pub(crate) fn inference_bytes(&self) -> usize {
        let passes = self.passes.iter().filter(|pass| pass.kind.is_inference());
        let maps = self.passes.iter().filter(|pass| pass.kind == PassKind::Maps);
        let memory_of_maps = maps.map(|pass| pass.memory).max().unwrap_or(0);
        let panels = passes.map(|pass| {
            let behind_maps = pass.steps.iter().any(|step| step.operation == Operation::EachRow);
            let new = pass.steps.iter().filter(|step| step.slot == Slot::New);
            let is_of_one_step = |place| matches!(place, Place::Value(id) if self.is_of_one_step(id));
            let rows = match pass.kind {
                PassKind::Inference(Rows::Exactly(rows) | Rows::UpTo(rows)) => rows,
                PassKind::StepRows => self.streams_together,
                PassKind::StepBlock => self.steps_together,
                _ => 1,
            };
            let of_rows = new.map(|step| {
                let is_once = pass.kind == PassKind::StepBlock && is_of_one_step(step.writes);
                self.layout(step.writes, pass.kind).map_or(0, Layout::panels) * if is_once { 1 } else { rows }
            });
            of_rows.sum::<usize>() + pass.memory + if behind_maps { memory_of_maps } else { 0 }
        });
        panels.max().unwrap_or(0) * PANEL_BYTES
    }

    /// Panels of the array that the values of maps are in: one for all passes of inference that have maps.
    pub(crate) fn scratch(&self) -> usize {
        let lent = self.passes.iter().filter(|pass| matches!(pass.kind, PassKind::Inference(_) | PassKind::Maps));
        lent.map(|pass| pass.memory).max().unwrap_or(0)
    }

    /// At whole tiles of which size threads divide weights, for each machine: rows and panels. None for vectors.
    pub(crate) fn parts_of(&self, field: FieldId) -> Option<Vec<[usize; 2]>> {
        let of = |tile: &dyn Fn(&Tier) -> Tile| {
            let tiles = self.tier_of_machine.iter().map(|tier| tile(self.tier(*tier)));
            tiles.map(|tile| [tile.rows, tile.panels]).collect()
        };
        let dense = self.dense_of_pixels().find(|(dense, _)| dense.weight == field);
        let convolution = self.convolutions().find(|convolution| convolution.weight == field);
        match (dense, convolution) {
            (Some((dense, pixels)), _) => Some(of(&|tier| tier.weight_gradient_tile(dense, self.block_rows * pixels))),
            (None, Some(convolution)) => Some(of(&|tier| convolution.gradient_tile(tier, self.block_rows))),
            (None, None) => None,
        }
    }

    /// The array that a value or a derivative is in while training.
    pub(crate) fn array_of(&self, place: Place) -> Place {
        self.arrays.get(&place).copied().unwrap_or(place)
    }

    /// The arrays with an element for each row, and the panels of an element: values, targets, derivatives, but those that are in the
    /// array of another.
    pub(crate) fn row_arrays(&self) -> Vec<(Place, usize)> {
        let mut arrays = self.places_of_rows();
        arrays.retain(|(place, _)| self.array_of(*place) == *place);
        arrays
    }

    /// What training has for each row, and the panels of it.
    pub(super) fn places_of_rows(&self) -> Vec<(Place, usize)> {
        let ids = || (0..self.values.len()).map(ValueId);
        let panels = |id: ValueId| self.value(id).panels();
        let gradients = ids().filter(|id| self.needs_gradient(*id));
        ids()
            .map(|id| (Place::Value(id), panels(id)))
            .chain([(Place::Targets, panels(self.output()))])
            .chain(gradients.map(|id| (Place::Gradient(id), panels(id))))
            .collect()
    }

    /// The values that batch normalisation yields, of whose batch a workspace has moments, and panels of each.
    pub(crate) fn moments(&self) -> Vec<(ValueId, usize)> {
        let is_normalised = |value: &Value| matches!(value.definition, Definition::BatchNorm { .. });
        let values = self.values.iter().enumerate().filter(|(_, value)| is_normalised(value));
        values.map(|(index, value)| (ValueId(index), value.panels() / value.pixels)).collect()
    }

    /// Whether training looks at all rows of a batch together.
    pub(crate) fn needs_whole_batch(&self) -> bool {
        self.model.batch.is_some() && !self.model.is_stream()
    }

    /// The weights of which a workspace has the transpose: those with outputs in the lanes that pass a derivative on to their operand.
    pub(crate) fn transposed(&self) -> Vec<Transposed> {
        let needs = |operand: Operand| matches!(operand, Operand::Value(input) if self.needs_gradient(input));
        let transposed = self.values.iter().filter_map(|value| match &value.definition {
            Definition::Dense(dense) if dense.lanes == LaneAxis::Outputs && needs(dense.input) => {
                Some(Transposed { field: dense.weight, channels: dense.inputs, outputs: dense.outputs, kernel: None })
            }
            // The kernel of a channel is multiplied lane by lane, as it is.
            Definition::Convolve(convolution) if !convolution.is_depthwise() && needs(convolution.input) => {
                Some(Transposed::of_kernel(convolution))
            }
            _ => None,
        });
        transposed.collect()
    }

    /// The kernels, and weights of the steps of windows, of which a workspace has a gradient, for a single row to change them by.
    pub(crate) fn kernels(&self) -> Vec<FieldId> {
        let of_windows = self.dense_of_pixels().filter(|(_, pixels)| *pixels > 1).map(|(dense, _)| dense.weight);
        self.convolutions().map(|convolution| convolution.weight).chain(of_windows).collect()
    }
}

/// Weights with inputs and outputs exchanged: `[ceil(channels / 16)][taps][outputs of a group]` panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transposed {
    pub(crate) field: FieldId,
    /// Inputs of a dense layer; of a convolution those of its operand, padding of groups included.
    pub(crate) channels: usize,
    /// Without such padding.
    pub(crate) outputs: usize,
    /// Of a convolution.
    pub(crate) kernel: Option<Kernel>,
}

/// What the weights of a convolution are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kernel {
    pub(crate) taps: usize,
    pub(crate) groups: usize,
    /// Channels of a group that are no padding.
    pub(crate) summed: usize,
}

impl Transposed {
    /// The weights of a convolution.
    pub(super) fn of_kernel(convolution: &Convolution) -> Self {
        let Convolution { channels, groups, of_group: [summed, _], ref window, weight, .. } = *convolution;
        let kernel = Kernel { taps: window.taps(), groups, summed };
        Self { field: weight, channels, outputs: convolution.computed(), kernel: Some(kernel) }
    }

    /// Extents of the array of panels: the outer one, then the inner one.
    pub(crate) fn extents(&self) -> (usize, usize) {
        let (taps, groups) = self.kernel.map_or((1, 1), |kernel| (kernel.taps, kernel.groups));
        (panels(self.channels), taps * self.outputs / groups)
    }
}

#[cfg(test)]
mod tests {
    use crate::plan::step::PassKind;
    use crate::plan::{Family, plan};

    fn block_rows(declaration: &str) -> usize {
        let tokens = format!("@crate(::nn_runtime) {declaration}").parse().expect("a declaration is tokens");
        let Ok(model) = crate::model(tokens) else { panic!("{declaration} has errors") };
        plan(&model, Family::X86).block_rows
    }

    #[test]
    fn as_many_streams_make_a_step_as_are_declared() {
        let streams = |attributes: &str, units: usize| {
            let declaration = format!("#[loss(mse)] {attributes} struct Net: [2] -> [{units}] {{ lstm({units}) }}");
            crate::plan::tests::planned(&declaration, Family::X86, |plan| (plan.streams_of_a_window, plan.block_rows))
        };
        assert_eq!(streams("", 5), (8, 64));
        assert_eq!(streams("#[window(16)] #[batch(1)]", 5), (1, 16));
        assert_eq!(streams("#[batch(24)]", 40), (24, 64));
        assert!(streams("#[window(1024)]", 100).0 < 8, "a workspace of many megabytes");
    }

    #[test]
    fn steps_are_computed_together_where_that_saves_time() {
        let together = |network: &str, family: Family| {
            let declaration = format!("struct Net: {network}");
            crate::plan::tests::planned(&declaration, family, |plan| {
                let pass = plan.passes.iter().any(|pass| pass.kind == PassKind::StepBlock);
                assert_eq!(pass, plan.steps_together > 1, "{network}");
                plan.steps_together
            })
        };
        for (network, expected) in [
            ("[13] -> [10] { dense(64, relu), gru(64), dense(10) }", 16),
            ("[1] -> [1] { lstm(40), lstm(40), dense(1) }", 16),
            ("[40] -> [12] { gru(32), dense(12, softmax) }", 16),
            // More would not fit on the stack.
            ("[257] -> [257] { lstm(128), lstm(128), dense(257, sigmoid) }", 8),
            // Nothing but the sums over one input need not wait.
            ("[1] -> [1] { lstm(40), dense(1) }", 1),
            // The second layer is computed beside the first of the next step.
            ("[16] -> [4] { gru(32), gru(32), dense(4) }", 1),
            // In columns.
            ("[16] -> [16] { conv1d(64, 9, causal = true), dense(64), dense(16) }", 1),
        ] {
            assert_eq!(together(network, Family::X86), expected, "{network}");
            assert_eq!(together(network, Family::Scalar), 1, "{network} without vectors");
        }
    }

    #[test]
    fn what_a_loop_over_steps_alone_reads_is_there_once() {
        let declaration = "struct Net: [40] -> [12] { gru(32), dense(12, softmax) }";
        // Gates from the inputs, what the layer yields and what the last one does, of 16 steps; gates from the step before, of one.
        let panels = (6 + 2 + 1) * 16 + 6;
        crate::plan::tests::planned(declaration, Family::X86, |plan| assert_eq!(plan.inference_bytes(), 64 * panels));
        // Without vectors each step is computed by itself.
        crate::plan::tests::planned(declaration, Family::Scalar, |plan| {
            assert_eq!(plan.inference_bytes(), 64 * (6 + 6 + 2 + 1));
        });
    }

    #[test]
    fn blocks_have_as_many_rows_as_their_bytes_allow() {
        let deep = |lines: usize, width: usize| {
            let lines = vec![format!("dense({width}, relu)"); lines].join(", ");
            format!("#[loss(mse)] struct Net: [{width}] -> [{width}] {{ {lines} }}")
        };
        // What the second cache holds.
        assert_eq!(block_rows("#[loss(mse)] struct Net: [784] -> [10] { dense(128, relu), dense(10) }"), 64);
        assert_eq!(block_rows(&deep(20, 64)), 64);
        // It does not hold 64 rows, but a gradient is larger than these.
        assert_eq!(block_rows(&deep(2, 4_096)), 64);
        // 100 layers of 48 have 0.9 MiB of weights, and 38 KiB of values and derivatives in each row.
        assert_eq!(block_rows(&deep(100, 48)), 32);
        // Values without weights.
        let wide = |n: usize| {
            format!("#[loss(mse)] struct Net: [{n}] -> [1] {{ tanh, a: layer_norm, tanh, add(a), dense(1) }}")
        };
        assert_eq!(block_rows(&wide(4_096)), 8);
        // Rows of 1.5 MiB and of 6 MiB.
        assert_eq!(block_rows(&wide(65_536)), 8);
        let tanh = ["tanh"; 10].join(", ");
        assert_eq!(block_rows(&format!("#[loss(mse)] struct Net: [65536] -> [1] {{ affine, {tanh}, dense(1) }}")), 4);
        // A row in each lane.
        assert_eq!(block_rows("#[loss(mse)] struct Net: [2] -> [1] { dense(8, tanh), dense(1) }"), 256);
    }

    #[test]
    fn blocks_are_grouped_where_the_gradient_is_large() {
        let blocks = |network: &str| {
            crate::plan::tests::planned(&format!("#[loss(mse)] struct Net: {network}"), Family::X86, |plan| {
                plan.group_blocks
            })
        };
        assert_eq!(blocks("[784] -> [10] { dense(512, relu), dense(512, relu), dense(10) }"), 4);
        // A second cache holds the gradient.
        assert_eq!(blocks("[784] -> [10] { dense(128, relu), dense(10) }"), 1);
        // Values and derivatives of two blocks are more than the gradient of 650 KB.
        assert_eq!(blocks("[128] -> [8] { dense(512, relu), dense(160, relu), dense(8) }"), 1);
        assert_eq!(blocks("[256] -> [8] { dense(512, relu), dense(160, relu), dense(8) }"), 2);
        // The values of maps are many.
        assert_eq!(blocks("[1, 28, 28] -> [10] { conv2d(8, 3, relu), flatten, dense(64, relu), dense(10) }"), 1);
        assert_eq!(blocks("[64] -> [64] { lstm(256), dense(64) }"), 1);
    }
}
