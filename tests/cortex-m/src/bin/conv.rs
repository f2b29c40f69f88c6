//! Spots keywords in a map of 49 by 10: the network of the `MLPerf` Tiny benchmark, of separable convolutions.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_runtime::network! {
    /// Its norms are part of the convolutions.
    pub struct Net: [1, 49, 10] -> [12] {
        conv2d(64, [10, 4], relu, stride = 2, padding = same_upper),
        depthwise_conv2d(3, relu, padding = 1),
        conv2d(64, 1, relu),
        depthwise_conv2d(3, relu, padding = 1),
        conv2d(64, 1, relu),
        depthwise_conv2d(3, relu, padding = 1),
        conv2d(64, 1, relu),
        depthwise_conv2d(3, relu, padding = 1),
        conv2d(64, 1, relu),
        global_avg_pool,
        dense(12, softmax),
    }
}

nn_cortex_m::predicts!(predict, 490);
