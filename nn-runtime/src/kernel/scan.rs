//! Windows that are gone through step by step: a map with a pixel for each step, of which one is computed from the pixel before it.

use crate::panel::Panel;

/// The first pixel of each row of a scan, which begins with this one of so many.
#[inline(always)]
pub fn begin<const P: usize>(first: &[Panel; P], pixels: &mut [[Panel; P]], (steps, pixel): (usize, usize)) {
    for row in pixels.chunks_exact_mut(steps) {
        if let Some(to) = row.get_mut(pixel) {
            *to = *first;
        }
    }
}

/// The pixels of a row, so many of each.
#[inline(always)]
pub fn pixels_of_row<X, const N: usize>(pixels: &mut [X], row: usize) -> Option<&mut [X]> {
    pixels.chunks_exact_mut(N).nth(row)
}

/// The pixel at `t`, and the one behind it if there is one.
#[inline(always)]
pub fn row_and_behind<X>(pixels: &mut [X], t: usize) -> Option<(&mut [X; 1], Option<&mut [X; 1]>)> {
    let (row, behind) = pixels.get_mut(t..)?.split_first_chunk_mut()?;
    Some((row, behind.first_chunk_mut()))
}

/// The pixel at `t`, and the one before it if there is one.
#[inline(always)]
pub fn row_and_before<X>(pixels: &mut [X], t: usize) -> Option<(&mut [X; 1], Option<&mut [X; 1]>)> {
    let (before, row) = pixels.get_mut(..=t)?.split_last_chunk_mut()?;
    Some((row, before.last_chunk_mut()))
}

/// So many positions from the last to the first.
#[inline(always)]
pub fn descending(steps: usize) -> impl Iterator<Item = usize> {
    (0..steps).rev()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_pixel_is_the_neighbour_or_none() {
        let mut pixels = [1, 2, 3];
        assert_eq!(row_and_behind(&mut pixels, 1), Some((&mut [2], Some(&mut [3]))));
        assert_eq!(row_and_behind(&mut pixels, 2), Some((&mut [3], None)));
        assert_eq!(row_and_behind(&mut pixels, 3), None);
        assert_eq!(row_and_before(&mut pixels, 1), Some((&mut [2], Some(&mut [1]))));
        assert_eq!(row_and_before(&mut pixels, 0), Some((&mut [1], None)));
        assert_eq!(row_and_before(&mut pixels, 3), None);
        assert!(descending(3).eq([2, 1, 0]));
    }

    #[test]
    fn every_row_begins_with_its_own_pixel() {
        let (zero, one) = ([Panel::ZERO], [Panel([1.0; 16])]);
        let mut pixels = [zero; 6];
        begin(&one, &mut pixels, (3, 2));
        assert_eq!(pixels, [zero, zero, one, zero, zero, one]);
        assert_eq!(pixels_of_row::<_, 3>(&mut pixels, 1), Some(&mut [zero, zero, one][..]));
        assert_eq!(pixels_of_row::<_, 3>(&mut pixels, 2), None);
    }
}
