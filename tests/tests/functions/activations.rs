//! Every activation function, behind a hidden layer and behind one whose outputs are the network's. (What differs behind the last
//! line is the subject of `joins`, `few` and of the random topologies.)
//!
//! Few networks that hold many, because every network is compiled for every instruction set.

use nn_runtime::init::Init;
use nn_runtime::network::Network;

nn_tests::pair! {
    #[loss(mse)]
    struct Rectified: [15] -> [51] {
        relu_hidden: dense(16, relu),
        relu: dense(17, relu),
        leaky_hidden: dense(16, leaky_relu, from = input),
        leaky: dense(17, leaky_relu),
        steep_hidden: dense(16, leaky_relu(0.3), from = input),
        dense(17, leaky_relu(0.3)),
        concat(relu, leaky),
    }

    #[loss(mse)]
    struct Hard: [15] -> [51] {
        hard_sigmoid_hidden: dense(16, hard_sigmoid),
        hard_sigmoid: dense(17, hard_sigmoid),
        hard_swish_hidden: dense(16, hard_swish, from = input),
        hard_swish: dense(17, hard_swish),
        identity_hidden: dense(16, identity, from = input),
        dense(17, identity),
        concat(hard_sigmoid, hard_swish),
    }

    #[loss(mse)]
    struct Exponential: [15] -> [51] {
        elu_hidden: dense(16, elu),
        elu: dense(17, elu),
        low_hidden: dense(16, elu(0.7), from = input),
        low: dense(17, elu(0.7)),
        selu_hidden: dense(16, selu, from = input),
        dense(17, selu),
        concat(elu, low),
    }

    #[loss(mse)]
    struct Logistic: [15] -> [51] {
        softplus_hidden: dense(16, softplus),
        softplus: dense(17, softplus),
        sigmoid_hidden: dense(16, sigmoid, from = input),
        sigmoid: dense(17, sigmoid),
        silu_hidden: dense(16, silu, from = input),
        dense(17, silu),
        concat(softplus, sigmoid),
    }

    #[loss(mse)]
    struct Smooth: [15] -> [34] {
        gelu_hidden: dense(16, gelu),
        gelu: dense(17, gelu),
        tanh_hidden: dense(16, tanh, from = input),
        dense(17, tanh),
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

fn weight_inits<N: Network>() -> Vec<Init> {
    N::LAYOUT.iter().filter(|parameter| parameter.shape.len() == 2).map(|parameter| parameter.init).collect()
}

#[test]
fn the_initialiser_follows_from_the_activation() {
    use Init::{GlorotUniform, HeNormal, LecunNormal};
    // A hidden layer and another of each activation.
    let inits = |pairs: &[Init]| pairs.iter().flat_map(|init| [*init; 2]).collect::<Vec<Init>>();
    // relu, leaky_relu twice.
    assert_eq!(weight_inits::<Rectified>(), inits(&[HeNormal; 3]));
    // hard_sigmoid, hard_swish, identity.
    assert_eq!(weight_inits::<Hard>(), inits(&[GlorotUniform, HeNormal, GlorotUniform]));
    // elu twice, selu.
    assert_eq!(weight_inits::<Exponential>(), inits(&[HeNormal, HeNormal, LecunNormal]));
    // softplus, sigmoid, silu.
    assert_eq!(weight_inits::<Logistic>(), inits(&[HeNormal, GlorotUniform, HeNormal]));
    // gelu, tanh.
    assert_eq!(weight_inits::<Smooth>(), inits(&[HeNormal, GlorotUniform]));
}
