//! Activations over all numbers of a row: softmax and its logarithm.
//!
//! `M` are the functions: the exact ones, or those of `#[math(fast)]`. Letters: `O` numbers of a row, padded to `P` panels; `N` numbers of a row in columns.

use super::columns::{largest, sum_columns};
use super::elementwise::keep;
#[cfg(not(machines = "scalar"))]
use super::elementwise::keep_or;
use crate::math::{self, Functions};
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store, vectors};

/// Softmax over the first `O` numbers of a row: `p = e^(z - max z) / sum e^(z - max z)`; padding becomes 0.
#[inline(always)]
#[cfg(not(machines = "scalar"))]
pub fn softmax<S: Simd, M: Functions, const O: usize, const P: usize>(simd: S, row: &mut [Panel; P]) {
    let mut largest = splat(simd, f32::NEG_INFINITY);
    for (p, z) in row.iter().enumerate() {
        let z = keep_or(simd, load(simd, z), O - (p * 16).min(O), f32::NEG_INFINITY);
        largest = (largest.simd_ge(z) | largest.is_nan()).select(largest, z);
    }
    let largest = splat(simd, math::max(largest));
    let mut sum = splat(simd, 0.0);
    for (p, z) in row.iter_mut().enumerate() {
        let e = keep(simd, M::exp_nonpositive(simd, load(simd, z) - largest), O - (p * 16).min(O));
        sum += e;
        store(e, z);
    }
    let sum = splat(simd, math::sum(sum));
    for e in row {
        store(load(simd, e) / sum, e);
    }
}

/// The logarithm of softmax over the first `O` numbers of a row: `y = (z - max z) - log sum e^(z - max z)`; padding becomes 0.
///
/// It is finite where [`softmax`] is 0.
#[inline(always)]
#[cfg(not(machines = "scalar"))]
pub fn log_softmax<S: Simd, M: Functions, const O: usize, const P: usize>(simd: S, row: &mut [Panel; P]) {
    let lanes = |p: usize| O - (p * Panel::LANES).min(O);
    let mut largest = splat(simd, f32::NEG_INFINITY);
    for (p, z) in row.iter().enumerate() {
        let z = keep_or(simd, load(simd, z), lanes(p), f32::NEG_INFINITY);
        largest = (largest.simd_ge(z) | largest.is_nan()).select(largest, z);
    }
    let largest = splat(simd, math::max(largest));
    let mut sum = splat(simd, 0.0);
    for (p, z) in row.iter_mut().enumerate() {
        let distance = keep(simd, load(simd, z) - largest, lanes(p));
        sum += keep(simd, M::exp_nonpositive(simd, distance), lanes(p));
        store(distance, z);
    }
    let log_sum = math::ln(simd, splat(simd, math::sum(sum)));
    for (p, distance) in row.iter_mut().enumerate() {
        store(keep(simd, load(simd, distance) - log_sum, lanes(p)), distance);
    }
}

/// The chain rule for `p = softmax(z)`: turns `d = dL/dp` into `dL/dz = p (d - sum d p)`, in place, 0 in padding as `p` is.
#[inline(always)]
pub fn softmax_backward<S: Simd, const O: usize, const P: usize>(simd: S, p: &[Panel; P], d: &mut [Panel; P]) {
    let mut sum = splat(simd, 0.0);
    for (p, d) in p.iter().zip(&*d) {
        sum = load(simd, p).mul_add(load(simd, d), sum);
    }
    let sum = splat(simd, math::sum(sum));
    for (p, d) in p.iter().zip(d) {
        store(load(simd, p) * (load(simd, d) - sum), d);
    }
}

/// The chain rule for `y = log_softmax(z)`: turns `d = dL/dy` into `dL/dz = d - e^y sum d`, in place; padding becomes 0.
#[inline(always)]
pub fn log_softmax_backward<S: Simd, const O: usize, const P: usize>(simd: S, y: &[Panel; P], d: &mut [Panel; P]) {
    let mut sum = splat(simd, 0.0);
    for d in &*d {
        sum += load(simd, d);
    }
    let sum = splat(simd, math::sum(sum));
    for (p, (y, d)) in y.iter().zip(d).enumerate() {
        let derivative = load(simd, d) - math::exp(simd, load(simd, y)) * sum;
        store(keep(simd, derivative, O - (p * Panel::LANES).min(O)), d);
    }
}

/// Softmax of each row, as [`softmax`](super::softmax) has it to the bit.
#[inline(always)]
pub fn softmax_columns<S: Simd, M: Functions, const N: usize>(simd: S, columns: &mut [Panel; N]) {
    let largest = largest(simd, columns);
    let e: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| M::exp_nonpositive(simd, load(simd, &columns[n]) - largest),
    );
    let sum = sum_columns(simd, &e);
    for (e, column) in e.into_iter().zip(columns) {
        store(e / sum, column);
    }
}

/// The logarithm of softmax of each row, as [`log_softmax`] has it to the bit.
#[inline(always)]
pub fn log_softmax_columns<S: Simd, M: Functions, const N: usize>(simd: S, columns: &mut [Panel; N]) {
    let largest = largest(simd, columns);
    let distances: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| load(simd, &columns[n]) - largest,
    );
    let e: [f32x16<S>; N] = vectors(
        simd,
        #[inline(always)]
        |n| M::exp_nonpositive(simd, distances[n]),
    );
    let log_sum = math::ln(simd, sum_columns(simd, &e));
    for (distance, column) in distances.into_iter().zip(columns) {
        store(distance - log_sum, column);
    }
}
