//! Windows over maps: which numbers of its operand a number of a convolution or of a pool is computed from.

/// One axis of a window that moves over a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Positions of the map that the window moves over.
    pub(crate) len: usize,
    /// Positions of the window.
    pub(crate) count: usize,
    /// Taps: positions of the map that a window has.
    pub(crate) kernel: usize,
    /// From one position of the window to the next.
    pub(crate) stride: usize,
    /// From one tap to the next.
    pub(crate) dilation: usize,
    /// Positions of padding before the map.
    pub(crate) before: usize,
    /// Positions of padding behind it that belong to windows.
    pub(crate) after: usize,
}

impl Span {
    /// A window of one tap at each position.
    pub(crate) fn point(len: usize) -> Self {
        Self { len, count: len, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 }
    }

    /// A window that is the whole axis.
    pub(crate) fn whole(len: usize) -> Self {
        Self { len, count: 1, kernel: len, stride: 1, dilation: 1, before: 0, after: 0 }
    }

    /// Positions from the first tap to the last, both included.
    pub(crate) fn extent(kernel: usize, dilation: usize) -> usize {
        (kernel - 1) * dilation + 1
    }

    /// Whether some tap of a window lies in the map.
    pub(crate) fn has_number(self, position: usize) -> bool {
        let start = position * self.stride;
        let first = self.before.saturating_sub(start).div_ceil(self.dilation);
        first < self.kernel && start + first * self.dilation < self.before + self.len
    }

    /// From one tap that reaches a position of the map to the next one that does.
    pub(crate) fn taps_apart(self) -> usize {
        self.stride / gcd(self.stride, self.dilation)
    }

    /// Whether each position has a window that is the position alone.
    fn is_point(self) -> bool {
        self == Self::point(self.len)
    }
}

/// A window over the rows and columns of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) height: Span,
    pub(crate) width: Span,
}

impl Window {
    /// Positions of the map.
    pub(crate) fn inputs(&self) -> usize {
        self.height.len * self.width.len
    }

    /// Positions of the window.
    pub(crate) fn outputs(&self) -> usize {
        self.height.count * self.width.count
    }

    pub(crate) fn taps(&self) -> usize {
        self.height.kernel * self.width.kernel
    }

    /// The same window over a map of one row, where it has one tap at each position: tiles go from one row of a map to the next.
    pub(crate) fn flattened(self) -> Self {
        if self.height.is_point() && self.width.is_point() {
            return Self { height: Span::point(1), width: Span::point(self.inputs()) };
        }
        self
    }
}

/// Positions of a map that are written with the same taps, along one axis.
///
/// Position `first + step j` is computed from tap `tap + tap_stride t` and what is read at `read_step j + read + tap_step t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    pub(crate) first: usize,
    pub(crate) step: usize,
    /// How many are written.
    pub(crate) count: usize,
    pub(crate) read: isize,
    pub(crate) read_step: usize,
    pub(crate) tap_step: isize,
    pub(crate) tap: usize,
    pub(crate) tap_stride: usize,
    pub(crate) taps: usize,
    /// How many can be read.
    pub(crate) len: usize,
}

impl Phase {
    /// Positions of the window from those of the map.
    pub(crate) fn forward(span: Span) -> Vec<Self> {
        vec![Self {
            first: 0,
            step: 1,
            count: span.count,
            read: -signed(span.before),
            read_step: span.stride,
            tap_step: signed(span.dilation),
            tap: 0,
            tap_stride: 1,
            taps: span.kernel,
            len: span.len,
        }]
    }

    /// Positions of the map from those of the window, all of them: the chain rule, and a transposed convolution.
    pub(crate) fn backward(span: Span) -> Vec<Self> {
        let Span { len, count, kernel, stride, dilation, before, .. } = span;
        let phase = |first: usize| {
            // Position `first + stride j` is `stride o + dilation tap - before` for the window `o`.
            let is_read =
                |tap: &usize| (first + before + stride * kernel * dilation - dilation * tap).is_multiple_of(stride);
            let tap = (0..kernel).find(is_read);
            let tap_stride = span.taps_apart();
            let taps = tap.map_or(0, |tap| (kernel - tap).div_ceil(tap_stride));
            let tap = tap.unwrap_or(0);
            Self {
                first,
                step: stride,
                count: (len - first).div_ceil(stride),
                read: (signed(first + before) - signed(dilation * tap)) / signed(stride),
                read_step: 1,
                tap_step: -signed(tap_stride * dilation / stride),
                tap,
                tap_stride,
                taps,
                len: count,
            }
        };
        (0..stride.min(len)).map(phase).collect()
    }

    /// What is read for a position and a tap, if it lies in what can be read.
    pub(crate) fn reads(&self, position: usize, tap: usize) -> Option<usize> {
        let at = signed(self.read_step * position) + self.read + self.tap_step * signed(tap);
        usize::try_from(at).ok().filter(|at| *at < self.len)
    }
}

/// Extents are at most 2^16, their products with strides of as much fit.
fn signed(number: usize) -> isize {
    isize::try_from(number).unwrap_or(isize::MAX)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of what is read and written, with their taps, once from each side.
    #[test]
    fn both_directions_have_the_same_pairs() {
        for (len, kernel, stride, dilation, before, after) in [
            (8, 3, 1, 1, 1, 1),
            (9, 3, 2, 1, 0, 1),
            (7, 5, 3, 1, 2, 2),
            (12, 3, 2, 2, 1, 1),
            (12, 4, 3, 2, 0, 3),
            (11, 2, 4, 3, 1, 0),
            (5, 1, 2, 1, 0, 0),
            (6, 3, 4, 2, 2, 2),
        ] {
            let extent = Span::extent(kernel, dilation);
            let count = (len + before + after - extent) / stride + 1;
            let span = Span { len, count, kernel, stride, dilation, before, after };
            let pairs = |phases: Vec<Phase>, turn: bool| {
                let mut pairs = Vec::new();
                for phase in phases {
                    for (position, tap) in (0..phase.count).flat_map(|j| (0..phase.taps).map(move |tap| (j, tap))) {
                        let written = phase.first + phase.step * position;
                        let Some(read) = phase.reads(position, tap) else { continue };
                        let (window, place) = if turn { (read, written) } else { (written, read) };
                        pairs.push((window, place, phase.tap + phase.tap_stride * tap));
                    }
                }
                pairs.sort_unstable();
                pairs
            };
            assert_eq!(pairs(Phase::forward(span), false), pairs(Phase::backward(span), true), "{span:?}");
            let written: usize = Phase::backward(span).iter().map(|phase| phase.count).sum();
            assert_eq!(written, len, "{span:?}");
        }
    }
}
