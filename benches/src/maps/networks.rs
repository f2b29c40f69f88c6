//! Convolutional networks: LeNet-5 and the four of `MLPerf` Tiny, the last of which has no maps, and single shapes of layers.

use nn_runtime::prelude::*;

network! {
    /// Handwritten digits: LeNet-5 with rectifiers and the largest numbers of windows.
    #[loss(cross_entropy)]
    pub struct LeNet: [1, 28, 28] -> [10] {
        conv1: conv2d(6, 5, relu, padding = 2),
        max_pool(2),
        conv2: conv2d(16, 5, relu),
        max_pool(2),
        flatten,
        fc1: dense(120, relu),
        fc2: dense(84, relu),
        fc3: dense(10, softmax),
    }
}

network! {
    /// Images of 10 kinds: three residual blocks.
    pub struct Resnet8: [3, 32, 32] -> [10] {
        conv1: conv2d(16, 3, relu, padding = same),
        conv2: conv2d(16, 3, relu, padding = same),
        conv3: conv2d(16, 3, padding = same),
        add(conv1),
        first: relu,
        conv4: conv2d(32, 3, relu, stride = 2, padding = same_upper),
        conv5: conv2d(32, 3, padding = same),
        conv6: conv2d(32, 1, stride = 2, from = first),
        add(conv5),
        second: relu,
        conv7: conv2d(64, 3, relu, stride = 2, padding = same_upper),
        conv8: conv2d(64, 3, padding = same),
        conv9: conv2d(64, 1, stride = 2, from = second),
        add(conv8),
        relu,
        global_avg_pool,
        dense1: dense(10, softmax),
    }
}

network! {
    /// Twelve spoken words, in 49 frames of 10 features.
    pub struct DsCnn: [1, 49, 10] -> [12] {
        conv1: conv2d(64, [10, 4], relu, stride = 2, padding = same_upper),
        depthwise1: depthwise_conv2d(3, relu, padding = same),
        conv2: conv2d(64, 1, relu),
        depthwise2: depthwise_conv2d(3, relu, padding = same),
        conv3: conv2d(64, 1, relu),
        depthwise3: depthwise_conv2d(3, relu, padding = same),
        conv4: conv2d(64, 1, relu),
        depthwise4: depthwise_conv2d(3, relu, padding = same),
        conv5: conv2d(64, 1, relu),
        global_avg_pool,
        dense1: dense(12, softmax),
    }
}

network! {
    /// Whether somebody is in the image: `MobileNet`, a quarter as wide.
    pub struct Mobilenet: [3, 96, 96] -> [2] {
        conv1: conv2d(8, 3, relu, stride = 2, padding = same_upper),
        depthwise1: depthwise_conv2d(3, relu, padding = same),
        conv2: conv2d(16, 1, relu),
        depthwise2: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv3: conv2d(32, 1, relu),
        depthwise3: depthwise_conv2d(3, relu, padding = same),
        conv4: conv2d(32, 1, relu),
        depthwise4: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv5: conv2d(64, 1, relu),
        depthwise5: depthwise_conv2d(3, relu, padding = same),
        conv6: conv2d(64, 1, relu),
        depthwise6: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv7: conv2d(128, 1, relu),
        depthwise7: depthwise_conv2d(3, relu, padding = same),
        conv8: conv2d(128, 1, relu),
        depthwise8: depthwise_conv2d(3, relu, padding = same),
        conv9: conv2d(128, 1, relu),
        depthwise9: depthwise_conv2d(3, relu, padding = same),
        conv10: conv2d(128, 1, relu),
        depthwise10: depthwise_conv2d(3, relu, padding = same),
        conv11: conv2d(128, 1, relu),
        depthwise11: depthwise_conv2d(3, relu, padding = same),
        conv12: conv2d(128, 1, relu),
        depthwise12: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv13: conv2d(256, 1, relu),
        depthwise13: depthwise_conv2d(3, relu, padding = same),
        conv14: conv2d(256, 1, relu),
        global_avg_pool,
        dense1: dense(2, softmax),
    }
}

network! {
    /// Sounds of machines, whose failures it reproduces worse.
    pub struct Autoencoder: [640] -> [640] {
        dense1: dense(128, relu),
        dense2: dense(128, relu),
        dense3: dense(128, relu),
        dense4: dense(128, relu),
        dense5: dense(8, relu),
        dense6: dense(128, relu),
        dense7: dense(128, relu),
        dense8: dense(128, relu),
        dense9: dense(128, relu),
        dense10: dense(640),
    }
}

/// Layers by themselves, each several times, so that what stands around them counts little.
pub mod shapes {
    use nn_runtime::prelude::*;

    network! {
        /// 3x3, 16 channels to 16, on 32x32 pixels.
        pub struct Square: [16, 32, 32] -> [16] {
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            conv2d(16, 3, padding = same),
            global_avg_pool,
        }
    }

    network! {
        /// 5x5, one channel to 8, on 28x28 pixels: a first layer, which reads the input where it lies.
        pub struct First: [1, 28, 28] -> [8] {
            conv2d(8, 5, padding = same),
            global_avg_pool,
        }
    }

    network! {
        /// 3x3 of each of 64 channels, on 25x5 pixels.
        pub struct Depthwise: [64, 25, 5] -> [64] {
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            depthwise_conv2d(3, padding = same),
            global_avg_pool,
        }
    }
}
