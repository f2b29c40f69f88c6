//! Narrow networks, which compute a batch with a row in each lane: every loss, every kind of line, widths around 16.

use nn_runtime::network::{Parameters as _, Train as _};

nn_tests::pair! {
    #[loss(cross_entropy)]
    struct Classes: [5] -> [3] {
        a: dense(7, tanh),
        b: dense(7, elu),
        c: add(a),
        dense(6, softplus, from = b),
        concat(c, a),
        dense(3, softmax),
    }

    #[loss(cross_entropy)]
    struct SixteenClasses: [16] -> [16] { dense(3, tanh), dense(16, softmax), }

    #[loss(binary_cross_entropy)]
    struct Labels: [2] -> [5] {
        a: dense(6, silu),
        b: dense(6),
        s: add(a),
        dense(6, elu, from = a),
        add(s, b),
        dense(5, sigmoid),
    }

    #[loss(huber(0.3))]
    struct Thirteen: [15] -> [13] { dense(7, gelu), dense(13), }

    #[loss(mae)]
    struct Broad: [9] -> [2] { dense(20, tanh), dense(2), }

    #[loss(mse)]
    struct Chances: [3] -> [7] { dense(20, tanh), dense(7, softmax), }

    #[loss(cross_entropy)]
    struct OnlySoftmax: [3] -> [3] { softmax, }

    #[loss(binary_cross_entropy)]
    struct OnlySigmoid: [3] -> [3] { sigmoid, }

    #[loss(mse)]
    struct Nothing: [2, 2] -> [4] { flatten, }
}

nn_tests::agreement_tests! {
    classes: Classes;
    sixteen_classes: SixteenClasses;
    labels: Labels;
    thirteen: Thirteen;
    broad: Broad;
    chances: Chances;
    only_softmax: OnlySoftmax;
    only_sigmoid: OnlySigmoid;
    nothing: Nothing;
}

#[test]
fn gradients_of_more_than_a_block() {
    nn_tests::agreement::check_gradients_of_blocks::<Classes>();
    nn_tests::agreement::check_gradients_of_blocks::<Thirteen>();
}

/// Finite rows have a finite gradient, however many lanes of the last group are padding.
#[test]
fn padding_lanes_do_not_reach_the_gradient() {
    nn_runtime::network! {
        #[loss(mse)]
        struct Steep: [2] -> [1] { hidden: dense(3, relu), again: dense(3, relu), dense(1), }
    }
    let mut net = Steep::zeros();
    let mut hidden = net.hidden_mut();
    for output in 0..3 {
        hidden.set_bias(output, 3e38).expect("it has biases");
        hidden.set_weight(output, 0, -3e38);
    }
    let mut again = net.again_mut();
    for output in 0..3 {
        again.set_weight(output, 0, 3e38);
    }
    let (mut workspace, mut gradient) = (Steep::workspace(), Steep::zeros());
    for batch in [1, 2, 3, 15, 16, 17, 32] {
        let (inputs, targets) = (vec![[1.0, 0.0]; batch], vec![[9.0]; batch]);
        let loss = net.gradients(&inputs, &targets, &mut workspace, &mut gradient).expect("a batch");
        assert!(loss.is_finite(), "batch of {batch}: loss {loss}");
        assert!(gradient.as_flat().iter().all(|number| number.is_finite()), "batch of {batch}");
    }
}

mod bits {
    use super::{Broad, Chances, Classes, Labels, SixteenClasses, Thirteen};

    nn_tests::bit_identity_tests! {
        broad: Broad;
        chances: Chances;
        classes: Classes;
        labels: Labels;
        sixteen_classes: SixteenClasses;
        thirteen: Thirteen;
    }
}
