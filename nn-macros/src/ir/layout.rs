//! How the numbers of rows lie in memory.

use super::LANES;

/// The places of the numbers of some rows.
///
/// Whoever has to know where a number lies, what is padding, or how much memory a value takes asks here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// The caller's rows, `[f32; len]` each.
    Plain { len: usize },
    /// A row in whole panels, behind its last number zeros.
    Panels { len: usize },
    /// A row pixel by pixel, the channels of each in whole panels: `[pixels][ceil(channels / 16)]`. Its numbers count channel by channel.
    Pixels { channels: usize, pixels: usize },
    /// 16 rows together: a panel for each number, a lane for each row.
    Columns { len: usize },
    /// The same of a row's pixels: `[pixels][channels]`. Its numbers count channel by channel.
    PixelColumns { channels: usize, pixels: usize },
}

impl Layout {
    /// A row of a value of so many numbers: channels of pixels, or a vector, whose only pixel it is.
    pub(crate) fn of(len: usize, pixels: usize) -> Self {
        match pixels {
            1 => Self::Panels { len },
            pixels => Self::Pixels { channels: len / pixels, pixels },
        }
    }

    /// Numbers of a row.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Plain { len } | Self::Panels { len } | Self::Columns { len } => len,
            Self::Pixels { channels, pixels } | Self::PixelColumns { channels, pixels } => channels * pixels,
        }
    }

    /// Rows that lie together.
    #[cfg_attr(not(test), allow(dead_code, reason = "as for `position`"))]
    pub(crate) fn rows_of_group(self) -> usize {
        match self {
            Self::Plain { .. } | Self::Panels { .. } | Self::Pixels { .. } => 1,
            Self::Columns { .. } | Self::PixelColumns { .. } => LANES,
        }
    }

    /// Numbers that such rows take, padding included.
    pub(crate) fn stored(self) -> usize {
        match self {
            Self::Plain { len } => len,
            Self::Panels { len } => len.next_multiple_of(LANES),
            Self::Columns { .. } | Self::PixelColumns { .. } => self.len() * LANES,
            Self::Pixels { channels, pixels } => pixels * channels.next_multiple_of(LANES),
        }
    }

    /// Panels that such rows take.
    pub(crate) fn panels(self) -> usize {
        self.stored().div_ceil(LANES)
    }

    /// Where a number of a row lies.
    #[cfg_attr(not(test), allow(dead_code, reason = "printed code finds its own way; the interpreter does not"))]
    pub(crate) fn position(self, row: usize, number: usize) -> usize {
        match self {
            Self::Plain { .. } | Self::Panels { .. } => row * self.stored() + number,
            Self::Pixels { channels, pixels } => {
                let (channel, pixel) = (number / pixels, number % pixels);
                row * self.stored() + pixel * channels.next_multiple_of(LANES) + channel
            }
            Self::Columns { .. } => (row / LANES * self.len() + number) * LANES + row % LANES,
            Self::PixelColumns { channels, pixels } => {
                let column = number % pixels * channels + number / pixels;
                (row / LANES * self.len() + column) * LANES + row % LANES
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_a_place_of_its_own() {
        for len in [1, 5, 16, 17, 40] {
            let pixels = Layout::Pixels { channels: len, pixels: 3 };
            let columns = [Layout::Columns { len }, Layout::PixelColumns { channels: len, pixels: 3 }];
            for layout in [Layout::Plain { len }, Layout::Panels { len }, pixels].into_iter().chain(columns) {
                let len = layout.len();
                let rows = 2 * layout.rows_of_group();
                let mut taken = vec![false; 2 * layout.stored()];
                for (row, number) in (0..rows).flat_map(|row| (0..len).map(move |number| (row, number))) {
                    let place = &mut taken[layout.position(row, number)];
                    assert!(!*place, "{layout:?}: row {row}, number {number} lies on another");
                    *place = true;
                }
                let padding = taken.iter().filter(|is_taken| !**is_taken).count();
                assert_eq!(padding, 2 * layout.stored() - rows * len, "{layout:?}");
                assert!(padding < 6 * LANES && layout.panels() * LANES >= layout.stored());
            }
        }
    }
}
