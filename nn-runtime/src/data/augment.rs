//! Pictures that are never the same twice: shifted, mirrored, rotated and partly erased at random, anew in every epoch of a training.
//!
//! Letters: `C` channels, `H` rows and `W` columns of pixels. A network that sees each picture a little changed every time learns what
//! the changes leave alone, instead of the single pixels, and errs less on pictures that it has not seen.

mod picture;
#[cfg(test)]
mod tests;

use core::ops::RangeInclusive;

use self::picture::{Change, Rectangle, Turn, write};
use crate::error::Error;
use crate::random::{Purpose, Stream, derive_seed};

/// Random changes of pictures of shape `[C, H, W]` for [`Trainer::augment`](crate::train::Trainer::augment), in `PyTorch`'s order:
/// channel by channel, row by row. Without any setting it changes nothing.
///
/// A picture is rotated, mirrored and shifted in one go, so that its pixels are interpolated once at most, and not at all without
/// [`rotate`](Self::rotate); then a part may be erased. All channels of a picture change alike.
///
/// What becomes of a picture follows from the seed of the training, the epoch and the row of the data set. It depends neither on
/// the batch nor on the number of threads, and a training that [goes on](crate::train) from a checkpoint sees the pictures that it
/// would have seen.
///
/// ```
/// use nn_runtime::data::Augment;
/// use nn_runtime::prelude::*;
///
/// network! {
///     #[loss(cross_entropy)]
///     struct Digits: [1, 28, 28] -> [10] {
///         conv2d(8, 5, relu, stride = 2),
///         flatten,
///         dense(10, softmax),
///     }
/// }
///
/// # let data: Dataset<[f32; 784], Class<10>> =
/// #     (0..8).map(|row| Ok(([row as f32 / 8.0; 784], Class::new(row)?))).collect::<Result<_, Error>>()?;
/// let augment = Augment::new([1, 28, 28]).shift(2).rotate(10.0).erase(0.5, 0.02..=0.1, 0.0);
/// let mut net = Digits::init(1);
/// Trainer::new(Adam::new(1e-3)).epochs(2).augment(augment).fit(&mut net, &data)?;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Augment {
    shape: [usize; 3],
    /// Pixels.
    shift: usize,
    /// Probability.
    horizontal_flip: f32,
    /// Probability.
    vertical_flip: f32,
    /// Degrees.
    rotate: f32,
    erase: Option<Erase>,
    /// One value, or one for each channel.
    fill: Vec<f32>,
}

/// A part of some pictures that is painted over.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Erase {
    probability: f32,
    /// The smallest and the largest part of a picture.
    area: [f32; 2],
    value: f32,
}

/// The smallest and the largest height of an erased rectangle over its width, `torchvision`'s.
const RATIO: [f64; 2] = [0.3, 3.3];

/// What a number costs that is moved, and one that is interpolated, in the floating-point operations of vector code that take as long.
const COST: [usize; 2] = [16, 512];

impl Augment {
    /// Leaves pictures of this shape, `[C, H, W]`, as they are.
    #[must_use]
    pub fn new(shape: [usize; 3]) -> Self {
        let (shift, horizontal_flip, vertical_flip, rotate, erase) = (0, 0.0, 0.0, 0.0, None);
        Self { shape, shift, horizontal_flip, vertical_flip, rotate, erase, fill: vec![0.0] }
    }

    /// Whether a pixel may be where another was.
    pub(crate) fn moves_pixels(&self) -> bool {
        self.shift > 0 || self.horizontal_flip > 0.0 || self.vertical_flip > 0.0 || self.rotate > 0.0
    }

    /// Shifts by up to so many whole pixels, fewer than `H` and `W`, up or down, and likewise left or right, each number of pixels
    /// equally often: what `torchvision` calls a `RandomCrop` with this padding.
    #[must_use]
    pub fn shift(mut self, pixels: usize) -> Self {
        self.shift = pixels;
        self
    }

    /// Exchanges left and right with this probability: `RandomHorizontalFlip`, where 0.5 is usual.
    #[must_use]
    pub fn horizontal_flip(mut self, probability: f32) -> Self {
        self.horizontal_flip = probability;
        self
    }

    /// Exchanges top and bottom with this probability: `RandomVerticalFlip`.
    #[must_use]
    pub fn vertical_flip(mut self, probability: f32) -> Self {
        self.vertical_flip = probability;
        self
    }

    /// Rotates about the centre by an angle of up to so many degrees, 0 to 180, to either side: `RandomRotation`, with bilinear
    /// interpolation. Pixels that are not in the picture have the value of [`fill`](Self::fill).
    #[must_use]
    pub fn rotate(mut self, degrees: f32) -> Self {
        self.rotate = degrees;
        self
    }

    /// Paints over a rectangle with `value`, with this probability: `RandomErasing`. Its area is a part of the picture in the range
    /// `area`, within 0 and 1, such as `0.02..=0.33`, its height 0.3 to 3.3 times its width, as far as both fit into the picture.
    #[must_use]
    pub fn erase(mut self, probability: f32, area: RangeInclusive<f32>, value: f32) -> Self {
        self.erase = Some(Erase { probability, area: [*area.start(), *area.end()], value });
        self
    }

    /// The value of what comes into the picture from outside; 0 by default.
    #[must_use]
    pub fn fill(mut self, value: f32) -> Self {
        self.fill = vec![value];
        self
    }

    /// The value of what comes into the picture from outside, for each channel: pictures that were normalised channel by channel
    /// may have a black of three numbers.
    #[must_use]
    pub fn fill_channels(mut self, values: &[f32]) -> Self {
        self.fill = values.to_vec();
        self
    }

    /// Changes pictures in place, as a training of this seed sees them in this epoch, counted from 1: to look at, or for a loop of
    /// your own. Each is known by its position.
    ///
    /// ```
    /// use nn_runtime::data::Augment;
    ///
    /// let mut pictures = [[1.0, 2.0, 3.0, 4.0]];
    /// Augment::new([1, 2, 2]).horizontal_flip(1.0).apply_to(&mut pictures, 0, 1)?;
    /// assert_eq!(pictures, [[2.0, 1.0, 4.0, 3.0]]);
    /// # Ok::<(), nn_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Shape`] if `I` is not `C H W`, [`Error::Setting`] for a setting that is out of range. No picture is changed then.
    pub fn apply_to<const I: usize>(&self, pictures: &mut [[f32; I]], seed: u64, epoch: usize) -> Result<(), Error> {
        self.check(I)?;
        let this_epoch = self.in_epoch(seed, epoch);
        let mut before = vec![0.0; I];
        for (row, picture) in pictures.iter_mut().enumerate() {
            before.copy_from_slice(picture);
            this_epoch.write(row, &before, picture);
        }
        Ok(())
    }

    /// Tests every setting, and that rows of so many numbers are such pictures.
    pub(crate) fn check(&self, numbers: usize) -> Result<(), Error> {
        let shape @ [channels, height, width] = self.shape;
        if shape.iter().copied().try_fold(1, usize::checked_mul) != Some(numbers) {
            return Err(Error::Shape { what: "augment", shape, found: numbers });
        }
        let within = |what, found: f32, most: f32, expected| {
            if (0.0..=most).contains(&found) { Ok(()) } else { Err(Error::Setting { what, found, expected }) }
        };
        if self.shift >= height.min(width) && self.shift > 0 {
            let (what, found) = ("augment: pixels of a shift", self.shift as f32);
            return Err(Error::Setting { what, found, expected: "fewer than height and width have" });
        }
        let expected = "a probability, 0 to 1";
        within("augment: horizontal flip", self.horizontal_flip, 1.0, expected)?;
        within("augment: vertical flip", self.vertical_flip, 1.0, expected)?;
        within("augment: angle to rotate by", self.rotate, 180.0, "0 to 180 degrees")?;
        if let Some(Erase { probability, area: [smallest, largest], .. }) = self.erase {
            within("augment: erase", probability, 1.0, expected)?;
            within("augment: largest area to erase", largest, 1.0, "a part of the picture, 0 to 1")?;
            within("augment: smallest area to erase", smallest, largest, "0 to the largest area")?;
        }
        if self.fill.len() != 1 && self.fill.len() != channels {
            let (what, found) = ("augment: number of values to fill with", self.fill.len() as f32);
            return Err(Error::Setting { what, found, expected: "one for each channel" });
        }
        let values = self.fill.iter().copied().chain(self.erase.map(|erase| erase.value));
        match values.into_iter().find(|value| !value.is_finite()) {
            None => Ok(()),
            Some(found) => {
                Err(Error::Setting { what: "augment: value to fill with", found, expected: "a finite number" })
            }
        }
    }

    /// The changes of one epoch, counted from 1, of a training of this seed.
    pub(crate) const fn in_epoch(&self, seed: u64, epoch: usize) -> InEpoch<'_> {
        InEpoch { augment: self, seed: derive_seed(seed, Purpose::Augmentation, epoch as u64) }
    }

    /// What a picture costs, in the floating-point operations of vector code that take as long.
    pub(crate) fn flops(&self) -> usize {
        let [moved, interpolated] = COST;
        let cost = if self.rotate > 0.0 { interpolated } else { moved };
        self.shape.iter().product::<usize>().saturating_mul(cost)
    }

    fn draw(&self, stream: &mut Stream) -> Change {
        let [_, height, width] = self.shape;
        let shift = [(); 2].map(|()| {
            let pixels = stream.below(2 * self.shift as u64 + 1) as usize;
            pixels.cast_signed() - self.shift.cast_signed()
        });
        let is_flipped = [self.vertical_flip, self.horizontal_flip].map(|probability| stream.happens(probability));
        let angle = f64::from(stream.signed_unit() * self.rotate).to_radians();
        let turn = (angle != 0.0).then(|| Turn { sine: libm::sin(angle), cosine: libm::cos(angle) });
        let erased = self.erase.and_then(|erase| erase.draw(stream, [height, width]));
        Change { shift, is_flipped, turn, erased }
    }
}

impl Erase {
    fn draw(&self, stream: &mut Stream, [height, width]: [usize; 2]) -> Option<(Rectangle, f32)> {
        if !stream.happens(self.probability) {
            return None;
        }
        let [smallest, largest] = self.area.map(f64::from);
        let area = (smallest + (largest - smallest) * stream.unit()) * (height * width) as f64;
        let [low, high] = RATIO.map(libm::log);
        let ratio = libm::exp(low + (high - low) * stream.unit());
        // Not so flat that it is wider than the picture, and not higher than it.
        let tall = libm::sqrt(area * ratio).max(area / width as f64).min(height as f64);
        let wide = if tall > 0.0 { area / tall } else { 0.0 };
        let mut place = |extent: f64, of: usize| {
            #[expect(clippy::cast_sign_loss, reason = "an area and its extents are not negative")]
            let n = (libm::round(extent) as usize).min(of);
            let first = stream.below((of - n) as u64 + 1) as usize;
            first..first + n
        };
        Some((Rectangle { rows: place(tall, height), columns: place(wide, width) }, self.value))
    }
}

/// The changes of all pictures in one epoch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InEpoch<'a> {
    augment: &'a Augment,
    seed: u64,
}

impl InEpoch<'_> {
    pub(crate) fn flops(&self) -> usize {
        self.augment.flops()
    }

    /// Writes the picture of a row of the data set, changed, to `to`. Both have the numbers of the shape.
    pub(crate) fn write(&self, row: usize, from: &[f32], to: &mut [f32]) {
        let Augment { shape, fill, .. } = self.augment;
        let change = self.augment.draw(&mut Stream::new(self.seed, Purpose::Augmentation, row as u64));
        write(&change, *shape, fill, from, to);
    }
}
