//! Models of programs for real-time audio that are loaded while a program runs: Neural Amp Modeler's `.nam` and `RTNeural`'s JSON.
//!
//! A file is loaded into a network of the same layers, such as one that `#[nam(..)]` or `#[rtneural(..)]` declares by another file of the same
//! architecture, or that is written as the documentation of such a struct shows it; labels may be others. The network then has the bits that
//! `#[nam(..)]` gives it. [`dispatch!`](crate::dispatch) chooses among several networks.
//!
//! ```
//! use nn_runtime::{audio, prelude::*};
//!
//! network! {
//!     /// An amplifier whose file comes later.
//!     struct Amp: [1] -> [1] {
//!         lstm: lstm(1, initial = true),
//!         head: dense(1),
//!     }
//! }
//!
//! // Four gates of an input and an output, four biases, what a new stream remembers; and the last layer.
//! let file = r#"{
//!     "version": "0.5.4", "architecture": "LSTM", "sample_rate": 48000,
//!     "config": {"input_size": 1, "hidden_size": 1, "num_layers": 1},
//!     "weights": [0.5, 0.1, 0.4, 0.2, 0.3, 0.3, 0.2, 0.4,  0, 0, 0, 0,  0.25, 0.125,  2, 0.5]
//! }"#;
//!
//! let mut amp = Amp::zeros();
//! audio::from_bytes(&mut amp, file.as_bytes())?; // or `audio::load(&mut amp, "clean.nam")?`
//! let mut state = amp.new_state(); // an output of 0.25 and a cell of 0.125, as the file says
//! let [out] = amp.step(&mut state, &[0.1]);
//! # assert!(out.is_finite());
//! # assert_eq!(state.parts().map(|(_, part)| part.count()).sum::<usize>(), 2);
//! # Ok::<(), Error>(())
//! ```
//!
//! Everything is checked before anything is changed: layers, sizes and constants, and that every number is finite. After an error the network is as it
//! was. Which architectures and options are read stands in [the guide](crate::guide::streams#files-of-audio-programs). Memory: a file is read whole, at
//! most 64 MiB, its numbers take some 20 times their text, and one copy of the network is made.

#[doc(hidden)]
pub mod dispatch;

use core::fmt;
use std::path::Path;

use nn_files::audio::{Declaration, Mistake, Options, read_any};

use crate::error::{Error, Problem, Problems};
use crate::file;
use crate::network::{Network, Parameters};
use crate::topology::{Topology, compare_declarations};

/// How to read a file: by default as it is, and of several models the last.
///
/// ```no_run
/// use nn_runtime::{audio::Loader, prelude::*};
///
/// # network! { struct Amp: [1] -> [1] { lstm(8, initial = true), dense(1) } }
/// let mut amp = Amp::zeros();
/// Loader::new().size(0.5).load(&mut amp, "container.nam")?;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Loader {
    options: Options,
}

impl Loader {
    /// A file as it is, and of several models the last.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From 0 to 1: of a `SlimmableContainer` the first model whose `max_value` is above this; of a `WaveNet` with `slimmable` arrays, each with `n`
    /// widths, those with number `floor(size n)`, counted from 0, and of 1 all channels.
    #[must_use]
    pub fn size(mut self, size: f64) -> Self {
        self.options.size = Some(size);
        self
    }

    /// The network is for so many samples a second, a whole number: dilations are those of the file, times this rate and divided by its
    /// `sample_rate`, as of `#[nam("model.nam", rate = 96000)]`.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.options.rate = Some(rate);
        self
    }

    /// The model in a file.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read, [`Error::Audio`] if it is no model, or one that is not supported.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Model, Error> {
        let path = path.as_ref();
        self.model(&file::read(path)?, file::name(path))
    }

    /// The model in the content of a file.
    ///
    /// # Errors
    /// [`Error::Audio`] if it is no model, or one that is not supported.
    pub fn read(&self, bytes: &[u8]) -> Result<Model, Error> {
        self.model(bytes, "bytes".into())
    }

    fn model(&self, bytes: &[u8], file: Box<str>) -> Result<Model, Error> {
        match read_any(bytes, self.options) {
            Ok(declaration) => Ok(Model { file, declaration }),
            Err(Mistake { text, note, help }) => {
                let help: Vec<String> = note.into_iter().chain(help).collect();
                let help = (!help.is_empty()).then(|| help.join("; ").into());
                Err(Error::Audio { file, text: text.into(), help })
            }
        }
    }

    /// Gives `net`, a network or a box of one, the parameters of the model in a file.
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`Error::Weights`] if the network has other layers: it is as it was.
    pub fn load<N: Parameters>(&self, net: &mut impl AsMut<N>, path: impl AsRef<Path>) -> Result<(), Error> {
        self.open(path)?.give(net)
    }

    /// Gives `net`, a network or a box of one, the parameters of the model in the content of a file.
    ///
    /// # Errors
    /// As [`read`](Self::read), and [`Error::Weights`] if the network has other layers: it is as it was.
    pub fn from_bytes<N: Parameters>(&self, net: &mut impl AsMut<N>, bytes: &[u8]) -> Result<(), Error> {
        self.read(bytes)?.give(net)
    }
}

/// Gives `net`, a network or a box of one, the parameters of the model in a file. [`Loader`] has options.
///
/// # Errors
/// [`Error::File`] if the file cannot be read, [`Error::Audio`] if it is no model, or one that is not supported, [`Error::Weights`] if the
/// network has other layers: it is as it was.
pub fn load<N: Parameters>(net: &mut impl AsMut<N>, path: impl AsRef<Path>) -> Result<(), Error> {
    Loader::new().load(net, path)
}

/// Gives `net` the parameters of the model in the content of a file.
///
/// # Errors
/// As [`load`].
pub fn from_bytes<N: Parameters>(net: &mut impl AsMut<N>, bytes: &[u8]) -> Result<(), Error> {
    Loader::new().from_bytes(net, bytes)
}

/// A model that was in a file: the layers of a network, and its parameters. Its [`Display`](fmt::Display) is the declaration.
#[derive(Clone, Debug)]
pub struct Model {
    /// The file's path, or what was read instead of a file.
    file: Box<str>,
    declaration: Declaration,
}

impl Model {
    /// Samples a second that the network is for, if the file says it, or the [`Loader`] was told.
    #[must_use]
    pub fn sample_rate(&self) -> Option<f64> {
        self.declaration.sample_rate
    }

    /// Whether the network `N` has these layers.
    #[must_use]
    pub fn fits<N: Network>(&self) -> bool {
        self.misfit(N::TOPOLOGY).is_none()
    }

    /// Gives `net`, a network or a box of one, the parameters.
    ///
    /// # Errors
    /// [`Error::Weights`] with the first line that the network has otherwise: it is as it was.
    pub fn give<N: Parameters>(&self, net: &mut impl AsMut<N>) -> Result<(), Error> {
        let refused = |problem| Err(Error::Weights(Problems::one(self.title(), problem)));
        if let Some(problem) = self.misfit(N::TOPOLOGY) {
            return refused(problem.help(HELP));
        }
        // A copy on the heap: after an error the network is as it was.
        let mut staged: Box<N> = bytemuck::zeroed_box();
        if let Some(problem) = self.fill::<N>(staged.as_flat_mut()) {
            return refused(problem);
        }
        net.as_mut().as_flat_mut().copy_from_slice(staged.as_flat());
        Ok(())
    }

    /// The file, and what is in it.
    fn title(&self) -> String {
        format!("{}, {}", self.file, self.declaration.title)
    }

    /// The first difference between the layers of the file and those of a network, whatever their labels are.
    fn misfit(&self, topology: &Topology) -> Option<Problem> {
        let Declaration { input, output, lines, .. } = &self.declaration;
        let label = |index: usize| match (topology.lines.get(index), lines.get(index)) {
            (Some(line), _) => line.label().unwrap_or_default(),
            (None, line) => line.map_or("", |line| &line.label),
        };
        let lines: Vec<String> = (0..lines.len()).map(|index| self.declaration.line(index, label)).collect();
        let found = format!("struct Net: [{input}] -> [{output}] {{\n{}\n}}", lines.join(",\n"));
        compare_declarations(&found, topology)
    }

    /// Fills `flat`, all zero, with the parameters of a network that has the layers of the file.
    fn fill<N: Parameters>(&self, flat: &mut [f32]) -> Option<Problem> {
        let mut n_filled = 0;
        for (line, declared) in self.declaration.lines.iter().zip(N::TOPOLOGY.lines) {
            for (role, values) in &line.parameters {
                let name = format!("{}.{role}", declared.name);
                let parameter = N::LAYOUT.iter().find(|parameter| parameter.name == name);
                let Some(parameter) = parameter.filter(|parameter| parameter.len() == values.len()) else {
                    let expected = format!("a parameter of {} numbers", values.len());
                    return Some(Problem::new(format!("network: {name:?}"), "is none", expected));
                };
                for (position, value) in parameter.positions().zip(values) {
                    if let Some(place) = flat.get_mut(position) {
                        *place = *value;
                    }
                }
                n_filled += 1;
            }
        }
        let expected = format!("{}, those of the network", N::LAYOUT.len());
        (n_filled != N::LAYOUT.len()).then(|| Problem::new("content", format!("has {n_filled} parameters"), expected))
    }
}

/// What may help where layers differ.
const HELP: &str = "declare the network by a file of this architecture, with `#[nam(..)]` or `#[rtneural(..)]`; `audio::Loader` has `size` and `rate`";

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.declaration)
    }
}
