//! A user who calls the library `nn`, documents everything, and denies every warning, with those of clippy that are
//! usually off.
#![deny(
    clippy::all,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::default_numeric_fallback,
    clippy::exhaustive_structs,
    clippy::float_arithmetic,
    clippy::impl_trait_in_params,
    clippy::implicit_return,
    clippy::indexing_slicing,
    clippy::min_ident_chars,
    clippy::missing_docs_in_private_items,
    clippy::missing_inline_in_public_items,
    clippy::missing_trait_methods,
    clippy::nursery,
    clippy::pattern_type_mismatch,
    clippy::pedantic,
    clippy::pub_use,
    clippy::question_mark_used,
    clippy::shadow_reuse,
    clippy::shadow_unrelated,
    clippy::single_char_lifetime_names,
    clippy::unwrap_used,
    missing_debug_implementations,
    missing_docs,
    rust_2018_idioms,
    rustdoc::all,
    unreachable_pub,
    unused,
    unused_qualifications,
    unused_results,
    warnings
)]
#![forbid(unsafe_code)]

nn::network! {
    /// Exclusive or, as a probability.
    #[loss(binary_cross_entropy)]
    pub struct Xor: [2] -> [1] {
        hidden: dense(8, tanh),
        output: dense(1, sigmoid),
    }
}

nn::network! {
    /// Every kind of line.
    #[loss(cross_entropy)]
    pub struct Mixed: [2, 3] -> [5] {
        flatten,
        first: dense(20, gelu),
        dropout(0.1),
        dense(20, silu),
        add(first),
        tanh,
        concat(first),
        dense(5, softmax),
    }
}

nn::network! {
    /// No backward pass.
    pub struct Predictor: [300] -> [20] {
        dense(20, relu),
    }
}

nn::network! {
    /// Larger than what fits a usual stack frame.
    #[loss(huber(1.0))]
    pub struct Huge: [490] -> [12] {
        dense(270, tanh),
        dense(490, relu, bias = false),
        dense(12),
    }
}

/// Number of parameters of [`Xor`].
#[must_use]
#[inline]
#[expect(clippy::implicit_return, reason = "this is no test of the user's own code")]
pub const fn parameters() -> usize {
    Xor::PARAMETERS
}
