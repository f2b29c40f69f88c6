//! The checked network: a directed acyclic graph of layers whose shapes are known and whose names are resolved.
//!
//! `check` builds it, `plan` reads it. Everything that could be wrong with a declaration has been ruled out before a
//! `Model` exists: shapes agree, every operand precedes its layer, every layer reaches the output, names are unique and
//! clash with nothing generated, the loss fits the last activation.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Visibility};

use crate::ast::Place;
pub(crate) use crate::language::activations::Activation;
pub(crate) use crate::language::initialisers::Init;
pub(crate) use crate::language::losses::Loss;

/// A whole declaration.
#[derive(Clone)]
pub(crate) struct Model {
    /// Path to nn-runtime as the calling crate sees it (`$crate` of the front macro).
    pub(crate) crate_path: TokenStream,
    /// The user's doc comments and other attributes for the struct, in order; ours (`loss`) removed.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) input: Shape,
    pub(crate) output: Shape,
    /// In order of declaration, at least one; operands precede their users. The last one is the output.
    pub(crate) nodes: Vec<Node>,
    pub(crate) loss: Option<Loss>,
    /// The file of `#[weights(..)]`, not yet read.
    pub(crate) weights: Option<WeightsFile>,
    /// The values of all parameters, once a file with them has been read.
    pub(crate) parameters: Option<Parameters>,
}

/// A file of parameters, as `#[weights(..)]` names it.
#[cfg_attr(not(feature = "weights"), allow(dead_code, reason = "without the feature the place alone is looked at"))]
#[derive(Clone, Debug)]
pub(crate) struct WeightsFile {
    pub(crate) file: File,
    /// What stands before every tensor's name in the file.
    pub(crate) prefix: String,
    /// The prefix's literal, or the path's where no prefix is given.
    pub(crate) prefix_place: Place,
    /// Layers and parameters that the file gives another name.
    pub(crate) names: Vec<Renamed>,
    pub(crate) transposed: Transposed,
    /// Whether the file may hold more than the parameters.
    pub(crate) allow_extra: bool,
    /// Whether the declaration that the file was saved from does not matter.
    pub(crate) any_topology: bool,
    /// Whether NaN and infinity are taken.
    pub(crate) allow_non_finite: bool,
}

/// Another name in a file.
#[cfg_attr(not(feature = "weights"), allow(dead_code, reason = "as for `WeightsFile`"))]
#[derive(Clone, Debug)]
pub(crate) struct Renamed {
    pub(crate) layer: String,
    /// `weight` or `bias`; none for the layer as a whole.
    pub(crate) part: Option<String>,
    /// The name in the file: of the tensor, or of the layer before the dot.
    pub(crate) name: String,
    /// The tokens of what is renamed.
    pub(crate) place: Place,
}

/// Weights that the file has as `[inputs, outputs]`.
#[cfg_attr(not(feature = "weights"), allow(dead_code, reason = "as for `WeightsFile`"))]
#[derive(Clone, Debug, Default)]
pub(crate) struct Transposed {
    /// `all_transposed`.
    pub(crate) all: Option<Place>,
    /// `transposed(hidden)`: the layers, and their tokens.
    pub(crate) layers: Vec<(String, Place)>,
}

/// A file that the declaration names.
#[cfg_attr(not(any(feature = "onnx", feature = "weights")), allow(dead_code, reason = "as for `WeightsFile`"))]
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// As written: relative to the folder of the calling crate's `Cargo.toml`, unless absolute.
    pub(crate) path: String,
    /// The literal.
    pub(crate) place: Place,
}

/// The values of all parameters of a network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameters {
    /// The path of the file that they are from, as written: when the file changes, the network is compiled again.
    pub(crate) path: String,
    /// Finite numbers in row-major order: `hidden.weight` of shape `[outputs, inputs]`, `hidden.bias` of `[outputs]`.
    pub(crate) values: BTreeMap<String, Vec<f32>>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Source {
    /// The network's input.
    Input,
    /// The output of `nodes[index]`.
    Node(usize),
}

/// One line of the declaration.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The user's label; only labelled dense layers get accessors.
    pub(crate) label: Option<Ident>,
    /// The label, or the position of the line counted from 0: prefix of the parameters' names.
    pub(crate) name: String,
    /// The tokens that name the line: the label, else the kind.
    #[cfg_attr(not(feature = "weights"), allow(dead_code, reason = "errors of later stages than `check` point at it"))]
    pub(crate) place: Place,
    pub(crate) shape: Shape,
    pub(crate) layer: Layer,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Layer {
    /// `y = f(W x + b)`; the operand's shape is one axis of `inputs`.
    Dense { input: Source, inputs: usize, outputs: usize, bias: bool, init: Init, activation: Activation },
    /// `y = f(x)`, elementwise, or softmax over the row.
    Activation { input: Source, activation: Activation },
    /// All axes into one; the numbers stay where they are.
    Flatten { input: Source },
    /// While training, removes each element with probability `rate` in (0, 1) and divides the others by `1 - rate`.
    Dropout { input: Source, rate: f32 },
    /// Elementwise sum of at least two values of equal shape, in the order given.
    Add { inputs: Vec<Source> },
    /// At least two vectors, one behind the other.
    Concat { inputs: Vec<Source> },
}

impl Layer {
    /// The values that the layer takes.
    pub(crate) fn sources(&self) -> Vec<Source> {
        match self {
            Self::Dense { input, .. }
            | Self::Activation { input, .. }
            | Self::Flatten { input }
            | Self::Dropout { input, .. } => vec![*input],
            Self::Add { inputs } | Self::Concat { inputs } => inputs.clone(),
        }
    }
}

/// Extents of the axes: `[n]`, `[channels, time]` or `[channels, height, width]`, each at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape(pub(crate) Vec<usize>);

impl Shape {
    /// Product of the extents: the length of the flat array. `check` has ruled overflow out.
    pub(crate) fn len(&self) -> usize {
        self.0.iter().product()
    }
}
