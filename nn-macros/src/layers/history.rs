//! What layers that look at earlier inputs have in common; and `delay` and `stack`, which do nothing else.

use super::{Checked, Kind, Operands, Site, Width, dense, layer, window};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand};
use crate::language::arguments::Parameter;
use crate::language::limits::{MAX_ELEMENTS, MAX_EXTENT, grouped};
use crate::language::values::{size, subject};
use crate::model::{Argument, Layer, Shape, Value};

pub(super) const DELAY: Kind = Kind {
    name: "delay",
    aliases: &["lag"],
    usage: "delay(steps, from = label)",
    parameters: &[Parameter::required("steps")],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    operators: operators![],
    check: |site| {
        let (steps, inputs) = (steps(site), dense::inputs(site));
        let kept = inputs.zip(steps).and_then(|(inputs, steps)| keep(site, "steps", inputs, steps));
        Checked {
            layer: kept.and(steps).map(|steps| layer(Delay { steps })),
            shape: site.shape(),
            size: site.argument("steps").map(ast::Value::place),
            activation: None,
        }
    },
};

pub(super) const STACK: Kind = Kind {
    name: "stack",
    aliases: &["framestack", "observationhistory"],
    usage: "stack(steps, order = oldest_first, from = label)",
    parameters: &[Parameter::required("steps"), Parameter::named("order")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators![],
    check: |site| {
        let (steps, order) = (steps(site), window::word(site, "order", ORDERS));
        let inputs = dense::inputs(site);
        let shape = inputs.zip(steps).and_then(|(inputs, steps)| stacked(site, inputs, steps));
        Checked {
            layer: shape.as_ref().and(steps.zip(order)).map(|(steps, order)| layer(Stack { steps, order })),
            shape,
            size: site.argument("steps").map(ast::Value::place),
            activation: None,
        }
    },
};

/// The order of inputs in a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    OldestFirst,
    NewestFirst,
}

const ORDERS: &[(&str, Order)] = &[("oldest_first", Order::OldestFirst), ("newest_first", Order::NewestFirst)];

fn steps(site: &mut Site<'_>) -> Option<usize> {
    let value = site.arguments.get("steps")?;
    size(value, &subject("steps", site.title), site.errors)
}

/// The numbers that so many earlier inputs have; an error where they are more than a state may keep for a layer.
pub(super) fn keep(site: &mut Site<'_>, argument: &str, inputs: usize, steps: usize) -> Option<usize> {
    let numbers = inputs.saturating_mul(steps);
    if numbers <= MAX_ELEMENTS {
        return Some(numbers);
    }
    let message = format!(
        "`{}` remembers {} numbers, at most {} are allowed",
        site.title,
        grouped(numbers),
        grouped(MAX_ELEMENTS)
    );
    let note = format!("{} inputs of {inputs} numbers", grouped(steps));
    site.errors.push(Diagnostic::new(window::place(site, argument), message).note(note));
    None
}

/// The vector that a stack is.
fn stacked(site: &mut Site<'_>, inputs: usize, steps: usize) -> Option<Shape> {
    let numbers = inputs.saturating_mul(steps);
    if numbers <= MAX_EXTENT {
        return Some(Shape(vec![numbers]));
    }
    let message =
        format!("`{}` has {} numbers, at most {} are allowed", site.title, grouped(numbers), grouped(MAX_EXTENT));
    let note = format!("{steps} inputs of {inputs} numbers");
    site.errors.push(Diagnostic::new(window::place(site, "steps"), message).note(note));
    None
}

/// `y = x` of so many steps before, and zeros in the first steps.
#[derive(Debug)]
struct Delay {
    steps: usize,
}

impl Layer for Delay {
    fn kind(&self) -> &'static str {
        DELAY.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("steps", Value::Count(self.steps))]
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn remembers(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        Operand::Value(builder.history("", vec![self.steps]))
    }
}

/// This input and those before it, so many in all, one behind the other; zeros for those before the first.
#[derive(Debug)]
struct Stack {
    steps: usize,
    order: Order,
}

impl Layer for Stack {
    fn kind(&self) -> &'static str {
        STACK.name
    }

    fn arguments(&self) -> Vec<Argument> {
        let steps = Argument::new("steps", Value::Count(self.steps));
        let order = (self.order == Order::NewestFirst).then(|| Argument::new("order", Value::Word("newest_first")));
        [steps].into_iter().chain(order).collect()
    }

    fn remembers(&self) -> bool {
        true
    }

    fn only_renames(&self) -> bool {
        self.steps == 1
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        if self.steps == 1 {
            return builder.renamed();
        }
        let ages = (0..self.steps).map(|step| match self.order {
            Order::OldestFirst => self.steps - 1 - step,
            Order::NewestFirst => step,
        });
        let history = builder.history("history", ages.collect());
        builder.pixels_in_order(history)
    }
}
