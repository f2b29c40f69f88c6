//! Passes and their steps: what is printed, with everything decided.

use super::contract::Start;
use super::{Cell, FieldId, Moves, Norm, Pool, Resample, Rows, TierId, ValueId, Window};
use crate::model::Activation;

/// A function of the network's that goes through its values: a list of steps in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pass {
    pub(crate) kind: PassKind,
    pub(crate) tier: TierId,
    pub(crate) steps: Vec<Step>,
    /// Panels of the array that values share, one after the other.
    pub(crate) memory: usize,
}

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PassKind {
    /// The output of some rows, before the last activation where the loss contains it.
    Inference(Rows),
    /// Of one row what the dense layers at the end of a network with maps start from.
    Maps,
    /// The outputs of 16 rows, a row in each lane.
    InferenceColumns,
    /// What is done for each row of a block by itself: all values, the loss, and its derivatives.
    TrainRows,
    /// What a block's rows contribute to a part of the gradient.
    TrainParameters,
    /// The gradient of a block of rows, a row in each lane.
    GradientColumns,
    /// The gradient of a single row, or a step down it.
    SingleRow(Purpose),
    /// The output of a stream for its next input, before the last activation; what it remembers changes.
    Step,
    /// The outputs of a stream for so many groups of its next 16 inputs, or for the first of them, an input in each lane; what it remembers
    /// changes.
    StepColumns(usize),
    /// The outputs of some streams for the next input of each, a stream in each row; what they remember changes.
    StepRows,
    /// The outputs of a stream for some of its next inputs, an input in each row; what it remembers changes. What waits for the step before is a
    /// loop over the rows.
    StepBlock,
    /// All values of some streams for an input of the window of each, a stream in each row, and the losses of their outputs; what they
    /// remember changes.
    WindowForward,
    /// The derivatives of the losses for these inputs, after those for the inputs behind them.
    WindowBackward,
}

impl PassKind {
    /// Whether a row is in each lane.
    pub(crate) fn is_columns(self) -> bool {
        matches!(self, Self::InferenceColumns | Self::GradientColumns | Self::StepColumns(_))
    }

    /// Groups of 16 rows in columns.
    pub(crate) fn groups(self) -> usize {
        if let Self::StepColumns(groups) = self { groups } else { 1 }
    }

    /// Whether what a stream remembers changes.
    pub(crate) fn remembers(self) -> bool {
        matches!(self, Self::Step | Self::StepColumns(_) | Self::StepRows | Self::StepBlock | Self::WindowForward)
    }

    /// Whether it goes through the steps of one stream, in rows or alone.
    pub(crate) fn is_of_one_stream(self) -> bool {
        matches!(self, Self::Step | Self::StepBlock)
    }

    /// Whether a stream is in each row.
    pub(crate) fn has_streams_in_rows(self) -> bool {
        matches!(self, Self::StepRows | Self::WindowForward | Self::WindowBackward)
    }

    /// Whether outputs alone are wanted.
    pub(crate) fn is_inference(self) -> bool {
        matches!(
            self,
            Self::Inference(_)
                | Self::Maps
                | Self::InferenceColumns
                | Self::Step
                | Self::StepColumns(_)
                | Self::StepRows
                | Self::StepBlock
        )
    }
}

/// What is done with the derivative of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It is written to a gradient.
    Gradient,
    /// Its product with a rate is taken from the parameter.
    Descent,
}

/// One operation on whole arrays.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) operation: Operation,
    /// In the order that the operation names.
    pub(crate) reads: Vec<Place>,
    pub(crate) writes: Place,
    pub(crate) start: Start,
    pub(crate) slot: Slot,
    /// The loop over steps of a window, or of a stream, that it is in; those of a loop follow each other.
    pub(crate) walk: Option<Walk>,
}

/// A loop over the pixels of some maps, which are the steps of a window; or over rows, which are the steps of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Walk {
    /// The first of the values that it is for, which tells it from others.
    pub(crate) of: ValueId,
    /// The pixels, unless it is over rows.
    pub(crate) pixels: Option<usize>,
    /// Whether it begins with the last pixel.
    pub(crate) is_descending: bool,
}

/// What a step computes. `x` is the first place that it reads, `y` the one that it writes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    /// `y = x`, numbers to panels.
    Load,
    /// `y` is what the pass over maps makes of each row of `x`.
    EachRow,
    /// A function with the places that are read, then the one that is written, as its arguments.
    Call(String),
    /// As `Call`, with the inputs of these ages, which the function finds at the place read second.
    CallRecalling { called: String, ages: Vec<usize> },
    /// A function of a kernel's gradient, of which all is written.
    OwnGradient(String),
    /// The parameters `y` by the rule of an optimizer, against the gradient that a function writes, in memory of its own.
    DescendBy(String),
    /// `y` is the transpose of the parameters `x`.
    Transpose,
    /// `y = x` in another layout, or `y = y + x`.
    Arrange,
    /// `y = x` in other places, or `y = y + x`; where nothing is moved to, `y` is 0, or what it was.
    Rearrange(Moves),
    /// The numbers of a pixel of `x` from `from` on, to those of `y` from `to` on; added or not. `is_last`: zeros behind them.
    MoveChannels { from: usize, to: usize, len: usize, is_last: bool },
    /// `y` is a pool of `x`.
    Pool(Pool, Window),
    /// `y` plus the derivative with respect to the numbers of the windows whose largest `z` are, read second; `d` is read third, or of
    /// means second.
    PoolDerivative(Pool, Window),
    /// `y` are the moments of the batch `x`.
    BatchMoments { epsilon: f32 },
    /// `y` is the batch `x` by its moments, read second, then affine with the parameters that are read behind them.
    BatchNormalise,
    /// `y` is `x` by the running mean and variance, read next, then affine with the parameters behind them.
    BatchAffine { epsilon: f32 },
    /// From the derivative with respect to what a batch is normalised to in `y` to that with respect to the batch, read first; the moments,
    /// read second, take its sums.
    BatchDerivative,
    /// A moment of a batch, for a vector of parameters: written, added to a part, taken by the rule of an optimizer, or kept as so much of a
    /// running mean.
    TakeMoment { which: usize, taken: Taken },
    /// `y` has the pixels of `x` in other places.
    Resample(Resample),
    /// `y` plus the derivative with respect to a map whose pixels stand in other places where `x` is the derivative.
    ResampleDerivative(Resample),
    /// As `Call` of `whole`; with threads in groups of panels by other functions.
    Divided(Divided),
    /// `y = f(x)`.
    Map(Activation),
    /// `y = f(x)` over the numbers of a row.
    OverRow(Activation),
    /// The sum of all places that are read, in order.
    Sum,
    /// `y = x - z`, where `z` is read second.
    Difference,
    /// `y = x z`, where `z` is read second, or `y = y + x z`.
    Product,
    /// `y = x z`, where each channel of the map `x` has a number of `z`, read second; or `y = y + x z`.
    ProductOfChannels,
    /// `y` is the sum over the pixels of `x z`, where `z` is read second, or that is added to `y`.
    SumOfProducts,
    /// `y` is a constant times `x`, or that is added to `y`.
    Scale(f32),
    /// `y = w x + b` with the parameters `w`, read second, and `b`, read third, if there is one; or that is added to `y`.
    Affine,
    /// `y = x` where `x` is positive, else `s x` with the parameter `s`, read second.
    Prelu,
    /// `y = x`, or `y = y + x`, where what is read second is positive, else the same of `s x` with the parameter `s`, read third.
    PreluDerivative,
    /// `y` is the vector of a table, read second, whose position `x` is.
    Embedding,
    /// `y = x` over what the norm divides the numbers of a row by.
    Normalise(Norm),
    /// From the derivative with respect to the numbers that are read second, normalised ones, in `y` to that with respect to `x`,
    /// which they were normalised from.
    NormaliseDerivative(Norm),
    /// As `Normalise` of each of so many groups of channels, over all pixels of a row.
    NormaliseGroups { norm: Norm, groups: usize },
    /// As `NormaliseDerivative` of those.
    NormaliseGroupsDerivative { norm: Norm, groups: usize },
    /// `y` is a function of a layer with memory of all places that are read.
    Cell(Cell),
    /// `y` is the derivative with respect to one of the inputs of a function of a layer with memory, or that is added to `y`; its inputs are
    /// read, then the derivative with respect to its result.
    CellDerivative { cell: Cell, input: usize },
    /// `y = x`, and 0 for numbers that are subnormal: what is remembered may decay.
    Keep,
    /// `y` are the inputs of these ages, one behind the other: `x` is that of age 0, and the place read second has earlier ones.
    Recall(Vec<usize>),
    /// `y` has `x` in place of the oldest input, 0 for numbers that are subnormal.
    Remember,
    /// To the derivatives `y` of so many steps before, of each of these ages, is added its part of `x`, in which they lie one behind the other;
    /// age 0 has none.
    AddToEarlier(Vec<usize>),
    /// Of each row of `y` this pixel is 0, or the parameter that is read.
    Begin(usize),
    /// The next pixel of `y`, if there is one, is this one of `x`, and 0 for numbers that are subnormal.
    KeepForNext,
    /// To the next pixel of `y`, if there is one, this one of `x` is added.
    AddToNext,
    /// `y = 0`.
    Zero,
    /// Zeros in the padding of `y`.
    ClearPadding,
    /// `y = x`.
    Copy,
    /// `y` is this pixel of `x`, or that is added to `y`.
    Pixel(usize),
    /// `len` numbers from `from` on of each row, to `to` on. `is_last`: zeros behind them fill the panel.
    Move { from: usize, to: usize, len: usize, is_last: bool },
    /// Removes elements of `y` as the dropout layer `index` does, and scales the others.
    Mask { rate: f32, index: usize },
    /// The loss of each row of `x`; `y` is its derivative, if there is one.
    Loss,
    /// `y = y f'`, where `x` is the argument or the output of `f`.
    Derivative { activation: Activation, of: DerivativeOf },
    /// From the derivative with respect to `x = f(z)` in `y` to that with respect to `z`, for `f` over a row.
    OverRowDerivative(Activation),
    /// `y` plus the sum over rows of the product of `x` and the derivative that is read second.
    AddWeightSums,
    /// `y` plus the sum over rows of `x`.
    AddBiasSums,
    /// What a row contributes to the derivative of the vector of parameters `y`, which it is.
    Contribute(Term),
    /// The parameters `y` minus the product of a row's contribution to their derivative and the rate.
    Descend(Term),
}

/// What becomes of a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Taken {
    Written,
    AddedToPart,
    Descended,
    Kept(f32),
}

/// The places of moments of a batch.
pub(crate) mod moments {
    pub(crate) const MEAN: usize = 0;
    pub(crate) const VARIANCE: usize = 2;
    pub(crate) const SUM: usize = 3;
    pub(crate) const PRODUCT: usize = 4;
    /// How many there are.
    pub(crate) const ALL: usize = 5;
}

impl Operation {
    /// Whether what is written is of the next pixel.
    pub(crate) fn is_for_next(&self) -> bool {
        matches!(self, Self::KeepForNext | Self::AddToNext)
    }

    /// Whether what is written was there before, and is changed.
    pub(crate) fn changes_in_place(&self) -> bool {
        match self {
            Self::Mask { .. }
            | Self::ClearPadding
            | Self::Derivative { .. }
            | Self::OverRowDerivative(_)
            | Self::NormaliseDerivative(_)
            | Self::NormaliseGroupsDerivative { .. }
            | Self::PoolDerivative(..)
            | Self::BatchDerivative
            | Self::TakeMoment { taken: Taken::Descended | Taken::Kept(_), .. }
            | Self::ResampleDerivative(_)
            | Self::DescendBy(_)
            | Self::Descend(_) => true,
            Self::Load
            | Self::EachRow
            | Self::Call(_)
            | Self::CallRecalling { .. }
            | Self::OwnGradient(_)
            | Self::BatchMoments { .. }
            | Self::BatchNormalise
            | Self::BatchAffine { .. }
            | Self::TakeMoment { .. }
            | Self::Transpose
            | Self::Arrange
            | Self::Rearrange(_)
            | Self::MoveChannels { .. }
            | Self::Pool(..)
            | Self::Resample(_)
            | Self::Divided(_)
            | Self::Map(_)
            | Self::OverRow(_)
            | Self::Sum
            | Self::Difference
            | Self::Product
            | Self::ProductOfChannels
            | Self::SumOfProducts
            | Self::Scale(_)
            | Self::Affine
            | Self::Prelu
            | Self::PreluDerivative
            | Self::Embedding
            | Self::Normalise(_)
            | Self::NormaliseGroups { .. }
            | Self::Cell(_)
            | Self::CellDerivative { .. }
            | Self::Keep
            | Self::Recall(_)
            | Self::Remember
            | Self::AddToEarlier(_)
            | Self::Begin(_)
            | Self::KeepForNext
            | Self::AddToNext
            | Self::Zero
            | Self::Copy
            | Self::Pixel(_)
            | Self::Move { .. }
            | Self::Loss
            | Self::AddWeightSums
            | Self::AddBiasSums
            | Self::Contribute(_) => false,
        }
    }
}

/// What a row contributes to the derivative of a vector of parameters, from the derivative `d` of what they yield.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// `d`, for what is added.
    Derivative,
    /// `x d`, for what `x` is multiplied by.
    Product,
    /// `x d` where `x` is not positive, for a slope.
    Slope,
    /// The sum of that over the numbers of the row, for a slope that all of them have.
    SlopeOfAll,
    /// `d` for the vector of a table whose position `x` is, and 0 for the others.
    VectorOfTable,
}

impl Term {
    /// Whether it is computed from a value `x` beside the derivative.
    pub(crate) fn reads_value(self) -> bool {
        self != Self::Derivative
    }
}

/// A function's result by groups of panels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Divided {
    pub(crate) whole: String,
    pub(crate) group: Group,
    /// The panels that are less than a group.
    pub(crate) rest: Option<Group>,
    /// All panels.
    pub(crate) panels: usize,
}

/// A function for so many panels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) called: String,
    pub(crate) panels: usize,
}

/// What a derivative is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DerivativeOf {
    Argument,
    Output,
}

/// An array that a pass reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The rows of the network's input.
    Input,
    Value(ValueId),
    /// What a stream remembers: a carry, or the inputs of a history.
    State(ValueId),
    /// The loss's derivative with respect to a value.
    Gradient(ValueId),
    /// That for all earlier inputs of a window.
    Earlier(ValueId),
    /// What batch normalisation that yields a value knows of its batch.
    Moments(ValueId),
    Parameter(FieldId),
    /// The parameter's transpose, made before the pass.
    Transposed(FieldId),
    /// The loss's derivative with respect to a parameter, or the sums that become it.
    ParameterGradient(FieldId),
    Targets,
    Losses,
}

/// The memory of what a step writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// There before the step.
    Given,
    /// New.
    New,
    /// That of a value which nothing reads any more.
    Reused(ValueId),
    /// In the array of the pass, from this panel on, whatever was there before.
    At(usize),
    /// The function's result.
    Result,
}
