//! A safetensors file against the layers of a network: names, types, shapes, numbers.

use std::collections::{BTreeMap, BTreeSet};

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::declared;
use crate::ast::Place;
use crate::check::suggest::suggest_name;
use crate::elements::{Float, Unfit, to_f32};
use crate::errors::{Collector, Diagnostic};
use crate::files;
use crate::model::{Layer, Model, Parameters, Shape, WeightsFile};

/// The values of all parameters. Reports what the file lacks, what it has too much, and what does not fit.
pub(super) fn read(weights: &WeightsFile, model: &Model, errors: &mut Collector) -> Option<Parameters> {
    let content = match files::read(&weights.file) {
        Ok(content) => content,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let values = values(&content, weights, model, errors);
    Some(Parameters { path: weights.file.path.clone(), values })
}

/// The values in the file's content.
fn values(content: &[u8], weights: &WeightsFile, model: &Model, errors: &mut Collector) -> BTreeMap<String, Vec<f32>> {
    let path = &weights.file.path;
    let tensors = match SafeTensors::deserialize(content) {
        Ok(tensors) => tensors,
        Err(error) => {
            errors.push(Diagnostic::new(weights.file.place, format!("`{path}` is no safetensors file: {error}")));
            return BTreeMap::new();
        }
    };
    let names = tensors.names().into_iter().collect();
    let used = BTreeSet::new();
    let mut reading = Reading { weights, tensors: &tensors, names, used, widths_differ: false, errors };
    reading.check_renamed(model);
    if reading.refuse_prefix(model) {
        return BTreeMap::new();
    }
    let errors_before = reading.errors.len();
    let mut values = BTreeMap::new();
    for layer in layers(model) {
        reading.layer(&layer, &mut values);
    }
    if reading.errors.len() == errors_before {
        reading.refuse_surplus(model);
    }
    if reading.errors.len() == errors_before
        && let Some(text) = declaration(content)
    {
        errors.extend(declared::compare(&text, model, weights));
    }
    values
}

/// The declaration in the file's metadata.
fn declaration(content: &[u8]) -> Option<String> {
    let (_, metadata) = SafeTensors::read_metadata(content).ok()?;
    metadata.metadata().as_ref()?.get(declared::KEY).cloned()
}

/// A layer with parameters.
struct Wanted<'a> {
    /// Its label, or the position of its line.
    name: &'a str,
    place: Place,
    inputs: usize,
    outputs: usize,
    bias: bool,
}

fn layers(model: &Model) -> Vec<Wanted<'_>> {
    let layers = model.nodes.iter().filter_map(|node| match node.layer {
        Layer::Dense { inputs, outputs, bias, .. } => {
            Some(Wanted { name: &node.name, place: node.place, inputs, outputs, bias })
        }
        _ => None,
    });
    layers.collect()
}

struct Reading<'a> {
    weights: &'a WeightsFile,
    tensors: &'a SafeTensors<'a>,
    names: BTreeSet<&'a str>,
    /// Names of tensors that a layer has taken.
    used: BTreeSet<String>,
    /// Whether a layer has another number of outputs than in the file: whoever takes it has other inputs, then.
    widths_differ: bool,
    errors: &'a mut Collector,
}

impl Reading<'_> {
    fn path(&self) -> &str {
        &self.weights.file.path
    }

    /// Every layer in `names(..)` must exist.
    fn check_renamed(&mut self, model: &Model) {
        let layers = layers(model);
        for (label, _, place) in &self.weights.names {
            if layers.iter().any(|layer| layer.name == label) {
                continue;
            }
            let suggestion = suggest_name(label, layers.iter().map(|layer| layer.name));
            let error = Diagnostic::new(*place, format!("`{label}` is no layer with parameters"));
            self.errors.push(match suggestion {
                Some(_) => error.did_you_mean(suggestion),
                None => error.note(format_args!("there are {}", listed(layers.iter().map(|layer| layer.name)))),
            });
        }
    }

    /// A prefix that no name has, or that is missing, would be an error for every layer. Says whether there is that error.
    fn refuse_prefix(&mut self, model: &Model) -> bool {
        let WeightsFile { file, prefix, prefix_place, .. } = self.weights;
        if !prefix.is_empty() && !self.names.iter().any(|name| name.starts_with(prefix)) {
            let message = format!("`{}` has no tensor whose name begins with `{prefix}`", file.path);
            let names = listed(self.names.iter().copied());
            self.errors.push(Diagnostic::new(*prefix_place, message).note(format_args!("it has {names}")));
            return true;
        }
        let Some(first) = layers(model).first().map(|layer| format!("{}.weight", self.stem(layer.name))) else {
            return false;
        };
        let longer = self.names.iter().find_map(|name| name.strip_suffix(&first).filter(|more| more.ends_with('.')));
        match longer {
            Some(more) if prefix.is_empty() && !self.names.contains(first.as_str()) => {
                let message = format!("`{}` has no tensor `{first}`, but `{more}{first}`", file.path);
                self.errors.push(
                    Diagnostic::new(file.place, message)
                        .help(format_args!("write `prefix = \"{more}\"` behind the path")),
                );
                true
            }
            _ => false,
        }
    }

    /// How the file calls a layer.
    fn stem(&self, layer: &str) -> String {
        let renamed = self.weights.names.iter().find(|(label, ..)| label == layer);
        let name = renamed.map_or(layer, |(_, name, _)| name.as_str());
        format!("{}{name}", self.weights.prefix)
    }

    fn layer(&mut self, layer: &Wanted<'_>, values: &mut BTreeMap<String, Vec<f32>>) {
        let stem = self.stem(layer.name);
        let (weight, bias) = (format!("{stem}.weight"), format!("{stem}.bias"));
        if !self.names.contains(weight.as_str()) {
            // A layer under another name lacks its bias too: that is one mistake.
            self.missing(&weight, layer.place);
            return;
        }
        let shape = Shape(vec![layer.outputs, layer.inputs]);
        let Some(elements) = self.tensor(&weight, &shape, layer.place) else {
            // Its bias has the same mistake, or waits for this one.
            self.used.insert(bias);
            return;
        };
        values.insert(format!("{}.weight", layer.name), elements);
        let has_bias = self.names.contains(bias.as_str());
        if layer.bias && !has_bias {
            self.missing_bias(&bias, layer);
        } else if layer.bias {
            if let Some(elements) = self.tensor(&bias, &Shape(vec![layer.outputs]), layer.place) {
                values.insert(format!("{}.bias", layer.name), elements);
            }
        } else if has_bias {
            let message = format!("`{}` has a tensor `{bias}`, but `{}` has no bias", self.path(), layer.name);
            self.errors.push(Diagnostic::new(layer.place, message).help("remove `bias = false`"));
        }
    }

    fn missing(&mut self, name: &str, place: Place) {
        let free = || self.names.iter().copied().filter(|name| !self.used.contains(*name));
        let error = Diagnostic::new(place, format!("`{}` has no tensor `{name}`", self.path()));
        let error = match suggest_name(name, free()) {
            Some(suggestion) => error.did_you_mean(Some(suggestion)),
            None => error
                .note(format_args!("it has {}", listed(self.names.iter().copied())))
                .help("label the layer as the file does, or say how it is called there: `names(label = \"name\")`"),
        };
        self.errors.push(error);
    }

    fn missing_bias(&mut self, name: &str, layer: &Wanted<'_>) {
        let message = format!("`{}` has no tensor `{name}`", self.path());
        self.errors.push(
            Diagnostic::new(layer.place, message)
                .help(format_args!("if `{}` was trained without a bias, write `bias = false`", layer.name)),
        );
    }

    /// The elements of a tensor that is known to exist.
    fn tensor(&mut self, name: &str, expected: &Shape, place: Place) -> Option<Vec<f32>> {
        self.used.insert(name.to_owned());
        let tensor = self.tensors.tensor(name).ok()?;
        let shape = Shape(tensor.shape().to_vec());
        if shape != *expected && shape.0.first() == expected.0.first() && self.widths_differ {
            return None;
        }
        self.widths_differ |= shape.0.len() == expected.0.len() && shape.0.first() != expected.0.first();
        match elements(&tensor, name, expected, self.path()) {
            Ok(elements) => Some(elements),
            Err(Mistake { message, help }) => {
                let error = Diagnostic::new(place, message);
                self.errors.push(match help {
                    Some(help) => error.help(help),
                    None => error,
                });
                None
            }
        }
    }

    /// A tensor that no layer takes would change what the network computes, were it taken.
    fn refuse_surplus(&mut self, model: &Model) {
        let mut surplus =
            self.names.iter().filter(|name| name.starts_with(&self.weights.prefix) && !self.used.contains(**name));
        let Some(first) = surplus.next() else { return };
        let (more, them) = match surplus.count() {
            0 => (String::new(), "it"),
            more => (format!(" and {more} more"), "them"),
        };
        let message = format!("`{}` has a tensor `{first}`{more} that no layer of `{}` takes", self.path(), model.name);
        self.errors.push(
            Diagnostic::new(self.weights.file.place, message)
                .help(format_args!("declare the layer, or remove {them} from the file")),
        );
    }
}

/// What is wrong with a tensor.
struct Mistake {
    message: String,
    help: Option<String>,
}

fn elements(tensor: &TensorView<'_>, name: &str, expected: &Shape, path: &str) -> Result<Vec<f32>, Mistake> {
    let float = match tensor.dtype() {
        Dtype::F16 => Float::F16,
        Dtype::BF16 => Float::Bf16,
        Dtype::F32 => Float::F32,
        Dtype::F64 => Float::F64,
        other => {
            let message = format!("tensor `{name}` of `{path}` has type {other:?}, expected F32, F64, F16 or BF16");
            return Err(Mistake { message, help: None });
        }
    };
    let found = Shape(tensor.shape().to_vec());
    if found != *expected {
        let message = format!("tensor `{name}` of `{path}` has shape {found}, expected {expected}");
        let help = match (&found.0[..], &expected.0[..]) {
            ([outputs, inputs], [rows, columns]) if (inputs, outputs) == (rows, columns) => Some(
                "it is stored [inputs, outputs]: transpose it when saving, as PyTorch stores [outputs, inputs]"
                    .to_owned(),
            ),
            ([outputs, inputs], [_, columns]) if inputs == columns => Some(format!("write `dense({outputs}, ..)`")),
            _ => None,
        };
        return Err(Mistake { message, help });
    }
    to_f32(tensor.data(), float).map_err(|Unfit { index, found }| {
        let position = position(index, expected);
        Mistake { message: format!("tensor `{name}` of `{path}` is {found}, at {position}"), help: None }
    })
}

/// The row-major element `index` of a tensor, as `[row, column]`.
fn position(mut index: usize, shape: &Shape) -> Shape {
    let mut position = vec![0; shape.0.len()];
    for (place, extent) in position.iter_mut().zip(&shape.0).rev() {
        *place = index % extent;
        index /= extent;
    }
    Shape(position)
}

/// `` `a`, `b` ``, and how many more there are.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 8;
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "none".to_owned(),
        1..=SHOWN => names.join(", "),
        more => format!("{} and {} more", names[..SHOWN].join(", "), more - SHOWN),
    }
}

#[cfg(test)]
mod tests;
