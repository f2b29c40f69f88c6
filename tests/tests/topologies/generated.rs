//! 56 random networks, from the seed 20.
//!
//! Written by `nn_tests::generate`: `NN_REGENERATE=1 cargo test -p nn-tests --test topologies` does it again.

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
    net_00: Net00;
    net_03: Net03;
    net_04: Net04;
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
    net_01: Net01;
    net_02: Net02;
    net_05: Net05;
    net_10: Net10;
    net_12: Net12;
    net_14: Net14;
    net_19: Net19;
    net_29: Net29;
    net_30: Net30;
    net_32: Net32;
    net_38: Net38;
    net_51: Net51;
    net_52: Net52;
    net_55: Net55;
}
