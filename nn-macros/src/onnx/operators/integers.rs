//! Comparisons, choices and rests of what is known while compiling: exporters leave them in a file for shapes that they ask whether they
//! hold -1, and for positions.
//!
//! The batch is at least 1 and not known, so a comparison with it is known where it is the same for all such numbers.

use nn_onnx::Node;

use crate::graph::constant::{Constant, Elements};
use crate::graph::lowering::{Lowering, Value, int};
use crate::graph::{Mistake, title};

/// Numbers that `Range` may yield.
const MOST_NUMBERS: i64 = 1 << 20;

/// What a comparison says of two numbers, by their order; nothing is comparable to what is no number.
fn comparison(operator: &str) -> Option<fn(std::cmp::Ordering) -> bool> {
    Some(match operator {
        "Equal" => std::cmp::Ordering::is_eq,
        "Greater" => std::cmp::Ordering::is_gt,
        "GreaterOrEqual" => std::cmp::Ordering::is_ge,
        "Less" => std::cmp::Ordering::is_lt,
        "LessOrEqual" => std::cmp::Ordering::is_le,
        _ => return None,
    })
}

/// What a node yields of constants alone, or of a constant that decides; `None` if it is another operator, or has other operands.
pub(super) fn lower<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    let operator = node.op_type.as_str();
    let is_logical = matches!(operator, "And" | "Not" | "Or" | "Where");
    if !is_logical && comparison(operator).is_none() {
        return None;
    }
    // Numbers that are not chosen need not be finite.
    let operands = (0..node.input.len()).map(|index| lowering.any(node, index).ok().flatten());
    let operands: Vec<Value<'a>> = operands.collect::<Option<_>>()?;
    if let ("Where", [Value::Constant(condition), yes, no]) = (operator, &operands[..]) {
        let decided = match &condition.elements {
            Elements::Bools(bools) => bools.first().filter(|first| bools.iter().all(|truth| truth == *first)),
            _ => None,
        };
        if let (Some(truth), true) = (decided, matches!((yes, no), (Value::Row(_), _) | (_, Value::Row(_)))) {
            let (chosen, other) = if *truth { (yes, no) } else { (no, yes) };
            let Value::Row(row) = chosen else { return None };
            // Neither of the others may make more of it.
            let fits = |constant: &Constant<'a>| constant.len() == 1 && constant.shape.len() <= 1 + row.shape.len();
            let other_fits = match other {
                Value::Row(other) => other.shape == row.shape,
                Value::Constant(constant) => fits(constant),
            };
            return (other_fits && fits(condition)).then(|| Ok(chosen.clone()));
        }
    }
    let constants: Vec<&Constant<'a>> = operands
        .iter()
        .map(|operand| match operand {
            Value::Constant(Constant { elements: Elements::NotFinite(_), .. }) | Value::Row(_) => None,
            Value::Constant(constant) => Some(constant),
        })
        .collect::<Option<_>>()?;
    let length = constants.iter().map(|constant| constant.len()).max()?;
    if let Err(mistake) = lowering.spend(node, length) {
        return Some(Err(mistake));
    }
    Some(computed(node, &constants))
}

/// The element at `index` of those that are given, or the only one for all.
fn at<T: Copy>(elements: &[T], index: usize) -> Option<T> {
    elements.get(if elements.len() == 1 { 0 } else { index }).copied()
}

/// The shape of what is computed number by number: that of the longest, of which the others have as many numbers, or one.
fn shape(node: &Node, constants: &[&Constant<'_>]) -> Result<(Vec<usize>, usize), Mistake> {
    let longest = constants.iter().max_by_key(|constant| (constant.len(), constant.shape.len()));
    let (shape, length) = longest.map_or((Vec::new(), 0), |longest| (longest.shape.clone(), longest.len()));
    let without_ones = |shape: &[usize]| shape.iter().skip_while(|extent| **extent == 1).copied().collect::<Vec<_>>();
    let fits = |constant: &&Constant<'_>| constant.len() == 1 || without_ones(&constant.shape) == without_ones(&shape);
    if constants.iter().all(fits) {
        return Ok((shape, length));
    }
    let shapes: Vec<String> = constants.iter().map(|constant| format!("{:?}", constant.shape)).collect();
    Err(Mistake::new(format!("{} joins constants of shape {}", title(node), shapes.join(" and ")))
        .note("supported are as many numbers in each, or one for all"))
}

fn computed<'a>(node: &Node, constants: &[&Constant<'a>]) -> Result<Value<'a>, Mistake> {
    let (shape, length) = shape(node, constants)?;
    let other_types = || Mistake::new(format!("{} joins constants of other types", title(node)));
    let bools =
        |elements: Vec<bool>| Value::Constant(Constant { shape: shape.clone(), elements: Elements::Bools(elements) });
    let truths = |constant: &Constant<'a>| match &constant.elements {
        Elements::Bools(bools) => Ok(bools.clone()),
        _ => Err(other_types()),
    };
    let each = |of: &dyn Fn(usize) -> Option<bool>| (0..length).map(of).collect::<Option<Vec<bool>>>();
    if let Some(holds) = comparison(&node.op_type) {
        let [a, b] = constants else { return Err(other_types()) };
        if let (Some(a), Some(b)) = (a.as_floats(), b.as_floats()) {
            let of = |index| Some(at(a, index)?.partial_cmp(&at(b, index)?).is_some_and(holds));
            return each(&of).map(bools).ok_or_else(other_types);
        }
        let (Some(a), Some(b)) = (a.as_extents(), b.as_extents()) else { return Err(other_types()) };
        let of = |index| match (at(&a, index)?, at(&b, index)?) {
            (Some(a), Some(b)) => Some(holds(a.cmp(&b))),
            (None, Some(known)) if known < 1 => Some(holds(1.cmp(&known))),
            (Some(known), None) if known < 1 => Some(holds(known.cmp(&1))),
            _ => None,
        };
        return each(&of).map(bools).ok_or_else(|| of_the_batch(node));
    }
    match (node.op_type.as_str(), constants) {
        ("Not", [a]) => Ok(bools(truths(a)?.into_iter().map(|truth| !truth).collect())),
        ("And" | "Or", [a, b]) => {
            let (a, b, is_and) = (truths(a)?, truths(b)?, node.op_type == "And");
            let of = |index| {
                let (a, b) = (at(&a, index)?, at(&b, index)?);
                Some(if is_and { a && b } else { a || b })
            };
            each(&of).map(bools).ok_or_else(other_types)
        }
        ("Where", [condition, yes, no]) => {
            let condition = truths(condition)?;
            if let (Some(yes), Some(no)) = (yes.as_floats(), no.as_floats()) {
                let of = |index| at(if at(&condition, index)? { yes } else { no }, index);
                let chosen: Option<Vec<f32>> = (0..length).map(of).collect();
                return chosen.map(|floats| Value::Constant(Constant::floats(shape, floats))).ok_or_else(other_types);
            }
            let (Some(yes), Some(no)) = (yes.as_extents(), no.as_extents()) else { return Err(other_types()) };
            let of = |index| at(if at(&condition, index)? { &yes } else { &no }, index);
            let chosen: Option<Vec<Option<i64>>> = (0..length).map(of).collect();
            chosen.map(|extents| Value::Constant(Constant::extents(shape, extents))).ok_or_else(other_types)
        }
        _ => Err(other_types()),
    }
}

fn of_the_batch(node: &Node) -> Mistake {
    Mistake::new(format!("{} computes with the extent of the batch", title(node)))
        .note("the batch depends on the call; each of its rows is computed by itself")
}

/// Integers from the first up to the second, which is left out, in steps of the third.
pub(super) fn range<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let number = |index: usize| match lowering.operand(node, index)? {
        Value::Constant(constant) => match (constant.as_extents().as_deref(), constant.as_floats()) {
            (Some([Some(only)]), _) => Ok(*only),
            (Some([None]), _) => Err(of_the_batch(node)),
            (None, Some(_)) => Err(Mistake::new(format!("operand {index} of {} is no integer", title(node)))),
            _ => Err(Mistake::new(format!("operand {index} of {} is no single integer", title(node)))),
        },
        Value::Row(_) => Err(Mistake::new(format!("operand {index} of {} is no constant", title(node)))),
    };
    let (start, limit, step) = (number(0)?, number(1)?, number(2)?);
    let span = i128::from(limit) - i128::from(start);
    let wrong = || Mistake::new(format!("{} goes from {start} to {limit} in steps of {step}", title(node)));
    if step == 0 {
        return Err(wrong());
    }
    let step = i128::from(step);
    let count = if span.signum() == step.signum() { (span.abs() + step.abs() - 1) / step.abs() } else { 0 };
    if count > i128::from(MOST_NUMBERS) {
        return Err(wrong().note("these are more than a million numbers"));
    }
    let numbers: Option<Vec<i64>> =
        (0..count).map(|index| i64::try_from(i128::from(start) + index * step).ok()).collect();
    let numbers = numbers.ok_or_else(wrong)?;
    lowering.spend(node, numbers.len())?;
    Ok(Value::Constant(Constant::ints(vec![numbers.len()], numbers)))
}

/// What is left of integers when they are divided; with the sign of the divisor, or with `fmod` that of the dividend.
pub(super) fn modulo<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (Value::Constant(a), Value::Constant(b)) = (lowering.operand(node, 0)?, lowering.operand(node, 1)?) else {
        return Err(Mistake::new(format!("{} divides a value that depends on the input", title(node)))
            .note("the operator is supported for constants"));
    };
    let rest = |a: i64, b: i64| {
        let rest = a.checked_rem(b)?;
        if rest != 0 && (rest < 0) != (b < 0) { rest.checked_add(b) } else { Some(rest) }
    };
    let of_dividend = int(node, "fmod", 0) != 0;
    super::extent::arithmetic(node, (&a, &b), "divides", if of_dividend { i64::checked_rem } else { rest })
}
