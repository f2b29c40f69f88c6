//! Tensors whose elements are known one by one: what nodes that only move elements make of them.

/// Most elements of what is repeated: no step has more.
const MOST_EXPANDED: usize = 1 << 19;

/// An element of a tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    Int(i64),
    /// As many as the sequence has steps, and so many more: an extent of which one is known here.
    Steps(i64),
    Number(f32),
    /// A number of a step that is still to come.
    Later,
    /// That of a value which is computed, or of an input.
    Of {
        value: usize,
        index: usize,
    },
}

/// What an axis is in the file. A batch has the extent 1 here, and so have the steps of a sequence: this step. Where a file has padded a sequence, or
/// has put earlier steps in front of it, that is some steps longer, and so is the axis here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Axis {
    /// Of extent 1 there too.
    One,
    /// Streams that are computed side by side.
    Batch,
    /// The steps of a sequence.
    Time,
    Numbers,
}

/// A tensor, in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Array {
    pub(super) axes: Vec<(usize, Axis)>,
    pub(super) elements: Vec<Element>,
}

/// What an axis of an extent is where nothing else is known.
fn plain(extent: usize) -> (usize, Axis) {
    (extent, if extent == 1 { Axis::One } else { Axis::Numbers })
}

impl Array {
    /// A tensor of this shape, if it has as many elements.
    pub(super) fn of_shape(shape: &[usize], elements: Vec<Element>) -> Option<Self> {
        let length = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
        let axes = shape.iter().map(|extent| plain(*extent)).collect();
        (length == Some(elements.len())).then_some(Self { axes, elements })
    }

    /// A list of elements.
    pub(super) fn list(elements: Vec<Element>) -> Self {
        Self { axes: vec![plain(elements.len())], elements }
    }

    /// All elements of a value, in these axes.
    pub(super) fn of_value(value: usize, axes: Vec<(usize, Axis)>) -> Self {
        let length = axes.iter().map(|(extent, _)| extent).product();
        Self { axes, elements: (0..length).map(|index| Element::Of { value, index }).collect() }
    }

    pub(super) fn shape(&self) -> Vec<usize> {
        self.axes.iter().map(|(extent, _)| *extent).collect()
    }

    /// The integers, if all elements are some.
    pub(super) fn as_ints(&self) -> Option<Vec<i64>> {
        let int = |element: &Element| match element {
            Element::Int(int) => Some(*int),
            Element::Steps(more) => more.checked_add(1),
            _ => None,
        };
        self.elements.iter().map(int).collect()
    }

    /// The numbers, if all elements are some.
    pub(super) fn as_numbers(&self) -> Option<Vec<f32>> {
        let number = |element: &Element| if let Element::Number(number) = element { Some(*number) } else { None };
        self.elements.iter().map(number).collect()
    }

    /// Whether some element is computed.
    pub(super) fn is_value(&self) -> bool {
        self.elements.iter().any(|element| matches!(element, Element::Of { .. }))
    }

    /// The position of the axis of steps.
    pub(super) fn axis_of_steps(&self) -> Option<usize> {
        self.axes.iter().position(|(_, axis)| *axis == Axis::Time)
    }

    /// Whether it has an axis of steps.
    pub(super) fn has_steps(&self) -> bool {
        self.axis_of_steps().is_some()
    }

    /// The position of an axis that may be counted from the end, among so many.
    pub(super) fn position(axis: i64, rank: usize) -> Option<usize> {
        let all = i64::try_from(rank).ok()?;
        let axis = if axis < 0 { axis.checked_add(all)? } else { axis };
        usize::try_from(axis).ok().filter(|axis| *axis < rank)
    }

    /// How many of the last axes are an axis of one step, and those of extent 1 around it, behind the numbers: as in windows `[batch, channels,
    /// time]`. 0 where the last axes are others.
    pub(super) fn n_axes_behind(&self) -> usize {
        let is_around = |(extent, axis): &&(usize, Axis)| *extent == 1 && matches!(axis, Axis::One | Axis::Time);
        let n = self.axes.iter().rev().take_while(is_around).count();
        let behind = &self.axes[self.axes.len() - n..];
        let has_numbers = n < self.axes.len() && self.axes[self.axes.len() - n - 1].1 == Axis::Numbers;
        match behind {
            [.., (_, Axis::Time)] if !has_numbers => 1,
            _ if has_numbers && behind.iter().any(|(_, axis)| *axis == Axis::Time) => n,
            _ => 0,
        }
    }

    /// The same elements without so many of the last axes, whose extents are 1.
    pub(super) fn without_last_axes(&self, n: usize) -> Self {
        let axes = self.axes.get(..self.axes.len().saturating_sub(n)).unwrap_or_default();
        Self { axes: axes.to_vec(), elements: self.elements.clone() }
    }

    /// The axes in another order.
    pub(super) fn transposed(&self, order: &[usize]) -> Option<Self> {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        if !sorted.iter().copied().eq(0..self.axes.len()) {
            return None;
        }
        let axes: Vec<(usize, Axis)> = order.iter().map(|axis| self.axes[*axis]).collect();
        let mut from = vec![0];
        for axis in order {
            let stride: usize = self.axes[axis + 1..].iter().map(|(extent, _)| extent).product();
            let extent = self.axes[*axis].0;
            from = from.iter().flat_map(|first| (0..extent).map(move |at| first + at * stride)).collect();
        }
        Some(Self { axes, elements: from.into_iter().map(|place| self.elements[place]).collect() })
    }

    /// The elements at these positions of an axis, which are inside of it.
    pub(super) fn picked(&self, axis: usize, positions: &[usize]) -> Self {
        let behind: usize = self.axes[axis + 1..].iter().map(|(extent, _)| extent).product();
        let extent = self.axes[axis].0;
        let mut axes = self.axes.clone();
        axes[axis] = plain(positions.len());
        let of_block = (extent * behind).max(1);
        let elements = self.elements.chunks(of_block).flat_map(|block| {
            positions.iter().flat_map(move |at| block.iter().skip(at * behind).take(behind).copied())
        });
        Self { axes, elements: elements.collect() }
    }

    /// Several, one behind the other along an axis; `None` where the others differ.
    pub(super) fn joined(list: &[Self], axis: usize) -> Option<Self> {
        let (first, others) = list.split_first()?;
        let fits = |other: &Self| {
            let mut pairs = first.axes.iter().zip(&other.axes).enumerate();
            other.axes.len() == first.axes.len() && pairs.all(|(index, (a, b))| index == axis || a.0 == b.0)
        };
        if !others.iter().all(fits) {
            return None;
        }
        let before: usize = first.axes[..axis].iter().map(|(extent, _)| extent).product();
        let mut elements = Vec::new();
        for block in 0..before {
            for part in list {
                let length = part.elements.len() / before.max(1);
                elements.extend(part.elements.iter().skip(block * length).take(length));
            }
        }
        let mut axes = first.axes.clone();
        axes[axis] = plain(list.iter().map(|part| part.axes[axis].0).sum());
        Some(Self { axes, elements })
    }

    /// The same elements in another shape, of what has no axis of steps; `None` where there are not as many.
    pub(super) fn reshaped(&self, shape: &[usize]) -> Option<Self> {
        let mut reshaped = Self::of_shape(shape, self.elements.clone())?;
        // Axes that are the same up to there are what they were.
        let pairs = reshaped.axes.iter_mut().zip(&self.axes);
        pairs.take_while(|(new, old)| new.0 == old.0).for_each(|(new, old)| new.1 = old.1);
        Some(reshaped)
    }

    /// The same elements in another shape, whose axis `axis` is that of steps; `None` where it cannot be.
    pub(super) fn reshaped_with_steps(&self, shape: &[usize], axis: usize) -> Option<Self> {
        let steps = self.axis_of_steps()?;
        let length = |extents: &[usize]| extents.iter().product::<usize>();
        let old = self.shape();
        let is_same = shape.get(axis) == old.get(steps) && length(&old[..steps]) == length(&shape[..axis]);
        let mut reshaped = Self::of_shape(shape, self.elements.clone()).filter(|_| is_same)?;
        let pairs = reshaped.axes[..axis].iter_mut().zip(&self.axes[..steps]);
        pairs.take_while(|(new, old)| new.0 == old.0).for_each(|(new, old)| new.1 = old.1);
        reshaped.axes[axis].1 = Axis::Time;
        Some(reshaped)
    }

    /// Repeated along axes of extent 1, and along new ones in front.
    pub(super) fn expanded(&self, shape: &[usize]) -> Option<Self> {
        let rank = shape.len().max(self.axes.len());
        let mut expanded = self.clone();
        while expanded.axes.len() < rank {
            expanded.axes.insert(0, (1, Axis::One));
        }
        let pairs = expanded.axes.iter().skip(rank - shape.len()).zip(shape);
        let own: usize = expanded.axes.iter().take(rank - shape.len()).map(|(extent, _)| extent).product();
        let length = pairs.map(|((found, _), wanted)| *found.max(wanted)).try_fold(own, usize::checked_mul);
        if length.is_none_or(|length| length > MOST_EXPANDED) {
            return None;
        }
        for (axis, extent) in (rank - shape.len()..).zip(shape) {
            match (expanded.axes[axis].0, *extent) {
                (found, wanted) if found == wanted || wanted == 1 => {}
                (1, wanted) => expanded = expanded.picked(axis, &vec![0; wanted]),
                _ => return None,
            }
        }
        Some(expanded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(shape: &[usize]) -> Array {
        let length = i64::try_from(shape.iter().product::<usize>()).expect("a small shape");
        Array::of_shape(shape, (0..length).map(Element::Int).collect()).expect("as many elements")
    }

    #[test]
    fn elements_move_as_the_standard_says() {
        let cube = array(&[2, 3, 2]);
        let ints = |array: Option<Array>| array.and_then(|array| array.as_ints()).unwrap_or_default();
        assert_eq!(ints(cube.transposed(&[1, 0, 2])), [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
        assert_eq!(ints(Some(cube.picked(1, &[2, 0]))), [4, 5, 0, 1, 10, 11, 6, 7]);
        assert_eq!(ints(Array::joined(&[array(&[2, 1]), array(&[2, 2])], 1)), [0, 0, 1, 1, 2, 3]);
        assert_eq!(ints(array(&[2, 1]).expanded(&[2, 2, 3])), [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]);
        assert_eq!(cube.transposed(&[0, 0, 1]), None);
        assert_eq!(array(&[3]).expanded(&[2]), None);
        assert_eq!(array(&[1]).expanded(&[usize::MAX, 2]), None, "too many");
        assert_eq!(Array::joined(&[array(&[2, 1]), array(&[3, 1])], 1), None);
    }

    #[test]
    fn a_sequence_keeps_its_axis() {
        let axes = vec![(1, Axis::Time), (1, Axis::Batch), (4, Axis::Numbers)];
        let sequence = Array::of_value(0, axes);
        let found = sequence.reshaped_with_steps(&[1, 4], 0).expect("its first axis is there");
        assert_eq!(found.axes, [(1, Axis::Time), (4, Axis::Numbers)]);
        assert_eq!(sequence.reshaped_with_steps(&[4], 0), None, "numbers are joined with it");
        let sequence = Array::of_value(0, vec![(1, Axis::Batch), (1, Axis::Time), (4, Axis::Numbers)]);
        let rows = sequence.reshaped_with_steps(&[1, 4], 0).expect("rows of all steps");
        assert_eq!(rows.axes, [(1, Axis::Time), (4, Axis::Numbers)]);
        let found = rows.reshaped_with_steps(&[1, 1, 4], 1).expect("a step of them");
        assert_eq!(found.axes[1..], [(1, Axis::Time), (4, Axis::Numbers)]);
        assert_eq!(rows.reshaped_with_steps(&[1, 4, 1], 2), None, "the numbers are in front of it");
    }

    #[test]
    fn axes_around_steps_are_behind_the_numbers() {
        let array = |axes: &[(usize, Axis)]| Array::of_value(0, axes.to_vec());
        let (batch, numbers, steps, one) = ((1, Axis::Batch), (4, Axis::Numbers), (1, Axis::Time), (1, Axis::One));
        assert_eq!(array(&[batch, numbers, one, steps]).n_axes_behind(), 2);
        assert_eq!(array(&[batch, numbers, steps]).n_axes_behind(), 1);
        assert_eq!(array(&[batch, one, steps]).n_axes_behind(), 1);
        assert_eq!(array(&[batch, steps, numbers]).n_axes_behind(), 0);
        assert_eq!(array(&[batch, numbers, one]).n_axes_behind(), 0);
    }
}
