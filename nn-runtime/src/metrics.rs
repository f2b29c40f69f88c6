//! How good predictions are: accuracy, confusion, errors of regression.
//!
//! Letters: `B` rows, `O` outputs. Sums are in `f64`.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::error::Error;
use crate::loss::{Target, class_of};

/// How often each class was taken for each other class.
///
/// Ratios are `None` where they are 0 / 0, such as the precision of a class that was never predicted: no number says
/// that truthfully.
///
/// ```
/// use nn_runtime::{loss::Class, metrics::ConfusionMatrix};
/// let outputs = [[0.8, 0.2], [0.6, 0.4], [0.1, 0.9]];
/// let truth = [Class::<2>::new(0)?, Class::new(1)?, Class::new(1)?];
/// let confusion = ConfusionMatrix::of(&outputs, &truth)?;
/// assert_eq!(confusion.count(1, 0), 1);
/// assert_eq!(confusion.precision(0), Some(0.5));
/// assert_eq!(confusion.recall(0), Some(1.0));
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: usize,
    /// `[classes][classes]`: truth, then prediction.
    counts: Vec<u64>,
}

impl ConfusionMatrix {
    /// No predictions yet, of so many classes.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes.saturating_mul(classes)] }
    }

    /// The confusion of a batch: outputs `[B, O]` of a network and what is true. One output is two classes, apart at
    /// 0.5.
    ///
    /// For targets that are arrays, name the loss: `ConfusionMatrix::of::<CrossEntropy, _, 10>(..)`.
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::Class`] if a target's class is
    /// beyond the outputs.
    pub fn of<L, T: Target<L, [f32; O]>, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<Self, Error> {
        same_length(outputs, targets)?;
        let mut confusion = Self::new(O.max(2));
        for (output, target) in outputs.iter().zip(targets) {
            confusion.add(target.class(), class_of(output))?;
        }
        Ok(confusion)
    }

    /// Counts one prediction.
    ///
    /// # Errors
    /// [`Error::Class`] if `truth` or `predicted` is not below the number of classes; nothing is counted then.
    pub fn add(&mut self, truth: usize, predicted: usize) -> Result<(), Error> {
        let index = self.index(truth).and(self.index(predicted)).map(|_| truth * self.classes + predicted)?;
        self.counts[index] += 1;
        Ok(())
    }

    /// Number of classes.
    #[must_use]
    pub const fn classes(&self) -> usize {
        self.classes
    }

    /// How often the class `truth` was taken for `predicted`; 0 for classes beyond the last.
    #[must_use]
    pub fn count(&self, truth: usize, predicted: usize) -> u64 {
        let inside = truth < self.classes && predicted < self.classes;
        if inside { self.counts[truth * self.classes + predicted] } else { 0 }
    }

    /// Number of predictions counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Part of all predictions that are true, in `[0, 1]`.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        let hits = (0..self.classes).map(|class| self.count(class, class)).sum();
        ratio(hits, self.total())
    }

    /// Part of the predictions of `class` that are true, in `[0, 1]`.
    #[must_use]
    pub fn precision(&self, class: usize) -> Option<f64> {
        ratio(self.count(class, class), self.predicted(class))
    }

    /// Part of the rows of `class` that were predicted so, in `[0, 1]`.
    #[must_use]
    pub fn recall(&self, class: usize) -> Option<f64> {
        ratio(self.count(class, class), self.truths(class))
    }

    /// Harmonic mean of precision and recall, in `[0, 1]`: `2 hits / (rows of the class + predictions of it)`.
    #[must_use]
    pub fn f1(&self, class: usize) -> Option<f64> {
        ratio(2 * self.count(class, class), self.truths(class) + self.predicted(class))
    }

    fn truths(&self, class: usize) -> u64 {
        (0..self.classes).map(|predicted| self.count(class, predicted)).sum()
    }

    fn predicted(&self, class: usize) -> u64 {
        (0..self.classes).map(|truth| self.count(truth, class)).sum()
    }

    fn index(&self, class: usize) -> Result<usize, Error> {
        if class < self.classes { Ok(class) } else { Err(Error::Class { index: class, classes: self.classes }) }
    }
}

/// A table with one line for each true class and one column for each predicted one.
impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "true \\ predicted";
        let largest = self.counts.iter().copied().max().unwrap_or(0).max(self.classes as u64);
        let width = largest.checked_ilog10().unwrap_or(0) as usize + 1;
        f.write_str(CORNER)?;
        for class in 0..self.classes {
            write!(f, "  {class:>width$}")?;
        }
        for truth in 0..self.classes {
            write!(f, "\n{truth:>margin$}", margin = CORNER.len())?;
            for predicted in 0..self.classes {
                write!(f, "  {:>width$}", self.count(truth, predicted))?;
            }
        }
        Ok(())
    }
}

/// Part of the rows whose largest output is the true class, in `[0, 1]`; for one output, whether both exceed 0.5.
///
/// For targets that are arrays, name the loss: `accuracy::<CrossEntropy, _, 10>(..)`.
///
/// # Errors
/// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::EmptyBatch`] if both are empty.
pub fn accuracy<L, T: Target<L, [f32; O]>, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<f64, Error> {
    same_length(outputs, targets)?;
    let hits = outputs.iter().zip(targets).filter(|(output, target)| class_of(*output) == target.class()).count();
    ratio(hits as u64, outputs.len() as u64).ok_or(Error::EmptyBatch)
}

/// Mean over rows and outputs of `|p - y|`, in the unit of the targets.
///
/// # Errors
/// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::EmptyBatch`] if both are empty.
pub fn mean_absolute_error<const O: usize>(outputs: &[[f32; O]], targets: &[[f32; O]]) -> Result<f64, Error> {
    mean_of(outputs, targets, f64::abs)
}

/// Mean over rows and outputs of `(p - y)^2`, in the square of the targets' unit.
///
/// # Errors
/// As [`mean_absolute_error`].
pub fn mean_squared_error<const O: usize>(outputs: &[[f32; O]], targets: &[[f32; O]]) -> Result<f64, Error> {
    mean_of(outputs, targets, |difference| difference * difference)
}

/// Coefficient of determination: `1 - sum (p - y)^2 / sum (y - mean of y)^2`, both sums over rows and outputs, the mean
/// being that of each output.
///
/// 1 for perfect predictions, 0 for those that are no better than always predicting the mean, negative for worse.
///
/// # Errors
/// As [`mean_absolute_error`], and [`Error::ConstantTargets`] if no output's targets vary.
///
/// ```
/// use nn_runtime::metrics::r_squared;
/// let truth = [[1.0], [2.0], [3.0]];
/// assert_eq!(r_squared(&[[1.0], [2.0], [4.0]], &truth)?, 0.5);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
pub fn r_squared<const O: usize>(outputs: &[[f32; O]], targets: &[[f32; O]]) -> Result<f64, Error> {
    let unexplained = mean_squared_error(outputs, targets)?;
    let rows = targets.len() as f64;
    let mut variance = 0.0;
    for output in 0..O {
        let column = || targets.iter().map(|row| f64::from(row[output]));
        let mean = column().sum::<f64>() / rows;
        variance += column().map(|value| (value - mean) * (value - mean)).sum::<f64>() / rows;
    }
    variance /= O as f64;
    // Not `== 0`: NaN targets have no variance either, and must not pass as a score.
    if variance > 0.0 { Ok(1.0 - unexplained / variance) } else { Err(Error::ConstantTargets) }
}

fn mean_of<const O: usize>(
    outputs: &[[f32; O]],
    targets: &[[f32; O]],
    cost: impl Fn(f64) -> f64,
) -> Result<f64, Error> {
    same_length(outputs, targets)?;
    let (outputs, targets) = (outputs.as_flattened(), targets.as_flattened());
    if outputs.is_empty() {
        return Err(Error::EmptyBatch);
    }
    let sum: f64 = outputs.iter().zip(targets).map(|(p, y)| cost(f64::from(*p) - f64::from(*y))).sum();
    Ok(sum / outputs.len() as f64)
}

fn same_length<X, Y>(outputs: &[X], targets: &[Y]) -> Result<(), Error> {
    if outputs.len() == targets.len() {
        Ok(())
    } else {
        Err(Error::BatchLength { what: "targets", expected: outputs.len(), found: targets.len() })
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Class, CrossEntropy};
    use alloc::string::ToString;

    /// Rows of pseudo-random values and classes, of a size that is no multiple of anything.
    fn rows<const O: usize>(count: usize, seed: u32) -> Vec<[f32; O]> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        (0..count).map(|_| core::array::from_fn(|_| next())).collect()
    }

    fn check_regression<const O: usize>(count: usize) -> Result<(), Error> {
        let (outputs, targets) = (rows::<O>(count, 1), rows::<O>(count, 2));
        let cells = (count * O) as f64;
        let (mut absolute, mut squared, mut variance) = (0.0, 0.0, 0.0);
        for output in 0..O {
            let mean = targets.iter().fold(0.0, |sum, row| sum + f64::from(row[output])) / count as f64;
            for row in 0..count {
                let (p, y) = (f64::from(outputs[row][output]), f64::from(targets[row][output]));
                absolute += (p - y).abs();
                squared += (p - y).powi(2);
                variance += (y - mean).powi(2);
            }
        }
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12 * expected.abs().max(1.0));
        close(mean_absolute_error(&outputs, &targets)?, absolute / cells);
        close(mean_squared_error(&outputs, &targets)?, squared / cells);
        if count > 1 {
            close(r_squared(&outputs, &targets)?, 1.0 - squared / variance);
        }
        Ok(())
    }

    #[test]
    fn regression_metrics_match_naive_sums() -> Result<(), Error> {
        for count in [1, 15, 16, 17, 53] {
            check_regression::<1>(count)?;
            check_regression::<3>(count)?;
            check_regression::<17>(count)?;
        }
        Ok(())
    }

    #[test]
    fn regression_metrics_match_values_by_hand() -> Result<(), Error> {
        let (outputs, truth) = ([[1.0, 0.0], [2.0, 0.0]], [[2.0, 2.0], [4.0, 0.0]]);
        assert_eq!(mean_absolute_error(&outputs, &truth)?.to_bits(), 1.25_f64.to_bits());
        assert_eq!(mean_squared_error(&outputs, &truth)?.to_bits(), 2.25_f64.to_bits());
        // Means 3 and 1: the targets' squares about them sum to 1 + 1 + 1 + 1.
        assert_eq!(r_squared(&outputs, &truth)?.to_bits(), (1.0_f64 - 9.0 / 4.0).to_bits());
        assert_eq!(r_squared(&truth, &truth)?.to_bits(), 1.0_f64.to_bits());
        Ok(())
    }

    #[test]
    fn metrics_refuse_what_they_cannot_rate() {
        let message = |result: Result<f64, Error>| result.expect_err("nothing to rate").to_string();
        let expected = "batch: targets has length 1, expected 2, the number of inputs";
        assert_eq!(message(mean_absolute_error(&[[1.0], [2.0]], &[[1.0]])), expected);
        assert_eq!(message(accuracy(&[[1.0], [2.0]], &[true])), expected);
        assert!(ConfusionMatrix::of(&[[1.0], [2.0]], &[true]).is_err());
        let expected = "batch: found 0 rows, expected at least 1";
        assert_eq!(message(mean_squared_error::<3>(&[], &[])), expected);
        assert_eq!(message(r_squared::<3>(&[], &[])), expected);
        assert_eq!(message(accuracy::<CrossEntropy, [f32; 3], 3>(&[], &[])), expected);
        let expected = "r_squared: all targets are equal, expected targets that vary";
        assert_eq!(message(r_squared(&[[1.0], [2.0]], &[[5.0], [5.0]])), expected);
        assert_eq!(message(r_squared(&[[1.0], [2.0]], &[[5.0], [f32::NAN]])), expected);
    }

    #[test]
    fn accuracy_counts_hits_of_every_kind_of_target() -> Result<(), Error> {
        let outputs = [[0.1, 0.7, 0.2], [0.5, 0.4, 0.1], [0.2, 0.2, 0.6], [0.3, 0.4, 0.3]];
        let classes = [Class::<3>::new(1)?, Class::new(0)?, Class::new(1)?, Class::new(1)?];
        assert_eq!(accuracy(&outputs, &classes)?.to_bits(), 0.75_f64.to_bits());
        let one_hot = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]];
        assert_eq!(accuracy::<CrossEntropy, _, 3>(&outputs, &one_hot)?.to_bits(), 0.75_f64.to_bits());
        assert_eq!(accuracy(&[[0.9], [0.2], [0.5]], &[true, true, false])?.to_bits(), (2.0_f64 / 3.0).to_bits());
        Ok(())
    }

    /// Truth down, prediction across:  3 1 0 / 2 0 0 / 0 0 0.
    fn small() -> Result<ConfusionMatrix, Error> {
        let mut confusion = ConfusionMatrix::new(3);
        for (truth, predicted) in [(0, 0), (0, 0), (0, 0), (0, 1), (1, 0), (1, 0)] {
            confusion.add(truth, predicted)?;
        }
        Ok(confusion)
    }

    #[test]
    fn ratios_match_values_by_hand() -> Result<(), Error> {
        let confusion = small()?;
        assert_eq!((confusion.classes(), confusion.total()), (3, 6));
        assert_eq!((confusion.count(0, 1), confusion.count(1, 0), confusion.count(7, 0)), (1, 2, 0));
        assert_eq!(confusion.accuracy(), Some(0.5));
        assert_eq!(confusion.precision(0), Some(3.0 / 5.0));
        assert_eq!(confusion.recall(0), Some(3.0 / 4.0));
        assert_eq!(confusion.f1(0), Some(6.0 / 9.0));
        assert_eq!((confusion.precision(1), confusion.recall(1), confusion.f1(1)), (Some(0.0), Some(0.0), Some(0.0)));
        assert_eq!((confusion.precision(2), confusion.recall(2), confusion.f1(2)), (None, None, None));
        assert_eq!(confusion.recall(3), None);
        assert_eq!(ConfusionMatrix::new(3).accuracy(), None);
        Ok(())
    }

    #[test]
    fn class_out_of_range_is_refused_and_not_counted() -> Result<(), Error> {
        let mut confusion = small()?;
        for (truth, predicted) in [(3, 0), (0, 3)] {
            let error = confusion.add(truth, predicted).expect_err("3 classes");
            assert_eq!(error.to_string(), "class 3 is out of range, expected 0 to 2");
        }
        assert_eq!(confusion, small()?);
        Ok(())
    }

    #[test]
    fn one_output_is_two_classes() -> Result<(), Error> {
        let confusion = ConfusionMatrix::of(&[[0.9], [0.2], [0.7]], &[true, true, false])?;
        assert_eq!((confusion.count(1, 1), confusion.count(1, 0), confusion.count(0, 1)), (1, 1, 1));
        Ok(())
    }

    #[test]
    fn table_is_aligned() -> Result<(), Error> {
        let mut confusion = small()?;
        for _ in 0..120 {
            confusion.add(2, 2)?;
        }
        let expected = concat!(
            "true \\ predicted    0    1    2\n",
            "               0    3    1    0\n",
            "               1    2    0    0\n",
            "               2    0    0  120",
        );
        assert_eq!(confusion.to_string(), expected);
        Ok(())
    }
}
