//! Spots keywords in 25 frames of 10 numbers: 250-64-64-12.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_runtime::network! {
    /// Dense layers alone.
    pub struct Net: [250] -> [12] {
        dense(64, relu),
        dense(64, relu),
        dense(12, softmax),
    }
}

nn_cortex_m::predicts!(predict, 250);
