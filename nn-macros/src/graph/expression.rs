//! Elementwise functions that a file takes apart, and the activations that they are.
//!
//! An expression is an activation if it computes the same numbers, however it is written: `where(x > 0, x, alpha (exp(min(x, 0)) - 1))` is
//! `elu(alpha)`. So nothing here knows what any exporter writes.

use std::collections::HashMap;
use std::rc::Rc;

use nn_onnx::Node;

use super::lowering::{Lowering, Row};
use super::operation::{Affine, Operation};
use crate::model::{Activation, Source};

/// Most parts of an expression, each counted wherever it stands: it is computed for some hundred numbers.
pub(crate) const MOST_PARTS: usize = 250;

/// How many lines before a value an activation may begin.
const MOST_LINES: usize = 32;

/// A function of values, number by number.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    part: Rc<Part>,
    pub(crate) n_parts: usize,
}

#[derive(Debug)]
enum Part {
    Value(Source),
    Number(f64),
    Of(fn(&[f64]) -> f64, Vec<Expression>),
    Activation(Activation, Expression),
}

impl Expression {
    pub(crate) fn value(source: Source) -> Self {
        Self { part: Rc::new(Part::Value(source)), n_parts: 1 }
    }

    pub(crate) fn number(number: f64) -> Self {
        Self { part: Rc::new(Part::Number(number)), n_parts: 1 }
    }

    pub(crate) fn of(compute: fn(&[f64]) -> f64, operands: Vec<Self>) -> Self {
        let n_parts = operands.iter().fold(1_usize, |sum, operand| sum.saturating_add(operand.n_parts));
        Self { part: Rc::new(Part::Of(compute, operands)), n_parts }
    }

    /// The same of another value: each value in it as a function of `base`, or `None` where one is none.
    fn over(&self, base: &mut Base<'_, '_>) -> Option<Self> {
        let found = match &*self.part {
            Part::Number(_) => return Some(self.clone()),
            Part::Value(source) => base.function(*source, MOST_LINES)?,
            Part::Of(compute, operands) => {
                Self::of(*compute, operands.iter().map(|operand| operand.over(base)).collect::<Option<_>>()?)
            }
            Part::Activation(activation, operand) => Self::activation(*activation, operand.over(base)?),
        };
        (found.n_parts <= MOST_PARTS).then_some(found)
    }

    fn activation(activation: Activation, operand: Self) -> Self {
        let n_parts = operand.n_parts.saturating_add(1);
        Self { part: Rc::new(Part::Activation(activation, operand)), n_parts }
    }

    /// A value in it.
    pub(crate) fn first_value(&self) -> Option<Source> {
        match &*self.part {
            Part::Number(_) => None,
            Part::Value(source) => Some(*source),
            Part::Of(_, operands) => operands.iter().find_map(Self::first_value),
            Part::Activation(_, operand) => operand.first_value(),
        }
    }

    /// The constants in it, where a function may have a kink.
    fn numbers(&self, found: &mut Vec<f64>) {
        match &*self.part {
            Part::Number(number) => found.push(*number),
            Part::Value(_) => {}
            Part::Of(_, operands) => operands.iter().for_each(|operand| operand.numbers(found)),
            Part::Activation(activation, operand) => {
                found.extend(activation.constants().iter().map(|constant| f64::from(*constant)));
                operand.numbers(found);
            }
        }
    }

    /// What it is where its values are `x`.
    fn at(&self, x: f64) -> f64 {
        match &*self.part {
            Part::Value(_) => x,
            Part::Number(number) => *number,
            Part::Of(compute, operands) => {
                let operands: Vec<f64> = operands.iter().map(|operand| operand.at(x)).collect();
                compute(&operands)
            }
            Part::Activation(activation, operand) => value(*activation, operand.at(x)).unwrap_or(f64::NAN),
        }
    }
}

/// A value of which others are functions, number by number.
struct Base<'l, 'a> {
    lowering: &'l Lowering<'a>,
    source: Source,
    /// Values that have been looked at: lines share operands, and each would be gone through for each of its users.
    known: HashMap<Source, Option<Expression>>,
}

impl Base<'_, '_> {
    /// A value as a function of this one, through at most so many lines.
    fn function(&mut self, value: Source, n_lines: usize) -> Option<Expression> {
        if value == self.source {
            return Some(Expression::value(value));
        }
        if let Some(known) = self.known.get(&value) {
            return known.clone();
        }
        let found = self.line(value, n_lines).filter(|found| found.n_parts <= MOST_PARTS);
        self.known.insert(value, found.clone());
        found
    }

    fn line(&mut self, value: Source, n_lines: usize) -> Option<Expression> {
        let before = n_lines.checked_sub(1)?;
        let line = self.lowering.line(value)?;
        let operands = line.operands.iter().map(|operand| self.function(*operand, before));
        let operands: Vec<Expression> = operands.collect::<Option<_>>()?;
        Some(match (&line.operation, &operands[..]) {
            (Operation::Activation(activation), [x]) => Expression::activation(*activation, x.clone()),
            (Operation::Scale(factor), [x]) => times(x.clone(), f64::from(*factor)),
            (Operation::Affine(Affine { weight, bias, .. }), [x]) => {
                let product = times(x.clone(), uniform(weight)?);
                match bias {
                    None => product,
                    Some(bias) => Expression::of(|x| x[0] + x[1], vec![product, Expression::number(uniform(bias)?)]),
                }
            }
            (Operation::Add, _) => Expression::of(|x| x[0] + x[1], operands),
            (Operation::Sub, _) => Expression::of(|x| x[0] - x[1], operands),
            (Operation::Mul, _) => Expression::of(|x| x[0] * x[1], operands),
            _ => return None,
        })
    }
}

fn times(x: Expression, factor: f64) -> Expression {
    Expression::of(|x| x[0] * x[1], vec![x, Expression::number(factor)])
}

/// The number that all are.
pub(crate) fn uniform(numbers: &[f64]) -> Option<f64> {
    let (first, others) = numbers.split_first()?;
    others.iter().all(|other| other.to_bits() == first.to_bits()).then_some(*first)
}

/// The lines from which `value` follows number by number, the nearest first.
fn bases(lowering: &Lowering<'_>, value: Source) -> Vec<Source> {
    let mut bases = vec![value];
    for _ in 0..MOST_LINES {
        let Some(line) = bases.last().and_then(|last| lowering.line(*last)) else { break };
        let is_elementwise = matches!(
            line.operation,
            Operation::Activation(_)
                | Operation::Scale(_)
                | Operation::Affine(_)
                | Operation::Add
                | Operation::Sub
                | Operation::Mul
        );
        match line.operands.first() {
            Some(operand) if is_elementwise => bases.push(*operand),
            _ => break,
        }
    }
    bases
}

/// An activation of a value, between two factors.
pub(crate) struct Found {
    base: Source,
    before: f32,
    activation: Activation,
    behind: f32,
}

impl Found {
    pub(crate) fn apply<'a>(&self, lowering: &mut Lowering<'a>, node: &'a Node, shape: Vec<usize>) -> Row {
        let row = Row { source: self.base, shape, pending: None, is_exclusive: false };
        let mut row = lowering.scaled(node, row, self.before);
        if !self.activation.is_identity() {
            row = lowering.activate(node, row, self.activation);
        }
        lowering.scaled(node, row, self.behind)
    }
}

/// The activation that an expression is, of the nearest value possible. What has been tried is subtracted from the effort that is left.
pub(crate) fn activation(lowering: &mut Lowering<'_>, expression: &Expression, value: Source) -> Option<Found> {
    bases(lowering, value).into_iter().find_map(|source| {
        let expression = expression.over(&mut Base { lowering, source, known: HashMap::new() })?;
        lowering.effort = lowering.effort.checked_sub(expression.n_parts)?;
        let mut constants = Vec::new();
        expression.numbers(&mut constants);
        let mut samples: Vec<(f64, f64)> = samples(&constants).into_iter().map(|x| (x, expression.at(x))).collect();
        // Exponentials of large numbers are infinite, in a file as here, and say nothing.
        samples.retain(|(x, value)| value.is_finite() || x.abs() < LARGE);
        if samples.iter().any(|(_, value)| value.is_nan()) {
            return None;
        }
        let is_found = |found: &Found| {
            let (before, behind) = (f64::from(found.before), f64::from(found.behind));
            samples.iter().all(|(x, expected)| {
                let found = self::value(found.activation, before * x).map(|value| behind * value);
                found.is_some_and(|found| is_near(found, *expected, *x))
            })
        };
        candidates(|x| expression.at(x), source, &constants).into_iter().find(is_found)
    })
}

/// Up to the rounding of constants that are written in `f32`.
#[expect(clippy::float_cmp, reason = "infinities are equal, and nothing else is near one")]
fn is_near(found: f64, expected: f64, x: f64) -> bool {
    found == expected
        || expected.is_finite() && (found - expected).abs() <= 1e-6 * expected.abs().max(1e-3 * x.abs().min(1.0))
}

/// Beyond this the exponentials of `f32` overflow.
const LARGE: f64 = 80.0;

/// Numbers of all magnitudes that matter, and around the constants, where a function may have a kink.
fn samples(constants: &[f64]) -> Vec<f64> {
    let magnitudes = (-24..=30).map(|power| (0.5 * f64::from(power)).exp2());
    let between = [1.3, 2.9, 3.1, 5.9, 6.1, 19.9, 20.1, 79.0];
    // Larger ones stand for infinity.
    let kinks = constants.iter().filter(|constant| constant.abs() < 1e30);
    let near =
        kinks.flat_map(|kink| [*kink, kink - 0.01, kink + 0.01, 0.5 * kink, 0.99 * kink, 1.01 * kink, 4.0 * kink]);
    magnitudes.chain(between).chain(near).flat_map(|x| [x, -x]).chain([0.0]).collect()
}

/// How many of the constants in an expression may be where an activation jumps: exporters write one or two.
const MOST_JUMPS: usize = 8;

/// What a function with these constants may be, by some of its values.
fn candidates(at: impl Fn(f64) -> f64, base: Source, constants: &[f64]) -> Vec<Found> {
    const FAR: f64 = 1e4;
    let plain = |name: &str, constants: &[f64]| {
        let constants: Vec<f32> = constants.iter().map(|constant| *constant as f32).collect();
        constants.iter().all(|constant| constant.is_finite()).then(|| Found {
            base,
            before: 1.0,
            activation: Activation::of(name, &constants),
            behind: 1.0,
        })
    };
    let without_constants = [
        "identity",
        "relu",
        "relu6",
        "sigmoid",
        "tanh",
        "softplus",
        "softsign",
        "hard_sigmoid",
        "hard_swish",
        "silu",
        "mish",
        "exp",
        "selu",
        "log_sigmoid",
        "square",
        "abs",
    ];
    let mut found: Vec<Option<Found>> = without_constants.iter().map(|name| plain(name, &[])).collect();
    // Of a constant beyond that nothing is known but the numbers, and they refute what is wrong.
    let (least, most) = (at(-FAR), at(FAR));
    found.push(plain("leaky_relu", &[-at(-1.0)]));
    if least < 0.0 {
        found.push(plain("elu", &[-least]));
        found.push(plain("celu", &[-least]));
    }
    if least < most {
        found.push(plain("hard_tanh", &[least, most]));
    }
    // Where a function jumps does not show in its values far away.
    for jump in constants.iter().take(MOST_JUMPS) {
        found.push(plain("hard_shrink", &[jump.abs()]));
        found.push(plain("soft_shrink", &[jump.abs()]));
        found.push(plain("threshold", &[*jump, least]));
    }
    // `softplus(beta x) / beta` is `ln(2) / beta` at 0.
    let beta = std::f64::consts::LN_2 / at(0.0);
    if beta.is_finite() && beta > 0.0 {
        let scaled = plain("softplus", &[]);
        found.push(scaled.map(|found| Found { before: beta as f32, behind: (1.0 / beta) as f32, ..found }));
    }
    found.into_iter().flatten().collect()
}

pub(crate) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

pub(crate) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// An activation of one number; `None` for those that are no part of others here.
fn value(activation: Activation, x: f64) -> Option<f64> {
    let constant = |index: usize| f64::from(activation.constants()[index]);
    let below = |value: f64| if x > 0.0 { x } else { value };
    Some(match activation.name() {
        "identity" => x,
        "relu" => x.max(0.0),
        "relu6" => x.clamp(0.0, 6.0),
        "leaky_relu" => below(constant(0) * x),
        "elu" => below(constant(0) * x.exp_m1()),
        "celu" => below(constant(0) * (x / constant(0)).exp_m1()),
        // Constants of Klambauer et al. 2017.
        "selu" => 1.050_700_987_355_480_5 * below(1.673_263_242_354_377_2 * x.exp_m1()),
        "sigmoid" => sigmoid(x),
        "tanh" => x.tanh(),
        "softplus" => softplus(x),
        "log_sigmoid" => -softplus(-x),
        "softsign" => x / (1.0 + x.abs()),
        "hard_sigmoid" => (x / 6.0 + 0.5).clamp(0.0, 1.0),
        "hard_swish" => x * (x / 6.0 + 0.5).clamp(0.0, 1.0),
        "hard_tanh" => x.clamp(constant(0), constant(1)),
        "silu" => x * sigmoid(x),
        "mish" => x * softplus(x).tanh(),
        "exp" => x.exp(),
        "sin" => x.sin(),
        "hard_shrink" if x.abs() > constant(0) => x,
        "hard_shrink" => 0.0,
        "soft_shrink" => x - x.clamp(-constant(0), constant(0)),
        "threshold" if x > constant(0) => x,
        "threshold" => constant(1),
        "square" => x * x,
        "cos" => x.cos(),
        "abs" => x.abs(),
        "sqrt" => x.sqrt(),
        "log" => x.ln(),
        "reciprocal" => 1.0 / x,
        _ => return None,
    })
}
