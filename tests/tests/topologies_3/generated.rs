//! 25 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.

nn_tests::pair! {
    #[loss(mae)]
    struct Net31: [10] -> [53] {
        dense(13),
        dense(53, sigmoid),
    }

    #[loss(huber(delta = 0.7))]
    struct Net32: [16] -> [26] {
        dropout(0.1),
        dense(26, tanh),
    }

    #[loss(binary_cross_entropy)]
    struct Net33: [33] -> [33] {
        dense(31, sigmoid),
        concat(input),
        dense(19, leaky_relu(0.2)),
        dense(1, elu),
        dense(33, sigmoid),
    }

    #[loss(cross_entropy)]
    struct Net34: [3, 4, 1] -> [24] {
        identity,
        l1: flatten,
        l2: dense(27, relu),
        l3: concat(l1),
        dense(39, from = l2),
        add(l3),
        dense(1),
        dense(24, softmax),
    }

    #[loss(mae)]
    struct Net35: [11] -> [38] {
        leaky_relu(0.2),
        dense(38, leaky_relu),
    }

    #[loss(mse)]
    struct Net36: [31] -> [35] {
        dense(33, hard_sigmoid),
        l1: dense(32, tanh),
        dense(32, from = input),
        add(l1),
        dense(9, leaky_relu(0.2)),
        dense(35, softplus, bias = false),
    }

    #[loss(huber(delta = 0.7))]
    struct Net37: [14] -> [33] {
        dense(20, hard_sigmoid),
        leaky_relu(0.2),
        dense(15, tanh),
        dense(33, hard_swish),
    }

    #[loss(huber(delta = 0.7))]
    struct Net38: [34] -> [6] {
        l0: dense(12),
        dense(12, from = input),
        add(l0),
        dense(100, tanh),
        dropout(0.5),
        dense(6),
    }

    #[loss(binary_cross_entropy)]
    struct Net39: [22] -> [33] {
        dense(16, elu(alpha = 0.6), bias = false),
        l1: dense(27, relu),
        l2: dense(27, from = input),
        add(l1),
        add(l2, l1),
        add(l2),
        dense(33),
        sigmoid,
    }

    #[loss(mae)]
    struct Net40: [12] -> [37] {
        dense(31),
        l1: dense(17),
        dense(14, silu, from = input),
        l3: gelu,
        dense(31, bias = false, from = input),
        concat(l1, l3),
        dense(37, hard_swish),
    }

    #[loss(mae)]
    struct Net41: [3] -> [22] {
        l0: dense(33, leaky_relu),
        dense(33, from = input),
        l2: add(l0),
        dense(11, elu(alpha = 0.6)),
        l4: relu,
        dense(53, softplus, bias = false, from = l2),
        concat(l4),
        dense(22, tanh),
    }

    #[loss(mse)]
    struct Net42: [30] -> [32] {
        selu,
        dense(32, sigmoid),
    }

    #[loss(cross_entropy)]
    struct Net43: [18] -> [25] {
        dense(31, silu),
        concat(input),
        dense(6, leaky_relu),
        dense(25, softmax),
    }

    #[loss(mse)]
    struct Net44: [39] -> [35] {
        dense(35),
    }

    #[loss(binary_cross_entropy)]
    struct Net45: [100] -> [33] {
        dense(16, elu(alpha = 0.6), bias = false),
        relu,
        dense(27, gelu, bias = false),
        dense(32),
        dense(33),
        sigmoid,
    }

    #[loss(huber(1.0))]
    struct Net46: [1, 4, 4] -> [23] {
        flatten,
        dense(29, softplus),
        dense(14, tanh, bias = false),
        dense(48, silu),
        dense(1, silu, bias = false),
        dense(23, silu),
    }

    #[loss(huber(delta = 0.7))]
    struct Net47: [4] -> [21] {
        dense(21),
    }

    #[loss(mse)]
    struct Net48: [6, 3] -> [100] {
        hard_sigmoid,
        flatten,
        dense(100, relu, bias = false),
    }

    #[loss(huber(1.0))]
    struct Net49: [8] -> [38] {
        dense(11, elu(alpha = 0.6)),
        dense(38, softplus),
    }

    #[loss(mae)]
    struct Net50: [40] -> [53] {
        dense(53, relu),
    }

    #[loss(mse)]
    struct Net51: [4, 2, 2] -> [24] {
        flatten,
        dense(2),
        hard_swish,
        dropout(0.25),
        dense(24, relu),
    }

    #[loss(huber(1.0))]
    struct Net52: [15] -> [29] {
        dropout(0.5),
        dense(29, elu(alpha = 0.6)),
    }

    #[loss(cross_entropy)]
    struct Net53: [36] -> [17] {
        dense(31, relu),
        dense(16, leaky_relu(0.2)),
        dense(19, relu),
        dense(29, leaky_relu(0.2)),
        dense(17, softmax),
    }

    #[loss(cross_entropy)]
    struct Net54: [37] -> [25] {
        dense(25, softmax),
    }

    #[loss(cross_entropy)]
    struct Net55: [3] -> [11] {
        l0: dropout(0.25),
        l1: dense(1, silu),
        l2: dense(64, elu),
        l3: concat(l0, l1),
        dense(33, leaky_relu, from = l2),
        dropout(0.25),
        concat(l3),
        dense(11, softmax),
    }
}

nn_tests::agreement_tests! {
    net_31: Net31;
    net_33: Net33;
    net_34: Net34;
    net_35: Net35;
    net_36: Net36;
    net_37: Net37;
    net_39: Net39;
    net_40: Net40;
    net_41: Net41;
    net_42: Net42;
    net_43: Net43;
    net_44: Net44;
    net_45: Net45;
    net_46: Net46;
    net_47: Net47;
    net_48: Net48;
    net_49: Net49;
    net_50: Net50;
    net_53: Net53;
    net_54: Net54;
}

nn_tests::dropout_tests! {
    net_32: Net32;
    net_38: Net38;
    net_51: Net51;
    net_52: Net52;
    net_55: Net55;
}
