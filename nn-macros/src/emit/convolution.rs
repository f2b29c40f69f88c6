//! Prints convolutions as register tiles of pixels and panels: every accumulator a named variable, every pixel and tap of a row a statement.
//!
//! Pixels at the border, whose taps lie in padding in part, are tiles of their own with the statements that are left. Rows of taps are a
//! loop over those that the map has.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::contraction::Number;
use super::names::count;
use crate::ir::Phase;
use crate::plan::LANES;
use crate::plan::contract::Start;
use crate::plan::convolve::{Convolve, PoolOfLines, Reads, RunningNorm};
use crate::plan::tile::{Tile, tiles_of_pixels};

/// Channels up to which they are statements, rather than a loop.
const FEW_CHANNELS: usize = 4;

/// Taps of a row up to which each is a statement, and each way in which pixels lack some of them is a tile of its own: a kernel of 63 took 10 s
/// to compile.
const FEW_TAPS: usize = 12;

/// The body of a function for a row: `x` or `d`, `weight`, `bias` and `y` are its arguments.
pub(super) fn print(convolve: &Convolve, x: &str) -> TokenStream {
    let x = format_ident!("{x}");
    let (arrays, factors, phases) = (arrays(convolve, &x), factors(convolve), phases(convolve));
    quote!({ #arrays #factors #phases })
}

/// The arguments as arrays of what they consist of.
fn arrays(convolve: &Convolve, x: &Ident) -> TokenStream {
    let Convolve { summed, panels, kernel: [_, taps], read: [height, width], .. } = *convolve;
    let [kernel_height, kernel_width] = convolve.kernel;
    let n_read = convolve.stored() / LANES;
    let read = match convolve.reads {
        Reads::Channels => {
            let numbers = convolve.stored();
            quote!(nn::cast::<[f32; #numbers], [[[f32; #width]; #height]; #summed]>(#x))
        }
        Reads::Pixels(stored) if convolve.groups > 1 => {
            let (groups, of_group) = (convolve.groups, stored / convolve.groups);
            quote!(nn::cast::<[nn::Panel; #n_read], [[[[f32; #of_group]; #groups]; #width]; #height]>(#x))
        }
        Reads::Pixels(stored) => {
            quote!(nn::cast::<[nn::Panel; #n_read], [[[f32; #stored]; #width]; #height]>(#x))
        }
        Reads::Lanes => quote!(nn::cast::<[nn::Panel; #n_read], [[[nn::Panel; #panels]; #width]; #height]>(#x)),
    };
    let (inner, of_row) = (kernel_height * kernel_width * summed, taps * summed);
    let [written_height, written_width] = match convolve.pool {
        Some(PoolOfLines { window, .. }) => [window.height.count, window.width.count],
        None => convolve.written,
    };
    let n_written = written_height * written_width * panels;
    quote! {
        let map = #read;
        let weight = nn::cast::<
            [[nn::Panel; #inner]; #panels], [[[nn::Panel; #of_row]; #kernel_height]; #panels]
        >(weight);
        let y = nn::cast_mut::<
            [nn::Panel; #n_written], [[[nn::Panel; #panels]; #written_width]; #written_height]
        >(y);
    }
}

/// What normalised sums are multiplied by, which is the same for all pixels.
fn factors(convolve: &Convolve) -> TokenStream {
    let Some(RunningNorm { epsilon, is_affine }) = convolve.norm else { return TokenStream::new() };
    let (scale, epsilon) = (optional("scale", is_affine), activation::float(epsilon));
    quote!(let factor = nn::batch_factors(simd, variance, #scale, #epsilon);)
}

/// An argument that a function may lack.
fn optional(name: &str, is_there: bool) -> TokenStream {
    let name = format_ident!("{name}");
    if is_there { quote!(nn::Some(#name)) } else { quote!(nn::core::option::Option::None) }
}

fn phases(convolve: &Convolve) -> TokenStream {
    let sums = sums_of_phases(convolve);
    let Some(pool) = convolve.pool else { return sums };
    let Convolve { panels, written: [_, width], .. } = *convolve;
    let [width, lines, n_pooled] = [width, pool.window.height.kernel, pool.window.height.count].map(count);
    let pooled = super::steps::pool(pool.pool, panels, (&quote!(lines.as_flattened()), &quote!(y)), &pool.of_lines());
    let panels = count(panels);
    quote! {
        let mut lines = [[[nn::Panel::ZERO; #panels]; #width]; #lines];
        for pooled in 0..#n_pooled {
            #sums
            if let nn::Some(y) = y.get_mut(pooled) { #pooled }
        }
    }
}

fn sums_of_phases(convolve: &Convolve) -> TokenStream {
    let all = convolve.rows.iter().flat_map(|rows| convolve.columns.iter().map(move |columns| (rows, columns)));
    all.filter(|(rows, columns)| {
        // What no tap reaches is zero, or stays as it is.
        convolve.start == Start::Overwrite || (rows.taps > 0 && columns.taps > 0)
    })
    .map(|(rows, columns)| Printer { convolve, rows, columns, tile: convolve.tile, is_half: false }.print())
    .collect()
}

struct Printer<'a> {
    convolve: &'a Convolve,
    rows: &'a Phase,
    columns: &'a Phase,
    tile: Tile,
    /// Whether half of a panel's lanes are computed.
    is_half: bool,
}

/// What is printed for some panels, from the first one on, of a group if there are several.
type OfPanels<'b> = dyn Fn(&Printer<'_>, (&Number, usize), Option<&Ident>) -> TokenStream + 'b;

/// Pixels of a row that are computed together, with the taps that each has, and how many such groups follow each other.
struct Chunk {
    first: usize,
    pixels: usize,
    repeats: usize,
    /// Of each tap and pixel.
    has: Vec<Vec<bool>>,
}

impl Printer<'_> {
    /// All rows of pixels and all panels. A panel of weights serves all rows, but for lanes, which have few weights: there all panels of a row
    /// are next to each other in memory.
    fn print(&self) -> TokenStream {
        if self.convolve.reads == Reads::Lanes {
            return self.rows_of_pixels(&self.panels(&|printer, panels, group| printer.tiles(panels, group)));
        }
        self.panels(&|printer, panels, group| printer.rows_of_pixels(&printer.tiles(panels, group)))
    }

    /// What is done for all panels, group by group; then for half of a group's last one, where that is enough.
    fn panels(&self, body: &OfPanels<'_>) -> TokenStream {
        let Convolve { panels, groups, tile, half, .. } = *self.convolve;
        let of_group = panels / groups - usize::from(half.is_some());
        let (whole, rest) = (of_group / tile.panels, of_group % tile.panels);
        let half = half.map(|tile| Printer { tile, is_half: true, ..*self });
        if groups > 1 {
            let group = format_ident!("group");
            let of_all = panels / groups;
            let parts = (0..of_group).step_by(tile.panels).map(|first| {
                let n_panels = tile.panels.min(of_group - first);
                body(self, (&Number::variable(&group, of_all, first), n_panels), Some(&group))
            });
            let parts: TokenStream = parts.collect();
            let half = half.map(|half| body(&half, (&Number::variable(&group, of_all, of_group), 1), Some(&group)));
            let groups = count(groups);
            return quote!(for #group in 0..#groups { #parts #half });
        }
        let mut printed = Vec::new();
        if whole > 1 {
            let panel = format_ident!("panel");
            let body = body(self, (&Number::variable(&panel, tile.panels, 0), tile.panels), None);
            let whole = count(whole);
            printed.push(quote!(for #panel in 0..#whole { #body }));
        } else if of_group > 0 {
            printed.push(body(self, (&Number::known(0), tile.panels.min(of_group)), None));
        }
        if rest > 0 && whole > 0 {
            printed.push(body(self, (&Number::known(whole * tile.panels), rest), None));
        }
        if let Some(half) = half {
            printed.push(body(&half, (&Number::known(of_group), 1), None));
        }
        printed.into_iter().collect()
    }

    /// What is done for all rows of pixels.
    fn rows_of_pixels(&self, body: &TokenStream) -> TokenStream {
        let row = format_ident!("row");
        if let Some(PoolOfLines { window, .. }) = self.convolve.pool {
            let stride = count(window.height.stride);
            return quote! {
                for (line, to) in lines.iter_mut().enumerate() {
                    let #row = #stride * pooled + line;
                    #body
                }
            };
        }
        let written = Number::variable(&row, self.rows.step, self.rows.first);
        let n_rows = count(self.rows.count);
        quote! {
            for #row in 0..#n_rows {
                if let nn::Some(to) = y.get_mut(#written) {
                    #body
                }
            }
        }
    }

    /// The pixels of a row, for some panels.
    fn tiles(&self, panels: (&Number, usize), group: Option<&Ident>) -> TokenStream {
        self.chunks().iter().map(|chunk| self.chunk(chunk, panels, group)).collect()
    }

    /// The pixels of a row in tiles; those with the same taps are one chunk.
    fn chunks(&self) -> Vec<Chunk> {
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut next = 0;
        for pixels in tiles_of_pixels(self.columns.count, self.tile.rows) {
            let first = next;
            next += pixels;
            let has: Vec<Vec<bool>> = (0..self.columns.taps)
                .map(|tap| (0..pixels).map(|pixel| self.columns.reads(first + pixel, tap).is_some()).collect())
                .collect();
            let is_whole = |has: &[Vec<bool>]| has.iter().flatten().all(|has| *has);
            let is_alike = |last: &Chunk| {
                if self.has_few_taps() { last.has == has } else { is_whole(&last.has) == is_whole(&has) }
            };
            match chunks.last_mut() {
                Some(last) if last.pixels == pixels && is_alike(last) => last.repeats += 1,
                _ => chunks.push(Chunk { first, pixels, repeats: 1, has }),
            }
        }
        chunks
    }

    fn chunk(&self, chunk: &Chunk, panels: (&Number, usize), group: Option<&Ident>) -> TokenStream {
        if chunk.repeats == 1 {
            let tile = self.tile(chunk, &Number::known(chunk.first), panels, group);
            return quote!({ #tile });
        }
        let name = format_ident!("tile");
        let tile = self.tile(chunk, &Number::variable(&name, chunk.pixels, chunk.first), panels, group);
        let repeats = count(chunk.repeats);
        quote!(for #name in 0..#repeats { #tile })
    }

    /// Some pixels and panels: their sums begin, go over the taps, and are stored.
    fn tile(
        &self,
        chunk: &Chunk,
        first: &Number,
        (panel, n_panels): (&Number, usize),
        group: Option<&Ident>,
    ) -> TokenStream {
        let sums = || (0..chunk.pixels).flat_map(|pixel| (0..n_panels).map(move |p| (pixel, p)));
        let starts = sums().map(|(pixel, p)| {
            let (sum, panel) = (accumulator(pixel, p), panel.plus(p));
            let start = if self.convolve.has_bias {
                let load = self.of_lanes("load");
                quote!(nn::#load(simd, &bias[#panel]))
            } else {
                let splat = self.of_lanes("splat");
                quote!(nn::#splat(simd, 0.0))
            };
            quote!(let mut #sum = #start;)
        });
        let starts: TokenStream = starts.collect();
        let taps = self.taps(chunk, first, (panel, n_panels), group);
        let stores = sums().map(|(pixel, p)| {
            let (sum, panel) = (accumulator(pixel, p), panel.plus(p));
            let written = first.times(self.columns.step).plus(self.columns.first + self.columns.step * pixel);
            let is_plain = self.convolve.norm.is_none() && self.convolve.start == Start::Overwrite;
            if self.is_half
                && is_plain
                && let Some(half) = activation::apply_to_half(self.convolve.activation, &quote!(#sum))
            {
                return quote!(nn::store_half(#half, &mut to[#written][#panel]););
            }
            let whole = if self.is_half { quote!(nn::whole(#sum)) } else { quote!(#sum) };
            let sum = match self.convolve.norm {
                None => whole,
                Some(RunningNorm { is_affine, .. }) => {
                    let shift =
                        if is_affine { quote!(nn::load(simd, &shift[#panel])) } else { quote!(nn::splat(simd, 0.0)) };
                    quote! {
                        nn::normalised(#whole, nn::load(simd, &mean[#panel]), nn::load(simd, &factor[#panel]), #shift)
                    }
                }
            };
            let mut result = activation::apply(self.convolve.activation, &sum);
            if self.convolve.start == Start::Add {
                result = quote!(nn::plus(nn::load(simd, &to[#written][#panel]), #result));
            }
            quote!(nn::store(#result, &mut to[#written][#panel]);)
        });
        let stores: TokenStream = stores.collect();
        quote!(#starts #taps #stores)
    }

    /// The loop over the rows of the kernel that the map has for a row of pixels.
    fn taps(
        &self,
        chunk: &Chunk,
        first: &Number,
        (panel, n_panels): (&Number, usize),
        group: Option<&Ident>,
    ) -> TokenStream {
        let body: TokenStream = if self.has_few_taps() {
            (0..self.columns.taps).map(|tap| self.tap(chunk, tap, first, (panel, n_panels), group)).collect()
        } else {
            self.many_taps(chunk, first, (panel, n_panels), group)
        };
        if body.is_empty() || self.rows.taps == 0 {
            return TokenStream::new();
        }
        let weights: Vec<_> = (0..n_panels).map(|p| format_ident!("weight_{p}")).collect();
        let panels = (0..n_panels).map(|p| panel.plus(p));
        let body = quote! {
            if let (#(nn::Some(#weights),)*) = (#(weight[#panels].get(taps),)*) {
                #body
            }
        };
        let along = self.along_rows();
        match self.convolve.reads {
            Reads::Channels => {
                let channels: Vec<_> =
                    (0..self.convolve.summed).map(|channel| format_ident!("line_{channel}")).collect();
                quote! {
                    nn::each_tap_of_channels(map, #along, row, #[inline(always)] |lines, taps| {
                        let [#(#channels),*] = lines;
                        #body
                    });
                }
            }
            Reads::Pixels(_) | Reads::Lanes => {
                quote!(nn::each_tap(map, #along, row, #[inline(always)] |line, taps| { #body });)
            }
        }
    }

    /// The phase of rows, as nn-runtime has it.
    fn along_rows(&self) -> TokenStream {
        let Phase { read, read_step, tap_step, tap, tap_stride, taps, .. } = *self.rows;
        let [read, tap_step] = [read, tap_step].map(Literal::isize_unsuffixed);
        let [read_step, tap, tap_stride, taps] = [read_step, tap, tap_stride, taps].map(count);
        quote! {
            nn::TapRows {
                read: #read, read_step: #read_step, tap_step: #tap_step, tap: #tap, tap_stride: #tap_stride, taps: #taps,
            }
        }
    }

    /// One tap of a row: its terms for all channels, for the pixels that have it.
    fn tap(
        &self,
        chunk: &Chunk,
        tap: usize,
        first: &Number,
        (panel, n_panels): (&Number, usize),
        group: Option<&Ident>,
    ) -> TokenStream {
        let pixels: Vec<usize> = (0..chunk.pixels).filter(|pixel| chunk.has[tap][*pixel]).collect();
        if pixels.is_empty() {
            return TokenStream::new();
        }
        let summed = self.convolve.summed;
        let of_tap = (self.columns.tap + self.columns.tap_stride * tap) * summed;
        let at = |pixel: usize| first.times(self.columns.read_step).shifted(self.shift(tap, pixel));
        let [load, splat, mul_add] = ["load", "splat", "mul_add"].map(|name| self.of_lanes(name));
        let step = |channel: &Number| {
            let weights = (0..n_panels).map(|p| {
                let (w, weight, place) = (format_ident!("w{p}"), format_ident!("weight_{p}"), channel.plus(of_tap));
                quote!(let #w = nn::#load(simd, &#weight[#place]);)
            });
            let operand = |pixel: usize| {
                let place = at(pixel);
                match self.convolve.reads {
                    Reads::Channels => {
                        let line = format_ident!("line_{}", channel.constant());
                        quote!(nn::#splat(simd, #line[#place]))
                    }
                    Reads::Pixels(_) => {
                        if let Some(group) = group {
                            quote!(nn::#splat(simd, line[#place][#group][#channel]))
                        } else {
                            quote!(nn::#splat(simd, line[#place][#channel]))
                        }
                    }
                    Reads::Lanes => quote!(nn::#load(simd, &line[#place][#panel])),
                }
            };
            let weights: TokenStream = weights.collect();
            let products = pixels.iter().map(|pixel| {
                let operand = operand(*pixel);
                let sums = (0..n_panels).map(|p| {
                    let (sum, w) = (accumulator(*pixel, p), format_ident!("w{p}"));
                    quote!(#sum = nn::#mul_add(x, #w, #sum);)
                });
                quote!(let x = #operand; #(#sums)*)
            });
            quote!(#weights #(#products)*)
        };
        if summed <= FEW_CHANNELS {
            return (0..summed).map(|channel| step(&Number::known(channel))).collect();
        }
        let channel = format_ident!("channel");
        let together = if summed.is_multiple_of(2) { self.convolve.together } else { 1 };
        let body: TokenStream = (0..together).map(|of| step(&Number::variable(&channel, together, of))).collect();
        let steps = count(summed / together);
        quote!(for #channel in 0..#steps { #body })
    }

    /// Whether each tap of a row is a statement.
    fn has_few_taps(&self) -> bool {
        self.columns.taps <= FEW_TAPS
    }

    /// All taps of a row, in a loop: pixels that all have every tap find theirs together, and others one by one.
    fn many_taps(
        &self,
        chunk: &Chunk,
        first: &Number,
        (panel, n_panels): (&Number, usize),
        group: Option<&Ident>,
    ) -> TokenStream {
        let Phase { read_step, tap_step, tap, tap_stride, taps, .. } = *self.columns;
        let (summed, is_whole) = (self.convolve.summed, chunk.has.iter().flatten().all(|has| *has));
        let (start, step) = (first.times(read_step), Literal::isize_unsuffixed(tap_step));
        let of_channels = self.convolve.reads == Reads::Channels;
        let line = |channel: usize| if of_channels { format_ident!("line_{channel}") } else { format_ident!("line") };
        let n_lines = if of_channels { summed } else { 1 };
        let found = (0..n_lines).flat_map(|channel| {
            let line = line(channel);
            let name = |what: String| format_ident!("{what}_of_{line}");
            if is_whole {
                let (name, span) = (name("pixels".to_owned()), count((chunk.pixels - 1) * read_step + 1));
                let shift = Literal::isize_unsuffixed(self.shift(0, 0));
                return vec![(name, quote!(nn::pixels_of::<#span, _, _>(#line, #start, #shift, (tap, #step))))];
            }
            let one = |pixel: usize| {
                let shift = Literal::isize_unsuffixed(self.shift(0, pixel));
                (name(format!("pixel_{pixel}")), quote!(nn::pixel_of(#line, #start, #shift, (tap, #step))))
            };
            (0..chunk.pixels).map(one).collect()
        });
        let (names, found): (Vec<Ident>, Vec<TokenStream>) = found.unzip();
        let weights: Vec<Ident> = (0..n_panels).map(|p| format_ident!("weight_{p}")).collect();
        let [load, splat, mul_add] = ["load", "splat", "mul_add"].map(|name| self.of_lanes(name));
        let products = |channel: &Number| {
            let loads = weights.iter().enumerate().map(|(p, weight)| {
                let w = format_ident!("w{p}");
                quote!(let #w = nn::#load(simd, &#weight[#channel]);)
            });
            let loads: TokenStream = loads.collect();
            let of_pixels = (0..chunk.pixels).map(|pixel| {
                let line = line(channel.constant());
                let (name, place) = if is_whole {
                    let place = count(pixel * read_step);
                    (format_ident!("pixels_of_{line}"), quote!([#place]))
                } else {
                    (format_ident!("pixel_{pixel}_of_{line}"), TokenStream::new())
                };
                let x = match (self.convolve.reads, group) {
                    (Reads::Channels, _) if is_whole => quote!(nn::#splat(simd, #name #place)),
                    (Reads::Channels, _) => quote!(nn::#splat(simd, *#name)),
                    (Reads::Pixels(_), Some(group)) => quote!(nn::#splat(simd, #name #place[#group][#channel])),
                    (Reads::Pixels(_), None) => quote!(nn::#splat(simd, #name #place[#channel])),
                    (Reads::Lanes, _) => quote!(nn::#load(simd, &#name #place[#panel])),
                };
                let sums = (0..n_panels).map(|p| {
                    let (sum, w) = (accumulator(pixel, p), format_ident!("w{p}"));
                    quote!(#sum = nn::#mul_add(x, #w, #sum);)
                });
                let product = quote!(let x = #x; #(#sums)*);
                // A pixel of padding has no term.
                if is_whole { product } else { quote!(if let nn::Some(#name) = #name { #product }) }
            });
            quote!(#loads #(#of_pixels)*)
        };
        let body: TokenStream = if summed <= FEW_CHANNELS {
            (0..summed).map(|channel| products(&Number::known(channel))).collect()
        } else {
            let (channel, summed) = (format_ident!("channel"), count(summed));
            let body = products(&Number::variable(&channel, 1, 0));
            quote!(for #channel in 0..#summed { #body })
        };
        let [summed, taps, tap, tap_stride] = [summed, taps, tap, tap_stride].map(count);
        let of_weights = weights
            .iter()
            .map(|weight| quote!(nn::part_of_row::<#summed, _, _>(#weight, (#tap_stride * tap + #tap) * #summed)));
        if is_whole {
            return quote! {
                for tap in 0..#taps {
                    if let (#(nn::Some(#names),)* #(nn::Some(#weights),)*) = (#(#found,)* #(#of_weights,)*) { #body }
                }
            };
        }
        quote! {
            for tap in 0..#taps {
                let (#(#names,)*) = (#(#found,)*);
                if let (#(nn::Some(#weights),)*) = (#(#of_weights,)*) { #body }
            }
        }
    }

    /// The name of an operation, on half of a panel's lanes where that is enough.
    fn of_lanes(&self, name: &str) -> Ident {
        format_ident!("{name}{}", if self.is_half { "_half" } else { "" })
    }

    /// From `read_step` times the first pixel of a tile to what one of its pixels reads for a tap.
    fn shift(&self, tap: usize, pixel: usize) -> isize {
        let signed = |number: usize| isize::try_from(number).unwrap_or(isize::MAX);
        self.columns.read + self.columns.tap_step * signed(tap) + signed(self.columns.read_step * pixel)
    }
}

fn accumulator(pixel: usize, panel: usize) -> Ident {
    format_ident!("sum_{pixel}_{panel}")
}
