//! `dense`: every output is a weighted sum of all inputs, plus a bias, through an activation.

use std::rc::Rc;

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::ast::{self, Call, Place};
use crate::errors::Diagnostic;
use crate::ir::{Builder, DenseParts, Operand};
use crate::language::activations::ACTIVATIONS;
use crate::language::arguments::Parameter;
use crate::language::foreign::Topic;
use crate::language::initialisers::INITIALISERS;
use crate::language::table::choose;
use crate::language::values::{size, subject};
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Shape, Value, View};

pub(super) const KIND: Kind = Kind {
    name: "dense",
    aliases: &["linear", "fc", "fullyconnected", "full", "innerproduct"],
    usage: "dense(outputs, activation = identity, bias = true, init = he_normal, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::optional("activation"),
        Parameter::named("bias"),
        Parameter::named("init"),
    ],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::Given,
    operators: operators!["Gemm": onnx::gemm, "MatMul": onnx::matmul],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    if refuse_swapped(site) || refuse_inputs(site, None) {
        return Checked::default();
    }
    let outputs = outputs(site);
    let activation = activation(site);
    let bias = site.flag("bias", true);
    let init = init(site, activation);
    let inputs = inputs(site);
    let default_init = site.argument("init").is_none();
    let dense = || {
        let (inputs, outputs, bias, init, activation) = (inputs?, outputs?, bias?, init?, activation?);
        Some(layer(Dense { inputs, outputs, bias, init, activation, default_init }))
    };
    Checked {
        layer: dense(),
        shape: outputs.map(|outputs| Shape(vec![outputs])),
        size: site.argument("outputs").map(ast::Value::place),
        activation: site.argument("activation").map(ast::Value::place),
    }
}

/// `y = f(W x + b)`.
#[derive(Clone, Debug)]
struct Dense {
    inputs: usize,
    outputs: usize,
    bias: bool,
    init: Init,
    activation: Activation,
    /// Whether `init` was left to the activation.
    default_init: bool,
}

impl Layer for Dense {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("outputs", Value::Count(self.outputs))];
        if !self.activation.is_identity() {
            arguments.push(Argument::new("activation", Value::Activation(self.activation)));
        }
        if !self.bias {
            arguments.push(Argument::new("bias", Value::Flag(false)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        let mut parameters = vec![Weights::matrix("weight", self.outputs, self.inputs)];
        if self.bias {
            parameters.push(Weights::vector("bias", &[self.outputs]));
        }
        parameters
    }

    fn multiply_adds(&self) -> usize {
        self.inputs * self.outputs
    }

    fn activation(&self) -> Option<Activation> {
        Some(self.activation)
    }

    fn with_activation(&self, name: &str) -> Option<String> {
        Some(format!("dense({}, {name})", self.outputs))
    }

    /// Where `dense(64), relu` says what `dense(64, relu)` says, it starts from the same weights.
    fn followed_by(&self, activation: Activation) -> Option<Rc<dyn Layer>> {
        let follows = self.default_init && self.activation.is_identity();
        follows.then(|| layer(Self { init: activation.facts().init, ..self.clone() }))
    }

    fn view(&self) -> Option<View> {
        Some(View { inputs: self.inputs, outputs: self.outputs, bias: self.bias })
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let Self { inputs, outputs, bias, init, activation, .. } = *self;
        let bias = bias.then_some("bias");
        builder.dense(&DenseParts { inputs, outputs, weight: "weight", bias, init, activation })
    }
}

pub(super) fn outputs(site: &mut Site<'_>) -> Option<usize> {
    let value = site.arguments.get("outputs")?;
    size(value, &subject("outputs", site.title), site.errors)
}

pub(super) fn activation(site: &mut Site<'_>) -> Option<Activation> {
    match site.arguments.get("activation") {
        None => Some(Activation::IDENTITY),
        Some(value @ (ast::Value::Name(name) | ast::Value::Call(Call { name, .. })))
            if super::find(&name.to_string()).is_some_and(|named| !is_activation(named)) =>
        {
            refuse_layer(site, &name.to_string(), value.place());
            None
        }
        Some(value) => choose(ACTIVATIONS, Topic::Activation, value, site.errors),
    }
}

/// Where it is left out, that of the activation.
pub(super) fn init(site: &mut Site<'_>, activation: Option<Activation>) -> Option<Init> {
    match site.arguments.get("init") {
        Some(value) => choose(INITIALISERS, Topic::Initialiser, value, site.errors),
        None => activation.map(|activation| activation.facts().init),
    }
}

fn is_activation(named: super::Named) -> bool {
    matches!(named, super::Named::Activation(_))
}

fn refuse_layer(site: &mut Site<'_>, name: &str, place: Place) {
    site.errors.push(
        Diagnostic::new(place, format!("expected an activation, found the layer `{name}`"))
            .help(format_args!("write `{name}` on a line of its own, after `{}`", site.title)),
    );
}

/// `dense(relu, 64)` is one mistake, not two, and in `dense(relu)` the size is what is missing.
fn refuse_swapped(site: &mut Site<'_>) -> bool {
    let Some(first @ (ast::Value::Name(name) | ast::Value::Call(Call { name, .. }))) = site.argument("outputs") else {
        return false;
    };
    let second = site.argument("activation");
    let literal = second.filter(|second| matches!(second, ast::Value::Literal { .. }));
    let names_activation = super::find(&name.to_string()).is_some_and(is_activation);
    let help = match (literal, second) {
        (Some(size), _) => format!("write `dense({}, {})`", size.describe(), first.describe().trim_matches('`')),
        (None, None) if names_activation => format!("write the number of outputs before {}", first.describe()),
        _ => return false,
    };
    let place = Place::from_to(first.place(), second.unwrap_or(first).place());
    let message = format!("`outputs` of `{}` comes first, then the activation", site.title);
    site.errors.push(Diagnostic::new(place, message).help(help));
    true
}

/// `dense(4, 64)`, where other libraries have the number of inputs first; only this number, if there is one.
pub(super) fn refuse_inputs(site: &mut Site<'_>, expected: Option<usize>) -> bool {
    let list = site.call.arguments.as_ref().map_or(&[][..], |arguments| &arguments.list);
    let [first, rest @ ..] = list else { return false };
    let is_number =
        |value: &ast::Value| matches!(value, ast::Value::Literal { .. }) && !value.describe().starts_with('"');
    let activation = site.argument("activation");
    let is_expected = expected.is_none_or(|inputs| first.value.describe() == inputs.to_string());
    if first.name.is_some() || !is_number(&first.value) || !activation.is_some_and(is_number) || !is_expected {
        return false;
    }
    let written: Vec<String> = rest
        .iter()
        .map(|argument| {
            let value = argument.value.describe();
            let value = value.trim_matches('`');
            argument.name.as_ref().map_or_else(|| value.to_owned(), |name| format!("{name} = {value}"))
        })
        .collect();
    site.errors.push(
        Diagnostic::new(first.value.place(), format!("`{}` takes no number of inputs", site.title))
            .note("it follows from the line before")
            .help(format_args!("write `{}({})`", site.call.name, written.join(", "))),
    );
    true
}

/// The length of the operand, which must be a vector.
pub(super) fn inputs(site: &mut Site<'_>) -> Option<usize> {
    let shape = site.shape()?;
    if let [inputs] = shape.0[..] {
        return Some(inputs);
    }
    let operand = site.operand()?;
    let error = Diagnostic::new(operand.place, format!("`{}` expects a vector, [n], found {shape}", site.title))
        .note(format_args!("{} has shape {shape}", operand.title))
        .help(format_args!("write a line `flatten` before `{}`", site.title));
    site.errors.push(error);
    None
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
mod onnx {
    use crate::graph::constant::{Constant, transpose};
    use crate::graph::lowering::{Line, Lowering, Pending, Row, Step, Value, float, int, settled, unsupported};
    use crate::graph::operation::{Dense, Operation};
    use crate::graph::{Mistake, product_of_values, title};
    use crate::language::limits::{MAX_EXTENT, grouped};
    use nn_onnx::Node;

    /// `alpha A B + beta C` with a row `A`, a constant `B`, transposed or not, and an optional constant `C`.
    pub(super) fn gemm<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let transposes_row = int(node, "transA", 0);
        if transposes_row != 0 {
            return Err(unsupported(node, "transA", transposes_row, 0));
        }
        let weight = weight(lowering, node, int(node, "transB", 0) != 0)?;
        let alpha = float(node, "alpha", 1.0)?;
        let mut dense = weight.scaled(alpha);
        if let Some(bias) = lowering.optional(node, 2)? {
            let beta = float(node, "beta", 1.0)?;
            let bias = match bias {
                Value::Constant(bias) => bias.broadcast(&[dense.outputs]),
                Value::Row(_) => {
                    let mistake = Mistake::new(format!("{} adds a value that depends on the input", title(node)));
                    return Err(mistake.help("export the sum as an `Add` of its own"));
                }
            };
            let Some(bias) = bias else {
                let message = format!("the bias of {} does not fit its {} outputs", title(node), dense.outputs);
                return Err(Mistake::new(message));
            };
            dense.bias = Some(if is_one(beta) { bias } else { bias.iter().map(|bias| beta * bias).collect() });
        }
        layer(lowering, node, dense)
    }

    /// `A B` with a row `A` and a constant `B`.
    pub(super) fn matmul<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let dense = weight(lowering, node, false)?;
        layer(lowering, node, dense)
    }

    /// A factor of exactly 1 changes no bit.
    fn is_one(factor: f32) -> bool {
        factor.to_bits() == 1.0_f32.to_bits()
    }

    impl Dense {
        fn scaled(mut self, factor: f32) -> Self {
            if !is_one(factor) {
                self.weight.iter_mut().for_each(|weight| *weight *= factor);
            }
            self
        }
    }

    /// The constant operand 1, in the order `[outputs, inputs]`.
    fn weight<'a>(lowering: &Lowering<'a>, node: &'a Node, is_transposed: bool) -> Result<Dense, Mistake> {
        let Value::Constant(constant) = lowering.operand(node, 1)? else {
            return Err(product_of_values(node));
        };
        let (rows, columns, elements) = match (&constant, &constant.shape[..], constant.as_floats()) {
            (Constant { .. }, [rows, columns], Some(elements)) => (*rows, *columns, elements),
            (_, shape, _) => {
                let message =
                    format!("the weights of {} have shape {shape:?}, expected a matrix of floats", title(node));
                return Err(Mistake::new(message));
            }
        };
        let (outputs, inputs) = if is_transposed { (rows, columns) } else { (columns, rows) };
        if !(1..=MAX_EXTENT).contains(&outputs) {
            let message = format!("{} has {outputs} outputs, supported are 1 to {}", title(node), grouped(MAX_EXTENT));
            return Err(Mistake::new(message));
        }
        let weight = if is_transposed { elements.to_vec() } else { transpose(elements, rows, columns) };
        let names =
            node.input.iter().skip(1).take(2).filter(|name| lowering.graph.constants.contains_key(name.as_str()));
        Ok(Dense { inputs, outputs, weight, bias: None, activation: None, parameters: names.cloned().collect() })
    }

    fn layer<'a>(lowering: &mut Lowering<'a>, node: &'a Node, mut dense: Dense) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.row(node, 0)?;
        if row.shape != [dense.inputs] {
            let expected = [dense.inputs];
            let message =
                format!("{} takes rows of shape {:?}, its weights expect {expected:?}", title(node), row.shape);
            return Err(Mistake::new(message));
        }
        if let Some(Pending { step: Step::Permuted(from), .. }) = &row.pending {
            dense.take_from(from);
            row.pending = None;
        }
        let mut row = settled(row)?;
        if let Some(Line { operation: Operation::Affine(affine), operands, .. }) = lowering.line(row.source)
            && affine.is_foldable
            && let (Some(shift), [source]) = (&affine.bias, &operands[..])
        {
            dense.take_in_front(&affine.weight, shift);
            row = Row { source: *source, ..row };
        }
        dense.refuse_infinite(node)?;
        lowering.spend(node, dense.weight.len())?;
        let shape = vec![dense.outputs];
        Ok(Value::Row(lowering.push(node, Operation::Dense(dense), vec![row.source], shape)))
    }

    impl Dense {
        /// The same layer of numbers that are in their old order: number `i` was at `from[i]`.
        fn take_from(&mut self, from: &[usize]) {
            for weights in self.weight.chunks_exact_mut(self.inputs.max(1)) {
                let of_new = weights.to_vec();
                for (weight, at) in of_new.into_iter().zip(from) {
                    if let Some(place) = weights.get_mut(*at) {
                        *place = weight;
                    }
                }
            }
        }

        /// `W (scale x + shift) + b` as `W' x + b'`.
        fn take_in_front(&mut self, scale: &[f64], shift: &[f64]) {
            let mut bias = self.bias.take().unwrap_or_else(|| vec![0.0; self.outputs]);
            for (bias, weights) in bias.iter_mut().zip(self.weight.chunks_exact_mut(self.inputs)) {
                let mut sum = f64::from(*bias);
                for ((weight, scale), shift) in weights.iter_mut().zip(scale).zip(shift) {
                    sum += f64::from(*weight) * shift;
                    *weight = (f64::from(*weight) * scale) as f32;
                }
                *bias = sum as f32;
            }
            self.bias = Some(bias);
        }
    }
}
