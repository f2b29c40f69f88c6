//! The expansion of a declaration with errors: the errors, and the declared API with unreachable bodies, so that code
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
    let errors = failure.errors.to_items_with_poison(&poison(name));
    let structure = structure(outline, name);
    let inherent = inherent(outline, name);
    let network = network_impl(outline, name);
    let train = outline.loss.map(|loss| train_impl(outline, name, loss));
    quote!(#errors #structure #inherent #network #train)
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
        #[derive(Clone, Copy, Debug, PartialEq, #alias::Pod, #alias::Zeroable)]
        #[bytemuck(crate = #alias_text)]
        #[repr(C)]
        #visibility struct #name {
            panels: [#crate_path::__private::Panel; 1],
        }
    }
}

/// A length, or where it is unknown the constant that is an error: the compiler takes it for any length.
fn length(known: Option<usize>, poison: &Ident) -> TokenStream {
    known.map_or_else(|| quote!(#poison), |length| quote!(#length))
}

fn inherent(outline: &Outline, name: &Ident) -> TokenStream {
    let Outline { crate_path, conditions, .. } = outline;
    let private = quote!(#crate_path::__private);
    let poison = poison(name);
    let (input, output) = (length(outline.input, &poison), length(outline.output, &poison));
    let unreachable = unreachable();
    let views = views(outline, &poison);
    // It may be called for a `static`: nothing that depends on the error is evaluated.
    let pretrained = outline
        .pretrained
        .then(|| quote!(pub const fn pretrained() -> &'static Self { match #poison { _ => #unreachable } }));
    let train = outline.loss.map(|_| train_methods(&private, &input));
    quote! {
        #(#conditions)*
        impl #name {
            pub const PARAMETERS: usize = #poison;
            pub const FLOPS: usize = #poison;
            pub const LAYOUT: &'static [#private::Parameter] = <Self as #private::Network>::LAYOUT;
            pub const TOPOLOGY: &'static #private::topology::Topology = <Self as #private::Network>::TOPOLOGY;
            pub const ZERO: Self = Self { panels: [#private::Panel::ZERO; 1] };
            pub fn initialize(&mut self, _: u64) { #unreachable }
            #pretrained
            pub fn predict(&self, _: &[f32; #input]) -> [f32; #output] { #unreachable }
            pub fn predict_batch(&self, _: &[[f32; #input]], _: &mut [[f32; #output]])
                -> ::core::result::Result<(), #private::Error> { #unreachable }
            #train
            #views
        }
    }
}

/// `loss`, `gradients` and `descend`; they take targets of any type, because the loss may be the mistake.
fn train_methods(private: &TokenStream, input: &TokenStream) -> TokenStream {
    let unreachable = unreachable();
    quote! {
        pub const WORKSPACE_BYTES: usize = <Self as #private::Network>::PARAMETERS;
        pub fn loss<T>(&self, _: &[[f32; #input]], _: &[T])
            -> ::core::result::Result<f32, #private::Error> { #unreachable }
        pub fn gradients<T>(
            &self,
            _: &[[f32; #input]],
            _: &[T],
            _: &mut <Self as #private::Train>::Workspace,
            _: &mut Self,
        ) -> ::core::result::Result<f32, #private::Error> { #unreachable }
        pub fn descend<T>(
            &mut self,
            _: &[f32; #input],
            _: &T,
            _: f32,
            _: &mut <Self as #private::Train>::Workspace,
        ) -> f32 { #unreachable }
    }
}

/// The views of every label that can be a method; which of them are dense layers may be unknown.
fn views(outline: &Outline, poison: &Ident) -> TokenStream {
    let private = {
        let path = &outline.crate_path;
        quote!(#path::__private)
    };
    let unreachable = unreachable();
    let mut methods: HashSet<String> = HashSet::new();
    let mut views = TokenStream::new();
    for LayerOutline { label, inputs, outputs } in &outline.layers {
        let label_mut = format_ident!("{label}_mut");
        if !is_usable(label) || methods.contains(&label.to_string()) || methods.contains(&label_mut.to_string()) {
            continue;
        }
        methods.extend([label.to_string(), label_mut.to_string()]);
        let (inputs, outputs) = (length(*inputs, poison), length(*outputs, poison));
        views.extend(quote! {
            pub fn #label(&self) -> #private::Dense<'_, #inputs, #outputs> { #unreachable }
            pub fn #label_mut(&mut self) -> #private::DenseMut<'_, #inputs, #outputs> { #unreachable }
        });
    }
    views
}

fn network_impl(outline: &Outline, name: &Ident) -> TokenStream {
    let Outline { crate_path, conditions, .. } = outline;
    let private = quote!(#crate_path::__private);
    let poison = poison(name);
    let (input, output) = (length(outline.input, &poison), length(outline.output, &poison));
    let unreachable = unreachable();
    let text = name.to_string();
    quote! {
        #(#conditions)*
        impl ::core::convert::AsRef<#name> for #name {
            fn as_ref(&self) -> &#name { self }
        }
        #(#conditions)*
        impl ::core::convert::AsMut<#name> for #name {
            fn as_mut(&mut self) -> &mut #name { self }
        }
        #(#conditions)*
        impl #private::Network for #name {
            type Input = [f32; #input];
            type Output = [f32; #output];
            const NAME: &'static str = #text;
            const LAYOUT: &'static [#private::Parameter] = match #poison { _ => &[] };
            const TOPOLOGY: &'static #private::topology::Topology = &#private::topology::Topology {
                name: #text,
                input: match #poison { _ => &[] },
                output: &[],
                loss: ::core::option::Option::None,
                lines: &[],
            };
            const PARAMETERS: usize = #poison;
            fn predict_at(&self, _: #private::Level, _: &Self::Input) -> Self::Output { #unreachable }
            fn predict_batch_at(&self, _: #private::Level, _: &[Self::Input], _: &mut [Self::Output])
                -> ::core::result::Result<(), #private::Error> { #unreachable }
        }
    }
}

fn train_impl(outline: &Outline, name: &Ident, loss: &str) -> TokenStream {
    let Outline { crate_path, conditions, .. } = outline;
    let private = quote!(#crate_path::__private);
    let loss = format_ident!("{loss}");
    let unreachable = unreachable();
    quote! {
        #(#conditions)*
        impl #private::Train for #name {
            type Workspace = [f32; 1];
            type Loss = #private::#loss;
            fn loss_at<T: #private::Target<Self::Loss, Self::Output>>(
                &self,
                _: #private::Level,
                _: &[Self::Input],
                _: &[T],
            ) -> ::core::result::Result<f32, #private::Error> { #unreachable }
            fn gradients_at<T: #private::Target<Self::Loss, Self::Output>>(
                &self,
                _: #private::Level,
                _: &[Self::Input],
                _: &[T],
                _: u64,
                _: &mut Self::Workspace,
                _: &mut Self,
            ) -> ::core::result::Result<f32, #private::Error> { #unreachable }
            fn descend_at<T: #private::Target<Self::Loss, Self::Output>>(
                &mut self,
                _: #private::Level,
                _: &Self::Input,
                _: &T,
                _: u64,
                _: f32,
                _: &mut Self::Workspace,
            ) -> f32 { #unreachable }
        }
    }
}

/// A body that never runs, because nothing with an error runs.
fn unreachable() -> TokenStream {
    quote!(::core::unreachable!())
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
