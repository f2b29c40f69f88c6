//! Adam: steps scaled by running means of the gradient and of its square.

use core::fmt;

use super::change::{Change, with_change_by};
use super::rule::{Rule, Ruled, Visit};
use super::sweep::sweep;
use super::{
    Optimizer, Step, check_decay, check_not_negative, check_positive, least_decayed, least_squared, power, zero_below,
};
use crate::error::Error;
use crate::math::flush_subnormal;
use crate::simd::{Simd, f32x16, splat};

/// Adam (Kingma and Ba 2015): `g' = g + d w`, `m <- beta1 m + (1 - beta1) g'`, `v <- beta2 v + (1 - beta2) g'^2`, then
/// at step `t`, from 1, `w <- w - eta m^ / (sqrt(v^) + eps)` with `m^ = m / (1 - beta1^t)`, `v^ = v / (1 - beta2^t)`.
///
/// As `torch.optim.Adam`. Remembers 2 numbers per parameter: `m`, then `v`. For weight decay use
/// [`AdamW`](super::AdamW), unless the L2 penalty is wanted inside the running means.
///
/// ```
/// use nn_runtime::optim::Adam;
/// let adam = Adam::new(1e-3).beta1(0.9).beta2(0.999).epsilon(1e-8);
/// assert_eq!(adam, Adam::new(1e-3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    learning_rate: f32,
    beta1: f32,
    beta2: f32,
    epsilon: f32,
    weight_decay: f32,
}

impl Adam {
    /// Adam with `learning_rate` (`eta`), 0 or more; 0.001 is usual.
    #[must_use]
    pub const fn new(learning_rate: f32) -> Self {
        Self { learning_rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.0 }
    }

    /// Decay of the mean of gradients, in `[0, 1)`; 0.9 by default.
    #[must_use]
    pub const fn beta1(self, beta1: f32) -> Self {
        Self { beta1, ..self }
    }

    /// Decay of the mean of squared gradients, in `[0, 1)`; 0.999 by default.
    #[must_use]
    pub const fn beta2(self, beta2: f32) -> Self {
        Self { beta2, ..self }
    }

    /// Added to the root (`eps`), greater than 0; `1e-8` by default.
    #[must_use]
    pub const fn epsilon(self, epsilon: f32) -> Self {
        Self { epsilon, ..self }
    }

    /// L2 penalty (`d`), 0 or more, on all parameters, biases too; 0 by default.
    #[must_use]
    pub const fn weight_decay(self, weight_decay: f32) -> Self {
        Self { weight_decay, ..self }
    }

    /// The constants of one step.
    pub(super) fn at(&self, step: &Step) -> AdamStep {
        // Step 0 does not exist; taken as it is, it would divide by 0.
        let number = step.number.max(1);
        let correction1 = 1.0 - power(f64::from(self.beta1), number);
        let correction2 = 1.0 - power(f64::from(self.beta2), number);
        AdamStep {
            beta1: self.beta1,
            one_minus_beta1: (1.0 - f64::from(self.beta1)) as f32,
            beta2: self.beta2,
            one_minus_beta2: (1.0 - f64::from(self.beta2)) as f32,
            least_squared: least_squared(self.beta2),
            epsilon: self.epsilon,
            root_scale: (1.0 / libm::sqrt(correction2)) as f32,
            minus_step_size: flush_subnormal((-f64::from(step.learning_rate) / correction1) as f32),
        }
    }
}

impl Optimizer for Adam {
    fn learning_rate(&self) -> f32 {
        self.learning_rate
    }

    fn n_moments(&self) -> usize {
        2
    }

    fn check(&self) -> Result<(), Error> {
        check_not_negative("optimizer: learning rate", self.learning_rate)?;
        check_decay("optimizer: beta1", self.beta1)?;
        check_decay("optimizer: beta2", self.beta2)?;
        check_positive("optimizer: epsilon", self.epsilon)?;
        check_not_negative("optimizer: weight decay", self.weight_decay)
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn update(&self, step: &Step, parameters: &mut [f32], gradient: &[f32], moments: &mut [f32]) -> Result<(), Error> {
        sweep(self, step, parameters, gradient, moments)
    }
}

impl Ruled for Adam {
    #[inline]
    fn with_rule<V: Visit>(&self, step: &Step, visit: V) -> V::Output {
        let adam = self.at(step);
        let least_parameter = least_decayed(self.weight_decay * adam.one_minus_beta1);
        visit.visit(CoupledStep { adam, weight_decay: self.weight_decay, least_parameter })
    }

    fn with_change(&self, step: &Step, then: &mut dyn FnMut(&Change<'_>)) {
        with_change_by(self, step, then);
    }
}

/// The constants of one step of Adam, bias corrections folded in; [`AdamW`](super::AdamW) uses it too.
#[derive(Clone, Copy)]
pub(super) struct AdamStep {
    beta1: f32,
    one_minus_beta1: f32,
    beta2: f32,
    one_minus_beta2: f32,
    /// [`least_squared`].
    least_squared: f32,
    epsilon: f32,
    /// `1 / sqrt(1 - beta2^t)`.
    root_scale: f32,
    /// `-eta / (1 - beta1^t)`.
    minus_step_size: f32,
}

impl AdamStep {
    /// `m / (sqrt(v^) + eps)`; `moments` are `m` and `v`.
    #[inline(always)]
    pub(super) fn direction<S: Simd>(
        self,
        simd: S,
        gradient: f32x16<S>,
        [mean, square]: &mut [f32x16<S>; 2],
    ) -> f32x16<S> {
        *mean = mean.mul_add(splat(simd, self.beta1), gradient * splat(simd, self.one_minus_beta1));
        let squared = zero_below(simd, gradient, self.least_squared);
        let new_square = squared * squared * splat(simd, self.one_minus_beta2);
        *square = square.mul_add(splat(simd, self.beta2), new_square);
        let root = square.sqrt().mul_add(splat(simd, self.root_scale), splat(simd, self.epsilon));
        *mean / root
    }

    /// The parameters after a step in a direction.
    #[inline(always)]
    pub(super) fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        direction.mul_add(splat(simd, self.minus_step_size), parameter)
    }
}

/// [`AdamStep`] behind an L2 penalty.
#[derive(Clone, Copy)]
struct CoupledStep {
    adam: AdamStep,
    weight_decay: f32,
    /// [`least_decayed`].
    least_parameter: f32,
}

impl Rule<2> for CoupledStep {
    #[inline(always)]
    fn least_parameter(&self) -> f32 {
        self.least_parameter
    }

    #[inline(always)]
    fn direction<S: Simd>(
        self,
        simd: S,
        parameter: f32x16<S>,
        gradient: f32x16<S>,
        moments: &mut [f32x16<S>; 2],
    ) -> f32x16<S> {
        let gradient = parameter.mul_add(splat(simd, self.weight_decay), gradient);
        self.adam.direction(simd, gradient, moments)
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        self.adam.moved(simd, parameter, direction)
    }
}
