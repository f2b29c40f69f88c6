//! The memory of values: handed out, and taken back after the last reader.

use std::collections::BTreeMap;

use super::{Definition, PassKind, Plan, Slot, ValueId};

/// Memory that is handed out in a pass of inference; other passes keep all values.
pub(super) struct Slots<'a> {
    plan: &'a Plan<'a>,
    output: ValueId,
    /// Values whose memory nobody needs any more.
    free: Vec<ValueId>,
    buffers: Buffers,
}

/// The arrays that values of maps are in: a network has few, each as large as the largest value that it ever holds.
#[derive(Default)]
struct Buffers {
    /// Panels.
    sizes: Vec<usize>,
    /// The array of each value.
    of_value: BTreeMap<ValueId, usize>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let output = plan.without_dropout(plan.output());
        let mut slots = Self { plan, output, free: Vec::new(), buffers: Buffers::default() };
        if plan.has_maps() {
            slots.buffers = slots.share();
        }
        slots
    }

    /// Panels of the arrays that values share.
    pub(super) fn buffers(&self) -> &[usize] {
        &self.buffers.sizes
    }

    /// Gives each value an array that no other has as long as it is needed: the smallest that is large enough, else the largest, which grows.
    fn share(&self) -> Buffers {
        let mut buffers = Buffers::default();
        let mut free: Vec<usize> = Vec::new();
        let mut done: Vec<(ValueId, usize)> = Vec::new();
        let ids = (0..=self.output.0)
            .map(ValueId)
            .filter(|id| !matches!(self.plan.value(*id).definition, Definition::Dropout { .. }) && *id != self.output)
            .filter(|id| !self.plan.is_carry(*id));
        for id in ids {
            let n_panels = self.plan.value(id).panels();
            let fits = free.iter().copied().filter(|buffer| buffers.sizes[*buffer] >= n_panels);
            let best = fits.min_by_key(|buffer| buffers.sizes[*buffer]);
            let chosen = best.or_else(|| free.iter().copied().max_by_key(|buffer| buffers.sizes[*buffer]));
            let buffer = chosen.unwrap_or(buffers.sizes.len());
            free.retain(|other| *other != buffer);
            match buffers.sizes.get_mut(buffer) {
                Some(size) => *size = n_panels.max(*size),
                None => buffers.sizes.push(n_panels),
            }
            buffers.of_value.insert(id, buffer);
            done.push((id, buffer));
            // What this value was the last to read.
            let is_needed =
                |read: ValueId| (id.0 + 1..=self.output.0).any(|later| self.reads(ValueId(later)).contains(&read));
            done.retain(|(other, buffer)| {
                let keeps = *other == id || is_needed(*other) || self.is_kept(*other);
                if !keeps {
                    free.push(*buffer);
                }
                keeps
            });
        }
        buffers
    }

    /// Free memory of the same size, or new; the output is the function's result. Training over rows finds all memory in the
    /// workspace, and columns are small enough to be new.
    pub(super) fn take(&mut self, id: ValueId, kind: PassKind) -> Slot {
        match kind {
            PassKind::TrainRows | PassKind::TrainParameters | PassKind::SingleRow(_) => Slot::Given,
            PassKind::InferenceColumns | PassKind::GradientColumns => Slot::New,
            PassKind::Inference(_) | PassKind::Step if id == self.output => Slot::Result,
            PassKind::Inference(_) | PassKind::Step if self.buffers.of_value.contains_key(&id) => {
                Slot::Buffer(self.buffers.of_value[&id])
            }
            PassKind::Inference(_) | PassKind::Step => {
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
        done.retain(|read| !self.is_kept(*read));
        done.retain(|read| (id.0 + 1..=self.output.0).all(|later| !self.reads(ValueId(later)).contains(read)));
        self.free.extend(done);
    }

    /// Whether a value is there before the step, or is read when the step ends.
    fn is_kept(&self, id: ValueId) -> bool {
        self.plan.is_carry(id) || self.plan.carries().any(|(_, of)| of == id)
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
