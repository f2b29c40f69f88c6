//! Bringing columns of data to a common size, and back.
//!
//! Letters: `I` columns. Networks learn well from inputs of about unit size; columns of raw data differ by powers of
//! ten. Fit a [`Normalizer`] on the training part only: statistics of the test part would leak what is to be tested.

mod channels;

pub use channels::ChannelNormalizer;

use crate::data::Dataset;
use crate::error::Error;

/// Subtracts an offset from each of `I` columns and divides by a scale: `x' = (x - offset) / scale`.
///
/// Works on inputs and on targets alike; pictures have a [`ChannelNormalizer`]. Arithmetic is in `f64`, rounded once to `f32`, so that
/// [`invert`](Self::invert) undoes [`apply`](Self::apply) to within the rounding of the normalized value.
///
/// ```
/// use nn_runtime::data::Normalizer;
/// let ages_and_incomes = [[20.0, 10_000.0], [30.0, 50_000.0], [40.0, 90_000.0]];
/// let normalizer = Normalizer::fit(&ages_and_incomes)?;
/// assert_eq!(normalizer.apply([30.0, 90_000.0]), [0.0, 1.2247449]);
/// assert_eq!(normalizer.invert([0.0, 0.0]), [30.0, 50_000.0]);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Normalizer<const I: usize> {
    /// `I` finite values each; on the heap, as `I` may be large.
    offset: Vec<f64>,
    /// Positive.
    scale: Vec<f64>,
}

impl<const I: usize> Normalizer<I> {
    /// Gives each column mean 0 and standard deviation 1 over these rows (dividing by their number, not one less).
    ///
    /// A column without variation has scale 1, so that it becomes 0.
    ///
    /// # Errors
    /// [`Error::EmptyDataset`] without rows, [`Error::NotFinite`] for an infinite or NaN value.
    pub fn fit(rows: &[[f32; I]]) -> Result<Self, Error> {
        let extremes = Extremes::of(rows)?;
        let count = rows.len() as f64;
        let mut mean = vec![0.0; I];
        for row in rows {
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += f64::from(*value);
            }
        }
        for sum in &mut mean {
            *sum /= count;
        }
        // A second pass: the difference of two large sums would lose the variance of columns far from zero.
        let mut variance = vec![0.0; I];
        for row in rows {
            for ((sum, value), mean) in variance.iter_mut().zip(row).zip(&mean) {
                *sum += (f64::from(*value) - mean).powi(2);
            }
        }
        let deviation = variance.iter().map(|sum| (sum / count).sqrt()).collect();
        Ok(Self { offset: mean, scale: extremes.without_zeros(deviation) })
    }

    /// Maps each column's least value over these rows to 0 and its greatest to 1.
    ///
    /// A column without variation has scale 1, so that it becomes 0.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_min_max(rows: &[[f32; I]]) -> Result<Self, Error> {
        let extremes = Extremes::of(rows)?;
        let span = extremes.least.iter().zip(&extremes.greatest).map(|(least, greatest)| greatest - least).collect();
        let scale = extremes.without_zeros(span);
        Ok(Self { offset: extremes.least, scale })
    }

    /// A normalizer with known constants, such as those that [`offset`](Self::offset) and [`scale`](Self::scale) gave
    /// when the network was trained.
    ///
    /// # Errors
    /// [`Error::Scale`] if a scale is not positive and finite, [`Error::NotFinite`] if an offset is not finite.
    pub fn from_constants(offset: &[f64; I], scale: &[f64; I]) -> Result<Self, Error> {
        check_constants(offset, scale)?;
        Ok(Self { offset: offset.to_vec(), scale: scale.to_vec() })
    }

    /// What is subtracted from each column: `I` values.
    #[must_use]
    pub fn offset(&self) -> &[f64] {
        &self.offset
    }

    /// What each column is divided by then: `I` positive values.
    #[must_use]
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// The normalized row: `(x - offset) / scale`.
    #[must_use]
    pub fn apply(&self, mut row: [f32; I]) -> [f32; I] {
        self.apply_to(core::slice::from_mut(&mut row));
        row
    }

    /// The row that [`apply`](Self::apply) turns into this one: `x' * scale + offset`. Brings predictions of a network
    /// trained on normalized targets back to their unit.
    #[must_use]
    pub fn invert(&self, mut row: [f32; I]) -> [f32; I] {
        self.invert_to(core::slice::from_mut(&mut row));
        row
    }

    /// Normalizes many rows in place.
    pub fn apply_to(&self, rows: &mut [[f32; I]]) {
        for row in rows {
            for ((value, offset), scale) in row.iter_mut().zip(&self.offset).zip(&self.scale) {
                *value = ((f64::from(*value) - offset) / scale) as f32;
            }
        }
    }

    /// Undoes [`apply_to`](Self::apply_to) in place.
    pub fn invert_to(&self, rows: &mut [[f32; I]]) {
        for row in rows {
            for ((value, offset), scale) in row.iter_mut().zip(&self.offset).zip(&self.scale) {
                *value = (f64::from(*value) * scale + offset) as f32;
            }
        }
    }

    /// The data set with normalized inputs.
    #[must_use]
    pub fn transform<Y>(&self, mut data: Dataset<[f32; I], Y>) -> Dataset<[f32; I], Y> {
        self.apply_to(data.inputs_mut());
        data
    }

    /// The data set with normalized targets.
    #[must_use]
    pub fn transform_targets<X>(&self, mut data: Dataset<X, [f32; I]>) -> Dataset<X, [f32; I]> {
        self.apply_to(data.targets_mut());
        data
    }
}

/// Tests that a normalizer with these constants can be inverted.
fn check_constants(offset: &[f64], scale: &[f64]) -> Result<(), Error> {
    for (column, (offset, scale)) in offset.iter().zip(scale).enumerate() {
        if !offset.is_finite() {
            return Err(Error::NotFinite { what: "normalizer offset", row: 0, column, found: *offset as f32 });
        }
        if !(scale.is_finite() && *scale > 0.0) {
            return Err(Error::Scale { column, found: *scale });
        }
    }
    Ok(())
}

/// Least and greatest value of each column.
struct Extremes {
    least: Vec<f64>,
    greatest: Vec<f64>,
}

impl Extremes {
    /// Also the check that there are rows and that all values are finite.
    fn of<const I: usize>(rows: &[[f32; I]]) -> Result<Self, Error> {
        let first = rows.first().ok_or(Error::EmptyDataset)?;
        let mut least: Vec<f64> = first.iter().copied().map(f64::from).collect();
        let mut greatest = least.clone();
        for (row_index, row) in rows.iter().enumerate() {
            for (column, value) in row.iter().enumerate() {
                if !value.is_finite() {
                    return Err(Error::NotFinite { what: "normalizer", row: row_index, column, found: *value });
                }
                least[column] = least[column].min(f64::from(*value));
                greatest[column] = greatest[column].max(f64::from(*value));
            }
        }
        Ok(Self { least, greatest })
    }

    /// `scale` with 1 for the columns without variation, where rounding may have left a speck that is not 0.
    fn without_zeros(&self, mut scale: Vec<f64>) -> Vec<f64> {
        for (scale, (least, greatest)) in scale.iter_mut().zip(self.least.iter().zip(&self.greatest)) {
            if least >= greatest {
                *scale = 1.0;
            }
        }
        scale
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the values compared are exact")]
mod tests {
    use super::*;

    #[test]
    fn fit_gives_mean_zero_and_deviation_one() -> Result<(), Error> {
        // Far from zero: one pass over squares in f32 would find no variance in the second column.
        let rows: Vec<[f32; 3]> = (0..53).map(|k| [k as f32, 1e7 + (k % 3) as f32, -0.001 * (k * k) as f32]).collect();
        let normalizer = Normalizer::fit(&rows)?;
        assert!((normalizer.offset()[0] - 26.0).abs() < 1e-12);
        // Variance of 0..n is (n^2 - 1) / 12.
        assert!((normalizer.scale()[0] - (f64::from(53 * 53 - 1) / 12.0).sqrt()).abs() < 1e-12);
        let mut normalized = rows.clone();
        normalizer.apply_to(&mut normalized);
        for column in 0..3 {
            let values = || normalized.iter().map(|row| f64::from(row[column]));
            let mean = values().sum::<f64>() / 53.0;
            let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / 53.0;
            assert!(mean.abs() < 1e-7 && (variance - 1.0).abs() < 1e-6, "column {column}: {mean}, {variance}");
        }
        for (normalized, expected) in normalized.iter().zip(&rows) {
            let found = normalizer.invert(*normalized);
            for column in 0..3 {
                // The normalized value and the result are each rounded by half of epsilon.
                let tolerance = 0.51
                    * f64::from(f32::EPSILON)
                    * (normalizer.scale()[column] * f64::from(normalized[column].abs())
                        + f64::from(expected[column].abs()));
                let error = f64::from(found[column]) - f64::from(expected[column]);
                assert!(error.abs() <= tolerance, "column {column}: {error} exceeds {tolerance}");
            }
        }
        Ok(())
    }

    #[test]
    fn min_max_maps_to_zero_and_one() -> Result<(), Error> {
        let normalizer = Normalizer::fit_min_max(&[[2.0, -f32::MAX], [6.0, f32::MAX], [3.0, 0.0]])?;
        assert_eq!(normalizer.apply([2.0, -f32::MAX]), [0.0, 0.0]);
        assert_eq!(normalizer.apply([6.0, f32::MAX]), [1.0, 1.0]);
        assert_eq!(normalizer.apply([3.0, 0.0]), [0.25, 0.5]);
        assert_eq!(normalizer.invert([1.0, 1.0]), [6.0, f32::MAX]);
        Ok(())
    }

    #[test]
    fn constant_column_becomes_zero() -> Result<(), Error> {
        let rows = [[0.1_f32, 5.0]; 7];
        for normalizer in [Normalizer::fit(&rows)?, Normalizer::fit_min_max(&rows)?] {
            assert_eq!(normalizer.scale(), [1.0, 1.0]);
            assert_eq!(normalizer.apply([0.1, 5.0]), [0.0, 0.0]);
            assert_eq!(normalizer.invert([0.0, 0.0]), [0.1, 5.0]);
        }
        Ok(())
    }

    #[test]
    fn data_without_rows_or_with_nan_is_refused() {
        let message = |rows: &[[f32; 2]]| Normalizer::fit(rows).expect_err("bad data").to_string();
        assert_eq!(message(&[]), "dataset: found 0 rows, expected at least 1");
        let expected = "normalizer: row 1, column 0 is NaN, expected a finite number";
        assert_eq!(message(&[[1.0, 2.0], [f32::NAN, 2.0]]), expected);
        assert!(Normalizer::fit_min_max(&[[1.0], [f32::INFINITY]]).is_err());
    }

    #[test]
    fn constants_that_cannot_be_inverted_are_refused() -> Result<(), Error> {
        let message = |offset: [f64; 2], scale: [f64; 2]| {
            Normalizer::from_constants(&offset, &scale).expect_err("bad constants").to_string()
        };
        let expected = "normalizer: scale of column 1 is 0, expected a positive finite number";
        assert_eq!(message([0.0; 2], [1.0, 0.0]), expected);
        for scale in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(Normalizer::from_constants(&[0.0], &[scale]).is_err());
        }
        let expected = "normalizer offset: row 0, column 0 is NaN, expected a finite number";
        assert_eq!(message([f64::NAN, 0.0], [1.0; 2]), expected);
        let fitted = Normalizer::fit(&[[1.0, 2.0], [3.0, 7.0]])?;
        let offset = [fitted.offset()[0], fitted.offset()[1]];
        let scale = [fitted.scale()[0], fitted.scale()[1]];
        assert_eq!(Normalizer::from_constants(&offset, &scale)?, fitted);
        Ok(())
    }

    #[test]
    fn transform_changes_inputs_or_targets_only() -> Result<(), Error> {
        let data = Dataset::from([([1.0, 10.0], [100.0]), ([3.0, 30.0], [300.0])]);
        let inputs = Normalizer::fit(data.inputs())?;
        let targets = Normalizer::fit(data.targets())?;
        let data = inputs.transform(data);
        assert_eq!(data, Dataset::from([([-1.0, -1.0], [100.0]), ([1.0, 1.0], [300.0])]));
        let data = targets.transform_targets(data);
        assert_eq!(data.targets(), [[-1.0], [1.0]]);
        assert_eq!(data.inputs(), [[-1.0, -1.0], [1.0, 1.0]]);
        Ok(())
    }
}
