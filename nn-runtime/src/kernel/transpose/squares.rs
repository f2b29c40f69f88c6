//! Squares of 16 inputs by 16 outputs, in vectors.
//!
//! A square is 16 vectors. Interleaving vector `i` with vector `i + 8` turns the number of a place, vector and lane together in
//! binary, by one bit; after four rounds vectors and lanes have changed roles. Where there are no registers for that, squares are
//! smaller: 8 by 8 with AVX2, 4 by 4 with the baseline.

use super::Transpose;
use crate::panel::Panel;
use crate::simd::{Kernel, Simd, f32x4, f32x8, prelude::*};

impl Kernel for Transpose<'_> {
    type Output = ();

    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) {
        self.by_squares::<S, fearless_simd::f32x16<S>, 16>(simd);
    }

    #[inline(always)]
    fn medium<S: Simd>(self, simd: S) {
        self.by_squares::<S, f32x8<S>, 8>(simd);
    }

    #[inline(always)]
    fn narrow<S: Simd>(self, simd: S) {
        self.by_squares::<S, f32x4<S>, 4>(simd);
    }
}

impl Transpose<'_> {
    /// In squares of `N` by `N`, vectors of type `V`.
    #[inline(always)]
    fn by_squares<S: Simd, V: SimdBase<S, Element = f32, Array = [f32; N]>, const N: usize>(self, simd: S) {
        let (inputs, outputs) = (self.inputs.max(1), self.outputs.max(1));
        for (group, to) in self.to.chunks_mut(outputs).enumerate() {
            for (from, to) in self.from.chunks(inputs).zip(to.chunks_mut(Panel::LANES)) {
                let from = from.chunks(Panel::LANES).nth(self.first_group + group).unwrap_or_default();
                for place in 0..Panel::LANES / N {
                    let from = from.chunks(N).nth(place).unwrap_or_default();
                    for (column, to) in to.chunks_mut(N).enumerate() {
                        square::<S, V, N>(simd, from, column, to, place);
                    }
                }
            }
        }
    }
}

/// Lanes `N column` and on of up to `N` inputs to lanes `N place` and on of up to `N` outputs.
#[inline(always)]
fn square<S: Simd, V: SimdBase<S, Element = f32, Array = [f32; N]>, const N: usize>(
    simd: S,
    from: &[Panel],
    column: usize,
    to: &mut [Panel],
    place: usize,
) {
    if let (Ok(from), Ok(to)) = (<&[Panel; N]>::try_from(from), <&mut [Panel; N]>::try_from(&mut *to)) {
        return whole_square::<S, V, N>(simd, from, column, to, place);
    }
    let (mut inputs, mut outputs) = ([Panel::ZERO; N], [Panel::ZERO; N]);
    for (padded, from) in inputs.iter_mut().zip(from) {
        *padded = *from;
    }
    whole_square::<S, V, N>(simd, &inputs, column, &mut outputs, place);
    for (padded, to) in outputs.iter_mut().zip(to) {
        if let (Some(from), Some(to)) = (lanes::<N>(padded, place), lanes(to, place)) {
            *to = *from;
        }
    }
}

/// Of as many as the compiler knows, so that none of them leaves the registers.
#[inline(always)]
fn whole_square<S: Simd, V: SimdBase<S, Element = f32, Array = [f32; N]>, const N: usize>(
    simd: S,
    from: &[Panel; N],
    column: usize,
    to: &mut [Panel; N],
    place: usize,
) {
    let mut turned = [V::splat(simd, 0.0); N];
    for (vector, from) in turned.iter_mut().zip(from) {
        if let Some(lanes) = from.0.as_chunks().0.get(column) {
            *vector = V::load_array_ref(simd, lanes);
        }
    }
    for _ in 0..N.ilog2() {
        let halves = turned;
        for (i, pair) in turned.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            *pair = halves[i].interleave(halves[i + N / 2]).into();
        }
    }
    for (vector, to) in turned.into_iter().zip(to) {
        if let Some(lanes) = lanes(to, place) {
            vector.store_array(lanes);
        }
    }
}

/// `to[i][j] = from[j][i]`, in squares that the registers hold.
#[inline(always)]
pub(in crate::kernel) fn turn<S: Simd>(simd: S, from: &[Panel; Panel::LANES], to: &mut [Panel; Panel::LANES]) {
    match S::f32s::LEN {
        16 => turn_by::<S, fearless_simd::f32x16<S>, 16>(simd, from, to),
        8 => turn_by::<S, f32x8<S>, 8>(simd, from, to),
        _ => turn_by::<S, f32x4<S>, 4>(simd, from, to),
    }
}

#[inline(always)]
fn turn_by<S: Simd, V: SimdBase<S, Element = f32, Array = [f32; N]>, const N: usize>(
    simd: S,
    from: &[Panel; Panel::LANES],
    to: &mut [Panel; Panel::LANES],
) {
    for (place, from) in from.as_chunks::<N>().0.iter().enumerate() {
        for (column, to) in to.as_chunks_mut::<N>().0.iter_mut().enumerate() {
            whole_square::<S, V, N>(simd, from, column, to, place);
        }
    }
}

/// Lanes `N place` and on of a panel.
#[inline(always)]
fn lanes<const N: usize>(panel: &mut Panel, place: usize) -> Option<&mut [f32; N]> {
    panel.0.as_chunks_mut().0.get_mut(place)
}
