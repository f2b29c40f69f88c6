//! The passes of narrow networks over 16 rows of a batch, a row in each lane: values are columns, one panel for each number of
//! a row.

use super::backward::Written;
use super::{Definition, Dense, Operand, Operation, Place, Slot, Start, ValueId, Writer};
use super::{forward_reads, join};
use crate::model::Activation;
use crate::plan::step::DerivativeOf;

impl Writer<'_, '_> {
    pub(super) fn inference_columns(&mut self) {
        let output = self.plan.without_dropout(self.plan.output());
        for id in self.values().take(output.0 + 1) {
            self.columns(id, true);
        }
    }

    pub(super) fn gradient_columns(&mut self) {
        for id in self.values() {
            self.columns(id, false);
        }
        let output = self.plan.output();
        let mut written = Written::none(self.plan.values.len());
        let to = (Place::Gradient(output), written.next(output), Slot::New);
        self.step_to(Operation::Loss, &[self.column(output, false), Place::Targets], to);
        for id in self.values().rev() {
            if self.plan.needs_gradient(id) {
                self.backward_columns(id, &mut written);
            }
        }
    }

    /// The columns that hold a value; those of the input have no copy, and in inference a dropout is its operand.
    fn column(&self, id: ValueId, is_inference: bool) -> Place {
        let id = if is_inference { self.plan.without_dropout(id) } else { id };
        match self.plan.value(id).definition {
            Definition::Load => Place::Input,
            _ => Place::Value(id),
        }
    }

    fn operand_column(&self, dense: &Dense, is_inference: bool) -> Place {
        match dense.input {
            Operand::Input => Place::Input,
            Operand::Value(input) => self.column(input, is_inference),
        }
    }

    fn columns(&mut self, id: ValueId, is_inference: bool) {
        let to = (Place::Value(id), Start::Overwrite, Slot::New);
        match &self.plan.value(id).definition {
            Definition::Load | Definition::Dropout { .. } => {}
            Definition::Dense(dense) => {
                let function = self.functions.forward_columns(self.tier(), dense);
                let reads = forward_reads(dense, self.operand_column(dense, is_inference));
                self.step_to(Operation::Call(function), &reads, to);
            }
            Definition::Map { input, activation } => {
                let input = self.column(*input, is_inference);
                self.step_to(Operation::Map(*activation), &[input], to);
            }
            Definition::Softmax { input } => {
                let input = self.column(*input, is_inference);
                self.step_to(Operation::Softmax, &[input], to);
            }
            joined @ (Definition::Add { .. } | Definition::Concat { .. }) => {
                for (index, (operation, inputs)) in join(self.plan, joined).into_iter().flatten().enumerate() {
                    let reads: Vec<_> = inputs.into_iter().map(|input| self.column(input, is_inference)).collect();
                    let slot = if index == 0 { Slot::New } else { Slot::Given };
                    self.step_to(operation, &reads, (to.0, to.1, slot));
                }
            }
        }
    }

    /// The chain rule for one value. `plan/lanes.rs` keeps softmax and dropout out of training with lanes over rows.
    fn backward_columns(&mut self, id: ValueId, written: &mut Written) {
        let d = Place::Gradient(id);
        match &self.plan.value(id).definition {
            Definition::Load | Definition::Softmax { .. } | Definition::Dropout { .. } => {}
            Definition::Dense(dense) => self.dense_columns(id, dense, written),
            Definition::Map { input, activation } => {
                let derivative = Operation::Derivative { activation: *activation, of: DerivativeOf::Argument };
                self.step(derivative, &[self.column(*input, false)], d);
                self.pass_on_columns(d, 0, *input, written);
            }
            Definition::Add { inputs } => {
                for input in inputs {
                    self.pass_on_columns(d, 0, *input, written);
                }
            }
            Definition::Concat { inputs } => {
                let mut from = 0;
                for input in inputs {
                    self.pass_on_columns(d, from, *input, written);
                    from += self.plan.value(*input).len;
                }
            }
        }
    }

    /// Weights, biases and operand of a dense layer.
    fn dense_columns(&mut self, id: ValueId, dense: &Dense, written: &mut Written) {
        let d = Place::Gradient(id);
        if dense.activation != Activation::Identity {
            let derivative = Operation::Derivative { activation: dense.activation, of: DerivativeOf::Output };
            self.step(derivative, &[Place::Value(id)], d);
        }
        let operand = self.operand_column(dense, false);
        let weight = (Place::ParameterGradient(dense.weight), Start::Add, Slot::Given);
        self.step_to(Operation::AddWeightSums, &[operand, d], weight);
        if let Some(bias) = dense.bias {
            let bias = (Place::ParameterGradient(bias), Start::Add, Slot::Given);
            self.step_to(Operation::AddBiasSums, &[d], bias);
        }
        if let Operand::Value(input) = dense.input
            && self.plan.needs_gradient(input)
        {
            let (start, slot) = next(written, input);
            let function = self.functions.input_gradient_columns(self.tier(), dense, start);
            let reads = [d, Place::Parameter(dense.weight)];
            self.step_to(Operation::Call(function), &reads, (Place::Gradient(input), start, slot));
        }
    }

    /// Hands the numbers from `from` on of a derivative on to `input`, unchanged.
    fn pass_on_columns(&mut self, d: Place, from: usize, input: ValueId, written: &mut Written) {
        if self.plan.needs_gradient(input) {
            let len = self.plan.value(input).len;
            let (start, slot) = next(written, input);
            let part = Operation::Move { from, to: 0, len, is_last: true };
            self.step_to(part, &[d], (Place::Gradient(input), start, slot));
        }
    }
}

/// Whether a derivative is new, and the memory of its columns then.
fn next(written: &mut Written, id: ValueId) -> (Start, Slot) {
    match written.next(id) {
        Start::Overwrite => (Start::Overwrite, Slot::New),
        Start::Add => (Start::Add, Slot::Given),
    }
}
