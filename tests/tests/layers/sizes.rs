//! Widths on both sides of a panel and of a tile, depths from one layer to five, layers without bias.

nn_tests::pair! {
    #[loss(mse)]
    struct One: [1] -> [1] { dense(1), }

    #[loss(mse)]
    struct Panel: [16] -> [16] { dense(16), }

    #[loss(mse)]
    struct Spread: [1] -> [300] { dense(300), }

    #[loss(mse)]
    struct Gather: [300] -> [1] { dense(1), }

    #[loss(mse)]
    struct Odd: [53] -> [15] { dense(53, tanh), dense(15), }

    #[loss(mse)]
    struct Deep: [17] -> [16] {
        dense(53, tanh),
        dense(15, elu),
        dense(1),
        dense(300, silu),
        dense(16),
    }

    #[loss(mse)]
    struct Even: [32] -> [16] { dense(64, relu), dense(64, relu), dense(64, relu), dense(16), }

    #[loss(mse)]
    struct Plain: [17] -> [15] { dense(16, tanh, bias = false), dense(15, bias = false), }

    #[loss(mse)]
    struct Alternating: [15] -> [1] { dense(17, tanh), dense(16, tanh, bias = false), dense(1), }
}

nn_tests::agreement_tests! {
    one: One;
    panel: Panel;
    spread: Spread;
    gather: Gather;
    odd: Odd;
    deep: Deep;
    even: Even;
    plain: Plain;
    alternating: Alternating;
}

mod bits {
    use super::{Deep, Even, Gather, Odd, One, Plain, Spread};

    nn_tests::bit_identity_tests! {
        deep: Deep;
        even: Even;
        gather: Gather;
        odd: Odd;
        one: One;
        plain: Plain;
        spread: Spread;
    }
}
