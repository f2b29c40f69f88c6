//! Convolutions and pools: every form of a window, with few channels and many, odd sizes and whole panels.

nn_tests::pair! {
    // Channels that the input has one behind the other, a map with padding, a dense layer that reads it as a vector.
    #[loss(cross_entropy)]
    struct Digits: [1, 10, 9] -> [5] {
        conv2d(6, 5, relu, padding = 2),
        max_pool(2),
        conv2d(10, 3, tanh),
        max_pool(2),
        flatten,
        dense(20, relu),
        dense(5, softmax),
    }

    // Dense layers whose weights are read once for several rows; the first one reads pixels.
    #[loss(cross_entropy)]
    struct Headed: [2, 9, 8] -> [5] {
        conv2d(16, 3, relu),
        max_pool(2),
        flatten,
        dense(60, relu),
        dropout(0.0000001),
        dense(40, tanh),
        dense(5, softmax),
    }

    // Whole panels: a dense layer reads the pixels where they are, and few outputs too.
    #[loss(mse)]
    struct Residual: [3, 6, 6] -> [3] {
        a: conv2d(16, 3, relu, padding = 1),
        conv2d(16, 3, relu, padding = 1),
        conv2d(16, 3, padding = same),
        add(a),
        b: relu,
        conv2d(32, 3, relu, stride = 2, padding = [0, 1, 0, 1]),
        c: conv2d(32, 3, padding = 1),
        conv2d(32, 1, stride = 2, from = b),
        add(c),
        relu,
        flatten,
        dense(3),
    }

    // A channel has a kernel of its own; pixels of several panels.
    #[loss(mse)]
    struct Separable: [4, 7, 5] -> [6] {
        conv2d(20, 3, relu, stride = 2, padding = same_upper),
        depthwise_conv2d(3, relu, padding = 1),
        conv2d(18, 1, silu),
        depthwise_conv2d([3, 2], stride = 2, padding = same_lower, dilation = [1, 2]),
        global_avg_pool,
        dense(6),
    }

    // More channels than are read where they are; strides, dilations and padding that differ by axis.
    #[loss(mse)]
    struct Windows: [7, 6, 7] -> [4] {
        conv2d(19, [2, 3], tanh, stride = [1, 2], padding = [1, 0, 2, 1], bias = false),
        conv2d(17, [3, 2], dilation = [2, 1], stride = 2),
        elu,
        max_pool([2, 1], padding = [1, 0], dilation = 1),
        dropout(0.0000001),
        global_max_pool,
        dense(4),
    }

    #[loss(mse)]
    struct Pools: [5, 7, 6] -> [15] {
        a: max_pool(3, 2, ceil = true),
        b: avg_pool(3, 2, padding = 1, ceil = true, from = input),
        c: avg_pool([2, 3], 2, padding = [0, 1], count_padding = false, from = input),
        p: global_avg_pool(from = b),
        q: global_max_pool(from = c),
        r: global_avg_pool(from = a),
        concat(p, q),
        dense(15, sigmoid),
    }

    #[loss(mse)]
    struct Groups: [32, 4, 3] -> [7] {
        conv2d(32, 3, relu, groups = 2, padding = 1),
        conv2d(32, 2, groups = 2, stride = 2),
        flatten,
        dense(7),
    }

    // Groups that share panels; several outputs of a channel, and one; groups of more than a panel; both ways.
    #[loss(mse)]
    struct Parts: [6, 5, 4] -> [4] {
        conv2d(9, 3, tanh, padding = 1, groups = 3),
        a: conv2d(18, 2, groups = 9, padding = same_upper),
        silu,
        conv_transpose2d(40, [2, 3], relu, stride = [2, 1], groups = 2),
        b: conv_transpose2d(40, 2, groups = 40, bias = false),
        c: conv2d(2, 2, stride = 2, groups = 2, from = a),
        d: global_max_pool(from = b),
        global_avg_pool(from = c),
        concat(d),
        dense(4),
    }

    #[loss(mse)]
    struct PartsOfTime: [6, 9] -> [17, 9] {
        conv1d(34, 3, relu6, dilation = 2, causal = true, groups = 2),
        conv1d(17, 1, groups = 17),
    }

    // A class for each pixel: more than a group of 16 pixels, and channels that fill no panel.
    #[loss(cross_entropy)]
    struct Segments: [2, 5, 7] -> [18, 5, 7] {
        conv2d(5, 3, relu, padding = 1),
        conv2d(18, 1, softmax),
    }

    // Few pixels, and logits.
    #[loss(cross_entropy(0.2, from_logits = true))]
    struct Corners: [3, 4, 4] -> [2, 2, 2] {
        dropout(0.0000001),
        conv2d(2, 3),
    }

    // Along time, and a map at the end.
    #[loss(mse)]
    struct Causal: [2, 14] -> [3, 7] {
        conv1d(16, 3, tanh, causal = true),
        a: conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv1d(16, 3, tanh, dilation = 4, causal = true),
        add(a),
        max_pool(2),
        conv1d(3, 1),
    }

    // More taps than are statements, in each of the ways to read a map.
    #[loss(mse)]
    struct Long: [2, 40] -> [3] {
        conv1d(8, 15, tanh, padding = same),
        conv1d(17, 13, tanh, stride = 2, padding = [6, 20], dilation = 2),
        conv1d(6, 14, causal = true),
        max_pool(2),
        flatten,
        dense(3),
    }

    #[loss(mse)]
    struct LongLanes: [18, 3, 21] -> [2] {
        depthwise_conv2d([1, 13], tanh, padding = [0, 6]),
        depthwise_conv2d([2, 16], stride = [1, 3], padding = 2),
        global_avg_pool,
        dense(2),
    }

    // Each number is added to a window: whole strides, overlaps, gaps that only the bias fills, padding that cuts, panels that are not full.
    #[loss(mse)]
    struct Decoder: [2, 2, 3] -> [3, 7, 8] {
        conv_transpose2d(5, [2, 3], relu, stride = [2, 1]),
        a: conv_transpose2d(33, 2, tanh, stride = [1, 3], padding = [1, 0, 2, 1], output_padding = [0, 1]),
        conv_transpose2d(16, 1, bias = false),
        conv_transpose2d(3, [3, 2], sigmoid, stride = 2, dilation = [1, 2], padding = [1, 9], output_padding = 1),
        avg_pool(1, padding = 0),
        conv2d(3, [2, 1], padding = [0, 0, 0, 0]),
    }

    #[loss(mse)]
    struct Stretched: [4, 5] -> [2, 11] {
        conv1d(8, 2, tanh),
        conv_transpose1d(16, 4, silu, stride = 2, padding = 1),
        conv_transpose1d(2, 3, stride = 1, padding = [0, 1], dilation = 2),
    }
}

nn_tests::agreement_tests_of_few_rows! {
    digits: Digits;
    residual: Residual;
    separable: Separable;
    windows: Windows;
    pools: Pools;
    groups: Groups;
    parts: Parts;
    parts_of_time: PartsOfTime;
    headed: Headed;
    causal: Causal;
    corners: Corners;
    segments: Segments;
    decoder: Decoder;
    stretched: Stretched;
    long: Long;
    long_lanes: LongLanes;
}

nn_tests::pair! {
    struct Untrained: [1, 9, 8] -> [4, 3, 2] {
        conv2d(8, 3, relu), depthwise_conv2d(2), conv2d(4, 1, hard_swish), max_pool([2, 2], [2, 3]),
    }
}

/// A declaration without a loss has a forward pass all the same.
#[test]
fn a_network_without_loss_predicts() {
    nn_tests::agreement::check_outputs::<Untrained>();
}

/// A network whose blocks have two rows: the gradient of a batch is a sum over blocks.
#[test]
fn gradients_of_several_blocks_are_added() {
    nn_tests::agreement::check_gradients_of::<Blocks>(&[5]);
}

#[test]
fn a_step_over_several_blocks_is_a_step_of_descent() {
    nn_tests::bits::check_descent_of::<Blocks>(5);
}

nn_tests::pair! {
    #[loss(mse)]
    struct Blocks: [2, 64, 64] -> [3] {
        depthwise_conv2d(2, stride = 2),
        conv2d(33, 1, relu),
        conv2d(65, 1, stride = 3),
        max_pool(3, stride = 2),
        depthwise_conv2d(1, relu),
        global_avg_pool,
        dense(3),
    }
}

mod bits {
    use super::{
        Causal, Corners, Decoder, Digits, Groups, Headed, Long, LongLanes, Parts, PartsOfTime, Pools, Residual,
        Segments, Separable,
    };

    nn_tests::bit_identity_tests_of_few_rows! {
        causal: Causal;
        corners: Corners;
        decoder: Decoder;
        digits: Digits;
        groups: Groups;
        headed: Headed;
        long: Long;
        long_lanes: LongLanes;
        parts: Parts;
        parts_of_time: PartsOfTime;
        pools: Pools;
        residual: Residual;
        segments: Segments;
        separable: Separable;
    }
}
