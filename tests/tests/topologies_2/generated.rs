//! 25 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.

nn_tests::pair! {
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

    #[loss(huber(1.0))]
    struct Net14: [2, 4] -> [31] {
        elu,
        flatten,
        dropout(0.1),
        dense(31, hard_swish),
    }

    #[loss(mae)]
    struct Net15: [5, 4] -> [7] {
        l0: flatten,
        l1: relu,
        l2: add(l0),
        dense(35, sigmoid, from = l1),
        concat(l2),
        dense(7, tanh),
    }

    #[loss(cross_entropy)]
    struct Net16: [10] -> [48] {
        dense(28),
        concat(input),
        dense(5, hard_swish),
        dense(48, softmax),
    }

    #[loss(mse)]
    struct Net17: [35] -> [7] {
        dense(1, silu),
        dense(7, identity),
    }

    #[loss(mse)]
    struct Net18: [9] -> [10] {
        l0: dense(31, bias = false),
        l1: dense(31, from = input),
        add(l0),
        l3: concat(l1, l0),
        dense(17, tanh, bias = false, from = input),
        dense(1, gelu),
        concat(l3),
        dense(10, identity),
    }

    #[loss(mae)]
    struct Net19: [33] -> [13] {
        hard_swish,
        dropout(0.5),
        dense(13),
    }

    #[loss(cross_entropy)]
    struct Net20: [7] -> [20] {
        l0: dense(16, hard_swish),
        l1: dense(100, from = input),
        dense(17, elu),
        concat(l1, input),
        concat(l0),
        dense(20, softmax),
    }

    #[loss(cross_entropy)]
    struct Net21: [12] -> [27] {
        l0: dense(23, hard_sigmoid),
        l1: dense(100, identity),
        dense(100, from = l0),
        l3: add(l1),
        l4: dense(31),
        dense(31, from = l3),
        add(l4),
        dense(27, softmax),
    }

    #[loss(mse)]
    struct Net22: [22] -> [12] {
        dense(12, sigmoid, bias = false),
    }

    #[loss(mse)]
    struct Net23: [53] -> [36] {
        relu,
        l1: dense(27, elu),
        dense(23, bias = false),
        dense(9, elu(alpha = 0.6)),
        concat(l1),
    }

    #[loss(binary_cross_entropy)]
    struct Net24: [40] -> [25] {
        dense(31, sigmoid),
        dense(25, sigmoid),
    }

    #[loss(huber(1.0))]
    struct Net25: [6] -> [17] {
        l0: silu,
        dense(35, tanh),
        l2: gelu,
        concat(l0, input),
        concat(l2, l0),
        dense(17, softplus),
    }

    #[loss(huber(1.0))]
    struct Net26: [5] -> [13] {
        dense(33),
        dense(26),
        dense(13),
    }

    #[loss(mse)]
    struct Net27: [11] -> [1] {
        dense(1, hard_sigmoid),
    }

    #[loss(binary_cross_entropy)]
    struct Net28: [23] -> [31] {
        l0: dense(26, elu(alpha = 0.6)),
        l1: dense(35, identity, from = input),
        dense(35, from = input),
        add(l1),
        dense(18, hard_swish),
        concat(l1),
        concat(l0),
        dense(31),
        sigmoid,
    }

    #[loss(mse)]
    struct Net29: [33] -> [31] {
        dense(20, silu),
        dense(35, hard_swish),
        dense(30, bias = false),
        dense(3, identity),
        dropout(0.5),
        dense(31, silu, bias = false),
    }

    #[loss(mae)]
    struct Net30: [2, 2, 3] -> [9] {
        flatten,
        dense(15, leaky_relu(0.2)),
        dense(17, elu(alpha = 0.6)),
        dropout(0.1),
        selu,
        dropout(0.5),
        dense(9, gelu),
    }
}

nn_tests::agreement_tests! {
    net_06: Net06;
    net_07: Net07;
    net_08: Net08;
    net_09: Net09;
    net_11: Net11;
    net_13: Net13;
    net_15: Net15;
    net_16: Net16;
    net_17: Net17;
    net_18: Net18;
    net_20: Net20;
    net_21: Net21;
    net_22: Net22;
    net_23: Net23;
    net_24: Net24;
    net_25: Net25;
    net_26: Net26;
    net_27: Net27;
    net_28: Net28;
}

nn_tests::dropout_tests! {
    net_10: Net10;
    net_12: Net12;
    net_14: Net14;
    net_19: Net19;
    net_29: Net29;
    net_30: Net30;
}
