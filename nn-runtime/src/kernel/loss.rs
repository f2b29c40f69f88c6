//! Losses of one row, with their derivatives.
//!
//! Each function takes a row of predictions `p [O]` (or of logits `z [O]`) and of targets `y [O]`, both padded to `P`
//! panels, and `scale`, by which the batch mean divides: `1 / m` for cross entropy, `2 / (m O)` for [`gaussian`], else
//! `1 / (m O)` for `m` rows, times the weight of the row. It
//! returns the row's loss before scaling, and writes to `d [O]` the derivative after scaling, zero in the padding and
//! where it would be subnormal, so that a row that is predicted perfectly does not slow the backward pass down.

use super::columns::{self, Pair, Scale, scales};
use super::elementwise::{copy_numbers, keep, keep_or};
use crate::math;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// Writes `loss(p, y)` of each row to `losses`, without its weight.
#[inline(always)]
pub fn row_losses<P, Y>(predictions: &[P], targets: &[Y], losses: &mut [f32], mut loss: impl FnMut(&P, &Y) -> f32) {
    for ((p, y), row) in predictions.iter().zip(targets).zip(losses) {
        *row = loss(p, y);
    }
}

/// As [`row_losses`], times the weight of the row.
#[inline(always)]
pub fn weighted_row_losses<P, Y>(
    predictions: &[P],
    (targets, weights): (&[Y], &[f32]),
    losses: &mut [f32],
    mut loss: impl FnMut(&P, &Y) -> f32,
) {
    for (((p, y), weight), row) in predictions.iter().zip(targets).zip(weights).zip(losses) {
        *row = weight * loss(p, y);
    }
}

/// As [`weighted_row_losses`], with a row of derivatives for `loss(p, y, scale, d)` to write; the weight is a factor of the
/// scale.
#[inline(always)]
pub fn row_losses_with<P, Y, D>(
    predictions: &[P],
    (targets, weights): (&[Y], &[f32]),
    scale: f32,
    derivatives: &mut [D],
    losses: &mut [f32],
    mut loss: impl FnMut(&P, &Y, f32, &mut D) -> f32,
) {
    let rows = predictions.iter().zip(targets).zip(weights);
    for (((p, y), weight), (d, row)) in rows.zip(derivatives.iter_mut().zip(losses)) {
        *row = weight * loss(p, y, weight * scale, d);
    }
}

/// Sums `term(p, y) -> (loss, derivative)` over the numbers of a row.
#[inline(always)]
fn elementwise<S: Simd, const O: usize, const P: usize>(
    simd: S,
    (p, y): (&[Panel; P], &[Panel; P]),
    d: &mut [Panel; P],
    term: impl Fn(f32x16<S>, f32x16<S>) -> (f32x16<S>, f32x16<S>),
) -> f32 {
    let mut sum = splat(simd, 0.0);
    for (index, ((p, y), d)) in p.iter().zip(y).zip(d).enumerate() {
        let n = O - (index * Panel::LANES).min(O);
        let (loss, derivative) = term(load(simd, p), load(simd, y));
        sum += keep(simd, loss, n);
        store(keep(simd, math::flush_subnormals(simd, derivative), n), d);
    }
    math::sum(sum)
}

/// The loss of one number and its derivative, for 16 of them.
type Term<S> = (f32x16<S>, f32x16<S>);

/// A loss that is a sum over the numbers of a row, in two forms: for a row padded to `P` panels, and for 16 rows in columns.
macro_rules! elementwise_losses {
    ($($(#[$doc:meta])* $row:ident, $columns:ident, $term:ident($($constant:ident)?);)*) => {
        $(
            $(#[$doc])*
            #[inline(always)]
            pub fn $row<S: Simd, const O: usize, const P: usize>(
                simd: S,
                row: (&[Panel; P], &[Panel; P]),
                scale: f32,
                d: &mut [Panel; P],
                $($constant: f32,)?
            ) -> f32 {
                elementwise::<S, O, P>(simd, row, d, $term(simd, splat(simd, scale), $($constant)?))
            }

            $(#[$doc])*
            #[inline(always)]
            pub fn $columns<S: Simd, const O: usize>(
                simd: S,
                columns: Pair<'_, O>,
                scale: Scale<'_>,
                d: &mut [Panel; O],
                rows: (usize, &mut f64),
                $($constant: f32,)?
            ) {
                let (scale, weights) = scales(simd, scale);
                columns::elementwise::<S, O>(simd, columns, weights, d, rows, $term(simd, scale, $($constant)?));
            }
        )*
    };
}

elementwise_losses! {
    /// Squared error: `sum (p - y)^2`, `d = 2 (p - y) scale`.
    mse, mse_columns, mse_term();
    /// Absolute error: `sum |p - y|`, `d = sign(p - y) scale`, 0 where equal.
    mae, mae_columns, mae_term();
    /// Huber's loss: `sum e^2 / 2` where `|e| <= delta`, else `delta (|e| - delta / 2)`, for `e = p - y`.
    huber, huber_columns, huber_term(delta);
    /// Logarithm of the hyperbolic cosine: `sum ln cosh e`, `d = tanh(e) scale`, for `e = p - y`.
    log_cosh, log_cosh_columns, log_cosh_term();
    /// Quantile loss: `sum q |e|` where `e = p - y` is below 0, else `sum (1 - q) |e|`; `d` is `-q scale` or `(1 - q) scale`, 0
    /// where equal.
    quantile, quantile_columns, quantile_term(q);
    /// Poisson loss: `sum e^p - y p`, `d = (e^p - y) scale`.
    poisson, poisson_columns, poisson_term();
    /// Hinge loss: `sum max(0, 1 - y p)`, `d = -y scale` where that is above 0, else 0.
    hinge, hinge_columns, hinge_term();
    /// Binary cross entropy of `p = sigmoid(z)`, from the logits: `sum softplus(z) - y z`, `d = (sigmoid(z) - y) scale`.
    ///
    /// `-(y log p + (1 - y) log(1 - p))` is the same number where `p` is not rounded to 0 or 1.
    binary_cross_entropy, binary_cross_entropy_columns, binary_cross_entropy_term();
    /// As [`binary_cross_entropy`], with what is lost where the target is 1 times `w`, the weight:
    /// `sum w y softplus(-z) + (1 - y) softplus(z)`, `d = ((1 - y) sigmoid(z) - w y (1 - sigmoid(z))) scale`.
    binary_cross_entropy_with_positive_weight, binary_cross_entropy_with_positive_weight_columns,
        weighted_binary_cross_entropy_term(positive_weight);
}

#[inline(always)]
fn mse_term<S: Simd>(_simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    let scale = scale * 2.0;
    #[inline(always)]
    move |p, y| ((p - y) * (p - y), (p - y) * scale)
}

#[inline(always)]
fn mae_term<S: Simd>(simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    let (zero, up, down) = (splat(simd, 0.0), scale, -scale);
    #[inline(always)]
    move |p, y| {
        let error = p - y;
        // A NaN is neither above nor below 0, and must not look like an error of 0.
        let derivative = error.simd_gt(zero).select(up, error.simd_lt(zero).select(down, error));
        (error.abs(), derivative)
    }
}

#[inline(always)]
fn huber_term<S: Simd>(simd: S, scale: f32x16<S>, delta: f32) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    let threshold = splat(simd, delta);
    #[inline(always)]
    move |p, y| {
        let error = p - y;
        let size = error.abs();
        let far = size.simd_gt(threshold);
        let loss = far.select(threshold * (size - threshold * 0.5), error * error * 0.5);
        let slope = far.select(threshold.copysign(error), error);
        (loss, slope * scale)
    }
}

/// The series of `ln cosh(e) / e^2` in `e^2`: where `|e|` is up to 0.5 its error is 1.5e-7 of the sum.
const LN_COSH: [f32; 6] = [0.5, -1.0 / 12.0, 1.0 / 45.0, -17.0 / 2520.0, 31.0 / 14_175.0, -691.0 / 935_550.0];

#[inline(always)]
fn log_cosh_term<S: Simd>(simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    #[inline(always)]
    move |p, y| {
        let error = p - y;
        let (size, square) = (error.abs(), error * error);
        let [c0, c1, c2, c3, c4, c5] = LN_COSH;
        let series = splat(simd, c5).mul_add(square, splat(simd, c4));
        let series = series.mul_add(square, splat(simd, c3)).mul_add(square, splat(simd, c2));
        let near = series.mul_add(square, splat(simd, c1)).mul_add(square, splat(simd, c0)) * square;
        // The same without overflow, which cancels where the error is small.
        let far = (size - core::f32::consts::LN_2) + math::softplus(simd, size * -2.0);
        (size.simd_lt(0.5).select(near, far), math::tanh(simd, error) * scale)
    }
}

#[inline(always)]
fn quantile_term<S: Simd>(simd: S, scale: f32x16<S>, q: f32) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    let (zero, below, above) = (splat(simd, 0.0), splat(simd, q), splat(simd, 1.0 - q));
    let (up, down) = (above * scale, below * -scale);
    #[inline(always)]
    move |p, y| {
        let error = p - y;
        // As for the absolute error, a NaN stays one.
        let derivative = error.simd_gt(zero).select(up, error.simd_lt(zero).select(down, error));
        (error.abs() * error.simd_gt(zero).select(above, below), derivative)
    }
}

#[inline(always)]
fn poisson_term<S: Simd>(simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    #[inline(always)]
    move |p, y| {
        let mean = math::exp(simd, p);
        (mean - y * p, (mean - y) * scale)
    }
}

#[inline(always)]
fn hinge_term<S: Simd>(simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    let (zero, one, scale) = (splat(simd, 0.0), splat(simd, 1.0), -scale);
    #[inline(always)]
    move |p, y| {
        let loss = one - y * p;
        // A NaN is neither above nor below 0, and must not look like a margin that is kept.
        let derivative = loss.simd_gt(zero).select(y * scale, loss.simd_le(zero).select(zero, loss));
        (loss.simd_le(zero).select(zero, loss), derivative)
    }
}

#[inline(always)]
fn binary_cross_entropy_term<S: Simd>(simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    #[inline(always)]
    move |z, y| {
        // max(z, 0) - z y, without cancelling, and 0 also where z is infinite and the target agrees with it.
        let factor = z.simd_gt(0.0).select(splat(simd, 1.0) - y, -y);
        let linear = factor.simd_eq(0.0).select(splat(simd, 0.0), z * factor);
        let loss = linear + math::softplus(simd, -z.abs());
        (loss, (math::sigmoid(simd, z) - y) * scale)
    }
}

#[inline(always)]
fn weighted_binary_cross_entropy_term<S: Simd>(
    simd: S,
    scale: f32x16<S>,
    positive_weight: f32,
) -> impl Fn(f32x16<S>, f32x16<S>) -> Term<S> {
    let (zero, one) = (splat(simd, 0.0), splat(simd, 1.0));
    let weight = splat(simd, positive_weight);
    #[inline(always)]
    move |z, y| {
        let (positive, negative) = (weight * y, one - y);
        // softplus(z) = max(z, 0) + softplus(-|z|), for both signs; the linear part is 0 also where z is infinite and the target
        // agrees with it.
        let factor = z.simd_gt(zero).select(negative, -positive);
        let linear = factor.simd_eq(zero).select(zero, z * factor);
        let loss = linear + (positive + negative) * math::softplus(simd, -z.abs());
        let p = math::sigmoid(simd, z);
        (loss, (negative * p - positive * (one - p)) * scale)
    }
}

/// Gaussian loss, of the first `O / 2` outputs as means and the others as logarithms `s` of variances, and as many targets:
/// `sum (s + (p - y)^2 e^-s) / 2`, `d = (p - y) e^-s scale` and `(1 - (p - y)^2 e^-s) / 2 scale`.
#[inline(always)]
pub fn gaussian<S: Simd, const O: usize, const P: usize>(
    simd: S,
    (p, y): (&[Panel; P], &[Panel; P]),
    scale: f32,
    d: &mut [Panel; P],
) -> f32 {
    let term = gaussian_term(simd, splat(simd, scale));
    let n = O / 2;
    // The second half, from the first lane on.
    let (mut s, mut d_s) = ([Panel::ZERO; P], [Panel::ZERO; P]);
    copy_numbers(p, n, &mut s, 0, n);
    let mut sum = splat(simd, 0.0);
    for (index, (((p, y), s), (d, d_s))) in p.iter().zip(y).zip(&s).zip(d.iter_mut().zip(&mut d_s)).enumerate() {
        let n = n - (index * Panel::LANES).min(n);
        let (loss, derivatives) = term(load(simd, p), load(simd, s), load(simd, y));
        sum += keep(simd, loss, n);
        for (derivative, d) in derivatives.into_iter().zip([d, d_s]) {
            store(keep(simd, math::flush_subnormals(simd, derivative), n), d);
        }
    }
    copy_numbers(&d_s, 0, d, n, n);
    math::sum(sum)
}

/// As [`gaussian`], of 16 rows in columns.
#[inline(always)]
pub fn gaussian_columns<S: Simd, const O: usize>(
    simd: S,
    columns: Pair<'_, O>,
    scale: Scale<'_>,
    d: &mut [Panel; O],
    rows: (usize, &mut f64),
) {
    let (scale, weights) = scales(simd, scale);
    columns::pairs::<S, O>(simd, columns, weights, d, rows, gaussian_term(simd, scale));
}

/// The loss of one target, and its derivatives with respect to the mean and to the logarithm of the variance, for 16 of them.
type PairTerm<S> = (f32x16<S>, [f32x16<S>; 2]);

/// Of a mean, a logarithm of a variance and a target.
#[inline(always)]
fn gaussian_term<S: Simd>(simd: S, scale: f32x16<S>) -> impl Fn(f32x16<S>, f32x16<S>, f32x16<S>) -> PairTerm<S> {
    let (zero, half) = (splat(simd, 0.0), splat(simd, 0.5));
    #[inline(always)]
    move |p, s, y| {
        let error = p - y;
        // An error of 0 is one however small the variance is, also where its inverse is infinite.
        let weighted = error.simd_eq(zero).select(zero, error * math::exp(simd, -s));
        let quotient = error * weighted;
        ((s + quotient) * half, [weighted * scale, (half - quotient * half) * scale])
    }
}

/// Cross entropy of `p = softmax(z)`, from the logits: `sum y (log sum e^z - z)`, `d = (p sum y - y) scale`.
///
/// The largest logit is taken out before the exponential, so nothing overflows.
#[inline(always)]
pub fn cross_entropy<S: Simd, const O: usize, const P: usize>(
    simd: S,
    row: (&[Panel; P], &[Panel; P]),
    scale: f32,
    d: &mut [Panel; P],
) -> f32 {
    cross_entropy_of::<S, O, P>(
        simd,
        row,
        scale,
        d,
        #[inline(always)]
        |y| y,
    )
}

/// As [`cross_entropy`], with targets `(1 - label_smoothing) y + label_smoothing / O`.
#[inline(always)]
pub fn cross_entropy_with_label_smoothing<S: Simd, const O: usize, const P: usize>(
    simd: S,
    row: (&[Panel; P], &[Panel; P]),
    scale: f32,
    d: &mut [Panel; P],
    label_smoothing: f32,
) -> f32 {
    cross_entropy_of::<S, O, P>(simd, row, scale, d, smooth::<S, O>(simd, label_smoothing))
}

/// Moves the part `label_smoothing` of a target to all `O` classes alike.
#[inline(always)]
pub(super) fn smooth<S: Simd, const O: usize>(simd: S, label_smoothing: f32) -> impl Fn(f32x16<S>) -> f32x16<S> {
    let (kept, share) = (splat(simd, 1.0 - label_smoothing), splat(simd, label_smoothing / O as f32));
    #[inline(always)]
    move |y| y.mul_add(kept, share)
}

/// As [`cross_entropy`], with `target(y)` instead of each target.
#[inline(always)]
fn cross_entropy_of<S: Simd, const O: usize, const P: usize>(
    simd: S,
    (z, y): (&[Panel; P], &[Panel; P]),
    scale: f32,
    d: &mut [Panel; P],
    target: impl Fn(f32x16<S>) -> f32x16<S>,
) -> f32 {
    let lanes = |index: usize| O - (index * Panel::LANES).min(O);
    let mut largest = splat(simd, f32::NEG_INFINITY);
    for (index, z) in z.iter().enumerate() {
        let z = keep_or(simd, load(simd, z), lanes(index), f32::NEG_INFINITY);
        largest = (largest.simd_ge(z) | largest.is_nan()).select(largest, z);
    }
    let largest = splat(simd, math::max(largest));
    let mut sum = splat(simd, 0.0);
    let mut weight = splat(simd, 0.0);
    for (index, ((z, y), d)) in z.iter().zip(y).zip(&mut *d).enumerate() {
        let e = keep(simd, math::exp(simd, load(simd, z) - largest), lanes(index));
        sum += e;
        weight += keep(simd, target(load(simd, y)), lanes(index));
        store(e, d);
    }
    let sum = splat(simd, math::sum(sum));
    let log_sum = math::ln(simd, sum);
    let factor = splat(simd, math::sum(weight)) / sum;
    let scale = splat(simd, scale);
    let mut loss = splat(simd, 0.0);
    for (index, ((z, y), d)) in z.iter().zip(y).zip(d).enumerate() {
        let y = target(load(simd, y));
        // A class that is not the target costs nothing, even where its logit is so low that its distance is infinite.
        let cost = y.simd_eq(0.0).select(splat(simd, 0.0), y * (log_sum - (load(simd, z) - largest)));
        loss += keep(simd, cost, lanes(index));
        let derivative = math::flush_subnormals(simd, (load(simd, d) * factor - y) * scale);
        store(keep(simd, derivative, lanes(index)), d);
    }
    math::sum(loss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Kernel, Level, dispatch};

    /// Loss and derivative of one row of 3 numbers.
    struct Row {
        z: [f32; 3],
        y: [f32; 3],
        loss: Named,
    }

    #[derive(Clone, Copy)]
    enum Named {
        CrossEntropy,
        BinaryCrossEntropy,
        LogCosh,
    }

    impl Kernel for Row {
        type Output = (f32, [f32; 16]);

        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let padded = |row: [f32; 3]| {
                let mut panel = Panel([7.0; 16]);
                panel.0[..3].copy_from_slice(&row);
                [panel]
            };
            let (z, y, mut d) = (padded(self.z), padded(self.y), [Panel::ZERO]);
            let loss = match self.loss {
                Named::CrossEntropy => cross_entropy::<_, 3, 1>(simd, (&z, &y), 1.0, &mut d),
                Named::BinaryCrossEntropy => binary_cross_entropy::<_, 3, 1>(simd, (&z, &y), 1.0, &mut d),
                Named::LogCosh => log_cosh::<_, 3, 1>(simd, (&z, &y), 1.0, &mut d),
            };
            (loss, d[0].0)
        }
    }

    #[test]
    fn certainty_that_is_right_costs_nothing() {
        for level in Level::available() {
            for low in [-3e38, f32::NEG_INFINITY] {
                let row = Row { z: [3e38, low, 0.0], y: [1.0, 0.0, 0.0], loss: Named::CrossEntropy };
                let (loss, d) = dispatch(level, row);
                assert!(loss == 0.0 && d.iter().all(|d| *d == 0.0), "{level:?}: {loss}, {d:?}");
            }
            let row = Row {
                z: [f32::INFINITY, f32::NEG_INFINITY, 3e38],
                y: [1.0, 0.0, 1.0],
                loss: Named::BinaryCrossEntropy,
            };
            let (loss, d) = dispatch(level, row);
            assert!(loss == 0.0 && d.iter().all(|d| *d == 0.0), "{level:?}: {loss}, {d:?}");
        }
    }

    #[test]
    fn certainty_that_is_wrong_costs_what_it_should() {
        for level in Level::available() {
            let (loss, _) =
                dispatch(level, Row { z: [100.0, 0.0, 0.0], y: [0.0, 1.0, 0.0], loss: Named::CrossEntropy });
            assert_eq!(loss.to_bits(), 100.0_f32.to_bits(), "{level:?}: {loss}");
            let (loss, d) =
                dispatch(level, Row { z: [100.0, -50.0, -200.0], y: [0.0, 1.0, 0.0], loss: Named::BinaryCrossEntropy });
            assert_eq!(loss.to_bits(), 150.0_f32.to_bits(), "{level:?}: {loss}");
            assert!(d[3..].iter().all(|d| *d == 0.0), "{level:?}: {d:?}");
        }
    }

    /// Where its terms cancel, where the series ends, and where the hyperbolic cosine overflows.
    #[test]
    fn log_cosh_has_all_its_digits() {
        for level in Level::available() {
            for error in [0.0, 1e-15, 1e-10, 1e-4, 0.01, 0.3, 0.499_999_97, 0.5, 0.6, 1.0, 9.0, 80.0, 1e4, 3e38_f32] {
                let (loss, d) = dispatch(level, Row { z: [error, 0.0, 0.0], y: [0.0; 3], loss: Named::LogCosh });
                let (found, wide) = (f64::from(loss), f64::from(error));
                let expected = if wide < 1.0 {
                    // ln cosh = ln(1 + 2 sinh(e/2)^2)
                    libm::log1p(2.0 * libm::pow(libm::sinh(wide / 2.0), 2.0))
                } else {
                    wide - core::f64::consts::LN_2 + libm::log1p(libm::exp(-2.0 * wide))
                };
                assert!(
                    (found - expected).abs() <= 6e-7 * expected,
                    "{level:?}, {error}: {found}, expected {expected}"
                );
                assert!(
                    (f64::from(d[0]) - libm::tanh(wide)).abs() <= 3e-7 * libm::tanh(wide),
                    "{level:?}, {error}: {d:?}"
                );
            }
        }
    }

    /// Targets are weights: the kernel does not assume that they sum to 1, as it is only nearly so of a distribution.
    #[test]
    fn cross_entropy_weighs_by_the_sum_of_the_targets() {
        let (z, y) = ([0.5_f32, -1.0, 2.0], [0.75_f32, 1.25, 0.5]);
        let exponentials = z.map(|z| libm::exp(f64::from(z)));
        let (sum, weight) = (exponentials.iter().sum::<f64>(), 2.5);
        let cost = |class: usize| f64::from(y[class]) * (libm::log(sum) - f64::from(z[class]));
        let expected = cost(0) + cost(1) + cost(2);
        for level in Level::available() {
            let (loss, d) = dispatch(level, Row { z, y, loss: Named::CrossEntropy });
            assert!((f64::from(loss) - expected).abs() < 1e-6 * expected, "{level:?}: {loss}, expected {expected}");
            for class in 0..3 {
                let expected = exponentials[class] / sum * weight - f64::from(y[class]);
                assert!((f64::from(d[class]) - expected).abs() < 1e-6, "{level:?}: {d:?}, expected {expected}");
            }
        }
    }
}
