//! Prints contractions as register tiles: every accumulator a named variable, every row and panel a statement.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Ident, Literal, Punct, Spacing, TokenStream};
use quote::{TokenStreamExt as _, format_ident, quote};

use super::activation;
use super::names::count;
use crate::model::Activation;
use crate::plan::LANES;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Lane, Start, Terms, Tiles};
use crate::plan::convolve::{Pixels, Reads};

/// A number in the printed code: known, or a loop variable times a factor plus a constant.
#[derive(Clone)]
pub(super) struct Number {
    variable: Option<(Ident, usize)>,
    constant: usize,
}

impl Number {
    pub(super) fn known(constant: usize) -> Self {
        Self { variable: None, constant }
    }

    /// The panel that the number is in. A loop over numbers has whole panels for its steps.
    fn panel(&self) -> Self {
        debug_assert!(self.variable.as_ref().is_none_or(|(_, factor)| factor.is_multiple_of(LANES)));
        let variable = self.variable.as_ref().map(|(name, factor)| (name.clone(), factor / LANES));
        Self { variable, constant: self.constant / LANES }
    }

    /// Its lane there.
    fn lane(&self) -> Self {
        Self::known(self.constant % LANES)
    }

    pub(super) fn variable(name: &Ident, factor: usize, constant: usize) -> Self {
        Self { variable: Some((name.clone(), factor)), constant }
    }

    pub(super) fn plus(&self, constant: usize) -> Self {
        Self { variable: self.variable.clone(), constant: self.constant + constant }
    }

    pub(super) fn times(&self, factor: usize) -> Self {
        let variable = self.variable.as_ref().map(|(name, of_one)| (name.clone(), of_one * factor));
        Self { variable, constant: self.constant * factor }
    }

    /// Further by so many, or back; never before 0.
    pub(super) fn shifted(&self, by: isize) -> Self {
        debug_assert!(self.constant.checked_add_signed(by).is_some(), "{} and {by}", self.constant);
        Self { variable: self.variable.clone(), constant: self.constant.saturating_add_signed(by) }
    }

    /// What stands beside the variable.
    pub(super) fn constant(&self) -> usize {
        self.constant
    }
}

impl quote::ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let constant = Literal::usize_unsuffixed(self.constant);
        let Some((name, factor)) = &self.variable else { return tokens.append(constant) };
        let operator = |symbol| Punct::new(symbol, Spacing::Alone);
        if *factor != 1 {
            tokens.append(Literal::usize_unsuffixed(*factor));
            tokens.append(operator('*'));
        }
        tokens.append(name.clone());
        if self.constant != 0 {
            tokens.append(operator('+'));
            tokens.append(constant);
        }
    }
}

/// All tiles of a contraction.
pub(super) fn print(contract: &Contract) -> TokenStream {
    Printer { contract }.print()
}

/// A contraction being printed.
struct Printer<'a> {
    contract: &'a Contract,
}

/// The indices of an element of a contraction's result, and of a term of its sum.
struct At<'a> {
    row: &'a Number,
    panel: &'a Number,
    term: Option<&'a Number>,
}

impl At<'_> {
    fn number(&self, axis: Axis) -> Number {
        match axis {
            Axis::Row => self.row.clone(),
            Axis::Panel => self.panel.clone(),
            Axis::Term => self.term.cloned().unwrap_or_else(|| Number::known(0)),
        }
    }

    /// `array[r][k]`, without a reference.
    fn element(&self, access: &Access) -> TokenStream {
        let array = format_ident!("{}", access.array);
        let indices = access.indices.iter().map(|index| match index {
            Index::Known(number) => Number::known(*number),
            Index::Of(axis) => self.number(*axis),
            Index::PanelOf(axis) => self.number(*axis).panel(),
        });
        let lane = access.lane.map(|lane| {
            let lane = match lane {
                Lane::Of(axis) => self.number(axis),
                Lane::Within(axis) => self.number(axis).lane(),
            };
            quote!(.0[#lane])
        });
        quote!(#array #([#indices])* #lane)
    }

    /// The vector of a factor.
    fn load(&self, factor: &Factor) -> TokenStream {
        match factor {
            Factor::Scalar(number) => {
                let number = self.element(number);
                quote!(nn::splat(simd, #number))
            }
            Factor::Panel(panel) => {
                let panel = self.element(panel);
                quote!(nn::load(simd, &#panel))
            }
        }
    }
}

impl Printer<'_> {
    /// All tiles.
    fn print(&self) -> TokenStream {
        let row = format_ident!("row");
        let panel = format_ident!("panel");
        let all = |_, groups: Literal| quote!(0..#groups);
        let loops = self.contract.loops.tiles;
        let of_panels = (self.contract.panels, self.contract.tile.panels, loops != Tiles::Printed);
        Self::along(of_panels, &panel, &all, &|panel, n_panels| {
            let rows: &dyn Fn(Literal, Literal) -> TokenStream = match self.contract.finish {
                Finish::Store { .. } | Finish::LanesOfRows { .. } | Finish::SumLanes { .. } => &all,
                Finish::AddToPart { .. } => &|step, groups| quote!(nn::tiles(part, #panel, #step, #groups)),
            };
            let tiles = Self::along(
                (self.contract.rows, self.contract.tile.rows, loops == Tiles::Loops),
                &row,
                rows,
                &|row, n_rows| self.tile((row, n_rows), (panel, n_panels)),
            );
            if self.contract.loops.range {
                return quote!(if nn::holds(&panels, #panel) { #tiles });
            }
            if let Finish::AddToPart { .. } = self.contract.finish {
                let n_panels = Literal::usize_unsuffixed(n_panels);
                return quote!(#tiles nn::finish_panels(part, #panel, #n_panels););
            }
            tiles
        })
    }

    /// `body` for each whole group of `step` out of `n`, in a loop over `range` if there are several and it shall be one, then for the rest.
    fn along(
        (n, step, is_loop): (usize, usize, bool),
        name: &Ident,
        range: &dyn Fn(Literal, Literal) -> TokenStream,
        body: &dyn Fn(&Number, usize) -> TokenStream,
    ) -> TokenStream {
        let mut printed = Vec::new();
        let (groups, rest) = (n / step, n % step);
        if groups > 1 && is_loop {
            let range = range(Literal::usize_unsuffixed(step), Literal::usize_unsuffixed(groups));
            let body = body(&Number::variable(name, step, 0), step);
            printed.push(quote!(for #name in #range { #body }));
        } else {
            for group in 0..groups {
                let body = body(&Number::known(group * step), step);
                printed.push(if groups + rest.min(1) > 1 { quote!({ #body }) } else { body });
            }
        }
        if rest > 0 {
            let body = body(&Number::known(groups * step), rest);
            printed.push(if groups > 0 { quote!({ #body }) } else { body });
        }
        printed.into_iter().collect()
    }

    /// One tile: passes over the terms, then the parts of each sum joined in pairs.
    fn tile(&self, (row, n_rows): (&Number, usize), (panel, n_panels): (&Number, usize)) -> TokenStream {
        let sums = self.contract.order.sums();
        let at_once = self.contract.tile.sums.min(sums);
        let rows_at_once = match self.contract.finish {
            Finish::LanesOfRows { at_once, .. } => at_once,
            _ => n_rows,
        };
        let mut printed = Vec::new();
        for first in (0..n_rows).step_by(rows_at_once) {
            let rows = first..n_rows.min(first + rows_at_once);
            let tile = Tile { contract: self.contract, row, rows: rows.clone(), panel, n_panels };
            let mut joins: Vec<_> = self.contract.order.joins().collect();
            for pass in 0..sums / at_once {
                tile.pass(pass * at_once, at_once, &mut printed);
                // Sums that are joined at once need no register any more.
                let ready = ready(&mut joins, (pass + 1) * at_once);
                for (r, p) in rows.clone().flat_map(|r| (0..n_panels).map(move |p| (r, p))) {
                    printed.push(self.join(&ready, r, p));
                }
            }
        }
        if let Finish::LanesOfRows { .. } = self.contract.finish {
            let sums: Vec<Ident> = (0..n_rows).map(|r| accumulator(r, 0, 0)).collect();
            printed.push(self.finish_rows(&At { row, panel, term: None }, &sums));
            return printed.into_iter().collect();
        }
        for r in 0..n_rows {
            for p in 0..n_panels {
                let sum = accumulator(r, p, 0);
                let at = At { row: &row.plus(r), panel: &panel.plus(p), term: None };
                printed.push(self.finish(&at, &sum, &place(r, p)));
            }
            let sums: Vec<Ident> = (0..n_panels).map(|p| accumulator(r, p, 0)).collect();
            printed.push(self.finish_row(&At { row: &row.plus(r), panel, term: None }, &sums));
        }
        match self.contract.finish {
            Finish::Store { .. } | Finish::LanesOfRows { .. } | Finish::SumLanes { .. } => {
                printed.into_iter().collect()
            }
            Finish::AddToPart { .. } => {
                let places = (0..n_panels).map(|p| {
                    let places = (0..n_rows).map(|r| place(r, p));
                    quote!(nn::Some([#(#places),*]))
                });
                quote!(let put = nn::put(part); if let [#(#places),*] = nn::tile(part, put, #row, #panel) { #(#printed)* })
            }
        }
    }

    /// What is done with a sum.
    fn finish(&self, at: &At<'_>, sum: &Ident, part: &Ident) -> TokenStream {
        match &self.contract.finish {
            Finish::SumLanes { .. } | Finish::LanesOfRows { .. } => TokenStream::new(),
            Finish::Store { bias, activation, derivative, to, start } => {
                let mut total = quote!(#sum);
                if self.has_padding() {
                    total = quote!(nn::plus(#total, nn::splat(simd, 0.0)));
                }
                if let Some(bias) = bias {
                    let bias = at.load(bias);
                    total = quote!(nn::plus(#total, #bias));
                }
                let result = activation::apply(*activation, &total);
                store(at, &result, (*derivative, to, *start))
            }
            Finish::AddToPart { inputs } => {
                let row = at.row;
                let kept = match inputs {
                    None => quote!(#sum),
                    Some(inputs) => {
                        let inputs = count(*inputs);
                        quote!(nn::keep(simd, #sum, #inputs - 16 * (#row)))
                    }
                };
                quote!(nn::put_sum(simd, put, #kept, #part);)
            }
        }
    }

    /// Whether lanes have fewer terms than others, where the sum along a vector has padding. That can change nothing but the sign
    /// of a zero; so a zero is added.
    fn has_padding(&self) -> bool {
        match self.contract.terms {
            Terms::Known(terms) => !terms.is_multiple_of(self.contract.order.lanes),
            Terms::Recalled { .. } | Terms::Rows | Terms::Pixels(_) => false,
        }
    }

    /// What is done with the sums of all rows of a tile together.
    fn finish_rows(&self, at: &At<'_>, sums: &[Ident]) -> TokenStream {
        let Finish::LanesOfRows { derivative, to, start, .. } = &self.contract.finish else {
            return TokenStream::new();
        };
        let stored = store(at, &quote!(total), (*derivative, to, *start));
        quote!(let total = nn::lane_sums(simd, [#(#sums,)*]); #stored)
    }

    /// What is done with all sums of a row together.
    fn finish_row(&self, at: &At<'_>, sums: &[Ident]) -> TokenStream {
        let Finish::SumLanes { lanes, bias, activation, to } = &self.contract.finish else {
            return TokenStream::new();
        };
        let sum = if *lanes < LANES { quote!(sums_of_half_lanes) } else { quote!(sums_of_lanes) };
        let mut total = quote!(nn::#sum(simd, [#(#sums),*]));
        if *bias {
            total = quote!(nn::plus(#total, nn::load(simd, &bias[0])));
        }
        let (result, to) = (activation::apply(*activation, &quote!(total)), at.element(to));
        quote!(let total = #total; nn::store(#result, &mut #to);)
    }

    /// Some of `((a0 + a1) + (a2 + a3)) + ...`, left in the first. A partial sum without terms is left out.
    fn join(&self, joins: &[(usize, usize)], r: usize, p: usize) -> TokenStream {
        let joins = joins.iter().filter(|(_, second)| has_terms(self.contract, *second));
        joins
            .map(|(first, second)| {
                let (a, b) = (accumulator(r, p, *first), accumulator(r, p, *second));
                quote!(let #a = nn::plus(#a, #b);)
            })
            .collect()
    }
}

/// A tile being printed.
struct Tile<'a> {
    contract: &'a Contract,
    row: &'a Number,
    /// From `row` on.
    rows: Range<usize>,
    panel: &'a Number,
    n_panels: usize,
}

impl Tile<'_> {
    /// The partial sums `first .. first + n`, over all their steps.
    fn pass(&self, first: usize, n: usize, printed: &mut Vec<TokenStream>) {
        let order = self.contract.order;
        let sums = order.parts;
        self.zero(first, n, printed);
        match &self.contract.terms {
            Terms::Known(length) if !self.contract.loops.terms => {
                for k in (0..*length).filter(|k| (first..first + n).contains(&order.sum_of(*k))) {
                    self.step(&Number::known(k), order.sum_of(k), printed);
                }
            }
            Terms::Known(length) => {
                let name = format_ident!("k");
                let (whole, rest) = (length / sums, length % sums);
                if whole > 0 {
                    let mut body = Vec::new();
                    for sum in first..first + n {
                        self.step(&Number::variable(&name, sums, sum), sum, &mut body);
                    }
                    let whole = Literal::usize_unsuffixed(whole);
                    printed.push(quote!(for #name in 0..#whole { #(#body)* }));
                }
                for sum in (first..first + n).filter(|sum| *sum < rest) {
                    self.step(&Number::known(whole * sums + sum), sum, printed);
                }
            }
            Terms::Recalled { taps, channels, at_once } => self.recalled((*taps, *channels), *at_once, printed),
            Terms::Rows => {
                let mut body = Vec::new();
                self.step(&Number::known(0), 0, &mut body);
                if self.row.variable.is_some() {
                    // An index that is out of bounds would be a panic, and the compiler does not always see that none is.
                    let (row, n_rows) = (self.row, Literal::usize_unsuffixed(self.rows.len()));
                    let of_row = quote!(nn::part_of_row::<#n_rows, _, _>(left, #row));
                    body = vec![quote!(if let nn::Some(left) = #of_row { #(#body)* })];
                }
                printed.push(quote!(nn::each_row(x, d, #[inline(always)] |left, right| { #(#body)* });));
            }
            Terms::Pixels(pixels) if self.rows.len() > pixels.summed => {
                printed.push(self.each_pixel_of_taps(pixels, self.rows.len() / pixels.summed));
            }
            Terms::Pixels(pixels) => {
                let mut body = Vec::new();
                self.step(&Number::known(0), 0, &mut body);
                printed.push(self.each_pixel(pixels, &body));
            }
        }
    }

    /// The terms of all rows of a kernel's gradient that some taps of a line have: for each pixel a product for each of these taps that has it.
    fn each_pixel_of_taps(&self, pixels: &Pixels, taps: usize) -> TokenStream {
        let Pixels { window, reads, summed, groups, .. } = *pixels;
        let (row, panels, of_group) = (self.row, self.contract.panels, self.contract.panels / groups);
        let (summed_, taps_, window_) = (count(summed), count(taps), super::steps::window(&window));
        let right: TokenStream = (0..self.n_panels)
            .map(|p| {
                let (name, right) = (format_ident!("w{p}"), self.right(p, &Number::known(0)));
                quote!(let #name = #right;)
            })
            .collect();
        // The products of a tap, whose channels are `left`.
        let products = |tap: usize| -> TokenStream {
            let of_channel = |channel: usize| {
                let factor = self.left(channel, &Number::known(0));
                let sums = (0..self.n_panels).map(|p| {
                    let (total, panel) = (accumulator(tap * summed + channel, p, 0), format_ident!("w{p}"));
                    quote!(#total = nn::mul_add(factor, #panel, #total);)
                });
                quote!(let factor = #factor; #(#sums)*)
            };
            let products: TokenStream = (0..summed).map(of_channel).collect();
            match reads {
                Reads::Lanes | Reads::Channels => products,
                Reads::Pixels(stored) => {
                    // The channels of a group begin where those of the groups before it end.
                    let panel = self.panel;
                    let [of_group, apart] = [of_group, stored / groups].map(count);
                    let first = if groups > 1 { quote!((#panel) / #of_group * #apart) } else { quote!(0) };
                    quote!(if let nn::Some(left) = nn::part_of_row::<#summed_, _, _>(left, #first) { #products })
                }
            }
        };
        let with_padding = |function: &str| -> TokenStream {
            let function = format_ident!("{function}");
            let of_tap = |tap: usize| {
                let (products, tap) = (products(tap), count(tap));
                quote!(taps.#function(#tap, line, d, #[inline(always)] |left, right| { #right #products });)
            };
            (0..taps).map(of_tap).collect()
        };
        let (before, behind) = (with_padding("before_whole"), with_padding("behind_whole"));
        let lefts: Vec<Ident> = (0..taps).map(|tap| format_ident!("left_{tap}")).collect();
        let whole = lefts.iter().enumerate().map(|(tap, left)| {
            let products = products(tap);
            quote!(let left = #left; #products)
        });
        let n_written = window.outputs() * panels;
        let d = quote!(nn::cast_rows::<[nn::Panel; #n_written], [nn::Panel; #panels]>(d));
        let (height, width) = (window.height.len, window.width.len);
        let (function, x) = match reads {
            Reads::Channels => {
                let n_read = window.inputs() * summed;
                let x = quote!(nn::cast_rows::<[f32; #n_read], [[[f32; #width]; #height]; #summed]>(x));
                (quote!(each_line_of_channels), x)
            }
            Reads::Pixels(stored) => {
                let n_read = window.inputs() * stored / LANES;
                (quote!(each_line), quote!(nn::cast_rows::<[nn::Panel; #n_read], [f32; #stored]>(x)))
            }
            Reads::Lanes => {
                let n_read = window.inputs() * panels;
                (quote!(each_line), quote!(nn::cast_rows::<[nn::Panel; #n_read], [nn::Panel; #panels]>(x)))
            }
        };
        let tap = if summed == 1 { quote!(#row) } else { quote!((#row) / #summed_) };
        quote! {
            let window = #window_;
            let taps = nn::Taps::<#taps_>::new(&window, #tap);
            nn::#function(#x, #d, &window, #tap, #[inline(always)] |line, d| {
                #before
                taps.whole(line, d, #[inline(always)] |[#(#lefts),*], right| { #right #(#whole)* });
                #behind
            });
        }
    }

    /// The terms of some rows of a kernel's gradient, all of one tap: a product for each pixel that the tap has.
    fn each_pixel(&self, pixels: &Pixels, body: &[TokenStream]) -> TokenStream {
        let Pixels { window, is_transposed, reads, summed, groups } = *pixels;
        let (row, n_rows, panels) = (self.row, count(self.rows.len()), self.contract.panels);
        let (summed_, of_group) = (count(summed), self.contract.panels / groups);
        // A remainder of one is none, which clippy would say in the user's crate.
        let within = if summed == 1 { quote!(0) } else { quote!((#row) % #summed_) };
        let window_ = super::steps::window(&window);
        let (height, width) = (window.height, window.width);
        let (read, written) =
            if is_transposed { (window.outputs(), window.inputs()) } else { (window.inputs(), window.outputs()) };
        let n_written = written * panels;
        let d = quote! {
            nn::cast_rows::<[nn::Panel; #n_written], [nn::Panel; #panels]>(d)
        };
        match reads {
            Reads::Lanes => {
                let n_read = read * panels;
                let x = quote!(nn::cast_rows::<[nn::Panel; #n_read], [nn::Panel; #panels]>(x));
                let (moved_over, positions, pair) =
                    if is_transposed { (d, x, quote!(|right, left|)) } else { (x, d, quote!(|left, right|)) };
                quote! {
                    nn::each_pixel(#moved_over, #positions, &#window_, #row, #[inline(always)] #pair { #(#body)* });
                }
            }
            Reads::Channels => {
                let (n_read, height, width) = (window.inputs() * summed, height.len, width.len);
                quote! {
                    let x = nn::cast_rows::<[f32; #n_read], [[[f32; #width]; #height]; #summed]>(x);
                    nn::each_pixel_of_channels(x, #d, &#window_, (#row) / #summed_, #[inline(always)] |left, right| {
                        if let nn::Some(left) = nn::part_of_row::<#n_rows, _, _>(&left, #within) { #(#body)* }
                    });
                }
            }
            Reads::Pixels(stored) => {
                let n_read = read * stored / LANES;
                // The channels of a group begin where those of the groups before it end.
                let first = if groups > 1 {
                    let panel = self.panel;
                    let [of_group, apart] = [of_group, stored / groups].map(count);
                    quote!((#panel) / #of_group * #apart + #within)
                } else {
                    within
                };
                // A transposed window moves over the derivative.
                let (moved_over, positions, pair) = if is_transposed {
                    (d, quote!(x), quote!(|right, left|))
                } else {
                    (quote!(x), d, quote!(|left, right|))
                };
                quote! {
                    let x = nn::cast_rows::<[nn::Panel; #n_read], [f32; #stored]>(x);
                    nn::each_pixel(#moved_over, #positions, &#window_, (#row) / #summed_, #[inline(always)] #pair {
                        if let nn::Some(left) = nn::part_of_row::<#n_rows, _, _>(left, #first) { #(#body)* }
                    });
                }
            }
        }
    }

    /// The terms of earlier inputs, then those of the newest.
    fn recalled(&self, (taps, channels): (usize, usize), at_once: usize, printed: &mut Vec<TokenStream>) {
        let k = format_ident!("k");
        let body = if self.contract.recalls_numbers() {
            self.recalled_numbers(&k, channels, at_once)
        } else {
            self.recalled_lanes(&k, channels, at_once)
        };
        let earlier = Literal::usize_unsuffixed((taps - 1) * channels / at_once);
        printed.push(quote!(for #k in 0..#earlier { #body }));
        let newest = |at: &Number, printed: &mut Vec<TokenStream>| {
            let of_weight = at.plus((taps - 1) * channels);
            if self.contract.recalls_numbers() {
                let right = (0..self.n_panels).map(|p| self.right(p, &of_weight));
                self.products(0, &|r| self.left(r, at), right, printed);
            } else {
                let right = (0..self.n_panels).map(|p| self.right(p, at));
                self.products(0, &|r| self.left(r, &of_weight), right, printed);
            }
        };
        if at_once == channels {
            (0..channels).for_each(|channel| newest(&Number::known(channel), printed));
        } else {
            let mut body = Vec::new();
            (0..at_once).for_each(|term| newest(&Number::variable(&k, at_once, term), &mut body));
            let of_tap = Literal::usize_unsuffixed(channels / at_once);
            printed.push(quote!(for #k in 0..#of_tap { #(#body)* }));
        }
    }

    /// So many terms of earlier inputs, one of which is in each lane.
    fn recalled_lanes(&self, k: &Ident, channels: usize, at_once: usize) -> TokenStream {
        let (n, at, n_panels, panel) =
            (count(at_once), part_of_tap(k, channels / at_once), Literal::usize_unsuffixed(self.n_panels), self.panel);
        let mut body = vec![quote! {
            let nn::Some(tap) = nn::tap_at::<#n, _>(past, ages, #at, #panel) else { return };
        }];
        for term in 0..at_once {
            let channel = Literal::usize_unsuffixed(term);
            body.push(quote!(let nn::Some(groups) = nn::groups_of::<#n_panels>(tap, #channel) else { return };));
            let right = (0..self.n_panels).map(|group| quote!(nn::load_lanes(simd, &groups[#group])));
            let number = Number::variable(k, at_once, term);
            self.products(0, &|r| self.left(r, &number), right, &mut body);
        }
        body.into_iter().collect()
    }

    /// So many terms of an earlier input.
    fn recalled_numbers(&self, k: &Ident, channels: usize, at_once: usize) -> TokenStream {
        let (n, at) = (count(at_once), part_of_tap(k, channels / at_once));
        let mut body = vec![quote! {
            let nn::Some((rings, place)) = nn::rings_at::<#n, _, _, _>(past, now, ages, #at) else { return };
        }];
        for term in 0..at_once {
            let number = Number::variable(k, at_once, term);
            let right = (0..self.n_panels).map(|p| self.right(p, &number));
            let ring = Literal::usize_unsuffixed(term);
            let left = quote!(nn::splat(simd, nn::number_at(&rings[#ring], place)));
            self.products(0, &|_| left.clone(), right, &mut body);
        }
        body.into_iter().collect()
    }

    fn zero(&self, first: usize, n: usize, printed: &mut Vec<TokenStream>) {
        for r in self.rows.clone() {
            for p in 0..self.n_panels {
                for sum in (first..first + n).filter(|sum| has_terms(self.contract, *sum)) {
                    let name = accumulator(r, p, sum);
                    let at = At { row: &self.row.plus(r), panel: &self.panel.plus(p), term: None };
                    let start = match &self.contract.start {
                        Some(start) if sum == 0 => at.load(start),
                        _ => quote!(nn::splat(simd, 0.0)),
                    };
                    printed.push(quote!(let mut #name = #start;));
                }
            }
        }
    }

    /// One term of every sum of the tile: the right factors, then row by row the left one and its multiply-adds.
    fn step(&self, k: &Number, sum: usize, printed: &mut Vec<TokenStream>) {
        let right = (0..self.n_panels).map(|p| self.right(p, k));
        self.products(sum, &|r| self.left(r, k), right, printed);
    }

    /// The right factor of a term of some panel of the tile.
    fn right(&self, p: usize, k: &Number) -> TokenStream {
        At { row: self.row, panel: &self.panel.plus(p), term: Some(k) }.load(&self.contract.right)
    }

    /// The left factor of a term of some row of the tile.
    fn left(&self, r: usize, k: &Number) -> TokenStream {
        let row = match (&self.contract.terms, &self.row.variable) {
            (Terms::Rows, Some(_)) | (Terms::Pixels(_), _) => Number::known(r),
            _ => self.row.plus(r),
        };
        At { row: &row, panel: self.panel, term: Some(k) }.load(&self.contract.left)
    }

    /// One term of every sum of the tile, with these factors.
    fn products(
        &self,
        sum: usize,
        left: &dyn Fn(usize) -> TokenStream,
        right: impl Iterator<Item = TokenStream>,
        printed: &mut Vec<TokenStream>,
    ) {
        for (p, right) in right.enumerate() {
            let name = format_ident!("w{p}");
            printed.push(quote!(let #name = #right;));
        }
        for r in self.rows.clone() {
            let (name, left) = (format_ident!("x{r}"), left(r));
            printed.push(quote!(let #name = #left;));
            for p in 0..self.n_panels {
                let (total, panel) = (accumulator(r, p, sum), format_ident!("w{p}"));
                printed.push(quote!(#total = nn::mul_add(#name, #panel, #total);));
            }
        }
    }
}

/// `to = result f'(a)`, or added to `to`.
fn store(
    at: &At<'_>,
    result: &TokenStream,
    (derivative, to, start): (Option<Activation>, &Access, Start),
) -> TokenStream {
    let a = at.element(&Access { array: "a", ..to.clone() });
    let slope = derivative.map(|fused| activation::derivative_from_output(fused, &quote!(nn::load(simd, &#a))));
    let (to, mut result) = (at.element(to), result.clone());
    if let Some(slope) = slope {
        result = quote!(nn::times(#result, #slope));
    }
    if start == Start::Add {
        result = quote!(nn::plus(nn::load(simd, &#to), #result));
    }
    quote!(nn::store(#result, &mut #to);)
}

/// Takes those of some joins, in order, that the first `done` partial sums and each other are enough for.
fn ready(joins: &mut Vec<(usize, usize)>, done: usize) -> Vec<(usize, usize)> {
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    let mut waited_for = BTreeSet::new();
    for (first, second) in joins.drain(..) {
        let is_ready = second < done && !waited_for.contains(&first) && !waited_for.contains(&second);
        if is_ready {
            ready.push((first, second));
        } else {
            waited_for.extend([first, second]);
            waiting.push((first, second));
        }
    }
    *joins = waiting;
    ready
}

/// Whether a partial sum has terms. One of a lane may have none; one of a part always has.
fn has_terms(contract: &Contract, sum: usize) -> bool {
    match contract.terms {
        Terms::Known(terms) => contract.order.has_terms(sum, terms),
        Terms::Recalled { .. } | Terms::Rows | Terms::Pixels(_) => true,
    }
}

/// The tap of a step of a loop over so many parts of each tap, and which part it is.
fn part_of_tap(k: &Ident, parts: usize) -> TokenStream {
    if parts == 1 {
        return quote!((#k, 0));
    }
    let parts = Literal::usize_unsuffixed(parts);
    quote!((#k / #parts, #k % #parts))
}

/// Where a sum of the tile is added.
fn place(r: usize, p: usize) -> Ident {
    format_ident!("to_{r}_{p}")
}

/// The name of a partial sum: row and panel of the tile, and which of the interleaved sums, the first without a number.
fn accumulator(r: usize, p: usize, sum: usize) -> Ident {
    if sum == 0 { format_ident!("sum_{r}_{p}") } else { format_ident!("sum_{r}_{p}_{sum}") }
}
