//! Nodes that compute nothing: they move elements, or count them.

use nn_onnx::{DataType, Node};

use super::array::{Array, Axis, Element};
use super::sequence;
use crate::graph::constant::Constant;
use crate::graph::lowering::{given, int};
use crate::graph::{Mistake, title};

/// What moves elements, and what computes with the extents of shapes.
pub(super) const MOVES: &[&str] = &[
    "Add",
    "Cast",
    "Concat",
    "Constant",
    "ConstantOfShape",
    "Div",
    "Dropout",
    "Equal",
    "Expand",
    "Flatten",
    "Gather",
    "Identity",
    "Mul",
    "Reshape",
    "Shape",
    "Slice",
    "Split",
    "Squeeze",
    "Sub",
    "Transpose",
    "Unsqueeze",
    "Where",
];

/// The results of a node whose operands are known, `None` where one is left out; `Ok(None)` where the node computes something. `steps` is the
/// length of the sequence, where the file fixes it.
#[expect(clippy::too_many_lines, reason = "an arm for each operator")]
pub(super) fn moved(
    node: &Node,
    operands: &[Option<Array>],
    steps: Option<usize>,
) -> Result<Option<Vec<Array>>, Mistake> {
    let operand = |index: usize| {
        let found = operands.get(index).and_then(Option::as_ref);
        found.ok_or_else(|| Mistake::new(format!("{} lacks its operand {index}", title(node))))
    };
    let ints = |index: usize, name: &str| match operands.get(index).and_then(Option::as_ref) {
        Some(array) => array
            .as_ints()
            .map(Some)
            .ok_or_else(|| Mistake::new(format!("the {name} of {} are no constant integers", title(node)))),
        None => Ok(given(node, name).map(|attribute| attribute.ints.clone())),
    };
    let wrong = |array: &Array| {
        let mistake = Mistake::new(format!("{} does not fit the shape {:?}", title(node), array.shape()));
        if array.has_steps() { mistake.note("steps of a sequence stay an axis of their own") } else { mistake }
    };
    let one = |array: Option<Array>, from: &Array| array.map(|array| Some(vec![array])).ok_or_else(|| wrong(from));
    match node.op_type.as_str() {
        "Constant" => constant(node).map(|array| array.map(|array| vec![array])),
        "Identity" | "Dropout" => Ok(Some(vec![operand(0)?.clone()])),
        "Cast" => Ok(cast(node, operand(0)?)?.map(|array| vec![array])),
        "Shape" => {
            let extent = |(extent, axis): &(usize, Axis)| {
                let extent = i64::try_from(*extent).unwrap_or(i64::MAX);
                if *axis == Axis::Time { Element::Steps(extent - 1) } else { Element::Int(extent) }
            };
            let shape: Vec<Element> = operand(0)?.axes.iter().map(extent).collect();
            let length = i64::try_from(shape.len()).unwrap_or(i64::MAX);
            let at = |name: &str, default: i64| {
                let at = int(node, name, default);
                usize::try_from((if at < 0 { at.saturating_add(length) } else { at }).clamp(0, length)).unwrap_or(0)
            };
            let (start, end) = (at("start", 0), at("end", length));
            Ok(Some(vec![Array::list(shape.get(start..end).unwrap_or_default().to_vec())]))
        }
        "Transpose" => {
            let array = operand(0)?;
            let reversed = || (0..array.axes.len()).rev().collect::<Vec<_>>();
            let order = given(node, "perm").map_or_else(
                || Some(reversed()),
                |perm| perm.ints.iter().map(|axis| usize::try_from(*axis).ok()).collect(),
            );
            one(order.and_then(|order| array.transposed(&order)), array)
        }
        "Squeeze" => {
            let (array, axes) = (operand(0)?, ints(1, "axes")?);
            one(squeezed(array, axes.as_deref()), array)
        }
        "Unsqueeze" => {
            let (array, axes) = (operand(0)?, ints(1, "axes")?);
            one(axes.and_then(|axes| unsqueezed(array, &axes)), array)
        }
        "Flatten" => {
            let array = operand(0)?;
            let axis = int(node, "axis", 1);
            let axis = if axis < 0 { Array::position(axis, array.axes.len()) } else { usize::try_from(axis).ok() };
            one(axis.and_then(|axis| flattened(array, axis)), array)
        }
        "Reshape" => {
            let array = operand(0)?;
            one(reshaped(array, operand(1)?, steps), array)
        }
        "Expand" => {
            let (array, target) = (operand(0)?, operand(1)?);
            one(
                lengths(target).and_then(|target| array.expanded(&target)).map(|array| of_all_steps(array, target)),
                array,
            )
        }
        "ConstantOfShape" => {
            let target = operand(0)?;
            let value = match given(node, "value").and_then(|value| value.t.as_deref()) {
                Some(tensor) => array_of(&Constant::read(tensor, &format!("the tensor of {}", title(node)))?),
                None => Array::of_shape(&[], vec![Element::Number(0.0)]),
            };
            let value = value.filter(|value| value.elements.len() == 1).and_then(|value| value.reshaped(&[]));
            one(
                value.and_then(|value| value.expanded(&lengths(target)?)).map(|array| of_all_steps(array, target)),
                target,
            )
        }
        "Concat" => {
            let all: Vec<Array> = (0..operands.len()).map(|index| operand(index).cloned()).collect::<Result<_, _>>()?;
            let Some(first) = all.first() else { return Err(Mistake::new(format!("{} joins nothing", title(node)))) };
            let axis = Array::position(int(node, "axis", 0), first.axes.len());
            let is_fixed = |axis: usize| !all.iter().any(|part| is_counted(part, axis) && all.len() > 1);
            one(axis.filter(|axis| is_fixed(*axis)).and_then(|axis| Array::joined(&all, axis)), first)
        }
        "Gather" => {
            let (array, positions) = (operand(0)?, operand(1)?);
            if positions.is_value() {
                return Ok(None);
            }
            let axis = Array::position(int(node, "axis", 0), array.axes.len()).ok_or_else(|| wrong(array))?;
            let places = places(node, array, axis, positions, steps)?;
            let mut picked = array.picked(axis, &places);
            match positions.axes.len() {
                0 => {
                    picked.axes.remove(axis);
                }
                1 => {}
                _ => return Err(wrong(array)),
            }
            Ok(Some(vec![picked]))
        }
        "Slice" => sliced(
            node,
            operand(0)?,
            [ints(1, "starts")?, ints(2, "ends")?, ints(3, "axes")?, ints(4, "steps")?],
            ([1, 2].map(|index| operands.get(index).and_then(Option::as_ref)), steps),
        )
        .map(|array| Some(vec![array])),
        "Split" => {
            let array = operand(0)?;
            let axis = Array::position(int(node, "axis", 0), array.axes.len());
            let axis = axis.filter(|axis| !is_counted(array, *axis)).ok_or_else(|| wrong(array))?;
            let n = node.output.len().max(1);
            let even = array.axes[axis].0.div_ceil(n);
            let parts = match operands.get(1).and_then(Option::as_ref) {
                Some(parts) => parts.as_ints(),
                None => given(node, "split").map(|split| split.ints.clone()),
            };
            let mut first = 0;
            let mut split = Vec::new();
            for index in 0..n {
                let length = match &parts {
                    Some(parts) => {
                        parts.get(index).and_then(|part| usize::try_from(*part).ok()).ok_or_else(|| wrong(array))?
                    }
                    None => even.min(array.axes[axis].0 - first),
                };
                let places: Vec<usize> = (first..first.saturating_add(length).min(array.axes[axis].0)).collect();
                first += places.len();
                split.push(array.picked(axis, &places));
            }
            Ok(Some(split))
        }
        "Add" | "Sub" | "Mul" | "Div" | "Equal" => {
            let (Some(a), Some(b)) = (operand(0)?.as_ints(), operand(1)?.as_ints()) else { return Ok(None) };
            let shape = if a.len() >= b.len() { operand(0)?.shape() } else { operand(1)?.shape() };
            let length = a.len().max(b.len());
            let of = [&operand(0)?.elements, &operand(1)?.elements];
            let compute = |index: usize| {
                let [first, second] = of.map(|elements| elements.get(index % elements.len().max(1)).copied());
                integer(&node.op_type, first?, second?)
            };
            let computed: Option<Vec<Element>> = (0..length).map(compute).collect();
            one(computed.and_then(|elements| Array::of_shape(&shape, elements)), operand(0)?)
        }
        "Where" => {
            let (condition, yes, no) = (operand(0)?, operand(1)?, operand(2)?);
            let Some(truths) = condition.as_ints() else { return Ok(None) };
            let (yes, no) = (yes.expanded(&condition.shape()), no.expanded(&condition.shape()));
            let (Some(yes), Some(no)) = (yes, no) else { return Err(wrong(condition)) };
            let chosen = truths.iter().zip(yes.elements.iter().zip(&no.elements));
            let elements = chosen.map(|(truth, (yes, no))| if *truth == 0 { *no } else { *yes }).collect();
            one(Array::of_shape(&condition.shape(), elements), condition)
        }
        _ => Ok(None),
    }
}

/// Whether an axis has another extent in the file than here.
fn is_counted(array: &Array, axis: usize) -> bool {
    matches!(array.axes.get(axis), Some((_, Axis::Time | Axis::Batch)))
}

/// A tensor of the file; `None` if it is neither of integers nor of finite numbers.
pub(super) fn array_of(constant: &Constant<'_>) -> Option<Array> {
    let elements = match (constant.as_ints(), constant.as_floats()) {
        (Some(ints), _) => ints.iter().copied().map(Element::Int).collect(),
        (None, Some(floats)) => floats.iter().copied().map(Element::Number).collect(),
        (None, None) => return None,
    };
    Array::of_shape(&constant.shape, elements)
}

fn constant(node: &Node) -> Result<Option<Array>, Mistake> {
    let [attribute] = &node.attribute[..] else { return Ok(None) };
    let list = |elements: Vec<Element>| Array::of_shape(&[elements.len()], elements);
    Ok(match (attribute.name.as_str(), &attribute.t) {
        ("value", Some(tensor)) => array_of(&Constant::read(tensor, &format!("the tensor of {}", title(node)))?),
        ("value_int", _) => Array::of_shape(&[], vec![Element::Int(attribute.i.unwrap_or(0))]),
        ("value_float", _) => Array::of_shape(&[], vec![Element::Number(attribute.f.unwrap_or(0.0))]),
        ("value_ints", _) => list(attribute.ints.iter().copied().map(Element::Int).collect()),
        ("value_floats", _) => list(attribute.floats.iter().copied().map(Element::Number).collect()),
        _ => None,
    })
}

/// Numbers stay what they are, integers may become some.
fn cast(node: &Node, array: &Array) -> Result<Option<Array>, Mistake> {
    let to = i32::try_from(int(node, "to", 0)).ok().and_then(|to| DataType::try_from(to).ok());
    let convert = |element: &Element| match (*element, to) {
        (Element::Int(int), Some(DataType::Float | DataType::Double)) => Some(Element::Number(int as f32)),
        (Element::Int(_) | Element::Steps(_), Some(DataType::Int64 | DataType::Int32 | DataType::Bool))
        | (Element::Number(_) | Element::Of { .. } | Element::Later, Some(DataType::Float | DataType::Double)) => {
            Some(*element)
        }
        _ => None,
    };
    let elements: Option<Vec<Element>> = array.elements.iter().map(convert).collect();
    let found = to.map_or_else(|| "another type".to_owned(), |to| format!("{to:?}"));
    let refused = || Mistake::new(format!("{} converts to {found} in a network that remembers", title(node)));
    Ok(Some(Array { elements: elements.ok_or_else(refused)?, axes: array.axes.clone() }))
}

/// The array in the shape that `target` asks for, which may have the length of the sequence as an extent.
///
/// Steps must not be joined with numbers: which of these are of one step could not be told any more.
fn reshaped(array: &Array, target: &Array, steps: Option<usize>) -> Option<Array> {
    let ints = target.as_ints()?;
    let named = target.elements.iter().position(|element| matches!(element, Element::Steps(_)));
    let Some(of_steps) = array.axis_of_steps() else {
        return if named.is_none() { array.reshaped(&fit(&ints, array)?) } else { None };
    };
    let with_steps = |ints: &[i64], axis: usize| array.reshaped_with_steps(&fit(ints, array)?, axis);
    if let Some(axis) = named {
        return with_steps(&ints, axis);
    }
    let extent = array.axes[of_steps].0;
    let length = steps.and_then(|steps| i64::try_from(steps.checked_add(extent)?.checked_sub(1)?).ok());
    let fixed = (0..ints.len()).filter(|axis| Some(ints[*axis]) == length).find_map(|axis| {
        let mut of_step = ints.clone();
        of_step[axis] = i64::try_from(extent).ok()?;
        with_steps(&of_step, axis)
    });
    // They are where they were, or in what is left.
    let is_kept = ints.get(of_steps) == Some(&0);
    let left = || if is_kept { Some(of_steps) } else { ints.iter().position(|extent| *extent == -1) };
    fixed.or_else(|| with_steps(&ints, left()?))
}

/// The elements as a matrix, whose columns begin with this axis.
fn flattened(array: &Array, axis: usize) -> Option<Array> {
    let length = |axes: &[(usize, Axis)]| axes.iter().map(|(extent, _)| extent).product();
    let shape = [length(array.axes.get(..axis)?), length(array.axes.get(axis..)?)];
    match array.axis_of_steps() {
        Some(of_steps) => array.reshaped_with_steps(&shape, usize::from(of_steps >= axis)),
        None => array.reshaped(&shape),
    }
}

/// Constants that are repeated for all steps have an axis of these.
fn of_all_steps(mut array: Array, target: &Array) -> Array {
    let extents = target.elements.iter().rev().zip(array.axes.iter_mut().rev());
    let is_value = array.elements.iter().any(|element| matches!(element, Element::Of { .. }));
    for (_, axis) in extents.filter(|(extent, _)| !is_value && matches!(extent, Element::Steps(_))) {
        axis.1 = Axis::Time;
    }
    array
}

/// The extents that a list has.
fn lengths(list: &Array) -> Option<Vec<usize>> {
    list.as_ints()?.into_iter().map(|extent| usize::try_from(extent).ok()).collect()
}

/// The shape that `target` asks for: 0 keeps an extent, -1 is what is left.
fn fit(target: &[i64], array: &Array) -> Option<Vec<usize>> {
    let kept = |(axis, extent): (usize, &i64)| match extent {
        0 => array.axes.get(axis).map(|(extent, _)| *extent),
        -1 => Some(1),
        extent => usize::try_from(*extent).ok(),
    };
    let mut shape: Vec<usize> = target.iter().enumerate().map(kept).collect::<Option<_>>()?;
    if let Some(rest) = target.iter().position(|extent| *extent == -1) {
        let others = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent))?;
        shape[rest] = array.elements.len().checked_div(others)?;
    }
    Some(shape)
}

fn squeezed(array: &Array, axes: Option<&[i64]>) -> Option<Array> {
    let rank = array.axes.len();
    let gone: Vec<usize> = match axes {
        Some(axes) => axes.iter().map(|axis| Array::position(*axis, rank)).collect::<Option<_>>()?,
        None => (0..rank).filter(|axis| array.axes[*axis].1 == Axis::One).collect(),
    };
    let fits = gone.iter().all(|axis| array.axes[*axis].0 == 1 && array.axes[*axis].1 != Axis::Time);
    let kept = array.axes.iter().enumerate().filter(|(axis, _)| !gone.contains(axis));
    fits.then(|| Array { axes: kept.map(|(_, axis)| *axis).collect(), elements: array.elements.clone() })
}

fn unsqueezed(array: &Array, axes: &[i64]) -> Option<Array> {
    let rank = array.axes.len() + axes.len();
    let mut new: Vec<usize> = axes.iter().map(|axis| Array::position(*axis, rank)).collect::<Option<_>>()?;
    new.sort_unstable();
    let mut all = array.axes.clone();
    for axis in new {
        all.insert(axis.min(all.len()), (1, Axis::One));
    }
    Some(Array { axes: all, elements: array.elements.clone() })
}

/// Positions of an axis that a node picks. Of the steps of a sequence that is the last one: a stream is there when it has seen all.
fn places(
    node: &Node,
    array: &Array,
    axis: usize,
    positions: &Array,
    steps: Option<usize>,
) -> Result<Vec<usize>, Mistake> {
    let (extent, kind) = array.axes[axis];
    let list = positions.as_ints().ok_or_else(|| Mistake::new(format!("{} picks no positions", title(node))))?;
    match kind {
        Axis::Time => match positions.elements[..] {
            [only] => sequence::last(array, axis, only, steps).map(|place| vec![place]),
            _ => None,
        }
        .ok_or_else(|| other_steps(node, &list)),
        Axis::Batch => Err(Mistake::new(format!("{} picks {list:?} of the batch", title(node)))
            .note("a stream has no other streams beside it")),
        Axis::One | Axis::Numbers => {
            let place = |at: &i64| Array::position(*at, extent);
            let places: Option<Vec<usize>> = list.iter().map(place).collect();
            places.ok_or_else(|| Mistake::new(format!("{} picks the positions {list:?} of {extent}", title(node))))
        }
    }
}

/// What an operator makes of two integers; `None` where that depends on the number of steps.
fn integer(operator: &str, first: Element, second: Element) -> Option<Element> {
    match (operator, first, second) {
        ("Add", Element::Steps(more), Element::Int(other)) | ("Add", Element::Int(other), Element::Steps(more)) => {
            more.checked_add(other).map(Element::Steps)
        }
        ("Sub", Element::Steps(more), Element::Int(less)) => more.checked_sub(less).map(Element::Steps),
        ("Sub", Element::Steps(more), Element::Steps(other)) => more.checked_sub(other).map(Element::Int),
        ("Mul" | "Div", steps @ Element::Steps(_), Element::Int(1))
        | ("Mul", Element::Int(1), steps @ Element::Steps(_)) => Some(steps),
        // No extent is negative.
        ("Equal", Element::Steps(_), Element::Int(other)) | ("Equal", Element::Int(other), Element::Steps(_))
            if other < 0 =>
        {
            Some(Element::Int(0))
        }
        (_, Element::Int(a), Element::Int(b)) => {
            let computed = match operator {
                "Add" => a.checked_add(b)?,
                "Sub" => a.checked_sub(b)?,
                "Mul" => a.checked_mul(b)?,
                "Div" => a.checked_div(b)?,
                _ => i64::from(a == b),
            };
            Some(Element::Int(computed))
        }
        _ => None,
    }
}

fn other_steps(node: &Node, found: &[i64]) -> Mistake {
    Mistake::new(format!("{} picks the steps {found:?} of a sequence", title(node)))
        .note("a stream sees one step after the other: supported is the last one, `x[:, -1]`")
}

/// `bounds` are starts and ends as they are computed, where the node takes them.
fn sliced(
    node: &Node,
    array: &Array,
    lists: [Option<Vec<i64>>; 4],
    (bounds, steps): ([Option<&Array>; 2], Option<usize>),
) -> Result<Array, Mistake> {
    let [starts, ends, axes, strides] = lists;
    let (starts, ends) = (starts.unwrap_or_default(), ends.unwrap_or_default());
    let axes = axes.unwrap_or_else(|| (0..).take(starts.len()).collect());
    let strides = strides.unwrap_or_else(|| vec![1; starts.len()]);
    if [&ends, &axes, &strides].iter().any(|list| list.len() != starts.len()) {
        return Err(Mistake::new(format!("{} has lists of different lengths", title(node))));
    }
    let mut sliced = array.clone();
    for (place, (((start, end), axis), stride)) in starts.iter().zip(&ends).zip(&axes).zip(&strides).enumerate() {
        let axis = Array::position(*axis, array.axes.len()).filter(|_| *stride != 0);
        let axis = axis.ok_or_else(|| Mistake::new(format!("{} takes an axis that is not there", title(node))))?;
        let (extent, kind) = sliced.axes[axis];
        let is_all = *start == 0 && *end >= i64::from(i32::MAX) && *stride == 1;
        match kind {
            Axis::Time | Axis::Batch if is_all => continue,
            Axis::Time => {
                let given = |of: usize, int: i64| match bounds[of] {
                    Some(computed) => computed.elements.get(place).copied().unwrap_or(Element::Int(int)),
                    None => Element::Int(int),
                };
                let cut = sequence::cut(&sliced, axis, [given(0, *start), given(1, *end)], steps);
                sliced = cut.filter(|_| *stride == 1).ok_or_else(|| other_steps(node, &[*start, *end]))?;
                continue;
            }
            // What a batch that is not known has is all of it: exporters of `PyTorch` take a part of zeros so.
            Axis::Batch => {
                return Err(Mistake::new(format!("{} takes a part of the batch", title(node))));
            }
            Axis::One | Axis::Numbers => {}
        }
        let length = i64::try_from(extent).unwrap_or(i64::MAX);
        let (least, most) = if *stride > 0 { (0, length) } else { (-1, length - 1) };
        let [start, end] =
            [*start, *end].map(|at| (if at < 0 { at.saturating_add(length) } else { at }).clamp(least, most));
        let mut places = Vec::new();
        let mut at = start;
        while if *stride > 0 { at < end } else { at > end } {
            places.extend(usize::try_from(at).ok());
            at = at.saturating_add(*stride);
        }
        sliced = sliced.picked(axis, &places);
    }
    Ok(sliced)
}
