//! One pass through parameters, gradient and moments, 16 lanes at a time: the loop that all optimizers share.
//!
//! `P` is the number of parameters, `M` the number of moments.

use core::mem::take;

use super::Step;
use super::rule::{Rule, Ruled, Visit, directed, moved};
use crate::error::Error;
use crate::panel::Panel;
use crate::simd::{Kernel, Level, Simd, dispatch, f32x16, splat, vectors};
use crate::threads::{self, Parts};

/// Applies the rule of `optimizer` to `parameters [P]`, `gradient [P]`, `moments [M, P]`.
pub(super) fn sweep<O: Ruled>(
    optimizer: &O,
    step: &Step,
    parameters: &mut [f32],
    gradient: &[f32],
    moments: &mut [f32],
) -> Result<(), Error> {
    optimizer.with_rule(step, Whole { level: step.level, parameters, gradient, moments })
}

/// The arguments of [`sweep`].
struct Whole<'a> {
    level: Level,
    parameters: &'a mut [f32],
    gradient: &'a [f32],
    moments: &'a mut [f32],
}

impl Visit for Whole<'_> {
    type Output = Result<(), Error>;

    #[inline]
    fn visit<R: Rule<M>, const M: usize>(self, rule: R) -> Result<(), Error> {
        let Self { level, parameters, gradient, moments } = self;
        sweep_by(level, rule, parameters, gradient, moments)
    }
}

/// Applies `rule` to `parameters [P]`, `gradient [P]`, `moments [M, P]`.
fn sweep_by<R: Rule<M>, const M: usize>(
    level: Level,
    rule: R,
    parameters: &mut [f32],
    gradient: &[f32],
    moments: &mut [f32],
) -> Result<(), Error> {
    let len = parameters.len();
    if gradient.len() != len {
        return Err(Error::OptimizerLength { what: "gradient", expected: len, found: gradient.len() });
    }
    if moments.len() != M * len {
        return Err(Error::OptimizerLength { what: "moments", expected: M * len, found: moments.len() });
    }
    // `max` only keeps an empty slice from asking for chunks of length 0.
    let mut each = moments.chunks_exact_mut(len.max(1));
    let moments = core::array::from_fn(|_| each.next().unwrap_or_default());
    let parts = threads::parts_of_numbers((1 + M) * parameters.len());
    let sweep = Sweep { rule, parameters, gradient, moments };
    if parts.is_one() {
        // Not by `run`, to which the arguments would go through memory: half of a step on a small network.
        dispatch(level, sweep);
    } else {
        threads::enter(parts, move || sweep.run(level, parts));
    }
    Ok(())
}

/// A step of `rule` on slices of equal length.
pub(super) struct Sweep<'a, R, const M: usize> {
    pub(super) rule: R,
    pub(super) parameters: &'a mut [f32],
    pub(super) gradient: &'a [f32],
    pub(super) moments: [&'a mut [f32]; M],
}

impl<R: Rule<M>, const M: usize> Sweep<'_, R, M> {
    /// The whole sweep, each part by a thread.
    fn run(self, level: Level, parts: Parts) {
        if parts.is_one() {
            return dispatch(level, self);
        }
        let Self { rule, parameters, gradient, moments } = self;
        let halves = parts.halves();
        let middle = halves.middle(parameters.len(), Panel::LANES);
        let (parameters, parameters_rest) = parameters.split_at_mut(middle);
        let (gradient, gradient_rest) = gradient.split_at(middle);
        let (moments, moments_rest) = threads::split_all(moments, middle);
        let sweep = Sweep { rule, parameters, gradient, moments };
        let rest = Sweep { rule, parameters: parameters_rest, gradient: gradient_rest, moments: moments_rest };
        threads::join(halves, |parts| sweep.run(level, parts), |parts| rest.run(level, parts));
    }
}

impl<R: Rule<M>, const M: usize> Kernel for Sweep<'_, R, M> {
    type Output = ();

    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) {
        let Self { rule, parameters, gradient, moments } = self;
        let (parameters, parameters_rest) = parameters.as_chunks_mut::<16>();
        let (gradient, gradient_rest) = gradient.as_chunks::<16>();
        let mut moments_rest: [&mut [f32]; M] = core::array::from_fn(|_| Default::default());
        let mut moments_rests = moments_rest.iter_mut();
        let mut moments = moments.map(|moment| {
            let (chunks, rest) = moment.as_chunks_mut::<16>();
            if let Some(slot) = moments_rests.next() {
                *slot = rest;
            }
            chunks
        });
        // They are equally long. The compiler does not see that, and an index out of bounds would be a panic.
        let n = parameters.len();
        let Some(gradient) = gradient.get(..n) else { return };
        for moment in &mut moments {
            match take(moment).get_mut(..n) {
                Some(chunks) => *moment = chunks,
                None => return,
            }
        }

        // One behind, as in `rule::change`.
        let mut last: Option<(&mut [f32; 16], f32x16<S>)> = None;
        for (index, (parameter, gradient)) in parameters.iter_mut().zip(gradient).enumerate() {
            let mut lanes: [f32x16<S>; M] = vectors(
                simd,
                #[inline(always)]
                |m| match moments[m].get(index) {
                    Some(moment) => f32x16::load_array_ref(simd, moment),
                    None => splat(simd, 0.0),
                },
            );
            let (old, slope) = (f32x16::load_array_ref(simd, parameter), f32x16::load_array_ref(simd, gradient));
            let direction = directed(simd, rule, old, slope, &mut lanes);
            for (moment, lane) in moments.iter_mut().zip(lanes) {
                if let Some(moment) = moment.get_mut(index) {
                    lane.store_array(moment);
                }
            }
            if R::IS_SLOW {
                if let Some((parameter, direction)) = last.replace((parameter, direction)) {
                    moved(simd, rule, f32x16::load_array_ref(simd, parameter), direction).store_array(parameter);
                }
            } else {
                moved(simd, rule, old, direction).store_array(parameter);
            }
        }
        if let Some((parameter, direction)) = last {
            moved(simd, rule, f32x16::load_array_ref(simd, parameter), direction).store_array(parameter);
        }

        // The rest goes through the same arithmetic in a padded copy, so that its bits do not depend on its place.
        if !parameters_rest.is_empty() {
            let mut lanes: [f32x16<S>; M] = vectors(
                simd,
                #[inline(always)]
                |m| f32x16::load_array(simd, padded(moments_rest[m])),
            );
            let old = f32x16::load_array(simd, padded(parameters_rest));
            let slope = f32x16::load_array(simd, padded(gradient_rest));
            let direction = directed(simd, rule, old, slope, &mut lanes);
            write_back(moved(simd, rule, old, direction), parameters_rest);
            for (moment, lane) in moments_rest.into_iter().zip(lanes) {
                write_back(lane, moment);
            }
        }
    }
}

/// Up to 16 values, zeros behind them.
#[inline(always)]
fn padded(values: &[f32]) -> [f32; 16] {
    let mut lanes = [0.0; 16];
    for (to, from) in lanes.iter_mut().zip(values) {
        *to = *from;
    }
    lanes
}

/// The first lanes of `value` to `values`.
#[inline(always)]
fn write_back<S: Simd>(value: f32x16<S>, values: &mut [f32]) {
    let mut lanes = [0.0; 16];
    value.store_array(&mut lanes);
    for (to, from) in values.iter_mut().zip(lanes) {
        *to = from;
    }
}
