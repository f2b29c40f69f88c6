//! Which rows a training learns from and which it is validated on; and the buffer that a batch is gathered in.

pub(super) use self::sealed::Order;

use bytemuck::{try_cast_slice, try_cast_slice_mut};

use crate::data::Dataset;
use crate::data::augment::InEpoch;
use crate::error::Error;
use crate::random::{Purpose, Stream};
use crate::threads::{Parts, enter, join, parts};

/// Validation setting of a trainer that does none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoValidation;

/// Validation setting of a trainer that holds out a part of the training rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    pub(super) fraction: f64,
}

/// Where the validation rows of a training on `Dataset<X, Y>` come from: [`NoValidation`], [`HeldOut`] or
/// `&Dataset<X, Y>`.
pub trait Validation<X, Y>: sealed::Divide<X, Y> {}

impl<X, Y, V: sealed::Divide<X, Y>> Validation<X, Y> for V {}

pub(super) mod sealed {
    use super::Division;
    use crate::data::Dataset;
    use crate::error::Error;

    /// In which order an epoch visits the rows.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Order {
        /// In a new random one.
        Shuffled,
        /// In that of the data set.
        AsGiven,
    }

    /// What a validation setting does; out of reach, so that new settings break nobody.
    pub trait Divide<X, Y> {
        /// Picks the rows.
        fn divide<'d>(&'d self, data: &'d Dataset<X, Y>, order: Order, seed: u64) -> Result<Division<'d, X, Y>, Error>;
    }
}

impl<X, Y> sealed::Divide<X, Y> for NoValidation {
    fn divide<'d>(&'d self, data: &'d Dataset<X, Y>, _: Order, _: u64) -> Result<Division<'d, X, Y>, Error> {
        Ok((Rows::all(data)?, None))
    }
}

impl<X, Y> sealed::Divide<X, Y> for HeldOut {
    fn divide<'d>(&'d self, data: &'d Dataset<X, Y>, order: Order, seed: u64) -> Result<Division<'d, X, Y>, Error> {
        let fraction = self.fraction;
        if !(0.0..1.0).contains(&fraction) {
            let (what, expected) = ("validation split", "0 or more and less than 1");
            return Err(Error::SplitFraction { what, found: fraction, expected });
        }
        let mut rows = Rows::all(data)?;
        if fraction == 0.0 {
            return Ok((rows, None));
        }
        if order == Order::Shuffled {
            Stream::new(seed, Purpose::HeldOut, 0).shuffle(&mut rows.indices);
        }
        let n_rows = rows.indices.len();
        #[expect(clippy::cast_sign_loss, reason = "both factors are at least 0")]
        let validation = ((n_rows as f64 * fraction).round() as usize).min(n_rows);
        let training = n_rows - validation;
        if training == 0 || validation == 0 {
            return Err(Error::HeldOut { fraction, training, validation });
        }
        let held_out = Rows { data, indices: rows.indices.split_off(training) };
        Ok((rows, Some(held_out)))
    }
}

impl<X, Y> sealed::Divide<X, Y> for &Dataset<X, Y> {
    fn divide<'d>(&'d self, data: &'d Dataset<X, Y>, _: Order, _: u64) -> Result<Division<'d, X, Y>, Error> {
        Ok((Rows::all(data)?, Some(Rows::all(self)?)))
    }
}

/// Rows to train on, at least one, and rows to validate on, if any.
type Division<'d, X, Y> = (Rows<'d, X, Y>, Option<Rows<'d, X, Y>>);

/// Some rows of a data set, in an order of their own.
pub struct Rows<'d, X, Y> {
    data: &'d Dataset<X, Y>,
    /// Each below the number of rows of `data`.
    indices: Vec<usize>,
}

impl<'d, X, Y> Rows<'d, X, Y> {
    /// All rows of a data set that has some.
    fn all(data: &'d Dataset<X, Y>) -> Result<Self, Error> {
        if data.is_empty() {
            return Err(Error::EmptyDataset);
        }
        Ok(Self { data, indices: (0..data.len()).collect() })
    }

    /// The data set that the rows are of.
    pub(super) fn data(&self) -> &'d Dataset<X, Y> {
        self.data
    }

    /// The rows' positions in the data set.
    pub(super) fn indices(&self) -> &[usize] {
        &self.indices
    }
}

/// Room for the rows of one batch, so that the network sees them side by side.
pub(super) struct Batch<X, Y> {
    inputs: Vec<X>,
    targets: Vec<Y>,
}

impl<X: bytemuck::Pod + Send + Sync, Y: Copy> Batch<X, Y> {
    pub(super) fn new(n_rows: usize) -> Self {
        Self { inputs: bytemuck::zeroed_vec(n_rows), targets: Vec::with_capacity(n_rows) }
    }

    /// Copies the rows of `indices`, at most as many as there is room for, changed or not, and returns inputs and targets.
    pub(super) fn gather(
        &mut self,
        rows: &Rows<'_, X, Y>,
        indices: &[usize],
        augment: Option<InEpoch<'_>>,
    ) -> (&[X], &[Y]) {
        let n_rows = indices.len().min(self.inputs.len());
        let inputs = &mut self.inputs[..n_rows];
        if let Some(augment) = augment {
            let (from, parts) = (rows.data.inputs(), parts(n_rows, augment.flops()));
            enter(parts, || change_rows(augment, from, indices, inputs, parts));
        } else {
            for (slot, &index) in inputs.chunks_exact_mut(1).zip(indices) {
                // A copy between slices, because an assignment may pass through the stack, and an input may be large.
                slot.copy_from_slice(&rows.data.inputs()[index..=index]);
            }
        }
        self.targets.clear();
        self.targets.extend(indices[..n_rows].iter().map(|&index| rows.data.targets()[index]));
        (inputs, &self.targets)
    }
}

/// Writes the changed pictures of these rows of `from` to `to`, on several threads if they are many. A row by itself decides what
/// becomes of it.
fn change_rows<X: bytemuck::Pod + Send + Sync>(
    augment: InEpoch<'_>,
    from: &[X],
    indices: &[usize],
    to: &mut [X],
    parts: Parts,
) {
    if parts.is_one() {
        for (to, &index) in to.chunks_exact_mut(1).zip(indices) {
            // Never refused: inputs are arrays of `f32`.
            if let (Ok(from), Ok(to)) = (try_cast_slice(&from[index..=index]), try_cast_slice_mut(to)) {
                augment.write(index, from, to);
            }
        }
        return;
    }
    let halves = parts.halves();
    let middle = halves.middle(to.len(), 1);
    let (indices, other_indices) = indices.split_at(middle);
    let (to, others) = to.split_at_mut(middle);
    join(
        halves,
        |parts| change_rows(augment, from, indices, to, parts),
        |parts| change_rows(augment, from, other_indices, others, parts),
    );
}
