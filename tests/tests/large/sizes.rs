//! Wide layers of odd sizes.

nn_tests::pair! {
    #[loss(mse)]
    struct Wide: [300] -> [53] { dense(133, relu), dense(53), }

    #[loss(cross_entropy)]
    struct Pyramid: [53] -> [3] { dense(300, gelu), dense(53, gelu), dense(17, gelu), dense(3, softmax), }
}

nn_tests::agreement_tests! {
    wide: Wide;
    pyramid: Pyramid;
}

/// In batches of every size, at few positions: unoptimised these networks take long.
mod bits {
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
        check_levels_of::<Wide>(&(1..=17).chain([33, 129]).collect::<Vec<_>>());
        check_levels_of::<Pyramid>(&(1..=17).chain([33, 129]).collect::<Vec<_>>());
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
