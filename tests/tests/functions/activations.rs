//! Every activation function, behind a layer that gets and gives derivatives. (Behind the last line of all they are in the random
//! topologies.)
//!
//! Few networks that hold many, because every layer is compiled for every instruction set.

use nn_runtime::init::Init;
use nn_runtime::network::Network;

nn_tests::pair! {
    #[loss(mse)]
    struct Kinked: [15] -> [85] {
        first: dense(16, tanh),
        relu: dense(17, relu),
        leaky_relu: dense(17, leaky_relu, from = first),
        steep: dense(17, leaky_relu(0.3), from = first),
        hard_sigmoid: dense(17, hard_sigmoid, from = first),
        dense(17, hard_swish, from = first),
        concat(relu, leaky_relu, steep, hard_sigmoid),
    }

    #[loss(mse)]
    struct Exponential: [15] -> [85] {
        first: dense(16, tanh),
        elu: dense(17, elu),
        low: dense(17, elu(0.7), from = first),
        selu: dense(17, selu, from = first),
        softplus: dense(17, softplus, from = first),
        dense(17, sigmoid, from = first),
        concat(elu, low, selu, softplus),
    }

    #[loss(mse)]
    struct Smooth: [15] -> [68] {
        first: dense(16, tanh),
        gelu: dense(17, gelu),
        silu: dense(17, silu, from = first),
        tanh: dense(17, tanh, from = first),
        dense(17, identity, from = first),
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
        kinked: Kinked;
        exponential: Exponential;
        smooth: Smooth;
    }
}

fn weight_inits<N: Network>() -> Vec<Init> {
    N::LAYOUT.iter().filter(|parameter| parameter.shape.len() == 2).map(|parameter| parameter.init).collect()
}

#[test]
fn the_initialiser_follows_from_the_activation() {
    use Init::{GlorotUniform, HeNormal, LecunNormal};
    // tanh, then relu, leaky_relu twice, hard_sigmoid, hard_swish.
    let expected = [GlorotUniform, HeNormal, HeNormal, HeNormal, GlorotUniform, HeNormal];
    assert_eq!(weight_inits::<Kinked>(), expected);
    // tanh, then elu twice, selu, softplus, sigmoid.
    let expected = [GlorotUniform, HeNormal, HeNormal, LecunNormal, HeNormal, GlorotUniform];
    assert_eq!(weight_inits::<Exponential>(), expected);
    // tanh, then gelu, silu, tanh, identity.
    assert_eq!(weight_inits::<Smooth>(), [GlorotUniform, HeNormal, HeNormal, GlorotUniform, GlorotUniform]);
}
