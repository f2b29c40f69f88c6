//! Columns that are picked by lists of positions, and batches whose two axes are swapped: `x[:, [0, 2, 5]]` as exporters of `PyTorch` write
//! it, products with the constant on the left, `Einsum` where it is a product.

use nn_onnx::Node;

use crate::graph::constant::Constant;
use crate::graph::lowering::{Lowering, Pending, Row, Step, Value, given, int, settled, text, unsupported};
use crate::graph::operation::{Dense, Operation, Written};
use crate::graph::{Mistake, title};
use crate::language::limits::{MAX_EXTENT, grouped};

use super::extent;

/// Runs of neighbours that a list of positions may have: each is a line.
const MOST_RUNS: usize = 64;

/// What has its axes swapped is a row still, of a batch that stands across.
fn swapped<'a>(node: &Node, row: Row) -> Value<'a> {
    Value::Row(Row { pending: Some(Pending { step: Step::Swapped, node: title(node), value: None }), ..row })
}

fn is_swapped(row: &Row) -> bool {
    matches!(row.pending, Some(Pending { step: Step::Swapped, .. }))
}

/// The axes of a value in another order: as they are, or those of a batch of vectors swapped; `order` has those of maps.
pub(super) fn transpose<'v>(node: &Node, row: Row) -> Result<Value<'v>, Mistake> {
    let rank = i64::try_from(row.shape.len() + 1).unwrap_or(i64::MAX);
    let perm: Vec<i64> = given(node, "perm").map_or_else(|| (0..rank).rev().collect(), |perm| perm.ints.clone());
    if perm.iter().copied().eq(0..rank) {
        return Ok(Value::Row(row));
    }
    if perm != [1, 0] || row.shape.len() != 1 {
        let supported = format!("the order that there is, {:?}", (0..rank).collect::<Vec<_>>());
        return Err(unsupported(node, "perm", format!("{perm:?}"), supported).note(
            "supported besides are a batch of vectors that is swapped back before anything else, and axes of maps in any order",
        ));
    }
    if is_swapped(&row) {
        return Ok(Value::Row(Row { pending: None, is_exclusive: false, ..row }));
    }
    Ok(swapped(node, settled(row)?))
}

/// Where each number of a row is from whose axes, which are counted with the batch, are in another order; and its shape then.
pub(super) fn permuted(shape: &[usize], perm: &[i64]) -> Option<(Vec<usize>, Vec<usize>)> {
    let (batch, others) = perm.split_first()?;
    let axes: Vec<usize> =
        others.iter().map(|axis| usize::try_from(*axis).ok()?.checked_sub(1)).collect::<Option<_>>()?;
    let mut sorted = axes.clone();
    sorted.sort_unstable();
    if *batch != 0 || axes.len() < 2 || !sorted.iter().copied().eq(0..shape.len()) {
        return None;
    }
    let strides: Vec<usize> = (0..shape.len()).map(|axis| shape[axis + 1..].iter().product()).collect();
    let extents: Vec<usize> = axes.iter().map(|axis| shape[*axis]).collect();
    let mut from = vec![0];
    for (axis, extent) in axes.iter().zip(&extents) {
        let stride = strides[*axis];
        from = from.iter().flat_map(|first| (0..*extent).map(move |at| first + at * stride)).collect();
    }
    Some((from, extents))
}

/// Numbers of a row, or extents of a shape, by a list of positions.
pub(super) fn gather<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = match (lowering.operand(node, 0)?, lowering.operand(node, 1)?) {
        (Value::Row(row), _) => row,
        (Value::Constant(table), Value::Row(positions)) => return embedding(lowering, node, &table, positions),
        (Value::Constant(_), Value::Constant(_)) => return extent::gather(lowering, node),
    };
    let axis = int(node, "axis", 0);
    let is_across = is_swapped(&row);
    if !(if is_across { matches!(axis, 0 | -2) } else { matches!(axis, 1 | -1) }) {
        return Err(unsupported(node, "axis", axis, "that of the columns"));
    }
    let positions = positions(lowering, node)?;
    if positions.shape.len() > 1 {
        let found = &positions.shape;
        return Err(Mistake::new(format!("{} has positions of shape {found:?}, supported is a list", title(node))));
    }
    let is_number = positions.shape.is_empty();
    let picked = pick(lowering, node, row, positions.as_ints().unwrap_or_default())?;
    let shape = if is_number { Vec::new() } else { picked.shape.clone() };
    let picked = Row { shape, ..picked };
    Ok(if is_across { swapped(node, picked) } else { Value::Row(picked) })
}

/// Vectors of a table, whose positions are numbers of a row.
fn embedding<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    table: &Constant<'a>,
    positions: Row,
) -> Result<Value<'a>, Mistake> {
    let (rows, len, floats) = match (&table.shape[..], table.as_floats()) {
        ([rows, len], Some(floats)) if *rows > 0 && (1..=MAX_EXTENT).contains(len) => (*rows, *len, floats),
        (shape, _) => {
            let message = format!("{} takes vectors of a constant of shape {shape:?}", title(node));
            return Err(Mistake::new(message).note("supported is a matrix of floats"));
        }
    };
    let axis = int(node, "axis", 0);
    if !matches!(axis, 0 | -2) {
        return Err(unsupported(node, "axis", axis, "0, that of the vectors"));
    }
    if rows > MAX_EXTENT {
        let message = format!("{} picks one of {} vectors", title(node), grouped(rows));
        return Err(Mistake::new(message).note(format!("supported are up to {}", grouped(MAX_EXTENT))));
    }
    let row = match positions.pending {
        Some(Pending { step: Step::Whole, .. }) => Row { pending: None, ..positions },
        _ => settled(positions)?,
    };
    let n = row.shape.iter().product::<usize>();
    if row.shape.len() > 1 || lowering.shape(row.source) != [n] || n > MOST_RUNS {
        let message = format!("{} picks by positions of shape {:?}", title(node), row.shape);
        return Err(Mistake::new(message).note(format!("supported are a number of each row, and up to {MOST_RUNS}")));
    }
    let initializers: Vec<String> = lowering.initializer(node, 0).into_iter().collect();
    let mut vectors = Vec::new();
    for place in 0..n {
        lowering.spend(node, floats.len())?;
        let position = if n == 1 {
            row.source
        } else {
            lowering.push(node, Operation::Slice(place, place + 1), vec![row.source], vec![1]).source
        };
        let layer = Written {
            kind: "embedding",
            arguments: vec![rows.to_string(), len.to_string()],
            parameters: vec![("weight", floats.to_vec())],
            initializers: initializers.clone(),
        };
        vectors.push(lowering.push(node, Operation::Layer(layer), vec![position], vec![len]));
    }
    let joined = match &vectors[..] {
        [only] => only.clone(),
        several => {
            let sources = several.iter().map(|vector| vector.source).collect();
            lowering.push(node, Operation::Concat, sources, vec![n * len])
        }
    };
    let shape = row.shape.iter().copied().chain([len]).collect();
    Ok(Value::Row(Row { shape, ..joined }))
}

/// As [`gather`], always of columns, of the operators of classical models.
pub(super) fn array_feature_extractor<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let positions = positions(lowering, node)?;
    pick(lowering, node, row, positions.as_ints().unwrap_or_default()).map(Value::Row)
}

/// As [`gather`], of a batch whose axes are swapped, with a list of lists of one position.
pub(super) fn gather_nd<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.row(node, 0)?;
    let positions = positions(lowering, node)?;
    let batch_dims = int(node, "batch_dims", 0);
    if batch_dims != 0 {
        return Err(unsupported(node, "batch_dims", batch_dims, 0));
    }
    if !is_swapped(&row) || !matches!(positions.shape[..], [_, 1]) {
        return Err(Mistake::new(format!("{} picks by positions of shape {:?}", title(node), positions.shape))
            .note("supported are columns, of a batch that is swapped before and swapped back behind it"));
    }
    let picked = pick(lowering, node, row, positions.as_ints().unwrap_or_default())?;
    Ok(swapped(node, picked))
}

fn positions<'a>(lowering: &Lowering<'a>, node: &'a Node) -> Result<Constant<'a>, Mistake> {
    match lowering.operand(node, 1)? {
        Value::Constant(positions) if positions.as_ints().is_some() => Ok(positions),
        _ => Err(Mistake::new(format!("the positions of {} are no constant integers", title(node)))),
    }
}

/// The numbers at these positions: a slice for each run of neighbours, joined.
fn pick(lowering: &mut Lowering<'_>, node: &Node, row: Row, positions: &[i64]) -> Result<Row, Mistake> {
    let row = if is_swapped(&row) { Row { pending: None, ..row } } else { settled(row)? };
    let [length] = row.shape[..] else {
        let message = format!("{} takes rows of shape {:?}, supported are vectors", title(node), row.shape);
        return Err(Mistake::new(message));
    };
    let all = i64::try_from(length).unwrap_or(i64::MAX);
    let position = |position: &i64| {
        let position = if *position < 0 { position.checked_add(all)? } else { *position };
        usize::try_from(position).ok().filter(|position| *position < length)
    };
    let found: Option<Vec<usize>> = positions.iter().map(position).collect();
    let found = found
        .filter(|found| !found.is_empty())
        .ok_or_else(|| Mistake::new(format!("{} picks the positions {positions:?} of {length}", title(node))))?;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for position in &found {
        match runs.last_mut() {
            Some((_, end)) if *end == *position => *end += 1,
            _ => runs.push((*position, position + 1)),
        }
    }
    if runs.len() > MOST_RUNS {
        let message = format!("{} picks {} runs of neighbours, supported are {MOST_RUNS}", title(node), runs.len());
        return Err(Mistake::new(message));
    }
    if runs == [(0, length)] {
        return Ok(row);
    }
    let mut slice = |(start, end): (usize, usize)| {
        lowering.push(node, Operation::Slice(start, end), vec![row.source], vec![end - start])
    };
    let mut slices: Vec<Row> = runs.into_iter().map(&mut slice).collect();
    if slices.len() == 1
        && let Some(only) = slices.pop()
    {
        return Ok(only);
    }
    let sources = slices.iter().map(|slice| slice.source).collect();
    Ok(lowering.push(node, Operation::Concat, sources, vec![found.len()]))
}

/// `W x` for a constant `W` and a batch whose axes are swapped, which the product's are too; `None` for other operands.
pub(super) fn left_product<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Option<Result<Value<'a>, Mistake>> {
    match (lowering.operand(node, 0), lowering.operand(node, 1)) {
        (Ok(Value::Constant(weight)), Ok(Value::Row(row))) if is_swapped(&row) => {
            Some(dense(lowering, node, &row, (&weight, true)).map(|row| swapped(node, row)))
        }
        _ => None,
    }
}

/// A dense layer without a bias, of weights `[outputs, inputs]`, or of `[inputs, outputs]` where they are not transposed.
fn dense<'a>(
    lowering: &mut Lowering<'a>,
    node: &'a Node,
    row: &Row,
    (weight, is_transposed): (&Constant<'a>, bool),
) -> Result<Row, Mistake> {
    let oriented = if is_transposed { Some(weight.clone()) } else { weight.transposed() };
    let found = oriented.as_ref().and_then(|weight| Some((&weight.shape[..], weight.as_floats()?)));
    let (outputs, inputs, weight) = match found {
        Some(([outputs, inputs], floats)) if row.shape == [*inputs] => (*outputs, *inputs, floats.to_vec()),
        _ => {
            let (found, rows) = (&weight.shape, &row.shape);
            let message = format!("{} has weights of shape {found:?}, where rows have shape {rows:?}", title(node));
            return Err(Mistake::new(message));
        }
    };
    if !(1..=MAX_EXTENT).contains(&outputs) {
        let message = format!("{} has {outputs} outputs, supported are 1 to {}", title(node), grouped(MAX_EXTENT));
        return Err(Mistake::new(message));
    }
    lowering.spend(node, weight.len())?;
    let parameters = [0, 1].iter().filter_map(|index| lowering.initializer(node, *index)).collect();
    let dense = Dense { inputs, outputs, weight, bias: None, activation: None, parameters };
    Ok(lowering.push(node, Operation::Dense(dense), vec![row.source], vec![outputs]))
}

/// A product of rows and a constant matrix, written with letters for axes: `ni,io->no`.
pub(super) fn einsum<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let equation = text(node, "equation", "");
    let letters: String = equation.chars().filter(|letter| !letter.is_whitespace()).collect();
    let refused = || {
        Mistake::new(format!("{} computes `{equation}`", title(node)))
            .note("supported are products of rows and a constant matrix, such as `ni,io->no` and `ni,oi->no`")
    };
    let (operands, result) = letters.split_once("->").ok_or_else(refused)?;
    let parts: Vec<&str> = operands.split(',').collect();
    let (row, constant, [of_row, of_constant]) =
        match (&parts[..], lowering.operand(node, 0)?, lowering.operand(node, 1)?) {
            ([a, b], Value::Row(row), Value::Constant(constant)) => (row, constant, [*a, *b]),
            ([a, b], Value::Constant(constant), Value::Row(row)) => (row, constant, [*b, *a]),
            _ => return Err(refused()),
        };
    let axes = |text: &str| <[char; 2]>::try_from(text.chars().collect::<Vec<_>>()).ok();
    let (Some([batch, input]), Some([first, second]), Some([batch_behind, output])) =
        (axes(of_row), axes(of_constant), axes(result))
    else {
        return Err(refused());
    };
    let is_transposed = [first, second] == [output, input];
    let is_product = batch == batch_behind && batch != input && input != output && batch != output;
    if !is_product || !(is_transposed || [first, second] == [input, output]) {
        return Err(refused());
    }
    let row = settled(row)?;
    Ok(Value::Row(dense(lowering, node, &row, (&constant, is_transposed))?))
}
