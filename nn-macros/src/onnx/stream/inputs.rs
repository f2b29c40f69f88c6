//! Which inputs are the state of a stream, and which of their axes the step does not have.

use std::collections::HashSet;

use nn_onnx::{Dimension, Graph, Node, ValueInfo};

use super::array::Axis;
use super::is_recurrent;
use super::moves::MOVES;
use crate::graph::lowering::given;
use crate::graph::{Mistake, visible};
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::Choice;
use crate::onnx::needed::written;

/// Operands of a recurrent node that are what it remembers.
pub(super) const INITIAL: std::ops::RangeInclusive<usize> = 5..=6;

/// The axes of inputs that may be that of a sequence, those first that are; `None` for a step alone.
pub(super) fn times(graph: &Graph) -> Vec<Option<usize>> {
    let rank = graph.input.iter().map(|input| dimensions(input).len()).max().unwrap_or(0);
    [None].into_iter().chain((0..rank.min(4)).map(Some)).collect()
}

/// The same for a file that carries inputs without recurrent nodes: an axis of the other one that is not fixed, besides that of the batch, is most likely
/// that of a sequence.
pub(super) fn times_of_carried(graph: &Graph, carried: &[Carried]) -> Vec<Option<usize>> {
    let is_given = |input: &&ValueInfo| !carried.iter().any(|(name, _)| *name == input.name);
    let given = graph.input.iter().filter(is_given).map(dimensions).find(|dimensions| dimensions.len() > 2);
    let free = given.unwrap_or_default().iter().enumerate().skip(1).filter(|(_, axis)| axis.dim_value.is_none());
    let mut times: Vec<Option<usize>> = free.map(|(axis, _)| Some(axis)).collect();
    for time in self::times(graph) {
        if !times.contains(&time) {
            times.push(time);
        }
    }
    times
}

/// The only input that is no constant, if it is a batch of sequences, and nodes are convolutions over one axis.
fn sequence(graph: &Graph) -> Option<&[Dimension]> {
    let mut plain =
        graph.input.iter().filter(|input| !graph.initializer.iter().any(|tensor| tensor.name == input.name));
    let (input, None) = (plain.next()?, plain.next()) else { return None };
    let taps = |node: &Node| {
        if let Some(taps) = given(node, "kernel_shape") {
            return Some(taps.ints.clone());
        }
        let weight = graph.initializer.iter().find(|tensor| Some(&tensor.name) == node.input.get(1))?;
        weight.dims.get(2..).map(<[i64]>::to_vec)
    };
    // Weights that are computed have any extents.
    let is_over_steps = |node: &Node| {
        let n_axes = taps(node).map(|taps| taps.iter().filter(|taps| **taps > 1).count());
        node.op_type == "Conv" && n_axes.is_none_or(|n_axes| n_axes == 1)
    };
    let dimensions = dimensions(input);
    (dimensions.len() == 3 && graph.node.iter().any(is_over_steps)).then_some(dimensions)
}

/// The axes of a sequence that are not fixed, those first that are not the batch's.
pub(super) fn free_axes(graph: &Graph) -> Vec<usize> {
    let Some(dimensions) = sequence(graph) else { return Vec::new() };
    let is_free = |axis: &usize| dimensions[*axis].dim_value.is_none();
    let mut free: Vec<usize> = (1..3).filter(is_free).collect();
    if !free.is_empty() {
        free.extend(Some(0).filter(is_free));
    }
    free
}

/// The axes of a sequence whose length is fixed that may be that of steps.
pub(super) fn fixed_axes(graph: &Graph) -> Vec<usize> {
    let Some(dimensions) = sequence(graph) else { return Vec::new() };
    (1..3).filter(|axis| dimensions[*axis].dim_value.is_some()).collect()
}

pub(in crate::onnx) fn dimensions(input: &ValueInfo) -> &[Dimension] {
    let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref());
    tensor.and_then(|tensor| tensor.shape.as_ref()).map_or(&[], |shape| &shape.dim)
}

/// Whether all that is made of an input is what recurrent nodes remember.
pub(in crate::onnx) fn is_state(name: &str, nodes: &[&Node]) -> bool {
    let mut made = HashSet::from([name]);
    let mut is_remembered = false;
    for node in nodes {
        let taken = (0..node.input.len()).filter(|index| made.contains(node.input[*index].as_str()));
        let taken: Vec<usize> = taken.collect();
        match node.op_type.as_str() {
            _ if taken.is_empty() => {}
            _ if is_recurrent(node) => {
                if !taken.iter().all(|index| INITIAL.contains(index)) {
                    return false;
                }
                is_remembered = true;
            }
            "Shape" => {}
            operator if MOVES.contains(&operator) => made.extend(node.output.iter().map(String::as_str)),
            _ => return false,
        }
    }
    is_remembered
}

/// An input that is, in each step, what an output was in the step before; and that output.
pub(super) type Carried = (String, String);

/// The inputs that a stream may carry besides what recurrent nodes begin with: all but one, which are each an output of the same shape. The
/// flag tells whether the outputs have the names of these inputs, with something before or behind them; without such names, the first or the last
/// input is the one that is not carried.
pub(super) fn carried(graph: &Graph, nodes: &[&Node], choice: &Choice) -> Vec<(Vec<Carried>, bool)> {
    let is_constant = |name: &str| graph.initializer.iter().any(|tensor| tensor.name == name);
    let plain: Vec<&ValueInfo> =
        graph.input.iter().filter(|input| !is_constant(&input.name) && !is_state(&input.name, nodes)).collect();
    if plain.len() < 2 || graph.output.len() < 2 || plain.len() > MOST_CARRIED {
        return Vec::new();
    }
    let wanted = choice.input.as_ref().map(|(name, _)| name);
    let givens = plain.iter().filter(|input| wanted.is_none_or(|wanted| *wanted == input.name));
    let last = plain.len() - 1;
    givens
        .enumerate()
        .filter_map(|(index, given)| {
            let mut pairs: Vec<Carried> = Vec::new();
            let mut are_named = true;
            for state in plain.iter().filter(|input| input.name != given.name) {
                let is_free = |output: &&ValueInfo| {
                    let extents = |value| dimensions(value).iter().map(|dimension| dimension.dim_value);
                    !pairs.iter().any(|(_, taken)| *taken == output.name) && extents(output).eq(extents(state))
                };
                let fitting: Vec<&ValueInfo> = graph.output.iter().filter(is_free).collect();
                let has_name = |name: &str| name.starts_with(&state.name) || name.ends_with(&state.name);
                let named =
                    fitting.iter().filter(|output| has_name(&output.name)).min_by_key(|output| output.name.len());
                let position = graph.input.iter().position(|input| input.name == state.name)?;
                let beside = graph.output.get(position).filter(is_free);
                let found = named.copied().or(beside).or(fitting.last().copied())?;
                are_named &= named.is_some();
                pairs.push((state.name.clone(), found.name.clone()));
            }
            // Something has to be put out.
            let is_possible = pairs.len() < graph.output.len() && (are_named || index == 0 || index == last);
            is_possible.then_some((pairs, are_named))
        })
        .collect()
}

/// Most inputs of a stream that are looked at: each may be the one that is no state.
const MOST_CARRIED: usize = 256;

/// Extents and what they are of, and the length of a sequence, where it is fixed.
type Axes = (Vec<(usize, Axis)>, Option<usize>);

/// The axis of the numbers of a step: the last one, or where that is the sequence's the one before it, as in windows `[batch, channels, time]`.
fn axis_of_numbers(dimensions: &[Dimension], time: Option<usize>) -> usize {
    let last = dimensions.len().saturating_sub(1);
    match dimensions {
        [_, .., channels, _] if time == Some(last) && channels.dim_value.is_some() => last - 1,
        _ => last,
    }
}

/// The axes of an input in a step, of which that at `time` is the sequence's; and the length of the sequence, where it is fixed.
pub(super) fn axes(input: &ValueInfo, is_state: bool, time: Option<usize>) -> Result<Axes, Mistake> {
    let dimensions = dimensions(input);
    let (name, shape) = (visible(&input.name), written(dimensions));
    let mut steps = None;
    let mut axes = Vec::new();
    let numbers = axis_of_numbers(dimensions, time.filter(|_| !is_state));
    for (axis, dimension) in dimensions.iter().enumerate() {
        let extent = dimension.dim_value.and_then(|extent| usize::try_from(extent).ok());
        let is_of_numbers = axis == numbers;
        axes.push(match extent {
            Some(1) => (1, if is_of_numbers { Axis::Numbers } else { Axis::One }),
            Some(extent) if is_state || is_of_numbers => (extent, Axis::Numbers),
            None if is_of_numbers => {
                let message = format!("axis {axis} of input `{name}`, of shape {shape}, is not fixed");
                return Err(Mistake::new(message).help("export the network with this axis fixed"));
            }
            found if !is_state && time == Some(axis) => {
                steps = found;
                (1, Axis::Time)
            }
            _ => (1, Axis::Batch),
        });
    }
    let length = axes.iter().try_fold(1_usize, |product, (extent, _)| product.checked_mul(*extent));
    if length.is_none_or(|length| length == 0 || length > MAX_EXTENT) {
        let most = grouped(MAX_EXTENT);
        return Err(Mistake::new(format!("input `{name}` of shape {shape} has not 1 to {most} numbers for a step")));
    }
    Ok((axes, steps))
}
