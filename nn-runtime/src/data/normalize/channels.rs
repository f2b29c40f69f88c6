//! Bringing the channels of pictures to a common size, and back: all pixels of a channel alike.

use crate::data::Dataset;
use crate::error::Error;

/// Subtracts an offset from each of the `C` channels of a picture and divides by a scale: `x' = (x - offset) / scale`.
///
/// A row has the numbers of channel 0, then those of channel 1 and so on, as many of each: `[C, H, W]`, whatever `H` and `W` are. That
/// `I`, the numbers of a row, are a multiple of `C` is tested while compiling. Rounding is that of a
/// [`Normalizer`](crate::data::Normalizer), which treats each number of a row by itself: not what pictures need, because what is
/// in them may be anywhere.
///
/// ```
/// use nn_runtime::data::ChannelNormalizer;
/// // Mean and deviation of ImageNet's red, green and blue, for pixels from 0 to 1.
/// let imagenet = ChannelNormalizer::from_constants(&[0.485, 0.456, 0.406], &[0.229, 0.224, 0.225])?;
/// // A picture of 1 x 2 pixels, black and white.
/// let normalized = imagenet.apply([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
/// assert_eq!(normalized, [-2.117904, 2.2489083, -2.0357144, 2.4285715, -1.8044444, 2.64]);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelNormalizer<const C: usize> {
    /// Finite.
    offset: [f64; C],
    /// Positive and finite.
    scale: [f64; C],
}

impl<const C: usize> ChannelNormalizer<C> {
    /// Gives each channel mean 0 and standard deviation 1 over all pixels of these rows (dividing by their number, not one less).
    ///
    /// A channel without variation has scale 1, so that it becomes 0.
    ///
    /// # Errors
    /// [`Error::EmptyDataset`] without rows, [`Error::NotFinite`] for an infinite or NaN value.
    pub fn fit<const I: usize>(rows: &[[f32; I]]) -> Result<Self, Error> {
        let pixels = pixels::<I, C>();
        if rows.is_empty() {
            return Err(Error::EmptyDataset);
        }
        for (row, values) in rows.iter().enumerate() {
            if let Some((column, found)) = values.iter().copied().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(Error::NotFinite { what: "normalizer", row, column, found });
            }
        }
        let count = rows.len() as f64 * pixels as f64;
        let (mut offset, mut scale) = ([0.0; C], [1.0; C]);
        for (channel, (offset, scale)) in offset.iter_mut().zip(&mut scale).enumerate() {
            let numbers = channel * pixels..(channel + 1) * pixels;
            // Picture by picture: rounding errors of sums over a whole data set would grow with it.
            let sum = |term: &dyn Fn(f64) -> f64| -> f64 {
                rows.iter()
                    .map(|row| row[numbers.clone()].iter().map(|value| term(f64::from(*value))).sum::<f64>())
                    .sum()
            };
            let all = rows.iter().flat_map(|row| &row[numbers.clone()]).copied();
            let (least, greatest) = all.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, greatest), value| {
                (least.min(value), greatest.max(value))
            });
            if least >= greatest {
                // Rounding may leave a speck in the mean of equal numbers.
                *offset = f64::from(least);
                continue;
            }
            let mean = sum(&|value| value) / count;
            *offset = mean;
            // A second pass: the difference of two large sums would lose the variance of channels far from zero.
            *scale = (sum(&|value| (value - mean).powi(2)) / count).sqrt();
        }
        Ok(Self { offset, scale })
    }

    /// A normalizer with known constants, such as those that come with a network, or those that [`offset`](Self::offset) and
    /// [`scale`](Self::scale) gave when it was trained.
    ///
    /// # Errors
    /// [`Error::Scale`] if a scale is not positive and finite, [`Error::NotFinite`] if an offset is not finite; its column is the
    /// channel.
    pub fn from_constants(offset: &[f64; C], scale: &[f64; C]) -> Result<Self, Error> {
        super::check_constants(offset, scale)?;
        Ok(Self { offset: *offset, scale: *scale })
    }

    /// What is subtracted from each channel.
    #[must_use]
    pub fn offset(&self) -> &[f64; C] {
        &self.offset
    }

    /// What each channel is divided by then: positive values.
    #[must_use]
    pub fn scale(&self) -> &[f64; C] {
        &self.scale
    }

    /// The normalized row: `(x - offset) / scale`.
    #[must_use]
    pub fn apply<const I: usize>(&self, mut row: [f32; I]) -> [f32; I] {
        self.apply_to(core::slice::from_mut(&mut row));
        row
    }

    /// The row that [`apply`](Self::apply) turns into this one: `x' * scale + offset`.
    #[must_use]
    pub fn invert<const I: usize>(&self, mut row: [f32; I]) -> [f32; I] {
        self.invert_to(core::slice::from_mut(&mut row));
        row
    }

    /// Normalizes many rows in place.
    pub fn apply_to<const I: usize>(&self, rows: &mut [[f32; I]]) {
        self.change(rows, |value, offset, scale| (value - offset) / scale);
    }

    /// Undoes [`apply_to`](Self::apply_to) in place.
    pub fn invert_to<const I: usize>(&self, rows: &mut [[f32; I]]) {
        self.change(rows, |value, offset, scale| value * scale + offset);
    }

    /// The data set with normalized inputs.
    #[must_use]
    pub fn transform<Y, const I: usize>(&self, mut data: Dataset<[f32; I], Y>) -> Dataset<[f32; I], Y> {
        self.apply_to(data.inputs_mut());
        data
    }

    /// The data set with normalized targets, such as those of a network that gives pictures.
    #[must_use]
    pub fn transform_targets<X, const I: usize>(&self, mut data: Dataset<X, [f32; I]>) -> Dataset<X, [f32; I]> {
        self.apply_to(data.targets_mut());
        data
    }

    fn change<const I: usize>(&self, rows: &mut [[f32; I]], change: impl Fn(f64, f64, f64) -> f64) {
        let pixels = pixels::<I, C>();
        for row in rows {
            for (channel, (offset, scale)) in row.chunks_exact_mut(pixels).zip(self.offset.iter().zip(&self.scale)) {
                for value in channel {
                    *value = change(f64::from(*value), *offset, *scale) as f32;
                }
            }
        }
    }
}

/// Pixels of a row of `I` numbers in `C` channels.
const fn pixels<const I: usize, const C: usize>() -> usize {
    const {
        assert!(C > 0 && I > 0, "a picture has at least one channel and one pixel");
        assert!(I.is_multiple_of(C), "the numbers of a row are a multiple of the channels");
    }
    I / C
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the values compared are exact")]
mod tests {
    use super::*;

    /// Two channels of 1, 5 or 17 x 3 pixels, the second far from zero.
    fn pictures<const I: usize>(rows: usize) -> Vec<[f32; I]> {
        let value = |row: usize, index: usize| {
            let number = ((row * I + index) * 37 % 101) as f32;
            if index < I / 2 { number * 0.01 } else { 1e6 + number }
        };
        (0..rows).map(|row| core::array::from_fn(|index| value(row, index))).collect()
    }

    fn check<const I: usize>(rows: usize) -> Result<(), Error> {
        let data = pictures::<I>(rows);
        let normalizer = ChannelNormalizer::<2>::fit(&data)?;
        for channel in 0..2 {
            // The naive twin: all numbers of a channel in one list.
            let numbers = channel * I / 2..(channel + 1) * I / 2;
            let all: Vec<f64> =
                data.iter().flat_map(|row| row[numbers.clone()].iter().copied().map(f64::from)).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let variance = all.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / all.len() as f64;
            assert!((normalizer.offset()[channel] / mean - 1.0).abs() < 1e-12, "{I} numbers, channel {channel}");
            assert!(
                (normalizer.scale()[channel] / variance.sqrt() - 1.0).abs() < 1e-9,
                "{I} numbers, channel {channel}"
            );
            let mut normalized = data.clone();
            normalizer.apply_to(&mut normalized);
            for (row, expected) in normalized.iter().zip(&data) {
                for index in numbers.clone() {
                    let found =
                        (f64::from(expected[index]) - normalizer.offset()[channel]) / normalizer.scale()[channel];
                    assert_eq!(row[index], found as f32);
                }
                let back = normalizer.invert(*row);
                for index in numbers.clone() {
                    let tolerance = f64::from(f32::EPSILON)
                        * (normalizer.scale()[channel] * f64::from(row[index].abs())
                            + f64::from(expected[index].abs()));
                    assert!(f64::from(back[index] - expected[index]).abs() <= tolerance, "{}", back[index]);
                }
            }
        }
        Ok(())
    }

    #[test]
    fn each_channel_has_mean_zero_and_deviation_one() -> Result<(), Error> {
        check::<2>(53)?;
        check::<10>(17)?;
        check::<102>(1)?;
        check::<102>(16)
    }

    /// `torch.tensor(..).mean(dim=(0, 2, 3))`, `.std(dim=(0, 2, 3), unbiased=False)`, `PyTorch` 2.15.
    #[test]
    fn mean_and_deviation_are_those_of_pytorch() -> Result<(), Error> {
        // Two pictures of 2 x 2 pixels and three channels: the multiples of 0.1 up to 2.3.
        let rows: [[f32; 12]; 2] = core::array::from_fn(|row| core::array::from_fn(|k| (row * 12 + k) as f32 * 0.1));
        let normalizer = ChannelNormalizer::<3>::fit(&rows)?;
        for (found, expected) in normalizer.offset().iter().zip([0.75, 1.15, 1.55]) {
            assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
        }
        for found in normalizer.scale() {
            assert!((found - 0.610_327_780_786_685_1).abs() < 1e-6, "{found}");
        }
        Ok(())
    }

    #[test]
    fn a_channel_without_variation_becomes_zero() -> Result<(), Error> {
        let normalizer = ChannelNormalizer::<2>::fit(&[[0.1_f32, 0.1, 5.0, 7.0]; 3])?;
        assert_eq!(normalizer.scale(), &[1.0, 1.0]);
        assert_eq!(normalizer.apply([0.1, 0.1, 5.0, 7.0]), [0.0, 0.0, -1.0, 1.0]);
        Ok(())
    }

    #[test]
    fn rows_and_constants_that_are_none_are_refused_like_those_of_columns() -> Result<(), Error> {
        let message = |rows: &[[f32; 4]]| ChannelNormalizer::<2>::fit(rows).expect_err("bad data").to_string();
        assert_eq!(message(&[]), "dataset: found 0 rows, expected at least 1");
        let expected = "normalizer: row 1, column 2 is inf, expected a finite number";
        assert_eq!(message(&[[1.0; 4], [1.0, 2.0, f32::INFINITY, 2.0]]), expected);
        let message = |offset: [f64; 2], scale: [f64; 2]| {
            ChannelNormalizer::from_constants(&offset, &scale).expect_err("bad constants").to_string()
        };
        let expected = "normalizer: scale of column 1 is 0, expected a positive finite number";
        assert_eq!(message([0.0; 2], [1.0, 0.0]), expected);
        let expected = "normalizer offset: row 0, column 0 is NaN, expected a finite number";
        assert_eq!(message([f64::NAN, 0.0], [1.0; 2]), expected);
        let fitted = ChannelNormalizer::<2>::fit(&[[1.0, 2.0, 3.0, 7.0]])?;
        assert_eq!(ChannelNormalizer::from_constants(fitted.offset(), fitted.scale())?, fitted);
        Ok(())
    }

    #[test]
    fn transform_changes_inputs_or_targets_only() -> Result<(), Error> {
        let data = Dataset::from([([1.0, 3.0], [10.0, 30.0])]);
        let normalizer = ChannelNormalizer::from_constants(&[1.0], &[2.0])?;
        assert_eq!(normalizer.transform(data.clone()), Dataset::from([([0.0, 1.0], [10.0, 30.0])]));
        assert_eq!(normalizer.transform_targets(data), Dataset::from([([1.0, 3.0], [4.5, 14.5])]));
        Ok(())
    }
}
