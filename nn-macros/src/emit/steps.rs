//! Prints the steps of passes: one printer for all of them. A pass has its values as rows or as columns.

mod calls;
mod joins;
mod maps;
mod scans;
mod states;

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use maps::{group_norm, resample};

pub(super) use maps::{kernel_shape, pool, window};

use super::{activation, functions, names};
use crate::plan::contract::Start;
use crate::plan::memory::Transposed;
use crate::plan::step::{DerivativeOf, Operation, Pass, PassKind, Place, Slot, Step, Taken, Term, Walk};
use crate::plan::{Layout, Norm, Plan, Pool, Rows, TierId, ValueId};

/// How a pass holds its values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// References to arrays of so many rows.
    Arrays(usize),
    /// Slices of rows.
    Slices,
    /// A panel for each number of 16 rows.
    Columns,
    /// References to arrays of so many groups of 16 rows: a panel for each number of a group.
    Groups(usize),
}

/// The printer of a pass's steps.
#[derive(Clone)]
pub(super) struct Steps<'a> {
    plan: &'a Plan<'a>,
    kind: PassKind,
    form: Form,
    tier: TierId,
    /// Where values begin in the array of the pass, and its panels.
    at: BTreeMap<Place, usize>,
    memory: usize,
    /// The loop over pixels or rows that steps are in: a name is that of one then.
    walk: Option<Walk>,
}

impl<'a> Steps<'a> {
    /// All steps of a pass, in order.
    pub(super) fn print(plan: &'a Plan<'a>, pass: &Pass) -> TokenStream {
        Self::some(plan, pass, &pass.steps)
    }

    /// Some steps of a pass.
    pub(super) fn some(plan: &'a Plan<'a>, pass: &Pass, steps: &[Step]) -> TokenStream {
        let form = match pass.kind {
            PassKind::Inference(Rows::Exactly(rows)) => Form::Arrays(rows),
            PassKind::Inference(Rows::UpTo(_))
            | PassKind::TrainRows
            | PassKind::TrainParameters
            | PassKind::StepRows
            | PassKind::StepBlock
            | PassKind::WindowForward
            | PassKind::WindowBackward => Form::Slices,
            PassKind::SingleRow(_) | PassKind::Step | PassKind::Maps => Form::Arrays(1),
            PassKind::InferenceColumns | PassKind::GradientColumns => Form::Columns,
            PassKind::StepColumns(groups) => Form::Groups(groups),
        };
        let at = pass.steps.iter().filter_map(|step| match step.slot {
            Slot::At(panel) => Some((step.writes, panel)),
            Slot::Given | Slot::New | Slot::Reused(_) | Slot::Result => None,
        });
        let at = at.collect();
        // The array that a caller lends is one for all passes.
        let is_lent = matches!(pass.kind, PassKind::Inference(_) | PassKind::Maps);
        let memory = if is_lent { plan.scratch() } else { pass.memory };
        let printer = Self { plan, kind: pass.kind, form, tier: pass.tier, at, memory, walk: None };
        let groups = steps.chunk_by(|one, next| one.walk == next.walk);
        let print = |group: &[Step]| match group {
            [Step { walk: Some(walk), .. }, ..] => printer.walk(*walk, group),
            _ => printer.all_of(group),
        };
        groups.map(print).collect()
    }

    /// Steps in order.
    fn all_of(&self, steps: &[Step]) -> TokenStream {
        let of_a_cell = |step: &Step| matches!(step.operation, Operation::CellDerivative { .. });
        let groups = steps.chunk_by(|one, next| of_a_cell(one) && of_a_cell(next) && one.reads == next.reads);
        let print = |group: &[Step]| match group {
            [Step { operation: Operation::CellDerivative { cell, .. }, .. }, _, ..] => {
                let memory = if self.walk.is_some() { TokenStream::new() } else { self.memory_of(group) };
                let computed = self.cell_derivatives(*cell, group);
                quote!(#memory #computed)
            }
            _ => group.iter().map(|step| self.step(step)).collect(),
        };
        groups.map(print).collect()
    }

    #[expect(clippy::too_many_lines, reason = "an arm for each operation")]
    fn step(&self, step: &Step) -> TokenStream {
        // That of a loop is declared before it.
        let memory = if self.walk.is_some() { TokenStream::new() } else { self.memory(step) };
        let computed = match &step.operation {
            Operation::Load => {
                let y = self.name(step.writes);
                quote!(nn::rows_in_place(x, #y, #[inline(always)] |x, y| nn::load_row(x, y));)
            }
            Operation::EachRow => {
                let (y, maps) = (self.name(step.writes), names::of_kind(self.plan, PassKind::Maps, self.tier));
                let scratch = super::batch::scratch_argument(self.plan);
                quote! {
                    nn::rows_in_place(
                        x, #y, #[inline(always)] |x, y| #maps(simd, net, nn::one(x), nn::one_mut(y) #scratch),
                    );
                }
            }
            Operation::Call(function) | Operation::CallRecalling { called: function, .. } => self.call(function, step),
            Operation::OwnGradient(function) => self.own_gradient(function, step),
            Operation::DescendBy(function) => {
                let (own, name, moments) =
                    (self.own_gradient(function, step), self.name(step.writes), self.moments(step.writes));
                let sums = self.sums(step.writes);
                quote!(#own nn::descend_by_gradient(simd, #sums, &mut net.#name, #moments, rule);)
            }
            Operation::BatchMoments { epsilon } => {
                let (x, y, shape) =
                    (self.pixels(step.reads[0], false), self.name(step.writes), self.map_of(step.reads[0]));
                let (pixels, channels) = shape;
                let epsilon = activation::float(*epsilon);
                quote!(nn::batch_moments(simd, #x, #y, (#pixels, #channels, #epsilon));)
            }
            Operation::BatchNormalise => {
                let (x, moments, y) =
                    (self.pixels(step.reads[0], false), self.name(step.reads[1]), self.pixels(step.writes, true));
                let affine = self.affine(&step.reads[2..]);
                quote!(nn::batch_normalise(simd, (#x, #moments), #affine, #y);)
            }
            Operation::BatchAffine { epsilon } => {
                let (x, y) = (self.pixels(step.reads[0], false), self.pixels(step.writes, true));
                let [mean, variance] = [1, 2].map(|index| self.name(step.reads[index]));
                let [weight, bias] = self.vectors(&step.reads[3..]);
                let epsilon = activation::float(*epsilon);
                quote! {
                    nn::batch_affine(simd, #x, (&net.#mean, &net.#variance), (#weight, #bias, #epsilon), #y);
                }
            }
            Operation::BatchDerivative => {
                let (x, moments, d) =
                    (self.pixels(step.reads[0], false), self.name(step.reads[1]), self.pixels(step.writes, true));
                let ([weight, _], (pixels, _)) = (self.vectors(&step.reads[2..]), self.map_of(step.writes));
                quote!(nn::batch_norm_backward(simd, #x, #moments, (#weight, #pixels), #d);)
            }
            Operation::TakeMoment { which, taken } => {
                let (moments, y) = (self.name(step.reads[0]), self.name(step.writes));
                match taken {
                    Taken::Written => quote!(gradient.#y = nn::moment_of(#moments, #which);),
                    Taken::AddedToPart => quote!(nn::add_moment(simd, rows.#moments, #which, &mut part.#y);),
                    Taken::Descended => {
                        let of_optimizer = self.moments(step.writes);
                        quote!(nn::descend_moment(simd, (#moments, #which), &mut net.#y, #of_optimizer, rule);)
                    }
                    Taken::Kept(momentum) => {
                        let momentum = activation::float(*momentum);
                        quote!(nn::absorb_moment(simd, (#moments, #which), &mut net.#y, #momentum);)
                    }
                }
            }
            Operation::Transpose => {
                let Place::Transposed(field) = step.writes else {
                    unreachable!("plan/passes transposes parameters alone")
                };
                let name = self.name(step.writes);
                let weight = names::field(self.plan, field);
                let transposed = self.plan.transposed().into_iter().find(|transposed| transposed.field == field);
                let shape = transposed.and_then(|transposed| {
                    let Transposed { outputs, kernel, .. } = transposed;
                    Some(kernel_shape(outputs, kernel?))
                });
                quote!(nn::transpose_kernel(nn::panels(&net.#weight), nn::panels_mut(#name), #shape);)
            }
            Operation::Arrange => self.arrange(step),
            Operation::Rearrange(moves) => self.rearrange(step, moves),
            Operation::MoveChannels { from, to, len, is_last } => {
                self.move_channels(step, (*from, *to, *len), *is_last)
            }
            Operation::Pool(kind, window_of) => {
                let (x, y) = (self.pixels(step.reads[0], false), self.pixels(step.writes, true));
                pool(*kind, self.channel_panels(step.writes), (&x, &y), window_of)
            }
            Operation::PoolDerivative(pool, window_of) => {
                let window = window(window_of);
                let n = self.channel_panels(step.writes);
                let reads: Vec<_> = step.reads.iter().map(|place| self.pixels(*place, false)).collect();
                let y = self.pixels(step.writes, true);
                match pool {
                    Pool::Largest => {
                        let (x, z, d) = (&reads[0], &reads[1], &reads[2]);
                        quote!(nn::max_pool_backward::<S, #n>(simd, [#x, #z, #d], #y, &#window);)
                    }
                    Pool::Mean { counts_padding } => {
                        let d = &reads[0];
                        quote!(nn::mean_pool_backward::<S, #n>(simd, #d, #y, (&#window, #counts_padding));)
                    }
                }
            }
            Operation::Resample(of) => {
                let (x, y) = (self.pixels(step.reads[0], false), self.pixels(step.writes, true));
                let (n, along) = (self.channel_panels(step.writes), resample(of));
                quote!(nn::resample::<S, #n>(simd, #x, #y, &#along);)
            }
            Operation::ResampleDerivative(of) => {
                let (d, y) = (self.pixels(step.reads[0], false), self.pixels(step.writes, true));
                let (n, along) = (self.channel_panels(step.writes), resample(of));
                quote!(nn::resample_backward::<S, #n>(simd, #d, #y, &#along);)
            }
            Operation::Divided(divided) => self.divided(divided, step),
            Operation::Map(activation) => {
                let (x, y, applied) =
                    (self.all(step.reads[0]), self.all_mut(step.writes), activation::apply(*activation, &quote!(z)));
                quote!(nn::map(simd, #x, #y, #[inline(always)] |z| #applied);)
            }
            Operation::OverRow(activation) => self.over_row(*activation, step),
            Operation::Sum => self.sum(step),
            Operation::Difference => {
                let (a, b, y) = (self.all(step.reads[0]), self.all(step.reads[1]), self.all_mut(step.writes));
                quote!(nn::subtract(simd, #a, #b, #y);)
            }
            Operation::Product => {
                let (a, b, y) = (self.all(step.reads[0]), self.all(step.reads[1]), self.all_mut(step.writes));
                match step.start {
                    Start::Overwrite => quote!(nn::multiply(simd, #a, #b, #y);),
                    Start::Add => quote!(nn::add_product(simd, #a, #b, #y);),
                }
            }
            Operation::ProductOfChannels => {
                let (x, z, y) =
                    (self.pixels(step.reads[0], false), self.name(step.reads[1]), self.pixels(step.writes, true));
                let (n, is_added) = (self.channel_panels(step.writes), step.start == Start::Add);
                quote!(nn::multiply_channels::<S, #n, #is_added>(simd, #x, #z, #y);)
            }
            Operation::SumOfProducts => {
                let (d, x, y) =
                    (self.pixels(step.reads[0], false), self.pixels(step.reads[1], false), self.name(step.writes));
                let (n, is_added) = (self.channel_panels(step.reads[0]), step.start == Start::Add);
                quote!(nn::sums_of_products::<S, #n, #is_added>(simd, #d, #x, #y);)
            }
            Operation::Scale(factor) => {
                let (x, y, factor) = (self.all(step.reads[0]), self.all_mut(step.writes), activation::float(*factor));
                match step.start {
                    Start::Overwrite => quote!(nn::scale(simd, #x, #y, #factor);),
                    Start::Add => quote!(nn::add_scaled(simd, #x, #y, #factor);),
                }
            }
            Operation::Affine => {
                let result = match step.reads.len() {
                    2 => (quote!([w]), quote!(nn::times(x, w))),
                    _ => (quote!([w, b]), quote!(nn::mul_add(x, w, b))),
                };
                self.combine(step, 1, &quote!([x]), result)
            }
            Operation::Prelu => self.combine(step, 1, &quote!([x]), (quote!([s]), quote!(nn::prelu(simd, x, s)))),
            Operation::PreluDerivative => {
                let result = (quote!([s]), quote!(nn::prelu_derivative(simd, x, d, s)));
                self.combine(step, 2, &quote!([d, x]), result)
            }
            Operation::Embedding => {
                let [x, table] = [step.reads[0], step.reads[1]].map(|place| self.name(place));
                let (y, n) = (self.name(step.writes), self.len(step.writes));
                quote! {
                    nn::rows_in_place(#x, #y, #[inline(always)] |x, y| nn::embed::<S, #n, _, _>(simd, x, &net.#table, y));
                }
            }
            Operation::Normalise(norm) => {
                let (n, n_panels) = (self.len(step.writes), self.n_panels(step.writes));
                let (stem, of_norm) = normalisation(*norm);
                if self.is_columns() {
                    let (x, y) = (self.columns(step.reads[0]), self.columns(step.writes));
                    let columns = format_ident!("{stem}_columns");
                    self.each_group(&quote!(nn::#columns::<_, #n>(simd, &#x, &mut #y, #of_norm);))
                } else {
                    let (x, y) = (self.name(step.reads[0]), self.name(step.writes));
                    let row = format_ident!("{stem}");
                    quote! {
                        nn::rows_in_place(#x, #y, #[inline(always)] |x, y| {
                            nn::#row::<S, #n, #n_panels>(simd, x, y, #of_norm);
                        });
                    }
                }
            }
            Operation::NormaliseDerivative(norm) => {
                let (x, y, d) = (self.name(step.reads[0]), self.name(step.reads[1]), self.name(step.writes));
                let (n, n_panels) = (self.len(step.writes), self.n_panels(step.writes));
                let (stem, of_norm) = normalisation(*norm);
                let backward = format_ident!("{stem}_backward");
                quote! {
                    nn::rows_in_place_with(#x, #y, #d, #[inline(always)] |x, y, d| {
                        nn::#backward::<S, #n, #n_panels>(simd, x, y, d, #of_norm);
                    });
                }
            }
            Operation::NormaliseGroups { norm, groups } => {
                let (x, y) = (self.pixels(step.reads[0], false), self.pixels(step.writes, true));
                let (n, of_groups) = (self.channel_panels(step.writes), self.groups(step.writes, *groups));
                let norm = group_norm(*norm);
                quote!(nn::normalise_groups::<S, #n>(simd, #x, #y, #of_groups, #norm);)
            }
            Operation::NormaliseGroupsDerivative { norm, groups } => {
                let [x, y] = [0, 1].map(|index| self.pixels(step.reads[index], false));
                let (d, n) = (self.pixels(step.writes, true), self.channel_panels(step.writes));
                let (of_groups, norm) = (self.groups(step.writes, *groups), group_norm(*norm));
                quote!(nn::normalise_groups_backward::<S, #n>(simd, [#x, #y], #d, #of_groups, #norm);)
            }
            Operation::Cell(cell) => self.cell(*cell, step),
            Operation::CellDerivative { cell, .. } => self.cell_derivatives(*cell, slice::from_ref(step)),
            Operation::Keep => self.keep(step),
            Operation::Recall(ages) => self.recall(ages, step),
            Operation::Remember => self.remember(step),
            Operation::AddToEarlier(ages) => {
                let (d, earlier) = (self.pixels(step.reads[0], false), self.name(step.writes));
                let ages = ages.iter().map(|age| Literal::usize_unsuffixed(*age));
                quote!(nn::add_to_earlier(simd, #d, &[#(#ages),*], #earlier);)
            }
            Operation::Begin(pixel) => self.begin(step, *pixel),
            Operation::KeepForNext => self.keep_for_next(step),
            Operation::AddToNext => self.add_to_next(step),
            // New columns are zero.
            Operation::Zero if step.slot == Slot::New => TokenStream::new(),
            Operation::Zero => {
                let y = match step.writes {
                    Place::ParameterGradient(field) => {
                        let field = names::field(self.plan, field);
                        quote!(&mut gradient.#field)
                    }
                    place => self.all_mut(place),
                };
                quote!(nn::zero(#y);)
            }
            Operation::ClearPadding => {
                let (y, n) = match step.writes {
                    // A vector is the only pixel of its map.
                    Place::Value(id) | Place::Gradient(id) if self.plan.value(id).pixels > 1 => {
                        (self.pixels(step.writes, true), self.plan.value(id).channels())
                    }
                    place => (self.name(place).to_token_stream(), self.len(place)),
                };
                quote!(nn::clear_padding(#y, #n);)
            }
            Operation::Copy => self.copy(step),
            Operation::Pixel(pixel) => {
                let (x, y) = (self.pixels(step.reads[0], false), self.name(step.writes));
                let n = self.map_of(step.reads[0]).0;
                let moved = match step.start {
                    Start::Overwrite => quote!(nn::copy(x, y)),
                    Start::Add => quote!(nn::add_assign(simd, x, y)),
                };
                quote!(nn::pixel_of_each(#x, (#n, #pixel), #y, #[inline(always)] |x, y| #moved);)
            }
            Operation::Move { from, to, len, is_last } => self.moved(step, (*from, *to, *len), *is_last),
            Operation::Mask { rate, index } => {
                let (y, n_panels) = (self.all_mut(step.writes), self.n_panels(step.writes));
                let (index, rate) = (*index as u64, activation::float(*rate));
                quote!(nn::dropout(simd, #y, step.dropout_key(#index), step.first_panel(#n_panels), #rate);)
            }
            Operation::Loss => return self.loss(step, &memory),
            Operation::Derivative { activation, of } => {
                let (slope, name) = match of {
                    DerivativeOf::Argument => (activation::derivative(*activation, &quote!(z)), quote!(z)),
                    DerivativeOf::Output => (activation::derivative_from_output(*activation, &quote!(a)), quote!(a)),
                };
                let (x, y) = (self.all(step.reads[0]), self.all_mut(step.writes));
                quote!(nn::scale_by(simd, #x, #y, #[inline(always)] |#name| #slope);)
            }
            Operation::OverRowDerivative(activation) => self.over_row_derivative(*activation, step),
            Operation::AddWeightSums => {
                let (x, d, sums) = (self.name(step.reads[0]), self.name(step.reads[1]), self.sums(step.writes));
                quote!(nn::add_to_weight_sums(simd, &#x, &#d, &mut #sums);)
            }
            Operation::AddBiasSums => {
                let (d, sums) = (self.name(step.reads[0]), self.sums(step.writes));
                quote!(nn::add_to_bias_sums(simd, &#d, &mut #sums);)
            }
            Operation::Contribute(Term::Derivative) if self.is_of_channels(step) => {
                let (bias, d) = (self.name(step.writes), self.pixels(step.reads[0], false));
                quote!(gradient.#bias = nn::sum_of_pixels(simd, #d);)
            }
            Operation::Contribute(term) if self.is_of_channels(step) => {
                let [x, d] = [0, 1].map(|index| self.pixels(step.reads[index], false));
                let (y, f) = (self.name(step.writes), functions::term_of(*term));
                quote!(gradient.#y = nn::sum_of_terms(simd, #x, #d, #f);)
            }
            Operation::Descend(Term::Derivative) if self.is_of_channels(step) => {
                let (d, bias) = (self.pixels(step.reads[0], false), self.name(step.writes));
                let moments = self.moments(step.writes);
                quote!(nn::descend(simd, &nn::sum_of_pixels(simd, #d), &mut net.#bias, #moments, rule);)
            }
            Operation::Descend(term) if self.is_of_channels(step) => {
                let [x, d] = [0, 1].map(|index| self.pixels(step.reads[index], false));
                let (y, f, moments) = (self.name(step.writes), functions::term_of(*term), self.moments(step.writes));
                quote!(nn::descend(simd, &nn::sum_of_terms(simd, #x, #d, #f), &mut net.#y, #moments, rule);)
            }
            Operation::Contribute(Term::Derivative) => {
                let (bias, d) = (self.name(step.writes), self.name(step.reads[0]));
                quote!(gradient.#bias = #d[0];)
            }
            Operation::Contribute(Term::VectorOfTable) => {
                let (x, d, y) = (self.name(step.reads[0]), self.name(step.reads[1]), self.name(step.writes));
                quote!(nn::contribute_to_table(simd, &#x[0], &#d[0], &mut gradient.#y);)
            }
            Operation::Contribute(term) => {
                let (x, d, y) = (self.name(step.reads[0]), self.name(step.reads[1]), self.name(step.writes));
                let (called, f) = (contribute_of(*term), functions::term_of(*term));
                quote!(nn::#called(simd, &#x[0], &#d[0], &mut gradient.#y, #f);)
            }
            Operation::Descend(Term::Derivative) => {
                let (d, bias, moments) = (self.name(step.reads[0]), self.name(step.writes), self.moments(step.writes));
                quote!(nn::descend(simd, &#d[0], &mut net.#bias, #moments, rule);)
            }
            Operation::Descend(Term::VectorOfTable) => {
                let (x, d, y) = (self.name(step.reads[0]), self.name(step.reads[1]), self.name(step.writes));
                let moments = self.moments(step.writes);
                quote!(nn::descend_table(simd, (&#x[0], &#d[0]), &mut net.#y, #moments, rule);)
            }
            Operation::Descend(term) => {
                let (x, d, y) = (self.name(step.reads[0]), self.name(step.reads[1]), self.name(step.writes));
                let (called, f, moments) = (descend_of(*term), functions::term_of(*term), self.moments(step.writes));
                quote!(nn::#called(simd, (&#x[0], &#d[0]), &mut net.#y, #moments, rule, #f);)
            }
        };
        quote!(#memory #computed)
    }

    /// The variable of a place.
    fn name(&self, place: Place) -> Ident {
        match (self.form, place) {
            (Form::Columns | Form::Groups(_), Place::Input) => format_ident!("x_columns"),
            _ if self.kind.is_inference() => names::place(self.plan, place),
            _ => names::place(self.plan, self.plan.array_of(place)),
        }
    }

    fn is_columns(&self) -> bool {
        matches!(self.form, Form::Columns | Form::Groups(_))
    }

    /// The columns of a place: the variable, or of several groups those of one.
    fn columns(&self, place: Place) -> TokenStream {
        let name = self.name(place);
        match self.form {
            Form::Groups(1) => quote!(#name[0]),
            Form::Groups(_) => quote!(#name[group]),
            _ => quote!(#name),
        }
    }

    /// What is printed for the columns of a group, for all of them.
    fn each_group(&self, printed: &TokenStream) -> TokenStream {
        match self.form {
            Form::Groups(groups) if groups > 1 => quote!(for group in 0..#groups { #printed }),
            _ => printed.clone(),
        }
    }

    /// The columns of all groups.
    fn groups_of(&self, place: Place) -> TokenStream {
        let name = self.name(place);
        if place == Place::Input { quote!(&#name) } else { quote!(#name) }
    }

    /// The variable of the sums that become a parameter's gradient.
    fn sums(&self, place: Place) -> Ident {
        format_ident!("{}_sums", self.name(place))
    }

    /// All panels of a place.
    fn all(&self, place: Place) -> TokenStream {
        let name = self.name(place);
        match (self.form, place) {
            (Form::Columns, _) => quote!(&#name),
            (Form::Groups(_), Place::Input) => quote!(nn::panels(&#name)),
            _ => quote!(nn::panels(#name)),
        }
    }

    /// See [`all`](Self::all).
    fn all_mut(&self, place: Place) -> TokenStream {
        let name = self.name(place);
        if self.form == Form::Columns { quote!(&mut #name) } else { quote!(nn::panels_mut(#name)) }
    }

    /// Numbers of a row of a value or its derivative.
    fn len(&self, place: Place) -> usize {
        match place {
            Place::Value(id) | Place::Gradient(id) => self.plan.value(id).len,
            _ => unreachable!("plan/passes maps values and their derivatives alone"),
        }
    }

    /// Panels of a row, or of 16 in columns.
    fn n_panels(&self, place: Place) -> usize {
        match self.walk {
            Some(Walk { pixels: Some(_), .. }) => self.channel_panels(place),
            _ => self.plan.layout(place, self.kind).map_or(0, Layout::panels),
        }
    }

    /// A weight and a bias for each channel, or none.
    fn vectors(&self, places: &[Place]) -> [TokenStream; 2] {
        [0, 1].map(|index| {
            let Some(place) = places.get(index) else { return quote!(nn::core::option::Option::None) };
            let name = self.name(*place);
            quote!(nn::Some(&net.#name))
        })
    }

    fn affine(&self, places: &[Place]) -> TokenStream {
        let [weight, bias] = self.vectors(places);
        quote!((#weight, #bias))
    }

    /// The declaration of what a step writes.
    fn memory(&self, step: &Step) -> TokenStream {
        let name = || self.name(step.writes);
        match step.slot {
            Slot::Given | Slot::At(_) => self.lend(step),
            Slot::Result => {
                let (name, lent) = (name(), self.lend(step));
                quote!(#lent let #name = y;)
            }
            Slot::Reused(old) => {
                let (name, old) = (name(), self.name(Place::Value(old)));
                quote!(let #name = #old;)
            }
            Slot::New => self.new_memory(&name(), step.writes),
        }
    }

    /// The values of a step that lie in the array of the pass, in the order in which they lie there.
    fn lend(&self, step: &Step) -> TokenStream {
        self.lend_all(step.reads.iter().chain([&step.writes]))
    }

    /// See [`lend`](Self::lend).
    fn lend_all<'s>(&self, places: impl Iterator<Item = &'s Place>) -> TokenStream {
        let lying: BTreeSet<(usize, Place)> = places.filter_map(|place| Some((*self.at.get(place)?, *place))).collect();
        let (mut end, n_lying) = (0, lying.len());
        let lent = lying.into_iter().enumerate().map(|(index, (panel, place))| {
            let (name, n_panels) = (self.name(place), self.n_panels(place));
            let groups = self.kind.groups();
            let skipped = panel - end;
            end = panel + n_panels * groups;
            let left = self.memory - end;
            let from = if index == 0 { quote!(&mut *memory) } else { quote!(rest) };
            let rest = if index + 1 == n_lying { quote!(_) } else { quote!(rest) };
            quote!(let (#name, #rest) = nn::lend::<#skipped, #n_panels, #left, #groups, _>(#from);)
        });
        lent.collect()
    }

    /// Whether a value has one row in a pass that goes through several steps of a stream.
    fn is_of_one_step(&self, place: Place) -> bool {
        matches!(place, Place::Value(id) if self.kind == PassKind::StepBlock && self.plan.is_of_one_step(id))
    }

    fn new_memory(&self, name: &Ident, place: Place) -> TokenStream {
        let n_panels = self.n_panels(place);
        if let PassKind::Inference(rows @ (Rows::UpTo(_) | Rows::Exactly(2..))) = self.kind {
            // What the caller lends has room for a whole block.
            let is_slice = matches!(rows, Rows::UpTo(_));
            return if is_slice { quote!(let #name = nn::take_rows_mut(#name, x.len());) } else { TokenStream::new() };
        }
        match self.form {
            Form::Arrays(rows) => quote!(let #name = &mut [[nn::Panel::ZERO; #n_panels]; #rows];),
            Form::Slices if self.is_of_one_step(place) => quote!(let #name = &mut [[nn::Panel::ZERO; #n_panels]; 1];),
            Form::Slices => quote! {
                let #name = &mut [[nn::Panel::ZERO; #n_panels]; R];
                let #name = nn::take_rows_mut(#name, x.len());
            },
            Form::Columns => quote!(let mut #name = [nn::Panel::ZERO; #n_panels];),
            Form::Groups(groups) => quote!(let #name = &mut [[nn::Panel::ZERO; #n_panels]; #groups];),
        }
    }
}

/// The declaration of the array that values share, if there is one.
pub(super) fn memory(pass: &Pass) -> Option<TokenStream> {
    let n_panels = pass.memory;
    (n_panels > 0).then(|| quote!(let memory = &mut [nn::Panel::ZERO; #n_panels];))
}

/// The function for what a row contributes to a vector, or to a number.
fn contribute_of(term: Term) -> Ident {
    format_ident!("{}", if term == Term::SlopeOfAll { "contribute_to_number" } else { "contribute" })
}

/// The function for a step down that.
fn descend_of(term: Term) -> Ident {
    format_ident!("{}", if term == Term::SlopeOfAll { "descend_number" } else { "descend_by" })
}

/// The columns of a value in a pass over columns, or those of all groups.
pub(super) fn column(plan: &Plan<'_>, id: ValueId) -> TokenStream {
    let name = names::place(plan, Place::Value(id));
    if let crate::plan::Definition::Load = plan.value(id).definition { quote!(x_columns) } else { quote!(#name) }
}

/// How the functions of a norm begin, and what they are called with behind the numbers.
fn normalisation(norm: Norm) -> (&'static str, TokenStream) {
    let (stem, epsilon, is_centred) = match norm {
        Norm::Deviation(epsilon) => ("normalise", epsilon, Some(true)),
        Norm::MeanSquare(epsilon) => ("normalise", epsilon, Some(false)),
        Norm::Length(epsilon) => ("normalise_length", epsilon, None),
    };
    let epsilon = activation::float(epsilon);
    let is_centred = is_centred.map(|is_centred| quote!(, #is_centred));
    (stem, quote!(#epsilon #is_centred))
}
