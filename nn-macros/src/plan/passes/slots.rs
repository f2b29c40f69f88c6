//! The memory of values: handed out, and taken back after the last reader.

use super::{Definition, PassKind, Plan, Slot, ValueId};

/// Memory that is handed out in a pass of inference; other passes keep all values.
pub(super) struct Slots<'a> {
    plan: &'a Plan<'a>,
    output: ValueId,
    /// Values whose memory nobody needs any more.
    free: Vec<ValueId>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        Self { plan, output: plan.without_dropout(plan.output()), free: Vec::new() }
    }

    /// Free memory of the same size, or new; the output is the function's result. Training over rows finds all memory in the
    /// workspace, and columns are small enough to be new.
    pub(super) fn take(&mut self, id: ValueId, kind: PassKind) -> Slot {
        match kind {
            PassKind::TrainRows | PassKind::TrainParameters | PassKind::SingleRow(_) => Slot::Given,
            PassKind::InferenceColumns | PassKind::GradientColumns => Slot::New,
            PassKind::Inference(_) if id == self.output => Slot::Result,
            PassKind::Inference(_) => {
                let n_panels = self.plan.value(id).panels();
                let reusable = self.free.iter().position(|free| self.plan.value(*free).panels() == n_panels);
                reusable.map_or(Slot::New, |position| Slot::Reused(self.free.swap_remove(position)))
            }
        }
    }

    /// Frees what `id` was the last to read.
    pub(super) fn release_after(&mut self, id: ValueId) {
        let mut done: Vec<ValueId> = self.reads(id);
        done.dedup();
        done.retain(|read| (id.0 + 1..=self.output.0).all(|later| !self.reads(ValueId(later)).contains(read)));
        self.free.extend(done);
    }

    fn reads(&self, id: ValueId) -> Vec<ValueId> {
        if matches!(self.plan.value(id).definition, Definition::Dropout { .. }) {
            return Vec::new();
        }
        let mut reads: Vec<_> = self.plan.reads(id).into_iter().map(|read| self.plan.without_dropout(read)).collect();
        reads.sort();
        reads
    }
}
