//! What generated code is made of, besides its printed tiles. Private to the macro: no stability is promised.
//!
//! Letters: `B` rows of a batch, `I` inputs and `O` outputs of a network, `P` panels of a value, `R` rows of a tile.

mod batch;
mod blocks;
mod elementwise;
mod loss;
mod parts;
mod rows;
mod transpose;

pub use batch::{Forward, predict_batch};
pub use blocks::{Blocks, Counter, Step, gradients, held_rows, loss};
pub use elementwise::{
    add, add_assign, add_numbers, copy, copy_numbers, dropout, keep, load_row, map, map_in_place, scale_by, softmax,
    store_row,
};
pub use loss::{binary_cross_entropy, cross_entropy, huber, mae, mse, row_losses, row_losses_with, softmax_backward};
pub use parts::{
    Holds, Inputs, Of, Outputs, add_to, all_inputs, all_outputs, bias_gradient, each_block, part_of_row, tile, tiles,
};
pub use rows::{
    check_rows, each_row, finish_rows, one, one_mut, panels, panels_mut, rows, rows_in_place, rows_in_place_with,
    rows_with, take_rows_mut,
};
pub use transpose::transpose;

use crate::simd::{Simd, f32x16, prelude::*};

/// `a * b + c`, rounded once where the instruction set can.
#[inline(always)]
pub fn mul_add<S: Simd>(a: f32x16<S>, b: f32x16<S>, c: f32x16<S>) -> f32x16<S> {
    a.mul_add(b, c)
}

/// `a + b`.
#[inline(always)]
pub fn plus<S: Simd>(a: f32x16<S>, b: f32x16<S>) -> f32x16<S> {
    a + b
}

/// `a * b`.
#[inline(always)]
pub fn times<S: Simd>(a: f32x16<S>, b: f32x16<S>) -> f32x16<S> {
    a * b
}
