//! Prints a plan for people: fields, values, the steps of every pass, and the functions that they call.

mod functions;

use std::fmt::{self, Display, Formatter};

use super::contract::Start;
use super::step::{DerivativeOf, Operation, Pass, PassKind, Place, Purpose, Slot, Step, Term, Walk};
use super::{
    Convolution, Definition, FieldKind, LANES, LaneAxis, Norm, Operand, Plan, Pool, Resample, Rows, Value, ValueId,
};
use crate::model::Math;

impl Display for Plan<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let model = self.model;
        write!(f, "{}: {} -> {}", model.name, model.input.len(), model.output.len())?;
        if let Some(loss) = self.loss() {
            write!(f, ", {}", loss.name())?;
        }
        if let Some(head) = self.head {
            write!(f, " of {}", head.written())?;
        }
        if model.math != Math::default() {
            write!(f, ", {} functions", model.math.name())?;
        }
        writeln!(f, "\n\nfields")?;
        for field in &self.fields {
            match field.kind {
                FieldKind::Weight { inputs, outputs, lanes } => {
                    write!(f, "  {} [{outputs}, {inputs}], lanes over {}", field.path, axis(lanes))?;
                    if field.gates > 1 {
                        write!(f, ", {} gates of {}", field.gates, field.units())?;
                    }
                }
                FieldKind::Vector { .. } | FieldKind::Table { .. } => write!(f, "  {} {:?}", field.path, field.shape)?,
            }
            if let Some(part) = field.part {
                write!(f, ", gates from {} on of {}", part.first, part.all)?;
            }
            if !field.is_trained {
                write!(f, ", not trained")?;
            }
            writeln!(f, ", {} numbers from {}", field.stored_panels() * LANES, field.offset)?;
        }
        writeln!(f, "\nvalues")?;
        for value in &self.values {
            writeln!(f, "  {} [{}] = {}", value.name, value.len, Defined { plan: self, value })?;
        }
        if self.loss().is_some() {
            writeln!(f, "\nworkspace, for each of {} rows", self.block_rows)?;
            if !self.lanes_over_rows.training {
                for (place, panels) in self.row_arrays() {
                    writeln!(f, "  {} [{}]", Named { plan: self, place }, panels * LANES)?;
                }
            }
            for transposed in self.transposed() {
                let place = Place::Transposed(transposed.field);
                let (inputs, outputs) = (transposed.channels, transposed.outputs);
                writeln!(f, "  once {} [{inputs}, {outputs}]", Named { plan: self, place })?;
            }
        }
        for pass in &self.passes {
            writeln!(f)?;
            write_pass(f, self, pass)?;
        }
        writeln!(f, "\nfunctions")?;
        self.functions.iter().try_for_each(|(name, function)| functions::write(f, name, function))
    }
}

fn axis(lanes: LaneAxis) -> &'static str {
    match lanes {
        LaneAxis::Outputs => "outputs",
        LaneAxis::Sum => "the sum",
    }
}

/// What a value is computed from.
struct Defined<'a> {
    plan: &'a Plan<'a>,
    value: &'a Value,
}

impl Display for Defined<'_> {
    #[expect(clippy::too_many_lines, reason = "an arm for each definition")]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = |id: &ValueId| self.plan.value(*id).name.as_str();
        let names = |ids: &[ValueId]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
        match &self.value.definition {
            Definition::Load => write!(f, "load")?,
            Definition::Carry { of } => {
                write!(f, "{} of the step before", of.as_ref().map_or("nothing", name))?;
                if let Some(initial) = self.plan.initial_of(self.value) {
                    write!(f, ", at first {}", initial.path)?;
                }
            }
            Definition::History { input, ages } => write!(f, "{} of {ages:?} steps before", name(input))?,
            Definition::Cell { cell, inputs } => write!(f, "{} of {}", cell.name(), names(inputs))?,
            Definition::Dense(dense) => {
                let input = match &dense.input {
                    Operand::Input => "the input",
                    Operand::Value(id) => name(id),
                };
                let activation = dense.activation.written();
                write!(f, "dense {}x{} of {input}, {activation}", dense.inputs, dense.outputs)?;
                if let Some(start) = &dense.start {
                    write!(f, ", from {}", name(start))?;
                }
            }
            Definition::Convolve(convolution) => {
                let input = match &convolution.input {
                    Operand::Input => "the input",
                    Operand::Value(id) => name(id),
                };
                let Convolution { channels, outputs, groups, is_transposed, ref window, activation, .. } = *convolution;
                let (height, width) = (window.height.kernel, window.width.kernel);
                if is_transposed {
                    write!(f, "transposed ")?;
                }
                write!(
                    f,
                    "convolution {channels} to {outputs} by {height}x{width} of {input}, {}",
                    activation.written()
                )?;
                if groups > 1 {
                    write!(f, ", {groups} groups")?;
                }
            }
            Definition::BatchNorm { input, norm, .. } => {
                write!(f, "{} normalised over the batch, {}", name(input), norm.epsilon)?;
            }
            Definition::Pool { input, pool, window } => {
                let what = match pool {
                    Pool::Largest => "largest",
                    Pool::Mean { .. } => "mean",
                };
                let (height, width) = (window.height.kernel, window.width.kernel);
                write!(f, "{what} by {height}x{width} of {}", name(input))?;
            }
            Definition::Resample { input, resample } => {
                let Resample { height, width } = resample;
                let (what, numbers) = (width.rule.name().to_lowercase(), [height.rule.number(), width.rule.number()]);
                write!(f, "{} as {}x{} pixels, {what} {numbers:?}", name(input), height.count, width.count)?;
            }
            Definition::Arrange { input } => {
                let input = match input {
                    Operand::Input => "the input",
                    Operand::Value(id) => name(id),
                };
                let pixels = self.value.pixels;
                write!(
                    f,
                    "{input} as {}",
                    if pixels > 1 { format!("{pixels} pixels") } else { "a vector".to_owned() }
                )?;
            }
            Definition::Rearrange { input, moves } => {
                let input = match input {
                    Operand::Input => "the input",
                    Operand::Value(id) => name(id),
                };
                let (n, axes) = (moves.len(), moves.axes.len());
                write!(f, "{n} of {input} from {}, by {axes} axes", moves.from)?;
                if self.value.pixels > 1 {
                    write!(f, ", as {} pixels", self.value.pixels)?;
                }
            }
            Definition::ConcatChannels { inputs } => write!(f, "channels of {}", names(inputs))?,
            Definition::Map { input, activation } => {
                write!(f, "{} of {}", activation.written(), name(input))?;
            }
            Definition::OverRow { input, activation } => write!(f, "{} of {}", activation.written(), name(input))?,
            Definition::Dropout { input, rate, index } => write!(f, "dropout {index}, {rate}, of {}", name(input))?,
            Definition::Add { inputs } => write!(f, "sum of {}", names(inputs))?,
            Definition::Concat { inputs } => write!(f, "join of {}", names(inputs))?,
            Definition::Subtract { left, right } => write!(f, "{} minus {}", name(left), name(right))?,
            Definition::Multiply { left, right } => write!(f, "{} times {}", name(left), name(right))?,
            Definition::MultiplyChannels { map, vector } => {
                write!(f, "{} times {}, channel by channel", name(map), name(vector))?;
            }
            Definition::Slice { input, start } => write!(f, "{} from {start} on", name(input))?,
            Definition::Scale { input, factor } => write!(f, "{factor} times {}", name(input))?,
            Definition::Affine { input, weight, bias } => {
                write!(f, "{} times {}", self.plan.field(*weight).path, name(input))?;
                if let Some(bias) = bias {
                    write!(f, " plus {}", self.plan.field(*bias).path)?;
                }
            }
            Definition::Prelu { input, slope } => {
                write!(f, "rectifier of {} with {}", name(input), self.plan.field(*slope).path)?;
            }
            Definition::Embedding { input, table } => {
                write!(f, "vector {} of {}", name(input), self.plan.field(*table).path)?;
            }
            Definition::Normalise { input, norm } => {
                let (what, epsilon) = in_words(*norm);
                write!(f, "{} {what}, {epsilon}", name(input))?;
            }
            Definition::NormaliseGroups { input, norm, groups } => {
                let (what, epsilon) = in_words(*norm);
                write!(f, "{} {what} in {groups} groups, {epsilon}", name(input))?;
            }
        }
        if self.value.is_trained { Ok(()) } else { write!(f, ", not trained") }
    }
}

/// What a norm does, and its epsilon.
fn in_words(norm: Norm) -> (&'static str, f32) {
    match norm {
        Norm::Deviation(epsilon) => ("normalised", epsilon),
        Norm::MeanSquare(epsilon) => ("normalised without its mean", epsilon),
        Norm::Length(epsilon) => ("over its length", epsilon),
    }
}

fn write_pass(f: &mut Formatter<'_>, plan: &Plan<'_>, pass: &Pass) -> fmt::Result {
    match pass.kind {
        PassKind::Inference(Rows::Exactly(1)) => write!(f, "inference of a row")?,
        PassKind::Inference(Rows::Exactly(rows)) => write!(f, "inference of {rows} rows")?,
        PassKind::Inference(Rows::UpTo(rows)) => write!(f, "inference of up to {rows} rows")?,
        PassKind::Maps => write!(f, "maps of a row")?,
        PassKind::InferenceColumns => write!(f, "inference of 16 rows in columns")?,
        PassKind::TrainRows => write!(f, "training, rows")?,
        PassKind::TrainParameters => write!(f, "training, parameters")?,
        PassKind::GradientColumns => write!(f, "gradient of rows in columns")?,
        PassKind::SingleRow(Purpose::Gradient) => write!(f, "gradient of a row")?,
        PassKind::SingleRow(Purpose::Descent) => write!(f, "descent by a row")?,
        PassKind::Step => write!(f, "a step of a stream")?,
        PassKind::StepColumns(groups) => write!(f, "{} steps of a stream in columns", LANES * groups)?,
        PassKind::StepRows => write!(f, "a step of up to {} streams", plan.streams_together)?,
        PassKind::StepBlock => write!(f, "up to {} steps of a stream", plan.steps_together)?,
        PassKind::WindowForward => write!(f, "training, forward for an input of the window of each stream")?,
        PassKind::WindowBackward => write!(f, "training, backward for an input of the window of each stream")?,
    }
    match plan.tier(pass.tier).suffix {
        "" => writeln!(f)?,
        suffix => writeln!(f, ", {}", suffix.trim_start_matches('_'))?,
    }
    let mut walk = None;
    for step in &pass.steps {
        match step.walk.filter(|_| step.walk != walk) {
            Some(Walk { pixels: Some(steps), is_descending, .. }) => {
                let order = if is_descending { ", from the last to the first" } else { "" };
                writeln!(f, "  for each of {steps} steps{order}:")?;
            }
            Some(Walk { pixels: None, .. }) => writeln!(f, "  for each step:")?,
            None => {}
        }
        walk = step.walk;
        writeln!(f, "  {}{}", if walk.is_some() { "  " } else { "" }, Shown { plan, step })?;
    }
    Ok(())
}

/// A step with the plan that has its names.
pub(super) struct Shown<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) step: &'a Step,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { plan, step } = *self;
        let named = |place: Place| Named { plan, place };
        let sign = match step.start {
            _ if step.operation.changes_in_place() => "<-",
            Start::Overwrite => "=",
            Start::Add => "+=",
        };
        write!(f, "{} {sign} {}(", named(step.writes), Called(&step.operation))?;
        for (index, place) in step.reads.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { ", " }, named(*place))?;
        }
        f.write_str(")")?;
        match step.slot {
            Slot::Given => Ok(()),
            Slot::New => write!(f, ", new"),
            Slot::Reused(old) => write!(f, ", in place of {}", named(Place::Value(old))),
            Slot::At(panel) => write!(f, ", from panel {panel} on"),
            Slot::Result => write!(f, ", the result"),
        }
    }
}

/// The name of an operation, with its constants.
struct Called<'a>(&'a Operation);

impl Display for Called<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Operation::Load => write!(f, "load"),
            Operation::EachRow => write!(f, "maps"),
            Operation::Call(function) => write!(f, "{function}"),
            Operation::CallRecalling { called, ages } => write!(f, "{called} of ages {ages:?}"),
            Operation::OwnGradient(function) => write!(f, "{function}, all of it"),
            Operation::DescendBy(function) => write!(f, "descend by {function}"),
            Operation::BatchMoments { .. } => write!(f, "moments of the batch"),
            Operation::BatchNormalise => write!(f, "normalise by moments"),
            Operation::BatchAffine { .. } => write!(f, "normalise by running moments"),
            Operation::BatchDerivative => write!(f, "through normalise by moments"),
            Operation::TakeMoment { which, .. } => write!(f, "moment {which}"),
            Operation::Transpose => write!(f, "transpose"),
            Operation::Arrange => write!(f, "arrange"),
            Operation::Rearrange(moves) => {
                write!(f, "move {} from {} to {} by", moves.len(), moves.from, moves.to)?;
                moves.axes.iter().try_for_each(|axis| write!(f, " {}: {} to {}", axis.extent, axis.from, axis.to))
            }
            Operation::MoveChannels { from, to, len, is_last } => {
                write!(f, "move {len} channels from {from} to {to}{}", if *is_last { " and fill" } else { "" })
            }
            Operation::Pool(Pool::Largest, _) => write!(f, "largest of windows"),
            Operation::Pool(Pool::Mean { .. }, _) => write!(f, "mean of windows"),
            Operation::PoolDerivative(..) => write!(f, "through windows"),
            Operation::Resample(resample) => write!(f, "{} pixels", resample.width.rule.name().to_lowercase()),
            Operation::ResampleDerivative(_) => write!(f, "through pixels"),
            Operation::Divided(divided) => {
                write!(f, "{} or {}", divided.whole, divided.group.called)?;
                divided.rest.iter().try_for_each(|rest| write!(f, " and {}", rest.called))
            }
            Operation::Map(activation) | Operation::OverRow(activation) => write!(f, "{}", activation.written()),
            Operation::Sum => write!(f, "sum"),
            Operation::Difference => write!(f, "difference"),
            Operation::Product => write!(f, "product"),
            Operation::ProductOfChannels => write!(f, "product of channels"),
            Operation::SumOfProducts => write!(f, "product over pixels"),
            Operation::Scale(factor) => write!(f, "{factor} times"),
            Operation::Affine => write!(f, "affine"),
            Operation::Prelu => write!(f, "rectifier"),
            Operation::PreluDerivative => write!(f, "through rectifier"),
            Operation::Embedding => write!(f, "vector of table"),
            Operation::Normalise(Norm::Deviation(_)) => write!(f, "normalise"),
            Operation::Normalise(Norm::MeanSquare(_)) => write!(f, "normalise without mean"),
            Operation::Normalise(Norm::Length(_)) => write!(f, "over length"),
            Operation::NormaliseDerivative(_) => write!(f, "through normalise"),
            Operation::NormaliseGroups { groups, .. } => write!(f, "normalise {groups} groups"),
            Operation::NormaliseGroupsDerivative { groups, .. } => write!(f, "through normalise {groups} groups"),
            Operation::Cell(cell) => write!(f, "{}", cell.name()),
            Operation::CellDerivative { cell, input } => write!(f, "through {} to input {input}", cell.name()),
            Operation::Keep => write!(f, "keep"),
            Operation::Recall(ages) => write!(f, "recall {ages:?}"),
            Operation::Remember => write!(f, "remember"),
            Operation::AddToEarlier(ages) => write!(f, "hand on {ages:?}"),
            Operation::Begin(pixel) => write!(f, "begin at pixel {pixel}"),
            Operation::KeepForNext => write!(f, "keep for the next step"),
            Operation::AddToNext => write!(f, "hand on to the next step"),
            Operation::Zero => write!(f, "zero"),
            Operation::ClearPadding => write!(f, "clear padding"),
            Operation::Copy => write!(f, "copy"),
            Operation::Pixel(pixel) => write!(f, "pixel {pixel}"),
            Operation::Move { from, to, len, is_last } => {
                write!(f, "move {len} from {from} to {to}{}", if *is_last { " and fill" } else { "" })
            }
            Operation::Mask { rate, index } => write!(f, "mask {index}, {rate}"),
            Operation::Loss => write!(f, "loss"),
            Operation::Derivative { activation, of } => {
                let of = match of {
                    DerivativeOf::Argument => "argument",
                    DerivativeOf::Output => "output",
                };
                write!(f, "through {} by its {of}", activation.written())
            }
            Operation::OverRowDerivative(activation) => write!(f, "through {}", activation.written()),
            Operation::AddWeightSums => write!(f, "product over rows"),
            Operation::AddBiasSums => write!(f, "sum over rows"),
            Operation::Contribute(term) => write!(f, "{}", contribution(*term)),
            Operation::Descend(Term::Derivative) => write!(f, "descend"),
            Operation::Descend(term) => write!(f, "descend by {}", contribution(*term)),
        }
    }
}

/// What a row adds to a vector's derivative, in words.
fn contribution(term: Term) -> &'static str {
    match term {
        Term::Derivative => "copy",
        Term::Product => "product",
        Term::Slope => "product below 0",
        Term::SlopeOfAll => "sum of products below 0",
        Term::VectorOfTable => "vector of a table",
    }
}

/// A place with the plan that has its name.
struct Named<'a> {
    plan: &'a Plan<'a>,
    place: Place,
}

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let value = |id: ValueId| self.plan.value(id).name.as_str();
        match self.place {
            Place::Input => write!(f, "x"),
            Place::Value(id) => write!(f, "{}", value(id)),
            Place::State(id) => write!(f, "state {}", value(id)),
            Place::Gradient(id) => write!(f, "d {}", value(id)),
            Place::Earlier(id) => write!(f, "earlier d {}", value(id)),
            Place::Moments(id) => write!(f, "moments of {}", value(id)),
            Place::Parameter(id) => write!(f, "{}", self.plan.field(id).path),
            Place::Transposed(id) => write!(f, "{} transposed", self.plan.field(id).path),
            Place::ParameterGradient(id) => write!(f, "d {}", self.plan.field(id).path),
            Place::Targets => write!(f, "targets"),
            Place::Losses => write!(f, "losses"),
        }
    }
}
