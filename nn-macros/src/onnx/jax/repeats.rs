//! Pixels that are repeated along an axis, which is given an axis behind it:
//!
//! ```text
//! Reshape [N, 6, 1, 3], Expand [N, 6, 2, 3], Reshape [N, 12, 3]  --> Upsample
//! ```

use nn_onnx::{Attribute, AttributeType, DataType, Node, Tensor};

use super::{Reader, attribute, of_maps};
use crate::graph::lowering::{given, int};

/// Axes of a map, and one for the channels and the batch.
const RANKS: std::ops::RangeInclusive<usize> = 3..=4;

/// A value whose numbers are repeated.
struct Repeats<'a> {
    value: &'a str,
    /// Its extents, without the batch.
    shape: Vec<i64>,
    /// How often, along each of these axes.
    factors: Vec<i64>,
}

impl Repeats<'_> {
    /// The nodes in place of `node`, from the value to `output`, and the constant.
    fn nodes(self, node: &Node, output: &str) -> Option<(Vec<Node>, Tensor)> {
        let n_axes = self.factors.len() - 1;
        let has_channels_last = match (self.factors[0], self.factors[n_axes]) {
            (_, 1) => true,
            (1, _) => false,
            _ => return None,
        };
        let of_map = if has_channels_last { &self.factors[..n_axes] } else { &self.factors[1..] };
        let scales = [1.0, 1.0].into_iter().chain(of_map.iter().map(|factor| *factor as f32)).collect();
        let scales = Attribute { floats: scales, ..attribute("scales", AttributeType::Floats) };
        let named = |operator: &str| Node { name: node.name.clone(), op_type: operator.to_owned(), ..Node::default() };
        let upsample = Node { attribute: vec![scales], ..named("Upsample") };
        // The value may have other axes: the file says which it has here. 0 keeps the batch.
        let (name, value) = (format!("{output} (shape)"), format!("{output} (reshaped)"));
        let target: Vec<i64> = [0].into_iter().chain(self.shape).collect();
        let input = vec![self.value.to_owned(), name.clone()];
        let reshape = Node { input, output: vec![value.clone()], ..named("Reshape") };
        let dims = vec![i64::try_from(target.len()).ok()?];
        let target = Tensor { name, dims, data_type: DataType::Int64.into(), int64_data: target, ..Tensor::default() };
        let upsampled = of_maps(upsample, (&value, n_axes, has_channels_last), output);
        Some(([reshape].into_iter().chain(upsampled).collect(), target))
    }
}

impl<'a> Reader<'a> {
    /// The nodes that repeat pixels, in place of the last one of them, and a constant that they need.
    pub(super) fn repeated(&self, node: &'a Node) -> Option<(Vec<Node>, Tensor)> {
        let output = node.output.first()?;
        let mut found = self.repeats(output)?;
        // One node for all axes.
        for _ in 1..found.shape.len() {
            let Some(before) = self.repeats(found.value) else { break };
            let shape = before.shape.iter().zip(&before.factors).map(|(extent, factor)| extent.checked_mul(*factor));
            if shape.collect::<Option<Vec<i64>>>()? != found.shape {
                break;
            }
            let factors = before.factors.iter().zip(&found.factors).map(|(one, other)| one.checked_mul(*other));
            found = Repeats { factors: factors.collect::<Option<_>>()?, ..before };
        }
        found.nodes(node, output)
    }

    /// The value that three nodes repeat along one axis.
    fn repeats(&self, output: &'a str) -> Option<Repeats<'a>> {
        let joined = self.of(output, "Reshape")?;
        let spread = self.of(joined.input.first()?, "Expand")?;
        let split = self.of(spread.input.first()?, "Reshape")?;
        if [joined, split].iter().any(|reshape| int(reshape, "allowzero", 0) != 0) {
            return None;
        }
        let [split_to, spread_to, joined_to] = [self.extents(split)?, self.extents(spread)?, self.extents(joined)?];
        let axis = split_to.iter().zip(&spread_to).position(|(before, behind)| before != behind)?;
        let factor = *spread_to.get(axis)?;
        let mut shape = split_to;
        if axis == 0 || shape.remove(axis) != 1 || !RANKS.contains(&(shape.len() + 1)) {
            return None;
        }
        let mut factors = vec![1; shape.len()];
        factors[axis - 1] = factor;
        let of = |with_factor: bool| {
            let extents = shape.iter().zip(&factors);
            let extents = extents.map(|(extent, factor)| extent.checked_mul(if with_factor { *factor } else { 1 }));
            extents.collect::<Option<Vec<i64>>>()
        };
        let mut spread_without = spread_to;
        spread_without.remove(axis);
        let is_repeated = spread_without == shape && of(true)? == joined_to && shape.iter().all(|extent| *extent > 0);
        (is_repeated && factor > 0).then_some(Repeats { value: split.input.first()?, shape, factors })
    }

    /// The extents behind the batch that a node is asked for, where the file has them as constants behind the extent of the batch.
    fn extents(&self, node: &'a Node) -> Option<Vec<i64>> {
        let shape = self.of(node.input.get(1)?, "Concat")?;
        let (batch, extents) = shape.input.split_first()?;
        if int(shape, "axis", -1) != 0 || !self.is_batch(batch, node.input.first()?) {
            return None;
        }
        let ints = |name: &String| Some(self.constant(name)?.as_ints()?.to_vec());
        Some(extents.iter().map(ints).collect::<Option<Vec<_>>>()?.concat())
    }

    /// Whether `name` is the first extent of `value`, or of what it is made of with the same batch.
    fn is_batch(&self, name: &'a str, value: &str) -> bool {
        // Axes that are taken away and added.
        const MOST_STEPS: usize = 4;
        let mut name = name;
        for _ in 0..MOST_STEPS {
            let without = self.of(name, "Squeeze").or_else(|| self.of(name, "Unsqueeze"));
            let Some(input) = without.and_then(|node| node.input.first()) else { break };
            name = input;
        }
        let shape = || {
            let gather = self.of(name, "Gather")?;
            let [shape, position] = &gather.input[..] else { return None };
            let is_first = self.constant(position)?.as_ints()? == [0];
            let shape = self.of(shape, "Shape").filter(|shape| given(shape, "start").is_none())?;
            (is_first && shape.output.len() == 1).then_some(shape.input.first()?)
        };
        // Of what is spread, the shape is that of the value before.
        shape().is_some_and(|of| of == value || self.producer_of_same_batch(value) == Some(of))
    }

    /// The value that a `Reshape` with the extent of its batch takes.
    fn producer_of_same_batch(&self, value: &str) -> Option<&'a str> {
        self.of(value, "Reshape").filter(|node| self.extents(node).is_some())?.input.first().map(String::as_str)
    }
}
