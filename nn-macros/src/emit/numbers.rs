//! Prints sums for a machine without vectors: calls of functions of nn-runtime that are loops over numbers.
//!
//! They have the shapes as arguments, so that all layers share them.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::names::count;
use crate::ir::Phase;
use crate::model::Activation;
use crate::plan::LANES;
use crate::plan::contract::{Contract, Factor, Finish, Start};
use crate::plan::convolve::{Convolve, Reads, RunningNorm};
use crate::plan::functions::{Argument, ArgumentKind, Element, Function};

/// The sums of some rows, `numbers` of each, then an activation of all that is stored.
pub(super) fn contract(
    function: &Function,
    (contract, numbers): (&Contract, usize),
    then: Option<Activation>,
) -> TokenStream {
    let numbers = count(numbers);
    let crate::plan::contract::Terms::Known(terms) = contract.terms else {
        unreachable!("plan/functions has numbers for known lengths alone")
    };
    let (parts, terms) = (count(contract.order.parts), count(terms));
    let x = rows_of(function, "x");
    let bias = |has: bool| if has { quote!(nn::flat(bias)) } else { quote!(&[]) };
    let each = |start: TokenStream, sums: TokenStream| {
        quote! {
            let x = #x;
            for (row, y) in y.iter_mut().enumerate() {
                if let nn::Some(x) = x.get(row) {
                    let y = nn::flat_mut(y);
                    #start
                    #sums
                }
            }
        }
    };
    let sums = match &contract.finish {
        Finish::SumLanes { lanes, bias: has_bias, .. } => {
            let (lanes, bias) = (count(*lanes), bias(*has_bias));
            each(TokenStream::new(), quote!(nn::few_sums(x, nn::flat(weight), #bias, (#lanes, #parts), #numbers, y);))
        }
        Finish::Store { bias: last, .. } => {
            // What a sum begins with is a vector of parameters, or a value.
            let (start, first) = match &contract.start {
                None => (TokenStream::new(), quote!(&[])),
                Some(Factor::Panel(access)) if access.array == "start" => {
                    let start = rows_of(function, "start");
                    (quote!(let first = #start.get(row).map_or(&[][..], |row| row);), quote!(first))
                }
                Some(_) => (TokenStream::new(), bias(true)),
            };
            let last = bias(last.is_some());
            each(start, quote!(nn::sums((x, #terms), nn::flat(weight), (#first, #last), #parts, #numbers, y);))
        }
        _ => unreachable!("plan/functions has numbers for stored sums alone"),
    };
    let then = then.map(|activation| activate(activation, &quote!(nn::panels_mut(y))));
    quote!(#sums #then)
}

/// The rows of an argument as slices of numbers.
fn rows_of(function: &Function, name: &str) -> TokenStream {
    let argument = function.arguments.iter().find(|argument| argument.name == name);
    let name = format_ident!("{name}");
    match argument.map(|Argument { kind, .. }| kind) {
        Some(ArgumentKind::Array(array)) if array.element == Element::Number => {
            let (rows, len) = (count(array.extents[0]), count(array.extents[1]));
            quote!({ let rows: &[[f32; #len]; #rows] = #name; rows })
        }
        Some(ArgumentKind::Array(array)) => {
            let (rows, panels) = (count(array.extents[0]), count(array.extents[1]));
            let len = count(array.extents[1] * LANES);
            quote!(nn::cast::<[[nn::Panel; #panels]; #rows], [[f32; #len]; #rows]>(#name))
        }
        _ => unreachable!("plan/functions gives sums arrays"),
    }
}

/// An activation of all numbers of some panels.
fn activate(activation: Activation, y: &TokenStream) -> TokenStream {
    let applied = activation::apply(activation, &quote!(z));
    quote! {
        let simd = nn::single(simd);
        nn::map_numbers(#y, #[inline(always)] |z| #applied);
    }
}

/// The sums of a map, then norm and activation.
pub(super) fn convolve((convolve, numbers): (&Convolve, usize), x: &str, then: Option<Activation>) -> TokenStream {
    let x = format_ident!("{x}");
    let bias = if convolve.has_bias { quote!(nn::flat(bias)) } else { quote!(&[]) };
    let Convolve { summed, panels, groups, kernel: [kernel_height, kernel_width], .. } = *convolve;
    let ([height, width], [_, written_width]) = (convolve.read, convolve.written);
    // From one channel, pixel and row of what is read to the next, from one output to the next, and from one group to the next.
    let (channel, pixel, row, output, group) = match convolve.reads {
        Reads::Channels => (height * width, 1, width, 0, 0),
        Reads::Pixels(stored) => (1, stored, width * stored, 0, summed),
        Reads::Lanes => (1, panels * LANES, width * panels * LANES, 1, 0),
    };
    let of_group = panels / groups * LANES;
    let inner = kernel_height * kernel_width * summed;
    let [channel, pixel, row, output, group, of_group] = [channel, pixel, row, output, group, of_group].map(count);
    let [summed, inner, kernel_width, written_width, numbers, stored] =
        [summed, inner, kernel_width, written_width, numbers, panels * LANES].map(count);
    let adds = convolve.start == Start::Add;
    let pairs = convolve.rows.iter().flat_map(|rows| convolve.columns.iter().map(move |columns| (rows, columns)));
    let sums = pairs.map(|(rows, columns)| {
        let (rows, columns) = (along(rows), along(columns));
        quote! {
            nn::convolve(
                &nn::Convolution {
                    rows: #rows, columns: #columns,
                    channel: #channel, pixel: #pixel, row: #row, output: #output, group: (#group, #of_group),
                    summed: #summed, inner: #inner, kernel_width: #kernel_width,
                    written_width: #written_width, numbers: #numbers, stored: #stored, adds: #adds,
                },
                nn::flat(#x), nn::flat(weight), #bias, nn::flat_mut(y),
            );
        }
    });
    let sums: TokenStream = sums.collect();
    let norm = convolve.norm.map(|RunningNorm { epsilon, is_affine }| {
        let epsilon = activation::float(epsilon);
        let optional = |name: TokenStream| {
            if is_affine { quote!(nn::Some(#name)) } else { quote!(nn::core::option::Option::None) }
        };
        let (scale, shift) = (optional(quote!(scale)), optional(quote!(shift)));
        quote!(nn::normalise_pixels(simd, (mean, variance), (#scale, #shift), #epsilon, y);)
    });
    let then = then.map(|activation| activate(activation, &quote!(y)));
    quote!(#sums #norm #then)
}

/// A phase as nn-runtime has it.
fn along(phase: &Phase) -> TokenStream {
    let Phase { first, step, count: n, read, read_step, tap_step, tap, tap_stride, taps, len } = *phase;
    let [read, tap_step] = [read, tap_step].map(Literal::isize_unsuffixed);
    let [first, step, n, read_step, tap, tap_stride, taps, len] =
        [first, step, n, read_step, tap, tap_stride, taps, len].map(count);
    quote! {
        nn::Phase {
            first: #first, step: #step, count: #n, read: #read, read_step: #read_step, tap_step: #tap_step,
            tap: #tap, tap_stride: #tap_stride, taps: #taps, len: #len,
        }
    }
}
