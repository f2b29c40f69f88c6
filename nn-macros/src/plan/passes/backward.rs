//! The chain rule: one rule for each definition, for all passes that train. From the derivative with respect to a value to those
//! with respect to what it is computed from.

use super::super::functions::outputs::Extent;
use super::{
    Convolution, Definition, Dense, FieldId, LaneAxis, Operand, Operation, PassKind, Place, Pool, Purpose, Slot, Start,
    ValueId, Writer,
};
use crate::model::Activation;
use crate::plan::step::{DerivativeOf, Taken, Term, moments};

impl Writer<'_, '_> {
    /// The loss of each row, and its derivative with respect to the last value.
    pub(super) fn loss(&mut self) {
        let output = self.plan.output();
        let (start, slot) = self.next(output);
        let has_derivative = self.kind.is_columns() || self.plan.needs_gradient(output);
        let to = if has_derivative { Place::Gradient(output) } else { Place::Losses };
        self.step_to(Operation::Loss, &[self.read(output), Place::Targets], (to, start, slot));
    }

    /// The chain rule for one value.
    #[expect(clippy::too_many_lines, reason = "an arm for each definition")]
    pub(super) fn backward(&mut self, id: ValueId) {
        if !self.plan.needs_gradient(id) {
            return;
        }
        let d = Place::Gradient(id);
        match &self.plan.value(id).definition {
            Definition::Load => {}
            Definition::Carry { of } => {
                if let Some(of) = of.filter(|of| self.plan.needs_gradient(*of)) {
                    if self.plan.scan_of(id).is_some() {
                        self.add_to_next(id, of);
                    } else {
                        self.add_to_earlier(vec![1], id, of);
                    }
                }
            }
            Definition::History { input, ages } => {
                for (pixel, _) in ages.iter().enumerate().filter(|(_, age)| **age == 0) {
                    self.hand_on(Operation::Pixel(pixel), &[d], *input);
                }
                if self.plan.needs_gradient(*input) {
                    self.add_to_earlier(ages.clone(), id, *input);
                }
            }
            Definition::Cell { cell, inputs } => {
                let reads: Vec<_> = inputs.iter().map(|input| self.read(*input)).chain([d]).collect();
                for (index, input) in inputs.iter().enumerate() {
                    self.hand_on(Operation::CellDerivative { cell: *cell, input: index }, &reads, *input);
                }
            }
            Definition::Dense(dense) => {
                self.through_activation(id, dense);
                if let Some(start) = dense.start {
                    self.pass_on(id, start);
                }
                // Columns are added to sums while they are there; a single row changes its weights last.
                if self.kind.is_columns() {
                    self.parameters(id, dense);
                    self.input_gradient(id, dense);
                } else if self.walk.is_some() {
                    // Those of parameters are sums over the steps.
                    self.input_gradient(id, dense);
                } else if self.walks_back(id) {
                    self.walk = Some(self.walk_of(id));
                    self.input_gradient(id, dense);
                    self.walk = None;
                    self.parameters(id, dense);
                } else {
                    self.input_gradient(id, dense);
                    self.parameters(id, dense);
                }
            }
            Definition::Convolve(convolution) => {
                if convolution.activation != Activation::IDENTITY {
                    let activation = convolution.activation;
                    let derivative = Operation::Derivative { activation, of: DerivativeOf::Output };
                    self.step(derivative, &[Place::Value(id)], d);
                }
                self.convolution_input_gradient(id, convolution);
                self.kernel(id, convolution);
            }
            Definition::BatchNorm { input, affine, .. } => {
                let weight = affine.map(|[weight, _]| Place::Parameter(weight));
                let reads: Vec<_> = [self.read(*input), Place::Moments(id)].into_iter().chain(weight).collect();
                self.step(Operation::BatchDerivative, &reads, d);
                self.pass_on(id, *input);
                self.moments(id);
            }
            Definition::Pool { input, pool, window } => {
                if !self.plan.needs_gradient(*input) {
                    return;
                }
                if !self.written[input.0] {
                    self.hand_on(Operation::Zero, &[], *input);
                }
                let reads = match pool {
                    Pool::Largest => vec![self.read(*input), Place::Value(id), d],
                    Pool::Mean { .. } => vec![d],
                };
                self.step_to(
                    Operation::PoolDerivative(*pool, *window),
                    &reads,
                    (Place::Gradient(*input), Start::Add, Slot::Given),
                );
            }
            Definition::Resample { input, resample } => {
                if !self.plan.needs_gradient(*input) {
                    return;
                }
                if !self.written[input.0] {
                    self.hand_on(Operation::Zero, &[], *input);
                }
                let to = (Place::Gradient(*input), Start::Add, Slot::Given);
                self.step_to(Operation::ResampleDerivative(*resample), &[d], to);
            }
            Definition::Arrange { input } => {
                if let Operand::Value(input) = input {
                    self.hand_on(Operation::Arrange, &[d], *input);
                }
            }
            Definition::Rearrange { input, moves } => {
                let Operand::Value(input) = *input else { return };
                let back = moves.back();
                if !back.meet() {
                    self.hand_on(Operation::Rearrange(back), &[d], input);
                } else if self.plan.needs_gradient(input) {
                    if !self.written[input.0] {
                        self.hand_on(Operation::Zero, &[], input);
                    }
                    self.step_to(Operation::Rearrange(back), &[d], (Place::Gradient(input), Start::Add, Slot::Given));
                }
            }
            Definition::ConcatChannels { inputs } => {
                let mut from = 0;
                for input in inputs {
                    let len = self.plan.value(*input).channels();
                    self.hand_on(Operation::MoveChannels { from, to: 0, len, is_last: true }, &[d], *input);
                    from += len;
                }
            }
            Definition::Map { input, activation } => {
                // A map's output is often needed anyway, and so the memory of the argument is free sooner.
                let follows = activation.derivative_follows_from_output() && !activation.is_long();
                let (of, read) = if follows && self.plan.has_maps() {
                    (DerivativeOf::Output, id)
                } else {
                    (DerivativeOf::Argument, *input)
                };
                self.step(Operation::Derivative { activation: *activation, of }, &[self.read(read)], d);
                if self.clears_padding(id, *activation) {
                    self.step(Operation::ClearPadding, &[], d);
                }
                self.pass_on(id, *input);
            }
            Definition::OverRow { input, activation } => {
                self.step(Operation::OverRowDerivative(*activation), &[Place::Value(id)], d);
                self.pass_on(id, *input);
            }
            Definition::Dropout { input, rate, index } => {
                self.step(Operation::Mask { rate: *rate, index: *index }, &[], d);
                self.pass_on(id, *input);
            }
            Definition::Add { inputs } => {
                for input in inputs {
                    self.pass_on(id, *input);
                }
            }
            Definition::Subtract { left, right } => {
                self.pass_on(id, *left);
                self.hand_on(Operation::Scale(-1.0), &[d], *right);
            }
            Definition::Multiply { left, right } => {
                self.hand_on(Operation::Product, &[d, self.read(*right)], *left);
                self.hand_on(Operation::Product, &[d, self.read(*left)], *right);
            }
            Definition::MultiplyChannels { map, vector } => {
                self.hand_on(Operation::ProductOfChannels, &[d, self.read(*vector)], *map);
                self.hand_on(Operation::SumOfProducts, &[d, self.read(*map)], *vector);
            }
            Definition::Slice { input, start } => {
                // The other numbers of the operand have no part in it.
                if self.plan.needs_gradient(*input) && !self.written[input.0] {
                    self.hand_on(Operation::Zero, &[], *input);
                }
                let part = Operation::Move { from: 0, to: *start, len: self.plan.value(id).len, is_last: false };
                self.hand_on(part, &[d], *input);
            }
            Definition::Scale { input, factor } => self.hand_on(Operation::Scale(*factor), &[d], *input),
            // A single row changes its parameters last.
            Definition::Affine { input, weight, .. } => {
                self.hand_on(Operation::Affine, &[d, Place::Parameter(*weight)], *input);
                self.vectors(id);
            }
            Definition::Prelu { input, slope } => {
                let reads = [d, self.read(*input), Place::Parameter(*slope)];
                self.hand_on(Operation::PreluDerivative, &reads, *input);
                self.vectors(id);
            }
            // A position has no derivative.
            Definition::Embedding { input, .. } => {
                if self.plan.needs_gradient(*input) && !self.written[input.0] {
                    self.hand_on(Operation::Zero, &[], *input);
                }
                self.vectors(id);
            }
            Definition::Normalise { input, norm } => {
                self.step(Operation::NormaliseDerivative(*norm), &[self.read(*input), Place::Value(id)], d);
                self.pass_on(id, *input);
            }
            Definition::NormaliseGroups { input, norm, groups } => {
                let derivative = Operation::NormaliseGroupsDerivative { norm: *norm, groups: *groups };
                self.step(derivative, &[self.read(*input), Place::Value(id)], d);
                self.pass_on(id, *input);
            }
            Definition::Concat { inputs } => {
                let mut from = 0;
                for input in inputs {
                    let len = self.plan.value(*input).len;
                    self.hand_on(Operation::Move { from, to: 0, len, is_last: true }, &[d], *input);
                    from += len;
                }
            }
        }
    }

    /// The chain rule for an input of a window. Derivatives that later inputs or the loss have reached are there.
    pub(super) fn window_backward(&mut self) {
        let plan = self.plan;
        for id in plan.reached_by_later_steps().into_iter().chain([plan.output()]) {
            self.written[id.0] = true;
        }
        self.backward_in_order();
    }

    /// Hands the derivative with respect to `id` on to those with respect to `of`, of so many steps before.
    fn add_to_earlier(&mut self, ages: Vec<usize>, id: ValueId, of: ValueId) {
        let to = (Place::Earlier(of), Start::Add, Slot::Given);
        self.step_to(Operation::AddToEarlier(ages), &[Place::Gradient(id)], to);
    }

    /// The first derivative that reaches a value is written, further ones are added. Columns are new then.
    fn next(&mut self, id: ValueId) -> (Start, Slot) {
        if std::mem::replace(&mut self.written[id.0], true) {
            return (Start::Add, Slot::Given);
        }
        (Start::Overwrite, if self.kind.is_columns() { Slot::New } else { Slot::Given })
    }

    /// A step that yields the derivative with respect to `input`, if that is needed.
    fn hand_on(&mut self, operation: Operation, reads: &[Place], input: ValueId) {
        if self.plan.needs_gradient(input) {
            let (start, slot) = self.next(input);
            self.step_to(operation, reads, (Place::Gradient(input), start, slot));
        }
    }

    /// Hands a derivative on unchanged.
    fn pass_on(&mut self, id: ValueId, input: ValueId) {
        self.hand_on(Operation::Copy, &[Place::Gradient(id)], input);
    }

    /// The chain rule for the activation of a dense layer, unless the function that wrote the derivative contains it.
    fn through_activation(&mut self, id: ValueId, dense: &Dense) {
        let is_fused = !self.kind.is_columns() && self.plan.derivative_is_fused(id);
        if dense.activation != Activation::IDENTITY && !is_fused {
            let derivative = Operation::Derivative { activation: dense.activation, of: DerivativeOf::Output };
            self.step(derivative, &[Place::Value(id)], Place::Gradient(id));
        }
    }

    /// The derivative with respect to the operand of a dense layer.
    fn input_gradient(&mut self, id: ValueId, dense: &Dense) {
        let Operand::Value(input) = dense.input else { return };
        if !self.plan.needs_gradient(input) {
            return;
        }
        let fused = match &self.plan.value(input).definition {
            Definition::Dense(before) if !self.kind.is_columns() && self.plan.derivative_is_fused(input) => {
                Some(before.activation)
            }
            _ => None,
        };
        let (start, slot) = self.next(input);
        let is_of_row = self.walk.is_some();
        let (tier, functions, finish) = (self.tier(), &mut *self.functions, (fused, start));
        let weight = Place::Parameter(dense.weight);
        let (function, weight) = match (self.kind, dense.lanes) {
            (PassKind::InferenceColumns | PassKind::GradientColumns, _) => {
                (functions.input_gradient_columns(tier, dense, start), weight)
            }
            // No weight is copied or transposed for a single row.
            (PassKind::SingleRow(_), LaneAxis::Outputs) => {
                (functions.input_gradient_of_row(tier, dense, finish), weight)
            }
            (_, LaneAxis::Sum) if is_of_row || matches!(self.kind, PassKind::SingleRow(_)) => {
                (functions.input_gradient(tier, dense, 1, finish, Extent::All), weight)
            }
            (_, LaneAxis::Outputs) if is_of_row => {
                (functions.input_gradient(tier, dense, 1, finish, Extent::All), Place::Transposed(dense.weight))
            }
            (_, LaneAxis::Outputs) => {
                (functions.input_gradient_of_all(tier, dense, finish), Place::Transposed(dense.weight))
            }
            (_, LaneAxis::Sum) => (functions.input_gradient_of_all(tier, dense, finish), weight),
        };
        let a = fused.map(|_| Place::Value(input));
        let reads: Vec<_> = [Place::Gradient(id), weight].into_iter().chain(a).collect();
        self.step_to(Operation::Call(function), &reads, (Place::Gradient(input), start, slot));
    }

    /// What becomes of the moments of a batch: gradients of a weight and a bias, and running means.
    fn moments(&mut self, id: ValueId) {
        let Definition::BatchNorm { affine, running: [mean, variance], norm, .. } = self.plan.value(id).definition
        else {
            return;
        };
        let trained = affine.into_iter().flat_map(|[weight, bias]| [(weight, moments::PRODUCT), (bias, moments::SUM)]);
        let running = [(mean, moments::MEAN), (variance, moments::VARIANCE)];
        let (of_trained, of_running) = match self.kind {
            PassKind::SingleRow(Purpose::Gradient) => (Taken::Written, Some(Taken::Written)),
            PassKind::SingleRow(Purpose::Descent) => (Taken::Descended, Some(Taken::Kept(norm.momentum))),
            PassKind::TrainParameters => (Taken::AddedToPart, None),
            _ => return,
        };
        let all = trained.map(|(field, which)| (field, which, of_trained));
        let running = running.into_iter().filter_map(|(field, which)| Some((field, which, of_running?)));
        for (field, which, taken) in all.chain(running) {
            let place = match self.kind {
                PassKind::SingleRow(Purpose::Descent) => Place::Parameter(field),
                _ => Place::ParameterGradient(field),
            };
            let start = if taken == Taken::AddedToPart { Start::Add } else { Start::Overwrite };
            let operation = Operation::TakeMoment { which, taken };
            self.step_to(operation, &[Place::Moments(id)], (place, start, Slot::Given));
        }
    }

    /// The derivative with respect to the operand of a convolution.
    fn convolution_input_gradient(&mut self, id: ValueId, convolution: &Convolution) {
        let Operand::Value(input) = convolution.input else { return };
        if !self.plan.needs_gradient(input) {
            return;
        }
        let weight = if convolution.is_depthwise() {
            Place::Parameter(convolution.weight)
        } else {
            Place::Transposed(convolution.weight)
        };
        let is_row = matches!(self.kind, PassKind::SingleRow(_));
        if is_row && !convolution.is_depthwise() {
            self.step(Operation::Transpose, &[Place::Parameter(convolution.weight)], weight);
        }
        let (start, slot) = self.next(input);
        let (tier, functions) = (self.tier(), &mut *self.functions);
        let function = if is_row {
            functions.convolution_input_gradient(tier, convolution, start)
        } else {
            functions.convolution_input_gradient_of_all(tier, convolution, start)
        };
        let reads = [Place::Gradient(id), weight];
        self.step_to(Operation::Call(function), &reads, (Place::Gradient(input), start, slot));
    }

    /// The derivative with respect to the kernel and biases of a convolution, or a step down it.
    fn kernel(&mut self, id: ValueId, convolution: &Convolution) {
        let (operand, d) = (self.source(convolution.input), Place::Gradient(id));
        let (weight, block_rows) = (convolution.weight, self.plan.block_rows);
        let called = match self.kind {
            PassKind::SingleRow(_) | PassKind::TrainParameters => {
                self.functions.kernel_gradient_of_all(self.tier(), convolution, block_rows)
            }
            _ => return,
        };
        if let PassKind::SingleRow(purpose) = self.kind {
            self.by_pixels(purpose, called, (operand, d), weight);
        } else {
            let added = (Place::ParameterGradient(weight), Start::Add, Slot::Given);
            self.step_to(Operation::Call(called), &[operand, d], added);
        }
        if let Some(bias) = convolution.bias {
            self.vector(bias, Term::Derivative, None, id);
        }
    }

    /// The derivative with respect to the weights and biases of a dense layer, or a step down it. For a block of rows it is a pass
    /// of its own.
    pub(super) fn parameters(&mut self, id: ValueId, dense: &Dense) {
        let (operand, d, pixels) = (self.operand(dense), Place::Gradient(id), self.plan.value(id).pixels);
        match self.kind {
            PassKind::GradientColumns => {
                let added = |field| (Place::ParameterGradient(field), Start::Add, Slot::Given);
                self.step_to(Operation::AddWeightSums, &[operand, d], added(dense.weight));
                if let Some(bias) = dense.bias {
                    self.step_to(Operation::AddBiasSums, &[d], added(bias));
                }
            }
            PassKind::SingleRow(purpose) if pixels > 1 => {
                let called = self.functions.weight_gradient_of_all(self.tier(), dense, (self.plan.block_rows, pixels));
                self.by_pixels(purpose, called, (operand, d), dense.weight);
                if let Some(bias) = dense.bias {
                    self.vector(bias, Term::Derivative, None, id);
                }
            }
            PassKind::SingleRow(purpose) => {
                // A step on one row needs no gradient in memory.
                let is_descent = purpose == Purpose::Descent;
                let place = if is_descent { Place::Parameter } else { Place::ParameterGradient };
                let outer = self.functions.outer(self.tier(), dense, is_descent);
                self.step(Operation::Call(outer), &[operand, d], place(dense.weight));
                if let Some(bias) = dense.bias {
                    self.vector(bias, Term::Derivative, None, id);
                }
            }
            PassKind::TrainParameters => {
                let (tier, block_rows) = (self.tier(), self.plan.block_rows);
                let weights = self.functions.weight_gradient_of_all(tier, dense, (block_rows, pixels));
                let weight = (Place::ParameterGradient(dense.weight), Start::Add, Slot::Given);
                self.step_to(Operation::Call(weights), &[operand, d], weight);
                if let Some(bias) = dense.bias {
                    self.vector(bias, Term::Derivative, None, id);
                }
            }
            PassKind::TrainRows
            | PassKind::Inference(_)
            | PassKind::Maps
            | PassKind::InferenceColumns
            | PassKind::Step
            | PassKind::StepColumns(_)
            | PassKind::StepRows
            | PassKind::StepBlock
            | PassKind::WindowForward
            | PassKind::WindowBackward => {}
        }
    }

    /// The derivatives of the vectors that a value is computed from, number by number, or a step down them.
    fn vectors(&mut self, id: ValueId) {
        match self.plan.value(id).definition {
            Definition::Affine { input, weight, bias } => {
                self.vector(weight, Term::Product, Some(input), id);
                if let Some(bias) = bias {
                    self.vector(bias, Term::Derivative, None, id);
                }
            }
            Definition::Prelu { input, slope } => {
                let is_of_all = self.plan.is_single(slope, id);
                self.vector(slope, if is_of_all { Term::SlopeOfAll } else { Term::Slope }, Some(input), id);
            }
            Definition::Embedding { input, table } => self.vector(table, Term::VectorOfTable, Some(input), id),
            _ => {}
        }
    }

    /// The derivative of one such vector, from that with respect to `id` and, where the term asks for it, the value `x`.
    fn vector(&mut self, field: FieldId, term: Term, x: Option<ValueId>, id: ValueId) {
        let place = match self.kind {
            PassKind::SingleRow(Purpose::Descent) => Place::Parameter(field),
            _ => Place::ParameterGradient(field),
        };
        if !self.plan.field(field).is_trained {
            return;
        }
        let x = x.map(|x| self.read(x));
        let reads: Vec<_> = x.into_iter().chain([Place::Gradient(id)]).collect();
        match self.kind {
            PassKind::SingleRow(Purpose::Gradient) => self.step(Operation::Contribute(term), &reads, place),
            PassKind::SingleRow(Purpose::Descent) => self.step(Operation::Descend(term), &reads, place),
            PassKind::TrainParameters => {
                let (tier, block_rows, value) = (self.tier(), self.plan.block_rows, self.plan.value(id));
                // What belongs to a channel is for all pixels.
                let pixels = if self.plan.is_of_channels(field, id) { value.pixels } else { 1 };
                let of_pixel = (value.panels() / pixels, pixels);
                let sums = self.functions.vector_gradient_of_all(tier, term, of_pixel, block_rows);
                self.step_to(Operation::Call(sums), &reads, (place, Start::Add, Slot::Given));
            }
            PassKind::TrainRows
            | PassKind::Inference(_)
            | PassKind::Maps
            | PassKind::InferenceColumns
            | PassKind::Step
            | PassKind::StepColumns(_)
            | PassKind::StepRows
            | PassKind::StepBlock
            | PassKind::WindowForward
            | PassKind::WindowBackward
            // Columns have no vectors that are trained but biases, which `parameters` adds up.
            | PassKind::GradientColumns => {}
        }
    }

    /// Zeros in a gradient, which holds what it held before, for parameters that are not trained.
    pub(super) fn statistics(&mut self) {
        if self.kind != PassKind::SingleRow(Purpose::Gradient) {
            return;
        }
        for (index, field) in self.plan.fields.iter().enumerate() {
            // A running mean has the batch's own there.
            if !field.is_trained && field.momentum.is_none() {
                self.step(Operation::Zero, &[], Place::ParameterGradient(FieldId(index)));
            }
        }
    }

    /// The gradient of a block's rows, a sum over them.
    pub(super) fn train_parameters(&mut self) {
        let plan = self.plan;
        for id in self.values().rev() {
            match &plan.value(id).definition {
                Definition::Dense(dense) => self.parameters(id, dense),
                Definition::Convolve(convolution) => self.kernel(id, convolution),
                Definition::BatchNorm { .. } => self.moments(id),
                _ => self.vectors(id),
            }
        }
    }
}
