//! Spots keywords frame by frame: a gated unit over 40 numbers.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_runtime::network! {
    /// It remembers.
    pub struct Net: [40] -> [12] {
        gru(64),
        dense(12, softmax),
    }
}

nn_cortex_m::predicts!(step, 40);
