//! The registry of layers: one row and one file each. To add a layer, write its file and add its row here.

/// The operators of ONNX that a layer is read from, each with the function that reads it; none without the feature.
#[cfg(feature = "onnx")]
macro_rules! operators {
    ($($name:literal: $read:path),*) => {
        &[$($crate::layers::onnx::Operator { name: $name, read: $read }),*]
    };
}
#[cfg(not(feature = "onnx"))]
macro_rules! operators {
    ($($tokens:tt)*) => {
        &[]
    };
}

mod activation;
mod add;
mod affine;
mod batch_norm;
mod causal;
mod concat;
mod convolution;
mod crop;
mod dense;
mod dropout;
mod ema;
mod embedding;
mod flatten;
mod gated;
mod group_norm;
mod history;
mod low_rank;
mod mul;
mod norm;
#[cfg(feature = "onnx")]
pub(crate) mod onnx;
mod pad;
mod permute;
mod pixels;
mod pool;
mod prelu;
mod recurrent;
mod reshape;
mod scale;
mod slice;
mod sub;
mod time;
mod transposed;
mod upsample;
mod window;

use std::rc::Rc;

use crate::ast::{Call, Place, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::activations::ACTIVATIONS;
use crate::language::activations::Facts;
use crate::language::arguments::{Bound, Parameter};
use crate::language::suggest::Known;
use crate::language::table::Row;
use crate::language::values::{boolean, subject};
use crate::model::{Layer, Shape, Source};

/// A kind of layer.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// What other libraries call it, as [`plain`](crate::language::foreign::plain) names; error messages know them, declarations do not.
    pub(crate) aliases: &'static [&'static str],
    /// How it is written, for error messages.
    pub(crate) usage: &'static str,
    /// Its parameters; every layer has `from` besides.
    pub(crate) parameters: &'static [Parameter],
    pub(crate) operands: Operands,
    /// Roles that its parameters may have: the ends of their names, `weight` of `hidden.weight`.
    #[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "the importer finds labels by them"))]
    pub(crate) roles: &'static [&'static str],
    /// What is known of its width while nothing else is.
    pub(crate) width: Width,
    /// The operators of ONNX that are this layer and nothing else; `onnx/operators` has those that depend on what is around them.
    #[cfg(feature = "onnx")]
    pub(crate) operators: &'static [onnx::Operator],
    #[cfg(not(feature = "onnx"))]
    #[expect(dead_code, reason = "rows are written alike with and without the feature")]
    pub(crate) operators: &'static [()],
    /// Checks one line of this kind.
    pub(crate) check: fn(&mut Site<'_>) -> Checked,
}

/// How many values a layer takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operands {
    /// The line before it, or `from`.
    One,
    /// The line before it, or `from`, and those named by position: at least one.
    Join,
}

/// The numbers that a line gives, as far as its tokens tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Width {
    /// As many as it takes.
    OfOperand,
    /// Its first argument.
    Given,
    /// Nobody knows before it is checked.
    Unknown,
}

/// Every layer except the activations, whose lines have the names of their table.
static KINDS: &[Kind] = &[
    dense::KIND,
    low_rank::KIND,
    convolution::CONV2D,
    convolution::CONV1D,
    convolution::DEPTHWISE_CONV2D,
    transposed::CONV_TRANSPOSE2D,
    transposed::CONV_TRANSPOSE1D,
    pool::MAX_POOL,
    pool::AVG_POOL,
    pool::GLOBAL_MAX_POOL,
    pool::GLOBAL_AVG_POOL,
    upsample::KIND,
    pad::KIND,
    crop::KIND,
    pixels::SHUFFLE,
    pixels::UNSHUFFLE,
    permute::KIND,
    reshape::KIND,
    flatten::KIND,
    dropout::KIND,
    add::KIND,
    sub::KIND,
    mul::KIND,
    concat::KIND,
    slice::KIND,
    scale::KIND,
    affine::KIND,
    prelu::KIND,
    batch_norm::KIND,
    norm::LAYER_NORM,
    norm::RMS_NORM,
    norm::L2_NORM,
    group_norm::GROUP_NORM,
    group_norm::INSTANCE_NORM,
    embedding::KIND,
    recurrent::RNN,
    recurrent::LSTM,
    recurrent::GRU,
    history::STACK,
    history::DELAY,
    ema::KIND,
    time::LAST,
    time::MEAN_OVER_TIME,
    gated::GLU,
    gated::SWIGLU,
];

/// Layers with which a network is a stream, whatever they take.
const REMEMBER: [&str; 3] = [history::STACK.name, history::DELAY.name, ema::KIND.name];

/// Layers with which it is one if they take a vector.
const REMEMBER_VECTORS: [&str; 4] =
    [convolution::CONV1D.name, recurrent::RNN.name, recurrent::LSTM.name, recurrent::GRU.name];

/// The layer that a line names.
#[derive(Clone, Copy)]
pub(crate) enum Named {
    Kind(&'static Kind),
    Activation(&'static Row<Facts>),
}

/// The layer or activation called `name`.
pub(crate) fn find(name: &str) -> Option<Named> {
    let kind = KINDS.iter().find(|kind| kind.name == name).map(Named::Kind);
    kind.or_else(|| ACTIVATIONS.iter().find(|row| row.name == name).map(Named::Activation))
}

/// Every name that a line may begin with.
#[cfg(test)]
pub(crate) fn all_names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.name).chain(ACTIVATIONS.iter().map(|row| row.name))
}

/// Every name that a line may begin with, with its aliases.
pub(crate) fn all_known() -> impl Iterator<Item = Known> {
    let layers = KINDS.iter().map(|kind| Known { name: kind.name, aliases: kind.aliases });
    layers.chain(ACTIVATIONS.iter().map(Row::known))
}

/// All of them, for error messages.
pub(crate) fn names() -> String {
    let layers: Vec<String> = KINDS.iter().map(|kind| format!("`{}`", kind.name)).collect();
    let activations: Vec<String> = ACTIVATIONS.iter().map(|row| format!("`{}`", row.name)).collect();
    format!("the layers are {}, and the activations {}", layers.join(", "), activations.join(", "))
}

impl Named {
    pub(crate) fn usage(self) -> String {
        match self {
            Self::Kind(kind) => kind.usage.to_owned(),
            Self::Activation(row) => row.usage(),
        }
    }

    /// The parameters, `from` included.
    pub(crate) fn parameters(self) -> Vec<Parameter> {
        let mut parameters = match self {
            Self::Kind(kind) => kind.parameters.to_vec(),
            Self::Activation(row) => row.parameters(),
        };
        parameters.push(Parameter::named("from"));
        parameters
    }

    /// Whether a network with such a line is a stream, which may depend on whether it takes a vector.
    pub(crate) fn remembers(self, takes_a_vector: bool) -> bool {
        match self {
            Self::Kind(kind) if REMEMBER_VECTORS.contains(&kind.name) => takes_a_vector,
            Self::Kind(kind) => REMEMBER.contains(&kind.name),
            Self::Activation(_) => false,
        }
    }

    pub(crate) fn operands(self) -> Operands {
        match self {
            Self::Kind(kind) => kind.operands,
            Self::Activation(_) => Operands::One,
        }
    }

    pub(crate) fn width(self) -> Width {
        match self {
            Self::Kind(kind) => kind.width,
            Self::Activation(_) => Width::OfOperand,
        }
    }

    pub(crate) fn check(self, site: &mut Site<'_>) -> Checked {
        match self {
            Self::Kind(kind) => (kind.check)(site),
            Self::Activation(row) => activation::check(row, site),
        }
    }
}

/// One line as the layer's check sees it.
pub(crate) struct Site<'a> {
    pub(crate) call: &'a Call,
    /// How errors name the line: its label, else its kind.
    pub(crate) title: &'a str,
    pub(crate) arguments: Bound<'a>,
    /// What the line takes: one value, or for a join at least two (fewer after an error).
    pub(crate) operands: Vec<Operand>,
    pub(crate) errors: &'a mut Collector,
}

/// A value that a line takes.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    /// `None` after an error in the name.
    pub(crate) source: Option<Source>,
    /// `None` after an error that left it unknown: nothing is checked against it then.
    pub(crate) shape: Option<Shape>,
    /// How errors name it: `` `fc1` ``, `the input`.
    pub(crate) title: String,
    /// The tokens that choose it: the label, or the line's kind where it is the line before.
    pub(crate) place: Place,
}

/// What a layer's check found out; as much as possible after an error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked {
    pub(crate) layer: Option<Rc<dyn Layer>>,
    pub(crate) shape: Option<Shape>,
    /// The tokens of the output's size, where the layer chooses it.
    pub(crate) size: Option<Place>,
    /// The tokens of the activation.
    pub(crate) activation: Option<Place>,
}

/// A layer of which everything is known.
fn layer(layer: impl Layer + 'static) -> Rc<dyn Layer> {
    Rc::new(layer)
}

impl Site<'_> {
    /// The only operand of a layer that is not a join.
    fn operand(&self) -> Option<&Operand> {
        self.operands.first()
    }

    fn shape(&self) -> Option<Shape> {
        self.operand().and_then(|operand| operand.shape.clone())
    }

    /// The place of the line's kind.
    fn kind_place(&self) -> Place {
        Place::from(&self.call.name)
    }

    /// An argument that is `true` or `false`; `None` after an error.
    fn flag(&mut self, name: &str, default: bool) -> Option<bool> {
        match self.arguments.get(name) {
            Some(value) => boolean(value, &subject(name, self.title), self.errors),
            None => Some(default),
        }
    }

    fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments.get(name)
    }

    /// The shape that all operands of a join have; an error at the first that differs.
    fn common_shape(&mut self) -> Option<Shape> {
        let mut known = self.operands.iter().filter_map(|operand| operand.shape.as_ref().map(|shape| (operand, shape)));
        let (first, shape) = known.next()?;
        let Some((other, found)) = known.find(|(_, other)| *other != shape) else {
            return Some(shape.clone());
        };
        let error = Diagnostic::new(other.place, format!("`{}` joins {shape} and {found}", self.title))
            .note(format_args!("{} has shape {shape}, {} has shape {found}", first.title, other.title));
        self.errors.push(error);
        None
    }

    /// Whether a join has all of its operands.
    fn all_known(&self) -> bool {
        self.operands.len() > 1 && self.operands.iter().all(|operand| operand.source.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every layer, with all the parameters that it can have: those of vectors, of images and of time.
    const EVERY: [&str; 6] = [
        "@crate(::nn_runtime) struct N: [2, 4] -> [2] {
            flat: flatten, a: dense(8), b: low_rank(8, 2), add(a), sub(b), mul(flat), scale(2.0), dropout(0.5), affine, prelu,
            layer_norm, rms_norm, l2_norm, slice(0, 1), embedding(3, 8), both: concat(a), glu, c: swiglu, slice(0, 2),
        }",
        "@crate(::nn_runtime) struct N: [2, 4, 4] -> [2] {
            conv2d(2, 3), conv_transpose2d(2, 1), upsample(1), pad(0), depthwise_conv2d(1), max_pool(1), last: avg_pool(1), a: global_max_pool, global_avg_pool(from = last),
            add(a),
        }",
        "@crate(::nn_runtime) struct N: [2, 4] -> [2, 4] { conv1d(2, 1), conv_transpose1d(2, 1), batch_norm, group_norm(1), instance_norm(affine = true) }",
        "@crate(::nn_runtime) struct N: [4, 2, 2] -> [8] {
            pixel_shuffle(2), pixel_unshuffle(2), permute([1, 2, 0]), crop([0, 1]), reshape([8]),
        }",
        "@crate(::nn_runtime) struct N: [2, 4] -> [2] { a: mean_over_time, last(from = input), add(a) }",
        "@crate(::nn_runtime) struct N: [2] -> [2] { rnn(3, initial = true), lstm(4, initial = true), stack(2), delay(3), ema(0.5), gru(2, initial = true) }",
    ];

    #[test]
    fn roles_are_those_of_the_parameters() {
        let models = EVERY.map(|declaration| {
            let network = crate::parse::parse_written(declaration.parse().expect("it is tokens"));
            let model = network.and_then(|network| crate::check::check(&network));
            model.unwrap_or_else(|failure| panic!("{:?}", failure.errors.texts()))
        });
        for kind in KINDS {
            let node = models.iter().flat_map(|model| &model.nodes).find(|node| node.layer.kind() == kind.name);
            let parameters = node.unwrap_or_else(|| panic!("`{}` is missing above", kind.name)).layer.parameters();
            let roles: Vec<&str> = parameters.iter().map(|parameter| parameter.role).collect();
            assert_eq!(roles, kind.roles, "{}", kind.name);
        }
    }
}
