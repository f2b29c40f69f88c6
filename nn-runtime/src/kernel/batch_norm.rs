//! Batch normalisation: channels less their mean, over their deviation.
//!
//! Letters: `P` panels of a pixel's channels, `C` channels. The moments of a channel are its mean, one over its deviation, its variance
//! as an estimate (with one row less), the sum of derivatives, and that of derivatives times normalised numbers: five rows of panels.
//! Sums run over the pixels of a row, then over rows, so that rounding errors of large batches stay small.

use super::elementwise::keep;
use super::parts::{Outputs, Put, put_sum};
use crate::optim::{Rule, change};
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

const MEAN: usize = 0;
const INVERSE: usize = 1;
const VARIANCE: usize = 2;
const SUM: usize = 3;
const PRODUCT: usize = 4;

/// The panel `p` of one of the moments; zeros where there are none.
#[inline(always)]
fn moment<S: Simd, const P: usize>(simd: S, moments: &[[Panel; P]], which: usize, p: usize) -> f32x16<S> {
    match moments.get(which).and_then(|moment| moment.get(p)) {
        Some(panel) => load(simd, panel),
        None => splat(simd, 0.0),
    }
}

#[inline(always)]
fn set<S: Simd, const P: usize>(moments: &mut [[Panel; P]], which: usize, p: usize, value: f32x16<S>) {
    if let Some(panel) = moments.get_mut(which).and_then(|moment| moment.get_mut(p)) {
        store(value, panel);
    }
}

/// The sum over all pixels of `term` of a panel of each, row by row.
#[inline(always)]
fn sum_over<S: Simd, T>(simd: S, x: &[T], pixels: usize, mut term: impl FnMut(&T) -> f32x16<S>) -> f32x16<S> {
    let mut total = splat(simd, 0.0);
    for row in x.chunks(pixels.max(1)) {
        let mut sum = splat(simd, 0.0);
        for pixel in row {
            sum += term(pixel);
        }
        total += sum;
    }
    total
}

/// The moments of all pixels of all rows: mean, inverse deviation and estimated variance, whose padding is 0.
#[inline(always)]
pub fn batch_moments<S: Simd, const P: usize>(
    simd: S,
    x: &[[Panel; P]],
    moments: &mut [[Panel; P]],
    (pixels, channels, epsilon): (usize, usize, f32),
) {
    let n = splat(simd, x.len() as f32);
    let degrees = splat(simd, x.len().saturating_sub(1).max(1) as f32);
    let panel = |pixel: &[Panel; P], p: usize| match pixel.get(p) {
        Some(panel) => load(simd, panel),
        None => splat(simd, 0.0),
    };
    for p in 0..P {
        let lanes = channels.saturating_sub(p * Panel::LANES);
        let mean = keep(
            simd,
            sum_over(
                simd,
                x,
                pixels,
                #[inline(always)]
                |pixel| panel(pixel, p),
            ) / n,
            lanes,
        );
        let squares = sum_over(
            simd,
            x,
            pixels,
            #[inline(always)]
            |pixel| {
                let distance = panel(pixel, p) - mean;
                distance * distance
            },
        );
        let inverse = splat(simd, 1.0) / (squares / n + splat(simd, epsilon)).sqrt();
        set(moments, MEAN, p, mean);
        set(moments, INVERSE, p, inverse);
        set(moments, VARIANCE, p, keep(simd, squares / degrees, lanes));
    }
}

/// `y = (x - mean) inverse weight + bias`, channel by channel, with the moments of the batch.
#[inline(always)]
pub fn batch_normalise<S: Simd, const P: usize>(
    simd: S,
    (x, moments): (&[[Panel; P]], &[[Panel; P]]),
    (weight, bias): (Option<&[Panel; P]>, Option<&[Panel; P]>),
    y: &mut [[Panel; P]],
) {
    for p in 0..P {
        let (mean, inverse) = (moment(simd, moments, MEAN, p), moment(simd, moments, INVERSE, p));
        let weight = of(simd, weight, p, 1.0);
        let bias = of(simd, bias, p, 0.0);
        for (x, y) in x.iter().zip(&mut *y) {
            if let (Some(x), Some(y)) = (x.get(p), y.get_mut(p)) {
                let normalised = (load(simd, x) - mean) * inverse;
                store(normalised.mul_add(weight, bias), y);
            }
        }
    }
}

/// The panel of a vector of parameters, or a number for all.
#[inline(always)]
fn of<S: Simd, const P: usize>(simd: S, vector: Option<&[Panel; P]>, p: usize, default: f32) -> f32x16<S> {
    match vector.and_then(|vector| vector.get(p)) {
        Some(panel) => load(simd, panel),
        None => splat(simd, default),
    }
}

/// As [`batch_normalise`] with the moments that training has kept.
#[inline(always)]
pub fn batch_affine<S: Simd, const P: usize>(
    simd: S,
    x: &[[Panel; P]],
    (mean, variance): (&[Panel; P], &[Panel; P]),
    (weight, bias, epsilon): (Option<&[Panel; P]>, Option<&[Panel; P]>, f32),
    y: &mut [[Panel; P]],
) {
    for p in 0..P {
        let mean = of(simd, Some(mean), p, 0.0);
        let factor = factor(simd, (variance, weight), p, epsilon);
        let bias = of(simd, bias, p, 0.0);
        for (x, y) in x.iter().zip(&mut *y) {
            if let (Some(x), Some(y)) = (x.get(p), y.get_mut(p)) {
                store(normalised(load(simd, x), mean, factor, bias), y);
            }
        }
    }
}

/// What [`batch_affine`] multiplies channels by, less their mean.
#[inline(always)]
#[must_use]
pub fn batch_factors<S: Simd, const P: usize>(
    simd: S,
    variance: &[Panel; P],
    weight: Option<&[Panel; P]>,
    epsilon: f32,
) -> [Panel; P] {
    let mut factors = [Panel::ZERO; P];
    for (p, panel) in factors.iter_mut().enumerate() {
        store(factor(simd, (variance, weight), p, epsilon), panel);
    }
    factors
}

#[inline(always)]
fn factor<S: Simd, const P: usize>(
    simd: S,
    (variance, weight): (&[Panel; P], Option<&[Panel; P]>),
    p: usize,
    epsilon: f32,
) -> f32x16<S> {
    of(simd, weight, p, 1.0) / (of(simd, Some(variance), p, 0.0) + splat(simd, epsilon)).sqrt()
}

/// `(x - mean) factor + bias`: what [`batch_affine`] makes of a panel.
#[inline(always)]
pub fn normalised<S: Simd>(x: f32x16<S>, mean: f32x16<S>, factor: f32x16<S>, bias: f32x16<S>) -> f32x16<S> {
    (x - mean).mul_add(factor, bias)
}

/// The chain rule through [`batch_normalise`]: from the derivative with respect to its result, in `d`, to that with respect to `x`, which
/// the moments look at too. The sums become part of the moments.
#[inline(always)]
pub fn batch_norm_backward<S: Simd, const P: usize>(
    simd: S,
    x: &[[Panel; P]],
    moments: &mut [[Panel; P]],
    (weight, pixels): (Option<&[Panel; P]>, usize),
    d: &mut [[Panel; P]],
) {
    let n = splat(simd, x.len() as f32);
    for p in 0..P {
        let (mean, inverse) = (moment(simd, moments, MEAN, p), moment(simd, moments, INVERSE, p));
        let (mut sum, mut product) = (splat(simd, 0.0), splat(simd, 0.0));
        for (x, d) in x.chunks(pixels.max(1)).zip(d.chunks(pixels.max(1))) {
            let (mut of_row, mut product_of_row) = (splat(simd, 0.0), splat(simd, 0.0));
            for (x, d) in x.iter().zip(d) {
                if let (Some(x), Some(d)) = (x.get(p), d.get(p)) {
                    let d = load(simd, d);
                    of_row += d;
                    product_of_row = ((load(simd, x) - mean) * inverse).mul_add(d, product_of_row);
                }
            }
            sum += of_row;
            product += product_of_row;
        }
        set(moments, SUM, p, sum);
        set(moments, PRODUCT, p, product);
        let factor = of(simd, weight, p, 1.0) * inverse;
        let (sum, product) = (sum / n, product / n);
        for (x, d) in x.iter().zip(&mut *d) {
            if let (Some(x), Some(d)) = (x.get(p), d.get_mut(p)) {
                let normalised = (load(simd, x) - mean) * inverse;
                store((load(simd, d) - sum - normalised * product) * factor, d);
            }
        }
    }
}

/// One of the moments.
#[inline(always)]
#[must_use]
pub fn moment_of<const P: usize>(moments: &[[Panel; P]], which: usize) -> [Panel; P] {
    moments.get(which).copied().unwrap_or([Panel::ZERO; P])
}

/// Adds one of the moments, a sum over the whole batch, to a part of the gradient of a vector.
#[inline(always)]
pub fn add_moment<S: Simd, const P: usize>(simd: S, moments: &[[Panel; P]], which: usize, part: &mut Outputs<'_>) {
    let put = if part.block.holds == super::parts::Holds::Sum { Put::Added } else { Put::Written };
    for (p, gradient) in (part.first..).zip(part.panels.iter_mut()) {
        put_sum(simd, put, moment(simd, moments, which, p), gradient);
    }
    if let Some(change) = part.block.change {
        change.of(part.panels, &mut part.changed);
    }
}

/// A step of `rule` on a vector against one of the moments.
#[inline(always)]
pub fn descend_moment<S: Simd, R: Rule<M>, const P: usize, const M: usize>(
    simd: S,
    (moments, which): (&[[Panel; P]], usize),
    vector: &mut [Panel; P],
    of_optimizer: [&mut [Panel; P]; M],
    rule: R,
) {
    let of_optimizer = of_optimizer.map(<[Panel; P]>::as_mut_slice);
    change(
        simd,
        rule,
        vector,
        of_optimizer,
        #[inline(always)]
        |p| moment(simd, moments, which, p),
    );
}

/// A running moment of data: `running = (1 - momentum) running + momentum moment`.
#[inline(always)]
pub fn absorb_moment<S: Simd, const P: usize>(
    simd: S,
    (moments, which): (&[[Panel; P]], usize),
    running: &mut [Panel; P],
    momentum: f32,
) {
    for (p, running) in running.iter_mut().enumerate() {
        let kept = load(simd, running) * splat(simd, 1.0 - momentum);
        store(moment(simd, moments, which, p) * splat(simd, momentum) + kept, running);
    }
}
