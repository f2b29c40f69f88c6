//! Training over a window of a stream: a run for each step forward, then backward, then one for the parameters.

use super::memory::Memory;
use super::{Machine, Run, Trained};
use crate::plan::step::{PassKind, Place, Step};
use crate::plan::{Layout, ValueId};

impl Machine<'_> {
    /// The losses of a window at the beginning of a stream, and the gradient of their sum, times `scale`.
    pub(super) fn window(&self, tier: usize, inputs: &[Vec<f32>], targets: &[Vec<f64>], scale: f64) -> Option<Trained> {
        let [forward, backward, parameters] =
            [PassKind::WindowForward, PassKind::WindowBackward, PassKind::TrainParameters]
                .map(|kind| self.pass(kind, tier));
        let (forward, backward, parameters) = (forward?, backward?, parameters?);
        let stored = |place| self.plan.layout(place, forward.kind).map_or(0, Layout::stored);
        let (mut states, mut memories, mut losses) = (self.new_states(forward.kind), Vec::new(), Vec::new());
        for (input, target) in inputs.iter().zip(targets) {
            let mut run = self.run(forward, std::slice::from_ref(input), std::slice::from_ref(target), scale);
            for (place, state) in &states {
                run.memory.allocate(*place, state.clone());
            }
            for place in self.plan.reached_by_later_steps().into_iter().map(Place::Gradient) {
                run.memory.allocate(place, vec![0.0; stored(place)]);
            }
            run.steps();
            for (place, state) in &mut states {
                *state = run.memory.read(*place);
            }
            losses.extend(run.losses);
            memories.push(run.memory);
        }
        let mut done = Vec::new();
        for input in inputs.iter().rev() {
            let mut run = self.run(backward, std::slice::from_ref(input), &[], scale);
            run.memory = memories.pop()?;
            run.earlier = memories;
            run.steps();
            memories = run.earlier;
            done.push(run.memory);
        }
        let mut run = self.run(parameters, inputs, targets, scale);
        run.memory = Memory::of_rows(done.into_iter().rev());
        run.steps();
        Some(Trained { losses, fields: run.gradient })
    }

    /// What a new stream remembers.
    pub(super) fn new_states(&self, kind: PassKind) -> Vec<(Place, Vec<f32>)> {
        let stored = |place| self.plan.layout(place, kind).map_or(0, Layout::stored);
        let new = |id: ValueId| {
            let place = Place::State(id);
            let field = self.plan.initial.iter().find(|(carry, _)| *carry == id);
            (place, field.map_or(vec![0.0; stored(place)], |(_, field)| self.parameters[field.0].clone()))
        };
        self.plan.remembered().map(|(id, _)| new(id)).collect()
    }
}

impl Run<'_, '_> {
    /// Adds to derivatives of earlier steps.
    pub(super) fn add_to_earlier(&mut self, step: &Step, ages: &[usize]) {
        let Place::Earlier(of) = step.writes else { panic!("derivatives of earlier steps are changed") };
        let (place, d) = (Place::Gradient(of), self.value(step.reads[0]));
        let n = self.earlier.len();
        for (age, d) in ages.iter().zip(d.chunks(d.len() / ages.len())) {
            let earlier = n.checked_sub(*age).and_then(|index| self.earlier.get_mut(index));
            if let Some(memory) = earlier {
                let sum = memory.read(place).iter().zip(d).map(|(x, d)| x + d).collect();
                memory.write(place, sum);
            }
        }
    }
}
