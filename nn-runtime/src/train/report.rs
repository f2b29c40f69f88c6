//! What a training tells: after a batch, after an epoch, at the end; and the rule for stopping early.

/// One step of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchReport {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The batch in the epoch, from 1.
    pub batch: usize,
    /// Batches in each epoch.
    pub batches: usize,
    /// Steps so far, over all epochs; 1 after the first.
    pub step: u64,
    /// Mean loss of the batch, before the step.
    pub loss: f32,
    /// Learning rate of the step.
    pub learning_rate: f32,
    /// Euclidean norm of the gradient before it was clipped; only known if a norm to clip at was set.
    pub gradient_norm: Option<f64>,
}

/// One epoch of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochReport {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Mean loss over the rows that were trained on, each before the step that it was part of.
    pub loss: f32,
    /// Learning rate of the epoch's last step.
    pub learning_rate: f32,
    /// Loss and accuracy on the validation rows after the epoch, if there are any.
    pub validation: Option<ValidationReport>,
    /// Time that the epoch took, validation included; 0 in a browser.
    pub seconds: f64,
}

/// A network's performance on the validation rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidationReport {
    /// Mean loss over the rows, without dropout.
    pub loss: f32,
    /// Part of the rows whose class is predicted, in `[0, 1]`; of several labels the part of all labels of all rows that are, as
    /// [`metrics::accuracy`](crate::metrics::accuracy) says. Of no meaning for a regression.
    pub accuracy: f64,
    /// Part of the rows in which every label is predicted, in `[0, 1]`; of classes the same as `accuracy`.
    pub exact_match: f64,
}

/// A whole training.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// All epochs that were run, in order.
    pub epochs: Vec<EpochReport>,
    /// The epoch, from 1, with the lowest validation loss, or without validation the lowest training loss. With early
    /// stopping it is the epoch whose weights the network has, so an improvement below `min_delta` does not count.
    pub best_epoch: Option<usize>,
    /// Whether early stopping or a callback ended the training.
    pub stopped_early: bool,
}

/// When to give up, and what counts as progress.
///
/// ```
/// use nn_runtime::train::EarlyStopping;
/// assert_eq!(EarlyStopping::new(5), EarlyStopping { patience: 5, min_delta: 0.0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStopping {
    /// Epochs in a row without improvement after which training stops; 0 counts as 1.
    pub patience: usize,
    /// A loss that is not lower than the best by more than this is no improvement; 0 or more.
    pub min_delta: f32,
}

impl EarlyStopping {
    /// Every improvement counts.
    #[must_use]
    pub const fn new(patience: usize) -> Self {
        Self { patience, min_delta: 0.0 }
    }

    /// Sets [`min_delta`](Self::min_delta).
    #[must_use]
    pub const fn min_delta(self, min_delta: f32) -> Self {
        Self { min_delta, ..self }
    }
}

/// The best epoch so far, and how long ago it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    rule: Option<EarlyStopping>,
    /// Epoch, from 1, and its loss.
    lowest: Option<(usize, f32)>,
    without_improvement: usize,
}

impl Best {
    pub(super) const fn new(rule: Option<EarlyStopping>) -> Self {
        Self { rule, lowest: None, without_improvement: 0 }
    }

    /// Takes in the next epoch; returns whether it is the best so far. A loss that is NaN never is.
    pub(super) fn add(&mut self, report: &EpochReport) -> bool {
        let loss = report.validation.map_or(report.loss, |validation| validation.loss);
        let min_delta = self.rule.map_or(0.0, |rule| rule.min_delta);
        let improved = !loss.is_nan() && self.lowest.is_none_or(|(_, lowest)| loss < lowest - min_delta);
        if improved {
            self.lowest = Some((report.epoch, loss));
            self.without_improvement = 0;
        } else {
            self.without_improvement += 1;
        }
        improved
    }

    pub(super) fn is_patience_over(&self) -> bool {
        self.rule.is_some_and(|rule| self.without_improvement >= rule.patience.max(1))
    }

    pub(super) fn epoch(&self) -> Option<usize> {
        self.lowest.map(|(epoch, _)| epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of the losses are best so far, and after which epoch, from 1, patience is over.
    fn follow(rule: EarlyStopping, losses: &[f32]) -> (Vec<bool>, Option<usize>) {
        let mut best = Best::new(Some(rule));
        let (mut improved, mut over) = (Vec::new(), None);
        for (index, &loss) in losses.iter().enumerate() {
            let validation = Some(ValidationReport { loss, accuracy: 0.0, exact_match: 0.0 });
            let report = EpochReport { epoch: index + 1, loss: 0.0, learning_rate: 0.1, validation, seconds: 0.0 };
            improved.push(best.add(&report));
            if best.is_patience_over() {
                over = over.or(Some(index + 1));
            }
        }
        (improved, over)
    }

    #[test]
    fn patience_counts_epochs_without_improvement_in_a_row() {
        let losses = [3.0, 4.0, 2.0, 2.0, 2.5, 1.0];
        assert_eq!(follow(EarlyStopping::new(2), &losses), (vec![true, false, true, false, false, true], Some(5)));
        assert_eq!(follow(EarlyStopping::new(3), &losses).1, None);
        assert_eq!(follow(EarlyStopping::new(0), &losses).1, Some(2));
    }

    #[test]
    fn small_improvements_do_not_count() {
        let losses = [3.0, 2.75, 2.25, 2.125];
        let rule = EarlyStopping::new(9).min_delta(0.5);
        assert_eq!(follow(rule, &losses).0, [true, false, true, false]);
    }

    #[test]
    fn nan_is_never_the_best() {
        let losses = [f32::NAN, f32::INFINITY, 1.0, f32::NAN];
        assert_eq!(follow(EarlyStopping::new(9), &losses).0, [false, true, true, false]);
    }
}
