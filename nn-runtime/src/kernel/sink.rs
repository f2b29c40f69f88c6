//! What becomes of a gradient's sums: they stay in memory, or change parameters as soon as they are complete.

use core::fmt::Debug;
use core::mem::swap;

use crate::optim::{Rule, change};
use crate::panel::Panel;
use crate::simd::{Simd, load};
use crate::threads::split_all;

/// What a gradient holds before a block of rows is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Nothing of this batch: whatever is there counts as 0. So no pass through memory is needed to clear it.
    Nothing,
    /// The sum over earlier blocks.
    Sum,
}

/// Where sums go.
pub trait Sink: Copy + Send + Sync {
    /// The panels of some parameters: of a gradient, and of all that changes with it.
    type Panels<'g>: Send + Debug;

    /// For no parameters.
    fn none<'g>() -> Self::Panels<'g>;

    /// The first `n`, or all if there are fewer, and the others.
    fn split(panels: Self::Panels<'_>, n: usize) -> (Self::Panels<'_>, Self::Panels<'_>);

    /// Those of the gradient.
    fn gradient<'p>(panels: &'p Self::Panels<'_>) -> &'p [Panel];

    /// Those of the gradient.
    fn gradient_mut<'p>(panels: &'p mut Self::Panels<'_>) -> &'p mut [Panel];

    /// What is done when the gradient is complete.
    fn finish<S: Simd>(self, simd: S, panels: &mut Self::Panels<'_>);

    /// Gives memory of a gradient that has been used on to the panels that come next.
    fn hand_on<'g>(from: &mut Self::Panels<'g>, to: &mut Self::Panels<'g>);

    /// What is done with panels that no pass writes, of parameters that are not trained.
    fn skip(panels: Self::Panels<'_>, holds: Holds);
}

/// A sink at a block of rows.
#[derive(Clone, Copy, Debug)]
pub struct Block<K> {
    pub(crate) sink: K,
    pub(crate) holds: Holds,
    /// Whether it is the last of the batch.
    pub(crate) is_last: bool,
}

impl<K: Sink> Block<K> {
    /// `some` for every `n` rows of `x` and `d`, in order, with the block that they are.
    #[inline(always)]
    pub(super) fn each<X, D>(mut self, n: usize, (x, d): (&[X], &[D]), mut some: impl FnMut(&[X], &[D], Self)) {
        let (n, is_last) = (n.max(1), self.is_last);
        let mut n_rows = x.len().min(d.len());
        for (x, d) in x.chunks(n).zip(d.chunks(n)) {
            n_rows -= n_rows.min(n);
            self.is_last = is_last && n_rows == 0;
            some(x, d, self);
            self.holds = Holds::Sum;
        }
    }
}

/// Leaves the gradient in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keep;

impl Sink for Keep {
    type Panels<'g> = &'g mut [Panel];

    #[inline(always)]
    fn none<'g>() -> Self::Panels<'g> {
        &mut []
    }

    #[inline(always)]
    fn split(panels: Self::Panels<'_>, n: usize) -> (Self::Panels<'_>, Self::Panels<'_>) {
        panels.split_at_mut(n.min(panels.len()))
    }

    #[inline(always)]
    fn gradient<'p>(panels: &'p Self::Panels<'_>) -> &'p [Panel] {
        panels
    }

    #[inline(always)]
    fn gradient_mut<'p>(panels: &'p mut Self::Panels<'_>) -> &'p mut [Panel] {
        panels
    }

    #[inline(always)]
    fn finish<S: Simd>(self, _: S, _: &mut Self::Panels<'_>) {}

    #[inline(always)]
    fn hand_on<'g>(_: &mut Self::Panels<'g>, _: &mut Self::Panels<'g>) {}

    #[inline(always)]
    fn skip(panels: Self::Panels<'_>, holds: Holds) {
        if holds == Holds::Nothing {
            panels.fill(Panel::ZERO);
        }
    }
}

/// Changes parameters by the rule of an optimizer with `M` moments, some panels at a time, while their gradient is in a cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<R, const M: usize>(pub(super) R);

/// Panels of the gradient, of the parameters, and of their moments.
#[derive(Debug)]
pub(super) struct Changed<'g, const M: usize> {
    pub(super) gradient: &'g mut [Panel],
    pub(super) parameters: &'g mut [Panel],
    pub(super) moments: [&'g mut [Panel]; M],
}

impl<R: Rule<M>, const M: usize> Sink for Change<R, M> {
    type Panels<'g> = Changed<'g, M>;

    #[inline(always)]
    fn none<'g>() -> Self::Panels<'g> {
        Changed { gradient: &mut [], parameters: &mut [], moments: [(); M].map(|()| Default::default()) }
    }

    #[inline(always)]
    fn split(panels: Self::Panels<'_>, n: usize) -> (Self::Panels<'_>, Self::Panels<'_>) {
        let n = n.min(panels.parameters.len());
        let (gradient, gradient_rest) = panels.gradient.split_at_mut(n);
        let (parameters, parameters_rest) = panels.parameters.split_at_mut(n);
        let (moments, moments_rest) = split_all(panels.moments, n);
        (
            Changed { gradient, parameters, moments },
            Changed { gradient: gradient_rest, parameters: parameters_rest, moments: moments_rest },
        )
    }

    #[inline(always)]
    fn gradient<'p>(panels: &'p Self::Panels<'_>) -> &'p [Panel] {
        panels.gradient
    }

    #[inline(always)]
    fn gradient_mut<'p>(panels: &'p mut Self::Panels<'_>) -> &'p mut [Panel] {
        panels.gradient
    }

    // By itself, so that the rule is compiled once and not wherever a gradient is complete.
    #[inline(always)]
    fn finish<S: Simd>(self, simd: S, panels: &mut Self::Panels<'_>) {
        #[inline(never)]
        fn change_all<S: Simd, R: Rule<M>, const M: usize>(simd: S, rule: R, panels: &mut Changed<'_, M>) {
            simd.vectorize(
                #[inline(always)]
                || {
                    let Changed { gradient, parameters, moments } = panels;
                    // They are equally long. Written so that the compiler sees the index below in range.
                    let n = gradient.len().min(parameters.len());
                    let n = moments.iter().fold(n, |n, moment| n.min(moment.len()));
                    let (gradient, parameters) = (&gradient[..n], &mut parameters[..n]);
                    let mut moments = moments.each_mut().map(
                        #[inline(always)]
                        |moment| &mut moment[..n],
                    );
                    for (index, (gradient, parameter)) in gradient.iter().zip(parameters).enumerate() {
                        let moments = moments.each_mut().map(
                            #[inline(always)]
                            |moment| &mut moment[index],
                        );
                        change(simd, rule, load(simd, gradient), parameter, moments);
                    }
                },
            );
        }
        change_all(simd, self.0, panels);
    }

    // So a cache holds it until the last panel is done, however many there are.
    #[inline(always)]
    fn hand_on<'g>(from: &mut Self::Panels<'g>, to: &mut Self::Panels<'g>) {
        if from.gradient.len() == to.gradient.len() {
            swap(&mut from.gradient, &mut to.gradient);
        }
    }

    #[inline(always)]
    fn skip(_: Self::Panels<'_>, _: Holds) {}
}
