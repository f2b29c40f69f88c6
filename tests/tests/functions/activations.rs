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
}

nn_tests::agreement_tests! {
    rectified: Rectified;
    hard: Hard;
    exponential: Exponential;
    logistic: Logistic;
    smooth: Smooth;
}

mod bits {
    use super::{Exponential, Hard, Logistic, Rectified, Smooth};

    nn_tests::bit_identity_tests! {
        rectified: Rectified;
        hard: Hard;
        exponential: Exponential;
        logistic: Logistic;
        smooth: Smooth;
    }
}

fn weight_inits<N: Parameters>() -> Vec<Init> {
    N::LAYOUT.iter().filter(|parameter| parameter.shape.len() == 2).map(|parameter| parameter.init).collect()
}

#[test]
fn the_initialiser_follows_from_the_activation() {
    use Init::{GlorotUniform, HeNormal, LecunNormal};
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
}
