//! 6 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.

nn_tests::pair! {
    #[loss(mae)]
    struct Net00: [37] -> [31] {
        elu(alpha = 0.6),
        gelu,
        dense(31, gelu),
    }

    #[loss(mae)]
    struct Net01: [25] -> [16] {
        l0: elu(alpha = 0.6),
        l1: dense(22, leaky_relu(0.2)),
        dense(29, from = l0),
        dense(23, sigmoid),
        dense(16),
        dropout(0.25),
        concat(l1),
        dense(16, identity),
    }

    #[loss(huber(1.0))]
    struct Net02: [14] -> [5] {
        l0: hard_sigmoid,
        dense(15, selu, bias = false),
        l2: hard_sigmoid,
        dense(17, hard_sigmoid),
        concat(l2, l0),
        dropout(0.5),
        dense(5, hard_swish),
    }

    #[loss(huber(1.0))]
    struct Net03: [37] -> [31] {
        l0: dense(9, softplus),
        l1: dense(100, hard_sigmoid),
        dense(100, from = l0),
        add(l1),
        softplus,
        concat(l0, input),
        dense(31, identity),
    }

    #[loss(mae)]
    struct Net04: [15] -> [23] {
        dense(31, selu),
        dense(23, gelu),
        gelu,
    }

    #[loss(huber(1.0))]
    struct Net05: [19] -> [12] {
        dense(27, identity),
        dropout(0.25),
        dense(12, selu),
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
