//! Gradient clipping: against steps that one odd batch makes too long.
//!
//! All functions work on flat slices and give the same bits on every instruction set.

#[cfg(not(machines = "scalar"))]
use fearless_simd::f64x8;

use crate::panel::Panel;
#[cfg(not(machines = "scalar"))]
use crate::simd::prelude::*;
use crate::simd::{Kernel, Level, Simd, dispatch, f32x16, splat};
use crate::threads::{self, Parts};

/// Scales `gradient` so that its Euclidean norm over all parameters is at most `max_norm`, and returns the norm that it
/// had (Pascanu, Mikolov and Bengio 2013).
///
/// As `torch.nn.utils.clip_grad_norm_`, but exact at the bound: nothing is added to the divisor. A gradient with an
/// element that is infinite or NaN is left as it is, and the norm returned is then not finite.
///
/// ```
/// let mut gradient = [3.0, 4.0];
/// assert_eq!(nn_runtime::clip::clip_norm(&mut gradient, 2.5), 5.0);
/// assert_eq!(gradient, [1.5, 2.0]);
/// ```
pub fn clip_norm(gradient: &mut [f32], max_norm: f32) -> f64 {
    let norm = norm(gradient);
    if norm.is_finite() && norm > f64::from(max_norm) {
        let factor = (f64::from(max_norm) / norm) as f32;
        threads::each_part(gradient, |values| dispatch(Level::detect(), Scale { values, factor }));
    }
    norm
}

/// Moves each element of `gradient` that is outside of `[-limit, limit]` to the nearer bound; `limit` is 0 or more. NaN
/// stays NaN.
///
/// ```
/// let mut gradient = [0.5, -3.0];
/// nn_runtime::clip::clip_value(&mut gradient, 1.0);
/// assert_eq!(gradient, [0.5, -1.0]);
/// ```
pub fn clip_value(gradient: &mut [f32], limit: f32) {
    threads::each_part(gradient, |values| dispatch(Level::detect(), Limit { values, limit }));
}

/// Euclidean norm: `sqrt(sum x^2)`, summed in `f64` in a fixed order.
///
/// Squares of `f32` are exact in `f64` and cannot overflow, so the norm is finite exactly if every element is.
#[must_use]
pub fn norm(values: &[f32]) -> f64 {
    libm::sqrt(dispatch(Level::detect(), SumOfSquares(values)))
}

/// Whether no element is infinite or NaN; one pass, cheaper than [`norm`].
#[must_use]
pub fn all_finite(values: &[f32]) -> bool {
    fn divide(values: &[f32], parts: Parts) -> bool {
        if parts.is_one() {
            return dispatch(Level::detect(), AllFinite(values));
        }
        let halves = parts.halves();
        let (values, rest) = values.split_at(halves.middle(values.len(), Panel::LANES));
        let (all, rest) = threads::join(halves, |parts| divide(values, parts), |parts| divide(rest, parts));
        all && rest
    }
    let parts = threads::parts_of_numbers(values.len());
    threads::enter(parts, || divide(values, parts))
}

struct SumOfSquares<'a>(&'a [f32]);

impl Kernel for SumOfSquares<'_> {
    type Output = f64;

    /// Four times eight partial sums, enough to hide the latency of the addition, joined pairwise. The squares are exact,
    /// so it makes no difference whether multiply-add is fused.
    #[inline(always)]
    #[cfg(not(machines = "scalar"))]
    fn wide<S: Simd>(self, simd: S) -> f64 {
        let zero = f64x8::splat(simd, 0.0);
        let (mut sum0, mut sum1, mut sum2, mut sum3) = (zero, zero, zero, zero);
        let (chunks, rest) = self.0.as_chunks::<32>();
        for chunk in chunks {
            if let ([part0, part1, part2, part3], _) = chunk.as_chunks::<8>() {
                sum0 = add_squares(simd, sum0, part0);
                sum1 = add_squares(simd, sum1, part1);
                sum2 = add_squares(simd, sum2, part2);
                sum3 = add_squares(simd, sum3, part3);
            }
        }
        let mut sums = [0.0; 8];
        ((sum0 + sum1) + (sum2 + sum3)).store_array(&mut sums);
        for (index, value) in rest.iter().enumerate() {
            sums[index % 8] += f64::from(*value) * f64::from(*value);
        }
        join(sums)
    }

    /// The same sums in the same order.
    #[cfg(machines = "scalar")]
    fn wide<S: Simd>(self, _: S) -> f64 {
        let mut parts = [[0.0; 8]; 4];
        let (chunks, rest) = self.0.as_chunks::<32>();
        for chunk in chunks {
            for (value, sum) in chunk.iter().zip(parts.as_flattened_mut()) {
                *sum += f64::from(*value) * f64::from(*value);
            }
        }
        let mut sums = [0.0; 8];
        for (index, sum) in sums.iter_mut().enumerate() {
            *sum = (parts[0][index] + parts[1][index]) + (parts[2][index] + parts[3][index]);
        }
        for (index, value) in rest.iter().enumerate() {
            sums[index % 8] += f64::from(*value) * f64::from(*value);
        }
        join(sums)
    }
}

/// The sum of partial sums, in pairs.
fn join([a, b, c, d, e, f, g, h]: [f64; 8]) -> f64 {
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// `sum + x^2` for eight values.
#[inline(always)]
#[cfg(not(machines = "scalar"))]
fn add_squares<S: Simd>(simd: S, sum: f64x8<S>, values: &[f32; 8]) -> f64x8<S> {
    let wide = f64x8::load_array(simd, values.map(f64::from));
    wide.mul_add(wide, sum)
}

struct Scale<'a> {
    values: &'a mut [f32],
    factor: f32,
}

impl Kernel for Scale<'_> {
    type Output = ();

    #[inline(always)]
    fn wide<S: Simd>(self, _: S) {
        for value in self.values {
            *value *= self.factor;
        }
    }
}

struct Limit<'a> {
    values: &'a mut [f32],
    limit: f32,
}

impl Kernel for Limit<'_> {
    type Output = ();

    #[inline(always)]
    fn wide<S: Simd>(self, _: S) {
        for value in self.values {
            // Comparisons with NaN are false, so NaN is kept; `f32::clamp` would panic for a negative limit.
            *value = if *value > self.limit {
                self.limit
            } else if *value < -self.limit {
                -self.limit
            } else {
                *value
            };
        }
    }
}

struct AllFinite<'a>(&'a [f32]);

impl Kernel for AllFinite<'_> {
    type Output = bool;

    /// `0 x` is 0 for every finite `x` and NaN for the others, and NaN survives addition.
    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) -> bool {
        let zero = splat(simd, 0.0);
        let (mut even, mut odd) = (zero, zero);
        let (chunks, rest) = self.0.as_chunks::<32>();
        for chunk in chunks {
            let (halves, _) = chunk.as_chunks::<16>();
            if let [first, second] = halves {
                even = f32x16::load_array_ref(simd, first).mul_add(zero, even);
                odd = f32x16::load_array_ref(simd, second).mul_add(zero, odd);
            }
        }
        let mut lanes = [0.0; 16];
        (even + odd).store_array(&mut lanes);
        lanes.iter().all(|lane| *lane == 0.0) && rest.iter().all(|value| value.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{vec, vec::Vec};

    fn numbers(n: usize) -> Vec<f32> {
        let mut stream = crate::random::Stream::new(n as u64, crate::random::Purpose::Parameter, 0);
        (0..n).map(|_| stream.signed_unit()).collect()
    }

    /// Lengths around those of the chunks.
    const LENGTHS: [usize; 8] = [1, 15, 16, 17, 31, 32, 53, 1000];

    #[test]
    fn norm_matches_the_naive_sum() {
        for n in LENGTHS {
            let values = numbers(n);
            let naive = values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
            assert!((norm(&values) / naive - 1.0).abs() < 1e-13, "{n} elements");
        }
        assert_eq!(norm(&[]).to_bits(), 0);
        assert!((norm(&[f32::MAX; 40]) / (f64::from(f32::MAX) * 40.0_f64.sqrt()) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn clipped_gradient_has_the_norm_asked_for_and_the_old_direction() {
        for n in LENGTHS {
            let before = numbers(n);
            let mut after = before.clone();
            let old = clip_norm(&mut after, 0.01);
            assert_eq!(old.to_bits(), norm(&before).to_bits());
            assert!((norm(&after) / 0.01 - 1.0).abs() < 1e-6, "{n} elements");
            for (new, value) in after.iter().zip(&before) {
                assert!((f64::from(*new) - f64::from(*value) * 0.01 / old).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn short_gradients_keep_their_bits() {
        let before = numbers(53);
        let mut after = before.clone();
        clip_norm(&mut after, 100.0);
        assert_eq!(before, after);
        clip_value(&mut after, 1.0);
        assert_eq!(before, after);
    }

    #[test]
    fn values_are_limited_one_by_one() {
        let mut values = vec![2.0, -2.0, 0.25, f32::INFINITY, f32::NEG_INFINITY, -0.5];
        clip_value(&mut values, 0.5);
        assert_eq!(values, [0.5, -0.5, 0.25, 0.5, -0.5, -0.5]);
        let mut nan = [f32::NAN];
        clip_value(&mut nan, 0.5);
        assert!(nan[0].is_nan());
    }

    #[test]
    fn one_bad_element_anywhere_is_found() {
        for n in LENGTHS {
            for level in Level::available() {
                assert!(dispatch(level, AllFinite(&numbers(n))));
                assert!(dispatch(level, AllFinite(&vec![f32::MAX; n])));
                for (place, bad) in (0..n).flat_map(|place| [(place, f32::NAN), (place, f32::NEG_INFINITY)]) {
                    let mut values = numbers(n);
                    values[place] = bad;
                    assert!(!dispatch(level, AllFinite(&values)), "{bad} at {place} of {n}");
                    assert!(!clip_norm(&mut values, 1.0).is_finite());
                }
            }
        }
    }

    #[test]
    fn levels_give_equal_bits() {
        let values = numbers(1000);
        let expected = dispatch(Level::detect(), SumOfSquares(&values)).to_bits();
        for level in Level::available() {
            assert_eq!(dispatch(level, SumOfSquares(&values)).to_bits(), expected, "{level:?}");
        }
    }
}
