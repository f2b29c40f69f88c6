//! 6 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.

nn_tests::pair! {
    #[loss(mae)]
    struct Net00: [37] -> [31] {
        softplus,
        celu(alpha = 0.4),
        dense(31, hard_tanh),
    }

    #[loss(mae)]
    struct Net01: [25] -> [16] {
        l0: gelu,
        l1: dense(22, sin),
        dense(29, from = l0),
        dense(23, silu),
        dense(16),
        dropout(0.25),
        concat(l1),
        dense(16, leaky_relu),
    }

    #[loss(huber(1.0))]
    struct Net02: [14] -> [5] {
        l0: exp,
        dense(15, selu, bias = false),
        l2: gelu_tanh,
        dense(17, exp),
        concat(l2, l0),
        dropout(0.5),
        dense(5, relu),
    }

    #[loss(huber(1.0))]
    struct Net03: [37] -> [31] {
        l0: dense(9, relu6),
        l1: dense(100, sigmoid),
        dense(100, from = l0),
        add(l1),
        relu6,
        concat(l0, input),
        dense(31, hard_sigmoid),
    }

    #[loss(mae)]
    struct Net04: [15] -> [23] {
        dense(31, silu),
        dense(23, hard_swish),
        sin,
    }

    #[loss(huber(1.0))]
    struct Net05: [19] -> [12] {
        dense(27, hard_sigmoid),
        dropout(0.25),
        dense(12, sigmoid),
    }
}

nn_tests::agreement_tests! {
    net_00: Net00;
    net_03: Net03;
    net_04: Net04;
}

nn_tests::dropout_tests! {
    net_01: Net01;
    net_02: Net02;
    net_05: Net05;
}
