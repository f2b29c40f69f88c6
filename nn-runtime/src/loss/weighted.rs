//! Rows that count more or less than others.

use super::{Loss, Target};
use crate::error::Error;

/// A target whose row counts `weight` times: what the row loses, and what is learned from it, is multiplied by that.
///
/// It stands wherever the target alone could stand, in `gradients` as in a data set:
/// [`Dataset::weigh_rows`](crate::data::Dataset::weigh_rows) and
/// [`Dataset::weigh_classes`](crate::data::Dataset::weigh_classes) make it. The mean of a batch divides as `PyTorch`'s losses do:
/// [squared](super::Mse) and [absolute](super::Mae) error and [cross entropy](super::CrossEntropy) by the sum of the weights in
/// place of the number of rows, every other loss by the number of rows, as without weights. If all weights of a batch are 0, its
/// loss and its gradient are 0. `descend`, which learns from one row at once, takes a step that is so many times as large.
///
/// With `label_smoothing` a weight is of the row, so also of what is moved to other classes; `PyTorch`'s weights of classes
/// weigh that by those classes. [Metrics](crate::metrics) count each row once.
///
/// ```
/// use nn_runtime::loss::Weighted;
/// use nn_runtime::prelude::*;
///
/// network! {
///     #[loss(mse)]
///     struct Line: [1] -> [1] { dense(1) }
/// }
///
/// let net = Line::zeros();
/// let targets = [Weighted::new([1.0], 3.0), Weighted::new([2.0], 0.5)];
/// assert_eq!(net.loss(&[[0.0], [0.0]], &targets)?, (3.0 * 1.0 + 0.5 * 4.0) / (3.0 + 0.5));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighted<T> {
    /// What is true of the row.
    pub target: T,
    /// How much the row counts: finite, and 0 or more. Whatever takes targets refuses another.
    pub weight: f32,
}

impl<T> Weighted<T> {
    /// A target with its weight, which is checked where targets are taken.
    #[must_use]
    pub const fn new(target: T, weight: f32) -> Self {
        Self { target, weight }
    }
}

impl<L: Loss, Output, T: Target<L, Output>> Target<L, Output> for Weighted<T> {
    const IS_WEIGHTED: bool = true;

    #[inline]
    fn write(&self, row: &mut [f32]) {
        self.target.write(row);
    }

    #[inline]
    fn weight(&self) -> f32 {
        self.weight * self.target.weight()
    }

    fn class(&self) -> usize {
        self.target.class()
    }

    fn check(rows: &[Self]) -> Result<(), Error>
    where
        Output: bytemuck::Zeroable + AsMut<[f32]>,
    {
        for (row, weighted) in rows.iter().enumerate() {
            check_weight("row", row, weighted.weight)?;
            T::check(core::slice::from_ref(&weighted.target)).map_err(|error| error.of_row(row))?;
            // A product of two weights may be out of range where neither is.
            check_weight("row", row, Target::<L, Output>::weight(weighted))?;
        }
        Ok(())
    }
}

/// How much each of `N` classes counts.
///
/// ```
/// use nn_runtime::loss::ClassWeights;
///
/// let weights = ClassWeights::<2>::balanced([false, false, false, true])?;
/// assert_eq!(weights.as_array(), &[2.0 / 3.0, 2.0]);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassWeights<const N: usize>([f32; N]);

impl<const N: usize> ClassWeights<N> {
    /// A weight for each class.
    ///
    /// # Errors
    /// [`Error::Weight`] for the first that is not finite, or below 0.
    pub fn new(weights: [f32; N]) -> Result<Self, Error> {
        for (class, weight) in weights.iter().enumerate() {
            check_weight("class", class, *weight)?;
        }
        Ok(Self(weights))
    }

    /// Weights with which each class counts as much as any other, however often it occurs: the number of rows, divided by that
    /// of the class's rows and by the number of classes that occur. A class that does not has the weight 1.
    ///
    /// Rows are [classes](super::Class), indices, or `bool`, of which `true` is class 1.
    ///
    /// # Errors
    /// [`Error::Class`] for an index that is not below `N`, [`Error::EmptyDataset`] without rows.
    pub fn balanced(rows: impl IntoIterator<Item: Into<usize>>) -> Result<Self, Error> {
        let mut counts = [0_u64; N];
        for row in rows {
            let index = row.into();
            *counts.get_mut(index).ok_or(Error::Class { index, classes: N })? += 1;
        }
        let n_rows: u64 = counts.iter().sum();
        if n_rows == 0 {
            return Err(Error::EmptyDataset);
        }
        let n_classes = counts.iter().filter(|count| **count > 0).count();
        Ok(Self(counts.map(|count| match count {
            0 => 1.0,
            _ => (n_rows as f64 / (count as f64 * n_classes as f64)) as f32,
        })))
    }

    /// The weight of each class.
    #[must_use]
    pub const fn as_array(&self) -> &[f32; N] {
        &self.0
    }

    /// The target with the weight of its class.
    ///
    /// # Errors
    /// [`Error::Class`] for an index that is not below `N`.
    pub fn weigh<T: Copy + Into<usize>>(&self, target: T) -> Result<Weighted<T>, Error> {
        let index = target.into();
        let weight = *self.0.get(index).ok_or(Error::Class { index, classes: N })?;
        Ok(Weighted { target, weight })
    }
}

/// Refuses a weight that nothing can be multiplied by, of a row or of a class.
pub(crate) fn check_weight(kind: &'static str, row: usize, found: f32) -> Result<(), Error> {
    if found.is_finite() && found >= 0.0 { Ok(()) } else { Err(Error::Weight { kind, row, found }) }
}

/// What the mean over these rows divides by: their number, or the sum of their weights where the loss says so.
pub(crate) fn divisor<L: Loss, Output, T: Target<L, Output>>(targets: &[T]) -> f64 {
    if T::IS_WEIGHTED && L::DIVIDES_BY_WEIGHTS {
        targets.iter().map(|target| f64::from(target.weight())).sum()
    } else {
        targets.len() as f64
    }
}

/// A mean that is 0 where all weights are.
#[cfg(feature = "std")]
pub(crate) fn weighted_mean(sum: f64, divisor: f64) -> f32 {
    if divisor == 0.0 { 0.0 } else { (sum / divisor) as f32 }
}
