//! How often each class was taken for each other one.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::classification::{are_labels, check, each_place};
use super::ratio;
use crate::error::Error;
use crate::loss::{Loss, Target, class_above};

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
    /// 0.5, or with the loss `hinge` at 0. Classes in each pixel of a map, or in each step of a window, are counted in all of these that have a
    /// target. Several labels have a matrix each, from [`label_confusion`](super::label_confusion).
    ///
    /// For targets that are arrays, name the loss: `ConfusionMatrix::of::<CrossEntropy, _, 10>(..)`.
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::Labels`] if the outputs are several labels,
    /// [`Error::NotFinite`] for an output, [`Error::Target`], [`Error::TargetSum`] or [`Error::Weight`] for a target outside of the loss's domain,
    /// [`Error::Class`] if a target's class is beyond the outputs.
    pub fn of<L, T, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<Self, Error>
    where
        L: Loss,
        T: Target<L, [f32; O]>,
    {
        if are_labels::<L>(O) {
            return Err(Error::Labels { labels: O });
        }
        check(outputs, targets)?;
        let mut confusion = Self::of_outputs::<L>(O);
        let mut truth = vec![0.0; if L::PLACES > 1 { O } else { 0 }];
        for (output, target) in outputs.iter().zip(targets) {
            confusion.add_row(output, target, &mut truth, L::THRESHOLD)?;
        }
        Ok(confusion)
    }

    /// No predictions yet of a network with this loss and so many outputs.
    pub(crate) fn of_outputs<L: Loss>(outputs: usize) -> Self {
        Self::new((outputs / L::PLACES.max(1)).max(2))
    }

    /// Counts a row of outputs, of which one is true above a threshold; `truth` is room for a row that names a class in several places.
    pub(crate) fn add_row<L, P, T>(
        &mut self,
        output: &P,
        target: &T,
        truth: &mut [f32],
        threshold: f32,
    ) -> Result<(), Error>
    where
        L: Loss,
        P: AsRef<[f32]>,
        T: Target<L, P>,
    {
        if L::PLACES > 1 {
            return each_place::<L, P, T>(output, target, truth, |truth, predicted| self.add(truth, predicted));
        }
        self.add(target.class(), class_above(output.as_ref(), threshold))
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

    /// Intersection over union, the Jaccard index, in `[0, 1]`: `hits / (rows of the class + predictions of it - hits)`. Its mean over classes is
    /// what segmentations are compared by.
    #[must_use]
    pub fn iou(&self, class: usize) -> Option<f64> {
        let hits = self.count(class, class);
        ratio(hits, self.truths(class) + self.predicted(class) - hits)
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

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
