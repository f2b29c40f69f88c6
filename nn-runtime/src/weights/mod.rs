//! Weights in files: what `PyTorch` or `NumPy` trained is loaded, and what was trained here is taken elsewhere.
//!
//! A parameter is a tensor called `label.weight`, shape `[outputs, inputs]`, or `label.bias`, shape `[outputs]`: the names
//! and the layout of a `state_dict`, so that one is loaded as it is. A layer without a label is named by the position of
//! its line. Files are in the [safetensors](https://github.com/huggingface/safetensors) format; `NumPy`'s `npz` is read
//! with the feature `npz`, told apart by the first bytes.
//!
//! ```
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     struct Line: [3] -> [2] { output: dense(2) }
//! }
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("line.safetensors");
//! let trained = Line::init(1);
//! trained.save(&path)?;
//!
//! let mut net = Line::zeros();
//! net.load(&path)?;
//! assert_eq!(net, trained);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Numbers are saved as they are, to the bit; a network that holds NaN or infinity is refused. They are loaded from F32, F16 and BF16 exactly, from F64 rounded to nearest.
//!
//! Everything is checked before anything is changed: that each parameter is there, that nothing else is, shapes, types,
//! that every number is finite, and the declaration of the network if the file was saved here. After an error the network is
//! as it was, and the error names the file and each tensor at fault. [`Loader`] has the options: other names, a prefix, extra
//! tensors, weights that are stored `[inputs, outputs]`.
//!
//! A file is replaced as a whole: a temporary file in the same folder is written, synchronised and renamed. After a failure
//! the old file is there and no temporary. Memory: a file is read whole, and one copy of the network is made.

mod archive;
mod element;
mod loader;
mod misfit;
mod names;
#[cfg(feature = "npz")]
mod npz;
pub(crate) mod safetensors;
mod transposed;

pub use loader::Loader;

use std::path::Path;

use self::safetensors::{Stored, TOPOLOGY, write};
use crate::error::{Error, Problems};
use crate::file;
use crate::finite::check_finite;
use crate::network::Parameters;

/// Writes the parameters of `net`, a network or a box of one, to a safetensors file, which is replaced as a whole.
///
/// # Errors
/// [`Error::Weights`] with each parameter that holds NaN or infinity, which [`load`] would refuse, [`Error::File`] if the file
/// cannot be written: the old one is then as it was.
pub fn save<N: Parameters>(net: &impl AsRef<N>, path: impl AsRef<Path>) -> Result<(), Error> {
    let path = path.as_ref();
    let bytes =
        content(net.as_ref()).map_err(|problems| Error::Weights(Problems { file: file::name(path), ..problems }))?;
    file::replace(path, &bytes)
}

/// The content of the file that [`save`] writes; equal networks give equal bytes.
///
/// # Errors
/// [`Error::Weights`] with each parameter that holds NaN or infinity, or if the header would exceed the format's 100 MB, which
/// takes a million layers.
pub fn to_bytes<N: Parameters>(net: &impl AsRef<N>) -> Result<Vec<u8>, Error> {
    content(net.as_ref()).map_err(Error::Weights)
}

fn content<N: Parameters>(net: &N) -> Result<Vec<u8>, Problems> {
    check_finite(net)?;
    let stored = |parameter| Stored::parameter(parameter, net.as_flat());
    let tensors: Vec<_> = N::LAYOUT.iter().map(|parameter| (parameter.name.to_owned(), stored(parameter))).collect();
    write(&tensors, TOPOLOGY, N::TOPOLOGY.to_string()).map_err(|problem| Problems::one("bytes", problem))
}

/// Gives `net`, a network or a box of one, the parameters in a file. [`Loader`] has options.
///
/// # Errors
/// [`Error::File`] if the file cannot be read, [`Error::Weights`] with all that is wrong with it: `net` is as it was.
pub fn load<N: Parameters>(net: &mut impl AsMut<N>, path: impl AsRef<Path>) -> Result<(), Error> {
    Loader::new().load(net, path)
}

/// Gives `net` the parameters in the content of a file.
///
/// # Errors
/// [`Error::Weights`] with all that is wrong with it: `net` is as it was.
pub fn from_bytes<N: Parameters>(net: &mut impl AsMut<N>, bytes: &[u8]) -> Result<(), Error> {
    Loader::new().from_bytes(net, bytes)
}
