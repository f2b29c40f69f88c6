//! Data sets: rows of inputs and targets that belong together, and the files they come from.

pub mod augment;
#[cfg(feature = "csv")]
pub mod csv;
#[cfg(feature = "idx")]
pub mod idx;
#[cfg(feature = "image")]
pub mod image;
pub mod normalize;

pub use augment::Augment;
pub use normalize::{ChannelNormalizer, Normalizer};

use crate::error::Error;
use crate::loss::{ClassWeights, Weighted, check_weight};
use crate::random::{Purpose, Stream};

/// Inputs `X` and targets `Y` in pairs, one pair a row.
///
/// `X` is the input of a network, `[f32; I]`; `Y` what its loss accepts: `[f32; O]`, for cross entropy also
/// [`Class<O>`](crate::loss::Class). Inputs and targets are stored apart, as a batch needs them.
///
/// ```
/// use nn_runtime::data::Dataset;
/// let table = Dataset::from([([0.0, 0.0], [0.0]), ([0.0, 1.0], [1.0]), ([1.0, 0.0], [1.0]), ([1.0, 1.0], [0.0])]);
/// let (train, test) = table.shuffled(7).split(0.75)?;
/// assert_eq!((train.len(), test.len()), (3, 1));
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<X, Y> {
    /// As many as `targets`.
    inputs: Vec<X>,
    targets: Vec<Y>,
}

impl<X, Y> Dataset<X, Y> {
    /// Pairs each input with the target at the same place.
    ///
    /// # Errors
    /// [`Error::DatasetLength`] if the two differ in length.
    pub fn new(inputs: Vec<X>, targets: Vec<Y>) -> Result<Self, Error> {
        if inputs.len() == targets.len() {
            Ok(Self { inputs, targets })
        } else {
            Err(Error::DatasetLength { inputs: inputs.len(), targets: targets.len() })
        }
    }

    /// Copies inputs and targets from two slices.
    ///
    /// # Errors
    /// [`Error::DatasetLength`] if the two differ in length.
    pub fn from_slices(inputs: &[X], targets: &[Y]) -> Result<Self, Error>
    where
        X: Clone,
        Y: Clone,
    {
        // Checked before anything is copied.
        if inputs.len() == targets.len() {
            Ok(Self { inputs: inputs.to_vec(), targets: targets.to_vec() })
        } else {
            Err(Error::DatasetLength { inputs: inputs.len(), targets: targets.len() })
        }
    }

    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// All inputs, in the order of the rows.
    #[must_use]
    pub fn inputs(&self) -> &[X] {
        &self.inputs
    }

    /// All targets, in the order of the rows.
    #[must_use]
    pub fn targets(&self) -> &[Y] {
        &self.targets
    }

    /// All inputs, to be changed in place.
    #[must_use]
    pub fn inputs_mut(&mut self) -> &mut [X] {
        &mut self.inputs
    }

    /// All targets, to be changed in place.
    #[must_use]
    pub fn targets_mut(&mut self) -> &mut [Y] {
        &mut self.targets
    }

    /// The inputs and the targets, no longer paired.
    #[must_use]
    pub fn into_parts(self) -> (Vec<X>, Vec<Y>) {
        (self.inputs, self.targets)
    }

    /// The rows, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&X, &Y)> + DoubleEndedIterator {
        self.inputs.iter().zip(&self.targets)
    }

    /// The first `rows` rows and the rest.
    ///
    /// # Errors
    /// [`Error::DatasetSplit`] if there are fewer than `rows` rows.
    pub fn split_at(mut self, rows: usize) -> Result<(Self, Self), Error> {
        if rows > self.len() {
            return Err(Error::DatasetSplit { at: rows, rows: self.len() });
        }
        let rest = Self { inputs: self.inputs.split_off(rows), targets: self.targets.split_off(rows) };
        Ok((self, rest))
    }

    /// The first `fraction` of the rows, rounded to the nearest number of rows, and the rest.
    ///
    /// Shuffle first, unless the order of the rows is random already: files are often sorted.
    ///
    /// # Errors
    /// [`Error::SplitFraction`] if `fraction` is not in `[0, 1]`.
    pub fn split(self, fraction: f64) -> Result<(Self, Self), Error> {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(Error::SplitFraction { what: "dataset", found: fraction, expected: "a number from 0 to 1" });
        }
        #[expect(clippy::cast_sign_loss, reason = "the product is in [0, len]")]
        let rows = (self.len() as f64 * fraction).round() as usize;
        self.split_at(rows)
    }

    /// The rows in another order, every order being equally likely. Equal seeds give equal orders, on every machine.
    #[must_use]
    pub fn shuffled(mut self, seed: u64) -> Self {
        // Equal streams and equal lengths: both sides make the same exchanges, so the pairs stay together.
        Stream::new(seed, Purpose::DatasetOrder, 0).shuffle(&mut self.inputs);
        Stream::new(seed, Purpose::DatasetOrder, 0).shuffle(&mut self.targets);
        self
    }

    /// Replaces each input `x` by `change(x)`.
    #[must_use]
    pub fn map_inputs<Z>(self, change: impl FnMut(X) -> Z) -> Dataset<Z, Y> {
        Dataset { inputs: self.inputs.into_iter().map(change).collect(), targets: self.targets }
    }

    /// Replaces each target `y` by `change(y)`.
    #[must_use]
    pub fn map_targets<Z>(self, change: impl FnMut(Y) -> Z) -> Dataset<X, Z> {
        Dataset { inputs: self.inputs, targets: self.targets.into_iter().map(change).collect() }
    }

    /// Gives each row a weight of its own, see [`Weighted`].
    ///
    /// # Errors
    /// [`Error::WeightsLength`] if there is not one for each row, [`Error::Weight`] for the first that is not finite, or below 0.
    pub fn weigh_rows(self, weights: &[f32]) -> Result<Dataset<X, Weighted<Y>>, Error> {
        if weights.len() != self.len() {
            return Err(Error::WeightsLength { rows: self.len(), weights: weights.len() });
        }
        for (row, weight) in weights.iter().enumerate() {
            check_weight("row", row, *weight)?;
        }
        let pairs = self.targets.into_iter().zip(weights);
        let targets = pairs.map(|(target, weight)| Weighted { target, weight: *weight }).collect();
        Ok(Dataset { inputs: self.inputs, targets })
    }

    /// Gives each row the weight of its class: what `PyTorch` calls the `weight` of `CrossEntropyLoss`. Targets are
    /// [classes](crate::loss::Class), or `bool`, of which `true` is class 1.
    ///
    /// ```
    /// use nn_runtime::loss::{Class, ClassWeights, Weighted};
    /// use nn_runtime::prelude::*;
    ///
    /// // One image in a hundred shows a fault.
    /// let data: Dataset<[f32; 1], Class<2>> =
    ///     (0..100).map(|row| Ok(([row as f32], Class::new(usize::from(row == 42))?))).collect::<Result<_, Error>>()?;
    /// let weights = ClassWeights::<2>::balanced(data.targets().iter().copied())?;
    /// let data = data.weigh_classes(&weights)?;
    /// assert_eq!(data.targets()[42], Weighted::new(Class::new(1)?, 50.0));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Class`] for the first target that is not below `N`.
    pub fn weigh_classes<const N: usize>(self, weights: &ClassWeights<N>) -> Result<Dataset<X, Weighted<Y>>, Error>
    where
        Y: Copy + Into<usize>,
    {
        let targets = self.targets.into_iter().map(|target| weights.weigh(target)).collect::<Result<_, _>>()?;
        Ok(Dataset { inputs: self.inputs, targets })
    }
}

impl<X, Y> FromIterator<(X, Y)> for Dataset<X, Y> {
    fn from_iter<P: IntoIterator<Item = (X, Y)>>(pairs: P) -> Self {
        let (inputs, targets) = pairs.into_iter().unzip();
        Self { inputs, targets }
    }
}

impl<X, Y> Extend<(X, Y)> for Dataset<X, Y> {
    fn extend<P: IntoIterator<Item = (X, Y)>>(&mut self, pairs: P) {
        for (input, target) in pairs {
            self.inputs.push(input);
            self.targets.push(target);
        }
    }
}

impl<X, Y, const N: usize> From<[(X, Y); N]> for Dataset<X, Y> {
    fn from(pairs: [(X, Y); N]) -> Self {
        pairs.into_iter().collect()
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "rows are moved, not computed")]
mod tests {
    use super::*;

    fn numbered(rows: usize) -> Dataset<[f32; 2], usize> {
        (0..rows).map(|row| ([row as f32, -(row as f32)], row)).collect()
    }

    fn is_paired(data: &Dataset<[f32; 2], usize>) -> bool {
        data.iter().all(|(input, target)| *input == [*target as f32, -(*target as f32)])
    }

    #[test]
    fn inputs_and_targets_must_agree_in_number() {
        let error = Dataset::new(vec![[1.0_f32]; 5], vec![0_usize; 3]).expect_err("5 and 3 differ");
        assert_eq!(error.to_string(), "dataset: found 3 targets, expected 5, the number of inputs");
        let error = Dataset::from_slices(&[1.0_f32; 2], &[0_u8; 3]).expect_err("2 and 3 differ");
        assert_eq!(error.to_string(), "dataset: found 3 targets, expected 2, the number of inputs");
        assert!(Dataset::<f32, f32>::new(vec![], vec![]).expect("0 and 0 agree").is_empty());
    }

    #[test]
    fn split_keeps_every_row_in_order() -> Result<(), Error> {
        for (at, expected) in [(0, (0, 10)), (4, (4, 6)), (10, (10, 0))] {
            let (first, rest) = numbered(10).split_at(at)?;
            assert_eq!((first.len(), rest.len()), expected);
            let rows: Vec<usize> = first.targets().iter().chain(rest.targets()).copied().collect();
            assert_eq!(rows, (0..10).collect::<Vec<_>>());
            assert!(is_paired(&first) && is_paired(&rest));
        }
        for (fraction, expected) in [(0.0, 0), (0.24, 2), (0.25, 3), (0.8, 8), (1.0, 10)] {
            assert_eq!(numbered(10).split(fraction)?.0.len(), expected, "{fraction}");
        }
        Ok(())
    }

    #[test]
    fn split_outside_the_rows_is_refused() {
        let message = |result: Result<_, Error>| result.map(|_| ()).expect_err("outside").to_string();
        let expected = "dataset: split after row 11, expected at most 10, the number of rows";
        assert_eq!(message(numbered(10).split_at(11)), expected);
        for fraction in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            let expected = format!("dataset: fraction is {fraction}, expected a number from 0 to 1");
            assert_eq!(message(numbered(10).split(fraction)), expected);
        }
    }

    #[test]
    fn shuffle_is_a_permutation_of_pairs_named_by_its_seed() {
        for rows in [0, 1, 2, 15, 16, 17, 53, 1000] {
            let shuffled = numbered(rows).shuffled(3);
            assert!(is_paired(&shuffled));
            let mut order = shuffled.targets().to_vec();
            order.sort_unstable();
            assert_eq!(order, (0..rows).collect::<Vec<_>>());
            assert_eq!(shuffled, numbered(rows).shuffled(3));
        }
        assert_ne!(numbered(53).shuffled(3), numbered(53).shuffled(4));
        assert_ne!(numbered(53).shuffled(3), numbered(53));
    }

    #[test]
    fn shuffle_gives_every_order_equally_often() {
        let mut counts = std::collections::HashMap::new();
        for seed in 0..24_000 {
            *counts.entry(numbered(4).shuffled(seed).into_parts().1).or_insert(0_i32) += 1;
        }
        assert_eq!(counts.len(), 24);
        // 1,000 expected each; the standard deviation is 31, so 5 of them are 155.
        assert!(counts.values().all(|count| (count - 1000).abs() < 155), "{counts:?}");
    }

    #[test]
    fn map_changes_one_side_only() {
        let data = numbered(3).map_inputs(|[x, _]| [x + 0.5]).map_targets(|y| y as f32 * 2.0);
        assert_eq!(data, Dataset::from([([0.5], 0.0), ([1.5], 2.0), ([2.5], 4.0)]));
        let mut longer = data;
        longer.extend([([9.0], 9.0)]);
        longer.inputs_mut()[0] = [7.0];
        longer.targets_mut()[0] = 8.0;
        assert_eq!(longer, Dataset::from([([7.0], 8.0), ([1.5], 2.0), ([2.5], 4.0), ([9.0], 9.0)]));
    }
}
