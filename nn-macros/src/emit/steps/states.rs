//! Steps of layers with a memory: their cells, and what a stream keeps from one input to the next.
//!
//! A pass over a single stream has its state's fields as variables, and `now`; where each row is a stream, their states are a slice, and a
//! step goes through it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Form, Steps};
use crate::plan::Cell;
use crate::plan::contract::Start;
use crate::plan::step::{Place, Step};

impl Steps<'_> {
    pub(super) fn cell(&self, cell: Cell, step: &Step) -> TokenStream {
        let function = format_ident!("{}", cell.name());
        let reads = step.reads.iter().zip(cell.gates()).map(|(place, gates)| self.gates(*place, *gates, false));
        let y = self.gates(step.writes, 1, true);
        self.of_each_row(step, &quote!(nn::#function::<_, nn::Math, _>(simd, #(#reads,)* #y);))
    }

    pub(super) fn cell_derivative(&self, cell: Cell, input: usize, step: &Step) -> TokenStream {
        let function = format_ident!("{}_to_{}", cell.name(), cell.inputs()[input]);
        let (inputs, d) = step.reads.split_at(cell.gates().len());
        let reads = inputs.iter().zip(cell.gates()).map(|(place, gates)| self.gates(*place, *gates, false));
        let d = d.iter().map(|d| self.gates(*d, 1, false));
        let (y, is_added) = (self.gates(step.writes, cell.gates()[input], true), step.start == Start::Add);
        self.of_each_row(step, &quote!(nn::#function::<S, nn::Math, _, #is_added>(simd, #(#reads,)* #(#d,)* #y);))
    }

    /// A statement for each row of what a step reads and writes, whose names are those of the rows in it.
    fn of_each_row(&self, step: &Step, statement: &TokenStream) -> TokenStream {
        if self.form != Form::Slices {
            return statement.clone();
        }
        let mut names: Vec<Ident> = Vec::new();
        for name in step.reads.iter().map(|place| self.name(*place)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let y = self.name(step.writes);
        let (mut pattern, mut rows) = (quote!(#y), quote!(#y.iter_mut()));
        for name in names.iter().rev() {
            (pattern, rows) = (quote!((#name, #pattern)), quote!(#name.iter().zip(#rows)));
        }
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
