//! What the loader needs to know of a file, whatever its format.

use std::borrow::Cow;

use super::element::Element;
use crate::error::Problem;

/// A file of named arrays.
pub(super) trait Archive {
    /// What an array is called in errors: `tensor` or `array`.
    fn item(&self) -> &'static str;

    /// The names of all arrays, sorted.
    fn names(&self) -> Vec<String>;

    /// Type and shape of an array; `None` if there is none of that name.
    fn describe(&mut self, name: &str) -> Result<Option<Description>, Problem>;

    /// The numbers of an array, in the order of `axes`; as many bytes as its type and shape say.
    fn data(&mut self, name: &str) -> Result<Cow<'_, [u8]>, Problem>;

    /// The declaration of the network that the file was saved from, if it tells.
    fn topology(&self) -> Option<&str>;
}

/// Type and shape of an array.
#[derive(Clone, Debug)]
pub(super) struct Description {
    /// The type, or the name of one that is not floating-point.
    pub(super) element: Result<Element, String>,
    pub(super) shape: Vec<usize>,
    pub(super) axes: Axes,
}

/// Which axis of an array runs fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axes {
    /// The last one, as in C.
    LastFastest,
    /// The first one, as in Fortran, or in a transposed array.
    FirstFastest,
}

impl Description {
    /// The same numbers seen as the transposed array; nothing moves.
    pub(super) fn transposed(self) -> Self {
        let axes = match self.axes {
            Axes::LastFastest => Axes::FirstFastest,
            Axes::FirstFastest => Axes::LastFastest,
        };
        Self { shape: self.shape.into_iter().rev().collect(), axes, ..self }
    }
}

impl Axes {
    /// Place in row-major order of the element `index` of an array.
    pub(super) fn row_major(self, shape: &[usize], index: usize) -> usize {
        match (self, shape) {
            (Self::FirstFastest, [rows, columns]) => index % rows * columns + index / rows,
            // With a single axis both orders are the same; parameters have no more than two.
            _ => index,
        }
    }
}
