//! The memory of values: handed out, and taken back after the last reader.

use std::collections::BTreeMap;

use super::{Definition, Operand, PassKind, Plan, Rows, Slot, ValueId};
use crate::plan::arena::{self, Tenant};
use crate::plan::step::Place;

/// Memory that is handed out in a pass of inference; other passes keep all values.
pub(super) struct Slots<'a> {
    plan: &'a Plan<'a>,
    kind: PassKind,
    output: ValueId,
    /// What each value reads in inference.
    reads: Vec<Vec<ValueId>>,
    /// Values whose memory nobody needs any more.
    free: Vec<ValueId>,
    shared: Shared,
}

/// The one array that all values of a network with maps are in.
#[derive(Default)]
struct Shared {
    /// Panels.
    size: usize,
    /// Where each value begins.
    of_value: BTreeMap<ValueId, usize>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, kind: PassKind) -> Self {
        let output = match (kind, plan.behind_maps()) {
            (PassKind::Maps, Some(maps)) => maps,
            _ => plan.without_dropout(plan.output()),
        };
        let reads = (0..plan.values.len()).map(|index| reads(plan, kind, ValueId(index))).collect();
        let mut slots = Self { plan, kind, output, reads, free: Vec::new(), shared: Shared::default() };
        // Rows that are behind the maps have arrays of rows.
        let of_maps = matches!(kind, PassKind::Maps | PassKind::Step | PassKind::Inference(Rows::Exactly(_)));
        if matches!(kind, PassKind::StepColumns(_)) || plan.has_maps() && of_maps {
            slots.shared = slots.share();
        }
        slots
    }

    /// Panels of the array that values share.
    pub(super) fn memory(&self) -> usize {
        self.shared.size
    }

    /// Gives each value a place from when it is computed to when it is read last, in which no other value lies.
    fn share(&self) -> Shared {
        // Rows of the output are the caller's, and columns of the input are there.
        let is_columns = self.kind.is_columns();
        let end = if is_columns { self.output.0 + 1 } else { self.output.0 };
        let ids: Vec<ValueId> = (0..end)
            .map(ValueId)
            .filter(|id| !is_columns || !matches!(self.plan.value(*id).definition, Definition::Load))
            .filter(|id| !matches!(self.plan.value(*id).definition, Definition::Dropout { .. }))
            .filter(|id| !self.plan.ends_elsewhere(*id) && !self.plan.is_carry(*id))
            .filter(|id| self.plan.reader_recalls(*id, self.kind).is_none())
            .collect();
        let last_reader = |id: ValueId| {
            if self.is_kept(id) {
                return self.output.0;
            }
            let reads = |later: &usize| self.reads(ValueId(*later)).contains(&id);
            let last = (id.0 + 1..=self.output.0).rev().find(reads).unwrap_or(id.0);
            // What a step of a scan reads, later ones read too.
            self.plan.scan_of(ValueId(last)).map_or(last, |scan| scan.last.0)
        };
        let first = |id: ValueId| self.plan.scan_of(id).map_or(id.0, |scan| scan.first.0);
        let size = |id: ValueId| self.plan.panels_in(Place::Value(id), self.kind);
        let tenant = |id: &ValueId| Tenant { first: first(*id), last: last_reader(*id), size: size(*id) };
        let arena = arena::arrange(&ids.iter().map(tenant).collect::<Vec<_>>());
        Shared { size: arena.size, of_value: ids.into_iter().zip(arena.offsets).collect() }
    }

    /// Free memory of the same size, or new; the output is the function's result. Training over rows finds all memory in the
    /// workspace, and columns are small enough to be new.
    pub(super) fn take(&mut self, id: ValueId, kind: PassKind) -> Slot {
        match kind {
            PassKind::TrainRows
            | PassKind::TrainParameters
            | PassKind::SingleRow(_)
            | PassKind::WindowForward
            | PassKind::WindowBackward => Slot::Given,
            PassKind::InferenceColumns | PassKind::GradientColumns => Slot::New,
            PassKind::StepColumns(_) => self.shared.of_value.get(&id).map_or(Slot::New, |at| Slot::At(*at)),
            _ if id == self.output => Slot::Result,
            _ if self.shared.of_value.contains_key(&id) => Slot::At(self.shared.of_value[&id]),
            // What a loop reads and writes lies apart, for each row is a step.
            PassKind::StepBlock if self.plan.loop_of(id).is_some() => Slot::New,
            PassKind::Inference(_) | PassKind::Maps | PassKind::Step | PassKind::StepRows | PassKind::StepBlock => {
                let n_panels = self.plan.value(id).panels();
                let reusable = self.free.iter().position(|free| self.plan.value(*free).panels() == n_panels);
                reusable.map_or(Slot::New, |position| Slot::Reused(self.free.swap_remove(position)))
            }
        }
    }

    /// Frees what `id` was the last to read.
    pub(super) fn release_after(&mut self, id: ValueId) {
        let mut done: Vec<ValueId> = self.reads(id).to_vec();
        done.dedup();
        done.retain(|read| !self.is_kept(*read));
        // There is one row of it.
        done.retain(|read| self.kind != PassKind::StepBlock || !self.plan.is_of_one_step(*read));
        done.retain(|read| (id.0 + 1..=self.output.0).all(|later| !self.reads(ValueId(later)).contains(read)));
        self.free.extend(done);
    }

    /// Whether a value is there before the step, or is read when the step ends.
    fn is_kept(&self, id: ValueId) -> bool {
        if self.kind.is_columns() {
            return false;
        }
        // A row of a carry is a copy.
        self.plan.is_carry(id) && self.kind != PassKind::StepRows
            || self.plan.kept_at_the_end(self.kind).any(|(_, of)| self.plan.without_dropout(of) == id)
    }

    fn reads(&self, id: ValueId) -> &[ValueId] {
        self.reads.get(id.0).map_or(&[], Vec::as_slice)
    }
}

/// The values that one reads in inference, in order.
fn reads(plan: &Plan<'_>, kind: PassKind, id: ValueId) -> Vec<ValueId> {
    // A dropout is its operand; and what is part of a value that follows is not stored, and what it reads is read there.
    if matches!(plan.value(id).definition, Definition::Dropout { .. }) || plan.ends_elsewhere(id) {
        return Vec::new();
    }
    if plan.reader_recalls(id, kind).is_some() {
        return Vec::new();
    }
    let convolution = plan.normed(id).map(|normed| normed.convolution);
    let convolution = convolution.or_else(|| plan.pooled(id).map(|(convolution, _)| convolution));
    let reads = match convolution.map(|convolution| convolution.input) {
        Some(Operand::Input) => Vec::new(),
        Some(Operand::Value(input)) => vec![input],
        // What reads a history in its place reads its newest input beside it.
        None => plan.reads(id).into_iter().map(|read| plan.reader_recalls(read, kind).unwrap_or(read)).collect(),
    };
    let mut reads: Vec<_> = reads.into_iter().map(|read| plan.without_dropout(read)).collect();
    reads.sort();
    reads
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::tests::{declared_in_examples, planned};
    use super::super::{PassKind, Place, Plan};
    use crate::plan::step::Slot;
    use crate::plan::{Family, Layout, PANEL_BYTES, Rows};

    /// What a pass for one row holds, and the most that is needed at any of its steps, both in panels and read off its steps alone.
    fn held_and_needed(plan: &Plan<'_>) -> (usize, usize) {
        let pass = plan.passes.iter().find(|pass| pass.kind == PassKind::Inference(Rows::Exactly(1)));
        let pass = pass.expect("every network infers");
        let panels = |place: Place| plan.layout(place, pass.kind).map_or(0, Layout::panels);
        let mut spans: BTreeMap<Place, (usize, usize)> = BTreeMap::new();
        let mut held = pass.memory;
        for (index, step) in pass.steps.iter().enumerate() {
            for place in step.reads.iter().chain([&step.writes]).filter(|place| matches!(place, Place::Value(_))) {
                spans.entry(*place).or_insert((index, index)).1 = index;
            }
            match step.slot {
                Slot::New => held += panels(step.writes),
                // The caller's.
                Slot::Result => drop(spans.insert(step.writes, (usize::MAX, 0))),
                Slot::Given | Slot::At(_) | Slot::Reused(_) => {}
            }
        }
        let output = plan.without_dropout(plan.output());
        spans.remove(&Place::Value(output));
        let at = |index: usize| {
            let needed = spans.iter().filter(|(_, (first, last))| *first <= index && index <= *last);
            needed.map(|(place, _)| panels(*place)).sum::<usize>()
        };
        (held, (0..pass.steps.len()).map(at).max().unwrap_or(0))
    }

    fn assert_held(declaration: &str, family: Family) -> (usize, usize) {
        planned(declaration, family, |plan| {
            let (held, needed) = held_and_needed(plan);
            assert!(held >= needed && held * 5 <= needed * 6, "{held} panels for {needed}: {declaration}");
            // Batches of most networks with maps go through them row by row.
            if plan.has_maps() && plan.behind_maps().is_none() {
                assert_eq!(plan.inference_bytes(), held * PANEL_BYTES);
            }
            (held, needed)
        })
    }

    #[test]
    fn known_networks_hold_what_they_need_at_once() {
        for (file, name) in [
            ("mlperf.rs", "Resnet8"),
            ("mlperf.rs", "Mobilenet"),
            ("mlperf.rs", "DsCnn"),
            ("lenet.rs", "LeNet"),
            ("resnet.rs", "Resnet"),
        ] {
            let (held, needed) = assert_held(&declared_in_examples(file, name), Family::X86);
            assert_eq!(held, needed, "{name}");
        }
        // Two layers of 128, and one of 8, whose memory is too small for what comes behind it.
        assert_eq!(assert_held(&declared_in_examples("mlperf.rs", "Autoencoder"), Family::X86), (17, 16));
    }

    #[test]
    fn random_networks_over_maps_hold_little_more_than_they_need_at_once() {
        let mut random = nn_twin::random::Random::new(42);
        let (mut all_held, mut all_needed) = (0, 0);
        for index in 0..300 {
            let declaration = nn_twin::maps::declaration(index, &mut random);
            let family = Family::ALL[index % Family::ALL.len()];
            if planned(&declaration, family, |plan| plan.passes.iter().any(|pass| pass.memory > 0)) {
                let (held, needed) = assert_held(&declaration, family);
                (all_held, all_needed) = (all_held + held, all_needed + needed);
            }
        }
        assert!(all_held * 100 <= all_needed * 101 && all_needed > 10_000, "{all_held} panels for {all_needed}");
    }
}
