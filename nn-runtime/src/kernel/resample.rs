//! Maps whose pixels are those of another map in other places.
//!
//! Letter: `P` panels of a pixel.

use super::mul_add;
use crate::panel::Panel;
use crate::simd::{Simd, load, splat, store};

/// How the positions along an axis follow from those of another map.
#[derive(Clone, Copy, Debug)]
pub struct Along {
    /// Positions of the other map.
    pub len: usize,
    /// Positions.
    pub count: usize,
    /// What a position is made of.
    pub rule: Rule,
}

/// What a position is made of.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// One position, which stands for so many.
    Repeat(usize),
    /// Two neighbours by the distances of their middles, where each takes up so many positions. The first and the last stand for what
    /// would lie beyond them.
    Interpolate(usize),
    /// The position so many before it, if the map has it.
    Zeros(usize),
    /// The same, counted back from the first and the last.
    Reflect(usize),
    /// The same, or else the first or the last.
    Replicate(usize),
}

/// The rows and the columns of a map.
#[derive(Clone, Copy, Debug)]
pub struct Resample {
    /// Its rows.
    pub height: Along,
    /// Its columns.
    pub width: Along,
}

impl Along {
    /// The positions of the other map that one is made of, and the part of each: 1 where there is no second. None is a zero.
    #[inline(always)]
    fn parts(&self, position: usize) -> [Option<(usize, f32)>; 2] {
        let last = self.len.saturating_sub(1);
        let one = |at: usize| [Some((at, 1.0)), None];
        match self.rule {
            Rule::Zeros(before) => [position.checked_sub(before).filter(|at| *at <= last).map(|at| (at, 1.0)), None],
            Rule::Reflect(before) => {
                let at = position.abs_diff(before);
                one(if at > last { (2 * last).saturating_sub(at) } else { at })
            }
            Rule::Replicate(before) => one(position.saturating_sub(before).min(last)),
            Rule::Repeat(times) => one(position / times.max(1)),
            Rule::Interpolate(times) => {
                // In halves of a position: from the middle of the first to the middle of this one.
                let distance = (2 * position + 1).saturating_sub(times);
                let of_one = 2 * times.max(1);
                let (first, rest) = (distance / of_one, distance % of_one);
                if rest == 0 || first >= last {
                    return one(first);
                }
                let part = rest as f32 / of_one as f32;
                [Some((first, 1.0 - part)), Some((first + 1, part))]
            }
        }
    }
}

/// `body` with each pixel of each row of a batch, the places of the other map's pixels that it is made of, and their parts.
#[inline(always)]
fn each_part<Y>(y: &mut [Y], along: &Resample, mut body: impl FnMut(&mut Y, [Option<(usize, f32)>; 4])) {
    let Resample { height, width } = along;
    for (image, y) in y.chunks_exact_mut((height.count * width.count).max(1)).enumerate() {
        for (row, y) in y.chunks_exact_mut(width.count.max(1)).enumerate() {
            let [upper, lower] = height.parts(row);
            for (column, y) in y.iter_mut().enumerate() {
                let [left, right] = width.parts(column);
                let pair = |row: Option<(usize, f32)>, column: Option<(usize, f32)>| match (row, column) {
                    (Some((row, of_row)), Some((column, of_column))) => {
                        Some(((image * height.len + row) * width.len + column, of_row * of_column))
                    }
                    _ => None,
                };
                body(y, [pair(upper, left), pair(upper, right), pair(lower, left), pair(lower, right)]);
            }
        }
    }
}

/// The pixels of the map `x` in other places.
#[inline(always)]
pub fn resample<S: Simd, const P: usize>(simd: S, x: &[[Panel; P]], y: &mut [[Panel; P]], along: &Resample) {
    each_part(
        y,
        along,
        #[inline(always)]
        |y, parts| {
            if let [first, None, None, None] = parts {
                *y = match first.and_then(|(place, _)| x.get(place)) {
                    Some(x) => *x,
                    None => [Panel::ZERO; P],
                };
                return;
            }
            for (p, y) in y.iter_mut().enumerate() {
                let mut sum = splat(simd, 0.0);
                for (place, part) in parts.into_iter().flatten() {
                    if let Some(x) = x.get(place).and_then(|x| x.get(p)) {
                        sum = mul_add(load(simd, x), splat(simd, part), sum);
                    }
                }
                store(sum, y);
            }
        },
    );
}

/// Adds the derivative `d` of each pixel, times its part, to those of the pixels that it is made of.
#[inline(always)]
pub fn resample_backward<S: Simd, const P: usize>(simd: S, d: &[[Panel; P]], y: &mut [[Panel; P]], along: &Resample) {
    let Resample { height, width } = along;
    let images = d.chunks_exact((height.count * width.count).max(1));
    for (d, y) in images.zip(y.chunks_exact_mut((height.len * width.len).max(1))) {
        for (row, d) in d.chunks_exact(width.count.max(1)).enumerate() {
            for (row, of_row) in height.parts(row).into_iter().flatten() {
                for (column, d) in d.iter().enumerate() {
                    for (column, of_column) in width.parts(column).into_iter().flatten() {
                        let Some(y) = y.get_mut(row * width.len + column) else { continue };
                        for (d, y) in d.iter().zip(y) {
                            store(mul_add(load(simd, d), splat(simd, of_row * of_column), load(simd, y)), y);
                        }
                    }
                }
            }
        }
    }
}
