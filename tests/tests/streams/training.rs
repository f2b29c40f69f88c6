//! Training of streams: loss and derivatives over windows against differences of the interpreter, and values of JAX.

use nn_tests::windows::check_training;

nn_tests::pair! {
    #[loss(mse)]
    struct Rnn: [2] -> [5] { rnn(5), }
    #[loss(mae)]
    struct RnnOfPanels: [3] -> [2] { rnn(17), dense(2), }
    #[loss(mse)]
    struct RnnBehind: [3] -> [2] { dense(7, tanh), rnn(16, bias = false), scale(2.0), dense(2, tanh), }

    #[loss(mse)]
    struct Lstm: [1] -> [1] { lstm(9), dense(1), }
    #[loss(mse)]
    struct LstmOfPanels: [2] -> [17] { lstm(17, initial = true), }
    #[loss(cross_entropy)]
    struct LstmStack: [3] -> [4] { lstm(8), lstm(5), dense(4, softmax), }

    #[loss(mse)]
    struct Gru: [1] -> [1] { gru(6), dense(1), }
    #[loss(huber(0.7))]
    struct GruOfPanels: [4] -> [3] { dense(16), gru(18, bias = false), dense(3), }

    #[loss(mse)]
    struct Conv: [1] -> [3] { conv1d(3, 3, causal = true), }
    #[loss(mse)]
    struct ConvStack: [2] -> [2] {
        conv1d(17, 2, tanh, causal = true),
        conv1d(8, 3, silu, dilation = 3, causal = true),
        conv1d(8, 4, groups = 8, causal = true),
        gelu,
        conv1d(2, 2, causal = true),
    }
    #[loss(mse)]
    struct WaveNet: [1] -> [1] {
        a0: conv1d(8, 1, causal = true),
        conv1d(16, 3, causal = true),
        glu,
        dense(8),
        a1: add(a0),
        conv1d(16, 3, dilation = 2, causal = true),
        glu,
        s1: dense(8),
        add(a1),
        conv1d(16, 2, dilation = 4, causal = true),
        glu,
        dense(8),
        add(s1),
        softplus,
        dense(1),
    }
    #[loss(mse)]
    struct Delayed: [3] -> [4] { a: dense(4), d: delay(3), sub(a), dense(4), add(d), }
    #[loss(mse)]
    struct Average: [2] -> [5] { dense(5, tanh), ema(0.2), affine, ema(0.5), }
    #[loss(mse)]
    struct Stack: [3] -> [2] { dense(3, tanh), stack(4), dense(8, elu), stack(2, order = newest_first), dense(2), }
    #[loss(binary_cross_entropy)]
    struct Joined: [6] -> [2] {
        first: lstm(8),
        second: gru(8, from = input),
        add(first),
        silu,
        rnn(8),
        concat(first),
        concat(input),
        layer_norm,
        dense(2, sigmoid),
    }
    // What is remembered is the output, and is read by others as well.
    #[loss(mse)]
    struct Residual: [12] -> [12] { dense(12, tanh), last: gru(12), add(input), mul(last), }
    // Each input is an image.
    #[loss(mse)]
    struct Images: [1, 6, 5] -> [3] { conv2d(4, 3, tanh), avg_pool(2), flatten, lstm(6), dense(3), }
}

macro_rules! tests {
    ($($test:ident: $network:ident;)*) => {$(
        #[test]
        fn $test() {
            check_training::<$network>();
        }
    )*};
}

tests! {
    rnn: Rnn;
    rnn_of_panels: RnnOfPanels;
    rnn_behind: RnnBehind;
    lstm: Lstm;
    lstm_of_panels: LstmOfPanels;
    lstm_stack: LstmStack;
    gru: Gru;
    gru_of_panels: GruOfPanels;
    conv: Conv;
    conv_stack: ConvStack;
    wave_net: WaveNet;
    delayed: Delayed;
    average: Average;
    stack: Stack;
    joined: Joined;
    residual: Residual;
    images: Images;
}
