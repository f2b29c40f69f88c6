//! The numbers of a value in another order, or some of them: what permuted axes, shuffled pixels and cuts are.
//!
//! A view counts numbers as shapes do. Where they lie is known once the layouts on both sides are: then it becomes moves.

use super::{LANES, Layout};

/// Numbers of a value, in the order of these axes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// The first number.
    start: usize,
    /// The last axis is the fastest.
    axes: Vec<Axis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Axis {
    extent: usize,
    /// From one number to the next.
    stride: usize,
}

/// Where each number of a row is taken from, and where it goes, counted in stored numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moves {
    /// The first number of what is read.
    pub(crate) from: usize,
    /// Its place in what is written.
    pub(crate) to: usize,
    /// The last axis is the innermost loop.
    pub(crate) axes: Vec<MovedAxis>,
}

/// An axis along which numbers are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MovedAxis {
    pub(crate) extent: usize,
    /// From one number to the next, in what is read.
    pub(crate) from: usize,
    /// The same in what is written.
    pub(crate) to: usize,
}

impl View {
    /// All numbers as they are.
    pub(crate) fn whole(len: usize) -> Self {
        Self { start: 0, axes: vec![Axis { extent: len, stride: 1 }] }
    }

    pub(crate) fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.extent).product()
    }

    /// Whether it is all of so many numbers, as they are.
    pub(crate) fn is_whole(&self, len: usize) -> bool {
        *self == Self::whole(len)
    }

    /// The axes of a shape of as many numbers in another order: axis `i` is axis `order[i]` of the shape. `None` if an axis of the shape has
    /// no axes of its own here.
    pub(crate) fn permuted(&self, shape: &[usize], order: &[usize]) -> Option<Self> {
        let of_shape = self.axes_of(shape)?;
        let axes = order.iter().filter_map(|axis| of_shape.get(*axis)).flatten().copied().collect();
        Some(Self { start: self.start, axes }.merged())
    }

    /// Of each axis of a shape of as many numbers so many positions, from a first one on. `None` as for [`permuted`](Self::permuted).
    pub(crate) fn cut(&self, shape: &[usize], parts: &[(usize, usize)]) -> Option<Self> {
        let mut cut = Self { start: self.start, axes: Vec::new() };
        for ((of_axis, extent), (first, count)) in self.axes_of(shape)?.into_iter().zip(shape).zip(parts) {
            match of_axis[..] {
                _ if count == extent => cut.axes.extend(of_axis),
                [Axis { stride, .. }] => {
                    cut.start += first * stride;
                    cut.axes.push(Axis { extent: *count, stride });
                }
                _ => return None,
            }
        }
        Some(cut.merged())
    }

    /// The axes that each axis of a shape is made of.
    fn axes_of(&self, shape: &[usize]) -> Option<Vec<Vec<Axis>>> {
        let mut rest = self.axes.clone();
        let mut all = Vec::new();
        for extent in shape.iter().rev() {
            let (mut of_axis, mut left) = (Vec::new(), *extent);
            while left > 1 {
                let axis = rest.pop()?;
                if left.is_multiple_of(axis.extent) {
                    left /= axis.extent;
                    of_axis.push(axis);
                } else if axis.extent.is_multiple_of(left) {
                    let (outer, inner) = axis.split(left);
                    rest.push(outer);
                    of_axis.push(inner);
                    left = 1;
                } else {
                    return None;
                }
            }
            of_axis.reverse();
            all.push(merged(of_axis));
        }
        all.reverse();
        Some(all)
    }

    fn merged(self) -> Self {
        let axes = merged(self.axes);
        Self { axes: if axes.is_empty() { vec![Axis { extent: 1, stride: 1 }] } else { axes }, ..self }
    }

    /// The moves from a value of one layout to a value of another; `None` if a place does not follow from its axes alone.
    pub(crate) fn moves(&self, from: Layout, to: Layout) -> Option<Moves> {
        let mut apart = self.len();
        let mut axes: Vec<MovedAxis> = Vec::new();
        for Axis { extent, stride } in &self.axes {
            apart /= extent;
            axes.push(MovedAxis { extent: *extent, from: *stride, to: apart });
        }
        let (of_from, of_to) = (Places::of(from), Places::of(to));
        let axes = split(axes, of_from.pixels, |axis| axis.from)?;
        let mut axes = split(axes, of_to.pixels, |axis| axis.to)?;
        // Along pixels no sum of steps may reach the next channel.
        let reach: usize =
            axes.iter().filter(|axis| axis.from < of_from.pixels).map(|axis| (axis.extent - 1) * axis.from).sum();
        if self.start % of_from.pixels + reach >= of_from.pixels && of_from.pixels > 1 {
            return None;
        }
        for axis in &mut axes {
            axis.from = of_from.step(axis.from)?;
            axis.to = of_to.step(axis.to)?;
        }
        // The innermost loop goes over neighbours, if there are any.
        axes.sort_by_key(|axis| match (axis.to, axis.from) {
            (1, 1) => 3,
            (1, _) => 2,
            (_, 1) => 1,
            _ => 0,
        });
        Some(Moves { from: of_from.place(self.start), to: 0, axes })
    }
}

impl Axis {
    /// The same in two, of which the inner one has so many positions.
    fn split(self, inner: usize) -> (Self, Self) {
        let outer = Self { extent: self.extent / inner, stride: self.stride * inner };
        (outer, Self { extent: inner, stride: self.stride })
    }
}

/// Without axes of extent 1, and neighbours that are one axis as one.
fn merged(axes: Vec<Axis>) -> Vec<Axis> {
    let mut all: Vec<Axis> = Vec::new();
    for axis in axes.into_iter().filter(|axis| axis.extent > 1) {
        match all.last_mut() {
            Some(outer) if outer.stride == axis.extent * axis.stride => {
                *outer = Axis { extent: outer.extent * axis.extent, stride: axis.stride };
            }
            _ => all.push(axis),
        }
    }
    all
}

/// Each axis as those along pixels and those along channels; `None` where one goes from a pixel of a channel into another channel, and on.
fn split(axes: Vec<MovedAxis>, pixels: usize, step: fn(&MovedAxis) -> usize) -> Option<Vec<MovedAxis>> {
    let mut all = Vec::new();
    for axis in axes {
        let of_axis = step(&axis);
        if of_axis >= pixels || (axis.extent - 1) * of_axis < pixels {
            all.push(axis);
            continue;
        }
        let inner = pixels / of_axis;
        if !pixels.is_multiple_of(of_axis) || !axis.extent.is_multiple_of(inner) {
            return None;
        }
        all.push(MovedAxis { extent: axis.extent / inner, from: axis.from * inner, to: axis.to * inner });
        all.push(MovedAxis { extent: inner, ..axis });
    }
    Some(all)
}

/// Where the numbers of a layout lie.
#[derive(Clone, Copy)]
struct Places {
    /// Of a channel; 1 where numbers lie one behind the other.
    pixels: usize,
    /// Numbers of a pixel, padding included.
    stored: usize,
}

impl Places {
    fn of(layout: Layout) -> Self {
        match layout {
            Layout::Pixels { pixels, .. } => Self { pixels, stored: layout.stored() / pixels },
            Layout::PixelColumns { pixels, channels } => Self { pixels, stored: channels },
            Layout::Plain { .. } | Layout::Panels { .. } | Layout::Columns { .. } => Self { pixels: 1, stored: 1 },
        }
    }

    fn place(self, number: usize) -> usize {
        number % self.pixels * self.stored + number / self.pixels
    }

    /// The step between stored numbers for one between numbers.
    fn step(self, step: usize) -> Option<usize> {
        (step < self.pixels || step.is_multiple_of(self.pixels)).then(|| self.place(step))
    }
}

impl Moves {
    /// From the channels of so many pixels, group behind group, to groups that begin in panels of their own: so many, of so many channels.
    pub(crate) fn apart([groups, of_group]: [usize; 2], pixels: usize) -> Self {
        let (stored, apart) = ((groups * of_group).next_multiple_of(LANES), of_group.next_multiple_of(LANES));
        Self::along(&[[pixels, stored, groups * apart], [groups, of_group, apart], [of_group, 1, 1]])
    }

    /// From the channels of so many pixels to as many copies of each, one behind the other.
    pub(crate) fn copies(channels: usize, pixels: usize, copies: usize) -> Self {
        let [from, to] = [channels, channels * copies].map(|channels| channels.next_multiple_of(LANES));
        Self::along(&[[pixels, from, to], [copies, 0, 1], [channels, 1, copies]])
    }

    /// Extents and steps, without axes of one position.
    fn along(axes: &[[usize; 3]]) -> Self {
        let axes = axes.iter().filter(|[extent, ..]| *extent > 1);
        Self {
            from: 0,
            to: 0,
            axes: axes.map(|[extent, from, to]| MovedAxis { extent: *extent, from: *from, to: *to }).collect(),
        }
    }

    /// Whether some numbers go to the same place, whose sum that is to have.
    pub(crate) fn meet(&self) -> bool {
        self.axes.iter().any(|axis| axis.to == 0 && axis.extent > 1)
    }

    /// Numbers of a row that are moved.
    pub(crate) fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.extent).product()
    }

    /// The way back.
    pub(crate) fn back(&self) -> Self {
        let back = |axis: &MovedAxis| MovedAxis { extent: axis.extent, from: axis.to, to: axis.from };
        Self { from: self.to, to: self.from, axes: self.axes.iter().map(back).collect() }
    }

    /// Each move: from where, and to where.
    #[cfg(test)]
    pub(crate) fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs = vec![(self.from, self.to)];
        for axis in &self.axes {
            let along =
                |(from, to): (usize, usize)| (0..axis.extent).map(move |at| (from + at * axis.from, to + at * axis.to));
            pairs = pairs.into_iter().flat_map(along).collect();
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each number of a view, by its definition.
    fn numbers(view: &View) -> Vec<usize> {
        let mut numbers = vec![view.start];
        for axis in &view.axes {
            numbers = numbers
                .into_iter()
                .flat_map(|first| (0..axis.extent).map(move |at| first + at * axis.stride))
                .collect();
        }
        numbers
    }

    /// The numbers of a shape whose axes are in another order.
    fn permuted(of: &[usize], shape: &[usize], order: &[usize]) -> Vec<usize> {
        let stride = |axis: usize| shape[axis + 1..].iter().product::<usize>();
        let mut places = vec![0];
        for axis in order {
            places = places
                .into_iter()
                .flat_map(|first| (0..shape[*axis]).map(move |at| first + at * stride(*axis)))
                .collect();
        }
        places.into_iter().map(|place| of[place]).collect()
    }

    #[test]
    fn permutations_follow_one_another() {
        let whole = View::whole(3 * 4 * 5);
        let turned = whole.permuted(&[3, 4, 5], &[2, 0, 1]).expect("a shape has axes");
        let expected = permuted(&numbers(&whole), &[3, 4, 5], &[2, 0, 1]);
        assert_eq!(numbers(&turned), expected);
        // Another shape of the same numbers, whose axes are parts of these.
        let again = turned.permuted(&[5, 6, 2], &[1, 0, 2]).expect("12 is 6 times 2");
        assert_eq!(numbers(&again), permuted(&expected, &[5, 6, 2], &[1, 0, 2]));
        assert!(turned.permuted(&[5, 3, 4], &[1, 2, 0]).expect("its own axes").is_whole(60));
        assert_eq!(turned.permuted(&[3, 20], &[1, 0]), None);
    }

    #[test]
    fn cuts_are_parts_of_axes() {
        let cut = View::whole(60).cut(&[3, 4, 5], &[(1, 2), (0, 4), (1, 3)]).expect("a shape has axes");
        let expected: Vec<usize> = (20..60).filter(|number| (1..4).contains(&(number % 5))).collect();
        assert_eq!(numbers(&cut), expected);
        assert_eq!(cut.len(), 24);
    }

    #[test]
    fn groups_begin_in_panels_of_their_own() {
        for ([groups, of_group], pixels) in [([3, 5_usize], 4), ([2, 17], 1), ([4, 16], 3), ([2, 1], 1)] {
            let apart = of_group.next_multiple_of(LANES);
            let [from, to] = [groups * of_group, groups * apart].map(|channels| Layout::of(channels * pixels, pixels));
            let place = |group, channel, pixel| {
                let [from_channel, to_channel] = [group * of_group + channel, group * apart + channel];
                (from.position(0, from_channel * pixels + pixel), to.position(0, to_channel * pixels + pixel))
            };
            let all = (0..groups).flat_map(|group| (0..of_group).map(move |channel| (group, channel)));
            let all = all.flat_map(|(group, channel)| (0..pixels).map(move |pixel| (group, channel, pixel)));
            let mut expected: Vec<_> = all.map(|(group, channel, pixel)| place(group, channel, pixel)).collect();
            let mut found = Moves::apart([groups, of_group], pixels).pairs();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{groups} groups of {of_group}");
        }
    }

    #[test]
    fn copies_of_a_channel_follow_each_other_and_meet_on_the_way_back() {
        let (channels, pixels, copies) = (17, 3, 2);
        let [from, to] = [channels, channels * copies].map(|channels| Layout::Pixels { channels, pixels });
        let all = (0..channels * copies).flat_map(|copy| (0..pixels).map(move |pixel| (copy, pixel)));
        let mut expected: Vec<_> = all
            .map(|(copy, pixel)| {
                (from.position(0, copy / copies * pixels + pixel), to.position(0, copy * pixels + pixel))
            })
            .collect();
        let moves = Moves::copies(channels, pixels, copies);
        let mut found = moves.pairs();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(!moves.meet() && moves.back().meet());
    }

    #[test]
    fn moves_find_each_number_in_both_layouts() {
        let maps = |channels: usize, pixels: usize| Layout::Pixels { channels, pixels };
        for (shape, order, from, to) in [
            ([3, 4, 5], [1, 2, 0], Layout::Plain { len: 60 }, maps(4, 15)),
            ([20, 4, 5], [1, 2, 0], maps(20, 20), maps(4, 100)),
            ([20, 4, 5], [2, 0, 1], maps(20, 20), Layout::Panels { len: 400 }),
            ([20, 4, 5], [0, 2, 1], maps(20, 20), maps(20, 20)),
            ([4, 20, 5], [0, 1, 2], maps(8, 50), maps(40, 10)),
        ] {
            let view = View::whole(from.len()).permuted(&shape, &order).expect("a shape has axes");
            let moves = view.moves(from, to).expect("the axes are those of the layouts");
            let mut expected: Vec<(usize, usize)> = numbers(&view)
                .into_iter()
                .enumerate()
                .map(|(number, read)| (from.position(0, read), to.position(0, number)))
                .collect();
            let mut found = moves.pairs();
            let mut back: Vec<(usize, usize)> = moves.back().pairs().into_iter().map(|(to, from)| (from, to)).collect();
            for pairs in [&mut expected, &mut found, &mut back] {
                pairs.sort_unstable();
            }
            assert_eq!(found, expected, "{shape:?} {order:?}");
            assert_eq!(back, expected, "{shape:?} {order:?}");
        }
        // Three pixels are no whole number of four.
        assert_eq!(View::whole(12).moves(maps(4, 3), maps(3, 4)), None);
    }
}
