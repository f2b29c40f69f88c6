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

/// `to[i][j] = from[j][i]`.
#[inline(always)]
pub(in crate::kernel) fn turn<S: Simd>(_: S, from: &[Panel; Panel::LANES], to: &mut [Panel; Panel::LANES]) {
    for (lane, to) in to.iter_mut().enumerate() {
        turn_column(from, lane, to);
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
