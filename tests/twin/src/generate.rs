//! Random declarations, and random numbers that suit a topology.

use std::fmt::Write as _;

use crate::interpreter::Trace;
use crate::random::Random;
use crate::topology::{LossKind, Topology};

/// The activations that may stand anywhere.
pub(crate) const ELEMENTWISE: [&str; 26] = [
    "identity",
    "relu",
    "leaky_relu",
    "leaky_relu(0.2)",
    "elu",
    "elu(alpha = 0.6)",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "sigmoid",
    "tanh",
    "hard_sigmoid",
    "hard_swish",
    "softsign",
    "hard_tanh",
    "hard_tanh(-0.3, max = 0.8)",
    "relu6",
    "celu",
    "celu(alpha = 0.4)",
    "log_sigmoid",
    "mish",
    "gelu_tanh",
    "gelu(tanh)",
    "exp",
    "sin",
];

/// Nearer than this to a kink, f32 and f64 may take different sides: such rows are drawn again.
const KINK_MARGIN: f64 = 2e-5;

struct Line {
    text: String,
    len: usize,
    /// Whether another line names it.
    has_label: bool,
    is_used: bool,
}

/// A random network.
pub struct Network {
    /// Its number, which ends its name.
    pub index: usize,
    input: Vec<usize>,
    loss: &'static str,
    lines: Vec<Line>,
    /// Whether a line of it is a dropout.
    pub has_dropout: bool,
    /// Whether it may have layers that the committed networks do not have.
    is_varied: bool,
}

/// Where a line takes a value from: the input, or another line.
type Source = Option<usize>;

impl Network {
    /// The next network of a sequence of those that are committed.
    pub fn new(index: usize, random: &mut Random) -> Self {
        Self::with(index, false, random)
    }

    /// The next network of a sequence, of all layers that there are.
    pub fn varied(index: usize, random: &mut Random) -> Self {
        Self::with(index, true, random)
    }

    fn with(index: usize, is_varied: bool, random: &mut Random) -> Self {
        let has_dropout = random.chance(0.2);
        let input = match random.below(8) {
            0 => vec![random.between(1, 6), random.between(1, 6)],
            1 => vec![random.between(1, 4), random.between(1, 4), random.between(1, 4)],
            _ => vec![size(random)],
        };
        let losses = [
            "mse",
            "mae",
            "huber(1.0)",
            "huber(delta = 0.7)",
            "binary_cross_entropy",
            "cross_entropy",
            "cross_entropy",
        ];
        let varied_losses = [
            "cross_entropy(from_logits = true)",
            "cross_entropy(0.2, from_logits = true)",
            "binary_cross_entropy(from_logits = true)",
            "binary_cross_entropy(0.3, from_logits = true)",
            "binary_cross_entropy(positive_weight = 2.5)",
            "cross_entropy(label_smoothing = 0.1)",
            "gaussian",
            "poisson",
            "quantile(0.9)",
            "log_cosh",
            "hinge",
        ];
        let losses = if is_varied && random.chance(0.5) { &varied_losses[..] } else { &losses[..] };
        let loss = losses[random.below(losses.len())];
        let mut network = Self { index, input, loss, lines: Vec::new(), has_dropout, is_varied };
        if network.input.len() > 1 {
            if random.chance(0.3) {
                network.push_activation(random);
            }
            let len = network.len_of(network.last());
            network.push(len, "flatten".to_owned());
        }
        for _ in 0..random.below(6) {
            network.push_random(random);
        }
        if has_dropout {
            network.push_dropout(random);
        }
        network.finish(random);
        network
    }

    fn last(&self) -> Source {
        self.lines.len().checked_sub(1)
    }

    fn len_of(&self, source: Source) -> usize {
        source.map_or_else(|| self.input.iter().product(), |index| self.lines[index].len)
    }

    /// Appends a line that takes the one before it.
    fn push(&mut self, len: usize, text: String) {
        if let Some(last) = self.lines.last_mut() {
            last.is_used = true;
        }
        self.push_from_elsewhere(len, text);
    }

    /// Appends a line that leaves the one before it.
    fn push_from_elsewhere(&mut self, len: usize, text: String) {
        self.lines.push(Line { text, len, has_label: false, is_used: false });
    }

    /// The name of a value, which from now on has a label and a user.
    fn take(&mut self, source: Source) -> String {
        source.map_or_else(
            || "input".to_owned(),
            |index| {
                self.lines[index].has_label = true;
                self.lines[index].is_used = true;
                format!("l{index}")
            },
        )
    }

    /// The input, if it is a vector, and every line but the last, in any order.
    fn earlier(&self, random: &mut Random) -> Vec<Source> {
        let first_vector = self.lines.iter().position(|line| line.text == "flatten").unwrap_or(0);
        let mut sources: Vec<Source> = (first_vector..self.lines.len().saturating_sub(1)).map(Some).collect();
        if self.input.len() == 1 && !self.lines.is_empty() {
            sources.push(None);
        }
        for index in (1..sources.len()).rev() {
            sources.swap(index, random.below(index + 1));
        }
        sources
    }

    fn push_random(&mut self, random: &mut Random) {
        if self.is_varied && random.chance(0.3) {
            return self.push_varied(random);
        }
        // Half of the lines are dense.
        match random.below(20) {
            9 | 10 => self.push_branch(random),
            11 | 12 => self.push_activation(random),
            13 if self.has_dropout => self.push_dropout(random),
            14..=16 => self.push_add(random),
            17 | 18 => self.push_concat(random),
            _ => self.push_dense(random),
        }
    }

    fn push_dense(&mut self, random: &mut Random) {
        let len = size(random);
        let arguments = dense_arguments(&len.to_string(), random);
        self.push(len, format!("dense({arguments})"));
    }

    fn push_branch(&mut self, random: &mut Random) {
        let Some(source) = self.earlier(random).pop() else { return self.push_dense(random) };
        let len = size(random);
        let arguments = dense_arguments(&len.to_string(), random);
        let label = self.take(source);
        self.push_from_elsewhere(len, format!("dense({arguments}, from = {label})"));
    }

    fn push_activation(&mut self, random: &mut Random) {
        let text = ELEMENTWISE[random.below(ELEMENTWISE.len())].to_owned();
        self.push(self.len_of(self.last()), text);
    }

    fn push_dropout(&mut self, random: &mut Random) {
        let rates = ["0.1", "0.25", "0.5"];
        let text = format!("dropout({})", rates[random.below(rates.len())]);
        self.push(self.len_of(self.last()), text);
    }

    fn push_add(&mut self, random: &mut Random) {
        let len = self.len_of(self.last());
        let mut sources = self.earlier(random);
        sources.retain(|source| self.len_of(*source) == len);
        sources.truncate(random.between(1, 2));
        if sources.is_empty() {
            // Without a partner the sum gets one: a branch of the right size from the value before the last.
            let Some(source) = self.earlier(random).pop() else { return self.push_dense(random) };
            let last = self.last();
            let label = self.take(source);
            self.push_from_elsewhere(len, format!("dense({len}, from = {label})"));
            let label = self.take(last);
            return self.push(len, format!("add({label})"));
        }
        let labels: Vec<String> = sources.into_iter().map(|source| self.take(source)).collect();
        self.push(len, format!("add({})", labels.join(", ")));
    }

    /// A difference, a product, a part, or a layer of its own kind.
    fn push_varied(&mut self, random: &mut Random) {
        let len = self.len_of(self.last());
        if random.chance(0.15) {
            return self.push_low_rank(random);
        }
        if random.chance(0.4) {
            return self.push_elementwise(random);
        }
        if random.chance(0.4) && len > 1 && !self.lines.is_empty() {
            let start = random.below(len);
            let end = random.between(start + 1, len);
            return self.push(end - start, format!("slice({start}, {end})"));
        }
        let mut sources = self.earlier(random);
        sources.retain(|source| self.len_of(*source) == len);
        let is_product = random.chance(0.5);
        sources.truncate(if is_product { random.between(1, 2) } else { 1 });
        if sources.is_empty() {
            return self.push_dense(random);
        }
        let labels: Vec<String> = sources.into_iter().map(|source| self.take(source)).collect();
        self.push(len, format!("{}({})", if is_product { "mul" } else { "sub" }, labels.join(", ")));
    }

    fn push_low_rank(&mut self, random: &mut Random) {
        let len = size(random);
        let rank = random.between(1, len.min(self.len_of(self.last())));
        let arguments = dense_arguments(&format!("{len}, {rank}"), random);
        self.push(len, format!("low_rank({arguments})"));
    }

    /// A layer that looks at each number, or at all of a row.
    fn push_elementwise(&mut self, random: &mut Random) {
        const LAYERS: [&str; 14] = [
            "scale(0.3)",
            "scale(-1.5)",
            "affine",
            "affine(bias = false)",
            "affine(trained = false)",
            "affine(bias = false, trained = false)",
            "prelu",
            "prelu(slope = 0.1)",
            "prelu(per_channel = true)",
            "hard_shrink(0.1)",
            "soft_shrink(lambda = 0.2)",
            "threshold(-0.3, 0.4)",
            "threshold(0.2, value = 0.1)",
            "square",
        ];
        const NORMS: [&str; 8] = [
            "layer_norm",
            "layer_norm(eps = 1e-3, bias = false)",
            "layer_norm(affine = false)",
            "rms_norm",
            "rms_norm(eps = 1e-5)",
            "rms_norm(affine = false)",
            "l2_norm",
            "l2_norm(eps = 0.5)",
        ];
        let len = self.len_of(self.last());
        match random.below(4) {
            // Of few numbers a norm leaves hardly anything but signs.
            0 | 1 if len >= 4 && !self.lines.is_empty() => {
                let groups: Vec<usize> = (2..=len / 4).filter(|groups| len.is_multiple_of(*groups)).collect();
                if random.chance(0.3) && !groups.is_empty() {
                    let others = ["", ", eps = 1e-3", ", bias = false", ", affine = false"][random.below(4)];
                    let groups = groups[random.below(groups.len())];
                    return self.push(len, format!("group_norm({groups}{others})"));
                }
                self.push(len, NORMS[random.below(NORMS.len())].to_owned());
            }
            2 if len.is_multiple_of(2) => {
                self.push(len / 2, if random.chance(0.5) { "glu" } else { "swiglu" }.to_owned());
            }
            3 if random.chance(0.5) && !self.lines.is_empty() => {
                self.push(len, if random.chance(0.5) { "softmax" } else { "log_softmax" }.to_owned());
            }
            _ => self.push(len, LAYERS[random.below(LAYERS.len())].to_owned()),
        }
    }

    fn push_concat(&mut self, random: &mut Random) {
        let mut sources = self.earlier(random);
        sources.truncate(random.between(1, 2));
        if sources.is_empty() {
            return self.push_dense(random);
        }
        self.push_concat_of(sources);
    }

    fn push_concat_of(&mut self, sources: Vec<Source>) {
        let len = self.len_of(self.last()) + sources.iter().map(|source| self.len_of(*source)).sum::<usize>();
        let labels: Vec<String> = sources.into_iter().map(|source| self.take(source)).collect();
        self.push(len, format!("concat({})", labels.join(", ")));
    }

    /// Joins what no line uses yet, and ends with what the loss needs.
    fn finish(&mut self, random: &mut Random) {
        let before_last = self.lines.len().saturating_sub(1);
        let unused: Vec<Source> = (0..before_last).filter(|index| !self.lines[*index].is_used).map(Some).collect();
        if !unused.is_empty() {
            self.push_concat_of(unused);
        }
        let (name, constants) = self.loss.split_once('(').unwrap_or((self.loss, ""));
        let last = match name {
            _ if constants.contains("from_logits") => "identity",
            "binary_cross_entropy" => "sigmoid",
            "cross_entropy" => "softmax",
            // The exponential of an output must not leave `f32`.
            "poisson" | "gaussian" => "tanh",
            _ => {
                // Any layer can be the last, except dropout.
                let is_open = self.lines.last().is_none_or(|line| line.text.starts_with("dropout"));
                if is_open || random.chance(0.7) {
                    self.push_dense(random);
                }
                return;
            }
        };
        let len = size(random).max(2).next_multiple_of(if self.loss == "gaussian" { 2 } else { 1 });
        if random.chance(0.3) {
            self.push(len, format!("dense({len})"));
            self.push(len, last.to_owned());
        } else {
            self.push(len, format!("dense({len}, {last})"));
        }
    }

    /// What is written inside of `network!`.
    #[must_use]
    pub fn declaration(&self) -> String {
        let extents: Vec<String> = self.input.iter().map(ToString::to_string).collect();
        let output = self.len_of(self.last());
        let (index, loss) = (self.index, self.loss);
        let input = extents.join(", ");
        let mut text = format!("    #[loss({loss})]\n    struct Net{index:02}: [{input}] -> [{output}] {{\n");
        for (index, line) in self.lines.iter().enumerate() {
            let label = if line.has_label { format!("l{index}: ") } else { String::new() };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "        {label}{},", line.text);
        }
        text + "    }\n"
    }
}

/// Sizes, `[, activation][, bias = false]`.
fn dense_arguments(sizes: &str, random: &mut Random) -> String {
    let mut text = sizes.to_owned();
    if random.chance(0.8) {
        text += ", ";
        text += ELEMENTWISE[random.below(ELEMENTWISE.len())];
    }
    if random.chance(0.15) {
        text += ", bias = false";
    }
    text
}

/// Mostly small, sometimes next to a whole number of panels.
fn size(random: &mut Random) -> usize {
    let edges = [1, 15, 16, 17, 31, 32, 33, 48, 53, 64, 100];
    if random.chance(0.2) { edges[random.below(edges.len())] } else { random.between(1, 40) }
}

/// Random parameters: weights that keep the scale of the activations, and biases up to 0.6.
pub fn draw_parameters(topology: &mut Topology, random: &mut Random) {
    let mut values = Vec::new();
    for tensor in topology.parameters() {
        // A vector is a bias; of a matrix or a kernel all extents but the first are what goes into one sum.
        let fan_in: usize = tensor.shape.iter().skip(1).product();
        let bound = if tensor.shape.len() > 1 { 2.0 / (fan_in as f32).sqrt() } else { 0.6 };
        values.extend(tensor.values.iter().map(|_| random.symmetric(bound)));
    }
    topology.set_parameters(values);
}

/// Rows of inputs and targets.
pub type Rows = (Vec<Vec<f64>>, Vec<Vec<f64>>);

/// Rows of inputs and targets that suit the loss and keep clear of kinks.
///
/// # Panics
/// If the network hardly has such rows.
#[must_use]
pub fn draw_rows(topology: &Topology, count: usize, random: &mut Random) -> Rows {
    rows_that(topology, count, random, |_, _| true).expect("the network has rows that keep clear of kinks")
}

/// As [`draw_rows`], of rows whose derivatives have digits, unless there are hardly any: a norm of numbers that are nearly equal
/// magnifies their rounding errors, whatever the row.
#[must_use]
pub fn find_rows(topology: &Topology, count: usize, random: &mut Random) -> Option<Rows> {
    rows_that(topology, count, random, |input, trace| topology.trace_has_digits(input, trace))
}

fn rows_that(
    topology: &Topology,
    count: usize,
    random: &mut Random,
    suits: impl Fn(&[f64], &Trace) -> bool,
) -> Option<Rows> {
    const TRIES_FOR_A_ROW: usize = 100;
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    let mut tries = 0;
    while inputs.len() < count {
        tries += 1;
        if tries > TRIES_FOR_A_ROW * count {
            return None;
        }
        let mut input: Vec<f64> = (0..topology.input).map(|_| random.symmetric(2.0)).collect();
        for (place, rows) in topology.positions() {
            input[place] = random.below(rows) as f64;
        }
        let target = target(topology, random);
        let trace = topology.trace(&input, None);
        if topology.distance_of_trace(&input, target.as_deref(), &trace) > KINK_MARGIN && suits(&input, &trace) {
            inputs.push(input);
            targets.extend(target);
        }
    }
    Some((inputs, targets))
}

/// One row of truth of the kind that the loss takes.
fn target(topology: &Topology, random: &mut Random) -> Option<Vec<f64>> {
    let outputs = topology.output();
    Some(match topology.loss? {
        LossKind::Mse | LossKind::Mae | LossKind::Huber(_) | LossKind::LogCosh | LossKind::Quantile(_) => {
            (0..outputs).map(|_| random.symmetric(2.0)).collect()
        }
        LossKind::Gaussian => (0..outputs / 2).map(|_| random.symmetric(2.0)).collect(),
        LossKind::Poisson => (0..outputs).map(|_| random.below(5) as f64).collect(),
        LossKind::Hinge => (0..outputs).map(|_| if random.chance(0.5) { 1.0 } else { -1.0 }).collect(),
        LossKind::BinaryCrossEntropy { .. } => (0..outputs).map(|_| random.symmetric(0.5) + 0.5).collect(),
        LossKind::CrossEntropy { places, .. } => {
            let mut row = vec![0.0; outputs];
            for place in 0..places {
                for (class, part) in distribution(outputs / places, random).into_iter().enumerate() {
                    row[class * places + place] = part;
                }
            }
            row
        }
    })
}

/// A class of so many, or a distribution over them; of the sums that a loss takes the lowest and the highest, for the weight is a factor of the
/// gradient.
fn distribution(classes: usize, random: &mut Random) -> Vec<f64> {
    if random.chance(0.5) {
        let class = random.below(classes);
        return (0..classes).map(|other| f64::from(other == class)).collect();
    }
    let parts: Vec<f64> = (0..classes).map(|_| random.symmetric(0.5) + 0.5).collect();
    let sum = parts.iter().sum::<f64>() / if random.chance(0.5) { 0.9991 } else { 1.0009 };
    parts.into_iter().map(|part| (part / sum).min(1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::read;
    use crate::topology::{Layer, Source};

    #[test]
    fn every_line_is_used_and_the_output_is_the_declared_one() {
        let mut random = Random::new(1);
        for index in 0..500 {
            let network = Network::new(index, &mut random);
            let (name, mut topology) = read(&network.declaration());
            assert_eq!(name, format!("Net{index:02}"));
            let mut is_used = vec![false; topology.nodes.len()];
            for node in &topology.nodes {
                let sources = match &node.layer {
                    Layer::Dense { input, .. }
                    | Layer::LowRank { input, .. }
                    | Layer::Convolution { input, .. }
                    | Layer::Pool { input, .. }
                    | Layer::GlobalPool { input, .. }
                    | Layer::Resample { input, .. }
                    | Layer::Activation { input, .. }
                    | Layer::Flatten { input }
                    | Layer::Move { input, .. }
                    | Layer::Dropout { input, .. }
                    | Layer::Slice { input, .. }
                    | Layer::Scale { input, .. }
                    | Layer::Affine { input, .. }
                    | Layer::Prelu { input, .. }
                    | Layer::Norm { input, .. }
                    | Layer::BatchNorm { input, .. }
                    | Layer::Length { input, .. }
                    | Layer::Recurrent { input, .. }
                    | Layer::Causal { input, .. }
                    | Layer::Earlier { input, .. }
                    | Layer::Average { input, .. }
                    | Layer::Embedding { input, .. }
                    | Layer::Gated { input, .. } => vec![*input],
                    Layer::Sub { left, right } => vec![*left, *right],
                    Layer::Add { inputs } | Layer::Mul { inputs } | Layer::Concat { inputs } => inputs.clone(),
                };
                for source in &sources {
                    assert_eq!(
                        sources.iter().filter(|other| *other == source).count(),
                        1,
                        "{name}: joined with itself"
                    );
                    if let Source::Node(index) = source {
                        is_used[*index] = true;
                    }
                }
                if let Layer::Add { inputs } = &node.layer {
                    assert!(
                        inputs.iter().all(|source| topology.len_of(*source) == node.len),
                        "{name}: lengths of a sum"
                    );
                }
            }
            assert_eq!(is_used.iter().position(|used| !used), Some(topology.nodes.len() - 1), "{name}: an unused line");
            assert_eq!(topology.has_dropout(), network.has_dropout, "{name}");
            // Rows that keep clear of kinks can be found.
            draw_parameters(&mut topology, &mut random);
            assert_eq!(draw_rows(&topology, 2, &mut random).0.len(), 2);
        }
    }
}
