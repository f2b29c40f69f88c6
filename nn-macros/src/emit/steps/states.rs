//! Steps of layers with a memory: their cells, and what a stream keeps from one input to the next.
//!
//! A pass over a single stream has its state's fields as variables, and `now`; where each row is a stream, their states are a slice, and a
//! step goes through it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Form, Steps};
use crate::plan::Cell;
use crate::plan::contract::Start;
use crate::plan::step::{Operation, Place, Step};

impl Steps<'_> {
    pub(super) fn cell(&self, cell: Cell, step: &Step) -> TokenStream {
        let function = format_ident!("{}", cell.name());
        let reads = step.reads.iter().zip(cell.gates()).map(|(place, gates)| self.gates(*place, *gates, false));
        let y = self.gates(step.writes, 1, true);
        self.of_each_row(step, &quote!(nn::#function::<_, nn::Math, _>(simd, #(#reads,)* #y);))
    }

    /// The derivatives with respect to the inputs of a function, by one call: they share its gates. Those that nothing needs are left out of
    /// the steps, and are written to memory that nothing reads.
    pub(super) fn cell_derivatives(&self, cell: Cell, steps: &[Step]) -> TokenStream {
        let Some(Step { reads, .. }) = steps.first() else { return TokenStream::new() };
        let function = format_ident!("{}_backward", cell.name());
        let (inputs, d) = reads.split_at(cell.gates().len());
        let d = d.iter().map(|d| self.gates(*d, 1, false));
        let read = inputs.iter().zip(cell.gates()).map(|(place, gates)| self.gates(*place, *gates, false));
        let step_of = |index: usize| {
            steps
                .iter()
                .find(|step| matches!(step.operation, Operation::CellDerivative { input, .. } if input == index))
        };
        let are_added = (0..inputs.len()).map(|index| step_of(index).is_some_and(|step| step.start == Start::Add));
        let written = inputs.iter().zip(cell.gates()).enumerate().map(|(index, (place, gates))| {
            if let Some(step) = step_of(index) {
                return self.gates(step.writes, *gates, true);
            }
            let of_gate = self.n_panels(*place) / gates;
            let zeros = quote!([nn::Panel::ZERO; #of_gate]);
            if *gates == 1 { quote!(&mut #zeros) } else { quote!(&mut [#zeros; #gates]) }
        });
        let statement = quote! {
            nn::#function::<S, nn::Math, _, #(#are_added),*>(simd, (#(#read,)*), #(#d,)* (#(#written,)*));
        };
        let all_written: Vec<Place> = steps.iter().map(|step| step.writes).collect();
        self.of_rows(reads, &all_written, &statement)
    }

    /// A statement for each row of what a step reads and writes, whose names are those of the rows in it.
    fn of_each_row(&self, step: &Step, statement: &TokenStream) -> TokenStream {
        self.of_rows(&step.reads, &[step.writes], statement)
    }

    /// As [`of_each_row`](Self::of_each_row), of these places.
    fn of_rows(&self, reads: &[Place], written: &[Place], statement: &TokenStream) -> TokenStream {
        if self.form != Form::Slices {
            return statement.clone();
        }
        let mut rows: Vec<(Ident, TokenStream)> = Vec::new();
        for name in reads.iter().map(|place| self.name(*place)) {
            if !rows.iter().any(|(other, _)| *other == name) {
                let iter = quote!(#name.iter());
                rows.push((name, iter));
            }
        }
        rows.extend(written.iter().map(|place| self.name(*place)).map(|name| {
            let iter = quote!(#name.iter_mut());
            (name, iter)
        }));
        let all = rows.into_iter().map(|(name, iter)| (quote!(#name), iter)).rev();
        let zipped = all.reduce(|(pattern, rows), (name, iter)| (quote!((#name, #pattern)), quote!(#iter.zip(#rows))));
        let Some((pattern, rows)) = zipped else { return TokenStream::new() };
        quote!(for #pattern in #rows { #statement })
    }

    /// So many gates of a row, or a row that has none.
    fn gates(&self, place: Place, gates: usize, is_mutable: bool) -> TokenStream {
        let (name, n_panels) = (self.name(place), self.n_panels(place));
        let of_gate = n_panels / gates;
        let types = quote!(::<[nn::Panel; #n_panels], [[nn::Panel; #of_gate]; #gates]>);
        let row = match (self.form, is_mutable) {
            (Form::Slices, _) => quote!(#name),
            (_, false) => quote!(&#name[0]),
            (_, true) => quote!(&mut #name[0]),
        };
        match (gates, is_mutable) {
            (1, _) => row,
            (_, false) => quote!(nn::cast #types(#row)),
            (_, true) => quote!(nn::cast_mut #types(#row)),
        }
    }

    /// The rows of a carry, as the states have it.
    pub(super) fn carried(&self, step: &Step) -> TokenStream {
        let (state, y) = (self.name(step.reads[0]), self.name(step.writes));
        quote! {
            nn::rows_in_place(&*states, #y, #[inline(always)] |state, y| {
                nn::copy(nn::panels(&nn::remembered(state).#state), y);
            });
        }
    }

    pub(super) fn keep(&self, step: &Step) -> TokenStream {
        if self.form != Form::Slices {
            let (x, state) = (self.all(step.reads[0]), self.all_mut(step.writes));
            return quote!(nn::keep_state(simd, #x, #state););
        }
        let (x, state) = (self.name(step.reads[0]), self.name(step.writes));
        quote! {
            nn::rows_in_place(#x, states, #[inline(always)] |x, state| {
                nn::keep_state(simd, x, nn::panels_mut(&mut nn::memory(state).#state));
            });
        }
    }

    pub(super) fn recall(&self, ages: &[usize], step: &Step) -> TokenStream {
        let (past, ages) = (self.name(step.reads[1]), ages.iter().map(|age| Literal::usize_unsuffixed(*age)));
        let ages = quote!(&[#(#ages),*]);
        let recall =
            format_ident!("{}", if self.plan.lanes_over_steps.is_some() { "recall_channels" } else { "recall" });
        match self.form {
            Form::Columns | Form::Groups(_) => {
                let (x, y) = (self.groups_of(step.reads[0]), self.name(step.writes));
                quote!(nn::recall_lanes(#x, #past, now, #ages, #y);)
            }
            Form::Arrays(_) => {
                let (x, y) = (self.name(step.reads[0]), self.pixels(step.writes, true));
                quote!(nn::#recall(&#x[0], #past, now, #ages, #y);)
            }
            Form::Slices => {
                let (x, y) = (self.name(step.reads[0]), self.name(step.writes));
                let (all, of_pixel) = (self.n_panels(step.writes), self.channel_panels(step.writes));
                quote! {
                    nn::rows_in_place_with(#x, &*states, #y, #[inline(always)] |x, state, y| {
                        let state = nn::remembered(state);
                        let y = nn::cast_rows_mut::<[nn::Panel; #all], [nn::Panel; #of_pixel]>(nn::one_mut(y));
                        nn::#recall(x, &state.#past, nn::now(&state.clock), #ages, y);
                    });
                }
            }
        }
    }

    pub(super) fn remember(&self, step: &Step) -> TokenStream {
        let past = self.name(step.writes);
        let remember =
            format_ident!("{}", if self.plan.lanes_over_steps.is_some() { "remember_channels" } else { "remember" });
        match self.form {
            Form::Columns | Form::Groups(_) => {
                let x = self.groups_of(step.reads[0]);
                quote!(nn::remember_lanes(simd, #x, now, #past);)
            }
            Form::Arrays(_) => {
                let x = self.name(step.reads[0]);
                quote!(nn::#remember(simd, &#x[0], now, #past);)
            }
            Form::Slices => {
                let x = self.name(step.reads[0]);
                quote! {
                    nn::rows_in_place(#x, states, #[inline(always)] |x, state| {
                        let state = nn::memory(state);
                        let now = nn::now(&state.clock);
                        nn::#remember(simd, x, now, &mut state.#past);
                    });
                }
            }
        }
    }
}
