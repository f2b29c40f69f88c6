//! `LSTM`, `GRU` and `RNN` in a walk: what they take, what they remember, and what they yield.

use nn_onnx::Node;

use super::Failure;
use super::array::{Array, Axis, Element};
use super::walk::Walk;
use crate::graph::lowering::int;
use crate::graph::{Mistake, title};
use crate::onnx::operators::recurrent::check_attributes;

/// A part of what is remembered: `h`, or `c` of an LSTM.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    /// The recurrent node, by its place among them.
    pub(super) node: usize,
    /// 0 or 1.
    pub(super) which: usize,
}

/// Writes the node of one step, and yields its results.
#[expect(clippy::too_many_lines, reason = "operands and results of three operators, one after the other")]
pub(super) fn walk(walk: &mut Walk<'_>, node: &Node, operands: &[Option<Array>]) -> Result<Vec<Array>, Failure> {
    check_attributes(node)?;
    let operand = |index: usize| operands.get(index).and_then(Option::as_ref);
    let lacks = |index: usize| Mistake::new(format!("{} lacks its operand {index}", title(node)));
    let is_first = int(node, "layout", 0) != 0;
    let (of_time, of_batch) = if is_first { (1, 0) } else { (0, 1) };
    let x = operand(0).ok_or_else(|| lacks(0))?;
    let (Some(time), Some(batch), 3) = (x.axes.get(of_time), x.axes.get(of_batch), x.axes.len()) else {
        return Err(Mistake::new(format!(
            "{} takes a value of shape {:?}, expected three axes",
            title(node),
            x.shape()
        ))
        .into());
    };
    let is_of_time = match walk.time {
        Some(_) => time.1 == Axis::Time,
        None => time.1 == Axis::One,
    };
    if time.1 == Axis::Time && time.0 != 1 {
        let more = time.0 - 1;
        return Err(Mistake::new(format!(
            "{} takes a sequence that is {more} steps longer than the input",
            title(node)
        ))
        .note("a stream has an output for each input")
        .into());
    }
    if !is_of_time || batch.0 != 1 || !matches!(batch.1, Axis::One | Axis::Batch) {
        let mistake = Mistake::new(format!("axis {of_time} of what {} takes is no axis of steps", title(node)))
            .note("its axes are steps, batch, numbers; with `layout = 1` the batch comes first")
            .note("a stream takes one step after the other: the axis of steps is that of an input, and the batch one stream");
        return Err(Failure { mistakes: vec![mistake], is_of_time: true });
    }
    if let Some(lengths) = operand(4) {
        let known = lengths.as_ints().unwrap_or_default();
        let is_whole = |length: &i64| usize::try_from(*length).ok() == Some(walk.steps.unwrap_or(1));
        if walk.time.is_some() && walk.steps.is_none() || known.is_empty() || !known.iter().all(is_whole) {
            return Err(Mistake::new(format!("{} has lengths of sequences, operand 4", title(node)))
                .note("a stream sees one step after the other, and every step counts")
                .into());
        }
    }
    if let Some(peepholes) = operand(7)
        && peepholes.as_numbers().is_none_or(|numbers| numbers.iter().any(|number| *number != 0.0))
    {
        return Err(Mistake::new(format!("{} has peepholes, operand 7", title(node)))
            .note("supported are gates that see the input and what was put out")
            .into());
    }
    let recurrence = operand(2).ok_or_else(|| lacks(2))?;
    let [1, _, hidden] = recurrence.shape()[..] else {
        let found = recurrence.shape();
        let mistake = Mistake::new(format!("operand 2 of {} has shape {found:?}, expected three axes", title(node)));
        return Err(mistake
            .note("its axes are directions, of which there is one, sums of all gates, numbers that are put out")
            .into());
    };
    let index = walk.n_recurrent;
    walk.n_recurrent += 1;
    let mut inputs = vec![walk.name_of(node, x)?];
    for (index, is_needed) in [(1, true), (2, true), (3, false)] {
        match operand(index) {
            Some(array) => inputs.push(walk.constant(node, index, array)?),
            None if is_needed => return Err(lacks(index).into()),
            None => inputs.push(String::new()),
        }
    }
    inputs.push(String::new());
    let n_parts = if node.op_type == "LSTM" { 2 } else { 1 };
    let (mut n_states, mut n_constants) = (0, 0);
    for which in 0..n_parts {
        let Some(initial) = operand(5 + which) else {
            inputs.push(String::new());
            continue;
        };
        if initial.elements.len() != hidden {
            let (found, of) = (initial.shape(), ["h", "c"][which]);
            return Err(Mistake::new(format!(
                "the initial {of} of {} has shape {found:?}, expected {hidden} numbers",
                title(node)
            ))
            .into());
        }
        match initial.as_numbers() {
            Some(numbers) if numbers.iter().all(|number| *number == 0.0) => inputs.push(String::new()),
            Some(_) => {
                n_constants += 1;
                inputs.push(walk.constant(node, 5 + which, initial)?);
            }
            None => {
                n_states += 1;
                walk.remember(node, Part { node: index, which }, initial)?;
                inputs.push(walk.default(initial).unwrap_or_default());
            }
        }
    }
    if n_states > 0 && n_constants > 0 {
        return Err(Mistake::new(format!("{} begins with an input and with a constant", title(node)))
            .note("what a stream remembers is one or the other")
            .into());
    }
    let name = node.output.iter().find(|name| !name.is_empty()).ok_or_else(|| lacks(0))?;
    let output = walk.add_value(name.clone(), hidden);
    let cell = walk.add_cell(node, hidden);
    walk.of_parts.push([Some(output), (n_parts == 2).then_some(cell)]);
    walk.push(Node { input: inputs, output: vec![name.clone()], ..node.clone() });
    let element = |value: usize| (0..hidden).map(move |index| Element::Of { value, index }).collect::<Vec<_>>();
    let direction = (1, Axis::One);
    let all = if is_first { vec![*batch, *time, direction] } else { vec![*time, direction, *batch] };
    let last = if is_first { vec![*batch, direction] } else { vec![direction, *batch] };
    let of = |axes: Vec<(usize, Axis)>, value| {
        let axes = axes.into_iter().chain([(hidden, Axis::Numbers)]).collect();
        Array { axes, elements: element(value) }
    };
    Ok(vec![of(all, output), of(last.clone(), output), of(last, cell)])
}
