//! The same number by number.

use super::Transpose;
use crate::panel::Panel;
use crate::simd::{Kernel, Simd};

impl Kernel for Transpose<'_> {
    type Output = ();

    fn wide<S: Simd>(self, _: S) {
        let (inputs, outputs) = (self.inputs.max(1), self.outputs.max(1));
        for (group, to) in self.to.chunks_mut(outputs).enumerate() {
            for (output, to) in to.iter_mut().enumerate() {
                let from = self.from.chunks(inputs).nth(output / Panel::LANES).unwrap_or_default();
                let from = from.chunks(Panel::LANES).nth(self.first_group + group).unwrap_or_default();
                turn_column(from, output % Panel::LANES, to);
            }
        }
    }
}

/// `to[i to_step + j] = from[j from_step + i]` of 16 by 16 numbers, or added to what is there if `ADDED`. What `from` does not have is 0, and what `to`
/// does not have is left out.
#[inline(always)]
pub(in crate::kernel) fn turn<S: Simd, const ADDED: bool>(
    _: S,
    (from, from_step): (&[f32], usize),
    (to, to_step): (&mut [f32], usize),
) {
    for (row, to) in to.chunks_mut(to_step.max(1)).take(Panel::LANES).enumerate() {
        for (column, to) in to.iter_mut().take(Panel::LANES).enumerate() {
            let number = from.get(column * from_step + row).copied().unwrap_or_default();
            *to = if ADDED { *to + number } else { number };
        }
    }
}

/// The numbers of a lane become a panel, zeros behind them.
#[inline(always)]
fn turn_column(from: &[Panel], lane: usize, to: &mut Panel) {
    *to = Panel::ZERO;
    for (panel, to) in from.iter().zip(&mut to.0) {
        *to = panel.0[lane % Panel::LANES];
    }
}
