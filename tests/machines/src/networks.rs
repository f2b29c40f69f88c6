//! The networks.

use nn_runtime::network;
use nn_runtime::optim::{Adam, AdamW, RmsProp, Sgd};
use nn_runtime::simd::Level;

use crate::Numbers::{Any, Below, Bits, Class};
use crate::{Report, infer, play, study, train};

network! {
    /// Exclusive or.
    #[loss(binary_cross_entropy)]
    pub struct Xor: [2] -> [1] { dense(8, tanh), dense(1, sigmoid) }
}

network! {
    /// The smallest one of microcontrollers.
    #[loss(mse)]
    pub struct Tiny: [10] -> [3] { dense(16, tanh), dense(3) }
}

network! {
    /// A classifier with dropout.
    #[loss(cross_entropy)]
    pub struct Classifier: [17] -> [5] {
        dense(40, relu),
        dropout(0.2),
        dense(24, gelu),
        dense(5, softmax),
    }
}

network! {
    /// Norms of rows.
    #[loss(huber(0.5))]
    pub struct Normed: [12] -> [4] {
        dense(33, silu),
        layer_norm,
        dense(20, softplus),
        rms_norm,
        l2_norm,
        dense(4),
    }
}

network! {
    /// Values that are used again.
    #[loss(mae)]
    pub struct Joined: [9] -> [6] {
        a: dense(19, elu),
        dense(19, hard_swish),
        add(a),
        concat(a),
        b: dense(6, tanh),
        affine,
        c: sub(b),
        sigmoid,
        mul(c),
    }
}

network! {
    /// Normalised over its batch.
    #[batch(21)]
    #[loss(mse)]
    pub struct Batch: [6] -> [3] { dense(18, bias = false), batch_norm, relu, dense(3) }
}

network! {
    /// Of the size of those that spot keywords.
    #[loss(cross_entropy)]
    pub struct Keyword: [250] -> [12] {
        dense(64, relu),
        dense(64, relu),
        dense(12, softmax),
    }
}

network! {
    /// Mathematics.
    #[loss(log_cosh)]
    pub struct Activations: [7] -> [7] {
        dense(16, mish),
        dense(16, softsign),
        dense(16, sin),
        dense(16, selu),
        dense(16, gelu_tanh),
        dense(16, celu),
        dense(16, log_sigmoid),
        dense(7, leaky_relu(0.1)),
    }
}

network! {
    /// Classes of a vector each, and a slope.
    #[loss(mse)]
    pub struct Table: [1] -> [3] { embedding(10, 8), prelu, dense(6, sigmoid), glu }
}

network! {
    /// Windows over a picture.
    #[loss(cross_entropy)]
    pub struct Digits: [1, 12, 12] -> [10] {
        conv2d(6, 5, relu, padding = 2),
        max_pool(2),
        conv2d(12, 3, tanh),
        flatten,
        dense(10, softmax),
    }
}

network! {
    /// A residual block with the norm of a batch.
    #[batch(21)]
    #[loss(cross_entropy)]
    pub struct Residual: [3, 8, 8] -> [4] {
        a: conv2d(16, 3, relu, padding = 1),
        conv2d(16, 3, padding = 1, bias = false),
        batch_norm,
        add(a),
        relu,
        conv2d(20, 3, stride = 2, padding = [0, 1, 1, 0]),
        global_avg_pool,
        dense(4, softmax),
    }
}

network! {
    /// Each channel by itself, then all together.
    #[loss(mse)]
    pub struct Separable: [5, 7, 6] -> [3] {
        conv2d(18, 1, relu6),
        depthwise_conv2d(3, silu, padding = 1),
        depthwise_conv2d([3, 2], stride = 2, dilation = [1, 2]),
        avg_pool([1, 2]),
        prelu(per_channel = true),
        global_max_pool,
        dense(3),
    }
}

network! {
    /// From small maps to large ones.
    #[loss(mse)]
    pub struct Decoder: [2, 3, 3] -> [1, 12, 12] {
        conv_transpose2d(17, 3, elu, stride = 2, padding = 1, output_padding = 1),
        upsample(2),
        conv2d(1, 3, sigmoid, padding = 1),
    }
}

network! {
    /// Groups of channels.
    #[loss(mse)]
    pub struct Grouped: [4, 6, 6] -> [2] {
        conv2d(32, 3, padding = 1),
        group_norm(4),
        gelu,
        conv2d(32, 2, relu, groups = 2),
        instance_norm(affine = true),
        flatten,
        dense(2),
    }
}

network! {
    /// Groups that are no whole panels, both ways, and several outputs of a channel.
    #[loss(mse)]
    pub struct Parted: [6, 5, 4] -> [2] {
        conv2d(9, 3, tanh, padding = 1, groups = 3),
        conv2d(18, 2, relu, groups = 9),
        conv_transpose2d(10, 2, silu, stride = [2, 1], groups = 2),
        conv_transpose2d(10, 2, groups = 10, bias = false),
        global_avg_pool,
        dense(2),
    }
}

network! {
    /// Along time.
    #[loss(mse)]
    pub struct Window: [2, 24] -> [5] {
        conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv1d(20, 5, relu, padding = same),
        max_pool(2),
        global_avg_pool,
        dense(5),
    }
}

network! {
    /// Numbers of several kinds of losses.
    #[loss(poisson)]
    pub struct Counts: [5] -> [2] { dense(20, softplus), dense(2, exp) }
}

network! {
    /// A distribution's logarithm, for inference alone.
    pub struct Logits: [40] -> [33] { dense(70, hard_sigmoid), dense(33, log_softmax) }
}

network! {
    /// Gated units, one input at a time.
    #[loss(mse)]
    #[window(16)]
    pub struct Gru: [8] -> [4] { gru(20), dense(4) }
}

network! {
    /// Gated units that reset before they multiply.
    #[loss(mse)]
    #[window(16)]
    pub struct Reset: [6] -> [2] { gru(18, reset = before), dense(2) }
}

network! {
    /// A window in both directions.
    #[loss(cross_entropy)]
    pub struct Both: [3, 12] -> [4] { lstm(9, bidirectional = true), mean_over_time, dense(4, softmax) }
}

network! {
    /// Long short-term memory.
    #[loss(mse)]
    #[window(16)]
    pub struct Lstm: [3] -> [2] { lstm(17), dense(2, tanh) }
}

network! {
    /// The simplest memory, twice.
    #[loss(mse)]
    #[window(16)]
    pub struct Rnn: [5] -> [3] { rnn(20), rnn(9, relu), dense(3) }
}

network! {
    /// Convolutions over what was, as audio has them.
    #[loss(mse)]
    #[window(16)]
    pub struct Wave: [1] -> [1] {
        conv1d(8, 3, tanh, causal = true),
        conv1d(8, 3, tanh, dilation = 2, causal = true),
        conv1d(16, 3, dilation = 4, causal = true),
        glu,
        dense(1),
    }
}

network! {
    /// Earlier observations.
    #[loss(mse)]
    #[window(16)]
    pub struct Past: [4] -> [2] { stack(3), dense(16, relu), delay(2), ema(0.25), dense(2) }
}

/// All of them, at an instruction set.
pub fn all(level: Level, report: Report<'_>) {
    let (sgd, momentum) = (Sgd::new(0.01), Sgd::new(0.01).momentum(0.9).weight_decay(0.001));
    let adam = Adam::new(0.01);
    train::<Xor, _, 2>(level, (Bits, Bits), &adam, report);
    train::<Tiny, _, 1>(level, (Any, Any), &momentum, report);
    train::<Classifier, _, 2>(level, (Any, Class), &AdamW::new(0.01), report);
    train::<Normed, _, 1>(level, (Any, Any), &RmsProp::new(0.01), report);
    train::<Joined, _, 2>(level, (Any, Any), &adam, report);
    train::<Batch, _, 2>(level, (Any, Any), &adam, report);
    train::<Keyword, _, 0>(level, (Any, Class), &sgd, report);
    train::<Activations, _, 2>(level, (Any, Any), &adam, report);
    train::<Table, _, 1>(level, (Below(10), Any), &momentum, report);
    train::<Digits, _, 2>(level, (Any, Class), &adam, report);
    train::<Residual, _, 1>(level, (Any, Class), &momentum, report);
    train::<Separable, _, 2>(level, (Any, Any), &adam, report);
    train::<Decoder, _, 0>(level, (Any, Bits), &sgd, report);
    train::<Grouped, _, 2>(level, (Any, Any), &adam, report);
    train::<Parted, _, 2>(level, (Any, Any), &adam, report);
    train::<Window, _, 2>(level, (Any, Any), &adam, report);
    train::<Both, _, 2>(level, (Any, Class), &adam, report);
    train::<Counts, _, 0>(level, (Any, Below(4)), &sgd, report);
    infer::<Logits>(level, Any, report);
    play::<Gru>(level, report);
    study::<Gru>(level, report);
    play::<Reset>(level, report);
    study::<Reset>(level, report);
    play::<Lstm>(level, report);
    study::<Lstm>(level, report);
    play::<Rnn>(level, report);
    study::<Rnn>(level, report);
    play::<Wave>(level, report);
    study::<Wave>(level, report);
    play::<Past>(level, report);
    study::<Past>(level, report);
}
