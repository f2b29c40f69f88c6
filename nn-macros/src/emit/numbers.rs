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
            let last = last.is_some().then(|| quote!(nn::add_to_sums(nn::flat(bias), y);));
            let sums = quote! {
                let y = nn::beginning_mut(y, #numbers);
                nn::sums(nn::beginning(x, #terms), nn::flat(weight), #first, #parts, y);
                #last
            };
            each(start, sums)
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
    quote!(nn::map_numbers(#y, |simd, z| #applied);)
}

/// The sums of a map, then norm and activation.
pub(super) fn convolve((convolve, numbers): (&Convolve, usize), x: &str, then: Option<Activation>) -> TokenStream {
    let x = format_ident!("{x}");
    let bias = if convolve.has_bias { quote!(nn::flat(bias)) } else { quote!(&[]) };
    let Convolve { summed, panels, groups, kernel: [kernel_height, kernel_width], .. } = *convolve;
    let ([height, width], [_, written_width]) = (convolve.read, convolve.written);
    // From one channel, pixel and row of what is read to the next, and from what one group of outputs reads to what the next does.
    let (channel, pixel, row, group) = match convolve.reads {
        Reads::Channels => (height * width, 1, width, (0, 1)),
        Reads::Pixels(stored) => (1, stored, width * stored, (stored / groups, panels / groups * LANES)),
        Reads::Lanes => (1, panels * LANES, width * panels * LANES, (1, 1)),
    };
    let (stored, tap) = (panels * LANES, summed * LANES);
    let adds = convolve.start == Start::Add;
    let pairs = convolve.rows.iter().flat_map(|rows| convolve.columns.iter().map(move |columns| (rows, columns)));
    let (row_of_taps, row_written) = (kernel_width * tap, written_width * stored);
    let [channel, pixel, row, group_step, of_group] = [channel, pixel, row, group.0, group.1].map(count);
    let [summed, weights, numbers, pixel_written] = [summed, kernel_height * row_of_taps, numbers, stored].map(count);
    let sums = pairs.map(|(rows, columns)| {
        let (rows, columns) = (along(rows, row_written, row_of_taps), along(columns, stored, tap));
        quote! {
            nn::convolve(
                &nn::Convolution {
                    rows: #rows, columns: #columns,
                    channel: #channel, pixel: #pixel, row: #row, group: (#group_step, #of_group),
                    summed: #summed, weights: #weights, numbers: #numbers, stored: #pixel_written, adds: #adds,
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

/// A phase as nn-runtime has it: so many numbers are written for a position, and so many weights are of a tap.
fn along(phase: &Phase, written: usize, of_tap: usize) -> TokenStream {
    let Phase { first, step, count: n, read, read_step, tap_step, tap, tap_stride, taps, len } = *phase;
    let [read, read_step, tap_step] = [read, read_step.cast_signed(), tap_step].map(Literal::isize_unsuffixed);
    let [first, step, n, weight, weight_step, taps, len] =
        [first * written, step * written, n, tap * of_tap, tap_stride * of_tap, taps, len].map(count);
    quote! {
        nn::Phase {
            first: #first, step: #step, count: #n, read: #read, read_step: #read_step, tap_step: #tap_step,
            weight: #weight, weight_step: #weight_step, taps: #taps, len: #len,
        }
    }
}
