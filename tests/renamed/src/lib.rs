//! A user who calls the library `nn`, documents everything, and denies every warning.
#![deny(
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

/// Number of parameters of [`Xor`].
#[must_use]
pub const fn parameters() -> usize {
    Xor::PARAMETERS
}
