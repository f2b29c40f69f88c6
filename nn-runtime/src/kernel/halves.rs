//! Half of the lanes, for pixels of up to eight channels.

use crate::panel::Panel;
use crate::simd::{Half, Simd, f32x16};

/// The first eight lanes of a panel.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn load_half<S: Simd>(simd: S, panel: &Panel) -> Half<S> {
    Half::load(simd, &panel.0)
}

/// A number in eight lanes.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn splat_half<S: Simd>(simd: S, number: f32) -> Half<S> {
    Half::splat(simd, number)
}

/// `a b + c` in eight lanes, rounded once where the instruction set can.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn mul_add_half<S: Simd>(a: Half<S>, b: Half<S>, c: Half<S>) -> Half<S> {
    a.mul_add(b, c)
}

/// Eight lanes with zeros behind them.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn whole<S: Simd>(half: Half<S>) -> f32x16<S> {
    half.whole()
}

/// Eight lanes, and zeros behind them. No vector of sixteen is among its instructions: near those, Intel's cores start one multiply-add of eight a cycle
/// instead of two.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn store_half<S: Simd>(half: Half<S>, to: &mut Panel) {
    half.store(&mut to.0);
}

#[cfg(all(test, not(machines = "scalar")))]
mod tests {
    use super::*;
    use crate::math::{relu, relu_half};
    use crate::simd::{Kernel, Level, dispatch, load, store};

    struct Halves(Panel);

    impl Kernel for Halves {
        type Output = [[Panel; 2]; 2];

        #[inline(always)]
        fn wide<S: Simd>(self, simd: S) -> Self::Output {
            let ones = Panel([1.0; 16]);
            let [mut half, mut rectified] = [[ones; 2]; 2];
            store_half(load_half(simd, &self.0), &mut half[0]);
            store(whole(load_half(simd, &self.0)), &mut half[1]);
            store_half(relu_half(simd, load_half(simd, &self.0)), &mut rectified[0]);
            store(relu(simd, load(simd, &half[1])), &mut rectified[1]);
            [half, rectified]
        }
    }

    #[test]
    fn halves_end_as_whole_vectors_do() {
        let special = [f32::NAN, -0.0, 0.0, -1.5, 2.5, f32::INFINITY, f32::NEG_INFINITY, -1e-40];
        let mut numbers = Panel([7.0; 16]);
        numbers.0[..8].copy_from_slice(&special);
        for level in Level::available() {
            for [half, whole] in dispatch(level, Halves(numbers)) {
                assert_eq!(half.0.map(f32::to_bits), whole.0.map(f32::to_bits), "{level:?}");
                assert_eq!(half.0[8..].iter().map(|x| x.to_bits()).sum::<u32>(), 0, "{level:?}: padding");
            }
        }
    }
}
