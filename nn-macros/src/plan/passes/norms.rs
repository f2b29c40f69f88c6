//! Batch normalisation that ends a convolution: in inference, what follows the sums of a convolution is done while they are in registers.

use super::{Definition, Plan, ValueId};
use crate::ir::{BatchNorm, Convolution, FieldId, has_padding};
use crate::model::Activation;

/// A convolution, the batch normalisation that alone reads it, and the activation that alone reads that, if there is one.
pub(super) struct Normed<'a> {
    pub(super) convolution: &'a Convolution,
    pub(super) norm: &'a BatchNorm,
    pub(super) running: [FieldId; 2],
    pub(super) affine: Option<[FieldId; 2]>,
    pub(super) activation: Activation,
}

impl Plan<'_> {
    /// What a value is computed by in inference, if it is the last of such values.
    pub(super) fn normed(&self, id: ValueId) -> Option<Normed<'_>> {
        if self.ends_elsewhere(id) {
            return None;
        }
        match &self.value(id).definition {
            Definition::Map { input, activation } if self.activates(*input, *activation) => {
                self.only_reader(*input)?;
                Some(Normed { activation: *activation, ..self.norm(*input)? })
            }
            _ => self.norm(id),
        }
    }

    /// Whether a value is part of one that follows, in inference.
    pub(super) fn ends_elsewhere(&self, id: ValueId) -> bool {
        if !matches!(self.value(id).definition, Definition::Convolve(_) | Definition::BatchNorm { .. }) {
            return false;
        }
        let Some(reader) = self.only_reader(id) else { return false };
        match &self.value(reader).definition {
            Definition::BatchNorm { .. } => self.norm(reader).is_some(),
            Definition::Map { activation, .. } => self.norm(id).is_some() && self.activates(id, *activation),
            _ => false,
        }
    }

    /// The value that alone reads another, which is not the output.
    fn only_reader(&self, id: ValueId) -> Option<ValueId> {
        let mut later = (id.0 + 1..self.values.len()).map(ValueId);
        if self.value(id).n_users == 1 { later.find(|later| self.reads(*later).contains(&id)) } else { None }
    }

    /// Whether the activation of a value is one that padding allows where the value is stored.
    fn activates(&self, id: ValueId, activation: Activation) -> bool {
        !(activation.clears_padding() && has_padding(self.value(id).channels()))
    }

    /// A batch normalisation that alone reads a convolution without an activation.
    fn norm(&self, id: ValueId) -> Option<Normed<'_>> {
        let Definition::BatchNorm { input, norm, affine, running } = &self.value(id).definition else { return None };
        let Definition::Convolve(convolution) = &self.value(*input).definition else { return None };
        let is_plain = convolution.activation == Activation::IDENTITY && self.value(*input).n_users == 1;
        let activation = Activation::IDENTITY;
        is_plain.then_some(Normed { convolution, norm, running: *running, affine: *affine, activation })
    }
}

#[cfg(test)]
mod tests {
    use crate::plan::step::{Operation, PassKind};
    use crate::plan::{Family, plan};

    /// Of the first pass of inference of these lines on maps: how many convolutions are normalised, and the batch normalisations and
    /// activations that are steps of their own.
    fn counts(lines: &str) -> [usize; 3] {
        let declaration =
            format!("@crate(::nn_runtime) #[batch(4)] #[loss(mse)] struct Net: [20, 6, 6] -> [3] {{ {lines} }}");
        let Ok(model) = crate::model(declaration.parse().expect("a declaration is tokens")) else {
            panic!("{lines} has errors")
        };
        let plan = plan(&model, Family::X86);
        let pass =
            plan.passes.iter().find(|pass| matches!(pass.kind, PassKind::Inference(_))).expect("a network predicts");
        let count = |is: &dyn Fn(&Operation) -> bool| pass.steps.iter().filter(|step| is(&step.operation)).count();
        [
            count(&|operation| matches!(operation, Operation::Call(name) if name.contains("_normed"))),
            count(&|operation| matches!(operation, Operation::BatchAffine { .. })),
            count(&|operation| matches!(operation, Operation::Map(_))),
        ]
    }

    #[test]
    fn norms_and_activations_that_alone_follow_a_convolution_are_part_of_it() {
        let end = "global_avg_pool, dense(3)";
        let counts = |lines: &str| counts(&format!("{lines}, {end}"));
        assert_eq!(counts("conv2d(17, 3, bias = false), batch_norm, relu"), [1, 0, 0]);
        assert_eq!(counts("conv2d(17, 3), batch_norm(affine = false)"), [1, 0, 0]);
        assert_eq!(counts("depthwise_conv2d(3), batch_norm, relu6, conv2d(8, 1), batch_norm, relu6"), [2, 0, 0]);
        // The normalised map is read twice, or the map before it.
        assert_eq!(counts("conv2d(20, 1), a: batch_norm, relu, add(a)"), [1, 0, 1]);
        assert_eq!(counts("a: conv2d(20, 1), batch_norm, relu, add(a)"), [0, 1, 1]);
        // Something stands between, or there is no convolution.
        assert_eq!(counts("conv2d(17, 1, relu), batch_norm, relu"), [0, 1, 1]);
        assert_eq!(counts("batch_norm, relu"), [0, 1, 1]);
        assert_eq!(counts("conv2d(17, 1), max_pool(2), batch_norm"), [0, 1, 0]);
        // 1 / 0 in padding must not reach a sum: it is cleared where the value is stored.
        assert_eq!(counts("conv2d(17, 1), batch_norm, reciprocal"), [1, 0, 1]);
        assert_eq!(counts("conv2d(16, 1), batch_norm, reciprocal"), [1, 0, 0]);
    }
}
