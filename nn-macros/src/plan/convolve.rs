//! A convolution with everything decided: how its operand is read, which pixels are in registers together, and what becomes of their sums.
//!
//! It is `y[p][q] = start[q] + sum over taps t and channels k of x[p + t][k] * weight[q][t][k]` for pixels `p` and panels `q` of a map. The
//! sum runs over the rows of the kernel, the taps of a row, and channels, in order; taps that lie in padding have no terms. So its order
//! is a function of shapes alone, whatever pixels are computed together. The derivative with respect to the operand is of the same form,
//! over pixels that are written with the same taps at a time; a transposed convolution is of that form, and its derivative of the other.

use super::contract::Start;
use super::tile::{Task, Tier, Tile};
use super::{Convolution, LANES, Operand, panels};
use crate::ir::{Phase, Pool, Span, Window};
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
    /// Parts of the panels that have channels of their own.
    pub(crate) groups: usize,
    /// Pixels and panels in registers together.
    pub(crate) tile: Tile,
    /// Terms of a tap that are written out one behind the other in a loop over them.
    pub(crate) together: usize,
    /// Pixels in registers together for the last panel of a group, if it has so few channels that half of a panel holds them.
    pub(crate) half: Option<Tile>,
    /// Over the numbers of each pixel, so many of its panels that are no padding, instead of tiles: for a machine without vectors.
    pub(crate) numbers: Option<usize>,
    pub(crate) has_bias: bool,
    /// What becomes of a sum before the activation.
    pub(crate) norm: Option<RunningNorm>,
    pub(crate) activation: Activation,
    pub(crate) start: Start,
    /// What becomes of the map that is written: windows of it, whose rows are computed together.
    pub(crate) pool: Option<PoolOfLines>,
}

/// A pool whose windows are whole rows of a map, one behind the other: only those of one row of windows are there at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PoolOfLines {
    pub(crate) pool: Pool,
    pub(crate) window: Window,
}

impl PoolOfLines {
    /// The window over the rows that are there.
    pub(crate) fn of_lines(self) -> Window {
        let Window { height, width } = self.window;
        let height = Span { len: height.kernel, count: 1, stride: 1, before: 0, after: 0, ..height };
        Window { height, width }
    }
}

/// Batch normalisation by running moments: the arguments `mean` and `variance`, and where it is affine `scale` and `shift`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RunningNorm {
    pub(crate) epsilon: f32,
    pub(crate) is_affine: bool,
}

/// How the operand of a convolution lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Numbers channel by channel, as the caller has them.
    Channels,
    /// Pixel by pixel, so many numbers of each, of which each group has as many.
    Pixels(usize),
    /// Pixel by pixel, and of each the panel that is written, lane by lane.
    Lanes,
}

impl Convolve {
    /// The sums of a layer.
    pub(super) fn forward(
        tier: &Tier,
        convolution: &Convolution,
        norm: Option<RunningNorm>,
        activation: Activation,
    ) -> Self {
        let Convolution { outputs, of_group: [summed, written], .. } = *convolution;
        let reads = match convolution.input {
            _ if convolution.is_depthwise() => Reads::Lanes,
            Operand::Input => Reads::Channels,
            Operand::Value(_) => Reads::Pixels(convolution.channels.next_multiple_of(LANES)),
        };
        Self {
            reads,
            has_bias: convolution.bias.is_some(),
            norm,
            ..Self::of(tier, convolution, convolution.is_transposed, (summed, written, outputs), activation)
        }
    }

    /// The derivative with respect to its operand, added to what is there or not.
    pub(super) fn input_gradient(tier: &Tier, convolution: &Convolution, start: Start) -> Self {
        let Convolution { channels, outputs, of_group: [written, summed], .. } = *convolution;
        let is_depthwise = convolution.is_depthwise();
        Self {
            reads: if is_depthwise { Reads::Lanes } else { Reads::Pixels(outputs.next_multiple_of(LANES)) },
            start,
            ..Self::of(tier, convolution, !convolution.is_transposed, (summed, written, channels), Activation::IDENTITY)
        }
    }

    /// From the map that windows move over to their positions, or back: the numbers of a group that are summed for each of those that are
    /// written, and all that are written, padding of groups included.
    fn of(
        tier: &Tier,
        convolution: &Convolution,
        is_backward: bool,
        (summed, of_group, outputs): (usize, usize, usize),
        activation: Activation,
    ) -> Self {
        let (height, width) = (convolution.window.height, convolution.window.width);
        let (map, positions) = ([height.len, width.len], [height.count, width.count]);
        let (rows, columns, read, written) = if is_backward {
            (Phase::backward(height), Phase::backward(width), positions, map)
        } else {
            (Phase::forward(height), Phase::forward(width), map, positions)
        };
        let is_depthwise = convolution.is_depthwise();
        let (groups, of_group) = if is_depthwise { (1, outputs) } else { (convolution.groups, of_group) };
        let count = columns.iter().map(|phase| phase.count).max().unwrap_or(1);
        let taps: usize = rows.iter().map(|phase| phase.taps).max().unwrap_or(1)
            * columns.iter().map(|phase| phase.taps).max().unwrap_or(1);
        let panels = panels(outputs);
        let tile_of = |tier: &Tier, panels: usize| {
            if is_depthwise {
                tier.tile_of_lanes(count)
            } else {
                let length = (taps * summed).max(1);
                let task = Task { rows: count, panels: panels / groups, length, sums: 1, holds_joins: false };
                tier.tile_of_pixels(task, activation)
            }
        };
        let half = (1..=LANES / 2).contains(&(of_group % LANES)).then(|| tile_of(&tier.of_half_panels(), groups));
        let tile = tile_of(tier, if half.is_some() { (panels - groups).max(groups) } else { panels });
        Self {
            rows,
            columns,
            kernel: [height.kernel, width.kernel],
            reads: Reads::Lanes,
            read,
            written,
            summed,
            panels,
            groups,
            tile,
            together: if tier.has_few_registers() { 2 } else { 1 },
            half,
            numbers: (!tier.has_vectors()).then_some(outputs),
            has_bias: false,
            norm: None,
            activation,
            start: Start::Overwrite,
            pool: None,
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
    /// Over what is read; over the derivative if it is transposed.
    pub(crate) window: crate::ir::Window,
    pub(crate) is_transposed: bool,
    pub(crate) reads: Reads,
    /// Terms of a tap: rows of the kernel's gradient.
    pub(crate) summed: usize,
    pub(crate) groups: usize,
}
