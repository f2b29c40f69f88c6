//! 6 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.

nn_tests::pair! {
    #[loss(mae)]
    struct Net00: [37] -> [31] {
        gelu,
        gelu,
        dense(31, celu(alpha = 0.4)),
    }

    #[loss(mae)]
    struct Net01: [25] -> [16] {
        l0: relu6,
        l1: dense(22, celu(alpha = 0.4)),
        dense(29, from = l0),
        dense(23, gelu_tanh),
        dense(16),
        dropout(0.25),
        concat(l1),
        dense(16, silu),
    }

    #[loss(huber(1.0))]
    struct Net02: [14] -> [5] {
        l0: silu,
        dense(15, hard_tanh(-0.3, max = 0.8), bias = false),
        l2: hard_tanh,
        dense(17, leaky_relu),
        concat(l2, l0),
        dropout(0.5),
        dense(5, hard_tanh),
    }

    #[loss(huber(1.0))]
    struct Net03: [37] -> [31] {
        l0: dense(9, softplus),
        l1: dense(100, celu),
        dense(100, from = l0),
        add(l1),
        elu,
        concat(l0, input),
        dense(31, hard_tanh(-0.3, max = 0.8)),
    }

    #[loss(mae)]
    struct Net04: [15] -> [23] {
        dense(31, hard_tanh),
        dense(23, leaky_relu),
        leaky_relu(0.2),
    }

    #[loss(huber(1.0))]
    struct Net05: [19] -> [12] {
        dense(27, relu6),
        dropout(0.25),
        dense(12, silu),
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
