//! Axes of extent 1, and other shapes of the same numbers: nothing is computed. A value keeps the shape that it has in the language,
//! and the shape that the file gives it is remembered beside it.

use nn_onnx::Node;

use crate::graph::constant::{Constant, Elements};
use crate::graph::lowering::{Lowering, Pending, Row, Step, Value, given, int, settled, unsupported};
use crate::graph::{Mistake, title};

use super::{extent, read_as, windows};

/// Without axes of extent 1.
pub(super) fn squeeze<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let axes = axes(lowering, node)?;
    match lowering.operand(node, 0)? {
        Value::Constant(constant) => {
            let shape = without(&constant.shape, axes.as_deref(), 0)
                .ok_or_else(|| wrong(node, axes.as_deref(), &constant.shape))?;
            Ok(Value::Constant(Constant { shape, ..constant }))
        }
        Value::Row(row) => {
            if axes.is_none() {
                return Err(Mistake::new(format!(
                    "{} takes away all axes of extent 1, the batch too if it is one",
                    title(node)
                ))
                .help("name the axes: `x.squeeze(-1)` in place of `x.squeeze()`"));
            }
            let shape =
                without(&row.shape, axes.as_deref(), 1).ok_or_else(|| wrong(node, axes.as_deref(), &row.shape))?;
            // A vector, made of what is none in the language.
            if shape.len() == 1 && lowering.shape(row.source).len() > 1 {
                return read_as("Flatten", lowering, node);
            }
            Ok(Value::Row(Row { shape, ..reshapable(row)? }))
        }
    }
}

/// With more axes, of extent 1.
pub(super) fn unsqueeze<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let axes = axes(lowering, node)?;
    match lowering.operand(node, 0)? {
        Value::Constant(constant) if constant.as_extents().is_some() => extent::unsqueeze(lowering, node),
        Value::Constant(constant) => {
            let shape = with(&constant.shape, axes.as_deref(), 0)
                .ok_or_else(|| wrong(node, axes.as_deref(), &constant.shape))?;
            Ok(Value::Constant(Constant { shape, ..constant }))
        }
        // An axis before that of the batch, along which values will stand side by side.
        Value::Row(row) if axes.as_deref() == Some(&[0]) && row.shape.len() == 1 => {
            let row = settled(row)?;
            let step = Step::Stack(0, vec![row.source]);
            Ok(Value::Row(Row { pending: Some(Pending { step, node: title(node), value: None }), ..row }))
        }
        Value::Row(row) => {
            if let (Some([1 | -1]), Some(row)) = (axes.as_deref(), lowering.with_axis(&row)) {
                return Ok(Value::Row(row));
            }
            let shape = with(&row.shape, axes.as_deref(), 1).ok_or_else(|| wrong(node, axes.as_deref(), &row.shape))?;
            Ok(Value::Row(Row { shape, ..reshapable(row)? }))
        }
    }
}

/// A constant in another shape; `None` if a value is to be reshaped, which is a layer's.
pub(super) fn reshape<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    let Ok(Value::Constant(constant)) = lowering.operand(node, 0) else { return None };
    let shape = match lowering.operand(node, 1) {
        Ok(Value::Constant(shape)) => shape.as_ints().map(<[i64]>::to_vec),
        Ok(Value::Row(_)) => None,
        Err(mistake) => return Some(Err(mistake)),
    };
    let allowzero = int(node, "allowzero", 0);
    if allowzero != 0 && shape.as_ref().is_some_and(|shape| shape.contains(&0)) {
        let supported = "0, where the shape that is asked for has a 0";
        return Some(Err(unsupported(node, "allowzero", allowzero, supported)));
    }
    let fitting = shape.as_deref().and_then(|shape| fit(shape, &constant.shape, constant.len()));
    Some(if let Some(shape) = fitting {
        Ok(Value::Constant(Constant { shape, ..constant }))
    } else {
        let target = shape.map_or_else(|| "a shape that is no constant".to_owned(), |shape| format!("{shape:?}"));
        Err(Mistake::new(format!("{} changes a constant of shape {:?} to {target}", title(node), constant.shape)))
    })
}

/// A constant for all places of a larger shape. Where that begins with an unknown batch, it is the same for all rows.
pub(super) fn expand<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let (value, shape) = (lowering.any(node, 0)?, lowering.operand(node, 1)?);
    let Some(value) = value else { return lowering.operand(node, 0) };
    let extents = match &shape {
        Value::Constant(shape) => shape.as_extents(),
        Value::Row(_) => None,
    };
    let extents = extents.ok_or_else(|| Mistake::new(format!("{} has a shape that is no constant", title(node))))?;
    // What recurrent nodes begin with has the batch as its second axis; of all else a batch elsewhere would be lost.
    let is_begin = windows::is_begin(lowering, node);
    let extent = |(axis, extent): (usize, &Option<i64>)| match extent {
        Some(extent) => usize::try_from(*extent).ok(),
        None => (axis == 0 || is_begin).then_some(1),
    };
    let target: Option<Vec<usize>> = extents.iter().enumerate().map(extent).collect();
    let cannot = |found: &[usize]| {
        let written: Vec<String> =
            extents.iter().map(|extent| extent.map_or_else(|| "N".to_owned(), |extent| extent.to_string())).collect();
        Mistake::new(format!("{} spreads a value of shape {found:?} to [{}]", title(node), written.join(", ")))
            .note("supported are constants, and values whose shape does not change")
    };
    match value {
        Value::Constant(constant) => {
            // An extent of 1 stays what the constant has.
            let rank = constant.shape.len().max(target.as_ref().map_or(0, Vec::len));
            let mut all = vec![1; rank];
            let behind = |all: &mut Vec<usize>, shape: &[usize]| {
                let missing = rank - shape.len();
                all[missing..].iter_mut().zip(shape).for_each(|(extent, found)| *extent = (*extent).max(*found));
            };
            let target = target.ok_or_else(|| cannot(&constant.shape))?;
            behind(&mut all, &constant.shape);
            behind(&mut all, &target);
            let length = all.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
            lowering.spend(node, length.ok_or_else(|| cannot(&constant.shape))?)?;
            if let Elements::NotFinite(_) = constant.elements {
                return Ok(Value::Constant(Constant { shape: all, ..constant }));
            }
            let floats = constant.broadcast(&all).ok_or_else(|| cannot(&constant.shape))?;
            Ok(Value::Constant(Constant::floats(all, floats)))
        }
        Value::Row(row) => match extents.split_first() {
            Some((first, rest))
                if (first.is_none() || *first == Some(1) || *first == lowering.graph.batch)
                    && rest.len() == row.shape.len()
                    && rest.iter().zip(&row.shape).all(|(target, extent)| {
                        *target == Some(1) || target.and_then(|target| usize::try_from(target).ok()) == Some(*extent)
                    }) =>
            {
                Ok(Value::Row(row))
            }
            _ => Err(cannot(&row.shape)),
        },
    }
}

/// A row whose shape may be another: not one that waits for a line whose meaning depends on axes.
fn reshapable(row: Row) -> Result<Row, Mistake> {
    match &row.pending {
        None | Some(Pending { step: Step::Function(_) | Step::Whole, .. }) => Ok(row),
        Some(_) => settled(row),
    }
}

/// The axes: until operator set 13 an attribute, of means and lengths until 18, then an operand. `None` if none are named.
pub(super) fn axes<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Result<Option<Vec<i64>>, Mistake> {
    match lowering.optional(node, 1)? {
        None => Ok(given(node, "axes").map(|axes| axes.ints.clone())),
        Some(Value::Constant(axes)) if axes.as_ints().is_some() => Ok(axes.as_ints().map(<[i64]>::to_vec)),
        Some(_) => Err(Mistake::new(format!("the axes of {} are no constant integers", title(node)))),
    }
}

fn wrong(node: &Node, axes: Option<&[i64]>, shape: &[usize]) -> Mistake {
    let axes = axes.unwrap_or_default();
    Mistake::new(format!("{} has the axes {axes:?}, where the shape is {shape:?}", title(node)))
        .note("rows have no axis for the batch, which is axis 0")
}

/// The positions of `axes` among `rank` of them, of which `batch` stand before those of a shape.
pub(super) fn positions(axes: &[i64], rank: usize, batch: usize) -> Option<Vec<usize>> {
    let all = i64::try_from(rank + batch).ok()?;
    let position = |axis: &i64| {
        let axis = if *axis < 0 { axis.checked_add(all)? } else { *axis };
        usize::try_from(axis).ok()?.checked_sub(batch).filter(|axis| *axis < rank)
    };
    let mut positions: Vec<usize> = axes.iter().map(position).collect::<Option<_>>()?;
    positions.sort_unstable();
    positions.windows(2).all(|pair| pair[0] < pair[1]).then_some(positions)
}

fn without(shape: &[usize], axes: Option<&[i64]>, batch: usize) -> Option<Vec<usize>> {
    let Some(axes) = axes else { return Some(shape.iter().copied().filter(|extent| *extent != 1).collect()) };
    let gone = positions(axes, shape.len(), batch)?;
    if gone.iter().any(|axis| shape[*axis] != 1) {
        return None;
    }
    let kept = shape.iter().enumerate().filter(|(axis, _)| !gone.contains(axis));
    Some(kept.map(|(_, extent)| *extent).collect())
}

fn with(shape: &[usize], axes: Option<&[i64]>, batch: usize) -> Option<Vec<usize>> {
    let axes = axes?;
    let mut all = shape.to_vec();
    for axis in positions(axes, shape.len() + axes.len(), batch)? {
        all.insert(axis, 1);
    }
    Some(all)
}

/// The shape that `target` asks for, of a constant of `length` numbers in the shape `found`: 0 keeps an extent, -1 is what is left.
fn fit(target: &[i64], found: &[usize], length: usize) -> Option<Vec<usize>> {
    let mut rest = None;
    let mut shape = Vec::new();
    for (axis, extent) in target.iter().enumerate() {
        match *extent {
            -1 if rest.is_none() => {
                rest = Some(axis);
                shape.push(1);
            }
            0 => shape.push(*found.get(axis)?),
            extent => shape.push(usize::try_from(extent).ok()?),
        }
    }
    let product = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent))?;
    if let Some(axis) = rest {
        shape[axis] = length.checked_div(product)?;
    }
    let product = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent))?;
    (product == length).then_some(shape)
}
