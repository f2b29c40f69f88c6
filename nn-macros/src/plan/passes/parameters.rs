//! Training over parameters: the gradient, a sum over rows.

use super::{Definition, Operation, Place, Slot, Start, Writer, operand};

impl Writer<'_, '_> {
    pub(super) fn train_parameters(&mut self) {
        let (plan, block_rows) = (self.plan, self.plan.block_rows);
        for id in self.values().rev() {
            let Definition::Dense(dense) = &plan.value(id).definition else { continue };
            let (tier, d) = (self.tier(), Place::Gradient(id));
            let function = self.functions.weight_gradient_of_all(tier, dense, block_rows);
            let weight = (Place::ParameterGradient(dense.weight), Start::Add, Slot::Given);
            self.step_to(Operation::Call(function), &[operand(dense), d], weight);
            if let Some(bias) = dense.bias {
                let function = self.functions.bias_gradient_of_all(tier, dense, block_rows);
                let bias = (Place::ParameterGradient(bias), Start::Add, Slot::Given);
                self.step_to(Operation::Call(function), &[d], bias);
            }
        }
    }
}
