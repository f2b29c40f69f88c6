//! The table of losses that `#[loss(..)]` can name.

use crate::ast::Place;
use crate::errors::Diagnostic;
use crate::language::foreign::plain;
use crate::language::table::{Chosen, Constant, Row};
use crate::language::values::Range;

/// A loss with its constant.
pub(crate) type Loss = Chosen<Facts>;

/// What the compiler needs to know. The functions of nn-runtime that compute a loss have its name, and where a number is given that
/// may be left out, the name of that behind it: see [`Chosen::function`].
#[derive(Debug)]
pub(crate) struct Facts {
    /// The type in nn-runtime that stands for the loss.
    pub(crate) marker: &'static str,
    /// How documentation calls it.
    pub(crate) words: &'static str,
    /// The last activation that the loss contains: it is computed from what enters that. The network ends with it, or with what
    /// enters it: see [`Chosen::head`].
    pub(crate) head: Option<&'static str>,
    pub(crate) parts: Parts,
}

/// What a row's loss is the sum of: the mean divides by their number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Parts {
    /// One for each output.
    Outputs,
    /// One for each target, of which there are half as many as outputs.
    Pairs,
    /// One for each place: the row as a whole, or each pixel of a map, or step of a window.
    Places,
}

impl Facts {
    /// By what the mean divides for each row of so many outputs, which are those of so many places.
    pub(crate) fn mean_over(&self, outputs: usize, places: usize) -> usize {
        match self.parts {
            Parts::Outputs => outputs,
            Parts::Pairs => outputs / 2,
            Parts::Places => places,
        }
    }
}

/// Whether the network ends with what enters the last activation that the loss contains, instead of with that.
const FROM_LOGITS: Constant = Constant { name: "from_logits", default: Some(0.0), range: Range::Flag };

/// Every loss.
pub(crate) static LOSSES: &[Row<Facts>] = &[
    Row {
        name: "mse",
        aliases: &["meansquarederror", "mseloss", "squarederror"],
        doc: "mean of `(p - y)^2`",
        constants: &[],
        facts: Facts { marker: "Mse", words: "mean squared error", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "mae",
        aliases: &["meanabsoluteerror", "l1", "l1loss", "maeloss", "absoluteerror"],
        doc: "mean of `abs(p - y)`",
        constants: &[],
        facts: Facts { marker: "Mae", words: "mean absolute error", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "huber",
        aliases: &[],
        doc: "mean of `d^2 / 2` where `d = abs(p - y)` is at most `delta`, else of `delta (d - delta / 2)`",
        constants: &[Constant { name: "delta", default: None, range: Range::Positive }],
        facts: Facts { marker: "Huber", words: "the Huber loss", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "log_cosh",
        aliases: &["logcosh"],
        doc: "mean of `ln cosh(p - y)`",
        constants: &[],
        facts: Facts { marker: "LogCosh", words: "the log-cosh loss", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "quantile",
        aliases: &[],
        doc: "mean of `q (y - p)` where `y` is above `p`, else of `(1 - q) (p - y)`",
        constants: &[Constant { name: "q", default: None, range: Range::Fraction }],
        facts: Facts { marker: "Quantile", words: "the quantile loss", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "gaussian",
        aliases: &[],
        doc: "mean of `(s + (y - p)^2 e^-s) / 2`",
        constants: &[],
        facts: Facts { marker: "Gaussian", words: "the Gaussian loss", head: None, parts: Parts::Pairs },
    },
    Row {
        name: "poisson",
        aliases: &["poissonnll", "poissonnllloss"],
        doc: "mean of `e^p - y p`",
        constants: &[],
        facts: Facts { marker: "Poisson", words: "the Poisson loss", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "hinge",
        aliases: &[],
        doc: "mean of `max(0, 1 - y p)`",
        constants: &[],
        facts: Facts { marker: "Hinge", words: "the hinge loss", head: None, parts: Parts::Outputs },
    },
    Row {
        name: "binary_cross_entropy",
        aliases: &["bce", "bceloss", "logloss", "binarycrossentropy"],
        doc: "mean of `-(y ln p + (1 - y) ln(1 - p))`",
        constants: &[Constant { name: "positive_weight", default: Some(1.0), range: Range::Positive }, FROM_LOGITS],
        facts: Facts {
            marker: "BinaryCrossEntropy",
            words: "binary cross entropy",
            head: Some("sigmoid"),
            parts: Parts::Outputs,
        },
    },
    Row {
        name: "cross_entropy",
        aliases: &["ce", "crossentropy", "crossentropyloss", "categoricalcrossentropy"],
        doc: "mean over the batch, and over the pixels of a map or the steps of a window, of `-sum y ln p` over the classes",
        constants: &[Constant { name: "label_smoothing", default: Some(0.0), range: Range::Part }, FROM_LOGITS],
        facts: Facts { marker: "CrossEntropy", words: "cross entropy", head: Some("softmax"), parts: Parts::Places },
    },
];

/// The loss of that name, or that other libraries call so.
pub(crate) fn find(name: &str) -> Option<&'static Row<Facts>> {
    let plain = plain(name);
    LOSSES.iter().find(|row| row.name == name || row.aliases.contains(&plain.as_str()))
}

/// The error for a loss among the layers; `written` is what `#[loss(..)]` would have in its parentheses.
pub(crate) fn refuse_among_layers(place: impl Into<Place>, written: &str) -> Diagnostic {
    Diagnostic::new(place, "a loss stands before the struct, not among the layers")
        .help(format_args!("write `#[loss({written})]` before the struct"))
}

impl Chosen<Facts> {
    /// The stem of the functions of nn-runtime that compute it. A number that may be left out costs nothing where it is as if it were:
    /// `cross_entropy`, and else `cross_entropy_with_label_smoothing`.
    pub(crate) fn function(self) -> String {
        let given = self.given().map(|(constant, _)| constant).find(|constant| constant.default.is_some());
        given.map_or_else(|| self.name().to_owned(), |constant| format!("{}_with_{}", self.name(), constant.name))
    }

    /// Whether the network ends with logits.
    pub(crate) fn is_of_logits(self) -> bool {
        self.changed().any(|(constant, _)| constant.name == FROM_LOGITS.name)
    }

    /// The last activation of the network, which is then a part of the loss.
    pub(crate) fn head(self) -> Option<&'static str> {
        self.facts().head.filter(|_| !self.is_of_logits())
    }

    /// The same loss for a network that ends with logits, as one would write it.
    pub(crate) fn written_of_logits(self) -> String {
        let numbers = self.numbers().into_iter().map(|number| number.to_string());
        let arguments: Vec<String> = numbers.chain([format!("{} = true", FROM_LOGITS.name)]).collect();
        format!("{}({})", self.name(), arguments.join(", "))
    }

    /// The numbers that the function takes.
    pub(crate) fn numbers(self) -> Vec<f32> {
        self.given().map(|(_, number)| number).collect()
    }

    /// Numbers that are not what they are by default.
    fn given(self) -> impl Iterator<Item = (&'static Constant, f32)> {
        self.changed().filter(|(constant, _)| !constant.is_flag())
    }

    /// Constants that are not what they are by default.
    fn changed(self) -> impl Iterator<Item = (&'static Constant, f32)> {
        let values = self.named_constants().map(|(_, value)| value);
        self.row().constants.iter().zip(values).filter(|(constant, value)| constant.default != Some(*value))
    }
}

/// Whether an activation is a part of a loss: what comes behind it are probabilities, not logits.
pub(crate) fn is_head(activation: &str) -> bool {
    LOSSES.iter().any(|row| row.facts.head == Some(activation))
}

/// What is known of the loss called `name`.
pub(crate) fn named(name: &str) -> Option<&'static Facts> {
    LOSSES.iter().find(|row| row.name == name).map(|row| &row.facts)
}

/// The loss whose targets may be of any kind: it stands for one that could not be read.
pub(crate) fn of_any_targets() -> &'static Facts {
    let [.., last] = LOSSES else { unreachable!("the table above is not empty") };
    &last.facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::activations::ACTIVATIONS;

    #[test]
    fn the_loss_that_stands_for_others_is_cross_entropy() {
        assert_eq!(of_any_targets().marker, "CrossEntropy");
    }

    #[test]
    fn heads_are_activations_without_constants() {
        for head in LOSSES.iter().filter_map(|row| row.facts.head) {
            let row = ACTIVATIONS.iter().find(|row| row.name == head);
            assert!(row.is_some_and(|row| row.constants.is_empty()), "{head}");
        }
    }
}
