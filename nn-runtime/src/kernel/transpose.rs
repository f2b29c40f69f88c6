//! The weights of a dense layer with inputs and outputs exchanged: what the input gradient reads.
//!
//! Vectors are turned in squares (`squares.rs`), and where there are none it goes number by number (`numbers.rs`).

#[cfg(machines = "scalar")]
mod numbers;
#[cfg(not(machines = "scalar"))]
mod squares;

#[cfg(machines = "scalar")]
pub(super) use numbers::turn;
#[cfg(not(machines = "scalar"))]
pub(super) use squares::turn;

use crate::panel::Panel;
use crate::simd::{Level, dispatch};
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
