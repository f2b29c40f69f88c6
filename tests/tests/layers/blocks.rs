//! Networks of which a core's first cache holds any layer, but not all of them: with few registers inference takes a block of
//! rows layer by layer, and a smaller one at the end. Their activations are passes of their own there.

use nn_tests::agreement::{check_gradients_of, check_outputs_of};
use nn_tests::bits::{check_levels_of, check_rows_of};

nn_tests::pair! {
    #[loss(mse)]
    struct Control: [17] -> [6] { dense(64, tanh), dense(64, selu), dense(6, sigmoid), }

    #[loss(cross_entropy)]
    struct Joined: [20] -> [5] {
        a: dense(70, silu), dense(70, softplus, bias = false), dense(70, elu), add(a), gelu, concat(a), dense(5, softmax),
    }
}

/// In the smaller block and in the larger one, both full, with a row or a few left over.
const BATCHES: [usize; 9] = [1, 2, 7, 12, 13, 48, 49, 51, 70];

#[test]
fn outputs() {
    check_outputs_of::<Control>(&BATCHES);
    check_outputs_of::<Joined>(&BATCHES);
}

#[test]
fn gradients() {
    check_gradients_of::<Control>(&[1, 13, 49]);
    check_gradients_of::<Joined>(&[1, 13, 49]);
}

#[test]
fn bits() {
    check_rows_of::<Control>(&BATCHES, &[1]);
    check_rows_of::<Joined>(&BATCHES, &[]);
    check_levels_of::<Control>(&BATCHES);
    check_levels_of::<Joined>(&BATCHES);
}
