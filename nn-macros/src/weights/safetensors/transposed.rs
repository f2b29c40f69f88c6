//! Weights that a file has as `[inputs, outputs]`, as Keras, JAX and the `Conv1D` of GPT-2 store them.
//!
//! A square matrix fits either way. Where others of the file are transposed it surely is too, so one error tells of all.

use super::{Reading, Wanted, layers, listed};
use crate::errors::Diagnostic;
use crate::model::{Model, Parameter, Shape, WeightsFile};

/// Whether the attribute says that the layer's weights are `[inputs, outputs]`.
fn covers(weights: &WeightsFile, layer: &str) -> bool {
    weights.transposed.all.is_some() || weights.transposed.layers.iter().any(|(label, _)| label == layer)
}

/// The shape of a layer's parameter in the file.
pub(super) fn shape(weights: &WeightsFile, layer: &str, parameter: &Parameter) -> Shape {
    let mut shape = parameter.shape.clone();
    if parameter.is_matrix && covers(weights, layer) {
        shape.reverse();
    }
    Shape(shape)
}

/// The elements of a parameter as the file has them, row by row; those of a matrix as `[outputs, inputs]`.
pub(super) fn to_outputs_first(
    weights: &WeightsFile,
    layer: &str,
    parameter: &Parameter,
    elements: Vec<f32>,
) -> Vec<f32> {
    let [outputs, _] = parameter.shape[..] else { return elements };
    if !parameter.is_matrix || !covers(weights, layer) {
        return elements;
    }
    let column = |output| elements.iter().skip(output).step_by(outputs);
    (0..outputs).flat_map(column).copied().collect()
}

/// What the shapes of a file tell of the order of its axes: names of layers.
struct Evidence<'a> {
    /// The shape is that expected, transposed.
    turned: Vec<&'a str>,
    /// The shape fits in one order only.
    fitting: Vec<&'a str>,
    /// The shape tells nothing, and the attribute neither.
    square: Vec<&'a str>,
}

impl<'a> Evidence<'a> {
    fn of(reading: &Reading<'_>, layers: &[Wanted<'a>]) -> Self {
        let mut evidence = Self { turned: Vec::new(), fitting: Vec::new(), square: Vec::new() };
        for layer in layers.iter().filter(|layer| layer.main.is_matrix) {
            let Ok(tensor) = reading.tensors.tensor(&reading.name(layer.name, layer.main.role)) else { continue };
            let expected = shape(reading.weights, layer.name, &layer.main);
            let [outputs, inputs] = layer.main.shape[..] else { continue };
            if inputs == outputs {
                evidence.square.extend((!covers(reading.weights, layer.name)).then_some(layer.name));
            } else if tensor.shape() == expected.0 {
                evidence.fitting.push(layer.name);
            } else if tensor.shape().iter().rev().eq(&expected.0) {
                evidence.turned.push(layer.name);
            }
        }
        evidence
    }
}

impl Reading<'_> {
    /// Weights that are transposed and not said to be, or said to be and are not: one error for all of them. Says whether
    /// there is one.
    pub(super) fn refuse_transposed(&mut self, model: &Model, is_saved_here: bool) -> bool {
        let transposed = &self.weights.transposed;
        let place = transposed.all.or(transposed.layers.first().map(|(_, place)| *place));
        if let (Some(place), true) = (place, is_saved_here) {
            let message = format!("`{}` was saved by nn-runtime, which stores [outputs, inputs]", self.path());
            self.errors.push(Diagnostic::new(place, message).help("leave the option out"));
            return true;
        }
        let layers = layers(model);
        let evidence = Evidence::of(self, &layers);
        let Some(layer) = layers.iter().find(|layer| evidence.turned.first() == Some(&layer.name)) else {
            return false;
        };
        let name = self.name(layer.name, layer.main.role);
        let found = self.tensors.tensor(&name).map_or(Vec::new(), |tensor| tensor.shape().to_vec());
        let expected = shape(self.weights, layer.name, &layer.main);
        let message = format!("tensor `{name}` of `{}` has shape {}, expected {expected}", self.path(), Shape(found));
        if covers(self.weights, layer.name) {
            let place = self.weights.transposed.layers.iter().find(|(label, _)| label == layer.name);
            let place = place.map_or(self.weights.transposed.all.unwrap_or(layer.place), |(_, place)| *place);
            let note = "it is stored [outputs, inputs] already, as PyTorch stores it";
            self.errors.push(Diagnostic::new(place, message).note(note).help("leave it out"));
            return true;
        }
        let error = Diagnostic::new(layer.place, message);
        let option = if evidence.fitting.is_empty() {
            "all_transposed".to_owned()
        } else {
            format!("transposed({})", evidence.turned.join(", "))
        };
        let others = listed(evidence.turned[1..].iter().copied());
        let stored = match evidence.turned.len() {
            0 | 1 => String::new(),
            2 => format!(", and so is {others}"),
            _ => format!(", and so are {others}"),
        };
        let error =
            error.note(format_args!("it is stored [inputs, outputs]{stored}; PyTorch stores [outputs, inputs]"));
        let squares = listed(evidence.square.iter().copied());
        let error = match (&evidence.square[..], &evidence.fitting[..]) {
            ([], _) => error,
            ([_], []) => error.note(format_args!("{squares} is square, and surely transposed too")),
            (_, []) => error.note(format_args!("{squares} are square, and surely transposed too")),
            _ => error.note(format_args!("{squares}: a square shape does not tell whether it is transposed too")),
        };
        self.errors.push(error.help(format_args!("write `{option}` behind the path")));
        true
    }
}
