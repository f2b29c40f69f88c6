//! 10-16-3 with tanh, 227 parameters.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_runtime::network! {
    /// Sensors to a decision.
    pub struct Net: [10] -> [3] {
        hidden: dense(16, tanh),
        output: dense(3),
    }
}

nn_cortex_m::predicts!(predict, 10);
