//! Elementwise operators: of constants they are computed here, and of a value they may be an activation that an exporter took apart.

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::expression::{Expression, MOST_PARTS, activation, sigmoid, softplus, uniform};
use crate::graph::lowering::{Lowering, Pending, Row, Step, Value, beyond_range, given, settled};
use crate::graph::{Mistake, title};

/// An operator on numbers; truth values are 0 and 1.
struct Operator {
    name: &'static str,
    /// Fewest and most operands.
    operands: (usize, usize),
    compute: fn(&[f64]) -> f64,
    /// Whether nothing else reads it.
    is_own: bool,
}

const fn own(name: &'static str, operands: (usize, usize), compute: fn(&[f64]) -> f64) -> Operator {
    Operator { name, operands, compute, is_own: true }
}

const fn shared(name: &'static str, operands: (usize, usize), compute: fn(&[f64]) -> f64) -> Operator {
    Operator { name, operands, compute, is_own: false }
}

const ONE: (usize, usize) = (1, 1);
const TWO: (usize, usize) = (2, 2);
const ANY: (usize, usize) = (1, usize::MAX);

fn truth(is_true: bool) -> f64 {
    f64::from(u8::from(is_true))
}

#[expect(clippy::float_cmp, reason = "what the operators do")]
static OPERATORS: &[Operator] = &[
    own("Abs", ONE, |x| x[0].abs()),
    shared("Add", TWO, |x| x[0] + x[1]),
    own("And", TWO, |x| truth(x[0] != 0.0 && x[1] != 0.0)),
    shared("Div", TWO, |x| x[0] / x[1]),
    own("Equal", TWO, |x| truth(x[0] == x[1])),
    shared("Exp", ONE, |x| x[0].exp()),
    own("Greater", TWO, |x| truth(x[0] > x[1])),
    own("GreaterOrEqual", TWO, |x| truth(x[0] >= x[1])),
    own("Less", TWO, |x| truth(x[0] < x[1])),
    own("LessOrEqual", TWO, |x| truth(x[0] <= x[1])),
    shared("Log", ONE, |x| x[0].ln()),
    own("Max", ANY, |x| x.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
    own("Min", ANY, |x| x.iter().copied().fold(f64::INFINITY, f64::min)),
    shared("Mul", TWO, |x| x[0] * x[1]),
    shared("Neg", ONE, |x| -x[0]),
    own("Not", ONE, |x| truth(x[0] == 0.0)),
    own("Or", TWO, |x| truth(x[0] != 0.0 || x[1] != 0.0)),
    shared("Pow", TWO, |x| x[0].powf(x[1])),
    shared("Reciprocal", ONE, |x| x[0].recip()),
    shared("Relu", ONE, |x| x[0].max(0.0)),
    shared("Sigmoid", ONE, |x| sigmoid(x[0])),
    own("Sign", ONE, |x| if x[0] == 0.0 { x[0] } else { x[0].signum() }),
    shared("Softplus", ONE, |x| softplus(x[0])),
    shared("Sqrt", ONE, |x| x[0].sqrt()),
    shared("Sub", TWO, |x| x[0] - x[1]),
    shared("Tanh", ONE, |x| x[0].tanh()),
    own("Where", (3, 3), |x| if x[0] == 0.0 { x[2] } else { x[1] }),
];

fn find(operator: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|row| row.name == operator)
}

pub(super) fn is_operator(operator: &str) -> bool {
    find(operator).is_some()
}

/// The names that nothing else reads.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    OPERATORS.iter().filter(|operator| operator.is_own).map(|operator| operator.name)
}

/// The value of a node that is elementwise, where it is a constant, or an operator that nothing else reads, or one of a function
/// that is not yet an activation.
pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    let operator = find(&node.op_type)?;
    let operands: Vec<Value<'a>> = match (0..node.input.len()).map(|index| lowering.operand(node, index)).collect() {
        Ok(operands) => operands,
        Err(mistake) => return Some(Err(mistake)),
    };
    let is_function = |value: &Value<'_>| match value {
        Value::Row(row) => matches!(&row.pending, Some(Pending { step: Step::Function(_), .. })),
        Value::Constant(_) => false,
    };
    if operands.iter().all(|operand| matches!(operand, Value::Constant(_))) {
        return fold(lowering, node, operator, &operands);
    }
    if operator.is_own || operands.iter().any(is_function) {
        return Some(function(lowering, node, operator, &operands));
    }
    None
}

/// A constant between limits; `None` for a value.
pub(super) fn clip<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    let Ok(Value::Constant(constant)) = lowering.operand(node, 0) else { return None };
    let floats = constant.as_floats()?;
    let limit = |index: usize, name: &str, none: f32| match lowering.optional(node, index) {
        Ok(Some(Value::Constant(limit))) => limit.as_scalar(),
        Ok(None) => Some(given(node, name).and_then(|limit| limit.f).unwrap_or(none)),
        _ => None,
    };
    let limits = limit(1, "min", f32::NEG_INFINITY).zip(limit(2, "max", f32::INFINITY));
    let Some((least, most)) = limits else {
        return Some(Err(Mistake::new(format!("{} has limits that are no numbers", title(node)))));
    };
    // Where they are in the wrong order, all numbers become the upper one.
    let numbers = floats.iter().map(|number| number.max(least).min(most)).collect();
    Some(Ok(Value::Constant(Constant::floats(constant.shape.clone(), numbers))))
}

/// The activation that a node computes which is not supported where it stands, if it is one.
pub(super) fn recognise<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Value<'a>> {
    let operator = find(&node.op_type)?;
    let operands = (0..node.input.len()).map(|index| lowering.operand(node, index)).collect::<Result<Vec<_>, _>>();
    match function(lowering, node, operator, &operands.ok()?) {
        Ok(Value::Row(row)) if row.pending.is_none() => Some(Value::Row(row)),
        _ => None,
    }
}

/// Refuses a node with too few or too many operands.
fn check_operands(node: &Node, operator: &Operator, found: usize) -> Result<(), Mistake> {
    let (fewest, most) = operator.operands;
    if (fewest..=most).contains(&found) {
        return Ok(());
    }
    Err(Mistake::new(format!("{} has {found} operands, expected {fewest}", title(node))))
}

/// The expression of a node, as the activation that it is, or else for the nodes behind it.
fn function<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    operator: &Operator,
    operands: &[Value<'a>],
) -> Result<Value<'a>, Mistake> {
    check_operands(node, operator, operands.len())?;
    let rows = operands.iter().filter_map(|operand| match operand {
        Value::Row(row) => Some(&row.shape),
        Value::Constant(_) => None,
    });
    let shapes: Vec<&Vec<usize>> = rows.collect();
    let Some((shape, others)) = shapes.split_first() else {
        return Err(Mistake::new(format!("{} has no operand that depends on the input", title(node))));
    };
    if let Some(other) = others.iter().find(|other| *other != shape) {
        return Err(Mistake::new(format!("{} joins rows of shape {shape:?} and {other:?}", title(node))));
    }
    let mut parts = Vec::new();
    for (index, operand) in operands.iter().enumerate() {
        parts.push(match operand {
            Value::Row(Row { pending: Some(Pending { step: Step::Function(expression), .. }), .. }) => {
                expression.clone()
            }
            Value::Row(row) => Expression::value(settled(row.clone())?.source),
            Value::Constant(constant) => {
                let fits = constant.len() == 1 || constant.broadcast(shape).is_some();
                let number = one_number(constant).filter(|_| fits).ok_or_else(|| {
                    let found = &constant.shape;
                    Mistake::new(format!("operand {index} of {} is a constant of shape {found:?}", title(node)))
                        .note("it is supported as a part of an activation, with one number for all")
                })?;
                Expression::number(number)
            }
        });
    }
    let shape = (*shape).clone();
    let expression = Expression::of(operator.compute, parts);
    if expression.n_parts > MOST_PARTS {
        return Err(Mistake::new(format!("up to {} a function has more than {MOST_PARTS} parts", title(node))));
    }
    let Some(source) = expression.first_value() else { unreachable!("an operand depends on the input") };
    if let Some(found) = activation(lowering, &expression, source) {
        return Ok(Value::Row(found.apply(lowering, node, shape)));
    }
    let pending = Some(Pending { step: Step::Function(expression), node: title(node), value: None });
    Ok(Value::Row(Row { source, shape, pending, is_exclusive: false }))
}

/// The number, if all numbers of the constant are one.
fn one_number(constant: &Constant<'_>) -> Option<f64> {
    if let Some(ints) = constant.as_ints() {
        let numbers: Vec<f64> = ints.iter().map(|int| *int as f64).collect();
        return uniform(&numbers);
    }
    if let Some(truth_value) = constant.as_bool() {
        return Some(truth(truth_value));
    }
    let numbers: Vec<f64> = constant.as_floats()?.iter().map(|number| f64::from(*number)).collect();
    uniform(&numbers)
}

/// What a node computes of constants; `None` for integers, which shapes are made of.
fn fold<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    operator: &Operator,
    operands: &[Value<'a>],
) -> Option<Result<Value<'a>, Mistake>> {
    let constants: Option<Vec<&Constant<'a>>> = operands
        .iter()
        .map(|operand| match operand {
            Value::Constant(constant) if constant.as_floats().is_some() => Some(constant),
            _ => None,
        })
        .collect();
    let constants = constants.filter(|constants| !constants.is_empty())?;
    Some(folded(lowering, node, operator, &constants))
}

fn folded<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    operator: &Operator,
    constants: &[&Constant<'a>],
) -> Result<Value<'a>, Mistake> {
    check_operands(node, operator, constants.len())?;
    if matches!(
        operator.name,
        "And" | "Equal" | "Greater" | "GreaterOrEqual" | "Less" | "LessOrEqual" | "Not" | "Or" | "Where"
    ) {
        let message = format!("{} compares constants", title(node));
        return Err(Mistake::new(message).help("export with constant folding"));
    }
    let rank = constants.iter().map(|constant| constant.shape.len()).max().unwrap_or(0);
    let mut shape = vec![1; rank];
    for constant in constants {
        let missing = rank - constant.shape.len();
        for (extent, of_this) in shape[missing..].iter_mut().zip(&constant.shape) {
            if *of_this != 1 && *extent != 1 && *of_this != *extent {
                let shapes: Vec<String> = constants.iter().map(|constant| format!("{:?}", constant.shape)).collect();
                let shapes = shapes.join(" and ");
                return Err(Mistake::new(format!("{} has constants of shape {shapes}, which do not fit", title(node))));
            }
            *extent = (*extent).max(*of_this);
        }
    }
    let length = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
    let length = length.ok_or_else(|| beyond_range(node))?;
    lowering.spend(node, length)?;
    let wide: Option<Vec<Vec<f32>>> = constants.iter().map(|constant| constant.broadcast(&shape)).collect();
    let wide = wide.ok_or_else(|| Mistake::new(format!("{} has constants whose shapes do not fit", title(node))))?;
    let mut numbers = Vec::with_capacity(length);
    let mut operands = vec![0.0; wide.len()];
    for index in 0..length {
        for (operand, constant) in operands.iter_mut().zip(&wide) {
            *operand = f64::from(constant[index]);
        }
        // One operation, rounded once: what `f32` itself yields, but for functions that are no arithmetic.
        numbers.push((operator.compute)(&operands) as f32);
    }
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(beyond_range(node));
    }
    Ok(Value::Constant(Constant::floats(shape, numbers)))
}
