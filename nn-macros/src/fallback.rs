//! The expansion of a declaration with errors: the errors, and the public surface with bodies that never run, so that code
//! which uses the network has no errors of its own.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Lit, Visibility};

use crate::ast::{Attribute, Call, Imported, Line, Network, Shape, Value};
use crate::check::attributes::meant;
use crate::check::labels::is_usable;
use crate::errors::Errors;
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT};
use crate::language::losses;
use crate::layers;
use crate::model::Model;
use crate::surface::{self, Bodies, Length, Pretrained, Targets, Terms, Training, TrainingBodies, View, ViewBodies};

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
    conditions: Vec<syn::Attribute>,
    /// Length of the input's flat array.
    input: Option<usize>,
    /// Length of the output's flat array.
    output: Option<usize>,
    /// The loss's marker type, where a loss was asked for.
    loss: Option<&'static str>,
    /// Whether a file with parameters was named.
    pretrained: bool,
    layers: Vec<LayerOutline>,
}

/// A label, and the sizes that its view would have.
#[derive(Clone, Debug)]
struct LayerOutline {
    label: Ident,
    inputs: Option<usize>,
    outputs: Option<usize>,
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
                Attribute::Loss(call) => self.loss = Some(loss_marker(call)),
                Attribute::Weights(_) => self.expect_parameters(),
                Attribute::Onnx(call) => {
                    self.expect_parameters();
                    self.set_loss_of_onnx(call);
                }
                Attribute::Other(other) if other.path().is_ident("cfg") => self.conditions.push(other.clone()),
                Attribute::Other(other) => match meant(other) {
                    Some("loss") => self.expect_loss(),
                    Some("weights" | "onnx") => self.expect_parameters(),
                    _ => {}
                },
            }
        }
    }

    /// There was to be a loss, but it could not be read: one whose targets may be of any kind stands for it.
    pub(crate) fn expect_loss(&mut self) {
        self.loss = Some("CrossEntropy");
    }

    /// There was to be a file with parameters.
    pub(crate) fn expect_parameters(&mut self) {
        self.pretrained = true;
    }

    /// `loss = mse` in `#[onnx(..)]`.
    fn set_loss_of_onnx(&mut self, call: &Call) {
        let arguments = call.arguments.iter().flat_map(|arguments| &arguments.list);
        for argument in arguments.filter(|argument| argument.name.as_ref().is_some_and(|name| name == "loss")) {
            self.loss = Some(marker_of(&argument.value));
        }
    }

    pub(crate) fn set_shapes(&mut self, input: Option<&Shape>, output: Option<&Shape>) {
        self.input = input.and_then(flat_length);
        self.output = output.and_then(flat_length);
    }

    /// The extents of a row, where a file tells them.
    #[cfg(feature = "onnx")]
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
            let outputs = match layers::find(&line.call.name.to_string()) {
                // Only a joined width is not that of the line before.
                Some(named) if named.usage().starts_with("concat") => None,
                Some(named) if !named.usage().starts_with("dense") => inputs,
                _ => width_of(&line.call),
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
#[cfg(feature = "onnx")]
fn product(extents: &[usize]) -> Option<usize> {
    let length = extents.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    length.filter(|length| (1..=MAX_ELEMENTS).contains(length))
}

fn width_of(call: &Call) -> Option<usize> {
    call.arguments.as_ref()?.list.iter().find_map(|argument| integer(&argument.value, MAX_EXTENT))
}

/// The marker type of the loss, or of the one whose targets may be of any kind.
fn loss_marker(call: &Call) -> &'static str {
    let argument = call.arguments.as_ref().and_then(|arguments| arguments.list.first());
    argument.map_or("CrossEntropy", |argument| marker_of(&argument.value))
}

fn marker_of(loss: &Value) -> &'static str {
    let name = match loss {
        Value::Name(name) | Value::Call(Call { name, .. }) => name.to_string(),
        Value::Literal { .. } => String::new(),
    };
    losses::marker_named(&name).unwrap_or("CrossEntropy")
}

/// The errors, and the struct with its API if its name is known.
pub(crate) fn fallback(failure: &Failure) -> TokenStream {
    let outline = &failure.outline;
    let Some(name) = &outline.name else { return failure.errors.to_items() };
    let poison = poison(name);
    let errors = failure.errors.to_items_with_poison(&poison);
    let structure = structure(outline, name);
    // Nothing with an error runs, and nothing that depends on the error is evaluated: it may be the value of a `static`.
    let value = quote!(match #poison { _ => ::core::unreachable!() });
    let conditions = &outline.conditions;
    let implementations = surface::implementations(&terms(outline, name, &poison)).into_iter().map(|implementation| {
        let implementation = implementation.with_values(&value);
        quote!(#(#conditions)* #implementation)
    });
    quote!(#errors #structure #(#implementations)*)
}

/// The constant whose value is an error: assertions about constants that depend on it are not evaluated.
fn poison(name: &Ident) -> Ident {
    format_ident!("__ERROR_IN_{}", name.to_string().trim_start_matches("r#").to_uppercase())
}

/// Plain data, so that optimizers and bytes accept it.
fn structure(outline: &Outline, name: &Ident) -> TokenStream {
    let Outline { crate_path, visibility, conditions, .. } = outline;
    // bytemuck wants its path as a string, in which `$crate` means nothing: an alias beside the struct stands for it.
    let alias = format_ident!("__bytemuck_of_{}", name.to_string().trim_start_matches("r#"));
    let alias_text = alias.to_string();
    quote! {
        #(#conditions)*
        use #crate_path::__private::bytemuck as #alias;
        #(#conditions)*
        #[derive(Clone, Copy, #alias::Pod, #alias::Zeroable)]
        #[bytemuck(crate = #alias_text)]
        #[repr(C)]
        #visibility struct #name {
            panels: [#crate_path::__private::Panel; 1],
        }
    }
}

/// What is known of the public surface.
fn terms(outline: &Outline, name: &Ident, poison: &Ident) -> Terms {
    let crate_path = &outline.crate_path;
    let nn = quote!(#crate_path::__private);
    let length = |known: Option<usize>| known.map_or_else(|| Length::Unknown(poison.clone()), Length::Known);
    let training = outline.loss.map(|marker| {
        let marker = format_ident!("{marker}");
        Training {
            marker: quote!(#nn::#marker),
            targets: Targets::OfAnyType,
            workspace: quote!([f32; 1]),
            bodies: TrainingBodies::default(),
        }
    });
    let view = |layer: &LayerOutline| View {
        label: layer.label.clone(),
        inputs: length(layer.inputs),
        outputs: length(layer.outputs),
        bodies: ViewBodies::default(),
    };
    Terms {
        nn,
        name: name.clone(),
        inputs: length(outline.input),
        outputs: length(outline.output),
        views: usable_layers(outline).into_iter().map(view).collect(),
        training,
        pretrained: outline.pretrained.then(Pretrained::default),
        bodies: Bodies::default(),
    }
}

/// Those whose labels can be methods beside the others'; which of them are dense layers may be unknown.
fn usable_layers(outline: &Outline) -> Vec<&LayerOutline> {
    let mut methods: HashSet<String> = HashSet::new();
    let mut usable = Vec::new();
    for layer in &outline.layers {
        let names = [layer.label.to_string(), format!("{}_mut", layer.label)];
        if is_usable(&layer.label) && names.iter().all(|name| !methods.contains(name)) {
            methods.extend(names);
            usable.push(layer);
        }
    }
    usable
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use super::*;
    use crate::check::check;
    use crate::parse::parse_written as parse;

    /// The expansion of a declaration with errors, as items.
    fn items(declaration: &str) -> Vec<syn::Item> {
        let tokens = TokenStream::from_str(&format!("@crate(::nn_runtime) {declaration}")).expect("the test's tokens");
        let failure = parse(tokens).and_then(|network| check(&network)).err().expect("the declaration has errors");
        let expansion = fallback(&failure);
        let parsed = syn::parse2::<syn::File>(expansion.clone());
        parsed.unwrap_or_else(|error| panic!("{declaration}: {error}: {expansion}")).items
    }

    /// The names of the inherent methods and constants.
    fn inherent_names(items: &[syn::Item]) -> Vec<String> {
        let implementations = items.iter().filter_map(|item| match item {
            syn::Item::Impl(item) if item.trait_.is_none() => Some(item),
            _ => None,
        });
        let name = |item: &syn::ImplItem| match item {
            syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            syn::ImplItem::Const(constant) => Some(constant.ident.to_string()),
            _ => None,
        };
        implementations.flat_map(|item| item.items.iter().filter_map(name)).collect()
    }

    #[test]
    fn every_mistake_expands_to_items_with_distinct_names() {
        let cases: &[(&str, &str)] = include!("check/mistakes.in");
        for (declaration, _) in cases {
            let names = inherent_names(&items(declaration));
            let distinct: HashSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{declaration}: {names:?}");
        }
    }

    #[test]
    fn the_api_is_there_after_an_error() {
        let names = inherent_names(&items("#[loss(msee)] pub struct N: [4] -> [2] { hidden: dens(3), dense(2) }"));
        for name in [
            "PARAMETERS",
            "ZERO",
            "predict",
            "predict_batch",
            "initialize",
            "loss",
            "gradients",
            "descend",
            "hidden",
            "hidden_mut",
        ] {
            assert!(names.iter().any(|found| found == name), "{name} is not in {names:?}");
        }
        let names = inherent_names(&items("struct N: [4] -> [2] { dens(2) }"));
        assert!(!names.iter().any(|found| found == "gradients"), "there is no loss: {names:?}");
    }

    #[test]
    fn sizes_are_known_as_far_as_the_tokens_tell() {
        let text =
            |declaration: &str| items(declaration).iter().map(|item| quote!(#item).to_string()).collect::<String>();
        let all = text("struct N: [2, 3] -> [5] { flatten, a: dense(4), b: dens(5) }").replace(' ', "");
        assert!(all.contains("fna(&self)->::nn_runtime::__private::Dense<'_,6usize,4usize>"), "{all}");
        assert!(all.contains("fnb(&self)->::nn_runtime::__private::Dense<'_,4usize,5usize>"), "{all}");
        let any = text("struct N: [0] -> [5] { dense(5) }").replace(' ', "");
        assert!(any.contains("fnpredict(&self,_:&[f32;__ERROR_IN_N])->[f32;5usize]"), "{any}");
        assert!(any.contains("typeInput=[f32;__ERROR_IN_N];"), "{any}");
        let lines = "a: dense(4), b: elu(2), c: concat(a), d: dense(3), e: dense(2, from = b), f: dens";
        let joined = text(&format!("struct N: [2] -> [5] {{ {lines} }}")).replace(' ', "");
        for (label, inputs, outputs) in [
            ("a", "2usize", "4usize"),
            ("b", "4usize", "4usize"),
            ("c", "4usize", "__ERROR_IN_N"),
            // What the checks found out.
            ("d", "8usize", "3usize"),
            ("e", "4usize", "2usize"),
            ("f", "2usize", "__ERROR_IN_N"),
        ] {
            let view = format!("fn{label}(&self)->::nn_runtime::__private::Dense<'_,{inputs},{outputs}>");
            assert!(joined.contains(&view), "{view}: {joined}");
        }
    }
}
