//! 14 random networks, from the seed 20.
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

    #[loss(huber(1.0))]
    struct Net06: [4, 1] -> [20] {
        flatten,
        dense(19, gelu),
        dense(24, leaky_relu),
        elu(alpha = 0.6),
        dense(20, silu),
    }

    #[loss(cross_entropy)]
    struct Net07: [4, 4, 3] -> [14] {
        flatten,
        leaky_relu(0.2),
        dense(14, softmax),
    }

    #[loss(mae)]
    struct Net08: [5] -> [13] {
        dense(19),
        dense(16),
        dense(53, identity),
        dense(13),
    }

    #[loss(cross_entropy)]
    struct Net09: [1, 2] -> [10] {
        l0: flatten,
        dense(4),
        dense(32, elu(alpha = 0.6)),
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
        dense(48, sigmoid, bias = false),
        dropout(0.25),
        dense(37),
        sigmoid,
    }

    #[loss(cross_entropy)]
    struct Net11: [38] -> [40] {
        dense(40),
        softmax,
    }

    #[loss(mae)]
    struct Net12: [4, 4, 4] -> [19] {
        flatten,
        dense(30, hard_swish),
        dense(26, softplus),
        dropout(0.5),
        dense(19),
    }

    #[loss(cross_entropy)]
    struct Net13: [3, 4, 2] -> [7] {
        l0: flatten,
        dense(13, gelu),
        concat(l0),
        dense(15, selu, bias = false),
        dense(7),
        softmax,
    }
}

nn_tests::agreement_tests! {
    net_00: Net00;
    net_03: Net03;
    net_04: Net04;
    net_06: Net06;
    net_07: Net07;
    net_08: Net08;
    net_09: Net09;
    net_11: Net11;
    net_13: Net13;
}

nn_tests::dropout_tests! {
    net_01: Net01;
    net_02: Net02;
    net_05: Net05;
    net_10: Net10;
    net_12: Net12;
}
