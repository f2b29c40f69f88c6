//! A step of whichever optimizer on some panels, for passes that are not compiled for each of them.

use super::Step;
use super::rule::{Rule, Ruled, Visit};
use super::sweep::Sweep;
use crate::panel::Panel;
use crate::simd::{Level, dispatch};
use crate::threads::{self, Parts, split_all};

/// An optimizer of this crate has at most so many moments.
const MOST_MOMENTS: usize = 2;

/// Panels of a gradient, and what changes with them.
#[derive(Debug, Default)]
pub struct Panels<'g> {
    pub(crate) gradient: &'g mut [Panel],
    pub(crate) changed: Changed<'g>,
}

/// As many panels of parameters and moments, none of the moments that an optimizer does not have. None at all where a gradient stays in
/// memory.
#[derive(Debug, Default)]
pub(crate) struct Changed<'g> {
    pub(crate) parameters: &'g mut [Panel],
    moments: [&'g mut [Panel]; MOST_MOMENTS],
}

impl<'g> Panels<'g> {
    /// Those of a gradient that stays in memory.
    #[inline]
    pub(crate) fn of_gradient(gradient: &'g mut [Panel]) -> Self {
        Self { gradient, changed: Changed::default() }
    }

    /// Those of a gradient, of parameters and of moments.
    pub(crate) fn with_moments<M>(gradient: &'g mut [Panel], parameters: &'g mut [Panel], moments: M) -> Self
    where
        M: IntoIterator<Item = &'g mut [Panel]>,
    {
        let mut moments = moments.into_iter();
        let moments = [(); MOST_MOMENTS].map(|()| moments.next().unwrap_or_default());
        Self { gradient, changed: Changed { parameters, moments } }
    }

    /// The first `n`, or all if there are fewer, and the others.
    #[inline]
    pub(crate) fn split(self, n: usize) -> (Self, Self) {
        let Self { gradient, changed: Changed { parameters, moments } } = self;
        let (gradient, gradient_rest) = split_panels(gradient, n);
        let (parameters, parameters_rest) = split_panels(parameters, n);
        let (moments, moments_rest) = split_all(moments, n);
        (
            Self { gradient, changed: Changed { parameters, moments } },
            Self { gradient: gradient_rest, changed: Changed { parameters: parameters_rest, moments: moments_rest } },
        )
    }

    /// A step on all of them, by several threads if there are many.
    pub(crate) fn change(self, change: &Change<'_>) {
        fn divide(panels: Panels<'_>, parts: Parts, change: &Change<'_>) {
            if parts.is_one() {
                let Panels { gradient, mut changed } = panels;
                return change.of(gradient, &mut changed);
            }
            let halves = parts.halves();
            let n = halves.middle(panels.gradient.len(), 1);
            let (panels, rest) = panels.split(n);
            threads::join(halves, |parts| divide(panels, parts, change), |parts| divide(rest, parts, change));
        }
        let n_moments = self.changed.moments.iter().filter(|moment| !moment.is_empty()).count();
        let parts = threads::parts_of_numbers((1 + n_moments) * self.gradient.len() * Panel::LANES);
        threads::enter(parts, || divide(self, parts, change));
    }
}

impl Changed<'_> {
    /// The `n` panels from `first` on.
    pub(crate) fn some(&mut self, first: usize, n: usize) -> Changed<'_> {
        let Self { parameters, moments } = self;
        let moments = moments.each_mut().map(|moment| split_panels(split_panels(moment, first).1, n).0);
        Changed { parameters: split_panels(split_panels(parameters, first).1, n).0, moments }
    }
}

/// The first `n`, or all if there are fewer, and the others.
#[inline(always)]
pub(crate) fn split_panels(panels: &mut [Panel], n: usize) -> (&mut [Panel], &mut [Panel]) {
    panels.split_at_mut(n.min(panels.len()))
}

/// A step against a gradient.
#[derive(Clone, Copy)]
pub struct Change<'c> {
    /// Does it on some panels.
    by: &'c (dyn Fn(&[Panel], &mut Changed<'_>) + Sync),
    /// [`Rule::factor`].
    pub(crate) factor: Option<f32>,
}

impl<'c> Change<'c> {
    /// That which `by` does on some panels; with a factor it is [plain](super::Rule::factor).
    #[inline]
    pub(crate) fn new(by: &'c (dyn Fn(&[Panel], &mut Changed<'_>) + Sync), factor: Option<f32>) -> Self {
        Self { by, factor }
    }

    /// The step against the gradient of some panels, which is complete. The calling thread does it.
    #[inline]
    pub(crate) fn of(&self, gradient: &[Panel], changed: &mut Changed<'_>) {
        (self.by)(gradient, changed);
    }
}

/// What implementations of [`Ruled::with_change`] do, each for one optimizer, so that the sweep is compiled in this crate.
pub(super) fn with_change_by<O: Ruled>(optimizer: &O, step: &Step, then: &mut dyn FnMut(&Change<'_>)) {
    optimizer.with_rule(step, Erase { level: step.level, then });
}

/// The arguments of [`with_change_by`], for a rule.
struct Erase<'a> {
    level: Level,
    then: &'a mut dyn FnMut(&Change<'_>),
}

impl Visit for Erase<'_> {
    type Output = ();

    fn visit<R: Rule<M>, const M: usize>(self, rule: R) {
        const { assert!(M <= MOST_MOMENTS, "there is no place for more moments") };
        let Self { level, then } = self;
        debug_assert!(rule.factor().is_none() || M == 0 && !R::FLUSHES_PARAMETERS, "a step of one multiply-add");
        let by = |gradient: &[Panel], Changed { parameters, moments }: &mut Changed<'_>| {
            let mut moments = moments.iter_mut();
            let moments = [(); M].map(|()| match moments.next() {
                Some(moment) => bytemuck::must_cast_slice_mut::<Panel, f32>(moment),
                None => &mut [],
            });
            let (parameters, gradient) =
                (bytemuck::must_cast_slice_mut(parameters), bytemuck::must_cast_slice(gradient));
            dispatch(level, Sweep { rule, parameters, gradient, moments });
        };
        then(&Change::new(&by, rule.factor()));
    }
}
