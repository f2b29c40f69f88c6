//! The functions that steps call: signatures, how they are compiled, and bodies.

mod walks;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::count;
use super::{activation, contraction, convolution, numbers};
use crate::model::Activation;
use crate::plan::Plan;
use crate::plan::functions::{Argument, ArgumentKind, Array, Body, Element, Frame, Function};
use crate::plan::step::Term;

/// Arguments that clippy does not count as many in the user's crate: seven, the first of which is the instruction set.
const FEW_ARGUMENTS: usize = 6;

/// All functions, by name.
pub(super) fn print(plan: &Plan<'_>) -> TokenStream {
    plan.functions.iter().map(|(name, function)| print_one(&format_ident!("{name}"), function)).collect()
}

fn print_one(name: &Ident, function: &Function) -> TokenStream {
    let arguments: TokenStream = function.arguments.iter().map(argument).collect();
    let generics = function.arguments.iter().find_map(|argument| match argument.kind {
        ArgumentKind::Rule => Some(of_a_rule()),
        ArgumentKind::RingsOf(_) => Some(quote!(const P: usize)),
        _ => None,
    });
    let printed = framed(name, function.frame, (generics, &arguments), &body(function));
    // With rings comes the time.
    let of = |argument: &Argument| if matches!(argument.kind, ArgumentKind::RingsOf(_)) { 2 } else { 1 };
    let allowed = (function.arguments.iter().map(of).sum::<usize>() > FEW_ARGUMENTS).then(|| {
        let reason = "those of a convolution, and of the norm that ends it or what is remembered";
        quote!(#[allow(clippy::too_many_arguments, reason = #reason)])
    });
    let printed = quote!(#allowed #printed);
    if function.needs_threads { quote!(nn::if_parallel! { #printed }) } else { printed }
}

/// A function around its body.
fn framed(
    name: &Ident,
    frame: Frame,
    (generics, arguments): (Option<TokenStream>, &TokenStream),
    body: &TokenStream,
) -> TokenStream {
    match frame {
        Frame::Inline | Frame::Merged => {
            let generics = generics.map(|generics| quote!(, #generics));
            quote! {
                #[inline(always)]
                fn #name<S: nn::Simd #generics>(simd: S, #arguments) { #body }
            }
        }
        Frame::Vector => vector(name, generics, arguments, body),
        Frame::Alone => {
            let function = vector(name, generics, arguments, body);
            quote!(#[inline(never)] #function)
        }
    }
}

/// The parameters of a function that changes parameters by the rule of an optimizer with `M` moments. In braces, because a type of the
/// user's that is called `M` would be meant otherwise.
pub(super) fn of_a_rule() -> TokenStream {
    quote!(R: nn::Rule<{ M }>, const M: usize)
}

/// A function that is compiled for its instruction set by itself.
pub(super) fn vector(
    name: &Ident,
    generics: Option<TokenStream>,
    arguments: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let generics = generics.map(|generics| quote!(, #generics));
    quote! {
        fn #name<S: nn::Simd #generics>(simd: S, #arguments) {
            nn::Simd::vectorize(simd, #[inline(always)] || { #body });
        }
    }
}

/// `x: &[[f32; 784]; 8],`.
fn argument(argument: &Argument) -> TokenStream {
    let name = format_ident!("{}", argument.name);
    match &argument.kind {
        ArgumentKind::Array(array) => {
            let kind = reference(array);
            quote!(#name: #kind,)
        }
        ArgumentKind::Inputs(n) => {
            let n = count(*n);
            quote!(#name: &mut nn::Inputs<'_, #n>,)
        }
        ArgumentKind::Outputs => quote!(#name: &mut nn::Outputs<'_>,),
        ArgumentKind::Range => quote!(#name: nn::Range<usize>,),
        ArgumentKind::Rings => quote!(#name: nn::Rings<'_>,),
        ArgumentKind::RingsOf(channels) => {
            let channels = count(*channels);
            quote!(#name: &[[nn::Panel; P]; #channels], now: u32,)
        }
        ArgumentKind::Ages(n) => {
            let n = count(*n);
            quote!(#name: &[u32; #n],)
        }
        ArgumentKind::Moments(array) => {
            let kind = reference(array);
            quote!(#name: [#kind; M],)
        }
        ArgumentKind::Rule => quote!(#name: R,),
    }
}

fn reference(array: &Array) -> TokenStream {
    let mut kind = match array.element {
        Element::Number => quote!(f32),
        Element::Panel => quote!(nn::Panel),
    };
    for extent in array.extents.iter().rev().map(|extent| count(*extent)) {
        kind = quote!([#kind; #extent]);
    }
    if array.is_slice {
        kind = quote!([#kind]);
    }
    if array.is_mutable { quote!(&mut #kind) } else { quote!(&#kind) }
}

fn body(function: &Function) -> TokenStream {
    match &function.body {
        Body::Contract { contract, then } => {
            if let Some(n) = contract.loops.numbers {
                return numbers::contract(function, (contract, n), *then);
            }
            let sums = contraction::print(contract);
            let then = then.map(|activation| activate(function, activation));
            quote!(#sums #then)
        }
        Body::Convolve { convolve, then } => {
            let x = function.arguments.first().map_or("x", |argument| argument.name);
            if let Some(n) = convolve.numbers {
                return numbers::convolve((convolve, n), x, *then);
            }
            let sums = convolution::print(convolve, x);
            let then = then.map(|activation| activate(function, activation));
            quote!(#sums #then)
        }
        Body::ConvolveByParts(by) => {
            let (channels, parts) = (count(by.channels), count(by.parts));
            let bias = if by.has_bias { quote!(nn::Some(bias)) } else { quote!(nn::core::option::Option::None) };
            let then = by.then.map(|activation| activate(function, activation));
            quote! {
                for (x, y) in x.iter().zip(y.iter_mut()) {
                    nn::convolve_by_parts(simd, (#channels, #parts), x, weight, #bias, y);
                }
                #then
            }
        }
        Body::EachRow { called } => walks::each_row(function, called),
        Body::Rows(walk) => walks::rows(function, walk),
        Body::Blocks { called, rows, together } => {
            let (called, rows) = (format_ident!("{called}"), count(*rows));
            let (each, of) = match together.map(count) {
                Some(together) => (quote!(each_block_by_panels), quote!((#rows, #together))),
                None => (quote!(each_block), quote!(#rows)),
            };
            quote!(nn::#each(#of, x, d, part, #[inline(always)] |x, d, part| #called(simd, x, d, part));)
        }
        Body::VectorGradient { term: Term::Derivative, rows } => {
            let rows = count(*rows);
            quote!(nn::bias_gradient(simd, #rows, d, part);)
        }
        Body::VectorGradient { term: Term::VectorOfTable, rows } => {
            let rows = count(*rows);
            quote!(nn::table_gradient(simd, #rows, (x, d), part);)
        }
        Body::VectorGradient { term, rows } => {
            let (rows, f) = (count(*rows), term_of(*term));
            let kind = if *term == Term::SlopeOfAll { "number" } else { "vector" };
            let called = format_ident!("{kind}_gradient");
            quote!(nn::#called(simd, #rows, (x, d), part, #f);)
        }
        Body::Outer(outer) => walks::outer(outer),
    }
}

/// What a number of a row contributes to the derivative of a parameter, as a function of the number and the derivative.
pub(super) fn term_of(term: Term) -> TokenStream {
    let result = match term {
        Term::Derivative | Term::VectorOfTable => quote!(d),
        Term::Product => quote!(nn::times(x, d)),
        Term::Slope | Term::SlopeOfAll => quote!(nn::slope_term(simd, x, d)),
    };
    quote!(#[inline(always)] |x, d| #result)
}

/// The activation of all that a function has written to `y`.
fn activate(function: &Function, activation: Activation) -> TokenStream {
    let applied = activation::apply(activation, &quote!(z));
    let has_range = function.arguments.iter().any(|argument| argument.kind == ArgumentKind::Range);
    let has_rows = function.arguments.iter().any(|argument| match &argument.kind {
        ArgumentKind::Array(array) => array.is_mutable && array.extents.len() > 1,
        _ => false,
    });
    match (has_range, has_rows) {
        (true, _) => quote!(nn::map_some_in_place(simd, y, &panels, #[inline(always)] |z| #applied);),
        (false, true) => quote!(nn::map_in_place(simd, nn::panels_mut(y), #[inline(always)] |z| #applied);),
        (false, false) => quote!(nn::map_in_place(simd, y, #[inline(always)] |z| #applied);),
    }
}
