//! Labels of classes: those of the file, or those that the user names.

use std::collections::BTreeSet;

use super::row::{Row, one_of, shown, whole_file};
use crate::error::Error;

/// The labels of the rows so far.
pub(super) struct Labels<'a> {
    file: &'a str,
    /// `None`: those found.
    names: Option<&'a [String]>,
    n_classes: usize,
    found: BTreeSet<String>,
    /// One a row.
    rows: Vec<String>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(file: &'a str, names: Option<&'a [String]>, n_classes: usize) -> Result<Self, Error> {
        if let Some(name) = names.and_then(repeated) {
            let found = format!("is read with the class name {name:?} twice");
            return Err(whole_file(file, found, "distinct names".into()));
        }
        Ok(Self { file, names, n_classes, found: BTreeSet::new(), rows: Vec::new() })
    }

    pub(super) fn push(&mut self, row: &Row<'_>, column: usize) -> Result<(), Error> {
        let label = row.label(column)?;
        match self.names {
            Some(names) if !names.iter().any(|name| name == label) => {
                return Err(row.error(column, format!("contains {}", shown(label)), one_of(names)));
            }
            None if !self.found.contains(label) => {
                self.refuse_another(row, column, label)?;
                self.found.insert(label.to_owned());
            }
            _ => {}
        }
        self.rows.push(label.to_owned());
        Ok(())
    }

    /// A label that was not there before may be another spelling of one that was, or one too many.
    fn refuse_another(&self, row: &Row<'_>, column: usize, label: &str) -> Result<(), Error> {
        if let Some(value) = number(label)
            && let Some(same) = self.found.iter().find(|found| number(found).is_some_and(|found| equal(found, value)))
        {
            let found = format!("contains {label:?} after {same:?}, the same number");
            let expected = "one spelling for a class (with `class_names` they are two classes)";
            return Err(row.error(column, found, expected.into()));
        }
        let n = self.n_classes;
        if self.found.len() == n {
            let found = format!("contains {} after {n} other labels", shown(label));
            return Err(row.error(column, found, format!("{n} classes")));
        }
        Ok(())
    }

    /// The index of each row's class, and the label of each class.
    pub(super) fn finish(self) -> Result<(Vec<usize>, Vec<String>), Error> {
        let n = self.n_classes;
        let names = self.names.map_or_else(|| sorted(self.found), <[String]>::to_vec);
        if names.len() != n {
            let found = format!("has {} classes", names.len());
            let is_short = self.names.is_none() && names.len() < n;
            let expected = if is_short { format!("{n}; give all of them with `class_names`") } else { format!("{n}") };
            return Err(whole_file(self.file, found, expected));
        }
        // Every label is a name: each was checked against the names given, or is one of those found.
        let index = |label: &String| names.iter().position(|name| name == label).unwrap_or_default();
        Ok((self.rows.iter().map(index).collect(), names))
    }
}

/// The first name that is there twice.
fn repeated(names: &[String]) -> Option<&String> {
    names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)).map(|(_, name)| name)
}

fn number(label: &str) -> Option<f64> {
    label.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Zero has two signs.
fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.0
}

/// Ascending by value if all are numbers, else by characters.
fn sorted(names: BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    if names.iter().all(|name| number(name).is_some()) {
        let value = |name: &String| number(name).unwrap_or(f64::NAN);
        names.sort_by(|a, b| value(a).total_cmp(&value(b)));
    }
    names
}
