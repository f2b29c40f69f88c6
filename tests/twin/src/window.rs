//! Windows over maps, number by number: what a convolution sums, and what a pool looks at.
//!
//! Values are `[C, H, W]` in row-major order; `[C, T]` is a map of one row.

use crate::topology::{Pool, Rule, Window};

/// The channels of a map, and its height and width.
///
/// # Panics
/// If it is no map.
pub(crate) fn channels_and_extents(shape: &[usize]) -> (usize, [usize; 2]) {
    match *shape {
        [channels, time] => (channels, [1, time]),
        [channels, height, width] => (channels, [height, width]),
        _ => panic!("{shape:?} is no map"),
    }
}

/// Where in the map the tap of a window lies, unless it lies in the padding.
fn place(window: &Window, axis: usize, position: usize, tap: usize, extent: usize) -> Option<usize> {
    let in_padded = position * window.stride[axis] + tap * window.dilation[axis];
    in_padded.checked_sub(window.before[axis]).filter(|place| *place < extent)
}

/// A product of a convolution.
pub(crate) struct Term {
    /// The row of the weights: the channel of the output, or that of the input if it is transposed.
    pub(crate) row: usize,
    /// The number of the output whose sum it belongs to.
    pub(crate) output: usize,
    /// Its weight in that row.
    pub(crate) weight: usize,
    /// Its number of the input.
    pub(crate) input: usize,
}

/// Calls `visit` for each product of a convolution of a map of the first shape, whose result has the second. Padding is zero, so
/// it has no products.
pub(crate) fn for_each_term(
    (window, is_transposed): (&Window, bool),
    groups: usize,
    (from, to): (&[usize], &[usize]),
    mut visit: impl FnMut(Term),
) {
    if is_transposed {
        return for_each_term_transposed(window, groups, (from, to), visit);
    }
    let ((channels, [height, width]), (outputs, [rows, columns])) =
        (channels_and_extents(from), channels_and_extents(to));
    let [kernel_height, kernel_width] = window.kernel;
    let summed = channels / groups;
    for channel in 0..outputs {
        let first_of_group = channel / (outputs / groups) * summed;
        for (row, column) in pairs(rows, columns) {
            for (down, across) in pairs(kernel_height, kernel_width) {
                let (Some(y), Some(x)) = (place(window, 0, row, down, height), place(window, 1, column, across, width))
                else {
                    continue;
                };
                for c in 0..summed {
                    visit(Term {
                        row: channel,
                        output: (channel * rows + row) * columns + column,
                        weight: (c * kernel_height + down) * kernel_width + across,
                        input: ((first_of_group + c) * height + y) * width + x,
                    });
                }
            }
        }
    }
}

/// As above: each number of the map, times a kernel of its channel, is added to the window of the result that its position has.
fn for_each_term_transposed(
    window: &Window,
    groups: usize,
    (from, to): (&[usize], &[usize]),
    mut visit: impl FnMut(Term),
) {
    let ((channels, [height, width]), (outputs, [rows, columns])) =
        (channels_and_extents(from), channels_and_extents(to));
    let [kernel_height, kernel_width] = window.kernel;
    for channel in 0..channels {
        for (y, x) in pairs(height, width) {
            for (down, across) in pairs(kernel_height, kernel_width) {
                let (Some(row), Some(column)) = (place(window, 0, y, down, rows), place(window, 1, x, across, columns))
                else {
                    continue;
                };
                let (of_group, group) = (outputs / groups, channel / (channels / groups));
                for output in 0..of_group {
                    visit(Term {
                        row: channel,
                        output: ((group * of_group + output) * rows + row) * columns + column,
                        weight: (output * kernel_height + down) * kernel_width + across,
                        input: (channel * height + y) * width + x,
                    });
                }
            }
        }
    }
}

/// What a pool computes one number from.
pub(crate) struct Covered {
    /// Numbers of the map, row by row.
    numbers: Vec<usize>,
    /// How many there are if those of the padding count.
    with_padding: usize,
}

/// What the windows of a pool cover, for each number of its result.
pub(crate) fn covered(window: &Window, from: &[usize], to: &[usize]) -> Vec<Covered> {
    let ((channels, extents), (_, [rows, columns])) = (channels_and_extents(from), channels_and_extents(to));
    let [height, width] = extents;
    // A window that reaches beyond the padding counts what lies in it.
    let in_padded = |axis: usize, position: usize| {
        let end = window.before[axis] + extents[axis] + window.after[axis];
        let is_inside = |tap: &usize| position * window.stride[axis] + tap * window.dilation[axis] < end;
        (0..window.kernel[axis]).filter(is_inside).count()
    };
    let mut all = Vec::new();
    for channel in 0..channels {
        for (row, column) in pairs(rows, columns) {
            let taps = pairs(window.kernel[0], window.kernel[1]);
            let numbers = taps.filter_map(|(down, across)| {
                let y = place(window, 0, row, down, height)?;
                let x = place(window, 1, column, across, width)?;
                Some((channel * height + y) * width + x)
            });
            all.push(Covered { numbers: numbers.collect(), with_padding: in_padded(0, row) * in_padded(1, column) });
        }
    }
    all
}

/// The positions of an axis of so many that one is made of, with the part of each. `PyTorch`'s `interpolate` with
/// `align_corners = False`, and its `pad`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "it is a position"
)]
fn made_of(rule: Rule, position: usize, len: usize) -> Vec<(usize, f64)> {
    let (signed, last) = (position as isize, len as isize - 1);
    let one = |at: isize| vec![(usize::try_from(at).expect("a position of the map"), 1.0)];
    match rule {
        Rule::Zeros(before) => {
            let at = signed - before as isize;
            if (0..=last).contains(&at) { one(at) } else { Vec::new() }
        }
        Rule::Reflect(before) => match signed - before as isize {
            at if at < 0 => one(-at),
            at if at > last => one(last - (at - last)),
            at => one(at),
        },
        Rule::Replicate(before) => one((signed - before as isize).clamp(0, last)),
        Rule::Repeat(times) => vec![(position / times, 1.0)],
        Rule::Interpolate(times) => {
            let at = ((position as f64 + 0.5) / times as f64 - 0.5).max(0.0);
            let first = at.floor() as usize;
            if first + 1 == len {
                return vec![(first, 1.0)];
            }
            vec![(first, 1.0 - at.fract()), (first + 1, at.fract())]
        }
    }
}

/// What each number of a resampled map is made of: numbers of the other map, with their parts.
pub(crate) fn resampled(rules: [Rule; 2], from: &[usize], to: &[usize]) -> Vec<Vec<(usize, f64)>> {
    let ((channels, [height, width]), (_, [rows, columns])) = (channels_and_extents(from), channels_and_extents(to));
    let of_rows: Vec<_> = (0..rows).map(|row| made_of(rules[0], row, height)).collect();
    let of_columns: Vec<_> = (0..columns).map(|column| made_of(rules[1], column, width)).collect();
    let mut all = Vec::with_capacity(channels * rows * columns);
    for channel in 0..channels {
        for (row, column) in pairs(rows, columns) {
            let mut parts = Vec::with_capacity(of_rows[row].len() * of_columns[column].len());
            for (y, of_row) in &of_rows[row] {
                for (x, of_column) in &of_columns[column] {
                    parts.push(((channel * height + y) * width + x, of_row * of_column));
                }
            }
            all.push(parts);
        }
    }
    all
}

/// All numbers of each channel.
pub(crate) fn all_of_channels(shape: &[usize]) -> Vec<Covered> {
    let (channels, [height, width]) = channels_and_extents(shape);
    let pixels = height * width;
    let of_channel = |channel: usize| (channel * pixels..(channel + 1) * pixels).collect();
    (0..channels).map(|channel| Covered { numbers: of_channel(channel), with_padding: pixels }).collect()
}

impl Covered {
    /// What a pool makes of the numbers.
    pub(crate) fn pooled(&self, pool: Pool, x: &[f64]) -> f64 {
        match pool {
            Pool::Largest => x[self.first_largest(x)],
            Pool::Mean { .. } => self.numbers.iter().map(|place| x[*place]).sum::<f64>() / self.divisor(pool),
        }
    }

    /// The numbers themselves.
    pub(crate) fn values<'a>(&'a self, x: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        self.numbers.iter().map(|place| x[*place])
    }

    /// The numbers that the result depends on, each with the derivative with respect to it.
    pub(crate) fn slopes(&self, pool: Pool, x: &[f64]) -> Vec<(usize, f64)> {
        match pool {
            Pool::Largest => vec![(self.first_largest(x), 1.0)],
            Pool::Mean { .. } => self.numbers.iter().map(|place| (*place, 1.0 / self.divisor(pool))).collect(),
        }
    }

    /// How much less than the largest the others are, relative to it if it is large. Those that are equal are exactly so in f32
    /// as well.
    pub(crate) fn distances_from_largest<'a>(&'a self, x: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let largest = x[self.first_largest(x)];
        self.numbers.iter().map(move |place| (largest - x[*place]) / largest.abs().max(1.0))
    }

    fn first_largest(&self, x: &[f64]) -> usize {
        let mut found = *self.numbers.first().expect("a window covers a number of the map");
        for place in &self.numbers {
            // The first NaN is larger than all.
            if x[*place] > x[found] || x[*place].is_nan() && !x[found].is_nan() {
                found = *place;
            }
        }
        found
    }

    fn divisor(&self, pool: Pool) -> f64 {
        let counts_padding = pool == Pool::Mean { counts_padding: true };
        (if counts_padding { self.with_padding } else { self.numbers.len() }) as f64
    }
}

/// The second index runs first.
fn pairs(first: usize, second: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..first).flat_map(move |a| (0..second).map(move |b| (a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_largest_number_is_chosen_and_a_nan_is_larger() {
        let all = &all_of_channels(&[1, 5])[0];
        assert_eq!(all.slopes(Pool::Largest, &[1.0, 3.0, 2.0, 3.0, 0.0]), [(1, 1.0)]);
        let with_nan = [1.0, f64::NAN, 2.0, f64::INFINITY, 0.0];
        assert!(all.pooled(Pool::Largest, &with_nan).is_nan());
        assert!(all.pooled(Pool::Mean { counts_padding: true }, &with_nan).is_nan());
    }
}
