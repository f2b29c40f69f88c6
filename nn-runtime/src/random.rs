//! Seeds, streams and shuffles: every random choice of the library, the same on every machine.
//!
//! A stream is a PCG32 generator (O'Neill 2014, XSH-RR, value-stable in `rand_pcg`) whose state and increment are
//! outputs of `SplitMix64` (Steele, Lea and Flood 2014) for a seed, a purpose and an index. So one user seed serves
//! initialisation, order of rows and dropout without correlating them.

use rand_core::Rng as _;
use rand_pcg::Pcg32;

/// What random numbers are drawn for; part of the seed, so that purposes do not share numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Initial parameters; the index is the parameter's position in the layout.
    Parameter = 1,
    /// Order of the rows; the index is the epoch.
    #[cfg(feature = "std")]
    RowOrder = 2,
    /// Rows held out for validation; the index is 0.
    #[cfg(feature = "std")]
    HeldOut = 3,
    /// Seeds for dropout; the index is the step.
    #[cfg(feature = "std")]
    Dropout = 4,
    /// Order of a data set; the index is 0.
    #[cfg(feature = "std")]
    DatasetOrder = 5,
    /// Changes of pictures; the index is the epoch, then the row.
    #[cfg(feature = "std")]
    Augmentation = 6,
}

/// Output `index`, counted from 0, of `SplitMix64` started at `seed`.
const fn split_mix(seed: u64, index: u64) -> u64 {
    let state = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A seed for `purpose` and `index`.
pub(crate) const fn derive_seed(seed: u64, purpose: Purpose, index: u64) -> u64 {
    split_mix(split_mix(seed, purpose as u64), index)
}

/// A sequence of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    generator: Pcg32,
    /// Second half of the last Box-Muller pair.
    spare: Option<f64>,
}

impl Stream {
    /// The stream for `purpose` and `index`; different ones are independent.
    pub(crate) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let own = derive_seed(seed, purpose, index);
        Self { generator: Pcg32::new(split_mix(own, 0), split_mix(own, 1)), spare: None }
    }

    /// Uniform in `[-1, 1)`, a multiple of `2^-23`: all 24 bits that an `f32` holds.
    pub(crate) fn signed_unit(&mut self) -> f32 {
        let bits = self.generator.next_u32() >> 8;
        (f64::from(bits) / 8_388_608.0 - 1.0) as f32
    }

    /// Uniform in `(0, 1]`, a multiple of `2^-53`; 0 is left out because its logarithm is taken.
    pub(crate) fn unit(&mut self) -> f64 {
        let bits = self.generator.next_u64() >> 11;
        (bits + 1) as f64 / 9_007_199_254_740_992.0
    }

    /// Normal with mean 0 and variance 1, by Box and Muller 1958.
    ///
    /// `libm` computes the same bits everywhere; the functions of `std` follow the platform.
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = libm::sqrt(-2.0 * libm::log(self.unit()));
        let angle = core::f64::consts::TAU * self.unit();
        self.spare = Some(radius * libm::sin(angle));
        radius * libm::cos(angle)
    }

    /// Whether something of this probability happens: never at 0, always at 1.
    #[cfg(feature = "std")]
    pub(crate) fn happens(&mut self, probability: f32) -> bool {
        self.unit() <= f64::from(probability)
    }

    /// Uniform in `0..bound`, without bias (Lemire 2019); 0 if `bound` is 0.
    #[cfg(feature = "std")]
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        // The low half of the product tells whether this draw lies in the part that would favour some results.
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.generator.next_u64()) * u128::from(bound);
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }

    /// Puts `items` in random order, each order equally likely (Fisher and Yates, Durstenfeld 1964).
    #[cfg(feature = "std")]
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            // Between slices an item is exchanged piece by piece; `swap` has a copy of it on the stack, where rows of a
            // data set may not fit.
            let (before, rest) = items.split_at_mut(last);
            if let (Some(other), Some(last)) = (before.get_mut(other..=other), rest.get_mut(..1)) {
                other.swap_with_slice(last);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_mix_gives_the_published_sequence() {
        // First outputs of the reference implementation (Vigna, splitmix64.c) for the seed 1234567.
        let outputs: [u64; 3] = core::array::from_fn(|index| split_mix(1_234_567, index as u64));
        assert_eq!(outputs, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn purposes_and_indices_do_not_share_numbers() {
        let first = |purpose, index| Stream::new(7, purpose, index).generator.next_u64();
        let all = [
            first(Purpose::Parameter, 0),
            first(Purpose::Parameter, 1),
            first(Purpose::RowOrder, 0),
            first(Purpose::RowOrder, 1),
            first(Purpose::HeldOut, 0),
            derive_seed(7, Purpose::Dropout, 0),
            derive_seed(7, Purpose::Dropout, 1),
            derive_seed(8, Purpose::Dropout, 0),
            derive_seed(7, Purpose::Augmentation, 0),
            derive_seed(7, Purpose::Augmentation, 1),
        ];
        for (index, number) in all.iter().enumerate() {
            assert!(!all[..index].contains(number), "number {index} repeats");
        }
    }

    #[test]
    fn below_reaches_every_value_equally_often() {
        let mut stream = Stream::new(1, Purpose::RowOrder, 0);
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[stream.below(6) as usize] += 1;
        }
        // Chi squared with 5 degrees of freedom exceeds 20.5 once in a thousand seeds.
        let chi: f64 = counts.iter().map(|&count| (f64::from(count) - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 20.5, "{counts:?}");
    }

    #[test]
    fn shuffle_reaches_every_order_equally_often() {
        let mut stream = Stream::new(2, Purpose::RowOrder, 0);
        let mut counts = [0_u32; 27];
        for _ in 0..60_000 {
            let mut items = [0_usize, 1, 2];
            stream.shuffle(&mut items);
            counts[items[0] * 9 + items[1] * 3 + items[2]] += 1;
        }
        let seen: std::vec::Vec<u32> = counts.into_iter().filter(|&count| count > 0).collect();
        assert_eq!(seen.len(), 6);
        let chi: f64 = seen.iter().map(|&count| (f64::from(count) - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 20.5, "{seen:?}");
    }
}
