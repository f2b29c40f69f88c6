//! Every activation function, behind a layer that gets and gives derivatives. (Behind the last line of all they are in the random
//! topologies.)
//!
//! Each is there once, because every layer is compiled for every instruction set, and few in a network, because unoptimised code
//! needs much stack.

use nn_runtime::init::Init;
use nn_runtime::network::Parameters;

nn_tests::pair! {
    #[loss(mse)]
    struct Rectified: [15] -> [51] {
        first: dense(16, tanh),
        relu: dense(17, relu),
        leaky_relu: dense(17, leaky_relu, from = first),
        dense(17, leaky_relu(0.3), from = first),
        concat(relu, leaky_relu),
    }

    #[loss(mse)]
    struct Hard: [15] -> [51] {
        first: dense(16, tanh),
        hard_sigmoid: dense(17, hard_sigmoid),
        hard_swish: dense(17, hard_swish, from = first),
        dense(17, identity, from = first),
        concat(hard_sigmoid, hard_swish),
    }

    #[loss(mse)]
    struct Exponential: [15] -> [51] {
        first: dense(16, tanh),
        elu: dense(17, elu),
        low: dense(17, elu(0.7), from = first),
        dense(17, selu, from = first),
        concat(elu, low),
    }

    #[loss(mse)]
    struct Logistic: [15] -> [51] {
        first: dense(16, tanh),
        softplus: dense(17, softplus),
        sigmoid: dense(17, sigmoid, from = first),
        dense(17, silu, from = first),
        concat(softplus, sigmoid),
    }

    #[loss(mse)]
    struct Smooth: [15] -> [34] {
        first: dense(16, tanh),
        gelu: dense(17, gelu),
        dense(17, tanh, from = first),
        concat(gelu),
    }

    #[loss(mse)]
    struct Limited: [15] -> [68] {
        first: dense(16, tanh),
        softsign: dense(17, softsign),
        hard_tanh: dense(17, hard_tanh(-0.5, max = 0.75), from = first),
        relu6: dense(17, relu6, from = first),
        dense(17, celu(0.7), from = first),
        concat(softsign, hard_tanh, relu6),
    }

    #[loss(mse)]
    struct Curved: [15] -> [85] {
        first: dense(16, sin, init = siren(3.0)),
        log_sigmoid: dense(17, log_sigmoid),
        mish: dense(17, mish, from = first),
        gelu: dense(17, gelu(tanh), from = first),
        exp: dense(17, exp, from = first),
        dense(17, sin, from = first),
        concat(log_sigmoid, mish, gelu, exp),
    }

    #[loss(mse)]
    struct Shrunk: [15] -> [68] {
        first: dense(16, tanh),
        hard_shrink: dense(17, hard_shrink),
        soft_shrink: dense(17, soft_shrink(0.25), from = first),
        threshold: dense(17, threshold(0.1, -0.5), from = first),
        dense(17, square, from = first),
        concat(hard_shrink, soft_shrink, threshold),
    }

    // Infinite at 0, which stands behind the 17 numbers of a softmax; sums of few outputs have these in their lanes.
    #[loss(mse)]
    struct Singular: [15] -> [42] {
        first: dense(17, cos),
        sigmoid,
        abs: dense(17, abs),
        p: dense(17, softmax, from = first),
        root: sqrt,
        of_root: dense(2),
        log(from = p),
        of_log: dense(3),
        reciprocal(from = p),
        of_reciprocal: dense(3),
        sqrt(from = p),
        mul(root),
        concat(abs, of_root, of_log, of_reciprocal),
    }

    // In dense layers, whose sums are not above 0 with random weights: `kinks.rs` has others.
    #[loss(mse)]
    struct Positive: [15] -> [81] {
        root: dense(16, sqrt),
        padded_root: dense(17, sqrt, from = input),
        reciprocal: dense(32, reciprocal, from = input),
        dense(16, log, from = input),
        concat(root, padded_root, reciprocal),
    }

    #[loss(mse)]
    struct Magnitude: [15] -> [17] {
        dense(17, abs),
    }
}

nn_tests::agreement_tests! {
    rectified: Rectified;
    hard: Hard;
    exponential: Exponential;
    logistic: Logistic;
    smooth: Smooth;
    limited: Limited;
    curved: Curved;
    shrunk: Shrunk;
    singular: Singular;
}

mod bits {
    use super::{Curved, Exponential, Hard, Limited, Logistic, Rectified, Shrunk, Singular, Smooth};

    nn_tests::bit_identity_tests! {
        rectified: Rectified;
        hard: Hard;
        exponential: Exponential;
        logistic: Logistic;
        smooth: Smooth;
        limited: Limited;
        curved: Curved;
        shrunk: Shrunk;
        singular: Singular;
    }
}

fn weight_inits<N: Parameters>() -> Vec<Init> {
    N::LAYOUT.iter().filter(|parameter| parameter.shape.len() == 2).map(|parameter| parameter.init).collect()
}

#[test]
fn the_initialiser_follows_from_the_activation() {
    use Init::{GlorotUniform, HeNormal, LecunNormal, Siren};
    // tanh in front of each; then relu, leaky_relu twice.
    assert_eq!(weight_inits::<Rectified>(), [GlorotUniform, HeNormal, HeNormal, HeNormal]);
    // hard_sigmoid, hard_swish, identity.
    assert_eq!(weight_inits::<Hard>(), [GlorotUniform, GlorotUniform, HeNormal, GlorotUniform]);
    // elu twice, selu.
    assert_eq!(weight_inits::<Exponential>(), [GlorotUniform, HeNormal, HeNormal, LecunNormal]);
    // softplus, sigmoid, silu.
    assert_eq!(weight_inits::<Logistic>(), [GlorotUniform, HeNormal, GlorotUniform, HeNormal]);
    // gelu, tanh.
    assert_eq!(weight_inits::<Smooth>(), [GlorotUniform, HeNormal, GlorotUniform]);
    // softsign, hard_tanh, relu6, celu.
    assert_eq!(weight_inits::<Limited>(), [GlorotUniform, GlorotUniform, GlorotUniform, HeNormal, HeNormal]);
    // One that is given; log_sigmoid, mish, gelu_tanh, exp, sin.
    assert_eq!(weight_inits::<Curved>(), [Siren(3.0), HeNormal, HeNormal, HeNormal, GlorotUniform, GlorotUniform]);
    // hard_shrink, soft_shrink, threshold, square.
    assert_eq!(weight_inits::<Shrunk>(), [GlorotUniform, GlorotUniform, GlorotUniform, HeNormal, GlorotUniform]);
    // All of them.
    assert!(weight_inits::<Singular>().iter().all(|init| *init == GlorotUniform));
}
