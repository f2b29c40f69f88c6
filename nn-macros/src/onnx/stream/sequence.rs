//! Sequences that are some steps longer than the input: padded, with earlier steps in front, or on the way to be cut again. What a node computes of them is
//! computed for one step; what stands before it is what was computed earlier.

use nn_onnx::Node;

use super::array::{Array, Axis, Element};
use super::walk::Walk;
use crate::graph::lowering::{float, given, int, text};
use crate::graph::{Mistake, title};
use crate::language::limits::grouped;
use crate::onnx::operators::attributes;

/// What to do with a network that is no stream.
pub(super) const WINDOW: &str = "a network that sees all steps at once is a window: export it with the axis of steps fixed and behind the channels, \
    `[N, channels, T]`, or declare it over one and load its weights";

/// Most numbers that a node may add to a sequence.
const MOST_PADDED: usize = 1 << 18;

/// What is kept of a value: its elements in each of some steps before, oldest first, and zeros before the first step.
pub(super) struct History {
    of: Vec<Element>,
    steps: usize,
}

impl History {
    /// The element that is kept at this place, and how many steps ago it was there.
    pub(super) fn kept(&self, index: usize) -> Option<(Element, usize)> {
        let length = self.of.len().max(1);
        Some((*self.of.get(index % length)?, self.steps.checked_sub(index / length)?))
    }
}

/// The results of nodes that make a sequence longer; `None` for all others.
pub(super) fn walk(
    walk: &mut Walk<'_>,
    node: &Node,
    operands: &[Option<Array>],
) -> Result<Option<Vec<Array>>, Mistake> {
    let array = match node.op_type.as_str() {
        "Pad" => pad(walk, node, operands)?,
        "Concat" => join(walk, node, operands)?,
        _ => None,
    };
    Ok(array.map(|array| vec![array]))
}

fn pad(walk: &mut Walk<'_>, node: &Node, operands: &[Option<Array>]) -> Result<Option<Array>, Mistake> {
    let operand = |index: usize| operands.get(index).and_then(Option::as_ref);
    let Some((x, axis)) = operand(0).and_then(|x| Some((x, x.axis_of_steps()?))) else { return Ok(None) };
    attributes::check(node)?;
    let pads = operand(1).map_or_else(|| given(node, "pads").map(|pads| pads.ints.clone()), Array::as_ints);
    let rank = x.axes.len();
    let axes = match operand(3) {
        Some(axes) => {
            let axes = axes.as_ints().unwrap_or_default().into_iter().map(|axis| Array::position(axis, rank));
            axes.collect::<Option<Vec<usize>>>()
        }
        None => Some((0..rank).collect()),
    };
    let (Some(pads), Some(axes)) = (pads, axes) else {
        return Err(Mistake::new(format!("{} pads by numbers that are no constants", title(node))));
    };
    if pads.len() != 2 * axes.len() {
        return Err(Mistake::new(format!("{} has {} pads for {} axes", title(node), pads.len(), axes.len())));
    }
    let of_axes = axes.iter().zip(pads.iter().zip(&pads[axes.len()..]));
    let mut of_steps = [0, 0];
    for (padded, (begin, end)) in of_axes {
        if *padded == axis {
            of_steps = [*begin, *end];
        } else if [*begin, *end] != [0, 0] {
            return Err(Mistake::new(format!("{} pads axis {padded}, which is not that of steps", title(node))));
        }
    }
    let mode = text(node, "mode", "constant");
    if mode != "constant" {
        return Err(Mistake::new(format!("{} has mode = {mode} over steps, supported is constant", title(node)))
            .note("a stream begins with zeros for what was before it"));
    }
    let is_zero = match operand(2) {
        Some(value) => value.as_numbers().is_some_and(|numbers| numbers.iter().all(|number| *number == 0.0)),
        None => float(node, "value", 0.0)? == 0.0,
    };
    if !is_zero {
        return Err(Mistake::new(format!("{} pads steps with other numbers than zeros", title(node)))
            .note("a stream begins with zeros for what was before it"));
    }
    padded(walk, node, x, of_steps).map(Some)
}

/// A sequence with so many steps more in front and at the end, or fewer.
pub(super) fn padded(walk: &mut Walk<'_>, node: &Node, x: &Array, [begin, end]: [i64; 2]) -> Result<Array, Mistake> {
    let Some(axis) = x.axis_of_steps() else { return Ok(x.clone()) };
    let extent = x.axes[axis].0;
    let count = |steps: i64| usize::try_from(steps.max(0)).unwrap_or(usize::MAX);
    let (first, cut) = (count(begin.saturating_neg()), count(end.saturating_neg()));
    let last = extent.saturating_sub(cut);
    if first >= last {
        return Err(shorter(node, first.saturating_add(cut).saturating_sub(extent - 1)));
    }
    let mut padded = steps_of(x, axis, first..last);
    let length = padded.elements.len() / (last - first).max(1);
    let [before, behind] = [begin, end].map(count);
    let n_added = before.saturating_add(behind).saturating_mul(length);
    if n_added > MOST_PADDED {
        let (found, most) = (grouped(n_added), grouped(MOST_PADDED));
        return Err(Mistake::new(format!("{} pads by {found} numbers, at most {most} are supported", title(node))));
    }
    walk.spend(node, n_added)?;
    let oldest = steps_of(&padded, axis, 0..1);
    let of_steps = |steps: usize| {
        let mut axes = oldest.axes.clone();
        axes[axis].0 = steps;
        axes
    };
    if before > 0 {
        let value = keep(walk, node, &oldest.elements, before)?;
        let inner: usize = oldest.axes[axis + 1..].iter().map(|(extent, _)| extent).product();
        let index = |outer: usize, step: usize, place: usize| step * length + outer * inner + place;
        let indices = (0..length / inner.max(1))
            .flat_map(|outer| (0..before).flat_map(move |step| (0..inner).map(move |place| index(outer, step, place))));
        let elements = indices.map(|index| Element::Of { value, index }).collect();
        padded = side_by_side(&[Array { axes: of_steps(before), elements }, padded], axis);
    }
    if behind > 0 {
        let later = Array { axes: of_steps(behind), elements: vec![Element::Later; behind * length] };
        padded = side_by_side(&[padded, later], axis);
    }
    Ok(padded)
}

/// Zeros, or a state, in front of a sequence.
fn join(walk: &mut Walk<'_>, node: &Node, operands: &[Option<Array>]) -> Result<Option<Array>, Mistake> {
    let parts: Option<Vec<&Array>> = operands.iter().map(Option::as_ref).collect();
    let Some(parts) = parts else { return Ok(None) };
    let rank = parts.first().map_or(0, |part| part.axes.len());
    let Some(axis) = Array::position(int(node, "axis", 0), rank) else { return Ok(None) };
    let is_sequence = |part: &&&Array| part.axis_of_steps() == Some(axis);
    let Some(at) = parts.iter().position(|part| is_sequence(&part)) else { return Ok(None) };
    if parts.len() == 1 {
        return Ok(None);
    }
    let wrong = || Mistake::new(format!("{} joins what does not fit along the steps", title(node)));
    let fits = |part: &&Array| {
        part.axes.len() == rank && (0..rank).all(|other| other == axis || part.axes[other].0 == parts[at].axes[other].0)
    };
    if !parts.iter().all(fits) {
        return Err(wrong());
    }
    if parts.iter().filter(is_sequence).count() > 1 {
        return Err(Mistake::new(format!("{} puts one sequence behind another", title(node)))
            .note("a stream sees each input once"));
    }
    let n_behind: usize = parts[at + 1..].iter().map(|part| part.axes[axis].0).sum();
    let n_before: usize = parts[..at].iter().map(|part| part.axes[axis].0).sum();
    let [begin, end] = [n_before, n_behind].map(|steps| i64::try_from(steps).unwrap_or(i64::MAX));
    let numbers: Vec<Option<Vec<f32>>> = parts[..at].iter().map(|part| part.as_numbers()).collect();
    if numbers.iter().flatten().flatten().any(|number| *number != 0.0) {
        return Err(Mistake::new(format!("{} puts other constants than zeros in front of a sequence", title(node)))
            .note("a stream begins with zeros for what was before it"));
    }
    if numbers.iter().all(Option::is_some) {
        return padded(walk, node, parts[at], [begin, end]).map(Some);
    }
    if !parts[..at].iter().all(|part| part.is_value()) {
        return Err(wrong());
    }
    let sequence = padded(walk, node, parts[at], [0, end])?;
    let parts: Vec<Array> = parts[..at].iter().copied().cloned().chain([sequence]).collect();
    let joined = side_by_side(&parts, axis);
    walk.joined.push((node.clone(), joined.clone()));
    Ok(Some(joined))
}

/// The value that holds elements of each of so many steps before, oldest first.
pub(super) fn keep(walk: &mut Walk<'_>, node: &Node, elements: &[Element], steps: usize) -> Result<usize, Mistake> {
    if elements.contains(&Element::Later) {
        return Err(looks_later(&title(node), None));
    }
    let length = steps.saturating_mul(elements.len());
    Ok(walk.add_history(node, length, History { of: elements.to_vec(), steps }))
}

/// Some steps of a sequence.
fn steps_of(array: &Array, axis: usize, steps: std::ops::Range<usize>) -> Array {
    let positions: Vec<usize> = steps.collect();
    let mut picked = array.picked(axis, &positions);
    picked.axes[axis].1 = Axis::Time;
    picked
}

/// Steps one behind the other, of arrays that differ in their number alone.
fn side_by_side(parts: &[Array], axis: usize) -> Array {
    let Some(mut joined) = Array::joined(parts, axis) else { unreachable!("the parts are of one shape") };
    joined.axes[axis].1 = Axis::Time;
    joined
}

/// The first position of an axis of steps that has numbers of a later step; its extent if none has.
pub(super) fn first_later(array: &Array, axis: usize) -> usize {
    let behind: usize = array.axes[axis + 1..].iter().map(|(extent, _)| extent).product();
    let extent = array.axes[axis].0;
    let later = array.elements.iter().enumerate().filter(|(_, element)| **element == Element::Later);
    later.map(|(place, _)| place / behind.max(1) % extent.max(1)).min().unwrap_or(extent)
}

/// What a node yields for a sequence of `n` steps, of which it yields `step` at position `newest`: before it what it yielded earlier, behind it what it
/// will.
pub(super) fn around(
    walk: &mut Walk<'_>,
    node: &Node,
    step: &Array,
    (newest, n): (usize, usize),
) -> Result<Array, Mistake> {
    let more = |steps: usize| i64::try_from(steps).unwrap_or(i64::MAX);
    padded(walk, node, step, [more(newest), more(n.saturating_sub(newest + 1))])
}

/// Whether each of the first `n` positions of a sequence is what the next one was a step before, with zeros at the start.
pub(super) fn is_shifted(walk: &Walk<'_>, array: &Array, n: usize) -> bool {
    let Some(axis) = array.axis_of_steps() else { return false };
    (1..n).all(|position| {
        let [before, after] = [position - 1, position].map(|position| array.picked(axis, &[position]).elements);
        before.iter().zip(&after).all(|(before, after)| {
            let ((older, age), (newer, younger)) = (walk.origin(*before), walk.origin(*after));
            older == newer && age == younger + 1
        })
    })
}

/// Operators that yield zero for zeros, however many operands depend on the input.
const OF_ZERO: &[&str] = &[
    "Abs",
    "Celu",
    "Elu",
    "Erf",
    "Gelu",
    "HardSwish",
    "LeakyRelu",
    "MatMul",
    "Mish",
    "Mul",
    "Neg",
    "PRelu",
    "Relu",
    "Selu",
    "Sin",
    "Softsign",
    "Sqrt",
    "Swish",
    "Tanh",
];

/// The result of a node whose operands are longer than the input; `None` where they are not.
pub(super) fn spread(walk: &mut Walk<'_>, node: &Node, operands: &[Option<Array>]) -> Result<Option<Array>, Mistake> {
    let steps_of_operand = |array: &Array| array.axis_of_steps().map(|axis| array.axes[axis].0);
    if operands.iter().flatten().any(|array| !array.has_steps() && array.elements.contains(&Element::Later)) {
        return Err(looks_later(&title(node), None));
    }
    let extents: Vec<usize> = operands.iter().flatten().filter_map(steps_of_operand).collect();
    let has_later = operands.iter().flatten().any(|array| array.elements.contains(&Element::Later));
    let Some(extent) = extents.iter().copied().max().filter(|extent| *extent > 1 || has_later) else {
        // All of a sequence of one step is later.
        return if has_later { Err(looks_later(&title(node), None)) } else { Ok(None) };
    };
    if let Some(least) = extents.iter().min().filter(|least| **least != extent) {
        let more = extent - least;
        return Err(Mistake::new(format!(
            "{} takes sequences of which one is {more} {} longer",
            title(node),
            steps(more)
        ))
        .note("cut what a convolution adds at the end: `x[:, :, :-padding]`"));
    }
    let later = |array: &Array| array.axis_of_steps().map(|axis| first_later(array, axis));
    let newest = operands.iter().flatten().filter_map(later).min();
    let Some(newest) = newest.and_then(|later| later.checked_sub(1)) else {
        return Err(looks_later(&title(node), None));
    };
    let is_zero = |array: &Array| array.as_numbers().is_some_and(|all| all.iter().all(|number| *number == 0.0));
    let of_zero = OF_ZERO.contains(&node.op_type.as_str())
        || matches!(node.op_type.as_str(), "Add" | "Sub")
            && operands.iter().flatten().all(|array| array.is_value() || is_zero(array));
    let sequences = || operands.iter().flatten().filter(|array| array.has_steps());
    if newest > 0 && !(of_zero && sequences().all(|array| is_shifted(walk, array, newest + 1))) {
        return Err(not_zero(node));
    }
    let step = |array: &Array| match array.axis_of_steps() {
        Some(axis) => steps_of(array, axis, newest..newest + 1),
        None => array.clone(),
    };
    let of_step: Vec<Option<Array>> = operands.iter().map(|operand| operand.as_ref().map(step)).collect();
    let result = walk.compute(node, &of_step)?;
    around(walk, node, &result, (newest, extent)).map(Some)
}

/// The refusal of what is not zero for the zeros that a sequence is padded with.
pub(super) fn not_zero(node: &Node) -> Mistake {
    Mistake::new(format!("{} computes with the padding in front of a sequence", title(node)))
        .note("a stream begins with zeros in front of each convolution, and what is computed of zeros is not zero")
        .help("pad in front of each convolution, by its own size")
}

/// The refusal of what takes steps that are still to come.
pub(super) fn looks_later(who: &str, n: Option<usize>) -> Mistake {
    let count = n.map_or_else(|| "later steps".to_owned(), |n| format!("{n} later {}", steps(n)));
    Mistake::new(format!("{who} looks at {count}"))
        .note("a stream has an output for each input, from it and from those before it")
        .help(WINDOW)
}

/// The refusal of what yields less than the input has.
pub(super) fn shorter(node: &Node, n: usize) -> Mistake {
    Mistake::new(format!("{} yields {n} {} fewer than the input has", title(node), steps(n)))
        .note("a stream has an output for each input")
        .help("pad the start of what it takes with as many zeros")
}

fn steps(n: usize) -> &'static str {
    if n == 1 { "step" } else { "steps" }
}

/// A place in a sequence.
enum Place {
    /// So many steps behind its first.
    Front(usize),
    /// So many steps before its end.
    End(usize),
}

/// A place of the file in a sequence that is `more` steps longer than the input, which has `steps`, where that is known.
fn place(bound: Element, more: usize, steps: Option<usize>) -> Option<Place> {
    let more = i64::try_from(more).ok()?;
    let length = steps.and_then(|steps| i64::try_from(steps).ok()?.checked_add(more));
    let before_end = |steps: i64| usize::try_from(steps.max(0)).ok().map(Place::End);
    match bound {
        Element::Int(at) if at < 0 => before_end(at.saturating_neg()),
        Element::Int(at) if at >= i64::from(i32::MAX) => Some(Place::End(0)),
        Element::Int(at) if length.is_some_and(|length| at >= length) => Some(Place::End(0)),
        Element::Int(at) => usize::try_from(at).ok().map(Place::Front),
        Element::Steps(at) => before_end(more.checked_sub(at)?),
        _ => None,
    }
}

/// The steps from a place up to another: a sequence, or the last of them. `None` for other steps.
pub(super) fn cut(array: &Array, axis: usize, [start, end]: [Element; 2], steps: Option<usize>) -> Option<Array> {
    let extent = array.axes[axis].0;
    let more = extent.checked_sub(1)?;
    let (start, end) = (place(start, more, steps)?, place(end, more, steps)?);
    let left = match end {
        Place::End(left) => left,
        Place::Front(at) => steps?.checked_add(more)?.checked_sub(at)?,
    };
    let last = |n: usize| {
        let positions: Vec<usize> = (extent.checked_sub(n)?..extent).collect();
        (left == 0 && n > 0).then(|| array.picked(axis, &positions))
    };
    match start {
        Place::End(n) => last(n).or_else(|| {
            let first = steps?.checked_add(more)?.checked_sub(n)?;
            (first.checked_add(left)? <= more).then(|| steps_of(array, axis, first..extent - left))
        }),
        Place::Front(first) if first.checked_add(left)? <= more => Some(steps_of(array, axis, first..extent - left)),
        Place::Front(first) => last(steps?.checked_add(more)?.checked_sub(first)?),
    }
}

/// The position of the last step, if that is the one which is picked.
pub(super) fn last(array: &Array, axis: usize, at: Element, steps: Option<usize>) -> Option<usize> {
    let more = array.axes[axis].0.checked_sub(1)?;
    match place(at, more, steps)? {
        Place::End(1) => Some(more),
        Place::Front(at) if steps?.checked_add(more)? == at.checked_add(1)? => Some(more),
        _ => None,
    }
}
