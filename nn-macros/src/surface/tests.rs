//! The entries, read by syn with all its features.

use syn::{FnArg, ImplItem, ItemImpl};

use super::*;

fn parse(tokens: TokenStream) -> ItemImpl {
    let text = tokens.to_string();
    syn::parse2(tokens).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// All entries, with a label too.
fn everything() -> Vec<Implementation> {
    let body = || quote!(todo);
    let mut terms = Terms::with_everything();
    terms.views.push(View {
        label: Ident::new("hidden", Span::call_site()),
        inputs: Length::Known(2),
        outputs: Length::Unknown(Ident::new("POISON", Span::call_site())),
        bodies: ViewBodies { read: body(), write: body() },
    });
    terms.training.as_mut().expect("there is everything").bodies =
        TrainingBodies { seed: body(), gradients: body(), learn: body(), threshold: Some(body()) };
    terms.pretrained.as_mut().expect("there is everything").constant = body();
    terms.bodies = Bodies { layout: body(), topology: body(), predict: body(), ..Bodies::default() };
    implementations(&terms)
}

/// What the fallback is to print for an item.
fn without_value(mut item: ImplItem, value: &TokenStream) -> ImplItem {
    match &mut item {
        ImplItem::Const(constant) => {
            constant.attrs.clear();
            constant.expr = syn::parse_quote!(#value);
        }
        ImplItem::Fn(method) => {
            method.attrs.clear();
            method.block = syn::parse_quote!({ #value });
            for argument in &mut method.sig.inputs {
                if let FnArg::Typed(argument) = argument {
                    *argument.pat = syn::parse_quote!(_);
                }
            }
        }
        _ => {}
    }
    item
}

#[test]
fn names_are_those_of_all_constants_and_methods() {
    for implementation in everything() {
        let name = |item: &ImplItem| match item {
            ImplItem::Const(constant) => Some(constant.ident.to_string()),
            ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        };
        let parsed = parse(quote!(#implementation));
        assert_eq!(implementation.names(), parsed.items.iter().filter_map(name).collect::<Vec<_>>());
    }
}

#[test]
fn without_values_signatures_are_the_same() {
    let value = quote!(match POISON {
        _ => never(),
    });
    for implementation in everything() {
        let (whole, bare) = (parse(quote!(#implementation)), parse(implementation.with_values(&value)));
        assert_eq!(whole.items.len(), bare.items.len());
        for (whole, bare) in whole.items.into_iter().zip(bare.items) {
            let wanted = without_value(whole, &value);
            assert_eq!(quote!(#bare).to_string(), quote!(#wanted).to_string());
        }
    }
}

#[test]
fn what_users_call_is_documented() {
    let inherent = parse(everything().remove(0).to_token_stream());
    assert!(inherent.trait_.is_none());
    for item in inherent.items {
        let (ImplItem::Const(syn::ImplItemConst { attrs, .. }) | ImplItem::Fn(syn::ImplItemFn { attrs, .. })) = &item
        else {
            panic!("neither a constant nor a method: {}", quote!(#item));
        };
        assert!(attrs.iter().any(|attribute| attribute.path().is_ident("doc")), "{}", quote!(#item));
    }
}
