//! Data sets from folders of PNG pictures: a folder for each class.
//!
//! Letters: `C` channels, `H` rows and `W` columns of pixels, `I` numbers of a picture, `N` classes. Files are not trusted: of each the
//! header is read first, and nothing is decoded that has not the size asked for.

mod decode;
mod folder;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use self::decode::Expected;
use crate::data::Dataset;
use crate::error::Error;
use crate::loss::Class;

/// Reads PNG pictures of one shape, `[C, H, W]`: gray ones of one channel, or red, green and blue ones of three, with numbers from 0
/// to 1 in `PyTorch`'s order, channel by channel, row by row.
///
/// Pictures of 8 and of 16 bits, of fewer bits, and with a palette are read; an alpha channel may be there if it hides nothing.
/// Pictures are neither scaled nor made gray: one of another size or kind is an error that names it.
///
/// What makes them gray before decides what a network sees: of pure red, Pillow 13.0.0 makes 76 of 255 and the image crate 0.25.10 makes 54, and
/// torchvision 0.29.2 makes 254 of white. Of gray pictures of 16 bits, which are divided by 65535 here, Pillow cuts off what is above 255
/// when it makes them ones of 8 bits (`findings/grey-of-colours.sh` and `findings/pillow-grey-of-16-bits.sh` in the repository).
///
/// ```
/// use nn_runtime::data::image::{Labelled, PngReader};
/// use nn_runtime::prelude::*;
///
/// /// `signs/train/left/0001.png`, `signs/train/right/0001.png`, ..
/// fn load() -> Result<Labelled<3072, 2>, Error> {
///     let (train, names) = PngReader::new([3, 32, 32]).read_folder("signs/train")?;
///     assert_eq!(names, ["left", "right"]);
///     Ok((train, names))
/// }
/// # assert!(load().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PngReader {
    shape: [usize; 3],
}

/// What [`PngReader::read_folder`] returns: the data, and the name of each class.
pub type Labelled<const I: usize, const N: usize> = (Dataset<[f32; I], Class<N>>, Vec<String>);

impl PngReader {
    /// Reads pictures of this shape, `[1, H, W]` or `[3, H, W]`.
    #[must_use]
    pub const fn new(shape: [usize; 3]) -> Self {
        Self { shape }
    }

    /// Reads a folder that has a folder of PNG files for each of `N` classes, and returns the name of each class.
    ///
    /// Classes are the folders in it, in the order of their names, byte by byte; rows are class by class, and in each in the order of
    /// the files' names, so [shuffle](Dataset::shuffled) before a [split](Dataset::split). Of files, and of folders whose names
    /// begin with a dot, none is read in the folder itself. In that of a class all must be PNG files, but for those whose names begin
    /// with a dot, `Thumbs.db` and `desktop.ini`, which file managers leave.
    ///
    /// # Errors
    /// [`Error::Shape`] if `I` is not `C H W`, [`Error::Setting`] if `C` is neither 1 nor 3, [`Error::File`] for what cannot be read,
    /// [`Error::Image`] for a folder that does not have `N` classes, a class without pictures, a file that is no PNG file or is
    /// damaged, and a picture of another size or kind.
    pub fn read_folder<const I: usize, const N: usize>(&self, path: impl AsRef<Path>) -> Result<Labelled<I, N>, Error> {
        let expected = Expected::new::<I>(self.shape)?;
        let (names, files) = folder::list(path.as_ref(), N)?;
        // On the heap from the start: a row may be larger than the stack.
        let mut inputs = bytemuck::zeroed_vec::<[f32; I]>(files.len());
        let mut targets = Vec::with_capacity(files.len());
        for ((path, class), row) in files.iter().zip(&mut inputs) {
            let (file, name) = open(path)?;
            expected.decode(&name, file, row)?;
            targets.push(Class::new(*class)?);
        }
        Ok((Dataset { inputs, targets }, names))
    }

    /// Reads one PNG file.
    ///
    /// # Errors
    /// As [`read_folder`](Self::read_folder), of its file.
    pub fn read<const I: usize>(&self, path: impl AsRef<Path>) -> Result<Box<[f32; I]>, Error> {
        let expected = Expected::new::<I>(self.shape)?;
        let (file, name) = open(path.as_ref())?;
        picture(&expected, &name, file)
    }

    /// As [`read`](Self::read), from any reader, such as a `Cursor` of the bytes of `include_bytes!`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_from<const I: usize>(&self, reader: impl BufRead + Seek) -> Result<Box<[f32; I]>, Error> {
        picture(&Expected::new::<I>(self.shape)?, "reader", reader)
    }
}

fn picture<const I: usize>(
    expected: &Expected,
    name: &str,
    reader: impl BufRead + Seek,
) -> Result<Box<[f32; I]>, Error> {
    let mut row = bytemuck::zeroed_box::<[f32; I]>();
    expected.decode(name, reader, &mut row[..])?;
    Ok(row)
}

/// An ordinary file: others, such as a pipe, may never end.
fn open(path: &Path) -> Result<(BufReader<File>, String), Error> {
    let name = path.display().to_string();
    let file = match path.metadata() {
        Ok(facts) if !facts.is_file() => return Err(image_error(&name, "is no ordinary file", "a PNG picture")),
        Ok(_) => File::open(path),
        Err(cause) => Err(cause),
    };
    match file {
        Ok(file) => Ok((BufReader::new(file), name)),
        Err(cause) => Err(Error::File { path: name.into(), cause }),
    }
}

fn image_error(file: &str, found: impl Into<Box<str>>, expected: impl Into<Box<str>>) -> Error {
    Error::Image { file: file.into(), found: found.into(), expected: expected.into() }
}
