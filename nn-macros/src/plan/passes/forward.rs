//! What each value is computed by: one rule for each definition, for all passes.

use super::super::functions::columns::Columns;
use super::super::functions::outputs::{Extent, forward_tile};
use super::super::step::{Divided, Group};
use super::fused::Normed;
use super::{Convolution, Definition, Dense, Operand, Operation, PassKind, Place, Rows, Slot, Start, ValueId, Writer};
use crate::ir::has_padding;
use crate::model::Activation;
use crate::plan::{PANELS_OF_A_THREAD, panels};

impl Writer<'_, '_> {
    /// The steps of one value.
    pub(super) fn forward(&mut self, id: ValueId) {
        if let Definition::BatchNorm { input, norm, .. } = &self.plan.value(id).definition
            && !self.kind.is_inference()
        {
            self.step(Operation::BatchMoments { epsilon: norm.epsilon }, &[self.read(*input)], Place::Moments(id));
        }
        if let Definition::History { input, .. } = self.plan.value(id).definition
            && let PassKind::StepColumns(_) = self.kind
        {
            self.step(Operation::Remember, &[self.read(input)], Place::State(id));
        }
        let computed = if self.kind.is_inference() { self.inferred(id) } else { self.computed(id) };
        if computed.is_empty() {
            return;
        }
        let mut slot = self.slots.take(id, self.kind);
        for (operation, reads) in computed {
            self.step_to(operation, &reads, (Place::Value(id), Start::Overwrite, slot));
            slot = Slot::Given;
        }
        if self.kind.is_of_one_stream()
            && let Some((history, input)) = self.has_read(id)
        {
            self.step(Operation::Remember, &[self.read(input)], Place::State(history));
        }
        self.slots.release_after(id);
    }

    /// As [`computed`](Self::computed), where a convolution may end with what alone reads it.
    fn inferred(&mut self, id: ValueId) -> Vec<(Operation, Vec<Place>)> {
        let plan = self.plan;
        if plan.ends_elsewhere(id) {
            return Vec::new();
        }
        if let Some(normed) = plan.normed(id) {
            return vec![self.normed(&normed)];
        }
        let Some((convolution, pool)) = plan.pooled(id) else { return self.computed(id) };
        let called = self.functions.convolve_and_pool(&plan.tiers[self.tier.0], convolution, pool);
        let parameters = [convolution.weight].into_iter().chain(convolution.bias).map(Place::Parameter);
        vec![(Operation::Call(called), [self.source(convolution.input)].into_iter().chain(parameters).collect())]
    }

    /// Operations, and what they read; none for what is only another name in this pass.
    #[expect(clippy::too_many_lines, reason = "an arm for each definition")]
    fn computed(&mut self, id: ValueId) -> Vec<(Operation, Vec<Place>)> {
        let plan = self.plan;
        match &plan.value(id).definition {
            Definition::Load if self.kind.is_columns() => Vec::new(),
            Definition::Load => vec![(Operation::Load, vec![Place::Input])],
            Definition::Carry { .. } => match plan.scan_of(id) {
                Some(scan) => vec![self.begun(id, scan)],
                // Rows of streams lie side by side, what each remembers does not; and derivatives need it after the next step.
                None if self.kind.has_streams_in_rows() => vec![(Operation::Copy, vec![Place::State(id)])],
                // It is there before the step.
                None => Vec::new(),
            },
            Definition::History { .. } if plan.reader_recalls(id, self.kind).is_some() => Vec::new(),
            Definition::History { input, ages } => {
                vec![(Operation::Recall(ages.clone()), vec![self.read(*input), Place::State(id)])]
            }
            Definition::Cell { cell, inputs } => {
                vec![(Operation::Cell(*cell), inputs.iter().map(|input| self.read(*input)).collect())]
            }
            Definition::Dense(dense) => {
                let start = dense.start.map(|start| self.read(start));
                let reads = [self.operand(dense), Place::Parameter(dense.weight)].into_iter().chain(start);
                let reads = reads.chain(dense.bias.map(Place::Parameter));
                vec![(self.sums(id, dense), reads.collect())]
            }
            Definition::Convolve(convolution) => {
                if let Some((history, input)) = self.recalled_by(id) {
                    return vec![self.recalled(convolution, history, input)];
                }
                let called = match self.kind {
                    PassKind::StepColumns(_) => {
                        let columns = Columns::of(self.kind);
                        self.functions.convolve_columns(&plan.tiers[self.tier.0], convolution, columns)
                    }
                    _ if self.walk.is_some() => self.functions.convolve(&plan.tiers[self.tier.0], convolution, None),
                    PassKind::Inference(_) | PassKind::Maps | PassKind::SingleRow(_) | PassKind::Step => {
                        self.functions.convolve(&plan.tiers[self.tier.0], convolution, None)
                    }
                    _ => self.functions.convolve_all(&plan.tiers[self.tier.0], convolution),
                };
                let parameters = [convolution.weight].into_iter().chain(convolution.bias).map(Place::Parameter);
                let reads = [self.source(convolution.input)].into_iter().chain(parameters).collect();
                vec![(Operation::Call(called), reads)]
            }
            Definition::BatchNorm { input, norm, affine, running } => {
                let affine = affine.iter().flatten().copied().map(Place::Parameter);
                let (operation, by) = if self.kind.is_inference() {
                    (Operation::BatchAffine { epsilon: norm.epsilon }, running.map(Place::Parameter).to_vec())
                } else {
                    (Operation::BatchNormalise, vec![Place::Moments(id)])
                };
                vec![(operation, [self.read(*input)].into_iter().chain(by).chain(affine).collect())]
            }
            Definition::Pool { input, pool, window } => {
                vec![(Operation::Pool(*pool, *window), vec![self.read(*input)])]
            }
            Definition::Resample { input, resample } => {
                vec![(Operation::Resample(*resample), vec![self.read(*input)])]
            }
            Definition::Arrange { input } => vec![(Operation::Arrange, vec![self.source(*input)])],
            Definition::Rearrange { input, moves } => {
                vec![(Operation::Rearrange(moves.clone()), vec![self.source(*input)])]
            }
            Definition::ConcatChannels { inputs } => {
                let mut to = 0;
                let moves = inputs.iter().enumerate().map(|(index, input)| {
                    let (len, is_last) = (plan.value(*input).channels(), index + 1 == inputs.len());
                    let step = (Operation::MoveChannels { from: 0, to, len, is_last }, vec![self.read(*input)]);
                    to += len;
                    step
                });
                moves.collect()
            }
            Definition::Map { input, activation } => {
                let mapped = (Operation::Map(*activation), vec![self.read(*input)]);
                let clears = self.clears_padding(id, *activation);
                [mapped].into_iter().chain(clears.then_some((Operation::ClearPadding, Vec::new()))).collect()
            }
            Definition::OverRow { input, activation } => {
                vec![(Operation::OverRow(*activation), vec![self.read(*input)])]
            }
            Definition::Dropout { .. } if self.kind.is_inference() => Vec::new(),
            Definition::Dropout { input, rate, index } => vec![
                (Operation::Copy, vec![self.read(*input)]),
                (Operation::Mask { rate: *rate, index: *index }, Vec::new()),
            ],
            Definition::Add { inputs } => {
                vec![(Operation::Sum, inputs.iter().map(|input| self.read(*input)).collect())]
            }
            Definition::Subtract { left, right } => {
                vec![(Operation::Difference, vec![self.read(*left), self.read(*right)])]
            }
            Definition::Multiply { left, right } => {
                vec![(Operation::Product, vec![self.read(*left), self.read(*right)])]
            }
            Definition::MultiplyChannels { map, vector } => {
                vec![(Operation::ProductOfChannels, vec![self.read(*map), self.read(*vector)])]
            }
            Definition::Slice { input, start } => {
                let part = Operation::Move { from: *start, to: 0, len: plan.value(id).len, is_last: true };
                vec![(part, vec![self.read(*input)])]
            }
            Definition::Scale { input, factor } => vec![(Operation::Scale(*factor), vec![self.read(*input)])],
            Definition::Affine { input, weight, bias } => {
                let parameters = [*weight].into_iter().chain(*bias).map(Place::Parameter);
                vec![(Operation::Affine, [self.read(*input)].into_iter().chain(parameters).collect())]
            }
            Definition::Prelu { input, slope } => {
                vec![(Operation::Prelu, vec![self.read(*input), Place::Parameter(*slope)])]
            }
            Definition::Embedding { input, table } => {
                vec![(Operation::Embedding, vec![self.read(*input), Place::Parameter(*table)])]
            }
            Definition::Normalise { input, norm } => vec![(Operation::Normalise(*norm), vec![self.read(*input)])],
            Definition::NormaliseGroups { input, norm, groups } => {
                let normalised = Operation::NormaliseGroups { norm: *norm, groups: *groups };
                vec![(normalised, vec![self.read(*input)])]
            }
            Definition::Concat { inputs } => {
                let mut to = 0;
                let moves = inputs.iter().enumerate().map(|(index, input)| {
                    let len = plan.value(*input).len;
                    let is_last = index + 1 == inputs.len();
                    let step = (Operation::Move { from: 0, to, len, is_last }, vec![self.read(*input)]);
                    to += len;
                    step
                });
                moves.collect()
            }
        }
    }

    /// A convolution over earlier inputs, which it finds where they are remembered.
    fn recalled(&mut self, convolution: &Convolution, history: ValueId, input: ValueId) -> (Operation, Vec<Place>) {
        let ages = match &self.plan.value(history).definition {
            Definition::History { ages, .. } => ages.clone(),
            _ => Vec::new(),
        };
        let tier = &self.plan.tiers[self.tier.0];
        let called = match self.kind {
            PassKind::StepColumns(groups) => self.functions.convolve_recalled(tier, convolution, groups),
            _ => self.functions.convolve_recalled_numbers(tier, convolution),
        };
        let parameters = [convolution.weight].into_iter().chain(convolution.bias).map(Place::Parameter);
        let reads = [self.read(input), Place::State(history)].into_iter().chain(parameters).collect();
        (Operation::CallRecalling { called, ages }, reads)
    }

    /// The history that a convolution finds where it is remembered, and what it has earlier inputs of.
    fn recalled_by(&self, id: ValueId) -> Option<(ValueId, ValueId)> {
        let Definition::Convolve(Convolution { input: Operand::Value(history), .. }) = self.plan.value(id).definition
        else {
            return None;
        };
        Some((history, self.plan.reader_recalls(history, self.kind)?))
    }

    /// The history that nothing reads in this step any more once a value is computed, and what it has earlier inputs of.
    fn has_read(&self, id: ValueId) -> Option<(ValueId, ValueId)> {
        match self.plan.value(id).definition {
            Definition::History { input, .. } => Some((id, input)),
            _ => self.recalled_by(id),
        }
    }

    /// A convolution whose sums are normalised, and more, before they are stored.
    fn normed(&mut self, normed: &Normed<'_>) -> (Operation, Vec<Place>) {
        let convolution = Convolution { activation: normed.activation, ..normed.convolution.clone() };
        let called = self.functions.convolve(&self.plan.tiers[self.tier.0], &convolution, Some(normed.norm));
        let fields = [convolution.weight].into_iter().chain(convolution.bias).chain(normed.running);
        let parameters = fields.chain(normed.affine.into_iter().flatten()).map(Place::Parameter);
        (Operation::Call(called), [self.source(convolution.input)].into_iter().chain(parameters).collect())
    }

    /// Whether an activation of a value makes something of padding that must not reach a sum. Columns have none.
    pub(super) fn clears_padding(&self, id: ValueId, activation: Activation) -> bool {
        activation.clears_padding() && has_padding(self.plan.value(id).channels()) && !self.kind.is_columns()
    }

    /// Where a value is read: in inference a dropout is its operand, and columns of the input have no copy.
    pub(super) fn read(&self, id: ValueId) -> Place {
        let id = if self.kind.is_inference() { self.plan.without_dropout(id) } else { id };
        match self.plan.value(id).definition {
            Definition::Load if self.kind.is_columns() => Place::Input,
            Definition::Carry { .. } if self.kind.is_of_one_stream() && self.plan.is_carry(id) => Place::State(id),
            _ => Place::Value(id),
        }
    }

    /// What the next step will read, once nothing of this step reads what was there.
    pub(super) fn keep(&mut self) {
        let plan = self.plan;
        for (id, of) in plan.kept_at_the_end(self.kind) {
            let value = self.read(of);
            let operation = if plan.is_carry(id) { Operation::Keep } else { Operation::Remember };
            self.step(operation, &[value], Place::State(id));
        }
    }

    /// The operand of a dense layer.
    pub(super) fn operand(&self, dense: &Dense) -> Place {
        self.source(dense.input)
    }

    /// Where an operand is read.
    pub(super) fn source(&self, operand: Operand) -> Place {
        match operand {
            Operand::Input => Place::Input,
            Operand::Value(id) => self.read(id),
        }
    }

    /// The sums of a dense layer, as the pass holds its rows.
    fn sums(&mut self, id: ValueId, dense: &Dense) -> Operation {
        let (tier, pixels) = (self.tier(), self.plan.value(id).pixels);
        let functions = &mut *self.functions;
        if self.walk.is_some() {
            return Operation::Call(functions.forward(tier, dense, 1));
        }
        // The steps of a window as rows.
        if pixels > 1 {
            return Operation::Call(functions.forward_of_all(tier, dense));
        }
        Operation::Call(match self.kind {
            PassKind::Inference(Rows::Exactly(1)) if self.plan.row_is_divided(dense) => {
                return Operation::Divided(self.divided(dense));
            }
            PassKind::Inference(Rows::Exactly(rows)) => functions.forward(tier, dense, rows),
            // Threads that divide a layer may have to be waited for, which a stream does not.
            PassKind::SingleRow(_) | PassKind::Maps | PassKind::Step => functions.forward(tier, dense, 1),
            PassKind::Inference(Rows::UpTo(_))
            | PassKind::TrainRows
            | PassKind::TrainParameters
            | PassKind::StepRows
            | PassKind::StepBlock
            | PassKind::WindowForward
            | PassKind::WindowBackward => functions.forward_of_all(tier, dense),
            PassKind::InferenceColumns | PassKind::GradientColumns | PassKind::StepColumns(_) => {
                functions.forward_columns(tier, dense, Columns::of(self.kind))
            }
        })
    }

    /// A layer of a single row, divided between threads by panels of outputs.
    fn divided(&mut self, dense: &Dense) -> Divided {
        let (tier, n_panels) = (self.tier(), panels(dense.outputs));
        let group = forward_tile(tier, dense, 1, n_panels.min(PANELS_OF_A_THREAD)).panels;
        let mut of =
            |panels: usize| Group { called: self.functions.forward_of(tier, dense, 1, Extent::Group(panels)), panels };
        let rest = n_panels % group;
        let group = of(group);
        let rest = (rest > 0).then(|| of(rest));
        Divided { whole: self.functions.forward(tier, dense, 1), group, rest, panels: n_panels }
    }
}
