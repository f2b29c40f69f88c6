//! Training on a single row: no weight is copied or transposed, and each is read where it lies.
//!
//! The derivative with respect to a weight is one product. So a step of plain gradient descent needs no gradient in memory:
//! [`Purpose::Descent`] updates the weights at once, after everything that reads them.

use super::backward::Written;
use super::{Definition, Dense, LaneAxis, Operation, Place, Purpose, ValueId, Writer, forward_reads, operand};
use crate::plan::functions::outputs::Extent;

impl Writer<'_, '_> {
    pub(super) fn single_row(&mut self, purpose: Purpose) {
        for id in self.values() {
            match &self.plan.value(id).definition {
                Definition::Dense(dense) => {
                    let function = self.functions.forward(self.tier(), dense, 1);
                    self.step(Operation::Call(function), &forward_reads(dense, operand(dense)), Place::Value(id));
                }
                _ => self.forward_elementwise(id),
            }
        }
        let mut written = Written::none(self.plan.values.len());
        self.loss(&mut written);
        for id in self.values().rev() {
            match &self.plan.value(id).definition {
                Definition::Dense(dense) => self.dense_of_row(id, dense, purpose, &mut written),
                _ => self.backward_elementwise(id, &mut written),
            }
        }
    }

    /// Operand, weights and biases of a dense layer: the weights change last.
    fn dense_of_row(&mut self, id: ValueId, dense: &Dense, purpose: Purpose, written: &mut Written) {
        self.through_activation(id, dense);
        let tier = self.tier();
        if let Some((input, finish)) = self.input_gradient(dense, written) {
            let function = match dense.lanes {
                LaneAxis::Outputs => self.functions.input_gradient_of_row(tier, dense, finish),
                LaneAxis::Sum => self.functions.input_gradient(tier, dense, 1, finish, Extent::All),
            };
            self.gradient_call(function, id, Place::Parameter(dense.weight), (input, finish));
        }
        let (d, is_descent) = (Place::Gradient(id), purpose == Purpose::Descent);
        let place = if is_descent { Place::Parameter } else { Place::ParameterGradient };
        let outer = self.functions.outer(tier, dense, is_descent);
        self.step(Operation::Call(outer), &[operand(dense), d], place(dense.weight));
        if let Some(bias) = dense.bias {
            self.step(if is_descent { Operation::Descend } else { Operation::Copy }, &[d], place(bias));
        }
    }
}
