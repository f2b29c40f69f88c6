//! Export to ONNX: a network as a model that ONNX Runtime and most other engines run.
//!
//! Operator set 17, IR version 8. The input is called `input`, shape `[N, ..]` with the declared axes and a symbolic batch
//! dimension `N`; the output is called `output`, or by its label where another line has that name. Weights are initializers
//! of their names here, `hidden.weight`, in `PyTorch`'s layout. Each line becomes the operator of its kind; dropout, which
//! does nothing in inference, vanishes, `gelu` is written with `Erf`, `silu` with `Sigmoid`, and `rms_norm` in its parts; a
//! global pool is followed by `Flatten`, because it yields a vector. The declaration stands in the model's documentation.
//!
//! A stream is written as one step. What it remembers are further inputs, `lstm_h`, and further outputs, `lstm_h_next`, each with the batch
//! in front. A new stream begins with zeros, or where a layer has an initial state with the default of the input. [`save_sequence`] writes a stream
//! that takes all steps of a sequence at once. Layers with a memory over a window, `[channels, time]`, are the same operators, and begin anew in each row.
//!
//! ```
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     struct Line: [3] -> [2] { output: dense(2) }
//! }
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("line.onnx");
//! Line::init(1).to_onnx(&path)?;
//! # assert!(path.is_file());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activations;
mod graph;
mod layers;
mod maps;
mod messages;
mod recurrent;
mod sequence;
mod streams;

use std::path::Path;

pub use self::sequence::Steps;
use crate::error::{Error, Problem, Problems};
use crate::file;
use crate::finite::check_finite;
use crate::network::Parameters;
use crate::stream::Stream;

/// Writes `net`, a network or a box of one, to an ONNX file, which is replaced as a whole.
///
/// # Errors
/// [`Error::Weights`] with each parameter that holds NaN or infinity, or with a line of a kind that the export does not know, which
/// no line of `network!` is; [`Error::File`] if the file cannot be written: the old one is then as it was.
pub fn save<N: Parameters>(net: &impl AsRef<N>, path: impl AsRef<Path>) -> Result<(), Error> {
    write(content(net.as_ref(), None), path.as_ref())
}

/// The content of the file that [`save`] writes; equal networks give equal bytes.
///
/// # Errors
/// [`Error::Weights`] with each parameter that holds NaN or infinity, or with a line of a kind that the export does not know, which
/// no line of `network!` is.
pub fn to_bytes<N: Parameters>(net: &impl AsRef<N>) -> Result<Vec<u8>, Error> {
    content(net.as_ref(), None).map_err(Error::Weights)
}

/// Writes a stream to an ONNX file as a model of a sequence, which takes all steps at once: `input` and `output` have the shape
/// `[N, T, ..]`, streams, then steps, then the axes of a step. The state before the first step is inputs, and the one behind the last is outputs, with the
/// names and the shapes `[N, ..]` that [`save`] gives them.
///
/// ```
/// use nn_runtime::onnx::{self, Steps};
/// use nn_runtime::prelude::*;
///
/// network! {
///     struct Amp: [1] -> [1] { lstm: lstm(8), dense(1) }
/// }
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("amp.onnx");
/// onnx::save_sequence(&Amp::init(1), Steps::Any, &path)?;
/// # assert!(path.is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`save`]; and [`Error::Weights`] if `steps` is 0.
pub fn save_sequence<N: Stream + Parameters>(
    net: &impl AsRef<N>,
    steps: Steps,
    path: impl AsRef<Path>,
) -> Result<(), Error> {
    write(content(net.as_ref(), Some(steps)), path.as_ref())
}

/// The content of the file that [`save_sequence`] writes; equal networks give equal bytes.
///
/// # Errors
/// As [`to_bytes`]; and [`Error::Weights`] if `steps` is 0.
pub fn sequence_to_bytes<N: Stream + Parameters>(net: &impl AsRef<N>, steps: Steps) -> Result<Vec<u8>, Error> {
    content(net.as_ref(), Some(steps)).map_err(Error::Weights)
}

fn write(content: Result<Vec<u8>, Problems>, path: &Path) -> Result<(), Error> {
    let bytes = content.map_err(|problems| Error::Weights(Problems { file: file::name(path), ..problems }))?;
    file::replace(path, &bytes)
}

fn content<N: Parameters>(net: &N, steps: Option<Steps>) -> Result<Vec<u8>, Problems> {
    if steps == Some(Steps::Fixed(0)) {
        let problem = Problem::new("the sequence", "has 0 steps", "one step or more");
        return Err(Problems::one("bytes", problem));
    }
    check_finite(net)?;
    Ok(nn_onnx::encode(&graph::model(N::TOPOLOGY, (N::LAYOUT, net.as_flat()), steps)?))
}
