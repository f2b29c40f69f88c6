//! Finds what is wrong with a plan: faults that the author of a layer could make, and that would compile.
//!
//! It knows nothing of layers. It looks at passes, steps and functions alone, so that it holds for those that are to come.

mod calls;
mod memory;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::display::Shown;
use super::step::{DerivativeOf, Operation, Pass, PassKind, Place, Purpose, Slot, Step};
use super::{Definition, FieldId, Plan, ValueId};
use crate::ir::has_padding;

/// Every fault, in words; none in a plan that is right.
pub(crate) fn verify(plan: &Plan<'_>) -> Vec<String> {
    let mut faults = Faults { plan, found: Vec::new() };
    for pass in &plan.passes {
        faults.memory(pass);
        faults.gradient_order(pass);
        faults.calls(pass);
    }
    faults.passes_are_distinct();
    faults.sums_have_one_order();
    faults.parameters_have_gradients();
    faults.loops_have_places_apart();
    faults.states_are_kept();
    faults.masks_are_in_pairs();
    faults.padding_is_cleared();
    faults.rows_hand_on_what_parameters_read();
    faults.functions();
    faults.found
}

struct Faults<'a> {
    plan: &'a Plan<'a>,
    found: Vec<String>,
}

impl Faults<'_> {
    fn push(&mut self, fault: String) {
        self.found.push(fault);
    }

    /// A fault of a step.
    fn push_of(&mut self, pass: &Pass, step: &Step, what: &str) {
        let shown = Shown { plan: self.plan, step };
        self.push(format!("{:?}, tier {}: {shown}: {what}", pass.kind, pass.tier.0));
    }

    /// Nothing is added to a derivative that has been handed on, and no value changes that something was computed from; a
    /// parameter changes after everything that reads it.
    fn gradient_order(&mut self, pass: &Pass) {
        let (mut read, mut changed) = (BTreeSet::<Place>::new(), BTreeSet::<Place>::new());
        for step in &pass.steps {
            if step.reads.iter().any(|place| changed.contains(place)) {
                self.push_of(pass, step, "it reads a parameter that has changed");
            }
            if let Place::Parameter(_) = step.writes {
                changed.insert(step.writes);
            }
            let is_target = matches!(step.writes, Place::Gradient(_) | Place::Value(_) | Place::Moments(_));
            let changes = step.slot == Slot::Given && !step.operation.is_for_next();
            if is_target && read.contains(&step.writes) && changes {
                self.push_of(pass, step, "it changes after it was read");
            }
            read.extend(&step.reads);
        }
    }

    fn passes_are_distinct(&mut self) {
        for (index, pass) in self.plan.passes.iter().enumerate() {
            let same = |other: &&Pass| other.kind == pass.kind && other.tier == pass.tier;
            if self.plan.passes[..index].iter().any(|other| same(&other)) {
                self.push(format!("{:?} is printed twice for tier {}", pass.kind, pass.tier.0));
            }
        }
    }

    /// Each pass that trains writes the gradient of each trained parameter once; none changes another, and what is not trained has
    /// zeros in a gradient.
    fn parameters_have_gradients(&mut self) {
        let fields: Vec<FieldId> = (0..self.plan.fields.len()).map(FieldId).collect();
        for field in &fields {
            if !self.is_reached(*field) {
                let path = &self.plan.field(*field).path;
                self.push(format!("no value is computed from `{path}`"));
            }
        }
        for pass in &self.plan.passes {
            let place: fn(FieldId) -> Place = match pass.kind {
                PassKind::TrainParameters | PassKind::GradientColumns | PassKind::SingleRow(Purpose::Gradient) => {
                    Place::ParameterGradient
                }
                PassKind::SingleRow(Purpose::Descent) => Place::Parameter,
                _ => continue,
            };
            for field in &fields {
                let is_trained = self.plan.field(*field).is_trained;
                let steps = pass.steps.iter().filter(|step| step.writes == place(*field));
                let (zeros, steps): (Vec<&Step>, Vec<&Step>) =
                    steps.partition(|step| step.operation == Operation::Zero);
                let is_running = self.plan.field(*field).momentum.is_some();
                let is_of_a_row = matches!(pass.kind, PassKind::SingleRow(_));
                let is_cleared = !is_trained && !is_running && pass.kind == PassKind::SingleRow(Purpose::Gradient);
                // A running mean takes its part of a single row's moments in the pass itself.
                let is_written = is_trained || (is_running && is_of_a_row);
                let (expected, found) =
                    ((usize::from(is_written), usize::from(is_cleared)), (steps.len(), zeros.len()));
                if found != expected {
                    let path = &self.plan.field(*field).path;
                    let (n_steps, n_zeros) = found;
                    self.push(format!(
                        "{:?}: {n_steps} steps train `{path}`, expected {}; {n_zeros} clear it, expected {}",
                        pass.kind, expected.0, expected.1
                    ));
                }
            }
        }
    }

    /// Whether a field is a parameter of some value.
    fn is_reached(&self, field: FieldId) -> bool {
        self.plan.values.iter().any(|value| value.definition.parameters().contains(&field))
            || self.plan.initial.iter().any(|(_, initial)| *initial == field)
    }

    /// While training, what a dropout removes from a value, it removes from its derivative.
    fn masks_are_in_pairs(&mut self) {
        for pass in &self.plan.passes {
            let mut masks: BTreeMap<usize, Vec<(String, Place)>> = BTreeMap::new();
            for step in &pass.steps {
                if let Operation::Mask { rate, index } = step.operation {
                    masks.entry(index).or_default().push((rate.to_string(), step.writes));
                }
            }
            let [forward, backward] = [PassKind::WindowForward, PassKind::WindowBackward]
                .map(|last| pass.kind == last || matches!(pass.kind, PassKind::TrainRows | PassKind::SingleRow(_)));
            for (index, value) in self.plan.values.iter().enumerate() {
                let Definition::Dropout { index: mask, rate, .. } = value.definition else { continue };
                let id = ValueId(index);
                let mut expected = Vec::new();
                expected.extend(forward.then(|| (rate.to_string(), Place::Value(id))));
                expected.extend((backward && value.is_trained).then(|| (rate.to_string(), Place::Gradient(id))));
                if masks.remove(&mask).unwrap_or_default() != expected {
                    self.push(format!("{:?}: the masks of dropout {mask} are not in pairs", pass.kind));
                }
            }
        }
    }

    /// What a singular or a growing activation makes of padding is cleared at once, in a value and in its derivative.
    fn padding_is_cleared(&mut self) {
        for pass in self.plan.passes.iter().filter(|pass| !pass.kind.is_columns()) {
            for (index, step) in pass.steps.iter().enumerate() {
                let (Operation::Map(activation) | Operation::Derivative { activation, .. }) = step.operation else {
                    continue;
                };
                let (Place::Value(id) | Place::Gradient(id)) = step.writes else { continue };
                // A dense layer applies a growing activation to padding that is 0, and then no other.
                let is_of_layer = matches!(step.operation, Operation::Derivative { of: DerivativeOf::Output, .. });
                let reaches_sums = if is_of_layer { activation.is_singular() } else { activation.clears_padding() };
                let is_needed = reaches_sums && has_padding(self.plan.value(id).channels());
                let is_cleared = pass
                    .steps
                    .get(index + 1)
                    .is_some_and(|next| next.operation == Operation::ClearPadding && next.writes == step.writes);
                if is_needed && !is_cleared {
                    self.push_of(pass, step, "its padding is not cleared");
                }
            }
        }
    }

    /// The passes over rows write every derivative that the pass over parameters reads.
    fn rows_hand_on_what_parameters_read(&mut self) {
        let of_kind = |kind: PassKind| self.plan.passes.iter().filter(move |pass| pass.kind == kind);
        // The last of each array.
        let kinds = [PassKind::TrainRows, PassKind::WindowForward, PassKind::WindowBackward];
        let passes = kinds.into_iter().flat_map(of_kind);
        let written = passes.flat_map(|pass| pass.steps.iter().map(|step| step.writes)).map(|place| match place {
            // Of the last input of a window it is 0.
            Place::Earlier(id) => Place::Gradient(id),
            place => place,
        });
        let rows: BTreeMap<Place, Place> = written.map(|place| (self.plan.array_of(place), place)).collect();
        let read = of_kind(PassKind::TrainParameters).flat_map(|pass| pass.steps.iter().flat_map(|step| &step.reads));
        let is_missing =
            |place: &&Place| **place != Place::Input && rows.get(&self.plan.array_of(**place)) != Some(*place);
        let missing: BTreeSet<Place> = read.filter(is_missing).copied().collect();
        for place in missing {
            self.push(format!("{place:?} is read for parameters, and not written for rows"));
        }
    }
}
