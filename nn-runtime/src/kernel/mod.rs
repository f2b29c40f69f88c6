//! What generated code is made of, besides its printed tiles. Private to the macro: no stability is promised.
//!
//! Letters: `B` rows of a batch, `I` inputs and `O` outputs of a network, `P` panels of a value, `R` rows of a tile.

mod arrange;
mod batch;
mod batch_norm;
mod blocks;
mod channel_parts;
mod columns;
mod elementwise;
mod group_norm;
mod halves;
mod learn;
mod loss;
mod map;
#[cfg(machines = "scalar")]
mod numbers;
mod online;
mod over_row;
mod parts;
mod past;
mod places;
mod rearrange;
mod recurrent;
mod resample;
mod rows;
mod scan;
mod streams;
mod table;
mod taps;
mod transpose;
mod units;
mod vectors;
mod windows;

pub use arrange::{from_pixels, to_pixels};
pub use batch::{Forward, predict_batch, predict_batch_with};
pub use batch_norm::{
    absorb_moment, add_moment, batch_affine, batch_factors, batch_moments, batch_norm_backward, batch_normalise,
    descend_moment, moment_of, normalised,
};
pub use blocks::{
    Blocks, Counter, GradientParts, LanePasses, Passes, Step, gradients, gradients_in_lanes, held_rows, loss,
};
pub use channel_parts::convolve_by_parts;
pub use columns::{
    add_to_bias_sums, add_to_weight_sums, cross_entropy_columns, cross_entropy_with_label_smoothing_columns,
    finish_bias_sums, finish_weight_sums, finish_weight_sums_of_few, lane_groups, lane_rows, lane_sums, load_columns,
    store_columns,
};
pub use elementwise::{
    add, add_assign, add_numbers, add_product, add_scaled, clear_padding, copy, copy_last_numbers, copy_numbers,
    dropout, keep, load_row, map, map_in_place, map_some_in_place, multiply, scale, scale_by, store_row, subtract,
    sums_of_half_lanes, sums_of_lanes, zero,
};
pub use group_norm::{GroupNorm, Groups, normalise_groups, normalise_groups_backward};
pub use halves::{load_half, mul_add_half, splat_half, store_half, whole};
pub use learn::{descend_on, descend_with, learn, learn_in_lanes};
pub use loss::{
    binary_cross_entropy, binary_cross_entropy_columns, binary_cross_entropy_with_positive_weight,
    binary_cross_entropy_with_positive_weight_columns, cross_entropy, cross_entropy_with_label_smoothing, gaussian,
    gaussian_columns, hinge, hinge_columns, huber, huber_columns, log_cosh, log_cosh_columns, mae, mae_columns, mse,
    mse_columns, poisson, poisson_columns, quantile, quantile_columns, row_losses, row_losses_with,
    weighted_row_losses,
};
pub use map::{
    KernelShape, Span, TapRows, Window, descend_by_gradient, each_pixel, each_pixel_of_channels, each_tap,
    each_tap_of_channels, lend, max_pool, max_pool_backward, mean_pool, mean_pool_backward, multiply_channels,
    pixel_of, pixels_of, sum_of_pixels, sum_of_terms, sums_of_products, transpose_kernel, whole_kernel,
};
#[cfg(machines = "scalar")]
pub use numbers::{
    Convolution, Phase, add_to_sums, beginning, beginning_mut, convolve, few_sums, flat, flat_mut, log_softmax,
    map_numbers, normalise_pixels, softmax, sums,
};
pub use online::{add_loss, descend, descend_outer, descend_outer_of_few, is_finite, of_each, outer, outer_of_few};
#[cfg(not(machines = "scalar"))]
pub use over_row::{log_softmax, softmax};
pub use over_row::{log_softmax_backward, log_softmax_columns, softmax_backward, softmax_columns};
pub use parts::{
    Block, Column, Holds, Inputs, Of, Outputs, all_inputs, all_outputs, bias_gradient, biases_in, each_block,
    each_block_by_panels, finish_panels, part_of_row, put, put_sum, tile, tiles, weights_in,
};
pub use past::{
    Clock, Rings, Tap, add_to_earlier, each_step_in_lanes, each_step_of_streams_in_lanes, groups_of, later, load_lanes,
    now, number_at, recall, recall_channels, recall_lanes, remember, remember_channels, remember_lanes, rings,
    rings_at, tap_at, tick, tick_by,
};
pub use places::{cross_entropy_of_places, each_place};
pub use rearrange::{Moves, rearrange};
pub use recurrent::{
    each_block_of_steps, each_step, gru_blend, gru_blend_backward, gru_reset, gru_reset_backward, gru_state,
    gru_state_backward, keep_state, lstm_cell, lstm_cell_backward, lstm_output, lstm_output_backward,
};
pub use resample::{Along, Resample, Rule as PixelRule, resample, resample_backward};
pub use rows::{
    by_panels, check_rows, each_row, earlier_and_row, finish_rows, first_row, holds, in_blocks, in_blocks_with, one,
    one_mut, panels, panels_mut, row, row_mut, rows, rows_and_pairs, rows_and_pairs_overlapping, rows_and_pairs_with,
    rows_in_place, rows_in_place_with, rows_overlapping, rows_with, take_rows_mut,
};
pub use scan::{begin, descending, pixels_of_row, row_and_before, row_and_behind};
pub use streams::{
    check_streams, each_mut, each_step_in_rows, each_step_of_rows, each_step_of_streams, earlier_and_rows_of_step,
    pixel_of_each, rows_of_step, rows_of_step_mut, some_rows, some_rows_mut,
};
pub use table::{contribute_to_table, descend_table, embed, table_gradient};
pub use taps::{Taps, each_line, each_line_of_channels};
pub use transpose::transpose;
pub use vectors::{
    combine, combine_columns, contribute, contribute_to_number, descend_by, descend_number, normalise,
    normalise_backward, normalise_columns, normalise_length, normalise_length_backward, normalise_length_columns,
    number_gradient, prelu, prelu_derivative, slope_term, spread, vector_gradient,
};
pub(crate) use windows::{StreamBlock, train_block};
pub use windows::{WindowPasses, window_gradients, window_loss};

use crate::simd::{Simd, f32x16, is_baseline_of_x86};

/// `a * b + c`, rounded once where the instruction set can.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn mul_add<S: Simd>(a: f32x16<S>, b: f32x16<S>, c: f32x16<S>) -> f32x16<S> {
    #[inline(never)]
    fn called<S: Simd>(a: f32x16<S>, b: f32x16<S>, c: f32x16<S>) -> f32x16<S> {
        a.mul_add(b, c)
    }
    // They are most of a network's code, and unoptimised they are longest there.
    if const { cfg!(debug_assertions) && is_baseline_of_x86::<S>() } { called(a, b, c) } else { a.mul_add(b, c) }
}

/// `a + b`.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn plus<S: Simd>(a: f32x16<S>, b: f32x16<S>) -> f32x16<S> {
    a + b
}

/// `a * b`.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn times<S: Simd>(a: f32x16<S>, b: f32x16<S>) -> f32x16<S> {
    a * b
}
