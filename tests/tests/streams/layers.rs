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

    // Earlier inputs: of one channel and of several, around whole panels, of each age.
    struct Conv: [1] -> [4] { conv1d(4, 3, causal = true), }
    struct ConvOfPanels: [16] -> [33] { conv1d(32, 2, tanh, causal = true), conv1d(33, 5, relu, dilation = 3, causal = true), }
    struct ConvOfPixels: [5] -> [3] { conv1d(17, 1, gelu, causal = true), conv1d(3, 4, bias = false, causal = true), }
    struct Depthwise: [20] -> [2] { conv1d(20, 5, silu, dilation = 4, groups = 20, causal = true), dense(2), }
    struct Grouped: [32] -> [1] { conv1d(64, 3, tanh, groups = 2, causal = true), dense(1), }
    // The same with an input in each lane: outputs that share channels and that do not, taps of other ages, halves of panels.
    struct DepthwiseInLanes: [2] -> [3] {
        dense(12),
        conv1d(12, 5, silu, dilation = 4, groups = 12, causal = true),
        conv1d(12, 1, groups = 12, bias = false, causal = true),
        conv1d(9, 2, tanh, causal = true),
        dense(3),
    }
    struct GroupedInLanes: [4] -> [2] {
        dense(32, relu),
        conv1d(64, 3, tanh, groups = 2, causal = true),
        conv1d(48, 2, groups = 1, dilation = 3, causal = true),
        conv1d(48, 4, gelu, groups = 3, bias = false, causal = true),
        dense(2),
    }
    struct Parts: [6] -> [10] {
        conv1d(9, 3, tanh, groups = 3, causal = true),
        conv1d(18, 2, dilation = 2, groups = 9, causal = true),
        conv1d(10, 1, groups = 2, bias = false, causal = true),
    }
    struct FewInLanes: [1] -> [3] { conv1d(3, 2, causal = true), conv1d(3, 3, relu, groups = 3, causal = true), }
    struct WaveNet: [1] -> [1] {
        a0: conv1d(8, 1, causal = true),
        conv1d(16, 3, causal = true),
        glu,
        dense(8),
        a1: add(a0),
        conv1d(16, 3, dilation = 2, causal = true),
        glu,
        s1: dense(8),
        a2: add(a1),
        conv1d(16, 3, dilation = 4, causal = true),
        glu,
        dense(8),
        add(s1),
        relu,
        dense(1),
    }
    struct Delayed: [3] -> [3] { a: delay(1), d: delay(17, from = input), sub(a), add(d), }
    struct Average: [17] -> [17] { ema(0.1), softplus, ema(0.5), }
    struct Stack: [3] -> [2] { stack(4), dense(8, elu), dense(2), }
    struct StackOfPanels: [16] -> [2] { dense(16), stack(3, order = newest_first), dense(2), }
    struct StackOfOne: [5] -> [5] { stack(1), }
    struct StackedMemories: [2] -> [3] { a: stack(9, order = newest_first), slice(0, 7), gru(5), stack(2), conv1d(3, 2, causal = true), }

    // Enough that does not wait for the step before, so that a block has a row for each input: several loops, memories of other kinds in and
    // between them, branches, and more steps of a value than one loop needs.
    struct Blocks: [20] -> [6] { dense(32, relu), lstm(48), gru(40, reset = before), dense(24, tanh), dense(6, softmax), }
    struct BlocksOfMemories: [18] -> [5] {
        conv1d(33, 3, causal = true),
        a: gru(40),
        ema(0.25),
        delay(3),
        concat(a),
        lstm(33, layers = 2),
        stack(2),
        dense(5),
    }
    struct BlocksOfBranches: [33] -> [17] {
        first: lstm(40),
        second: gru(40, from = input),
        add(first),
        dropout(0.5),
        silu,
        third: rnn(48),
        concat(first),
        concat(input),
        layer_norm,
        dense(48), mul(third),
        dense(34),
        glu,
    }
    struct BlocksOfImages: [1, 12, 12] -> [40] { conv2d(4, 3, relu), max_pool(2), flatten, lstm(40), }

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
    blocks: Blocks, 100;
    blocks_of_memories: BlocksOfMemories, 100;
    blocks_of_branches: BlocksOfBranches, 100;
    blocks_of_images: BlocksOfImages, 60;
    conv: Conv, 100;
    conv_of_panels: ConvOfPanels, 100;
    conv_of_pixels: ConvOfPixels, 100;
    depthwise: Depthwise, 100;
    grouped: Grouped, 60;
    depthwise_in_lanes: DepthwiseInLanes, 150;
    grouped_in_lanes: GroupedInLanes, 100;
    few_in_lanes: FewInLanes, 150;
    parts: Parts, 60;
    wave_net: WaveNet, 200;
    delayed: Delayed, 100;
    average: Average, 100;
    stack: Stack, 100;
    stack_of_panels: StackOfPanels, 60;
    stack_of_one: StackOfOne, 20;
    stacked_memories: StackedMemories, 100;
    long: LstmOfOne, 4_096;
}
