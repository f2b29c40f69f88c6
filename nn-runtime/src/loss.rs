//! Losses and the targets they accept.
//!
//! A loss is a marker type; its arithmetic is printed by the macro. A [`Target`] is one row of the truth: an array of
//! values for every loss, for cross entropy also a [`Class`], or an array of them for the pixels of a map, and for binary cross entropy a
//! `bool` or an array of them.
//!
//! | loss | targets | several outputs are |
//! |---|---|---|
//! | [`Mse`], [`Mae`], [`Huber`], [`LogCosh`], [`Quantile`] | finite | numbers |
//! | [`Gaussian`] | finite, half as many as outputs | numbers: means, then logarithms of variances |
//! | [`Poisson`] | finite, 0 or more | numbers |
//! | [`Hinge`] | each -1 or 1 | labels, each true or false by itself |
//! | [`BinaryCrossEntropy`] | each from 0 to 1 | labels, each true or false by itself |
//! | [`CrossEntropy`] | each from 0 to 1, the sum of a row, or of each pixel, 1 within 0.001 | classes, of which one is true |
//!
//! Any of them with a weight, [`Weighted`], counts more or less than other rows.
//!
//! A loss has no meaning for other targets, but a formula that gives a number for many of them. So whatever takes targets
//! refuses them, with an error that names the row.

mod domain;
#[cfg(test)]
mod tests;
mod weighted;

pub use domain::Domain;
pub(crate) use weighted::divisor;
pub use weighted::{ClassWeights, Weighted};
#[cfg(feature = "std")]
pub(crate) use weighted::{check_weight, weighted_mean};

use crate::error::Error;

/// A loss function that a declaration can name.
pub trait Loss {
    /// Name in `#[loss(..)]`.
    const NAME: &'static str;
    /// The targets that the loss has a meaning for.
    const DOMAIN: Domain;
    /// Whether several outputs are labels, each true above the threshold whatever the others are. If not, the largest output
    /// names the class. A single output is true above the threshold in either case.
    const OUTPUTS_ARE_LABELS: bool = false;
    /// Whether the mean over [weighted](Weighted) rows divides by the sum of their weights, and not by their number.
    const DIVIDES_BY_WEIGHTS: bool = false;
    /// Above this a target or an output is true: half of a probability, or the middle between -1 and 1.
    const THRESHOLD: f32 = 0.5;
    /// How many times a row names a class: once, or for each pixel of a map, or step of a window. Outputs and targets then have all
    /// places of a class side by side.
    const PLACES: usize = 1;
}

/// A loss whose targets have a number for each output, so that an array of as many numbers is one: every loss but [`Gaussian`].
pub trait TargetPerOutput: Loss {}

macro_rules! losses {
    (@fact) => {};
    (@fact above = $threshold:literal) => {
        const THRESHOLD: f32 = $threshold;
    };
    (@fact divides_by_weights = $value:literal) => {
        const DIVIDES_BY_WEIGHTS: bool = $value;
    };
    ($(
        $(#[$doc:meta])*
        $name:ident = $text:literal, $domain:ident, $outputs_are_labels:literal $(, $fact:ident = $value:literal)?;
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Loss for $name {
                const NAME: &'static str = $text;
                const DOMAIN: Domain = Domain::$domain;
                const OUTPUTS_ARE_LABELS: bool = $outputs_are_labels;
                losses!(@fact $($fact = $value)?);
            }

            impl TargetPerOutput for $name {}
        )*
    };
}

losses! {
    /// Mean squared error: the mean over batch and outputs of `(p - y)^2`.
    Mse = "mse", Finite, false, divides_by_weights = true;
    /// Mean absolute error: the mean over batch and outputs of `|p - y|`; its derivative at 0 is 0.
    Mae = "mae", Finite, false, divides_by_weights = true;
    /// Huber loss with threshold `delta`: the mean over batch and outputs of `d^2 / 2` where `|d| <= delta`, else
    /// `delta (|d| - delta / 2)`, for `d = p - y`.
    Huber = "huber", Finite, false;
    /// Logarithm of the hyperbolic cosine of the error: the mean over batch and outputs of `ln cosh(p - y)`, which is about
    /// `d^2 / 2` for small errors and `|d| - ln 2` for large ones.
    LogCosh = "log_cosh", Finite, false;
    /// Quantile or pinball loss: the mean over batch and outputs of `q (y - p)` where the target `y` is larger, else
    /// `(1 - q) (p - y)`; its derivative at 0 is 0. Least where the part `q` of the targets is below the output.
    Quantile = "quantile", Finite, false;
    /// Negative logarithm of the likelihood of counts, without what does not depend on the outputs, which are logarithms of means:
    /// the mean over batch and outputs of `e^p - y p`. Not below 0 alone: its least value is `y - y ln y`.
    Poisson = "poisson", Counts, false;
    /// Hinge loss: the mean over batch and outputs of `max(0, 1 - y p)`, for targets that are -1 or 1; its derivative where
    /// `y p` is 1 is 0.
    Hinge = "hinge", Signs, true, above = 0.0;
    /// Binary cross entropy of sigmoid outputs, from the logits: the mean over batch and outputs of
    /// `-(y log p + (1 - y) log(1 - p))`. With `positive_weight = w` the part with `y` is times `w`.
    BinaryCrossEntropy = "binary_cross_entropy", Probabilities, true;
}

/// Categorical cross entropy of a softmax output, from the logits: the mean over the batch of `-sum y log p`. With
/// `label_smoothing = e` each target is `(1 - e) y + e / C` instead, for `C` classes.
///
/// Of a map or a window it is that of each pixel or step, and the mean is over these too: `PLACES` are their number. Targets are then
/// one-hot or other distributions in the order of the outputs, or a class for each place, or for some of them:
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! {
///     #[loss(cross_entropy)]
///     struct Segment: [1, 2, 2] -> [3, 2, 2] { conv2d(3, 1, softmax) }
/// }
///
/// let net = Segment::zeros();
/// let class = |index| Class::<3>::new(index);
/// let all = [[class(0)?, class(2)?, class(1)?, class(0)?]];
/// assert!((net.loss(&[[0.5; 4]], &all)? - 3.0_f32.ln()).abs() < 1e-6);
/// // Two pixels that nobody has labelled: the mean is over the others.
/// let some = [[Some(class(0)?), None, Some(class(1)?), None]];
/// assert!((net.loss(&[[0.5; 4]], &some)? - 3.0_f32.ln()).abs() < 1e-6);
/// assert_eq!(classes_of::<4>(&net.predict(&[0.5; 4])), [0; 4]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum CrossEntropy<const PLACES: usize = 1> {}

impl<const PLACES: usize> Loss for CrossEntropy<PLACES> {
    const NAME: &'static str = "cross_entropy";
    const DOMAIN: Domain = if PLACES == 1 { Domain::Distribution } else { Domain::Distributions { places: PLACES } };
    const DIVIDES_BY_WEIGHTS: bool = true;
    const PLACES: usize = PLACES;
}

impl<const PLACES: usize> TargetPerOutput for CrossEntropy<PLACES> {}

/// Negative logarithm of the likelihood of normally distributed numbers. Of `2 N` outputs the first `N` are means `p`, the others
/// logarithms `s` of variances: the mean over batch and targets `y` of `(s + (y - p)^2 e^-s) / 2`.
#[derive(Clone, Copy, Debug)]
pub enum Gaussian<const N: usize> {}

impl<const N: usize> Loss for Gaussian<N> {
    const NAME: &'static str = "gaussian";
    const DOMAIN: Domain = Domain::Finite;
}

/// One row of the truth for a network with outputs `Output` and loss `L`.
pub trait Target<L: Loss, Output>: Copy + Send + Sync {
    /// Whether rows may count more or less than 1: whether [`weight`](Self::weight) is looked at.
    const IS_WEIGHTED: bool = false;

    /// How much the row counts, see [`Weighted`].
    #[inline]
    fn weight(&self) -> f32 {
        1.0
    }

    /// Writes the row as one value per output to `row`, whose length is at least the number of outputs; elements
    /// beyond are left as they are.
    fn write(&self, row: &mut [f32]);

    /// The class that this row names: the index itself, or the largest of several outputs, or for one output whether
    /// it exceeds the [threshold](Loss::THRESHOLD).
    fn class(&self) -> usize;

    /// Tests that each of these rows is in the [domain](Loss::DOMAIN) of the loss, and that its weight is finite and 0 or more. A
    /// type that cannot hold anything else returns `Ok`; by default the rows are written, one after another to the stack, and
    /// looked at.
    ///
    /// # Errors
    /// [`Error::Target`], [`Error::TargetSum`] or [`Error::Weight`] for the first row that is outside.
    fn check(rows: &[Self]) -> Result<(), Error>
    where
        Output: bytemuck::Zeroable + AsMut<[f32]>,
    {
        let mut written = Output::zeroed();
        for (row, target) in rows.iter().enumerate() {
            target.write(written.as_mut());
            L::DOMAIN.check_row(L::NAME, row, written.as_mut())?;
        }
        Ok(())
    }
}

impl<L: TargetPerOutput, const O: usize> Target<L, [f32; O]> for [f32; O] {
    #[inline]
    fn write(&self, row: &mut [f32]) {
        for (to, from) in row.iter_mut().zip(self) {
            *to = *from;
        }
    }

    fn class(&self) -> usize {
        class_above(self, L::THRESHOLD)
    }

    #[inline]
    fn check(rows: &[Self]) -> Result<(), Error> {
        domain::check(L::DOMAIN, L::NAME, rows)
    }
}

/// The numbers whose distributions the outputs describe.
impl<const N: usize, const O: usize> Target<Gaussian<N>, [f32; O]> for [f32; N] {
    #[inline]
    fn write(&self, row: &mut [f32]) {
        for (to, from) in row.iter_mut().zip(self) {
            *to = *from;
        }
    }

    /// Of no meaning: numbers are no classes.
    fn class(&self) -> usize {
        class_of(self)
    }

    #[inline]
    fn check(rows: &[Self]) -> Result<(), Error> {
        domain::check(<Gaussian<N> as Loss>::DOMAIN, <Gaussian<N> as Loss>::NAME, rows)
    }
}

/// The class that a row of outputs names: the index of the largest (the first of equals), or for one output whether it
/// exceeds 0.5.
///
/// Nothing is larger than NaN, and NaN is larger than nothing: one output that is NaN is class 0, and so are several of which
/// the first is, whatever the others are. Where a network may have computed such a number look for it first, as everything
/// in [`metrics`](crate::metrics) does.
#[must_use]
pub fn class_of(row: &[f32]) -> usize {
    class_above(row, 0.5)
}

/// As [`class_of`], with another number than 0.5 that one output has to exceed: 0 of a logit, or of a margin.
#[must_use]
pub fn class_above(row: &[f32], threshold: f32) -> usize {
    if let [only] = row {
        return usize::from(*only > threshold);
    }
    let mut best = 0;
    for (index, value) in row.iter().enumerate() {
        if row.get(best).is_none_or(|largest| value > largest) {
            best = index;
        }
    }
    best
}

/// The class that a row of outputs names in each of its places, the pixels of a map or the steps of a window: the index of the largest of
/// their channels, the first of equals. A row has all places of a channel side by side.
///
/// ```
/// use nn_runtime::loss::classes_of;
/// let [left, right] = classes_of(&[0.1, 0.6, 0.7, 0.3, 0.2, 0.1]);
/// assert_eq!((left, right), (1, 0));
/// ```
#[must_use]
pub fn classes_of<const PLACES: usize>(row: &[f32]) -> [usize; PLACES] {
    core::array::from_fn(|place| class_in(row, place, PLACES))
}

/// The class that a row names in one of so many places.
pub(crate) fn class_in(row: &[f32], place: usize, places: usize) -> usize {
    let mut channels = row.iter().skip(place).step_by(places.max(1)).enumerate();
    let Some((mut best, mut largest)) = channels.next() else { return 0 };
    for (index, value) in channels {
        if value > largest {
            (best, largest) = (index, value);
        }
    }
    best
}

/// The index of one of `N` classes, checked when made: the target of cross entropy.
///
/// ```
/// use nn_runtime::loss::Class;
/// let seven = Class::<10>::new(7)?;
/// assert_eq!(seven.index(), 7);
/// assert_eq!(
///     Class::<10>::new(10).unwrap_err().to_string(),
///     "class 10 is out of range, expected 0 to 9"
/// );
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Class<const N: usize>(u32);

impl<const N: usize> Class<N> {
    /// The class with this index.
    ///
    /// # Errors
    /// [`Error::Class`] if `index` is not below `N`.
    pub const fn new(index: usize) -> Result<Self, Error> {
        if index < N && index <= u32::MAX as usize {
            Ok(Self(index as u32))
        } else {
            Err(Error::Class { index, classes: N })
        }
    }

    /// The index, below `N`.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl<const N: usize> From<Class<N>> for usize {
    fn from(class: Class<N>) -> Self {
        class.index()
    }
}

impl<const N: usize> TryFrom<usize> for Class<N> {
    type Error = Error;

    fn try_from(index: usize) -> Result<Self, Error> {
        Self::new(index)
    }
}

impl<const N: usize> TryFrom<u8> for Class<N> {
    type Error = Error;

    fn try_from(index: u8) -> Result<Self, Error> {
        Self::new(usize::from(index))
    }
}

impl<const O: usize> Target<CrossEntropy, [f32; O]> for Class<O> {
    #[inline]
    fn write(&self, row: &mut [f32]) {
        for (index, to) in row.iter_mut().take(O).enumerate() {
            *to = f32::from(index == self.index());
        }
    }

    fn class(&self) -> usize {
        self.index()
    }

    #[inline]
    fn check(_: &[Self]) -> Result<(), Error> {
        Ok(())
    }
}

/// Refuses, while compiling, targets for another network.
const fn are_outputs(classes: usize, places: usize, outputs: usize) {
    assert!(classes * places == outputs, "the targets have other numbers of classes and places than the outputs");
}

/// A class for each pixel of a map, row by row, or for each step of a window.
impl<const N: usize, const PLACES: usize, const O: usize> Target<CrossEntropy<PLACES>, [f32; O]>
    for [Class<N>; PLACES]
{
    #[inline]
    fn write(&self, row: &mut [f32]) {
        const { are_outputs(N, PLACES, O) }
        for (class, channel) in row.chunks_exact_mut(PLACES.max(1)).take(N).enumerate() {
            for (to, target) in channel.iter_mut().zip(self) {
                *to = f32::from(target.index() == class);
            }
        }
    }

    /// That of the first place.
    fn class(&self) -> usize {
        self.first().map_or(0, |class| class.index())
    }

    #[inline]
    fn check(_: &[Self]) -> Result<(), Error> {
        Ok(())
    }
}

/// A class for some pixels of a map, or steps of a window. The others are not in the mean, as those of `ignore_index` in `PyTorch` are
/// not: a row counts as much as it has classes.
impl<const N: usize, const PLACES: usize, const O: usize> Target<CrossEntropy<PLACES>, [f32; O]>
    for [Option<Class<N>>; PLACES]
{
    const IS_WEIGHTED: bool = true;

    /// The part of the places that has a class.
    #[inline]
    fn weight(&self) -> f32 {
        self.iter().flatten().count() as f32 / PLACES as f32
    }

    /// A class is as much more than 1 as the weight is less.
    #[inline]
    fn write(&self, row: &mut [f32]) {
        const { are_outputs(N, PLACES, O) }
        let one = PLACES as f32 / self.iter().flatten().count().max(1) as f32;
        for (class, channel) in row.chunks_exact_mut(PLACES.max(1)).take(N).enumerate() {
            for (to, target) in channel.iter_mut().zip(self) {
                let is_class = target.is_some_and(|target| target.index() == class);
                *to = if is_class { one } else { 0.0 };
            }
        }
    }

    /// The first that there is, or 0.
    fn class(&self) -> usize {
        self.iter().flatten().next().map_or(0, |class| class.index())
    }

    #[inline]
    fn check(_: &[Self]) -> Result<(), Error> {
        Ok(())
    }
}

impl Target<BinaryCrossEntropy, [f32; 1]> for bool {
    #[inline]
    fn write(&self, row: &mut [f32]) {
        if let Some(first) = row.first_mut() {
            *first = f32::from(*self);
        }
    }

    fn class(&self) -> usize {
        usize::from(*self)
    }

    #[inline]
    fn check(_: &[Self]) -> Result<(), Error> {
        Ok(())
    }
}

/// Several labels: which of them are true.
impl<const O: usize> Target<BinaryCrossEntropy, [f32; O]> for [bool; O] {
    #[inline]
    fn write(&self, row: &mut [f32]) {
        for (to, label) in row.iter_mut().zip(self) {
            *to = f32::from(*label);
        }
    }

    /// The first label that is true, or 0 if none is: labels are no classes.
    fn class(&self) -> usize {
        if let [only] = &self[..] {
            return usize::from(*only);
        }
        self.iter().position(|label| *label).unwrap_or(0)
    }

    #[inline]
    fn check(_: &[Self]) -> Result<(), Error> {
        Ok(())
    }
}
