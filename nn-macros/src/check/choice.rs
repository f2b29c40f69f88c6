//! Rows of the tables of activations, losses and initialisers: a name with at most one constant.

use crate::ast::{Call, Value};
use crate::check::arguments::{Bound, Parameter, Signature, bind};
use crate::check::foreign::Topic;
use crate::check::suggest::explain_unknown;
use crate::check::values::{Range, number, subject};
use crate::errors::{Collector, Diagnostic};

/// One row.
pub(crate) struct Choice<T: 'static> {
    pub(crate) name: &'static str,
    /// `leaky_relu(slope = 0.01)`.
    pub(crate) usage: &'static str,
    pub(crate) constant: Option<Constant>,
    /// Makes the thing from its constant; rows without one ignore the number.
    pub(crate) build: fn(f32) -> T,
}

/// The constant of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constant {
    pub(crate) name: &'static str,
    /// `None`: must be given.
    pub(crate) default: Option<f32>,
    pub(crate) range: Range,
}

impl<T> Choice<T> {
    /// The parameters of a call of this row.
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        let parameter = |constant: Constant| match constant.default {
            Some(_) => Parameter::optional(constant.name),
            None => Parameter::required(constant.name),
        };
        self.constant.map(parameter).into_iter().collect()
    }

    /// The thing with the constant that was given, or with its default.
    pub(crate) fn built(&self, bound: &Bound<'_>, errors: &mut Collector) -> Option<T> {
        if !bound.complete {
            return None;
        }
        let Some(constant) = self.constant else { return Some((self.build)(0.0)) };
        let given = match bound.get(constant.name) {
            Some(value) => number(value, constant.range, &subject(constant.name, self.name), errors),
            None => constant.default,
        };
        given.map(self.build)
    }
}

/// Reads `value` as a row of the table, which lists what `topic` says.
pub(crate) fn choose<T>(table: &'static [Choice<T>], topic: Topic, value: &Value, errors: &mut Collector) -> Option<T> {
    let bare;
    let call = match value {
        Value::Call(call) => call,
        Value::Name(name) => {
            bare = Call { name: name.clone(), arguments: None };
            &bare
        }
        Value::Literal { literal, .. } => {
            let error = Diagnostic::new(
                value.place(),
                format!("expected {}, found {}", topic.noun_with_article(), value.describe()),
            );
            let unquoted = literal.to_string().trim_matches('"').to_owned();
            errors.push(match table.iter().find(|row| row.name == unquoted) {
                Some(_) => error.help(format_args!("write `{unquoted}` without quotes")),
                None => error.note(names(table)),
            });
            return None;
        }
    };
    let Some(row) = table.iter().find(|row| call.name == row.name) else {
        errors.push(explain_unknown(&call.name, topic, table.iter().map(|row| row.name), &names(table)));
        return None;
    };
    let parameters = row.parameters();
    let signature = Signature { title: row.name, usage: row.usage, parameters: &parameters, variadic: false };
    let bound = bind(&signature, call, errors);
    row.built(&bound, errors)
}

/// `expected one of ..`, with every name of the table.
fn names<T>(table: &'static [Choice<T>]) -> String {
    let names: Vec<String> = table.iter().map(|row| format!("`{}`", row.name)).collect();
    format!("expected one of {}", names.join(", "))
}
