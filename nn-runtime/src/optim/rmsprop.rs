//! `RMSprop`: steps scaled by a running mean of the squared gradient.

use core::fmt;

use super::change::{Change, with_change_by};
use super::rule::{Rule, Ruled, Visit, descended};
use super::sweep::sweep;
use super::{
    Optimizer, Step, check_decay, check_not_negative, check_positive, least_decayed, least_squared, zero_below,
};
use crate::error::Error;
use crate::math::flush_subnormal;
use crate::simd::{Simd, f32x16, splat};

/// `RMSprop` (Tieleman and Hinton 2012): `g' = g + d w`, `v <- alpha v + (1 - alpha) g'^2`, `s = g' / (sqrt(v) + eps)`,
/// then `w <- w - eta s`; with momentum `b <- mu b + s`, then `w <- w - eta b`.
///
/// As `torch.optim.RMSprop`. Remembers 1 number per parameter, `v`, and with momentum a second, `b`.
///
/// ```
/// use nn_runtime::optim::RmsProp;
/// let rmsprop = RmsProp::new(1e-3).alpha(0.9).momentum(0.9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsProp {
    learning_rate: f32,
    alpha: f32,
    epsilon: f32,
    momentum: f32,
    weight_decay: f32,
}

impl RmsProp {
    /// `RMSprop` with `learning_rate` (`eta`), 0 or more; 0.01 is usual.
    #[must_use]
    pub const fn new(learning_rate: f32) -> Self {
        Self { learning_rate, alpha: 0.99, epsilon: 1e-8, momentum: 0.0, weight_decay: 0.0 }
    }

    /// Decay of the mean of squared gradients, in `[0, 1)`; 0.99 by default.
    #[must_use]
    pub const fn alpha(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }

    /// Added to the root (`eps`), greater than 0; `1e-8` by default.
    #[must_use]
    pub const fn epsilon(self, epsilon: f32) -> Self {
        Self { epsilon, ..self }
    }

    /// Momentum (`mu`), in `[0, 1)`; 0, the default, remembers nothing more.
    #[must_use]
    pub const fn momentum(self, momentum: f32) -> Self {
        Self { momentum, ..self }
    }

    /// L2 penalty (`d`), 0 or more, on all parameters, biases too; 0 by default.
    #[must_use]
    pub const fn weight_decay(self, weight_decay: f32) -> Self {
        Self { weight_decay, ..self }
    }
}

impl Optimizer for RmsProp {
    fn learning_rate(&self) -> f32 {
        self.learning_rate
    }

    fn n_moments(&self) -> usize {
        1 + usize::from(self.momentum != 0.0)
    }

    fn check(&self) -> Result<(), Error> {
        check_not_negative("optimizer: learning rate", self.learning_rate)?;
        check_decay("optimizer: alpha", self.alpha)?;
        check_positive("optimizer: epsilon", self.epsilon)?;
        check_decay("optimizer: momentum", self.momentum)?;
        check_not_negative("optimizer: weight decay", self.weight_decay)
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn update(&self, step: &Step, parameters: &mut [f32], gradient: &[f32], moments: &mut [f32]) -> Result<(), Error> {
        sweep(self, step, parameters, gradient, moments)
    }
}

impl Ruled for RmsProp {
    #[inline]
    fn with_rule<V: Visit>(&self, step: &Step, visit: V) -> V::Output {
        let rule = RmsPropStep {
            settings: *self,
            one_minus_alpha: (1.0 - f64::from(self.alpha)) as f32,
            least_squared: least_squared(self.alpha),
            least_parameter: least_decayed(self.weight_decay),
            learning_rate: flush_subnormal(step.learning_rate),
        };
        match self.n_moments() {
            1 => visit.visit::<_, 1>(rule),
            _ => visit.visit::<_, 2>(rule),
        }
    }

    fn with_change(&self, step: &Step, then: &mut dyn FnMut(&Change<'_>)) {
        with_change_by(self, step, then);
    }
}

/// [`RmsProp`] with the constants of one step.
#[derive(Clone, Copy)]
struct RmsPropStep {
    settings: RmsProp,
    one_minus_alpha: f32,
    /// [`least_squared`].
    least_squared: f32,
    /// [`least_decayed`].
    least_parameter: f32,
    learning_rate: f32,
}

impl RmsPropStep {
    /// The gradient divided by its running root mean square.
    #[inline(always)]
    fn scaled<S: Simd>(self, simd: S, parameter: f32x16<S>, gradient: f32x16<S>, square: &mut f32x16<S>) -> f32x16<S> {
        let gradient = parameter.mul_add(splat(simd, self.settings.weight_decay), gradient);
        let squared = zero_below(simd, gradient, self.least_squared);
        let new_square = squared * squared * splat(simd, self.one_minus_alpha);
        *square = square.mul_add(splat(simd, self.settings.alpha), new_square);
        gradient / (square.sqrt() + splat(simd, self.settings.epsilon))
    }
}

impl Rule<1> for RmsPropStep {
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
        [square]: &mut [f32x16<S>; 1],
    ) -> f32x16<S> {
        self.scaled(simd, parameter, gradient, square)
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        descended(simd, parameter, direction, -self.learning_rate)
    }
}

impl Rule<2> for RmsPropStep {
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
        [square, buffer]: &mut [f32x16<S>; 2],
    ) -> f32x16<S> {
        let scaled = self.scaled(simd, parameter, gradient, square);
        *buffer = buffer.mul_add(splat(simd, self.settings.momentum), scaled);
        *buffer
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        descended(simd, parameter, direction, -self.learning_rate)
    }
}
