//! Reads the text of a `network!` declaration into a [`Topology`]: a second, independent reading of the grammar.
//!
//! It is for declarations that compile, so it panics where the text is wrong.

use crate::topology::{Activation, Layer, LossKind, Node, Source, Topology};

/// The name and the topology of a declaration. Weights and biases are zero.
///
/// # Panics
/// If the text is not a declaration that `network!` takes.
#[must_use]
pub fn read(text: &str) -> (String, Topology) {
    let mut reader = Reader { tokens: tokens(text), position: 0 };
    let mut loss = None;
    while reader.take("#") {
        reader.expect("[");
        match reader.next().as_str() {
            "loss" => {
                reader.expect("(");
                loss = Some(reader.loss());
                reader.expect(")");
            }
            other => panic!("attribute `{other}` is unknown to the tests"),
        }
        reader.expect("]");
    }
    if reader.take("pub") && reader.take("(") {
        reader.expect("crate");
        reader.expect(")");
    }
    reader.expect("struct");
    let name = reader.next();
    reader.expect(":");
    let input = reader.shape();
    reader.expect("->");
    let output = reader.shape();
    reader.expect("{");
    let mut topology = Topology { input, nodes: Vec::new(), loss };
    while !reader.take("}") {
        let node = reader.line(&topology);
        topology.nodes.push(node);
    }
    assert_eq!(topology.output(), output, "the last line of {name} gives the declared output");
    (name, topology)
}

/// One argument of a line: `value`, `name = value`, or `value(inner, ..)`.
struct Argument {
    name: Option<String>,
    value: String,
    inner: Vec<Argument>,
}

impl Argument {
    fn number(&self) -> f64 {
        // The macro stores constants as f32; the twin starts from the same number.
        let number: f32 = self.value.parse().unwrap_or_else(|_| panic!("`{}` is not a number", self.value));
        f64::from(number)
    }

    fn size(&self) -> usize {
        self.value.parse().unwrap_or_else(|_| panic!("`{}` is not a size", self.value))
    }
}

struct Reader {
    tokens: Vec<String>,
    position: usize,
}

impl Reader {
    fn peek(&self) -> &str {
        self.tokens.get(self.position).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        let token = self.peek().to_owned();
        self.position += 1;
        token
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.position += usize::from(found);
        found
    }

    fn expect(&mut self, token: &str) {
        let found = self.next();
        assert_eq!(found, token, "at token {} of {:?}", self.position, self.tokens);
    }

    fn shape(&mut self) -> usize {
        self.expect("[");
        let mut len = 1;
        while !self.take("]") {
            let extent: usize = self.next().parse().expect("an extent");
            len *= extent;
            self.take(",");
        }
        len
    }

    fn loss(&mut self) -> LossKind {
        let loss = self.argument();
        // Numbers may be given by position; there is one at most, and before the flags.
        let number = |default: f64| match loss.inner.first() {
            Some(first) if first.name.as_deref() != Some("from_logits") => first.number(),
            _ => default,
        };
        let from_logits = loss.inner.iter().any(|argument| argument.value == "true");
        match loss.value.as_str() {
            "mse" => LossKind::Mse,
            "mae" => LossKind::Mae,
            "huber" => LossKind::Huber(number(f64::NAN)),
            "log_cosh" => LossKind::LogCosh,
            "quantile" => LossKind::Quantile(number(f64::NAN)),
            "poisson" => LossKind::Poisson,
            "gaussian" => LossKind::Gaussian,
            "hinge" => LossKind::Hinge,
            "binary_cross_entropy" => LossKind::BinaryCrossEntropy { positive_weight: number(1.0), from_logits },
            "cross_entropy" => LossKind::CrossEntropy { label_smoothing: number(0.0), from_logits },
            other => panic!("loss `{other}` is unknown to the tests"),
        }
    }

    fn argument(&mut self) -> Argument {
        let mut value = self.signed();
        let mut name = None;
        if self.take("=") {
            name = Some(value);
            value = self.signed();
        }
        let inner = self.arguments();
        Argument { name, value, inner }
    }

    fn signed(&mut self) -> String {
        if self.take("-") { format!("-{}", self.next()) } else { self.next() }
    }

    /// `(argument, ..)`, or nothing.
    fn arguments(&mut self) -> Vec<Argument> {
        let mut arguments = Vec::new();
        if self.take("(") {
            while !self.take(")") {
                arguments.push(self.argument());
                self.take(",");
            }
        }
        arguments
    }

    /// `label: kind(arguments),`
    fn line(&mut self, topology: &Topology) -> Node {
        let index = topology.nodes.len();
        let mut kind = self.next();
        let mut name = index.to_string();
        if self.take(":") {
            name = kind;
            kind = self.next();
        }
        let arguments = self.arguments();
        self.take(",");
        let named = |wanted: &str| arguments.iter().find(|argument| argument.name.as_deref() == Some(wanted));
        let positional: Vec<&Argument> = arguments.iter().filter(|argument| argument.name.is_none()).collect();
        let before = index.checked_sub(1).map_or(Source::Input, Source::Node);
        let source = |label: &str| source_named(topology, label);
        let input = named("from").map_or(before, |argument| source(&argument.value));
        let size = |name: &str, index: usize| named(name).unwrap_or_else(|| positional[index]).size();
        let flag = |name: &str, default: bool| named(name).map_or(default, |argument| argument.value == "true");
        // The line before, or `from`, and behind it those named.
        let joined = || {
            let others = positional.iter().map(|argument| source(&argument.value));
            std::iter::once(input).chain(others).collect::<Vec<Source>>()
        };
        let (len, layer) = match kind.as_str() {
            "dense" => {
                let outputs = positional[0].size();
                let activation = positional.get(1).map_or(Activation::Identity, |argument| activation(argument));
                let weight = vec![vec![0.0; topology.len_of(input)]; outputs];
                let bias = flag("bias", true).then(|| vec![0.0; outputs]);
                (outputs, Layer::Dense { input, weight, bias, activation })
            }
            "low_rank" => {
                let (outputs, rank) = (size("outputs", 0), size("rank", 1));
                let given = named("activation").or(positional.get(2).copied());
                let activation = given.map_or(Activation::Identity, activation);
                let (down, up) = (vec![vec![0.0; topology.len_of(input)]; rank], vec![vec![0.0; rank]; outputs]);
                let bias = flag("bias", true).then(|| vec![0.0; outputs]);
                (outputs, Layer::LowRank { input, down, up, bias, activation })
            }
            "flatten" => (topology.len_of(input), Layer::Flatten { input }),
            "dropout" => (topology.len_of(input), Layer::Dropout { input, rate: positional[0].number() }),
            "add" => {
                let inputs = joined();
                (topology.len_of(inputs[0]), Layer::Add { inputs })
            }
            "sub" => {
                let [left, right] = joined()[..] else { panic!("`sub` takes two values") };
                (topology.len_of(left), Layer::Sub { left, right })
            }
            "mul" => {
                let inputs = joined();
                (topology.len_of(inputs[0]), Layer::Mul { inputs })
            }
            "slice" => {
                let (start, end) = (size("start", 0), size("end", 1));
                (end - start, Layer::Slice { input, start })
            }
            "scale" => {
                let factor = named("factor").unwrap_or_else(|| positional[0]).number();
                (topology.len_of(input), Layer::Scale { input, factor })
            }
            "affine" => {
                let len = topology.len_of(input);
                let (bias, is_trained) = (flag("bias", true).then(|| vec![0.0; len]), flag("trained", true));
                (len, Layer::Affine { input, weight: vec![1.0; len], bias, is_trained })
            }
            "prelu" => {
                let len = topology.len_of(input);
                let slopes = if flag("per_channel", false) { len } else { 1 };
                let slope = named("slope").or(positional.first().copied()).map_or(0.25, Argument::number);
                (len, Layer::Prelu { input, slope: vec![slope; slopes] })
            }
            "layer_norm" | "rms_norm" => {
                let (len, is_centred) = (topology.len_of(input), kind == "layer_norm");
                let default = if is_centred { f64::from(1e-5_f32) } else { f64::from(f32::EPSILON) };
                let epsilon = named("eps").or(positional.first().copied()).map_or(default, Argument::number);
                let weight = flag("affine", true).then(|| vec![1.0; len]);
                let bias = (flag("affine", true) && flag("bias", is_centred)).then(|| vec![0.0; len]);
                (len, Layer::Norm { input, epsilon, is_centred, weight, bias })
            }
            "embedding" => {
                let [rows, len] = [size("rows", 0), size("outputs", 1)];
                (len, Layer::Embedding { input, table: vec![0.0; rows * len] })
            }
            "l2_norm" => {
                let default = f64::from(1e-12_f32);
                let epsilon = named("eps").or(positional.first().copied()).map_or(default, Argument::number);
                (topology.len_of(input), Layer::Length { input, epsilon })
            }
            "glu" | "swiglu" => (topology.len_of(input) / 2, Layer::Gated { input, is_first: kind == "swiglu" }),
            "concat" => {
                let inputs = joined();
                (inputs.iter().map(|source| topology.len_of(*source)).sum(), Layer::Concat { inputs })
            }
            _ => {
                let inner = arguments.into_iter().filter(|argument| argument.name.as_deref() != Some("from"));
                let activation = activation(&Argument { name: None, value: kind, inner: inner.collect() });
                (topology.len_of(input), Layer::Activation { input, activation })
            }
        };
        Node { name, len, layer }
    }
}

fn source_named(topology: &Topology, label: &str) -> Source {
    let found = topology.nodes.iter().position(|node| node.name == label);
    match found {
        Some(index) => Source::Node(index),
        None if label == "input" => Source::Input,
        None => panic!("label `{label}` is unknown"),
    }
}

fn activation(argument: &Argument) -> Activation {
    let constant = |default: f64| argument.inner.first().map_or(default, Argument::number);
    // By its name, or by its place among those without one.
    let named = |name: &str, place: usize, default: f64| {
        let found = argument.inner.iter().find(|constant| constant.name.as_deref() == Some(name));
        let placed = || argument.inner.iter().filter(|constant| constant.name.is_none()).nth(place);
        found.or_else(placed).map_or(default, Argument::number)
    };
    match argument.value.as_str() {
        "identity" => Activation::Identity,
        "relu" => Activation::Relu,
        "leaky_relu" => Activation::LeakyRelu(constant(f64::from(0.01_f32))),
        "elu" => Activation::Elu(constant(1.0)),
        "selu" => Activation::Selu,
        "gelu" if argument.inner.first().is_some_and(|word| word.value == "tanh") => Activation::GeluTanh,
        "gelu" => Activation::Gelu,
        "silu" => Activation::Silu,
        "softplus" => Activation::Softplus,
        "sigmoid" => Activation::Sigmoid,
        "tanh" => Activation::Tanh,
        "hard_sigmoid" => Activation::HardSigmoid,
        "hard_swish" => Activation::HardSwish,
        "softsign" => Activation::Softsign,
        "hard_tanh" => Activation::HardTanh(named("min", 0, -1.0), named("max", 1, 1.0)),
        "relu6" => Activation::Relu6,
        "celu" => Activation::Celu(constant(1.0)),
        "log_sigmoid" => Activation::LogSigmoid,
        "mish" => Activation::Mish,
        "gelu_tanh" => Activation::GeluTanh,
        "exp" => Activation::Exp,
        "sin" => Activation::Sin,
        "hard_shrink" => Activation::HardShrink(constant(0.5)),
        "soft_shrink" => Activation::SoftShrink(constant(0.5)),
        "threshold" => Activation::Threshold(named("theta", 0, f64::NAN), named("value", 1, f64::NAN)),
        "square" => Activation::Square,
        "softmax" => Activation::Softmax,
        "log_softmax" => Activation::LogSoftmax,
        other => panic!("activation `{other}` is unknown to the tests"),
    }
}

/// Words and numbers, and every other character by itself; `->` is one token.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_word = false;
    for (position, character) in text.char_indices() {
        let in_number = tokens.last().is_some_and(|token| token.starts_with(|c: char| c.is_ascii_digit()));
        let exponent_sign = character == '-' && in_number && text[..position].ends_with('e');
        let part = character.is_alphanumeric() || character == '_' || character == '.' || exponent_sign;
        match tokens.last_mut() {
            Some(word) if part && in_word => word.push(character),
            Some(arrow) if character == '>' && arrow == "-" => arrow.push(character),
            _ if character.is_whitespace() => {}
            _ => tokens.push(character.to_string()),
        }
        in_word = part;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_becomes_its_topology() {
        let (name, topology) = read(
            "#[loss(huber(delta = 0.5))] pub struct Joined: [2, 3] -> [9] {
                flatten, a: dense(4, leaky_relu(0.2)), b: dense(4, bias = false, from = a), add(a), tanh,
                dropout(1e-1), concat(a), out: dense(9, sigmoid),
            }",
        );
        assert_eq!(name, "Joined");
        assert_eq!(topology.input, 6);
        assert_eq!(topology.loss, Some(LossKind::Huber(0.5)));
        assert_eq!(topology.nodes.iter().map(|node| node.len).collect::<Vec<_>>(), [6, 4, 4, 4, 4, 4, 8, 9]);
        let names: Vec<String> = topology.parameters().into_iter().map(|tensor| tensor.name).collect();
        assert_eq!(names, ["a.weight", "a.bias", "b.weight", "out.weight", "out.bias"]);
        let node = |index: usize| &topology.nodes[index].layer;
        assert_eq!(*node(3), Layer::Add { inputs: vec![Source::Node(2), Source::Node(1)] });
        assert_eq!(*node(4), Layer::Activation { input: Source::Node(3), activation: Activation::Tanh });
        assert_eq!(*node(5), Layer::Dropout { input: Source::Node(4), rate: f64::from(0.1_f32) });
        assert_eq!(*node(6), Layer::Concat { inputs: vec![Source::Node(5), Source::Node(1)] });
        let Layer::Dense { activation, .. } = node(1) else { panic!("line 1 is dense") };
        assert_eq!(*activation, Activation::LeakyRelu(f64::from(0.2_f32)));
    }

    #[test]
    fn constants_of_activations_are_read_by_name_or_place() {
        let of = |text: &str| {
            let (_, topology) = read(&format!("struct Line: [3] -> [3] {{ {text}, }}"));
            let Layer::Activation { activation, .. } = topology.nodes[0].layer else {
                panic!("`{text}` is an activation")
            };
            activation
        };
        assert_eq!(of("hard_tanh"), Activation::HardTanh(-1.0, 1.0));
        assert_eq!(of("hard_tanh(min = -0.5, max = 2)"), Activation::HardTanh(-0.5, 2.0));
        assert_eq!(of("hard_tanh(max = 2.0)"), Activation::HardTanh(-1.0, 2.0));
        assert_eq!(of("hard_tanh(-0.5, 2.0)"), Activation::HardTanh(-0.5, 2.0));
        assert_eq!(of("hard_tanh(-0.5, max = 2.0)"), Activation::HardTanh(-0.5, 2.0));
        assert_eq!(of("celu"), Activation::Celu(1.0));
        assert_eq!(of("celu(alpha = 0.3)"), Activation::Celu(f64::from(0.3_f32)));
        assert_eq!(of("softsign"), Activation::Softsign);
        assert_eq!(of("relu6"), Activation::Relu6);
        assert_eq!(of("log_sigmoid"), Activation::LogSigmoid);
        assert_eq!(of("mish"), Activation::Mish);
        assert_eq!(of("gelu_tanh"), Activation::GeluTanh);
        assert_eq!(of("gelu(tanh)"), Activation::GeluTanh);
        assert_eq!(of("exp"), Activation::Exp);
        assert_eq!(of("sin"), Activation::Sin);
        assert_eq!(of("hard_shrink"), Activation::HardShrink(0.5));
        assert_eq!(of("soft_shrink(lambda = 0.25)"), Activation::SoftShrink(0.25));
        assert_eq!(of("threshold(0.5, 20)"), Activation::Threshold(0.5, 20.0));
        assert_eq!(of("threshold(value = 20, theta = -0.5)"), Activation::Threshold(-0.5, 20.0));
        assert_eq!(of("square"), Activation::Square);
    }
}
