//! Networks over windows that are exported.

use nn_runtime::network;

network! {
    /// Layers with gates in both directions and one behind the other, between convolutions; the last step of them.
    pub struct Gesture: [3, 12] -> [4] {
        conv1d(5, 3, tanh, causal = true),
        lstm(6, layers = 2, bidirectional = true),
        conv1d(8, 2, relu, dilation = 2, causal = true),
        gru(7, layers = 2, bias = false),
        lstm(6, layers = 2, reverse = true),
        elman: rnn(5, relu, bidirectional = true),
        before: gru(6, reset = before, bidirectional = true),
        concat(elman),
        last,
        dense(4),
    }
}

network! {
    /// Layers that begin with parameters, and the mean of their steps.
    pub struct Begun: [2, 9] -> [6] {
        lstm(5, initial = true),
        rnn(4, layers = 2),
        gru(6, reset = before, initial = true),
        mean_over_time,
    }
}

network! {
    /// What is a stream, too, all of its steps.
    pub struct Tagged: [3, 8] -> [5, 8] {
        first: lstm(6, layers = 2),
        tanh,
        add(first),
        prelu(per_channel = true),
        gru(4, reset = before, initial = true),
        rnn(5, relu, bias = false),
    }
}

network! {
    /// The same, and its last step.
    pub struct Ended: [3, 8] -> [2] {
        gru(5),
        gru(7, bias = false),
        last,
        dense(2, tanh),
    }
}
