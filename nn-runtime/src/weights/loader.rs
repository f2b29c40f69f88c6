//! The options of loading, and the loading: everything is checked, then written at once.

use std::path::Path;

use nn_files::Wanted;

use super::archive::{Archive, Description};
use super::element::{NonFinite, Unusable};
use super::misfit::{extra, misfit, missing, quoted, title};
use super::names::Names;
use super::safetensors::Tensors;
use super::transposed::{Evidence, Transposed};
use crate::error::{Error, Problem, Problems};
use crate::file;
use crate::layout::Parameter;
use crate::network::Parameters;
use crate::topology::{Topology, compare_declarations};

/// How to read a file of weights: by default each parameter under its own name and nothing else in the file.
///
/// ```
/// use nn_runtime::{prelude::*, weights::{self, Loader}};
///
/// network! {
///     struct Net: [3] -> [2] { hidden: dense(4, relu), output: dense(2) }
/// }
///
/// // A file such as that of `torch.nn.Sequential`, inside of another module.
/// network! {
///     struct Sequential: [3] -> [2] { dense(4, relu), dense(2) }
/// }
/// let bytes = weights::to_bytes(&Sequential::init(1))?;
///
/// let mut net = Net::zeros();
/// Loader::new().names([("hidden", "0"), ("output", "1")]).any_topology().from_bytes(&mut net, &bytes)?;
/// assert_eq!(net.predict(&[1.0, 2.0, 3.0]), Sequential::init(1).predict(&[1.0, 2.0, 3.0]));
/// # Ok::<(), Error>(())
/// ```
pub struct Loader<'a> {
    names: Names<'a>,
    prefix: String,
    transposed: Transposed,
    checks: Checks,
    non_finite: NonFinite,
}

/// What beyond the parameters is checked.
#[derive(Clone, Copy, Debug)]
struct Checks {
    extra: bool,
    topology: bool,
}

impl Default for Loader<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Loader<'a> {
    /// Each parameter under its own name, and nothing else.
    #[must_use]
    pub fn new() -> Self {
        Self {
            names: Names::Own,
            prefix: String::new(),
            transposed: Transposed::default(),
            checks: Checks { extra: true, topology: true },
            non_finite: NonFinite::Refused,
        }
    }

    /// Names in the file, each with what it is for before it: a parameter, `("hidden.weight", "kernel")`, or a layer,
    /// `("hidden", "net.0")`. What is not mentioned keeps its name. Replaces [`rename`](Self::rename).
    #[must_use]
    pub fn names<P: Into<String>, T: Into<String>>(mut self, pairs: impl IntoIterator<Item = (P, T)>) -> Self {
        self.names = Names::Pairs(pairs.into_iter().map(|(from, to)| (from.into(), to.into())).collect());
        self
    }

    /// A function from a parameter's name, `hidden.weight`, to that in the file. Replaces [`names`](Self::names).
    #[must_use]
    pub fn rename(mut self, function: impl Fn(&str) -> String + 'a) -> Self {
        self.names = Names::Function(Box::new(function));
        self
    }

    /// Put before every name, after a renaming: `"model."`. What does not begin with it in the file is not looked at.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// The layers, `"hidden"`, or parameters, `"hidden.weight"`, whose weights are stored `[inputs, outputs]`.
    ///
    /// Keras, JAX and the `Conv1D` of GPT-2 store them so, `PyTorch` and this library `[outputs, inputs]`. The shape of a
    /// square matrix does not tell: it is loaded as it is said here, or else wrong in silence.
    ///
    /// ```
    /// use nn_runtime::{prelude::*, weights::Loader};
    /// use safetensors::tensor::{Dtype, TensorView, serialize};
    ///
    /// network! {
    ///     struct Swap: [2] -> [2] { output: dense(2, bias = false) }
    /// }
    /// // A kernel whose row `i` has the weights of input `i`.
    /// let kernel: Vec<u8> = [1.0_f32, 2.0, 3.0, 4.0].iter().flat_map(|weight| weight.to_le_bytes()).collect();
    /// let file = serialize([("output.weight", TensorView::new(Dtype::F32, vec![2, 2], &kernel)?)], None)?;
    ///
    /// let mut net = Swap::zeros();
    /// Loader::new().transposed(["output"]).from_bytes(&mut net, &file)?;
    /// assert_eq!(net.predict(&[1.0, 0.0]), [1.0, 2.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn transposed<P: Into<String>>(mut self, layers: impl IntoIterator<Item = P>) -> Self {
        self.transposed.named.extend(layers.into_iter().map(Into::into));
        self
    }

    /// All weights are stored `[inputs, outputs]`: [`transposed`](Self::transposed) for every layer.
    #[must_use]
    pub fn all_transposed(mut self) -> Self {
        self.transposed.all = true;
        self
    }

    /// Takes files that hold more than the network's parameters.
    #[must_use]
    pub fn allow_extra(mut self) -> Self {
        self.checks.extra = false;
        self
    }

    /// Takes files that were saved from a network with other layers or labels, as long as names and shapes fit.
    #[must_use]
    pub fn any_topology(mut self) -> Self {
        self.checks.topology = false;
        self
    }

    /// Takes NaN and infinity, which otherwise are errors. A finite number beyond the range of `f32` stays one.
    #[must_use]
    pub fn allow_non_finite(mut self) -> Self {
        self.non_finite = NonFinite::Allowed;
        self
    }

    /// Gives `net`, a network or a box of one, the parameters in a file.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read, [`Error::Weights`] with all that is wrong with it: `net` is as it was.
    pub fn load<N: Parameters>(&self, net: &mut impl AsMut<N>, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        self.read(net.as_mut(), &file::read(path)?, &file::name(path))
    }

    /// Gives `net`, a network or a box of one, the parameters in the content of a file.
    ///
    /// # Errors
    /// [`Error::Weights`] with all that is wrong with it: `net` is as it was.
    pub fn from_bytes<N: Parameters>(&self, net: &mut impl AsMut<N>, bytes: &[u8]) -> Result<(), Error> {
        self.read(net.as_mut(), bytes, "bytes")
    }

    fn read<N: Parameters>(&self, net: &mut N, bytes: &[u8], file: &str) -> Result<(), Error> {
        // A copy on the heap: an error found in the last tensor leaves the network as it was.
        let mut staged: Box<N> = bytemuck::zeroed_box();
        self.fill(staged.as_flat_mut(), N::LAYOUT, N::TOPOLOGY, bytes)
            .map_err(|problems| Error::Weights(problems.of_file(file)))?;
        net.as_flat_mut().copy_from_slice(staged.as_flat());
        Ok(())
    }

    /// Fills `flat`, all zero, which `layout` describes.
    fn fill(&self, flat: &mut [f32], layout: &[Parameter], topology: &Topology, bytes: &[u8]) -> Result<(), Found> {
        let mut archive = open(bytes)?;
        let archive = archive.as_mut();
        if self.checks.topology
            && let Some(problem) = archive.topology().and_then(|found| compare_declarations(found, topology))
        {
            let help = "the file was saved from another network; `Loader::any_topology` looks at shapes alone";
            return Err(problem.help(help).into());
        }
        if !self.transposed.is_empty() && archive.topology().is_some() {
            // Square weights would be transposed in silence.
            let problem = Problem::new("content", "was saved by nn-runtime", "a file with transposed weights");
            return Err(problem.help("here weights are [outputs, inputs]: leave `transposed` out").into());
        }
        let fitting = self.check(archive, layout)?;
        let mut found = Found::default();
        for (parameter, (name, description)) in layout.iter().zip(&fitting) {
            if let Err(problem) = self.copy(archive, parameter, name, description, flat) {
                found.push(problem);
            }
        }
        found.none()
    }

    /// The name of each parameter in the file, and what is there; nothing else is, and all of it fits.
    fn check(&self, archive: &mut dyn Archive, layout: &[Parameter]) -> Result<Vec<(String, Description)>, Found> {
        let mut found = Found::default();
        let parameters: Vec<&str> = layout.iter().map(|parameter| parameter.name).collect();
        for name in self.names.unknown(&parameters) {
            let expected = format!("one of {}", quoted(&parameters));
            found.push(Problem::new(format!("name {name:?}"), "is neither a parameter nor a layer", expected));
        }
        for name in self.transposed.unknown(layout) {
            let weights: Vec<&str> = parameters.iter().copied().filter(|name| name.ends_with(".weight")).collect();
            let expected = format!("one of {}", quoted(&weights));
            found.push(Problem::new(format!("transposed {name:?}"), "is neither a weight nor a layer", expected));
        }
        let names: Vec<String> =
            parameters.iter().map(|parameter| format!("{}{}", self.prefix, self.names.of(parameter))).collect();
        let mut unused = unused(archive, &self.prefix, &names);
        let described: Vec<_> = names.iter().map(|name| archive.describe(name)).collect();
        let known: Vec<_> = described.iter().map(|described| described.as_ref().ok()?.as_ref()).collect();
        let evidence = Evidence::of(layout, &self.transposed, &known);
        let mut fitting = Vec::new();
        for ((parameter, name), described) in layout.iter().zip(names).zip(described) {
            let title = title(archive.item(), &name, parameter);
            let shape = self.transposed.shape(parameter);
            match described {
                Err(problem) => found.push(problem),
                Ok(None) => found.push(missing(title, &name, &shape, archive, &mut unused)),
                Ok(Some(description)) => match misfit(title, &shape, &description) {
                    Some(problem) => found.push(match evidence.help(parameter, &self.transposed) {
                        Some(help) => problem.help(help),
                        None => problem,
                    }),
                    None if self.transposed.covers(parameter) => fitting.push((name, description.transposed())),
                    None => fitting.push((name, description)),
                },
            }
        }
        if self.checks.extra {
            for name in &unused {
                found.push(extra(archive.item(), name, &parameters));
            }
        }
        found.none().map(|()| fitting)
    }

    /// Converts one array into its place.
    fn copy(
        &self,
        archive: &mut dyn Archive,
        parameter: &Parameter,
        name: &str,
        description: &Description,
        flat: &mut [f32],
    ) -> Result<(), Problem> {
        let title = title(archive.item(), name, parameter);
        let data = archive.data(name)?;
        let (Ok(element), shape) = (&description.element, &description.shape) else { return Ok(()) };
        if data.len() != parameter.len() * element.size() {
            let expected = format!("{}, for its shape", parameter.len() * element.size());
            return Err(Problem::new(title, format!("has {} bytes", data.len()), expected));
        }
        let put = |index: usize, value: f32| {
            let position = parameter.position(description.axes.row_major(shape, index));
            if let Some(place) = flat.get_mut(position) {
                *place = value;
            }
        };
        element.convert(&data, self.non_finite, put).map_err(|(index, unusable)| {
            let index = description.axes.row_major(shape, index);
            // In the file's own order of the axes.
            let place = match shape[..] {
                [_, columns] if self.transposed.covers(parameter) => {
                    format!("[{}, {}]", index % columns, index / columns)
                }
                [_, columns] => format!("[{}, {}]", index / columns, index % columns),
                _ => format!("[{index}]"),
            };
            let problem = |expected: &str| Problem::new(title, format!("is {unusable} at {place}"), expected);
            match unusable {
                Unusable::TooLarge(_) => problem("a number in the range of f32"),
                Unusable::NotFinite(_) => {
                    problem("a finite number").help("`Loader::allow_non_finite` takes NaN and infinity")
                }
            }
        })
    }
}

/// The archive that the bytes are.
fn open(bytes: &[u8]) -> Result<Box<dyn Archive + '_>, Problem> {
    #[cfg(feature = "npz")]
    {
        use nn_files::Kind::{KerasZip, NumpyZip, TorchZip, Workbook, Zip};
        // The first entry tells nothing for certain: the archive itself looks at all of them.
        if let Some(NumpyZip | TorchZip | KerasZip | Workbook | Zip) = nn_files::recognise(bytes) {
            return Ok(Box::new(super::npz::Npz::read(bytes)?));
        }
    }
    let wanted = if cfg!(feature = "npz") { Wanted::SafetensorsOrNpz } else { Wanted::Safetensors };
    Ok(Box::new(Tensors::read(bytes, wanted)?))
}

/// The names in the file that no parameter takes.
fn unused(archive: &dyn Archive, prefix: &str, names: &[String]) -> Vec<String> {
    let mut unused = archive.names();
    unused.retain(|name| name.starts_with(prefix) && !names.contains(name));
    unused
}

/// Problems of a file whose name is not known yet.
struct Found(Problems);

impl Default for Found {
    fn default() -> Self {
        Self(Problems::new(""))
    }
}

impl From<Problem> for Found {
    fn from(problem: Problem) -> Self {
        Self(Problems::one("", problem))
    }
}

impl Found {
    fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    fn none(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    fn of_file(self, file: &str) -> Problems {
        Problems { file: file.into(), ..self.0 }
    }
}
