//! What ends a convolution: in inference, what follows the sums of a convolution is done while they are in registers, or in the first cache.

use super::{Definition, Plan, ValueId};
use crate::ir::{BatchNorm, Convolution, FieldId, has_padding};
use crate::model::Activation;
use crate::plan::convolve::PoolOfLines;
use crate::plan::tile::{FIRST_CACHE_BYTES, Tier};
use crate::plan::{PANEL_BYTES, panels};

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
            Definition::Pool { .. } => self.pooled(reader).is_some(),
            _ => false,
        }
    }

    /// The convolution that a pool alone reads, whose rows are computed as the pool needs them: windows neither overlap nor have padding above
    /// or below, and the weights, which each row of windows reads, leave half of the first cache to the rows, which are on the stack.
    pub(super) fn pooled(&self, id: ValueId) -> Option<(&Convolution, PoolOfLines)> {
        let Definition::Pool { input, pool, window } = &self.value(id).definition else { return None };
        let Definition::Convolve(convolution) = &self.value(*input).definition else { return None };
        let (height, of_convolution) = (window.height, convolution.window);
        let is_by_lines = height.before == 0
            && height.dilation == 1
            && height.stride >= height.kernel
            && (height.count - 1) * height.stride + height.kernel <= height.len
            && [of_convolution.height.count, of_convolution.width.count] == [height.len, window.width.len];
        let bytes_of_one = panels(convolution.outputs) * PANEL_BYTES;
        let [weights, rows] = [of_convolution.taps() * convolution.summed(), height.kernel * window.width.len];
        let is_one_group = convolution.groups == 1 || convolution.is_depthwise();
        let is_small = weights.max(rows) * bytes_of_one <= FIRST_CACHE_BYTES / 2;
        let has_vectors = self.tiers.iter().all(Tier::has_vectors);
        let is_alone = self.value(*input).n_users == 1 && !self.model.is_stream() && !convolution.activation.is_long();
        let is_plain = is_one_group && !convolution.is_transposed;
        let is_pooled = is_by_lines && is_small && is_plain && has_vectors && is_alone;
        is_pooled.then_some((convolution, PoolOfLines { pool: *pool, window: *window }))
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

    /// How many steps of the first pass of inference of these lines on maps are of each of these kinds.
    fn counted<const N: usize>(lines: &str, family: Family, kinds: [&dyn Fn(&Operation) -> bool; N]) -> [usize; N] {
        let batch = if lines.contains("batch_norm") { "#[batch(4)]" } else { "" };
        let declaration =
            format!("@crate(::nn_runtime) {batch} #[loss(mse)] struct Net: [20, 6, 6] -> [3] {{ {lines} }}");
        let Ok(model) = crate::model(declaration.parse().expect("a declaration is tokens")) else {
            panic!("{lines} has errors")
        };
        let plan = plan(&model, family);
        let pass =
            plan.passes.iter().find(|pass| matches!(pass.kind, PassKind::Inference(_))).expect("a network predicts");
        kinds.map(|is| pass.steps.iter().filter(|step| is(&step.operation)).count())
    }

    /// How many convolutions are normalised, and the batch normalisations and activations that are steps of their own.
    fn counts(lines: &str) -> [usize; 3] {
        counted(
            lines,
            Family::X86,
            [
                &|operation| matches!(operation, Operation::Call(name) if name.contains("_normed")),
                &|operation| matches!(operation, Operation::BatchAffine { .. }),
                &|operation| matches!(operation, Operation::Map(_)),
            ],
        )
    }

    #[test]
    fn pools_that_alone_follow_a_convolution_are_part_of_it() {
        let of = |lines: &str, family| {
            let called = |operation: &Operation| matches!(operation, Operation::Call(name) if name.contains("_by"));
            let lines = format!("{lines}, global_avg_pool, dense(3)");
            counted(&lines, family, [&called, &|operation| matches!(operation, Operation::Pool(..))])
        };
        // That of all numbers at the end is one too.
        let pooled = |lines: &str| of(lines, Family::X86);
        assert_eq!(pooled("conv2d(8, 1, relu), max_pool(2)"), [0, 2], "a 1x1 has no rows");
        assert_eq!(pooled("conv2d(8, 3, relu), max_pool(2)"), [1, 1]);
        assert_eq!(pooled("conv2d(8, 3, padding = same), avg_pool([3, 2], [3, 1], padding = [0, 1])"), [1, 1]);
        assert_eq!(pooled("depthwise_conv2d(3, padding = same), max_pool([1, 3])"), [1, 1]);
        // Windows that overlap, with padding above, or below.
        assert_eq!(pooled("conv2d(8, 3, padding = same), max_pool(3, 2)"), [0, 2]);
        assert_eq!(pooled("conv2d(8, 3, padding = same), max_pool(2, padding = [1, 0])"), [0, 2]);
        assert_eq!(pooled("conv2d(8, [2, 3]), max_pool(2, ceil = true)"), [0, 2]);
        // Something else reads the convolution, its activation is long, its weights are many.
        assert_eq!(pooled("a: conv2d(8, 3, padding = same), max_pool(2), upsample(2), add(a)"), [0, 2]);
        assert_eq!(pooled("conv2d(8, 3, gelu), max_pool(2)"), [0, 2]);
        assert_eq!(pooled("conv2d(64, 3), max_pool(2)"), [0, 2]);
        assert_eq!(pooled("upsample([1, 20]), depthwise_conv2d(3), max_pool(2)"), [0, 2], "long rows");
        // Numbers one by one need no tiles.
        assert_eq!(of("conv2d(8, 3, relu), max_pool(2)", Family::Scalar), [0, 2]);
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
