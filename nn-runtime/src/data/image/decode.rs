//! One PNG picture as numbers from 0 to 1.

use std::io::{BufRead, Read, Seek, SeekFrom};

use ::image::codecs::png::PngDecoder;
use ::image::error::{ImageError, LimitErrorKind};
use ::image::{ColorType, DynamicImage, ImageDecoder, Limits};
use nn_files::{Kind, START, Wanted, recognise};

use super::image_error;
use crate::error::Error;

/// Bytes that a decoder may take beyond those of the pixels, for rows and for texts and profiles beside them.
const SLACK: u64 = 1 << 20;

/// The pictures that are asked for.
pub(super) struct Expected {
    height: usize,
    width: usize,
    channels: Channels,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Channels {
    Gray,
    Rgb,
}

impl Channels {
    fn name(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Rgb => "of red, green and blue",
        }
    }
}

impl Expected {
    /// Pictures of this shape, which have `I` numbers.
    pub(super) fn new<const I: usize>(shape: [usize; 3]) -> Result<Self, Error> {
        if shape.iter().copied().try_fold(1, usize::checked_mul) != Some(I) {
            return Err(Error::Shape { what: "image", shape, found: I });
        }
        let [channels, height, width] = shape;
        let channels = match channels {
            1 => Channels::Gray,
            3 => Channels::Rgb,
            _ => {
                let (what, expected) = ("image: number of channels", "1 (gray) or 3 (red, green and blue)");
                return Err(Error::Setting { what, found: channels as f32, expected });
            }
        };
        Ok(Self { height, width, channels })
    }

    /// Writes the picture in a file to `to`, channel by channel.
    pub(super) fn decode(&self, name: &str, mut reader: impl BufRead + Seek, to: &mut [f32]) -> Result<(), Error> {
        let file_error = |cause| Error::File { path: name.into(), cause };
        let mut start = Vec::with_capacity(START);
        reader.by_ref().take(START as u64).read_to_end(&mut start).map_err(file_error)?;
        reader.seek(SeekFrom::Start(0)).map_err(file_error)?;
        match recognise(&start) {
            Some(Kind::Png) => {}
            Some(kind) => {
                let help = kind.help(Wanted::Png).map_or(String::new(), |help| format!(" ({help})"));
                return Err(image_error(name, format!("is {}", kind.name()), format!("a PNG picture{help}")));
            }
            None => return Err(image_error(name, "is none", "a PNG picture")),
        }
        // Limits for what comes before the size is known: texts and profiles.
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(SLACK);
        let mut decoder = PngDecoder::with_limits(reader, limits).map_err(|cause| damaged(name, &cause))?;
        let (width, height) = decoder.dimensions();
        if (height as usize, width as usize) != (self.height, self.width) {
            let Self { height: expected_height, width: expected_width, .. } = self;
            let found = format!("has {height} x {width} pixels (height x width)");
            return Err(image_error(name, found, format!("{expected_height} x {expected_width}")));
        }
        self.check_kind(name, decoder.color_type())?;
        let mut limits = Limits::no_limits();
        // A whole picture of the largest pixels: four numbers of 16 bits.
        limits.max_alloc = Some((to.len() as u64).saturating_mul(16).saturating_add(SLACK));
        decoder.set_limits(limits).map_err(|cause| damaged(name, &cause))?;
        let picture = DynamicImage::from_decoder(decoder).map_err(|cause| damaged(name, &cause))?;
        self.write(name, &picture, to)
    }

    fn check_kind(&self, name: &str, found: ColorType) -> Result<(), Error> {
        let channels = match found {
            ColorType::L8 | ColorType::La8 | ColorType::L16 | ColorType::La16 => Channels::Gray,
            _ => Channels::Rgb,
        };
        if channels == self.channels {
            return Ok(());
        }
        let expected = format!("one that is {}", self.channels.name());
        Err(image_error(name, format!("is {}", channels.name()), expected))
    }

    fn write(&self, name: &str, picture: &DynamicImage, to: &mut [f32]) -> Result<(), Error> {
        let colors = match self.channels {
            Channels::Gray => 1,
            Channels::Rgb => 3,
        };
        let stored = usize::from(picture.color().channel_count());
        let is_opaque = match picture {
            DynamicImage::ImageLuma16(pixels) => spread(pixels, (stored, colors), to),
            DynamicImage::ImageLumaA16(pixels) => spread(pixels, (stored, colors), to),
            DynamicImage::ImageRgb16(pixels) => spread(pixels, (stored, colors), to),
            DynamicImage::ImageRgba16(pixels) => spread(pixels, (stored, colors), to),
            others => spread(others.as_bytes(), (stored, colors), to),
        };
        if is_opaque {
            return Ok(());
        }
        Err(image_error(name, "has pixels that are transparent", "a picture that covers all of its area"))
    }
}

/// A number of a pixel, of 8 bits or of 16.
trait Sample: Copy + Into<f32> + PartialEq {
    const MOST: Self;
}

impl Sample for u8 {
    const MOST: Self = u8::MAX;
}

impl Sample for u16 {
    const MOST: Self = u16::MAX;
}

/// Writes pixels of so many stored numbers, the first of which are colors, channel by channel; the number behind the colors says
/// how opaque it is. Whether all are.
fn spread<T: Sample>(pixels: &[T], (stored, colors): (usize, usize), to: &mut [f32]) -> bool {
    let plane = to.len() / colors;
    let mut is_opaque = true;
    for (place, pixel) in pixels.chunks_exact(stored.max(1)).enumerate() {
        is_opaque &= pixel.get(colors).is_none_or(|alpha| *alpha == T::MOST);
        for (to, value) in to.iter_mut().skip(place).step_by(plane.max(1)).zip(&pixel[..colors.min(stored)]) {
            *to = (*value).into() / T::MOST.into();
        }
    }
    is_opaque
}

/// What the decoder says of a file that begins like a PNG file.
fn damaged(name: &str, cause: &ImageError) -> Error {
    let is_too_much = matches!(cause, ImageError::Limits(limit) if limit.kind() != LimitErrorKind::DimensionError);
    if is_too_much {
        return image_error(name, "needs more memory than a picture of its size", "a PNG picture that does not");
    }
    image_error(name, format!("is damaged: {cause}"), "a whole PNG picture")
}
