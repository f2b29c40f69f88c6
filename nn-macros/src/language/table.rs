//! Tables of facts: rows with a name, constants that a declaration may give, and what stages need to know.

use std::fmt;

use crate::ast::{Call, Value};
use crate::errors::{Collector, Diagnostic};
use crate::language::activations::respelled;
use crate::language::arguments::{Bound, Parameter, Signature, bind};
use crate::language::foreign::Topic;
use crate::language::suggest::{Known, explain_unknown};
use crate::language::values::{Range, number, subject};

/// Constants that a row has at most.
const MOST_CONSTANTS: usize = 2;

/// One row.
#[derive(Debug)]
pub(crate) struct Row<F: 'static> {
    pub(crate) name: &'static str,
    /// What other libraries call it, as [`plain`](crate::language::foreign::plain) names; error messages know them, declarations do not.
    pub(crate) aliases: &'static [&'static str],
    /// What it computes, in a line: as the tables of the guide say it, and the documentation of networks.
    pub(crate) doc: &'static str,
    pub(crate) constants: &'static [Constant],
    pub(crate) facts: F,
}

impl<F: Copy> Row<F> {
    /// A row without an alias and without its line.
    pub(crate) const fn new(name: &'static str, constants: &'static [Constant], facts: F) -> Self {
        Self { name, aliases: &[], doc: "", constants, facts }
    }

    pub(crate) const fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    pub(crate) const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
}

/// A constant of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constant {
    pub(crate) name: &'static str,
    /// `None`: must be given.
    pub(crate) default: Option<f32>,
    pub(crate) range: Range,
}

impl Constant {
    pub(crate) fn is_flag(&self) -> bool {
        self.range == Range::Flag
    }
}

impl<F> Row<F> {
    /// Its names, for messages about those that are not known.
    pub(crate) fn known(&self) -> Known {
        Known { name: self.name, aliases: self.aliases }
    }

    /// `leaky_relu(slope = 0.01)`.
    pub(crate) fn usage(&self) -> String {
        let constants = self.constants.iter().map(|constant| match constant.default {
            Some(default) if constant.is_flag() => format!("{} = {}", constant.name, default != 0.0),
            Some(default) => format!("{} = {default:?}", constant.name),
            None => constant.name.to_owned(),
        });
        let constants: Vec<String> = constants.collect();
        if constants.is_empty() { self.name.to_owned() } else { format!("{}({})", self.name, constants.join(", ")) }
    }

    /// The parameters of a call of this row.
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        let parameter = |constant: &Constant| match constant.default {
            Some(_) if constant.is_flag() => Parameter::named(constant.name),
            Some(_) => Parameter::optional(constant.name),
            None => Parameter::required(constant.name),
        };
        self.constants.iter().map(parameter).collect()
    }

    /// The row with the constants that were given, or with their defaults.
    pub(crate) fn chosen(&'static self, bound: &Bound<'_>, errors: &mut Collector) -> Option<Chosen<F>> {
        if !bound.complete {
            return None;
        }
        let constants: Vec<Option<f32>> = self
            .constants
            .iter()
            .map(|constant| match bound.get(constant.name) {
                Some(value) => number(value, constant.range, &subject(constant.name, self.name), errors),
                None => constant.default,
            })
            .collect();
        let constants: Option<Vec<f32>> = constants.into_iter().collect();
        let constants = constants.filter(|constants| self.are_in_order(constants, bound, errors))?;
        Some(Chosen::new(self, &constants))
    }

    /// Whether each constant is above that before it, where it has to be; an error at those that were given.
    fn are_in_order(&self, constants: &[f32], bound: &Bound<'_>, errors: &mut Collector) -> bool {
        let pairs = self.constants.windows(2).zip(constants.windows(2));
        let mut wrong = pairs.filter_map(|(rows, numbers)| match (rows, numbers) {
            ([low, high], [least, most]) if high.range == Range::AbovePrevious && least >= most => {
                Some(([low, high], [least, most]))
            }
            _ => None,
        });
        let Some(([low, high], [least, most])) = wrong.next() else { return true };
        let given = [low, high].map(|constant| bound.get(constant.name).map(Value::place));
        let Some(place) = given[1].or(given[0]) else { unreachable!("a test of this file looks at the defaults") };
        let rule = format!("`{}` of `{}` must be below `{}`", low.name, self.name, high.name);
        let error = Diagnostic::new(place, format!("{rule}, found {least} and {most}"));
        errors.push(match given {
            [Some(_), Some(_)] if least > most => error.help("swap them"),
            [Some(_), Some(_)] => error,
            [None, _] => error.note(format_args!("`{}` is {least} if left out", low.name)),
            [_, None] => error.note(format_args!("`{}` is {most} if left out", high.name)),
        });
        false
    }
}

/// A row with values for its constants.
pub(crate) struct Chosen<F: 'static> {
    row: &'static Row<F>,
    constants: [f32; MOST_CONSTANTS],
}

impl<F> Chosen<F> {
    pub(crate) fn new(row: &'static Row<F>, constants: &[f32]) -> Self {
        debug_assert_eq!(constants.len(), row.constants.len(), "{}", row.name);
        let mut all = [0.0; MOST_CONSTANTS];
        all.iter_mut().zip(constants).for_each(|(to, constant)| *to = *constant);
        Self { row, constants: all }
    }

    /// A row without constants.
    pub(crate) const fn plain(row: &'static Row<F>) -> Self {
        assert!(row.constants.is_empty());
        Self { row, constants: [0.0; MOST_CONSTANTS] }
    }

    pub(crate) fn row(self) -> &'static Row<F> {
        self.row
    }

    /// In declarations and in messages.
    pub(crate) fn name(self) -> &'static str {
        self.row.name
    }

    pub(crate) fn facts(self) -> &'static F {
        &self.row.facts
    }

    /// Those that the row has.
    pub(crate) fn constants(&self) -> &[f32] {
        &self.constants[..self.row.constants.len()]
    }

    /// Names and values of the constants.
    pub(crate) fn named_constants(self) -> impl Iterator<Item = (&'static str, f32)> {
        self.row.constants.iter().map(|constant| constant.name).zip(self.constants)
    }

    /// As one would write it: `leaky_relu(0.01)`.
    pub(crate) fn written(self) -> String {
        let constants: Vec<String> = self.constants().iter().map(f32::to_string).collect();
        if constants.is_empty() { self.name().to_owned() } else { format!("{}({})", self.name(), constants.join(", ")) }
    }

    /// The part of a function's name that tells it: `leaky_relu_0p01`.
    pub(crate) fn identifier(self) -> String {
        // 0.01 and -0.01 in an identifier: 0p01, m0p01.
        let digits = |constant: &f32| format!("_{}", constant.to_string().replace('-', "m").replace('.', "p"));
        self.constants().iter().map(digits).fold(self.name().to_owned(), |name, digits| name + &digits)
    }
}

impl<F> Clone for Chosen<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Chosen<F> {}

/// By bits, as functions are told apart by their names: 0 and -0 are printed as two.
impl<F> PartialEq for Chosen<F> {
    fn eq(&self, other: &Self) -> bool {
        self.row.name == other.row.name && self.constants.map(f32::to_bits) == other.constants.map(f32::to_bits)
    }
}

impl<F> fmt::Debug for Chosen<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

/// Reads `value` as a row of the table, which lists what `topic` says.
pub(crate) fn choose<F>(
    table: &'static [Row<F>],
    topic: Topic,
    value: &Value,
    errors: &mut Collector,
) -> Option<Chosen<F>> {
    let call = match value {
        Value::Call(call) => call.clone(),
        Value::Name(name) => Call { name: name.clone(), arguments: None },
        Value::Literal { .. } | Value::List { .. } => {
            let error = Diagnostic::new(
                value.place(),
                format!("expected {}, found {}", topic.noun_with_article(), value.describe()),
            );
            let unquoted = value.describe().trim_matches('"').to_owned();
            errors.push(match table.iter().find(|row| row.name == unquoted) {
                Some(_) => error.help(format_args!("write `{unquoted}` without quotes")),
                None => error.note(names(table)),
            });
            return None;
        }
    };
    let call = respelled(&call).filter(|_| topic == Topic::Activation).unwrap_or(call);
    let Some(row) = table.iter().find(|row| call.name == row.name) else {
        errors.push(explain_unknown(&call.name, topic, table.iter().map(Row::known), &names(table)));
        return None;
    };
    let parameters = row.parameters();
    let usage = row.usage();
    let signature = Signature { title: row.name, usage: &usage, parameters: &parameters, variadic: false };
    let bound = bind(&signature, &call, errors);
    row.chosen(&bound, errors)
}

/// `expected one of ..`, with every name of the table.
fn names<F>(table: &'static [Row<F>]) -> String {
    let names: Vec<String> = table.iter().map(|row| format!("`{}`", row.name)).collect();
    format!("expected one of {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::activations::ACTIVATIONS;
    use crate::language::initialisers::INITIALISERS;
    use crate::language::losses::LOSSES;

    fn check<F>(table: &'static [Row<F>]) {
        for (index, row) in table.iter().enumerate() {
            assert!(table[..index].iter().all(|other| other.name != row.name), "{} stands twice", row.name);
            assert!(!row.doc.is_empty(), "{} has no line that says what it computes", row.name);
            assert!(row.constants.len() <= MOST_CONSTANTS, "{} has too many constants", row.name);
            for constant in row.constants {
                let default = constant.default;
                assert!(default.is_none_or(|default| constant.range.contains(default)), "{}", row.usage());
            }
            let is_ordered =
                |pair: &[Constant]| pair[1].range != Range::AbovePrevious || pair[0].default < pair[1].default;
            assert!(row.constants.windows(2).all(is_ordered), "{}", row.usage());
            // What is given by position has nothing in front of it that may be left out.
            assert!(row.constants.is_sorted_by_key(|constant| constant.default.is_some()), "{}", row.usage());
        }
    }

    #[test]
    fn rows_have_names_of_their_own_and_constants_that_can_be_given() {
        check(ACTIVATIONS);
        check(LOSSES);
        check(INITIALISERS);
    }

    #[test]
    fn equal_constants_have_equal_bits() {
        let row = ACTIVATIONS.iter().find(|row| row.name == "leaky_relu").expect("the activation");
        let [zero, minus_zero] = [0.0, -0.0].map(|slope| Chosen::new(row, &[slope]));
        assert_ne!(zero, minus_zero);
        assert_ne!(zero.identifier(), minus_zero.identifier());
        assert_eq!(zero, Chosen::new(row, &[0.0]));
    }
}
