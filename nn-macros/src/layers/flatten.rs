//! `flatten`: all axes into one.

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::limits::{MAX_EXTENT, grouped};
use crate::model::{Layer, Shape};

pub(super) const KIND: Kind = Kind {
    name: "flatten",
    aliases: &["ravel"],
    usage: "flatten(from = label)",
    parameters: &[],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    operators: operators!["Flatten": onnx::flatten, "Reshape": onnx::reshape],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let shape = site.shape().and_then(|shape| flattened(site, &shape));
    Checked { layer: Some(layer(Flatten)), shape, ..Checked::default() }
}

/// All axes into one; the numbers stay where they are.
#[derive(Debug)]
struct Flatten;

impl Layer for Flatten {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn only_renames(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.renamed()
    }
}

fn flattened(site: &mut Site<'_>, shape: &Shape) -> Option<Shape> {
    let elements = shape.len();
    if elements <= MAX_EXTENT {
        return Some(Shape(vec![elements]));
    }
    let message = format!(
        "`{}` turns {shape} into [{}], at most {} are allowed",
        site.title,
        grouped(elements),
        grouped(MAX_EXTENT)
    );
    site.errors.push(Diagnostic::new(site.kind_place(), message));
    None
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use crate::graph::lowering::{Line, Lowering, Pending, Row, Step, Value, int, settled, unsupported};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{Mistake, title};
    use crate::model::Source;
    use nn_onnx::Node;

    pub(super) fn flatten<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.row(node, 0)?;
        let axis = int(node, "axis", 1);
        // Counted from the end, the first axis of a row is -1, -2 or -3.
        let from_the_end = i64::try_from(row.shape.len()).map_or(1, i64::wrapping_neg);
        if axis != 1 && (axis != from_the_end || row.shape.is_empty()) {
            return Err(unsupported(node, "axis", axis, "1, which keeps the batch"));
        }
        flat(lowering, node, row)
    }

    /// To a vector, or to the shape that it has.
    pub(super) fn reshape<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.row(node, 0)?;
        let target = match lowering.operand(node, 1)? {
            Value::Constant(constant) => constant.as_extents().filter(|_| constant.shape.len() == 1),
            Value::Row(_) => None,
        };
        let target = target
            .ok_or_else(|| Mistake::new(format!("{} has a shape that is no constant list of integers", title(node))))?;
        let allowzero = int(node, "allowzero", 0);
        if allowzero != 0 && target.contains(&Some(0)) {
            let supported = "0, where the shape that is asked for has a 0";
            return Err(unsupported(node, "allowzero", allowzero, supported).note("a value without numbers is none"));
        }
        refuse_other_axes(&row)?;
        let length: usize = row.shape.iter().product();
        let is = |target: &Option<i64>, extent: usize| {
            target.and_then(|target| usize::try_from(target).ok()) == Some(extent)
        };
        let (first, rest) = target.split_first().map_or((Some(1), &[][..]), |(first, rest)| (*first, rest));
        let keeps_batch = match first {
            // The batch itself, as it is of any other value.
            None | Some(0) => true,
            Some(-1) => !rest.contains(&Some(-1)),
            first => first == lowering.graph.batch,
        };
        if let (true, [Some(1 | -1)], Some(row)) = (keeps_batch, rest, lowering.with_axis(&row)) {
            return Ok(Value::Row(row));
        }
        let is_same =
            rest.len() == row.shape.len() && rest.iter().zip(&row.shape).all(|(target, extent)| is(target, *extent));
        let is_flat = matches!(rest, [target] if *target == Some(-1) || is(target, length));
        // A value in another shape stays what it is, until something asks for its axes.
        let extents = extents_of(rest, &row.shape);
        let reshaped = extents.filter(|extents| {
            let is_of_axes = lowering.shape(row.source).len() == 1 || extents.len() > 1;
            is_of_axes && extents.iter().product::<usize>() == length && row.pending.is_none()
        });
        // Without an axis for the numbers of a row, where there is one.
        let is_number = rest.is_empty() && length == 1 && matches!(first, None | Some(-1)) && target.len() == 1;
        if let (true, Some(shape)) =
            (keeps_batch && (reshaped.is_some() || is_number), reshaped.or(is_number.then(Vec::new)))
        {
            return Ok(Value::Row(Row { shape, ..row }));
        }
        if !keeps_batch || !(is_same || is_flat) {
            let written =
                target.iter().map(|extent| extent.map_or_else(|| "N".to_owned(), |extent| extent.to_string()));
            let written = written.collect::<Vec<_>>().join(", ");
            let message = format!("{} changes rows of shape {:?} to [{written}]", title(node), row.shape);
            return Err(
                Mistake::new(message).note(format!("supported is a vector for each row, [0, -1] or [-1, {length}]"))
            );
        }
        if is_same { Ok(Value::Row(row)) } else { flat(lowering, node, row) }
    }

    /// The extents that are asked for; -1 stands for what is left, and 0 for the extent that a row of this shape has there.
    fn extents_of(target: &[Option<i64>], shape: &[usize]) -> Option<Vec<usize>> {
        let extent = |(axis, extent): (usize, &Option<i64>)| match *extent {
            Some(0) => shape.get(axis).copied().map(Some),
            Some(-1) => Some(None),
            extent => usize::try_from(extent?).ok().map(Some),
        };
        let extents: Vec<Option<usize>> = target.iter().enumerate().map(extent).collect::<Option<_>>()?;
        if extents.iter().filter(|extent| extent.is_none()).count() > 1 {
            return None;
        }
        let product = extents.iter().flatten().try_fold(1_usize, |product, extent| product.checked_mul(*extent))?;
        let left = shape.iter().product::<usize>().checked_div(product)?;
        Some(extents.into_iter().map(|extent| extent.unwrap_or(left)).collect())
    }

    /// Refuses a value whose axes are not those that its row tells.
    fn refuse_other_axes(row: &Row) -> Result<(), Mistake> {
        match row.pending {
            Some(Pending { step: Step::Swapped | Step::Stack(..), .. }) => settled(row.clone()).map(drop),
            _ => Ok(()),
        }
    }

    fn flat<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row) -> Result<Value<'a>, Mistake> {
        refuse_other_axes(&row)?;
        if row.shape.len() == 1 {
            return Ok(Value::Row(row));
        }
        let row = settled(row)?;
        let length = row.shape.iter().product();
        if lowering.shape(row.source) == [length] {
            return Ok(Value::Row(Row { shape: vec![length], ..row }));
        }
        // Exporters flatten once for each user.
        let same = |line: &Line| line.operation.kind() == super::KIND.name && line.operands == [row.source];
        if let Some(index) = lowering.lines.iter().position(same) {
            return Ok(Value::Row(Row {
                source: Source::Node(index),
                shape: vec![length],
                pending: None,
                is_exclusive: false,
            }));
        }
        Ok(Value::Row(lowering.push(
            node,
            Operation::Layer(Written::plain(super::KIND.name)),
            vec![row.source],
            vec![length],
        )))
    }
}
