//! Networks whose weights are more than a core's second cache holds: some panels of a layer are computed for all rows before
//! the next ones are, and inference takes a block of rows layer by layer.

use nn_tests::agreement::{check_gradients_of, check_outputs_of};
use nn_tests::bits::{check_levels_of, check_rows_of};

nn_tests::pair! {
    #[loss(cross_entropy)]
    struct Chain: [490] -> [12] { dense(270, tanh), dense(490, relu, bias = false), dense(12, softmax), }

    #[loss(mse)]
    struct Joined: [30] -> [270] { a: dense(270, gelu), dense(490, tanh), dense(270, elu), add(a), }

    #[loss(mae)]
    struct Thinned: [490] -> [10] { a: dense(270, relu), dropout(0.3), dense(490), softplus, concat(a), dense(10), }
}

/// Alone, in less than a tile, in tiles and a rest, in a whole block, in blocks and a rest.
const BATCHES: [usize; 6] = [1, 3, 13, 33, 64, 70];

#[test]
fn outputs() {
    check_outputs_of::<Chain>(&BATCHES);
    check_outputs_of::<Joined>(&BATCHES);
    check_outputs_of::<Thinned>(&BATCHES);
}

#[test]
fn gradients() {
    // More rows than both passes see at a time.
    check_gradients_of::<Chain>(&[1, 13, 70, 270]);
    check_gradients_of::<Joined>(&[1, 13, 70]);
}

#[test]
fn bits() {
    check_rows_of::<Chain>(&[1, 7, 16, 53, 129], &[1]);
    check_rows_of::<Joined>(&[1, 7, 16, 53, 129], &[1]);
    check_rows_of::<Thinned>(&[7, 53], &[]);
    check_levels_of::<Chain>(&[1, 17, 129]);
    check_levels_of::<Joined>(&[1, 17, 129]);
}
