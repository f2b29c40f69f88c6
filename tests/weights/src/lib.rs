//! Networks for the tests of this package, and a source of numbers.
#![forbid(unsafe_code)]

use nn_runtime::prelude::*;

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

/// The bits of all parameters, padding included.
pub fn bits<N: Network>(net: &N) -> Vec<u32> {
    net.as_flat().iter().map(|value| value.to_bits()).collect()
}
