//! Inference: all values up to the output, on the stack, where memory is used again once nothing reads it.

use super::super::functions::outputs::{Extent, forward_tile};
use super::super::step::{Divided, Group};
use super::{Definition, Dense, Operation, Place, Rows, Slot, Start, ValueId, Writer, forward_reads, join, operand};
use crate::plan::{PANELS_OF_A_THREAD, Plan, panels};

impl Writer<'_, '_> {
    pub(super) fn inference(&mut self, rows: Rows) {
        let output = self.plan.without_dropout(self.plan.output());
        let mut slots = Slots { plan: self.plan, output, free: Vec::new() };
        for id in self.values().take(output.0 + 1) {
            if matches!(self.plan.value(id).definition, Definition::Dropout { .. }) {
                continue;
            }
            let slot = slots.take(id);
            self.inference_of(id, rows, slot);
            slots.release_after(id);
        }
    }

    /// The steps of one value, whose memory is `slot`.
    fn inference_of(&mut self, id: ValueId, rows: Rows, slot: Slot) {
        let plan = self.plan;
        let read = |id: ValueId| Place::Value(plan.without_dropout(id));
        let to = (Place::Value(id), Start::Overwrite, slot);
        match &plan.value(id).definition {
            Definition::Load => self.step_to(Operation::Load, &[Place::Input], to),
            Definition::Dense(dense) => {
                let tier = self.tier();
                let operation = match rows {
                    Rows::Exactly(1) if plan.row_is_divided(dense) => Operation::Divided(self.divided(dense)),
                    Rows::Exactly(rows) => Operation::Call(self.functions.forward(tier, dense, rows)),
                    Rows::UpTo(_) => Operation::Call(self.functions.forward_of_all(tier, dense)),
                };
                let operand = match operand(dense) {
                    Place::Value(id) => read(id),
                    other => other,
                };
                self.step_to(operation, &forward_reads(dense, operand), to);
            }
            Definition::Map { input, activation } => self.step_to(Operation::Map(*activation), &[read(*input)], to),
            Definition::Softmax { input } => self.step_to(Operation::Softmax, &[read(*input)], to),
            Definition::Dropout { .. } => {}
            joined @ (Definition::Add { .. } | Definition::Concat { .. }) => {
                for (index, (operation, inputs)) in join(plan, joined).into_iter().flatten().enumerate() {
                    let reads: Vec<_> = inputs.into_iter().map(read).collect();
                    let slot = if index == 0 { slot } else { Slot::Given };
                    self.step_to(operation, &reads, (to.0, to.1, slot));
                }
            }
        }
    }

    /// A layer of a single row, divided between threads by panels of outputs.
    fn divided(&mut self, dense: &Dense) -> Divided {
        let (tier, n_panels) = (self.tier(), panels(dense.outputs));
        let group = forward_tile(tier, dense, 1, n_panels.min(PANELS_OF_A_THREAD)).panels;
        let mut of =
            |panels: usize| Group { called: self.functions.forward_of(tier, dense, 1, Extent::Group(panels)), panels };
        let rest = n_panels % group;
        let group = of(group);
        let rest = (rest > 0).then(|| of(rest));
        Divided { whole: self.functions.forward(tier, dense, 1), group, rest, panels: n_panels }
    }
}

/// Hands out memory and takes it back after its last reader.
struct Slots<'a> {
    plan: &'a Plan<'a>,
    output: ValueId,
    /// Values whose memory nobody needs any more.
    free: Vec<ValueId>,
}

impl Slots<'_> {
    /// Free memory of the same size, or new; the output is the function's result.
    fn take(&mut self, id: ValueId) -> Slot {
        if id == self.output {
            return Slot::Result;
        }
        let n_panels = self.plan.value(id).panels();
        let reusable = self.free.iter().position(|free| self.plan.value(*free).panels() == n_panels);
        reusable.map_or(Slot::New, |position| Slot::Reused(self.free.swap_remove(position)))
    }

    /// Frees what `id` was the last to read.
    fn release_after(&mut self, id: ValueId) {
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
