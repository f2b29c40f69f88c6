//! Runs steps on maps: channels, their moments over a batch, and gradients of kernels.

use std::collections::BTreeMap;

use super::Run;
use super::functions::{self, Argument};
use crate::plan::contract::Start;
use crate::plan::step::{Operation, Place, Step, moments};
use crate::plan::{LANES, Layout};

impl Run<'_, '_> {
    /// Each channel of a batch: the places of its numbers.
    pub(super) fn channels(&self, place: Place) -> Vec<Vec<usize>> {
        let (Place::Value(id) | Place::Gradient(id)) = place else { panic!("a batch is a value") };
        let (value, layout) = (self.plan().value(id), self.layout(place));
        let of_channel = |channel: usize| {
            let numbers = (0..value.pixels).map(move |pixel| channel * value.pixels + pixel);
            (0..self.rows).flat_map(|row| numbers.clone().map(move |number| layout.position(row, number))).collect()
        };
        (0..value.channels()).map(of_channel).collect()
    }

    pub(super) fn batch_moments(&self, place: Place, epsilon: f32) -> Vec<f32> {
        let (x, channels) = (self.value(place), self.channels(place));
        let len = channels.len().next_multiple_of(LANES);
        let mut all = vec![0.0; len * moments::ALL];
        for (channel, places) in channels.iter().enumerate() {
            let n = places.len() as f32;
            let mean = places.iter().map(|place| x[*place]).sum::<f32>() / n;
            let squares = places.iter().map(|place| (x[*place] - mean) * (x[*place] - mean)).sum::<f32>();
            all[moments::MEAN * len + channel] = mean;
            all[len + channel] = 1.0 / (squares / n + epsilon).sqrt();
            all[moments::VARIANCE * len + channel] = squares / (n - 1.0).max(1.0);
        }
        all
    }

    pub(super) fn batch_normalise(&mut self, step: &Step) {
        let (x, channels, mut y) = (self.value(step.reads[0]), self.channels(step.writes), self.value(step.writes));
        let (affine, factors): (&[Place], Vec<(f32, f32)>) = if let Operation::BatchAffine { epsilon } = &step.operation
        {
            let [mean, variance] = [1, 2].map(|index| self.value(step.reads[index]));
            let pairs = mean.into_iter().zip(variance);
            (&step.reads[3..], pairs.map(|(mean, variance)| (mean, 1.0 / (variance + epsilon).sqrt())).collect())
        } else {
            let moments = self.value(step.reads[1]);
            let len = moments.len() / moments::ALL;
            (&step.reads[2..], moments[..len].iter().copied().zip(moments[len..].iter().copied()).collect())
        };
        let affine: Vec<Vec<f32>> = affine.iter().map(|place| self.value(*place)).collect();
        y.fill(0.0);
        for (channel, places) in channels.iter().enumerate() {
            let (mean, inverse) = factors[channel];
            for place in places {
                let normalised = (x[*place] - mean) * inverse;
                y[*place] = match &affine[..] {
                    [weight, bias] => normalised * weight[channel] + bias[channel],
                    _ => normalised,
                };
            }
        }
        self.set(step.writes, y);
    }

    pub(super) fn batch_derivative(&mut self, step: &Step) {
        let (x, mut all, mut d) = (self.value(step.reads[0]), self.value(step.reads[1]), self.value(step.writes));
        let (channels, weight) = (self.channels(step.writes), step.reads.get(2).map(|place| self.value(*place)));
        let len = all.len() / moments::ALL;
        for (channel, places) in channels.iter().enumerate() {
            let (mean, inverse, n) = (all[channel], all[len + channel], places.len() as f32);
            let normalised = |place: &usize| (x[*place] - mean) * inverse;
            let sum = places.iter().map(|place| d[*place]).sum::<f32>();
            let product = places.iter().map(|place| d[*place] * normalised(place)).sum::<f32>();
            all[moments::SUM * len + channel] = sum;
            all[moments::PRODUCT * len + channel] = product;
            let weight = weight.as_ref().map_or(1.0, |weight| weight[channel]);
            for place in places {
                d[*place] = (d[*place] - sum / n - normalised(place) * product / n) * weight * inverse;
            }
        }
        self.set(step.reads[1], all);
        self.set(step.writes, d);
    }

    /// The gradient of a kernel, from nothing.
    pub(super) fn own_gradient(&self, name: &str, step: &Step) -> Vec<f32> {
        let function = &self.machine.plan.functions[name];
        let mut arguments: BTreeMap<&str, Argument> = BTreeMap::new();
        for (argument, place) in function.arguments.iter().zip(&step.reads) {
            arguments.insert(argument.name, Argument { kind: argument.kind.clone(), numbers: self.value(*place) });
        }
        let (part, zeros) = (&function.arguments[2], vec![0.0; self.value(step.writes).len()]);
        arguments.insert(part.name, Argument { kind: part.kind.clone(), numbers: zeros });
        let rows = functions::rows_of(&arguments).unwrap_or(self.rows);
        functions::run(self.machine.plan, function, &mut arguments, (rows, self.rate));
        arguments.remove("part").expect("a gradient has a place").numbers
    }

    pub(super) fn moved_channels(&mut self, step: &Step, (from, to, len): (usize, usize, usize), is_last: bool) {
        let (source, mut target) = (self.value(step.reads[0]), self.value(step.writes));
        let stored = |layout: Layout| match layout {
            Layout::Pixels { channels, pixels } => (channels.next_multiple_of(LANES), pixels),
            other => (other.stored(), 1),
        };
        let ((of_source, _), (of_target, pixels)) =
            (stored(self.layout(step.reads[0])), stored(self.layout(step.writes)));
        for pixel in 0..self.rows * pixels {
            let (x, y) = (&source[pixel * of_source..][..of_source], &mut target[pixel * of_target..][..of_target]);
            for number in 0..len {
                let old = if step.start == Start::Add { y[to + number] } else { 0.0 };
                y[to + number] = old + x[from + number];
            }
            if is_last && step.start == Start::Overwrite {
                y[to + len..].fill(0.0);
            }
        }
        self.set(step.writes, target);
    }
}
