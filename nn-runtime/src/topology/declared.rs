//! The declaration that a file was saved from, against that of the network to be loaded.

use super::Topology;
use crate::error::Problem;

/// The first difference that matters to the weights. Neither the name nor the loss does.
pub(crate) fn compare_declarations(found: &str, expected: &Topology) -> Option<Problem> {
    let text = expected.to_string();
    let (found, expected) = (Declaration::of(found), Declaration::of(&text));
    let problem = |item: String, found: Option<&str>, expected: Option<&str>| {
        let quoted = |line: &str| format!("`{line}`");
        let found = found.map_or("is not there".to_owned(), |line| format!("is {}", quoted(line)));
        Problem::new(item, found, expected.map_or("the end of the declaration".to_owned(), quoted))
    };
    if found.signature != expected.signature {
        return Some(problem("signature".to_owned(), Some(found.signature), Some(expected.signature)));
    }
    let n_lines = found.lines.len().max(expected.lines.len());
    let differs = (0..n_lines).find(|index| found.lines.get(*index) != expected.lines.get(*index))?;
    let line = |declaration: &Declaration<'_>| declaration.lines.get(differs).copied().map(str::to_owned);
    let (found, expected) = (line(&found), line(&expected));
    Some(problem(format!("line {differs} of the network"), found.as_deref(), expected.as_deref()))
}

/// The parts of a declaration that are compared.
struct Declaration<'t> {
    /// `[784] -> [10]`.
    signature: &'t str,
    /// Without commas.
    lines: Vec<&'t str>,
}

impl<'t> Declaration<'t> {
    fn of(text: &'t str) -> Self {
        let mut lines = text.lines().map(str::trim).skip_while(|line| line.starts_with("#["));
        let head = lines.next().unwrap_or_default();
        let signature = head.split_once(": ").map_or(head, |(_, signature)| signature.trim_end_matches([' ', '{']));
        let lines = lines.take_while(|line| *line != "}").map(|line| line.trim_end_matches(',')).collect();
        Self { signature, lines }
    }
}
