//! Layers with a memory, of sizes around whole panels, alone and among others.

use nn_tests::streams::check;

nn_tests::pair! {
    struct Rnn: [1] -> [1] { rnn(1), }
    struct RnnOfNumbers: [2] -> [4] { rnn(4, relu), }
    struct RnnWithoutBias: [17] -> [3] { rnn(15, bias = false), dense(3), }
    struct RnnOfPanels: [16] -> [16] { rnn(16), scale(0.5), }

    struct Lstm: [1] -> [1] { lstm: lstm(40), dense(1), }
    struct LstmOfOne: [1] -> [1] { lstm(1), }
    struct LstmWithoutBias: [5] -> [17] { lstm(17, bias = false), }
    struct LstmOfPanels: [33] -> [2] { dense(16, tanh), lstm(32), dense(2), }

    struct Gru: [1] -> [1] { gru(24), dense(1, tanh), }
    struct GruOfOne: [3] -> [1] { gru(1), }
    struct GruWithoutBias: [16] -> [15] { gru(15, bias = false), }
    struct GruOfPanels: [2] -> [53] { gru(53), }
    struct GruThatResets: [3] -> [2] { gru(18, reset = before), gru(2, bias = false, reset = before), }

    struct Stacked: [3] -> [2] { lstm(9), lstm(5), gru(7), rnn(4), dense(2), }

    // Sums of equal sizes, with outputs in the lanes and with the sum there.
    struct Sized: [9] -> [3] { a: rnn(1), b: gru(1, from = input), dense(1, from = input), concat(a, b), }

    // Layers with a memory in branches, one behind a dropout, which does nothing, and the input beside them.
    struct Joined: [6] -> [4] {
        first: lstm(8),
        second: gru(8, from = input),
        add(first),
        dropout(0.5),
        silu,
        third: rnn(8),
        concat(first),
        concat(input),
        layer_norm,
        dense(4, softmax),
    }

    // What is remembered is the output, and is read by others as well.
    struct Residual: [12] -> [12] { dense(12, tanh), last: gru(12), add(input), mul(last), }

    // Each input is an image.
    struct Images: [1, 6, 5] -> [3] { conv2d(4, 3, relu), max_pool(2), flatten, lstm(6), dense(3), }
}

macro_rules! tests {
    ($($test:ident: $network:ident, $steps:literal;)*) => {$(
        #[test]
        fn $test() {
            check::<$network>($steps);
        }
    )*};
}

tests! {
    rnn: Rnn, 200;
    rnn_of_numbers: RnnOfNumbers, 100;
    rnn_without_bias: RnnWithoutBias, 100;
    rnn_of_panels: RnnOfPanels, 100;
    lstm: Lstm, 200;
    lstm_of_one: LstmOfOne, 200;
    lstm_without_bias: LstmWithoutBias, 100;
    lstm_of_panels: LstmOfPanels, 100;
    gru: Gru, 200;
    gru_of_one: GruOfOne, 200;
    gru_without_bias: GruWithoutBias, 100;
    gru_of_panels: GruOfPanels, 100;
    gru_that_resets: GruThatResets, 100;
    stacked: Stacked, 100;
    sized: Sized, 50;
    joined: Joined, 100;
    residual: Residual, 100;
    images: Images, 80;
    long: LstmOfOne, 4_096;
}
