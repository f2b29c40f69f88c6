//! The weights of a dense layer with inputs and outputs exchanged: what the input gradient reads.
//!
//! A block of 16 inputs by 16 outputs is 16 vectors. Interleaving vector `i` with vector `i + 8` turns the number of a
//! place, vector and lane together in binary, by one bit; after four rounds vectors and lanes have changed roles.

use crate::panel::Panel;
use crate::simd::{Kernel, Level, Simd, dispatch, f32x16, load, prelude::*, splat, store, vectors};
use crate::threads::{self, Parts};

/// `to[i / 16][o][i % 16] = from[o / 16][i][o % 16]`; padding becomes 0.
///
/// Shapes: `from [ceil(O / 16)][I]`, `to [ceil(I / 16)][O]`, where `inputs` is `I` and `outputs` is `O`.
pub fn transpose(level: Level, from: &[Panel], inputs: usize, to: &mut [Panel], outputs: usize) {
    let parts = threads::parts_of_numbers(to.len() * Panel::LANES);
    threads::enter(parts, || Transpose { from, inputs, first_group: 0, to, outputs }.run(level, parts));
}

struct Transpose<'a> {
    from: &'a [Panel],
    inputs: usize,
    /// The number of the 16 inputs that `to` begins with.
    first_group: usize,
    to: &'a mut [Panel],
    outputs: usize,
}

impl Transpose<'_> {
    /// All of it, each part by a thread.
    fn run(self, level: Level, parts: Parts) {
        if parts.is_one() {
            return dispatch(level, self);
        }
        let Self { from, inputs, first_group, to, outputs } = self;
        let halves = parts.halves();
        let n_groups = halves.middle(to.len() / outputs.max(1), 1);
        let (to, rest) = to.split_at_mut(n_groups * outputs);
        let this = Transpose { from, inputs, first_group, to, outputs };
        let rest = Transpose { from, inputs, first_group: first_group + n_groups, to: rest, outputs };
        threads::join(halves, |parts| this.run(level, parts), |parts| rest.run(level, parts));
    }
}

impl Kernel for Transpose<'_> {
    type Output = ();

    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) {
        let (inputs, outputs) = (self.inputs.max(1), self.outputs.max(1));
        for (group, to) in self.to.chunks_mut(outputs).enumerate() {
            for (from, to) in self.from.chunks(inputs).zip(to.chunks_mut(Panel::LANES)) {
                block(simd, from.chunks(Panel::LANES).nth(self.first_group + group).unwrap_or_default(), to);
            }
        }
    }
}

/// Up to 16 inputs, each a panel of outputs, to up to 16 outputs, each a panel of inputs.
#[inline(always)]
fn block<S: Simd>(simd: S, from: &[Panel], to: &mut [Panel]) {
    let mut turned: [f32x16<S>; 16] = match <&[Panel; 16]>::try_from(from) {
        Ok(from) => vectors(
            simd,
            #[inline(always)]
            |i| load(simd, &from[i]),
        ),
        Err(_) => vectors(
            simd,
            #[inline(always)]
            |i| from.get(i).map_or(splat(simd, 0.0), |panel| load(simd, panel)),
        ),
    };
    for _ in 0..4 {
        turned = interleave_halves(simd, turned);
    }
    for (vector, to) in turned.into_iter().zip(to) {
        store(vector, to);
    }
}

/// Vectors `2 i` and `2 i + 1` of the result are vector `i` interleaved with vector `i + 8`.
#[inline(always)]
fn interleave_halves<S: Simd>(simd: S, halves: [f32x16<S>; 16]) -> [f32x16<S>; 16] {
    vectors(
        simd,
        #[inline(always)]
        |i| {
            let (low, high) = halves[i / 2].interleave(halves[i / 2 + 8]);
            if i % 2 == 0 { low } else { high }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_finds_its_place_and_padding_is_zero() {
        for level in Level::available() {
            for (inputs, outputs) in [(1, 1), (1, 17), (15, 16), (16, 15), (17, 53), (53, 17), (64, 32)] {
                let value = |input: usize, output: usize| (1 + input * outputs + output) as f32;
                let mut from = vec![Panel::ZERO; outputs.div_ceil(16) * inputs];
                for input in 0..inputs {
                    for output in 0..outputs {
                        from[output / 16 * inputs + input].0[output % 16] = value(input, output);
                    }
                }
                let mut to = vec![Panel([f32::NAN; 16]); inputs.div_ceil(16) * outputs];
                transpose(level, &from, inputs, &mut to, outputs);
                for (index, panel) in to.iter().enumerate() {
                    let (group, output) = (index / outputs, index % outputs);
                    for (lane, found) in panel.0.iter().enumerate() {
                        let input = group * 16 + lane;
                        let expected = if input < inputs { value(input, output) } else { 0.0 };
                        assert!(
                            found.to_bits() == expected.to_bits(),
                            "{level:?}, {inputs} x {outputs}: input {input}, output {output} is {found}, expected {expected}"
                        );
                    }
                }
            }
        }
    }
}
