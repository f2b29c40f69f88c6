//! Networks for the tests of this package, and a source of numbers.
#![forbid(unsafe_code)]

pub mod fuzz;
pub mod streams;
pub mod windows;

use nn_runtime::prelude::*;

/// The programs of the page on weights: the files that they read are in this package.
#[cfg(doctest)]
#[doc = include_str!("../../../nn-runtime/docs/weights.md")]
pub struct Page;

network! {
    /// That of `data/make.py`.
    pub struct Model: [5] -> [3] {
        fc1: dense(18, relu),
        fc2: dense(17, tanh, bias = false),
        head: dense(3, softmax),
    }
}

network! {
    /// Small enough to damage a file of it in every way.
    #[loss(mse)]
    pub struct Small: [2] -> [1] {
        hidden: dense(3, tanh),
        dense(1, bias = false),
    }
}

network! {
    /// Every kind of line, and every way to name an operand.
    #[loss(cross_entropy)]
    pub struct Lines: [2, 3] -> [4] {
        flat: flatten,
        first: dense(16, leaky_relu(0.125)),
        dropout(0.25),
        second: dense(16, bias = false),
        add(first),
        joined: elu(1.5),
        third: dense(5, gelu, from = first),
        concat(joined, flat),
        dense(4, softmax),
    }
}

network! {
    /// Most activations that work on single numbers.
    pub struct Activations: [6] -> [208] {
        base: dense(16),
        a: identity(from = base),
        b: relu(from = base),
        c: leaky_relu(0.2, from = base),
        d: elu(1.5, from = base),
        e: selu(from = base),
        f: gelu(from = base),
        g: silu(from = base),
        h: softplus(from = base),
        i: sigmoid(from = base),
        j: tanh(from = base),
        k: hard_sigmoid(from = base),
        l: hard_swish(from = base),
        m: gelu(from = c),
        concat(a, b, c, d, e, f, g, h, i, j, k, l, from = m),
    }
}

network! {
    /// The others. `exp` is small, so that the largest output is not much larger than those of the others.
    pub struct Curves: [6] -> [176] {
        base: dense(16),
        a: softsign(from = base),
        b: hard_tanh(-0.25, 0.5, from = base),
        c: hard_tanh(from = base),
        d: relu6(from = base),
        e: celu(0.75, from = base),
        f: log_sigmoid(from = base),
        g: mish(from = base),
        h: gelu_tanh(from = base),
        i: exp(from = b),
        j: sin(from = base),
        k: gelu(tanh, from = e),
        concat(a, b, c, d, e, f, g, h, i, j),
    }
}

network! {
    /// Those that jump, and squares.
    pub struct Shrunk: [6] -> [176] {
        base: dense(16),
        a: hard_shrink(from = base),
        b: hard_shrink(0.3, from = base),
        c: soft_shrink(from = base),
        d: soft_shrink(0.2, from = base),
        e: threshold(0.1, 0.0, from = base),
        f: threshold(-0.7, 0.3, from = base),
        g: threshold(value = -1.5, theta = 0.25, from = base),
        h: square(from = base),
        i: threshold(-0.0, 0.0, from = base),
        j: dense(16, hard_shrink(0.4), from = base),
        k: dense(16, square, from = h),
        concat(a, b, c, d, e, f, g, h, i, j),
    }
}

network! {
    /// Arithmetic of one number, of numbers above 0 where it is not defined for others.
    pub struct Inverses: [6] -> [112] {
        base: dense(16),
        a: cos(from = base),
        b: abs(from = base),
        positive: softplus(from = base),
        c: sqrt(from = positive),
        d: log(from = positive),
        e: reciprocal(from = positive),
        f: dense(16, cos, from = c),
        g: dense(16, abs, from = d),
        concat(a, b, c, d, e, f),
    }
}

network! {
    /// Joins, an image, lines that do nothing, a label that is the usual name of the output.
    #[loss(cross_entropy)]
    pub struct Joins: [2, 3] -> [4] {
        relu,
        flat: flatten,
        first: dense(17, silu),
        dropout(0.25),
        flatten,
        output: dense(17, tanh, bias = false),
        dense(17),
        add(first, output),
        elu,
        concat(flat),
        dense(4, softmax),
    }
}

network! {
    /// Differences, products of two and three, and parts.
    pub struct Gated: [9] -> [4] {
        a: dense(12, tanh),
        b: dense(12, sigmoid),
        gate: mul(a),
        c: sub(a, from = b),
        mul(gate, b),
        low: slice(0, 4),
        high: slice(7, 11, from = c),
        difference: sub(low),
        dense(4, from = high),
        mul(difference),
    }
}

network! {
    /// Products with constants, norms, gates and slopes: with parameters and without.
    pub struct Norms: [9] -> [5] {
        given: affine(trained = false),
        scale(0.3),
        hidden: dense(18, bias = false),
        slope: prelu,
        layer_norm,
        factors: affine(bias = false),
        plain: rms_norm(eps = 0.001, affine = false),
        affine,
        first: glu,
        wide: dense(20, tanh, from = plain),
        prelu(0.1, per_channel = true),
        without_bias: layer_norm(eps = 0.01, bias = false),
        layer_norm(affine = false),
        shifted: affine,
        second: swiglu,
        rms_norm,
        l2_norm,
        concat(first),
        dense(5),
        scale(-2.5),
    }
}

network! {
    /// The same of images, where parameters have the shape of a row.
    pub struct Images: [2, 3, 4] -> [2, 3, 4] {
        affine,
        prelu,
        layer_norm,
        scale(0.5),
        rms_norm(eps = 0.1),
        l2_norm(eps = 0.01),
        layer_norm(affine = false),
    }
}

network! {
    /// Convolutions of images: with strides, dilations, groups and padding by side, and one for each channel; a sum and channels of two.
    pub struct Maps: [3, 11, 9] -> [5] {
        stem: conv2d(16, 3, relu, padding = 1),
        depthwise: depthwise_conv2d(3, relu6, stride = 2, padding = same_upper),
        point: conv2d(32, 1, bias = false),
        grouped: conv2d(32, [3, 2], gelu, dilation = [2, 1], padding = [2, 2, 1, 0], groups = 2),
        add(point),
        tanh,
        halved: max_pool([1, 2], stride = [1, 2], ceil = true),
        side: conv2d(5, 2, stride = [1, 2], padding = [0, 1, 1, 0], from = depthwise),
        concat(halved),
        slope: prelu,
        scale(0.5),
        averaged: avg_pool(3, stride = 2, padding = 1, count_padding = false),
        flat: flatten,
        global_avg_pool(from = averaged),
        concat(flat),
        head: dense(5),
    }
}

network! {
    /// Pools with every argument, and a map as output.
    pub struct Pools: [4, 7, 10] -> [2, 4, 6] {
        max_pool(2, stride = 1, dilation = 2, padding = [1, 0, 0, 1]),
        plain: avg_pool([3, 4], stride = 1),
        counted: avg_pool(3, stride = 2, padding = 1, ceil = true, from = input),
        uncounted: avg_pool(3, stride = 2, padding = 1, ceil = true, count_padding = false, from = input),
        max_pool(3, stride = 2, padding = 1, ceil = true, from = input),
        concat(plain, counted, uncounted),
        depthwise: depthwise_conv2d([1, 3], padding = [0, 1], bias = false),
        head: conv2d(2, 1, sigmoid),
    }
}

network! {
    /// Normalised channels, a factor for each of them, and a map that grows again.
    pub struct Grown: [3, 6, 5] -> [2, 12, 11] {
        first: conv2d(8, 3, padding = 1),
        batch_norm(eps = 1e-3, momentum = 0.2),
        inner: relu,
        batch_norm(affine = false),
        max_pool(2),
        global_avg_pool,
        gate: dense(8, sigmoid),
        mul(inner),
        up: conv_transpose2d(2, [2, 3], tanh, stride = 2, output_padding = 0),
    }
}

network! {
    /// Norms of groups of channels, and of all numbers of a map, and slopes of channels.
    pub struct Grouped: [6, 5, 4] -> [3] {
        first: group_norm(3, eps = 1e-3),
        conv2d(12, 3, padding = 1),
        group_norm(4, affine = false),
        prelu(per_channel = true),
        inner: instance_norm(affine = true),
        prelu,
        conv2d(4, 1),
        instance_norm,
        layer_norm,
        group_norm(2, bias = false),
        instance_norm(affine = true, bias = false),
        rms_norm,
        flatten,
        dense(8),
        group_norm(2),
        prelu(per_channel = true),
        dense(3),
    }
}

network! {
    /// Pixels around and between others.
    pub struct Enlarged: [3, 5, 4] -> [2, 12, 9] {
        pad([1, 2, 0, 1], mode = reflect),
        inner: conv2d(4, 3, tanh),
        upsample([2, 3]),
        doubled: pad([0, 0, 0, 1], mode = replicate),
        upsample([2, 3], mode = bilinear, from = inner),
        pad([0, 0, 1, 0]),
        add(doubled),
        head: conv2d(2, [1, 2]),
    }
}

network! {
    /// The same along time, with softmax over the channels of each step.
    pub struct Stretched: [3, 8] -> [2, 22] {
        pad([2, 1], mode = reflect),
        inner: conv1d(4, 3, softmax),
        upsample(2),
        doubled: pad(2, mode = replicate),
        upsample(2, mode = bilinear, from = inner),
        pad([1, 3]),
        add(doubled),
        head: conv1d(2, 1),
        log_softmax,
    }
}

network! {
    /// A vector of the last step of a window, and of the mean of all.
    pub struct Steps: [3, 7] -> [9] {
        inner: conv1d(5, 2, tanh, causal = true),
        mean: mean_over_time,
        end: last(from = inner),
        whole: mul(mean),
        slice(0, 4),
        concat(end),
    }
}

network! {
    /// A vector that becomes a map, whose numbers go to other places.
    pub struct Moved: [10] -> [5, 4, 2] {
        first: dense(72, tanh),
        reshape([18, 2, 2]),
        inner: conv2d(36, 1, relu),
        pixel_shuffle(3),
        crop([1, 0, 0, 2]),
        permute([2, 0, 1]),
        conv2d(3, [1, 2]),
        spread: reshape([3, 4, 4]),
        pixel_shuffle(2, mode = dcr, from = inner),
        side: pixel_unshuffle(2),
        conv2d(4, 1),
        pixel_unshuffle(2, mode = dcr),
        folded: reshape([4, 4]),
        slice(1, 4),
        crop([1, 1]),
        permute([1, 0]),
        conv1d(4, 1),
        flatten,
        short: dense(48),
        reshape([3, 4, 4]),
        add(spread),
        permute([1, 2, 0]),
        crop([0, 0, 1, 0]),
        head: conv2d(5, 1),
        crop([0, 0, 0, 0]),
        slice(0, 5),
    }
}

network! {
    /// Groups that share panels, two outputs of each channel, and transposed kernels of both kinds.
    pub struct Parted: [4, 7, 6] -> [5] {
        some: conv2d(10, 3, relu, padding = 1, groups = 2),
        each: conv2d(20, 2, stride = [1, 2], groups = 10, bias = false),
        gelu,
        grown: conv_transpose2d(12, 3, tanh, stride = 2, output_padding = 1, groups = 4),
        spread: conv_transpose2d(12, [2, 1], groups = 12),
        relu,
        mixed: conv2d(34, 1, groups = 2),
        global_avg_pool,
        head: dense(5),
    }
}

network! {
    /// Convolutions and pools along time.
    pub struct Sequence: [3, 20] -> [4] {
        causal: conv1d(16, 3, relu, dilation = 2, causal = true),
        strided: conv1d(32, 4, relu6, stride = 2, padding = [1, 2]),
        grouped: conv1d(32, 3, padding = same, groups = 2),
        depthwise: conv1d(32, 3, leaky_relu(0.1), padding = [0, 2], groups = 32, bias = false),
        largest: max_pool(3, 2, ceil = true),
        avg_pool(2, stride = 1, padding = 1),
        mixed: conv1d(2, 1),
        flat: flatten,
        global_max_pool(from = largest),
        concat(flat),
        head: dense(4),
    }
}

network! {
    /// Classes in two columns beside numbers, and a table of one row.
    pub struct Classes: [5] -> [3] {
        slice(1, 2),
        kind: embedding(7, 20),
        slice(4, 5, from = input),
        embedding(3, 4),
        place: concat(kind),
        numbers: slice(2, 4, from = input),
        concat(place),
        dense(9, tanh),
        dense(3),
    }
}

network! {
    /// No parameter, and a last line that does nothing.
    pub struct Image: [2, 3] -> [2, 3] {
        leaky_relu(0.5),
        identity,
    }
}

/// Equal seeds give equal numbers (a linear congruential generator, upper half of its state).
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 32 bits.
    pub fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }

    /// Below `bound`, which is 1 or more.
    pub fn below(&mut self, bound: usize) -> usize {
        self.bits() as usize % bound.max(1)
    }

    /// In `[-1, 1)`.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// A network with all of its parameters in `[-1, 1)`, so that none is 1 or 0 as a norm's are at first.
#[must_use]
pub fn drawn<N: Parameters>(seed: u64) -> Box<N> {
    let (mut net, mut numbers) = (N::zeros(), Numbers::new(seed));
    for position in N::LAYOUT.iter().flat_map(nn_runtime::layout::Parameter::positions) {
        net.as_flat_mut()[position] = numbers.unit();
    }
    net
}

/// The bits of all parameters, padding included.
pub fn bits<N: Parameters>(net: &N) -> Vec<u32> {
    net.as_flat().iter().map(|value| value.to_bits()).collect()
}

network! {
    /// Learns with dropout, so that a lost seed would show.
    #[loss(mse)]
    pub struct Learner: [4] -> [2] {
        hidden: dense(18, tanh),
        dropout(0.25),
        dense(2),
    }
}

/// Rows that `Learner` can learn something from.
#[must_use]
pub fn rows(n_rows: usize) -> Dataset<[f32; 4], [f32; 2]> {
    let mut numbers = Numbers::new(11);
    let row = |_| {
        let x: [f32; 4] = std::array::from_fn(|_| numbers.unit());
        (x, [x[0] * x[1] - x[2], x[3].abs()])
    };
    (0..n_rows).map(row).collect()
}

/// Epochs of the training that `killed_trainer` runs.
pub const EPOCHS: usize = 600;

/// The training that `killed_trainer` runs, in part or as a whole.
#[must_use]
pub fn long_training<'a>() -> Trainer<'a, Adam, nn_runtime::train::HeldOut> {
    Trainer::new(Adam::new(0.01)).batch_size(20).epochs(EPOCHS).schedule(Cosine::new()).seed(5).validation_split(0.2)
}
