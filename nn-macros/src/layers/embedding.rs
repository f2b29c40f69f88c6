//! `embedding`: a vector of a table for each of some classes, picked by the number of the class.

use super::{Checked, Kind, Operands, Site, Width, dense, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::language::arguments::Parameter;
use crate::language::values::{size, subject};
use crate::model::{Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const KIND: Kind = Kind {
    name: "embedding",
    aliases: &["embed", "lookup", "embeddings"],
    usage: "embedding(rows, outputs, init = normal(1.0), from = label)",
    parameters: &[Parameter::required("rows"), Parameter::required("outputs"), Parameter::named("init")],
    operands: Operands::One,
    roles: &["weight"],
    width: Width::Unknown,
    operators: operators![],
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let rows = site.arguments.get("rows").and_then(|value| size(value, &subject("rows", site.title), site.errors));
    let outputs = dense::outputs(site);
    let init = match site.argument("init") {
        Some(_) => dense::init(site, None),
        // As PyTorch has it.
        None => Some(Init::normal(1.0)),
    };
    let is_position = refuse_other_shape(site);
    let embedding = || Some(layer(Embedding { rows: rows?, outputs: outputs?, init: init? }));
    Checked {
        layer: embedding().filter(|_| is_position),
        shape: outputs.map(|outputs| Shape(vec![outputs])),
        size: site.argument("outputs").map(ast::Value::place),
        activation: None,
    }
}

/// Whether the operand is one number, or unknown after an error.
fn refuse_other_shape(site: &mut Site<'_>) -> bool {
    let Some((operand, shape)) = site.operand().and_then(|operand| Some((operand, operand.shape.clone()?))) else {
        return true;
    };
    if shape.0 == [1] {
        return true;
    }
    let error =
        Diagnostic::new(operand.place, format!("`{}` expects the number of a class, [1], found {shape}", site.title))
            .note(format_args!("{} has shape {shape}", operand.title));
    let error = if shape.0.len() == 1 {
        error.help(format_args!("take one number of it before `{}`: `slice(0, 1)` is the first", site.title))
    } else {
        error
    };
    site.errors.push(error);
    false
}

/// Row `x` of a table.
#[derive(Debug)]
struct Embedding {
    rows: usize,
    outputs: usize,
    init: Init,
}

impl Layer for Embedding {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("rows", Value::Count(self.rows)), Argument::new("outputs", Value::Count(self.outputs))]
    }

    fn parameters(&self) -> Vec<Weights> {
        vec![Weights::vector("weight", &[self.rows, self.outputs])]
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let Self { rows, outputs, init } = *self;
        let input = builder.value();
        let table = builder.table("weight", (rows, outputs), init);
        builder.push(Definition::Embedding { input, table })
    }
}
