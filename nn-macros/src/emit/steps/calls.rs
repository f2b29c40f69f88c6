//! Calls of functions, and how the places of a step become their arguments.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::names;
use super::{Form, Steps};
use crate::plan::LANES;
use crate::plan::functions::{ArgumentKind, Array, Element};
use crate::plan::step::{Divided, Operation, PassKind, Place, Step};

impl Steps<'_> {
    pub(super) fn call(&self, function: &str, step: &Step) -> TokenStream {
        let name = format_ident!("{function}");
        let arguments = self.arguments(function, step);
        quote!(#name(simd, #(#arguments),*);)
    }

    /// What a step reads, then what it writes, as the function takes it.
    fn arguments(&self, function: &str, step: &Step) -> Vec<TokenStream> {
        let places = step.reads.iter().chain([&step.writes]);
        let mut places = places.copied();
        let mut next = || places.next().unwrap_or(step.writes);
        self.plan.functions[function]
            .arguments
            .iter()
            .map(|argument| match &argument.kind {
                ArgumentKind::Array(array) => self.argument(next(), array),
                ArgumentKind::Moments(_) => self.moments(step.writes),
                ArgumentKind::Inputs(_) | ArgumentKind::Outputs => {
                    let part = self.name(next());
                    quote!(&mut part.#part)
                }
                ArgumentKind::Rule => quote!(rule),
                ArgumentKind::Rings => {
                    let past = self.name(next());
                    quote!(nn::rings(#past, now))
                }
                ArgumentKind::RingsOf(_) => {
                    let past = self.name(next());
                    quote!(#past, now)
                }
                ArgumentKind::Ages(n) => {
                    let Operation::CallRecalling { ages, .. } = &step.operation else {
                        unreachable!("plan/passes has the ages of such a function")
                    };
                    let ages = ages.iter().take(*n).map(|age| names::count(*age));
                    quote!(&[#(#ages),*])
                }
                ArgumentKind::Range => unreachable!("plan/functions/walks.rs calls what takes a range"),
            })
            .collect()
    }

    /// The moments of a parameter.
    pub(super) fn moments(&self, place: Place) -> TokenStream {
        let name = self.name(place);
        quote!(nn::of_each(moments, #[inline(always)] |net| &mut net.#name))
    }

    /// A place as an argument of the type.
    pub(super) fn argument(&self, place: Place, array: &Array) -> TokenStream {
        let name = self.name(place);
        match place {
            Place::Parameter(_) if array.is_mutable => return quote!(&mut net.#name),
            Place::Parameter(_) => return quote!(&net.#name),
            Place::ParameterGradient(_) => return quote!(&mut gradient.#name),
            Place::Transposed(_) => return quote!(#name),
            _ => {}
        }
        match (self.form, place) {
            (Form::Columns, _) if array.is_mutable => return quote!(&mut #name),
            (Form::Columns, _) | (Form::Groups(_), Place::Input) => return quote!(&#name),
            (Form::Groups(_), _) => return quote!(#name),
            _ => {}
        }
        let rows = (self.kind == PassKind::TrainParameters).then(|| quote!(rows.));
        let (of_row, of_argument) = (self.n_panels(place), array.extents.iter().product::<usize>());
        let (element, per_panel) = match array.element {
            Element::Panel => (quote!(nn::Panel), 1),
            Element::Number => (quote!(f32), LANES),
        };
        // Pixels as rows.
        if self.is_map(place) && array.is_slice && of_argument < of_row * per_panel {
            let called = format_ident!("{}", if array.is_mutable { "cast_rows_mut" } else { "cast_rows" });
            return quote!(nn::#called::<[nn::Panel; #of_row], [#element; #of_argument]>(#rows #name));
        }
        let value = self.numbers(quote!(#rows #name), place, array);
        let is_row = array.extents.len() == 1 && !array.is_slice;
        match (is_row, array.is_mutable) {
            (false, _) => value,
            (true, false) => quote!(&#value[0]),
            (true, true) => quote!(&mut #value[0]),
        }
    }

    /// The panels of a value as numbers, where the function takes these.
    fn numbers(&self, value: TokenStream, place: Place, array: &Array) -> TokenStream {
        if place == Place::Input || array.element == Element::Panel {
            return value;
        }
        let to = array.extents.last().copied().unwrap_or(0);
        let from = to / LANES;
        match self.form {
            Form::Arrays(n) => quote!(nn::cast::<[[nn::Panel; #from]; #n], [[f32; #to]; #n]>(#value)),
            Form::Slices | Form::Columns | Form::Groups(_) => {
                quote!(nn::cast_rows::<[nn::Panel; #from], [f32; #to]>(#value))
            }
        }
    }

    /// A layer of a single row: with threads in parts, without them as a whole.
    pub(super) fn divided(&self, divided: &Divided, step: &Step) -> TokenStream {
        let arguments = self.arguments(&divided.whole, step);
        let (x, weight, y) = (&arguments[0], &arguments[1], self.all_mut(step.writes));
        let n_panels = divided.panels;
        let (bias, passed) = match step.reads.get(2) {
            Some(_) => {
                let bias = &arguments[2];
                (quote!(#bias), quote!(weight, bias,))
            }
            None => (quote!(&[(); #n_panels]), quote!(weight,)),
        };
        let (groups, group) = (format_ident!("{}", divided.group.called), divided.group.panels);
        let rest = match &divided.rest {
            None => quote!(|_, _, _| {}),
            Some(rest) => {
                let (function, rest) = (format_ident!("{}", rest.called), rest.panels);
                quote! {
                    #[inline(always)] |weight, bias, y| {
                        if let (nn::Some(weight), nn::Some(bias), nn::Some(y)) =
                            (weight.first_chunk::<#rest>(), bias.first_chunk::<#rest>(), y.first_chunk_mut::<#rest>())
                        {
                            let _ = bias;
                            #function(simd, x, #passed nn::one_mut(y));
                        }
                    }
                }
            }
        };
        let whole = self.call(&divided.whole, step);
        // The block keeps its `x` from what comes after, which may read the input.
        quote! {
            nn::if_parallel! {{
                let x = #x;
                nn::row_in_parts(
                    #weight,
                    #bias,
                    #y,
                    #[inline(always)] |weight: &[_; #group], bias, y| {
                        let _ = bias;
                        #groups(simd, x, #passed nn::one_mut(y));
                    },
                    #rest,
                );
            }}
            nn::if_single! {
                #whole
            }
        }
    }
}
