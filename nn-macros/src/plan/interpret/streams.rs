//! Streams through all passes that have steps of them: a run for each call of the printed code, with what it remembers.

use super::{LANES, Layout, Machine, Pass, is_zero_in_padding, row_of};
use crate::plan::step::{PassKind, Place};
use crate::plan::{Definition, ValueId};

/// What is remembered, by place.
type States = Vec<(Place, Vec<f32>)>;

impl Machine<'_> {
    /// The outputs of a stream for inputs that follow each other, from its beginning.
    pub(super) fn stream(&self, tier: usize, inputs: &[Vec<f32>]) -> Option<Vec<Vec<f32>>> {
        let pass = self.pass(PassKind::Step, tier)?;
        let mut states = self.new_states(pass.kind);
        Some(inputs.iter().flat_map(|input| self.go_on(pass, std::slice::from_ref(input), &mut states)).collect())
    }

    /// The same, so many groups of 16 inputs at a time.
    pub(super) fn stream_in_lanes(&self, tier: usize, groups: usize, inputs: &[Vec<f32>]) -> Option<Vec<Vec<f32>>> {
        let pass = self.pass(PassKind::StepColumns(groups), tier)?;
        let mut states = self.new_states(pass.kind);
        let mut outputs = Vec::new();
        for inputs in inputs.chunks(LANES * groups) {
            // What is no input is the first one again.
            let mut padded = inputs.to_vec();
            padded.resize(LANES * groups, inputs[0].clone());
            outputs.extend(self.go_on(pass, &padded, &mut states).into_iter().take(inputs.len()));
        }
        Some(outputs)
    }

    /// The same in blocks of these many inputs, one after the other, then those again.
    pub(super) fn stream_in_blocks(&self, tier: usize, blocks: &[usize], inputs: &[Vec<f32>]) -> Option<Vec<Vec<f32>>> {
        let pass = self.pass(PassKind::StepBlock, tier)?;
        let (mut states, mut outputs, mut rest) = (self.new_states(pass.kind), Vec::new(), inputs);
        for block in blocks.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (inputs, behind) = rest.split_at(rest.len().min(*block));
            outputs.extend(self.go_on(pass, inputs, &mut states));
            rest = behind;
        }
        Some(outputs)
    }

    /// The outputs of some streams of equal length, from their beginnings, side by side: those of each stream.
    pub(super) fn streams(&self, tier: usize, streams: &[Vec<Vec<f32>>]) -> Option<Vec<Vec<Vec<f32>>>> {
        let pass = self.pass(PassKind::StepRows, tier)?;
        let mut states = self.new_states_of(pass.kind, streams.len());
        let steps = steps_of(streams).into_iter().map(|inputs| self.go_on(pass, &inputs, &mut states));
        Some(steps_of(&steps.collect::<Vec<_>>()))
    }

    /// The outputs for the next inputs, from what is remembered to what will be.
    fn go_on(&self, pass: &Pass, inputs: &[Vec<f32>], states: &mut States) -> Vec<Vec<f32>> {
        let mut run = self.run(pass, inputs, &[], 0.0);
        for (place, state) in &*states {
            run.memory.allocate(*place, state.clone());
        }
        run.steps();
        for (place, state) in states {
            *state = run.memory.read(*place);
            assert!(state.iter().all(|x| x.is_finite()), "{place:?} is not finite");
            let Place::State(id) = place else { continue };
            let of_gates = self.plan.carries().any(|(carry, of)| carry == *id && self.is_of_gates(of));
            assert!(!of_gates || is_zero_in_padding(state, run.layout(*place)), "padding of {place:?}");
        }
        let output = run.column(self.plan.without_dropout(self.plan.output()));
        let (value, layout) = (run.value(output), run.layout(output));
        (0..inputs.len()).map(|row| row_of(&value, layout, row)).collect()
    }

    /// Whether gates of the next step are summed from a value, or multiplied with it.
    fn is_of_gates(&self, id: ValueId) -> bool {
        matches!(self.plan.value(id).definition, Definition::Cell { .. } | Definition::Dense(_))
    }

    /// What so many new streams remember.
    pub(super) fn new_states_of(&self, kind: PassKind, streams: usize) -> Vec<(Place, Vec<f32>)> {
        let states = self.new_states(kind).into_iter();
        states.map(|(place, state)| (place, state.repeat(streams))).collect()
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

/// Of each step a row for each stream; or of each stream a row for each step.
pub(super) fn steps_of<X: Clone>(streams: &[Vec<X>]) -> Vec<Vec<X>> {
    let steps = streams.iter().map(Vec::len).min().unwrap_or(0);
    (0..steps).map(|step| streams.iter().map(|stream| stream[step].clone()).collect()).collect()
}
