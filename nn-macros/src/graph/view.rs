//! Where the numbers of a file's value are in the row of a line: how far apart those of each axis are, and where the first one is. Other orders of
//! axes, other shapes, parts, and axes from their ends move no number then.

use crate::model::Source;

/// An axis of a value, of which the file has others before or behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) extent: usize,
    /// How far apart its numbers are.
    pub(crate) stride: isize,
}

impl Axis {
    /// How far it goes in all.
    fn length(self) -> Option<isize> {
        self.stride.checked_mul(isize::try_from(self.extent).ok()?)
    }
}

/// A value of a file, whose batch may be behind other axes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    pub(crate) source: Source,
    /// Where the first number is.
    pub(crate) first: usize,
    /// Those of a row.
    pub(crate) axes: Vec<Axis>,
    /// How many of them the file has before that of the batch.
    pub(crate) batch: usize,
}

/// How far apart the numbers of each axis are, one behind the other.
pub(crate) fn contiguous(extents: &[usize]) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::with_capacity(extents.len());
    let mut stride = 1_isize;
    for extent in extents.iter().rev() {
        axes.push(Axis { extent: *extent, stride });
        stride = stride.saturating_mul(isize::try_from(*extent).unwrap_or(isize::MAX));
    }
    axes.reverse();
    axes
}

impl View {
    /// The extents of a row.
    pub(crate) fn shape(&self) -> Vec<usize> {
        self.axes.iter().map(|axis| axis.extent).collect()
    }

    /// How many axes the file has, with that of the batch.
    pub(crate) fn rank(&self) -> usize {
        self.axes.len() + 1
    }

    /// The axis of a row at a position of the file, which may be counted from the end; `None` for the batch, and where there is none.
    pub(crate) fn axis_of_row(&self, position: i64) -> Option<usize> {
        let position = position_of(position, self.rank())?;
        match position.cmp(&self.batch) {
            std::cmp::Ordering::Less => Some(position),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(position - 1),
        }
    }

    /// With the axes in another order, in which the file counts the batch.
    pub(crate) fn transposed(&self, order: &[i64]) -> Option<Self> {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(0..i64::try_from(self.rank()).ok()?) {
            return None;
        }
        let found: Vec<Option<usize>> = order.iter().map(|axis| self.axis_of_row(*axis)).collect();
        let batch = found.iter().position(Option::is_none)?;
        let axes = found.into_iter().flatten().map(|axis| self.axes[axis]).collect();
        Some(Self { axes, batch, ..self.clone() })
    }

    /// Without axes of extent 1, at these positions of the file.
    pub(crate) fn squeezed(&self, positions: &[i64]) -> Option<Self> {
        let mut gone: Vec<usize> =
            positions.iter().map(|position| self.axis_of_row(*position)).collect::<Option<_>>()?;
        gone.sort_unstable();
        gone.dedup();
        let fits = gone.len() == positions.len() && gone.iter().all(|axis| self.axes[*axis].extent == 1);
        let mut squeezed = self.clone();
        for axis in gone.into_iter().rev().filter(|_| fits) {
            squeezed.axes.remove(axis);
            squeezed.batch -= usize::from(axis < self.batch);
        }
        fits.then_some(squeezed)
    }

    /// With more axes, of extent 1, at these positions of the result.
    pub(crate) fn unsqueezed(&self, positions: &[i64]) -> Option<Self> {
        let rank = self.rank().checked_add(positions.len())?;
        let mut new: Vec<usize> =
            positions.iter().map(|position| position_of(*position, rank)).collect::<Option<_>>()?;
        new.sort_unstable();
        let mut unsqueezed = self.clone();
        for position in new {
            let is_before = position <= unsqueezed.batch;
            let axis = position - usize::from(!is_before);
            if axis > unsqueezed.axes.len() {
                return None;
            }
            unsqueezed.axes.insert(axis, Axis { extent: 1, stride: 1 });
            unsqueezed.batch += usize::from(is_before);
        }
        Some(unsqueezed)
    }

    /// Each `step`th number of an axis of a row from one on, so many of them. A step below 0 goes back.
    pub(crate) fn part(&self, axis: usize, (start, count): (usize, usize), step: isize) -> Option<Self> {
        let Axis { extent, stride } = *self.axes.get(axis)?;
        let last = isize::try_from(count.checked_sub(1)?).ok()?.checked_mul(step)?.checked_add_unsigned(start)?;
        if start >= extent || usize::try_from(last).ok()? >= extent {
            return None;
        }
        let moved = isize::try_from(start).ok()?.checked_mul(stride)?;
        let mut part = self.clone();
        part.first = self.first.checked_add_signed(moved)?;
        part.axes[axis] = Axis { extent: count, stride: stride.checked_mul(step)? };
        Some(part)
    }

    /// Without an axis of a row, of which it is the numbers at one position.
    pub(crate) fn at(&self, axis: usize, position: usize) -> Option<Self> {
        let mut at = self.part(axis, (position, 1), 1)?;
        at.axes.remove(axis);
        at.batch -= usize::from(axis < self.batch);
        Some(at)
    }

    /// With the batch as the first axis of the file.
    pub(crate) fn with_batch_in_front(&self) -> Self {
        Self { batch: 0, ..self.clone() }
    }

    /// The same numbers in the shape that a file asks for: 0 keeps an extent, -1 is what is left, and `None` is the batch, whose extent may be known.
    /// `None` where the shape does not fit, or no numbers lie so.
    pub(crate) fn reshaped(&self, target: &[Option<i64>], fixed: Option<i64>) -> Option<Self> {
        let may_be_batch = |position: &usize| match target[*position] {
            None | Some(-1) => true,
            Some(0) => *position == self.batch,
            extent => extent == fixed,
        };
        let known = |position: usize| match target[position] {
            Some(0) => self.axis_of_row(i64::try_from(position).ok()?).map(|axis| Some(self.axes[axis].extent)),
            Some(-1) => Some(None),
            extent => usize::try_from(extent?).ok().map(Some),
        };
        (0..target.len()).filter(may_be_batch).find_map(|batch| {
            let extents: Vec<Option<usize>> =
                (0..target.len()).filter(|position| *position != batch).map(known).collect::<Option<_>>()?;
            // The rows of a batch of one are all there is, so their axes may go past it.
            let beside = |axes: &[Axis], extents: &[Option<usize>]| regrouped(axes, &filled(extents, axes)?);
            let in_place = || {
                let mut axes = beside(&self.axes[..self.batch], &extents[..batch])?;
                axes.extend(beside(&self.axes[self.batch..], &extents[batch..])?);
                Some(axes)
            };
            let axes = in_place().or_else(|| beside(&self.axes, &extents).filter(|_| fixed == Some(1)))?;
            Some(Self { axes, batch, ..self.clone() })
        })
    }

    /// The extents of a line and the order in which the file has its axes, where the value is all the numbers of that line, which are `len`.
    pub(crate) fn order(&self, len: usize) -> Option<(Vec<usize>, Vec<usize>)> {
        let mut sorted: Vec<usize> = (0..self.axes.len()).collect();
        // Axes of extent 1 are where they disturb no other.
        let stride = |axis: usize| if self.axes[axis].extent == 1 { 0 } else { self.axes[axis].stride };
        sorted.sort_by_key(|axis| std::cmp::Reverse(stride(*axis)));
        let extents: Vec<usize> = sorted.iter().map(|axis| self.axes[*axis].extent).collect();
        let is_contiguous = sorted.iter().zip(contiguous(&extents)).all(|(axis, expected)| {
            let found = self.axes[*axis];
            found.extent == 1 || found == expected
        });
        let mut order = vec![0; sorted.len()];
        sorted.iter().enumerate().for_each(|(place, axis)| order[*axis] = place);
        let n = extents.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent))?;
        (self.first == 0 && is_contiguous && n == len).then_some((extents, order))
    }

    /// The axes of more than one number as few as they can be, those first that go farthest.
    pub(crate) fn runs(&self) -> Vec<Axis> {
        let mut axes: Vec<Axis> = self.axes.iter().filter(|axis| axis.extent > 1).copied().collect();
        axes.sort_by_key(|axis| std::cmp::Reverse(axis.stride));
        joined(&axes)
    }
}

/// A position that may be counted from the end, among so many.
fn position_of(position: i64, rank: usize) -> Option<usize> {
    let all = i64::try_from(rank).ok()?;
    let position = if position < 0 { position.checked_add(all)? } else { position };
    usize::try_from(position).ok().filter(|position| *position < rank)
}

/// The extents, of which one may be what is left of these axes.
fn filled(extents: &[Option<usize>], axes: &[Axis]) -> Option<Vec<usize>> {
    let times = |product: usize, extent: usize| product.checked_mul(extent);
    let all = axes.iter().map(|axis| axis.extent).try_fold(1, times)?;
    let known = extents.iter().flatten().copied().try_fold(1, times)?;
    let n_left = extents.iter().filter(|extent| extent.is_none()).count();
    let left = all.checked_div(known)?;
    let fits = n_left <= 1 && left.checked_mul(known) == Some(all) && (n_left == 1 || left == 1);
    fits.then(|| extents.iter().map(|extent| extent.unwrap_or(left)).collect())
}

/// Neighbours whose numbers lie as those of one axis as that one.
fn joined(axes: &[Axis]) -> Vec<Axis> {
    let mut runs: Vec<Axis> = Vec::new();
    for axis in axes.iter().filter(|axis| axis.extent != 1) {
        match runs.last_mut() {
            Some(run) if Some(run.stride) == axis.length() => {
                *run = Axis { extent: run.extent.saturating_mul(axis.extent), stride: axis.stride };
            }
            _ => runs.push(*axis),
        }
    }
    runs
}

/// The same numbers as axes of these extents; `None` where numbers of one would not lie evenly.
fn regrouped(axes: &[Axis], extents: &[usize]) -> Option<Vec<Axis>> {
    let mut runs = joined(axes);
    let mut parts = Vec::with_capacity(extents.len());
    for extent in extents.iter().rev() {
        if *extent == 1 {
            parts.push(Axis { extent: 1, stride: 1 });
            continue;
        }
        let run = runs.last_mut().filter(|run| *extent > 0 && run.extent % extent == 0)?;
        let part = Axis { extent: *extent, stride: run.stride };
        parts.push(part);
        *run = Axis { extent: run.extent / extent, stride: part.length()? };
        if run.extent == 1 {
            runs.pop();
        }
    }
    parts.reverse();
    runs.is_empty().then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a row, by their places.
    fn places(view: &View) -> Vec<usize> {
        let mut places = vec![view.first];
        for Axis { extent, stride } in &view.axes {
            let step = |at: usize| isize::try_from(at).expect("a small extent") * stride;
            places = places
                .iter()
                .flat_map(|place| (0..*extent).map(move |at| place.checked_add_signed(step(at)).expect("inside")))
                .collect();
        }
        places
    }

    fn view(extents: &[usize], batch: usize) -> View {
        View { source: Source::Input, first: 0, axes: contiguous(extents), batch }
    }

    #[test]
    fn numbers_are_where_the_standard_has_them() {
        // [T, N, C] of a window [C, T].
        let steps = view(&[2, 3], 0).transposed(&[2, 0, 1]).expect("an order");
        assert_eq!((steps.shape(), steps.batch, places(&steps)), (vec![3, 2], 1, vec![0, 3, 1, 4, 2, 5]));
        assert_eq!(steps.order(6), Some((vec![2, 3], vec![1, 0])));
        assert_eq!(steps.transposed(&[1, 2, 0]).and_then(|view| view.order(6)), Some((vec![2, 3], vec![0, 1])));
        assert_eq!(steps.transposed(&[0, 0, 1]), None);
        let last = steps.at(0, 2).expect("a step");
        assert_eq!((last.shape(), last.batch, places(&last), last.order(6)), (vec![2], 0, vec![2, 5], None));
        let back = steps.part(0, (2, 3), -1).expect("all steps");
        assert_eq!(places(&back), [2, 5, 1, 4, 0, 3]);
        assert_eq!((steps.part(0, (3, 1), 1), steps.part(0, (1, 3), 1), steps.part(0, (0, 0), 1)), (None, None, None));
        let more = steps.unsqueezed(&[1, -1]).expect("two axes");
        assert_eq!((more.shape(), more.batch), (vec![3, 1, 2, 1], 2));
        assert_eq!(more.squeezed(&[1, 4]), Some(steps.clone()));
        assert_eq!((more.squeezed(&[2]), more.squeezed(&[0])), (None, None), "the batch, and more than one number");
    }

    #[test]
    fn other_shapes_keep_the_batch_between_the_same_numbers() {
        // [T, directions, N, units] of a window of 2 * 3 channels and 4 steps.
        let strides = [(4, 1), (2, 12), (3, 4)].map(|(extent, stride)| Axis { extent, stride });
        let all = View { axes: strides.to_vec(), ..view(&[24], 2) };
        let beside = all.transposed(&[0, 2, 1, 3]).expect("an order");
        for (target, fixed) in [
            (vec![Some(0), Some(0), Some(-1)], None),
            (vec![Some(4), None, Some(6)], None),
            (vec![Some(4), Some(-1), Some(6)], None),
            (vec![Some(4), Some(5), Some(-1)], Some(5)),
            (vec![Some(-1), Some(1), Some(6)], Some(1)),
        ] {
            let joined = beside.reshaped(&target, fixed).expect("a shape that fits");
            assert_eq!((joined.shape(), joined.batch), (vec![4, 6], 1), "{target:?}");
            assert_eq!(joined.order(24), Some((vec![6, 4], vec![1, 0])), "{target:?}");
        }
        assert_eq!(
            all.reshaped(&[Some(4), None, Some(6)], None),
            None,
            "the batch is between the directions and the units"
        );
        let one = all.reshaped(&[Some(4), Some(1), Some(6)], Some(1)).expect("a batch of one");
        assert_eq!((one.shape(), one.batch), (vec![4, 6], 1));
        for target in [vec![Some(4), None, Some(5)], vec![Some(-1), Some(-1), Some(7)], vec![None, Some(24)]] {
            assert_eq!(beside.reshaped(&target, None), None, "{target:?}");
        }
        // What both directions end with lies unevenly.
        let ended = View {
            first: 3,
            axes: vec![Axis { extent: 2, stride: 9 }, Axis { extent: 3, stride: 4 }],
            ..view(&[24], 1)
        };
        assert_eq!(places(&ended), [3, 7, 11, 12, 16, 20]);
        let row = ended.transposed(&[1, 0, 2]).expect("an order");
        assert_eq!(row.reshaped(&[None, Some(6)], None), None);
    }
}
