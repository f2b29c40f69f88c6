//! `AdamW`: Adam with weight decay outside the running means.

use core::fmt;

use super::adam::AdamStep;
use super::change::{Change, with_change_by};
use super::rule::{Rule, Ruled, Visit};
use super::sweep::sweep;
use super::{Adam, Optimizer, Step, check_not_negative};
use crate::error::Error;
use crate::math::flush_subnormal;
use crate::simd::{Simd, f32x16, splat};

/// `AdamW` (Loshchilov and Hutter 2019): `w <- w - eta d w`, then the step of [`Adam`] from the gradient alone.
///
/// As `torch.optim.AdamW`. Remembers 2 numbers per parameter: `m`, then `v`.
///
/// ```
/// use nn_runtime::optim::AdamW;
/// let adamw = AdamW::new(1e-3).weight_decay(0.05);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW {
    adam: Adam,
    weight_decay: f32,
}

impl AdamW {
    /// `AdamW` with `learning_rate` (`eta`), 0 or more, and weight decay 0.01; 0.001 is usual.
    #[must_use]
    pub const fn new(learning_rate: f32) -> Self {
        Self { adam: Adam::new(learning_rate), weight_decay: 0.01 }
    }

    /// Decay of the mean of gradients, in `[0, 1)`; 0.9 by default.
    #[must_use]
    pub const fn beta1(self, beta1: f32) -> Self {
        Self { adam: self.adam.beta1(beta1), ..self }
    }

    /// Decay of the mean of squared gradients, in `[0, 1)`; 0.999 by default.
    #[must_use]
    pub const fn beta2(self, beta2: f32) -> Self {
        Self { adam: self.adam.beta2(beta2), ..self }
    }

    /// Added to the root (`eps`), greater than 0; `1e-8` by default.
    #[must_use]
    pub const fn epsilon(self, epsilon: f32) -> Self {
        Self { adam: self.adam.epsilon(epsilon), ..self }
    }

    /// Part of a parameter, per unit of learning rate, that every step takes away (`d`), 0 or more, biases too; 0.01 by
    /// default.
    #[must_use]
    pub const fn weight_decay(self, weight_decay: f32) -> Self {
        Self { weight_decay, ..self }
    }
}

impl Optimizer for AdamW {
    fn learning_rate(&self) -> f32 {
        self.adam.learning_rate()
    }

    fn n_moments(&self) -> usize {
        self.adam.n_moments()
    }

    fn check(&self) -> Result<(), Error> {
        self.adam.check()?;
        check_not_negative("optimizer: weight decay", self.weight_decay)
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn update(&self, step: &Step, parameters: &mut [f32], gradient: &[f32], moments: &mut [f32]) -> Result<(), Error> {
        sweep(self, step, parameters, gradient, moments)
    }
}

impl Ruled for AdamW {
    #[inline]
    fn with_rule<V: Visit>(&self, step: &Step, visit: V) -> V::Output {
        let minus_decay = (-f64::from(step.learning_rate) * f64::from(self.weight_decay)) as f32;
        visit.visit(DecoupledStep { adam: self.adam.at(step), minus_decay: flush_subnormal(minus_decay) })
    }

    fn with_change(&self, step: &Step, then: &mut dyn FnMut(&Change<'_>)) {
        with_change_by(self, step, then);
    }
}

/// [`AdamStep`] behind a decay of the parameters themselves.
#[derive(Clone, Copy)]
struct DecoupledStep {
    adam: AdamStep,
    /// `-eta d`.
    minus_decay: f32,
}

impl Rule<2> for DecoupledStep {
    #[inline(always)]
    fn direction<S: Simd>(self, simd: S, _: f32x16<S>, gradient: f32x16<S>, moments: &mut [f32x16<S>; 2]) -> f32x16<S> {
        self.adam.direction(simd, gradient, moments)
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        // Not `w (1 - eta d)`: that rounds the factor, and would turn a zero into -0 if it were negative.
        let decayed = parameter.mul_add(splat(simd, self.minus_decay), parameter);
        self.adam.moved(simd, decayed, direction)
    }
}
