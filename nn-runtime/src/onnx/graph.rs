//! From a topology to a graph of operators.

use nn_onnx::{Attribute, Graph, Model, Node, OperatorSet, Tensor};

use super::layers::{self, Site};
use super::messages::{int, numbers, tensor, value_info, value_of};
use super::sequence::{self, Steps};
use super::streams::{self, State};
use super::{activations, maps, recurrent};
use crate::error::{Problem, Problems};
use crate::layout::Parameter;
use crate::topology::{Call, Line, Operand, Topology, Value};

/// The name of the network's input; no label can be `input`.
pub(super) const INPUT: &str = "input";

/// The whole model, or a line that has no operator. Without `steps` a stream is one step.
pub(super) fn model(
    topology: &Topology,
    (layout, flat): (&[Parameter], &[f32]),
    steps: Option<Steps>,
) -> Result<Model, Problems> {
    let mut exported = Exported { steps, input: INPUT.to_owned(), ..Exported::default() };
    let output = output_name(topology);
    let rows = format!("{output}.rows");
    if let Some(steps) = steps {
        exported.input = sequence::rows_of_input(&mut exported, steps, topology.input);
    }
    for (index, line) in topology.lines.iter().enumerate() {
        let is_last = index + 1 == topology.lines.len();
        let result = match (is_last, steps) {
            (true, Some(_)) => &rows,
            (true, None) => output,
            (false, _) => line.name,
        };
        let value = exported.line(line, topology, result)?;
        match steps.filter(|_| is_last) {
            Some(steps) => {
                sequence::output_of_rows(&mut exported, steps, (&value, topology.output), output);
            }
            // A line that does nothing is its operand, but the output needs a value of its own.
            None if is_last && value != result => exported.push("Identity", &[&value], result, Vec::new()),
            None => {}
        }
        exported.values.push(value);
    }
    let as_they_are = layout.iter().filter(|parameter| !recurrent::is_of_gates(parameter, topology));
    let parameters = as_they_are.map(|parameter| tensor(parameter.name, parameter.shape, parameter.to_le_bytes(flat)));
    let of_gates = recurrent::weights(topology, layout, flat);
    let states = core::mem::take(&mut exported.states);
    let defaults = streams::defaults(&states, layout, flat);
    let given = |name: &str, shape: &[usize]| match steps {
        Some(steps) => value_of(name, steps.axes(shape)),
        None => value_info(name, shape),
    };
    let before = states.iter().map(|state| value_info(&state.name, &state.shape));
    let after = states.iter().map(|state| value_info(&state.next, &state.shape));
    let exported = exported.into_graph();
    let graph = Graph {
        name: topology.name.to_owned(),
        initializer: parameters.chain(of_gates).chain(defaults).chain(exported.initializer).collect(),
        input: [given(INPUT, topology.input)].into_iter().chain(before).collect(),
        output: [given(output, topology.output)].into_iter().chain(after).collect(),
        ..exported
    };
    Ok(Model {
        ir_version: 8,
        producer_name: "nn-runtime".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: topology.to_string(),
        graph: Some(graph),
        opset_import: vec![OperatorSet { domain: String::new(), version: 17 }],
        ..Model::default()
    })
}

/// `output`, or where a line that is not the last has this label that of the last; if it has none, its name is a number, and another word is
/// taken.
fn output_name(topology: &Topology) -> &'static str {
    let Some((last, others)) = topology.lines.split_last() else { return "output" };
    let label = (!last.name.starts_with(|first: char| first.is_ascii_digit())).then_some(last.name);
    let names = ["output"].into_iter().chain(label).chain(["outputs", "result", "prediction"]);
    names.into_iter().find(|name| others.iter().all(|line| line.name != *name)).unwrap_or(last.name)
}

/// The graph so far.
#[derive(Default)]
pub(super) struct Exported {
    nodes: Vec<Node>,
    constants: Vec<Tensor>,
    /// Those of a stream over a sequence: the values of lines are rows, one for each step of each stream.
    pub(super) steps: Option<Steps>,
    /// The name of the value that the input is to lines.
    input: String,
    /// The names of the lines' values.
    values: Vec<String>,
    /// What lines remember, in their order.
    pub(super) states: Vec<State>,
}

impl Exported {
    /// The nodes and constants, without inputs and outputs.
    pub(super) fn into_graph(self) -> Graph {
        Graph { node: self.nodes, initializer: self.constants, ..Graph::default() }
    }

    /// Computes a line into `result`; returns its value's name, which is that of an operand where the line does nothing.
    fn line(&mut self, line: &Line, topology: &Topology, result: &str) -> Result<String, Problems> {
        let mut operands: Vec<String> = line.operands.iter().map(|operand| self.operand(*operand)).collect();
        if line.kind == "mul" {
            self.spread_factors(line, topology, &mut operands);
        }
        let Some(first) = operands.first() else { return Ok(String::new()) };
        match line.kind {
            "dense" | "low_rank" | "conv2d" | "conv1d" | "depthwise_conv2d" | "conv_transpose2d"
            | "conv_transpose1d" => {
                let activation = match line.argument("activation") {
                    Some(Value::Call(activation)) => activation,
                    _ => Call { name: "identity", constants: &[] },
                };
                let sum = if activation.name == "identity" { result.to_owned() } else { part(line, "sum") };
                let bias = line.argument("bias") != Some(Value::Flag(false));
                match line.kind {
                    "dense" => self.gemm(line, (first, "weight"), bias, &sum),
                    "low_rank" => {
                        let projected = part(line, "projected");
                        self.gemm(line, (first, "down"), false, &projected);
                        self.gemm(line, (&projected, "up"), bias, &sum);
                    }
                    "conv_transpose2d" | "conv_transpose1d" => {
                        maps::transposed_convolution(self, line, first, bias, &sum);
                    }
                    _ => {
                        let shape = shape_of(topology, line.operands);
                        let channels = shape.first().copied().unwrap_or(1);
                        if shape.len() == 1 {
                            let site = Site { line, operands: &operands, result };
                            streams::convolution(self, &site, topology, (channels, bias, &sum));
                        } else {
                            maps::convolution(self, line, (first, channels), bias, &sum);
                        }
                    }
                }
                return self.activation(line, activation, &sum, result);
            }
            "dropout" => return Ok(first.clone()),
            "rnn" | "lstm" | "gru" => {
                let inputs = shape_of(topology, line.operands).first().copied().unwrap_or(1);
                recurrent::recurrent(self, &Site { line, operands: &operands, result }, topology, inputs);
            }
            "delay" => streams::delay(self, &Site { line, operands: &operands, result }, topology),
            "ema" => streams::ema(self, &Site { line, operands: &operands, result }, topology),
            "stack" => return Ok(streams::stack(self, &Site { line, operands: &operands, result }, topology)),
            "flatten" if shape_of(topology, line.operands).len() == 1 => return Ok(first.clone()),
            "flatten" => self.push("Flatten", &[first], result, vec![int("axis", 1)]),
            name => {
                if let Some(export) = layers::named(name) {
                    export(self, &Site { line, operands: &operands, result });
                    return Ok(result.to_owned());
                }
                // A line that is an activation has its constants as arguments.
                let constants = line.arguments.iter().filter_map(|argument| match argument.value {
                    Value::Number(number) => Some(number),
                    _ => None,
                });
                let constants: Vec<f32> = constants.collect();
                return self.activate(line, (name, &constants), first, result);
            }
        }
        Ok(result.to_owned())
    }

    /// `f(x)`; the name of `x` itself for the identity.
    fn activation(&mut self, line: &Line, activation: Call, x: &str, result: &str) -> Result<String, Problems> {
        self.activate(line, (activation.name, activation.constants), x, result)
    }

    fn activate(
        &mut self,
        line: &Line,
        (name, constants): (&str, &[f32]),
        x: &str,
        result: &str,
    ) -> Result<String, Problems> {
        if name == "identity" {
            return Ok(x.to_owned());
        }
        let export = activations::named(name).ok_or_else(|| {
            let found = format!("has the kind `{name}`");
            Problems::one("bytes", Problem::new(format!("line {:?}", line.name), found, "one that ONNX export knows"))
        })?;
        export(self, line, constants, (x, result));
        Ok(result.to_owned())
    }

    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Input => self.input.clone(),
            Operand::Line(index) => self.values.get(index).cloned().unwrap_or_default(),
        }
    }

    /// `x W^T + b`, where `W` is the parameter of this role.
    fn gemm(&mut self, line: &Line, (x, role): (&str, &str), bias: bool, result: &str) {
        let (weight, b) = (part(line, role), part(line, "bias"));
        let operands = if bias { vec![x, &weight, &b] } else { vec![x, &weight] };
        self.push("Gemm", &operands, result, vec![int("transB", 1)]);
    }

    /// A scalar, once.
    pub(super) fn constant(&mut self, name: &'static str, value: f32) -> &'static str {
        if self.constants.iter().all(|constant| constant.name != name) {
            self.constants.push(tensor(name, &[], value.to_le_bytes().to_vec()));
        }
        name
    }

    /// A constant of a line.
    pub(super) fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        self.constants.push(tensor(name, shape, values.iter().flat_map(|value| value.to_le_bytes()).collect()));
    }

    /// A vector of integers of a line.
    pub(super) fn numbers(&mut self, name: &str, values: &[i64]) {
        self.constants.push(numbers(name, values));
    }

    /// A factor for each channel gets axes of extent 1, so that the operator takes it for all pixels of a map.
    fn spread_factors(&mut self, line: &Line, topology: &Topology, operands: &mut [String]) {
        let axes: Vec<i64> = (2..).take(line.shape.len().saturating_sub(1)).collect();
        for (index, operand) in operands.iter_mut().enumerate() {
            let of_operand = shape_of(topology, line.operands.get(index..).unwrap_or_default());
            if of_operand.len() < line.shape.len() {
                let [axes_of, spread] = ["axes", "spread"].map(|name| part(line, &format!("{name}{index}")));
                self.numbers(&axes_of, &axes);
                self.push("Unsqueeze", &[operand, &axes_of], &spread, Vec::new());
                *operand = spread;
            }
        }
    }

    /// A node of one result.
    pub(super) fn push(&mut self, operator: &str, operands: &[&str], result: &str, attribute: Vec<Attribute>) {
        self.push_all(operator, operands, &[result], attribute);
    }

    /// A node of several results, of which some may be left out. It is called as the first of them and its operator, because there are engines that take a node and a value of
    /// one name for one thing (rten 0.24.0).
    pub(super) fn push_all(&mut self, operator: &str, operands: &[&str], results: &[&str], attribute: Vec<Attribute>) {
        self.nodes.push(Node {
            input: operands.iter().map(|operand| (*operand).to_owned()).collect(),
            output: results.iter().map(|result| (*result).to_owned()).collect(),
            name: results
                .iter()
                .find(|result| !result.is_empty())
                .map_or(String::new(), |result| format!("{result}/{operator}")),
            op_type: operator.to_owned(),
            attribute,
            ..Node::default()
        });
    }
}

/// The name of a parameter or of a value within a line; a label has no dot.
pub(super) fn part(line: &Line, name: &str) -> String {
    format!("{}.{name}", line.name)
}

/// The shape of the first of these operands.
fn shape_of(topology: &Topology, operands: &[Operand]) -> &'static [usize] {
    match operands.first() {
        Some(Operand::Line(index)) => topology.lines.get(*index).map_or(&[], |line| line.shape),
        _ => topology.input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Argument;

    /// Every kind of line, layers and activations, as a test of nn-macros writes them.
    const KINDS: &str = include_str!("../../../nn-macros/golden/kinds.txt");

    /// A network of one line, or of one dense layer with this activation.
    fn export(kind: &'static str, activation: Option<&'static str>) -> Result<Model, Problems> {
        let argument = activation
            .map(|name| Argument { name: "activation", value: Value::Call(Call { name, constants: &[0.5, 0.75] }) });
        let line = Line {
            name: "output",
            kind,
            arguments: Vec::from_iter(argument).leak(),
            operands: &[Operand::Input, Operand::Input],
            shape: &[6],
        };
        let lines = vec![line].leak();
        model(&Topology { name: "Net", input: &[2, 3], output: &[6], loss: None, lines }, (&[], &[]), None)
    }

    /// Operators, and what the last of them yields.
    fn operators(model: &Model) -> (Vec<&str>, Option<&str>) {
        let nodes = &model.graph.as_ref().expect("a graph").node;
        let last = nodes.last().and_then(|node| node.output.first());
        (nodes.iter().map(|node| node.op_type.as_str()).collect(), last.map(String::as_str))
    }

    #[test]
    fn every_kind_of_line_is_exported() {
        assert!(KINDS.lines().count() > 10);
        for kind in KINDS.lines() {
            let model = export(kind, None).unwrap_or_else(|problems| panic!("{problems}"));
            let nodes = &model.graph.as_ref().expect("a graph").node;
            assert!(nodes.iter().any(|node| node.output == ["output"]), "{kind}");
            // A stack of one input.
            let does_nothing = matches!(kind, "identity" | "dropout" | "stack");
            let (operators, _) = operators(&model);
            assert_eq!(operators == ["Identity"], does_nothing, "{kind}: {operators:?}");
        }
    }

    #[test]
    fn every_activation_of_the_table_is_exported_behind_a_dense_layer() {
        for name in activations::names() {
            assert!(KINDS.lines().any(|kind| kind == name), "{name} is no activation");
            let model = export("dense", Some(name)).unwrap_or_else(|problems| panic!("{problems}"));
            let (operators, last) = operators(&model);
            assert_eq!((operators[0], operators.len() > 1, last), ("Gemm", true, Some("output")), "{name}");
        }
    }

    #[test]
    fn no_node_is_called_as_a_value_or_as_another_node() {
        let behind_dense = activations::names().map(|name| ("dense", Some(name)));
        for (kind, activation) in KINDS.lines().map(|kind| (kind, None)).chain(behind_dense) {
            let model = export(kind, activation).unwrap_or_else(|problems| panic!("{problems}"));
            let graph = model.graph.expect("a graph");
            // A result that is left out has no name.
            let values = graph.node.iter().flat_map(|node| &node.output).filter(|output| !output.is_empty());
            let values = values.chain(graph.initializer.iter().map(|tensor| &tensor.name));
            let values = values.chain(graph.input.iter().map(|input| &input.name));
            let mut names: Vec<&String> = values.chain(graph.node.iter().map(|node| &node.name)).collect();
            let n_names = names.len();
            names.sort_unstable();
            names.dedup();
            assert!(n_names > 2 && names.len() == n_names, "{kind}, {activation:?}: {names:?}");
        }
    }

    #[test]
    fn the_output_has_a_name_that_people_read() {
        let named = |names: &[&'static str]| {
            let line = |name| Line { name, kind: "relu", arguments: &[], operands: &[Operand::Input], shape: &[2] };
            let lines = names.iter().copied().map(line).collect::<Vec<_>>().leak();
            output_name(&Topology { name: "Net", input: &[2], output: &[2], loss: None, lines })
        };
        assert_eq!(named(&[]), "output");
        assert_eq!(named(&["0", "1"]), "output");
        assert_eq!(named(&["output", "scores"]), "scores");
        // The last line has no label.
        assert_eq!(named(&["output", "1"]), "outputs");
        assert_eq!(named(&["output", "outputs", "2"]), "result");
        assert_eq!(named(&["output", "outputs", "result", "prediction", "4"]), "4");
    }

    #[test]
    fn two_products_are_two_operators() {
        let model = export("low_rank", Some("relu")).unwrap_or_else(|problems| panic!("{problems}"));
        let nodes = &model.graph.as_ref().expect("a graph").node;
        let operands: Vec<Vec<&str>> =
            nodes.iter().map(|node| node.input.iter().map(String::as_str).collect()).collect();
        assert_eq!(operators(&model), (vec!["Gemm", "Gemm", "Relu"], Some("output")));
        let expected: [&[&str]; 3] =
            [&["input", "output.down"], &["output.projected", "output.up", "output.bias"], &["output.sum"]];
        assert_eq!(operands, expected);
    }

    #[test]
    fn an_unknown_kind_is_an_error() {
        let expected = "bytes: line \"output\" has the kind `mystery`, expected one that ONNX export knows";
        for export in [export("mystery", None), export("dense", Some("mystery"))] {
            assert_eq!(
                export.map_err(|problems| std::string::ToString::to_string(&problems)),
                Err(expected.to_owned())
            );
        }
    }
}
