//! `low_rank`: a dense layer whose weights are the product of two thin matrices.

use std::rc::Rc;

use super::{Checked, Kind, Operands, Site, Width, dense, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, DenseParts, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{size, subject};
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const KIND: Kind = Kind {
    name: "low_rank",
    aliases: &["lowrank", "factorized", "factorised"],
    usage: "low_rank(outputs, rank, activation = identity, bias = true, init = he_normal, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::required("rank"),
        Parameter::optional("activation"),
        Parameter::named("bias"),
        Parameter::named("init"),
    ],
    operands: Operands::One,
    roles: &["down", "up", "bias"],
    width: Width::Given,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let outputs = dense::outputs(site);
    let rank = rank(site);
    let activation = dense::activation(site);
    let bias = site.flag("bias", true);
    let init = dense::init(site, activation);
    let inputs = dense::inputs(site);
    let is_refused = refuse_rank(site, rank, inputs, outputs);
    let default_init = site.argument("init").is_none();
    let low_rank = || {
        let (inputs, outputs, rank, bias) = (inputs?, outputs?, rank?, bias?);
        let (init, activation) = (init?, activation?);
        Some(layer(LowRank { inputs, outputs, rank, bias, init, activation, default_init }))
    };
    Checked {
        layer: low_rank().filter(|_| !is_refused),
        shape: outputs.map(|outputs| Shape(vec![outputs])),
        size: site.argument("outputs").map(ast::Value::place),
        activation: site.argument("activation").map(ast::Value::place),
    }
}

fn rank(site: &mut Site<'_>) -> Option<usize> {
    let value = site.arguments.get("rank")?;
    size(value, &subject("rank", site.title), site.errors)
}

/// No product has a higher rank than the smaller of its sizes. Says whether there is that error.
fn refuse_rank(site: &mut Site<'_>, rank: Option<usize>, inputs: Option<usize>, outputs: Option<usize>) -> bool {
    // One size is enough: a rank above the outputs is too high whatever comes in.
    let most = inputs.into_iter().chain(outputs).min();
    let (Some(value), Some(rank), Some(most)) = (site.argument("rank"), rank, most) else { return false };
    if rank <= most {
        return false;
    }
    let error = Diagnostic::new(
        value.place(),
        format!("`rank` of `{}` must be an integer from 1 to {most}, found {}", site.title, value.describe()),
    );
    let error = match inputs.zip(outputs) {
        Some((inputs, outputs)) => error.note(format_args!(
            "the rank of a matrix of {outputs} outputs and {inputs} inputs is at most the smaller of the two"
        )),
        None => error,
    };
    site.errors.push(error);
    true
}

/// `y = f(U (V x) + b)`, where `V` has `rank` rows.
#[derive(Clone, Debug)]
struct LowRank {
    inputs: usize,
    outputs: usize,
    rank: usize,
    bias: bool,
    init: Init,
    activation: Activation,
    /// Whether `init` was left to the activation.
    default_init: bool,
}

impl Layer for LowRank {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments =
            vec![Argument::new("outputs", Value::Count(self.outputs)), Argument::new("rank", Value::Count(self.rank))];
        if !self.activation.is_identity() {
            arguments.push(Argument::new("activation", Value::Activation(self.activation)));
        }
        if !self.bias {
            arguments.push(Argument::new("bias", Value::Flag(false)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        let mut parameters =
            vec![Weights::matrix("down", self.rank, self.inputs), Weights::matrix("up", self.outputs, self.rank)];
        if self.bias {
            parameters.push(Weights::vector("bias", &[self.outputs]));
        }
        parameters
    }

    fn multiply_adds(&self) -> usize {
        self.rank * (self.inputs + self.outputs)
    }

    fn activation(&self) -> Option<Activation> {
        Some(self.activation)
    }

    fn with_activation(&self, name: &str) -> Option<String> {
        Some(format!("low_rank({}, {}, {name})", self.outputs, self.rank))
    }

    /// As for `dense`.
    fn followed_by(&self, activation: Activation) -> Option<Rc<dyn Layer>> {
        let follows = self.default_init && self.activation.is_identity();
        follows.then(|| layer(Self { init: activation.facts().init, ..self.clone() }))
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let Self { inputs, outputs, rank, bias, init, activation, .. } = *self;
        let down =
            DenseParts { inputs, outputs: rank, weight: "down", bias: None, init, activation: Activation::IDENTITY };
        let bias = bias.then_some("bias");
        let up = DenseParts { inputs: rank, outputs, weight: "up", bias, init, activation };
        let input = builder.operand();
        let projected = builder.dense_part("projected", input, &down);
        // The last part is the line itself, and has its name.
        builder.dense_part("", projected, &up)
    }
}
