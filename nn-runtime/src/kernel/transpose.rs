//! The weights of a dense layer with inputs and outputs exchanged: what the input gradient reads.

use crate::panel::Panel;

/// `to[i / 16][o][i % 16] = from[o / 16][i][o % 16]` for `I` inputs and `O` outputs; padding becomes 0.
#[inline(always)]
pub fn transpose<const I: usize, const O: usize, const PI: usize, const PO: usize>(
    from: &[[Panel; I]; PO],
    to: &mut [[Panel; O]; PI],
) {
    for (group, to) in to.iter_mut().enumerate() {
        let inputs = group * Panel::LANES..I.min((group + 1) * Panel::LANES);
        for (from, to) in from.iter().zip(to.chunks_mut(Panel::LANES)) {
            for (output, to) in to.iter_mut().enumerate() {
                let row = from.get(inputs.clone()).unwrap_or_default();
                let mut lanes = [0.0; Panel::LANES];
                for (lane, panel) in lanes.iter_mut().zip(row) {
                    *lane = panel.0.get(output).copied().unwrap_or_default();
                }
                *to = Panel(lanes);
            }
        }
    }
}
