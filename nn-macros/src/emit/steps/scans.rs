//! Loops over the pixels of maps, which are the steps of a window; and over the steps of a stream.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Form, Steps};
use crate::plan::step::{Operation, Place, Slot, Step, Walk};

impl Steps<'_> {
    /// Steps that are done for each pixel, row by row. In the loop the name of a map is that of its pixel, and where a step writes to the next
    /// pixel, that has a name too.
    pub(super) fn walk(&self, walk: Walk, steps: &[Step]) -> TokenStream {
        let Some(n_steps) = walk.pixels else { return self.walk_over_rows(walk, steps) };
        let places = || steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes]));
        let memory = self.memory_of(steps);
        let is_map = |place: &&Place| matches!(place, Place::Value(_) | Place::Gradient(_));
        let maps: BTreeSet<Place> = places().filter(is_map).copied().collect();
        let handed_on: BTreeSet<Place> =
            steps.iter().filter(|step| step.operation.is_for_next()).map(|step| step.writes).collect();
        let of_rows = maps.iter().map(|place| {
            let (name, all, of_pixel) = (self.name(*place), self.n_panels(*place), self.channel_panels(*place));
            quote!(let #name = nn::cast_rows_mut::<[nn::Panel; #all], [nn::Panel; #of_pixel]>(#name);)
        });
        let of_rows: TokenStream = of_rows.collect();
        let of_row: TokenStream = match self.form {
            // There is one.
            Form::Arrays(_) => TokenStream::new(),
            Form::Slices | Form::Columns | Form::Groups(_) => {
                maps.iter().map(|place| self.row_of(*place, n_steps)).collect()
            }
        };
        let of_step = maps.iter().map(|place| {
            let name = self.name(*place);
            if handed_on.contains(place) {
                let (next, split) = (next_of(&name), if walk.is_descending { "before" } else { "behind" });
                let split = format_ident!("row_and_{split}");
                quote!(let nn::Some((#name, #next)) = nn::#split(#name, t) else { return };)
            } else {
                quote!(let nn::Some(#name) = nn::row_mut(#name, t) else { return };)
            }
        });
        let printer = Self { form: Form::Arrays(1), walk: Some(walk), ..self.clone() };
        let steps = printer.all_of(steps);
        let order = if walk.is_descending { quote!(nn::descending(#n_steps)) } else { quote!(0..#n_steps) };
        let each_step = quote!(for t in #order { #(#of_step)* #steps });
        let rows = match self.form {
            Form::Arrays(_) => each_step,
            Form::Slices | Form::Columns | Form::Groups(_) => quote!(for row in 0..x.len() { #of_row #each_step }),
        };
        // The block keeps the names of pixels from what comes after.
        quote!(#memory { #of_rows #rows })
    }

    /// Steps that are done for each row, an input of a stream. In the loop the name of a value is that of its row, and `now` the row's time.
    fn walk_over_rows(&self, walk: Walk, steps: &[Step]) -> TokenStream {
        let places = || steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes]));
        let memory = self.memory_of(steps);
        let is_value = |place: &&Place| matches!(place, Place::Value(_)) && !self.is_of_one_step(**place);
        let values: BTreeSet<Place> = places().filter(is_value).copied().collect();
        let names = values.iter().map(|place| self.name(*place));
        let input = places()
            .any(|place| *place == Place::Input)
            .then(|| quote!(let nn::Some(x) = nn::row(x, t) else { return };));
        let has_time = |step: &Step| matches!(step.operation, Operation::Recall(_) | Operation::Remember);
        let now = steps.iter().any(has_time).then(|| quote!(let now = nn::later(now, t);));
        let printer = Self { form: Form::Arrays(1), walk: Some(walk), ..self.clone() };
        let steps = printer.all_of(steps);
        quote! {
            #memory
            for t in 0..x.len() {
                #(let nn::Some(#names) = nn::row_mut(#names, t) else { return };)*
                #input
                #now
                #steps
            }
        }
    }

    /// The pixels of a row.
    fn row_of(&self, place: Place, n_steps: usize) -> TokenStream {
        let name = self.name(place);
        quote!(let nn::Some(#name) = nn::pixels_of_row::<_, #n_steps>(#name, row) else { return };)
    }

    /// The declarations of what some steps write, all of them before the first.
    pub(super) fn memory_of(&self, steps: &[Step]) -> TokenStream {
        let given: TokenStream = steps
            .iter()
            .filter(|step| !matches!(step.slot, Slot::Given | Slot::At(_)))
            .map(|step| self.memory(step))
            .collect();
        let lent = self.lend_all(steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes])));
        quote!(#lent #given)
    }

    pub(super) fn begin(&self, step: &Step, pixel: usize) -> TokenStream {
        let y = self.pixels(step.writes, true);
        let (n_steps, pixel) = (self.map_of(step.writes).0, Literal::usize_unsuffixed(pixel));
        let first = if let Some(initial) = step.reads.first() {
            let name = self.name(*initial);
            quote!(net.#name)
        } else {
            let n_panels = self.channel_panels(step.writes);
            quote!([nn::Panel::ZERO; #n_panels])
        };
        quote!(nn::begin(&#first, #y, (#n_steps, #pixel));)
    }

    pub(super) fn keep_for_next(&self, step: &Step) -> TokenStream {
        let (x, next) = (self.all(step.reads[0]), next_of(&self.name(step.writes)));
        quote!(if let nn::Some(next) = #next { nn::keep_state(simd, #x, nn::panels_mut(next)); })
    }

    pub(super) fn add_to_next(&self, step: &Step) -> TokenStream {
        let (d, next) = (self.all(step.reads[0]), next_of(&self.name(step.writes)));
        quote!(if let nn::Some(next) = #next { nn::add_assign(simd, #d, nn::panels_mut(next)); })
    }
}

/// The next pixel of a map.
fn next_of(name: &Ident) -> Ident {
    format_ident!("{name}_next")
}
