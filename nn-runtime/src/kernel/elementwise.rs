//! Passes over panels, one after the other: what is not part of a tile.

use core::ops::Range;

use crate::math;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store};

/// `y = f(x)`.
#[inline(always)]
pub fn map<S: Simd>(simd: S, x: &[Panel], y: &mut [Panel], f: impl Fn(f32x16<S>) -> f32x16<S>) {
    for (x, y) in x.iter().zip(y) {
        store(f(load(simd, x)), y);
    }
}

/// `x = f(x)`.
#[inline(always)]
pub fn map_in_place<S: Simd>(simd: S, x: &mut [Panel], f: impl Fn(f32x16<S>) -> f32x16<S>) {
    for x in x {
        store(f(load(simd, x)), x);
    }
}

/// `x = f(x)`, for some panels of each row.
#[inline(always)]
pub fn map_some_in_place<S: Simd, const N: usize>(
    simd: S,
    rows: &mut [[Panel; N]],
    panels: &Range<usize>,
    f: impl Fn(f32x16<S>) -> f32x16<S>,
) {
    for row in rows {
        if let Some(some) = row.get_mut(panels.clone()) {
            map_in_place(simd, some, &f);
        }
    }
}

/// `y = d * f(x)`: the chain rule for an elementwise function, `f` its derivative.
#[inline(always)]
pub fn scale_by<S: Simd>(simd: S, x: &[Panel], y: &mut [Panel], f: impl Fn(f32x16<S>) -> f32x16<S>) {
    for (x, y) in x.iter().zip(y) {
        store(load(simd, y) * f(load(simd, x)), y);
    }
}

/// `y = a + b`.
#[inline(always)]
pub fn add<S: Simd>(simd: S, a: &[Panel], b: &[Panel], y: &mut [Panel]) {
    for ((a, b), y) in a.iter().zip(b).zip(y) {
        store(load(simd, a) + load(simd, b), y);
    }
}

/// `y = y + x`.
#[inline(always)]
pub fn add_assign<S: Simd>(simd: S, x: &[Panel], y: &mut [Panel]) {
    for (x, y) in x.iter().zip(y) {
        store(load(simd, y) + load(simd, x), y);
    }
}

/// `y = a - b`.
#[inline(always)]
pub fn subtract<S: Simd>(simd: S, a: &[Panel], b: &[Panel], y: &mut [Panel]) {
    for ((a, b), y) in a.iter().zip(b).zip(y) {
        store(load(simd, a) - load(simd, b), y);
    }
}

/// `y = factor x`.
#[inline(always)]
pub fn scale<S: Simd>(simd: S, x: &[Panel], y: &mut [Panel], factor: f32) {
    map(
        simd,
        x,
        y,
        #[inline(always)]
        |x| x * factor,
    );
}

/// `y = y + factor x`, each rounded.
#[inline(always)]
pub fn add_scaled<S: Simd>(simd: S, x: &[Panel], y: &mut [Panel], factor: f32) {
    for (x, y) in x.iter().zip(y) {
        store(load(simd, y) + load(simd, x) * factor, y);
    }
}

/// `y = a b`.
#[inline(always)]
pub fn multiply<S: Simd>(simd: S, a: &[Panel], b: &[Panel], y: &mut [Panel]) {
    for ((a, b), y) in a.iter().zip(b).zip(y) {
        store(load(simd, a) * load(simd, b), y);
    }
}

/// `y = y + a b`, each rounded.
#[inline(always)]
pub fn add_product<S: Simd>(simd: S, a: &[Panel], b: &[Panel], y: &mut [Panel]) {
    for ((a, b), y) in a.iter().zip(b).zip(y) {
        store(load(simd, y) + load(simd, a) * load(simd, b), y);
    }
}

/// `y = 0`.
#[inline(always)]
pub fn zero(y: &mut [Panel]) {
    y.fill(Panel::ZERO);
}

/// `y = x`.
#[inline(always)]
pub fn copy(x: &[Panel], y: &mut [Panel]) {
    for (x, y) in x.iter().zip(y) {
        *y = *x;
    }
}

/// Writes `x` to the panels of a row, and zeros behind.
#[inline(always)]
pub fn load_row(x: &[f32], row: &mut [Panel]) {
    let row = bytemuck::cast_slice_mut::<Panel, f32>(row);
    let (numbers, padding) = row.split_at_mut(x.len().min(row.len()));
    for (x, to) in x.iter().zip(numbers) {
        *to = *x;
    }
    padding.fill(0.0);
}

/// Reads `y` from the panels of a row from the number `at` on.
#[inline(always)]
pub fn store_row(row: &[Panel], at: usize, y: &mut [f32]) {
    let row = bytemuck::cast_slice::<Panel, f32>(row);
    for (x, to) in row.iter().skip(at).zip(y) {
        *to = *x;
    }
}

/// For each of `O` vectors the sum of its lanes as [`math::sum`] has it, in the first `O` lanes, zeros behind.
#[inline(always)]
pub fn sums_of_lanes<S: Simd, const O: usize>(simd: S, vectors: [f32x16<S>; O]) -> f32x16<S> {
    let mut lanes = [0.0; Panel::LANES];
    for (vector, lane) in vectors.into_iter().zip(&mut lanes) {
        *lane = math::sum(vector);
    }
    f32x16::load_array(simd, lanes)
}

/// As [`sums_of_lanes`] of the first 8 lanes. What only the others need is then not computed.
#[inline(always)]
pub fn sums_of_half_lanes<S: Simd, const O: usize>(simd: S, vectors: [f32x16<S>; O]) -> f32x16<S> {
    let mut lanes = [0.0; Panel::LANES];
    for (vector, lane) in vectors.into_iter().zip(&mut lanes) {
        *lane = math::sum_of_half(vector);
    }
    f32x16::load_array(simd, lanes)
}

/// The first `n` lanes, zero in the others.
#[inline(always)]
pub fn keep<S: Simd>(simd: S, value: f32x16<S>, n: usize) -> f32x16<S> {
    keep_or(simd, value, n, 0.0)
}

/// The first `n` lanes, `other` in the others.
#[inline(always)]
pub(super) fn keep_or<S: Simd>(simd: S, value: f32x16<S>, n: usize, other: f32) -> f32x16<S> {
    const LANE: [f32; 16] = [0., 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15.];
    if n >= Panel::LANES {
        return value;
    }
    let lane = f32x16::load_array_ref(simd, &LANE);
    lane.simd_lt(splat(simd, n as f32)).select(value, splat(simd, other))
}

/// `n` numbers of a row, from one place to another.
#[inline(always)]
pub fn copy_numbers(x: &[Panel], from: usize, y: &mut [Panel], to: usize, n: usize) {
    numbers(x, from, y, to, n, |x, y| *y = x);
}

/// As [`copy_numbers`], and zeros in the padding behind them: a NaN left there from other rows would reach the sum of the
/// lanes.
#[inline(always)]
pub fn copy_last_numbers(x: &[Panel], from: usize, y: &mut [Panel], to: usize, n: usize) {
    copy_numbers(x, from, y, to, n);
    let padding = bytemuck::cast_slice_mut::<Panel, f32>(y).iter_mut().skip(to + n);
    for number in padding {
        *number = 0.0;
    }
}

/// Zeros behind the `n` numbers of each row: where a function is infinite at 0, it is so in padding, and a product with a weight of 0
/// would be NaN.
#[inline(always)]
pub fn clear_padding<const P: usize>(rows: &mut [[Panel; P]], n: usize) {
    for row in rows {
        for number in bytemuck::cast_slice_mut::<Panel, f32>(row).iter_mut().skip(n) {
            *number = 0.0;
        }
    }
}

/// As [`copy_numbers`], added to what is there.
#[inline(always)]
pub fn add_numbers(x: &[Panel], from: usize, y: &mut [Panel], to: usize, n: usize) {
    numbers(x, from, y, to, n, |x, y| *y += x);
}

#[inline(always)]
fn numbers(x: &[Panel], from: usize, y: &mut [Panel], to: usize, n: usize, put: impl Fn(f32, &mut f32)) {
    let x = bytemuck::cast_slice::<Panel, f32>(x).get(from..from + n).unwrap_or_default();
    let y = bytemuck::cast_slice_mut::<Panel, f32>(y).get_mut(to..to + n).unwrap_or_default();
    for (x, y) in x.iter().zip(y) {
        put(*x, y);
    }
}

/// `x = x * mask`: dropout. `first_panel` is the number of the first panel in the batch.
#[inline(always)]
pub fn dropout<S: Simd>(simd: S, x: &mut [Panel], key: u64, first_panel: u32, rate: f32) {
    let mut counter = first_panel;
    for x in x {
        store(math::dropout(simd, load(simd, x), key, counter, rate), x);
        counter = counter.wrapping_add(1);
    }
}
