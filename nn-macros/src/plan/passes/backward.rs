//! Training over the rows of a block: what each row needs by itself. Forward with all values kept, the loss, then the chain
//! rule from the last value to the first.

use super::{Definition, Dense, Operand, Operation, Place, Slot, Start, ValueId, Writer};
use super::{backward_weight, forward_reads, join, operand};
use crate::model::Activation;
use crate::plan::step::DerivativeOf;

/// Which derivatives have been written, so that the next is added.
pub(super) struct Written(Vec<bool>);

impl Written {
    pub(super) fn none(n_values: usize) -> Self {
        Self(vec![false; n_values])
    }

    /// The first derivative that reaches a value is written, further ones are added.
    pub(super) fn next(&mut self, id: ValueId) -> Start {
        if std::mem::replace(&mut self.0[id.0], true) { Start::Add } else { Start::Overwrite }
    }
}

impl Writer<'_, '_> {
    pub(super) fn train_rows(&mut self) {
        for id in self.values() {
            self.forward(id);
        }
        let mut written = Written::none(self.plan.values.len());
        self.loss(&mut written);
        for id in self.values().rev() {
            self.backward(id, &mut written);
        }
    }

    /// The values of a block of rows.
    fn forward(&mut self, id: ValueId) {
        match &self.plan.value(id).definition {
            Definition::Dense(dense) => {
                let function = self.functions.forward_of_all(self.tier(), dense);
                self.step(Operation::Call(function), &forward_reads(dense, operand(dense)), Place::Value(id));
            }
            _ => self.forward_elementwise(id),
        }
    }

    /// A value that no weights are part of.
    pub(super) fn forward_elementwise(&mut self, id: ValueId) {
        let to = Place::Value(id);
        match &self.plan.value(id).definition {
            Definition::Dense(_) => {}
            Definition::Load => self.step(Operation::Load, &[Place::Input], to),
            Definition::Map { input, activation } => {
                self.step(Operation::Map(*activation), &[Place::Value(*input)], to);
            }
            Definition::Softmax { input } => self.step(Operation::Softmax, &[Place::Value(*input)], to),
            Definition::Dropout { input, rate, index } => {
                self.step(Operation::Copy, &[Place::Value(*input)], to);
                self.step(Operation::Mask { rate: *rate, index: *index }, &[], to);
            }
            joined @ (Definition::Add { .. } | Definition::Concat { .. }) => {
                for (operation, inputs) in join(self.plan, joined).into_iter().flatten() {
                    let reads: Vec<_> = inputs.into_iter().map(Place::Value).collect();
                    self.step(operation, &reads, to);
                }
            }
        }
    }

    /// The loss of each row, and its derivative with respect to the last value.
    pub(super) fn loss(&mut self, written: &mut Written) {
        let output = self.plan.output();
        let start = written.next(output);
        let to = if self.plan.needs_gradient(output) { Place::Gradient(output) } else { Place::Losses };
        self.step_to(Operation::Loss, &[Place::Value(output), Place::Targets], (to, start, Slot::Given));
    }

    /// The chain rule for one value: from the derivative with respect to it to those of what it is computed from.
    fn backward(&mut self, id: ValueId, written: &mut Written) {
        if !self.plan.needs_gradient(id) {
            return;
        }
        match &self.plan.value(id).definition {
            Definition::Dense(dense) => {
                self.through_activation(id, dense);
                if let Some((input, finish)) = self.input_gradient(dense, written) {
                    let function = self.functions.input_gradient_of_all(self.tier(), dense, finish);
                    self.gradient_call(function, id, backward_weight(dense), (input, finish));
                }
            }
            _ => self.backward_elementwise(id, written),
        }
    }

    /// The call of a function that computes the derivative of a dense layer's operand.
    pub(super) fn gradient_call(
        &mut self,
        function: String,
        id: ValueId,
        weight: Place,
        (input, (fused, start)): (ValueId, (Option<Activation>, Start)),
    ) {
        let a = fused.map(|_| Place::Value(input));
        let reads: Vec<_> = [Place::Gradient(id), weight].into_iter().chain(a).collect();
        self.step_to(Operation::Call(function), &reads, (Place::Gradient(input), start, Slot::Given));
    }

    /// The operand of a dense layer, if its derivative is needed, the activation that the derivative contains, and whether it is
    /// added.
    pub(super) fn input_gradient(
        &self,
        dense: &Dense,
        written: &mut Written,
    ) -> Option<(ValueId, (Option<Activation>, Start))> {
        let Operand::Value(input) = dense.input else { return None };
        let fused = match &self.plan.value(input).definition {
            Definition::Dense(before) if self.plan.derivative_is_fused(input) => Some(before.activation),
            _ => None,
        };
        self.plan.needs_gradient(input).then(|| (input, (fused, written.next(input))))
    }

    /// The chain rule for the activation of a dense layer, unless the function that wrote the derivative contains it.
    pub(super) fn through_activation(&mut self, id: ValueId, dense: &Dense) {
        if dense.activation != Activation::Identity && !self.plan.derivative_is_fused(id) {
            let derivative = Operation::Derivative { activation: dense.activation, of: DerivativeOf::Output };
            self.step(derivative, &[Place::Value(id)], Place::Gradient(id));
        }
    }

    /// The chain rule for a value that no weights are part of.
    pub(super) fn backward_elementwise(&mut self, id: ValueId, written: &mut Written) {
        if !self.plan.needs_gradient(id) {
            return;
        }
        let d = Place::Gradient(id);
        match &self.plan.value(id).definition {
            Definition::Load | Definition::Dense(_) => {}
            Definition::Map { input, activation } => {
                let derivative = Operation::Derivative { activation: *activation, of: DerivativeOf::Argument };
                self.step(derivative, &[Place::Value(*input)], d);
                self.pass_on(id, *input, written);
            }
            Definition::Softmax { input } => {
                self.step(Operation::SoftmaxDerivative, &[Place::Value(id)], d);
                self.pass_on(id, *input, written);
            }
            Definition::Dropout { input, rate, index } => {
                self.step(Operation::Mask { rate: *rate, index: *index }, &[], d);
                self.pass_on(id, *input, written);
            }
            Definition::Add { inputs } => {
                for input in inputs {
                    self.pass_on(id, *input, written);
                }
            }
            Definition::Concat { inputs } => {
                let mut from = 0;
                for input in inputs {
                    let len = self.plan.value(*input).len;
                    if self.plan.needs_gradient(*input) {
                        let part = Operation::Move { from, to: 0, len, is_last: true };
                        let start = written.next(*input);
                        self.step_to(part, &[d], (Place::Gradient(*input), start, Slot::Given));
                    }
                    from += len;
                }
            }
        }
    }

    /// Hands a derivative on unchanged.
    fn pass_on(&mut self, id: ValueId, input: ValueId, written: &mut Written) {
        if self.plan.needs_gradient(input) {
            let to = (Place::Gradient(input), written.next(input), Slot::Given);
            self.step_to(Operation::Copy, &[Place::Gradient(id)], to);
        }
    }
}
