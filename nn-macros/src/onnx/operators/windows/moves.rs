//! Nodes that move numbers of a window, or count them.

use nn_onnx::Node;

use super::{place, view_of};
use crate::graph::constant::Constant;
use crate::graph::lowering::{Lowering, Value, given, int};
use crate::graph::view::View;
use crate::graph::{Mistake, title};
use crate::onnx::operators::{axes, is_standard};

/// The results of a node that moves numbers of a window; `None` for any other node, and where another way to read it is at hand.
pub(super) fn moved<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<Vec<View>>, Mistake> {
    let operator = if is_standard(&node.domain) { node.op_type.as_str() } else { "" };
    let Some(name) = node.input.first().map(String::as_str) else { return Ok(None) };
    let is_view = lowering.views.contains_key(name);
    let is_elsewhere = is_view || place(lowering, name) > 0;
    // Other ways to read these are for rows, whose axes have an order or not.
    let is_moved = match operator {
        "Transpose" | "Gather" | "Slice" | "Split" => true,
        "Reshape" | "Flatten" | "Squeeze" | "Unsqueeze" => is_elsewhere || lowering.orders.contains_key(name),
        "Identity" => is_view,
        _ => false,
    };
    if !is_moved {
        return Ok(None);
    }
    let Some(view) = view_of(lowering, node, name)?.filter(|view| is_elsewhere || view.axes.len() > 1) else {
        return Ok(None);
    };
    let views = match operator {
        "Transpose" => transposed(node, &view).map(|view| vec![view]),
        "Gather" => picked(lowering, node, &view)?.map(|view| vec![view]),
        "Slice" => sliced(lowering, node, &view)?.map(|view| vec![view]),
        "Split" => split(lowering, node, &view)?,
        "Reshape" | "Flatten" => reshaped(lowering, node, &view)?.map(|view| vec![view]),
        "Squeeze" => axes::axes(lowering, node)?.and_then(|axes| view.squeezed(&axes)).map(|view| vec![view]),
        "Unsqueeze" => axes::axes(lowering, node)?.and_then(|axes| view.unsqueezed(&axes)).map(|view| vec![view]),
        _ => Some(vec![view.clone()]),
    };
    match views {
        None if is_elsewhere && view.batch > 0 => {
            let (shape, batch) = (view.shape(), view.batch);
            Err(Mistake::new(format!("{} takes rows of shape {shape:?}, whose batch is axis {batch}", title(node)))
                .note("supported are other orders of axes, parts of them, and shapes that keep the batch apart"))
        }
        views => Ok(views),
    }
}

/// With its axes in another order, the batch among them.
fn transposed(node: &Node, view: &View) -> Option<View> {
    let rank = i64::try_from(view.rank()).ok()?;
    let perm: Vec<i64> = given(node, "perm").map_or_else(|| (0..rank).rev().collect(), |perm| perm.ints.clone());
    view.transposed(&perm)
}

/// At one position of an axis, or at several that are neighbours.
pub(super) fn picked<'a>(lowering: &mut Lowering<'a>, node: &'a Node, view: &View) -> Result<Option<View>, Mistake> {
    let Some(Value::Constant(positions)) = lowering.optional(node, 1)? else { return Ok(None) };
    let (Some(list), Some(axis)) = (positions.as_ints(), view.axis_of_row(int(node, "axis", 0))) else {
        return Ok(None);
    };
    let all = i64::try_from(view.axes[axis].extent).unwrap_or(i64::MAX);
    let place = |at: &i64| usize::try_from(if *at < 0 { at.saturating_add(all) } else { *at }).ok();
    let Some(places) = list.iter().map(place).collect::<Option<Vec<usize>>>() else { return Ok(None) };
    Ok(match (&places[..], positions.shape.len()) {
        ([only], 0) => view.at(axis, *only),
        ([first, ..], 1) if places.windows(2).all(|pair| pair[1] == pair[0] + 1) => {
            view.part(axis, (*first, places.len()), 1)
        }
        _ => None,
    })
}

/// From some positions up to others, forward or back.
pub(super) fn sliced<'a>(lowering: &mut Lowering<'a>, node: &'a Node, view: &View) -> Result<Option<View>, Mistake> {
    let mut lists = Vec::new();
    for (index, name) in (1..).zip(["starts", "ends", "axes", "steps"]) {
        lists.push(match lowering.optional(node, index)? {
            Some(Value::Constant(list)) => match list.as_extents() {
                Some(list) => Some(list),
                None => return Ok(None),
            },
            Some(Value::Row(_)) => return Ok(None),
            None => given(node, name).map(|attribute| attribute.ints.iter().copied().map(Some).collect()),
        });
    }
    let [Some(starts), Some(ends), axes, steps] = &lists[..] else { return Ok(None) };
    let (mut part, n) = (view.clone(), starts.len());
    let axes = axes.clone().unwrap_or_else(|| (0..).map(Some).take(n).collect());
    let steps = steps.clone().unwrap_or_else(|| vec![Some(1); n]);
    if [ends, &axes, &steps].iter().any(|list| list.len() != n) {
        return Ok(None);
    }
    for (((start, end), axis), step) in starts.iter().zip(ends).zip(&axes).zip(&steps) {
        let (Some(start), Some(axis), Some(step)) = (*start, *axis, *step) else { return Ok(None) };
        let Some(axis) = part.axis_of_row(axis) else {
            // All of the batch.
            let is_all = start == 0 && step == 1 && end.is_none_or(|end| end >= i64::from(i32::MAX));
            if is_all || start == 0 && *end == lowering.graph.batch && end.is_some() {
                continue;
            }
            return Ok(None);
        };
        let (Some(end), all) = (*end, i64::try_from(part.axes[axis].extent).unwrap_or(i64::MAX)) else {
            return Ok(None);
        };
        let (least, most) = if step > 0 { (0, all) } else { (-1, all - 1) };
        let bound = |at: i64| (if at < 0 { at.saturating_add(all) } else { at }).clamp(least, most);
        let (start, end) = (bound(start), bound(end));
        let distance = if step > 0 { end - start } else { start - end };
        let count = if distance > 0 && step != 0 { distance.saturating_sub(1) / step.saturating_abs() + 1 } else { 0 };
        let found = usize::try_from(start).ok().zip(usize::try_from(count).ok()).zip(isize::try_from(step).ok());
        match found.and_then(|(from, step)| part.part(axis, from, step)) {
            Some(found) => part = found,
            None => return Err(Mistake::new(format!("{} yields no numbers", title(node)))),
        }
    }
    Ok(Some(part))
}

/// Parts of an axis, one behind the other.
fn split<'a>(lowering: &mut Lowering<'a>, node: &'a Node, view: &View) -> Result<Option<Vec<View>>, Mistake> {
    let Some(axis) = view.axis_of_row(int(node, "axis", 0)) else { return Ok(None) };
    let (n, extent) = (node.output.len().max(1), view.axes[axis].extent);
    let lengths = match lowering.optional(node, 1)? {
        Some(Value::Constant(lengths)) => lengths.as_ints().map(<[i64]>::to_vec),
        Some(Value::Row(_)) => None,
        None => given(node, "split").map(|split| split.ints.clone()).or_else(|| {
            let even = i64::try_from(extent.div_ceil(n)).ok()?;
            let last = i64::try_from(extent).ok()? - even * i64::try_from(n - 1).ok()?;
            Some((1..n).map(|_| even).chain([last]).collect())
        }),
    };
    let lengths: Option<Vec<usize>> =
        lengths.and_then(|lengths| lengths.iter().map(|length| usize::try_from(*length).ok()).collect());
    let Some(lengths) = lengths.filter(|lengths| lengths.len() == n && lengths.iter().sum::<usize>() == extent) else {
        return Ok(None);
    };
    let mut first = 0;
    let parts = lengths.iter().map(|length| {
        first += length;
        view.part(axis, (first - length, *length), 1)
    });
    Ok(parts.collect())
}

/// In another shape.
fn reshaped<'a>(lowering: &mut Lowering<'a>, node: &'a Node, view: &View) -> Result<Option<View>, Mistake> {
    let fixed = lowering.graph.batch;
    if node.op_type == "Flatten" {
        return Ok((int(node, "axis", 1) == 1 && view.batch == 0)
            .then(|| view.reshaped(&[None, Some(-1)], fixed))
            .flatten());
    }
    let target = match lowering.optional(node, 1)? {
        Some(Value::Constant(target)) => target.as_extents(),
        Some(Value::Row(_)) | None => None,
    };
    let target = target.filter(|target| int(node, "allowzero", 0) == 0 || !target.contains(&Some(0)));
    Ok(target.and_then(|target| view.reshaped(&target, fixed)))
}

/// The extents of a value whose batch is not its first axis.
pub(super) fn counted<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Option<Value<'a>>, Mistake> {
    let Some(name) = node.input.first().map(String::as_str).filter(|_| node.op_type == "Shape") else {
        return Ok(None);
    };
    if !lowering.views.contains_key(name) && place(lowering, name) == 0 {
        return Ok(None);
    }
    let Some(view) = view_of(lowering, node, name)? else { return Ok(None) };
    let mut extents: Vec<Option<i64>> = view.axes.iter().map(|axis| i64::try_from(axis.extent).ok()).collect();
    extents.insert(view.batch, lowering.graph.batch);
    let n = i64::try_from(extents.len()).unwrap_or(i64::MAX);
    let position = |name: &str, default: i64| {
        let position = int(node, name, default);
        let position = if position < 0 { position.saturating_add(n) } else { position };
        usize::try_from(position.clamp(0, n)).unwrap_or(0)
    };
    let part = extents.get(position("start", 0)..position("end", n)).unwrap_or_default().to_vec();
    Ok(Some(Value::Constant(Constant::extents(vec![part.len()], part))))
}
