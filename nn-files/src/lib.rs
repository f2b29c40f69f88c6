//! What kind of file some bytes are, and what to do with a file that is of another kind than the one wanted.
//!
//! People load a pointer of Git LFS, a page of HTML or a pickle where a file of weights belongs, and no parser of the
//! wanted format says anything useful about them. [`recognise`] tells kinds apart by their first bytes; every reader of
//! nn-runtime and nn-macros asks it. With the feature `audio`, `audio` reads the models of programs for real-time audio for both.
//!
//! ```
//! use nn_files::{Kind, Wanted, recognise};
//!
//! let kind = recognise(b"version https://git-lfs.github.com/spec/v1\n");
//! assert_eq!(kind, Some(Kind::LfsPointer));
//! assert_eq!(Kind::LfsPointer.name(), "a pointer of Git LFS");
//! assert_eq!(Kind::LfsPointer.help(Wanted::Safetensors), Some("`git lfs pull` fetches the file that it stands for"));
//! ```
#![cfg_attr(not(feature = "audio"), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "audio")]
pub mod audio;
mod help;
pub mod limits;
mod text;

pub use help::Wanted;

/// Bytes from the start of a file that are enough to recognise it.
pub const START: usize = 1024;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// No byte at all.
    Empty,
    /// Weights in the safetensors format.
    Safetensors,
    /// What `torch.save` writes: a zip archive with a pickle.
    TorchZip,
    /// What `torch.save` wrote before version 1.6: a pickle.
    TorchPickle,
    /// Another pickle of Python.
    Pickle,
    /// What `numpy.savez` writes: a zip archive of npy files.
    NumpyZip,
    /// A single array of `NumPy`.
    Npy,
    /// What Keras 3 writes: a zip archive of texts and an HDF5 file.
    KerasZip,
    /// A workbook of a spreadsheet program: a zip archive of XML files.
    Workbook,
    /// Another zip archive.
    Zip,
    /// An HDF5 file, such as weights of Keras.
    Hdf5,
    /// Weights for llama.cpp.
    Gguf,
    /// A model of TensorFlow Lite.
    TfLite,
    /// An ONNX model.
    Onnx,
    /// A table in the Parquet format.
    Parquet,
    /// An IDX file of these elements and this number of axes.
    Idx {
        /// The format's number for the type: 8 for unsigned bytes.
        element: u8,
        /// Number of axes.
        axes: u8,
    },
    /// Data compressed with gzip.
    Gzip,
    /// Data compressed with zstd.
    Zstd,
    /// Data compressed with xz.
    Xz,
    /// Data compressed with bzip2.
    Bzip2,
    /// A tar archive.
    Tar,
    /// The pointer that Git LFS leaves where a large file should be.
    LfsPointer,
    /// A page of HTML, most often one that tells an error.
    Html,
    /// XML.
    Xml,
    /// JSON.
    Json,
    /// A picture in the PNG format.
    Png,
    /// A picture in the JPEG format.
    Jpeg,
    /// Text in UTF-16, of either byte order.
    Utf16,
    /// Other text in UTF-8.
    Text,
}

impl Kind {
    /// The kind with its article: `a pointer of Git LFS`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Safetensors => "a safetensors file",
            Self::TorchZip => "a zip archive of `torch.save`",
            Self::TorchPickle => "a pickle of `torch.save`",
            Self::Pickle => "a pickle of Python",
            Self::NumpyZip => "an npz archive of NumPy",
            Self::Npy => "a single npy array of NumPy",
            Self::KerasZip => "a zip archive of Keras",
            Self::Workbook => "a workbook of a spreadsheet program",
            Self::Zip => "a zip archive",
            Self::Hdf5 => "an HDF5 file",
            Self::Gguf => "a GGUF file",
            Self::TfLite => "a TensorFlow Lite model",
            Self::Onnx => "an ONNX model",
            Self::Parquet => "a Parquet table",
            Self::Idx { .. } => "an IDX file",
            Self::Gzip => "compressed with gzip",
            Self::Zstd => "compressed with zstd",
            Self::Xz => "compressed with xz",
            Self::Bzip2 => "compressed with bzip2",
            Self::Tar => "a tar archive",
            Self::LfsPointer => "a pointer of Git LFS",
            Self::Html => "a page of HTML",
            Self::Xml => "an XML file",
            Self::Json => "a JSON file",
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Utf16 => "text in UTF-16",
            Self::Text => "plain text",
        }
    }
}

/// Kinds that their first bytes name.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x93NUMPY", Kind::Npy),
    (b"\x89HDF\r\n\x1a\n", Kind::Hdf5),
    (b"GGUF", Kind::Gguf),
    (b"PAR1", Kind::Parquet),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (b"\xfd7zXZ\0", Kind::Xz),
    (b"BZh", Kind::Bzip2),
    (b"\x1f\x8b", Kind::Gzip),
    (b"\x89PNG\r\n\x1a\n", Kind::Png),
    (b"\xff\xd8\xff", Kind::Jpeg),
    // No file behind it: an archive without entries.
    (b"PK\x05\x06", Kind::Zip),
];

/// The kind of the file that begins with these bytes: all of it, or at least [`START`]. `None` if it is none of them.
#[must_use]
pub fn recognise(start: &[u8]) -> Option<Kind> {
    if start.is_empty() {
        return Some(Kind::Empty);
    }
    // First, because the length of the header can be the first bytes of anything.
    if is_safetensors(start) {
        return Some(Kind::Safetensors);
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(*kind);
    }
    match *start {
        [b'P', b'K', 3, 4, ..] => Some(zip_of(first_entry(start))),
        [0x80, 2..=5, ..] => Some(pickle(start)),
        [0, 0, element @ (8 | 9 | 0x0b..=0x0e), axes @ 1..=8, ..] => Some(Kind::Idx { element, axes }),
        [_, _, _, _, b'T', b'F', b'L', b'3', ..] => Some(Kind::TfLite),
        // A version of the format from 3 to 63, and one of the model's other fields: the name of what wrote it and such.
        [8, 3..=63, 0x12 | 0x1a | 0x22 | 0x28 | 0x32 | 0x3a | 0x42, ..] => Some(Kind::Onnx),
        _ if start.get(257..262) == Some(b"ustar") => Some(Kind::Tar),
        _ => text::recognise(start),
    }
}

/// What a zip archive with entries of these names is.
#[must_use]
pub fn zip_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Kind {
    let mut kind = Kind::Zip;
    for name in names {
        match name {
            _ if name == "data.pkl" || name.ends_with("/data.pkl") => return Kind::TorchZip,
            _ if name.strip_suffix(".npy").is_some() => kind = Kind::NumpyZip,
            "model.weights.h5" | "metadata.json" => kind = Kind::KerasZip,
            "[Content_Types].xml" => kind = Kind::Workbook,
            _ => {}
        }
    }
    kind
}

/// The name of the first entry of a zip archive.
fn first_entry(start: &[u8]) -> Option<&str> {
    let length = start.get(26..28)?.iter().rev().fold(0, |length, byte| length * 256 + usize::from(*byte));
    core::str::from_utf8(start.get(30..30 + length)?).ok()
}

/// The length of the header, below the format's 100 MB, and its first character.
fn is_safetensors(start: &[u8]) -> bool {
    let Some((length, rest)) = start.split_first_chunk() else { return false };
    u64::from_le_bytes(*length) <= 100_000_000 && rest.first() == Some(&b'{')
}

/// The first number in a pickle of old versions of `torch.save`, as protocol 2 and later write it.
const TORCH: &[u8] = b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

fn pickle(start: &[u8]) -> Kind {
    if start.get(2..2 + TORCH.len()) == Some(TORCH) { Kind::TorchPickle } else { Kind::Pickle }
}

#[cfg(test)]
mod tests;
