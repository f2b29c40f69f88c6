//! Where values lie, and what a stream remembers.

use std::collections::{BTreeMap, BTreeSet};

use super::Faults;
use crate::plan::contract::Start;
use crate::plan::step::{Operation, Pass, PassKind, Place, Slot};
use crate::plan::{Definition, Layout};

impl Faults<'_> {
    /// Every place is written before it is read, in memory that is there, and nothing reads memory that was used again.
    pub(super) fn memory(&mut self, pass: &Pass) {
        let has_memory = match pass.kind {
            PassKind::TrainRows
            | PassKind::TrainParameters
            | PassKind::SingleRow(_)
            | PassKind::WindowForward
            | PassKind::WindowBackward => true,
            PassKind::Inference(_)
            | PassKind::Maps
            | PassKind::InferenceColumns
            | PassKind::GradientColumns
            | PassKind::Step
            | PassKind::StepColumns(_)
            | PassKind::StepRows
            | PassKind::StepBlock => false,
        };
        let mut memory: BTreeSet<Place> = BTreeSet::new();
        let mut written: BTreeSet<Place> = BTreeSet::new();
        // What was last written to an array of a workspace.
        let mut held: BTreeMap<Place, Place> = BTreeMap::new();
        // What lies in the array of the pass: first panel, and panels.
        let mut lies: BTreeMap<Place, (usize, usize)> = BTreeMap::new();
        for step in &pass.steps {
            for place in &step.reads {
                if !self.is_given(pass, *place) && !written.contains(place) {
                    self.push_of(pass, step, &format!("{place:?} is read before it is written"));
                }
            }
            let is_local = matches!(step.writes, Place::Value(_) | Place::Gradient(_));
            match step.slot {
                Slot::Given if is_local && !has_memory && !memory.contains(&step.writes) => {
                    self.push_of(pass, step, "it has no memory");
                }
                Slot::Given => {}
                Slot::New | Slot::Result => {
                    if !memory.insert(step.writes) {
                        self.push_of(pass, step, "its memory is new twice");
                    }
                }
                Slot::At(first) => {
                    let n_panels = self.plan.panels_in(step.writes, pass.kind);
                    let is_hit = |(from, n): &(usize, usize)| *from < first + n_panels && first < from + n;
                    let hit: Vec<Place> = lies.iter().filter(|(_, at)| is_hit(at)).map(|(place, _)| *place).collect();
                    for old in hit {
                        if step.reads.contains(&old) {
                            self.push_of(pass, step, "it is written where it reads");
                        }
                        lies.remove(&old);
                        memory.remove(&old);
                        written.remove(&old);
                    }
                    if first + n_panels > pass.memory {
                        self.push_of(pass, step, "the array of the pass ends before the value does");
                    }
                    lies.insert(step.writes, (first, n_panels));
                    memory.insert(step.writes);
                }
                Slot::Reused(old) => {
                    let old = Place::Value(old);
                    if !memory.remove(&old) || !written.remove(&old) {
                        self.push_of(pass, step, "the memory that it uses again is not there");
                    }
                    let stored = |place| self.plan.layout(place, pass.kind).map(Layout::stored);
                    if stored(old) != stored(step.writes) {
                        self.push_of(pass, step, "the memory that it uses again has another size");
                    }
                    memory.insert(step.writes);
                }
            }
            if is_local
                && has_memory
                && let Some(old) = held.insert(self.plan.array_of(step.writes), step.writes)
                && old != step.writes
            {
                let is_copy = step.operation == Operation::Copy && step.start == Start::Overwrite;
                if step.reads.contains(&old) && !is_copy {
                    self.push_of(pass, step, "it is written where it reads");
                }
                written.remove(&old);
            }
            let needs_value = step.start == Start::Add || step.operation.changes_in_place();
            let is_sum = matches!(step.writes, Place::ParameterGradient(_) | Place::Parameter(_));
            if needs_value && !is_sum && !written.contains(&step.writes) && !self.is_given(pass, step.writes) {
                self.push_of(pass, step, "it is changed before it is written");
            }
            written.insert(step.writes);
        }
        let output = match pass.kind {
            PassKind::Inference(_) | PassKind::Step | PassKind::StepRows | PassKind::StepBlock => {
                Some(self.plan.without_dropout(self.plan.output()))
            }
            PassKind::Maps => self.plan.behind_maps(),
            _ => None,
        };
        if let Some(output) = output.map(Place::Value) {
            let results = pass.steps.iter().filter(|step| step.slot == Slot::Result);
            let is_output = results.map(|step| step.writes).eq([output]);
            if !is_output {
                self.push(format!("{:?}: the result is not the output", pass.kind));
            }
        }
    }

    /// What steps of a loop read and write lies apart: each is needed for all pixels.
    pub(super) fn loops_have_places_apart(&mut self) {
        let plan = self.plan;
        for pass in &plan.passes {
            let mut lies: BTreeMap<Place, (usize, usize)> = BTreeMap::new();
            for step in &pass.steps {
                if let Slot::At(first) = step.slot {
                    let n_panels = plan.panels_in(step.writes, pass.kind);
                    lies.insert(step.writes, (first, first + n_panels));
                }
            }
            let loops = pass.steps.chunk_by(|one, next| one.walk == next.walk).filter(|steps| steps[0].walk.is_some());
            for steps in loops {
                let all = steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes]));
                let places: BTreeSet<Place> =
                    all.filter(|place| matches!(place, Place::Value(_) | Place::Gradient(_))).copied().collect();
                let is_hit = |one: &Place, other: &Place| match (lies.get(one), lies.get(other)) {
                    (Some((first, end)), Some((from, to))) => first < to && from < end,
                    _ => !pass.kind.is_inference() && plan.array_of(*one) == plan.array_of(*other),
                };
                let pairs = places.iter().flat_map(|one| places.iter().map(move |other| (one, other)));
                for (one, other) in pairs.filter(|(one, other)| one < other && is_hit(one, other)) {
                    self.push_of(pass, &steps[0], &format!("{one:?} lies where {other:?} does, in one loop"));
                }
            }
        }
    }

    /// Whether a place is there before the pass.
    pub(super) fn is_given(&self, pass: &Pass, place: Place) -> bool {
        match place {
            Place::Input | Place::Parameter(_) | Place::Targets => true,
            Place::Transposed(field) => {
                matches!(pass.kind, PassKind::TrainRows | PassKind::WindowBackward)
                    && self.plan.transposed().iter().any(|transposed| transposed.field == field)
            }
            // What the pass over rows leaves, or that forward.
            Place::Value(_) => matches!(pass.kind, PassKind::TrainParameters | PassKind::WindowBackward),
            Place::Gradient(id) if pass.kind == PassKind::WindowBackward => {
                id == self.plan.output() || self.plan.reached_by_later_steps().contains(&id)
            }
            Place::Earlier(id) => {
                pass.kind == PassKind::WindowBackward && self.plan.reached_by_later_steps().contains(&id)
            }
            Place::Gradient(_) | Place::Moments(_) => pass.kind == PassKind::TrainParameters,
            Place::State(_) => pass.kind.remembers(),
            Place::ParameterGradient(_) | Place::Losses => false,
        }
    }

    /// A step writes all that it remembers once, after everything that reads it, or in columns before; nothing else does.
    pub(super) fn states_are_kept(&mut self) {
        for pass in &self.plan.passes {
            let is_columns = pass.kind.is_columns();
            let mut kept: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
            for step in &pass.steps {
                let is_of_states =
                    step.reads.iter().chain([&step.writes]).any(|place| matches!(place, Place::State(_)));
                if is_of_states && pass.kind == PassKind::StepBlock && step.walk.is_none() {
                    self.push_of(pass, step, "all steps of a block would see the state of one");
                }
                let states = step.reads.iter().filter(|place| matches!(place, Place::State(_)));
                let (mut kept_before, mut kept_later) = (false, false);
                for place in states {
                    kept_before |= kept.contains_key(place);
                    kept_later |= !kept.contains_key(place);
                }
                if kept_before && !is_columns {
                    self.push_of(pass, step, "it reads what the next step will remember");
                }
                if kept_later && is_columns {
                    self.push_of(pass, step, "it reads what other lanes do not remember yet");
                }
                if let Place::State(_) = step.writes {
                    kept.entry(step.writes).or_default().extend(&step.reads);
                }
            }
            let remembered = self.plan.remembered().filter(|_| pass.kind.remembers());
            let value = |of| {
                let of = if pass.kind.is_inference() { self.plan.without_dropout(of) } else { of };
                match self.plan.value(of).definition {
                    Definition::Load if is_columns => Place::Input,
                    _ => Place::Value(of),
                }
            };
            let expected: BTreeMap<Place, Vec<Place>> =
                remembered.map(|(id, of)| (Place::State(id), vec![value(of)])).collect();
            if kept != expected {
                self.push(format!(
                    "{:?}, tier {}: it remembers {kept:?}, expected {expected:?}",
                    pass.kind, pass.tier.0
                ));
            }
        }
        let carries =
            self.plan.values.iter().filter(|value| matches!(value.definition, Definition::Carry { of: None }));
        for value in carries {
            self.found.push(format!("`{}` is never written", value.name));
        }
    }
}
