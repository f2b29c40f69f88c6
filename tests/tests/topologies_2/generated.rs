//! 6 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.

nn_tests::pair! {
    #[loss(huber(1.0))]
    struct Net06: [4, 1] -> [20] {
        flatten,
        dense(19, hard_swish),
        dense(24, exp),
        tanh,
        dense(20, identity),
    }

    #[loss(cross_entropy)]
    struct Net07: [4, 4, 3] -> [14] {
        flatten,
        softplus,
        dense(14, softmax),
    }

    #[loss(mae)]
    struct Net08: [5] -> [13] {
        dense(19),
        dense(16),
        dense(53, exp),
        dense(13),
    }

    #[loss(cross_entropy)]
    struct Net09: [1, 2] -> [10] {
        l0: flatten,
        dense(4),
        dense(32, gelu(tanh)),
        l3: dense(23),
        l4: dense(23, from = l0),
        l5: add(l3),
        dense(4, from = l4),
        concat(l5),
        dense(10, softmax),
    }

    #[loss(binary_cross_entropy)]
    struct Net10: [13] -> [37] {
        dense(64),
        concat(input),
        dense(48, silu, bias = false),
        dropout(0.25),
        dense(37),
        sigmoid,
    }

    #[loss(cross_entropy)]
    struct Net11: [38] -> [40] {
        dense(40),
        softmax,
    }
}

nn_tests::agreement_tests! {
    net_06: Net06;
    net_07: Net07;
    net_08: Net08;
    net_09: Net09;
    net_11: Net11;
}

nn_tests::dropout_tests! {
    net_10: Net10;
}
