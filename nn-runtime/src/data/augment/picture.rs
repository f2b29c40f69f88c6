//! One changed picture, written pixel by pixel from where its pixels were.

use core::ops::Range;

/// What happens to a picture: rotated, then flipped, then shifted, then erased.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    /// Pixels down and to the right.
    pub(super) shift: [isize; 2],
    /// Whether top and bottom change places, and left and right.
    pub(super) is_flipped: [bool; 2],
    pub(super) turn: Option<Turn>,
    /// A part, and the value that it gets.
    pub(super) erased: Option<(Rectangle, f32)>,
}

/// An angle, counterclockwise as people see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    pub(super) sine: f64,
    pub(super) cosine: f64,
}

/// Pixels of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

/// Where a position along an axis of so many pixels was before it was flipped and shifted.
#[derive(Clone, Copy)]
struct Axis {
    len: usize,
    shift: isize,
    is_flipped: bool,
}

impl Axis {
    /// A position, which may lie outside of the picture.
    fn source(self, position: usize) -> isize {
        let position = position.cast_signed() - self.shift;
        if self.is_flipped { self.len.cast_signed() - 1 - position } else { position }
    }

    /// The positions whose source is in the picture.
    fn inside(self) -> Range<usize> {
        let len = self.len.cast_signed();
        let [start, end] = [self.shift, len + self.shift].map(|position| position.clamp(0, len).unsigned_abs());
        start..end
    }
}

/// Writes the picture `from` of `shape` to `to`, of the same length; what comes from outside gets the value of its channel, or the
/// only one.
pub(super) fn write(change: &Change, shape: [usize; 3], fill: &[f32], from: &[f32], to: &mut [f32]) {
    let [_, height, width] = shape;
    let [down, right] = change.shift;
    let [upside_down, mirrored] = change.is_flipped;
    let rows = Axis { len: height, shift: down, is_flipped: upside_down };
    let columns = Axis { len: width, shift: right, is_flipped: mirrored };
    let pixels = height * width;
    let planes = from.chunks_exact(pixels.max(1)).zip(to.chunks_exact_mut(pixels.max(1)));
    for ((from, to), fill) in planes.zip(fill.iter().cycle()) {
        match change.turn {
            None => shift(rows, columns, *fill, from, to),
            Some(turn) => rotate(turn, rows, columns, *fill, from, to),
        }
        if let Some((Rectangle { rows, columns }, value)) = &change.erased {
            for row in to.chunks_exact_mut(width.max(1)).skip(rows.start).take(rows.len()) {
                if let Some(part) = row.get_mut(columns.clone()) {
                    part.fill(*value);
                }
            }
        }
    }
}

/// Whole pixels in other places.
fn shift(rows: Axis, columns: Axis, fill: f32, from: &[f32], to: &mut [f32]) {
    let width = columns.len.max(1);
    let inside = columns.inside();
    for (y, to) in to.chunks_exact_mut(width).enumerate() {
        let source = usize::try_from(rows.source(y)).ok().filter(|y| *y < rows.len);
        let Some(from) = source.and_then(|y| from.get(y * width..(y + 1) * width)) else {
            to.fill(fill);
            continue;
        };
        to[..inside.start].fill(fill);
        to[inside.end..].fill(fill);
        // The sources are as many, in this order or the other one.
        let to = &mut to[inside.clone()];
        let sources = Axis { is_flipped: false, shift: -columns.shift, ..columns }.inside();
        if columns.is_flipped {
            let from = &from[columns.len - sources.end..columns.len - sources.start];
            to.iter_mut().zip(from.iter().rev()).for_each(|(to, from)| *to = *from);
        } else {
            to.copy_from_slice(&from[sources]);
        }
    }
}

/// Pixels between others, by the four around each.
fn rotate(turn: Turn, rows: Axis, columns: Axis, fill: f32, from: &[f32], to: &mut [f32]) {
    let Turn { sine, cosine } = turn;
    let width = columns.len.max(1);
    let centre = |axis: Axis| (axis.len as f64 - 1.0) / 2.0;
    let (middle_row, middle_column) = (centre(rows), centre(columns));
    for (y, to) in to.chunks_exact_mut(width).enumerate() {
        let down = rows.source(y) as f64 - middle_row;
        for (x, to) in to.iter_mut().enumerate() {
            let right = columns.source(x) as f64 - middle_column;
            let row = middle_row + (cosine * down + sine * right);
            let column = middle_column + (cosine * right - sine * down);
            *to = interpolate(from, [rows.len, width], fill, [row, column]);
        }
    }
}

/// The value at a place of a picture that is surrounded by `fill`, linear between pixels along each axis.
fn interpolate(from: &[f32], [height, width]: [usize; 2], fill: f32, [row, column]: [f64; 2]) -> f32 {
    let ((y, down), (x, right)) = (split(row), split(column));
    let between = |a: f32, b: f32, part: f32| a + (b - a) * part;
    // Nearly all pixels have four neighbours, which lie side by side.
    if let (Ok(y), Ok(x)) = (usize::try_from(y), usize::try_from(x))
        && y + 1 < height
        && x + 1 < width
        && let (Some([a, b]), Some([c, d])) = (pair(from, y * width + x), pair(from, (y + 1) * width + x))
    {
        return between(between(a, b, right), between(c, d, right), down);
    }
    let pixel = |y: isize, x: isize| match (usize::try_from(y), usize::try_from(x)) {
        (Ok(y), Ok(x)) if y < height && x < width => from.get(y * width + x).copied().unwrap_or(fill),
        _ => fill,
    };
    let [top, bottom] = [y, y + 1].map(|y| between(pixel(y, x), pixel(y, x + 1), right));
    between(top, bottom, down)
}

/// Two numbers side by side.
fn pair(from: &[f32], at: usize) -> Option<[f32; 2]> {
    from.get(at..)?.first_chunk().copied()
}

/// The whole number below, and what is left. `floor` would call a function for each pixel on processors without SSE4.1.
fn split(position: f64) -> (isize, f32) {
    let whole = position as isize;
    let whole = if whole as f64 > position { whole - 1 } else { whole };
    (whole, (position - whole as f64) as f32)
}
