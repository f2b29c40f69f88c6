//! Errors of predicted numbers.

use super::{check_finite, same_length};
use crate::error::Error;

/// Mean over rows and outputs of `|p - y|`, in the unit of the targets.
///
/// # Errors
/// [`Error::BatchLength`] if `outputs` and `targets` differ in length, [`Error::EmptyBatch`] if both are empty,
/// [`Error::NotFinite`] for an output or a target that is infinite or NaN.
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
    if variance > 0.0 { Ok(1.0 - unexplained / variance) } else { Err(Error::ConstantTargets) }
}

fn mean_of<const O: usize>(
    outputs: &[[f32; O]],
    targets: &[[f32; O]],
    cost: impl Fn(f64) -> f64,
) -> Result<f64, Error> {
    same_length(outputs, targets)?;
    check_finite("outputs", outputs)?;
    check_finite("targets", targets)?;
    let (outputs, targets) = (outputs.as_flattened(), targets.as_flattened());
    if outputs.is_empty() {
        return Err(Error::EmptyBatch);
    }
    let sum: f64 = outputs.iter().zip(targets).map(|(p, y)| cost(f64::from(*p) - f64::from(*y))).sum();
    Ok(sum / outputs.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;

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

    fn message(result: Result<f64, Error>) -> String {
        result.expect_err("nothing to rate").to_string()
    }

    #[test]
    fn regression_metrics_refuse_what_they_cannot_rate() {
        let expected = "batch: targets has length 1, expected 2, the number of inputs";
        assert_eq!(message(mean_absolute_error(&[[1.0], [2.0]], &[[1.0]])), expected);
        let expected = "batch: found 0 rows, expected at least 1";
        assert_eq!(message(mean_squared_error::<3>(&[], &[])), expected);
        assert_eq!(message(r_squared::<3>(&[], &[])), expected);
        let expected = "r_squared: all targets are equal, expected targets that vary";
        assert_eq!(message(r_squared(&[[1.0], [2.0]], &[[5.0], [5.0]])), expected);
    }

    #[test]
    fn regression_metrics_name_the_row_of_a_number_that_is_not_finite() {
        for metric in [mean_absolute_error::<2>, mean_squared_error::<2>, r_squared::<2>] {
            for (row, column) in [(0, 0), (0, 1), (2, 0), (2, 1)] {
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    let good = [[1.0, 2.0], [2.0, 1.0], [4.0, 3.0]];
                    let mut spoiled = good;
                    spoiled[row][column] = bad;
                    let expected = format!("row {row}, column {column} is {bad}, expected a finite number");
                    assert_eq!(message(metric(&spoiled, &good)), format!("outputs: {expected}"));
                    assert_eq!(message(metric(&good, &spoiled)), format!("targets: {expected}"));
                }
            }
        }
    }
}
