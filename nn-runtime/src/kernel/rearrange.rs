//! Numbers of a row in other places: permuted axes, shuffled pixels, cuts.

/// Where each number is taken from, and where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Moves<const N: usize> {
    /// The first number of what is read.
    pub from: usize,
    /// Its place in what is written.
    pub to: usize,
    /// For each axis its extent, and the steps in what is read and in what is written. The last one is the innermost loop.
    pub axes: [[usize; 3]; N],
    /// Whether what is written has places that nothing is moved to, which become 0.
    pub clears: bool,
}

/// `y = x` in other places; added to what is there if `ADDED`.
#[inline(always)]
pub fn rearrange<const N: usize, const ADDED: bool>(x: &[f32], y: &mut [f32], moves: &Moves<N>) {
    let Moves { from, to, axes, clears } = moves;
    let (mut from, mut to) = (*from, *to);
    if *clears && !ADDED {
        y.fill(0.0);
    }
    let Some((innermost, outer)) = axes.split_last() else { return };
    let mut positions = [0_usize; N];
    loop {
        move_line::<ADDED>(x, y, (from, to), innermost);
        // The next position, as a counter counts.
        let mut is_done = true;
        for (position, [extent, from_step, to_step]) in positions.iter_mut().zip(outer).rev() {
            *position += 1;
            from += from_step;
            to += to_step;
            if *position < *extent {
                is_done = false;
                break;
            }
            *position = 0;
            from -= extent * from_step;
            to -= extent * to_step;
        }
        if is_done {
            return;
        }
    }
}

/// The numbers along the innermost axis.
#[inline(always)]
fn move_line<const ADDED: bool>(
    x: &[f32],
    y: &mut [f32],
    (from, to): (usize, usize),
    [extent, from_step, to_step]: &[usize; 3],
) {
    let put = |x: &f32, y: &mut f32| *y = if ADDED { *y + *x } else { *x };
    if (*from_step, *to_step) == (1, 1) {
        // Of slices of known length the compiler makes copies of vectors.
        if let (Some(x), Some(y)) = (x.get(from..from + extent), y.get_mut(to..to + extent)) {
            x.iter().zip(y).for_each(|(x, y)| put(x, y));
        }
        return;
    }
    let x = x.iter().skip(from).step_by((*from_step).max(1));
    let y = y.iter_mut().skip(to).step_by((*to_step).max(1));
    x.zip(y).take(*extent).for_each(|(x, y)| put(x, y));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "numbers are moved, not computed")]
    fn numbers_go_to_their_places_and_others_become_zero() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        // The transpose of 2 by 3, in rows of 4.
        let moves = Moves { from: 0, to: 0, axes: [[3, 1, 4], [2, 3, 1]], clears: true };
        let mut y = [f32::NAN; 12];
        rearrange::<2, false>(&x, &mut y, &moves);
        assert_eq!(y, [1.0, 4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 0.0, 3.0, 6.0, 0.0, 0.0]);
        rearrange::<2, true>(&x, &mut y, &moves);
        assert_eq!(y, [2.0, 8.0, 0.0, 0.0, 4.0, 10.0, 0.0, 0.0, 6.0, 12.0, 0.0, 0.0]);
    }

    #[test]
    fn parts_of_rows_are_moved() {
        let x: [f32; 20] = core::array::from_fn(|index| index as f32);
        let mut y = [f32::NAN; 8];
        let moves = Moves { from: 6, to: 1, axes: [[2, 5, 4], [3, 1, 1]], clears: false };
        rearrange::<2, false>(&x, &mut y, &moves);
        assert_eq!(y[1..4], [6.0, 7.0, 8.0]);
        assert_eq!(y[5..8], [11.0, 12.0, 13.0]);
        assert!(y[0].is_nan() && y[4].is_nan());
    }
}
