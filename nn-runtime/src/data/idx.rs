//! Data sets from MNIST's IDX files, plain or compressed with gzip.
//!
//! Letters: `I` pixels of an image, `N` classes. Format: <https://yann.lecun.com/exdb/mnist/>, big-endian: a magic
//! number (two zero bytes, the type of the elements, the number of axes), the extent of each axis, the elements row by
//! row. The headers' claims are never trusted: memory grows with the data that is really there.

mod source;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use source::{Source, idx_error};

use crate::data::Dataset;
use crate::error::Error;
use crate::loss::Class;

/// Reads a file of images with `I` pixels each, row by row, scaled from 0 to 255 to `[0, 1]`.
///
/// # Errors
/// [`Error::File`] if the file cannot be read or decompressed, [`Error::Idx`] if it is not a file of images, has images
/// of another size, ends too early or goes on too long.
pub fn read_images<const I: usize>(path: impl AsRef<Path>) -> Result<Vec<[f32; I]>, Error> {
    let (file, name) = open(path.as_ref())?;
    images(&name, file)
}

/// As [`read_images`], from any reader, such as the bytes of `include_bytes!`.
///
/// # Errors
/// As [`read_images`].
///
/// ```
/// use nn_runtime::data::idx;
/// // One image of 1 x 2 pixels.
/// let bytes = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 51, 255];
/// assert_eq!(idx::read_images_from::<2>(&bytes[..])?, [[0.2, 1.0]]);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
pub fn read_images_from<const I: usize>(reader: impl Read) -> Result<Vec<[f32; I]>, Error> {
    images("reader", reader)
}

/// Reads a file of labels, each below `N`.
///
/// # Errors
/// [`Error::File`] if the file cannot be read or decompressed, [`Error::Idx`] if it is not a file of labels, ends too
/// early, goes on too long or has a label of `N` or more.
pub fn read_labels<const N: usize>(path: impl AsRef<Path>) -> Result<Vec<Class<N>>, Error> {
    let (file, name) = open(path.as_ref())?;
    labels(&name, file)
}

/// As [`read_labels`], from any reader, such as the bytes of `include_bytes!`.
///
/// # Errors
/// As [`read_labels`].
pub fn read_labels_from<const N: usize>(reader: impl Read) -> Result<Vec<Class<N>>, Error> {
    labels("reader", reader)
}

/// Reads a file of images and the file of their labels.
///
/// # Errors
/// As [`read_images`] and [`read_labels`], and [`Error::Idx`] if the two differ in number.
pub fn load<const I: usize, const N: usize>(
    image_path: impl AsRef<Path>,
    label_path: impl AsRef<Path>,
) -> Result<Dataset<[f32; I], Class<N>>, Error> {
    let (image_path, label_path) = (image_path.as_ref(), label_path.as_ref());
    let names = [image_path.display().to_string(), label_path.display().to_string()];
    pair(read_images(image_path)?, read_labels(label_path)?, &names)
}

/// As [`load`], from any two readers, such as the bytes of `include_bytes!`.
///
/// # Errors
/// As [`load`].
pub fn load_from<const I: usize, const N: usize>(
    image_reader: impl Read,
    label_reader: impl Read,
) -> Result<Dataset<[f32; I], Class<N>>, Error> {
    let names = ["image reader".to_owned(), "label reader".to_owned()];
    pair(images(&names[0], image_reader)?, labels(&names[1], label_reader)?, &names)
}

fn pair<const I: usize, const N: usize>(
    images: Vec<[f32; I]>,
    labels: Vec<Class<N>>,
    [image_name, label_name]: &[String; 2],
) -> Result<Dataset<[f32; I], Class<N>>, Error> {
    if images.len() != labels.len() {
        let found = format!("has {} labels", labels.len());
        return Err(idx_error(label_name, found, format!("{}, the number of images in {image_name}", images.len())));
    }
    Dataset::new(images, labels)
}

fn images<const I: usize>(name: &str, reader: impl Read) -> Result<Vec<[f32; I]>, Error> {
    const { assert!(I > 0, "an image has at least one pixel") };
    let mut source = Source::new(name, reader)?;
    source.expect(3, "images")?;
    let [count, height, width] = [source.extent()?, source.extent()?, source.extent()?];
    // Extents are below 2^32, so this product of two does not overflow.
    if height * width != I as u64 {
        let found = format!("has images of {height} x {width} pixels");
        return Err(source.error(found, format!("{I} pixels")));
    }
    let pixels = source.elements(count.saturating_mul(I as u64), &format!("{count} images of {height} x {width}"))?;
    // On the heap from the start: a row may be larger than the stack.
    let mut images = bytemuck::zeroed_vec::<[f32; I]>(pixels.len() / I);
    for (value, pixel) in images.as_flattened_mut().iter_mut().zip(&pixels) {
        *value = f32::from(*pixel) / 255.0;
    }
    Ok(images)
}

fn labels<const N: usize>(name: &str, reader: impl Read) -> Result<Vec<Class<N>>, Error> {
    let mut source = Source::new(name, reader)?;
    source.expect(1, "labels")?;
    let count = source.extent()?;
    let bytes = source.elements(count, &format!("{count} labels"))?;
    let class = |(index, label): (usize, &u8)| {
        Class::try_from(*label).map_err(|_| {
            source.error(format!("has label {label} at index {index}"), format!("0 to {}", N.saturating_sub(1)))
        })
    };
    bytes.iter().enumerate().map(class).collect()
}

fn open(path: &Path) -> Result<(BufReader<File>, String), Error> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => Ok((BufReader::new(file), name)),
        Err(cause) => Err(Error::File { path: name.into(), cause }),
    }
}

#[cfg(test)]
mod tests;
