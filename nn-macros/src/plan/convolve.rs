//! A convolution with everything decided: how its operand is read, which pixels are in registers together, and what becomes of their sums.
//!
//! It is `y[p][q] = start[q] + sum over taps t and channels k of x[p + t][k] * weight[q][t][k]` for pixels `p` and panels `q` of a map. The
//! sum runs over the rows of the kernel, the taps of a row, and channels, in order; taps that lie in padding have no terms. So its order
//! is a function of shapes alone, whatever pixels are computed together. The derivative with respect to the operand is of the same form,
//! over pixels that are written with the same taps at a time.

use super::contract::Start;
use super::tile::{Task, Tier, Tile};
use super::{Convolution, LANES, Operand, panels};
use crate::ir::Phase;
use crate::model::Activation;

/// One convolution over a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Convolve {
    /// Rows of pixels that are written with the same taps.
    pub(crate) rows: Vec<Phase>,
    /// Pixels of a row that are.
    pub(crate) columns: Vec<Phase>,
    /// Taps of a column, and of a row.
    pub(crate) kernel: [usize; 2],
    pub(crate) reads: Reads,
    /// Height and width of the map that is read.
    pub(crate) read: [usize; 2],
    /// Height and width of the map that is written.
    pub(crate) written: [usize; 2],
    /// Terms of a tap.
    pub(crate) summed: usize,
    /// Panels of a pixel that is written.
    pub(crate) panels: usize,
    /// Whether a pixel that is written has so few channels that half of a panel holds them.
    pub(crate) is_half: bool,
    /// Parts of the panels that have channels of their own.
    pub(crate) groups: usize,
    /// Pixels and panels in registers together.
    pub(crate) tile: Tile,
    pub(crate) has_bias: bool,
    pub(crate) activation: Activation,
    pub(crate) start: Start,
}

/// How the operand of a convolution lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Numbers channel by channel, as the caller has them.
    Channels,
    /// Pixel by pixel, so many numbers of each.
    Pixels(usize),
    /// Pixel by pixel, and of each the panel that is written, lane by lane.
    Lanes,
}

impl Convolve {
    /// The sums of a layer.
    pub(super) fn forward(tier: &Tier, convolution: &Convolution, activation: Activation) -> Self {
        let Convolution { window, outputs, groups, .. } = convolution;
        let (rows, columns) = (Phase::forward(window.height), Phase::forward(window.width));
        let (height, width) = (window.height, window.width);
        let reads = match convolution.input {
            _ if convolution.is_depthwise() => Reads::Lanes,
            Operand::Input => Reads::Channels,
            Operand::Value(_) => Reads::Pixels(convolution.channels.next_multiple_of(LANES)),
        };
        Self {
            kernel: [height.kernel, width.kernel],
            reads,
            read: [height.len, width.len],
            written: [height.count, width.count],
            has_bias: convolution.bias.is_some(),
            activation,
            ..Self::of(tier, (rows, columns), (convolution.summed(), *outputs, *groups))
        }
    }

    /// The derivative with respect to its operand, added to what is there or not.
    pub(super) fn input_gradient(tier: &Tier, convolution: &Convolution, start: Start) -> Self {
        let Convolution { window, channels, outputs, groups, .. } = convolution;
        let (rows, columns) = (Phase::backward(window.height), Phase::backward(window.width));
        let (height, width) = (window.height, window.width);
        let is_depthwise = convolution.is_depthwise();
        Self {
            kernel: [height.kernel, width.kernel],
            reads: if is_depthwise { Reads::Lanes } else { Reads::Pixels(outputs.next_multiple_of(LANES)) },
            read: [height.count, width.count],
            written: [height.len, width.len],
            has_bias: false,
            activation: Activation::IDENTITY,
            start,
            ..Self::of(tier, (rows, columns), (outputs / groups, *channels, *groups))
        }
    }

    fn of(
        tier: &Tier,
        (rows, columns): (Vec<Phase>, Vec<Phase>),
        (summed, outputs, groups): (usize, usize, usize),
    ) -> Self {
        let is_depthwise = summed == 1 && groups > 1;
        let groups = if is_depthwise { 1 } else { groups };
        let count = columns.iter().map(|phase| phase.count).max().unwrap_or(1);
        let taps: usize = rows.iter().map(|phase| phase.taps).max().unwrap_or(1)
            * columns.iter().map(|phase| phase.taps).max().unwrap_or(1);
        let (panels, is_half) = (panels(outputs), outputs <= LANES / 2);
        let tier = &if is_half { tier.of_half_panels() } else { *tier };
        let tile = if is_depthwise {
            tier.tile_of_lanes(count)
        } else {
            tier.tile(Task { rows: count, panels: panels / groups, length: (taps * summed).max(1), sums: 1 }, false)
        };
        Self {
            rows,
            columns,
            kernel: [1, 1],
            reads: Reads::Lanes,
            read: [1, 1],
            written: [1, 1],
            summed,
            panels,
            is_half,
            groups,
            tile,
            has_bias: false,
            activation: Activation::IDENTITY,
            start: Start::Overwrite,
        }
    }

    /// Numbers of the map that is read, padding included.
    pub(crate) fn stored(&self) -> usize {
        let pixels = self.read[0] * self.read[1];
        match self.reads {
            Reads::Channels => pixels * self.summed,
            Reads::Pixels(stored) => pixels * stored,
            Reads::Lanes => pixels * self.panels * LANES,
        }
    }

    /// Multiply-adds of a pixel that is written, all taps counted.
    pub(crate) fn terms(&self) -> usize {
        self.kernel[0] * self.kernel[1] * self.summed
    }
}

/// The pixels whose products with a derivative are a kernel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) window: crate::ir::Window,
    pub(crate) reads: Reads,
    /// Terms of a tap: rows of the kernel's gradient.
    pub(crate) summed: usize,
    pub(crate) groups: usize,
}
