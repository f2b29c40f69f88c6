//! Arithmetic of shapes, which exporters leave in a file although all but the batch is known: the halves of `chunk`, the target of
//! `view`, the ones of a norm without weights.

use nn_onnx::Node;

use super::windows;
use crate::graph::constant::{Constant, Elements};
use crate::graph::lowering::{Lowering, Part, Pending, Row, Step, Value, given, int, settled, unsupported};
use crate::graph::{Mistake, title};

/// Extents of a value, or of a constant; from one up to another where the node says so.
pub(super) fn shape<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let known = |extents: &[usize]| extents.iter().map(|extent| i64::try_from(*extent).ok()).collect::<Vec<_>>();
    let extents = match lowering.operand(node, 0)? {
        Value::Constant(constant) => known(&constant.shape),
        Value::Row(row) => {
            let row = match &row.pending {
                Some(Pending { step: Step::Function(_), .. }) => row,
                // A number for each row.
                Some(Pending { step: Step::Norm(part, _), .. }) if !matches!(part, Part::Square) => {
                    Row { shape: vec![1; row.shape.len()], ..row }
                }
                _ => settled(row)?,
            };
            [lowering.graph.batch].into_iter().chain(known(&row.shape)).collect()
        }
    };
    let position = |name: &str, default: usize| {
        let len = i64::try_from(extents.len()).unwrap_or(i64::MAX);
        let position = int(node, name, i64::try_from(default).unwrap_or(i64::MAX));
        let position = if position < 0 { position.saturating_add(len) } else { position };
        usize::try_from(position.clamp(0, len)).unwrap_or(0)
    };
    let (start, end) = (position("start", 0), position("end", extents.len()));
    let extents = extents.get(start..end).unwrap_or_default().to_vec();
    Ok(Value::Constant(Constant::extents(vec![extents.len()], extents)))
}

/// Extents of a shape.
pub(super) fn gather<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (extents, positions) = (extents(lowering, node, 0)?, extents(lowering, node, 1)?);
    let axis = int(node, "axis", 0);
    if axis != 0 || extents.shape.len() != 1 {
        return Err(unsupported(node, "axis", axis, "0, of a vector"));
    }
    let (from, list) = (extents.as_extents().unwrap_or_default(), positions.as_ints().unwrap_or_default());
    let len = i64::try_from(from.len()).unwrap_or(i64::MAX);
    let at = |position: &i64| {
        let position = if *position < 0 { position.saturating_add(len) } else { *position };
        usize::try_from(position).ok().and_then(|position| from.get(position)).copied()
    };
    let gathered: Option<Vec<Option<i64>>> = list.iter().map(at).collect();
    match gathered {
        Some(gathered) if gathered.len() == positions.len() => {
            Ok(Value::Constant(Constant::extents(positions.shape, gathered)))
        }
        _ => Err(Mistake::new(format!("{} takes the extents {list:?} of {len}", title(node)))),
    }
}

/// A constant with more axes, of extent 1.
pub(super) fn unsqueeze<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let constant = extents(lowering, node, 0)?;
    // From operator set 13 on the axes are an operand.
    let axes = match lowering.optional(node, 1)? {
        Some(Value::Constant(axes)) => axes.as_ints().map(<[i64]>::to_vec),
        Some(Value::Row(_)) => None,
        None => given(node, "axes").map(|axes| axes.ints.clone()),
    };
    match (axes.as_deref(), &constant.shape[..]) {
        (Some([0 | -1]), []) => Ok(Value::Constant(Constant { shape: vec![1], ..constant })),
        _ => Err(Mistake::new(format!("{} adds axes to a constant of shape {:?}", title(node), constant.shape))
            .note("supported is one axis for an extent")),
    }
}

/// Extents, one behind the other.
pub(super) fn concat<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let mut all = Vec::new();
    let axis = given(node, "axis").and_then(|axis| axis.i);
    if !matches!(axis, Some(0 | -1)) {
        let found = axis.map_or_else(|| "none".to_owned(), |axis| axis.to_string());
        return Err(unsupported(node, "axis", found, "0, of lists of extents"));
    }
    for index in 0..node.input.len() {
        let constant = extents(lowering, node, index)?;
        if constant.shape.len() != 1 {
            return Err(Mistake::new(format!("operand {index} of {} is no list of extents", title(node))));
        }
        lowering.spend(node, constant.len())?;
        all.extend(constant.as_extents().unwrap_or_default());
    }
    Ok(Value::Constant(Constant::extents(vec![all.len()], all)))
}

/// Ones, or another number, in the shape that is given. Where that begins with an unknown batch, they are the same for all rows.
pub(super) fn constant_of_shape<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let extents = extents(lowering, node, 0)?.as_extents().unwrap_or_default();
    let value = match given(node, "value").and_then(|value| value.t.as_deref()) {
        Some(tensor) => Constant::read(tensor, &format!("the tensor of {}", title(node)))?.finite()?,
        None => Constant::floats(vec![1], vec![0.0]),
    };
    if value.len() != 1 {
        return Err(Mistake::new(format!("the value of {} is no single number", title(node))));
    }
    // What recurrent nodes begin with has the batch as its second axis; of all else a batch elsewhere would be lost.
    let is_begin = windows::is_begin(lowering, node);
    let extent = |(axis, extent): (usize, &Option<i64>)| match extent {
        Some(extent) => usize::try_from(*extent).ok(),
        None => (axis == 0 || is_begin).then_some(1),
    };
    let shape: Option<Vec<usize>> = extents.iter().enumerate().map(extent).collect();
    let length =
        shape.as_ref().and_then(|shape| shape.iter().try_fold(1_usize, |all, extent| all.checked_mul(*extent)));
    let (Some(shape), Some(length)) = (shape, length) else {
        return Err(Mistake::new(format!("{} makes a constant of unknown shape", title(node))));
    };
    lowering.spend(node, length)?;
    let elements = match value.elements {
        Elements::Ints(ints) => Elements::Ints(ints.repeat(length).into()),
        Elements::Floats(floats) => Elements::Floats(floats.repeat(length).into()),
        Elements::Bools(bools) => Elements::Bools(bools.repeat(length)),
        Elements::Extents(_) | Elements::NotFinite(_) => unreachable!("a tensor has no batch, and this one is finite"),
    };
    Ok(Value::Constant(Constant { shape, elements }))
}

/// What is done to two integers.
pub(super) type Arithmetic = fn(i64, i64) -> Option<i64>;

/// Integers of equal number, or one of them for all; `verb` is what the node does, for messages.
pub(super) fn arithmetic<'a>(
    node: &Node,
    (a, b): (&Constant<'a>, &Constant<'a>),
    verb: &str,
    compute: Arithmetic,
) -> Result<Value<'a>, Mistake> {
    let (Some(left), Some(right)) = (a.as_extents(), b.as_extents()) else {
        return Err(Mistake::new(format!("{} {verb} two constants", title(node))).help("export with constant folding"));
    };
    let len = left.len().max(right.len());
    let without_ones = |shape: &[usize]| shape.iter().skip_while(|extent| **extent == 1).copied().collect::<Vec<_>>();
    let is_same = without_ones(&a.shape) == without_ones(&b.shape);
    if !is_same && left.len() != 1 && right.len() != 1 {
        let (left, right) = (&a.shape, &b.shape);
        return Err(Mistake::new(format!("{} {verb} integers of shape {left:?} and {right:?}", title(node))));
    }
    let at = |numbers: &[Option<i64>], index: usize| numbers.get(index % numbers.len().max(1)).copied().flatten();
    let mut computed = Vec::with_capacity(len);
    for index in 0..len {
        let (Some(left), Some(right)) = (at(&left, index), at(&right, index)) else {
            return Err(Mistake::new(format!("{} computes with the extent of the batch", title(node)))
                .note("the batch depends on the call; each of its rows is computed by itself")
                .help("change shapes without the batch: `torch.flatten(x, 1)`"));
        };
        let result = compute(left, right);
        computed.push(
            result.ok_or_else(|| {
                Mistake::new(format!("{} {verb} {left} and {right}, which has no result", title(node)))
            })?,
        );
    }
    let is_left = left.len() > right.len() || left.len() == right.len() && a.shape.len() >= b.shape.len();
    let shape = if is_left { &a.shape } else { &b.shape };
    Ok(Value::Constant(Constant::ints(shape.clone(), computed)))
}

/// Operand `index`, which must be integers that do not depend on the input.
fn extents<'a>(lowering: &Lowering<'a>, node: &'a Node, index: usize) -> Result<Constant<'a>, Mistake> {
    match lowering.operand(node, index)? {
        Value::Constant(constant @ Constant { elements: Elements::Ints(_) | Elements::Extents(_), .. }) => Ok(constant),
        _ => Err(Mistake::new(format!("operand {index} of {} is no constant list of integers", title(node)))
            .note("the operator is supported for shapes")),
    }
}
