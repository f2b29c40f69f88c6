//! Layers that look at each number of a row, or at all of them, between dense layers and by themselves; and dense layers whose
//! matrix is a product.
// To lint its networks takes half a minute, and tells what those of other binaries tell.
#![cfg(not(clippy))]

nn_tests::pair! {
    // Every form of each, in a network of panels.
    #[loss(mse)]
    struct Normed: [20] -> [17] {
        observed: affine(trained = false),
        dense(33, silu),
        a: layer_norm,
        dense(33),
        prelu(per_channel = true),
        rms_norm(eps = 1e-5),
        add(a),
        b: layer_norm(affine = false),
        scale(-0.75),
        sub(b),
        affine(bias = false),
        dense(34, tanh),
        glu,
        prelu(0.1),
        rms_norm(affine = false),
        l2_norm,
        layer_norm(bias = false),
    }

    // What has no parameters that are trained, in columns.
    #[loss(huber(0.5))]
    struct Scaled: [6] -> [3] {
        normalised: affine(trained = false),
        dense(8, tanh),
        swiglu,
        c: affine(bias = false, trained = false),
        d: scale(2.5),
        mul(c),
        dense(3),
        out: affine(trained = false),
    }

    // Inference in columns, training in panels.
    #[loss(mse)]
    struct Narrow: [5] -> [4] {
        dense(8),
        layer_norm,
        prelu,
        dense(8),
        prelu(per_channel = true),
        rms_norm,
        dense(4),
        l2_norm(eps = 0.5),
        affine,
    }

    // A norm of the input itself, of several panels with padding, and a slope for all of them.
    #[loss(cross_entropy)]
    struct Whole: [53] -> [10] { layer_norm, prelu, dense(66), swiglu, rms_norm, l2_norm, dense(10, softmax), }

    // Softmax and its logarithm in any place; inference in columns.
    #[loss(mse)]
    struct Shares: [7] -> [5] { a: dense(9, softmax), dense(9), log_softmax, mul(a), dense(5, log_softmax), }

    // The same in panels.
    #[loss(mse)]
    struct Votes: [20] -> [18] { a: dense(33, log_softmax), dense(33, softmax), sub(a), dense(18), softmax, }

    // Matrices in two parts: with and without an activation that is fused, and of few outputs.
    #[loss(mse)]
    struct Thin: [20] -> [3] {
        a: low_rank(33, 5, gelu),
        low_rank(33, 17, tanh, bias = false),
        add(a),
        low_rank(17, 1),
        low_rank(3, 3, init = normal(0.3)),
    }

    // Lengths that are all below the least.
    #[loss(mse)]
    struct Short: [20] -> [17] { dense(33, tanh), l2_norm(eps = 40.0), dense(17), }

    // Classes in two columns, beside numbers.
    #[loss(mse)]
    struct Classes: [5] -> [3] {
        slice(3, 4),
        a: embedding(7, 20),
        slice(4, 5, from = input),
        b: embedding(3, 4, init = uniform(0.5)),
        slice(0, 3, from = input),
        concat(a, b),
        dense(9, tanh),
        dense(3),
    }

    // A class alone; more classes than a block of rows has.
    #[loss(cross_entropy)]
    struct Token: [1] -> [5] { embedding(100, 16), dense(5, softmax), }

    // A series: a weight for each number of it.
    #[loss(mse)]
    struct Series: [3, 7] -> [2] { layer_norm, affine, prelu, flatten, dense(2), }
}

nn_tests::agreement_tests! {
    normed: Normed;
    scaled: Scaled;
    narrow: Narrow;
    whole: Whole;
    shares: Shares;
    votes: Votes;
    series: Series;
    thin: Thin;
    short: Short;
    classes: Classes;
    token: Token;
}

mod bits {
    use super::{Classes, Narrow, Normed, Scaled, Shares, Thin, Token, Votes, Whole};

    nn_tests::bit_identity_tests! {
        classes: Classes;
        token: Token;
        narrow: Narrow;
        normed: Normed;
        scaled: Scaled;
        shares: Shares;
        thin: Thin;
        votes: Votes;
        whole: Whole;
    }
}

#[test]
fn every_optimizer_learns_at_once_as_from_a_gradient() {
    nn_tests::bits::check_every_optimizer::<Normed>();
    nn_tests::bits::check_every_optimizer::<Narrow>();
    nn_tests::bits::check_every_optimizer::<Classes>();
    nn_tests::bits::check_every_optimizer::<Token>();
}

/// The number of a class is whole, and below the number of classes. With any other nothing is learned.
#[test]
fn a_number_that_is_no_class_yields_nan_and_changes_nothing() {
    use nn_runtime::prelude::*;
    let net = &mut *Token::init(1);
    let before = net.as_flat().to_vec();
    for wrong in [
        -1.0,
        0.5,
        100.0,
        16_777_216.0,
        4_294_967_296.0,
        18_446_744_073_709_551_616.0,
        1e30,
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
    ] {
        for level in Level::available() {
            assert!(net.predict_at(level, &[wrong]).iter().all(|share| share.is_nan()), "{wrong} at {level:?}");
            let mut outputs = [[0.0; 5]; 9];
            net.predict_batch_at(level, &[[wrong]; 9], &mut outputs).expect("as many outputs");
            assert!(outputs.as_flattened().iter().all(|share| share.is_nan()), "{wrong} at {level:?}");
        }
        let mut optimization = Optimization::new(Sgd::new(0.1)).expect("a good rate");
        let (mut workspace, mut gradient) = (Token::workspace(), Token::zeros());
        let target = [1.0, 0.0, 0.0, 0.0, 0.0];
        let batch: (&[[f32; 1]], &[[f32; 5]]) = (&[[wrong], [3.0]], &[target; 2]);
        let loss = optimization.learn(net, batch, &mut workspace, &mut gradient).expect("a batch");
        assert!(loss.is_nan(), "{wrong}");
        let loss = net.gradients(batch.0, batch.1, &mut workspace, &mut gradient).expect("a batch");
        assert!(loss.is_nan(), "{wrong}");
        assert!(net.as_flat() == before, "{wrong}");
    }
    // Negative zero is the first class.
    assert_eq!(net.predict(&[-0.0]), net.predict(&[0.0]));
}
