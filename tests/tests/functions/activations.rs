//! Every activation function, behind a hidden layer and behind one whose outputs are the network's. (What differs behind the last
//! line is the subject of `joins`, `few` and of the random topologies.)
//!
//! Few networks that hold many, because every network is compiled for every instruction set.

use nn_runtime::init::Init;
use nn_runtime::network::Network;

nn_tests::pair! {
    #[loss(mse)]
    struct Kinked: [15] -> [85] {
        relu_hidden: dense(16, relu),
        relu: dense(17, relu),
        leaky_relu_hidden: dense(16, leaky_relu, from = input),
        leaky_relu: dense(17, leaky_relu),
        steep_hidden: dense(16, leaky_relu(0.3), from = input),
        steep: dense(17, leaky_relu(0.3)),
        hard_sigmoid_hidden: dense(16, hard_sigmoid, from = input),
        hard_sigmoid: dense(17, hard_sigmoid),
        hard_swish_hidden: dense(16, hard_swish, from = input),
        dense(17, hard_swish),
        concat(relu, leaky_relu, steep, hard_sigmoid),
    }

    #[loss(mse)]
    struct Exponential: [15] -> [85] {
        elu_hidden: dense(16, elu),
        elu: dense(17, elu),
        low_hidden: dense(16, elu(0.7), from = input),
        low: dense(17, elu(0.7)),
        selu_hidden: dense(16, selu, from = input),
        selu: dense(17, selu),
        softplus_hidden: dense(16, softplus, from = input),
        softplus: dense(17, softplus),
        sigmoid_hidden: dense(16, sigmoid, from = input),
        sigmoid: dense(17, sigmoid),
        concat(elu, low, selu, softplus),
    }

    #[loss(mse)]
    struct Smooth: [15] -> [68] {
        gelu_hidden: dense(16, gelu),
        gelu: dense(17, gelu),
        silu_hidden: dense(16, silu, from = input),
        silu: dense(17, silu),
        tanh_hidden: dense(16, tanh, from = input),
        tanh: dense(17, tanh),
        identity_hidden: dense(16, identity, from = input),
        dense(17, identity),
        concat(gelu, silu, tanh),
    }
}

nn_tests::agreement_tests! {
    kinked: Kinked;
    exponential: Exponential;
    smooth: Smooth;
}

mod bits {
    use super::{Exponential, Kinked, Smooth};

    nn_tests::bit_identity_tests! {
        exponential: Exponential;
        kinked: Kinked;
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
    // relu, leaky_relu twice, hard_sigmoid, hard_swish.
    assert_eq!(weight_inits::<Kinked>(), inits(&[HeNormal, HeNormal, HeNormal, GlorotUniform, HeNormal]));
    // elu twice, selu, softplus, sigmoid.
    assert_eq!(weight_inits::<Exponential>(), inits(&[HeNormal, HeNormal, LecunNormal, HeNormal, GlorotUniform]));
    // gelu, silu, tanh, identity.
    assert_eq!(weight_inits::<Smooth>(), inits(&[HeNormal, HeNormal, GlorotUniform, GlorotUniform]));
}
