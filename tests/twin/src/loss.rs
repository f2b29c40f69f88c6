//! Losses of one row and their derivatives, in f64, as the textbook has them.

use crate::activation::{log_sum_exp, sigmoid, softmax, softplus};
use crate::topology::LossKind;

impl LossKind {
    /// Whether the loss contains the last activation: it is then computed from what enters that.
    #[must_use]
    pub fn contains_activation(self) -> bool {
        matches!(
            self,
            Self::BinaryCrossEntropy { from_logits: false, .. } | Self::CrossEntropy { from_logits: false, .. }
        )
    }

    /// Numbers of a target row, for so many outputs.
    #[must_use]
    pub fn targets(self, outputs: usize) -> usize {
        if self == Self::Gaussian { outputs / 2 } else { outputs }
    }

    /// Numbers of a row that the mean runs over.
    #[must_use]
    pub fn mean_over(self, outputs: usize) -> usize {
        match self {
            Self::CrossEntropy { places, .. } => places,
            _ => self.targets(outputs),
        }
    }

    /// Whether the mean over rows with weights divides by the sum of these, and not by the number of rows: what `PyTorch` does
    /// where its loss has weights, and where it has none the number of rows.
    #[must_use]
    pub fn divides_by_weights(self) -> bool {
        matches!(self, Self::Mse | Self::Mae | Self::CrossEntropy { .. })
    }

    /// The loss of a row of outputs `p`, or of logits, and its derivative with respect to each of them.
    ///
    /// # Panics
    /// If the target has another length than the loss takes.
    #[must_use]
    pub fn of_row(self, p: &[f64], target: &[f64]) -> (f64, Vec<f64>) {
        assert_eq!(target.len(), self.targets(p.len()), "length of the target row");
        let n = self.mean_over(p.len()) as f64;
        let terms = self.terms(p, target);
        let loss = terms.iter().map(|(loss, _)| loss).sum::<f64>() / n;
        (loss, terms.iter().map(|(_, derivative)| derivative / n).collect())
    }

    /// For each output its part of the row's loss, and the derivative of the row's loss, before the mean.
    fn terms(self, p: &[f64], target: &[f64]) -> Vec<(f64, f64)> {
        match self {
            Self::CrossEntropy { label_smoothing, places, .. } => {
                let mut terms = vec![(0.0, 0.0); p.len()];
                for place in 0..places {
                    let of_place = |row: &[f64]| row.iter().skip(place).step_by(places).copied().collect::<Vec<_>>();
                    let (z, target) = (of_place(p), of_place(target));
                    // A pixel without a target has none that could be smoothed.
                    let moved = label_smoothing * if places > 1 { target.iter().sum() } else { 1.0 };
                    for (class, term) in cross_entropy(&z, &target, label_smoothing, moved).into_iter().enumerate() {
                        terms[class * places + place] = term;
                    }
                }
                terms
            }
            Self::Gaussian => {
                let (means, log_variances) = p.split_at(target.len());
                let precision = |log_variance: &f64| (-log_variance).exp();
                let of_mean = |((mean, s), y): ((&f64, &f64), &f64)| (0.0, (mean - y) * precision(s));
                let of_variance = |((mean, s), y): ((&f64, &f64), &f64)| {
                    let quotient = (mean - y).powi(2) * precision(s);
                    (0.5 * (s + quotient), 0.5 * (1.0 - quotient))
                };
                let rows = || means.iter().zip(log_variances).zip(target);
                rows().map(of_mean).chain(rows().map(of_variance)).collect()
            }
            _ => p.iter().zip(target).map(|(p, y)| self.term(*p, *y)).collect(),
        }
    }

    /// Of the losses that are a sum over the outputs: the loss of one, and its derivative.
    fn term(self, p: f64, y: f64) -> (f64, f64) {
        let d = p - y;
        match self {
            Self::Mse => (d * d, 2.0 * d),
            Self::Mae => (d.abs(), if d == 0.0 { 0.0 } else { d.signum() }),
            Self::Huber(delta) if d.abs() <= delta => (d * d / 2.0, d),
            Self::Huber(delta) => (delta * (d.abs() - delta / 2.0), delta.copysign(d)),
            Self::LogCosh => (d.abs() + softplus(-2.0 * d.abs()) - std::f64::consts::LN_2, d.tanh()),
            Self::Quantile(q) => {
                let slope = if d > 0.0 { 1.0 - q } else { -q };
                (slope * d, if d == 0.0 { 0.0 } else { slope })
            }
            Self::Poisson => (p.exp() - y * p, p.exp() - y),
            Self::Hinge if y * p < 1.0 => (1.0 - y * p, -y),
            Self::Hinge => (0.0, 0.0),
            // log sigmoid(z) = -softplus(-z), log(1 - sigmoid(z)) = -softplus(z).
            Self::BinaryCrossEntropy { positive_weight, .. } => (
                positive_weight * y * softplus(-p) + (1.0 - y) * softplus(p),
                (1.0 - y) * sigmoid(p) - positive_weight * y * sigmoid(-p),
            ),
            Self::CrossEntropy { .. } | Self::Gaussian => unreachable!("they are no sum over the outputs"),
        }
    }

    /// How far an output is from where the loss has no derivative.
    #[must_use]
    pub fn distance_from_kink(self, p: f64, y: f64) -> f64 {
        match self {
            Self::Mae | Self::Quantile(_) => (p - y).abs(),
            Self::Hinge => (1.0 - y * p).abs(),
            _ => f64::INFINITY,
        }
    }
}

/// Of each class its part of the cross entropy of some logits, and the derivative of all of it. Of the targets the part `kept_back` is given to
/// all classes, which share `moved`.
fn cross_entropy(z: &[f64], target: &[f64], kept_back: f64, moved: f64) -> Vec<(f64, f64)> {
    let classes = target.len() as f64;
    let y: Vec<f64> = target.iter().map(|y| (1.0 - kept_back) * y + moved / classes).collect();
    let (total, weight) = (log_sum_exp(z), y.iter().sum::<f64>());
    let of_class = |((z, probability), y): ((&f64, f64), &f64)| (-y * (z - total), weight * probability - y);
    z.iter().zip(softmax(z)).zip(&y).map(of_class).collect()
}
