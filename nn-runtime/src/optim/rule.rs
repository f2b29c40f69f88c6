//! The arithmetic of optimizers, and where it may be applied: in a pass of its own, or in the pass that computes a gradient.

use super::{Change, Optimizer, Step, zero_below};
use crate::math::flush_subnormals;
use crate::panel::Panel;
use crate::simd::{Simd, f32x16, load, splat, store, store_eight_lanes, vectors};

/// The arithmetic of an optimizer with `M` moments on 16 parameters, with the constants of a step.
pub trait Rule<const M: usize>: Copy + Send + Sync {
    /// Whether parameters that fall below the smallest normal number become 0. Only plain gradient descent says no: it is
    /// nothing but a multiply-add, which the test would make half as fast, and nothing in it decays by itself.
    const FLUSHES_PARAMETERS: bool = true;

    /// Whether the upper eight lanes of each panel are padding, so that nothing is computed for them.
    const EIGHT_LANES: bool = false;

    /// Whether a direction has roots and quotients, which take so long that the processor should begin the next one meanwhile.
    const IS_SLOW: bool = true;

    /// The least magnitude of a parameter that is not flushed. With weight decay it is `least_decayed`.
    fn least_parameter(&self) -> f32 {
        f32::MIN_POSITIVE
    }

    /// What a gradient is multiplied by before it is added to the parameters, if the step is that and no more.
    fn factor(&self) -> Option<f32> {
        None
    }

    /// The direction of a step; `moments` are updated in place. Must be `#[inline(always)]`.
    fn direction<S: Simd>(
        self,
        simd: S,
        parameter: f32x16<S>,
        gradient: f32x16<S>,
        moments: &mut [f32x16<S>; M],
    ) -> f32x16<S>;

    /// The parameters after a step in a direction. Must be `#[inline(always)]`.
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S>;
}

/// The new parameters of plain descent, `w - eta g`; `factor` is `-eta`.
#[inline(always)]
pub(crate) fn descended<S: Simd>(simd: S, parameter: f32x16<S>, gradient: f32x16<S>, factor: f32) -> f32x16<S> {
    gradient.mul_add(splat(simd, factor), parameter)
}

/// A rule for panels whose upper eight lanes are padding: in registers of eight lanes it takes half as long.
#[derive(Clone, Copy, Debug)]
pub struct EightLanes<R>(R);

/// A rule for panels whose upper eight lanes are padding.
#[inline(always)]
pub fn eight_lanes<R>(rule: R) -> EightLanes<R> {
    EightLanes(rule)
}

impl<R: Rule<M>, const M: usize> Rule<M> for EightLanes<R> {
    const FLUSHES_PARAMETERS: bool = R::FLUSHES_PARAMETERS;
    const EIGHT_LANES: bool = true;
    const IS_SLOW: bool = R::IS_SLOW;

    #[inline(always)]
    fn least_parameter(&self) -> f32 {
        self.0.least_parameter()
    }

    #[inline(always)]
    fn direction<S: Simd>(
        self,
        simd: S,
        parameter: f32x16<S>,
        gradient: f32x16<S>,
        moments: &mut [f32x16<S>; M],
    ) -> f32x16<S> {
        self.0.direction(simd, parameter, gradient, moments)
    }

    #[inline(always)]
    fn moved<S: Simd>(self, simd: S, parameter: f32x16<S>, direction: f32x16<S>) -> f32x16<S> {
        self.0.moved(simd, parameter, direction)
    }
}

/// What is done with a rule of whichever kind.
pub trait Visit {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<R: Rule<M>, const M: usize>(self, rule: R) -> Self::Output;
}

/// Keeps implementations within this crate.
pub trait Ruled {
    /// `visit`, with the rule of a step. It has as many moments as [`Optimizer::n_moments`] says.
    fn with_rule<V: Visit>(&self, step: &Step, visit: V) -> V::Output;

    /// `then`, once, with a step by that rule.
    fn with_change(&self, step: &Step, then: &mut dyn FnMut(&Change<'_>));
}

/// An optimizer whose update can be part of the pass that computes a gradient, so that the gradient needs no memory: all of this
/// crate. One of your own takes its gradient from [`gradients_at`](crate::network::Train::gradients_at).
#[diagnostic::on_unimplemented(
    message = "steps of `{Self}` cannot be part of the pass that computes a gradient",
    label = "not an optimizer of nn-runtime",
    note = "compute a gradient with `gradients`, and step with `Optimization::step` or `Optimizer::update`"
)]
pub trait Fused: Optimizer + Ruled {}

impl<O: Optimizer + Ruled> Fused for O {}

/// Writes the implementation that passes every call on to the value behind a pointer.
macro_rules! pass_on {
    () => {
        fn with_rule<V: Visit>(&self, step: &Step, visit: V) -> V::Output {
            (**self).with_rule(step, visit)
        }

        fn with_change(&self, step: &Step, then: &mut dyn FnMut(&Change<'_>)) {
            (**self).with_change(step, then);
        }
    };
}

impl<O: Ruled + ?Sized> Ruled for &O {
    pass_on!();
}

#[cfg(feature = "alloc")]
impl<O: Ruled + ?Sized> Ruled for alloc::boxed::Box<O> {
    pass_on!();
}

/// Steps on panels of parameters and as many of each moment, one after another; `gradient` tells the gradient of each.
///
/// Moments that fall below the smallest normal number become 0, and parameters unless the rule is [plain
/// descent](Rule::FLUSHES_PARAMETERS): as subnormal numbers they would make every later step slower, and never leave that range.
#[inline(always)]
pub(crate) fn change<S: Simd, R: Rule<M>, const M: usize>(
    simd: S,
    rule: R,
    parameters: &mut [Panel],
    mut moments: [&mut [Panel]; M],
    gradient: impl Fn(usize) -> f32x16<S>,
) {
    // Parameters of a slow rule follow one panel behind: instructions are retired in order, and those that wait for a quotient would keep
    // the processor from the next panels.
    let mut last: Option<(&mut Panel, f32x16<S>)> = None;
    for (index, parameter) in parameters.iter_mut().enumerate() {
        let mut lanes: [f32x16<S>; M] = vectors(
            simd,
            #[inline(always)]
            |m| match moments[m].get(index) {
                Some(moment) => load(simd, moment),
                None => splat(simd, 0.0),
            },
        );
        let direction = directed(simd, rule, load(simd, parameter), gradient(index), &mut lanes);
        for (moment, lanes) in moments.iter_mut().zip(lanes) {
            if let Some(moment) = moment.get_mut(index) {
                stored::<S, R, M>(lanes, moment);
            }
        }
        if R::IS_SLOW {
            if let Some((parameter, direction)) = last.replace((parameter, direction)) {
                stored::<S, R, M>(moved(simd, rule, load(simd, parameter), direction), parameter);
            }
        } else {
            stored::<S, R, M>(moved(simd, rule, load(simd, parameter), direction), parameter);
        }
    }
    if let Some((parameter, direction)) = last {
        stored::<S, R, M>(moved(simd, rule, load(simd, parameter), direction), parameter);
    }
}

/// Writes lanes that a rule has computed. What is not written is not computed either.
#[inline(always)]
fn stored<S: Simd, R: Rule<M>, const M: usize>(value: f32x16<S>, panel: &mut Panel) {
    if R::EIGHT_LANES { store_eight_lanes(value, panel) } else { store(value, panel) }
}

/// The direction of a step, and new moments as they are stored.
#[inline(always)]
pub(super) fn directed<S: Simd, R: Rule<M>, const M: usize>(
    simd: S,
    rule: R,
    parameter: f32x16<S>,
    gradient: f32x16<S>,
    moments: &mut [f32x16<S>; M],
) -> f32x16<S> {
    let direction = rule.direction(simd, parameter, gradient, moments);
    for moment in moments {
        *moment = flush_subnormals(simd, *moment);
    }
    direction
}

/// New parameters as they are stored.
#[inline(always)]
pub(super) fn moved<S: Simd, R: Rule<M>, const M: usize>(
    simd: S,
    rule: R,
    parameter: f32x16<S>,
    direction: f32x16<S>,
) -> f32x16<S> {
    let new = rule.moved(simd, parameter, direction);
    if R::FLUSHES_PARAMETERS { zero_below(simd, new, rule.least_parameter()) } else { new }
}
