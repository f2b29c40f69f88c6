//! The table of losses that `#[loss(..)]` can name.

use crate::check::choice::{Choice, Constant};
use crate::check::values::Range;
use crate::model::Loss;

/// Every loss.
pub(crate) static LOSSES: &[Choice<Loss>] = &[
    Choice { name: "mse", usage: "mse", constant: None, build: |_| Loss::Mse },
    Choice { name: "mae", usage: "mae", constant: None, build: |_| Loss::Mae },
    Choice {
        name: "huber",
        usage: "huber(delta)",
        constant: Some(Constant { name: "delta", default: None, range: Range::Positive }),
        build: |delta| Loss::Huber { delta },
    },
    Choice {
        name: "binary_cross_entropy",
        usage: "binary_cross_entropy",
        constant: None,
        build: |_| Loss::BinaryCrossEntropy,
    },
    Choice { name: "cross_entropy", usage: "cross_entropy", constant: None, build: |_| Loss::CrossEntropy },
];

/// The name of a loss in declarations, and of the functions of nn-runtime that compute it.
pub(crate) fn name_of(loss: Loss) -> &'static str {
    LOSSES
        .iter()
        .find(|row| std::mem::discriminant(&(row.build)(1.0)) == std::mem::discriminant(&loss))
        .map_or("mse", |row| row.name)
}

/// The marker type in nn-runtime of the loss called `name`.
pub(crate) fn marker_named(name: &str) -> Option<&'static str> {
    let row = LOSSES.iter().find(|row| row.name == name)?;
    Some(match (row.build)(1.0) {
        Loss::Mse => "Mse",
        Loss::Mae => "Mae",
        Loss::Huber { .. } => "Huber",
        Loss::BinaryCrossEntropy => "BinaryCrossEntropy",
        Loss::CrossEntropy => "CrossEntropy",
    })
}
