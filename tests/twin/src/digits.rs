//! Which rows say something: those of which results in `f32` have digits.

use crate::activation::softmax;
use crate::interpreter::{Trace, activation_of, last, length, normalised, scaled};
use crate::topology::{Activation, Layer, LossKind, Pool, Source, Topology};
use crate::window::{all_of_channels, covered};

/// The largest number over the deviation, up to which rounding errors of a norm are small.
const MOST_CONDITION: f64 = 40.0;
/// What must be left of an output near its limit, or hardly a digit of a derivative is.
const LEAST_LEFT: f64 = 1e-5;
/// Selu for an argument without limit, negated.
const SELU_LIMIT: f64 = 1.758_099_340_847_376_6;
/// The largest argument of `exp` and `sin` up to which rounding errors of it are small.
const MOST_ARGUMENT: f64 = 20.0;

impl Topology {
    /// Whether derivatives of this row have digits in `f32`: no output that one is computed from is at its limit, and no sum cancels
    /// to rounding errors. Without `masks` dropout does nothing.
    #[must_use]
    pub fn has_digits(&self, input: &[f64], masks: Option<&[Vec<bool>]>) -> bool {
        self.trace_has_digits(input, &self.trace(input, masks))
    }

    /// As [`Topology::has_digits`], of what the row makes of the network.
    pub(crate) fn trace_has_digits(&self, input: &[f64], trace: &Trace) -> bool {
        let value = |source: &Source| match source {
            Source::Input => input,
            Source::Node(index) => &trace.after[*index],
        };
        let any_cancels = self.nodes.iter().any(|node| match &node.layer {
            Layer::Add { inputs } => cancels(&inputs.iter().map(value).collect::<Vec<_>>()),
            Layer::Sub { left, right } => cancels(&[value(left), &scaled(value(right), -1.0)]),
            Layer::Pool { input, pool, window } if *pool != Pool::Largest => {
                let windows = covered(window, self.shape_of(*input), &node.shape);
                windows.iter().any(|covered| is_nearly_nothing(covered.values(value(input))))
            }
            // A norm of whose numbers the mean is taken at once leaves nothing.
            Layer::GlobalPool { input, pool } if *pool != Pool::Largest => {
                let channels = all_of_channels(self.shape_of(*input));
                channels.iter().any(|covered| is_nearly_nothing(covered.values(value(input))))
            }
            _ => false,
        });
        !any_cancels && self.least_left_of_outputs(trace).min(self.least_left_of_loss(trace)) >= LEAST_LEFT
    }

    /// The smallest part of a number that is left where a derivative is computed from an output that is near its limit: `1 - a^2`
    /// of a hyperbolic tangent, `a + alpha` of elu. With few digits left of it, as few are left of the derivative.
    fn least_left_of_outputs(&self, trace: &Trace) -> f64 {
        let left = self.nodes.iter().zip(&trace.after).flat_map(|(node, after)| {
            let activation = activation_of(&node.layer);
            after.iter().map(move |a| match activation {
                Activation::Tanh => 1.0 - a * a,
                Activation::Sigmoid | Activation::Softsign => 1.0 - a.abs(),
                Activation::Elu(alpha) | Activation::Celu(alpha) => (1.0 + a / alpha).min(1.0),
                Activation::Selu => (1.0 + a / SELU_LIMIT).min(1.0),
                Activation::Softplus | Activation::LogSigmoid => 1.0 - (-a.abs()).exp(),
                _ => 1.0,
            })
        });
        left.fold(1.0, f64::min)
    }

    /// What is left of 1 less the largest probability, which is a derivative if it is the target's.
    fn least_left_of_loss(&self, trace: &Trace) -> f64 {
        match self.loss {
            Some(loss @ LossKind::CrossEntropy { places, .. }) if last(&trace.after).len() > places => {
                let row = if loss.contains_activation() { &trace.before } else { &trace.after };
                let of_place = |place| last(row).iter().skip(place).step_by(places).copied().collect::<Vec<_>>();
                1.0 - (0..places).flat_map(|place| softmax(&of_place(place))).fold(0.0, f64::max)
            }
            _ => 1.0,
        }
    }

    /// The smallest distance of any `z` of this row from a kink of its activation function, and with a target also of
    /// any output from a kink of the loss. An exact zero is left out: it comes from zeros, which f32 has as well. Without
    /// `masks` dropout does nothing.
    #[must_use]
    pub fn distance_from_kinks(&self, input: &[f64], target: Option<&[f64]>, masks: Option<&[Vec<bool>]>) -> f64 {
        self.distance_of_trace(input, target, &self.trace(input, masks))
    }

    /// As [`Topology::distance_from_kinks`], of what the row makes of the network.
    pub(crate) fn distance_of_trace(&self, input: &[f64], target: Option<&[f64]>, trace: &Trace) -> f64 {
        let mut distances = Vec::new();
        for (node, before) in self.nodes.iter().zip(&trace.before) {
            let kinks = activation_of(&node.layer).kinks();
            distances.extend(kinks.iter().flat_map(|kink| before.iter().map(move |z| (z - kink).abs())));
            // The rounding error of a large exponent or angle is an error of its size in what is computed from it.
            if matches!(activation_of(&node.layer), Activation::Exp | Activation::Sin) {
                let is_large = before.iter().any(|z| z.abs() > MOST_ARGUMENT);
                distances.extend(is_large.then_some(f64::MIN_POSITIVE));
            }
        }
        for node in &self.nodes {
            let value = |source: &Source| match source {
                Source::Input => input,
                Source::Node(index) => &trace.after[*index],
            };
            match &node.layer {
                // The second largest may be the largest in f32.
                Layer::Pool { input, pool: Pool::Largest, window } => {
                    let windows = covered(window, self.shape_of(*input), &node.shape);
                    distances.extend(windows.iter().flat_map(|covered| covered.distances_from_largest(value(input))));
                }
                Layer::GlobalPool { input, pool: Pool::Largest } => {
                    let windows = all_of_channels(self.shape_of(*input));
                    distances.extend(windows.iter().flat_map(|covered| covered.distances_from_largest(value(input))));
                }
                Layer::Prelu { input, .. } => distances.extend(value(input).iter().map(|x| x.abs())),
                // Numbers that are nearly equal tell little about what they are normalised to.
                Layer::Norm { input, epsilon, is_centred, groups, .. } => {
                    for x in value(input).chunks(node.len / groups) {
                        let (_, factor) = normalised(x, *epsilon, *is_centred);
                        let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
                        distances.extend((factor * largest > MOST_CONDITION).then_some(f64::MIN_POSITIVE));
                        // One number beside zeros, or two numbers however often, are normalised to the same whatever they are:
                        // what is left of the derivative is rounding.
                        let mut different: Vec<u64> = x.iter().map(|x| (x + 0.0).to_bits()).collect();
                        different.sort_unstable();
                        different.dedup();
                        let n_free =
                            if *is_centred { different.len() } else { 1 + x.iter().filter(|x| **x != 0.0).count() };
                        distances.extend((n_free < 3).then_some(f64::MIN_POSITIVE));
                    }
                }
                // Of one number alone nothing is left but its sign.
                Layer::Length { input, epsilon } => {
                    let x = value(input);
                    distances.push((length(x) - epsilon).abs());
                    let n_free = x.iter().filter(|x| **x != 0.0).count();
                    distances.extend((n_free < 2).then_some(f64::MIN_POSITIVE));
                }
                _ => {}
            }
        }
        if let (Some(target), Some(loss)) = (target, self.loss) {
            let outputs = last(&trace.after).iter().zip(target);
            distances.extend(outputs.map(|(p, y)| loss.distance_from_kink(*p, *y)));
        }
        distances.into_iter().filter(|distance| *distance != 0.0).fold(f64::INFINITY, f64::min)
    }
}

/// Whether a sum of values is nearly nothing beside them, at any of their places.
fn cancels(terms: &[&[f64]]) -> bool {
    let mut numbers = 0..terms.first().map_or(0, |term| term.len());
    numbers.any(|i| is_nearly_nothing(terms.iter().map(|term| term[i])))
}

/// Whether the sum of some numbers is nearly nothing beside them.
fn is_nearly_nothing(terms: impl Iterator<Item = f64>) -> bool {
    const NEARLY_NOTHING: f64 = 1e-6;
    let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), x| (sum + x, size + x.abs()));
    size > 0.0 && sum.abs() < NEARLY_NOTHING * size
}
