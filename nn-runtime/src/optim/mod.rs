//! Optimizers: from a gradient to new parameters, over flat slices.
//!
//! An optimizer is a small `Copy` description, made by `new` and setters with `PyTorch`'s names and formulas. What it
//! remembers between steps, its moments, belongs to the caller: [`Optimizer::n_moments`] flat slices as long as the
//! parameters, one behind the other, all zero at the start. So a step allocates nothing, works without `alloc`, and a
//! checkpoint is the step number and one slice. With `alloc`, [`Optimization`] owns both.
//!
//! The optimizers of this crate are [`Fused`]: [`descend_with`](crate::network::Train::descend_with) learns from one row and
//! [`learn_with`](crate::network::Train::learn_with) from a batch, and both change parameters while their gradient is in a register or
//! a cache. [`Optimizer::update`] is for what looks at a whole gradient before the step, and for optimizers of one's own.
//!
//! Each update is one pass through memory, with the same bits on every instruction set that has fused multiply-add.
//! Elements whose parameter and gradient are zero stay zero, so padding does.
//!
//! After a step no moment is subnormal, and no parameter either: what is below `f32::MIN_POSITIVE`, 1.2e-38, is 0. Weight decay
//! would bring parameters there that no gradient holds, such as those of an input that is always 0, and each later pass over
//! the network would take several times as long. So a subnormal parameter that was loaded or initialised is kept, to the bit,
//! until the first step. With weight decay `d` the limit is `f32::MIN_POSITIVE / d`, 1.2e-34 for 1e-4, because `d w` is subnormal
//! below it (for [`Adam`] the part of it that enters the mean). [`Sgd`] without momentum and weight decay is the exception: in it and in
//! [`descend`](crate::network::Train::descend_at), which has the same bits, nothing decays by itself, and a parameter is
//! whatever the rate times the gradient leaves.
//!
//! ```
//! use nn_runtime::{optim::{Adam, Optimizer, Step}, simd::Level};
//! let adam = Adam::new(0.1);
//! let (mut parameters, mut moments) = ([1.0, 2.0], [0.0; 4]);
//! assert_eq!(adam.n_moments() * parameters.len(), moments.len());
//! let step = Step { number: 1, learning_rate: adam.learning_rate(), level: Level::detect() };
//! adam.update(&step, &mut parameters, &[0.5, -3.0], &mut moments)?;
//! // The first step of Adam has the length of the learning rate, whatever the gradient's.
//! assert!((parameters[0] - 0.9).abs() < 1e-6 && (parameters[1] - 2.1).abs() < 1e-6);
//! # Ok::<(), nn_runtime::Error>(())
//! ```

mod adam;
mod adamw;
pub(crate) mod change;
#[cfg(feature = "alloc")]
mod optimization;
mod rmsprop;
pub(crate) mod rule;
mod sgd;
mod sweep;
#[cfg(test)]
mod tests;

pub use adam::Adam;
pub use adamw::AdamW;
pub(crate) use change::{Change, Changed, Panels};
#[cfg(feature = "alloc")]
pub use optimization::Optimization;
pub use rmsprop::RmsProp;
pub use rule::Fused;
pub(crate) use rule::{Rule, Visit, change, descended};
pub(crate) use sgd::PlainStep;
pub use sgd::Sgd;

use core::fmt;

use crate::error::Error;
use crate::simd::{Level, Simd, f32x16, i32x16, splat};

/// What changes from one update to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Which update this is, counted from 1.
    pub number: u64,
    /// Learning rate of this update: [`Optimizer::learning_rate`] times a [schedule](crate::schedule)'s factor.
    pub learning_rate: f32,
    /// Instruction set to compute with.
    pub level: Level,
}

/// A rule by which a gradient changes parameters.
pub trait Optimizer {
    /// The learning rate before any schedule.
    fn learning_rate(&self) -> f32;

    /// How many numbers are remembered for each parameter.
    fn n_moments(&self) -> usize;

    /// Tests every setting.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first setting that is out of range or not finite.
    fn check(&self) -> Result<(), Error>;

    /// Writes the rule's name and its settings. A checkpoint of training is resumed only by an optimizer that writes the same;
    /// one that does not say what it is writes `custom`.
    ///
    /// # Errors
    /// Those of writing.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("custom")
    }

    /// Changes `parameters` by one step against `gradient`, and `moments` along.
    ///
    /// Shapes: `parameters [P]`, `gradient [P]`, `moments [n_moments, P]`, zero before step 1. Any `P` is allowed.
    ///
    /// # Errors
    /// [`Error::OptimizerLength`] if a length does not fit; nothing is changed then.
    fn update(&self, step: &Step, parameters: &mut [f32], gradient: &[f32], moments: &mut [f32]) -> Result<(), Error>;

    /// Begins an optimization of networks of type `N`, which owns the moments and counts the steps.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    #[cfg(feature = "alloc")]
    fn start<N: crate::network::Parameters>(self) -> Result<Optimization<N, Self>, Error>
    where
        Self: Sized,
    {
        Optimization::new(self)
    }
}

/// Writes the implementation that passes every call on to the value behind a pointer.
macro_rules! pass_on {
    () => {
        fn learning_rate(&self) -> f32 {
            (**self).learning_rate()
        }

        fn n_moments(&self) -> usize {
            (**self).n_moments()
        }

        fn check(&self) -> Result<(), Error> {
            (**self).check()
        }

        fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            (**self).describe(f)
        }

        fn update(
            &self,
            step: &Step,
            parameters: &mut [f32],
            gradient: &[f32],
            moments: &mut [f32],
        ) -> Result<(), Error> {
            (**self).update(step, parameters, gradient, moments)
        }
    };
}

impl<O: Optimizer + ?Sized> Optimizer for &O {
    pass_on!();
}

#[cfg(feature = "alloc")]
impl<O: Optimizer + ?Sized> Optimizer for alloc::boxed::Box<O> {
    pass_on!();
}

/// `base`, in `[0, 1)`, to the power `exponent` by repeated squaring: plain products, so the same bits on every machine.
///
/// A power that must be below 2^-64 is 0. That changes no bit of 1 less the power, for which it is wanted, and products that
/// shrink on would become subnormal numbers, which take longer than a step of Adam on a small network.
fn power(base: f64, exponent: u64) -> f64 {
    // base^t = exp(t ln base) is at most exp(t (base - 1)): nothing after 500 steps at a base of 0.9, 50,000 at 0.999.
    const NEGLIGIBLE: f64 = 64.0 * core::f64::consts::LN_2;
    if exponent as f64 * (1.0 - base) > NEGLIGIBLE {
        return 0.0;
    }
    let (mut result, mut square, mut rest) = (1.0, base, exponent);
    while rest > 0 {
        // A mask that the compiler does not see through: which bits are set changes with every step, and the branch that it would
        // make took a tenth of a step of Adam on 2-8-1.
        let is_factor = core::hint::black_box(0_u64.wrapping_sub(rest & 1));
        result *= f64::from_bits(square.to_bits() & is_factor | 1.0_f64.to_bits() & !is_factor);
        square *= square;
        rest /= 2;
    }
    result
}

/// A power of two, at most four times the least magnitude of a gradient whose share in a running mean of squares,
/// `(1 - beta) g^2`, is no subnormal number. Without a root: this is done in every step.
fn least_squared(beta: f32) -> f32 {
    let one_minus_beta = (1.0 - f64::from(beta)) as f32;
    // The exponents with their bias: `1 - beta` is from 2^-24 to 1, so the sum is above 100. A setting that has failed `check` gives
    // some number.
    let exponent = one_minus_beta.to_bits() >> 23;
    f32::from_bits(127_u32.saturating_sub(exponent.saturating_sub(1) / 2) << 23)
}

/// The least magnitude of a parameter whose product with `decay` is no subnormal number, rounded up to a power of two. Smaller
/// parameters are 0 after a step: the decay would pass through subnormal products for dozens of steps until it ended there.
///
/// A decay below 1.5e-8 has the limit 2^-100, 7.9e-31: it takes nothing anywhere near 0.
fn least_decayed(decay: f32) -> f32 {
    const LARGEST: u32 = 27;
    let exponent = decay.to_bits() >> 23;
    let least = if exponent == 0 { 1 } else { 128_u32.saturating_sub(exponent).clamp(1, LARGEST) };
    f32::from_bits(least << 23)
}

/// `x`, or 0 where its magnitude is below `least`, a normal number. The mean of squares keeps nothing of smaller gradients: it is itself
/// flushed. Squares that are subnormal on the way made a step of Adam ten times slower.
///
/// Magnitudes are in the order of their bits, NaN behind infinity. They are compared as integers, which saves AVX2 the instruction that
/// turns the result of a comparison of floats into a mask.
#[inline(always)]
fn zero_below<S: Simd>(simd: S, x: f32x16<S>, least: f32) -> f32x16<S> {
    let magnitude: i32x16<S> = x.abs().bitcast();
    let below = least.to_bits().cast_signed() - 1;
    magnitude.simd_gt(i32x16::splat(simd, below)).select(x, splat(simd, 0.0))
}

/// Tests that `value` is finite and at least 0.
fn check_not_negative(what: &'static str, value: f32) -> Result<(), Error> {
    check_setting(what, value, value.is_finite() && value >= 0.0, "a finite number, 0 or more")
}

/// Tests that `value` is in `[0, 1)`, as a decay rate has to be.
fn check_decay(what: &'static str, value: f32) -> Result<(), Error> {
    check_setting(what, value, (0.0..1.0).contains(&value), "0 or more and less than 1")
}

/// Tests that `value` is finite and greater than 0: what keeps a division by it finite.
fn check_positive(what: &'static str, value: f32) -> Result<(), Error> {
    check_setting(what, value, value.is_finite() && value > 0.0, "a finite number greater than 0")
}

fn check_setting(what: &'static str, found: f32, fits: bool, expected: &'static str) -> Result<(), Error> {
    if fits { Ok(()) } else { Err(Error::Setting { what, found, expected }) }
}
