//! Which rows and labels are predicted right.

use alloc::vec;
use alloc::vec::Vec;

use super::{ConfusionMatrix, check_finite, ratio, same_length};
use crate::error::Error;
use crate::loss::{BinaryCrossEntropy, Loss, Target, class_above, class_in};

/// Above these an output and a target are true.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thresholds {
    pub(crate) output: f32,
    pub(crate) target: f32,
}

impl Thresholds {
    /// Of outputs that are like the targets of the loss.
    pub(crate) const fn of<L: Loss>() -> Self {
        Self { output: L::THRESHOLD, target: L::THRESHOLD }
    }
}

/// Part of what is predicted that is right, in `[0, 1]`.
///
/// Of classes, the part of the rows whose largest output is the true class; of one output, whether both exceed 0.5. Several
/// outputs of binary cross entropy are labels: of them, the part of all labels of all rows for which output and target both exceed
/// 0.5 or both do not (`binary_accuracy` in Keras). [`exact_match`] is the part of the rows without a wrong label. With the loss
/// `hinge` they exceed 0. Of classes in each pixel of a map, or in each step of a window, it is the part of all of these of all rows that have a
/// target, and NaN if none has. Outputs that are logits are true above 0 as well, which the loss does not tell: map them to
/// `f32::from(*z > 0.0)`, or ask [`evaluate`](crate::train::evaluate), which knows the network.
///
/// For targets that are arrays, name the loss: `accuracy::<CrossEntropy, _, 10>(..)`.
///
/// # Errors
/// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::EmptyBatch`] if both are empty,
/// [`Error::NotFinite`] for an output, [`Error::Target`], [`Error::TargetSum`] or [`Error::Weight`] for a target outside of the loss's domain.
///
/// ```
/// use nn_runtime::metrics::{accuracy, exact_match};
/// let outputs = [[0.9, 0.2, 0.4], [0.1, 0.3, 0.2]];
/// let labels = [[true, false, true], [false, false, false]];
/// assert_eq!(accuracy(&outputs, &labels)?, 5.0 / 6.0);
/// assert_eq!(exact_match(&outputs, &labels)?, 0.5);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
pub fn accuracy<L, T, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<f64, Error>
where
    L: Loss,
    T: Target<L, [f32; O]>,
{
    Ok(hits(outputs, targets)?.accuracy())
}

/// Part of the rows all of whose labels are predicted right, in `[0, 1]`: `accuracy_score` of several labels in scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn exact_match<T, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<f64, Error>
where
    T: Target<BinaryCrossEntropy, [f32; O]>,
{
    Ok(hits(outputs, targets)?.exact_match())
}

/// For each label how often it is true and predicted so: a matrix of two classes, false and true, for each output, as
/// `multilabel_confusion_matrix` of scikit-learn gives.
///
/// ```
/// use nn_runtime::metrics::label_confusion;
/// let outputs = [[0.9, 0.2], [0.8, 0.3]];
/// let labels = label_confusion(&outputs, &[[true, false], [false, true]])?;
/// assert_eq!((labels[0].count(1, 1), labels[0].count(0, 1)), (1, 1));
/// assert_eq!((labels[1].precision(1), labels[1].recall(1)), (None, Some(0.0)));
/// # Ok::<(), nn_runtime::Error>(())
/// ```
///
/// # Errors
/// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::NotFinite`] for an output, [`Error::Target`] for a
/// target outside of `[0, 1]`.
pub fn label_confusion<T, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<Vec<ConfusionMatrix>, Error>
where
    T: Target<BinaryCrossEntropy, [f32; O]>,
{
    check(outputs, targets)?;
    let mut labels = vec![ConfusionMatrix::new(2); O];
    let mut truth = vec![0.0; O];
    for (output, target) in outputs.iter().zip(targets) {
        target.write(&mut truth);
        add_labels(&mut labels, output, &truth, Thresholds::of::<BinaryCrossEntropy>())?;
    }
    Ok(labels)
}

/// Counts the labels of a row.
pub(crate) fn add_labels(
    labels: &mut [ConfusionMatrix],
    output: &[f32],
    truth: &[f32],
    above: Thresholds,
) -> Result<(), Error> {
    for ((label, p), y) in labels.iter_mut().zip(output).zip(truth) {
        label.add(usize::from(*y > above.target), usize::from(*p > above.output))?;
    }
    Ok(())
}

/// Whether this many outputs of a network with this loss are labels, each true or false by itself.
pub(crate) const fn are_labels<L: Loss>(n_outputs: usize) -> bool {
    L::OUTPUTS_ARE_LABELS && n_outputs > 1
}

/// `count` for the true class and the predicted one of each place of a row, pixel or step, that has a true one; `truth` is room for a row.
pub(crate) fn each_place<L, P, T>(
    output: &P,
    target: &T,
    truth: &mut [f32],
    mut count: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<(), Error>
where
    L: Loss,
    P: AsRef<[f32]>,
    T: Target<L, P>,
{
    target.write(truth);
    for place in 0..L::PLACES {
        if truth.iter().skip(place).step_by(L::PLACES).any(|number| *number > 0.0) {
            count(class_in(truth, place, L::PLACES), class_in(output.as_ref(), place, L::PLACES))?;
        }
    }
    Ok(())
}

/// Refuses what cannot be rated.
pub(super) fn check<L, T, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<(), Error>
where
    L: Loss,
    T: Target<L, [f32; O]>,
{
    same_length(outputs, targets)?;
    check_finite("outputs", outputs)?;
    T::check(targets)
}

fn hits<L, T, const O: usize>(outputs: &[[f32; O]], targets: &[T]) -> Result<Hits, Error>
where
    L: Loss,
    T: Target<L, [f32; O]>,
{
    check(outputs, targets)?;
    if outputs.is_empty() {
        return Err(Error::EmptyBatch);
    }
    let mut hits = Hits::new::<L>(O, Thresholds::of::<L>());
    for (output, target) in outputs.iter().zip(targets) {
        hits.add(output, target);
    }
    Ok(hits)
}

/// How many rows and labels are right so far.
#[derive(Clone, Debug)]
pub(crate) struct Hits {
    /// Room for the truth of a row, if it is of labels, or of a class in each of several places; else empty.
    truth: Vec<f32>,
    above: Thresholds,
    rows: u64,
    /// Rows in which all is right.
    exact: u64,
    /// Labels, or classes, that are right.
    right: u64,
    /// Those that could be.
    all: u64,
}

impl Hits {
    /// Nothing yet.
    pub(crate) fn new<L: Loss>(n_outputs: usize, above: Thresholds) -> Self {
        let has_several = are_labels::<L>(n_outputs) || L::PLACES > 1;
        let truth = vec![0.0; if has_several { n_outputs } else { 0 }];
        Self { truth, above, rows: 0, exact: 0, right: 0, all: 0 }
    }

    /// Forgets the rows seen.
    #[cfg(feature = "std")]
    pub(crate) fn reset(&mut self) {
        (self.rows, self.exact, self.right, self.all) = (0, 0, 0, 0);
    }

    /// Adds a row of finite outputs.
    pub(crate) fn add<L: Loss, P: AsRef<[f32]>, T: Target<L, P>>(&mut self, output: &P, target: &T) {
        let (right, all) = if L::PLACES > 1 {
            let (mut right, mut all) = (0, 0);
            let count = |truth: usize, predicted: usize| {
                (right, all) = (right + usize::from(truth == predicted), all + 1);
                Ok(())
            };
            // It counts, which cannot fail.
            let _ = each_place::<L, P, T>(output, target, &mut self.truth, count);
            (right, all)
        } else if self.truth.is_empty() {
            (usize::from(class_above(output.as_ref(), self.above.output) == target.class()), 1)
        } else {
            target.write(&mut self.truth);
            let Thresholds { output: p_above, target: y_above } = self.above;
            let labels = output.as_ref().iter().zip(&self.truth);
            (labels.filter(|(p, y)| (**p > p_above) == (**y > y_above)).count(), self.truth.len())
        };
        self.rows += 1;
        self.right += right as u64;
        self.all += all as u64;
        self.exact += u64::from(right == all);
    }

    /// Part of the labels, or of the classes, that are right; NaN without rows.
    pub(crate) fn accuracy(&self) -> f64 {
        ratio(self.right, self.all).unwrap_or(f64::NAN)
    }

    /// Part of the rows in which all is right; NaN without rows.
    pub(crate) fn exact_match(&self) -> f64 {
        ratio(self.exact, self.rows).unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Class, CrossEntropy, Mse};
    use alloc::string::{String, ToString};

    fn message<T>(result: Result<T, Error>) -> String {
        result.err().expect("nothing to rate").to_string()
    }

    #[test]
    fn accuracy_counts_hits_of_every_kind_of_target() -> Result<(), Error> {
        let outputs = [[0.1, 0.7, 0.2], [0.5, 0.4, 0.1], [0.2, 0.2, 0.6], [0.3, 0.4, 0.3]];
        let classes = [Class::<3>::new(1)?, Class::new(0)?, Class::new(1)?, Class::new(1)?];
        assert_eq!(accuracy(&outputs, &classes)?.to_bits(), 0.75_f64.to_bits());
        let one_hot = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]];
        assert_eq!(accuracy::<CrossEntropy, _, 3>(&outputs, &one_hot)?.to_bits(), 0.75_f64.to_bits());
        assert_eq!(accuracy::<Mse, _, 3>(&outputs, &one_hot)?.to_bits(), 0.75_f64.to_bits());
        assert_eq!(accuracy(&[[0.9], [0.2], [0.5]], &[true, true, false])?.to_bits(), (2.0_f64 / 3.0).to_bits());
        Ok(())
    }

    /// Outputs and labels of seven rows, of which two are right as a whole and two have no label.
    const OUTPUTS: [[f32; 4]; 7] = [
        [0.9, 0.2, 0.4, 0.5],
        [0.1, 0.3, 0.2, 0.6],
        [0.8, 0.7, 0.51, 0.1],
        [0.3, 0.9, 0.5, 0.2],
        [0.05, 0.1, 0.2, 0.3],
        [0.6, 0.4, 0.9, 0.95],
        [0.7, 0.55, 0.45, 0.25],
    ];
    const LABELS: [[f32; 4]; 7] = [
        [1.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
        [1.0, 1.0, 1.0, 1.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
        [1.0, 1.0, 1.0, 1.0],
        [0.0, 1.0, 1.0, 0.0],
    ];

    /// `BinaryAccuracy` of Keras 3.15.1; `accuracy_score`, `multilabel_confusion_matrix`, precision, recall and F1 without an
    /// average of scikit-learn 1.9.1.
    #[test]
    fn labels_match_keras_and_scikit_learn() -> Result<(), Error> {
        let bools = LABELS.map(|row| row.map(|label| label > 0.5));
        for (label_accuracy, exact) in [
            (accuracy::<BinaryCrossEntropy, _, 4>(&OUTPUTS, &LABELS)?, exact_match(&OUTPUTS, &LABELS)?),
            (accuracy(&OUTPUTS, &bools)?, exact_match(&OUTPUTS, &bools)?),
        ] {
            assert_eq!(label_accuracy.to_bits(), (22.0_f64 / 28.0).to_bits());
            assert!((label_accuracy - 0.785_714_268_684_387_2).abs() < 1e-7, "Keras computes in f32");
            assert!((exact - 0.285_714_285_714_285_7).abs() < 1e-15, "{exact}");
        }
        // False taken for false and for true, true taken for false and for true.
        let expected = [[3, 1, 0, 3], [3, 0, 1, 3], [3, 0, 2, 2], [4, 1, 1, 1]];
        for found in [label_confusion(&OUTPUTS, &LABELS)?, label_confusion(&OUTPUTS, &bools)?] {
            let counts: Vec<[u64; 4]> = found
                .iter()
                .map(|label| [label.count(0, 0), label.count(0, 1), label.count(1, 0), label.count(1, 1)])
                .collect();
            assert_eq!(counts, expected);
            let ratios = |ratio: fn(&ConfusionMatrix, usize) -> Option<f64>| -> Vec<Option<f64>> {
                found.iter().map(|label| ratio(label, 1)).collect()
            };
            assert_eq!(ratios(ConfusionMatrix::precision), [Some(0.75), Some(1.0), Some(1.0), Some(0.5)]);
            assert_eq!(ratios(ConfusionMatrix::recall), [Some(1.0), Some(0.75), Some(0.5), Some(0.5)]);
            let f1 = [6.0 / 7.0, 6.0 / 7.0, 2.0 / 3.0, 0.5].map(Some);
            assert_eq!(ratios(ConfusionMatrix::f1), f1);
        }
        Ok(())
    }

    #[test]
    fn rows_without_a_label_can_be_right() -> Result<(), Error> {
        let (outputs, none) = ([[0.1, 0.2, 0.3]; 2], [[false; 3]; 2]);
        assert_eq!((accuracy(&outputs, &none)?, exact_match(&outputs, &none)?), (1.0, 1.0));
        // 0.5 is false, on both sides: it is no more true than false.
        let (outputs, targets) = ([[0.5, 0.500_000_06]], [[0.5, 0.500_000_06]]);
        assert_eq!(accuracy::<BinaryCrossEntropy, _, 2>(&outputs, &targets)?.to_bits(), 1.0_f64.to_bits());
        assert_eq!(label_confusion(&outputs, &targets)?[0].count(0, 0), 1);
        assert_eq!(label_confusion(&outputs, &targets)?[1].count(1, 1), 1);
        Ok(())
    }

    #[test]
    fn one_label_is_two_classes() -> Result<(), Error> {
        let (outputs, targets) = ([[0.9], [0.2], [0.5]], [true, true, false]);
        assert_eq!(exact_match(&outputs, &targets)?.to_bits(), accuracy(&outputs, &targets)?.to_bits());
        assert_eq!(label_confusion(&outputs, &targets)?, [ConfusionMatrix::of(&outputs, &targets)?]);
        Ok(())
    }

    #[test]
    fn labels_have_no_common_confusion() {
        let expected = "confusion: 3 outputs are labels, each true or false by itself, expected one output or classes \
                        (`label_confusion` counts labels)";
        assert_eq!(message(ConfusionMatrix::of(&[[0.5; 3]], &[[true; 3]])), expected);
    }

    #[test]
    fn metrics_refuse_what_they_cannot_rate() {
        let expected = "batch: targets has length 1, expected 2, the number of inputs";
        assert_eq!(message(accuracy(&[[1.0], [2.0]], &[true])), expected);
        assert_eq!(message(exact_match(&[[1.0], [2.0]], &[true])), expected);
        assert_eq!(message(label_confusion(&[[1.0], [2.0]], &[true])), expected);
        assert_eq!(message(ConfusionMatrix::of(&[[1.0], [2.0]], &[true])), expected);
        let expected = "batch: found 0 rows, expected at least 1";
        assert_eq!(message(accuracy::<CrossEntropy, [f32; 3], 3>(&[], &[])), expected);
        assert_eq!(message(exact_match::<[bool; 3], 3>(&[], &[])), expected);
    }

    #[test]
    fn metrics_name_the_row_of_an_output_that_is_not_finite() -> Result<(), Error> {
        let class = Class::<2>::new(0)?;
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let outputs = [[0.5, 0.5], [0.25, bad]];
            let expected = format!("outputs: row 1, column 1 is {bad}, expected a finite number");
            assert_eq!(message(accuracy(&outputs, &[class; 2])), expected);
            assert_eq!(message(ConfusionMatrix::of(&outputs, &[class; 2])), expected);
            assert_eq!(message(accuracy(&outputs, &[[true, false]; 2])), expected);
            assert_eq!(message(exact_match(&outputs, &[[true, false]; 2])), expected);
            assert_eq!(message(label_confusion(&outputs, &[[true, false]; 2])), expected);
        }
        Ok(())
    }

    #[test]
    fn metrics_name_the_row_of_a_target_outside_of_the_domain() {
        let outputs = [[0.5, 0.5]; 2];
        let expected = "binary_cross_entropy: target of row 1, output 0 is 2, expected 0 to 1";
        let targets = [[1.0, 0.0], [2.0, 1.0]];
        assert_eq!(message(accuracy::<BinaryCrossEntropy, _, 2>(&outputs, &targets)), expected);
        assert_eq!(message(exact_match(&outputs, &targets)), expected);
        assert_eq!(message(label_confusion(&outputs, &targets)), expected);
        assert_eq!(message(ConfusionMatrix::of::<BinaryCrossEntropy, _, 1>(&[[0.5]; 2], &[[1.0], [2.0]])), expected);
        let expected = "cross_entropy: target of row 1 sums to 2, expected 1 (within 0.001)";
        let targets = [[1.0, 0.0], [1.0, 1.0]];
        assert_eq!(message(accuracy::<CrossEntropy, _, 2>(&outputs, &targets)), expected);
        assert_eq!(message(ConfusionMatrix::of::<CrossEntropy, _, 2>(&outputs, &targets)), expected);
    }
}
