//! A safetensors file against the layers of a network: names, types, shapes, numbers.

mod transposed;

use std::collections::{BTreeMap, BTreeSet};

use nn_files::{Kind, recognise};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::declared;
use crate::ast::Place;
use crate::elements::{Float, NonFinite, Unfit, to_f32};
use crate::errors::{Collector, Diagnostic};
use crate::files;
use crate::language::suggest::suggest_name;
use crate::model::{Model, Parameter, Parameters, Renamed, Shape, WeightsFile};

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
    Some(Parameters { path: weights.file.path.clone(), beside: Vec::new(), values })
}

/// The values in the file's content.
fn values(content: &[u8], weights: &WeightsFile, model: &Model, errors: &mut Collector) -> BTreeMap<String, Vec<f32>> {
    let tensors = match SafeTensors::deserialize(content) {
        Ok(tensors) => tensors,
        Err(error) => {
            errors.push(no_safetensors(content, weights, &error.to_string()));
            return BTreeMap::new();
        }
    };
    let names = tensors.names().into_iter().collect();
    let used = BTreeSet::new();
    let mut reading = Reading { weights, tensors: &tensors, names, used, widths_differ: false, errors };
    let declaration = declaration(content);
    let errors_before = reading.errors.len();
    reading.check_renamed(model);
    // A layer whose name is misspelt would be missed as well.
    if reading.errors.len() > errors_before
        || reading.refuse_prefix(model)
        || reading.refuse_transposed(model, declaration.is_some())
    {
        return BTreeMap::new();
    }
    let mut values = BTreeMap::new();
    for layer in layers(model) {
        reading.layer(&layer, &mut values);
    }
    if reading.errors.len() == errors_before && !weights.allow_extra {
        reading.refuse_surplus(model);
    }
    if reading.errors.len() == errors_before
        && !weights.any_topology
        && let Some(text) = declaration
    {
        let help = "`any_topology` behind the path looks at names and shapes alone";
        errors.extend(declared::compare(&text, model, weights).map(|error| error.help(help)));
    }
    values
}

/// What is wrong with a file that cannot be read: most often it is none.
fn no_safetensors(content: &[u8], weights: &WeightsFile, error: &str) -> Diagnostic {
    let (path, place) = (&weights.file.path, weights.file.place);
    match recognise(content) {
        Some(Kind::Safetensors) => Diagnostic::new(place, format!("`{path}` is no whole safetensors file: {error}")),
        Some(kind) => {
            let error = Diagnostic::new(place, format!("`{path}` is {}, expected a safetensors file", kind.name()));
            match kind.help(nn_files::Wanted::Safetensors) {
                Some(help) => error.help(help),
                None => error,
            }
        }
        None => Diagnostic::new(place, format!("`{path}` does not begin as a safetensors file does")),
    }
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
    /// The parameter by which the layer is known in a file.
    main: Parameter,
    others: Vec<Parameter>,
}

impl Wanted<'_> {
    fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        std::iter::once(&self.main).chain(&self.others)
    }

    fn has(&self, role: &str) -> bool {
        self.parameters().any(|parameter| parameter.role == role)
    }
}

/// A parameter that most layers can be without.
const BIAS: &str = "bias";

fn layers(model: &Model) -> Vec<Wanted<'_>> {
    let layers = model.nodes.iter().filter_map(|node| {
        let mut parameters = node.layer.parameters().into_iter();
        let main = parameters.next()?;
        Some(Wanted { name: &node.name, place: node.place, main, others: parameters.collect() })
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

    /// Every layer in `names(..)` and `transposed(..)` must exist, and have the parameter that is renamed, or a matrix.
    fn check_renamed(&mut self, model: &Model) {
        let layers = layers(model);
        let find = |label: &str| layers.iter().find(|layer| layer.name == label);
        for Renamed { layer: label, part, place, .. } in &self.weights.names {
            let Some(layer) = find(label) else {
                self.errors.push(no_layer(label, *place, &layers));
                continue;
            };
            if let Some(part) = part.as_ref().filter(|part| !layer.has(part)) {
                let roles = || layer.parameters().map(|parameter| parameter.role);
                let error = Diagnostic::new(*place, format!("`{label}` has no parameter `{part}`"));
                self.errors.push(match suggest_name(part, roles()) {
                    Some(suggestion) => error.did_you_mean(Some(suggestion)),
                    None => error.note(format_args!("it has {}", listed(roles()))),
                });
            }
        }
        for (label, place) in &self.weights.transposed.layers {
            let Some(layer) = find(label) else {
                self.errors.push(no_layer(label, *place, &layers));
                continue;
            };
            if !layer.parameters().any(|parameter| parameter.is_matrix) {
                let error = Diagnostic::new(*place, format!("`{label}` has no matrix that could be transposed"));
                self.errors.push(error.help("leave it out"));
            }
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
        let Some(first) = layers(model).first().map(|layer| self.name(layer.name, layer.main.role)) else {
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

    /// How the file calls a parameter: by its own name there, or by the layer's.
    fn name(&self, layer: &str, part: &str) -> String {
        let WeightsFile { prefix, names, .. } = self.weights;
        let find = |part: Option<&str>| names.iter().find(|name| name.layer == layer && name.part.as_deref() == part);
        match (find(Some(part)), find(None)) {
            (Some(parameter), _) => format!("{prefix}{}", parameter.name),
            (None, Some(layer)) => format!("{prefix}{}.{part}", layer.name),
            (None, None) => format!("{prefix}{layer}.{part}"),
        }
    }

    fn layer(&mut self, layer: &Wanted<'_>, values: &mut BTreeMap<String, Vec<f32>>) {
        let main = self.name(layer.name, layer.main.role);
        if !self.names.contains(main.as_str()) {
            // A layer under another name lacks its bias too: that is one mistake.
            self.missing(&main, layer.place);
            return;
        }
        let bias = self.name(layer.name, BIAS);
        let Some(elements) = self.parameter(&main, layer, &layer.main) else {
            // The others have the same mistake, or wait for this one.
            let others: Vec<String> = layer.others.iter().map(|other| self.name(layer.name, other.role)).collect();
            self.used.extend(others.into_iter().chain([bias]));
            return;
        };
        values.insert(format!("{}.{}", layer.name, layer.main.role), elements);
        for other in &layer.others {
            let name = self.name(layer.name, other.role);
            if !self.names.contains(name.as_str()) {
                self.missing_other(&name, other.role, layer);
            } else if let Some(elements) = self.parameter(&name, layer, other) {
                values.insert(format!("{}.{}", layer.name, other.role), elements);
            }
        }
        if !layer.has(BIAS) && self.names.contains(bias.as_str()) && !self.weights.allow_extra {
            let message = format!("`{}` has a tensor `{bias}`, but `{}` has no bias", self.path(), layer.name);
            let error = Diagnostic::new(layer.place, message);
            self.used.insert(bias);
            self.errors.push(if layer.main.is_matrix { error.help("remove `bias = false`") } else { error });
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

    fn missing_other(&mut self, name: &str, role: &str, layer: &Wanted<'_>) {
        let error = Diagnostic::new(layer.place, format!("`{}` has no tensor `{name}`", self.path()));
        self.errors.push(match role {
            BIAS => error.help(format_args!("if `{}` was trained without a bias, write `bias = false`", layer.name)),
            _ => error,
        });
    }

    /// The elements of a layer's parameter, whose tensor is known to exist.
    fn parameter(&mut self, name: &str, layer: &Wanted<'_>, parameter: &Parameter) -> Option<Vec<f32>> {
        let shape = transposed::shape(self.weights, layer.name, parameter);
        let elements = self.tensor(name, &shape, (layer.place, parameter))?;
        Some(transposed::to_outputs_first(self.weights, layer.name, parameter, elements))
    }

    /// The elements of a tensor that is known to exist.
    fn tensor(&mut self, name: &str, expected: &Shape, (place, parameter): (Place, &Parameter)) -> Option<Vec<f32>> {
        self.used.insert(name.to_owned());
        let tensor = self.tensors.tensor(name).ok()?;
        let shape = Shape(tensor.shape().to_vec());
        if shape != *expected && shape.0.first() == expected.0.first() && self.widths_differ {
            return None;
        }
        self.widths_differ |= shape.0.len() == expected.0.len() && shape.0.first() != expected.0.first();
        match elements(&tensor, name, expected, self.weights) {
            Ok(elements) => Some(elements),
            Err(Mistake { message, help }) => {
                let error = Diagnostic::new(place, message);
                self.errors.push(match help.filter(|_| parameter.is_matrix && parameter.role == "weight") {
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
                .help(format_args!("declare the layer, or leave {them} out: write `allow_extra` behind the path")),
        );
    }
}

fn no_layer(label: &str, place: Place, layers: &[Wanted<'_>]) -> Diagnostic {
    let names = || layers.iter().map(|layer| layer.name);
    let error = Diagnostic::new(place, format!("`{label}` is no layer with parameters"));
    match suggest_name(label, names()) {
        Some(suggestion) => error.did_you_mean(Some(suggestion)),
        None => error.note(format_args!("there are {}", listed(names()))),
    }
}

/// What is wrong with a tensor.
struct Mistake {
    message: String,
    help: Option<String>,
}

fn elements(tensor: &TensorView<'_>, name: &str, expected: &Shape, weights: &WeightsFile) -> Result<Vec<f32>, Mistake> {
    let path = &weights.file.path;
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
            ([outputs, inputs], [_, columns]) if inputs == columns => Some(format!("write `dense({outputs}, ..)`")),
            _ => None,
        };
        return Err(Mistake { message, help });
    }
    let non_finite = if weights.allow_non_finite { NonFinite::Allowed } else { NonFinite::Refused };
    to_f32(tensor.data(), float, non_finite).map_err(|Unfit { index, found }| {
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
