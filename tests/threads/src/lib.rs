//! Networks large enough to be worth several threads, for the tests of this package.
#![cfg(feature = "parallel")]
#![forbid(unsafe_code)]

use nn_runtime::prelude::*;

network! {
    /// A chain, with remainders of every tile.
    #[loss(cross_entropy)]
    pub struct Chain: [301] -> [10] {
        dense(133, relu),
        dense(70, tanh),
        dense(10, softmax),
    }
}

network! {
    /// Joins, dropout, and activations that are passes of their own.
    #[loss(mse)]
    pub struct Joined: [53] -> [17] {
        first: dense(200, gelu),
        dropout(0.2),
        dense(200, silu, bias = false),
        add(first),
        dropout(0.1),
        concat(first),
        dense(17),
    }
}

network! {
    /// One input and one output: no more than one tile of inputs.
    #[loss(binary_cross_entropy)]
    pub struct Narrow: [1] -> [1] {
        dense(600, tanh),
        dense(100, relu),
        dense(1, sigmoid),
    }
}

network! {
    /// As many biases as weights, so that a border between threads is among biases.
    #[loss(mse)]
    pub struct Shallow: [1] -> [1] {
        dense(3000, tanh),
        dense(1),
    }
}

network! {
    /// A table of which threads change parts, and of which a batch picks some vectors several times.
    #[loss(mse)]
    pub struct Words: [3] -> [2] {
        slice(2, 3),
        word: embedding(3000, 40),
        slice(0, 2, from = input),
        concat(word),
        dense(300, tanh),
        dense(2),
    }
}

network! {
    /// More weights than a core's second cache holds, so that threads divide single rows: panels of outputs in whole groups and
    /// not, with bias and without, of the input and of a value. The third layer is too small for it.
    pub struct Heavy: [301] -> [20] {
        dense(530, relu),
        dense(515, tanh, bias = false),
        dense(40, gelu),
        dense(20),
    }
}

network! {
    /// As [`Heavy`], with a layer that reads the input again after others.
    pub struct Again: [530] -> [20] {
        dense(530, tanh),
        second: dense(530, relu),
        dense(530, from = input),
        add(second),
        dense(20),
    }
}

network! {
    /// A stream whose windows are worth several threads: its gradient is divided, and no step of it.
    #[loss(mse)]
    pub struct Remembering: [40] -> [9] {
        first: lstm(130),
        conv1d(70, 2, tanh, dilation = 3, causal = true),
        gru(50),
        dense(9),
    }
}

network! {
    /// Values of half a megabyte.
    pub struct Picture: [1, 64, 64] -> [32] {
        conv2d(32, 3, relu, padding = 1),
        global_avg_pool,
    }
}
