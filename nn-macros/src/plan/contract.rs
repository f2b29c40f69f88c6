//! A contraction with everything decided: what is multiplied, the order of each sum, how many sums are in registers together,
//! and what becomes of them.
//!
//! All arithmetic with weights is one form, `out[r][p] = start[p] + sum over k of left(r, k) * right(p, k)`, where a factor is a
//! number for all lanes or a panel of 16 numbers. With outputs in the lanes:
//!
//! | pass | rows `r` | panels `p` | sum over `k` | `left` | `right` |
//! |---|---|---|---|---|---|
//! | forward | rows of the batch | outputs | inputs | `x[r][k]` | `weight[p][k]` |
//! | input gradient | rows of the batch | inputs | outputs | `d[r][k]` | `transposed[p][k]` |
//! | weight gradient | inputs | outputs | rows of the batch | `x[k][r]` | `d[k][p]` |
//! | forward, lanes over rows | outputs | 16 rows | inputs | `weight[r][k]` | `x[k]` |
//! | input gradient, lanes over rows | inputs | 16 rows | outputs | `weight[k][r]` | `d[k]` |
//! | input gradient of a single row, then sums over lanes | inputs | 1 | panels of outputs | panel `weight[k][r]` | panel `d[k]` |
//!
//! With the sum in the lanes, for layers of few outputs (`p` and `k` count panels where they stand for inputs):
//!
//! | pass | rows `r` | panels `p` | sum over `k` | `left` | `right` |
//! |---|---|---|---|---|---|
//! | forward, then a sum over lanes | rows of the batch | outputs | inputs | panel `x[r][k]` | panel `weight[p][k]` |
//! | forward, lanes over rows | outputs | 16 rows | inputs, in the order of the lanes | `weight[r][k]` | `x[k]` |
//! | input gradient | rows of the batch | inputs | outputs | scalar `d[r][k]` | panel `weight[k][p]` |
//! | weight gradient | inputs | outputs | rows of the batch | panel `x[k][r]` | scalar `d[k][p]` |
//!
//! They differ in the index maps of their factors, and in what is done with a finished sum.

use super::SumOrder;
use super::convolve::Pixels;
use super::tile::Tile;
use crate::model::Activation;

/// One contraction over the places `rows` times `panels`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contract {
    pub(crate) rows: usize,
    pub(crate) panels: usize,
    pub(crate) terms: Terms,
    pub(crate) order: SumOrder,
    pub(crate) tile: Tile,
    pub(crate) loops: Loops,
    pub(crate) left: Factor,
    pub(crate) right: Factor,
    /// What the first part of a sum begins with; zero if none.
    pub(crate) start: Option<Factor>,
    pub(crate) finish: Finish,
}

impl Contract {
    /// Whether what is recalled is a factor for all lanes: of one input, not of one in each lane.
    pub(crate) fn recalls_numbers(&self) -> bool {
        matches!((&self.terms, &self.left), (Terms::Recalled { .. }, Factor::Scalar(access)) if access.array == "x")
    }
}

/// What runs along the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terms {
    /// So many terms.
    Known(usize),
    /// The rows of a batch: of the first two arguments, whose rows are called `left` and `right`.
    Rows,
    /// The channels of each of so many taps, the last of which is at `x`, the others at what `past` has of the inputs of these `ages`. So many
    /// terms, which divide those of a tap, are printed.
    Recalled { taps: usize, channels: usize, at_once: usize },
    /// The pixels of the rows of a batch that a tap has. `r` counts the terms of one tap, then those of the next.
    Pixels(Pixels),
}

impl Terms {
    /// How many there are, if a function knows it.
    pub(crate) fn known(&self) -> Option<usize> {
        match self {
            Self::Known(terms) => Some(*terms),
            Self::Recalled { taps, channels, .. } => Some(taps * channels),
            Self::Rows | Self::Pixels(_) => None,
        }
    }

    /// Whether a loop runs over those of a tap.
    pub(crate) fn is_loop(&self) -> bool {
        matches!(self, Self::Recalled { channels, at_once, .. } if at_once < channels)
    }
}

/// Which loops are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loops {
    /// Over the terms of a sum, else every term is.
    pub(crate) terms: bool,
    pub(crate) tiles: Tiles,
    /// Only over tiles that begin in a range of panels, the function's last argument.
    pub(crate) range: bool,
    /// Over the numbers of the result, so many of its panels that are no padding, instead of tiles: for a machine without vectors.
    pub(crate) numbers: Option<usize>,
}

/// Whether tiles are printed, or loops over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tiles {
    Printed,
    /// A loop over those along the panels, in which those along the rows are printed.
    LoopOverPanels,
    Loops,
}

impl Tiles {
    pub(crate) fn of(straight: bool) -> Self {
        if straight { Self::Printed } else { Self::Loops }
    }
}

/// What an index of an array is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    /// `r`.
    Row,
    /// `p`.
    Panel,
    /// `k`.
    Term,
}

/// An index of an array of panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Index {
    Known(usize),
    Of(Axis),
    /// The panel that has the number, where no loop runs over it.
    PanelOf(Axis),
}

/// An index map: an element of an argument, by the indices of a contraction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    /// The argument.
    pub(crate) array: &'static str,
    pub(crate) indices: Vec<Index>,
    pub(crate) lane: Option<Lane>,
}

/// The lane of a number in a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// The number itself: there is one panel.
    Of(Axis),
    /// Of a number that may be in any panel, where no loop runs over it.
    Within(Axis),
}

impl Access {
    /// `array[..][..]`, an element of an array.
    pub(crate) fn new(array: &'static str, indices: &[Index]) -> Self {
        Self { array, indices: indices.to_vec(), lane: None }
    }

    /// One lane of it.
    pub(crate) fn lane(self, lane: Lane) -> Self {
        Self { lane: Some(lane), ..self }
    }
}

/// What is multiplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Factor {
    /// A number, for all lanes.
    Scalar(Access),
    /// A panel.
    Panel(Access),
}

impl Factor {
    pub(crate) fn access(&self) -> &Access {
        match self {
            Self::Scalar(access) | Self::Panel(access) => access,
        }
    }
}

/// Whether a result replaces what was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Overwrite,
    Add,
}

/// What becomes of a finished sum.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Finish {
    /// `to = f(sum)`, or `to = sum f'(a)` where `derivative` is `f` and `a` its output at the same place, or added to `to`. A
    /// `bias` is added to the finished sum first.
    Store { bias: Option<Factor>, activation: Activation, derivative: Option<Activation>, to: Access, start: Start },
    /// The sums of 16 rows, a tile, become one panel: each is added over its lanes, neighbours first. `to` and `derivative` as in
    /// `Store`. So many sums are in registers together.
    LanesOfRows { at_once: usize, derivative: Option<Activation>, to: Access, start: Start },
    /// All sums of a row, one of each panel, are added over their lanes: `to = f(total + bias)`.
    SumLanes { lanes: usize, bias: bool, activation: Activation, to: Access },
    /// It is added to `part`, which may hold some of the rows only: the others are left out. Of the last row, a panel of inputs,
    /// only those lanes that are inputs, if not all are.
    AddToPart { inputs: Option<usize> },
}
