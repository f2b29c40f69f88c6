//! How good predictions are: accuracy, confusion, errors of regression.
//!
//! Letters: `B` rows, `O` outputs. Sums are in `f64`.
//!
//! Several outputs of binary cross entropy, or of the hinge loss, are labels, each true or false by itself; those of other losses
//! are classes, of which the largest is predicted. A number that is not finite, and a target outside of [the loss's
//! domain](crate::loss), has no score: it is an error that names the row.

mod classification;
mod confusion;
mod regression;

#[cfg(feature = "std")]
pub(crate) use classification::{Hits, Thresholds, add_labels, are_labels};
pub use classification::{accuracy, exact_match, label_confusion};
pub use confusion::ConfusionMatrix;
pub use regression::{mean_absolute_error, mean_squared_error, r_squared};

use crate::error::Error;

fn same_length<X, Y>(outputs: &[X], targets: &[Y]) -> Result<(), Error> {
    if outputs.len() == targets.len() {
        Ok(())
    } else {
        Err(Error::BatchLength { what: "targets", expected: outputs.len(), found: targets.len() })
    }
}

/// Refuses the first row with a number that is infinite or NaN; `what` are the rows.
pub(crate) fn check_finite<R: AsRef<[f32]>>(what: &'static str, rows: &[R]) -> Result<(), Error> {
    for (row, numbers) in rows.iter().enumerate() {
        if let Some((column, found)) = numbers.as_ref().iter().enumerate().find(|(_, number)| !number.is_finite()) {
            return Err(Error::NotFinite { what, row, column, found: *found });
        }
    }
    Ok(())
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
