//! Layers that look at each number of a row, or at all of them, between dense layers and by themselves; and dense layers whose
//! matrix is a product.

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
}

mod bits {
    use super::{Narrow, Normed, Scaled, Shares, Thin, Votes, Whole};

    nn_tests::bit_identity_tests! {
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
}
