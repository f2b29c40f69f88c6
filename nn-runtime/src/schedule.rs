//! Learning rate schedules: a factor on the optimizer's learning rate for each step.
//!
//! A schedule is a pure function of the [`Position`] in training, whose totals are known, so it has no state to save.
//! The largest factor of every schedule here is 1: the optimizer's learning rate is the largest that is used. Any
//! closure `Fn(Position) -> f32` is a schedule too.
//!
//! ```
//! use nn_runtime::schedule::{Cosine, Position, Schedule, WarmUp};
//! let schedule = WarmUp::new(10, Cosine::new());
//! let at = |step| schedule.factor(Position { step, steps: 110, epoch: 0, epochs: 1 });
//! assert_eq!((at(0), at(9), at(10)), (0.1, 1.0, 1.0));
//! assert!((at(60) - 0.5).abs() < 1e-6 && at(109) < 0.001);
//!
//! let halved = |at: Position| 1.0 / (1 << at.epoch) as f32;
//! assert_eq!(halved.factor(Position { step: 300, steps: 400, epoch: 3, epochs: 4 }), 0.125);
//! ```

use core::fmt;

use crate::error::Error;

/// Where training is: which of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The step about to be done, over all epochs, from 0.
    pub step: u64,
    /// Steps in all epochs together.
    pub steps: u64,
    /// The epoch that the step is in, from 0.
    pub epoch: usize,
    /// Epochs in all.
    pub epochs: usize,
}

/// How the learning rate changes in the course of training.
pub trait Schedule {
    /// What to multiply the learning rate by: finite, 0 or more.
    fn factor(&self, at: Position) -> f32;

    /// Writes the schedule's name and its settings. A checkpoint of training is resumed only with a schedule that writes the
    /// same; one that does not say what it is, such as a closure, writes `custom`.
    ///
    /// # Errors
    /// Those of writing.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("custom")
    }

    /// Tests every setting.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first setting that is out of range.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

impl<F: Fn(Position) -> f32> Schedule for F {
    fn factor(&self, at: Position) -> f32 {
        self(at)
    }
}

/// Always 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constant;

impl Schedule for Constant {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn factor(&self, _: Position) -> f32 {
        1.0
    }
}

/// 1, then after every so many epochs multiplied by `gamma`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepDecay {
    every: usize,
    gamma: f32,
}

impl StepDecay {
    /// Multiplies by `gamma`, in `[0, 1]`, every `every` epochs; `every` 0 counts as 1.
    #[must_use]
    pub const fn new(every: usize, gamma: f32) -> Self {
        Self { every, gamma }
    }
}

impl Schedule for StepDecay {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn factor(&self, at: Position) -> f32 {
        // Repeated products of `f64`, because `powi` may differ between platforms; epochs are few.
        let times = at.epoch / self.every.max(1);
        let mut factor = 1.0;
        for _ in 0..times {
            factor *= f64::from(self.gamma);
            if factor == 0.0 || self.gamma >= 1.0 {
                break;
            }
        }
        factor as f32
    }

    fn check(&self) -> Result<(), Error> {
        check_part("schedule: step decay's gamma", self.gamma)
    }
}

/// From 1 down to a minimum along half a cosine (Loshchilov and Hutter 2017, without restarts):
/// `min + (1 - min) (1 + cos(pi t / T)) / 2`.
///
/// At step `t` of `T`, from 0: the first step has factor 1, and the minimum would be reached by the step after the last,
/// as in `torch.optim.lr_scheduler.CosineAnnealingLR`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cosine {
    minimum: f32,
}

impl Cosine {
    /// Down to 0.
    #[must_use]
    pub const fn new() -> Self {
        Self { minimum: 0.0 }
    }

    /// Down to `minimum`, in `[0, 1]`.
    #[must_use]
    pub const fn minimum(self, minimum: f32) -> Self {
        Self { minimum }
    }
}

impl Schedule for Cosine {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn factor(&self, at: Position) -> f32 {
        anneal(1.0, self.minimum, ratio(at.step, at.steps))
    }

    fn check(&self) -> Result<(), Error> {
        check_part("schedule: cosine's minimum", self.minimum)
    }
}

/// Up to 1, then down to nearly 0, each along half a cosine (Smith 2018, in the form of
/// `torch.optim.lr_scheduler.OneCycleLR` with two phases). Momentum stays as it is.
///
/// Of `T` steps, from 0, the factor is 1 at `p T - 1`, the last step of the first part `p`, and the smallest at `T - 1`. Where
/// `p T` is no whole number the top is between two steps; where it is below 1, before the first one, so that the first step
/// is already on the way down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    peak: f32,
    first: f32,
    last: f32,
}

impl OneCycle {
    /// From 1/25 at the first step to 1 at the last of the first 30 % of the steps, and to 1/250,000 at the last of all.
    #[must_use]
    pub const fn new() -> Self {
        Self { peak: 0.3, first: 1.0 / 25.0, last: 1.0 / 250_000.0 }
    }

    /// Part of all steps, in `[0, 1]`, at whose last step the factor is 1: `pct_start` in `PyTorch`.
    #[must_use]
    pub const fn peak_at(self, peak: f32) -> Self {
        Self { peak, ..self }
    }

    /// Factor of the first step, in `[0, 1]`: `1 / div_factor` in `PyTorch`.
    #[must_use]
    pub const fn first(self, first: f32) -> Self {
        Self { first, ..self }
    }

    /// Factor of the last step, in `[0, 1]`: `1 / (div_factor final_div_factor)` in `PyTorch`.
    #[must_use]
    pub const fn last(self, last: f32) -> Self {
        Self { last, ..self }
    }
}

impl Default for OneCycle {
    fn default() -> Self {
        Self::new()
    }
}

impl Schedule for OneCycle {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn factor(&self, at: Position) -> f32 {
        let (step, steps) = (at.step as f64, at.steps as f64);
        let (top, end) = (near_whole(f64::from(self.peak) * steps) - 1.0, steps - 1.0);
        if step < top {
            anneal(self.first, 1.0, step / top)
        } else if step < end {
            anneal(1.0, self.last, (step - top) / (end - top))
        } else if top < end {
            self.last
        } else {
            1.0
        }
    }

    fn check(&self) -> Result<(), Error> {
        check_part("schedule: one cycle's peak", self.peak)?;
        check_part("schedule: one cycle's first factor", self.first)?;
        check_part("schedule: one cycle's last factor", self.last)
    }
}

/// Linear from nearly 0 up to the first factor of another schedule, which then follows over the steps that are left.
///
/// At step `t` of a warm-up of `w`, from 0: `(t + 1) / w` times the other schedule's first factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarmUp<S> {
    steps: u64,
    then: S,
}

impl<S: Schedule> WarmUp<S> {
    /// Warms up for `steps` steps; `then` sees a training that is so much shorter and begins after it.
    #[must_use]
    pub const fn new(steps: u64, then: S) -> Self {
        Self { steps, then }
    }
}

impl<S: Schedule> Schedule for WarmUp<S> {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WarmUp {{ steps: {}, then: ", self.steps)?;
        self.then.describe(f)?;
        f.write_str(" }")
    }

    fn factor(&self, at: Position) -> f32 {
        let step = at.step.saturating_sub(self.steps);
        let factor = self.then.factor(Position { step, steps: at.steps.saturating_sub(self.steps), ..at });
        if at.step < self.steps { factor * ratio(at.step + 1, self.steps) as f32 } else { factor }
    }

    fn check(&self) -> Result<(), Error> {
        self.then.check()
    }
}

/// `part / whole` in `[0, 1]`; 0 of nothing is 0.
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) }
}

/// The nearest whole number, if `value`, a multiple of a setting, is as near as the rounding of a setting to `f32` makes it.
/// Otherwise `0.1` of 10 steps would end a little after their first one.
fn near_whole(value: f64) -> f64 {
    let whole = libm::round(value);
    if (value - whole).abs() <= f64::from(f32::EPSILON) * whole { whole } else { value }
}

/// From `start` at time 0 to `end` at time 1 along half a cosine; `libm`'s, whose bits are the same everywhere.
fn anneal(start: f32, end: f32, time: f64) -> f32 {
    let (start, end) = (f64::from(start), f64::from(end));
    let part = f64::midpoint(1.0, -libm::cos(core::f64::consts::PI * time));
    (start + (end - start) * part) as f32
}

/// Tests that `value` is in `[0, 1]`.
fn check_part(what: &'static str, found: f32) -> Result<(), Error> {
    if (0.0..=1.0).contains(&found) {
        Ok(())
    } else {
        Err(Error::Setting { what, found, expected: "a number from 0 to 1" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString as _;
    use std::vec::Vec;

    /// The factors of a training of `steps` steps in `epochs` epochs.
    fn factors(schedule: &impl Schedule, steps: u64, epochs: usize) -> Vec<f32> {
        let epoch = |step: u64| step as usize * epochs / steps as usize;
        (0..steps).map(|step| schedule.factor(Position { step, steps, epoch: epoch(step), epochs })).collect()
    }

    fn close(found: &[f32], expected: &[f32]) {
        assert_eq!(found.len(), expected.len());
        for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!((found - expected).abs() < 1e-6, "step {index}: {found}, expected {expected}");
        }
    }

    #[test]
    fn constant_is_one() {
        assert_eq!(factors(&Constant, 3, 1), [1.0; 3]);
    }

    #[test]
    fn step_decay_multiplies_after_whole_groups_of_epochs() {
        let expected = [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25];
        assert_eq!(factors(&StepDecay::new(2, 0.5), 10, 5), expected);
        assert_eq!(factors(&StepDecay::new(0, 0.5), 3, 3), [1.0, 0.5, 0.25]);
        // A million epochs do not take a million products.
        let late = Position { step: 0, steps: 1, epoch: usize::MAX, epochs: usize::MAX };
        assert_eq!(StepDecay::new(1, 0.5).factor(late).to_bits(), 0);
        assert_eq!(StepDecay::new(1, 1.0).factor(late).to_bits(), 1.0_f32.to_bits());
    }

    #[test]
    fn step_decay_follows_pytorch() {
        // StepLR(step_size, gamma) at base rate 1, a step an epoch, torch 2.15.0.
        close(&factors(&StepDecay::new(3, 0.25), 7, 7), &[1.0, 1.0, 1.0, 0.25, 0.25, 0.25, 0.0625]);
        close(&factors(&StepDecay::new(1, 0.1), 3, 3), &[1.0, 0.1, 0.01]);
    }

    #[test]
    fn cosine_follows_pytorch() {
        // CosineAnnealingLR(T_max = steps, eta_min = minimum) at base rate 1, torch 2.15.0.
        let expected = [1.0, 0.965_745_8, 0.868_198_1, 0.722_207_5, 0.55, 0.377_792_5, 0.231_801_9, 0.134_254_2];
        close(&factors(&Cosine::new().minimum(0.1), 8, 1), &expected);
        close(&factors(&Cosine::new(), 1, 1), &[1.0]);
        close(&factors(&Cosine::new(), 2, 1), &[1.0, 0.5]);
        close(&factors(&Cosine::new().minimum(0.25), 3, 1), &[1.0, 0.8125, 0.4375]);
        let end = Position { step: 8, steps: 8, epoch: 1, epochs: 1 };
        assert!(Cosine::new().factor(end).abs() < 1e-7);
    }

    /// `OneCycleLR(max_lr = 1, total_steps, pct_start = peak, div_factor, final_div_factor)`, torch 2.15.0.
    fn one_cycle(peak: f32, div_factor: f32, final_div_factor: f32, expected: &[f32]) {
        let schedule =
            OneCycle::new().peak_at(peak).first(1.0 / div_factor).last(1.0 / (div_factor * final_div_factor));
        close(&factors(&schedule, expected.len() as u64, 1), expected);
    }

    #[test]
    fn one_cycle_follows_pytorch() {
        let of_20 = [
            0.04,
            0.131_671_84,
            0.371_671_84,
            0.668_328_2,
            0.908_328_2,
            1.0,
            0.987_464,
            0.950_484_63,
            0.890_916_2,
            0.811_745_65,
            0.716_943,
            0.611_262,
            0.500_002,
            0.388_741_98,
            0.283_061,
            0.188_258_35,
            0.109_087_82,
            0.049_519_37,
            0.012_539_99,
            4e-6,
        ];
        one_cycle(0.3, 25.0, 1e4, &of_20);
        close(&factors(&OneCycle::new(), 20, 1), &of_20);
        // The top is at step 0.4 * 11 - 1 = 3.4.
        let of_11 = [
            0.04,
            0.230_735_4,
            0.651_358_2,
            0.967_586_7,
            0.979_746_6,
            0.861_867_6,
            0.663_535_3,
            0.428_844_9,
            0.209_974_7,
            0.055_586_05,
            4e-6,
        ];
        one_cycle(0.4, 25.0, 1e4, &of_11);
        let of_10 =
            [0.04, 0.52, 1.0, 0.950_484_63, 0.811_745_65, 0.611_262, 0.388_741_98, 0.188_258_35, 0.049_519_37, 4e-6];
        one_cycle(0.3, 25.0, 1e4, &of_10);
        let other_ends = [0.25, 0.509_118_6, 0.928_381_4, 0.951_722_3, 0.620_978_96, 0.208_548_7, 0.025];
        one_cycle(0.5, 4.0, 10.0, &other_ends);
        let shallow =
            [0.5, 1.0, 0.980_969_9, 0.926_776_7, 0.845_670_9, 0.75, 0.654_329_1, 0.573_223_3, 0.519_030_1, 0.5];
        one_cycle(0.2, 2.0, 1.0, &shallow);
    }

    #[test]
    fn one_cycle_follows_pytorch_where_the_top_is_no_step() {
        // Before the first step.
        one_cycle(0.3, 25.0, 1e4, &[4e-6]);
        one_cycle(0.3, 25.0, 1e4, &[0.811_745_65, 4e-6]);
        one_cycle(0.3, 25.0, 1e4, &[0.994_415_4, 0.462_637_1, 4e-6]);
        one_cycle(0.0, 25.0, 1e4, &[0.904_508_9, 0.654_509_9, 0.345_494_1, 0.095_495_12, 4e-6]);
        // Between steps.
        one_cycle(0.3, 25.0, 1e4, &[0.04, 0.811_745_65, 0.283_061, 4e-6]);
        one_cycle(0.3, 25.0, 1e4, &[0.04, 0.950_484_63, 0.611_262, 0.188_258_35, 4e-6]);
        // The last of all: there is no way down.
        let up = [0.04, 0.076_537_82, 0.180_588_75, 0.336_311_95, 0.52, 0.703_688, 0.859_411_3, 0.963_462_2, 1.0];
        one_cycle(1.0, 25.0, 1e4, &up);
    }

    /// `PyTorch` divides by zero where the first step is the top.
    #[test]
    fn one_cycle_may_begin_at_its_top() {
        for (peak, steps) in [(0.25, 4), (0.1, 10), (0.2, 5), (1.0, 1), (0.001, 1000)] {
            let found = factors(&OneCycle::new().peak_at(peak), steps, 1);
            assert_eq!(found[0].to_bits(), 1.0_f32.to_bits(), "{peak} of {steps}");
            assert!(found.iter().rev().is_sorted(), "{peak} of {steps}: {found:?}");
        }
    }

    #[test]
    fn one_cycle_has_exact_end_points() {
        let schedule = OneCycle::new().peak_at(0.5).first(0.25).last(0.0);
        let found = factors(&schedule, 10, 1);
        assert_eq!((found[0], found[4], found[9]), (0.25, 1.0, 0.0));
        assert!(found[..5].is_sorted() && found[4..].iter().rev().is_sorted(), "{found:?}");
        // Settings are decimals that `f32` rounds, up or down: the top is the step that they mean.
        for (peak, steps, top) in [(0.3, 10, 2), (0.7, 10, 6), (0.1, 1_000_000, 99_999), (0.9, 1_000_000, 899_999)] {
            let at = |step| OneCycle::new().peak_at(peak).factor(Position { step, steps, epoch: 0, epochs: 1 });
            assert_eq!(at(top).to_bits(), 1.0_f32.to_bits(), "{peak} of {steps}");
        }
        let after = Position { step: 12, steps: 10, epoch: 1, epochs: 1 };
        assert_eq!(schedule.factor(after).to_bits(), 0);
        assert!(OneCycle::new().factor(Position { step: 0, steps: 0, epoch: 0, epochs: 0 }).is_finite());
    }

    #[test]
    fn warm_up_follows_pytorch() {
        // SequentialLR of LinearLR(start_factor = 1 / warm-up, total_iters = warm-up - 1) and CosineAnnealingLR, torch 2.15.0.
        close(&factors(&WarmUp::new(3, Cosine::new()), 4, 1), &[0.333_333_3, 0.666_666_7, 1.0, 1.0]);
        close(&factors(&WarmUp::new(1, Cosine::new()), 3, 1), &[1.0, 1.0, 0.5]);
    }

    #[test]
    fn warm_up_is_linear_and_hands_over() {
        let found = factors(&WarmUp::new(4, Cosine::new()), 8, 2);
        close(&found, &[0.25, 0.5, 0.75, 1.0, 1.0, 0.853_553_4, 0.5, 0.146_446_6]);
        assert_eq!(factors(&WarmUp::new(0, Constant), 2, 1), [1.0; 2]);
        assert_eq!(factors(&WarmUp::new(4, Constant), 2, 1), [0.25, 0.5], "a warm-up longer than the training");
    }

    #[test]
    fn schedules_say_what_they_are() {
        struct Described<'a>(&'a dyn Schedule);
        impl fmt::Display for Described<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.describe(f)
            }
        }
        for (schedule, expected) in [
            (&Constant as &dyn Schedule, "Constant"),
            (&StepDecay::new(2, 0.5), "StepDecay { every: 2, gamma: 0.5 }"),
            (&WarmUp::new(3, Cosine::new()), "WarmUp { steps: 3, then: Cosine { minimum: 0.0 } }"),
            (&|_| 1.0, "custom"),
        ] {
            assert_eq!(Described(schedule).to_string(), expected);
        }
    }

    #[test]
    fn closures_are_schedules() {
        assert_eq!(factors(&|at: Position| at.step as f32, 3, 1), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let message = |schedule: &dyn Schedule| schedule.check().expect_err("out of range").to_string();
        let gamma = "schedule: step decay's gamma is 1.5, expected a number from 0 to 1";
        assert_eq!(message(&StepDecay::new(1, 1.5)), gamma);
        assert_eq!(message(&WarmUp::new(5, StepDecay::new(1, 1.5))), gamma);
        assert!(message(&Cosine::new().minimum(f32::NAN)).contains("cosine's minimum is NaN"));
        assert!(message(&OneCycle::new().peak_at(-0.5)).contains("one cycle's peak is -0.5"));
        assert!(message(&OneCycle::new().first(2.0)).contains("one cycle's first factor is 2"));
        assert!(message(&OneCycle::new().last(2.0)).contains("one cycle's last factor is 2"));
        assert!(OneCycle::default().check().is_ok());
    }
}
