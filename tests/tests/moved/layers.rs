//! Networks of maps around other layers than windows.

nn_tests::pair! {
    // Channels side by side, maps whose channels are no panel among them, lines that look at each number, and at the channels of a pixel.
    #[loss(mse)]
    struct Joined: [3, 4, 5] -> [2, 4, 5] {
        a: conv2d(5, 3, leaky_relu(0.2), padding = 1),
        b: conv2d(18, 1, gelu),
        softmax,
        concat(a, b, input),
        c: conv2d(5, 3, padding = 1),
        sub(a),
        mul(c),
        scale(0.5),
        conv2d(2, 1, log_softmax),
    }

    // Factors of channels: of a map, of the caller's rows, and of the same map twice.
    #[loss(mse)]
    struct Excited: [3, 5, 4] -> [18, 5, 4] {
        a: conv2d(18, 3, relu, padding = 1),
        global_avg_pool,
        b: dense(5, relu),
        dense(18, sigmoid),
        e: mul(a),
        c: global_max_pool(from = input),
        f: mul(input),
        conv2d(18, 1, tanh),
        g: global_avg_pool,
        h: dense(18, hard_sigmoid, from = b),
        mul(g, e),
        add(a),
    }

    // Pixels several times and between each other, of full panels and others, and a derivative that is added to another.
    #[loss(mse)]
    struct Enlarged: [3, 3, 4] -> [5, 6, 12] {
        conv2d(17, 1, tanh),
        a: upsample([2, 3]),
        upsample(1, mode = bilinear),
        b: depthwise_conv2d(3, padding = 1),
        conv2d(16, 1, relu, from = a),
        conv2d(17, [3, 2], sigmoid, stride = [2, 3]),
        upsample([3, 3], mode = bilinear),
        max_pool(1),
        c: conv2d(17, [1, 1], padding = [0, 0, 0, 0]),
        upsample([2, 3], mode = bilinear, from = input),
        conv2d(17, 1, elu),
        mul(a, b, c),
        conv2d(5, 1),
    }

    #[loss(mse)]
    struct Slowed: [2, 5] -> [4] {
        conv1d(4, 2, tanh),
        upsample(3, mode = bilinear),
        upsample(2),
        conv1d(4, 3, stride = 2),
        global_avg_pool,
    }

    // Pixels around a map, of every kind, of the caller's rows and of a map that something else reads too.
    #[loss(mse)]
    struct Framed: [2, 4, 5] -> [3, 4, 5] {
        pad([1, 2], mode = reflect),
        conv2d(18, 3, tanh),
        a: pad([0, 2, 1, 0]),
        conv2d(18, [3, 2], relu),
        pad([0, 1, 3, 0], mode = replicate),
        b: conv2d(3, [2, 4], relu),
        pad([2, 0, 0, 1], mode = reflect, from = a),
        conv2d(3, [5, 3]),
        pad(0),
        add(b),
        conv2d(3, [1, 3]),
    }

    #[loss(mse)]
    struct Continued: [3, 4] -> [2] {
        pad([2, 3], mode = reflect),
        conv1d(16, 3, tanh),
        pad(1, mode = replicate),
        conv1d(2, 3, stride = 2),
        pad([0, 2]),
        global_avg_pool,
    }

    // Groups that are parts of a panel, several panels, and across panels; of the caller's rows; single channels; all numbers, with and without a
    // parameter for each.
    #[loss(mse)]
    struct Grouped: [6, 5, 4] -> [4] {
        group_norm(3),
        conv2d(40, 3, padding = 1),
        a: group_norm(5, bias = false),
        conv2d(32, 1, tanh),
        group_norm(2, eps = 1e-3),
        conv2d(17, [2, 1]),
        prelu(per_channel = true),
        layer_norm,
        b: conv2d(40, 1),
        conv2d(40, [2, 1], from = a),
        add(b),
        instance_norm(affine = true),
        rms_norm,
        prelu,
        global_avg_pool,
        group_norm(8, affine = false),
        dense(4),
    }

    #[loss(mse)]
    struct GroupedSignal: [4, 21] -> [15, 9] {
        conv1d(15, 5, stride = 2),
        group_norm(5),
        a: tanh,
        instance_norm,
        l2_norm,
        prelu(per_channel = true),
        layer_norm(bias = false),
        rms_norm(affine = false),
        conv1d(16, 1),
        group_norm(1),
        conv1d(15, 1),
        group_norm(15, affine = false),
        add(a),
    }

    // Groups of the numbers of a vector, whose rows go through together.
    #[loss(mse)]
    struct GroupedVector: [9] -> [6] {
        dense(53, tanh),
        group_norm(1, bias = false),
        dense(60),
        group_norm(12),
        dense(64, relu),
        group_norm(4, eps = 1e-3),
        prelu(per_channel = true),
        dense(6),
    }

    // A vector that becomes a map, channels that become pixels, and a map whose rows are cut, as output.
    #[loss(mse)]
    struct Grown: [7] -> [1, 3, 24] {
        dense(48, relu),
        reshape([16, 1, 3]),
        a: conv_transpose2d(20, 2, tanh, stride = 2),
        pixel_shuffle(2),
        crop([1, 0, 0, 0]),
        b: conv2d(5, [2, 3], padding = [0, 1]),
        pixel_unshuffle(2, mode = dcr, from = a),
        conv2d(80, 1, sigmoid),
        pixel_shuffle(4, mode = dcr),
        crop([0, 2, 0, 0]),
        concat(b),
        conv2d(8, 1),
        pixel_shuffle(2),
        crop([0, 1, 0, 0]),
        slice(1, 2),
    }

    // Channels at the end, as other libraries have them: at the input, within, and at the output; two that cancel, and one that a dense
    // layer reads.
    #[loss(mse)]
    struct Turned: [5, 6, 3] -> [4, 5, 17] {
        permute([2, 0, 1]),
        a: conv2d(17, 3, tanh, padding = [1, 1, 0, 0]),
        permute([1, 2, 0]),
        permute([2, 0, 1]),
        relu,
        b: permute([1, 2, 0]),
        permute([2, 1, 0], from = a),
        c: conv2d(17, 1, tanh),
        permute([2, 1, 0]),
        conv2d(4, 1),
        permute([0, 2, 1]),
        d: reshape([4, 17, 5]),
        permute([1, 0, 2], from = b),
        permute([0, 2, 1]),
        conv2d(4, 1),
        e: permute([0, 2, 1]),
        slice(3, 7, from = c),
        crop([0, 0, 0, 0]),
        pixel_unshuffle(1),
        flatten,
        dense(340),
        reshape([4, 5, 17]),
        permute([0, 2, 1]),
        add(d),
        permute([0, 2, 1]),
        add(e),
    }

    // Along time, with shapes whose pixels do not fit those before.
    #[loss(mse)]
    struct Folded: [6, 10] -> [9] {
        permute([1, 0]),
        conv1d(18, 3, tanh),
        reshape([8, 9]),
        softmax,
        conv1d(16, 2, relu),
        slice(2, 14),
        crop([1, 2]),
        a: permute([1, 0]),
        reshape([3, 4, 5]),
        conv2d(9, 2, elu),
        permute([0, 2, 1]),
        global_avg_pool,
        b: dense(5, tanh),
        flatten(from = a),
        concat(b),
        dense(9),
    }

    // Layers of vectors on maps.
    #[loss(mse)]
    struct Vectors: [4, 3, 5] -> [20] {
        conv2d(4, 3, padding = 1),
        layer_norm,
        affine,
        prelu,
        conv2d(20, 3, sigmoid),
        flatten,
        slice(5, 45),
        dense(20),
    }
}

nn_tests::agreement_tests_of_few_rows! {
    folded: Folded;
    grown: Grown;
    joined: Joined;
    excited: Excited;
    enlarged: Enlarged;
    framed: Framed;
    continued: Continued;
    slowed: Slowed;
    turned: Turned;
    vectors: Vectors;
    grouped: Grouped;
    grouped_signal: GroupedSignal;
    grouped_vector: GroupedVector;
}

mod bits {
    use super::{Enlarged, Excited, Folded, Framed, Grouped, GroupedSignal, GroupedVector, Grown, Joined, Turned};

    nn_tests::bit_identity_tests_of_few_rows! {
        enlarged: Enlarged;
        excited: Excited;
        folded: Folded;
        framed: Framed;
        grouped: Grouped;
        grouped_signal: GroupedSignal;
        grouped_vector: GroupedVector;
        grown: Grown;
        joined: Joined;
        turned: Turned;
    }
}
