//! The output that a network is made of, and the nodes that it needs: all else in a file is left out before anything is refused.

use std::collections::{BTreeSet, HashMap, HashSet};

use nn_onnx::{DataType, Dimension, Node, ValueInfo};

use super::input;
use crate::graph::{Mistake, Subject, shape_of_row, title, visible};
use crate::language::suggest::suggest_name;

/// The operator of scikit-learn's converter that turns probabilities into dictionaries, which are no tensors.
pub(super) const ZIP_MAP: &str = "ZipMap";

/// An output of a file.
pub(super) struct Output<'a> {
    pub(super) name: &'a str,
    /// The value that it is.
    pub(super) value: &'a str,
    /// Extents of one row, where the file fixes them.
    pub(super) shape: Option<Vec<usize>>,
}

/// Who computes what.
pub(super) struct Producers<'a> {
    nodes: &'a [Node],
    /// Positions of nodes by the names of their outputs.
    positions: HashMap<&'a str, usize>,
}

impl<'a> Producers<'a> {
    pub(super) fn of(nodes: &'a [Node]) -> Result<Self, Mistake> {
        let mut positions = HashMap::new();
        for (position, node) in nodes.iter().enumerate() {
            for output in node.output.iter().filter(|output| !output.is_empty()) {
                if positions.insert(output.as_str(), position).is_some() {
                    return Err(Mistake::new(format!("{} writes `{output}` a second time", title(node))));
                }
            }
        }
        Ok(Self { nodes, positions })
    }

    /// The node that computes a value.
    pub(super) fn node(&self, value: &str) -> Option<&'a Node> {
        self.positions.get(value).map(|position| &self.nodes[*position])
    }

    /// The value of an output: what dictionaries are made of, where it is some.
    fn value(&self, output: &'a str) -> &'a str {
        match self.node(output) {
            Some(node) if node.op_type == ZIP_MAP => node.input.first().map_or(output, String::as_str),
            _ => output,
        }
    }

    /// Whether a value is one of `inputs`, unchanged.
    fn is_passed_through(&self, mut value: &'a str, inputs: &HashSet<&str>) -> bool {
        // No exporter writes more, and nodes may go in a circle.
        const MOST_STEPS: usize = 16;
        for _ in 0..MOST_STEPS {
            match self.node(value) {
                Some(node) if node.op_type == "Identity" && node.input.len() == 1 => value = &node.input[0],
                _ => break,
            }
        }
        inputs.contains(value)
    }
}

/// The output that is asked for, or the only one that can be a network's; and what the documentation says of the others.
pub(super) fn output<'a>(
    graph: &'a nn_onnx::Graph,
    inputs: &HashSet<&str>,
    producers: &Producers<'a>,
    wanted: Option<&str>,
) -> Result<(Output<'a>, Vec<String>), Mistake> {
    let of = |output: &'a ValueInfo| {
        let value = producers.value(&output.name);
        Output { name: &output.name, value, shape: if value == output.name { shape_of_row(output) } else { None } }
    };
    let names = || graph.output.iter().map(|output| output.name.as_str());
    if let Some(wanted) = wanted {
        let Some(found) = graph.output.iter().find(|output| output.name == wanted) else {
            let mistake = Mistake::new(format!("there is no output `{wanted}`, found {}", listed(&graph.output)));
            let mistake = match suggest_name(wanted, names()) {
                Some(name) => mistake.help(format!("did you mean `{name}`?")),
                None => mistake,
            };
            return Err(mistake.of(Subject::Output));
        };
        return Ok((of(found), left_out(graph, found, inputs, producers)));
    }
    let mut candidates = candidates(graph, inputs, producers);
    let found = match (candidates.next(), candidates.next(), &graph.output[..]) {
        (Some(only), None, _) | (None, _, [only]) => only,
        (None, _, []) => return Err(Mistake::new("expected one output, found none")),
        (None, ..) => {
            return Err(Mistake::new(format!("no output has floats of its own, found {}", listed(&graph.output))));
        }
        (Some(first), Some(_), _) => {
            let mistake = Mistake::new(format!("expected one output, found {}", listed(&graph.output)));
            let example = format!("#[onnx(\"..\", output = {:?})]", first.name);
            return Err(mistake.help(format!("choose one, as `{example}` does: what it does not need is left out")));
        }
    };
    Ok((of(found), left_out(graph, found, inputs, producers)))
}

/// The outputs that can be a network's.
fn candidates<'a, 'p>(
    graph: &'a nn_onnx::Graph,
    inputs: &'p HashSet<&str>,
    producers: &'p Producers<'a>,
) -> impl Iterator<Item = &'a ValueInfo> {
    graph.output.iter().filter(|output| {
        let is_network = is_float(output) || producers.value(&output.name) != output.name;
        is_network && !producers.is_passed_through(&output.name, inputs)
    })
}

/// The nodes that a network has whichever output is chosen.
pub(super) fn nodes_of_any<'a>(
    graph: &'a nn_onnx::Graph,
    inputs: &HashSet<&str>,
    producers: &Producers<'a>,
) -> Result<Vec<&'a Node>, Mistake> {
    // So many go through the graph in no time.
    const MOST_OUTPUTS: usize = 16;
    let mut common: Option<Vec<&Node>> = None;
    for output in candidates(graph, inputs, producers).take(MOST_OUTPUTS) {
        let nodes = nodes(producers, producers.value(&output.name))?;
        let needed: HashSet<*const Node> = nodes.iter().map(|node| std::ptr::from_ref(*node)).collect();
        match &mut common {
            Some(common) => common.retain(|node| needed.contains(&std::ptr::from_ref(*node))),
            none => *none = Some(nodes),
        }
    }
    Ok(common.unwrap_or_default())
}

/// What the documentation says of all outputs but `chosen`.
fn left_out<'a>(
    graph: &'a nn_onnx::Graph,
    chosen: &ValueInfo,
    inputs: &HashSet<&str>,
    producers: &Producers<'a>,
) -> Vec<String> {
    let others = graph.output.iter().filter(|output| output.name != chosen.name);
    others
        .map(|output| {
            let why = if producers.is_passed_through(&output.name, inputs) { ", an input unchanged" } else { "" };
            format!("output `{}`{why}", visible(&output.name))
        })
        .collect()
}

/// `` `label` of shape [N], `scores` of shape [N, 3] ``.
fn listed<'a>(values: impl IntoIterator<Item = &'a ValueInfo>) -> String {
    let values: Vec<String> = values.into_iter().map(with_shape).collect();
    if values.is_empty() { "none".to_owned() } else { values.join(", ") }
}

/// `` `scores` of shape [N, 3] ``.
fn with_shape(value: &ValueInfo) -> String {
    let tensor = value.r#type.as_ref().and_then(|kind| kind.tensor_type.as_ref());
    let shape = tensor.and_then(|tensor| tensor.shape.as_ref()).filter(|shape| !shape.dim.is_empty());
    let shape = shape.map_or(String::new(), |shape| format!(" of shape {}", written(&shape.dim)));
    format!("`{}`{shape}", visible(&value.name))
}

/// The input that is asked for, or the only one that the output depends on; and what the documentation says of the others. `given`
/// are those without a default.
pub(super) fn input<'a>(
    graph: &'a nn_onnx::Graph,
    given: &[&'a ValueInfo],
    (nodes, output): (&[&Node], &str),
    wanted: Option<&str>,
) -> Result<(&'a ValueInfo, Vec<String>), Mistake> {
    let operands: HashSet<&str> =
        nodes.iter().flat_map(|node| &node.input).map(String::as_str).chain([output]).collect();
    let is_needed = |input: &&ValueInfo| operands.contains(input.name.as_str());
    let needed: Vec<&ValueInfo> = given.iter().copied().filter(is_needed).collect();
    let chosen = match wanted {
        Some(wanted) => {
            let Some(found) = graph.input.iter().find(|input| input.name == wanted) else {
                let mistake = Mistake::new(format!("there is no input `{wanted}`, found {}", listed(&graph.input)));
                let names = graph.input.iter().map(|input| input.name.as_str());
                let mistake = match suggest_name(wanted, names) {
                    Some(name) => mistake.help(format!("did you mean `{name}`?")),
                    None => mistake,
                };
                return Err(mistake.of(Subject::Input));
            };
            if !is_needed(&found) {
                let mistake = Mistake::new(format!("the output `{output}` does not depend on the input `{wanted}`"));
                let mistake = mistake.note(format!("it depends on {}", listed(needed)));
                return Err(mistake.of(Subject::Input));
            }
            let others: Vec<&ValueInfo> = needed.into_iter().filter(|input| input.name != wanted).collect();
            if !others.is_empty() {
                let message = format!("the output `{output}` depends on {} too", listed(others.iter().copied()));
                return Err(with_users(Mistake::new(message), &others, nodes).of(Subject::Input));
            }
            found
        }
        None => match (&needed[..], given) {
            ([input], _) | ([], [input]) => *input,
            ([], []) if graph.input.len() > 1 => {
                let mistake = Mistake::new(format!("each input has a default, found {}", listed(&graph.input)));
                let first = graph.input.iter().find(is_needed).unwrap_or(&graph.input[0]);
                let example = format!("#[onnx(\"..\", inputs({}))]", as_written(&first.name));
                return Err(mistake.help(format!("choose one, as `{example}` does: the others keep theirs")));
            }
            ([], _) => {
                return Err(Mistake::new(format!("expected one input, found {}", listed(given.iter().copied()))));
            }
            (several, _) => {
                let message = format!("expected one input, found {}", listed(several.iter().copied()));
                return Err(with_users(Mistake::new(message), several, nodes));
            }
        },
    };
    let others = given.iter().filter(|input| input.name != chosen.name);
    Ok((chosen, others.map(|input| format!("input `{}`", visible(&input.name))).collect()))
}

/// Which nodes need the inputs, and what can be done about it.
fn with_users(mistake: Mistake, inputs: &[&ValueInfo], nodes: &[&Node]) -> Mistake {
    let user = |input: &ValueInfo| {
        let node = nodes.iter().find(|node| node.input.contains(&input.name))?;
        Some(format!("{} takes `{}`", title(node), visible(&input.name)))
    };
    let mistake = inputs.iter().filter_map(|input| user(input)).fold(mistake, Mistake::note);
    let others = input::of_other_types(inputs);
    // scikit-learn's converter writes an input for each column of a table.
    let are_columns = inputs.len() > 1 && inputs.iter().all(|input| shape_of_row(input).as_deref() == Some(&[1]));
    let has_columns = others.is_some() || are_columns;
    let others = others.map(|others| format!("{others}, a network takes numbers of type Float"));
    let mistake = others.into_iter().fold(mistake, Mistake::note);
    mistake.help(if has_columns {
        "export with one input of floats that has all of these as its columns"
    } else {
        "export the network with one input that holds them all, with constants for the others, or choose an output that depends on one"
    })
}

/// An input as `inputs(..)` names it.
fn as_written(name: &str) -> String {
    if syn::parse_str::<proc_macro2::Ident>(name).is_ok() { name.to_owned() } else { format!("{name:?}") }
}

/// `[N, 784]`.
pub(super) fn written(dimensions: &[Dimension]) -> String {
    let extents: Vec<String> = dimensions
        .iter()
        .map(|dimension| match (dimension.dim_value, &dimension.dim_param) {
            (Some(extent), _) => extent.to_string(),
            (None, Some(name)) if !name.is_empty() => name.clone(),
            (None, _) => "?".to_owned(),
        })
        .collect();
    format!("[{}]", extents.join(", "))
}

/// Whether a value is a tensor of floats; `true` where nothing is said.
fn is_float(value: &ValueInfo) -> bool {
    let Some(kind) = value.r#type.as_ref() else { return true };
    kind.tensor_type.as_ref().is_some_and(|tensor| is_real(tensor.elem_type()) || tensor.elem_type == 0)
}

/// The types whose numbers become `f32`.
pub(super) fn is_real(kind: DataType) -> bool {
    matches!(kind, DataType::Float | DataType::Double | DataType::Float16 | DataType::Bfloat16)
}

/// The nodes that `value` depends on, in the order of the file as far as each stands behind those that it depends on: some converters
/// append nodes whose place is earlier.
pub(super) fn nodes<'a>(producers: &Producers<'a>, value: &str) -> Result<Vec<&'a Node>, Mistake> {
    let Producers { nodes, positions } = producers;
    let operands = |node: &'a Node| node.input.iter().filter_map(|input| positions.get(input.as_str()).copied());
    let mut is_needed = vec![false; nodes.len()];
    let mut open: Vec<usize> = positions.get(value).copied().into_iter().collect();
    while let Some(position) = open.pop() {
        if !std::mem::replace(&mut is_needed[position], true) {
            open.extend(operands(&nodes[position]));
        }
    }
    // How many operands a node waits for, and who waits for it.
    let mut waits = vec![0_usize; nodes.len()];
    let mut users = vec![Vec::new(); nodes.len()];
    let mut ready = BTreeSet::new();
    for (position, node) in nodes.iter().enumerate().filter(|(position, _)| is_needed[*position]) {
        for operand in operands(node) {
            users[operand].push(position);
            waits[position] += 1;
        }
        if waits[position] == 0 {
            ready.insert(position);
        }
    }
    let mut sorted = Vec::new();
    while let Some(position) = ready.pop_first() {
        sorted.push(&nodes[position]);
        for user in std::mem::take(&mut users[position]) {
            waits[user] -= 1;
            if waits[user] == 0 {
                ready.insert(user);
            }
        }
    }
    match waits.iter().position(|waits| *waits > 0) {
        None => Ok(sorted),
        Some(position) => Err(Mistake::new(format!("{} depends on its own output", title(&nodes[position])))),
    }
}
