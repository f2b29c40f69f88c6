//! `slice`: some numbers of a vector, one behind the other, or some channels of a map.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{position, subject};
use crate::model::{Argument, Layer, Shape, Value};

pub(super) const KIND: Kind = Kind {
    name: "slice",
    aliases: &[],
    usage: "slice(start, end, from = label)",
    parameters: &[Parameter::required("start"), Parameter::required("end")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["Slice": onnx::slice, "Split": onnx::split],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let [start, end] = ["start", "end"].map(|name| {
        let value = site.arguments.get(name)?;
        position(value, &subject(name, site.title), site.errors)
    });
    let range = start.zip(end).filter(|range| refuse_range(site, *range).is_none());
    let shape = site.shape().unwrap_or(Shape(Vec::new()));
    let others = || shape.0.iter().skip(1).copied();
    Checked {
        layer: range.map(|(start, end)| layer(Slice { start, end, shape: shape.clone() })),
        shape: range.map(|(start, end)| Shape([end - start].into_iter().chain(others()).collect())),
        size: site.argument("end").map(crate::ast::Value::place),
        ..Checked::default()
    }
}

/// An error if the operand has no such numbers, or no such channels.
fn refuse_range(site: &mut Site<'_>, (start, end): (usize, usize)) -> Option<()> {
    let end_place = site.argument("end").map_or(site.kind_place(), crate::ast::Value::place);
    if start >= end {
        let message = format!("`{}` starts at {start} and ends at {end}, which are no numbers", site.title);
        site.errors.push(Diagnostic::new(end_place, message).note("`end` is the position behind the last number"));
        return Some(());
    }
    let operand = site.operand()?;
    let shape = operand.shape.clone()?;
    let (what, len) = match shape.0[..] {
        [len] => ("numbers", len),
        [channels, ..] => ("channels", channels),
        [] => return None,
    };
    if end <= len {
        return None;
    }
    let message = format!("`{}` ends at {end}, but {} has {len} {what}", site.title, operand.title);
    site.errors.push(Diagnostic::new(end_place, message));
    Some(())
}

/// The numbers or channels from `start` up to `end`, which is left out.
#[derive(Debug)]
struct Slice {
    start: usize,
    end: usize,
    /// Of the operand.
    shape: Shape,
}

impl Layer for Slice {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("start", Value::Count(self.start)), Argument::new("end", Value::Count(self.end))]
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        if let [_, others @ ..] = &self.shape.0[..]
            && !others.is_empty()
        {
            let channels = (self.start, self.end - self.start);
            let parts: Vec<_> = [channels].into_iter().chain(others.iter().map(|extent| (0, *extent))).collect();
            return builder.cut(&self.shape.0, &parts);
        }
        let input = builder.value();
        builder.push(Definition::Slice { input, start: self.start })
    }
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use crate::graph::constant::Constant;
    use crate::graph::lowering::{Lowering, Row, Value, given, int, unsupported};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{MAX_NODES, Mistake, title};
    use crate::model::of_axes;
    use nn_onnx::Node;

    /// Constant integers of a node, which before operator set 10 were attributes.
    fn numbers<'a>(
        lowering: &Lowering<'a>,
        node: &'a Node,
        name: &str,
        index: usize,
    ) -> Result<Option<Vec<i64>>, Mistake> {
        match lowering.optional(node, index)? {
            None => Ok(given(node, name).map(|attribute| attribute.ints.clone())),
            Some(Value::Constant(constant)) => match constant.as_ints() {
                Some(ints) => Ok(Some(ints.to_vec())),
                None => Err(Mistake::new(format!("the {name} of {} are no constant integers", title(node)))),
            },
            Some(Value::Row(_)) => Err(Mistake::new(format!("{} takes its `{name}` from a value", title(node)))
                .note("positions must be constants")),
        }
    }

    /// Rows of a constant, in order or in reverse: of integers that shapes are made of, or of what recurrent nodes begin with.
    fn of_constant<'a>(
        lowering: &Lowering<'a>,
        node: &'a Node,
        constant: &Constant<'a>,
    ) -> Result<Constant<'a>, Mistake> {
        let refused = || {
            Mistake::new(format!("{} takes a part of a constant of shape {:?}", title(node), constant.shape))
                .note("supported are integers and floats, along their first axis")
                .help("export with constant folding")
        };
        let only = |name: &str, index: usize, default: i64| match numbers(lowering, node, name, index)?.as_deref() {
            None => Ok(default),
            Some([only]) => Ok(*only),
            Some(_) => Err(refused()),
        };
        let (start, end) = (only("starts", 1, 0)?, only("ends", 2, i64::MAX)?);
        let (axis, step) = (only("axes", 3, 0)?, only("steps", 4, 1)?);
        let (Some((n, rest)), 0, true) = (constant.shape.split_first(), axis, step != 0 && constant.len() > 0) else {
            return Err(refused());
        };
        let n = i64::try_from(*n).unwrap_or(i64::MAX);
        // In reverse the end is before the first.
        let limits = if step > 0 { (0, n) } else { (-1, n - 1) };
        let [start, end] = [start, end].map(|position| {
            let position = if position < 0 { position.saturating_add(n) } else { position };
            position.clamp(limits.0, limits.1)
        });
        let of_row = rest.iter().product::<usize>();
        let (mut places, mut position) = (Vec::new(), start);
        while if step > 0 { position < end } else { position > end } {
            places.push(usize::try_from(position).unwrap_or(0) * of_row);
            position = position.saturating_add(step);
        }
        let shape = [places.len()].into_iter().chain(rest.iter().copied()).collect();
        match (constant.as_extents(), constant.as_floats()) {
            (Some(extents), _) => Ok(Constant::extents(shape, rows(&extents, &places, of_row))),
            (None, Some(floats)) => Ok(Constant::floats(shape, rows(floats, &places, of_row))),
            (None, None) => Err(refused()),
        }
    }

    /// So many numbers from each of these places on.
    fn rows<T: Copy>(numbers: &[T], places: &[usize], of_row: usize) -> Vec<T> {
        places.iter().filter_map(|first| numbers.get(*first..first + of_row)).flatten().copied().collect()
    }

    /// Some numbers of vectors, one behind the other. Positions below 0 count from the end, and those beyond an end are that end.
    pub(super) fn slice<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        if let Value::Constant(constant) = lowering.operand(node, 0)? {
            return of_constant(lowering, node, &constant).map(Value::Constant);
        }
        let row = lowering.plain_row(node, 0)?;
        let [len] = row.shape[..] else { return of_map(lowering, node, row) };
        let numbers = |name: &str, index: usize| numbers(lowering, node, name, index);
        let (starts, ends) = (numbers("starts", 1)?, numbers("ends", 2)?);
        let (axes, steps) = (numbers("axes", 3)?, numbers("steps", 4)?);
        let written = |numbers: &Option<Vec<i64>>| {
            numbers.as_ref().map_or_else(|| "none".to_owned(), |numbers| format!("{numbers:?}"))
        };
        let one = |name: &str, numbers: &Option<Vec<i64>>| match numbers.as_deref() {
            Some([only]) => Ok(*only),
            _ => Err(unsupported(node, name, written(numbers), "one position, of the last axis")),
        };
        let (start, end) = (one("starts", &starts)?, one("ends", &ends)?);
        if !matches!(axes.as_deref(), Some([1 | -1])) {
            return Err(unsupported(node, "axes", written(&axes), "the last axis, [-1]"));
        }
        if !matches!(steps.as_deref(), None | Some([1])) {
            return Err(unsupported(node, "steps", written(&steps), "[1]"));
        }
        let [start, end] = [start, end].map(|position| {
            let from_end = i64::try_from(len).unwrap_or(i64::MAX);
            let position = if position < 0 { position.saturating_add(from_end) } else { position };
            usize::try_from(position.clamp(0, from_end)).unwrap_or(0)
        });
        if start >= end {
            return Err(Mistake::new(format!("{} yields no numbers", title(node))));
        }
        Ok(Value::Row(lowering.push(node, Operation::Slice(start, end), vec![row.source], vec![end - start])))
    }

    /// Some positions along axes of a map: channels by a line `slice`, pixels by a line `crop`.
    fn of_map<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row) -> Result<Value<'a>, Mistake> {
        let row = lowering.as_declared(node, row)?;
        let (starts, ends) = (numbers(lowering, node, "starts", 1)?, numbers(lowering, node, "ends", 2)?);
        let (starts, ends) = (starts.unwrap_or_default(), ends.unwrap_or_default());
        let all = || (0..).take(starts.len()).collect::<Vec<i64>>();
        let axes = numbers(lowering, node, "axes", 3)?.unwrap_or_else(all);
        let steps = numbers(lowering, node, "steps", 4)?.unwrap_or_else(|| vec![1; starts.len()]);
        if steps.iter().any(|step| *step != 1) {
            return Err(unsupported(node, "steps", format!("{steps:?}"), "1"));
        }
        let fits = !starts.is_empty() && [&ends, &axes, &steps].iter().all(|list| list.len() == starts.len());
        let mut parts: Vec<(usize, usize)> = row.shape.iter().map(|extent| (0, *extent)).collect();
        for ((axis, start), end) in axes.iter().zip(&starts).zip(&ends) {
            // All of the batch.
            let is_to_the_end =
                |end: i64| end >= i64::from(i32::MAX) || lowering.graph.batch.is_some_and(|batch| end >= batch);
            if *axis == 0 && *start == 0 && fits && is_to_the_end(*end) {
                continue;
            }
            let counted = if *axis < 0 { axis.saturating_add(row.rank() + 1) } else { *axis };
            let part = usize::try_from(counted).ok().and_then(|axis| parts.get_mut(axis.checked_sub(1)?));
            let Some(part) = part.filter(|_| fits) else {
                return Err(unsupported(
                    node,
                    "axes",
                    format!("{axes:?}"),
                    "axes without the batch, one for each start",
                ));
            };
            let len = i64::try_from(part.1).unwrap_or(i64::MAX);
            let [start, end] = [start, end].map(|position| {
                let position = if *position < 0 { position.saturating_add(len) } else { *position };
                usize::try_from(position.clamp(0, len)).unwrap_or(0)
            });
            *part = (start, end);
        }
        if parts.iter().any(|(start, end)| start >= end) {
            return Err(Mistake::new(format!("{} yields no numbers", title(node))));
        }
        Ok(Value::Row(cut(lowering, node, row, &parts)))
    }

    /// From a first position up to another along each axis.
    fn cut(lowering: &mut Lowering<'_>, node: &Node, row: Row, parts: &[(usize, usize)]) -> Row {
        let mut row = row;
        if let [(start, end), ..] = *parts
            && end - start < row.shape[0]
        {
            let shape = [end - start].into_iter().chain(row.shape.iter().skip(1).copied()).collect();
            row = lowering.push(node, Operation::Slice(start, end), vec![row.source], shape);
        }
        let around = row.shape.iter().zip(parts).skip(1);
        let sides: Vec<usize> = around.flat_map(|(extent, (start, end))| [*start, extent - end]).collect();
        if sides.iter().any(|side| *side > 0) {
            let shape =
                [row.shape[0]].into_iter().chain(parts.iter().skip(1).map(|(start, end)| end - start)).collect();
            let layer = Written { arguments: vec![of_axes(&sides)], ..Written::plain("crop") };
            row = lowering.push(node, Operation::Layer(layer), vec![row.source], shape);
        }
        row
    }

    /// Vectors, one behind the other, or channels of a map, of the lengths that are given or of equal length. The last may be shorter.
    pub(super) fn split<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        let row = if row.shape.len() > 1 { lowering.as_declared(node, row)? } else { row };
        let Some((&len, others)) = row.shape.split_first() else {
            return Err(Mistake::new(format!("{} takes a number", title(node))));
        };
        let axis = int(node, "axis", 0);
        if axis != 1 && axis != -row.rank() {
            let supported = if others.is_empty() { "the last axis, -1" } else { "the axis of channels, 1" };
            return Err(unsupported(node, "axis", axis, supported));
        }
        if lowering.lines.len() + node.output.len() > MAX_NODES {
            return Err(Mistake::new(format!("{} has {} outputs", title(node), node.output.len())));
        }
        // From operator set 18 on the attribute repeats how many outputs there are.
        let n_outputs = i64::try_from(node.output.len()).unwrap_or(i64::MAX);
        let num_outputs = int(node, "num_outputs", n_outputs);
        if num_outputs != n_outputs {
            return Err(unsupported(node, "num_outputs", num_outputs, format!("{n_outputs}, the number of outputs")));
        }
        let lengths = lengths(lowering, node, len)?;
        let mut parts = Vec::new();
        let mut start = 0;
        for length in lengths {
            let end = start + length;
            let shape = [length].into_iter().chain(others.iter().copied()).collect();
            parts.push(lowering.push(node, Operation::Slice(start, end), vec![row.source], shape));
            start = end;
        }
        let mut parts = parts.into_iter();
        let first = parts.next().ok_or_else(|| Mistake::new(format!("{} has no output", title(node))))?;
        for (output, part) in node.output.iter().skip(1).zip(parts).filter(|(output, _)| !output.is_empty()) {
            lowering.define(node, output, Value::Row(part))?;
        }
        Ok(Value::Row(first))
    }

    /// One for each output.
    fn lengths<'a>(lowering: &Lowering<'a>, node: &'a Node, len: usize) -> Result<Vec<usize>, Mistake> {
        let n_outputs = node.output.len();
        // From operator set 13 on they are an operand.
        let given = match lowering.optional(node, 1)? {
            Some(Value::Constant(constant)) => Some(constant.as_ints().map(<[i64]>::to_vec).unwrap_or_default()),
            Some(Value::Row(_)) => {
                return Err(Mistake::new(format!("{} takes its lengths from a value", title(node)))
                    .note("lengths must be constants"));
            }
            None => given(node, "split").map(|split| split.ints.clone()),
        };
        let each = len.div_ceil(n_outputs.max(1));
        let equal = |index: usize| len.saturating_sub(index * each).min(each);
        let lengths: Vec<usize> = given.as_ref().map_or_else(
            || (0..n_outputs).map(equal).collect(),
            |given| given.iter().map(|length| usize::try_from(*length).unwrap_or(0)).collect(),
        );
        let sum = lengths.iter().fold(0_usize, |sum, length| sum.saturating_add(*length));
        if lengths.len() == n_outputs && sum == len && !lengths.contains(&0) {
            return Ok(lengths);
        }
        let given = given.map_or_else(|| "equal parts".to_owned(), |given| format!("{given:?}"));
        Err(Mistake::new(format!("{} splits {len} numbers into {n_outputs} outputs by {given}", title(node)))
            .note("each output must have at least one number, and all numbers must have an output"))
    }
}
