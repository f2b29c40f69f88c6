//! From a topology to a graph of operators.

use nn_onnx::{
    Attribute, AttributeType, DataType, Dimension, Graph, Model, Node, OperatorSet, Tensor, TensorShape, TensorType,
    Type, ValueInfo,
};

use crate::layout::Parameter;
use crate::topology::{Activation, Layer, Line, Operand, Topology};

/// The name of the network's input; no label can be `input`.
const INPUT: &str = "input";

/// The whole model.
pub(super) fn model(topology: &Topology, layout: &[Parameter], flat: &[f32]) -> Model {
    let mut exported = Exported { nodes: Vec::new(), constants: Vec::new(), values: Vec::new() };
    let output = output_name(topology);
    for (index, line) in topology.lines.iter().enumerate() {
        let is_last = index + 1 == topology.lines.len();
        let result = if is_last { output } else { line.name };
        let value = exported.line(line, topology, result);
        // A line that does nothing is its operand, but the output needs a value of its own.
        if is_last && value != result {
            exported.push("Identity", &[&value], result, Vec::new());
        }
        exported.values.push(value);
    }
    let parameters =
        layout.iter().map(|parameter| tensor(parameter.name, parameter.shape, parameter.to_le_bytes(flat)));
    let graph = Graph {
        node: exported.nodes,
        name: topology.name.to_owned(),
        initializer: parameters.chain(exported.constants).collect(),
        input: vec![value_info(INPUT, topology.input)],
        output: vec![value_info(output, topology.output)],
        ..Graph::default()
    };
    Model {
        ir_version: 8,
        producer_name: "nn-runtime".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: topology.to_string(),
        graph: Some(graph),
        opset_import: vec![OperatorSet { domain: String::new(), version: 17 }],
        ..Model::default()
    }
}

/// `output`, unless a line that is not the last has this label.
fn output_name(topology: &Topology) -> &'static str {
    match topology.lines.split_last() {
        Some((last, others)) if others.iter().any(|line| line.name == "output") => last.name,
        _ => "output",
    }
}

/// The graph so far.
struct Exported {
    nodes: Vec<Node>,
    constants: Vec<Tensor>,
    /// The names of the lines' values.
    values: Vec<String>,
}

impl Exported {
    /// Computes a line into `result`; returns its value's name, which is that of an operand where the line does nothing.
    fn line(&mut self, line: &Line, topology: &Topology, result: &str) -> String {
        let operands: Vec<String> = line.operands.iter().map(|operand| self.operand(*operand)).collect();
        let Some((first, others)) = operands.split_first() else { return String::new() };
        match line.layer {
            Layer::Dense { bias, activation, .. } => {
                let sum = if activation == Activation::Identity { result.to_owned() } else { part(line, "sum") };
                self.dense(line, first, bias, &sum);
                return self.activation(line, activation, &sum, result);
            }
            Layer::Activation(activation) => return self.activation(line, activation, first, result),
            Layer::Dropout { .. } => return first.clone(),
            Layer::Flatten if shape_of(topology, line.operands).len() == 1 => return first.clone(),
            Layer::Flatten => self.push("Flatten", &[first], result, vec![int("axis", 1)]),
            Layer::Concat => {
                let operands: Vec<&str> = operands.iter().map(String::as_str).collect();
                self.push("Concat", &operands, result, vec![int("axis", 1)]);
            }
            Layer::Add => self.add(line, first, others, result),
        }
        result.to_owned()
    }

    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Input => INPUT.to_owned(),
            Operand::Line(index) => self.values.get(index).cloned().unwrap_or_default(),
        }
    }

    /// `x W^T + b`.
    fn dense(&mut self, line: &Line, x: &str, bias: bool, result: &str) {
        let (weight, b) = (part(line, "weight"), part(line, "bias"));
        let operands = if bias { vec![x, &weight, &b] } else { vec![x, &weight] };
        self.push("Gemm", &operands, result, vec![int("transB", 1)]);
    }

    /// Sums of two from left to right, in the order of the declaration.
    fn add(&mut self, line: &Line, first: &str, others: &[String], result: &str) {
        let mut sum = first.to_owned();
        for (index, other) in others.iter().enumerate() {
            let next = if index + 1 == others.len() { result.to_owned() } else { part(line, &format!("sum{index}")) };
            self.push("Add", &[&sum, other], &next, Vec::new());
            sum = next;
        }
    }

    /// `f(x)`; the name of `x` itself for the identity.
    fn activation(&mut self, line: &Line, activation: Activation, x: &str, result: &str) -> String {
        let mut one = |operator, attributes| self.push(operator, &[x], result, attributes);
        match activation {
            Activation::Identity => return x.to_owned(),
            Activation::Relu => one("Relu", Vec::new()),
            Activation::LeakyRelu { slope } => one("LeakyRelu", vec![float("alpha", slope)]),
            Activation::Elu { alpha } => one("Elu", vec![float("alpha", alpha)]),
            // The defaults of the operator are the constants of the paper.
            Activation::Selu => one("Selu", Vec::new()),
            Activation::Softplus => one("Softplus", Vec::new()),
            Activation::Sigmoid => one("Sigmoid", Vec::new()),
            Activation::Tanh => one("Tanh", Vec::new()),
            Activation::HardSigmoid => one("HardSigmoid", vec![float("alpha", 1.0 / 6.0), float("beta", 0.5)]),
            Activation::HardSwish => one("HardSwish", Vec::new()),
            Activation::Softmax => one("Softmax", vec![int("axis", -1)]),
            Activation::Silu => {
                let sigmoid = part(line, "sigmoid");
                self.push("Sigmoid", &[x], &sigmoid, Vec::new());
                self.push("Mul", &[x, &sigmoid], result, Vec::new());
            }
            Activation::Gelu => self.gelu(line, x, result),
        }
        result.to_owned()
    }

    /// `x (erf(x / sqrt 2) + 1) / 2`, in the order of operators that engines look for to compute it in one.
    fn gelu(&mut self, line: &Line, x: &str, result: &str) {
        let root = self.constant("constant.root_of_2", core::f32::consts::SQRT_2);
        let (one, half) = (self.constant("constant.1", 1.0), self.constant("constant.0_5", 0.5));
        let parts = ["scaled", "erf", "shifted", "product"].map(|name| part(line, name));
        let [scaled, erf, shifted, product] = &parts;
        self.push("Div", &[x, root], scaled, Vec::new());
        self.push("Erf", &[scaled], erf, Vec::new());
        self.push("Add", &[erf, one], shifted, Vec::new());
        self.push("Mul", &[x, shifted], product, Vec::new());
        self.push("Mul", &[product, half], result, Vec::new());
    }

    /// A scalar, once.
    fn constant(&mut self, name: &'static str, value: f32) -> &'static str {
        if self.constants.iter().all(|constant| constant.name != name) {
            self.constants.push(tensor(name, &[], value.to_le_bytes().to_vec()));
        }
        name
    }

    /// A node; it is called as its result.
    fn push(&mut self, operator: &str, operands: &[&str], result: &str, attribute: Vec<Attribute>) {
        self.nodes.push(Node {
            input: operands.iter().map(|operand| (*operand).to_owned()).collect(),
            output: vec![result.to_owned()],
            name: result.to_owned(),
            op_type: operator.to_owned(),
            attribute,
            ..Node::default()
        });
    }
}

/// The name of a parameter or of a value within a line; a label has no dot.
fn part(line: &Line, name: &str) -> String {
    format!("{}.{name}", line.name)
}

/// The shape of the first of these operands.
fn shape_of(topology: &Topology, operands: &[Operand]) -> &'static [usize] {
    match operands.first() {
        Some(Operand::Line(index)) => topology.lines.get(*index).map_or(&[], |line| line.shape),
        _ => topology.input,
    }
}

fn tensor(name: &str, shape: &[usize], raw_data: Vec<u8>) -> Tensor {
    let dims = shape.iter().map(|extent| signed(*extent)).collect();
    Tensor { name: name.to_owned(), dims, data_type: DataType::Float as i32, raw_data, ..Tensor::default() }
}

/// An extent, which the language limits to 16,777,216.
fn signed(extent: usize) -> i64 {
    i64::try_from(extent).unwrap_or(i64::MAX)
}

fn int(name: &str, value: i64) -> Attribute {
    Attribute { name: name.to_owned(), i: Some(value), kind: AttributeType::Int as i32, ..Attribute::default() }
}

fn float(name: &str, value: f32) -> Attribute {
    Attribute { name: name.to_owned(), f: Some(value), kind: AttributeType::Float as i32, ..Attribute::default() }
}

/// A value of the caller's: a batch of arrays of this shape.
fn value_info(name: &str, shape: &[usize]) -> ValueInfo {
    let batch = Dimension { dim_param: Some("N".to_owned()), ..Dimension::default() };
    let extent = |extent: &usize| Dimension { dim_value: Some(signed(*extent)), ..Dimension::default() };
    let shape = TensorShape { dim: core::iter::once(batch).chain(shape.iter().map(extent)).collect() };
    let tensor_type = TensorType { elem_type: DataType::Float as i32, shape: Some(shape) };
    ValueInfo { name: name.to_owned(), r#type: Some(Type { tensor_type: Some(tensor_type) }), ..ValueInfo::default() }
}
