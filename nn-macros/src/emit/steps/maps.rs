//! Steps on maps: their pixels, their groups of channels, and numbers that change places.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::activation;
use super::Steps;
use crate::ir::{Along, MovedAxis, Span};
use crate::plan::contract::Start;
use crate::plan::functions::ArgumentKind;
use crate::plan::memory::Kernel;
use crate::plan::step::{Place, Step};
use crate::plan::{Layout, Moves, Norm, Pool, Resample, Window};

impl Steps<'_> {
    /// Pixels of a row of a value, and channels of a pixel.
    pub(super) fn map_of(&self, place: Place) -> (usize, usize) {
        match place {
            Place::Value(id) | Place::Gradient(id) if self.walk.is_none() => {
                (self.plan.value(id).pixels, self.plan.value(id).channels())
            }
            _ => (1, 0),
        }
    }

    /// Whether a place is that of a map's pixels.
    pub(super) fn is_map(&self, place: Place) -> bool {
        self.walk.is_none() && matches!(place, Place::Value(id) | Place::Gradient(id) if self.plan.value(id).pixels > 1)
    }

    /// Whether what a step writes is a parameter with a number for each channel of the map whose derivative it reads last.
    pub(super) fn is_of_channels(&self, step: &Step) -> bool {
        match (step.writes, step.reads.last()) {
            (Place::Parameter(field) | Place::ParameterGradient(field), Some(Place::Gradient(id))) => {
                self.plan.is_of_channels(field, *id)
            }
            _ => false,
        }
    }

    /// The groups that the channels of a value are divided into.
    pub(super) fn groups(&self, place: Place, groups: usize) -> TokenStream {
        let (pixels, channels) = self.map_of(place);
        quote!(nn::Groups { pixels: #pixels, channels: #channels, groups: #groups })
    }

    /// Panels of a pixel of a value.
    pub(super) fn channel_panels(&self, place: Place) -> usize {
        match place {
            Place::Value(id) | Place::Gradient(id) => self.plan.value(id).panels() / self.plan.value(id).pixels,
            _ => 0,
        }
    }

    /// The pixels of all rows of a value.
    pub(super) fn pixels(&self, place: Place, is_mutable: bool) -> TokenStream {
        let (name, all, of_pixel) = (self.name(place), self.n_panels(place), self.channel_panels(place));
        let called = format_ident!("{}", if is_mutable { "cast_rows_mut" } else { "cast_rows" });
        quote!(nn::#called::<[nn::Panel; #all], [nn::Panel; #of_pixel]>(#name))
    }

    /// The gradient of a kernel by its function: a pass's, or in memory of its own.
    pub(super) fn own_gradient(&self, function: &str, step: &Step) -> TokenStream {
        let called = format_ident!("{function}");
        let places = self.plan.functions[function].arguments.iter().zip(&step.reads);
        let operands = places.filter_map(|(argument, place)| match &argument.kind {
            ArgumentKind::Array(array) => Some(self.argument(*place, array)),
            _ => None,
        });
        let part = if let Place::ParameterGradient(_) = step.writes {
            let name = self.name(step.writes);
            quote!(&mut gradient.#name)
        } else {
            let sums = self.sums(step.writes);
            quote!(#sums)
        };
        quote!(#called(simd, #(#operands,)* &mut nn::whole_kernel(#part));)
    }

    /// Numbers from one layout to another.
    pub(super) fn arrange(&self, step: &Step) -> TokenStream {
        let layout = |place| self.plan.layout(place, self.kind);
        let (x, y) = (self.name(step.reads[0]), self.name(step.writes));
        let [read, written] = self.flat_rows(step);
        let is_added = step.start == Start::Add;
        match (layout(step.reads[0]), layout(step.writes)) {
            (_, Some(Layout::Pixels { channels, pixels })) => quote! {
                nn::rows_in_place(#read, #y, #[inline(always)] |x, y| {
                    nn::to_pixels::<_, #is_added>(simd, x, y, #channels, #pixels);
                });
            },
            (Some(Layout::Pixels { channels, pixels }), _) => quote! {
                nn::rows_in_place(#x, #written, #[inline(always)] |x, y| {
                    nn::from_pixels::<_, #is_added>(simd, x, y, #channels, #pixels);
                });
            },
            _ => unreachable!("ir/builder arranges maps"),
        }
    }

    /// Numbers to other places.
    pub(super) fn rearrange(&self, step: &Step, moves: &Moves) -> TokenStream {
        let [read, written] = self.flat_rows(step);
        let stored = self.plan.layout(step.writes, self.kind).map_or(0, Layout::stored);
        let (is_added, clears) = (step.start == Start::Add, moves.len() < stored);
        let Moves { from, to, axes } = moves;
        let n = axes.len();
        let axes = axes.iter().map(|MovedAxis { extent, from, to }| quote!([#extent, #from, #to]));
        quote! {
            nn::rows_in_place(#read, #written, #[inline(always)] |x, y| {
                nn::rearrange::<#n, #is_added>(
                    x, y, &nn::Moves { from: #from, to: #to, axes: [#(#axes),*], clears: #clears },
                );
            });
        }
    }

    /// The numbers of each row that a step reads, and those that it writes.
    pub(super) fn flat_rows(&self, step: &Step) -> [TokenStream; 2] {
        let (x, y) = (self.name(step.reads[0]), self.name(step.writes));
        let read = if step.reads[0] == Place::Input {
            quote!(#x)
        } else {
            let n_panels = self.n_panels(step.reads[0]);
            quote!(nn::cast_rows::<[nn::Panel; #n_panels], [f32; { 16 * #n_panels }]>(#x))
        };
        let n_panels = self.n_panels(step.writes);
        [read, quote!(nn::cast_rows_mut::<[nn::Panel; #n_panels], [f32; { 16 * #n_panels }]>(#y))]
    }

    /// Channels of one map to those of another.
    pub(super) fn move_channels(
        &self,
        step: &Step,
        (from, to, len): (usize, usize, usize),
        is_last: bool,
    ) -> TokenStream {
        let (x, y) = (self.pixels(step.reads[0], false), self.pixels(step.writes, true));
        let function = match (step.start, is_last) {
            (Start::Add, _) => quote!(add_numbers),
            (Start::Overwrite, true) => quote!(copy_last_numbers),
            (Start::Overwrite, false) => quote!(copy_numbers),
        };
        quote!(nn::rows_in_place(#x, #y, #[inline(always)] |x, y| nn::#function(x, #from, y, #to, #len));)
    }
}

/// The shape of a kernel whose weights are for so many outputs, as nn-runtime has it.
pub(in crate::emit) fn kernel_shape(outputs: usize, kernel: Kernel) -> TokenStream {
    let Kernel { taps, groups, summed } = kernel;
    let (outputs, has_groups) = (outputs / groups, groups > 1);
    quote!(nn::KernelShape { summed: #summed, outputs: #outputs, taps: #taps, has_groups: #has_groups })
}

/// A window as nn-runtime has it.
pub(in crate::emit) fn window(window: &Window) -> TokenStream {
    let span = |span: Span| {
        let Span { len, count, kernel, stride, dilation, before, after } = span;
        quote! {
            nn::Span {
                len: #len, count: #count, kernel: #kernel, stride: #stride, dilation: #dilation, before: #before,
                after: #after,
            }
        }
    };
    let (height, width) = (span(window.height), span(window.width));
    quote!(nn::Window { height: #height, width: #width })
}

/// A pool of pixels of so many panels.
pub(in crate::emit) fn pool(
    kind: Pool,
    panels: usize,
    (x, y): (&TokenStream, &TokenStream),
    window_of: &Window,
) -> TokenStream {
    let window = window(window_of);
    match kind {
        Pool::Largest => quote!(nn::max_pool::<S, #panels>(simd, #x, #y, &#window);),
        Pool::Mean { counts_padding } => {
            quote!(nn::mean_pool::<S, #panels>(simd, #x, #y, (&#window, #counts_padding));)
        }
    }
}

/// The places of pixels as nn-runtime has them.
pub(super) fn resample(resample: &Resample) -> TokenStream {
    let along = |along: Along| {
        let Along { len, count, rule } = along;
        let (name, number) = (format_ident!("{}", rule.name()), rule.number());
        quote!(nn::Along { len: #len, count: #count, rule: nn::PixelRule::#name(#number) })
    };
    let (height, width) = (along(resample.height), along(resample.width));
    quote!(nn::Resample { height: #height, width: #width })
}

/// A norm of groups as nn-runtime has it.
pub(super) fn group_norm(norm: Norm) -> TokenStream {
    let (name, epsilon) = match norm {
        Norm::Deviation(epsilon) => ("Deviation", epsilon),
        Norm::MeanSquare(epsilon) => ("MeanSquare", epsilon),
        Norm::Length(epsilon) => ("Length", epsilon),
    };
    let (name, epsilon) = (format_ident!("{name}"), activation::float(epsilon));
    quote!(nn::GroupNorm::#name(#epsilon))
}
