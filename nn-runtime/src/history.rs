//! The last observations in front of a network.

use crate::error::Error;

/// The last `STEPS` observations of `COLUMNS` numbers each, for a network that takes them all.
///
/// Programs that train policies stack them in different orders, and a policy computes nonsense of another one:
///
/// | order | method | from |
/// |---|---|---|
/// | whole observations, the oldest first | [`oldest_first`](Self::oldest_first) | `humanoid-gym` and others that join a queue to which the newest is appended |
/// | whole observations, the newest first | [`newest_first`](Self::newest_first) | programs that put the newest in front and cut the oldest off |
/// | each term of the observation by itself, the oldest first | [`by_term_oldest_first`](Self::by_term_oldest_first) | Isaac Lab and mjlab, with `history_length` and `flatten_history_dim` |
///
/// The first observation after [`new`](Self::new) or [`clear`](Self::clear) stands for all before it, as Isaac Lab has it.
/// [`zeros`](Self::zeros) is for programs that start with zeros, as `legged_gym` and its kin do.
///
/// It neither allocates nor panics, and needs no `std`. A step copies `COLUMNS` numbers, an input `COLUMNS * STEPS`.
///
/// ```
/// use nn_runtime::history::History;
/// use nn_runtime::prelude::*;
///
/// network! {
///     /// Two angular velocities and a joint's position, three times each.
///     struct Policy: [9] -> [1] {
///         dense(8, elu),
///         dense(1),
///     }
/// }
///
/// let policy = Policy::init(1);
/// let mut history = History::<3, 3>::new();
/// for observation in [[0.1, 0.2, 1.0], [0.3, 0.4, 2.0]] {
///     history.push(&observation);
///     let [torque] = policy.predict(&history.oldest_first());
///     assert!(torque.is_finite());
/// }
/// assert_eq!(history.oldest_first(), [0.1, 0.2, 1.0, 0.1, 0.2, 1.0, 0.3, 0.4, 2.0]);
/// assert_eq!(history.newest_first(), [0.3, 0.4, 2.0, 0.1, 0.2, 1.0, 0.1, 0.2, 1.0]);
/// // The velocities are a term of two numbers, the position one of one.
/// assert_eq!(history.by_term_oldest_first(&[2, 1])?, [0.1, 0.2, 0.1, 0.2, 0.3, 0.4, 1.0, 1.0, 2.0]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct History<const COLUMNS: usize, const STEPS: usize> {
    /// A ring.
    observations: [[f32; COLUMNS]; STEPS],
    /// The place of the oldest, where the next observation goes.
    oldest: usize,
    is_empty: bool,
}

impl<const COLUMNS: usize, const STEPS: usize> History<COLUMNS, STEPS> {
    /// A history without observations: the first one stands for all before it.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(COLUMNS > 0 && STEPS > 0, "a history has a column and a step") };
        Self { observations: [[0.0; COLUMNS]; STEPS], oldest: 0, is_empty: true }
    }

    /// A history of observations that are zero.
    #[must_use]
    pub const fn zeros() -> Self {
        Self { is_empty: false, ..Self::new() }
    }

    /// Forgets all observations, as at the start of an episode: the next one stands for all before it, whatever the history was at first. One
    /// that begins with zeros is [`zeros`](Self::zeros) again.
    pub const fn clear(&mut self) {
        *self = Self::new();
    }

    /// Adds the newest observation, in place of the oldest.
    pub fn push(&mut self, observation: &[f32; COLUMNS]) {
        if self.is_empty {
            *self = Self { observations: [*observation; STEPS], oldest: 0, is_empty: false };
            return;
        }
        if let Some(oldest) = self.observations.get_mut(self.oldest) {
            *oldest = *observation;
        }
        self.oldest = (self.oldest + 1) % STEPS;
    }

    /// All observations, one behind the other, the oldest first. `INPUTS` is `COLUMNS * STEPS`; another number does not compile.
    #[must_use]
    pub fn oldest_first<const INPUTS: usize>(&self) -> [f32; INPUTS] {
        const { assert!(INPUTS == COLUMNS * STEPS, "an input has all columns of all steps") };
        let mut input = [0.0; INPUTS];
        let (rows, _) = input.as_chunks_mut::<COLUMNS>();
        rows.iter_mut().zip(self.in_order()).for_each(|(to, observation)| *to = *observation);
        input
    }

    /// All observations, one behind the other, the newest first. `INPUTS` is `COLUMNS * STEPS`; another number does not compile.
    #[must_use]
    pub fn newest_first<const INPUTS: usize>(&self) -> [f32; INPUTS] {
        const { assert!(INPUTS == COLUMNS * STEPS, "an input has all columns of all steps") };
        let mut input = [0.0; INPUTS];
        let (rows, _) = input.as_chunks_mut::<COLUMNS>();
        rows.iter_mut().rev().zip(self.in_order()).for_each(|(to, observation)| *to = *observation);
        input
    }

    /// The first term of all observations, the oldest first, then the second of all, and so on. `widths` has the number of columns of each
    /// term, in the order in which an observation has them. `INPUTS` is `COLUMNS * STEPS`; another number does not compile.
    ///
    /// # Errors
    /// If the widths do not add up to `COLUMNS`.
    pub fn by_term_oldest_first<const INPUTS: usize>(&self, widths: &[usize]) -> Result<[f32; INPUTS], Error> {
        const { assert!(INPUTS == COLUMNS * STEPS, "an input has all columns of all steps") };
        let found = widths.iter().fold(0_usize, |sum, width| sum.saturating_add(*width));
        if found != COLUMNS {
            return Err(Error::TermWidths { expected: COLUMNS, found });
        }
        let mut input = [0.0; INPUTS];
        let (mut rest, mut start) = (input.iter_mut(), 0);
        for width in widths {
            for observation in self.in_order() {
                let term = observation.iter().skip(start).take(*width);
                // The numbers first: `zip` asks its first iterator for one more than the other has.
                term.zip(rest.by_ref()).for_each(|(number, to)| *to = *number);
            }
            start += width;
        }
        Ok(input)
    }

    /// From the oldest to the newest.
    fn in_order(&self) -> impl Iterator<Item = &[f32; COLUMNS]> {
        self.observations.iter().cycle().skip(self.oldest).take(STEPS)
    }
}

impl<const COLUMNS: usize, const STEPS: usize> Default for History<COLUMNS, STEPS> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "numbers are copied")]
mod tests {
    use super::*;

    /// Column `c` of observation `t` is `10 t + c`.
    fn observation<const COLUMNS: usize>(time: usize) -> [f32; COLUMNS] {
        core::array::from_fn(|column| (10 * time + column) as f32)
    }

    /// The last observations as a list that is shifted: the plain definition.
    fn check<const COLUMNS: usize, const STEPS: usize, const INPUTS: usize>(widths: &[usize]) {
        let mut history = History::<COLUMNS, STEPS>::new();
        let mut list = [observation::<COLUMNS>(1); STEPS];
        for time in 1..3 * STEPS + 2 {
            history.push(&observation(time));
            list.rotate_left(1);
            list[STEPS - 1] = observation(time);
            let oldest_first: [f32; INPUTS] = core::array::from_fn(|index| list[index / COLUMNS][index % COLUMNS]);
            let newest_first: [f32; INPUTS] =
                core::array::from_fn(|index| list[STEPS - 1 - index / COLUMNS][index % COLUMNS]);
            assert_eq!(history.oldest_first(), oldest_first, "time {time}");
            assert_eq!(history.newest_first(), newest_first, "time {time}");
            let mut by_term = [0.0; INPUTS];
            let (mut position, mut start) = (0, 0);
            for width in widths {
                for row in &list {
                    by_term[position..position + width].copy_from_slice(&row[start..start + width]);
                    position += width;
                }
                start += width;
            }
            assert_eq!(history.by_term_oldest_first(widths).expect("all columns"), by_term, "time {time}");
        }
    }

    #[test]
    fn observations_are_those_of_a_list_that_is_shifted() {
        check::<1, 1, 1>(&[1]);
        check::<3, 1, 3>(&[1, 2]);
        check::<1, 5, 5>(&[1]);
        check::<4, 3, 12>(&[4]);
        check::<4, 3, 12>(&[1, 0, 2, 1]);
        check::<17, 6, 102>(&[3, 3, 8, 1, 2]);
    }

    #[test]
    fn a_history_starts_with_its_first_observation_or_with_zeros() {
        let mut history = History::<2, 3>::zeros();
        history.push(&[1.0, 2.0]);
        assert_eq!(history.oldest_first(), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0]);
        history.clear();
        history.push(&[3.0, 4.0]);
        assert_eq!(history.oldest_first(), [3.0, 4.0, 3.0, 4.0, 3.0, 4.0]);
        assert_eq!(History::<2, 2>::default().newest_first(), [0.0; 4]);
    }

    #[test]
    fn terms_that_are_not_all_columns_are_an_error() {
        let history = History::<3, 2>::new();
        for (widths, found) in [(&[1, 1][..], 2), (&[2, 2], 4), (&[], 0), (&[usize::MAX, 4], usize::MAX)] {
            match history.by_term_oldest_first::<6>(widths) {
                Err(Error::TermWidths { expected: 3, found: other }) => assert_eq!(other, found),
                other => panic!("{other:?}"),
            }
        }
    }
}
