//! Vectors of a table, of which a number of a row picks one.
//!
//! Letters: `X` panels that hold the number, in the first lane of the first, `N` numbers and `P` panels of a vector, `T` vectors.

use super::elementwise::keep;
use super::online::rows_of;
use super::parts::{Holds, Outputs};
use crate::optim::{Rule, change};
use crate::panel::Panel;
use crate::simd::{Simd, load, splat, store};

/// Beyond it not all whole numbers are `f32`.
const MOST_POSITIONS: usize = 1 << f32::MANTISSA_DIGITS;

/// The position that a number is: none unless it is whole and not negative.
#[expect(clippy::cast_sign_loss, clippy::float_cmp, reason = "what the conversion changes is no position")]
#[inline(always)]
fn position<const X: usize>(x: &[Panel; X]) -> Option<usize> {
    let Panel([x, ..]) = x.first()?;
    let position = *x as usize;
    (position < MOST_POSITIONS && position as f32 == *x).then_some(position)
}

/// `y` is the vector at the position that `x` is; NaN where there is none.
#[inline(always)]
pub fn embed<S: Simd, const N: usize, const X: usize, const P: usize>(
    simd: S,
    x: &[Panel; X],
    table: &[[Panel; P]],
    y: &mut [Panel; P],
) {
    match position(x).and_then(|position| table.get(position)) {
        Some(vector) => *y = *vector,
        None => {
            for (index, y) in y.iter_mut().enumerate() {
                store(keep(simd, splat(simd, f32::NAN), N - (index * Panel::LANES).min(N)), y);
            }
        }
    }
}

/// `part = part + d`, at the vectors whose positions `x` are, over blocks of `n` rows.
#[inline(always)]
pub fn table_gradient<S: Simd, const X: usize, const P: usize>(
    simd: S,
    n: usize,
    (x, d): (&[[Panel; X]], &[[Panel; P]]),
    part: &mut Outputs<'_>,
) {
    part.block.each(
        n,
        (x, d),
        #[inline(always)]
        |x, d, block| {
            if block.holds == Holds::Nothing {
                part.panels.fill(Panel::ZERO);
            }
            for (x, d) in x.iter().zip(d) {
                let Some(first) = position(x).and_then(|position| position.checked_mul(P)) else { continue };
                for (panel, d) in (first..).zip(d) {
                    if let Some(gradient) = part.panels.get_mut(panel.wrapping_sub(part.first)) {
                        store(load(simd, gradient) + load(simd, d), gradient);
                    }
                }
            }
            if let Some(change) = block.change {
                change.of(part.panels, &mut part.changed);
            }
        },
    );
}

/// The gradient of a table of which a single row picks a vector: `d` there, and 0 elsewhere.
#[inline(always)]
pub fn contribute_to_table<S: Simd, const X: usize, const P: usize>(
    simd: S,
    x: &[Panel; X],
    d: &[Panel; P],
    gradient: &mut [[Panel; P]],
) {
    gradient.as_flattened_mut().fill(Panel::ZERO);
    if let Some(vector) = position(x).and_then(|position| gradient.get_mut(position)) {
        for (d, gradient) in d.iter().zip(vector) {
            store(splat(simd, 0.0) + load(simd, d), gradient);
        }
    }
}

/// A step of `rule` on a table against that gradient. Plain descent changes nothing where the gradient is 0.
#[inline(always)]
pub fn descend_table<S: Simd, R: Rule<M>, const X: usize, const P: usize, const T: usize, const M: usize>(
    simd: S,
    (x, d): (&[Panel; X], &[Panel; P]),
    table: &mut [[Panel; P]; T],
    mut moments: [&mut [[Panel; P]; T]; M],
    rule: R,
) {
    let picked = position(x);
    let (first, end) = match (rule.factor(), picked) {
        (Some(factor), Some(picked)) if factor.is_finite() => (picked, picked.saturating_add(1)),
        (Some(factor), None) if factor.is_finite() => (0, 0),
        _ => (0, T),
    };
    for (index, vector) in table.iter_mut().enumerate().take(end).skip(first) {
        let moments = rows_of(&mut moments, index);
        let is_picked = picked == Some(index);
        change(
            simd,
            rule,
            vector,
            moments,
            #[inline(always)]
            |panel| match d.get(panel) {
                Some(d) if is_picked => splat(simd, 0.0) + load(simd, d),
                _ => splat(simd, 0.0),
            },
        );
    }
}
