//! A small seeded generator (`SplitMix64`), so that the tests' data depend on no crate's version.

/// Generator of uniform numbers; equal seeds give equal sequences for ever.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator started from `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator started from a name, for data that belong to one network.
    #[must_use]
    pub fn named(name: &str) -> Self {
        // FNV-1a.
        Self(
            name.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number in `0..n`; `n` is at least 1. Its bias is below 1e-15 for the sizes used here.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// A whole number in `low..=high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        ((self.bits() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// Uniform in `[-bound, bound)`, rounded to f32, so that f32 and f64 code start from the same number.
    pub fn symmetric(&mut self, bound: f32) -> f64 {
        let unit = (self.bits() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0;
        f64::from(unit * bound)
    }
}
