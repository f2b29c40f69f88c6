//! Tensors whose elements are known one by one: what nodes that only move elements make of them.

/// An element of a tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    Int(i64),
    Number(f32),
    /// That of a value which is computed, or of an input.
    Of {
        value: usize,
        index: usize,
    },
}

/// What an axis is in the file. All but those of [`Axis::Numbers`] have the extent 1 here.
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

    /// A list of integers.
    pub(super) fn ints(ints: impl IntoIterator<Item = i64>) -> Self {
        let elements: Vec<Element> = ints.into_iter().map(Element::Int).collect();
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
        self.elements.iter().map(|element| if let Element::Int(int) = element { Some(*int) } else { None }).collect()
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

    /// Whether it has an axis of this kind.
    pub(super) fn has(&self, axis: Axis) -> bool {
        self.axes.iter().any(|(_, found)| *found == axis)
    }

    /// The position of an axis that may be counted from the end, among so many.
    pub(super) fn position(axis: i64, rank: usize) -> Option<usize> {
        let all = i64::try_from(rank).ok()?;
        let axis = if axis < 0 { axis.checked_add(all)? } else { axis };
        usize::try_from(axis).ok().filter(|axis| *axis < rank)
    }

    /// The same elements, if an axis of steps is the last one, without it.
    pub(super) fn without_last_steps(&self) -> Self {
        match self.axes.last() {
            Some((_, Axis::Time)) => self.without_last_axis(),
            _ => self.clone(),
        }
    }

    /// The same elements without the last axis, whose extent is 1.
    pub(super) fn without_last_axis(&self) -> Self {
        let axes = self.axes.get(..self.axes.len().saturating_sub(1)).unwrap_or_default();
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

    /// The same elements in another shape; `None` where there are not as many, or where the steps of a sequence cannot be told from other
    /// elements any more.
    pub(super) fn reshaped(&self, shape: &[usize]) -> Option<Self> {
        let mut reshaped = Self::of_shape(shape, self.elements.clone())?;
        // Axes that are the same up to there are what they were.
        let pairs = reshaped.axes.iter_mut().zip(&self.axes);
        pairs.take_while(|(new, old)| new.0 == old.0).for_each(|(new, old)| new.1 = old.1);
        (!self.has(Axis::Time) || reshaped.has(Axis::Time)).then_some(reshaped)
    }

    /// Repeated along axes of extent 1, and along new ones in front.
    pub(super) fn expanded(&self, shape: &[usize]) -> Option<Self> {
        let rank = shape.len().max(self.axes.len());
        let mut expanded = self.clone();
        while expanded.axes.len() < rank {
            expanded.axes.insert(0, (1, Axis::One));
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
        assert_eq!(Array::joined(&[array(&[2, 1]), array(&[3, 1])], 1), None);
    }

    #[test]
    fn a_sequence_keeps_its_axis() {
        let axes = vec![(1, Axis::Time), (1, Axis::Batch), (4, Axis::Numbers)];
        let sequence = Array::of_value(0, axes);
        let found = sequence.reshaped(&[1, 4]).expect("its first axis is there");
        assert_eq!(found.axes, [(1, Axis::Time), (4, Axis::Numbers)]);
        assert_eq!(sequence.reshaped(&[4]), None);
    }
}
