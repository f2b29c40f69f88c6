//! Numbers that the compiler draws, because a network in flash has to have them before the program starts. They are the same wherever
//! it is compiled.

use nn_runtime::layout::Parameter;

/// The next number from -1 to 1 of a generator of 32 bits: 24 of them, so that it is exact.
const fn next(state: &mut u32) -> f32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 8) as f32 / 8_388_608.0 - 1.0
}

/// Numbers from -1 to 1.
#[must_use]
pub const fn input<const N: usize>() -> [f32; N] {
    let (mut numbers, mut index, mut state) = ([0.0; N], 0, 1);
    while index < N {
        numbers[index] = next(&mut state);
        index += 1;
    }
    numbers
}

/// Parameters of a network as they are stored, `N` numbers with the padding, which is 0: a layer of `I` inputs has them from
/// `-sqrt(6 / I)` to `sqrt(6 / I)`, so that values neither vanish nor grow.
#[must_use]
pub const fn parameters<const N: usize>(layout: &[Parameter]) -> [f32; N] {
    let (mut numbers, mut which, mut state) = ([0.0; N], 0, 2);
    while which < layout.len() {
        let parameter = &layout[which];
        // In steps of 1 / 1024, as a compiler knows the roots of integers alone.
        let bound = ((6 << 20) / parameter.fan_in as u64).isqrt() as f32 / 1024.0;
        let (mut index, len) = (0, parameter.len());
        while index < len {
            numbers[parameter.position(index)] = next(&mut state) * bound;
            index += 1;
        }
        which += 1;
    }
    numbers
}
