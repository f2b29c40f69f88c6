//! The comparison of nn-runtime with other ways to compute the same networks, and what the benchmarks share.
//!
//! | module | role |
//! |---|---|
//! | [`case`] | what is measured: network, measure, batch |
//! | [`model`] | a network as plain numbers, from which every contender is made |
//! | [`contender`] | the trait of everything that is timed, and the check against ours |
//! | [`ours`], [`peers`] | the contenders |
//! | [`maps`] | convolutional networks, with files of them for peers |
//! | [`machine`] | the limits of the machine, measured |
//! | [`compare`] | rounds in which the contenders take turns |
//! | [`record`], [`table`], [`report`], [`provenance`] | results as lines of JSON, text, a page, and where they come from |
//! | [`options`] | the command line of `compare` |
//! | [`stack`] | a stack that contenders fit on |
#![forbid(unsafe_code)]

pub mod case;
pub mod compare;
pub mod contender;
pub mod driven;
pub mod machine;
pub mod maps;
pub mod model;
pub mod options;
pub mod ours;
pub mod peers;
pub mod provenance;
pub mod record;
pub mod report;
pub mod stack;
pub mod stdout;
pub mod table;

use nn_runtime::prelude::*;

network! {
    /// The smallest network with a hidden layer.
    #[loss(mse)]
    pub struct Xor: [2] -> [1] {
        hidden: dense(8, tanh),
        output: dense(1, sigmoid),
    }
}

network! {
    /// A controller's policy.
    #[loss(mse)]
    pub struct Control: [17] -> [6] {
        first: dense(64, tanh),
        second: dense(64, tanh),
        output: dense(6, tanh),
    }
}

network! {
    /// A neural field.
    #[loss(mse)]
    pub struct Field: [32] -> [16] {
        first: dense(64, relu),
        second: dense(64, relu),
        third: dense(64, relu),
        output: dense(16),
    }
}

network! {
    /// Handwritten digits.
    #[loss(cross_entropy)]
    pub struct Mnist: [784] -> [10] {
        hidden: dense(128, relu),
        output: dense(10, softmax),
    }
}

network! {
    /// Handwritten digits, with more weights than a core's cache holds.
    #[loss(cross_entropy)]
    pub struct Wide: [784] -> [10] {
        first: dense(512, relu),
        second: dense(512, relu),
        output: dense(10, softmax),
    }
}
