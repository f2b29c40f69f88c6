//! Squares of 16 inputs by 16 outputs, in vectors.
//!
//! A square is 16 vectors. Interleaving vector `i` with vector `i + 8` turns the number of a place, vector and lane together in
//! binary, by one bit; after four rounds vectors and lanes have changed roles. Where there are no registers for that, squares are
//! smaller: 8 by 8 with AVX2, 4 by 4 with the baseline.

use core::ops::Add;

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
    let mut square = [V::splat(simd, 0.0); N];
    for (vector, from) in square.iter_mut().zip(from) {
        if let Some(lanes) = from.0.as_chunks().0.get(column) {
            *vector = V::load_array_ref(simd, lanes);
        }
    }
    for (vector, to) in turned(square).into_iter().zip(to) {
        if let Some(lanes) = lanes(to, place) {
            vector.store_array(lanes);
        }
    }
}

/// `to[i to_step + j] = from[j from_step + i]` of 16 by 16 numbers, in squares that the registers hold; added to what is there if `ADDED`. What `from` does not
/// have is 0, and what `to` does not have is left out.
#[inline(always)]
pub(in crate::kernel) fn turn<S: Simd, const ADDED: bool>(
    simd: S,
    (from, from_step): (&[f32], usize),
    (to, to_step): (&mut [f32], usize),
) {
    match S::f32s::LEN {
        16 => turn_by::<S, fearless_simd::f32x16<S>, 16, ADDED>(simd, (from, from_step), (to, to_step)),
        8 => turn_by::<S, f32x8<S>, 8, ADDED>(simd, (from, from_step), (to, to_step)),
        _ => turn_by::<S, f32x4<S>, 4, ADDED>(simd, (from, from_step), (to, to_step)),
    }
}

#[inline(always)]
fn turn_by<S: Simd, V, const N: usize, const ADDED: bool>(
    simd: S,
    (from, from_step): (&[f32], usize),
    (to, to_step): (&mut [f32], usize),
) where
    V: SimdBase<S, Element = f32, Array = [f32; N]> + Add<Output = V>,
{
    for place in (0..Panel::LANES).step_by(N) {
        for column in (0..Panel::LANES).step_by(N) {
            let mut square = [V::splat(simd, 0.0); N];
            for (row, vector) in square.iter_mut().enumerate() {
                let lanes = from.get((place + row) * from_step + column..).and_then(<[f32]>::first_chunk);
                *vector = V::load_array_ref(simd, lanes.unwrap_or(&[0.0; N]));
            }
            let turned = turned(square);
            for (row, &vector) in turned.iter().enumerate() {
                let lanes = to.get_mut((column + row) * to_step + place..).and_then(<[f32]>::first_chunk_mut);
                if let Some(lanes) = lanes {
                    let sum = if ADDED { V::load_array_ref(simd, lanes) + vector } else { vector };
                    sum.store_array(lanes);
                }
            }
        }
    }
}

/// Vectors and lanes with their roles exchanged.
#[inline(always)]
fn turned<S: Simd, V: SimdBase<S, Element = f32, Array = [f32; N]>, const N: usize>(square: [V; N]) -> [V; N] {
    let mut turned = square;
    for _ in 0..N.ilog2() {
        let halves = turned;
        for (i, pair) in turned.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            *pair = halves[i].interleave(halves[i + N / 2]).into();
        }
    }
    turned
}

/// Lanes `N place` and on of a panel.
#[inline(always)]
fn lanes<const N: usize>(panel: &mut Panel, place: usize) -> Option<&mut [f32; N]> {
    panel.0.as_chunks_mut().0.get_mut(place)
}
