//! Streams that are exported.

use nn_runtime::network;

network! {
    /// Layers with gates: both places of the reset, without biases, with initial states, and lines without labels.
    pub struct Gates: [3] -> [4] {
        first: lstm(7),
        elman: rnn(6, relu, from = input),
        concat(first),
        gru(9),
        before: gru(5, reset = before, initial = true),
        plain: rnn(18, bias = false),
        lstm(6, bias = false, initial = true),
        dropout(0.25),
        added: dense(6, tanh),
        gru(6, bias = false),
        add(added),
        dense(4),
    }
}

network! {
    /// Layers that keep earlier inputs, with what stands between them.
    pub struct Histories: [3] -> [9] {
        smooth: ema(0.25),
        wide: conv1d(8, 3, gelu(tanh), dilation = 2, causal = true),
        grouped: conv1d(8, 2, groups = 8, bias = false, causal = true),
        point: conv1d(8, 1, relu, causal = true),
        add(wide),
        late: delay(3),
        newest: stack(3, order = newest_first, from = smooth),
        oldest: stack(4, from = input),
        concat(newest, late),
        scaled: layer_norm,
        affine,
        stack(1),
        dense(8),
        gate: sigmoid,
        mul(point),
        last: ema(0.5),
        sub(late),
        conv1d(9, 4, causal = true),
    }
}

network! {
    /// An amplifier as they are modelled: convolutions that look back further and further, with gates and a sum.
    pub struct Amp: [1] -> [1] {
        entry: dense(4, bias = false),
        a: conv1d(8, 3, causal = true),
        slice(0, 4),
        signal: tanh,
        slice(4, 8, from = a),
        sigmoid,
        a_out: mul(signal),
        add(entry),
        b: conv1d(4, 3, tanh, dilation = 4, causal = true),
        add(a_out),
        lstm: lstm(5),
        dense(1),
        add(input),
    }
}

network! {
    /// Images, one after the other, with a norm; and what is put out as the state, and a label that is the name of one.
    pub struct Frames: [2, 5, 4] -> [6] {
        conv2d(3, 2, relu),
        flatten,
        rms_norm,
        short: rnn(4),
        delay(1),
        short_h: stack(2),
        l2_norm,
        gru(6),
    }
}

network! {
    /// What stands around a memory: norms, gates, slopes, products with constants.
    pub struct Shaped: [6] -> [5] {
        delay(1),
        rms_norm,
        l2_norm,
        sub(input),
        dense(8),
        prelu(per_channel = true),
        swiglu,
        affine,
        scale(0.3),
        normal: layer_norm(affine = false),
        softmax,
        rms_norm(eps = 0.001, affine = false),
        concat(normal),
        affine(bias = false),
        gru(5),
        log_softmax,
    }
}

network! {
    /// Several layers in a line, each with a state of its own.
    pub struct Stacked: [3] -> [4] {
        voice: lstm(6, layers = 2),
        gru(5, layers = 3, bias = false),
        before: gru(7, layers = 2, reset = before),
        rnn(5, relu, layers = 2),
        dense(4),
    }
}
