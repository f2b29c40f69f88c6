//! Training over windows: a run for each step forward, then backward, then one for the parameters. And what steps in columns remember.

use super::memory::Memory;
use super::streams::steps_of;
use super::{Machine, Run, Trained};
use crate::plan::step::{PassKind, Place, Step};
use crate::plan::{LANES, Layout};

impl Machine<'_> {
    /// The losses of windows of equal length at the beginnings of streams, a step of each after the other, and the gradient of their sum,
    /// times `scale`.
    pub(super) fn windows(
        &self,
        tier: usize,
        inputs: &[Vec<Vec<f32>>],
        targets: &[Vec<Vec<f64>>],
        scale: f64,
    ) -> Option<Trained> {
        let [forward, backward, parameters] =
            [PassKind::WindowForward, PassKind::WindowBackward, PassKind::TrainParameters]
                .map(|kind| self.pass(kind, tier));
        let (forward, backward, parameters) = (forward?, backward?, parameters?);
        let stored = |place| self.plan.layout(place, forward.kind).map_or(0, Layout::stored);
        let streams = inputs.len();
        let (inputs, targets) = (steps_of(inputs), steps_of(targets));
        let (mut states, mut memories, mut losses) =
            (self.new_states_of(forward.kind, streams), Vec::new(), Vec::new());
        for (inputs, targets) in inputs.iter().zip(&targets) {
            let mut run = self.run(forward, inputs, targets, scale);
            for (place, state) in &states {
                run.memory.allocate(*place, state.clone());
            }
            for place in self.plan.reached_by_later_steps().into_iter().map(Place::Gradient) {
                run.memory.allocate(place, vec![0.0; streams * stored(place)]);
            }
            run.steps();
            for (place, state) in &mut states {
                *state = run.memory.read(*place);
            }
            losses.extend(run.losses);
            memories.push(run.memory);
        }
        let mut done = Vec::new();
        for inputs in inputs.iter().rev() {
            let mut run = self.run(backward, inputs, &[], scale);
            run.memory = memories.pop()?;
            run.earlier = memories;
            run.steps();
            memories = run.earlier;
            done.push(run.memory);
        }
        let (inputs, targets) = (inputs.concat(), targets.concat());
        let mut run = self.run(parameters, &inputs, &targets, scale);
        run.memory = Memory::of_rows(done.into_iter().rev());
        run.steps();
        Some(Trained { losses, fields: run.gradient })
    }
}

/// Of an input and what is remembered, the oldest first, the inputs of these ages.
pub(super) fn of_ages(numbers: &[Vec<f32>], ages: &[usize]) -> Vec<f32> {
    let (x, past) = (&numbers[0], &numbers[1]);
    let earlier = past.len() / x.len();
    let of_age = |age: &usize| if *age == 0 { &x[..] } else { &past[(earlier - age) * x.len()..][..x.len()] };
    ages.iter().flat_map(of_age).copied().collect()
}

impl Run<'_, '_> {
    /// The inputs of these ages, for the inputs that the state ends with.
    pub(super) fn recall_columns(&mut self, step: &Step, ages: &[usize]) {
        let recalled = self.recalled(step, ages);
        self.set(step.writes, recalled);
    }

    /// The same: a column for each channel of the first age, then those of the next.
    pub(super) fn recalled(&self, step: &Step, ages: &[usize]) -> Vec<f32> {
        let [from, of_state] = [0, 1].map(|index| self.layout(step.reads[index]));
        let (x, past, together) = (self.value(step.reads[0]), self.value(step.reads[1]), self.together());
        let to = Layout::PixelColumns { channels: from.len(), pixels: ages.len() };
        let (steps, mut y) = (of_state.len() / from.len(), vec![0.0; to.stored() * together / LANES]);
        for ((place, age), channel) in ages.iter().enumerate().flat_map(|of| (0..from.len()).map(move |at| (of, at))) {
            for lane in 0..together {
                // What is subnormal is itself until it is earlier.
                y[to.position(lane, channel * ages.len() + place)] = match age {
                    0 => x[from.position(lane, channel)],
                    age => past[of_state.position(0, channel * steps + steps - together + lane - age)],
                };
            }
        }
        y
    }

    /// The numbers of one input's, the first age first.
    pub(super) fn recalled_of_row(&self, step: &Step, ages: &[usize]) -> Vec<f32> {
        let [x, past] = [0, 1].map(|index| self.value(step.reads[index]));
        let (channels, stored) = (self.layout(step.reads[0]).len(), x.len());
        let recalled = of_ages(&[x, past], ages);
        recalled.chunks(stored).flat_map(|of_age| &of_age[..channels]).copied().collect()
    }

    /// Inputs of all groups.
    fn together(&self) -> usize {
        LANES * self.pass.kind.groups()
    }

    /// The inputs of all groups behind those of the state.
    pub(super) fn remember_columns(&mut self, step: &Step) {
        let (from, of_state) = (self.layout(step.reads[0]), self.layout(step.writes));
        let (x, past, together) = (self.value(step.reads[0]), self.value(step.writes), self.together());
        let (steps, mut kept) = (of_state.len() / from.len(), vec![0.0; past.len()]);
        for (channel, place) in (0..from.len()).flat_map(|channel| (0..steps).map(move |place| (channel, place))) {
            let number = match (place + together).checked_sub(steps) {
                None => past[of_state.position(0, channel * steps + place + together)],
                Some(lane) => x[from.position(lane, channel)],
            };
            kept[of_state.position(0, channel * steps + place)] = if number.is_subnormal() { 0.0 } else { number };
        }
        self.set(step.writes, kept);
    }

    /// Adds to derivatives of earlier steps.
    pub(super) fn add_to_earlier(&mut self, step: &Step, ages: &[usize]) {
        let Place::Earlier(of) = step.writes else { panic!("derivatives of earlier steps are changed") };
        let (place, d) = (Place::Gradient(of), self.value(step.reads[0]));
        let n = self.earlier.len();
        let of_age = d.len() / (self.rows * ages.len());
        for (index, d) in d.chunks(of_age).enumerate() {
            let (row, age) = (index / ages.len(), ages[index % ages.len()]);
            let earlier = n.checked_sub(age).and_then(|index| self.earlier.get_mut(index));
            if let Some(memory) = earlier {
                let mut sums = memory.read(place);
                sums[row * of_age..][..of_age].iter_mut().zip(d).for_each(|(sum, d)| *sum += d);
                memory.write(place, sums);
            }
        }
    }
}
