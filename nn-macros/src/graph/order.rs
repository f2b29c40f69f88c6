//! The order in which a file has the axes of a value, where that is not the order of the line that computes it.

use super::lowering::Row;

/// Axes of a value in the order of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    /// Axis `i` of the file is axis `axes[i]` of the line, both without the batch.
    axes: Vec<usize>,
    /// The extents of the line, where the file has a vector of all numbers.
    flat: Option<Vec<usize>>,
}

impl Order {
    /// That of the lines.
    pub(crate) fn of_lines(rank: usize) -> Self {
        Self::of_axes((0..rank).collect())
    }

    pub(crate) fn of_axes(axes: Vec<usize>) -> Self {
        Self { axes, flat: None }
    }

    /// The axes of the line; `None` where the file has a vector.
    pub(crate) fn axes(&self) -> Option<&[usize]> {
        self.flat.is_none().then_some(&self.axes)
    }

    pub(crate) fn is_flat(&self) -> bool {
        self.flat.is_some()
    }

    /// The axis of the line that an axis of the file is, which is counted with the batch, or from the end; `None` of a vector.
    pub(crate) fn axis(&self, axis: i64) -> Option<usize> {
        let all = i64::try_from(self.axes.len() + 1).ok()?;
        let axis = if axis < 0 { axis.checked_add(all)? } else { axis };
        self.axes()?.get(usize::try_from(axis).ok()?.checked_sub(1)?).copied()
    }

    /// From the order of the file to that of the line.
    pub(crate) fn back(&self) -> Self {
        let mut axes = vec![0; self.axes.len()];
        self.axes.iter().enumerate().for_each(|(of_file, axis)| axes[*axis] = of_file);
        Self::of_axes(axes)
    }

    /// The axes with the batch in front, as operators name them.
    pub(crate) fn with_batch(&self) -> Vec<i64> {
        [0].into_iter().chain(self.axes.iter().map(|axis| i64::try_from(axis + 1).unwrap_or(i64::MAX))).collect()
    }

    /// Whether the numbers of a line of this shape stay where they are: those of one axis at most.
    pub(crate) fn moves_nothing(&self, shape: &[usize]) -> bool {
        let moved = self.axes.iter().filter(|axis| shape.get(**axis).is_some_and(|extent| *extent > 1));
        self.flat.is_none() && moved.is_sorted()
    }

    /// A row with the extents in the order of the file; its numbers stay where they are.
    pub(crate) fn in_file(&self, row: &Row) -> Row {
        if self.is_flat() {
            return row.clone();
        }
        let shape = self.axes.iter().filter_map(|axis| row.shape.get(*axis)).copied().collect();
        Row { shape, ..row.clone() }
    }

    /// The same of a vector of all numbers of a line of this shape.
    pub(crate) fn flattened(self, shape: &[usize]) -> Self {
        Self { flat: Some(shape.to_vec()), ..self }
    }

    /// The extents and the axes of the line, where a row is of this shape, or flat.
    pub(crate) fn of_map(&self, shape: &[usize]) -> (Vec<usize>, Vec<usize>) {
        (self.flat.clone().unwrap_or_else(|| shape.to_vec()), self.axes.clone())
    }

    /// The extents of the line, of a vector.
    pub(crate) fn flat_shape(&self) -> Option<&[usize]> {
        self.flat.as_deref()
    }

    /// With an axis of extent 1 at this place of the file, which is the last one of the line.
    pub(crate) fn with_axis(&self, place: usize) -> Self {
        let mut axes = self.axes.clone();
        axes.insert(place.min(axes.len()), axes.len());
        Self::of_axes(axes)
    }

    /// Without the axis at this place of the file; and the axis of the line that this is.
    pub(crate) fn without_axis(&self, place: usize) -> (Self, usize) {
        let mut axes = self.axes.clone();
        let gone = axes.remove(place);
        axes.iter_mut().filter(|axis| **axis > gone).for_each(|axis| *axis -= 1);
        (Self::of_axes(axes), gone)
    }

    /// Of a vector: where each number is in the line.
    pub(crate) fn flat_places(&self) -> Option<Vec<usize>> {
        let shape = self.flat.as_ref()?;
        let mut from = vec![0];
        for axis in &self.axes {
            let stride: usize = shape.iter().skip(axis + 1).product();
            let extent = shape.get(*axis).copied().unwrap_or(1);
            from = from.iter().flat_map(|first| (0..extent).map(move |at| first + at * stride)).collect();
        }
        Some(from)
    }
}
