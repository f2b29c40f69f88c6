//! Values that are combined with vectors of parameters number by number, and the derivatives of these; normalisation of a row.
//!
//! Letters: `P` panels of a value, `N` numbers of a row, `J` values and `K` vectors that are combined.

use super::columns::sum_columns;
use super::elementwise::keep;
use super::online::{descend, of_each};
use super::parts::{Outputs, add_blocks};
use crate::math;
use crate::optim::{Rule, change};
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store, vectors};

/// `y = f(values, parameters, y)` for each row, with the same parameters for all rows.
#[inline(always)]
pub fn combine<S: Simd, const J: usize, const K: usize, const P: usize>(
    simd: S,
    values: [&[[Panel; P]]; J],
    parameters: [&[Panel; P]; K],
    y: &mut [[Panel; P]],
    f: impl Fn([f32x16<S>; J], [f32x16<S>; K], f32x16<S>) -> f32x16<S>,
) {
    let n_rows = values.iter().fold(y.len(), |n, rows| n.min(rows.len()));
    let values = values.map(|rows| &rows[..n_rows]);
    for (row, y) in y.iter_mut().enumerate().take(n_rows) {
        for (p, y) in y.iter_mut().enumerate() {
            let of_values = values.map(
                #[inline(always)]
                |rows| load(simd, &rows[row][p]),
            );
            let of_parameters = parameters.map(
                #[inline(always)]
                |parameter| load(simd, &parameter[p]),
            );
            store(f(of_values, of_parameters, load(simd, y)), y);
        }
    }
}

/// As [`combine`] for 16 rows in columns.
#[inline(always)]
pub fn combine_columns<S: Simd, const J: usize, const K: usize, const N: usize, const P: usize>(
    simd: S,
    values: [&[Panel; N]; J],
    parameters: [&[Panel; P]; K],
    y: &mut [Panel; N],
    f: impl Fn([f32x16<S>; J], [f32x16<S>; K], f32x16<S>) -> f32x16<S>,
) {
    for (n, y) in y.iter_mut().enumerate() {
        let of_values = values.map(
            #[inline(always)]
            |columns| load(simd, &columns[n]),
        );
        let of_parameters = parameters.map(
            #[inline(always)]
            |parameter| splat(simd, bytemuck::cast_slice::<Panel, f32>(parameter).get(n).copied().unwrap_or_default()),
        );
        store(f(of_values, of_parameters, load(simd, y)), y);
    }
}

/// A parameter that is one number as a vector of it.
#[must_use]
#[inline(always)]
pub fn spread<const P: usize>(parameter: &[Panel; 1]) -> [Panel; P] {
    let [Panel([number, ..])] = parameter;
    [Panel([*number; Panel::LANES]); P]
}

/// `x` where it is positive, else `slope x`.
#[inline(always)]
pub fn prelu<S: Simd>(simd: S, x: f32x16<S>, slope: f32x16<S>) -> f32x16<S> {
    x.simd_gt(splat(simd, 0.0)).select(x, x * slope)
}

/// `d` where `x` is positive, else `slope d`: the chain rule for [`prelu`].
#[inline(always)]
pub fn prelu_derivative<S: Simd>(simd: S, x: f32x16<S>, d: f32x16<S>, slope: f32x16<S>) -> f32x16<S> {
    x.simd_gt(splat(simd, 0.0)).select(d, d * slope)
}

/// What a number contributes to the derivative of its slope: `x d` where `x` is not positive.
#[inline(always)]
pub fn slope_term<S: Simd>(simd: S, x: f32x16<S>, d: f32x16<S>) -> f32x16<S> {
    let zero = splat(simd, 0.0);
    x.simd_gt(zero).select(zero, x * d)
}

/// `part = part + sum of f(x, d)`, over blocks of `n` rows.
#[inline(always)]
pub fn vector_gradient<S: Simd, const P: usize>(
    simd: S,
    n: usize,
    rows: (&[[Panel; P]], &[[Panel; P]]),
    part: &mut Outputs<'_>,
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) {
    add_blocks(
        simd,
        n,
        rows,
        part,
        #[inline(always)]
        |x, d, p| {
            let mut sum = splat(simd, 0.0);
            for (x, d) in x.iter().zip(d) {
                if let (Some(x), Some(d)) = (x.get(p), d.get(p)) {
                    sum += f(load(simd, x), load(simd, d));
                }
            }
            sum
        },
    );
}

/// As [`vector_gradient`] for a parameter that is one number: all panels of a row, then all lanes are added up.
#[inline(always)]
pub fn number_gradient<S: Simd, const P: usize>(
    simd: S,
    n: usize,
    rows: (&[[Panel; P]], &[[Panel; P]]),
    part: &mut Outputs<'_>,
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) {
    add_blocks(
        simd,
        n,
        rows,
        part,
        #[inline(always)]
        |x, d, _| {
            let mut sum = splat(simd, 0.0);
            for (x, d) in x.as_flattened().iter().zip(d.as_flattened()) {
                sum += f(load(simd, x), load(simd, d));
            }
            load(simd, &number(math::sum(sum)))
        },
    );
}

/// A number, zeros behind it.
#[inline(always)]
fn number(number: f32) -> Panel {
    let mut numbers = Panel::ZERO;
    numbers.0[0] = number;
    numbers
}

/// `y = f(x, d)`: what a single row contributes to the derivative of a vector of parameters.
#[inline(always)]
pub fn contribute<S: Simd, const P: usize>(
    simd: S,
    x: &[Panel; P],
    d: &[Panel; P],
    y: &mut [Panel; P],
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) {
    for ((x, d), y) in x.iter().zip(d).zip(y) {
        store(f(load(simd, x), load(simd, d)), y);
    }
}

/// A step of `rule` on the vector `y` against its gradient, `f(x, d)`.
#[inline(always)]
pub fn descend_by<S: Simd, R: Rule<M>, const P: usize, const M: usize>(
    simd: S,
    (x, d): (&[Panel; P], &[Panel; P]),
    y: &mut [Panel; P],
    mut moments: [&mut [Panel; P]; M],
    rule: R,
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) {
    let moments = of_each(
        &mut moments,
        #[inline(always)]
        |moment| moment.as_mut_slice(),
    );
    change(
        simd,
        rule,
        y,
        moments,
        #[inline(always)]
        |index| match (x.get(index), d.get(index)) {
            (Some(x), Some(d)) => f(load(simd, x), load(simd, d)),
            _ => splat(simd, 0.0),
        },
    );
}

/// As [`contribute`] for a parameter that is one number.
#[inline(always)]
pub fn contribute_to_number<S: Simd, const P: usize>(
    simd: S,
    x: &[Panel; P],
    d: &[Panel; P],
    y: &mut [Panel; 1],
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) {
    *y = [total(simd, x, d, f)];
}

/// As [`descend_by`] for a parameter that is one number.
#[inline(always)]
pub fn descend_number<S: Simd, R: Rule<M>, const P: usize, const M: usize>(
    simd: S,
    (x, d): (&[Panel; P], &[Panel; P]),
    y: &mut [Panel; 1],
    moments: [&mut [Panel; 1]; M],
    rule: R,
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) {
    let gradient = total(simd, x, d, f);
    descend(simd, &[gradient], y, moments, rule);
}

/// The sum of `f(x, d)` over a row, in the order of [`number_gradient`], zeros behind it.
#[inline(always)]
fn total<S: Simd, const P: usize>(
    simd: S,
    x: &[Panel; P],
    d: &[Panel; P],
    f: impl Fn(f32x16<S>, f32x16<S>) -> f32x16<S>,
) -> Panel {
    let mut sum = splat(simd, 0.0);
    for (x, d) in x.iter().zip(d) {
        sum += f(load(simd, x), load(simd, d));
    }
    number(math::sum(sum))
}

/// The mean of a row, or 0, and what its numbers are multiplied by: 1 over the root of their mean square and `epsilon`.
///
/// Two passes, so that a mean that is far from 0 costs no digits of the deviations. Nothing is fused, so that columns have the
/// same bits.
#[inline(always)]
fn moments<S: Simd, const N: usize, const P: usize>(
    simd: S,
    x: &[Panel; P],
    epsilon: f32,
    is_centred: bool,
) -> (f32x16<S>, f32x16<S>) {
    let lanes = |index: usize| N - (index * Panel::LANES).min(N);
    let mut mean = splat(simd, 0.0);
    if is_centred {
        let mut sum = splat(simd, 0.0);
        for (index, x) in x.iter().enumerate() {
            sum += keep(simd, load(simd, x), lanes(index));
        }
        mean = splat(simd, math::sum(sum)) / N as f32;
    }
    let mut squares = splat(simd, 0.0);
    for (index, x) in x.iter().enumerate() {
        let deviation = keep(simd, load(simd, x) - mean, lanes(index));
        squares += deviation * deviation;
    }
    let variance = splat(simd, math::sum(squares)) / N as f32;
    (mean, splat(simd, 1.0) / (variance + epsilon).sqrt())
}

/// `y = (x - mean) / sqrt(variance + epsilon)` over the `N` numbers of a row, with the variance that divides by `N`; without the
/// mean if not `is_centred`. Padding becomes 0.
#[inline(always)]
pub fn normalise<S: Simd, const N: usize, const P: usize>(
    simd: S,
    x: &[Panel; P],
    y: &mut [Panel; P],
    epsilon: f32,
    is_centred: bool,
) {
    let (mean, factor) = moments::<S, N, P>(simd, x, epsilon, is_centred);
    for (index, (x, y)) in x.iter().zip(y).enumerate() {
        let normalised = (load(simd, x) - mean) * factor;
        store(keep(simd, normalised, N - (index * Panel::LANES).min(N)), y);
    }
}

/// The chain rule for `y = normalise(x)`: turns `d = dL/dy` into `dL/dx = (d - mean d - y mean(d y)) / sqrt(variance + epsilon)`,
/// in place; without `mean d` if not `is_centred`. Padding becomes 0.
#[inline(always)]
pub fn normalise_backward<S: Simd, const N: usize, const P: usize>(
    simd: S,
    x: &[Panel; P],
    y: &[Panel; P],
    d: &mut [Panel; P],
    epsilon: f32,
    is_centred: bool,
) {
    let (_, factor) = moments::<S, N, P>(simd, x, epsilon, is_centred);
    let (mut sum, mut product) = (splat(simd, 0.0), splat(simd, 0.0));
    // Derivatives and normalised numbers are 0 in padding.
    for (y, d) in y.iter().zip(&*d) {
        let d = load(simd, d);
        sum += d;
        product = load(simd, y).mul_add(d, product);
    }
    let mean = splat(simd, if is_centred { math::sum(sum) } else { 0.0 }) / N as f32;
    let slope = splat(simd, math::sum(product)) / N as f32;
    for (index, (y, d)) in y.iter().zip(d).enumerate() {
        let derivative = (load(simd, d) - mean - load(simd, y) * slope) * factor;
        store(keep(simd, derivative, N - (index * Panel::LANES).min(N)), d);
    }
}

/// The root of the sum of squares of a row. Nothing is fused, so that columns have the same bits.
#[inline(always)]
fn length<S: Simd, const N: usize, const P: usize>(simd: S, x: &[Panel; P]) -> f32x16<S> {
    let mut squares = splat(simd, 0.0);
    for (index, x) in x.iter().enumerate() {
        let x = keep(simd, load(simd, x), N - (index * Panel::LANES).min(N));
        squares += x * x;
    }
    splat(simd, math::sum(squares)).sqrt()
}

/// 1 over a length, or over epsilon if that is more. A length that is no number stays none.
#[inline(always)]
fn over_length<S: Simd>(simd: S, length: f32x16<S>, epsilon: f32) -> f32x16<S> {
    splat(simd, 1.0) / length.simd_lt(epsilon).select(splat(simd, epsilon), length)
}

/// `y = x / max(length of x, epsilon)` over the `N` numbers of a row. Padding becomes 0.
#[inline(always)]
pub fn normalise_length<S: Simd, const N: usize, const P: usize>(
    simd: S,
    x: &[Panel; P],
    y: &mut [Panel; P],
    epsilon: f32,
) {
    let factor = over_length(simd, length::<S, N, P>(simd, x), epsilon);
    for (index, (x, y)) in x.iter().zip(y).enumerate() {
        store(keep(simd, load(simd, x) * factor, N - (index * Panel::LANES).min(N)), y);
    }
}

/// The chain rule for `y = normalise_length(x)`: turns `d = dL/dy` into `dL/dx = (d - y sum(d y)) / length`, in place; or into
/// `d / epsilon` where the length is less. Padding becomes 0.
#[inline(always)]
pub fn normalise_length_backward<S: Simd, const N: usize, const P: usize>(
    simd: S,
    x: &[Panel; P],
    y: &[Panel; P],
    d: &mut [Panel; P],
    epsilon: f32,
) {
    let length = length::<S, N, P>(simd, x);
    let factor = over_length(simd, length, epsilon);
    let mut product = splat(simd, 0.0);
    // Derivatives and normalised numbers are 0 in padding.
    for (y, d) in y.iter().zip(&*d) {
        product = load(simd, y).mul_add(load(simd, d), product);
    }
    let zero = splat(simd, 0.0);
    let slope = length.simd_lt(epsilon).select(zero, splat(simd, math::sum(product)));
    for (index, (y, d)) in y.iter().zip(d).enumerate() {
        let derivative = (load(simd, d) - load(simd, y) * slope) * factor;
        store(keep(simd, derivative, N - (index * Panel::LANES).min(N)), d);
    }
}

/// Each of 16 rows in columns as [`normalise_length`] has it, to the bit.
#[inline(always)]
pub fn normalise_length_columns<S: Simd, const N: usize>(simd: S, x: &[Panel; N], y: &mut [Panel; N], epsilon: f32) {
    let squares: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| load(simd, &x[n]) * load(simd, &x[n]),
    );
    let factor = over_length(simd, sum_columns(simd, &squares).sqrt(), epsilon);
    for (x, y) in x.iter().zip(y) {
        store(load(simd, x) * factor, y);
    }
}

/// Each of 16 rows in columns as [`normalise`] has it, to the bit.
#[inline(always)]
pub fn normalise_columns<S: Simd, const N: usize>(
    simd: S,
    x: &[Panel; N],
    y: &mut [Panel; N],
    epsilon: f32,
    is_centred: bool,
) {
    let x: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| load(simd, &x[n]),
    );
    // A sum over a row begins with 0, so it is never -0.
    let mean = if is_centred { (sum_columns(simd, &x) + 0.0) / N as f32 } else { splat(simd, 0.0) };
    let deviations: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| x[n] - mean,
    );
    let squares: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| deviations[n] * deviations[n],
    );
    let variance = sum_columns(simd, &squares) / N as f32;
    let factor = splat(simd, 1.0) / (variance + epsilon).sqrt();
    for (deviation, y) in deviations.into_iter().zip(y) {
        store(deviation * factor, y);
    }
}
