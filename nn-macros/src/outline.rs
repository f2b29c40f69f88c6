//! What is known of a declaration that has errors: the fallback prints its public surface.

use proc_macro2::{Ident, TokenStream};
use syn::{Lit, Visibility};

use crate::ast::{Attribute, Call, Imported, Line, Network, Shape, Value};
use crate::errors::Errors;
use crate::language::attributes::meant;
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT};
use crate::language::losses::{self, Facts};
use crate::layers::{self, Width};
use crate::model::{Model, Names};

/// Why there is no model: the errors, and what is known of the declaration all the same.
pub(crate) struct Failure {
    pub(crate) errors: Errors,
    pub(crate) outline: Outline,
}

/// The API that was declared, as far as it could be read.
#[derive(Default)]
pub(crate) struct Outline {
    pub(crate) crate_path: TokenStream,
    /// Without a name there is nothing to expand to.
    pub(crate) name: Option<Ident>,
    pub(crate) visibility: Option<Visibility>,
    /// The `cfg` attributes, which every item needs.
    pub(crate) conditions: Vec<syn::Attribute>,
    /// Length of the input's flat array.
    pub(crate) input: Option<usize>,
    /// Length of the output's flat array.
    pub(crate) output: Option<usize>,
    /// The loss, where one was asked for.
    pub(crate) loss: Option<&'static Facts>,
    /// Whether the input has one axis.
    takes_a_vector: bool,
    /// Whether some line remembers what it has seen.
    pub(crate) stream: bool,
    /// Whether a file with parameters was named.
    pub(crate) pretrained: bool,
    pub(crate) layers: Vec<LayerOutline>,
    pub(crate) names: Names,
}

/// A label, and the sizes that its view would have.
#[derive(Clone, Debug)]
pub(crate) struct LayerOutline {
    pub(crate) label: Ident,
    pub(crate) inputs: Option<usize>,
    pub(crate) outputs: Option<usize>,
}

impl Outline {
    /// Of a network that is in a file.
    pub(crate) fn imported(imported: &Imported) -> Self {
        let mut outline = Self {
            crate_path: imported.crate_path.clone(),
            name: Some(imported.name.clone()),
            visibility: Some(imported.visibility.clone()),
            ..Self::default()
        };
        outline.set_attributes(&imported.attributes);
        outline
    }

    /// What is known once the declaration was checked.
    pub(crate) fn checked(network: &Network, model: &Model) -> Self {
        let mut outline = Self::of(network);
        for node in &model.nodes {
            if let (Some(label), Some(view)) = (&node.label, node.layer.view()) {
                outline.add_view(label, Some(view.inputs), Some(view.outputs));
            }
        }
        outline
    }

    /// What the tokens alone tell.
    pub(crate) fn of(network: &Network) -> Self {
        let mut outline = Self {
            crate_path: network.crate_path.clone(),
            name: Some(network.name.clone()),
            visibility: Some(network.visibility.clone()),
            ..Self::default()
        };
        outline.set_attributes(&network.attributes);
        outline.set_shapes(Some(&network.input), Some(&network.output));
        outline.set_lines(&network.lines);
        outline
    }

    pub(crate) fn set_attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            match attribute {
                Attribute::Loss(call) => self.loss = Some(facts_of_attribute(call)),
                Attribute::Batch(_) | Attribute::Window(_) | Attribute::Math(_) => {}
                Attribute::Weights(_) => self.expect_parameters(),
                Attribute::Onnx(call) => {
                    self.expect_parameters();
                    self.set_loss_of_onnx(call);
                    self.set_names_of_onnx(call);
                }
                Attribute::Audio(..) => self.expect_stream(),
                Attribute::Other(other) if other.path().is_ident("cfg") => self.conditions.push(other.clone()),
                Attribute::Other(other) => match meant(other) {
                    Some("loss") => self.expect_loss(),
                    Some("weights" | "onnx") => self.expect_parameters(),
                    Some("rtneural" | "nam") => self.expect_stream(),
                    _ => {}
                },
            }
        }
    }

    /// There was to be a loss, but it could not be read: one whose targets may be of any kind stands for it.
    pub(crate) fn expect_loss(&mut self) {
        self.loss = Some(losses::of_any_targets());
    }

    /// There was to be a file with parameters.
    pub(crate) fn expect_parameters(&mut self) {
        self.pretrained = true;
    }

    /// There was to be a file of real-time audio, few of which have no memory.
    fn expect_stream(&mut self) {
        self.expect_parameters();
        self.stream = true;
    }

    /// `loss = mse` in `#[onnx(..)]`.
    fn set_loss_of_onnx(&mut self, call: &Call) {
        let arguments = call.arguments.iter().flat_map(|arguments| &arguments.list);
        for argument in arguments.filter(|argument| argument.name.as_ref().is_some_and(|name| name == "loss")) {
            self.loss = Some(facts_of(&argument.value));
        }
    }

    /// Whether there are `input_names(..)` and `output_names(..)`; which they are does not matter.
    fn set_names_of_onnx(&mut self, call: &Call) {
        let arguments = call.arguments.iter().flat_map(|arguments| &arguments.list);
        let calls: Vec<&Ident> = arguments
            .filter_map(|argument| match &argument.value {
                Value::Call(call) => Some(&call.name),
                _ => None,
            })
            .collect();
        let is_there = |name: &str| calls.iter().any(|call| *call == name).then(Vec::new);
        (self.names.inputs, self.names.outputs) = (is_there("input_names"), is_there("output_names"));
    }

    /// Names of inputs and outputs, if nothing is declared.
    #[cfg(feature = "onnx")]
    pub(crate) fn add_names(&mut self, inputs: Option<Vec<String>>, outputs: Option<Vec<String>>) {
        self.names.inputs = self.names.inputs.take().or(inputs);
        self.names.outputs = self.names.outputs.take().or(outputs);
    }

    pub(crate) fn set_shapes(&mut self, input: Option<&Shape>, output: Option<&Shape>) {
        self.takes_a_vector = input.is_none_or(|shape| shape.extents.len() == 1);
        self.input = input.and_then(flat_length);
        self.output = output.and_then(flat_length);
    }

    /// The extents of a row, where a file tells them.
    #[cfg(any(feature = "audio", feature = "onnx"))]
    pub(crate) fn set_lengths(&mut self, input: Option<&[usize]>, output: Option<&[usize]>) {
        self.input = input.and_then(product);
        self.output = output.and_then(product);
    }

    /// A label of a line about which nothing more may become known.
    pub(crate) fn add_label(&mut self, label: &Ident) {
        if self.layers.iter().all(|layer| layer.label != *label) {
            self.layers.push(LayerOutline { label: label.clone(), inputs: None, outputs: None });
        }
    }

    /// A label, and the sizes of its layer as far as they are known.
    pub(crate) fn add_view(&mut self, label: &Ident, inputs: Option<usize>, outputs: Option<usize>) {
        self.add_label(label);
        if let Some(layer) = self.layers.iter_mut().find(|layer| layer.label == *label) {
            (layer.inputs, layer.outputs) = (inputs, outputs);
        }
    }

    /// The labels, with the sizes that the tokens tell.
    pub(crate) fn set_lines(&mut self, lines: &[Line]) {
        let mut width = self.input;
        for line in lines {
            let inputs = match from(&line.call) {
                Some(label) => self.outputs_of(label),
                None => width,
            };
            let found = layers::find(&line.call.name.to_string());
            self.stream |= found.is_some_and(|named| named.remembers(self.takes_a_vector));
            let outputs = match found {
                Some(named) => match named.width() {
                    Width::OfOperand => inputs,
                    Width::Given => width_of(&line.call),
                    Width::Unknown => None,
                },
                None => width_of(&line.call),
            };
            if let Some(label) = &line.label {
                self.add_view(label, inputs, outputs);
            }
            width = outputs;
        }
    }

    /// The outputs of the line called `label`.
    fn outputs_of(&self, label: &Value) -> Option<usize> {
        let Value::Name(label) = label else { return None };
        if label == "input" {
            return self.input;
        }
        self.layers.iter().find(|layer| layer.label == *label)?.outputs
    }
}

/// The value of `from`.
fn from(call: &Call) -> Option<&Value> {
    let mut arguments = call.arguments.iter().flat_map(|arguments| &arguments.list);
    let argument = arguments.find(|argument| argument.name.as_ref().is_some_and(|name| name == "from"))?;
    Some(&argument.value)
}

/// A positive integer of at most `largest`.
fn integer(value: &Value, largest: usize) -> Option<usize> {
    let Value::Literal { minus: None, literal } = value else { return None };
    let Lit::Int(integer) = Lit::new(literal.clone()) else { return None };
    integer.base10_parse().ok().filter(|integer| (1..=largest).contains(integer))
}

fn flat_length(shape: &Shape) -> Option<usize> {
    let product = |product: usize, value| product.checked_mul(integer(value, MAX_ELEMENTS)?);
    let length = shape.extents.iter().try_fold(1_usize, product)?;
    (!shape.extents.is_empty() && length <= MAX_ELEMENTS).then_some(length)
}

/// The number of elements of a shape, if it is one that a network can have.
#[cfg(any(feature = "audio", feature = "onnx"))]
fn product(extents: &[usize]) -> Option<usize> {
    let length = extents.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    length.filter(|length| (1..=MAX_ELEMENTS).contains(length))
}

fn width_of(call: &Call) -> Option<usize> {
    call.arguments.as_ref()?.list.iter().find_map(|argument| integer(&argument.value, MAX_EXTENT))
}

/// The loss, or the one whose targets may be of any kind.
fn facts_of_attribute(call: &Call) -> &'static Facts {
    let argument = call.arguments.as_ref().and_then(|arguments| arguments.list.first());
    argument.map_or_else(losses::of_any_targets, |argument| facts_of(&argument.value))
}

fn facts_of(loss: &Value) -> &'static Facts {
    let name = match loss {
        Value::Name(name) | Value::Call(Call { name, .. }) => name.to_string(),
        Value::Literal { .. } | Value::List { .. } => String::new(),
    };
    losses::named(&name).unwrap_or_else(losses::of_any_targets)
}
