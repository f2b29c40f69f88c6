//! Why a file is no network: all that is in the way at once, the true cause first.

use std::collections::{HashMap, HashSet};

use nn_onnx::Node;

use super::operators::{self, is_standard};
use crate::errors::Diagnostic;
use crate::graph::{Mistake, Subject, one_line, product_of_values, title, visible};
use crate::model::{Choice, File};

/// Most refusals that one message lists: a screen shows no more.
const MOST_LISTED: usize = 8;

/// Most bytes of messages. Some quote a constant, which any number of nodes of a small file can share.
const MOST_BYTES: usize = 1 << 22;

/// The sets of operators that ONNX Runtime's optimiser makes up.
const OF_ONNX_RUNTIME: &[&str] = &["com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc"];

/// How near a refusal is to what is wrong; in this order they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// The network is of a kind that the language has no layers for. Most other nodes that are refused only feed it.
    Kind,
    /// The input of the file, and what else stands around its nodes.
    Input,
    /// An operator that does not exist here.
    Operator,
    /// A node that is refused where it stands.
    Node,
}

/// Operators of networks of another kind: control flow. Attention is told by its name.
const KINDS: &[&str] = &["If", "Loop", "Scan"];

/// One thing that is in the way.
#[derive(Clone, Debug)]
struct Refusal {
    cause: Cause,
    mistake: Mistake,
    /// How many other nodes have the same operator, which does not exist here.
    n_others: usize,
    operator: String,
}

/// What a refusal says, each part on one line.
pub(crate) struct Text {
    pub(crate) message: String,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Option<String>,
}

/// All that is in the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refusals {
    list: Vec<Refusal>,
    /// The messages so far: nodes that take one part of a pattern all name it.
    messages: HashSet<String>,
    /// How long all messages are together, those that were there already too.
    n_bytes: usize,
}

impl From<Mistake> for Refusals {
    fn from(mistake: Mistake) -> Self {
        let mut refusals = Self::default();
        refusals.push(Cause::Input, mistake);
        refusals
    }
}

impl Refusals {
    pub(super) fn push(&mut self, cause: Cause, mistake: Mistake) {
        self.add(Refusal { cause, mistake, n_others: 0, operator: String::new() });
    }

    fn add(&mut self, refusal: Refusal) {
        self.n_bytes = self.n_bytes.saturating_add(refusal.mistake.message().len());
        if self.messages.insert(refusal.mistake.message().to_owned()) {
            self.list.push(refusal);
        }
    }

    /// Whether there are more than anybody reads, and no others should be looked for.
    pub(super) fn is_full(&self) -> bool {
        self.n_bytes > MOST_BYTES
    }

    /// Whether the batch may be another axis.
    pub(super) fn is_of_batch(&self) -> bool {
        self.list.iter().any(|refusal| refusal.mistake.subject() == Subject::Batch)
    }

    /// `Err` with all of them, the true cause first, if there are any.
    pub(super) fn finish(self) -> Result<(), Self> {
        if self.list.is_empty() { Ok(()) } else { Err(self.sorted()) }
    }

    /// All of them, behind what they have all come of.
    pub(super) fn because(mut self, mistake: Mistake) -> Self {
        self.push(Cause::Kind, mistake);
        self.list.rotate_right(1);
        self.sorted()
    }

    /// All of them, and the nodes that are refused whatever the others take: where the input or the output is refused, nodes cannot be
    /// gone through.
    pub(super) fn and_of(mut self, nodes: &[&Node], inputs: &[&str]) -> Self {
        self.add_nodes(nodes, inputs);
        self.sorted()
    }

    /// The true cause first.
    fn sorted(mut self) -> Self {
        self.list.sort_by_key(|refusal| refusal.cause);
        self
    }

    /// Adds the nodes that are refused wherever they stand, and returns the names of their outputs.
    pub(super) fn add_nodes<'a>(&mut self, nodes: &[&'a Node], inputs: &[&'a str]) -> HashSet<&'a str> {
        let mut of_operator: HashMap<(&str, &str), Refusal> = HashMap::new();
        let mut order = Vec::new();
        let mut refused = HashSet::new();
        for node in nodes.iter().filter(|node| !operators::is_supported(&node.domain, &node.op_type)) {
            refused.extend(outputs(node));
            let key = (node.domain.as_str(), node.op_type.as_str());
            if let Some(refusal) = of_operator.get_mut(&key) {
                refusal.n_others += 1;
            } else {
                order.push(key);
                of_operator.insert(key, unsupported(node));
            }
        }
        for key in order {
            of_operator.remove(&key).into_iter().for_each(|refusal| self.add(refusal));
        }
        for node in products(nodes, inputs) {
            refused.extend(outputs(node));
            self.push(Cause::Kind, product_of_values(node));
        }
        refused
    }

    /// What each says.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Text> {
        self.list.iter().map(Refusal::text)
    }

    /// One error at the path of `file`, or at the name that was chosen.
    pub(super) fn at(&self, file: &File, choice: &Choice) -> Diagnostic {
        let chosen = match self.list.first().map(|first| first.mistake.subject()) {
            None | Some(Subject::File | Subject::Batch) => None,
            Some(Subject::Input) => choice.input.as_ref(),
            Some(Subject::Output) => choice.output.as_ref(),
        };
        let place = chosen.map_or(file.place, |(_, place)| *place);
        let mut texts = self.texts();
        let Some(Text { message, notes, help }) = texts.next() else { unreachable!("there is a refusal") };
        let error = Diagnostic::new(place, format!("`{}`: {message}", file.path));
        let mut error = notes.into_iter().fold(error, Diagnostic::note);
        let mut helps: Vec<String> = help.into_iter().collect();
        // The first stands for itself.
        for Text { message, help, .. } in texts.by_ref().take(MOST_LISTED - 1) {
            error = error.note(format_args!("refused too: {message}"));
            helps.extend(help.filter(|help| !helps.contains(help)));
        }
        let n_left = texts.count();
        if n_left > 0 {
            error = error.note(format_args!("and {n_left} more"));
        }
        helps.into_iter().fold(error, Diagnostic::help)
    }
}

impl Refusal {
    fn text(&self) -> Text {
        let message = one_line(self.mistake.message());
        let message = match self.n_others {
            0 => message,
            more => format!("{message}, and {more} more of `{}`", visible(&self.operator)),
        };
        let notes = self.mistake.notes().iter().map(|note| one_line(note)).collect();
        Text { message, notes, help: self.mistake.written_help().map(one_line) }
    }
}

/// The values that a node computes.
pub(super) fn outputs(node: &Node) -> impl Iterator<Item = &str> {
    node.output.iter().map(String::as_str).filter(|output| !output.is_empty())
}

/// The refusal of an operator that does not exist here.
fn unsupported(node: &Node) -> Refusal {
    let operator = node.op_type.clone();
    let is_kind = KINDS.contains(&operator.as_str()) && is_standard(&node.domain) || operator.contains("Attention");
    let cause = if is_kind { Cause::Kind } else { Cause::Operator };
    if is_standard(&node.domain) {
        let mistake = Mistake::new(format!("{} is not supported", title(node)));
        let mistake = mistake.note(format!("supported are {}", operators::names()));
        return Refusal { cause, mistake, n_others: 0, operator };
    }
    let mistake = Mistake::new(format!("{} is from the operator set `{}`", title(node), node.domain));
    let mistake = match &operators::names_of(&node.domain)[..] {
        [] => mistake.note("the standard operators alone are supported"),
        names => mistake.note(format!("of that set are supported {}", names.join(", "))),
    };
    let mistake = if OF_ONNX_RUNTIME.contains(&node.domain.as_str()) {
        mistake.help(
            "optimise at most at the level `ORT_ENABLE_BASIC` of ONNX Runtime: higher ones join operators into its own",
        )
    } else {
        mistake
    };
    Refusal { cause, mistake, n_others: 0, operator }
}

/// Matrix products of two values that depend on the input, which is what attention is made of: they are known before anything is
/// computed, where what they take is refused itself.
fn products<'a>(nodes: &[&'a Node], inputs: &[&'a str]) -> Vec<&'a Node> {
    let mut dependent: HashSet<&str> = inputs.iter().copied().collect();
    let mut products = Vec::new();
    for node in nodes.iter().copied() {
        let n_dependent = node.input.iter().filter(|input| dependent.contains(input.as_str())).count();
        // Extents are constants, but for the batch.
        if n_dependent > 0 && !matches!(node.op_type.as_str(), "Shape" | "Size") {
            dependent.extend(outputs(node));
        }
        if n_dependent > 1 && is_standard(&node.domain) && matches!(node.op_type.as_str(), "MatMul" | "Einsum") {
            products.push(node);
        }
    }
    products
}
