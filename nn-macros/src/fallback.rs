//! The expansion of a declaration with errors: the errors, and the public surface with bodies that never run, so that code
//! which uses the network has no errors of its own.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::check::labels::is_usable;
use crate::language::losses::Parts;
use crate::outline::{Failure, LayerOutline, Outline};
use crate::surface::{
    self, Bodies, Length, Pretrained, Stream, Targets, Terms, Training, TrainingBodies, View, ViewBodies,
};

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
    let training = outline.loss.map(|loss| {
        let marker = format_ident!("{}", loss.marker);
        let targets = length(outline.output.map(|outputs| loss.mean_over(outputs, 1)));
        let parameter = (loss.parts == Parts::Pairs).then(|| quote!(<#targets>));
        Training {
            marker: quote!(#nn::#marker #parameter),
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
        stream: outline.stream.then(|| Stream { memory: quote!([f32; 1]), ..Stream::default() }),
        pretrained: outline.pretrained.then(Pretrained::default),
        names: outline.names.clone(),
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
