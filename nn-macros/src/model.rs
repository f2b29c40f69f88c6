//! The checked network: a directed acyclic graph of layers whose shapes are known and whose names are resolved.
//!
//! `check` builds it, `plan` reads it. Everything that could be wrong with a declaration has been ruled out before a
//! `Model` exists: shapes agree, every operand precedes its layer, every layer reaches the output, names are unique and
//! clash with nothing generated, the loss fits the last activation.

use std::fmt;
use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Visibility};

pub(crate) use crate::ast::Parameters;
use crate::ast::Place;
pub(crate) use crate::ir::Source;
use crate::ir::{Builder, Operand};
pub(crate) use crate::language::activations::Activation;
pub(crate) use crate::language::initialisers::Init;
pub(crate) use crate::language::losses::Loss;
pub(crate) use crate::language::math::Math;

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
    /// The most rows of a batch to train on, where a layer looks at all of them together.
    pub(crate) batch: Option<usize>,
    /// The most steps of a window to train a stream on, if they are declared.
    pub(crate) window: Option<usize>,
    /// How accurate its functions are.
    pub(crate) math: Math,
    /// The file of `#[weights(..)]`, not yet read.
    pub(crate) weights: Option<WeightsFile>,
    /// The values of all parameters, once a file with them has been read.
    pub(crate) parameters: Option<Parameters>,
    pub(crate) names: Names,
}

impl Model {
    /// Whether its outputs depend on earlier calls.
    pub(crate) fn is_stream(&self) -> bool {
        self.nodes.iter().any(|node| node.layer.remembers())
    }
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
    /// The parameter's role, `weight` or `bias`; none for the layer as a whole.
    pub(crate) part: Option<String>,
    /// The name in the file: of the tensor, or of the layer before the dot.
    pub(crate) name: String,
    /// The tokens of what is renamed.
    pub(crate) place: Place,
}

/// What `#[onnx(..)]` chooses among, by names.
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "files are not read without the feature"))]
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) input: Option<(String, Place)>,
    pub(crate) output: Option<(String, Place)>,
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
#[cfg_attr(
    not(any(feature = "audio", feature = "onnx", feature = "weights")),
    allow(dead_code, reason = "as for `WeightsFile`")
)]
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// As written: relative to the folder of the calling crate's `Cargo.toml`, unless absolute.
    pub(crate) path: String,
    /// The literal.
    pub(crate) place: Place,
}

/// What a file or the declaration calls the numbers of a network, one for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names {
    /// Of the outputs of a classifier.
    pub(crate) classes: Option<Classes>,
    pub(crate) inputs: Option<Vec<String>>,
    pub(crate) outputs: Option<Vec<String>>,
}

/// Names as they are declared, `output_names("FL_hip", "FR_hip")`.
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "as for `Choice`"))]
#[derive(Clone, Debug)]
pub(crate) struct DeclaredNames {
    pub(crate) list: Vec<String>,
    /// The parentheses.
    pub(crate) place: Place,
}

/// What a classifier distinguishes.
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "files are not read without the feature"))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Classes {
    Texts(Vec<String>),
    Numbers(Vec<i64>),
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
    /// What it takes.
    pub(crate) operands: Vec<Source>,
    pub(crate) layer: Rc<dyn Layer>,
}

/// What the message says of a layer that cannot be trained in a stream.
pub(crate) struct Untrained {
    pub(crate) why: &'static str,
    /// What to write instead.
    pub(crate) help: &'static str,
}

/// What a line does. Behind this trait nothing knows a layer by name.
pub(crate) trait Layer: fmt::Debug {
    /// Its name in declarations.
    fn kind(&self) -> &'static str;

    /// In the order of their declaration: sizes and constants always, an activation and flags where they are not what they are by
    /// default.
    fn arguments(&self) -> Vec<Argument> {
        Vec::new()
    }

    /// The parameters, in the order in which they are stored.
    fn parameters(&self) -> Vec<Parameter> {
        Vec::new()
    }

    /// Multiply-adds of one row.
    fn multiply_adds(&self) -> usize {
        0
    }

    /// The activation that it applies last, if it is a layer that has one.
    fn activation(&self) -> Option<Activation> {
        None
    }

    /// How it would be written with another activation, where it takes one as an argument.
    fn with_activation(&self, _name: &str) -> Option<String> {
        None
    }

    /// The layer itself where its only user is a line `activation`, if that changes what it starts from.
    fn followed_by(&self, _activation: Activation) -> Option<Rc<dyn Layer>> {
        None
    }

    /// Whether the shape of its output is that of its operand, by definition.
    fn keeps_shape(&self) -> bool {
        false
    }

    /// Whether it is another name for its operand.
    fn only_renames(&self) -> bool {
        false
    }

    /// Whether it looks at all rows of a batch together while it trains.
    fn needs_whole_batch(&self) -> bool {
        false
    }

    /// Why it cannot be trained in a stream, if it can elsewhere.
    fn untrained_in_streams(&self) -> Option<Untrained> {
        None
    }

    /// Whether its output depends on earlier calls, so that the network is a stream.
    fn remembers(&self) -> bool {
        false
    }

    /// The accessors that its label has.
    fn view(&self) -> Option<View> {
        None
    }

    /// How the table of layers in the documentation of the network calls it.
    fn description(&self, _operands: &[&str]) -> String {
        written(self.kind(), &self.arguments())
    }

    /// Writes its values.
    fn lower(&self, builder: &mut Builder) -> Operand;
}

/// An argument of a layer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
}

/// The value of an argument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Count(usize),
    Number(f32),
    Flag(bool),
    Activation(Activation),
    /// The first so many.
    Counts([usize; 4], usize),
    /// The first so many, written as a list without the parameter's name, even if all are equal.
    List([usize; 4], usize),
    /// A constant that is written with its name.
    Named(f32),
    /// One of some names.
    Word(&'static str),
}

impl Argument {
    pub(crate) fn new(name: &'static str, value: Value) -> Self {
        Self { name, value }
    }
}

/// A parameter of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// The end of its name: `weight`, `bias`.
    pub(crate) role: &'static str,
    /// As files have it: `[outputs, inputs]`.
    pub(crate) shape: Vec<usize>,
    /// Whether its axes are outputs and inputs, which some files have in the other order.
    pub(crate) is_matrix: bool,
}

impl Parameter {
    /// `[outputs, inputs]`.
    pub(crate) fn matrix(role: &'static str, outputs: usize, inputs: usize) -> Self {
        Self { role, shape: vec![outputs, inputs], is_matrix: true }
    }

    /// A number for each of a value of this shape.
    pub(crate) fn vector(role: &'static str, shape: &[usize]) -> Self {
        Self { role, shape: shape.to_vec(), is_matrix: false }
    }
}

/// What accessors show of a dense layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) bias: bool,
}

/// A layer as one would write it: `dense(10, relu, bias = false)`.
pub(crate) fn written(kind: &str, arguments: &[Argument]) -> String {
    let written = arguments.iter().map(|argument| match argument.value {
        Value::Count(count) => count.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => format!("{} = {flag}", argument.name),
        Value::Activation(activation) => activation.written(),
        Value::Named(number) => format!("{} = {number}", argument.name),
        Value::Word(word) => format!("{} = {word}", argument.name),
        Value::List(list, n) => format!("{:?}", list.get(..n).unwrap_or(&list)),
        Value::Counts(list, n) => {
            let numbers = of_axes(list.get(..n).unwrap_or(&list));
            // Others follow it by position.
            if argument.name == "kernel" { numbers } else { format!("{} = {numbers}", argument.name) }
        }
    });
    let written: Vec<String> = written.collect();
    if written.is_empty() { kind.to_owned() } else { format!("{kind}({})", written.join(", ")) }
}

/// `[3, 5]`, or `3` where all are equal.
pub(crate) fn of_axes(numbers: &[usize]) -> String {
    match numbers {
        [first, others @ ..] if others.iter().all(|other| other == first) => first.to_string(),
        numbers => format!("{numbers:?}"),
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

    /// The pixels of a map, or the steps of a window; a vector has one.
    pub(crate) fn places(&self) -> usize {
        self.0.iter().skip(1).product()
    }
}
