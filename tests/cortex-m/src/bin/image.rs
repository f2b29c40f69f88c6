//! Reads a handwritten digit of 28 by 28: LeNet-5.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_runtime::network! {
    /// Windows over a picture.
    pub struct Net: [1, 28, 28] -> [10] {
        conv2d(6, 5, relu, padding = 2),
        max_pool(2),
        conv2d(16, 5, relu),
        max_pool(2),
        flatten,
        dense(120, relu),
        dense(84, relu),
        dense(10, softmax),
    }
}

nn_cortex_m::predicts!(predict, 784);
