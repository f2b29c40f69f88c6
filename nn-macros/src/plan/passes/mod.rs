//! Writes the passes of a network: which there are, and their steps.

mod backward;
mod forward;
mod fused;
mod scans;
mod slots;

use super::contract::Start;
use super::functions::Functions;
use super::step::{Operation, Pass, PassKind, Place, Purpose, Slot, Step, Walk};
use super::tile::Tier;
use super::{Convolution, Definition, Dense, FieldId, LaneAxis, Operand, Plan, Pool, Rows, TierId, ValueId};
use slots::Slots;

/// All passes, in the order in which they are printed, and the functions that they call.
pub(super) fn plan(plan: &Plan<'_>) -> (Vec<Pass>, Functions) {
    let mut functions = Functions::default();
    let mut passes = Vec::new();
    for index in 0..plan.tiers.len() {
        passes.extend(kinds(plan, TierId(index)).map(|kind| {
            Writer {
                plan,
                kind,
                tier: TierId(index),
                functions: &mut functions,
                steps: Vec::new(),
                slots: Slots::new(plan, kind),
                written: vec![false; plan.values.len()],
                walk: None,
            }
            .pass()
        }));
    }
    (passes, functions)
}

/// The passes for a tier.
fn kinds(plan: &Plan<'_>, tier: TierId) -> impl Iterator<Item = PassKind> {
    let (lanes, together) = (plan.lanes_over_rows, plan.rows_together(tier));
    let is_stream = plan.model.is_stream();
    let trains = plan.loss().is_some();
    let one = (!is_stream, PassKind::Inference(Rows::Exactly(1)));
    let maps = (!is_stream && plan.has_maps() && together != Rows::Exactly(1), PassKind::Maps);
    let columns = (lanes.inference, PassKind::InferenceColumns);
    let many = !is_stream && together != Rows::Exactly(1) && (!lanes.inference || trains);
    let many = (many, PassKind::Inference(together));
    let rows = (trains && !is_stream && !lanes.training, PassKind::TrainRows);
    let parameters = (trains && !lanes.training, PassKind::TrainParameters);
    let gradient_columns = (trains && lanes.training, PassKind::GradientColumns);
    let single = trains && !is_stream && plan.serves_a_row(tier);
    let gradient = (single, PassKind::SingleRow(Purpose::Gradient));
    let descent = (single, PassKind::SingleRow(Purpose::Descent));
    let step = (is_stream, PassKind::Step);
    let step_rows = (plan.streams_in_rows(tier) > 1, PassKind::StepRows);
    let step_block = (plan.has_blocks_of_steps(), PassKind::StepBlock);
    let [forward, backward] =
        [PassKind::WindowForward, PassKind::WindowBackward].map(|kind| (trains && is_stream, kind));
    let inference = [one, maps, columns, many, step, step_rows, step_block];
    let groups = plan.lanes_over_steps.into_iter().flat_map(|lanes| [lanes.many, lanes.some]);
    let step_columns = groups.map(|groups| (true, PassKind::StepColumns(groups)));
    let training = [rows, parameters, gradient_columns, gradient, descent, forward, backward];
    inference.into_iter().chain(step_columns).chain(training).filter_map(|(exists, kind)| exists.then_some(kind))
}

/// A pass being written.
struct Writer<'a, 'f> {
    plan: &'a Plan<'a>,
    kind: PassKind,
    tier: TierId,
    functions: &'f mut Functions,
    steps: Vec<Step>,
    slots: Slots<'a>,
    /// Which derivatives have been written, so that the next is added.
    written: Vec<bool>,
    /// The loop that steps are in.
    walk: Option<Walk>,
}

impl<'a> Writer<'a, '_> {
    fn pass(mut self) -> Pass {
        if self.kind == PassKind::TrainParameters {
            self.train_parameters();
        } else if self.kind == PassKind::WindowBackward {
            self.window_backward();
        } else {
            let (first, last) = self.computed_values();
            for id in self.values().take(last.0 + 1).skip(first) {
                self.forward_in_order(id);
            }
            // Columns are remembered before they are seen: some lanes see what others are. In a block each loop remembers.
            if self.kind.remembers() && !self.kind.is_columns() && self.kind != PassKind::StepBlock {
                self.keep();
            }
            if self.kind == PassKind::WindowForward {
                self.loss();
            } else if !self.kind.is_inference() {
                self.loss();
                self.backward_in_order();
                self.statistics();
            }
        }
        let memory = if self.kind.is_inference() { self.slots.memory() } else { 0 };
        Pass { kind: self.kind, tier: self.tier, steps: self.steps, memory }
    }

    /// The first and the last value that the pass computes; what is before the first is another pass's.
    fn computed_values(&mut self) -> (usize, ValueId) {
        let output = self.plan.output();
        match (self.kind, self.plan.behind_maps()) {
            (PassKind::Maps, Some(maps)) => (0, maps),
            (PassKind::Inference(Rows::UpTo(_)), Some(maps)) => {
                self.step_to(Operation::EachRow, &[Place::Input], (Place::Value(maps), Start::Overwrite, Slot::New));
                (maps.0 + 1, self.plan.without_dropout(output))
            }
            _ if self.kind.is_inference() => (0, self.plan.without_dropout(output)),
            _ => (0, output),
        }
    }

    fn tier(&self) -> &'a Tier {
        &self.plan.tiers[self.tier.0]
    }

    /// All values, in order of computation.
    fn values(&self) -> impl DoubleEndedIterator<Item = ValueId> + use<> {
        (0..self.plan.values.len()).map(ValueId)
    }

    /// A step that overwrites memory which is there.
    fn step(&mut self, operation: Operation, reads: &[Place], writes: Place) {
        self.step_to(operation, reads, (writes, Start::Overwrite, Slot::Given));
    }

    /// A step that overwrites what `start` says of memory that is `slot`.
    fn step_to(&mut self, operation: Operation, reads: &[Place], (writes, start, slot): (Place, Start, Slot)) {
        self.steps.push(Step { operation, reads: reads.to_vec(), writes, start, slot, walk: self.walk });
    }
}
