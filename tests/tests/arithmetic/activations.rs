//! Every activation function, behind a hidden layer and behind the last one.

nn_tests::pair! {
    #[loss(mse)]
    struct Identity: [15] -> [17] { hidden: dense(16, identity), output: dense(17, identity), }

    #[loss(mse)]
    struct Relu: [15] -> [17] { hidden: dense(16, relu), output: dense(17, relu), }

    #[loss(mse)]
    struct LeakyRelu: [15] -> [17] { hidden: dense(16, leaky_relu), output: dense(17, leaky_relu), }

    #[loss(mse)]
    struct LeakyReluSteep: [15] -> [17] { hidden: dense(16, leaky_relu(0.3)), output: dense(17, leaky_relu(0.3)), }

    #[loss(mse)]
    struct Elu: [15] -> [17] { hidden: dense(16, elu), output: dense(17, elu), }

    #[loss(mse)]
    struct EluLow: [15] -> [17] { hidden: dense(16, elu(0.7)), output: dense(17, elu(0.7)), }

    #[loss(mse)]
    struct Selu: [15] -> [17] { hidden: dense(16, selu), output: dense(17, selu), }

    #[loss(mse)]
    struct Gelu: [15] -> [17] { hidden: dense(16, gelu), output: dense(17, gelu), }

    #[loss(mse)]
    struct Silu: [15] -> [17] { hidden: dense(16, silu), output: dense(17, silu), }

    #[loss(mse)]
    struct Softplus: [15] -> [17] { hidden: dense(16, softplus), output: dense(17, softplus), }

    #[loss(mse)]
    struct Sigmoid: [15] -> [17] { hidden: dense(16, sigmoid), output: dense(17, sigmoid), }

    #[loss(mse)]
    struct Tanh: [15] -> [17] { hidden: dense(16, tanh), output: dense(17, tanh), }

    #[loss(mse)]
    struct HardSigmoid: [15] -> [17] { hidden: dense(16, hard_sigmoid), output: dense(17, hard_sigmoid), }

    #[loss(mse)]
    struct HardSwish: [15] -> [17] { hidden: dense(16, hard_swish), output: dense(17, hard_swish), }
}

nn_tests::agreement_tests! {
    identity: Identity;
    relu: Relu;
    leaky_relu: LeakyRelu;
    leaky_relu_steep: LeakyReluSteep;
    elu: Elu;
    elu_low: EluLow;
    selu: Selu;
    gelu: Gelu;
    silu: Silu;
    softplus: Softplus;
    sigmoid: Sigmoid;
    tanh: Tanh;
    hard_sigmoid: HardSigmoid;
    hard_swish: HardSwish;
}
