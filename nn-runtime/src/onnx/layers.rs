//! The operators of each layer that is no activation: a row of the table, and a function where one operator does not do it.

use nn_onnx::DataType;

use super::graph::{Exported, part};
use super::maps;
use super::messages::{float, int, ints, signed};
use crate::topology::{Line, Value};

/// A line with the names of its values.
pub(super) struct Site<'a> {
    pub(super) line: &'a Line,
    /// At least one.
    pub(super) operands: &'a [String],
    pub(super) result: &'a str,
}

impl Site<'_> {
    /// The only operand of a line that is no join.
    pub(super) fn x(&self) -> &str {
        self.operands.first().map_or("", String::as_str)
    }

    pub(super) fn operands(&self) -> Vec<&str> {
        self.operands.iter().map(String::as_str).collect()
    }

    pub(super) fn part(&self, name: &str) -> String {
        part(self.line, name)
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        match self.line.argument(name) {
            Some(Value::Flag(flag)) => flag,
            _ => default,
        }
    }

    /// A constant, which a line always has.
    pub(super) fn number(&self, name: &str) -> f32 {
        match self.line.argument(name) {
            Some(Value::Number(number)) => number,
            _ => 1.0,
        }
    }
}

/// Computes a line into `site.result`.
type Export = fn(&mut Exported, &Site);

/// Every layer but `dense`, `low_rank` and convolutions, whose activation may be unknown, and those that can do nothing: `flatten` and `dropout`.
static LAYERS: &[(&str, Export)] = &[
    ("add", |graph, site| chain(graph, site, "Add", "sum")),
    ("mul", |graph, site| chain(graph, site, "Mul", "product")),
    ("sub", |graph, site| graph.push("Sub", &site.operands(), site.result, Vec::new())),
    ("concat", |graph, site| graph.push("Concat", &site.operands(), site.result, vec![int("axis", 1)])),
    ("max_pool", maps::max_pool),
    ("avg_pool", maps::avg_pool),
    ("global_max_pool", |graph, site| maps::global(graph, site, "GlobalMaxPool")),
    ("global_avg_pool", |graph, site| maps::global(graph, site, "GlobalAveragePool")),
    ("mean_over_time", |graph, site| maps::global(graph, site, "GlobalAveragePool")),
    ("last", maps::last),
    ("upsample", maps::upsample),
    ("pad", maps::pad),
    ("crop", maps::crop),
    ("pixel_shuffle", maps::pixel_shuffle),
    ("pixel_unshuffle", maps::pixel_unshuffle),
    ("permute", maps::permute),
    ("reshape", maps::reshape),
    ("batch_norm", maps::batch_norm),
    ("slice", slice),
    ("scale", scale),
    ("affine", |graph, site| {
        let bias = site.flag("bias", true);
        weigh(graph, site, site.x(), bias);
    }),
    ("prelu", |graph, site| {
        let slope = maps::of_channels(graph, site, "weight");
        graph.push("PRelu", &[site.x(), &slope], site.result, Vec::new());
    }),
    ("embedding", embedding),
    ("layer_norm", layer_norm),
    ("rms_norm", rms_norm),
    ("l2_norm", l2_norm),
    ("group_norm", maps::group_norm),
    ("instance_norm", maps::instance_norm),
    ("glu", |graph, site| gated(graph, site, Gate::Second)),
    ("swiglu", |graph, site| gated(graph, site, Gate::First)),
];

/// How the layer of this name is exported.
pub(super) fn named(name: &str) -> Option<Export> {
    LAYERS.iter().find(|(row, _)| *row == name).map(|(_, export)| *export)
}

/// Sums or products of two from left to right, in the order of the declaration.
fn chain(graph: &mut Exported, site: &Site, operator: &str, stem: &str) {
    let mut joined = site.x().to_owned();
    let others = site.operands.get(1..).unwrap_or_default();
    for (index, other) in others.iter().enumerate() {
        let is_last = index + 1 == others.len();
        let next = if is_last { site.result.to_owned() } else { site.part(&format!("{stem}{index}")) };
        graph.push(operator, &[&joined, other], &next, Vec::new());
        joined = next;
    }
}

fn slice(graph: &mut Exported, site: &Site) {
    let position = |name: &str| match site.line.argument(name) {
        Some(Value::Count(count)) => signed(count),
        _ => 0,
    };
    let names = ["starts", "ends", "axes"].map(|name| site.part(name));
    // The last axis of a vector, the channels of a map.
    let axis = if site.line.shape.len() > 1 { 1 } else { -1 };
    for (name, number) in names.iter().zip([position("start"), position("end"), axis]) {
        graph.numbers(name, &[number]);
    }
    let [starts, ends, axes] = &names;
    graph.push("Slice", &[site.x(), starts, ends, axes], site.result, Vec::new());
}

/// `factor x`.
fn scale(graph: &mut Exported, site: &Site) {
    let factor = site.part("factor");
    graph.floats(&factor, &[], &[site.number("factor")]);
    graph.push("Mul", &[site.x(), &factor], site.result, Vec::new());
}

/// A vector of the table for each row; the axis of the positions, which has the extent 1, is joined with that of the vector.
fn embedding(graph: &mut Exported, site: &Site) {
    let names = ["position", "vector"].map(|name| site.part(name));
    let [position, vector] = &names;
    graph.push("Cast", &[site.x()], position, vec![int("to", i64::from(DataType::Int64 as i32))]);
    graph.push("Gather", &[&site.part("weight"), position], vector, vec![int("axis", 0)]);
    graph.push("Flatten", &[vector], site.result, vec![int("axis", 1)]);
}

/// `weight x + bias`.
fn weigh(graph: &mut Exported, site: &Site, x: &str, bias: bool) {
    let weight = site.part("weight");
    if !bias {
        graph.push("Mul", &[x, &weight], site.result, Vec::new());
        return;
    }
    let product = site.part("product");
    graph.push("Mul", &[x, &weight], &product, Vec::new());
    graph.push("Add", &[&product, &site.part("bias")], site.result, Vec::new());
}

/// One operator, over all axes of a row; it has no form without weights.
fn layer_norm(graph: &mut Exported, site: &Site) {
    let (affine, bias) = (site.flag("affine", true), site.flag("bias", true));
    let [weight, b] = ["weight", "bias"].map(|name| site.part(name));
    let ones = site.part("ones");
    let operands = match (affine, bias) {
        (true, true) => vec![site.x(), &weight, &b],
        (true, false) => vec![site.x(), &weight],
        (false, _) => {
            let shape = site.line.shape;
            graph.floats(&ones, shape, &vec![1.0; shape.iter().product()]);
            vec![site.x(), &ones]
        }
    };
    let attributes = vec![int("axis", 1), float("epsilon", site.number("eps"))];
    graph.push("LayerNormalization", &operands, site.result, attributes);
}

/// `x / sqrt(mean of x^2 + epsilon)`, then the weights: the operator for it is newer than operator set 17.
fn rms_norm(graph: &mut Exported, site: &Site) {
    let x = site.x();
    let names = ["square", "mean", "eps", "sum", "root"].map(|name| site.part(name));
    let [square, mean, epsilon, sum, root] = &names;
    let axes: Vec<i64> = (1..=site.line.shape.len()).map(signed).collect();
    graph.push("Mul", &[x, x], square, Vec::new());
    graph.push("ReduceMean", &[square], mean, vec![ints("axes", axes)]);
    graph.floats(epsilon, &[], &[site.number("eps")]);
    graph.push("Add", &[mean, epsilon], sum, Vec::new());
    graph.push("Sqrt", &[sum], root, Vec::new());
    if !site.flag("affine", true) {
        graph.push("Div", &[x, root], site.result, Vec::new());
        return;
    }
    let normalised = site.part("normalised");
    graph.push("Div", &[x, root], &normalised, Vec::new());
    weigh(graph, site, &normalised, false);
}

/// `x` over its length, which is at least epsilon.
fn l2_norm(graph: &mut Exported, site: &Site) {
    let names = ["length", "eps", "limited"].map(|name| site.part(name));
    let [length, epsilon, limited] = &names;
    let axes: Vec<i64> = (1..=site.line.shape.len()).map(signed).collect();
    graph.push("ReduceL2", &[site.x()], length, vec![ints("axes", axes)]);
    graph.floats(epsilon, &[], &[site.number("eps")]);
    graph.push("Max", &[length, epsilon], limited, Vec::new());
    graph.push("Div", &[site.x(), limited], site.result, Vec::new());
}

/// The half of a vector that goes through an activation.
#[derive(Clone, Copy, PartialEq)]
enum Gate {
    /// `silu(a) b`.
    First,
    /// `a sigmoid(b)`.
    Second,
}

fn gated(graph: &mut Exported, site: &Site, gate: Gate) {
    let names = ["first", "second", "sigmoid"].map(|name| site.part(name));
    let [first, second, sigmoid] = &names;
    graph.push_all("Split", &[site.x()], &[first, second], vec![int("axis", -1)]);
    if gate == Gate::Second {
        graph.push("Sigmoid", &[second], sigmoid, Vec::new());
        graph.push("Mul", &[first, sigmoid], site.result, Vec::new());
        return;
    }
    let silu = site.part("silu");
    graph.push("Sigmoid", &[first], sigmoid, Vec::new());
    graph.push("Mul", &[first, sigmoid], &silu, Vec::new());
    graph.push("Mul", &[&silu, second], site.result, Vec::new());
}
