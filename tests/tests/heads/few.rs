//! Layers of up to four outputs, whose weights have inputs in the lanes: panels with and without padding, several of them,
//! as the first layer, in the middle and at the end, sharing an operand.

use nn_runtime::layout::Parameter;
use nn_runtime::network::{Parameters as _, Train as _};

nn_tests::pair! {
    #[loss(mse)]
    struct OneOfMany: [53] -> [1] { dense(1, bias = false), }

    #[loss(mae)]
    struct TwoOfSeventeen: [17] -> [2] { dense(2, tanh), }

    #[loss(cross_entropy)]
    struct Neck: [15] -> [17] { dense(16, relu), dense(3, tanh), dense(17, softmax), }

    #[loss(huber(0.5))]
    struct Heads: [20] -> [7] { a: dense(33, softplus), v: dense(3), dense(4, elu, from = a), concat(v), }

    #[loss(binary_cross_entropy)]
    struct Deciding: [30] -> [1] { dense(131, tanh), dense(1, sigmoid), }

    #[loss(mse)]
    struct Thinned: [6] -> [4] { dense(32, gelu), dropout(0.25), dense(4, silu), }

    #[loss(mse)]
    struct EightToOne: [8] -> [1] { dense(8, tanh), dense(1), }

    #[loss(mse)]
    struct TwentyToFour: [9] -> [4] { dense(20, tanh), dense(4, bias = false), }

    #[loss(cross_entropy)]
    struct SixteenToThree: [16] -> [3] { dense(3, softmax), }

    #[loss(mae)]
    struct MappedToTwo: [12] -> [2] { softplus, dense(2), }

    #[loss(mse)]
    struct Hourglass: [10] -> [9] { dense(11, selu), dense(2, tanh), dense(8, sigmoid), dense(3, relu), dense(9), }
}

nn_tests::agreement_tests! {
    one_of_many: OneOfMany;
    two_of_seventeen: TwoOfSeventeen;
    neck: Neck;
    heads: Heads;
    deciding: Deciding;
    eight_to_one: EightToOne;
    twenty_to_four: TwentyToFour;
    sixteen_to_three: SixteenToThree;
    mapped_to_two: MappedToTwo;
    hourglass: Hourglass;
}

nn_tests::dropout_tests! {
    thinned: Thinned;
}

mod bits {
    use super::{
        Deciding, EightToOne, Heads, Hourglass, MappedToTwo, Neck, OneOfMany, SixteenToThree, TwentyToFour,
        TwoOfSeventeen,
    };

    nn_tests::bit_identity_tests! {
        one_of_many: OneOfMany;
        two_of_seventeen: TwoOfSeventeen;
        neck: Neck;
        heads: Heads;
        deciding: Deciding;
        eight_to_one: EightToOne;
        twenty_to_four: TwentyToFour;
        sixteen_to_three: SixteenToThree;
        mapped_to_two: MappedToTwo;
        hourglass: Hourglass;
    }
}

#[test]
fn gradients_of_more_than_a_block() {
    nn_tests::agreement::check_gradients_of_blocks::<Heads>();
    nn_tests::agreement::check_gradients_of_blocks::<Hourglass>();
    nn_tests::agreement::check_gradients_of_blocks::<Neck>();
}

/// An activation of padding is not 0 for softplus; the padding of the weights that it meets stays 0, alone and in a batch.
#[test]
fn padding_of_weights_stays_zero() {
    let (mut net, mut workspace, mut gradient) = (Heads::init(3), Heads::workspace(), Heads::zeros());
    let used: std::collections::BTreeSet<usize> = Heads::LAYOUT.iter().flat_map(Parameter::positions).collect();
    let padding = |net: &Heads| {
        let flat = net.as_flat();
        (0..flat.len()).filter(|place| !used.contains(place)).map(|place| flat[place]).collect::<Vec<f32>>()
    };
    assert!(padding(&net).len() > 100);
    for n in [1, 7, 70] {
        let inputs: Vec<[f32; 20]> = (0..n).map(|row| [0.1 * row as f32 - 0.3; 20]).collect();
        let targets = vec![[0.5; 7]; n];
        net.gradients(&inputs, &targets, &mut workspace, &mut gradient).expect("equal lengths");
        assert!(padding(&gradient).iter().all(|value| *value == 0.0), "gradient of {n} rows");
    }
    net.descend(&[0.3; 20], &[0.5; 7], 0.1, &mut workspace);
    assert!(padding(&net).iter().all(|value| *value == 0.0), "after a step");
}

#[test]
fn every_optimizer_learns_at_once_as_from_a_gradient() {
    nn_tests::bits::check_every_optimizer::<EightToOne>();
}

#[test]
fn moments_that_are_missing_are_an_error() {
    nn_tests::bits::check_moments_are_asked_for::<EightToOne>();
    nn_tests::bits::check_moments_are_asked_for::<Neck>();
}
