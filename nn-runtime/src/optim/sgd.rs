//! Stochastic gradient descent, with momentum after Polyak or Nesterov.

use core::fmt;

use super::change::{Change, with_change_by};
use super::rule::{Rule, Ruled, Visit, descended};
use super::sweep::sweep;
use super::{Optimizer, Step, check_decay, check_not_negative, least_decayed};
use crate::error::Error;
use crate::math::flush_subnormal;
use crate::simd::{Simd, f32x16, splat};

/// Stochastic gradient descent: `g' = g + d w`, then `w <- w - eta g'`; with momentum `b <- mu b + g'`, then
/// `w <- w - eta b`, or after Nesterov `w <- w - eta (g' + mu b)`.
///
/// As `torch.optim.SGD` with dampening 0 (Sutskever et al. 2013). Remembers 1 number per parameter with momentum, else
/// none. Without momentum and weight decay a step does not flush subnormal parameters, as [the others do](super).
///
/// ```
/// use nn_runtime::optim::Sgd;
/// let sgd = Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(1e-4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    learning_rate: f32,
    momentum: f32,
    nesterov: bool,
    weight_decay: f32,
}

impl Sgd {
    /// Plain descent with `learning_rate` (`eta`), 0 or more.
    #[must_use]
    pub const fn new(learning_rate: f32) -> Self {
        Self { learning_rate, momentum: 0.0, nesterov: false, weight_decay: 0.0 }
    }

    /// Momentum (`mu`), in `[0, 1)`; 0, the default, remembers nothing.
    #[must_use]
    pub const fn momentum(self, momentum: f32) -> Self {
        Self { momentum, ..self }
    }

    /// Looks ahead along the momentum; without momentum it changes nothing.
    #[must_use]
    pub const fn nesterov(self) -> Self {
        Self { nesterov: true, ..self }
    }

    /// L2 penalty (`d`), 0 or more, on all parameters, biases too; 0 by default.
    #[must_use]
    pub const fn weight_decay(self, weight_decay: f32) -> Self {
        Self { weight_decay, ..self }
    }
}

impl Optimizer for Sgd {
    fn learning_rate(&self) -> f32 {
        self.learning_rate
    }

    fn n_moments(&self) -> usize {
        usize::from(self.momentum != 0.0)
    }

    fn check(&self) -> Result<(), Error> {
        check_not_negative("optimizer: learning rate", self.learning_rate)?;
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

impl Ruled for Sgd {
    #[inline]
    fn with_rule<V: Visit>(&self, step: &Step, visit: V) -> V::Output {
        let learning_rate = flush_subnormal(step.learning_rate);
        let rule = SgdStep { sgd: *self, learning_rate, least_parameter: least_decayed(self.weight_decay) };
        match (self.n_moments(), self.weight_decay != 0.0) {
            (0, false) => visit.visit(PlainStep::new(step.learning_rate)),
            (0, true) => visit.visit::<_, 0>(rule),
            _ => visit.visit::<_, 1>(rule),
        }
    }

    fn with_change(&self, step: &Step, then: &mut dyn FnMut(&Change<'_>)) {
        with_change_by(self, step, then);
    }
}

/// `w - eta g`, with the bits that [`Train::descend_at`](crate::network::Train::descend_at) gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainStep {
    minus_rate: f32,
}

impl PlainStep {
    /// The rule for a learning rate.
    #[inline]
    pub(crate) fn new(learning_rate: f32) -> Self {
        Self { minus_rate: -flush_subnormal(learning_rate) }
    }
}

impl Rule<0> for PlainStep {
    const FLUSHES_PARAMETERS: bool = false;
    const IS_SLOW: bool = false;

    #[inline]
    fn factor(&self) -> Option<f32> {
        Some(self.minus_rate)
    }

    #[inline(always)]
    fn direction<S: Simd>(self, _: S, _: f32x16<S>, gradient: f32x16<S>, _: &mut [f32x16<S>; 0]) -> f32x16<S> {
        gradient
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        descended(simd, parameter, direction, self.minus_rate)
    }
}

/// [`Sgd`] with the learning rate of one step.
#[derive(Clone, Copy)]
struct SgdStep {
    sgd: Sgd,
    learning_rate: f32,
    /// [`least_decayed`].
    least_parameter: f32,
}

impl<const M: usize> Rule<M> for SgdStep {
    const IS_SLOW: bool = false;

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
        moments: &mut [f32x16<S>; M],
    ) -> f32x16<S> {
        let mut direction = parameter.mul_add(splat(simd, self.sgd.weight_decay), gradient);
        let momentum = splat(simd, self.sgd.momentum);
        for buffer in moments {
            *buffer = buffer.mul_add(momentum, direction);
            direction = if self.sgd.nesterov { buffer.mul_add(momentum, direction) } else { *buffer };
        }
        direction
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        descended(simd, parameter, direction, -self.learning_rate)
    }
}
