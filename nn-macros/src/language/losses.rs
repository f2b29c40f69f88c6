//! The table of losses that `#[loss(..)]` can name.

use crate::language::table::{Chosen, Constant, Row};
use crate::language::values::Range;

/// A loss with its constant.
pub(crate) type Loss = Chosen<Facts>;

/// What the compiler needs to know. The functions of nn-runtime that compute a loss have its name.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The type in nn-runtime that stands for the loss.
    pub(crate) marker: &'static str,
    /// How documentation calls it.
    pub(crate) words: &'static str,
    /// The last activation that the loss needs, and contains: it is computed from what enters that.
    pub(crate) head: Option<&'static str>,
    /// Whether it is one number for a row, rather than a mean over the outputs.
    pub(crate) is_of_row: bool,
}

/// Every loss.
pub(crate) static LOSSES: &[Row<Facts>] = &[
    Row {
        name: "mse",
        constants: &[],
        facts: Facts { marker: "Mse", words: "mean squared error", head: None, is_of_row: false },
    },
    Row {
        name: "mae",
        constants: &[],
        facts: Facts { marker: "Mae", words: "mean absolute error", head: None, is_of_row: false },
    },
    Row {
        name: "huber",
        constants: &[Constant { name: "delta", default: None, range: Range::Positive }],
        facts: Facts { marker: "Huber", words: "the Huber loss", head: None, is_of_row: false },
    },
    Row {
        name: "log_cosh",
        constants: &[],
        facts: Facts { marker: "LogCosh", words: "the log-cosh loss", head: None, is_of_row: false },
    },
    Row {
        name: "quantile",
        constants: &[Constant { name: "q", default: None, range: Range::Fraction }],
        facts: Facts { marker: "Quantile", words: "the quantile loss", head: None, is_of_row: false },
    },
    Row {
        name: "poisson",
        constants: &[],
        facts: Facts { marker: "Poisson", words: "the Poisson loss", head: None, is_of_row: false },
    },
    Row {
        name: "hinge",
        constants: &[],
        facts: Facts { marker: "Hinge", words: "the hinge loss", head: None, is_of_row: false },
    },
    Row {
        name: "binary_cross_entropy",
        constants: &[],
        facts: Facts {
            marker: "BinaryCrossEntropy",
            words: "binary cross entropy",
            head: Some("sigmoid"),
            is_of_row: false,
        },
    },
    Row {
        name: "cross_entropy",
        constants: &[],
        facts: Facts { marker: "CrossEntropy", words: "cross entropy", head: Some("softmax"), is_of_row: true },
    },
];

/// The marker type in nn-runtime of the loss called `name`.
pub(crate) fn marker_named(name: &str) -> Option<&'static str> {
    LOSSES.iter().find(|row| row.name == name).map(|row| row.facts.marker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::activations::ACTIVATIONS;

    #[test]
    fn heads_are_activations_without_constants() {
        for head in LOSSES.iter().filter_map(|row| row.facts.head) {
            let row = ACTIVATIONS.iter().find(|row| row.name == head);
            assert!(row.is_some_and(|row| row.constants.is_empty()), "{head}");
        }
    }
}
