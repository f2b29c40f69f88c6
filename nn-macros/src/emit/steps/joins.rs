//! Steps of whole values: joins, copies, activations over a row, and losses.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use super::super::{activation, losses};
use super::{Form, Steps};
use crate::model::Activation;
use crate::plan::contract::Start;
use crate::plan::step::{Place, Step};

impl Steps<'_> {
    pub(super) fn over_row(&self, activation: Activation, step: &Step) -> TokenStream {
        let (function, columns) = (format_ident!("{}", activation.name()), activation::columns_function(activation));
        if self.is_columns() {
            let (x, y, n) = (self.columns(step.reads[0]), self.columns(step.writes), self.len(step.writes));
            return self.each_group(&quote!(#y = #x; nn::#columns::<_, nn::Math, #n>(simd, &mut #y);));
        }
        let (x, y) = (self.as_vectors(step.reads[0], false), self.as_vectors(step.writes, true));
        let (n, n_panels) = self.vector_len(step.writes);
        quote! {
            nn::rows_in_place(#x, #y, #[inline(always)] |z, p| {
                *p = *z;
                nn::#function::<_, nn::Math, #n, #n_panels>(simd, p);
            });
        }
    }

    /// As [`over_row`](Self::over_row), the derivative.
    pub(super) fn over_row_derivative(&self, activation: Activation, step: &Step) -> TokenStream {
        let (p, d) = (self.as_vectors(step.reads[0], false), self.as_vectors(step.writes, true));
        let (n, n_panels) = self.vector_len(step.writes);
        let function = format_ident!("{}_backward", activation.name());
        quote! {
            nn::rows_in_place(#p, #d, #[inline(always)] |p, d| {
                nn::#function::<S, #n, #n_panels>(simd, p, d);
            });
        }
    }

    /// The vectors of a place: its rows, or all pixels of maps.
    fn as_vectors(&self, place: Place, is_mutable: bool) -> TokenStream {
        if self.is_map(place) { self.pixels(place, is_mutable) } else { self.name(place).into_token_stream() }
    }

    /// How long such a vector is, in numbers and in panels.
    fn vector_len(&self, place: Place) -> (usize, usize) {
        if self.is_map(place) {
            (self.map_of(place).1, self.channel_panels(place))
        } else {
            (self.len(place), self.n_panels(place))
        }
    }

    pub(super) fn sum(&self, step: &Step) -> TokenStream {
        let reads: Vec<_> = step.reads.iter().map(|place| self.all(*place)).collect();
        let (first, second, others, y) = (&reads[0], &reads[1], &reads[2..], self.all_mut(step.writes));
        quote! {
            nn::add(simd, #first, #second, #y);
            #(nn::add_assign(simd, #others, #y);)*
        }
    }

    pub(super) fn copy(&self, step: &Step) -> TokenStream {
        if self.is_columns() {
            return self.moved(step, (0, 0, self.len(step.writes)), true);
        }
        if let (Form::Slices, Place::State(_)) = (self.form, step.reads[0]) {
            return self.carried(step);
        }
        let (x, y) = (self.all(step.reads[0]), self.all_mut(step.writes));
        match step.start {
            // It is there.
            Start::Overwrite if self.name(step.reads[0]) == self.name(step.writes) => TokenStream::new(),
            Start::Overwrite => quote!(nn::copy(#x, #y);),
            Start::Add => quote!(nn::add_assign(simd, #x, #y);),
        }
    }

    /// The first `n` places that are read, and the parameters behind them, combined number by number.
    pub(super) fn combine(
        &self,
        step: &Step,
        n: usize,
        values: &TokenStream,
        (parameters, result): (TokenStream, TokenStream),
    ) -> TokenStream {
        let (read, of_net) = step.reads.split_at(n);
        let parameter = |place: &Place| match (place, step.writes) {
            (Place::Parameter(field), Place::Value(id) | Place::Gradient(id)) => Some((*field, id)),
            _ => None,
        };
        let is_single = |place: &Place| parameter(place).is_some_and(|(field, id)| self.plan.is_single(field, id));
        let is_of_channels =
            |place: &Place| parameter(place).is_some_and(|(field, id)| self.plan.is_of_channels(field, id));
        // The pixels of a map as rows, unless each number of the map has a parameter.
        let by_pixels =
            self.is_map(step.writes) && of_net.iter().all(|place| is_single(place) || is_of_channels(place));
        let vectors = of_net.iter().map(|place| {
            let name = self.name(*place);
            if is_single(place) {
                let n_panels = if by_pixels { self.channel_panels(step.writes) } else { self.n_panels(step.writes) };
                quote!(&nn::spread::<#n_panels>(&net.#name))
            } else {
                quote!(&net.#name)
            }
        });
        let names = read
            .iter()
            .map(|place| if by_pixels { self.pixels(*place, false) } else { self.name(*place).to_token_stream() });
        let y = if by_pixels { self.pixels(step.writes, true) } else { self.name(step.writes).to_token_stream() };
        let (old, result) = match step.start {
            Start::Overwrite => (quote!(_), result),
            Start::Add => (quote!(y), quote!(nn::plus(y, #result))),
        };
        let closure = quote!(#[inline(always)] |#values, #parameters, #old| #result);
        if self.is_columns() {
            let (names, y) = (read.iter().map(|place| self.columns(*place)), self.columns(step.writes));
            self.each_group(&quote!(nn::combine_columns(simd, [#(&#names),*], [#(#vectors),*], &mut #y, #closure);))
        } else {
            quote!(nn::combine(simd, [#(#names),*], [#(#vectors),*], #y, #closure);)
        }
    }

    /// `len` numbers from one place of a row to one of another.
    pub(super) fn moved(&self, step: &Step, (from, to, len): (usize, usize, usize), is_last: bool) -> TokenStream {
        if self.is_columns() {
            let (x, y) = (self.columns(step.reads[0]), self.columns(step.writes));
            let numbers = (0..len).map(|number| {
                let (from, to) = (from + number, to + number);
                match step.start {
                    Start::Overwrite => quote!(#y[#to] = #x[#from];),
                    Start::Add => quote! {
                        nn::store(nn::plus(nn::load(simd, &#y[#to]), nn::load(simd, &#x[#from])), &mut #y[#to]);
                    },
                }
            });
            return self.each_group(&numbers.collect());
        }
        let (x, y) = (self.name(step.reads[0]), self.name(step.writes));
        let function = match (step.start, is_last) {
            (Start::Add, _) => quote!(add_numbers),
            (Start::Overwrite, true) => quote!(copy_last_numbers),
            (Start::Overwrite, false) => quote!(copy_numbers),
        };
        let (source, target) = match step.writes {
            Place::Gradient(_) => (quote!(d), quote!(to)),
            _ => (quote!(x), quote!(y)),
        };
        quote! {
            nn::rows_in_place(
                #x, #y, #[inline(always)] |#source, #target| nn::#function(#source, #from, #target, #to, #len)
            );
        }
    }

    /// The loss of each row, and its derivative with respect to the last value.
    pub(super) fn loss(&self, step: &Step, memory: &TokenStream) -> TokenStream {
        let prediction = self.name(step.reads[0]);
        if self.form == Form::Columns {
            return self.loss_columns(step, memory);
        }
        let Place::Gradient(_) = step.writes else {
            let n_panels = self.n_panels(step.reads[0]);
            return quote! {
                nn::weighted_row_losses(#prediction, (targets, weights), losses, |p, y| {
                    row_loss(simd, p, y, step.scale, &mut [nn::Panel::ZERO; #n_panels])
                });
            };
        };
        let gradient = self.name(step.writes);
        quote! {
            nn::row_losses_with(#prediction, (targets, weights), step.scale, #gradient, losses, |p, y, scale, d| {
                row_loss(simd, p, y, scale, d)
            });
        }
    }

    pub(super) fn loss_columns(&self, step: &Step, memory: &TokenStream) -> TokenStream {
        let Some(loss) = self.plan.loss() else { return TokenStream::new() };
        let (prediction, d, n) = (self.name(step.reads[0]), self.name(step.writes), self.len(step.writes));
        let function = losses::columns_function(loss);
        let constants = losses::constants(loss);
        let targets = (0..n).map(|index| quote!(target_columns[#index]));
        quote! {
            let target_columns = [#(#targets,)*];
            #memory
            nn::#function::<_, #n>(simd, (&#prediction, &target_columns), (scale, weights), &mut #d, (n, total) #constants);
        }
    }
}
