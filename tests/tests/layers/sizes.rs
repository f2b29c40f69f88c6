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
    struct Wide: [300] -> [53] { dense(133, relu), dense(53), }

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

    #[loss(cross_entropy)]
    struct Pyramid: [53] -> [3] { dense(300, gelu), dense(53, gelu), dense(17, gelu), dense(3, softmax), }

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
    wide: Wide;
    odd: Odd;
    deep: Deep;
    pyramid: Pyramid;
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

/// The same of large networks, in batches of every size at fewer positions: unoptimised they take long.
mod bits_of_large_networks {
    use nn_tests::bits::{check_descent, check_levels_of, check_repeats, check_rows_of};

    use super::{Pyramid, Wide};

    #[test]
    fn a_row_is_the_same_in_any_batch() {
        let batches: Vec<usize> = (1..=40).chain([64, 70, 129]).collect();
        check_rows_of::<Wide>(&batches, &[5]);
        check_rows_of::<Pyramid>(&batches, &[5]);
    }

    #[test]
    fn levels_agree() {
        check_levels_of::<Wide>((1..=17).chain([33, 129]));
        check_levels_of::<Pyramid>((1..=17).chain([33, 129]));
    }

    #[test]
    fn learning_from_one_row_is_a_step_of_descent() {
        check_descent::<Wide>();
        check_descent::<Pyramid>();
    }

    #[test]
    fn runs_agree() {
        check_repeats::<Wide>();
        check_repeats::<Pyramid>();
    }
}
