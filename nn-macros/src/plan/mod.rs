//! Decides everything about the code to print: storage, passes and their steps, functions and their tile shapes.
//!
//! ```text
//! model --layers--> values --lanes, tile--> orientation, tiers --passes--> steps --functions--> contractions
//! ```
//!
//! A value is one array of panels for a row: activations that follow a dense layer directly become part of it, `flatten` and
//! `identity` vanish. A pass is a list of steps over these values. What a step calls is a function with everything decided.
//! Nothing here can fail, and nothing here knows tokens, other than the user's names.

mod arena;
pub(crate) mod contract;
pub(crate) mod convolve;
mod display;
pub(crate) mod functions;
#[cfg(test)]
pub(crate) mod interpret;
mod lanes;
mod lower;
pub(crate) mod machine;
pub(crate) mod memory;
mod pack;
mod passes;
mod share;
pub(crate) mod step;
#[cfg(test)]
mod tests;
pub(crate) mod tile;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use proc_macro2::Ident;

pub(crate) use crate::ir::{
    Accessor, Cell, Convolution, Definition, Dense, Field, FieldId, FieldKind, InputOrder, LANES, LaneAxis, Layout,
    Moves, Norm, Operand, PANEL_BYTES, Pool, Resample, Scan, Value, ValueId, Window, oldest, panels,
};
use crate::model::{Activation, Loss, Model, Parameters};
use functions::Function;
pub(crate) use lanes::{LanesOverRows, LanesOverSteps};
pub(crate) use machine::Family;
use step::{Pass, PassKind};
use tile::Tier;

/// Panels of outputs of a single row that one of several threads computes together, or fewer where registers are few. The
/// weights are streamed, and four panels keep up with the cache that they come from.
pub(crate) const PANELS_OF_A_THREAD: usize = 4;

/// The most steps of a window to train a stream on, unless the declaration says another number.
const STEPS_OF_A_WINDOW: usize = 64;

/// Multiply-adds of panels up to which a step of a stream is short.
const SHORT_STEP: usize = 256;

/// The same up to which streams take less time side by side, and from which on they do again with AVX2:
/// docs/decisions/streams-of-a-step-are-rows.md has what was measured.
const SHORT_FOR_ROWS: usize = 450;
const SHORT_FOR_ROWS_FEW_REGISTERS: usize = 128;
const LONG_FOR_ROWS: usize = 1000;

/// Multiply-adds of panels that need not wait for the step before, from which on a stream has them of some steps together:
/// docs/decisions/what-does-not-wait-is-done-for-a-block.md has what was measured.
const FEWEST_SHARED: usize = 128;

/// Multiply-adds of panels whose weights the first cache does not hold beside all else.
const BEYOND_FIRST_CACHE: usize = 800;

/// What a core's second cache is assumed to hold, 1 MiB.
const SECOND_CACHE_BYTES: usize = 1 << 20;

/// The order of a sum, which fixes the bits of its result: a function of shapes alone.
///
/// Term `k` belongs to lane `k % lanes` and there to part `k / lanes % parts`; each part of a lane is summed in order. Parts are
/// joined in pairs, then lane `i` and `i + lanes / 2`, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SumOrder {
    /// Interleaved partial sums of a lane, a power of two.
    pub(crate) parts: usize,
    /// 1, but for a sum that elsewhere runs along the lanes of a vector, a power of two.
    pub(crate) lanes: usize,
}

impl SumOrder {
    /// Term by term.
    pub(crate) const SEQUENTIAL: Self = Self { parts: 1, lanes: 1 };

    /// The order of a contraction of length `length` that yields `n_panels` panels.
    ///
    /// A fused multiply-add takes about four cycles and two start in each, so eight independent chains keep a core busy.
    pub(crate) fn of(n_panels: usize, length: usize) -> Self {
        let mut parts = 1;
        while parts * n_panels < 8 && parts * 2 <= length {
            parts *= 2;
        }
        Self { parts, lanes: 1 }
    }

    /// The order of the same sum where its terms are numbers, not vectors of so many.
    pub(crate) fn over_lanes(self, lanes: usize) -> Self {
        Self { lanes, ..self }
    }

    /// All partial sums, those of a lane next to each other.
    pub(crate) fn sums(self) -> usize {
        self.parts * self.lanes
    }

    /// The partial sum that a term belongs to.
    pub(crate) fn sum_of(self, term: usize) -> usize {
        term % self.lanes * self.parts + term / self.lanes % self.parts
    }

    /// Whether a sum of so many terms has some for this partial sum.
    pub(crate) fn has_terms(self, sum: usize, terms: usize) -> bool {
        sum / self.parts + sum % self.parts * self.lanes < terms
    }

    /// Which partial sums are added to which, in order.
    pub(crate) fn joins(self) -> impl Iterator<Item = (usize, usize)> {
        let powers = |limit: usize| (0..).map(|power| 1_usize << power).take_while(move |power| *power < limit);
        let of_parts = powers(self.parts).flat_map(move |distance| {
            (0..self.sums()).step_by(2 * distance).map(move |first| (first, first + distance))
        });
        let lanes: Vec<usize> = powers(self.lanes).collect();
        let of_lanes = lanes.into_iter().rev().flat_map(move |distance| {
            (0..distance).map(move |lane| (lane * self.parts, (lane + distance) * self.parts))
        });
        of_parts.chain(of_lanes)
    }
}

/// Index into [`Plan::tiers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TierId(pub(crate) usize);

impl Dense {
    /// Estimated vector operations of the sums of one row.
    pub(crate) fn operations(&self) -> usize {
        let (outer, inner) = self.lanes.extents(self.inputs, self.outputs);
        match self.lanes {
            LaneAxis::Outputs => outer * inner,
            LaneAxis::Sum => outer * (inner + LANES / 2),
        }
    }

    /// Whether the weights, or with `transposed` those that the operand's derivative needs, are more than a core's second
    /// cache holds beside other data, so that some panels of them are read for all rows before the next ones are.
    pub(crate) fn is_large(&self, transposed: bool) -> bool {
        let n_panels = panels(if transposed { self.inputs } else { self.outputs });
        self.lanes == LaneAxis::Outputs && self.operations() * PANEL_BYTES > SECOND_CACHE_BYTES / 2 && n_panels >= LANES
    }

    /// Whether the activation is a pass of its own behind a function's sums, rather than part of storing each of them: with few
    /// registers the sums that wait would go to the stack and back.
    pub(crate) fn activates_apart(&self, tier: &Tier) -> bool {
        (self.activation.is_long() && tier.has_few_registers()) || !tier.has_vectors()
    }

    /// Multiply-adds of the longest straight line that one row may be printed as: the layer's sums or its operand's derivative.
    fn longest(&self) -> usize {
        let (outer, inner) = self.lanes.extents(self.inputs, self.outputs);
        match self.lanes {
            LaneAxis::Outputs => (outer * inner).max(self.outputs * panels(self.inputs)),
            LaneAxis::Sum => outer * inner,
        }
    }
}

/// Rows that go through the network together in inference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// An array of so many: a tile of each function.
    Exactly(usize),
    /// A slice of so many or fewer: each layer takes them all before the next layer does.
    UpTo(usize),
}

impl Rows {
    /// The rows of smaller blocks, the smallest first, for batches, and ends of batches, of no more rows: all values of a block are zeros at
    /// first, which is a good part of the time that a few rows take.
    pub(crate) fn smaller_blocks(self) -> impl DoubleEndedIterator<Item = usize> {
        let parts: &[usize] = if matches!(self, Self::UpTo(8..)) { &[4, 2] } else { &[] };
        parts.iter().map(move |part| self.most() / part)
    }

    /// The most of them.
    fn most(self) -> usize {
        let (Self::Exactly(rows) | Self::UpTo(rows)) = self;
        rows
    }
}

/// All decisions about one network.
pub(crate) struct Plan<'a> {
    pub(crate) model: &'a Model,
    pub(crate) fields: Vec<Field>,
    pub(crate) accessors: Vec<Accessor>,
    /// In order of computation; the last is the output, before `head`.
    pub(crate) values: Vec<Value>,
    /// Carries, and the parameters that they are before the first step; the others are zeros.
    pub(crate) initial: Vec<(ValueId, FieldId)>,
    /// Values that are computed together, step by step of a window.
    pub(crate) scans: Vec<Scan>,
    /// The last activation where the loss is computed from its argument.
    pub(crate) head: Option<Activation>,
    /// The targets that code is printed for.
    pub(crate) family: Family,
    /// Register budgets, best first; `tier_of_machine` maps the machines of the family to them.
    pub(crate) tiers: Vec<Tier>,
    pub(crate) tier_of_machine: Vec<TierId>,
    /// Where a batch has a row in each lane.
    pub(crate) lanes_over_rows: LanesOverRows,
    /// The inputs that a stream computes together, if it does. What it remembers of earlier ones then lies channel by channel.
    pub(crate) lanes_over_steps: Option<LanesOverSteps>,
    /// Rows whose part of a gradient is summed in registers before it is added. A workspace holds as many, or a multiple.
    pub(crate) block_rows: usize,
    /// Blocks that both passes of training see at a time on one thread.
    pub(crate) group_blocks: usize,
    /// Streams that make a step together at most, a row of each.
    pub(crate) streams_together: usize,
    /// Steps of a stream that are computed together at most, a row of each.
    pub(crate) steps_together: usize,
    /// Streams that go through a window together.
    pub(crate) streams_of_a_window: usize,
    /// The values of the parameters, where a file gave them.
    pub(crate) pretrained: Option<Pretrained<'a>>,
    /// In the order in which they are printed.
    pub(crate) passes: Vec<Pass>,
    /// Which values and derivatives are in an array of a workspace that is not their own.
    arrays: share::Arrays,
    /// What passes call, by name.
    pub(crate) functions: BTreeMap<String, Function>,
}

/// A network that is part of the program.
pub(crate) struct Pretrained<'a> {
    /// The file that it is from, as in the declaration.
    pub(crate) path: &'a str,
    /// The files beside it.
    pub(crate) beside: &'a [String],
    /// The struct, in little endian.
    pub(crate) bytes: Vec<u8>,
}

impl Plan<'_> {
    /// The network's name where type parameters are in scope.
    pub(crate) fn local_name(&self) -> Ident {
        const TYPE_PARAMETERS: [&str; 5] = ["S", "T", "R", "K", "O"];
        let name = &self.model.name;
        if TYPE_PARAMETERS.iter().any(|parameter| name == parameter) {
            Ident::new("Declared", name.span())
        } else {
            name.clone()
        }
    }

    /// `name` for a type of ours, which must not be that of the network.
    pub(crate) fn private_name(&self, name: &str) -> Ident {
        let name = if self.model.name == name { format!("{name}_") } else { name.to_string() };
        Ident::new(&name, proc_macro2::Span::call_site())
    }

    pub(crate) fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0]
    }

    /// The user's `cfg` attributes, which every item of the expansion needs.
    pub(crate) fn conditions(&self) -> Vec<&syn::Attribute> {
        self.model.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
    }

    /// The value before `head`.
    pub(crate) fn output(&self) -> ValueId {
        ValueId(self.values.len() - 1)
    }

    pub(crate) fn loss(&self) -> Option<Loss> {
        self.model.loss
    }

    pub(crate) fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.0]
    }

    /// The parameters that training changes.
    pub(crate) fn trained_fields(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        let fields = self.fields.iter().enumerate().map(|(index, field)| (FieldId(index), field));
        fields.filter(|(_, field)| field.is_trained)
    }

    /// Whether a vector of parameters has one number for all of a value.
    pub(crate) fn is_single(&self, field: FieldId, id: ValueId) -> bool {
        self.field(field).len() == 1 && self.value(id).len > 1 && !self.is_of_channels(field, id)
    }

    /// Whether a vector of parameters has a number for each channel of a map, which all pixels share.
    pub(crate) fn is_of_channels(&self, field: FieldId, id: ValueId) -> bool {
        let value = self.value(id);
        let is_of_sums = matches!(value.definition, Definition::Dense(_) | Definition::Convolve(_));
        let is_bias = is_of_sums && value.definition.parameters().contains(&field);
        value.pixels > 1 && (is_bias || self.field(field).len() == value.channels())
    }

    pub(crate) fn tier(&self, id: TierId) -> &Tier {
        &self.tiers[id.0]
    }

    /// The values that `id` is computed from.
    pub(crate) fn reads(&self, id: ValueId) -> Vec<ValueId> {
        self.value(id).definition.reads()
    }

    /// In inference a dropout is its operand.
    pub(crate) fn without_dropout(&self, mut id: ValueId) -> ValueId {
        while let Definition::Dropout { input, .. } = self.value(id).definition {
            id = input;
        }
        id
    }

    /// Whether training needs the loss's derivative with respect to this value: it depends on a parameter.
    pub(crate) fn needs_gradient(&self, id: ValueId) -> bool {
        self.value(id).is_trained
    }

    /// Whether the derivative of `activation`, part of the dense layer that wrote `id`, can be part of the one
    /// function that yields the derivative with respect to `id`: a dense layer's input gradient.
    pub(crate) fn derivative_is_fused(&self, id: ValueId) -> bool {
        let Definition::Dense(dense) = &self.value(id).definition else { return false };
        dense.activation != Activation::IDENTITY
            && self.value(id).n_users == 1
            && self
                .values
                .iter()
                .any(|user| matches!(&user.definition, Definition::Dense(user) if user.input == Operand::Value(id)))
    }

    /// Whether a single row is computed in vectors of 8 lanes where the processor has 16: input and values fit, and the idle
    /// half of a longer vector takes time (2-8-1 on Zen 4: 20 ns instead of 28).
    pub(crate) fn row_fits_eight_lanes(&self) -> bool {
        self.model.input.len() <= LANES / 2 && self.values.iter().all(|value| value.len <= LANES / 2)
    }

    /// Whether a step of a stream is a part of the loop over a block. It is compiled a second time so; a call for each step would take up
    /// to an eighth of a short one (12 of 100 ns for a GRU of 24).
    pub(crate) fn step_is_short(&self) -> bool {
        self.lanes_over_steps.is_none() && self.operations_of_a_step() <= SHORT_STEP
    }

    /// Multiply-adds of panels in all dense layers.
    fn operations_of_a_step(&self) -> usize {
        (0..self.values.len()).map(|index| self.operations_of(ValueId(index))).sum()
    }

    /// Multiply-adds of panels, if it is a dense layer.
    fn operations_of(&self, id: ValueId) -> usize {
        if let Definition::Dense(dense) = &self.value(id).definition { dense.operations() } else { 0 }
    }

    /// Streams that make a step together for a tier, or 1 where they take less time one after the other: a step that is short waits for
    /// itself alone, and of one that is long, rows share the weights that are loaded. What is between has enough to do alone.
    pub(crate) fn streams_in_rows(&self, tier: TierId) -> usize {
        let (operations, has_few_registers) = (self.operations_of_a_step(), self.tier(tier).has_few_registers());
        let is_short = operations <= if has_few_registers { SHORT_FOR_ROWS_FEW_REGISTERS } else { SHORT_FOR_ROWS };
        let is_long = has_few_registers && operations >= LONG_FOR_ROWS;
        if is_short || is_long { self.streams_together } else { 1 }
    }

    /// Whether a single row is ever computed by what is printed for `tier`.
    pub(crate) fn serves_a_row(&self, tier: TierId) -> bool {
        self.tiers_of_a_row().any(|of_a_row| of_a_row == tier)
    }

    /// The tiers that compute a single row, for each machine that has registers for it.
    pub(crate) fn tiers_of_a_row(&self) -> impl Iterator<Item = TierId> {
        let fits = self.row_fits_eight_lanes();
        let machines = self.family.machines().iter().zip(&self.tier_of_machine);
        machines.filter(move |(machine, _)| !(fits && machine.has_long_registers())).map(|(_, tier)| *tier)
    }

    /// Whether threads may divide the layer's sums for a single row: it is a large part of weights that the second cache of a
    /// core does not hold, so that two cores have them sooner than one.
    pub(crate) fn row_is_divided(&self, dense: &Dense) -> bool {
        const FEWEST_BYTES: usize = 1 << 18;
        self.is_large()
            && dense.lanes == LaneAxis::Outputs
            && dense.operations() * PANEL_BYTES >= FEWEST_BYTES
            && panels(dense.outputs) >= 2 * PANELS_OF_A_THREAD
    }

    /// Whether the weights are more than a core's second cache holds.
    fn is_large(&self) -> bool {
        let n_panels: usize = self.fields.iter().map(Field::stored_panels).sum();
        n_panels * PANEL_BYTES > SECOND_CACHE_BYTES
    }

    /// The rows of a batch that go through the network together. Those of a large network go through layer by layer, as many as
    /// there is stack for, so that its weights are fetched once for all of them; with few registers also those of a network that
    /// the first cache does not hold, where it holds each layer, or where rows that are left over go through a layer in pairs.
    pub(crate) fn rows_together(&self, tier: TierId) -> Rows {
        // More than half of the smallest stack that a main thread has, 1 MiB: just enough for 16 rows of 4,096 and 4,096 numbers.
        const STACK_BYTES: usize = 9 << 16;
        // Eight groups of AVX2.
        const ROWS_OF_A_BLOCK: usize = 48;
        let tier = self.tier(tier);
        if self.lanes_over_rows.inference {
            return Rows::Exactly(tier.rows);
        }
        if self.has_maps() {
            return self.rows_behind_maps(STACK_BYTES);
        }
        let row_bytes: usize = self.values.iter().map(|value| value.panels() * PANEL_BYTES).sum();
        if !self.is_large() {
            let by_layers = tier.has_few_registers() && tier.rows > 1 && self.gains_by_layers(tier);
            let rows = ROWS_OF_A_BLOCK.min(STACK_BYTES / row_bytes) / tier.rows * tier.rows;
            return if by_layers && rows > tier.rows { Rows::UpTo(rows) } else { Rows::Exactly(tier.rows) };
        }
        Rows::UpTo(match STACK_BYTES / row_bytes {
            few @ 0..16 => few.max(1),
            many => many.min(64) / 16 * 16,
        })
    }

    /// The rows of a batch that go through the dense layers behind maps together, each layer's weights fetched once for all.
    fn rows_behind_maps(&self, stack_bytes: usize) -> Rows {
        const ROWS_OF_A_BLOCK: usize = 32;
        let Some(from) = self.behind_maps() else { return Rows::Exactly(1) };
        let row_bytes: usize = self.values[from.0..].iter().map(|value| value.panels() * PANEL_BYTES).sum();
        match (stack_bytes / 2 / row_bytes).min(ROWS_OF_A_BLOCK) / 8 * 8 {
            0 => Rows::Exactly(1),
            rows => Rows::UpTo(rows),
        }
    }

    /// The value that the dense layers at the end of a network with maps start from, if a core's first cache does not hold their weights:
    /// nothing behind it is a map, or reads what is before it.
    pub(crate) fn behind_maps(&self) -> Option<ValueId> {
        let reads = |id: ValueId| self.reads(id).into_iter().map(|read| self.without_dropout(read)).collect::<Vec<_>>();
        let last = (0..self.values.len()).rev().map(ValueId).find(|id| self.is_of_maps(*id))?;
        let mut from = self.without_dropout(last);
        // What a later value joins with something before it is computed row by row, too.
        while let Some(joined) = (from.0 + 1..self.values.len()).rev().map(ValueId).find(|id| {
            let is_input =
                matches!(&self.value(*id).definition, Definition::Dense(dense) if dense.input == Operand::Input);
            is_input || reads(*id).iter().any(|read| read.0 < from.0)
        }) {
            from = joined;
        }
        let weights: usize = self.values[from.0 + 1..]
            .iter()
            .filter_map(|value| match &value.definition {
                Definition::Dense(dense) => Some(self.field(dense.weight).stored_panels()),
                _ => None,
            })
            .sum();
        let is_dropout = matches!(self.value(from).definition, Definition::Dropout { .. });
        (weights * PANEL_BYTES > tile::FIRST_CACHE_BYTES && !is_dropout).then_some(from)
    }

    /// Whether a core's first cache holds not all weights but those of any layer, or a layer takes pairs of rows.
    fn gains_by_layers(&self, tier: &Tier) -> bool {
        let all: usize = self.fields.iter().map(Field::stored_panels).sum();
        let largest = self.dense().map(Dense::operations).max().unwrap_or(0);
        let fits_alone = largest * PANEL_BYTES <= tile::FIRST_CACHE_BYTES;
        all * PANEL_BYTES > tile::FIRST_CACHE_BYTES
            && (fits_alone || self.dense().any(|dense| functions::takes_pairs_of_rows(tier, dense)))
    }

    /// Floating-point operations of one prediction: two per multiply-add of the dense layers.
    pub(crate) fn flops(&self) -> usize {
        // Padding between gates is no part of it.
        let of_dense: usize =
            self.dense_of_pixels().map(|(dense, pixels)| 2 * self.field(dense.weight).len() * pixels).sum();
        of_dense + self.convolutions().map(|convolution| 2 * convolution.multiply_adds()).sum::<usize>()
    }

    pub(crate) fn convolutions(&self) -> impl Iterator<Item = &Convolution> {
        self.values.iter().filter_map(|value| match &value.definition {
            Definition::Convolve(convolution) => Some(convolution),
            _ => None,
        })
    }

    /// Whether some value is a map. Its rows go through the network one by one: each is large enough to keep a core busy.
    pub(crate) fn has_maps(&self) -> bool {
        (0..self.values.len()).map(ValueId).any(|id| self.is_of_maps(id))
    }

    /// Whether a value is a map, or computed from one or for one.
    fn is_of_maps(&self, id: ValueId) -> bool {
        let value = self.value(id);
        let of_a_map = matches!(
            value.definition,
            Definition::Convolve(_)
                | Definition::Pool { .. }
                | Definition::Resample { .. }
                | Definition::Arrange { .. }
                | Definition::Rearrange { .. }
        );
        // A window may have one step.
        of_a_map || value.pixels > 1 || self.scan_of(id).is_some()
    }

    /// The values that one is computed together with, step by step of a window.
    pub(crate) fn scan_of(&self, id: ValueId) -> Option<&Scan> {
        self.scans.iter().find(|scan| scan.has(id))
    }

    /// For each carry of a scan the value that it becomes.
    pub(crate) fn carries_of(&self, scan: &Scan) -> Vec<(ValueId, ValueId)> {
        self.all_carries().filter(|(carry, _)| scan.has(*carry)).collect()
    }

    pub(crate) fn dense(&self) -> impl Iterator<Item = &Dense> {
        self.dense_of_pixels().map(|(dense, _)| dense)
    }

    /// Dense layers, and the pixels of each, which are steps of a window; 1 for a vector.
    pub(crate) fn dense_of_pixels(&self) -> impl Iterator<Item = (&Dense, usize)> {
        self.values.iter().filter_map(|value| match &value.definition {
            Definition::Dense(dense) => Some((dense, value.pixels)),
            _ => None,
        })
    }

    /// What outlives a step: for each carry the value that it becomes.
    pub(crate) fn carries(&self) -> impl Iterator<Item = (ValueId, ValueId)> {
        self.all_carries().filter(|(carry, _)| self.is_carry(*carry))
    }

    fn all_carries(&self) -> impl Iterator<Item = (ValueId, ValueId)> {
        self.values.iter().enumerate().filter_map(|(index, value)| match value.definition {
            Definition::Carry { of } => Some((ValueId(index), of?)),
            _ => None,
        })
    }

    /// The values that look at earlier inputs of theirs: each with that input, and how many of it outlive a step.
    pub(crate) fn histories(&self) -> impl Iterator<Item = (ValueId, ValueId, usize)> {
        self.values.iter().enumerate().filter_map(|(index, value)| match &value.definition {
            Definition::History { input, ages } => Some((ValueId(index), *input, oldest(ages))),
            _ => None,
        })
    }

    /// Whether a stream remembers inputs of some value, at places that depend on the time.
    pub(crate) fn has_history(&self) -> bool {
        self.histories().next().is_some()
    }

    /// What a stream remembers, and the value that each part of it takes in a step.
    pub(crate) fn remembered(&self) -> impl Iterator<Item = (ValueId, ValueId)> {
        self.carries().chain(self.histories().map(|(history, input, _)| (history, input)))
    }

    /// What of it a pass takes when all is computed. A step takes an input of a history as soon as it has read the earlier ones, so that its memory
    /// is free for others.
    pub(crate) fn kept_at_the_end(&self, kind: PassKind) -> impl Iterator<Item = (ValueId, ValueId)> {
        self.remembered().filter(move |(id, _)| !kind.is_of_one_stream() || self.is_carry(*id))
    }

    /// The values that a block of steps of a stream computes step by step together with this one, which follow each other: what begins with
    /// the step before, up to what the next step begins with and all that reads what there was; or earlier inputs.
    pub(crate) fn loop_of(&self, id: ValueId) -> Option<RangeInclusive<ValueId>> {
        let carries = self.carries().map(|(carry, of)| {
            let readers = (0..self.values.len()).map(ValueId).filter(|reader| self.reads(*reader).contains(&carry));
            carry..=readers.fold(self.without_dropout(of), Ord::max)
        });
        let mut loops: Vec<_> = carries.chain(self.histories().map(|(history, ..)| history..=history)).collect();
        loops.sort_by_key(|ids| *ids.start());
        let joined = loops.into_iter().fold(Vec::<RangeInclusive<ValueId>>::new(), |mut joined, ids| {
            match joined.last_mut() {
                Some(last) if last.contains(ids.start()) => *last = *last.start()..=*last.end().max(ids.end()),
                _ => joined.push(ids),
            }
            joined
        });
        joined.into_iter().find(|ids| ids.contains(&id))
    }

    /// Whether only the loop of a block of steps that computes a value reads it, so that there is one for all steps.
    pub(crate) fn is_of_one_step(&self, id: ValueId) -> bool {
        let Some(ids) = self.loop_of(id) else { return false };
        let readers = (0..self.values.len()).map(ValueId).filter(|reader| self.reads(*reader).contains(&id));
        id != self.without_dropout(self.output()) && readers.into_iter().all(|reader| ids.contains(&reader))
    }

    /// Whether a stream computes its next inputs in blocks, a row for each.
    pub(crate) fn has_blocks_of_steps(&self) -> bool {
        self.steps_together > 1
    }

    /// Whether that takes less time than one after the other: enough sums do not wait for the step before, so that rows share the weights that are
    /// loaded; and the first cache does not hold all weights, or most sums are such. Of two short layers the second is computed
    /// beside the first of the next step, which blocks would end.
    fn gains_by_blocks(&self) -> bool {
        let ids = || (0..self.values.len()).map(ValueId);
        let waits = |id: ValueId| self.loop_of(id).is_some();
        let shared: usize = ids().filter(|id| !waits(*id)).map(|id| self.operations_of(id)).sum();
        let loops: BTreeSet<ValueId> =
            self.carries().filter_map(|(carry, _)| self.loop_of(carry)).map(|ids| *ids.start()).collect();
        let all = self.operations_of_a_step();
        shared >= FEWEST_SHARED && (all >= BEYOND_FIRST_CACHE || loops.len() <= 1 && 2 * shared >= all)
    }

    /// The values whose derivatives later steps of a window add to, each once.
    pub(crate) fn reached_by_later_steps(&self) -> BTreeSet<ValueId> {
        self.remembered()
            .filter(|(id, of)| self.needs_gradient(*id) && self.needs_gradient(*of))
            .map(|(_, of)| of)
            .collect()
    }

    /// The parameter that a carry is before the first step.
    pub(crate) fn initial_of(&self, carry: &Value) -> Option<&Field> {
        let is_of = |(of, _): &&(ValueId, FieldId)| std::ptr::eq(self.value(*of), carry);
        self.initial.iter().find(is_of).map(|(_, field)| self.field(*field))
    }

    /// Whether a value is there before the step.
    pub(crate) fn is_carry(&self, id: ValueId) -> bool {
        matches!(self.value(id).definition, Definition::Carry { .. }) && self.scan_of(id).is_none()
    }

    pub(crate) fn n_dropouts(&self) -> usize {
        self.values.iter().filter(|value| matches!(value.definition, Definition::Dropout { .. })).count()
    }
}

/// Plans the code for a checked network.
pub(crate) fn plan(model: &Model, family: Family) -> Plan<'_> {
    plan_with(model, family, false)
}

/// See [`plan`]; with blocks of steps even where they take more time.
fn plan_with(model: &Model, family: Family, has_blocks: bool) -> Plan<'_> {
    let graph = lower::lower(model);
    let all_panels = graph.values.iter().map(Value::panels).sum();
    // A stream has one row at a time.
    let mut lanes_over_rows =
        if model.is_stream() { LanesOverRows::default() } else { lanes::decide(model.input.len(), &graph) };
    // Without vectors a row in each lane saves nothing. The order of a gradient's sums stays what it is everywhere.
    lanes_over_rows.inference &= family != Family::Scalar;
    let has_lanes_over_steps = model.is_stream() && family != Family::Scalar;
    let lanes_over_steps =
        if has_lanes_over_steps { lanes::over_steps(model.input.len(), &graph.values) } else { None };
    let contractions = graph.values.iter().map(|value| match &value.definition {
        Definition::Dense(dense) => dense.longest(),
        // Registers are filled by as many pixels, or groups of inputs, as there is room for.
        Definition::Convolve(convolution) => convolution.window.taps() * convolution.summed() * convolution.outputs,
        _ => 1,
    });
    let (tiers, tier_of_machine) = tile::tiers(family, all_panels, contractions.max().unwrap_or(1));
    let pretrained = model.parameters.as_ref().map(|Parameters { path, beside, values }| Pretrained {
        path,
        beside,
        bytes: pack::pack(&graph.fields, values),
    });
    let block_rows = if model.is_stream() {
        model.window.unwrap_or(STEPS_OF_A_WINDOW)
    } else {
        memory::block_rows(&graph, lanes_over_rows, model.batch)
    };
    let group_blocks = if model.is_stream() || model.batch.is_some() || lanes_over_rows.training {
        1
    } else {
        memory::group_blocks(&graph, block_rows)
    };
    let (streams_together, streams_of_a_window) = if model.is_stream() {
        (
            memory::streams_together(&graph, family, lanes_over_steps.is_some()),
            memory::streams_of_a_window(&graph, block_rows, model.batch),
        )
    } else {
        (1, 1)
    };
    let mut plan = Plan {
        model,
        pretrained,
        fields: graph.fields,
        accessors: graph.accessors,
        initial: graph.initial,
        scans: graph.scans,
        values: graph.values,
        head: graph.head,
        family,
        tiers,
        tier_of_machine,
        lanes_over_rows,
        lanes_over_steps,
        block_rows,
        group_blocks,
        streams_together,
        steps_together: 1,
        streams_of_a_window,
        passes: Vec::new(),
        arrays: BTreeMap::new(),
        functions: BTreeMap::new(),
    };
    // Without vectors they save nothing, and 16 steps in columns take less time.
    let may_have_blocks = model.is_stream() && family != Family::Scalar && plan.lanes_over_steps.is_none();
    if may_have_blocks && (has_blocks || plan.gains_by_blocks()) {
        plan.steps_together = plan.steps_by_bytes();
    }
    let (passes, functions) = passes::plan(&plan);
    plan.passes = passes;
    plan.functions = functions.finish();
    plan.arrays = share::share(&plan);
    debug_assert_eq!(verify::verify(&plan), Vec::<String>::new(), "{}", model.name);
    plan
}
