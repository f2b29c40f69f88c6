//! Recurrent layers whose steps an exporter wrote one by one: products with the same weights, each of which takes what came of the one before.

use std::collections::{HashMap, HashSet};

use nn_onnx::{Graph, Node, Tensor};

use super::operators::is_standard;
use crate::graph::{Mistake, title};

/// Fewest products behind each other that are taken for steps: two may be layers that share their weights.
const FEWEST: usize = 3;

/// Most tensors whose products are followed.
const MOST_FOLLOWED: usize = 8;

/// A layer whose steps are nodes.
pub(super) struct Unrolled {
    /// How messages call the product of its first step.
    first: String,
    steps: usize,
    /// What declares it.
    layer: String,
}

impl Unrolled {
    fn what(&self) -> String {
        let Self { first, steps, .. } = self;
        format!(
            "{first} multiplies with weights that {} more take, each behind the one before: an unrolled recurrent layer of {steps} steps",
            steps - 1
        )
    }

    /// What such a file is, where it is refused.
    pub(super) fn refusal(&self) -> Mistake {
        let Self { steps, layer, .. } = self;
        Mistake::new(self.what())
            .note(format!("the exporter wrote the steps of its example one by one: the file computes windows of {steps} steps alone"))
            .help(format!(
                "declare the layer, `{layer}`, and load its weights; or export it as one operator, which PyTorch does with `dynamo=False`"
            ))
    }

    /// What the documentation of a network says that was made of such a file.
    pub(super) fn remark(&self) -> String {
        let Self { steps, layer, .. } = self;
        format!(
            "{}. Its weights are here {steps} times, and it computes windows of {steps} steps alone; `{layer}` is a layer for any.",
            capitalised(&self.what())
        )
    }
}

/// The layer with the most steps, if the nodes of a graph are the steps of one.
pub(super) fn find(graph: &Graph) -> Option<Unrolled> {
    let constants: HashMap<&str, &Tensor> =
        graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
    let mut moved: HashMap<&str, &str> = HashMap::new();
    let mut products: HashMap<(&str, &str), Vec<&Node>> = HashMap::new();
    for node in graph.node.iter().filter(|node| is_standard(&node.domain)) {
        match (node.op_type.as_str(), node.input.as_slice(), node.output.as_slice()) {
            // Some exporters transpose the weights before each product.
            ("Transpose" | "Identity" | "Cast", [from], [to]) => {
                let from = moved.get(from.as_str()).copied().unwrap_or(from);
                if constants.contains_key(from) {
                    moved.insert(to, from);
                }
            }
            (operator @ ("MatMul" | "Gemm"), [left, right, ..], _) => {
                let is_moved = moved.contains_key(right.as_str());
                let weights = moved.get(right.as_str()).copied().unwrap_or(right);
                let is_product = constants.contains_key(weights) && !constants.contains_key(left.as_str());
                if is_product {
                    // Weights and their transpose are other weights: autoencoders have both.
                    let how = if is_moved { "moved" } else { operator };
                    products.entry((weights, how)).or_default().push(node);
                }
            }
            _ => {}
        }
    }
    let mut shared: Vec<(&str, Vec<&Node>)> = products
        .into_iter()
        .filter(|(_, nodes)| nodes.len() >= FEWEST)
        .map(|((name, _), nodes)| (name, nodes))
        .collect();
    shared.sort_by_key(|(name, nodes)| (usize::MAX - nodes.len(), *name));
    let unrolled = shared.into_iter().take(MOST_FOLLOWED).filter_map(|(weights, nodes)| {
        let steps = most_behind_each_other(graph, &nodes);
        let layer = layer(constants.get(weights)?)?;
        (steps >= FEWEST).then(|| Unrolled { first: title(nodes[0]), steps, layer })
    });
    // The first of equal ones.
    unrolled.reduce(|one, other| if other.steps > one.steps { other } else { one })
}

/// How many of some nodes stand one behind the other at most, on a way through the graph.
fn most_behind_each_other(graph: &Graph, of: &[&Node]) -> usize {
    let of: HashSet<*const Node> = of.iter().map(|node| std::ptr::from_ref(*node)).collect();
    let mut depths: HashMap<&str, usize> = HashMap::new();
    let mut most = 0;
    for node in &graph.node {
        let before = node.input.iter().filter_map(|name| depths.get(name.as_str())).max().copied().unwrap_or(0);
        let depth = before + usize::from(of.contains(&std::ptr::from_ref(node)));
        most = most.max(depth);
        if depth > 0 {
            depths.extend(node.output.iter().map(|name| (name.as_str(), depth)));
        }
    }
    most
}

/// The layer whose weights over its own output have such a shape: as many numbers as it puts out, and as many for each gate.
fn layer(weights: &Tensor) -> Option<String> {
    let [rows, columns] = weights.dims[..] else { return None };
    let (units, sums) = (rows.min(columns), rows.max(columns));
    let gates = (units > 0 && sums % units == 0).then(|| sums / units)?;
    let kind = [(1, "rnn"), (3, "gru"), (4, "lstm")].into_iter().find(|(n, _)| *n == gates)?.1;
    Some(format!("{kind}({units})"))
}

/// With a capital at the beginning, as sentences have it.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
