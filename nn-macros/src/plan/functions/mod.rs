//! The functions that passes call: one per shape, activation and tier, shared by all layers that are equal.
//!
//! Letters: `I` inputs and `O` outputs of a layer, `PI` and `PO` their panels, `X` numbers stored per row of its operand
//! (`I`, or `16 PI` where the operand is a value), `R` rows.

pub(super) mod columns;
mod convolution;
mod few;
pub(super) mod outputs;
mod recalled;
mod row;
mod walks;

use std::collections::BTreeMap;

use super::contract::Contract;
use super::convolve::Convolve;
use super::step::Term;
use super::tile::Tier;
use super::{Dense, LANES, LaneAxis, Operand, panels};
use crate::model::Activation;

pub(super) use walks::takes_pairs_of_rows;
pub(crate) use walks::{Outer, RowsWalk};

/// One function.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Function {
    pub(crate) arguments: Vec<Argument>,
    pub(crate) frame: Frame,
    /// Whether only the division of work between threads calls it.
    pub(crate) needs_threads: bool,
    pub(crate) body: Body,
}

/// How a function and its callers are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// As part of its callers: a straight line.
    Inline,
    /// As part of its callers, unless there are many, though it is no straight line: in a pass over a single row, where each function
    /// is short, a call costs a good part of it (a step on 17-64-64-6: 7,840 instructions instead of 7,190).
    Merged,
    /// For its instruction set by itself. So it has a stack frame of its own where the compiler does not optimise.
    Vector,
    /// As `Vector`, and never as part of its callers.
    Alone,
}

impl Frame {
    fn of(straight: bool) -> Self {
        if straight { Self::Inline } else { Self::Vector }
    }
}

/// What a function does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    /// The contraction, then an activation of all its results in a pass of its own.
    Contract { contract: Box<Contract>, then: Option<Activation> },
    /// The convolution of a map, then an activation as above.
    Convolve { convolve: Box<Convolve>, then: Option<Activation> },
    /// The sums of a convolution for several groups of inputs in columns, each part of the outputs from its part of the channels.
    ConvolveByParts(ByParts),
    /// Another function, over all rows of the first argument and the last.
    EachRow { called: String },
    /// Other functions, over all rows.
    Rows(RowsWalk),
    /// Another function, over all blocks of so many rows: of all panels, or of some `together` before the next ones.
    Blocks { called: String, rows: usize, together: Option<usize> },
    /// The sum over rows of what each contributes to the derivative of a vector, block by block of so many rows.
    VectorGradient { term: Term, rows: usize },
    /// The derivative of a single row's weights.
    Outer(Outer),
}

/// A convolution at its only position that has parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ByParts {
    pub(crate) channels: usize,
    pub(crate) parts: usize,
    pub(crate) taps: usize,
    pub(crate) has_bias: bool,
    /// Of all results, in a pass of its own.
    pub(crate) then: Option<Activation>,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) kind: ArgumentKind,
}

/// The type of an argument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ArgumentKind {
    /// A reference to an array, or to a slice of arrays.
    Array(Array),
    /// The inputs that a thread has of a gradient with so many panels for each.
    Inputs(usize),
    /// The panels of outputs that a thread has of a gradient.
    Outputs,
    /// A range of panels.
    Range,
    /// What a stream remembers of a value's earlier inputs, channel by channel.
    Rings,
    /// The same as an array of so many channels, and the time.
    RingsOf(usize),
    /// So many ages of inputs, which are constants.
    Ages(usize),
    /// The moments of the argument before it, of which it has the type.
    Moments(Array),
    /// The rule of an optimizer.
    Rule,
}

/// A reference to an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Array {
    pub(crate) element: Element,
    /// Extents, the outermost first; of a slice those of its elements.
    pub(crate) extents: Vec<usize>,
    pub(crate) is_slice: bool,
    pub(crate) is_mutable: bool,
}

/// What an array is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Number,
    Panel,
}

impl Argument {
    /// Whether it is one of the places that a step reads or writes.
    pub(crate) fn is_place(&self) -> bool {
        match self.kind {
            ArgumentKind::Array(_)
            | ArgumentKind::Inputs(_)
            | ArgumentKind::Outputs
            | ArgumentKind::Rings
            | ArgumentKind::RingsOf(_) => true,
            ArgumentKind::Moments(_) | ArgumentKind::Rule | ArgumentKind::Range | ArgumentKind::Ages(_) => false,
        }
    }

    fn array(name: &'static str, element: Element, extents: &[usize]) -> Self {
        let array = Array { element, extents: extents.to_vec(), is_slice: false, is_mutable: false };
        Self { name, kind: ArgumentKind::Array(array) }
    }

    fn numbers(name: &'static str, extents: &[usize]) -> Self {
        Self::array(name, Element::Number, extents)
    }

    fn panels(name: &'static str, extents: &[usize]) -> Self {
        Self::array(name, Element::Panel, extents)
    }

    fn with(mut self, change: impl FnOnce(&mut Array)) -> Self {
        if let ArgumentKind::Array(array) = &mut self.kind {
            change(array);
        }
        self
    }

    /// For any number of arrays.
    fn slice(self) -> Self {
        self.with(|array| array.is_slice = true)
    }

    fn mutable(self) -> Self {
        self.with(|array| array.is_mutable = true)
    }
}

/// Functions planned so far, by name, so that the expansion is in order whatever asked for them first.
#[derive(Default)]
pub(super) struct Functions {
    functions: BTreeMap<String, (Function, usize)>,
}

/// Uses from which on a function is not to become part of its callers. Twenty equal layers took 1.7 times as long to compile
/// as five without that, most of it for sums of a few lines; a call takes a nanosecond or two.
const MANY_USES: usize = 10;

impl Functions {
    /// All of them.
    pub(super) fn finish(self) -> BTreeMap<String, Function> {
        let finished = self.functions.into_iter().map(|(name, (function, n_uses))| {
            let has_loops = matches!(function.frame, Frame::Vector | Frame::Merged);
            let is_shared = n_uses >= MANY_USES && has_loops && !function.needs_threads;
            let frame = if is_shared { Frame::Alone } else { function.frame };
            (name, Function { frame, ..function })
        });
        finished.collect()
    }

    /// Plans a function unless there is one of that name.
    fn add(&mut self, name: String, plan: impl FnOnce() -> Function) -> String {
        if let Some((_, n_uses)) = self.functions.get_mut(&name) {
            *n_uses += 1;
        } else {
            self.functions.insert(name.clone(), (plan(), 1));
        }
        name
    }
}

/// The numbers that a dense layer finds in each row of its operand.
fn stored(dense: &Dense) -> usize {
    match dense.input {
        Operand::Input => dense.inputs,
        Operand::Value(_) => panels(dense.inputs) * LANES,
    }
}

/// A row of a layer's operand, or of several: `extents` are those around it.
fn operand(dense: &Dense, extents: &[usize]) -> Argument {
    let row = |len: usize| extents.iter().copied().chain([len]).collect::<Vec<_>>();
    match dense.lanes {
        LaneAxis::Outputs => Argument::numbers("x", &row(stored(dense))),
        LaneAxis::Sum => Argument::panels("x", &row(panels(dense.inputs))),
    }
}

/// The layer's weights as they are stored.
fn weight(dense: &Dense) -> Argument {
    let (outer, inner) = dense.lanes.extents(dense.inputs, dense.outputs);
    Argument::panels("weight", &[outer, inner])
}

/// `100of112x128`: the numbers read per row, how many there are if that is more, and the outputs.
fn read_by_outputs(dense: &Dense) -> String {
    let (inputs, outputs) = (dense.inputs, dense.outputs);
    let stored = match dense.lanes {
        LaneAxis::Outputs => stored(dense),
        LaneAxis::Sum => inputs,
    };
    if stored == inputs { format!("{inputs}x{outputs}") } else { format!("{inputs}of{stored}x{outputs}") }
}

/// `_without_bias` for a layer that has none.
fn without_bias(dense: &Dense) -> &'static str {
    if dense.bias.is_some() { "" } else { "_without_bias" }
}

/// `gates` have outputs in the lanes, however few these are, and so other weights than a dense layer of the same sizes.
fn layer(dense: &Dense) -> &'static str {
    if dense.lanes == LaneAxis::of(dense.inputs, dense.outputs) { "dense" } else { "gates" }
}

/// `_from_start` for sums that begin with a value.
fn from_start(dense: &Dense) -> &'static str {
    if dense.start.is_some() { "_from_start" } else { "" }
}

/// `_added` for a result that is.
fn added(start: super::contract::Start) -> &'static str {
    if start == super::contract::Start::Add { "_added" } else { "" }
}

/// `_8rows_wide`.
fn suffix(tier: &Tier, rows: usize) -> String {
    match rows {
        1 => format!("_row{}", tier.suffix),
        rows => format!("_{rows}rows{}", tier.suffix),
    }
}
