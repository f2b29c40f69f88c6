//! Layers of sizes around whole panels, alone and among others, at every instruction set of the machine.

nn_tests::pair! {
    #[loss(mse)]
    struct Rnn: [1, 9] -> [1, 9] { rnn(1), }

    #[loss(mse)]
    struct RnnOfPanels: [16, 5] -> [3] { rnn(32), rnn(15, bias = false), last, dense(3), }

    #[loss(mse)]
    struct Lstm: [3, 7] -> [5] { lstm(17), last, dense(5), }

    #[loss(cross_entropy)]
    struct LstmOfPanels: [2, 6] -> [16, 6] { lstm(16, bias = false), softmax, }

    #[loss(cross_entropy)]
    struct Gru: [5, 8] -> [4] { gru(24), mean_over_time, dense(4, softmax), }

    // One behind the other, joined with what comes before, and between convolutions.
    #[loss(mse)]
    struct Joined: [4, 8] -> [3] {
        a: conv1d(9, 3, tanh, causal = true),
        lstm(9),
        add(a),
        gru(20),
        b: conv1d(6, 2, silu, stride = 2),
        rnn(6),
        concat(b),
        flatten,
        dense(3),
    }

    // A window of one step.
    #[loss(mse)]
    struct Single: [4, 1] -> [3, 1] { lstm(7), gru(3), }

    // Dense layers behind, whose weights are read once for several rows.
    #[loss(mse)]
    struct Headed: [3, 6] -> [2] { lstm(20), last, dense(200, relu), dense(90, tanh), dense(2), }

    #[loss(cross_entropy(from_logits = true))]
    struct Both: [3, 6] -> [10, 6] { lstm(5, bidirectional = true), }

    #[loss(mse)]
    struct Stacked: [2, 7] -> [3] { gru(16, layers = 2, bidirectional = true), rnn(5, layers = 2, reverse = true), mean_over_time, dense(3), }

    #[loss(mse)]
    struct Resets: [3, 6] -> [2] { gru(18, reset = before, bidirectional = true), gru(5, reset = before, bias = false, layers = 2), last, dense(2), }

    // Nothing trains what it begins with.
    struct Begun: [2, 6] -> [7, 6] { lstm(9, initial = true), gru(7, reset = before, reverse = true, initial = true), }
}

mod agreement {
    use super::{Begun, Both, Gru, Headed, Joined, Lstm, LstmOfPanels, Resets, Rnn, RnnOfPanels, Single, Stacked};
    use nn_tests::agreement::{check_gradients_of, check_outputs, check_outputs_of};

    macro_rules! agreement_tests {
        ($($test:ident: $network:ident;)*) => {$(
            mod $test {
                use super::*;

                #[test]
                fn outputs_agree_with_the_interpreter() {
                    check_outputs_of::<$network>(&[1, 2, 5, 17]);
                }

                #[test]
                fn gradients_agree_with_the_interpreter() {
                    check_gradients_of::<$network>(&[1, 2, 5, 67]);
                }
            }
        )*};
    }

    agreement_tests! {
        both: Both;
        gru: Gru;
        headed: Headed;
        joined: Joined;
        lstm: Lstm;
        lstm_of_panels: LstmOfPanels;
        resets: Resets;
        rnn: Rnn;
        rnn_of_panels: RnnOfPanels;
        single: Single;
        stacked: Stacked;
    }

    #[test]
    fn outputs_of_windows_that_begin_with_parameters_agree_with_the_interpreter() {
        check_outputs::<Begun>();
    }
}

mod bits {
    use super::{Both, Gru, Headed, Joined, Lstm, LstmOfPanels, Resets, Rnn, RnnOfPanels, Single, Stacked};

    nn_tests::bit_identity_tests_of_few_rows! {
        both: Both;
        gru: Gru;
        headed: Headed;
        joined: Joined;
        lstm: Lstm;
        lstm_of_panels: LstmOfPanels;
        resets: Resets;
        rnn: Rnn;
        rnn_of_panels: RnnOfPanels;
        single: Single;
        stacked: Stacked;
    }
}
