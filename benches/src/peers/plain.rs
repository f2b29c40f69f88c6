//! What programs written by hand have beside their matrix products: activations, losses, optimizers, as plain loops over
//! slices that the compiler vectorises.
//!
//! Letters: `B` rows of the batch, `O` outputs.

use crate::case::Measure;
use crate::contender::{ADAM_EPSILON, Task};
use crate::model::{Activation, Loss};

/// `a b + c`, fused if the flags of the compiler allow it: else it would be a call into the C library.
#[inline(always)]
#[must_use]
pub(super) fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(target_feature = "fma") { a.mul_add(b, c) } else { a * b + c }
}

/// Hyperbolic tangent as the fraction that Lambert's continued fraction gives after nine terms: one division, no
/// branch. Error: at most 1e-5.
#[inline(always)]
#[must_use]
pub(super) fn tanh(x: f32) -> f32 {
    let x = x.clamp(-6.3, 6.3);
    let s = x * x;
    let numerator = multiply_add(multiply_add(multiply_add(s + 990.0, s, 135_135.0), s, 4_729_725.0), s, 34_459_425.0);
    let denominator = multiply_add(
        multiply_add(multiply_add(multiply_add(45.0, s, 13_860.0), s, 945_945.0), s, 16_216_200.0),
        s,
        34_459_425.0,
    );
    x * numerator / denominator
}

/// `1 / (1 + e^-x)`, by way of [`tanh`].
#[inline(always)]
#[must_use]
pub(super) fn sigmoid(x: f32) -> f32 {
    multiply_add(0.5, tanh(0.5 * x), 0.5)
}

/// `e^x` for `x` in [-87, 0], as a softmax needs it: a power of two from the bits, and a polynomial for the rest.
#[inline(always)]
#[must_use]
pub(super) fn exp(x: f32) -> f32 {
    // Adding and subtracting 1.5 2^23 rounds to a whole number.
    const ROUND: f32 = 12_582_912.0;
    let x = x.max(-87.0);
    let whole = multiply_add(x, std::f32::consts::LOG2_E, ROUND) - ROUND;
    let rest = multiply_add(whole, -std::f32::consts::LN_2, x);
    let coefficients = [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let power = coefficients[1..].iter().fold(coefficients[0], |sum, c| multiply_add(sum, rest, *c));
    power * f32::from_bits((whole as i32 + 127).cast_unsigned() << 23)
}

/// Applies an activation to rows of `O` numbers. Shape: `rows [B, O]`.
#[inline(always)]
pub(super) fn activate(activation: Activation, rows: &mut [f32], outputs: usize) {
    match activation {
        Activation::Identity => {}
        Activation::Relu => rows.iter_mut().for_each(|x| *x = x.max(0.0)),
        Activation::Tanh => rows.iter_mut().for_each(|x| *x = tanh(*x)),
        Activation::Sigmoid => rows.iter_mut().for_each(|x| *x = sigmoid(*x)),
        Activation::Softmax => rows.chunks_exact_mut(outputs).for_each(softmax),
    }
}

/// `e^x` divided by its sum over the row, the largest taken off first.
#[inline(always)]
fn softmax(row: &mut [f32]) {
    let largest = row.iter().fold(f32::NEG_INFINITY, |largest, x| largest.max(*x));
    for x in &mut *row {
        *x = exp(*x - largest);
    }
    let scale = 1.0 / row.iter().sum::<f32>();
    for x in row {
        *x *= scale;
    }
}

/// Multiplies derivatives with respect to an activation's outputs by the activation's own derivative, which follows from
/// the outputs. Shapes: `outputs [B, O]`, `derivatives [B, O]`.
#[inline(always)]
pub(super) fn derive(activation: Activation, outputs: &[f32], derivatives: &mut [f32]) {
    let pairs = derivatives.iter_mut().zip(outputs);
    match activation {
        // Softmax comes with its loss, whose derivative is already one with respect to the logits.
        Activation::Identity | Activation::Softmax => {}
        Activation::Relu => pairs.for_each(|(d, a)| *d = if *a > 0.0 { *d } else { 0.0 }),
        Activation::Tanh => pairs.for_each(|(d, a)| *d *= multiply_add(-*a, *a, 1.0)),
        Activation::Sigmoid => pairs.for_each(|(d, a)| *d *= *a * (1.0 - *a)),
    }
}

/// The loss, and its derivative with respect to the outputs; with respect to the logits for cross entropy. Shapes:
/// `outputs`, `targets` and `derivatives [B, O]`.
#[inline(always)]
pub(super) fn loss(loss: Loss, outputs: &[f32], targets: &[f32], derivatives: &mut [f32], rows: usize) -> f32 {
    match loss {
        Loss::Mse => {
            let scale = 1.0 / outputs.len() as f32;
            let mut sum = 0.0;
            for ((d, p), y) in derivatives.iter_mut().zip(outputs).zip(targets) {
                *d = 2.0 * scale * (p - y);
                sum += (p - y) * (p - y);
            }
            scale * sum
        }
        Loss::CrossEntropy => {
            let scale = 1.0 / rows as f32;
            let mut sum = 0.0;
            for ((d, p), y) in derivatives.iter_mut().zip(outputs).zip(targets) {
                *d = scale * (p - y);
                if *y > 0.0 {
                    sum -= y * p.max(f32::MIN_POSITIVE).ln();
                }
            }
            scale * sum
        }
    }
}

/// The optimizer of a task, at work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Descent {
    learning_rate: f32,
    is_adam: bool,
    steps: i32,
}

impl Descent {
    /// Before the first step.
    #[must_use]
    pub(super) fn new(task: &Task) -> Self {
        Self { learning_rate: task.learning_rate, is_adam: task.case.measure == Measure::Adam, steps: 0 }
    }

    /// How many moments each parameter needs.
    #[must_use]
    pub(super) const fn n_moments(&self) -> usize {
        if self.is_adam { 2 } else { 0 }
    }

    /// Goes on to the next step; every parameter is then updated once.
    pub(super) fn next_step(&mut self) {
        self.steps += 1;
    }

    /// Shapes: all `[P]`; the moments are not used without Adam.
    #[inline(always)]
    pub(super) fn update(&self, parameters: &mut [f32], gradient: &[f32], means: &mut [f32], squares: &mut [f32]) {
        if !self.is_adam {
            for (w, g) in parameters.iter_mut().zip(gradient) {
                *w = multiply_add(-self.learning_rate, *g, *w);
            }
            return;
        }
        let correction1 = 1.0 - 0.9_f64.powi(self.steps);
        let correction2 = 1.0 - 0.999_f64.powi(self.steps);
        let rate = (f64::from(self.learning_rate) / correction1) as f32;
        let root_scale = (1.0 / correction2.sqrt()) as f32;
        for (((w, g), m), v) in parameters.iter_mut().zip(gradient).zip(means).zip(squares) {
            *m = multiply_add(0.9, *m, 0.1 * g);
            *v = multiply_add(0.999, *v, 0.001 * g * g);
            *w -= rate * *m / multiply_add(v.sqrt(), root_scale, ADAM_EPSILON);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_close_to_the_exact_ones() {
        for step in -20_000..20_000_i16 {
            let x = f32::from(step) / 1000.0;
            let exact = f64::from(x);
            assert!((f64::from(tanh(x)) - exact.tanh()).abs() < 1e-5, "tanh({x})");
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-exact).exp())).abs() < 1e-5, "sigmoid({x})");
            if x <= 0.0 {
                assert!((f64::from(exp(x)) / exact.exp() - 1.0).abs() < 1e-5, "exp({x})");
            }
        }
    }
}
