//! Writes the passes of a network: which there are, and their steps.

mod backward;
mod columns;
mod forward;
mod parameters;
mod single_row;

use super::contract::Start;
use super::functions::Functions;
use super::step::{Operation, Pass, PassKind, Place, Purpose, Slot, Step};
use super::tile::Tier;
use super::{Definition, Dense, LaneAxis, Operand, Plan, Rows, TierId, ValueId};

/// All passes, in the order in which they are printed, and the functions that they call.
pub(super) fn plan(plan: &Plan<'_>) -> (Vec<Pass>, Functions) {
    let mut functions = Functions::default();
    let mut passes = Vec::new();
    for index in 0..plan.tiers.len() {
        let mut writer = Writer { plan, tier: TierId(index), functions: &mut functions, steps: Vec::new() };
        passes.extend(kinds(plan, TierId(index)).map(|kind| writer.pass(kind)));
    }
    (passes, functions)
}

/// The passes for a tier.
fn kinds(plan: &Plan<'_>, tier: TierId) -> impl Iterator<Item = PassKind> {
    let (lanes, together) = (plan.lanes_over_rows, plan.rows_together(tier));
    let trains = plan.loss().is_some();
    let one = (true, PassKind::Inference(Rows::Exactly(1)));
    let columns = (lanes.inference, PassKind::InferenceColumns);
    let many = together != Rows::Exactly(1) && (!lanes.inference || trains);
    let many = (many, PassKind::Inference(together));
    let rows = (trains && !lanes.training, PassKind::TrainRows);
    let parameters = (trains && !lanes.training, PassKind::TrainParameters);
    let gradient_columns = (trains && lanes.training, PassKind::GradientColumns);
    let single = trains && plan.serves_a_row(tier);
    let gradient = (single, PassKind::SingleRow(Purpose::Gradient));
    let descent = (single, PassKind::SingleRow(Purpose::Descent));
    let all = [one, columns, many, rows, parameters, gradient_columns, gradient, descent];
    all.into_iter().filter_map(|(exists, kind)| exists.then_some(kind))
}

/// A pass being written.
struct Writer<'a, 'f> {
    plan: &'a Plan<'a>,
    tier: TierId,
    functions: &'f mut Functions,
    steps: Vec<Step>,
}

impl<'a> Writer<'a, '_> {
    fn pass(&mut self, kind: PassKind) -> Pass {
        match kind {
            PassKind::Inference(rows) => self.inference(rows),
            PassKind::InferenceColumns => self.inference_columns(),
            PassKind::TrainRows => self.train_rows(),
            PassKind::TrainParameters => self.train_parameters(),
            PassKind::GradientColumns => self.gradient_columns(),
            PassKind::SingleRow(purpose) => self.single_row(purpose),
        }
        Pass { kind, tier: self.tier, steps: std::mem::take(&mut self.steps) }
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
        self.steps.push(Step { operation, reads: reads.to_vec(), writes, start: Start::Overwrite, slot: Slot::Given });
    }

    /// A step that overwrites what `start` says of memory that is `slot`.
    fn step_to(&mut self, operation: Operation, reads: &[Place], (writes, start, slot): (Place, Start, Slot)) {
        self.steps.push(Step { operation, reads: reads.to_vec(), writes, start, slot });
    }
}

/// What a dense layer reads: operand, weights and biases.
fn forward_reads(dense: &Dense, operand: Place) -> Vec<Place> {
    [operand, Place::Parameter(dense.weight)].into_iter().chain(dense.bias.map(Place::Parameter)).collect()
}

/// The operand of a dense layer.
fn operand(dense: &Dense) -> Place {
    match dense.input {
        Operand::Input => Place::Input,
        Operand::Value(id) => Place::Value(id),
    }
}

/// The weights that the derivative of a dense layer's operand is computed from, for several rows.
fn backward_weight(dense: &Dense) -> Place {
    match dense.lanes {
        LaneAxis::Outputs => Place::Transposed(dense.weight),
        LaneAxis::Sum => Place::Parameter(dense.weight),
    }
}

/// The steps of joining values: a sum, or one behind the other.
fn join(plan: &Plan<'_>, definition: &Definition) -> Option<Vec<(Operation, Vec<ValueId>)>> {
    match definition {
        Definition::Add { inputs } => Some(vec![(Operation::Sum, inputs.clone())]),
        Definition::Concat { inputs } => {
            let mut to = 0;
            let moves = inputs.iter().enumerate().map(|(index, input)| {
                let len = plan.value(*input).len;
                let is_last = index + 1 == inputs.len();
                let step = (Operation::Move { from: 0, to, len, is_last }, vec![*input]);
                to += len;
                step
            });
            Some(moves.collect())
        }
        _ => None,
    }
}
