//! Which columns of a CSV file are inputs and which are targets.

use ::csv::StringRecord;

use super::row::{column_name, one_of, whole_file};
use super::{CsvReader, Header};
use crate::error::Error;

/// A column of a file: by the name in its header, or by its index from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Counted from 0.
    Index(usize),
    /// As in the header; surrounding blanks do not count.
    Name(String),
}

impl From<usize> for Column {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

/// Positions in a row of `total` fields.
pub(super) struct Columns {
    pub(super) inputs: Vec<usize>,
    pub(super) targets: Vec<usize>,
    pub(super) total: usize,
}

impl CsvReader {
    /// Finds the columns in the first line, the header or a row.
    pub(super) fn resolve(&self, file: &str, first: &StringRecord, expected: (usize, usize)) -> Result<Columns, Error> {
        let (n_inputs, n_targets) = expected;
        let find = |column: &Column| self.find(file, first, column);
        let ignored = self.ignored.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let used = (0..first.len()).filter(|index| !ignored.contains(index));
        let targets: Vec<usize> = match &self.targets {
            Some(columns) => columns.iter().map(find).collect::<Result<_, _>>()?,
            None => used.clone().skip(used.clone().count().saturating_sub(n_targets)).collect(),
        };
        for (position, index) in targets.iter().enumerate() {
            if ignored.contains(index) || targets[..position].contains(index) {
                let found = format!("uses column {} twice", column_name(self.names(first), *index));
                return Err(whole_file(file, found, "each column once, as an input, a target or ignored".into()));
            }
        }
        let inputs: Vec<usize> = used.filter(|index| !targets.contains(index)).collect();
        for (what, found, expected) in [("target", targets.len(), n_targets), ("input", inputs.len(), n_inputs)] {
            if found != expected {
                return Err(whole_file(file, format!("has {found} {what} columns"), format!("{expected}")));
            }
        }
        Ok(Columns { inputs, targets, total: first.len() })
    }

    fn find(&self, file: &str, first: &StringRecord, column: &Column) -> Result<usize, Error> {
        match (column, self.names(first)) {
            (Column::Index(index), _) if *index < first.len() => Ok(*index),
            (Column::Index(index), _) => {
                let expected = format!("0 to {}", first.len().saturating_sub(1));
                Err(whole_file(file, format!("has no column {index}"), expected))
            }
            (Column::Name(name), None) => {
                Err(whole_file(file, format!("has no column {name:?}"), "an index, as it has no header".into()))
            }
            (Column::Name(name), Some(header)) => {
                let mut matches = (0..header.len()).filter(|index| &header[*index] == name.trim());
                let found = matches.next().ok_or_else(|| {
                    whole_file(file, format!("has no column {name:?}"), one_of(&header.iter().collect::<Vec<_>>()))
                })?;
                match matches.next() {
                    None => Ok(found),
                    Some(_) => Err(whole_file(file, format!("has several columns {name:?}"), "one".into())),
                }
            }
        }
    }

    fn names<'a>(&self, first: &'a StringRecord) -> Option<&'a StringRecord> {
        (self.header == Header::Present).then_some(first)
    }
}
